"""Checks a format pack, or a Word template against its pack: everything that is wrong, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ..files.zips import guarded_bytes
from ..model.errors import OutputError, PackError, SourceError
from ..model.finding import Finding, Severity
from ..model.format import Format
from ..model.location import Location
from ..model.pack_checked import PackChecked
from ..packs.declaration import label_findings, relabelled_findings
from ..packs.load import DECLARATION, TEMPLATE, find_pack, folders_of, load_pack, pack_folder, read_pack, template_path
from ..packs.phrasing import PROSE, read_phrasing
from ..packs.rules import F506
from ..packs.soundness import clashing_codes
from ..reports.open import every_format
from ..rules.catalog import RULES
from ..rules.waivers import turned_down_problems
from ..word.comments import annotated_word, comments_on_document
from ..word.layout.text import layout_findings
from ..word.template.check import TemplateChecked, check_template, fits
from ..word.template.rules import F101, F102
from .pack_cases import run_cases
from .pack_texts import text_problems

_WORD = ".docx"


def check_pack(target: str, *, format_name: str = "") -> PackChecked:
    """Check the pack of this id or in this folder, or the Word template of this name.

    A template is checked against the pack `format_name`, or the one whose tables it holds.
    SourceError or PackError when there is neither.
    """
    checked = _checked(target, format_name)
    reasons = {one.code: one.reason for one in checked.form.rules} if checked.form else {}
    off = [finding for finding in checked.findings if finding.severity is Severity.WARNING and finding.code in reasons]
    kept = tuple(finding for finding in checked.findings if finding not in off)
    return checked._replace(findings=kept, turned_down=tuple((finding, reasons[finding.code]) for finding in off))


def _checked(target: str, format_name: str) -> PackChecked:
    if target.lower().endswith(_WORD):
        path = Path(target)
        if not path.is_file():
            raise SourceError("没有这个文件", location=Location(target), hint="检查文件名；格式包写它的编号或文件夹")
        content = guarded_bytes(path, "Word", _WORD)
        form = find_pack(format_name) if format_name else fits(content, target, every_format())
        template, looks = _template(content, form, target)
        return _counted(PackChecked(target, form, path, (*template.findings, *looks), whole_pack=False), template)
    if Path(target).is_file() and Path(target).name != DECLARATION:
        hint = f"写格式编号、放着 {DECLARATION} 的文件夹，或者一份 {_WORD} 模板；别的文件先用 Word 或 WPS 另存为 {_WORD}"
        raise SourceError(f"这不是格式包，也不是 {_WORD} 模板", location=Location(target), hint=hint)
    folder = pack_folder(target)
    declared, problems = read_pack(folder)
    found = [F101.at(location, message) for location, message in problems]
    if declared is None or problems:
        return PackChecked(target, None, None, tuple(found or [F101.at(Location(str(folder / DECLARATION)), "读不出格式")]))
    return _whole_pack(target, declared)


def _declared(form: Format) -> Iterator[Finding]:
    """What is wrong with the pack's YAML files beyond one of them alone."""
    taken = {rule.code for rule in RULES}
    others = [other for other in every_format(unsound={}) if other.id != form.id]  # what is wrong there is told there
    clashes = clashing_codes(form, others, taken)
    for location, message in (*read_phrasing(form)[1], *turned_down_problems(form, RULES), *clashes):
        yield F101.at(location, message)
    yield from text_problems(form)
    yield from label_findings(form)
    if form.bases:
        yield from relabelled_findings(form, load_pack(Path(form.bases[0])))
    if not any((folder / PROSE).is_file() for folder in folders_of(form)):
        yield F506.at(Location(form.folder), f"格式包里没有正文的说法（{PROSE}）", hint=F506.good)


def _whole_pack(target: str, form: Format) -> PackChecked:
    labels = list(_declared(form))
    cases = run_cases(form)
    try:
        path = template_path(form)
        fault = "" if path.is_file() else f"格式包里没有 Word 模板 {TEMPLATE}"
    except PackError as error:
        fault = error.message
    if fault:
        hint = f"画一份：reportgen format template {target}；或者给官方表格填上标签：reportgen format tag 表格.docx"
        findings = (*labels, F102.at(Location(form.folder), fault, hint=hint), *cases.findings)
        return PackChecked(target, form, None, findings, cases=cases.total, cases_passed=cases.passed)
    template, looks = _template(path.read_bytes(), form, str(path))
    findings = (*labels, *template.findings, *looks, *cases.findings)
    checked = PackChecked(target, form, path, findings, cases=cases.total, cases_passed=cases.passed)
    return _counted(checked, template)


def _template(content: bytes, form: Format, path: str) -> tuple[TemplateChecked, Iterable[Finding]]:
    checked = check_template(content, form, path)
    return checked, list(layout_findings(content, path, form)) if checked.readable else ()


def _counted(checked: PackChecked, template: TemplateChecked) -> PackChecked:
    return checked._replace(tables=template.tables, figures=template.figures, placed=template.placed, loops=template.loops)


def annotated_template(checked: PackChecked) -> bytes:
    """A copy of the template with each finding about it as a Word comment at its place; the template is not touched."""
    if checked.template is None:
        raise OutputError("没有 Word 模板，加不上批注", hint="先按上面的提示改好格式包")
    path = str(checked.template)
    own = [finding for finding in checked.findings if finding.location.path == path]
    return annotated_word(checked.template.read_bytes(), comments_on_document(own, path))
