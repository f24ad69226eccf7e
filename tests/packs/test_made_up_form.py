"""A fourth form made of data alone: new, filled, checked, built and read back without a line of Python."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from conftest import ROOT
from support.made.drafts import figures_in, spots, totals
from support.seen.lines import lines_told

import reportgen
from reportgen.cli.main import main
from reportgen.model.form import Column, Form, walk_rows
from reportgen.packs.folders import shipped_packs
from reportgen.packs.load import find_pack, pack_for_year
from reportgen.tasks.check import check_draft
from reportgen.tasks.packs import all_formats
from reportgen.word.names import P
from reportgen.word.outline import read_outline
from reportgen.word.package import opened

ID = "gov-test-2099"
FORMS = ROOT / "tests" / "forms"

# Every figure differs from its neighbours, so that none can stand in another's place.
GAUGES = {
    "planned": (171, 94, 61, 326),
    "clear": (120, 70, 30, 220),
    "foggy": (11, 5, 7, 23),
    "failed": (9, 3, 4, 16),
    "seen": (140, 78, 41, 259),
    "kept": (31, 16, 20, 67),
    "level": (-12, 25, -40, -27),
}
WARNINGS = {"storm": (18, 2, 20), "near": (33, 6, 39), "far": (47, 8, 55)}
FIGURES = {
    f"{table}.{row}.{column}": value
    for table, rows, columns in (
        ("gauges", GAUGES, ("rocky", "sandy", "afloat", "sum")),
        ("warnings", WARNINGS, ("right", "wrong", "both")),
    )
    for row, values in rows.items()
    for column, value in zip(columns, values, strict=True)
}
STORY = "全年{{ 站表.计划观测.各站合计 }}次计划，成功{{ 站表.成功.各站合计 }}次，占{{ 占比(站表.成功.各站合计, 站表.计划观测.各站合计) }}。"
PRINTED = "全年326次计划，成功243次，占74.5%。"
WAVES = "海浪警报{{ 警报表.海浪.共计 }}次，岸基站失败{{ 站表.失败.岸基站点 }}次。"
WAVES_PRINTED = "海浪警报94次，岸基站失败12次。"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The made-up pack in a folder of its own, its template drawn by the command."""
    folder = tmp_path_factory.mktemp("made") / "forms"
    shutil.copytree(FORMS, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPORTGEN_FORMATS", str(folder))
        assert main(["format", "template", ID]) == 0
        yield folder / ID


@pytest.fixture(scope="module")
def begun(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draft begun with `new`."""
    folder = tmp_path_factory.mktemp("begun") / "draft"
    assert main(["new", str(folder), "--agency", "望海镇观测站", "--year", "2099"]) == 0
    return folder


@pytest.fixture
def draft(begun: Path, tmp_path: Path) -> Path:
    """The same, its figures and texts filled in."""
    folder = shutil.copytree(begun, tmp_path / "draft")
    fill(folder, find_pack(ID).form, FIGURES)
    narrative = folder / "narrative.yaml"
    text = narrative.read_text(encoding="utf-8")
    for old, new in (
        ("观测综述: |\n", f"观测综述: |\n  {STORY}\n"),
        ("  渔船回港: |\n", f"  渔船回港: |\n    {WAVES}\n"),
        ("  灯塔维护: |\n", "  灯塔维护: |\n    灯塔全年维护4次。\n"),
        ("  值班电话: ", "  值班电话: 0000-12345678"),
        ("  日期: ", "  日期: 2100年1月8日"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    narrative.write_text(text, encoding="utf-8")
    return folder


def fill(draft: Path, form: Form, figures: dict[str, int], *, type_totals: bool = False) -> None:
    book = openpyxl.load_workbook(draft / "workbook.xlsx")
    for ref, (sheet, cell) in spots(form).items():
        if type_totals or ref not in totals(form):
            book[sheet][cell].value = figures[ref]
    book.save(draft / "workbook.xlsx")


def test_form_lies_in_the_tests_and_declares_what_it_should() -> None:
    form = find_pack(str(FORMS / ID)).form
    assert [table.across for table in form.tables] == [False, True]
    assert {section.kind for section in form.sections} == {"fixed", "free", "signature"}
    assert list(form.figures) == list(FIGURES)
    assert not (FORMS / ID / "template.docx").exists()


def test_year_picks_the_form(drawn: Path) -> None:
    assert pack_for_year(2099).form.folder == str(drawn)


def test_form_is_listed_beside_the_shipped_ones(drawn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["format", "list"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == ["gov-disclosure-2014", "gov-disclosure-2019", "gov-disclosure-2021", ID]


def test_template_is_drawn_into_the_pack_and_not_over_a_drawn_one(drawn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = (drawn / "template.docx").read_bytes()
    assert main(["format", "template", ID]) == 2
    assert "没有覆盖" in capsys.readouterr().err
    assert (drawn / "template.docx").read_bytes() == content


def test_new_draft_has_the_sheets_and_keys_of_the_form(begun: Path) -> None:
    assert openpyxl.load_workbook(begun / "workbook.xlsx").sheetnames == ["填报说明", "站表", "警报表", "附注", "校验"]
    text = (begun / "narrative.yaml").read_text(encoding="utf-8")
    for key in ("观测综述: |", "海上故事:", "  渔船回港: |", "  灯塔维护: |", "  值班电话:", f"格式: {ID}"):
        assert f"\n{key}" in text, key


def test_a_cells_note_is_read_where_the_cell_is_filled_in_checked_and_looked_up(
    draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = "同一场浪报错几次也只计一次"
    book = openpyxl.load_workbook(draft / "workbook.xlsx")
    places = spots(find_pack(ID).form)
    (sheet, noted), (_, other) = places["warnings.near.wrong"], places["warnings.near.right"]
    rules = book[sheet].data_validations.dataValidation
    prompts = {cell: rule.prompt for rule in rules for cell in (noted, other) if cell in rule.sqref}
    assert note in prompts[noted] and note not in prompts[other]
    assert any(f"误报：{note}。" in str(cell.value) for row in book["填报说明"] for cell in row)
    for asked in (["rules", "T911"], ["format", "show", ID, "警报表"], ["format", "show", ID, "warnings.near.wrong"]):
        assert main(asked) == 0
        assert note in capsys.readouterr().out.replace("\n", ""), asked
    main(["check", str(draft), "-o", str(tmp_path / "page.html")])
    assert (tmp_path / "page.html").read_text(encoding="utf-8").count(f"怎样数：{note}") == 1


def test_deadline_of_the_form_is_held(draft: Path) -> None:
    narrative = draft / "narrative.yaml"
    narrative.write_text(narrative.read_text(encoding="utf-8").replace("2100年1月8日", "2100年2月16日"), encoding="utf-8")
    (late,) = check_draft(draft).findings
    assert late.code == "N235" and "晚于2100年2月15日：各机关的年报应在这一天前贴在灯塔门口（虚构站规第三条）" in late.message


def test_unfilled_draft_is_told_what_is_missing(begun: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(begun), "--to", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    said = [(finding["code"], finding["message"].partition("（")[0]) for finding in told["findings"] if finding["code"] != "W143"]
    assert said == [
        ("W201", "站表整张表都没有填"),
        ("W201", "警报表整张表都没有填"),
        ("W132", "引用的“联系方式.值班电话”还没有写"),
        ("W145", "落款没有写日期"),
    ]
    assert "（18 格）" in told["findings"][0]["message"] and "（6 格）" in told["findings"][1]["message"]
    assert told["identities"] == {"held": 0, "failed": 0, "not_assessable": 22}


def empty_sections(begun: Path) -> list[str]:
    return [finding.message for finding in check_draft(begun).findings if finding.code == "W143"]


def test_section_without_text_is_told(begun: Path) -> None:
    assert "“一、观测综述”是空的" in empty_sections(begun)


def test_free_section_with_headings_alone_is_told(begun: Path) -> None:
    assert any("海上故事" in message for message in empty_sections(begun))


def test_filled_draft_has_no_findings_and_every_identity_holds(draft: Path) -> None:
    checked = check_draft(draft)
    assert checked.findings == ()
    assert (checked.tally.held, checked.tally.failed, checked.tally.not_assessable) == (22, 0, 0)
    assert checked.report.figures == {ref: Decimal(value) for ref, value in FIGURES.items()}


def test_typed_totals_are_checked_too(draft: Path) -> None:
    fill(draft, find_pack(ID).form, FIGURES, type_totals=True)
    assert check_draft(draft).findings == ()


WRONG = {
    "row and column": ({"gauges.clear.sandy": 71}, ["T901", "T902"], {"gauges.clear.sandy"}),
    "both balances of a column": ({"gauges.seen.rocky": 141}, ["T901", "T902", "T903"], {"gauges.seen.rocky"}),
    "across": ({"warnings.far.both": 54}, ["T911"], set()),
    "at most": (
        {"gauges.failed.afloat": 65, "gauges.failed.sum": 77},
        ["T902", "T902", "T904"],
        {"gauges.failed.afloat", "gauges.failed.sum"},
    ),
}


@pytest.mark.parametrize("change, codes, suspects", WRONG.values(), ids=WRONG)
def test_its_identities_find_a_wrong_cell(draft: Path, change: dict[str, int], codes: list[str], suspects: set[str]) -> None:
    fill(draft, find_pack(ID).form, {**FIGURES, **change}, type_totals=True)
    findings = check_draft(draft).findings
    assert sorted(told.code for told in lines_told(findings)) == codes
    named = {(finding.suspect, finding.suspect_value) for finding in findings if finding.suspect}
    assert named == {(ref, Decimal(FIGURES[ref])) for ref in suspects}


def test_negative_is_right_for_a_change_and_wrong_for_a_count(draft: Path) -> None:
    assert FIGURES["gauges.level.rocky"] < 0
    fill(draft, find_pack(ID).form, {**FIGURES, "warnings.storm.right": -18, "warnings.storm.both": -16}, type_totals=True)
    sheet, cell = spots(find_pack(ID).form)["warnings.storm.right"]
    found = [(finding.code, str(finding.location)) for finding in check_draft(draft).findings]
    assert found[0] == ("W204", f"workbook.xlsx:{sheet}!{cell}")
    assert {code for code, _ in found} == {"W204"}


def test_word_file_shows_every_figure_and_text(draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "out.docx"
    assert main(["build", str(draft), "-o", str(target)]) == 0, capsys.readouterr().out
    assert figures_in(target, find_pack(ID).form) == {ref: str(value) for ref, value in FIGURES.items()}
    written = [paragraph.text for paragraph in read_outline(target).paragraphs if paragraph.text]
    expected = [
        "望海镇观测站",
        "2099年潮汐观测年度报告",
        "本报告由望海镇观测站编制，统计期限自2099年1月1日起至12月31日止，联系电话0000-12345678。",
        "一、观测综述",
        PRINTED,
        "二、验潮站观测",
        "三、警报发布",
        "一、渔船回港",
        WAVES_PRINTED,
        "二、灯塔维护",
        "灯塔全年维护4次。",
        "望海镇观测站",
        "2100年1月8日",
    ]
    assert written == expected


PREFACE = "本报告由望海镇观测站编制。"


@pytest.mark.parametrize(
    ("in_template", "in_draft", "code"), [(True, False, 0), (False, False, 0), (True, True, 0), (False, True, 2)]
)
def test_a_form_without_a_preface(
    in_template: bool,
    in_draft: bool,
    code: int,
    draft: Path,
    drawn: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nobody asks for one, its template need not print one; one that is written is printed, or refused, never dropped."""
    pack = tmp_path / "forms" / ID
    shutil.copytree(drawn, pack)
    declared = pack / "format.yaml"
    declared.write_text(re.sub(r"(?m)^preface:.*\n", "", declared.read_text(encoding="utf-8")), encoding="utf-8")
    if not in_template:
        remove_passage(pack / "template.docx", "preface")
    monkeypatch.setenv("REPORTGEN_FORMATS", str(tmp_path / "forms"))
    assert main(["new", str(tmp_path / "neu"), "--agency", "望海镇观测站", "--year", "2099"]) == 0
    assert "前言:" not in (tmp_path / "neu" / "narrative.yaml").read_text(encoding="utf-8")
    narrative = draft / "narrative.yaml"
    text = re.sub(
        r"(?m)^前言:.*\n(?:  .*\n)*", f"前言: |\n  {PREFACE}\n" if in_draft else "", narrative.read_text(encoding="utf-8")
    )
    narrative.write_text(text, encoding="utf-8")
    assert main(["format", "check", str(pack)]) == 0
    assert not [finding for finding in check_draft(draft).findings if finding.code == "W143"]
    target, page = tmp_path / "out.docx", tmp_path / "out.html"
    capsys.readouterr()
    assert main(["build", str(draft), "-o", str(target)]) == code
    assert main(["build", str(draft), "-o", str(page)]) == 0
    if code:
        assert "草稿里写了前言，模板里没有印它的地方" in capsys.readouterr().err and not target.exists()
    else:
        written = [paragraph.text for paragraph in read_outline(target).paragraphs if paragraph.text]
        assert written[2] == (PREFACE if in_draft else "一、观测综述")
    assert (PREFACE in page.read_text(encoding="utf-8")) == in_draft


def remove_passage(template: Path, name: str) -> None:
    """Take the loop over a passage out of a template."""
    package = opened(template.read_bytes(), template.name)
    lines = list(package.body.iterchildren(P))
    texts = ["".join(str(text) for text in line.itertext()) for line in lines]
    first = next(number for number, text in enumerate(texts) if f"passages.{name} " in text)
    last = next(number for number in range(first, len(texts)) if "endfor" in texts[number])
    for line in lines[first : last + 1]:
        package.body.remove(line)
    package.changed(package.main)
    template.write_bytes(package.packed())


def test_next_year_begins_where_this_one_ended(draft: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = shutil.copytree(FORMS, tmp_path / "later") / ID / "format.yaml"
    later.write_text(later.read_text(encoding="utf-8").replace("last: 2099", "last: 2100"), encoding="utf-8")
    monkeypatch.setenv("REPORTGEN_FORMATS", str(tmp_path / "later"))
    assert main(["new", str(tmp_path / "next"), "--year", "2100", "--from", str(draft)]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "next" / "workbook.xlsx")["站表"]
    places = {ref: cell for ref, (_, cell) in spots(find_pack(ID).form).items() if ref.startswith("gauges.")}
    typed_in = {ref: sheet[cell].value for ref, cell in places.items() if isinstance(sheet[cell].value, int)}
    assert typed_in == {"gauges.planned.rocky": 31, "gauges.planned.sandy": 16, "gauges.planned.afloat": 20}


# -- nothing of any form stands in the program ------------------------------------------------------

# Words of a form that the program uses in their everyday sense.
EVERYDAY = {"正文": "the text of a report, whatever the form calls its sections", "总计": "a total", "其他": "other"}
# Rules (and samples in hints, by their names) whose samples quote a form, because a made-up sample would teach the clerk nothing.
SAMPLES = {
    "A101": "shows a figure of a sum that the authority's own table says otherwise",
    "A104": "shows a figure of a sum whose parts are not all there",
    "A105": "shows a figure that is not added up",
    "A106": "shows a figure with its unit that an agency's own check calls wrong",
    "A202": "shows a count that is far from those of its kind",
    "F110": "shows a row that is a total by its label",
    "F111": "shows a total that leaves out a row that a new form split",
    "F112": "shows a row below 其中",
    "F114": "shows a code and what it says",
    "F116": "names a table that has no sum",
    "F117": "shows headings with an ordinal left out",
    "F119": "shows a name that is another row's",
    "F421": "names the table that goes over a page",
    "F425": "shows the heading of a table at the foot of a page",
    "N101": "shows the count that is most often taken from elsewhere, and its binding",
    "N102": "shows the share that is most often stated",
    "N106": "shows what is denied in the text and stands in a table",
    "N107": "shows a cell of a small table beside the form's, and its binding",
    "N110": "shows what is said of all and is true of some in a table",
    "N109": "shows a slice of a chart beside the form's",
    "N203": "shows a renamed heading beside the form's",
    "N221": "names the section that is not complete",
    "N226": "names the only row that few agencies fill",
    "N231": "names the notices of two forms",
    "W101": "shows what a table's headings look like",
    "W102": "names the row that really gets lost when an old table is pasted",
    "W103": "names the sheets as Excel names a copy",
    "W104": "names the row that is left over when an old table is pasted",
    "W105": "shows a label with a character missing",
    "W106": "names a row and the column that is left blank most often",
    "W107": "names a row that has lost a figure",
    "W109": "names a row in which two cells are merged",
    "W120": "shows a misspelt key beside the right one",
    "W121": "shows a key with a list under it",
    "W130": "shows a misspelt reference beside the right one",
    "W131": "shows a reference with a bracket missing",
    "W132": "shows a reference to a cell that is blank",
    "W142": "names the notice of the form that fits the year",
    "W143": "names a section that is missing",
    "W201": "names a cell that is blank",
    "W204": "names the only cells that may be negative",
    "Y101": "names the section that is copied most often",
    "Y102": "names a row whose figures are big enough to gain a digit unseen",
    "_WAIVER_SAMPLE": "shows a waiver as it is written, with the place it is about",
}


def labels_of(form: Form) -> Iterator[str]:
    """Everything by which the form calls its parts, in Chinese, and its id."""

    def below(columns: tuple[Column, ...]) -> Iterator[Column]:
        for column in columns:
            yield column
            yield from below(column.columns)

    yield form.id
    yield form.basis.number
    for section in form.sections:
        yield from (section.name, section.heading, *section.starts_with)
    for table in form.tables:
        yield table.name
        for block in table.blocks:
            yield from (block.caption, block.corner)
            for row, _ in walk_rows(block.rows):
                yield from (row.label, row.name)
            for column in below(block.columns):
                yield from (column.label, column.name)


def shipped() -> list[Form]:
    return [form for form in all_formats() if Path(form.folder).parent == shipped_packs()]


@cache
def strings_in_code() -> list[tuple[str, int, str, str]]:
    """(file, line, the rule or the named sample that it is part of, text) of every string that is not a docstring."""
    found = []
    for path in sorted(Path(reportgen.__file__).parent.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings: set[int] = set()
        samples: dict[int, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node, clean=False):
                docstrings.add(id(node.body[0].value))  # type: ignore[attr-defined]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Rule":
                code = str(node.args[0].value) if isinstance(node.args[0], ast.Constant) else ""
                samples |= {id(below): code for below in ast.walk(node)}
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.endswith("_SAMPLE"):
                samples |= {id(below): node.targets[0].id for below in ast.walk(node.value)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                found.append((path.name, node.lineno, samples.get(id(node), ""), node.value))
    return found


def any_of(words: set[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))))


def mentions(words: set[str]) -> list[tuple[str, int, str, str]]:
    search = any_of(words)
    return [
        (name, line, code, word)
        for name, line, code, text in strings_in_code()
        if code not in SAMPLES
        for word in search.findall(text)
    ]


def test_sentinel_words_are_words_of_the_forms() -> None:
    words = {word for form in shipped() for word in labels_of(form)}
    assert {"自然人", "予以公开", "gov-disclosure-2021", "结转下年度", "法人或其他组织", "表三", "国办发〔2014〕32号"} <= words


def test_program_names_no_row_column_table_or_form() -> None:
    words = {word for form in shipped() for word in labels_of(form) if len(word) > 1} - EVERYDAY.keys()
    words -= {heading for form in shipped() for section in form.sections for heading in section.starts_with}
    assert mentions(words | {"gov-disclosure"}) == []


def test_program_names_no_heading_that_a_form_starts_with() -> None:
    assert mentions({heading for form in shipped() for section in form.sections for heading in section.starts_with}) == []


def test_every_exempt_sample_still_quotes_a_form() -> None:
    words = {word for form in shipped() for word in labels_of(form) if len(word) > 1} - EVERYDAY.keys()
    search = any_of(words)
    quoting = {code for _, _, code, text in strings_in_code() if code and search.search(text)}
    assert quoting == set(SAMPLES)
