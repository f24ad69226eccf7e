"""Pack × Pack → FormDiff: what a new official form changes, and what no longer fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...model.beside.fields import Field
from ...model.draft import FIELDS
from ...model.form import Expectation, Form, Section
from ..equations import Addend, Equation, addend_texts, equations_of, placed_text
from .pairs import Declared, Detail, FormChange, FormDiff, Kind, paired_nouns, shifted
from .rows import details_of, kind_of, only_in, place_of
from .tables import TablePair, compare_tables
from .words import compare_phrasing, compare_templates, compare_vocabularies

KINDS = {"fixed": "固定标题", "free": "标题自定", "signature": "落款", "appendix": "附表"}
ANEW = {True: "每年写新的", False: "可以与上年相同"}
ANYWHERE = {True: "写在哪一部分都可以", False: "要写在这一部分"}
DUTIES = {"all": "各机关", "government": "各级政府"}


def form_diff(old: Declared, new: Declared) -> FormDiff:
    """All that `new` changes against `old`, in the order of the form; nothing where they say the same.

    Parts are the same part by their id, then by the likeness of what they are called.
    """
    one, other = old.form, new.form
    tables, pairs = compare_tables(one.tables, other.tables)
    notes = []
    if old.template is None or new.template is None:
        lacking = "、".join(dict.fromkeys(pack.form.id for pack in (old, new) if pack.template is None))
        notes.append(f"{lacking} 没有 Word 模板，模板里的文字没有比较")
    return FormDiff(
        one,
        other,
        changes=(
            *_basis(one, other),
            *_sections(one, other, pairs),
            *tables,
            *_identities(one, other, pairs),
            *_turned_down(one, other),
            *compare_phrasing(old, new, pairs),
            *compare_vocabularies(old.vocabulary, new.vocabulary),
            *compare_templates(old, new),
        ),
        lost=tuple(ref for ref in one.figures if ref not in other.figures),
        gained=tuple(ref for ref in other.figures if ref not in one.figures),
        first_year=tuple(_first_year(one, other)),
        notes=tuple(notes),
    )


# -- what the form is -----------------------------------------------------------------------------------


def _basis(old: Form, new: Form) -> Iterator[FormChange]:
    if old.name != new.name:
        yield FormChange("form", "renamed", "格式名称", "格式名称", (Detail("name", old.name, new.name),))
    one, other = old.basis, new.basis
    details = details_of(
        ("number", one.number, other.number), ("basis_title", one.title, other.title), ("law", one.law, other.law)
    )
    right = [{wrong.cited: wrong.right for wrong in basis.mistaken} for basis in (one, other)]
    cited: list[tuple[str, str, str]] = []
    for text in right[0] | right[1]:
        was, now = (f"{text}（应为 {run[text]}）" if text in run else "" for run in right)
        cited.append(("mistaken", was, now))
    due = [[str(until) for until in basis.deadlines] for basis in (one, other)]
    set_by = [[str(period) for period in basis.periods] for basis in (one, other)]
    for name, found in (
        ("依据", details),
        ("公布的期限", details_of(only_in("deadlines", due[0], due[1], between="；"))),
        ("法定的期限", details_of(only_in("periods", set_by[0], set_by[1], between="；"))),
        ("适用年度", details_of(("years", str(old.years), str(new.years)))),
        ("会指出的错误引用", details_of(*cited)),
        ("报告标题", details_of(("title", "／".join(old.title), "／".join(new.title)))),
        ("前言", details_of(("preface", old.preface, new.preface))),
    ):
        if found:
            yield FormChange("form", "changed", name, name, found)
    found = details_of(only_in("contact", old.contact, new.contact))
    if found:
        needed = [name for name in new.contact if name not in old.contact]
        todo = (f"文字稿的“联系方式:”下面补上 {'、'.join(needed)}",) if needed else ()
        yield FormChange("form", "changed", "联系方式", "联系方式", found, todo=todo)
    if found := details_of(only_in("fields", [_field(one) for one in old.fields], [_field(one) for one in new.fields])):
        gone = [one.id for one in old.fields if one.id not in {other.id for other in new.fields}]
        needed = [one.name for one in new.fields if one.required and one.id not in {other.id for other in old.fields}]
        undone = tuple(f"模板里的 {{{{ fields.{name} }}}} 要删去" for name in gone)
        undone += (f"文字稿的“{FIELDS}:”下面补上 {'、'.join(needed)}",) if needed else ()
        yield FormChange("form", "changed", "要素", "要素", found, breaking=bool(gone), todo=undone)
    if old.letterhead != new.letterhead:
        was, now = (_letterhead(form) for form in (old, new))
        redraw = ("重画模板：reportgen format template",)
        yield FormChange("form", "changed", "版头和版记", "版头和版记", details_of(("letterhead", was, now)), todo=redraw)


def _field(field: Field) -> str:
    """A field with what has to be written there."""
    told = "，".join(filter(None, (field.id, "必填" if field.required else "", field.looks)))
    return f"{field.name}（{told}）"


def _letterhead(form: Form) -> str:
    """The 版头 and 版记 of a form in words."""
    head = form.letterhead
    if head is None:
        return ""
    names = {one.id: one.name for one in form.fields}
    size = f"，{head.mark_size:g} 磅" if head.mark_size else ""
    return "；".join(filter(None, (*head.mark, size.lstrip("，"), *(names.get(one, one) for one in head.fields))))


def _sections(old: Form, new: Form, tables: Sequence[TablePair]) -> Iterator[FormChange]:
    called = {pair.old.id: pair.new.name for pair in tables}
    pairs = paired_nouns(old.sections, new.sections, lambda one: one.id, lambda one: (one.title, one.name))
    for at, section in enumerate(old.sections):
        if all(at != i for i, _ in pairs):
            todo = f"文字稿里的“{section.name}:”没有地方放，内容要移到别的部分；模板里的 passages.{section.id} 要删去"
            breaking = section.has_prose
            yield FormChange("section", "removed", _named(section), "", breaking=breaking, todo=(todo,) if breaking else ())
    names = [[section.name or section.id for section in form.sections] for form in (old, new)]
    out_of_order = shifted(pairs, names[0], names[1])
    origin = {j: i for i, j in pairs}
    for at, section in enumerate(new.sections):
        if at in origin:
            place = (place_of(names[0], names[1], origin[at], at),) if origin[at] in out_of_order else ()
            one = old.sections[origin[at]]
            held = (
                [called.get(ident, old.table(ident).name) for ident in one.tables],
                [new.table(ident).name for ident in section.tables],
            )
            yield from _section(one, section, (*details_of(only_in("tables", *held)), *place))
        else:
            todo = f"文字稿里加上“{section.name}:”；模板里加上 passages.{section.id}"
            yield FormChange("section", "added", "", _named(section), todo=(todo,) if section.has_prose else ())


def _named(section: Section) -> str:
    return section.title or KINDS[section.kind]


def _section(one: Section, other: Section, placed: tuple[Detail, ...]) -> Iterator[FormChange]:
    """Changes of a section's own words; `placed` tells of its tables and its place."""
    details = (
        *details_of(
            ("heading", one.heading, other.heading),
            ("subheading", one.subheading, other.subheading),
            ("name", one.name, other.name),
            ("id", one.id, other.id),
            ("section_kind", KINDS[one.kind], KINDS[other.kind]),
            only_in("starts_with", one.starts_with, other.starts_with),
            only_in("accepts", one.accepts, other.accepts),
            only_in("guidance", one.guidance, other.guidance, between="\n"),
        ),
        *_expectations(one.expects, other.expects),
        *placed,
    )
    if not details:
        return
    aspects = {detail.aspect for detail in details}
    breaking, advice = [], []
    if one.has_prose and not other.has_prose:
        breaking.append(f"文字稿里的“{one.name}:”不再使用")
    elif one.has_prose and "name" in aspects:
        breaking.append(f"文字稿里的键“{one.name}:”改为“{other.name}:”")
    if other.has_prose and not one.has_prose:
        advice.append(f"文字稿里加上“{other.name}:”；模板里加上 passages.{other.id}")
    if one.has_prose and other.has_prose and "section_kind" in aspects:
        breaking.append(f"文字稿里“{other.name}:”下面的写法变了：{KINDS[one.kind]}改为{KINDS[other.kind]}")
    if one.has_prose and "id" in aspects:
        breaking.append(f"模板里的 passages.{one.id} 改为 passages.{other.id}")
    if needed := next((detail.new for detail in details if detail.aspect == "expects" and not detail.old), ""):
        advice.append(f"这一部分要写到：{needed}")
    yield FormChange(
        "section", kind_of(details), _named(one), _named(other), details, breaking=bool(breaking), todo=(*breaking, *advice)
    )


