"""Reads a register (名录.yaml, 名录.xlsx) into agencies, and tells everything that is wrong with it at once, each with its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from ..drafts.workbook.spreadsheet import column_number, read_grids
from ..files.shapes import (
    SAID,
    TEXT,
    TEXTS,
    Either,
    Key,
    Keys,
    ListOf,
    Problem,
    mappings_of,
    shape_problems,
    text_of,
    texts_of,
)
from ..files.yaml import LocatedMap, Node, compose, read_text
from ..model.area.register import (
    CODE,
    COLUMNS,
    CONTACT,
    DEADLINE,
    FORMER,
    KIND,
    NAME,
    PARENT,
    SUMS,
    Agency,
    Register,
    plain_code,
    some,
)
from ..model.errors import SourceError
from ..model.location import Location
from ..model.outline import Grid, GridCell
from ..text.closest import closest
from ..text.patterns import HAN, pattern

REGISTER_YAML, REGISTER_XLSX, AGENCIES = "名录.yaml", "名录.xlsx", "机关"
REGISTERS = (REGISTER_YAML, REGISTER_XLSX)
MOST_AGENCIES = 50_000
_MOST_NODES = 12 * MOST_AGENCIES
_HEAD_ROWS = 20  # among which the heads of the columns stand
_FEW = 3  # places that a note names
_SHOWN = 40  # problems: a register read with the wrong heads has one a line
_LONGEST_CODE = 60
_YES, _NO = ("是", "true", "yes", "1"), ("否", "false", "no", "0")
_DAY = pattern(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_PADDED = pattern(r"0{2,}")  # the number format of a code with zeros in front
_KEPT_DIGITS = 15  # of a number in a spreadsheet: behind them it has zeros
_AREA = pattern(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
_CODES = (CODE, PARENT)
_EACH_ITS_OWN = (CODE, NAME, FORMER)  # a merged cell says nothing of the rows below
_SERIAL = pattern(r"\d{5}(?:\.0*)?")
# Day 0 of a spreadsheet; and a leap year, for days that are written without one.
_EPOCH, _ANY_YEAR = date(1899, 12, 30), 2000
_BREAK = pattern(r"\s*[\r\n]+\s*")
_BLANKS = pattern(rf"(?<={HAN})[\s\u200b\ufeff]+(?={HAN})")  # within a name
_TOTAL, _COUNT = (
    pattern(r"(?:合计|总计|小计|共计|总数)[:：]?(?:共?\d+[个家]?(?:机关|单位)?)?"),
    pattern(r"共?\d+[个家]?(?:机关|单位)?"),
)
_SIGNED = pattern(r"(?:制表|填表|填报|审核|复核|统计|负责)(?:人|单位|机关|时间|日期)?\s*[:：].*")
_BETWEEN = pattern(r"[、，,；;\n]+")
# What no file system takes as the name of a folder, or only some.
_NO_FOLDER = pattern(r'[\\/:*?"<>|]|^\.|[. ]$|^(?:CON|PRN|AUX|NUL|COM\d|LPT\d)$')
_ENTRY = Keys(
    "agency",
    "一个机关",
    (
        Key(CODE, SAID, "机关的代码，名录里只用一次；也是它在“年报”里的文件夹名", "A01", "0.7", required=True),
        Key(NAME, SAID, "机关全称", "某某县某某局", "0.7", required=True),
        Key(FORMER, Either((TEXT, TEXTS)), "用过的名称，几个就写几行", "某某县旧名局", "0.7"),
        Key(KIND, TEXT, "类别，如 部门、街道、乡镇；同类的互相比较", "部门", "0.7"),
        Key(PARENT, TEXT, "上一级机关的代码；最上面的不写", "A00", "0.7"),
        Key(DEADLINE, TEXT, "哪一天以前交，如 1月31日", "1月31日", "0.7"),
        Key(CONTACT, TEXT, "联系人和电话", "张某 0000-12345678", "0.7"),
        Key(SUMS, TEXT, "自己的年报是不是下级的合计：是（通常）或 否", "否", "0.7", default="是"),
    ),
)
REGISTER_SHAPE = Keys(
    "register",
    "名录",
    (Key(AGENCIES, ListOf(_ENTRY, least=1), "机关，一个一项", "[{代码: A01, 名称: 某某县某某局}]", "0.7", required=True),),
)


class _Row(NamedTuple):
    """One agency as it is written: its texts by what they are, and where each stands."""

    said: Mapping[str, str]
    places: Mapping[str, Location]
    place: Location
    former: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()  # what is kept as a number, without the zeros in front
    unread: frozenset[str] = frozenset()  # what has been told already

    def at(self, what: str) -> Location:
        return self.places.get(what, self.place)


def find_register(folder: Path) -> Path:
    """The register in the folder of an area. SourceError where there is none, or two."""
    if not folder.is_dir():
        raise SourceError("没有这个文件夹", location=Location(str(folder)), hint=f"先建一个：reportgen area new {folder}")
    there = [folder / name for name in REGISTERS if (folder / name).is_file()]
    if len(there) > 1:
        hint = "留下一份，另一份移到别处，或者改名"
        raise SourceError(f"有两份名录：{'、'.join(REGISTERS)}，不知道用哪一份", location=Location(str(folder)), hint=hint)
    if there:
        return there[0]
    near = sorted(path.name for path in folder.glob("名录*") if path.is_file())[:3]
    if near:
        hint = f"把它改名为 {REGISTER_XLSX}（Excel 工作簿）或 {REGISTER_YAML}；别的格式先用 Excel 或 WPS 另存为 .xlsx"
        raise SourceError(f"没有名录，有“{'”“'.join(near)}”", location=Location(str(folder)), hint=hint)
    hint = f"建一份空的来填：reportgen area new {folder}"
    raise SourceError(f"这个文件夹里没有名录（{' 或 '.join(REGISTERS)}）", location=Location(str(folder)), hint=hint)


def read_register(path: Path) -> Register:
    """The register at `path`, in YAML or as a workbook by its ending. SourceError that lists everything that is wrong."""
    rows, problems = _workbook_rows(path) if path.suffix.lower() == ".xlsx" else _yaml_rows(path)
    if len(rows) > MOST_AGENCIES:
        raise SourceError(f"名录里有 {len(rows)} 个机关，超过了上限 {MOST_AGENCIES} 个", location=Location(str(path)))
    totals = [row for row in rows if _is_total(row)]
    rows, tidied = _tidied([row for row in rows if row not in totals])
    agencies = [agency for row in rows if (agency := _agency(row, problems))]
    agencies = _with_parents_meant(agencies)
    problems += _tree_problems(agencies)
    if not agencies and not problems:
        problems = [(Location(str(path)), f"名录里一个机关也没有：每个机关要有{CODE}和{NAME}")]
    if problems:
        raise _refused(path, problems)
    said = {row.said[CODE]: row.at(DEADLINE) for row in rows if row.said.get(CODE) and row.said.get(DEADLINE)}
    notes = (*_left_out(totals), *tidied, *_namesakes(agencies), *_lost_zeros(rows))
    return Register(tuple(agencies), str(path), notes, said)


def _refused(path: Path, problems: Iterable[Problem]) -> SourceError:
    listed = sorted(dict.fromkeys(problems), key=lambda one: (one[0].grid, one[0].line, one[0].column))
    lines = [f"\n  {_short(place)}：{message}" for place, message in listed[:_SHOWN]]
    more = f"\n  ……还有 {len(listed) - _SHOWN} 处" if len(listed) > _SHOWN else ""
    return SourceError(
        f"名录有 {len(listed)} 处要改{''.join(lines)}{more}", location=Location(str(path)), hint="改好以后再运行一次"
    )


def _short(place: Location) -> str:
    """A place in the register, whose name is told already."""
    if place.grid:
        return f"{place.grid}!{place.cell}" if place.line else place.grid
    return f"第 {place.line} 行" if place.line else "整个文件"


# -- as it is written -----------------------------------------------------------------------------------


def _yaml_rows(path: Path) -> tuple[list[_Row], list[Problem]]:
    text, _ = read_text(path)
    root = compose(text, str(path), most=_MOST_NODES)
    start = Location(str(path), line=1, column=1)
    problems = list(shape_problems(root, REGISTER_SHAPE, start))
    entries = mappings_of(root.get(AGENCIES)) if isinstance(root, LocatedMap) else ()
    return [_yaml_row(entry) for entry in entries], problems


def _yaml_row(entry: LocatedMap) -> _Row:
    said = {key.text: text_of(value) for key, value in entry.entries}
    places = {key.text: value.location for key, value in entry.entries}
    return _Row(said, places, entry.location, _names_of(entry.get(FORMER)))


def _names_of(node: Node | None) -> tuple[str, ...]:
    return tuple(filter(None, texts_of(node) or _parted(text_of(node))))


def _parted(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in _BETWEEN.split(text) if name.strip())


def _workbook_rows(path: Path) -> tuple[list[_Row], list[Problem]]:
    grids = read_grids(path, rows=MOST_AGENCIES + _HEAD_ROWS)
    for grid in grids:
        for row, cells in grid.rows():
            heads = {_plain(cell.text): column for column, cell in reversed(cells)}
            if row <= _HEAD_ROWS and CODE in heads and NAME in heads:
                return _grid_rows(grid, row, heads)
    sheets = "、".join(f"“{grid.name}”" for grid in grids)
    problem = f"没有找到表头：要有一行写着{CODE}和{NAME}（{sheets}的前 {_HEAD_ROWS} 行里都没有）"
    return [], [(Location(str(path)), problem)]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).removesuffix("*")


def _grid_rows(grid: Grid, head: int, heads: Mapping[str, int]) -> tuple[list[_Row], list[Problem]]:
    """The agencies below the heads; a column that the register does not know is the office's own."""
    problems: list[Problem] = [
        (grid.location(head, column), f"“{text}”一栏，是不是“{meant}”？")
        for text, column in heads.items()
        if text not in COLUMNS and (meant := closest(text, [one for one in COLUMNS if one not in heads], cutoff=0.6))
    ]
    rows = []
    merged, shared = _merged(grid), {heads[what] for what in COLUMNS if what in heads and what not in _EACH_ITS_OWN}
    for number, cells in grid.rows():
        if number <= head:
            continue
        by_column = dict(cells)
        if any(heads.get(what, 0) in by_column for what in (CODE, NAME)):
            by_column = {**{column: cell for column, cell in merged.get(number, {}).items() if column in shared}, **by_column}
        said, places = {}, {}
        numbers, unread = set(), set()
        for what in COLUMNS:
            column = heads.get(what, 0)
            if column:
                places[what] = grid.location(number, column)
                if not (cell := by_column.get(column)):
                    continue
                if wrong := _unreadable(cell, what):
                    problems.append((places[what], wrong))
                    unread.add(what)
                    continue
                said[what] = _cell_text(cell, what)
                if cell.number:
                    numbers.add(what)
        if any(said.values()) or unread:
            place, former = grid.location(number, heads[CODE]), _parted(said.get(FORMER, ""))
            rows.append(_Row(said, places, place, former, frozenset(numbers), frozenset(unread)))
    return rows, problems


