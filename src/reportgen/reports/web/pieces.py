"""Takes a web page apart: its paragraphs and tables in the order in which a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from lxml import etree

from ...model.outline import GRID_COLUMNS, GRID_ROWS, AsideKind, GridCell, short_rows
from ...text.ordinals import heading_ordinal

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = re.compile(
    "address|article|aside|blockquote|body|br|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6r]"
    "|header|html|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
# What no reader takes for text: the site's own workings, and how a word sounds.
UNREAD = re.compile(
    "rt|rp|head|script|style|noscript|template|select|option|optgroup|datalist|textarea|button|input|i?frame|object|embed|applet|svg"
    "|canvas|audio|video|map"
)
# The parser refuses longer attributes; the picture is counted, its content given up.
_HUGE_PICTURE = re.compile(r"data:[\w/+.-]*;base64,[A-Za-z0-9+/=%\s]{9000000,}")
CHART = "data-chart"
# Words that somebody took back, and those that the page does not show.
_STRUCK = re.compile("del|s|strike")
_LINED = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
_IN_TEXT = ("p", "span", "font", "b", "strong", "i", "em", "u", "a", "li")
# What is set for those who have the page read to them says again what everybody sees: our own pages and what many others call it.
UNSEEN = "unseen"
_FOR_EARS = re.compile(rf"(?<![\w-])(?:{UNSEEN}|sr-only|visually-hidden)(?![\w-])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# The site's own boxes: by their tags, by the names designers give them, and by what is written in them.
SITE_TAGS = ("nav", "footer", "aside")
_SITE_NAMES = re.compile(
    r"(?<![a-z])(?:(?:top|main|sub|left|site)?nav(?:bar|igation)?|(?:top)?menu|(?:bread)?crumbs?|foot(?:er)?|copyright|(?:bd)?share"
    r"|print|tool(?:s|bar)?|qr(?:code)?|ewm|side(?:bar)?|related|xgld|search|login|location|position|logo|banner)(?![a-z])",
    re.IGNORECASE,
)
_SITE_LINES = re.compile(
    r"您?(?:现在|当前|所在)的?位置|首页\s*[>»›]|(?:信息)?来源[:：]|(?:发布|发文|更新|成文|生成)?(?:时间|日期)[:：]|扫一扫"
    r"|(?:浏览|点击|阅读|访问)(?:次数|量|数)?[:：]|作者[:：]|(?:责任)?编辑[:：]|责编[:：]|[上下]一[篇条](?:[:：]|$)"
    r"|[【\[]?(?:字体|字号|打印|关闭|收藏|返回|分享)(?:到|至|本[页文]|此页|窗口|页面|顶部|首页|列表)?(?:[】\]:：\s|]|$)"
    r"|相关(?:链接|文章|文档|附件|阅读|信息|解读)(?:[:：]|$)"
)
_OWNER_LINES = re.compile(r"版权所有|ICP备|公网安备|网站标识码|(?:主办|承办|技术支持)(?:单位)?[:：]|建议使用.*浏览器")
_ATTACHMENT = re.compile(r"附件|下载|\.(?:docx?|xlsx?|pdf|wps|ofd)")
_FIGURE = re.compile(r"[-+]?\d[\d,.]*\D{0,2}")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff\ufffe\uffff]")
_WIDE = re.compile(r"[\u2e80-\uffef“”‘’—…·]")
_LONG_CELL, _LONGEST_TITLE, _LONGEST_SITE_LINE, _SENTENCE, _FEW = 150, 60, 80, 20, 3


def is_title(text: str) -> bool:
    """Whether a line may be the report's title: a year and the word report, and no sentence."""
    return (
        len(text) <= _LONGEST_TITLE
        and bool(re.search(r"20\d\d", text) and re.search(r"报告|年报", text))
        and not re.search(r"[。；>»›|]|附件|位置[:：]", text)
    )


