"""Fields of a pack, its 版头 and 版记: declared, written, checked, printed, and read back; the worked overlay is what they are tried with."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path

import pytest
from conftest import EXAMPLES
from small_parts import tbl, tc, tr

from reportgen.drafts.narrative.blank import blank_narrative
from reportgen.drafts.narrative.read import open_text, read_narrative
from reportgen.model.draft import Built, Checked
from reportgen.model.errors import PackError, SourceError
from reportgen.packs.load import open_pack, read_pack
from reportgen.reports.open import open_draft, open_published
from reportgen.reports.outlines import read_published
from reportgen.reports.published import read_report
from reportgen.show.diff.text import diff_text
from reportgen.show.text import Ink
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft
from reportgen.tasks.compare import compare_versions, verify_document
from reportgen.tasks.drafts import import_report
from reportgen.tasks.entries import Entries, TypedCell, put
from reportgen.tasks.pack_check import check_pack
from reportgen.tasks.update import update_draft
from reportgen.word.layout.text import layout_findings
from reportgen.word.outline import read_outline
from reportgen.word.template.drawing import draw_template

ID, BASE = "province-letterhead-2021", "gov-disclosure-2021"
PACK = EXAMPLES / "packs" / ID
FIELDS = {
    "doc_number": "青政办函〔2025〕12号",
    "signer": "",
    "copies": "省委办公厅，省人大常委会办公厅，省政协办公厅",
    "printer": "青岚省人民政府办公厅",
    "printed": "2025年1月22日",
}
SIGNER = ("  签发人:    #", "  签发人: 林知远    #")
TITLE = ("青岚省人民政府办公厅", "2024年政府信息公开工作年度报告")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the overlay with its draft."""
    return shutil.copytree(PACK, tmp_path / ID)


def changed(path: Path, *changes: tuple[str, str]) -> Path:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, (text.count(old), old)
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


