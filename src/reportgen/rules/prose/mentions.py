"""What a number in prose counts, by the pack's phrases around it: its clause, what was spoken of before, the clause behind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from ...model.phrasing import Measure, Prose, TableProse
from ...text.patterns import HAN, pattern, worded
from ...text.quantities import UNITS
from .phrases import (
    NO_NAMES,
    FoundMeasure,
    Names,
    last_joined,
    nearest_joined,
    occurrences,
    phrases_in,
    without_inner_rows,
)
from .scopes import is_by_others, is_not_counted, narrows, without_subject
from .small_words import (
    CLAUSE_STOP,
    TITLES,
    clause_before,
    counts_another_matter,
    is_small,
    leads_to_name,
    without_growth,
)
from .spoken import Spoken
from .surroundings import PART_STOPS, Mention, closing_of_list

# As far back as what was spoken of is looked for.
_BACK = 400
_COMMAS = ("，", ",", "；")
# 制发5件: a number with its unit.
_HAS_COUNT = pattern(rf"\d\s*(?:{'|'.join(UNITS)})")
# 4件复议、3件诉讼中有2件: all of them come first.
_OF_ALL = pattern(rf"(?:{HAN}{{2,12}}[、和]\d+(?:{'|'.join(UNITS)}))?{HAN}{{2,12}}?中(?:有|，)?\s*\d")
_AMONG = pattern(r"中(?:，|有|共|的|、|仅|只|已|其|\s)*$")
_THERE_ARE = pattern(r"(?:有|中)\s*$")
_NUMBER_OF_EACH = pattern(rf"([、和及与])\s*\d+\s*(?:{'|'.join(UNITS)})(?={HAN})")
_FAR = 12
# Reviews and lawsuits about other things than the publicity of information.
_OF_ANOTHER_KIND = worded(r"〈behind none〉类$|(?:全部|各类|其他|其它|所有)$|涉及(?!.{0,12}〈words〉)[^，。]*的$")
# 受理行政复议案件186件，其中涉及政府信息公开12件: the whole is about other things too.
_AMONG_THEM = worded(r"[^。]{0,16}其中[^。；\d]{0,8}〈words〉(?:类|方面|引发|的|案件|领域|\d)")
_WITH_OTHERS = pattern(
    r"[（(]\s*(?P<without>不)?(?:含|包括|包含)(?P<named>[^（）()]*)[）)](?:政府|信息|申请|案件|答复|的|共|\s)*$", needs="含包"
)
# 复议、诉讼合计22起，被纠错合计3起: of all that were spoken of.
_TOGETHER = pattern(r"合计|总计|共计|加在一起|加起来|相加|加总|之和", needs="计加和")
# 面对全年96件公开申请: all there were, though the name stands behind.
_ALL_YEAR = pattern(r"(?:^|[，,]|面对|应对|围绕|针对|承办|办理|经办|处理|完成)(?:全年|本年度?|今年)的?$")
_BEGINS = pattern(r"[，,；;：:。（(](?:其中|另有?|还有|有)?\s*$")
_COPULA = pattern(r"(?:实为|属于|系|是|为|因)(?!止)")
_ACTS = ("作出", "实施", "制发", "制定", "印发")
# 现行有效的76件均在文件库集中展示: what was done with all of them.
_PREDICATE = pattern(r"\s*(?:均|都|全部|已|并|也|分别)")
_CLOSES = pattern(rf"(?!均|都|全部|已|并|也|分别){HAN}{{2,12}}(?=[，,。；;）)]|$)")
# 对113件申请作出予以公开决定: what was decided counts them; 对12件作出不予公开决定的申请进行复核 is about some of them.
_IS_DECIDED = worded(r"〈words〉?(?:申请|案件)?(?:依法|分别|已|均)?(?:作出|予以|给予|答复|告知|决定|作)[^的]*")
_ABOUT_IT = worded("〈words〉")
# 两个公民 are people, 企业提出的三件 are cases.
OF_CASES = frozenset("件起宗例份")
_EACH_ITS_OWN = pattern(r"分别|依次")
# 对14件逾期不补正的申请，…: what is told of them need not go for all.
_TOLD_OF = pattern(r"(?:针对|对于|关于|对|将|把|就)$", needs="对于将把就")
# 对12件不予公开的申请进行复核: they may be of earlier years.
_LOOKED_AT = pattern(
    r"复核|复查|评查|评议|检查|自查|抽查|核查|排查|清查|回访|整改|清理|梳理|回头看|复盘|检视", needs="核查议访改理看盘视"
)
# 办理学校设立、变更等行政许可75件: what the agency did of such kinds may be a part of the row, and never more.
_SOME_KINDS = pattern(
    r"(?P<lead>[^，。；、]*?)(?:作出|办理|办结|实施|核发|审批|准予)[^，。；]*等(?:各类|各项|多项|有关|相关)?$", needs="等"
)
_AS_LAST_YEAR = pattern(
    r"[，,（(](?:总数|数量)?(?:较|比|与|同|和)(?:上一?年|去年)度?(?:相比)?(?:末|底)?(?:数量)?(?:持平|一致|相同|相当|减少|增加|新增|无变化|没有变化)"
)
_KEPT = pattern(
    r"(?:截至)?(?:20\d\d)?(?:年末|年底|目前)?(?:我[局委办市县区]|全[局委市县区])?(?:仍|现|共|实际)*(?:保留|保有|实有|实施)"
)
# 另外1件因逾期未缴纳费用不再处理: no more than there are of these.
_BESIDES = pattern(r"另外|另有?|还有|此外")
# 对结转的1件申请按期答复: what is to be done with all of them.
_OF_THEM = pattern(r"(?:对|将|把|做好|抓好)")
# 制发、废止件数均为0: every one of them.
_EACH = pattern(r"(?:各|[均都](?:为|是|有))\s*$", needs="各均都")


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
            asked = _Asked(text, mention, tables, number)
            named = _named_before(asked, clause, asked.whole_words(before[number]))
            named = _is_said_behind(asked) or _with_column_behind(asked, _with_row_behind(asked, named))
            named = named or _named_behind(asked, beginning, asked.whole_words(around[number]))
            if named and (spoken := _spoken(asked, named)) and (doubtful or not spoken.doubtful):
                yield spoken


class _Asked(NamedTuple):
    """A number in its text, and the table in which it is looked for what it counts."""

    text: str
    mention: Mention
    tables: Prose
    number: int

    @property
    def table(self) -> TableProse:
        return self.tables[self.number]

    def names(self, text: str) -> Names:
        """What a piece of text names of the table."""
        return self.whole_words(phrases_in(text, self.tables)[self.number])

    def whole_words(self, names: Names) -> Names:
        """全年罚款金额: the column alone, where the table has a row that is meant then."""
        return without_inner_rows(names) if self.table.usual else names

    def context(self) -> tuple[Measure, ...]:
        """The rows last spoken of before the number, in its paragraph; joined ones together."""
        stop = self.mention.start
        # Many numbers ask for the same paragraph; of a long one only the end is looked at.
        before = self.text[max(stop - _BACK, 0) : stop]
        if _AMONG.search(self.mention.left) and (joined := _NUMBER_OF_EACH.sub(r"\1", before)) != before:
            before = joined  # 4件复议、3件诉讼中有2件: of both together
            found = self.names(before).rows
        else:
            found = self.names(before if stop > _BACK else self.text).rows
        within = (one for one in found if one.end <= len(before) and not (one.measure.within or one.measure.weak))
        return tuple(one.measure for one in nearest_joined(within, before))

    def acting(self) -> tuple[Measure, ...]:
        """The rows whose cases those decide who were last said to act (法院维持21件、纠正3件), where no row is named since; in order."""
        begin = max(self.mention.sentence[0], self.mention.start - _BACK)
        before = self.text[begin : self.mention.start]
        before = before[max(before.rfind(stop) for stop in PART_STOPS) + 1 :]
        last = max((before.rfind(word) + len(word) for one in self.table.rows for word in one.by if word in before), default=0)
        if not last or any(one.start >= last for one in self.names(before).rows if not one.measure.within):
            return ()
        return tuple(one for one in self.table.rows if any(before.endswith(word, 0, last) for word in one.by))

    def row_at(self) -> int:
        """Where the sentence last named a row before the number; −1 where it named none."""
        begin = max(self.mention.sentence[0], self.mention.start - _BACK)
        rows = self.names(self.text[begin : self.mention.start]).rows
        return max((begin + one.end for one in rows if not (one.measure.within or one.measure.weak)), default=-1)

    def below(self) -> tuple[Measure, ...]:
        """The rows last spoken of, and the last heading of rows in the sentence: 其他处理21件，其中逾期不补正11件、撤回8件."""
        before = self.text[max(self.mention.sentence[0], self.mention.start - _BACK) : self.mention.start]
        headings = [one for one in self.names(before).rows if one.measure.parts]
        last = max(headings, key=attrgetter("end"), default=None)
        return (*self.context(), *((last.measure,) if last else ()))

    def columns_before(self) -> tuple[Measure, ...]:
        """The columns named in the sentence before the number: 商业企业5件、其他2件."""
        before = self.text[max(self.mention.sentence[0], self.mention.start - _BACK) : self.mention.start]
        return tuple(one.measure for one in self.names(before).columns if not one.measure.within)


def _spoken(asked: _Asked, named: _Named) -> Spoken | None:
    """What a number counts in a table, by what is named beside it; None where other words make it something else."""
    text, mention, table = asked.text, asked.mention, asked.table
    doubtful = any(word in named.text for one in (*named.rows, *named.columns) for word in one.measure.unless)
    pieces = [piece for one in (*named.rows, *named.columns, *named.same) for piece in one.pieces]
    behind = "" if named.behind or named.of_all or _PREDICATE.match(mention.right) else mention.right
    if counts_another_matter(named.text, behind):
        return None
    first = min((one.start for one in (*named.rows, *named.columns)), default=0)
    # 对违规培训的机构作出行政处罚: before what the agency did stands on whom; 作出信息失真等行政处罚: for what.
    acts = named.text[:first].endswith(_ACTS) or named.text.startswith(_ACTS, first) or (named.at_most and not named.behind)
    said = " " * first + named.text[first:] if acts else named.text
    doubtful = doubtful or _is_otherwise(said, pieces, behind, table)
    rows = tuple(one.measure for one in named.rows)
    columns = tuple(one.measure for one in named.columns)
    if not columns and mention.left.lstrip().startswith(("、", "，")):
        columns = _list_column(asked, alone=named.alone)
    if not columns and rows and not table.usual and (closing := closing_of_list(text, mention)):
        columns = tuple(one.measure for one in asked.names(closing).columns[-1:])
    part = _of_a_part(asked)
    added, unsure = _held_in_bracket(asked, rows)
    vague = (
        doubtful
        or bool(_AMONG_THEM(table.about).match(text, mention.quantity.end))
        or (not added and _say_too_little(rows, text, mention, table))
        or (_say_too_little(columns, text, mention, table) and not _is_all_there_is(named, first, text, mention))
        or unsure
        or (bool(_TOGETHER.search(mention.left)) and (_of_other_rows(named) or _half_named(named)))
    )
    weak = vague or named.weak
    acting = () if rows else asked.acting()
    context = () if rows else asked.context()
    if acting and columns:
        # 行政复议15件、行政诉讼11件，法院判决纠正1件: whose they are, whatever was spoken of last.
        weak = weak or not (context or _ABOUT_IT(table.about).search(named.text))
        context = tuple(one for one in context if one in acting) or acting[:1]
    return Spoken(
        table=table,
        rows=(*rows, *added),
        columns=columns,
        context=context,
        beside=(*(one.measure for one in named.others), *(rows if added else ())),
        each=bool(_EACH.search(mention.left)),
        respectively=bool(_EACH_ITS_OWN.search(mention.left)),
        weak=weak or part,
        said=named.said,
        doubtful=doubtful,
        alone=named.alone,
        part=part and not weak,
        at_most=_at_most(asked, named, rows, part=part) and not vague,
        acting=acting if columns else (),
        row_at=asked.row_at() if columns and not rows else -1,
    )


def _is_all_there_is(named: _Named, first: int, text: str, mention: Mention) -> bool:
    """许可事项35项，较上年减少2项; 收费项目2项，与上年持平: what is held against last year's is all of them, not some."""
    lead = named.text[:first]
    return bool(_AS_LAST_YEAR.match(text, mention.quantity.end)) and (named.alone or bool(_KEPT.fullmatch(lead)))


