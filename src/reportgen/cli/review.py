"""The reviewer's commands of the command line: what changed, and whether a document is as it was built."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ..model.draft import TEXTS, WORKBOOK
from ..model.errors import SourceError
from .outputs import Output, file_in, keep, tell, wanted, what, where, write
from .several import Done, Pair, one_after_the_other, pairs_of
from .terminal import Force, NoColour, colour, draft_meant, now, say

_KINDS = ("text", "json", "html", "docx")
_YEARS_KINDS = ("text", "html", "xlsx")


def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="旧稿",
            help="草稿文件夹、公布的年报，或 git 的历史版本（HEAD~1:文件夹）；两个放着几份的文件夹，或者 旧/* 新/*，按名称一份一份地比",
            show_default=False,
        ),
    ] = "",
    new: Annotated[str, typer.Argument(metavar="新稿", help="同上；不写则是当前文件夹里的草稿", show_default=False)] = "",
    more: Annotated[list[str] | None, typer.Argument(metavar="[几份]...", hidden=True)] = None,
    output: Annotated[list[str] | None, where()] = None,
    to: Annotated[list[str] | None, what("text、json、html 或 docx（修订稿）；和 --years 一起是 text、html 或 xlsx")] = None,
    years: Annotated[bool, typer.Option("--years", help="两年对比：每个数的增减、办理结果的构成、文字雷同")] = False,
    findings: Annotated[
        bool, typer.Option("--findings/--no-findings", help="两稿都检查，说哪些问题改正了、还在、新出现；不要时快一些")
    ] = True,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="有差异时退出码为 1")] = False,
    author: Annotated[str, typer.Option("--author", metavar="姓名", help="修订稿里修订人的名字")] = "reportgen",
    install_git: Annotated[bool, typer.Option("--install-git", help="让这个仓库的 git diff 显示数字和文字")] = False,
    uninstall_git: Annotated[bool, typer.Option("--uninstall-git", help="撤销 --install-git")] = False,
    textconv: Annotated[str, typer.Option("--textconv", metavar="文件", hidden=True)] = "",
    no_color: NoColour = False,
    force: Force = False,
) -> None:
    """比较两稿：哪些数变了、影响什么，文字怎么改的；可以写成网页或带修订的 Word。"""
    if install_git or uninstall_git or textconv:
        _git(install=install_git, textconv=textconv)
        return
    if not old:
        raise SourceError("比较要写两稿", hint="写成：reportgen diff 旧稿 新稿")
    new = new or _draft_here()
    asked = wanted(output, to, _YEARS_KINDS if years else _KINDS)
    if pairs := pairs_of([old, new, *(more or ())]):
        if not asked.is_folder and (asked.path or asked.kind != "text"):
            raise typer.BadParameter("几份一起比较时，结果要写进一个文件夹：用 -o 写它的名字，后面加 /", param_hint="-o")

        def run(pair: Pair) -> Done:
            if pair.old is None or pair.new is None:
                return Done(1 if exit_code else 0, "只有新的一边有" if pair.old is None else "只有旧的一边有")
            name = pair.name.replace("/", "-")
            return _one(asked, str(pair.old), str(pair.new), name, years, author, findings, exit_code, force, no_color)

        raise typer.Exit(one_after_the_other(pairs, run))
    done = _one(asked, old, new, "", years, author, findings, exit_code, force, no_color)
    if done.details:
        say(done.details)
    raise typer.Exit(done.code)


def _one(
    asked: Output,
    old: str,
    new: str,
    name: str,
    years: bool,
    author: str,
    findings: bool,
    exit_code: bool,
    force: bool,
    no_color: bool,
) -> Done:
    """Compare two; `name` is what they have in common where there are several."""
    stem = "两年对比" if years else "修订稿" if asked.kind == "docx" else "差异"
    file = asked.file(f"{name}-{stem}" if name else stem)
    keep(file, (Path(old), Path(new)), "这是被比较的原文件")
    if years:
        return Done(0, "已对比", _years(asked, old, new, file, force=force, no_color=no_color))
    from ..tasks.compare import compare_versions, redline_versions

    shown = ""
    if file and asked.kind == "docx":
        redline = redline_versions(old, new, author=author, date=now())
        compared = redline.compared
        write(file, redline.content, force=force)
        say(f"  修订 {redline.changes} 处，可以在 Word 或 WPS 里逐处接受或拒绝")
        for line in redline.untracked:
            say(f"  注意：{line}")
    else:
        from ..show.text import Ink

        compared = compare_versions(old, new, follow=findings)
        shown = _compared_as(asked.kind, compared, Ink(colour(no_color, file)))
        if file:
            tell(shown, file, force=force)
    nothing = compared.diff.nothing
    still = len(compared.followed.open) if compared.followed else 0
    line = "没有差异" + (f"，两稿都有 {still} 个问题" if still else "") if nothing else "有差异"
    clean = nothing and not compared.remarks
    return Done(1 if exit_code and not nothing else 0, line, "" if file else shown, clean)


def _draft_here() -> str:
    try:
        return str(draft_meant(None, "diff 旧稿"))
    except SourceError:
        raise SourceError("比较要写两稿", hint="写成：reportgen diff 旧稿 新稿；新稿不写时，是当前文件夹里的草稿") from None


def _years(asked: Output, old: str, new: str, file: Path | None, *, force: bool, no_color: bool) -> str:
    """The comparison of two years to be shown; '' where it was written."""
    from ..tasks.compare import compare_years

    compared = compare_years(old, new)
    if file and asked.kind == "xlsx":
        from ..drafts.workbook.drawn.years import years_workbook

        write(file, years_workbook(compared), force=force)
        return ""
    if asked.kind == "html":
        from ..show.years_page import years_html

        shown = years_html(compared)
    else:
        from ..show.text import Ink
        from ..show.years import years_text

        shown = years_text(compared, Ink(colour(no_color, file)))
    if file:
        tell(shown, file, force=force)
    return "" if file else shown


def verify(
    file: Annotated[Path, typer.Argument(metavar="文件", help="reportgen build 生成的 Word 文件", show_default=False)],
    draft: Annotated[
        Path | None, typer.Option("--draft", metavar="文件夹", help="生成它的草稿；不写则看文件所在的文件夹", show_default=False)
    ] = None,
    output: Annotated[str | None, where()] = None,
    no_color: NoColour = False,
    force: Force = False,
) -> None:
    """核对一份 Word 文件是不是生成时的样子；改过的，列出改了什么。"""
    from ..show.diff.text import verified_text
    from ..show.text import Ink
    from ..tasks.compare import verify_document

    written = file_in(output, f"{file.stem}-核对.txt")
    verified = verify_document(file, draft)
    inputs = [file, *((draft or file.parent) / name for name in (WORKBOOK, *TEXTS))]
    tell(verified_text(verified, Ink(colour(no_color, written))), written, force=force, inputs=inputs)
    raise typer.Exit(0 if verified.holds else 1)


def _compared_as(kind: str, compared: Any, ink: Any) -> str:
    if kind == "json":
        from ..show.diff.json import diff_json

        return diff_json(compared)
    if kind == "html":
        from ..show.diff.page import diff_html

        return diff_html(compared)
    from ..show.diff.text import diff_text

    return diff_text(compared, ink)


def _git(*, install: bool, textconv: str) -> None:
    from ..compare.git_driver import file_lines
    from ..compare.git_driver import install as install_driver
    from ..compare.git_driver import uninstall as uninstall_driver

    if textconv:
        for line in file_lines(Path(textconv)):
            say(line)
    elif install:
        say(f"已设置：在这个仓库里 git diff 会显示数据表和 Word 文件里的数字和文字（写在 {install_driver()}）")
    else:
        say(f"已撤销（{uninstall_driver()}）")
