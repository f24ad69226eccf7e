"""A row that is filled and has rows of its own (其中), added by a province: nothing else of its table is drawn otherwise, or counted twice."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from support.made.drafts import figures_in, write_draft

from reportgen.model.draft import Built, Checked
from reportgen.model.form import Form, Look, Row
from reportgen.model.layout import Layout, lay_out
from reportgen.packs.declaration import label_findings
from reportgen.packs.load import find_pack, open_pack
from reportgen.show.page import draw_table
from reportgen.tasks.build import build_draft
from reportgen.tasks.drafts import import_report
from reportgen.word.template.check import check_template
from reportgen.word.template.drawing import draw_template

BASE = find_pack("gov-disclosure-2021").form
BASE_UNITS = Path(__file__).parents[2] / "examples" / "packs" / "fire-statistics-2024"


def overlay(folder: Path, table: str, *rows: str, more: str = "") -> Path:
    """A pack over the form of 2021 that adds these rows to one of its tables."""
    pack = folder / "province-2030"
    pack.mkdir()
    listed = "".join(f"      - {row}\n" for row in rows)
    text = f"id: {pack.name}\nextends: {BASE.id}\ntables:\n  - id: {table}\n    rows:\n{listed}{more}"
    (pack / "format.yaml").write_text(text, encoding="utf-8")
    return pack


def part(row: str, name: str) -> str:
    return f"{{id: {row}, filled: true, rows: [{{id: {row}_part, name: {name}, label: 其中：{name}}}]}}"


def labels(layout: Layout) -> set[tuple[str, int, int]]:
    return {(cell.text, cell.column, cell.columns) for cell in layout.cells if cell.role in ("stub", "corner", "header")}


# The row that gets a part, where the part's label begins and how many columns it takes.
PARTS = {
    "a row of the first level": ("received", 1, 3),
    "a row of a group": ("granted", 2, 2),
    "a row of a group in a group": ("not_held", 3, 1),
    "the total": ("total", 2, 2),
    "the last row": ("carried_out", 1, 3),
}


@pytest.mark.parametrize("case", PARTS)
def test_a_row_that_gets_a_part_changes_no_other(tmp_path: Path, case: str) -> None:
    row, column, columns = PARTS[case]
    form = open_pack(overlay(tmp_path, "applications", part(row, "网上办理"))).form
    before, after = (lay_out(one.table("applications")) for one in (BASE, form))
    assert (after.stubs, after.width, after.height, after.widths()) == (3, before.width, before.height + 1, before.widths())
    assert labels(after) - labels(before) == {("其中：网上办理", column, columns)} and labels(before) <= labels(after)
    (own,) = (cell for cell in after.cells if cell.text.startswith("其中"))
    (above,) = (cell for cell in after.cells if cell.ref == f"applications.{row}.natural")
    assert own.row == above.row + 1 and own.depth == 1
    assert check_template(draw_template(form), form, "t.docx").findings == ()
    # The row has counted its part; what is asked is that somebody says so.
    assert [line.left for line in form.lines if "_part." not in line.anchor] == [line.left for line in BASE.lines]
    assert {one.code for one in label_findings(form)} == {"F112"}
    # A page indents it, and no row under a mere heading.
    page = draw_table(form.table("applications"), "t", "", lambda ref, more: f"<td{more}>{ref}</td>")
    assert re.findall(r'class="stub depth-\d part"[^>]*>([^<]*)<', page) == ["其中：网上办理"]


def test_a_part_beside_its_row_where_rows_lie_side_by_side(tmp_path: Path) -> None:
    form = open_pack(overlay(tmp_path, "disputes", part("review", "简易程序"))).form
    layout = lay_out(form.table("disputes"))
    heads = [(cell.text, cell.column, cell.columns) for cell in layout.cells if cell.row == 1]
    assert heads == [("行政复议", 1, 5), ("其中：简易程序", 6, 5), ("行政诉讼", 11, 10)]
    assert check_template(draw_template(form), form, "t.docx").findings == ()


def test_a_heading_that_becomes_a_sum_is_as_strict(tmp_path: Path) -> None:
    """The sum in place of what it adds up is the same identity."""
    more = "identities:\n  - {code: T390, title: 不予公开合计, table: applications, each: column, left: [state_secret..administrative_query], right: [refused]}\n"
    form = open_pack(overlay(tmp_path, "applications", "{id: refused, filled: true}", more=more)).form
    line = next(line for line in form.lines if line.anchor == "applications.total.natural" and line.code == "T302")
    refs = [term.ref for term in line.left]
    assert "applications.refused.natural" in refs and "applications.state_secret.natural" not in refs


NO_F113 = {
    "a total in a group": "{after: administrative_query, id: sum_of_group, name: 不予公开合计, label: 合计}",
    "a total of some": "{after: granted, id: sum_of_some, name: 公开合计, label: 公开合计}",
    "a row behind one of the first level": "{after: received, id: online, name: 网上收到, label: 其中：网上收到}",
    "a row without a number": "{after: carried_in, id: handed_over, name: 转来申请, label: 转来的申请数量}",
}


@pytest.mark.parametrize("case", NO_F113)
def test_the_printed_relation_is_found_beside_new_rows(tmp_path: Path, case: str) -> None:
    form = open_pack(overlay(tmp_path, "applications", NO_F113[case])).form
    assert "F113" not in {one.code for one in label_findings(form)}


def test_one_width_of_labels_means_headings_above_their_rows() -> None:
    """How the 2014 table is drawn is said by its widths, not by what rows it has."""
    statistics = find_pack("gov-disclosure-2014").form.table("statistics")
    assert lay_out(statistics).stubs == 1
    wide = statistics._replace(look=Look(stub_widths=(10, 20, 60), value_width=20))
    assert lay_out(wide).stubs == 3
    row = Row("一、甲", rows=(Row("1.乙", "b", "乙"), Row("2.丙", "c", "丙")), filled=False)
    block = BASE.table("disclosure").blocks[0]._replace(rows=(row,))
    assert lay_out(statistics._replace(blocks=(block,), look=Look(stub_widths=(60,)))).stubs == 1


def test_a_page_ties_a_part_to_its_row_alone(tmp_path: Path) -> None:
    form = open_pack(overlay(tmp_path, "applications", part("total", "网上办理"))).form
    page = draw_table(
        form.table("applications"), "t", "", lambda ref, attributes: f'<td data-ref="{ref}"{attributes}></td>', linked=True
    )
    names = {
        text.split(">")[1].split("<")[0]: text.split('id="')[1].split('"')[0] for text in page.split("<th")[1:] if 'id="' in text
    }
    heads = {one.split('"')[0]: one.split('headers="')[1].split('"')[0].split() for one in page.split('data-ref="')[1:]}
    assert (
        names["（七）总计"] in heads["applications.total_part.natural"]
        and names["三、本年度办理结果"] in heads["applications.total_part.natural"]
    )
    assert names["（七）总计"] not in heads["applications.carried_out.natural"]


def test_parts_are_printed_and_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTGEN_FORMATS", str(tmp_path))
    rows = [part("granted", "网上答复"), part("received", "网上收到")]
    pack = overlay(tmp_path, "applications", *rows, more="rules:\n  - {code: N221, severity: off, reason: 试验}\n")
    form = open_pack(pack).form
    (pack / "template.docx").write_bytes(draw_template(form))
    draft = _draft(tmp_path, form)
    out = tmp_path / "out.docx"
    built = build_draft(draft, output=out)
    assert isinstance(built, Built), [str(one) for one in built.findings if isinstance(built, Checked)]
    shown = figures_in(out, form)
    assert len(shown) == len(form.figures) and shown["applications.granted_part.natural"] == "2"
    again = import_report(out, tmp_path / "again", format_name=form.id).report.figures
    assert again["applications.received_part.all"] == Decimal(2) and again["applications.granted.natural"] == Decimal(5)


def _draft(folder: Path, form: Form) -> Path:
    cells = dict.fromkeys(form.figures, "0")
    for row, number in (("received", 5), ("received_part", 2), ("granted", 5), ("granted_part", 2), ("total", 5)):
        cells |= {f"applications.{row}.{column}": str(number) for column in ("natural", "all")}
    return write_draft(folder / "draft", form, cells, year=2024)


def test_a_column_of_units_is_seen_where_nobody_gave_it_a_width(tmp_path: Path) -> None:
    text = (BASE_UNITS / "format.yaml").read_text(encoding="utf-8")
    assert ", unit_width: 24" in text
    pack = tmp_path / BASE_UNITS.name
    pack.mkdir()
    (pack / "format.yaml").write_text(text.replace(", unit_width: 24", ""), encoding="utf-8")
    layout = lay_out(open_pack(pack).form.table("inspection"))
    assert next(cell for cell in layout.cells if cell.text == "单位").column == layout.stubs + 1
    assert min(layout.widths()) > 10
