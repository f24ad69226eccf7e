"""A draft whose text is a Word file says what the same text says in narrative.yaml, at its own places; what it cannot say is told."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import EXAMPLES, PICTURES
from docx.oxml.ns import qn
from support.made.word_texts import typed_in_word

from reportgen.cli.main import main
from reportgen.model.draft import Built
from reportgen.model.errors import OutputError, SourceError
from reportgen.model.finding import Finding
from reportgen.model.report import Narrative
from reportgen.reports.open import open_draft
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft
from reportgen.tasks.compare import compare_versions, verify_document
from reportgen.tasks.drafts import fix_draft, new_draft
from reportgen.tasks.update import update_draft
from reportgen.text.passages import line_of

DRAFTS = ("huaian-2024", "wenzhou-2020", "ouhai-2017")


@pytest.fixture(params=DRAFTS)
def draft(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return shutil.copytree(EXAMPLES / request.param, tmp_path / request.param)


@pytest.fixture
def huaian(tmp_path: Path) -> Path:
    return shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "huaian-2024")


def said(narrative: Narrative) -> dict[str, object]:
    entries = (narrative.contact, narrative.variables, narrative.charts)
    return {
        "whose": (narrative.agency, narrative.year, narrative.format_id),
        "title": [line.text for line in narrative.title],
        "texts": {section: [line_of(block) for block in blocks] for section, blocks in narrative.texts.items()},
        "entries": [{name: one.text for name, one in named.items()} for named in entries],
        "single": [one.text if one else "" for one in (narrative.signature, narrative.date, narrative.prior)],
        "waivers": [one[:3] for one in narrative.waivers],
    }


def told(draft: Path, *codes: str) -> list[Finding]:
    return [one for one in check_draft(draft).findings if one.code in codes]


# -- the same text --------------------------------------------------------------------------------------


def test_a_word_text_says_what_the_narrative_says(draft: Path) -> None:
    text = (draft / "narrative.yaml").read_text(encoding="utf-8")
    (draft / "narrative.yaml").write_text(
        text + "\n豁免:\n  - 代码: N231\n    位置: 表三!D8\n    理由: 已核对\n", encoding="utf-8"
    )
    before = open_draft(draft)
    report = build_draft(draft, output=draft.parent / "before.docx")
    typed_in_word(draft)
    after = open_draft(draft)
    assert said(after.narrative) == said(before.narrative)
    assert not [one for one in after.findings if one.code.startswith("W12")]
    built = build_draft(draft, output=draft.parent / "after.docx")
    assert isinstance(built, Built) and isinstance(report, Built)
    assert compare_versions(str(report.path), str(built.path)).diff.nothing
    assert verify_document(built.path, draft).holds


def test_findings_name_the_paragraph_its_section_and_its_words(huaian: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def edit(document: object) -> None:
        paragraph = next(one for one in document.paragraphs if "突出规章" in one.text)  # type: ignore[attr-defined]
        paragraph.text = "全年予以公开77件。"

    typed_in_word(huaian, edit=edit)
    assert main(["check", str(huaian)]) == 0
    shown = capsys.readouterr().out
    number = next(at for at, one in enumerate(open_paragraphs(huaian), 1) if one.startswith("全年予以公开77件"))
    assert f"文字稿.docx:{number}:" in shown and f"第{number}段（总体情况）“全年予以公开77件。”" in shown


def test_a_row_of_a_table_is_not_quoted_for_the_paragraph_of_its_number(huaian: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows of a table count by themselves: row 7 is not what stands in the 7th paragraph."""

    def edit(document: object) -> None:
        paragraph = next(one for one in document.paragraphs if "突出规章" in one.text)  # type: ignore[attr-defined]
        paragraph.text = "全年予以公开77件。"

    narrative = huaian / "narrative.yaml"
    rows = "".join(f"  | 渠道{at} | {at} |\n" for at in range(20))
    narrative.write_text(narrative.read_text("utf-8").replace("总体情况: |\n", f"总体情况: |\n  见下表。\n{rows}", 1), "utf-8")
    typed_in_word(huaian, edit=edit)
    blocks = [block for blocks in open_draft(huaian).bound([])[0].texts.values() for block in blocks if block.kind == "row"]
    assert [one.location.cell for one in blocks] == [f"A{at}" for at in range(1, 21)]
    main(["check", str(huaian)])
    shown = capsys.readouterr().out
    number = next(at for at, one in enumerate(open_paragraphs(huaian), 1) if one.startswith("全年予以公开77件"))
    assert number <= len(blocks) and f"第{number}段（总体情况）“全年予以公开77件。”" in shown


