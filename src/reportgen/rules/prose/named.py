"""What is named beside a number of the prose, of one table: in the clause before it, behind it, by the words around it together."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from ...model.phrasing import Measure, Prose, TableProse
from ...text.patterns import HAN, pattern, worded
from .phrases import (
    FoundMeasure,
    Names,
    last_joined,
    nearest_joined,
    phrases_in,
    units_of,
    without_inner_rows,
)
from .scopes import without_subject
from .small_words import (
    CLAUSE_STOP,
    is_small,
    leads_to_name,
    without_growth,
)
from .surroundings import BACK, PART_STOPS, Mention

_COMMAS = ("，", ",", "；")
# 4件复议、3件诉讼中有2件: all of them come first.
_OF_ALL = worded(rf"(?:{HAN}{{2,12}}[、和]\d+〈words〉)?{HAN}{{2,12}}?中(?:有|，)?\s*\d")
_AMONG = pattern(r"中(?:，|有|共|的|、|仅|只|已|其|\s)*$")
_THERE_ARE = pattern(r"(?:有|中)\s*$")
_NUMBER_OF_EACH = worded(rf"([、和及与])\s*\d+\s*〈words〉(?={HAN})")
_FAR = 12
# Reviews and lawsuits about other things than the publicity of information.
_OF_ANOTHER_KIND = worded(r"〈behind none〉类$|(?:全部|各类|其他|其它|所有)$|涉及(?!.{0,12}〈words〉)[^，。]*的$")
# 面对全年96件公开申请: all there were, though the name stands behind.
_ALL_YEAR = pattern(r"(?:^|[，,]|面对|应对|围绕|针对|承办|办理|经办|处理|完成)(?:全年|本年度?|今年)的?$")
_BEGINS = pattern(r"[，,；;：:。（(](?:其中|另有?|还有|有)?\s*$")
_COPULA = pattern(r"(?:实为|属于|系|是|为|因)(?!止)")
# 现行有效的76件均在文件库集中展示: what was done with all of them.
PREDICATE = pattern(r"\s*(?:均|都|全部|已|并|也|分别)")
_CLOSES = pattern(rf"(?!均|都|全部|已|并|也|分别){HAN}{{2,12}}(?=[，,。；;）)]|$)")
# 对113件申请作出予以公开决定: what was decided counts them; 对12件作出不予公开决定的申请进行复核 is about some of them.
_IS_DECIDED = worded(
    r"〈words〉?(?:申请|案件)?(?:依法|分别|已|均)?(?:作出|予以|给予|答复|告知|决定|作)[^的]*(?:的(?:答复|决定|处理|告知))?"
)
EACH_ITS_OWN = pattern(r"分别|依次")
# 对14件逾期不补正的申请，…: what is told of them need not go for all.
_TOLD_OF = pattern(r"(?:针对|对于|关于|对|将|把|就)$", needs="对于将把就")
# 对12件不予公开的申请进行复核: they may be of earlier years.
_LOOKED_AT = pattern(
    r"复核|复查|评查|评议|检查|自查|抽查|核查|排查|清查|回访|整改|清理|梳理|回头看|复盘|检视", needs="核查议访改理看盘视"
)
# 办理学校设立、变更等行政许可75件, 办理民办学校、培训机构行政许可75件: what the agency did of such kinds may be a part of the row, and never more.
_SOME_KINDS = pattern(
    r"(?P<lead>[^，。；、]*?)(?:作出|办理|办结|实施|核发|审批|准予)(?:[^，。；]*等(?:各类|各项|多项|有关|相关)?|[^，。；、和及与\d]{2,12}(?:[、和及与][^，。；、和及与\d]{2,12})+)$",
    needs=("等", *"、和及与"),
)
# 另外1件因逾期未缴纳费用不再处理: no more than there are of these.
_BESIDES = pattern(r"另外|另有?|还有|此外")
# 对结转的1件申请按期答复: what is to be done with all of them.
_OF_THEM = pattern(r"(?:对|将|把|做好|抓好)")


class Asked(NamedTuple):
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
        before = self.text[max(stop - BACK, 0) : stop]
        if _AMONG.search(self.mention.left) and (joined := _NUMBER_OF_EACH(units_of(self.tables)).sub(r"\1", before)) != before:
            before = joined  # 4件复议、3件诉讼中有2件: of both together
            found = self.names(before).rows
        else:
            found = self.names(before if stop > BACK else self.text).rows
        within = (one for one in found if one.end <= len(before) and not (one.measure.within or one.measure.weak))
        return tuple(one.measure for one in nearest_joined(within, before))

    def acting(self) -> tuple[Measure, ...]:
        """The rows whose cases those decide who were last said to act (法院维持21件、纠正3件), where no row is named since; in order."""
        begin = max(self.mention.sentence[0], self.mention.start - BACK)
        before = self.text[begin : self.mention.start]
        before = before[max(before.rfind(stop) for stop in PART_STOPS) + 1 :]
        last = max((before.rfind(word) + len(word) for one in self.table.rows for word in one.by if word in before), default=0)
        if not last or any(one.start >= last for one in self.names(before).rows if not one.measure.within):
            return ()
        return tuple(one for one in self.table.rows if any(before.endswith(word, 0, last) for word in one.by))

    def row_at(self) -> int:
        """Where the sentence last named a row before the number; −1 where it named none."""
        begin = max(self.mention.sentence[0], self.mention.start - BACK)
        rows = self.names(self.text[begin : self.mention.start]).rows
        return max((begin + one.end for one in rows if not (one.measure.within or one.measure.weak)), default=-1)

    def below(self) -> tuple[Measure, ...]:
        """The rows last spoken of, and the last heading of rows in the sentence: 其他处理21件，其中逾期不补正11件、撤回8件."""
        before = self.text[max(self.mention.sentence[0], self.mention.start - BACK) : self.mention.start]
        headings = [one for one in self.names(before).rows if one.measure.parts]
        last = max(headings, key=attrgetter("end"), default=None)
        return (*self.context(), *((last.measure,) if last else ()))

    def columns_before(self) -> tuple[Measure, ...]:
        """The columns named in the sentence before the number: 商业企业5件、其他2件."""
        before = self.text[max(self.mention.sentence[0], self.mention.start - BACK) : self.mention.start]
        return tuple(one.measure for one in self.names(before).columns if not one.measure.within)


class Named(NamedTuple):
    """The rows and columns that are named beside a number, in `text`, which may hold more than its clause.

    `others` are rows that the text names as well, `same` all phrases that say the same as those chosen, `said` the words from
    the first to the last of them. They stand `behind` the number, or before it, where `of_all` says that what stands behind is
    told of all that it counts; before the name stand only words that lead to it where it is `alone`. `weak` is what may well be
    of another kind, `at_most` what the number may be a part of and is never more than.
    """

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


def named_beside(asked: Asked, clause: str, beginning: str, before: Names, around: Names) -> Named | None:
    """What is named beside a number: before it in its `clause`, right behind it, or by the words around it together.

    `before` is what the clause names, `around` what its `beginning` and the words behind the number name as one.
    """
    named = _named_before(asked, clause, asked.whole_words(before))
    named = _is_said_behind(asked) or _with_column_behind(asked, _with_row_behind(asked, named))
    return named or _named_behind(asked, beginning, asked.whole_words(around))


def beginning_of(clause: str, mention: Mention) -> str:
    """The clause before a number where it can say, with the words behind the number, what it counts; '' where it cannot."""
    if _AMONG.search(clause) or (mention.after_number and not CLAUSE_STOP.search(mention.left)):
        return ""  # 行政复议中有2件被纠错: what it is a part of is no count; 4件复议和1件诉讼: what the number before counts
    return clause


def _named_before(asked: Asked, clause: str, names: Names) -> Named | None:
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
    return Named(rows, columns, others, clause, weak=weak, said=said, same=same, alone=alone, at_most=at_most)


def _close(clause: str, found: list[FoundMeasure], other: list[FoundMeasure]) -> bool:
    if any(one.start < two.end and two.start < one.end for one in found for two in other):
        return True  # 作出行政处罚: one phrase holds the other
    end = max(one.end for one in found)
    stop = min((one.start for one in other if one.start >= end), default=len(clause))
    return stop - end <= _FAR and is_small(clause[end:stop])


def _with_row_behind(asked: Asked, named: Named | None) -> Named | None:
    """制定2件规范性文件: a column that stands before the number, of the row right behind it."""
    if not named or named.rows or asked.table.usual or not asked.mention.right:
        return named
    right = asked.mention.right
    rows, _ = last_joined([one for one in asked.names(right).rows if is_small(right[: one.start])], right, asked.below)
    if len(rows) != 1:
        return named
    # 现行有效的45件规范性文件均已汇编成册: what was done with all of them is not what is counted.
    of_all = bool(PREDICATE.match(right, rows[0].end))
    return named._replace(rows=[rows[0]._replace(pieces=())], of_all=of_all) if of_all or is_small(right, rows[0].end) else named


def _with_column_behind(asked: Asked, named: Named | None) -> Named | None:
    """行政复议有1件被纠正: a row that stands before the number, of the column right behind it."""
    right, table = asked.mention.right, asked.table
    closes = bool(_CLOSES.match(asked.text, asked.mention.quantity.end))  # 行政复议2件未审结。
    needed = table.column and not table.usual and (closes or _THERE_ARE.search(asked.mention.left))
    if not (needed and named and named.rows and not named.columns):
        return named
    found, _ = last_joined([one for one in asked.names(right).columns if is_small(right[: one.start])], right, asked.below)
    columns = [one._replace(pieces=()) for one in found]
    return named._replace(columns=columns, behind=closes and found[0].end == len(right)) if len(found) == 1 else named


def _is_said_behind(asked: Asked) -> Named | None:
    """不予处理的，50件实为投诉举报: where a clause begins with its number, what it is said to be is what it counts."""
    mention = asked.mention
    if not (_BEGINS.search(mention.left) and _COPULA.match(mention.right)):
        return None
    return _named_behind(asked, "", asked.names(mention.right))


def _named_behind(asked: Asked, clause: str, names: Names) -> Named | None:
    """收到198件申请, 149件予以公开: what is named by the words around the number together."""
    mention, table = asked.mention, asked.table
    reach = len(clause)
    joined = clause + mention.right
    rows = [one for one in names.rows if one.end > reach]
    columns = [one for one in names.columns if one.end > reach]
    first = min((max(one.start, reach) for one in (*rows, *columns)), default=-1)
    if first < 0 or not is_small(joined[reach:first]) or EACH_ITS_OWN.search(mention.right):
        return None
    ahead = [one for one in rows if one.start - first <= _FAR]
    chosen, others = last_joined(ahead, joined, asked.below)
    column, _ = last_joined([one for one in columns if one.start - first <= _FAR], joined, asked.columns_before)
    all_of_it = bool(_OF_ALL(units_of(asked.tables)).match(asked.text, mention.quantity.end))
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
    return Named(chosen, column, others, joined, behind=True, weak=weak, at_most=at_most) if chosen or column else None
