"""words.yaml, the words that are written wrong, in the program's own list and in those that an office adds to it: its shape, its reader.

An office's list lies beside its draft, in its pack, or where REPORTGEN_FORMATS says; it adds to what is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from operator import concat
from pathlib import Path
from typing import NamedTuple

from ..files.kept import remembered
from ..files.shapes import (
    SAID,
    TEXT,
    TEXTS,
    Either,
    Key,
    Keys,
    ListOf,
    Number,
    Problem,
    mappings_of,
    number_of,
    shape_problems,
    text_of,
    texts_of,
)
from ..files.yaml import LocatedMap, Node, Scalar, compose, read_text
from ..model.errors import SourceError
from ..model.location import Location
from ..text.dates import Dated, dated
from ..text.misspelling import Mistake, Title, Vocabulary
from .folders import READERS, WORDS, roots_of, shipped_packs
from .pack import Pack, refuse
from .reader import Collector

# The kinds of mistakes, by the key that they stand under.
_KINDS = ("words", "phrases", "repeated")
_SETS = ("tails", "compounds", "doubles", "nouns")
_LEAST = 2

# Where there may be a text instead of a list, each line of it is an entry: what its keys say in this order, with | between.
_MISTAKE = Keys(
    "mistake",
    "写错的和对的",
    (
        Key("right", SAID, "对的写法，名称写全称", "安装", "0.7", required=True),
        Key("wrong", SAID, "写错的，几个用空格分开", "按装 鞍装", "0.7", required=True),
        Key("unless", TEXT, "这些字句里的不算错，用空格分开", "按装机", "0.7"),
        Key("why", TEXT, "为什么错，用在提醒里；不写用 source", "“安”是安置", "0.7", default="source"),
    ),
)
_SIGN = Keys(
    "sign",
    "两个连写就是多了一个的字",
    (
        Key("sign", SAID, "哪一个汉字", "的", "0.7", required=True),
        Key("unless", TEXT, "这些字句里的不算错，用空格分开", "目的的", "0.7"),
    ),
)
_TITLE = Keys(
    "title",
    "法规、文件的名称",
    (
        Key("name", SAID, "全称，不写书名号", "中华人民共和国某某条例", "0.7", required=True),
        Key("short", TEXTS, "也通行的简称", "[某某条例]", "0.7"),
        Key("why", TEXT, "文号，用在提醒里", "国务院令第1号", "0.7"),
        Key("numbers", TEXTS, "文号；修订过的，各版的都写", "[国务院令第2号, 国务院令第1号]", "0.7"),
        Key("published", TEXTS, "公布、修订的日期，如 2019年4月3日；修订过的，各次的都写", "[2019年4月3日]", "0.7"),
        Key("in_force", TEXTS, "施行的日期；修订过的，各次的都写", "[2019年5月15日]", "0.7"),
        Key("articles", Number(1, 9999, whole=True), "一共多少条；修订过的，写条数最多的一版", "56", "0.7"),
    ),
)
WORDS_SHAPE = Keys(
    "words",
    "错别字、写错的固定说法、法规文件的名称、重复的字",
    (
        Key("source", TEXT, "依据哪一部词典、哪一份文件", "《现代汉语词典》第7版", "0.7"),
        Key("words", Either((ListOf(_MISTAKE), SAID)), "错别字", "[{right: 安装, wrong: 按装, unless: 按装机}]", "0.7"),
        Key("phrases", Either((ListOf(_MISTAKE), SAID)), "写错的固定说法、名称", "[{right: 两书一函, wrong: 两函一书}]", "0.7"),
        Key("titles", ListOf(_TITLE), "法规、文件的全称", "[{name: 中华人民共和国某某条例, short: [某某条例]}]", "0.7"),
        Key("repeated", Either((ListOf(_MISTAKE), SAID)), "重复的字词", "[{right: 我旗政府, wrong: 我旗旗政府}]", "0.7"),
        Key("signs", Either((ListOf(_SIGN), SAID)), "两个连写就是多了一个的字", "[{sign: 的, unless: 目的的}]", "0.7"),
        Key("tails", TEXT, "在词尾两个连写才是多了一个的字，用空格分开", "了 着", "0.7"),
        Key("compounds", TEXT, "在句尾两个连写才是重复的词，用空格分开", "工作 公开", "0.7"),
        Key("doubles", TEXT, "重叠着说的词，用空格分开", "研究研究", "0.7"),
        Key("nouns", TEXT, "后面直接是“的。”就是丢了字的词，用空格分开", "机关 单位", "0.7"),
        Key("kept", TEXTS, "本单位的名称、专名，里面的都不算错", "[资金资金池]", "0.7"),
    ),
)


def vocabulary_for(pack: Pack, beside: Path | None = None) -> Vocabulary:
    """All that is known of wrong writing where `pack` is used for a draft (or a file) in `beside`; PackError where a list is unsound."""
    return _joined(tuple(_stamped(word_lists(pack, beside))))


def own_vocabulary(pack: Pack) -> Vocabulary:
    """What the lists in the folders of `pack`, and of those it builds on, add to the program's; PackError where one is unsound."""
    whole = Vocabulary()
    for path in pack.files(WORDS):
        whole = whole.extended(_sound(path))
    return whole


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
    ours = shipped_packs() / WORDS
    for path in (Path(path) for path, _, _ in lists):
        # Ours is the longest by far: that an earlier start has read it spares a tenth of a check.
        read = partial(_sound, path)
        whole = whole.extended(remembered("words", [path], READERS, read) if path == ours else read())
    return whole


