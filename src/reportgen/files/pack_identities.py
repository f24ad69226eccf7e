"""Reads the identities of a `format.yaml` and spells each out, a line for every row or column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, get_args

from ..model.finding import Severity
from ..model.format import Block, Table
from ..model.identity import Line, Relation, Term
from ..model.location import Location
from .located_yaml import Node, Scalar, Sequence


class Reader(Protocol):
    """What this room needs of the reader of the whole pack."""

    def problem(self, location: Location, message: str) -> None: ...
    def mapping(self, node: Node | None, known: str, required: str = "") -> dict[str, Node]: ...
    def text(self, node: Node | None, default: str = "") -> str: ...
    def choice(self, node: Node | None, choices: Iterable[str], default: str) -> str: ...


def read_identity(reader: Reader, node: Node, tables: tuple[Table, ...]) -> tuple[Line, ...]:
    """The lines of one declared identity; problems go to `reader`."""
    entries = reader.mapping(node, "title say relation severity rows columns", "code table each left right")
    table_id = reader.text(entries.get("table"))
    table = next((table for table in tables if table.id == table_id), None)
    if table is None:
        reader.problem(node.location, f"勾稽关系用到的表“{table_id}”没有声明")
        return ()
    each = reader.choice(entries.get("each"), ("row", "column"), "row")
    relation: Relation = reader.choice(entries.get("relation"), get_args(Relation), "equals")  # type: ignore[assignment]
    severity = Severity(reader.choice(entries.get("severity"), ("error", "warning"), "error"))
    code, title, say = (reader.text(entries.get(key)) for key in ("code", "title", "say"))
    only = None
    if f"{each}s" in entries:
        everywhere = [name for block in table.blocks for name in _names(block, each)]
        only = [name for name, _, _ in _spelled(entries[f"{each}s"], everywhere) or ()]
    lines = []
    for block in table.blocks:
        # An identity of each row adds up columns, and the other way round.
        along = _names(block, "column" if each == "row" else "row")
        left, right = (_spelled(entries.get(side), list(along)) for side in ("left", "right"))
        if left is None or right is None:
            continue  # this block has other rows or columns; the identity is about another one
        if not left or not right:
            reader.problem(node.location, f"勾稽关系 {code} 的 left 或 right 是空的（a..b 要从前往后写）")
            return ()
        for other, name in _names(block, each).items():
            if only is not None and other not in only:
                continue
            if len(block.leaf_columns) == 1:
                # A table of one column has nothing to tell by the column: say which total it is.
                where = f"“{along[right[0][0]]}”" if each == "column" else f"“{name}”"
            else:
                where = f"“{name}”" + ("" if table.across else "一行" if each == "row" else "一列")
            terms = [
                tuple(
                    Term(f"{table.id}.{other}.{ident}" if each == "row" else f"{table.id}.{ident}.{other}", sign, prior)
                    for ident, sign, prior in side
                )
                for side in (left, right)
            ]
            lines.append(Line(code, table.name + where, terms[0], terms[1], relation, severity, title, say))
    if not lines:
        reader.problem(node.location, f"勾稽关系 {code} 用到的行或列在{table.name}里找不到：检查 left、right 里的 id")
    return tuple(lines)


def _names(block: Block, each: str) -> dict[str, str]:
    """Ids and names of a block's filled rows, or of its columns, in official order."""
    nouns = block.filled_rows if each == "row" else block.leaf_columns
    return {noun.id: noun.name for noun in nouns}


def _spelled(node: Node | None, names: list[str]) -> list[tuple[str, int, bool]] | None:
    """`[a..c, -d, prior.e]` spelled out as (id, sign, prior); None when an id is not in `names`."""
    if not isinstance(node, Sequence):
        return None
    terms = []
    for item in node.items:
        if not isinstance(item, Scalar):
            return None
        text, sign, prior = item.text.strip(), 1, False
        if text.startswith("-"):
            text, sign = text[1:], -1
        if text.startswith("prior."):
            text, prior = text[len("prior.") :], True
        first, dots, last = text.partition("..")
        if first not in names or (dots and last not in names):
            return None
        start = names.index(first)
        stop = names.index(last) if dots else start
        terms += [(name, sign, prior) for name in names[start : stop + 1]]
    return terms