def edited(source: Path, target: Path, *changes: tuple[str, str]) -> Path:
    """A .docx with pieces of its main part's XML replaced, each there once."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                text = content.decode()
                for one, other in changes:
                    assert text.count(one) == 1, (text.count(one), one)
                    text = text.replace(one, other)
                content = text.encode()
            new.writestr(name, content)
    return target


def built(pack: Path, kind: str = "docx") -> Path:
    done = build_draft(pack / "example-2024", kinds=(kind,), output=pack.parent / "年报", force=True)  # type: ignore[arg-type]
    assert isinstance(done, Built), done.findings if isinstance(done, Checked) else done
    return done.path


def in_template(pack: Path, *changes: tuple[str, str]) -> Path:
    template = pack / "template.docx"
    shutil.move(edited(template, pack / "new.docx", *changes), template)
    return pack


@pytest.fixture
def optional(pack: Path) -> Path:
    """The overlay with all of its 版记 left to the agency, and a template drawn for it."""
    text = (pack / "format.yaml").read_text(encoding="utf-8")
    for name in ("印发机关", "印发日期"):
        assert f"name: {name}, required: true" in text
        text = text.replace(f"name: {name}, required: true", f"name: {name}")
    (pack / "format.yaml").write_text(text, encoding="utf-8")
    (pack / "template.docx").write_bytes(draw_template(open_pack(pack).form))
    return pack


SIGNED, WRITTEN = "2025年1月21日", "2025年1月22日"
GONE = {"copies": ("  抄送: 省委办公厅，省人大常委会办公厅，省政协办公厅", "  抄送:"), "printer": ("  印发机关: 青岚省人民政府办公厅", "  印发机关:"), "printed": (f"  印发日期: {WRITTEN}", "  印发日期:")}  # fmt: skip


@pytest.mark.parametrize("kind", ["docx", "html"])
@pytest.mark.parametrize("left_out", [names for many in range(4) for names in combinations(GONE, many)], ids="+".join)
def test_what_is_left_out_of_the_imprint_takes_its_words_with_it(left_out: tuple[str, ...], kind: str, optional: Path) -> None:
    """The day falls back to the one that the report is signed on, as long as there is who has it printed."""
    changed(optional / "example-2024" / "narrative.yaml", *(GONE[name] for name in left_out))
    assert check_draft(optional / "example-2024").findings == ()
    file = built(optional, kind)
    said = FIELDS | dict.fromkeys(left_out, "")
    if "printed" in left_out and "printer" not in left_out:
        said["printed"] = SIGNED
    assert open_published(file, open_pack(optional)).report.fields == said
    text = "\n".join(line.text for line in read_published(file).paragraphs)
    assert ("抄送：" in text) == ("copies" not in left_out)
    printed = [line for line in text.split("\n") if line.endswith("印发")]
    assert [line.split() for line in printed] == (
        [[*filter(None, (said["printer"], f"{said['printed']}印发"))]] if said["printed"] else []
    )


# -- the worked overlay -------------------------------------------------------------------------------


def test_the_overlay_is_clean_and_its_template_as_drawn() -> None:
    assert check_pack(str(PACK)).findings == ()
    assert (PACK / "template.docx").read_bytes() == draw_template(open_pack(PACK).form)
    assert check_draft(PACK / "example-2024").findings == ()


@pytest.mark.parametrize("kind", ["docx", "html"])
@pytest.mark.parametrize(
    ("change", "now"),
    [
        ((), {}),
        ((SIGNER,), {"signer": "林知远"}),
        ((("  抄送: 省委办公厅，省人大常委会办公厅，省政协办公厅", "  抄送:"),), {"copies": ""}),
        ((("〔2025〕12号", "〔2025〕1号"), SIGNER, ("省政协办公厅 ", "省政协办公厅，青岚省军区政治工作局，各设区市人民政府 ")), {"doc_number": "青政办函〔2025〕1号", "signer": "林知远", "copies": f"{FIELDS['copies']}，青岚省军区政治工作局，各设区市人民政府"}),
    ],
    ids=["as it is", "signer", "no copies", "all"],
)  # fmt: skip
def test_what_is_published_reads_back(
    kind: str, change: tuple[tuple[str, str], ...], now: Mapping[str, str], pack: Path, tmp_path: Path
) -> None:
    changed(pack / "example-2024" / "narrative.yaml", *change)
    file = built(pack, kind)
    published = open_published(file, open_pack(pack))
    report = published.report
    assert report.fields == FIELDS | now
    assert (report.title, report.signature, report.date) == (TITLE, FIELDS["printer"], "2025年1月21日")
    assert not published.unplaced
    draft = tmp_path / "read"
    import_report(file, draft, format_name=str(pack))
    again = open_draft(draft).narrative.fields
    assert {name: one.text for name, one in again.items()} == FIELDS | now


def test_an_edit_of_it_is_told_and_taken_over(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTGEN_FORMATS", str(tmp_path))
    document = built(pack)
    changes = (("〔2025〕12号</w:t>", "〔2025〕15号</w:t>"), ("2025年1月22日印发", "2025年1月25日印发"))
    by_hand = edited(document, tmp_path / "改.docx", *changes)
    found = {change.key: (change.old, change.new) for change in compare_versions(str(document), str(by_hand)).diff.fields}
    assert found == {
        "field:doc_number": (FIELDS["doc_number"], "青政办函〔2025〕15号"),
        "field:printed": (FIELDS["printed"], "2025年1月25日"),
    }
    said = diff_text(compare_versions(str(document), str(by_hand)), Ink(False))
    assert "\n要素\n  发文字号　" in said and "标题、落款" not in said
    folder = pack / "example-2024"
    updated = update_draft(folder, by_hand, write=True)
    assert not updated.left and not updated.conflicts
    text = (folder / "narrative.yaml").read_text(encoding="utf-8")
    assert "  发文字号: 青政办函〔2025〕15号\n" in text and "  印发日期: 2025年1月25日\n" in text
    # The sentence that refers to the number still does so.
    assert "{{ 要素.发文字号 }}印发" in text


def test_a_number_written_otherwise_is_still_the_number(pack: Path, tmp_path: Path) -> None:
    """What stands in its place is it, though no pattern fits; the title below is none."""
    by_hand = edited(built(pack), tmp_path / "改.docx", ("青政办函〔2025〕12号</w:t>", "青政办发2025第12号</w:t>"))
    report = open_published(by_hand, open_pack(pack)).report
    assert (report.fields["doc_number"], report.title) == ("青政办发2025第12号", TITLE)
    gone = edited(by_hand, tmp_path / "无.docx", ("青政办发2025第12号", ""))
    report = open_published(gone, open_pack(pack)).report
    assert (report.fields["doc_number"], report.title) == ("", TITLE)


def test_the_page_saves_a_field(pack: Path) -> None:
    key = ("要素", "发文字号")
    done = put(pack / "example-2024", Entries(values={key: TypedCell(FIELDS["doc_number"], "青政办函〔2025〕16号")}))
    assert "  发文字号: 青政办函〔2025〕16号\n" in done.contents["narrative.yaml"].decode()


def test_a_document_is_verified_as_far_as_it_can_be_where_its_pack_is_lost(pack: Path, tmp_path: Path) -> None:
    whole = tmp_path / "far" / "away" / "年报.docx"
    whole.parent.mkdir(parents=True)
    whole.write_bytes(built(pack).read_bytes())
    other = edited(whole, whole.with_name("改.docx"), (FIELDS["copies"], "省委办公厅"))
    for path, how in ((whole, "一个字节也不差"), (other, "改过")):
        with pytest.raises(SourceError, match=how) as refused:
            verify_document(path)
        assert ID in refused.value.message and "formats" in refused.value.hint


# -- declared -----------------------------------------------------------------------------------------

ONE = "fields: [{id: number, name: 文号}]\n"
FAULTS = {
    "id twice": ("fields: [{id: a, name: 甲}, {id: a, name: 乙}]", "要素的 id“a”重复"),
    "name twice": ("fields: [{id: a, name: 甲}, {id: b, name: 甲}]", "要素的 name“甲”重复"),
    "no name": ("fields: [{id: a}]", "缺少“name”"),
    "day with a pattern": ("fields: [{id: a, name: 甲, kind: date, pattern: '#年'}]", "日期（kind: date）的写法是定的"),
    "too many gaps": ("fields: [{id: a, name: 甲, pattern: '*1*2*'}]", "最多 100 个字、2 个 *"),
    "default names a figure": ("fields: [{id: a, name: 甲, default: '{{ 表三.本年新收.总计 }}'}]", "不能写 {{ 表三.本年新收.总计 }}"),
    "unknown in the head": (ONE + "letterhead: {mark: 甲文件, number: nomber}", "fields 里没有这个要素，是不是“number”？"),
    "number without a mark": (ONE + "letterhead: {number: number}", "就要写 mark"),
    "day without a printer": (ONE + "letterhead: {printed: number}", "就要写 printer"),
    "mark names what it cannot": ("letterhead: {mark: '{{ 署名 }}文件'}", "不能写 {{ 署名 }}"),
    "size of a poster": ("letterhead: {mark: 甲文件, mark_size: 200}", "“200”不是 16 到 72 的数"),
    "table of a name that templates have": (
        "tables: [{id: subdocs, name: 表九, blocks: [{columns: [{id: a, name: 甲, label: 甲}], rows: [{id: b, name: 乙, label: 乙}]}]}]",
        "表的 id 不能叫“subdocs”",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_with_a_declaration_is_told(name: str, tmp_path: Path) -> None:
    text, message = FAULTS[name]
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "format.yaml").write_text(f"id: local\nextends: {BASE}\n{text}\n", encoding="utf-8")
    assert any(message in told for _, told in read_pack(tmp_path / "local")[1]), read_pack(tmp_path / "local")[1]


def test_a_narrative_has_the_fields_and_no_others(pack: Path) -> None:
    form = open_pack(PACK).form
    text = blank_narrative(form, "青岚省人民政府办公厅", 2025).decode()
    read, found = read_narrative(open_text(text, "narrative.yaml"), form)
    assert not found
    assert {name: one.text for name, one in read.fields.items()} == {
        **dict.fromkeys(FIELDS, ""), "copies": FIELDS["copies"], "printer": "青岚省人民政府办公厅"
    }  # fmt: skip
    misspelt = text.replace("  发文字号:", "  发文号:")
    _, found = read_narrative(open_text(misspelt, "narrative.yaml"), form)
    assert [(one.code, "发文字号" in one.hint) for one in found] == [("W120", True)]
    plain = open_pack(PACK).base
    assert plain is not None
    _, found = read_narrative(open_text("机关: 甲\n年份: 2024\n要素:\n  发文字号: 甲〔2025〕1号\n", "narrative.yaml"), plain.form)
    assert [one.code for one in found] == ["W120"]


def test_a_word_text_has_them_too(pack: Path, tmp_path: Path) -> None:
    from reportgen.tasks.drafts import new_draft

    draft = tmp_path / "word"
    new_draft(draft, agency="青岚省人民政府办公厅", year=2024, format_name=str(pack), in_word=True)
    assert open_draft(draft, lay=pack / "x").narrative.fields["printer"].text == "青岚省人民政府办公厅"


# -- templates ----------------------------------------------------------------------------------------

LAST = '<w:p><w:pPr><w:pStyle w:val="Anchor"/></w:pPr></w:p>'


def paragraph(*texts: str) -> str:
    return "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)


LONG = {
    "signer": "林知远　王若水　欧阳明",
    "copies": "省委办公厅，省人大常委会办公厅，省政协办公厅，青岚省军区政治工作局，各设区市人民政府，省政府各部门、各直属机构，省法院，省检察院",
    "printer": "青岚省人民政府办公厅政府信息与政务公开工作处综合协调科",
}  # fmt: skip


@pytest.mark.parametrize("kind", ["docx", "html", "pdf"])
def test_what_is_longer_than_a_line_reads_back_whole(pack: Path, kind: str) -> None:
    """In a PDF a line is all there is; the day stands below a long name, not torn in two."""
    if kind == "pdf" and not shutil.which("soffice"):
        pytest.skip("no LibreOffice")
    changed(
        pack / "example-2024" / "narrative.yaml",
        (SIGNER[0], f"  签发人: {LONG['signer']}    #"),
        (f"抄送: {FIELDS['copies']}", f"抄送: {LONG['copies']}"),
        (f"印发机关: {FIELDS['printer']}", f"印发机关: {LONG['printer']}"),
    )
    file = built(pack, kind)
    published = open_published(file, open_pack(pack))
    assert published.report.fields == FIELDS | LONG
    assert not published.unplaced
    if kind == "pdf":
        assert any(line.text == "2025年1月22日印发" for line in read_published(file).paragraphs)


def printed_again(pack: Path) -> None:
    """The title, who signed and the day once more below the report: no error, and read once."""
    lines = ("{%p for line in title %}", "{{ line }}", "{%p endfor %}", "本件由{{ signature }}负责解释", "{{ date }}")
    in_template(pack, (LAST, paragraph(*lines) + LAST))


def test_title_and_day_may_stand_again(pack: Path) -> None:
    printed_again(pack)
    assert [one for one in check_pack(str(pack)).findings if one.code == "F214"] == []
    published = open_published(built(pack), open_pack(pack))
    report = published.report
    assert (report.title, report.signature, report.date) == (TITLE, FIELDS["printer"], "2025年1月21日")
    assert report.fields == FIELDS and not published.unplaced


def test_the_day_of_printing_is_the_date_where_no_field_gives_it(pack: Path) -> None:
    changed(
        pack / "format.yaml",
        ("  printed: printed\n", ""),
        ("  - {id: printed, name: 印发日期, required: true, kind: date}\n", ""),
    )
    changed(pack / "example-2024" / "narrative.yaml", ("  印发日期: 2025年1月22日\n", ""))
    (pack / "template.docx").write_bytes(draw_template(open_pack(pack).form))
    assert check_pack(str(pack)).findings == ()
    published = open_published(built(pack), open_pack(pack))
    assert (published.report.date, published.report.fields["printer"]) == ("2025年1月21日", FIELDS["printer"])
    assert not published.unplaced


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_a_field_of_no_letterhead_stands_below_the_report_with_its_name(pack: Path, kind: str) -> None:
    changed(pack / "format.yaml", ("fields:\n", "fields:\n  - {id: clerk, name: 承办人}\n  - {id: phone, name: 承办电话}\n"))
    changed(pack / "example-2024" / "narrative.yaml", ("要素:\n", "要素:\n  承办人: 王小明\n"))
    (pack / "template.docx").write_bytes(draw_template(open_pack(pack).form))
    assert check_pack(str(pack)).findings == ()
    published = open_published(built(pack, kind), open_pack(pack))
    assert published.report.fields == FIELDS | {"clerk": "王小明", "phone": ""}
    assert (published.report.date, published.unplaced) == ("2025年1月21日", ())


def test_twice_in_its_place_is_twice(pack: Path) -> None:
    """The line that prints the day, pasted a second time below the first."""
    day = r'<w:p><w:pPr><w:pStyle w:val="DateLine"/></w:pPr>.*?</w:p>'
    with zipfile.ZipFile(pack / "template.docx") as archive:
        line = re.search(day, archive.read("word/document.xml").decode())
    assert line
    in_template(pack, (line[0], line[0] * 2))
    assert "F214" in {one.code for one in check_pack(str(pack)).findings}


def test_a_field_that_no_template_prints_is_told(pack: Path) -> None:
    changed(pack / "format.yaml", ("fields:\n", "fields:\n  - {id: clerk, name: 承办人}\n"))
    assert [(one.code, one.severity.value, "承办人" in one.message) for one in check_pack(str(pack)).findings] == [
        ("F214", "warning", True)
    ]
    unknown = in_template(pack, (LAST, paragraph("{{ fields.clark }}") + LAST))
    assert any(one.code == "F205" and "fields.clerk" in one.hint for one in check_pack(str(unknown)).findings)


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        ("青政办函〔2024〕9号", True),
        ("（此件见青政办函〔2024〕9号）", True),
        ("发文字号：某政办〔2026〕3号", True),
        ("2025年1月22日", True),
        ("依据国办公开办函〔2021〕30号编制", False),
        ("青政办函〔　　〕　号", False),
        ("2025年1月22日起施行", False),
    ],
)
def test_what_a_field_holds_typed_beside_it_is_told(pack: Path, line: str, is_told: bool) -> None:
    """The field is printed as it must be, and last year's number stands in a line of its own."""
    found = check_pack(str(in_template(pack, (LAST, paragraph(line) + LAST)))).findings
    assert [(one.code, one.severity.value) for one in found] == [("F214", "warning")] * is_told
    assert all(f"写死了“{re.sub('^发文字号：|[（）]|此件见', '', line)}”" in one.message for one in found)


