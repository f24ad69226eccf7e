"""Tries whether a report made with a pack's template can be read again: what a template prints and nobody can tell from the text is told before it is used."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..compare.diff import compare
from ..model.beside.fields import Field
from ..model.draft import PREFACE_ID
from ..model.errors import ReportgenError
from ..model.finding import Finding
from ..model.form import Form
from ..model.location import Location
from ..model.report import Cell, Report, TextBlock
from ..model.version import Version
from ..packs.pack import Pack
from ..recognise.titles.declared import titled
from ..reports.published import read_report
from ..word.outline import outline_of
from ..word.template.document import rendered_by
from ..word.template.engine import CompiledTemplate
from ..word.template.full.values import passages_of
from ..word.template.rules import F232

_AGENCY = "某某市人民政府"
_SHOWN = 30


def not_read_back(pack: Pack, compiled: CompiledTemplate) -> Iterator[Finding]:
    """What a sample report loses, gains or says otherwise when its document is read: fields, and paragraphs of the text."""
    form, whole = pack.form, Location(compiled.path)
    if not form.title:
        return
    report = _sample(form)
    try:
        document = rendered_by(compiled, report, {}, draft=False).document
        read = read_report(outline_of(document, compiled.path), [pack]).report
    except ReportgenError:
        return  # told by what made the template, or the form, unfit
    if read.title != report.title:
        return  # of a title that nobody knows again the rest cannot be told apart either: the form's affair
    diff = compare(Version("", form, report, {}, {}), Version("", form, read, {}, {}, read=True))
    names = {one.id: one.name for one in form.sections} | {PREFACE_ID: "前言"}
    for own in form.fields:
        said = read.fields.get(own.id, report.fields[own.id])
        if said != report.fields[own.id]:
            message = (
                f"要素“{own.name}”写“{report.fields[own.id]}”，印出来再读，是“{said[:_SHOWN]}”"
                if said
                else (f"要素“{own.name}”印出来以后读不回来")
            )
            yield F232.at(whole, message, hint=F232.good)
    for step in diff.changed_steps():
        text, name = step.block.content.whole[:_SHOWN], names.get(step.block.section, step.block.section)
        if step.new is not None:
            message = f"模板里的“{text}”印出来以后，读成了“{name}”的文字"
        else:
            message = f"“{name}”的文字印出来以后读不回来：读的时候分不出它和模板自己的字"
        yield F232.at(whole, message, hint=F232.good)


def _sample(form: Form) -> Report:
    """A report that says something everywhere, nothing twice."""
    nowhere, year = Location(""), form.years.first
    names = {one.id: one.name for one in form.sections}
    texts: dict[str, tuple[TextBlock, ...]] = {
        name: (TextBlock("paragraph", f"本年度{names.get(name, '总体')}工作按计划完成，情况良好。", nowhere),)
        for name in passages_of(form)
    }
    for free in (one.id for one in form.sections if one.kind == "free" and one.id in texts):
        # Nothing but a heading of its own parts its text from the preface.
        texts[free] = (TextBlock("heading", "一、基本情况", nowhere, 1), *texts[free])
    return Report(
        agency=_AGENCY,
        year=year,
        format_id=form.id,
        cells={ref: Cell("1", Decimal(1), nowhere) for ref in form.figures},
        title=titled(form, _AGENCY, year),
        texts=texts,
        signature=_AGENCY,
        date=f"{year + 1}年1月20日",
        fields={one.id: _said(number, one) for number, one in enumerate(form.fields, 1)},
        contact={name: f"{name}甲" for name in form.contact},
    )


def _said(number: int, field: Field) -> str:
    """Something that the field may say, with capitals and small letters where it may be anything."""
    if field.kind == "date":
        return f"2031年1月{number % 28 + 1}日"
    if field.pattern:
        return field.pattern.replace("#", str(2030 + number)).replace("*", "某某")
    return str(10 + number) if field.kind == "number" else f"某Aa{number}"
