"""N1: the numbers that the prose states, against the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ...model.phrasing import Measure, Phrasing
from ...model.report import Report, TextBlock
from ...text.closest import is_near_number
from ...text.patterns import HAN, pattern, worded
from ...text.quantities import Quantity
from ..check import Subject
from .mentions import OF_CASES, spoken_before, spoken_of
from .phrases import figures_in, phrases_in
from .readings import Reading, Tables
from .scopes import Speaker, Whose, speaker_of, without_subject
from .small_words import clause_before, leads_to_name, names_another_matter
from .spoken import Spoken, apart_of, nearest_of
from .surroundings import Mention, are_in_turn, carried_on, is_change, is_earlier, mentions_of
from .tied import LARGE, Passage, Tied, is_bound, is_precise, slip_of
from .times import Time, time_of
from .together import by_the_others

# As far back as the subject of a sentence is looked for.
_BACK = 400
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
_OURS = pattern("[我本全]")
_OF_BEFORE = pattern(r"^[^，,；;、\d]{1,6}(?=[，,；;])")  # the words that go with the number before
# 省民政厅转来申请8件: what comes from another body is not all of its own.
_HANDED_ON = pattern(r"(?:转|移)(?:来|送|交|办)")
_NAMES_THEM = worded("〈words〉")
# 因信息公开引发的行政复议: of what the report is about it says only what came of it.
_CAME_OF_IT = worded(
    rf"〈words〉(?:工作|申请|答复|案件|事项|类)?(?:(?:而|所)?(?:引发|引起|产生|发生|提起|被申请|被提起|被诉)|的?(?=行政))的?{HAN}{{2,4}}"
)
_THEN = pattern("上一?年|去年")
_AT_AN_END = pattern("年[初末底]|期[初末]", needs="初末底")
_AND_OTHERS, _BODIES = pattern("等$"), pattern("单位|部门|机构|乡镇|镇|乡|街道|县|区|企业|学校|医院")
# So many stand in a cell by chance no more.
_NO_CHANCE = 20
# And so many have two digits of a figure swapped by chance no more: of nine hundred numbers two have.
_NO_CHANCE_SWAPPED = 100


def tie(subject: Subject, phrasing: Phrasing) -> list[Passage]:
    """Every number of the prose with the figures it may be meant for."""
    tables = Tables(subject.form, subject.report.cells, phrasing)
    passages = []
    for section, blocks in subject.report.texts.items():
        if section == "preface":
            continue
        for block in blocks:
            quantities = figures_in(block.whole, phrasing.tables) if block.told else []
            if quantities:
                tied = tied_of(block, quantities, tables, subject.report)
                passages.append(Passage(section, block, by_the_others(block.whole, tied)))
    return _sure_of_speakers(passages)


def tied_of(block: TextBlock, quantities: Sequence[Quantity], tables: Tables, report: Report) -> Iterator[Tied]:
    """The numbers of a paragraph, one by one, with the figures of these tables that each may be meant for."""
    return _first_of_each(_tied(block, quantities, tables, report), block.whole)


def _sure_of_speakers(passages: list[Passage]) -> list[Passage]:
    """县政府收到90件: may be a part of those that report, unless it is the only number of its kind in the report.

    So may 桃溪镇收到90件, in the report of a county: where nothing else says how many came in, it is asked about.
    """
    every = [one for passage in passages for one in passage.tied]
    doubtful = [one for one in every if one.spoken and (one.spoken.speaker or one.other) and one.matched is None]
    if not doubtful:
        return passages
    kinds = Counter(one.kind for one in every if one.kind)
    own = {one.kind for one in every if one.matched and not (one.spoken and one.spoken.speaker)}
    # 全市 is the whole, unless the report gives its own number too.
    unsure = {id(one) for one in doubtful if kinds[one.kind] > 1 and (one.kind in own or not _speaks_for_all(one))}
    # 区本级受理30件，办结28件: two numbers of a body that are both others than the tables' are its own.
    said = Counter((one.other, one.mention.sentence) for one in doubtful)
    alone = [one for one in doubtful if one.other and said[one.other, one.mention.sentence] == 1]
    asked = {id(one) for one in alone if _is_only_one(one, every)}

    def judged(one: Tied) -> Tied:
        if id(one) in asked and one.spoken:
            return one._replace(strict=True, spoken=one.spoken._replace(speaker=one.other))
        return one._replace(strict=False) if id(one) in unsure else one

    return [passage._replace(tied=tuple(judged(one) for one in passage.tied)) for passage in passages]


def _speaks_for_all(one: Tied) -> bool:
    return bool(one.spoken and one.spoken.speaker.startswith("全"))


def _is_only_one(one: Tied, every: Sequence[Tied]) -> bool:
    """Whether no other number of a report can be for any of the figures that this one may be meant for."""
    meant = {reading.expression for reading in one.readings}
    table = one.spoken.table if one.spoken else None

    def tells_how_many(reading: Reading) -> bool:
        """全年办结190件: so many were answered, so that the report's own cases are told of."""
        at = reading.meant
        return bool(at and table and at.table == table.table and at.rows in table.wholes and at.columns == ((table.column, 1),))

    return not any(
        other is not one and any(reading.expression in meant or tells_how_many(reading) for reading in other.readings)
        for other in every
    )


