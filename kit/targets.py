"""Which machines the kit is for, and whether the wheels that were gathered are all that one of them needs.

`pip download` for another machine asks its own machine whether a requirement applies (`colorama; sys_platform == "win32"`), so that
what only Windows needs would be missing without a word. Here each requirement is asked of the machine that it is meant for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from email.parser import HeaderParser
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

PYTHONS = ("3.11", "3.12", "3.13")
# glibc 2.28 and before; the later names are those of the standard (PEP 600), the others what older wheels are called.
_GLIBC = ("manylinux_2_28", "manylinux_2_27", "manylinux_2_26", "manylinux_2_24", "manylinux_2_17", "manylinux2014")
_OLDER = ("manylinux_2_12", "manylinux2010", "manylinux_2_5", "manylinux1")


class Target(NamedTuple):
    """A kind of machine: what it is called, the platforms of wheels that run there, best first, and what markers ask of it."""

    name: str
    chinese: str
    platforms: tuple[str, ...]
    markers: Mapping[str, str]


def _linux(machine: str, *names: str) -> Target:
    markers = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": machine}
    return Target(f"linux-{machine}", f"Linux {machine}（glibc 2.28 起）", tuple(f"{name}_{machine}" for name in names), markers)


_WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"}
TARGETS = (
    Target("windows-x86_64", "Windows x86-64", ("win_amd64",), _WINDOWS),
    _linux("x86_64", *_GLIBC, *_OLDER),
    _linux("aarch64", *_GLIBC),
)


class Wheel(NamedTuple):
    """What a wheel says of itself."""

    name: str
    version: Version
    requires: tuple[Requirement, ...]


def read_wheel(path: Path) -> Wheel:
    """The metadata of a wheel."""
    with ZipFile(path) as archive:
        name = next(one for one in archive.namelist() if one.endswith(".dist-info/METADATA") and one.count("/") == 1)
        said = HeaderParser().parsestr(archive.read(name).decode())
    requires = tuple(Requirement(line) for line in said.get_all("Requires-Dist", ()))
    return Wheel(canonicalize_name(said["Name"]), Version(said["Version"]), requires)


def missing(wanted: Iterable[Requirement], wheels: Iterable[Wheel], target: Target, python: str) -> list[str]:
    """The requirements, those of requirements among them, that none of the wheels meets on a target; sorted."""
    known = {wheel.name: wheel for wheel in wheels}
    markers = {
        **target.markers,
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "implementation_version": f"{python}.0",
        "platform_release": "",
        "platform_version": "",
    }
    absent: set[str] = set()
    seen: set[tuple[str, str]] = set()
    waiting = [(one, "") for one in wanted]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({**markers, "extra": extra}):
            continue
        wheel = known.get(canonicalize_name(requirement.name))
        if wheel is None or not requirement.specifier.contains(wheel.version, prereleases=True):
            absent.add(f"{requirement.name}{requirement.specifier}")
            continue
        for asked in ("", *requirement.extras):
            if (wheel.name, asked) not in seen:
                seen.add((wheel.name, asked))
                waiting += [(one, asked) for one in wheel.requires]
    return sorted(absent)


def wheels_in(folder: Path) -> Iterator[Wheel]:
    """All wheels of a folder."""
    return (read_wheel(path) for path in sorted(folder.glob("*.whl")))
