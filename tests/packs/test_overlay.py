"""A province's overlay: a few lines over the form of 2021, and a whole run with it; what an overlay may not do."""

from __future__ import annotations

import os
import random
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from conftest import ROOT, examples
from support.made.drafts import figures_in, spots, totals

from reportgen.cli.main import main
from reportgen.model.draft import Built
from reportgen.model.errors import PackError, ReportgenError
from reportgen.model.finding import Severity
from reportgen.model.form import Form
from reportgen.packs.folders import shipped_packs
from reportgen.packs.load import find_pack, open_pack, pack_for_year, read_pack
from reportgen.packs.soundness import outgrown_findings
from reportgen.reports.open import open_published
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft
from reportgen.tasks.compare import compare_versions
from reportgen.tasks.drafts import import_report
from reportgen.tasks.pack_check import check_pack

ID, BASE = "province-2021", "gov-disclosure-2021"
OVERLAY = ROOT / "tests" / "overlays" / ID


def overlay(folder: Path, text: str, *, name: str = "local", extends: str = BASE) -> Path:
    """An overlay of these lines."""
    pack = folder / name
    pack.mkdir(parents=True)
    (pack / "format.yaml").write_text(f"id: {name}\nextends: {extends}\n{text}", encoding="utf-8")
    return pack


def told(pack: Path) -> list[str]:
    """What is wrong with a pack, as `line:column message`."""
    return [f"{place.line}:{place.column} {message}" for place, message in read_pack(pack)[1]]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("identities:\n  - {code: T101, say: 甲}\n  - {code: T101, say: 乙}\n", "5:12"),
        (
            "tables:\n  - id: disclosure\n    rows:\n      - {id: regulations, note: 甲}\n      - {id: regulations, note: 乙}\n",
            "7:14",
        ),
    ],
)
def test_an_id_given_twice_is_told_where_the_second_stands(tmp_path: Path, text: str, line: str) -> None:
    found = told(overlay(tmp_path, text))
    assert any(one.startswith(line) and "已经写过一次" in one for one in found), found
    once = "\n".join(text.splitlines()[:-1])
    assert not any("已经写过一次" in one for one in told(overlay(tmp_path / "once", once)))


# -- what it makes ----------------------------------------------------------------------------------


def test_only_what_differs_is_other() -> None:
    base, form = find_pack(BASE).form, open_pack(OVERLAY).form
    assert (form.extends, form.bases) == (BASE, (BASE,))
    assert (form.years, form.title, form.basis.number) == (base.years, base.title, base.basis.number)
    assert set(form.figures) - set(base.figures) == {"disclosure.inspections.decisions"} | {
        f"channels.asked.{column}" for column in ("in_person", "online", "by_post", "sum")
    }
    assert set(base.figures) <= set(form.figures)
    assert [section.id for section in form.sections][-3:] == ["other", "channels_section", "signature"]
    assert form.contact == (*base.contact, "传真")
    assert form.basis.mistaken == (*base.basis.mistaken, ("虚构省办〔2020〕9号", "虚构省办〔2021〕9号"))
    old, new = base.sections[0], form.sections[0]
    assert new.guidance == (*old.guidance, "省里要求另写一段基层公开的情况。") and new.expects[:-1] == old.expects
    assert [line.code for line in form.lines][: len(base.lines)] == [line.code for line in base.lines]
    assert form.lines[-1].code == "T990"


def test_row_stands_behind_the_one_it_names_and_a_changed_one_keeps_the_rest() -> None:
    table = open_pack(OVERLAY).form.table("disclosure")
    rows = table.blocks[2].rows
    assert [row.id for row in rows] == ["penalties", "coercive_measures", "inspections"]
    assert (rows[0].label, rows[0].note) == ("行政处罚", "不含当场处罚")


