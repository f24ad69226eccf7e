"""Reads a report from a saved web page into an outline, leaving the site around it behind.

Sites differ in everything but this: a report has headings 一、二、… and tables of figures. The article
is the smallest element that holds them all, widened while sentences stand beside it. Nothing is
fetched, and nothing outside the file is opened.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from ..model.errors import SourceError
from ..model.location import Location
from ..model.outline import GRID_COLUMNS, GRID_ROWS, Grid, GridCell, Outline, OutlineParagraph
from .located_yaml import unreadable

MAX_BYTES = 20_000_000
MAX_PICTURE = 10_000_000
MAX_ELEMENTS = 200_000
_SIGNS = (
    (b"PK", "压缩包或 Office 文件", "如果是 Word 文件，把文件名的结尾改成 .docx"),
    (b"%PDF", "PDF", "把文件名的结尾改成 .pdf"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文件", "用 Word 或 WPS 打开，选“另存为”，类型选 .docx"),
    (b"\x89PNG", "图片", ""),
    (b"\xff\xd8\xff", "图片", ""),
    (b"GIF8", "图片", ""),
)
_SAVE_AGAIN = "在浏览器里打开网页，等正文显示出来，选“另存为”，类型选“网页，仅 HTML”"
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CODINGS = {"utf-8": "utf-8", "utf8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5"}
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z!?/]")
# The parser refuses longer attributes; the picture is counted, its content given up.
_HUGE_PICTURE = re.compile(r"data:[\w/+.-]*;base64,[A-Za-z0-9+/=%\s]{9000000,}")
_PICTURE = re.compile(r"data:image/(?:png|jpe?g);base64,(.*)", re.DOTALL)
_PICTURE_KINDS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = re.compile(
    "address|article|aside|blockquote|body|br|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6r]"
    "|header|html|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_UNREAD = re.compile(
    "head|script|style|noscript|template|select|option|optgroup|datalist|textarea|button|input|i?frame|object|embed|applet|svg"
    "|canvas|audio|video|map"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# The site's own boxes: by their tags, by the names designers give them, and by what is written in them.
_SITE_TAGS = ("nav", "footer", "aside")
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
_SECTION = re.compile(r"[一二三四五六七八九十]{1,2}、")
_ATTACHMENT = re.compile(r"附件|下载|\.(?:docx?|xlsx?|pdf|wps|ofd)")
_DATE = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日")
_FIGURE = re.compile(r"[-+]?\d[\d,.]*\D{0,2}")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff\ufffe\uffff]")
_WIDE = re.compile(r"[\u2e80-\uffef“”‘’—…·]")
_LONG_CELL, _LONGEST_TITLE, _LONGEST_SITE_LINE, _SENTENCE, _FEW = 150, 60, 80, 20, 3


def _is_title(text: str) -> bool:
    """Whether a line may be the report's title: a year and the word report, and no sentence."""
    return (
        len(text) <= _LONGEST_TITLE
        and bool(re.search(r"20\d\d", text) and re.search(r"报告|年报", text))
        and not re.search(r"[。；>»›|]|附件|位置[:：]", text)
    )


class _Piece(NamedTuple):
    """A paragraph or a table's grid with the element that it stands in; `inside` is the table around it."""

    owner: etree._Element
    text: str = ""
    heading: int = 0
    linked: int = 0  # characters of the text that stand in links
    links: int = 0
    images: tuple[str, ...] = ()
    cells: Mapping[tuple[int, int], GridCell] | None = None
    boxes: tuple[etree._Element, ...] = ()
    inside: etree._Element | None = None

    @property
    def is_sentence(self) -> bool:
        long = len(self.text) >= _SENTENCE and self.linked * 2 < len(self.text)
        return long and "。" in self.text and not _OWNER_LINES.search(self.text)

    @property
    def is_mark(self) -> bool:
        """Whether only the report itself would hold this: a section's heading, or a table of figures."""
        if self.cells is None:
            return bool(_SECTION.match(self.text)) and not self.linked
        figures = sum(bool(_FIGURE.fullmatch(cell.text)) for cell in self.cells.values())
        labels = sum(len(cell.text) >= 4 and not _FIGURE.fullmatch(cell.text) for cell in self.cells.values())
        return figures >= _FEW and labels >= _FEW

    @property
    def is_title(self) -> bool:
        return not self.linked and _is_title(self.text)

    @property
    def is_links(self) -> bool:
        letters = sum(map(str.isalnum, self.text))
        return self.linked * 5 >= letters * 4 > 0 and not _ATTACHMENT.search(self.text)

    @property
    def is_site_line(self) -> bool:
        said = _OWNER_LINES.search(self.text) or ("。" not in self.text and _SITE_LINES.match(self.text))
        return len(self.text) <= _LONGEST_SITE_LINE and bool(said)


