"""A pack's Word template compiled once and kept; what is wrong with it told all at once.

A file of its own, because what tells all faults at once (check.py) itself stands on the engine, and knows no packs.
"""

from __future__ import annotations

from contextlib import suppress

from ...model.errors import PackError, ReportgenError
from ...model.form import Form
from ...model.location import Location
from ...packs.pack import Pack
from .engine import CompiledTemplate
from .proof.markers import compiled_or_first_problem


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
    content = path.read_bytes()
    if not pack.source.folder:
        # In those that came with the program the check finds nothing, which its tests hold: no start waits for it.
        with suppress(ReportgenError):
            return compiled_or_first_problem(content, pack.form, str(path), ours=True)
    return compile_bytes(content, pack.form, str(path))


def compile_bytes(content: bytes, form: Form, path: str) -> CompiledTemplate:
    """Compile a template held in memory; PackError lists everything that is wrong with it, each with its place."""
    from .check import usable  # looks at every tag: not for a template that needs no looking at

    return usable(content, form, path)
