"""`import --update` merges three ways: both sides' edits since the build hold, and nothing else changes."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import EXAMPLES, ROOT, examples, telling
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_update import BOOK, FREE, TEXT, built, delete, formulas, inserted, paragraph, png, replace, retyped_at, reworded

from reportgen.compare.diff import compare
from reportgen.compare.update.updated import Updated
from reportgen.drafts.workbook.edit import formulas_in, with_figures
from reportgen.model.errors import SourceError
from reportgen.model.location import Location
from reportgen.model.report import Cell
from reportgen.reports.versions import opened
from reportgen.show.text import Ink
from reportgen.show.update import updated_text
from reportgen.tasks.build import build_draft
from reportgen.tasks.update import update_draft

NAME = "huaian-2024"
Document_ = Any


class Slot(NamedTuple):
    """A sentence of the example that can be edited on either side: the line of the text file, and its words there and in Word."""

    line: str
    words: str


@cache
def slots() -> tuple[Slot, ...]:
    """The sentences without bindings, each with the line that it stands in; every one stands once in the text."""
    text = (EXAMPLES / NAME / TEXT).read_text(encoding="utf-8")
    found = []
    for line in text.split("\n"):
        for words in re.findall(r"[^\s。，；：{}（）]{8,}(?=[，；。])", line):
            if text.count(words) == 1 and line.startswith("  ") and ":" not in line:
                found.append(Slot(line, words))
    return tuple(found)


@cache
def typed_figures() -> dict[str, tuple[int, int, int]]:
    """Figures that somebody typed, with their table, row and column in the document."""
    with opened(str(EXAMPLES / NAME)) as draft:
        folder = EXAMPLES / NAME
        written = formulas_in(folder / BOOK, draft.workbook.cells).written
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "年报.docx"
        file.write_bytes(built(NAME))
        with opened(str(file)) as document:
            places = {ref: cell.location for ref, cell in document.version.report.cells.items()}
            values = {ref: cell.value for ref, cell in document.version.report.cells.items()}
    numbers = {name: number for number, name in enumerate(dict.fromkeys(place.grid for place in places.values()))}
    return {
        ref: (numbers[place.grid], place.line, place.column)
        for ref, place in places.items()
        if ref not in written and values[ref]
    }


def set_figure(document: Document_, ref: str, value: str) -> None:
    table, row, column = typed_figures()[ref]
    cell = document.tables[table].rows[row - 1].cells[column - 1]
    reworded(cell.paragraphs[0], value)


class Both(NamedTuple):
    """A draft changed since its build, and the build changed in Word."""

    folder: Path
    file: Path

    @property
    def text(self) -> str:
        return (self.folder / TEXT).read_text(encoding="utf-8")

    def update(self, **given: Any) -> Updated:
        return update_draft(self.folder, self.file, write=True, **given)


Make = Callable[..., Both]


def both_at(
    path: Path, edit: Callable[[Document_], object], text: Callable[[str], str] = str, figures: dict[str, str] | None = None
) -> Both:
    folder = path / NAME
    shutil.copytree(EXAMPLES / NAME, folder, ignore=shutil.ignore_patterns("*.docx"))
    document = Document(io.BytesIO(built(NAME)))
    edit(document)
    document.save(str(path / "改过.docx"))
    (folder / TEXT).write_text(text((folder / TEXT).read_text(encoding="utf-8")), encoding="utf-8")
    if figures:
        with opened(str(folder)) as draft:
            changed = {ref: Cell(value, Decimal(value), Location("")) for ref, value in figures.items()}
            book = with_figures(folder / BOOK, draft.workbook.cells, changed)
        (folder / BOOK).write_bytes(book.content)
    return Both(folder, path / "改过.docx")


@pytest.fixture
def both(tmp_path: Path) -> Make:
    return lambda *given, **named: both_at(tmp_path, *given, **named)


def figures_of(folder: Path) -> dict[str, Decimal]:
    with opened(str(folder)) as draft:
        return draft.version.report.figures


# -- the laws -----------------------------------------------------------------------------------------

KINDS = ("words", "more words", "gone", "paragraph")


def edited_text(text: str, slot: Slot, kind: str, number: int) -> str:
    """The text file with one edit; `number` makes it unlike all others."""
    line = next(one for one in text.split("\n") if slot.words in one)
    if kind == "words":
        return text.replace(slot.words, f"{slot.words[:3]}改{number}{slot.words[5:]}")
    if kind == "more words":
        return text.replace(slot.words, f"{slot.words}并且加{number}")
    if kind == "gone":
        return text.replace(f"{line}\n", "")
    return text.replace(f"{line}\n", f"{line}\n{fresh(number)}\n")


def fresh(number: int) -> str:
    return (
        "  " + "甲乙丙丁戊己庚辛壬癸"[number % 10] * 4 + f"另加的第{number}段，{'子丑寅卯辰巳'[number % 6] * 5}，说的是别的事。"
    )


def edited_document(document: Document_, slot: Slot, kind: str, number: int) -> None:
    """The same edit in Word."""
    one = paragraph(document, slot.words)
    if kind == "gone":
        delete(one)
    elif kind == "paragraph":
        one._p.addnext(one.insert_paragraph_before(fresh(number).strip())._p)
    else:
        reworded(one, edited_text(one.text, slot, kind, number))


@st.composite
def disjoint(draw: st.DrawFn) -> tuple[list[tuple[Slot, str]], list[tuple[Slot, str]]]:
    """Edits of the draft and of the document that have nothing to do with each other."""
    chosen = draw(st.lists(st.sampled_from(slots()), min_size=2, max_size=8, unique=True))
    sides: tuple[list[tuple[Slot, str]], list[tuple[Slot, str]]] = [], []
    whole: set[str] = set()
    touched: set[str] = set()
    lines = [slot.line for slot in slots()]
    for slot in chosen:
        kind = draw(st.sampled_from(KINDS))
        near = {
            slot.line,
            *(
                lines[at]
                for at in (lines.index(slot.line) - 1, lines.index(slot.line) + lines.count(slot.line))
                if 0 <= at < len(lines)
            ),
        }
        if slot.line in whole or (kind in ("gone", "paragraph") and (near & whole or slot.line in touched)):
            continue
        touched.add(slot.line)
        if kind in ("gone", "paragraph"):
            whole.add(slot.line)
        sides[draw(st.integers(0, 1))].append((slot, kind))
    return sides


@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(disjoint(), st.lists(st.integers(0, 1000), min_size=1, max_size=4, unique=True), st.data())
def test_both_sides_hold_and_nothing_else_changes(
    tmp_path_factory: pytest.TempPathFactory, sides: Any, numbers: list[int], data: st.DataObject
) -> None:
    ours, theirs = sides
    refs = sorted(typed_figures())
    picked = {refs[number % len(refs)]: str(1000 + number) for number in numbers}
    mine = {ref: value for ref, value in picked.items() if data.draw(st.booleans())}
    yours = {ref: value for ref, value in picked.items() if ref not in mine}

    def edit(document: Document_) -> None:
        for number, (slot, kind) in enumerate(theirs):
            edited_document(document, slot, kind, 50 + number)
        for ref, value in yours.items():
            set_figure(document, ref, value)

    def change(text: str) -> str:
        for number, (slot, kind) in enumerate(ours):
            text = edited_text(text, slot, kind, number)
        return text

    case = both_at(tmp_path_factory.mktemp("law"), edit, change, mine)
    wanted = case.text
    for number, (slot, kind) in enumerate(theirs):
        wanted = edited_text(wanted, slot, kind, 50 + number)
    before, book = figures_of(case.folder), formulas(case.folder / BOOK)
    done = case.update()
    assert case.text == wanted
    assert not done.conflicts and all("公式" in one.why or "引用" in one.why for one in done.left)
    after = figures_of(case.folder)
    assert formulas(case.folder / BOOK) == book
    typed = [ref for ref in before if ref in typed_figures()]
    assert {ref: after[ref] for ref in typed} == {
        **{ref: before[ref] for ref in typed},
        **{ref: Decimal(value) for ref, value in yours.items()},
    }
    assert case.update().nothing


@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(disjoint(), st.lists(st.integers(0, 1000), max_size=4, unique=True))
def test_untouched_build_changes_nothing_whatever_the_draft_changed(
    tmp_path_factory: pytest.TempPathFactory, sides: Any, numbers: list[int]
) -> None:
    refs = sorted(typed_figures())

    def change(text: str) -> str:
        for number, (slot, kind) in enumerate((*sides[0], *sides[1])):
            text = edited_text(text, slot, kind, number)
        return text.replace("电话: 0517-83605210", "电话: 0517-83605299").replace("日期: 2025年2月25日", "日期: 2025年3月1日")

    figures = {refs[number % len(refs)]: str(2000 + number) for number in numbers}
    case = both_at(tmp_path_factory.mktemp("same"), lambda document: None, change, figures)
    before = {path.name: path.read_bytes() for path in case.folder.iterdir()}
    done = case.update(others="theirs")
    assert done.nothing and not done.conflicts and not done.left and done.kept
    assert {path.name: path.read_bytes() for path in case.folder.iterdir()} == before


# -- sentences that go elsewhere keep their bindings --------------------------------------------------------

SENTENCE = "不予公开的情形以行政查询事项居多"
RESULTS, RECEIVED, REVIEWED = "从办理结果看，予以公开", "注重从源头减少争议", "依法做好行政复议"


def cut(document: Document_, words: str = SENTENCE) -> str:
    """The sentences from these words on, taken out of their paragraph."""
    one = paragraph(document, words)
    at = one.text.index(words)
    tail = one.text[at:]
    reworded(one, one.text[:at])
    return tail


def split(document: Document_) -> None:
    one = paragraph(document, SENTENCE)
    tail = cut(document)
    one._p.addnext(one.insert_paragraph_before(tail)._p)


def split_in_three(document: Document_) -> None:
    one = paragraph(document, RESULTS)
    first, second, third, *rest = re.split(r"(?<=。)", one.text)
    reworded(one, second)
    one.insert_paragraph_before(first)
    one._p.addnext(one.insert_paragraph_before(third + "".join(rest))._p)


def split_and_reword(document: Document_) -> None:
    split(document)
    replace(document, "居多", "为主")
    replace(document, "从办理结果看", "看办理的结果")


def join(document: Document_) -> None:
    one, other = paragraph(document, RECEIVED), paragraph(document, RESULTS)
    reworded(one, one.text + other.text)
    delete(other)


def sentence_to(words: str) -> Callable[[Document_], None]:
    def edit(document: Document_) -> None:
        tail = cut(document)
        one = paragraph(document, words)
        reworded(one, one.text + tail)

    return edit


def double(document: Document_) -> None:
    one = paragraph(document, SENTENCE)
    other = paragraph(document, REVIEWED)
    reworded(other, other.text + one.text[one.text.index(SENTENCE) :])


def move_and_reword(document: Document_) -> None:
    one = paragraph(document, RESULTS)
    replace(document, "从办理结果看", "从结果看")
    paragraph(document, "其他需要报告的事项")._p.addprevious(one._p)


def move_section(document: Document_) -> None:
    one = paragraph(document, REVIEWED)
    paragraph(document, "2024年，市政府按照")._p.addprevious(one._p)


def swap_sentences(document: Document_) -> None:
    one = paragraph(document, SENTENCE)
    at = one.text.index(SENTENCE)
    reworded(one, one.text[at:] + one.text[:at])


def dash(document: Document_) -> None:
    one = paragraph(document, RESULTS)
    reworded(one, "——" + one.text)


GOES: dict[str, Callable[[Document_], None]] = {
    "split": split,
    "split in three": split_in_three,
    "split and reworded": split_and_reword,
    "joined": join,
    "sentence to another paragraph": sentence_to(RECEIVED),
    "sentence to another section": sentence_to("2024年，市政府按照"),
    "sentences swapped": swap_sentences,
    "paragraph moved and reworded": move_and_reword,
    "paragraph to another section": move_section,
    "paragraph becomes a point of a list": dash,
}
BINDING = re.compile(r"\{\{.*?\}\}")


@pytest.mark.parametrize("edit", GOES.values(), ids=GOES)
@pytest.mark.parametrize("changed", telling([True], [False, True]), ids=lambda one: "draft changed" if one else "draft as built")
def test_sentences_keep_their_bindings_wherever_they_go(both: Make, edit: Callable[[Document_], None], changed: bool) -> None:
    """Also while the draft's own figures and words in the same paragraphs have changed."""
    figures = {"applications.granted.natural": "1300"} if changed else {}
    case = both(edit, lambda text: text.replace("部分公开{{", "部分的公开{{") if changed else text, figures)
    before, book = BINDING.findall(case.text), (case.folder / BOOK).read_bytes()
    done = case.update()
    assert not done.unbound and not done.conflicts and not done.left
    assert sorted(BINDING.findall(case.text)) == sorted(before)
    assert ("部分的公开{{" in case.text) == changed
    assert (case.folder / BOOK).read_bytes() == book
    file = case.folder.parent / "再生成.docx"
    build_draft(case.folder, output=file, draft=True)
    assert update_draft(case.folder, file, write=False) == update_draft(case.folder, file, write=True)._replace(written=())
    again = update_draft(case.folder, file, write=False)
    assert again.nothing and not again.kept and not again.left


