"""稿: a report as it was at one time, and two of them compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from .build_record import BuildRecord
from .change import Diff, Effects
from .format import Format
from .location import Location
from .report import Paragraph, Report


class Version(NamedTuple):
    """A report, what it was read from (as the user named it), and what its model does not hold.

    `headings` are the headings of the sections as they stand, `pictures` digests by the image's
    name, `unplaced` the texts that no section or table could take, `edges` those of headers and
    footers, None where they are not known. A file that is not `pictured` shows captions only, one that is not `exact`
    has lost spaces or gained them at the ends of its lines.
    """

    source: str
    form: Format
    report: Report
    headings: Mapping[str, Paragraph]
    pictures: Mapping[str, str]
    unplaced: tuple[str, ...] = ()
    places: Mapping[str, Location] = MappingProxyType({})
    pictured: bool = True
    exact: bool = True
    edges: frozenset[str] | None = None


class Compared(NamedTuple):
    """Two versions, what differs between them, and what that does."""

    old: Version
    new: Version
    diff: Diff
    effects: Effects


class Verified(NamedTuple):
    """Whether a document is what `build` wrote.

    `untouched` is the file itself, part for part; `compared` what its content was when it was built
    and is now. `sources` are the files of the draft beside it that have changed since, or are gone.
    """

    path: Path
    record: BuildRecord
    untouched: bool
    compared: Compared
    sources: tuple[str, ...]
    same_pack: bool
