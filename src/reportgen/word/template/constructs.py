"""What Word and other programs put around the tags of a template, and what a report comes to by it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from ...files.xml import XmlProblem, parsed
from ...model.finding import Finding, Severity
from ...model.location import Location
from ..body import unwrapped
from ..names import (
    ALTERNATIVES,
    BEFORE,
    CELL_DELETED,
    CELL_INSERTED,
    CELL_MERGED,
    DELETED,
    INSERTED,
    MERGE,
    MOVED_FROM,
    MOVED_TO,
    SPAN,
    TBL,
    TC,
    TCPR,
    TR,
    TRPR,
    VAL,
    W,
)
from ..package import TYPES, Package
from ..properties import OWN_PARTS
from .outside import outside_findings
from .rules import F301, F302, F303, F304, F305, F306, F307, F309, F310, F312, F313, F314
from .syntax import ANY_TAG, FIGURE_TAG
from .tags import BODY, Written, setting, tables_of, text_of, written_in

_AFTER, _GRID, _WIDTH = W + "gridAfter", f"{W}tblGrid/{W}gridCol", W + "w"
_SDT, _BOX = W + "sdt", W + "txbxContent"
_MADE, _TAKEN = (INSERTED, MOVED_TO, CELL_INSERTED), (DELETED, MOVED_FROM, CELL_DELETED, CELL_MERGED)
_FIELD, _FIELD_MARK, _MARK_KIND = W + "fldSimple", W + "fldChar", W + "fldCharType"
_CELLS, _COVERED = re.compile(r"\{%(?:-|tc|\s*(?:colspan|hm|vm)\b)|\{#tc "), re.compile(r"-?\d+")
# Parts whose text is not printed.
_SILENT = (
    "comments", "commentsExtended", "commentsIds", "commentsExtensible", "settings", "styles", "fontTable", "numbering",
)  # fmt: skip
# What holds elements only.
_HOLDERS = tuple(W + name for name in ("body", "hdr", "ftr", "tbl", "tr", "tc", "p", "r", "hyperlink", "sdtContent", "ins"))
_FONTS = (".odttf", ".ttf", ".otf", ".fntdata")


def construct_findings(package: Package, trees: Mapping[str, etree._Element], path: str) -> Iterator[Finding]:
    """What is odd in the parts of a template, tags or no tags."""
    for name, tree in trees.items():
        yield from _around_tags(name, tree, path)
        yield from _revisions(name, tree, path)
    if BODY in trees:
        yield from _tables(trees[BODY], path)
        for _ in trees[BODY].iter(W + "altChunk"):
            yield F309.at(
                Location(path), "模板里嵌着另一个文件的正文（altChunk），里面的标签不会换成数", hint=_resave("另存一次")
            )
    yield from outside_findings(package, path)
    yield from _package(package, path)


def grid_findings(template: etree._Element, rendered: etree._Element, path: str) -> Iterator[Finding]:
    """Tables of a template whose columns or merged cells do not come out as they went in, as far as they are not meant to."""
    after = iter([_drawn(table) for table in rendered.iter(TBL)])
    shown = tables_of(template)
    for table in template.iter(TBL):
        place = Location(path, grid=f"表{shown.index(table) + 1}") if table in shown else Location(path)
        own = _drawn(table)
        if _drawn_anew(table):
            made = next(after, _Drawn())
            same = made.is_even()
            if not same and made.is_short() and not FIGURE_TAG.search(text_of(table)):
                message = "试印以后，这张表有的行没有到最后一列"
                yield F313.at(place, message, hint="正是要这样的不用改；不是的，每一行补齐", severity=Severity.WARNING)
                continue
        elif _flexible(table):
            same = any(made.columns == own.columns and set(made.rows) <= set(own.rows) for made in after)
        else:
            same = any(made == own for made in after)
        if not same:
            message = "试印以后，这张表的列数、列宽或者合并格与模板不同"
            yield F313.at(place, message, hint="不要用 {%tc、{%tr 去掉一部分格；合并格按行、列补齐")
            return  # the tables after it are not to be told apart from its copy


def loose_texts(part: etree._Element) -> Iterator[str]:
    """Text of a part that stands in no run's text."""
    for holder in part.iter(*_HOLDERS):
        for text in (holder.text, *(child.tail for child in holder)):
            if text and text.strip():
                yield str(text).strip()


