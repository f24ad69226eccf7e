"""Sums as reports write them, as data, and whether the check sees them: silent as they stand, told when one number is wrong."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import yaml

from reportgen.model.finding import Finding
from support.known.cases import Case, judged

PATH = Path(__file__).resolve().parents[2] / "rules" / "sums_seen.yaml"
SEED = 20261130
_MARKED = re.compile(r"\[(\d+(?:\.\d+)?)\]")


class Judged(NamedTuple):
    """A sum as written: what is told of it though it is right, and which of its numbers, made another one, are not told."""

    say: str
    told: tuple[str, ...]
    unseen: tuple[str, ...]

    @property
    def seen(self) -> bool:
        return not self.told and not self.unseen


def sums_of(path: Path = PATH) -> Iterator[Judged]:
    """Each sum of the file, judged."""
    source = yaml.safe_load(path.read_text(encoding="utf-8"))
    for number, marked in enumerate(source["cases"]):
        yield judged_sum(marked, source["agency"], source["tables"], random.Random(SEED + number))


def judged_sum(marked: str, agency: str, tables: dict[str, object], chance: random.Random) -> Judged:
    """Every number in [] is made another one, one at a time."""
    say = _MARKED.sub(r"\1", marked)
    told = _found(Case(say, agency, tables))
    unseen = []
    for at, one in enumerate(_MARKED.finditer(marked)):
        other = slip_of(one[1], chance)
        numbers = iter(range(len(_MARKED.findall(marked))))
        changed = _MARKED.sub(
            lambda found, at=at, numbers=numbers, other=other: other if next(numbers) == at else found[1], marked
        )
        if not _found(Case(changed, agency, tables)) - told:
            unseen.append(f"{one[1]} → {other}")
    return Judged(say, tuple(sorted(told)), tuple(unseen))


def slip_of(number: str, chance: random.Random) -> str:
    """The number with another last digit, two of its digits exchanged, or a digit too many."""
    choices = [f"{number[:-1]}{(int(number[-1]) + chance.choice((1, 2, 3))) % 10}"]
    if "." not in number:
        choices.append(f"{number}{chance.randint(0, 9)}")
        choices += [number[1] + number[0] + number[2:]] if len(number) > 1 and number[1] != "0" else []
    return chance.choice([one for one in choices if Decimal(one) not in (Decimal(number), 0)] or [f"{number}0"])


def _found(case: Case) -> set[str]:
    return {_shown(one) for one in judged(case)[1]}


def _shown(finding: Finding) -> str:
    return f"{finding.code} {finding.message}"
