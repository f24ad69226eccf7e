"""Tables of two forms compared: what came, went, moved, or is called otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...model.form import Table
from ...text.pairing import Pairs
from ..lookup import is_single
from .pairs import Detail, FormChange, Kind, paired_nouns, shifted
from .rows import (
    YES_NO,
    Standing,
    block_name,
    came_or_went,
    column_spots,
    compared,
    details_of,
    ids_of,
    kind_of,
    paired_spots,
    place_of,
    prose_of,
    row_spots,
    tag_of,
)

_WAYS = {True: "〈行〉", False: "〈行〉.〈列〉"}  # how prose goes on behind the table's name


class TablePair(NamedTuple):
    """A table of both forms, with its rows and columns paired: ids of the old one and what they are in the new."""

    old: Table
    new: Table
    rows: dict[str, str]
    columns: dict[str, str]


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


def _whole_table(kind: Kind, table: Table) -> FormChange:
    name = f"{table.name}（{table.id}，{len(table.figures)} 格）"
    return came_or_went("table", kind, name, prose=[f"{table.name}.…"], tags=[f"{table.id}.…"])


def _table(old: Table, new: Table, place: tuple[Detail, ...]) -> Iterator[FormChange]:
    found = details_of(
        ("id", old.id, new.id),
        ("name", old.name, new.name),
        ("across", YES_NO[old.across], YES_NO[new.across]),
        ("reference", _WAYS[is_single(old)], _WAYS[is_single(new)]),
    )
    if not (found or place):
        return
    aspects = {detail.aspect for detail in found}
    todo = []
    if aspects & {"name", "reference"}:
        todo.append(f"文字稿里的 {{{{ {old.name}.{_WAYS[is_single(old)]} }}}} 改为 {{{{ {new.name}.{_WAYS[is_single(new)]} }}}}")
    if "name" in aspects:
        todo.append(f"数据表的工作表“{old.name}”改名为“{new.name}”")
    if "id" in aspects:
        todo.append(f"模板标签 {{{{ {old.id}.… }}}} 改为 {{{{ {new.id}.… }}}}")
    details = (*found, *place)
    yield FormChange("table", kind_of(details), old.name, new.name, details, "", (), bool(todo), tuple(todo))


# -- what a table is made of ----------------------------------------------------------------------------


def _inside(old: Table, new: Table) -> tuple[list[FormChange], TablePair]:
    rows = [row_spots(table) for table in (old, new)]
    row_pairs = paired_spots(rows)
    blocks = _block_pairs(old, new, rows, row_pairs)
    staying = {rows[0][i].noun.id for i, _ in row_pairs}, {rows[1][j].noun.id for _, j in row_pairs}
    changes = [*_blocks(old, new, blocks, staying), *compared(old, new, rows, row_pairs, blocks)]
    column_ids: dict[str, str] = {}
    column_changes: list[FormChange] = []
    for i, j in blocks:
        columns = [column_spots(old, i), column_spots(new, j)]
        pairs = paired_spots(columns)
        column_ids |= ids_of(columns, pairs)
        column_changes += compared(old, new, columns, pairs, blocks)
    captions = list(dict.fromkeys(block.caption for table in (old, new) for block in table.blocks))
    changes = sorted([*changes, *_together(column_changes)], key=lambda change: _caption_of(change, captions))
    return changes, TablePair(old, new, ids_of(rows, row_pairs), column_ids)


def _caption_of(change: FormChange, captions: Sequence[str]) -> int:
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


def _block_pairs(old: Table, new: Table, rows: Sequence[Sequence[Standing]], row_pairs: Pairs) -> Pairs:
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
            change = came_or_went(
                "block", kind, block_name(table, at), table.name,
                prose=[prose_of(table, row) for row in rows], tags=[tag_of(table, row) for row in rows],
            )  # fmt: skip
            if rows:
                what = " × ".join("、".join(noun.name for noun in nouns) for nouns in (rows, block.leaf_columns))
                change = change._replace(details=details_of(("content", *((what, "") if kind == "removed" else ("", what)))))
            yield change
    names = [[block_name(table, at) for at in range(len(table.blocks))] for table in (old, new)]
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
            yield FormChange("block", kind_of(details), block_name(old, i), block_name(new, j), details, new.name)
