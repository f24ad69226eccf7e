"""Writes what changed into paragraphs of the new document, and puts back what the old one had, marked as gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from typing import NamedTuple

from lxml import etree

from ...text.edits import PARAGRAPH_END, Edit, edits
from ..names import DELETED, HYPERLINK, INSERTED, MOVED_FROM, MOVED_TO, PPR, RELATIONS, RPR, SPACE, WRAPPERS, P, R, T, W
from .carry import Carrier
from .looks import seen
from .marks import Marks
from .paragraphs import ReadParagraph, RunPiece

_CONTENT = W + "sdtContent"
_SPLIT = "split"
_GONE_TEXT = {T: W + "delText", W + "instrText": W + "delInstrText"}


class Stretch(NamedTuple):
    """A stretch of a new paragraph: with the mark it gets ('' where it is as it was); `look` is what a run's settings were."""

    start: int
    end: int
    mark: str
    look: etree._Element | None = None


class Writer:
    """Marks the paragraphs of one part; `links_changed` when an address changed whose text did not."""

    def __init__(self, carrier: Carrier, marks: Marks) -> None:
        self.carrier = carrier
        self.marks = marks
        self._gone = Gone(carrier, marks)
        self.links_changed = False

    # -- whole paragraphs ------------------------------------------------------------------------------

    def inserted(self, line: ReadParagraph) -> None:
        """Mark a paragraph of the new document as inserted."""
        self._rewrite(line, [Stretch(0, len(line.text), INSERTED)], {})
        self.marks.end_of(line.element, INSERTED)

    def deleted(self, line: ReadParagraph) -> etree._Element:
        """A paragraph of the old document as one that was deleted."""
        paragraph = self._ended(line)
        paragraph.extend(self._gone.nodes(line, 0, len(line.text), DELETED))
        return paragraph

    def moved_away(self, old: ReadParagraph, new: ReadParagraph) -> etree._Element:
        """The old paragraph as one that was moved; words that it lost on the way are deleted where it stood.

        So whoever rejects the move has all its words back in the old place, and no mark stands within another,
        which not every program settles.
        """
        paragraph = self._ended(old, MOVED_FROM)
        self.marks.changes += 1
        for one in edits(old.text, new.text):
            tag = MOVED_FROM if one.same else DELETED
            paragraph.extend(self._gone.nodes(old, one.old_start, one.old_end, tag))
            self.marks.changes += not one.same
        return paragraph

    def moved_here(self, old: ReadParagraph, new: ReadParagraph) -> None:
        """Mark a paragraph of the new document as moved there; words that it got on the way are inserted."""
        found = [Stretch(one.new_start, one.new_end, MOVED_TO if one.same else INSERTED) for one in edits(old.text, new.text)]
        self._rewrite(new, [one for one in found if one.end > one.start], {})
        self.marks.end_of(new.element, MOVED_TO)

    def _ended(self, line: ReadParagraph, tag: str = DELETED) -> etree._Element:
        paragraph = etree.Element(P)
        paragraph.append(self.carrier.paragraph_properties(line.element.find(PPR)))
        self.marks.end_of(paragraph, tag)
        return paragraph

    def changed(self, olds: Sequence[ReadParagraph], news: Sequence[ReadParagraph]) -> None:
        """Mark what changed between paragraphs; where the counts differ, one was split or several were joined.

        The end of the last one is the same in both. One of the two has one paragraph only.
        """
        old, new = (PARAGRAPH_END.join(line.text for line in lines) for lines in (olds, news))
        # A paragraph cannot be parted within what stands around its runs.
        whole = len(olds) > 1 and not news[0].level
        found = [Edit(False, 0, len(old), 0, len(new))] if whole else edits(old, new)
        self.marks.changes += sum(1 for one in found if not one.same)
        stretches: list[Stretch] = []
        gaps: dict[int, Edit] = {}
        for one in found:
            if one.same:
                stretches += self._same(one, olds, news)
            else:
                stretches.append(Stretch(one.new_start, one.new_end, INSERTED))
                if one.old_end > one.old_start:
                    gaps[one.new_start] = one
        before = 0
        for line in news:
            after = before + len(line.text)
            own = [
                one._replace(start=max(one.start, before) - before, end=min(one.end, after) - before)
                for one in stretches
                if one.start < after and one.end > before
            ]
            self._rewrite(line, own, {at - before: (one, olds) for at, one in gaps.items() if before <= at <= after})
            before = after + 1
        for line in news[:-1]:
            self.marks.end_of(line.element, INSERTED)
        self._part(news[0].element, olds)
        self._compare_settings(olds[-1], news[-1])

    def _compare_settings(self, old: ReadParagraph, new: ReadParagraph) -> None:
        """Say how a paragraph was set, where that can be seen."""
        shared = self.carrier.shared
        before, after = old.element.find(PPR), new.element.find(PPR)
        if shared.old_looks.written(before) == shared.new_looks.written(after):
            return
        if shared.old_looks.paragraph(before) != shared.new_looks.paragraph(after):
            self.marks.new_paragraph_look(new.element, self.carrier.paragraph_properties(before))
            self.marks.changes += 1

    def _part(self, paragraph: etree._Element, olds: Sequence[ReadParagraph]) -> None:
        """Part a paragraph where old ones ended."""
        for number, mark in enumerate(paragraph.findall(_SPLIT)):
            first = self._ended(olds[number])
            content = [one for one in mark.itersiblings(preceding=True) if one.tag != PPR]
            first.extend(reversed(content))
            paragraph.addprevious(first)
            paragraph.remove(mark)

    # -- what stays ------------------------------------------------------------------------------------

    def _same(self, edit: Edit, olds: Sequence[ReadParagraph], news: Sequence[ReadParagraph]) -> Iterator[Stretch]:
        """The stretches of a text that is the same, parted where its runs looked different."""
        before = list(_within(olds, edit.old_start, edit.old_end))
        number = 0
        for start, end, piece, line in _within(news, edit.new_start, edit.new_end):
            while start < end:
                _, last, old, old_line = before[number]
                stop = min(end, last + edit.new_start - edit.old_start)
                self.links_changed |= old.link != piece.link
                yield Stretch(start, stop, "", self._former_look(old, old_line, piece, line))
                start = stop
                if last + edit.new_start - edit.old_start == stop:
                    number += 1

    def _former_look(self, old: RunPiece, old_line: ReadParagraph, new: RunPiece, line: ReadParagraph) -> etree._Element | None:
        if old.run is None or new.run is None:
            return None
        before, after = old.run.find(RPR), new.run.find(RPR)
        shared = self.carrier.shared
        if shared.old_looks.written(before) == shared.new_looks.written(after):
            return None
        text = (old.nodes[0].text or "") if old.nodes[0].tag == T else ""
        looks = (shared.old_looks.run(before, old_line.style), shared.new_looks.run(after, line.style))
        if seen(looks[0], text) == seen(looks[1], text):
            return None
        return self.carrier.run_properties(before)

    # -- in the new paragraph --------------------------------------------------------------------------

    def _rewrite(
        self,
        line: ReadParagraph,
        stretches: Sequence[Stretch],
        gaps: dict[int, tuple[Edit, Sequence[ReadParagraph]]],
    ) -> None:
        """Mark the stretches of a paragraph and put what is gone into its gaps."""
        if gaps or any(one.mark or one.look is not None for one in stretches):
            cuts = sorted({*gaps, *(one.start for one in stretches), *(one.end for one in stretches)})
            starts: dict[int, etree._Element] = {}
            nodes = [(a, b, node) for run in _by_run(line.pieces) for a, b, node in _cut(run, cuts)]
            for a, _, node in nodes:
                starts.setdefault(a, node)
            for at, (edit, olds) in gaps.items():
                self._fill(line, starts.get(at) if at < len(line.text) else None, edit, olds)
            for one in stretches:
                inside = [node for a, b, node in nodes if one.start <= a and b <= one.end]
                if one.mark:
                    self._wrap(one.mark, inside)
                elif one.look is not None:
                    for run in inside:
                        self.marks.new_run_look(run, deepcopy(one.look))
            self.marks.changes += any(one.look is not None for one in stretches)

    def _fill(self, line: ReadParagraph, before: etree._Element | None, edit: Edit, olds: Sequence[ReadParagraph]) -> None:
        if before is not None:
            before = _outermost(before)
        linked = before is not None and any(above.tag == HYPERLINK for above in before.iterancestors(HYPERLINK))
        at = 0
        for old in olds:
            start, end = max(edit.old_start - at, 0), min(edit.old_end - at, len(old.text))
            nodes = self._gone.nodes(old, start, end, DELETED, linked) if start < end else []
            at += len(old.text) + 1
            if edit.old_start < at <= edit.old_end:
                nodes.append(etree.Element(_SPLIT))
            for node in nodes:
                if before is None:
                    line.element.append(node)
                else:
                    before.addprevious(node)

    def _wrap(self, tag: str, nodes: Sequence[etree._Element]) -> None:
        """Put nodes into marks: neighbours into one, and marks into what stands around runs, not the other way."""
        batch: list[etree._Element] = []
        for node in nodes:
            if batch and (node.tag in WRAPPERS or batch[-1].getnext() is not node):
                self._enclose(tag, batch)
                batch = []
            if node.tag in WRAPPERS:
                content = node.find(_CONTENT)
                self._wrap(tag, [one for one in (node if content is None else content) if not is_setting(one)])
            else:
                batch.append(node)
        if batch:
            self._enclose(tag, batch)

    def _enclose(self, tag: str, nodes: Sequence[etree._Element]) -> None:
        mark = self.marks.mark(tag)
        nodes[0].addprevious(mark)
        mark.extend(nodes)


