"""Compares what holds paragraphs and tables: the body, a cell, a header; and how tables are divided."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import accumulate

from lxml import etree

from ...files.xml import whole
from ...text.pairing import ALIKE, Movable, Step, in_order, is_split, is_telling, paragraph_likeness, shared, signs_of, steps
from ..body import value_of
from ..names import DELETED, INSERTED, MOVED_FROM, MOVED_TO, SECTION, TBL, TBLPR, TC, TCPR, TR, TRPR, VAL, WRAPPERS, P, W
from .marks import Marks
from .paragraphs import Reader, shows_a_graphic
from .rewrite import Writer

_ALIKE_ROWS = 0.3
_KEPT_ROWS = 0.3  # with fewer rows in common a table is another one
_SLIVER = 15  # twips

Shape = tuple[tuple[int, int, str], ...]


class Comparison:
    """One part of the old document against the same part of the new one, which the changes are written into."""

    def __init__(self, old: Reader, new: Reader, writer: Writer, marks: Marks) -> None:
        self.old, self.new = old, new
        self.writer = writer
        self.marks = marks
        self._keys: dict[etree._Element, str] = {}
        self._signs_of: dict[etree._Element, frozenset[str]] = {}

    def compare(self, old_parent: etree._Element, new_parent: etree._Element, *, inside: bool = False) -> None:
        """Mark in `new_parent` what differs from `old_parent`; `inside` a table nothing counts as moved."""
        olds, news = list(inner(old_parent, P, TBL)), list(inner(new_parent, P, TBL))
        keys_old = [self._key(one, self.old) for one in olds]
        keys_new = [self._key(one, self.new) for one in news]

        def alike(i: int, j: int) -> float:
            if olds[i].tag != news[j].tag:
                return 0.0
            if olds[i].tag == P:
                return paragraph_likeness(keys_old[i], keys_new[j])
            # A table that took another's place belongs there, even if nothing in it is the same.
            return max(shared(self._known_by(olds[i], self.old), self._known_by(news[j], self.new)), ALIKE)

        movable = Movable(
            lambda i: not inside and olds[i].tag == P and (is_telling(keys_old[i]) or shows_a_graphic(olds[i])),
            lambda j: not inside and news[j].tag == P and (is_telling(keys_new[j]) or shows_a_graphic(news[j])),
        )
        found = steps(keys_old, keys_new, alike, movable)
        self._carry_out(_settled(self._split_and_joined(found, olds, news), olds, news), olds, news, new_parent)

    # -- paragraphs ------------------------------------------------------------------------------------

    def _split_and_joined(
        self, found: Sequence[Step], olds: Sequence[etree._Element], news: Sequence[etree._Element]
    ) -> list[Step]:
        """The steps with a paragraph that was split put together, and one that was joined."""
        settled: list[Step] = []
        for one in found:
            joined = _together(settled[-1], one) if settled else None
            if joined is not None and self._is_one(joined, olds, news):
                settled[-1] = joined
            else:
                settled.append(one)
        return settled

    def _is_one(self, step: Step, olds: Sequence[etree._Element], news: Sequence[etree._Element]) -> bool:
        before, after = [olds[i] for i in step.olds], [news[j] for j in step.news]
        if any(one.tag != P for one in (*before, *after)):
            return False
        first = [self._known_by(one, self.old) for one in before]
        second = [self._known_by(one, self.new) for one in after]
        whole, parts = (first[0], second) if len(first) == 1 else (second[0], first)
        level = len(first) == 1 or self.new.line(after[0]).level
        return level and all(parts) and is_split(whole, frozenset().union(*parts[:-1]), parts[-1])

    def _carry_out(
        self, found: Sequence[Step], olds: Sequence[etree._Element], news: Sequence[etree._Element], parent: etree._Element
    ) -> None:
        pending: list[etree._Element] = []
        left = {step.moved: olds[i] for step in found if step.moved for i in step.olds}
        arrived = {step.moved: news[j] for step in found if step.moved for j in step.news}
        ends: list[tuple[etree._Element, str, int]] = []
        for step in found:
            before, after = [olds[i] for i in step.olds], [news[j] for j in step.news]
            if step.moved and before:
                gone = self.writer.moved_away(self.old.line(before[0]), self.new.line(arrived[step.moved]))
                pending.append(gone)
                ends.append((gone, MOVED_FROM, step.moved))
                continue
            if not after:
                pending += [self._deleted(one) for one in before]
                continue
            place = _head(after[0])
            for gone in pending:
                place.addprevious(gone)
            pending = []
            if step.moved:
                self.writer.moved_here(self.old.line(left[step.moved]), self.new.line(after[0]))
                ends.append((after[0], MOVED_TO, step.moved))
            elif not before:
                for one in after:
                    self._inserted(one)
            elif after[0].tag == TBL:
                self._tables(before[0], after[0])
            else:
                self.writer.changed([self.old.line(one) for one in before], [self.new.line(one) for one in after])
        for gone in pending:
            _append(parent, gone)
        for paragraph, tag, number in ends:
            self.marks.moved(paragraph, tag, f"move{self.marks.moves + number}")
        self.marks.moves += max((number for _, _, number in ends), default=0)

    def _inserted(self, block: etree._Element) -> None:
        self.marks.changes += 1
        if block.tag == P:
            self.writer.inserted(self.new.line(block))
            return
        for row in list(block.iter(TR)):
            self.marks.row(row, INSERTED)
        for paragraph in list(block.iter(P)):
            if is_own(paragraph):
                self.writer.inserted(self.new.line(paragraph))

    def _deleted(self, block: etree._Element) -> etree._Element:
        self.marks.changes += 1
        return self.writer.deleted(self.old.line(block)) if block.tag == P else self._deleted_rows(block)

    # -- tables ----------------------------------------------------------------------------------------

    def _deleted_rows(self, source: etree._Element) -> etree._Element:
        """A copy of an old table, row or cell with everything in it deleted."""
        copy = etree.Element(source.tag)
        for one in source:
            if one.tag == P:
                copy.append(self.writer.deleted(self.old.line(one)))
            elif one.tag in (TBL, TR, TC):
                copy.append(self._deleted_rows(one))
            elif one.tag in WRAPPERS:
                copy.extend(list(self._deleted_rows(one)))
            elif one.tag in (TBLPR, TRPR, TCPR, W + "tblGrid", W + "tblPrEx"):
                kept = self.writer.carrier.content(one)
                if kept is not None:
                    copy.append(kept)
        if source.tag == TR:
            self.marks.row(copy, DELETED)
        return copy

    def _tables(self, old: etree._Element, new: etree._Element) -> None:
        olds, news = list(inner(old, TR)), list(inner(new, TR))
        shapes_old, shapes_new = [shape(one) for one in olds], [shape(one) for one in news]
        keys_old = [f"{own}{self._key(one, self.old)}" for one, own in zip(olds, shapes_old, strict=True)]
        keys_new = [f"{own}{self._key(one, self.new)}" for one, own in zip(news, shapes_new, strict=True)]

        def alike(i: int, j: int) -> float:
            if shapes_old[i] != shapes_new[j]:
                return 0.0
            # Where nothing stands yet, or figures only, the place in the table decides.
            return 0.2 + shared(self._known_by(olds[i], self.old), self._known_by(news[j], self.new))

        found = in_order(keys_old, keys_new, alike, _ALIKE_ROWS)
        if len(found) < _KEPT_ROWS * max(len(olds), len(news)):
            new.addprevious(self._deleted(old))
            self._inserted(new)
            return
        columns_old, columns_new = columns(old), columns(new)
        at_old = at_new = 0
        for i, j in (*found, (len(olds), len(news))):
            for row in olds[at_old:i]:
                gone = self._deleted(row)
                fit(gone, columns_old, columns_new)
                if at_new < len(news):
                    _head(news[at_new]).addprevious(gone)
                else:
                    _append(new, gone)
            for row in news[at_new:j]:
                self._inserted(row)
            if i < len(olds):
                for before, after in zip(inner(olds[i], TC), inner(news[j], TC), strict=True):
                    self.compare(before, after, inside=True)
            at_old, at_new = i + 1, j + 1

    # -- what something is recognised by -----------------------------------------------------------------

    def _key(self, block: etree._Element, reader: Reader) -> str:
        if block not in self._keys:
            if block.tag == P:
                self._keys[block] = reader.line(block).text
            else:
                rows = [
                    [[self._key(one, reader) for one in inner(cell, P, TBL)] for cell in inner(row, TC)]
                    for row in (inner(block, TR) if block.tag == TBL else [block])
                ]
                # Not the text itself: of tables in tables each level would quote the marks of the one below once more.
                whole_text = repr((rows, [shape(row) for row in inner(block, TR)]))
                self._keys[block] = sha256(whole_text.encode("utf-8", "surrogatepass")).hexdigest()
        return self._keys[block]

    def _known_by(self, block: etree._Element, reader: Reader) -> frozenset[str]:
        if block not in self._signs_of:
            if block.tag == P:
                self._signs_of[block] = signs_of(reader.line(block).text)
            else:
                lines = [reader.line(one).text for one in block.iter(P) if is_own(one)]
                self._signs_of[block] = frozenset().union(*(signs_of(one) for one in lines if one))
        return self._signs_of[block]


def _settled(found: Sequence[Step], olds: Sequence[etree._Element], news: Sequence[etree._Element]) -> list[Step]:
    """The steps so that the last paragraph before a table, and at the end, is in both documents.

    No program can take away the end of such a paragraph: what is between it and the one before it goes instead.
    """
    settled: list[Step] = []
    run: list[Step] = []
    since = 0
    for one in found:
        if one.olds and one.news and olds[one.olds[0]].tag == TBL:
            settled += [*_with_common_end(run, olds, news), one]
            run, since = [], 0
        else:
            if any(blocks[at].tag == TBL for blocks, ats in ((olds, one.olds), (news, one.news)) for at in ats):
                # LibreOffice leaves an empty paragraph before a table that goes, too.
                run[since:] = _with_common_end(run[since:], olds, news)
                since = len(run) + 1
            run.append(one)
    settled += _with_common_end(run, olds, news)
    moves = [step.moved for step in settled if step.moved and not (step.olds and step.news)]
    return [step if moves.count(step.moved) == 2 else step._replace(moved=0) for step in settled]


def _with_common_end(run: Sequence[Step], olds: Sequence[etree._Element], news: Sequence[etree._Element]) -> list[Step]:
    last_old = next((i for step in reversed(run) for i in reversed(step.olds)), -1)
    last_new = next((j for step in reversed(run) for j in reversed(step.news)), -1)
    if last_old < 0 or last_new < 0 or olds[last_old].tag == TBL or news[last_new].tag == TBL:
        return list(run)
    at = next((number for number in range(len(run) - 1, -1, -1) if run[number].olds and run[number].news), -1)
    if at == len(run) - 1:
        return list(run)
    tail = run[at + 1 :]
    gone, come = [i for step in tail for i in step.olds], [j for step in tail for j in step.news]
    if gone and come:
        return [*run[: at + 1], *(Step((i,), ()) if i >= 0 else Step((), (j,)) for i, j in _others(tail, last_old, last_new)),
                Step((last_old,), (last_new,))]  # fmt: skip
    pair = run[at]
    plain = all(blocks[one].tag == P for blocks, ones in ((olds, gone), (news, come)) for one in ones)
    if plain and (len(pair.olds) == 1 or not come) and (len(pair.news) == 1 or not gone):
        return [*run[:at], Step((*pair.olds, *gone), (*pair.news, *come))]
    rest = [
        *(Step((i,), ()) for i in (*pair.olds, *gone) if i != last_old),
        *(Step((), (j,)) for j in (*pair.news, *come) if j != last_new),
    ]
    return [*run[:at], *rest, Step((last_old,), (last_new,))]


def _others(tail: Sequence[Step], last_old: int, last_new: int) -> Iterator[tuple[int, int]]:
    for step in tail:
        yield from ((i, -1) for i in step.olds if i != last_old)
        yield from ((-1, j) for j in step.news if j != last_new)


def _together(first: Step, second: Step) -> Step | None:
    """Two steps as one of a paragraph with its parts; None when they are no such."""
    if first.moved or second.moved:
        return None
    joined = Step((*first.olds, *second.olds), (*first.news, *second.news))
    one_sided = not (second.olds and second.news) or not (first.olds and first.news)
    counts = (len(joined.olds), len(joined.news))
    return joined if one_sided and min(counts) == 1 and max(counts) > 1 else None


def _head(block: etree._Element) -> etree._Element:
    """What a place before `block` is before as well: the content control that begins with it."""
    while (parent := block.getparent()) is not None and parent.tag in WRAPPERS:
        if any(one.tag in (P, TBL, TR, *WRAPPERS) for one in block.itersiblings(preceding=True)):
            break
        block = parent
    return block


def _append(parent: etree._Element, block: etree._Element) -> None:
    section = parent.find(SECTION)
    if section is None:
        parent.append(block)
    else:
        section.addprevious(block)


# -- rows and cells ----------------------------------------------------------------------------------


def inner(parent: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The elements of these kinds directly within, looking through content controls."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in WRAPPERS:
            yield from inner(child, *tags)


def is_own(paragraph: etree._Element) -> bool:
    """Whether a paragraph is one of a cell, not of a text box in one."""
    parent = paragraph.getparent()
    while parent is not None and parent.tag in WRAPPERS:
        parent = parent.getparent()
    return parent is not None and parent.tag == TC


def columns(table: etree._Element | None) -> list[int]:
    """For each column edge of a table's grid how many columns are left of it, not counting slivers.

    LibreOffice sets columns a hair's breadth wide where rounded widths do not meet.
    """
    grid = table.find(W + "tblGrid") if table is not None else None
    widths = [str(one.get(W + "w", "")) for one in grid] if grid is not None else []
    return [0, *accumulate(0 if whole(one, _SLIVER + 1) <= _SLIVER else 1 for one in widths)]


def _edge(edges: Sequence[int], at: int) -> int:
    return edges[at] if at < len(edges) else edges[-1] + at + 1 - len(edges)


def shape(row: etree._Element) -> Shape:
    """How a row is divided: for each cell where it begins and ends, and how it goes on downwards."""
    edges = columns(next(row.iterancestors(TBL), None))
    at = _count(row.find(TRPR), "gridBefore", 0)
    cells: list[tuple[int, int, str]] = []
    for cell in inner(row, TC):
        settings = cell.find(TCPR)
        merge = settings.find(W + "vMerge") if settings is not None else None
        end = at + _count(settings, "gridSpan", 1)
        down = str(merge.get(VAL, "continue")) if merge is not None else ""
        cells.append((_edge(edges, at), _edge(edges, end), down))
        at = end
    return tuple(cells)


def fit(row: etree._Element, source: Sequence[int], target: Sequence[int]) -> None:
    """Let the cells of a copied row cover the same columns of a grid that has other slivers."""
    if source == target:
        return
    at = _count(row.find(TRPR), "gridBefore", 0)
    begins = bisect_left(target, _edge(source, at))
    for cell in row.iterchildren(TC):
        settings = cell.find(TCPR)
        at += _count(settings, "gridSpan", 1)
        ends = max(bisect_left(target, _edge(source, at)), begins + 1)
        span = settings.find(W + "gridSpan") if settings is not None else None
        if span is not None:
            span.set(VAL, str(ends - begins))
        begins = ends


def _count(settings: etree._Element | None, name: str, default: int) -> int:
    return whole(value_of(settings, name), default)
