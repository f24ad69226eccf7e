"""The text file of a draft after its document was edited by hand: the old text, the document → the new text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ...drafts.narrative.edit import ENDS, NewParagraph, with_lines, with_value
from ...drafts.narrative.rebinding import Reworded, reworded, source_of
from ...model.draft import AGENCY, CONTACT, FORMAT, NARRATIVE, SIGNATURE, SIGNED_BY, SIGNED_ON, TITLE, VARIABLES, YEAR
from ...model.location import Location
from ...model.report import Paragraph, PastReport, Report
from ...model.version import Version
from .prose import BlockPlace, take_over_prose
from .steps import TextSoFar
from .updated import Unbound


class Taken(NamedTuple):
    """The new text, and what became of the document's changes.

    `report` is what the new text says; `pictures` are the new ones, the document's name by the
    draft's; `why` tells by section and number of a block of the document why it is not in the text.
    """

    text: str
    report: Report
    values: tuple[tuple[str, str, str], ...]
    pictures: Mapping[str, str]
    unbound: tuple[Unbound, ...]
    why: Mapping[BlockPlace, str]
    why_kept: Mapping[str, str]


def take_over(
    text: str,
    draft: Version,
    document: Version,
    past: Sequence[PastReport],
    *,
    agency: str,
    new_name: Callable[[str], str],
    found: frozenset[str],
) -> Taken:
    """Make the text file of `draft` say what `document` says, as far as it can be said there.

    The cells of `draft` must be those that the draft is to have. `agency` is the agency that the
    text names from now on. `new_name` gives a picture of the document its name in the draft, `found`
    are the names of the sections that the document has.
    """
    so_far = TextSoFar(text, draft, document, past, new_name, found)
    if agency != draft.report.agency:
        so_far.attempt(with_value(text, (AGENCY,), agency), agency=agency)
    _values(so_far)
    _title(so_far)
    refused = take_over_prose(so_far)
    _signature(so_far)
    return Taken(
        so_far.text,
        so_far.report,
        tuple(so_far.values),
        so_far.pictures,
        tuple(so_far.unbound),
        refused.why,
        refused.why_kept,
    )


def _signature(so_far: TextSoFar) -> None:
    """Who signed, and when; what the document does not have any more stays."""
    new = so_far.document.report
    for key, name, value, raw in (
        ("signature", SIGNED_BY, new.signature, so_far.narrative.signature),
        ("date", SIGNED_ON, new.date, so_far.narrative.date),
    ):
        if not value or value == getattr(so_far.report, key):
            continue
        done = reworded(so_far.bound_line(raw or Paragraph("", Location(NARRATIVE))), value)
        written = with_value(so_far.text, (SIGNATURE, name), done.source)
        if so_far.says(done.source, value) and so_far.attempt(written, **{key: done.source}):
            so_far.tell(done.lost, f"{SIGNATURE}的{name}")


def _title(so_far: TextSoFar) -> None:
    """The title's lines; those that the form makes by itself are written out once they are other ones."""
    new = [line.strip(ENDS) for line in so_far.document.report.title]
    if not new or new == list(so_far.report.title):
        return
    old = so_far.narrative.title or tuple(Paragraph(line, Location(NARRATIVE)) for line in so_far.form.title)
    bound = [so_far.bound_line(one) for one in old]
    if len(old) == len(new):
        done = [reworded(one, line) for one, line in zip(bound, new, strict=True)]
    else:
        gone = tuple(lost for one in bound for lost in reworded(one, "").lost) if so_far.narrative.title else ()
        done = [Reworded(line, gone if line is new[0] else ()) for line in new]
    if not all(so_far.says(one.source, line) for one, line in zip(done, new, strict=True)):
        return
    kept = so_far.narrative.title and len(old) == len(new)
    lines = [NewParagraph(one.source, number if kept else None) for number, one in enumerate(done)]
    written = tuple(one.source for one in done)
    if so_far.attempt(with_lines(so_far.text, (TITLE,), lines, (AGENCY, YEAR, FORMAT)), title=written):
        for one in done:
            so_far.tell(one.lost, TITLE)


def _values(so_far: TextSoFar) -> None:
    """A number or address that was given a name and is used once: the entry says the new one, its binding stays."""
    sources = [source_of(block) for blocks in so_far.report.texts.values() for block in blocks]
    for steps in list(so_far.steps().values()):
        for step in steps:
            if step.old is None or step.new is None or not step.reworded:
                continue
            for lost in reworded(step.old.content, step.new.content.whole).lost:
                group, _, name = lost.source.strip("{} ").partition(".")
                known = {CONTACT: so_far.narrative.contact, VARIABLES: so_far.narrative.variables}.get(group, {})
                used = sum(source.count(f"{group}.{name}") for source in sources)
                old = known.get(name)
                if old is None or used != 1 or not lost.alone or old.text.strip() != lost.printed:
                    continue
                now = {**{key: one.text for key, one in known.items()}, name: lost.text}
                key = "contact" if group == CONTACT else "variables"
                if so_far.attempt(with_value(so_far.text, (group, name), lost.text), **{key: now}):
                    so_far.values.append((f"{group}.{name}", lost.printed, lost.text))
