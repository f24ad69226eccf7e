"""Reads a report out of a document: which form it is, its figures, its prose by sections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from .front_matter import Front, front_of, signed_of
from .labels import bare, like, normalised
from .model.draft import Unplaced
from .model.errors import SourceError
from .model.figures import digits, read_figure
from .model.finding import Finding, Severity
from .model.format import Format, Section
from .model.identity import assess
from .model.location import Location
from .model.outline import Outline, OutlineParagraph
from .model.report import Cell, Flaw, Narrative, Paragraph, Report, TextBlock, Workbook
from .passages import HEADINGS, block_of
from .recognise import RECOGNISABLE, Recognised, is_label, labels_of, recognise, worked_out
from .runs import Key
from .table_rules import W101, W102, W104, W105, W106, W107, W108

PREFACE = "preface"
_LABELS_SHOWN = 6
_HEADING_LENGTH = 50
_RENAMED = 0.6
_CAPTION_LENGTH = 40
_PAGE_NUMBER = re.compile(r"[-—–\s]*\d{1,3}[-—–\s]*|第\s*\d+\s*页.{0,8}")
_BINDING = re.compile(r"\{\{.*?\}\}")


class Published(NamedTuple):
    """A published document as read: content, what was odd about it, and what is left over."""

    form: Format
    report: Report
    workbook: Workbook
    narrative: Narrative
    findings: tuple[Finding, ...]
    unplaced: tuple[Unplaced, ...]
    pictures: Mapping[str, bytes]


def read_report(outline: Outline, forms: Sequence[Format], given: Format | None = None) -> Published:
    """The report in a document, in the form that fits it best (or in the one given).

    Raises SourceError when none of the forms' tables can be found in it.
    """
    tried = [recognise(form, outline) for form in ([given] if given else forms)]
    year = _year_of(outline)
    # A table that two forms share fits both; then the year decides.
    best = max(tried, key=lambda one: (round(one.share, 2), year in one.form.years), default=None)
    if best is None or best.share < RECOGNISABLE:
        names = "；".join(f"{form.name}要有{'、'.join(table.name for table in form.tables)}" for form in forms)
        raise SourceError(
            f"没有认出年度报告的表格（{names}）",
            location=Location(outline.path),
            hint="确认文件没有拿错、内容完整；图片里的表格读不出来，要用 Word 或网页的原件",
        )
    return _Reader(best).read()


def _year_of(outline: Outline) -> int:
    front = front_of([paragraph for paragraph in outline.paragraphs if paragraph.text][:30])
    return front.year or 0


class _Reader:
    def __init__(self, recognised: Recognised) -> None:
        self.recognised = recognised
        self.form = recognised.form
        self.outline = recognised.outline
        self.findings: list[Finding] = []
        self.unplaced: list[Unplaced] = []

    def read(self) -> Published:
        cells = self._cells()
        self._table_findings()
        self._left_over_cells()
        front, texts, headings, locations, tail = self._prose()
        signature, date = tail
        place = front.title[0].location if front.title else Location(self.outline.path)
        agency = front.agency or (signature.text if signature else "") or front.publisher
        for said, what in ((agency, "是哪个机关的"), (front.year, "是哪一年的")):
            if not said:
                hint = "标题写成：〈机关〉〈年份〉年政府信息公开工作年度报告"
                self.findings.append(W108.at(place, f"没有读出这份年报{what}", hint=hint))
        narrative = Narrative(
            path=self.outline.path,
            agency=agency,
            year=front.year,
            format_id=self.form.id,
            title=front.title,
            texts=texts,
            contact={},
            variables={},
            signature=signature,
            date=date,
            prior=None,
            locations={"机关": place, "年份": place, **locations},
            headings=headings,
        )
        report = Report(
            agency=agency,
            year=front.year or 0,
            format_id=self.form.id,
            cells=cells,
            title=tuple(line.text for line in front.title),
            texts=texts,
            signature=signature.text if signature else "",
            date=date.text if date else "",
        )
        workbook = Workbook(self.outline.path, cells)
        used = {name for blocks in texts.values() for block in blocks if (name := block.image)}
        pictures = {name: content for name, content in self.outline.pictures.items() if f"images/{name}" in used}
        return Published(self.form, report, workbook, narrative, tuple(self.findings), tuple(self.unplaced), pictures)

    # -- figures --------------------------------------------------------------------------------

    def _cells(self) -> dict[str, Cell]:
        """A cell for every Ref that was found; what the identities tell of a blank one is put in and told."""
        cells: dict[str, Cell] = {}
        for ref in self.form.figures:
            key = self.recognised.places.get(ref)
            if key is not None:
                cells[ref] = _cell(self.recognised.text(key), self.recognised.location(key))
        blank = [ref for ref, cell in cells.items() if cell.blank]
        absent = self._absent(cells)
        values = {ref: cell.value for ref, cell in cells.items() if cell.value is not None}
        told = self._told(values, [*blank, *absent])
        for ref, value in told.items():
            place = cells[ref].location if ref in cells else absent[ref]
            cells[ref] = Cell("", value, place, computed=True)
            title = self.form.figures[ref].title
            severity = Severity.ERROR if value and ref in self.form.totals else None
            message = f"{title}：这一格没有读到数；按行、列的勾稽关系应是 {digits(value)}，已按它校验"
            self.findings.append(
                W106.at(place, message, severity=severity, ref=ref, hint=f"对照原件；确是 {digits(value)} 就写上")
            )
        for ref, place in absent.items():
            if ref not in cells:
                cells[ref] = Cell("", None, place)
        return cells

    def _absent(self, cells: Mapping[str, Cell]) -> dict[str, Location]:
        """Cells that are not there in rows that are: they stand where their neighbours do."""
        places: dict[str, Location] = {}
        for table in self.form.tables:
            for block in table.blocks:
                for row in block.filled_rows:
                    refs = [f"{table.id}.{row.id}.{column.id}" for column in block.leaf_columns]
                    known = [cells[ref].location for ref in refs if ref in cells]
                    if known and len(known) < len(refs):
                        places |= {ref: known[0] for ref in refs if ref not in cells}
        return places

    def _told(self, values: dict[str, Decimal], unknown: Sequence[str]) -> dict[str, Decimal]:
        """What the identities tell of the blank cells: one by one, then whether zeros settle all that is left."""
        told: dict[str, Decimal] = {}
        open_refs = list(unknown)
        while step := worked_out(self.form.lines, {**values, **told}, open_refs):
            told |= step
            open_refs = [ref for ref in open_refs if ref not in told]
        zeros = {ref: Decimal(0) for ref in open_refs}
        tried = {**values, **told, **zeros}
        broken: set[str] = set()
        lined: set[str] = set()
        for line in self.form.lines:
            if line.needs_prior:
                continue
            refs = {term.ref for term, _ in line.terms}
            lined |= refs
            if assess(line, tried, {}).outcome != "held":
                broken |= refs
        return told | {ref: value for ref, value in zeros.items() if ref in lined - broken}

    def _table_findings(self) -> None:
        found = self.recognised
        for table in self.form.tables:
            places = [found.location(found.places[figure.ref]) for figure in table.figures if figure.ref in found.places]
            if not places and not any(ref.startswith(f"{table.id}.") for ref, _ in found.uncertain):
                hint = "对照格式补上这张表；表若是图片，要换成真正的表格"
                self.findings.append(W101.at(Location(self.outline.path), f"没有找到{table.name}", hint=hint))
                continue
            if missing := found.missing.get(table.id, ()):
                message = f"{table.name}里没有找到这些行或列：{_listed(missing)}"
                place = min(places, default=Location(self.outline.path))
                self.findings.append(W102.at(place, message, hint="对照格式逐行核对；少了的行要补上，没有数的填 0"))
        for ref, tokens in found.uncertain:
            figure = self.form.figures[ref]
            shown = "、".join(token.text for token in tokens)
            message = f"{figure.table.name} {figure.row.name}：这一行要有 {len(figure.block.leaf_columns)} 个数，只读到 {len(tokens)} 个（{shown}），看不出少的是哪一格"
            place = found.location(tokens[0].key) if tokens else Location(self.outline.path)
            self.findings.append(W107.at(place, message, ref=ref, hint="对照原件补上缺的那一格，没有的填 0"))
            self.unplaced += [Unplaced(token.text, found.location(token.key), "这一行的数对不上格") for token in tokens]
        for table_id, key, label in found.extra:
            figures = self._row_figures(key)
            message = (
                f"{self.form.table(table_id).name}里的“{label[:30]}”不是格式规定的行（{'、'.join(figures)}），这一行的数没有用上"
            )
            self.findings.append(W104.at(found.location(key), message, hint="把数分到格式规定的各行里"))
            self.unplaced.append(Unplaced(f"{label}　{'　'.join(figures)}", found.location(key), "不是格式规定的行"))
        self._misprints()

    def _misprints(self) -> None:
        """Labels that differ; a copy as text tears so many that they make one finding."""
        found = self.recognised
        torn: list[str] = []
        for key, label in found.misprints:
            text = found.text(key).strip()
            if normalised(text) == normalised(label):
                continue
            if key[0] < 0 or self.outline.grids[key[0]].loose:
                torn.append(f"“{text[:20]}”（{label[:20]}）")
                continue
            message = f"表头“{text[:60]}”与格式不一致，已按“{label}”读取"
            self.findings.append(W105.at(found.location(key), message, hint=f"改为“{label}”"))
        if torn:
            message = f"有 {len(torn)} 处表头与格式不一致，已按最接近的读取：{'、'.join(torn[:_LABELS_SHOWN])}"
            place = found.location(found.misprints[0][0])
            self.findings.append(W105.at(place, message, hint="多半是复制时断开了；对照原件看看行有没有认错"))

    def _row_figures(self, key: Key) -> list[str]:
        grid, row, _ = key
        texts = [cell.text for (at, _), cell in sorted(self.outline.grids[grid].cells.items()) if at == row]
        return [text for text in texts if read_figure(text).value is not None]

    def _left_over_cells(self) -> None:
        """Whatever stands in the grids and is neither figure nor label of the form."""
        known = frozenset(label for table in self.form.tables for label in labels_of(table))
        used = self.recognised.used
        told = {place for _, place, _ in self.unplaced}
        for at, grid in enumerate(self.outline.grids):
            taken = any(key[0] == at for key in used)
            left = [
                (place, cell.text)
                for place, cell in sorted(grid.cells.items())
                if cell.text.strip("-—–/ \u3000") and (at, *place) not in used and not is_label(cell.text, known)
            ]
            if not taken and left:
                whole = "　".join(text for _, text in left)
                self.unplaced.append(Unplaced(whole, grid.location(*left[0][0]), "格式里没有这张表"))
                continue
            rows_told = {location.line for location in told if location.grid == grid.name}
            for place, text in left:
                if place[0] not in rows_told:
                    self.unplaced.append(Unplaced(text, grid.location(*place), "不是表里的数，也不是格式的表头"))

    # -- prose ------------------------------------------------------------------------------------

    def _prose(
        self,
    ) -> tuple[
        Front,
        dict[str, tuple[TextBlock, ...]],
        tuple[TextBlock, ...],
        dict[str, Location],
        tuple[Paragraph | None, Paragraph | None],
    ]:
        lines = [
            paragraph
            for at, paragraph in enumerate(self.outline.paragraphs)
            if (-1, at, 0) not in self.recognised.used and (paragraph.text or paragraph.images)
        ]
        lines = self._without_page_numbers(lines)
        starts = self._sections(lines)
        first = min(starts, default=len(lines))
        front = front_of(lines[:first])
        self.unplaced += [Unplaced(line.text, line.location, "网页或封面上的文字") for line in front.left_over]
        texts: dict[str, tuple[TextBlock, ...]] = {}
        locations: dict[str, Location] = {}
        headings: list[TextBlock] = []
        signed: tuple[Paragraph | None, Paragraph | None] = (None, None)
        if front.preface:
            texts[PREFACE] = tuple(self._blocks(front.preface))
        positions = sorted(starts)
        for at, following in zip(positions, [*positions[1:], len(lines)], strict=True):
            section = starts[at]
            body = lines[at + 1 : following] if section.kind != "free" else lines[at:following]
            if section.kind != "free" and section.heading:
                headings.append(TextBlock("heading", lines[at].text, lines[at].location, 1))
            locations[section.name] = lines[at].location
            if section.has_prose or section.kind == "free":
                found = signed_of(body)
                if found:
                    signed, body, after = (found.name, found.date), found.before, found.after
                    self.unplaced += [Unplaced(line.text, line.location, "落款后面的文字") for line in after]
                texts[section.id] = (*texts.get(section.id, ()), *self._blocks(body))
            else:
                body = [line for line in body if not self._is_caption(line.text, section)]
                if blocks := tuple(self._blocks(body)):
                    texts[section.id] = blocks
                    self.unplaced += [
                        Unplaced(block.whole, block.location, f"“{section.name}”是表格，不放文字") for block in blocks
                    ]
        return front, texts, tuple(headings), locations, signed

    def _without_page_numbers(self, lines: list[OutlineParagraph]) -> list[OutlineParagraph]:
        kept = []
        for line in lines:
            if _PAGE_NUMBER.fullmatch(line.text.strip()):
                self.unplaced.append(Unplaced(line.text, line.location, "多半是页码"))
            else:
                kept.append(line)
        return kept

    def _is_caption(self, text: str, section: Section) -> bool:
        """Whether a line belongs to the tables below it: one of their captions, or the section's second heading."""
        if len(text) > _HEADING_LENGTH:
            return False
        known = frozenset(label for table in self.form.tables for label in labels_of(table))
        pieces = [re.escape(normalised(piece)) for piece in _BINDING.split(section.subheading)]
        return is_label(text, known) or bool(section.subheading and re.fullmatch(".{0,20}".join(pieces), normalised(text)))

    def _sections(self, lines: Sequence[OutlineParagraph]) -> dict[int, Section]:
        """The paragraphs that are the headings of the form's sections, in the form's order."""
        starts: dict[int, Section] = {}
        wanted = [section for section in self.form.sections if section.heading]
        free = next((section for section in self.form.sections if section.kind == "free"), None)
        if free:
            first = next((at for at, line in enumerate(lines) if _is_first_level(line)), None)
            if first is not None:
                starts[first] = free
        chosen = _headings(lines, wanted)
        return starts | chosen

    def _blocks(self, lines: Iterable[OutlineParagraph]) -> Iterator[TextBlock]:
        """Paragraphs as blocks; a picture takes the short line below it as its caption."""
        waiting: list[tuple[str, Location]] = []
        for line in lines:
            caption = (
                waiting
                and 0 < len(line.text) <= _CAPTION_LENGTH
                and not line.text.endswith(("。", "；", "："))
                and not line.images
            )
            if waiting and caption and not any(pattern.match(line.text) for _, pattern in HEADINGS):
                yield from _pictures(waiting, line.text)
                waiting = []
                continue
            yield from _pictures(waiting, "")
            waiting = [(f"images/{name}", line.location) for name in line.pictures]
            if line.images > len(line.pictures):
                lost = line.images - len(line.pictures)
                self.unplaced.append(Unplaced(f"{lost} 张图片", line.location, "文件里没有图的内容，请另存图片再插入"))
            if line.text:
                yield block_of(Paragraph(line.text, line.location), line.marks)
        yield from _pictures(waiting, "")


