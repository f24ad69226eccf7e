"""What a look from agency to agency shows: copied prose, figures apart from all others, files and codes that are one agency's twice."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from .register import Agency, Handed


class Copied(NamedTuple):
    """A paragraph of one report that stands in another: which of each report's paragraphs (from 1), and both texts."""

    place: int
    text: str
    other_place: int
    other_text: str


class Alike(NamedTuple):
    """Two reports of which one has what the other has; who wrote it first is not known.

    `share` and `other_share` say how much of each one's own words, in percent: what many agencies write alike is nobody's own.
    `paragraphs` are those copied for the most part.
    """

    one: Handed
    other: Handed
    share: int
    other_share: int
    paragraphs: tuple[Copied, ...]


class Outlier(NamedTuple):
    """A figure far from those of the other agencies of its kind: a question. `middle` is their median, `among` how many there are."""

    handed: Handed
    ref: str
    value: Decimal
    middle: Decimal
    usual: tuple[Decimal, Decimal]
    kind: str
    among: int


class Doubled(NamedTuple):
    """Two agencies of a register that seem one (by their names, or by what they handed in), or several files of one agency."""

    agencies: tuple[Agency, ...]
    files: tuple[Handed, ...]
    why: str
