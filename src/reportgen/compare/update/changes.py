"""What became of the paragraphs between two versions: each with what it became, also where one was split or two were joined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...model.change import Block, Step
from ...model.version import Version
from ...text.pairing import is_split, signs_of
from ..diff import compare


class Change(NamedTuple):
    """Blocks of the old version and what they are in the new one: one each, one of many, many of one, or none on a side."""

    olds: tuple[Block, ...]
    news: tuple[Block, ...]
    moved: bool = False
    reworded: bool = False

    @property
    def same(self) -> bool:
        """Whether nothing changed."""
        return bool(self.olds and self.news) and not (self.moved or self.reworded)


def spot_of(block: Block) -> tuple[str, int]:
    """Where a block stands in its version."""
    return block.section, block.number


def changes_between(old: Version, new: Version, elsewhere: frozenset[str] = frozenset(), *, groups: bool = True) -> list[Change]:
    """All blocks of both versions in the new order, but for those of sections that are merged `elsewhere`.

    With `groups` a paragraph that was split, or joined, is one change.
    """
    found: list[Change] = []
    for steps in compare(old, new, apart=True).steps.values():
        changes = [_change(step) for step in steps]
        found += _joined(_split(changes)) if groups else changes
    return [one for one in found if any(block.section not in elsewhere for block in (*one.olds, *one.news))]


def together(changes: Sequence[Change], own: Sequence[Change]) -> list[Change]:
    """The document's changes with what became of paragraphs that the draft made one of put together: they are one text there."""
    left = list(changes)
    for joined in (one for one in own if len(one.olds) > 1):
        spots = set(map(spot_of, joined.olds))
        places = [at for at, one in enumerate(left) if spots & set(map(spot_of, one.olds))]
        first, end = min(places, default=0), max(places, default=-1) + 1
        here = left[first:end]
        olds = tuple(block for one in here for block in one.olds)
        news = tuple(block for one in here for block in one.news)
        if len(here) > 1 and not all(one.same for one in here) and not any(one.moved for one in here) and _told(*olds, *news):
            left[first:end] = [Change(olds, news, reworded=True)]
    return left


def _change(step: Step) -> Change:
    olds, news = (() if one is None else (one,) for one in (step.old, step.new))
    reworded = step.kind == "changed" or (step.kind == "moved" and (step.reworded or _looks(step)))
    return Change(olds, news, step.kind == "moved", reworded)


def _looks(step: Step) -> bool:
    return step.old is not None and step.new is not None and step.old.content.kind != step.new.content.kind


def _split(changes: Sequence[Change]) -> list[Change]:
    """Changes with the pieces of a paragraph that was split put together."""
    left = list(changes)
    at = 0
    while at < len(left):
        if left[at].reworded and not left[at].moved and len(left[at].olds) == 1:
            while at + 1 < len(left) and _is_split(left[at].olds, left[at].news, left[at + 1]):
                left[at] = left[at]._replace(news=(*left[at].news, *left.pop(at + 1).news))
            while at > 0 and _is_split(left[at].olds, left[at].news, left[at - 1]):
                left[at - 1] = left[at]._replace(news=(*left[at - 1].news, *left.pop(at).news))
                at -= 1
        at += 1
    return left


def _joined(changes: Sequence[Change]) -> list[Change]:
    """Changes with the paragraphs that were joined into one put together: seen from the other side, one was split."""
    return list(map(_mirrored, _split(list(map(_mirrored, changes)))))


def _mirrored(change: Change) -> Change:
    return change._replace(olds=change.news, news=change.olds)


def _is_split(whole: Sequence[Block], parts: Sequence[Block], other: Change) -> bool:
    return not other.olds and _told(*whole, *parts, *other.news) and _are_parts(whole, parts, other.news)


def _told(*blocks: Block) -> bool:
    return all(one.content.kind == "paragraph" for one in blocks)


def _are_parts(whole: Sequence[Block], parts: Sequence[Block], others: Sequence[Block]) -> bool:
    one, first, second = (signs_of("".join(block.content.whole for block in blocks)) for blocks in (whole, parts, others))
    return is_split(one, first, second)
