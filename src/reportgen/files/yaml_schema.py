"""Shapes written as JSON Schema (2020-12), for editors that help while a YAML file is typed."""

from __future__ import annotations

import json
from typing import Any

from .shapes import Again, Choice, Either, Keys, ListOf, Number, Shape, Text

Json = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
# What an editor takes a value without quotes for, and is text to the reader all the same.
_SCALARS = ["string", "number", "boolean"]


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
    return _text(shape)


def _text(shape: Text) -> Json:
    if shape.pattern:
        return {"type": ["string"] if not shape.blank else ["string", "null"], "pattern": f"^(?:{shape.pattern})$"}
    return {"type": [*_SCALARS, "null"]} if shape.blank else {"type": _SCALARS, "pattern": r"\S"}


def _mapping(shape: Keys, definitions: dict[str, Json]) -> Json:
    properties = {key.name: {**_schema(key.shape, definitions, shape), "description": key.about} for key in shape.keys}
    written: Json = {
        "type": "object",
        "description": shape.about,
        "properties": properties,
        "additionalProperties": False if shape.others is None else _schema(shape.others, definitions, shape),
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
