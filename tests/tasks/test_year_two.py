"""A draft that goes on from last year's report, whatever that was read from: nothing lost, nothing made up, all of it said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import EXAMPLES
from support.known.corpus import read_corpus
from support.published.pages import AGENCY, PACKS, SITES, YEARS, Site, page_of

from reportgen.cli.main import main
from reportgen.model.location import Location
from reportgen.model.report import Paragraph, PastReport
from reportgen.reports.last_year import last_year_of
from reportgen.tasks.build import build_draft
from reportgen.tasks.carry_over import carry_over
from reportgen.tasks.check import check_draft
from reportgen.tasks.drafts import new_draft
from reportgen.text.contact import contact_in
from reportgen.text.passages import written_blocks
from reportgen.text.problems import problems_in

NARRATIVE = "narrative.yaml"


def text_of(draft: Path) -> str:
    return (draft / NARRATIVE).read_text(encoding="utf-8")


def codes(draft: Path) -> list[str]:
    return [finding.code for finding in check_draft(draft).findings]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One report as a draft, and published in each way."""
    folder = tmp_path_factory.mktemp("2024")
    draft = Path(shutil.copytree(EXAMPLES / "huaian-2024", folder / "草稿"))
    built = build_draft(draft, output=folder / "年报.docx", kinds=("docx", "html"))
    return {"draft": draft, **{path.suffix: path for path in built.paths}}  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["draft", ".docx", ".html"])
