"""What has to hang together in a pack once it is read: every name that is used is declared, every table printed, …"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from ..files.shapes import Problem, items_of, mappings_of, text_of
from ..files.yaml import LocatedMap, Node
from ..model.draft import AGENCY, KEYS, YEAR
from ..model.finding import Finding, Severity
from ..model.form import Form, Row, Section, Table
from ..model.identity import Line
from ..text.patterns import pattern
from .reader import PackReader
from .rules import F111
from .totals import Sums, is_among, is_total, row_families

# What a template may name besides the Refs of the form, and no table can be called: a test holds this against the template engine.
TEMPLATE_NAMES = {
    "title": "标题，一行一项，用 {%p for line in title %} 逐行印出",
    "passages": "各部分的文字，一段一项，用 {%p for block in passages.〈部分〉 %} 逐段印出",
    "subdocs": "一个部分的全部文字、图片（docxtpl 的子文档），单独一段写 {{p subdocs.〈部分〉 }}",
    "signature": "落款的机关",
    "signature_wide": "落款的机关名称长，放不进左半行",
    "date": "落款的日期",
    "fields": "要素，写 {{ fields.编号 }}",
    "contact": "联系方式，写 {{ contact.名称 }}，如 {{ contact.电话 }}",
    "draft_mark": "草稿才有的“草　稿”字样",
    "机关": "机关全称",
    "年份": "报告年份",
}
_TAG = pattern(r"\{\{\s*(.*?)\s*\}\}")


def check_form(reader: PackReader, root: LocatedMap, form: Form) -> None:
    """Tell `reader` what does not hang together in `form`, at its places in `root`."""
    if form.id and form.id != Path(form.folder).name and (node := root.get("id")):
        reader.problem(node.location, f"id “{form.id}”应与文件夹名“{Path(form.folder).name}”相同")
    _check_sections(reader, root, form)
    _check_names(reader, root, form)
    refs = tuple(form.figures)
    for section in _section_nodes(root):
        for expectation in mappings_of(section.get("expects")):
            for ref in items_of(expectation.get("figures")):
                reader.known(ref, refs, "expects 里的“{}”不是表里的一格")
    for node, table in zip(mappings_of(root.get("tables")), form.tables, strict=True):
        _check_table(reader, node, table)
    _check_circles(reader, form)


def _check_names(reader: PackReader, root: LocatedMap, form: Form) -> None:
    """Tables by names that a template has for something else; texts that name what a pack knows nothing of."""
    for node, table in zip(mappings_of(root.get("tables")), form.tables, strict=True):
        if table.id in TEMPLATE_NAMES:
            reader.problem(node.location, f"表的 id 不能叫“{table.id}”：模板里这个名称另有所指")
    texts = [(one.get("default"), text_of(one.get("default"))) for one in mappings_of(root.get("fields"))]
    head = root.get("letterhead")
    if form.letterhead and isinstance(head, LocatedMap):
        texts += [(head.get("mark"), line) for line in form.letterhead.mark]
    for place, text in texts:
        for name in _TAG.findall(text):
            if place is not None and name not in (AGENCY, YEAR):
                reader.problem(place.location, f"这里只能写 {{{{ {AGENCY} }}}} 和 {{{{ {YEAR} }}}}，不能写 {{{{ {name} }}}}")


def _check_sections(reader: PackReader, root: LocatedMap, form: Form) -> None:
    tables = {table.id: reader.places[f"table:{table.id}"] for table in form.tables}
    used = set()
    before = Section("")
    for node, section in zip(_section_nodes(root), form.sections, strict=True):
        for item in items_of(node.get("tables")):
            reader.known(item, tables, f"部分“{section.name}”用到的表“{{}}”没有声明")
            reader.once("printed:", item, "印在报告里的表")
            used.add(text_of(item))
        above, before = before, section
        if not section.has_prose:
            continue
        if section.part_of and section.part_of == above.part_of and above.has_prose:
            reader.problem(node.location, f"“{above.name}”和“{section.name}”都是文字，中间没有表，读回时分不开：合成一段")
        if not section.name:
            reader.problem(node.location, "这一部分要写文字，缺少“name”：它是文字稿里的键")
        elif section.name in KEYS:
            reader.problem(node.location, f"部分不能叫“{section.name}”：文字稿里已经有这个键")
    for table, place in tables.items():
        if table not in used:
            reader.problem(place, f"表“{table}”没有写在任何部分的 tables 里，不会印出来")
    if form.sections and all(section.kind != "signature" for section in form.sections):
        reader.problem(reader.places["sections"], "没有落款：加一个 {id: signature, kind: signature}")


def _section_nodes(root: LocatedMap) -> list[LocatedMap]:
    """The node of each section of the form, in its order: a part of one is one, too."""
    return [part for node in mappings_of(root.get("sections")) for part in mappings_of(node.get("parts")) or [node]]


def _check_circles(reader: PackReader, form: Form) -> None:
    """Totals and ratios that are worked out from each other in a circle: none of them can be."""
    done: set[str] = set()
    for start in form.derived:
        path: list[str] = []
        waiting = [(start, 0)]
        while waiting:
            ref, depth = waiting.pop()
            del path[depth:]
            if ref in path:
                circle = path[path.index(ref) :]
                codes = sorted({form.derived[one].code for one in circle})
                names = " ← ".join(form.figures[one].title for one in (*circle, ref))
                reader.problem(
                    reader.places[f"identity:{codes[-1]}"],
                    f"勾稽关系 {'、'.join(codes)} 绕成了圈，哪一格都算不出来：{names}；right 只写由各项算出来的那一格",
                )
                return
            path.append(ref)
            if ref not in done and (line := form.derived.get(ref)):
                waiting += [(term.ref, depth + 1) for term in (*line.left, *line.over)]
            done.add(ref)


def _check_table(reader: PackReader, node: LocatedMap, table: Table) -> None:
    rows, columns = tuple(table.row_groups), tuple(table.column_groups)
    for block, declared in zip(mappings_of(node.get("blocks")), table.blocks, strict=True):
        held = tuple(column.id for column in declared.leaf_columns)
        for note in _all_of(block, "rows", "notes"):
            for one in mappings_of(note):
                if (column := one.get("column")) is not None:
                    reader.known(column, held, f"notes 里的“{{}}”不是{table.name}这一块里要填数的列")
    for block in mappings_of(node.get("blocks")):
        for key, known in (("rows", rows), ("columns", columns)):
            for start in _all_of(block, key, "start_from"):
                for name in filter(None, text_of(start).replace(" ", "").split("+")):
                    if name not in known:
                        reader.problem(
                            start.location, f"start_from 里的“{name}”不是{table.name}的{'行' if key == 'rows' else '列'}"
                        )


def _all_of(node: LocatedMap, key: str, wanted: str) -> Iterator[Node]:
    """What the entries under `key`, and those below them, have under another key."""
    for entry in mappings_of(node.get(key)):
        if (found := entry.get(wanted)) is not None:
            yield found
        yield from _all_of(entry, key, wanted)


def lost_from(base: Form, form: Form) -> Iterator[Problem]:
    """What an overlay has taken away from the form it builds on, or made weaker: none of it may be."""
    place = form.places
    here = place["extends"]
    sections = {section.id for section in form.sections}
    for section in base.sections:
        if section.id not in sections:
            yield here, f"部分“{section.id}”不能去掉"
    for ref, figure in base.figures.items():
        if ref not in form.figures:
            where = place.get(f"row:{figure.table.id}.{figure.row.id}", here)
            yield where, f"法定的一格 {figure.title}（{ref}）不能去掉；下面要加行，就写 filled: true"
    if form.years.first < base.years.first or (base.years.last or 9999) < (form.years.last or 9999):
        yield place["years"], f"适用年度（{form.years}）要在 {base.id} 的适用年度（{base.years}）之内"
    kept = {(line.code, line.anchor): line for line in form.lines}
    sums = Sums(form)
    weaker = {old.code for old in base.lines if not _as_strict(kept.get((old.code, old.anchor)), old, sums)}
    for code in sorted(weaker):
        yield (
            place.get(f"identity:{code}", here),
            f"{code} 是法定的勾稽关系，不能放宽：不能改成提醒、改成“不超过”，也不能少算几项",
        )


def _as_strict(line: Line | None, old: Line, sums: Sums) -> bool:
    """Whether an identity still demands what it did: it may only count more in, or the sum of what it counted."""
    if line is None or (line.relation != old.relation and (line.relation, old.relation) != ("equals", "at_most")):
        return False
    if old.relation == "ratio" and (old.left, old.over, old.right, old.times) != (line.left, line.over, line.right, line.times):
        return False
    lost = set(old.left) - set(line.left)
    if any(term.sign < 0 or term.prior for term in lost):
        return False
    added = [term.ref for term in line.left if term.sign > 0 and not term.prior]
    summed = {ref for across in (1, 2) for ref in sums.leaves(added, across)} if lost else set()
    return {term.ref for term in lost} <= summed and (old.severity is Severity.WARNING or line.severity is Severity.ERROR)


def outgrown_findings(form: Form, base: Form) -> Iterator[Finding]:
    """Lines of `base` that add up all the rows beside each other of a table, to which `form` adds a row that they leave out.

    A total of the same table that leaves one out is told with all totals.
    """
    told: set[tuple[str, str]] = set()
    for line in form.lines:
        anchor = form.figures[line.anchor]
        for (table, _), ids in _added_down(line).items():
            if anchor.table.id == table and is_total(anchor.row.label):
                continue
            before = next((one for one in base.tables if one.id == table), None)
            for family in () if before is None else (one for block in before.blocks for one in row_families(block.rows)):
                summed = {row.id for row in family if row.filled and not is_total(row.label) and not is_among(row)}
                if len(summed) < 2 or not summed <= ids:
                    continue
                left_out = [
                    row for row in _siblings(form.table(table), summed) if row.id not in {*ids, *(one.id for one in family)}
                ]
                for row in left_out:
                    if (line.code, row.id) not in told:
                        told.add((line.code, row.id))
                        said = f"勾稽关系 {line.code} 把{form.table(table).name}的各项都加上，没有加新的一行“{row.label}”"
                        hint = f"要加上的，在增改包的 identities 里写：{{code: {line.code}, left: […]}}，一项一项写全；不该加的不必改。"
                        yield F111.at(form.places[f"row:{table}.{row.id}"], said, hint=hint)


def _added_down(line: Line) -> dict[tuple[str, str], set[str]]:
    """The rows of each table and column that a line adds up on one side."""
    added: dict[tuple[str, str], set[str]] = {}
    for term in line.left:
        table, row, column = term.ref.split(".")
        if term.sign > 0 and not term.prior:
            added.setdefault((table, column), set()).add(row)
    return added


def _siblings(table: Table, among: Collection[str]) -> Iterator[Row]:
    """The rows of a level of a table where these stand that are added up like them."""
    for block in table.blocks:
        for family in row_families(block.rows):
            kinds = {(row.unit, row.kind) for row in family if row.id in among}
            if kinds:
                yield from (
                    row
                    for row in family
                    if row.filled and (row.unit, row.kind) in kinds and not is_total(row.label) and not is_among(row)
                )


def clashing_codes(form: Form, others: Iterable[Form], taken: Collection[str]) -> Iterator[Problem]:
    """Identities whose code means another thing in another pack, or is a rule's of the program (`taken`)."""
    mine = {line.code: line for line in form.lines}
    foreign = [other for other in others if other.id not in (form.id, form.extends)]
    used = {*mine, *taken, *(line.code for other in foreign for line in other.lines)}
    moved: dict[str, str] = {}
    for code in sorted(mine.keys() & set(taken)):
        yield form.places[f"identity:{code}"], f"代码 {code} 是程序自己的规则，换一个没有用过的，如 {_free(code, used, moved)}"
    for other in foreign:
        for code, line in {line.code: line for line in other.lines}.items():
            if code in mine and (mine[code].title, mine[code].relation) != (line.title, line.relation):
                told = f"代码 {code} 在 {other.id} 里是“{line.title}”，换一个没有用过的代码，如 {_free(code, used, moved)}"
                yield form.places[f"identity:{code}"], told


def _free(code: str, used: set[str], moved: dict[str, str]) -> str:
    """A code of the same letter that nobody has, in a hundred of its own where there is one; it is taken from now on.

    `moved` says to which hundred the codes of another went: they stay together.
    """
    letter, taken = code[0], {one[:2] for one in used}
    hundreds = [f"{letter}{digit}" for digit in "678912345"]
    free = [hundred for hundred in hundreds if hundred not in taken and hundred > code[:2]]
    starts = [
        *filter(None, [moved.get(code[:2])]),
        *free,
        *(hundred for hundred in hundreds if hundred not in (*free, *taken)),
        code[:2],
        *hundreds,
    ]
    found = next((one for start in starts for at in range(1, 100) if (one := f"{start}{at:02}") not in used), code)
    used.add(found)
    moved[code[:2]] = found[:2]
    return found