def _merged(grid: Grid) -> dict[int, dict[int, GridCell]]:
    """What a merged cell says of the rows below its first, by row and column."""
    found: dict[int, dict[int, GridCell]] = {}
    for area in grid.merged:
        if not (ends := _AREA.fullmatch(area)):
            continue
        column, first, last = column_number(f"{ends[1]}1"), int(ends[2]), min(int(ends[4]), int(ends[2]) + MOST_AGENCIES)
        if cell := grid.cells.get((first, column)):
            for row in range(first + 1, last + 1):
                found.setdefault(row, {})[column] = cell
    return found


def _unreadable(cell: GridCell, what: str) -> str:
    """Why a cell does not say what somebody wrote into it; '' where it does."""
    if cell.error or not cell.stored:
        return "这一格的公式没有结果：换成写好的值"
    if what in _CODES and cell.date:
        return f"这个{what}被当成日期存了，原来写的是什么看不出来：那一格改成文本格式，再写一遍"
    if what in _CODES and cell.number and len(cell.text.partition(".")[0]) > _KEPT_DIGITS:
        return f"这个{what}（{cell.text}）在表里是数，只留得住前 {_KEPT_DIGITS} 位，后面的变成了 0：那一格改成文本格式，再写一遍"
    return ""


def _cell_text(cell: GridCell, what: str) -> str:
    text = cell.text.strip()
    if what in _CODES and _PADDED.fullmatch(cell.format) and text.isdigit():
        return text.zfill(len(cell.format))
    if what == DEADLINE and cell.date and _SERIAL.fullmatch(text):
        return (_EPOCH + timedelta(days=int(text.partition(".")[0]))).isoformat()
    return text