def open_paragraphs(draft: Path) -> list[str]:
    return [one.text for one in docx.Document(str(draft / "文字稿.docx")).paragraphs]


def test_pictures_come_along_and_tables_with_the_forms_own_words(huaian: Path) -> None:
    def edit(document: object) -> None:
        heading = next(one for one in document.paragraphs if one.text.startswith("五、"))  # type: ignore[attr-defined]
        heading.insert_paragraph_before("办理结果")
        table = document.add_table(2, 2)  # type: ignore[attr-defined]
        for at, text in enumerate(("结果", "总计", "予以公开", "{{ 表三.予以公开.总计 }}")):
            table.cell(at // 2, at % 2).text = text
        heading._p.addprevious(table._tbl)
        heading.insert_paragraph_before("").add_run().add_picture(str(PICTURES / "channels.png"))
        heading.insert_paragraph_before("各渠道的申请")

    typed_in_word(huaian, edit=edit)
    checked = check_draft(huaian)
    blocks = checked.report.texts["overview"][-4:]
    assert [(one.kind, one.whole) for one in blocks] == [
        ("paragraph", "办理结果"),
        ("row", "结果\t总计"),
        ("row", "予以公开\t1362"),
        ("image", "各渠道的申请"),
    ]
    assert blocks[-1].image in checked.pictures and not [one for one in checked.findings if one.code in ("W119", "W144")]
    assert isinstance(build_draft(huaian, output=huaian.parent / "with-picture.docx"), Built)


def test_numbers_of_word_and_soft_breaks_and_tabs(huaian: Path) -> None:
    """Headings that Word numbers, a paragraph broken by Shift+Enter, a table typed with tabs."""

    def edit(document: object) -> None:
        paragraph = next(one for one in document.paragraphs if "突出规章" in one.text)  # type: ignore[attr-defined]
        paragraph.text = "上一行。\n下一行。"
        paragraph.insert_paragraph_before("渠道\t件数")
        paragraph.insert_paragraph_before("网络\t95")
        paragraph.insert_paragraph_before("健全机制。", style="List Number")
        paragraph.insert_paragraph_before("抓好培训。", style="List Number")

    typed_in_word(huaian, edit=edit)
    blocks = check_draft(huaian).report.texts["overview"]
    texts = [one.whole for one in blocks]
    at = texts.index("上一行。")
    assert texts[at - 4 : at + 2] == ["渠道\t件数", "网络\t95", "1.健全机制。", "2.抓好培训。", "上一行。", "下一行。"]
    assert sorted(one.message[:7] for one in told(huaian, "W125")) == ["有 1 段里夹", "有 2 行用制"]


def test_bold_words_links_and_bullets_come_along_and_other_looks_are_told_once(huaian: Path) -> None:
    """Split runs are one bold piece; a heading's look is the form's; a link may be a field, as WPS writes it."""

    def edit(document: object) -> None:
        at = next(one for one in document.paragraphs if "突出规章" in one.text)  # type: ignore[attr-defined]
        one = at.insert_paragraph_before()
        for text, bold in (("（一）亮点。", True), ("全年", False), ("办件", True), ("最快", True), ("，见", False)):
            one.add_run(text).bold = bold
        for kind, code in (("begin", ""), ("", ' HYPERLINK "https://www.example.gov.cn/a" '), ("separate", "")):
            run = one.add_run()._r
            element = run.makeelement(qn("w:fldChar" if kind else "w:instrText"), {qn("w:fldCharType"): kind} if kind else {})
            element.text = code
            run.append(element)
        one.add_run("专栏")
        end = one.add_run()._r
        end.append(end.makeelement(qn("w:fldChar"), {qn("w:fldCharType"): "end"}))
        at.insert_paragraph_before("健全机制。", style="List Bullet")
        at.insert_paragraph_before().add_run("划了线的一句。").underline = True
        at.insert_paragraph_before().add_run("斜的一句。").italic = True
        at.insert_paragraph_before().add_run("整段加粗的一句。").bold = True

    typed_in_word(huaian, edit=edit)
    overview = [line_of(block) for block in open_draft(huaian).narrative.texts["overview"]]
    at = overview.index("（一）亮点。全年**办件最快**，见[专栏](https://www.example.gov.cn/a)")
    assert overview[at + 1 : at + 5] == ["——健全机制。", "划了线的一句。", "斜的一句。", "整段加粗的一句。"]
    assert [one.message[:13] for one in told(huaian, "W119")] == ["有 2 处字加了下划线、倾"]
    built = build_draft(huaian, output=huaian.parent / "signs.docx")
    assert isinstance(built, Built)
    printed = next(one for one in docx.Document(str(built.path)).paragraphs if "办件最快" in one.text)
    assert [run.text for run in printed.runs if run.bold] == [
        "办件最快"
    ] and "专栏（https://www.example.gov.cn/a）" in printed.text


# -- nothing vanishes --------------------------------------------------------------------------------------


def test_what_has_no_place_is_told(huaian: Path) -> None:
    def edit(document: object) -> None:
        heading = next(one for one in document.paragraphs if one.text.startswith("五、"))  # type: ignore[attr-defined]
        heading.insert_paragraph_before("三、收到和处理政府信息公开申请情况")
        heading.insert_paragraph_before("这一部分的说明文字不该悄悄不见。")

    typed_in_word(huaian, behind=["附件：年度公开目录"], edit=edit)
    assert [one.message.partition("（")[0] for one in told(huaian, "W119")] == [
        "没有进入年报：“这一部分的说明文字不该悄悄不见。”",
        "没有进入年报：“附件：年度公开目录”",
    ]


def test_contact_at_the_end_is_contact(huaian: Path) -> None:
    typed_in_word(huaian, behind=["联系电话：0517-00000000", "传真电话号码：1"])
    assert any("传真电话号码：1" in one.message for one in told(huaian, "W119"))
    assert "0517-83605210" in check_draft(huaian).report.texts["preface"][0].whole
    typed_in_word_again = shutil.copytree(EXAMPLES / "huaian-2024", huaian.parent / "again")
    typed_in_word(typed_in_word_again, behind=["联系电话：0517-00000000"])
    assert "0517-00000000" in check_draft(typed_in_word_again).report.texts["preface"][0].whole


def test_a_heading_left_out_or_reworded_is_told(huaian: Path) -> None:
    def edit(document: object) -> None:
        for one in document.paragraphs:  # type: ignore[attr-defined]
            if one.text.startswith("一、"):
                one.text = "一、全年总的情况"

    typed_in_word(huaian, edit=edit)
    assert [one.message for one in told(huaian, "W119")] == ["标题“一、全年总的情况”按格式印成“一、总体情况”"]


def test_tracked_changes_are_read_as_accepted_and_comments_told(huaian: Path) -> None:
    path = typed_in_word(huaian)
    with zipfile.ZipFile(path) as old:
        files = {name: old.read(name) for name in old.namelist()}
    text = files["word/document.xml"].decode()
    inserted = '<w:ins w:id="9" w:author="甲" w:date="2025-01-01T00:00:00Z"><w:r><w:t>新加的一句。</w:t></w:r></w:ins>'
    deleted = '<w:del w:id="8" w:author="甲" w:date="2025-01-01T00:00:00Z"><w:r><w:delText>删去的一句。</w:delText></w:r></w:del>'
    where = text.index("</w:p>", text.index("突出规章"))
    files["word/document.xml"] = f"{text[:where]}{inserted}{deleted}{text[where:]}".encode()
    with zipfile.ZipFile(path, "w") as new:
        for name, content in files.items():
            new.writestr(name, content)
    checked = check_draft(huaian)
    whole = "".join(one.whole for one in checked.report.texts["overview"])
    assert "新加的一句。" in whole and "删去的一句。" not in whole
    found = [one for one in checked.findings if one.code == "W111"]
    assert len(found) == 2 and all(one.severity.value == "warning" for one in found)


def test_both_texts_are_told_and_one_rule_says_which_counts(huaian: Path) -> None:
    typed_in_word(huaian, alone=False, behind=["不该印出来的话。"])
    checked = check_draft(huaian)
    assert [one.message for one in checked.findings if one.code == "W129"] == [
        "草稿里有两份文字稿：用的是 narrative.yaml，文字稿.docx 里的文字没有用"
    ]
    assert not any("不该印" in block.whole for blocks in checked.report.texts.values() for block in blocks)


def test_an_almost_narrative_beside_the_word_text_is_told(huaian: Path) -> None:
    typed_in_word(huaian)
    (huaian / "narrative.yml").write_text("机关: 甲市乙局\n", encoding="utf-8")
    assert "narrative.yml 里的文字没有用" in told(huaian, "W129")[0].message


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda files: files.update({"word/vbaProject.bin": b"x"}), "宏"),
        (lambda files: files.update({"word/document.xml": _with_entity(files["word/document.xml"])}), "DOCTYPE|实体|DTD"),
    ],
    ids=["macros", "entities"],
)
def test_the_same_doors_as_for_other_word_files(huaian: Path, spoil: object, says: str) -> None:
    path = typed_in_word(huaian)
    with zipfile.ZipFile(path) as old:
        files = {name: old.read(name) for name in old.namelist()}
    spoil(files)  # type: ignore[operator]
    with zipfile.ZipFile(path, "w") as new:
        for name, content in files.items():
            new.writestr(name, content)
    with pytest.raises(SourceError) as refused:
        open_draft(huaian)
    assert re.search(says, refused.value.message) and "文字稿.docx" in str(refused.value.location)


