"""The check as SARIF, Markdown and JSON, in a copy of the workbook and in a copy of the Word document."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import EXAMPLES
from docx import Document
from lxml import etree
from openpyxl.comments import Comment
from support.published.copies import FORM_2021, copied, sparse, write

from reportgen.cli.main import main
from reportgen.drafts.workbook.drawn.as_read import LISTED
from reportgen.drafts.workbook.drawn.comments import INDEX, annotated_workbook
from reportgen.drafts.workbook.read import CHECKS, read_workbook
from reportgen.model.claim import STATUSES, Claim
from reportgen.model.draft import Checked
from reportgen.model.errors import SourceError
from reportgen.model.finding import Finding, Fix, Severity, fingerprint, place_in_words, remedy
from reportgen.model.location import Location
from reportgen.model.report import Waiver
from reportgen.packs.load import find_pack
from reportgen.show.json import CheckDocument, check_json
from reportgen.show.markdown import check_markdown, plain
from reportgen.show.sarif import check_sarif
from reportgen.tasks.check import annotated, check_draft, check_published
from reportgen.tasks.packs import all_rules
from reportgen.word.comments import CommentPlace, annotated_word, comments_on_document
from reportgen.word.outline import document_of, outline_of
from reportgen.word.template.compiled import compile_template
from reportgen.word.template.document import comments_on_draft, render

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HOSTILE = "=1+1|甲\n乙<script>`*_[x](http://x)\x01@某人 #1"
TEXT = Location("narrative.yaml", line=31, column=8)
Example, Edit, Rewrite = Callable[[str], Path], Callable[..., None], Callable[[Path, str, str], None]

WHEN = datetime(2025, 3, 1, tzinfo=UTC)


@pytest.fixture
def faulty(example: Example, edit: Edit, rewrite: Rewrite) -> Path:
    """A draft with a wrong figure, a word for a figure, and a date that is none."""
    draft = example("wenzhou-2020")
    edit(draft, "表三", D9=75, J9=130, D28=109, D27=0, E12="无")
    rewrite(draft, "日期: ", "日期: x")
    return draft


@pytest.fixture
def answered(faulty: Path) -> Checked:
    """The check of the faulty draft with a waived warning, numbers of the prose, and a fix."""
    checked = check_draft(faulty)
    waived = Finding(Location("narrative.yaml", line=12, column=3), "N102", "没有上年的数", Severity.WARNING)
    waiver = Waiver("N102", "", "统计口径变了 | 已说明", Location("narrative.yaml", line=60, column=1))
    claims = (
        Claim(TEXT, "overview", "5件", Decimal(5), "件", "contradictory", "本年新收", "表三.本年新收.总计", Decimal("5.50")),
        Claim(TEXT, "overview", "6件", Decimal(6), "件", "untied"),
    )
    fixed = Finding(TEXT, "N201", "用了半角逗号", Severity.WARNING, fix=Fix(TEXT, ",", "，"))
    return checked._replace(findings=(*checked.findings, fixed), waived=((waived, waiver),), claims=claims, prior="../2019年度")


# -- words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("location", "words"),
    [
        (Location("workbook.xlsx", "表三", 7, 4), "表三 D7"),
        (Location("workbook.xlsx", "表三"), "表三"),
        (Location("narrative.yaml", line=12, column=5), "第12行第5个字"),
        (Location("公布稿.docx", line=12, column=5), "第12段"),
        (Location("公布稿.pdf", line=3, column=5, page=2), "第2页第3行第5个字"),
        (Location("narrative.yaml"), "整个文件"),
    ],
)
def test_a_place_in_words(location: Location, words: str) -> None:
    assert place_in_words(location) == words


def test_the_fix_is_part_of_the_advice_once() -> None:
    finding = Finding(TEXT, "N201", "甲", hint="核对", fix=Fix(TEXT, "a", "b"))
    assert remedy(finding) == "核对（把“a”改成“b”）"
    assert remedy(finding._replace(hint="把“a”改成“b”即可")) == "把“a”改成“b”即可"
    assert remedy(finding._replace(hint="", fix=Fix(TEXT, "a", ""))) == "删去“a”"
    assert remedy(finding._replace(hint="", fix=Fix(TEXT, "", "b"))) == "加上“b”"
    assert remedy(finding._replace(hint="", fix=None)) == ""


# -- JSON ---------------------------------------------------------------------------------------------


def test_json_holds_fixes_claims_waived_and_last_year(answered: Checked) -> None:
    text = check_json(answered, answered.findings)
    document = CheckDocument.model_validate_json(text)
    assert json.loads(text)["schema"] == "reportgen.check/5"
    assert document.prior == "../2019年度"
    fix = document.findings[-1].fix
    assert fix is not None
    assert (fix.location.line, fix.old, fix.new) == (31, ",", "，")
    assert [waived.reason for waived in document.waived] == ["统计口径变了 | 已说明"]
    assert [(claim.status, claim.value, claim.expected) for claim in document.claims] == [
        ("contradictory", "5", "5.5"),
        ("untied", "6", None),
    ]


def test_json_of_a_clean_draft_has_none_of_them() -> None:
    checked = check_draft(EXAMPLES / "huaian-2024")._replace(claims=())
    document = CheckDocument.model_validate_json(check_json(checked, ()))
    assert (document.waived, document.claims, document.prior, document.findings) == ([], [], None, [])


# -- SARIF --------------------------------------------------------------------------------------------


def locations_in(value: Any) -> list[dict[str, Any]]:
    """Every physicalLocation anywhere in a SARIF log."""
    if isinstance(value, list):
        return [found for one in value for found in locations_in(one)]
    if not isinstance(value, dict):
        return []
    found = [value["physicalLocation"]] if "physicalLocation" in value else []
    return found + locations_in(list(value.values()))


def sound(text: str) -> dict[str, Any]:
    """The run of a SARIF log whose structure keeps what the standard asks for (§3.13, 3.19, 3.27—3.30, 3.35, 3.49, 3.55)."""
    log = json.loads(text)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert set(driver) <= {"name", "version", "rules"}
    assert all(set(rule["shortDescription"]) == set(rule["help"]) == {"text"} for rule in driver["rules"])
    assert len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])
    for found in run["results"]:
        assert found["level"] in ("error", "warning")
        assert found["message"]["text"]
        assert isinstance(found["suppressions"], list)
        assert "ruleIndex" not in found or driver["rules"][found["ruleIndex"]]["id"] == found["ruleId"]
        assert all(len(value) == 16 for value in found["partialFingerprints"].values())
        ids = [related["id"] for related in found.get("relatedLocations", ())]
        assert ids == list(range(len(ids)))
        for change in (change for fix in found.get("fixes", ()) for change in fix["artifactChanges"]):
            assert change["replacements"]
    for location in locations_in(log):
        uri = location["artifactLocation"]["uri"]
        assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)
        assert not uri.startswith("/")
        assert "region" not in location or location["region"]["startLine"] > 0
    return dict(run)


def test_sarif_says_everything_the_check_found(answered: Checked) -> None:
    run = sound(check_sarif(answered, answered.findings, all_rules()))
    found = run["results"]
    assert len(found) == len(answered.findings) + 1
    cell = found[0]["locations"][0]
    assert cell["logicalLocations"] == [{"fullyQualifiedName": str(answered.findings[0].location)}]
    assert "region" not in cell["physicalLocation"]
    fixed, waived = found[-2:]
    assert fixed["locations"][0]["physicalLocation"]["region"] == {"startLine": 31, "startColumn": 8}
    (change,) = fixed["fixes"][0]["artifactChanges"][0]["replacements"]
    assert change == {"deletedRegion": {"startLine": 31, "startColumn": 8, "endColumn": 9}, "insertedContent": {"text": "，"}}
    assert waived["suppressions"][0]["kind"] == "inSource"
    assert waived["suppressions"][0]["justification"] == "统计口径变了 | 已说明"
    document = json.loads(check_json(answered, answered.findings))
    shown = [one["partialFingerprints"]["reportgen/v1"] for one in found]
    assert shown[:-1] == [one["fingerprint"] for one in document["findings"]]
    assert any(related.get("message") for related in found[0]["relatedLocations"])


def test_sarif_names_files_below_the_folder_that_was_given(answered: Checked) -> None:
    uris = {}
    for folder in ("年报/2020 年", "/srv/年报", "../年报", "."):
        run = sound(check_sarif(answered._replace(folder=Path(folder)), answered.findings[:1], ()))
        uris[folder] = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uris == {
        "年报/2020 年": "%E5%B9%B4%E6%8A%A5/2020%20%E5%B9%B4/workbook.xlsx",
        "/srv/年报": "workbook.xlsx",
        "../年报": "workbook.xlsx",
        ".": "workbook.xlsx",
    }


def test_sarif_of_a_published_file_invents_no_line() -> None:
    checked = check_draft(EXAMPLES / "huaian-2024")._replace(folder=Path("公布/年报.docx"))
    place = Location("年报.docx", line=7, column=3)
    (found,) = sound(check_sarif(checked, [Finding(place, "N201", "甲", fix=Fix(place, "a", "b"))], ()))["results"]
    (location,) = found["locations"]
    assert location["physicalLocation"] == {"artifactLocation": {"uri": "%E5%85%AC%E5%B8%83/%E5%B9%B4%E6%8A%A5.docx"}}
    assert location["logicalLocations"][0]["fullyQualifiedName"] == "年报.docx:7:3"
    assert "fixes" not in found


def test_sarif_of_nothing_is_a_run_without_results() -> None:
    assert sound(check_sarif(check_draft(EXAMPLES / "huaian-2024"), [], all_rules()))["results"] == []


# -- Markdown -----------------------------------------------------------------------------------------


def cells_of(line: str) -> int:
    """How many cells a renderer sees in a row of a table."""
    return len(re.findall(r"(?<!\\)\|", line)) - 1


def test_markdown_says_everything_and_keeps_its_tables(answered: Checked) -> None:
    hostile = Finding(Location("a|b.txt", line=1), "N201", HOSTILE, hint=HOSTILE)
    findings = (*answered.findings, hostile)
    text = check_markdown(answered, findings)
    assert f"{sum(finding.severity is Severity.ERROR for finding in findings)} 个错误" in text.splitlines()[0]
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {cells_of(row) for row in rows} == {4, 2}
    for finding in answered.findings:
        assert any(finding.code in row and plain(finding.message) in row for row in rows)
    assert "统计口径变了 \\| 已说明" in text
    assert all(words in text for words in STATUSES.values())
    assert "<script>" not in text
    assert "@某人" not in text
    assert "[x](" not in text.replace("\\[", "")


def test_markdown_of_nothing_says_so() -> None:
    text = check_markdown(check_draft(EXAMPLES / "huaian-2024")._replace(claims=()), [])
    assert "没有发现问题" in text
    assert "|" not in text


# -- the workbook -------------------------------------------------------------------------------------


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_copy_marks_cells_and_keeps_all_else(faulty: Path) -> None:
    path = faulty / "workbook.xlsx"
    mine = openpyxl.load_workbook(path)
    mine["表三"]["J9"].comment = Comment("这里等财务科的数", "小王")
    mine.save(path)
    before = path.read_bytes()
    checked = check_draft(faulty)
    book = opened(annotated_workbook(path, checked.findings))
    assert path.read_bytes() == before
    assert book.sheetnames == [INDEX, *mine.sheetnames]
    for sheet in mine.worksheets:
        copy = book[sheet.title]
        assert [[cell.value for cell in row] for row in copy.iter_rows()] == [
            [cell.value for cell in row] for row in sheet.iter_rows()
        ]
        assert copy.protection.sheet == sheet.protection.sheet
        assert len(copy.data_validations.dataValidation) == len(sheet.data_validations.dataValidation)
        assert copy.merged_cells.ranges == sheet.merged_cells.ranges
        assert len(copy.conditional_formatting) == len(sheet.conditional_formatting)
    table = book["表三"]
    assert str(table["J10"].value).startswith("=")
    assert book.calculation.fullCalcOnLoad
    assert table["J9"].comment.text.startswith("这里等财务科的数\n\n错误 T303")
    assert table["J9"].comment.author == "小王"
    assert table["J9"].fill.fgColor.rgb != table["J10"].fill.fgColor.rgb
    assert "改成 74" in table["D9"].comment.text
    assert "W202" in table["E12"].comment.text
    assert table["E13"].comment is None


def test_the_workbook_of_a_published_file_holds_the_figures_as_read(tmp_path: Path) -> None:
    """The same sheets as a draft's, the figures in them, the findings at their cells, each cell beside the original."""
    copy = copied(FORM_2021, sparse)
    wrong, total = "disputes.direct.all", "applications.granted.all"
    for ref, text in [*((ref, "") for ref, text in copy.figures.items() if text == "0"), (total, ""), (wrong, "9999")]:
        copy = copy.with_figure(ref, text)
    path = write(tmp_path, copy, "html")
    checked = check_published(path)
    content = annotated(checked, checked.findings, "xlsx", date=WHEN)
    (tmp_path / "read.xlsx").write_bytes(content)
    workbook, findings = read_workbook(tmp_path / "read.xlsx", checked.form)
    assert findings == []
    truth = {ref: Decimal(text) for ref, text in {**copy.figures, wrong: "9999"}.items()}
    assert {ref: cell.value for ref, cell in workbook.cells.items()} == truth
    book = opened(content)
    assert book.sheetnames == [INDEX, *(table.name for table in checked.form.tables), CHECKS, LISTED]
    spot = workbook.cells[wrong].location
    assert "T401" in book[spot.grid][spot.cell].comment.text
    listed = list(book[LISTED].iter_rows(min_row=6, max_col=7, values_only=True))
    assert len(listed) == len(checked.form.figures)
    assert [row for row in listed if row[5] == "没有写数，按勾稽关系推算"] == [
        (
            "表三",
            copy.form.figures[total].row.label,
            "总计",
            int(copy.figures[total]),
            None,
            "没有写数，按勾稽关系推算",
            "表三（第2张表） J6",
        )
    ]
    index = [row[3] for row in book[INDEX].iter_rows(min_row=5, max_col=6)]
    linked = {finding.code for finding, cell in zip(checked.findings, index, strict=True) if cell.hyperlink}
    assert {"T401", "W116", "W117"} <= linked


