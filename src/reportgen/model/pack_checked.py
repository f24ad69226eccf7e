"""A format pack, or a Word template by itself, that was checked."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from .finding import Finding, Severity
from .format import Format


class PackChecked(NamedTuple):
    """What was checked, and what was found: `template` is the Word file, of whose `figures` so many are `placed`.

    `form` is None where the pack cannot be read; `template` where there is none. `target` is what
    the person named. `turned_down` are the warnings that the pack's rules turn down, each with the reason.
    """

    target: str
    form: Format | None
    template: Path | None
    findings: tuple[Finding, ...]
    tables: int = 0
    figures: int = 0
    placed: int = 0
    loops: int = 0
    cases: int = 0
    cases_passed: int = 0
    whole_pack: bool = True
    turned_down: tuple[tuple[Finding, str], ...] = ()

    @property
    def errors(self) -> int:
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors
