"""The marker proof: a template is rendered with a mark in place of each figure and text, and read back to see where each one landed.

What it cannot see in one rendering it tries in others: where tags look at how much a figure is, or how long a text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, groupby, pairwise
from typing import Any, NamedTuple

from jinja2 import ChainableUndefined, StrictUndefined, Undefined

from ....model.errors import PackError, ReportgenError
from ....model.form import Form
from ....model.location import Location
from ....model.outline import Outline
from ....model.report import GAP
from ....recognise.stacked import find_whole_tables, real_places
from ...outline import outline_of, printed_texts
from ..engine import CompiledTemplate, compiled_unproved, rendered
from ..full.values import context, marked_values
from ..syntax import ANY_TAG, FIGURE_TAG

# The marks of what may stand again outside its place.
_SHORT = ("⟪title⟫", "⟪signature⟫", "⟪date⟫")
_BLANKS = {"\t": "制表符", "\n": "换行"}
_QUOTED = 30
# A text longer than most conditions ask for; those that name a number get texts beyond that, up to the longest line of a report.
_LONG, _BEYOND, _MOST_LENGTHS = 5000, 100, 8
_NUMBER = re.compile(r"\b\d[\d_]*\b")
# Tags that do no more with texts than print them and ask for the kind of a block.
_PLAIN = re.compile(
    r"\{\{\w? ?[\w.\s]*\}\}|\{%\w* *(?:for [\w ]+ in [\w.]+|(?:el)?if (?:not )?[\w.]+(?:\.style (?:==|!=|in) [^%|]*)?|else|end\w+) *%\}|\{#.*?#\}"
)


# Table (from 0), row and column (from 1).
TableCell = tuple[int, int, int]


class Misprint(NamedTuple):
    """What came of a Ref, or of a text, in the marker proof: printed so many times, perhaps in a wrong `place`.

    `beside` is what stands with it in its cell or paragraph, or how else it is not as a report must have it.
    """

    subject: str
    message: str
    times: int
    place: TableCell | None = None
    beside: str = ""


class Unproved(PackError):
    """A template that can be rendered and does not print what it must."""

    def __init__(self, misprints: list[Misprint], path: str) -> None:
        super().__init__(f"模板与格式对不上，有 {len(misprints)} 处", location=Location(path))
        self.misprints = misprints


def compiled_or_first_problem(
    content: bytes,
    form: Form,
    path: str,
    *,
    ours: bool = False,
    docxtpl: bool = False,
    missing: type[Undefined] = StrictUndefined,
) -> CompiledTemplate:
    """A template compiled and proved. PackError for the first thing that cannot be compiled; Unproved lists all that the proof found.

    `ours`, `docxtpl` and `missing` are as for `compiled_unproved`.
    """
    compiled, sources = compiled_unproved(content, form, path, ours=ours, docxtpl=docxtpl, missing=missing)
    tags = [tag for source in sources.values() for tag in ANY_TAG.findall(source) if not _PLAIN.fullmatch(tag)]
    by_value = any(_looks_at_figures(source, form) for source in sources.values())
    return _proved(compiled, by_value=by_value, lengths=_lengths(tags))


class _Taken(ChainableUndefined):
    """A name that there is not, where every condition that asks for it holds."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = ChainableUndefined.__hash__


def misprints_in_any_case(content: bytes, form: Form, path: str, *, docxtpl: bool) -> list[Misprint]:
    """What the proof finds of a template with names that there are not: printed in a wrong way in one case, or not once in either."""
    found: list[list[Misprint]] = []
    for missing in (ChainableUndefined, _Taken):
        try:
            compiled_or_first_problem(content, form, path, docxtpl=docxtpl, missing=missing)
        except Unproved as proof:
            found.append(proof.misprints)
        except ReportgenError:
            return []
        else:
            found.append([])
    first, other = found
    return [one for one in dict.fromkeys([*first, *other]) if one.times == 1 or (one in first and one in other)]


