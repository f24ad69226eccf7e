"""地区: an authority, the agencies below it, and what each has handed in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from ..location import Location

# What is written in a register, in the order in which people write it: the columns of 名录.xlsx and the keys of 名录.yaml.
CODE, NAME, FORMER, KIND, PARENT, DEADLINE, CONTACT, SUMS = (
    "代码",
    "名称",
    "曾用名",
    "类别",
    "上级代码",
    "期限",
    "联系人",
    "汇总下级",
)
# The folder, beside an agency's report, of what it has handed in before.
OLDER = "旧稿"
COLUMNS = (CODE, NAME, FORMER, KIND, PARENT, DEADLINE, CONTACT, SUMS)


class Agency(NamedTuple):
    """One line of a register: a body that hands in a report.

    `code` is how the office calls it, once in the register; `former` are names that it had; `kind` is whatever the office calls
    its kind (部门, 街道, …), '' where it says none; `parent` the code of the one above, '' at the top. `deadline` is the day by which it
    hands in, None where the register says none. `sums` says that its own report is the sum of those of the agencies below it;
    where it is not, it is one addend more beside them. `location` is where the register says so.
    """

    code: str
    name: str
    former: tuple[str, ...] = ()
    kind: str = ""
    parent: str = ""
    deadline: date | None = None
    contact: str = ""
    sums: bool = True
    location: Location = Location("")

    @property
    def names(self) -> tuple[str, ...]:
        """The name that it has, and those that it had."""
        return (self.name, *self.former)

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"


@dataclass(frozen=True)
class Register:
    """名录: the agencies of an area in the order in which they are written, a tree of any depth; sound, as the door that read it has proved.

    Sound means: each code once, each parent there, no agency above itself. The walks end all the same where it is not.
    `notes` say what is no fault and may be one; `deadlines` where the register says by which day an agency hands in, by code.
    """

    agencies: tuple[Agency, ...]
    path: str = ""
    notes: tuple[str, ...] = ()
    deadlines: Mapping[str, Location] = field(default_factory=dict)

    @cached_property
    def by_code(self) -> Mapping[str, Agency]:
        return {agency.code: agency for agency in self.agencies}

    @cached_property
    def _by_plain_code(self) -> Mapping[str, str]:
        return {plain_code(agency.code): agency.code for agency in self.agencies}

    def meant(self, code: str) -> str:
        """The code of the register that somebody has typed, in letters of full width or small ones too; as typed where there is none."""
        return code if code in self.by_code else self._by_plain_code.get(plain_code(code), code)

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Agency, ...]]:
        """The agencies that have or had a name; two that are called the same are both there."""
        found: dict[str, tuple[Agency, ...]] = {}
        for agency in self.agencies:
            for name in dict.fromkeys(agency.names):
                found[name] = (*found.get(name, ()), agency)
        return found

    @cached_property
    def _below(self) -> Mapping[str, tuple[Agency, ...]]:
        below: dict[str, list[Agency]] = {}
        for agency in self.agencies:
            below.setdefault(agency.parent, []).append(agency)
        return {code: tuple(agencies) for code, agencies in below.items()}

    @property
    def roots(self) -> tuple[Agency, ...]:
        """Those with nobody above them."""
        return self._below.get("", ())

    def children(self, code: str) -> tuple[Agency, ...]:
        """Those directly below; none for a code that is not there."""
        return self._below.get(code, ())

    def walk(self, code: str = "") -> Iterator[tuple[Agency, int]]:
        """The branch from `code` down with itself first, each with its depth below it; from all roots for ''."""
        start = self.roots if not code else tuple(filter(None, (self.by_code.get(code),)))
        waiting = [(agency, 0) for agency in reversed(start)]
        seen: set[str] = set()
        while waiting:
            agency, depth = waiting.pop()
            if agency.code in seen:
                continue
            seen.add(agency.code)
            yield agency, depth
            waiting += [(child, depth + 1) for child in reversed(self.children(agency.code))]

    def branch(self, code: str = "") -> tuple[Agency, ...]:
        """The same without the depths."""
        return tuple(agency for agency, _ in self.walk(code))

    def above(self, code: str) -> tuple[Agency, ...]:
        """Those above it, the nearest first."""
        found: dict[str, Agency] = {}
        agency = self.by_code.get(code)
        while agency and agency.parent in self.by_code and agency.parent not in found and agency.parent != code:
            agency = self.by_code[agency.parent]
            found[agency.code] = agency
        return tuple(found.values())


def plain_code(code: str) -> str:
    """A code as persons take it, who tell no full width from half and no capital from a small letter."""
    return "".join(unicodedata.normalize("NFKC", code).split()).casefold()


def some(names: Sequence[str], most: int) -> str:
    """The first `most` of some names, and how many there are if there are more: 甲、乙、丙 等 12 个."""
    return "、".join(names[:most]) + (f" 等 {len(names)} 个" if len(names) > most else "")


class Far(NamedTuple):
    """That a figure is far from those of the other agencies of its kind, and the median of these."""

    said: str
    middle: Decimal


class Handed(NamedTuple):
    """What the roll-up, and the looks from agency to agency, need of one report: small, and sent from process to process.

    `agency` is a code of the register, `form` the form's id; `figures` by Ref, those that are there; `paragraphs` the prose as a reader sees it,
    in order. `path` names the file or the draft's folder as the user does; `places` say where each figure stands, `says` is the agency that
    the report itself names. `wrong` says of single figures why they are not to be relied on as they stand (万元 for 元), by Ref; `doubts`
    what else its check has to say of them, `remarks` what it says at no cell; `far` are the figures that are far from those of its kind.
    """

    agency: str
    year: int
    form: str
    figures: Mapping[str, Decimal]
    paragraphs: tuple[str, ...] = ()
    path: str = ""
    places: Mapping[str, Location] = {}
    says: str = ""
    wrong: Mapping[str, str] = {}
    doubts: Mapping[str, str] = {}
    remarks: tuple[str, ...] = ()
    far: Mapping[str, Far] = {}
