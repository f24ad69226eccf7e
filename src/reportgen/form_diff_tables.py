"""Tables of two forms compared: what came, went, moved, or is called otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from .form_pairs import Pairs, paired_nouns, shifted
from .model.form_change import Detail, FormChange, Kind, Part
from .model.format import Block, Column, Row, Table, walk_rows

YES_NO = {True: "是", False: "否"}
_WAYS = {True: "〈行〉", False: "〈行〉.〈列〉"}  # how prose goes on behind the table's name


class TablePair(NamedTuple):
    """A table of both forms, with its rows and columns paired: ids of the old one and what they are in the new."""

    old: Table
    new: Table
    rows: dict[str, str]
    columns: dict[str, str]


class _Spot(NamedTuple):
    """A row or column where it stands: its block, and the spots above and before it (-1: none)."""

    noun: Row | Column
    block: int
    parent: int
    before: int
    depth: int


def compare_tables(old: Sequence[Table], new: Sequence[Table]) -> tuple[list[FormChange], list[TablePair]]:
    """All changes of tables, table by table in the new form's order, and which tables are the same."""
    pairs = paired_nouns(old, new, lambda table: table.id, lambda table: (table.name,))
    changes = [_whole_table("removed", table) for at, table in enumerate(old) if all(at != i for i, _ in pairs)]
    names = [[table.name for table in tables] for tables in (old, new)]
    out_of_order = shifted(pairs, names[0], names[1])
    origin = {j: i for i, j in pairs}
    matched = []
    for at, table in enumerate(new):
        if at not in origin:
            changes.append(_whole_table("added", table))
            continue
        before = origin[at]
        changes += _table(old[before], table, (place_of(names[0], names[1], before, at),) if before in out_of_order else ())
        found, pair = _inside(old[before], table)
        changes += found
        matched.append(pair)
    return changes, matched


def place_of(old: Sequence[str], new: Sequence[str], i: int, j: int) -> Detail:
    """Where the i-th of the old names and the j-th of the new stand."""
    return Detail("place", *(f"在“{names[at - 1]}”之后" if at else "最前" for names, at in ((old, i), (new, j))))


def _whole_table(kind: Kind, table: Table) -> FormChange:
    size = f"{len(table.figures)} 格"
    return _alone(
        "table", kind, f"{table.name}（{table.id}，{size}）", "", (),
        breaking=f"数据表里的“{table.name}”没有地方放；文字稿里的 {{{{ {table.name}.… }}}} 和模板里的 {{{{ {table.id}.… }}}} 要删去或改写",
        needed=f"模板里要有这张表，标签 {{{{ {table.id}.… }}}}",
    )  # fmt: skip


def _alone(part: Part, kind: Kind, name: str, table: str, where: tuple[str, ...], *, breaking: str, needed: str) -> FormChange:
    """What is there in one of the forms only."""
    if kind == "removed":
        return FormChange(part, kind, name, "", (), table, where, breaking=True, todo=(breaking,))
    return FormChange(part, kind, "", name, (), table, where, todo=(needed,) if needed else ())


def details_of(*aspects: tuple[str, str, str]) -> tuple[Detail, ...]:
    """Those of (aspect, old, new) that differ."""
    return tuple(Detail(*one) for one in aspects if one[1] != one[2])


def kind_of(details: Iterable[Detail]) -> Kind:
    """What to call a change of a thing that both forms have."""
    aspects = {detail.aspect for detail in details}
    if aspects & {"id", "name", "label", "heading"}:
        return "renamed"
    return "moved" if aspects & {"place", "parent", "block"} else "changed"


