"""Checks a format pack, its cases and texts, or a Word template against its pack: everything that is wrong, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ..drafts.narrative.binding import bind
from ..files.zips import guarded_bytes
from ..model.draft import YEAR, PackChecked
from ..model.errors import OutputError, PackError, SourceError
from ..model.figures import digits
from ..model.finding import Finding, Severity
from ..model.form import Form
from ..model.identity import Line, Term, tally
from ..model.location import Location
from ..model.report import Cell, Narrative, Paragraph, PastReport, Report, Workbook
from ..packs.cases import Case, Figures
from ..packs.declaration import label_findings, relabelled_findings
from ..packs.folders import CASES, DECLARATION, PROSE, TEMPLATE, WORDS
from ..packs.load import find_pack, pack_folder, read_pack
from ..packs.new import left_of_the_copied
from ..packs.pack import Pack
from ..packs.phrasing import read_phrasing
from ..packs.rules import F501, F502, F503, F506
from ..packs.soundness import clashing_codes, outgrown_findings
from ..packs.vocabulary import read_vocabulary
from ..reports.formats import every_pack
from ..rules.catalog import RULES
from ..rules.cells import check_cells
from ..rules.check import Subject
from ..rules.identities import assess_lines, check_identities, each_failed_line
from ..rules.waivers import turned_down_problems
from ..word.comments import annotated_word, comments_on_document
from ..word.layout.text import layout_findings
from ..word.template.check import TemplateChecked, check_template, fits
from ..word.template.rules import F101, F102
from .read_back import not_read_back

_WORD = ".docx"
_Suspects = set[tuple[str, Decimal | None]]


def check_pack(target: str, *, format_name: str = "", beside: Path | None = None) -> PackChecked:
    """Check the pack of this id (looked for from `beside`) or in this folder, or the Word template of this name.

    A template is checked against the pack `format_name`, or the one whose tables it holds.
    SourceError or PackError when there is neither.
    """
    checked = _checked(target, format_name, beside)
    reasons = {one.code: one.reason for one in checked.form.rules} if checked.form else {}
    off = [finding for finding in checked.findings if finding.severity is Severity.WARNING and finding.code in reasons]
    kept = tuple(finding for finding in checked.findings if finding not in off)
    return checked._replace(findings=kept, turned_down=tuple((finding, reasons[finding.code]) for finding in off))


def _checked(target: str, format_name: str, beside: Path | None) -> PackChecked:
    if target.lower().endswith(_WORD):
        path = Path(target)
        if not path.is_file():
            raise SourceError("没有这个文件", location=Location(target), hint="检查文件名；格式包写它的编号或文件夹")
        content = guarded_bytes(path, "Word", _WORD)
        named = find_pack(format_name, beside, typed=True).form if format_name else None
        form = named or fits(content, target, [pack.form for pack in every_pack()])
        template, looks = _template(content, form, target)
        return _counted(PackChecked(target, form, path, (*template.findings, *looks), whole_pack=False), template)
    if Path(target).is_file() and Path(target).name != DECLARATION:
        hint = f"写格式编号、放着 {DECLARATION} 的文件夹，或者一份 {_WORD} 模板；别的文件先用 Word 或 WPS 另存为 {_WORD}"
        raise SourceError(f"这不是格式包，也不是 {_WORD} 模板", location=Location(target), hint=hint)
    folder = pack_folder(target, beside, typed=True)
    declared, problems = read_pack(folder)
    found = [F101.at(location, message) for location, message in problems]
    if declared is None or problems:
        return PackChecked(target, None, None, tuple(found or [F101.at(Location(str(folder / DECLARATION)), "读不出格式")]))
    return _whole_pack(target, declared)


def _declared(pack: Pack) -> Iterator[Finding]:
    """What is wrong with the pack's YAML files beyond one of them alone."""
    form = pack.form
    taken = {rule.code for rule in RULES}
    others = [other.form for other in every_pack(unsound={}) if other.form.id != form.id]  # what is wrong there is told there
    clashes = clashing_codes(form, others, taken)
    words = [problem for path in pack.files(WORDS) for problem in read_vocabulary(path)[1]]
    phrasing, unread = read_phrasing(form, pack.files(PROSE))
    for location, message in (*unread, *words, *turned_down_problems(form, RULES), *clashes):
        yield F101.at(location, message)
    yield from text_problems(form)
    yield from _about_labels(pack)
    if pack.base:
        yield from relabelled_findings(form, pack.base.form)
        yield from outgrown_findings(form, pack.base.form)
    yield from left_of_the_copied(pack, others)
    if not pack.files(PROSE):
        yield F506.at(Location(str(pack.folder)), f"格式包里没有正文的说法（{PROSE}）", hint=F506.good)
        return
    spoken = {one.table for one in phrasing.tables}
    for table in form.tables:
        place = form.places[f"table:{table.id}"]
        # What an overlay has from its base is told of the base.
        if table.id not in spoken and Path(place.path).parent == pack.folder:
            said = f"{table.name}在 {PROSE} 里没有说法，正文里写到它的数只按行名认"
            hint = f"在 {PROSE} 的 tables 里加一段 table: {table.id}，写明 units（量词）和 rows（各行怎样说）。"
            yield F506.at(place, said, hint=hint)


