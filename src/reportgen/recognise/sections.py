"""Which lines of a document stand under which section of a form, also where a heading is missing or runs on into its text.

No line is left out: what stands in front of the first section is the front, every other one is in the part of some section.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from ..model.form import Form, Section
from ..model.outline import OutlineParagraph
from ..text.ordinals import HAN_NUMBER, first_level_ordinal, heading_ordinal
from ..text.patterns import pattern
from .headings import heading_of, headings_of, is_first_level, wordings_of

# What a preface says; the first sentence that says none of it is the first section's.
_OF_PREFACE = pattern(
    r"编制|编写|统计(?:期限|时间|范围|数据)|与.{2,40}联系|电子版|邮编|(?:地址|电话|传真|邮箱)[:：]|如(?:对|有|需).{0,16}(?:疑问|意见|了解|咨询)|(?:公布|发布|编制)[^。，]{0,60}报告|本(?:年度)?报告"
)
_ASIDE = pattern(r"[（(].*[）)]")
_SENTENCE = pattern(r"[。；;，,]")
_SHORTEST_SENTENCE, _LONG_SENTENCE = 15, 20
# A note below a table is the table's.
_NOTE = pattern(r"[（(]?(?:注|备注|说明|填表|单位)[\d一二三]?[:：]")
# A phrase so long tells by itself what a paragraph is about.
_TELLING = 3
# So much text behind a heading in its own line makes it run on: what follows in a table of contents is a number.
_RUNS_ON = 8


# How a note goes on in lines of its own.
_GOES_ON = pattern(r"[（(]?[\d一二三四五六七八九十]{1,2}[)）.．、]")


def notes_among(texts: Sequence[str]) -> list[bool]:
    """Which of the lines that stand with a table are notes below it: 注：…, and the numbered lines behind such a one."""
    notes: list[bool] = []
    for text in texts:
        begins = _NOTE.match(text.strip()) is not None and not text.strip().startswith(("单位", "填表", "（单位", "(单位"))
        notes.append(begins or (bool(notes) and notes[-1] and _GOES_ON.match(text.strip()) is not None))
    return notes


class Part(NamedTuple):
    """A section's lines; `heading` None where they have none and were placed by what stands around them."""

    section: Section
    heading: OutlineParagraph | None
    body: list[OutlineParagraph]


class Parts(NamedTuple):
    """A document's lines: those in front of the first section, and those of each, from top to bottom."""

    front: list[OutlineParagraph]
    sections: list[Part]


def parts_of(
    form: Form, lines: Sequence[OutlineParagraph], tables: Mapping[OutlineParagraph, int], pieces: Sequence[str]
) -> Parts:
    """The lines by sections; `tables` says how many pieces of the form's tables stand above each, `pieces` of which table each is.

    Text below the last table that a section has in it is the next prose section's where that one has no heading;
    text between the preface and the first heading is the first section's where that one has none; the last paragraphs are the
    last section's where they speak of what that is for.
    """
    wanted = [section for section in form.sections if section.heading]
    above = [tables.get(line, 0) for line in lines]
    headed = headings_of(lines, wanted)
    if lost := [section for section in wanted if section not in headed.values()]:
        lines, above = _cut_at_headings(lines, lost, above)
        headed = headings_of(lines, wanted)
    free = next((section for section in form.sections if section.kind == "free"), None)
    earlier = form.sections[: form.sections.index(free)] if free else ()
    behind = max((at for at, section in headed.items() if section in earlier), default=-1)
    first = next((at for at, line in enumerate(lines) if at > behind and is_first_level(line)), None) if free else None
    starts, unheaded = {**headed}, set[int]()
    if free and first is not None and first not in headed:
        starts[first] = free
        unheaded.add(first)
        # The first heading of its own may be missing too: 二、 is the first there is.
        headless = behind < 0 and heading_of(lines[first].text).number > 1
        begun = _behind_preface(lines[:first]) if headless else first
        starts[begun] = free
        unheaded.add(begun)
    elif not free and wanted:
        found = _without_headings(form, lines, above, pieces, headed)
        starts |= found
        unheaded |= set(found)
    positions = sorted(starts)
    sections: list[Part] = []
    for at, following in pairwise((*positions, len(lines))):
        first = at + (at not in unheaded)
        part = Part(starts[at], None if at in unheaded else lines[at], list(lines[first:following]))
        sections += _turns(form, part, above[first:following], above[at], pieces) if part.section.part_of else [part]
    return Parts(list(lines[: min(positions, default=len(lines))]), sections)


