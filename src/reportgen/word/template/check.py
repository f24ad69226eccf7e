"""Everything that is wrong with a template, all at once, each with its place; the marker proof has the last word.

The tags are read where they stand, so that one that cannot be compiled hides no other. The marker
proof has the last word on what is printed where: a template may print in ways of its own.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ...files.xml import parsed
from ...model.draft import EngineReason
from ...model.errors import PackError, ReportgenError, SourceError
from ...model.finding import Finding, Severity, place_in_word
from ...model.form import Form
from ...model.location import Location
from ...model.outline import Outline
from ...recognise.grids import Search
from ...recognise.stacked import find_whole_tables
from ..names import P
from ..outline import TWO_NUMBERS, outline_of, with_row_numbers
from ..package import Package, opened
from .constructs import construct_findings, grid_findings, loose_texts
from .engine import CompiledTemplate, Misprint, NotAllowed, UnknownName, Unproved, compiled_or_first_problem, rendered
from .expressions import sample
from .full.reasons import full_language, reasons
from .needs import (
    TEXTS,
    Doubt,
    beside_figures,
    doubts_about_figures,
    doubts_about_texts,
    fields_left_out,
    gathered,
    labels_not_found,
    merged,
    names_that_differ,
    tables_elsewhere,
    turns_elsewhere,
    without_tags,
)
from .rules import F201, F202, F204, F206, F210, F211, F212, F213, F214, F217, F219, F220, F230, F231
from .tags import Written, parts_of, text_of, written_in
from .walk import Walk

_SHOWN = 20
_NOT_WHOLE = (F201.code, F202.code, F204.code, F206.code)
# What docxtpl makes elements of Word of.
_BREAKS = str.maketrans("", "", "\t\n\a\f")
# The largest official form takes some seven hundred; each of more is looked at for no one's good.
MOST_TAGS = 10_000


class TemplateChecked(NamedTuple):
    """What a check of a template came to: `placed` of its `figures` are tagged once, where they belong.

    What of it needs docxtpl is told in `by_docxtpl`: empty where the template is compiled. `seconds` is what it
    took docxtpl to render one report.
    """

    findings: tuple[Finding, ...]
    tables: int = 0
    figures: int = 0
    placed: int = 0
    loops: int = 0
    tags: int = 0
    readable: bool = True
    # The template itself where it prints what it must; else the first thing that is in the way.
    compiled: CompiledTemplate | None = None
    problem: ReportgenError | None = None
    by_docxtpl: tuple[EngineReason, ...] = ()
    seconds: float = 0.0


def check_template(content: bytes, form: Form, path: str) -> TemplateChecked:
    """Check a template held in memory against its form; `path` names it in the places."""
    package = _opened(content, path)
    if package is None:
        refused = proved(content, Looked(form, path, Walk(form), (), (), frozenset()))
        # The engine reads tags, not elements: it may find nothing in what Word cannot open.
        broken = _refused(form, path, "模板的正文坏了，Word 打不开", "用 Word 打开修复后另存；不行就用备份")
        if refused.problem is None or isinstance(refused.problem, Unproved):
            return broken
        return broken._replace(findings=tuple(refused.findings), problem=refused.problem)
    trees = parts_of(package)
    parts = {part: list(written_in(part, tree, path)) for part, tree in trees.items()}
    written = [one for paragraphs in parts.values() for one in paragraphs]
    if sum(len(one.tags) for one in written) > MOST_TAGS:
        message = f"模板里的标签超过了 {MOST_TAGS} 个，不像年报的模板"
        return _refused(form, path, message, "重新画一份：reportgen format template 格式包")
    whys = tuple(why for paragraphs in parts.values() for why in reasons(paragraphs))
    walk = Walk(form, full_language() if whys else None)
    for paragraphs in parts.values():
        walk.through(paragraphs)
    outline, twice = with_row_numbers(outline_of(package.files[package.main], path), package)
    search = find_whole_tables(form, outline._replace(grids=tuple(without_tags(grid) for grid in outline.grids)))
    doubts = [*doubts_about_figures(form, walk, search, path), *doubts_about_texts(form, walk, written, path)]
    doubts, told = gathered(*merged(doubts, walk.findings, form), walk)
    beside = [one for one in beside_figures(walk, form) if all(one.location != other.location for other in told)]
    # Where docxtpl merges cells, only what it prints shows the tables as they are.
    named = [] if whys else list(_about_names(form, search, outline))
    named += [F217.at(place, f"印出来的是“{text}”：{TWO_NUMBERS}", hint="删去一个") for place, text in twice]
    certain = [*told, *beside, *named, *construct_findings(package, trees, path)]
    placeless = form.figures.keys() - {ref for one in search.found.values() for ref in one.places}
    halves = tuple(f"{way}." for way in walk.printed if way not in form.figures)
    settled = {one.ref for one in told} | (set() if whys else placeless) | {ref for ref in form.figures if ref.startswith(halves)}
    looked = Looked(form, path, walk, tuple(certain), tuple(doubts), frozenset(settled), bool(whys), written)
    left, compiled, problem = proved(content, looked)
    findings = list(left)
    seconds = 0.0
    if compiled is not None:
        values = sample(form)
        began = time.perf_counter()
        printed = rendered(compiled, values)
        seconds = time.perf_counter() - began if whys else 0.0
        findings += grid_findings(package.document, parsed(printed[compiled.main]), path)
        findings += _loose(printed, walk, path)
        findings += fields_left_out(compiled, walk.printed, written)
        if whys:
            findings += _about_docxtpl(compiled, package, walk, written, printed)
            placeless = set()
    wrong = {finding.ref for finding in findings if finding.ref} | placeless
    # A finding about a whole row or table speaks of all its Refs.
    wrong |= {ref for doubt in doubts if not doubt.finding.ref and doubt.finding in left for ref in doubt.subjects}
    placed = sum(ref not in wrong and bool(walk.printed.get(ref) or compiled) for ref in form.figures)
    unique = _in_reading_order(dict.fromkeys(_under_headings(findings, outline)), outline)
    return TemplateChecked(
        tuple(unique),
        len(form.tables),
        len(form.figures),
        placed,
        len(walk.loops),
        walk.tags,
        compiled=compiled,
        problem=problem,
        by_docxtpl=whys,
        seconds=seconds,
    )


def _about_names(form: Form, search: Search, outline: Outline) -> Iterator[Finding]:
    """Rows, columns, headings and tables that are not called, or do not stand, as the form says."""
    yield from labels_not_found(search, outline.path)
    yield from names_that_differ(form, search, outline)
    yield from tables_elsewhere(form, search, outline)
    yield from turns_elsewhere(form, search, outline)


def _about_docxtpl(
    compiled: CompiledTemplate, package: Package, walk: Walk, written: Sequence[Written], printed: Mapping[str, bytes]
) -> Iterator[Finding]:
    """What is wrong with what docxtpl printed of a template that prints every figure and text: tables, labels, fixed text."""
    form, path = compiled.form, compiled.path
    values = sample(form)
    other = rendered(compiled, {**values, "signature_wide": not values["signature_wide"]})
    yield from grid_findings(package.document, parsed(other[compiled.main]), path)
    read = {one.part for one in written if one.tags}  # the others are copied as they are
    yield from _lost_by_docxtpl([one for one in walk.constant if one[0].part in read], printed.values())
    shown = Package({**package.files, package.main: printed[compiled.main]}, path)
    outline, _ = with_row_numbers(outline_of(printed[compiled.main], path), shown)
    yield from _about_names(form, find_whole_tables(form, outline), outline)


def _lost_by_docxtpl(constant: Sequence[tuple[Written, str]], parts: Iterable[bytes]) -> Iterator[Finding]:
    """Text of the template that is printed whatever the report, and that docxtpl did not print."""
    printed = "\n".join(text_of(paragraph).translate(_BREAKS) for part in parts for paragraph in parsed(part).iter(P))
    times = cache(printed.count)
    wanted: Counter[str] = Counter()
    for one, written in constant:
        text = written.translate(_BREAKS)
        if any(f"{{#{scope} " in text_of(element) for scope, element in one.around.items()):
            continue  # a remark takes it away
        wanted[text] += 1
        if times(text) < wanted[text]:
            message = f"“{text[:30]}”没有印出来：docxtpl 丢了它"
            yield F231.at(one.location, message, hint="把它旁边的标签挪到别的段、别的格；或者改成本程序自己认识的写法")


def _loose(printed: Mapping[str, bytes], walk: Walk, path: str) -> Iterator[Finding]:
    """Text that was printed outside of any run, where Word does not read it: a tag that stands for a paragraph and prints only words."""
    for content in printed.values():
        for text in loose_texts(parsed(content)):
            made = ((tag, one) for tag, one in walk.whole if tag.code.partition(".")[0] not in ("block", "subdocs"))
            tag, place = next(((tag.written, one.location) for tag, one in made), ("标签", Location(path)))
            message = f"{tag} 印出来的“{text[:20]}”不在任何一段里，Word 打不开，或者看不见"
            yield F206.at(
                place, message, hint="文字用 {{ }} 印；{{p、{{r 只印成段、成串的：subdocs、block.table、block.rich、block.picture"
            )
            return


def _refused(form: Form, path: str, message: str, hint: str) -> TemplateChecked:
    """A template that is not looked at any further."""
    problem = PackError(message, location=Location(path), hint=hint)
    finding = F230.at(Location(path), message, hint=hint)
    return TemplateChecked((finding,), len(form.tables), len(form.figures), readable=False, problem=problem)


def fits(content: bytes, path: str, forms: Sequence[Form]) -> Form:
    """The form whose Refs a template names most, or else whose tables it holds; PackError when no form fits."""
    package = _opened(content, path)
    if package is None:
        raise PackError("模板不是完整的 .docx 文件", location=Location(path), hint="用 Word 打开，另存为 .docx")
    text = "".join(str(piece) for piece in package.document.itertext())
    names = set(re.findall(r"\w+\.\w+\.\w+", text))
    outline = outline_of(package.files[package.main], path)
    outline = outline._replace(grids=tuple(without_tags(grid) for grid in outline.grids))

    def likeness(form: Form) -> tuple[int, int]:
        placed = sum(len(one.places) for one in find_whole_tables(form, outline).found.values())
        return len(names & form.figures.keys()), placed

    best = max(forms, key=lambda form: (*likeness(form), form.years.first))
    if not any(likeness(best)):
        hint = f"加上 --format 格式编号，如 --format {best.id}"
        raise PackError("认不出这是哪一种格式的模板：没有认识的标签，也没有认识的表", location=Location(path), hint=hint)
    return best


def usable(content: bytes, form: Form, path: str) -> CompiledTemplate:
    """The template compiled, if the check finds no error in it; PackError lists all that it finds.

    The build has no other judge than the check: what the one calls an error the other must not put into a report.
    """
    checked = check_template(content, form, path)
    errors = [finding for finding in checked.findings if finding.severity is Severity.ERROR]
    if checked.compiled is not None and not errors:
        return checked.compiled
    raise _refusal(checked, errors, form, path)


def _refusal(checked: TemplateChecked, errors: Sequence[Finding], form: Form, path: str) -> ReportgenError:
    if checked.problem is not None and (not errors or not checked.readable):
        return checked.problem
    if len(errors) == 1:
        return PackError(
            f"{place_in_word(errors[0].location) or '模板'}：{errors[0].message}", location=Location(path), hint=errors[0].hint
        )
    listed = "".join(f"\n  {place_in_word(one.location) or '整份模板'}：{one.message}" for one in errors[:_SHOWN])
    more = f"\n  …… 其余 {len(errors) - _SHOWN} 处" if len(errors) > _SHOWN else ""
    hint = f"改法：reportgen format check {form.folder or form.id}"
    return PackError(f"模板有 {len(errors)} 处错误：{listed}{more}", location=Location(path), hint=hint)


def _opened(content: bytes, path: str) -> Package | None:
    """A template as a package; what cannot be read is left to the engine."""
    try:
        package = opened(content, path, macros=True)
        for _ in package.files.values():
            pass  # whether it can be unpacked
        return package if package.tree(package.main) is not None else None
    except SourceError:
        return None


def _under_headings(findings: Iterable[Finding], outline: Outline) -> Iterator[Finding]:
    """The findings, those about a paragraph with the text above it: the same loop stands under several headings."""
    above: dict[int, str] = {}
    heading = ""
    for paragraph in outline.paragraphs:
        if "{" in paragraph.text:
            above[paragraph.location.line] = heading
        elif paragraph.text.strip():
            heading = paragraph.text.strip()
    for finding in findings:
        said = "" if finding.location.grid else above.get(finding.location.line, "")
        yield finding._replace(message=f"{finding.message}（在“{said[:20]}”下面）") if said else finding


def _in_reading_order(findings: Iterable[Finding], outline: Outline) -> list[Finding]:
    """What is about the whole file first, then from top to bottom, headers and footers last."""
    blocks = {block: position for position, block in enumerate(outline.order)}
    numbers = {grid.name: number for number, grid in enumerate(outline.grids)}

    def key(finding: Finding) -> tuple[object, ...]:
        place = finding.location
        if place.grid:
            block = blocks.get(("t", numbers.get(place.grid, -1)), len(blocks))
        else:
            block = blocks.get(("p", place.line - 1), -1)
        return block, place.line, place.column, finding.severity is not Severity.ERROR, finding.code

    return sorted(findings, key=key)


# -- the marker proof --------------------------------------------------------------------------------


class Looked(NamedTuple):
    """A template as its tags were read: what is certainly wrong, what the proof has to settle.

    Of the `settled` Refs it is told already why they are not printed as they must.
    """

    form: Form
    path: str
    walk: Walk
    certain: tuple[Finding, ...]
    doubts: tuple[Doubt, ...]
    settled: frozenset[str]
    docxtpl: bool = False
    written: Sequence[Written] = ()


class Proved(NamedTuple):
    """The findings that are left, and the template where it prints what it must, or else what is in the way."""

    findings: Sequence[Finding]
    compiled: CompiledTemplate | None
    problem: ReportgenError | None = None


def proved(content: bytes, looked: Looked) -> Proved:
    """Try the template, and settle the doubts by it."""
    certain, doubts = looked.certain, looked.doubts
    if looked.docxtpl:
        # What docxtpl would make of braces and stretches that are not whole nobody knows, nor how long it would look for them.
        for finding in certain:
            if finding.severity is Severity.ERROR and finding.code in _NOT_WHOLE:
                return Proved(certain, None, PackError(finding.message, location=Location(looked.path), hint=finding.hint))
    try:
        compiled = compiled_or_first_problem(content, looked.form, looked.path, docxtpl=looked.docxtpl)
    except Unproved as proof:
        findings = [*certain, *_confirmed(proof.misprints, looked)]
        return Proved([*findings, *_at_least_one(findings, looked.path, proof.misprints[0].message)], None, proof)
    except ReportgenError as error:
        # What docxtpl prints by names of the template's own is not to be read from the tags.
        unsettled = () if looked.docxtpl else doubts
        findings = [*certain, *(doubt.finding for doubt in unsettled)]
        where = _asking(error.asked, looked) if isinstance(error, UnknownName) else None
        return Proved([*findings, *_at_least_one(findings, looked.path, error.message, error, where)], None, error)
    return Proved([*certain, *(doubt.finding for doubt in doubts if not doubt.subjects)], compiled)


def _asking(name: str, looked: Looked) -> Location | None:
    """Where a name is asked for that there is not."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    return next((one.location for one in looked.written if any(word.search(tag.code) for tag in one.tags)), None)


