"""What a template prints of the form's fields in each of its ways: a text that a report has must not go lost because another is left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ...files.xml import parsed
from ...model.beside.fields import Field
from ...model.finding import Finding, Severity
from ...model.location import Location
from ..names import P
from .engine import CompiledTemplate, rendered
from .expressions import sample
from .rules import F214
from .syntax import ANY_TAG
from .tags import Written, text_of

_SHOWN = 30


class _Way(NamedTuple):
    """A report that has all fields but one, or whose signature is as wide or narrow as the other is not, and what is printed of it."""

    said: str
    without: str
    lines: tuple[str, ...]
    there: frozenset[str]


def fields_left_out(
    compiled: CompiledTemplate, printed: Mapping[str, Sequence[Written]], written: Sequence[Written]
) -> Iterator[Finding]:
    """Fields that are printed in one way and not in another, told once each: with what stands in their place where something does."""
    named = [one for one in compiled.form.fields if f"fields.{one.id}" in printed]
    if not named:
        return
    ways = list(_ways(compiled, named))
    every = frozenset().union(*(way.there for way in ways))
    for own in named:
        lost = [way for way in ways if way.without != own.id and own.id not in way.there]
        if not lost:
            continue
        other = next((way for way in ways if own.id in way.there), None)
        seen = [(way, _instead(way, other, ways)) for way in lost]
        # Where a text of the template's own stands in its place the report says what nobody wrote.
        way, instead = next((one for one in seen if one[1]), seen[0])
        home = printed[f"fields.{own.id}"][0].location
        yield _told(own, way, instead, _place(instead, written) or home, home, never=own.id not in every)


def _told(own: Field, way: _Way, instead: str, place: Location, home: Location, *, never: bool) -> Finding:
    tag = f"{{{{ fields.{own.id} }}}}"
    when = "" if never else way.said
    message = f"{when}要素“{own.name}”{'总是' if never else ''}没有印出来"
    if instead:
        message += f"，印的是写在模板里的“{instead[:_SHOWN]}”"
        hint = f"if、else 的每一支都写 {tag}，不要写死"
    else:
        hint = f"if、else 的每一支都写 {tag}；是有意的，不用改"
    severity = Severity.ERROR if instead else Severity.WARNING
    return F214.at(place, message, hint=hint, severity=severity, related=(home,) if home != place else ())


def _ways(compiled: CompiledTemplate, named: Collection[Field]) -> Iterator[_Way]:
    form = compiled.form
    values = sample(form)
    # A mark of its own for each, so that none is found in another.
    values |= {"fields": {one.id: f"⟪fields.{one.id}⟫" for one in form.fields}, "date": "⟪date⟫"}
    yield _way("", "", compiled, values, named)
    yield _way("署名长短不同的时候，", "", compiled, {**values, "signature_wide": not values["signature_wide"]}, named)
    for one in form.fields:
        if not one.required:
            without = {**values, "fields": {**values["fields"], one.id: ""}}
            yield _way(f"没有写“{one.name}”的时候，", one.id, compiled, without, named)


def _way(said: str, without: str, compiled: CompiledTemplate, values: dict[str, Any], named: Collection[Field]) -> _Way:
    paragraphs = [text_of(one) for part in rendered(compiled, values).values() for one in parsed(part).iter(P)]
    text = "\n".join(paragraphs)
    return _Way(
        said,
        without,
        tuple(filter(None, map(str.strip, paragraphs))),
        frozenset(one.id for one in named if f"⟪fields.{one.id}⟫" in text),
    )


def _instead(way: _Way, other: _Way | None, ways: Iterable[_Way]) -> str:
    """The first line of one way that the way which has the field does not print; '' where the line is but gone."""
    if other is None:
        return ""
    known = {_without(line) for line in other.lines}
    return next((words for line in way.lines if (words := _without(line)) not in known and re.search(r"\w", words)), "")


def _without(line: str) -> str:
    return re.sub("⟪[^⟫]*⟫", "", line).strip()


def _place(instead: str, written: Sequence[Written]) -> Location | None:
    """Where the words are written that were printed."""
    return next((one.location for one in written if instead and ANY_TAG.sub("", one.text).strip() == instead), None)
