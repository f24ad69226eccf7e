"""Did you mean …? What a word, a path or a number that was mistyped may have been."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

# A longer word is no slip of the pen, and comparing it takes the square of its length.
_LONGEST = 200


def closest(word: str, known: Iterable[str], cutoff: float = 0.5) -> str:
    """The known word that is most like `word`, or '' when none is."""
    if len(word) > _LONGEST:
        return ""
    from difflib import get_close_matches  # only a misspelt name needs it

    return next(iter(get_close_matches(word, list(known), n=1, cutoff=cutoff)), "")


def closest_path(path: str, known: Iterable[str], cutoff: float = 0.5) -> str:
    """The known path (table.row.column) most like `path`, each of its parts like the part it stands for, or ''.

    What is not there any more (a column that a new form dropped) is like nothing: its long neighbours must not
    make another column of the same row look like a slip of the pen.
    """
    parts = path.split(".")

    def alike(other: str) -> bool:
        others = other.split(".")
        return len(others) == len(parts) and all(
            part == one or closest(part, [one], cutoff) for part, one in zip(parts, others, strict=True)
        )

    return closest(path, [one for one in known if alike(one)], cutoff)


def is_near_number(one: Decimal, other: Decimal) -> bool:
    """Whether one number is another with a digit mistyped, left out or added, two swapped, or the point shifted."""
    written, right = f"{one.normalize():f}", f"{other.normalize():f}"
    if len(written) == len(right):
        return len(_differing(written, right)) == 1 or _are_swapped(written, right)
    longer, shorter = (written, right) if len(written) > len(right) else (right, written)
    return len(longer) == len(shorter) + 1 and any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def is_swapped_number(one: Decimal, other: Decimal) -> bool:
    """Whether two digits that stand beside one another in one number stand the other way round in the other."""
    return _are_swapped(f"{one.normalize():f}", f"{other.normalize():f}")


def _are_swapped(written: str, right: str) -> bool:
    differing = _differing(written, right) if len(written) == len(right) else []
    return len(differing) == 2 and differing[1] == differing[0] + 1 and sorted(written) == sorted(right)


def _differing(written: str, right: str) -> list[int]:
    return [at for at, (sign, meant) in enumerate(zip(written, right, strict=True)) if sign != meant]
