"""Published reports as they really come, damaged: figures are right, or it is told that they were not read; never wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pytest
from conftest import THOROUGH, examples, telling
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.known.figures import read_truth
from support.published.copies import (
    FORM_2014,
    FORM_2019,
    FORM_2021,
    LOOSE,
    STRICT,
    TELLING,
    Copied,
    Piece,
    copied,
    dense,
    pieces_of,
    read,
    rows_of,
    score,
    sparse,
    text_of,
    untold,
    wrapped_above,
    wrapped_below,
    write,
)
from support.published.pages import PACKS, form_of

from reportgen.model.errors import SourceError
from reportgen.model.figures import digits, read_figure
from reportgen.model.finding import Severity
from reportgen.reports.open import open_published
from reportgen.tasks.check import check_published

EachForm = pytest.mark.parametrize("pack", PACKS)
SHAPES = ("one a line", "bare lines", "tabbed", "html", "docx")


# -- one cell gone ------------------------------------------------------------------------------------------


EACH_SHAPE = [(PACKS[at_ % len(PACKS)], shape) for at_, shape in enumerate((*LOOSE, *STRICT))]
ALL_SHAPES = [(pack, shape) for pack in PACKS for shape in (*LOOSE, *STRICT)]


@pytest.mark.parametrize("pack, shape", telling(EACH_SHAPE, ALL_SHAPES))
def test_a_cell_that_is_gone_is_told_and_nothing_moves_into_its_place(tmp_path: Path, pack: str, shape: str) -> None:
    whole = copied(pack)
    before = score(read(tmp_path, whole, shape), whole.figures)
    for ref in list(whole.figures)[::97]:
        published = read(tmp_path, whole.without(ref), shape)
        came = score(published, whole.figures)
        assert came.wrong == (), ref
        assert untold(published, whole.figures) == [], ref
        # What cannot be told apart in the same row is not guessed; no other row is touched.
        beside = {one for one in came.missing if row_of(one) == row_of(ref)} | set(before.missing)
        assert set(came.missing) <= beside or whole.form.figures[ref].table.across, ref


def row_of(ref: str) -> str:
    return ref.rpartition(".")[0]


@pytest.mark.parametrize("figures", [dense, sparse], ids=["dense", "sparse"])
@EachForm
def test_a_cell_that_is_empty_leaves_all_others_in_their_places(
    tmp_path: Path, pack: str, figures: Callable[[str], dict[str, str]]
) -> None:
    whole = copied(pack, figures)
    for at, ref in enumerate(list(whole.figures)[:: 17 if THOROUGH else 37]):
        published = read(tmp_path, whole.with_figure(ref, ""), ("one a line", "html", "docx", "tabbed")[at % 4])
        came = score(published, whole.figures)
        assert set(came.missing) <= {ref}
        assert came.wrong == ()
        cell = published.report.cells[ref]
        told = [finding.ref for finding in published.findings if finding.code in ("W106", "W117")]
        assert cell.computed and told == [ref] if cell.value is not None else cell.blank


@pytest.mark.parametrize("shape", ["one a line", "docx"])
def test_a_part_of_nothing_does_not_tell_the_whole(tmp_path: Path, shape: str) -> None:
    """新闻发布会总次数 empty, 其中主要负责同志 0: that says nothing of the total."""
    whole = copied(FORM_2014)
    total, part = "statistics.press_conferences.count", "statistics.press_conferences_by_leader.count"
    published = read(tmp_path, whole.with_figure(total, "").with_figure(part, "0"), shape)
    assert published.report.cells[total].value is None


def test_an_empty_cell_that_the_identities_tell_is_put_in_and_told(tmp_path: Path) -> None:
    whole = copied(FORM_2021)
    ref = "applications.granted.enterprise"
    published = read(tmp_path, whole.with_figure(ref, ""), "docx")
    assert digits(published.report.figures[ref]) == whole.figures[ref]
    (finding,) = published.findings
    assert (finding.code, finding.ref) == ("W106", ref)
    assert whole.figures[ref] in finding.message


@pytest.mark.parametrize("rows, findings", [(3, 3), (4, 1)])
def test_many_rows_with_empty_cells_make_one_finding(tmp_path: Path, rows: int, findings: int) -> None:
    """What a whole table lacks is told once, with every place."""
    whole = copied(FORM_2021)
    blank = [ref for ref in whole.form.figures if ref.startswith("applications.") and ref.endswith(".enterprise")][3 : 3 + rows]
    damaged = whole
    for ref in blank:
        damaged = damaged.with_figure(ref, "")
    published = read(tmp_path, damaged, "docx")
    assert score(published, whole.figures).missing == score(published, whole.figures).wrong == ()
    told = published.findings
    assert [finding.code for finding in told] == ["W106"] * findings
    places = {place for finding in told for place in (finding.location, *finding.related)}
    assert places == {published.report.cells[ref].location for ref in blank}
    assert all(whole.figures[ref] in " ".join(finding.message for finding in told) for ref in blank)


def test_two_empty_cells_that_nothing_tells_apart_stay_empty(tmp_path: Path) -> None:
    whole = copied(FORM_2021)
    refs = [f"applications.{row}.{column}" for row in ("granted", "partly_granted") for column in ("natural", "all")]
    damaged = whole
    for ref in refs:
        damaged = damaged.with_figure(ref, "")
    published = read(tmp_path, damaged, "docx")
    assert score(published, whole.figures).wrong == ()
    assert all(ref in published.report.cells for ref in refs)


@pytest.mark.parametrize("shape", ["one a line", "html"])
def test_a_missing_figure_is_an_error_of_the_check(tmp_path: Path, shape: str) -> None:
    """表二 has no identities: nothing but an error remains, at a place in the file."""
    whole, ref = copied(FORM_2021), "disclosure.licences.decisions"
    path = write(tmp_path, whole.with_figure(ref, ""), shape)
    errors = [finding for finding in check_published(path).findings if finding.severity is Severity.ERROR and finding.ref == ref]
    assert len(errors) == 1
    assert errors[0].location.path == path.name and errors[0].location.line


# -- kinds of damage ----------------------------------------------------------------------------------------


def figures(change: Callable[[str], str]) -> Callable[[Copied], Copied]:
    return lambda copy: copy.mapped(lambda piece: piece._replace(text=change(piece.text)) if piece.ref else piece)


def labels(change: Callable[[str], str], every: int = 1) -> Callable[[Copied], Copied]:
    """Every label, or every so-many-th, changed."""

    def damage(copy: Copied) -> Copied:
        met = 0

        def changed(piece: Piece) -> Piece:
            nonlocal met
            if piece.ref or not piece.text:
                return piece
            met += 1
            return piece if met % every else piece._replace(text=change(piece.text))

        return copy.mapped(changed)

    return damage


def every_grid(change: Callable[[list[list[Piece]]], list[list[list[Piece]]]]) -> Callable[[Copied], Copied]:
    return lambda copy: copy._replace(tables={table_id: change(grids[0]) for table_id, grids in copy.tables.items()})


def with_head(grid: list[list[Piece]]) -> list[list[list[Piece]]]:
    """Cut in two, the rows above the first figures repeated, as a long table has them on each page."""
    head = next(at for at, row in enumerate(grid) if any(piece.ref for piece in row))
    return pieces_of(grid, 2, head)


def without_totals(copy: Copied) -> Copied:
    """表三 without its last column."""
    if "applications" not in copy.tables:
        return copy
    return copy.with_table("applications", [row[:-1] for row in copy.grid("applications")])


def other_order(copy: Copied) -> Copied:
    """The sections with tables from the last to the first."""
    sections = list(copy.article.sections)
    at = [position for position, (_, parts) in enumerate(sections) if any(not isinstance(part, str) for part in parts)]
    moved = sections.copy()
    for position, other in zip(at, reversed(at), strict=True):
        moved[position] = sections[other]
    return copy._replace(article=copy.article._replace(sections=moved))


def headings(change: Callable[[str], str]) -> Callable[[Copied], Copied]:
    def damage(copy: Copied) -> Copied:
        sections = [(change(heading), parts) for heading, parts in copy.article.sections]
        return copy._replace(article=copy.article._replace(sections=sections))

    return damage


def half_width(text: str) -> str:
    return text.translate(str.maketrans("（）：，“”", '():,""'))


def dropped(text: str) -> str:
    return text[:3] + text[4:] if len(text) > 6 else text


def misprinted(text: str) -> str:
    return text[:4] + "某" + text[5:] if len(text) > 6 else text


def wrapped(text: str) -> str:
    return f"{text[: len(text) // 2]}\n{text[len(text) // 2 :]}" if len(text) > 9 else text


class Damage(NamedTuple):
    """A kind of damage: what it does, the cells that it may cost by form and shape."""

    change: Callable[[Copied], Copied]
    missing: Mapping[tuple[str, str], int] = MappingProxyType({})
    shapes: tuple[str, ...] = SHAPES
    figures: Callable[[str], dict[str, str]] = dense


def lost(shapes: tuple[str, ...], *by_form: int) -> dict[tuple[str, str], int]:
    """So many cells of each form, from the oldest, in each of these shapes."""
    return {(pack, shape): count for pack, count in zip(PACKS, by_form, strict=True) for shape in shapes}


TEXTS = ("one a line", "tabbed", "html", "docx")
DAMAGE = {
    "nothing": Damage(lambda copy: copy, shapes=(*LOOSE, *STRICT), missing={(FORM_2021, "spaced"): 4}),
    "pieces behind figures (件)": Damage(figures(lambda text: f"{text}件")),
    "money behind figures (元)": Damage(figures(lambda text: f"{text} 元"), shapes=("tabbed", "html")),
    "notes behind figures": Damage(figures(lambda text: f"{text}（注）"), shapes=("one a line", "docx")),
    "full-width digits": Damage(figures(lambda text: text.translate(str.maketrans("0123456789", "０１２３４５６７８９")))),
    "thousands separators": Damage(
        figures(lambda text: f"{int(text):,}"), shapes=(*SHAPES, "spaced", "piped"), missing={(FORM_2021, "spaced"): 4}
    ),
    "blanks around figures": Damage(figures(lambda text: f" {text}　"), shapes=("one a line", "html")),
    "half-width brackets": Damage(labels(half_width)),
    "、 for .": Damage(labels(lambda text: re.sub(r"^(\d)\.", r"\1、", text))),
    "a character dropped in every label": Damage(labels(dropped)),
    "a character dropped in some labels": Damage(labels(dropped, 5)),
    "a misprint in every label": Damage(labels(misprinted)),
    "a misprint in some labels": Damage(labels(misprinted, 4)),
    "blanks inside labels": Damage(labels(lambda text: " ".join(text[at : at + 4] for at in range(0, len(text), 4)))),
    "line breaks inside labels": Damage(labels(wrapped), shapes=("one a line", "bare lines", "html", "docx")),
    "labels that go on below": Damage(
        every_grid(lambda grid: [wrapped_below(grid)]),
    ),
    "labels that begin above": Damage(
        every_grid(lambda grid: [wrapped_above(grid)]),
        lost(("one a line", "docx"), 33, 126, 140),
        ("one a line", "bare lines", "docx"),
    ),
    "headings over rows lost": Damage(
        lambda copy: copy.mapped(lambda piece: piece._replace(text="") if piece.rows > 1 and not piece.ref else piece)
    ),
    "tables in two pieces": Damage(every_grid(pieces_of), shapes=(*SHAPES, "piped")),
    "tables in three pieces": Damage(every_grid(lambda grid: pieces_of(grid, 3)), shapes=("html", "docx")),
    "tables in two pieces, head repeated": Damage(every_grid(with_head)),
    "tables in another order": Damage(other_order),
    "no column 总计": Damage(without_totals),
    "no column 总计, many zeros": Damage(without_totals, lost(SHAPES, 0, 14, 14), figures=sparse),
    "zeros left out": Damage(figures(lambda text: "" if text == "0" else text), shapes=TEXTS, figures=sparse),
    "dashes for zeros": Damage(figures(lambda text: "—" if text == "0" else text), shapes=("one a line", "docx"), figures=sparse),
    "slashes for zeros": Damage(figures(lambda text: "/" if text == "0" else text), figures=sparse),
    "headings without ordinals": Damage(headings(lambda text: text.partition("、")[2])),
    "headings with half-width punctuation": Damage(headings(lambda text: text.replace("、", ","))),
    "a cell a line without blank lines": Damage(
        lambda copy: copy,
        shapes=("one a line, tight",),
    ),
    "pipes without outer ones": Damage(
        lambda copy: copy,
        shapes=("piped inside",),
    ),
}
# A quick run takes each kind of damage in two of its shapes, and one of the forms, others every time.
ALL_KINDS = [(name, pack, shape) for name, damage in DAMAGE.items() for pack in PACKS for shape in damage.shapes]
TURNS = [
    (name, PACKS[(number + at_) % len(PACKS)], shape)
    for number, (name, damage) in enumerate(DAMAGE.items())
    for at_ in range(2)
    for shape in [damage.shapes[(2 * number + at_) % len(damage.shapes)]]
]
KINDS = [
    pytest.param(name, pack, shape, id=f"{name}-{pack[-4:]}-{shape}")
    for name, pack, shape in telling([*TURNS, ("labels that go on below", FORM_2014, "bare lines")], ALL_KINDS)
]


@pytest.mark.parametrize("name, pack, shape", KINDS)
def test_damaged_figures_are_right_or_missing_never_wrong(tmp_path: Path, name: str, pack: str, shape: str) -> None:
    damage = DAMAGE[name]
    copy = copied(pack, damage.figures)
    published = read(tmp_path, damage.change(copy), shape)
    came = score(published, copy.figures)
    print(f"{name}, {pack}, {shape}: {came}")
    assert came.wrong == ()
    assert len(came.missing) <= damage.missing.get((pack, shape), 0)
    assert untold(published, copy.figures) == []
    assert published.form.id == pack


def test_damage_damages() -> None:
    """Each kind changes something, but for those that are shapes."""
    same = {name for name, damage in DAMAGE.items() if all(damage.change(copy) == copy for copy in map(copied, PACKS))}
    unchanged = {"nothing", "a cell a line without blank lines", "pipes without outer ones"}
    zeros = {"zeros left out", "dashes for zeros", "slashes for zeros"}
    assert same - zeros == unchanged
    assert all(DAMAGE[name].change(copied(FORM_2021, sparse)) != copied(FORM_2021, sparse) for name in zeros)


@EachForm
@pytest.mark.parametrize("figures_", [dense, sparse], ids=["dense", "sparse"])
def test_made_up_figures_balance(pack: str, figures_: Callable[[str], dict[str, str]], tmp_path: Path) -> None:
    """Else the identities could not tell what they must."""
    tally = check_published(write(tmp_path, copied(pack, figures_), "docx")).tally
    assert (tally.failed, tally.not_assessable) == (0, 0)


# -- files of text --------------------------------------------------------------------------------------------

ENCODED = {
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "GBK": lambda text: text.encode("gb18030"),
    "a byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "no end of line": lambda text: text.rstrip("\n").encode(),
    "UTF-16": lambda text: text.replace("\n", "\r\n").encode("utf-16"),  # which 记事本 calls Unicode
    "UTF-16, bytes swapped": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
}


@pytest.mark.parametrize("shape", telling(["bare lines"], ["one a line", "bare lines", "piped"]))
@pytest.mark.parametrize("name", ENCODED)
def test_text_in_another_coding_is_read_the_same(tmp_path: Path, name: str, shape: str) -> None:
    copy = copied(FORM_2021)
    plain = read(tmp_path, copy, shape)
    path = tmp_path / "copy.txt"
    path.write_bytes(ENCODED[name](text_of(copy, shape)))
    published = open_published(path)
    assert score(published, copy.figures) == score(plain, copy.figures)
    assert published.report.texts == plain.report.texts
    assert published.report.title == plain.report.title


NUMBERS = ("— 7 —", "第 7 页 共 9 页", "7")


@pytest.mark.parametrize(
    "pack, number",
    telling(
        list(zip((FORM_2019, FORM_2021, FORM_2021), NUMBERS, strict=True)),
        [(pack, number) for pack in (FORM_2019, FORM_2021) for number in NUMBERS],
    ),
)
def test_a_page_number_between_cells_joins_no_figure(tmp_path: Path, pack: str, number: str) -> None:
    copy = copied(pack)
    lines = text_of(copy, "one a line").split("\n")
    cells = [at for at, line in enumerate(lines) if line.startswith("\t")]
    for at in cells[20::97]:
        path = tmp_path / "copy.txt"
        path.write_text("\n".join([*lines[:at], number, *lines[at:]]), encoding="utf-8")
        published = open_published(path)
        assert score(published, copy.figures).wrong == (), lines[at - 1 : at + 1]
        assert untold(published, copy.figures) == []


@pytest.mark.parametrize("pack", [FORM_2019, FORM_2021])
def test_prose_in_front_of_bare_lines_is_no_part_of_the_first_table(tmp_path: Path, pack: str) -> None:
    """Nothing but the words tells where the labels above the first figure begin."""
    copy = copied(pack)
    in_front = [(heading, parts) for heading, parts in copy.article.sections if all(isinstance(part, str) for part in parts)]
    tables = [one for one in copy.article.sections if one not in in_front]
    moved = copy._replace(article=copy.article._replace(sections=[*in_front, *tables]))
    published = read(tmp_path, moved, "bare lines")
    assert published.report.title == (copy.article.title,)
    texts = {section: [block.whole for block in blocks] for section, blocks in published.report.texts.items()}
    assert texts["preface"] == copy.article.preface
    # 五 and 六 come before 二 here: moved, and read where they belong.
    assert published.narrative.headings[0].text == in_front[0][0] == "一、总体情况"
    ids = {section.heading: section.id for section in published.form.sections}
    assert {ids[heading]: texts[ids[heading]] for heading, _ in in_front} == {ids[heading]: parts for heading, parts in in_front}
    assert score(published, copy.figures).missing == score(published, copy.figures).wrong == ()


LOST_LINES = ("one a line", "tabbed", "piped", "spaced")


@pytest.mark.parametrize(
    "pack, shape",
    telling(
        [(PACKS[at_ % len(PACKS)], shape) for at_, shape in enumerate(LOST_LINES)],
        [(pack, shape) for pack in PACKS for shape in LOST_LINES],
    ),
)
def test_a_line_lost_from_a_copy_makes_no_figure_wrong(tmp_path: Path, pack: str, shape: str) -> None:
    copy = copied(pack)
    lines = text_of(copy, shape).split("\n")
    path = tmp_path / "copy.txt"
    for at in range(0, len(lines), len(lines) // 4):
        path.write_text("\n".join([*lines[:at], *lines[at + 1 :]]), encoding="utf-8")
        published = open_published(path)
        assert score(published, copy.figures).wrong == (), lines[at]
        assert untold(published, copy.figures) == [], lines[at]


def test_a_figure_lost_from_bare_lines_is_not_replaced_by_the_next_one(tmp_path: Path) -> None:
    copy = copied(FORM_2021)
    ref = "disclosure.penalties.decisions"
    published = read(tmp_path, copy.without(ref), "bare lines")
    assert score(published, copy.figures).wrong == ()


# -- other forms' rows -------------------------------------------------------------------------------------------


def table_of_2019(copy: Copied) -> tuple[Copied, dict[str, str]]:
    """A report of the 2021 form with 表三 of the 2019 form, whose （六）其他处理 is one row; the figures of that table."""
    old = dense(FORM_2019)
    return copy.with_table("applications", rows_of(form_of(FORM_2019).table("applications"), old)), old


EachWithOneRow = pytest.mark.parametrize("shape", ["one a line", "bare lines", "tabbed", "html", "docx", "piped"])


@EachWithOneRow
def test_one_row_for_other_outcomes_is_not_shared_out(tmp_path: Path, shape: str) -> None:
    """（六）其他处理 as one row in a report of 2021 or later: its figures go to none of the three rows, and that is told."""
    copy, old = table_of_2019(copied(FORM_2021))
    published = read(tmp_path, copy, shape)
    assert published.form.id == FORM_2021
    shared = {ref: text for ref, text in old.items() if ref.startswith("applications.") and ref in copy.figures}
    others = {ref: text for ref, text in copy.figures.items() if not ref.startswith("applications.")}
    came = score(published, {**shared, **others})
    assert came.wrong == came.missing == ()
    three = [ref for ref, figure in copy.form.figures.items() if ref.startswith("applications.") and ref not in old]
    assert len(three) == 21
    assert not [ref for ref in three if ref in published.report.figures]
    assert {"W102", "W104"} <= {finding.code for finding in published.findings}
    extra = next(row for row in copy.grid("applications") if any("其他处理" in piece.text for piece in row))
    told = " ".join([*(finding.message for finding in published.findings), *(one.text for one in published.unplaced)])
    assert all(piece.text in told for piece in extra if piece.ref)


@EachWithOneRow
def test_one_row_of_zeros_for_other_outcomes_is_zeros_in_all_three(tmp_path: Path, shape: str) -> None:
    """Nothing is nothing, however it is shared out; that the rows are not the form's is told all the same."""
    copy, old = table_of_2019(copied(FORM_2021))
    zeros = [ref for ref in old if ref not in copy.figures and ref.startswith("applications.")]
    for ref in zeros:
        copy = copy.with_figure(ref, "0")
    published = read(tmp_path, copy, shape)
    assert published.form.id == FORM_2021
    assert [(finding.code, finding.severity.value) for finding in published.findings] == [("W104", "warning")]
    three = [ref for ref in copy.form.figures if ref.startswith("applications.") and ref not in old]
    assert len(three) == 21
    assert {published.report.figures.get(ref) for ref in three} == {0}