class _Drawn(NamedTuple):
    """A table as it is drawn: the widths of its columns, and each row as its cells cover them, from what it leaves out in front."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def is_even(self) -> bool:
        """Whether every row covers all columns."""
        return all(_covered(row) == len(self.columns) for row in self.rows)

    def is_short(self) -> bool:
        """Whether no row covers more columns than there are."""
        return bool(self.columns) and all(_covered(row) <= len(self.columns) for row in self.rows)


def _drawn(table: etree._Element) -> _Drawn:
    columns = tuple(str(column.get(_WIDTH, "")) for column in table.iterfind(_GRID))
    rows = []
    for row in unwrapped(table, TR):
        cells = [f"-{setting(row.find(f'{TRPR}/{BEFORE}'), 0)}"]
        for cell in unwrapped(row, TC):
            merge = cell.find(f"{TCPR}/{MERGE}")
            goes_on = "" if merge is None else str(merge.get(VAL, "continue"))
            cells.append(f"{setting(cell.find(f'{TCPR}/{SPAN}'), 1)}{goes_on}")
        rows.append(tuple(cells))
    return _Drawn(columns, tuple(rows))


def _drawn_anew(table: etree._Element) -> bool:
    """Whether cells of a table are merged, repeated or left out; docxtpl draws the columns for what comes of it."""
    return any(_CELLS.search(tag) for text in table.itertext() for tag in ANY_TAG.findall(str(text)))


def _covered(row: tuple[str, ...]) -> int:
    return sum(abs(int(number[0])) for cell in row if (number := _COVERED.match(cell)))


def _flexible(table: etree._Element) -> bool:
    """Whether rows of a table are repeated or left out."""
    return any(re.match(r"\{[%#]tr ", tag) for text in table.itertext() for tag in ANY_TAG.findall(str(text)))


# -- around the tags ----------------------------------------------------------------------------------


def _around_tags(part: str, tree: etree._Element, path: str) -> Iterator[Finding]:
    framed: set[etree._Element] = set()
    for written in written_in(part, tree, path):
        if not written.tags:
            continue
        paragraph, tag = written.around["p"], written.tags[0].written
        controls = [*paragraph.iterancestors(_SDT), *(one for one in paragraph.iter(_SDT) if ANY_TAG.search(text_of(one)))]
        if controls and not framed.issuperset(controls):
            framed |= set(controls)
            bound = any(one.find(f"{W}sdtPr/{W}dataBinding") is not None for one in controls)
            message = f"标签 {tag} 在内容控件里" + ("，控件与别处的数据绑定，Word 打开时会换掉印好的内容" if bound else "")
            severity = Severity.ERROR if bound else None
            yield F301.at(written.location, message, hint="右击控件，选“删除内容控件”", severity=severity)
        if next(paragraph.iterancestors(_BOX), None) is not None:
            twice = next(paragraph.iterancestors(ALTERNATIVES), None) is not None
            message = f"标签 {tag} 在文本框里" + ("，文件里有两份，会印两次" if twice else "")
            severity = Severity.ERROR if twice else None
            yield F307.at(written.location, message, hint="把标签移到正文里，删去文本框", severity=severity)
        outer = list(paragraph.iterancestors(TBL))
        if len(outer) > 1 and outer[0] not in framed:
            framed.add(outer[0])
            yield F302.at(written.location, f"标签 {tag} 在表中的表里", hint="取消嵌套，改成一张表")
        if _in_field(paragraph):
            yield F306.at(written.location, f"标签 {tag} 在域里", hint="选中它按 Ctrl+Shift+F9，变成普通文字")


def _in_field(paragraph: etree._Element) -> bool:
    """Whether a tag of a paragraph stands in the code or the outcome of a field."""
    if any(ANY_TAG.search(text_of(field)) for field in paragraph.iter(_FIELD)):
        return True
    depth, inside = 0, []
    for element in paragraph.iter(_FIELD_MARK, W + "t", W + "instrText"):
        if element.tag == _FIELD_MARK:
            kind = element.get(_MARK_KIND)
            depth += 1 if kind == "begin" else -1 if kind == "end" else 0
        elif depth > 0:
            inside.append(str(element.text or ""))
    return bool(ANY_TAG.search("".join(inside)))


def _revisions(part: str, tree: etree._Element, path: str) -> Iterator[Finding]:
    """Tracked changes, one finding a part: how many there are, and the tags in what was deleted."""
    deleted = [one for one in tree.iter(*_TAKEN) if _says_something(one)]
    inserted = [one for one in tree.iter(*_MADE) if _says_something(one)]
    looks = [one for one in tree.iter() if isinstance(one.tag, str) and one.tag.endswith("PrChange")]
    hint = "“审阅—接受—接受所有修订”，再关闭修订，保存"
    if deleted or inserted:
        text = "".join(str(piece) for one in deleted for piece in one.itertext())
        tags = f"；删去的字里有标签 {ANY_TAG.findall(text)[0]}，照样起作用" if ANY_TAG.search(text) else ""
        place = _first_revised(part, tree, path, {*inserted, *deleted})
        message = f"留着修订：插入 {len(inserted)} 处、删除 {len(deleted)} 处，每份年报都会带着{tags}"
        yield F304.at(place, message, hint=hint)
    elif looks:
        # Whoever reads such a report is told to settle them first.
        yield F304.at(
            _first_revised(part, tree, path, set(looks)), f"留着 {len(looks)} 处格式的修订，每份年报都会带着", hint=hint
        )


def _first_revised(part: str, tree: etree._Element, path: str, revisions: set[etree._Element]) -> Location:
    return next((one.location for one in written_in(part, tree, path) if _revised(one, revisions)), Location(path))


def _says_something(revision: etree._Element) -> bool:
    """Whether a revision holds text, or is one of a paragraph's end, a row or a cell, which hold nothing."""
    around = revision.getparent()
    return bool(len(revision)) or (around is not None and str(around.tag).endswith("Pr"))