def test_year_two_has_all_that_goes_on_and_says_where_it_is_from(
    files: dict[str, Path], kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "2025年报"
    assert main(["new", str(draft), "--from", str(files[kind])]) == 0
    said = capsys.readouterr().out
    last, new = check_draft(files["draft"]).report, check_draft(draft)
    assert (new.report.agency, new.report.year, new.report.signature) == (last.agency, 2025, last.signature)
    # The preface says the same, of this year, out of one place for each of the contact data.
    before = "".join(block.whole for block in last.texts["preface"])
    assert "".join(block.whole for block in new.report.texts["preface"]) == before.replace("2024年", "2025年")
    assert "{{ 联系方式.电话 }}" in text_of(draft) and "{{ 年份 }}年1月1日" in text_of(draft)
    assert "W132" not in codes(draft) and "W133" not in codes(draft)
    # Last year's words stand there to be read, and print nothing.
    assert set(new.report.texts) == {"preface", "overview", "problems", "other"} and not new.report.texts["overview"]
    for block in (*last.texts["overview"], *last.texts["problems"]):
        assert not block.told or f"#   {' '.join(block.whole.split())}\n" in text_of(draft)
    for what in ("年份", "机关", "表里的数", "联系方式", "前言", "署名", "上年的文字", "上年的问题"):
        assert any(line.startswith(f"  {what}　") and line.endswith("）") for line in said.splitlines()), what
    assert "没有带来：\n  日期　去年是 2025年2月25日，今年的请自己写" in said


def test_last_years_problems_are_asked_about_until_they_are_answered(files: dict[str, Path], tmp_path: Path) -> None:
    draft = new_draft(tmp_path / "2025", agency="", last_year=files[".docx"]).folder
    asked = [finding for finding in check_draft(draft).findings if finding.code == "W128"]
    lines = text_of(draft).split("\n")
    questions = [line for line in lines if line.startswith("# 去年写的问题：")]
    assert len(asked) == len(questions) == 3 and questions[0].endswith("——今年改得怎样？")
    assert [lines[one.location.line - 1] for one in asked] == questions
    # Moved among the answers they are still no text of the report.
    moved = text_of(draft).replace(questions[0] + "\n", "")
    key = "存在的主要问题及改进情况: |\n"
    moved = moved.replace(key, f"{key}  上年提出的解读不生动，今年改了。\n  {questions[0]}\n  还在改。\n")
    (draft / NARRATIVE).write_text(moved, encoding="utf-8")
    checked = check_draft(draft)
    assert [block.whole for block in checked.report.texts["problems"]] == ["上年提出的解读不生动，今年改了。", "还在改。"]
    found = [finding.code for finding in checked.findings]
    assert (found.count("W128"), found.count("W125")) == (3, 0)
    for question in questions:
        moved = moved.replace(f"{question}\n", "")
    (draft / NARRATIVE).write_text(moved, encoding="utf-8")
    assert "W128" not in codes(draft)


def test_another_form_has_its_own_preface_and_last_years_beside_it(tmp_path: Path) -> None:
    started = new_draft(tmp_path / "2021", agency="", last_year=EXAMPLES / "wenzhou-2020")
    text = text_of(started.folder)
    assert started.form.id == "gov-disclosure-2021"
    preface = next(line for line in text.split("前言: |\n")[1].splitlines())
    assert preface.strip() == started.form.preface
    assert "\n#   根据" in text.split("前言: |\n")[0]
    told = {(one.what, bool(one.place)) for one in started.carried.taken}
    assert ("前言", False) in told and ("表里的数", True) in told
    missing = next(one.which for one in started.carried.taken if one.what == "表里的数" and not one.place)
    assert "现行有效件数" in missing and "没有带" in missing


def test_free_sections_go_on_with_their_headings(tmp_path: Path) -> None:
    started = new_draft(tmp_path / "2018", agency="", last_year=EXAMPLES / "ouhai-2017")
    last = last_year_of(EXAMPLES / "ouhai-2017")
    headings = [block.whole for block in last.texts["body"] if block.kind == "heading" and block.level == 1]
    now = [block.whole for block in check_draft(started.folder).report.texts["body"]]
    assert now == headings and len(started.carried.questions) == 4


def test_another_agency_gets_neither_address_nor_words(files: dict[str, Path], tmp_path: Path) -> None:
    started = new_draft(tmp_path / "2025", agency="淮安市教育局", last_year=files["draft"])
    report = check_draft(started.folder).report
    assert report.signature == "淮安市教育局" and not any(started.carried.contact.values())
    assert any(one.what == "机关不同" for one in started.carried.taken)


def test_year_that_cannot_be_known_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "new"), "--agency", "某局"]) == 2
    assert "加上 --year" in capsys.readouterr().err
    assert main(["new", str(tmp_path / "new"), "--from", str(EXAMPLES / "huaian-2024"), "--year", "2026"]) == 2
    assert "2024 年度的，不能带到 2026" in capsys.readouterr().err and not (tmp_path / "new").exists()


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
@pytest.mark.parametrize("pack", PACKS)
def test_pages_of_any_site_go_on(pack: str, site: Site, tmp_path: Path) -> None:
    path = tmp_path / "去年.html"
    path.write_bytes(page_of(pack, site)[0])
    started = new_draft(tmp_path / "new", agency="", last_year=path)
    report = check_draft(started.folder).report
    assert (report.agency, report.year, started.carried.signature) == (AGENCY, YEARS[pack] + 1, AGENCY)
    assert (started.carried.contact["地址"], started.carried.contact["电话"]) == ("云溪县清波路8号", "0570-0000000")


def test_every_real_report_goes_on(published: Path, tmp_path: Path) -> None:
    for path in (*published.glob("*.txt"), *published.glob("*_20*.md"), *published.glob("*.pdf")):
        last = last_year_of(path)
        started = new_draft(tmp_path / path.stem, agency="", last_year=path)
        assert started.carried.questions, path.name
        report = check_draft(started.folder).report
        assert (report.agency, report.year) == (last.agency, (last.year or 0) + 1)
        begin = {ref: figure for ref, figure in started.form.figures.items() if figure.start_from}
        assert all(report.figures[ref] == started.carried.figures[ref] for ref in begin if ref in started.carried.figures)
        assert {"W120", "W121", "W125", "W126", "W130", "W131"} & set(codes(started.folder)) == set()


