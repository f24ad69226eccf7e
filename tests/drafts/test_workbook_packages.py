"""Workbooks as packages: parts under any name, damaged or huge parts; and what we write is the same bytes, without a formula of others."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import EXAMPLES, ROOT, telling
from support.faults.bad_input import DRAFT, Capture, Example, members, run, write_members
from support.made.cells import type_into

from reportgen.drafts.workbook.drawn.blank import blank_workbook, filled_workbook
from reportgen.drafts.workbook.drawn.comments import INDEX, annotated_workbook
from reportgen.drafts.workbook.drawn.years import years_workbook
from reportgen.drafts.workbook.edit import with_figures
from reportgen.drafts.workbook.read import read_workbook
from reportgen.drafts.workbook.spreadsheet import no_formula, read_grids
from reportgen.model.finding import Finding
from reportgen.model.location import Location
from reportgen.model.report import Cell, Report
from reportgen.packs.load import find_pack
from reportgen.tasks.check import check_draft
from reportgen.tasks.compare import compare_years
from reportgen.tasks.drafts import import_report

BOOK = "workbook.xlsx"
CASES = ROOT.parent / "shared" / "cases"
FORM = find_pack("gov-disclosure-2021").form
USUAL = "http://schemas.openxmlformats.org/"
STRICT = "http://purl.oclc.org/ooxml/"
FORMULA = "=cmd|'/Ccalc'!A0"
Parts = dict[str, bytes]


def example_parts() -> Parts:
    """The example with its texts in a part of their own, as Excel writes them."""
    parts = members(EXAMPLES / DRAFT / BOOK)
    texts: list[str] = []

    def shared(found: re.Match[str]) -> str:
        texts.append(found[2])
        return f'<c {found[1]}t="s"><v>{len(texts) - 1}</v></c>'

    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        sheet = re.sub(r'<c ([^>]*)t="inlineStr"><is><t[^>]*>([^<]*)</t></is></c>', shared, parts[name].decode())
        parts[name] = sheet.encode()
    strings = "".join(f'<si><t xml:space="preserve">{text}</t></si>' for text in texts)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{USUAL}spreadsheetml/2006/main">{strings}</sst>'.encode()
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rIdS" Type="{USUAL}officeDocument/2006/relationships/sharedStrings" '
        f'Target="sharedStrings.xml"/></Relationships>'.encode(),
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    assert len(texts) > 100
    return parts


def renamed(parts: Parts, names: dict[str, str]) -> Parts:
    """Parts under other names, and everything that names them changed alike, targets absolute."""
    types = parts["[Content_Types].xml"].decode()
    for old, new in names.items():
        types = types.replace(f'"/{old}"', f'"/{new}"')
    changed = {}
    for name, content in parts.items():
        if name.endswith(".rels"):
            base = name.replace("_rels/", "").removesuffix(".rels").rpartition("/")[0]

            def target(found: re.Match[str], base: str = base) -> str:
                part = found[1].lstrip("/") if found[1].startswith("/") else "/".join(filter(None, (base, found[1])))
                return f'Target="/{names.get(part, part)}"' if part in parts else found[0]

            content = re.sub(r'Target="([^"]*)"', target, content.decode()).encode()
            owner = f"{base}/{name.rpartition('/')[2].removesuffix('.rels')}".lstrip("/")
            folder, _, last = names.get(owner, owner).rpartition("/")
            name = "/".join(filter(None, (folder, "_rels", f"{last}.rels")))
        changed[names.get(name, name)] = content
    return changed | {"[Content_Types].xml": types.encode()}


def strict(parts: Parts) -> Parts:
    """The package as Strict Open XML."""

    def said(found: re.Match[str]) -> str:
        return STRICT + found[1] + (f"/{found[2]}" if found[2] else "")

    pattern = re.compile(re.escape(USUAL) + r"(spreadsheetml|officeDocument|drawingml)/2006/([\w/]+)")
    kept = {"[Content_Types].xml", "docProps/core.xml"}
    return {name: content if name in kept else pattern.sub(said, content.decode()).encode() for name, content in parts.items()}


ODD = {
    "as they are": lambda parts: parts,
    "other letters": lambda parts: renamed(
        parts,
        {
            "xl/workbook.xml": "xl/Book.xml",
            "xl/sharedStrings.xml": "xl/SharedStrings.xml",
            "xl/styles.xml": "xl/Styles.xml",
            "xl/theme/theme1.xml": "xl/Theme.xml",
        },
    ),
    "other folders": lambda parts: renamed(
        parts, {name: f"data/{name.replace('xl/', 'x y/')}" for name in parts if name.startswith("xl/") and ".rels" not in name}
    ),
    "spelled otherwise than stored": lambda parts: {
        name.upper() if name.startswith("xl/") and name.endswith(".xml") else name: content for name, content in parts.items()
    },
    "folders as Windows writes them": lambda parts: {name.replace("/", "\\"): content for name, content in parts.items()},
    "strict": strict,
}


@pytest.fixture(params=ODD)
def odd(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The example's workbook with its parts elsewhere."""
    path = tmp_path / BOOK
    write_members(path, ODD[request.param](example_parts()))
    return path


