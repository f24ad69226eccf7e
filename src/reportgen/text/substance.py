"""What a message says in substance: its figures and what it quotes, whatever words of the program stand around them.

By this an answer to a finding, or a decision on it, holds for that finding alone, and not for whatever is found at its place next.
"""

from __future__ import annotations

from hashlib import sha256

from .patterns import pattern

_APART = pattern(r"[\s,]+")
# Not the lines in which something stands: they move as soon as one is put in above.
_PLACES = pattern(r"第\s*\d+\s*(?:行|列|段|页|个字|张表)")
_SAID = pattern(r"\d[\d,]*(?:\.\d+)?|[“《][^”》]*[”》]")


def substance(said: str) -> str:
    """The same for what says the same: 512 is another thing than 9999."""
    found = (_APART.sub("", one) for one in _SAID.findall(_PLACES.sub("", said)))
    return sha256("|".join(found).encode(errors="surrogatepass")).hexdigest()[:8]
