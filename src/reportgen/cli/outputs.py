"""What a command writes and where: in all commands `-o` is where and `--to` is what; how older versions wrote it still works."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath
from typing import Any, NamedTuple

import typer

from ..model.errors import OutputError
from ..model.location import Location
from .terminal import note, say

# What there is to write, and how the files are called; the first ending is that which we give.
_ENDINGS = {
    "text": (".txt",),
    "json": (".json",),
    "sarif": (".sarif",),
    "markdown": (".md", ".markdown"),
    "html": (".html", ".htm"),
    "docx": (".docx",),
    "xlsx": (".xlsx",),
    "pdf": (".pdf",),
}
_KIND_OF = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings}
# Kinds that are written under another's ending too: a comment for a web page as text, a SARIF log as JSON.
_ALSO = {"sarif": (".json",), "markdown": (".txt",), "text": (".md",)}
# No screen shows them: without a place they become a file in the current folder.
_ONLY_FILES = ("docx", "xlsx", "pdf")
_BETWEEN = str.maketrans("，、", ",,")
_SEPARATORS = tuple(filter(None, ("/", os.sep, os.altsep)))


def where(words: str = "写到哪个文件或文件夹；不写则显示出来", metavar: str = "文件") -> Any:
    """The option `-o`: where it is written."""
    return typer.Option("-o", "--output", metavar=metavar, help=words, show_default=False)


def what(words: str) -> Any:
    """The option `--to`: what is written; `words` list the kinds."""
    return typer.Option("--to", metavar="种类", help=f"写成什么：{words}；不写则看 -o 的文件名结尾", show_default=False)


class Output(NamedTuple):
    """What is wanted, and where: a file, the folder for it, or neither."""

    kinds: tuple[str, ...]
    path: Path | None
    is_folder: bool = False

    @property
    def kind(self) -> str:
        """The only kind."""
        return self.kinds[0]

    def file(self, stem: str) -> Path | None:
        """Where the only kind is written, called `stem` where nobody gave a name; None when it is shown instead."""
        if self.path and not self.is_folder:
            return self.path
        if self.path or self.kind in _ONLY_FILES:
            return (self.path or Path()) / (stem + _ENDINGS[self.kind][0])
        return None


def wanted(output: Sequence[str] | None, to: Sequence[str] | None, offered: Sequence[str]) -> Output:
    """What is wanted of a command that makes one of the kinds `offered`, the first of them where nothing says another."""
    asked, spelling = _understood(output or (), to or (), offered, swapped=True)
    found = settled(asked, offered)
    _tell_new(spelling)
    return found


def wanted_all(
    output: Sequence[str] | None, to: Sequence[str] | None, offered: Sequence[str], *, swapped: bool = False
) -> Output:
    """What is wanted of a command that may make several kinds at once; none is named where nobody says.

    `swapped`: once the command itself had -o for what and --to for where, so that a kind is a kind even
    where a folder is called like it.
    """
    asked, spelling = _understood(output or (), to or (), offered, swapped=swapped)
    _tell_new(spelling)
    return asked


def settled(asked: Output, offered: Sequence[str]) -> Output:
    """The same with exactly one kind, which a file's name tells, and does not contradict."""
    if len(asked.kinds) > 1:
        raise typer.BadParameter(f"一次只能写一种：{'、'.join(offered)}", param_hint="--to")
    if not asked.path or asked.is_folder:
        return asked._replace(kinds=asked.kinds or (offered[0],))
    if not asked.kinds:
        return asked._replace(kinds=(_guessed(asked.path, offered),))
    ending = asked.path.suffix.lower()
    if ending in _KIND_OF and ending not in _ENDINGS[asked.kind] + _ALSO.get(asked.kind, ()):
        raise typer.BadParameter(f"文件名的结尾 {ending} 和 --to {asked.kind} 不是一种文件", param_hint="-o")
    return asked


