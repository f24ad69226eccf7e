"""Writes the board of an area as a folder of pages: over its own older pages, never over anything else."""

from __future__ import annotations

import zlib
from pathlib import Path

from ..files.saving import UNFINISHED, marked_page, save, unchanged
from ..model.area.board import Board, Standing
from ..model.errors import OutputError
from ..model.location import Location
from ..show.area.agency_page import agency_html
from ..show.area.page import INDEX, index_html, page_name
from .store import Place, Store


def write_pages(root: Path, board: Board, folder: Path) -> int:
    """The index and a page for each agency that handed something in; how many were written. OutputError where something else lies there."""
    index = folder / INDEX
    if folder.is_file():
        raise OutputError("这是文件；网页要写进一个文件夹", location=Location(str(folder)), hint=f"写成 -o {folder.stem}看板/")
    others = folder.is_dir() and any(not one.name.startswith(UNFINISHED) for one in folder.iterdir())
    if others and not (index.is_file() and unchanged(index.read_bytes())):
        hint = "换一个新的文件夹；原来的看板首页改过的，先移走"
        raise OutputError("这个文件夹里有别的东西，没有写", location=Location(str(folder)), hint=hint)
    written = 0
    there = [standing for standing in board.standings if standing.outcome]
    _write(index, index_html(board))  # first, so that whoever is interrupted can begin again
    with Store(root) as store:
        keys = store.keys(board.year)
        for standing in there:
            place = Place(board.year, standing.agency.code, standing.reports[0].path)
            written += _write(
                folder / page_name(standing), agency_html(standing, board.year, _unpacked(store.page(place, keys.get(place, ""))))
            )
    _take_away(folder, there)
    return written


def _unpacked(page: bytes) -> str:
    try:
        return zlib.decompress(page).decode(errors="replace") if page else ""
    except zlib.error:
        return ""


def _write(path: Path, html: str) -> bool:
    """Write a page where it is another than the one that lies there."""
    content = marked_page(html)
    if path.is_file() and path.read_bytes() == content:
        return False
    save(path, content, overwrite=True)
    return True


def _take_away(folder: Path, there: list[Standing]) -> None:
    """The pages of agencies that have none any more; only such as we wrote."""
    names = {folder / page_name(standing) for standing in there}
    for path in (folder / INDEX).parent.glob(f"{Path(page_name(there[0])).parent}/*.html") if there else ():
        if path not in names and unchanged(path.read_bytes()):
            path.unlink()
