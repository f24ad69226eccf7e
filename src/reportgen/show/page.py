"""What all pages share: one self-contained page whose style and script are the only ones that run, and a form's table in HTML."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files

from ..model.figures import digits
from ..model.form import Form, Table
from ..model.layout import Drawn, Layout, lay_out
from ..model.report import Cell, Picture, Report
from ..recognise.titles.declared import report_name
from ..text.hidden import visible

_PARTS = files(__package__) / "static"
_PICTURE_KINDS = {"png": "png", "jpeg": "jpeg", "jpg": "jpeg"}
# A table with more columns than this gets smaller type, and scrolls on a small screen.
_WIDE = 6
_HEADING_ROLES = ("caption", "header", "stub")

# From a Ref and the attributes of its cell (spans, headings) to the whole <td>.
Figured = Callable[[str, str], str]


def page_part(name: str) -> str:
    """A style or script that ships with the program."""
    return (_PARTS / name).read_text(encoding="utf-8")


def page_html(
    title: str, style: str, script: str, body: str, *, description: str = "", made_with: str = "", exact: bool = False
) -> str:
    """The whole page around `body`, which has to be escaped already; `title`, `description` and `made_with` are not.

    What nobody would see is shown as a mark, but on a page that is to say the `exact` words of a report.
    """
    if not exact:
        title, body = visible(title), visible(body)
    scripts = f" script-src '{_hash(script)}';" if script else ""
    policy = f"default-src 'none'; img-src data:; style-src '{_hash(style)}';{scripts} base-uri 'none'; form-action 'none'"
    described = f'\n<meta name="description" content="{escape(description)}">' if description else ""
    described += f'\n<meta name="generator" content="{escape(made_with)}">' if made_with else ""
    running = f"<script>{script}</script>\n" if script else ""
    return "\n".join(
        (
            '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>{described}",
            f"<style>{style}</style>\n</head>\n<body>",
            body,
            f"{running}</body>\n</html>\n",
        )
    )


def picture_html(picture: Picture, words: str) -> str:
    """The picture as an element of the page itself, `words` instead of it; '' for a kind that browsers do not show."""
    kind = _PICTURE_KINDS.get(picture.extension.lower())
    if kind is None:
        return ""
    content = b64encode(picture.content).decode()
    size = f'width="{picture.width}" height="{picture.height}"'
    return f'<img src="data:image/{kind};base64,{content}" alt="{escape(words)}" {size}>'


def tile(name: str, value: str, note: str, style: str = "") -> str:
    """A number at the head of a page, with what it counts and what is to be said of it; all escaped already."""
    return f'<div class="tile {style}"><dt>{name}</dt><dd><b>{value}</b><span>{note}</span></dd></div>'


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


# -- tables ------------------------------------------------------------------------------------------


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


def draw_table(table: Table, style: str, caption: str, figure: Figured, *, name: str = "", linked: bool = False) -> str:
    """The table in a frame that scrolls and is called `name`; `caption` is the whole <caption>.

    A `linked` table tells of each figure which headings it stands under: a page may hold one such
    table of a class only.
    """
    layout = lay_out(table)
    headings = _headings(layout, style) if linked else {}
    rows: dict[int, list[Drawn]] = {}
    for drawn in layout.cells:
        rows.setdefault(drawn.row, []).append(drawn)
    parts = _parts(layout)
    lines = {
        row: "".join(
            _drawn_cell(drawn, figure, headings.get(drawn, ""), part=drawn in parts)
            for drawn in sorted(cells, key=lambda cell: cell.column)
        )
        for row, cells in rows.items()
    }
    head = "".join(f"<tr>{line}</tr>" for row, line in sorted(lines.items()) if row <= layout.header_rows)
    body = "".join(f"<tr>{line}</tr>" for row, line in sorted(lines.items()) if row > layout.header_rows)
    wide = " wide" if layout.width > _WIDE else ""
    return (
        f'<div class="table-frame" role="region" aria-label="{escape(name or table.name)}" tabindex="0"><table class="{style}{wide}">'
        f"{caption}<colgroup>{'<col>' * layout.width}</colgroup>{f'<thead>{head}</thead>' if head else ''}"
        f"<tbody>{body}</tbody></table></div>"
    )


def named_report(report: Report, form: Form) -> str:
    """Whose report of which year a page shows; what is not filled in is said."""
    return f"{report.agency or '（机关未填）'} {report.year or '（年份未填）'}年{report_name(form)}"


def cell_text(cell: Cell | None, places: int | None) -> str:
    """A figure as the report prints it, with so many `places` (None: as many as there are), or as written where it is none; '' for an empty cell."""
    if cell is None or cell.blank:
        return ""
    return cell.text.strip() if cell.value is None or cell.remark or cell.flaws or cell.of_nothing else digits(cell.value, places)


def shown_cell(cell: Cell | None, places: int | None) -> str:
    """The same in HTML, where an empty cell says that it is empty."""
    return escape(cell_text(cell, places)) or '<span class="nothing">（空）</span>'


def _headings(layout: Layout, prefix: str) -> dict[Drawn, str]:
    """The attribute that ties each figure to its headings, and the one that names each heading.

    A table of the form is a stack of blocks, each with headings of its own: no `scope` can say which
    of them a figure stands under. A heading with deeper rows below it heads those, too.
    """
    names = {
        drawn: f"{prefix}-h{number}"
        for number, drawn in enumerate((cell for cell in layout.cells if cell.role in _HEADING_ROLES), 1)
    }
    leading = [cell for cell in layout.cells if cell.role in ("caption", "stub")]
    attributes = {drawn: f' id="{name}"' for drawn, name in names.items()}
    for figure in layout.cells:
        if figure.ref:
            own = sorted((one for one in names if _heads(one, figure, leading)), key=lambda one: (one.role == "stub", one.row))
            attributes[figure] = f' headers="{" ".join(names[one] for one in own)}"'
    return attributes


def _heads(heading: Drawn, figure: Drawn, leading: Sequence[Drawn]) -> bool:
    """Whether a figure stands under a heading; `leading` are those that begin a row."""
    if heading.role == "stub":
        if heading.row <= figure.row < heading.row + heading.rows:
            return True
        below = [
            cell.depth if cell.column == heading.column else -1
            for cell in leading
            if cell.column <= heading.column and heading.row < cell.row <= figure.row
        ]
        return heading.rows == 1 and bool(below) and min(below) > heading.depth
    block = max((cell.row for cell in leading if cell.role == "caption" and cell.row < figure.row), default=0)
    beside = heading.column < figure.column + figure.columns and figure.column < heading.column + heading.columns
    return beside and block <= heading.row < figure.row


def _parts(layout: Layout) -> set[Drawn]:
    """The labels of rows that are parts of a row with figures above them: what stands under a mere heading is not indented by it."""
    filled = {cell.row for cell in layout.cells if cell.ref}
    above: dict[int, list[Drawn]] = {}
    parts = set()
    for cell in sorted(layout.cells, key=lambda cell: cell.row):
        if cell.role == "stub":
            over = above.setdefault(cell.column, [])
            while over and over[-1].depth >= cell.depth:
                over.pop()
            if over and over[-1].row in filled and over[-1].rows == 1:
                parts.add(cell)
            over.append(cell)
        elif cell.role == "caption":
            above.clear()
    return parts


def _drawn_cell(drawn: Drawn, figure: Figured, linked: str, *, part: bool) -> str:
    spans = (f' rowspan="{drawn.rows}"' if drawn.rows > 1 else "") + (f' colspan="{drawn.columns}"' if drawn.columns > 1 else "")
    if drawn.ref:
        return figure(drawn.ref, spans + linked)
    text = escape(drawn.text)
    if drawn.role in _HEADING_ROLES:
        # Not colgroup, rowgroup: those are the table's <colgroup> and <tbody>, not what a cell reaches over.
        scope = "row" if drawn.role == "stub" else "col"
        depth = f" depth-{min(drawn.depth, 5)}{' part' if part else ''}" if drawn.role == "stub" else ""
        return f'<th scope="{scope}" class="{drawn.role}{depth}"{spans}{linked}>{text}</th>'
    return f'<td class="{drawn.role}"{spans}>{text}</td>'
