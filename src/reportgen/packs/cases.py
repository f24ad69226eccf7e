"""The cases of a pack, `cases.yaml`: a good report, and what must be found when a few of its cells change; their shape, their reader."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ..files.shapes import SAID, Key, Keys, ListOf, Text, items_of, mappings_of, shape_problems, text_of
from ..files.yaml import LocatedMap, Node, compose, read_text
from ..model.errors import SourceError
from ..model.finding import Finding
from ..model.form import Form
from ..model.location import Location
from ..text.closest import closest_path
from .folders import PROSE
from .rules import F504, F505

_NUMBER = Text(r"[+-]?\d+(\.\d+)?", "不是数", blank=False, called="数")
_FIGURES = Keys(
    "figures",
    "一格一行：地址和这一格的数",
    (),
    others=Key("〈一格的地址〉", _NUMBER, "这一格的数；地址写 format.yaml 里的 id：表.行.列", "letters.received.all: 24", "0.4"),
)
_SUSPECT = Keys(
    "suspect",
    "应当指出错在哪一格、应为多少",
    (
        Key("ref", SAID, "哪一格的地址", "letters.received.by_post", "0.4", required=True),
        Key("value", _NUMBER, "应为多少", "5", "0.4", required=True),
    ),
)
_CASE = Keys(
    "case",
    "一个用例：改错几格，看查不查得出来",
    (
        Key("name", SAID, "改错了什么", "合计多了 1", "0.4", required=True),
        Key("change", _FIGURES, "在 good 上改哪几格", "{letters.received.all: 25}", "0.4"),
        Key("prior", _FIGURES, "上年报告里与结转来的不一样的格；不写就当没有上年报告", "{letters.carried_out.all: 3}", "0.4"),
        Key(
            "finds",
            ListOf(SAID),
            "应当报出的代码和格，一项一个；不该有问题的写 []",
            "[T901 letters.received.all]",
            "0.4",
            required=True,
        ),
        Key("suspect", _SUSPECT, "应当指出错在哪一格、应为多少；不写是不该指出", "{ref: letters.received.all, value: 24}", "0.4"),
    ),
)
CASES_SHAPE = Keys(
    "cases",
    "校验用例：一份没有错的数，和改错几格的试题",
    (
        Key("good", _FIGURES, "一份没有错的数：不是 0 的各格；增改包只写自己加的格", "{letters.received.all: 24}", "0.4"),
        Key("cases", ListOf(_CASE), "用例，每条勾稽关系至少一个", "[{name: 合计多了 1, finds: []}]", "0.4", required=True),
    ),
)
Figures = dict[str, Decimal]
# So many cells of a table that is not there are no slips of the pen.
_A_TABLE = 3


class Suspect(NamedTuple):
    """The cell that a case must point at, and the value that must be put there."""

    ref: str
    value: Decimal


class Case(NamedTuple):
    """The good report with `change`; `prior` is what last year had otherwise than continued, None without last year.

    `finds` are the findings that must come of it, each `CODE REF`. A case is not `sound` when something in it
    could not be read: it cannot be run.
    """

    name: str
    change: Figures
    prior: Figures | None
    finds: tuple[str, ...]
    suspect: Suspect | None
    location: Location
    sound: bool = True


class Cases(NamedTuple):
    """All cases of a pack; `good` holds the figures of the good report that are not 0, None when it cannot be read, or is not given."""

    good: Figures | None
    good_location: Location
    cases: tuple[Case, ...]
    location: Location


def read_cases(form: Form, paths: Sequence[Path]) -> tuple[tuple[Cases, ...], tuple[Finding, ...]]:
    """The cases in the files beside the declaration of `form` and of those it extends, farthest first, and what is wrong with them.

    The good report of an overlay is its base's with the cells that it gives.
    """
    found: list[Cases] = []
    findings: list[Finding] = []
    good: Figures | None = {}
    for path in paths:
        try:
            node = compose(read_text(path)[0], str(path))
        except SourceError as error:
            findings.append(F504.at(error.location or Location(str(path)), error.message, hint=error.hint))
            continue
        if node is None and found:  # an overlay's, of comments alone
            found.append(Cases(good, Location(str(path)), (), Location(str(path))))
            continue
        reader = _Reader(form, str(path), good)
        cases = reader.cases(node)
        found.append(cases)
        findings += reader.told()
        good = cases.good
    if not paths:
        findings.append(F505.at(Location(form.folder), "格式包里没有用例（cases.yaml）", hint=F505.good))
    return tuple(found), tuple(findings)


class _Reader:
    """Reads nodes into nouns and collects what is wrong with them; what is wrong is left out."""

    def __init__(self, form: Form, path: str, base: Figures | None) -> None:
        """`base` are the cells of the base's good report; None where that one cannot be read."""
        self.form = form
        self.base = base
        self.start = Location(path)
        self.codes = {line.code for line in form.lines}
        self.findings: list[Finding] = []
        self.of_no_table: dict[str, list[Finding]] = {}

    def told(self) -> list[Finding]:
        """What is wrong; a table that is not there (any more) once, not for each of its cells."""
        found = self.findings
        for table, findings in self.of_no_table.items():
            if len(findings) >= _A_TABLE:
                message = f"没有 id 为“{table}”的表，这个文件里写到它的有 {len(findings)} 处"
                hint = f"表的 id 改了的，这里的“{table}.”都换成新的，{PROSE} 和模板里的也要换；格式里去掉了的，都删去"
                once = findings[0]._replace(message=message, hint=hint, related=tuple(one.location for one in findings[1:]))
                found = [once if one is findings[0] else one for one in found if one not in findings[1:]]
        return found

    def cases(self, node: Node | None) -> Cases:
        for place, message in shape_problems(node, CASES_SHAPE, self.start):
            self.findings.append(F504.at(place, message))
        root = node if isinstance(node, LocatedMap) else LocatedMap((), self.start)
        good, listed = root.get("good"), root.get("cases")
        if good is None and not self.base:
            self.wrong(node, "没有 good：先写一份没有错的报告")
        before = len(self.findings)
        own = self.figures(good)
        fits = len(self.findings) == before and _has_shape(good, _FIGURES)
        sound = fits and self.base is not None and (good is not None or self.base)
        figures = {**self.base, **own} if sound and self.base is not None else None
        return Cases(
            figures,
            good.location if good else self.start,
            tuple(self.case(item) for item in mappings_of(listed)),
            listed.location if listed else self.start,
        )

    def case(self, node: LocatedMap) -> Case:
        before = len(self.findings)
        suspect, prior = node.get("suspect"), node.get("prior")
        case = Case(
            name=text_of(node.get("name")),
            change=self.figures(node.get("change")),
            prior=None if prior is None else self.figures(prior),
            finds=tuple(self.found(node.get("finds"))),
            suspect=self.suspect(suspect) if isinstance(suspect, LocatedMap) else None,
            location=node.location,
        )
        return case._replace(sound=len(self.findings) == before and _has_shape(node, _CASE))

    def suspect(self, node: LocatedMap) -> Suspect | None:
        ref, value = node.get("ref"), _number(node.get("value"))
        self.known_ref(text_of(ref), ref or node)
        return None if value is None else Suspect(text_of(ref), value)

    def found(self, node: Node | None) -> Iterator[str]:
        for item in items_of(node):
            code, _, ref = text_of(item).partition(" ")
            if not ref.strip():
                self.wrong(item, f"“{code}”后面要空一格，写应当报在哪一格，如 {next(iter(self.form.figures), '')}")
            elif self.known(
                code,
                self.codes,
                "没有代码为“{}”的勾稽关系",
                item,
                f"写错了的，改成有的：{'、'.join(sorted(self.codes))}；格式里去掉了的，删去这个用例",
            ):
                self.known_ref(ref.strip(), item)  # a case of another cell is not tried, yet is one of this code
                yield f"{code} {ref.strip()}"

    def figures(self, node: Node | None) -> Figures:
        figures = {}
        for key, written in node.entries if isinstance(node, LocatedMap) else ():
            value = _number(written)
            if self.known_ref(key.text, key) and value is not None:
                figures[key.text] = value
        return figures

    # -- names --------------------------------------------------------------------------------------

    def known_ref(self, text: str, node: Node | None) -> bool:
        if text in self.form.figures:
            return True
        close = closest_path(text, self.form.figures)
        hint = f"是不是“{close}”？" if close else f"格式里去掉了的，删去这一处；有哪些格：reportgen format show {self.form.id}"
        self.wrong(node, f"没有地址为“{text}”的格", hint)
        table, dot, _ = text.partition(".")
        if dot and all(one.id != table for one in self.form.tables):
            self.of_no_table.setdefault(table, []).append(self.findings[-1])
        return False

    def known(self, word: str, all_known: Collection[str], message: str, node: Node | None, or_else: str = "") -> bool:
        if word in all_known:
            return True
        # Codes differ in one digit and have nothing in common: none is near to another but by its letters.
        close = next((one for one in all_known if one.lower() == word.lower()), "")
        self.wrong(node, message.format(word), f"是不是“{close}”？" if close else or_else)
        return False

    def wrong(self, node: Node | None, message: str, hint: str = "") -> None:
        location = node.location if node is not None else self.start
        self.findings.append(F504.at(location, message, hint=hint))


def _has_shape(node: Node | None, shape: Keys) -> bool:
    return node is None or next(shape_problems(node, shape, node.location), None) is None


def _number(node: Node | None) -> Decimal | None:
    """The number of a node; None where it holds none, which its shape has told."""
    text = text_of(node)
    return Decimal(text) if re.fullmatch(_NUMBER.pattern, text) else None
