"""Did you mean …?"""

from __future__ import annotations

from collections.abc import Iterable


def closest(word: str, known: Iterable[str], cutoff: float = 0.5) -> str:
    """The known word that is most like `word`, or '' when none is."""
    from difflib import get_close_matches  # only a misspelt name needs it

    return next(iter(get_close_matches(word, list(known), n=1, cutoff=cutoff)), "")
