"""The check of a format pack or a template as JSON, for other programs."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict

from ..model.pack_checked import PackChecked
from .json import FindingDocument, Strict, finding_document

SCHEMA: Literal["reportgen.format-check/1"] = "reportgen.format-check/1"


class TemplateTally(Strict):
    """Of the `figures` of the form so many are printed once and where they belong; `loops` print passages."""

    file: str
    tables: int
    figures: int
    placed: int
    loops: int


class CaseTally(Strict):
    """How many cases of the pack find what they say."""

    total: int
    passed: int


class TurnedDownFinding(Strict):
    """A warning that the pack's rules turn down."""

    reason: str
    finding: FindingDocument


class PackCheckDocument(Strict):
    """The whole check; `format` is null where the pack cannot be read."""

    schema_: Literal["reportgen.format-check/1"]
    target: str
    format: str | None
    errors: int
    warnings: int
    template: TemplateTally | None
    identities: int | None
    cases: CaseTally | None
    findings: list[FindingDocument]
    turned_down: list[TurnedDownFinding]

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=lambda name: name.rstrip("_"), populate_by_name=True)


def pack_check_json(checked: PackChecked) -> str:
    """The JSON document of a check of a pack."""
    form, template = checked.form, None
    if checked.template is not None:
        template = TemplateTally(
            file=str(checked.template), tables=checked.tables, figures=checked.figures, placed=checked.placed, loops=checked.loops
        )
    document = PackCheckDocument(
        schema_=SCHEMA,
        target=checked.target,
        format=form.id if form else None,
        errors=checked.errors,
        warnings=checked.warnings,
        template=template,
        identities=len(form.lines) if form and checked.whole_pack else None,
        cases=CaseTally(total=checked.cases, passed=checked.cases_passed) if form and checked.whole_pack else None,
        findings=[finding_document(finding) for finding in checked.findings],
        turned_down=[
            TurnedDownFinding(reason=reason, finding=finding_document(finding)) for finding, reason in checked.turned_down
        ],
    )
    return document.model_dump_json(by_alias=True, indent=2)


def pack_check_schema() -> dict[str, object]:
    """JSON Schema of the document."""
    return PackCheckDocument.model_json_schema(by_alias=True)
