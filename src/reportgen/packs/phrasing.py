"""A pack's prose.yaml, how reports speak of the figures of its tables: what may stand in it, and the reader of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from ..files.shapes import (
    FLAG,
    SAID,
    TEXT,
    Choice,
    Key,
    Keys,
    ListOf,
    Problem,
    Text,
    flag_of,
    items_of,
    mappings_of,
    shape_problems,
    text_of,
    texts_of,
)
from ..files.yaml import LocatedMap, Node, compose, read_text
from ..model.errors import SourceError
from ..model.form import Form, Table
from ..model.location import Location
from ..model.phrasing import ONLY, Measure, Phrase, Phrasing, Prose, Sum, TableProse
from ..text.closest import closest
from ..text.quantities import find_quantities
from ..text.units import UNITS, base_of, with_bases
from .reader import Collector
from .shapes.format import changed
from .shapes.values import ADDED, ID, SOME

GAP = "…"
# A row's own name is a phrase for it where none is declared; shorter ones say too little.
_TELLING = 4
_SHOWN = 40
_ID = re.compile(r"\w+")
_PERCENT = ("%", "％", "个百分点")  # read as they are, whatever is declared

_WORDS = Text(adds=True)
_MEASURE = Keys(
    "measure",
    "正文里一个说法，和它说的是哪些数",
    (
        Key("name", SAID, "这个说法叫什么", "收到来信", "0.2", required=True),
        Key("say", SAID, "说法，用空格分开；“…”处可以隔几个字", "收到…来信 来信总数", "0.2", required=True),
        Key(
            "is",
            SOME,
            "应等于哪些行（列）之和；列出几种的，等于其中一种即可",
            "[received, received + carried_in]",
            "0.2",
            required=True,
        ),
        Key(
            "within",
            TEXT,
            "同一段前面说到过这个名称（用空格分开的几个名称之一）时才算；没有说到的，文中的数不和表对照，也不提醒：自己就说得清的说法不要写",
            "收到来信 办结来信",
            "0.2",
        ),
        Key("weak", FLAG, "true：只用来认出相符的数，不相符不报", "true", "0.2", default="false"),
        Key("beside", TEXT, "同一句里还说到这些名称时，weak 的也算数", "收到来信", "0.2"),
        Key("before_only", FLAG, "true：说法在数字前面才算", "true", "0.2", default="false"),
        Key("unless", TEXT, "旁边有这些词就不是这个数", "网络 电话", "0.2"),
        Key("only", Choice(ONLY), "all：只在说“均”“全部”时算；none：只在说“没有”“无”时算", "none", "0.7", default="都算"),
        Key("of", SOME, "说“均”“全部”时，全部是哪些行之和；不写就是 wholes", "[received]", "0.7"),
        Key("standing", FLAG, "true：说的是现有多少，“历年”“截至目前”不影响", "true", "0.7", default="false"),
        Key("by", TEXT, "谁作出的（法院、复议机关），用空格分开：一句话说到它、没有说到行的，就是这一行", "法院", "0.7"),
        Key(
            "head_of", TEXT, "紧跟在这些行（id）的说法后面时，两个合成一个说法，说的是前面那一行", "carried_in carried_out", "0.7"
        ),
    ),
)
_TABLE_PROSE = Keys(
    "table_prose",
    "正文怎样说到一张表",
    (
        Key("table", ID, "表的 id", "letters", "0.2", required=True),
        Key(
            "units",
            _WORDS,
            "量词，用空格分开，什么量词都可以（吨标准煤、千瓦时、卷次），只有 年、月、日 这样说时间的不行；金额写 元、万元、亿元都一样，有金额的表不写也认得；有小数的列（kind: decimal）写了 unit 的也认得，文中的小数照印出的位数对照",
            "件 封",
            "0.2",
            required=True,
        ),
        Key(
            "rows",
            ListOf(_MEASURE, adds=True),
            "行的说法",
            "[{name: 收到来信, say: 收到…来信, is: [received]}]",
            "0.2",
            required=True,
        ),
        Key("columns", ListOf(_MEASURE, adds=True), "列的说法", "[{name: 信函, say: 信函 邮寄, is: [by_post]}]", "0.2"),
        Key("unless", _WORDS, "旁边有这些词就不是这张表的数", "人均 平均", "0.2"),
        Key("narrower", _WORDS, "有这些词时说的是一部分单位，不相符不报", "市本级 本级", "0.2"),
        Key(
            "counted_apart",
            _WORDS,
            "这些词自己带着数量时，后面的数说的是那一部分，不相符不报，比表里全部还多的请核对",
            "清理",
            "0.7",
        ),
        Key("usual", TEXT, "只说到列时指的是哪一行", "收到来信", "0.2"),
        Key("column", TEXT, "只说到行时指的是哪一列（id）", "all", "0.2"),
        Key("wholes", ADDED, "占比的分母可以是哪些", "[received, received + carried_in]", "0.2"),
        Key("subjects", _WORDS, "一句话里有这些词，“均”“全部”说的就是这张表里的", "来信", "0.7"),
    ),
    ident="table",
)
PHRASING = Keys(
    "prose",
    "正文怎样说到表里的数",
    (
        Key("none", ADDED, "表示没有的词", "[没有, 未收到]", "0.2"),
        Key(
            "alike", ADDED, "可以互相替换的词，每条用空格分开；用了其中一个的说法，换成另一个也认得", "[上年 去年 上一年]", "0.7"
        ),
        Key(
            "about",
            ADDED,
            "这种年报说的是什么事，几种叫法：写在数的名称旁边，不改变数的是什么",
            "[来信办理, 来信]",
            "0.7",
        ),
        Key(
            "tables",
            ListOf(_TABLE_PROSE),
            "各张表",
            "[{table: letters, units: 件, rows: [{name: 收到来信, say: 收到…来信, is: [received]}]}]",
            "0.2",
            required=True,
        ),
    ),
)
OVERLAY_PHRASING = changed(PHRASING)


def read_phrasing(form: Form, paths: Iterable[Path]) -> tuple[Phrasing, list[Problem]]:
    """What these files say, farthest first, and everything that is wrong with them, each with its place."""
    problems: list[Problem] = []
    whole: LocatedMap | None = None
    for path in paths:
        try:
            root = compose(read_text(path)[0], str(path))
        except SourceError as error:
            return Phrasing(), [(error.location or Location(str(path)), error.message)]
        if root is None:
            continue  # comments alone
        problems += shape_problems(root, OVERLAY_PHRASING if whole else PHRASING, Location(str(path), line=1, column=1))
        if isinstance(root, LocatedMap) and whole:
            from .overlay import Merger  # most packs extend none

            merger = Merger()
            whole = merger.mapping(whole, root, PHRASING)
            problems += merger.problems
        elif isinstance(root, LocatedMap):
            whole = root
    if whole is None:
        return Phrasing(), problems
    reader = _ProseReader(form)
    phrasing = reader.phrasing(whole)
    return phrasing, list(dict.fromkeys([*problems, *reader.problems]))


class _ProseReader(Collector):
    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form
        self.alike: list[list[str]] = []
        self.about: tuple[str, ...] = ()
        self._spoken: frozenset[str] = frozenset()  # the ids that a row or a column of the table's phrases is said to be

    def phrasing(self, root: LocatedMap) -> Phrasing:
        self.alike = [words.split() for words in texts_of(root.get("alike"))]
        self.about = tuple(filter(None, map(str.strip, texts_of(root.get("about")))))
        return Phrasing(Prose(self.table_prose(node) for node in mappings_of(root.get("tables"))), texts_of(root.get("none")))

    def table_prose(self, node: LocatedMap) -> TableProse:
        name = text_of(node.get("table"))
        table = next((table for table in self.form.tables if table.id == name), None)
        if table is None:
            close = closest(name, [table.id for table in self.form.tables])
            advice = f"，是不是“{close}”？" if close else ""
            self.problem((node.get("table") or node).location, f"表“{name}”没有在 format.yaml 里声明{advice}")
            return TableProse(name, (), (), ())
        rows, columns = table.row_groups, table.column_groups
        entries = (one for key in ("rows", "columns") for one in mappings_of(node.get(key)))
        self._spoken = frozenset(
            word for one in entries for item in items_of(one.get("is")) for word in _ID.findall(text_of(item))
        )
        names = {row.id: row.name for block in table.blocks for row in block.filled_rows if len(row.name) >= _TELLING}
        measures = tuple(_by_name(self.measure(item, rows), names) for item in mappings_of(node.get("rows")))
        plain = (measure for measure in measures if not measure.only)
        spoken = {ident for measure in plain for one in measure.sums if len(one) == 1 for ident, _ in one}
        own = tuple(
            Measure(row.name, (Phrase((row.name,)),), (((row.id, 1),),))
            for block in table.blocks
            for row in block.filled_rows
            if row.id not in spoken and len(row.name) >= _TELLING
        )
        usual, column = node.get("usual"), node.get("column")
        named = [measure.name for measure in measures]
        if usual and text_of(usual) and text_of(usual) not in named:
            self.problem(usual.location, f"没有名为“{text_of(usual)}”的行（rows 里的 name）{_advice(text_of(usual), named)}")
        if column and text_of(column) and text_of(column) not in columns:
            self.problem(column.location, f"没有列“{text_of(column)}”{_advice(text_of(column), columns)}")
        prose = TableProse(
            table=name,
            units=_units(node, table),
            rows=(*measures, *own),
            columns=tuple(self.measure(item, columns) for item in mappings_of(node.get("columns"))),
            unless=_words(node, "unless"),
            narrower=_words(node, "narrower"),
            counted_apart=_words(node, "counted_apart"),
            usual=text_of(usual),
            column=text_of(column),
            wholes=tuple(self.sum(item, rows) for item in items_of(node.get("wholes"))),
            subjects=_words(node, "subjects"),
            about=self.about,
        )
        for unit in _unread(_words(node, "units"), prose):
            self.problem(
                (node.get("units") or node).location,
                f"“{unit}”不能作量词：文中写“12{unit}”，读不出是多少{unit}；换一个数得出来的",
            )
        return prose

    def measure(self, node: LocatedMap, known: Mapping[str, tuple[str, ...]]) -> Measure:
        said = _words(node, "say")
        for text in said:
            if not text.strip(GAP):
                self.problem(node.location, "say 要写出说法，不能只有“…”，也不能空着")
        sums = tuple(self.sum(item, known) for item in items_of(node.get("is")))
        return Measure(
            name=text_of(node.get("name")),
            say=tuple(Phrase(tuple(filter(None, text.split(GAP)))) for text in self._all_alike(said) if text.strip(GAP)),
            sums=sums,
            within=_words(node, "within"),
            weak=flag_of(node.get("weak"), False),
            beside=_words(node, "beside"),
            before_only=flag_of(node.get("before_only"), False),
            unless=_words(node, "unless"),
            only=text_of(node.get("only")),
            of=tuple(self.sum(item, known) for item in items_of(node.get("of"))),
            head_of=self._rows_headed(node, known),
            parts=self._below(sums, known),
            by=_words(node, "by"),
            standing=flag_of(node.get("standing"), False),
        )

    def _all_alike(self, said: Iterable[str]) -> Iterable[str]:
        """The phrases, and each with a word of it exchanged for one that says the same."""
        every = dict.fromkeys(said)
        for words in self.alike:
            whole = "\n".join(every)
            # 上年度 holds 上年: the longest is exchanged, in its last place.
            here = sorted((word for word in words if word in whole), key=len, reverse=True)
            for text in tuple(every) if here else ():
                if word := next((word for word in here if word in text), ""):
                    head, _, tail = text.rpartition(word)
                    every.update(dict.fromkeys(f"{head}{other}{tail}" for other in words))
        return every

    def _below(self, sums: Sequence[Sum], known: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
        """The rows below a heading: 因…而无法提供 is one phrase."""
        heading = sums[0][0][0] if sums and len(sums[0]) == 1 else ""
        below = known.get(heading, ())
        return frozenset(below if below != (heading,) else ())

    def _rows_headed(self, node: LocatedMap, known: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
        """What a head noun may stand behind: the rows named, what they add up, and the sums of nothing else."""
        named = _words(node, "head_of")
        for word in named:
            if word not in known:
                self.problem((node.get("head_of") or node).location, f"没有 id 为“{word}”的行或列")
        leaves = {leaf for word in named for leaf in known.get(word, ())}
        return frozenset(ident for ident, below in known.items() if leaves.issuperset(below)) if leaves else frozenset()

    def sum(self, node: Node, known: Mapping[str, tuple[str, ...]]) -> Sum:
        """`received + carried_in - carried_out`; a heading's id stands for the rows below it."""
        terms: list[tuple[str, int]] = []
        sign, waiting = 1, True
        for word in text_of(node).replace("+", " + ").replace("-", " - ").split():
            if word in ("+", "-"):
                if waiting and (terms or word == "+"):
                    self.problem(node.location, f"“{text_of(node)}”的加减号多了或者少了一个 id")
                sign, waiting = (1 if word == "+" else -1), True
            elif word in known:
                terms.append((word, sign))
                waiting = False
            else:
                self.problem(node.location, f"没有 id 为“{word}”的行或列{self._meant(word, known)}")
        return tuple(terms)

    def _meant(self, word: str, known: Mapping[str, tuple[str, ...]]) -> str:
        """What a name that there is not may have been: no slip of the pen for one that another entry speaks of."""
        close = closest(word, known)
        if close in self._spoken:
            return "：format.yaml 里去掉了的，这里也删去"
        return _advice(word, known)


