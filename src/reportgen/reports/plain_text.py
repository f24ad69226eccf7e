"""Reads a text copy of a published report (.txt, .md) into an outline.

Tables come in as the copying program wrote them: pipes, tabs between cells, or a tab in front of
each cell with a line to itself and a blank line after each row. What is none of these stays lines.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from ..files.yaml import read_text
from ..model.errors import SourceError
from ..model.figures import stands_for_none, thousands_joined
from ..model.location import Location, Mark
from ..model.outline import Grid, GridCell, Outline, OutlineParagraph, short_rows, usual
from ..text.ordinals import ARTICLE, ITEM, first_level_ordinal
from ..text.passages import small
from ..text.patterns import HAN, pattern

MAX_BYTES = 1_000_000
# What converters leave in their copies; the author wrote none of it.
# Bold words that end in a Chinese stop need a space behind their sign, or Markdown does not end them: **（一）主动公开。** 全年…
_ARTEFACT = pattern(r"\[bookmark:[^\]\n]*\]|(?<=[。：；，！？）])\*\*+ (?=\S)|\*\*+|\\(?=[.\-*_#()\[\]!+~`>])")
_IMAGE = pattern(r"\[image:[^\]\n]*\]|!\[[^\]\n]*\]\((?:[^()\n]|\((?:[^()\n]|\([^()\n]*\))*\))*\)")
# What is set above or below the line, as in a web page: it is no digit of the number before it.
_SCRIPT = pattern(r"<(?P<how>su[pb])>(?P<text>[^<>\n]{1,30})</(?P=how)>", needs="<")
_MARKDOWN_HEADING = pattern(r"(#{1,6})\s+(?=\S)")
_BULLET = pattern(rf"[-*]\s+(?={ITEM})")
# What a PDF has at the foot of each page, alone on its line: — 7 —, 第 7 页 共 12 页. A cell may be 7, or a dash, not both.
_PAGE_NUMBER = pattern(r"\s*(?:[-—–－·]+\s*\d{1,3}\s*[-—–－·]+|第\s*\d{1,3}\s*页(?:\s*[/／，,]?\s*共\s*\d{1,3}\s*页)?)\s*")
_RULE_ROW = pattern(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_OPENS = pattern(rf"(?!\d+[.．]\d+\s*(?:[%％]|个?百分点|[万亿元倍])){ITEM}|附|[“《]?{ARTICLE}")
_FIGURE = pattern(r"[-+]?\d[\d,，.]*(?: \d{3})*[元万亿件条次个人篇项]{0,2}")
_LEAST_FIGURES = 2
_THOUSANDS = pattern(r"[1-9]\d{0,2}(?: \d{3})+")
_FAR = pattern(r"[ \u00a0]{2,}|[ \u00a0]*\u3000[ \u00a0\u3000]*")  # between columns, not between words
_HEAD_OF_FIGURES = pattern(r"(?:[数量额元计次]|[）)])$")
# A label, a colon and its figure: a row of a table rather than a sentence.
_COUNTED = pattern(r"^[^，。；]*[:：]\s*[-+]?\d[\d,.]*\D{0,2}$")
_BLANK = " \t\r\u3000\u00a0\ufeff"
# So many lines in four are cells with a bar each where cells are lines; a part of a cell is no longer than this.
_LEAST_BARRED, _LONGEST_PIECE = 2, 40
# A line this long that ends within a sentence was broken by the page, not by the author.
_BROKEN_LINE = 20
# A line all in brackets is a remark, and whole.
_REMARK = pattern(r"[（(][^（()）]*[）)]")
_GOES_ON = "：；:;"
# A telephone, a post code, an address of the net.
_REACHED_AT = pattern(r"(?:\d{3,4}\s?-\s?)?\d{7,8}(?!\d)|\d{6}(?!\d)|[\w.+-]+@|https?://|www\.", re.ASCII)
_ENDS = "。；：！？.;:!?”…"

# A line break within a cell, as Markdown has none of its own.
_BREAK = pattern(r"<br\s*/?>")


class _Line(NamedTuple):
    number: int
    text: str


def read_plain_text(path: Path) -> Outline:
    """The outline of a text copy. SourceError when it is empty, too big or no text."""
    location = Location(path.name)
    if path.stat().st_size > MAX_BYTES:
        raise SourceError("文件太大，不像一份年度报告", location=location, hint="只留下年报的内容，另存后再试")
    text = _decoded(path)
    if "\0" in text:
        raise SourceError("这不是文本文件", location=location, hint="用 Word、PDF 或网页的原文件")
    if not text.strip():
        raise SourceError("文件里没有文字", location=location, hint="确认文件没有拿错")
    return outline_of_text(text, path.name)


def _decoded(path: Path) -> str:
    """The text of a file; 记事本 calls UTF-16 Unicode."""
    start = path.read_bytes()[:2]
    if start in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return path.read_text(encoding="utf-16")
        except UnicodeDecodeError:
            raise SourceError("这不是文本文件", location=Location(path.name), hint="用 Word、PDF 或网页的原文件") from None
    return read_text(path)[0]


def outline_of_text(text: str, name: str) -> Outline:
    """The outline of a text; `name` names the file in the places."""
    reader = _Reader(name)
    # What turned a PDF into text puts a form feed where a page begins.
    lines = [
        _Line(number, line)
        for number, line in enumerate(text.replace("\f", " ").split("\n"), 1)
        if not _PAGE_NUMBER.fullmatch(line)
    ]
    at = 0
    while at < len(lines):
        for grid_at in (_bar_a_line, _opened_by_bars, _piped, _one_a_line, _tabbed, _spaced):
            taken = grid_at(lines, at)
            if taken:
                rows, at = taken
                reader.add_grid(rows, loose=grid_at is not _piped)
                break
        else:
            reader.add_line(lines[at])
            at += 1
    return reader.outline()


# -- tables -----------------------------------------------------------------------------------------

# Each cell with the place of its first character: line, column (from 1), text.
_Cell = tuple[int, int, str]
_Rows = list[list[_Cell]]


def _piped(lines: list[_Line], at: int) -> tuple[_Rows, int] | None:
    """| a | b | or a | b in consecutive lines; a cell may go on in the next line."""
    end = at
    while end < len(lines) and ("|" in lines[end].text or _is_torn_cell(lines, end, at)):
        end += 1
    block = [line for line in lines[at:end] if not _RULE_ROW.fullmatch(line.text)]
    # The outer pipes may be left out; then a line may begin with one because its first cell is empty.
    outer = [line.text.strip(_BLANK) for line in block]
    whole = sum(text.startswith("|") and text.endswith("|") for text in outer)
    opened = [number for number, text in enumerate(outer) if text.startswith("|") and not text.endswith("|")]
    closed = [number for number in opened if number + 1 < len(outer) and _closes(outer[number + 1])]
    framed = (whole + 2 * len(closed)) * 2 > len(outer)
    if not framed and end - at < _LEAST_FIGURES:
        return None
    rows = [_split_at_bars(line, framed=framed) for line in block]
    return _with_cells_joined(rows, set(closed) if framed else None), end


def _opened_by_bars(lines: list[_Line], at: int) -> tuple[_Rows, int] | None:
    """A cell a line, the first of each row in bars, each further one with a bar behind it."""
    rows: _Rows = []
    while at < len(lines):
        line = lines[at]
        text = line.text.strip(_BLANK)
        opening = text.startswith("|")
        if not text.endswith("|") or text.count("|") != 1 + opening or len(text) < 2 or not (opening or rows):
            break
        cell = (line.number, len(line.text) - len(line.text.lstrip(_BLANK + "|")) + 1, text.strip("|" + _BLANK))
        if opening:
            rows.append([cell])
        else:
            rows[-1].append(cell)
        at += 1
    return (rows, at) if any(len(row) > 1 for row in rows) else None


def _is_torn_cell(lines: list[_Line], at: int, start: int) -> bool:
    """Whether a line without a bar, right between two with one, is a part of a cell."""
    text = lines[at].text.strip(_BLANK)
    around = start < at < len(lines) - 1 and "|" in lines[at - 1].text and "|" in lines[at + 1].text
    return around and 0 < len(text) <= _LONGEST_PIECE and not text.endswith(tuple(_ENDS))


def _closes(text: str) -> bool:
    """Whether a line is the rest of a row in bars."""
    return text.endswith("|") and not text.startswith("|")


def _split_at_bars(line: _Line, *, framed: bool) -> list[_Cell]:
    text = line.text.rstrip(_BLANK).removesuffix("|") if framed else line.text
    column = text.find("|") + 1 if framed and text.lstrip(_BLANK).startswith("|") else 0
    cells: list[_Cell] = []
    for piece in text[column:].split("|"):
        cells.append((line.number, column + 1 + len(piece) - len(piece.lstrip(_BLANK)), _BREAK.sub(" ", piece).strip(_BLANK)))
        column += len(piece) + 1
    return cells


def _with_cells_joined(rows: _Rows, opened: set[int] | None) -> _Rows:
    """The rows with those put together that a line end within a cell cut in two: they have as many cells then as the others.

    `opened` are the numbers of rows whose last bar stands in the next line; None where the bars do not tell.
    """
    count = usual(len(row) for row in rows)
    joined: _Rows = []
    waiting: list[_Cell] = []
    for number, row in enumerate(rows):
        if waiting:
            (line, column, text), (_, _, more) = waiting[-1], row[0]
            row = [*waiting[:-1], (line, column, text + more), *row[1:]]
            waiting = []
        following = rows[number + 1] if number + 1 < len(rows) else []
        fits = len(row) + len(following) - 1 == count
        # A row that ends with a figure lacks nothing; what stands alone below it begins the next one.
        cut = fits and len(row) < count > 2 and not _FIGURE.fullmatch(row[-1][2])
        if number in opened if opened is not None else cut:
            waiting = row
        else:
            joined.append(row)
    return [*joined, waiting] if waiting else joined


def _bar_a_line(lines: list[_Line], at: int) -> tuple[_Rows, int] | None:
    """A cell a line with a bar behind it, but for the last of a row; or a bar in front of each, and one behind the last."""
    first = lines[at].text.strip(_BLANK)
    leading = first.startswith("|")
    if first.count("|") != 1 or not (leading or first.endswith("|")):
        return None
    if sum(_is_barred(line, leading=leading) for line in lines[at : at + 4]) < _LEAST_BARRED:
        return None
    rows: _Rows = [[]]
    while at < len(lines):
        line = lines[at]
        text = line.text.strip(_BLANK)
        following = lines[at + 1] if at + 1 < len(lines) else _Line(0, "")
        cell = (line.number, len(line.text) - len(line.text.lstrip(_BLANK + "|")) + 1, text.strip("|" + _BLANK))
        if _is_barred(line, leading=leading):
            rows[-1].append(cell)
            if leading and text.endswith("|") and len(text) > 1:
                rows.append([])
        elif leading and text and rows[-1] and "|" not in text and _is_rest(text, rows[-1][-1][2]):
            number, column, above = rows[-1][-1]
            rows[-1][-1] = (number, column, above + text)
        elif leading or "|" in text or (not rows[-1] and (not text or first_level_ordinal(text))):
            break
        elif not text or _FIGURE.fullmatch(text) or _is_barred(following, leading=False):
            # Between two rows a line may be all of one, as the caption of a part of the table.
            rows[-1].append(cell)
            rows.append([])
        else:
            break
        at += 1
    while rows and not any(text for _, _, text in rows[-1]):
        rows.pop()
    return rows, at


def _is_rest(text: str, above: str) -> bool:
    """Whether a line without a bar is the rest of the cell above: a figure has none, and the next heading is none."""
    return len(text) <= _LONGEST_PIECE and not _FIGURE.fullmatch(above) and first_level_ordinal(text) is None


def _is_barred(line: _Line, *, leading: bool) -> bool:
    """Whether a line is one cell with its bar."""
    text = line.text.strip(_BLANK)
    if leading:
        return text.startswith("|") and text.removesuffix("|").count("|") <= 1
    return text.endswith("|") and text.count("|") == 1


def _one_a_line(lines: list[_Line], at: int) -> tuple[_Rows, int] | None:
    """A tab in front of each cell, one a line; a blank line ends the row; a line without a tab goes on with its cell."""
    if not _is_cell(lines[at]) or not any(_is_cell(line) for line in lines[at + 1 : at + 3]):
        return None
    rows: _Rows = [[]]
    while at < len(lines):
        line = lines[at]
        if _is_cell(line):
            text = line.text[1:]
            rows[-1].append((line.number, 2 + len(text) - len(text.lstrip(_BLANK)), text.strip(_BLANK)))
        elif not line.text.strip(_BLANK) and not line.text.startswith("\t"):
            if not any(_is_cell(following) for following in lines[at + 1 : at + 2]):
                break
            rows.append([])
        elif re.fullmatch(r"[\s\-—–]*\d{1,3}[\s\-—–]*", line.text):
            break  # the number of a page
        elif rows[-1] and any(_is_cell(following) or not following.text.strip() for following in lines[at + 1 : at + 2]):
            number, column, text = rows[-1][-1]
            rows[-1][-1] = (number, column, text + line.text.strip(_BLANK))
        else:
            break
        at += 1
    return [row for row in rows if row], at


def _is_cell(line: _Line) -> bool:
    return line.text.startswith("\t") and "\t" not in line.text[1:].rstrip(_BLANK)


def _tabbed(lines: list[_Line], at: int) -> tuple[_Rows, int] | None:
    """Cells apart by tabs, a row a line."""
    rows: _Rows = []
    while at < len(lines) and "\t" in lines[at].text.strip(" \r\n") and lines[at].text.strip(_BLANK):
        line, column = lines[at], 1
        cells: list[_Cell] = []
        for piece in line.text.split("\t"):
            for part in _apart(piece):
                shift = piece.index(part) if part else 0
                cells.append((line.number, column + shift, part.strip(_BLANK)))
            column += len(piece) + 1
        rows.append(cells)
        at += 1
    return (rows, at) if rows else None


def _spaced(lines: list[_Line], at: int) -> tuple[_Rows, int] | None:
    """Cells apart by spaces: a label, then figures to the end of the line."""
    rows: _Rows = []
    # One figure alone is a cell where a row, or the heading of a column of figures, stands above it.
    below = at > 0 and _heads_figures(lines[at - 1])
    while at < len(lines) and (cells := _spaced_cells(lines[at], below=below)):
        rows.append(cells)
        below = True
        at += 1
    return (rows, at) if rows else None


def _heads_figures(line: _Line) -> bool:
    """Whether a line is the heading of columns far apart, the last of which holds figures."""
    pieces = _FAR.split(line.text.strip(_BLANK))
    return len(pieces) > 1 and not re.search("[。；，]", line.text) and bool(_HEAD_OF_FIGURES.search(pieces[-1]))


def _spaced_cells(line: _Line, *, below: bool) -> list[_Cell]:
    words = [(found.start() + 1, found[0]) for found in re.finditer(r"[^\s\u3000\u00a0]+", line.text)]
    if _THOUSANDS.fullmatch(line.text.strip(_BLANK)):
        return []  # one figure
    words = thousands_joined(words)
    figures = len(words)
    while figures and (_FIGURE.fullmatch(words[figures - 1][1]) or stands_for_none(words[figures - 1][1])):
        figures -= 1
    if not figures and any(stands_for_none(word) for _, word in words):
        return []  # a rule, or a line of dots and dashes
    alone = below and 0 < figures == len(words) - 1 and bool(_FAR.search(line.text.strip(_BLANK)))
    unit = figures > 1 and len(words) - figures == 1 and re.fullmatch(rf"{HAN}{{1,2}}", words[figures - 1][1])
    if (len(words) - figures < _LEAST_FIGURES and not unit and not alone) or re.search(r"[。，；]\s*$|。", line.text):
        return []
    label = [(line.number, words[0][0], line.text[words[0][0] - 1 : words[figures][0] - 1].strip(_BLANK))] if figures else []
    return [*label, *((line.number, column, word) for column, word in words[figures:])]


def _apart(piece: str) -> list[str]:
    """One cell, or the label and the figures that lost the tabs between them."""
    words = piece.split()
    figures = len(words)
    while figures and re.fullmatch(r"[-+]?\d[\d,.]*", words[figures - 1]):
        figures -= 1
    if 0 < figures < len(words) - 1 or (0 < figures == len(words) - 1 and not piece.strip()[0].isdigit()):
        label = piece[: piece.index(words[figures], len(" ".join(words[:figures])) - 1)] if figures else ""
        return [label, *words[figures:]]
    return [piece]


# -- lines ------------------------------------------------------------------------------------------


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.paragraphs: list[OutlineParagraph] = []
        self.grids: list[Grid] = []
        self.order: list[tuple[str, int]] = []
        self.after_table = False

    def add_grid(self, rows: _Rows, *, loose: bool) -> None:
        cells: dict[tuple[int, int], GridCell] = {}
        places: dict[tuple[int, int], Location] = {}
        for row, listed in enumerate(rows, 1):
            for column, (line, at, written) in enumerate(listed, 1):
                text = _ARTEFACT.sub("", _SCRIPT.sub(_small, written)).replace("\0", "")
                places[row, column] = Location(self.name, line=line, column=at)
                # A loose row tells by its empty cells how many there are.
                if text or loose:
                    cells[row, column] = GridCell(text)
        self.order.append(("t", len(self.grids)))
        short = frozenset() if loose else short_rows({row: len(listed) for row, listed in enumerate(rows, 1)})
        starts = {} if loose else {row: range(1, len(listed) + 1) for row, listed in enumerate(rows, 1)}
        name = f"表{len(self.grids) + 1}"
        self.grids.append(Grid(self.name, name, cells, loose=loose, places=places, short=short, starts=starts))
        self.after_table = True

    def add_line(self, line: _Line) -> None:
        source = _ARTEFACT.sub(lambda found: "\0" * len(found[0]), _SCRIPT.sub(_small, line.text))
        images = len(_IMAGE.findall(source))
        source = _IMAGE.sub(lambda found: "\0" * len(found[0]), source)
        level = 0
        lead = len(source) - len(source.lstrip(_BLANK + "\0"))
        for sign in (_MARKDOWN_HEADING, _BULLET):
            if found := sign.match(source, lead):
                level = len(found[1]) if found.groups() else 0
                lead = found.end()
        kept = source[lead:].rstrip(_BLANK + "\0")
        if "\0" in kept:
            kept = kept.replace("\0", "")
        location = Location(self.name, line=line.number, column=lead + 1)
        if not kept:
            if images:
                self._append(OutlineParagraph("", location, images=images))
            return
        last = self.paragraphs[-1] if self.paragraphs and not self.after_table else None
        if last and not level and not images and goes_on(last, source[lead:], indented=lead > 0):
            mark = Mark(len(last.text), location)
            self.paragraphs[-1] = last._replace(text=last.text + kept, marks=(*last.marks, mark))
            return
        self._append(OutlineParagraph(kept, location, heading=level, images=images))

    def _append(self, paragraph: OutlineParagraph) -> None:
        self.after_table = False
        self.order.append(("p", len(self.paragraphs)))
        self.paragraphs.append(paragraph)

    def outline(self) -> Outline:
        return Outline(self.name, tuple(self.paragraphs), tuple(self.grids), tuple(self.order))


def _small(script: re.Match[str]) -> str:
    """A script by its small signs, as long as it was: places are counted by what is written."""
    text = small(script["text"], script["how"])
    return f"{chr(0) * (script.start('text') - script.start())}{text}{chr(0) * (script.end() - script.end('text'))}"


def goes_on(last: OutlineParagraph, text: str, *, indented: bool) -> bool:
    """Whether a line belongs to the paragraph before it, which a page or a column broke off."""
    if indented or last.heading or last.images or len(last.text) < _BROKEN_LINE:
        return False
    if _REMARK.fullmatch(last.text):
        return False
    if last.text.endswith(tuple(_ENDS)):
        return _is_told_on(last.text, text)
    if not re.search(rf"{HAN}{{2}}", text) or _OPENS.match(text):
        return False  # a cell of a table that was copied as lines, or a new heading
    # A sentence, or one that a bracket or a title leaves open.
    begun = any(mark in last.text for mark in "，。,；、") or any(
        last.text.count(opening) > last.text.count(closing) for opening, closing in ("《》", "（）", "“”")
    )
    return begun and not _COUNTED.search(last.text)


def _is_told_on(before: str, text: str) -> bool:
    """Whether a colon or semicolon at the end of a line broken by the page goes on in the next one.

    （电话：⏎0800-1234567；邮编：⏎123456）: within brackets that this line closes, or with the number that the label is of.
    """
    if not before.endswith(tuple(_GOES_ON)):
        return False
    sentence = re.split("[。！？]", before)[-1]
    inside = sentence.count("（") + sentence.count("(") > sentence.count("）") + sentence.count(")")
    closes = bool(re.match(r"[^（(。]*[）)]", text)) and not _OPENS.match(text)
    return (inside and closes) or (before.endswith(("：", ":")) and bool(_REACHED_AT.match(text)))
