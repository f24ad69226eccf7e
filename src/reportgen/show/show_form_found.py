"""What answers a question about a form: with all that is known of it, or a line each where many things do."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.format import Format
from ..model.identity import Line
from ..packs.equations import Equation, equation_text, equations_of
from ..packs.lookup import KINDS, Entry, Found, lines_at, prose_path
from ..text.columns import columns
from .forms import NUMBER_KINDS, WIDTH, table_lines

_FEW = 3


def found_text(form: Format, asked: str, found: Found) -> str:
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


def _entry(form: Format, entry: Entry, *, cells: bool) -> Iterator[str]:
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
            ("单位", "　".join(filter(None, (entry.unit, NUMBER_KINDS[entry.number_kind])))),
            ("说明", entry.note),
        ]
    yield from columns([fact for fact in facts if fact[1]], (6,), WIDTH, "  ")
    if cells:
        yield from _cells(form, entry)
    if entry.kind == "figure":
        yield from _held(form, entry.refs[0])
    elif entry.codes and entry.kind != "identity":
        yield f"  勾稽　{'、'.join(entry.codes)}"


def _cells(form: Format, entry: Entry) -> Iterator[str]:
    """The cells of a row or column, in both spellings."""
    if entry.kind in ("row", "column") and entry.tag:
        figures = [form.figures[ref] for ref in entry.refs]
        rows = [(f"{{{{ {prose_path(one.table, one.row.name, one.column.name)} }}}}", f"{{{{ {one.ref} }}}}") for one in figures]
        yield from columns(rows, (48,), WIDTH, "    ")


def _addends(form: Format, entry: Entry) -> str:
    """What a sum is the sum of: the names of its rows, or columns, or both where it goes over both."""
    figures = [form.figures[ref] for ref in entry.refs]
    rows, names = (list(dict.fromkeys(name)) for name in zip(*((one.row.name, one.column.name) for one in figures), strict=True))
    over = {"row": (rows,), "column": (names,), "sum": tuple(run for run in (rows, names) if len(run) > 1)}[entry.kind]
    return " × ".join("、".join(run) for run in over) + " 之和"


def _held(form: Format, ref: str) -> Iterator[str]:
    """The identities in which a cell stands, spelled out for its row or column."""
    held = lines_at(form, ref)
    by_line: dict[Line, Equation] = {line: one for one in equations_of(form) for line in one.lines}
    if held:
        yield "  勾稽"
        rows = [(line.code, _line_text(form, by_line[line], line)) for line in held]
        yield from columns(rows, (5,), WIDTH, "    ")


def _line_text(form: Format, equation: Equation, line: Line) -> str:
    return f"{line.where}　{equation_text(form, equation).removeprefix('每一行：').removeprefix('每一列：')}"
