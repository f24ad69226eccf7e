"""Tables that somebody moved, relabelled or pasted are read the same, or the finding names what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from itertools import combinations
from pathlib import Path

import openpyxl
import pytest
from conftest import examples, telling
from hypothesis import given, settings
from hypothesis import strategies as st
from support.made.drafts import LINES_ABOVE, blank, spots

from reportgen.drafts.workbook.read import read_workbook
from reportgen.model.errors import SourceError
from reportgen.model.finding import Finding
from reportgen.model.form import Form, Row, Table
from reportgen.model.layout import lay_out
from reportgen.model.outline import Grid, GridCell
from reportgen.packs.load import find_pack
from reportgen.recognise.grids import FoundTable, find_tables
from reportgen.recognise.labels import normalised
from reportgen.word.outline import read_outline

PACKS = ("gov-disclosure-2014", "gov-disclosure-2019", "gov-disclosure-2021")
FORMS = {pack: find_pack(pack).form for pack in PACKS}
EachForm = pytest.mark.parametrize("pack", PACKS)
APPLICATIONS = "表三"

Place = tuple[int, int]
Sheet = dict[Place, object]
Sheets = dict[str, Sheet]


# -- whole workbooks --------------------------------------------------------------------------------


@cache
def _filled(pack: str) -> tuple[tuple[str, tuple[tuple[Place, object], ...]], ...]:
    form = FORMS[pack]
    book = openpyxl.load_workbook(BytesIO(blank(pack, "某市人民政府", form.years.first)))
    for number, (sheet, cell) in enumerate(spots(form).values()):
        book[sheet][cell].value = 1000 + number
    return tuple(
        (
            sheet.title,
            tuple(
                ((cell.row, cell.column), cell.value)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None and not str(cell.value).startswith("=")
            ),
        )
        for sheet in book
    )


def filled(pack: str) -> Sheets:
    """The blank workbook with a different number in every cell, its formulas left out."""
    return {name: dict(cells) for name, cells in _filled(pack)}


def expected(pack: str) -> dict[str, str]:
    return {ref: str(1000 + number) for number, ref in enumerate(spots(FORMS[pack]))}


def read(folder: Path, pack: str, sheets: Sheets, hidden: tuple[str, ...] = ()) -> tuple[dict[str, str], list[Finding]]:
    """What the program reads of these sheets: the figures by Ref, and the findings."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for (row, column), value in cells.items():
            sheet.cell(row, column, value)
        if name in hidden:
            sheet.sheet_state = "hidden"
    path = folder / "workbook.xlsx"
    book.save(path)
    workbook, findings = read_workbook(path, FORMS[pack])
    return {ref: cell.text for ref, cell in workbook.cells.items()}, findings


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, str(finding.location)) for finding in findings]


def shifted(cells: Sheet, down: int = 0, right: int = 0) -> Sheet:
    return {(row + down, column + right): value for (row, column), value in cells.items()}


def tables_of(pack: str) -> list[str]:
    return [table.name for table in FORMS[pack].tables]


def on_tables(pack: str, sheets: Sheets, change: Callable[[Sheet], Sheet]) -> Sheets:
    return {name: change(cells) if name in tables_of(pack) else cells for name, cells in sheets.items()}


def relabelled(change: Callable[[str], str]) -> Callable[[str, Sheets], Sheets]:
    def on_labels(cells: Sheet) -> Sheet:
        return {place: change(value) if isinstance(value, str) else value for place, value in cells.items()}

    return lambda pack, sheets: on_tables(pack, sheets, on_labels)


def all_on_one_sheet(pack: str, sheets: Sheets) -> Sheets:
    """Every table pasted below the other on one sheet, with sentences between."""
    page: Sheet = {(1, 1): "各单位：请核对下面的数，自然人和其他申请人分开统计。"}
    down = 6
    for name in tables_of(pack):
        page |= {(down, 2): f"{name}见下，共计若干行"} | shifted(sheets[name], down, 1)
        down = max(row for row, _ in page) + 4
    return {"汇总": page}


