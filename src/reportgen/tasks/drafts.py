"""Commands that make or mend a draft: new, import, fix."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..drafts.narrative.fixes import applied, fixes_of
from ..drafts.narrative.read import tidied
from ..files.saving import save, save_all, save_folder
from ..files.yaml import read_text
from ..files.zips import same_parts
from ..model.area.rollup import RollUp
from ..model.draft import (
    FORMAT,
    IMAGES,
    NARRATIVE,
    SIGNATURE,
    SIGNED_BY,
    SIGNED_ON,
    TEXTS,
    WORD_TEXT,
    WORKBOOK,
    YEAR,
    Carried,
    Checked,
    Fixed,
    Imported,
    Started,
    Taken,
)
from ..model.errors import OutputError, PackError, RenderError, SourceError
from ..model.finding import Finding, Severity
from ..model.form import PackSource
from ..model.identity import tally
from ..model.location import Location, called
from ..model.report import GAP, PastReport
from ..packs.load import pack_for_year
from ..packs.pack import Pack
from ..reports.beside import is_in_word
from ..reports.formats import pack_for_new, passed_over
from ..reports.last_year import last_year_of, prior_of, years_before
from ..reports.open import bound_text, open_draft, open_published
from ..rules.draft import W145
from ..rules.identities import assess_lines

if TYPE_CHECKING:
    from ..reports.published import Published  # a new draft does without it

FIXED = "narrative.fixed.yaml"
# Where last year's report says in which form it is.
_NAMED = "上年的年报写明的"
LEFT_OVER = "没有放进草稿的内容.txt"


def fix_draft(
    checked: Checked, findings: Sequence[Finding], *, in_place: bool = False, force: bool = False, prior: Path | None = None
) -> Fixed:
    """Turn numbers that match a table into bindings, and mend what has one remedy, in a copy of the text file.

    `in_place` changes the text file itself and keeps the old one as .bak. The new text must say,
    with its figures put in, what the old one said, but for what was mended: else nothing is written.
    """
    if checked.folder.is_file():
        raise OutputError("公布的文件不能自动改正", hint="先用 reportgen import 读成草稿")
    if is_in_word(checked.folder):
        hint = (
            f"在 Word 里照提示改；或者先转成 {NARRATIVE}：reportgen import --update {checked.folder} {checked.folder / WORD_TEXT}"
        )
        raise OutputError(f"文字稿是 {WORD_TEXT}，程序不改 Word 文件，不能自动改正", hint=hint)
    path = checked.folder / NARRATIVE
    text = read_text(path)[0]
    bindings = fixes_of(checked.claims, (), NARRATIVE)
    _same_text(checked, applied(text, bindings)[0], prior)
    mended, made = applied(text, fixes_of(checked.claims, findings, NARRATIVE))
    tidy = tidied(mended, NARRATIVE, checked.form)
    tidy.refuse_loss("自动改")
    new_text = tidy.text
    old, new = text.split("\n") if "\n" in text else text.splitlines(), new_text.split("\n")
    came = [one.line for one in tidy.came] if tidy.came else range(1, len(old) + 1)
    changed = tuple((line, old[line - 1], row) for line, row in zip(came, new, strict=True) if old[line - 1] != row)
    if not changed:
        return Fixed(path, (), ())
    tidied_lines = sum(note.lines for note in tidy.notes)
    if not in_place:
        copy = path.with_name(FIXED)
        if copy.exists() and not force:
            hint = "看过就删去它，或者加 --force 覆盖它，或者加 --in-place 直接改"
            raise OutputError("上次改好的副本还在，没有覆盖", location=Location(str(copy)), hint=hint)
        save(copy, new_text.encode(), overwrite=force)
        return Fixed(copy, tuple(made), changed, tidied=tidied_lines)
    (backup,) = save_all({path: new_text.encode()}, replacing=(path,), backup=True)
    return Fixed(path, tuple(made), changed, backup, tidied_lines)


def _same_text(checked: Checked, text: str, prior: Path | None) -> None:
    """Whether a text file reads, with its figures put in, as the one that was checked."""
    narrative = open_draft(checked.folder).narrative
    before, _ = prior_of(checked.folder, prior, narrative)
    reread, _ = bound_text(text, checked.form, checked.report.cells, years_before(narrative, before))
    old = {section: [block.whole for block in blocks] for section, blocks in checked.report.texts.items()}
    if {section: [block.whole for block in blocks] for section, blocks in reread.texts.items()} != old:
        raise RenderError("改成引用以后文字与原来不同，没有写", hint="把这份文字稿发给 reportgen 的维护者")


def new_draft(
    folder: Path,
    *,
    agency: str,
    year: int | None = None,
    format_name: str = "",
    last_year: Path | None = None,
    in_word: bool = False,
) -> Started:
    """Write an empty workbook and narrative for one agency and year into `folder`; `in_word` makes the text a Word file.

    From `last_year`, a draft or a published file, comes what goes on from year to year, and the year itself where none is given.
    Nothing that is there already is overwritten.
    """
    from ..drafts.narrative.blank import blank_narrative, problem_section
    from ..drafts.workbook.drawn.blank import blank_workbook
    from ..word.blank.text import draw_text

    if any(not char.isprintable() for char in agency):
        raise SourceError("机关名称里有看不见的控制字符", hint="重新输入机关全称")
    agency = agency.strip()
    last = last_year_of(last_year, year) if last_year is not None else None
    asked, year = year, _year_of_new(year, last)
    pack, of_form = _pack_of_new(folder, format_name, year, last)
    form = pack.form
    carried = Carried()
    if last is not None:
        from .carry_over import carry_over

        carried = carry_over(last, form, agency)
        if asked is None:
            guessed = Taken(YEAR, f"{year}，上年的年报是 {year - 1} 年度的", called(carried.source))
            carried = carried._replace(taken=(guessed, *carried.taken))
        carried = carried._replace(taken=(*of_form, *carried.taken))
        agency = agency or last.agency
    if not agency:
        raise SourceError("没有写明机关", hint="加上 --agency 机关全称")
    if agency[0] in "=+-@":
        raise SourceError(f"机关名称不能以“{agency[0]}”开头（Excel 会当成公式）", hint="写机关全称")
    text = WORD_TEXT if in_word else NARRATIVE
    files = (folder / WORKBOOK, folder / text)
    if other := next((name for name in TEXTS if (folder / name).exists() and name != text), ""):
        raise OutputError("这里已经有一份文字稿，没有新建", location=Location(str(folder / other)), hint="换一个文件夹名")
    prior = _from(folder, Path(last.source)) if last else ""
    if last and not prior:
        which = "在另一个盘上，文字稿里没有写“上年:”；放到草稿旁边，再写上"
        carried = carried._replace(taken=(*carried.taken, Taken("上年的年报", which)))
    _write_all(
        folder,
        {
            WORKBOOK: blank_workbook(form, agency, year, carried.figures, carried=bool(carried.figures)),
            text: draw_text(form, agency, year, carried=carried, prior=prior, asking=problem_section(form))
            if in_word
            else blank_narrative(form, agency, year, carried=carried, prior=prior),
        },
    )
    left = passed_over(
        folder, pack, year, how="" if format_name or (last and last.named == form.id) else "删去这份草稿，新建时加 --format "
    )
    return Started(folder, form, pack.source, files, carried, tuple(left))


def _pack_of_new(folder: Path, asked: str, year: int, last: PastReport | None) -> tuple[Pack, tuple[Taken, ...]]:
    """The pack of a new report: the one asked for, or the one that last year's report names, where it holds this year too, or that of
    the year; and what is to be said of it.
    """
    if asked or last is None or not last.named:
        return pack_for_new(folder, asked, year), ()
    if last.findings:
        return pack_for_year(year), tuple(Taken(FORMAT, f"{one.message}；{one.hint}", _NAMED) for one in last.findings)
    if last.named != last.form.id:
        read = f"上年的写明用 {last.named}，按 {last.form.id} 读的；要接着用 {last.named}，删去这份草稿，新建时加 --format {last.named}"
        return pack_for_year(year), (Taken(FORMAT, read, _NAMED),)
    why = f"只适用{last.form.years}；要用别的一套，删去这份草稿，新建时加 --format 编号"
    if year in last.form.years:
        try:
            kept = pack_for_new(folder, last.named, year)
        except PackError as error:
            why = f"{error.message}；{error.hint}"
        else:
            own = kept.base is not None or kept.form.id != pack_for_year(year).form.id
            return kept, (Taken(FORMAT, f"{last.named}，和上年的一样", _NAMED),) if own else ()
    usual = pack_for_year(year)
    return usual, (Taken(FORMAT, f"上年用的是 {last.named}，这一份用的是 {usual.form.id}：{why}", _NAMED),)


def sum_draft(folder: Path, rollup: RollUp, pack: PackSource) -> Started:
    """Write the draft of an authority into `folder`: its workbook filled with the sums of those below it, its text to be written.

    Nothing that is there already is overwritten.
    """
    from ..drafts.narrative.blank import blank_narrative
    from ..drafts.workbook.drawn.summed import summed_workbook

    form, agency = rollup.form, rollup.agency.name
    if (folder / WORD_TEXT).exists():
        raise OutputError("这里已经有一份文字稿，没有新建", location=Location(str(folder / WORD_TEXT)), hint="换一个文件夹名")
    _write_all(folder, {WORKBOOK: summed_workbook(rollup), NARRATIVE: blank_narrative(form, agency, rollup.year)})
    return Started(folder, form, pack, (folder / WORKBOOK, folder / NARRATIVE))


def _year_of_new(year: int | None, last: PastReport | None) -> int:
    """The year of a new report: the one that is asked for, or the one after last year's. SourceError where neither is known, or they differ."""
    if last is not None and last.year is not None:
        if year is not None and last.year != year - 1:
            raise SourceError(
                f"上年的年报是 {last.year} 年度的，不能带到 {year} 年度",
                location=Location(last.source),
                hint=f"换成 {year - 1} 年度的；要做 {last.year + 1} 年度的，--year 可以不写",
            )
        return last.year + 1
    if year is None:
        said = "没有读出上年的年报是哪一年的" if last else "没有写明报告年份"
        raise SourceError(said, location=Location(last.source) if last else None, hint="加上 --year 年份，如 --year 2024")
    return year


