"""The figures of a year, for what runs over several years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .format import Format
from .report import Cell


class YearCells(NamedTuple):
    """The figures of one year's report."""

    year: int
    form: Format
    cells: Mapping[str, Cell]