def test_places_lead_to_the_file_where_each_was_written() -> None:
    form, base = open_pack(OVERLAY).form, find_pack(BASE).form
    own, old = str(OVERLAY / "format.yaml"), str(Path(base.folder) / "format.yaml")
    written = {
        key: form.places[key].path for key in ("table:channels", "identity:T990", "identity:T301", "row:applications.total")
    }
    assert written == {"table:channels": own, "identity:T990": own, "identity:T301": old, "row:applications.total": old}
    lines = (OVERLAY / "format.yaml").read_text(encoding="utf-8").splitlines()
    for key, says in (
        ("row:disclosure.inspections", "id: inspections"),
        ("rule:N221", "reason"),
        ("column:channels.sum", "id: sum"),
    ):
        assert says in lines[form.places[key].line - 1], key


def test_the_bases_workbook_serves_a_form_that_adds_wording(tmp_path: Path) -> None:
    """An overlay put beside drafts that are half filled in does not send everybody back to a new workbook."""
    draft = tmp_path / "draft"
    shutil.copytree(ROOT / "examples" / "huaian-2024", draft)
    text = (draft / "narrative.yaml").read_text(encoding="utf-8")
    (draft / "narrative.yaml").write_text(text.replace(f"格式: {BASE}", "格式: local"), encoding="utf-8")
    overlay(tmp_path, "name: 某省的格式\n")
    assert check_draft(draft).findings == ()
    # Its document fits the base as well; beside the draft it is read as the draft's.
    built = build_draft(draft, output=tmp_path / "built.docx")
    assert isinstance(built, Built)
    assert (
        compare_versions(str(draft), str(built.path)).diff.nothing and compare_versions(str(built.path), str(draft)).diff.nothing
    )
    shutil.rmtree(tmp_path / "local")
    overlay(
        tmp_path, "tables: [{id: disclosure, rows: [{after: penalties, id: inspections, name: 行政检查, label: 行政检查}]}]\n"
    )
    assert [finding.code for finding in check_draft(draft).findings] == ["W102"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tables: [{id: disclosure, rows: [{id: penalties, label: 行政奖励}]}]\n", "原来写的是“行政处罚”，这里改成了“行政奖励”"),
        ("sections: [{id: overview, heading: 一、基本情况}]\n", "原来写的是“一、总体情况”，这里改成了“一、基本情况”"),
        ("tables: [{id: disclosure, rows: [{id: penalties, note: 不含当场处罚}]}]\n", ""),
    ],
)
def test_what_the_base_calls_otherwise_is_told(tmp_path: Path, text: str, says: str) -> None:
    findings = [one for one in check_pack(str(overlay(tmp_path, text))).findings if one.code == "F121"]
    assert [one.message for one in findings] == ([says] if says else [])
    assert all(one.location.path.endswith("local/format.yaml") for one in findings)


ROUTES = """sections:
  - {id: routes_section, name: 渠道情况, heading: 七、渠道情况, tables: [routes, whole]}
tables:
  - {id: routes, name: 附表一, blocks: [{columns: [{id: number, name: 件数, label: 件数}], rows: [{id: post, name: 信函渠道, label: 信函}, {id: web, name: 网上渠道, label: 网上}]}]}
  - {id: whole, name: 附表二, blocks: [{columns: [{id: number, name: 件数, label: 件数}], rows: [{id: received, name: 收到总数, label: 收到}, {id: others, name: 其他途径, label: 其他}]}]}
identities:
  - {code: T990, title: 各渠道, left: [routes.post..web.number], right: [whole.received.number], say: 各渠道之和应等于收到的}
"""
MORE = "tables:\n  - {id: routes, rows: [{after: web, id: phone, name: 电话渠道, label: 电话}]}\n"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", ["勾稽关系 T990 把附表一的各项都加上，没有加新的一行“电话”"]),
        ("identities:\n  - {code: T990, left: [routes.post..phone.number]}\n", []),
    ],
)
def test_a_new_row_that_a_sum_of_another_table_leaves_out_is_told(tmp_path: Path, more: str, said: list[str]) -> None:
    base = open_pack(overlay(tmp_path, ROUTES, name="routes-2021"))
    form = open_pack(overlay(tmp_path, MORE + more, name="phone-2021", extends="routes-2021")).form
    found = list(outgrown_findings(form, base.form))
    assert [one.message for one in found] == said
    assert all(Path(one.location.path).parent.name == "phone-2021" for one in found)


