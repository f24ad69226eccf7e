"""Numbers of a paragraph judged by the others beside them: parts that make their whole, parts of what no table has, or of fewer than it has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import pairwise

from ....model.phrasing import Sum
from ....text.patterns import pattern
from ..readings import Reading
from ..surroundings import is_earlier
from ..tied import Tied

_OPENING = ("（", "(")
_AMONG = pattern("[（(]|其中")
# What goes on behind them is another list.
_AGAIN = pattern("[。！？]|另|此外|合计|共计")
# Of fewer one figure and another make a third by chance.
_LEAST_KNOWN = 2
# So many stand in a cell by chance no more.
_NO_CHANCE = 20
# A list of applicants has fewer numbers on either side: a paragraph of thousands takes time by its length.
_MOST_BESIDE = 12
# 加上上年结转的11件，全年共需办理182件
_ADDS = pattern(
    r"(?:^|[，,；;。：])\s*(?:再|如果|若)?(?:加上?|连同|算上|加之)(?!强|快|大|密|装|盖)", needs=("加", "连同", "算上")
)
_ALL_OF_IT = pattern(r"[，,]\s*(?:全年|本年度?|今年|总|一)?(?:共计|共有|共|合计|总计)(?:为|有|是)?\s*")
# 抽查30份: some of them, picked out.
_SAMPLED = pattern(r"抽[查取检样选]|[评核复]查|回访|随机|选[取编送]|遴选|评议|评析", needs="抽查访随选议析")


def by_the_others(text: str, tied: Iterable[Tied]) -> tuple[Tied, ...]:
    """The numbers of a paragraph, those not `strict` any more that the others beside them show to be no figures of a table, or right."""
    every = [*tied]
    for judged in _IN_TURN:
        every = judged(text, every)
    return tuple(every)


def _of_one_group(text: str, every: list[Tied]) -> list[Tied]:
    """维持8件、纠正1件、其他结果5件，尚未审结5件: results beside each other are those of one row, not 5 of some of its cases only.

    It is the row that all the others fit, of which some fit no other.
    """
    for at, run in _runs(every, partial(_is_result_beside, text)):
        fits = [{one.meant.rows: one for one in _fitting(tied) if one.meant} for tied in run]
        rows = {row: [row in each for each in fits] for each in fits for row in each}
        best = max(rows, key=lambda row: sum(rows[row]), default=None)
        if best and len(run) - sum(rows[best]) == 1 and sum({*each} == {best} for each in fits) >= _LEAST_KNOWN:
            missing = rows[best].index(False)
            one = run[missing]
            own = tuple(reading for reading in (*one.readings, *one.beside) if reading.meant and reading.meant.rows == best)
            if own and fits[missing]:
                every[at + missing] = one._replace(matched=None, readings=own, strict=True)
    return every


def _runs(every: Sequence[Tied], goes_on: Callable[[Tied, Tied], bool]) -> Iterator[tuple[int, Sequence[Tied]]]:
    """The numbers in runs of which each goes on from the one before it, and where each run begins."""
    at = 0
    while at < len(every):
        end = at + 1
        while end < len(every) and goes_on(every[end - 1], every[end]):
            end += 1
        yield at, every[at:end]
        at = end


def _beside_right_ones(text: str, every: list[Tied]) -> list[Tied]:
    """收件158件、办件115件、存件16件: of a list of rows whose words say too little alone all but one are the figures they name, so that the odd one is wrong."""
    for at, run in _runs(every, _goes_on_in_list):
        odd = [number for number, one in enumerate(run) if one.matched is None]
        known = [one.quantity.value for one in run if one.matched and one.quantity.value == one.matched.value]
        if (
            len(odd) == 1
            and len(known) == len(run) - 1 >= _LEAST_KNOWN
            and min(max(known), run[odd[0]].quantity.value) >= _NO_CHANCE
        ):
            every[at + odd[0]] = run[odd[0]]._replace(strict=True)
    return every


def _goes_on_in_list(one: Tied, other: Tied) -> bool:
    """Whether two numbers stand right behind their names, one after the other, as rows of one table, with nothing else between."""
    if (
        not (one.spoken and other.spoken)
        or one.mention.sentence != other.mention.sentence
        or one.spoken.table is not other.spoken.table
    ):
        return False
    plain = all(
        each.readings
        and each.spoken
        and each.spoken.weak
        and not each.spoken.part
        and not each.spoken.speaker
        and each.quantity.exact
        for each in (one, other)
    )
    return plain and other.mention.left in (f"、{other.spoken.said}", f"，{other.spoken.said}")


def _fitting(one: Tied) -> list[Reading]:
    """The figures that a number may be, of the row last spoken of and of those before."""
    return [reading for reading in (*one.readings, *one.beside) if reading.is_meant_by(one.quantity)]


def _is_result_beside(text: str, one: Tied, other: Tied) -> bool:
    """Whether two numbers, each named by a column alone of a table in which a row must be named, are results of the same cases."""
    if not _is_beside(text, one, other):
        return False
    return all(
        each.spoken and each.spoken.columns and not each.spoken.rows and not each.spoken.table.usual for each in (one, other)
    )


def _added_to(text: str, every: list[Tied]) -> list[Tied]:
    """加上上年结转11件，共182件: what a sum is said to be of is told, so that it must be that, though 共 alone says too little."""
    for at, (added, whole) in enumerate(pairwise(every), 1):
        said = added.matched and added.mention.sentence == whole.mention.sentence and _ADDS.search(added.mention.left)
        if said and whole.readings and whole.matched is None and _ALL_OF_IT.fullmatch(whole.mention.left):
            every[at] = whole._replace(strict=True)
    return every


def _was_before(text: str, every: list[Tied]) -> list[Tied]:
    """许可项目由7项减至6项: where what it became is the one figure of the items, what it was is the other, though the words say too little."""
    for at, (was, now) in enumerate(pairwise(every)):
        if (
            was.matched
            or was.strict
            or not was.readings
            or not is_earlier(was.mention)
            or now.mention.sentence != was.mention.sentence
        ):
            continue
        rest = tuple(one for one in was.readings if _is_among(one, now.matched))
        if now.matched in was.readings and len(rest) == 1:
            every[at] = was._replace(readings=rest, strict=True)
    return every


def _is_among(one: Reading, more: Reading | None) -> bool:
    """Whether a figure is added up in another one of the same row: what there was, in what there is with its change."""
    part, whole = one.meant, more.meant if more else None
    return part is not None and whole is not None and part.rows == whole.rows and {*part.columns} < {*whole.columns}


def _closing(text: str, every: list[Tied]) -> list[Tied]:
    """13起，7起维持、2起纠正、3起为其他结果，1起正在审理: what makes the whole with the others of its list is that figure, though its words may mean others."""
    for at, whole in enumerate(every):
        if whole.matched is None or whole.quantity.value != whole.matched.value:
            continue
        doubtful: int | None = None
        known = 0
        total, depth, end = Decimal(0), 0, whole.quantity.end
        for number in range(at + 1, min(at + 1 + _MOST_BESIDE, len(every))):
            one = every[number]
            quantity = one.quantity
            between = text[end : quantity.start]
            depth += between.count("（") + between.count("(") - between.count("）") - between.count(")")
            end = quantity.end
            if one.mention.sentence != whole.mention.sentence or _AGAIN.search(between) or depth < 0:
                break
            if depth > 0 or quantity.percent:
                continue  # a part of the number before it
            if quantity.unit != whole.quantity.unit or not quantity.exact:
                break
            if one.matched is not None and quantity.value == one.matched.value:
                total, known = total + quantity.value, known + 1
            elif doubtful is None and one.readings and not one.strict and one.spoken and not one.spoken.part:
                doubtful = number
            else:
                break
            if doubtful is None or known < _LEAST_KNOWN:
                continue
            missing = whole.matched.value - total
            own = tuple(reading for reading in every[doubtful].readings if reading.value == missing > 0)
            if own:
                every[doubtful] = every[doubtful]._replace(readings=own, strict=True)
                break
    return every


def _of_one_column(text: str, every: list[Tied]) -> list[Tied]:
    """办理处罚2893件、强制147件: a list that names no columns has its figures of the one that its first number, a large one, shows."""
    column: Sum | None = None
    for at, one in enumerate(every):
        goes_on = bool(at) and one.mention.after_number and one.mention.left.startswith("、")
        column = _only_column(every[at - 1]) or column if goes_on else None
        spoken = one.spoken
        own = tuple(reading for reading in one.readings if reading.meant and reading.meant.columns == column)
        plain = spoken and spoken.rows and not spoken.columns and one.mention.left == f"、{spoken.said}" and not spoken.weak
        if column and own and plain and one.quantity.exact:
            matched = next((reading for reading in own if reading.is_meant_by(one.quantity)), None)
            every[at] = one._replace(readings=own, matched=matched, strict=True)
    return every


def _only_column(one: Tied) -> Sum | None:
    """The one column that a number named by its row, in a table where that says too little, is surely the figure of; None where none is."""
    spoken, matched = one.spoken, one.matched
    if spoken is None or not spoken.rows or spoken.table.column or matched is None or matched.meant is None:
        return None
    sure = one.quantity.exact and one.quantity.value >= _NO_CHANCE
    return matched.meant.columns if sure and sum(reading.is_meant_by(one.quantity) for reading in one.readings) == 1 else None


def _of_one_row(text: str, every: list[Tied]) -> list[Tied]:
    """自然人412件、商业企业24件、法律服务机构9件: a list has its figures of one row, not 24 of those that came in and those carried in.

    The largest number says which row it is; a smaller one that fits another row alone is none of its figures.
    """
    rows = {id(one): row for one in every if (row := _only_row(one)) is not None}
    found = []
    for at, one in enumerate(every):
        near = every[max(at - _MOST_BESIDE, 0) : at + _MOST_BESIDE + 1] if id(one) in rows else ()
        found.append(_of_row(one, rows.get(id(one)), [other for other in near if _is_beside(text, one, other)], rows))
    return found


def _only_row(one: Tied) -> Sum | None:
    """The row that a number named by its column alone is the figure of; None where it may be of several rows."""
    spoken, matched = one.spoken, one.matched
    if spoken is None or spoken.rows or not spoken.columns or matched is None or matched.meant is None:
        return None
    fitting = {reading.meant.rows for reading in one.readings if reading.meant and reading.is_meant_by(one.quantity)}
    return matched.meant.rows if len(fitting) == 1 and matched.meant.rows in spoken.table.usual_sums else None


def _is_beside(text: str, one: Tied, other: Tied) -> bool:
    """Whether two numbers of a sentence are told of the same rows, and neither is a part of the other."""
    if one is other or not (one.spoken and other.spoken) or one.mention.sentence != other.mention.sentence:
        return False
    first, second = sorted((one.quantity, other.quantity), key=lambda quantity: quantity.start)
    if _AMONG.search(text, first.end, second.start):
        return False
    return (one.spoken.table, one.spoken.context) == (other.spoken.table, other.spoken.context)


def _of_row(one: Tied, row: Sum | None, beside: Sequence[Tied], rows: Mapping[int, Sum]) -> Tied:
    sure = [other for other in beside if id(other) in rows and other.quantity.value >= _NO_CHANCE]
    said = {rows[id(other)] for other in sure}
    if row is None or len(said) != 1 or row in said or one.quantity.value >= max(other.quantity.value for other in sure):
        return one
    own = tuple(reading for reading in one.readings if reading.meant and reading.meant.rows in said)
    return one._replace(matched=None, readings=own, strict=True) if own else one


def _divided(text: str, every: list[Tied]) -> list[Tied]:
    """甲类答复93件（予以公开68件、部分公开25件）: what is the sum of the figures behind it in a bracket is right, whatever its words name."""
    for at, whole in enumerate(every):
        opens = text[whole.quantity.end : whole.quantity.end + 1] in _OPENING
        if not whole.readings or whole.matched or not whole.strict or not opens:
            continue
        end = min((found for sign in "）)" if (found := text.find(sign, whole.quantity.end)) >= 0), default=len(text))
        parts = [one for one in every[at + 1 :] if one.quantity.end <= end and not one.quantity.percent]
        total = sum((one.quantity.value for one in parts), Decimal(0))
        sure = len(parts) > 1 and all(one.matched for one in parts) and total == whole.quantity.value
        if sure:
            every[at] = whole._replace(strict=False)
    return every


def _of_fewer(text: str, every: list[Tied]) -> list[Tied]:
    """抽查答复30份，其中部分公开11份: of fewer than the table has, whatever is among them is not all of the table's."""
    whole: Tied | None = None
    for at, one in enumerate(every):
        if one.readings and one.strict and one.matched is None and whole and whole.mention.sentence == one.mention.sentence:
            among = (
                "其中" in text[whole.quantity.end : one.quantity.start]
                and not (whole.matched or whole.strict)
                and whole.quantity.exact
            )
            few = among and all(one.quantity.value <= whole.quantity.value < reading.value for reading in one.readings)
            few = few or (among and bool(_SAMPLED.search(whole.mention.left)))
            every[at] = one._replace(strict=False) if few else one
            continue
        whole = whole if one.quantity.percent else one
    return every


