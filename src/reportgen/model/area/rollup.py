"""汇总: the sum of the reports of an area, and what explains that it is not what the authority itself has written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

from ..form import Form
from ..identity import Line
from .register import Agency, Handed

# Why a figure of the authority is not the sum: of a whole agency, its figures were left out, added twice, added again though
# they are in the sum of the one above it (or left out though they are), taken from another file of it;
# what it has beside the sum is a report by itself (of one not handed in, or of one that is not in the register); and in one cell the
# figure of an agency was left out, added twice, mistyped, put into another cell, or the sum itself was mistyped. Some are borne out by
# a report of its own: the table of an agency does not come out even there, or its own check has found that figure wrong, and the authority
# took what it should be; or the authority's own table does not come out even. `changed` is an agency that alone has so much in all of
# these cells (`changed_here` in one): it has handed in something else since, or one of the two is wrong. `shifted` is an agency whose columns
# have changed places, in its own report or where it was added up.
AgencyCause = Literal[
    "left_out",
    "twice",
    "again",
    "left_out_within",
    "other_file",
    "changed",
    "shifted",
    "not_handed_in",
    "not_in_register",
]
CellCause = Literal[
    "left_out_here",
    "twice_here",
    "slip_in_part",
    "changed_here",
    "moved",
    "slip_in_sum",
    "uneven_part",
    "doubted_part",
    "own_uneven",
]
OF_PARTS: tuple[CellCause, ...] = ("uneven_part", "doubted_part")
BORNE_OUT: tuple[CellCause, ...] = (*OF_PARTS, "own_uneven")
# It is either side that is wrong: nothing tells which.
OF_EITHER: tuple[CellCause, ...] = ("left_out_here", "slip_in_part", "changed_here")


class Source(NamedTuple):
    """What one agency brings into a cell; None where it has no figure there."""

    handed: Handed
    value: Decimal | None


class RollUp(NamedTuple):
    """The sum of the reports below an agency, for one year, in one form.

    `figures` are the sums by Ref; what no part has is not there. `parts` were added, in the order of the register. `blanks` are the codes of
    those that have no figure where others have. `not_added` are the Refs that the form does not let add up and more than one part has.
    `missing` have handed in nothing, and nothing stands for them; for those of `stood_for` the reports below them were added. `other_forms`
    were handed in on another form or for another year, and not added. `within` were handed in below parts that are the sum of them, `above` has the
    code directly above each of these.
    """

    agency: Agency
    year: int
    form: Form
    parts: tuple[Handed, ...]
    figures: Mapping[str, Decimal]
    blanks: Mapping[str, tuple[str, ...]] = {}
    not_added: tuple[str, ...] = ()
    missing: tuple[Agency, ...] = ()
    stood_for: tuple[Agency, ...] = ()
    other_forms: tuple[Handed, ...] = ()
    within: tuple[Handed, ...] = ()
    above: Mapping[str, str] = {}
    names: Mapping[str, str] = {}

    def sources(self, ref: str) -> Iterator[Source]:
        """What each part has at a Ref, in their order."""
        return (Source(handed, handed.figures.get(ref)) for handed in self.parts)

    def name(self, code: str) -> str:
        """How the register calls an agency; its code where it has none."""
        return self.names.get(code) or code

    def part_around(self, code: str) -> str:
        """The code of the part in whose sum an agency of `within` is."""
        parts = {part.agency for part in self.parts}
        for _ in self.above:  # no circle keeps it
            if code in parts:
                break
            code = self.above.get(code, code)
        return code

    @property
    def complete(self) -> bool:
        """Whether every agency is in it."""
        return not self.missing and not self.other_forms


class Difference(NamedTuple):
    """A cell in which the authority's own figure is not the sum."""

    ref: str
    own: Decimal
    summed: Decimal

    @property
    def more(self) -> Decimal:
        """How much more the authority has than the sum."""
        return self.own - self.summed


class Whole(NamedTuple):
    """An agency as a whole explains differences: in each of these cells they are its figures.

    `agencies` are the codes of those that would explain it alike, one of which it is; of `not_handed_in` all that are missing. `path` is
    the other file of `other_file`; `uneven` counts the lines that do not come out even in a report that is not there. `doubt` is what
    speaks against the agency's own figures in these cells: then the authority has the right ones. In `alone` of the cells it is the whole
    difference, the largest of which is `best`; it is not `sure` where it shows in few of its cells, and others would as well.
    """

    kind: AgencyCause
    agencies: tuple[str, ...]
    refs: tuple[str, ...]
    path: str = ""
    uneven: int = 0
    doubt: str = ""
    alone: int = 0
    best: str = ""
    sure: bool = True


class Guess(NamedTuple):
    """One way in which a difference of a single cell can have come about; `agencies` whose figure would explain it alike.

    `true` is what was meant, `typed` what was written; of `moved`, `ref` is the cell into which the figure was put. `slip` is the
    kind of a slip of the hand. Of `uneven_part` and `doubted_part`, `true` is what the figure of one agency should be, `typed` what it is,
    `doubt` what its own check says of it; `lines` of `own_uneven` are those of the authority's own table that fail by just this much, of `uneven_part` the one of the agency's.
    """

    kind: CellCause
    agencies: tuple[str, ...] = ()
    true: Decimal | None = None
    typed: Decimal | None = None
    slip: str = ""
    ref: str = ""
    lines: tuple[Line, ...] = ()
    doubt: str = ""


class Single(NamedTuple):
    """A difference of one cell, with the totals that moved with it, and what could explain it, the likeliest first; no guess, no explanation."""

    difference: Difference
    with_it: tuple[str, ...] = ()
    guesses: tuple[Guess, ...] = ()

    @property
    def borne_out(self) -> Guess | None:
        """What a table of its own bears out; nothing else is guessed then."""
        return next((guess for guess in self.guesses if guess.kind in BORNE_OUT), None)

    @property
    def of_either(self) -> bool:
        """Whether all that could explain it is the figure of an agency, which may be wrong itself."""
        return bool(self.guesses) and all(guess.kind in OF_EITHER for guess in self.guesses)


class Account(NamedTuple):
    """One way to account for all differences: agencies as wholes, then single cells."""

    wholes: tuple[Whole, ...]
    singles: tuple[Single, ...]

    @property
    def size(self) -> int:
        """How many things have gone wrong if it is so."""
        return len(self.wholes) + len(self.singles)

    @property
    def unexplained(self) -> tuple[Single, ...]:
        return tuple(single for single in self.singles if not single.guesses)


class AgainstOwn(NamedTuple):
    """The sum held against the authority's own report.

    `accounts` are the smallest ways to account for the differences; where there is more than one, nobody knows which it is. `uncompared` are
    Refs of which one side has no figure.
    """

    rollup: RollUp
    own: Handed
    differences: tuple[Difference, ...]
    accounts: tuple[Account, ...] = ()
    uncompared: tuple[str, ...] = ()
    more_accounts: bool = False

    @property
    def agrees(self) -> bool:
        return not self.differences and not self.uncompared
