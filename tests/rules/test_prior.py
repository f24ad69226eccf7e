"""Last year's report: found in a draft, a published file or a folder, and what is told by comparing with it."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from conftest import EXAMPLES, PUBLISHED
from support.known.stated import CITY, FILE, block, draft_saying
from support.published.text import built_as_text
from test_rule_cases import a_year_earlier, saying

from reportgen.cli.main import main
from reportgen.model.draft import NARRATIVE, Built, Checked
from reportgen.model.location import Location
from reportgen.model.report import Paragraph, TextBlock
from reportgen.rules.check import Subject
from reportgen.rules.likeness import check_likeness
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft, check_published
from reportgen.tasks.entries import Entries, TypedCell, put, write
from reportgen.text.passages import block_of

NAME = "wenzhou-2020"
LINES_WITH_LAST_YEAR = 52  # 40 of this year, and 12 that need last year's figures
THIS_YEAR = 40


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same report a year earlier: as a draft, a Word file and a text copy."""
    folder = tmp_path_factory.mktemp("earlier")
    draft = shutil.copytree(EXAMPLES / NAME, folder / "2019年度")
    a_year_earlier(draft, {})
    in_workbook(draft, 2019)
    text = built_as_text(draft, folder)
    return {"draft": draft, "word": text.with_suffix(".docx"), "text": text}


@pytest.fixture
def now(tmp_path: Path) -> Path:
    """This year's draft."""
    return shutil.copytree(EXAMPLES / NAME, tmp_path / "2020年度")


def in_workbook(draft: Path, year: int) -> None:
    """The year that the workbook's first sheet names."""
    book = openpyxl.load_workbook(draft / "workbook.xlsx")
    book["填报说明"]["B4"].value = year
    book.save(draft / "workbook.xlsx")


def remember(draft: Path, where: str) -> None:
    path = draft / "narrative.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"上年: {where}\n", encoding="utf-8")


def told(checked: Checked) -> list[tuple[str, str]]:
    return [(finding.code, finding.message) for finding in checked.findings]


def compared(checked: Checked) -> bool:
    """Whether the lines about last year were looked at."""
    assert checked.tally.total in (THIS_YEAR, LINES_WITH_LAST_YEAR)
    return checked.tally.total == LINES_WITH_LAST_YEAR


# -- where it is ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["draft", "word", "text"])
def test_last_year_is_read_from(now: Path, earlier: dict[str, Path], kind: str) -> None:
    checked = check_draft(now, prior=earlier[kind])
    assert told(checked) == [] and compared(checked)
    assert checked.tally.held == LINES_WITH_LAST_YEAR
    assert checked.prior == earlier[kind].name


@pytest.mark.parametrize("kind", ["draft", "word", "text"])
def test_published_report_is_compared_with(now: Path, earlier: dict[str, Path], kind: str, tmp_path: Path) -> None:
    copy = built_as_text(now, tmp_path)
    checked = check_published(copy, prior=earlier[kind])
    assert told(checked) == [] and compared(checked)
    assert checked.prior == earlier[kind].name


def test_folder_with_one_report(now: Path, earlier: dict[str, Path], tmp_path: Path) -> None:
    folder = tmp_path / "上年"
    folder.mkdir()
    shutil.copy(earlier["word"], folder / "年报.docx")
    (folder / ".DS_Store").write_text("x")
    (folder / "~$年报.docx").write_text("x")
    (folder / "说明.xlsx").write_text("x")
    checked = check_draft(now, prior=folder)
    assert compared(checked)
    assert checked.prior == "年报.docx"