def figures(path: Path) -> dict[str, Decimal | None]:
    return {ref: cell.value for ref, cell in read_workbook(path, FORM)[0].cells.items()}


def test_parts_are_found_wherever_they_are(odd: Path) -> None:
    assert figures(odd) == figures(EXAMPLES / DRAFT / BOOK)
    assert read_grids(odd)[0].text(3, 2) == "淮安市人民政府"


def test_figures_are_written_wherever_the_parts_are(odd: Path, tmp_path: Path) -> None:
    cells = read_workbook(odd, FORM)[0].cells
    ref, text = [name for name in FORM.figures if name not in FORM.totals][:2]
    changed = {ref: Cell("77", Decimal(77), Location("")), text: Cell("_x0041_", None, Location(""))}
    new = tmp_path / "new.xlsx"
    new.write_bytes(with_figures(odd, cells, changed).content)
    after = read_workbook(new, FORM)[0].cells
    assert after[ref].value == 77
    assert after[text].text == "_x0041_"
    assert [name for name in after if cells[name].text != after[name].text] == [ref, text]


def test_a_marked_copy_keeps_the_looks_wherever_the_parts_are(odd: Path) -> None:
    finding = Finding(Location(BOOK, "表三", 7, 4), "T301", "不平")
    book = openpyxl.load_workbook(io.BytesIO(annotated_workbook(odd, [finding])))
    usual = openpyxl.load_workbook(EXAMPLES / DRAFT / BOOK)
    assert book.sheetnames == [INDEX, *usual.sheetnames]
    assert book["表三"]["D7"].comment.text.startswith("错误 T301")
    for sheet in usual:
        for row in sheet.iter_rows():
            for cell in row:
                other = book[sheet.title][cell.coordinate]
                assert (other.value, other.font.name, other.alignment.wrap_text) == (
                    cell.value,
                    cell.font.name,
                    cell.alignment.wrap_text,
                )


def test_escapes_in_texts_are_the_characters_they_stand_for(example: Example) -> None:
    draft = example(DRAFT)
    before = check_draft(draft)
    grid = next(grid for grid in read_grids(draft / BOOK) if grid.name == "表三")
    row, column = next(place for place, cell in grid.cells.items() if cell.text.startswith("（一）予以公开"))
    label = grid.text(row, column)
    name = openpyxl.utils.get_column_letter(column) + str(row)
    type_into(draft / BOOK, {"表三": {name: label.replace("予以", "予_x4EE5_") + "_x000D__x000A_"}})
    assert check_draft(draft).findings == before.findings
    type_into(draft / BOOK, {"表三": {name: "_x005F_x4EE5__x12_"}})
    assert next(grid for grid in read_grids(draft / BOOK) if grid.name == "表三").text(row, column) == "_x4EE5__x12_"


@pytest.mark.parametrize(
    ("case", "codes"),
    [
        ("xlsx_fmt_wan", {"W210"}),
        ("xlsx_fmt_pct", {"W210"}),
        ("xlsx_sst_valid_othername", set()),
        ("xlsx_x000D_label", set()),
    ],
)
def test_the_workbooks_that_failed_once(example: Example, capsys: Capture, case: str, codes: set[str]) -> None:
    if not CASES.is_dir():
        pytest.skip("the small cases (../shared/cases) are not beside this checkout")
    draft = example(DRAFT)
    shutil.copy(CASES / "workbooks" / f"{case}.xlsx", draft / BOOK)
    assert {finding.code for finding in check_draft(draft).findings} == codes
    code, _ = run(capsys, "build", draft, "-o", draft / "年报.docx")
    assert code == (1 if codes else 0)
    assert (draft / "年报.docx").exists() is not bool(codes)


# -- damaged, huge ----------------------------------------------------------------------------------

COMMENTS = "xl/comments/comment1.xml"


def with_a_comment(path: Path) -> Parts:
    book = openpyxl.load_workbook(path)
    book["表三"]["D7"].comment = openpyxl.comments.Comment("请核对", "某人")
    book.save(path)
    return members(path)