WIDTH = '<w:tcPr><w:tcW w:w="2000" w:type="dxa"/></w:tcPr>'
OWN_TABLES = {
    "merged downwards in a loop": tbl(
        tr(tc("分工", properties=WIDTH), tc("单位", properties=WIDTH)),
        tr("{%tr for line in ['甲处', '乙处'] %}", ""),
        tr(tc("{% vm %}填报", properties=WIDTH), tc("{{ line }}", properties=WIDTH)),
        tr("{%tr endfor %}", ""),
    ),
    "merged across in a loop": tbl(
        tr("{%tc for line in ['甲', '乙', '丙'] %}", tc("{% hm %}填报分工", properties=WIDTH), "{%tc endfor %}"),
        tr(*(tc(f"{number}. {office}", properties=WIDTH) for number, office in enumerate(("甲处", "乙处", "{{ 机关 }}"), 1))),
    ).replace('<w:gridCol w:w="200"/>', '<w:gridCol w:w="200"/><w:gridCol w:w="200"/>'),
}  # fmt: skip


@pytest.mark.parametrize("own", OWN_TABLES.values(), ids=OWN_TABLES)
def test_a_table_that_docxtpl_makes_of_a_loop_is_the_templates_own(own: str, pack: Path, tmp_path: Path) -> None:
    """It is no part of the text, and nothing that is left over; with a word that somebody changed in it, it is told."""
    document = built(in_template(pack, (LAST, own + paragraph("") + LAST)))
    assert read_report(read_outline(document), [open_pack(pack)]).left_over == ()
    other = edited(document, tmp_path / "改过.docx", (">甲处<" if ">甲处<" in main_part(document) else ">1. 甲处<", ">丁处<"))
    assert any("丁处" in one.text for one in read_report(read_outline(other), [open_pack(pack)]).left_over)


