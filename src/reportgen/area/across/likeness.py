"""Prose that one agency has from another: an index of short runs of signs, of which those that many have are nobody's own.

A report's runs of eight signs are too many to keep, and most begin anywhere; those that begin at certain pairs of signs are about a
fifth of them, the same fifth in every report, so that a copied paragraph has all of its kept runs in both. Names of the agency and of
its places, words for oneself (我局, 本镇), numbers and marks are not compared: a copy changes those. No library is needed for it: an
index of exact runs finds every pair with a common paragraph, where hashes of whole documents find only such as are alike as a whole.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from ...model.area.looks import Alike, Copied
from ...model.area.register import Agency, Handed, Register
from ...model.form import Form
from ...text.patterns import pattern

_RUN = 8
# A run is kept where the first two of its signs come out so: about one of five, the same ones in every text.
_ONE_OF = 5
# What more than so many agencies have was given to them: five, or one in twenty, at most fifty.
_FEW, _PART, _MANY = 5, 20, 50
# A paragraph is copied when two of five of its own runs stand in the other, some forty signs at least, and a third of all it says.
_LEAST_RUNS, _COPIED, _OF_ALL = 8, 0.4, 0.3
# Told when half of the own words of one are copied, and they are some, or when one whole long paragraph is, or two.
_TOO_LIKE, _OWN_RUNS, _LONG_RUNS, _PARAGRAPHS = 50, 24, 30, 2
_SELF = pattern(r"(?:[我本全该]|我们)(?:[省市县区州盟旗乡镇]|街道|[局厅委办处院署部会]|单位|机关)")
_NUMBER = pattern(r"[0-9０-９][0-9０-９.,，％%]*")
_MARKS = pattern(r"[\W_]+")
_ENDINGS = pattern(r"(?:人民政府|政府|办事处|委员会|办公室|管理局)$")
_PLACED = pattern(r"^.{1,8}?(?:省|自治区|自治州|自治县|[市县区旗州盟])(?=.{2,})")


class _Text(NamedTuple):
    """One paragraph: whose it is, which one, and its kept runs, each once."""

    owner: int
    place: int
    runs: array[int]


def alike(handed: Sequence[Handed], register: Register, given: Iterable[str] = ()) -> tuple[Alike, ...]:
    """The pairs of reports of different agencies in which prose is copied, the likest first.

    `given` are texts that all have been given: the form's words, the notice. Reports of one agency (files beside each other)
    are not compared.
    """
    common = {run for text in given for run in _runs(text)}
    texts = [
        _Text(owner, place, array("q", set(runs) - common))
        for owner, one in enumerate(handed)
        for place, runs in enumerate(_paragraphs(one, register), 1)
    ]
    shared, own = _shared(texts, len(handed))
    words = [0] * len(handed)
    for text, mine in zip(texts, own, strict=True):
        words[text.owner] += mine.size
    found = []
    for (one, other), pairs in _by_reports(shared, texts).items():
        if handed[one].agency != handed[other].agency and (told := _told(one, other, pairs, texts, own, words, handed)):
            found.append(told)
    return tuple(sorted(found, key=lambda pair: (-max(pair.share, pair.other_share), pair.one.agency, pair.other.agency)))


def given_by_form(form: Form) -> Iterator[str]:
    """The words that every report on this form may have: its headings, guidance, preface, labels."""
    yield form.preface
    for section in form.sections:
        yield from (section.heading, section.subheading, *section.guidance, *section.starts_with)
    for figure in form.figures.values():
        yield from (figure.row.label, figure.column.label, figure.note)


# -- texts as they are compared ---------------------------------------------------------------------


def _paragraphs(one: Handed, register: Register) -> Iterator[list[int]]:
    agency = register.by_code.get(one.agency)
    own = own_names((*((agency,) if agency else ()), *register.above(one.agency)), one.says)
    for text in one.paragraphs:
        yield _runs(own.sub("某某", text) if own else text)


def _runs(text: str) -> list[int]:
    """The runs that are kept of a text, without marks and numbers, as hashes."""
    plain = _MARKS.sub("", _NUMBER.sub("0", _SELF.sub("本单位", text)))
    signs = [ord(sign) for sign in plain]
    return [
        hash(plain[at : at + _RUN]) for at in range(len(plain) - _RUN + 1) if (signs[at] * 31 + signs[at + 1] * 7) % _ONE_OF == 0
    ]


def own_names(agencies: Iterable[Agency], says: str = "") -> re.Pattern[str] | None:
    """What finds the names of an agency and of those above it, whole and in short: 甲市南坪镇人民政府, 南坪镇人民政府, 南坪镇."""
    names: set[str] = {says} if says else set()
    for agency in agencies:
        names |= set(agency.names)
    for name in list(names):
        bare = _PLACED.sub("", name, count=1)
        names |= {bare, _ENDINGS.sub("", name), _ENDINGS.sub("", bare)}
    kept = sorted((name for name in names if len(name) > 1), key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, kept))) if kept else None


# -- what two have ----------------------------------------------------------------------------------------


class _Own(NamedTuple):
    """Of one paragraph how many runs few others have, and those that some other has."""

    size: int
    shared: set[int]


def _shared(texts: Sequence[_Text], reports: int) -> tuple[Counter[tuple[int, int]], Sequence[_Own]]:
    """How many runs each two paragraphs of different reports have in common; and what is each paragraph's own."""
    places: dict[int, list[int]] = {}
    in_several = _in_several(texts)
    for number, text in enumerate(texts):
        for run in text.runs:
            if in_several(run):
                places.setdefault(run, []).append(number)
    most = max(_FEW, min(reports // _PART, _MANY))
    counts = [len(text.runs) for text in texts]
    mine: list[set[int]] = [set() for _ in texts]
    shared: Counter[tuple[int, int]] = Counter()
    for run, numbers in places.items():
        owners = {texts[number].owner for number in numbers}
        if len(owners) > most:
            for number in numbers:
                counts[number] -= 1
        elif len(owners) > 1:
            for number in numbers:
                mine[number].add(run)
            shared.update(pair for pair in combinations(numbers, 2) if texts[pair[0]].owner != texts[pair[1]].owner)
    return shared, [_Own(count, runs) for count, runs in zip(counts, mine, strict=True)]


def _in_several(texts: Sequence[_Text]) -> Callable[[int], bool]:
    """Whether a run may stand in several reports: surely where it does, seldom where it does not.

    Most runs of ten thousand reports are one report's alone; they are told apart without being kept.
    """
    size = 1 << max(sum(len(text.runs) for text in texts).bit_length() + 1, 10)
    first, several = array("i", bytes(4 * size)), bytearray(size)
    for text in texts:
        owner = text.owner + 1
        for run in text.runs:
            place = run & (size - 1)
            if not first[place]:
                first[place] = owner
            elif first[place] != owner:
                several[place] = 1
    return lambda run: bool(several[run & (size - 1)])


def _by_reports(
    shared: Mapping[tuple[int, int], int], texts: Sequence[_Text]
) -> dict[tuple[int, int], list[tuple[int, int, int]]]:
    """The pairs of paragraphs with something in common, by the two reports."""
    found: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for (one, other), count in shared.items():
        if count >= _LEAST_RUNS:
            found.setdefault((texts[one].owner, texts[other].owner), []).append((one, other, count))
    return found


def _told(
    one: int,
    other: int,
    pairs: Sequence[tuple[int, int, int]],
    texts: Sequence[_Text],
    own: Sequence[_Own],
    words: Sequence[int],
    handed: Sequence[Handed],
) -> Alike | None:
    """Two reports as alike as is worth telling, or None."""
    in_both = {run for left, right, _ in pairs for run in own[left].shared & own[right].shared}
    copied = []
    longest = 0
    for left, right, count in sorted(pairs):
        least = min(own[left].size, own[right].size), min(len(texts[left].runs), len(texts[right].runs))
        if count >= _COPIED * least[0] and count >= _OF_ALL * least[1]:
            texts_of = (handed[one].paragraphs, handed[other].paragraphs)
            places = texts[left].place, texts[right].place
            copied.append(Copied(places[0], texts_of[0][places[0] - 1], places[1], texts_of[1][places[1] - 1]))
            longest = max(longest, count)
    shares = [len(in_both) * 100 // max(words[owner], 1) for owner in (one, other)]
    like = max(shares) > _TOO_LIKE and len(in_both) >= _OWN_RUNS
    several = min(len({pair.place for pair in copied}), len({pair.other_place for pair in copied})) >= _PARAGRAPHS
    if not copied or not (like or several or longest >= _LONG_RUNS):
        return None
    return Alike(handed[one], handed[other], shares[0], shares[1], tuple(copied))