def _with_entity(xml: bytes) -> bytes:
    head, _, rest = xml.partition(b"?>")
    return head + b'?><!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + rest


# -- started, changed, refused -----------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2017, 2020, 2024])
def test_a_new_text_in_word_prints_no_hint(tmp_path: Path, year: int) -> None:
    started = new_draft(tmp_path / "新", agency="甲市乙局", year=year, in_word=True)
    assert [path.name for path in started.written] == ["workbook.xlsx", "文字稿.docx"]
    checked = check_draft(tmp_path / "新")
    (hints,) = [one for one in checked.findings if one.code == "W119"]
    assert "〔提示：…〕，不会印出来" in hints.message
    printed = [block.whole for blocks in checked.report.texts.values() for block in blocks]
    assert not any("提示" in text for text in printed)
    assert (checked.report.agency, checked.report.year) == ("甲市乙局", year)
    assert not [one for one in checked.findings if one.code in ("W120", "W121", "W130", "W131")]
    with pytest.raises(OutputError):
        new_draft(tmp_path / "新", agency="甲市乙局", year=year)


def test_words_typed_beside_a_hint_are_text_and_half_a_hint_is_an_error(huaian: Path) -> None:
    typed_in_word(huaian, edit=lambda document: _retype(document, "〔提示：写〔2020〕这样的文号〕全年平稳。"))
    assert "全年平稳。" in [one.whole for one in check_draft(huaian).report.texts["overview"]]
    other = shutil.copytree(EXAMPLES / "huaian-2024", huaian.parent / "other")
    typed_in_word(other, edit=lambda document: _retype(document, "〔提示：写正文"))
    assert next(one.severity.value for one in told(other, "W119")) == "error"


