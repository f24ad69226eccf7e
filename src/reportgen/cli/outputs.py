"""What a command writes and where: in all commands `-o` is where and `--to` is what; how older versions wrote it still works."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import Any, NamedTuple

import typer

from ..model.errors import OutputError
from ..model.location import Location
from ..text.hidden import printed
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
    "csv": (".csv",),
    "sqlite": (".sqlite", ".db"),
}
_KIND_OF = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings}
# Kinds that are written under another's ending too: a comment for a web page as text, a SARIF log as JSON.
_ALSO = {"sarif": (".json",), "markdown": (".txt",), "text": (".md",)}
# No screen shows them: without a place they become a file in the current folder.
_ONLY_FILES = ("docx", "xlsx", "pdf", "sqlite")
_BETWEEN = str.maketrans("，、", ",,")
_SEPARATORS = tuple(filter(None, ("/", os.sep, os.altsep)))


def where(words: str = "写到哪个文件或文件夹；不写则显示出来", metavar: str = "文件") -> Any:
    """The option `-o`: where it is written."""
    return typer.Option("-o", "--output", metavar=metavar, help=words, show_default=False)


def what(words: str) -> Any:
    """The option `--to`: what is written; `words` list the kinds."""
    return typer.Option("--to", metavar="种类", help=f"写成什么：{words}；不写则看 -o 的文件名结尾", show_default=False)


class Output(NamedTuple):
    """What is wanted, and where: a file, the folder for it, or neither.

    `old`: written as older versions had it, a kind under -o or a place under --to.
    """

    kinds: tuple[str, ...]
    path: Path | None
    is_folder: bool = False
    old: bool = False

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
    asked = understood(output, to, offered)
    found = settled(asked, offered)
    tell_new(asked)
    return found


def wanted_together(output: Sequence[str] | None, to: Sequence[str] | None, offered: Sequence[str]) -> Output:
    """What is wanted of a command that makes any of the kinds `offered`, the first of them where nothing says another.

    Of several kinds the path is what their names have in common. A kind under -o is one only where no
    file or folder is called like it: such a command never had another meaning of -o.
    """
    asked = understood(output, to, offered, swapped=False)
    found = _named_together(asked, offered) if len(asked.kinds) > 1 else settled(asked, offered)
    tell_new(asked)
    return found


def understood(output: Sequence[str] | None, to: Sequence[str] | None, offered: Sequence[str], *, swapped: bool = True) -> Output:
    """What is meant, a kind under -o and a place under --to taken for what they are; no kind where none is named.

    `swapped`: once the command itself had -o for what and --to for where, so that a kind is a kind even
    where a folder is called like it.
    """
    kinds: list[str] = []
    loose: list[str] = []
    for text in to or ():
        named = [_kind_named(word) for word in text.translate(_BETWEEN).split(",") if word.strip()]
        if named and all(kind in offered for kind in named):
            kinds += named
        else:
            loose.append(text)
    # Beside a kind under --to, whatever stands under -o is a place.
    under_o = [] if kinds else [text for text in output or () if _kind_named(text) and (swapped or not Path(text).exists())]
    kinds += map(_kind_named, under_o)
    no_place = [text for text in loose if not (under_o or PurePath(text).suffix or text.endswith(_SEPARATORS))]
    if no_place or not set(kinds) <= set(offered):
        raise typer.BadParameter(f"只能是 {'、'.join(offered)}", param_hint="--to")
    places = [text for text in output or () if text not in under_o] + loose
    if len(places) > 1:
        raise typer.BadParameter(f"只能写到一个地方，现在写了 {'、'.join(places)}", param_hint="-o")
    path, is_folder = _place(places[0]) if places else (None, False)
    return Output(tuple(kind for kind in offered if kind in kinds), path, is_folder, old=bool(under_o or loose))


def settled(asked: Output, offered: Sequence[str]) -> Output:
    """The same with exactly one kind, which a file's name tells, and does not contradict."""
    if len(asked.kinds) > 1:
        raise typer.BadParameter(f"一次只能写一种：{'、'.join(offered)}", param_hint="--to")
    if not asked.path or asked.is_folder:
        return asked._replace(kinds=asked.kinds or (offered[0],))
    if not asked.kinds:
        return asked._replace(kinds=(_guessed(asked.path, offered),))
    if not asked.path.suffix and not asked.old and asked.kind == "html":
        # Whatever it is called, a browser opens it by its ending.
        return asked._replace(path=asked.path.with_name(asked.path.name + _ENDINGS[asked.kind][0]))
    _agree(asked.path, asked.kind, old=asked.old)
    return asked


