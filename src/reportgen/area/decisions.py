"""What the office has decided on findings (处理意见.yaml): kept beside the register, known again in an agency's next version.

Somebody's work, unlike the file of outcomes: it is read and written as text, whole or not at all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from ..files.saving import save
from ..files.shapes import (
    SAID,
    TEXT,
    Choice,
    Key,
    Keys,
    ListOf,
    Number,
    Problem,
    mappings_of,
    number_of,
    shape_problems,
    text_of,
)
from ..files.yaml import LocatedMap, compose, read_text
from ..model.area.board import MARK, SETTLED, VERDICTS, Decision, Told, Verdict
from ..model.area.register import some
from ..model.errors import SourceError
from ..model.finding import substance
from ..model.location import Location
from .folder import years_there
from .register import find_register, read_register
from .store import Store

DECISIONS, LISTED = "处理意见.yaml", "意见"
_YEAR, _AGENCY, _MARK, _CODE, _VERDICT, _REASON, _BY, _ON = "年份", "机关", "问题", "代码", "意见", "理由", "谁", "日期"
_SAID = "原话"
_MOST_NODES = 400_000
_WHOLE = 16  # letters of a whole fingerprint
_HEAD = "# 对问题的处理意见：由 reportgen area decide 写，也可以自己改。意见：确认、已改、不是问题（要写理由）。\n"
_ENTRY = Keys(
    "decision",
    "对一个问题的意见",
    (
        Key(_YEAR, Number(1900, 2099, whole=True), "年报的年度", "2030", "0.7", required=True),
        Key(_AGENCY, SAID, "机关的代码", "A01", "0.7", required=True),
        Key(_MARK, SAID, "问题的记号，检查结果里每个问题后面方括号中的 8 位", "1a2b3c4d", "0.7", required=True),
        Key(_CODE, TEXT, "规则的代码", "N111", "0.7"),
        Key(_VERDICT, Choice(VERDICTS), "确认、已改 或 不是问题", "不是问题", "0.7", required=True),
        Key(_REASON, TEXT, "理由；“不是问题”的必须写", "数是对的，已电话核实", "0.7"),
        Key(_BY, TEXT, "谁决定的", "张某", "0.7"),
        Key(_ON, TEXT, "哪一天", "2031-01-20", "0.7"),
        Key(_SAID, TEXT, "那个问题当时说的话；说的数变了的，这条意见不再算", "文中写 7 件，表里是 9", "0.7"),
    ),
)
DECISIONS_SHAPE = Keys(
    "decisions",
    "处理意见",
    (
        Key(
            LISTED,
            ListOf(_ENTRY),
            "意见，一条一项",
            "[{年份: 2030, 机关: A01, 问题: 1a2b3c4d, 意见: 确认}]",
            "0.7",
            required=True,
        ),
    ),
)


def all_decisions(root: Path) -> tuple[Decision, ...]:
    """Every decision in the order in which they were made; SourceError, with all that is wrong, where the file cannot be used."""
    path = root / DECISIONS
    if not path.is_file():
        return ()
    node = compose(read_text(path)[0], str(path), most=_MOST_NODES)
    if node is None:
        return ()
    problems = list(shape_problems(node, DECISIONS_SHAPE, Location(str(path), line=1, column=1)))
    entries = mappings_of(node.get(LISTED)) if isinstance(node, LocatedMap) else ()
    problems += _unreasoned(entries)
    if problems:
        listed = "".join(f"\n  第 {place.line} 行：{said}" for place, said in problems[:20])
        raise SourceError(
            f"{DECISIONS} 有 {len(problems)} 处要改{listed}", location=Location(str(path)), hint="改好以后再运行一次"
        )
    return tuple(map(_decision, entries))


def _unreasoned(entries: Sequence[LocatedMap]) -> Iterator[Problem]:
    for entry in entries:
        if text_of(entry.get(_VERDICT)) == "不是问题" and not text_of(entry.get(_REASON)):
            yield entry.location, "“不是问题”要写理由"


def _decision(entry: LocatedMap) -> Decision:
    said = {key.text: text_of(value) for key, value in entry.entries}
    verdict: Verdict = next(one for one in VERDICTS if one == said[_VERDICT])
    reason, by, on, code = (said.get(key, "") for key in (_REASON, _BY, _ON, _CODE))
    mark = said[_MARK].strip().strip("[]").lower()
    year, line = int(number_of(entry.get(_YEAR), 0)), entry.location.line
    return Decision(said[_AGENCY], year, mark, verdict, reason, by, on, code, line, said.get(_SAID, ""))


class Decided(NamedTuple):
    """Decisions by the whole fingerprint of the finding at whose place they were made: on it, or on another that was there before it."""

    on_it: Mapping[str, Decision]
    on_others: Mapping[str, Decision]


def decided_on(decisions: Iterable[Decision], found: Sequence[Told]) -> Decided:
    """The last of the decisions on each of the findings. What says other figures at the same place is another finding: nobody has decided on it."""
    on_it: dict[str, Decision] = {}
    on_others: dict[str, Decision] = {}
    for one in decisions:
        for told in found:
            if told.is_marked(one.fingerprint):
                same = not one.said or substance(one.said) == substance(told.said)
                (on_it if same else on_others)[told.fingerprint] = one
    others = {mark: one for mark, one in on_others.items() if mark not in on_it}
    return Decided(MappingProxyType(on_it), MappingProxyType(others))


def unsaid(decisions: Iterable[Decision], year: int) -> Iterator[str]:
    """That decisions of a year do not have what was found then: they hold whatever is found at their places."""
    lines = [str(one.line) for one in decisions if one.year == year and not one.said]
    if lines:
        yield (
            f"{DECISIONS} 有 {len(lines)} 条没有写“{_SAID}”（第 {some(lines, 5)} 行；手写的，或者以前的版本记的）："
            "那一处的数变了，这些意见也照旧算。用 area decide 再记一次就带上"
        )


def without_finding(
    decisions: Iterable[Decision],
    year: int,
    there: Collection[int],
    found: Mapping[str, Sequence[Told]],
    known: Mapping[str, Collection[str]],
) -> Iterator[str]:
    """What is to be said of decisions of a year that mean no finding: each with its line.

    `there` are the years of which there is something: a decision on another means nothing, one on another of these is told there. `found` are the findings by agency, `known` the fingerprints of what was found in older versions: what was mended since is no fault
    of the list. Nor is what the program itself wrote down, which says its rule and its day.
    """
    for one in decisions:
        at = f"{DECISIONS} 第 {one.line} 行没有用上："
        if one.year != year:
            if one.year not in there:
                yield f"{at}没有 {one.year} 年度的年报"
        elif one.agency not in found:
            yield f"{at}机关“{one.agency}”{year} 年度没有年报，或者名录里没有这个代码"
        elif not _means_something(one, found[one.agency], known.get(one.agency, ())):
            yield f"{at}机关“{one.agency}”没有记号是“{one.fingerprint}”的问题；记号在检查结果每个问题后面的方括号里，{MARK} 位"


def _means_something(one: Decision, found: Sequence[Told], known: Collection[str]) -> bool:
    if any(told.is_marked(one.fingerprint) for told in found):
        return True
    ours = len(one.fingerprint) == _WHOLE and one.code and one.on
    return bool(ours) or (len(one.fingerprint) >= MARK and any(mark.startswith(one.fingerprint) for mark in known))


def decide(root: Path, decisions: Sequence[Decision]) -> None:
    """Add decisions to the file; one on the same finding takes the place of the older."""
    new = {(one.agency, one.year, one.fingerprint) for one in decisions}
    old = [one for one in all_decisions(root) if not any(_is_of(one, *whose) for whose in new)]
    save(root / DECISIONS, (_HEAD + f"{LISTED}:\n" + "".join(map(_written, (*old, *decisions)))).encode(), overwrite=True)


def _is_of(one: Decision, agency: str, year: int, fingerprint: str) -> bool:
    long_enough = len(one.fingerprint) >= MARK
    return (one.agency, one.year) == (agency, year) and long_enough and fingerprint.startswith(one.fingerprint)


def _written(one: Decision) -> str:
    keys = (
        (_YEAR, str(one.year)), (_AGENCY, one.agency), (_MARK, one.fingerprint), (_CODE, one.code), (_VERDICT, one.verdict), (_REASON, one.reason),
        (_BY, one.by), (_ON, one.on), (_SAID, one.said),
    )  # fmt: skip
    lines = [f"{key}: {_quoted(text)}" for key, text in keys if text]
    return "  - " + "\n    ".join(lines) + "\n"


def _quoted(text: str) -> str:
    shown = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return "'" + shown.replace("'", "''") + "'"


def decide_on(
    root: Path, year: int | None, today: date, code: str, mark: str, verdict: str, *, reason: str = "", by: str = ""
) -> list[Told]:
    """Decide on the findings of an agency that `mark` names, the beginning of a fingerprint or a rule's code; these come back.

    They are those of the last check. SourceError where there is none such, or the verdict cannot be one.
    """
    chosen = next((one for one in VERDICTS if one == verdict.strip()), None)
    if chosen is None:
        raise SourceError(f"处理意见“{verdict}”", hint=f"只能是 {'、'.join(VERDICTS)}")
    if chosen in SETTLED and not reason.strip():
        raise SourceError("“不是问题”要写理由", hint="加上 --reason 理由")
    register = read_register(find_register(root))
    code = register.meant(code)
    if code not in register.by_code:
        raise SourceError(f"名录里没有代码“{code}”", location=Location(register.path))
    with Store(root) as store:
        of_year = year or next(iter(years_there(root)), today.year - 1)
        told = [
            one for place, outcome in store.outcomes(of_year, figures=False) if place.code == code for one in outcome.findings
        ]
        told += store.last_questions(of_year).get(code, ())
        looked_at, notes = of_year in store.years(), store.notes
    if not looked_at:
        said, of = f"{of_year} 年度的年报还没有检查过，没有可以写意见的问题", f" --year {of_year}" if year else ""
        raise SourceError("；".join((said, *notes)), hint=f"先运行 reportgen area check{of}")
    mark = unicodedata.normalize("NFKC", mark).strip().strip("[]【】")
    found = [one for one in told if one.is_marked(mark) or one.code == mark.upper()]
    if not found:
        hint = f"运行 reportgen area check --only {code}，记号在每个问题的方括号里"
        raise SourceError(f"上次检查的结果里，{register.by_code[code]} {of_year} 年度没有“{mark}”这个问题", hint=hint)
    day = today.isoformat()
    reason, by = reason.strip(), by.strip()
    decide(root, [Decision(code, of_year, one.fingerprint, chosen, reason, by, day, one.code, said=one.said) for one in found])
    return found
