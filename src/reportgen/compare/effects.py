"""What changed figures do: identities that fail now, or hold again, and sentences that still say the old number."""

from __future__ import annotations

from collections.abc import Iterator

from ..drafts.narrative.binding import value_shown
from ..model.change import Diff, Effects, IdentityChange, Stale
from ..model.claim import Claim, claim_spans
from ..model.report import TextBlock
from ..reports.versions import Opened
from ..rules.check import Subject
from ..rules.identities import assess_lines
from ..rules.prose.check import read_claims

_AGREED = ("matched", "rounded", "settled", "bound")


def effects_of(diff: Diff, old: Opened, new: Opened) -> Effects:
    """The effects of the changed figures; none are told where the forms differ, whose figures mean other things."""
    if not diff.figures or old.version.form.id != new.version.form.id:
        return Effects()
    return Effects(tuple(_identities(old, new)), tuple(_stale(diff, old, new)))


def _identities(old: Opened, new: Opened) -> Iterator[IdentityChange]:
    form = new.version.form
    before, after = (assess_lines(form, one.version.report.cells, None) for one in (old, new))
    for was, now in zip(before, after, strict=True):
        if was.outcome == now.outcome:
            continue
        if now.outcome == "failed":
            yield IdentityChange(now, "broken")
        elif was.outcome == "failed":
            yield IdentityChange(was, "mended" if now.outcome == "held" else "lost")
        elif now.outcome == "not_assessable":
            yield IdentityChange(now, "lost")


def _stale(diff: Diff, old: Opened, new: Opened) -> Iterator[Stale]:
    """Numbers that stand as they did, in a block that both versions have, while their figure is another."""
    form = new.version.form
    claims = _claims(old), _claims(new)
    for steps in diff.steps.values():
        for step in steps:
            if step.old is None or step.new is None:
                continue
            waiting = [claim for claim in _said(step.new.content, claims[1]) if claim.status not in _AGREED]
            for claim in _said(step.old.content, claims[0]) if waiting else ():
                same = next((one for one in waiting if one.text == claim.text), None)
                if same is None or claim.status not in _AGREED or not claim.expression:
                    continue
                before, now = (value_shown(claim.expression, form, one.version.report.cells) for one in (old, new))
                if before != now:
                    waiting.remove(same)
                    yield Stale(step.new, same.text, same.location, claim.expression, before, now)


def _said(block: TextBlock, claims: tuple[Claim, ...]) -> list[Claim]:
    return [claim for _, claim in claim_spans(block, claims)]


def _claims(opened: Opened) -> tuple[Claim, ...]:
    version = opened.version
    draft = Subject(version.form, opened.workbook, opened.narrative, version.report, {}, None, ())
    return read_claims(draft, opened.pack.phrasing).claims