def _tied(block: TextBlock, quantities: Sequence[Quantity], tables: Tables, report: Report) -> Iterator[Tied]:
    text, year, agency = block.whole, report.year, report.agency
    mentions = mentions_of(text, quantities)
    preface = "".join(one.whole for one in report.texts.get("preface", ()))
    waiting: list[Spoken] = []
    last_weak = False
    of_other: Spoken | None = None
    of_whole: Spoken | None = None
    of_matter: tuple[int, int] | None = None
    since = 0
    for at, mention in enumerate(mentions):
        other: Speaker | None = None
        bound = is_bound(block, mention.start)
        nothing = Tied(mention, None, (), None, False, bound)
        if mention.quantity.percent or _is_average(mention.quantity):
            yield nothing
            continue
        if waiting and _continues(mention):
            yield _assessed(text, mention, waiting.pop(0), tables, bound)
            continue
        waiting = []
        time = time_of(text, mention, year, since)
        if time.year == 0 and time.said and _is_standing(text, mention, tables):
            time = Time(year)
        if time.year == 0 or (time.year != year and (not time.said or (time.year > year and is_change(mention)))):
            yield nothing
            continue
        if is_change(mention):
            alone = mention.after_number and not (at + 1 < len(mentions) and is_change(mentions[at + 1]))
            named = nearest_of(spoken_of(text, mentions[at - 1], tables.phrasing.tables)) if alone else None
            last = named.rows if named and _assessed(text, mentions[at - 1], named, tables, bound).matched else ()
            yield _of_change(text, mention, tables, bound, last) or nothing
            continue
        same = carried_on(mention, mentions[at - 1]) if at and time.year == year else None
        before = mentions[at - 1]
        was = before if same and (is_earlier(before) or are_in_turn(before, mention)) else None
        if same and (gone_on := _gone_on(text, same, mention, tables, bound, was)):
            yield gone_on
            continue
        options = list(spoken_of(text, mention, tables.phrasing.tables, doubtful=True))
        nearest = nearest_of(one for one in options if not one.doubtful)
        if nearest and _is_of_another_table(text, mention, nearest, tables):
            # 行政许可…，全年受理办结5126件: not the applications, unless it is just so many.
            nearest = nearest.as_weak()
            others = (one for one in options if not one.doubtful and one.table is not nearest.table)
            nearest = nearest if _assessed(text, mention, nearest, tables, bound).matched else nearest_of(others)
        if (
            nearest is None
            and time.year == year
            and (sure := _surely(text, mention, options, tables, bound, mentions[at + 1 : at + 2]))
        ):
            yield sure
            continue
        # 结转上年度办理的申请: the year is a word of what is counted this year.
        if time.year != year:
            of_phrase = bool(nearest and time.said in nearest.said)
            # 2025年，…，对14件逾期不补正的申请改进告知: what is to be done is done about this year's cases.
            if not (of_phrase or (nearest and nearest.at_most and time.year > year)):
                yield nothing
                continue
            since = mention.start if of_phrase else since  # the year was a word of this number's phrase alone
        if nearest and (
            (last_weak and mention.left.startswith("、")) or (is_earlier(mention) and not _THEN.search(nearest.said))
        ):
            nearest = nearest.as_weak()  # the list goes on about the same
        if nearest is None and (of_whole or of_other) and _turns_to_own(mention.left, agency):
            nearest = of_whole or of_other
        elif nearest:
            of_other = of_whole = None
            speaker = speaker_of(text[max(mention.sentence[0], mention.start - _BACK) : mention.start], agency)
            other = _asked_about(speaker, nearest, mention)
            if speaker.whose is Whose.OTHER and speaker.name not in preface:
                of_other = nearest
                nearest = nearest.as_weak()
            elif speaker.name and not other:
                of_whole = nearest  # 全市共214件，我委12件
                nearest = nearest._replace(speaker=speaker.name)
        if nearest and at and _AND_OTHERS.search(mentions[at - 1].left) and _BODIES.match(mention.left):
            nearest = nearest.as_weak()  # 财政局、民政局等8家单位举办培训班9期: some of those that report
        last_weak = nearest is not None and nearest.weak
        if nearest and mention.quantity.spelled and not nearest.rows:
            nearest = nearest.as_weak() if mention.quantity.unit in OF_CASES else None
        if (
            nearest
            and of_matter == mention.sentence
            and _counts_cases(nearest)
            and not _NAMES_THEM((*nearest.table.subjects, *nearest.table.about)).search(nearest.said)
        ):
            nearest, other = nearest.as_weak(), None  # 收到信件291件，办结289件
        elif nearest:
            of_matter = None
        if nearest is None:
            if names_another_matter(clause_before(mention.left, mention.after_number), mention.right):
                of_matter = mention.sentence
            whole = _as_whole(text, mention, mentions[:at], tables) or _of_the_head(text, mention, mentions[:at], tables, bound)
            yield whole or nothing
            continue
        if nearest.respectively or nearest.each:
            apart = list(apart_of(nearest))
            if len(apart) > 1 and nearest.each:
                judged = [_assessed(text, mention, one, tables, bound) for one in apart]
                yield next((one for one in judged if one.matched is None), judged[0])
                continue
            if len(apart) > 1:
                nearest, *waiting = apart
            elif nearest.respectively and at + 1 < len(mentions) and _continues(mentions[at + 1]):
                yield nothing  # one of several names was understood: which number is its own is not known
                continue
        if nearest.weak and not of_other and (whole := _as_whole(text, mention, mentions[:at], tables)):
            yield whole  # 从办理情况看，582件答复中，予以公开…
            continue
        tied = _assessed(text, mention, nearest, tables, bound)
        if other and tied.readings and _may_be_ours(other, tied):
            tied = tied._replace(other=other.name)
        yield tied if of_other else slip_of(tied) or tied


