"""The numbers of one paragraph, read one after the other: what was said of one — its speaker, its year, the matter it counts — may go on for the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ....model.phrasing import TableProse
from ....model.report import Report, TextBlock
from ....text.closest import is_near_number
from ....text.patterns import HAN, pattern, worded
from ....text.quantities import Quantity
from ..mentions import OF_CASES, spoken_of
from ..phrases import phrases_in
from ..readings import Tables
from ..scopes import Speaker, Whose, speaker_of, without_subject
from ..small_words import clause_before, leads_to_name, names_another_matter
from ..spoken import Spoken, apart_of, nearest_of
from ..surroundings import Mention, are_in_turn, carried_on, is_change, is_earlier, mentions_of
from ..tied import Tied, is_bound, slip_of
from ..times import Time, time_of
from .assessed import BACK, as_whole, assessed, gone_on, is_average, of_change, of_the_head, surely
from .without import without_named

_OURS = pattern("[我本全]")
_OF_BEFORE = pattern(r"^[^，,；;、\d]{1,6}(?=[，,；;])")  # the words that go with the number before
# 省民政厅转来申请8件: what comes from another body is not all of its own.
_HANDED_ON = pattern(r"(?:转|移)(?:来|送|交|办)")
_NAMES_THEM = worded("〈words〉")
# 因信息公开引发的行政复议: of what the report is about it says only what came of it.
_CAME_OF_IT = worded(
    rf"〈words〉(?:工作|申请|答复|案件|事项|类)?(?:(?:而|所)?(?:引发|引起|产生|发生|提起|被申请|被提起|被诉)|的?(?=行政))的?{HAN}{{2,4}}"
)
_SPLIT, _NEW_MATTER = pattern(r"[，,；：（(]其中|申请(?:当中|中|里)[，,有]"), pattern(r"[；;）)]|全年|共|合计|累计|总")
_LOOKED_BACK = 16
_THEN = pattern("上一?年|去年")
_AND_OTHERS, _BODIES = pattern("等$"), pattern("单位|部门|机构|乡镇|镇|乡|街道|县|区|企业|学校|医院")


class Reader:
    """The numbers of one paragraph, read one after the other: what was said of one may go on for the next.

    `waiting` are names that were given one number each (分别为), `of_other` and `of_whole` what another body's number was, or that of all,
    `of_matter` the sentence that counts another matter, `since` how far back a year is looked for.
    """

    def __init__(self, block: TextBlock, quantities: Sequence[Quantity], tables: Tables, report: Report) -> None:
        self.block, self.text, self.tables = block, block.whole, tables
        self.year, self.agency = report.year, report.agency
        self.mentions = mentions_of(self.text, quantities)
        self.preface = "".join(one.whole for one in report.texts.get("preface", ()))
        self.waiting: list[Spoken] = []
        self.last_weak = False
        self.of_other: Spoken | None = None
        self.of_whole: Spoken | None = None
        self.of_matter: tuple[int, int] | None = None
        self.since = 0
        self.read_before: list[Tied] = []

    def read(self) -> Iterator[Tied]:
        """Each number with the figures it may be meant for; none for one of nothing known."""
        for at, mention in enumerate(self.mentions):
            tied = self._read(at, mention) or Tied(mention, None, (), None, False, is_bound(self.block, mention.start))
            self.read_before.append(tied)
            yield tied

    def _read(self, at: int, mention: Mention) -> Tied | None:
        if mention.quantity.percent or is_average(self.text, mention, self.tables):
            return None
        if self.waiting and _continues(mention):
            return self._assess(mention, self.waiting.pop(0))
        self.waiting = []
        time = self._time(mention)
        if time is None:
            return None
        if is_change(mention):
            return self._change(at, mention)
        if same := self._going_on(at, mention, time):
            return same
        if rest := without_named(
            self.text, mention, self.read_before[-_LOOKED_BACK:], self.tables, is_bound(self.block, mention.start)
        ):
            return rest
        options = list(spoken_of(self.text, mention, self.tables.phrasing.tables, doubtful=True))
        nearest = self._nearest(mention, options)
        bound = is_bound(self.block, mention.start)
        if nearest is None and time.year == self.year:
            following = self.mentions[at + 1 : at + 2]
            if sure := surely(self.text, mention, options, self.tables, bound, following):
                return sure
        if time.year != self.year and not self._is_of_this_year(mention, nearest, time):
            return None
        nearest, other = self._by_speaker(at, mention, nearest)
        self.last_weak = nearest is not None and nearest.weak
        if nearest and mention.quantity.spelled and not nearest.rows:
            nearest = nearest.as_weak() if mention.quantity.unit in OF_CASES else None
        if nearest and self._counts_another_matter(mention, nearest):
            nearest, other = nearest.as_weak(), None  # 收到信件291件，办结289件
        elif nearest:
            self.of_matter = None
        if nearest is None:
            if names_another_matter(clause_before(mention.left, mention.after_number), mention.right):
                self.of_matter = mention.sentence
            before = self.mentions[:at]
            return as_whole(self.text, mention, before, self.tables) or of_the_head(
                self.text, mention, before, self.tables, bound
            )
        return self._told(at, mention, nearest, other)

    def _assess(self, mention: Mention, spoken: Spoken) -> Tied:
        return assessed(self.text, mention, spoken, self.tables, is_bound(self.block, mention.start))

    def _time(self, mention: Mention) -> Time | None:
        """The year that a number is of; None where it is of none, or of another one than the report's that says nothing of its figures."""
        time = time_of(self.text, mention, self.year, self.since)
        if time.year == 0 and time.said and _is_standing(self.text, mention, self.tables):
            return Time(self.year)
        other = time.year != self.year and (not time.said or (time.year > self.year and is_change(mention)))
        return None if time.year == 0 or other else time

    def _change(self, at: int, mention: Mention) -> Tied | None:
        """By how much something grew or shrank: the rows of the number before, where it is the only change of that."""
        following = self.mentions[at + 1 : at + 2]
        alone = mention.after_number and not any(map(is_change, following))
        before = self.mentions[at - 1]
        named = nearest_of(spoken_of(self.text, before, self.tables.phrasing.tables)) if alone else None
        bound = is_bound(self.block, mention.start)
        last = named.rows if named and assessed(self.text, before, named, self.tables, bound).matched else ()
        return of_change(self.text, mention, self.tables, bound, last)

    def _going_on(self, at: int, mention: Mention, time: Time) -> Tied | None:
        """What goes on about the same as the number before: 由7项减至6项."""
        before = self.mentions[at - 1]
        same = carried_on(mention, before) if at and time.year == self.year else None
        if same is None:
            return None
        was = before if is_earlier(before) or are_in_turn(before, mention) else None
        return gone_on(self.text, same, mention, self.tables, is_bound(self.block, mention.start), was)

    def _nearest(self, mention: Mention, options: Sequence[Spoken]) -> Spoken | None:
        nearest = nearest_of(one for one in options if not one.doubtful)
        if nearest is None or not _is_of_another_table(self.text, mention, nearest, self.tables):
            return nearest
        # 行政许可…，全年受理办结5126件: not the applications, unless it is just so many.
        nearest = nearest.as_weak()
        others = (one for one in options if not one.doubtful and one.table is not nearest.table)
        return nearest if self._assess(mention, nearest).matched else nearest_of(others)

    def _is_of_this_year(self, mention: Mention, nearest: Spoken | None, time: Time) -> bool:
        """结转上年度办理的申请: whether the year is a word of what is counted this year, and of nothing behind it."""
        of_phrase = bool(nearest and time.said in nearest.said)
        # 2025年，…，对14件逾期不补正的申请改进告知: what is to be done is done about this year's cases.
        if not (of_phrase or (nearest and nearest.at_most and time.year > self.year)):
            return False
        self.since = mention.start if of_phrase else self.since
        return True

    def _by_speaker(self, at: int, mention: Mention, nearest: Spoken | None) -> tuple[Spoken | None, Speaker | None]:
        """What is counted, as surely as whoever is spoken of allows; and the body whose number is asked about."""
        if nearest and (
            (self.last_weak and mention.left.startswith("、")) or (is_earlier(mention) and not _THEN.search(nearest.said))
        ):
            nearest = nearest.as_weak()  # the list goes on about the same
        other: Speaker | None = None
        if nearest is None and (self.of_whole or self.of_other) and _turns_to_own(mention.left, self.agency):
            nearest = self.of_whole or self.of_other
        elif nearest:
            self.of_other = self.of_whole = None
            speaker = speaker_of(self.text[max(mention.sentence[0], mention.start - BACK) : mention.start], self.agency)
            other = _asked_about(speaker, nearest, mention)
            if speaker.whose is Whose.OTHER and speaker.name not in self.preface:
                self.of_other = nearest
                nearest = nearest.as_weak()
            elif speaker.name and not other:
                self.of_whole = nearest  # 全市共214件，我委12件
                nearest = nearest._replace(speaker=speaker.name)
        if nearest and at and _AND_OTHERS.search(self.mentions[at - 1].left) and _BODIES.match(mention.left):
            nearest = nearest.as_weak()  # 财政局、民政局等8家单位举办培训班9期: some of those that report
        return nearest, other

    def _counts_another_matter(self, mention: Mention, nearest: Spoken) -> bool:
        """Whether the sentence counts another matter, and the words for these cases do not say that they are the table's."""
        table = nearest.table
        named = _NAMES_THEM((*table.subjects, *table.about)).search(nearest.said)
        return self.of_matter == mention.sentence and _counts_cases(nearest) and not named

    def _told(self, at: int, mention: Mention, nearest: Spoken, other: Speaker | None) -> Tied | None:
        """A number whose words name what it counts; where they name several things, of its own one."""
        if nearest.respectively or nearest.each:
            apart = list(apart_of(nearest))
            if len(apart) > 1 and nearest.each:
                judged = [self._assess(mention, one) for one in apart]
                return next((one for one in judged if one.matched is None), judged[0])
            if len(apart) > 1:
                nearest, *self.waiting = apart
            elif nearest.respectively and any(map(_continues, self.mentions[at + 1 : at + 2])):
                return None  # one of several names was understood: which number is its own is not known
        if nearest.weak and not self.of_other and (whole := as_whole(self.text, mention, self.mentions[:at], self.tables)):
            return whole  # 从办理情况看，582件答复中，予以公开…
        nearest = self._of_subject(mention, self._of_another_whole(mention, nearest))
        tied = self._assess(mention, nearest)
        if other and tied.readings and _may_be_ours(other, tied):
            tied = tied._replace(other=other.name)
        return tied if self.of_other else slip_of(tied) or tied

    def _of_subject(self, mention: Mention, nearest: Spoken) -> Spoken:
        """法律服务机构提出的4件申请均已办结，其中予以公开2件: the column of the number that 其中 splits goes for its parts too."""
        if nearest.columns or not nearest.rows or not nearest.table.usual or mention.quantity.percent:
            return nearest
        same = self._counts_before(mention)
        split = next((at for at in range(len(same) - 1, -1, -1) if self._is_split(same, at, mention)), -1)
        if split < 0 or any(one.spoken and one.spoken.columns for one in same[:split]):
            return nearest  # 自然人52件、商业企业9件，其中…: of which of them is not said
        whole = same[split]
        few = mention.quantity.value <= whole.quantity.value and mention.quantity.unit == whole.quantity.unit
        of = whole.spoken
        if not few or of is None or of.table is not nearest.table or len(of.columns) != 1 or whole.matched is None:
            return nearest
        column = nearest._replace(columns=of.columns)
        # ，无法提供14件: behind a comma it may be of all of them again.
        again = mention.left.startswith(("，", ",")) and "其中" not in mention.left and whole is not same[-1]
        return nearest if again and self._assess(mention, nearest).matched else column

    def _of_another_whole(self, mention: Mention, nearest: Spoken) -> Spoken:
        """电气火灾50起，其中死亡3人: what is named by its column alone is none of all the cases, where 其中 splits a figure of another table."""
        if nearest.rows or not nearest.columns or not nearest.table.usual:
            return nearest
        same = self._counts_before(mention)
        split = next((one for at, one in reversed([*enumerate(same)]) if self._is_split(same, at, mention)), None)
        meant = split.matched.meant if split and split.matched else None
        if split is None or meant is None or meant.table == nearest.table.table:
            return nearest
        # 各场所火灾125起, 收到申请24件 may be the whole of either table.
        return nearest if self._may_be_all_of(nearest.table, split.quantity.value) else nearest.as_weak()

    def _may_be_all_of(self, prose: TableProse, value: Decimal) -> bool:
        """Whether a table has that many cases in all, or in the row that is meant where only a column is named."""
        wholes = (self.tables.reading(prose.table, rows, ((prose.column, 1),)) for rows in prose.wholes if prose.column)
        if any(one and one.value == value for one in wholes):
            return True
        leaves = {leaf for added in prose.usual_sums for row, _ in added for leaf in self.tables.rows[prose.table][row]}
        usual = (one.ref for one in self.tables.form.table(prose.table).figures if one.row.id in leaves)
        return any((cell := self.tables.cells.get(ref)) is not None and cell.value == value for ref in usual)

    def _counts_before(self, mention: Mention) -> list[Tied]:
        """The last numbers of the sentence before this one, but for percentages; of a long list only its end."""
        near = self.read_before[-_LOOKED_BACK:]
        return [one for one in near if one.mention.sentence == mention.sentence and not one.quantity.percent]

    def _is_split(self, same: Sequence[Tied], at: int, mention: Mention) -> bool:
        """Whether 其中 stands behind a number of a sentence, and nothing since begins another matter or gives a number of its own."""
        following = same[at + 1].quantity.start if at + 1 < len(same) else mention.start
        since = self.text[same[at].quantity.end : mention.start]
        return bool(_SPLIT.search(self.text, same[at].quantity.end, following)) and not _NEW_MATTER.search(since)


