"""The command line: arguments in, exit code out.

0 nothing counts · 1 findings that count · 2 cannot go on · 3 our own bug.

No module of commands defers its annotations (`from __future__ import annotations`): typer would compile
the text of each again at every start, a tenth of a check.
"""

import gc
import os
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from .. import __version__
from ..model.draft import NARRATIVE, WORKBOOK, Checked
from ..model.errors import OutputError, ReportgenError
from ..model.finding import Finding
from ..model.location import Location
from .packs import formats, rules
from .review import diff, verify
from .terminal import ChineseCommand, ChineseGroup, Force, NoColour, Prior, colour, fail, say, usage_text

_INTERRUPTED = 130  # as a shell reports Ctrl-C
_USAGE_ERROR: Any = typer.BadParameter.__mro__[1]
_KINDS = {
    "": "text", ".json": "json", ".sarif": "sarif", ".md": "markdown", ".html": "html", ".htm": "html", ".xlsx": "xlsx", ".docx": "docx",
}  # fmt: skip
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
app.add_typer(formats, name="format")


@app.callback()
def about(
    version: Annotated[bool, typer.Option("-V", "--version", help="显示版本号", is_eager=True)] = False,
) -> None:
    """政府信息公开工作年度报告：填表、检查、生成 Word 文件。

    第一次用：reportgen new 文件夹 --agency 机关全称 --year 年份
    """
    if version:
        say(__version__)
        raise typer.Exit


Draft = Annotated[
    Path, typer.Argument(metavar="草稿文件夹", help="放着 workbook.xlsx 和 narrative.yaml 的文件夹", show_default=False)
]


@app.command(cls=ChineseCommand)
def new(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="要新建的草稿文件夹", show_default=False)],
    year: Annotated[int, typer.Option("--year", metavar="年份", help="报告年份，如 2024", show_default=False)],
    agency: Annotated[
        str, typer.Option("--agency", metavar="机关", help="机关全称（用 --from 时可以不写）", show_default=False)
    ] = "",
    form: Annotated[str, typer.Option("--format", metavar="格式", help="格式编号；不写则按年份选", show_default=False)] = "",
    last_year: Annotated[
        Path | None, typer.Option("--from", metavar="文件夹", help="从上年的草稿带来机关、联系方式和结转数", show_default=False)
    ] = None,
) -> None:
    """新建一份草稿：空白数据表和文字稿。"""
    from ..show.text import started_text
    from ..tasks.drafts import new_draft

    say(started_text(new_draft(folder, agency=agency, year=year, format_name=form, last_year=last_year)))


@app.command(cls=ChineseCommand)
def check(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="草稿或文件", help="草稿文件夹；或公布的年报（.docx、.html、.pdf、.txt、.md）", show_default=False
        ),
    ],
    prior: Prior = None,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            metavar="种类",
            help="text、json、sarif、markdown、html、xlsx（数据表副本）或 docx（带批注）",
            show_default=False,
        ),
    ] = "",
    file: Annotated[
        Path | None, typer.Option("-o", "--to", metavar="文件", help="写到文件；种类可由文件名的结尾看出", show_default=False)
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="把与表相符的数改成引用，改正能自动改的，写成副本并列出改动")] = False,
    in_place: Annotated[bool, typer.Option("--in-place", help="与 --fix 同用：直接改文字稿，原稿另存为 .bak")] = False,
    select: Annotated[
        list[str] | None, typer.Option("--select", metavar="代码", help="只看这些代码开头的问题", show_default=False)
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", metavar="代码", help="不看这些代码开头的问题", show_default=False)
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="有提醒也算不通过")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="没有问题时只说结论")] = False,
    no_color: NoColour = False,
    force: Force = False,
) -> None:
    """检查一份草稿，或一份公布的年报：勾稽、文中数据、与上年衔接、结构和用语。"""
    from ..rules.waivers import chosen, counts
    from ..tasks.check import check as check_path

    if (fix and (file or output)) or (in_place and not fix):
        raise typer.BadParameter("--fix 不能和 -o、--output 一起用；--in-place 要和 --fix 一起用", param_hint="--fix")
    kind = output or (_KINDS.get(file.suffix.lower(), "") if file else "text")
    if not kind:
        raise typer.BadParameter(f"不认识文件名的结尾；可以是 {'、'.join(filter(None, _KINDS))}", param_hint="-o")
    if kind not in _KINDS.values():
        raise typer.BadParameter(f"只能是 {'、'.join(dict.fromkeys(_KINDS.values()))}", param_hint="--output")
    _codes_there_are(select, ignore)
    checked = check_path(path, prior=prior)
    findings = chosen(checked.findings, select or (), ignore or ())
    if fix:
        _fix(checked, findings, in_place=in_place, force=force, prior=prior)
    elif kind in ("xlsx", "docx"):
        _write_copy(checked, findings, kind, file, force=force)
    else:
        from ..show.text import Ink, check_text

        shown = _shown(kind, checked, findings) or check_text(checked, findings, Ink(colour(no_color, file)), quiet=quiet)
        if file:
            _write(file, shown.encode() + b"\n", checked, force=force)
        else:
            say(shown)
    raise typer.Exit(3 if checked.crashed else 1 if counts(findings, strict=strict) else 0)


