"""What the tags of a template print against what the form needs: each figure in its cell, each text once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from ...model.finding import Finding, Severity, place_in_word
from ...model.form import Form, Section, Table
from ...model.location import Location
from ...model.outline import Grid, GridCell, Outline
from ...recognise.grids import Search
from ...recognise.headings import headings_of, wordings_of
from ...recognise.labels import normalised
from ...text.closest import closest_path
from .expressions import DROPPED
from .full.values import BLOCK_STYLES, passages_of
from .rules import F201, F202, F203, F205, F210, F211, F212, F213, F214, F215, F216, F217, F218
from .syntax import ANY_TAG
from .tags import BODY, Written, text_of
from .walk import Walk

TEXTS = {"title": "标题（{%p for line in title %}）", "signature": "署名（{{ signature }}）", "date": "日期（{{ date }}）"}
# So many tags of other tables in one table are a table of their own.
_A_TABLE = 6
_LOOP = re.compile(r"\bin\s+passages\.(\w+)")
# So many cells of a row or column without their tags are one thing to mend.
_MANY = 3
_SHOWN = 2
_MISWRITTEN = (F201.code, F202.code, F203.code, F205.code)


class Doubt(NamedTuple):
    """A finding about what is printed, which the marker proof settles: `subjects` are what it would complain of."""

    finding: Finding
    subjects: frozenset[str]


def without_tags(grid: Grid) -> Grid:
    """The grid as it looks once it is filled: a number for every tag that prints."""

    def filled(cell: GridCell) -> GridCell:
        return cell._replace(text=ANY_TAG.sub(lambda tag: "0" if tag[0].startswith("{{") else "", cell.text))

    return grid._replace(cells={at: filled(cell) if "{" in cell.text else cell for at, cell in grid.cells.items()})


# -- figures ------------------------------------------------------------------------------------------


def doubts_about_figures(form: Form, walk: Walk, search: Search, path: str) -> Iterator[Doubt]:
    """Refs that are tagged nowhere, more than once, or in a cell whose labels say another."""
    home = {ref: found.grid.location(*place) for found in search.found.values() for ref, place in found.places.items()}
    tagged = {ref: [one for one in walk.printed.get(ref, ()) if one.cell] for ref in form.figures}
    taken = {one.location for uses in tagged.values() for one in uses}
    for table in form.tables:
        refs = [figure.ref for figure in table.figures]
        lost = [ref for ref in refs if not tagged[ref]]
        whole = Location(path, grid=next((home[ref].grid for ref in refs if ref in home), ""))
        if len(lost) == len(refs):
            message = f"{table.name}一个标签也没有，{len(refs)} 格都印不出来"
            drawn, not_drawn = "先用 reportgen format tag 给表格填上标签", f"模板里没有{table.name}；画上这张表，每格写上标签"
            hint = drawn if whole.grid else not_drawn
            yield Doubt(F210.at(whole, message, hint=hint), frozenset(refs))
            continue
        nowhere = [ref for ref in lost if ref not in home]
        lines = list(_lines(table, nowhere, least=2))
        for said, line in lines:
            hint = f"在表里加上它，每格写上标签：{{{{ {line[0]} }}}} 等"
            message = f"{table.name}里没有{said}，{len(line)} 格都印不出来"
            yield Doubt(F210.at(whole, message, hint=hint), frozenset(line))
        told = {ref for _, line in lines for ref in line}
        for ref in (one for one in lost if one not in told):
            place = home.get(ref, Location(path))
            if place not in taken:
                title = form.figures[ref].title
                message = f"这一格是“{title}”，没有标签" if ref in home else f"“{title}”没有标签"
                yield Doubt(F210.at(place, message, ref=ref, hint=f"写上 {{{{ {ref} }}}}"), frozenset({ref}))
    yield from _all_misplaced(form, tagged, home)


def _all_misplaced(form: Form, tagged: Mapping[str, Sequence[Written]], home: Mapping[str, Location]) -> Iterator[Doubt]:
    belongs = {location: ref for ref, location in home.items()}
    strange: dict[str, list[Doubt]] = {}
    for ref, uses in tagged.items():
        places = list(dict.fromkeys(one.location for one in uses))
        for location in places:
            if location == home.get(ref) or (ref not in home and len(places) == 1):
                continue
            doubt = _misplaced(form, ref, belongs.get(location, ""), location, places, home.get(ref))
            if location in belongs or not doubt.finding.related:
                yield doubt
            else:
                strange.setdefault(location.grid, []).append(doubt)
    for doubts in strange.values():
        yield from doubts if len(doubts) < _A_TABLE else [_table_again(doubts)]


def _table_again(doubts: Sequence[Doubt]) -> Doubt:
    """A table pasted twice is one fault, not one for each of its tags."""
    first = doubts[0].finding
    other = place_in_word(first.related[0]._replace(line=0, column=0))
    message = f"这张表里有 {len(doubts)} 个标签，{other}里已经写过：多半是同一张表粘贴了两次"
    place = first.location._replace(line=0, column=0)
    finding = F211.at(place, message, hint="删去其中一张表", related=(first.related[0],))
    return Doubt(finding, frozenset().union(*(doubt.subjects for doubt in doubts)))


def _lines(table: Table, refs: Collection[str], *, least: int) -> Iterator[tuple[str, list[str]]]:
    """Rows and columns of which at least so many, or all, of two cells or more are among these: each is one thing to draw.

    The longest come first, and a cell is told once.
    """
    lines: dict[tuple[int, str], list[str]] = {}
    for figure in table.figures:
        for said, name in (("行", figure.row.name), ("列", figure.column.name)):
            lines.setdefault((id(figure.block), f"“{name}”这一{said}"), []).append(figure.ref)
    left = set(refs)
    while lines:
        (at, said), whole = max(lines.items(), key=lambda one: sum(ref in left for ref in one[1]))
        there = [ref for ref in whole if ref in left]
        if len(there) < 2:
            return
        if len(there) >= least or len(there) == len(whole):
            left -= set(there)
            yield said, there
        del lines[at, said]


def _misplaced(form: Form, ref: str, other: str, location: Location, places: list[Location], home: Location | None) -> Doubt:
    written = f"{{{{ {ref} }}}}（{form.figures[ref].title}）"
    here = f"这一格按行和列的名称是“{form.figures[other].title}”" if other else "这一格不是格式里的格"
    hint = f"改成 {{{{ {other} }}}}" if other else "删去这个标签"
    related = tuple(place for place in places if place != location)
    if related:
        listed = "、".join(place_in_word(place) for place in places)
        message = f"{written}写了 {len(places)} 处：{listed}；{here}"
        return Doubt(F211.at(location, message, ref=other or ref, hint=hint, related=related), frozenset({ref, other}))
    message = f"{here}，写的却是 {written}"
    if home is not None:
        hint += f"；{{{{ {ref} }}}} 应在{place_in_word(home)}"
    return Doubt(F212.at(location, message, ref=other or ref, hint=hint), frozenset({ref, other}))


def merged(doubts: Sequence[Doubt], findings: Sequence[Finding], form: Form) -> tuple[list[Doubt], list[Finding]]:
    """A cell with a tag that is wrong in itself has no tag either: one finding says both, and what to write there."""
    missing = {
        doubt.finding.location: doubt.finding.ref for doubt in doubts if doubt.finding.code == F210.code and doubt.finding.ref
    }
    told = []
    for finding in findings:
        ref = missing.get(finding.location, "")
        if ref:
            hint = f"这一格按行和列的名称是“{form.figures[ref].title}”：写 {{{{ {ref} }}}}"
            finding = finding._replace(ref=ref, hint=hint if finding.code in _MISWRITTEN else f"{finding.hint}；{hint}")
        told.append(finding)
    there = {finding.location for finding in findings}
    return [doubt for doubt in doubts if not (doubt.finding.code == F210.code and doubt.finding.location in there)], told


def gathered(doubts: Sequence[Doubt], findings: Sequence[Finding], walk: Walk) -> tuple[list[Doubt], list[Finding]]:
    """The same with what is wrong with all cells of a row or column told once, at the first of them."""
    form = walk.expressions.form
    findings = [_no_slip(one, walk) for one in findings]
    without = {doubt.finding.ref: doubt for doubt in doubts if doubt.finding.code == F210.code and doubt.finding.location.line}
    misnamed = {finding.ref: finding for finding in findings if finding.code == F205.code and finding.ref}
    whole: list[Doubt] = []
    named: list[Finding] = []
    for table in form.tables:
        for said, refs in _lines(table, without.keys(), least=_MANY):
            places = [without[ref].finding.location for ref in refs]
            message = f"{table.name}{said}有 {len(refs)} 格没有标签"
            finding = F210.at(places[0], message, hint=f"每格写上自己的标签：{_tags(refs)}", related=tuple(places[1:]))
            whole.append(Doubt(finding, frozenset(refs)))
        for said, refs in _lines(table, misnamed.keys(), least=_MANY):
            first, *others = (misnamed[ref] for ref in refs)
            message = f"{table.name}{said}有 {len(refs)} 个标签不认识：{first.message} 等"
            hint = f"照行和列的名称写：{_tags(refs)}"
            named.append(first._replace(message=message, ref="", hint=hint, related=tuple(one.location for one in others)))
    told = {ref for doubt in whole for ref in doubt.subjects}
    kept = [doubt for doubt in doubts if doubt.finding.code != F210.code or doubt.finding.ref not in told]
    left = [
        one
        for one in findings
        if one not in misnamed.values() or not any(one.location in {other.location, *other.related} for other in named)
    ]
    return [*kept, *whole], [*_dropped(left, form, walk.unknown), *named]


def _no_slip(finding: Finding, walk: Walk) -> Finding:
    """What asks for a cell that is none: no slip of the pen for one that is printed in its own place, but dropped from the form."""
    way = walk.unknown.get((finding.location, finding.message), "")
    if finding.code != F205.code or finding.ref or not walk.printed.get(closest_path(way, walk.expressions.form.figures)):
        return finding
    return finding._replace(hint=walk.expressions.without(way))


def _dropped(findings: Sequence[Finding], form: Form, unknown: Mapping[tuple[Location, str], str]) -> Iterator[Finding]:
    """Tags of a table, a row or a column that the form does not have: each is one thing to take away."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        way = unknown.get((finding.location, finding.message), "").split(".")
        if finding.code != F205.code or finding.ref or len(way) < 3:
            yield finding
            continue
        table = next((one for one in form.tables if one.id == way[0]), None)
        if table is None:
            key: tuple[str, ...] = ("表", way[0])
        elif way[1] not in table.row_groups:
            key = ("行", way[0], way[1])
        else:
            key = ("列", way[0], way[2])
        groups.setdefault((finding.location.grid, finding.hint, *key), []).append(finding)
    for (_, _, what, *names), (first, *others) in groups.items():
        if others:
            message = f"{first.message}，这样的标签有 {len(others) + 1} 个：格式里没有编号是 {names[-1]} 的{what}"
            hint = first.hint.replace(DROPPED, f"删去这{'张' if what == '表' else '一'}{what}")
            first = first._replace(message=message, hint=hint, related=tuple(one.location for one in others))
        yield first


