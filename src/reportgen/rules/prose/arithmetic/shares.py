"""N1: percentages in the prose, recomputed from the numbers they belong to, and growth against last year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from ....model.figures import digits
from ....model.finding import Finding, Fix, Rule, Severity
from ....model.report import Report
from ....text.ordinals import chinese_value
from ....text.patterns import pattern
from ....text.quantities import CLOSED_BRACKETS
from ..mentions import spoken_of
from ..readings import Reading, Tables
from ..surroundings import Mention
from ..tied import Passage, Tied, excerpt, is_inside
from .behind import of_whole_behind
from .fractions import LOOKED_BACK, Share, is_fine, leaves_open, not_of_the_table, outcome_of, rate_of
from .growth import is_growth, is_of_year_before, is_plain_rate
from .lists.parts import is_total
from .one_whole import of_one_list, of_one_whole
from .table_rates import by_tables, is_done, parts_of_words, rates_in_turn
from .wholes import CLAUSES, IN_WHOLE, LEAST_NAME, WIDER_WHOLE, among_what, is_alike, split_before, spoken_at_head, wholes_of

N102 = Rule(
    "N102",
    "百分比算不出来",
    "占比要能由文中或表里的数算出来；算不出来的，不是分子、分母取错，就是改了数没有重算。",
    "予以公开 130 件、部分公开 19 件，占 198 件的 65.7%。",
    "占 75.3%。",
    Severity.WARNING,
)
N103 = Rule(
    "N103",
    "百分比是截尾不是四舍五入",
    "149 ÷ 198 = 75.25…%，保留一位小数应是 75.3%；直接截去后面的位数，各项加起来就不到 100%。",
    "75.2%",
    "75.3%",
    Severity.WARNING,
)
_SHARE = pattern(r"占|比例|比重|所占")
# 占, or where it stands without (不予公开的比例为): the last of them.
_SIGN = pattern(r"占(?!比例|比重)|(?:所占|占)?的?(?:比例|比重)")
_TOGETHER = pattern(r"合计|共计|两项|三项|四项|两者|三者|总共|[共合]占|二者|相加|之和")
_SEVERAL = pattern(r"(两|二|三|四|五)(?:项|者|类|种|部分)[^，。；\d]{0,8}占", needs="占")
_IN_TURN = pattern("分别|依次")
_BRACKET = pattern(r"\s*[（(]")
# As far as a percentage may stand from the number it belongs to.
_NEAR = 24
_ATTACHED = pattern(r"[，,、]?\s*[（(]?(?:以上|两项|三项|四项|两者|三者|二者)?(?:约|各|均|分别|合计|共计|共|合)?占")
# 占新收总量186件的78.6%: the whole stands between the part and the percentage.
_OF_THAT = pattern(r"\s*[）)]?\s*(?:[^，,。；、：\d占率]{0,8}的)?(?:比例|比重|份额)?(?:约|仅|只|近|为|是|达到?|不足|超过?)*\s*")
_PART_OF = pattern(r"(?:[^，,。；、\d]{0,8}[，,、])?[^，,。；、\d]{0,6}占[^，,。；、\d]{0,16}[（(]?")
_ORDER = ("held", "cut", "failed")
_OF_THE_TWO = pattern("前者|后者")
# 连同部分公开一并计算，占41.6%: the number before and what is named.
_ADDING = pattern(
    r"(?:连同|加上|算上|计入|合并)(?P<what>[^，,。；：\d]{2,16}?)(?:的)?(?:一并|一起|合并|合计|合在一起)?(?:计算|统计|计入|计|算)?(?:在内|起来)?[，,]?(?:合计|共|则|就|约|合)?占$",
    needs=("连同", "加上", "算上", "计入", "合并"),
)
_ROUGHLY = pattern(r"(?:仅|只|却|已|也|还|大约|约|将近|接近|近|不足|不到|超过|超|逾|过|达到?|有|为|是)+$")
_LIKE_ANY = pattern(r"申请|提交|方式|渠道|信息|其中|通过|的")
_AMONG_THEM = pattern("中|里[，,]?有")
_ENDS_IN_AMONG = pattern(r"[^，。；：\d]{0,20}(?:中|当中|里)[，,]")
# Of more numbers one makes nearly any percentage by chance.
_FEW = 4
_ANY_WHOLE = "比例重为约达到超过逾近仅只不足的总数量全部总计共所有申请件办理结果信息公开答复 "


def shares_of(passage: Passage, tables: Tables, report: Report) -> list[Share]:
    """Every percentage of a passage that says what part of something a number is."""
    text, tied = passage.block.whole, passage.tied
    found: list[Share] = []
    for at, one in enumerate(tied):
        if not one.quantity.percent or "百分点" in text[one.quantity.start : one.quantity.end]:
            continue
        left = one.mention.left
        counts = _counts_before(text, tied, at)
        bracketed = bool(counts) and _BRACKET.fullmatch(text[counts[-1].quantity.end : one.quantity.start])
        several = _respectively(tied, at) if tables.has_rates and is_plain_rate(_IN_TURN.sub("", left)) else []
        if len(several) > 1 and (in_turn := rates_in_turn(several, text, tables, report)):
            found += in_turn
            continue
        if is_plain_rate(left):
            # 受理41件（上年为47件），办结40件: the year before has its own rate.
            own = [
                other
                for other in tied[max(at - LOOKED_BACK, 0) : at]
                if not (
                    other.quantity.percent
                    or (is_inside(text, other, one.quantity.start) and is_of_year_before(other.mention.left))
                )
            ]
            rate = rate_of(one, [other for other in own if other in counts], [other for other in own if other not in counts])
            found.append(rate if rate.outcome == "held" else by_tables(rate, counts, text, tables, report))
            continue
        if not is_growth(left) and (beside := _of_whole_beside(one, counts, text)):
            found.append(beside)
            continue
        if is_growth(left) or not (bracketed or _SHARE.search(left)):
            bare = None if is_growth(left) else of_whole_behind(one, text, tables, report)
            bare = bare or (None if counts or is_growth(left) else _in_words(one, text, tables))
            found += [bare] if bare else []
            continue
        if found and (with_more := _with_more(one, found[-1], text, tables)):
            found.append(with_more)
            continue
        together = _respectively(tied, at)
        if len(together) > 1:
            found += _listed_shares(together, counts, passage, tables)
        else:
            found.append(_share(one, counts, passage, tables))
    return of_one_list(of_one_whole(found, tied), tied)


def _of_whole_beside(one: Tied, counts: Sequence[Tied], text: str) -> Share | None:
    """自然人163件，占新收总量186件的78.6%: of the number right before it the one before that is the part, or with those listed with it."""
    if len(counts) < 2 or not _OF_THAT.fullmatch(one.mention.left):
        return None
    *parts, whole = counts
    last = parts[-1]
    between = text[last.quantity.end : whole.quantity.start]
    if not (_PART_OF.fullmatch(between) and last.quantity.unit == whole.quantity.unit and is_fine(last.quantity)):
        return None
    if leaves_open(one.quantity, last.quantity, whole.quantity):
        return None  # 12.6万元 of 420万元
    # What is wrong itself is told by itself: its percentage may be that of the table's figure.
    meant = [
        [other.quantity.value, *(reading.value for reading in other.readings if other.matched is None)] for other in (whole, last)
    ]
    listed = [other.quantity.value for other in parts if other.quantity.unit == last.quantity.unit]
    sums = [sum(listed[start:], Decimal(0)) for start in range(len(listed) - 1)]
    wholes, values = meant[0], [*meant[1], *sums]
    if _TOGETHER.search(between):
        values = values[::-1]
    shares = [
        Share(one, outcome_of(one.quantity, part / of * 100), part, of) for of in wholes for part in values if 0 < part <= of
    ]
    # Which of those listed are meant is not said: the fraction that is nearest.
    return min(shares, key=lambda share: (_ORDER.index(share.outcome), abs(share.computed - one.quantity.value)), default=None)


def _counts_before(text: str, tied: Sequence[Tied], at: int) -> list[Tied]:
    """The numbers before a percentage in its sentence; in the sentence before as well where it begins with 其中."""
    begin = tied[at].mention.sentence[0]
    before = [other for other in tied[max(at - LOOKED_BACK, 0) : at] if not other.quantity.percent]
    if text[begin : begin + 2] == "其中" and (earlier := [other for other in before if other.quantity.start < begin]):
        begin = earlier[-1].mention.sentence[0]
    return [other for other in before if other.quantity.start >= begin]


def _respectively(tied: Sequence[Tied], at: int) -> list[Tied]:
    """分别占40%、35%、25%: the percentages of one list, the first of which stands at `at`."""
    joined = (
        at + 1 < len(tied) and tied[at + 1].quantity.percent and tied[at + 1].mention.left.strip() in ("和", "及", "与", "、")
    )
    if not (any(word in tied[at].mention.left for word in ("分别", "依次")) or joined):
        return []
    listed = [tied[at]]
    for one in tied[at + 1 :]:
        if not one.quantity.percent or one.mention.left.strip(" 、，和及") or not _same_sentence(one, tied[at]):
            break
        listed.append(one)
    return listed


def _listed_shares(listed: Sequence[Tied], counts: Sequence[Tied], passage: Passage, tables: Tables) -> list[Share]:
    """Each percentage of a list with the number in the same place of the list before it; one whole for all."""
    parts = [other.quantity.value for other in counts[-len(listed) :]]
    named = _named_in_turn(listed, passage, tables)
    if len(parts) < len(listed) and not named:
        return []
    parts = named or parts
    wholes, _ = wholes_of(listed[0], counts, passage, tables)
    best: list[Share] = []
    for whole in (*wholes, sum(parts, Decimal(0))):
        if not whole or any(part > whole for part in parts):
            continue
        shares = [
            Share(one, outcome_of(one.quantity, part / whole * 100), part, whole) for one, part in zip(listed, parts, strict=True)
        ]
        if _explained(shares) > _explained(best):
            best = shares
    held, cut = _explained(best)
    held += cut
    # Where most of the list is explained, what is left over is wrong: of figures, of which a half is.
    figures = not named and all(other.matched for other in counts[-len(listed) :])
    most = held * 2 + figures > len(listed) and held > 1
    return best if most or held * 2 > len(listed) or held == len(listed) - 1 > 0 else []


def _named_in_turn(listed: Sequence[Tied], passage: Passage, tables: Tables) -> list[Decimal]:
    """予以公开、部分公开、不予公开分别占…: the figures of what is named before the list, one for each percentage; else none."""
    shorter, before = _before_sign(passage.block.whole, listed[0])
    if shorter is None:
        return []
    shorter = shorter._replace(left=_IN_TURN.sub("", shorter.left))
    for spoken in spoken_of(before, shorter, tables.phrasing.tables):
        several, one = (spoken.rows, spoken.columns) if len(spoken.rows) > 1 else (spoken.columns, spoken.rows)
        if spoken.weak or len(several) != len(listed):
            continue
        context = one or (() if spoken.table.usual else spoken.context)
        each = [
            next(
                tables.readings(spoken, (row,))
                if several is spoken.rows
                else tables.readings(spoken._replace(columns=(row,)), context),
                None,
            )
            for row in several
        ]
        return [reading.value for reading in each if reading] if all(each) else []
    return []


def _explained(shares: Sequence[Share]) -> tuple[int, int]:
    outcomes = [one.outcome for one in shares]
    return outcomes.count("held"), outcomes.count("cut")


def _same_sentence(one: Tied, other: Tied) -> bool:
    return one.mention.sentence == other.mention.sentence


def _share(one: Tied, counts: Sequence[Tied], passage: Passage, tables: Tables) -> Share:
    if not counts and WIDER_WHOLE.search(one.mention.left):
        return Share(one, "unknown")
    if not counts and (of_tables := _of_tables(one, passage.block.whole, tables)):
        return of_tables
    parts, sure = _parts(one, counts, passage, tables)
    wholes, named = wholes_of(one, counts, passage, tables)
    _, sign, behind = one.mention.left.rpartition("占")
    if sign and (of_these := among_what(behind, counts, passage.block.whole)):
        wholes, named, behind = [of_these.quantity.value], True, ""
    elif split := split_before(behind if sign else "", counts, passage.block.whole, tables):
        wholes, named = [split.quantity.value], True
    of_another = bool(sign and not named and behind.strip(_ANY_WHOLE))
    if of_another:
        sure = False  # a share of something that no table has: 占全省的 5%
    elif counts and _ATTACHED.match(passage.block.whole[counts[-1].quantity.end : one.quantity.start]):
        sure = sure or named or _is_sum_of_figures(counts)
    alike = [other for other in counts if is_alike(other, counts[-1])]
    among = bool(alike) and _is_among(alike, passage.block.whole)
    if among and not of_another:
        sure = sure or is_fine(alike[0].quantity)
    # A number is no share of itself, unless it is all of it.
    all_of_it = one.quantity.value == 100
    pairs = [(part, whole) for part in parts for whole in wholes if whole and (part < whole or (all_of_it and part == whole))]
    if not pairs:
        return Share(one, "unknown")
    quantity = one.quantity
    outcomes = [(outcome_of(quantity, part / whole * 100), part, whole) for part, whole in pairs]
    for wanted in ("held", "cut") if sure else ("held",):
        if found := next((each for each in outcomes if each[0] == wanted), None):
            return Share(one, *found)
    # Applicants are shares of what came in, outcomes of what was answered.
    spoken = counts[-1].spoken if counts else None
    came_in = (
        [reading.value for reading in tables.readings(spoken._replace(columns=()), ())] if spoken and not spoken.rows else []
    )
    # 29件法人申请中，商业企业占48.3%: of them.
    of_them = counts[-1:] if len(counts) == 1 and not behind.strip(_ANY_WHOLE) and _says_of_them(counts[0], passage) else ()
    likely = [
        *(other.quantity.value for other in of_them),
        *came_in[:1],
        *(alike[0].quantity.value for _ in range(among)),
        sum((other.quantity.value for other in alike), Decimal(0)),
    ]
    best = next((pair for whole in likely for pair in pairs if pair[1] == whole), pairs[0])
    known = {other.quantity.value: other.quantity for other in counts}
    if all(value in known for value in best) and leaves_open(quantity, *(known[value] for value in best)):
        return Share(one, "unknown", *best)
    if not sure and not of_another and (slip := _nearly(one, parts, counts)):
        return slip
    return Share(one, "failed" if sure else "unknown", *best)


def _is_sum_of_figures(counts: Sequence[Tied]) -> bool:
    """予以公开68件、部分公开23件，两项相加为91件: whether the last number is what figures right before it make."""
    last = counts[-1]
    if not is_total(last) or not last.quantity.exact:
        return False
    total, before = Decimal(0), [other for other in counts[:-1] if is_alike(other, last)]
    for many, other in enumerate(reversed(before), 1):
        total += other.quantity.value
        if other.matched is None or total >= last.quantity.value:
            return many > 1 and other.matched is not None and total == last.quantity.value
    return False


def _says_of_them(count: Tied, passage: Passage) -> bool:
    """Whether the clause that gives a number ends in 中: what follows is said of so many."""
    return bool(_ENDS_IN_AMONG.match(passage.block.whole, count.quantity.end))


def _nearly(one: Tied, parts: Sequence[Decimal], counts: Sequence[Tied]) -> Share | None:
    """2136份逐件复核，转为主动公开的348份，占16.5%: of the number that its own is among nothing says, yet it is all but that; else None."""
    quantity = one.quantity
    if not quantity.places or len(parts) != 1 or not counts:
        return None
    wholes = {other.quantity.value for other in counts[:-1] if other.quantity.exact and is_alike(other, counts[-1])}
    shares = [Share(one, "failed", parts[0], whole) for whole in wholes if parts[0] < whole]
    near = [share for share in shares if int(share.computed) == int(quantity.value)]
    return near[0] if len(near) == 1 and len(wholes) <= _FEW else None


def _in_words(one: Tied, text: str, tables: Tables) -> Share | None:
    """自然人申请不足七成: a share in words that closes its clause is that of what opens it, though nothing says 占."""
    left = _ROUGHLY.sub("", one.mention.left)
    if not one.quantity.spelled or one.mention.right or CLAUSES.search(left) or not left:
        return None
    words = one.mention._replace(left=left, right="")
    end = one.quantity.start - len(one.mention.left) + len(left)
    share = _of_tables(one._replace(mention=words), text, tables, (words, text[:end]))
    return share._replace(tied=one) if share else None


def _of_tables(one: Tied, text: str, tables: Tables, named: tuple[Mention | None, str] | None = None) -> Share | None:
    """自然人占比90.6%: those who asked are a part of the very cases that they are counted among; `named` are the words that name them, where no 占 follows."""
    shorter, before = named or _before_sign(text, one)
    _, sign, behind = one.mention.left.rpartition("占")
    if shorter is None or (sign and behind.strip(_ANY_WHOLE)):
        return None
    if within := IN_WHOLE.search(shorter.left):
        end = len(before) - len(shorter.left) + within.start()
        shorter, before = shorter._replace(left=shorter.left[: within.start()]), before[:end]
        if not shorter.left or not spoken_at_head(one, text, tables):
            return None
    pairs = [pair for pair in parts_of_words(before, shorter, tables) if pair[0].meant and pair[1].value]
    pairs = [(part, whole) for part, whole in pairs if part.meant and whole.meant and part.meant.columns != whole.meant.columns]
    pairs = [(part, whole) for part, whole in pairs if part.meant and whole.meant and part.meant.rows == whole.meant.rows]
    # 在新收申请中，来自自然人的占比: of that row alone.
    first = [
        reading.meant.rows
        for said in spoken_at_head(one, text, tables)
        for reading in tables.readings(said, said.rows)
        if reading.meant
    ]
    pairs = [(part, whole) for part, whole in pairs if part.meant and part.meant.rows in first] or pairs
    shares = [
        Share(
            one,
            outcome_of(one.quantity, part.value / whole.value * 100),
            part.value,
            whole.value,
            named=(part.expression, whole.expression),
        )
        for part, whole in pairs
    ]
    return min(shares, key=lambda share: _ORDER.index(share.outcome), default=None)


def _parts(one: Tied, counts: Sequence[Tied], passage: Passage, tables: Tables) -> tuple[list[Decimal], bool]:
    """What the percentage may be the part of, and whether that is plain: the words before 占, or the number before."""
    text = passage.block.whole
    named = [reading.value for reading in _named(text, one, tables)]
    if named:
        return named, True
    # 上述四类约占七成: what is spelled out says how many kinds there are, unless a table has it.
    near = [
        other
        for other in counts
        if not is_inside(text, other, one.quantity.start) and (other.readings or not other.quantity.spelled)
    ]
    if not near:
        return [], False
    if (which := _OF_THE_TWO.search(one.mention.left)) and len(near) > 1:
        chosen = near[-1] if which[0] == "后者" else near[-2]
        return [chosen.quantity.value], chosen.matched is not None
    if called := _part_called(one, near):
        return [called.quantity.value], called.quantity.exact and _makes_whole(near, tables)
    if several := _SEVERAL.search(one.mention.left):
        return _sums_of(near, chinese_value(several[1]), text[near[0].quantity.start : one.quantity.start])
    last = near[-1]
    between = CLOSED_BRACKETS.sub("", text[last.quantity.end : one.quantity.start])
    attached = _ATTACHED.match(between) or _BRACKET.fullmatch(between)
    part = [other for other in near if "；" not in text[other.quantity.end : one.quantity.start]]
    near = part if len(part) == 2 and is_alike(*part) else near
    if len(near) == 2 and is_alike(*near) and _is_among(near, text) and len(between) <= _NEAR and is_fine(last.quantity):
        return [last.quantity.value], False
    if len(between) > _NEAR or not is_fine(last.quantity) or not attached:
        return [], False  # the words between name something else
    # Where the number itself is wrong, its percentage may be that of the table's figure: one slip, one finding.
    values = [last.quantity.value, *(reading.value for reading in last.readings if last.matched is None)]
    listed = len(near) > 1 and last.mention.left.startswith("、")
    if listed or _TOGETHER.search(one.mention.left):
        sums = [sum((other.quantity.value for other in near[start:]), Decimal(0)) for start in range(len(near))]
        return [*values, *sums], False
    return values, last.matched is not None or bool(last.readings)


def _with_more(one: Tied, before: Share, text: str, tables: Tables) -> Share | None:
    """占31.1%，连同部分公开一并计算，占41.6%: the part of the percentage before, and what is named, are of the same whole."""
    found = _ADDING.search(one.mention.left)
    held = before.outcome in ("held", "cut") and before.whole and not before.source
    if not found or not held or not _same_sentence(one, before.tied) or not one.mention.after_number:
        return None
    end = one.quantity.start - len(one.mention.left) + found.end("what")
    named = one.mention._replace(
        left=found["what"], right="", after_number=False, quantity=one.quantity._replace(percent=False, unit="", start=end)
    )
    for spoken in spoken_of(text[:end], named, tables.phrasing.tables):
        for reading in () if spoken.weak else tables.readings(spoken, spoken.rows or spoken.context):
            part = before.part + reading.value
            if part <= before.whole:
                return Share(one, outcome_of(one.quantity, part / before.whole * 100), part, before.whole)
    return None


def _part_called(one: Tied, near: Sequence[Tied]) -> Tied | None:
    """网络162件、信函58件、传真2件，网络申请占比70.1%: the number of the list that is called as the words before 占 say."""
    left = one.mention.left
    sign = next(reversed(list(_SIGN.finditer(left))), None)
    name = _LIKE_ANY.sub("", CLAUSES.split(left[: sign.start()])[-1]) if sign else ""
    if len(name) < LEAST_NAME:
        return None
    labels = [_LIKE_ANY.sub("", re.split(r"[，,、；;：:]", other.mention.left)[-1]) for other in near]
    called = [other for other, label in zip(near, labels, strict=True) if label and label.endswith(name)]
    return called[0] if len(called) == 1 else None


def _makes_whole(listed: Sequence[Tied], tables: Tables) -> bool:
    """Whether numbers of one list make one of the wholes of the tables."""
    total = sum((other.quantity.value for other in listed if is_alike(other, listed[-1])), Decimal(0))
    return total > 0 and any(reading.value == total for reading in tables.wholes())


def _is_among(alike: Sequence[Tied], text: str) -> bool:
    """97个派出所中，62个开通了…; 41236条，其中网站18420条、…: the first is what all the others are among."""
    if len(alike) < 2 or any(other.quantity.value > alike[0].quantity.value for other in alike):
        return False
    between = text[alike[0].quantity.end : alike[1].quantity.start]
    return "其中" in between or (bool(_AMONG_THEM.search(between)) and len(alike) == 2)


def _sums_of(counts: Sequence[Tied], many: int, between: str) -> tuple[list[Decimal], bool]:
    """予以公开8件，部分公开3件，两项合计占…: so many numbers that stand together, the last ones first."""
    runs = [counts[end - many : end] for end in range(len(counts), many - 1, -1)]
    # 230件办结件中，同意公开82件，部分公开35件，二者合计占…: before them stands what they are among.
    alone = len(runs) == 1 or (bool(runs) and counts[-many - 1].quantity.value > sum(other.quantity.value for other in runs[0]))
    plain = bool(runs) and alone and "其中" not in between and all(other.matched for other in runs[0])
    return [sum((other.quantity.value for other in run), Decimal(0)) for run in runs], plain


def _named(text: str, one: Tied, tables: Tables) -> Iterator[Reading]:
    """The figures of what the words before 占 name, where no number stands with them."""
    shorter, before = _before_sign(text, one)
    for spoken in spoken_of(before, shorter, tables.phrasing.tables) if shorter else ():
        if not spoken.weak:
            context = spoken.context if spoken.columns and not spoken.table.usual else ()
            yield from tables.readings(spoken, spoken.rows or context)


def _before_sign(text: str, one: Tied) -> tuple[Mention | None, str]:
    """The mention with the words before 占 or 比例 alone, and the text up to there; None where there are none.

    申请人以自然人为主，占比…: a sign that begins its clause goes with the clause before.
    """
    left = one.mention.left
    sign = next(reversed(list(_SIGN.finditer(left))), None)
    if sign is None:
        return None, ""
    words = left[: sign.start()]
    clause = CLAUSES.split(words.rstrip("，,"))[-1]
    end = one.quantity.start - len(left) + len(words.rstrip("，,"))
    # 占比在八成以上，商业企业占9.9%: the words behind the comma are no words of the number before.
    own = one.mention.after_number and clause == words
    shorter = one.mention._replace(left=clause, right="", after_number=own)
    return (shorter if clause.strip("其中的所、 ") else None), text[:end]


def share_findings(passage: Passage, shares: Sequence[Share]) -> Iterator[Finding]:
    """Percentages that no fraction explains, and those cut off."""
    for share in shares:
        if share.outcome not in ("cut", "failed") or share.tied.bound:
            continue
        quantity, block = share.tied.quantity, passage.block
        # What is written in round words is answered with a figure.
        places = quantity.places or int(quantity.spelled or quantity.value in (quantity.low, quantity.high))
        right = share.computed.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        fraction = f"{digits(share.part)} ÷ {digits(share.whole)} = {share.computed.quantize(Decimal(1).scaleb(-places - 2), ROUND_DOWN)}%"
        place = block.place(quantity.start)
        written = block.whole[quantity.start : quantity.end]
        mention = share.tied.mention
        sign = block.whole.rfind("占", mention.sentence[0], quantity.start) if _OF_THAT.fullmatch(mention.left) else -1
        said = f"文中“{block.whole[sign : quantity.end] if sign >= 0 else excerpt(block.whole, share.tied)}”"
        if share.source:
            message = f"{said}，表里 {share.source.replace('.', '/')} 是 {digits(share.part)}%"
            yield N102.at(place, message, hint="核对是文字错了还是表错了", expected=share.part, actual=quantity.value)
        elif share.outcome == "cut":
            message = f"{said}是截尾的：{fraction}…，四舍五入应是 {right}%"
            fix = Fix(place, written, written.replace(_printed(quantity.value, places), str(right)))
            yield N103.at(place, message, hint=f"改为 {right}%", expected=right, actual=quantity.value, fix=fix)
        else:
            if "%" not in written:  # 近四成: of what is said in words the reader works out the words
                right = share.computed.quantize(Decimal("0.1"), ROUND_HALF_UP)
            wrong = not_of_the_table(passage, share)
            message = f"{said}算不出来：{fraction}，{wrong or f'应是 {right}%'}"
            hint = "核对分子、分母"
            left = share.whole - share.part
            if quantity.value == 100 and left > 0 and is_done(mention.left):
                message = f"{said}，而 {digits(share.whole)} 件里办结了 {digits(share.part)} 件，还有 {digits(left)} 件没有办结：{fraction}，应是 {right}%"
                hint = "核对；没有办结的都还没有到期的，写“按期办结率100%”"
            yield N102.at(place, message, hint=hint, expected=right, actual=quantity.value)


def _printed(value: Decimal, places: int) -> str:
    return str(value.quantize(Decimal(1).scaleb(-places)))
