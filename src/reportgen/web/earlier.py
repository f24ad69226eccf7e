"""以前的样子: what each kept state of a draft has otherwise than the draft of now, said by cell and by paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from ..drafts.narrative.read import open_text, read_narrative
from ..drafts.workbook.read import read_workbook
from ..files.yaml import read_text
from ..model.draft import (
    CHARTS,
    CONTACT,
    FIELDS,
    NARRATIVE,
    PREFACE,
    PREFACE_ID,
    SIGNATURE,
    SIGNED_BY,
    SIGNED_ON,
    VARIABLES,
    WORKBOOK,
)
from ..model.errors import ReportgenError
from ..model.form import Form
from ..model.report import Cell, Narrative, TextBlock
from ..reports.open import OpenDraft
from ..tasks.entries import shown
from ..text.passages import TAB
from .desk import Earlier
from .messages import Difference, EarlierEntry

# So many differences of a kept state are listed one by one.
_LISTED = 12
_BRIEF = 24


class _Said(NamedTuple):
    """What the files of a draft say: figures by Ref, paragraphs by section, single values by name."""

    cells: Mapping[str, str] | None = None
    texts: Mapping[str, tuple[str, ...]] | None = None
    values: Mapping[str, str] | None = None


class EarlierStates:
    """What the kept states of drafts say: read once each, since a kept state never changes."""

    def __init__(self) -> None:
        self._said: dict[Path, _Said] = {}

    def entries(self, states: Sequence[Earlier], draft: OpenDraft) -> list[EarlierEntry]:
        """Each state with what it has otherwise than the draft of now, in the order given."""
        cells = _shown(draft.workbook.cells, draft.form)
        now = _Said(cells, _texts(draft.narrative), _values(draft.narrative, draft.form))
        return [self._entry(state, now, draft.form) for state in states]

    def _entry(self, state: Earlier, now: _Said, form: Form) -> EarlierEntry:
        try:
            found = list(_differences(self._said_of(state, form), now, form))
            said = "" if found else "只是写法不同，数和文字都一样"
        except ReportgenError as error:
            found, said = [], f"那时的文件读不出来：{error.message}"
        return EarlierEntry(
            stamp=state.stamp,
            when=state.when.strftime("%Y年%m月%d日 %H:%M:%S"),
            said=said,
            differences=found[:_LISTED],
            more=max(len(found) - _LISTED, 0),
        )

    def _said_of(self, state: Earlier, form: Form) -> _Said:
        known = self._said.get(state.folder)
        if known is None:
            known = self._said[state.folder] = _read(state, form)
        return known


def _read(state: Earlier, form: Form) -> _Said:
    said = _Said()
    if WORKBOOK in state.files:
        book, _ = read_workbook(state.folder / WORKBOOK, form)
        said = said._replace(cells=_shown(book.cells, form))
    if NARRATIVE in state.files:
        narrative, _ = read_narrative(open_text(read_text(state.folder / NARRATIVE)[0], NARRATIVE), form)
        said = said._replace(texts=_texts(narrative), values=_values(narrative, form))
    return said


def _shown(cells: Mapping[str, Cell], form: Form) -> dict[str, str]:
    return {ref: shown(cell, form.figures[ref].printed_places) for ref, cell in cells.items()}


def _texts(narrative: Narrative) -> dict[str, tuple[str, ...]]:
    return {section: tuple(map(_in_words, blocks)) for section, blocks in narrative.texts.items()}


def _in_words(block: TextBlock) -> str:
    """A block as one says it: a picture by its name, a row by its cells."""
    if block.pictured:
        return f"{'图表' if block.kind == 'chart' else '图片'}“{block.text}”（{block.image.rpartition('/')[2]}）"
    return f"表格一行：{block.text.replace(TAB, '、')}" if block.kind == "row" else block.whole


def _values(narrative: Narrative, form: Form) -> dict[str, str]:
    single = {
        "机关": narrative.agency,
        "年份": str(narrative.year or ""),
        "标题": "；".join(line.text for line in narrative.title),
        "上年的年报": narrative.prior.text if narrative.prior else "",
        f"{SIGNATURE}的{SIGNED_BY}": narrative.signature.text if narrative.signature else "",
        f"{SIGNATURE}的{SIGNED_ON}": narrative.date.text if narrative.date else "",
    }
    groups = (
        (CONTACT, narrative.contact),
        (FIELDS, {one.name: narrative.fields[one.id] for one in form.fields if one.id in narrative.fields}),
        (VARIABLES, narrative.variables),
        (CHARTS, narrative.charts),
    )
    several = {f"{group}的{name}": entry.text for group, entries in groups for name, entry in entries.items()}
    reasons: dict[str, str] = {}
    for one in narrative.waivers:
        name = f"不再提醒 {one.code}{f'（{one.ref}）' if one.ref else ''} 的理由"
        reasons[name] = f"{reasons[name]}；{one.reason}" if name in reasons else one.reason
    return single | several | reasons


def _differences(then: _Said, now: _Said, form: Form) -> Iterator[Difference]:
    """One a cell, one a value, one a paragraph; the form's order."""
    if then.cells is not None and now.cells is not None:
        for ref, figure in form.figures.items():
            was, is_now = then.cells.get(ref, ""), now.cells.get(ref, "")
            if was != is_now and ref not in form.derived:
                yield Difference(place=figure.title, then=was, now=is_now)
    if then.values is not None and now.values is not None:
        for name in dict.fromkeys((*now.values, *then.values)):
            was, is_now = then.values.get(name, ""), now.values.get(name, "")
            if was != is_now:
                yield _difference(name, was, is_now)
    if then.texts is not None and now.texts is not None:
        headings = {PREFACE_ID: PREFACE, **{section.id: section.title for section in form.prose_sections}}
        for section, heading in headings.items():
            yield from _paragraphs(heading, then.texts.get(section, ()), now.texts.get(section, ()))


def _paragraphs(heading: str, then: tuple[str, ...], now: tuple[str, ...]) -> Iterator[Difference]:
    for tag, first, last, start, end in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for number in range(max(last - first, end - start)):
            was = then[first + number] if first + number < last else ""
            is_now = now[start + number] if start + number < end else ""
            at = start + number if is_now else first + number
            yield _difference(f"{heading}　第{at + 1}段", was, is_now)


def _difference(place: str, was: str, is_now: str) -> Difference:
    then_shown, now_shown = _where_they_part(was, is_now) if was and is_now else (_brief(was), _brief(is_now))
    return Difference(place=place, then=then_shown, now=now_shown)


def _where_they_part(one: str, other: str) -> tuple[str, str]:
    """Two paragraphs, each from a little before where they differ."""
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(same - 6, 0)
    lead = "…" if start else ""
    return f"{lead}{_brief(one[start:])}", f"{lead}{_brief(other[start:])}"


def _brief(text: str) -> str:
    return text if len(text) <= _BRIEF else f"{text[:_BRIEF]}…"
