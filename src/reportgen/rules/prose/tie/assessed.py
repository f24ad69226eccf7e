"""One number of the prose with what its words name, held against the figures of the tables: a count, a change, what goes on from the number before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ....model.phrasing import Measure
from ....text.patterns import pattern, worded
from ....text.quantities import Quantity
from ..mentions import OF_CASES, spoken_before, spoken_of
from ..phrases import phrases_in
from ..readings import Reading, Tables
from ..spoken import Spoken, nearest_of
from ..surroundings import Mention
from ..tied import LARGE, Tied, is_precise, slip_of

# As far back as the subject of a sentence is looked for.
BACK = 400
# 已办结的305件申请中, 198件答复里: nothing before it says of whom or what.
_ALL_OF = pattern(
    r"(?:^|[，,。；：:、\s])(?:在|从|对|这|上述|全年|今年|全部|所有|已?办结的?|已?答复的?|作出的?|收到的?|受理的?|新收的?|的)*$"
)
_CASES = worded(r"(?:新收|办结|已办结)?(?:的)?〈words〉?(?:申请|答复|办结件)(?:的?(?:办理)?(?:结果|答复|件))?(?:当中|中|里)")
_SINCE_LAST_YEAR = pattern(r"[较比]上|[较比]去年|净[增减]")
_OF_ITEMS = pattern(
    r"(?:^|[，,；;、：])(?:(?!部门|单位|机构|街道|乡镇|[局委办厅])[^，,；;、：]){0,24}(?:事项|项目)(?:增加|减少)了?$"
)
_ANOTHER_CHANGE = pattern(r"[，,、；;](?:同时|又|并|另)?(?:新增|增加|减少|取消|下放|承接|调整|合并)了?\d")
_COMPARED_WITH = pattern(r"[较比](?:上一?年|去年)度?")
_ALL_TOLD = pattern(r"[，,、；](?:总共|一共|共计|合计|总计|共|全年)$", needs=("共", "计", "全年"))
# 一季度收到申请11件，二季度9件: of a part of the year.
_PART_OF_YEAR = pattern(r"(?:第?一季度|1[—–~～至到-]3月|上半年|1月份?)", needs=("季度", "月", "半年"))
_AT_AN_END = pattern("年[初末底]|期[初末]", needs="初末底")
# What comes to each: no figure of the tables.
_EACH_MONTH = pattern(
    r"(?:[月日周季]度?|每[月日天周季]度?)平?均[^，,。；：\d]{0,20}$|平均每(?:个?月|日|天|周|个?季度?)[^，,。；：\d]{0,20}$",
    needs="均",
)
_EACH_HUNDRED = pattern(
    r"每[^，,。；：\d百千万]{0,8}?(?:一?[百千万]|10{2,4})[件起宗][^，,。；：\d]{0,20}[，,]?[^，,。；：\d]{0,20}$|每[收受新办答][^，,。；：\d]{0,6}$",
    needs="每",
)
_AMONG_ROW = pattern(
    r"(?:^|[，,；;：])(?:其中|在)?(?P<row>[^，,；;：。、和及与\d]{2,14})(?:当中|中)(?:，|有|共|仅|只|已|\s)*$", needs="中"
)
# So many stand in a cell by chance no more.
_NO_CHANCE = 20
# And so many have two digits of a figure swapped by chance no more: of nine hundred numbers two have.
_NO_CHANCE_SWAPPED = 100
# All that a list of decisions may begin with: that they were made and published, but not where, nor of what they are.
_IS_PUBLISHED = pattern(
    r"[，,；;：:]?(?:全年|本年度?|今年|累计|共|依法|及时|主动|全部|向社会|对外|作出并?)*(?:公开|公布|公示|发布|归集)(?:了|行政|各类)*"
)


def gone_on(text: str, same: Mention, mention: Mention, tables: Tables, bound: bool, was: Mention | None) -> Tied | None:
    """A number that goes on about the same as the one before, where it is the figure of that.

    由上年的15件增至26件 says what it became that it `was`: that is this year's, whether or not it is right.
    """
    nearest = nearest_of(spoken_of(text, same, tables.phrasing.tables))
    if nearest and was:
        if nearest.rows and not nearest.columns and _AT_AN_END.search(was.left):
            # 规范性文件由年初的46件增至48件: how many there are, not how many were made.
            nearest = nearest._replace(columns=tuple(one for one in nearest.table.columns if one.standing))
        became = assessed(text, mention, nearest, tables, bound)
        first = assessed(text, was, nearest, tables, bound).matched
        rest = tuple(one for one in became.readings if one != first)
        if first in became.readings and rest and not nearest.part:
            # 事项由47项增至52项: what it was is the one figure, what it became the other.
            became = became._replace(
                readings=rest, matched=next((one for one in rest if one.is_meant_by(mention.quantity)), None), strict=True
            )
        return became
    tied = assessed(text, mention, nearest.as_weak(), tables, bound) if nearest else None
    return tied if tied and tied.matched in tied.readings else None


def of_change(text: str, mention: Mention, tables: Tables, bound: bool, last: tuple[Measure, ...]) -> Tied | None:
    """行政处罚项目新增37项: by how much a figure grew or shrank, where a column of the table says so.

    上一年许可事项21项，减少3项: right behind the number of the `last` rows, as the only change, it is all of theirs.
    """
    plain = mention._replace(left=_COMPARED_WITH.sub("", mention.left))
    for spoken in spoken_of(text, plain, tables.phrasing.tables):
        if any(sign < 0 for one in spoken.columns for added in one.sums for _, sign in added):
            if any(len(added) > 1 for one in spoken.columns for added in one.sums):
                # 制发6件、废止4件，净增2件: worked out from what the sentence gives.
                worked_out = assessed(text, mention, spoken._replace(weak=spoken.weak or not spoken.context), tables, bound)
                return worked_out if worked_out.readings else None
            # 较上年减少4项 and 事项减少4项 are all the change there was, 取消4项 may be one way of it.
            all_there_was = _SINCE_LAST_YEAR.search(mention.left) or (
                spoken.rows and _OF_ITEMS.search(mention.left) and not _ANOTHER_CHANGE.match(text, mention.quantity.end)
            )
            sure = bool(all_there_was) and bool(spoken.rows or spoken.context) and spoken.alone
            sure = sure or (bool(last) and not spoken.rows and spoken.context == last and "其中" not in mention.left)
            tied = assessed(text, mention, spoken._replace(weak=not sure), tables, bound)
            return tied if tied.matched is not None or (sure and tied.readings) else None
    return None


def surely(
    text: str, mention: Mention, doubtful: Iterable[Spoken], tables: Tables, bound: bool, after: Sequence[Mention]
) -> Tied | None:
    """公示行政处罚决定6345件: words beside it may make it something else, yet it is the figure, and that is no chance.

    Nor is it that a large number (or one before the figure of another row) is nearly the figure: 6354 is a slip of the pen.
    """
    quantity = mention.quantity
    if quantity.value < _NO_CHANCE:
        return None
    every = [assessed(text, mention, one, tables, bound) for one in doubtful]
    for one in every:
        if one.matched in one.readings and one.matched and (is_precise(quantity) or one.matched.value == quantity.value):
            return one
    beside = [nearest_of(spoken_of(text, one, tables.phrasing.tables)) for one in after if one.sentence == mention.sentence]
    row = beside[0] if beside and beside[0] and beside[0].rows and not beside[0].weak else None
    listed = row and assessed(text, after[0], row, tables, bound).matched
    table = row.table if row and listed else None
    # 公开处罚决定263件 is 236 with its digits swapped; 事项263项 are kinds of cases.
    swapped = _NO_CHANCE_SWAPPED if quantity.unit in OF_CASES else LARGE
    slips = (slip_of(one, _NO_CHANCE if one.spoken and one.spoken.table is table else LARGE, swapped) for one in every)
    if slip := next(filter(None, slips), None):
        return slip
    goes_on = (
        row
        and listed
        and after[0].quantity.unit == quantity.unit
        and listed.value == after[0].quantity.value >= _NO_CHANCE
        and after[0].left.startswith("、")
    )
    return _like_the_next(mention, every, row) if goes_on and row else None


def _like_the_next(mention: Mention, every: Sequence[Tied], row: Spoken) -> Tied | None:
    """公开许可决定42863件、处罚决定1874件: what the next of the list, of that `row`, is to its figure, so is this one."""
    for one in every if mention.quantity.exact else ():
        spoken = one.spoken
        if spoken is None or not spoken.rows or (spoken.table, spoken.columns) != (row.table, row.columns):
            continue
        if len(one.readings) == 1 and _IS_PUBLISHED.fullmatch(mention.left, 0, max(mention.left.find(spoken.said), 0)):
            return one._replace(strict=True, spoken=spoken._replace(asked=True))
    return None


def as_whole(text: str, mention: Mention, before: Sequence[Mention], tables: Tables) -> Tied | None:
    """592件申请中，…: all the cases, as they came in or were answered, or a number given before."""
    if mention.quantity.spelled or not _ALL_OF.search(mention.left):
        return None
    for prose in tables.phrasing.tables:
        if not prose.wholes or mention.quantity.unit not in prose.units:
            continue
        if not _CASES(prose.about).match(text, mention.quantity.end):
            continue
        readings = [reading for one in prose.wholes if (reading := tables.reading(prose.table, one, ((prose.column, 1),)))]
        matched = next((one for one in readings if one.is_meant_by(mention.quantity)), None)
        repeated = any(other.quantity.value == mention.quantity.value for other in before)
        spoken = Spoken(prose, (), (), (), (), each=False, respectively=False, weak=repeated)
        waits = matched is None and len(readings) < len(prose.wholes)  # one of them is still to be filled in
        return Tied(mention, spoken, tuple(readings), matched, not (repeated or waits), False)
    return None


def of_the_head(text: str, mention: Mention, before: Sequence[Mention], tables: Tables, bound: bool) -> Tied | None:
    """三种渠道的申请量：网络289件，…，总共469件: the total of what the head of the sentence names, where it is the figure."""
    unit = mention.quantity.unit
    first = next((one for one in before if one.sentence == mention.sentence and one.quantity.unit == unit), None)
    if not first or not _ALL_TOLD.search(mention.left) or mention.quantity.value < _NO_CHANCE:
        return None
    head, colon, _ = first.left.rpartition("：")
    head = head if colon else _PART_OF_YEAR.sub("", first.left)
    named = colon or head != first.left
    # It is read as if the total stood where the first number does.
    plain = mention._replace(left=head, right="" if colon else first.right, after_number=False)
    nearest = nearest_of(spoken_of(text, plain, tables.phrasing.tables)) if named else None
    tied = assessed(text, mention, nearest.as_weak(), tables, bound) if nearest else None
    return tied if tied and tied.matched in tied.readings else None


def is_average(text: str, mention: Mention, tables: Tables) -> bool:
    """每百件申请引发复议8.5件: of what is counted one by one there is no half; money has it, and what a table gives with decimals.

    月均新收71件, 每收到100件申请，约有94件来自自然人: what comes to each is no figure, whole or not.
    """
    quantity = mention.quantity
    if (quantity.value % 1 and quantity.unit not in tables.divisible) or _EACH_MONTH.search(mention.left):
        return True
    part = max(text.rfind(stop, mention.sentence[0], mention.start) for stop in "；;") + 1
    return bool(_EACH_HUNDRED.search(text, part or mention.sentence[0], mention.start))


def assessed(text: str, mention: Mention, spoken: Spoken, tables: Tables, bound: bool) -> Tied:
    """A number with the figures that what is named may be, and the one of them that it is."""
    quantity = mention.quantity
    own = spoken.rows or (spoken.context if spoken.columns else ())
    prose = spoken.table
    readings = list(tables.readings(spoken, own))
    waits = tables.is_waiting(spoken, own)
    if not readings and not waits and spoken.rows and spoken.columns:
        # 实施政府集中采购17项: a word that names a column which this row does not have is none.
        spoken = spoken._replace(columns=())
        readings = list(tables.readings(spoken, own))
    if not waits and not spoken.rows and spoken.columns and prose.usual and own and not _is_of_new(text, mention, spoken, tables):
        readings += tables.readings(spoken, ())
    readings = [one for one in dict.fromkeys(readings) if tables.fits(one, quantity)]
    if not readings and not spoken.columns and prose.column:
        readings = list(dict.fromkeys(tables.measured_in(spoken, own, quantity)))  # 文书档案60.25米: not the usual column, 卷
        usual = len(readings) == 1
    else:
        usual = bool(prose.column)
    beside = [one for measure in spoken.beside for one in tables.readings(spoken, (measure,))]
    if spoken.columns and not spoken.rows:
        # 行政诉讼72件，其中直接起诉30件、复议后起诉42件，败诉3件: of all of them, or of any.
        before = spoken_before(text, mention, tables.phrasing.tables, prose)
        if _among_row(mention, spoken, tables):
            before = ()  # 行政复议、诉讼…，行政复议中有1件被纠正: of that row, and of no other
        if spoken.acting:
            before = tuple(dict.fromkeys((*(one for one in before if one in spoken.acting), spoken.acting[0])))
        beside += [one for measure in before for one in tables.readings(spoken, (measure,))]
        beside += tables.readings(spoken, before) if len(before) > 1 and not spoken.acting else ()
    beside = [one for one in beside if tables.fits(one, quantity)]
    matched = next((one for one in (*readings, *beside) if one.is_meant_by(quantity)), None)
    if matched is None and waits:
        # Its own figure is not there yet: it is held against none, and no other is offered in its place.
        return Tied(mention, spoken, (), None, strict=False, bound=bound)
    if matched is None and readings and spoken.columns and not spoken.rows:
        readings = list(dict.fromkeys((*readings, *beside)))  # of which row it is said is not known: each is named
    # Where a table needs a column to be named and none is, the row alone says too little.
    named = bool(spoken.columns) or usual or (spoken.alone and len(readings) == 1)
    strict = (named and not spoken.weak) or (spoken.at_most and _is_too_many(quantity, readings))
    return Tied(mention, spoken, tuple(readings), matched, strict, bound, beside=tuple(beside))


def _among_row(mention: Mention, spoken: Spoken, tables: Tables) -> bool:
    """Whether the words right before a number name the one row that it is a part of: 行政复议中有."""
    found = _AMONG_ROW.search(mention.left)
    if not found or len(spoken.context) != 1:
        return False
    named = phrases_in(found["row"], tables.phrasing.tables)[tables.phrasing.tables.index(spoken.table)].rows
    return any(one.measure.sums == spoken.context[0].sums for one in named)


def _is_of_new(text: str, mention: Mention, spoken: Spoken, tables: Tables) -> bool:
    """新收申请中，法律服务机构提出43件: of the row that the sentence has just named, which is one of those usually meant, and no other."""
    prose = spoken.table
    new = prose.usual_sums[:1]
    if len(spoken.context) != 1 or spoken.context[0].sums != new:
        return False
    before = text[max(mention.sentence[0], mention.start - BACK) : mention.start]
    found = phrases_in(before, tables.phrasing.tables)[tables.phrasing.tables.index(prose)].rows
    rows = [one for one in found if not one.measure.weak]
    return bool(rows) and all(one.measure.sums[0] in new for one in rows)


def _is_too_many(quantity: Quantity, readings: Sequence[Reading]) -> bool:
    """对14件逾期不补正的申请，学校设立等行政许可75件: a part of what they are, or all, is never more than that."""
    return quantity.exact and len(readings) == 1 and quantity.value > readings[0].value