def _retype(document: object, text: str) -> None:
    next(one for one in document.paragraphs if "突出规章" in one.text).text = text  # type: ignore[attr-defined]


def test_fix_and_edits_of_the_report_are_refused_in_plain_words(huaian: Path) -> None:
    typed_in_word(huaian)
    content = (huaian / "文字稿.docx").read_bytes()
    with pytest.raises(OutputError, match="程序不改 Word 文件"):
        fix_draft(check_draft(huaian), [], in_place=True)
    built = build_draft(huaian)
    assert isinstance(built, Built)
    assert update_draft(huaian, built.path, write=True).nothing
    _replace(built.path, "有序推进", "有力推进")
    with pytest.raises(SourceError, match="程序不改 Word 文件"):
        update_draft(huaian, built.path, write=True)
    assert (huaian / "文字稿.docx").read_bytes() == content


def _replace(path: Path, old: str, new: str) -> None:
    with zipfile.ZipFile(path) as package:
        files = {name: package.read(name) for name in package.namelist()}
    text = files["word/document.xml"].decode()
    assert text.count(old) == 1
    files["word/document.xml"] = text.replace(old, new).encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)


# -- into narrative.yaml -------------------------------------------------------------------------------------


def test_the_draft_s_own_word_text_becomes_a_narrative_and_stays_itself(draft: Path) -> None:
    typed_in_word(draft)
    before = said(open_draft(draft).narrative)
    content = (draft / "文字稿.docx").read_bytes()
    assert not update_draft(draft, draft / "文字稿.docx", write=False).written and not (draft / "narrative.yaml").exists()
    update_draft(draft, draft / "文字稿.docx", write=True)
    after = open_draft(draft)
    assert said(after.narrative) == before and after.narrative.path == "narrative.yaml"
    assert (draft / "文字稿（原稿）.docx").read_bytes() == content
    assert not [one for one in after.findings if one.code.startswith("W12")]


