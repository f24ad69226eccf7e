"""What all commands share: how they speak, options that mean the same everywhere, typer's own words in Chinese."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from unicodedata import normalize

import typer
from typer.core import TyperCommand, TyperGroup

from ..model.draft import TEXTS, WORKBOOK
from ..model.errors import SourceError
from ..text.dates import written_year
from ..text.hidden import printed

Prior = Annotated[
    Path | None, typer.Option("--prior", metavar="上年", help="上年的草稿文件夹，或公布的年报文件", show_default=False)
]
Force = Annotated[bool, typer.Option("--force", help="覆盖已有的文件")]
NoColour = Annotated[bool, typer.Option("--no-color", help="不用颜色")]
_WORDS = (
    ("Usage:", "用法："), ("[OPTIONS]", "[选项]"), ("COMMAND [ARGS]...", "命令 [参数]"), ("Options:", "选项："),
    ("Commands:", "命令："), ("Arguments:", "参数："), ("Show this message and exit.", "显示这段说明"), ("[required]", "[必填]"), ("required]", "必填]"),
    ("[default:", "[默认："),
)  # fmt: skip


def say(text: str) -> None:
    """Speak to the person; what a file holds that nobody would see is shown."""
    print(printed(text), flush=True)  # a server that has told its address goes on running


def note(text: str) -> None:
    """Say what is good to know, beside what is asked for, so that what a program reads stays clean."""
    print(printed(text), file=sys.stderr)


def fail(text: str, code: int) -> int:
    """Say what is wrong, beside what is asked for; returns the exit code."""
    note(text)
    return code


def draft_meant(given: Path | None, command: str) -> Path:
    """The draft named, or the one in the current folder. SourceError where there is neither."""
    if given is not None:
        return given.parent if given.name in (*TEXTS, WORKBOOK) and given.is_file() else given
    here = Path()
    if not any((here / name).exists() for name in (*TEXTS, WORKBOOK)):
        from ..reports.beside import almost

        if near := almost(here):
            raise near
        raise SourceError(
            "没有写是哪一份草稿，当前文件夹里也没有",
            hint=f"写上草稿的文件夹，如 reportgen {command} 2024年报；或者先进入那个文件夹，再运行 reportgen {command}",
        )
    return here


def year_typed(text: str) -> int:
    """A year as typed: 2024, 2024年, ２０２４, 二〇二四年."""
    year = written_year(text)
    if year is None:
        raise typer.BadParameter(f"“{text}”不是年份，写四位数字，如 2024", param_hint="--year")
    return year


def code_typed(text: str) -> str:
    """The code of a rule as typed: n101 and Ｎ１０１ are N101."""
    return "".join(normalize("NFKC", text).split()).upper()


def colour(off: bool, file: Path | None = None) -> bool:
    """Whether colours may be used: the person wants them, and a terminal reads."""
    return not off and file is None and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb" and sys.stdout.isatty()


def now() -> datetime:
    """The time that files are marked with: what the clock of this place shows, or where SOURCE_DATE_EPOCH stopped it.

    With it the same input gives the same bytes on any day and in any place. SourceError where it is no time.
    """
    stopped = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not stopped:
        return datetime.now().astimezone()
    try:
        return datetime.fromtimestamp(int(stopped), UTC)
    except (ValueError, OverflowError, OSError):
        hint = "写成整数的秒数，如 1735689600；不需要固定时间就不设它"
        raise SourceError(f"环境变量 SOURCE_DATE_EPOCH 的值“{stopped[:40]}”不是时间", hint=hint) from None


# -- help and usage in Chinese -----------------------------------------------------------------------


class ChineseCommand(TyperCommand):
    """A command whose help is in Chinese."""

    def get_help(self, ctx: Any) -> str:
        return _in_chinese(super().get_help(ctx))


class ChineseGroup(TyperGroup):
    """A group of commands whose help is in Chinese."""

    def get_help(self, ctx: Any) -> str:
        return _in_chinese(super().get_help(ctx))


def _in_chinese(text: str) -> str:
    for english, chinese in _WORDS:
        text = text.replace(english, chinese)
    return text


def usage_text(error: Any, commands: str) -> str:
    """What is wrong with a command as typed, in Chinese; `commands` are those there are."""
    kind, parameter = type(error).__name__, getattr(error, "param", None)
    name = getattr(error, "param_hint", None) or (parameter and (parameter.metavar or parameter.name)) or ""
    if parameter is not None and getattr(parameter, "opts", None) and parameter.opts[0].startswith("-"):
        name = parameter.opts[0]
    help_line = "\n  怎么办：运行 reportgen --help，或在命令后面加 --help 看用法"
    if kind == "MissingParameter":
        return f"缺少“{name}”{help_line}"
    if kind == "NoSuchOption":
        close = getattr(error, "possibilities", None)
        return f"没有选项 {error.option_name}" + (f"，是不是 {'、'.join(close)}？" if close else "") + help_line
    if kind == "BadParameter":
        said = str(error.message)
        return f"“{name}”的值不对" + (f"：{said}" if not said.isascii() else help_line)
    if kind == "BadOptionUsage":  # nothing stands after an option that takes something
        return f"{error.option_name} 后面没有写内容{help_line}"
    if "unexpected extra argument" in str(error.message):
        return f"多写了参数：{str(error.message).partition('(')[2].partition('(')[2].rstrip(')')}{help_line}"
    if "No such command" in str(error.message):
        return f"没有这个命令。可用的命令：{commands}{help_line}"
    return f"命令写得不对：{error.message}{help_line}"