def _tags(refs: Sequence[str]) -> str:
    shown = "、".join(f"{{{{ {ref} }}}}" for ref in refs[:_SHOWN])
    return shown + (" 等" if len(refs) > _SHOWN else "")


def beside_figures(walk: Walk, form: Form) -> Iterator[Finding]:
    """Text in the cell of a figure, which the finished report would be refused for."""
    for ref in form.figures:
        for one in walk.printed.get(ref, ()):
            whole = text_of(one.around["tc"]) if one.cell else ""
            printed = re.sub(r"\{%.*?%\}|\{#.*?#\}", "", whole)
            rest = re.sub(rf"\{{\{{\s*{re.escape(ref)}\s*\}}\}}", "", printed, count=1).strip()
            if rest and rest != printed.strip():
                message = f"“{form.figures[ref].title}”的格里除了标签还有“{rest[:30]}”"
                yield F213.at(one.location, message, ref=ref, hint=f"这一格只留 {{{{ {ref} }}}}")


def labels_not_found(search: Search, path: str) -> Iterator[Finding]:
    """Rows and columns of the form whose names stand in no table of the template."""
    for found in search.found.values():
        missing = "、".join(f"“{label}”" for label in found.missing_labels[:6])
        if missing:
            message = f"{found.table.name}里找不到格式的行或列 {missing}" + ("等" if len(found.missing_labels) > 6 else "")
            hint = "把名称写得与 format.yaml 的 label 相同，或者改 format.yaml"
            yield F216.at(Location(path, grid=found.grid.name), message, hint=hint)
    for table in search.not_found:
        yield F216.at(
            Location(path), f"按行和列的名称找不到{table.name}", hint="画上这张表，或者把名称写得与 format.yaml 的 label 相同"
        )


