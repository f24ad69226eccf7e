"""The cases of a pack, `cases.yaml`: a good report, and what must be found when a few of its cells change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from ..files.yaml import LocatedList, LocatedMap, Node, Scalar, compose, read_text
from ..model.errors import SourceError
from ..model.finding import Finding
from ..model.form import Form
from ..model.location import Location
from ..text.closest import closest, closest_path
from .rules import F504, F505

_CASE_KEYS = ("name", "change", "prior", "finds", "suspect")
Figures = dict[str, Decimal]


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
    """All cases of a pack; `good` holds the figures of the good report that are not 0, None when it cannot be read."""

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
        reader = _Reader(form, str(path), good)
        cases = reader.cases(node)
        found.append(cases)
        findings += reader.findings
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

    def cases(self, node: Node | None) -> Cases:
        entries = self.mapping(node, ("good", "cases"))
        good, listed = entries.get("good"), entries.get("cases")
        if good is None and not self.base:
            self.wrong(node, "没有 good：先写一份没有错的报告")
        before = len(self.findings)
        own = self.figures(good) if good else {}
        sound = len(self.findings) == before and self.base is not None and (good is not None or self.base)
        figures = {**self.base, **own} if sound and self.base is not None else None
        if isinstance(listed, LocatedList):
            cases = tuple(self.case(item) for item in listed.items)
        else:
            self.wrong(listed or node, "cases 应该是列表，每个用例以“- name: ”开头")
            cases = ()
        place = listed.location if listed else self.start
        return Cases(figures, good.location if good else self.start, cases, place)

    def case(self, node: Node) -> Case:
        before = len(self.findings)
        case = self.parts(node)
        return case._replace(sound=len(self.findings) == before)

    def parts(self, node: Node) -> Case:
        entries = self.mapping(node, _CASE_KEYS)
        finds = entries.get("finds")
        if not isinstance(finds, LocatedList):
            self.wrong(finds or node, "用例要写 finds：应当报出的代码和地址的列表，不该有问题的写 []")
        suspect = self.mapping(entries["suspect"], ("ref", "value")) if "suspect" in entries else {}
        value = self.number(suspect.get("value")) if suspect else None
        return Case(
            name=self.text(entries.get("name"), node, "name"),
            change=self.figures(entries["change"]) if "change" in entries else {},
            prior=self.figures(entries["prior"]) if "prior" in entries else None,
            finds=tuple(self.found(finds)),
            suspect=None if value is None else Suspect(self.ref(suspect.get("ref")), value),
            location=node.location,
        )

    def found(self, node: Node | None) -> Iterator[str]:
        for item in node.items if isinstance(node, LocatedList) else ():
            code, _, ref = self.text(item, item, "finds").partition(" ")
            if not ref.strip():
                self.wrong(item, f"“{code}”后面要空一格，写应当报在哪一格，如 {next(iter(self.form.figures), '')}")
            elif self.known(
                code, self.codes, "没有代码为“{}”的勾稽关系", item, "格式里去掉了的，删去这个用例"
            ) and self.known_ref(ref.strip(), item):
                yield f"{code} {ref.strip()}"

    def figures(self, node: Node) -> Figures:
        if not isinstance(node, LocatedMap):
            self.wrong(node, "这里应该是“指标地址: 数”")
            return {}
        figures = {}
        for key, written in node.entries:
            value = self.number(written)
            if self.known_ref(key.text, key) and value is not None:
                figures[key.text] = value
        return figures

    # -- words and numbers --------------------------------------------------------------------------

    def mapping(self, node: Node | None, keys: Collection[str]) -> dict[str, Node]:
        if not isinstance(node, LocatedMap):
            self.wrong(node, f"这里应该是“键: 值”的形式，可用的键：{'、'.join(keys)}")
            return {}
        return {key.text: value for key, value in node.entries if self.known(key.text, keys, "不认识的键“{}”", key)}

    def text(self, node: Node | None, around: Node, key: str) -> str:
        if isinstance(node, Scalar):
            return node.text.strip()
        self.wrong(node or around, f"用例缺少 {key}" if node is None else "这里应该是一段文字")
        return ""

    def number(self, node: Node | None) -> Decimal | None:
        try:
            value = Decimal(node.text.strip()) if isinstance(node, Scalar) else None
        except InvalidOperation:
            value = None
        if value is None or not value.is_finite():
            self.wrong(node, f"“{node.text}”不是数" if isinstance(node, Scalar) else "这里应该是一个数")
            return None
        return value

    def ref(self, node: Node | None) -> str:
        text = node.text.strip() if isinstance(node, Scalar) else ""
        self.known_ref(text, node)
        return text

    def known_ref(self, text: str, node: Node | None) -> bool:
        if text in self.form.figures:
            return True
        close = closest_path(text, self.form.figures)
        hint = f"是不是“{close}”？" if close else f"格式里去掉了的，删去这一处；有哪些格：reportgen format show {self.form.id}"
        self.wrong(node, f"没有地址为“{text}”的格", hint)
        return False

    def known(self, word: str, all_known: Collection[str], message: str, node: Node | None, or_else: str = "") -> bool:
        if word in all_known:
            return True
        close = closest(word, all_known, cutoff=0.6)
        self.wrong(node, message.format(word), (f"是不是“{close}”？" if close else "") + or_else)
        return False

    def wrong(self, node: Node | None, message: str, hint: str = "") -> None:
        location = node.location if node is not None else self.start
        self.findings.append(F504.at(location, message, hint=hint))
