"""N241–N246: punctuation of official documents, with the change that mends each place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..model.draft import CONTACT
from ..model.finding import Finding, Rule, Severity
from ..model.report import TextBlock
from ..text.ordinals import ITEM, NUMBER
from ..text.patterns import HAN, pattern
from ..text.quantities import PARTED_THOUSANDS
from .check import Subject
from .slips import Slip, is_han, prose, told

N241 = Rule(
    "N241",
    "半角标点",
    "中文里用全角标点；半角的逗号、括号、引号多半是输入法没有切换。",
    '公开信息31条,其中"规划计划"2条(含附件)。',
    "公开信息31条，其中“规划计划”2条（含附件）。",
    Severity.WARNING,
)
N242 = Rule(
    "N242",
    "发文字号的括号不对",
    "发文字号的年份用六角括号“〔〕”（GB/T 9704—2012 第7.2.5条）。",
    "国办函[2020]109号",
    "国办函〔2020〕109号",
    Severity.WARNING,
)
N243 = Rule(
    "N243",
    "括号、引号不配对",
    "括号、引号、书名号要成对，而且是同一种；少了一半，意思会连错。",
    "（六)公报工作",
    "（六）公报工作",
    Severity.WARNING,
)
N244 = Rule(
    "N244",
    "多余的空格",
    "汉字之间、汉字和数字之间不空格；排版时由程序留出间隙。",
    "2020 年共收到申请 41 件",
    "2020年共收到申请41件",
    Severity.WARNING,
)
N245 = Rule(
    "N245",
    "标点重复",
    "删改文字时多留了一个标点。",
    "工作取得进展，，但仍有不足。。",
    "工作取得进展，但仍有不足。",
    Severity.WARNING,
)
N246 = Rule(
    "N246",
    "全角数字",
    "年报里的数字和百分号用半角的，全角的在检索和汇总时认不出来。",
    "增长５５％",
    "增长55%",
    Severity.WARNING,
)

RULES = (N241, N242, N243, N244, N245, N246)

_WIDE_OF = dict(zip(",;:?!()", "，；：？！（）", strict=True))
_NARROW_OF = str.maketrans("０１２３４５６７８９．％，", "0123456789.%,")
_STRAIGHT = '"'
_STOPS = frozenset("，。；：？！、")
# Kinds of brackets: opening, closing. The round ones come wide and narrow.
_KINDS = (("（(", "）)"), ("《", "》"), ("“", "”"), ("‘", "’"), ("【", "】"), ("〔", "〕"))
_OPENS = {char: kind for kind, (opening, _) in enumerate(_KINDS) for char in opening}
_CLOSES = {char: kind for kind, (_, closing) in enumerate(_KINDS) for char in closing}
_SINGLE = 3


_CHINESE = rf"(?:{HAN}|[，。；：？！、（）《》“”％\d])"
# Addresses of the web and of mail: their punctuation is their own, but not what closes behind them.
_PASSED = pattern(
    r"(?:https?://|www\.)[!-'*-~]*[A-Za-z\d_/=#&-]|(?<![A-Za-z\d_.+-])[A-Za-z\d_.+-]+@[A-Za-z\d.-]+"
    r"|(?<![!-~])[A-Za-z][A-Za-z\d-]*(?:\.[A-Za-z\d-]+)+(?:/[!-'*-~]*[A-Za-z\d_/=#&-])?"
)
_NUMBER = pattern(rf"(?<={HAN})([\[［【（(〈<《〔])\s*((?:19|20)\d\d)\s*([\]］】）)〉>》〕])\s*(?=\d{{1,4}}\s*号)")
_MARKS = pattern(r"[,;:?!\"()（）《》“”‘’【】〔〕]")
_GAP = pattern(rf"(?<={_CHINESE})[ \u00a0]{{1,2}}(?={_CHINESE})")
_DOUBLED = pattern(r"([，、；：])\1+|。。(?!。)(?<!。。。)|[，、；：]。|。[，、；：]|[，；][、，；]|、[，；]")
_WIDE_DIGITS = pattern(r"[０-９](?:[０-９．，]*[０-９])?％?|％")
_WIDE = frozenset("０１２３４５６７８９％")
# 1） and 一） in front of an item need no opening bracket.
_UNOPENED = pattern(rf"(?:^|[。；：，、\s])(?:{NUMBER}|[A-Za-z])$")
_LABEL = pattern(r"[^\s，。；：:]{1,8}[：:]")


class _Looked(NamedTuple):
    """The slips of one kind each, in reading order."""

    half: list[Slip]
    numbers: list[Slip]
    pairs: list[Slip]
    gaps: list[Slip]
    doubled: list[Slip]
    wide: list[Slip]


def check_punctuation(subject: Subject) -> Iterator[Finding]:
    """Every paragraph of prose, looked at once for each kind of slip."""
    looked = _Looked([], [], [], [], [], [])
    unpaired: list[tuple[str, Slip]] = []
    for section, block in prose(subject):
        text = block.whole
        if not text.isascii():
            unpaired += [(section, slip) for slip in _look(block, looked)]
    looked.pairs.extend(_never_paired(unpaired, subject.published))
    looked.pairs.sort(key=_in_order)
    yield from told(N241, looked.half, "半角标点", subject, "改成全角标点（，；：？！（）“”）")
    yield from told(N242, looked.numbers, "发文字号的年份要用六角括号", subject, "写成〔2020〕这样")
    yield from told(N243, looked.pairs, "括号或引号不配对", subject, "补上另一半，两半用同一种（全角）")
    yield from told(N244, looked.gaps, "文字中间有多余的空格", subject, "删去空格")
    yield from told(N245, looked.doubled, "标点重复", subject, "只留一个标点")
    yield from told(N246, looked.wide, "全角的数字或百分号", subject, "改成半角")


def _in_order(slip: Slip) -> tuple[int, int, int]:
    place = slip.block.place(slip.start)
    return place.page, place.line, place.column


def _look(block: TextBlock, looked: _Looked) -> list[Slip]:
    """Put the slips of a block where they belong; what has no partner in the block comes back."""
    text = block.whole
    masked = _PASSED.sub(lambda found: "~" * len(found[0]), text) if "." in text or "@" in text else text
    if "号" in text:
        for found in _NUMBER.finditer(masked):
            if found[1] + found[3] != "〔〕":
                looked.numbers.append(Slip(block, *found.span(), f"〔{found[2]}〕"))
            masked = masked[: found.start()] + "~" * len(found[0]) + masked[found.end() :]
    half, unlike, alone = _marks(block, masked)
    looked.half.extend(half)
    looked.pairs.extend(unlike)
    if " " in text or "\u00a0" in text:
        looked.gaps.extend(_gaps(block, masked))
    for found in _DOUBLED.finditer(masked):
        looked.doubled.append(Slip(block, *found.span(), _single(found[0], found.end() == len(masked))))
    if not _WIDE.isdisjoint(text):
        for found in _WIDE_DIGITS.finditer(masked):
            if not _of_contact(block, found.start()):
                looked.wide.append(Slip(block, *found.span(), found[0].translate(_NARROW_OF)))
    return alone


def _of_contact(block: TextBlock, at: int) -> bool:
    """Whether a character comes from the contact data, where it is told and mended."""
    mark = next((one for one in reversed(block.marks) if one.offset <= at), None)
    return mark is not None and mark.source.strip("{ ").startswith(f"{CONTACT}.")


# -- marks ------------------------------------------------------------------------------------------


def _marks(block: TextBlock, masked: str) -> tuple[list[Slip], list[Slip], list[Slip]]:
    """Narrow marks in Chinese, pairs of unlike halves, and halves without a partner."""
    half: list[Slip] = []
    unlike: list[Slip] = []
    alone: list[Slip] = []
    waiting: dict[int, list[int]] = {}
    straight: list[int] = []
    for found in _MARKS.finditer(masked):
        at, char = found.start(), found[0]
        if char == _STRAIGHT:
            straight.append(at)
        elif char in _OPENS:
            waiting.setdefault(_OPENS[char], []).append(at)
        elif char in _CLOSES:
            kind = _CLOSES[char]
            if not waiting.get(kind):
                if not _needs_none(masked, at, kind):
                    alone.append(Slip(block, at, at + 1))
                continue
            start = waiting[kind].pop()
            if kind:
                continue
            if (masked[start] == "(") != (char == ")"):
                odd = start if masked[start] == "(" else at
                unlike.append(Slip(block, odd, odd + 1, _WIDE_OF[masked[odd]]))
            elif char == ")" and any(map(is_han, masked[start:at])):
                half += [Slip(block, one, one + 1, _WIDE_OF[masked[one]]) for one in (start, at)]
        elif _is_narrow(masked, at):
            end = at + 1
            while end < len(masked) and masked[end] == " ":
                end += 1
            half.append(Slip(block, at, end, _WIDE_OF[char]))
    alone += [Slip(block, at, at + 1) for kind, starts in waiting.items() for at in starts if not _needs_none(masked, at, kind)]
    half += _straight_quotes(block, masked, straight)
    half.sort(key=lambda slip: slip.start)
    alone.sort(key=lambda slip: slip.start)
    return half, unlike, alone


def _needs_none(text: str, at: int, kind: int) -> bool:
    """The bracket of an item, 1）, and an apostrophe."""
    if kind == 0:
        return text[at] in "）)" and bool(_UNOPENED.search(text[max(at - 4, 0) : at]))
    return kind == _SINGLE and any(char.isascii() and char.isalnum() for char in text[max(at - 1, 0) : at + 2])


def _is_narrow(text: str, at: int) -> bool:
    """A narrow , ; : ? ! that touches Chinese; between digits and within English it is right."""
    left = text[:at].rstrip(" ")[-1:]
    right = text[at + 1 :].lstrip(" ")[:1]
    if left.isascii() and left.isalnum() and right.isascii() and right.isalnum():
        return False
    return _is_chinese(left) or _is_chinese(right)


def _is_chinese(char: str) -> bool:
    return is_han(char) or (char != "" and char in "”》）】」％、。")


def _straight_quotes(block: TextBlock, masked: str, places: list[int]) -> Iterator[Slip]:
    """Straight quotes about Chinese, in pairs; without a partner nobody knows which half one is."""
    if len(places) % 2:
        if any(_is_chinese(masked[at - 1 : at]) or _is_chinese(masked[at + 1 : at + 2]) for at in places):
            yield Slip(block, places[-1], places[-1] + 1)
        return
    for start, end in zip(places[::2], places[1::2], strict=True):
        if any(map(is_han, masked[start:end])):
            yield Slip(block, start, start + 1, "“")
            yield Slip(block, end, end + 1, "”")


def _never_paired(alone: list[tuple[str, Slip]], published: bool) -> Iterator[Slip]:
    """Halves without a partner; in a published text a pair may be torn apart by a page, so its other half is looked for."""
    waiting: dict[tuple[str, int], list[Slip]] = {}
    for section, slip in alone:
        char = slip.block.whole[slip.start]
        if not published:
            yield slip
        elif char in _OPENS:
            waiting.setdefault((section, _OPENS[char]), []).append(slip)
        elif not waiting.get((section, _CLOSES[char])):
            yield slip
        else:
            waiting[section, _CLOSES[char]].pop()
    for slips in waiting.values():
        yield from slips


# -- spaces and doubled marks -----------------------------------------------------------------------


def _gaps(block: TextBlock, masked: str) -> Iterator[Slip]:
    """Spaces within a sentence. A PDF has them between words of different script by itself; a heading may have one behind it."""
    if block.kind != "paragraph" or block.location.page or not any(char in _STOPS for char in masked):
        return
    ordinal = re.match(rf"{ITEM}\s*", masked)
    contacts = _contacts(masked)
    sentence = min(at for at, char in enumerate(masked) if char in _STOPS)
    parted = [found.span() for found in PARTED_THOUSANDS.finditer(masked)]
    for found in _GAP.finditer(masked):
        left, right = masked[found.start() - 1], masked[found.end()]
        if left.isdigit() and right.isdigit() and not any(start < found.start() < end for start, end in parted):
            continue
        if ordinal and (found.end() == ordinal.end() or found.start() < sentence):
            continue
        if _LABEL.match(masked[found.end() : found.end() + 10]) or any(found.start() in sentence for sentence in contacts):
            continue
        yield Slip(block, *found.span(), "")


def _contacts(text: str) -> list[range]:
    """The sentences that give addresses and telephones, which spaces may keep apart."""
    found, start = [], 0
    for sentence in text.split("。"):
        if any(word in sentence for word in ("电话", "邮编", "邮箱", "传真")):
            found.append(range(start, start + len(sentence) + 1))
        start += len(sentence) + 1
    return found


def _single(marks: str, last: bool) -> str | None:
    """The mark that should stay, where that is plain."""
    if len(set(marks)) == 1:
        return marks[0]
    return "。" if last and "。" in marks else None