def test_the_index_links_to_every_cell_and_lists_the_rest(faulty: Path) -> None:
    checked = check_draft(faulty)
    book = opened(annotated_workbook(faulty / "workbook.xlsx", checked.findings))
    sheet = book[INDEX]
    rows = list(sheet.iter_rows(min_row=5, max_col=6))
    assert len(rows) == len(checked.findings)
    for row, finding in zip(rows, checked.findings, strict=True):
        assert (row[2].value, row[4].value) == (finding.code, finding.message)
        if finding.location.grid:
            assert row[3].hyperlink.location == f"'{finding.location.grid}'!{finding.location.cell}"
        else:
            assert row[3].hyperlink is None
            assert "narrative.yaml" in row[3].value
    assert sheet.freeze_panes == "A5"
    assert sheet.print_title_rows == "$4:$4"


def test_the_copy_checks_as_the_workbook_does(faulty: Path) -> None:
    """A clerk who mends the copy and puts it in the place of the workbook loses nothing."""
    before = check_draft(faulty).findings
    path = faulty / "workbook.xlsx"
    path.write_bytes(annotated_workbook(path, before))
    assert check_draft(faulty).findings == before


def test_odd_findings_do_no_harm_to_the_copy(faulty: Path) -> None:
    path = faulty / "workbook.xlsx"
    places = [
        Location("workbook.xlsx", "没有的表", 1, 1),
        Location("workbook.xlsx", "表三", 9_999_999, 1),
        Location("workbook.xlsx", "表三", 1, 99_999),
        Location("workbook.xlsx", "表三"),
        Location("other.xlsx", "表三", 9, 4),
        Location("workbook.xlsx", "表三", 5, 2),  # within a merged heading
        Location("workbook.xlsx", "表三", 9, 4),
    ]
    findings = [Finding(place, "N201", HOSTILE, hint=HOSTILE) for place in places] + [
        Finding(places[-1], "T301", "长" * 300)
    ] * 200
    book = opened(annotated_workbook(path, findings))
    sheet = book[INDEX]
    assert sheet.max_row == 4 + len(findings)
    assert [bool(sheet.cell(5 + number, 4).hyperlink) for number in range(len(places))] == [False] * 5 + [True] * 2
    assert sheet["E5"].data_type == "s"
    assert sheet["E5"].value == HOSTILE.replace("\x01", "‹U+0001›")
    assert len(book["表三"]["D9"].comment.text) < 32_767
    assert opened(annotated_workbook(path, []))[INDEX]["A3"].value == "没有发现问题。"