def _codes_there_are(*options: list[str] | None) -> None:
    """A misspelt code would choose nothing, or everything, without a word."""
    given = [code for codes in options for code in codes or ()]
    if given:
        from ..tasks.packs import all_rules

        known = [rule.code for rule in all_rules()]
        for code in given:
            if not any(rule.startswith(code) for rule in known):
                raise typer.BadParameter(f"没有 {code} 开头的规则；运行 reportgen rules 看全部", param_hint="--select")


def _shown(kind: str, checked: Checked, findings: list[Finding]) -> str:
    """A check in one of the kinds that other programs read; '' for plain text."""
    if kind == "json":
        from ..show.json import check_json

        return check_json(checked, findings)
    if kind == "sarif":
        from ..show.sarif import check_sarif
        from ..tasks.packs import all_rules

        return check_sarif(checked, findings, all_rules())
    if kind == "markdown":
        from ..show.markdown import check_markdown

        return check_markdown(checked, findings)
    if kind == "html":
        from ..show.check_page import check_html

        return check_html(checked, findings)
    return ""


def _write_copy(checked: Checked, findings: list[Finding], kind: str, file: Path | None, *, force: bool) -> None:
    from ..tasks.check import annotated

    name = checked.folder.stem if checked.folder.is_file() else checked.folder.resolve().name
    _write(file or Path(f"{name}-检查.{kind}"), annotated(checked, findings, kind), checked, force=force)


def _write(file: Path, content: bytes, checked: Checked, *, force: bool) -> None:
    from ..files.saving import save

    source = checked.folder
    inputs = [source] if source.is_file() else [source / name for name in (WORKBOOK, NARRATIVE)]
    if any(file.exists() and file.samefile(one) for one in inputs):
        raise OutputError("这是被检查的原文件，不能用检查结果覆盖它", location=Location(str(file)), hint="换一个文件名（-o）")
    save(file, content, overwrite=force)
    say(f"已写到 {file}")


def _fix(checked: Checked, findings: list[Finding], *, in_place: bool, force: bool, prior: Path | None) -> None:
    from ..show.text import fixed_text
    from ..tasks.drafts import fix_draft

    say(fixed_text(fix_draft(checked, findings, in_place=in_place, force=force, prior=prior)))


