"""Reads a report from a saved web page into an outline, leaving the site around it behind.

Sites differ in everything but this: a report has headings 一、二、… and tables of figures. The article
is the smallest element that holds them all, widened while sentences stand beside it. Nothing is
fetched, and nothing outside the file is opened.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, takewhile
from pathlib import Path

from lxml import etree

from ...files.yaml import unreadable
from ...model.errors import SourceError
from ...model.location import Location
from ...model.outline import Aside, Grid, GridCell, Outline, OutlineParagraph
from ...recognise.front import issued_in
from ...text.charts import is_chart
from ..plain_text import goes_on
from .pieces import SITE_TAGS, WebPiece, is_title, parsed_page, pieces_of, tidy
from .scripts import small_scripts

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
_PICTURE = re.compile(r"data:image/(?:png|jpe?g);base64,(.*)", re.DOTALL)
_PICTURE_KINDS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
# A title has no more lines.
_TITLE_LINES = 3
# What a site says of a page stands in a short line.
_LONGEST_LINE = 200
_DATE = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日")
# A line of a printed page has more letters than these; a page of so many that end within a sentence is one of lines.
_PRINTED_LINE, _LEAST_BROKEN = 20, 8
# A label and its figure: a row of a table that became a line.
_ROW = re.compile(r"[\s：:][-+]?\d[\d,.]*$")


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
    root, cut = parsed_page(_decoded(content, location))
    if cut or (root is not None and sum(1 for _ in root.iter()) > MAX_ELEMENTS):
        told = "网页的结构套得太深，或者太大，读不全"
        raise SourceError(told, location=location, hint="在浏览器里打开，把正文复制到 Word 里另存为 .docx")
    if root is not None:
        small_scripts(root)
    pieces = pieces_of(root) if root is not None else []
    if root is None or not any(piece.text or piece.cells for piece in pieces):
        hint = f"{_SAVE_AGAIN}；或者下载网页上的 Word、PDF 附件"
        raise SourceError("网页里没有文字，正文可能不在这个文件里", location=location, hint=hint)
    return _outline(report_among(pieces, names_of(root)), path.name)._replace(issued=_issued(root, pieces, location))


def _issued(root: etree._Element, pieces: list[WebPiece], location: Location) -> OutlineParagraph | None:
    """The day of publication: as a reader sees it above the report's text, or else as the page's head gives it to collectors."""
    above = [piece for piece in takewhile(lambda piece: not piece.is_mark, pieces) if len(piece.text) <= _LONGEST_LINE]
    shown = [text for piece in above for text in ([piece.text] if piece.cells is None else _rows(piece.cells))]
    named = [str(one.get("content", "")) for one in root.iter("meta") if str(one.get("name")).lower() == "pubdate"]
    found = issued_in([OutlineParagraph(text, location) for text in (*shown, *(f"发布日期：{day}" for day in named))])
    return OutlineParagraph(found.text, found.location) if found else None


def _rows(cells: Mapping[tuple[int, int], GridCell]) -> list[str]:
    """The rows of a small table as lines: 索引号 … 发布日期 2025-01-20."""
    ordered = sorted(cells.items())
    return [" ".join(cell.text for _, cell in row) for _, row in groupby(ordered, key=lambda one: one[0][0])]


def article_texts(html: str) -> list[str]:
    """Every text of a page's <article>, paragraphs and cells, in the order in which they are read."""
    root, _ = parsed_page(html)
    texts: list[str] = []
    for piece in pieces_of(root) if root is not None else ():
        if any(element.tag == "article" for element in (piece.owner, *piece.owner.iterancestors())):
            texts += [piece.text] if piece.cells is None else [cell.text for _, cell in sorted(piece.cells.items())]
    return [text for text in texts if text]


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


def _outline(pieces: list[WebPiece], name: str) -> Outline:
    paragraphs: list[OutlineParagraph] = []
    grids: list[Grid] = []
    order: list[tuple[str, int]] = []
    pictures: dict[str, bytes] = {}
    asides: list[Aside] = []
    lines = _are_lines(pieces)
    for piece in pieces:
        if piece.cells is not None:
            asides += (Aside(kind, text, Location(name, f"表{len(grids) + 1}")) for kind, text in piece.asides)
            order.append(("t", len(grids)))
            grids.append(Grid(name, f"表{len(grids) + 1}", piece.cells, short=piece.short, starts=piece.starts))
            continue
        here: list[str] = []
        for source in piece.images:
            if is_chart(source):
                here.append(source)
            elif found := _picture(source):
                content, kind = found
                here.append(f"picture-{len(pictures) + 1}.{kind}")
                pictures[here[-1]] = content
        place = Location(name, line=len(paragraphs) + 1, column=1)
        asides += (Aside(kind, text, place) for kind, text in piece.asides)
        last = paragraphs[-1] if lines and order and order[-1][0] == "p" else None
        if (
            last
            and not piece.heading
            and not piece.images
            and not _ROW.search(last.text)
            and goes_on(last, piece.text, indented=False)
        ):
            paragraphs[-1] = last._replace(text=last.text + piece.text)
            continue
        order.append(("p", len(paragraphs)))
        paragraphs.append(
            OutlineParagraph(piece.text, place, images=len(piece.images), heading=piece.heading, pictures=tuple(here))
        )
    return Outline(name, tuple(paragraphs), tuple(grids), tuple(order), pictures, asides=tuple(asides))


