"""The clerk's text file: narrative.yaml read into paragraphs, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ...files.yaml import Came, LocatedList, LocatedMap, Node, Scalar, compose, read_text
from ...model.draft import (
    AGENCY,
    CHARTS,
    CONTACT,
    FIELDS,
    FORMAT,
    KEYS,
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
    WAIVED_SAID,
    WAIVED_WHY,
    WAIVERS,
    YEAR,
)
from ...model.errors import SourceError
from ...model.finding import Finding, Fix, Rule, Severity
from ...model.form import Form
from ...model.location import Location, place_in
from ...model.report import Narrative, Paragraph, TextBlock, Waiver
from ...text.closest import closest
from ...text.dates import dated, written_year
from ...text.hidden import PASTED, named
from ...text.ordinals import heading_ordinal, written_ordinal
from ...text.passages import written_blocks
from .questions import question_of
from .settle import Names, Settled, settled, without_refused

W120 = Rule(
    "W120",
    "不认识的键",
    "写在不认识的键下面的文字不会进入年报。",
    "总体状况: |（格式里叫“总体情况”）",
    "总体情况: |",
)
W121 = Rule(
    "W121",
    "内容的形式不对",
    "这个键下面要的是一段文字，写成列表或别的形式就读不出来。",
    "总体情况: [甲, 乙]",
    "总体情况: |\n  甲",
)
W122 = Rule(
    "W122",
    "文字里有控制字符",
    "看不见的控制字符会让 Word 打不开文件；程序已经略去它们，请确认没有丢字。",
    "从网页复制的文字里夹着 \\x0b。",
    "删去那个位置的内容重新输入。",
    Severity.WARNING,
)
W123 = Rule(
    "W123",
    "文字稿不是 UTF-8 编码",
    "在别的电脑上打开可能是乱码。",
    "用旧版记事本保存成了 ANSI（GBK）。",
    "另存为 UTF-8。",
    Severity.WARNING,
)
W124 = Rule(
    "W124",
    "机关或年份没有写明",
    "标题、落款和统计期限都从这里来。",
    "年份: 去年",
    "年份: 2020",
)
W125 = Rule(
    "W125",
    "没有照写法写，已照意思读取",
    "缩进、冒号或记号不合写法，别的程序（包括 Excel、网页上的编辑器）可能读成另外的样子；正文没有丢，只是要请您看一眼读得对不对。",
    "前言：|\n本报告根据……（全角冒号，正文没有缩进）",
    "前言: |\n  本报告根据……",
    Severity.WARNING,
)
W126 = Rule(
    "W126",
    "有一段读不出来",
    "这个键下面的内容读不出来，或者同一个键写了两次，它（后一次）的内容没有进入年报。",
    "机关: 某市人民政府\n机关: 某市人民政府办公室",
    "机关: 某市人民政府",
)

W128 = Rule(
    "W128",
    "去年写的问题还没有回答",
    "接着去年新建的草稿，把去年写的问题问在“存在的主要问题”一部分上面：今年改得怎样，要写进年报；问的那一行不会印出来，写明以后删去它。",
    "# 去年写的问题：公开内容不够全面；——今年改得怎样？",
    "正文里写明：上年提出的公开内容不全面，今年补齐了12个栏目；问的那一行已经删去。",
    Severity.WARNING,
)

RULES = (W120, W121, W122, W123, W124, W125, W126, W128)
_TIDY = "看一眼读得对不对；reportgen check --fix 能把它写整齐"


_WAIVER_SAMPLE = "写成“豁免:”，下面一条一个“- 代码: Y301”，再写“  理由: 上年漏计 1 件”；只针对一处的加“  位置: 表三!D7”"


_YEARS = range(1900, 2100)
# A part that is at fault in more lines, or longer than any that a clerk writes, is not read line by line.
_MOST_FAULTS, _MOST_ROWS, _MOST_PARTS = 20, 2000, 1000


class OpenNarrative(NamedTuple):
    """A narrative whose form is not known yet: its text, and what it says of itself; `whole` where all of it is YAML."""

    name: str
    text: str
    root: LocatedMap
    encoding: str = ""
    whole: bool = True

    @property
    def format_id(self) -> str:
        return self._said(FORMAT)

    @property
    def agency(self) -> str:
        return self._said(AGENCY)

    @property
    def year(self) -> int | None:
        return _year(self.root.get(YEAR))

    @property
    def contact(self) -> dict[str, str]:
        node = self.root.get(CONTACT)
        entries = node.entries if isinstance(node, LocatedMap) else ()
        return {key.text: value.text.strip() for key, value in entries if isinstance(value, Scalar)}

    def place(self, key: str) -> Location:
        """Where the value of a key stands; the top of the file when there is none."""
        node = self.root.get(key)
        return node.location if node else Location(self.name, line=1, column=1)

    def _said(self, key: str) -> str:
        node = self.root.get(key)
        return node.text.strip() if isinstance(node, Scalar) else ""


def open_narrative(path: Path) -> OpenNarrative:
    """Open narrative.yaml. SourceError when it cannot be read at all."""
    text, encoding = read_text(path)
    return open_text(text, path.name, encoding=encoding)


def open_text(text: str, name: str, *, encoding: str = "") -> OpenNarrative:
    """Open the text of a narrative.yaml; `name` names the file in the places."""
    try:
        root = compose(text, name)
        if root is None:
            raise SourceError("文件是空的", location=Location(name), hint="用 reportgen new 重新生成一份")
        if isinstance(root, LocatedMap):
            return OpenNarrative(name, text, root, encoding)
        raise SourceError(
            "整个文件应该是“键: 内容”的形式",
            location=root.location,
            hint="键后面要用半角冒号“:”加一个空格；不要用全角“：”",
        )
    except SourceError:
        tidy = settled(text, name, _NAMES)
        if len(tidy.pieces) > _MOST_PARTS:
            raise
        parts, _ = _by_parts(tidy, name)
        if not any(key.text in KEYS for key, _ in parts.entries):
            raise
        return OpenNarrative(name, text, parts, encoding, whole=False)


def _by_parts(text: Settled, name: str) -> tuple[LocatedMap, list[SourceError]]:
    """What can be read of a text, key by key, and why the rest cannot."""
    rows = text.text.split("\n")
    came = text.came or tuple(Came(number) for number in range(1, len(rows) + 1))
    entries: dict[str, tuple[Scalar, Node]] = {}
    problems: list[SourceError] = []
    for first, last in text.pieces:
        node, faults = _what_is_readable(rows[first:last], name, came[first:last])
        problems += faults
        if isinstance(node, LocatedMap):
            entries |= {key.text: (key, value) for key, value in node.entries}
    return LocatedMap(tuple(entries.values()), Location(name, line=1, column=1)), problems


def _what_is_readable(rows: Sequence[str], name: str, came: Sequence[Came]) -> tuple[Node | None, list[SourceError]]:
    """A part of a text without the lines that are at fault, and each fault; None where its first line is, or too many are."""
    left = list(zip(rows, came, strict=True))
    problems: list[SourceError] = []
    while left:
        try:
            return compose("\n".join(row for row, _ in left), name, [one for _, one in left]), problems
        except SourceError as problem:
            problems.append(problem)
            line = problem.location.line if problem.location else 0
            at = next((at for at, (_, one) in enumerate(left) if one.line == line), 0)
            if not at or len(problems) == _MOST_FAULTS or len(rows) > _MOST_ROWS:
                break
            del left[at]
    return None, problems


# Before the form is known, its sections are keys like others that are not known.
_NAMES = Names(
    text=(TITLE, PREFACE),
    entries=(CONTACT, FIELDS, VARIABLES, CHARTS, SIGNATURE),
    lines=(AGENCY, YEAR, FORMAT, PRIOR),
    other=(WAIVERS,),
    closed={SIGNATURE: (SIGNED_BY, SIGNED_ON)},
    unnamed={SIGNATURE: lambda text: SIGNED_ON if dated(text) else SIGNED_BY},
)


def tidied(text: str, name: str, form: Form) -> Settled:
    """The text of a narrative in `form` in good order, as it can be written again."""
    return _tidied(without_refused(text), name, form)


def _tidied(text: str, name: str, form: Form) -> Settled:
    sections = form.prose_sections
    return settled(
        text,
        name,
        _NAMES._replace(
            text=(*_NAMES.text, *(section.name for section in sections if section.kind != "free")),
            headings=tuple(section.name for section in sections if section.kind == "free"),
        ),
    )


def read_narrative(opened: OpenNarrative, form: Form) -> tuple[Narrative, list[Finding]]:
    """Read the text of a draft made in `form`; what cannot be read of it is told, and the rest is read."""
    reader = _Reader(opened.name, form, opened.text.split("\n"))
    found = reader.findings
    if opened.encoding:
        found.append(
            W123.at(
                Location(opened.name),
                f"文字稿是 {opened.encoding} 编码，已按 {opened.encoding} 读取",
                hint="用记事本另存为 UTF-8 编码",
            )
        )
    tidy = _tidied(opened.text, opened.name, form)
    found += ((W126 if note.unread else W125).at(note.location, note.message, hint=note.hint or _TIDY) for note in tidy.notes)
    for key, first, place in tidy.repeated[:_MOST_FAULTS]:
        message = f"“{key}”写了两次：第 {first.line} 行和第 {place.line} 行，只读了前一处"
        found.append(W126.at(place, message, hint="把两处内容合并成一处，删去另一处", related=(first,)))
    try:
        as_it_is = opened.whole and tidy.came is None
        root = opened.root if as_it_is else compose(tidy.text, opened.name, tidy.came)
    except SourceError:
        if len(tidy.pieces) > _MOST_PARTS:
            raise
        root, problems = _by_parts(tidy, opened.name)
        found += (W126.at(one.location or Location(opened.name), one.message, hint=one.hint) for one in problems)
    found += _unanswered(opened)
    return reader.read(root if isinstance(root, LocatedMap) else opened.root), found


def _unanswered(opened: OpenNarrative) -> Iterator[Finding]:
    """Last year's problems that are still asked about."""
    for number, row in enumerate(opened.text.split("\n"), 1):
        if (problem := question_of(row)) is not None:
            place = Location(opened.name, line=number, column=row.index("#") + 1)
            yield W128.at(place, f"去年写的问题“{problem}”，今年改得怎样还没有写明", hint="在正文里写明，再删去这一行")


