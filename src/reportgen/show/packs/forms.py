"""A form for those who type its names: as tables for a terminal, as a sheet in Markdown, and what answers a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...model.beside.fields import Field, field_advice
from ...model.form import Block, Column, Form, Row, Section, Table, walk_rows
from ...model.identity import Line
from ...packs.equations import Equation, equation_text, equations_of, placed_text, scopeless
from ...packs.lookup import KINDS, Answer, Entry, entries_of, is_single, lines_at, prose_path
from ...packs.soundness import TEMPLATE_NAMES
from ...text.columns import GAP, columns, laid_out, width, wrapped

WIDTH = 98
_NAMES = 24
_INDENT = "    "
NUMBER_KINDS = {"": "", "count": "", "change": "增减，可以是负数", "amount": "金额，可以有小数", "decimal": "小数"}
SECTION_KINDS = {"fixed": "", "free": "标题由各机关自定", "signature": "落款", "appendix": "附表"}
# What a block of a passage has in a template; a test holds this against the template engine, as the names besides the Refs.
BLOCK_NAMES = {
    "block.style": "这一段的样式，见下",
    "block.text": "这一段的文字；图片则是图题",
    "block.lead": "段首标题（样式为 run_in 时）",
    "block.picture": "图片或图表，写成 {{r block.picture }}",
    "block.table": "文字里的小表格，单独一段写 {{p block.table }}",
    "block.rich": "这一段的文字连同加粗、链接（docxtpl 的 RichText），写成 {{r block.rich }}",
    "block.inline": "夹在文字里的图片（docxtpl 的 InlineImage），写成 {{ block.inline }}",
}
STYLES = {
    "text": "正文",
    "run_in": "有段首标题的正文",
    "heading1": "一、……",
    "heading2": "（一）……",
    "heading3": "1. ……",
    "heading4": "（1）……",
    "image": "图片或图表",
    "table": "小表格",
}
_SECTION_HEAD = ("标题", "文字稿里的键", "表", "模板标签")
_ROW = tuple[str, str, str, str, str]  # label, name, id, unit, note
_FEW = 3


def form_text(form: Form) -> str:
    """The whole form: what it rests on, its sections, its tables with what to type, its identities."""
    lines = [f"{form.id}　{form.name}", *columns(list(_facts(form)), (8,), WIDTH), "", "部分"]
    lines += columns([_SECTION_HEAD, *(_section_row(form, one) for one in form.sections)], (38, 26, 10), WIDTH, "  ")
    for table in form.tables:
        lines += ["", *table_lines(form, table)]
    lines += ["", "模板里还可以写", *columns(_template_rows(form), (30,), WIDTH, "  ")]
    lines += [
        "",
        f"查一处：reportgen format show {form.id} 名称",
        "　　　　名称可以是表、行、列、引用、勾稽代码，或表头里的几个字",
    ]
    return "\n".join(lines)


def form_sheet(form: Form) -> str:
    """The same as a Markdown document, to print and keep at hand."""
    parts = [f"# {form.id}　{form.name}", "\n".join(f"- {name}：{text}" for name, text in _facts(form)), "## 部分"]
    parts.append(_markdown([_SECTION_HEAD, *(_section_row(form, one) for one in form.sections)]))
    for table in form.tables:
        parts += [f"## {table.name}", "\n".join(f"- {where}：{written}" for where, written in _ways(table))]
        for block in table.blocks:
            parts += [f"### {block.caption}"] if block.caption else []
            for rows in (_column_rows(block, "　"), _row_rows(block, "　")):
                parts.append(_markdown(_markdown_rows(rows)))
        if told := _identities(form, table):
            parts.append("\n".join(f"- {code}（{severity}）{text}" for code, severity, text in told))
    parts += ["## 模板里还可以写", _markdown([("写法", "是什么"), *_template_rows(form)])]
    return "\n\n".join(parts)


def _facts(form: Form) -> Iterator[tuple[str, str]]:
    yield "依据", f"{form.basis.number}　{form.basis.title}"
    yield "法规", form.basis.law
    if form.basis.deadlines:
        yield "期限", "；".join(map(str, form.basis.deadlines))
    yield "适用", str(form.years)
    yield "标题", "／".join(form.title)
    if form.contact:
        yield "联系方式", "、".join(form.contact)
    if form.fields:
        yield "要素", "；".join(_field(one, form) for one in form.fields)
    if form.letterhead:
        yield (
            "版头版记",
            "、".join(filter(None, ("版头" if form.letterhead.mark else "", "版记" if form.letterhead.has_imprint else ""))),
        )


def _field(field: Field, form: Form) -> str:
    """A field with its tag, and what has to be written there."""
    told = "，".join(field_advice(field, form.letterhead))
    return f"{field.name} {{{{ fields.{field.id} }}}}" + (f"（{told}）" if told else "")


def _section_row(form: Form, section: Section) -> tuple[str, str, str, str]:
    title = section.title
    remark = SECTION_KINDS[section.kind]
    shown = f"{title}（{remark}）" if title and remark else title or remark
    tables = "、".join(form.table(name).name for name in section.tables)
    key, tag = (f"{section.name}:", f"passages.{section.id}") if section.has_prose else ("", "")
    return shown, key, tables, tag


def _ways(table: Table) -> list[tuple[str, str]]:
    """How a reference to one of its cells is put together, each with an example."""
    first = table.figures[0]
    path = prose_path(table, first.row.name, first.column.name)
    return [
        ("文字稿", f"{{{{ {prose_path(table, '〈行〉', '〈列〉')} }}}}　如 {{{{ {path} }}}}"),
        ("上年的", f"{{{{ 上年.{prose_path(table, '〈行〉', '〈列〉')} }}}}"),
        ("模板", f"{{{{ {table.id}.〈行〉.〈列〉 }}}}　如 {{{{ {first.ref} }}}}"),
    ]


def table_lines(form: Form, table: Table) -> Iterator[str]:
    """A table: how to refer to its cells, its columns and rows by every name, its identities."""
    rows, wide = (sum(len(getattr(block, side)) for block in table.blocks) for side in ("filled_rows", "leaf_columns"))
    size = f"{rows} 行 × {wide} 列，" if len(table.blocks) == 1 else ""
    yield f"{table.name}　{table.id}　{size}{len(table.figures)} 格" + ("　各行横着排" if table.across else "")
    yield from columns(_ways(table), (6,), WIDTH, "  ")
    for block in table.blocks:
        yield f"  {block.caption}" if block.caption else ""
        for rows_shown in (_column_rows(block, "  "), _row_rows(block, "  ")):
            yield from _drawn(rows_shown)
    if told := _identities(form, table):
        yield ""
        yield "  勾稽关系"
        yield from columns(told, (36, 6), WIDTH, "    ")


def _drawn(rows: Sequence[_ROW]) -> Iterator[str]:
    """Rows in columns: unit and note stand in their own line where they are long."""
    if not any(row[3] for row in rows[1:]):
        rows = [(*row[:3], "", row[4]) for row in rows]
    ids, units = (max(width(row[at]) for row in rows) for at in (2, 3))
    names = min(max(width(row[1]) for row in rows), _NAMES)
    labels = WIDTH - len(_INDENT) - 3 * len(GAP) - names - ids - units
    for row, lines in zip(rows, laid_out([row[:4] for row in rows], (labels, names, ids), WIDTH - len(_INDENT)), strict=True):
        yield from (_INDENT + line for line in lines)
        if row[4]:
            lead = _INDENT + " " * (len(row[0]) - len(row[0].lstrip(" ")))
            yield from (lead + line for line in wrapped(f"（{row[4]}）", WIDTH - len(lead)))


def _column_rows(block: Block, step: str) -> list[_ROW]:
    rows: list[_ROW] = [(f"列（{len(block.leaf_columns)}）", "名称", "id", "单位", "")]

    def visit(nouns: Sequence[Column], depth: int) -> None:
        for column in nouns:
            ident = column.id if not column.columns else "下面各列之和" if column.id else ""
            rows.append((step * (depth + 1) + column.label, column.name, ident, column.unit, _note(column)))
            visit(column.columns, depth + 1)

    visit(block.columns, 0)
    return rows


def _row_rows(block: Block, step: str) -> list[_ROW]:
    rows: list[_ROW] = [(f"行（{len(block.filled_rows)}）", "名称", "id", "单位", "")]
    for row, depth in walk_rows(block.rows):
        ident = row.id if row.filled else "下面各行之和" if row.id else ""
        rows.append((step * (depth + 1) + row.label, row.name, ident, row.unit, _row_note(row, block)))
    return rows


def _row_note(row: Row, block: Block) -> str:
    """The row's note, and those of its single cells with the names of their columns."""
    names = {column.id: column.name for column in block.leaf_columns}
    return "；".join(filter(None, (_note(row), *(f"{names[one.column]}：{one.counting}" for one in row.notes))))