@app.command("import", cls=ChineseCommand)
def import_(
    file: Annotated[Path, typer.Argument(metavar="文件", help="公布的年报：.docx、.html、.pdf、.txt 或 .md", show_default=False)],
    folder: Annotated[
        Path, typer.Argument(metavar="文件夹", help="要新建的草稿文件夹；用 --update 时是已有的草稿", show_default=False)
    ],
    form: Annotated[str, typer.Option("--format", metavar="格式", help="格式编号；不写则自动认出", show_default=False)] = "",
    update: Annotated[
        bool, typer.Option("--update", help="把 Word 文件里手工的改动收回已有的草稿：先列出改动，再问要不要写")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="与 --update 同用：不问，直接写（原来的文件另存为 .bak）")] = False,
    no_color: NoColour = False,
) -> None:
    """把一份公布的年报读成草稿：数据表和文字稿；或把 Word 里的改动收回草稿（--update）。"""
    if update:
        # 草稿 年报.docx reads as well as 年报.docx 草稿
        document, draft = (folder, file) if file.is_dir() else (file, folder)
        _update(document, draft, yes=yes, no_color=no_color)
        return
    from ..show.text import Ink, imported_text
    from ..tasks.drafts import import_report

    say(imported_text(import_report(file, folder, format_name=form), Ink(colour(no_color))))


def _update(document: Path, draft: Path, *, yes: bool, no_color: bool) -> None:
    from ..show.text import Ink
    from ..show.update import updated_text
    from ..tasks.update import update_draft

    ink = Ink(colour(no_color))
    found = update_draft(draft, document, write=yes)
    say(updated_text(found, ink))
    if yes:
        return
    if found.nothing:
        return
    if not sys.stdin.isatty():
        say("\n没有写。看过以后加 --yes 写进草稿。")
    elif typer.confirm("\n写进草稿吗？（原来的文件另存为 .bak）", default=False):
        say("\n" + updated_text(update_draft(draft, document, write=True), ink))


@app.command(cls=ChineseCommand)
def build(
    folder: Draft,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="文件", help="写到哪个文件或文件夹；不写则放在草稿文件夹里", show_default=False),
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="种类", help="docx、html（网页）、pdf，可以用逗号连写；不写则是 docx", show_default=False),
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="有错误也生成，缺的地方标【待填】，加上“草稿”字样")] = False,
    no_record: Annotated[
        bool, typer.Option("--no-record", help="文件里不留生成记录（verify 要用它；公开发布的文件可以不留）")
    ] = False,
    prior: Prior = None,
    force: Force = False,
    no_color: NoColour = False,
) -> None:
    """生成 Word 文件、网页、PDF；有错误时先不生成。"""
    from ..model.draft import Built
    from ..show.text import Ink, built_text, check_text
    from ..tasks.build import KINDS, build_draft

    asked = [kind.strip().lower() for text in to or () for kind in text.replace("，", ",").replace("、", ",").split(",")]
    if set(asked) - set(KINDS):
        raise typer.BadParameter(f"只能是 {'、'.join(KINDS)}", param_hint="--to")
    ink = Ink(colour(no_color))
    kinds = [kind for kind in KINDS if kind in asked]
    done = build_draft(folder, output=output, kinds=kinds, draft=draft, force=force, prior=prior, keep_record=not no_record)
    if isinstance(done, Built):
        say(built_text(done, ink, draft=draft))
        raise typer.Exit(3 if done.checked.crashed else 0)
    say(check_text(done, done.findings, ink))
    say(f"\n有 {done.errors} 个错误，没有生成。先改正错误；要先看看样子，加 --draft。")
    raise typer.Exit(3 if done.crashed else 1)


app.command(cls=ChineseCommand)(diff)
app.command(cls=ChineseCommand)(verify)
app.command(cls=ChineseCommand)(rules)


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit code and never shows a traceback for a user's mistake."""
    for stream in (sys.stdout, sys.stderr):
        # A GBK console lacks some characters; a question mark is better than a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        result = app(argv, prog_name="reportgen", standalone_mode=False)
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


def _command_names() -> str:
    named = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    return ", ".join((*sorted(named), "format"))


def run() -> NoReturn:
    """The console entry point."""
    # One report makes little garbage; collecting it while modules load takes a twentieth of the time.
    gc.set_threshold(100_000, 50, 50)
    code = main()
    # The interpreter collects once more as it ends: there is nothing to win in looking at every object for it.
    gc.freeze()
    sys.exit(code)
