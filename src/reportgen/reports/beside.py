"""Which files are those of a draft, and those that are almost: under another name, or of another kind, as editors and Windows leave them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath

from ..model.draft import NARRATIVE, TEXTS, WORD_TEXT, WORKBOOK
from ..model.errors import SourceError
from ..model.location import Location

_MOST = 200  # files of a folder that are looked at
_BOOKS = (".xls", ".xlsx", ".xlsm", ".et", ".ett", ".ods", ".csv")
_TEXTS = (".yaml", ".yml", ".txt", ".docx", ".doc", ".wps")
# What stands around the name of a file while Excel or Word, WPS on Linux, or LibreOffice has it open.
_OPENED = (("~$", ""), (".~lock.", "#"), (".~", ""))
_LOCKED = (".xlsx", ".xls", ".et", ".docx", ".doc", ".wps", ".pdf")
_STEMS = {WORKBOOK: ("workbook", "数据表", "数据"), NARRATIVE: ("narrative", "文字稿", "文字")}
DRAFT_IS = f"草稿要有 {WORKBOOK} 和 {NARRATIVE}（或 {WORD_TEXT}）两个文件"


def is_draft(path: Path) -> bool:
    """Whether a folder holds the two files of a draft."""
    return (path / WORKBOOK).exists() and any((path / name).exists() for name in TEXTS)


def text_of(folder: Path) -> Path:
    """The text of the draft in `folder`, there or not: narrative.yaml, but where only the Word text is there, that."""
    narrative, word = folder / NARRATIVE, folder / WORD_TEXT
    return word if word.is_file() and not narrative.exists() else narrative


def is_in_word(folder: Path) -> bool:
    """Whether the text of the draft is a Word file."""
    return text_of(folder).name == WORD_TEXT


def is_open_elsewhere(folder: Path) -> bool:
    """Whether the workbook of a draft is open in Excel, WPS or LibreOffice, which lay a file beside it meanwhile."""
    return any((folder / f"{before}{WORKBOOK}{behind}").exists() for before, behind in _OPENED)


def opened_in(folder: Path) -> list[str]:
    """The files of a folder that are open in an office program, by the names that it lays beside them."""
    names = sorted(one.name for one in folder.iterdir())
    found = []
    for name in names:
        before, behind = next((mark for mark in _OPENED if name.startswith(mark[0]) and name.endswith(mark[1])), ("", ""))
        rest = name[len(before) : len(name) - len(behind)]
        if before and Path(rest).suffix in _LOCKED:
            # Word leaves out the first two signs of a name.
            found.append(rest if rest in names else next((one for one in names if one[2:] == rest), rest))
    return list(dict.fromkeys(found))


def missing(folder: Path) -> SourceError | None:
    """What is missing of a draft in `folder`, and which file there may be meant; None where nothing is."""
    absent = [text_of(folder).name, WORKBOOK]
    absent = [name for name in absent if not (folder / name).exists()]
    if not absent:
        return None
    said, hints = [], []
    for name in absent:
        near = list(_near(folder, name))
        said.append(f"草稿里没有 {name}" + (f"，有“{'”“'.join(near)}”" if near else ""))
        if near:
            hints.append(how_to_mend(near[0], name))
    return SourceError("；".join(said), location=Location(str(folder)), hint="；".join(hints) or DRAFT_IS)


def almost(folder: Path) -> SourceError | None:
    """The same for a folder that holds neither file: None where nothing in it is called like one either."""
    like = any(stem in file.lower() for name, stems in _STEMS.items() for file in _near(folder, name) for stem in stems)
    return missing(folder) if like else None


def _near(folder: Path, name: str) -> Iterator[str]:
    """Files that could be the one of this name, those that are called like it first."""
    kinds = _BOOKS if name == WORKBOOK else _TEXTS
    try:
        files = [path.name for path, _ in zip(folder.iterdir(), range(_MOST), strict=False) if path.is_file()]
    except OSError:
        return
    there = sorted(file for file in files if file.lower().endswith(kinds) and not file.startswith(("~$", ".")))
    like = [file for file in there if any(stem in file.lower() for stem in _STEMS[name])]
    same_kind = [file for file in there if file.lower().endswith(_BOOKS if name == WORKBOOK else (".yaml", ".yml"))]
    yield from (like or same_kind)[:3]


def how_to_mend(file: str, name: str) -> str:
    """How this file becomes the one of this name."""
    suffix = PurePath(file).suffix.lower()
    if name == WORKBOOK and suffix != ".xlsx":
        return f"用 Excel 或 WPS 打开“{file}”，另存为 {WORKBOOK}（类型选 Excel 工作簿 .xlsx）"
    if name == NARRATIVE and suffix == ".docx":
        return f"里面是这份年报的文字，就把“{file}”改名为 {WORD_TEXT}"
    if name == NARRATIVE and suffix in (".doc", ".wps"):
        return f"用 Word 或 WPS 打开“{file}”，另存为 {WORD_TEXT}（类型选 Word 文档 .docx）"
    if file.lower().endswith((".yaml.txt", ".yml.txt")):
        return f"把“{file}”改名为 {NARRATIVE}（资源管理器里先显示“文件扩展名”，去掉末尾的 .txt）"
    return f"是它的话，把“{file}”改名为 {name}"


def no_report(path: Path) -> SourceError | None:
    """Why a file whose name ends like one of a draft's, or like no published report, is not read as one; None where it may be one."""
    suffix = path.suffix.lower()
    place = Location(path.name)
    if suffix in _BOOKS:
        what = "这是数据表，不是年报"
        hint = "要检查草稿，写草稿所在的文件夹（数据表和文字稿放在一起）；要检查公布的年报，写它的 Word（.docx）、网页或 PDF 文件"
        return SourceError(what, location=place, hint=hint)
    if path.name == WORD_TEXT and (path.parent / WORKBOOK).exists():
        hint = "检查时写它所在的文件夹；要检查公布的年报，写那份 Word 的文件名"
        return SourceError("这是草稿的文字稿，不是年报", location=place, hint=hint)
    if suffix in (".yaml", ".yml") or path.name.lower().endswith((".yaml.txt", ".yml.txt")):
        hint = f"文字稿要叫 {NARRATIVE}，和 {WORKBOOK} 放在一个文件夹里；检查时写这个文件夹"
        return SourceError("这是文字稿，不是年报", location=place, hint=hint)
    if suffix in (".wps", ".wpt"):
        return SourceError("这是 WPS 文字的旧格式，读不了", location=place, hint="用 WPS 打开，另存为 Word 文件（.docx）")
    return None