def test_folder_with_several_reports_takes_the_one_with_the_year_in_its_name(
    now: Path, earlier: dict[str, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "历年"
    folder.mkdir()
    for name in ("某办2018年报.docx", "某办2019年报.docx", "某办2020年报.docx"):
        shutil.copy(earlier["word"], folder / name)
    assert check_draft(now, prior=folder).prior == "某办2019年报.docx"


def refused(draft: Path, prior: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["check", str(draft), "--prior", str(prior)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "Traceback" not in said.err
    return said.err


def test_folder_with_several_reports_that_do_not_tell(
    now: Path, earlier: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "历年"
    folder.mkdir()
    for name in ("甲.docx", "乙.docx"):
        shutil.copy(earlier["word"], folder / name)
    said = refused(now, folder, capsys)
    assert "几份文件" in said and "甲.docx" in said and "乙.docx" in said


def test_empty_folder(now: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "空").mkdir()
    assert "这个文件夹里没有年报" in refused(now, tmp_path / "空", capsys)


def test_nothing_there(now: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "没有这个文件或文件夹" in refused(now, tmp_path / "没有", capsys)


UNREADABLE = {
    "a picture": ("年报.docx", b"\x89PNG\r\n", "不"),
    "a text of something else": ("年报.txt", "今天开会。\n".encode() * 9, "没有认出年报的表格"),
    "an old Word file": ("年报.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版"),
    "an empty file": ("年报.md", b"", "没有文字"),
}


@pytest.mark.parametrize("name, content, says", UNREADABLE.values(), ids=UNREADABLE)
def test_file_that_cannot_be_read(
    now: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    said = refused(now, path, capsys)
    assert says in said and name in said


# -- whose and of when it is ------------------------------------------------------------------------


@pytest.mark.parametrize("year, used", [(2019, True), (2018, False), (2020, False)])
def test_only_the_year_before_is_used(now: Path, earlier: dict[str, Path], tmp_path: Path, year: int, used: bool) -> None:
    other = shutil.copytree(earlier["draft"], tmp_path / "other")
    path = other / "narrative.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("年份: 2019", f"年份: {year}"), encoding="utf-8")
    checked = check_draft(now, prior=other)
    assert compared(checked) == used
    assert [code for code, _ in told(checked)] == ([] if used else ["W148"])
    if not used:
        assert f"{year} 年度" in checked.findings[0].message and "没有用它" in checked.findings[0].message
        assert checked.prior == ""


def test_report_of_another_agency_is_told_and_still_compared(now: Path, earlier: dict[str, Path], tmp_path: Path) -> None:
    other = shutil.copytree(earlier["draft"], tmp_path / "other")
    path = other / "narrative.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("温州市人民政府办公室", "丽水市水利局"), encoding="utf-8")
    checked = check_draft(now, prior=other)
    assert [code for code, _ in told(checked)] == ["W148"] and compared(checked)
    assert "丽水市水利局" in checked.findings[0].message


def test_report_without_a_year_is_not_used(now: Path, earlier: dict[str, Path], tmp_path: Path) -> None:
    text = earlier["text"].read_text(encoding="utf-8")
    bare = tmp_path / "无标题.md"
    bare.write_text(text[text.index("一、总体情况") :], encoding="utf-8")
    checked = check_draft(now, prior=bare)
    assert [code for code, _ in told(checked)] == ["W148"] and not compared(checked)


# -- what a draft remembers -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["draft", "word", "text"])
def test_narrative_names_it(now: Path, earlier: dict[str, Path], tmp_path: Path, kind: str) -> None:
    target = tmp_path / earlier[kind].name
    (shutil.copytree if kind == "draft" else shutil.copy)(earlier[kind], target)
    remember(now, f"../{target.name}")
    checked = check_draft(now)
    assert told(checked) == [] and compared(checked)


def test_option_goes_before_what_the_narrative_names(now: Path, earlier: dict[str, Path]) -> None:
    remember(now, "../没有")
    checked = check_draft(now, prior=earlier["draft"])
    assert told(checked) == [] and compared(checked)


FORGOTTEN = {
    "nothing there": ("../没有", "没有这个文件或文件夹"),
    "an empty folder": ("images", "没有年报"),
    "no report": ("../别的.txt", "没有认出"),
    "a drive": ("C:\\年报", "相对"),
    "the root": ("/年报", "相对"),
    "another machine": ("\\\\server\\年报", "相对"),
}


@pytest.mark.parametrize("where, says", FORGOTTEN.values(), ids=FORGOTTEN)
def test_what_a_narrative_names_may_have_moved(now: Path, tmp_path: Path, where: str, says: str) -> None:
    (now / "images").mkdir(exist_ok=True)
    (tmp_path / "别的.txt").write_text("今天开会。\n" * 9, encoding="utf-8")
    remember(now, where)
    checked = check_draft(now)
    ((code, message),) = told(checked)
    assert code == "W148" and says in message and not compared(checked)
    lines = (now / "narrative.yaml").read_text(encoding="utf-8").splitlines()
    assert checked.findings[0].location == Location("narrative.yaml", line=len(lines), column=len("上年: ") + 1)


# -- what is told -----------------------------------------------------------------------------------


def test_check_says_what_last_years_figures_were_read_from(
    now: Path, earlier: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(now), "--prior", str(earlier["word"])]) == 0
    assert f"上年的数取自 {earlier['word'].name}" in capsys.readouterr().out


def test_break_is_told_from_a_published_last_year(now: Path, earlier: dict[str, Path], tmp_path: Path) -> None:
    text = earlier["text"].read_text(encoding="utf-8")
    carried_out = "| 四、结转下年度继续办理 |  |  | 2 | 0 | 0 | 0 | 0 | 0 | 2 |"
    assert text.count(carried_out) == 1
    changed = tmp_path / "上年.md"
    changed.write_text(text.replace(carried_out, carried_out.replace("2", "5")), encoding="utf-8")
    checked = check_draft(now, prior=changed)
    assert [(finding.code, str(finding.location)) for finding in checked.findings] == [
        ("Y301", "workbook.xlsx:表三!D8"),
        ("Y301", "workbook.xlsx:表三!J8"),
    ]


def test_growth_is_reckoned_from_a_published_last_year(now: Path, earlier: dict[str, Path]) -> None:
    path = now / "narrative.yaml"
    path.write_text(saying(path.read_text(encoding="utf-8"), "新收政府信息公开申请198件，比上年增长3.2%。"), encoding="utf-8")
    checked = check_draft(now, prior=earlier["word"])
    (finding,) = checked.findings
    assert finding.code == "N104" and earlier["word"].name in finding.hint


def test_two_published_years_continue() -> None:
    if not PUBLISHED.is_dir():
        pytest.skip("the published reports (../shared/real) are not beside this checkout")
    checked = check_published(PUBLISHED / "suqian_city_2024.md", prior=PUBLISHED / "suqian_city_2023.md")
    assert (checked.tally.total, checked.tally.failed, checked.tally.not_assessable) == (51, 0, 0)
    assert not [finding for finding in checked.findings if finding.code.startswith(("Y2", "Y3", "W1"))]
    (growth,) = (finding for finding in checked.findings if finding.code == "N104")
    assert str(growth.expected) == "1.08" and str(growth.actual) == "1.05"
    assert growth.hint.count("suqian_city_2023.md") == 1


# -- likeness ---------------------------------------------------------------------------------------

OLD = (
    "一是解读材料的文字偏长，群众看完还要打电话来问，窗口反映的疑问没有及时写进问答。二是栏目更新靠人工提醒，节假日前后常有一两天空档。"
    "三是经办人员一年换了三个，交接清单不全，新到岗的同志对答复文书不熟悉。四是乡镇的公开栏有的设在院子里，来办事的人看不到。"
)
NEW = (
    "今年把问答并进解读，由窗口人员先读一遍；栏目到期前一周自动提醒。明年的难点在数据核对：三个系统各记各的账，同一件申请的编号对不上，月底要翻纸质台账。"
    "另外，第三方意见征求常拖到最后两天，打算在受理当天就把函发出去，并请司法局派人旁听疑难件的会商，把理由写得更实。"
)


def with_texts(now: tuple[TextBlock, ...], before: tuple[TextBlock, ...], section: str = "problems") -> Subject:
    draft = draft_saying(*now, section=section, before={})
    assert draft.prior is not None
    return draft._replace(prior=draft.prior._replace(texts={section: before}))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text, alike",
    [
        (OLD, True),
        (NEW, False),
        (OLD.replace("三个", "12个").replace("一两天", "3天"), True),
        (f"{OLD[:60]}{NEW}", False),
        (f"{OLD}{NEW[:40]}", True),
        (OLD[:70], False),
    ],
    ids=["the same", "another", "the same with other figures", "a little", "most", "too short"],
)
def test_prose_is_compared_with_last_years(text: str, alike: bool) -> None:
    found = list(check_likeness(with_texts((block(text),), (block(OLD),))))
    assert [finding.code for finding in found] == (["Y101"] if alike else [])


def test_figures_and_spaces_make_no_difference() -> None:
    then = "全年收到申请12件，答复11件，" * 8
    now = "全年收到申请 345 件，答复 300.5 件，" * 8
    assert len(list(check_likeness(with_texts((block(now),), (block(then),))))) == 1


def test_copied_sentences_are_shown_with_their_places() -> None:
    second = block_of(Paragraph(OLD, Location(FILE, line=2, column=1)))
    (finding,) = check_likeness(with_texts((block(NEW[:60]), second), (block(OLD),)))
    assert finding.location == Location(FILE, line=2, column=1)
    assert "一是解读材料的文字偏长" in finding.message and "%" in finding.message
    assert [place.line for place in finding.related] == [2, 2, 2]
    starts = [OLD.index(sentence) for sentence in ("二是", "三是", "四是")]
    assert [place.column for place in finding.related] == [start + 1 for start in starts]


def test_prose_copied_from_another_section_is_told_too() -> None:
    draft = draft_saying(block(OLD), section="problems", before={})
    assert draft.prior is not None
    moved = draft.prior._replace(texts={"overview": (block(OLD),)})  # type: ignore[attr-defined]
    assert len(list(check_likeness(draft._replace(prior=moved)))) == 1


def test_nothing_is_alike_without_last_year() -> None:
    assert list(check_likeness(draft_saying(block(OLD)))) == []


def test_whole_report_copied_is_told_section_by_section(tmp_path: Path) -> None:
    draft = shutil.copytree(EXAMPLES / CITY, tmp_path / "2024")
    before = shutil.copytree(EXAMPLES / CITY, tmp_path / "2023")
    path = before / "narrative.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("年份: 2024", "年份: 2023"), encoding="utf-8")
    in_workbook(before, 2023)
    document = tmp_path / "2023.docx"
    assert isinstance(build_draft(before, output=document), Built)
    for prior in (before, document):
        alike = [finding for finding in check_draft(draft, prior=prior).findings if finding.code == "Y101"]
        assert len(alike) == 3
        assert all("有 100% 相同" in finding.message or "有 99% 相同" in finding.message for finding in alike)


# -- three years ------------------------------------------------------------------------------------


@pytest.fixture
def alike(tmp_path: Path) -> dict[int, Path]:
    """Text copies of three years that differ by the year alone, each in a folder of its own."""
    draft = shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "稿")
    text = built_as_text(draft, tmp_path).read_text(encoding="utf-8")
    copies = {}
    for year in (2024, 2023, 2022):
        copies[year] = tmp_path / f"{year - 2000}" / f"某市{year}年报.md"
        copies[year].parent.mkdir()
        copies[year].write_text(text.replace("2025", str(year + 1)).replace("2024", str(year)), encoding="utf-8")
    return copies


def aged(checked: Checked) -> set[str]:
    return {finding.code for finding in checked.findings if finding.code.startswith("Y10")}


def test_the_year_before_last_is_given_or_lies_beside_last_years(
    alike: dict[int, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert aged(check_published(alike[2024], prior=alike[2023])) == {"Y101"}
    assert aged(check_published(alike[2024], prior=alike[2023], older=alike[2022])) == {"Y101", "Y104"}
    assert main(["check", str(alike[2024]), "--prior", str(alike[2023]), "--prior", str(alike[2022]), "--select", "Y104"]) == 0
    assert "连续三年雷同：与上年有 100% 相同，与前年有 100% 相同" in capsys.readouterr().out
    shutil.copy(alike[2022], alike[2023].parent)
    assert aged(check_published(alike[2024], prior=alike[2023])) == {"Y101", "Y104"}


def test_another_year_is_not_taken_for_the_year_before_last(alike: dict[int, Path], capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(alike[2024], alike[2023].parent / alike[2022].name)
    assert aged(check_published(alike[2024], prior=alike[2023])) == {"Y101"}
    asked = ["check", str(alike[2024]), "--prior", str(alike[2023])]
    assert main([*asked, "--prior", str(alike[2024])]) == 2
    assert "这是 2024 年度的年报，不是前年（2022）的" in capsys.readouterr().err
    assert main([*asked, "--prior", str(alike[2022]), "--prior", str(alike[2022])]) == 2
    assert "最多写两个" in capsys.readouterr().err


@pytest.mark.parametrize(("typed", "told"), [("30", True), ("三千", False), ("", False)])
def test_a_total_of_which_a_part_is_missing_is_not_held_against_last_years(tmp_path: Path, typed: str, told: bool) -> None:
    last, draft = (shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / name) for name in ("2023年度", "2024年度"))
    a_year_earlier(last, {})
    path = draft / NARRATIVE
    path.write_text(f"上年: ../2023年度\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    done = put(draft, Entries({"applications.received.natural": TypedCell("", typed)}), over=True)
    write(draft, done.contents)
    checked = check_draft(draft)
    assert checked.report.cells["applications.received.all"].value is not None
    assert bool([one for one in checked.findings if one.code == "Y102" and ".received." in one.ref]) == told
