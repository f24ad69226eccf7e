"""A draft's narrative.yaml typed into Word as a clerk would: a paragraph a line, headings of the form, a table of settings above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx

from reportgen.drafts.narrative.read import open_narrative, read_narrative
from reportgen.model.draft import table_line
from reportgen.model.report import Narrative, TextBlock
from reportgen.packs.load import find_pack
from reportgen.text.passages import line_of

Edit = Callable[[Any], None]


def settings_of(narrative: Narrative) -> list[tuple[str, str]]:
    rows = [("机关", narrative.agency), ("年份", str(narrative.year)), ("格式", narrative.format_id)]
    rows += [("标题", "\n".join(line.text for line in narrative.title))] if narrative.title else []
    rows += [("上年", narrative.prior.text)] if narrative.prior else []
    for group, entries in (("", narrative.contact), ("自定义.", narrative.variables), ("图表.", narrative.charts)):
        rows += [(f"{group}{name}", one.text) for name, one in entries.items()]
    rows += [("豁免", f"{one.code}{f'（{one.ref}）' if one.ref else ''}：{one.reason}") for one in narrative.waivers]
    return rows


def typed_in_word(draft: Path, *, alone: bool = True, behind: Sequence[str] = (), edit: Edit | None = None) -> Path:
    """The Word text beside the workbook, `behind` at its end; with `alone` it takes the place of narrative.yaml."""
    opened = open_narrative(draft / "narrative.yaml")
    form = find_pack(opened.format_id).form
    narrative, _ = read_narrative(opened, form)
    document = docx.Document()
    rows = settings_of(narrative)
    table = document.add_table(len(rows), 2)
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    for line in form.title:
        document.add_paragraph(line.replace("{{ 机关 }}", narrative.agency).replace("{{ 年份 }}", str(narrative.year)))
    _type(document, narrative.texts.get("preface", ()))
    for section in form.sections:
        if section.heading and section.kind != "free" and (section.has_prose or section.part_of):
            document.add_heading(section.heading, 1)
        if section.tables and section.part_of:
            document.add_paragraph(table_line(section))
        _type(document, narrative.texts.get(section.id, ()))
    for one in (narrative.signature, narrative.date):
        document.add_paragraph(one.text if one else "")
    for line in behind:
        document.add_paragraph(line)
    if edit:
        edit(document)
    path = draft / "文字稿.docx"
    document.save(str(path))
    if alone:
        (draft / "narrative.yaml").unlink()
    return path


def _type(document: Any, blocks: Sequence[TextBlock]) -> None:
    rows: list[list[str]] = []
    for block in (*blocks, None):
        if block is not None and block.kind == "row" and (block.level != 1 or not rows):
            rows.append(block.text.split("\t"))
            continue
        if rows:
            table = document.add_table(len(rows), len(rows[0]))
            for at, row in enumerate(rows):
                for column, text in enumerate(row):
                    table.cell(at, column).text = text
            rows = []
        if block is not None and block.kind == "row":
            rows.append(block.text.split("\t"))
        elif block is not None and block.kind == "heading" and block.level == 1:
            document.add_heading(block.text, 1)
        elif block is not None:
            document.add_paragraph(line_of(block))