def pasted_below_text(pack: str, sheets: Sheets) -> Sheets:
    """The last table pasted onto a sheet with a letter, below its text."""
    last = tables_of(pack)[-1]
    letter: Sheet = {
        (1, 1): "关于报送年度数据的函",
        (3, 1): "各科室：",
        (4, 1): "请于1月20日前核对下表并反馈，总计由系统计算。",
        (6, 2): 2024,
    }
    return {name: cells for name, cells in sheets.items() if name != last} | {"来函": letter | shifted(sheets[last], 9)}


def notes_below(pack: str, sheets: Sheets) -> Sheets:
    def noted(cells: Sheet) -> Sheet:
        below = max(row for row, _ in cells) + 2
        return cells | {
            (below, 1): "注：本表由办公室填写",
            (below + 1, 1): "联系电话",
            (below + 1, 2): 12345678,
            (below + 2, 1): "共",
            (below + 2, 2): 99,
        }

    return on_tables(pack, sheets, noted)


def a_remarks_column(pack: str, sheets: Sheets) -> Sheets:
    def with_remarks(cells: Sheet) -> Sheet:
        right = max(column for _, column in cells) + 1
        return cells | {(row, right): "已核对" for row, _ in cells}

    return on_tables(pack, sheets, with_remarks)


def blank_lines_within(pack: str, sheets: Sheets) -> Sheets:
    """An empty line before every row of the tables that go down the page."""
    across = {table.name for table in FORMS[pack].tables if table.across}
    return {
        name: {(row * 2 if row > LINES_ABOVE + 4 else row, column): value for (row, column), value in cells.items()}
        if name in tables_of(pack) and name not in across
        else cells
        for name, cells in sheets.items()
    }


def spaced(label: str) -> str:
    return " " + "　".join(re.findall(r".{1,3}", label)) + "\n"


def broken_over_lines(label: str) -> str:
    return "\n".join(re.findall(r".{1,4}", label))


def half_width(label: str) -> str:
    return label.translate(str.maketrans("（）：，；", "():,;"))


def full_width(label: str) -> str:
    return label.translate(str.maketrans("0123456789./", "０１２３４５６７８９．／"))


def with_enumeration_comma(label: str) -> str:
    return re.sub(r"^(\d)\.", r"\1、", label)


def straight_quotes(label: str) -> str:
    return label.replace("“", '"').replace("”", '"')


def with_colon(label: str) -> str:
    return label + "："


def with_invisible_characters(label: str) -> str:
    return "\ufeff" + label[:2] + "\u200b\u00a0" + label[2:]


SAME = {
    "as it is": lambda pack, sheets: sheets,
    "rows inserted above": lambda pack, sheets: on_tables(pack, sheets, lambda cells: shifted(cells, down=7)),
    "a column inserted at the left": lambda pack, sheets: on_tables(pack, sheets, lambda cells: shifted(cells, right=1)),
    "sheets in another order": lambda pack, sheets: dict(reversed(sheets.items())),
    "sheets renamed": lambda pack, sheets: {f"Sheet{number}": cells for number, cells in enumerate(sheets.values(), 1)},
    "all tables on one sheet": all_on_one_sheet,
    "a table pasted below other text": pasted_below_text,
    "notes below the table": notes_below,
    "a column of remarks": a_remarks_column,
    "empty lines in the table": blank_lines_within,
    "labels with spaces": relabelled(spaced),
    "labels broken over lines": relabelled(broken_over_lines),
    "half-width brackets": relabelled(half_width),
    "full-width digits": relabelled(full_width),
    "a comma for the point": relabelled(with_enumeration_comma),
    "straight quotes": relabelled(straight_quotes),
    "a colon behind": relabelled(with_colon),
    "invisible characters": relabelled(with_invisible_characters),
}


