"""Report × Report: what differs is found, nothing else is told, and the differences make the new report again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import docx
import docx.document
import pytest
from conftest import EXAMPLES
from hypothesis import given
from hypothesis import strategies as st

from reportgen.compare.diff import apply, compare, says
from reportgen.model.change import Step
from reportgen.model.errors import SourceError
from reportgen.model.location import Location
from reportgen.model.outline import Aside, AsideKind
from reportgen.model.report import Cell, Paragraph, Report, TextBlock
from reportgen.model.version import Compared, TableRow, TableWords, Version
from reportgen.packs.load import find_pack
from reportgen.tasks.build import build_draft
from reportgen.tasks.compare import compare_versions, verify_document
from reportgen.tasks.drafts import new_draft

FORM = find_pack("gov-disclosure-2021").form
REFS = list(FORM.figures)[:12]
HERE = Location("narrative.yaml", line=1, column=1)


def block(text: str, level: int = 0, image: str = "") -> TextBlock:
    return TextBlock("image" if image else "heading" if level else "paragraph", text, HERE, level, image=image)


def version(
    *blocks: TextBlock,
    cells: Mapping[str, int | None] | None = None,
    title: tuple[str, ...] = ("某市",),
    date: str = "",
    other: tuple[TextBlock, ...] = (),
    pictures: Mapping[str, str] | None = None,
) -> Version:
    texts = {"overview": blocks, **({"other": other} if other else {})}
    values = {
        ref: Cell("" if value is None else str(value), None if value is None else Decimal(value), HERE)
        for ref, value in (cells or {}).items()
    }
    report = Report("某市人民政府", 2024, FORM.id, values, title, texts, "某市人民政府", date)
    return Version("甲", FORM, report, {}, pictures or {})


def made_again(old: Version, new: Version) -> bool:
    pictures = {**old.pictures, **new.pictures}
    return says(apply(compare(old, new), old, new.form), pictures) == says(new.report, pictures)


# -- laws -------------------------------------------------------------------------------------------

PARAGRAPHS = [
    "",
    "全年新收申请198件。",
    "全年新收申请200件。",
    "（一）主动公开。",
    "加强组织领导，完善工作机制，压实责任。",
    "无",
]
BLOCKS = st.lists(
    st.builds(
        block,
        st.sampled_from(PARAGRAPHS) | st.text(st.sampled_from("公开申请件，。1 2"), max_size=30),
        st.sampled_from([0, 0, 0, 2]),
        st.sampled_from(["", "", "images/一.png", "images/二.png"]),
    ),
    max_size=8,
)
CELLS = st.dictionaries(st.sampled_from(REFS), st.none() | st.integers(0, 3))
VERSIONS = st.builds(
    lambda blocks, other, cells, title, date, pictures: version(
        *blocks, other=tuple(other), cells=cells, title=title, date=date, pictures=pictures
    ),
    BLOCKS,
    BLOCKS,
    CELLS,
    st.sampled_from([("某市",), ("某市", "2024年"), ()]),
    st.sampled_from(["", "2025年1月3日"]),
    st.sampled_from([{}, {"images/一.png": "A", "images/二.png": "B"}, {"images/一.png": "B"}]),
)


@given(VERSIONS, VERSIONS)
def test_the_differences_make_the_new_report_of_the_old_one(old: Version, new: Version) -> None:
    # One name for two pictures in one comparison cannot be told apart afterwards.
    new = new._replace(pictures=old.pictures)
    assert made_again(old, new)


@given(VERSIONS)
def test_a_report_does_not_differ_from_itself(one: Version) -> None:
    assert compare(one, one).nothing


@given(VERSIONS, VERSIONS)
def test_every_block_of_both_stands_in_the_steps_once(old: Version, new: Version) -> None:
    steps = [step for steps in compare(old, new).steps.values() for step in steps]
    for found, texts in (([step.old for step in steps], old.report.texts), ([step.new for step in steps], new.report.texts)):
        spots = [(one.section, one.number) for one in found if one]
        assert sorted(spots) == sorted((section, number) for section in texts for number in range(len(texts[section])))


# -- cases ------------------------------------------------------------------------------------------

A = block("加强组织领导，完善工作机制，压实公开责任。")
B = block("全年新收政府信息公开申请198件，全部按期答复。")
C = block("编印公报十二期，免费发放到各镇街便民服务中心。")
D = block("（一）主动公开", 2)
PICTURE = block("受理渠道", image="images/一.png")


def changed(old: Version, new: Version) -> list[Step]:
    return list(compare(old, new).changed_steps())


CASES: list[tuple[str, Version, Version, list[str]]] = [
    ("a word", version(A, B), version(A, block(B.text.replace("198", "200"))), ["changed"]),
    ("a new paragraph", version(A, B), version(A, C, B), ["inserted"]),
    ("a paragraph gone", version(A, B, C), version(A, C), ["deleted"]),
    ("moved down", version(A, B, C), version(B, C, A), ["moved"]),
    ("moved to another section", version(A, B), version(B, other=(A,)), ["moved"]),
    ("moved and reworded", version(A, B, C), version(B, C, block(A.text.replace("压实", "落实"))), ["moved"]),
    ("a new heading", version(A, B), version(D, A, B), ["inserted"]),
    ("another level", version(D, A), version(block(D.text, 3), A), ["changed"]),
    ("a picture gone", version(A, PICTURE), version(A), ["deleted"]),
    ("another picture", version(A, PICTURE, pictures={"images/一.png": "A"}), version(A, PICTURE, pictures={"images/一.png": "B"}), ["changed"]),
    ("the same picture under another name", version(A, PICTURE, pictures={"images/一.png": "A"}),
     version(A, PICTURE._replace(image="images/二.png"), pictures={"images/二.png": "A"}), []),
    ("short ones are no moves", version(block("无。"), A, B), version(A, B, block("无。")), ["inserted", "deleted"]),
]  # fmt: skip


@pytest.mark.parametrize("old, new, kinds", [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_blocks(old: Version, new: Version, kinds: list[str]) -> None:
    assert sorted(step.kind for step in changed(old, new)) == sorted(kinds)


def test_what_is_gone_stands_where_it_stood() -> None:
    (steps,) = compare(version(A, B, C), version(A, C)).steps.values()
    assert [(step.kind, step.block.content.text) for step in steps] == [("same", A.text), ("deleted", B.text), ("same", C.text)]


def test_paragraphs_of_two_years_that_begin_alike_are_paired() -> None:
    old = block("（二）依申请公开方面。一是强化服务理念，规范办理流程。")
    new = block("（二）依申请公开方面。严格登记、审核、答复各环节。")
    assert [step.kind for step in changed(version(A, old), version(A, new))] == ["changed"]


FIGURES = [
    ({REFS[0]: 74}, {REFS[0]: 75}, [(74, 75, 1)]),
    ({REFS[0]: None}, {REFS[0]: 0}, [(None, 0, None)]),
    ({}, {REFS[0]: 5}, [(None, 5, None)]),
    ({REFS[0]: 5}, {}, [(5, None, None)]),
    ({REFS[0]: None}, {}, []),
    ({REFS[0]: 5}, {REFS[0]: 5}, []),
]


@pytest.mark.parametrize("old, new, told", FIGURES)
def test_figures(old: dict[str, int | None], new: dict[str, int | None], told: list[tuple[int | None, ...]]) -> None:
    found = compare(version(cells=old), version(cells=new)).figures
    assert [(one.old and one.old.value, one.new and one.new.value, one.difference) for one in found] == told


def test_a_figure_written_otherwise_is_the_same() -> None:
    old, new = version(cells={REFS[0]: 1362}), version(cells={REFS[0]: 1362})
    written = {REFS[0]: Cell("1,362", Decimal(1362), HERE)}
    assert compare(old, new._replace(report=new.report._replace(cells=written))).nothing


def test_short_texts() -> None:
    found = compare(version(date="2025年1月3日"), version(title=("某市", "年报"), date="2025年1月4日")).fields
    assert [(one.key, one.old, one.new) for one in found] == [
        ("title", "某市", "某市\n年报"),
        ("date", "2025年1月3日", "2025年1月4日"),
    ]


# -- drafts and documents -----------------------------------------------------------------------------


@cache
def compared_examples(old: str, new: str) -> Compared:
    return compare_versions(str(EXAMPLES / old), str(EXAMPLES / new))


@pytest.mark.parametrize("name", ["huaian-2024", "ouhai-2017", "wenzhou-2020"])
def test_the_built_document_says_what_its_draft_says(name: str, tmp_path: Path) -> None:
    path = tmp_path / "年报.docx"
    build_draft(EXAMPLES / name, output=path)
    found = compare_versions(str(EXAMPLES / name), str(path)).diff
    assert found.nothing, (found.fields, found.figures, list(found.changed_steps()))


def test_two_forms_are_compared_where_they_have_the_same_cells() -> None:
    compared = compared_examples("wenzhou-2020", "huaian-2024")
    old, new = compared.old.form, compared.new.form
    assert set(compared.diff.only_old) == set(old.figures) - set(new.figures)
    assert set(compared.diff.only_new) == set(new.figures) - set(old.figures)
    both = {change.ref for change in compared.diff.figures} & set(old.figures) & set(new.figures)
    assert "applications.received.all" in both
    assert compared.effects.identities == ()


@pytest.fixture
def five_edits(example: Callable[[str], Path], edit: Callable[..., None], rewrite: Callable[[Path, str, str], None]) -> Path:
    """The example with a figure, a sentence, a moved paragraph, a new heading and another date."""
    folder = example("wenzhou-2020")
    edit(folder, "表三", D9=75)
    path = folder / "narrative.yaml"
    lines = path.read_text(encoding="utf-8").split("\n")
    moved = next(line for line in lines if line.startswith("  制定《市政府办公室"))
    lines.remove(moved)
    last = next(number for number, line in enumerate(lines) if line.startswith("  自觉接受"))
    lines[last:last] = [moved, "  （六）标准化建设。"]
    path.write_text("\n".join(lines), encoding="utf-8")
    rewrite(folder, "专业化特点明显", "专业化特点十分明显")
    rewrite(folder, "2021年1月29日", "2021年1月30日")
    return folder


def test_five_edits_are_found_and_nothing_else(five_edits: Path) -> None:
    compared = compare_versions(str(EXAMPLES / "wenzhou-2020"), str(five_edits))
    diff = compared.diff
    # The figure, and the totals that are formulas.
    assert [change.ref for change in diff.figures] == [
        "applications.granted.natural", "applications.granted.all", "applications.total.natural", "applications.total.all",
    ]  # fmt: skip
    assert [(change.key, change.new) for change in diff.fields] == [("date", "2021年1月30日")]
    kinds = [(step.kind, step.block.section) for step in diff.changed_steps()]
    assert sorted(kinds) == [
        ("changed", "overview"), ("changed", "problems"), ("inserted", "overview"), ("moved", "overview"),
    ]  # fmt: skip
    words = {piece.text for step in diff.changed_steps() for piece in step.pieces if piece.kind == "inserted"}
    assert "十分" in words
    assert {change.assessment.line.code for change in compared.effects.identities} == {"T301"}
    assert all(change.broken for change in compared.effects.identities)


def test_a_number_that_was_not_changed_with_its_figure_is_told(
    example: Callable[[str], Path], edit: Callable[..., None], rewrite: Callable[[Path, str, str], None]
) -> None:
    literal = example("wenzhou-2020")
    rewrite(literal, "年度继续办理{{ 表三.结转下年度.总计 }}件", "年度继续办理2件")
    later = literal.parent / "later"
    literal.rename(later)
    edit(later, "表三", D29=3)
    compared = compare_versions(str(EXAMPLES / "wenzhou-2020"), str(later))
    (stale,) = compared.effects.stale
    assert (stale.text, stale.before, stale.now) == ("2件", "2", "3")
    assert stale.location.path == "narrative.yaml"


@pytest.mark.parametrize("name", ["suqian_city_2023.md", "suqian_city_2024.md"])
def test_a_published_report_does_not_differ_from_itself(published: Path, name: str) -> None:
    assert compare_versions(str(published / name), str(published / name)).diff.nothing


def test_two_years_of_a_city(published: Path) -> None:
    compared = compare_versions(str(published / "suqian_city_2023.md"), str(published / "suqian_city_2024.md"))
    figures = {change.ref: change for change in compared.diff.figures}
    received = figures["applications.received.natural"]
    assert (received.old and received.old.value, received.new and received.new.value) == (3402, 3440)
    assert compared.diff.only_old == compared.diff.only_new == ()
    # Every section of the old text is paired with its section of the new one.
    overview = compared.diff.steps["overview"]
    assert [step.kind for step in overview] == ["changed"] * 7


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="没有这个文件或文件夹"):
        compare_versions(str(EXAMPLES / "wenzhou-2020"), str(tmp_path / "没有"))
    (tmp_path / "空").mkdir()
    with pytest.raises(SourceError, match="不是草稿"):
        compare_versions(str(tmp_path / "空"), str(EXAMPLES / "wenzhou-2020"))


# -- what a fresh eye found -----------------------------------------------------------------------------


@pytest.fixture
def built(tmp_path: Path) -> Path:
    path = tmp_path / "年报.docx"
    build_draft(EXAMPLES / "wenzhou-2020", output=path)
    return path


def worded(path: Path, change: Callable[[docx.document.Document], None]) -> None:
    document = docx.Document(str(path))
    change(document)
    document.save(str(path))


def test_an_emptied_cell_is_a_difference_though_the_sums_tell_what_it_held(built: Path) -> None:
    def emptied(document: docx.document.Document) -> None:
        cell = next(cell for table in document.tables for row in table.rows for cell in row.cells if cell.text == "74")
        for run in cell.paragraphs[0].runs:
            run.text = ""

    worded(built, emptied)
    (figure,) = compare_versions(str(EXAMPLES / "wenzhou-2020"), str(built)).diff.figures
    assert figure.title == "表三 予以公开/自然人"
    assert figure.new is None or figure.new.value is None


def test_a_footer_is_compared(built: Path) -> None:
    def footed(document: docx.document.Document) -> None:
        document.sections[0].header.paragraphs[0].text = "内部资料"

    worded(built, footed)
    (change,) = compare_versions(str(EXAMPLES / "wenzhou-2020"), str(built)).diff.fields
    assert (change.key, change.old, change.new) == ("edges", "", "内部资料")


def test_an_empty_draft_is_what_its_own_document_says(tmp_path: Path) -> None:
    folder = tmp_path / "新稿"
    new_draft(folder, agency="某县人民政府", year=2024)
    build_draft(folder, output=tmp_path / "草稿.docx", draft=True)
    diff = compare_versions(str(folder), str(tmp_path / "草稿.docx")).diff
    assert diff.nothing, (diff.fields, diff.figures[:3], list(diff.changed_steps()), diff.unplaced)


def test_a_title_marked_as_revised_names_the_same_agency(built: Path) -> None:
    def titled(document: docx.document.Document) -> None:
        line = next(paragraph for paragraph in document.paragraphs if "年度报告" in paragraph.text)
        line.runs[-1].text += "（修订）"

    worded(built, titled)
    assert [change.key for change in compare_versions(str(EXAMPLES / "wenzhou-2020"), str(built)).diff.fields] == ["title"]


def test_a_copy_without_pictures_shows_their_captions_only() -> None:
    copy = version(A, block(PICTURE.text))._replace(pictured=False)
    assert compare(version(A, PICTURE), copy).nothing
    (step,) = changed(version(A, PICTURE), version(A, block(PICTURE.text)))
    assert step.kind == "changed"


def test_an_identity_that_lacks_a_figure_now_is_told(example: Callable[[str], Path], edit: Callable[..., None]) -> None:
    folder = example("wenzhou-2020")
    edit(folder, "表三", D5=None)
    found = compare_versions(str(EXAMPLES / "wenzhou-2020"), str(folder)).effects.identities
    assert {change.kind for change in found} >= {"lost"}


def test_changed_words_of_a_table_are_told_with_their_cell(built: Path) -> None:
    def labelled(document: docx.document.Document) -> None:
        cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
        renamed = next(cell for cell in cells if cell.text == "规范性文件")
        renamed.paragraphs[0].runs[0].text = "规范性文件和其他文件"
        emptied = next(cell for cell in cells if cell.text.startswith("1.属于国家秘密"))
        for run in emptied.paragraphs[0].runs:
            run.text = ""

    worded(built, labelled)
    fields = compare_versions(str(EXAMPLES / "wenzhou-2020"), str(built)).diff.fields
    assert [(change.old, change.new) for change in fields] == [
        ("规范性文件", "规范性文件和其他文件"),
        ("1.属于国家秘密", ""),
    ]
    assert all(change.new_place and change.new_place.cell for change in fields)
    assert [change.old for change in verify_document(built).compared.diff.fields] == [change.old for change in fields]


def test_a_copy_that_lost_spaces_does_not_differ() -> None:
    spaced = block(B.text.replace("，", "， "))
    assert [step.kind for step in changed(version(A, B), version(A, spaced))] == ["changed"]
    assert compare(version(A, B), version(A, spaced)._replace(exact=False)).nothing


def test_a_draft_without_a_preface_is_what_its_document_says(example: Callable[[str], Path], tmp_path: Path) -> None:
    folder = example("wenzhou-2020")
    path = folder / "narrative.yaml"
    text = path.read_text(encoding="utf-8")
    begin = text.index("前言:")
    path.write_text(text[:begin] + "前言:\n\n" + text[text.index("联系方式:") :], encoding="utf-8")
    build_draft(folder, output=tmp_path / "草稿.docx", draft=True)
    diff = compare_versions(str(folder), str(tmp_path / "草稿.docx")).diff
    assert diff.nothing, (diff.fields, list(diff.changed_steps()), diff.unplaced)


# -- tables, and what stands around the text ------------------------------------------------------------


def table(*rows: str, forms: tuple[str, ...] = ("applications",), name: str = "表三（第1张表）", section: str = "") -> TableWords:
    """A table of which `=REF` in a cell is a figure, cells parted by |."""
    made = []
    for number, row in enumerate(rows, 1):
        cells = {column: text for column, text in enumerate(row.split("|"), 1) if text}
        figures = {column: text[1:] for column, text in cells.items() if text.startswith("=")}
        made.append(TableRow(number, cells, figures))
    return TableWords("年报.docx", name, forms, tuple(made), section)


def shown(*tables: TableWords, asides: tuple[Aside, ...] = ()) -> Version:
    return version(A)._replace(tables=tables, asides=asides)


def note(text: str, kind: AsideKind = AsideKind.FOOTNOTE) -> Aside:
    return Aside(kind, text, HERE)


HEAD, FIRST, SECOND = "项目|合计", "新收|=a.x", "结转|=a.y"
TABLES: list[tuple[str, Version, Version, list[tuple[str, str]]]] = [
    ("the same", shown(table(HEAD, FIRST, SECOND)), shown(table(HEAD, FIRST, SECOND)), []),
    ("a label", shown(table(HEAD, FIRST, SECOND)), shown(table(HEAD, "新增|=a.x", SECOND)), [("新收", "新增")]),
    ("a label gone", shown(table(HEAD, FIRST)), shown(table(HEAD, "|=a.x")), [("新收", "")]),
    ("a number for a heading", shown(table(HEAD, FIRST)), shown(table("项目|37", FIRST)), [("合计", "37")]),
    ("the heading row gone", shown(table(HEAD, FIRST)), shown(table(FIRST)), [("项目｜合计", "")]),
    ("the heading row twice", shown(table(HEAD, FIRST)), shown(table(HEAD, HEAD, FIRST)), [("", "项目｜合计")]),
    ("a note below", shown(table(HEAD, FIRST)), shown(table(HEAD, FIRST, "注：不含镇")), [("", "注：不含镇")]),
    ("a row of no figures moved", shown(table(HEAD, FIRST, SECOND)), shown(table(FIRST, HEAD, SECOND)),
     [("第 1 行 项目｜合计", "第 2 行 项目｜合计")]),
    ("in two pieces", shown(table(HEAD, FIRST, SECOND)), shown(table(HEAD, FIRST), table(SECOND, name="表三（第2张表）")),
     [("1 张", "2 张")]),
    ("another table in front", shown(table(HEAD, FIRST)),
     shown(table("培训|3", forms=(), name="第1张表"), table(HEAD, "新增|=a.x", name="表三（第2张表）")),
     [("新收", "新增"), ("", "培训｜3")]),
    ("other blanks", shown(table(HEAD, FIRST)), shown(table("项 目|合计", FIRST)), []),
    ("a footnote", shown(), shown(asides=(note("含镇"),)), [("", "含镇")]),
    ("another footnote", shown(asides=(note("含镇"),)), shown(asides=(note("不含镇"),)), [("含镇", "不含镇")]),
    ("a comment gone", shown(asides=(note("请核", AsideKind.COMMENT),)), shown(), [("请核", "")]),
    ("one of two that are alike", shown(asides=(note("含镇"), note("含镇"))), shown(asides=(note("含镇"),)), [("含镇", "")]),
    ("a tracked change that is read", shown(), shown(asides=(note("加的字", AsideKind.INSERTED),)), []),
    ("a box that is the title", shown(), shown(asides=(note("某市", AsideKind.BOX),)), []),
]  # fmt: skip


@pytest.mark.parametrize("old, new, told", [case[1:] for case in TABLES], ids=[case[0] for case in TABLES])
def test_tables_and_what_stands_beside_the_text(old: Version, new: Version, told: list[tuple[str, str]]) -> None:
    assert [(one.old, one.new) for one in compare(old, new).fields] == told


def test_what_is_not_known_is_not_compared() -> None:
    assert compare(version(A), shown(table(HEAD, FIRST), asides=(note("含镇"),))).nothing


def test_a_heading_that_went_moves_nothing() -> None:
    """The text below it goes on in the section before; a line in its place is its new wording."""
    headings = {"overview": Paragraph("一、总体情况", HERE), "other": Paragraph("二、其他", HERE)}
    old = version(A, B, other=(C,))._replace(headings=headings)
    merged = version(A, B, C)._replace(headings={"overview": headings["overview"]})
    assert [(one.old, one.new) for one in compare(old, merged).fields] == [("二、其他", "")]
    assert not changed(old, merged)
    assert not changed(merged, old)
    renamed = version(A, B, block("还有什么要说"), C)._replace(headings={"overview": headings["overview"]})
    assert [(one.old, one.new) for one in compare(old, renamed).fields] == [("二、其他", "还有什么要说")]
    assert [step.kind for step in changed(old, renamed)] == ["inserted"]
    assert made_again(old, renamed) and made_again(renamed, old)
    assert [step.kind for steps in compare(old, merged, apart=True).steps.values() for step in steps] == ["same", "same", "moved"]