def _of_a_part(asked: _Asked) -> bool:
    """Whether the words before a number say that it counts for a part of the reporting bodies."""
    part, mention = _part_before(asked), asked.mention
    if _narrowed(asked, part) or is_by_others(mention.left):
        return True
    for word in asked.table.counted_apart:
        ahead, found, behind = part.partition(word)
        # 制发5件，集中清理后废止3件: what was told of before goes on, unless what was cleared is counted itself.
        if found and not (
            _HAS_COUNT.search(ahead) and asked.names(ahead).rows and asked.names(_HAS_COUNT.split(behind)[0]).columns
        ):
            return True
    return is_not_counted(asked.text, mention.quantity.end, mention.sentence[1])


def _part_before(asked: _Asked) -> str:
    """The part of the sentence before a number."""
    before = asked.text[max(asked.mention.start - _BACK, 0) : asked.mention.start]
    return before[max(before.rfind(stop) for stop in PART_STOPS) + 1 :]


def _narrowed(asked: _Asked, part: str) -> bool:
    return narrows(part, asked.table.narrower, asked.table.units)


def _at_most(asked: _Asked, named: _Named, rows: Sequence[Measure], *, part: bool) -> bool:
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


def _held_in_bracket(asked: _Asked, rows: Sequence[Measure]) -> tuple[tuple[Measure, ...], bool]:
    """予以公开（含部分公开）100件: the rows that the bracket adds; and whether it holds some of which it is not sure that they are added."""
    bracket = _WITH_OTHERS.search(asked.mention.left)
    found = asked.names(bracket["named"]).rows if bracket else ()
    held = tuple(one.measure for one in found if not (one.measure.weak or one.measure.within))
    if bracket is None or not held:
        return (), False
    plain = not bracket["without"] and not re.search(r"\d", bracket["named"]) and len(held) == len(rows) == 1
    return (held, False) if plain and held != rows else ((), True)


