"""What a check says, in the words of the page: no names of files, no commands; and the places named in it as ways to go there.

The findings are worded for everybody: whoever works in a terminal needs the file and the line. In the page there is no
file: a line of the text is a paragraph of a section or a single value, a cell is a cell, a command is a button.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from ..model.draft import NARRATIVE, WORD_TEXT, WORKBOOK
from ..model.form import Form
from ..model.report import Cell
from .messages import Part, Piece, Spot

_TEXT_PLACE = re.compile(rf"(?:{re.escape(NARRATIVE)}|{re.escape(WORD_TEXT)}(?=:\d))(?::(\d+)(?::\d+)?)?")
# What stands for what only a terminal or an editor has; the first that fits is taken, and what is said with it stays.
_OFFICE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r" ?reportgen new 生成的", "新建的草稿里的"),
        (r"用 reportgen new (?=按)", "回“开始”，"),
        (r"(?:先)?用 reportgen new ", "回“开始”，"),
        (r"“[^“”\n]+?: \|”下面写正文", "这一部分里写正文"),
        (r"写成 (?:署名|日期): ", "写成 "),
        (r"前后各写两个星号：.*?；本来就要星号的，.*", "要加粗的字选中了点“加粗”，多出来的星号删去"),
        (r"写成说明放在各部分上面，不会印出", "在“写文字”每一部分的“上年这一部分写的”里，不会印出"),
        (r"答了再删去", "答了再点“写明了，不再问”"),
        (r"在正文里写明，再删去这一行", "在正文里写明，再点“写明了，不再问”"),
        (r"问题改好了就删去它；否则核对代码和位置", "问题改好了，就点“去掉这条理由”"),
        (r"在文字稿里写“标题:”，下面一行一个“- ”，按意思分行", "在“标题”里一行一行写，按意思分行"),
        (r"(?:就)?在“豁免”里写明", "在“检查”里点“写明理由，不再提醒”，写明"),
        (r"改正后删去这条豁免", "改正后点“去掉这条理由”"),
        (r"这条豁免没有用上", "写明的理由没有用上"),
        (r" ?的豁免是对另一个数写的", " 写明的理由是对另一个数写的"),
        (r"现在的也确有原因，就把理由和“原话”改过来；否则删去这一条", "点“去掉这条理由”；现在的数也确有原因的，再写明一次"),
        (r"不能豁免", "不能写个理由就算了"),
        (r"在这一项的冒号后面补上内容", "在“联系方式”里填上这一项"),
        (r"在文字稿里写“上年: [^”]*”", "在“上年的年报”里写上年草稿的文件夹"),
        (r"写进本单位 words\.yaml(?: 的 \w+)?", "点“写明理由，不再提醒”"),
        (r"(?:本单位(?:的)? ?)?\bwords\.yaml\b", "本单位的词表"),
        (r"\bformat\.yaml\b", "格式"),
        (r"\bprose\.yaml\b", "格式的说法"),
        (re.escape(WORKBOOK), "数据表"),
    )
)
# What is left of a terminal after that is left out, with the clause that says it.
_TERMINAL = re.compile(r"\breportgen [a-z]|(?<![\w-])--[a-z]|\.ya?ml\b|\bpip install\b")
_CELL = re.compile(r"数据表[:：]([^!！\s（(]+)!([A-Z]{1,2}\d{1,3})")
# Of more cells in a row it is only said how many.
_LISTED = 3
_PARAGRAPHS = ("paragraph", "heading")
# The code of a rule, which the page shows beside a finding and nowhere else: what is said names the cells.
# Within quotation marks somebody else's words stand, which may well name a road S101.
_RULE = re.compile(r"(“[^”]*”)|(?<![A-Za-z0-9])[A-Z]\d{3}(?![A-Za-z0-9])[，,]? ?")
_CLAUSE = re.compile(r"(?<=[；。\n])|(?=，或)")


def place_in_part(part: Part, block: int) -> str:
    """What the page calls a paragraph: counted as one sees them, without the rows of tables and the pictures between them."""
    paragraphs = sum(line.kind in _PARAGRAPHS for line in part.lines[: block + 1])
    kind = part.lines[block].kind if block < len(part.lines) else "paragraph"
    if kind in _PARAGRAPHS:
        return f"{part.heading}　第{paragraphs}段"
    what = {"row": "表格", "chart": "图表"}.get(kind, "图片")
    return f"{part.heading}　第{paragraphs}段后面的{what}" if paragraphs else f"{part.heading}　开头的{what}"


class Wording:
    """The places of one draft, by which what is said of it is worded."""

    def __init__(
        self, form: Form, cells: Mapping[str, Cell], parts: Sequence[Part], spots: Mapping[int, tuple[str, Spot]]
    ) -> None:
        """`spots` are the lines of the text that are no paragraphs: the headings and the single values, each as the page calls it."""
        self._refs = {(cell.location.grid, cell.location.cell): ref for ref, cell in cells.items() if cell.location.cell}
        self._named = {ref: figure.title for ref, figure in form.figures.items()}
        self._titles = {figure.title: ref for ref, figure in form.figures.items()}
        grids = tuple(sorted({grid for grid, _ in self._refs}, key=len, reverse=True))
        self._places = _pattern(grids, tuple(sorted(self._titles, key=len, reverse=True)))
        self._spots = spots
        paragraphs = sorted(
            (line.at, number, at) for number, part in enumerate(parts) for at, line in enumerate(part.lines) if line.at
        )
        self._starts = [at for at, _, _ in paragraphs]
        self._paragraphs = [(part, block) for _, part, block in paragraphs]
        self._parts = parts

    def place_of_line(self, line: int) -> tuple[str, Spot] | None:
        """What the page calls a line of the text, and how to get there; None where it shows nothing of it."""
        if line in self._spots:
            return self._spots[line]
        at = bisect_right(self._starts, line) - 1
        if at < 0 or any(self._starts[at] < other <= line for other in self._spots):
            return None
        part, block = self._paragraphs[at]
        return place_in_part(self._parts[part], block), Spot(part=part, block=block)

    def pieces(self, text: str) -> list[Piece]:
        """What is said, cut into words and places; a place leads there."""
        found: list[Piece] = []
        at = 0
        text = _RULE.sub(r"\1", quoted_once(in_office_words(text, self._line_named)))
        for match in self._places.finditer(text):
            ref = self._refs.get((match["grid"], match["cell"]), "") if match["grid"] else self._titles[match[0]]
            if not ref or match.start() < at:
                continue
            if match.start() > at:
                found.append(Piece(text=text[at : match.start()]))
            # No cell of the page has an address: it is called by its row and column, once.
            title = self._named[ref]
            found.append(Piece(text=title, to=Spot(ref=ref)))
            at = match.end()
            if many := (match["more"] or "").count("、"):
                found += self._further(match["grid"], match["more"].split("、")[1:], many)
            elif text.startswith(f"（{title}）", at):
                at += len(title) + 2
                found += [Piece(text=" ")] if text[at : at + 1].isdecimal() else []
        if text[at:]:
            found.append(Piece(text=text[at:]))
        return list(self._with_lines(found))

    def _further(self, grid: str, cells: Sequence[str], many: int) -> Iterator[Piece]:
        """The cells that are listed behind another one: each, or of many how many."""
        if many > _LISTED:
            yield Piece(text=f" 等 {many + 1} 格")
            return
        for cell in cells:
            ref = self._refs.get((grid, cell), "")
            yield Piece(text="、")
            yield Piece(text=self._named.get(ref, f"{grid} {cell}"), to=Spot(ref=ref) if ref else None)

    def plain(self, text: str) -> str:
        """The same as one text, for paper."""
        return "".join(piece.text for piece in self.pieces(text))

    def _line_named(self, line: int) -> str:
        place = self.place_of_line(line)
        return f"\ue000{line}\ue001" if place else _line_of_file(line)

    def _with_lines(self, pieces: Sequence[Piece]) -> Iterator[Piece]:
        for piece in pieces:
            for at, text in enumerate(re.split("\ue000(\\d+)\ue001", piece.text)):
                place = self.place_of_line(int(text)) if at % 2 else None
                if place:
                    yield Piece(text=place[0], to=place[1])
                elif text:
                    yield piece.model_copy(update={"text": text})


def _line_of_file(line: int) -> str:
    return f"文字稿第{line}行"


def in_office_words(text: str, line_named: Callable[[int], str] = _line_of_file) -> str:
    """A text without file names and commands; `line_named` says what a line of the text file is called."""
    text = _TEXT_PLACE.sub(lambda found: line_named(int(found[1])) if found[1] else "文字稿", text)
    for pattern, words in _OFFICE:
        text = pattern.sub(words, text)
    if not _TERMINAL.search(text):
        return text
    return "".join(clause for clause in _CLAUSE.split(text) if not _TERMINAL.search(clause)).strip("；，\n")


def quoted_once(text: str) -> str:
    """A text whose quotations that stand within others have single marks; as it is where its marks do not close.

    A finding quotes the text as it stands, and the text quotes as well.
    """
    depth, made = 0, []
    for sign in text:
        depth -= sign == "”"
        if depth < 0:
            return text
        made.append({"“": "‘", "”": "’"}.get(sign, sign) if depth else sign)
        depth += sign == "“"
    return "".join(made) if not depth else text


def in_plain_words(text: str) -> str:
    """The same with its cells named as one says them, 表三 D7, where none of them leads anywhere."""
    return _CELL.sub(r"\1 \2", in_office_words(text))


@lru_cache(maxsize=16)
def _pattern(grids: tuple[str, ...], titles: tuple[str, ...]) -> re.Pattern[str]:
    """Cells as `表三!D7` and `表三 D7`, and figures by their titles."""
    sheets = "|".join(map(re.escape, grids)) or "(?!)"
    names = "|".join(map(re.escape, titles)) or "(?!)"
    cell = r"[A-Z]{1,2}\d{1,3}(?![\w:])"
    return re.compile(rf"(?:数据表[:：])?(?P<grid>{sheets})[! ](?P<cell>{cell})(?P<more>(?:、{cell})*)|(?:{names})")