def test_what_is_no_workbook_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "workbook.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/none.xml", "<x/>")
    with pytest.raises(SourceError, match="复制不了"):
        annotated_workbook(path, [])
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(SourceError, match="旧版"):
        annotated_workbook(path, [])


# -- the Word document --------------------------------------------------------------------------------


def commented(content: bytes) -> dict[str, str]:
    """The comments of a document by the text of the paragraph that each covers."""
    book = Document(io.BytesIO(content))
    texts = {str(comment.comment_id): comment.text for comment in book.comments}
    found: dict[str, str] = {}
    for start in book.element.iter(W + "commentRangeStart"):
        paragraph = start.getparent()
        assert paragraph.tag == W + "p"
        number = start.get(W + "id")
        assert [end.get(W + "id") for end in paragraph.iter(W + "commentRangeEnd")].count(number) == 1
        assert [mark.get(W + "id") for mark in paragraph.iter(W + "commentReference")].count(number) == 1
        covered = "".join(text.text or "" for text in paragraph.iter(W + "t"))
        found[covered] = f"{found[covered]}\n{texts.pop(number)}" if covered in found else texts.pop(number)
    assert not texts
    return found


def test_a_drafts_findings_stand_at_their_figures_and_paragraphs(faulty: Path) -> None:
    checked = check_draft(faulty)
    compiled = compile_template(find_pack(checked.form.id))
    document = render(compiled, checked.report, checked.pictures, draft=True)
    block = checked.report.texts["overview"][1]
    findings = [*checked.findings, Finding(block.place(2), "N201", "标点不对", Severity.WARNING, hint="改成全角")]
    content = annotated_word(document, comments_on_draft(findings, checked.report, compiled, document), date=WHEN)
    found = commented(content)
    assert found[block.whole] == "提醒 N201：标点不对\n→ 改成全角"
    assert "错误 T303" in found["130"]
    assert "改成 74" in found["75"]
    title = checked.report.title[0]
    assert "W146" in found[title]
    assert "W202" in found["【待填】"]
    # Nothing but the comments has been added.
    assert outline_of(document_of(content), "a") == outline_of(document_of(document), "a")


