"""A pack's Word template compiled once and kept; what is wrong with it told all at once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ...model.errors import PackError, SourceError
from ...model.form import Form
from ...model.location import Location
from ...packs.load import DECLARATION, folders_of, load_pack, template_path
from .engine import CompiledTemplate, compiled_or_first_problem


def compile_template(form: Form) -> CompiledTemplate:
    """The template of a pack, compiled and proved; PackError says what is wrong with it."""
    path = template_path(form)
    try:
        stamps = tuple(one.stat().st_mtime_ns for one in (path, *(folder / DECLARATION for folder in folders_of(form))))
    except OSError:
        raise PackError(
            "格式包里没有 Word 模板 template.docx",
            location=Location(form.folder),
            hint=f"先画一份：reportgen format template {form.folder}",
        ) from None
    return _compile(form.folder, path, stamps)


@lru_cache(maxsize=16)
def _compile(folder: str, path: Path, _stamps: tuple[int, ...]) -> CompiledTemplate:
    return compile_bytes(path.read_bytes(), load_pack(Path(folder)), str(path))


def compile_bytes(content: bytes, form: Form, path: str) -> CompiledTemplate:
    """Compile a template held in memory; PackError lists everything that is wrong with it, each with its place."""
    try:
        return compiled_or_first_problem(content, form, path)
    except (PackError, SourceError) as error:
        from .check import refusal  # looks at every tag, which only a template with a fault needs

        raise refusal(content, form, path, error) from None
