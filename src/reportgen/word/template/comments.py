"""What to say where in a document that a draft was rendered into."""

from __future__ import annotations

from collections.abc import Sequence

from ...model.finding import Finding
from ...model.location import Location
from ...model.outline import Outline
from ...model.report import Report
from ...model.text_places import TextPlaces
from ..comments import Comments, Spot, comment_of, doubt_of
from ..outline import document_of, outline_of
from .document import figure_places
from .engine import CompiledTemplate, passages_of


def comments_on_draft(findings: Sequence[Finding], report: Report, compiled: CompiledTemplate, document: bytes) -> Comments:
    """What to say where in `document`, which the report was rendered into, about findings in the draft's two files."""
    places, figures = TextPlaces(report), figure_places(compiled, report)
    shown = _paragraphs_of(report, compiled, outline_of(document_of(document), compiled.path))

    def spot_of(location: Location | None, ref: str) -> Spot | None:
        spot = places.spot(location) if location else None
        if spot is not None and (spot.section, spot.block) in shown:
            return Spot(paragraph=shown[spot.section, spot.block])
        return Spot(-1, *figures[ref]) if ref in figures else None

    comments = [(spot_of(finding.location, finding.ref), comment_of(finding)) for finding in findings]
    return comments + [(spot_of(None, one.suspect), doubt_of(one)) for one in findings if one.suspect and one.suspect != one.ref]


def _paragraphs_of(report: Report, compiled: CompiledTemplate, outline: Outline) -> dict[tuple[str, int], int]:
    """The paragraph of each block of the report's prose: the next with its whole text, in the order of the form."""
    texts = [paragraph.text for paragraph in outline.paragraphs]
    found: dict[tuple[str, int], int] = {}
    after = len(report.title)
    for section in passages_of(compiled.form):
        for number, block in enumerate(report.texts.get(section, ())):
            if block.whole and block.whole in texts[after:]:
                at = found[section, number] = texts.index(block.whole, after)
                after = at + 1
    return found
