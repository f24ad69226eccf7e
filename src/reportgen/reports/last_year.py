"""Another report as last year's: whether it is the right one, what begins where it ended."""

from __future__ import annotations

import os
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path, PureWindowsPath

from ..model.errors import SourceError
from ..model.finding import Finding, Rule, Severity
from ..model.form import Form
from ..model.location import Location
from ..model.report import Cell, Narrative, PastReport
from ..packs.folders import find_folder
from .beside import is_draft
from .formats import W161, W162, left_near
from .open import open_draft, open_published
from .outlines import SUFFIXES
from .texts.file import contact_of, open_text_file, read_text_file

_SHOWN = 8
_MOST_YEARS = 5
W148 = Rule(
    "W148",
    "上年的草稿用不上",
    "文字稿的“上年:”指着的文件夹里没有草稿，或者是别的年份、别的机关的；与上年衔接的校验和 同比 都靠它。",
    "上年: ../2023年报（文件夹已经改名）",
    "上年: ../2023年度",
    Severity.WARNING,
)

RULES = (W148,)


def prior_of(
    folder: Path, given: Path | None, narrative: Narrative, *, apart: Path | None = None
) -> tuple[PastReport | None, list[Finding]]:
    """Last year's report: from the option, or from the narrative's own key.

    What the command line names must be there; what a narrative remembers may have moved. Another
    year than the last is not taken: sums would hold or break by chance. Of reports that lie `apart` what they name is not followed.
    """
    if apart is not None and narrative.prior is not None:
        narrative = narrative._replace(prior=None)
    if given is None and narrative.prior is None:
        return None, []
    place = narrative.prior.location if narrative.prior else narrative.place("年份")
    try:
        remembered = narrative.prior.text if narrative.prior else ""
        where = given or folder / _relative(remembered)
        last = last_year_of(where, narrative.year, apart=apart, like=narrative.format_id)
    except SourceError as error:
        if given is not None:
            raise
        message = f"上年的年报读不到（{error.message}），与上年的衔接没有校验"
        hint = "改正“上年:”后面的文件夹或文件；没有上年的年报就删去这一行"
        return None, [W148.at(place, message, hint=hint)]
    if narrative.year and last.year != narrative.year - 1:
        message = f"“上年”指的年报是 {last.year or '（没有写明）'} 年度的，不是 {narrative.year - 1} 年度的，没有用它"
        return None, [W148.at(place, message, hint="改成上一年度的草稿文件夹或年报文件")]
    lost = [
        one._replace(location=place, message=f"上年的年报：{one.message}", severity=Severity.WARNING) for one in last.findings
    ]
    if not _same_agency(last.agency, narrative.agency):
        message = f"上年的年报是“{last.agency}”的，和这一份的机关不同；衔接仍按它校验"
        return last, [*lost, W148.at(place, message, hint="核对是不是拿错了；机关改名的可以不管")]
    return last, lost


def years_before(narrative: Narrative, last: PastReport | None) -> tuple[PastReport, ...]:
    """Last year's report; those before it follow, the latest first, where a chart is drawn over years."""
    alone = (last,) if last else ()
    charts = [block for blocks in narrative.texts.values() for block in blocks if block.kind == "chart"]
    if not charts:
        return alone
    from ..drafts.narrative.charts import asked_of  # most reports have none

    own = {name: paragraph.text for name, paragraph in narrative.charts.items()}
    if not any(asked_of(block.image, own).over_years for block in charts):
        return alone
    return earlier_years(last)


def earlier_years(last: PastReport | None) -> tuple[PastReport, ...]:
    """Last year's report and those before it, the latest first, as far as each draft names the one before; five at most."""
    years: list[PastReport] = []
    while last is not None and len(years) < _MOST_YEARS:
        years.append(last)
        folder = Path(last.source)
        if not is_draft(folder):
            break
        narrative, _ = read_text_file(open_text_file(folder), last.form)
        last, _ = prior_of(folder, None, narrative)
    return tuple(years)


def before_last(last: PastReport, given: Path | None = None, *, apart: Path | None = None) -> PastReport | None:
    """The report of the year before last year's: the one `given`, the one that last year's draft names, or that beside last year's
    whose name differs by the year alone; None where there is none. SourceError where the one given is another year's.
    """
    if given is not None:
        found = last_year_of(given, last.year, apart=apart)
        if last.year and found.year != last.year - 1:
            said = f"这是 {found.year or '（没有写明）'} 年度的年报，不是前年（{last.year - 1}）的"
            raise SourceError(said, location=Location(str(given)), hint="--prior 先写上年的，再写前年的")
        return found
    source = Path(last.source)
    try:
        if is_draft(source):
            narrative, _ = read_text_file(open_text_file(source), last.form)
            named, _ = prior_of(source, None, narrative)
            if named is not None:
                return named
        beside = source.with_name(source.name.replace(str(last.year), str(last.year - 1))) if last.year else source
        if beside == source or not beside.exists():
            return None
        found = last_year_of(beside)
    except SourceError:
        return None  # nobody named it: that it cannot be read is no matter of this report
    return found if found.year == (last.year or 0) - 1 and _same_agency(found.agency, last.agency) else None