def _is_of_another_table(text: str, mention: Mention, spoken: Spoken, tables: Tables) -> bool:
    """Whether 办结, 受理, 新收, which name all the cases of a table, stand in a sentence that is about the rows of another one."""
    table = spoken.table
    # 行政许可新收申请30500件 are other applications.
    if not table.usual or spoken.columns or _NAMES_THEM(table.about).search(spoken.said):
        return False
    if not {added for row in spoken.rows for added in row.sums} & {*table.wholes}:
        return False
    before = text[max(mention.sentence[0], mention.start - _BACK) : mention.start]
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
    """Whether the number of another body may be that of the report: of a place, or more than the whole; of documents only a slip."""
    if tied.spoken and not tied.spoken.table.usual:
        return any(is_near_number(tied.quantity.value, one.value) for one in tied.readings)
    return other.is_place or tied.quantity.value > max(one.value for one in tied.readings)


def _gone_on(text: str, same: Mention, mention: Mention, tables: Tables, bound: bool, was: Mention | None) -> Tied | None:
    """A number that goes on about the same as the one before, where it is the figure of that.

    由上年的15件增至26件 says what it became that it `was`: that is this year's, whether or not it is right.
    """
    nearest = nearest_of(spoken_of(text, same, tables.phrasing.tables))
    if nearest and was:
        if nearest.rows and not nearest.columns and _AT_AN_END.search(was.left):
            # 规范性文件由年初的46件增至48件: how many there are, not how many were made.
            nearest = nearest._replace(columns=tuple(one for one in nearest.table.columns if one.standing))
        became = _assessed(text, mention, nearest, tables, bound)
        first = _assessed(text, was, nearest, tables, bound).matched
        rest = tuple(one for one in became.readings if one != first)
        if first in became.readings and rest and not nearest.part:
            # 事项由47项增至52项: what it was is the one figure, what it became the other.
            became = became._replace(
                readings=rest, matched=next((one for one in rest if one.is_meant_by(mention.quantity)), None), strict=True
            )
        return became
    tied = _assessed(text, mention, nearest.as_weak(), tables, bound) if nearest else None
    return tied if tied and tied.matched in tied.readings else None


