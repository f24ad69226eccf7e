"""What a real office program makes of our files: LibreOffice opens, recalculates, prints and saves them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from conftest import DRAFTS, EXAMPLES
from support.made.cells import type_into
from support.made.drafts import behind, lines_of, spots
from support.published.copies import dense

from reportgen.drafts.workbook.drawn.blank import blank_workbook
from reportgen.model.draft import Built
from reportgen.model.figures import digits
from reportgen.model.form import Form
from reportgen.model.outline import Grid, Outline
from reportgen.model.report import printed
from reportgen.recognise.grids import find_tables
from reportgen.rules.identities import assess_lines
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import Checked, check_draft
from reportgen.tasks.drafts import new_draft
from reportgen.word.outline import read_outline
from reportgen.word.properties import built_unchanged

NAMES = [folder.name for folder in DRAFTS]
EachExample = pytest.mark.parametrize("name", NAMES)
TIMEOUT = 240
POINTS_PER_MM = 72 / 25.4
# 5.1, 5.2: the text stands between these, in points from the left and from the top.
LEFT, RIGHT, TOP, BOTTOM = 28 * POINTS_PER_MM, (210 - 26) * POINTS_PER_MM, 37 * POINTS_PER_MM, (297 - 35) * POINTS_PER_MM


def needs(*tools: str) -> None:
    """Skip where a program is not installed."""
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


def output_of(*command: str | Path) -> str:
    return subprocess.run(list(map(str, command)), capture_output=True, check=True, timeout=TIMEOUT).stdout.decode()


Convert = Callable[[str, list[Path], Path], None]


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """LibreOffice with a profile of its own: convert("pdf", files, folder)."""
    needs("soffice")
    profile = tmp_path_factory.mktemp("profile")

    def run(kind: str, files: list[Path], folder: Path) -> None:
        output_of(
            "soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind, "--outdir", folder, *files
        )
        absent = [file.stem for file in files if not (folder / f"{file.stem}.{kind}").exists()]
        assert not absent, f"LibreOffice did not convert {absent}"

    return run


# -- workbooks ----------------------------------------------------------------------------------------

BLANK = {"blank-2021": 2024, "blank-2019": 2020, "blank-2014": 2017}
# An example, the figure that is changed by how much, and the verdicts other than 平 that must appear.
BROKEN: dict[str, tuple[str, str, int, Counter[str]]] = {
    "broken-received": ("huaian-2024", "applications.received.natural", 7, Counter({"差 7": 2})),
    "broken-outcome": ("wenzhou-2020", "applications.granted.enterprise", -3, Counter({"差 3": 2})),
    "broken-part": ("ouhai-2017", "statistics.normative_disclosed.count", 5, Counter({"超出 5": 1})),
}


# What somebody leaves in a cell that is added up, and what every check then says that stands on it.
NO_NUMBER: dict[str, tuple[str | None, str]] = {
    "text": ("12", "D9 是文字"),
    "full-width": ("１２", "D9 是文字"),
    "unit": ("12件", "D9 是文字"),
    "space": (" ", "D9 是文字"),
    "blank": (None, "未填完"),
}
ADDEND = "applications.granted.natural"


@dataclass
class Books:
    """Drafts, and the same drafts with the workbook as LibreOffice saved it."""

    before: dict[str, Path]
    after: dict[str, Path]

    def verdicts(self, name: str) -> list[str]:
        """The last column of the sheet 校验."""
        sheet = openpyxl.load_workbook(self.after[name] / "workbook.xlsx", data_only=True)["校验"]
        return [str(row[7].value) for row in sheet.iter_rows(min_row=5) if row[0].value]

    def shown(self, name: str) -> Iterator[str]:
        """Every text that a formula shows, on any sheet."""
        formulas = openpyxl.load_workbook(self.after[name] / "workbook.xlsx")
        values = openpyxl.load_workbook(self.after[name] / "workbook.xlsx", data_only=True)
        for sheet in formulas:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        yield str(values[sheet.title][cell.coordinate].value)


def broken_copy(name: str, folder: Path) -> Path:
    """An example with one figure changed, as a person would type it."""
    example, ref, change, _ = BROKEN[name]
    draft = shutil.copytree(EXAMPLES / example, folder / name)
    cell = check_draft(draft).report.cells[ref]
    assert cell.value is not None
    book = openpyxl.load_workbook(draft / "workbook.xlsx")
    spot = book[cell.location.grid][cell.location.cell]
    assert not str(spot.value).startswith("=")
    spot.value = int(cell.value) + change
    book.save(draft / "workbook.xlsx")
    return draft


def with_no_number(name: str, folder: Path) -> Path:
    """An example with an addend that a sum passes over."""
    draft = shutil.copytree(EXAMPLES / "huaian-2024", folder / name)
    sheet, cell = spots(check_draft(draft).form)[ADDEND]
    type_into(draft / "workbook.xlsx", {sheet: {cell: NO_NUMBER[name][0]}})
    return draft


OVER = "applications.granted.all"


def typed_over(folder: Path) -> Path:
    """A filled workbook with a total 5 too high typed over its formula, and another typed as it was."""
    draft = new_draft(folder / "typed-over", agency="温州市瓯海区人民政府", year=2024).folder
    form = check_draft(draft).form
    figures = {ref: Decimal(text) for ref, text in dense(form.id).items()}
    path = draft / "workbook.xlsx"
    path.write_bytes(blank_workbook(form, "温州市瓯海区人民政府", 2024, figures))
    book = openpyxl.load_workbook(path)
    for ref, more in ((OVER, 5), ("applications.received.all", 0)):
        sheet, cell = spots(form)[ref]
        book[sheet][cell] = int(figures[ref]) + more
    book.save(path)
    return draft


@pytest.fixture(scope="session")
def books(convert: Convert, tmp_path_factory: pytest.TempPathFactory) -> Books:
    folder = tmp_path_factory.mktemp("books")
    before = {name: EXAMPLES / name for name in NAMES}
    for name, year in BLANK.items():
        before[name] = new_draft(folder / name, agency="温州市瓯海区人民政府", year=year).folder
    before |= {name: broken_copy(name, folder) for name in BROKEN}
    before |= {name: with_no_number(name, folder) for name in NO_NUMBER}
    before["typed-over"] = typed_over(folder)
    (folder / "in").mkdir()
    files = [Path(shutil.copy(draft / "workbook.xlsx", folder / "in" / f"{name}.xlsx")) for name, draft in before.items()]
    convert("xlsx", files, folder / "out")
    after = {}
    for name, draft in before.items():
        after[name] = shutil.copytree(draft, folder / "after" / name)
        shutil.copy(folder / "out" / f"{name}.xlsx", after[name] / "workbook.xlsx")
    return Books(before, after)


def read_as(checked: Checked) -> dict[str, tuple[object, ...]]:
    """What counts of each cell; a formula without a result, as openpyxl leaves it, is worked out or blank."""
    return {
        ref: (cell.value, cell.text, cell.remark, cell.location, cell.flaws - {"no_result"})
        for ref, cell in checked.report.cells.items()
    }


ALL_BOOKS = [
    *NAMES,
    pytest.param("blank-2021"),
    pytest.param("blank-2019"),
    "blank-2014",
    *BROKEN,
]


@pytest.mark.parametrize("name", ALL_BOOKS)
def test_a_workbook_saved_by_libreoffice_reads_the_same(name: str, books: Books) -> None:
    before, after = check_draft(books.before[name]), check_draft(books.after[name])
    assert read_as(after) == read_as(before)
    assert after.findings == before.findings
    assert after.tally == before.tally


@EachExample
def test_every_check_of_a_right_workbook_says_level(name: str, books: Books) -> None:
    verdicts = books.verdicts(name)
    total = check_draft(books.after[name]).tally.total
    assert verdicts == ["平"] * total
    shown = list(books.shown(name))
    assert f"共 {total} 条：平 {total} 条，不平 0 条，有文字 0 条，未填完 0 条" in shown
    assert not [text for text in shown if text.startswith(("差", "超出", "未填", "#", "Err"))]


@EachExample
def test_the_totals_that_the_workbook_computes_are_the_figures_we_read(name: str, books: Books) -> None:
    """Ours are worked out from the form's identities where no result is stored: both ways must agree."""
    cells = check_draft(books.before[name]).report.cells
    sheets = openpyxl.load_workbook(books.after[name] / "workbook.xlsx", data_only=True)
    for cell in cells.values():
        assert Decimal(str(sheets[cell.location.grid][cell.location.cell].value)) == cell.value