# -- as it is meant --------------------------------------------------------------------------------------


def _is_total(row: _Row) -> bool:
    """Whether a line counts the others, or says who drew them up: 合计, 总计：40 个, 制表：张某."""
    first, *others = [text for text in (row.said.get(CODE, ""), row.said.get(NAME, "")) if text.strip()] or [""]
    if _SIGNED.fullmatch(first.strip()):
        return all(_SIGNED.fullmatch(one.strip()) for one in others)
    return bool(_TOTAL.fullmatch("".join(first.split()))) and all(_COUNT.fullmatch("".join(one.split())) for one in others)


def _left_out(totals: Sequence[_Row]) -> Iterator[str]:
    if totals:
        yield f"名录里合计、制表的行不是机关，没有算：{some([_short(row.place) for row in totals], _FEW)}"


def _tidied(rows: Sequence[_Row]) -> tuple[list[_Row], tuple[str, ...]]:
    """The rows with codes and names as they are meant: codes in half-width letters, no blanks within either; and what has to be said of that."""
    made, changed = [], []
    for row in rows:
        said = {what: _TIDY[what](text) if what in _TIDY else text for what, text in row.said.items()}
        for what in _TIDY:
            if said.get(what, "") != (was := _one_line(row.said.get(what, ""))):
                changed.append(f"{_short(row.at(what))} 的“{was}”按“{said[what]}”")
        made.append(row._replace(said=said, former=tuple(map(_name, row.former))))
    return made, (f"代码、名称里的全角字和空格：{some(changed, _FEW)}读；在名录里改过来",) if changed else ()


