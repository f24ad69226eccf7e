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
from ..layout.text import layout_findings
from ..names import P
from ..outline import TWO_NUMBERS, outline_of, with_row_numbers
from ..package import Package, opened
from .constructs import construct_findings, grid_findings, loose_texts
from .engine import CompiledTemplate, rendered
from .expressions import sample
from .full.reasons import full_language, reasons
from .needs import (
    beside_figures,
    doubts_about_figures,
    doubts_about_texts,
    gathered,
    labels_not_found,
    merged,
    names_that_differ,
    tables_elsewhere,
    turns_elsewhere,
    without_tags,
)
from .proof.fields import fields_left_out, fields_not_printed, fields_typed_out
from .proof.markers import Unproved
from .proof.settling import Looked, proved
from .rules import F206, F217, F230, F231
from .tags import Written, parts_of, text_of, written_in
from .walk import Walk

_SHOWN = 20
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
        return _unopened(content, form, path)
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
    tables = _tables_of(package, form, path)
    looked = _looked(tables, walk, written, construct_findings(package, trees, path), docxtpl=bool(whys))
    left, compiled, problem = proved(content, looked)
    printed, seconds = _printed_once(compiled) if compiled is not None else ({}, 0.0)
    findings = [*left, *fields_not_printed(compiled, walk, written, path)]
    if compiled is not None:
        findings += grid_findings(package.document, parsed(printed[compiled.main]), path)
        findings += _loose(printed, walk, path)
        findings += fields_left_out(compiled, walk.printed, written)
        findings += _about_docxtpl(compiled, package, walk, written, printed) if whys else ()
    told = {(one.code, one.location) for one in findings}
    findings += [one for one in fields_typed_out(form, written) if (one.code, one.location) not in told]
    wrong = {finding.ref for finding in findings if finding.ref}
    # What docxtpl prints is known from what it printed.
    wrong |= tables.placeless if compiled is None or not whys else set()
    # A finding about a whole row or table speaks of all its Refs.
    wrong |= {ref for doubt in looked.doubts if not doubt.finding.ref and doubt.finding in left for ref in doubt.subjects}
    return TemplateChecked(
        tuple(_in_reading_order(dict.fromkeys(_under_headings(findings, tables.outline)), tables.outline)),
        tables=len(form.tables),
        figures=len(form.figures),
        placed=sum(ref not in wrong and bool(walk.printed.get(ref) or compiled) for ref in form.figures),
        loops=len(walk.loops),
        tags=walk.tags,
        compiled=compiled,
        problem=problem,
        by_docxtpl=whys,
        seconds=seconds if whys else 0.0,
    )


def _unopened(content: bytes, form: Form, path: str) -> TemplateChecked:
    """What is told of a template that is no package, or whose main part is no XML."""
    refused = proved(content, Looked(form, path, Walk(form), (), (), frozenset()))
    # The engine reads tags, not elements: it may find nothing in what Word cannot open.
    broken = _refused(form, path, "模板的正文坏了，Word 打不开", "用 Word 打开修复后另存；不行就用备份")
    if refused.problem is None or isinstance(refused.problem, Unproved):
        return broken
    return broken._replace(findings=tuple(refused.findings), problem=refused.problem)


class _Tables(NamedTuple):
    """The tables of a template as they are drawn: those of its form among them, and the Refs for which no cell was found.

    `twice` are the places with a number that Word counts in front of one that is typed, and what comes of it.
    """

    outline: Outline
    search: Search
    placeless: frozenset[str]
    twice: Sequence[tuple[Location, str]]


def _tables_of(package: Package, form: Form, path: str) -> _Tables:
    outline, twice = with_row_numbers(outline_of(package.files[package.main], path), package)
    search = find_whole_tables(form, outline._replace(grids=tuple(without_tags(grid) for grid in outline.grids)))
    placed = {ref for one in search.found.values() for ref in one.places}
    return _Tables(outline, search, frozenset(form.figures.keys() - placed), twice)


def _looked(tables: _Tables, walk: Walk, written: list[Written], constructs: Iterable[Finding], *, docxtpl: bool) -> Looked:
    """What the tags and the tables around them tell before anything is printed; `docxtpl` says that it renders the template."""
    form, search, path = walk.expressions.form, tables.search, tables.outline.path
    doubts = [*doubts_about_figures(form, walk, search, path), *doubts_about_texts(form, walk, written, path)]
    doubts, told = gathered(*merged(doubts, walk.findings, form), walk)
    beside = [one for one in beside_figures(walk, form) if all(one.location != other.location for other in told)]
    # Where docxtpl merges cells, only what it prints shows the tables as they are.
    named = [] if docxtpl else list(_about_names(form, search, tables.outline))
    named += [F217.at(place, f"印出来的是“{text}”：{TWO_NUMBERS}", hint="删去一个") for place, text in tables.twice]
    halves = tuple(f"{way}." for way in walk.printed if way not in form.figures)
    settled = {one.ref for one in told} | (set() if docxtpl else tables.placeless)
    settled |= {ref for ref in form.figures if ref.startswith(halves)}
    certain = (*told, *beside, *named, *constructs)
    return Looked(form, path, walk, certain, tuple(doubts), frozenset(settled), docxtpl, written)


def _printed_once(compiled: CompiledTemplate) -> tuple[dict[str, bytes], float]:
    """The parts of a report with sample values, and the seconds that it took."""
    values = sample(compiled.form)
    began = time.perf_counter()
    return rendered(compiled, values), time.perf_counter() - began


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
    if checked.readable:
        # A picture that is cut off, a table that falls apart, in every report.
        errors += [one for one in layout_findings(content, path, form) if one.severity is Severity.ERROR]
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
