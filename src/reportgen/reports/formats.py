"""In which pack a draft or a published file is read: one that somebody named, or one of those that every report may use.

A pack that only lies near, beside a draft or in a folder above it, is never taken because it fits:
whoever may write there could say what the tables are, and what adds up. It is used where it is named
(by the draft, by the record in a built document, by an option), and told of where it is passed over.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from ..model.draft import FORMAT, WORKBOOK, YEAR
from ..model.errors import PackError, ReportgenError, SourceError
from ..model.finding import Finding, Rule, Severity
from ..model.location import Location
from ..packs.folders import find_folder, impostors, known_packs
from ..packs.load import find_pack, open_pack, pack_for_year, read_pack
from ..packs.pack import Pack
from ..recognise.rules import W104
from .beside import text_of
from .texts.file import TextFile, open_text_file

W161 = Rule(
    "W161",
    "旁边的格式包没有用",
    "草稿或文件旁边、上一级文件夹里的格式包，只有写明编号才用；与随程序的格式同名的（大小写、全角不同也算同名）一律不用，"
    "不然别人放一个文件夹，就改了官方的表格和勾稽关系。",
    "草稿上一级有一个文件夹，名字就是国家格式的编号，里面的 format.yaml 没有勾稽关系。",
    "自己的格式包另起编号，在文字稿里写明：格式: province-2021",
    Severity.WARNING,
)

# How a pack is laid where it is found for a file.
HOW_TO_LAY = "把这一套的文件夹放进文件旁边的 formats 文件夹，或者把放着它的文件夹写进环境变量 REPORTGEN_FORMATS"
HOW_TO_NAME = "加上 --format 和格式编号（或者格式包的文件夹）"
# Where in a page of this program its form is named, so far from its beginning at most.
_MADE_IN = re.compile(rb'<meta name="generator" content="reportgen [^;"]*; ([\w-]+) \w+">')
_HEAD = 4000

W162 = Rule(
    "W162",
    "年报是按没有找到的格式做的",
    "文件的生成记录（文字稿）写明了用哪一套格式，这里没有那一套，只能按别的格式读：那一套自己加的行、列、表，会当成多出来的；"
    "它的勾稽关系、要素没有查。先把那一套放到旁边再看别的问题。",
    "县里按省的增改格式做好的 Word 文件，拷到没有那个文件夹的电脑上检查。",
    "省的格式文件夹和文件放在一起（或者在旁边的 formats 文件夹里），再检查。",
)

RULES = (W161, W162)


def every_pack(beside: Path | None = None, *, unsound: dict[Path, PackError] | None = None) -> list[Pack]:
    """Every pack there is for what lies at `beside`, oldest first and those that extend another last; of two with one id the nearer.

    PackError for a pack with faults, or these in `unsound` by its folder, where the others are wanted all the same.
    """
    packs = []
    for folder in known_packs(beside).values():
        try:
            packs.append(open_pack(folder))
        except PackError as error:
            if unsound is None:
                raise
            unsound[folder] = error
    return _in_order(packs)


def packs_to_read(beside: Path, named: Iterable[str]) -> list[Pack]:
    """The packs that a published file may be read in: those that every report may use, and of those near `beside` the `named` ones."""
    packs = {pack.form.id: pack for pack in every_pack()}
    for name in named:
        folder = find_folder(name, beside)
        if folder is not None:
            packs[name] = open_pack(folder)
    return _in_order(packs.values())


def names_of_format(path: Path, like: str = "") -> tuple[str, ...]:
    """The ids that are named for a published file: `like`, what its record says, what the draft says in whose folder it lies."""
    named = [like]
    if path.suffix.lower() == ".docx":
        from ..word.record import recorded

        try:
            record = recorded(path.read_bytes(), path.name)
        except (ReportgenError, OSError):
            record = None  # damaged: the file is read as any other
        named.append(record.format_id if record else "")
    if text_of(path.parent).is_file() and (path.parent / WORKBOOK).is_file():
        with suppress(ReportgenError):  # told where that draft is read
            named.append(open_text_file(path.parent).format_id)
    return tuple(dict.fromkeys(filter(None, named)))


def named_on_page(path: Path) -> str:
    """The id that a page of this program has of the form it was made in; '' for any other file.

    It tells what the page may hold; a pack that lies near is not taken for it.
    """
    if path.suffix.lower() not in (".html", ".htm"):
        return ""
    with path.open("rb") as page:
        found = _MADE_IN.search(page.read(_HEAD))
    return found[1].decode("ascii") if found else ""


def lost_among(named: Iterable[str], beside: Path) -> str:
    """The first of these forms that is not at hand; '' where all are."""
    return next((name for name in named if find_folder(name, beside) is None), "")


def made_in_lost(path: Path, lost: str) -> SourceError:
    """That a file cannot be read, made in the form with this id, which is not at hand."""
    return SourceError(f"它是按格式 {lost} 做的，没有找到这一套格式", location=Location(str(path)), hint=HOW_TO_LAY)


def told_of_lost(path: Path, used: Pack, lost: str, found: Iterable[Finding]) -> Iterator[Finding]:
    """That a file was made in the form with this id, which is not at hand, and what was `found` when it was read in another."""
    form = used.form
    message = (
        f"记录里写的格式是 {lost}，这里没有这一套；按 {form.id}（{form.name}）读的，"
        f"{lost} 自己的行、列、表和要素会认不出、认错，下面的问题不一定对"
    )
    yield W162.at(Location(path.name), message, hint=f"{HOW_TO_LAY}，再读一次；不要照下面的提示改数、删行")
    # A row too many may well be one of that form's.
    own = f"这可能是格式 {lost} 自己加的：先把那一套放到旁边再读一次，不要分这些数，也不要删去"
    yield from (one._replace(hint=own) if one.code == W104.code else one for one in found)


def pack_of(opened: TextFile, folder: Path) -> Pack:
    """The pack of the form that the narrative of the draft in `folder` names, or that its year is made in."""
    place = opened.place(FORMAT if opened.format_id else YEAR)
    if any(sign in opened.format_id for sign in "/\\.:"):
        raise SourceError("“格式”只能写格式编号，不能写路径", location=place, hint="运行 reportgen format list 看有哪些格式")
    if not opened.format_id and opened.year is None:
        raise SourceError("没有写明年份，不知道用哪一套格式", location=place, hint="写上 年份: 2024 这样的四位数字")
    try:
        return find_pack(opened.format_id, folder) if opened.format_id else pack_for_year(opened.year or 0)
    except PackError as error:
        if error.location is None:
            raise SourceError(error.message, location=place, hint=error.hint) from None
        raise


def pack_for_new(folder: Path, named: str, year: int) -> Pack:
    """The pack for a new draft in `folder`: the one of this id (or in this folder), or that of the year.

    PackError where the draft could not find it again, because it lies neither beside it nor where packs are looked for.
    """
    if not named:
        return pack_for_year(year)
    pack = find_pack(named, folder)
    again = find_folder(pack.form.id, folder)
    if again is None or again.resolve() != pack.folder.resolve():
        where = f"（找到的会是 {again}）" if again else ""
        raise PackError(
            f"草稿以后找不到格式 {pack.form.id}{where}：文字稿里只记编号，不记路径",
            location=Location(str(pack.folder)),
            hint="把格式包放进草稿旁边的 formats 文件夹，或把它所在的文件夹写进环境变量 REPORTGEN_FORMATS；编号不能和随程序的格式相同",
        )
    return pack


def passed_over(beside: Path, used: Pack, year: int | None, *, how: str = "") -> Iterator[Finding]:
    """The packs near `beside` that one might take to be used, and that are not; `how` to name one, '' where one was named."""
    for folder in impostors(beside):
        message = f"文件夹“{folder.name}”和随程序的格式同名，没有用它；这里用的是 {used.source}"
        yield W161.at(
            _place(folder, beside), message, hint="不知道它从哪里来的，删去它；自己的格式包，换一个编号再在文字稿里写明"
        )
    if not how:
        return
    for pack in left_near(beside, used, year):
        message = f"旁边有格式 {pack.form.id}，没有写明要用它，没有用；这里用的是 {used.source}"
        yield W161.at(_place(pack.folder, beside), message, hint=f"要用它，{how}{pack.form.id}；不用就不用管")


def left_near(beside: Path, used: Pack, year: int | None) -> Iterator[Pack]:
    """The packs near a file that are for its year, and in which it was not read."""
    using = {pack.folder.resolve() for pack in used.lineage}
    for pack in packs_near(beside):
        if pack.folder.resolve() not in using and (year is None or year in pack.form.years):
            yield pack


def packs_near(beside: Path) -> Iterator[Pack]:
    """The packs without a fault that lie near a file: none of them is taken that nobody names."""
    for folder in known_packs(beside, near_only=True).values():
        pack, problems = read_pack(folder)
        if pack is not None and not problems:
            yield pack


def _place(folder: Path, beside: Path) -> Location:
    """A pack as one goes there from the draft, as other places are told."""
    try:
        return Location(os.path.relpath(folder, beside).replace(os.sep, "/"))
    except ValueError:  # on another drive
        return Location(str(folder))


def _in_order(packs: Iterable[Pack]) -> list[Pack]:
    return sorted(packs, key=lambda pack: (pack.form.years.first, len(pack.lineage), pack.form.id))