def _about_labels(pack: Pack) -> Iterator[Finding]:
    """What is inconsistent in a form's declaration: of an overlay what its base is not told as well, in its own file."""
    if pack.base is None:
        yield from label_findings(pack.form)
        return
    known = {(one.code, one.message) for one in label_findings(pack.base.form)}
    for finding in label_findings(pack.form):
        if Path(finding.location.path).parent == pack.folder:
            yield finding
        elif (finding.code, finding.message) not in known:
            hint = f"{finding.hint}原来写在 {pack.base.form.id} 里，在增改包里写上要改的项。"
            yield finding._replace(location=pack.form.places["extends"], hint=hint, related=(finding.location,))


def _whole_pack(target: str, pack: Pack) -> PackChecked:
    form = pack.form
    labels = list(_declared(pack))
    cases = run_cases(pack)
    try:
        path = pack.template
        fault = "" if path.is_file() else f"格式包里没有 Word 模板 {TEMPLATE}"
    except PackError as error:
        fault = error.message
    if fault:
        hint = f"画一份：reportgen format template {target}；或者给官方表格填上标签：reportgen format tag 表格.docx"
        findings = (*labels, F102.at(Location(str(pack.folder)), fault, hint=hint), *cases.findings)
        return cases.counted(PackChecked(target, form, None, findings))
    template, looks = _template(path.read_bytes(), form, str(path))
    sound = template.compiled is not None and not any(one.severity is Severity.ERROR for one in template.findings)
    again = tuple(not_read_back(pack, template.compiled)) if sound and template.compiled else ()
    findings = (*labels, *template.findings, *again, *looks, *cases.findings)
    checked = cases.counted(PackChecked(target, form, path, findings))
    return _counted(checked, template)


def _template(content: bytes, form: Form, path: str) -> tuple[TemplateChecked, Iterable[Finding]]:
    checked = check_template(content, form, path)
    return checked, list(layout_findings(content, path, form)) if checked.readable else ()


def _counted(checked: PackChecked, template: TemplateChecked) -> PackChecked:
    return checked._replace(
        tables=template.tables,
        figures=template.figures,
        placed=template.placed,
        loops=template.loops,
        by_docxtpl=template.by_docxtpl,
        seconds=template.seconds,
    )


def annotated_template(checked: PackChecked, *, date: datetime) -> bytes:
    """A copy of the template with each finding about it as a Word comment of this `date` at its place; the template is not touched."""
    if checked.template is None:
        raise OutputError("没有 Word 模板，加不上批注", hint="先按上面的提示改好格式包")
    path = str(checked.template)
    own = [finding for finding in checked.findings if finding.location.path == path]
    return annotated_word(checked.template.read_bytes(), comments_on_document(own, path), path, date=date)


# -- texts -------------------------------------------------------------------------------------------


def text_problems(form: Form) -> Iterator[Finding]:
    """What cannot be filled in of a form's title and preface, each where it is declared."""
    # 1 in every cell: no share that a preface may give is divided by nothing.
    cells = {ref: Cell("1", Decimal(1), Location("")) for ref in form.figures}
    contact = {name: Paragraph(name, Location("")) for name in form.contact}
    for key, named, lines in (("title", "标题", form.title), ("preface", "前言", (form.preface,))):
        place = form.places.get(key, Location(form.folder))
        written = tuple(Paragraph(line, place) for line in lines)
        # A preface is bound as a title is: both are lines with references in them.
        narrative = Narrative("", form.name, form.years.first, form.id, written, {}, contact, {}, None, None, None)
        narrative = narrative._replace(fields={one.id: Paragraph(one.name, place) for one in form.fields})
        wrong = [one for one in bind(narrative, form, cells, [PastReport(form, cells)])[1] if one.severity is Severity.ERROR]
        for finding in wrong:
            yield F101.at(place, f"{named}里的引用有误：{finding.message}", hint=finding.hint)
        if key == "title" and lines and not wrong and not any(YEAR in line for line in lines):
            said = f"标题里没有 {{{{ {YEAR} }}}}：各年的年报分不开，公布的也读不出是哪一年的"
            yield F101.at(place, said, hint=f"标题里写上 {{{{ {YEAR} }}}}年")