def _turns(form: Form, part: Part, above: Sequence[int], begun: int, pieces: Sequence[str]) -> Iterator[Part]:
    """The lines below one heading under which text and tables take turns, by the sections that stand there.

    `above` are the pieces of tables above each line, `begun` those above the heading.
    """
    own = form.together(part.section)
    held = {table: at for at, section in enumerate(own) for table in section.tables}
    bodies: list[list[OutlineParagraph]] = [[] for _ in own]
    notes = notes_among([line.text for line in part.body])
    current = -1
    for line, count, note in zip(part.body, above, notes, strict=True):
        passed = [held[table] for table in pieces[begun:count] if table in held]
        last = passed[-1] if passed else -1
        # What stands between two pieces of one table, or two tables of one section, is theirs; so are the notes right below.
        inside = last >= 0 and held.get(pieces[count] if count < len(pieces) else "") == last
        if inside or (note and last >= 0 and (current == last or not bodies[min(last + 1, len(own) - 1)])):
            current = last
        else:
            behind = range(last + 1, next((at for at in range(last + 1, len(own)) if own[at].tables), len(own)))
            current = next((at for at in behind if own[at].has_prose), max(last, 0))
        bodies[current].append(line)
    for at, section in enumerate(own):
        yield Part(section, part.heading if at == 0 else None, bodies[at])


# -- headings that are missing -------------------------------------------------------------------------------------


def _without_headings(
    form: Form, lines: Sequence[OutlineParagraph], above: Sequence[int], pieces: Sequence[str], headed: Mapping[int, Section]
) -> dict[int, Section]:
    """Where the text of sections begins that have no heading, each with its section."""
    order = [section for section in form.sections if section.heading]
    starts = dict(headed)
    top = min(headed, default=len(lines))
    if order[0].has_prose and order[0] not in starts.values():
        begun = _behind_preface(lines[:top])
        if begun < top and not above[begun]:
            starts[begun] = order[0]
    while more := next(_gaps(form, lines, above, pieces, starts), None):
        starts[more[0]] = more[1]
    return {at: section for at, section in starts.items() if at not in headed}


def _gaps(
    form: Form, lines: Sequence[OutlineParagraph], above: Sequence[int], pieces: Sequence[str], starts: Mapping[int, Section]
) -> Iterator[tuple[int, Section]]:
    """Where between the sections that are known the text of another one begins."""
    order = [section for section in form.sections if section.heading]
    known = set(starts.values())
    for at, following in pairwise((*sorted(starts), len(lines))):
        section = starts[at]
        end = order.index(starts[following]) if following in starts else len(order)
        if not (lost := _first_prose(order[order.index(section) + 1 : end], known)):
            continue
        within = range(at + 1, following)
        last, later = form.together(section)[-1], _pieces_of(pieces, form.sections[form.sections.index(lost) :])
        # Text below the tables of a section that ends with text is its own.
        ends_with_text = last is not section and last.has_prose
        begun = within.stop if ends_with_text else _below_tables(lines, above, within, section, later)
        if begun == following and last.has_prose and following == len(lines):
            begun = _by_subject(lines, within, lost)
        if begun < following:
            yield begun, lost


def _first_prose(sections: Sequence[Section], known: set[Section]) -> Section | None:
    """The first of these sections that is prose, if it has no heading."""
    prose = next((section for section in sections if section.has_prose), None)
    return prose if prose not in known else None


def _behind_preface(lines: Sequence[OutlineParagraph]) -> int:
    """Where the text behind the preface begins: at the first sentence that no preface says."""
    for at, line in enumerate(lines):
        if line.row or not (_is_sentence(line.text) or _is_inner_heading(line.text)):
            continue
        if not _OF_PREFACE.search(line.text) and not _ASIDE.fullmatch(line.text):
            return at
    return len(lines)


