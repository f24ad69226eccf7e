"""What the sums of a form consist of in the end."""

from __future__ import annotations

from collections.abc import Iterable, Set
from functools import cached_property

from ..model.format import Format, walk_rows


class Sums:
    """The identities of a form as a way down from totals to what they add up."""

    def __init__(self, form: Format) -> None:
        self._form = form

    def leaves(self, refs: Iterable[str], across: int) -> Set[str]:
        """The cells that these consist of, every total taken apart; `across` 1 adds along a row, 2 down a column."""
        found: set[str] = set()
        waiting = list(refs)
        seen: set[str] = set()
        while waiting:
            ref = waiting.pop()
            if ref in seen:
                continue
            seen.add(ref)
            parts = self._parts(ref, across)
            waiting += parts
            if not parts:
                found.add(ref)
        return found

    def below(self, ref: str) -> Set[str]:
        """The cells of the same column in the rows that stand below this row in the form."""
        table, row, column = ref.split(".")
        return {f"{table}.{child}.{column}" for child in self._children.get((table, row), ())}

    def _parts(self, ref: str, across: int) -> list[str]:
        same = ref.split(".")[across]
        for line in self._form.sums.get(ref, ()):
            parts = [term.ref for term in line.left]
            if all(part.split(".")[across] == same for part in parts):
                return parts
        return []

    @cached_property
    def _children(self) -> dict[tuple[str, str], tuple[str, ...]]:
        return {
            (table.id, row.id): tuple(child.id for child, _ in walk_rows(row.rows) if child.filled)
            for table in self._form.tables
            for block in table.blocks
            for row, _ in walk_rows(block.rows)
            if row.id and row.filled and row.rows
        }