# -- cases -------------------------------------------------------------------------------------------


class CasesRun(NamedTuple):
    """What came of the cases of a pack: how many passed and failed of how many, and what is wrong; the rest could not be tried."""

    passed: int
    failed: int
    total: int
    findings: tuple[Finding, ...]

    def counted(self, checked: PackChecked) -> PackChecked:
        """What came of a check of the pack, with how many cases there are and what came of them."""
        return checked._replace(cases=self.total, cases_passed=self.passed, cases_failed=self.failed)


def run_cases(pack: Pack) -> CasesRun:
    """Run every case that can be read, those of the packs it extends too."""
    form, (files, unread) = pack.form, pack.cases
    findings = list(unread)
    passed = failed = 0
    own = [cases for cases in files if Path(cases.location.path).parent == pack.folder]
    # The good report of an overlay is that of its base with cells of its own: the base's cases are tried on it too.
    good = files[-1].good if files else None
    faulty = good is None
    if good is not None:
        here = own[0].good_location if own else form.places.get("extends", files[-1].good_location)
        hint = F502.good if own or not pack.base else f"在增改包里写一份 {CASES}，good 写自己加的格；{F502.good}"
        faults = list(_of_good(form, good, here, hint))
        findings += faults
        faulty = bool(faults)
    # Where the good report has faults of its own, every case would show them again.
    for cases in () if faulty else files:
        for case in cases.cases:
            wrong, as_found = _of_case(form, good or {}, case) if case.sound else ([], "")
            passed += case.sound and not wrong
            if wrong:
                failed += 1
                findings.append(F501.at(case.location, f"用例“{case.name}”：{'；'.join(wrong)}", hint=f"{F501.good}{as_found}"))
    tested = {found.split()[0] for cases in files for case in cases.cases for found in case.finds}
    for code, line in {line.code: line for line in reversed(form.lines)}.items() if files else ():
        declared = form.places.get(f"identity:{code}", Location(str(pack.folder / DECLARATION)))
        # What an overlay has from its base is told of the base.
        if code not in tested and Path(declared.path).parent == pack.folder:
            hint = F503.good if own else f"在增改包里写一份 {CASES}：good 只写自己加的格；{F503.good}"
            findings.append(F503.at(own[0].location if own else declared, f"勾稽关系 {code}（{line.title}）没有用例", hint=hint))
    return CasesRun(passed, failed, sum(len(cases.cases) for cases in files), tuple(findings))


def _of_good(form: Form, good: Figures, place: Location, hint: str) -> Iterator[Finding]:
    draft = _draft(form, good, None)
    by_code: dict[str, list[Finding]] = {}
    for finding in (*check_cells(draft), *each_failed_line(draft)):
        by_code.setdefault(finding.code, []).append(finding)
    # An identity declared wrongly fails in every row: once is enough.
    for at, (code, (first, *others)) in enumerate(by_code.items()):
        more = f"。{code} 还有 {len(others)} 处也不对" if others else ""
        message = f"{code} {first.ref}（{form.figures[first.ref].title}）：{first.message}{more}"
        yield F502.at(place, message, ref=first.ref, hint=hint if at else f"{hint}{_not_given(form, good)}")
    missing = tally(draft.assessments).not_assessable
    if missing:
        yield F502.at(place, f"有 {missing} 条勾稽关系缺数，不能核对", hint=hint)


def _not_given(form: Form, good: Figures) -> str:
    """The totals and ratios that a good report does not give, and that are not 0: as they are worked out, to be copied."""
    figures = {ref: good.get(ref, Decimal(0)) for ref in form.figures}
    wanted = [ref for ref in form.derived if ref not in good]
    for _ in wanted:  # a total may be made of totals behind it
        made = {ref: value for ref in wanted if (value := form.derived[ref].makes(figures)) is not None and value != figures[ref]}
        if not made:
            break
        figures |= made
    given = [f"{ref}: {digits(figures[ref])}" for ref in wanted if figures[ref]]
    nothing = [table.name for table in form.tables if not any(figure.ref in good for figure in table.figures)]
    absent = f"good 里没有{'、'.join(nothing)}的数，都当作 0。" if nothing else ""
    return absent + (f"good 里没有写的，照各项算出来是：{'，'.join(given)}" if given else "")


