"""The check of a format pack or a template, as text and as JSON. Decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from pydantic import ConfigDict

from ...model.draft import PackChecked
from ...model.finding import Finding, Severity, place_in_word
from ..json import FindingDocument, Place, Strict, finding_document, json_text, place
from ..text import Ink

_WORD = ".docx"
# A table, row or column of the form that the template has not.
_ANOTHER_FORM = "F216"
# Tags that need docxtpl: so many are listed.
_SHOWN = 8
SCHEMA: Literal["reportgen.format-check/2"] = "reportgen.format-check/2"


def pack_check_text(checked: PackChecked, seconds: float, ink: Ink) -> str:
    """The findings, then what was looked at and how long it took."""
    lines = [f"{checked.form.id}　{checked.form.name}" if checked.form else checked.target, ""]
    for finding in checked.findings:
        lines += _finding_lines(finding, ink)
        lines.append("")
    lines += _tally(checked, ink)
    if checked.findings:
        lines.append(f"共 {checked.errors} 个错误、{checked.warnings} 个提醒。用时 {seconds:.2f} 秒。")
    else:
        lines.append(ink("green", "没有发现问题。") + f"用时 {seconds:.2f} 秒。")
    lines += _next_step(checked)
    return "\n".join(lines)


def _next_step(checked: PackChecked) -> Iterator[str]:
    """What to do with a pack that is sound, or one whose template is that of another form."""
    form = checked.form
    if form is None or checked.template is None or not checked.whole_pack:
        return
    if any(finding.code == _ANOTHER_FORM for finding in checked.findings):
        yield "模板缺表、缺行或缺列，不用一格一格补，可以重做一份（手工改过的样子要再改）："
        yield f"  用官方的空白表格：reportgen format tag 表格.docx --format {checked.target} -o {checked.template} --force"
        yield f"  让程序画：reportgen format template {checked.target} --force"
    elif not checked.errors:
        yield f"试做一份：reportgen new 草稿 --agency 机关全称 --year {form.years.first} --format {form.id}"


def _finding_lines(finding: Finding, ink: Ink) -> Iterator[str]:
    """One finding as in `check`, its place in a Word file in the words of somebody who looks for it in Word."""
    style = "red" if finding.severity is Severity.ERROR else "yellow"
    yield f"{ink('bold', _place_in_pack(finding))}  {ink(style, finding.severity.chinese)} {finding.code}"
    yield f"    {finding.message}"
    if finding.hint:
        yield f"    → {finding.hint}".replace("\n", "\n      ")


def _place_in_pack(finding: Finding) -> str:
    location = finding.location
    if not location.path.lower().endswith(_WORD):
        return str(location)
    return f"{location.path}  {place_in_word(location)}".rstrip()


def _tally(checked: PackChecked, ink: Ink) -> Iterator[str]:
    form = checked.form
    if form is not None and checked.template is not None and checked.figures:
        lost = checked.figures - checked.placed
        landed = ink("red", f"{lost} 格没有印对") if lost else "全部落在该落的格"
        yield f"模板：表 {checked.tables} 张、数字格 {checked.figures} 个，{landed}；文字循环 {checked.loops} 组"
    yield from _engine(checked)
    reasons = {finding.code: reason for finding, reason in checked.turned_down}
    for code, count in Counter(finding.code for finding, _ in checked.turned_down).items():
        yield f"格式包关掉的提醒：{code} {count} 处（理由：{reasons[code]}）"
    if form is not None and checked.whole_pack:
        passed = f"通过 {checked.cases_passed} 个" if checked.cases_passed or not checked.cases else ""
        failed = ink("red", f"没有通过 {checked.cases_failed} 个") if checked.cases_failed else ""
        left = checked.cases - checked.cases_passed - checked.cases_failed
        untried = ink("red", f"没有试 {left} 个：先改好 good 和用例的写法") if left else ""
        came = "，".join(part for part in (passed, failed, untried) if part)
        yield f"格式：勾稽关系 {len(form.lines)} 条；用例 {checked.cases} 个，{came}"


def _engine(checked: PackChecked) -> Iterator[str]:
    """Which engine renders the template, why it is not the quick one, and what that costs."""
    if not checked.by_docxtpl:
        if checked.template is not None and checked.figures:
            yield "渲染：由程序自己的引擎渲染"
        return
    cost = f"；印一份用了 {checked.seconds:.2f} 秒，比本程序自己的引擎慢几倍" if checked.seconds else ""
    yield f"渲染：由 docxtpl 渲染，有 {len(checked.by_docxtpl)} 处要用它{cost}"
    for one in checked.by_docxtpl[:_SHOWN]:
        yield f"  {place_in_word(one.location) or one.location.path}：{' '.join(one.tag.split())[:60]}（{one.why}）"
    if len(checked.by_docxtpl) > _SHOWN:
        yield f"  …… 其余 {len(checked.by_docxtpl) - _SHOWN} 处"


# -- JSON --------------------------------------------------------------------------------------------


class EngineReasonDocument(Strict):
    """A tag that needs docxtpl, where it stands, and why."""

    tag: str
    place: Place
    why: str


class TemplateTally(Strict):
    """Of the `figures` of the form so many are printed once and where they belong; `loops` print passages.

    `engine` renders the template: the compiled one, or docxtpl for the reasons in `because`.
    """

    file: str
    tables: int
    figures: int
    placed: int
    loops: int
    engine: Literal["compiled", "docxtpl"]
    because: list[EngineReasonDocument]


class CaseTally(Strict):
    """How many cases of the pack find what they say, and how many do not; the rest could not be tried."""

    total: int
    passed: int
    failed: int


class TurnedDownFinding(Strict):
    """A warning that the pack's rules turn down."""

    reason: str
    finding: FindingDocument


class PackCheckDocument(Strict):
    """The whole check; `format` is null where the pack cannot be read."""

    schema_: Literal["reportgen.format-check/2"]
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
            file=str(checked.template),
            tables=checked.tables,
            figures=checked.figures,
            placed=checked.placed,
            loops=checked.loops,
            engine="docxtpl" if checked.by_docxtpl else "compiled",
            because=[EngineReasonDocument(tag=one.tag, place=place(one.location), why=one.why) for one in checked.by_docxtpl],
        )
    document = PackCheckDocument(
        schema_=SCHEMA,
        target=checked.target,
        format=form.id if form else None,
        errors=checked.errors,
        warnings=checked.warnings,
        template=template,
        identities=len(form.lines) if form and checked.whole_pack else None,
        cases=CaseTally(total=checked.cases, passed=checked.cases_passed, failed=checked.cases_failed)
        if form and checked.whole_pack
        else None,
        findings=[finding_document(finding) for finding in checked.findings],
        turned_down=[
            TurnedDownFinding(reason=reason, finding=finding_document(finding)) for finding, reason in checked.turned_down
        ],
    )
    return json_text(document)


def pack_check_schema() -> dict[str, object]:
    """JSON Schema of the document."""
    return PackCheckDocument.model_json_schema(by_alias=True)
