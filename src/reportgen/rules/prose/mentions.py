"""What a number in prose counts, by the pack's phrases around it: its clause, what was spoken of before, the clause behind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import attrgetter

from ...model.phrasing import Measure, Prose, TableProse
from ...text.patterns import pattern, worded
from .named import EACH_ITS_OWN, PREDICATE, Asked, Named, beginning_of, named_beside
from .phrases import (
    NO_NAMES,
    occurrences,
    phrases_in,
    units_of,
)
from .scopes import is_by_others, is_not_counted, narrows
from .small_words import (
    TITLES,
    clause_before,
    counts_another_matter,
    is_small,
)
from .spoken import Spoken
from .surroundings import BACK, PART_STOPS, Mention, closing_of_list

# 制发5件: a number with its unit.
_HAS_COUNT = worded(r"\d\s*〈words〉")
_GOES_ON = ("、", "，", ",", "（", "(", "和", "及", "与", "以及")
_PARTS_OF_WHOLE = worded(
    r"^的?(?:案件|案|申请|事项)?(?:合计|共计|总计|共|为|有|计)*\d+〈words〉"
    r"(?:[，,](?:其中|包括|包含|含|分别[为是]|即)|[（(](?:其中|包括|含)?)有?"
)
# 受理行政复议案件186件，其中涉及政府信息公开12件: the whole is about other things too.
_OF_THESE, _SOON = "其中", 18
_AMONG_THEM = worded(r"[^。]{0,16}其中[^。；\d]{0,8}〈words〉(?:类|方面|引发|的|案件|领域|\d)")
_WITH_OTHERS = pattern(
    r"[（(]\s*(?P<without>不)?(?:含|包括|包含)(?P<named>[^（）()]*)[）)](?:政府|信息|申请|案件|答复|的|共|\s)*$", needs="含包"
)
# 复议、诉讼合计22起，被纠错合计3起: of all that were spoken of.
_TOGETHER = pattern(r"合计|总计|共计|加在一起|加起来|相加|加总|之和", needs="计加和")
_ACTS = ("作出", "实施", "制发", "制定", "印发")
_ABOUT_IT = worded("〈words〉")
# 收到群众申请, 收到各类主体申请: whose they are, or how many, and not what for.
_WHO_ASKS = pattern(
    r"完[结毕成]|社会|公众|群众|市民|居民|村民|网民|当事人|申请人|各方|主体|企业|法人|组织|单位|机构|个人|外国人|港澳台|各[类种项]|多[类种]|有效|书面|本年度?|全部|所有|新|其他|其它|[、和及与]"
)
# 全市民政系统规范性文件集中清理: of more bodies than the one that reports, as a rule.
_OF_MANY = pattern(r"全[国省市县区州]|系统|各[级地省市县区部单镇乡街]|部门|单位|两级|三级")
# 两个公民 are people, 企业提出的三件 are cases.
OF_CASES = frozenset("件起宗例份")
_AS_LAST_YEAR = pattern(
    r"[，,（(](?:总数|数量)?(?:较|比|与|同|和)(?:上一?年|去年)度?(?:相比)?(?:末|底)?(?:数量)?(?:持平|一致|相同|相当|减少|增加|新增|无变化|没有变化)"
)
_KEPT = pattern(
    r"(?:截至)?(?:20\d\d)?(?:年末|年底|目前)?(?:我[局委办市县区]|全[局委市县区])?(?:仍|现|共|实际)*(?:保留|保有|实有|实施)"
)
# 制发、废止件数均为0, 科研机构、公益组织各提出1件: every one of them.
_EACH = pattern(
    r"(?:各自?(?:提出|提交|递交|提起|申请|收到|受理|办理|办结|发生|制发|废止|占|为|是|有|计)*了?|[均都](?:为|是|有))\s*$",
    needs="各均都",
)


def spoken_of(text: str, mention: Mention, tables: Prose, *, doubtful: bool = False) -> Iterator[Spoken]:
    """What the number counts, in each table of which something is named beside it; what is `doubtful` where that is asked for."""
    quantity = mention.quantity
    fitting = [
        number for number, table in enumerate(tables) if quantity.percent or not quantity.unit or quantity.unit in table.units
    ]
    if not fitting:
        return
    clause = clause_before(mention.left, mention.after_number)
    beginning = beginning_of(clause, mention)
    around = phrases_in(beginning + mention.right, tables)
    before = around if beginning else phrases_in(clause, tables)
    for number in fitting:
        # Most tables have nothing to do with a number.
        if before[number] is not NO_NAMES or around[number] is not NO_NAMES:
            asked = Asked(text, mention, tables, number)
            named = named_beside(asked, clause, beginning, before[number], around[number])
            if named and (spoken := _spoken(asked, named)) and (doubtful or not spoken.doubtful):
                yield spoken


def _spoken(asked: Asked, named: Named) -> Spoken | None:
    """What a number counts in a table, by what is named beside it; None where other words make it something else."""
    text, mention, table = asked.text, asked.mention, asked.table
    doubtful = any(word in named.text for one in (*named.rows, *named.columns) for word in one.measure.unless)
    pieces = [piece for one in (*named.rows, *named.columns, *named.same) for piece in one.pieces]
    behind = "" if named.behind or named.of_all or PREDICATE.match(mention.right) else mention.right
    if counts_another_matter(named.text, behind):
        return None
    first = min((one.start for one in (*named.rows, *named.columns)), default=0)
    # 对违规培训的机构作出行政处罚: before what the agency did stands on whom; 作出信息失真等行政处罚: for what.
    acts = named.text[:first].endswith(_ACTS) or named.text.startswith(_ACTS, first) or (named.at_most and not named.behind)
    said = " " * first + named.text[first:] if acts else named.text
    doubtful = doubtful or _is_otherwise(said, pieces, behind, table)
    rows = tuple(one.measure for one in named.rows)
    columns = tuple(one.measure for one in named.columns)
    if not columns and mention.left.lstrip().startswith(_GOES_ON):
        columns = _list_column(asked, alone=named.alone)
    if not columns and rows and not table.usual and (closing := closing_of_list(text, mention)):
        columns = tuple(one.measure for one in asked.names(closing).columns[-1:])
    part = _of_a_part(asked)
    added, unsure = _held_in_bracket(asked, rows)
    vague = (
        doubtful
        or _is_among_others(text, mention.quantity.end, table)
        or (not added and _say_too_little(rows, text, mention, table))
        or (_say_too_little(columns, text, mention, table) and not _is_all_there_is(named, first, text, mention))
        or unsure
        or _are_other_cases(asked, named)
        or (bool(_TOGETHER.search(mention.left)) and (_of_other_rows(named) or _half_named(named)))
    )
    weak = vague or named.weak
    acting = () if rows else asked.acting()
    context = () if rows else asked.context()
    if acting and columns:
        # 行政复议15件、行政诉讼11件，法院判决纠正1件: whose they are, whatever was spoken of last.
        weak = weak or not (context or _ABOUT_IT(table.about).search(named.text))
        context = tuple(one for one in context if one in acting) or acting[:1]
    cleared = part and not weak and _is_cleared(asked, columns, (*rows, *context))
    return Spoken(
        table=table,
        rows=(*rows, *added),
        columns=columns,
        context=context,
        beside=(*(one.measure for one in named.others), *(rows if added else ())),
        each=bool(_EACH.search(mention.left)),
        respectively=bool(EACH_ITS_OWN.search(mention.left)),
        weak=weak or part,
        said=named.said,
        doubtful=doubtful,
        alone=named.alone,
        part=part and not weak,
        at_most=(_at_most(asked, named, rows, part=part) and not vague) or cleared,
        asked=cleared,
        acting=acting if columns else (),
        row_at=asked.row_at() if columns and not rows else -1,
    )


def _is_among_others(text: str, end: int, table: TableProse) -> bool:
    """Whether what a number counts is about other things too: 186件，其中涉及政府信息公开12件."""
    return text.find(_OF_THESE, end, end + _SOON) >= 0 and bool(_AMONG_THEM(table.about).match(text, end))


def _is_all_there_is(named: Named, first: int, text: str, mention: Mention) -> bool:
    """许可事项35项，较上年减少2项; 收费项目2项，与上年持平: what is held against last year's is all of them, not some."""
    lead = named.text[:first]
    return bool(_AS_LAST_YEAR.match(text, mention.quantity.end)) and (named.alone or bool(_KEPT.fullmatch(lead)))


