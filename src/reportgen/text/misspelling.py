"""Wrong words, words written twice, and places where signs are lost: found in a text by what a vocabulary knows.

There is no model of the language here. What is not declared is no mistake, so that names are none. What is declared
is in the packs' words.yaml and in an office's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from .dates import Dated
from .patterns import HAN, NO_HAN, pattern

# What may follow the end of a word: a mark, a figure, or a word that joins.
_END = rf"(?={NO_HAN}|$|[的和与及并]|以及)"
_AND_AGAIN = ("再", "又")
_TWICE = pattern(rf"({HAN}{{2,8}}?)\1")
# 南京南京路, 城关城关镇: a place, and what is called after it.
_CALLED_AFTER = frozenset("路街巷道镇乡村庄湾湖山河江港站桥")
# One after the other: 一件一件.
_ONE_BY_ONE = ("一", "逐")
# So long a piece is surely no beginning of another word.
_SURELY_TWICE = 5
# What is shorter is too like other words to be known with a sign off.
_LEAST_PHRASE = 6

# Words that join, with the signs that make another word of them at the end of a sentence (总和, 参与, 涉及).
_JOINING = {
    "和": "总缓平温共饱随祥中调附谦柔暖应的之",
    "与": "参赋给授付寄相",
    "及": "涉普波危提论触顾兼企旁埃得言遍累惠殃推料念谈述祸延不未",
    "并": "合兼归吞撤裁",
    "将": "大干名武麻健老主上中少",
    "把": "火一两几拖扫车手",
    "从": "服听随遵顺盲无自侍主",
    "由": "理自缘事案根来因情路",
    "或": "抑间",
    "且": "姑暂权苟",
}
_GO_ON = ("以及", "予以", "加以", "按照", "关于", "对于", "由于", "进一步", "并且", "而且", "但是", "因此", "包括", "例如")
_MARKS = "。；"
# Each stands with the pieces of which its text holds one, so that few are even compiled, and with what is lost there.
_GROWN, _SHARE = ("增长", "下降", "提高", "升高", "减少", "上升"), "占达"
_LOST = (
    (
        tuple(f"第{what}" for what in "条款章节届号批期"),
        pattern(r"第(?<![次及落门等品]第)(?=[条款章节届号批期](?![件目]))"),
        "像是丢了序号",
    ),
    (("〔",), pattern(r"〔(?:\s*〕|\d{4}〕\s*(?=号))"), "像是丢了号码"),
    (("《",), pattern(r"《\s*》"), "里面是空的"),
    (("“",), pattern(r"“\s*”"), "里面是空的"),
    (("（",), pattern(r"（\s*）"), "里面是空的"),
    (tuple(f"{word}%" for word in (*_GROWN, *_SHARE)), pattern(rf"%(?<={'%|'.join(_GROWN)}%)|%(?<=[{_SHARE}]%)"), "像是丢了数"),
    (
        tuple(f"{word}％" for word in (*_GROWN, *_SHARE)),
        pattern(rf"％(?<={'％|'.join(_GROWN)}％)|％(?<=[{_SHARE}]％)"),
        "像是丢了数",
    ),
    (tuple(f"计{unit}" for unit in "件条篇"), pattern(r"计(?<=[共合总]计)(?=[件条篇](?![数额款件]))"), "像是丢了数"),
    (tuple(f"共{unit}" for unit in "件条篇"), pattern(r"共(?<!公共)(?=[件条篇](?![数额款件]))"), "像是丢了数"),
    # 及时、准。 is half a word; 又快、准。 is a whole one.
    (
        tuple(f"、{half}" for half in "准规完权便详"),
        pattern(rf"(?<={HAN}{{2}})(?<![快稳狠全深细实新严精])、[准规完权便详](?=[。；])"),
        "后面像是丢了字",
    ),
    (("年月", "月日"), pattern(r"月(?<=\d年月)(?=\s*\d{1,2}日)|月(?<=\d月)(?=日(?![期常均报]))"), "像是丢了数"),
    (("年",), pattern(r"年(?:(?<=[，。；：、（“自从至]年)|(?<=^年))(?=\s*\d{1,2}月)"), "像是丢了数"),
)
_STOPPED = "后面像是丢了字"
# A sentence that says what something is may end in 的.
_SAYS_WHAT_IT_IS = frozenset("是属凡为者应")
_STOPS = "。；！？"


class Mistake(NamedTuple):
    """A wrong string and what should stand there; where one of `unless` lies over it, it is no mistake. `why` says why."""

    wrong: str
    right: str
    why: str = ""
    unless: tuple[str, ...] = ()


class Title(NamedTuple):
    """A law or a document by its full name; `short` are other names that are as good, `why` says which document it is.

    `numbers` are those under which it was issued, `published` and `in_force` the days of its editions: () where they are not given;
    `articles` is how many the longest of its editions has, 0 where that is not given.
    """

    name: str
    short: tuple[str, ...] = ()
    why: str = ""
    numbers: tuple[str, ...] = ()
    published: tuple[Dated, ...] = ()
    in_force: tuple[Dated, ...] = ()
    articles: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.short)


class _Declared(NamedTuple):
    words: tuple[Mistake, ...] = ()
    phrases: tuple[Mistake, ...] = ()
    repeated: tuple[Mistake, ...] = ()
    titles: tuple[Title, ...] = ()
    tails: frozenset[str] = frozenset()
    compounds: frozenset[str] = frozenset()
    doubles: frozenset[str] = frozenset()
    nouns: frozenset[str] = frozenset()
    kept: tuple[str, ...] = ()


class Vocabulary(_Declared):
    """All that is known of wrong writing.

    `words` are wrong words, `phrases` wrong set phrases and names, `repeated` what is written twice. `tails` are signs
    of which a second one is too many at the end of a word; `compounds` words of which this holds, because they begin
    words as well as they end them; `doubles` words that one says twice on purpose; a sentence that ends in one of the
    `nouns` and 的 has lost what they belong to. Nothing is wrong within `kept`.
    """

    @cached_property
    def by_beginning(self) -> dict[str, tuple[Mistake, ...]]:
        """The wrong words and phrases by their first two signs: of hundreds a text has few, and is not searched for each."""
        found: dict[str, tuple[Mistake, ...]] = {}
        for mistake in (*self.words, *self.phrases):
            found[mistake.wrong[:2]] = (*found.get(mistake.wrong[:2], ()), mistake)
        return found

    @cached_property
    def known_names(self) -> frozenset[str]:
        """Every name of a document that is right."""
        return frozenset(name for title in self.titles for name in title.names)

    @cached_property
    def set_phrases(self) -> tuple[tuple[str, str], ...]:
        """The right phrases and names that are long enough to be known with a sign off, each with why it is so."""
        named = [(name, title.why) for title in self.titles for name in title.names]
        said = [(phrase.right, phrase.why) for phrase in self.phrases]
        return tuple({phrase: (phrase, why) for phrase, why in (*named, *said) if len(phrase) >= _LEAST_PHRASE}.values())

    @cached_property
    def set_phrases_by_half(self) -> dict[str, list[int]]:
        """Which of the set phrases have a half that begins with these two signs: a text is not searched for each of them."""
        found: dict[str, list[int]] = {}
        for at, (phrase, _) in enumerate(self.set_phrases):
            for half in (phrase, phrase[len(phrase) // 2 :]):
                found.setdefault(half[:2], []).append(at)
        return found

    @cached_property
    def confused(self) -> frozenset[tuple[str, str]]:
        """Signs that stand for each other in the wrong words: the right one and the wrong one."""
        pairs: set[tuple[str, str]] = set()
        for mistake in (*self.words, *self.phrases):
            off = [pair for pair in zip(mistake.right, mistake.wrong, strict=False) if pair[0] != pair[1]]
            if len(mistake.right) == len(mistake.wrong) and len(off) == 1:
                pairs.add(off[0])
        return frozenset(pairs)

    def extended(self, more: Vocabulary) -> Vocabulary:
        """This one with all of another."""
        return Vocabulary(
            (*self.words, *more.words),
            (*self.phrases, *more.phrases),
            (*self.repeated, *more.repeated),
            (*self.titles, *more.titles),
            self.tails | more.tails,
            self.compounds | more.compounds,
            self.doubles | more.doubles,
            self.nouns | more.nouns,
            (*self.kept, *more.kept),
        )


class Misspelt(NamedTuple):
    """Signs `start` to `stop` of a text that are wrong; `right` should stand there, '' where nobody knows; `why` is what is wrong."""

    start: int
    stop: int
    right: str
    why: str


def mistakes_in(text: str, mistakes: Iterable[Mistake], vocabulary: Vocabulary) -> Iterator[Misspelt]:
    """The declared mistakes in a text, in no order; where one stands within another the longer one is told alone."""
    found: list[Misspelt] = []
    for mistake in mistakes:
        at = text.find(mistake.wrong)
        while at >= 0:
            stop = at + len(mistake.wrong)
            if not _covered(text, at, stop, mistake.unless) and not _covered(text, at, stop, vocabulary.kept):
                found.append(Misspelt(at, stop, mistake.right, mistake.why))
            at = text.find(mistake.wrong, stop)
    for one in found:
        if not any(other is not one and other.start <= one.start and one.stop <= other.stop for other in _longer(found, one)):
            yield one


def _longer(found: Iterable[Misspelt], than: Misspelt) -> Iterator[Misspelt]:
    return (other for other in found if other.stop - other.start > than.stop - than.start)


def _covered(text: str, start: int, stop: int, words: Iterable[str]) -> bool:
    """Whether one of these words stands over a place."""
    return any(word in text[max(start - len(word) + 1, 0) : stop + len(word) - 1] for word in words)


def repeats_in(text: str, repeated: Iterable[Mistake], vocabulary: Vocabulary) -> Iterator[Misspelt]:
    """Words written twice: those of the declared ones that are looked for, signs doubled at the end of a word, and any longer piece that follows itself."""
    for one in mistakes_in(text, repeated, vocabulary):
        if not _two_by_two(text, one.start, one.stop):
            yield one
    for found in _DOUBLED.finditer(text) if vocabulary.tails else ():
        if (
            found[1] in vocabulary.tails
            and not _covered(text, *found.span(), vocabulary.kept)
            and not _two_by_two(text, *found.span())
        ):
            yield Misspelt(*found.span(), found[1], "")
    for found in _TWICE.finditer(text):
        piece, (start, stop) = found[1], found.span()
        if len(set(piece)) == 1 or piece in vocabulary.doubles or piece.startswith(_ONE_BY_ONE):
            continue
        if piece[0] == "的" or piece[-1] == "的" or text[stop : stop + 1] in _AND_AGAIN:
            continue  # 目录的目录: one belongs to the other; 主动主动再主动 is said so
        if text[stop : stop + 1] in _CALLED_AFTER or _covered(text, start, stop, vocabulary.kept):
            continue
        if len(piece) < _SURELY_TWICE and piece[-2:] in vocabulary.compounds and not _ENDS.match(text, stop):
            continue
        yield Misspelt(start, stop, piece, "")


def _two_by_two(text: str, start: int, stop: int) -> bool:
    """Whether signs doubled stand beside other signs doubled: 暖暖和和 is one word."""
    before, after = text[max(start - 2, 0) : start], text[stop : stop + 2]
    return stop - start == 2 and any(len(pair) == 2 and pair[0] == pair[1] for pair in (before, after))


_ENDS = pattern(_END)


# A sign twice at the end of a word; which signs are wrong so is the vocabulary's to say.
_DOUBLED = pattern(rf"(?<={HAN})({HAN})\1{_END}")


def losses_in(text: str, vocabulary: Vocabulary) -> Iterator[Misspelt]:
    """Places where something is lost: a number, what stands in a pair of marks, the end of a sentence."""
    for pieces, lost, what in _LOST:
        if any(map(text.__contains__, pieces)):
            for found in lost.finditer(text):
                yield Misspelt(*found.span(), "", what)
    for mark in _MARKS:
        at = text.find(mark, 1)
        while at >= 0:
            if size := _unfinished(text, at, vocabulary):
                yield Misspelt(at - size, at, "", _STOPPED)
            at = text.find(mark, at + 1)


def _unfinished(text: str, at: int, vocabulary: Vocabulary) -> int:
    """How many signs before the mark at `at` want something behind them."""
    for word in _GO_ON if text.endswith(_GO_ON, 0, at) else ():
        if text.startswith(word, at - len(word)) and text[at - len(word) - 1] != "更":
            return len(word)
    last = text[at - 1]
    if last in _JOINING and text[max(at - 2, 0) : at - 1] not in _JOINING[last]:
        return 1
    if last == "的":
        sentence = text[max(text.rfind(sign, 0, at) for sign in _STOPS) + 1 : at - 1]
        said = _SAYS_WHAT_IT_IS.isdisjoint(sentence) and any(sentence.endswith(noun) for noun in vocabulary.nouns)
        return 1 if said else 0
    return 0