NOT_NEEDED = ("docProps/core.xml", "docProps/app.xml", "xl/theme/theme1.xml", COMMENTS, "xl/worksheets/_rels/sheet5.xml.rels")
BROKEN = {
    "no XML": b"{}",
    "nothing": b"",
    "cut": b"<a><b>",
    "another part": b"<a/>",
    "entities": b'<!DOCTYPE a [<!ENTITY x "y">]><a/>',
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("part", telling([COMMENTS], NOT_NEEDED))
def test_a_copy_is_made_of_a_workbook_with_a_damaged_part_that_no_figure_needs(
    example: Example, capsys: Capture, part: str, content: bytes
) -> None:
    draft = example(DRAFT)
    parts = with_a_comment(draft / BOOK)
    assert part in parts
    write_members(draft / BOOK, parts | {part: content})
    code, said = run(capsys, "check", draft, "-o", draft / "标注.xlsx")
    assert code == 0, said
    book = openpyxl.load_workbook(draft / "标注.xlsx")
    assert book["表三"]["D7"].value == 3001
    assert book["表三"]["D7"].font.name == "Times New Roman"


@pytest.mark.parametrize(
    "part",
    [
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet5.xml",
    ],
)
@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_copy_of_a_workbook_with_a_damaged_part_is_made_or_refused_in_words(
    example: Example, capsys: Capture, part: str, content: bytes
) -> None:
    draft = example(DRAFT)
    write_members(draft / BOOK, members(draft / BOOK) | {part: content})
    code, said = run(capsys, "check", draft, "-o", draft / "标注.xlsx")
    assert code in (0, 1, 2), said
    assert (draft / "标注.xlsx").exists() is (code != 2)
    if code == 2:
        assert f"{BOOK}：" in said


@pytest.mark.parametrize("part", ["docProps/core.xml", "xl/media/image1.png", "xl/theme/theme1.xml", "xl/worksheets/sheet5.xml"])
def test_a_part_that_unpacks_to_something_huge_is_not_unpacked_whole(example: Example, capsys: Capture, part: str) -> None:
    """66 MB of blanks stand for any number: reading ends at the bound."""
    draft = example(DRAFT)
    parts = members(draft / BOOK)
    write_members(draft / BOOK, parts | {part: parts.get(part, b"") + b" " * 66_000_000})
    code, said = run(capsys, "check", draft, "-o", draft / "标注.xlsx")
    assert (code, "异常庞大" in said) == ((2, True) if "sheet" in part else (0, False)), said


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("<mergeCells ", '<mergeCells><mergeCell ref="A1000:XFD1048576"/></mergeCells><a ', "工作表太大"),
        ("<mergeCells ", '<mergeCells><mergeCell ref="？"/></mergeCells><a ', "工作表太大"),
        ("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>', ""),
        ("</sheetData>", "<row>" + "<c/>" * 400_001 + "</row></sheetData>", "工作表太大"),
    ],
)
def test_a_sheet_that_would_make_millions_of_cells(example: Example, capsys: Capture, old: str, new: str, says: str) -> None:
    draft = example(DRAFT)
    parts = members(draft / BOOK)
    name = "xl/worksheets/sheet1.xml"  # the guide
    text = parts[name].decode()
    assert old in text
    text = re.sub(r"<mergeCells .*?</mergeCells>", new.removesuffix("<a "), text) if "merge" in old else text.replace(old, new)
    write_members(draft / BOOK, parts | {name: text.encode()})
    code, said = run(capsys, "check", draft, "-o", draft / "标注.xlsx")
    assert code == (2 if says else 0), said
    assert says in said


# -- no formulas of others, the same bytes ------------------------------------------------------------

SIGNS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", " =1+1", "\n=1+1", "＝1+1", FORMULA]


@pytest.mark.parametrize("text", SIGNS)
def test_a_csv_holds_no_formula_of_others(text: str) -> None:
    assert no_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "青云县", "表三=表二", "1-1"])
def test_a_text_that_begins_like_no_formula_is_left_as_it_is(text: str) -> None:
    assert no_formula(text) == text


