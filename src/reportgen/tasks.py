"""One function per command: the library's front door."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from .binding import bind
from .catalog import CHECKS, RULES
from .files.images import PictureProblem, read_picture
from .files.narrative import FORMAT, YEAR, OpenNarrative, open_narrative, read_narrative
from .files.pack import TEMPLATE, find_pack, load_pack, pack_folders, pack_for_year
from .files.saving import save
from .files.workbook import read_workbook
from .model.draft import Built, Checked, Started
from .model.errors import OutputError, PackError, SourceError
from .model.finding import Finding, Rule
from .model.format import Format
from .model.identity import Line, Term, tally
from .model.location import Location
from .model.report import Cell, Narrative, Picture, Report
from .rules.check import Draft, run_checks
from .rules.draft import W148
from .rules.identities import assess_lines

# File systems take 255 bytes; （草稿）.docx and the temporary name come on top.
_LONGEST_NAME = 200
WORKBOOK, NARRATIVE, IMAGES = "workbook.xlsx", "narrative.yaml", "images"


def check_draft(folder: Path, *, prior: Path | None = None) -> Checked:
    """Read a draft and check it. SourceError when one of its files cannot be read at all."""
    if not folder.is_dir():
        raise SourceError("没有这个草稿文件夹", location=Location(str(folder)), hint="先用 reportgen new 新建一份")
    narrative_path, workbook_path = folder / NARRATIVE, folder / WORKBOOK
    for path in (narrative_path, workbook_path):
        if not path.exists():
            raise SourceError(
                f"草稿里没有 {path.name}",
                location=Location(str(folder)),
                hint="草稿要有 workbook.xlsx 和 narrative.yaml 两个文件",
            )
    opened = open_narrative(narrative_path)
    form = _form_of(opened)
    narrative, text_findings = read_narrative(opened, form)
    workbook, table_findings = read_workbook(workbook_path, form)
    before, prior_findings = _prior(folder, prior, narrative)
    bound, binding_findings = bind(narrative, form, workbook.cells, (before.form, before.cells) if before else None)
    report = Report(
        agency=narrative.agency,
        year=narrative.year or 0,
        format_id=form.id,
        cells=workbook.cells,
        title=bound.title,
        texts=bound.texts,
        signature=bound.signature,
        date=bound.date,
    )
    pictures, problems = _pictures(folder, report)
    prior_cells = before.cells if before else None
    assessments = assess_lines(form, workbook.cells, prior_cells)
    draft = Draft(form, workbook, narrative, report, problems, prior_cells, assessments)
    rule_findings, crashed = run_checks(CHECKS, draft)
    findings = _in_reading_order((*table_findings, *text_findings, *prior_findings, *binding_findings, *rule_findings), form)
    return Checked(folder, form, report, tuple(findings), tally(assessments), pictures, crashed)


def _in_reading_order(findings: Iterable[Finding], form: Format) -> list[Finding]:
    """The workbook first, table by table as the form has them, then the text from top to bottom."""
    tables = {table.name: position for position, table in enumerate(form.tables)}

    def key(finding: Finding) -> tuple[object, ...]:
        place = finding.location
        return place.path != WORKBOOK, tables.get(place.grid, -1), place.grid, place.line, place.column, finding.code

    return sorted(findings, key=key)


def _form_of(opened: OpenNarrative) -> Format:
    """The form that a narrative names, or that its year is made in."""
    place = opened.place(FORMAT if opened.format_id else YEAR)
    if any(sign in opened.format_id for sign in "/\\.:"):
        raise SourceError("“格式”只能写格式编号，不能写路径", location=place, hint="运行 reportgen format list 看有哪些格式")
    if not opened.format_id and opened.year is None:
        raise SourceError("没有写明年份，不知道用哪一套格式", location=place, hint="写上 年份: 2024 这样的四位数字")
    try:
        return find_pack(opened.format_id) if opened.format_id else pack_for_year(opened.year or 0)
    except PackError as error:
        if error.location is None:
            raise SourceError(error.message, location=place, hint=error.hint) from None
        raise


class LastYear(NamedTuple):
    """Another draft's figures, and whose and of when they are."""

    form: Format
    cells: Mapping[str, Cell]
    agency: str
    year: int | None
    contact: Mapping[str, str]


