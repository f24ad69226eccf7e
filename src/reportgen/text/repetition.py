"""Prose that was said before: how much of a section stood in last year's report already, and which sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from ..model.report import TextBlock
from .ordinals import HAN_NUMBER, ITEM
from .patterns import pattern

# A section is compared when there is so much of it; shorter ones are alike by nature.
_LEAST = 80
_TOO_LIKE = 50
_SHINGLE = 6
_SENTENCE_COPIED = 0.85
_SENTENCE_LEAST = 16
_RESTATED_LEAST = 10
# 还存在以下问题：一是…；二是…: what leads over to the items is a piece by itself.
ITEMS_END = "。！？；："
LEADS_OVER = pattern(
    r"(?:一些|以下|如下|一定|诸多|不少|几个方面)的?(?:问题|不足|差距|短板|薄弱)|主要(?:表现|体现|存在|有)|上述|上年|上一年|去年|20\d\d年|已(?:经)?(?:得到|完成|整改|解决)"
)
_COUNTED = pattern(rf"(?:{ITEM}|{HAN_NUMBER}是|首先|其次|再次|最后|第{HAN_NUMBER}[，,、：])\s*")
_MARKS = pattern(r"[\W_]+")
_NUMBER = pattern(r"[\d.,，％%]+")
_SPACE = pattern(r"[\s\u3000]+")


class Sentence(NamedTuple):
    """A sentence, and where it begins in the whole text of its block."""

    block: TextBlock
    start: int
    text: str


class Repetition(NamedTuple):
    """How much of a section was said before: in short runs of signs, and the sentences that return as they were."""

    runs: int
    copied: int
    sentences: tuple[Sentence, ...]
    sentence_count: int

    @property
    def comparable(self) -> bool:
        """Whether there is so much text that likeness says something."""
        return self.runs >= _LEAST

    @property
    def share(self) -> Decimal:
        """The percentage of the section that was said before."""
        return Decimal(self.copied) / Decimal(self.runs) * 100 if self.runs else Decimal(0)

    @property
    def too_like(self) -> bool:
        """Whether more than half of it was said before, which assessments deduct for."""
        return self.comparable and self.share > _TOO_LIKE


def runs_of(blocks: Iterable[TextBlock]) -> frozenset[str]:
    """All short runs of signs of an earlier text; figures and spaces, which differ every year, do not count."""
    return frozenset(run for block in blocks for run in _runs(block.whole))


def repetition(blocks: Iterable[TextBlock], earlier: Set[str]) -> Repetition:
    """How much of these paragraphs stood in a text whose runs are `earlier`."""
    total = copied = count = 0
    sentences: list[Sentence] = []
    for block in blocks:
        if block.kind != "paragraph":
            continue
        for start, sentence in sentences_of(block.whole):
            runs = list(_runs(sentence))
            same = sum(run in earlier for run in runs)
            total += len(runs)
            copied += same
            count += 1
            if len(sentence) >= _SENTENCE_LEAST and runs and same >= _SENTENCE_COPIED * len(runs):
                sentences.append(Sentence(block, start, sentence))
    return Repetition(total, copied, tuple(sentences), count)


def restated(blocks: Iterable[TextBlock], earlier: Iterable[TextBlock], words: Iterable[str]) -> tuple[Sentence, ...]:
    """The sentences with one of these words that an earlier text has word for word, but for figures, ordinals and marks.

    What only leads over to them (仍存在一些不足，主要表现在) is the same every year, and is none.
    """
    said = {_bare(sentence) for block in earlier if block.told for _, sentence in sentences_of(block.whole, ITEMS_END)}
    found = [
        Sentence(block, start, sentence)
        for block in blocks
        if block.told
        for start, sentence in sentences_of(block.whole, ITEMS_END)
        if any(word in sentence for word in words) and not LEADS_OVER.search(sentence)
    ]
    return tuple(one for one in found if len(bare := _bare(one.text)) >= _RESTATED_LEAST and bare in said)


def _bare(text: str) -> str:
    """The words of a sentence alone."""
    return _MARKS.sub("", _NUMBER.sub("0", _COUNTED.sub("", text.strip(), count=1)))


def _runs(text: str) -> Iterator[str]:
    plain = _SPACE.sub("", _NUMBER.sub("0", text))
    for at in range(len(plain) - _SHINGLE + 1):
        yield plain[at : at + _SHINGLE]


def sentences_of(text: str, ends_with: str = "。！？；") -> Iterator[tuple[int, str]]:
    """The sentences of a text, each with where it begins."""
    ends = [0, *(found.end() for found in re.finditer(f"[{ends_with}]", text)), len(text)]
    for start, end in pairwise(ends):
        if sentence := text[start:end].strip():
            yield start, sentence
