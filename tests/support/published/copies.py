"""Made-up reports as people copy them around: text in many shapes, web page, Word; whole, or damaged on the way."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from reportgen.model.figures import digits
from reportgen.model.form import Form, Table
from reportgen.model.layout import lay_out
from reportgen.reports.open import open_published
from reportgen.reports.published import Published
from reportgen.word.names import KIND, PACKAGE_RELATIONS, declared
from support.made.drafts import Values, added_up
from support.published.pages import PACKS, Article, article_of, form_of

FORM_2014, FORM_2019, FORM_2021 = PACKS
_W = declared("w", "r", "wp", "a", "v", "m", "mc")
# What tells that figures are not where they must be, or were worked out.
TELLING = {"W101", "W102", "W104", "W106", "W107", "W109"}


class Piece(NamedTuple):
    """A cell of a copied table; `ref` for a figure, `continued` for the lower part of a cell merged downwards."""

    text: str
    ref: str = ""
    columns: int = 1
    rows: int = 1
    continued: bool = False


Row = list[Piece]
# The grids that a table came in, usually one, and the lines that fell out of it.
Grids = list[list[Row] | str]


class Copied(NamedTuple):
    """A report on its way: the words, the tables by id, what is true."""

    form: Form
    article: Article
    tables: Mapping[str, Grids]
    figures: Mapping[str, str]

    def grid(self, table_id: str) -> list[Row]:
        return next(part for part in self.tables[table_id] if not isinstance(part, str))

    def with_table(self, table_id: str, *grids: list[Row] | str) -> Copied:
        return self._replace(tables={**self.tables, table_id: list(grids)})

    def mapped(self, change: Callable[[Piece], Piece | None]) -> Copied:
        """Every cell changed; one for which nothing comes back is gone."""
        tables = {
            table_id: [
                grid if isinstance(grid, str) else [[new for piece in row if (new := change(piece)) is not None] for row in grid]
                for grid in grids
            ]
            for table_id, grids in self.tables.items()
        }
        return self._replace(tables=tables)

    def without(self, ref: str) -> Copied:
        """The same report with one figure's cell gone, so that what stands behind it moves up."""
        return self.mapped(lambda piece: None if piece.ref == ref else piece)

    def with_figure(self, ref: str, text: str) -> Copied:
        """The same report with something else in one figure's cell."""
        return self.mapped(lambda piece: piece._replace(text=text) if piece.ref == ref else piece)


@cache
def dense(pack: str) -> dict[str, str]:
    """Figures of a form that balance, with hardly a zero and all different in a row: every shift shows."""
    leaves: Values = {ref: Decimal(11 + 3 * number) for number, ref in enumerate(form_of(pack).figures)}
    return {ref: digits(value) for ref, value in added_up(form_of(pack), leaves).items()}


@cache
def sparse(pack: str) -> dict[str, str]:
    """Figures of a form that balance, most of them zero, as in life."""
    chance = random.Random(pack)
    leaves: Values = {
        ref: Decimal(chance.choice((0, 0, 0, 1)) * (100 + 7 * number)) for number, ref in enumerate(form_of(pack).figures)
    }
    return {ref: digits(value) for ref, value in added_up(form_of(pack), leaves).items()}


@cache
def copied(pack: str, figures: Callable[[str], Mapping[str, str]] = dense) -> Copied:
    """A whole report of that form, undamaged."""
    form, known = form_of(pack), figures(pack)
    return Copied(form, article_of(pack), {table.id: [rows_of(table, known)] for table in form.tables}, known)


def rows_of(table: Table, figures: Mapping[str, str]) -> list[Row]:
    """A table as a copy of the drawn one: a cell merged to the right is one, downwards it leaves blanks below."""
    layout = lay_out(table)
    drawn = {(cell.row, cell.column): cell for cell in layout.cells}
    rows: list[Row] = []
    for row in range(1, layout.height + 1):
        pieces: Row = []
        column = 1
        while column <= layout.width:
            if cell := drawn.get((row, column)):
                pieces.append(Piece(figures[cell.ref] if cell.ref else cell.text, cell.ref, cell.columns, cell.rows))
                column += cell.columns
                continue
            above = next((one for (top, left), one in drawn.items() if left == column and top < row < top + one.rows), None)
            columns = above.columns if above else 1
            pieces.append(Piece("", columns=columns, continued=True))
            column += columns
        rows.append(pieces)
    return rows


