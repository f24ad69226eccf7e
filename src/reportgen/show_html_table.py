"""A table of the form in HTML, as the form draws it; what a figure's cell looks like is the caller's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from .model.figures import digits
from .model.format import Table
from .model.layout import Drawn, lay_out
from .model.report import Cell

# A table with more columns than this gets smaller type, and scrolls on a small screen.
_WIDE = 6

# From a Ref and the spans of its cell, as attributes, to the whole <td>.
Figured = Callable[[str, str], str]


def column_rules(tables: Sequence[Table]) -> str:
    """Style rules for the columns of tables drawn with `table_class`, in the form's own proportions."""
    rules = []
    for table in tables:
        widths = lay_out(table).widths()
        for column, width in enumerate(widths, 1):
            share = width / sum(widths) * 100
            rules.append(f".{table_class(tables, table)} col:nth-child({column}){{width:{share:.2f}%}}")
    return "\n".join(rules)


def table_class(tables: Sequence[Table], table: Table) -> str:
    """The class by which the style knows the columns of a table."""
    return f"table-{tables.index(table) + 1}"


def draw_table(table: Table, style: str, caption: str, figure: Figured) -> str:
    """The table in a frame that scrolls; `caption` is the whole <caption>."""
    layout = lay_out(table)
    rows: dict[int, list[Drawn]] = {}
    for drawn in layout.cells:
        rows.setdefault(drawn.row, []).append(drawn)
    lines = {
        row: f"<tr>{''.join(_cell(drawn, figure) for drawn in sorted(cells, key=lambda cell: cell.column))}</tr>"
        for row, cells in rows.items()
    }
    head = "".join(line for row, line in sorted(lines.items()) if row <= layout.header_rows)
    body = "".join(line for row, line in sorted(lines.items()) if row > layout.header_rows)
    wide = " wide" if layout.width > _WIDE else ""
    return (
        f'<div class="table-frame" role="region" aria-label="{escape(table.name)}" tabindex="0"><table class="{style}{wide}">'
        f"{caption}<colgroup>{'<col>' * layout.width}</colgroup>{f'<thead>{head}</thead>' if head else ''}"
        f"<tbody>{body}</tbody></table></div>"
    )


def cell_text(cell: Cell | None) -> str:
    """A figure as the report prints it, or as written where it is none; '' for an empty cell."""
    if cell is None or cell.blank:
        return ""
    return cell.text.strip() if cell.value is None or cell.remark or cell.flaws else digits(cell.value)


def shown_cell(cell: Cell | None) -> str:
    """The same in HTML, where an empty cell says that it is empty."""
    return escape(cell_text(cell)) or '<span class="nothing">（空）</span>'


def _cell(drawn: Drawn, figure: Figured) -> str:
    spans = (f' rowspan="{drawn.rows}"' if drawn.rows > 1 else "") + (f' colspan="{drawn.columns}"' if drawn.columns > 1 else "")
    if drawn.ref:
        return figure(drawn.ref, spans)
    text = escape(drawn.text)
    if drawn.role in ("header", "caption"):
        scope = "colgroup" if drawn.columns > 1 else "col"
        return f'<th scope="{scope}" class="{drawn.role}"{spans}>{text}</th>'
    if drawn.role == "stub":
        scope = "rowgroup" if drawn.rows > 1 else "row"
        return f'<th scope="{scope}" class="stub depth-{min(drawn.depth, 5)}"{spans}>{text}</th>'
    return f'<td class="{drawn.role}"{spans}>{text}</td>'