def _are_lines(pieces: Sequence[WebPiece]) -> bool:
    """Whether the page has an element for each line as it was printed, as those have that were made of a PDF."""
    long = [piece.text for piece in pieces if piece.cells is None and not piece.heading and len(piece.text) >= _PRINTED_LINE]
    broken = sum(not text.endswith(("。", "；", "：", "！", "？", "”", "）")) and not _ROW.search(text) for text in long)
    return broken >= _LEAST_BROKEN and broken * 2 > len(long)


def _picture(source: str) -> tuple[bytes, str] | None:
    """The picture that an address itself contains, with its kind."""
    written = _PICTURE.match(source)
    try:
        content = base64.b64decode(re.sub(r"\s|%0A", "", written[1])) if written else b""
    except ValueError:
        return None
    kind = next((kind for sign, kind in _PICTURE_KINDS if content.startswith(sign)), "")
    return (content, kind) if kind and len(content) <= MAX_PICTURE else None


# -- the article in the page -------------------------------------------------------------------------


def report_among(pieces: list[WebPiece], names: list[str]) -> list[WebPiece]:
    """The pieces that are the report's, its title first."""
    marks = [at for at, piece in enumerate(pieces) if piece.is_mark]
    if not marks:
        marks = [at for at, piece in enumerate(pieces) if piece.is_sentence] or list(range(len(pieces)))
    first = marks[0]
    own = _own(pieces, marks)
    inside = _in_article(pieces, marks, own)
    found = [at for at in range(len(pieces)) if own[at] and inside[at]]
    if any(_are_title([pieces[at] for at in found if at <= first], names)):
        return [pieces[at] for at in found]
    return [*_title(pieces[:first], names, pieces[first].owner), *(pieces[at] for at in found)]


def _are_title(pieces: Sequence[WebPiece], names: Sequence[str]) -> list[bool]:
    """For each piece whether it is a report's title, alone or together with the other lines of its element; or what the page is called."""
    lines: dict[etree._Element, str] = {}
    for piece in pieces:
        if piece.heading and not piece.linked:
            lines[piece.owner] = lines.get(piece.owner, "") + piece.text
    whole = [lines.get(piece.owner, "") for piece in pieces]
    return [piece.is_title or is_title(text) or text in names for piece, text in zip(pieces, whole, strict=True)]


def _own(pieces: list[WebPiece], marks: list[int]) -> list[bool]:
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
        of_site = any(box.tag in SITE_TAGS and box not in marked for box in piece.boxes)
        if not of_site and not marks[0] <= at <= marks[-1]:
            named = any(box in linking and box not in telling and box not in marked for box in piece.boxes)
            listed = links[at + 1] and (piece.links > 1 or links[at] or links[at + 2])
            adorning = piece.cells is None and not piece.text and at < marks[0]
            of_site = named or listed or adorning or piece.is_site_line
        own.append(not of_site)
    return own


def _in_article(pieces: list[WebPiece], marks: list[int], own: list[bool]) -> list[bool]:
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


def _title(above: list[WebPiece], names: list[str], owner: etree._Element) -> Iterator[WebPiece]:
    """The title from outside the article: what stands above it, or what the page calls itself."""
    near = [piece for piece, is_one in zip(above, _are_title(above, names), strict=True) if is_one]
    chosen = next((piece for piece in reversed(near) if piece.heading), near[-1] if near else None)
    if chosen:
        # The lines of one heading belong together.
        owners = _set_alike(chosen, above)
        lines = [piece.text for piece in above if piece.owner in owners and piece.text and not piece.is_site_line]
    else:
        headed = [piece.text for piece in above if piece.heading == 1]
        lines = [*filter(is_title, names), *headed, *names][:1]
    return (WebPiece(owner, line, heading=1) for line in lines)


def _set_alike(chosen: WebPiece, above: Sequence[WebPiece]) -> list[etree._Element]:
    """The elements that a title's lines stand in: its own, and those right above that are set just like it and hold no link."""
    owners, plain = [chosen.owner], {piece.owner for piece in above if piece.cells is None and not piece.linked}
    while len(owners) < _TITLE_LINES:
        before = owners[-1].getprevious()
        alike = before is not None and before.tag == chosen.owner.tag and before.items() == chosen.owner.items()
        if not alike or not chosen.owner.attrib or before not in plain:
            break
        owners.append(before)
    return owners


def names_of(root: etree._Element) -> list[str]:
    """What the page's head calls it, the site's name cut off."""
    titles = [element for element in root.iter("meta") if str(element.get("name")).lower() == "articletitle"]
    names = [str(element.get("content", "")) for element in titles]
    for element in root.iter("title"):
        whole = "".join(map(str, element.itertext()))
        names += [*filter(is_title, map(tidy, re.split(r"[_|]|\s*[-–—]+(?=\D)", whole))), whole]
    return [name for name in map(tidy, names) if name]


def _path(element: etree._Element) -> list[etree._Element]:
    """The elements from the page down to this one."""
    return [*reversed([*element.iterancestors()]), element]


def _common(one: list[etree._Element], other: list[etree._Element]) -> int:
    """How many elements two paths share."""
    pairs = zip(one, other, strict=False)
    return next((depth for depth, (left, right) in enumerate(pairs) if left is not right), min(len(one), len(other)))
