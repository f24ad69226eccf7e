"""S: numbers of persons that must not be published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..model.finding import Finding, Rule, Severity
from ..model.report import TextBlock
from ..text.patterns import pattern
from .check import Subject
from .slips import PREFACE

S101 = Rule(
    "S101",
    "有公民身份号码",
    "身份号码是个人信息，公开会侵害个人权益（《条例》第十五条、《个人信息保护法》）。",
    "申请人身份号码写了全部 18 位。",
    "删去，或者写“申请人甲”。",
    Severity.WARNING,
)
S102 = Rule(
    "S102",
    "有手机号码",
    "个人手机号码是个人信息；联系方式应当用办公电话（《条例》第十五条）。",
    "联系电话写的是经办人的手机号。",
    "联系电话写办公室的座机号，正文里的手机号删去。",
    Severity.WARNING,
)
S103 = Rule(
    "S103",
    "有银行卡号",
    "银行卡号是敏感个人信息，不能公开（《个人信息保护法》第二十八条）。",
    "写了退费用的 19 位银行卡号。",
    "删去卡号。",
    Severity.WARNING,
)

RULES = (S101, S102, S103)

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_PROVINCES = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83))
)
_CARDS = pattern(r"(?:62|60|4\d|5[1-5]|3[5-7]|9[5-9])\d{14,17}")
_CONTACT = pattern(r"电话|手机|传真|热线|联系|咨询")
_BEFORE = 12
# Long numbers, also in groups; what stands in an address of the web is passed by.
_NUMBERS = pattern(
    r"(?:https?://|www\.)[!-~]+|(?<![\dA-Za-z.])(?:\+86[- ]?)?(\d(?:[- ]?\d){10,18}[Xx]?)(?![\dA-Za-z])"
    r"(?!\.\d|\s*[万亿元件条])"
)
_SHORTEST = 11


def check_personal_numbers(subject: Subject) -> Iterator[Finding]:
    """No citizen id, mobile or bank card number stands in the text."""
    for section, blocks in subject.report.texts.items():
        for block in blocks:
            if sum(map(str.isdigit, block.whole)) >= _SHORTEST:
                yield from _in_block(block, section == PREFACE)


def _in_block(block: TextBlock, preface: bool) -> Iterator[Finding]:
    for found in _NUMBERS.finditer(block.whole):
        if not found[1]:
            continue
        number = found[1].replace("-", "").replace(" ", "")
        plain = number == found[1]
        place = block.place(found.start(1))
        if plain and _is_citizen(number):
            yield S101.at(place, f"这里有公民身份号码 {_masked(number)}", hint=S101.good)
        elif _is_mobile(found[1]):
            near = block.whole[max(found.start() - _BEFORE, 0) : found.start()]
            if preface or _CONTACT.search(near):
                message = f"联系电话 {_masked(number[-11:])} 是手机号码，如果是个人的，不要公布"
                yield S102.at(place, message, hint="换成办公室的座机号；确是公务用的手机，可以不改")
            else:
                yield S102.at(place, f"正文里有手机号码 {_masked(number[-11:])}", hint="删去这个号码")
        elif _CARDS.fullmatch(number) and _luhn(number):
            yield S103.at(place, f"这里像是银行卡号 {_masked(number)}", hint=S103.good)


def _masked(number: str) -> str:
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def _is_citizen(number: str) -> bool:
    """18 digits with region, date of birth and check digit, or the 15 of the old kind."""
    if number[:2] not in _PROVINCES:
        return False
    if len(number) == 15 and number.isdigit():
        return _is_date("19" + number[6:12])
    if len(number) != 18 or not number[:17].isdigit():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK_DIGITS[total % 11] == number[17].upper() and _is_date(number[6:14])


def _is_date(text: str) -> bool:
    try:
        return 1880 <= date(int(text[:4]), int(text[4:6]), int(text[6:])).year <= 2100
    except ValueError:
        return False


def _is_mobile(written: str) -> bool:
    """Eleven digits, in one piece or 3-4-4."""
    pieces = written.replace("-", " ").split(" ")
    groups, number = [len(piece) for piece in pieces], "".join(pieces)
    if len(number) == 13 and number.startswith("86"):
        number, groups = number[2:], [11]
    return groups in ([11], [3, 4, 4]) and number.isdigit() and number[0] == "1" and number[1] in "3456789"


def _luhn(number: str) -> bool:
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
