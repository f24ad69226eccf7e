"""Reads the identities of a `format.yaml` and spells each out, a line for every row or column."""

from __future__ import annotations

from typing import NamedTuple, get_args

from ..files.shapes import choice_of, items_of, text_of
from ..files.yaml import Mapping, Node
from ..model.finding import Severity
from ..model.format import Block, Table
from ..model.identity import Line, Relation, Term
from ..text.closest import closest
from .reader import PackReader

_SIDES = ("left", "right")


def read_identity(reader: PackReader, node: Mapping, tables: tuple[Table, ...]) -> tuple[Line, ...]:
    """The lines of one declared identity; problems go to `reader`."""
    code, title, say = (text_of(node.get(key)) for key in ("code", "title", "say"))
    reader.once("identity:", node.get("code"), "勾稽关系的代码")
    reader.places.setdefault(f"identity:{code}", node.location)
    named = node.get("table")
    table = next((table for table in tables if table.id == text_of(named)), None)
    if table is None:
        if named is not None:
            reader.known(named, tuple(table.id for table in tables), f"勾稽关系 {code} 用到的表“{{}}”没有声明")
        return ()
    each = choice_of(node.get("each"), ("row", "column"), "row")
    relation: Relation = choice_of(node.get("relation"), get_args(Relation), "equals")  # type: ignore[assignment]
    severity = Severity(choice_of(node.get("severity"), ("error", "warning"), "error"))
    before = len(reader.problems)
    _check_names(reader, node, table, each)
    if relation == "at_most" and len(items_of(node.get("right"))) > 1:
        reader.problem(node.get("right").location, f"{code} 是“不超过”（at_most），right 只能写一项")  # type: ignore[union-attr]
    only = None
    if chosen := node.get(f"{each}s"):
        everywhere = [name for block in table.blocks for name in _names(block, each)]
        only = {one.ident for one in _spelled(chosen, everywhere) or ()}
    lines = []
    for block in table.blocks:
        # An identity of each row adds up columns, and the other way round.
        along = _names(block, _across(each))
        left, right = (_spelled(node.get(side), list(along)) for side in _SIDES)
        if not left or not right:
            continue  # this block has other rows or columns; the identity is about another one
        for other, name in _names(block, each).items():
            if only is not None and other not in only:
                continue
            if len(block.leaf_columns) == 1:
                # A table of one column has nothing to tell by the column: say which total it is.
                where = f"“{along[right[0].ident]}”" if each == "column" else f"“{name}”"
            else:
                where = f"“{name}”" + ("" if table.across else "一行" if each == "row" else "一列")
            terms = [tuple(one.term(table.id, other, each) for one in side) for side in (left, right)]
            lines.append(Line(code, table.name + where, terms[0], terms[1], relation, severity, title, say))
    if not lines and len(reader.problems) == before:
        reader.problem(node.location, f"勾稽关系 {code} 用到的行或列不在{table.name}的同一块里：检查 left、right 里的 id")
    return tuple(lines)


class _One(NamedTuple):
    ident: str
    sign: int
    prior: bool

    def term(self, table: str, other: str, each: str) -> Term:
        ref = f"{table}.{other}.{self.ident}" if each == "row" else f"{table}.{self.ident}.{other}"
        return Term(ref, self.sign, self.prior)


def _across(each: str) -> str:
    return "column" if each == "row" else "row"


def _check_names(reader: PackReader, node: Mapping, table: Table, each: str) -> None:
    """Tell each id that no block has, and each range that runs backwards, at its own place."""
    code = text_of(node.get("code"))
    for key, kind in (("left", _across(each)), ("right", _across(each)), (f"{each}s", each)):
        blocks = [list(_names(block, kind)) for block in table.blocks]
        known = dict.fromkeys(name for names in blocks for name in names)
        for item in items_of(node.get(key)):
            first, last, _, _ = _parts(text_of(item))
            unknown = [name for name in dict.fromkeys((first, last)) if name not in known]
            for name in unknown:
                word = "行" if kind == "row" else "列"
                close = closest(name, known)
                advice = f"，是不是“{close}”？" if close else f"，可用：{'、'.join(list(known)[:40])}"
                reader.problem(item.location, f"勾稽关系 {code}：{table.name}里没有 id 为“{name}”的{word}（要填数的）{advice}")
            if not unknown and any(
                first in names and last in names and names.index(last) < names.index(first) for names in blocks
            ):
                reader.problem(item.location, f"勾稽关系 {code}：“{text_of(item)}”要从前往后写")
    other = node.get(f"{_across(each)}s")
    if other is not None:
        reader.problem(other.location, f"each: {each} 时用“{each}s”限定，不用“{_across(each)}s”")


def _names(block: Block, each: str) -> dict[str, str]:
    """Ids and names of a block's filled rows, or of its columns, in official order."""
    nouns = block.filled_rows if each == "row" else block.leaf_columns
    return {noun.id: noun.name for noun in nouns}


def _parts(text: str) -> tuple[str, str, int, bool]:
    """First and last id, sign and whether it is last year's, of `a..c`, `-d`, `prior.e`."""
    sign, prior = 1, False
    if text.startswith("-"):
        text, sign = text[1:], -1
    if text.startswith("prior."):
        text, prior = text[len("prior.") :], True
    first, dots, last = text.partition("..")
    return first, last if dots else first, sign, prior


def _spelled(node: Node | None, names: list[str]) -> list[_One] | None:
    """`[a..c, -d, prior.e]` spelled out; None when an id is not in `names`."""
    terms: list[_One] = []
    for item in items_of(node):
        first, last, sign, prior = _parts(text_of(item))
        if first not in names or last not in names:
            return None
        terms += [_One(name, sign, prior) for name in names[names.index(first) : names.index(last) + 1]]
    return terms
