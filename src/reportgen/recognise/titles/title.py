"""The title of a report: which lines it is, and the agency and the year that stand in it.

The agency is a span of the title's characters, between what a title says before a name and what it says behind one. It is
never rewritten; where there are several such spans, the one counts that the preface, the signature or the file's name confirms.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import PurePath
from typing import NamedTuple

from ...text.ordinals import NUMERALS
from ...text.patterns import pattern
from ..bodies import LONGEST_NAME, is_balanced, is_body, is_placed, is_words
from .words import BRACKETED_YEAR, CLOSE, GOVERNMENT, OPEN, YEAR, TitleWords

LONGEST_TITLE = 60
_MOST_LINES, _LOOKED_AT = 5, 60
# Digits of any width count; the characters stay as they are.
_PLAIN = str.maketrans("０１２３４５６７８９", "0123456789")
_YEARS = pattern(rf"(?P<year>{YEAR}|(?:19|20)\d\d(?!\d))")
_BARE_YEAR = r"(?:19|20)\d\d(?!\d)"
_ISSUE = rf"[{OPEN}][^（()）]{{0,6}}(?:稿|版|修订|更正|修改|全文)[{CLOSE}]"  # which writing of the report it is
_DATE = (
    rf"[{OPEN}]?(?:(?:19|20)\d\d|二[〇○零Oo0].{{2}})(?:年|[-—./·．])[\d{NUMERALS}]{{1,3}}(?:月|[-—./·．])"
    rf"(?:[\d{NUMERALS}廿卅]{{1,3}}[日号]?)?[{CLOSE}]?(?:\d{{1,2}}[:：]\d\d(?:[:：]\d\d)?)?"
)
_DATES = pattern(_DATE)
_SEPARATORS = r"[-—–·:：|_、，]"
_SITES = r"(?:发布|成文|生成|更新)?(?:时间|日期)[:：]|(?:信息)?(?:来源|作者|责任编辑)[:：]|(?:浏览|点击|阅读)(?:次数|量)"
_TAKEN_OUT = r"(?:印发|公布|发布|报送|公开|公示)"
# What stands before a name, behind one, and behind the word for a report.
_BEFORE = pattern(
    rf"(?:正文(?!.*正文)|全文|附件?[\d{NUMERALS}]{{0,2}}[:：.、]|附件\d{{1,2}}|关于(?![镇乡村街县区市]){_TAKEN_OUT}?|{_ISSUE}"
    rf"|【[^】]{{1,10}}】|{_SEPARATORS}|[#*])+"
)
_YEAR_BEFORE = pattern(rf"(?:{BRACKETED_YEAR}|{YEAR}(?!\d))")
_BEHIND = pattern(rf"(?:{BRACKETED_YEAR}|{YEAR}|(?:19|20)\d\d|关于{_TAKEN_OUT}?|的|年度|{_SEPARATORS}|[《和与及暨]|{_ISSUE})+$")
_TAIL = pattern(
    rf"(?:》|{_ISSUE}|全文|正文|的(?:通知|公告|公示|报告|函)|{_DATE}|{BRACKETED_YEAR}|{YEAR}|{_BARE_YEAR}|(?:格式)?(?:模板|范本|样式|样表)|格式"
    rf"|(?:{_SITES}).*|图解|解读|{_SEPARATORS}|[#*])+"
)
# What follows the word for a report and is no name: （正文）, （样本）, 和2025年工作计划.
_REMARK = pattern(r"[（(]([^（()）]{1,8})[）)]|[和与及暨][^。；]{1,14}(?:计划|打算|安排|要点|思路)$")
_IN_BRACKETS = pattern(rf"[{OPEN}](.*)[{CLOSE}]")
# A line of a title in brackets: a name, a year, a date.
_BRACKETED_LINE = pattern(r"[（(](?:[^（()）]|[（(][^（()）]*[）)]){2,40}[）)]")
_NO_LINE = ("。", "；", "，", "：", "？", "！")
_GLUED = pattern(r"(?=根据|按照|依据|依照|遵照|为了?(?:贯彻|落实|全面)|本(?:年度)?报告|现(?:将|予)?公布|由)")
# What people add to the name of a file in front and behind.
_NUMBERED = pattern(r"^\d{1,3}(?!\d)[-_.、\s]*")
_VERSION = pattern(r"(?:[-_\s]*[（(]?(?:\d{1,2}|(?:最终|最后|定|终|初|送审|盖章|正式|打印|审定)[稿版]?)[)）]?)+$")
_OF_THE_PEOPLE = "人民"


class Parsed(NamedTuple):
    """A title taken apart: the agency's name as it stands there, the year, whether it says that it is a report on what is asked for.

    `others` are the other spans that may be the name.
    """

    agency: str
    year: int | None
    on_topic: bool
    others: tuple[str, ...] = ()

    @property
    def worth(self) -> tuple[bool, int]:
        return self.on_topic, (self.year is not None) + bool(self.agency)


class Title(NamedTuple):
    """The lines from `first` up to `end` that are a report's title, and what stands in them."""

    first: int
    end: int
    agency: str
    year: int | None


