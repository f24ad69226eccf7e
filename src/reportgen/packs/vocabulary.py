"""Reads words.yaml: the words that are written wrong, in the program's own list and in those that an office adds to it.

An office's list lies beside its draft, in its pack, or where REPORTGEN_FORMATS says; it adds to what is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import concat
from pathlib import Path

from ..files.shapes import Problem, mappings_of, shape_problems, text_of, texts_of
from ..files.yaml import LocatedMap, Node, compose, read_text
from ..model.errors import SourceError
from ..model.location import Location
from ..text.misspelling import Mistake, Title, Vocabulary
from .folders import WORDS, roots_of, shipped_packs
from .pack import Pack, refuse
from .reader import Collector
from .shapes import WORDS as SHAPE

# The kinds of mistakes, by the key that they stand under.
_KINDS = ("words", "phrases", "repeated")
_SETS = ("tails", "compounds", "doubles", "nouns")
_LEAST = 2


def vocabulary_for(pack: Pack, beside: Path | None = None) -> Vocabulary:
    """All that is known of wrong writing where `pack` is used for a draft (or a file) in `beside`; PackError where a list is unsound."""
    return _joined(tuple(_stamped(word_lists(pack, beside))))


def word_lists(pack: Pack, beside: Path | None = None) -> list[Path]:
    """The lists that count there, the program's own first, the nearest last; none twice."""
    own = [one.folder / WORDS for one in reversed(pack.lineage)]
    around = [root / WORDS for root in reversed(list(roots_of(beside)))]
    found = (path for path in (shipped_packs() / WORDS, *around, *own) if path.is_file())
    return list({path.resolve(): path for path in found}.values())


def _stamped(paths: Iterable[Path]) -> Iterator[tuple[str, int, int]]:
    for path in paths:
        state = path.stat()
        yield str(path), state.st_mtime_ns, state.st_size


@lru_cache(maxsize=16)
def _joined(lists: tuple[tuple[str, int, int], ...]) -> Vocabulary:
    """The lists as one; read again only when one of them has changed."""
    whole = Vocabulary()
    for path, _, _ in lists:
        vocabulary, problems = read_vocabulary(Path(path))
        refuse(problems)
        whole = whole.extended(vocabulary)
    return whole


def read_vocabulary(path: Path) -> tuple[Vocabulary, list[Problem]]:
    """What one file says, and everything that is wrong with it, each with its place."""
    try:
        root = compose(read_text(path)[0], str(path))
    except SourceError as error:
        return Vocabulary(), [(error.location or Location(str(path)), error.message)]
    if root is None:
        return Vocabulary(), []  # comments alone
    problems = list(shape_problems(root, SHAPE, Location(str(path), line=1, column=1)))
    if problems or not isinstance(root, LocatedMap):
        return Vocabulary(), problems
    reader = _Reader()
    vocabulary = reader.vocabulary(root)
    return vocabulary, reader.problems


class _Reader(Collector):
    """Reads the nodes of one list, and tells what would make an alarm of what is right."""

    def vocabulary(self, root: LocatedMap) -> Vocabulary:
        source = text_of(root.get("source"))
        titles = tuple(self.title(node) for node in mappings_of(root.get("titles")))
        mistakes = {
            kind: [pair for node in mappings_of(root.get(kind)) for pair in self.mistakes(node, source)] for kind in _KINDS
        }
        for node in mappings_of(root.get("signs")):
            sign, unless = text_of(node.get("sign")), _words(node.get("unless"))
            self.covering(node, (sign * 2,), unless)
            mistakes["repeated"].append((node, Mistake(sign * 2, sign, "", unless)))
        self.among_the_right([pair for pairs in mistakes.values() for pair in pairs], titles)
        words, phrases, repeated = (tuple(mistake for _, mistake in mistakes[kind]) for kind in _KINDS)
        tails, compounds, doubles, nouns = (frozenset(_words(root.get(key))) for key in _SETS)
        return Vocabulary(words, phrases, repeated, titles, tails, compounds, doubles, nouns, texts_of(root.get("kept")))

    def title(self, node: LocatedMap) -> Title:
        return Title(text_of(node.get("name")), texts_of(node.get("short")), text_of(node.get("why")))

    def mistakes(self, node: LocatedMap, source: str) -> Iterator[tuple[LocatedMap, Mistake]]:
        right, unless = text_of(node.get("right")), _words(node.get("unless"))
        said = _words(node.get("wrong"))
        self.covering(node, said, unless)
        for wrong in said:
            if len(wrong) < _LEAST:
                self.problem(node.location, f"wrong 里的“{wrong}”只有一个字，别的词里都会有它：连前后的字一起写")
            yield node, Mistake(wrong, right, text_of(node.get("why")) or source, unless)

    def covering(self, node: LocatedMap, wrong: Iterable[str], unless: Iterable[str]) -> None:
        """Tell an exception that can never be one: it holds no part of what is wrong."""
        for text in unless:
            if not any(_overlap(text, one) for one in wrong):
                self.problem((node.get("unless") or node).location, f"unless 里的“{text}”和写错的没有相连的字，用不上")

    def among_the_right(self, mistakes: list[tuple[LocatedMap, Mistake]], titles: Iterable[Title]) -> None:
        """Tell what is called wrong twice, or stands in what is called right."""
        right = [*(mistake.right for _, mistake in mistakes), *(name for title in titles for name in title.names)]
        whole = "\n".join(dict.fromkeys(right))
        # Most words are none of the text's by their first two signs.
        pairs = {*whole, *map(concat, whole, whole[1:])}
        seen: dict[str, Location] = {}
        for node, mistake in mistakes:
            place = (node.get("wrong") or node).location
            if first := seen.get(mistake.wrong):
                self.problem(place, f"写错的“{mistake.wrong}”重复：第 {first.line} 行已经有了")
            seen.setdefault(mistake.wrong, place)
            if mistake.wrong[:2] in pairs and mistake.wrong in whole and not mistake.unless:
                text = next(text for text in right if mistake.wrong in text)
                self.problem(place, f"写错的“{mistake.wrong}”在对的“{text}”里就有：写长一些，或者写 unless")


def _overlap(text: str, wrong: str) -> bool:
    """Whether the two can lie over each other in a text: one holds the other, or the end of one is the beginning of the other."""
    return (
        wrong in text
        or text in wrong
        or any(text.endswith(wrong[:size]) or text.startswith(wrong[-size:]) for size in range(1, len(wrong)))
    )


def _words(node: Node | None) -> tuple[str, ...]:
    return tuple(text_of(node).split())