def _table(old: Table, new: Table, place: tuple[Detail, ...]) -> Iterator[FormChange]:
    found = details_of(
        ("id", old.id, new.id),
        ("name", old.name, new.name),
        ("across", YES_NO[old.across], YES_NO[new.across]),
        ("reference", _WAYS[_single(old)], _WAYS[_single(new)]),
    )
    if not (found or place):
        return
    aspects = {detail.aspect for detail in found}
    todo = []
    if aspects & {"name", "reference"}:
        todo.append(f"文字稿里的 {{{{ {old.name}.{_WAYS[_single(old)]} }}}} 改为 {{{{ {new.name}.{_WAYS[_single(new)]} }}}}")
    if "name" in aspects:
        todo.append(f"数据表的工作表“{old.name}”改名为“{new.name}”")
    if "id" in aspects:
        todo.append(f"模板标签 {{{{ {old.id}.… }}}} 改为 {{{{ {new.id}.… }}}}")
    details = (*found, *place)
    yield FormChange("table", kind_of(details), old.name, new.name, details, "", (), bool(todo), tuple(todo))


def _single(table: Table) -> bool:
    """Whether prose leaves the column out."""
    return len(table.blocks) == 1 and len(table.blocks[0].leaf_columns) == 1


# -- what a table is made of ----------------------------------------------------------------------------


def _inside(old: Table, new: Table) -> tuple[list[FormChange], TablePair]:
    rows = [_row_spots(table.blocks) for table in (old, new)]
    row_pairs = paired_nouns(rows[0], rows[1], lambda spot: spot.noun.id, _called)
    blocks = _block_pairs(old, new, rows, row_pairs)
    staying = {rows[0][i].noun.id for i, _ in row_pairs}, {rows[1][j].noun.id for _, j in row_pairs}
    changes = list(_blocks(old, new, blocks, staying))
    changes += _compared(old, new, rows, row_pairs, blocks, _ROWS)
    column_ids: dict[str, str] = {}
    column_changes: list[FormChange] = []
    for i, j in blocks:
        columns = [_column_spots((table.blocks[at],)) for table, at in ((old, i), (new, j))]
        pairs = paired_nouns(columns[0], columns[1], lambda spot: spot.noun.id, _called)
        column_ids |= _ids(columns, pairs)
        caption = new.blocks[j].caption or old.blocks[i].caption
        for change in _compared(old, new, columns, pairs, [(0, 0)], _COLUMNS):
            column_changes.append(change._replace(where=(caption,) if caption else ()))
    captions = list(dict.fromkeys(block.caption for table in (old, new) for block in table.blocks))
    changes = sorted([*changes, *_together(column_changes)], key=lambda change: _place(change, captions))
    return changes, TablePair(old, new, _ids(rows, row_pairs), column_ids)


def _place(change: FormChange, captions: Sequence[str]) -> int:
    """Under which caption a change stands; the longest that fits, for one may begin like another."""
    told = change.where[0] if change.where else change.old or change.new
    fitting = [caption for caption in captions if caption and told.startswith(caption)]
    return captions.index(max(fitting, key=len)) if fitting else -1


def _together(changes: list[FormChange]) -> list[FormChange]:
    """The same change of a column in several blocks is told once."""
    places: dict[FormChange, list[str]] = {}
    for change in changes:
        places.setdefault(change._replace(where=()), []).extend(change.where)
    return [change._replace(where=tuple(where)) for change, where in places.items()]


def _ids(spots: Sequence[Sequence[_Spot]], pairs: Pairs) -> dict[str, str]:
    return {spots[0][i].noun.id: spots[1][j].noun.id for i, j in pairs if spots[0][i].noun.id}


def _called(spot: _Spot) -> tuple[str, ...]:
    return spot.noun.label, spot.noun.name


def _row_spots(blocks: Sequence[Block]) -> list[_Spot]:
    spots: list[_Spot] = []
    for number, block in enumerate(blocks):
        _spread(block.rows, number, -1, 0, spots, lambda row: row.rows)
    return spots


def _column_spots(blocks: Sequence[Block]) -> list[_Spot]:
    spots: list[_Spot] = []
    for number, block in enumerate(blocks):
        _spread(block.columns, number, -1, 0, spots, lambda column: column.columns)
    return spots


def _spread(nouns: Sequence, block: int, parent: int, depth: int, spots: list[_Spot], below: Callable) -> None:  # type: ignore[type-arg]
    before = -1
    for noun in nouns:
        spots.append(_Spot(noun, block, parent, before, depth))
        before = len(spots) - 1
        _spread(below(noun), block, before, depth + 1, spots, below)