def _pieces_of(pieces: Sequence[str], sections: Sequence[Section]) -> frozenset[int]:
    """Which pieces of tables, counted from 1, are of the tables that these sections have."""
    tables = {table for section in sections for table in section.tables}
    return frozenset(number for number, table in enumerate(pieces, 1) if table in tables)


def _below_tables(
    lines: Sequence[OutlineParagraph], above: Sequence[int], within: range, section: Section, others: Collection[int]
) -> int:
    """Where text begins below the last table of this section among these lines; behind them where none does.

    The pieces in `others` are of tables that stand in the text that is looked for, or behind it.
    """
    last = above[within[-1]] if within else 0
    while within and last > above[within[0] - 1] and last in others:
        last -= 1
    if within and last == above[within[0] - 1] and section.has_prose:
        return within.stop  # no table: it is the section's own text
    for at in within:
        line = lines[at]
        if above[at] < last or line.row or _NOTE.match(line.text):
            continue
        without_table = last == above[within[0] - 1]
        sentence = _is_sentence(line.text) and (not without_table or len(line.text) >= _LONG_SENTENCE)
        if sentence or (_is_inner_heading(line.text) and not without_table):
            return at
    return within.stop


def _by_subject(lines: Sequence[OutlineParagraph], within: range, lost: Section) -> int:
    """Where the last paragraphs begin that speak of what this section is for: by its heading's words or what it must speak of."""
    ordinal = first_level_ordinal(lost.heading)
    words = [lost.heading[ordinal.end if ordinal else 0 :], *lost.accepts]
    words += [phrase for one in lost.expects if one.figures for phrase in one.phrases if len(phrase) >= _TELLING]
    begun = within.stop
    sentences = [at for at in within if not lines[at].row and _is_sentence(lines[at].text)]
    for at in reversed(sentences[1:]):
        if not any(word in lines[at].text for word in words):
            break
        begun = at
    return begun


def _is_sentence(text: str) -> bool:
    return len(text) > _SHORTEST_SENTENCE and bool(_SENTENCE.search(text))


def _is_inner_heading(text: str) -> bool:
    """Whether a line begins with （一） or 1., or is a first-level heading of no section."""
    return heading_ordinal(text) is not None or first_level_ordinal(text) is not None


# -- headings that run on ------------------------------------------------------------------------------------------


def _cut_at_headings(
    lines: Sequence[OutlineParagraph], lost: Sequence[Section], above: Sequence[int]
) -> tuple[list[OutlineParagraph], list[int]]:
    """The lines, with the headings of the `lost` sections that a line begins or ends with in lines of their own."""
    beginning, ending = _run_in(tuple(heading for section in lost for heading in wordings_of(section)))
    cut: list[OutlineParagraph] = []
    counted: list[int] = []
    for line, count in zip(lines, above, strict=True):
        pieces = [line]
        if not line.row and (found := beginning.match(line.text)):
            if sum(char.isalnum() for char in line.text[found.end() :]) >= _RUNS_ON:
                pieces = line.cut(found.end())
        elif not line.row and (found := ending.search(line.text)):
            pieces = line.cut(found.start(1))
        cut += pieces
        counted += [count] * len(pieces)
    return cut, counted


@lru_cache(maxsize=16)
def _run_in(headings: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a line begins with one of these headings and runs on, and how one ends with it."""
    words = {heading[ordinal.end :] if (ordinal := first_level_ordinal(heading)) else heading for heading in headings}
    # The longest first: one heading may begin another.
    spelled = "|".join(r"\s*".join(map(re.escape, one)) for one in sorted(words, key=len, reverse=True) if one)
    numbered = rf"#*\s*(?:{HAN_NUMBER}\s*[、,，.．]|第{HAN_NUMBER}(?:部分|章)[、,，.．\s]?)\s*"
    beginning = rf"(?:{numbered}(?:{spelled})\s*[。：:；;，,]?\s*|(?:{spelled})\s*[。：:]\s*)(?=\S)"
    ending = rf"[。；：:告]\s*({HAN_NUMBER}、\s*(?:{spelled}))\s*[。：:]?$"
    return re.compile(beginning), re.compile(ending)
