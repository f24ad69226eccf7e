"""Rows and columns of two tables compared, and the words in which what came, went or changed is told."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from ...model.form import CellNote, Column, Row, Table
from ...text.pairing import Pairs
from ..lookup import is_single
from .pairs import Detail, FormChange, FormPart, Kind, paired_nouns, shifted

YES_NO = {True: "是", False: "否"}
# So many names are told one by one.
_TOLD = 4

Noun = Row | Column


class Standing(NamedTuple):
    """A row or column where it stands: its block, and the places of the heading above and the sibling before it (-1: none)."""

    noun: Noun
    block: int
    parent: int
    before: int


def row_spots(table: Table) -> list[Standing]:
    """All rows of a table in official order."""
    spots: list[Standing] = []
    for number, block in enumerate(table.blocks):
        _spread(block.rows, number, -1, spots)
    return spots


def column_spots(table: Table, number: int) -> list[Standing]:
    """All columns of one block of a table in official order."""
    spots: list[Standing] = []
    _spread(table.blocks[number].columns, number, -1, spots)
    return spots


def _spread(nouns: Sequence[Noun], block: int, parent: int, spots: list[Standing]) -> None:
    before = -1
    for noun in nouns:
        spots.append(Standing(noun, block, parent, before))
        before = len(spots) - 1
        _spread(noun.rows if isinstance(noun, Row) else noun.columns, block, before, spots)


def paired_spots(spots: Sequence[Sequence[Standing]]) -> Pairs:
    """Which rows (columns) of both tables are the same."""
    return paired_nouns(spots[0], spots[1], lambda spot: spot.noun.id, lambda spot: (spot.noun.label, spot.noun.name))


def ids_of(spots: Sequence[Sequence[Standing]], pairs: Pairs) -> dict[str, str]:
    """Old ids and what they are called now."""
    return {spots[0][i].noun.id: spots[1][j].noun.id for i, j in pairs if spots[0][i].noun.id}


def block_name(table: Table, at: int) -> str:
    """What a part of a table goes by."""
    return table.blocks[at].caption or f"第 {at + 1} 块"


def prose_of(table: Table, noun: Noun) -> str:
    """How a text file names the cells of a row or column."""
    if isinstance(noun, Column):
        return f"{table.name}.〈行〉.{noun.name}"
    return f"{table.name}.{noun.name}" + ("" if is_single(table) else ".〈列〉")


def tag_of(table: Table, noun: Noun) -> str:
    """How a template names them."""
    return f"{table.id}.〈行〉.{noun.id}" if isinstance(noun, Column) else f"{table.id}.{noun.id}.〈列〉"


# -- telling --------------------------------------------------------------------------------------------


def came_or_went(
    part: FormPart,
    kind: Kind,
    name: str,
    table: str = "",
    where: tuple[str, ...] = (),
    *,
    prose: Sequence[str],
    tags: Sequence[str],
) -> FormChange:
    """What only one of the forms has, with the ways in which text files and templates name it."""
    if kind == "removed":
        todo = (_gone(prose, tags),) if prose or tags else ()
        return FormChange(part, kind, name, "", (), table, where, breaking=bool(todo), todo=todo)
    needed = ([f"模板里加上标签 {_tags_listed(tags)}"] if tags else []) + (
        [f"文字稿里写作 {_tags_listed(prose)}"] if prose else []
    )
    return FormChange(part, kind, "", name, (), table, where, todo=("；".join(needed),) if needed else ())


def details_of(*aspects: tuple[str, str, str]) -> tuple[Detail, ...]:
    """Those of (aspect, old, new) that differ."""
    return tuple(Detail(*one) for one in aspects if one[1] != one[2])


def only_in(aspect: str, old: Sequence[str], new: Sequence[str], what: str = "", between: str = "、") -> tuple[str, str, str]:
    """What each of two lists has alone, of `what`; the whole lists where only their order differs, '' and '' where they are equal."""
    gone, come = [text for text in old if text not in new], [text for text in new if text not in old]
    if not gone and not come and tuple(old) != tuple(new):
        gone, come = list(old), list(new)
    texts = (between.join(run) for run in (gone, come))
    before, after = (f"{what}：{text}" if what and text else text for text in texts)
    return aspect, before, after


def kind_of(details: Iterable[Detail]) -> Kind:
    """What to call a change of a thing that both forms have."""
    aspects = {detail.aspect for detail in details}
    if aspects & {"id", "name", "label", "heading"}:
        return "renamed"
    return "moved" if aspects & {"place", "parent", "block"} else "changed"


def place_of(old: Sequence[str], new: Sequence[str], i: int, j: int) -> Detail:
    """Where the i-th of the old names and the j-th of the new stand."""
    return Detail("place", *(_behind(names[at - 1] if at else "") for names, at in ((old, i), (new, j))))


def _behind(name: str) -> str:
    return f"在“{name}”之后" if name else "最前"


def _tags_listed(texts: Sequence[str]) -> str:
    shown = "、".join(f"{{{{ {text} }}}}" for text in texts[:_TOLD])
    return f"{shown} 等 {len(texts)} 处" if len(texts) > _TOLD else shown


def _gone(prose: Sequence[str], tags: Sequence[str]) -> str:
    parts = ([f"文字稿里的 {_tags_listed(prose)}"] if prose else []) + ([f"模板里的 {_tags_listed(tags)}"] if tags else [])
    return f"{'、'.join(parts)} 要删去或改写"


# -- comparing ------------------------------------------------------------------------------------------


def compared(old: Table, new: Table, spots: Sequence[Sequence[Standing]], pairs: Pairs, blocks: Pairs) -> Iterator[FormChange]:
    """Changes of the rows of a table, or of the columns of a block: in the new order, what is gone first.

    `pairs` say which spots, `blocks` which parts of the tables are the same. What stands below a
    heading or in a block that came or went is told with it.
    """
    one, other = spots
    partner, origin, block_of = dict(pairs), {j: i for i, j in pairs}, dict(blocks)
    for at, spot in enumerate(one):
        if at not in partner and not _told_above(spot, partner, block_of):
            yield _alone("removed", old, one, at)
    out_of_order = _moved_among_siblings(one, other, partner)
    ids = ids_of(spots, pairs)
    for at, spot in enumerate(other):
        if at not in origin:
            if not _told_above(spot, origin, block_of.values()):
                yield _alone("added", new, other, at)
            continue
        before = one[origin[at]]
        # What names other rows or columns by their ids says the same where those are called otherwise now.
        start_from = re.sub(r"\w+", lambda name: ids.get(name[0], name[0]), before.noun.start_from)
        details = details_of(*_aspects(before.noun._replace(start_from=start_from), spot.noun))
        if block_of.get(before.block) != spot.block:
            details += (Detail("block", block_name(old, before.block), block_name(new, spot.block)),)
        elif (partner.get(before.parent) if before.parent >= 0 else -1) != spot.parent:
            details += (
                Detail("parent", *(_label(run, place.parent) or "（最上一级）" for run, place in ((one, before), (other, spot)))),
            )
        elif origin[at] in out_of_order:
            details += (Detail("place", _behind(_label(one, before.before)), _behind(_label(other, spot.before))),)
        if details:
            yield _differs(old, new, before, spot, details, _where(new, other, at))


def _told_above(spot: Standing, known: Container[int], blocks: Container[int]) -> bool:
    return (spot.parent >= 0 and spot.parent not in known) or spot.block not in blocks


def _label(spots: Sequence[Standing], at: int) -> str:
    return spots[at].noun.label if at >= 0 else ""


def _moved_among_siblings(one: Sequence[Standing], other: Sequence[Standing], partner: dict[int, int]) -> set[int]:
    """Old places of what changed its order below the same heading."""
    families: dict[tuple[int, int], Pairs] = {}
    for i, j in partner.items():
        if partner.get(one[i].parent, -1) == other[j].parent:
            families.setdefault((one[i].block, one[i].parent), []).append((i, j))
    names = [[spot.noun.id or spot.noun.label for spot in run] for run in (one, other)]
    return {i for family in families.values() for i in shifted(family, names[0], names[1])}


def _where(table: Table, spots: Sequence[Standing], at: int) -> tuple[str, ...]:
    path = " > ".join(filter(None, (table.blocks[spots[at].block].caption, _label(spots, spots[at].parent))))
    return (path,) if path else ()


def _alone(kind: Kind, table: Table, spots: Sequence[Standing], at: int) -> FormChange:
    """A row or column that came or went, with all that is below it."""
    noun = spots[at].noun
    below = [spot.noun for number, spot in enumerate(spots) if number > at and _is_below(spots, number, at)]
    part: FormPart = "row" if isinstance(noun, Row) else "column"
    return came_or_went(
        part, kind, noun.label + (f"（连同下面 {len(below)} {'行' if part == 'row' else '列'}）" if below else ""),
        table.name, _where(table, spots, at),
        prose=[prose_of(table, one) for one in (noun, *below) if _is_named(table, one)],
        tags=[tag_of(table, one) for one in (noun, *below) if _is_filled(one)],
    )  # fmt: skip


def _is_below(spots: Sequence[Standing], number: int, at: int) -> bool:
    while number > at:
        number = spots[number].parent
    return number == at


def _is_filled(noun: Noun) -> bool:
    return noun.filled if isinstance(noun, Row) else not noun.columns


def _is_named(table: Table, noun: Noun) -> bool:
    """Whether prose can name it: it leaves out the one column of a table."""
    return bool(noun.name) and (isinstance(noun, Row) or not is_single(table))


def _aspects(one: Noun, other: Noun) -> Iterator[tuple[str, str, str]]:
    for aspect in ("label", "name", "id", "unit", "note", "start_from", "kind"):
        yield aspect, getattr(one, aspect) or "", getattr(other, aspect) or ""
    before, after = ("" if noun.places is None else f"{noun.places} 位" for noun in (one, other))
    yield "places", before, after
    yield "filled", YES_NO[_is_filled(one)], YES_NO[_is_filled(other)]
    yield "additive", YES_NO[one.additive], YES_NO[other.additive]
    if isinstance(one, Column) and isinstance(other, Column):
        yield "mostly", YES_NO[one.mostly], YES_NO[other.mostly]
    if isinstance(one, Row) and isinstance(other, Row):
        yield "rule_makers_only", YES_NO[one.rule_makers_only], YES_NO[other.rule_makers_only]
        told = [[_cell_note(cell) for cell in noun.notes] for noun in (one, other)]
        yield only_in("notes", told[0], told[1], between="；")


def _cell_note(cell: CellNote) -> str:
    return f"{cell.column}：{cell.note}" + ("" if cell.additive else "（不能相加）")


def _differs(
    old: Table, new: Table, before: Standing, after: Standing, details: tuple[Detail, ...], where: tuple[str, ...]
) -> FormChange:
    """A row or column that both tables have, and what has to be done where what named it or its figures no longer fit."""
    one, other = before.noun, after.noun
    aspects = {detail.aspect for detail in details}
    todo = []
    if "name" in aspects and _is_named(old, one):
        become = f"改为 {{{{ {prose_of(new, other)} }}}}" if other.name else "要删去或改写"
        todo.append(f"文字稿里的 {{{{ {prose_of(old, one)} }}}} {become}")
    filled = _is_filled(one), _is_filled(other)
    if filled == (True, False):
        now = f"文字稿里的 {{{{ {prose_of(new, other)} }}}} 是它们之和" if other.name else "文字稿里也不能再引用它"
        todo.append(f"这里不再填数，改填它下面各项；模板标签 {{{{ {tag_of(old, one)} }}}} 换成它们的标签；{now}")
    elif all(filled) and "id" in aspects:
        todo.append(f"模板标签 {{{{ {tag_of(old, one)} }}}} 改为 {{{{ {tag_of(new, other)} }}}}")
    if "block" in aspects and not _columns(old, before) <= _columns(new, after):
        todo.append(f"这一块的列不同：{_gone([prose_of(old, one)], [tag_of(old, one)])}")
    for aspect, words in (("kind", "数的种类变了"), ("places", "小数的位数变了"), ("unit", "单位变了")):
        if aspect in aspects and all(filled):
            todo.append(f"{words}，旧数据不能照搬，与上年相比要先换算")
    part: FormPart = "row" if isinstance(other, Row) else "column"
    return FormChange(part, kind_of(details), one.label, other.label, details, new.name, where, bool(todo), tuple(todo))


def _columns(table: Table, spot: Standing) -> set[tuple[str, str]]:
    return {(column.id, column.name) for column in table.blocks[spot.block].leaf_columns}