@pytest.mark.parametrize("name", BLANK)
def test_the_checks_of_a_blank_workbook_say_not_filled_in(name: str, books: Books) -> None:
    assert set(books.verdicts(name)) == {"未填完"}
    shown = list(books.shown(name))
    assert not [text for text in shown if text.startswith(("差", "超出", "平", "填齐", "#", "Err"))]
    assert any(re.fullmatch(r"本表共 \d+ 格，已填 0 格", text) for text in shown)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_figure_shows_at_its_line(name: str, books: Books) -> None:
    checked = check_draft(books.after[name])
    wanted = []
    for assessment in assess_lines(checked.form, checked.report.cells, None):
        word = "差 " if assessment.line.relation == "equals" else "超出 "
        wanted.append("平" if assessment.outcome == "held" else word + digits(assessment.difference))
    assert books.verdicts(name) == wanted
    assert Counter(text for text in wanted if text != "平") == BROKEN[name][3]
    below = Counter(text for text in books.shown(name) if text.startswith(("差", "超出")))
    assert below == {text: 2 * times for text, times in BROKEN[name][3].items()}, "at the table and on the sheet 校验"


@pytest.mark.parametrize("name", NO_NUMBER)
def test_no_check_is_green_that_stands_on_what_is_no_number(name: str, books: Books) -> None:
    """Also those that only add up totals, which are level among themselves and wrong."""
    form = check_draft(books.before[name]).form
    word = NO_NUMBER[name][1]
    assert books.verdicts(name) == [word if ADDEND in behind(form, line) else "平" for line in lines_of(form)]
    beside = [text for text in books.shown(name) if text == "未填完" or text.endswith("是文字")]
    assert beside == [word] * 2 * books.verdicts(name).count(word), "at the table and on the sheet 校验"