def shuffled(document: Document_, data: st.DataObject) -> None:
    """A paragraph split, two joined, a sentence or a paragraph moved: anywhere in the prose, several times."""
    for _ in range(data.draw(st.integers(1, 4))):
        body = [one for one in document.paragraphs if len(one.text) > 60]
        one, other = (body[data.draw(st.integers(0, len(body) - 1))] for _ in range(2))
        sentences = re.split(r"(?<=。)", one.text.removesuffix("。"))
        sentences = [*sentences[:-1], f"{sentences[-1]}。"]
        at = data.draw(st.integers(0, len(sentences) - 1))
        how = data.draw(st.sampled_from(("split", "join", "sentence", "paragraph")))
        if how == "split" and at:
            one._p.addnext(one.insert_paragraph_before("".join(sentences[at:]))._p)
            reworded(one, "".join(sentences[:at]))
        elif how == "join" and (following := next((each for each in body if each._p is one._p.getnext()), None)) is not None:
            reworded(one, one.text + following.text)
            delete(following)
        elif how == "sentence" and one._p is not other._p and len(sentences) > 1:
            reworded(other, other.text + sentences.pop(at))
            reworded(one, "".join(sentences))
        elif how == "paragraph":
            other._p.addprevious(one._p)


@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_wherever_sentences_go_the_draft_says_it_and_no_binding_is_lost(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    case = both_at(tmp_path_factory.mktemp("shuffled"), lambda document: shuffled(document, data))
    before = BINDING.findall(case.text)
    done = case.update()
    with opened(str(case.folder)) as draft, opened(str(case.file)) as document:
        assert compare(draft.version, document.version).nothing
    assert not done.left and not done.conflicts and not done.unbound
    assert sorted(BINDING.findall(case.text)) == sorted(before)
    assert re.findall("#.*", case.text) == re.findall("#.*", (EXAMPLES / NAME / TEXT).read_text(encoding="utf-8"))
    assert case.update().nothing


def test_a_sentence_that_stands_twice_has_its_bindings_twice(both: Make) -> None:
    case = both(double)
    before = BINDING.findall(case.text)
    done = case.update()
    assert not done.unbound
    assert sorted(set(BINDING.findall(case.text))) == sorted(set(before)) and len(BINDING.findall(case.text)) == len(before) + 2


# -- what both sides changed --------------------------------------------------------------------------------

GRANTED = "applications.granted.natural"
RULES, KEPT_UP = "坚持制发、清理、公开同步推进", "进行分类梳理"


def changed_to(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


def without(words: str) -> Callable[[str], str]:
    return lambda text: "\n".join(line for line in text.split("\n") if words not in line)


def word(old: str, new: str) -> Callable[[Document_], None]:
    return lambda document: replace(document, old, new)


def add_beside(document: Document_) -> None:
    paragraph(document, "做好已公开信息").insert_paragraph_before("另外还加强了对规章库的日常维护和检查。")


class Clash(NamedTuple):
    """Edits of both sides; the name of the conflict, and what the text file holds when the document is chosen."""

    name: str
    edit: Callable[[Document_], object]
    text: Callable[[str], str]
    figures: dict[str, str]
    theirs: str


CLASHES = {
    "a figure": Clash("表三.予以公开.自然人", lambda d: set_figure(d, GRANTED, "1290"), str, {GRANTED: "1300"}, ""),
    "words": Clash("总体情况.第3段", word(RULES, "坚持一体推进"), changed_to(RULES, "做到同步推进"), {}, "坚持一体推进"),
    "a number that follows its table": Clash(
        "总体情况.第7段", word("予以公开1362件", "予以公开1363件"), str, {GRANTED: "1300"}, "予以公开1363件，部分公开{{"
    ),
    "gone in Word": Clash(
        "总体情况.第10段", lambda d: delete(paragraph(d, KEPT_UP)), changed_to(KEPT_UP, "分类梳理"), {}, "（四）政府信息公开平台建设"
    ),
    "gone in the draft": Clash("总体情况.Word第10段", word(KEPT_UP, "分类梳理"), without(KEPT_UP), {}, "对存量信息分类梳理"),
    "added by both": Clash(
        "总体情况.第10段",
        add_beside,
        changed_to("  做好已公开信息", "  另外还加强了规章库的日常维护与检查工作。\n  做好已公开信息"),
        {},
        "对规章库的日常维护和检查",
    ),
    "an address with a name": Clash(
        "前言.第1段",
        word("0517-83605210", "0517-83605211"),
        changed_to("电话: 0517-83605210", "电话: 0517-83605212"),
        {},
        "电话: 0517-83605211",
    ),
    "the date": Clash(
        "日期", word("2025年2月25日", "2025年2月27日"), changed_to("日期: 2025年2月25日", "日期: 2025年3月1日"), {}, "日期: 2025年2月27日"
    ),
    "the title": Clash(
        "标题",
        word("政府信息公开工作年度报告", "政府信息公开年度报告"),
        changed_to("前言: |", "标题: |\n  {{ 机关 }}\n  {{ 年份 }}年政府信息公开工作报告\n前言: |"),
        {},
        "{{ 年份 }}年政府信息公开年度报告",
    ),
}  # fmt: skip


@pytest.mark.parametrize("clash", telling(list(CLASHES.values())[::2], list(CLASHES.values())))
def test_what_both_changed_is_a_conflict_and_nothing_happens_unchosen(both: Make, clash: Clash) -> None:
    case = both(clash.edit, clash.text, clash.figures)
    before = {path.name: path.read_bytes() for path in case.folder.iterdir()}
    by_name = {"choices": {clash.name: "ours"}}
    for chosen in ({}, {"others": "ours"}, by_name, {**by_name, "others": "theirs"}):
        done = case.update(**chosen)
        (one,) = done.conflicts
        assert one.id == clash.name and len({one.base, one.ours, one.theirs}) == 3
        assert done.nothing and one.chosen == ("ours" if chosen else None)
        assert {path.name: path.read_bytes() for path in case.folder.iterdir()} == before
        shown = updated_text(done, Ink(False))
        assert all(f"{side}：" in shown for side in ("生成时", "草稿", "Word")) and ("没有选" in shown) == (not chosen)


@pytest.mark.parametrize("way", telling(["by name"], ["all", "by name"]))
@pytest.mark.parametrize("clash", telling(list(CLASHES.values())[1::2], list(CLASHES.values())))
def test_what_is_chosen_is_taken(both: Make, clash: Clash, way: str) -> None:
    case = both(clash.edit, clash.text, clash.figures)
    done = case.update(others="theirs") if way == "all" else case.update(choices={clash.name: "theirs"})
    assert [(one.id, one.chosen) for one in done.conflicts] == [(clash.name, "theirs")] and not done.open
    assert all("公式" in one.why or "引用" in one.why for one in done.left)
    assert clash.theirs in case.text
    assert clash.name != "表三.予以公开.自然人" or figures_of(case.folder)[GRANTED] == 1290
    again = update_draft(case.folder, case.file, write=False)
    assert again.nothing and not again.conflicts


def test_what_does_not_clash_beside_a_conflict_is_taken(both: Make) -> None:
    def edit(document: Document_) -> None:
        replace(document, RULES, "坚持一体推进")
        replace(document, "现行有效", "仍然有效")

    case = both(edit, changed_to(RULES, "做到同步推进"))
    done = case.update()
    assert len(done.open) == 1 and "仍然有效" in case.text and "做到同步推进" in case.text and "一体" not in case.text


@pytest.mark.parametrize("clash", list(CLASHES)[:4])
def test_the_same_change_on_both_sides_is_no_conflict(both: Make, clash: str) -> None:
    same: dict[str, tuple[Callable[[Document_], object], Callable[[str], str], dict[str, str]]] = {
        "a figure": (lambda d: set_figure(d, GRANTED, "1300"), str, {GRANTED: "1300"}),
        "words": (word(RULES, "做到同步推进"), changed_to(RULES, "做到同步推进"), {}),
        "a number that follows its table": (word("予以公开1362件", "予以公开1374件"), str, {GRANTED: "1300"}),
        "gone in Word": (lambda d: delete(paragraph(d, KEPT_UP)), without(KEPT_UP), {}),
    }
    done = both(*same[clash]).update()
    assert done.nothing and not done.conflicts and not done.left and not done.unbound


# -- paragraphs that the draft split or joined -------------------------------------------------------------

PARTED = changed_to("集中发布政策文件和工作动态。坚持", "集中发布政策文件和工作动态。\n  坚持")
JOINED = changed_to("落到信息产生的第一个环节。\n  做好已公开", "落到信息产生的第一个环节。做好已公开")
BOTH_HALVES = {"严把信息发布关口": "严格把住信息发布关口", "使公众查得到": "让公众查得到"}


def words(*pairs: tuple[str, str]) -> Callable[[Document_], None]:
    def edit(document: Document_) -> None:
        for old, new in pairs:
            replace(document, old, new)

    return edit


def gone(*beginnings: str) -> Callable[[Document_], None]:
    def edit(document: Document_) -> None:
        for one in beginnings:
            delete(paragraph(document, one))

    return edit


def add_behind(document: Document_) -> None:
    paragraph(document, "防治政务新媒体").insert_paragraph_before("另外还加强了对规章库的日常维护和检查。")


def part_too(document: Document_) -> None:
    tail = cut(document, "坚持日常读网巡查")
    paragraph(document, "防治政务新媒体").insert_paragraph_before(tail)


def to_the_end(beginning: str) -> Callable[[Document_], None]:
    return lambda document: paragraph(document, "其他需要报告的事项")._p.addprevious(paragraph(document, beginning)._p)


class Regrouped(NamedTuple):
    """The draft has other paragraphs than were built; the words of its file once the document is taken over (`chosen` where it is
    a conflict), each of which stands there once, and those that do not."""

    text: Callable[[str], str]
    edit: Callable[[Document_], object]
    once: tuple[str, ...]
    never: tuple[str, ...] = ()
    chosen: bool = False
    left: bool = False


REGROUPED = {
    "first part reworded": Regrouped(PARTED, words(("政务公开专栏布局", "政务公开栏目布局")), ("开栏目布局", "动态。\n  坚持日常"), ("专栏布局",)),
    "second part reworded": Regrouped(PARTED, words(("坚持日常", "坚持每日")), ("动态。\n  坚持每日",), ("坚持日常",)),
    "one added behind": Regrouped(PARTED, add_behind, ("限期改正。\n  另外还加强", "动态。\n  坚持日常")),
    "split in Word too": Regrouped(PARTED, part_too, ("动态。\n  坚持日常",)),
    "split and gone in Word": Regrouped(PARTED, gone("优化政务公开"), (), ("优化政务公开", "坚持日常"), chosen=True),
    "split and moved in Word": Regrouped(PARTED, to_the_end("优化政务公开"), ("动态。\n  坚持日常",), left=True),
    "both joined reworded": Regrouped(JOINED, words(*BOTH_HALVES.items()), (*BOTH_HALVES.values(), "环节。做好"), tuple(BOTH_HALVES)),
    "first joined gone": Regrouped(JOINED, gone("严把信息"), ("  做好已公开",), ("严把信息",), chosen=True),
    "second joined gone": Regrouped(JOINED, gone("做好已公开"), ("严把信息",), ("做好已公开",), chosen=True),
    "both joined gone": Regrouped(JOINED, gone("严把信息", "做好已公开"), (), ("严把信息", "做好已公开"), chosen=True),
    "second joined moved": Regrouped(JOINED, to_the_end("做好已公开"), ("环节。做好已公开",), left=True),
    "one added between": Regrouped(JOINED, add_beside, ("环节。\n  另外还加强", "检查。\n  做好已公开"), ("环节。做好",), chosen=True),
}  # fmt: skip


@pytest.mark.parametrize("case", telling(list(REGROUPED.values())[::3], list(REGROUPED.values())))
def test_what_word_changed_in_paragraphs_that_the_draft_split_or_joined(both: Make, case: Regrouped) -> None:
    made = both(case.edit, case.text)
    before = made.text
    asked = made.update()
    assert bool(asked.open) == case.chosen and bool(asked.left) == case.left
    assert (made.text == before) or not case.chosen
    done = made.update(others="theirs")
    assert [made.text.count(words) for words in case.once] == [1] * len(case.once)
    assert not [words for words in case.never if words in made.text] and not done.open
    again = made.update()
    assert again.nothing and not again.conflicts


def test_what_the_draft_alone_changed_is_shown_where_it_changed(both: Make) -> None:
    """The change stands in the middle of a long paragraph, or between two."""
    kept = changed_to("现行有效规章", "现行的规章")
    shown = updated_text(both(str, lambda text: PARTED(kept(text))).update(), Ink(False))
    assert "现行[-有效-]{+的+}规章" in shown and "动态。{+↵+}坚持" in shown


def test_a_sentence_that_word_changed_in_part_is_told_for_the_rest(both: Make) -> None:
    def edit(document: Document_) -> None:
        set_figure(document, GRANTED, "1291")
        replace(document, "予以公开1362件", "予以公开1365件")

    (told,) = [one.text for one in both(edit).update().left if "引用" in one.why and RESULTS[:5] in one.text]
    assert "1816 → 1819" in told and "59.5% → 59.6%" in told and "1362" not in told


def test_an_unknown_name_is_told_with_those_that_there_are(both: Make) -> None:
    case = both(word(RULES, "坚持一体推进"), changed_to(RULES, "做到同步推进"))
    with pytest.raises(SourceError, match="没有叫“表九”的冲突") as caught:
        case.update(choices={"表九": "theirs"})
    assert "总体情况.第3段" in caught.value.hint


# -- what a document does not say ----------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["", "—", "无", "【待填】", "1,2,8"])
def test_a_cell_without_a_figure_takes_none_away(both: Make, written: str) -> None:
    case = both(lambda document: set_figure(document, GRANTED, written))
    before = {path.name: path.read_bytes() for path in case.folder.iterdir()}
    done = case.update(others="theirs")
    assert done.nothing and [one.where for one in done.left] == ["表三 予以公开/自然人"]
    assert {path.name: path.read_bytes() for path in case.folder.iterdir()} == before


def test_a_sum_follows_also_where_sums_add_up_sums(both: Make) -> None:
    """The total of totals is worked out of totals that were worked out, and a spreadsheet would show the same."""
    case = both(lambda document: set_figure(document, GRANTED, "1289"))
    book = formulas(case.folder / BOOK)
    done = case.update()
    assert formulas(case.folder / BOOK) == book
    figures = figures_of(case.folder)
    assert {ref: figures[ref] for ref in done.followed if ref in {one.ref for one in done.figures}} == {
        "applications.granted.all": 1363,
        "applications.total.natural": 2933,
        "applications.total.all": 3051,
    }


# -- a document that does not say what it was built from -------------------------------------------------------


def without_record(path: Path, how: str) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, content in list(members.items()):
        if b"urn:reportgen:build-record" in content and name.startswith("customXml/item") and "Props" not in name:
            members[name] = content[:600] + content[700:] if how == "damaged" else content.replace(b"build-record", b"other")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


@pytest.mark.parametrize("how, said", [("gone", "没有生成记录"), ("damaged", "生成记录已损坏")])
def test_without_a_record_it_merges_two_ways_and_says_so(both: Make, how: str, said: str) -> None:
    case = both(lambda d: (replace(d, RULES, "坚持一体推进"), set_figure(d, GRANTED, "1290")), changed_to("进行分类", "分类"))
    without_record(case.file, how)
    done = case.update()
    assert done.why_not == said and said in updated_text(done, Ink(False)) and not done.conflicts
    assert "坚持一体推进" in case.text and "进行分类" in case.text and figures_of(case.folder)[GRANTED] == 1290
    assert formulas(case.folder / BOOK) == formulas(EXAMPLES / NAME / BOOK)
    assert sorted(BINDING.findall(case.text)) == sorted(BINDING.findall((EXAMPLES / NAME / TEXT).read_text(encoding="utf-8")))


# -- documents that went wrong before ------------------------------------------------------------------------

REVIEW = ROOT.parent / "shared" / "cases" / "review"
SAMPLES = {"built_with_comments": 0, "fig1": 0, "splitp": 1, "move_sentence": 2, "blank2": 0, "t4norow": 0}


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_change_what_was_edited_alone(tmp_path: Path, name: str) -> None:
    """The number of lines of the text file that one edit in Word changes; comments, formulas and bindings stay."""
    if not REVIEW.is_dir():
        pytest.skip("the cases (../shared/cases/review) are not beside this checkout")
    folder = tmp_path / "草稿"
    for file in (REVIEW / "draft_with_comments").iterdir():
        folder.mkdir(exist_ok=True)
        (folder / file.name).write_bytes(file.read_bytes())
    before = Both(folder, REVIEW / f"{name}.docx")
    old, book = before.text, formulas(folder / BOOK)
    done = before.update()
    assert len(set(old.split("\n")) - set(before.text.split("\n"))) == SAMPLES[name]
    assert re.findall("#.*", old) == re.findall("#.*", before.text) and formulas(folder / BOOK) == book
    assert sorted(BINDING.findall(old)) == sorted(BINDING.findall(before.text)) and not done.unbound
    assert bool(done.left) == (name in ("fig1", "blank2", "t4norow"))


# -- pictures ------------------------------------------------------------------------------------------------

GAPS = """机关: 某市人民政府办公室
年份: 2021
总体情况: |
  第一段没有数，只有{{ 表三.本年新收.总计 }}件，说得很清楚。
  {{ 联系方式.电话 }}
  ![图名](图表:饼图 表九.没有的)
  ![照片](images/没有.png)
  | 甲 | 乙 |
  | --- | --- |
  | 一 | {{ 表三.本年新收.自然人 }} |
  | 二 | 三 |
  - 第一点说的是这件事；
联系方式:
  电话:
"""
OURS, THEIRS, NEWER = (png(bytes((shade, 32, 48))) for shade in (16, 99, 153))


def other_picture(document: Document_) -> None:
    for relation in document.part.rels.values():
        if "image" in relation.reltype:
            relation.target_part._blob = THEIRS


def without_picture(document: Document_) -> None:
    at = next(at for at, one in enumerate(document.paragraphs) if "w:drawing" in one._p.xml)
    delete(document.paragraphs[at + 1])
    delete(document.paragraphs[at])


class Pictured(NamedTuple):
    edit: Callable[[Document_], object]
    replaced: bool  # in the draft
    taken: str  # the line for it without a choice
    theirs: str  # and with the document chosen
    conflict: bool = False


LINE, NEW_LINE = "![图一](images/a.png)", "![图一](images/picture-1.png)"
PICTURES = {
    "another in Word": Pictured(other_picture, False, NEW_LINE, NEW_LINE),
    "another in the draft": Pictured(lambda document: None, True, LINE, LINE),
    "another caption in Word, another picture in the draft": Pictured(
        word("图一", "图一甲"), True, "![图一甲](images/a.png)", "![图一甲](images/a.png)"
    ),
    "another in both": Pictured(other_picture, True, LINE, NEW_LINE, conflict=True),
    "gone in Word": Pictured(without_picture, False, "", ""),
    "gone in Word, another in the draft": Pictured(without_picture, True, LINE, "", conflict=True),
}  # fmt: skip


@pytest.mark.parametrize("case", PICTURES.values(), ids=PICTURES)
def test_pictures_merge_three_ways(tmp_path: Path, case: Pictured) -> None:
    made = retyped_at(tmp_path, GAPS.replace("![照片](images/没有.png)", LINE), case.edit, picture=OURS)
    if case.replaced:
        (made.folder / "images" / "a.png").write_bytes(NEWER)
    for others, line in ((None, case.taken), ("theirs", case.theirs)):
        done = update_draft(made.folder, made.file, write=True, others=others)
        assert bool(done.conflicts) == case.conflict and not done.left
        assert [one.strip() for one in made.text.split("\n") if "![图一" in one] == ([line] if line else [])
    assert (made.folder / "images" / "a.png").read_bytes() == (NEWER if case.replaced else OURS)
    if NEW_LINE in made.text:
        assert (made.folder / "images" / "picture-1.png").read_bytes() == THEIRS


# -- sections with headings of their own -----------------------------------------------------------------------


def test_headings_that_both_sides_added_are_counted_together(tmp_path: Path) -> None:
    case = retyped_at(tmp_path, FREE, inserted, form="gov-disclosure-2014")
    ours = "  其他事项: |\n    没有其他事项，一切照常，没有什么可说的。\n"
    (case.folder / TEXT).write_text(FREE.replace("  存在问题: |", f"{ours}  存在问题: |"), encoding="utf-8")
    done = update_draft(case.folder, case.file, write=True)
    assert not done.conflicts and not done.left
    with opened(str(case.folder)) as draft:
        headings = [one.whole for one in draft.version.report.texts["body"] if one.kind == "heading"]
    assert headings == ["一、工作概况", "二、新的部分: “甲”", "三、公开情况", "四、其他事项", "五、存在问题"]
    assert ours in case.text and "  # 甲的说明\n" in case.text and update_draft(case.folder, case.file, write=False).nothing


# -- drafts that are not finished ----------------------------------------------------------------------------


def table_cell(document: Document_) -> None:
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    reworded(next(cell for cell in cells if cell.text == "三").paragraphs[0], "三和四")


UNFINISHED: dict[str, tuple[Callable[[Document_], object], tuple[str, str]]] = {
    "nothing": (lambda document: None, ("", "")),
    "a cell of a small table": (table_cell, ("| 二 | 三 |", "| 二 | 三和四 |")),
    "a point of a list keeps its sign": (word("第一点说的", "第一点讲的"), ("第一点说的", "第一点讲的")),
}


@pytest.mark.parametrize("edit, wanted", UNFINISHED.values(), ids=UNFINISHED)
def test_what_is_still_to_come_is_no_edit(tmp_path: Path, edit: Callable[[Document_], object], wanted: tuple[str, str]) -> None:
    """A chart that cannot be drawn and a picture that is not there stand in the document as words; the draft keeps them."""
    case = retyped_at(tmp_path, GAPS, edit)
    changed = GAPS.replace("说得很清楚", "讲得很清楚").replace("| 一 |", "| 一一 |")
    (case.folder / TEXT).write_text(changed, encoding="utf-8")
    done = update_draft(case.folder, case.file, write=True)
    assert case.text == changed.replace(*wanted) and not done.left and not done.conflicts
    assert done.nothing == (wanted[0] == "")


def test_a_sentence_that_both_changed_waits_whole_and_its_neighbour_does_not(both: Make) -> None:
    """Nothing of the document's is put into a sentence of which it is not chosen whose it becomes."""

    def edit(document: Document_) -> None:
        replace(document, "全年收取信息处理费3940元；", "全年收取信息处理费3960元，全部上缴国库；")
        replace(document, "没有其他需要报告的事项", "没有别的需要报告的事项")

    made = both(edit, lambda text: text.replace("3940元", "3950元"))
    before = made.text
    done = made.update()
    (conflict,) = done.conflicts
    assert "3950元；" in conflict.ours and "3960元，全部上缴国库；" in conflict.theirs and "已经照改" in conflict.why
    assert made.text == before.replace("没有其他需要", "没有别的需要") != before
    made.update(others="theirs")
    assert made.text == before.replace("没有其他需要", "没有别的需要").replace("3950元；", "3960元，全部上缴国库；")