def _understood(
    output: Sequence[str], to: Sequence[str], offered: Sequence[str], *, swapped: bool
) -> tuple[Output, Sequence[str]]:
    """What is meant, a kind under -o and a place under --to taken for what they are; and how that is written, where it was not."""
    kinds: list[str] = []
    loose: list[str] = []
    for text in to:
        named = [_kind_named(word) for word in text.translate(_BETWEEN).split(",") if word.strip()]
        if named and all(kind in offered for kind in named):
            kinds += named
        else:
            loose.append(text)
    # Beside a kind under --to, whatever stands under -o is a place.
    under_o = [] if kinds else [text for text in output if _kind_named(text) and (swapped or not Path(text).exists())]
    kinds += map(_kind_named, under_o)
    no_place = [text for text in loose if not (under_o or PurePath(text).suffix or _names_folder(text))]
    if no_place or not set(kinds) <= set(offered):
        raise typer.BadParameter(f"只能是 {'、'.join(offered)}", param_hint="--to")
    places = [text for text in output if text not in under_o] + loose
    if len(places) > 1:
        raise typer.BadParameter(f"只能写到一个地方，现在写了 {'、'.join(places)}", param_hint="-o")
    asked = Output(tuple(kind for kind in offered if kind in kinds), None)
    if places:
        path = Path(places[0])
        asked = asked._replace(path=path, is_folder=_names_folder(places[0]) or path.is_dir())
    return asked, _spelling(places, kinds) if under_o or loose else ()


def _spelling(places: Sequence[str], kinds: Sequence[str]) -> list[str]:
    from ..show.text import typed

    return [f"-o {typed(place)}" for place in places] + ([f"--to {','.join(kinds)}"] if kinds else [])


def _tell_new(spelling: Sequence[str]) -> None:
    if spelling:
        note(f"提示：-o（--output）是写到哪里，--to 是写成什么。这次照旧办，以后请写成 {' '.join(spelling)}")


def _kind_named(word: str) -> str:
    """The kind that a word names, by its own name or by an ending (md, htm); '' for another word."""
    name = word.strip().lower()
    return name if name in _ENDINGS else _KIND_OF.get(f".{name}", "")


def _names_folder(text: str) -> bool:
    return text.endswith(_SEPARATORS)


def _guessed(path: Path, offered: Sequence[str]) -> str:
    """The kind that a file's name says."""
    kind = _KIND_OF.get(path.suffix.lower(), "")
    if kind in offered:
        return kind
    # A file without an ending is text, but a single word is a kind that there is not.
    if not path.suffix and "text" in offered and not re.fullmatch("[a-z]+", str(path)):
        return "text"
    known = "、".join(_ENDINGS[one][0] for one in offered)
    if path.suffix:
        raise typer.BadParameter(f"不认识文件名的结尾；只能是 {known}", param_hint="-o")
    told = f"没有“{path}”这一种，只能是 {'、'.join(offered)}，写在 --to；文件名要有结尾（{known}）"
    raise typer.BadParameter(told, param_hint="-o")


def file_in(place: str | None, name: str) -> Path | None:
    """The file at `place`, called `name` where that is a folder; for commands that make one kind only."""
    if not place:
        return None
    path = Path(place)
    return path / name if _names_folder(place) or path.is_dir() else path


# -- writing ----------------------------------------------------------------------------------------


def tell(text: str, file: Path | None, *, force: bool, inputs: Iterable[Path] = ()) -> None:
    """Write a text to the file, or show it where there is none."""
    if file:
        write(file, f"{text}\n".encode(), force=force, inputs=inputs)
    else:
        say(text)


def write(file: Path, content: bytes, *, force: bool, inputs: Iterable[Path] = ()) -> None:
    """Write a file and say so; over none of those that were read, and over no other unless `force`."""
    from ..files.saving import save

    keep(file, inputs)
    save(file, content, overwrite=force)
    say(f"已写到 {file}")


def keep(file: Path | None, inputs: Iterable[Path], called: str = "这是读进来的原文件") -> None:
    """OutputError where the file is one of those that were read, under whatever name."""
    if file is not None and file.exists() and any(one.exists() and file.samefile(one) for one in inputs):
        raise OutputError(f"{called}，不能用结果覆盖它", location=Location(str(file)), hint="换一个文件名（-o）")