# A quick run rearranges the forms in turns.
@pytest.mark.parametrize(
    "pack, rearranged",
    telling(
        [(PACKS[at % len(PACKS)], name) for at, name in enumerate(SAME)],
        [(pack, name) for name in SAME for pack in PACKS],
    ),
)
def test_rearranged_workbook_reads_the_same(tmp_path: Path, pack: str, rearranged: str) -> None:
    figures, findings = read(tmp_path, pack, SAME[rearranged](pack, filled(pack)))
    assert figures == expected(pack)
    assert told(findings) == []


def test_rearranging_changes_something() -> None:
    pack = PACKS[2]
    unchanged = [
        name for name, rearranged in SAME.items() if list(rearranged(pack, filled(pack)).items()) == list(filled(pack).items())
    ]
    assert unchanged == ["as it is"]


@EachForm
def test_hidden_copy_is_not_what_is_read(tmp_path: Path, pack: str) -> None:
    sheets = filled(pack)
    copies = {
        f"旧{name}": {place: 0 if isinstance(value, int) else value for place, value in sheets[name].items()}
        for name in tables_of(pack)
    }
    figures, _ = read(tmp_path, pack, copies | sheets, hidden=tuple(copies))
    assert figures == expected(pack)


IN_ORDER = "tables._in_order: of equally many places the first win, not those nearest to the end; one - 1 is missing"
STACKED_NAMES = [(pack, table.name) for pack in PACKS for table in FORMS[pack].tables if not table.across]


@pytest.mark.parametrize("pack, name", STACKED_NAMES)
def test_table_pasted_below_the_list_of_labels_on_the_guide_reads_the_same(tmp_path: Path, pack: str, name: str) -> None:
    sheets = filled(pack)
    guide = next(iter(sheets))
    sheets[guide] |= shifted(sheets.pop(name), max(row for row, _ in sheets[guide]) + 3)
    figures, findings = read(tmp_path, pack, sheets)
    assert figures == expected(pack)
    assert told(findings) == []


def with_last_years_above(pack: str, name: str) -> Sheets:
    """This year's table with last year's (every figure 7) kept above it on the same sheet."""
    sheets = filled(pack)
    old = {place: 7 if isinstance(value, int) else value for place, value in sheets[name].items()}
    return sheets | {name: old | shifted(sheets[name], max(row for row, _ in old) + 3)}


@pytest.mark.parametrize("pack, name", STACKED_NAMES)
def test_two_tables_on_one_sheet_are_never_mixed(tmp_path: Path, pack: str, name: str) -> None:
    figures, _ = read(tmp_path, pack, with_last_years_above(pack, name))
    table = next(table for table in FORMS[pack].tables if table.name == name)
    read_from = {"old" if figures[figure.ref] == "7" else "new" for figure in table.figures}
    assert len(read_from) == 1


@pytest.mark.parametrize("pack, name", STACKED_NAMES)
def test_two_tables_on_one_sheet_are_told(tmp_path: Path, pack: str, name: str) -> None:
    _, findings = read(tmp_path, pack, with_last_years_above(pack, name))
    assert [finding.code for finding in findings] == ["W103"]


@EachForm
def test_same_table_twice_is_told(tmp_path: Path, pack: str) -> None:
    sheets = filled(pack)
    name = tables_of(pack)[-1]
    figures, findings = read(tmp_path, pack, sheets | {f"{name} (2)": sheets[name]})
    assert figures == expected(pack)
    assert told(findings) == [("W103", f"workbook.xlsx:{name}")]
    assert f"“{name}”和“{name} (2)”" in findings[0].message