def _prior(folder: Path, given: Path | None, narrative: Narrative) -> tuple[LastYear | None, list[Finding]]:
    """Last year's figures: from the option, or from the narrative's own key.

    A folder named on the command line must be there; one that the narrative remembers may have moved.
    Another year than the last is not taken: sums would hold or break by chance.
    """
    if given is None and narrative.prior is None:
        return None, []
    place = narrative.prior.location if narrative.prior else narrative.place("年份")
    try:
        last = _last_year(given or folder / _relative(narrative.prior.text if narrative.prior else ""))
    except SourceError as error:
        if given is not None:
            raise
        message = f"上年的草稿读不到（{error.message}），与上年的衔接没有校验"
        hint = "改正“上年:”后面的文件夹；没有上年的草稿就删去这一行"
        return None, [W148.at(place, message, hint=hint)]
    if narrative.year and last.year != narrative.year - 1:
        message = f"“上年”指的草稿是 {last.year or '（没有写明）'} 年度的，不是 {narrative.year - 1} 年度的，没有用它"
        return None, [W148.at(place, message, hint="改成上一年度的草稿文件夹")]
    if last.agency != narrative.agency:
        message = f"上年的草稿是“{last.agency}”的，和这一份的机关不同；衔接仍按它校验"
        return last, [W148.at(place, message, hint="核对是不是拿错了草稿；机关改名的可以不管")]
    return last, []


def _relative(text: str) -> Path:
    """A folder that a narrative may name: beside it or above, never a drive or another machine."""
    if Path(text).is_absolute() or PureWindowsPath(text).drive or PureWindowsPath(text).root:
        raise SourceError("这里只能写相对的文件夹，如 ../2023年报")
    return Path(text)


def _last_year(path: Path) -> LastYear:
    """The figures of another draft. SourceError when there is none."""
    narrative = path / NARRATIVE
    if not narrative.exists() or not (path / WORKBOOK).exists():
        raise SourceError("上年的草稿文件夹里没有 narrative.yaml 或 workbook.xlsx", location=Location(str(path)))
    opened = open_narrative(narrative)
    form = _form_of(opened)
    workbook, _ = read_workbook(path / WORKBOOK, form)
    return LastYear(form, workbook.cells, opened.agency, opened.year, opened.contact)


def _pictures(folder: Path, report: Report) -> tuple[dict[str, Picture], dict[str, str]]:
    pictures: dict[str, Picture] = {}
    problems: dict[str, str] = {}
    for blocks in report.texts.values():
        for block in blocks:
            if block.kind != "image" or block.image in pictures or block.image in problems:
                continue
            try:
                pictures[block.image] = read_picture(folder, block.image)
            except PictureProblem as problem:
                problems[block.image] = f"{problem.message}\n{problem.hint}"
    return pictures, problems


def new_draft(folder: Path, *, agency: str, year: int, format_name: str = "", last_year: Path | None = None) -> Started:
    """Write an empty workbook and narrative for one agency and year into `folder`.

    `last_year` carries over agency and contact data and the figures that begin where last year
    ended. Nothing that is there already is overwritten.
    """
    from .files.narrative_form import blank_narrative
    from .files.workbook_form import blank_workbook

    if any(not char.isprintable() for char in agency):
        raise SourceError("机关名称里有看不见的控制字符", hint="重新输入机关全称")
    contact: dict[str, str] = {}
    carried: dict[str, Decimal] = {}
    form = find_pack(format_name) if format_name else pack_for_year(year)
    if last_year is not None:
        last = _last_year(last_year)
        if last.year is not None and last.year != year - 1:
            raise SourceError(
                f"上年的草稿是 {last.year} 年度的，不能带到 {year} 年度",
                location=Location(str(last_year)),
                hint="换成上一年度的草稿",
            )
        agency = agency or last.agency
        # Another agency has another address: only its own is carried.
        contact = dict(last.contact) if agency == last.agency else {}
        carried = carried_over(form, last.cells)
    agency = agency.strip()
    if not agency:
        raise SourceError("没有写明机关", hint="加上 --agency 机关全称")
    if agency[0] in "=+-@":
        raise SourceError(f"机关名称不能以“{agency[0]}”开头（Excel 会当成公式）", hint="写机关全称")
    files = (folder / WORKBOOK, folder / NARRATIVE)
    for path in files:
        if path.exists():
            raise OutputError("这里已经有一份草稿，没有覆盖", location=Location(str(path)), hint="换一个文件夹名")
    prior = os.path.relpath(last_year, folder).replace(os.sep, "/") if last_year else ""
    contents = (
        blank_workbook(form, agency, year, carried, carried=bool(carried)),
        blank_narrative(form, agency, year, contact=contact, prior=prior),
    )
    save(files[0], contents[0])
    try:
        save(files[1], contents[1])
    except BaseException:
        files[0].unlink()  # half a draft would stand in the way of the next try
        raise
    (folder / IMAGES).mkdir(exist_ok=True)
    return Started(folder, form, files, sum(ref not in form.totals for ref in carried))


