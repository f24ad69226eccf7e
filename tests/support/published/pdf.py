"""Draws PDFs of made-up reports letter by letter, so that tests know where everything stands.

The font is one that every reader knows by name; nothing is embedded. Lengths are points from the top left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reportgen.model.form import Table
from reportgen.model.layout import Drawn, Layout, lay_out
from support.published.pages import Article, figures_of, form_of

WIDTH, HEIGHT = 595.0, 842.0
TOP, BOTTOM = 90.0, 760.0
BODY, PITCH, SMALL = 16.0, 28.0, 9.0


def width_of(text: str, size: float) -> float:
    return sum(size / 2 if ord(char) < 0x80 else size for char in text)


class Canvas:
    """Pages to draw on."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]

    def text(self, x: float, top: float, text: str, size: float = BODY) -> None:
        shown = text.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F1 {size} Tf {x:.2f} {HEIGHT - top - size * 0.88:.2f} Td <{shown}> Tj ET")

    def rule(self, x0: float, top: float, x1: float, bottom: float) -> None:
        self.pages[-1].append(f"0.5 w {x0:.2f} {HEIGHT - top:.2f} m {x1:.2f} {HEIGHT - bottom:.2f} l S")

    def fill(self, x0: float, top: float, x1: float, bottom: float, grey: float = 0.9) -> None:
        self.pages[-1].append(f"{grey} g {x0:.2f} {HEIGHT - bottom:.2f} {x1 - x0:.2f} {bottom - top:.2f} re f 0 g")

    def picture(self, x0: float, top: float, x1: float, bottom: float) -> None:
        size = f"{x1 - x0:.2f} 0 0 {bottom - top:.2f} {x0:.2f} {HEIGHT - bottom:.2f}"
        self.pages[-1].append(f"q {size} cm BI /W 1 /H 1 /BPC 8 /CS /G /F /AHx ID 80> EI Q")

    def pdf(self) -> bytes:
        kids = " ".join(f"{6 + 2 * at} 0 R" for at in range(len(self.pages)))
        objects = [
            "<</Type/Catalog/Pages 2 0 R>>",
            f"<</Type/Pages/Kids[{kids}]/Count {len(self.pages)}>>",
            "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
            "/FontDescriptor 5 0 R/DW 1000/W[1 95 500]>>",
            "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
            "/CapHeight 880/StemV 93>>",
        ]
        for at, drawn in enumerate(self.pages):
            content = "\n".join(drawn)
            objects.append(
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Resources<</Font<</F1 3 0 R>>>>/Contents {7 + 2 * at} 0 R>>"
            )
            objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
        body = b"%PDF-1.4\n"
        places = []
        for number, written in enumerate(objects, 1):
            places.append(len(body))
            body += f"{number} 0 obj\n{written}\nendobj\n".encode("ascii")
        table = "".join(f"{place:010} 00000 n \n" for place in places)
        size = len(objects) + 1
        end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
        return body + end.encode("ascii")


class Style(NamedTuple):
    """How an office makes its PDFs."""

    name: str
    left: float = 74.0
    mirrored: float = 0.0  # how much further in the left pages begin
    header: str = ""
    page_number: str = "- {} -"
    headings_again: bool = True  # at the top of each page that a table goes on
    rules: bool = True
    spaced: bool = False  # blanks between Han characters and digits
    shaded: bool = False
    loose_ends: bool = False  # no rule where a page break cuts a table
    label_torn: bool = False  # a merged label goes on in the next page's part
    row_height: float = 24.0


STYLES = (
    Style("plain"),
    Style("mirrored", left=60.0, mirrored=34.0, page_number="—{}—", headings_again=False),
    Style("running header", header="云溪县水务局年报", page_number="第 {} 页", shaded=True),
    Style("spaced", spaced=True, page_number="{}", headings_again=False, label_torn=True, row_height=30.0),
    Style("open at breaks", loose_ends=True, headings_again=False, row_height=27.0),
)
COLUMNS = 450.0