def main_part(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read("word/document.xml").decode()


TYPED = "某政办〔2026〕3号"


def in_branches(pack: Path, *lines: str) -> Path:
    """The overlay with these paragraphs in place of those that print 发文字号 and 签发人."""
    with zipfile.ZipFile(pack / "template.docx") as archive:
        text = archive.read("word/document.xml").decode()
    old = re.search(r"<w:p>(?:(?!</w:p>).)*\{%p if fields.signer %\}.*?\{%p endif %\}.*?</w:p>", text)
    assert old
    return in_template(pack, (old[0], paragraph(*lines)))


WITH_SIGNER, WITHOUT = "{{ fields.doc_number }}　签发人：{{ fields.signer }}", "{{ fields.doc_number }}"
IF, ELSE, END = "{%p if fields.signer %}", "{%p else %}", "{%p endif %}"
BRANCHES = {
    "each has it": ((IF, WITH_SIGNER, ELSE, WITHOUT, END), None),
    "typed in the second": ((IF, WITH_SIGNER, ELSE, TYPED, END), ("error", f"没有写“签发人”的时候，要素“发文字号”没有印出来，印的是写在模板里的“{TYPED}”")),
    "typed in the first": ((IF, f"{TYPED}　签发人：{{{{ fields.signer }}}}", ELSE, WITHOUT, END), ("error", f"的“{TYPED}　签发人：”")),
    "two conditions": ((IF, WITH_SIGNER, END, "{%p if not fields.signer %}", TYPED, END), ("error", TYPED)),
    "in one line": (("{% if fields.signer %}" + WITH_SIGNER + "{% else %}" + TYPED + "{% endif %}",), ("error", TYPED)),
    "nothing in the second": ((IF, WITH_SIGNER, END), ("warning", "没有写“签发人”的时候，要素“发文字号”没有印出来")),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "told"), BRANCHES.values(), ids=BRANCHES)
