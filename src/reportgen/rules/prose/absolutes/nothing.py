"""N1: words that say there was nothing — 未发生行政诉讼 — against tables that have some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from ....model.claim import Claim, Status
from ....model.figures import digits
from ....model.finding import Finding, Rule, Severity
from ....model.report import Report
from ....text.patterns import pattern, worded
from ....text.quantities import Quantity
from ..mentions import spoken_of
from ..phrases import phrases_in, units_of
from ..readings import Reading, Tables
from ..scopes import Whose, speaker_of
from ..small_words import is_small, leads_to_name
from ..spoken import Spoken
from ..surroundings import mentions_of
from ..tied import Passage
from ..times import time_of
from .wholly import CLOSING

N106 = Rule(
    "N106",
    "文中说没有，表里却有",
    "正文说“没有收到”“未发生”，表格里同一项却不是 0，读者不知道信哪一个。",
    "全年未发生行政诉讼。（表四：未经复议直接起诉总计 1）",
    "全年发生行政诉讼 {{ 表四.行政诉讼.总计 }} 件。",
    Severity.WARNING,
)

_LONGEST_CLAUSE = 80
# As far back as what the clause is about is looked for.
_BACK = 800
_MOST_NEGATIONS = 200
_LONGEST_HEAD = 24
_KEEPS = pattern(
    r"^(?:全年|本年度?|今年|年内|一直|始终|总体|实现|保持|维持|做到|继续|持续|了)*(?:实现|保持|维持|做到|继续|持续|了)+"
)
_KEPT = pattern(r"(?:一直|始终|总体|继续|持续)*(?:保持|维持)(?:在)?$")
_HEAD = pattern(r"[，,。；;：:！？（()）\n]")
# 这13件没有一件…, 7个部门实现零…, 连续五年无…: of some of them, or of more than this year.
_OF_SOME = pattern(
    r"[这该]|\d\s*[件起宗个家]|(?<![各有级])(?:部门|单位|乡镇|街道|地区|县区)(?:均|都|全年|实现|做到|保持|[“‘])*$|连续"
)
_ANY = pattern(r"^(?:任何|过|了)+")
# 科研机构未提出申请: 未 is a word of its own before such.
_WAS_DONE = pattern(r"提出|收到|发生|产生|实施|作出|受理|提起|制定|收取")
_HAS_NUMBER = worded(r"\d\s*〈words〉")
# 个别企业未完成整改, 该起火灾未造成伤亡: what a column counts is denied of some, unless it counts cases or all the year is spoken of.
_CASES = "件"
_ALL_YEAR = pattern(r"全年|本年|今年|年内|全[省市州县区旗镇乡街系]")
# 零 is a word of its own (诉讼零纠正) but in a number (一百零三) and in 清零.
_AS_RATE = ("为零", "为0")
_OVERDUE = ("逾期", "超期", "到期", "期满")
_PART_OF_WORD = tuple("有毫绝虚是凡若如")
_ZERO, _OF_A_NUMBER = "零", tuple("一二两三四五六七八九百千万清归")
# What may stand before 无 and 未, so that they are words of their own; "" begins the text.
_BEFORE_ONE_SIGN = ("", *"，。；：、年度末初底均也都尚并仍暂且内期现持“")


class Denial(NamedTuple):
    """Words that say there was none of something, where they begin in their paragraph, and the figures that this may be said of.

    `had` is one of these figures, where by no reading of the words it is 0.
    """

    words: str
    start: int
    readings: tuple[Reading, ...]
    had: Reading | None


def denials_of(passage: Passage, tables: Tables, report: Report) -> Iterator[Denial]:
    """Clauses that say there was none of what the tables count."""
    text = passage.block.whole
    # 没有因… is found as 没有 as well: the longer words come first.
    told: set[int] = set()
    for word in sorted(tables.phrasing.none, key=len, reverse=True):
        if word not in text or text.count(word) > _MOST_NEGATIONS:
            continue  # no report speaks so often
        start = -1
        while (start := text.find(word, start + 1)) >= 0:
            end = start + len(word)
            whole = text[end : _clause_end(text, start)].partition(f"、{word}")[0]
            clause = CLOSING.sub("", whole).strip("“”")
            clause = "" if clause.startswith("、") else _ANY.sub("", clause)  # 零复议、零诉讼; 诉讼零发生、零纠正
            if start in told or _HAS_NUMBER(units_of(tables.phrasing.tables)).search(whole) or (word[-1] == "0" and clause):
                continue
            before = text[start - 1 : start]
            if word == "未" and (before in ("无", "有") or text.endswith(_OVERDUE, 0, start)):
                continue  # 年末无未办结申请: denied again; 逾期未补正: what was not done in time was
            alone = before not in _OF_A_NUMBER if word == _ZERO else before in _BEFORE_ONE_SIGN
            # 诉讼无败诉: behind a name it is a word of its own where it stands right before what is denied.
            close = len(word) == 1 and not alone and not _WAS_DONE.match(clause)
            if close and (word == _ZERO or before in _PART_OF_WORD):
                continue
            told.update(range(start, end))
            ways = [
                Denial(words, start, readings, readings[0] if all(_is_had(one, spoken) for one in readings) else None)
                for words, spoken, readings in _denied(text, start, word, clause, tables, report, close=close)
            ]
            yield from islice((*(one for one in ways if one.had), *ways), 1)


def _is_had(reading: Reading, spoken: Spoken) -> bool:
    return reading.value > 0 and bool(spoken.rows or not reading.amount)


def nothing_findings(passage: Passage, denials: Iterable[Denial]) -> Iterator[Finding]:
    """What is denied though a table has it."""
    for one in denials:
        if one.had is not None:
            message = f"文中说“{one.words}”（就是 0），表里 {one.had.expression.replace('.', '/')} 是 {digits(one.had.value)}"
            hint = "核对是文字错了还是表错了"
            yield N106.at(passage.block.place(one.start), message, hint=hint, expected=one.had.value, actual=Decimal(0))


def denied_claims(passage: Passage, denials: Iterable[Denial]) -> Iterator[Claim]:
    """The same as claims of 0: what the tables should hold, though no number is written."""
    for one in denials:
        meant = tuple(reading.meant for reading in one.readings if reading.meant)
        status: Status = "contradictory" if one.had else "matched"
        place = passage.block.place(one.start)
        yield Claim(place, passage.section, one.words, Decimal(0), "", status, expected=one.readings[0].value, meant=meant)


def _clause_end(text: str, start: int) -> int:
    limit = start + _LONGEST_CLAUSE
    ends = (at for sign in "，,。；;！？（(" if (at := text.find(sign, start, limit)) >= 0)
    return min(ends, default=min(limit, len(text)))


def _denied(
    text: str, start: int, word: str, clause: str, tables: Tables, report: Report, *, close: bool
) -> Iterator[tuple[str, Spoken, tuple[Reading, ...]]]:
    """The words that deny what a table counts, with its figures: what stands behind the word, else around it (上年|无|结转).

    Where it must be `close`, what is denied begins right behind the word.
    """
    earlier = text[max(start - _BACK, 0) : start]
    said = _KEPT.sub("", earlier.rstrip("“"))  # 行政诉讼继续保持为零
    said = said.removesuffix("率") if word in _AS_RATE else said  # 败诉率为零
    head = _KEEPS.sub("", _HEAD.split(said)[-1][-_LONGEST_HEAD:])
    if _OF_SOME.search(head) or speaker_of(earlier[earlier.rfind("。") + 1 :], report.agency).whose is not Whose.OWN:
        return
    for denied in dict.fromkeys((clause, clause.partition("、")[0])) if clause else ():
        for spoken, readings in _meant(earlier + word, denied, 0, tables, report, close=close):
            yield word + clause, spoken, readings
    # 行政复议“零败诉”、行政诉讼“零发生”: what stands before the word alone.
    for about in dict.fromkeys((head, head.rpartition("、")[2])) if head and not close else ():
        if about and not _HAS_NUMBER(units_of(tables.phrasing.tables)).search(about):
            for spoken, readings in _meant(
                said[: len(said) - len(about)], about + clause, len(about) if clause else 0, tables, report
            ):
                yield about + word + clause, spoken, readings


def _meant(
    earlier: str, clause: str, beyond: int, tables: Tables, report: Report, *, close: bool = False
) -> Iterator[tuple[Spoken, tuple[Reading, ...]]]:
    """The figures that the clause may name, however it is read; its words must end `beyond` so many of its signs."""
    text = earlier + clause
    end = len(text)
    # The clause is read as if a number stood at its end, in whatever a table counts: 未发生行政诉讼〈0〉, 没有警告〈0〉.
    zero = Quantity(end, end, Decimal(0), Decimal(0), Decimal(0), "")
    mention = mentions_of(text, [zero])[0]._replace(left=clause, right="")
    for spoken in spoken_of(text, mention, tables.phrasing.tables.of_none):
        usual = spoken.table.usual
        if (spoken.weak and not _is_of_cases(clause, spoken)) or not (
            spoken.rows or (spoken.columns and (spoken.context or usual))
        ):
            continue
        if not (spoken.rows or _CASES in spoken.table.units or _ALL_YEAR.search(_HEAD.split(earlier)[-1])):
            continue
        at = clause.find(spoken.said)
        if (
            at + len(spoken.said) <= beyond
            or (close and at)
            or not leads_to_name(_lead(clause[: max(at, 0)], spoken))
            or _is_denied_again(clause, spoken)
        ):
            continue
        # A year before the word is a part of what is denied (2023年|没有|…结转至2024年), or says of when it is.
        time = time_of(text, mention._replace(left=_HEAD.split(earlier)[-1] + clause), report.year)
        if time.year != report.year and not (time.said and time.said in spoken.said):
            return
        if usual and not spoken.columns:
            # 科研机构均无申请: whose applications are denied.
            prose = tables.phrasing.tables.of_none
            named = phrases_in(_HEAD.split(text)[-1], prose)[prose.index(spoken.table)].columns
            spoken = spoken._replace(columns=tuple({one.measure.name: one.measure for one in named}.values()))
        # Of 行政复议 and 行政诉讼 neither was; 无败诉 may be said of one of the two.
        apart = (
            [spoken.rows] if usual or (spoken.rows and not spoken.columns) else [(row,) for row in spoken.rows or spoken.context]
        )
        if readings := tuple(reading for rows in apart for reading in tables.readings(spoken, rows)):
            yield spoken, readings


def _is_of_cases(clause: str, spoken: Spoken) -> bool:
    """没有企业申请, 没有企业提出申请: what may mean other things elsewhere is said of applications, and of nothing more."""
    rest = clause
    for piece in (piece for one in spoken.columns for phrase in one.say for piece in phrase.pieces):
        rest = rest.replace(piece, "", 1)
    return bool(spoken.columns) and rest != clause and rest.endswith(spoken.table.subjects) and is_small(rest)


def _lead(words: str, spoken: Spoken) -> str:
    """The words before what is denied, without those for whoever asked: 无申请人逾期未缴费的情形."""
    for subject in spoken.table.subjects:
        words = words.replace(f"{subject}人", "")
    return words


def _is_denied_again(clause: str, spoken: Spoken) -> bool:
    """没有未办结的申请: what is denied is not that there were any; 没有逾期未缴费的 is a name as it stands."""
    pieces = "".join(piece for one in (*spoken.rows, *spoken.columns) for phrase in one.say for piece in phrase.pieces)
    return "未" in clause and "未" not in pieces
