"""The reviewer's commands of the command line: what changed, and whether a document is as it was built."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ..model.errors import OutputError, SourceError
from ..model.location import Location
from .terminal import Force, NoColour, colour, say

_KINDS = {".json": "json", ".html": "html", ".htm": "html", ".docx": "docx", ".xlsx": "xlsx", ".txt": "text"}
_OUTPUTS = ("text", "json", "html", "docx")
_YEAR_OUTPUTS = ("text", "html", "xlsx")


def diff(
    old: Annotated[
        str, typer.Argument(metavar="旧稿", help="草稿文件夹、公布的年报，或 git 的历史版本（HEAD~1:文件夹）", show_default=False)
    ] = "",
    new: Annotated[str, typer.Argument(metavar="新稿", help="同上", show_default=False)] = "",
    output: Annotated[
        str, typer.Option("--output", metavar="种类", help="text、json、html 或 docx（修订稿）", show_default=False)
    ] = "",
    file: Annotated[
        Path | None, typer.Option("-o", "--to", metavar="文件", help="写到文件；种类可由文件名的结尾看出", show_default=False)
    ] = None,
    years: Annotated[bool, typer.Option("--years", help="两年对比：每个数的增减、办理结果的构成、文字雷同")] = False,
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
    if not old or not new:
        raise SourceError("比较要写两稿", hint="写成：reportgen diff 旧稿 新稿")
    kind = output or (_KINDS.get(file.suffix.lower(), "") if file else "text")
    if file and output and _KINDS.get(file.suffix.lower(), output) != output:
        raise typer.BadParameter(f"文件名的结尾 {file.suffix} 和 --output {output} 不是一种文件", param_hint="-o")
    known = _YEAR_OUTPUTS if years else _OUTPUTS
    if kind not in known:
        raise typer.BadParameter(f"只能是 {'、'.join(known)}", param_hint="--output" if output else "-o")
    _keep_inputs(file, old, new)
    if years:
        _years(kind, old, new, file, force=force, no_color=no_color)
        return
    from ..tasks.compare import compare_versions, redline_versions

    if kind == "docx":
        redline = redline_versions(old, new, author=author)
        compared = redline.compared
        _write(file or Path("修订稿.docx"), redline.content, force=force)
        say(f"  修订 {redline.changes} 处，可以在 Word 或 WPS 里逐处接受或拒绝")
        for line in redline.untracked:
            say(f"  注意：{line}")
    else:
        from ..show.text import Ink

        compared = compare_versions(old, new)
        _tell(_shown(kind, compared, Ink(colour(no_color, file))), file, force=force)
    raise typer.Exit(1 if exit_code and not compared.diff.nothing else 0)


def _years(kind: str, old: str, new: str, file: Path | None, *, force: bool, no_color: bool) -> None:
    from ..tasks.compare import compare_years

    compared = compare_years(old, new)
    if kind == "xlsx":
        from ..drafts.workbook.years import years_workbook

        _write(file or Path("两年对比.xlsx"), years_workbook(compared), force=force)
    elif kind == "html":
        from ..show.years_page import years_html

        _tell(years_html(compared), file, force=force)
    else:
        from ..show.text import Ink
        from ..show.years import years_text

        _tell(years_text(compared, Ink(colour(no_color, file))), file, force=force)


def _tell(text: str, file: Path | None, *, force: bool) -> None:
    if file:
        _write(file, text.encode() + b"\n", force=force)
    else:
        say(text)


def verify(
    file: Annotated[Path, typer.Argument(metavar="文件", help="reportgen build 生成的 Word 文件", show_default=False)],
    draft: Annotated[
        Path | None, typer.Option("--draft", metavar="文件夹", help="生成它的草稿；不写则看文件所在的文件夹", show_default=False)
    ] = None,
    no_color: NoColour = False,
) -> None:
    """核对一份 Word 文件是不是生成时的样子；改过的，列出改了什么。"""
    from ..show.diff.text import verified_text
    from ..show.text import Ink
    from ..tasks.compare import verify_document

    verified = verify_document(file, draft)
    say(verified_text(verified, Ink(colour(no_color))))
    raise typer.Exit(0 if verified.compared.diff.nothing else 1)


def _shown(kind: str, compared: Any, ink: Any) -> str:
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


def _keep_inputs(file: Path | None, *sources: str) -> None:
    if file is not None and file.exists() and any(Path(one).exists() and file.samefile(one) for one in sources):
        raise OutputError("这是被比较的原文件，不能用结果覆盖它", location=Location(str(file)), hint="换一个文件名（-o）")


def _write(file: Path, content: bytes, *, force: bool) -> None:
    from ..files.saving import save

    save(file, content, overwrite=force)
    say(f"已写到 {file}")