def test_a_field_is_printed_in_each_way_of_a_template(pack: Path, lines: tuple[str, ...], told: tuple[str, str] | None) -> None:
    """A number typed into one branch says what no report says: the check and the build refuse it alike."""
    in_branches(pack, *lines)
    found = [one for one in check_pack(str(pack)).findings if one.code == "F214"]
    if told is None:
        assert found == []
        return
    assert [one.severity.value for one in found] == [told[0]]
    assert told[1] in found[0].message
    if told[0] == "error":
        with pytest.raises(PackError, match="没有印出来"):
            build_draft(pack / "example-2024", kinds=("docx",), output=pack.parent / "年报", force=True)


def test_contact_data_in_a_template(pack: Path) -> None:
    """They are printed, count as used, must be there, and are read back."""
    in_template(pack, (LAST, paragraph("联系电话：{{ contact.电话 }}（{{ contact.电子邮箱 }}）") + LAST))
    narrative = changed(pack / "example-2024" / "narrative.yaml", ("；电话：{{ 联系方式.电话 }}", ""))
    assert check_pack(str(pack)).findings == ()
    assert check_draft(pack / "example-2024").findings == ()
    report = open_published(built(pack), open_pack(pack)).report
    assert report.contact == {"电话": "0000-12345678", "电子邮箱": "zwgk@qinglan.example.cn"}
    changed(narrative, ("  电话: 0000-12345678", "  电话:"))
    assert [one.code for one in check_draft(pack / "example-2024").findings] == ["W132"]
    narrative.write_text(
        narrative.read_text(encoding="utf-8").replace("  电话:", "  传真: 0000-1\n  电话: 0000-12345678"), encoding="utf-8"
    )
    assert [(one.code, "传真" in one.message) for one in check_draft(pack / "example-2024").findings] == [("W133", True)]