def test_phrases_are_added_to_those_of_the_base() -> None:
    base, form = find_pack(BASE).phrasing, open_pack(OVERLAY).phrasing
    assert [table.table for table in form.tables] == [*(table.table for table in base.tables), "channels"]
    old, new = base.tables[0], form.tables[0]
    assert new.unless == (*old.unless, "省长信箱") and new.units == old.units and form.none == base.none
    added = [measure for measure in new.rows if measure not in old.rows]
    assert [measure.name for measure in added] == ["本年新收"] and added[0].say[0].pieces == ("登记编号", "申请")


def test_overlay_of_an_overlay_and_of_a_changed_base_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(OVERLAY, tmp_path / ID)
    town = overlay(tmp_path, "sections:\n  - {id: problems, accepts: [县里的标题]}\n", name="town", extends=ID)
    form = open_pack(town).form
    assert "channels.asked.sum" in form.figures and form.lineage == ("town", ID, BASE)
    assert next(section for section in form.sections if section.id == "problems").accepts[-2:] == (
        "主要问题和改进措施",
        "县里的标题",
    )
    middle = tmp_path / ID / "format.yaml"
    middle.write_text(middle.read_text(encoding="utf-8").replace("主要问题和改进措施", "问题与改进"), encoding="utf-8")
    os.utime(middle, ns=(1, 1))
    assert "问题与改进" in next(section for section in open_pack(town).form.sections if section.id == "problems").accepts


PARTS = """\
sections:
  - id: causes_section
    heading: 七、起火原因分析
    parts:
      - {id: causes_overview, name: 起火原因概况}
      - {id: causes_table, name: 起火原因表, tables: [causes]}
      - {id: causes_analysis, name: 起火原因分析}
tables:
  - {id: causes, name: 附表, blocks: [{corner: 项目, columns: [{id: count, name: 起数, label: 起数}], rows: [{id: wires, name: 电气, label: 电气}]}]}
"""


def test_a_new_section_of_parts_is_called_by_them(tmp_path: Path) -> None:
    form = open_pack(overlay(tmp_path, PARTS)).form
    assert [one.name for one in form.sections if one.id.startswith("causes")] == ["起火原因概况", "起火原因表", "起火原因分析"]


def test_what_does_not_fit_has_no_follow_on(tmp_path: Path) -> None:
    """The table is written in the section that was not taken for a new one: that it stands in none is not said as well."""
    _, problems = read_pack(overlay(tmp_path, PARTS.replace("    parts:", "    parst:")))
    assert [message.partition("”")[0] for _, message in problems] == ["原来的格式里没有“causes_section", "不认识的键“parst"]


# -- what it may not do -----------------------------------------------------------------------------