@EachForm
def test_table_that_is_not_there_is_told(tmp_path: Path, pack: str) -> None:
    sheets = filled(pack)
    name = tables_of(pack)[0]
    del sheets[name]
    if len(tables_of(pack)) == 1:
        with pytest.raises(SourceError, match="没有认出"):
            read(tmp_path, pack, sheets)
        return
    figures, findings = read(tmp_path, pack, sheets)
    assert figures == {ref: text for ref, text in expected(pack).items() if not ref.startswith(f"{FORMS[pack].tables[0].id}.")}
    assert told(findings) == [("W101", "workbook.xlsx")]
    assert name in findings[0].message


def test_row_with_a_misprint_is_read_and_told(tmp_path: Path) -> None:
    sheets = filled(PACKS[2])
    place = next(place for place, value in sheets[APPLICATIONS].items() if value == "3.补正后申请内容仍不明确")
    sheets[APPLICATIONS][place] = "3.补正后申请内容仍不明"
    figures, findings = read(tmp_path, PACKS[2], sheets)
    assert figures == expected(PACKS[2])
    assert told(findings) == [("W105", "workbook.xlsx:表三!C21")]
    assert findings[0].hint == "改为“3.补正后申请内容仍不明确”"


def test_column_with_a_misprint_is_read_and_told(tmp_path: Path) -> None:
    sheets = filled(PACKS[2])
    place = next(place for place, value in sheets[APPLICATIONS].items() if value == "法律服务机构")
    sheets[APPLICATIONS][place] = "法律服务机关"
    figures, findings = read(tmp_path, PACKS[2], sheets)
    assert figures == expected(PACKS[2])
    assert told(findings) == [("W105", "workbook.xlsx:表三!H6")]


@pytest.mark.parametrize("instead", ["", 37])
@pytest.mark.parametrize(
    "label",
    [
        "一、本年新收政府信息公开申请数量",
        "3.补正后申请内容仍不明确",
        "1.信访举报投诉类申请",
        "四、结转下年度继续办理",
        "法律服务机构",
    ],
)
def test_a_label_emptied_or_typed_over_is_told_by_its_place(tmp_path: Path, label: str, instead: str | int) -> None:
    """Nothing but the label went: its figures stand between those of its neighbours."""
    sheets = filled(PACKS[2])
    place = next(place for place, value in sheets[APPLICATIONS].items() if value == label)
    sheets[APPLICATIONS][place] = instead
    figures, findings = read(tmp_path, PACKS[2], sheets)
    assert figures == expected(PACKS[2])
    assert {code for code, _ in told(findings)} == {"W105"}
    assert any(label in finding.hint for finding in findings)


def test_missing_row_is_named_and_the_others_read(tmp_path: Path) -> None:
    sheets = filled(PACKS[2])
    gone = 15  # 5.属于三类内部事务信息
    sheets[APPLICATIONS] = {
        (row - (row > gone), column): value for (row, column), value in sheets[APPLICATIONS].items() if row != gone
    }
    figures, findings = read(tmp_path, PACKS[2], sheets)
    assert figures == {ref: text for ref, text in expected(PACKS[2]).items() if ".internal_affairs." not in ref}
    assert told(findings) == [("W102", "workbook.xlsx:表三!A7")]
    assert findings[0].message == "表三里没有找到这些行或列：“5.属于三类内部事务信息”"


def test_missing_column_is_named_and_the_others_read(tmp_path: Path) -> None:
    sheets = filled(PACKS[2])
    sheets[APPLICATIONS] = {
        place: value for place, value in sheets[APPLICATIONS].items() if place[1] != 6 or place[0] < LINES_ABOVE
    }
    figures, findings = read(tmp_path, PACKS[2], sheets)
    assert figures == {ref: text for ref, text in expected(PACKS[2]).items() if not ref.endswith(".research")}
    assert [finding.code for finding in findings] == ["W102"]
    assert findings[0].message == "表三里没有找到这些行或列：“科研机构”"


