"""The changes between two versions, numbered in the order in which the page shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from ...model.change import FieldChange, FigureChange, Piece, Step
from ...model.claim import Span, position
from ...model.figures import digits
from ...model.form import Form, Section, Table
from ...model.version import Compared

ChangeKind = Literal[
    "figure", "changed", "moved", "inserted", "deleted", "field", "element", "words", "aside", "laid", "one-form", "unplaced"
]
KINDS: dict[ChangeKind, str] = {
    "figure": "数字",
    "changed": "改写",
    "moved": "移动",
    "inserted": "新增",
    "deleted": "删去",
    "field": "标题落款",
    "element": "要素",
    "words": "表格文字",
    "aside": "批注附注",
    "laid": "分段位置",
    "one-form": "格式不同",
    "unplaced": "没有归入",
}
# What short texts are that stand neither in the prose nor at its ends, by how their keys begin.
_FIELD_KINDS: dict[str, ChangeKind] = {
    "field": "element", "words": "words", "gone": "words", "place": "words", "spelled": "words", "aside": "aside", "edges": "aside",
    "marked": "laid",
}  # fmt: skip
FIELD_PARTS: dict[ChangeKind, str] = {
    "field": "标题、落款",
    "element": "要素",
    "words": "表格里的文字",
    "aside": "批注、脚注、文本框、页眉页脚",
    "laid": "分段、位置等差异",
}
_PREFACE, _HEAD = "preface", "head"
_ENDING = ("signature", "date")
UNNAMED = "没有归入任何部分的文字"


class Chapter(NamedTuple):
    """A part of the report as the page shows it: the blocks of both versions, and the new form's tables.

    `signature` marks the part that is signed, `gone` one that only the old form has.
    """

    id: str
    name: str
    steps: tuple[Step, ...]
    tables: tuple[Table, ...] = ()
    signature: bool = False
    gone: bool = False


class OneSided(NamedTuple):
    """What of a table only one of the two forms has; `rows` name it, `whole` when it is the whole table."""

    table: Table
    refs: tuple[str, ...]
    rows: tuple[str, ...]
    whole: bool
    new: bool


class Change(NamedTuple):
    """A change with its number on the page; `part` and `part_name` say where it is listed.

    `key` is what the report is drawn by: "title" or "heading:overview", a Ref, "overview 3" (the third step
    of a section, from 0), "unplaced 0", or "new" or "old" and a table.
    """

    number: int
    kind: ChangeKind
    part: str
    part_name: str
    key: str
    content: FieldChange | FigureChange | Step | OneSided | Piece


def chapters(compared: Compared) -> tuple[Chapter, ...]:
    """The preface, the new form's sections in order, then sections that only the old version has."""
    steps, form = compared.diff.steps, compared.new.form
    found = [Chapter(_PREFACE, "前言", steps[_PREFACE])] if steps.get(_PREFACE) else []
    for section in form.sections:
        tables = tuple(form.table(table) for table in section.tables)
        chapter = Chapter(section.id, _name(section), steps.get(section.id, ()), tables, signature=section.kind == "signature")
        found.append(chapter)
    if not any(chapter.signature for chapter in found):
        found.append(Chapter("signature", "落款", (), signature=True))
    known = {chapter.id for chapter in found}
    before = {section.id: section for section in compared.old.form.sections}
    found += [
        Chapter(left, _name(before[left]) if left in before else UNNAMED, steps[left], gone=left in before)
        for left in steps
        if left not in known and steps[left]
    ]
    return tuple(found)


def _name(section: Section) -> str:
    return section.title or {"free": "正文", "signature": "落款"}.get(section.kind, section.id)


def one_sided(compared: Compared, *, new: bool) -> tuple[OneSided, ...]:
    """What only the new form has, or only the old one, table by table."""
    form = compared.new.form if new else compared.old.form
    refs = compared.diff.only_new if new else compared.diff.only_old
    found = []
    for table in form.tables:
        mine = tuple(figure.ref for figure in table.figures if figure.ref in set(refs))
        if mine:
            whole = len(mine) == len(table.figures)
            found.append(OneSided(table, mine, tuple(_rows(form, table, mine)), whole, new))
    return tuple(found)


