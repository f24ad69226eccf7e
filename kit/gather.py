"""Gathers the wheels of the kit from the package index that pip is set up with, and says which there are none of."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from targets import Target, missing, wheels_in

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = ("web", "pdf", "svg")
_NONE_FOUND = re.compile(r"No matching distribution found for ([^\s;]+(?:\s*[<>=!~][^;\n]*)?)")
_ROUNDS = 4


class Gathered(NamedTuple):
    """The wheels for one kind of machine and Python; `absent` names what there is no wheel of, in words."""

    target: Target
    python: str
    folder: Path
    absent: tuple[str, ...] = ()


def requirements() -> list[Requirement]:
    """What the program needs with all that it can use, and pip itself, so that no old one is in the way."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for extra in EXTRAS for line in project["optional-dependencies"][extra]]
    return [Requirement(line) for line in (*project["dependencies"], *extras, "pip>=25.1")]


def gather(target: Target, python: str, folder: Path) -> Gathered:
    """Download what the program needs on a kind of machine into `folder`, where earlier downloads are used again."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = requirements()
    lines = [_plain(one) for one in wanted]
    for _ in range(_ROUNDS):
        if absent := _download(lines, target, python, folder):
            return Gathered(target, python, folder, absent)
        lines = missing(wanted, wheels_in(folder), target, python)
        if not lines:
            return Gathered(target, python, folder)
    return Gathered(target, python, folder, tuple(lines))


def _plain(requirement: Requirement) -> str:
    return f"{requirement.name}{requirement.specifier}"


def _download(lines: Sequence[str], target: Target, python: str, folder: Path) -> tuple[str, ...]:
    """Have pip fetch wheels for another machine; what it found none of."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
    command += ["--implementation", "cp", "--python-version", python, "--dest", str(folder), "--find-links", str(folder)]
    command += [part for platform in target.platforms for part in ("--platform", platform)]
    done = subprocess.run([*command, *lines], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ()
    return (
        tuple(dict.fromkeys(_NONE_FOUND.findall(done.stderr))) or (done.stderr.strip().splitlines() or ["pip 没有说为什么"])[-1:]
    )


def own_wheel(folder: Path) -> Path:
    """The program's own wheel, made from this checkout."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-build-isolation",
    ]
    subprocess.run([*command, "--wheel-dir", str(folder), str(ROOT)], check=True)
    (made,) = folder.glob("reportgen-*.whl")
    return made