def _is_of_another_table(text: str, mention: Mention, spoken: Spoken, tables: Tables) -> bool:
    """Whether 办结, 受理, 新收, which name all the cases of a table, stand in a sentence that is about the rows of another one."""
    table = spoken.table
    # 行政许可新收申请30500件 are other applications.
    if not table.usual or spoken.columns or _NAMES_THEM(table.about).search(spoken.said):
        return False
    if not {added for row in spoken.rows for added in row.sums} & {*table.wholes}:
        return False
    before = text[max(mention.sentence[0], mention.start - BACK) : mention.start]
    if _NAMES_THEM(table.about).search(_CAME_OF_IT(table.about).sub("", before)):
        return False
    prose = tables.phrasing.tables
    rows = dict(zip((one.table for one in prose), (names.rows for names in phrases_in(before, prose)), strict=True))
    own = {measure.sums for measure in spoken.rows}
    if any(
        not one.measure.weak and one.measure.sums not in own and not {*one.measure.sums} & {*table.wholes}
        for one in rows[table.table]
    ):
        return False
    return any(found for name, found in rows.items() if name != table.table)


def _is_standing(text: str, mention: Mention, tables: Tables) -> bool:
    """截至目前，现行有效52件: how many there are now is no count of one year."""
    return any(one.standing for spoken in spoken_of(text, mention, tables.phrasing.tables) for one in spoken.columns)


