"""Reports of other kinds than the shipped ones: the worked packs, from their declaration to the published report and back.

Text and tables take turns in both of them; the same holds of every way in and out.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import docx
import openpyxl
import pytest
from conftest import EXAMPLES
from support.made.drafts import spots, totals
from support.made.word_texts import typed_in_word
from support.published.text import built_as_text

from reportgen.cli.main import main
from reportgen.model.draft import Built
from reportgen.model.figures import digits
from reportgen.model.form import Form
from reportgen.model.layout import lay_out
from reportgen.model.report import Cell
from reportgen.packs.equations import equation_text, equations_of
from reportgen.packs.load import find_pack
from reportgen.recognise.titles.declared import report_name, titled
from reportgen.reports.open import open_draft, open_published
from reportgen.rules.catalog import identity_rules
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft, check_opened
from reportgen.tasks.compare import compare_versions, compare_years
from reportgen.tasks.pack_check import check_pack

PACKS = EXAMPLES / "packs"
NAMES = ("fire-statistics-2024", "law-government-2024")
DRAFTS = sorted(path.parent for name in NAMES for path in PACKS.glob(f"{name}/example-*/narrative.yaml"))
FIRE = PACKS / NAMES[0]
FIRST, SECOND = "causes_overview", "causes_analysis"


@pytest.fixture
def packs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a unit does that has the packs in a shared folder."""
    monkeypatch.setenv("REPORTGEN_FORMATS", str(PACKS))


@pytest.fixture
def fire(tmp_path: Path) -> Path:
    """Copies of the two drafts of the fire statistics, the later one to be changed."""
    for year in (2023, 2024):
        shutil.copytree(FIRE / f"example-{year}", tmp_path / f"example-{year}")
    return tmp_path / "example-2024"


@pytest.mark.parametrize("name", NAMES)
def test_the_pack_has_no_faults_and_its_template_is_the_one_that_is_drawn(name: str, tmp_path: Path) -> None:
    checked = check_pack(str(PACKS / name))
    assert [str(finding.message) for finding in checked.findings] == []
    assert checked.cases == checked.cases_passed > 0
    assert main(["format", "template", str(PACKS / name), "-o", str(tmp_path / "drawn.docx")]) == 0
    assert (tmp_path / "drawn.docx").read_bytes() == (PACKS / name / "template.docx").read_bytes()


def test_a_draft_in_the_folder_of_its_pack_is_found_from_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for cwd, draft in ((FIRE, "example-2024"), (FIRE / "example-2024", "."), (PACKS, "fire-statistics-2024/example-2024")):
        monkeypatch.chdir(cwd)
        assert main(["check", draft, "-q"]) == 0, cwd


def test_a_report_whose_form_is_not_here_says_which_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert isinstance(build_draft(DRAFTS[0], output=tmp_path / "年报.docx"), Built)
    assert main(["check", str(tmp_path / "年报.docx")]) == 2
    assert "它是按格式 fire-statistics-2024 做的，没有找到这一套格式" in capsys.readouterr().err
    assert main(["verify", str(tmp_path / "年报.docx")]) == 2
    assert "按文件里的记录，这个文件和生成时一个字节也不差" in capsys.readouterr().err


