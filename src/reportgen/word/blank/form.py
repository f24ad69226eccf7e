"""Reads a blank form as published: where the report's texts go, and which lines are the form's own.

Only texts and their order are looked at; how they look is for those who write the template.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from ...model.draft import PREFACE_ID
from ...model.form import Form, Section
from ...model.outline import Outline, OutlineParagraph
from ...recognise.front import front_of
from ...recognise.headings import headings_of, is_first_level, wordings_of
from ...recognise.labels import normalised
from ...recognise.titles.words import title_words
from ...text.ordinals import NUMERALS, heading_ordinal
from .tables import DATE, SIGNATURE, START, TITLE, Cells, FormPlaces, TextPlace, Told, table_places

# A line that only says what to write: （文字描述）, 【正文】, ……
_PLACEHOLDER = re.compile(
    r"\s*(?:[（(【\[〔].*(?:描述|文字|正文|前言|引言|内容|填写|撰写|编写|说明|概述|此处|请|略).*[）)】\]〕]|[…·.\-_＿—×xX\s]+)\s*"
)
_ENCLOSURE = re.compile(rf"\s*附\s*件\s*[\d{NUMERALS}]*\s*[:：]?\s*")
_BLANK = rf"[\s\dXx×＊*_＿〇○0{NUMERALS}]*"
_DATE = re.compile(rf"\s*[（(【]?(?:{_BLANK}年{_BLANK}月{_BLANK}日|(?:成文|发布|落款)?日期)[）)】]?\s*")
_SIGNATURE = re.compile(r"[（(【]?.{0,12}(?:署名|落款|盖章|公章|单位名称|机关名称|单位全称|机关全称)[）)】]?")
_LONGEST_NAME = 40
_HEAP = 3
_SHOWN = 20


def read_form(form: Form, outline: Outline, cells: Cells, labelled: Collection[int] = ()) -> FormPlaces:
    """Where everything that `form` prints goes in the blank form `outline`.

    `cells` hold every cell of its grids by row and column, empty ones too; the paragraphs `labelled` are for something else.
    """
    tables = table_places(form, outline, cells)
    reader = _Reader(form, outline, {grid: ref.partition(".")[0] for (grid, _, _), ref in tables.cells.items()}, labelled)
    spots = tuple(reader.spots())
    return FormPlaces(tables.cells, spots, reader.dated, tuple(reader.headings), tables.told.joined(reader.told()))


def is_placeholder(text: str) -> bool:
    """Whether a line only says what to write there."""
    return bool(_PLACEHOLDER.fullmatch(text))


class _Reader:
    """Takes the paragraphs of a form one after the other; what is left in the end is fixed text."""

    def __init__(self, form: Form, outline: Outline, tables: Mapping[int, str], labelled: Collection[int]) -> None:
        """`tables` say which of the form's tables each grid is; `labelled` are paragraphs that hold something else."""
        self.form = form
        self.tables = tables
        self.lines = outline.paragraphs
        self.order = outline.order
        self.passages = {PREFACE_ID, *(section.id for section in form.prose_sections)}
        self.labelled = labelled
        self.taken: dict[int, str] = dict.fromkeys(labelled, "label")
        self.headings: list[int] = []
        self.signed: tuple[TextPlace, ...] = ()
        self.dated: dict[int, str] = {}
        self.recognised: list[str] = []
        self.missing: list[str] = []
        self.differing: list[str] = []
        self.replaced: list[str] = []
        self.remarks: list[str] = []

    def spots(self) -> Iterator[TextPlace]:
        """The places of all texts in the order in which the form prints them."""
        starts = self._starts()
        bounds = [*sorted(starts), len(self.lines)]
        title = self._title(bounds[0])
        yield title
        free = next((section for section in self.form.sections if section.kind == "free"), None)
        above = self._above(free, starts)
        preface, rest = self._preface(title, bounds[0], whole=free is None or free in starts.values() or above != START)
        if free is not None and above != START:
            rest = self._below_tables(above, min((bound for bound in bounds if bound > above), default=len(self.lines)))
        yield preface
        spot = preface
        for section in self.form.sections:
            at = next((at for at, one in starts.items() if one is section), None)
            if at is not None:
                self._heading(at, section)
            until = next((bound for bound in bounds if at is not None and bound > at), 0)
            if section.kind == "signature":
                for signed in self._signed(spot):
                    spot = signed
                    yield spot
            elif section.subheading:
                self._subheading(section, range((at or 0) + 1, until))
            elif section.has_prose:
                if section.part_of and section is not self.form.together(section)[0]:
                    spot = self._turn(section, {one.id: at for at, one in starts.items()}, bounds, spot)
                    yield spot
                    continue
                if at is None and section is not free:
                    self.missing.append(f"没有找到标题“{section.heading}”，这一部分的文字没有地方放")
                    continue
                inside = range(at if section is free else at + 1, until) if at is not None else range(0)
                if section.part_of:
                    inside = self._between(inside, (), self._tables_below(section))
                spot = self._passage(section, at, rest if section is free and at is None else inside, spot)
                yield spot

    def told(self) -> Told:
        """What is to be told of the texts."""
        untouched = [
            f"第{number + 1}段“{_short(line.text)}”"
            for number, line in enumerate(self.lines)
            if line.text.strip() and number not in self.taken
        ]
        more = [f"另有 {len(untouched) - _SHOWN} 段"] if len(untouched) > _SHOWN else []
        return Told(
            tuple(self.recognised),
            tuple(self.missing),
            tuple(self.differing),
            tuple(self.replaced),
            (*untouched[:_SHOWN], *more),
            (*self.remarks, *self._without_sample(), *self._heaps()),
        )

    # -- parts of the form -----------------------------------------------------------------------------

    def _starts(self) -> dict[int, Section]:
        """The paragraphs at which sections start; a free one starts at its first heading."""
        wanted = [section for section in self.form.sections if section.heading]
        starts = headings_of(self.lines, wanted)
        free = next((section for section in self.form.sections if section.kind == "free"), None)
        if free is None:
            return starts
        above = self._above(free, starts)
        first = next((at for at, line in enumerate(self.lines) if at > above and is_first_level(line)), None)
        if first is not None and first not in starts:
            starts[first] = free
        return starts

    def _above(self, free: Section | None, starts: dict[int, Section]) -> int:
        """The last heading of the sections that come before the free one; START where it comes first."""
        before = self.form.sections[: self.form.sections.index(free)] if free else ()
        return max((at for at, section in starts.items() if section in before), default=START)

    def _below_tables(self, heading: int, stop: int) -> range:
        """The paragraphs of a section that stand below its tables."""
        first = self.order.index(("p", heading))
        last = self.order.index(("p", stop)) if stop < len(self.lines) else len(self.order)
        tables = [at for at in range(first, last) if self.order[at][0] == "t"]
        return range(heading + 1 + (tables[-1] - first - len(tables)), stop) if tables else range(stop, stop)

    def _heading(self, at: int, section: Section) -> None:
        if section.kind == "free":
            return
        text = self.lines[at].text.strip()
        self.taken[at] = "heading"
        self.headings.append(at)
        self.recognised.append(f"标题：第{at + 1}段“{text}”")
        if normalised(text) not in {normalised(wording) for wording in wordings_of(section)}:
            self.differing.append(f"第{at + 1}段标题写的是“{text}”，格式里是“{section.heading}”")

    def _title(self, stop: int) -> TextPlace:
        filled = [line for line in self._filled(range(stop)) if not _ENCLOSURE.fullmatch(line.text)]
        front = front_of(filled, title_words([self.form]))
        lines = tuple(paragraph.location.line - 1 for paragraph in front.title if not is_placeholder(paragraph.text))
        if not lines:
            self.missing.append("没有找到年报的标题；已在最前面加上，请看一看样子")
            return TextPlace(TITLE)
        self.recognised.append(
            f"年报标题：第{'、'.join(str(at + 1) for at in lines)}段“{''.join(self.lines[at].text.strip() for at in lines)}”"
        )
        self.taken.update(dict.fromkeys(lines, TITLE))
        return TextPlace(TITLE, lines)

    def _preface(self, title: TextPlace, stop: int, *, whole: bool) -> tuple[TextPlace, range]:
        """The preface's place and the paragraphs behind it; not `whole` where a free section's text follows without a heading."""
        behind = range(title.last + 1, stop)
        lines = [line.location.line - 1 for line in self._filled(behind)]
        texts = [at for at in lines if is_placeholder(self.lines[at].text) or _is_sentence(self.lines[at])]
        if not whole:
            texts = texts[:1] if len(texts) > 1 else []
        if texts:
            self._replace(texts, PREFACE_ID)
            self.recognised.append(f"前言：第{texts[0] + 1}段“{_short(self.lines[texts[0]].text)}”")
            return TextPlace(PREFACE_ID, tuple(texts)), range(texts[-1] + 1, stop)
        # One empty line below the title stays between the two.
        gap = title.last + 1
        after = gap if gap < stop and not self.lines[gap].text.strip() and title.replaced else title.last
        self.recognised.append("前言：" + ("加在年报标题下面" if title.replaced else "加在最前面"))
        return TextPlace(PREFACE_ID, after=after), range(after + 1, stop)

    def _passage(self, section: Section, at: int | None, inside: range, before: TextPlace) -> TextPlace:
        """The lines of a section: all that stands there is sample text, or the first empty line takes the text."""
        signed = {number for spot in self._signature_of(section, inside) for number in spot.replaced}
        stop = min(signed, default=inside.stop)
        lines = [line.location.line - 1 for line in self._filled(range(inside.start, stop))]
        heading = START if at is None or section.kind == "free" else at
        name = section.title
        if lines:
            self._replace(lines, section.id)
            self.recognised.append(f"{name}：文字放在第{lines[0] + 1}段“{_short(self.lines[lines[0]].text)}”的位置，样子照它")
            return TextPlace(section.id, tuple(lines), heading=heading)
        below = heading + 1
        if heading >= 0 and below < stop and not self.lines[below].text and not self.lines[below].images:
            follows = self.order.index(("p", heading)) + 1
            if self.order[follows : follows + 1] == (("p", below),):
                self.taken[below] = section.id
                self.recognised.append(f"{name}：文字放在标题下面的空段（第{below + 1}段）")
                return TextPlace(section.id, (below,), heading=heading)
        after = heading if heading >= 0 else before.last
        self.recognised.append(f"{name}：文字加在" + ("标题下面" if heading >= 0 else "前言下面"))
        return TextPlace(section.id, after=after, heading=heading)

    def _tables_below(self, section: Section) -> tuple[str, ...]:
        """The tables of the next section under the same heading that has some."""
        together = self.form.together(section)
        return next((one.tables for one in together[together.index(section) + 1 :] if one.tables), ())

    def _between(self, inside: range, above: Sequence[str], below: Sequence[str]) -> range:
        """Those of the paragraphs that stand behind the last of the tables `above` and in front of the first of those `below`."""
        start, stop = inside.start, inside.stop
        paragraph = -1
        for kind, at in self.order:
            if kind == "p":
                paragraph = at
            elif inside.start <= paragraph + 1 <= inside.stop:
                table = self.tables.get(at, "")
                start = paragraph + 1 if table in above else start
                stop = min(stop, paragraph + 1) if table in below else stop
        return range(start, max(start, stop))

    def _turn(self, section: Section, starts: Mapping[str, int], bounds: Sequence[int], before: TextPlace) -> TextPlace:
        """The place of a text that follows a table under one heading with it: the lines there, an empty one, or right behind the table."""
        together = self.form.together(section)
        above = next(one for one in reversed(together[: together.index(section)]) if one.tables)
        heading = starts.get(together[0].id)
        until = next((bound for bound in bounds if heading is not None and bound > heading), 0)
        if heading is None or not any(table in above.tables for table in self.tables.values()):
            self.missing.append(f"没有找到“{section.title}”前面的表，这一段文字没有地方放")
            return TextPlace(section.id, after=before.last)
        inside = self._between(range(heading + 1, until), above.tables, self._tables_below(section))
        signed = {number for spot in self._signature_of(section, inside) for number in spot.replaced}
        inside = range(inside.start, min(signed, default=inside.stop))
        if lines := [line.location.line - 1 for line in self._filled(inside)]:
            self._replace(lines, section.id)
            self.recognised.append(
                f"{section.title}：文字放在第{lines[0] + 1}段“{_short(self.lines[lines[0]].text)}”的位置，样子照它"
            )
            return TextPlace(section.id, tuple(lines), heading=heading)
        self.recognised.append(f"{section.title}：文字加在表的下面")
        if inside:
            self.taken[inside.start] = section.id
            return TextPlace(section.id, (inside.start,), heading=heading)
        if inside.stop < len(self.lines):
            return TextPlace(section.id, heading=heading, before=inside.stop)
        return TextPlace(section.id, after=len(self.lines) - 1, heading=heading)

    def _signed(self, before: TextPlace) -> Iterator[TextPlace]:
        """The signature and the date behind the last text before them, in their own lines if the form has some."""
        found = {spot.content: spot for spot in self.signed}
        for content, name in ((SIGNATURE, "署名"), (DATE, "日期")):
            spot = found.get(content)
            if spot:
                at = spot.replaced[0]
                self.taken[at] = content
                self.recognised.append(f"落款{name}：第{at + 1}段“{_short(self.lines[at].text)}”")
            elif content == SIGNATURE and DATE in found:
                spot = TextPlace(content, after=found[DATE].replaced[0] - 1)
            else:
                spot = TextPlace(content, after=before.last)
            if not spot.replaced:
                self.remarks.append(f"表单里没有落款{name}，已加在正文后面，右对齐")
            before = spot
            yield spot

    def _signature_of(self, section: Section, inside: range) -> tuple[TextPlace, ...]:
        """Signature and date at the end of a section's lines, if the form signs behind this section."""
        following = [*self.form.sections, None][self.form.sections.index(section) + 1]
        if following is None or following.kind != "signature":
            return ()
        lines = [line.location.line - 1 for line in self._filled(inside)]
        spots: list[TextPlace] = []
        for at in reversed(lines[-4:]):
            text = self.lines[at].text.strip()
            if not spots and _DATE.fullmatch(text):
                spots.append(TextPlace(DATE, (at,)))
            elif _SIGNATURE.fullmatch(text) or (spots and spots[-1].content == DATE and _is_name(text)):
                spots.append(TextPlace(SIGNATURE, (at,)))
                break
            elif spots:
                break
        self.signed = tuple(spots)
        return self.signed

    def _subheading(self, section: Section, inside: range) -> None:
        """A fixed line under a heading that names the year, as （2017年度）."""
        pieces = [re.escape(normalised(piece)) for piece in re.split(r"\{\{.*?\}\}", section.subheading)]
        pattern = re.compile(".{0,20}".join(pieces))
        for at in inside:
            if self.lines[at].text.strip() and pattern.fullmatch(normalised(self.lines[at].text)):
                self.taken[at] = section.id
                self.dated[at] = section.subheading
                self.recognised.append(f"副标题：第{at + 1}段“{_short(self.lines[at].text)}”，年份由程序填")
                return

    # -- lines -----------------------------------------------------------------------------------------

    def _filled(self, numbers: range) -> list[OutlineParagraph]:
        own = (self.lines[at] for at in numbers if at not in self.labelled)
        return [line for line in own if line.text.strip() or line.images]

    def _replace(self, lines: Sequence[int], content: str) -> None:
        for at in lines:
            self.taken[at] = content
            text = self.lines[at].text
            if not is_placeholder(text):
                self.replaced.append(f"第{at + 1}段“{_short(text)}”" if text.strip() else f"第{at + 1}段的图片")

    def _without_sample(self) -> Iterator[str]:
        if not any(self.lines[at].text.strip() for at, content in self.taken.items() if content in self.passages):
            yield "表单里没有占位的文字可以照着定样子，正文用了表单的默认字体；请在模板里看一看，需要的话改一改"

    def _heaps(self) -> Iterator[str]:
        """Rows of empty paragraphs: a page turned by hand, which turns elsewhere as soon as the text is longer."""
        row: list[int] = []
        for kind, number in (*self.order, ("t", 0)):
            if kind == "p" and not self.lines[number].text.strip() and not self.lines[number].images and number not in self.taken:
                row.append(number)
                continue
            if len(row) >= _HEAP:
                yield (
                    f"第{row[0] + 1}段起连着 {len(row)} 个空段，多半是用回车换页：正文长短一变，位置就不对了。"
                    "建议在 Word 里删去空段，需要另起一页的，在后面那一段的“段落—换行和分页”里勾选“段前分页”"
                )
            row = []


def _is_sentence(line: OutlineParagraph) -> bool:
    return len(line.text) > 15 and bool(re.search("[，。；]", line.text))


def _is_name(text: str) -> bool:
    other = is_placeholder(text) or re.search("[，。；：:？！]", text) or heading_ordinal(text)
    return 1 < len(text) <= _LONGEST_NAME and not other


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 24 else text[:23] + "…"
