"""差异: what changed between two versions of a report, as plain values that can be applied and shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

from .identity import Assessment
from .location import Location
from .report import Cell, TextBlock

PieceKind = Literal["same", "deleted", "inserted"]
StepKind = Literal["same", "changed", "moved", "inserted", "deleted"]


class Piece(NamedTuple):
    """A run of text that both versions have, or one of them."""

    kind: PieceKind
    text: str


class FigureChange(NamedTuple):
    """A figure that differs; a cell is None where that version has none at this Ref. `places` are those that it prints.

    `points` is what a change of it is counted in where it is a rate, 个百分点; '' where it is none.
    """

    ref: str
    title: str
    old: Cell | None
    new: Cell | None
    places: int | None = None
    points: str = ""

    @property
    def difference(self) -> Decimal | None:
        """New minus old; None where one of them is no figure."""
        if self.old is None or self.new is None or self.old.value is None or self.new.value is None:
            return None
        return self.new.value - self.old.value

    @property
    def percent(self) -> Decimal | None:
        """The difference in percent of the old figure; None where nothing changed or there is nothing to divide by, and of a rate."""
        difference = self.difference
        if not difference or self.old is None or not self.old.value or self.points:
            return None
        return difference / abs(self.old.value) * 100


class FieldChange(NamedTuple):
    """A short text that differs: title, agency, year, a section's heading, the order of them, signature, date. `key` names it in the model."""

    key: str
    name: str
    old: str
    new: str
    old_place: Location | None = None
    new_place: Location | None = None


class Block(NamedTuple):
    """A paragraph, heading or image, and where it stands: the number of the block in its section, from 0."""

    section: str
    number: int
    content: TextBlock


class Step(NamedTuple):
    """One block of the prose in either version.

    `same` and `changed` keep their order; `moved` stands elsewhere now, with other words perhaps.
    `pieces` spell a changed text out, token by token.
    """

    kind: StepKind
    old: Block | None
    new: Block | None
    pieces: tuple[Piece, ...] = ()

    @property
    def block(self) -> Block:
        """The block as it is now, or as it was where it is gone."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def reworded(self) -> bool:
        """Whether the words themselves changed."""
        return any(piece.kind != "same" for piece in self.pieces)


class Diff(NamedTuple):
    """All that differs between two versions; `steps` hold every block, also unchanged ones, in the new order.

    `only_old` and `only_new` are Refs that the other version's form does not have at all.
    """

    fields: tuple[FieldChange, ...]
    figures: tuple[FigureChange, ...]
    steps: Mapping[str, tuple[Step, ...]]
    only_old: tuple[str, ...] = ()
    only_new: tuple[str, ...] = ()
    unplaced: tuple[Piece, ...] = ()

    def changed_steps(self) -> Iterator[Step]:
        """The blocks that are not as they were, in the new order."""
        for steps in self.steps.values():
            yield from (step for step in steps if step.kind != "same")

    @property
    def nothing(self) -> bool:
        """Whether the two versions say the same."""
        return not (self.fields or self.figures or self.unplaced or any(True for _ in self.changed_steps()))


class IdentityChange(NamedTuple):
    """An identity that came out otherwise: `broken` fails now, `mended` failed before, `lost` lacks a figure now.

    The assessment is that of the version where it fails, or lacks one.
    """

    assessment: Assessment
    kind: Literal["broken", "mended", "lost"]

    @property
    def broken(self) -> bool:
        """Whether it holds no more."""
        return self.kind == "broken"


class Stale(NamedTuple):
    """A number of the prose that agreed with its figure before and was not changed with it.

    `expression` names the figure, `before` and `now` are what it would print.
    """

    block: Block
    text: str
    location: Location
    expression: str
    before: str
    now: str


class Effects(NamedTuple):
    """What the changed figures do to the rest of the report."""

    identities: tuple[IdentityChange, ...] = ()
    stale: tuple[Stale, ...] = ()
