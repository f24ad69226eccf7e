"""豁免: warnings that the agency has answered, answers about nothing, and where they are shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from test_rule_cases import saying

from reportgen.cli.main import main
from reportgen.model.draft import Checked
from reportgen.model.finding import Finding, Rule, Severity
from reportgen.model.location import Location
from reportgen.model.report import Waiver
from reportgen.rules.waivers import waived
from reportgen.tasks.check import check_draft

Example = Callable[[str], Path]
HERE = Location("narrative.yaml", line=3, column=5)
WARNING = Rule("N101", "某事", "因为", "坏", "好", Severity.WARNING)
ERROR = Rule("T301", "某事", "因为", "坏", "好")


def waiver(code: str, ref: str = "") -> Waiver:
    return Waiver(code, ref, "上年漏计 1 件", HERE)


def a_warning(message: str = "文中“复议134件”", place: Location | None = None, ref: str = "") -> Finding:
    return WARNING.at(place or Location("workbook.xlsx", "表三", 7, 4), message, ref=ref)


# -- which warning a waiver is about ----------------------------------------------------------------

ABOUT = {
    "its code": (waiver("N101"), True),
    "the beginning of its code": (waiver("N1"), False),
    "another code": (waiver("N102"), False),
    "a longer code": (waiver("N1011"), False),
    "its cell": (waiver("N101", "表三!D7"), True),
    "its file and cell": (waiver("N101", "workbook.xlsx:表三!D7"), True),
    "its cell alone": (waiver("N101", "D7"), True),
    "the end of its cell": (waiver("N101", "7"), False),
    "another cell": (waiver("N101", "表三!D17"), False),
    "its Ref": (waiver("N101", "applications.received.natural"), True),
    "another Ref": (waiver("N101", "applications.received"), False),
    "its words": (waiver("N101", "复议134件"), True),
    "too few of its words": (waiver("N101", "复议"), False),
    "other words": (waiver("N101", "诉讼134件"), False),
}


@pytest.mark.parametrize("given, covers", ABOUT.values(), ids=ABOUT)
def test_waiver_is_about_a_warning(given: Waiver, covers: bool) -> None:
    finding = a_warning(ref="applications.received.natural")
    kept, answered = waived([finding], [given])
    assert answered == ([(finding, given)] if covers else [])
    assert [one.code for one in kept] == ([] if covers else ["N101", "W150"])


@pytest.mark.parametrize(
    ("said", "covers"),
    [("文中“复议134件”", True), ("第 9 行：文里写着“复议134件”", True), ("文中“复议999件”", False), ("文中“诉讼134件”", False)],
)
def test_a_waiver_of_one_figure_does_not_answer_another_at_its_place(said: str, covers: bool) -> None:
    given = waiver("N101", "表三!D7")._replace(said=said)
    kept, answered = waived([a_warning()], [given])
    assert bool(answered) is covers and [one.code for one in kept] == ([] if covers else ["N101", "W150"])
    assert covers or (f"是对另一个数写的，现在不算。当时是：{said}\n现在是：文中“复议134件”" in kept[1].message)


def test_waiver_answers_every_warning_it_is_about() -> None:
    findings = [a_warning("甲"), a_warning("乙"), WARNING._replace(code="N102").at(HERE, "丙")]
    kept, answered = waived(findings, [waiver("N101")])
    assert [finding.message for finding, _ in answered] == ["甲", "乙"]
    assert [finding.message for finding in kept] == ["丙"]


def test_the_first_of_several_waivers_answers_and_the_others_are_no_idle_ones() -> None:
    broad, narrow = waiver("N101"), waiver("N101", "复议134件")
    kept, answered = waived([a_warning()], [broad, narrow])
    assert kept == [] and answered == [(a_warning(), broad)]


def test_error_is_not_waived_and_the_waiver_is_told() -> None:
    finding = ERROR.at(HERE, "不平")
    kept, answered = waived([finding], [waiver("T301")])
    assert answered == [] and kept[0] == finding
    assert (kept[1].code, kept[1].location, kept[1].severity) == ("W150", HERE, Severity.WARNING)
    assert "错误，不能豁免" in kept[1].message


def test_warning_of_a_rule_that_has_errors_too_is_waived_and_its_error_is_not() -> None:
    error, warning = ERROR.at(HERE, "甲"), ERROR.at(HERE, "乙", severity=Severity.WARNING)
    kept, answered = waived([error, warning], [waiver("T301")])
    assert kept == [error]
    assert [finding for finding, _ in answered] == [warning]


def test_idle_waiver_is_told_with_its_code_and_place() -> None:
    (kept,), _ = waived([], [waiver("Y301", "表三!D8")])
    assert kept.code == "W150" and kept.location == HERE
    assert "Y301（表三!D8）" in kept.message


def test_no_waivers_change_nothing() -> None:
    findings = [a_warning(), ERROR.at(HERE, "不平")]
    assert waived(findings, []) == (findings, [])


# -- in a draft -------------------------------------------------------------------------------------


@pytest.fixture
def answering(example: Example) -> Callable[[str], Path]:
    """A draft with a wrong number in its prose and these waivers."""

    def make(waivers: str) -> Path:
        folder = example("huaian-2024")
        path = folder / "narrative.yaml"
        path.write_text(saying(path.read_text(encoding="utf-8"), "我市发生行政复议134件。") + waivers, encoding="utf-8")
        return folder

    return make


ANSWER = "豁免:\n  - 代码: n101\n    位置: 行政复议134件\n    理由: 只是市政府本级的数\n"


def codes(checked: Checked) -> list[str]:
    return [finding.code for finding in checked.findings]


def test_answered_warning_does_not_count(answering: Callable[[str], Path]) -> None:
    assert codes(check_draft(answering(""))) == ["N101"]


def test_answered_warning_is_kept_with_its_answer(answering: Callable[[str], Path]) -> None:
    checked = check_draft(answering(ANSWER))
    assert codes(checked) == [] and (checked.errors, checked.warnings) == (0, 0)
    ((finding, answer),) = checked.waived
    assert (finding.code, answer.code, answer.reason) == ("N101", "N101", "只是市政府本级的数")


SHOWN = ["text", "json", "sarif", "markdown", "html"]


@pytest.mark.parametrize("kind", SHOWN)
def test_answer_is_shown(answering: Callable[[str], Path], capsys: pytest.CaptureFixture[str], kind: str) -> None:
    """Even where warnings count the answered one does not, but whoever reads the check sees the answer."""
    assert main(["check", str(answering(ANSWER)), "--strict", "--to", kind]) == 0
    shown = capsys.readouterr().out
    assert "只是市政府本级的数" in shown and "N101" in shown


def test_answers_in_json(answering: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(answering(ANSWER)), "--to", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told["findings"] == []
    (one,) = told["waived"]
    assert one["reason"] == "只是市政府本级的数"


def test_identity_with_last_year_is_answered_at_its_cell(
    example: Example, edit: Callable[..., None], tmp_path: Path, rewrite: Callable[[Path, str, str], None]
) -> None:
    now, before = example("wenzhou-2020"), tmp_path / "before"
    now.rename(tmp_path / "now")
    now = tmp_path / "now"
    example("wenzhou-2020").rename(before)
    rewrite(before, "年份: 2020", "年份: 2019")
    edit(before, "表三", D29=1)
    path = now / "narrative.yaml"
    text = path.read_text(encoding="utf-8")

    def broken(waivers: str) -> list[str]:
        path.write_text(text + waivers, encoding="utf-8")
        checked = check_draft(now, prior=before)
        return [f"{finding.code} {finding.location.cell}" for finding in checked.findings if finding.code in ("Y301", "W150")]

    assert broken("") == ["Y301 D8", "Y301 J8"]
    one = "豁免:\n  - 代码: Y301\n    位置: 表三!D8\n    理由: 上年漏计 1 件\n"
    assert broken(one) == ["Y301 J8"]
    assert broken(one + "  - 代码: Y301\n    位置: applications.carried_in.all\n    理由: 同上\n") == []


BADLY_WRITTEN = {
    "no reason": "豁免:\n  - 代码: N101\n",
    "no code": "豁免:\n  - 理由: 口径不同\n",
    "empty reason": "豁免:\n  - 代码: N101\n    理由:\n",
    "a text": "豁免: N101 口径不同\n",
    "one entry and no list": "豁免:\n  代码: N101\n  理由: 口径不同\n",
}


@pytest.mark.parametrize("waivers", BADLY_WRITTEN.values(), ids=BADLY_WRITTEN)
def test_waiver_without_a_reason_answers_nothing(answering: Callable[[str], Path], waivers: str) -> None:
    checked = check_draft(answering(waivers))
    assert codes(checked) == ["W121", "N101"] and checked.waived == ()
    told = next(finding for finding in checked.findings if finding.code == "W121")
    assert "代码: Y301" in told.hint and "理由" in told.hint


def test_empty_list_of_waivers_is_no_fault(answering: Callable[[str], Path]) -> None:
    assert codes(check_draft(answering("豁免:\n"))) == ["N101"]