def _expectations(old: Sequence[Expectation], new: Sequence[Expectation]) -> Iterator[Detail]:
    """What must be written: the demands that came or went, then the words of those that stayed."""
    before, after = ({(one.code, one.say): one for one in run} for run in (old, new))
    demands = [[f"{say}（{code}）" for code, say in run] for run in (before, after)]
    yield from details_of(only_in("expects", demands[0], demands[1]))
    for key in (key for key in before if key in after):
        one, other, say = before[key], after[key], key[1]
        yield from details_of(
            only_in("expects_words", one.phrases, other.phrases, say),
            ("expects_of", f"{say}：{DUTIES[one.of]}", f"{say}：{DUTIES[other.of]}"),
            ("expects_anywhere", f"{say}：{ANYWHERE[one.anywhere]}", f"{say}：{ANYWHERE[other.anywhere]}"),
            only_in("expects_figures", one.figures, other.figures, say),
            ("expects_anew", f"{say}：{ANEW[one.anew]}", f"{say}：{ANEW[other.anew]}"),
        )


# -- identities -----------------------------------------------------------------------------------------


def _identities(old: Form, new: Form, pairs: Sequence[TablePair]) -> Iterator[FormChange]:
    before, after = _by_code(old), _by_code(new)
    renamed = {pair.old.id: pair for pair in pairs}
    partner = {
        (code, renamed[table].new.id if table in renamed else "", number): (code, table, number) for code, table, number in before
    }
    kept = {key: origin for key, origin in partner.items() if key in after}
    for key, equation in before.items():
        if key not in kept.values():
            name = f"{equation.code} {equation.title}"
            yield FormChange("identity", "removed", name, "", (Detail("equation", _told(old, equation), ""),))
    for key, equation in after.items():
        if key not in kept:
            name = f"{equation.code} {equation.title}"
            yield FormChange("identity", "added", "", name, (Detail("equation", "", _told(new, equation)),))
            continue
        was = before[kept[key]]
        if details := _identity(old, new, was, equation, renamed):
            yield FormChange("identity", "changed", f"{was.code} {was.title}", f"{equation.code} {equation.title}", details)