def _of_a_part(asked: Asked) -> bool:
    """Whether the words before a number say that it counts for a part of the reporting bodies."""
    part, mention = _part_before(asked), asked.mention
    if _narrowed(asked, part) or is_by_others(mention.left):
        return True
    counted = _HAS_COUNT(units_of(asked.tables))
    for word in asked.table.counted_apart:
        ahead, found, behind = part.partition(word)
        # 制发5件，集中清理后废止3件: what was told of before goes on, unless what was cleared is counted itself.
        if found and not (counted.search(ahead) and asked.names(ahead).rows and asked.names(counted.split(behind)[0]).columns):
            return True
    return is_not_counted(asked.text, mention.quantity.end, mention.sentence[1])


def _is_cleared(asked: Asked, columns: Sequence[Measure], rows: Sequence[Measure]) -> bool:
    """规范性文件集中清理后废止13件: of what was repealed in a year those of one clearing, where the sentence counts nothing else before, are some or all."""
    before = _part_before(asked)
    if not (columns and rows) or _HAS_COUNT(units_of(asked.tables)).search(before) or is_by_others(asked.mention.left):
        return False
    if _OF_MANY.search(before):
        return False
    apart = any(word in before for word in asked.table.counted_apart)
    return (
        apart
        and not _narrowed(asked, before)
        and not is_not_counted(asked.text, asked.mention.quantity.end, asked.mention.sentence[1])
    )