class Writer:
    """Lets paragraphs and tables flow over pages."""

    def __init__(self, style: Style) -> None:
        self.style, self.canvas, self.top = style, Canvas(), TOP
        self._furnish()

    @property
    def left(self) -> float:
        return self.style.left + self.style.mirrored * (len(self.canvas.pages) % 2 == 0)

    def _furnish(self) -> None:
        number = len(self.canvas.pages)
        if self.style.header:
            self.canvas.text(self.left, 50, self.style.header, SMALL)
        self.canvas.text(self.left + (380 if number % 2 else 0), 795, self.style.page_number.format(number), 13)

    def new_page(self) -> None:
        self.canvas.pages.append([])
        self.top = TOP
        self._furnish()

    def line(self, text: str, x: float, size: float = BODY) -> None:
        if self.top + size > BOTTOM:
            self.new_page()
        self.canvas.text(self.left + x, self.top, text, size)
        self.top += PITCH

    def title(self, text: str) -> None:
        for line in wrapped(text, COLUMNS, 22):
            self.line(line, (COLUMNS - width_of(line, 22)) / 2, 22)
        self.top += PITCH

    def paragraph(self, text: str) -> None:
        if self.style.spaced:
            text = spaced_out(text)
        lines = wrapped(text, COLUMNS - 32 + 0.01, BODY, COLUMNS + 0.01)
        for at, line in enumerate(lines):
            self.line(line.strip(), 0 if at else 32)

    def signature(self, text: str) -> None:
        self.line(text, COLUMNS - 30 - width_of(text, BODY))

    def table(self, table: Table, figures: dict[str, str]) -> None:
        layout = lay_out(table)
        widths = layout.widths()
        columns = [0.0]
        for width in widths:
            columns.append(columns[-1] + width / sum(widths) * COLUMNS)
        shown = {(drawn.row, drawn.column): figures[drawn.ref] if drawn.ref else drawn.text for drawn in layout.cells}
        heights = self._heights(layout, columns, shown)
        self.top += 8
        first = 1
        again = range(1, layout.header_rows + 1) if self.style.headings_again else range(0)
        rows: list[int] = []
        for row in range(1, layout.height + 1):
            if self.top + sum(heights[row] for row in rows) + heights[row] > BOTTOM:
                self._draw(layout, rows, columns, heights, shown, first)
                self.new_page()
                rows, first = [*again], row
            rows.append(row)
        self._draw(layout, rows, columns, heights, shown, first)
        self.top += 12

    def _heights(self, layout: Layout, columns: list[float], shown: dict[tuple[int, int], str]) -> dict[int, float]:
        heights = dict.fromkeys(range(1, layout.height + 1), self.style.row_height)
        for drawn in layout.cells:
            lines = wrapped(
                shown[drawn.row, drawn.column], columns[drawn.column + drawn.columns - 1] - columns[drawn.column - 1] - 6
            )
            if drawn.rows == 1:
                heights[drawn.row] = max(heights[drawn.row], len(lines) * 11 + 8)
        return heights

    def _draw(
        self,
        layout: Layout,
        rows: Sequence[int],
        columns: list[float],
        heights: dict[int, float],
        shown: dict[tuple[int, int], str],
        first: int,
    ) -> None:
        """The rows on one page, cut out of the table; a merged cell is drawn as far as it reaches."""
        tops: dict[int, float] = {}
        for row in rows:
            tops[row] = self.top
            self.top += heights[row]
        for drawn in layout.cells:
            here = [row for row in range(drawn.row, drawn.row + drawn.rows) if row in tops]
            if not here:
                continue
            box = (
                columns[drawn.column - 1],
                tops[here[0]],
                columns[drawn.column + drawn.columns - 1],
                tops[here[-1]] + heights[here[-1]],
            )
            self._cell(drawn, box, self._said(drawn, shown, here, box, first), rows)

    def _said(
        self, drawn: Drawn, shown: dict[tuple[int, int], str], here: list[int], box: tuple[float, ...], first: int
    ) -> list[str]:
        lines = wrapped(shown[drawn.row, drawn.column], box[2] - box[0] - 6)
        if self.style.label_torn and len(here) < drawn.rows and len(lines) > 1:
            return lines[:1] if here[0] == drawn.row else lines[1:]
        return lines if here[0] == drawn.row else []

    def _cell(self, drawn: Drawn, box: tuple[float, float, float, float], lines: list[str], rows: Sequence[int]) -> None:
        x0, top, x1, bottom = box[0] + self.left, box[1], box[2] + self.left, box[3]
        if self.style.shaded and drawn.role == "header":
            self.canvas.fill(x0, top, x1, bottom)
        if self.style.rules:
            cut_above, cut_below = drawn.row < rows[0], drawn.row + drawn.rows - 1 > rows[-1]
            open_above = self.style.loose_ends and cut_above
            open_below = self.style.loose_ends and cut_below
            self.canvas.rule(x0, top, x0, bottom)
            self.canvas.rule(x1, top, x1, bottom)
            if not open_above:
                self.canvas.rule(x0, top, x1, top)
            if not open_below:
                self.canvas.rule(x0, bottom, x1, bottom)
        at = top + max((bottom - top - len(lines) * 11) / 2, 1)
        for line in lines:
            x = x0 + 3 if drawn.role == "stub" else x0 + (x1 - x0 - width_of(line, SMALL)) / 2
            self.canvas.text(x, at, line, SMALL)
            at += 11


def wrapped(text: str, width: float, size: float = SMALL, later: float = 0) -> list[str]:
    """Lines of a text; no line begins with a mark, and figures stay whole. `later` is the width of all but the first."""
    lines, line = [], ""
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and (
            text[end] in "，。；：、）”》！？" or (text[at : end + 1].isascii() and text[at : end + 1].isalnum())
        ):
            end += 1
        if line and width_of(line + text[at:end], size) > width:
            lines.append(line)
            line, width = "", later or width
        line += text[at:end]
        at = end
    return [*lines, line] if line else lines


def spaced_out(text: str) -> str:
    shown = text[:1]
    for char in text[1:]:
        shown += " " * (shown[-1].isdigit() != char.isdigit() and not {shown[-1], char} & set("，。；：、（）-")) + char
    return shown


def report_pdf(pack: str, article: Article, style: Style) -> bytes:
    """A whole report as a PDF."""
    writer, figures = Writer(style), figures_of(form_of(pack))
    writer.title(article.title)
    for text in article.preface:
        writer.paragraph(text)
    for heading, parts in article.sections:
        writer.paragraph(heading)
        for part in parts:
            if isinstance(part, str):
                writer.paragraph(part)
            else:
                writer.table(part, figures)
    for text in article.end:
        writer.signature(text)
    return writer.canvas.pdf()
