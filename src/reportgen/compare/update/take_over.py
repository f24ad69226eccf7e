"""The text file of a draft after its document was edited by hand: the old text, what was built, the document → the new text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ...drafts.narrative.edit import ENDS, NewParagraph, with_lines, with_value
from ...drafts.narrative.rebinding import Reworded, source_of
from ...model.draft import AGENCY, CONTACT, FIELDS, FORMAT, NARRATIVE, SIGNATURE, SIGNED_BY, SIGNED_ON, TITLE, VARIABLES, YEAR
from ...model.location import Location
from ...model.report import Paragraph, PastReport, Report
from .prose import GONE, NOTHING, lost_bindings, merge_prose
from .steps import Sides, TextSoFar
from .updated import Choices, Conflict, Kept, Left, Unbound

_UNTOLD = "草稿里放不下，请自己对照着改"


class Taken(NamedTuple):
    """The new text, and what became of the document's changes.

    `report` is what the new text says; `pictures` are the new ones, the document's name by the draft's.
    """

    text: str
    report: Report
    values: tuple[tuple[str, str, str], ...]
    pictures: Mapping[str, str]
    unbound: tuple[Unbound, ...]
    kept: tuple[Kept, ...]
    left: tuple[Left, ...]


def take_over(
    text: str, sides: Sides, past: Sequence[PastReport], choices: Choices, *, agency: str, new_name: Callable[[str], str]
) -> Taken:
    """Take what the document changed since it was built over into the text file of its draft.

    `agency` is the agency that the text names from now on. `new_name` gives a picture of the
    document its name in the draft.
    """
    so_far = TextSoFar(text, sides, past, new_name, choices)
    if agency != sides.draft.report.agency:
        so_far.attempt(with_value(text, (AGENCY,), agency), agency=agency)
    _values(so_far)
    short = _Short(so_far)
    short.title()
    prose = merge_prose(so_far)
    short.signature()
    short.fields()
    return Taken(
        so_far.text,
        so_far.report,
        tuple(so_far.values),
        so_far.pictures,
        tuple(so_far.gone()),
        (*short.kept, *prose.kept),
        (*short.left, *prose.left),
    )


class _Short:
    """The short texts: title, who signed, and when."""

    def __init__(self, so_far: TextSoFar) -> None:
        self.so_far = so_far
        self.base, self.document = so_far.sides.base.report, so_far.sides.document.report
        self.kept: list[Kept] = []
        self.left: list[Left] = []

    def signature(self) -> None:
        """Who signed, and when; what the document does not have any more stays."""
        narrative, built = self.so_far.narrative, self.so_far.as_built().report
        for name, raw, base, ours, theirs, key in (
            (SIGNED_BY, narrative.signature, self.base.signature, built.signature, self.document.signature, "signature"),
            (SIGNED_ON, narrative.date, self.base.date, built.date, self.document.date, "date"),
        ):
            if not self._wanted(name, base, ours, theirs):
                continue
            if not theirs:
                self.left.append(Left(name, f"{base} → {GONE}", "文件里没有了，草稿里留着"))
                continue
            done = self.so_far.reworded(self.so_far.line(raw or Paragraph("", Location(NARRATIVE))), theirs)
            written = with_value(self.so_far.text, (SIGNATURE, name), done.source)
            if self.so_far.says(done.source, theirs) and self.so_far.attempt(written, **{key: done.source}):
                self.so_far.tell(done.lost, f"{SIGNATURE}的{name}")
            else:
                self.left.append(Left(name, f"{base} → {theirs}", _UNTOLD))

    def fields(self) -> None:
        """The form's own fields, as far as the document has a place for them."""
        built = self.so_far.as_built().report
        for one in self.so_far.form.fields:
            if one.id not in self.document.fields:
                continue
            base, ours, theirs = (side.fields.get(one.id, "") for side in (self.base, built, self.document))
            if not self._wanted(one.name, base, ours, theirs):
                continue
            if not theirs:
                self.left.append(Left(one.name, f"{base} → {GONE}", "文件里没有了，草稿里留着"))
                continue
            so_far = self.so_far
            now = {**{name: entry.text for name, entry in so_far.narrative.fields.items() if entry.text}, one.id: theirs}
            if so_far.attempt(with_value(so_far.text, (FIELDS, one.name), theirs), fields=now):
                so_far.values.append((f"{FIELDS}.{one.name}", ours, theirs))
            else:
                self.left.append(Left(one.name, f"{base} → {theirs}", _UNTOLD))

    def title(self) -> None:
        """The title's lines; those that the form makes by itself are written out once they are other ones."""
        base, ours, new = (
            [line.strip(ENDS) for line in one.title] for one in (self.base, self.so_far.as_built().report, self.document)
        )
        if not new or not self._wanted(TITLE, *("\n".join(lines) for lines in (base, ours, new))):
            return
        if not self._write_title(new):
            self.left.append(Left(TITLE, f"{''.join(base)} → {''.join(new)}", _UNTOLD))

    def _write_title(self, new: list[str]) -> bool:
        so_far = self.so_far
        old = so_far.narrative.title or tuple(Paragraph(line, Location(NARRATIVE)) for line in so_far.form.title)
        lines = [so_far.line(one) for one in old]
        if len(old) == len(new):
            done = [so_far.reworded(one, line) for one, line in zip(lines, new, strict=True)]
        else:
            gone = tuple(lost for one in lines for lost in so_far.reworded(one, "").lost) if so_far.narrative.title else ()
            done = [Reworded(line, gone if line is new[0] else ()) for line in new]
        if not all(so_far.says(one.source, line) for one, line in zip(done, new, strict=True)):
            return False
        kept = so_far.narrative.title and len(old) == len(new)
        written = [NewParagraph(one.source, number if kept else None) for number, one in enumerate(done)]
        text = with_lines(so_far.text, (TITLE,), written, (AGENCY, YEAR, FORMAT))
        if not so_far.attempt(text, title=tuple(one.source for one in done)):
            return False
        for one in done:
            so_far.tell(one.lost, TITLE)
        return True

    def _chosen(self, name: str, base: str, ours: str, theirs: str) -> bool:
        was, is_now, says = map(_in_a_line, (base, ours, theirs))
        return self.so_far.choices.side(Conflict(name, NARRATIVE, was, is_now, says)) == "theirs"

    def _wanted(self, name: str, base: str, ours: str, theirs: str) -> bool:
        """Whether the document's text is to stand in the draft."""
        if theirs in (ours, base):
            if theirs != ours:
                self.kept.append(Kept(name, _in_a_line(base), _in_a_line(ours)))
            return False
        return ours == base or self._chosen(name, base, ours, theirs)


def _in_a_line(text: str) -> str:
    return text.replace("\n", "　") or NOTHING


def _values(so_far: TextSoFar) -> None:
    """A number or address that was given a name and is used once: the entry says the new one, its binding stays."""
    sources = [source_of(block) for blocks in so_far.report.texts.values() for block in blocks]
    for lost in list(lost_bindings(so_far)):
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