def formulas(content: bytes) -> set[str]:
    """Every formula of a workbook, whatever sheet it stands on."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}


def quoted(content: bytes, text: str) -> list[bool]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [cell.quotePrefix for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == text]


def report_saying(text: str) -> Report:
    report = check_draft(EXAMPLES / DRAFT).report
    ref = "applications.received.natural"
    return report._replace(agency=text, cells={**report.cells, ref: report.cells[ref]._replace(text=text, value=None)})


def labelled(text: str) -> Any:
    """The form with a text wherever a pack says something that is drawn."""
    table = FORM.tables[0]
    block = table.blocks[0]
    row = block.rows[0]._replace(label=text, note=text)
    named = table._replace(blocks=(block._replace(rows=(row, *block.rows[1:])), *table.blocks[1:]))
    return replace(FORM, name=text, tables=(named, *FORM.tables[1:]))


WRITERS: dict[str, Callable[[str], bytes]] = {
    "new": lambda text: blank_workbook(FORM, text, 2024),
    "import": lambda text: filled_workbook(FORM, report_saying(text)),
    "labels of a pack": lambda text: blank_workbook(labelled(text), "某市", 2024),
    "marked copy": lambda text: annotated_workbook(
        EXAMPLES / DRAFT / BOOK, [Finding(Location(text, "表三", 7, 4), "T301", text, hint=text)]
    ),
}


@cache
def own_formulas(writer: str) -> set[str]:
    return formulas(WRITERS[writer]("某市"))


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("text", telling([FORMULA, "\t=1+1"], SIGNS))
def test_a_text_is_never_a_formula(writer: str, text: str) -> None:
    content = WRITERS[writer](text)
    assert formulas(content) == own_formulas(writer)
    shown = quoted(content, text)
    assert shown and all(shown)


@pytest.mark.parametrize("text", telling([FORMULA], SIGNS))
def test_a_text_of_the_clerk_stays_text_in_the_marked_copy(example: Example, text: str) -> None:
    draft = example(DRAFT)
    before = formulas(annotated_workbook(draft / BOOK, []))
    type_into(draft / BOOK, {"表三": {"D7": None}})
    parts = members(draft / BOOK)
    cell = f'<c r="D7" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    name = "xl/worksheets/sheet3.xml"
    parts[name] = re.sub(r'<c r="D7"[^>]*/>', cell, parts[name].decode()).encode()
    write_members(draft / BOOK, parts)
    assert formulas(annotated_workbook(draft / BOOK, [])) == before


def test_a_published_title_puts_no_formula_into_the_workbook(tmp_path: Path) -> None:
    if not CASES.is_dir():
        pytest.skip("the small cases (../shared/cases) are not beside this checkout")
    made = import_report(CASES / "attack" / "formula_in_title.txt", tmp_path / "草稿")
    assert not [one for one in formulas((made.folder / BOOK).read_bytes()) if "cmd" in one]


def test_years_with_words_that_look_like_formulas(example: Example, tmp_path: Path) -> None:
    old, new = example("wenzhou-2020"), example(DRAFT)
    years = compare_years(str(old), str(new))
    table = years.tables[0]
    table = table._replace(section=FORMULA, figures=tuple(one._replace(row=FORMULA, column=FORMULA) for one in table.figures))
    likeness = tuple(one._replace(name=FORMULA, copied=(FORMULA,), share=Decimal(1)) for one in years.likeness)
    structures = tuple(one._replace(title=FORMULA) for one in years.structures)
    said = years._replace(tables=(table, *years.tables[1:]), likeness=likeness, structures=structures, notes=(FORMULA,))
    content = years_workbook(said)
    assert formulas(content) == set()
    shown = quoted(content, FORMULA)
    assert shown and all(shown)


def test_the_same_workbook_is_the_same_bytes_at_any_time_in_any_process(tmp_path: Path) -> None:
    """Another hash seed and another zone; nothing in it tells of a time, so that no clock needs to be waited for."""
    program = (
        "import sys; from pathlib import Path; from reportgen.cli.main import main; folder = Path(sys.argv[2])\n"
        "main(['new', str(folder / 'new'), '--agency', '某市', '--year', '2024'])\n"
        "main(['check', sys.argv[1], '-o', str(folder / 'check.xlsx')])\n"
        "main(['diff', '--years', sys.argv[1], sys.argv[1], '-o', str(folder / 'years.xlsx')])\n"
    )
    written: list[dict[str, bytes]] = []
    for number, environment in enumerate(({"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai"}, {"PYTHONHASHSEED": "2", "TZ": "UTC"})):
        folder = tmp_path / str(number)
        folder.mkdir()
        subprocess.run(
            [sys.executable, "-c", program, str(EXAMPLES / DRAFT), str(folder)],
            env={"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", **environment},
            capture_output=True,
            check=True,
        )
        written.append({path.name: path.read_bytes() for path in folder.rglob("*.xlsx")})
    assert sorted(written[0]) == ["check.xlsx", "workbook.xlsx", "years.xlsx"]
    assert written[0] == written[1]
    for content in written[0].values():
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
            assert str(datetime.now(UTC).year) not in archive.read("docProps/core.xml").decode().replace("2024年", "")