SECTION = "sections:\n  - "
TABLE = "tables:\n  - id: applications\n    rows:\n      - "
WRONG = {
    "unknown key": ("sektions: []", "3:1 不认识的键“sektions”，是不是“sections”？"),
    "taking away": ("remove: [other]", "3:1 “remove”不行：法定表格里的部分、表、行、列只能增加，不能删去"),
    "misspelt section": (SECTION + "{id: overveiw, guidance: [写]}", "4:10 原来的格式里没有“overveiw”，是不是“overview”？如果是新增的，还要写 name"),
    "misspelt row": (TABLE + "{id: recieved, note: 注}", "6:14 原来的格式里没有“recieved”，是不是“received”？如果是新增的，还要写 name、label"),
    "behind what there is not": (TABLE + "{after: caried_out, id: n, name: 新, label: 新}", "6:17 after 里的“caried_out”没有，是不是“carried_out”？"),
    "a place for one that has its place": (TABLE + "{id: received, after: carried_out}", "6:31 “received”是原来就有的，不能换位置"),
    "section behind none": (SECTION + "{after: x9, id: n, name: 新, heading: 新}", "4:13 after 里的“x9”没有"),
    "a filled row made a heading": (
        TABLE + "{id: received, rows: [{id: n, name: 新, label: 新}]}",
        "6:9 法定的一格 表三 本年新收/自然人（applications.received.natural）不能去掉；下面要加行，就写 filled: true",
    ),
    "wider years": ("years: {first: 2019}", "3:1 适用年度（2019年度起）要在 gov-disclosure-2021 的适用年度（2021年度起）之内"),
    "an error made a warning": ("identities: [{code: T301, severity: warning}]", "3:14 T301 是法定的勾稽关系，不能放宽"),
    "an identity loosened": ("identities: [{code: T401, relation: at_most}]", "3:14 T401 是法定的勾稽关系，不能放宽"),
    "an identity that counts less in": ("identities: [{code: T302, left: [granted]}]", "3:14 T302 是法定的勾稽关系，不能放宽"),
    "an identity of fewer columns": ("identities: [{code: T302, columns: [natural]}]", "3:14 T302 是法定的勾稽关系，不能放宽"),
    "a new identity in part": ("identities: [{code: T999, say: 不平}]", "3:21 原来的格式里没有“T999”"),
    "two of one name": (TABLE + "{id: n, name: 本年新收, label: 新}", "6:23 同一张表里行的 name“本年新收”重复"),
    "no reason": ("rules: [{code: N221, severity: off}]", "3:9 缺少“reason”：为什么，关掉提醒必须写理由"),
    "another severity": ("rules: [{code: N221, severity: info, reason: 为}]", "3:32 “info”不在可用的值里：off"),
    "wrong kind": ("sections: 没有", "3:11 这里应该是列表"),
    "wrong kind of sums": ("identities: {T301: 没有}", "3:13 这里应该是列表"),
    "table not printed": (
        "tables: [{id: t, name: 新表, blocks: [{columns: [{id: c, name: 列, label: 列}], rows: [{id: r, name: 行, label: 行}]}]}]",
        "3:10 表“t”没有写在任何部分的 tables 里，不会印出来",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "says"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_at_its_place(tmp_path: Path, text: str, says: str) -> None:
    assert any(line.startswith(says) for line in told(overlay(tmp_path, text))), told(overlay(tmp_path / "again", text))


@pytest.mark.parametrize("key", ["sections", "tables", "identities", "rules", "contact", "basis", "years", "title"])
def test_part_of_the_wrong_kind_is_told_once(tmp_path: Path, key: str) -> None:
    kind = "键: 值" if key in ("basis", "years") else "列表"
    lines = told(overlay(tmp_path, f"{key}: 没有\n"))
    assert len(lines) == 1 and kind in lines[0] and lines[0].startswith("3:")


def test_everything_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    lines = told(
        overlay(tmp_path, "tittle: [x]\nsections:\n  - {id: overveiw, guidance: [x]}\nrules: [{code: N2211, severity: no}]\n")
    )
    assert [line.split()[0] for line in lines] == ["3:1", "5:10", "6:9", "6:16", "6:33"]


def test_base_that_is_not_there_and_a_circle_are_told(tmp_path: Path) -> None:
    lost = overlay(tmp_path, "", name="lost", extends="gov-disclosure-2201")
    assert told(lost) == ["2:10 extends 的格式“gov-disclosure-2201”没有找到，是不是“gov-disclosure-2021”？"]
    one = overlay(tmp_path, "", name="one", extends="two")
    overlay(tmp_path, "", name="two", extends="one")
    assert told(one) == ["2:10 extends 绕成了圈：one → two → one"]
    assert "绕成了圈" in told(overlay(tmp_path, "", name="self", extends="self"))[0]


def test_chain_without_end_is_told(tmp_path: Path) -> None:
    for number in range(9):
        overlay(tmp_path, "", name=f"n{number}", extends=f"n{number + 1}")
    assert "超过了 5 层" in told(tmp_path / "n0")[0]


def test_base_may_lie_in_the_folder_above_the_draft(tmp_path: Path) -> None:
    overlay(tmp_path / "formats", "name: 上面的\n", name="province")
    assert open_pack(overlay(tmp_path / "draft" / "formats", "", extends="province")).form.name == "上面的"


@pytest.mark.parametrize("file", ["format.yaml", "prose.yaml"])
def test_spoiled_overlay_is_answered(tmp_path: Path, file: str) -> None:
    text = (OVERLAY / file).read_text(encoding="utf-8")
    chance = random.Random(2021)
    for number in range(examples(120)):
        pack = shutil.copytree(OVERLAY, tmp_path / str(number) / ID)
        cut, spoilt = sorted(chance.sample(range(len(text)), 2)), chance.choice(("", "[", "{a: b}", "- ", "\n", "id: ", "拾"))
        (pack / file).write_text(text[: cut[0]] + spoilt + text[min(cut[1], cut[0] + 30) :], encoding="utf-8")
        try:
            assert open_pack(pack).phrasing.tables
        except ReportgenError as error:
            assert error.message and error.location


def test_faults_of_the_base_are_told_in_the_file_of_the_base(tmp_path: Path) -> None:
    base = shutil.copytree(shipped_packs() / BASE, tmp_path / "mine")
    text = (base / "format.yaml").read_text(encoding="utf-8")
    (base / "format.yaml").write_text(
        text.replace(f"id: {BASE}", "id: mine").replace("kind: amount", "kind: amuont"), encoding="utf-8"
    )
    _, problems = read_pack(overlay(tmp_path, "", extends="mine"))
    assert [place.path for place, _ in problems] == [str(base / "format.yaml")]


@pytest.mark.parametrize(
    ("code", "says"), [("T301", "T301 是错误，不能关掉"), ("W201", "W201 是错误，不能关掉"), ("N299", "没有代码为 N299 的规则")]
)
def test_only_a_warning_that_there_is_can_be_turned_down(example: object, tmp_path: Path, code: str, says: str) -> None:
    draft = example("huaian-2024")  # type: ignore[operator]
    overlay(draft, f"rules:\n  - {{code: {code}, severity: off, reason: 省里另有规定}}\n")
    rename(draft, "local")
    with pytest.raises(PackError, match=says) as caught:
        check_draft(draft)
    assert (caught.value.location and caught.value.location.line) == 4


def rename(draft: Path, form: str) -> None:
    path = draft / "narrative.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(f"格式: {BASE}", f"格式: {form}"), encoding="utf-8")


# -- its template -----------------------------------------------------------------------------------


def test_template_of_the_base_serves_where_nothing_printed_is_other(tmp_path: Path) -> None:
    folder = overlay(tmp_path, SECTION + "{id: overview, guidance: [写]}\n")
    assert open_pack(folder).template == find_pack(BASE).template
    (folder / "template.docx").write_bytes(b"")
    assert open_pack(folder).template == folder / "template.docx"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (TABLE + "{id: n, name: 新, label: 五、新}\n", "表三"),
        (TABLE + "{id: received, label: 一、新收}\n", "表三"),
        (SECTION + "{id: other, heading: 六、其他事项}\n", "六、其他事项"),
        (SECTION + "{id: more, name: 附言, heading: 七、附言}\n", "七、附言"),
        (
            TABLE + "{id: received, label: 一、新收}\n  - {id: disclosure, rows: [{id: regulations, label: 规章类}]}\n",
            "（表二、表三）",
        ),
    ],
)
def test_template_of_the_base_does_not_serve_what_is_printed_otherwise(tmp_path: Path, text: str, part: str) -> None:
    with pytest.raises(PackError, match=part) as caught:
        _ = open_pack(overlay(tmp_path, text)).template
    assert "reportgen format template" in caught.value.hint


