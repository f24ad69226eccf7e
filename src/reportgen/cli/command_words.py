"""The command line's own words in Chinese: help, and what is wrong with a command as typed."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

_WORDS = (
    ("Usage:", "用法："), ("[OPTIONS]", "[选项]"), ("COMMAND [ARGS]...", "命令 [参数]"), ("Options:", "选项："),
    ("Commands:", "命令："), ("Arguments:", "参数："), ("Show this message and exit.", "显示这段说明"), ("[required]", "[必填]"), ("required]", "必填]"),
    ("[default:", "[默认："),
)  # fmt: skip


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
    if "unexpected extra argument" in str(error.message):
        return f"多写了参数：{str(error.message).partition('(')[2].partition('(')[2].rstrip(')')}{help_line}"
    if "No such command" in str(error.message):
        return f"没有这个命令。可用的命令：{commands}{help_line}"
    return f"命令写得不对：{error.message}{help_line}"
