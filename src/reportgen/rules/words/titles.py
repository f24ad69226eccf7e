"""Titles in 《》 against the names of documents that are known: cut short, or off by a sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from ...text.misspelling import Title, Vocabulary
from ...text.patterns import pattern

_QUOTED = pattern(r"《([^《》]{4,80})》")
# 以下简称《…》, 简称为“《…》”: what the report itself calls a document.
_CALLED = pattern(r"简称[为作是:：]?[“\"]?《([^《》]{2,60})》")
_SPACES = pattern(r"\s+")
# What laws have in front of their names, and is often left out.
_OF_THE_STATE = "中华人民共和国"
# Shorter names are too like each other, and so short a piece of one says little.
_LEAST = 5
# So much of a name is a piece of it, no other document.
_PIECE = 0.6


class Misquoted(NamedTuple):
    """Signs `start` to `stop` of a text, between the marks, that should be `right`; `cut` says that a piece is missing."""

    start: int
    stop: int
    right: str
    why: str
    cut: bool


def called_by_the_text(text: str) -> frozenset[str]:
    """The names that a text gives to documents."""
    return frozenset(_SPACES.sub("", found[1]) for found in _CALLED.finditer(text)) if "简称" in text else frozenset()


def misquoted_in(text: str, vocabulary: Vocabulary, own: Set[str]) -> Iterator[Misquoted]:
    """Titles that are nearly one that is known; `own` are the names that the report gives to documents."""
    for found in _QUOTED.finditer(text) if "《" in text else ():
        written = _SPACES.sub("", found[1])
        if written in vocabulary.known_names or written in own:
            continue
        if wrong := nearly_titled(written, vocabulary.titles):
            yield Misquoted(found.start(1), found.end(1), *wrong)


@lru_cache(maxsize=1 << 8)  # a report cites the same few documents again and again
def nearly_titled(written: str, titles: Sequence[Title]) -> tuple[str, str, bool] | None:
    """What should stand for a title that is nearly one of these, why, and whether it is cut short; None where it is none of them."""
    against = ((title, wrong) for title in titles if (wrong := _against(written, title)))
    return next(((right, title.why, cut) for title, (right, cut) in against), None)


def _against(written: str, title: Title) -> tuple[str, bool] | None:
    """What should stand for a title that is nearly this one, and whether it is cut short; None where it is another document's."""
    in_full = written.startswith(_OF_THE_STATE)
    for name in title.names:
        # 行政复仪法 is to be 行政复议法, with what is left out in front of it left out.
        alike = name.startswith(_OF_THE_STATE) == in_full and len(name.removeprefix(_OF_THE_STATE)) >= _LEAST
        if alike and off_by_one(written, name):
            return name, False
    for name in title.names:
        whole = len(written) >= _LEAST and len(written) >= _PIECE * len(name)
        if whole and (name.startswith(written) or name.endswith(written)):
            return title.name, True
    return None


def off_by_one(one: str, other: str) -> bool:
    """Whether one sign more, less or other makes the one the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    shorter, longer = sorted((one, other), key=len)
    at = next((at for at, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    return shorter[at + (len(shorter) == len(longer)) :] == longer[at + 1 :]