def names_that_differ(form: Form, search: Search, outline: Outline) -> Iterator[Finding]:
    """Rows, columns and headings that are taken for the form's and are printed in other words."""
    hint = "年报照模板印：把模板改成 format.yaml 的写法；模板是对的，就改 format.yaml"
    for found in search.found.values():
        for place, label in found.misprints:
            message = f"{found.table.name}里写的是“{found.grid.text(*place).strip()}”，格式里是“{label}”"
            yield F217.at(found.grid.location(*place), message, hint=hint)
    wanted = _headed(form)
    printed = headings_of(outline.paragraphs, wanted)
    for number, section in printed.items():
        paragraph = outline.paragraphs[number]
        if normalised(paragraph.text) not in {normalised(wording) for wording in wordings_of(section)}:
            message = f"标题写的是“{paragraph.text.strip()}”，格式里是“{section.heading}”"
            yield F217.at(paragraph.location, message, hint=hint)
    for section in wanted:
        if section not in printed.values():
            message, hint = f"没有印标题“{section.heading}”", "在这一部分的文字、表格上面写上标题"
            yield F217.at(Location(outline.path), message, hint=hint, severity=Severity.ERROR)


def _headed(form: Form) -> list[Section]:
    return [section for section in form.sections if section.heading and section.kind != "free"]