def _sound(path: Path) -> Vocabulary:
    vocabulary, problems = read_vocabulary(path)
    refuse(problems)
    return vocabulary


def read_vocabulary(path: Path) -> tuple[Vocabulary, list[Problem]]:
    """What one file says, and everything that is wrong with it, each with its place."""
    try:
        root = compose(read_text(path)[0], str(path))
    except SourceError as error:
        return Vocabulary(), [(error.location or Location(str(path)), error.message)]
    if root is None:
        return Vocabulary(), []  # comments alone
    problems = list(shape_problems(root, WORDS_SHAPE, Location(str(path), line=1, column=1)))
    if problems or not isinstance(root, LocatedMap):
        return Vocabulary(), problems
    reader = _Reader()
    vocabulary = reader.vocabulary(root)
    return vocabulary, reader.problems


class _Entry(NamedTuple):
    """An entry of a list: what each of its keys says, '' for none, and where it stands; `places` are those of its keys."""

    said: dict[str, str]
    place: Location
    places: dict[str, Location]

    def at(self, key: str) -> Location:
        return self.places.get(key, self.place)


class _Reader(Collector):
    """Reads the nodes of one list, and tells what would make an alarm of what is right."""

    def vocabulary(self, root: LocatedMap) -> Vocabulary:
        source = text_of(root.get("source"))
        titles = tuple(self.title(node) for node in mappings_of(root.get("titles")))
        mistakes = {
            kind: [pair for one in self.entries(root.get(kind), _MISTAKE) for pair in self.mistakes(one, source)]
            for kind in _KINDS
        }
        for one in self.entries(root.get("signs"), _SIGN):
            sign, unless = one.said["sign"], tuple(one.said["unless"].split())
            if len(sign) != 1 or not "\u3400" <= sign <= "\u9fff":
                self.problem(one.at("sign"), f"“{sign}”：这里只写一个汉字")
            self.covering(one, (sign * 2,), unless)
            mistakes["repeated"].append((one, Mistake(sign * 2, sign, "", unless)))
        self.among_the_right([pair for pairs in mistakes.values() for pair in pairs], titles)
        words, phrases, repeated = (tuple(mistake for _, mistake in mistakes[kind]) for kind in _KINDS)
        tails, compounds, doubles, nouns = (frozenset(text_of(root.get(key)).split()) for key in _SETS)
        return Vocabulary(words, phrases, repeated, titles, tails, compounds, doubles, nouns, texts_of(root.get("kept")))

    def entries(self, node: Node | None, shape: Keys) -> Iterator[_Entry]:
        """The entries of a list, or the lines of a text: as nodes of YAML hundreds of them take a tenth of a check."""
        names = [key.name for key in shape.keys]
        for one in mappings_of(node):
            said, places = dict.fromkeys(names, ""), dict[str, Location]()
            for key, value in one.entries:
                said[key.text], places[key.text] = text_of(value), value.location
            yield _Entry(said, one.location, places)
        if isinstance(node, Scalar) and node.folded:
            self.problem(node.location, "一行一条的写在“|”下面，才不会并成一行")
        least = sum(key.required for key in shape.keys)  # those that must be there stand first
        nothing = [""] * len(names)
        for line, place in node.lines if isinstance(node, Scalar) else ():
            if line.strip() and not line.lstrip().startswith("#"):
                cells = [cell.strip() for cell in line.split("|")]
                if not all(cells[:least]) or not least <= len(cells) <= len(names):
                    self.problem(place, f"一行写成：{' | '.join(names)}，前 {least} 项不能空着，没有别的项")
                yield _Entry(dict(zip(names, cells + nothing, strict=False)), place, {})

    def title(self, node: LocatedMap) -> Title:
        numbers = texts_of(node.get("numbers"))
        return Title(
            text_of(node.get("name")),
            texts_of(node.get("short")),
            text_of(node.get("why")),
            numbers,
            self.days(node, "published"),
            self.days(node, "in_force"),
            int(number_of(node.get("articles"), 0)),
        )

    def days(self, node: LocatedMap, key: str) -> tuple[Dated, ...]:
        """The days that an entry gives; what no calendar has is told."""
        found = [(text, dated(text)) for text in texts_of(node.get(key))]
        for text, day in found:
            if not (day and day.day and day.days):
                self.problem(node.location, f"{key} 里的“{text}”不是日期，写成：2019年5月15日")
        return tuple(day for _, day in found if day and day.day and day.days)

    def mistakes(self, entry: _Entry, source: str) -> Iterator[tuple[_Entry, Mistake]]:
        said = entry.said
        wrong, unless, why = said["wrong"].split(), tuple(said["unless"].split()), said["why"] or source
        self.covering(entry, wrong, unless)
        for one in wrong:
            if len(one) < _LEAST:
                self.problem(entry.place, f"wrong 里的“{one}”只有一个字，别的词里都会有它：连前后的字一起写")
            yield entry, Mistake(one, said["right"], why, unless)

    def covering(self, entry: _Entry, wrong: Iterable[str], unless: Iterable[str]) -> None:
        """Tell an exception that can never be one: it holds no part of what is wrong."""
        for text in unless:
            if not any(_overlap(text, one) for one in wrong):
                self.problem(entry.at("unless"), f"unless 里的“{text}”和写错的没有相连的字，用不上")

    def among_the_right(self, mistakes: list[tuple[_Entry, Mistake]], titles: Iterable[Title]) -> None:
        """Tell what is called wrong twice, or stands in what is called right."""
        right = [*(mistake.right for _, mistake in mistakes), *(name for title in titles for name in title.names)]
        whole = "\n".join(dict.fromkeys(right))
        # Most words are none of the text's by their first two signs.
        pairs = {*whole, *map(concat, whole, whole[1:])}
        seen: dict[str, _Entry] = {}
        for entry, mistake in mistakes:
            wrong = mistake.wrong
            if first := seen.get(wrong):
                self.problem(entry.at("wrong"), f"写错的“{wrong}”重复：第 {first.at('wrong').line} 行已经有了")
            seen.setdefault(wrong, entry)
            if wrong[:2] in pairs and wrong in whole and not mistake.unless:
                text = next(text for text in right if wrong in text)
                self.problem(entry.at("wrong"), f"写错的“{wrong}”在对的“{text}”里就有：写长一些，或者写 unless")


def _overlap(text: str, wrong: str) -> bool:
    """Whether the two can lie over each other in a text: one holds the other, or the end of one is the beginning of the other."""
    return (
        wrong in text
        or text in wrong
        or any(text.endswith(wrong[:size]) or text.startswith(wrong[-size:]) for size in range(1, len(wrong)))
    )