def _same_agency(one: str, other: str) -> bool:
    """Titles leave 人民政府 out, or name an agency by its place: only quite different names are told."""
    return not one or not other or one in other or other in one


def _relative(text: str) -> Path:
    """What a narrative may name: beside it or above, never a drive or another machine."""
    if Path(text).is_absolute() or PureWindowsPath(text).drive or PureWindowsPath(text).root:
        raise SourceError("这里只能写相对的文件夹或文件，如 ../2023年报")
    return Path(text)


def last_year_of(path: Path, year: int | None = None, *, apart: Path | None = None, like: str = "") -> PastReport:
    """The report in a draft's folder, a published file, or a folder that holds one (of the year before `year`).

    `apart` is where its packs may lie, instead of beside it. A published file may be in the form that this year's names (`like`), which
    lies there; of one that nobody names it is told that it was passed over. SourceError when there is no report.
    """
    if is_draft(path):
        draft = open_draft(path, lay=apart)
        report, _ = draft.bound(())
        contact, source = contact_of(draft.opened, draft.form), os.path.normpath(path)
        year, own = draft.narrative.year, draft.narrative
        return PastReport(draft.form, report.cells, report.agency, year, report.texts, contact, source, own, own.format_id)
    if path.is_dir():
        path = _only_file(path, year)
    elif not path.exists():
        raise SourceError(
            "没有这个文件或文件夹", location=Location(str(path)), hint="上年的年报可以是草稿文件夹，也可以是公布的文件"
        )
    near = apart or path.parent
    published = open_published(path, beside=apart, like=like if like and find_folder(like, near) else "")
    report, year, source = published.report, published.narrative.year, os.path.normpath(path)
    past = PastReport(published.form, report.cells, report.agency, year, report.texts, {}, source, published.narrative)
    lost = tuple(one for one in published.findings if one.code == W162.code)
    # Where this year's report names no form itself, it is told there of those that lie beside.
    left = [pack.form.id for pack in left_near(near, published.pack, year) if pack.form.id != like] if like else []
    if left:
        message = f"旁边有格式 {'、'.join(left)}，没有写明要用它，是按 {published.pack.source} 读的"
        hint = f"按 {left[0]} 做的，先转成草稿再用：reportgen import 文件 --format {left[0]}；不是就不用管"
        lost += (W161.at(Location(path.name), message, hint=hint),)
    return past._replace(named=published.named, findings=lost)


def _only_file(folder: Path, year: int | None) -> Path:
    """The one report in a folder; of several the one that the year before is in the name of."""
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~")))
    named = [path for path in files if year and str(year - 1) in path.name]
    for chosen in (files, named):
        if len(chosen) == 1:
            return chosen[0]
    location = Location(str(folder))
    if not files:
        hint = "要有 workbook.xlsx 和 narrative.yaml（或 文字稿.docx），或者一份公布的年报（Word、网页、PDF、文本）"
        raise SourceError("这个文件夹里没有年报", location=location, hint=hint)
    listed = "、".join(path.name for path in files[:_SHOWN])
    raise SourceError("这个文件夹里有几份文件，不知道哪一份是上年的年报", location=location, hint=f"直接写文件名：{listed}")


def carried_over(form: Form, old: Mapping[str, Cell]) -> dict[str, Decimal]:
    """The figures with which this year begins, by the rows and columns that the pack names.

    `start_from` of a row names last year's row, of a column last year's columns (`a + b`); where
    the old form has no such cell, nothing is carried.
    """
    values: dict[str, Decimal] = {}
    for ref, figure in form.figures.items():
        parts = []
        for name in filter(None, figure.start_from.replace(" ", "").split("+")):
            row, column = (name, figure.column.id) if figure.row.start_from else (figure.row.id, name)
            cell = old.get(f"{figure.table.id}.{row}.{column}")
            parts.append(cell.value if cell else None)
        if parts and all(part is not None for part in parts):
            values[ref] = sum((part for part in parts if part is not None), Decimal(0))
    return values
