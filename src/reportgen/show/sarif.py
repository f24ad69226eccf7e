"""The check as SARIF 2.1.0, for code hosts and editors that show findings beside the file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath
from urllib.parse import quote

from .. import __version__
from ..files.shapes import Json
from ..model.draft import Checked
from ..model.finding import Finding, Fix, Rule, fingerprint, remedy
from ..model.location import Location
from ..model.report import Waiver
from ..text.hidden import escaped_json
from .json import pack_document

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# Lines mean something to an editor in these; a line of a .docx or a page is a place in words only.
_TEXT_FILES = (".yaml", ".yml", ".txt", ".md")


def check_sarif(checked: Checked, findings: Sequence[Finding], rules: Iterable[Rule]) -> str:
    """One run of reportgen as a SARIF log: `findings`, and the waived ones with the agency's answer.

    `rules` are the rules there are; a finding of another code stands without its manual page.
    """
    listed = list(rules)
    index = {rule.code: number for number, rule in enumerate(listed)}
    writer = _Writer(checked.folder, index)
    run: Json = {
        "tool": {"driver": {"name": "reportgen", "version": __version__, "rules": [_rule(rule) for rule in listed]}},
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
        "properties": {"pack": pack_document(checked.pack).model_dump()},
        "invocations": [{"executionSuccessful": not checked.crashed}],
        "results": [
            *(writer.finding(finding, None) for finding in findings),
            *(writer.finding(finding, waiver) for finding, waiver in checked.waived),
        ],
    }
    return escaped_json(json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2))


def _rule(rule: Rule) -> Json:
    manual = f"{rule.why}\n\n错例：{rule.bad}\n\n正例：{rule.good}"
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": manual},
        "defaultConfiguration": {"level": rule.severity.value},
    }


class _Writer:
    def __init__(self, folder: Path, index: dict[str, int]) -> None:
        self.folder = folder
        self.index = index

    def finding(self, finding: Finding, waiver: Waiver | None) -> Json:
        advice = remedy(finding)
        written: Json = {
            "ruleId": finding.code,
            "level": finding.severity.value,
            "message": {"text": f"{finding.message}\n{advice}" if advice else finding.message},
            "locations": [self._location(finding.location)],
            "partialFingerprints": {"reportgen/v1": fingerprint(finding)},
            # All or none of a run's results must say whether they are suppressed.
            "suppressions": [self._answer(waiver)] if waiver else [],
        }
        if finding.code in self.index:
            written["ruleIndex"] = self.index[finding.code]
        related = [self._location(location) | {"id": number} for number, location in enumerate(finding.related)]
        for line in finding.also:
            related.append(self._location(line.location) | {"id": len(related), "message": {"text": f"也不平：{line.said}"}})
        if finding.suspect_location is not None:
            suspect = self._location(finding.suspect_location)
            related.append(suspect | {"id": len(related), "message": {"text": "很可能错在这一格"}})
        if related:
            written["relatedLocations"] = related
        if finding.fix is not None and _has_lines(finding.fix.location):
            written["fixes"] = [self._fix(finding.fix, advice)]
        return written

    def _answer(self, waiver: Waiver) -> Json:
        return {"kind": "inSource", "justification": waiver.reason, "location": self._location(waiver.location)}

    def _location(self, location: Location) -> Json:
        physical: Json = {"artifactLocation": self._artifact(location)}
        if _has_lines(location):
            physical["region"] = {"startLine": location.line}
            if location.column:
                physical["region"]["startColumn"] = location.column
        written: Json = {"physicalLocation": physical}
        if str(location) != location.path and not _has_lines(location):
            # A cell or a paragraph of a document: no line of the file that an editor could show.
            written["logicalLocations"] = [{"fullyQualifiedName": str(location)}]
        return written

    def _artifact(self, location: Location) -> Json:
        """The file as a URI relative to where the command was given, or to the draft where that is not below."""
        path = PurePath(location.path)
        if path.is_absolute():
            path = PurePath(path.name)
        folder = PurePath(self.folder)
        below = not folder.is_absolute() and ".." not in folder.parts
        if below and folder != PurePath(location.path):
            # Of a published file only the name is told, which is the last part of the path that was given.
            path = folder if folder.name == location.path else folder / path
        return {"uri": quote(path.as_posix())}

    def _fix(self, fix: Fix, advice: str) -> Json:
        start = max(fix.location.column, 1)
        region = {"startLine": fix.location.line, "startColumn": start, "endColumn": start + len(fix.old)}
        change = {"deletedRegion": region, "insertedContent": {"text": fix.new}}
        artifact = {"artifactLocation": self._artifact(fix.location), "replacements": [change]}
        return {"description": {"text": advice}, "artifactChanges": [artifact]}


def _has_lines(location: Location) -> bool:
    return not location.grid and not location.page and location.line > 0 and location.path.lower().endswith(_TEXT_FILES)
