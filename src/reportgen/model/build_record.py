"""What a built document was made from: kept inside it, so that a later edit can be told from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .finding import Severity
from .report import Report


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
    place names the document, or nothing.
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

    @property
    def format_id(self) -> str:
        return self.report.format_id