def _advice(word: str, known: Iterable[str]) -> str:
    """The name that a name which there is not is most like; else those there are."""
    there = list(known)
    close = closest(word, there)
    return f"，是不是“{close}”？" if close else f"；可用：{'、'.join(there[:_SHOWN])}"


def _by_name(measure: Measure, names: Mapping[str, str]) -> Measure:
    """The measure of one row may be spoken of by the row's own name."""
    alone = measure.sums[0][0][0] if len(measure.sums) == len(measure.sums[0]) == 1 else ""
    phrase = Phrase((names[alone],)) if alone in names and not (measure.within or measure.weak) else None
    return measure._replace(say=(*measure.say, phrase)) if phrase and phrase not in measure.say else measure


def _unread(units: Sequence[str], table: TableProse) -> Iterator[str]:
    """The units of a table that no number is read in: 年, 月, 日, which only tell a time, what is no word."""
    for unit in (one for one in units if one not in UNITS and one not in _PERCENT):
        power, base = base_of(unit, table.units)
        read = [(one.value, one.unit) for one in find_quantities(f"共12{unit}", table.units)]
        if read != [(Decimal(12).scaleb(power), base)]:
            yield unit


def _units(node: LocatedMap, table: Table) -> tuple[str, ...]:
    """What a table's figures are counted in, as it is written and as numbers of the prose have it.

    Where it has sums of money, in money too, and in what those of its figures are measured in that have decimals.
    """
    money = ("元",) if any(figure.money for figure in table.figures) else ()
    measured = (figure.unit for figure in table.figures if figure.kind == "decimal" and figure.unit and not figure.money)
    return with_bases((*_words(node, "units"), *money, *measured))


def _words(node: LocatedMap, key: str) -> tuple[str, ...]:
    return tuple(text_of(node.get(key)).split())
