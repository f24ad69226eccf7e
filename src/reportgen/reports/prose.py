"""The prose of a published document: its sections by their headings, title and preface before, signature behind."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from ..model.draft import IMAGES, PREFACE_ID, Unplaced
from ..model.form import Section
from ..model.location import Location
from ..model.outline import OutlineParagraph
from ..model.report import BlockKind, Paragraph, TextBlock
from ..recognise.document import Recognised
from ..recognise.front import Front, Signed, front_of, names_at_the_end, signed_of, with_boxed_title
from ..recognise.headings import HEADING_LENGTH, is_first_level, wordings_of
from ..recognise.labels import bare, normalised
from ..recognise.lines import is_label, labels_of
from ..recognise.sections import Part, notes_among, parts_of
from ..recognise.titles.title import agency_of_file
from ..recognise.titles.words import title_words
from ..text.charts import is_chart
from ..text.ordinals import first_level_ordinal, heading_ordinal
from ..text.passages import block_of
from ..word.letterhead.lines import Beside, PrintedLine, is_imprint, letterhead_end, read_beside, rows_beside

_CAPTION_LENGTH = 40
# Words of which more than this are the form's are what is left of its tables; a table with more rows is no part of the text.
_MOST_LABELS, _MOST_ROWS, _MOST_COLUMNS = 0.5, 40, 12
_PAGE_NUMBER = re.compile(r"[-—–\s]*\d{1,3}[-—–\s]*|第\s*\d+\s*页.{0,8}")
_FIGURE = re.compile(r"[\s\d.,，—－/-]*")
# 信函申请 95 39%: a slice of a pie, its share perhaps in a line of its own.
_SLICE = re.compile(r"(?P<name>[^\d\s。，；：]{1,30})\s*\d[\d,.]*[^\s\d。，；：]{0,2}\s+\d{1,3}(?:\.\d+)?%")
_SHARE = re.compile(r"\d{1,3}(?:\.\d+)?%")
_NEAR = 6
_BINDING = re.compile(r"\{\{(?:(?!\{\{).)*?\}\}")


class Prose(NamedTuple):
    """A document's prose: what stands in front, its passages by section, the headings of the first level, its signature.

    The headings are by section, as they stand from top to bottom; `beside` is what the template of its pack prints by itself,
    `above_tables` the places of what stands above the table of a section that has no prose.
    """

    front: Front
    texts: Mapping[str, tuple[TextBlock, ...]]
    headings: Mapping[str, TextBlock]
    locations: Mapping[str, Location]
    signature: Paragraph | None
    date: Paragraph | None
    beside: Beside = Beside([], {}, frozenset())
    above_tables: frozenset[Location] = frozenset()


class ProseReader:
    """Reads the paragraphs that are no part of a table; collects what has no place."""

    def __init__(
        self, recognised: Recognised, *, own: bool = False, printed: Sequence[PrintedLine] = (), rows_alike: Collection[str] = ()
    ) -> None:
        """`own` is a draft's text: a table in it that is not the form's is the writer's, whatever words it has.

        `printed` is what the pack's template prints by itself, which is no part of the text; `rows_alike` are the rows of
        its own tables that are the same in every report.
        """
        self.rows_alike = rows_alike
        self.printed = printed
        self.recognised = recognised
        self.most_labels = 1.0 if own else _MOST_LABELS
        self.form = recognised.form
        self.outline = recognised.outline
        self.labels = frozenset(label for table in self.form.tables for label in labels_of(table))
        # What a page calls the tables whose heading is another one: that of a text above them too, or of an appendix.
        elsewhere = [one for one in self.form.sections if one.tables and (one.part_of or one.kind == "appendix")]
        self._called = frozenset(bare(normalised(one.name)) for one in elsewhere)
        self._headings = frozenset(
            normalised(wording) for one in self.form.sections if one.heading for wording in wordings_of(one)
        )
        self._longest_first = sorted((label for label in self.labels if len(label) > 1), key=len, reverse=True)
        self.unplaced: list[Unplaced] = []
        # The tables that were read as part of the prose, by their number.
        self.small_tables: set[int] = set()
        # Those that the pack's template prints by itself.
        self.own_tables: set[int] = set()
        self._tables: dict[Location, int] = {}
        self.file_says = ""
        # How many pieces of the form's tables stand above a line, and the lines that are the caption of one.
        self._above: dict[OutlineParagraph, int] = {}
        self._captions: set[OutlineParagraph] = set()
        # Of which of the form's tables each of these pieces is.
        self._pieces: list[str] = []
        self._above_tables: set[Location] = set()

    def read(self) -> Prose:
        """The prose by sections."""
        words = title_words([self.form])
        beside = read_beside(self._without_page_numbers(self._lines()), self.printed, words)
        lines = self._without_chart_labels(beside.lines)
        parts = parts_of(self.form, lines, self._above, self._pieces)
        self.file_says = agency_of_file(self.outline.path, words)
        names = {*names_at_the_end(lines), self.file_says}
        front = front_of(with_boxed_title(parts.front, self.outline.asides, words), words, names)
        head = letterhead_end([line.text for line in front.left_over])
        for at, line in enumerate(front.left_over):
            why = "版头，不是年报的正文" if at < head else "网页或封面上的文字"
            self.unplaced.append(Unplaced(line.text, line.location, why))
        texts: dict[str, tuple[TextBlock, ...]] = {}
        locations: dict[str, Location] = {}
        headings: dict[str, TextBlock] = {}
        if front.preface:
            self.small_tables |= {self._tables[line.location] for line in front.preface if line.row}
            texts[PREFACE_ID] = tuple(self._blocks(front.preface))
        signing, signed = self._signed(parts.sections, {front.agency, front.publisher} - {""})
        for at, (section, heading, body) in enumerate(parts.sections):
            if heading is not None:
                headings[section.id] = TextBlock("heading", heading.text, heading.location, 1)
            if heading is not None or section.kind == "free" or (section.part_of and body):
                locations[section.name] = (heading or body[0]).location
            if signed and at == signing:
                self.unplaced += [
                    Unplaced(line.text, line.location, "版记，不是年报的正文" if is_imprint(line.text) else "落款后面的文字")
                    for line in signed.after
                ]
            body = [line for line in (signed.before if signed and at == signing else body) if line not in self._captions]
            if section.has_prose:
                self.small_tables |= {self._tables[line.location] for line in body if line.row}
                texts[section.id] = (*texts.get(section.id, ()), *self._blocks(body, free=section.kind == "free"))
            else:
                body = [
                    line
                    for line in body
                    if not line.row and not self._is_caption(line.text, section) and not self._is_heading_row(line.text)
                ]
                self._above_tables |= {line.location for line in body if self._is_above(line, section)}
                if blocks := tuple(self._blocks(body)):
                    notes = notes_among([block.whole for block in blocks])
                    # The numbers of notes head nothing.
                    texts[section.id] = tuple(
                        TextBlock("paragraph", block.whole, block.location, marks=block.marks) if note else block
                        for block, note in zip(blocks, notes, strict=True)
                    )
                    self.unplaced += [
                        Unplaced(block.whole, block.location, f"“{section.name}”是表格，不放文字")
                        for block, note in zip(blocks, notes, strict=True)
                        if not note
                    ]
        name, date = (signed.name, signed.date) if signed else (None, None)
        return Prose(front, texts, headings, locations, name, date, beside, frozenset(self._above_tables))

    def _signed(self, parts: Sequence[Part], agencies: Collection[str]) -> tuple[int, Signed | None]:
        """Which of these parts ends with the signature, and that part's lines around it: the last one that does."""
        # A form may end with a table: its signature stands below that one, as below prose anywhere.
        last = next((one for one, behind in pairwise(self.form.sections) if behind.kind == "signature"), None)
        for at in reversed(range(len(parts))):
            if parts[at].section.has_prose or parts[at].section == last or at == len(parts) - 1:
                found = signed_of(parts[at].body, agencies)
                if found:
                    return at, found
        return -1, None

    def _lines(self) -> list[OutlineParagraph]:
        """The paragraphs that are no part of a table of the form, with the rows of tables that are none of the form's."""
        lines: list[OutlineParagraph] = []
        of_form = {key[0] for key in self.recognised.used if key[0] >= 0}
        tables = self._tables_by_place()
        pieces = 0
        behind_lines: set[int] = set()
        order = self.outline.order or [("p", at) for at in range(len(self.outline.paragraphs))]
        for kind, at in order:
            if kind == "t":
                lines += (rows := list(self._rows(at)))
                self._above |= dict.fromkeys(rows, pieces)
                if at in of_form:
                    pieces += 1
                    behind_lines |= {pieces} if self.outline.grids[at].loose else set()
                    self._pieces.append(tables.get((at, 0), ""))
                    self._captions |= set(self._captions_above(lines))
                continue
            paragraph = self.outline.paragraphs[at]
            # The heading of a section may say what a table's heading row does, and be taken for it.
            if (-1, at, 0) in self.recognised.used and normalised(paragraph.text) not in self._headings:
                pieces += 1
                behind_lines.add(pieces)
                self._pieces.append(tables.get((-1, at), ""))
                self._captions |= set(self._captions_above(lines))
            elif paragraph.text or paragraph.images:
                lines.append(paragraph)
                self._above[paragraph] = pieces
        # What stands between the pieces of one table, in its own words, is of the table, and so it is behind one that came as lines.
        between = {line: above for line, above in self._above.items() if 0 < above < pieces and self._is_of_tables(line)}
        of_one = {line for line, above in between.items() if self._pieces[above - 1] == self._pieces[above]}
        self._captions |= of_one | {line for line, above in between.items() if above in behind_lines}
        # Rows of it are they, whatever they count: 三、本年度办理结果 heads no section.
        return [line for line in lines if line not in of_one or normalised(line.text) in self._headings]

    def _tables_by_place(self) -> dict[tuple[int, int], str]:
        """Which of the form's tables stands in a grid (its number, 0), or in a line of text (-1, its number)."""
        found: dict[tuple[int, int], str] = {}
        for ref, (grid, row, _) in self.recognised.places.items():
            found.setdefault((grid, 0) if grid >= 0 else (-1, row), ref.partition(".")[0])
        last = ""
        # A line that holds a table's words alone is of the table whose figures follow, or else of the one above.
        for at in sorted((row for grid, row, _ in self.recognised.used if grid == -1), reverse=True):
            last = found.setdefault((-1, at), last)
        return found

    def _captions_above(self, lines: Sequence[OutlineParagraph]) -> Iterator[OutlineParagraph]:
        """The last of these lines, as far as they are the form's own captions and heading rows above its table."""
        own = list(takewhile(self._is_of_tables, reversed(lines)))
        # A heading above all of them is the text's, though the table may have one of the same words.
        while own and first_level_ordinal(own[-1].text):
            own.pop()
        yield from own

    def _is_of_tables(self, line: OutlineParagraph) -> bool:
        if line.images or line.row or not line.text or line.text.rstrip().endswith("。"):
            return False  # a sentence is the writer's, though all its words may be those of a table
        called = bare(normalised(line.text)) in self._called
        return called or is_label(line.text, self.labels) or self._is_heading_row(line.text)

    def _rows(self, number: int) -> Iterator[OutlineParagraph]:
        """The rows of a table if it is a small one of the prose: no figure of it was needed for a table of the form.

        Words alone are the headings that a page break left behind, where most of them are the form's. Figures that no table
        took are the writer's own, whatever their rows are called.
        """
        grid = self.outline.grids[number]
        if grid.loose or any(key[0] == number for key in self.recognised.used):
            return
        if (own := rows_beside(grid, self.printed, self.rows_alike)) is not None:
            self.own_tables.add(number)
            yield from own
            return
        words = [cell.text for cell in grid.cells.values() if not _FIGURE.fullmatch(cell.text)]
        left = [] if len(words) < len(grid.cells) else [text for text in words if is_label(text, self.labels)]
        width = max((column for _, column in grid.cells), default=0)
        rows = list(grid.rows())
        if not (2 <= len(rows) <= _MOST_ROWS and 2 <= width <= _MOST_COLUMNS) or len(left) > self.most_labels * len(words):
            return
        for at, (row, cells) in enumerate(rows):
            texts = {column: " ".join(cell.text.split()) for column, cell in cells}
            text = "\t".join(texts.get(column, "") for column in range(1, width + 1))
            place = grid.location(row, cells[0][0])
            self._tables[place] = number
            yield OutlineParagraph(text, place, row=2 if at else 1)

    def _without_page_numbers(self, lines: list[OutlineParagraph]) -> list[OutlineParagraph]:
        kept = []
        for line in lines:
            if not line.row and _PAGE_NUMBER.fullmatch(line.text.strip()):
                self.unplaced.append(Unplaced(line.text, line.location, "多半是页码"))
            else:
                kept.append(line)
        return kept

    def _without_chart_labels(self, lines: list[OutlineParagraph]) -> list[OutlineParagraph]:
        """The lines without the labels of a pie, which a copy of the text has as lines of their own, and its legend."""
        texts = [*(line.text.strip() for line in lines), ""]
        slices = [_SLICE.fullmatch(one) or _SLICE.fullmatch(f"{one} {below}") for one, below in pairwise(texts)]
        kept = []
        for at, line in enumerate(lines):
            names = [found["name"].strip() for found in slices[max(at - _NEAR, 0) : at + _NEAR + 1] if found]
            left = re.sub("|".join((*map(re.escape, names), r"[\d,.\s]+")), "", line.text)
            is_legend = len(left) * 2 <= len(line.text) and not re.search(r"[。，；：]", line.text)
            is_share = bool(_SHARE.fullmatch(texts[at])) and at > 0 and slices[at - 1] is not None
            if len(names) > 1 and (slices[at] or is_legend or is_share):
                self.unplaced.append(Unplaced(line.text, line.location, "多半是图表里的标注；图表要在文字稿里重新写"))
            else:
                kept.append(line)
        return kept

    def _is_caption(self, text: str, section: Section) -> bool:
        """Whether a line belongs to the tables below it: one of their captions, or the section's heading once more."""
        if len(text) > HEADING_LENGTH:
            return False
        if bare(normalised(text)) == bare(normalised(section.heading)):
            return True
        pieces = [re.escape(normalised(piece)) for piece in _BINDING.split(section.subheading)]
        return is_label(text, self.labels) or bool(section.subheading and re.fullmatch(".{0,20}".join(pieces), normalised(text)))

    def _is_above(self, line: OutlineParagraph, section: Section) -> bool:
        """Whether a line stands above the first table of its section."""
        first = next((at for at, table in enumerate(self._pieces) if table in section.tables), -1)
        return self._above.get(line, first + 1) <= first

    def _is_heading_row(self, text: str) -> bool:
        """Whether a line holds nothing but the tables' own words, as a copy of their heading row does, or a dash for a cell."""
        left = normalised(text)
        for label in self._longest_first:
            left = left.replace(label, "")
        return not left.strip("—-－/（）()")

    def _blocks(self, lines: Iterable[OutlineParagraph], *, free: bool = False) -> Iterator[TextBlock]:
        """Paragraphs as blocks; a picture takes the short line below it as its caption.

        In a `free` section the headings of the first level are its own.
        """
        waiting: list[tuple[str, Location]] = []
        for line in lines:
            if line.row:
                yield from self._pictured(waiting, "")
                waiting = []
                yield TextBlock("row", line.text, line.location, level=int(line.row == 1))
                continue
            caption = (
                waiting
                and 0 < len(line.text) <= _CAPTION_LENGTH
                and not line.text.endswith(("。", "；", "："))
                and not line.images
            )
            if waiting and caption and not heading_ordinal(line.text):
                yield from self._pictured(waiting, line.text)
                waiting = []
                continue
            yield from self._pictured(waiting, "")
            waiting = [(name if is_chart(name) else f"{IMAGES}/{name}", line.location) for name in line.pictures]
            if line.images > len(line.pictures):
                lost = line.images - len(line.pictures)
                self.unplaced.append(Unplaced(f"{lost} 张图片", line.location, "文件里没有图的内容，请另存图片再插入"))
            first = first_level_ordinal(line.text) if free and is_first_level(line) else None
            if first:
                yield TextBlock("heading", f"{first.numeral}、{line.text[first.end :]}", line.location, 1)
            elif line.text:
                yield block_of(Paragraph(line.text, line.location), line.marks)
        yield from self._pictured(waiting, "")

    def _pictured(self, waiting: Sequence[tuple[str, Location]], caption: str) -> Iterator[TextBlock]:
        """The pictures and charts of a line; the caption belongs to the last of them."""
        for number, (name, location) in enumerate(waiting, 1):
            kind: BlockKind = "chart" if is_chart(name) else "image"
            text = caption if number == len(waiting) else ""
            yield TextBlock(kind, text, location, image=name, chart=self.outline.charts.get(name))