def test_a_published_documents_findings_stand_where_they_say() -> None:
    checked = check_draft(EXAMPLES / "huaian-2024")
    compiled = compile_template(find_pack(checked.form.id))
    document = render(compiled, checked.report, checked.pictures, draft=False)
    outline = outline_of(document_of(document), "年报.docx")
    number = next(number for number, paragraph in enumerate(outline.paragraphs, 1) if len(paragraph.text) > 200)
    grid, row, column = compiled.places["applications.received.natural"]
    findings = [
        Finding(Location("年报.docx", line=number, column=9), "N201", "标点"),
        Finding(Location("年报.docx", f"表{grid + 1}", row, column), "T301", "不平"),
        Finding(Location("年报.docx", "表9", 1, 1), "T302", "没有这张表"),
        Finding(Location("年报.docx", f"表{grid + 1}", 999, 1), "T303", "没有这一行"),
        Finding(Location("年报.docx", line=9999, column=1), "N202", "没有这一段"),
        Finding(Location("上年.docx", line=1, column=1), "Y301", "别的文件"),
        Finding(Location("年报.docx"), "W143", HOSTILE),
    ]
    found = commented(annotated_word(document, comments_on_document(findings, "年报.docx"), date=WHEN))
    assert found[outline.paragraphs[number - 1].text] == "错误 N201：标点"
    assert found[outline.grids[grid].text(row, column)] == "错误 T301：不平"
    title = found[checked.report.title[0]]
    assert all(words in title for words in ("没有这张表", "没有这一行", "没有这一段", "别的文件", "<script>"))