def test_a_total_typed_over_its_formula_is_named_beside_the_difference(books: Books) -> None:
    """At its own row; the other lines that fail by it, and a total that was typed and is right, say no more than before."""
    form = check_draft(books.before["typed-over"]).form
    own = [line for line in lines_of(form) if form.totals.get(OVER) == line]
    said = dict(zip(lines_of(form), books.verdicts("typed-over"), strict=True))
    assert [said[line] for line in own] == ["差 -5，合计手填"]
    others = Counter(text for line, text in said.items() if line not in own)
    assert others == {"平": len(said) - 2, "差 5": 1}
    shown = list(books.shown("typed-over"))
    assert shown.count("差 -5，合计手填") == 2, "at the table and on the sheet 校验"
    assert f"共 {len(said)} 条：平 {len(said) - 2} 条，不平 2 条，有文字 0 条，未填完 0 条" in shown


# -- documents ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Word:
    """A piece of text on a page, in points from the top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    number: int
    width: float
    height: float
    words: tuple[Word, ...]

    @cached_property
    def body(self) -> tuple[Word, ...]:
        return tuple(word for word in self.words if word.top < BOTTOM)

    @cached_property
    def text(self) -> str:
        return squeezed("".join(word.text for word in self.body))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Lines of text; what stands side by side in a table is one."""
        lines: list[list[Word]] = []
        for word in sorted(self.body, key=lambda word: word.top):
            if lines and word.top - lines[-1][-1].top <= 5:
                lines[-1].append(word)
            else:
                lines.append([word])
        return tuple(squeezed("".join(word.text for word in sorted(line, key=lambda word: word.left))) for line in lines)


