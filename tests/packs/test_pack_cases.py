"""The cases that lie in each pack: run by the program, and what it says when a case or a pack is wrong."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

from reportgen.model.draft import PackChecked
from reportgen.model.finding import Severity
from reportgen.packs.folders import shipped_packs
from reportgen.packs.load import open_pack
from reportgen.packs.new import first_of_its_kind
from reportgen.show.packs.check import pack_check_text
from reportgen.show.text import Ink
from reportgen.tasks.pack_check import CasesRun, run_cases

PACKS = sorted(path.parent for path in shipped_packs().glob("*/format.yaml"))
PACK = "gov-disclosure-2021"
Change = Callable[..., CasesRun]


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_every_shipped_pack_has_a_readme_and_passes_its_cases(folder: Path) -> None:
    assert (folder / "README.md").is_file()
    run = run_cases(open_pack(folder))
    assert run.findings == ()
    assert run.passed == run.total > 0


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """Run the cases of a copy of a pack with a text replaced in cases.yaml, or in format.yaml."""

    def change(old: str, new: str, file: str = "cases.yaml", pack: str = PACK) -> CasesRun:
        folder = tmp_path / pack
        shutil.copytree(shipped_packs() / pack, folder, ignore=shutil.ignore_patterns("*.docx"))
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return run_cases(open_pack(folder))

    return change


def told(run: CasesRun) -> list[tuple[str, str]]:
    return [(finding.code, finding.message) for finding in run.findings]


# -- F501: a case that does not pass ------------------------------------------------------------------


def test_case_that_expects_too_much(changed: Change) -> None:
    run = changed("finds: [T401 disputes.review.all]", "finds: [T401 disputes.review.all, T303 applications.granted.all]")
    (finding,) = run.findings
    assert (run.passed, run.total) == (6, 7)
    assert finding.code == "F501" and "应报 T303 applications.granted.all，没有报" in finding.message
    source = Path(finding.location.path).read_text(encoding="utf-8").splitlines()
    assert source[finding.location.line - 1][finding.location.column - 1 :].startswith("name: 复议总计与各项不符")


def test_case_that_expects_too_little(changed: Change) -> None:
    run = changed(
        "finds: [T302 applications.total.natural, T303 applications.granted.all]", "finds: [T303 applications.granted.all]"
    )
    assert [code for code, _ in told(run)] == ["F501"]
    assert "多报了 T302 applications.total.natural：" in run.findings[0].message


def test_case_whose_suspect_is_another_cell(changed: Change) -> None:
    run = changed("value: 1288}", "value: 1287}")
    assert (
        "应指出 applications.granted.natural 应为 1287，实际指出 applications.granted.natural 应为 1288"
        in run.findings[0].message
    )


def test_case_that_expects_no_suspect(changed: Change) -> None:
    run = changed("    suspect: {ref: applications.granted.natural, value: 1288}\n", "")
    assert run.findings[0].message.endswith("应指不出是哪一格，实际指出 applications.granted.natural 应为 1288")
    assert run.findings[0].hint.endswith(
        "照查出的写：finds: [T303 applications.granted.all, T302 applications.total.natural], suspect: {ref: applications.granted.natural, value: 1288}"
    )


def test_a_case_that_finds_two_faults_is_told_to_be_two(changed: Change) -> None:
    run = changed(
        "change: {disputes.review.upheld: 73}", "change: {disputes.review.all: 353, applications.granted.natural: 1289}"
    )
    assert run.findings[0].hint.endswith("；一个用例只改错一处，指出几格的分成几个用例")


def test_the_good_report_is_told_the_totals_that_it_lacks(changed: Change) -> None:
    run = changed("  applications.total.natural: 2932\n", "")
    assert run.findings[0].hint.endswith("good 里没有写的，照各项算出来是：applications.total.natural: 2932")
    assert all("照各项算出来" not in finding.hint for finding in run.findings[1:])


def test_identity_written_wrong_breaks_the_good_report(changed: Change) -> None:
    run = changed("left: [granted..other_outcome]", "left: [granted..not_paid]", "format.yaml")
    # The identity fails in three columns; it is told once.
    ((code, message),) = told(run)
    assert code == "F502" and "T302 还有 2 处也不对" in message and run.passed == 0


# -- F502: the good report ----------------------------------------------------------------------------


def test_good_report_with_a_wrong_figure(changed: Change) -> None:
    run = changed("disputes.review.all: 351", "disputes.review.all: 350")
    (finding,) = run.findings
    assert finding.code == "F502" and finding.message.startswith("T401 disputes.review.all（表四 行政复议/总计）：")
    assert finding.location.line == 4
    assert (run.passed, run.total) == (0, 7)


def test_good_report_with_half_a_case(changed: Change) -> None:
    run = changed("applications.carried_in.natural: 34", "applications.carried_in.natural: 34.5")
    assert any(code == "F502" and "W205" in message for code, message in told(run))


# -- F503, F505: what is not there --------------------------------------------------------------------


def test_identity_without_a_case(changed: Change) -> None:
    run = changed("finds: [T401 disputes.review.all]", "finds: []")
    assert ("F503", "勾稽关系 T401（复议诉讼合计）没有用例") in told(run)


@pytest.mark.parametrize("own", [False, True])
def test_an_identity_of_an_overlay_without_a_case_is_told_where_the_overlay_is(tmp_path: Path, own: bool) -> None:
    """Its cases are its base's; the file to mend is its own."""
    folder = shutil.copytree(ROOT / "tests" / "overlays" / "province-2021", tmp_path / "province-2021")
    if own:
        (folder / "cases.yaml").write_text("cases: []\n", encoding="utf-8")
    (finding,) = (one for one in run_cases(open_pack(folder)).findings if one.code == "F503")
    assert Path(finding.location.path) == folder / ("cases.yaml" if own else "format.yaml")
    assert finding.location.line == (1 if own else 32) and ("增改包里写一份" in finding.hint) is not own


