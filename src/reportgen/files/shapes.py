"""Shapes of YAML files, declared once: what the reader refuses, what the JSON Schema tells an editor and what the
reference of keys says (files/keys.py) is the same.

A shape says which keys there may be and of which kind their values are; what hangs together over
several places of a file (an id that must exist) is the reader's matter.
"""

import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from ..model.location import Location
from ..text.closest import closest
from ..text.patterns import pattern
from .yaml import LocatedList, LocatedMap, Node, Scalar

Problem = tuple[Location, str]

# A key that ran into its value, because a colon or a comma is full-width or has no space behind it.
_RUN_TOGETHER = pattern(r"[:：，]")
_GONE = frozenset({"remove", "removed", "delete", "deleted", "without"})
Json = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
# What an editor takes a value without quotes for, and is text to the reader all the same.
_SCALARS = ["string", "number", "boolean"]


class Text(NamedTuple):
    """A piece of text; `pattern` must fit the whole of it, `says` what it has to look like, `called` names the kind of text.

    An overlay's text stands instead of the base's, or with `adds` behind it.
    """

    pattern: str = ""
    says: str = ""
    blank: bool = True
    adds: bool = False
    called: str = "文字"


class Choice(NamedTuple):
    """One of a few words."""

    values: tuple[str, ...]


class Number(NamedTuple):
    """A number within bounds, both included; `whole` has no decimals."""

    low: float
    high: float
    whole: bool = False


class ListOf(NamedTuple):
    """A list; an overlay's items come behind the base's with `adds`, else instead of them (unless they are known by id)."""

    item: "Shape"
    least: int = 0
    adds: bool = False


class Again(NamedTuple):
    """The keys around it once more: rows below rows."""


class Key(NamedTuple):
    """One key, as it is refused, and as people are told of it; whoever adds a key describes it here.

    `about` is one plain sentence; `example` a value as it is typed behind `name:`, a whole line where people make up the name
    themselves (written 〈…〉); `since` the version that first had the key.
    Where it need not be written, `default` is what counts without it; '' for a text, list or mapping that is simply not there.
    """

    name: str
    shape: "Shape"
    about: str
    example: str
    since: str
    required: bool = False
    default: str = ""


class _DeclaredKeys(NamedTuple):
    name: str
    about: str
    keys: tuple[Key, ...]
    ident: str = ""
    together: tuple[tuple[str, str], ...] = ()
    either: tuple[str, ...] = ()
    others: Key | None = None


class Keys(_DeclaredKeys):
    """A mapping. `ident` is the key by which an entry of a list is known.

    `together`: whoever writes the first key writes the second too. `either`: at least one of these.
    `others`: what stands under keys that are not listed, its name in 〈〉; None where there may be none.
    """

    @cached_property
    def by_name(self) -> dict[str, Key]:
        return {key.name: key for key in self.keys}


class Either(NamedTuple):
    """Any of these shapes, told apart by what kind of node they want."""

    shapes: "tuple[Shape, ...]"


Shape = Text | Choice | Number | ListOf | Again | Keys | Either

FLAG = Choice(("true", "false"))
TEXT, SAID = Text(), Text(blank=False)
TEXTS = ListOf(SAID)
# The name of a mapping as an overlay writes it begins so.
OVER = "overlay_"
# What prints the reference of all keys.
REFERENCE = "reportgen format keys"


def shape_problems(node: Node | None, shape: Shape, start: Location, within: Keys | None = None) -> Iterator[Problem]:
    """Everything in `node` that has not the shape; `start` is where a missing node is told."""
    place = node.location if node else start
    if isinstance(shape, Keys):
        if isinstance(node, LocatedMap):
            yield from _mapping_problems(node, shape)
        else:
            yield place, "这里应该是“键: 值”的形式" if node else "文件是空的：什么也没有写，或者每一行前面都有 #"
    elif isinstance(shape, Again):
        assert within is not None
        yield from shape_problems(node, within, start)
    elif isinstance(shape, Either):
        fitting = [one for one in shape.shapes if _fits_kind(node, one)]
        yield from shape_problems(node, (fitting or shape.shapes)[0], start, within)
    elif isinstance(shape, ListOf):
        if not isinstance(node, LocatedList):
            yield place, "这里应该是列表"
            return
        if len(node.items) < shape.least:
            yield place, "这里不能空着"
        for item in node.items:
            yield from shape_problems(item, shape.item, place, within)
    elif not isinstance(node, Scalar):
        yield place, "这里应该是一段文字"
    elif node.item:
        yield node.item, "“- ”缩进多了，这一行和上一行并成了一项：和同一级的“- ”左对齐；就是一段话的，写成一行"
    elif wrong := text_problem(node.text.strip(), shape):
        yield place, wrong


def _mapping_problems(node: LocatedMap, shape: Keys) -> Iterator[Problem]:
    known = shape.by_name
    written = {key.text: value for key, value in node.entries}
    for key, value in node.entries:
        if key.text in known and _is_empty(value, known[key.text].shape):
            yield value.location, f"“{key.text}”不能空着：{known[key.text].about}"
        elif key.text in known:
            yield from shape_problems(value, known[key.text].shape, key.location, shape)
        elif shape.others is not None:
            yield from shape_problems(value, shape.others.shape, key.location, shape)
        elif key.text in _GONE:
            yield key.location, f"“{key.text}”不行：法定表格里的部分、表、行、列只能增加，不能删去"
        else:
            close = closest(key.text, known)
            told = f"{REFERENCE} {close}".rstrip()
            advice = f"，是不是“{close}”？它的意思：{told}" if close else f"，可用：{'、'.join(known)}；各是什么意思：{told}"
            if _RUN_TOGETHER.search(key.text):
                advice = "：冒号和逗号要用半角，后面空一格"
            yield key.location, f"不认识的键“{key.text}”{advice}"
    for entry in shape.keys:
        if entry.required and entry.name not in written:
            yield node.location, f"缺少“{entry.name}”：{entry.about}"
    for one, other in shape.together:
        if one in written and other not in written:
            yield node.location, f"写了“{one}”，就要写“{other}”"
    if shape.either and not any(name in written for name in shape.either):
        yield node.location, f"缺少“{'”或“'.join(shape.either)}”"