def _at_least_one(
    findings: Sequence[Finding], path: str, message: str, error: ReportgenError | None = None, where: Location | None = None
) -> Iterator[Finding]:
    """What is in the way where none of the findings says it: the build refuses the template too."""
    if all(finding.severity is not Severity.ERROR for finding in findings):
        place = where or (error.location if error and error.location else Location(path))
        rule = F220 if isinstance(error, NotAllowed) else F230
        yield rule.at(place, message, hint=error.hint if error else F230.good)


def _confirmed(misprints: Sequence[Misprint], looked: Looked) -> Iterator[Finding]:
    """The doubts that the proof shares, and what it found beyond them."""
    complained = {misprint.subject for misprint in misprints}
    places_were_compared = all(misprint.place or misprint.beside for misprint in misprints)
    told = set(looked.settled)
    printed = {misprint.subject for misprint in misprints if misprint.times}
    for doubt in looked.doubts:
        if looked.docxtpl and doubt.finding.code == F210.code and doubt.subjects <= printed:
            continue  # by a name of the template's own
        not_compared = doubt.finding.code == F212.code and not places_were_compared
        if not doubt.subjects or not_compared or doubt.subjects & complained:
            told |= doubt.subjects
            yield doubt.finding
    beside = {finding.ref for finding in looked.certain if finding.code == F213.code}
    texts: dict[str, list[Misprint]] = {}
    for misprint in misprints:
        if misprint.subject in told or (misprint.beside and misprint.subject in beside):
            continue
        if misprint.subject in looked.form.figures:
            yield _figure(misprint, looked)
        else:
            texts.setdefault(misprint.subject.split()[0], []).append(misprint)
    wrong = {finding.location for finding in looked.certain if finding.severity is Severity.ERROR}
    for name, those in texts.items():
        if (finding := _misprinted_text(name, those, looked)).location not in wrong:
            yield finding


