"""JSON Schemas of format.yaml and narrative.yaml, written from the shapes that the readers use."""

from __future__ import annotations

from ..files.yaml_schema import json_schema, schema_text
from .shapes import FORMAT, OVERLAY

SCHEMA_FILE = "format.schema.json"
# The first line of a YAML file, by which an editor finds its schema.
SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}\n"


def format_schema() -> str:
    """The schema of format.yaml, of a whole pack as of an overlay, as a file's text."""
    return schema_text(json_schema(FORMAT, OVERLAY, title="格式包的 format.yaml"))
