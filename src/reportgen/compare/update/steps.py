"""A draft's text file while it is changed step by step: each new text must read as the one before, but for what was meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ...drafts.narrative.binding import bind
from ...drafts.narrative.edit import ENDS
from ...drafts.narrative.read import open_text, read_narrative
from ...drafts.narrative.rebinding import Lost
from ...model.change import Step
from ...model.draft import NARRATIVE
from ...model.errors import SourceError
from ...model.location import Location
from ...model.report import BlockKind, Narrative, Paragraph, PastReport, Report, TextBlock
from ...model.version import Version
from ...text.passages import line_of
from ..diff import compare
from .updated import Unbound


class TextSoFar:
    """The text of a draft on its way to what a document says, and what became of the document's changes so far.

    `pictures` are the new ones, the document's name by the draft's; `values` the entries of 联系方式 and 自定义
    that say something else now.
    """

    def __init__(
        self,
        text: str,
        draft: Version,
        document: Version,
        past: Sequence[PastReport],
        new_name: Callable[[str], str],
        found: frozenset[str],
    ) -> None:
        """`past` are the reports of the years before. `new_name` gives a picture of the document its name in the draft; `found` names the sections that it has."""
        self.found = found
        self.draft, self.document, self.new_name = draft, plain(document), new_name
        self.past = past
        self.form = draft.form
        self.pictures: dict[str, str] = {}
        self.values: list[tuple[str, str, str]] = []
        self.unbound: list[Unbound] = []
        self._take(text, self._read(text))

    def attempt(self, text: str, **said: object) -> bool:
        """Take a new text if it reads as the one so far but for what `said` names."""
        try:
            narrative = self._read(text)
        except SourceError:
            return False
        expected = {**_contents(self.narrative), **said}
        if _contents(narrative) != {key: one for key, one in expected.items() if one != ()}:
            return False
        self._take(text, narrative)
        return True

    def steps(self) -> Mapping[str, tuple[Step, ...]]:
        """How the prose of the text so far differs from the document's."""
        now = plain(self.draft._replace(report=self.report))
        pictures = {**now.pictures, **{name: self.document.pictures[one] for name, one in self.pictures.items()}}
        return compare(now._replace(pictures=pictures), self.document, apart=True).steps

    def bound(self, lines: Sequence[TextBlock]) -> tuple[TextBlock, ...]:
        """These lines with their figures put in."""
        alone = self.narrative._replace(texts={"": tuple(lines)})
        return bind(alone, self.form, self.draft.report.cells, self.past)[0].texts[""]

    def bound_line(self, paragraph: Paragraph) -> TextBlock:
        """One line as a paragraph with its figures put in."""
        return self.bound([TextBlock("paragraph", paragraph.text, paragraph.location)])[0]

    def says(self, source: str, text: str) -> bool:
        """Whether a line with its figures put in is this text."""
        return "\n" not in source and self.bound_line(Paragraph(source, Location(NARRATIVE))).whole == text

    def tell(self, lost: Sequence[Lost], where: str) -> None:
        """Note the bindings that a part of the report has lost."""
        self.unbound += [Unbound(one.source, one.printed, one.text, where) for one in lost]

    def _read(self, text: str) -> Narrative:
        return read_narrative(open_text(text, NARRATIVE), self.form)[0]

    def _take(self, text: str, narrative: Narrative) -> None:
        self.text, self.narrative = text, narrative
        self.report = self._report(narrative)

    def _report(self, narrative: Narrative) -> Report:
        old = self.draft.report
        bound, _ = bind(narrative, self.form, old.cells, self.past)
        return old._replace(
            agency=narrative.agency, title=bound.title, texts=bound.texts, signature=bound.signature, date=bound.date
        )


def plain(version: Version) -> Version:
    """A version as far as a draft's lines can tell: a paragraph is its words, without blanks at its ends."""
    texts = {section: tuple(map(_plain, blocks)) for section, blocks in version.report.texts.items()}
    return version._replace(report=version.report._replace(texts=texts))


def _plain(block: TextBlock) -> TextBlock:
    if block.kind == "row":
        return block._replace(level=0)
    if block.pictured:
        return block._replace(text=block.text.strip(ENDS))
    first = block.kind == "heading" and block.level == 1
    whole = block.whole
    stripped = whole.lstrip(ENDS)
    cut = len(whole) - len(stripped)
    marks = tuple(mark._replace(offset=max(mark.offset - cut, 0)) for mark in block.marks)
    styles = tuple(one._replace(start=max(one.start - cut, 0), end=max(one.end - cut, 0)) for one in block.styles)
    kind: BlockKind = "heading" if first else "paragraph"
    return TextBlock(kind, stripped.rstrip(ENDS), block.location, int(first), marks=marks, styles=styles)


def _contents(narrative: Narrative) -> dict[str, object]:
    """All that a text file says, without its places; no paragraphs are the same as no key."""
    said: dict[str, object] = {
        "agency": narrative.agency,
        "year": narrative.year,
        "format": narrative.format_id,
        "title": tuple(line.text for line in narrative.title),
        "contact": {name: one.text for name, one in narrative.contact.items()},
        "variables": {name: one.text for name, one in narrative.variables.items()},
        "signature": narrative.signature.text if narrative.signature else "",
        "date": narrative.date.text if narrative.date else "",
        "prior": narrative.prior.text if narrative.prior else "",
        "waivers": tuple((one.code, one.ref, one.reason) for one in narrative.waivers),
        **{f"text:{section}": tuple(map(line_of, blocks)) for section, blocks in narrative.texts.items()},
    }
    return {key: one for key, one in said.items() if one != ()}