def _note(noun: Row | Column) -> str:
    return "；".join(filter(None, (_number_kind(noun.kind or "", noun.places), noun.counting)))


def _number_kind(kind: str, places: int | None) -> str:
    """What figures are typed, with how many digits behind the point."""
    if places is None:
        return NUMBER_KINDS[kind]
    return (
        f"小数，正好 {places} 位" if kind == "decimal" else "，".join(filter(None, (NUMBER_KINDS[kind], f"小数最多 {places} 位")))
    )


def _markdown_rows(rows: Sequence[_ROW]) -> list[tuple[str, ...]]:
    """The same for Markdown: the unit and the note in one column, which is left out where it is empty."""
    merged = [(*row[:3], "；".join(filter(None, row[3:]))) for row in rows[1:]]
    head = (rows[0][0], "名称（文字稿）", "id（模板）", "单位、说明")
    return [head, *merged] if any(row[3] for row in merged) else [row[:3] for row in (head, *merged)]


def _identities(form: Form, table: Table) -> list[tuple[str, str, str]]:
    return [
        (
            f"{one.code} {one.title}",
            one.severity.chinese,
            equation_text(form, one) if one.table == table.id else placed_text(form, one),
        )
        for one in equations_of(form)
        if any(table.id in line.tables for line in one.lines)
    ]