@pytest.mark.usefixtures("packs")
@pytest.mark.parametrize("draft", DRAFTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_draft_becomes_a_report_that_is_read_back_whole(draft: Path, tmp_path: Path) -> None:
    """By its title, in the form that fits it, out of a Word file, a page and a copy of the text; and it makes the same draft."""
    checked = check_draft(draft)
    assert [finding.message for finding in checked.findings] == []
    form = checked.form
    assert "公开" not in "".join(checked.report.title)
    built = build_draft(draft, output=tmp_path / "年报.docx")
    assert isinstance(built, Built)
    assert isinstance(build_draft(draft, output=tmp_path / "年报.html", kinds=("html",)), Built)
    page = (tmp_path / "年报.html").read_text(encoding="utf-8")
    assert f'content="{checked.report.agency}{checked.report.year}年{report_name(form)}：' in page
    assert list(built.checked.report.title) == list(titled(form, checked.report.agency, checked.report.year))
    for file in ("年报.docx", "年报.html"):
        assert compare_versions(str(draft), str(tmp_path / file)).diff.nothing, file
        folder = tmp_path / f"{file}-草稿"
        assert main(["import", str(tmp_path / file), str(folder)]) == 0
        again = check_draft(folder)
        assert {key: [block.whole for block in blocks] for key, blocks in again.report.texts.items()} == {
            key: [block.whole for block in blocks] for key, blocks in checked.report.texts.items()
        }
        assert again.report.figures == checked.report.figures
    copied = open_published(built_as_text(draft, tmp_path))
    assert (copied.form.id, copied.report.agency, copied.narrative.year) == (form.id, checked.report.agency, checked.report.year)
    assert copied.report.figures == checked.report.figures


def test_a_template_that_prints_a_text_on_the_wrong_side_of_its_table_is_told(tmp_path: Path) -> None:
    pack = shutil.copytree(FIRE, tmp_path / FIRE.name)
    document = docx.Document(str(pack / "template.docx"))
    first = next(at for at, one in enumerate(document.paragraphs) if f"passages.{SECOND} " in one.text)
    loop = document.paragraphs[first:]
    end = next(at for at, one in enumerate(loop) if one.text == "{%p endfor %}")
    table = next(one for one in document.tables if "起火原因" in one.cell(0, 0).text)
    for line in loop[: end + 1]:
        table._element.addprevious(line._element)
    document.save(str(pack / "template.docx"))
    told = [finding for finding in check_pack(str(pack)).findings if finding.code == "F218"]
    assert [one.message for one in told] == ["“起火原因分析”的文字印在原因表前面，应在它后面（在“三、火灾原因分析”下面）"]


@pytest.mark.usefixtures("packs")
def test_every_command_of_their_manual_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(PACKS, tmp_path / "examples" / "packs")
    monkeypatch.chdir(tmp_path)
    text = (PACKS / "README.md").read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    commands = [line for line in lines if line.startswith("reportgen ")]
    assert len(commands) >= 7
    for command in commands:
        assert main(shlex.split(command)[1:]) == 0, command


@pytest.mark.usefixtures("packs")
def test_two_years_are_compared_and_the_later_goes_on_from_the_earlier(fire: Path, tmp_path: Path) -> None:
    earlier = fire.parent / "example-2023"
    assert isinstance(build_draft(earlier, output=tmp_path / "上年.docx"), Built)
    years = compare_years(str(tmp_path / "上年.docx"), str(fire))
    assert [table.id for table in years.tables] == ["fires", "causes", "rescue", "inspection"]
    assert main(["new", str(tmp_path / "明年"), "--from", str(tmp_path / "上年.docx"), "--format", FIRE.name]) == 0
    text = (tmp_path / "明年" / "narrative.yaml").read_text(encoding="utf-8")
    assert (
        text.index("# ── 三、火灾原因分析（起火原因概况） ──")
        < text.index("#   全县火灾以电气火灾为主")
        < text.index("起火原因分析: |")
    )
    assert text.index("#   从时段看") < text.index("起火原因分析: |")


def changed(path: Path, folder: Path, *, heading: str = "", line: str = "") -> Path:
    """A built report with the heading gone, or a line more right below the table of causes."""
    document = docx.Document(str(path))
    if heading:
        gone = next(one for one in document.paragraphs if one.text == heading)
        gone._element.getparent().remove(gone._element)
    if line:
        below = next(one for one in document.paragraphs if one.text.startswith("与上年相比，电气"))
        below.insert_paragraph_before(line)
    document.save(str(folder / "改过.docx"))
    return folder / "改过.docx"


@pytest.mark.usefixtures("packs")
@pytest.mark.parametrize(
    ("change", "first", "second", "below"),
    [
        ({}, ["全县火灾仍以"], ["与上年相比，"], []),
        ({"heading": "三、火灾原因分析"}, ["全县火灾仍以"], ["与上年相比，"], []),
        ({"heading": "四、灭火救援情况"}, ["全县火灾仍以"], ["与上年相比，"], []),
        ({"line": "火灾起数以出警记录为准。"}, ["全县火灾仍以"], ["火灾起数以出", "与上年相比，"], []),
        # The words of a table are no part of it where another table follows, nor is a sentence ever.
        ({"line": "生产作业不慎"}, ["全县火灾仍以"], ["生产作业不慎", "与上年相比，"], []),
        ({"line": "其他原因。"}, ["全县火灾仍以"], ["其他原因。", "与上年相比，"], []),
        ({"line": "注：占比四舍五入。"}, ["全县火灾仍以"], ["与上年相比，"], ["注：占比四舍"]),
    ],
)
def test_text_above_and_below_a_table_are_told_apart(
    fire: Path, tmp_path: Path, change: dict[str, str], first: list[str], second: list[str], below: list[str]
) -> None:
    assert isinstance(build_draft(fire, output=tmp_path / "年报.docx"), Built)
    report = open_published(changed(tmp_path / "年报.docx", tmp_path, **change)).report
    read = {key: [block.whole[:6] for block in blocks if block.kind == "paragraph"] for key, blocks in report.texts.items()}
    assert (read[FIRST], read[SECOND][: len(second)], read.get("causes_table", [])) == (first, second, below)


@pytest.mark.usefixtures("packs")
def test_what_was_changed_in_word_goes_back_to_the_text_above_or_below(fire: Path, tmp_path: Path) -> None:
    assert isinstance(build_draft(fire, output=tmp_path / "年报.docx"), Built)
    path = changed(tmp_path / "年报.docx", tmp_path, line="表后新加的一段话，说的是原因。")
    before = (fire / "narrative.yaml").read_text(encoding="utf-8")
    assert main(["import", "--update", str(fire), str(path), "--yes"]) == 0
    after = (fire / "narrative.yaml").read_text(encoding="utf-8")
    assert after == before.replace("起火原因分析: |\n", "起火原因分析: |\n  表后新加的一段话，说的是原因。\n")


@pytest.mark.usefixtures("packs")
def test_a_text_in_word_has_a_line_where_the_table_stands(fire: Path) -> None:
    wanted = check_draft(fire).report.texts
    typed_in_word(fire)
    checked = check_draft(fire)
    assert [finding.code for finding in checked.findings] == []
    assert {key: [block.whole for block in blocks] for key, blocks in checked.report.texts.items()} == {
        key: [block.whole for block in blocks] for key, blocks in wanted.items()
    }
    document = docx.Document(str(fire / "文字稿.docx"))
    line = next(one for one in document.paragraphs if one.text == "〔表：起火原因表〕")
    line._element.getparent().remove(line._element)
    document.save(str(fire / "文字稿.docx"))
    told = check_draft(fire).findings
    assert any("“三、火灾原因分析”下面没有“〔表：起火原因表〕”这一行" in one.message for one in told if one.code == "W119")


def blank_form(form: Form, path: Path) -> None:
    """The form as it might be sent round: nothing but a table between two headings, and no paragraph behind it."""
    document = docx.Document()
    for line in titled(form, "××市某某机关", "20××"):
        document.add_paragraph(line)
    for section in form.sections:
        if section.heading:
            document.add_paragraph(section.heading)
        for table in (form.table(one) for one in section.tables):
            layout = lay_out(table)
            drawn = document.add_table(layout.height, layout.width)
            for cell in layout.cells:
                drawn.cell(cell.row - 1, cell.column - 1).text = "" if cell.ref else cell.text
        if section.has_prose and not section.part_of:
            document.add_paragraph("（文字描述）")
    document.add_paragraph("（单位名称）")
    document.add_paragraph("    年  月  日")
    document.save(str(path))


@pytest.mark.usefixtures("packs")
@pytest.mark.parametrize("name", NAMES)
def test_a_blank_form_becomes_the_template(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = find_pack(name).form
    blank_form(form, tmp_path / "空白表.docx")
    template = tmp_path / "模板.docx"
    assert main(["format", "tag", str(tmp_path / "空白表.docx"), "--format", name, "-o", str(template)]) == 0
    said = capsys.readouterr().out
    assert f"年报标题：第1{'' if len(form.title) == 1 else '、2'}段" in said and "每段文字各印一次" in said
    pack = shutil.copytree(PACKS / name, tmp_path / name)
    shutil.copy(template, pack / "template.docx")
    draft = pack / "example-2024"
    assert isinstance(build_draft(draft, output=tmp_path / "年报.docx"), Built)
    assert compare_versions(str(draft), str(tmp_path / "年报.docx")).diff.nothing


@pytest.mark.usefixtures("packs")
def test_an_area_receives_reports_of_other_kinds(fire: Path, tmp_path: Path) -> None:
    area = tmp_path / "云川县"
    (tmp_path / "名单.txt").write_text("云川县人民政府\n  云川县消防救援大队\n", encoding="utf-8")
    assert main(["area", "new", str(area), "--from", str(tmp_path / "名单.txt")]) == 0
    assert isinstance(build_draft(fire, output=area / "收件" / "甲.docx"), Built)
    assert isinstance(build_draft(PACKS / NAMES[1] / "example-2024", output=area / "收件" / "乙.docx"), Built)
    assert main(["area", "receive", str(area), "--yes"]) == 0
    assert (area / "年报" / "2024" / "001" / "乙.docx").is_file() and (area / "年报" / "2024" / "002" / "甲.docx").is_file()
    assert main(["area", "status", str(area), "--year", "2024"]) == 0
    assert main(["area", "letter", "002", "--dir", str(area), "--year", "2024", "-o", str(tmp_path / "意见.docx")]) == 0
    assert docx.Document(str(tmp_path / "意见.docx")).paragraphs[0].text == "2024年消防安全统计年报"


TEXTS = {
    "空气质量": "细颗粒物年均有所下降，臭氧持平。",
    "降水说明": "全年酸雨一次，比上年少。",
    "降尘说明": "降尘、噪声都在限值以内。",
}
FREE = {"水环境": "全市水质总体良好，断面全部达标。", "声环境": "声环境质量保持稳定，投诉减少。"}


def test_text_and_tables_take_turns_in_every_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pack, draft = tmp_path / "eco-2024", tmp_path / "draft"
    pack.mkdir()
    shutil.copy(Path(__file__).parent / "turns.yaml", pack / "format.yaml")
    monkeypatch.setenv("REPORTGEN_FORMATS", str(tmp_path))
    assert main(["format", "template", "eco-2024"]) == 0
    assert main(["new", str(draft), "--agency", "某市生态环境局", "--year", "2024", "--format", "eco-2024"]) == 0
    form = find_pack("eco-2024").form
    book = openpyxl.load_workbook(draft / "workbook.xlsx")
    for number, (ref, (sheet, cell)) in enumerate(spots(form).items(), 1):
        if ref not in totals(form):
            book[sheet][cell].value = number
    book.save(draft / "workbook.xlsx")
    path = draft / "narrative.yaml"
    text = path.read_text(encoding="utf-8").replace("  日期:", "  日期: 2025年5月30日")
    for key, said in (TEXTS | FREE).items():
        indent = "  " if key in FREE else ""
        assert text.count(f"\n{indent}{key}: |\n") == 1
        text = text.replace(f"\n{indent}{key}: |\n", f"\n{indent}{key}: |\n{indent}  {said}\n")
    path.write_text(text, encoding="utf-8")
    assert main(["build", str(draft), "--to", "docx,html", "-o", str(tmp_path / "公报")]) == 0
    for file in ("公报.docx", "公报.html"):
        assert compare_versions(str(draft), str(tmp_path / file)).diff.nothing, file
        published = open_published(tmp_path / file)
        said = {key: [block.whole for block in blocks] for key, blocks in published.report.texts.items()}
        assert [said[key] for key in ("air_1", "air_2", "air_3")] == [[one] for one in TEXTS.values()]
        assert said["body"] == ["一、水环境", FREE["水环境"], "二、声环境", FREE["声环境"]]
        assert "".join(one.text for one in published.unplaced) == "", file
    capsys.readouterr()


SHOWN = [("44.64", "44.6"), ("0.446", "0.4"), ("44.6", "")]


@pytest.mark.usefixtures("packs")
@pytest.mark.parametrize(("stored", "seen"), SHOWN)
def test_a_share_that_shows_another_number_is_told_what_the_form_makes_of_it(stored: str, seen: str, fire: Path) -> None:
    """Not asked which of the two, where neither can stand there: the counts say what the share is."""
    draft = open_draft(fire)
    ref, line = next((ref, line) for ref, line in draft.form.ratios.items() if line.code == "T603")
    made = check_draft(fire).report.cells[ref].value
    assert made is not None
    odd = Cell(stored, None, draft.workbook.cells[ref].location, flaws=frozenset({"shown_otherwise"}), shown=seen)
    cells = {**draft.workbook.cells, ref: odd}
    (told,) = (
        one for one in check_opened(draft._replace(workbook=draft.workbook._replace(cells=cells))).findings if one.code == "W210"
    )
    assert told.hint.endswith(f"再填 {digits(made, 1)}（照 {line.code}，由各项算出）")
    # Without the counts only what the cell can hold is left to choose from.
    without = {one: cell for one, cell in cells.items() if one not in {term.ref for term in line.left}}
    (told,) = (
        one
        for one in check_opened(draft._replace(workbook=draft.workbook._replace(cells=without))).findings
        if one.code == "W210"
    )
    assert told.hint.endswith(f"再填要公布的数：{seen or stored}")


def test_the_samples_of_an_identity_name_each_cell() -> None:
    """A share of a total that stands in its own row is not one of itself; cells of two tables are named with theirs."""
    form = find_pack(str(FIRE)).form
    rules = {rule.code: rule for rule in identity_rules([form])}
    share, whole = form.ratios, {line.code: line for line in form.lines if len(line.tables) > 1}
    assert any(line.code == "T603" for line in share.values())
    part, over = rules["T603"].good.split(" = ")[0].split(" ÷ ")
    assert part != over and "/" in part
    # As people read them it is one equation for all rows, divided by one cell.
    (told,) = (equation_text(form, one) for one in equations_of(form) if one.code == "T603")
    assert told.startswith("每一行：") and over in told
    for code in whole:
        for table in whole[code].tables:
            assert form.table(table).name in rules[code].good, code


@pytest.mark.parametrize("about", [True, False])
def test_what_a_report_is_about_says_that_the_whole_is_of_more(tmp_path: Path, about: bool) -> None:
    """检查单位6000家次，其中涉及消防安全的5230家次: that the first number is of other things too is known by the pack's own words."""
    pack = shutil.copytree(FIRE, tmp_path / FIRE.name)
    prose, narrative = pack / "prose.yaml", pack / "example-2024" / "narrative.yaml"
    declared = prose.read_text(encoding="utf-8")
    assert "\nabout: [" in declared
    if not about:
        prose.write_text(declared.replace("\nabout: [", "\n# about: ["), encoding="utf-8")
    text = narrative.read_text(encoding="utf-8")
    said = "总体情况: |\n  全年检查单位6000家次，其中涉及消防安全的5230家次。"
    narrative.write_text(text.replace("总体情况: |", said), encoding="utf-8")
    told = [one.code for one in check_draft(pack / "example-2024").findings if one.code.startswith("N10")]
    assert told == ([] if about else ["N101"])


def test_a_share_of_nothing_is_printed_in_prose_as_in_its_table(tmp_path: Path) -> None:
    """With a question: no sentence has room for a dash. What is a number stays one."""
    shutil.copytree(FIRE, tmp_path / "formats" / FIRE.name)
    draft = tmp_path / "draft"
    assert main(["new", str(draft), "--agency", "某县消防救援大队", "--year", "2024", "--format", FIRE.name]) == 0
    form = find_pack(FIRE.name, draft).form
    book = openpyxl.load_workbook(draft / "workbook.xlsx")
    for ref, (sheet, cell) in spots(form).items():
        if ref not in form.derived:
            book[sheet][cell].value = 0
    book.save(draft / "workbook.xlsx")
    narrative = draft / "narrative.yaml"
    said = "电气火灾占{{ 原因表.电气.占比 }}，共{{ 原因表.电气.起数 }}起。"
    text = narrative.read_text(encoding="utf-8")
    narrative.write_text(text.replace("起火原因分析: |\n", f"起火原因分析: |\n  {said}\n"), encoding="utf-8")
    checked = check_draft(draft)
    assert [block.whole for block in checked.report.texts[SECOND]] == ["电气火灾占—，共0起。"]
    (told,) = [one for one in checked.findings if one.code == "W131"]
    assert (told.severity.value, "0 除以 0" in told.message) == ("warning", True)


DEAD = "          - {id: dead, name: 死亡人数, label: 死亡人数（人）}\n          - {id: injured, name: 受伤人数, label: 受伤人数（人）}\n"
BY_CAUSE = (
    "    columns:\n      - {name: 死亡人数, say: 死亡 亡人, is: [dead]}\n      - {name: 受伤人数, say: 受伤 伤, is: [injured]}\n"
)
ALSO_BY_CAUSE = {
    "format.yaml": (
        ("          - {id: count, name: 起数, label: 起数（起）}\n", f"          - {{id: count, name: 起数, label: 起数（起）}}\n{DEAD}"),
    ),
    "prose.yaml": (("  - table: causes\n    units: 起\n", "  - table: causes\n    units: 起 人\n"), ("  - table: rescue\n", f"{BY_CAUSE}  - table: rescue\n")),
}  # fmt: skip
SAID = {
    "电气火灾172起，死亡1人，受伤2人。": [],
    "电气引发火灾172起，造成1人死亡、2人受伤；生活用火不慎96起，死亡1人。": [],
    "住宅火灾214起，死亡2人，受伤3人。": [],
    "电气火灾172起，死亡2人，受伤2人。": ["原因表里 电气/死亡人数 是 1"],
    "住宅火灾214起，死亡1人，受伤3人。": ["火灾表里 住宅/死亡人数 是 2"],
}


@pytest.mark.parametrize("said, told", SAID.items())
def test_a_column_of_two_tables_is_that_of_the_one_whose_row_was_named(tmp_path: Path, said: str, told: list[str]) -> None:
    """The fire statistics with the dead by cause as well: the second clause counts what the first one named."""
    pack = shutil.copytree(FIRE, tmp_path / "formats" / FIRE.name)
    for name, changes in ALSO_BY_CAUSE.items():
        text = (pack / name).read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1
            text = text.replace(old, new)
        (pack / name).write_text(text, encoding="utf-8")
    draft = tmp_path / "draft"
    assert main(["new", str(draft), "--agency", "某县消防救援大队", "--year", "2024", "--format", FIRE.name]) == 0
    form = find_pack(FIRE.name, draft).form
    figures = {("fires", "homes"): (214, 2, 3), ("causes", "electric"): (172, 1, 2), ("causes", "open_fire"): (96, 1, 0)}
    book = openpyxl.load_workbook(draft / "workbook.xlsx")
    for ref, (sheet, cell) in spots(form).items():
        table, row, column = ref.split(".")
        own = dict(zip(("count", "dead", "injured"), figures.get((table, row), ()), strict=False))
        if ref not in form.derived:
            book[sheet][cell].value = own.get(column, 9 if row == "total" else 0)
    book.save(draft / "workbook.xlsx")
    narrative = draft / "narrative.yaml"
    text = narrative.read_text(encoding="utf-8")
    narrative.write_text(text.replace("起火原因分析: |\n", f"起火原因分析: |\n  {said}\n"), encoding="utf-8")
    found = [one.message for one in check_draft(draft).findings if one.code == "N101"]
    assert len(found) == len(told) and all(words in message for words, message in zip(told, found, strict=True)), found


@pytest.mark.parametrize("heading, told", [("检查数", True), ("停产停业数量", True), ("数量", True), ("车辆数", False)])
def test_the_heading_of_a_small_table_says_how_many_in_the_words_of_the_form(
    packs: None, fire: Path, heading: str, told: bool
) -> None:
    path = fire / "narrative.yaml"
    text = path.read_text(encoding="utf-8")
    old = "  | 时段 | 多发原因 |\n  | --- | --- |\n  | 夏季高温 | 空调线路过载 |\n  | 冬季 | 取暖用火 |\n"
    assert text.count(old) == 1
    rows = f"  | 项目 | {heading} |\n  | --- | --- |\n  | 责令停产停业 | 999 |\n  | 别的 | 1 |\n"
    path.write_text(text.replace(old, rows), encoding="utf-8")
    assert ("N107" in {one.code for one in check_draft(fire).findings}) == told