def test_an_overlay_whose_cases_are_comments_alone_is_tried_with_those_of_its_base(tmp_path: Path) -> None:
    folder = shutil.copytree(ROOT / "tests" / "overlays" / "province-2021", tmp_path / "province-2021")
    (folder / "cases.yaml").write_text("# good:\n", encoding="utf-8")
    run = run_cases(open_pack(folder))
    assert run.passed == run.total == 7


def test_pack_without_cases(tmp_path: Path) -> None:
    folder = tmp_path / PACK
    folder.mkdir()
    shutil.copy(shipped_packs() / PACK / "format.yaml", folder)
    run = run_cases(open_pack(folder))
    assert [(finding.code, finding.severity) for finding in run.findings] == [("F505", Severity.WARNING)]


def test_a_case_that_expects_a_line_at_another_of_its_cells_is_told_where_it_stands(changed: Change) -> None:
    run = changed("T401 disputes.review.all]", "T401 disputes.review.upheld]")
    finding = next(finding for finding in run.findings if finding.code == "F501")
    assert (
        "应报 T401 disputes.review.upheld，没有报（这一格不平，报在 right 的第一项：写 T401 disputes.review.all）"
        in finding.message
    )


# -- F504: what is written wrong ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "says", "hint"),
    [
        ("change: {applications.granted.natural", "change: {applications.grant.natural", "没有地址为“applications.grant.natural”的格", "applications.granted.natural"),
        ("change: {applications.granted.natural: 1289}", "change: {applications.granted.natural: 多}", "“多”不是数", ""),
        ("finds: [T401 ", "finds: [T410 ", "没有代码为“T410”的勾稽关系", "T401"),
        ("T401 disputes.review.all]", "T401]", "“T401”后面要空一格，写应当报在哪一格", ""),
        ("T401 disputes.review.all]", "T401 disputes.reviews.all]", "没有地址为“disputes.reviews.all”的格", "disputes.review.all"),
        ("    change: {disputes", "    chnage: {disputes", "不认识的键“chnage”", "change"),
        ("suspect: {ref: applications.granted.natural", "suspect: {ref: applications.grant.natural", "没有地址为", "applications.granted.natural"),
        ("  disclosure.regulations.made: 1", "  disclosure.regulations.mad: 1", "没有地址为“disclosure.regulations.mad”的格", "disclosure.regulations.made"),
        ("  disclosure.regulations.made: 1", "  disclosure.regulations.made: 1\n  disclosure.regulations.made: 1", "写了两次", "合并"),
        ("good:\n", "god:\n", "不认识的键“god”", "good"),
        ("    finds: [T401 disputes.review.all]\n", "", "缺少“finds”", ""),
        ("  - name: 一格多了 1，行和列交叉指出它\n    change", "  - change", "缺少“name”", ""),
    ],
)  # fmt: skip
def test_what_is_written_wrong_is_told_at_its_place(changed: Change, old: str, new: str, says: str, hint: str) -> None:
    run = changed(old, new)
    finding = next(finding for finding in run.findings if finding.code == "F504" and says in finding.message)
    assert hint in f"{finding.message}{finding.hint}"
    assert finding.location.line and finding.location.column
    assert "F501" not in {code for code, _ in told(run)}  # a case that cannot be read is not run