def read_web_page(path: Path) -> Outline:
    """The outline of the report in a saved web page (.html, .htm), or in a piece of one.

    SourceError when the file cannot be opened, is too big, or holds no web page or no text.
    """
    location = Location(path.name)
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise unreadable(path, error) from error
    if size > MAX_BYTES:
        told = f"文件有 {size / 1e6:.0f} MB，超过了 {MAX_BYTES // 1_000_000} MB 的上限"
        raise SourceError(told, location=location, hint="在浏览器里打开，把正文复制到 Word 里另存为 .docx")
    html = _HUGE_PICTURE.sub("data:", _decoded(content, location))
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(html.encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    cut = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    if cut or (root is not None and sum(1 for _ in root.iter()) > MAX_ELEMENTS):
        told = "网页的结构套得太深，或者太大，读不全"
        raise SourceError(told, location=location, hint="在浏览器里打开，把正文复制到 Word 里另存为 .docx")
    pieces = _pieces_of(root) if root is not None else []
    if root is None or not any(piece.text or piece.cells for piece in pieces):
        hint = f"{_SAVE_AGAIN}；或者下载网页上的 Word、PDF 附件"
        raise SourceError("网页里没有文字，正文可能不在这个文件里", location=location, hint=hint)
    return _outline(_report_among(pieces, _names_of(root)), path.name)


def _decoded(content: bytes, location: Location) -> str:
    """The file's text; SourceError says what it is when it is no web page."""
    if not content.strip():
        raise SourceError("文件是空的", location=location, hint=_SAVE_AGAIN)
    for sign, what, hint in _SIGNS:
        if content.startswith(sign):
            raise SourceError(f"这不是网页，里面是{what}", location=location, hint=hint or _SAVE_AGAIN)
    if re.match(rb"(?:From: <Saved|MIME-Version:|Content-Type: multipart)", content, re.IGNORECASE):
        raise SourceError("这是“单个文件”式的网页（.mht），读不了", location=location, hint=_SAVE_AGAIN)
    told = next((coding for bom, coding in _BOMS if content.startswith(bom)), "")
    if not told and b"\0" in content:
        raise SourceError("这不是网页，里面不是文字", location=location, hint=_SAVE_AGAIN)
    declared = _CHARSET.search(content[:4096])
    # UTF-8 is tried first whatever is declared: nothing else looks like it, and pages are saved anew.
    codings = [told or "utf-8", _CODINGS.get(declared[1].decode("ascii", "replace").lower(), "") if declared else "", "gb18030"]
    for coding in filter(None, codings):
        try:
            text = content.decode(coding)
            break
        except UnicodeDecodeError:
            continue
    else:
        # A few bytes are broken: the coding that loses least.
        tried = [content.decode(coding, "replace") for coding in filter(None, codings)]
        text = min(tried, key=lambda text: text.count("\ufffd"))
    if not _TAG.search(text):
        raise SourceError("这不是网页，里面只有文字", location=location, hint="把文件名的结尾改成 .txt")
    return text


def _outline(pieces: list[_Piece], name: str) -> Outline:
    paragraphs: list[OutlineParagraph] = []
    grids: list[Grid] = []
    order: list[tuple[str, int]] = []
    pictures: dict[str, bytes] = {}
    for piece in pieces:
        if piece.cells is not None:
            order.append(("t", len(grids)))
            grids.append(Grid(name, f"表{len(grids) + 1}", piece.cells))
            continue
        here: list[str] = []
        for content, kind in filter(None, map(_picture, piece.images)):
            here.append(f"picture-{len(pictures) + 1}.{kind}")
            pictures[here[-1]] = content
        order.append(("p", len(paragraphs)))
        place = Location(name, line=len(paragraphs) + 1, column=1)
        paragraphs.append(
            OutlineParagraph(piece.text, place, images=len(piece.images), heading=piece.heading, pictures=tuple(here))
        )
    return Outline(name, tuple(paragraphs), tuple(grids), tuple(order), pictures)


def _picture(source: str) -> tuple[bytes, str] | None:
    """The picture that an address itself contains, with its kind."""
    written = _PICTURE.match(source)
    try:
        content = base64.b64decode(re.sub(r"\s|%0A", "", written[1])) if written else b""
    except ValueError:
        return None
    kind = next((kind for sign, kind in _PICTURE_KINDS if content.startswith(sign)), "")
    return (content, kind) if kind and len(content) <= MAX_PICTURE else None


# -- the report in the page -------------------------------------------------------------------------


def _report_among(pieces: list[_Piece], names: list[str]) -> list[_Piece]:
    """The pieces that are the report's, its title first."""
    marks = [at for at, piece in enumerate(pieces) if piece.is_mark]
    if not marks:
        marks = [at for at, piece in enumerate(pieces) if piece.is_sentence] or list(range(len(pieces)))
    first = marks[0]
    own = _own(pieces, marks)
    inside = _in_article(pieces, marks, own)
    found = [at for at in range(len(pieces)) if own[at] and inside[at]]
    if any(pieces[at].is_title for at in found if at <= first):
        return [pieces[at] for at in found]
    return [*_title(pieces[:first], names, pieces[first].owner), *(pieces[at] for at in found)]


def _own(pieces: list[_Piece], marks: list[int]) -> list[bool]:
    """For each piece whether it may be the report's: the site's boxes, lines and lists of links are not.

    Between the first mark and the last one only what HTML itself sets apart is left out.
    """
    marked = {element for at in marks for element in _path(pieces[at].owner)}
    # A designer's name alone is no proof: the box holds links or the like, and neither sentences nor the date.
    telling = {box for piece in pieces if piece.is_sentence or _DATE.fullmatch(piece.text) for box in piece.boxes}
    linking = {box for piece in pieces if piece.linked or piece.is_site_line or not piece.text for box in piece.boxes}
    links = [False, *(piece.is_links for piece in pieces), False]
    own = []
    for at, piece in enumerate(pieces):
        of_site = any(box.tag in _SITE_TAGS and box not in marked for box in piece.boxes)
        if not of_site and not marks[0] <= at <= marks[-1]:
            named = any(box in linking and box not in telling and box not in marked for box in piece.boxes)
            listed = links[at + 1] and (piece.links > 1 or links[at] or links[at + 2])
            adorning = piece.cells is None and not piece.text and at < marks[0]
            of_site = named or listed or adorning or piece.is_site_line
        own.append(not of_site)
    return own


def _in_article(pieces: list[_Piece], marks: list[int], own: list[bool]) -> list[bool]:
    """For each piece whether it stands in the smallest element with all marks and the sentences beside them."""
    paths = [_path(piece.owner) for piece in pieces]
    shared = paths[marks[0]]
    for at in marks:
        shared = shared[: _common(shared, paths[at])]
    # One paragraph or table alone is no article.
    depth = len(shared) - (sum(piece.owner is shared[-1] for piece in pieces) == 1 < len(pieces))
    for at, (piece, path) in enumerate(zip(pieces, paths, strict=True)):
        # A preface or a signature may stand beside the element with the sections.
        if own[at] and (piece.is_sentence or (at > marks[-1] and _DATE.fullmatch(piece.text))):
            depth = min(depth, _common(shared, path))
    return [_common(shared[:depth], path) == depth for path in paths]


def _title(above: list[_Piece], names: list[str], owner: etree._Element) -> Iterator[_Piece]:
    """The title from outside the article: what stands above it, or what the page calls itself."""
    near = [piece for piece in above if piece.is_title]
    chosen = next((piece for piece in reversed(near) if piece.heading), near[-1] if near else None)
    if chosen:
        # The lines of one heading belong together.
        lines = [piece.text for piece in above if piece.owner is chosen.owner and piece.text and not piece.is_site_line]
    else:
        headed = [piece.text for piece in above if piece.heading == 1]
        lines = [*filter(_is_title, names), *headed, *names][:1]
    return (_Piece(owner, line, heading=1) for line in lines)


def _names_of(root: etree._Element) -> list[str]:
    """What the page's head calls it, the site's name cut off."""
    titles = [element for element in root.iter("meta") if str(element.get("name")).lower() == "articletitle"]
    names = [str(element.get("content", "")) for element in titles]
    for element in root.iter("title"):
        whole = "".join(map(str, element.itertext()))
        names += [*filter(_is_title, map(_tidy, re.split(r"[_|]|\s*[-–—]+(?=\D)", whole))), whole]
    return [name for name in map(_tidy, names) if name]


def _path(element: etree._Element) -> list[etree._Element]:
    """The elements from the page down to this one."""
    return [*reversed([*element.iterancestors()]), element]


def _common(one: list[etree._Element], other: list[etree._Element]) -> int:
    """How many elements two paths share."""
    pairs = zip(one, other, strict=False)
    return next((depth for depth, (left, right) in enumerate(pairs) if left is not right), min(len(one), len(other)))


# -- the page's pieces ------------------------------------------------------------------------------


def _pieces_of(root: etree._Element) -> list[_Piece]:
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

    def grid(self) -> dict[tuple[int, int], GridCell] | None:
        """The cells by their places; None where the table only lays out the page."""
        texts = [[text for _, text in row if text] for _, row in self.rows]
        figures = sum(bool(_FIGURE.fullmatch(text)) for row in texts for text in row)
        long = any(len(text) > _LONG_CELL for row in texts for text in row)
        if max(map(len, texts), default=0) < 2 or ((self.nested or long) and figures < _FEW) or len(texts) > GRID_ROWS:
            return None
        cells: dict[tuple[int, int], GridCell] = {}
        taken: dict[int, int] = {}  # by column, the last row that a cell from above reaches into
        for number, (_, row) in enumerate(sorted(self.rows, key=lambda pair: pair[0]), 1):
            column = 1
            for element, text in row:
                while taken.get(column, 0) >= number:
                    column += 1
                if column > GRID_COLUMNS:
                    return None
                if text:
                    cells[number, column] = GridCell(text)
                down = _span(element, "rowspan") or GRID_ROWS
                for _ in range(_span(element, "colspan") or 1):
                    taken[column] = number + down - 1
                    column += 1
        return cells


def _span(element: etree._Element, name: str) -> int:
    written = re.match(r"\s*(\d{1,9})", str(element.get(name, "1")))
    return min(int(written[1]), GRID_ROWS if name == "rowspan" else GRID_COLUMNS) if written else 1


class _Walk:
    """Goes through a page once and gathers its pieces; step by step, because pages nest deep."""

    def __init__(self, root: etree._Element, hidden: bool) -> None:
        self.pieces: list[_Piece] = []
        self._parts: list[str] = []
        self._images: list[str] = []
        self._linked = self._links = self._open_links = 0
        self._blocks, self._boxes = [root], list[etree._Element]()
        self._tables: list[_Table] = []
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            unread = _UNREAD.fullmatch(str(element.tag)) or (not hidden and _is_hidden(element))
            if unread and event == "start":
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
        elif _BLOCKS.fullmatch(tag):
            self._flush()
            self._blocks.append(element)
        if tag in _SITE_TAGS or _SITE_NAMES.search(f"{element.get('class', '')} {element.get('id', '')}"):
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
        elif _BLOCKS.fullmatch(tag):
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
        grid = _Piece(table.element, cells=cells, boxes=tuple(self._boxes), inside=around)
        below = [
            piece._replace(text="") if at in table.in_cells else piece
            for at, piece in walked
            if piece.inside is not table.element or (at in table.in_cells and (piece.images or piece.cells is not None))
        ]
        self.pieces[table.start :] = [*above, grid, *below]

    def _read(self, text: str) -> None:
        self._parts.append(text)
        if self._open_links:
            self._linked += len(text.strip())

    def _flush(self) -> None:
        text = _tidy("".join(self._parts))
        if text or self._images:
            heading = next((_HEADINGS[str(block.tag)] for block in reversed(self._blocks) if block.tag in _HEADINGS), 0)
            owner, boxes = self._blocks[-1], tuple(self._boxes)
            inside = self._tables[-1].element if self._tables else None
            images = tuple(self._images)
            self.pieces.append(_Piece(owner, text, heading, self._linked, self._links, images, None, boxes, inside))
        self._parts, self._images = [], []
        self._linked, self._links = 0, self._open_links


def _is_hidden(element: etree._Element) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN.search(str(element.get("style", ""))))


def _tidy(text: str) -> str:
    """The text without the line breaks of its source, which mean nothing between Chinese characters."""

    def gap(blanks: re.Match[str]) -> str:
        beside = text[blanks.start() - 1] + text[blanks.end()]
        return "" if re.search(r"[\r\n\t]", blanks[0]) and _WIDE.search(beside) else " "

    text = _INVISIBLE.sub("", text).strip()
    return re.sub(r"\s+", gap, text)