# -- shapes -----------------------------------------------------------------------------------------


def one_a_line(grid: list[Row]) -> str:
    """A tab and a cell a line, a blank line below each row."""
    return "".join("".join(f"\t{piece.text}\n" for piece in row) + "\n" for row in grid)


def one_a_line_tight(grid: list[Row]) -> str:
    """The same without the blank lines."""
    return "".join(f"\t{piece.text}\n" for row in grid for piece in row)


def bare_lines(grid: list[Row]) -> str:
    """A cell a line, nothing in front, blank ones lost."""
    return "".join(f"{piece.text}\n" for row in grid for piece in row if piece.text)


def tabbed(grid: list[Row]) -> str:
    return "".join("\t".join(piece.text for piece in row) + "\n" for row in grid)


def spaced(grid: list[Row]) -> str:
    """Cells apart by spaces, blank ones lost."""
    return "".join("  ".join(piece.text for piece in row if piece.text) + "\n" for row in grid)


def piped(grid: list[Row]) -> str:
    rows = [[text for piece in row for text in (piece.text, *[""] * (piece.columns - 1))] for row in grid]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]]) + "\n"


def piped_inside(grid: list[Row]) -> str:
    """Pipes between the cells only."""
    lines = [line.removeprefix("| ").removesuffix(" |") for line in piped(grid).splitlines() if "|---" not in line]
    return "\n".join(lines) + "\n"


Shape = Callable[[list[Row]], str]
TEXTS: dict[str, Shape] = {
    "one a line": one_a_line,
    "one a line, tight": one_a_line_tight,
    "bare lines": bare_lines,
    "tabbed": tabbed,
    "spaced": spaced,
    "piped": piped,
    "piped inside": piped_inside,
}
# Shapes in which every row keeps its place; in the others only the order is left.
STRICT = ("piped", "html", "docx")
LOOSE = ("one a line", "bare lines", "tabbed", "spaced")


def _parts(copy: Copied, paragraph: Callable[[str], str], heading: Callable[[str], str], table: Shape) -> Iterator[str]:
    article = copy.article
    yield heading(article.title)
    yield from map(paragraph, article.preface)
    for title, inner in article.sections:
        yield paragraph(title)
        for part in inner:
            torn = [part] if isinstance(part, str) else copy.tables[part.id]
            yield from (paragraph(one) if isinstance(one, str) else table(one) for one in torn)
    yield from map(paragraph, article.end)


def text_of(copy: Copied, shape: str) -> str:
    """The whole report as text of that shape."""
    return "\n".join(_parts(copy, str, str, TEXTS[shape])) + "\n"


def html_of(copy: Copied) -> str:
    inner = _parts(copy, lambda text: f"<p>{escape(text)}</p>", lambda text: f"<h1>{text}</h1>", html_table)
    return "<html><body>" + "\n".join(inner) + "</body></html>"


def html_table(grid: list[Row]) -> str:
    rows = (
        "".join(
            f'<td colspan="{piece.columns}" rowspan="{piece.rows}">{escape(piece.text)}</td>'
            for piece in row
            if not piece.continued
        )
        for row in grid
    )
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def docx_of(copy: Copied) -> bytes:
    return docx_with("".join(_parts(copy, word_paragraph, word_paragraph, word_table)))


def word_paragraph(text: str, properties: str = "") -> str:
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:p>{properties}<w:r>{lines}</w:r></w:p>"


