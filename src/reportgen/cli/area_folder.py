"""Where a command finds the folder of the area: `--dir`, or its path among the other words, whichever somebody is used to."""

from pathlib import Path
from typing import Annotated, Any

import typer

from .terminal import ChineseCommand

_OPTION = "--dir"
AreaFolder = Annotated[
    Path,
    typer.Argument(
        metavar="地区文件夹", help="放着名录和“年报”的文件夹，也可以写成 --dir 文件夹；不写则是当前文件夹", show_default=False
    ),
]
InFolder = Annotated[
    Path,
    typer.Option(
        _OPTION, metavar="地区文件夹", help="放着名录和“年报”的文件夹，也可以直接写在后面；不写则是当前文件夹", show_default=False
    ),
]


class AreaCommand(ChineseCommand):
    """A command on an area, which takes its folder as an option and as a plain word, however the command itself declares it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What was typed, with the folder where the command looks for it."""
        options = {
            name: one for one in self.params if one.param_type_name == "option" for name in (*one.opts, *one.secondary_opts)
        }
        return super().parse_args(ctx, _named(args, options) if _OPTION in options else _plain(args))


def _plain(args: list[str]) -> list[str]:
    """`--dir 甲市` and `--dir=甲市` as a plain word."""
    words = []
    rest = iter(args)
    for word in rest:
        folder = next(rest, None) if word == _OPTION else None
        if folder is not None:
            words.append(folder)
        else:
            words.append(word.removeprefix(f"{_OPTION}=") if word.startswith(f"{_OPTION}=") else word)
    return words


def _named(args: list[str], options: dict[str, Any]) -> list[str]:
    """A plain word that is the folder of an area as `--dir`; what an option takes is no plain word."""
    if any(word == _OPTION or word.startswith(f"{_OPTION}=") for word in args):
        return args
    taken = False
    for number, word in enumerate(args):
        option = options.get(word)
        if not taken and not word.startswith("-") and _is_area(word):
            return [*args[:number], _OPTION, word, *args[number + 1 :]]
        taken = not taken and option is not None and not option.is_flag
    return args


def _is_area(word: str) -> bool:
    from ..area.register import REGISTERS  # reads workbooks: only where a word may be a folder

    folder = Path(word)
    return folder.is_dir() and any((folder / name).is_file() for name in REGISTERS)