def _one_line(text: str) -> str:
    """A name that is cut to fit its cell is one name."""
    return unicodedata.normalize("NFC", _BREAK.sub("", text))


def _code(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", _one_line(text)).split())


def _name(text: str) -> str:
    return _BLANKS.sub("", _one_line(text))


_TIDY: dict[str, Callable[[str], str]] = {CODE: _code, PARENT: _code, NAME: _name}


def _agency(row: _Row, problems: list[Problem]) -> Agency | None:
    """The agency of a row; None where it has no code. What is wrong is added to `problems`."""
    said = {what: _one_line(text) for what, text in row.said.items()}
    code, name = said.get(CODE, ""), said.get(NAME, "")
    in_grid = bool(row.place.grid)
    for what in (CODE, NAME) if in_grid else ():  # in YAML the shape has told it
        if not said.get(what) and what not in row.unread:
            problems.append((row.at(what), f"{what}空着" + (f"（{name or code}）" if name or code else "")))
    if code and (_NO_FOLDER.search(code.upper()) or not code.isprintable() or len(code) > _LONGEST_CODE):
        problems.append((row.at(CODE), f"代码“{code[:_LONGEST_CODE]}”不能做文件夹的名称：只用字母、数字、汉字和“-”，不要太长"))
    deadline = _deadline(said.get(DEADLINE, ""))
    if deadline is None and said.get(DEADLINE):
        problems.append((row.at(DEADLINE), f"期限“{said[DEADLINE]}”不是日期：写成 1月31日 或 2025-01-31"))
    sums = said.get(SUMS, "").lower()
    if sums and sums not in _YES + _NO:
        problems.append((row.at(SUMS), f"{SUMS}“{said[SUMS]}”：只能写 是 或 否"))
    if not code:
        return None
    return Agency(
        code=code,
        name=name,
        former=tuple(dict.fromkeys(row.former)),
        kind=said.get(KIND, ""),
        parent=said.get(PARENT, ""),
        deadline=deadline,
        contact=said.get(CONTACT, ""),
        sums=sums not in _NO,
        location=row.at(CODE),
    )


def _deadline(text: str) -> date | None:
    """The day that is written; one without a year is of a year that has every day."""
    found = _DAY.fullmatch("".join(unicodedata.normalize("NFKC", text).split()).split("T")[0])
    if not found:
        return None
    try:
        return date(int(found[1] or _ANY_YEAR), int(found[2]), int(found[3]))
    except ValueError:
        return None


def due(agency: Agency, year: int) -> date | None:
    """The day by which an agency hands in the report of `year`; None where it has none.

    It is the day of its deadline in the year after, or that which is written with its own year, if that is no earlier year.
    """
    if agency.deadline is None:
        return None
    if agency.deadline.year > year and agency.deadline.year != _ANY_YEAR:
        return agency.deadline
    try:
        return agency.deadline.replace(year=year + 1)
    except ValueError:  # the 29th of February
        return agency.deadline.replace(year=year + 1, day=28)


def deadline_notes(register: Register, year: int) -> Iterator[str]:
    """What is to be said of deadlines that are written with another year than the one after `year`."""
    dated = [one for one in register.agencies if one.deadline and one.deadline.year not in (_ANY_YEAR, year + 1)]
    for are, said in (
        ([one for one in dated if (due(one, year) == one.deadline)], f"比 {year + 1} 年晚，照写的日期算；写错了年份的改过来"),
        (
            [one for one in dated if due(one, year) != one.deadline],
            f"已经过去，{year} 年度的按 {year + 1} 年的同一天算；每年都一样的写成 1月31日 这样",
        ),
    ):
        written = [f"{_short(register.deadlines.get(one.code, one.location))} {one.deadline}（{one.name}）" for one in are]
        if written:
            yield f"期限的年份：{some(written, _FEW)}，{said}"


def _namesakes(agencies: Sequence[Agency]) -> Iterator[str]:
    """Agencies that are called exactly alike: there are such, but most often it is a line that was copied."""
    named: dict[str, list[Agency]] = {}
    for agency in agencies:
        named.setdefault("".join(unicodedata.normalize("NFKC", agency.name).split()), []).append(agency)
    for alike in named.values():
        if len(alike) > 1:
            places = "、".join(f"{_short(one.location)} 代码 {one.code}" for one in alike[:_FEW])
            yield f"名录里 {len(alike)} 个机关都叫“{alike[0].name}”（{places}）：多写了一行的删去；确实是几个的，把名称写全"


def _lost_zeros(rows: Sequence[_Row]) -> Iterator[str]:
    """Codes that a spreadsheet keeps as numbers, shorter than one that has a zero in front: it took theirs away."""
    padded = [len(row.said[CODE]) for row in rows if row.said.get(CODE, "").startswith("0") and row.said[CODE].isdigit()]
    short = [
        (row.at(CODE), row.said[CODE])
        for row in rows
        if CODE in row.numbers and len(row.said.get(CODE, "")) < max(padded, default=0)
    ]
    if short:
        listed = some([f"{_short(place)} 的 {code}" for place, code in short], _FEW)
        yield f"代码 {listed} 在表里是数，前面的 0 可能丢了（别的代码写着 0）：那一格改成文本格式，再写上全部数字"


def _with_parents_meant(agencies: Sequence[Agency]) -> list[Agency]:
    """The same, each with the code of its parent as it stands at the parent: no two codes differ in capitals alone."""
    codes = {agency.code for agency in agencies}
    by_plain = {plain_code(code): code for code in codes}
    return [
        one if one.parent in codes else one._replace(parent=by_plain.get(plain_code(one.parent), one.parent)) for one in agencies
    ]


def _tree_problems(agencies: Sequence[Agency]) -> Iterator[Problem]:
    """Codes used twice, parents that are not there, agencies above themselves."""
    first: dict[str, Agency] = {}
    for agency in agencies:
        plain = plain_code(agency.code)
        if known := first.get(plain):
            also = "" if known.code == agency.code else f"（“{known.code}”和“{agency.code}”在有的电脑上是同一个文件夹）"
            said = f"代码“{agency.code}”用了两次：{_short(known.location)}是“{known.name}”，这里是“{agency.name}”{also}"
            yield agency.location, said
        first.setdefault(plain, agency)
    by_code = {agency.code: agency for agency in agencies}
    for agency in agencies:
        if agency.parent and agency.parent not in by_code:
            close = closest(agency.parent, (code for code in by_code if code != agency.code))
            meant = f"，是不是“{close}”（{by_code[close].name}）？" if close else "：先把它写进名录，或者空着"
            yield agency.location, f"“{agency.name}”的{PARENT}“{agency.parent}”在名录里没有{meant}"
    yield from _loops(agencies, by_code)


def _loops(agencies: Sequence[Agency], by_code: Mapping[str, Agency]) -> Iterator[Problem]:
    """Every circle of agencies that stand above each other, told once, at its first one."""
    settled: set[str] = set()
    for start in agencies:
        way: list[str] = []
        code = start.code
        while code in by_code and code not in settled and code not in way:
            way.append(code)
            code = by_code[code].parent
        if code in way:
            circle = way[way.index(code) :]
            names = " → ".join(f"{by_code[one].name}（{one}）" for one in (*circle, circle[0]))
            said = f"上下级绕成了圈：{names}" if len(circle) > 1 else f"“{by_code[code].name}”的上级是它自己"
            yield by_code[circle[0]].location, f"{said}；改正其中一个的{PARENT}"
        settled.update(way)