def _part_before(asked: Asked) -> str:
    """The part of the sentence before a number."""
    before = asked.text[max(asked.mention.start - BACK, 0) : asked.mention.start]
    return before[max(before.rfind(stop) for stop in PART_STOPS) + 1 :]


def _narrowed(asked: Asked, part: str) -> bool:
    return narrows(part, asked.table.narrower, asked.table.units, units_of(asked.tables))


def _at_most(asked: Asked, named: Named, rows: Sequence[Measure], *, part: bool) -> bool:
    """Whether what is named is the most that a number can be.

    反映诉求，8件信访举报投诉类申请…: what stands before and is not counted here is none, where the cases are named. 提案264件，231件全文公开 are.
    """
    if not named.at_most or (named.behind and not _is_below(rows, asked.table)):
        return False
    cases = named.behind and any(word in asked.mention.right for word in asked.table.subjects)
    return not part or (cases and _narrowed(asked, _part_before(asked)))


def _is_below(rows: Sequence[Measure], table: TableProse) -> bool:
    """Whether rows are some of the cases of a table, by whatever way these came in."""
    named = {one for measure in rows for one in measure.sums}
    return bool(table.usual and named) and not named & {*table.wholes}


def _held_in_bracket(asked: Asked, rows: Sequence[Measure]) -> tuple[tuple[Measure, ...], bool]:
    """予以公开（含部分公开）100件: the rows that the bracket adds; and whether it holds some of which it is not sure that they are added."""
    bracket = _WITH_OTHERS.search(asked.mention.left)
    found = asked.names(bracket["named"]).rows if bracket else ()
    held = tuple(one.measure for one in found if not (one.measure.weak or one.measure.within))
    if bracket is None or not held:
        return (), False
    plain = not bracket["without"] and not re.search(r"\d", bracket["named"]) and len(held) == len(rows) == 1
    return (held, False) if plain and held != rows else ((), True)


def _are_other_cases(asked: Asked, named: Named) -> bool:
    """受理教师资格认定申请412件: within a name for all the cases stands what they are for, and it is not what the report is about."""
    table = asked.table
    if not table.usual:
        return False
    for one in named.rows:
        (start, end), *before = one.pieces
        gap = named.text[before[0][1] : start] if before else ""
        if not named.text[start:end].endswith(table.subjects) or _ABOUT_IT(table.about).search(gap):
            continue
        what = gap.rpartition("的")[2]
        rows, columns = asked.names(what + named.text[start:end])  # 收到重复申请, 收到法人申请
        if not (rows or columns or is_small(_WHO_ASKS.sub("", what))):
            return True
    return False