IMPRINT = (
    "<w:tbl><w:tblPr><w:tblW w:w='8845' w:type='dxa'/></w:tblPr><w:tblGrid><w:gridCol w:w='4400'/><w:gridCol w:w='4445'/></w:tblGrid>"
    "<w:tr><w:tc><w:tcPr><w:tcW w:w='8845' w:type='dxa'/><w:gridSpan w:val='2'/></w:tcPr>{copies}</w:tc></w:tr>"
    "<w:tr><w:tc><w:tcPr><w:tcW w:w='4400' w:type='dxa'/></w:tcPr>{printer}</w:tc>"
    "<w:tc><w:tcPr><w:tcW w:w='4445' w:type='dxa'/></w:tcPr>{printed}</w:tc></w:tr></w:tbl>"
)


def test_an_imprint_made_as_a_table(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So Word's users draw one: it is read back as the lines are, and is no table of the report."""
    monkeypatch.setenv("REPORTGEN_FORMATS", str(tmp_path))
    with zipfile.ZipFile(pack / "template.docx") as archive:
        whole = archive.read("word/document.xml").decode()
    drawn = whole[whole.index('<w:p><w:pPr><w:pStyle w:val="ThickRule"/>') : whole.index(LAST)]
    texts = {"copies": "抄送：{{ fields.copies }}", "printer": "{{ fields.printer }}", "printed": "{{ fields.printed }}印发"}
    in_template(pack, (drawn, IMPRINT.format(**{name: paragraph(text) for name, text in texts.items()})))
    document = built(pack)
    published = open_published(document, open_pack(pack))
    assert (published.report.fields, published.report.date) == (FIELDS, "2025年1月21日")
    assert not published.unplaced
    by_hand = edited(document, tmp_path / "改.docx", ("2025年1月22日印发", "2025年1月25日印发"))
    changes = compare_versions(str(document), str(by_hand)).diff.fields
    assert [change.key for change in changes] == ["field:printed"]


# -- a red head that no pack declares ------------------------------------------------------------------


def plain_mark(text: str) -> str:
    return text.replace("青岚省人民政府办公厅文件", "青岚省人民政府办公厅")


@pytest.mark.parametrize("mark", [str, plain_mark], ids=["文件", "the agency alone"])
def test_a_red_head_is_no_title(mark: Callable[[str], str], pack: Path, tmp_path: Path) -> None:
    """Neither where the document is read in a form that has none, nor where its looks are judged."""
    document = edited(built(pack), tmp_path / "红头.docx", ("青岚省人民政府办公厅文件", mark("青岚省人民政府办公厅文件")))
    base = open_pack(PACK).base
    assert base is not None
    published = open_published(document, base)
    report = published.report
    assert (report.title, report.agency, report.signature, report.date) == (TITLE, TITLE[0], TITLE[0], "2025年1月21日")
    whys = [one.why for one in published.unplaced if not one.location.grid]
    assert whys == ["版头，不是年报的正文"] * 2 + ["版记，不是年报的正文"] * 2
    assert [str(one) for one in layout_findings(document.read_bytes(), "红头.docx", base.form)] == []


def test_a_tab_that_slipped_to_the_end_of_the_line_leaves_both_readable(pack: Path, tmp_path: Path) -> None:
    """印发机关 and 印发日期 stand side by side: the day tells where the one ends and the other begins."""
    document = built(pack)
    was = open_published(document, open_pack(pack)).report
    with zipfile.ZipFile(document) as file:
        xml = file.read("word/document.xml").decode()
    line = next(one for one in re.findall(r"<w:p[ >].*?</w:p>", xml, re.DOTALL) if "日印发" in one)
    last = line.rindex("</w:r>")
    slipped = line[:last].replace("<w:tab/>", "") + "<w:tab/></w:r>" + line[last + len("</w:r>") :]
    assert slipped != line
    report = open_published(edited(document, tmp_path / "改.docx", (line, slipped)), open_pack(pack)).report
    assert report.fields == was.fields and report.fields["printed"] == FIELDS["printed"]