def _figure(misprint: Misprint, looked: Looked) -> Finding:
    place = _place(misprint.subject, looked)
    if misprint.place:
        number, row, column = misprint.place
        place = Location(looked.path, f"表{number + 1}", row, column)
    rule = F213 if misprint.beside else F212 if misprint.place else F211 if misprint.times else F210
    hint = f"这个数只印一次，印在“{looked.form.figures[misprint.subject].title}”那一格"
    if misprint.beside:
        hint = f"这一格只留 {{{{ {misprint.subject} }}}}：在 Word 里显示编辑标记，删去别的"
    return rule.at(place, misprint.message, ref=misprint.subject, hint=hint)


def _misprinted_text(name: str, those: Sequence[Misprint], looked: Looked) -> Finding:
    styles = "、".join(dict.fromkeys(style for misprint in those if (style := misprint.subject.partition(" ")[2])))
    said = TEXTS.get(name) or f"passages.{name} 的 {styles} "
    if wrong := those[0].beside:
        return F219.at(_place(name, looked), f"{said}{wrong}", hint="让这个标签单独占一段；各部分文字照 format.yaml 的次序排")
    how = "有的时候没有印出来" if not those[0].times else f"印了 {those[0].times} 次"
    return F214.at(_place(name, looked), f"{said}{how}", hint="检查这里的 if 和 for：每一种情况都印，而且只印一次")


def _place(name: str, looked: Looked) -> Location:
    """Where a Ref, a text or a passage is printed first, as far as one can tell."""
    loops = [loop.location for loop in looked.walk.loops if loop.passage == name]
    uses = [written.location for written in looked.walk.printed.get(name, ())]
    return next(iter((*loops, *uses)), Location(looked.path))
