"""Did you mean …?"""

from __future__ import annotations

from collections.abc import Iterable

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
