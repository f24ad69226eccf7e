"""A blank form on its way to a template: where the tags go, and what a maintainer is told about it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

# Stands for a paragraph where there is none: the place before the first one.
START = -1
TITLE, SIGNATURE, DATE, PREFACE = "title", "signature", "date", "preface"


class Spot(NamedTuple):
    """Where one text of the report goes: in place of the paragraphs `replaced`, or behind the paragraph `after`.

    `content` is TITLE, SIGNATURE, DATE or the id of a passage; paragraphs are counted from 0 outside
    tables. `heading` is the paragraph of the passage's own heading, START where it has none.
    """

    content: str
    replaced: tuple[int, ...] = ()
    after: int = START
    heading: int = START

    @property
    def last(self) -> int:
        """The paragraph behind which comes what follows this text."""
        return self.replaced[-1] if self.replaced else self.after


class Told(NamedTuple):
    """What a maintainer is told, each a sentence with its place.

    `missing` is what the pack has and the form has not; `differing` what the form has otherwise or
    beyond the pack; `replaced` what stood where a tag stands now; `untouched` the fixed text.
    """

    recognised: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    untouched: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def joined(self, *others: Told) -> Told:
        """All of them, list by list."""
        return Told(*(tuple(line for one in lists for line in one) for lists in zip(self, *others, strict=True)))


class FormPlaces(NamedTuple):
    """All places of a form: `cells` by (grid, row, column) hold Refs, `texts` fixed lines that name the year.

    `headings` are the paragraphs that are headings of sections.
    """

    cells: Mapping[tuple[int, int, int], str]
    spots: tuple[Spot, ...]
    texts: Mapping[int, str]
    headings: tuple[int, ...]
    told: Told


class Tagged(NamedTuple):
    """A form made into a template: the file, its pack, what was recognised; `fault` is why it is not proved, '' if it is.

    It is `in_place` where it was written as the template of its pack.
    """

    path: Path
    form_name: str
    form_id: str
    told: Told
    fault: str = ""
    in_place: bool = False

    @property
    def whole(self) -> bool:
        """Whether nothing of the pack is missing and every figure lands where its labels say."""
        return not self.told.missing and not self.fault
