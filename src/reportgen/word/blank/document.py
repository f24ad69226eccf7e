"""A blank form opened to be tagged: what stands in it, the elements that its places mean, cells too narrow for their numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from ...model.errors import SourceError
from ...model.location import Location
from ...model.outline import Outline
from ..body import blocks_below, cell_elements
from ..looks import Looks, room_of
from ..names import DELETED, INSERTED, MOVED_FROM, MOVED_TO, RELATIONS, TBL, P, W
from ..official import SMALLEST_IN_TABLE
from ..outline import outline_in, with_row_numbers
from ..package import Package, opened_file
from ..runs import shown_text

_TAGS = re.compile(r"\{\{|\{%")

Places = Mapping[tuple[int, int], etree._Element]
# A number of a city fits: 10,000 cases a year, without its separator.
_DIGITS = 5
# In half-points: what a template is told that it prints too small for.
_SMALLEST = round(SMALLEST_IN_TABLE * 2)
# Widths in twentieths of a point by sizes in half-points: a digit is half as wide as its type is high in most fonts, which makes
# 5 to 1, and a little wider in those that stand in for them.
_WIDTH_OF_DIGIT = 5.5


class BlankForm(NamedTuple):
    """A form opened to be tagged: its outline, and the elements that the outline's places mean."""

    package: Package
    outline: Outline
    paragraphs: Sequence[etree._Element]
    cells: Sequence[Places]
    # Where a number is typed and Word puts one in front of it too, with what is printed.
    twice: Sequence[tuple[Location, str]] = ()

    @property
    def texts(self) -> list[dict[tuple[int, int], str]]:
        """The text of every cell of every grid, empty ones too."""
        return [{place: shown_text(cell) for place, cell in grid.items()} for grid in self.cells]

    @property
    def headers(self) -> list[str]:
        """The header parts that the pages of the form use."""
        relations = self.package.relations(self.package.main)
        used = (relations.get(str(one.get(RELATIONS + "id"))) for one in self.package.document.iter(W + "headerReference"))
        return sorted({relation.target for relation in used if relation and relation.target in self.package.files})

    @property
    def styles(self) -> Looks:
        """What its paragraphs inherit."""
        return Looks(self.package.beside("styles"), self.package.beside("theme"))

    @property
    def tracked(self) -> int:
        """How many tracked changes the form still holds."""
        return sum(1 for _ in self.package.document.iter(INSERTED, DELETED, MOVED_FROM, MOVED_TO))


def open_form(path: Path) -> BlankForm:
    """Open the .docx of a blank form. SourceError when it cannot be read, or holds tags already."""
    package = opened_file(path)
    outline, twice = with_row_numbers(outline_in(package, path.name), package)
    blocks = list(blocks_below(package.body))
    form = BlankForm(
        package,
        outline,
        [block for block in blocks if block.tag == P],
        [dict(cell_elements(block, {})) for block in blocks if block.tag == TBL],
        twice,
    )
    texts = (*(paragraph.text for paragraph in outline.paragraphs), *(cell for grid in form.texts for cell in grid.values()))
    if any(_TAGS.search(text) for text in texts):
        raise SourceError(
            "文件里已经有标签，看来已经是模板",
            location=Location(str(path)),
            hint="加标签要用空白表单原件；模板好不好用，运行 reportgen format check 检查",
        )
    return form


# -- narrow cells ------------------------------------------------------------------------------------


class Fitting(NamedTuple):
    """A type size, in half-points, for the number in a cell; `fits` says whether five digits stand in one line in it."""

    size: int
    fits: bool = True


def fitting_size(cell: etree._Element, size: int) -> Fitting:
    """The type size in which a number of five digits stands in one line of a cell; `size` where that fits, or where it is small already."""
    room = room_of(cell)
    wanted = int(room / (_DIGITS * _WIDTH_OF_DIGIT)) if room else size
    return Fitting(max(min(size, wanted), min(size, _SMALLEST)), wanted >= min(size, _SMALLEST))