def _asked_about(speaker: Speaker, spoken: Spoken, mention: Mention) -> Speaker | None:
    """The speaker whose number of cases is asked about, where the report gives no other: another body, or its own 本级."""
    own = speaker.whose is not Whose.OTHER
    if speaker.beside or not speaker.name or (own and not spoken.part) or _HANDED_ON.search(mention.left):
        return None
    if not spoken.table.usual:
        whole = spoken.rows and spoken.columns and spoken.part and speaker.name.endswith("本级")
        return speaker if whole and mention.quantity.exact else None
    headline = {*spoken.table.wholes} & {added for row in spoken.rows for added in row.sums}
    sure = not spoken.weak or (spoken.part and speaker.name.endswith("本级"))
    return speaker if headline and sure and not spoken.columns and mention.quantity.exact else None


def _may_be_ours(other: Speaker, tied: Tied) -> bool:
    """Whether the number of another body may be that of the report: of a place, or more than the whole; of documents, and of its own 本级, only a slip."""
    more = tied.quantity.value > max(one.value for one in tied.readings)
    if tied.spoken and not tied.spoken.table.usual:
        return any(is_near_number(tied.quantity.value, one.value) for one in tied.readings)
    if other.name.endswith("本级"):
        # It is a part of all those that report, as a rule: there is nothing to ask.
        return more or any(is_near_number(tied.quantity.value, one.value) for one in tied.readings)
    return other.is_place or more


def _turns_to_own(left: str, agency: str) -> bool:
    """邻县收到申请120件，我县95件, 省厅收到163件申请，我局收到136件: the number of the agency beside that of another body, of the same."""
    lead = _OF_BEFORE.sub("", left).lstrip("，,；;、而则").removeprefix("其中")
    named = without_subject(lead)
    ours = bool(_OURS.match(lead)) or (named != lead and speaker_of(lead, agency).whose is Whose.OWN)
    return ours and lead != left and leads_to_name(named)


def _continues(mention: Mention) -> bool:
    """Whether a number follows the one before without any words of its own."""
    return mention.after_number and mention.left.strip(" 、，和及与件起宗") == ""


def _counts_cases(spoken: Spoken) -> bool:
    """Whether what is named are cases: all a table is about, or rows of it that are wholes."""
    table = spoken.table
    return bool(table.usual) or any(added in table.wholes for row in spoken.rows for added in row.sums)