BODY = f"""<w:document xmlns:w="{W[1:-1]}"><w:body>
<w:p><w:ins w:id="1" w:author="a"><w:r><w:t>插入的标题</w:t></w:r></w:ins><w:del w:id="2" w:author="a"><w:r><w:delText>删</w:delText></w:r></w:del></w:p>
<w:sdt><w:sdtContent><w:p><w:pPr><w:jc w:val="left"/></w:pPr><w:sdt><w:sdtContent><w:r><w:t>控件里的段</w:t></w:r></w:sdtContent></w:sdt></w:p></w:sdtContent></w:sdt>
<w:p/>
<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/><w:gridCol/></w:tblGrid>
<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>乙一</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>丙一</w:t></w:r></w:p></w:tc></w:tr>
<w:sdt><w:sdtContent><w:tr><w:tc><w:p><w:r><w:t>甲二</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>
<w:sdt><w:sdtContent><w:tc><w:p><w:r><w:t>丙二</w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt>
</w:tbl><w:p/><w:sectPr/></w:body></w:document>"""


def with_body(body: str) -> bytes:
    """A Word file of python-docx with another document.xml."""
    plain_document = io.BytesIO()
    Document().save(plain_document)
    changed = io.BytesIO()
    with zipfile.ZipFile(plain_document) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            target.writestr(name, body if name == "word/document.xml" else source.read(name))
    return changed.getvalue()