def test_table_of_2019_pasted_into_a_draft_of_2021_is_told(tmp_path: Path) -> None:
    new, old = PACKS[2], PACKS[1]
    sheets = filled(new)
    sheets[APPLICATIONS] = filled(old)[APPLICATIONS]
    figures, findings = read(tmp_path, new, sheets)
    assert [finding.code for finding in findings] == ["W102", "W104"]
    for label in ("1.申请人无正当理由逾期不补正", "2.申请人逾期未按收费通知要求缴纳费用", "3.其他"):
        assert label in findings[0].message
    assert str(findings[1].location) == "workbook.xlsx:表三!A27" and "其他处理" in findings[1].message
    both = {ref for ref in expected(new) if ref in expected(old) and ref.startswith("applications.")}
    assert {ref: text for ref, text in figures.items() if ref.startswith("applications.")} == {
        ref: expected(old)[ref] for ref in both
    }


# -- one table after another, exhaustively ----------------------------------------------------------

STACKED = [(pack, table.id) for pack in PACKS for table in FORMS[pack].tables if not table.across]
EachTable = pytest.mark.parametrize("pack, table_id", STACKED)
# Rows that cannot be left out without the table being lost or misread; see the test that expects failure.
TAKEN_FOR_HEADINGS = {
    ("gov-disclosure-2019", "applications", "total"),
    ("gov-disclosure-2021", "applications", "total"),
    ("gov-disclosure-2021", "applications", "other_outcome"),
}
HEADING_TAKEN = "tables._place_stacked: the bare label (总计, 其他) of a lost row is found among the column headings"