def _of_other_rows(named: _Named) -> bool:
    """其他合计3件: whose sum that is; 共计 itself may be the name of a count, and 合计应办 that of a sum."""
    return any(
        one.measure.within and len(one.measure.sums[0]) < 2 and not _TOGETHER.fullmatch(named.text[slice(*one.pieces[0])])
        for one in named.rows
    )


def _half_named(named: _Named) -> bool:
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


class _Named(NamedTuple):
    rows: list[FoundMeasure]
    columns: list[FoundMeasure]
    others: list[FoundMeasure]
    text: str
    behind: bool = False
    weak: bool = False
    said: str = ""
    same: Sequence[FoundMeasure] = ()
    alone: bool = False
    of_all: bool = False
    at_most: bool = False


def _named_before(asked: _Asked, clause: str, names: Names) -> _Named | None:
    """What the clause before the number names: with nothing but small words between it and the number."""
    clause = without_growth(clause)
    reach = len(clause)  # in what was looked through more words may have stood behind it
    rows, others = last_joined([one for one in names.rows if one.end <= reach], clause, asked.below)
    columns, _ = last_joined([one for one in names.columns if one.end <= reach], clause, asked.columns_before)
    last = max((one.end for one in (*rows, *columns)), default=-1)
    if last < 0 or not is_small(clause, last):
        return None
    # A phrase that is further off than the other with much between does not belong to this number.
    rows = rows if rows and _close(clause, rows, columns) else []
    columns = columns if columns and _close(clause, columns, rows) else []
    first = min((one.start for one in (*rows, *columns)), default=0)
    # 2023年没有办完而结转至2024年的: more than one phrase says the same.
    sums = {one.measure.sums for one in (*rows, *columns)}
    same = [one for one in (*names.rows, *names.columns) if one.measure.sums in sums and one.end <= last]
    alone = leads_to_name(without_subject(clause[:first]))
    said = clause[min((one.start for one in same if one.end >= first), default=first) : last]
    weak = bool(_OF_ANOTHER_KIND(asked.table.about).search(clause[:first]))
    some = _SOME_KINDS.match(clause[:first])
    at_most = not weak and bool((some and leads_to_name(without_subject(some["lead"]))) or _OF_THEM.match(said))
    return _Named(rows, columns, others, clause, weak=weak, said=said, same=same, alone=alone, at_most=at_most)