def tables_elsewhere(form: Form, search: Search, outline: Outline) -> Iterator[Finding]:
    """Tables that stand below the heading of another section than theirs."""
    of = {normalised(heading): section for section in form.sections for heading in wordings_of(section) if heading}
    numbers = {grid.name: number for number, grid in enumerate(outline.grids)}
    # One in other words is told as such, and is a heading all the same.
    alike = headings_of(outline.paragraphs, _headed(form))
    below: dict[int, Section | None] = {}
    current = None
    for kind, at in outline.order:
        if kind == "t":
            below[at] = current
        else:
            current = of.get(normalised(outline.paragraphs[at].text)) or alike.get(at, current)
    for section in form.sections:
        for found in (search.found[table] for table in section.tables if table in search.found):
            there = below.get(numbers[found.grid.name])
            heading = section.under or section.heading
            if there is not None and there not in form.together(section) and heading:
                message = f"{found.table.name}印在“{there.heading}”下面，应在“{heading}”下面"
                yield F218.at(Location(found.grid.path, grid=found.grid.name), message, hint="把这张表移到它的标题下面")


def turns_elsewhere(form: Form, search: Search, outline: Outline) -> Iterator[Finding]:
    """Texts and tables under one heading that take turns otherwise than the form says: read back, they would be mixed up."""
    numbers = {grid.name: number for number, grid in enumerate(outline.grids)}
    place = {("t", numbers[found.grid.name]): found.table.id for found in search.found.values()}
    said = {section.id: section for section in form.prose_sections if section.part_of}
    printed: list[str] = []
    where: dict[str, Location] = {}
    for kind, at in outline.order:
        loop = _LOOP.search(outline.paragraphs[at].text) if kind == "p" else None
        name = place.get((kind, at), "") or (loop[1] if loop else "")
        if name and name not in where:
            printed.append(name)
            where[name] = Location(outline.path, grid=outline.grids[at].name) if kind == "t" else outline.paragraphs[at].location
    for section in said.values():
        for one in form.together(section):
            for table in one.tables:
                before = form.sections.index(section) < form.sections.index(one)
                if {section.id, table} <= where.keys() and (printed.index(section.id) < printed.index(table)) != before:
                    message = f"“{section.name}”的文字印在{form.table(table).name}{'后面' if before else '前面'}，应在它{'前面' if before else '后面'}"
                    yield F218.at(
                        where[section.id],
                        message,
                        hint=f"把 passages.{section.id} 的那一组循环整个移到表的{'前面' if before else '后面'}",
                    )