def _revised(written: Written, revisions: Collection[etree._Element]) -> bool:
    return any(one in revisions for one in written.around["p"].iter()) or any(
        one in revisions
        for name, properties in (("tr", TRPR), ("tc", TCPR))
        if (around := written.around.get(name)) is not None
        for one in around.iterfind(f"{properties}/*")
    )


def _tables(tree: etree._Element, path: str) -> Iterator[Finding]:
    for number, table in enumerate(tables_of(tree), 1):
        rows = [
            row
            for row, line in enumerate(unwrapped(table, TR), 1)
            if any(setting(line.find(f"{TRPR}/{name}"), 0) for name in (BEFORE, _AFTER))
        ]
        if rows:
            listed = "、".join(map(str, rows[:8]))
            place = Location(path, f"表{number}", rows[0], 1)
            yield F303.at(place, f"第 {listed} 行没有从第一列开始，或者没有到最后一列", hint="补上空格子，去掉它的边框")


# -- the package --------------------------------------------------------------------------------------


def _package(package: Package, path: str) -> Iterator[Finding]:
    whole = Location(path)
    parts = package.files
    if b"macroEnabled" in parts.get(package.stored(TYPES), b"") or any(name.endswith("vbaProject.bin") for name in parts):
        yield F310.at(whole, "模板里有宏", hint=_resave("另存为“Word 文档（*.docx）”"))
    comments = parts.get(package.related(package.main, "comments") or "word/comments.xml", b"").count(b"<w:comment ")
    if comments:
        yield F305.at(whole, f"模板里有 {comments} 条批注，会印进每一份年报", hint="“审阅—删除—删除文档中的所有批注”")
    if any(name.lower().endswith(_FONTS) for name in parts):
        yield F312.at(whole, "模板里嵌入了字体文件", hint="“文件—选项—保存”里取消“将字体嵌入文件”，再存一次")
    read = {*package.printed, *package.all_related(package.main, *_SILENT), package.related("", "extended-properties")}
    for name, content in parts.items():
        if name in read or name == package.stored(TYPES) or not name.endswith(".xml") or b"{" not in content:
            continue
        for tag in _tags_of(content)[:1]:
            if name in OWN_PARTS:
                message = f"{name} 里的标签 {tag} 不起作用：每份年报的标题、作者等属性由程序自己写"
                yield F314.at(whole, message, hint="“文件—信息—属性”里删去它", severity=Severity.WARNING)
                continue
            yield F314.at(
                whole, f"{name} 里有标签 {tag}，不会换成数和文字", hint="这里直接写字；图表的数由 narrative.yaml 里的图表给出"
            )


def _tags_of(content: bytes) -> list[str]:
    try:
        return ANY_TAG.findall("".join(map(str, parsed(content).itertext())))
    except XmlProblem:
        return []


def _resave(how: str) -> str:
    return f"用 Word 打开模板，{how}"
