"""A draft's text file while it is changed step by step: each new text must read as the one before, but for what was meant."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from ...drafts.narrative.binding import bind
from ...drafts.narrative.edit import ENDS
from ...drafts.narrative.read import open_text, read_narrative
from ...drafts.narrative.rebinding import Lost, Reworded, could_print, reprinted, reworded
from ...model.draft import NARRATIVE
from ...model.errors import SourceError
from ...model.location import Location
from ...model.report import BlockKind, Cell, Narrative, Paragraph, PastReport, Report, TextBlock
from ...model.version import Version
from ...text.edits import edits
from ...text.passages import line_of
from .updated import Choices, Unbound


class Sides(NamedTuple):
    """What is merged: the report that was built, the draft with the figures that it is to have, the document.

    `own` are the draft's figures before the merge, `shown` those that the document shows; `found` the names of the
    sections that it has; `noted` the sections whose text is the notes of the workbook, which are merged there.
    """

    base: Version
    draft: Version
    document: Version
    own: Mapping[str, Cell]
    shown: Mapping[str, Cell]
    found: frozenset[str]
    noted: frozenset[str]


class Line(NamedTuple):
    """A line of the draft with figures put in: those that were built, its own, those that the document shows, those that it is to have.

    In the first form it can be compared with what was built and with the document: what differs are words.
    """

    built: TextBlock
    own: TextBlock
    shown: TextBlock
    now: TextBlock

    @property
    def whole(self) -> str:
        return self.built.whole

    def follows_ours(self, sources: Collection[str]) -> Iterator[tuple[int, int]]:
        """Where those of these bindings stand that print another figure in the draft than in what was built."""
        starts = [mark.offset for mark in self.built.marks]
        ends = [*starts[1:], len(self.whole)]
        for mark, own, end in zip(self.built.marks, _printed(self.own), ends, strict=False):
            if mark.source in sources and self.whole[mark.offset : end] != own:
                yield mark.offset, end

    def follows_theirs(self, says: str) -> Iterator[tuple[str, str]]:
        """What bindings printed and will print that follow a figure taken over from the document, where it `says` something else."""
        ends = [*(mark.offset for mark in self.built.marks[1:]), len(self.whole)]
        others = [one for one in edits(says, self.now.whole) if not one.same]
        for mark, own, now, end, there in zip(
            self.built.marks, _printed(self.own), _printed(self.now), ends, self.now.marks, strict=False
        ):
            was, start = self.whole[mark.offset : end], there.offset
            differs = any(one.new_start < start + len(now) and start <= one.new_end for one in others)
            if mark.source and was == own != now and differs:
                yield was, now


def _printed(block: TextBlock) -> Iterator[str]:
    ends = [*(mark.offset for mark in block.marks[1:]), len(block.whole)]
    yield from (block.whole[mark.offset : end] for mark, end in zip(block.marks, ends, strict=True))


class TextSoFar:
    """The text of a draft on its way to what it is to say, and what became of the document's changes so far.

    `pictures` are the new ones, the document's name by the draft's; `values` the entries of 联系方式 and 自定义
    that say something else now.
    """

    def __init__(
        self, text: str, sides: Sides, past: Sequence[PastReport], new_name: Callable[[str], str], choices: Choices
    ) -> None:
        """`past` are the reports of the years before. `new_name` gives a picture of the document its name in the draft."""
        self.sides = sides._replace(base=plain(sides.base), document=plain(sides.document))
        self.new_name, self.past, self.choices = new_name, past, choices
        self.form = sides.draft.form
        self.pictures: dict[str, str] = {}
        self.values: list[tuple[str, str, str]] = []
        self.unbound: list[Unbound] = []
        # The notes below tables stand in the workbook.
        tables = {section.id for section in self.form.sections if section.tables and not section.has_prose}
        self.notes = {section: blocks for section, blocks in sides.draft.report.texts.items() if section in tables}
        self.before = self._read(text)
        self._take(text, self.before)

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

    def as_built(self) -> Version:
        """The draft's words as they are so far, with the figures that were built."""
        report = self._with_words(self.report, self.narrative, self.sides.base.report.cells)
        return plain(self.sides.draft._replace(report=report))

    def lines(self, blocks: Sequence[TextBlock]) -> list[Line]:
        """Lines of the text file with figures put in."""
        alone = self.narrative._replace(texts={"": tuple(blocks)})
        figures = (self.sides.base.report.cells, self.sides.own, self.sides.shown, self.sides.draft.report.cells)
        bound = [map(plain_block, bind(alone, self.form, cells, self.past)[0].texts[""]) for cells in figures]
        return [Line(*one) for one in zip(*bound, strict=True)]

    def line(self, paragraph: Paragraph) -> Line:
        """One line as a paragraph with figures put in."""
        return self.lines([TextBlock("paragraph", paragraph.text, paragraph.location)])[0]

    def says(self, source: str, text: str) -> bool:
        """Whether a line is this text, with one of the figures that each of its bindings may print."""
        line = self.line(Paragraph(source, Location(NARRATIVE)))
        return "\n" not in source and could_print(line.built, (line.shown, line.now), text)

    def reworded(self, line: Line, text: str, donors: Sequence[TextBlock] = ()) -> Reworded:
        """The source of a line after it was changed to read `text`.

        A binding whose words are others now stays where they are what it prints with the document's
        figures, or will print: the sentence was changed along with its table.
        """
        block = line.built
        done = reworded(block, text, donors)
        for other in (line.shown, line.now):
            changed = reprinted(block, other, {one.source for one in done.lost})
            again = reworded(changed, text, donors) if done.lost else done
            if len(again.lost) < len(done.lost):
                block, done = changed, again
        return done

    def gone(self) -> Iterator[Unbound]:
        """The bindings that the draft had and has no more; one that stands elsewhere now is not gone."""
        before, after = map(_all_lines, (self.before, self.narrative))
        missing = {one.source: before.count(one.source) - after.count(one.source) for one in self.unbound}
        for one in self.unbound:
            if missing[one.source] > 0:
                missing[one.source] -= 1
                yield one

    def tell(self, lost: Sequence[Lost], where: str) -> None:
        """Note the bindings that a part of the report has lost."""
        self.unbound += [Unbound(one.source, one.printed, one.text, where) for one in lost]

    def _read(self, text: str) -> Narrative:
        return read_narrative(open_text(text, NARRATIVE), self.form)[0]

    def _take(self, text: str, narrative: Narrative) -> None:
        self.text, self.narrative = text, narrative
        old = self.sides.draft.report
        self.report = self._with_words(old._replace(agency=narrative.agency), narrative, old.cells)

    def _with_words(self, report: Report, narrative: Narrative, cells: Mapping[str, Cell]) -> Report:
        """A report with the words of a text, these figures put in."""
        bound, _ = bind(narrative, self.form, cells, self.past)
        return report._replace(
            title=bound.title,
            texts={**bound.texts, **self.notes},
            signature=bound.signature,
            date=bound.date,
            fields=bound.fields,
        )


def _all_lines(narrative: Narrative) -> str:
    lines = [line.text for line in (*narrative.title, narrative.signature, narrative.date) if line is not None]
    return "\n".join((*lines, *(line_of(block) for blocks in narrative.texts.values() for block in blocks)))


def plain(version: Version) -> Version:
    """A version as far as a draft's lines can tell: a paragraph is its words, without blanks at its ends."""
    texts = {section: tuple(map(plain_block, blocks)) for section, blocks in version.report.texts.items()}
    return version._replace(report=version.report._replace(texts=texts))


def plain_block(block: TextBlock) -> TextBlock:
    """A block as far as a draft's line can tell."""
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
        "fields": {name: one.text for name, one in narrative.fields.items() if one.text},
        "variables": {name: one.text for name, one in narrative.variables.items()},
        "signature": narrative.signature.text if narrative.signature else "",
        "date": narrative.date.text if narrative.date else "",
        "prior": narrative.prior.text if narrative.prior else "",
        "waivers": tuple((one.code, one.ref, one.reason, one.said) for one in narrative.waivers),
        **{f"text:{section}": tuple(map(line_of, blocks)) for section, blocks in narrative.texts.items()},
    }
    return {key: one for key, one in said.items() if one != ()}