def _looks_at_figures(source: str, form: Form) -> bool:
    """Whether tags do more with figures than print them."""
    ids = "|".join(re.escape(table.id) for table in form.tables)
    return any(re.search(rf"\b(?:{ids})\b", tag) for tag in ANY_TAG.findall(FIGURE_TAG.sub("", source)))


def _proved(compiled: CompiledTemplate, *, by_value: bool, lengths: Iterable[int]) -> CompiledTemplate:
    """The template with the places of its figures; Unproved with all that is not printed as it must be.

    Each figure must land exactly once, alone in the cell that the labels say; each text exactly once, in a paragraph of
    its own. `by_value` says that tags look at the figures; with texts of these `lengths` it is tried again, where they
    may look at how long one is.
    """
    printed = _Printed(compiled)
    misprints = [*printed.figures_not_once(), *printed.texts_not_once()]
    misprints += printed.figures_elsewhere() if not misprints else ()
    # A report is refused for these too.
    misprints += printed.figures_with_company()
    lost = {misprint.subject for misprint in misprints}
    misprints += printed.texts_out_of_line(lost)
    for length in lengths:
        misprints += _by_length(compiled, printed.marks, printed.wanted, length) if not misprints else ()
    misprints += _conditional(compiled, printed.values, printed.once) if by_value and not misprints else ()
    if misprints:
        raise Unproved(misprints, compiled.path)
    return compiled._replace(places=printed.places(), tables_before=printed.tables_before(), beside=printed.beside())


class _Printed:
    """A template rendered with a mark for each figure and text, once with a narrow signature and once with a wide one."""

    def __init__(self, compiled: CompiledTemplate) -> None:
        self.form = compiled.form
        self.marks = {ref: f"⟦{number}⟧" for number, ref in enumerate(self.form.figures)}
        texts: list[str] = []
        self.values = marked_values(self.form, compiled.block_looks, self.marks, texts)
        other = {**self.values, "signature_wide": not self.values["signature_wide"]}
        self.outline = outline_of(rendered(compiled, self.values)[compiled.main], compiled.path)
        self._otherwise = rendered(compiled, other)[compiled.main]
        self._path = compiled.path
        self.written = "\n".join(printed_texts(self.outline))
        self.wanted = list(_wanted(texts, self.written + self._otherwise.decode(), self.form))
        self.landed = self._landed()
        self.once = {ref: places[0] for ref, places in self.landed.items() if len(places) == 1}
        # The tables that no form has, each with the passage that it stands for.
        self._small = _small_tables(self.outline)

    @cached_property
    def _other_outline(self) -> Outline:
        return outline_of(self._otherwise, self._path)

    def _landed(self) -> dict[str, list[TableCell]]:
        """Where the mark of each figure was found."""
        found: dict[str, list[TableCell]] = {}
        by_mark = {mark: ref for ref, mark in self.marks.items()}
        for number, grid in enumerate(self.outline.grids):
            for (row, column), cell in grid.cells.items():
                for mark in re.findall("⟦\\d+⟧", cell.text):
                    found.setdefault(by_mark[mark], []).append((number, row, column))
        return found

    def _own(self, number: int) -> int:
        """The number of a table among those of the form."""
        return number - sum(other < number for other in self._small)

    def figures_not_once(self) -> Iterator[Misprint]:
        for ref, figure in self.form.figures.items():
            times = len(self.landed.get(ref, ()))
            if times != 1:
                yield Misprint(ref, f"{figure.title}（{{{{ {ref} }}}}）{_times(times)}", times)

    def texts_not_once(self) -> Iterator[Misprint]:
        otherwise = self._otherwise.decode()
        for text in self.wanted:
            counted = {self.written.count(text), otherwise.count(text)}
            if text in _SHORT and max(counted) > 1:
                counted = {_in_their_place(text, one) for one in (self.outline, self._other_outline)}
            for times in sorted(counted - {1}):
                yield Misprint(text[1:-1], f"文字 {text} {_times(times)}", times)

    def figures_elsewhere(self) -> Iterator[Misprint]:
        """Figures in another cell than their labels say, where each was printed once."""
        found = find_whole_tables(self.form, self.outline).found.values()
        right = {ref: place for one in found for ref, place in real_places(one, self.outline).items()}
        for ref, figure in self.form.figures.items():
            number, row, column = self.once[ref]
            if right.get(ref) != (number, row, column):
                own = self._own(number)
                message = f"{figure.title}（{{{{ {ref} }}}}）印在了第{own + 1}张表第{row}行第{column}列，与表头不符"
                yield Misprint(ref, message, 1, (own, row, column))

    def figures_with_company(self) -> Iterator[Misprint]:
        """Figures that do not stand alone in their cells, be it with a space only."""
        for ref, (number, row, column) in self.once.items():
            rest = self.outline.grids[number].text(row, column).replace(self.marks[ref], "", 1)
            if rest:
                message = f"“{self.form.figures[ref].title}”的格里除了标签还有{_named(rest)}"
                yield Misprint(ref, message, 1, (self._own(number), row, column), rest)

    def texts_out_of_line(self, lost: Collection[str]) -> Iterator[Misprint]:
        """Texts that have not a paragraph of their own, or are printed before what comes before them; `lost` is told already."""
        lines = [line for line in _lines_in_order(self.wanted, self.form) if not any(subject in lost for subject in line)]
        return _out_of_line(lines, (self.outline, self._other_outline))

    def places(self) -> dict[str, TableCell]:
        """The place of each figure, its table counted among those of the form."""
        return {ref: (self._own(number), row, column) for ref, (number, row, column) in self.once.items()}

    def tables_before(self) -> dict[str, int]:
        """How many of the form's tables stand before each passage."""
        return {name: self._own(number) for number, name in self._small.items()}

    def beside(self) -> frozenset[str]:
        """The fields and contact data that were printed."""
        everything = self.written + "".join(cell.text for grid in self.outline.grids for cell in grid.cells.values())
        return frozenset(
            f"{group}.{name}"
            for group in ("fields", "contact")
            for name, mark in self.values[group].items()
            if mark in everything
        )


