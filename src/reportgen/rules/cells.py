"""W2: single figures of the statutory tables, each by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from ..drafts.workbook.read import cells_named
from ..model.figures import digits, is_note, read_figure, stands_for_none
from ..model.finding import Finding, Fix, Rule, Severity
from ..model.form import Figure
from ..model.location import column_letter
from ..model.report import Cell
from ..text.patterns import pattern
from .check import Subject

# What stands behind a number and makes it another one; so does 元 where the table counts in 万元.
_SCALES = ("十", "百", "千", "万", "亿", "兆", "%", "％", "‰")

W110 = Rule(
    "W110",
    "公式没有算出结果",
    "格子里是公式，但文件里没有存它的结果，程序也推不出来；空着就等于没填。",
    "用程序生成的工作簿没有在 Excel 或 WPS 里打开过。",
    "用 Excel 或 WPS 打开工作簿，保存一次，再检查。",
)
W201 = Rule(
    "W201",
    "没有填",
    "法定表格的每一格都要有数；空着分不清是 0 还是漏填（《条例》第五十条）。",
    "表三“（一）予以公开/自然人”是空的。",
    "没有的填 0。",
)
W202 = Rule(
    "W202",
    "不是数",
    "表格里只能是数字。“无”“/”“—”不能参加合计，也不能汇总。",
    "无",
    "0",
)
W203 = Rule(
    "W203",
    "全角数字",
    "全角数字在 Excel 里是文字，不参加合计；程序已按数读取。",
    "１２",
    "12",
    Severity.WARNING,
)
W204 = Rule(
    "W204",
    "负数",
    "件数、金额不会是负数；只有“本年增/减”可以填负数。",
    "-3",
    "3",
)
W205 = Rule(
    "W205",
    "小数的位数不对",
    "件数、条数、人次都是整数；有小数的，位数由表定，多出来的位数印不出来。",
    "12.5",
    "12",
)
W206 = Rule(
    "W206",
    "格子里带了单位或说明",
    "单位由表头规定，格子里只能有数字；带了字，Excel 就不把它当数。",
    "12件",
    "12",
)
W207 = Rule(
    "W207",
    "数字存成了文字",
    "看着是数，Excel 却当作文字，合计会漏掉它；程序已按数读取。",
    "单元格左上角有绿色小三角的 12。",
    "选中这些格，点感叹号，选“转换为数字”。",
    Severity.WARNING,
)
W208 = Rule(
    "W208",
    "变成了日期",
    "输入 3-5、1/2 这样的内容，Excel 会自动改成日期，原来的数就丢了。",
    "3-5（存成了 3月5日）",
    "把单元格格式改为“常规”，重新填数。",
)
W209 = Rule(
    "W209",
    "公式出错",
    "公式的结果是错误值，不是数。",
    "#REF!",
    "改正公式，或直接填数。",
)
W210 = Rule(
    "W210",
    "显示的数和存的数不一样",
    "数字格式会把数缩小、四舍五入、乘以一百或者藏起来：人看见的是一个数，文件里存的是另一个，印哪一个都可能错。"
    "千位分隔、补足的小数位、单位文字不改变数，不算；0 显示成“-”或空白也不算。",
    "961716000，格式 0!.0000,（以元存，以万元看），显示 96171.6",
    "96171.6，格式“常规”",
)

_SHOWN = 40
# So many cells of one table with the same flaw are told one by one.
_FEW = 3
# A note that says what part of the figure is something, and the parts; dates and document numbers are none.
_DIGIT = pattern(r"\d")
# What figures of any form are counted in.
_UNIT = pattern(r"[件条个次人家宗项例起份期篇场部元](?:次|件)?|万元")
_OF_WHICH = pattern(r"[（(]\s*(?:其中|含|包括|内含|内有)")
_WITHIN = pattern(r"(?<![\d.])(?P<number>\d[\d,]*(?:\.\d+)?)(?![\d.]|\s*[年月日号%％])\s*(?P<unit>[^\d，,、；;。（()）]?)")
# Digits with commas that part no thousands, and a note whose brackets are of two kinds.
_COMMAS = pattern(r"\d+(?:[,，]\d+)+(?:\.\d+)?")
_NARROW = str.maketrans("０１２３４５６７８９％", "0123456789%")
_MIXED = pattern(r"\([^(（]*）|（[^(（]*\)")
_Placed = tuple[Figure, Cell]
W211 = Rule(
    "W211",
    "数后面带着说明",
    "括号里的说明照样印在数后面，数还是数；“其中”的数不会比它大。在 Excel 里这样的格成了文字，有求和公式要加它的，"
    "数留在格里，说明写到数据表的“附注”表。",
    "22（其中修订26件）",
    "22（其中修订16件）",
    Severity.WARNING,
)

# What a total has of its addends.
_FROM_ADDENDS = (W204.code, W205.code)

RULES = (W110, W201, W202, W203, W204, W205, W206, W207, W208, W209, W210, W211)


def check_cells(subject: Subject) -> Iterator[Finding]:
    """Every figure of the form that was found in the workbook, one by one."""
    cells = subject.workbook.cells
    unknown_totals = _totals_without_addends(subject)
    added = _added_by_formulas(cells.values())
    blank: list[_Placed] = []
    signs: list[_Placed] = []
    read_as: dict[Rule, list[_Placed]] = {W203: [], W207: []}
    for ref, figure in subject.form.figures.items():
        cell = cells.get(ref)
        if cell is None:
            continue  # its row or column is missing: W101 or W102 has said so
        if cell.blank:
            if ref not in unknown_totals:
                blank.append((figure, cell))
        elif cell.value is None and not cell.flaws and stands_for_none(cell.text):
            signs.append((figure, cell))
        elif not _ordinary(figure, cell) and not ("no_result" in cell.flaws and ref in unknown_totals):
            if kind := _other_digits(cell):
                read_as[kind].append((figure, cell))
            for finding in _single(figure, cell, subject, cell.location.cell in added.get(cell.location.grid, ())):
                if finding.code in _FROM_ADDENDS and _is_the_sum(ref, subject):
                    continue  # it is as its addends make it: the one among them is told
                # What was published is read as it is; in a workbook the sums leave such a cell out.
                yield finding._replace(severity=Severity.WARNING) if subject.published and finding.code == W206.code else finding
    for rule, placed in read_as.items():
        yield from _read_as(rule, placed)
    yield from _blanks(blank, subject)
    for row in _rows(signs):
        yield _in_one_row(W202, row, f"填的是{_quoted(row)}，不是数", hint="没有的填 0")


def _totals_without_addends(subject: Subject) -> set[str]:
    """Totals and ratios that are not there because an addend is missing, which is told already."""
    cells = subject.workbook.cells
    return {
        ref
        for ref, line in subject.form.derived.items()
        if any(term.ref not in cells or cells[term.ref].value is None for term in (*line.left, *line.over))
    }


def _is_the_sum(ref: str, subject: Subject) -> bool:
    """Whether a cell is a total that is just the sum of its addends."""
    line, cells = subject.form.totals.get(ref), subject.workbook.cells
    if line is None:
        return False
    addends = [(term.sign, cells[term.ref].value if term.ref in cells else None) for term in line.left]
    known = [sign * value for sign, value in addends if value is not None]
    return len(known) == len(addends) and sum(known, Decimal(0)) == cells[ref].value


def _ordinary(figure: Figure, cell: Cell) -> bool:
    """A plain number that the form allows here, as nearly all are."""
    value = cell.value
    return value is not None and not cell.flaws and not cell.remark and figure.takes(value)


def _single(figure: Figure, cell: Cell, subject: Subject, adding: bool) -> Iterator[Finding]:
    place, ref, title = cell.location, figure.ref, figure.title
    shown = _brief(cell.text)
    if "no_result" in cell.flaws:
        yield W110.at(place, f"{title}：公式没有存下结果", ref=ref, hint=W110.good)
    elif "error_value" in cell.flaws:
        yield W209.at(place, f"{title}：公式出错，显示 {shown}", ref=ref, hint=W209.good)
    elif "date" in cell.flaws:
        yield W208.at(place, f"{title}：这一格存成了日期（存的值是 {shown}），不是数", ref=ref, hint=W208.good)
    elif "shown_otherwise" in cell.flaws:
        seen = f"显示的是“{_brief(cell.shown)}”" if cell.shown else "什么也不显示"
        rounded = figure.kind == "decimal" and bool(cell.shown) and cell.shown.replace(".", "").isdecimal()
        mend = f"这一格小数点后 {figure.places} 位" if rounded else "把这一格的数字格式改为“常规”"
        hint = f"{mend}，{_to_be_published(figure, cell, subject)}"
        yield W210.at(place, f"{title}：{seen}，存的是 {shown}，两个数不一样", ref=ref, hint=hint)
    elif cell.value is None:
        hint = "没有的填 0；有数就只填数字"
        if _COMMAS.fullmatch(cell.text.strip()):
            hint = f"逗号的位置不对，隔三位才有一个：对照原件，去掉逗号填（是不是 {re.sub('[,，]', '', cell.text.strip())}）"
        yield W202.at(place, f"{title}：填的是“{shown}”，不是数", ref=ref, hint=hint)
    else:
        yield from _value_findings(figure, cell, adding)


def _to_be_published(figure: Figure, cell: Cell, subject: Subject) -> str:
    """Which figure to type where a cell shows another than it holds: what the form makes of the others, or those of the two that it can hold."""
    line = subject.form.ratios.get(figure.ref)
    made = line.makes(subject.report.figures) if line else None
    if line and made is not None and figure.takes(made):
        return f"再填 {digits(made, figure.printed_places)}（照 {line.code}，由各项算出）"
    stored = read_figure(cell.text)
    kept = stored.value is None or figure.takes(stored.value)
    choices = [_brief(text) for text, holds in ((cell.shown, True), (cell.text, kept or not cell.shown)) if text and holds]
    return f"再填要公布的数：{' 还是 '.join(choices)}"


def _value_findings(figure: Figure, cell: Cell, adding: bool) -> Iterator[Finding]:
    place, ref, title, value = cell.location, figure.ref, figure.title, cell.value
    assert value is not None
    shown = _brief(cell.text)
    if is_note(cell.remark):
        yield from _note_findings(figure, cell, value, adding)
    elif cell.remark:
        # Where the form fixes no unit, the unit in the cell says something; elsewhere it is a mistake.
        free = figure.kind == "amount" and not figure.unit
        kept = digits(value, figure.printed_places)
        only = f"这一格只留 {kept}"
        noted = f"{only}；说明要印在数后面的，写在括号里，如 {kept}（其中……），不印的写到正文里"
        labelled = bool(figure.unit) or cell.remark in f"{figure.row.label}{figure.column.label}"
        fixed = cell.remark == figure.unit or _UNIT.fullmatch(cell.remark) or (labelled and cell.remark in figure.column.label)
        there = "单位表里有，不用写" if labelled else "不带单位"
        hint = f"{only}，单位写在正文里" if free else f"{only}，{there}" if fixed else noted
        if _DIGIT.search(cell.remark):
            hint = "分不清是哪个数：核对后只留一个，别的写到正文里"
        if not free and _scales(cell.remark, figure.unit):
            hint = f"先换算成{figure.unit or '件数'}再填，只填数字；不能只留 {kept}"
        severity = Severity.WARNING if free else Severity.ERROR
        yield W206.at(
            place,
            f"{title}：填的是“{shown}”，格子里带了“{_brief(cell.remark)}”",
            severity=severity,
            ref=ref,
            hint=hint,
            actual=value,
        )
    if value < 0 and figure.kind != "change":
        yield W204.at(place, f"{title}：填了负数 {digits(value)}", ref=ref, hint="这一格不会是负数，请核对后改正", actual=value)
    if figure.takes(abs(value)):
        return
    if figure.places:
        written = digits(value)
        said = f"填了 {written}，小数点后有 {len(written.partition('.')[2])} 位"
        yield W205.at(
            place, f"{title}：{said}", ref=ref, hint=f"这一格小数点后{figure.places_in_words}，请核对后改正", actual=value
        )
    else:
        yield W205.at(place, f"{title}：填了小数 {digits(value)}", ref=ref, hint="这一格只能是整数，请核对后改正", actual=value)


def _other_digits(cell: Cell) -> Rule | None:
    """The rule about a number that is read, but is none to a spreadsheet; a remark beside it is told instead."""
    if cell.value is None or cell.remark:
        return None
    return W203 if "full_width" in cell.flaws else W207 if "text_number" in cell.flaws else None


def _read_as(rule: Rule, placed: list[_Placed]) -> Iterator[Finding]:
    """Numbers written in other digits: one by one where there are few, else once for a table, since one hand wrote them all."""
    what, mend = ("是全角数字", "改为半角的 {}") if rule is W203 else ("存成了文字", W207.good)
    for table, in_table in groupby(placed, key=lambda pair: pair[0].table):
        found = list(in_table)
        figure, cell = found[0]
        if len(found) > _FEW:
            message = f"{table.name}：有 {len(found)} 格的数{what}（第一处：{figure.title}“{_brief(cell.text)}”），都已按数读取"
            hint = "全部改为半角数字" if rule is W203 else mend
            related = tuple(other.location for _, other in found[1:])
            yield rule.at(cell.location, message, ref=figure.ref, hint=hint, related=related)
            continue
        for figure, cell in found:
            assert cell.value is not None
            value, shown = digits(cell.value), _brief(cell.text)
            shown = f"“{shown}”" if rule is W203 else f"{shown} "
            yield rule.at(
                cell.location, f"{figure.title}：{shown}{what}，已按 {value} 读取", ref=figure.ref, hint=mend.format(value)
            )


def _added_by_formulas(cells: Iterable[Cell]) -> dict[str, set[str]]:
    """By sheet, the cells that the live totals add up, where some cell holds words that they would leave out."""
    there = list(cells)
    if not any(cell.is_words for cell in there):
        return {}
    added: dict[str, set[str]] = {}
    for cell in there:
        if cell.formula:
            named = (f"{column_letter(column)}{row}" for row, column in cells_named(cell.formula))
            added.setdefault(cell.location.grid, set()).update(named)
    return added


def _note_findings(figure: Figure, cell: Cell, value: Decimal, adding: bool) -> Iterator[Finding]:
    """A figure with words in brackets behind it, which are printed with it."""
    place, ref, title = cell.remark_at or cell.location, figure.ref, figure.title
    note, number = _brief(cell.remark), digits(value)
    if cell.is_words and adding:
        row = f"{figure.table.name} | {cell.location.cell} | {note}"
        hint = f"把 {number} 留在格里，说明写到数据表的“附注”表：{row}"
        message = f"{title}：填的是“{_brief(cell.text)}”，在 Excel 里成了文字，求和公式不会加它"
        yield W206.at(place, message, ref=ref, hint=hint, actual=value)
    elif cell.is_words:
        yield W211.at(place, f"{title}：已读作 {number}，后面印“{note}”", ref=ref, hint="对了就不用管；不印的，只留数")
    if _MIXED.fullmatch(cell.remark):
        fix = Fix(place, cell.remark, f"（{cell.remark[1:-1]}）") if cell.remark_at is not None else None
        message = f"{title}后面的说明“{note}”，括号一半是全角，一半是半角"
        yield W211.at(place, message, ref=ref, hint="两边都用全角的括号：（……）", fix=fix)
    if (narrow := cell.remark.translate(_NARROW)) != cell.remark:
        fix = Fix(place, cell.remark, narrow) if cell.remark_at is not None else None
        yield W211.at(place, f"{title}后面的说明“{note}”里有全角的数字", ref=ref, hint=f"改成半角：{_brief(narrow)}", fix=fix)
    within = [(Decimal(one["number"].replace(",", "")), one["unit"]) for one in _WITHIN.finditer(cell.remark)]
    if within and _OF_WHICH.match(cell.remark):
        alike = [part for part, unit in within if unit == within[0][1]]
        if max(alike) > value or (len(alike) > 1 and sum(alike) > value):
            more = " + ".join(map(digits, alike)) if max(alike) <= value else digits(max(alike))
            message = f"{title}是 {number}，后面的说明“{note}”里却有 {more}，比它大"
            yield W211.at(place, message, severity=Severity.ERROR, ref=ref, hint="核对是数错了还是说明错了", actual=value)


def bare_figure(figure: Figure, cell: Cell) -> Decimal | None:
    """The figure of a cell that holds nothing but that, in digits that a spreadsheet does not know or with its unit behind it; None else.

    A dash, 无 and the like are 0: nothing else can be meant by them.
    """
    if cell.value is None:
        return Decimal(0) if not cell.flaws and not cell.blank and stands_for_none(cell.text) else None
    if cell.remark:
        return cell.value if cell.is_words and _UNIT.fullmatch(cell.remark) and not _scales(cell.remark, figure.unit) else None
    return cell.value if _other_digits(cell) else None


def _scales(remark: str, unit: str) -> bool:
    """Whether a figure without the words behind it is another one, in a table that counts in `unit`."""
    money = ("元",) if unit else ()
    return remark.startswith((*_SCALES, *money)) and not (unit and remark.startswith(unit))


def _brief(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _blanks(blank: list[_Placed], subject: Subject) -> Iterator[Finding]:
    """Blanks of one row make one finding; a table without any figure makes one."""
    derived = subject.form.derived
    for table, in_table in groupby(blank, key=lambda pair: pair[0].table):
        figures = list(in_table)
        if len(figures) == sum(figure.ref not in derived for figure in table.figures):
            yield W201.at(figures[0][1].location, f"{table.name}整张表都没有填（{len(figures)} 格）", hint="没有的填 0，不要留空")
            continue
        for row in _rows(figures):
            hint = _worked_out(row, subject) or "没有的填 0，不要留空"
            if not all(figure.additive for figure, _ in row):
                hint += "；各机关的数不能相加，填本机关自己的"
            yield _in_one_row(W201, row, "没有填", hint=hint)


def _worked_out(row: list[_Placed], subject: Subject) -> str:
    """What belongs into blanks that are all totals or ratios, by their addends; '' where that is not known."""
    cells, derived = subject.workbook.cells, subject.form.derived
    if not all(figure.ref in derived for figure, _ in row):
        return ""
    from .suspects.overwritten import overwritten_totals  # a blank total is rare

    formulas = overwritten_totals(subject.form, cells)
    told = []
    for figure, cell in row:
        line = derived[figure.ref]
        addends = (term.ref for term in (*line.left, *line.over))
        value = line.makes({one: cells[one].value or Decimal(0) for one in addends}) or Decimal(0)
        place = cell.location.cell or figure.title
        if figure.ref in formulas:
            told.append(f"{place} 原来是公式，被删掉了；恢复公式 {formulas[figure.ref].formula}（应为 {digits(value)}）")
        else:
            told.append(f"{place} 是{'占比' if line.over else '合计'}，照各项应为 {digits(value)}")
    return "；".join(told)


def _rows(placed: list[_Placed]) -> Iterator[list[_Placed]]:
    """Those of one row of a table together: a row of faults is one fault."""
    for _, row in groupby(placed, key=lambda pair: (pair[0].table.id, pair[1].location.line)):
        yield list(row)


def _in_one_row(rule: Rule, row: list[_Placed], what: str, *, hint: str) -> Finding:
    """The finding about cells of one row, at the first of them."""
    figure, cell = row[0]
    if len(row) == 1:
        return rule.at(cell.location, f"{figure.title}：{what}", ref=figure.ref, hint=hint)
    one = not figure.table.across and len({figure.row.id for figure, _ in row}) == 1
    where = f"{figure.table.name} {figure.row.name}" if one else figure.table.name
    related = tuple(cell.location for _, cell in row[1:]) if row[-1][1].location != cell.location else ()
    return rule.at(cell.location, f"{where}：{len(row)} 格{what}（{_cells(row)}）", ref=figure.ref, hint=hint, related=related)


def _quoted(row: list[_Placed]) -> str:
    return "".join(dict.fromkeys(f"“{_brief(cell.text)}”" for _, cell in row))


def _cells(row: list[_Placed]) -> str:
    columns = [cell.location.column for _, cell in row]
    line = row[0][1].location.line
    if not row[0][1].location.grid:
        return "、".join(figure.column.name for figure, _ in row)
    if columns == list(range(columns[0], columns[-1] + 1)):
        return f"{column_letter(columns[0])}{line}—{column_letter(columns[-1])}{line}"
    return "、".join(f"{column_letter(column)}{line}" for column in columns)