def _block_pairs(old: Table, new: Table, rows: Sequence[Sequence[_Spot]], row_pairs: Pairs) -> Pairs:
    """Blocks that share most of their rows, or else have the same caption."""
    if len(old.blocks) == len(new.blocks) == 1:
        return [(0, 0)]
    shared: dict[tuple[int, int], float] = {}
    for i, j in row_pairs:
        at = rows[0][i].block, rows[1][j].block
        shared[at] = shared.get(at, 0) + 1
    for i, one in enumerate(old.blocks):
        for j, other in enumerate(new.blocks):
            if one.caption and one.caption == other.caption:
                shared[i, j] = shared.get((i, j), 0) + 0.5
    pairs: Pairs = []
    for i, j in sorted(shared, key=lambda at: (-shared[at], abs(at[0] - at[1]), min(at), at)):
        if all(i != one and j != other for one, other in pairs):
            pairs.append((i, j))
    return sorted(pairs)


def _blocks(old: Table, new: Table, pairs: Pairs, staying: tuple[set[str], set[str]]) -> Iterator[FormChange]:
    """Changes of the blocks themselves; `staying` are the ids of rows that both tables have, wherever they stand."""
    sides: tuple[tuple[Kind, Table, list[int], set[str]], ...] = (
        ("removed", old, [i for i, _ in pairs], staying[0]),
        ("added", new, [j for _, j in pairs], staying[1]),
    )
    for kind, table, taken, elsewhere in sides:
        for at, block in enumerate(table.blocks):
            if at in taken:
                continue
            rows = [row for row in block.filled_rows if row.id not in elsewhere]
            tags = [_ROWS.tag(table, row) for row in rows]
            what = (
                f"{'、'.join(row.name for row in rows)} × {'、'.join(column.name for column in block.leaf_columns)}"
                if rows
                else ""
            )
            change = _alone(
                "block", kind, _block_name(table, at), table.name, (),
                breaking=_gone([_ROWS.prose(table, row) for row in rows], tags), needed=_come(tags),
            )  # fmt: skip
            content = Detail("content", *((what, "") if kind == "removed" else ("", what)))
            yield change._replace(breaking=change.breaking and bool(rows), details=(content,) if rows else ())
    names = [[_block_name(table, at) for at in range(len(table.blocks))] for table in (old, new)]
    out_of_order = shifted(pairs, names[0], names[1])
    for i, j in pairs:
        one, other = old.blocks[i], new.blocks[j]
        details = details_of(
            ("caption", one.caption, other.caption),
            ("corner", one.corner, other.corner),
            ("unit_header", one.unit_header, other.unit_header),
        )
        if i in out_of_order:
            details += (place_of(names[0], names[1], i, j),)
        if details:
            yield FormChange("block", kind_of(details), _block_name(old, i), _block_name(new, j), details, new.name)


def _block_name(table: Table, at: int) -> str:
    return table.blocks[at].caption or f"第 {at + 1} 块"


class _Side(NamedTuple):
    """What rows and columns differ in: the part they are, their own aspects, and how prose and a template name them."""

    part: Part
    aspects: Callable[[Row | Column], tuple[tuple[str, str], ...]]
    prose: Callable[[Table, Row | Column], str]
    tag: Callable[[Table, Row | Column], str]


def _row_aspects(row: Row) -> tuple[tuple[str, str], ...]:
    own = ("kind", row.kind or ""), ("filled", YES_NO[row.filled]), ("rule_makers_only", YES_NO[row.rule_makers_only])
    return (*_noun_aspects(row), *own)


def _column_aspects(column: Column) -> tuple[tuple[str, str], ...]:
    return (*_noun_aspects(column), ("kind", column.kind), ("filled", YES_NO[not column.columns]))


def _noun_aspects(noun: Row | Column) -> tuple[tuple[str, str], ...]:
    return tuple((aspect, getattr(noun, aspect)) for aspect in ("label", "name", "id", "unit", "note", "start_from"))


def _prose(table: Table, row: str) -> str:
    return f"{table.name}.{row}" if _single(table) else f"{table.name}.{row}.〈列〉"


