"""A text that came as a Word file of its own, put into the narrative of a draft: the tables have no part in it.

What the Word text says counts, part by part; a line that says what the draft's line prints leaves that line, with its
bindings, as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from ...drafts.narrative.binding import bind
from ...drafts.narrative.edit import ENDS, NewParagraph, NewPart, with_lines, with_parts, with_value
from ...drafts.narrative.read import open_text, read_narrative
from ...drafts.narrative.rebinding import Lost, could_print, reworded
from ...model.draft import (
    CONTACT,
    FIELDS,
    KEYS,
    NARRATIVE,
    PREFACE,
    PREFACE_ID,
    SIGNATURE,
    SIGNED_BY,
    SIGNED_ON,
    TITLE,
    VARIABLES,
)
from ...model.errors import OutputError
from ...model.form import Form
from ...model.location import Location
from ...model.report import Cell, Narrative, Paragraph, PastReport, TextBlock
from ...text.passages import line_of, parts_of
from ...text.patterns import pattern
from .updated import Left, Unbound

_NOT_THERE = "Word 文字稿里没有这一部分，草稿里的没有动"
_NOT_TAKEN = "这一项只写在文字稿开头，没有收；要改，自己改 narrative.yaml"
# What means something in a line of a narrative: it is taken as it is written.
_SIGNS = pattern(r"\{\{|\*\*|\]\(|^[|!！\-]|\\")


class TakenText(NamedTuple):
    """The new text of the draft, the values and bindings that changed with it, and what was not taken."""

    text: str
    values: tuple[tuple[str, str, str], ...]
    unbound: tuple[Unbound, ...]
    left: tuple[Left, ...]


def take_text(text: str, form: Form, cells: Mapping[str, Cell], words: Narrative, past: Sequence[PastReport]) -> TakenText:
    """`text` is the draft's narrative, in good order; `words` what the Word text says, its bindings as they are written.

    OutputError where the new text would not read as what it is to say.
    """
    return _Taking(text, form, cells, words, past).take()


class _Taking:
    def __init__(self, text: str, form: Form, cells: Mapping[str, Cell], words: Narrative, past: Sequence[PastReport]) -> None:
        self.text, self.words, self.past = text, words, past
        self.form, self.cells = form, cells
        self.own = self._read(text)
        self.values: list[tuple[str, str, str]] = []
        self.unbound: list[Unbound] = []
        self.left: list[Left] = []
        self.expected = {section: tuple(map(line_of, blocks)) for section, blocks in self.own.texts.items()}

    def take(self) -> TakenText:
        sections = self.form.prose_sections
        order = [*KEYS[:5], *(section.name for section in sections), *KEYS[5:]]
        self._title(order)
        for key, section_id in ((PREFACE, PREFACE_ID), *((one.name, one.id) for one in sections if one.kind != "free")):
            if lines := self._new(section_id, key):
                self.text = with_lines(self.text, (key,), lines, order)
        for section in sections:
            if section.kind == "free":
                self._free(section.id, section.name)
        self._short()
        if {section: tuple(map(line_of, blocks)) for section, blocks in self._read(self.text).texts.items() if blocks} != {
            section: lines for section, lines in self.expected.items() if lines
        }:
            raise OutputError(
                "文字稿写成以后读回来不一样，没有写", location=Location(NARRATIVE), hint="把两份文件发给 reportgen 的维护者"
            )
        gone = [one for one in self.unbound if one.source not in self.text]
        return TakenText(self.text, tuple(self.values), tuple(gone), tuple(self.left))

    def _read(self, text: str) -> Narrative:
        return read_narrative(open_text(text, NARRATIVE), self.form)[0]

    # -- prose -----------------------------------------------------------------------------------------

    def _new(self, section: str, name: str) -> list[NewParagraph]:
        """The lines of a part as they are to be; none where it stays."""
        own, theirs = self.own.texts.get(section, ()), self.words.texts.get(section, ())
        if not theirs:
            if own:
                self.left.append(Left(name, f"{len(own)} 段", _NOT_THERE))
            return []
        lines = self._merged(own, theirs, name)
        self.expected[section] = tuple(line.text for line in lines)
        return lines

    def _merged(self, own: Sequence[TextBlock], theirs: Sequence[TextBlock], name: str) -> list[NewParagraph]:
        bound = bind(self.own._replace(texts={"": tuple(own)}), self.form, self.cells, self.past)[0].texts[""] if own else ()
        raw = list(map(line_of, own))
        printed = {_plain(block): line for block, line in zip(bound, raw, strict=True)}
        new = [printed.get(_plain(block), line_of(block)) for block in theirs]
        lines: list[NewParagraph] = []
        for tag, first, last, start, stop in SequenceMatcher(None, raw, new, autojunk=False).get_opcodes():
            paired = tag == "equal" or (tag == "replace" and last - first == stop - start)
            for at in range(start, stop):
                number = first + at - start if paired else None
                line = new[at] if tag == "equal" or number is None else self._reworded(bound[number], new[at], name)
                parted = theirs[at].level == 1 if at and theirs[at - 1].kind == theirs[at].kind == "row" else None
                lines.append(NewParagraph(line, number, parted))
            if not paired:
                for block in bound[first:last]:
                    self._tell(reworded(block, "").lost, name)
        return lines

    def _reworded(self, block: TextBlock, line: str, name: str) -> str:
        """A line with other words, and those bindings that its words leave alone."""
        if not block.told or _SIGNS.search(line):
            self._tell(reworded(block, "").lost if block.told else (), name)
            return line
        done = reworded(block, line)
        again = bind(self._alone(done.source), self.form, self.cells, self.past)[0].texts[""][0]
        if not could_print(again, (), line):
            return line
        self._tell(done.lost, name)
        return done.source

    def _alone(self, line: str) -> Narrative:
        return self.own._replace(texts={"": (TextBlock("paragraph", line, Location(NARRATIVE)),)})

    def _tell(self, lost: Sequence[Lost], name: str) -> None:
        self.unbound += [Unbound(one.source, one.printed, one.text, name) for one in lost]

    def _free(self, section: str, name: str) -> None:
        own, theirs = parts_of(self.own.texts.get(section, ())), parts_of(self.words.texts.get(section, ()))
        if not theirs:
            return
        known = [heading for heading, _ in own]
        wanted = []
        lines: list[str] = []
        for heading, below in theirs:
            at = known.index(heading) if heading in known else None
            new = self._merged(own[at][1] if at is not None else (), below, heading)
            wanted.append(NewPart(heading, tuple(new), at))
            lines += [heading, *(line.text for line in new)]
        changed = with_parts(self.text, name, wanted)
        if changed is None:
            raise OutputError(
                "文字稿里这一部分的写法比较特别，收不进去", location=Location(NARRATIVE), hint=f"把“{name}”写成标题加“: |”再试"
            )
        self.text = changed
        self.expected[section] = tuple(lines)

    # -- the rest --------------------------------------------------------------------------------------

    def _title(self, order: Sequence[str]) -> None:
        now = bind(self.own, self.form, self.cells, self.past)[0].title
        new = [line.text for line in self.words.title]
        if new and new != list(now):
            self.text = with_lines(self.text, (TITLE,), [NewParagraph(line) for line in new], order)

    def _short(self) -> None:
        own, words = self.own, self.words
        for path, old, new in (
            ((SIGNATURE, SIGNED_BY), own.signature, words.signature),
            ((SIGNATURE, SIGNED_ON), own.date, words.date),
            *(((CONTACT, name), own.contact.get(name), one) for name, one in words.contact.items()),
            *(
                ((FIELDS, one.name), own.fields.get(one.id), words.fields[one.id])
                for one in self.form.fields
                if one.id in words.fields
            ),
            *(((VARIABLES, name), own.variables.get(name), one) for name, one in words.variables.items()),
        ):
            if new is not None and new.text != self._printed(old):
                self.text = with_value(self.text, path, new.text)
                self.values.append((".".join(path), old.text if old else "", new.text))
        for name, same in (
            ("上年", words.prior is None or (own.prior is not None and own.prior.text == words.prior.text)),
            ("豁免", not words.waivers),
            (
                "图表",
                not words.charts
                or {key: one.text for key, one in words.charts.items()} == {key: one.text for key, one in own.charts.items()},
            ),
        ):
            if not same:
                self.left.append(Left(name, "", _NOT_TAKEN))

    def _printed(self, old: Paragraph | None) -> str:
        if old is None:
            return ""
        alone = bind(self._alone(old.text), self.form, self.cells, self.past)[0].texts[""]
        return alone[0].whole if alone else old.text


def _plain(block: TextBlock) -> tuple[str, str, str]:
    """What a block says, whichever way it is written."""
    return block.kind if not block.told else "", block.image, "".join(block.whole.strip(ENDS).split())
