"""Draws the Word text that a new draft starts from: what it is the text of, title, preface, headings, and hints where to write.

The hints are grey and say of themselves what they are: what reads such a text knows them by their words alone, whatever
a program made of their look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...model.beside.fields import field_advice, named_in
from ...model.draft import AGENCY, FIELDS, FORMAT, PREFACE_ID, PRIOR, YEAR, Carried, table_line
from ...model.form import Form, Section
from ..official import TEXT_WIDTH
from .page import plain_document, styled_line

_GREY = '<w:color w:val="7F7F7F"/>'
_LABEL_WIDTH = 2000
_LINES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A6A6A6"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def draw_text(form: Form, agency: str, year: int, *, carried: Carried | None = None, prior: str = "", asking: str = "") -> bytes:
    """The .docx of a new text; the same bytes each time.

    What is `carried` from last year stands in it, its text as hints; `asking` is the section that asks about last year's problems.
    """
    return plain_document("".join(_body(form, agency, year, carried or Carried(), prior, asking)))


def _body(form: Form, agency: str, year: int, carried: Carried, prior: str, asking: str) -> Iterator[str]:
    contact = carried.contact
    tables = "、".join(
        section.heading.partition("、")[0]
        for section in form.sections
        if section.tables and section.heading and not section.part_of
    )
    yield _hint("下面这张表说明是哪一份年报的文字，不会印出来；联系方式填在这里，前言里就有了")
    rows = [(AGENCY, agency), (YEAR, str(year)), (FORMAT, form.id), *([(PRIOR, prior)] if prior else [])]
    rows += [(name, contact.get(name, "")) for name in dict.fromkeys((*form.contact, *contact))]
    rows += [(f"{FIELDS}.{one.name}", one.default_of(agency, year)) for one in form.fields]
    yield _table(rows)
    for one in form.fields:
        now = one.default_of(agency, year)
        last = f"去年是 {carried.fields[one.id]}" if carried.fields.get(one.id, now) != now else ""
        if told := "；".join(filter(None, (*field_advice(one, form.letterhead), last))):
            yield _hint(f"{FIELDS}.{one.name}：{_in_hint(told)}")
    yield styled_line("", "TitleGap")
    for line in carried.title or form.title:
        yield styled_line(named_in(line, agency, year), "ReportTitle")
    yield styled_line("", "TitleGap")
    yield _hint(
        "这样的灰字是提示，写好就删去，留着也不会印。正文一段就是一个自然段；（一）、1. 开头的自动成为标题，用 Word 的自动编号也行"
    )
    yield _hint(f"表里有的数写成引用，如 {{{{ {form.sample} }}}}，改了表文字自动跟着改；图片、小表格直接插入")
    if carried.preface or not form.can_lack(PREFACE_ID):
        yield from _noted(carried, PREFACE_ID)
        yield from map(styled_line, carried.preface or (form.preface,))
    for section in form.sections:
        yield from _section(section, carried, carried.questions if section.id == asking else ())
    yield from _noted(carried, "")
    if tables:
        yield _hint(f"{tables}是表格，填在数据表里，这里不写")
    yield styled_line(carried.signature or agency, "Signature")
    before = f"（去年是 {carried.date}）" if carried.date else ""
    yield _hint(f"删去这一句，写落款日期，如 {year + 1}年1月29日{before}", "DateLine")


def _section(section: Section, carried: Carried, questions: Sequence[str]) -> Iterator[str]:
    if section.heading and section.kind != "free" and (section.has_prose or section.part_of):
        yield styled_line(section.heading, "Heading1")
    if section.tables and section.part_of:
        yield styled_line(table_line(section), "BodyText", _GREY)
    if section.tables or section.kind == "signature":
        return
    guidance = [one for one in section.guidance if one]
    yield from map(_hint, guidance or ([] if section.kind == "free" else ["在这里写正文"]))
    yield from _noted(carried, section.id)
    yield from (_hint(f"去年写的问题：{_in_hint(one)}——今年改得怎样？写明以后删去这一句") for one in questions)
    if section.kind != "free":
        return
    for heading in carried.headings or section.starts_with:
        yield styled_line(heading, "Heading1")
        yield _hint("在这里写正文")


def _noted(carried: Carried, section: str) -> Iterator[str]:
    """Last year's lines of a section as hints."""
    year = f"（{carried.year}年度）" if carried.year else ""
    yield from (_hint(f"去年{year}写的：{_in_hint(line)}") for line in carried.notes.get(section, ()))


def _in_hint(text: str) -> str:
    """A text as a hint holds it: the brackets of a hint close it."""
    return text.replace("〔", "（").replace("〕", "）")


def _hint(text: str, style: str = "BodyText") -> str:
    return styled_line(f"〔提示：{text.rstrip('：')}〕", style, _GREY)


def _table(rows: list[tuple[str, str]]) -> str:
    widths = (_LABEL_WIDTH, TEXT_WIDTH - _LABEL_WIDTH)
    drawn = "".join(
        "<w:tr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{styled_line(text, "TableText")}</w:tc>'
            for text, width in zip(row, widths, strict=True)
        )
        + "</w:tr>"
        for row in rows
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{_LINES}</w:tblBorders><w:tblLayout w:type="fixed"/>'
    return f"<w:tbl><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{drawn}</w:tbl>"