def _within(lines: Sequence[ReadParagraph], start: int, end: int) -> Iterator[tuple[int, int, RunPiece, ReadParagraph]]:
    """The pieces of several paragraphs in a stretch of their joined texts, with their bounds in it."""
    before = 0
    for line in lines:
        for piece in line.pieces:
            if piece.start + before < end and piece.end + before > start:
                yield max(piece.start + before, start), min(piece.end + before, end), piece, line
        before += len(line.text) + 1


def _by_run(pieces: Sequence[RunPiece]) -> Iterator[list[RunPiece]]:
    group: list[RunPiece] = []
    for piece in pieces:
        if group and (piece.run is None or piece.run is not group[-1].run):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _cut(pieces: Sequence[RunPiece], cuts: Sequence[int]) -> Iterator[tuple[int, int, etree._Element]]:
    """Part a run at these places; its parts with their bounds. A run that needs no parting stays as it is."""
    start, end, run = pieces[0].start, pieces[-1].end, pieces[0].run
    inner = [at for at in cuts if start < at < end]
    if run is None:
        yield from ((start, end, node) for node in pieces[0].nodes)
        return
    if not inner:
        yield start, end, run
        return
    shown = {piece.nodes[0]: piece for piece in pieces}
    look = run.find(RPR)
    parts = [(a, b, etree.Element(R)) for a, b in zip([start, *inner], [*inner, end], strict=True)]
    for _, _, part in parts:
        if look is not None:
            part.append(deepcopy(look))
        run.addprevious(part)
    number = 0
    for child in list(run):
        if child.tag == RPR:
            continue
        piece = shown.get(child)
        while piece is not None and number < len(parts) - 1 and parts[number][1] <= piece.start:
            number += 1
        if piece is None or piece.end <= parts[number][1]:
            parts[number][2].append(child)
            continue
        while True:
            a, b, part = parts[number]
            text = etree.SubElement(part, T)
            text.text = (child.text or "")[max(a, piece.start) - piece.start : min(b, piece.end) - piece.start]
            text.set(SPACE, "preserve")
            if piece.end <= b:
                break
            number += 1
    parent = run.getparent()
    assert parent is not None
    parent.remove(run)
    yield from parts


