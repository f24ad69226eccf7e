"""Fuzzed input for the doors: whatever comes in, there is an answer and never a bug of ours (exit code 3).

A few inputs of each door; `benchmarks/fuzz.py` tries many, under bounds of time and memory.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.faults.spoiled import DOORS, opened, spoiled_input

# Those that open a process for each input, or a whole pack, take longer.
SLOW = ("pdf", "picture", "template")
# Those whose seeds make no whole report by themselves: one example's file beside another's, a page without the tables.
PARTS = ("xlsx", "narrative", "pdf")


@pytest.mark.parametrize("name", [name for name in DOORS if name not in PARTS])
def test_the_seeds_of_a_door_are_answered(name: str, tmp_path: Path) -> None:
    door = DOORS[name]
    for number in range(len(door.seeds())):
        path = tmp_path / f"input{door.suffix}"
        path.write_bytes(spoiled_input(door, number))
        door.answer(path, tmp_path)  # a seed is no refusal either


@pytest.mark.parametrize("name", [name for name in DOORS if name not in SLOW])
@settings(max_examples=examples(150), deadline=None, suppress_health_check=[*HealthCheck])
@given(number=st.integers(100, 10**9))
def test_spoiled_input_is_answered(name: str, number: int, tmp_path: Path) -> None:
    spoil_and_open(name, number, tmp_path)


@pytest.mark.parametrize("name", SLOW)
@settings(max_examples=examples(40), deadline=None, suppress_health_check=[*HealthCheck])
@given(number=st.integers(100, 10**9))
def test_spoiled_input_of_a_slow_door_is_answered(name: str, number: int, tmp_path: Path) -> None:
    spoil_and_open(name, number, tmp_path)


def spoil_and_open(name: str, number: int, folder: Path) -> None:
    path = folder / f"input{DOORS[name].suffix}"
    path.write_bytes(spoiled_input(DOORS[name], number))
    opened(DOORS[name], path, folder)
