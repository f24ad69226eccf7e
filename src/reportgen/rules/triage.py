"""Which findings count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..model.finding import Finding, Severity


def chosen(findings: Iterable[Finding], select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[Finding]:
    """The findings whose code begins with something in `select` (all, when empty) and not in `ignore`.

    Where both match, the longer prefix wins.
    """

    def longest(code: str, prefixes: Sequence[str]) -> int:
        return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=-1)

    return [finding for finding in findings if (longest(finding.code, select) if select else 0) > longest(finding.code, ignore)]


def counts(findings: Iterable[Finding], *, strict: bool = False) -> bool:
    """Whether any finding makes the report one that must not go out: errors; warnings too when strict."""
    return any(strict or finding.severity is Severity.ERROR for finding in findings)
