"""The command line: arguments in, exit code out.

0 nothing counts · 1 findings that count · 2 cannot go on · 3 our own bug.

No module of commands defers its annotations (`from __future__ import annotations`): typer would compile
the text of each again at every start, a tenth of a check.
"""

import gc
import os
import sys
from copy import copy
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from .. import __version__
from ..files.kept import keeping
from ..model.errors import OutputError, ReportgenError, SourceError
from ..model.location import Location
from .build import build
from .check import check
from .packs import formats, rules
from .review import diff, verify
from .terminal import ChineseCommand, ChineseGroup, NoColour, colour, draft_meant, fail, say, usage_text, year_typed
from .update import choices_of, update_from

_INTERRUPTED = 130  # as a shell reports Ctrl-C
_USAGE_ERROR: Any = typer.BadParameter.__mro__[1]
_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
app = typer.Typer(
    cls=ChineseGroup,
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=_SETTINGS,
)


@app.callback()
def about(
    version: Annotated[bool, typer.Option("-V", "--version", help="显示版本号", is_eager=True)] = False,
) -> None:
    """法定年报：填表、检查、生成 Word 文件。

    第一次用：reportgen new 文件夹 --agency 机关全称 --year 年份
    """
    if version:
        say(__version__)
        raise typer.Exit


@app.command(cls=ChineseCommand)
def new(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="要新建的草稿文件夹", show_default=False)],
    year: Annotated[
        int | None,
        typer.Option(
            "--year", metavar="年份", help="报告年份，如 2024（用 --from 时可以不写）", show_default=False, parser=year_typed
        ),
    ] = None,
    agency: Annotated[
        str, typer.Option("--agency", metavar="机关", help="机关全称（用 --from 时可以不写）", show_default=False)
    ] = "",
    form: Annotated[str, typer.Option("--format", metavar="格式", help="格式编号；不写则按年份选", show_default=False)] = "",
    last_year: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="上年",
            help="接着上年：上年的草稿，或者公布的 Word、网页、PDF、文本；带来机关、前言、联系方式、落款、结转数和上年的文字",
            show_default=False,
        ),
    ] = None,
    text: Annotated[
        str, typer.Option("--text", metavar="yaml|docx", help="文字稿写在哪里：yaml 用记事本写，docx 用 Word 或 WPS 写")
    ] = "yaml",
) -> None:
    """新建一份草稿：空白数据表和文字稿。"""
    from ..show.text import started_text
    from ..tasks.drafts import new_draft

    kind = text.strip().lower().removeprefix(".")
    if kind not in ("yaml", "docx"):
        raise SourceError(f"--text 看不懂“{text}”", hint="写 docx（文字稿用 Word 或 WPS 写），或者 yaml（用记事本写）")
    in_word = kind == "docx"
    say(started_text(new_draft(folder, agency=agency, year=year, format_name=form, last_year=last_year, in_word=in_word)))


@app.command("open", cls=ChineseCommand)
def open_(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="放草稿的文件夹；不写就是当前文件夹")] = Path(),
    port: Annotated[int, typer.Option("--port", metavar="端口", help="不写就找一个空的", show_default=False)] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="打开浏览器")] = True,
) -> None:
    """在浏览器里填表、写文字、检查、生成：不用记命令。"""
    if folder.exists() and not folder.is_dir():
        raise SourceError("这是文件，不是文件夹", location=Location(str(folder)), hint="写放草稿的文件夹")
    try:
        from ..web.serve import serve
    except ModuleNotFoundError as error:
        raise OutputError(f"网页要用到的 {error.name} 还没有装", hint='运行 pip install "reportgen[web]"') from None
    if not folder.is_dir():
        try:
            folder.mkdir()
        except OSError:
            hint = "先建好上面那一级文件夹，或者换一个地方"
            raise OutputError("建不了这个文件夹", location=Location(str(folder)), hint=hint) from None
        say(f"已新建文件夹：{folder}")
    serve(folder, port=port, browser=browser, say=say)


app.command(cls=ChineseCommand)(check)


