"""Fields in each way that a template prints them: left out in one, altered, or typed out in the template."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ....files.xml import parsed
from ....model.beside.fields import LONGEST_FITTING, Field
from ....model.finding import Finding, Severity
from ....model.form import Form
from ....model.location import Location
from ...names import P
from ..engine import CompiledTemplate, rendered
from ..expressions import sample
from ..rules import F214
from ..syntax import ANY_TAG
from ..tags import Tag, Written, text_of
from ..walk import Walk

_QUOTED = 30
# 某政办函〔2026〕3号, where a form does not say how its own numbers look.
_NUMBER = r"[\u3400-\u9fff]{2,20}[〔\[［(（](?:19|20)\d{2}[〕\]］)）](?:第)?\d{1,5}号"
_LABEL = re.compile("^[^：:]{1,12}[：:]\\s*")
_NUMBERS = re.compile("文号|发文字号")


def fields_not_printed(compiled: CompiledTemplate | None, walk: Walk, written: Sequence[Written], path: str) -> Iterator[Finding]:
    """Fields that stand nowhere in a report, or not as they are: a report that is read back does not have them.

    What macros, filters and names of the template's own print of them only the proof shows.
    """
    for own in walk.expressions.form.fields:
        name = f"fields.{own.id}"
        if name in (walk.printed if compiled is None else {*walk.printed, *compiled.beside}):
            continue
        used = next((one for one in written if any(_prints(tag, name) for tag in one.tags)), None)
        if used is None:
            message = f"要素“{own.name}”没有印出来"
            hint = f"在应有的地方写上 {{{{ {name} }}}}；只在正文里用的，不必印，年报收回成草稿的时候要另写"
        else:
            message = f"要素“{own.name}”没有照原样印出来，读不回来"
            hint = f"写成 {{{{ {name} }}}}；是有意的，不用改，年报收回成草稿的时候核对一下"
        yield F214.at(used.location if used else Location(path), message, hint=hint, severity=Severity.WARNING)


def _prints(tag: Tag, name: str) -> bool:
    """Whether something is made of a field and printed, or kept to be printed; to ask whether it is there prints nothing."""
    return re.search(rf"\b{name}\b", tag.code) is not None and (tag.kind != "{%" or tag.code.startswith("set "))


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
        yield _told_of_field(own, way, instead, _place(instead, written) or home, home, never=own.id not in every)


def _told_of_field(own: Field, way: _Way, instead: str, place: Location, home: Location, *, never: bool) -> Finding:
    tag = f"{{{{ fields.{own.id} }}}}"
    when = "" if never else way.said
    message = f"{when}要素“{own.name}”{'总是' if never else ''}没有印出来"
    if instead:
        message += f"，印的是写在模板里的“{instead[:_QUOTED]}”"
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


# -- typed out ---------------------------------------------------------------------------------------------


def fields_typed_out(form: Form, written: Iterable[Written]) -> Iterator[Finding]:
    """Text of the template's own that looks like what a field holds: every report would print last year's number."""
    known = [(own, pattern) for own in form.fields if (pattern := _typed(own, form))]
    for one in written:
        said = ANY_TAG.sub("\n", one.text)
        for own, pattern in known:
            found = next((found for line in said.split("\n") if (found := pattern(line.strip()[:LONGEST_FITTING]))), "")
            if found:
                message = f"模板里写死了“{found[:_QUOTED]}”，像是要素“{own.name}”的内容：每一份年报都会印它"
                hint = f"换成 {{{{ fields.{own.id} }}}}，或者删去；是有意的（如引用别的文件），不用改"
                yield F214.at(one.location, message, hint=hint, severity=Severity.WARNING)
                break


def _typed(own: Field, form: Form) -> Callable[[str], str] | None:
    """What finds in a line the text that a field would have; None for one whose text may be anything.

    What leaves a word open is the line, or stands behind a label, and is no part of a sentence that cites another document.
    """
    whole: list[str] = []
    within = ""
    if own.kind == "date" or "*" in own.pattern:
        whole.append(own.expression)
    elif "#" in own.pattern:
        within = own.expression
    # Whoever copied a template from another office has that one's number in it.
    if "〔#〕" in own.pattern or _NUMBERS.search(own.name) or (form.letterhead and own.id == form.letterhead.number):
        whole.append(_NUMBER)
    if not whole and not within:
        return None
    looks = [re.compile(one) for one in whole]
    look = re.compile(within) if within else None

    def found(line: str) -> str:
        alone = _LABEL.sub("", line)
        matches = (look.search(line) if look else None, *(one.fullmatch(alone) for one in looks))
        return next((match[0] for match in matches if match), "")

    return found