def word_table(grid: list[Row]) -> str:
    rows = []
    for row in grid:
        cells = []
        for piece in row:
            merge = '<w:vMerge w:val="restart"/>' if piece.rows > 1 else "<w:vMerge/>" if piece.continued else ""
            span = f'<w:gridSpan w:val="{piece.columns}"/>' if piece.columns > 1 else ""
            cells.append(f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{word_paragraph(piece.text)}</w:tc>")
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def docx_with(body: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word file of what a reader needs, around this body; parts stand in the relation to it that they are called by."""
    kinds = {name: re.sub(r"word/(\w+?)\d*\.xml", r"\1", name) for name in parts or {} if re.fullmatch(r"word/\w+\.xml", name)}
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="{KIND}{kind}" Target="{name.removeprefix("word/")}"/>'
        for at, (name, kind) in enumerate(kinds.items(), 1)
    )
    buffer = io.BytesIO()
    declared = '<?xml version="1.0" encoding="UTF-8"?>'
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", f"{declared}<w:document {_W}><w:body>{body}</w:body></w:document>")
        if relations and "word/_rels/document.xml.rels" not in (parts or {}):
            root = f'<Relationships xmlns="{PACKAGE_RELATIONS}">{relations}</Relationships>'
            archive.writestr("word/_rels/document.xml.rels", root)
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()


# -- damage -----------------------------------------------------------------------------------------


def pieces_of(grid: list[Row], parts: int = 2, head: int = 0) -> Grids:
    """A table cut below some rows, with the first `head` rows repeated; merged cells are cut too, as programs do."""
    size = -(-len(grid) // parts)
    cut: Grids = []
    for start in range(0, len(grid), size):
        rows = grid[start : start + size]
        below = [[_shortened(piece, len(rows) - at) for piece in row] for at, row in enumerate(rows)]
        below[0] = [
            piece._replace(continued=False, rows=_rows_on(grid, start, at, len(rows))) if piece.continued else piece
            for at, piece in enumerate(below[0])
        ]
        cut.append([*grid[:head], *below] if start else below)
    return cut


def _shortened(piece: Piece, left: int) -> Piece:
    return piece._replace(rows=min(piece.rows, left))


def _rows_on(grid: list[Row], start: int, at: int, left: int) -> int:
    """How many rows a merged cell goes on below a cut."""
    rows = 1
    while rows < left and at < len(grid[start + rows]) and grid[start + rows][at].continued:
        rows += 1
    return rows


def wrapped_below(grid: list[Row]) -> list[Row]:
    """Long labels broken: the rest stands in a row of its own below the figures, as a PDF gives it."""
    return _wrapped(grid, above=False)


def wrapped_above(grid: list[Row]) -> list[Row]:
    """Long labels broken: the first half stands in a row of its own above the figures."""
    return _wrapped(grid, above=True)


def _wrapped(grid: list[Row], *, above: bool) -> list[Row]:
    rows: list[Row] = []
    for row in grid:
        at = next((at for at, piece in enumerate(row) if not piece.ref and len(piece.text) > 9), None)
        if at is None or not any(piece.ref for piece in row):
            rows.append(row)
            continue
        text, middle = row[at].text, len(row[at].text) // 2
        halves = (text[middle:], text[:middle]) if above else (text[:middle], text[middle:])
        filled = [*row[:at], row[at]._replace(text=halves[0]), *row[at + 1 :]]
        alone = [Piece(halves[1] if piece is row[at] else "", columns=piece.columns) for piece in row]
        rows += [alone, filled] if above else [filled, alone]
    return rows


# -- reading back -----------------------------------------------------------------------------------


def write(folder: Path, copy: Copied, shape: str) -> Path:
    """The report as a file of that shape."""
    if shape == "docx":
        path = folder / "copy.docx"
        path.write_bytes(docx_of(copy))
    else:
        path = folder / ("copy.html" if shape == "html" else "copy.txt")
        path.write_text(html_of(copy) if shape == "html" else text_of(copy, shape), encoding="utf-8")
    return path


class Score(NamedTuple):
    """How the cells of a form came out: right, missing (nothing was read), wrong (another figure than the true one)."""

    right: int
    missing: tuple[str, ...]
    wrong: tuple[tuple[str, str, str], ...]

    def __str__(self) -> str:
        return f"{self.right} right, {len(self.missing)} missing, {len(self.wrong)} wrong"


def score(published: Published, figures: Mapping[str, str]) -> Score:
    """A published report beside the true figures, cell by cell."""
    right, missing, wrong = 0, [], []
    for ref, text in figures.items():
        cell = published.report.cells.get(ref)
        if cell is None or cell.value is None:
            missing.append(ref)
        elif cell.value == Decimal(text):
            right += 1
        else:
            wrong.append((ref, text, cell.text))
    return Score(right, tuple(missing), tuple(wrong))


def read(folder: Path, copy: Copied, shape: str) -> Published:
    return open_published(write(folder, copy, shape))


def untold(published: Published, figures: Mapping[str, str]) -> list[str]:
    """Cells that were not read and of which nobody is told: no finding, and no empty cell that a check would object to."""
    if TELLING & {finding.code for finding in published.findings}:
        return []
    return [ref for ref in score(published, figures).missing if ref not in published.report.cells]