class WebPiece(NamedTuple):
    """A paragraph or a table's grid with the element that it stands in; `inside` is the table around it.

    `asides` are the words in it that were struck out or hidden, and are no text of it.
    """

    owner: etree._Element
    text: str = ""
    heading: int = 0
    linked: int = 0  # characters of the text that stand in links
    links: int = 0
    images: tuple[str, ...] = ()
    cells: Mapping[tuple[int, int], GridCell] | None = None
    boxes: tuple[etree._Element, ...] = ()
    inside: etree._Element | None = None
    short: frozenset[int] = frozenset()
    starts: Mapping[int, Sequence[int]] = MappingProxyType({})
    asides: tuple[tuple[AsideKind, str], ...] = ()

    @property
    def is_sentence(self) -> bool:
        long = len(self.text) >= _SENTENCE and self.linked * 2 < len(self.text)
        return long and "。" in self.text and not _OWNER_LINES.search(self.text)

    @property
    def is_mark(self) -> bool:
        """Whether only the report itself would hold this: a section's heading, or a table of figures."""
        if self.cells is None:
            return heading_ordinal(self.text, 1) is not None and not self.linked
        figures = sum(bool(_FIGURE.fullmatch(cell.text)) for cell in self.cells.values())
        labels = sum(len(cell.text) >= 4 and not _FIGURE.fullmatch(cell.text) for cell in self.cells.values())
        return figures >= _FEW and labels >= _FEW

    @property
    def is_title(self) -> bool:
        return not self.linked and is_title(self.text)

    @property
    def is_links(self) -> bool:
        letters = sum(map(str.isalnum, self.text))
        return self.linked * 5 >= letters * 4 > 0 and not _ATTACHMENT.search(self.text)

    @property
    def is_site_line(self) -> bool:
        said = _OWNER_LINES.search(self.text) or ("。" not in self.text and _SITE_LINES.match(self.text))
        return len(self.text) <= _LONGEST_SITE_LINE and bool(said)


