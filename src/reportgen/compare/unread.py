"""A comparison without what differs as soon as a document is built: that nobody has changed.

A template may print what no reader can tell from the text again. The document says what its draft says all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..model.change import Diff, Step
from ..model.version import Version
from .diff import compare, same_cell


def compared_as_read(old: Version, new: Version, again: Callable[[], Version | None]) -> Diff:
    """What differs between a report and a document of it, but for what differs in one that is built `again` and read just so.

    Only where something differs is one built; None where it cannot be.
    """
    diff = compare(old, new)
    built = None if diff.nothing else again()
    return diff if built is None else _without(diff, compare(old, built))


def _without(diff: Diff, known: Diff) -> Diff:
    if known.nothing:
        return diff
    fields = {(one.key, one.old, one.new) for one in known.fields}
    figures = {one.ref: one.new for one in known.figures}
    steps = {_told(step) for step in known.changed_steps()}
    return diff._replace(
        fields=tuple(one for one in diff.fields if (one.key, one.old, one.new) not in fields),
        figures=tuple(one for one in diff.figures if one.ref not in figures or not same_cell(one.new, figures[one.ref])),
        steps={section: tuple(_left(found, steps)) for section, found in diff.steps.items()},
        unplaced=tuple(one for one in diff.unplaced if one not in known.unplaced),
    )


def _left(steps: tuple[Step, ...], known: set[tuple[object, ...]]) -> Iterator[Step]:
    for step in steps:
        if step.kind == "same" or _told(step) not in known:
            yield step
        elif step.old is not None and step.new is not None:
            yield Step("same", step.old, step.new)


def _told(step: Step) -> tuple[object, ...]:
    return step.kind, *((one.section, one.content.kind, one.content.whole) if one else None for one in (step.old, step.new))