def _rows(form: Form, table: Table, refs: Sequence[str]) -> Iterator[str]:
    """The rows these Refs are in; where a row has other cells too, the cells."""
    names = {figure.row.id: figure.row.name for figure in table.figures}
    for row, name in names.items():
        cells = [figure.ref for figure in table.figures if figure.row.id == row]
        mine = [ref for ref in cells if ref in refs]
        if mine and len(mine) == len(cells):
            yield name
        elif mine:
            columns = "、".join(form.figures[ref].column.name for ref in mine)
            yield f"{name}（{columns}）"


class Outdated(NamedTuple):
    """Where a number that is out of date stands in its block (None: somewhere in it), and its number on the page."""

    number: int
    span: Span | None


def outdated(compared: Compared) -> dict[tuple[str, int], list[Outdated]]:
    """The numbers that still are the old ones, by section and block of the new version."""
    found: dict[tuple[str, int], list[Outdated]] = {}
    for number, stale in enumerate(compared.effects.stale, 1):
        block = stale.block.content
        at = position(block, stale.location)
        right = at is not None and block.whole.startswith(stale.text, at)
        span = Span(at, at + len(stale.text)) if at is not None and right else None
        found.setdefault((stale.block.section, stale.block.number), []).append(Outdated(number, span))
    return found


def difference(change: FigureChange) -> str:
    """New minus old with its sign; '' where one of them is no figure, or only a remark changed."""
    value = change.difference
    return f"{'−' if value < 0 else '+'}{digits(abs(value), change.places)}{change.points}" if value else ""


def told(field: FieldChange, compared: Compared) -> tuple[str, str]:
    """A short text before and now as people call it: a form by its name."""
    if field.key == "format":
        return compared.old.form.name, compared.new.form.name
    return field.old, field.new


def kind_of(field: FieldChange) -> ChangeKind:
    """Whether a short text is one of the report's own, words of a table, or something beside the text."""
    return _FIELD_KINDS.get(field.key.partition(":")[0], "field")


def placed_in_report(field: FieldChange, drawn: Sequence[Chapter]) -> bool:
    """Whether the report itself shows this short text; the others are shown above it."""
    return field.key in ("title", *_ENDING) or field.key in {f"heading:{chapter.id}" for chapter in drawn}


def changes_of(compared: Compared, drawn: Sequence[Chapter]) -> tuple[Change, ...]:
    """All changes in the order of the page."""
    found = enumerate(_changes(compared, drawn), 1)
    return tuple(change._replace(number=number) for number, change in found)


def _changes(compared: Compared, drawn: Sequence[Chapter]) -> Iterator[Change]:
    diff = compared.diff
    fields = {field.key: field for field in diff.fields}
    figures = {change.ref: change for change in diff.figures}
    new_tables = {one.table.id: one for one in one_sided(compared, new=True)}

    def field(key: str, part: str, name: str) -> Iterator[Change]:
        if key in fields:
            yield Change(0, "field", part, name, key, fields[key])

    for one in diff.fields:
        if not placed_in_report(one, drawn):
            kind = kind_of(one)
            part, name = (_HEAD, "题目和机关") if kind == "field" else (kind, FIELD_PARTS[kind])
            yield Change(0, kind, part, name, one.key, one)
    for number, piece in enumerate(diff.unplaced):
        yield Change(0, "unplaced", "unplaced", "没有归入的内容", f"unplaced {number}", piece)
    yield from field("title", _HEAD, "题目和机关")
    for chapter in drawn:
        yield from field(f"heading:{chapter.id}", chapter.id, chapter.name)
        for number, step in enumerate(chapter.steps):
            if step.kind != "same":
                yield Change(0, step.kind, chapter.id, chapter.name, f"{chapter.id} {number}", step)
        for table in chapter.tables:
            part = f"table:{table.id}"
            alone = new_tables.get(table.id)
            if alone:
                yield Change(0, "one-form", part, table.name, f"new {table.id}", alone)
            for figure in table.figures:
                if figure.ref in figures and not (alone and figure.ref in alone.refs):
                    yield Change(0, "figure", part, table.name, figure.ref, figures[figure.ref])
        if chapter.signature:
            for key in _ENDING:
                yield from field(key, chapter.id, chapter.name)
    for gone in one_sided(compared, new=False):
        yield Change(0, "one-form", f"old:{gone.table.id}", f"{gone.table.name}（旧格式）", f"old {gone.table.id}", gone)
