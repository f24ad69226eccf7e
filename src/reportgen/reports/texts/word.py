"""The text of a draft written in Word: its sections by their headings, with the signs that narrative.yaml has.

Read like a published report without its tables, and handed on under the keys of a narrative: what follows knows no difference.
What a narrative cannot say is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from ...drafts.narrative.pasted import rows_of_tables
from ...drafts.narrative.read import W120, W125, read_orderly
from ...files.yaml import LocatedList, LocatedMap, Node, Scalar
from ...model.draft import (
    AGENCY,
    CHARTS,
    CONTACT,
    FIELDS,
    FORMAT,
    IMAGES,
    PREFACE,
    PREFACE_ID,
    PRIOR,
    SIGNATURE,
    SIGNED_BY,
    SIGNED_ON,
    TITLE,
    VARIABLES,
    WAIVED_AT,
    WAIVED_CODE,
    WAIVED_WHY,
    WAIVERS,
    WORD_TEXT,
    YEAR,
    Unplaced,
)
from ...model.finding import Finding, Severity, place_in_words
from ...model.form import Form, Section
from ...model.location import Location
from ...model.outline import AsideKind, Grid, Outline, OutlineParagraph
from ...model.report import Narrative, Paragraph, TextBlock
from ...packs.load import forms_at_hand
from ...recognise.front import Front, front_of, names_at_the_end, with_boxed_title
from ...recognise.headings import headings_of, is_first_level
from ...recognise.labels import bare, normalised
from ...recognise.titles.declared import titled
from ...recognise.titles.words import title_words
from ...text.dates import written_year
from ...text.passages import line_of, rule_below
from ...text.patterns import pattern
from ..left_in import left_in_text
from ..prose import Prose, ProseReader
from .rules import W119
from .turns import unparted, with_tables

_MOST = 20
_SHOWN = 30
# What `new --text docx` writes for the writer to put words in the place of.
_HINT = pattern(r"〔提示[:：](?:[^〔〕]|〔[^〔〕]*〕)*〕")
# The lines of settings: above the text, in a table of two columns or one a line.
_SINGLE = (AGENCY, YEAR, FORMAT, TITLE, PRIOR)
_GROUPS = (CONTACT, FIELDS, VARIABLES, CHARTS)
_SETTING = pattern(
    rf"(?P<key>{'|'.join((*_SINGLE, *_GROUPS, WAIVERS))})(?:[.．·](?P<name>[^:：\s]{{1,20}}))?\s*[:：]\s*(?P<value>.*)", re.DOTALL
)
_LABEL = pattern(rf"(?:{'|'.join((*_SINGLE, WAIVERS))}|(?:{'|'.join(_GROUPS)})[.．·]\S{{1,20}})[:：]?")
_WAIVER = pattern(
    r"(?P<code>[A-Za-z]\d{3})\s*(?:[（(]\s*(?P<at>[^（()）]+?)\s*[）)])?\s*[:：,，、\s]\s*(?:理由\s*[:：]\s*)?(?P<why>.+)",
    re.DOTALL,
)
_ENTRY = pattern(r"(?P<name>[^:：。，；\s]{2,12})\s*[:：]\s*(?P<value>[^。；]{1,80})")
_CONTACT_HEAD = pattern(rf"{CONTACT}\s*[:：]?")
_ALIASES = {"邮政编码": "邮编", "邮箱": "电子邮箱", "电子邮件": "电子邮箱", "E-mail": "电子邮箱"}
# Pictures are called so that no file in the draft's own folder of pictures is meant by chance.
_PICTURE = pattern(r"picture-(\d+)")
# Said once, where the first stands: the words are read, their look is the form's.
_WITHOUT_SIGN = {
    AsideKind.DECORATED: "有 {} 处字加了下划线、倾斜、着重号或底色，年报里不带这些样子：{}",
    AsideKind.LINK: "有 {} 处链接只留文字，网址没有带来：{}",
}
_UNREAD = (AsideKind.FOOTNOTE, AsideKind.ENDNOTE, AsideKind.DIAGRAM, AsideKind.PICTURE)


class Setting(NamedTuple):
    """What the writer says of the report itself: a key of narrative.yaml, the name below it if any, the value."""

    key: str
    name: str
    value: Paragraph


class _Taken(NamedTuple):
    name: str
    outline: Outline
    settings: tuple[Setting, ...]
    hints: tuple[Location, ...]
    unknown: tuple[Paragraph, ...]
    beside: Path | None


class WordText(_Taken):
    """A text in Word whose form is not known yet: what it says of itself, and its lines without that.

    `hints` are the places of what was written for the writer to replace; `unknown` rows among the settings that mean nothing;
    `beside` is the folder it lies in.
    """

    @cached_property
    def front(self) -> Front:
        """What stands in front of the text: its title may say what the settings do not."""
        words = title_words(forms_at_hand(self.format_id, self.beside))
        lines = [one for kind, at in self.outline.order if kind == "p" and (one := self.outline.paragraphs[at]).text]
        return front_of(with_boxed_title(lines[:30], self.outline.asides, words), words, names_at_the_end(lines))

    @property
    def format_id(self) -> str:
        return self._set(FORMAT)

    @property
    def agency(self) -> str:
        return self._set(AGENCY) or self.front.agency

    @property
    def year(self) -> int | None:
        return written_year(self._set(YEAR)) if self._set(YEAR) else self.front.year

    @property
    def pictures(self) -> Mapping[str, bytes]:
        """The pictures in the file, by the names that the text has for them."""
        return {f"{IMAGES}/{name}": content for name, content in self.outline.pictures.items()}

    def place(self, key: str) -> Location:
        """Where the value of a key stands: among the settings, else at the title."""
        found = next((one.value.location for one in self.settings if one.key == key), None)
        title = self.front.title[0].location if self.front.title else None
        return found or title or Location(self.name, line=1, column=1)

    def is_headed(self, form: Form) -> bool:
        """Whether any of its lines is a heading of the first level that a report in `form` has."""
        lines = [one for one in self.outline.paragraphs if one.text]
        free = any(section.kind == "free" for section in form.sections)
        wanted = [section for section in form.sections if section.heading]
        return (free and any(map(is_first_level, lines))) or bool(headings_of(lines, wanted))

    def keyed(self, form: Form) -> tuple[LocatedMap, list[Finding]]:
        """The text under the keys of a narrative in `form`, and what has no place in one."""
        return _Keyed(self, form).read()

    def read(self, form: Form) -> tuple[Narrative, list[Finding]]:
        """The text of a draft made in `form`, and what is to be told of it."""
        root, told = self.keyed(form)
        narrative, findings = read_orderly(root, self.name, form)
        return narrative, [*findings, *told, *left_in_text(self.outline.asides)]

    def _set(self, key: str) -> str:
        return next((one.value.text.strip() for one in self.settings if one.key == key), "")


def open_word_text(path: Path) -> WordText:
    """Open a text in Word. SourceError when it cannot be read at all."""
    from ..outlines import read_published

    return word_text(read_published(path, signs=True), path.parent)


def word_text(outline: Outline, beside: Path | None = None) -> WordText:
    """The text in a document of Word that lies in the folder `beside`."""
    outline = _with_own_names(outline)
    order = outline.order or tuple(("p", at) for at in range(len(outline.paragraphs)))
    first = next(
        (place for place, (kind, at) in enumerate(order) if kind == "p" and _is_text(outline.paragraphs[at])), len(order)
    )
    settings: list[Setting] = []
    unknown: list[Paragraph] = []
    kept: list[tuple[str, int]] = []
    for place, (kind, at) in enumerate(order):
        if kind == "t" and place < first and _is_settings(outline.grids[at]):
            for setting in _of_grid(outline.grids[at]):
                (settings if isinstance(setting, Setting) else unknown).append(setting)  # type: ignore[arg-type]
        elif kind == "p" and (place < first or not outline.paragraphs[at].text) and (set_ := _of_line(outline.paragraphs[at])):
            settings.append(set_)
        else:
            kept.append((kind, at))
    paragraphs, hints = list(outline.paragraphs), []
    for kind, at in kept:
        if kind == "p" and "〔提示" in paragraphs[at].text:
            hints.append(paragraphs[at].location)
            paragraphs[at] = _without_hints(paragraphs[at])
    outline = outline._replace(order=tuple(kept), paragraphs=tuple(paragraphs))
    settings = [one for one in settings if not _HINT.fullmatch(one.value.text.strip())]
    return WordText(outline.path, outline, tuple(settings), tuple(hints), tuple(unknown), beside)


# -- settings ---------------------------------------------------------------------------------------------


def _is_text(paragraph: OutlineParagraph) -> bool:
    """Whether the report itself has begun: what is said of it stands above that."""
    return (
        bool(paragraph.text.strip())
        and not _SETTING.fullmatch(paragraph.text.strip())
        and not _HINT.fullmatch(paragraph.text.strip())
    )


def _is_settings(grid: Grid) -> bool:
    """Whether a table says what narrative.yaml says above its text."""
    labels = [cell.text.strip() for (_, column), cell in grid.cells.items() if column == 1]
    return any(label.rstrip(":：") in (AGENCY, YEAR) for label in labels) or (bool(labels) and all(map(_LABEL.fullmatch, labels)))


def _of_grid(grid: Grid) -> Iterator[Setting | Paragraph]:
    for row, cells in grid.rows():
        label = grid.text(row, 1).strip().rstrip(":：")
        said = [(column, cell.text.strip()) for column, cell in cells if column > 1 and not _HINT.fullmatch(cell.text.strip())]
        value = " ".join(text for _, text in said)
        place = grid.location(row, said[0][0] if said else 2)
        key, _, name = label.replace("．", ".").replace("·", ".").partition(".")
        if not value and key in (*_SINGLE, *_GROUPS, WAIVERS):
            continue
        if key in _SINGLE or (key in (*_GROUPS, WAIVERS)):
            yield Setting(key, name, Paragraph(value, place))
        elif _ENTRY.fullmatch(f"{label}：{value or '—'}"):
            yield Setting(CONTACT, label, Paragraph(value, place))
        else:
            yield Paragraph(label or value, grid.location(row, 1))


def _of_line(paragraph: OutlineParagraph) -> Setting | None:
    found = _SETTING.fullmatch(paragraph.text.strip())
    if found is None or not found["value"].strip():
        return None
    return Setting(found["key"], found["name"] or "", Paragraph(found["value"].strip(), paragraph.location))


def _without_hints(paragraph: OutlineParagraph) -> OutlineParagraph:
    return paragraph._replace(text=_HINT.sub("", paragraph.text).strip(), marks=())


def _with_own_names(outline: Outline) -> Outline:
    def own(name: str) -> str:
        return _PICTURE.sub(r"文字稿-图\1", name) if name in outline.pictures else name

    paragraphs = tuple(
        one._replace(pictures=tuple(map(own, one.pictures))) if one.pictures else one for one in outline.paragraphs
    )
    return outline._replace(paragraphs=paragraphs, pictures={own(name): content for name, content in outline.pictures.items()})


# -- the text under its keys --------------------------------------------------------------------------------


class _Keyed:
    """The lines of one Word text as what stands below the keys of a narrative in one form."""

    def __init__(self, text: WordText, form: Form) -> None:
        self.text, self.form = text, form
        self.findings: list[Finding] = []
        self.left: list[Unplaced] = []
        self.contact: dict[str, Paragraph] = {}

    def read(self) -> tuple[LocatedMap, list[Finding]]:
        outline = self._without_contact(self._in_lines(self.text.outline))
        there = with_tables(self.form, outline)
        self.findings += unparted(there)
        reader = ProseReader(there, own=True)
        prose = reader.read()
        below_title, own = self._below_title(prose, reader.unplaced)
        self.left += own
        tables = sorted({at for kind, at in outline.order if kind == "t"} - reader.small_tables - reader.own_tables)
        why = "不是小表格：报表的数填在数据表里，文字稿里不放"
        for at, grid in ((at, outline.grids[at]) for at in tables):
            said = " ".join(cell.text for cell in grid.cells.values() if cell.text.strip())
            self.left.append(Unplaced(f"第 {at + 1} 张表格：{said}", Location(outline.path, grid.name), why))
        self.left += [Unplaced(one.text, one.location, f"这是{one.name}") for one in outline.asides if one.kind in _UNREAD]
        entries = list(self._settings(prose))
        if preface := self._lines((*prose.texts.get(PREFACE_ID, ()), *below_title)):
            entries.append((_key(PREFACE, preface[0].location), _block(sorted(preface, key=lambda one: one.location.line))))
        for section in self.form.prose_sections:
            if blocks := prose.texts.get(section.id, ()):
                self._tell_heading(section, prose, blocks)
                place = prose.locations.get(section.name) or blocks[0].location
                below = self._free(blocks) if section.kind == "free" else _block(self._lines(blocks))
                entries.append((_key(section.name, place), below))
            elif section.name in prose.locations:
                place = prose.locations[section.name]
                entries.append((_key(section.name, place), Scalar("", place, ())))
        if prose.signature or prose.date:
            signed = [(name, one) for name, one in ((SIGNED_BY, prose.signature), (SIGNED_ON, prose.date)) if one]
            below = LocatedMap(tuple((_key(name, one.location), _value(one)) for name, one in signed), signed[0][1].location)
            entries.append((_key(SIGNATURE, signed[0][1].location), below))
        self._tell(entries)
        return LocatedMap(tuple(entries), Location(self.text.name, line=1, column=1)), self.findings

    # -- lines ---------------------------------------------------------------------------------------

    def _in_lines(self, outline: Outline) -> Outline:
        """The outline with a paragraph for every line, and rows for lines of cells that tabs part; both are told."""
        broken: list[Location] = []
        paragraphs: list[OutlineParagraph] = []
        order: list[tuple[str, int]] = []
        for kind, at in outline.order:
            if kind == "t":
                order.append((kind, at))
                continue
            whole = outline.paragraphs[at]
            pieces = [piece for piece in whole.text.split("\n") if piece.strip()] or [""]
            if len(pieces) > 1:
                broken.append(whole.location)
            for number, piece in enumerate(pieces):
                order.append(("p", len(paragraphs)))
                alone = whole._replace(text=piece, marks=whole.marks if len(pieces) == 1 else ())
                paragraphs.append(alone if number == len(pieces) - 1 else alone._replace(images=0, pictures=()))
        rows, tabs = rows_of_tables([one.text for one in paragraphs]) if any("\t" in one.text for one in paragraphs) else ({}, [])
        for at, row in rows.items():
            paragraphs[at] = paragraphs[at]._replace(text=row.text)
        for places, message, hint in (
            (broken, "有 {} 段里夹着软换行（Shift+回车），已分成几段", "看一眼分得对不对；要分段的，改成回车"),
            ([paragraphs[at].location for at in rows], "有 {} 行用制表符（Tab）隔成几格，已读成小表格", "看一眼读得对不对"),
            (
                [paragraphs[at].location for at in tabs],
                "有 {} 段夹着制表符（Tab），没有排成表格，会印成空白",
                "是表格，就插入表格；不是，就删去制表符",
            ),
        ):
            if places:
                self.findings.append(W125.at(places[0], message.format(len(places)), hint=hint))
        return outline._replace(paragraphs=tuple(paragraphs), order=tuple(order))

    def _without_contact(self, outline: Outline) -> Outline:
        """The outline without the contact data at its end, a line each."""
        kept = list(outline.order)
        while kept:
            kind, at = kept[-1]
            text = outline.paragraphs[at].text.strip() if kind == "p" else "|"
            found = _ENTRY.fullmatch(text)
            name = self._contact_name(found["name"]) if found else ""
            if found and name and not outline.paragraphs[at].images:
                self.contact.setdefault(name, Paragraph(found["value"].strip(), outline.paragraphs[at].location))
            elif text and not (self.contact and _CONTACT_HEAD.fullmatch(text)):
                break
            kept.pop()
        return outline._replace(order=tuple(kept))

    def _contact_name(self, label: str) -> str:
        known = (*self.form.contact, *(one.name for one in self.text.settings if one.key == CONTACT))
        return _ALIASES.get(label) or next((name for name in known if label.endswith(name)), "")

    def _below_title(self, prose: Prose, unplaced: Sequence[Unplaced]) -> tuple[list[TextBlock], list[Unplaced]]:
        """What stands between title and first heading is preface, be it as short as it may; the rest has no place."""
        title = prose.front.title[-1].location.line if prose.front.title else 0
        own = {line.location: line for line in prose.front.left_over if line.text and line.location.line > title}
        below = [TextBlock("paragraph", line.text, place) for place, line in own.items()]
        return below, [one for one in unplaced if one.location not in own or one.location.grid]

    def _lines(self, blocks: Iterable[TextBlock]) -> list[Paragraph]:
        """Blocks as the lines of a narrative."""
        lines = []
        for block in blocks:
            if block.kind == "row":
                line = line_of(block._replace(text=block.text.replace("|", "\\|")))
            elif block.pictured:
                line = line_of(block._replace(text=block.text.translate(str.maketrans("[]", "［］"))))
            else:
                line = block.whole
            lines.append(Paragraph(line, block.location))
            if block.kind == "row" and block.level == 1:
                lines.append(Paragraph(rule_below(block), block.location))
        return lines

    def _free(self, blocks: Sequence[TextBlock]) -> LocatedMap:
        starts = [at for at, block in enumerate(blocks) if block.kind == "heading" and block.level == 1]
        if before := blocks[: starts[0]] if starts else blocks:
            self.left += [Unplaced(one.whole, one.location, "前面没有“一、”这样的标题，不知道属于哪一部分") for one in before]
        parts = [
            (_key(blocks[first].text, blocks[first].location), _block(self._lines(blocks[first + 1 : end])))
            for first, end in pairwise((*starts, len(blocks)))
        ]
        return LocatedMap(tuple(parts), blocks[0].location)

    # -- what is said of the report ----------------------------------------------------------------------

    def _settings(self, prose: Prose) -> Iterator[tuple[Scalar, Node]]:
        text = self.text
        by_key: dict[str, list[Setting]] = {}
        for setting in text.settings:
            by_key.setdefault(setting.key, []).append(setting)
        place = text.place(AGENCY)
        for key, said in ((AGENCY, text.agency), (YEAR, str(text.year or ""))):
            if said:
                own = by_key.get(key, [])
                yield _key(key, text.place(key)), _value(own[0].value._replace(text=said) if own else Paragraph(said, place))
        for key in (FORMAT, PRIOR):
            if key in by_key:
                yield _key(key, text.place(key)), _value(by_key[key][0].value)
        title = [
            Paragraph(line, one.value.location)
            for one in by_key.get(TITLE, ())
            for line in one.value.text.split("\n")
            if line.strip()
        ]
        title = title or list(prose.front.title)
        if title and tuple(line.text for line in title) != titled(self.form, text.agency, str(text.year)):
            yield _key(TITLE, title[0].location), LocatedList(tuple(map(_value, title)), title[0].location)
        by_name = {one.name: one.value for one in by_key.get(CONTACT, ())} | self.contact
        groups = {CONTACT: by_name, **{key: {one.name: one.value for one in by_key.get(key, ())} for key in _GROUPS[1:]}}
        for key, named in groups.items():
            if named:
                below = tuple((_key(name, one.location), _value(one)) for name, one in named.items())
                yield _key(key, below[0][0].location), LocatedMap(below, below[0][0].location)
        if waivers := list(self._waivers(by_key.get(WAIVERS, ()))):
            yield _key(WAIVERS, waivers[0].location), LocatedList(tuple(waivers), waivers[0].location)

    def _waivers(self, settings: Iterable[Setting]) -> Iterator[LocatedMap]:
        for one in settings:
            for line in filter(str.strip, one.value.text.split("\n")):
                found = _WAIVER.fullmatch(line.strip())
                if not found:
                    hint = "写成 Y301：上年漏计 1 件；只豁免一处的，代码后面用括号写工作表!格"
                    self.findings.append(W120.at(one.value.location, f"看不懂这条豁免：{line.strip()[:_SHOWN]}", hint=hint))
                    continue
                place = one.value.location
                said = ((WAIVED_CODE, found["code"]), (WAIVED_AT, found["at"]), (WAIVED_WHY, found["why"]))
                yield LocatedMap(
                    tuple((_key(key, place), _value(Paragraph(value, place))) for key, value in said if value), place
                )

    # -- what is told ------------------------------------------------------------------------------------

    def _tell_heading(self, section: Section, prose: Prose, blocks: Sequence[TextBlock]) -> None:
        if section.kind == "free":
            return
        heading = prose.headings.get(section.id)
        if heading is None and not section.heading:
            return  # what follows a table under a heading that another text has
        if heading is None:
            message = f"没有标题“{section.heading}”，从这一段起读成了这一部分"
            self.findings.append(W119.at(blocks[0].location, message, hint=f"在它前面加一行标题：{section.heading}"))
        elif bare(normalised(heading.text)) != bare(normalised(section.heading)):
            message = f"标题“{heading.text}”按格式印成“{section.heading}”"
            self.findings.append(W119.at(heading.location, message, hint="一级标题由格式规定；对了就不用管"))

    def _tell(self, entries: Sequence[tuple[Scalar, Node]]) -> None:
        text = self.text
        if text.hints:
            places = "、".join(place_in_words(one) for one in text.hints[:_MOST])
            message = f"还留着 {len(text.hints)} 处〔提示：…〕，不会印出来：{places}"
            self.findings.append(W119.at(text.hints[0], message, hint="写好的部分把提示删去；还没有写的，写在提示的位置"))
        for kind, what in _WITHOUT_SIGN.items():
            if found := [one.location for one in text.outline.asides if one.kind is kind]:
                places = "、".join(dict.fromkeys(map(place_in_words, found[:_MOST])))
                self.findings.append(W119.at(found[0], what.format(len(found), places), hint="看一眼，意思没有变就不用管"))
        for label in text.unknown:
            known = "、".join((*_SINGLE, WAIVERS, *(f"{group}.名称" for group in _GROUPS)))
            self.findings.append(
                W120.at(label.location, f"开头的表里有不认识的一行“{label.text[:_SHOWN]}”，没有用", hint=f"可以写：{known}")
            )
        for place in (one for _, node in entries for one in _unclosed(node)):
            hint = "把提示连同“〔”一起删去；是正文，就把“〔提示：”删去"
            self.findings.append(W119.at(place, "提示没有删干净，剩下的会当正文印出来", severity=Severity.ERROR, hint=hint))
        written = "\n".join(line for _, node in entries for line in _all_text(node))
        for name, one in self.contact.items():
            if f"{CONTACT}.{name}" not in written:
                why = f"前言里没有用到它；要印，在前言里写 {{{{ {CONTACT}.{name} }}}}，或者直接写上"
                self.left.append(Unplaced(f"{name}：{one.text}", one.location, why))
        for left in self.left[:_MOST]:
            shown = " ".join(left.text.split())
            shown = f"{shown[:_SHOWN]}…" if len(shown) > _SHOWN else shown
            self.findings.append(W119.at(left.location, f"没有进入年报：“{shown}”（{left.why}）", hint=W119.good))
        if more := self.left[_MOST:]:
            places = "、".join(dict.fromkeys(place_in_words(one.location) for one in more))
            self.findings.append(W119.at(more[0].location, f"还有 {len(more)} 处没有进入年报：{places}", hint=W119.good))


def _key(text: str, place: Location) -> Scalar:
    return Scalar(text, place, ((text, place),))


def _value(paragraph: Paragraph) -> Scalar:
    return _key(*paragraph)


def _block(lines: Sequence[Paragraph]) -> Scalar:
    place = lines[0].location if lines else Location(WORD_TEXT)
    return Scalar("\n".join(line.text for line in lines), place, tuple((line.text, line.location) for line in lines))


def _unclosed(node: Node) -> Iterator[Location]:
    """Where a line still has the beginning of a hint, whose end is gone."""
    if isinstance(node, Scalar):
        yield from (place for line, place in node.lines if "〔提示" in line)
    elif isinstance(node, LocatedMap):
        for _, below in node.entries:
            yield from _unclosed(below)


def _all_text(node: Node) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield node.text
    elif isinstance(node, LocatedList):
        for item in node.items:
            yield from _all_text(item)
    else:
        for _, below in node.entries:
            yield from _all_text(below)