def parsed_title(text: str, words: TitleWords) -> Parsed | None:
    """Take a title apart; None for what is no title of a report."""
    whole = "".join(text.split())
    plain = whole.translate(_PLAIN)
    for kind in words.kind.finditer(plain):
        report = next(reversed([*words.report.finditer(kind[0])]), None)
        if report is None:
            continue
        end = kind.start() + report.end()
        rest, behind = _rest(plain, end, words)
        if rest is None:
            continue
        parsed = _parsed(whole, plain, (kind.start(), end), rest, behind, words)
        if parsed is not None:
            return parsed
    return None


def _rest(plain: str, end: int, words: TitleWords) -> tuple[tuple[int, int] | None, str]:
    """The span of a name behind the word for a report, (end, end) where none is there, and what stands around it; None for other words."""
    start, around = end, ""
    while (found := _TAIL.match(plain, start)) or ((found := _REMARK.match(plain, start)) and not is_body(found[1] or "")):
        start = found.end()
        # The year of a date, or of next year's plans, is not the report's.
        around += _DATES.sub("", found[0]) if not found[0].startswith(("和", "与", "及", "暨")) else ""
    if start == len(plain):
        return (start, start), around
    stop = len(plain)
    for at in range(start + 2, len(plain)):
        tail = _TAIL.match(plain, at)
        if tail and tail.end() == len(plain):
            stop, around = at, around + _DATES.sub("", tail[0])
            break
    name = plain[start:stop]
    inner = _IN_BRACKETS.fullmatch(name)
    if inner and is_balanced(inner[1]):
        start, stop, name = start + 1, stop - 1, inner[1]
    if is_body(name) and (inner or is_placed(name)) and not words.report.search(name):
        return (start, stop), around
    return None, ""


def _parsed(
    whole: str, plain: str, span: tuple[int, int], rest: tuple[int, int], behind: str, words: TitleWords
) -> Parsed | None:
    kind, end = span
    own = plain[kind:end]
    start, stop = 0, kind
    if stop and plain[:stop].endswith(_OF_THE_PEOPLE) and own.startswith(GOVERNMENT):
        stop += len(GOVERNMENT)  # 某县人民|政府信息公开
    told = [behind, own]
    if found := _BEHIND.search(plain[:stop]):
        told.append(found[0])
        stop = found.start()
    if before := _before(plain[:stop], plain[end:], next((year for said in reversed(told) if (year := _year(said))), None)):
        told.append(before)
        start = len(before)
    inner = _IN_BRACKETS.fullmatch(plain[start:stop])
    if inner and is_balanced(inner[1]):
        start, stop = start + 1, stop - 1
    if start < stop and not is_body(plain[start:stop]):
        stop, more = _up_to_a_body(plain, start, stop, words)
        told.insert(0, more)
    name = whole[start:stop]
    if name and (len(name) > LONGEST_NAME or not is_balanced(name) or not _is_name(plain[start:stop], words)):
        return None
    year = next((year for said in reversed(told) if (year := _year(said))), None)
    others: list[str] = []
    if name and stop == kind and own.startswith(GOVERNMENT):
        others.append(name + GOVERNMENT)  # 某县|政府信息公开 or 某县政府|信息公开
    return Parsed(name or whole[slice(*rest)], year, words.is_on_topic(own), tuple(others))


def _up_to_a_body(plain: str, start: int, stop: int, words: TitleWords) -> tuple[int, str]:
    """Where the name of a body ends before more of what the report is about, and these words: 某局|政府信息公开指南和."""
    for kind in words.kind.finditer(plain, start, stop):
        behind = _BEHIND.search(plain[start : kind.start()])
        end = start + behind.start() if behind else kind.start()
        if is_body(plain[start:end]):
            return end, plain[end:stop]
    return stop, ""


def _before(text: str, behind: str, year: int | None) -> str:
    """What stands in front of a name; a 《 where it closes behind.

    A year does where the title has no other `year` or the same: that of a work of 1958 is a part of a name. So does a bare number.
    """
    end = 0
    while True:
        found = _BEFORE.match(text, end)
        if found and found.end() > end:
            end = found.end()
        elif text[end : end + 1] == "《" and "》" not in text[end:] and "》" in behind:
            end += 1
        else:
            of_report = _YEAR_BEFORE.match(text, end)
            if of_report and (year is None or abs((_year(of_report[0]) or year) - year) <= 1):
                end = of_report.end()
            elif not end and year is None and (bare := _YEARS.match(text)):
                end = bare.end()
            else:
                return text[:end]