def _close(clause: str, found: list[FoundMeasure], other: list[FoundMeasure]) -> bool:
    if any(one.start < two.end and two.start < one.end for one in found for two in other):
        return True  # 作出行政处罚: one phrase holds the other
    end = max(one.end for one in found)
    stop = min((one.start for one in other if one.start >= end), default=len(clause))
    return stop - end <= _FAR and is_small(clause[end:stop])


def _with_row_behind(asked: _Asked, named: _Named | None) -> _Named | None:
    """制定2件规范性文件: a column that stands before the number, of the row right behind it."""
    if not named or named.rows or asked.table.usual or not asked.mention.right:
        return named
    right = asked.mention.right
    rows, _ = last_joined([one for one in asked.names(right).rows if is_small(right[: one.start])], right, asked.below)
    if len(rows) != 1:
        return named
    # 现行有效的45件规范性文件均已汇编成册: what was done with all of them is not what is counted.
    of_all = bool(_PREDICATE.match(right, rows[0].end))
    return named._replace(rows=[rows[0]._replace(pieces=())], of_all=of_all) if of_all or is_small(right, rows[0].end) else named


def _with_column_behind(asked: _Asked, named: _Named | None) -> _Named | None:
    """行政复议有1件被纠正: a row that stands before the number, of the column right behind it."""
    right, table = asked.mention.right, asked.table
    closes = bool(_CLOSES.match(asked.text, asked.mention.quantity.end))  # 行政复议2件未审结。
    needed = table.column and not table.usual and (closes or _THERE_ARE.search(asked.mention.left))
    if not (needed and named and named.rows and not named.columns):
        return named
    found, _ = last_joined([one for one in asked.names(right).columns if is_small(right[: one.start])], right, asked.below)
    columns = [one._replace(pieces=()) for one in found]
    return named._replace(columns=columns, behind=closes and found[0].end == len(right)) if len(found) == 1 else named