def _lengths(tags: Sequence[str]) -> list[int]:
    """How long the texts must be with which tags are tried that may look at that: beyond each number that they name, and their sum."""
    if not tags:
        return []
    from ....files.yaml import MAX_LINE  # it loads much, and hardly a template asks

    named = {int(number) for tag in tags for number in _NUMBER.findall(tag) if len(number) <= len(str(MAX_LINE))}
    whole = sum(named) + _LONG
    return sorted({min(one, MAX_LINE) for one in (_LONG, whole, *(one + _BEYOND for one in sorted(named)[-_MOST_LENGTHS:]))})


def _by_length(compiled: CompiledTemplate, marks: Mapping[str, str], wanted: Iterable[str], length: int) -> Iterator[Misprint]:
    """The texts that are not printed once where they are so long."""
    texts: list[str] = []
    filling = "长" * length
    values = marked_values(compiled.form, compiled.block_looks, marks, texts, filling)
    written = "\n".join(printed_texts(outline_of(rendered(compiled, values)[compiled.main], compiled.path)))
    counted = {text.replace(filling, ""): written.count(text) for text in texts}
    for text in wanted:
        times = counted[text]
        if times != 1 and not (times and text in _SHORT):
            yield Misprint(text[1:-1], f"文字 {text} 长的时候{_times(times)}", times)


def _lines_in_order(marks: Sequence[str], form: Form) -> Iterator[tuple[str, ...]]:
    """The lines of text that a report prints, each as the subjects that it consists of, in the form's order."""
    passages: dict[str, list[tuple[str, ...]]] = {}
    for subject in (mark[1:-1] for mark in marks):
        if not subject.endswith((" lead", " picture")):
            lead = f"{subject} lead" if subject.endswith(" run_in") else ""
            passages.setdefault(subject.split()[0], []).append((lead, subject) if lead else (subject,))
    signed = ("signature", "date")
    sections = [signed if section.kind == "signature" else (section.id,) for section in form.sections]
    for part in chain(("title", "preface"), *sections):
        yield from passages.get(part, ())


