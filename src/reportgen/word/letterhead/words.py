"""What 版头 and 版记 say in a report, in the words of GB/T 9704—2012 (7.2, 7.4), for whoever prints them without a template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...model.beside.fields import Letterhead, named_in
from ...model.form import Form
from ...model.report import GAP, Report

# Before what is named, and behind it.
COPIES, COPIES_END, SIGNER, PRINTED = "抄送：", "。", "签发人：", "印发"
_BETWEEN = "\u3000"


class Said(NamedTuple):
    """The lines above the title and below the date; those of fields that stand in neither with their names."""

    mark: tuple[str, ...]
    number: str
    imprint: tuple[str, ...]


def shown_fields(form: Form, report: Report) -> dict[str, str]:
    """The form's fields as a document shows them: one that has no text is left out, where it may be.

    The day of printing may not, where it stands beside who has it printed.
    """
    texts = {one.id: report.fields.get(one.id) or (GAP if one.required else "") for one in form.fields}
    head = form.letterhead
    if head and head.printed and texts.get(head.printer):
        texts[head.printed] = texts[head.printed] or GAP
    return texts


def said_beside(form: Form, report: Report) -> Said:
    """What a report in this form says besides its text: nothing where the form has no fields.

    A field that has to be there and is not shows as a gap.
    """
    texts = shown_fields(form, report)
    head = form.letterhead or Letterhead()
    mark = tuple(named_in(line, report.agency, report.year) for line in head.mark)
    signer = texts.get(head.signer, "")
    number = _BETWEEN.join(filter(None, (texts.get(head.number, ""), signer and SIGNER + signer)))
    others = (f"{one.name}：{texts[one.id]}" for one in form.fields if one.id not in head.fields and texts[one.id])
    return Said(mark, number, (*others, *_imprint(head, texts, report)))


def _imprint(head: Letterhead, texts: dict[str, str], report: Report) -> Iterator[str]:
    if copies := texts.get(head.copies, ""):
        yield COPIES + copies + COPIES_END
    if head.printer:
        day = texts[head.printed] if head.printed else (report.date or GAP) if texts[head.printer] else ""
        if said := _BETWEEN.join(filter(None, (texts[head.printer], day and day + PRINTED))):
            yield said