def beginning_of(clause: str, mention: Mention) -> str:
    """The clause before a number where it can say, with the words behind the number, what it counts; '' where it cannot."""
    if _AMONG.search(clause) or (mention.after_number and not CLAUSE_STOP.search(mention.left)):
        return ""  # 行政复议中有2件被纠错: what it is a part of is no count; 4件复议和1件诉讼: what the number before counts
    return clause


def _is_said_behind(asked: _Asked) -> _Named | None:
    """不予处理的，50件实为投诉举报: where a clause begins with its number, what it is said to be is what it counts."""
    mention = asked.mention
    if not (_BEGINS.search(mention.left) and _COPULA.match(mention.right)):
        return None
    return _named_behind(asked, "", asked.names(mention.right))


def _named_behind(asked: _Asked, clause: str, names: Names) -> _Named | None:
    """收到198件申请, 149件予以公开: what is named by the words around the number together."""
    mention, table = asked.mention, asked.table
    reach = len(clause)
    joined = clause + mention.right
    rows = [one for one in names.rows if one.end > reach]
    columns = [one for one in names.columns if one.end > reach]
    first = min((max(one.start, reach) for one in (*rows, *columns)), default=-1)
    if first < 0 or not is_small(joined[reach:first]) or _EACH_ITS_OWN.search(mention.right):
        return None
    ahead = [one for one in rows if one.start - first <= _FAR]
    chosen, others = last_joined(ahead, joined, asked.below)
    column, _ = last_joined([one for one in columns if one.start - first <= _FAR], joined, asked.columns_before)
    all_of_it = bool(_OF_ALL.match(asked.text, mention.quantity.end))
    weak = any(one.measure.before_only and one.start >= reach for one in chosen) and not _ALL_YEAR.search(clause)
    # 有2件行政复议…被纠正: what happened to them may stand further on.
    weak = weak or (bool(table.columns) and not table.usual and not column and not all_of_it)
    # 制定规范性文件2件并全部公开: what stands before the number is what it counts.
    said = clause
    for start, end in sorted((piece for one in (*chosen, *column) for piece in one.pieces if piece[1] <= reach), reverse=True):
        said = said[:start] + said[end:]
    listed = mention.right.endswith(("和", "及", "与")) or asked.text.startswith("、", mention.quantity.end + len(mention.right))
    last = CLAUSE_STOP.split(mention.left)[-1].strip(" 、\u3000")
    among = _AMONG.search(last) and asked.names(last).rows  # 行政复议中有2件被纠错: of those
    if (
        said == clause
        and not among
        and (all_of_it or not listed)
        and (last or (mention.left.endswith(_COMMAS) and chosen and column))
    ):
        # 程序掌握不够，全年4件复议, 质量不齐，1件答复在复议中被纠正: it is said behind it, whatever the clause before was about
        said = last
    if said.endswith("对") and _IS_DECIDED(asked.table.about).fullmatch(mention.right):
        said = said.removesuffix("对")
    lead = without_subject(said)
    told_of = bool(_TOLD_OF.search(lead)) and leads_to_name(_TOLD_OF.sub("", lead))
    told_of = told_of and not _LOOKED_AT.search(asked.text, mention.quantity.end, mention.sentence[1])
    # 反映诉求，8件信访举报投诉类申请不予处理: what begins a clause is counted there, though the clause before may be about some of it.
    opens = _BESIDES.fullmatch(last) if last else mention.left.endswith(_COMMAS)
    at_most = not weak and not listed and bool(told_of or opens)
    weak = weak or not leads_to_name(lead)
    if not last and all(piece[0] >= reach for one in (*chosen, *column) for piece in one.pieces):
        joined = " " * reach + mention.right  # 告知补正，8件逾期不补正: the clause before says nothing of it
    return _Named(chosen, column, others, joined, behind=True, weak=weak, at_most=at_most) if chosen or column else None


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
    before = text[max(mention.sentence[0], mention.start - _BACK) : mention.start]
    found = sorted(phrases_in(before, tables)[tables.index(table)].rows, key=attrgetter("start"))
    return tuple({one.measure.name: one.measure for one in found if not one.measure.within}.values())


def _list_column(asked: _Asked, *, alone: bool) -> tuple[Measure, ...]:
    """制发规章1件、规范性文件8件: the column named at the head of the list, before its first row, goes for all of it.

    许可作出决定39件，处罚7件: so does one right behind its first row, for rows that stand `alone`.
    """
    text, mention, table = asked.text, asked.mention, asked.table
    stops = [text.rfind(stop, max(mention.start - _BACK, 0), mention.start) for stop in "。；！？："]
    head = TITLES.sub("", text[max(*stops, mention.start - _BACK) + 1 : mention.start])
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
    if not behind and (first.start > row.start or not is_small(head[first.end : max(row.start, first.end)])):
        return ()
    if any(one.start > max(row.end, first.start) and one.measure.sums != first.measure.sums for one in columns):
        return ()  # another column was named on the way
    # Where a column goes without saying, a comma begins something new.
    return (first.measure,) if not table.column or mention.left.lstrip().startswith("、") else ()
