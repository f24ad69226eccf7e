"""N1: whether the prose agrees with itself: a number given twice, sums that the form wants, shares that make 100%.

What the tables tell to be wrong is told by them (N101, N102) and not said again here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ....model.figures import digits
from ....model.finding import Finding, Rule, Severity
from ....model.identity import Line, Term
from ....model.phrasing import Sum
from ....model.report import Report
from ....text.closest import is_near_number
from ....text.patterns import HAN, pattern
from ..arithmetic.fractions import Share
from ..readings import Tables
from ..scopes import speaker_of
from ..surroundings import is_change
from ..tied import Passage, Tied, excerpt
from ..times import time_of

N111 = Rule(
    "N111",
    "同一个数前后不一",
    "正文前后两处说的是同一件事，数却不同，读者不知道信哪一个。",
    "全年主动公开信息 133 条。……全年共主动公开信息 130 条。",
    "两处都写 133 条；说的不是一件事的，写明各是什么范围。",
    Severity.WARNING,
)
N114 = Rule(
    "N114",
    "文中的数自己对不上",
    "收来的加上年转来的，等于办完的加转到下年的；各部分的占比相加是 100%，办结率、公开率、占比不会超过 100%。有几件逾期答复，就不是件件都按期。只看文字就能看出不对的，表格里没有也要核对。",
    "三种渠道分别占 50.2%、30.1%、25.7%。",
    "三种渠道分别占 50.2%、30.1%、19.7%。",
    Severity.WARNING,
)
_HUNDRED = Decimal(100)


# -- sums that the form wants --------------------------------------------------------------------------


def balance_findings(passage: Passage, tables: Tables) -> Iterator[Finding]:
    """Identities of the form whose every term a paragraph gives, for whatever body, and which do not hold."""
    given: dict[tuple[str, str], dict[str, list[Tied]]] = {}
    for one in passage.tied:
        spoken = one.spoken
        if spoken and len(spoken.rows) == 1 and not spoken.columns and spoken.table.column and one.quantity.exact:
            meant = spoken.rows[0].sums[0]  # what it is meant for first
            if len(meant) == 1:
                ref = f"{spoken.table.table}.{meant[0][0]}.{spoken.table.column}"
                given.setdefault((spoken.table.table, spoken.speaker), {}).setdefault(ref, []).append(one)
    for numbers in given.values():
        for line in tables.form.lines if len(numbers) > 2 else ():
            terms = (*line.left, *line.right)
            if len(terms) <= len(numbers) and line.relation == "equals" and len(line.left) > 1 and not line.needs_prior:
                # A number given twice is of two scopes, or told as such.
                chosen = [numbers[term.ref][0] for term in terms if len(numbers.get(term.ref, ())) == 1]
                if len(chosen) == len(terms):
                    yield from _unbalanced(passage, line, chosen, tables)


def _unbalanced(passage: Passage, line: Line, chosen: Sequence[Tied], tables: Tables) -> Iterator[Finding]:
    """The finding where these numbers, one for each term, do not hold and the tables do not tell which is right."""
    if all(one.matched for one in chosen) or any(one.readings and one.strict and one.matched is None for one in chosen):
        return
    numbers = chosen[: len(line.left)], chosen[len(line.left) :]
    left, right = (_side(terms, side) for terms, side in zip((line.left, line.right), numbers, strict=True))
    # 收到103件（含上年结转8件）: what came in may hold what was carried in.
    whole = any(one.quantity.value == right and len(_sums(one)) > 1 for one in numbers[0])
    if left == right or whole:
        return
    shown = [
        " + ".join(
            f"{tables.form.figures[term.ref].row.name} {digits(one.quantity.value)}" for term, one in zip(*side, strict=True)
        )
        for side in ((line.left, numbers[0]), (line.right, numbers[1]))
    ]
    message = f"文中 {shown[0]} = {digits(left)}，{shown[1]} = {digits(right)}，相差 {digits(abs(left - right))}"
    place = passage.block.place(chosen[-1].quantity.start)
    related = tuple(passage.block.place(one.quantity.start) for one in chosen[:-1])
    yield N114.at(place, message, hint="核对这几个数", related=related, expected=left, actual=right)


def _sums(one: Tied) -> Sequence[Sum]:
    return [added for measure in one.spoken.rows for added in measure.sums] if one.spoken else []


def _side(terms: Sequence[Term], numbers: Sequence[Tied]) -> Decimal:
    return sum((term.sign * one.quantity.value for term, one in zip(terms, numbers, strict=True)), Decimal(0))


# -- shares that make 100% -----------------------------------------------------------------------------

_APART = pattern(r"其中|同比|较|比上年|增|减|降|率|合计|共占|两项|三项|提高|分点|。|！|？")
_BEHIND_SHARE = pattern(r"占(?:比|到|了|总数|总量|全部|全年|总|比例|的|为|约|达|各)*$")
_REST = pattern(r"(?:其他|其它|其余|余下|剩余|剩下)[^，。；、]{0,10}$")
_SAYS_ALL = pattern(r"分别占|各占|占比分别|分别为|构成|组成|按[^，。；]{1,12}(?:分|看|划分)|从[^，。；]{1,12}看|结构")
_FEWEST_SHARES = 3
_NEARLY, _NOT_FAR = 1, 10


def hundred_findings(passage: Passage, shares: Sequence[Share]) -> Iterator[Finding]:
    """Lists of shares of one whole that do not make 100% within the digits printed."""
    outcomes = {id(share.tied): share.outcome for share in shares}
    text = passage.block.whole
    for run in _runs(text, passage.tied):
        known = [outcomes.get(id(one), "unknown") for one in run]
        if len(run) < _FEWEST_SHARES or {"failed", "cut"} & {*known} or set(known) == {"held"}:
            continue
        if any(one.bound or one.quantity.spelled for one in run):
            continue
        total = sum((one.quantity.value for one in run), Decimal(0))
        # Each is off by half a digit at most; rounded up or down for show they are off by as much again.
        allowed = sum((Decimal(1).scaleb(-one.quantity.places) / 2 for one in run), Decimal(0))
        off = total - _HUNDRED
        if abs(off) <= allowed or not _is_all(text, run, off):
            continue
        shown = " + ".join(digits(one.quantity.value) for one in run)
        message = f"文中各项占比 {shown} = {digits(total)}%，不是 100%"
        place = passage.block.place(run[0].quantity.start)
        related = tuple(passage.block.place(one.quantity.start) for one in run[1:])
        yield N114.at(
            place, message, hint="核对各项占比；不是同一个总数的，分开写", related=related, expected=_HUNDRED, actual=total
        )


def _runs(text: str, tied: Sequence[Tied]) -> Iterator[list[Tied]]:
    """The percentages of each list: with nothing between two but a label, its number and signs."""
    run: list[Tied] = []
    for one in tied:
        quantity = one.quantity
        if not quantity.percent:
            continue
        if run:
            between = text[run[-1].quantity.end : quantity.start]
            if _APART.search(between) or len(between) > 40 or _whole_of(one) != _whole_of(run[0]):
                yield run
                run = []
        if not run and not (_BEHIND_SHARE.search(one.mention.left) or one.mention.left.rstrip().endswith(("（", "(", "分别为"))):
            continue
        run.append(one)
    yield run


def _whole_of(one: Tied) -> str:
    """What a share is said to be of: 占总数的 says nothing of its own."""
    behind = one.mention.left.rpartition("占")[2] if "占" in one.mention.left else ""
    return behind.strip("比到了总数量全部年例的为约达各分别依次 （(")


def _is_all(text: str, run: Sequence[Tied], off: Decimal) -> bool:
    """Whether the shares read as all there are: nearly 100, with 其他 for the last, or by words; the slip is one of the hand."""
    if abs(off) <= _NEARLY:
        return True
    slip = any(one.quantity.value > off and is_near_number(one.quantity.value, one.quantity.value - off) for one in run)
    head = text[max(run[0].mention.sentence[0], run[0].quantity.start - 60) : run[0].quantity.start]
    labels = text[run[-2].quantity.end : run[-1].quantity.start]
    all_named = bool(_SAYS_ALL.search(head) or _REST.search(re.split("占|[（(]", labels)[0].rstrip("0123456789 件条个项")))
    return (all_named and abs(off) <= _NOT_FAR) or (slip and (off > 0 or all_named))


# -- a number given twice ------------------------------------------------------------------------------

_FILLER = (
    r"全年|本年度?|今年|当年|(?:20)\d\d年度?|一年来|年内|我[市县区省州局委厅办镇乡街道]+|全[市县区省州局委厅系统镇乡]+|本[机关单位局委厅办]+|"
    r"共计|合计|总计|累计|一共|总共|共|已|了|主动|及时|依法|积极|认真|持续|不断|通过|利用|依托|借助|在|约|计|达到?|为|是|有|总数|总量|数量|件数|条数|数|等|的|：|:|\s"
)
_LEADING, _TRAILING = pattern(rf"^(?:{_FILLER})+"), pattern(rf"(?:{_FILLER})+$")
_SCOPE = pattern(
    r"[一二三四上下前后]季度|[上下]半年|第[一二三四]季|\d{1,2}月(?!31日)|首批|第[一二三]批|(?:截至|截止)(?!(?:20\d\d年)?(?:本年|今年|当年|12月31日)?(?:年?底|年?末)?[，,])|近年|以来|上年|去年|(?:19|20)\d\d年|"
    r"门户|网站|公众号|微信|微博|新媒体|抖音|头条|视频号|客户端|APP|专栏|专区|栏目|平台|公示栏|公开栏|公告栏|宣传栏|窗口|报纸|报刊|电视|电台|热线|目录|"
    r"累计(?:已)?(?:建成|建立|设立|设置|开设|打造|归集|入库|开通|注册)|公报|档案馆|图书馆|大厅|查阅点|移动端|本级|直属|下属|基层|所属|每|平均|其中|新增|人均|线上|线下|现场|集中|重点|第[一二三四五]"
)
_ALL_KINDS = pattern("各类|各种|各项|(?:政府|政务)(?=信息)")
_CLAUSE = pattern(r"[，,。；;：:、（()）！？\n]")
_COMPARED = pattern(r"[较比占率增减]|同期")
_TOTAL_WORD = pattern(r"共|累计|总|合计|全年|本年|今年|年度")
# What may be left out of a name that is said again.
_OFFICIAL = pattern(r"(?:[省市县区]?(?:人民)?政府|政务|官方|[省市县区]|对外|公开|发布)*")
_SPECIFIC, _LEAST = 5, 4
_LARGE = 100
_LONGEST_RIGHT = 10
_MUCH_SAID = 8
# Smaller numbers are always nearly alike.
_TELLING = 10


_THAN = pattern(r"同比|(?:[较比]|与)(?:上一?年度?|去年|(?:19|20)\d\d年度?)(?:同期)?(?:相比)?")
_GREW = pattern(r"[^，。；\d]{0,4}(?:增|减|上升|下降|提高|回落|上涨|降低)")
_SCOPE_OF_GROWTH = pattern(r"季度|半年|月|其中|环比|每|人均|第[一二三四]")
_SHORT_LABEL = 3
# 在已办结的236件中: a number that was given before.
_SIGN = pattern("[，,。；;：:、（(]")
_OF_THOSE = pattern(rf"(?:^|[，,；;])(?:在|上述|前述|这些|以上)*(?:已经?|所|全部)*({HAN}{{2,4}})的$")
_AMONG = pattern(r"[^，。；\d]{0,8}(?:中|里|之中)(?=[，,])")


class _Given(NamedTuple):
    passage: Passage
    tied: Tied
    total: bool
    label: str = ""


def repeated_findings(passages: Sequence[Passage], report: Report) -> Iterator[Finding]:
    """Numbers that no table determines and that are given twice, in the same words of the same scope, with different values."""
    seen: dict[tuple[str, ...], _Given] = {}
    # Those of the same digits, each number under each label once: a long list is not laid beside itself.
    alike: dict[tuple[str, ...], dict[tuple[Decimal, str], _Given]] = {}
    for passage in passages:
        text = passage.block.whole
        for one in passage.tied:
            quantity = one.quantity
            if one.readings or quantity.percent or quantity.spelled or not quantity.exact or is_change(one.mention):
                continue
            left = _ALL_KINDS.sub("", _CLAUSE.split(one.mention.left)[-1])
            right = one.mention.right if len(one.mention.right) <= _LONGEST_RIGHT else ""
            label = _plain(left) + _plain(right)
            if len(label) < _LEAST or _COMPARED.search(label):
                continue
            if time_of(text, one.mention, report.year).year != report.year:
                continue
            before = text[one.mention.sentence[0] : quantity.start]
            key = (label, quantity.unit, scope_of(before), speaker_of(before, report.agency).name)
            given = _Given(passage, one, bool(_TOTAL_WORD.search(left)), label)
            others = alike.setdefault((*key[1:], "".join(sorted(str(quantity.value)))), {})
            slip = next((other for other in others.values() if _is_slip_of(given, other)), None)
            others.setdefault((quantity.value, label), given)
            if slip:
                yield twice((slip.passage, slip.tied), (passage, one))
                continue
            if len(label) < _SPECIFIC:
                continue
            first = seen.setdefault(key, given)
            if (
                first.tied.quantity.value != quantity.value
                and not (one.bound and first.tied.bound)
                and not _share_words(first, given)
                and _is_the_same(first, given)
            ):
                yield twice((first.passage, first.tied), (given.passage, given.tied))


def _share_words(first: _Given, again: _Given) -> bool:
    """29项要点任务完成28项: the words of the one, behind it, are those of the other, before it."""
    between = first.passage.block.whole[first.tied.quantity.end : again.tied.quantity.start]
    return first.passage is again.passage and not _SIGN.search(between)


def scope_of(before: str) -> str:
    """The words before a number that bound what it counts: a time, a place where it is published, a part."""
    return "".join(sorted({*_SCOPE.findall(before)}))


def _is_slip_of(again: _Given, first: _Given) -> bool:
    """政府门户网站发布信息6842条……门户网站发布信息6482条: a large number with two digits swapped, under a name that holds the other."""
    one, other = first.tied.quantity.value, again.tied.quantity.value
    names = first.label, again.label
    held = names[0] != names[1] or len(names[0]) < _SPECIFIC
    swapped = len(str(one)) == len(str(other)) and sorted(str(one)) == sorted(str(other)) and is_near_number(one, other)
    shorter, longer = sorted(names, key=len)
    same = longer.endswith(shorter) and bool(_OFFICIAL.fullmatch(longer, 0, len(longer) - len(shorter)))
    return held and one != other and one >= _LARGE and swapped and same


def _plain(words: str) -> str:
    return _TRAILING.sub("", _LEADING.sub("", words))


def growth_repeated_findings(passages: Sequence[Passage], report: Report) -> Iterator[Finding]:
    """公开信息2560条，同比增长66.4%……公开信息较上年增长65%: two percentages by which the same grew."""
    seen: dict[tuple[str, str], _Given] = {}
    for passage in passages:
        text = passage.block.whole
        for at, one in enumerate(passage.tied):
            quantity = one.quantity
            if not quantity.percent or quantity.spelled or one.bound or not (than := _THAN.search(one.mention.left)):
                continue
            before = text[one.mention.sentence[0] : quantity.start]
            trend = one.mention.left[than.end() :]
            label = _plain(_CLAUSE.split(one.mention.left[: than.start()].rstrip("，, "))[-1])
            if not label and at and passage.tied[at - 1].mention.sentence == one.mention.sentence:
                number = passage.tied[at - 1]
                label = (
                    "" if number.quantity.percent or is_change(number.mention) else _plain(_CLAUSE.split(number.mention.left)[-1])
                )
            label = _plain(label)
            other_year = time_of(text, one.mention, report.year).year != report.year
            if len(label) < _SHORT_LABEL or not _GREW.match(trend) or other_year or _SCOPE_OF_GROWTH.search(before):
                continue
            given = _Given(passage, one, total=True, label=label)
            first = seen.setdefault((label, speaker_of(before, report.agency).name), given)
            apart = not (quantity.low <= first.tied.quantity.high and first.tied.quantity.low <= quantity.high)
            if apart and first is not given:
                yield twice((first.passage, first.tied), (given.passage, given.tied))


def taken_up_findings(passage: Passage) -> Iterator[Finding]:
    """办结263件……在已办结的236件中: a number taken up again that is not, but for a slip, the one given before in the same word."""
    text = passage.block.whole
    for at, one in enumerate(passage.tied):
        of = _OF_THOSE.search(one.mention.left)
        if not of or not one.quantity.exact or one.bound or not _AMONG.match(text, one.quantity.end):
            continue
        same = [other for other in passage.tied[:at] if other.quantity.unit == one.quantity.unit and other.quantity.exact]
        # It may be any of those given, or (办结263件，其中…) what is left of one.
        if one.matched or any(other.quantity.value == one.quantity.value for other in same):
            continue
        meant = [other for other in same if of[1] in other.mention.left and not is_change(other.mention)]
        if meant and one.quantity.value >= _TELLING and is_near_number(one.quantity.value, meant[-1].quantity.value):
            yield twice((passage, meant[-1]), (passage, one))


def _is_the_same(first: _Given, again: _Given) -> bool:
    """Whether two numbers in the same words are one: both said to be all of the year, or nearly alike."""
    one, other = first.tied.quantity.value, again.tied.quantity.value
    near = abs(one - other) * 10 <= max(one, other) or is_near_number(one, other)
    if (first.total and again.total) or (near and max(one, other) >= _TELLING):
        return True
    # Of 全年 and one that says nothing of when, the second cannot be more; where the words say much, nor can it be a small part.
    if first.total == again.total or max(one, other) < _TELLING:
        return False
    whole, said = (one, other) if first.total else (other, one)
    return said > whole or (len(first.label) >= _MUCH_SAID and said * 2 >= whole)


def twice(first: tuple[Passage, Tied], again: tuple[Passage, Tied], name: str = "") -> Finding:
    """The finding about a number that is given again as another one, with its `name` where that stands behind it."""
    said = [excerpt(passage.block.whole, one) for passage, one in (first, again)]
    place, earlier = (passage.block.place(one.quantity.start) for passage, one in (again, first))
    return N111.at(
        place,
        f"文中前面说“{said[0]}”，这里说“{said[1]}{name}”，同一件事两个数",
        hint="核对后改成同一个数；说的不是一件事的，写明各是什么范围",
        related=(earlier,),
        expected=first[1].quantity.value,
        actual=again[1].quantity.value,
    )
