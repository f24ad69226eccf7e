"""A20: agencies looked at beside each other: copied prose, figures far off, one agency twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from ...model.area.looks import Alike, Doubled, Outlier
from ...model.area.register import Handed, Register
from ...model.figures import digits
from ...model.finding import Finding, Rule, Severity
from ...model.form import Form
from ...model.location import Location
from ...recognise.bodies import same_body

A201 = Rule(
    "A201",
    "文字与别的单位雷同",
    "内容雷同的年报会被责令改正（《条例》第四十七条）。各单位都有的话（格式里的、通知里的）不算；机关名称、数字、标点不比。"
    "谁抄谁的，程序看不出来。",
    "甲市南坪镇与甲市北坡镇的年报有 6 段相同，只换了地名和数字。",
    "请两个单位各写各的情况。",
    Severity.WARNING,
)
A202 = Rule(
    "A202",
    "数与同类单位相差很大",
    "只是问一问，不是错误：与名录里同一类别的单位比，差十倍以上、又远在平常的高低之外，可能多打了一个 0，也可能本来如此。"
    "同类不到 8 个的不比，半数以上为 0 的格不比，比的是中位数，不是平均数。",
    "行政许可处理决定：甲市南坪镇 15730，同类 30 个单位的中位数是 12。",
    "问一下这个单位；属实就不用改。",
    Severity.WARNING,
)
A203 = Rule(
    "A203",
    "两个代码像是一个单位",
    "一个单位有两个代码，会报两份、加两遍；改名的单位要把旧名写进“曾用名”，不要另立一行。",
    "名录里 105 和 231 都叫“甲市教育局”。",
    "是一个单位就并成一行；确实是两个的，把名称写全。",
    Severity.WARNING,
)
A204 = Rule(
    "A204",
    "一个单位有几份年报",
    "同一年度有几份，程序不能替人决定用哪一份。",
    "年报/2024/105 里有“定稿.docx”和“定稿(2).docx”，有 3 格的数不同。",
    "留下定稿，其余的移走。",
    Severity.WARNING,
)
A205 = Rule(
    "A205",
    "年报放错了地方",
    "年报里写的机关或年度，与它所在的文件夹（名录里的机关、年度）不是一个：数会加到别人头上，交了的成了没有交。",
    "年报/2024/105（甲市教育局）里的年报，标题是“甲市体育局2024年政府信息公开工作年度报告”。",
    "移到那个机关、那一年的文件夹；机关改了名的，把旧名写进名录的“曾用名”。",
    Severity.WARNING,
)
RULES = (A201, A202, A203, A204, A205)

_SHOWN, _LONG = 2, 40


def alike_findings(pairs: Iterable[Alike], register: Register) -> Iterator[Finding]:
    """Each two reports with copied prose, told once, at the one of which more is copied."""
    for pair in pairs:
        turned = pair.other_share > pair.share
        one, other = (pair.other, pair.one) if turned else (pair.one, pair.other)
        places = [
            (copied.other_place, copied.other_text) if turned else (copied.place, copied.text) for copied in pair.paragraphs
        ]
        texts = list(dict(places).values())
        quoted = "；".join(f"“{text[:_LONG]}{'…' if len(text) > _LONG else ''}”" for text in texts[:_SHOWN])
        more = f" 等 {len(texts)} 段" if len(texts) > _SHOWN else ""
        share = f"，占它自己写的文字的 {max(pair.share, pair.other_share)}%"
        message = f"{_name(one.agency, register)}与{_name(other.agency, register)}的年报有 {len(texts)} 段大半相同{share}：{quoted}{more}"
        # Known by both, so that what is decided on one neighbour is not decided on the next.
        ref = f"{one.agency}/{other.agency}"
        yield A201.at(Location(one.path), message, hint=A201.good, related=(Location(other.path),), ref=ref)


def outlier_findings(outliers: Iterable[Outlier], register: Register, form: Form) -> Iterator[Finding]:
    """The figures of each agency that are far off, asked about in one finding: of each row the last column, which is its total."""
    for code, group in groupby(outliers, key=lambda one: one.handed.agency):
        rows = {form.figures[one.ref].row.id: one for one in group}
        first, *others = rows.values()
        cells = tuple(one.handed.places[one.ref] for one in rows.values() if one.ref in one.handed.places)
        told = "；".join(
            f"{form.figures[one.ref].title} {digits(one.value)}（中位数 {digits(one.middle)}，多数在 {digits(one.usual[0])} 到 {digits(one.usual[1])} 之间）"
            for one in rows.values()
        )
        message = f"{_name(code, register)}有 {1 + len(others)} 项与同类（{first.kind}，{first.among} 个）相差很大，请问一下是否属实：{told}"
        place = cells[0] if cells else Location(first.handed.path)
        yield A202.at(place, message, hint=A202.good, ref=first.ref, related=cells[1:], expected=first.middle, actual=first.value)


def doubled_findings(doubled: Iterable[Doubled]) -> Iterator[Finding]:
    """Two codes for one agency, and several files for one agency."""
    for one in doubled:
        names = "、".join(str(agency) for agency in one.agencies)
        files = tuple(Location(handed.path) for handed in one.files)
        ref = "/".join(agency.code for agency in one.agencies)
        if len(one.agencies) > 1:
            first, *others = (agency.location for agency in one.agencies)
            yield A203.at(first, f"{names}像是一个单位：{one.why}", hint=A203.good, related=(*others, *files), ref=ref)
        else:
            listed = "、".join(str(place) for place in files)
            yield A204.at(files[0], f"{names}{one.why}：{listed}", hint=A204.good, related=files[1:], ref=ref)


def misfiled_findings(handed: Iterable[Handed], register: Register, year: int) -> Iterator[tuple[str, Finding]]:
    """Reports that name another agency, or another year, than those of the folder they lie in, each with the agency's code."""
    for one in handed:
        agency = register.by_code.get(one.agency)
        if agency is None:
            continue
        place = Location(one.path)
        if one.says and not any(same_body(one.says, name) for name in agency.names):
            message = f"{agency}的文件夹里，年报写的机关是“{one.says}”"
            yield one.agency, A205.at(place, message, hint=A205.good, ref=f"{one.agency}/机关")
        if one.year and one.year != year:
            message = f"{agency} {year} 年度的文件夹里，年报写的年度是 {one.year}"
            yield one.agency, A205.at(place, message, hint=A205.good, ref=f"{one.agency}/年度", severity=Severity.ERROR)


def _name(code: str, register: Register) -> str:
    agency = register.by_code.get(code)
    return str(agency) if agency else code