def _outermost(node: etree._Element) -> etree._Element:
    """What a place before `node` is before as well: it stands at the head of what is around it."""
    while (parent := node.getparent()) is not None and parent.tag in WRAPPERS:
        if any(not is_setting(one) for one in node.itersiblings(preceding=True)) and parent.tag != W + "sdt":
            break
        node = parent
    return node


# -- what is gone ------------------------------------------------------------------------------------


class Gone:
    """Makes the copies that one part of the new document shows of the old one."""

    def __init__(self, carrier: Carrier, marks: Marks) -> None:
        self._carrier = carrier
        self._marks = marks

    def nodes(self, line: ReadParagraph, start: int, end: int, tag: str, linked: bool = False) -> list[etree._Element]:
        """Marked copies of a stretch of an old paragraph; links stay links unless they are put `linked` into one."""
        marked: list[etree._Element] = []
        link, last = "", None
        for piece in line.pieces:
            if piece.end <= start or piece.start >= end:
                continue
            copies = self._copies(piece, max(start - piece.start, 0), min(end, piece.end) - piece.start, tag)
            if not copies:
                continue
            if not marked or piece.link != link:
                link, last = piece.link, None
                marked.append(self._linked(line, link, tag) if link and not linked else self._marks.mark(tag))
            mark = marked[-1][0] if marked[-1].tag == HYPERLINK else marked[-1]
            if piece.run is not None and piece.run is last:
                mark[-1].extend(one for one in copies[0] if one.tag != RPR)
            else:
                mark.extend(copies)
            last = piece.run
        return marked

    def _linked(self, line: ReadParagraph, address: str, tag: str) -> etree._Element:
        link = etree.Element(HYPERLINK)
        carrier = self._carrier
        for one in line.element.iter(HYPERLINK):
            number = str(one.get(RELATIONS + "id"))
            relation = carrier.old.relations(carrier.old_part).get(number)
            if relation is not None and relation.target == address:
                link.set(RELATIONS + "id", carrier.relation(number))
                break
        link.append(self._marks.mark(tag))
        return link

    def _copies(self, piece: RunPiece, start: int, end: int, tag: str) -> list[etree._Element]:
        """Copies of what shows a stretch of a piece."""
        runs = [(piece.run, piece.nodes)] if piece.run is not None else list(_runs(piece.nodes))
        copies = []
        for run, nodes in runs:
            copy = etree.Element(R)
            if run is None:
                found = self._carrier.content(nodes[0])
                copies += [found] if found is not None else []
                continue
            look = self._carrier.run_properties(run.find(RPR))
            if len(look):
                copy.append(look)
            for node in nodes:
                shown = self._carrier.content(node)
                if shown is None:
                    continue
                if shown.tag in _GONE_TEXT:
                    text = shown.text or ""
                    shown.text = text[start:end] if piece.run is not None else text
                    shown.set(SPACE, "preserve")
                    if tag != MOVED_FROM:
                        shown.tag = _GONE_TEXT[str(shown.tag)]
                copy.append(shown)
            if len(copy) > (1 if len(look) else 0):
                copies.append(copy)
        return copies


def _runs(nodes: Iterable[etree._Element]) -> Iterator[tuple[etree._Element | None, tuple[etree._Element, ...]]]:
    """The runs of whole nodes with what they hold; what is no run comes as itself."""
    for node in nodes:
        if node.tag == R:
            yield node, tuple(one for one in node if one.tag != RPR)
        elif node.tag in WRAPPERS:
            yield from _runs(node)
        elif not is_setting(node) and not str(node.tag).startswith(W):
            yield None, (node,)


def is_setting(node: etree._Element) -> bool:
    """Whether something in a paragraph sets how it is shown, and shows nothing itself."""
    return str(node.tag).startswith(W) and str(node.tag).endswith("Pr")