def _is_name(text: str, words: TitleWords) -> bool:
    """Whether what is left of a title can be a name: words, and no other title or menu in front of it."""
    if not is_words(text) or (words.report.search(text) and not is_body(text)):
        return False
    kind = words.kind.match(text)
    return not ((kind and words.report.search(kind[0])) or (kind and kind.end() == len(text)))


def _year(words: str) -> int | None:
    found = _YEARS.search(words)
    if not found or found["year"][2] in "XxＸ×":  # none, or the gap of a blank form
        return None
    first = found["year"][:4]
    return int(first) if first.isdigit() else int("".join(str(max("〇一二三四五六七八九".find(char), 0)) for char in first))


# -- lines -----------------------------------------------------------------------------------------------------


def title_in(texts: Sequence[str], words: TitleWords, confirmed: Collection[str] = ()) -> Title | None:
    """The lines that are the title, wherever it stands among these, and the agency in it.

    A text that is no line of its own (a row of a table, a picture) is ''. `confirmed` are names that the document gives its agency elsewhere.
    """
    best: tuple[tuple[bool, int, int, int], int, int, Parsed] | None = None
    usable = [_is_line(text) for text in texts[:_LOOKED_AT]]
    for first in range(len(usable)):
        joined = ""
        for end in range(first + 1, min(first + _MOST_LINES, len(usable)) + 1):
            if not usable[end - 1]:
                break
            joined += texts[end - 1].lstrip("# ")
            if len(joined) > LONGEST_TITLE + LONGEST_NAME:
                break
            parsed = parsed_title(joined, words)
            if parsed is None:
                continue
            rank = (*parsed.worth, first - end, -first)
            if best is None or rank > best[0]:
                best = rank, first, end, parsed
    if best is None:
        return None
    _, first, end, parsed = best
    first, parsed = _with_lines_above(texts, usable, (first, end), parsed, words, confirmed)
    while end < len(usable) and usable[end] and _BRACKETED_LINE.fullmatch(texts[end].strip()):
        end += 1
    agency = next((other for other in parsed.others if other in confirmed), "")
    return Title(first, end, agency if agency and parsed.agency not in confirmed else parsed.agency, parsed.year)


def _with_lines_above(
    texts: Sequence[str],
    usable: Sequence[bool],
    span: tuple[int, int],
    parsed: Parsed,
    words: TitleWords,
    confirmed: Collection[str],
) -> tuple[int, Parsed]:
    """The title with the lines above that its name goes on in, as its own characters say or another place confirms."""
    (begun, end), own = span, parsed
    while begun and end - begun < _MOST_LINES and usable[begun - 1] and own.agency:
        above = "".join(texts[begun - 1].split())
        longer = parsed_title("".join(text.lstrip("# ") for text in texts[begun - 1 : end]), words)
        if longer is None or len(longer.agency) <= len(own.agency) or own.agency not in longer.agency:
            break
        confirms = longer.agency in confirmed and own.agency not in confirmed
        cut = not is_placed(own.agency) and is_placed(above)
        joint = is_body(above) and own.agency not in confirmed and _is_joint(above, own.agency)
        remark = is_body(above) and _BRACKETED_LINE.match("".join(texts[begun].split())) is not None
        if not (confirms or cut or joint or remark):
            break
        begun, own = begun - 1, longer
    return begun, own


def _is_joint(above: str, below: str) -> bool:
    """Whether two bodies in two lines report together: bodies of one kind, neither of which has the other under it."""
    return (
        above[-1] == below[-1]
        and above != below
        and not below.startswith(above.removesuffix(GOVERNMENT).removesuffix(_OF_THE_PEOPLE))
    )


def _is_line(text: str) -> bool:
    return 0 < len(text.strip()) <= LONGEST_TITLE and not text.strip().endswith(_NO_LINE)


def agency_of_file(path: str, words: TitleWords) -> str:
    """The agency in the name of a file that is called as its report is; '' where it is not."""
    stem = _NUMBERED.sub("", _VERSION.sub("", PurePath(path).stem))
    parsed = parsed_title(stem, words)
    return parsed.agency if parsed and len(stem) <= LONGEST_TITLE + LONGEST_NAME else ""


def glued(text: str, words: TitleWords) -> int:
    """Where a title ends that a paragraph begins with and runs on behind; 0 where it does not."""
    for found in _GLUED.finditer(text, 0, LONGEST_TITLE + 2):
        at = found.start()
        head = text[:at]
        if at and not any(sign in head for sign in "，。；") and (parsed := parsed_title(head, words)) and all(parsed.worth):
            return at
    return 0
