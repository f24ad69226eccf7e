"""An overlay laid over the pack it extends: nodes over nodes, so that each keeps the file and line where it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..files.shapes import Again, Choice, Keys, ListOf, Number, Problem, Shape, Text, items_of, mappings_of, text_of
from ..files.yaml import LocatedList, LocatedMap, Node, Scalar
from ..text.closest import closest

_AFTER, _PARTS = "after", "parts"


class Merger:
    """Lays overlays over bases; `problems` are what did not fit."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def mapping(self, base: LocatedMap, over: LocatedMap, shape: Keys) -> LocatedMap:
        """The keys of both; where both have one, the overlay's, or both together as its shape says."""
        merged = {key.text: (key, value) for key, value in base.entries}
        known = shape.by_name
        for key, value in over.entries:
            if key.text in known:
                old = merged.get(key.text)
                merged[key.text] = (key, self._value(old[1], value, known[key.text].shape, shape) if old else value)
        changed = LocatedMap(tuple(merged.values()), over.location)
        if shape.name == "table":
            changed = self._in_blocks(changed, over, shape)
        return changed

    def _value(self, base: Node, over: Node, shape: Shape, within: Keys) -> Node:
        if isinstance(shape, Keys) and isinstance(base, LocatedMap) and isinstance(over, LocatedMap):
            return self.mapping(base, over, shape)
        if isinstance(shape, ListOf) and isinstance(base, LocatedList) and isinstance(over, LocatedList):
            item = within if isinstance(shape.item, Again) else shape.item
            if shape.adds:
                return LocatedList((*base.items, *over.items), base.location)
            if isinstance(item, Keys) and item.ident:
                return LocatedList(self._known(base.items, mappings_of(over), item), base.location)
        if isinstance(shape, Text) and shape.adds and isinstance(base, Scalar) and isinstance(over, Scalar):
            return over._replace(text=f"{base.text} {over.text}")
        # A value of another kind is told when its shape is looked at; nothing else shall come of it.
        return over if isinstance(shape, Text | Choice | Number) or type(over) is type(base) else base

    def _known(self, items: tuple[Node, ...], entries: Iterable[LocatedMap], shape: Keys) -> tuple[Node, ...]:
        """Entries known by their id: one that is there is changed, another one is new."""
        for entry in self._once(entries, shape):
            ident = text_of(entry.get(shape.ident))
            there = self._changed(items, ident, entry, shape)
            if there is not None:
                items = there
                if after := entry.get(_AFTER):
                    self.problems.append((after.location, f"“{ident}”是原来就有的，不能换位置：删去 after"))
            elif ident and self._is_whole(entry, shape, _idents(items, shape)):
                placed = self._placed(items, entry, shape)
                items = placed if placed is not None else self._lost(items, entry, _idents(items, shape))
        return items

    def _once(self, entries: Iterable[LocatedMap], shape: Keys) -> Iterator[LocatedMap]:
        """Each entry of an overlay but a second one of the same id, which is told: the later would take the place of the earlier."""
        first: dict[str, LocatedMap] = {}
        for entry in entries:
            node = entry.get(shape.ident)
            if node is not None and (earlier := first.setdefault(text_of(node), entry)) is not entry and text_of(node):
                said = f"“{text_of(node)}”在第 {earlier.location.line} 行已经写过一次，后一个会盖掉前一个：合成一项，或者换一个没有用过的"
                self.problems.append((node.location, said))
                continue
            yield entry

    def _changed(self, items: tuple[Node, ...], ident: str, entry: LocatedMap, shape: Keys) -> tuple[Node, ...] | None:
        """The items with the one of this id changed, at whatever depth; None where there is none."""
        for at, item in enumerate(items):
            if not isinstance(item, LocatedMap):
                continue
            if text_of(item.get(shape.ident)) == ident:
                return (*items[:at], self.mapping(item, entry, shape), *items[at + 1 :])
            for key in _nested(shape):
                below = self._changed(items_of(item.get(key)), ident, entry, shape)
                if below is not None:
                    return (*items[:at], _with(item, key, below), *items[at + 1 :])
        return None

    def _placed(self, items: tuple[Node, ...], entry: LocatedMap, shape: Keys) -> tuple[Node, ...] | None:
        """The items with a new one behind that which it names, or at the end; None where there is none of that name."""
        after = text_of(entry.get(_AFTER))
        new = LocatedMap(tuple((key, value) for key, value in entry.entries if key.text != _AFTER), entry.location)
        if not after:
            # A report ends with its signature, and what is appended to it.
            ends = [
                at for at, item in enumerate(items) if isinstance(item, LocatedMap) and text_of(item.get("kind")) == "signature"
            ]
            at = ends[0] if ends else len(items)
            return (*items[:at], new, *items[at:])
        for at, item in enumerate(items):
            if not isinstance(item, LocatedMap):
                continue
            if text_of(item.get(shape.ident)) == after:
                return (*items[: at + 1], new, *items[at + 1 :])
            for key in _nested(shape):
                if (below := self._placed_below(item, key, entry, shape)) is not None:
                    return (*items[:at], _with(item, key, below), *items[at + 1 :])
        return None

    def _placed_below(self, item: LocatedMap, key: str, entry: LocatedMap, shape: Keys) -> tuple[Node, ...] | None:
        below = items_of(item.get(key))
        return self._placed(below, entry, shape) if below else None

    def _in_blocks(self, table: LocatedMap, over: LocatedMap, shape: Keys) -> LocatedMap:
        """Rows and columns written at an overlay's table: each goes into the block that has it, or what it stands behind."""
        listed = shape.by_name["blocks"].shape
        assert isinstance(listed, ListOf) and isinstance(listed.item, Keys)
        for key in ("rows", "columns"):
            entries = listed.item.by_name[key].shape
            assert isinstance(entries, ListOf) and isinstance(entries.item, Keys)
            for entry in self._once(mappings_of(over.get(key)), entries.item):
                table = self._in_block(table, key, entry, entries.item)
        return table

    def _in_block(self, table: LocatedMap, key: str, entry: LocatedMap, shape: Keys) -> LocatedMap:
        blocks = mappings_of(table.get("blocks"))
        ident, after = text_of(entry.get("id")), text_of(entry.get(_AFTER))
        there = {at: _idents(items_of(block.get(key)), shape) for at, block in enumerate(blocks)}
        chosen = {at for at, idents in there.items() if ident in idents}
        if not chosen:
            known = [name for idents in there.values() for name in idents]
            if not self._is_whole(entry, shape, known):
                return table
            chosen = {at for at, idents in there.items() if after in idents} if after else {len(blocks) - 1}
            if not chosen:
                self._lost((), entry, known)
        changed = tuple(
            _with(block, key, self._known(items_of(block.get(key)), [entry], shape)) if at in chosen else block
            for at, block in enumerate(blocks)
        )
        return _with(table, "blocks", changed)

    def _is_whole(self, entry: LocatedMap, shape: Keys, known: Iterable[str]) -> bool:
        """Whether an entry that the base has not is a new one, and not a change of one whose id is misspelt."""
        # What is made of parts is called by them.
        named = "" if entry.get(_PARTS) else "name"
        needed = [key.name for key in shape.keys if (key.required or key.name == named) and key.name != shape.ident]
        missing = [name for name in needed if entry.get(name) is None]
        if missing:
            ident = text_of(entry.get(shape.ident))
            close = closest(ident, known)
            place = entry.get(shape.ident) or entry
            self.problems.append(
                (
                    place.location,
                    f"原来的格式里没有“{ident}”"
                    + (f"，是不是“{close}”？" if close else "；")
                    + f"如果是新增的，还要写 {'、'.join(missing)}",
                )
            )
        return not missing

    def _lost(self, items: tuple[Node, ...], entry: LocatedMap, known: Iterable[str]) -> tuple[Node, ...]:
        place = entry.get(_AFTER) or entry
        close = closest(text_of(place), known)
        self.problems.append((place.location, f"after 里的“{text_of(place)}”没有" + (f"，是不是“{close}”？" if close else "")))
        return items


def _nested(shape: Keys) -> list[str]:
    return [key.name for key in shape.keys if isinstance(key.shape, ListOf) and isinstance(key.shape.item, Again)]


def _idents(items: Iterable[Node], shape: Keys) -> list[str]:
    """The ids of entries and of all below them."""
    found: list[str] = []
    for item in items:
        if isinstance(item, LocatedMap):
            found += filter(None, [text_of(item.get(shape.ident))])
            for key in _nested(shape):
                found += _idents(items_of(item.get(key)), shape)
    return found


def _with(mapping: LocatedMap, key: str, items: tuple[Node, ...]) -> LocatedMap:
    """The same mapping with other items in one of its lists."""
    return mapping._replace(
        entries=tuple(
            (name, LocatedList(items, value.location) if name.text == key else value) for name, value in mapping.entries
        )
    )