@pytest.mark.parametrize(
    ("spot", "covered"),
    [
        (CommentPlace(paragraph=0), "插入的标题"),
        (CommentPlace(paragraph=1), "控件里的段"),
        (CommentPlace(paragraph=2), ""),
        (CommentPlace(-1, 0, 1, 2), "乙一"),
        (CommentPlace(-1, 0, 1, 3), "丙一"),
        (CommentPlace(-1, 0, 2, 1), "甲二"),
        (CommentPlace(-1, 0, 2, 2), "乙一"),
        (CommentPlace(-1, 0, 2, 3), "丙二"),
        (CommentPlace(-1, 0, 1, 1), "插入的标题"),
        (CommentPlace(-1, 5, 1, 1), "插入的标题"),
        (None, "插入的标题"),
    ],
)
def test_tracked_changes_content_controls_and_merged_cells_are_kept(spot: CommentPlace | None, covered: str) -> None:
    document = with_body(BODY)
    content = annotated_word(document, [(spot, "错误 N201：甲")], date=WHEN)
    assert commented(content) == {covered: "错误 N201：甲"}
    tree = etree.fromstring(document_of(content))
    for mark in list(tree.iter(W + "commentRangeStart", W + "commentRangeEnd")):
        mark.getparent().remove(mark)
    for mark in list(tree.iter(W + "commentReference")):
        run = mark.getparent()
        run.getparent().remove(run)
    kept, before = (re.sub(r">\s+<", "><", etree.tostring(one, method="c14n").decode()) for one in (tree, etree.fromstring(BODY)))
    assert kept == before


