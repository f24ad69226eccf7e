"""N101: how many documents a year has made and repealed, in the short form: 规范性文件“7立3废”, 立7件、改2件、废3件.

A number without a unit is none elsewhere, so such a form is read by itself, whole: both numbers against the two columns of the row that its sentence names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ...model.finding import Finding
from ...model.phrasing import Measure
from ...text.patterns import pattern
from ...text.quantities import Quantity
from .phrases import FoundMeasure, Names, phrases_in
from .readings import Reading, Tables
from .scopes import Whose, is_by_others, speaker_of
from .surroundings import Mention
from .telling import EITHER, N101
from .tied import Passage, is_bound
from .times import time_of

_COUNT = r"\s*\d{1,4}(?:\s*[件个项份])?"
_BOTH = pattern(
    r"(?<![\d.])(?P<made>\d{1,4})(?:件|个|项)?[“”]?立[”“、，,]?(?:\d{1,4}(?:件|个|项)?[“”]?[改修留][”“、，,]?)?(?P<repealed>\d{1,4})(?:件|个|项)?[“”]?废(?![止旧弃]?\d)"
    rf"|(?<![设建成公独订中创确树国对起])[“”]?立[”“]?\s*(?P<made2>\d{{1,4}})(?:\s*[件个项份])?[、，,]?(?:[“”]?[改修留][”“]?{_COUNT}[、，,]?)?[“”]?废止?[”“]?\s*(?P<repealed2>\d{{1,4}})(?![\d.年月%％])(?:件|个|项)?",
    needs="废",
)
# 县财政局规范性文件“2立1废”: of one of those that report.
_OF_SOME = pattern(
    r"系统|两级|三级|制度|办法|机制|标准|清单|预案|项目|(?<![我本全])[局厅委办镇乡村]|街道|部门|单位|机构|其中|牵头|各[级市县区]"
)
_ENDS = "。！？!?\n；;"
# The words by which a pack names the two columns.
_MADE, _REPEALED = "制定", "废止"


def shorthand_findings(passage: Passage, tables: Tables, agency: str, year: int) -> Iterator[Finding]:
    """Short forms of which one number is not the figure; what is known as a number with its own words is told by these."""
    text = passage.block.whole
    for found in _BOTH.finditer(text):
        made, repealed = ("made", "repealed") if found["made"] else ("made2", "repealed2")
        begin = max(text.rfind(sign, 0, found.start()) for sign in _ENDS) + 1
        end = min((at for sign in _ENDS if (at := text.find(sign, found.end())) >= 0), default=len(text))
        known = {one.quantity.start for one in passage.tied if one.readings and one.strict}
        if known & {found.start(made), found.start(repealed)} or is_bound(passage.block, found.start(made)):
            continue
        if not _is_of_the_year(text, found.start(made), begin, end, agency, year):
            continue
        figures = _figures(text[begin : found.start()], tables)
        wrong = [(name, one) for name, one in zip((made, repealed), figures, strict=False) if one.value != Decimal(found[name])]
        if wrong:
            shown = "、".join(f"{one.called} 是 {one.value}" for one in figures)
            table = tables.form.table(figures[0].meant.table).name if figures[0].meant else ""
            name, one = wrong[0]
            place = passage.block.place(found.start(name))
            message = f"文中“{found[0].strip('、，,')}”，{table}里 {shown}"
            yield N101.at(place, message, hint=EITHER, expected=one.value, actual=Decimal(found[name]))


def _is_of_the_year(text: str, at: int, begin: int, end: int, agency: str, year: int) -> bool:
    """Whether what is counted there is the agency's, and of the report's year."""
    before = text[begin:at]
    zero = Decimal(0)
    mention = Mention(Quantity(at, at + 1, zero, zero, zero, ""), (begin, end), before, text[at:end])
    own = speaker_of(before, agency).whose is Whose.OWN and not (is_by_others(before) or _OF_SOME.search(before))
    return own and time_of(text, mention, year).year == year


def _figures(before: str, tables: Tables) -> list[Reading]:
    """What the one row that the words before name has in both columns; none where it is not one, or they speak of others."""
    prose = tables.phrasing.tables
    columns = [phrases_in(word, prose) for word in (_MADE, _REPEALED)]
    for number, table in enumerate(prose):
        both = [_only(names[number].columns) for names in columns]
        row = _row(phrases_in(before, prose)[number])
        if row is None or not all(both) or any(word in before for word in (*row.unless, *table.narrower)):
            continue
        readings = [tables.reading(table.table, row.sums[0], column.sums[0]) for column in both if column]
        return [one for one in readings if one] if all(readings) else []
    return []


def _only(found: Sequence[FoundMeasure]) -> Measure | None:
    named = {one.measure.sums: one.measure for one in found}
    return next(iter(named.values())) if len(named) == 1 else None


def _row(names: Names) -> Measure | None:
    return _only([one for one in names.rows if not one.measure.weak])