def parsed_page(html: str) -> tuple[etree._Element | None, bool]:
    """The page's root, None where it has none, and whether the parser had to stop before the end."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(_HUGE_PICTURE.sub("data:", html).encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    return root, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def pieces_of(root: etree._Element) -> list[WebPiece]:
    """All that the page shows, in order; what is hidden too if the report is there alone."""
    shown = _Walk(root, hidden=False).pieces
    if any(piece.is_mark for piece in shown):
        return shown
    everything = _Walk(root, hidden=True).pieces
    return everything if any(piece.is_mark for piece in everything) else shown


class _Table:
    """A table that is being walked through: its rows of cells, and which pieces stand in cells."""

    def __init__(self, element: etree._Element, start: int) -> None:
        self.element, self.start, self.cell_start = element, start, start
        self.rows: list[tuple[int, list[tuple[etree._Element, str]]]] = []
        self.in_cells: set[int] = set()
        self.nested = False
        self.short: frozenset[int] = frozenset()
        self.starts: dict[int, list[int]] = {}

    def grid(self) -> dict[tuple[int, int], GridCell] | None:
        """The cells by their places; None where the table only lays out the page."""
        texts = [[text for _, text in row if text] for _, row in self.rows]
        figures = sum(bool(_FIGURE.fullmatch(text)) for row in texts for text in row)
        long = any(len(text) > _LONG_CELL for row in texts for text in row)
        if max(map(len, texts), default=0) < 2 or ((self.nested or long) and figures < _FEW) or len(texts) > GRID_ROWS:
            return None
        cells: dict[tuple[int, int], GridCell] = {}
        ends: dict[int, int] = {}
        taken: dict[int, int] = {}  # by column, the last row that a cell from above reaches into
        for number, (_, row) in enumerate(sorted(self.rows, key=lambda pair: pair[0]), 1):
            column = 1
            self.starts[number] = []
            for element, text in row:
                while taken.get(column, 0) >= number:
                    column += 1
                if column > GRID_COLUMNS:
                    return None
                self.starts[number].append(column)
                if text:
                    cells[number, column] = GridCell(text)
                down = _span(element, "rowspan") or GRID_ROWS
                for _ in range(_span(element, "colspan") or 1):
                    taken[column] = number + down - 1
                    column += 1
            ends[number] = max((at for at, reach in taken.items() if reach >= number), default=0)
        self.short = short_rows(ends)
        return cells


def _span(element: etree._Element, name: str) -> int:
    written = re.match(r"\s*(\d{1,9})", str(element.get(name, "1")))
    return min(int(written[1]), GRID_ROWS if name == "rowspan" else GRID_COLUMNS) if written else 1


class _Walk:
    """Goes through a page once and gathers its pieces; step by step, because pages nest deep."""

    def __init__(self, root: etree._Element, hidden: bool) -> None:
        self.pieces: list[WebPiece] = []
        self._parts: list[str] = []
        self._images: list[str] = []
        self._asides: list[tuple[AsideKind, str]] = []
        self._linked = self._links = self._open_links = 0
        self._blocks, self._boxes = [root], list[etree._Element]()
        self._tables: list[_Table] = []
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            aside = None if hidden else _aside_kind(element)
            unread = bool(UNREAD.fullmatch(str(element.tag)) or aside or _FOR_EARS.search(element.get("class", "")))
            if unread and event == "start":
                told = aside is AsideKind.STRUCK or element.tag in _IN_TEXT  # what else is hidden are the site's own boxes
                if aside and told and (text := tidy("".join(words_of(element)))):
                    self._asides.append((aside, text))
                if chart := element.get(CHART):  # a chart of our own pages says what it was made from
                    self._images.append(str(chart))
                walk.skip_subtree()
                continue
            if not unread:
                (self._open if event == "start" else self._close)(element, str(element.tag))
            self._read((element.text if event == "start" else element.tail) or "")
        self._flush()

    def _open(self, element: etree._Element, tag: str) -> None:
        if tag == "a":
            self._open_links += 1
            self._links += 1
        elif tag == "img":
            self._images.append(str(element.get("src", "")))
        elif BLOCKS.fullmatch(tag):
            self._flush()
            self._blocks.append(element)
        if tag in SITE_TAGS or _SITE_NAMES.search(f"{element.get('class', '')} {element.get('id', '')}"):
            self._boxes.append(element)
        if tag == "table":
            if self._tables:
                self._tables[-1].nested = True
            self._tables.append(_Table(element, len(self.pieces)))
        elif self._tables and tag in ("tr", "td", "th"):
            table = self._tables[-1]
            table.cell_start = len(self.pieces)
            if tag == "tr" or not table.rows:
                parent = element.getparent()
                part = parent.tag if parent is not None else ""
                table.rows.append((-1 if part == "thead" else 1 if part == "tfoot" else 0, []))

    def _close(self, element: etree._Element, tag: str) -> None:
        if tag == "a":
            self._open_links -= 1
        elif BLOCKS.fullmatch(tag):
            self._flush()
            self._blocks.pop()
        if tag == "table":
            self._end_table(self._tables.pop())
        elif self._tables and tag in ("td", "th"):
            table = self._tables[-1]
            within = range(table.cell_start, len(self.pieces))
            own = [at for at in within if self.pieces[at].inside is table.element]
            table.rows[-1][1].append((element, "".join(self.pieces[at].text for at in own)))
            table.in_cells.update(own)
        if self._boxes and self._boxes[-1] is element:
            self._boxes.pop()

    def _end_table(self, table: _Table) -> None:
        """Put the grid in the place of its cells' pieces; what is no text of theirs stays behind it."""
        cells = table.grid()
        if cells is None:
            return
        walked = list(enumerate(self.pieces[table.start :], table.start))
        around = self._tables[-1].element if self._tables else None
        above = [piece for at, piece in walked if piece.inside is table.element and at not in table.in_cells]
        asides = tuple(aside for at, piece in walked if at in table.in_cells for aside in piece.asides)
        boxes = tuple(self._boxes)
        kept = WebPiece(table.element, cells=cells, short=table.short, starts=table.starts)
        grid = kept._replace(boxes=boxes, inside=around, asides=asides)
        below = [
            piece._replace(text="", asides=()) if at in table.in_cells else piece
            for at, piece in walked
            if piece.inside is not table.element or (at in table.in_cells and (piece.images or piece.cells is not None))
        ]
        self.pieces[table.start :] = [*above, grid, *below]

    def _read(self, text: str) -> None:
        self._parts.append(text)
        if self._open_links:
            self._linked += len(text.strip())

    def _flush(self) -> None:
        text = tidy("".join(self._parts))
        if text or self._images:
            heading = next((_HEADINGS[str(block.tag)] for block in reversed(self._blocks) if block.tag in _HEADINGS), 0)
            owner, boxes = self._blocks[-1], tuple(self._boxes)
            inside = self._tables[-1].element if self._tables else None
            images = tuple(self._images)
            asides = tuple(self._asides)
            self.pieces.append(
                WebPiece(owner, text, heading, self._linked, self._links, images, None, boxes, inside, asides=asides)
            )
            self._asides = []
        self._parts, self._images = [], []
        self._linked, self._links = 0, self._open_links


def _aside_kind(element: etree._Element) -> AsideKind | None:
    """Whether an element's words were taken back, or are not shown; None for plain ones."""
    style = str(element.get("style", ""))
    if "hidden" in element.attrib or _HIDDEN.search(style):
        return AsideKind.HIDDEN
    return AsideKind.STRUCK if _STRUCK.fullmatch(str(element.tag)) or _LINED.search(style) else None


def words_of(element: etree._Element) -> Iterator[str]:
    """The words below an element that a reader would read."""
    if isinstance(element.tag, str) and not UNREAD.fullmatch(element.tag):
        yield element.text or ""
        for child in element:
            yield from words_of(child)
            yield child.tail or ""


def tidy(text: str) -> str:
    """The text without the line breaks of its source, which mean nothing between Chinese characters."""

    def gap(blanks: re.Match[str]) -> str:
        if not blanks[0].strip("\u3000"):
            return blanks[0]  # no break of the source: a browser shows as many
        beside = text[blanks.start() - 1] + text[blanks.end()]
        return "" if re.search(r"[\r\n\t]", blanks[0]) and _WIDE.search(beside) else " "

    text = _INVISIBLE.sub("", text).strip()
    return re.sub(r"\s+", gap, text)
