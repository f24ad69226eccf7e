"""N1: sums within the prose itself: 共N件，其中A件、B件."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ...model.figures import digits
from ...model.finding import Finding, Rule, Severity
from ...text.patterns import pattern
from ...text.quantities import CLOSED_BRACKETS, Quantity
from .claims import Passage, Tied, excerpt
from .mentions import is_change

N105 = Rule(
    "N105",
    "分项加起来不等于总数",
    "“共 N 件，其中 A 件、B 件”各项相加要等于 N；只举几个例子的，写上“等”或“主要包括”，但也不能超过 N。",
    "共公开信息 130 条，其中文件 45 条，解读 10 条，其他 85 条。",
    "共公开信息 130 条，其中文件 45 条，解读 10 条，其他 75 条。",
    Severity.WARNING,
)
_OPENS = pattern(
    r"^[^，。；！？\d]{0,14}?(?:[。；]\s*(?=其中)|[，,、：:])?\s*(其中|分别是|分别为|主要(?:包括|有|是)|包括|包含|含|[（(])"
)
_TOTAL_BEHIND = pattern(
    r"[，,、（(](?:以上|上述)?(?:[两二三四五六七八九十](?:项|者|类|种))?(?:(?!前)[^，。；\d]{0,4}(?:合计|共计|总计|合共)|共)(?:为|是)?\s*$"
)
_REST = pattern(r"[，,；、](?:其余的?|剩余的?|余下的?|剩下的?)[^，。；\d]{0,8}$")
_OPEN_HEAD = pattern(r"主要|包括|包含|含|涉及|例如|比如|[有仅只]")
_OPEN_LIST = pattern(r"等|主要|例如|比如|涉及|最[多少高低]")
# A bracket that lists so many parts lists them all.
_WHOLE_BRACKET = 3
_LONGEST_LIST = 800
_MOST_ADDED = 16
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
        if total == whole.value or (total < whole.value and not _may_be_slip(whole.value, parts)):
            continue
        yield _finding(passage, listing)
    yield from _remainders(passage)


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


def _may_be_slip(whole: Decimal, parts: Sequence[Tied]) -> bool:
    """Whether parts that fall short lack so little, or one of the numbers is so nearly right, that it is a slip.

    Otherwise the list names a few of many, though nothing says so.
    """
    lacking = whole - sum((part.quantity.value for part in parts), Decimal(0))
    if lacking <= max(whole / 10, Decimal(3)):
        return True
    mended = [(part.quantity.value, part.quantity.value + lacking) for part in parts] + [(whole, whole - lacking)]
    return any(_is_near(digits(written), digits(right)) for written, right in mended)


def _is_near(written: str, right: str) -> bool:
    """Whether one digit was mistyped, left out or added, two were swapped, or the point was shifted."""
    if len(written) == len(right):
        differing = [at for at, (one, other) in enumerate(zip(written, right, strict=True)) if one != other]
        swapped = len(differing) == 2 and sorted(written) == sorted(right) and differing[1] == differing[0] + 1
        return len(differing) == 1 or swapped
    longer, shorter = (written, right) if len(written) > len(right) else (right, written)
    return len(longer) == len(shorter) + 1 and any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def _remainders(passage: Passage) -> Iterator[Finding]:
    """共18件，维持9件、纠正2件，其余7件: what is left when the numbers before are taken from the whole."""
    text, tied = passage.block.whole, passage.tied
    for at, rest in enumerate(tied):
        if not _REST.search(rest.mention.left) or rest.quantity.percent or not rest.quantity.exact:
            continue
        before = [
            other.quantity.value
            for other in tied[max(at - _MOST_ADDED, 0) : at]
            if (other.quantity.unit, other.mention.sentence) == (rest.quantity.unit, rest.mention.sentence)
            and not other.quantity.percent
            and not is_change(other.mention)
        ]
        left = {
            whole - sum(before[start:end], Decimal(0))
            for first, whole in enumerate(before)
            for start in range(first + 1, len(before))
            for end in range(start + 1, len(before) + 1)
        }
        nearest = before[-2] - before[-1] if len(before) > 1 else Decimal(0)
        if len(before) == 2 and nearest > 0 and rest.quantity.value not in left and not rest.matched and not rest.bound:
            message = f"文中“{excerpt(text, rest)}”，{digits(before[-2])} - {digits(before[-1])} = {digits(nearest)}"
            place = passage.block.place(rest.quantity.start)
            yield N105.at(place, message, hint="核对总数、已说的和剩下的", expected=nearest, actual=rest.quantity.value)


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
        if not _TOTAL_BEHIND.search(whole.mention.left) or whole.quantity.percent:
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