# -- texts --------------------------------------------------------------------------------------------


def _behind_which(form: Form, section: Section | None) -> str:
    """The table that a text follows under one heading with it; '' where it follows the heading."""
    together = form.together(section) if section else ()
    above = [table for one in together[: together.index(section)] for table in one.tables] if section else []
    return form.table(above[-1]).name if above else ""


def doubts_about_texts(form: Form, walk: Walk, written: list[Written], path: str) -> Iterator[Doubt]:
    """Passages, title, signature and date that are not printed; styles of blocks that a loop does not know."""
    headings = {one.text.strip(): one.location for one in written if not one.cell and one.part == BODY}
    whole = Location(path)
    for name in passages_of(form):
        loops = [loop for loop in walk.loops if loop.passage == name]
        section = next((one for one in form.sections if one.id == name), None)
        said = f"“{section.name}”" if section else "前言"
        every = frozenset(f"{name} {style}" for style in BLOCK_STYLES) | {f"{name} run_in lead", f"{name} picture"}
        if not loops and not form.can_lack(name) and not any(f"passages.{name}？" in finding.hint for finding in walk.findings):
            place = headings.get(section.under or section.heading, whole) if section else whole
            message = f"{said}的文字没有印出来：没有 passages.{name} 的循环"
            where = _behind_which(form, section) or "这个标题"
            hint = f"在{where}下面放一组 {{%p for block in passages.{name} %}} …… {{%p endfor %}}，照别的部分抄"
            yield Doubt(F214.at(place, message, hint=hint), every)
        for loop in loops[1:]:
            message = f"{said}的文字印了 {len(loops)} 次（第一次在{place_in_word(loops[0].location)}）"
            hint = f"{loop.tag.written} 改成别的部分，或者删去这一组循环"
            yield Doubt(F214.at(loop.location, message, hint=hint, related=(loops[0].location,)), every)
        for loop in loops:
            unknown = [style for style in BLOCK_STYLES if style not in loop.styles]
            if loop.styles and unknown and not loop.every_style:
                message = f"{said}的循环里没有这几种样式：{'、'.join(unknown)}"
                hint = "照别的部分补上，如 {%p elif block.style == '" + unknown[0] + "' %}"
                yield Doubt(F215.at(loop.location, message, hint=hint), frozenset(f"{name} {style}" for style in unknown))
    for name, said in TEXTS.items():
        if name not in walk.words:
            yield Doubt(F214.at(whole, f"{said}没有印出来", hint="在应有的地方写上这个标签"), frozenset({name}))
    if "draft_mark" not in walk.words:
        message, hint = "没有印草稿记号，--draft 生成的草稿看不出是草稿", "在页眉里写 {{ draft_mark }}"
        # The proof does not look at headers: what is read here is all there is to know.
        yield Doubt(F214.at(whole, message, hint=hint, severity=Severity.WARNING), frozenset())