def _of_case(form: Form, good: Figures, case: Case) -> tuple[list[str], str]:
    """What came otherwise than the case says, and how a case says what came."""
    prior = None if case.prior is None else _continued(form, good) | case.prior
    draft = _draft(form, good | case.change, prior)
    findings = list(check_identities(draft))
    # A case names every line that fails; a finding may tell of several.
    failed = {f"{one.line.code} {one.line.anchor}": one.line for one in draft.assessments if one.outcome == "failed"}
    wrong = [f"应报 {one}，没有报{_told_elsewhere(one, failed)}" for one in case.finds if one not in failed]
    wrong += [f"多报了 {one}：{line.where} {line.say or line.title}" for one, line in failed.items() if one not in case.finds]
    expected: _Suspects = {(case.suspect.ref, case.suspect.value) if case.suspect else ("", None)}
    pointed: _Suspects = {(finding.suspect, finding.suspect_value) for finding in findings}
    if findings and pointed != expected:
        wrong.append(f"{_pointed('应', expected)}，{_pointed('实际', pointed)}")
    as_found = f"关系没有错的，照查出的写：finds: [{', '.join(failed)}]{_as_written(pointed)}" if failed else ""
    if len(pointed) > 1:
        as_found += "；一个用例只改错一处，指出几格的分成几个用例"
    return wrong, as_found


def _told_elsewhere(find: str, failed: Mapping[str, Line]) -> str:
    """Where a line that a case expects at one of its cells is told: at the first of its right side."""
    code, _, ref = find.partition(" ")
    line = next((one for one in failed.values() if one.code == code and any(term.ref == ref for term, _ in one.terms)), None)
    return f"（这一格不平，报在 right 的第一项：写 {code} {line.anchor}）" if line else ""


def _pointed(when: str, suspects: _Suspects) -> str:
    cells = _cells(suspects)
    return f"{when}指出 {cells}" if cells else f"{when}指不出是哪一格"


def _as_written(suspects: _Suspects) -> str:
    """How a case says that these are pointed out, where it can."""
    (ref, value), *others = sorted(suspects) or [("", None)]
    return f", suspect: {{ref: {ref}, value: {digits(value)}}}" if value is not None and not others else ""


def _cells(suspects: _Suspects) -> str:
    return "、".join(f"{ref} 应为 {digits(value)}" for ref, value in suspects if value is not None)


def _continued(form: Form, good: Figures) -> Figures:
    """Last year such that everything continues."""
    continued: Figures = {}
    for line in form.lines:
        # A ratio of last year's figures is 0 = left × times − right × over in one of them.
        sides = (
            ((line.left, line.times), (line.over, -_sum(line.right, good))) if line.over else ((line.left, 1), (line.right, -1))
        )
        weights: Figures = {}
        rest = Decimal(0)
        for side, times in sides:
            for term in side:
                if term.prior:
                    weights[term.ref] = weights.get(term.ref, Decimal(0)) + term.sign * times
                else:
                    rest += term.sign * times * good.get(term.ref, Decimal(0))
        asked = next((ref for ref, weight in weights.items() if weight and ref not in continued), "")
        if asked:
            rest += sum((weight * continued.get(ref, Decimal(0)) for ref, weight in weights.items() if ref != asked), Decimal(0))
            places = form.figures[asked].places
            continued[asked] = -rest / weights[asked] if places is None else round(-rest / weights[asked], places)
    return continued


def _sum(terms: Iterable[Term], figures: Figures) -> Decimal:
    return sum((term.sign * figures.get(term.ref, Decimal(0)) for term in terms if not term.prior), Decimal(0))


def _draft(form: Form, figures: Figures, prior: Figures | None) -> Subject:
    """What the checks see of these figures; cells that are not given are 0."""

    def cells(values: Figures) -> dict[str, Cell]:
        return {
            ref: Cell(
                str(values.get(ref, Decimal(0))), values.get(ref, Decimal(0)), Location("", form.figures[ref].table.name, row, 1)
            )
            for row, ref in enumerate(form.figures, 1)
        }

    now = cells(figures)
    before = None if prior is None else cells(prior)
    year = form.years.first
    return Subject(
        form=form,
        workbook=Workbook("", now),
        narrative=Narrative("", "", year, form.id, (), {}, {}, {}, None, None, None),
        report=Report("", year, form.id, now),
        images={},
        prior=None if before is None else PastReport(form, before),
        assessments=assess_lines(form, now, before),
    )