def text_problem(text: str, shape: Text | Choice | Number) -> str:
    """What is wrong with a text of this shape; '' when nothing is."""
    if isinstance(shape, Choice):
        return "" if text in shape.values else f"“{text}”不在可用的值里：{'、'.join(shape.values)}"
    if isinstance(shape, Number):
        fits = re.fullmatch(r"[0-9]+" if shape.whole else r"[0-9]+(\.[0-9]+)?", text) and shape.low <= float(text) <= shape.high
        return "" if fits else f"“{text}”不是 {shape.low:g} 到 {shape.high:g} 的{'整数' if shape.whole else '数'}"
    if not text:
        return "" if shape.blank else "这里不能空着"
    return "" if not shape.pattern or re.fullmatch(shape.pattern, text) else f"“{text}”{shape.says}"


def _is_empty(node: Node, shape: Shape) -> bool:
    return isinstance(shape, ListOf) and isinstance(node, LocatedList) and not node.items and shape.least > 0


def _fits_kind(node: Node | None, shape: Shape) -> bool:
    wanted = LocatedMap if isinstance(shape, Keys) else LocatedList if isinstance(shape, ListOf) else Scalar
    return isinstance(node, wanted)


# -- reading nodes that were found to have their shape: what has not is told already, and read as if it were not there --


def text_of(node: Node | None, default: str = "") -> str:
    """The text of a node without the blanks around it."""
    return node.text.strip() if isinstance(node, Scalar) else default


def number_of(node: Node | None, default: float) -> float:
    """The number of a node."""
    text = text_of(node)
    return float(text) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else default


def choice_of(node: Node | None, choices: tuple[str, ...], default: str) -> str:
    """The word of a node, where it is one of `choices`."""
    text = text_of(node, default)
    return text if text in choices else default


def flag_of(node: Node | None, default: bool) -> bool:
    """Whether a node says true."""
    return choice_of(node, FLAG.values, "true" if default else "false") == "true"


def items_of(node: Node | None) -> tuple[Node, ...]:
    """The items of a list."""
    return node.items if isinstance(node, LocatedList) else ()


def mappings_of(node: Node | None) -> tuple[LocatedMap, ...]:
    """The entries of a list of mappings."""
    return tuple(item for item in items_of(node) if isinstance(item, LocatedMap))


def texts_of(node: Node | None) -> tuple[str, ...]:
    """The texts of a list."""
    return tuple(text_of(item) for item in items_of(node) if isinstance(item, Scalar))


# -- as JSON Schema ----------------------------------------------------------------------------------


def json_schema(*shapes: Keys, title: str) -> Json:
    """The schema of a file that has the first of these shapes, or the second where it `extends` another file."""
    definitions: dict[str, Json] = {}
    written = [_schema(shape, definitions, shape) for shape in shapes]
    body = written[0] if len(written) == 1 else {"if": {"required": ["extends"]}, "then": written[1], "else": written[0]}
    return {"$schema": DIALECT, "title": title, **body, "$defs": definitions}


def _schema(shape: Shape, definitions: dict[str, Json], within: Keys) -> Json:
    if isinstance(shape, Keys):
        if shape.name not in definitions:
            definitions[shape.name] = {}  # a row has rows
            definitions[shape.name] = _mapping(shape, definitions)
        return {"$ref": f"#/$defs/{shape.name}"}
    if isinstance(shape, Again):
        return {"$ref": f"#/$defs/{within.name}"}
    if isinstance(shape, Either):
        return {"anyOf": [_schema(one, definitions, within) for one in shape.shapes]}
    if isinstance(shape, ListOf):
        written: Json = {"type": "array", "items": _schema(shape.item, definitions, within)}
        return {**written, "minItems": shape.least} if shape.least else written
    if isinstance(shape, Choice):
        return {"enum": [True, False] if shape.values == ("true", "false") else list(shape.values)}
    if isinstance(shape, Number):
        return {"type": "integer" if shape.whole else "number", "minimum": shape.low, "maximum": shape.high}
    return _text_schema(shape)


def _text_schema(shape: Text) -> Json:
    if shape.pattern:
        return {"type": ["string"] if not shape.blank else ["string", "null"], "pattern": f"^(?:{shape.pattern})$"}
    return {"type": [*_SCALARS, "null"]} if shape.blank else {"type": _SCALARS, "pattern": r"\S"}


def _mapping(shape: Keys, definitions: dict[str, Json]) -> Json:
    properties = {key.name: {**_schema(key.shape, definitions, shape), "description": key.about} for key in shape.keys}
    written: Json = {
        "type": "object",
        "description": shape.about,
        "properties": properties,
        "additionalProperties": False if shape.others is None else _schema(shape.others.shape, definitions, shape),
    }
    if required := [key.name for key in shape.keys if key.required]:
        written["required"] = required
    if shape.together:
        written["dependentRequired"] = {one: [other] for one, other in shape.together}
    if shape.either:
        written["anyOf"] = [{"required": [name]} for name in shape.either]
    return written


def schema_text(schema: dict[str, object]) -> str:
    """A schema as a file's text."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
