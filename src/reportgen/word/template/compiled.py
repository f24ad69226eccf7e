"""A pack's Word template compiled once and kept; what is wrong with it told all at once.

A file of its own, because what tells all faults at once (check.py) itself stands on the engine, and knows no packs.
"""

from __future__ import annotations

from ...model.errors import PackError
from ...model.form import Form
from ...model.location import Location
from ...packs.pack import Pack
from .check import usable
from .engine import CompiledTemplate


def compile_template(pack: Pack) -> CompiledTemplate:
    """The template of a pack, compiled and proved; PackError says what is wrong with it."""
    return pack.once(_compiled)


def _compiled(pack: Pack) -> CompiledTemplate:
    path = pack.template
    if not path.is_file():
        raise PackError(
            "格式包里没有 Word 模板 template.docx",
            location=Location(str(pack.folder)),
            hint=f"先画一份：reportgen format template {pack.folder}",
        )
    return compile_bytes(path.read_bytes(), pack.form, str(path))


def compile_bytes(content: bytes, form: Form, path: str) -> CompiledTemplate:
    """Compile a template held in memory; PackError lists everything that is wrong with it, each with its place."""
    return usable(content, form, path)
