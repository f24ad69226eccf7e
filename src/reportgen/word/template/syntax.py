"""From a Word part with docxtpl tags to one Jinja source, in one pass over the text.

The tags mean what they mean in docxtpl: `{{ x }}` in text; `{%p … %}`, `{%tr … %}`, `{%tc … %}`,
`{%r … %}` take the place of the paragraph, row, cell or run they stand in; `{{r x }}` puts runs in
place of its run; `{#p … #}`, `{#tr … #}`, `{#tc … #}` take theirs away with all that is in it; `{_{` and
`{_%` print braces. Nothing else of the part is touched, so a grid, a content control or a nested
table comes out as it went in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from ...model.errors import PackError
from ...model.location import Location

_TEXT = re.compile(r"<w:t(?P<attributes>(?: [^<>]*)?)>(?P<text>[^<]*)</w:t>|</w:p>")
# A tag ends before the next one begins: a thousand that are not closed must not be looked through a thousand times.
_INSIDE = r"(?:(?!\{[{%#]).)*?"
# In a remark whatever stands is no tag.
ANY_TAG = re.compile(rf"\{{\{{{_INSIDE}\}}\}}|\{{%{_INSIDE}%\}}|\{{#(?:(?!\{{#).)*?#\}}", re.DOTALL)
# A tag that is just a Ref: the figure is printed as it is.
FIGURE_TAG = re.compile(r"\{\{\s*(\w+\.\w+\.\w+)\s*\}\}")
# A tag that is open and goes on for longer than this is a brace that somebody forgot to close.
_LONGEST = 20_000
# How many characters are looked at again and again as tags are put together from their runs; a template needs some thousand.
_MOST_WORK = 20_000_000
_OPENING = re.compile(r"\{[{%#]")
_SCAN = re.compile(
    r"<(?P<close>/?)w:(?P<name>p|r|tr|tc)(?=[ />])(?P<rest>[^>]*)>"
    rf"|(?P<tag>\{{(?:\{{(?=(?P<prints>p|tr|tc|r) ){_INSIDE}\}}|%(?=(?P<says>p|tr|tc|r) ){_INSIDE}%)\}})"
    r"|(?P<remark>\{#(?P<remarked>p|tr|tc) [^}#]*#\})|\{#(?:(?!\{#).)*?#\}",
    re.DOTALL,
)
# What somebody pressed while typing a tag: no part of it, and nothing to print.
_PRESSED = re.compile(r"<w:(?:tab|br|cr|ptab|softHyphen|lastRenderedPageBreak)(?: [^<>]*)?/>")
# What docxtpl prints as braces that are no tag's.
LITERAL = {"{_{": "{{", "}_}": "}}", "{_%": "{%", "%_}": "%}"}
_LITERALS = re.compile("|".join(map(re.escape, LITERAL)))
_CURLY = str.maketrans("“”‘’", "\"\"''")
_TEXTS, _QUOTES = re.compile("\"[^\"]*\"|'[^']*'"), re.compile("[\"'“”‘’]")


def to_jinja(xml: str, location: Location) -> str:
    """The Jinja source of one part. PackError names a tag that is not closed or not alone."""
    source = _hoisted(_gathered(xml, location), location)
    if "_}" not in source and "{_" not in source:
        return source
    return _LITERALS.sub(lambda found: "{{ '" + LITERAL[found[0]] + "' }}", source)


def _gathered(xml: str, location: Location) -> str:
    """Word spreads a tag over several runs as it is typed; gather it in the first of them."""
    pieces: list[str] = []
    end = 0
    held: list[str] | None = None  # the tag that is still open, and where its text will go
    slot = work = 0
    for found in _TEXT.finditer(xml):
        between = xml[end : found.start()]
        pieces.append(_PRESSED.sub("", between) if held else between)
        end = found.end()
        if found["text"] is None:
            if held and _OPENING.search(ANY_TAG.sub("", "".join(held))):
                raise PackError(f"标签没有写完：{''.join(held[1:]).strip()[:60]}", location=location, hint="补上 }} 或 %}")
            if held:
                pieces[slot] = _text_element(held[0], "".join(held[1:]))
                held = None
            pieces.append(found[0])
            continue
        attributes, text = found["attributes"], found["text"]
        if held:
            held.append(text)
            so_far = "".join(held[1:])
            work += len(so_far)
            if len(so_far) > _LONGEST or work > _MOST_WORK:
                raise PackError(
                    f"标签没有写完，或者拆得太碎：{so_far[:60]}", location=location, hint="补上 }} 或 %}；重新输入这个标签"
                )
            if _complete(so_far):
                pieces[slot] = _text_element(held[0], so_far)
                held = None
            pieces.append(f"<w:t{attributes}></w:t>")
        elif _complete(text):
            pieces.append(_text_element(attributes, text) if "{" in text else found[0])
        else:
            held, slot = [attributes, text], len(pieces)
            pieces.append("")
    pieces.append(xml[end:])
    return "".join(pieces)


def _complete(text: str) -> bool:
    rest = ANY_TAG.sub("", text)
    return not _OPENING.search(rest) and not rest.endswith("{")


def _text_element(attributes: str, text: str) -> str:
    if "xml:space" not in attributes and "{{" in text:
        attributes += ' xml:space="preserve"'
    return f"<w:t{attributes}>{ANY_TAG.sub(lambda tag: as_typed(tag[0]), text)}</w:t>"


def as_typed(tag: str) -> str:
    """A tag's inside as code: entities resolved, and the quotes that Word made curly straight, where they are not part of a text."""
    tag = unescape(tag)
    return tag.translate(_CURLY) if _QUOTES.search(_TEXTS.sub("", tag)) else tag


@dataclass(slots=True)
class _Open:
    name: str
    start: int
    tags: list[str] = field(default_factory=list)
    taken_away: bool = False


def _hoisted(xml: str, location: Location) -> str:
    """Put the tags that speak for a paragraph, row, cell or run in its place."""
    stack: list[_Open] = []
    replaced: list[tuple[int, int, str]] = []
    for found in _SCAN.finditer(xml):
        if found["tag"]:
            scope = found["prints"] or found["says"]
            element = next((element for element in reversed(stack) if element.name == scope), None)
            if element is None:
                raise PackError(f"标签 {found['tag'][:50]} 不在它要代替的元素里（{scope}）", location=location)
            opening = found["tag"][:2]
            element.tags.append(opening + found["tag"][2 + len(scope) :])
        elif found["remark"]:
            element = next((element for element in reversed(stack) if element.name == found["remarked"]), None)
            if element is not None:
                element.taken_away = True
        elif found["close"]:
            if stack and stack[-1].name == found["name"]:
                element = stack.pop()
                if element.taken_away:
                    replaced.append((element.start, found.end(), ""))
                elif element.tags:
                    _alone(xml[element.start : found.end()], location)
                    replaced.append((element.start, found.end(), "".join(element.tags)))
        elif found["name"] and not found["rest"].endswith("/"):
            stack.append(_Open(found["name"], found.start()))
    parts: list[str] = []
    end = 0
    for start, stop, tags in sorted(replaced):
        if start < end:
            continue  # inside an element that is itself replaced
        parts += (xml[end:start], tags)
        end = stop
    parts.append(xml[end:])
    return "".join(parts)


def _alone(element: str, location: Location) -> None:
    text = "".join(found["text"] or "" for found in _TEXT.finditer(element))
    rest = ANY_TAG.sub("", text).strip()
    if rest:
        raise PackError(
            f"标签所在的位置还有别的文字“{rest[:30]}”，渲染时会丢掉", location=location, hint="让这个标签单独占一段（行、格）"
        )