# -- where packs are found --------------------------------------------------------------------------


def test_packs_beside_a_draft_are_found_the_nearest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = tmp_path / "office" / "draft"
    spots = [draft / "local", draft / "formats" / "local", draft.parent / "local", draft.parent / "formats" / "local"]
    for spot in spots:
        overlay(spot.parent, "")
    elsewhere = overlay(tmp_path / "far", "")
    monkeypatch.setenv("REPORTGEN_FORMATS", str(elsewhere.parent))
    for spot in [*spots, elsewhere]:
        assert find_pack("local", draft).folder == spot
        shutil.rmtree(spot)
    with pytest.raises(PackError, match="没有名为“local”的格式"):
        find_pack("local", draft)


def test_folder_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REPORTGEN_FORMATS", os.pathsep.join([str(tmp_path), str(tmp_path / "nowhere")]))
    assert main(["format", "list"]) == 2
    assert f"REPORTGEN_FORMATS 里的文件夹“{tmp_path / 'nowhere'}”不存在" in capsys.readouterr().err


def test_year_takes_no_overlay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTGEN_FORMATS", str(overlay(tmp_path / "far", "", name="far")))
    assert pack_for_year(2024).form.id == BASE
    assert pack_for_year(2020).form.id == "gov-disclosure-2019"