def _named_together(asked: Output, offered: Sequence[str]) -> Output:
    """Several kinds: a name that ends like one of those there are stands for the names of all."""
    if asked.path and not asked.is_folder and _kind_of(asked.path) in offered:
        return asked._replace(path=asked.path.with_suffix(""))
    return asked


def _agree(path: Path, kind: str, *, old: bool) -> None:
    """BadParameter where a file's name says something else than its kind.

    Older versions took any name beside a kind; but a Word, Excel or PDF file called like another kind, or
    the reverse, opens for nobody.
    """
    said = _kind_of(path)
    if _fits(path, kind) or (old and not (said and (kind in _ONLY_FILES or said in _ONLY_FILES))):
        return
    if said:
        raise typer.BadParameter(f"文件名的结尾 {path.suffix} 和 {kind} 不是一种文件", param_hint="-o")
    ending = _ENDINGS[kind][0]
    raise typer.BadParameter(f"{kind} 的文件名要以 {ending} 结尾；文件夹写成 {path}/", param_hint="-o")


def _fits(path: Path, kind: str) -> bool:
    """Whether a file of this kind may be called so; a text may have any ending that is no other kind's."""
    ending = path.suffix.lower()
    return ending in (*_ENDINGS[kind], *_ALSO.get(kind, ())) or not (kind in _ONLY_FILES or ending in _KIND_OF)


def tell_new(asked: Output) -> None:
    """Where it was written as older versions had it: how it is written now."""
    if asked.old:
        note(f"提示：-o（--output）是写到哪里，--to 是写成什么。这次照旧办，以后请写成 {' '.join(_spelling(asked))}")


def _spelling(asked: Output) -> Iterator[str]:
    from ..show.text import typed

    if asked.path:
        path = asked.path
        if len(asked.kinds) == 1 and not asked.is_folder and not _fits(path, asked.kind):
            stem = path.stem if _kind_of(path) else path.name
            path = path.with_name(stem + _ENDINGS[asked.kind][0])
        yield f"-o {typed(f'{path}/' if asked.is_folder else str(path))}"
    if asked.kinds:
        yield f"--to {','.join(asked.kinds)}"


def _kind_named(word: str) -> str:
    """The kind that a word names, by its own name or by an ending (md, htm); '' for another word."""
    name = word.strip().lower()
    return name if name in _ENDINGS else _KIND_OF.get(f".{name}", "")


def _kind_of(path: Path) -> str:
    """The kind that a file's ending says; '' for another."""
    return _KIND_OF.get(path.suffix.lower(), "")


def _place(text: str) -> tuple[Path, bool]:
    """A place as typed, and whether it is a folder or is to become one."""
    path = Path(text)
    return path, text.endswith(_SEPARATORS) or path.is_dir()


def _guessed(path: Path, offered: Sequence[str]) -> str:
    """The kind that a file's name says."""
    kind = _kind_of(path)
    if kind in offered:
        return kind
    # A file without an ending is text, but a single word is a kind that there is not.
    if not path.suffix and "text" in offered and not re.fullmatch("[a-z]+", str(path)):
        return "text"
    known = "、".join(_ENDINGS[one][0] for one in offered)
    if path.suffix:
        raise typer.BadParameter(f"不认识文件名的结尾；只能是 {known}", param_hint="-o")
    told = f"没有“{path}”这一种，只能是 {'、'.join(offered)}，写在 --to；文件名要有结尾（{known}），文件夹写成 {path}/"
    raise typer.BadParameter(told, param_hint="-o")


def file_in(place: str | None, name: str) -> Path | None:
    """The file at `place`, called `name` where that is a folder; for commands that make one kind only, which `name` ends like."""
    if not place:
        return None
    path, is_folder = _place(place)
    if is_folder:
        return path / name
    _agree(path, _kind_of(Path(name)), old=False)
    return path


# -- writing ----------------------------------------------------------------------------------------


def tell(text: str, file: Path | None, *, force: bool, inputs: Iterable[Path] = ()) -> None:
    """Write a text to the file, or show it where there is none."""
    if file:
        write(file, f"{printed(text)}\n".encode(errors="replace"), force=force, inputs=inputs)
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