def _pictures(waiting: Sequence[tuple[str, Location]], caption: str) -> Iterator[TextBlock]:
    """The pictures of a line; the caption belongs to the last of them."""
    for number, (name, location) in enumerate(waiting, 1):
        yield TextBlock("image", caption if number == len(waiting) else "", location, image=name)


def _is_first_level(line: OutlineParagraph) -> bool:
    return bool(HEADINGS[0][1].match(line.text)) and len(line.text) <= _HEADING_LENGTH and not line.text.endswith(("。", "；"))


def _headings(lines: Sequence[OutlineParagraph], wanted: Sequence[Section]) -> dict[int, Section]:
    """The lines that are headings of these sections: the way to read them that fits best, in order."""
    scored: list[tuple[int, int, float]] = []
    for at, line in enumerate(lines):
        if not 0 < len(line.text) <= _HEADING_LENGTH or line.text.endswith(("。", "；", "，")):
            continue
        text = normalised(line.text)
        for number, section in enumerate(wanted):
            if score := _heading_score(text, section):
                scored.append((at, number, score))
    best: list[tuple[float, int]] = []  # score so far, previous
    for position, (at, number, score) in enumerate(scored):
        before = max(
            (
                (best[earlier][0], earlier)
                for earlier in range(position)
                if scored[earlier][0] < at and scored[earlier][1] < number
            ),
            default=(0.0, -1),
        )
        best.append((before[0] + score, before[1]))
    chosen: dict[int, Section] = {}
    position = max(range(len(best)), key=lambda one: best[one][0], default=-1)
    while position >= 0:
        at, number, _ = scored[position]
        chosen[at] = wanted[number]
        position = best[position][1]
    return chosen


def _heading_score(text: str, section: Section) -> float:
    """How surely a line is the heading of a section: its words, and its ordinal."""
    heading = normalised(section.heading)
    if text == heading:
        return 3.0
    if bare(text) == bare(heading):
        return 2.0
    ordinal = HEADINGS[0][1].match(text)
    own = HEADINGS[0][1].match(heading)
    if not ordinal or not own:
        return 0.0
    same = like(bare(text), bare(heading)) or (_RENAMED if bare(text) in bare(heading) or bare(heading) in bare(text) else 0.0)
    if ordinal[0] == own[0]:
        return 1.0 + same if same else 0.0
    return 0.5 * same


def _cell(text: str, location: Location) -> Cell:
    read = read_figure(text)
    flaws: set[Flaw] = {"full_width"} if read.full_width else set()
    return Cell(text, read.value, location, read.remark, frozenset(flaws))


def _listed(labels: tuple[str, ...]) -> str:
    shown = "、".join(f"“{label}”" for label in labels[:_LABELS_SHOWN])
    return shown + (f" 等 {len(labels)} 处" if len(labels) > _LABELS_SHOWN else "")