def test_list_says_where_each_lies_what_it_extends_and_hides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    far = overlay(tmp_path / "far", "")
    monkeypatch.setenv("REPORTGEN_FORMATS", str(far.parent))
    overlay(tmp_path / "formats", "")
    assert main(["format", "list"]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert "（随程序）" in lines[BASE]
    assert lines["local"].endswith(f"（formats/local，在 {BASE} 上增改；同名的没有用：{far}）")


def test_narrative_names_an_id_and_never_a_path(example: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = example("huaian-2024")  # type: ignore[operator]
    monkeypatch.chdir(tmp_path / "huaian-2024")
    away = overlay(tmp_path / "away" / "x", "")
    rename(draft, str(away))
    with pytest.raises(ReportgenError, match="不能写路径"):
        check_draft(draft)
    rename(draft, BASE)


def test_new_refuses_a_pack_that_its_draft_would_not_find(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    away = overlay(tmp_path / "away", "")
    begin = ["--agency", "某局", "--year", "2024", "--format", str(away)]
    assert main(["new", str(tmp_path / "office" / "draft"), *begin]) == 2
    assert "草稿以后找不到格式 local" in capsys.readouterr().err
    assert main(["new", str(tmp_path / "away" / "draft"), *begin]) == 0


# -- the whole way ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the province's pack, its template drawn, beside which a draft was begun."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(OVERLAY, folder / "formats" / ID)
    assert main(["format", "template", str(folder / "formats" / ID)]) == 0
    assert main(["new", str(folder / "draft"), "--agency", "某省某厅", "--year", "2024", "--format", ID]) == 0
    return folder


CHANNELS = {"in_person": 3, "online": 20, "by_post": 7}
SAID = "全年各渠道共收到{{ 附表.各渠道申请.渠道合计 }}件，其中柜台3件。工作按要求完成。"


@pytest.fixture
def draft(office: Path, tmp_path: Path) -> Path:
    """The draft filled in, with a pack of its own beside it."""
    shutil.copytree(office / "formats", tmp_path / "formats")
    folder = shutil.copytree(office / "draft", tmp_path / "draft")
    form = open_pack(tmp_path / "formats" / ID).form
    book = openpyxl.load_workbook(folder / "workbook.xlsx")
    for ref, (sheet, cell) in spots(form).items():
        if ref not in totals(form):
            table, row, column = ref.split(".")
            book[sheet][cell].value = CHANNELS[column] if table == "channels" else 5 if row == "inspections" else 0
    book.save(folder / "workbook.xlsx")
    path = folder / "narrative.yaml"
    text = path.read_text(encoding="utf-8")
    for section in form.prose_sections:
        said = SAID if section.id == "overview" else "问题正在改进，没有收取信息处理费。"
        text = text.replace(f"\n{section.name}: |\n", f"\n{section.name}: |\n  {said}\n")
    for key in form.contact:
        said = {"邮编": "123456", "电子邮箱": "xxgk@example.cn"}.get(key, "0123-12345678")
        text = text.replace(f"\n  {key}: ", f"\n  {key}: {said}")
    path.write_text(text.replace("  日期: ", "  日期: 2025年1月8日 "), encoding="utf-8")
    return folder


def province(draft: Path) -> Form:
    return open_pack(draft.parent / "formats" / ID).form


def test_draft_beside_the_pack_is_begun_in_it(office: Path) -> None:
    text = (office / "draft" / "narrative.yaml").read_text(encoding="utf-8")
    assert f"格式: {ID}\n" in text and "# 省里要求另写一段基层公开的情况。" in text and "  传真: \n" in text


def test_filled_draft_is_right_and_says_what_the_pack_turned_down(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checked = check_draft(draft)
    assert checked.findings == ()
    assert {finding.code for finding, _ in checked.waived} == {"N221"}
    assert all(waiver.reason == f"本省的提纲不要求逐项写到（格式 {ID} 规定）" for _, waiver in checked.waived)
    assert all(finding.severity is Severity.WARNING for finding, _ in checked.waived)
    assert main(["check", str(draft)]) == 0
    assert "本省的提纲不要求逐项写到" in capsys.readouterr().out


def test_its_identity_and_its_phrases_find_what_is_wrong(draft: Path) -> None:
    book = openpyxl.load_workbook(draft / "workbook.xlsx")
    sheet, cell = spots(province(draft))["channels.asked.sum"]
    book[sheet][cell].value = 31
    book.save(draft / "workbook.xlsx")
    path = draft / "narrative.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("柜台3件", "柜台4件"), encoding="utf-8")
    assert sorted({finding.code for finding in check_draft(draft).findings}) == ["N101", "T990"]


def test_document_shows_all_and_is_read_back_in_the_same_form(
    draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.docx"
    assert main(["build", str(draft), "-o", str(target)]) == 0, capsys.readouterr().out
    form = province(draft)
    shown = figures_in(target, form)
    assert len(shown) == len(form.figures)
    assert (shown["channels.asked.sum"], shown["disclosure.inspections.decisions"]) == ("30", "5")
    assert open_published(target).form.id == ID
    again = import_report(target, tmp_path / "again")
    assert again.report.figures == check_draft(draft).report.figures and again.unplaced == ()
    assert again.report.figures["channels.asked.online"] == Decimal(20)
    assert check_draft(tmp_path / "again").findings == ()
    assert main(["verify", str(target)]) == 0, capsys.readouterr().out


def test_document_of_the_plain_form_stays_one_of_the_plain_form(example: object, draft: Path) -> None:
    plain = example("huaian-2024")  # type: ignore[operator]
    assert main(["build", str(plain), "-o", str(draft.parent / "plain.docx")]) == 0
    assert open_published(draft.parent / "plain.docx").form.id == BASE


def test_import_reads_in_a_form_that_the_new_draft_can_find(
    draft: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.docx"
    assert main(["build", str(draft), "-o", str(target)]) == 0, capsys.readouterr().out
    far = tmp_path / "a" / "b" / "c"
    assert import_report(target, far / "draft").form.id == BASE
    pack = str(tmp_path / "formats" / ID)
    assert main(["import", str(target), str(far / "again"), "--format", pack]) == 2
    assert f"草稿以后找不到格式 {ID}" in capsys.readouterr().err


def test_rules_of_a_pack_beside_are_explained(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(office)
    assert main(["rules", "T990"]) == 0
    assert "三种渠道之和应等于合计" in capsys.readouterr().out
