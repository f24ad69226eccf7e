"""The findings of one version followed into the next: which are settled, still open, open with other figures, new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256

from ..model.finding import Finding, said_of, substance
from ..model.version import Followed
from ..text.patterns import pattern

_FIGURES = pattern(r"\d+(?:\.\d+)?")


def marks(findings: Iterable[Finding]) -> list[str]:
    """A mark for each finding of a report, none twice, by which that of the next version is known as the same.

    A line of prose moves as soon as one is put in above it: what has no Ref is known by what it says, without the figures.
    """
    seen: Counter[str] = Counter()
    made = []
    for finding in findings:
        said = f"{finding.code}|{finding.ref or _FIGURES.sub('', finding.message)}"
        seen[said] += 1
        again = f"|{seen[said]}" if seen[said] > 1 else ""
        made.append(sha256(f"{said}{again}".encode(errors="surrogatepass")).hexdigest()[:16])
    return made


def followed(old: Sequence[Finding], new: Sequence[Finding]) -> Followed:
    """The findings of two versions of one report, each in its own order."""
    before, after = dict(zip(marks(old), old, strict=True)), dict(zip(marks(new), new, strict=True))
    return Followed(
        settled=tuple(finding for mark, finding in before.items() if mark not in after),
        open=tuple(finding for mark, finding in after.items() if mark in before and _alike(before[mark], finding)),
        new=tuple(finding for mark, finding in after.items() if mark not in before),
        changed=tuple(finding for mark, finding in after.items() if mark in before and not _alike(before[mark], finding)),
    )


def _alike(old: Finding, new: Finding) -> bool:
    return substance(said_of(old)) == substance(said_of(new))
