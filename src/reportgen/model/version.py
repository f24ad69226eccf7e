"""稿: a report as it was at one time, two of them compared, and the record of what a document was built from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from .change import Diff, Effects
from .finding import Finding, Severity
from .form import Form, PackSource
from .location import Location
from .outline import Aside
from .report import Paragraph, Report


class TableRow(NamedTuple):
    """A row of a document's table: what stands in its cells, by column; in those of `figures` a figure of the form, by its Ref."""

    number: int
    cells: Mapping[int, str]
    figures: Mapping[int, str] = MappingProxyType({})


class TableWords(NamedTuple):
    """A table of a document, with all that it says; `forms` are the tables of the form that it holds, by their ids, or pieces of them.

    `section` is the one that it stands in, by its id.
    """

    path: str
    name: str
    forms: tuple[str, ...]
    rows: tuple[TableRow, ...]
    section: str = ""


class Shown(NamedTuple):
    """What a document shows besides the report itself: its tables, what stands beside its text, the words above and below its pages."""

    tables: tuple[TableWords, ...]
    asides: tuple[Aside, ...] = ()
    edges: frozenset[str] | None = None


class Version(NamedTuple):
    """A report, what it was read from (as the user named it, without the folders of this computer), and what its model does not hold.

    `headings` are the headings of the sections as they stand, from top to bottom by the section's id, `pictures`
    digests by the image's name, `unplaced` the texts that no section could take, `left_in_tables` those that stand in
    tables, `edges` those of headers and footers, None where they are not known. A file that is not `pictured` shows
    captions only, one that is not `exact` has lost spaces or gained them at the ends of its lines. `asides` stand in a
    Word file and are no text of the report. `tables` are those of a Word file, but for small ones among the text, which
    are text; None where they are not known. One that was `read` shows its figures as they stand, a draft as they will
    be printed. `pack` is where `form` comes from. `above_tables` are the places of those blocks of a section without prose that
    stand above its table, where others are notes below it.
    """

    source: str
    form: Form
    report: Report
    headings: Mapping[str, Paragraph]
    pictures: Mapping[str, str]
    unplaced: tuple[str, ...] = ()
    places: Mapping[str, Location] = MappingProxyType({})
    pictured: bool = True
    exact: bool = True
    edges: frozenset[str] | None = None
    asides: tuple[Aside, ...] = ()
    tables: tuple[TableWords, ...] | None = None
    left_in_tables: tuple[str, ...] = ()
    read: bool = False
    pack: PackSource | None = None
    above_tables: frozenset[Location] = frozenset()


class Followed(NamedTuple):
    """What became of the findings of the older version, and those that it had not; those still `open` are told as the newer has them.

    `changed` are still there, at the same place by the same rule, but of other figures or words: it may be another fault.
    """

    settled: tuple[Finding, ...]
    open: tuple[Finding, ...]
    new: tuple[Finding, ...]
    changed: tuple[Finding, ...] = ()


class Compared(NamedTuple):
    """Two versions, what differs between them, and what that does; `remarks` are what their reader should know besides.

    `followed` is what became of what is wrong with them, None where they were not checked.
    """

    old: Version
    new: Version
    diff: Diff
    effects: Effects
    remarks: tuple[str, ...] = ()
    followed: Followed | None = None


class AgainstDraft(NamedTuple):
    """A built document held against the draft that it is said to be built of, as that draft is now.

    `compared` goes from the draft to the document; `errors` are what a check of the draft finds.
    `as_recorded` says whether the draft says what the document's record of its making says.
    """

    folder: Path
    compared: Compared
    errors: int
    as_recorded: bool


class Verified(NamedTuple):
    """Whether a document is what `build` wrote.

    `untouched` is the file itself, part for part, by the digest it carries; `compared` what its content was when
    it was built, by the record it carries, and is now: both hold against accidents, not against somebody who
    writes another record. `draft` is what does, where there is one. `sources` are the files of the draft that
    have changed since by the digests in the record, or are gone.
    """

    path: Path
    record: BuildRecord
    untouched: bool
    compared: Compared
    sources: tuple[str, ...]
    same_pack: bool
    draft: AgainstDraft | None = None

    @property
    def holds(self) -> bool:
        """Whether the document says what its record and, where it is at hand, its draft say."""
        return self.compared.diff.nothing and (self.draft is None or self.draft.compared.diff.nothing)


class RecordedFinding(NamedTuple):
    """A finding that stood when the document was built; `place` as it was printed, without folders."""

    code: str
    severity: Severity
    message: str
    place: str


class RecordedWaiver(NamedTuple):
    """A warning that the agency had answered, with its answer."""

    code: str
    ref: str
    reason: str


class BuildRecord(NamedTuple):
    """The program, pack and files that a document was built from, and all that was put into it.

    `pack_digest`, `workbook`, `narrative` and the values of `pictures` (by the image's name) are
    SHA-256 in hex. The report's cells have text, value and remark only, its blocks no marks; every
    place names the document, or nothing. `shown` is what else the document shows, None in
    a record of a program that did not keep it.
    """

    program: str
    pack_digest: str
    workbook: str
    narrative: str
    draft: bool
    findings: tuple[RecordedFinding, ...]
    waivers: tuple[RecordedWaiver, ...]
    pictures: Mapping[str, str]
    report: Report
    shown: Shown | None = None

    @property
    def format_id(self) -> str:
        return self.report.format_id