def _out_of_line(lines: Sequence[tuple[str, ...]], outlines: Sequence[Outline]) -> Iterator[Misprint]:
    """Texts that have not a paragraph of their own, or are printed before what comes before them."""
    told: set[str] = set()
    for paragraphs in map(printed_texts, outlines):
        there: dict[str, list[int]] = {}
        for number, text in enumerate(paragraphs):
            there.setdefault(text, []).append(number)
        last = -1
        for line in lines:
            subject, whole = line[-1], "".join(f"⟪{part}⟫" for part in line)
            # What stands again elsewhere, as in a 版记, has one place that is in order.
            at = next((number for number in there.get(whole, ()) if number > last), there.get(whole, (None,))[0])
            if at is None:
                holder = next((text for text in paragraphs if f"⟪{subject}⟫" in text), whole)
                wrong = f"同一段里还有{_named(holder.replace(whole, '', 1))}"
            else:
                wrong = "与它前面的文字次序颠倒了" if at < last else ""
                last = max(last, at)
            if wrong and subject not in told:
                told.add(subject)
                yield Misprint(subject, f"文字 ⟪{subject}⟫ {wrong}", 1, beside=wrong)


def _conditional(compiled: CompiledTemplate, values: Mapping[str, Any], landed: Mapping[str, TableCell]) -> Iterator[Misprint]:
    """Figures of a template that looks at their values: printed as they are, whatever they are, also where there is none."""
    told: set[str] = set()
    for value in ("0", "12345", GAP):
        figures = context(dict.fromkeys(compiled.form.figures, value), {}, mark=True)
        outline = outline_of(
            rendered(compiled, {**values, **{table.id: figures[table.id] for table in compiled.form.tables}})[compiled.main],
            compiled.path,
        )
        for ref, (number, row, column) in landed.items():
            shown = outline.grids[number].text(row, column) if number < len(outline.grids) else ""
            if shown != value and ref not in told:
                told.add(ref)
                yield Misprint(ref, f"{compiled.form.figures[ref].title} 是 {value} 的时候，印出来的是“{shown}”", 0)


def _named(text: str) -> str:
    """A text as a message names it, also one that nobody sees."""
    if text.strip():
        return f"“{text.strip()[:_QUOTED]}”"
    return "、".join(dict.fromkeys(_BLANKS.get(sign, "空格") for sign in text))


def _wanted(marks: Sequence[str], printed: str, form: Form) -> Iterator[str]:
    """The texts that must be printed: not those of a passage that the form can lack where nothing of it is."""
    for passage, own in groupby(marks, key=lambda mark: mark[1:-1].split()[0]):
        those = list(own)
        if not form.can_lack(passage) or any(mark in printed for mark in those):
            yield from those


def _in_their_place(mark: str, outline: Outline) -> int:
    """How often a short text is printed where it belongs: again elsewhere, as in a 版记, it is no second one.

    It is one when it stands below the first as a paragraph of its own, with nothing but short texts between.
    """
    texts = [text for text in printed_texts(outline) if text.strip()]
    texts += [cell.text for grid in outline.grids for cell in grid.cells.values()]
    if not any(mark in text for text in texts):
        return 0
    runs = [sum(one == mark for one in own) for short, own in groupby(texts, key=_SHORT.__contains__) if short]
    return max(*runs, 1)


def _small_tables(outline: Outline) -> dict[int, str]:
    """Of a template rendered with marks: the tables that no form has, each with the passage that it stands for."""
    found = {}
    for (kind, at), (following, number) in pairwise(outline.order):
        caption = re.fullmatch("⟪(\\w+) table⟫", outline.paragraphs[at].text) if kind == "p" else None
        if caption and following == "t":
            found[number] = caption[1]
    return found


def _times(times: int) -> str:
    return f"印了 {times} 次" if times else "没有印出来"