def _of_change(text: str, mention: Mention, tables: Tables, bound: bool, last: tuple[Measure, ...]) -> Tied | None:
    """行政处罚项目新增37项: by how much a figure grew or shrank, where a column of the table says so.

    上一年许可事项21项，减少3项: right behind the number of the `last` rows, as the only change, it is all of theirs.
    """
    plain = mention._replace(left=_COMPARED_WITH.sub("", mention.left))
    for spoken in spoken_of(text, plain, tables.phrasing.tables):
        if any(sign < 0 for one in spoken.columns for added in one.sums for _, sign in added):
            if any(len(added) > 1 for one in spoken.columns for added in one.sums):
                # 制发6件、废止4件，净增2件: worked out from what the sentence gives.
                worked_out = _assessed(text, mention, spoken._replace(weak=spoken.weak or not spoken.context), tables, bound)
                return worked_out if worked_out.readings else None
            # 较上年减少4项 and 事项减少4项 are all the change there was, 取消4项 may be one way of it.
            all_there_was = _SINCE_LAST_YEAR.search(mention.left) or (
                spoken.rows and _OF_ITEMS.search(mention.left) and not _ANOTHER_CHANGE.match(text, mention.quantity.end)
            )
            sure = bool(all_there_was) and bool(spoken.rows or spoken.context) and spoken.alone
            sure = sure or (bool(last) and not spoken.rows and spoken.context == last and "其中" not in mention.left)
            tied = _assessed(text, mention, spoken._replace(weak=not sure), tables, bound)
            return tied if tied.matched is not None or (sure and tied.readings) else None
    return None


def _surely(
    text: str, mention: Mention, doubtful: Iterable[Spoken], tables: Tables, bound: bool, after: Sequence[Mention]
) -> Tied | None:
    """公示行政处罚决定6345件: words beside it may make it something else, yet it is the figure, and that is no chance.

    Nor is it that a large number (or one before the figure of another row) is nearly the figure: 6354 is a slip of the pen.
    """
    quantity = mention.quantity
    if quantity.value < _NO_CHANCE:
        return None
    every = [_assessed(text, mention, one, tables, bound) for one in doubtful]
    for one in every:
        if one.matched in one.readings and one.matched and (is_precise(quantity) or one.matched.value == quantity.value):
            return one
    beside = [nearest_of(spoken_of(text, one, tables.phrasing.tables)) for one in after if one.sentence == mention.sentence]
    row = beside[0] if beside and beside[0] and beside[0].rows and not beside[0].weak else None
    listed = row and _assessed(text, after[0], row, tables, bound).matched
    table = row.table if row and listed else None
    # 公开处罚决定263件 is 236 with its digits swapped; 事项263项 are kinds of cases.
    swapped = _NO_CHANCE_SWAPPED if quantity.unit in OF_CASES else LARGE
    slips = (slip_of(one, _NO_CHANCE if one.spoken and one.spoken.table is table else LARGE, swapped) for one in every)
    return next(filter(None, slips), None)


def _turns_to_own(left: str, agency: str) -> bool:
    """邻县收到申请120件，我县95件, 省厅收到163件申请，我局收到136件: the number of the agency beside that of another body, of the same."""
    lead = _OF_BEFORE.sub("", left).lstrip("，,；;、而则").removeprefix("其中")
    named = without_subject(lead)
    ours = bool(_OURS.match(lead)) or (named != lead and speaker_of(lead, agency).whose is Whose.OWN)
    return ours and lead != left and leads_to_name(named)


def _continues(mention: Mention) -> bool:
    """Whether a number follows the one before without any words of its own."""
    return mention.after_number and mention.left.strip(" 、，和及与件起宗") == ""


def _first_of_each(tied: Iterable[Tied], text: str) -> Iterator[Tied]:
    """收费1086万元，其中检测收费912万元: what a sentence has given already is given again only for a part of it.

    Only the same is: 新收95件，办理91件 are two. A bare name of the cases (申请) may be that of any of them.
    """
    given: list[Tied] = []
    for one in tied:
        if given and given[-1].mention.sentence != one.mention.sentence:
            given = []
        if one.spoken is None or not one.readings:
            yield one
            continue
        known = one.matched is None and any(_is_given(one, other, text) for other in given)
        yield one._replace(strict=False) if known else one
        if one.matched is not None:
            given.append(one)