@pytest.mark.parametrize("shape", ["one a line", "docx", "html"])
def test_a_form_of_2019_in_a_report_of_2023_is_seen(tmp_path: Path, shape: str) -> None:
    copy = copied(FORM_2019)
    article = copy.article._replace(title=copy.article.title.replace("2019", "2023"))
    path = write(tmp_path, copy._replace(article=article), shape)
    published = open_published(path)
    assert (published.form.id, published.report.year) == (FORM_2019, 2023)
    assert score(published, copy.figures).missing == score(published, copy.figures).wrong == ()
    errors = [finding for finding in check_published(path).findings if finding.severity is Severity.ERROR]
    assert any("不适用于 2023 年度" in finding.message for finding in errors)


# -- the published reports, damaged ------------------------------------------------------------------------------

REAL = ("000_a6e3da083c5e2c0c", "001_76d90fd474e57dbd", "002_7e3cf29f5d278207", "003_f6584d2c7913d8cd", "suqian_city_2024")


@pytest.mark.parametrize("name", REAL)
def test_published_report_without_some_line_has_no_wrong_figure(published: Path, tmp_path: Path, name: str) -> None:
    form, cells, truth = read_truth(published / "truth" / f"{name}.json")
    figures_ = {ref: str(read_figure(text).value) for ref, text in cells.items()}
    lines = (published / truth["file"]).read_text(encoding="utf-8").split("\n")
    path = tmp_path / truth["file"]
    missing = 0
    rows = [at for at, line in enumerate(lines) if line.startswith(("\t", "|")) or "\t" in line]
    for at in rows[5 :: len(rows) // (6 if THOROUGH else 2)]:
        path.write_text("\n".join([*lines[:at], *lines[at + 1 :]]), encoding="utf-8")
        damaged = open_published(path)
        came = score(damaged, figures_)
        assert came.wrong == (), lines[at]
        assert untold(damaged, figures_) == []
        missing += len(came.missing)
    # A line of 000 is a cell, of 001 a row; most cells are told by the identities.
    print(f"{name}: {missing} of {len(form.figures)} missing")
    assert missing <= 3 * len(form.figures) // 20


@pytest.mark.parametrize("name", [name for name in REAL if not name.startswith("001")])  # nothing but zeros
def test_published_report_with_blank_zeros_has_no_wrong_figure(published: Path, tmp_path: Path, name: str) -> None:
    _, cells, truth = read_truth(published / "truth" / f"{name}.json")
    figures_ = {ref: str(read_figure(text).value) for ref, text in cells.items()}
    text = (published / truth["file"]).read_text(encoding="utf-8")
    path = tmp_path / truth["file"]
    path.write_text(re.sub(r"(?m)(?<=[\t|])([ 　]*)0(?=[ 　]*(?:[\t|]|$))", r"\1", text), encoding="utf-8")
    damaged = open_published(path)
    came = score(damaged, figures_)
    assert came.wrong == ()
    assert untold(damaged, figures_) == []


# -- chance ------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "",
        "\t",
        "\t\t",
        "7",
        "\t7",
        "—",
        "| 7 |",
        "|",
        "（六）其他处理",
        "二、",
        "\u3000",
        "总计",
        "2024年",
        "一、总体情况\n\t0",
        "\x0c",
    ]
)
CUTS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), st.lists(PIECES, max_size=3)), min_size=1, max_size=4)
QUICK = settings(
    max_examples=examples(6),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize(
    "pack, shape", [(FORM_2014, "one a line"), (FORM_2019, "tabbed"), (FORM_2021, "bare lines"), (FORM_2021, "piped")]
)
@QUICK
@given(cuts=CUTS)
def test_lines_lost_and_put_in_are_answered(
    tmp_path: Path, pack: str, shape: str, cuts: list[tuple[float, int, list[str]]]
) -> None:
    """A copy is read, or said to be none of a report; nothing of ours breaks."""
    lines = text_of(copied(pack), shape).split("\n")
    for where, gone, put_in in cuts:
        at = int(where * len(lines))
        lines[at : at + gone] = put_in
    path = tmp_path / "copy.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    try:
        published = open_published(path)
    except SourceError as error:
        assert error.message and error.hint
    else:
        assert set(published.report.cells) <= set(published.form.figures)
        assert all(finding.message and finding.location.path == "copy.txt" for finding in published.findings)


def test_codes_that_tell_are_rules_of_the_program() -> None:
    from reportgen.recognise.rules import RULES

    assert {rule.code for rule in RULES} >= TELLING