@dataclass(frozen=True)
class Document:
    """An example as built, printed to PDF and saved again by LibreOffice."""

    path: Path
    checked: Checked
    pdf: Path
    saved: Path

    @property
    def form(self) -> Form:
        return self.checked.form

    @cached_property
    def outline(self) -> Outline:
        return read_outline(self.path)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        needs("pdftotext")
        found = ElementTree.fromstring(output_of("pdftotext", "-bbox", self.pdf, "-"))
        space = "{http://www.w3.org/1999/xhtml}"
        return tuple(
            Page(
                number,
                float(page.get("width", "")),
                float(page.get("height", "")),
                tuple(
                    Word(word.text or "", *(float(word.get(side, "")) for side in ("xMin", "yMin", "xMax", "yMax")))
                    for word in page.iter(f"{space}word")
                ),
            )
            for number, page in enumerate(found.iter(f"{space}page"), 1)
        )

    def page_with(self, heading: str) -> Page:
        """The page on which a heading has a line to itself."""
        (found,) = (page for page in self.pages if squeezed(heading) in page.lines)
        return found


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="session")
def documents(convert: Convert, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    if shutil.which("fc-list") and not output_of("fc-list", ":lang=zh"):
        pytest.skip("not installed: a Chinese font")
    folder = tmp_path_factory.mktemp("documents")
    built = {}
    for name in NAMES:
        built[name] = build_draft(EXAMPLES / name, output=folder / f"{name}.docx")
        assert isinstance(built[name], Built)
    files = [folder / f"{name}.docx" for name in NAMES]
    convert("pdf", files, folder)
    convert("docx", files, folder / "saved")
    return {
        name: Document(file, built[name].checked, file.with_suffix(".pdf"), folder / "saved" / file.name)
        for name, file in zip(NAMES, files, strict=True)
    }


@EachExample
def test_a_report_is_printed_on_a_few_pages_of_a4(name: str, documents: dict[str, Document]) -> None:
    pages = documents[name].pages
    assert 6 <= len(pages) <= 9
    for page in pages:
        assert (page.width / POINTS_PER_MM, page.height / POINTS_PER_MM) == pytest.approx((210, 297), abs=0.5)


@EachExample
def test_a_table_stands_on_one_page_with_its_heading(name: str, documents: dict[str, Document]) -> None:
    document = documents[name]
    for section in document.form.sections:
        for table in map(document.form.table, section.tables):
            page = document.page_with(section.heading)
            labels = [label for block in table.blocks for label in (block.caption, block.corner) if label]
            # A label may break into lines, and 其他 is printed more than once: its beginning stands for it.
            labels += [row.label for block in table.blocks for row in (block.rows if table.across else block.filled_rows)]
            whole = len(table.figures) > 0 and section.kind != "appendix"
            for label in labels if whole else labels[:5]:
                assert squeezed(label)[:5] in page.text, f"{label} is not on page {page.number}, where {section.heading} is"


@EachExample
def test_every_figure_of_a_table_is_printed_on_its_page(name: str, documents: dict[str, Document]) -> None:
    document = documents[name]
    for section in document.form.sections:
        for table in map(document.form.table, section.tables):
            first = document.page_with(section.heading).number
            pages = document.pages[first - 1 :] if section.kind == "appendix" else document.pages[first - 1 : first]
            found = Counter(word.text for page in pages for word in page.body)
            wanted = Counter(
                printed(document.checked.report.cells[figure.ref], figure.printed_places) for figure in table.figures
            )
            assert not wanted - found


@EachExample
def test_column_headings_are_repeated_on_the_next_page(name: str, documents: dict[str, Document]) -> None:
    document = documents[name]
    for section in document.form.sections:
        if section.kind == "appendix":
            (table,) = map(document.form.table, section.tables)
            first = document.page_with(section.heading).number
            rest = document.pages[first - 1 :]
            assert len(rest) > 1
            (block,) = table.blocks
            heads = [block.corner, block.unit_header, *(column.label for column in block.leaf_columns)]
            for page in rest:
                tops = {word.text: word.top for word in reversed(page.body)}
                assert len({tops[head] for head in heads}) == 1
                assert tops[block.corner] < min(word.top for word in page.body if word.text in ("条", "件", "次", "人", "个"))


@EachExample
def test_the_page_number_is_printed_at_the_outer_edge(name: str, documents: dict[str, Document]) -> None:
    """7.5: — 1 — below the text, odd pages one character in from the right, even pages from the left."""
    for page in documents[name].pages:
        footer = [word for word in page.words if word.top >= BOTTOM]
        assert squeezed("".join(word.text for word in sorted(footer, key=lambda word: word.left))) == f"—{page.number}—"
        if page.number % 2:
            assert max(word.right for word in footer) == pytest.approx(RIGHT - 14, abs=2)
        else:
            assert min(word.left for word in footer) == pytest.approx(LEFT + 14, abs=2)
        middle = sum(word.top + word.bottom for word in footer) / 2 / len(footer)
        assert (middle - BOTTOM) / POINTS_PER_MM == pytest.approx(7, abs=1.5)


END_OF_LINE = "，。、；：！？）》”"


def lost(document: Document) -> list[tuple[str, str, str]]:
    """Where a printed paragraph differs from the document's: (before, what is lost, what stands instead)."""
    everything = "".join(page.text for page in document.pages)
    found = []
    at = 0
    for paragraph in document.outline.paragraphs:
        text = squeezed(paragraph.text)
        start = everything.find(text, at)
        if start < 0:
            start = everything.find(text[:12], at)
            assert start >= 0, f"not printed: {paragraph.text[:30]}"
            end = start
            for number, char in enumerate(text):
                if everything[end : end + 1] == char:
                    end += 1
                else:
                    found.append((text[max(0, number - 8) : number], char, everything[end : end + 1]))
            at = end
        else:
            at = start + len(text)
    return found


@EachExample
def test_every_character_is_printed(name: str, documents: dict[str, Document]) -> None:
    """LibreOffice drops marks that hang at the end of a justified line, which is why nothing is justified."""
    assert [f"{before}[{char}]" for before, char, _ in lost(documents[name])] == []


@EachExample
def test_no_page_is_almost_empty(name: str, documents: dict[str, Document]) -> None:
    assert [page.number for page in documents[name].pages if len(page.lines) < 6] == []


@EachExample
def test_a_page_of_text_holds_22_lines(name: str, documents: dict[str, Document]) -> None:
    assert max(len(page.lines) for page in documents[name].pages[1:3]) == 22


@EachExample
def test_text_stays_between_the_margins(name: str, documents: dict[str, Document]) -> None:
    """A mark may hang beside the right margin: its ink stands in the left half of its box."""
    for page in documents[name].pages:
        for word in page.body:
            assert word.left >= LEFT - 1
            assert word.right <= RIGHT + (17 if word.text[-1] in END_OF_LINE else 1), word
            assert word.top >= TOP - 8
            assert word.bottom <= BOTTOM + 4


@EachExample
def test_a_heading_is_not_the_last_line_of_a_page(name: str, documents: dict[str, Document]) -> None:
    document = documents[name]
    headings = {section.heading for section in document.form.sections if section.heading}
    headings |= {block.text for blocks in document.checked.report.texts.values() for block in blocks if block.kind == "heading"}
    for page in document.pages:
        assert not page.text.endswith(tuple(map(squeezed, headings)))


@dataclass(frozen=True)
class Picture:
    """A grey picture, read from a PGM file."""

    width: int
    height: int
    pixels: bytes

    def ink(self, left: int = 0, top: int = 0, right: int | None = None, bottom: int | None = None) -> float:
        """The share of dark pixels inside a box."""
        columns, rows = slice(left, right), range(top, self.height if bottom is None else bottom)
        parts = [self.pixels[row * self.width : (row + 1) * self.width][columns] for row in rows]
        dark = sum(sum(pixel < 128 for pixel in part) for part in parts)
        return dark / max(1, sum(map(len, parts)))


def read_pgm(path: Path) -> Picture:
    content = path.read_bytes()
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", content)
    assert head
    width, height = int(head[1]), int(head[2])
    pixels = content[head.end() :]
    assert len(pixels) == width * height
    return Picture(width, height, pixels)


@EachExample
def test_pages_show_ink_inside_the_margins_only(name: str, documents: dict[str, Document], tmp_path: Path) -> None:
    needs("pdftoppm")
    dpi = 50
    output_of("pdftoppm", "-r", str(dpi), "-gray", documents[name].pdf, tmp_path / "page")
    pictures = [read_pgm(path) for path in sorted(tmp_path.glob("*.pgm"))]
    assert len(pictures) == len(documents[name].pages)

    def pixels(points: float) -> int:
        return round(points / 72 * dpi)

    for number, picture in enumerate(pictures, 1):
        assert 0.005 < picture.ink(pixels(LEFT), pixels(TOP), pixels(RIGHT), pixels(BOTTOM)) < 0.3, f"page {number}"
        assert picture.ink(right=pixels(LEFT) - 2) == 0, f"page {number}: ink in the left margin"
        assert picture.ink(left=pixels(RIGHT + 10)) == 0, f"page {number}: ink in the right margin"
        assert picture.ink(bottom=pixels(TOP) - 2) == 0, f"page {number}: ink above the text"


@EachExample
def test_the_pdf_names_the_title(name: str, documents: dict[str, Document]) -> None:
    needs("pdfinfo")
    facts = dict(re.findall(r"^(\w[\w ]*):\s*(.*)$", output_of("pdfinfo", documents[name].pdf), re.MULTILINE))
    report = documents[name].checked.report
    assert facts["Title"] == "".join(report.title)
    assert facts["Author"] == report.agency


def rows_of(grid: Grid) -> list[list[str]]:
    return [[cell.text for _, cell in cells] for _, cells in grid.rows()]


@EachExample
def test_a_document_saved_by_libreoffice_holds_the_same_figures(name: str, documents: dict[str, Document]) -> None:
    document = documents[name]
    ours, saved = document.outline, read_outline(document.saved)
    search = find_tables(document.form, saved.grids)
    assert not search.not_found
    for ref, figure in document.form.figures.items():
        found = search.found[figure.table.id]
        assert not found.missing_labels
        assert found.grid.text(*found.places[ref]) == printed(document.checked.report.cells[ref], None)
    assert [paragraph.text for paragraph in saved.paragraphs] == [paragraph.text for paragraph in ours.paragraphs]
    # LibreOffice rounds widths and so may put a column of one twip into the grid: the cells count, not their numbers.
    assert [rows_of(grid) for grid in saved.grids] == [rows_of(grid) for grid in ours.grids]


@EachExample
def test_a_document_saved_by_somebody_else_is_known_as_changed(name: str, documents: dict[str, Document]) -> None:
    assert built_unchanged(documents[name].path.read_bytes())
    assert not built_unchanged(documents[name].saved.read_bytes())


@EachExample
def test_every_font_of_the_pages_is_named_and_embedded(name: str, documents: dict[str, Document]) -> None:
    """What a reader without our fonts opens looks the same; no glyph comes from a font without a name."""
    needs("pdffonts")
    _, rule, *rows = output_of("pdffonts", documents[name].pdf).splitlines()
    starts = [0, *(place for place, char in enumerate(rule) if char == "-" and rule[place - 1] == " ")]
    names = [row[: starts[1]].strip() for row in rows]
    embedded = [row[starts[3] : starts[4]].strip() for row in rows]
    assert len(rows) >= 2
    assert all(names)
    assert "[none]" not in names
    assert set(embedded) == {"yes"}