def _is_given(one: Tied, other: Tied, text: str) -> bool:
    """Whether the figure that a number may be meant for was given by another number of its sentence before."""
    if one.spoken is None or other.spoken is None or other.matched is None or one.mention.sentence != other.mention.sentence:
        return False
    if one.spoken.table.table != other.spoken.table.table or one.matched is not None:
        return False
    same = one.name == other.name or any(row.before_only for row in one.spoken.rows)
    among = "其中" in text[other.quantity.end : one.quantity.start]
    # 行政复议维持3件；行政诉讼……维持5件: of a column alone each row has its own.
    by_row = bool(one.spoken.columns) and not one.spoken.rows
    possible = one.readings if same and not by_row else one.readings[:1] if same or among else ()
    return other.matched.expression in {reading.expression for reading in possible}


def _as_whole(text: str, mention: Mention, before: Sequence[Mention], tables: Tables) -> Tied | None:
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
        return Tied(mention, spoken, tuple(readings), matched, not repeated, False)
    return None


def _of_the_head(text: str, mention: Mention, before: Sequence[Mention], tables: Tables, bound: bool) -> Tied | None:
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
    tied = _assessed(text, mention, nearest.as_weak(), tables, bound) if nearest else None
    return tied if tied and tied.matched in tied.readings else None


def _counts_cases(spoken: Spoken) -> bool:
    """Whether what is named are cases: all a table is about, or rows of it that are wholes."""
    table = spoken.table
    return bool(table.usual) or any(added in table.wholes for row in spoken.rows for added in row.sums)


def _is_average(quantity: Quantity) -> bool:
    """每百件申请引发复议8.5件: of what is counted one by one there is no half; money has it."""
    return quantity.unit != "元" and bool(quantity.value % 1)


def _assessed(text: str, mention: Mention, spoken: Spoken, tables: Tables, bound: bool) -> Tied:
    quantity = mention.quantity
    own = spoken.rows or (spoken.context if spoken.columns else ())
    prose = spoken.table
    readings = list(tables.readings(spoken, own))
    if not readings and spoken.rows and spoken.columns:
        # 实施政府集中采购17项: a word that names a column which this row does not have is none.
        spoken = spoken._replace(columns=())
        readings = list(tables.readings(spoken, own))
    if not spoken.rows and spoken.columns and prose.usual and own and not _is_of_new(text, mention, spoken, tables):
        readings += tables.readings(spoken, ())
    readings = [one for one in dict.fromkeys(readings) if one.amount == (quantity.unit == "元")]
    beside = [one for measure in spoken.beside for one in tables.readings(spoken, (measure,))]
    if spoken.columns and not spoken.rows:
        # 行政诉讼72件，其中直接起诉30件、复议后起诉42件，败诉3件: of all of them, or of any.
        before = spoken_before(text, mention, tables.phrasing.tables, prose)
        if spoken.acting:
            before = tuple(dict.fromkeys((*(one for one in before if one in spoken.acting), spoken.acting[0])))
        beside += [one for measure in before for one in tables.readings(spoken, (measure,))]
        beside += tables.readings(spoken, before) if len(before) > 1 and not spoken.acting else ()
    matched = next((one for one in (*readings, *beside) if one.is_meant_by(quantity)), None)
    if matched is None and readings and spoken.columns and not spoken.rows:
        readings = list(dict.fromkeys((*readings, *beside)))  # of which row it is said is not known: each is named
    # Where a table needs a column to be named and none is, the row alone says too little.
    named = bool(spoken.columns or prose.column) or (spoken.alone and len(readings) == 1)
    strict = (named and not spoken.weak) or (spoken.at_most and _is_too_many(quantity, readings))
    return Tied(mention, spoken, tuple(readings), matched, strict, bound, beside=tuple(beside))


def _is_of_new(text: str, mention: Mention, spoken: Spoken, tables: Tables) -> bool:
    """新收申请中，法律服务机构提出43件: of the row that the sentence has just named, which is one of those usually meant, and no other."""
    prose = spoken.table
    new = prose.usual_sums[:1]
    if len(spoken.context) != 1 or spoken.context[0].sums != new:
        return False
    before = text[max(mention.sentence[0], mention.start - _BACK) : mention.start]
    found = phrases_in(before, tables.phrasing.tables)[tables.phrasing.tables.index(prose)].rows
    rows = [one for one in found if not one.measure.weak]
    return bool(rows) and all(one.measure.sums[0] in new for one in rows)


def _is_too_many(quantity: Quantity, readings: Sequence[Reading]) -> bool:
    """对14件逾期不补正的申请，学校设立等行政许可75件: a part of what they are, or all, is never more than that."""
    return quantity.exact and len(readings) == 1 and quantity.value > readings[0].value
