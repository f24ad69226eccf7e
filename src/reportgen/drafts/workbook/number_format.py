"""What a number format makes a person see of a stored value, and whether that is another number.

A format may scale (`0.0,`), round (`0`), count in hundredths (`0%`), put a point where none is (`0!.0,`, the
usual way to show 元 as 万元), turn a minus into a colour, or hide the cell. The grammar is that of
ISO 29500-1 §18.8.31, with `!` for `\\` as Chinese editions of Excel and WPS write it.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

from ...model.figures import digits, read_figure
from ...text.patterns import pattern

GENERAL = "General"
_DIGITS = frozenset("0123456789")
_MINUS = "-－−–﹣△▲负减降"
# What stands behind a number and makes it another one.
_SCALES = ("百", "千", "万", "亿", "兆", "%", "％", "‰")
_SHORT_SCALES = ("k", "K", "M")
_NARROW = str.maketrans("０１２３４５６７８９．·，％", "0123456789..,%")
_NUMBER = pattern(r"(?:[0-9][0-9,]*(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][-+]?[0-9]{1,4}(?![0-9]))?")
_BETWEEN_DIGITS = pattern(r"(?<=[0-9])[\s ,'’]+(?=[0-9])")
_ANY_DIGIT = pattern(r"[0-9]")
_CONDITION = pattern(r"(<=|>=|<>|=|<|>)\s*(-?[0-9]+(?:\.[0-9]+)?)")
_ELAPSED = pattern(r"h+|m+|s+", re.IGNORECASE)
_ANY_PLACE = pattern(r"[0#?]")
# Excel shows a number in its own way with so many characters, the point among them.
_GENERAL_WIDTH = 11
_LONGEST_FORMAT = 400
# Excel shows no more decimals, and nobody more hundredths of hundredths.
_MOST_PLACES, _MOST_PERCENTS = 30, 8
_EXACT = Context(prec=120)

_Kind = Literal["literal", "digit", "point", "comma", "percent", "exponent", "slash", "general", "text", "date"]


class _Token(NamedTuple):
    kind: _Kind
    text: str = ""


class _Section(NamedTuple):
    """One of the parts between semicolons; `condition` says for which numbers, '' where its place says it."""

    tokens: tuple[_Token, ...]
    condition: str = ""
    bound: Decimal = Decimal(0)

    def has(self, kind: _Kind) -> bool:
        return any(token.kind == kind for token in self.tokens)

    def takes(self, value: Decimal) -> bool:
        """Whether a number meets the condition."""
        above, same = value > self.bound, value == self.bound
        return {
            "<": not above and not same, "<=": not above, ">": above, ">=": above or same, "=": same, "<>": not same,
        }[self.condition]  # fmt: skip

    @property
    def only_negative(self) -> bool:
        """Whether its condition lets none but negative numbers in, which stand without their sign then."""
        bound = self.bound
        return (self.condition == "<" and bound <= 0) or (self.condition in ("<=", "=") and bound < 0)


# -- is it another number? ----------------------------------------------------------------------------


@lru_cache(maxsize=1 << 10)  # the figures of a workbook are small and alike
def shown_otherwise(code: str, stored: str, *, number: bool) -> str | None:
    """What is seen of a stored text under the format `code`, where it is another number; None where it is the same.

    `number` says that the file holds a number, not a text that looks like one.
    """
    value = Decimal(stored) if number else read_figure(stored).value
    if value is None:
        return None
    with localcontext(_EXACT):
        shown = _shown_number(code, value) if number else _shown_text(code, stored)
    return None if shown is None or shown == stored or says(shown, value) else shown.strip()


def shows_date(code: str, stored: str) -> bool:
    """Whether a number under this format is seen as a date or a time."""
    value = Decimal(stored)
    sections = _numeric(code)
    return bool(sections) and _chosen(sections, value)[0].has("date")


def says(shown: str, value: Decimal, unit: str = "") -> bool:
    """Whether what is shown is the value to somebody who reads it.

    `unit` is what the table counts in: 万元 behind a figure in 万元 changes nothing. A zero that is shown as
    a dash or not at all is still a zero: nobody sees another number there.
    """
    text = _BETWEEN_DIGITS.sub("", shown.translate(_NARROW))
    found = _NUMBER.search(text)
    if not found:
        return value == 0
    before, behind = text[: found.start()], text[found.end() :].strip()
    if _ANY_DIGIT.search(behind) or (value != 0 and _scales(behind, unit)):
        return False
    seen = Decimal(found[0].replace(",", "").rstrip("."))
    if before.rstrip().endswith(("(", "（")) and behind.startswith((")", "）")):
        return seen == abs(value)  # an accountant's minus, or only parentheses
    negative = any(sign in before for sign in _MINUS) or behind.startswith(("-", "－"))
    return (seen.copy_negate() if negative else seen) == value


def _scales(behind: str, unit: str) -> bool:
    return (behind.startswith(_SCALES) or behind in _SHORT_SCALES) and not unit.startswith(behind)


# -- what is shown ------------------------------------------------------------------------------------


def _shown_number(code: str, value: Decimal) -> str | None:
    """The text shown of a number; None where it is a date, or a fraction that is exactly the number."""
    sections = _numeric(code)
    if not sections:
        return _general(value)
    section, signed = _chosen(sections, value)
    if section.has("date"):
        return None
    sign = "-" if signed and value < 0 else ""
    size = abs(value)
    if section.has("general"):
        pieces = (_general(size) if token.kind == "general" else token.text for token in section.tokens)
        return sign + "".join(pieces)
    below = _below_the_line(section)
    if below:
        return _fraction(below, size, sign)
    return sign + _placed(section, size)


def _shown_text(code: str, text: str) -> str:
    """The text shown of a text: formats say something about it only in a part of their own."""
    sections = _sections(code)
    own = [
        section for number, section in enumerate(sections) if number == 3 or (number == len(sections) - 1 and section.has("text"))
    ]
    if not own:
        return text
    return "".join(text if token.kind == "text" else token.text for token in own[-1].tokens)


def _general(value: Decimal) -> str:
    """A number as Excel shows it by itself, as far as decimals go; the digits of a whole one are all told."""
    written = digits(value)
    whole, point, _ = written.partition(".")
    room = max(_GENERAL_WIDTH - len(whole) - len(point), 0)
    if value != 0 and abs(value) < Decimal("0.0001"):
        return f"{value:.5E}"
    return digits(value.quantize(Decimal(1).scaleb(-room), ROUND_HALF_UP)) if point else written


def _numeric(code: str) -> tuple[_Section, ...]:
    """The parts that are for numbers; none where the format is for texts only."""
    sections = _sections(code)
    return tuple(section for section in sections[:3] if not section.has("text"))


def _chosen(sections: tuple[_Section, ...], value: Decimal) -> tuple[_Section, bool]:
    """The part that a number is shown by, and whether with its sign."""
    first, *others = sections
    if not any(section.condition for section in sections):
        if value < 0 and others:
            return others[0], False
        return (others[1] if value == 0 and len(others) > 1 else first), True
    last = sections[-1]
    for number, section in enumerate(sections):
        if section.condition:
            if section.takes(value):
                return section, not section.only_negative
        elif number == 0 and (value > 0 or (value == 0 and len(sections) == 2)):
            return section, True
        elif number == 1 and section is not last and value < 0:
            return section, False
    return (_PLAIN, True) if last.condition else (last, True)


def _placed(section: _Section, size: Decimal) -> str:
    """A number put into the places of a part, digit by digit."""
    tokens = section.tokens
    ends = next((at for at, token in enumerate(tokens) if token.kind == "exponent"), len(tokens))
    point = next((at for at, token in enumerate(tokens[:ends]) if token.kind == "point"), ends)
    before = [at for at in range(point) if tokens[at].kind == "digit"]
    behind = [at for at in range(point, ends) if tokens[at].kind == "digit"][:_MOST_PLACES]
    if not before and not behind:
        return "".join("%" if token.kind == "percent" else token.text for token in tokens)
    commas = [at for at, token in enumerate(tokens[:ends]) if token.kind == "comma"]
    grouped = any(before and before[0] < at < before[-1] for at in commas)
    thousands = sum(at > (behind or before)[-1] or (bool(before) and before[-1] < at <= point) for at in commas)
    percents = min(sum(token.kind == "percent" for token in tokens), _MOST_PERCENTS)
    size = size * Decimal(100) ** percents / Decimal(1000) ** thousands
    power = 0
    if ends < len(tokens):
        size, power = _mantissa(size, len(before) or 1, len(behind))
    whole, _, decimals = f"{size.quantize(Decimal(1).scaleb(-len(behind)), ROUND_HALF_UP):f}".partition(".")
    filled = {**_whole_places(tokens, before, whole, grouped=grouped), **_decimal_places(tokens, behind, decimals)}
    if not before:
        filled[point] = f"{whole.lstrip('0')}."
    texts = []
    for at, token in enumerate(tokens[:ends]):
        shown = {"point": "." if at == point else token.text, "comma": "", "percent": "%"}.get(token.kind, token.text)
        texts.append(filled.get(at, "" if token.kind == "digit" else shown))
    if ends < len(tokens):
        after = tokens[ends + 1 :]
        rest = "".join(token.text for token in after if token.kind == "literal")
        sign = "-" if power < 0 else "+" if tokens[ends].text.endswith("+") else ""
        texts.append(f"E{sign}{str(abs(power)).zfill(sum(token.kind == 'digit' for token in after))}{rest}")
    return "".join(texts)


def _whole_places(tokens: tuple[_Token, ...], places: list[int], whole: str, *, grouped: bool) -> dict[int, str]:
    """The digits in front of the point, from right to left; the leftmost place takes what is left."""
    left = "" if whole.strip("0") == "" else whole
    filled: dict[int, str] = {}
    count = 0
    for number, at in enumerate(reversed(places)):
        last = number == len(places) - 1
        taken = left if last else left[-1:]
        left = left[: len(left) - len(taken)]
        taken = taken or {"0": "0", "?": " "}.get(tokens[at].text, "")
        text = ""
        for digit in reversed(taken):
            if grouped and count and count % 3 == 0 and digit != " ":
                text = f",{text}"
            text = digit + text
            count += 1
        filled[at] = text
    return filled


def _decimal_places(tokens: tuple[_Token, ...], places: list[int], decimals: str) -> dict[int, str]:
    """The digits behind the point; zeros at the end only where the format wants them."""
    filled: dict[int, str] = {}
    wanted = False
    for at, digit in reversed(list(zip(places, decimals, strict=True))):
        wanted = wanted or digit != "0" or tokens[at].text == "0"
        filled[at] = digit if wanted else " " if tokens[at].text == "?" else ""
    return filled


def _mantissa(size: Decimal, places: int, decimals: int) -> tuple[Decimal, int]:
    """A number as mantissa and power of ten, which is a multiple of the places in front of the point."""
    if size == 0:
        return size, 0
    for extra in (0, 1):  # 9.99 that is rounded becomes 10, which is a power more
        power = size.adjusted() + extra
        power = power // places * places
        mantissa = size.scaleb(-power)
        if mantissa.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) < Decimal(10) ** places:
            break
    return mantissa, power


def _below_the_line(section: _Section) -> str:
    """The places below the line of a fraction, or the number that stands there; '' where a part shows none."""
    kinds = [token.kind for token in section.tokens]
    if "slash" not in kinds or "digit" not in kinds[: kinds.index("slash")]:
        return ""
    behind = section.tokens[kinds.index("slash") + 1 :]
    return "".join(token.text for token in behind if token.kind == "digit" or token.text in _DIGITS)


def _fraction(below: str, size: Decimal, sign: str) -> str | None:
    """A number as whole and fraction; None where that is the number itself."""
    exact = Fraction(size)
    if below.isdigit() and int(below) > 0:
        nearest = Fraction(round(exact * int(below)), int(below))
    else:
        nearest = exact.limit_denominator(10 ** min(len(below), 9) - 1)
    if nearest == exact:
        return None
    whole, rest = divmod(nearest, 1)
    return sign + (f"{whole} {rest}" if whole and rest else f"{nearest}")


# -- the parts of a format ----------------------------------------------------------------------------


@lru_cache(maxsize=1 << 8)
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    tokens: list[_Token] = []
    condition, bound = "", Decimal(0)
    at = 0
    code = code[:_LONGEST_FORMAT]
    while at < len(code):
        if code[at] == ";":
            sections.append(_Section(tuple(tokens), condition, bound))
            tokens, condition, bound = [], "", Decimal(0)
            at += 1
            continue
        if code[at] == "[":
            inside, _, _ = code[at + 1 :].partition("]")
            found = _CONDITION.fullmatch(inside.strip())
            if found:
                condition, bound = found[1], Decimal(found[2])
            elif inside.startswith("$"):
                tokens.append(_Token("literal", inside[1:].partition("-")[0]))
            elif _ELAPSED.fullmatch(inside):
                tokens.append(_Token("date", inside))
            at += len(inside) + 2
            continue
        token, length = _token(code, at)
        tokens.append(token)
        at += length
    sections.append(_Section(tuple(tokens), condition, bound))
    return tuple(sections)


_ONE: dict[str, _Kind] = {
    "0": "digit",
    "#": "digit",
    "?": "digit",
    ".": "point",
    ",": "comma",
    "%": "percent",
    "/": "slash",
    "@": "text",
}


def _token(code: str, at: int) -> tuple[_Token, int]:
    """What stands at a place of a format, and how long it is."""
    char, following = code[at], code[at + 1 : at + 2]
    if char == '"':
        inside, _, _ = code[at + 1 :].partition('"')
        return _Token("literal", inside), len(inside) + 2
    if char in "\\!":
        return _Token("literal", following), 2
    if char == "_":
        return _Token("literal", " "), 2
    if char == "*":
        return _Token("literal", following if following in _DIGITS else ""), 2
    for name in (GENERAL, "G/通用格式"):
        if code[at : at + len(name)].lower() == name.lower():
            return _Token("general"), len(name)
    if char in "Ee" and following and following in "+-":
        return _Token("exponent", char + following), 2
    if char in "YyMmDdHhSs" or code[at : at + 3].lower() == "aaa" or (char in "EeGg" and not _ANY_PLACE.search(code)):
        return _Token("date", char), 1
    return _Token(_ONE.get(char, "literal"), char), 1


_PLAIN = _Section((_Token("general"),))