def test_a_document_without_a_word_gets_its_comment() -> None:
    empty = with_body(f'<w:document xmlns:w="{W[1:-1]}"><w:body><w:sectPr/></w:body></w:document>')
    assert commented(annotated_word(empty, [(None, "甲"), (None, "乙")], date=WHEN)) == {"": "甲\n乙"}


def test_comments_and_styles_of_others_are_kept() -> None:
    book = Document()
    paragraph = book.add_paragraph("标题")
    book.add_comment(paragraph.runs, "领导的批注", "李")
    styles = book.styles.element
    for style in list(styles):
        if style.get(W + "styleId") in ("CommentText", "CommentReference"):
            styles.remove(style)
    own = etree.SubElement(styles, W + "style", {W + "type": "paragraph", W + "styleId": "a7"})
    etree.SubElement(own, W + "name", {W + "val": "annotation text"})
    before = io.BytesIO()
    book.save(before)
    content = annotated_word(before.getvalue(), [(None, "一")], date=WHEN)
    again = Document(io.BytesIO(annotated_word(content, [(None, "二")], date=WHEN)))
    assert [comment.text for comment in again.comments] == ["领导的批注", "一", "二"]
    assert [comment.author for comment in again.comments] == ["李", "reportgen 检查", "reportgen 检查"]
    names = [name.get(W + "val") for name in again.styles.element.iter(W + "name")]
    assert names.count("annotation text") == names.count("annotation reference") == 1
    assert [comment.paragraphs[0].style.style_id for comment in again.comments][1:] == ["a7", "a7"]


def test_what_is_no_word_file_is_said_so() -> None:
    for content, said in ((b"", "文件是空的"), (b"PK\x03\x04", "文件已损坏"), (b"<html>", "里面是网页")):
        with pytest.raises(SourceError, match=f"年报.docx：.*{said}"):
            annotated_word(content, [], "年报.docx", date=WHEN)


def test_comments_bear_the_name_of_who_reviews_and_are_a_persons_then(faulty: Path, tmp_path: Path) -> None:
    signed = tmp_path / "年报.docx"
    assert main(["check", str(faulty), "-o", str(signed), "--author", "李四"]) == 1
    assert {comment.author for comment in Document(str(signed)).comments} == {"李四"}
    assert "W112" in {one.code for one in check_published(signed).findings}
    assert main(["check", str(faulty), "--author", "李四"]) == 2


def test_two_hundred_comments_make_a_valid_document_that_opens(faulty: Path, tmp_path: Path) -> None:
    package = pytest.importorskip("openxml_audit", reason="openxml-audit (a development dependency) is not installed")
    checked = check_draft(faulty)
    compiled = compile_template(find_pack(checked.form.id))
    document = render(compiled, checked.report, checked.pictures, draft=True)
    cells = list(checked.report.cells.items())
    findings = [Finding(cell.location, "T301", "甲\n乙", ref=ref) for ref, cell in (cells * 2)[:180]]
    findings += [Finding(Location("narrative.yaml"), "W143", "没有的部分")] * 20
    path = tmp_path / "annotated.docx"
    path.write_bytes(annotated_word(document, comments_on_draft(findings, checked.report, compiled, document), date=WHEN))
    problems = [str(error) for error in package.OpenXmlValidator(security_validation=True).validate(str(path)).errors]
    assert [problem for problem in problems if "relationships/theme' is missing" not in problem] == []
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    book = faulty / "workbook.xlsx"
    (tmp_path / "annotated.xlsx").write_bytes(annotated_workbook(book, checked.findings))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(path), str(tmp_path / "annotated.xlsx")], capture_output=True, check=True, timeout=240)
    assert (tmp_path / "annotated.pdf").stat().st_size > 10_000


def test_the_fingerprint_does_not_hang_on_the_figures() -> None:
    finding = Finding(Location("workbook.xlsx", "表三", 7, 4), "T301", "差 1", ref="applications.received.natural")
    assert fingerprint(finding) == fingerprint(finding._replace(message="差 2", location=Location("workbook.xlsx", "表三", 8, 4)))
    assert fingerprint(finding) != fingerprint(finding._replace(code="T302"))
