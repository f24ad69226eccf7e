"""The labels of a form as they stand in a grid, and what people and programs change in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cached_property, lru_cache

from ..model.outline import Grid
from ..text.ordinals import without_ordinal
from ..text.patterns import HAN, pattern

LIKE = 0.72
_MOST_QUOTED = 6

Place = tuple[int, int]
# Where a cell of a document stands: (grid, row, column), or (-1, line, 0) for a line of text.
CellKey = tuple[int, int, int]

_REMARK = pattern(r"\([^()]*(?:\)|$)")  # also one whose closing bracket is lost
_STUCK = pattern(rf"^\d{{1,2}}(?={HAN}{{2}})")
_COUNTED = pattern(r"^(\d{1,2})[、,]")
_FIGURE = pattern(r"[-+\d.,\s]+")
_DROPPED = str.maketrans("", "", " \t\r\n\u3000\u00a0\u200b\ufeff“”‘’\"'「」　")


@lru_cache(maxsize=8192)
def normalised(label: str) -> str:
    """A label without what people and programs change in it: width, spaces, quotes, 、for a point."""
    text = unicodedata.normalize("NFKC", label).translate(_DROPPED)
    return _COUNTED.sub(r"\1.", text).rstrip(":。;")


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """Without ordinal, also one that lost its point, and without the remark in brackets."""
    return _REMARK.sub("", _STUCK.sub("", without_ordinal(text))) or text


def same_label(text: str, label: str) -> bool:
    """Whether somebody wrote this label, with its ordinal or without: 法律服务机构以外的中介组织 for 5.法律服务机构以外的中介组织."""
    return normalised(text) in (normalised(label), bare(normalised(label)))


class LabelIndex:
    """A grid's labels, by their normalised text and by their bare text."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.by_text: dict[str, list[Place]] = {}
        self.by_bare: dict[str, list[Place]] = {}
        self.labels: dict[Place, str] = {}
        for place, cell in grid.cells.items():
            if cell.number or not cell.text or _FIGURE.fullmatch(cell.text):
                continue
            text = normalised(cell.text)
            if not text:
                continue
            self.labels[place] = text
            self.by_text.setdefault(text, []).append(place)
            self.by_bare.setdefault(bare(text), []).append(place)

    @cached_property
    def width(self) -> int:
        """The last column that has a cell."""
        return max((column for _, column in self.grid.cells), default=0)

    def differs(self, place: Place, label: str) -> bool:
        """Whether another text than `label` stands there, though it was taken for it."""
        return self.labels.get(place) != normalised(label)

    def without(self, rows: range) -> LabelIndex:
        """The same grid as if those rows were empty."""
        cells = {place: cell for place, cell in self.grid.cells.items() if place[0] not in rows}
        return LabelIndex(self.grid._replace(cells=cells))

    def places(self, label: str) -> list[Place]:
        """Where the label stands: as it is, or else without its ordinal and remark."""
        text = normalised(label)
        return self.by_text.get(text) or self.by_bare.get(bare(text)) or []

    def has_below(self, label: str) -> bool:
        """Whether a cell holds the label with the one it stands below, as a table of one line of headings writes them: 行政诉讼：复议后起诉."""
        text = normalised(label)
        ends = (*(f"{sign}{text}" for sign in ":/-—>"), f"({text})")
        return any(one.endswith(ends) for one in self.labels.values())


@lru_cache(maxsize=1 << 12)  # the same lines are laid beside the headings of each form
def like(one: str, other: str, least: float = LIKE) -> float:
    """How alike two labels are, 0 to 1; 0 for less than `least`, a misprint's likeness."""
    if 2 * min(len(one), len(other)) < least * (len(one) + len(other)):
        return 0.0
    from difflib import SequenceMatcher  # only a misprint needs it

    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= least else 0.0


def is_cut_short(text: str, label: str) -> bool:
    """Whether a normalised text may be this label in fewer words: numbered alike, shorter, most of its signs in the label, two together."""
    short, whole = bare(text), bare(label)
    if len(short) >= len(whole) or text.partition(short)[0] != label.partition(whole)[0]:
        return False
    kept = sum(sign in whole for sign in short)
    return kept * 2 > len(short) and any(short[at : at + 2] in whole for at in range(len(short) - 1))


def quoted_labels(labels: Sequence[str]) -> str:
    """Labels as a message lists them: “甲”、“乙” 等 9 处."""
    shown = "、".join(f"“{label}”" for label in labels[:_MOST_QUOTED])
    return shown + (f" 等 {len(labels)} 处" if len(labels) > _MOST_QUOTED else "")