def _from(folder: Path, path: Path) -> str:
    """A path as one goes to it from a folder; '' where there is no way, as from one drive to another."""
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:
        return ""


def import_report(path: Path, folder: Path, *, format_name: str = "") -> Imported:
    """Read a published file back into a draft in `folder`; nothing that is there already is overwritten.

    What has no place in a draft is listed, and kept in a text file beside it. SourceError when the
    file cannot be read, or holds no form's tables.
    """
    from ..drafts.narrative.blank import filled_narrative
    from ..drafts.workbook.drawn.blank import filled_workbook

    published = open_published(path, pack_for_new(folder, format_name, 0) if format_name else None, beside=folder)
    form, report = published.form, published.report
    unplaced = published.left_over
    left_over = "".join(f"{one.location}　{one.why}\n{one.text}\n\n" for one in unplaced)
    contents = {
        WORKBOOK: filled_workbook(form, report),
        NARRATIVE: filled_narrative(form, report),
        **({LEFT_OVER: left_over.encode()} if left_over else {}),
        **{f"{IMAGES}/{name}": content for name, content in published.pictures.items()},
    }
    _write_all(folder, contents)
    findings = (*published.findings, *_unsigned(published))
    counted = tally(assess_lines(form, report.cells, None))
    return Imported(folder, path, form, report, findings, unplaced, published.pack.source, counted)


def _unsigned(published: Published) -> Iterator[Finding]:
    """What the signature of a draft waits for, because the document does not say it."""
    missing = [name for name, said in ((SIGNED_BY, published.report.signature), (SIGNED_ON, published.report.date)) if not said]
    if missing:
        named = "和".join(missing)
        message = f"文件里没有读出落款的{named}，草稿里写的是{GAP}，没有替它编"
        hint = f"在 {NARRATIVE} 的“{SIGNATURE}:”下面填上"
        yield W145.at(Location(published.narrative.path), message, severity=Severity.WARNING, hint=hint)


def _write_all(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write the files of a new draft, all or none: half a draft would stand in the way of the next try."""
    there = [name for name in contents if (folder / name).exists()]
    own = [name for name in there if (folder / name).is_file() and same_parts((folder / name).read_bytes(), contents[name])]
    # What a run that was killed has left is some of the files, as they would be written now.
    if there and (own != there or len(own) == len(contents)):
        raise OutputError("这里已经有一份草稿，没有覆盖", location=Location(str(folder / there[0])), hint="换一个文件夹名")
    save_folder(folder, contents, folders=(IMAGES,), replacing=own)