def test_a_word_text_comes_in_by_update_and_leaves_the_tables_alone(huaian: Path) -> None:
    other = shutil.copytree(huaian, huaian.parent / "other")
    book, old = (huaian / "workbook.xlsx").read_bytes(), (huaian / "narrative.yaml").read_text(encoding="utf-8")
    printed = check_draft(huaian).report.texts["overview"]

    def edit(document: object) -> None:
        for one in document.paragraphs:  # type: ignore[attr-defined]
            if one.text.startswith("突出规章"):
                one.text = next(block.whole for block in printed if block.whole.startswith("突出规章")).replace(
                    "同步推进", "一体推进"
                )
            elif one.text.startswith("市政府网站全年"):
                one.text = "市政府网站收到申请{{ 表三.本年新收.总计 }}件。"

    update = update_draft(huaian, typed_in_word(other, edit=edit), write=True)
    new = (huaian / "narrative.yaml").read_text(encoding="utf-8")
    assert (huaian / "workbook.xlsx").read_bytes() == book and not update.figures
    changed = [(a, b) for a, b in zip(old.split("\n"), new.split("\n"), strict=True) if a != b]
    (was, now), (_, typed) = changed
    assert now == was.replace("同步推进", "一体推进") and now.count("{{") == was.count("{{") > 3
    assert [typed.strip()] == ["市政府网站收到申请{{ 表三.本年新收.总计 }}件。"]
    assert {one.source for one in update.unbound} == {
        "{{ 自定义.网站公开信息条数 }}", "{{ 自定义.公报期数 }}", "{{ 自定义.政策解读个数 }}", "{{ 自定义.新闻发布会场数 }}"
    }  # fmt: skip
    assert update_draft(huaian, other / "文字稿.docx", write=True).nothing


def test_what_check_tells_of_a_word_text_is_told_where_it_comes_in(huaian: Path) -> None:
    other, own = (shutil.copytree(huaian, huaian.parent / name) for name in ("other", "own"))

    def edit(document: Any) -> None:
        paragraph = next(one for one in document.paragraphs if one.text.startswith("突出规章"))
        paragraph.add_run("暗处一句。").font.hidden = True
        paragraph.add_run("划去一句。").font.strike = True
        document.add_comment(paragraph.runs[:1], text="请核实这句", author="甲")
        outer = document.add_table(1, 1).cell(0, 0)
        outer.add_table(1, 2).cell(0, 1).text = "里面的表"

    text = typed_in_word(other, edit=edit)
    typed_in_word(own, edit=edit)
    words = ("暗处一句。", "划去一句。", "请核实这句", "里面的表")
    said = {
        "check": " ".join(one.message for one in check_draft(own).findings),
        "a text that comes in": " ".join(one.text for one in update_draft(huaian, text, write=True).left),
        "the draft's own": " ".join(one.text for one in update_draft(own, own / "文字稿.docx", write=True).left),
    }
    assert [(where, word) for where, told_there in said.items() for word in words if word not in told_there] == []


def test_a_word_text_of_another_year_is_refused(huaian: Path) -> None:
    other = shutil.copytree(huaian, huaian.parent / "other")
    text = (other / "narrative.yaml").read_text(encoding="utf-8").replace("年份: 2024", "年份: 2023")
    (other / "narrative.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="2023"):
        update_draft(huaian, typed_in_word(other), write=True)