def carried_over(form: Format, old: Mapping[str, Cell]) -> dict[str, Decimal]:
    """The figures with which this year begins, by the rows and columns that the pack names.

    `start_from` of a row names last year's row, of a column last year's columns (`a + b`); where
    the old form has no such cell, nothing is carried.
    """
    values: dict[str, Decimal] = {}
    for ref, figure in form.figures.items():
        parts = []
        for name in filter(None, figure.start_from.replace(" ", "").split("+")):
            row, column = (name, figure.column.id) if figure.row.start_from else (figure.row.id, name)
            cell = old.get(f"{figure.table.id}.{row}.{column}")
            parts.append(cell.value if cell else None)
        if parts and all(part is not None for part in parts):
            values[ref] = sum((part for part in parts if part is not None), Decimal(0))
    return values


def build_draft(
    folder: Path, *, output: Path | None = None, draft: bool = False, force: bool = False, prior: Path | None = None
) -> Checked | Built:
    """Check a draft and write its .docx; the Checked alone comes back when errors forbid it.

    An existing file is replaced when it still is what reportgen wrote; one that somebody edited
    since is kept unless `force`.
    """
    checked = check_draft(folder, prior=prior)
    if checked.errors and not draft:
        return checked
    from .files.word_document import render
    from .files.word_properties import built_unchanged
    from .files.word_template import compile_template

    content = render(compile_template(checked.form), checked.report, checked.pictures, draft=draft)
    path = output or folder / document_name(checked.report, draft=draft)
    if path.suffix.lower() != ".docx":
        raise OutputError("年报要存成 .docx 文件", location=Location(str(path)), hint="把 -o 后面的文件名改成以 .docx 结尾")
    replaceable = force
    if path.is_file() and not force:
        replaceable = built_unchanged(path.read_bytes())
        if not replaceable:
            raise OutputError(
                "这个文件已经存在，而且生成以后有人改过（或不是本程序生成的），没有覆盖",
                location=Location(str(path)),
                hint="先把改过的文件另存一份；确定不要了再加 --force，或用 -o 换一个名字",
            )
    save(path, content, overwrite=replaceable)
    return Built(path, len(content), checked)


def document_name(report: Report, *, draft: bool) -> str:
    """The file's name: the title, without what file systems do not take."""
    title = "".join(report.title) or f"{report.agency}{report.year}年政府信息公开工作年度报告"
    return safe_name(title) + ("（草稿）" if draft else "") + ".docx"


def safe_name(text: str) -> str:
    """A text as a file name: no separators, no control characters, no dots at either end, not too long."""
    kept = "".join("_" if char in '\\/:*?"<>|' or not char.isprintable() else char for char in text)
    short = kept.encode()[:_LONGEST_NAME].decode(errors="ignore")
    return short.strip(" .") or "年度报告"


def all_rules() -> list[Rule]:
    """Every rule of the program, and every identity of the packs as one."""
    listed = {rule.code: rule for rule in RULES}
    identities: dict[str, list[tuple[Format, Line]]] = {}
    for form in all_formats():
        for code, line in {line.code: line for line in form.lines}.items():
            identities.setdefault(code, []).append((form, line))
    for code, uses in identities.items():
        form, line = uses[-1]
        table = form.figures[line.anchor].table.name
        bases = "；".join(f"{form.basis.number}（{form.id}）" for form, _ in uses)
        sign = "<=" if line.relation == "at_most" else "="
        listed[code] = Rule(
            code,
            f"{table} {line.title}",
            f"{line.say}。依据：{bases}",
            bad=f"{_spelled(form, line.left)} 比 {_spelled(form, line.right)} 多 1",
            good=f"{_spelled(form, line.left)} {sign} {_spelled(form, line.right)}",
            severity=line.severity,
        )
    return sorted(listed.values(), key=lambda rule: rule.code)


def _spelled(form: Format, terms: tuple[Term, ...]) -> str:
    """An identity's side in the form's own words: 本年新收 + 上年结转."""
    rows = len({term.ref.split(".")[1] for term in terms}) > 1
    parts: list[str] = []
    for term in terms:
        figure = form.figures[term.ref]
        name = figure.row.name if rows or len(figure.block.leaf_columns) == 1 else figure.column.name
        sign = " - " if term.sign < 0 else " + " if parts else ""
        parts.append(f"{sign}{'上年的' if term.prior else ''}{name}")
    return "".join(parts)


def all_formats() -> list[Format]:
    """Every pack there is, oldest first."""
    return sorted((load_pack(folder) for folder in pack_folders()), key=lambda form: (form.years.first, form.id))


def write_template(pack: str, output: Path | None = None, *, force: bool = False) -> Path:
    """Draw the Word template of a pack and prove it before it is written."""
    from .files.template_drawing import draw_template
    from .files.word_template import compile_bytes

    form = find_pack(pack)
    path = output or Path(form.folder) / TEMPLATE
    content = draw_template(form)
    compile_bytes(content, form, str(path))
    save(path, content, overwrite=force)
    return path