def _template_rows(form: Form) -> list[tuple[str, str]]:
    passages = "、".join(("preface（前言）", *(f"{one.id}（{one.name}）" for one in form.prose_sections)))
    rows = [(name, f"{what}：{passages}" if name == "passages" else what) for name, what in TEMPLATE_NAMES.items()]
    rows += BLOCK_NAMES.items()
    return [*rows, ("block.style 的值", "、".join(f"{style}（{what}）" for style, what in STYLES.items()))]


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    head, *body = ([cell.replace("|", "\\|") or " " for cell in row] for row in rows)
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def form_json(form: Form) -> dict[str, object]:
    """Everything as plain values: every Ref with both spellings, sections, identities, what a template may name."""
    return {
        "schema": "reportgen.form/1",
        "id": form.id,
        "name": form.name,
        "basis": form.basis.number,
        "years": {"first": form.years.first, "last": form.years.last},
        "sections": [
            {
                "id": one.id,
                "name": one.name,
                "heading": one.heading,
                "kind": one.kind,
                "prose": one.has_prose,
                "tables": list(one.tables),
            }
            for one in form.sections
        ],
        "tables": [{"id": one.id, "name": one.name, "single_column": is_single(one)} for one in form.tables],
        "entries": [entry_json(entry) for entry in entries_of(form)],
        "template": [*TEMPLATE_NAMES, *BLOCK_NAMES],
        "styles": list(STYLES),
    }


def entry_json(entry: Entry) -> dict[str, object]:
    """One entry as plain values."""
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in entry._asdict().items() if name != "known"
    }


# -- what answers a question -------------------------------------------------------------------------


