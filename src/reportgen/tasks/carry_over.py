"""What a new draft goes on with from last year's report, whatever that was read from; and what is said of it.

Nothing is made up: what last year's report does not say is told as missing, what would be another year's words is a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from ..drafts.narrative.blank import problem_section
from ..model.draft import AGENCY, CONTACT, PREFACE, PREFACE_ID, SIGNATURE, SIGNED_BY, SIGNED_ON, TITLE, Carried, Taken
from ..model.figures import digits
from ..model.form import Form
from ..model.location import Location
from ..model.report import GAP, Narrative, PastReport, TextBlock
from ..recognise.bodies import same_body
from ..reports.beside import is_draft
from ..reports.last_year import carried_over
from ..text.contact import contact_in
from ..text.ordinals import heading_ordinal
from ..text.passages import begun, escaped, line_of
from ..text.patterns import pattern
from ..text.problems import problems_in

# Words of problems, where the form does not say which there are.
_FAULTS = ("问题", "不足", "薄弱", "短板", "差距", "欠缺", "困难", "有待", "不够", "不到位", "不及时", "不完善", "尚未")
_OF_FAULTS = pattern(r"问题|不足|薄弱|差距")
# The year of the report, and the next one, in words that go on; not in the date of a law or of a meeting.
_YEAR = r"(?<![\d〔\[]){year}(?=\s*年)(?!\s*年\s*(?!0?1\s*月\s*0?1\s*日|12\s*月\s*31\s*日)\d)(?!\s*年\s*(?:修[订正]|公布|发布|印发|施行))"
_BRACES = pattern(r"\{\{.*?\}\}")
_SHOWN = 3


class _Span(NamedTuple):
    """Characters of a line that a binding, or another year, is put in the place of."""

    start: int
    end: int
    new: str


def carry_over(last: PastReport, form: Form, agency: str) -> Carried:
    """What a draft in `form` of `agency`, '' for last year's own, takes over from last year's report."""
    own = not agency or same_body(agency, last.agency)
    narrative = last.narrative
    said: list[Taken] = []
    if last.agency and not agency:
        said.append(Taken(AGENCY, last.agency, _place(narrative.place(AGENCY) if narrative else None, last)))
    figures = carried_over(form, last.cells)
    said += _figures_said(form, last, figures)
    if not own:
        which = f"上年是“{last.agency}”的，这一份是“{agency}”的：{CONTACT}、{PREFACE}、{SIGNATURE}没有带"
        said.append(Taken("机关不同", which))
    taking = _Taking(last, form, said)
    contact = taking.contact() if own else {}
    notes, questions = taking.notes(), taking.questions()
    return Carried(
        source=last.source,
        year=last.year,
        figures=figures,
        contact=contact,
        title=taking.title() if own else (),
        preface=taking.preface(notes) if own else (),
        signature=taking.signature() if own else "",
        date=taking.date(),
        headings=taking.headings(),
        notes=notes,
        questions=questions,
        taken=tuple(said),
        fields=taking.fields() if own else {},
    )


def _place(location: Location | None, last: PastReport) -> str:
    """Where something stood, without the name of the file, which is said once."""
    if location is None:
        return last.source
    if location.page:
        return f"第{location.page}页第{location.line}行"
    if location.grid:
        return f"{location.grid}!{location.cell}" if location.line else location.grid
    if not location.line:
        return "文件名"
    line = "段" if location.path.lower().endswith((".docx", ".docm")) else "行"
    return f"第{location.line}{line}"


def _figures_said(form: Form, last: PastReport, figures: Mapping[str, Decimal]) -> Iterator[Taken]:
    """Which figures the year begins with, and which last year's report does not give."""
    begin = [ref for ref, figure in form.figures.items() if figure.start_from and ref not in form.derived]
    taken = [ref for ref in begin if ref in figures]
    if taken:
        named = [f"{form.figures[ref].title} {digits(figures[ref])}" for ref in taken if figures[ref]]
        zeros = f"{'其余' if named else '都'}是 0" if len(named) < len(taken) else ""
        which = "、".join(filter(None, (*named, zeros)))
        yield Taken("表里的数", f"{len(taken)} 个，填在浅黄色的格里，请逐个核对：{which}", "上年的表")
    missing = [form.figures[ref].title for ref in begin if ref not in figures]
    if missing:
        of_form = "" if last.form.id == form.id else "（上年的格式不同）"
        more = f"等 {len(missing)} 个" if len(missing) > _SHOWN else ""
        yield Taken("表里的数", f"{'、'.join(missing[:_SHOWN])}{more}，上年的年报里没有对应的数{of_form}，没有带，请自己填")