_ROWS = _Side(
    "row",
    _row_aspects,  # type: ignore[arg-type]
    lambda table, row: _prose(table, row.name),
    lambda table, row: f"{table.id}.{row.id}.〈列〉",
)
_COLUMNS = _Side(
    "column",
    _column_aspects,  # type: ignore[arg-type]
    lambda table, column: f"{table.name}.〈行〉.{column.name}",
    lambda table, column: f"{table.id}.〈行〉.{column.id}",
)


def _is_filled(noun: Row | Column) -> bool:
    return noun.filled if isinstance(noun, Row) else not noun.columns


def _compared(
    old: Table, new: Table, spots: Sequence[Sequence[_Spot]], pairs: Pairs, blocks: Pairs, side: _Side
) -> Iterator[FormChange]:
    """Changes of the rows of a table, or of the columns of one block: in the new order, what is gone first."""
    partner, origin = dict(pairs), {j: i for i, j in pairs}
    block_of = dict(blocks)
    one, other = spots
    for at, spot in enumerate(one):
        if at not in partner and not _told_above(spot, partner, set(block_of), side):
            yield _gone_or_come("removed", old, one, at, side)
    out_of_order = _moved_among_siblings(one, other, partner)
    ids = _ids(spots, pairs)
    for at, spot in enumerate(other):
        if at not in origin:
            if not _told_above(spot, origin, set(block_of.values()), side):
                yield _gone_or_come("added", new, other, at, side)
            continue
        before = one[origin[at]]
        # What names other rows or columns by their ids says the same where those are called otherwise now.
        was_named = before.noun._replace(
            start_from=re.sub(r"\w+", lambda name: ids.get(name[0], name[0]), before.noun.start_from)
        )
        aspects = zip(side.aspects(was_named), side.aspects(spot.noun), strict=True)
        details = details_of(*((name, was, now) for (name, was), (_, now) in aspects))
        details += _movement(spots, origin[at], at, partner, block_of, origin[at] in out_of_order, old, new)
        if details:
            yield _differs(old, new, before.noun, spot.noun, details, _where(new, other, at, side), side)


def _told_above(spot: _Spot, known: dict[int, int], blocks: set[int], side: _Side) -> bool:
    """Whether the heading or the block above it is as new (as gone), and told with all that is below it."""
    return (spot.parent >= 0 and spot.parent not in known) or (side is _ROWS and spot.block not in blocks)


def _moved_among_siblings(one: Sequence[_Spot], other: Sequence[_Spot], partner: dict[int, int]) -> set[int]:
    """Old places of what changed its order below the same heading."""
    families: dict[tuple[int, int], list[int]] = {}
    for at, spot in enumerate(one):
        if at in partner and partner.get(spot.parent, -1) == other[partner[at]].parent:
            families.setdefault((spot.block, spot.parent), []).append(at)
    names = [[spot.noun.id or spot.noun.label for spot in run] for run in (one, other)]
    return {i for family in families.values() for i in shifted([(at, partner[at]) for at in family], names[0], names[1])}


def _movement(
    spots: Sequence[Sequence[_Spot]],
    i: int,
    j: int,
    partner: dict[int, int],
    blocks: dict[int, int],
    out_of_order: bool,
    old: Table,
    new: Table,
) -> tuple[Detail, ...]:
    one, other = spots
    before, after = one[i], other[j]
    if blocks.get(before.block) != after.block:
        return (Detail("block", _block_name(old, before.block), _block_name(new, after.block)),)
    if (partner.get(before.parent, -2) if before.parent >= 0 else -1) != after.parent:
        labels = (
            run[spot.parent].noun.label if spot.parent >= 0 else "（最上一级）" for run, spot in ((one, before), (other, after))
        )
        return (Detail("parent", *labels),)
    if out_of_order:
        return (
            Detail(
                "place",
                *(
                    f"在“{run[spot.before].noun.label}”之后" if spot.before >= 0 else "最前"
                    for run, spot in ((one, before), (other, after))
                ),
            ),
        )
    return ()