@pytest.mark.parametrize(
    "text", ["", "good", "[1]", "good: 1\ncases: 2\n", "good: {}\ncases: [1, {}, {name: [], finds: {}, suspect: 3}]\n", "a: [\n"]
)
def test_files_that_are_something_else(tmp_path: Path, text: str) -> None:
    folder = tmp_path / PACK
    folder.mkdir()
    shutil.copy(shipped_packs() / PACK / "format.yaml", folder)
    (folder / "cases.yaml").write_text(text, encoding="utf-8")
    run = run_cases(open_pack(folder))
    assert run.passed == 0 and any(finding.code == "F504" and finding.message for finding in run.findings)


@pytest.mark.parametrize("good", ["不是数", "3000"], ids=["unread", "unsound"])
def test_cases_that_could_not_be_tried_have_not_failed(changed: Change, good: str) -> None:
    """What is wrong is the report that they change; that they «did not pass» would send somebody to look at each."""
    run = changed("applications.received.natural: 3001", f"applications.received.natural: {good}")
    assert (run.passed, run.failed, run.total) == (0, 0, 7)
    checked = run.counted(PackChecked(PACK, open_pack(shipped_packs() / PACK).form, None, run.findings))
    assert "用例 7 个，没有试 7 个" in pack_check_text(checked, 0, Ink(False))


def test_cases_that_are_no_list(changed: Change) -> None:
    run = changed("cases:\n", "cases: 无\nrest:\n")
    assert {"F504"} <= {code for code, _ in told(run)} and run.total == 0


def test_cells_of_a_table_that_is_called_otherwise_now_are_told_once(tmp_path: Path) -> None:
    def run(*tables: str) -> CasesRun:
        folder = tmp_path / "renamed-2020"
        folder.mkdir(exist_ok=True)
        for name, content in first_of_its_kind(folder.name).items():
            text = content.decode()
            for table in tables if name == "format.yaml" else ():
                text = re.sub(rf"\b{table}\b(?!_)", f"new_{table}", text)
            (folder / name).write_text(text, encoding="utf-8")
        return run_cases(open_pack(folder))

    assert told(run()) == []
    assert told(run("figures", "outcomes")) == [
        ("F504", "没有 id 为“figures”的表，这个文件里写到它的有 7 处"),
        ("F504", "没有 id 为“outcomes”的表，这个文件里写到它的有 4 处"),
    ]
