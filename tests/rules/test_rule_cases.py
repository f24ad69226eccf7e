"""Every rule by its cases: an example with one thing changed, and the findings that must come of it.

A case names its `draft`, one change and what to `expect`: [code, place, severity if it is not the rule's own],
where `narrative.yaml@text` is the place of that text. The changes: `cell` (with the number `format` of it) and `sheet` and `row` of the workbook;
`replace` in the narrative, or `say`, one more paragraph at the end of the first section; `headings`, `encoding`,
`add_file` (one of tests/pictures into the folder images). With `copy` the example is finished, copied out as text, and the change (`old` and `new`, or the
line that holds `remove`, or all before `begins`) made in the copy `NAME.md`, whose tables are
written with pipes unless `tables: tabs` is said; each 0 in a table becomes the sign that `zeros` says. With `chart` the example is built and `old` made `new` in its chart; with
`document` in its text, of which runs are written as `<w:r>`, in a file of that `name`, with `comments` beside it, `away` from the pack that it
was made in. `last_year` changes cells of the same draft of the year before,
whose prose is another; `text` in it gives a section of that prose, `same` for this year's own; `before` is `text` of the year before that. `pack_beside` lays a copy of
the official pack of this example beside the draft under another name. `word_text` types the narrative into Word,
with what is to stand `behind` it, and leaves narrative.yaml there where it is to be `beside`. `notes` are rows of the sheet 附注.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from conftest import EXAMPLES, PICTURES, ROOT
from support.made.cells import type_into, type_notes
from support.made.word_texts import typed_in_word
from support.published.text import built_as_text

import reportgen
from reportgen.cli.main import main
from reportgen.model.draft import Built, Checked
from reportgen.model.finding import Finding, Rule, Severity
from reportgen.model.location import Location
from reportgen.model.report import TextBlock
from reportgen.packs.load import find_pack
from reportgen.rules import catalog
from reportgen.rules.catalog import CATALOGUE, CHECKS, RULES, Family
from reportgen.rules.check import Check, Subject
from reportgen.tasks import check as tasks
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft, check_published
from reportgen.tasks.packs import all_formats, all_rules
from reportgen.word.names import WORD_TYPE, declared
from reportgen.word.package import opened

# Those of C are ten times as quick.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
CASES = ROOT / "tests" / "rules"
FILES = sorted(CASES.glob("*/*.yaml"))
LETTERHEAD = "packs/province-letterhead-2021/example-2024"
EXAMPLE_FORMS = {"huaian-2024": "gov-disclosure-2021", "wenzhou-2020": "gov-disclosure-2019", "ouhai-2017": "gov-disclosure-2014"}
# Examples that lie in a pack of their own.
IN_PACKS = {LETTERHEAD: "province-letterhead-2021"}
SEVERITY = {rule.code: rule.severity.value for rule in all_rules()}
KEYS = {
    "draft",
    "cell",
    "replace",
    "say",
    "copy",
    "headings",
    "add_file",
    "sheet",
    "row",
    "encoding",
    "last_year",
    "chart",
    "pack_beside",
    "document",
    "word_text",
    "notes",
    "expect",
}


@cache
def case_of(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    assert set(case) <= KEYS, path
    return case


# -- making the change ------------------------------------------------------------------------------


def put(path: Path, sheet: str, cells: Mapping[str, Any], format: str = "") -> None:
    if not format and not any(isinstance(value, date) for value in cells.values()):
        type_into(path, {sheet: cells})
        return
    book = openpyxl.load_workbook(path)  # which gives a date its look
    for name, value in cells.items():
        book[sheet][name].value = value
        if format:
            book[sheet][name].number_format = format
    book.save(path)


def change_sheet(path: Path, change: Mapping[str, str]) -> None:
    book = openpyxl.load_workbook(path)
    if "remove" in change:
        del book[change["remove"]]
    elif "rename" in change:
        book[change["rename"]].title = change["to"]
    else:
        book.copy_worksheet(book[change["copy"]])
    book.save(path)


def change_row(path: Path, change: Mapping[str, Any]) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book[change["sheet"]]
    if "delete" in change:
        sheet.delete_rows(change["delete"])
    else:
        sheet.insert_rows(change["insert"])
        for name, value in change.items():
            if name not in ("sheet", "insert"):
                sheet[name] = value
    book.save(path)


def make(case: Mapping[str, Any], folder: Path) -> tuple[Path, Path | None]:
    """The draft of a case, its one thing changed, and the draft of the year before, if it has one."""
    lies_in_pack = "/" in case["draft"]
    copied = Path(case["draft"]).parent if lies_in_pack else Path(case["draft"])
    shutil.copytree(EXAMPLES / copied, folder / copied)
    draft = folder / case["draft"]
    workbook, narrative = draft / "workbook.xlsx", draft / "narrative.yaml"
    if "cell" in case:
        cells = {name: value for name, value in case["cell"].items() if name not in ("sheet", "format")}
        put(workbook, case["cell"]["sheet"], cells, case["cell"].get("format", ""))
    if "sheet" in case:
        change_sheet(workbook, case["sheet"])
    if "row" in case:
        change_row(workbook, case["row"])
    text = narrative.read_text(encoding="utf-8")
    if "replace" in case:
        assert text.count(case["replace"]["old"]) == 1, "the text to replace must stand there once"
        text = text.replace(case["replace"]["old"], case["replace"]["new"])
    if "say" in case:
        text = saying(text, case["say"])
    narrative.write_text(text, encoding=case.get("encoding", "utf-8"))
    if "add_file" in case:
        (draft / "images").mkdir()
        shutil.copy(PICTURES / case["add_file"], draft / "images")
    if "notes" in case:
        type_notes(workbook, case["notes"])
    if "word_text" in case:
        typed_in_word(draft, alone="beside" not in case["word_text"], behind=case["word_text"].get("behind", ()))
    if "pack_beside" in case:
        shutil.copytree(find_pack(EXAMPLE_FORMS[case["draft"]]).folder, folder / case["pack_beside"])
    if "last_year" not in case:
        return draft, None
    before = shutil.copytree(EXAMPLES / case["draft"], folder / "last-year")
    cells = {sheet: values for sheet, values in case["last_year"].items() if sheet not in ("text", "before")}
    if "before" in case["last_year"]:
        older = shutil.copytree(before, folder / "year-before")
        a_year_earlier(older, case["last_year"]["before"], years=2)
    type_into(before / "workbook.xlsx", cells)
    a_year_earlier(before, case["last_year"].get("text", {}), prior="../year-before" if "before" in case["last_year"] else "")
    return draft, before


def saying(text: str, more: str) -> str:
    """The narrative with one more paragraph before the section of the problems."""
    following = re.search(r"\n\n( *)存在的主要问题", text)
    assert following
    return f"{text[: following.start()]}\n{following[1]}  {more}{text[following.start() :]}"


def a_year_earlier(draft: Path, sections: Mapping[str, str], *, years: int = 1, prior: str = "") -> None:
    """Turn a copy into a draft of so many years ago: its prose is another, but for the sections given, or `same`."""
    narrative = draft / "narrative.yaml"
    source: dict[str, Any] = yaml.load(narrative.read_text(encoding="utf-8"), Loader=LOADER)
    source["年份"] -= years
    source |= {"上年": prior} if prior else {}
    source["前言"] = source["前言"].strip().replace(str(source["年份"] + years), str(source["年份"]))
    for section in find_pack(source["格式"]).form.prose_sections:
        if isinstance(source[section.name], dict):
            source[section.name] = dict.fromkeys(source[section.name], "这一年的情况已按要求公布。")
        elif sections.get(section.name) != "same":
            source[section.name] = sections.get(section.name, "这一年的情况已按要求公布。")
    narrative.write_text(yaml.dump(source, Dumper=DUMPER, allow_unicode=True, sort_keys=False, width=10**6), encoding="utf-8")


def copied_out(draft: Path, change: Mapping[str, str]) -> Path:
    """The finished report copied out as text, with its one change."""
    copy = built_as_text(draft, draft.parent, tabs=change.get("tables") == "tabs")
    text = copy.read_text(encoding="utf-8")
    if "zeros" in change:
        text = re.sub(r"(?<=\|) 0 (?=\|)", f" {change['zeros']} ", text)
    if "begins" in change:
        text = text[text.index(change["begins"]) :]
    elif "remove" in change:
        lines = text.split("\n")
        kept = [line for line in lines if change["remove"] not in line]
        assert len(kept) == len(lines) - 1, "the text of the line to remove must stand there once"
        text = "\n".join(kept)
    elif "old" in change:
        assert text.count(change["old"]) == 1, "the text to replace must stand there once"
        text = text.replace(change["old"], change["new"])
    copy.write_text(text, encoding="utf-8")
    return copy


def with_chart(draft: Path, change: Mapping[str, str]) -> Path:
    """The finished document with a figure changed in its chart, as somebody does in Word."""
    built = build_draft(draft, output=draft.parent / "built.docx")
    assert isinstance(built, Built)
    document = draft.parent / f"{draft.name}.docx"
    with zipfile.ZipFile(built.path) as old, zipfile.ZipFile(document, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if re.fullmatch(r"word/charts/\w+\.xml", name):
                assert content.decode().count(change["old"]) == 1
                content = content.decode().replace(change["old"], change["new"]).encode()
            new.writestr(name, content)
    return document


def with_edit(draft: Path, change: Mapping[str, str]) -> Path:
    """The finished document after an edit of its text, as Word would write it."""
    built = build_draft(draft, output=draft.parent / "built.docx")
    assert isinstance(built, Built)
    package = opened(built.path.read_bytes(), "")
    text = package.files[package.main].decode()
    assert text.count(change["old"]) == 1, "the text to replace must stand there once"
    package.files[package.main] = text.replace(change["old"], change["new"]).encode()
    if "comments" in change:
        root = f"<w:comments {declared('w')}>{change['comments']}</w:comments>"
        package.add("word/comments.xml", root.encode(), f"{WORD_TYPE}.comments+xml", "comments")
    lies_in = draft.parents[2] / "away" if "away" in change else draft.parent
    lies_in.mkdir(exist_ok=True)
    document = lies_in / change.get("name", f"{draft.name}.docx")
    document.write_bytes(package.packed())
    return document


def placed(folder: Path, place: str) -> str:
    """`FILE@text` as line and column: where that text first stands in that file of the folder."""
    name, at, text = place.partition("@")
    if not at:
        return place
    for number, line in enumerate((folder / name).read_text(encoding="utf-8").split("\n"), 1):
        if text in line:
            return f"{name}:{number}:{line.index(text) + 1}"
    raise AssertionError(f"{text!r} does not stand in {name}")


def with_headings(check: Check, headings: list[str]) -> Check:
    """The check on the same report as if it had been published under these first-level headings."""
    blocks = tuple(
        TextBlock("heading", text, Location("published.docx", line=line, column=1), 1) for line, text in enumerate(headings, 1)
    )

    def published(draft: Subject) -> Iterator[Finding]:
        return check(draft._replace(published=True, narrative=draft.narrative._replace(headings=blocks)))

    return published


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_case(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_of(path)
    draft, before = make(case, tmp_path)
    if "headings" in case:
        monkeypatch.setattr(tasks, "CHECKS", [with_headings(check, case["headings"]) for check in CHECKS])
    if "chart" in case:
        document = with_chart(draft, case["chart"])
        checked, folder = check_published(document), document.parent
    elif "document" in case:
        document = with_edit(draft, case["document"])
        checked, folder = check_published(document), document.parent
    elif "copy" in case:
        copy = copied_out(draft, case["copy"])
        checked, folder = check_published(copy, prior=before), copy.parent
    else:
        checked, folder = check_draft(draft, prior=before), draft
    expected = [
        (code, placed(folder, place), severity[0] if severity else SEVERITY[code]) for code, place, *severity in case["expect"]
    ]
    found = [(finding.code, str(finding.location), finding.severity.value) for finding in checked.findings]
    assert sorted(found) == sorted(expected)
    assert all(finding.message.strip() for finding in checked.findings)
    assert not checked.crashed


# -- every rule has its cases -----------------------------------------------------------------------


def is_bad(path: Path) -> bool:
    return any(code == path.parent.name for code, *_ in case_of(path)["expect"])


def cases_of(code: str, form: str = "") -> tuple[list[Path], list[Path]]:
    """The bad and the clean cases of a code (in one form)."""
    files = [
        path for path in FILES if path.parent.name == code and form in ("", (EXAMPLE_FORMS | IN_PACKS)[case_of(path)["draft"]])
    ]
    bad = [path for path in files if is_bad(path)]
    return bad, [path for path in files if path not in bad]


def test_case_files_are_named_for_what_they_are() -> None:
    for path in FILES:
        assert path.stem.partition("-")[0] == ("bad" if is_bad(path) else "clean"), path
        if not is_bad(path):
            assert case_of(path)["expect"] == [], path


def test_cases_are_about_rules_there_are() -> None:
    assert {path.parent.name for path in FILES} <= {rule.code for rule in all_rules()}


def test_case_changes_one_thing() -> None:
    """Beside a change of this year's there may be last year's, with which it is compared."""
    for path in FILES:
        changed = case_of(path).keys() - {"draft", "expect", "add_file"}
        assert len(changed) == 1 or (len(changed) == 2 and "last_year" in changed), path


# A draft cannot show what is wrong with a pack, nor with many agencies: tests of packs and templates have the cases of F, tests/area those of A.
def test_every_rule_has_a_bad_and_a_clean_case() -> None:
    wanted = {rule.code for rule in RULES if rule.code[0] not in "FA"} - {"X100"}
    assert [code for code in sorted(wanted) if not all(cases_of(code))] == []


def test_every_identity_of_a_form_has_a_bad_and_a_clean_case() -> None:
    declared = sorted({(form.id, line.code) for form in all_formats() for line in form.lines})
    assert [one for one in declared if not (cases_of(one[1], one[0])[0] and cases_of(one[1])[1])] == []


def test_bad_cases_show_both_severities_where_a_rule_has_both() -> None:
    both = [path for path in FILES if path.parent.name == "W206" and is_bad(path)]
    assert {severity for path in both for _, _, *told in case_of(path)["expect"] for severity in told} == {"error", "warning"}


# -- the catalogue ----------------------------------------------------------------------------------


def modules() -> Iterator[Any]:
    for module in pkgutil.walk_packages(reportgen.__path__, "reportgen."):
        if not module.name.endswith("__main__"):
            yield importlib.import_module(module.name)


def test_codes_are_unique() -> None:
    for rules in (RULES, all_rules()):
        codes = [rule.code for rule in rules]
        assert len(codes) == len(set(codes))
        assert codes == sorted(codes)


def test_every_rule_is_documented() -> None:
    for rule in all_rules():
        for text in (rule.title, rule.why, rule.bad, rule.good):
            assert text.strip() == text and text, rule.code
        assert rule.bad != rule.good, rule.code
        assert re.fullmatch("[A-Z][0-9]{3}", rule.code)


def test_every_rule_has_a_manual_page(capsys: pytest.CaptureFixture[str]) -> None:
    for rule in all_rules():
        assert main(["rules", rule.code.lower()]) == 0, rule.code
        page = capsys.readouterr().out
        for text in (rule.code, rule.title, rule.why, rule.bad, rule.good, rule.severity.chinese):
            assert text in page, rule.code


def test_every_rule_of_the_modules_is_in_the_catalogue() -> None:
    defined = {id(value): value for module in modules() for value in vars(module).values() if isinstance(value, Rule)}
    assert {rule.code for rule in defined.values()} == {rule.code for rule in RULES}
    assert {id(rule) for rule in RULES} == set(defined)


def spelled(codes: list[str]) -> str:
    """W110, W201–W209."""
    runs: list[list[str]] = []
    for code in sorted(codes):
        if runs and (code[0], int(code[1:])) == (runs[-1][-1][0], int(runs[-1][-1][1:]) + 1):
            runs[-1].append(code)
        else:
            runs.append([code])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


@pytest.mark.parametrize("family", CATALOGUE, ids=lambda family: family.where)
def test_the_catalogue_says_which_rules_are_declared_where(family: Family) -> None:
    assert importlib.import_module(f"reportgen.{family.where}").RULES is family.rules
    assert family.codes == spelled([rule.code for rule in family.rules])


def test_every_module_with_rules_has_its_line_in_the_catalogue() -> None:
    """Those of the prose are declared beside what they need, and listed by the module that runs them."""
    declaring = {module.__name__.removeprefix("reportgen.") for module in modules() if "RULES" in vars(module)}
    listed_again = {"tasks.check", "tasks.packs", "tasks.pack_check"}
    assert declaring - {"rules.catalog"} - listed_again == {family.where for family in CATALOGUE}
    assert len({family.where for family in CATALOGUE}) == len(CATALOGUE)


def test_every_rule_is_made_at_the_top_of_a_module() -> None:
    """Rules made elsewhere could escape the catalogue; only those of the packs are made as they are listed."""
    made = []
    for path in sorted(Path(reportgen.__file__).parent.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        top = {id(node.value) for node in tree.body if isinstance(node, ast.Assign)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Rule" and id(node) not in top:
                made.append(path.name)
    assert made == ["catalog.py"]


def test_every_check_of_the_modules_is_run() -> None:
    defined = {
        value
        for module in modules()
        if module.__name__.startswith("reportgen.rules.")
        for name, value in vars(module).items()
        if name.startswith("check_") and callable(value)
    }
    assert set(CHECKS) == defined
    assert len(CHECKS) == len(defined)


def test_every_identity_of_every_form_is_a_rule() -> None:
    declared = {line.code: line.severity for form in all_formats() for line in form.lines}
    listed = {rule.code: rule.severity for rule in all_rules()}
    assert {code: listed[code] for code in declared} == declared
    assert set(listed) == set(declared) | {rule.code for rule in RULES}
    assert not set(declared) & {rule.code for rule in RULES}


# -- the examples -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLE_FORMS)
def test_clean_example_has_no_findings(name: str) -> None:
    checked = check_draft(EXAMPLES / name)
    assert (checked.form.id, checked.findings) == (EXAMPLE_FORMS[name], ())
    assert (checked.tally.failed, checked.tally.not_assessable) == (0, 0)
    assert checked.tally.held == sum(not line.needs_prior for line in checked.form.lines)


def test_every_example_is_clean_and_every_form_has_one() -> None:
    assert {path.parent.name for path in EXAMPLES.glob("*/narrative.yaml")} == set(EXAMPLE_FORMS)
    assert {form.id for form in all_formats()} == set(EXAMPLE_FORMS.values())


# -- a check that raises ----------------------------------------------------------------------------


def check_badly(draft: Subject) -> Iterator[Finding]:
    """A check with a bug."""
    yield RULES[0].at(draft.workbook.cells["disclosure.licences.decisions"].location, "told before the bug")
    raise ZeroDivisionError("our own bug")


@pytest.fixture
def crashing(monkeypatch: pytest.MonkeyPatch, example: Callable[[str], Path], edit: Callable[..., None]) -> Path:
    """A draft with one wrong figure, and a check with a bug in front of all others."""
    monkeypatch.setattr(tasks, "CHECKS", (check_badly, *catalog.CHECKS))
    draft = example("wenzhou-2020")
    edit(draft, "表二", B10="无")
    return draft


def codes(checked: Checked) -> list[str]:
    return [finding.code for finding in checked.findings]


def test_check_that_raises_is_told_and_the_others_still_run(crashing: Path) -> None:
    checked = check_draft(crashing)
    assert checked.crashed
    assert "W202" in codes(checked) and codes(checked).count("X100") == 1
    (told,) = (finding for finding in checked.findings if finding.code == "X100")
    assert told.severity is Severity.ERROR
    assert "check_badly" in told.message and "our own bug" in told.message
    assert checked.tally.held == 40


@pytest.mark.parametrize(
    "command", [["check"], ["check", "--to", "json"], ["check", "--ignore", "X"], ["build"], ["build", "--draft"]]
)
def test_check_that_raises_makes_the_exit_code_3(crashing: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command[0], str(crashing), *command[1:]]) == 3
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "Traceback" not in shown.out


def test_clean_draft_exits_with_0_again(example: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(example("wenzhou-2020"))]) == 0
    assert "没有发现问题" in capsys.readouterr().out