def found_text(form: Form, asked: str, found: Answer) -> str:
    """What was looked up: with all that is known of it where it is one or a few, a line each where they are many."""
    if not found.entries:
        near = f"，是不是“{found.suggestion}”？" if found.suggestion else ""
        return f"{form.id} 里没有“{asked}”{near}"
    if len(found.entries) > _FEW:
        lines = [f"“{asked}”有 {len(found.entries)} 处，写全名称可以看其中一处："]
        for one in found.entries:
            spelled = [f"{{{{ {text} }}}}" if one.kind != "section" else text for text in (one.prose, one.tag) if text]
            lines += columns([(KINDS[one.kind], _label(one)), ("", "　".join(spelled))][: 1 + bool(spelled)], (8,), WIDTH)
        return "\n".join(lines)
    alone = len(found.entries) == 1
    return "\n\n".join("\n".join(_entry(form, one, cells=alone)) for one in found.entries)


def _label(entry: Entry) -> str:
    return entry.title if entry.kind in ("figure", "sum") else entry.label


def _entry(form: Form, entry: Entry, *, cells: bool) -> Iterator[str]:
    if entry.kind == "table":
        yield from table_lines(form, next(table for table in form.tables if table.name == entry.label))
        return
    yield f"{KINDS[entry.kind]}　{_label(entry)}"
    facts = [("表头", " > ".join((*entry.above, entry.label)) if entry.kind not in ("section", "sum") else "")]
    if entry.kind == "identity":
        facts = [("等式", entry.title), ("说明", entry.note)]
    elif entry.kind == "section":
        elsewhere = "这一部分是表，数填在数据表里" if entry.refs else "这一部分不是正文，文字稿里没有它的键"
        facts += [("文字稿", f"键“{entry.prose}”" if entry.prose else elsewhere), ("模板", entry.tag)]
    else:
        single = entry.kind in ("figure", "sum")
        prose = f"{{{{ {entry.prose} }}}}" + (f"，上年的 {{{{ 上年.{entry.prose} }}}}" if single else "") if entry.prose else ""
        facts += [
            ("文字稿", prose or "没有名称，不能引用"),
            ("模板", f"{{{{ {entry.tag} }}}}" if entry.tag else "没有标签：这里不填数，模板里只能写它下面的各项"),
            ("合计", "" if entry.tag else _addends(form, entry)),
            ("单位", "　".join(filter(None, (entry.unit, _number_kind(entry.number_kind, entry.places))))),
            ("说明", entry.note),
        ]
    yield from columns([fact for fact in facts if fact[1]], (6,), WIDTH, "  ")
    if cells:
        yield from _cells(form, entry)
    if entry.kind == "figure":
        yield from _held(form, entry.refs[0])
    elif entry.codes and entry.kind != "identity":
        yield f"  勾稽　{'、'.join(entry.codes)}"


def _cells(form: Form, entry: Entry) -> Iterator[str]:
    """The cells of a row or column, in both spellings."""
    if entry.kind in ("row", "column") and entry.tag:
        figures = [form.figures[ref] for ref in entry.refs]
        rows = [(f"{{{{ {prose_path(one.table, one.row.name, one.column.name)} }}}}", f"{{{{ {one.ref} }}}}") for one in figures]
        yield from columns(rows, (48,), WIDTH, "    ")


def _addends(form: Form, entry: Entry) -> str:
    """What a sum is the sum of: the names of its rows, or columns, or both where it goes over both."""
    figures = [form.figures[ref] for ref in entry.refs]
    rows, names = (list(dict.fromkeys(name)) for name in zip(*((one.row.name, one.column.name) for one in figures), strict=True))
    over = {"row": (rows,), "column": (names,), "sum": tuple(run for run in (rows, names) if len(run) > 1)}[entry.kind]
    return " × ".join("、".join(run) for run in over) + " 之和"


def _held(form: Form, ref: str) -> Iterator[str]:
    """The identities in which a cell stands, spelled out for its row or column."""
    held = lines_at(form, ref)
    by_line: dict[Line, Equation] = {line: one for one in equations_of(form) for line in one.lines}
    if held:
        yield "  勾稽"
        rows = [(line.code, _line_text(form, by_line[line], line)) for line in held]
        yield from columns(rows, (5,), WIDTH, "    ")


def _line_text(form: Form, equation: Equation, line: Line) -> str:
    return f"{line.where}　{scopeless(equation_text(form, equation))}"
