"""N1: sums within the prose itself — 共N件，其中A件、B件 — and words that say there was nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ..mentions import Spoken, is_change, is_small, mentions_of, spoken_of
from ..model.figures import digits
from ..model.finding import Finding, Rule, Severity
from ..prose_figures import Tables
from ..quantities import CLOSED_BRACKETS, Quantity
from .claims import Passage, Tied, excerpt

N105 = Rule(
    "N105",
    "分项加起来不等于总数",
    "“共 N 件，其中 A 件、B 件”各项相加要等于 N；只举几个例子的，写上“等”或“主要包括”，但也不能超过 N。",
    "共公开信息 130 条，其中文件 45 条，解读 10 条，其他 85 条。",
    "共公开信息 130 条，其中文件 45 条，解读 10 条，其他 75 条。",
    Severity.WARNING,
)
N106 = Rule(
    "N106",
    "文中说没有，表里却有",
    "正文说“没有收到”“未发生”，表格里同一项却不是 0，读者不知道信哪一个。",
    "全年未发生行政诉讼。（表四：未经复议直接起诉总计 1）",
    "全年发生行政诉讼 {{ 表四.行政诉讼.总计 }} 件。",
    Severity.WARNING,
)

_OPENS = re.compile(r"^[^，。；！？\d]{0,14}?[，,、：:]?\s*(其中|分别是|分别为|主要(?:包括|有|是)|包括|包含|含|[（(])")
_OPEN_HEAD = re.compile(r"主要|包括|包含|含|涉及|例如|比如|[有仅只]")
_OPEN_LIST = re.compile(r"等|主要|例如|比如|涉及|最[多少高低]")
# A bracket that lists so many parts lists them all.
_WHOLE_BRACKET = 3
_LONGEST_LIST = 800
_LONGEST_CLAUSE = 80
_MOST_ADDED = 16
_MOST_NEGATIONS = 200
_STOP = "。！？!?；;\n"


class Listing(NamedTuple):
    """A whole and the parts listed behind it."""

    whole: Tied
    parts: tuple[Tied, ...]
    is_open: bool
    says_among: bool = True

    @property
    def total(self) -> Decimal:
        return sum((part.quantity.value for part in self.parts), Decimal(0))

    @property
    def adds_up(self) -> bool:
        return len(self.parts) > 1 and self.total == self.whole.quantity.value


def listings_of(passage: Passage) -> Iterator[Listing]:
    """Every 共N，其中A、B of a passage; parts in deeper brackets belong to their own whole."""
    text, tied = passage.block.whole, passage.tied
    for at, whole in enumerate(tied):
        quantity = whole.quantity
        if quantity.percent or not quantity.exact or is_change(whole.mention):
            continue
        following = tied[at + 1].quantity.start if at + 1 < len(tied) else len(text)
        opening = _OPENS.match(text[quantity.end : following])
        if not opening:
            continue
        start = quantity.end + opening.end()
        stop = _end_of(text, start, bracketed=opening[1] in "（(")
        parts = _parts(text, start, stop, tied[at + 1 :], quantity)
        if parts:
            # 其中含…: the word that says that the list is open may stand behind 其中 too.
            head = text[quantity.end : start] + text[start : start + 2]
            body = text[start:stop]
            # 申请242件（甲局97件、乙局52件）names two of many; 专区9个（市级1个、县级8个）all there are.
            bare = "其中" not in head and opening[1] in "（(" and len(parts) < _WHOLE_BRACKET and bool(whole.readings)
            mixed = any(start <= other.quantity.start < stop and _is_other(other, quantity) for other in tied[at + 1 : at + 40])
            is_open = bool(_OPEN_HEAD.search(head) or _OPEN_LIST.search(_outside(body))) or bare or mixed
            yield Listing(whole, tuple(parts), is_open, says_among=head.endswith("其中") or "（其中" in head)


def _is_other(other: Tied, whole: Quantity) -> bool:
    """Whether a number counts something else than the whole: such a list is not about one thing."""
    return not other.quantity.percent and other.quantity.unit not in (whole.unit, "元") and not is_change(other.mention)


def _end_of(text: str, start: int, *, bracketed: bool) -> int:
    """Where a list ends: at its bracket, or with its sentence (其中 again begins another)."""
    depth = 1 if bracketed else 0
    for at in range(start, min(start + _LONGEST_LIST, len(text))):
        sign = text[at]
        if sign in "（(":
            depth += 1
        elif sign in "）)":
            depth -= 1
            if depth == 0 and bracketed:
                return at
            if depth < 0:
                return at
        elif (depth == 0 and (sign in _STOP or text.startswith("其中", at))) or (bracketed and sign in "。！？\n"):
            return at
    return len(text)


def _outside(text: str) -> str:
    return CLOSED_BRACKETS.sub("", text)


def _parts(text: str, start: int, stop: int, tied: Sequence[Tied], whole: Quantity) -> list[Tied]:
    """The numbers of the same unit between `start` and `stop`, not in brackets within."""
    parts = []
    for one in tied:
        quantity = one.quantity
        if quantity.start >= stop:
            break
        inside = text[start : quantity.start]
        depth = inside.count("（") + inside.count("(") - inside.count("）") - inside.count(")")
        if quantity.percent or quantity.unit != whole.unit or depth > 0 or is_change(one.mention):
            continue
        if not quantity.exact or quantity.spelled:
            return []  # about so many: nothing to add up
        parts.append(one)
    return parts


def sum_findings(passage: Passage) -> Iterator[Finding]:
    """Listings whose parts do not make their whole; those that the tables bear out one by one are no sums."""
    for listing in trailing_of(passage):
        sums = [
            sum((part.quantity.value for part in listing.parts[start:]), Decimal(0)) for start in range(len(listing.parts) - 1)
        ]
        if listing.whole.quantity.value not in sums and not listing.whole.matched and not listing.whole.bound:
            yield _finding(passage, listing._replace(parts=listing.parts[-2:]))
    for listing in listings_of(passage):
        whole = listing.whole.quantity
        parts = listing.parts
        if all(part.readings for part in parts) or all(part.bound for part in (*parts, listing.whole)):
            continue
        total = listing.total
        if _first_parts_do(whole.value, parts):
            continue
        if len(listing.parts) == 1 and not listing.says_among:
            continue
        if total < whole.value and (listing.is_open or not _says_all(listing, passage)):
            continue
        if total == whole.value:
            continue
        yield _finding(passage, listing)


def _finding(passage: Passage, listing: Listing) -> Finding:
    whole, total = listing.whole.quantity, listing.total
    shown = " + ".join(digits(part.quantity.value) for part in listing.parts)
    relation = "超出" if total > whole.value else "少了"
    said = excerpt(passage.block.whole, listing.whole)
    message = f"文中“{said}”，各项 {shown} = {digits(total)}，{relation} {digits(abs(total - whole.value))}"
    place = passage.block.place(whole.start)
    related = tuple(passage.block.place(part.quantity.start) for part in listing.parts)
    hint = "核对总数和各项；只举例子的，写上“等”或“主要包括”"
    return N105.at(place, message, hint=hint, related=related, expected=total, actual=whole.value)


def _first_parts_do(whole: Decimal, parts: Sequence[Tied]) -> bool:
    """Whether the first parts make the whole already, and what follows divides it another way."""
    total = Decimal(0)
    for count, part in enumerate(parts, 1):
        total += part.quantity.value
        rest = parts[count:]
        # One more of the same list is rather a slip in the others.
        if total == whole and count > 1 and (len(rest) != 1 or rest[0].matched or not rest[0].mention.left.startswith("、")):
            return True
    return False


def trailing_of(passage: Passage) -> Iterator[Listing]:
    """A件、B件，合计C件: the whole behind its parts, which stand next to it in the same sentence."""
    tied = passage.tied
    for at, whole in enumerate(tied):
        if (
            not re.search(r"[，,、（(](?:两项|三项|两者|三者)?(?:合计|共计|总计)\s*$", whole.mention.left)
            or whole.quantity.percent
        ):
            continue
        parts: list[Tied] = []
        for other in reversed(tied[:at]):
            same = other.quantity.unit == whole.quantity.unit and other.mention.sentence == whole.mention.sentence
            if not same or not other.quantity.exact or other.quantity.percent or is_change(other.mention):
                break
            parts.insert(0, other)
            if len(parts) == _MOST_ADDED:
                break
        if len(parts) > 1:
            yield Listing(whole, tuple(parts), is_open=False)


def _says_all(listing: Listing, passage: Passage) -> bool:
    """Whether the list reads as a whole: nothing but labels and numbers, one after the other."""
    text, parts = passage.block.whole, listing.parts
    positions = [listing.whole.quantity.end, *(part.quantity.end for part in parts)]
    gaps = [text[before : part.quantity.start] for before, part in zip(positions, parts, strict=False)]
    return len(parts) >= 2 and all(len(gap) <= 40 and not re.search(r"占|同比|增长|下降|较", gap) for gap in gaps)


# -- nothing ----------------------------------------------------------------------------------------


def nothing_findings(passage: Passage, tables: Tables) -> Iterator[Finding]:
    """Clauses that say there was none of what a table has."""
    text = passage.block.whole
    # 没有因… is found as 没有 as well: the longer words come first.
    told: set[int] = set()
    for word in sorted(tables.phrasing.none, key=len, reverse=True):
        if text.count(word) > _MOST_NEGATIONS:
            continue  # no report speaks so
        start = -1
        while (start := text.find(word, start + 1)) >= 0:
            limit = start + _LONGEST_CLAUSE
            stop = min(
                (at for sign in "，,。；;！？（(" if (at := text.find(sign, start, limit)) >= 0), default=min(limit, len(text))
            )
            clause = text[start + len(word) : stop]
            if (
                not clause
                or re.search(r"\d\s*(?:件|起|宗)", clause)
                or (len(word) == 1 and text[start - 1 : start] not in ("", "，", "。", "；", "年", "均", "、"))
            ):
                continue
            if start in told:
                continue
            told.update(range(start, start + len(word)))
            yield from _nothing(passage, start, word, clause, tables)


def _first_phrase(clause: str, spoken: Spoken) -> int:
    """Where the first word of what is spoken of stands in the clause."""
    phrases = [phrase for one in (*spoken.rows, *spoken.columns) for phrase in one.say]
    return min((at for phrase in phrases if (at := clause.find(phrase.pieces[0])) >= 0), default=0)


def _nothing(passage: Passage, start: int, word: str, clause: str, tables: Tables) -> Iterator[Finding]:
    back = max(start - _LONGEST_LIST, 0)
    text = passage.block.whole[back : start + len(word) + len(clause)]
    end = len(text)
    # The clause is read as if a number stood at its end: 未发生行政诉讼〈0件〉.
    zero = Quantity(end, end, Decimal(0), Decimal(0), Decimal(0), "件")
    mention = mentions_of(text, [zero])[0]._replace(left=clause, right="")
    for table in tables.phrasing.tables:
        spoken = spoken_of(text, mention, table)
        if spoken is None or spoken.weak or not spoken.rows or (spoken.columns and not table.column):
            continue
        if not is_small(clause[: _first_phrase(clause, spoken)]):
            continue
        if not clause.rstrip("的案件情况形等工作结果").endswith(
            tuple(phrase.pieces[-1] for one in (*spoken.rows, *spoken.columns) for phrase in one.say)
        ):
            continue
        readings = list(tables.readings(spoken, spoken.rows))
        if readings and all(reading.value > 0 and not reading.amount for reading in readings):
            name = readings[0].expression.replace(".", "/", 1).replace(".", "/")
            message = f"文中说“{word}{clause}”，表里 {name} 是 {digits(readings[0].value)}"
            hint = "核对是文字错了还是表错了"
            yield N106.at(passage.block.place(start), message, hint=hint, expected=readings[0].value, actual=Decimal(0))