def _without_other_matters(text: str, every: list[Tied]) -> list[Tied]:
    """审查文件214件，保留147件，修改29件，废止38件: the parts of what no table has are no figures either, unless one of them is."""
    for at, whole in enumerate(every):
        if whole.readings or whole.quantity.percent or not whole.quantity.exact or whole.quantity.value < _NO_CHANCE:
            continue
        total, parts = Decimal(0), 0
        for one in every[at + 1 :]:
            alike = (one.quantity.unit, one.mention.sentence) == (whole.quantity.unit, whole.mention.sentence)
            if not alike or one.matched is not None or total >= whole.quantity.value:
                break
            total, parts = total + one.quantity.value, parts + 1
        if parts > 1 and total == whole.quantity.value:
            every[at + 1 : at + 1 + parts] = [one._replace(strict=False) for one in every[at + 1 : at + 1 + parts]]
    return every


def _parts_of_figure(text: str, every: list[Tied]) -> list[Tied]:
    """我局机关收到52件，各区部门收到184件: numbers of one kind that make the figure together are its parts, and none is wrong."""
    for at, first in enumerate(every):
        run = [first]
        for one in every[at + 1 :]:
            alike = (one.kind, one.quantity.unit, one.mention.sentence) == (
                first.kind,
                first.quantity.unit,
                first.mention.sentence,
            )
            if not (first.kind and alike and one.matched is None and first.matched is None and one.quantity.exact):
                break
            run.append(one)
            if sum((each.quantity.value for each in run), Decimal(0)) in {reading.value for reading in first.readings}:
                every[at : at + len(run)] = [each._replace(strict=False) for each in run]
    return every


# Each is given the text and its numbers as the one before left them: whose row and column a number is of, before what sums say of it.
_IN_TURN = (
    _of_one_column,
    _of_one_row,
    _without_other_matters,
    _parts_of_figure,
    _of_one_group,
    _added_to,
    _beside_right_ones,
    _divided,
    _of_fewer,
    _was_before,
    _closing,
)