@app.command("import", cls=ChineseCommand)
def import_(
    file: Annotated[Path, typer.Argument(metavar="文件", help="公布的年报：.docx、.html、.pdf、.txt 或 .md", show_default=False)],
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="文件夹",
            help="要新建的草稿文件夹；用 --update 时是已有的草稿，不写则是当前文件夹里的",
            show_default=False,
        ),
    ] = None,
    form: Annotated[str, typer.Option("--format", metavar="格式", help="格式编号；不写则自动认出", show_default=False)] = "",
    update: Annotated[
        bool, typer.Option("--update", help="把 Word 文件里手工的改动收回已有的草稿：先列出改动，再问要不要写")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="与 --update 同用：不问，直接写（原来的文件另存为 .bak）")] = False,
    ours: Annotated[bool, typer.Option("--ours", help="与 --update 同用：草稿和 Word 都改了的，一律照草稿")] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="与 --update 同用：草稿和 Word 都改了的，一律照 Word")] = False,
    choose: Annotated[
        list[str] | None,
        typer.Option("--choose", metavar="名称=草稿|Word", help="与 --update 同用：这一处照谁的；可以写几次", show_default=False),
    ] = None,
    no_color: NoColour = False,
) -> None:
    """把一份公布的年报读成草稿：数据表和文字稿；或把 Word 里的改动收回草稿（--update）。"""
    if update:
        # 草稿 年报.docx reads as well as 年报.docx 草稿
        document, draft = (folder, file) if folder and file.is_dir() else (file, folder)
        meant = draft_meant(draft, "import --update 年报.docx")
        update_from(document, meant, yes=yes, choices=choices_of(choose or [], ours=ours, theirs=theirs), no_color=no_color)
        return
    if yes or ours or theirs or choose:
        raise SourceError("--yes、--ours、--theirs、--choose 要和 --update 一起用")
    if folder is None:
        raise SourceError("缺少“文件夹”：要新建的草稿叫什么", hint=f"写成：reportgen import {file} 要新建的文件夹")
    from ..show.text import Ink, imported_text
    from ..tasks.drafts import import_report

    say(imported_text(import_report(file, folder, format_name=form), Ink(colour(no_color))))


app.command(cls=ChineseCommand)(build)
app.command(cls=ChineseCommand)(diff)
app.command(cls=ChineseCommand)(verify)
app.command(cls=ChineseCommand)(rules)


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit code and never shows a traceback for a user's mistake."""
    for name in ("stdout", "stderr"):
        # Who has closed them wants to hear nothing. Opened, they also keep their numbers from files that are written.
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - to the end of the process
    for stream in (sys.stdout, sys.stderr):
        # A GBK console lacks some characters; a question mark is better than a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        result = _app_for(argv)(argv, prog_name="reportgen", standalone_mode=False)
    except ReportgenError as error:
        return fail(str(error), 2)
    except _USAGE_ERROR as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            print(error.message)
            return 0
        return fail(usage_text(error, _command_names()), 2)
    except (KeyboardInterrupt, typer.Abort):
        return fail("已中断", _INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        import errno

        reason = "文件名太长，系统不接受" if error.errno == errno.ENAMETOOLONG else f"系统不让读写（{error.strerror or error}）"
        return fail(f"{str(error.filename or '')[:60]}：{reason}", 2)
    except Exception:
        import traceback

        return fail(f"程序内部出错，这不是你的问题。请把下面这段发给维护者：\n{traceback.format_exc()}", 3)
    if result == _INTERRUPTED:
        return fail("已中断", _INTERRUPTED)
    return result if isinstance(result, int) else 0


def whole_app() -> typer.Typer:
    """The app with the commands in groups too, which few starts need: those of areas are loaded here."""
    if not app.registered_groups:
        from .area import areas
        from .area_folder import AreaCommand
        from .area_sum import sum_

        areas.command("sum", cls=AreaCommand)(sum_)
        app.add_typer(areas, name="area")
        app.add_typer(formats, name="format")
    return app


def _app_for(argv: list[str] | None) -> typer.Typer:
    """The app with the command alone that the first word names, the whole one where it names none: typer makes ready all there are."""
    first = next(iter(sys.argv[1:] if argv is None else argv), "")
    commands = [one for one in app.registered_commands if first == _name_of(one)]
    groups = [] if commands else [one for one in whole_app().registered_groups if one.name == first]
    if not first or len(commands) + len(groups) != 1:
        return whole_app()
    one = copy(app)
    one.registered_commands, one.registered_groups = commands, groups
    return one


def _command_names() -> str:
    return ", ".join((*sorted(map(_name_of, app.registered_commands)), "area", "format"))


def _name_of(command: typer.models.CommandInfo) -> str:
    return command.name or (command.callback.__name__ if command.callback else "")


def run() -> NoReturn:
    """The console entry point."""
    if sys.getfilesystemencoding() == "ascii" and not sys.flags.utf8_mode and sys.orig_argv[1:]:
        # Names of files in Chinese would be no text here, and could be written nowhere.
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves once more
    # One report makes little garbage; collecting it while modules load takes a twentieth of the time.
    gc.set_threshold(100_000, 50, 50)
    with keeping():
        code = main()
    # The interpreter collects once more as it ends: there is nothing to win in looking at every object for it.
    gc.freeze()
    sys.exit(code)