def _by_code(form: Form) -> dict[tuple[str, str, int], Equation]:
    """Identities by code and table; a code that stands for several counts on."""
    found: dict[tuple[str, str, int], Equation] = {}
    for equation in equations_of(form):
        number = sum((equation.code, equation.table) == key[:2] for key in found)
        found[equation.code, equation.table, number] = equation
    return found


def _told(form: Form, equation: Equation) -> str:
    return placed_text(form, equation)


def _identity(old: Form, new: Form, one: Equation, other: Equation, pairs: Mapping[str, TablePair]) -> tuple[Detail, ...]:
    details = details_of(
        ("title", one.title, other.title),
        ("say", one.say, other.say),
        ("severity", one.severity.chinese, other.severity.chinese),
    )
    across = pairs[one.table].rows if one.each == "row" else pairs[one.table].columns
    sides = [
        [{_in_new(addend, one, pairs) for addend in side} for side in (one.left, one.right, one.over)],
        [set(other.left), set(other.right), set(other.over)],
    ]
    limits = {across.get(ident, ident) for ident in one.only}, set(other.only)
    kinds = [(equation.each, equation.relation, equation.times) for equation in (one, other)]
    same = sides[0] == sides[1] and kinds[0] == kinds[1] and limits[0] == limits[1]
    if same:
        return details
    texts = _told(old, one), _told(new, other)
    if texts[0] == texts[1]:  # a heading goes by its name, whichever rows stand below it
        gone = [addend for addend in one.addends if _in_new(addend, one, pairs) not in set(other.addends)]
        come = [addend for addend in other.addends if addend not in set().union(*sides[0])]
        terms = ["、".join(addend_texts(*args)) for args in ((old, one, gone), (new, other, come))]
        return (*details, Detail("terms", *terms))
    return (*details, Detail("equation", *texts))


def _in_new(addend: Addend, equation: Equation, pairs: Mapping[str, TablePair]) -> Addend:
    """An addend by the ids of the new form; '' for what it does not have."""
    pair = pairs.get(addend.table or equation.table)
    if pair is None:
        return addend._replace(id="")
    along, across = (pair.columns, pair.rows) if equation.each == "row" else (pair.rows, pair.columns)
    return addend._replace(
        id=along.get(addend.id, ""), table=pair.new.id if addend.table else "", at=across.get(addend.at, "") if addend.at else ""
    )


def _turned_down(old: Form, new: Form) -> Iterator[FormChange]:
    """Warnings that only one of the forms does not want to be told, or for another reason."""
    was, now = ({one.code: one.reason for one in form.rules} for form in (old, new))
    for code in was | now:
        if details := details_of(("reason", was.get(code, ""), now.get(code, ""))):
            kind: Kind = "added" if code not in was else "removed" if code not in now else "changed"
            yield FormChange("rule", kind, code if code in was else "", code if code in now else "", details)


def _first_year(old: Form, new: Form) -> Iterator[str]:
    """What a report in the new form cannot take over from one in the old, in the year of the change."""
    lacking: dict[str, list[str]] = {}
    for figure in new.figures.values():
        for name in filter(None, figure.start_from.replace(" ", "").split("+")):
            row, column = (name, figure.column.id) if figure.row.start_from else (figure.row.id, name)
            if f"{figure.table.id}.{row}.{column}" not in old.figures:
                what = figure.row.name if figure.row.start_from else figure.column.name
                cells = lacking.setdefault(f"{figure.table.name} {what}", [])
                cells += [figure.ref] if figure.ref not in cells else []
    for what, cells in lacking.items():
        yield f"{what}：{len(cells)} 格不能从上年带来（旧格式没有对应的格）"
    for equation in equations_of(new):
        held = [all(term.ref in old.figures for term, _ in line.terms if term.prior) for line in equation.lines]
        if not all(held):
            yield f"{equation.code} {equation.title}：{held.count(False)} 条没有上年的数，第一年不能校验"