CONTACTS: dict[str, dict[str, str]] = {
    "（地址：某路1号；邮编：325000；电话：0577-1234567；电子邮箱：a.b@c.gov.cn）": {
        "地址": "某路1号", "邮编": "325000", "电话": "0577-1234567", "电子邮箱": "a.b@c.gov.cn",
    },
    "(联系地址:某路500号（行政中心）1号楼,邮政编码:325009,联系电话:0577-88966683).": {
        "地址": "某路500号（行政中心）1号楼", "邮编": "325009", "电话": "0577-88966683",
    },
    "或拨打电话0512-1234567，传真：0512-7654321。": {"电话": "0512-1234567", "传真": "0512-7654321"},
    "地址（邮寄）：某路1号，咨询电话（传真）：0512-7654321": {"地址": "某路1号", "电话": "0512-7654321"},
    "联系电话/传真：0512-7654321；邮编215000": {"电话": "0512-7654321", "邮编": "215000"},
    "电话（0512）7654321（工作日），传真号码（自动）0512-7654322": {"电话": "（0512）7654321（工作日）"},
    "网站地址：http://a.gov.cn，邮箱地址：x@y.cn": {"电子邮箱": "x@y.cn"},
    "电话答复12件，电子邮件3件，公开地址不明。": {},
}  # fmt: skip


@pytest.mark.parametrize("text", CONTACTS)
def test_contact_data_are_read_out_of_a_sentence(text: str) -> None:
    found = list(contact_in(text))
    assert {one.name: one.value for one in found} == CONTACTS[text]
    assert all(text[one.start : one.end] == one.value for one in found)


PROBLEMS: dict[str, tuple[str, int]] = {
    "counted off, then measures that are counted too": (
        "还存在以下问题：一是解读需进一步加强；二是队伍不稳。针对上述问题，将采取以下措施：一是解决群众反映的问题；二是补足人手。", 2),
    "measures that nothing announces but the counting": ("有三点做得不够好：一是更新慢，忽快忽慢；二是人员变动大。明年这样：一是定时间；二是定人头。", 2),
    "each with its measure": ("一是公开意识不强。下一步，将加强培训。二是人手不足、业务不熟。下一步，将增配人员。", 2),
    "last year's, mended": ("上年报告提出的更新不及时问题已按计划整改。仍有差距：（一）基层公开不平衡。", 1),
    "in one sentence": ("取得了一定成绩，但仍存在一些不足，如公开意识不够，解读质量还有待提高等。2021年，将继续努力。", 1),
    "short ones between commas": ("存在的问题：一是公开不够及时，二是解读有待提高、三是人手不足。改进措施：一是补足人手，二是解决问题。", 3),
    "counted off behind a comma": ("还存在一些不足，一是更新慢，二是人员变动大。针对上述问题，一是定时间，二是定人头，三是解决人手不足。", 2),
    "none": ("2021年，我局将继续深入推进政府信息公开工作，不断提高解读质量。", 0),
}  # fmt: skip


@pytest.mark.parametrize("case", PROBLEMS)
def test_problems_are_told_from_measures(case: str) -> None:
    text, count = PROBLEMS[case]
    words = ("问题", "不足", "不够", "不强", "不平衡", "有待")
    assert len(problems_in(written_blocks([Paragraph(text, Location("年报.txt", line=1, column=1))]), words)) == count


def test_written_reports_have_problems_and_no_measures() -> None:
    """None of the sentences of another hand's reports that begin with what will be done is asked about."""
    asked = 0
    for written in read_corpus():
        report, form = written.draft.report, written.draft.form
        last = PastReport(form, report.cells, report.agency, report.year, report.texts)
        found = carry_over(last, form, "").questions
        asked += bool(found)
        for one in found:
            assert not any(word in one for word in ("将", "下一步", "拟", "力争")), (report.agency, one)
    assert asked >= 25