class Drawn:
    """A table as the form draws it, with a different number in every cell."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.cells: dict[Place, GridCell] = {}
        self.figures: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.rows: dict[str, Row] = {row.id: row for block in table.blocks for row in block.filled_rows}
        for number, drawn in enumerate(lay_out(table).cells):
            if drawn.ref:
                self.figures[drawn.ref] = str(5000 + number)
                self.lines[drawn.ref.split(".")[1]] = drawn.row
                self.cells[drawn.row, drawn.column] = GridCell(str(5000 + number), number=True)
            elif drawn.text:
                self.cells[drawn.row, drawn.column] = GridCell(drawn.text)

    def label_place(self, row: str) -> Place:
        return next(
            place for place, cell in self.cells.items() if place[0] == self.lines[row] and cell.text == self.rows[row].label
        )

    def without(self, *rows: str) -> dict[str, str]:
        return {ref: text for ref, text in self.figures.items() if ref.split(".")[1] not in rows}

    def repeated(self, row: str) -> bool:
        return sum(other.label == self.rows[row].label for other in self.rows.values()) > 1


def drawn_of(pack: str, table_id: str) -> Drawn:
    return Drawn(FORMS[pack].table(table_id))


def look(pack: str, table_id: str, cells: dict[Place, GridCell]) -> tuple[FoundTable | None, dict[str, str]]:
    """The table as found in a grid, and what stands at each Ref."""
    grid = Grid("workbook.xlsx", "表", cells)
    found = find_tables(FORMS[pack], [grid]).found.get(table_id)
    return found, {ref: grid.text(*place) for ref, place in found.places.items()} if found else {}


def dropped(drawn: Drawn, *rows: str) -> dict[Place, GridCell]:
    """The cells without these rows, the rows below moved up."""
    gone = sorted(drawn.lines[row] for row in rows)
    return {
        (line - sum(other < line for other in gone), column): cell
        for (line, column), cell in drawn.cells.items()
        if line not in gone
    }


def missing_row_is_told(pack: str, table_id: str, row: str) -> bool:
    drawn = drawn_of(pack, table_id)
    found, figures = look(pack, table_id, dropped(drawn, row))
    block = next(block for block in drawn.table.blocks if any(other.id == row for other in block.filled_rows))
    # Where a block loses its only row, its headings have nothing below them and are told as well.
    own = {column.label for column in block.leaf_columns} if len(block.filled_rows) == 1 else set()
    return (
        found is not None
        and figures == drawn.without(row)
        and found.missing_labels[0] == drawn.rows[row].label
        and set(found.missing_labels[1:]) <= own
        and found.misprints == ()
    )


@EachTable
def test_any_missing_row_is_told_and_no_other_figure_moves(pack: str, table_id: str) -> None:
    rows = [row for row in drawn_of(pack, table_id).rows if (pack, table_id, row) not in TAKEN_FOR_HEADINGS]
    assert [row for row in rows if not missing_row_is_told(pack, table_id, row)] == []


@pytest.mark.parametrize("pack, table_id, row", sorted(TAKEN_FOR_HEADINGS))
def test_missing_row_named_like_a_column_is_told(pack: str, table_id: str, row: str) -> None:
    assert missing_row_is_told(pack, table_id, row)


@EachTable
def test_two_rows_of_a_block_may_change_places(pack: str, table_id: str) -> None:
    drawn = drawn_of(pack, table_id)
    wrong = []
    for block in drawn.table.blocks:
        rows = [row.id for row in block.filled_rows if not drawn.repeated(row.id)]
        pairs = list(combinations(rows, 2))
        for one, other in telling(pairs[::3], pairs):
            lines = {drawn.lines[one]: drawn.lines[other], drawn.lines[other]: drawn.lines[one]}
            found, figures = look(pack, table_id, {(lines.get(line, line), at): cell for (line, at), cell in drawn.cells.items()})
            if figures != drawn.figures or found is None or found.missing_labels or found.misprints:
                wrong.append((one, other))
    assert wrong == []


def test_moved_row_whose_label_is_repeated_is_told() -> None:
    pack, table_id = STACKED[0]
    drawn = drawn_of(pack, table_id)
    repeated = [row for row in drawn.rows if drawn.repeated(row)]
    assert repeated == ["review_corrected", "review_other", "litigation_corrected", "litigation_other"]
    for row in repeated:
        lines = {drawn.lines[row]: drawn.lines["granted"], drawn.lines["granted"]: drawn.lines[row]}
        found, figures = look(pack, table_id, {(lines.get(line, line), at): cell for (line, at), cell in drawn.cells.items()})
        assert found is not None and found.missing_labels == (drawn.rows[row].label,)
        assert figures == drawn.without(row)


def misprints_of(label: str) -> Iterator[str]:
    """The label with any one character lost, and with any one replaced."""
    for at in range(len(label)):
        yield label[:at] + label[at + 1 :]
        yield f"{label[:at]}某{label[at + 1 :]}"


def misread(pack: str, table_id: str, letter: Callable[[str], bool]) -> list[str]:
    """The misprints of labels (in characters that `letter` takes) with which the table is not read the same."""
    drawn = drawn_of(pack, table_id)
    wrong = []
    for row, noun in drawn.rows.items():
        # A label of a few characters with one lost is another label: too little is left to go by.
        if len(normalised(noun.label)) < 6 or (pack, table_id, row) in TAKEN_FOR_HEADINGS:
            continue
        place = drawn.label_place(row)
        for number, text in enumerate(misprints_of(noun.label)):
            if not letter(noun.label[number // 2]):
                continue
            found, figures = look(pack, table_id, {**drawn.cells, place: GridCell(text)})
            told_so = found is not None and (found.misprints in ((), ((place, noun.label),)))
            if figures != drawn.figures or not told_so:
                wrong.append(text)
    return wrong


@EachTable
def test_any_one_wrong_character_of_a_long_label_does_not_matter(pack: str, table_id: str) -> None:
    assert misread(pack, table_id, lambda char: char not in "（）") == []


@pytest.mark.parametrize("pack, table_id", [STACKED[0], STACKED[2], STACKED[4]])
def test_any_one_wrong_bracket_of_a_long_label_does_not_matter(pack: str, table_id: str) -> None:
    assert misread(pack, table_id, lambda char: char in "（）") == []


@pytest.mark.parametrize("label", ["（七总计", "七）总计", "7.总数", "（七）合计"])
def test_misprint_of_the_total_does_not_lose_the_table(label: str) -> None:
    pack, table_id = STACKED[4]
    drawn = drawn_of(pack, table_id)
    found, figures = look(pack, table_id, {**drawn.cells, drawn.label_place("total"): GridCell(label)})
    assert found is not None
    assert {ref: text for ref, text in figures.items() if ".total." not in ref} == drawn.without("total")


@st.composite
def rows_lost_and_added(draw: st.DrawFn) -> tuple[str, str, list[str], list[int], int, int]:
    pack, table_id = draw(st.sampled_from(STACKED))
    rows = [row for row in drawn_of(pack, table_id).rows if (pack, table_id, row) not in TAKEN_FOR_HEADINGS]
    lost = draw(st.lists(st.sampled_from(rows), max_size=len(rows) // 4, unique=True))
    return pack, table_id, lost, draw(st.lists(st.integers(1, 40), max_size=4)), draw(st.integers(0, 30)), draw(st.integers(0, 4))


@settings(max_examples=examples(60), deadline=None)
@given(rows_lost_and_added())
def test_whatever_is_lost_or_added_no_figure_is_read_from_a_wrong_row(
    case: tuple[str, str, list[str], list[int], int, int],
) -> None:
    pack, table_id, lost, inserted, down, right = case
    drawn = drawn_of(pack, table_id)
    if any(drawn.repeated(row) for row in lost):
        lost = [row for row in lost if not drawn.repeated(row)]
    cells = dropped(drawn, *lost)
    for at in inserted:
        cells = {(line + (line >= at), column): cell for (line, column), cell in cells.items()}
        cells[at, 1] = GridCell("（说明）此行由办公室加注")
    found, figures = look(pack, table_id, {(line + down, column + right): cell for (line, column), cell in cells.items()})
    assert found is not None
    assert {ref: text for ref, text in figures.items() if drawn.figures[ref] != text} == {}
    assert {drawn.rows[row].label for row in lost} <= set(found.missing_labels)


def test_extra_row_with_figures_is_told_and_one_without_is_not() -> None:
    pack, table_id = STACKED[4]
    drawn = drawn_of(pack, table_id)
    at = drawn.lines["third_party"]
    cells = {(line + (line >= at), column): cell for (line, column), cell in drawn.cells.items()}
    for label, value, extra in (("9.国家安全", "3", ((at, "9.国家安全"),)), ("以下略", "", ())):
        more = {(at, 3): GridCell(label)} | ({(at, 5): GridCell(value, number=True)} if value else {})
        found, figures = look(pack, table_id, cells | more)
        assert found is not None and found.extra_rows == extra
        assert figures == drawn.figures


# -- the official form in Word ----------------------------------------------------------------------


def test_blank_official_form_is_recognised_to_the_last_cell(published: Path) -> None:
    form: Form = FORMS[PACKS[2]]
    outline = read_outline(published / "form_2021_blank.docx")
    search = find_tables(form, outline.grids)
    assert search.not_found == () and search.rivals == {}
    for number, table in enumerate(form.tables):
        found = search.found[table.id]
        assert found.grid is outline.grids[number]
        assert (found.missing_labels, found.misprints, found.extra_rows, found.share) == ((), (), (), 1.0)
        # The program draws the table as the form prints it, so each Ref stands where the drawing has it.
        assert found.places == {drawn.ref: (drawn.row, drawn.column) for drawn in lay_out(table).cells if drawn.ref}
        assert {found.grid.text(*place).strip() for place in found.places.values()} == {""}
        labels = {(drawn.row, drawn.column): normalised(drawn.text) for drawn in lay_out(table).cells if drawn.text}
        assert {place: normalised(cell.text) for place, cell in found.grid.cells.items() if cell.text.strip()} == labels
