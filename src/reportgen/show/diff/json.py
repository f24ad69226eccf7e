"""The comparison as JSON, for other programs. Figures are strings, so that no digit is lost.

The models below are the published schema (`docs/diff.schema.json`). Together with the old version the
document holds all that is needed to make the new one: `diff.apply` does so with the same values.
"""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict

from ...model.change import FieldChange, FigureChange, IdentityChange, Piece, PieceKind, Stale, Step, StepKind
from ...model.figures import digits
from ...model.location import Location
from ...model.report import BlockKind, Cell
from ...model.version import Compared, Followed, Version
from ..json import FindingDocument, PackDocument, Place, Strict, finding_document, json_text, pack_document, place

SCHEMA: Literal["reportgen.diff/3"] = "reportgen.diff/3"


class VersionDocument(Strict):
    """One of the two versions: what it was read from, as it was named, and whose report it is."""

    source: str
    format: str
    pack: PackDocument | None
    agency: str
    year: int


class CellDocument(Strict):
    """A cell of one version: its figure (None where it holds none), the cell as written, and where."""

    value: str | None
    text: str
    location: Place


class FigureDocument(Strict):
    """A figure that differs; a version is None where it has no such cell."""

    ref: str
    title: str
    old: CellDocument | None
    new: CellDocument | None
    difference: str | None


class FieldDocument(Strict):
    """A short text that differs.

    `title`, `agency`, `year`, `format`, `heading:SECTION`, `order`, `signature`, `date`; in tables `words:PLACE`,
    `gone:PLACE` (a row or table that went), `place:TABLE` (it stands elsewhere), `place:SECTION N` (a paragraph stands
    on the other side of its table), `spelled:REF` (the same figure written otherwise); beside the
    text `aside:KIND N` and `edges`; `marked:N` for what only tracked changes can tell.
    """

    key: str
    name: str
    old: str
    new: str
    old_location: Place | None
    new_location: Place | None


class PieceDocument(Strict):
    """A run of text that both versions have (`same`), or one of them."""

    kind: PieceKind
    text: str


class BlockDocument(Strict):
    """A paragraph, heading or image of one version; `number` counts from 0 in its section."""

    section: str
    number: int
    kind: BlockKind
    level: int
    lead: str
    text: str
    image: str
    location: Place


class StepDocument(Strict):
    """A block that is not as it was. `pieces` spell out the words of one that was changed."""

    kind: StepKind
    old: BlockDocument | None
    new: BlockDocument | None
    pieces: list[PieceDocument]


class IdentityDocument(Strict):
    """An identity that fails now (`broken`), failed and holds now (`mended`), or lacks a figure now (`lost`).

    Both sums are as they are where it fails, or lacks one.
    """

    code: str
    where: str
    left: str
    right: str
    kind: Literal["broken", "mended", "lost"]


class StaleDocument(Strict):
    """A number of the new prose that still is its figure's old value."""

    location: Place
    text: str
    expression: str
    before: str
    now: str


class FollowedDocument(Strict):
    """What became of what a check finds: no more there (as the old version has it), still there (as the new one has it), new.

    `changed` is what is still there, but of other figures or words than it was.
    """

    settled: list[FindingDocument]
    open: list[FindingDocument]
    new: list[FindingDocument]
    changed: list[FindingDocument]


class DiffDocument(Strict):
    """Two versions compared. `only_old` and `only_new` are Refs that the other version's form does not have.

    `findings` is None where the versions were not checked.
    """

    schema_: Literal["reportgen.diff/3"]
    old: VersionDocument
    new: VersionDocument
    figures: list[FigureDocument]
    fields: list[FieldDocument]
    blocks: list[StepDocument]
    unplaced: list[PieceDocument]
    only_old: list[str]
    only_new: list[str]
    identities: list[IdentityDocument]
    stale: list[StaleDocument]
    findings: FollowedDocument | None

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=lambda name: name.rstrip("_"), populate_by_name=True)


def diff_json(compared: Compared) -> str:
    """The JSON document of a comparison."""
    diff, effects = compared.diff, compared.effects
    document = DiffDocument(
        schema_=SCHEMA,
        old=_version(compared.old),
        new=_version(compared.new),
        figures=[_figure(change) for change in diff.figures],
        fields=[_field(change) for change in diff.fields],
        blocks=[_step(step) for step in diff.changed_steps()],
        unplaced=[_piece(piece) for piece in diff.unplaced],
        only_old=list(diff.only_old),
        only_new=list(diff.only_new),
        identities=[_identity(change) for change in effects.identities],
        stale=[_stale(stale) for stale in effects.stale],
        findings=compared.followed and _followed(compared.followed),
    )
    return json_text(document)


def diff_schema() -> dict[str, object]:
    """JSON Schema of the document."""
    return DiffDocument.model_json_schema(by_alias=True)


def _version(version: Version) -> VersionDocument:
    report = version.report
    pack = pack_document(version.pack) if version.pack else None
    return VersionDocument(source=version.source, format=version.form.id, pack=pack, agency=report.agency, year=report.year)


def _cell_document(cell: Cell | None) -> CellDocument | None:
    if cell is None:
        return None
    value = None if cell.value is None else digits(cell.value)
    return CellDocument(value=value, text=cell.text, location=place(cell.location))


def _figure(change: FigureChange) -> FigureDocument:
    difference = None if change.difference is None else digits(change.difference)
    return FigureDocument(
        ref=change.ref, title=change.title, old=_cell_document(change.old), new=_cell_document(change.new), difference=difference
    )


def _field(change: FieldChange) -> FieldDocument:
    return FieldDocument(
        key=change.key,
        name=change.name,
        old=change.old,
        new=change.new,
        old_location=_maybe(change.old_place),
        new_location=_maybe(change.new_place),
    )


def _maybe(location: Location | None) -> Place | None:
    return place(location) if location else None


def _piece(piece: Piece) -> PieceDocument:
    return PieceDocument(kind=piece.kind, text=piece.text)


def _step(step: Step) -> StepDocument:
    blocks = [
        block
        and BlockDocument(
            section=block.section,
            number=block.number,
            kind=block.content.kind,
            level=block.content.level,
            lead=block.content.lead,
            text=block.content.text,
            image=block.content.image,
            location=place(block.content.location),
        )
        for block in (step.old, step.new)
    ]
    return StepDocument(kind=step.kind, old=blocks[0], new=blocks[1], pieces=[_piece(piece) for piece in step.pieces])


def _identity(change: IdentityChange) -> IdentityDocument:
    found = change.assessment
    return IdentityDocument(
        code=found.line.code, where=found.line.where, left=digits(found.left), right=digits(found.right), kind=change.kind
    )


def _followed(followed: Followed) -> FollowedDocument:
    settled, still, new, changed = ([finding_document(finding) for finding in findings] for findings in followed)
    return FollowedDocument(settled=settled, open=still, new=new, changed=changed)


def _stale(stale: Stale) -> StaleDocument:
    return StaleDocument(
        location=place(stale.location), text=stale.text, expression=stale.expression, before=stale.before, now=stale.now
    )
