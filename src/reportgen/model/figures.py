"""Figures: from what somebody typed to a Decimal, and back to the digits that are printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, DefaultContext, getcontext
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋", "0123456789.,-+")
# Most figures are plain; the other patterns are compiled where one is not.
_PLAIN = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_GROUPED = r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"
# As others group thousands, and as a copy of a printed page leaves the comma's place.
_SPACED = r"[-+]?[1-9][0-9]{0,2}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?:\.[0-9]+)?"
# Figures of two cells in one, or the digits of one apart: nobody can tell.
_SEVERAL = r"[-+]?[0-9][0-9,.]*(?:\s+[0-9][0-9,.]*)+"
_SPREAD = r"[1-9](?:\s+[0-9])+"
_APART = 2
_LEADING = re.compile(r"([-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[-+]?[0-9]+(?:\.[0-9]+)?)(?![eE.,0-9])\s*(.*)", re.DOTALL)
_STORED = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?")
# No count or amount has more digits than this, before its point or behind it.
_LONGEST = 30
# What is added, subtracted and divided is never rounded without a word: the longest figure and the
# smallest have their sum in these digits. For the threads to come, and for this one.
DefaultContext.prec = getcontext().prec = 100
_TOO_LONG = re.compile(rf"\s*[-+]?[0-9.,]{{{_LONGEST},}}")
# Excel keeps 15 significant digits; a longer figure has already lost some.
_EXACT_DIGITS = 15
# What people put where there is nothing to count, at most so many characters of it: the one list of such signs.
_STANDS_FOR_NONE = r"[-‐‑–—―−─━﹘﹣－/∕／\\＼]+|无|没有|暂无|空白?|不涉及|零|[〇○◯OoＯｏ]|[Nn]/?[Aa]"
_LONGEST_SIGN = 6
# Words in brackets behind a figure; three letters or fewer without a number are a unit, and one that begins with a scale may be.
_NOTE = re.compile(
    r"[（(](?!\s*(?:单位|[十百千万亿%‰]|元|美元))(?=[^（()）]*\d|[^（()）]{4})(?:[^（()）]|[（(][^（()）]*[)）])+[)）]"
)


class ReadFigure(NamedTuple):
    """A figure as typed: its value (None when there is none), and what was odd about the typing."""

    value: Decimal | None
    full_width: bool = False
    remark: str = ""


def stands_for_none(text: str) -> bool:
    """Whether a cell says in other signs than 0 that there is nothing: `-`, `——`, `/`, 无; an empty cell says nothing at all.

    Only a reader of what was published may take such a sign for 0: in a draft it is to be mended.
    """
    squeezed = "".join(text.split()).strip("()（）。")
    return 0 < len(squeezed) <= _LONGEST_SIGN and re.fullmatch(_STANDS_FOR_NONE, squeezed) is not None


@lru_cache(maxsize=1 << 8)  # most figures are small, and most of those are 0
def read_figure(text: str) -> ReadFigure:
    """Read one cell's text; never guesses: `value` is None where no number stands in front."""
    if len(text) > _LONGEST and _TOO_LONG.match(text.translate(_FULL_WIDTH)):
        return ReadFigure(None)
    narrow = text.translate(_FULL_WIDTH)
    full_width = narrow != text
    stripped = narrow.strip()
    if _PLAIN.fullmatch(stripped):
        return ReadFigure(Decimal(stripped), full_width)
    if re.fullmatch(_GROUPED, stripped):
        return ReadFigure(Decimal(stripped.replace(",", "")), full_width)
    if re.fullmatch(_SPACED, stripped):
        return ReadFigure(Decimal("".join(stripped.split())), full_width)
    leading = _LEADING.fullmatch(stripped)
    if leading and not re.fullmatch(_SEVERAL, stripped):
        # The words behind it are printed as they were typed, each sign of them.
        return ReadFigure(Decimal(leading[1].replace(",", "")), full_width, text.strip()[leading.start(2) :].strip())
    return ReadFigure(None, full_width)


def spread_figure(text: str) -> Decimal | None:
    """The figure that a cell holds whose digits stand apart, 1 1 for 11: if it is one, and not the figures of two cells."""
    narrow = text.translate(_FULL_WIDTH).strip()
    return Decimal("".join(narrow.split())) if re.fullmatch(_SPREAD, narrow) else None


def is_note(remark: str) -> bool:
    """Whether what stands behind a figure is said of it, in brackets: （其中修订16件）, and no unit or scale, which would make it another figure."""
    return _NOTE.fullmatch(remark.strip()) is not None


def thousands_joined(words: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Words of a line with their places, 1 203 as one of them: where figures stand further apart than a blank, or nothing else stands."""
    gaps = [behind - start - len(word) for (start, word), (behind, _) in pairwise(words)]
    if gaps == [1] and re.fullmatch(_SPACED, whole := f"{words[0][1]} {words[1][1]}"):
        return [(words[0][0], whole)]
    if max(gaps, default=0) < _APART:
        return [*words]
    joined = [*words[:1]]
    for gap, (start, word) in zip(gaps, words[1:], strict=True):
        if gap == 1 and re.fullmatch(_SPACED, f"{joined[-1][1]} {word}"):
            joined[-1] = (joined[-1][0], f"{joined[-1][1]} {word}")
        else:
            joined.append((start, word))
    return joined


def from_stored_number(text: str) -> Decimal:
    """The figure a spreadsheet stored as a binary number: 85.400000000000006 is 85.4.

    The file holds up to 17 digits of a double, of which a spreadsheet takes and shows 15: those are
    what the person typed, or saw. Whole numbers beyond 15 digits are kept as written. ValueError for what is
    no number, or none that a report could hold.
    """
    if len(text) > _LONGEST or not _STORED.fullmatch(text) or abs(Decimal(text).adjusted()) >= _LONGEST:
        raise ValueError(f"不是数：{text[:40]}")
    if re.fullmatch(r"-?\d{1,15}", text):
        return Decimal(text)
    value = Decimal(text)
    if value == value.to_integral_value() and len(value.as_tuple().digits) > _EXACT_DIGITS:
        return value.to_integral_value()
    return Decimal(f"{float(text):.{_EXACT_DIGITS}g}")


def digits(value: Decimal, places: int | None = None) -> str:
    """The digits printed for a figure: no exponent, no minus zero, no trailing zeros but those up to so many `places`."""
    if value == 0:
        text = "0"
    elif value == value.to_integral_value():
        text = format(value.to_integral_value(), "f")
    else:
        text = format(value, "f").rstrip("0").rstrip(".")
    if places and (lacking := places - len(text.partition(".")[2])) > 0:
        text += ("" if "." in text else ".") + "0" * lacking
    return text