class _Taking:
    """Takes one thing after another, and says so."""

    def __init__(self, last: PastReport, form: Form, said: list[Taken]) -> None:
        self.last, self.form, self.said = last, form, said
        self.narrative: Narrative | None = last.narrative
        self.drafted = is_draft(Path(last.source))
        self.same_form = last.form.id == form.id
        blocks = self.narrative.texts.get(PREFACE_ID, ()) if self.narrative else ()
        self.before = [block for block in blocks if block.told and block.whole != GAP]

    def contact(self) -> dict[str, str]:
        """Contact data by name: as a draft gives them, and as the preface does."""
        found = {name: value for name, value in self.last.contact.items() if value and value != GAP}
        if found:
            self.said.append(Taken(CONTACT, "、".join(found), "上年的草稿"))
        read: dict[str, TextBlock] = {}
        for block in self.before:
            for entry in contact_in(block.whole):
                if entry.name not in found:
                    found[entry.name] = entry.value
                    read[entry.name] = block
        if read:
            places = dict.fromkeys(_place(block.location, self.last) for block in read.values())
            which = "、".join(f"{name} {found[name]}" for name in read)
            self.said.append(Taken(CONTACT, which, f"{PREFACE}，{'、'.join(places)}"))
        if missing := [name for name in self.form.contact if name not in found]:
            self.said.append(Taken(CONTACT, f"{'、'.join(missing)}在上年的年报里没有读到"))
        return found

    def preface(self, notes: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
        """Last year's preface, its years and contact data bound; of another form, whose basis is another, as notes only."""
        if not self.before and self.form.can_lack(PREFACE_ID):
            return ()  # none is asked for
        if not self.before:
            self.said.append(Taken(PREFACE, "上年的年报里没有，用的是格式里的"))
            return ()
        if not self.same_form:
            notes[PREFACE_ID] = tuple(block.whole for block in self.before)
            which = "新格式里没有" if self.form.can_lack(PREFACE_ID) else "用的是新格式里的"
            self.said.append(Taken(PREFACE, f"格式换了，{which}，上年的抄在旁边作参考"))
            return ()
        lines, counted = [], 0
        for block in self.before:
            line, years = self._bound(block.whole)
            lines.append(begun(line))
            counted += years
        moved = f"{counted} 处年份改成了今年的" if counted else "里面没有要改的年份"
        place = _place(self.before[0].location, self.last)
        self.said.append(Taken(PREFACE, f"{len(lines)} 段，{moved}，请逐句核对", place))
        return tuple(lines)

    def _bound(self, text: str) -> tuple[str, int]:
        """A line with bindings in the place of contact data, and of last year and this one; how many years these were."""
        taken = [(found.start(), found.end()) for found in _BRACES.finditer(text)] if self.drafted else []
        spans = [_Span(one.start, one.end, f"{{{{ {CONTACT}.{one.name} }}}}") for one in contact_in(text)]
        years = 0
        year = self.last.year or 0
        for old, new in ((year, "{{ 年份 }}"), (year + 1, str(year + 2))) if year else ():
            for found in pattern(_YEAR.format(year=old)).finditer(text):
                if not any(start <= found.start() < end for start, end in (*taken, *(span[:2] for span in spans))):
                    spans.append(_Span(found.start(), found.end(), new))
                    years += 1
        pieces, at = [], 0
        for span in sorted(spans):
            if any(start < span.end and span.start < end for start, end in taken):
                continue
            pieces += [self._written(text[at : span.start]), span.new]
            at = span.end
        return "".join((*pieces, self._written(text[at:]))), years

    def _written(self, text: str) -> str:
        """A published text as a text file says it; a draft's is written so already."""
        return text if self.drafted else escaped(text)

    def title(self) -> tuple[str, ...]:
        """The title's lines where a draft has its own."""
        if not self.drafted or self.narrative is None or not self.narrative.title:
            return ()
        lines = tuple(self._bound(line.text)[0] for line in self.narrative.title)
        self.said.append(Taken(TITLE, "".join(lines), _place(self.narrative.title[0].location, self.last)))
        return lines

    def signature(self) -> str:
        """Who signed last year."""
        signed = self.narrative.signature if self.narrative else None
        if signed is None or signed.text in ("", GAP):
            self.said.append(Taken(SIGNED_BY, "上年的年报里没有读到，写的是机关"))
            return ""
        self.said.append(Taken(SIGNED_BY, signed.text, f"{SIGNATURE}，{_place(signed.location, self.last)}"))
        return signed.text

    def fields(self) -> dict[str, str]:
        """Last year's fields by id, those that the new form has: hints and nothing more, as each is another every year."""
        written = self.narrative.fields if self.narrative else {}
        known = {one.id for one in self.form.fields}
        return {name: one.text for name, one in written.items() if name in known and one.text not in ("", GAP)}

    def date(self) -> str:
        """When it was signed, which is a hint and nothing more."""
        dated = self.narrative.date if self.narrative else None
        if dated is None or dated.text in ("", GAP):
            return ""
        self.said.append(Taken(SIGNED_ON, f"去年是 {dated.text}，今年的请自己写"))
        return dated.text

    def headings(self) -> tuple[str, ...]:
        """The headings of a free section, with the years moved on and without their ordinals."""
        free = next((section for section in self.form.prose_sections if section.kind == "free"), None)
        if free is None or not self.same_form:
            return ()
        found = [block.whole for block in self.last.texts.get(free.id, ()) if block.kind == "heading" and block.level == 1]
        bare = [text[ordinal.end :].strip() if (ordinal := heading_ordinal(text, 1)) else text for text in found]
        moved = tuple(dict.fromkeys(self._moved_on(text) for text in bare if text))
        if moved:
            self.said.append(Taken("各部分的标题", "、".join(moved), "上年的正文"))
        return moved

    def _moved_on(self, text: str) -> str:
        """A heading with this year for last year, and the next for this one."""
        year = self.last.year
        for old in (year + 1, year) if year else ():
            text = pattern(_YEAR.format(year=old)).sub(str(old + 1), text)
        return text

    def notes(self) -> dict[str, tuple[str, ...]]:
        """Last year's text by the section of the new form that it belongs to, '' for what has none there."""
        known = {section.id for section in self.form.prose_sections}
        notes: dict[str, tuple[str, ...]] = {}
        count = 0
        for section, blocks in self.last.texts.items():
            lines = tuple(line_of(block) for block in blocks if block.told or block.kind == "row")
            if section == PREFACE_ID or not lines:
                continue
            count += len(lines)
            key = section if section in known else ""
            notes[key] = (*notes.get(key, ()), *lines)
        if count:
            self.said.append(Taken("上年的文字", f"{count} 段，写成说明放在各部分上面，不会印出", "上年的正文"))
        return notes

    def questions(self) -> tuple[str, ...]:
        """Last year's problems, each as a piece of a sentence."""
        if not problem_section(self.form):
            return ()
        told = list(self._on_problems())
        asked = tuple(dict.fromkeys(one for blocks, words in told for one in problems_in(blocks, words)))
        if asked:
            self.said.append(Taken("上年的问题", f"{len(asked)} 个，问在写问题的那一部分上面，答了再删去", "上年的正文"))
        elif any(blocks for blocks, _ in told):
            self.said.append(Taken("上年的问题", "没有认出是哪几句，请对照上年的文字，写明今年改得怎样"))
        return asked

    def _on_problems(self) -> Iterator[tuple[Sequence[TextBlock], Sequence[str]]]:
        """The paragraphs in which last year's report says what its problems are, and the words of problems."""
        for section in self.last.form.sections:
            blocks = self.last.texts.get(section.id, ())
            words = [word for expected in section.expects if expected.anew for word in expected.phrases]
            if words:
                yield blocks, words
            elif section.kind == "free":
                starts = [at for at, block in enumerate(blocks) if block.kind == "heading" and block.level == 1]
                for start, end in pairwise((*starts, len(blocks))):
                    if _OF_FAULTS.search(blocks[start].whole):
                        yield blocks[start + 1 : end], _FAULTS
