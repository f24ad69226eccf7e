"""A pack's Word template compiled once and kept; what is wrong with it told all at once.

A file of its own, because what tells all faults at once (check.py) itself stands on the engine.
"""

from __future__ import annotations

from ...model.errors import PackError, SourceError
from ...model.finding import Severity
from ...model.form import Form
from ...model.location import Location
from ...packs.pack import Pack
from ..package import opened
from .constructs import construct_findings
from .engine import CompiledTemplate, compiled_or_first_problem
from .tags import parts_of

# How the tags begin that repeat or leave out rows and cells: {%tr, {%tc.
_ROWS_OR_CELLS = b"{%t"


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
    problem: PackError | SourceError
    try:
        compiled = compiled_or_first_problem(content, form, path)
        if not _is_refused(content, form, path):
            return compiled
        problem = PackError("模板里有不能印进年报的东西", location=Location(path))
    except (PackError, SourceError) as error:
        problem = error
    from .check import refusal  # looks at every tag, which only a template with a fault needs

    raise refusal(content, form, path, problem) from None


def _is_refused(content: bytes, form: Form, path: str) -> bool:
    """Whether a template that prints all it must holds what `format check` calls an error: it would stand in every report."""
    package = opened(content, path, macros=True)
    findings = list(construct_findings(package, parts_of(package), path))
    if _ROWS_OR_CELLS in package.files[package.main]:
        from .check import check_template  # only such tags can change the shape of a table

        findings += check_template(content, form, path).findings
    return any(finding.severity is Severity.ERROR for finding in findings)
