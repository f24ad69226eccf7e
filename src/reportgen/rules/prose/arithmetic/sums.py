"""N1: sums within the prose itself: 共N件，其中A件、B件."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise, product

from ....model.figures import digits
from ....model.finding import Finding, Rule, Severity
from ....text.closest import is_near_number
from ....text.patterns import pattern
from ....text.quantities import CLOSED_BRACKETS
from ..readings import Tables, unit_of_amount
from ..surroundings import is_change
from ..tied import Passage, Tied, excerpt
from .lists.parts import PEOPLE, Listing, sign_between

N105 = Rule(
    "N105",
    "分项加起来不等于总数",
    "“共 N 件，其中 A 件、B 件”各项相加要等于 N；只举几个例子的，写上“等”或“主要包括”，但也不能超过 N。",
    "共公开信息 130 条，其中文件 45 条，解读 10 条，其他 85 条。",
    "共公开信息 130 条，其中文件 45 条，解读 10 条，其他 75 条。",
    Severity.WARNING,
)
_REST = pattern(r"(?:^|[，,；、])(?:其余的?|剩余的?|余下的?|剩下的?)[^，。；\d]{0,8}$", needs="余剩")
# 42项任务完成40项，另有1项推进中: what is not done yet, beside what is, makes all there were.
_NOT_YET = pattern(r"(?:^|[，,；;、])(?:另外?|还|尚|仍)(?:有|余)?$", needs="另还尚仍")
_DONE = pattern(
    r"(?:已经?|全面|按期|均|都|如期|整改|办理|任务|事项)*(?:完成|办结|整改|落实|销号|解决|建成|通过|完成整改|整改完成|整改到位|开通|办理)(?:了|的)?$"
)
_GOES_ON = pattern(r"[^，。；]{0,8}?(?:正在|推进|进行|未|持续|在办|办理中|整改中|继续|实施中)")
# 甲18420条，占比44.7%；乙20157条
_OWN_SHARE = pattern(r"^[，,]?占(?:比|总数的|总量的)?(?:为|约)?\d+(?:\.\d+)?[%％]")
_ALL_TOGETHER = pattern(
    r"[，,；;）)]?\s*(?:全年|年内|共|共计|累计|合计|总计|总共|一共|总印数|总量|总数|印制|发行|赠阅|发放|印发|免费|投放|向社会|为|达|了)+\s*"
)
# 12期，每期3000册: what is counted by how many there are in each.
_EACH_HAS = pattern(r"[，,、（(]\s*每(.+?)(?:印制|印数|发行|赠阅|发放|投放|印发|约|为|各|均为)?", needs="每")
# 公报每期印800册，全年出刊6期
_EACH_COMES_FIRST = pattern(
    r"每(.{1,2}?)(?:均|约|平均)?(?:印制|印数|印|发行|赠阅|发放|投放|印发|为|各|有|培训|参训|覆盖)?(?:约|为)?$", needs="每"
)
_ONE_CLAUSE = pattern(r"[，,][^，,。；：、\d]{0,10}")
_SEMICOLON = pattern("[；;]")
_MOST_ADDED = 16
# Smaller sums are alike by chance.
_NO_CHANCE = 10


def sum_findings(passage: Passage, listings: Sequence[Listing], tables: Tables) -> Iterator[Finding]:
    """Of the `listings` of a passage, those whose total stands behind them first, those whose parts do not make their whole; those that the tables bear out one by one are no sums."""
    text = passage.block.whole
    told: set[int] = set()
    for listing in listings:
        parts = listing.parts
        if id(listing.whole) in told or all(part.bound for part in (*parts, listing.whole)):
            continue
        if listing.way in ("behind", "year"):
            wrong = _wrong_total(text, listing)
        else:
            told_of = _is_told(listing) or (listing.off < 0 and _leaves_out(listing, tables))
            wrong = listing if not told_of and _is_wrong(listing, passage) else None
        if wrong:
            told.add(id(listing.whole))
            yield _finding(passage, wrong)
    yield from _remainders(passage, told)
    yield from _products(passage)


def _is_told(listing: Listing) -> bool:
    """Whether the tables tell of every part: that it is right, or which of them is wrong.

    法院受理诉讼12宗，其中直接起诉4宗、复议后起诉7宗: where every part is right, a whole that its words do not hold to the table is not told of.
    """
    whole, parts = listing.whole, listing.parts
    if not all(part.readings for part in parts):
        return False
    if all(part.matched for part in parts):
        if not _of_one_row(whole, parts):
            return False
        slip = _may_be_slip(whole.quantity.value, parts)
        return bool(whole.matched or (whole.readings and whole.strict) or not slip)
    return any(part.strict and part.matched is None for part in parts)


def _leaves_out(listing: Listing, tables: Tables) -> bool:
    """Whether a list names only some of what its whole is made of: more cells of that sum that are not 0 are left than it has parts of which none is known.

    收到457件，其中自然人400件、法律服务机构16件、中介组织8件: of a form without the last, 商业企业 30 and 其他 2 are not named.
    """
    whole = _cells(listing.whole, tables)
    known = [cells for part in listing.parts if (cells := _cells(part, tables))]
    named = {ref for cells in known for ref in cells}
    for line in tables.form.sums.get(whole[0], ()) if len(whole) == 1 else ():
        addends = {term.ref for term in line.left}
        left = [ref for ref in addends - named if (cell := tables.cells.get(ref)) and cell.value]
        if named and named <= addends and len(left) > len(listing.parts) - len(known):
            return True
    return False


def _cells(one: Tied, tables: Tables) -> list[str]:
    """The cells of the figure that a number is; none where it is no figure of the tables."""
    meant = one.matched.meant if one.matched else None
    if meant is None:
        return []
    rows, columns = tables.rows[meant.table], tables.columns[meant.table]
    pairs = product(
        (leaf for row, _ in meant.rows for leaf in rows[row]), (leaf for column, _ in meant.columns for leaf in columns[column])
    )
    return [f"{meant.table}.{row}.{column}" for row, column in pairs]


def _of_one_row(whole: Tied, parts: Sequence[Tied]) -> bool:
    """Whether a whole and its parts, named by columns alone, can all be of one row: 法人29件（商业企业18件、…） are not where 18 has those carried in."""
    named = [one.spoken for one in (whole, *parts) if one.spoken and one.spoken.columns and not one.spoken.rows]
    if not whole.matched or len(named) <= len(parts) or any(not one.table.usual for one in named):
        return True
    rows = [
        {reading.meant.rows for reading in one.readings if reading.meant and reading.is_meant_by(one.quantity)}
        for one in (whole, *parts)
    ]
    return bool(set.intersection(*rows)) or not all(rows)


def _wrong_total(text: str, listing: Listing) -> Listing | None:
    """The numbers before a total that should make it, where none of those before it do."""
    whole, parts = listing.whole, listing.parts
    sums = [sum((part.quantity.value for part in parts[start:]), Decimal(0)) for start in range(len(parts) - 1)]
    # Of a part of the year no table tells, nor of some of the bodies.
    settled = whole.matched and listing.way != "year" and not _are_unknown(listing)
    if whole.quantity.value in sums or settled or whole.bound:
        return None
    if any(not listing._replace(parts=parts[start:]).off for start in range(len(parts) - 1)):
        return None  # 1.2万条、8600条，共计2.1万条: as far as they are written out
    run = _run_before(text, listing)
    near = next((start for start, total in enumerate(sums) if is_near_number(whole.quantity.value, total)), None)
    if listing.way == "year":
        return listing
    listing = listing._replace(parts=parts[near:] if near is not None else run if len(run) > 1 else parts[-2:])
    sure = listing.says_among and not listing.mixed
    return listing if sure or _may_be_slip(whole.quantity.value, listing.parts) else None


def _are_unknown(listing: Listing) -> bool:
    """市本级305件，县（市、区）551件，全市共846件: whether a right total has parts of which no table tells, and they are nearly all of it."""
    unknown = all(part.matched is None and not part.strict for part in listing.parts)
    return listing.says_among and unknown and is_near_number(listing.whole.quantity.value, listing.total)


def _run_before(text: str, listing: Listing) -> tuple[Tied, ...]:
    """Of the numbers before a total those that are surely its parts: the last ones, apart by the same sign."""
    parts = listing.parts
    signs = [sign_between(text, one, other) for one, other in pairwise(parts)]
    start = len(parts) - 1
    while start > 0 and signs[start - 1] == signs[-1]:
        start -= 1
    return parts[start:]


def _is_wrong(listing: Listing, passage: Passage) -> bool:
    """Whether the parts behind a whole cannot be right: too many, or too few where they read as all of it."""
    whole, parts, off = listing.whole.quantity.value, listing.parts, listing.off
    apart = _of_one_row(listing.whole, parts) and _first_parts_do(passage.block.whole, whole, parts)
    # A sentence of labels and numbers alone is one list, unless it divides the whole twice and both make it.
    apart = apart and not (listing.way == "again" and listing.total != whole * 2)
    if not off or apart or (len(parts) == 1 and not (listing.says_among and _is_of_the_nearest(listing, passage))):
        return False
    if off < 0 and _divided_twice(passage.block.whole, whole, parts):
        return True
    if off < 0 and (listing.is_open or not _says_all(listing, passage)):
        return False
    # Where nothing but the form of the list says that it divides the whole, a large difference says that it does not.
    by_form = listing.way in ("plain", "counted") or listing.mixed
    return (off > 0 and not by_form) or listing.way == "each" or _may_be_slip(whole, parts)


def _is_of_the_nearest(listing: Listing, passage: Passage) -> bool:
    """Whether one part can be of no number but its whole: 县政府37件、县直部门98件、镇街35件，其中县自然资源局41件 is of those before."""
    whole, part = listing.whole, listing.parts[0].quantity
    before = (
        one.quantity
        for one in passage.tied
        if one.mention.sentence == whole.mention.sentence and one.quantity.end <= whole.quantity.start
    )
    return not any(one.unit == part.unit and one.value >= part.value for one in before)


def _finding(passage: Passage, listing: Listing) -> Finding:
    whole, total = listing.whole.quantity, listing.total
    # Parts in yuan are not to be compared with a whole in 万元.
    unit, size = unit_of_amount(passage.block.whole[whole.start : whole.end]) if whole.unit == "元" else ("", Decimal(1))
    unit = f" {unit}".rstrip()
    shown = " + ".join(digits(part.quantity.value / size) for part in listing.parts)
    relation = "超出" if total > whole.value else "少了"
    said = excerpt(passage.block.whole, listing.whole)
    apart = f"{digits(abs(total - whole.value) / size)}{unit}"
    message = f"文中“{said}”，各项 {shown} = {digits(total / size)}{unit}，{relation} {apart}"
    if len(listing.parts) == 1 and total > whole.value:
        message = f"文中“{said}”，其中的一部分有 {digits(total / size)}{unit}，比全部还多 {apart}"
    place = passage.block.place(whole.start)
    related = tuple(passage.block.place(part.quantity.start) for part in listing.parts)
    hint = "核对总数和各项；只举例子的，写上“等”或“主要包括”"
    return N105.at(place, message, hint=hint, related=related, expected=total, actual=whole.value)


def _may_be_slip(whole: Decimal, parts: Sequence[Tied]) -> bool:
    """Whether parts lack so little, or are so little too many, or one of the numbers is so nearly right, that it is a slip.

    Otherwise the list names a few of many, or counts something else, though nothing says so.
    """
    lacking = whole - sum((part.quantity.value for part in parts), Decimal(0))
    if abs(lacking) <= max(whole / 10, Decimal(3)):
        return True
    mended = [(part.quantity.value, part.quantity.value + lacking) for part in parts] + [(whole, whole - lacking)]
    return any(right > 0 and is_near_number(written, right) for written, right in mended)


def _products(passage: Passage) -> Iterator[Finding]:
    """12期，每期3000册，全年3.6万册, in whatever order: so many of each make all of them."""
    text = passage.block.whole
    for first, second, third in zip(passage.tied, passage.tied[1:], passage.tied[2:], strict=False):
        if not (made := _made_of_each(text, first, second, third)):
            continue
        many, each, whole = (one.quantity for one in made)
        product = many.value * each.value
        if whole.admits(product):
            continue
        begins = first.quantity.start if made[1] is not first else text.rindex("每", 0, first.quantity.start)
        said = text[begins : third.quantity.end]
        message = f"文中“{said}”，{digits(many.value)} × {digits(each.value)} = {digits(product)}"
        place, *related = (passage.block.place(number.start) for number in (whole, many, each))
        yield N105.at(place, message, hint="核对这三个数", related=tuple(related), expected=product, actual=whole.value)


def _made_of_each(text: str, first: Tied, second: Tied, third: Tied) -> tuple[Tied, Tied, Tied] | None:
    """Of three numbers how many there are, how many in each, and all of them; None where they are not such three.

    12期，每期3000册，全年3.6万册; 12期，发行3.6万册，每期3000册; 每期印800册，全年出刊6期，共赠阅4800册.
    """
    if said := _EACH_HAS.fullmatch(text, first.quantity.end, second.quantity.start):
        many, each, whole = first, second, third
    elif said := _EACH_HAS.fullmatch(text, second.quantity.end, third.quantity.start):
        many, each, whole = first, third, second
    elif said := _EACH_COMES_FIRST.search(first.mention.left):
        many, each, whole = second, first, third
        if first.mention.sentence != third.mention.sentence or not _ONE_CLAUSE.fullmatch(
            text, first.quantity.end, second.quantity.start
        ):
            return None
    else:
        return None
    count, size, total = many.quantity, each.quantity, whole.quantity
    people = {size.unit, total.unit} <= PEOPLE  # 每场80人，共240人次
    alike = (people or size.unit == total.unit) and total.unit != count.unit and count.exact and size.exact
    plain = alike and all(number.value and not number.percent for number in (count, size, total))
    fits = plain and said[1] == count.unit and _ALL_TOGETHER.fullmatch(whole.mention.left)
    return (many, each, whole) if fits else None


def _remainders(passage: Passage, told: Collection[int]) -> Iterator[Finding]:
    """共18件，维持9件、纠正2件，其余7件: what is left when the numbers before are taken from the whole; those of which it was `told` are left out."""
    text, tied = passage.block.whole, passage.tied
    for at, rest in enumerate(tied):
        if rest.quantity.percent or not rest.quantity.exact:
            continue
        not_yet = at and _NOT_YET.search(rest.mention.left) and _GOES_ON.match(rest.mention.right)
        if not (_REST.search(rest.mention.left) or (not_yet and _DONE.search(tied[at - 1].mention.left))):
            continue
        listed = [
            other
            for other in tied[max(at - _MOST_ADDED, 0) : at]
            if (other.quantity.unit, other.mention.sentence) == (rest.quantity.unit, rest.mention.sentence)
            and not other.quantity.percent
            and not is_change(other.mention)
        ]
        others = [other.quantity for other in listed]
        before = [one.value for one in others]
        # 涉及甲321件、乙214件、丙158件: what stands beside another one is no whole.
        wholes = [
            (first, one.quantity.value)
            for first, one in enumerate(listed)
            if not listed[first + 1 :] or sign_between(text, one, listed[first + 1]) != "、"
        ]
        left = {
            whole - sum(before[start:end], Decimal(0))
            for first, whole in wholes
            for start in range(first + 1, len(before))
            for end in range(start + 1, len(before) + 1)
        }
        whole, *parts = before or [Decimal(0)]
        nearest = whole - sum(parts, Decimal(0))
        # Of more than one part it is not sure that all are of that whole, unless what is left is nearly right.
        sure = len(parts) == 1 or (len(parts) > 1 and is_near_number(rest.quantity.value, nearest))
        sure = sure and not any(id(one) in told for one in listed)
        if sure and nearest > 0 and rest.quantity.value not in left and not rest.matched and not rest.bound:
            taken = " - ".join(digits(one) for one in before)
            message = f"文中“{excerpt(text, rest)}”，{taken} = {digits(nearest)}"
            place, *related = (passage.block.place(one.start) for one in (rest.quantity, *others))
            hint, value = "核对总数、已说的和剩下的", rest.quantity.value
            yield N105.at(place, message, hint=hint, related=tuple(related), expected=nearest, actual=value)


def _first_parts_do(text: str, whole: Decimal, parts: Sequence[Tied]) -> bool:
    """Whether the first parts make the whole already, and what follows divides it another way."""
    total = Decimal(0)
    for count, part in enumerate(parts, 1):
        total += part.quantity.value
        rest = parts[count:]
        if total != whole or count < 2 or not rest:
            continue
        # One more of the same list is rather a slip in the others.
        one_list = len(rest) == 1 and not rest[0].matched and rest[0].mention.left.startswith("、")
        if not (one_list or _only_semicolons(text, parts)):
            return True
    return False


def _only_semicolons(text: str, parts: Sequence[Tied]) -> bool:
    """Whether every part of a list is an item of its own, behind a semicolon: these are of one division."""
    return all(_SEMICOLON.search(text, one.quantity.end, other.quantity.start) for one, other in pairwise(parts))


def _divided_twice(text: str, whole: Decimal, parts: Sequence[Tied]) -> bool:
    """共447件，其中甲82件、乙65件，丙49件、丁98件: two divisions beside each other that make the same, and that is not the whole."""
    signs = [sign_between(text, one, other) for one, other in pairwise(parts)]
    if len(parts) < 4 or "、" not in signs:
        return False
    first = next((at for at, sign in enumerate(signs, 1) if sign != "、"), len(parts))
    total, rest = (sum((part.quantity.value for part in some), Decimal(0)) for some in (parts[:first], parts[first:]))
    return first > 1 and total == rest >= _NO_CHANCE and is_near_number(whole, total)


def _says_all(listing: Listing, passage: Passage) -> bool:
    """Whether the list reads as a whole: nothing but labels and numbers, one after the other."""
    text, parts = passage.block.whole, listing.parts
    positions = [listing.whole.quantity.end, *(part.quantity.end for part in parts)]
    gaps = [
        CLOSED_BRACKETS.sub("", _OWN_SHARE.sub("", text[before : part.quantity.start]))
        for before, part in zip(positions, parts, strict=False)
    ]
    if len(parts) > 2:
        gaps[0] = re.split("其中|[。！？]", gaps[0])[
            -1
        ]  # 612条，比上年增长18%。其中; 增加6项，其中新制定12项、废止4项 is no whole list
    return len(parts) >= 2 and all(len(gap) <= 40 and not re.search(r"占|同比|增长|下降|较", gap) for gap in gaps)
