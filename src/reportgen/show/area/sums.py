"""The sum of an area, for a terminal and for programs. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from pydantic import ConfigDict

from ...model.area.register import some
from ...model.area.rollup import AgainstOwn, RollUp
from ...model.figures import digits
from ...model.finding import Finding, errors_among
from ...model.form import Figure
from ...text.columns import width
from ..json import FindingDocument, Strict, finding_document, json_text
from ..text import Ink, finding_lines

SCHEMA: Literal["reportgen.area-sum/1"] = "reportgen.area-sum/1"
_LARGEST, _NAMED = 3, 10


def sum_text(
    rollup: RollUp,
    against: AgainstOwn | None,
    findings: Sequence[Finding],
    unreadable: Sequence[tuple[str, str]],
    ink: Ink,
    *,
    every_cell: bool = False,
) -> str:
    """The sums with the largest parts of each, of every row its total, or every cell; then what is to be said of them."""
    lines = [*_head(rollup, unreadable), *_tables(rollup, ink, every_cell=every_cell), ""]
    if against is None:
        lines.append(f"没有和{rollup.agency.name}自己的年报比：它没有报来，或者格式、年度不同。")
    elif against.agrees:
        lines.append(ink("green", f"{rollup.agency.name}自己的年报（{against.own.path}）与下级之和逐格相同。"))
    else:
        differ, not_compared = len(against.differences), len(against.uncompared)
        apart = f"，{not_compared} 格没有比" if not_compared else ""
        lines.append(ink("bold", f"{rollup.agency.name}自己的年报（{against.own.path}）与下级之和有 {differ} 格不符{apart}："))
    if findings:
        lines.append("")
    for finding in findings:
        lines += finding_lines(finding, ink)
    if findings:
        errors = errors_among(findings)
        lines += ["", f"共 {errors} 个错误、{len(findings) - errors} 个提醒"]
    return "\n".join(lines)


def _head(rollup: RollUp, unreadable: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield f"{rollup.agency}　{rollup.year} 年度汇总　{rollup.form.name}"
    said = [f"由 {len(rollup.parts)} 个单位相加"]
    if rollup.missing:
        said.append(f"缺 {len(rollup.missing)} 个")
    if rollup.other_forms:
        said.append(f"格式或年度不同、没有加的 {len(rollup.other_forms)} 个")
    yield "　".join(said)
    if rollup.stood_for:
        yield f"自己没有报来、用下级的数代替的：{some([agency.name for agency in rollup.stood_for], _NAMED)}"
    for name, why in unreadable:
        yield f"读不了，当作没有报来：{name}：{why}"


def _tables(rollup: RollUp, ink: Ink, *, every_cell: bool) -> Iterator[str]:
    for table in rollup.form.tables:
        lines = [line for figure in _figures(table.figures, every_cell) if (line := _line(rollup, figure, every_cell=every_cell))]
        yield ""
        yield ink("bold", table.name) + ("" if lines else "　都是 0")
        names, values = (max((width(line[column]) for line in lines), default=0) for column in (0, 1))
        for name, value, sources in lines:
            gap = " " * (names - width(name) + values - width(value) + 2)
            yield f"  {name}{gap}{value}  {ink('dim', sources)}".rstrip()


def _figures(figures: Sequence[Figure], every_cell: bool) -> Sequence[Figure]:
    """Those to be listed: of a row of applicants, or of results, its total."""
    last = {figure.row.id: figure.ref for figure in figures if figure.column.id == figure.block.leaf_columns[-1].id}
    summed = {figure.row.id for figure in figures if len(figure.block.leaf_columns) > 3}
    return [figure for figure in figures if every_cell or figure.row.id not in summed or figure.ref == last[figure.row.id]]


def _line(rollup: RollUp, figure: Figure, *, every_cell: bool) -> tuple[str, str, str] | None:
    """A cell's name, sum, and largest parts; None where there is nothing to say of it."""
    name, places = figure.title.removeprefix(figure.table.name).strip(), figure.printed_places
    parts = sorted(
        ((source.value, rollup.name(source.handed.agency)) for source in rollup.sources(figure.ref) if source.value),
        key=lambda part: -abs(part[0]),
    )
    largest = "、".join(f"{agency} {digits(value, places)}" for value, agency in parts[:_LARGEST])
    of_how_many = f"{len(parts)} 个单位不是 0：{largest}{'……' if len(parts) > _LARGEST else ''}" if parts else ""
    if figure.ref in rollup.not_added:
        return name, "不能相加", of_how_many
    value = rollup.figures.get(figure.ref)
    if value is None:
        return (name, "没有数", "") if every_cell else None
    if figure.ref in rollup.form.ratios and len(rollup.parts) > 1:
        return name, digits(value, places), "由加好的数重新算"
    blanks = f"（{len(rollup.blanks[figure.ref])} 个单位没有数）" if figure.ref in rollup.blanks else ""
    return (name, digits(value, places), of_how_many + blanks) if value or blanks or every_cell else None


# -- for programs ------------------------------------------------------------------------------------


class PartDocument(Strict):
    """What an agency brings into a cell; null where it has no figure there."""

    agency: str
    value: str | None


class CellDocument(Strict):
    """A cell's sum with its parts; `value` null where it must not be added, `own` what the authority itself has written."""

    ref: str
    title: str
    value: str | None
    additive: bool
    own: str | None
    parts: list[PartDocument]


class AgencyNameDocument(Strict):
    """An agency by its code and name."""

    code: str
    name: str


class SumDocument(Strict):
    """The sum of an area: exact decimals as text."""

    schema_: Literal["reportgen.area-sum/1"]
    agency: AgencyNameDocument
    year: int
    format: str
    parts: list[AgencyNameDocument]
    missing: list[AgencyNameDocument]
    stood_for: list[AgencyNameDocument]
    not_added: list[AgencyNameDocument]
    cells: list[CellDocument]
    agrees: bool | None
    findings: list[FindingDocument]

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=lambda name: name.rstrip("_"), populate_by_name=True)


def sum_json(rollup: RollUp, against: AgainstOwn | None, findings: Sequence[Finding]) -> str:
    """The sum with every part of every cell."""
    own = against.own.figures if against else {}

    def named(code: str) -> AgencyNameDocument:
        return AgencyNameDocument(code=code, name=rollup.name(code))

    def text(value: Decimal | None) -> str | None:
        return None if value is None else digits(value)

    cells = [
        CellDocument(
            ref=ref,
            title=figure.title,
            value=text(rollup.figures.get(ref)),
            additive=ref not in rollup.not_added,
            own=text(own.get(ref)),
            parts=[PartDocument(agency=source.handed.agency, value=text(source.value)) for source in rollup.sources(ref)],
        )
        for ref, figure in rollup.form.figures.items()
    ]
    document = SumDocument(
        schema_=SCHEMA,
        agency=named(rollup.agency.code),
        year=rollup.year,
        format=rollup.form.id,
        parts=[named(part.agency) for part in rollup.parts],
        missing=[named(agency.code) for agency in rollup.missing],
        stood_for=[named(agency.code) for agency in rollup.stood_for],
        not_added=[named(handed.agency) for handed in rollup.other_forms],
        cells=cells,
        agrees=against.agrees if against else None,
        findings=[finding_document(finding) for finding in findings],
    )
    return json_text(document)