def _where(table: Table, spots: Sequence[_Spot], at: int, side: _Side) -> tuple[str, ...]:
    spot = spots[at]
    caption = table.blocks[spot.block].caption if side is _ROWS else ""
    above = spots[spot.parent].noun.label if spot.parent >= 0 else ""
    path = " > ".join(filter(None, (caption, above)))
    return (path,) if path else ()


def _gone_or_come(kind: Kind, table: Table, spots: Sequence[_Spot], at: int, side: _Side) -> FormChange:
    noun = spots[at].noun
    below = [spot.noun for number, spot in enumerate(spots) if number > at and _is_below(spots, number, at)]
    touched = [one for one in (noun, *below) if _is_filled(one)]
    named = [one for one in (noun, *below) if one.name and not (side is _COLUMNS and _single(table))]
    name = noun.label + (f"（连同下面 {len(below)} {'行' if side is _ROWS else '列'}）" if below else "")
    tags = [side.tag(table, one) for one in touched]
    return _alone(
        side.part, kind, name, table.name, _where(table, spots, at, side),
        breaking=_gone([side.prose(table, one) for one in named], tags), needed=_come(tags),
    )  # fmt: skip


def _rows_of(block: Block) -> list[Row]:
    return [row for row, _ in walk_rows(block.rows)]


def _is_below(spots: Sequence[_Spot], number: int, at: int) -> bool:
    while number > at:
        number = spots[number].parent
    return number == at


def _listed(texts: Sequence[str], most: int = 4) -> str:
    shown = "、".join(f"{{{{ {text} }}}}" for text in texts[:most])
    return f"{shown} 等 {len(texts)} 处" if len(texts) > most else shown


def _gone(prose: Sequence[str], tags: Sequence[str]) -> str:
    parts = ([f"文字稿里的 {_listed(prose)}"] if prose else []) + ([f"模板里的 {_listed(tags)}"] if tags else [])
    return f"{'、'.join(parts)} 要删去或改写" if parts else ""


def _come(tags: Sequence[str]) -> str:
    return f"模板里加上标签 {_listed(tags)}" if tags else ""


def _differs(
    old: Table,
    new: Table,
    before: Row | Column,
    after: Row | Column,
    details: tuple[Detail, ...],
    where: tuple[str, ...],
    side: _Side,
) -> FormChange:
    aspects = {detail.aspect: detail for detail in details}
    todo = []
    if before.name and "name" in aspects and not (side is _COLUMNS and _single(old)):
        prose = [side.prose(table, noun) for table, noun in ((old, before), (new, after))]
        todo.append(f"文字稿里的 {{{{ {prose[0]} }}}} " + (f"改为 {{{{ {prose[1]} }}}}" if after.name else "要删去或改写"))
    filled = _is_filled(before), _is_filled(after)
    if all(filled) and "id" in aspects:
        todo.append(f"模板标签 {{{{ {side.tag(old, before)} }}}} 改为 {{{{ {side.tag(new, after)} }}}}")
    if filled == (True, False):
        now = f"文字稿里的 {{{{ {side.prose(new, after)} }}}} 是它们之和" if after.name else "文字稿里也不能再引用它"
        todo.append(f"这里不再填数，改填它下面各项；模板标签 {{{{ {side.tag(old, before)} }}}} 换成它们的标签；{now}")
    if "block" in aspects:
        blocks = [
            next(block for block in table.blocks if noun in _rows_of(block)) for table, noun in ((old, before), (new, after))
        ]
        ids, names = ([{(column.id, column.name)[at] for column in block.leaf_columns} for block in blocks] for at in (0, 1))
        if not (ids[0] <= ids[1] and names[0] <= names[1]):
            todo.append(f"这一块的列不同；{_gone([side.prose(old, before)], [side.tag(old, before)])}")
    for aspect, words in (("kind", "数的种类变了"), ("unit", "单位变了")):
        if aspect in aspects and all(filled):
            todo.append(f"{words}，旧数据不能照搬，与上年相比要先换算")
    return FormChange(side.part, kind_of(details), before.label, after.label, details, new.name, where, bool(todo), tuple(todo))