def _of_other_rows(named: Named) -> bool:
    """其他合计3件: whose sum that is; 共计 itself may be the name of a count, and 合计应办 that of a sum."""
    return any(
        one.measure.within and len(one.measure.sums[0]) < 2 and not _TOGETHER.fullmatch(named.text[slice(*one.pieces[0])])
        for one in named.rows
    )


def _half_named(named: Named) -> bool:
    """甲类和部分公开合计13件: one of those added up is not known."""
    first = min((one.start for one in (*named.rows, *named.columns)), default=0)
    return len(named.rows) < 2 and bool(re.search(r"[和及与或、]$", named.text[:first]))


def _say_too_little(measures: Sequence[Measure], text: str, mention: Mention, table: TableProse) -> bool:
    """Whether measures are named by words that may mean something else, and nothing in the sentence says that they do not.

    商业企业、科研机构、其他组织分别为…: one that is plain goes for those joined to it.
    """
    sentence = text[slice(*mention.sentence)]
    named = (one.name for one in (*table.rows, *table.columns) for phrase in one.say if phrase.pieces[-1] in sentence)
    return (
        bool(measures) and all(one.weak for one in measures) and not {name for one in measures for name in one.beside} & {*named}
    )


def _is_otherwise(clause: str, pieces: Sequence[tuple[int, int]], behind: str, table: TableProse) -> bool:
    """Whether words beside the phrase's pieces make it something else; a list of ways (网站、信函等渠道) does not."""
    words = [word for word in table.unless if word in clause or word in behind]
    if not words:
        return False
    found = any(word in behind for word in words) or any(
        not any(start <= at and at + len(word) <= end for start, end in pieces)
        for word in words
        for at in occurrences(clause, word)
    )
    return found and not re.search(r"等(?:多?种?|各?种?)?(?:渠道|方式|途径|形式)", clause + behind)


def spoken_before(text: str, mention: Mention, tables: Prose, table: TableProse) -> tuple[Measure, ...]:
    """Every row of a table spoken of in the sentence before the number, in turn."""
    before = text[max(mention.sentence[0], mention.start - BACK) : mention.start]
    found = sorted(phrases_in(before, tables)[tables.index(table)].rows, key=attrgetter("start"))
    # 新收件: the 收件 within it is no phrase of its own.
    found = [one for one in found if not any(other.start < one.start and one.end <= other.end for other in found)]
    return tuple({one.measure.name: one.measure for one in found if not one.measure.within}.values())


def _list_column(asked: Asked, *, alone: bool) -> tuple[Measure, ...]:
    """制发规章1件、规范性文件8件: the column named at the head of the list, before its first row, goes for all of it.

    未审结的案件7件，其中行政复议4件: so does one whose number is the whole of which the rows are the parts.
    许可作出决定39件，处罚7件: and one right behind its first row, for rows that stand `alone`.
    """
    text, mention, table = asked.text, asked.mention, asked.table
    stops = [text.rfind(stop, max(mention.start - BACK, 0), mention.start) for stop in "。；！？："]
    head = TITLES.sub("", text[max(*stops, mention.start - BACK) + 1 : mention.start])
    rows, columns = asked.names(head)
    columns = [one for one in columns if not one.measure.within]
    if not columns:
        return ()
    first = min(columns, key=lambda one: (one.start, -one.end))
    row = min(rows, key=lambda one: (one.start, -one.end), default=None)
    # 作出行政许可3件、行政处罚5件: a row's own words may hold the column's.
    if row is None:
        return ()
    behind = alone and not table.column and is_small(head[row.end : first.start])
    between = head[first.end : max(row.start, first.end)]
    parts = _PARTS_OF_WHOLE(units_of(asked.tables)).match(between)
    if not behind and (first.start > row.start or not is_small(between[parts.end() if parts else 0 :])):
        return ()
    if any(one.start > max(row.end, first.start) and one.measure.sums != first.measure.sums for one in columns):
        return ()  # another column was named on the way
    # Where a column goes without saying, a comma begins something new.
    return (first.measure,) if not table.column or parts or mention.left.lstrip().startswith("、") else ()
