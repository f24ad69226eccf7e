"""Two texts compared in tokens that a reader would not cut: numbers and dates whole, Han text by character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from .alignment import likeness, paired
from .model.change import Piece, PieceKind

_TOKEN = re.compile(
    r"(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日|[-−]?\d+(?:[,，]\d{3})*(?:\.\d+)?[%％‰]?|[A-Za-z][A-Za-z0-9_.@/-]*|\s+|.",
    re.DOTALL,
)
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]?")
# Longer texts are compared by sentences first.
_LONG = 300
# Sentences as long as this together are not compared token by token.
_HOPELESS = 4000
# So few signs between two changes belong to them: nobody reads a phrase that is cut to pieces.
_TINY = 2


def tokens(text: str) -> list[str]:
    """A text in the pieces that change as a whole; they joined are the text."""
    return _TOKEN.findall(text)


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """What two texts share and what each has alone, in order: deleted before inserted."""
    if old == new:
        return (Piece("same", old),) if old else ()
    short = len(old) <= _LONG and len(new) <= _LONG
    return tuple(_tidied(list(_by_tokens(old, new) if short else _by_sentences(old, new))))


def _by_sentences(old: str, new: str) -> Iterator[Piece]:
    """Sentences that both have, then those that are alike; in the others nothing is looked for."""
    a, b = _SENTENCE.findall(old), _SENTENCE.findall(new)
    for tag, i1, i2, j1, j2 in _opcodes(a, b):
        if tag != "replace":
            yield from _pair(tag, "".join(a[i1:i2]), "".join(b[j1:j2]))
            continue
        at_old, at_new = i1, j1
        for i, j in [*paired(a[i1:i2], b[j1:j2], likeness), (i2 - i1, j2 - j1)]:
            yield from _pair("replace", "".join(a[at_old : i1 + i]), "".join(b[at_new : j1 + j]))
            if i1 + i < i2:
                yield from _by_tokens(a[i1 + i], b[j1 + j])
            at_old, at_new = i1 + i + 1, j1 + j + 1


def _by_tokens(old: str, new: str) -> Iterator[Piece]:
    a, b = tokens(old), tokens(new)
    if len(a) + len(b) > _HOPELESS:
        yield from _pair("replace", old, new)
        return
    for tag, i1, i2, j1, j2 in _opcodes(a, b):
        yield from _pair(tag, "".join(a[i1:i2]), "".join(b[j1:j2]))


def _opcodes(a: Sequence[str], b: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    return list(SequenceMatcher(None, a, b, autojunk=False).get_opcodes())


def _pair(tag: str, old: str, new: str) -> Iterator[Piece]:
    if tag == "equal":
        yield Piece("same", old)
        return
    if old:
        yield Piece("deleted", old)
    if new:
        yield Piece("inserted", new)


def _tidied(found: Sequence[Piece]) -> Iterator[Piece]:
    """Changes that only a sign or two part are one; deleted text comes first."""
    groups: list[tuple[str, str, str]] = []  # same before it, deleted, inserted
    same = deleted = inserted = ""
    for at, piece in enumerate(found):
        if piece.kind == "deleted":
            deleted += piece.text
        elif piece.kind == "inserted":
            inserted += piece.text
        elif piece.text:
            last = at == len(found) - 1
            if (deleted or inserted) and not last and _is_tiny(piece.text, deleted, inserted):
                deleted += piece.text
                inserted += piece.text
            else:
                if deleted or inserted:
                    groups.append((same, deleted, inserted))
                    same = deleted = inserted = ""
                same += piece.text
    groups.append((same, deleted, inserted))
    kinds: tuple[PieceKind, ...] = ("same", "deleted", "inserted")
    for group in groups:
        yield from (Piece(kind, text) for kind, text in zip(kinds, group, strict=True) if text)


def _is_tiny(text: str, deleted: str, inserted: str) -> bool:
    """Whether what two changes share between them says nothing of its own: no number, no end of a clause."""
    plain = len(text) <= _TINY and not re.search(r"[\d，。；：、\s]", text)
    return plain and len(deleted) + len(inserted) > len(text) + 1
