"""What is said of the cells of a form before they are typed: what each takes, and what is counted in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Literal

from ....model.form import Block, Figure, Kind, Row, Table

KINDS: Mapping[Kind, tuple[Literal["whole", "decimal"], str, str]] = {
    "count": (
        "whole",
        "填整数，没有的填 0，不要留空，不要写单位。",
        "这里只能填 0 或正整数，不能有小数、单位或文字。要印的说明写到“附注”表。",
    ),
    "change": ("whole", "增加填正数，减少填负数（如 -3），没有变化填 0。", "这里只能填整数：增加填正数，减少填负数。"),
    "amount": ("decimal", "填金额数字，可以有小数，没有的填 0，不要写单位。", "这里只能填数字（可带小数），不能写单位或文字。"),
    "decimal": ("decimal", "填数字，没有的填 0，不要写单位。", "这里只能填数字（可带小数），不能写单位或文字。"),
}


def typed_as(figure: Figure) -> tuple[Literal["whole", "decimal"], str, str]:
    """What a cell takes, what is said of it beforehand, and what if something else is typed."""
    kind, prompt, error = KINDS[figure.kind]
    if figure.kind == "count" or figure.places is None or (figure.kind == "change" and not figure.places):
        return kind, prompt, error
    return "decimal", f"{prompt}小数点后{figure.places_in_words}。", error.replace("整数", "数字")


WORKED_OUT = "自动计算，不用填。"


def asked_of(table: Table, derived: Collection[str]) -> Iterator[tuple[str, str, str, str]]:
    """What the guide says of a table: how it is typed, once; of a column and a row what is counted, and what is typed otherwise.

    What is counted is said of the cells that are worked out, too: who fills in the others is to know what comes of them.
    A row of which there is nothing more to say than of the whole table is left out.
    """
    typed = [figure for figure in table.figures if figure.ref not in derived]
    usual = _commonest(typed, _typing)
    worked_out = f"灰格{WORKED_OUT}" if len(typed) < len(table.figures) else ""
    yield table.name, "整张表", "", usual + worked_out
    for block in table.blocks:
        above = _headings(block.rows)
        by_column: dict[str, str] = {}
        for column in block.leaf_columns:
            own = [figure for figure in typed if figure.block is block and figure.column is column]
            by_column[column.id] = _commonest(own, _typing) or usual
            unit = "" if block.unit_header else _commonest(own, _unit)
            said = (
                (f"{column.counting}。" if column.counting else "")
                + ("" if by_column[column.id] == usual else by_column[column.id])
                + unit
            )
            if said:
                # Not the heading alone: with the labels of rows beside it the guide would be taken for the table.
                yield table.name, "各行", f"“{column.label}”一列", said if own else said + WORKED_OUT
        for row in block.filled_rows:
            own = [one for one in typed if one.row is row]
            if said := above[row.id] + _asked_of_row(row, block, own, by_column):
                yield table.name, row.label, "", said


def _asked_of_row(row: Row, block: Block, typed: Sequence[Figure], by_column: Mapping[str, str]) -> str:
    """What is counted in the cells of one row, and which are typed otherwise than the others of their column."""
    labels = {column.id: column.label for column in block.leaf_columns}
    by_hand = {figure.column.id for figure in typed}
    said = [] if typed else [WORKED_OUT.rstrip("。")]
    said += [row.counting] if row.counting else []
    for one in row.notes:
        worked_out = "（自动计算）" if typed and one.column not in by_hand else ""
        said.append(f"{labels[one.column]}{worked_out}：{one.counting}")
    otherwise: dict[str, list[str]] = {}
    for figure in typed:
        if (typing := _typing(figure)) != by_column[figure.column.id]:
            otherwise.setdefault(typing, []).append(figure.column.label)
    said += [
        ("" if len(names) == len(typed) else f"{'、'.join(names)}：") + typing.rstrip("。") for typing, names in otherwise.items()
    ]
    return "".join(f"{one}。" for one in said)


def _typing(figure: Figure) -> str:
    return typed_as(figure)[1]


def _unit(figure: Figure) -> str:
    return f"单位：{figure.unit}。" if figure.unit else ""


def _commonest(figures: Sequence[Figure], say: Callable[[Figure], str]) -> str:
    return next((text for text, _ in Counter(map(say, figures)).most_common(1)), "")


def _headings(rows: tuple[Row, ...], above: str = "") -> dict[str, str]:
    """For each row that is filled in the headings above it, as the guide says them: 属于“三、…”的“（三）…”。"""
    found: dict[str, str] = {}
    for row in rows:
        if row.filled:
            found[row.id] = f"属于{above}。" if above else ""
        found |= _headings(row.rows, f"{above}的“{row.label}”" if above else f"“{row.label}”")
    return found