def read_orderly(root: LocatedMap, name: str, form: Form) -> tuple[Narrative, list[Finding]]:
    """What another kind of file says under the keys of a narrative: there is nothing to put in order, only to be read."""
    reader = _Reader(name, form, ())
    return reader.read(root), reader.findings


class _Reader:
    def __init__(self, name: str, form: Form, rows: Sequence[str]) -> None:
        self.name = name
        self.form = form
        self.rows = rows
        self.findings: list[Finding] = []

    def read(self, root: LocatedMap) -> Narrative:
        sections = {section.name: section for section in self.form.prose_sections}
        known = [*(key for key in KEYS if key != FIELDS or self.form.fields), *sections]
        nodes: dict[str, Node] = {}
        locations: dict[str, Location] = {}
        for key, value in root.entries:
            name = key.text.strip()
            locations[name] = key.location
            if name in known:
                nodes[name] = value
            else:
                self._unknown(key, name, known)
        texts: dict[str, tuple[TextBlock, ...]] = {}
        if PREFACE in nodes:
            texts[PREFACE_ID] = tuple(self._blocks(nodes[PREFACE], PREFACE))
        for name, section in sections.items():
            if name in nodes:
                read = self._free if section.kind == "free" else self._blocks
                texts[section.id] = tuple(read(nodes[name], name))
        signature = self._entries(nodes.get(SIGNATURE), SIGNATURE, [SIGNED_BY, SIGNED_ON])
        agency = self._one(nodes.get(AGENCY), AGENCY)
        year = _year(nodes.get(YEAR))
        if not agency:
            self.findings.append(W124.at(locations.get(AGENCY, Location(self.name)), "没有写明机关", hint="机关: 〈机关全称〉"))
        if year is None:
            place = nodes[YEAR].location if YEAR in nodes else Location(self.name)
            self.findings.append(W124.at(place, "年份没有写，或不是四位数字", hint="写成 年份: 2020 这样的四位数字"))
        elif isinstance(said := nodes[YEAR], Scalar) and said.text.strip().removesuffix("年") != str(year):
            written, place = said.lines[0]
            message = f"年份写的是“{written.strip()}”，已读成 {year}"
            self.findings.append(W125.at(place, message, hint=_TIDY, fix=Fix(place, written.strip(), str(year))))
        form = self._one(nodes.get(FORMAT), FORMAT)
        return Narrative(
            path=self.name,
            agency=agency.text if agency else "",
            year=year,
            format_id=form.text if form else "",
            title=tuple(self._paragraphs(nodes[TITLE], TITLE)) if TITLE in nodes else (),
            texts=texts,
            contact=self._entries(nodes.get(CONTACT), CONTACT),
            variables=self._entries(nodes.get(VARIABLES), VARIABLES),
            charts=self._entries(nodes.get(CHARTS), CHARTS),
            signature=signature.get(SIGNED_BY),
            date=signature.get(SIGNED_ON),
            prior=self._one(nodes.get(PRIOR), PRIOR),
            locations=locations,
            waivers=tuple(self._waivers(nodes.get(WAIVERS))),
            fields=self._fields(nodes.get(FIELDS)),
        )

    def _fields(self, node: Node | None) -> dict[str, Paragraph]:
        """The form's own fields, by id: they are written by name."""
        written = self._entries(node, FIELDS, [one.name for one in self.form.fields])
        return {one.id: written[one.name] for one in self.form.fields if one.name in written}

    def _waivers(self, node: Node | None) -> Iterator[Waiver]:
        """豁免: a list of entries, each with the code of a warning, where it stands if need be, and the reason."""
        if node is None or (isinstance(node, Scalar) and not node.text.strip()):
            return
        if not isinstance(node, LocatedList):
            self.findings.append(W121.at(node.location, f"“{WAIVERS}”下面应该是列表", hint=_WAIVER_SAMPLE))
            return
        for entry in node.items:
            entries = self._entries(entry, WAIVERS, [WAIVED_CODE, WAIVED_AT, WAIVED_WHY, WAIVED_SAID])
            code, reason = entries.get(WAIVED_CODE), entries.get(WAIVED_WHY)
            if code is None or not code.text or reason is None or not reason.text:
                self.findings.append(W121.at(entry.location, "每条豁免都要写代码和理由", hint=_WAIVER_SAMPLE))
                continue
            if not re.fullmatch(r"[A-Za-z]\d{3}", code.text.strip()):
                self.findings.append(W121.at(code.location, f"豁免的代码“{code.text}”要写全，如 Y301", hint=_WAIVER_SAMPLE))
                continue
            where, said = (one.text.strip() if one else "" for one in map(entries.get, (WAIVED_AT, WAIVED_SAID)))
            yield Waiver(code.text.strip().upper(), where, reason.text, code.location, said)

    def _unknown(self, key: Scalar, name: str, known: list[str]) -> None:
        close = closest(name, known)
        table = next((section for section in self.form.sections if section.name == name and section.tables), None)
        if table:
            hint = "这一部分是表格，数填在数据表里，文字稿里不要写"
        else:
            hint = f"是不是“{close}”？" if close else f"可以用的键：{'、'.join(known)}"
        self.findings.append(W120.at(key.location, f"不认识的键“{name}”，它下面的内容不会进入年报", hint=hint))

    def _paragraphs(self, node: Node, key: str) -> Iterator[Paragraph]:
        """Each line that is not blank, with its place; a list gives the lines of its items."""
        if isinstance(node, LocatedMap):
            self.findings.append(W121.at(node.location, f"“{key}”下面应该是文字", hint=f"写成“{key}: |”，正文另起一行并缩进两格"))
            return
        scalars = node.items if isinstance(node, LocatedList) else (node,)
        for scalar in scalars:
            if not isinstance(scalar, Scalar):
                self.findings.append(W121.at(scalar.location, f"“{key}”下面应该是文字"))
                continue
            if scalar.folded:
                message = f"“{key}”的内容有几行，冒号后面却没有“|”，几行会并成一段"
                self.findings.append(W121.at(scalar.location, message, hint=f"写成“{key}: |”，正文另起一行并缩进两格"))
            notes = scalar.literal  # at the head of a text # begins a note
            for line, location in scalar.lines:
                content = line.strip(" \t\r\u3000\u00a0")
                notes = notes and (not content or content.startswith("#"))
                # A question to the clerk is a note wherever it stands.
                if content and not notes and question_of(content) is None:
                    lead = len(line) - len(line.lstrip(" \t\r\u3000\u00a0"))
                    place = place_in(location, (), lead)
                    yield Paragraph(self._clean(content, place), place)

    def _clean(self, text: str, location: Location) -> str:
        found = PASTED.search(text)
        if not found:
            return text
        place = place_in(location, (), found.start())
        row = self.rows[place.line - 1] if 0 < place.line <= len(self.rows) else ""
        # What YAML refuses has come here as a blank of no width: the file says what it was.
        char = written[0] if (written := PASTED.match(row, place.column - 1)) else found[0]
        self.findings.append(W122.at(place, f"这里有看不见的控制字符{named(char)}，已略去", hint=W122.good))
        return PASTED.sub("", text)

    def _blocks(self, node: Node, key: str) -> Iterator[TextBlock]:
        yield from written_blocks(self._paragraphs(node, key))

    def _free(self, node: Node, key: str) -> Iterator[TextBlock]:
        """Free sections: each key is a heading, numbered in order where it has no ordinal."""
        if not isinstance(node, LocatedMap):
            self.findings.append(
                W121.at(node.location, f"“{key}”下面应该先写各部分的标题", hint="先写标题和“: |”，正文另起一行并缩进")
            )
            return
        for number, (heading, content) in enumerate(node.entries, 1):
            text = self._clean(heading.text.strip(), heading.location)
            ordinal = "" if heading_ordinal(text, 1) else written_ordinal(1, number)
            # The ordinal is ours: what was typed stands that much further left in the file.
            column = max(heading.location.column - len(ordinal), 1)
            yield TextBlock("heading", ordinal + text, heading.location._replace(column=column), level=1)
            yield from self._blocks(content, heading.text)

    def _entries(self, node: Node | None, key: str, known: list[str] | None = None) -> dict[str, Paragraph]:
        if node is None or (isinstance(node, Scalar) and not node.text.strip()):
            return {}
        if not isinstance(node, LocatedMap):
            self.findings.append(
                W121.at(node.location, f"“{key}”下面应该是“名称: 内容”，一行一项", hint=f"写成“{key}:”，下面一行一项，缩进两格")
            )
            return {}
        entries: dict[str, Paragraph] = {}
        for name, value in node.entries:
            if known and name.text not in known:
                self._unknown(name, name.text, known)
            elif paragraph := self._one(value, name.text):
                entries[name.text] = paragraph
            else:
                entries[name.text] = Paragraph("", name.location)
        return entries

    def _one(self, node: Node | None, key: str) -> Paragraph | None:
        """A single line of text, or None where there is none."""
        if node is None:
            return None
        if isinstance(node, LocatedList):
            self.findings.append(W121.at(node.location, f"“{key}”应该是一行文字，不是列表", hint=f"写成 {key}: 内容"))
            return None
        paragraphs = list(self._paragraphs(node, key))
        if not paragraphs:
            return None
        return Paragraph("".join(paragraph.text for paragraph in paragraphs), paragraphs[0].location)


def _year(node: Node | None) -> int | None:
    year = written_year(node.text) if isinstance(node, Scalar) else None
    return year if year and year in _YEARS else None
