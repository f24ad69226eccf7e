"""The figures of a draft, of its document and of what that was built from: which are taken over, which clash, which stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ...drafts.workbook.edit import Formulas
from ...model.change import FigureChange
from ...model.figures import digits, is_note
from ...model.form import Form
from ...model.report import GAP, Cell
from ..diff import same_cell
from .updated import Choices, Conflict, Kept, Left

_NOT_FOUND = "文件里没有找到这一格，或者这一格是空的，草稿里的数没有动"
_STILL_OPEN = f"文件里还是{GAP}，草稿里的数没有动"
_NO_FIGURE = "文件里这一格写的不是数，草稿里的数没有动；真要这样写，请自己改数据表"
_NO_CELL = "数据表里没有找到这一格，请自己填"
_REMARK = "数后面的说明没有改：数据表里没有“附注”这张表；加一张同名的，第一行写“哪张表”“哪一格”“印什么”，再收回一次"
_TOTAL = "数据表里是公式，跟着分项算，没有动；Word 里的合计与分项对不上"
_CHOOSE_TOTAL = "数据表里是公式；选 Word，公式就换成这个数，以后不再跟着分项算"

# A formula whose result stands not in the file.
NO_RESULT = "待算"

Cells = Mapping[str, Cell]


class TakenFigures(NamedTuple):
    """The new figures by Ref, the words behind figures that go into the sheet of notes, what the draft alone changed, and what could not be taken."""

    changed: dict[str, Cell]
    remarks: dict[str, str]
    kept: tuple[Kept, ...]
    left: tuple[Left, ...]


def merge_figures(
    form: Form, base: Cells, ours: Cells, theirs: Cells, formulas: Formulas, choices: Choices, *, has_notes: bool
) -> TakenFigures:
    """Merge the cells. A cell without a figure in the document takes no figure away, and a formula gives way only where that was chosen.

    `has_notes` says whether the workbook has the sheet for words behind figures.
    """
    merge = _Merge(form, base, ours, theirs, choices, has_notes=has_notes)
    merge.typed([ref for ref in form.figures if ref not in formulas.written])
    merge.totals(formulas)
    return TakenFigures(merge.changed, merge.remarks, tuple(merge.kept()), tuple(merge.left))


def cell_in_words(cell: Cell | None) -> str:
    """A cell as it is shown to a person."""
    if cell is None or cell.blank:
        return "空"
    if "no_result" in cell.flaws:
        return NO_RESULT
    return f"{digits(cell.value)}{cell.remark}" if cell.value is not None else cell.text.strip()


def figure_id(form: Form, ref: str) -> str:
    """The name of a figure on the command line: 表三.予以公开.自然人."""
    return ".".join(form.figures[ref].title.replace("/", " ").split())


def changes_of(form: Form, old: Cells, new: Cells) -> Iterator[FigureChange]:
    """The figures that are others than they were, those that formulas work out among them."""
    for ref, figure in form.figures.items():
        if not same_cell(old.get(ref), new.get(ref)):
            yield FigureChange(ref, figure.title, old.get(ref), new.get(ref), figure.printed_places, form.points(ref))


class _Merge:
    def __init__(self, form: Form, base: Cells, ours: Cells, theirs: Cells, choices: Choices, *, has_notes: bool) -> None:
        self.form, self.base, self.ours, self.theirs, self.choices = form, base, ours, theirs, choices
        self.has_notes = has_notes
        self.changed: dict[str, Cell] = {}
        self.remarks: dict[str, str] = {}
        self.left: list[Left] = []

    def typed(self, refs: list[str]) -> None:
        """The figures that somebody typed."""
        for ref in refs:
            new = self._new(ref)
            if new is None or same_cell(new, self.ours.get(ref)):
                continue
            if self._counts(ref):
                self._take(ref, new)

    def _counts(self, ref: str) -> bool:
        """Whether the document's cell is the one to have: the draft has not changed it too, or that was chosen."""
        untouched = same_cell(self.base.get(ref), self.ours.get(ref))
        return untouched or self._side(ref, cell_in_words(self.ours.get(ref))) == "theirs"

    def _take(self, ref: str, new: Cell) -> None:
        """A figure with words behind it: the number stands in its cell, the words in the sheet of notes, so that sums count it."""
        ours = self.ours[ref]
        if self._is_noted(ref, new):
            if new.remark != ours.remark:
                self.remarks[ref] = new.remark
            if new.value == ours.value:
                return
            new = _bare(ours, new)
        self.changed[ref] = new

    def _is_noted(self, ref: str, new: Cell) -> bool:
        """Whether words behind a figure stand, or are to stand, in the sheet of notes."""
        ours = self.ours[ref]
        return new.value is not None and not ours.is_words and (is_note(new.remark) or ours.remark_at is not None)

    def totals(self, formulas: Formulas) -> None:
        """The cells that a formula works out, once their parts are known."""
        now = {**self.ours, **self.changed}
        theirs = {**self.ours, **{ref: cell for ref, cell in self.theirs.items() if cell.value is not None}}
        frozen: dict[str, Cell] = {}
        for ref in (one for one in self.form.figures if one in formulas.written):
            computed, in_document = formulas.value(ref, now), formulas.value(ref, theirs)
            says = self.theirs.get(ref)
            adds_up = says is not None and says.value is not None and says.value in (computed, in_document)
            new = self._new(ref)
            if adds_up and says is not None and (not says.remark or self._is_noted(ref, says)):
                if new is not None and new.remark != self.ours[ref].remark and self._counts(ref):
                    self.remarks[ref] = new.remark
                continue
            if new is not None and not same_cell(new, self.ours.get(ref)):
                shown = digits(computed) if computed is not None else cell_in_words(self.ours.get(ref))
                if self._side(ref, f"{shown}（{formulas.written[ref]}）", _CHOOSE_TOTAL) == "theirs":
                    frozen[ref] = new
            elif computed is not None and formulas.touches(ref, self.changed) and says is not None and says.value is not None:
                self._leave(ref, f"Word 里是 {cell_in_words(says)}，草稿里是 {digits(computed)}", _TOTAL)
        self.changed |= frozen

    def kept(self) -> Iterator[Kept]:
        """What was changed in the draft and not in the document."""
        for ref, figure in self.form.figures.items():
            before, now = self.base.get(ref), self.ours.get(ref)
            if not same_cell(before, now) and same_cell(before, self.theirs.get(ref)) and ref not in self.changed:
                yield Kept(figure.title, cell_in_words(before), cell_in_words(now))

    def _new(self, ref: str) -> Cell | None:
        """The document's figure where it is another than was built, and can be taken; what cannot is told."""
        before, new = self.base.get(ref), self.theirs.get(ref)
        if same_cell(before, new):
            return None
        change = f"{cell_in_words(before)} → {cell_in_words(new)}"
        if new is not None and new.value is not None:
            if ref in self.ours:
                return self._with_own_remark(ref, new, change)
            self._leave(ref, change, _NO_CELL)
        elif not same_cell(new, self.ours.get(ref)):
            text = new.text.strip() if new is not None and not new.computed else ""
            self._leave(ref, change, _STILL_OPEN if text == GAP else _NO_FIGURE if text else _NOT_FOUND)
        return None

    def _with_own_remark(self, ref: str, new: Cell, change: str) -> Cell | None:
        """A figure with words behind it where there is no sheet of notes: the figure is taken, the words are told."""
        ours = self.ours[ref]
        if self.has_notes or not self._is_noted(ref, new):
            return new
        if new.remark != ours.remark:
            self._leave(ref, change, _REMARK)
        return None if new.value == ours.value else _bare(ours, new)

    def _leave(self, ref: str, text: str, why: str) -> None:
        self.left.append(Left(self.form.figures[ref].title, text, why))

    def _side(self, ref: str, ours: str, why: str = "") -> str:
        before, theirs = cell_in_words(self.base.get(ref)), cell_in_words(self.theirs.get(ref))
        location = self.ours[ref].location
        place = f"{location.path} {location.grid}!{location.cell}"
        return self.choices.side(Conflict(figure_id(self.form, ref), place, before, ours, theirs, why))


def _bare(ours: Cell, new: Cell) -> Cell:
    """The draft's cell with the figure of `new` and no words behind it."""
    assert new.value is not None
    return ours._replace(text=digits(new.value), value=new.value, remark="", remark_at=None)
