"""JSON Schemas of format.yaml and narrative.yaml, written from the shapes that the readers use."""

from __future__ import annotations

import json

from ..model.format import Format
from .narrative_shapes import narrative_shape
from .pack_shapes import FORMAT, OVERLAY
from .yaml_schema import json_schema

SCHEMA_FILE = "format.schema.json"
# The first line of a YAML file, by which an editor finds its schema.
SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}\n"


def format_schema() -> str:
    """The schema of format.yaml, of a whole pack as of an overlay, as a file's text."""
    return _text(json_schema(FORMAT, OVERLAY, title="格式包的 format.yaml"))


def narrative_schema(form: Format | None = None) -> str:
    """The schema of narrative.yaml in this form, or in any, as a file's text."""
    return _text(json_schema(narrative_shape(form), title=f"文字稿 narrative.yaml（{form.name if form else '各种格式通用'}）"))


def _text(schema: dict[str, object]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
