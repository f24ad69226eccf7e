"""The command `check`: drafts and published reports, shown or written in the kind that is wanted."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ..model.draft import TEXTS, WORKBOOK, Checked
from ..model.finding import Finding, errors_among
from .outputs import Output, keep, tell, wanted, what, where, write
from .several import Done, names_apart, one_after_the_other, reports_meant
from .terminal import Force, NoColour, code_typed, colour, draft_meant, now, say

# Last year's, and the one before.
_MOST_PRIORS = 2
_KINDS = ("text", "json", "sarif", "markdown", "html", "xlsx", "docx")


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[草稿或文件]...",
            help="草稿文件夹（或里面的文件），或公布的年报（.docx、.html、.pdf、.txt、.md）；可以写几份，或放着几份的文件夹；不写则是当前文件夹里的草稿",
            show_default=False,
        ),
    ] = None,
    priors: Annotated[
        list[Path] | None,
        typer.Option("--prior", metavar="上年", help="上年的草稿文件夹，或公布的年报文件；再写一个是前年的", show_default=False),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="格式", help="公布的年报按哪一套格式读；不写则自动认出", show_default=False)
    ] = "",
    output: Annotated[list[str] | None, where()] = None,
    to: Annotated[
        list[str] | None, what("text、json、sarif、markdown、html、xlsx（数据表副本；公布的年报是读到的数）或 docx（带批注）")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="把与表相符的数改成引用，改正能自动改的，写成副本并列出改动")] = False,
    in_place: Annotated[bool, typer.Option("--in-place", help="与 --fix 同用：直接改文字稿，原稿另存为 .bak")] = False,
    changed: Annotated[bool, typer.Option("--changed", help="写的是改动过的文件：只查它们所在的草稿，不在草稿里的略过")] = False,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar="代码", help="只看这些代码开头的问题", show_default=False, parser=code_typed),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="代码", help="不看这些代码开头的问题", show_default=False, parser=code_typed),
    ] = None,
    author: Annotated[
        str,
        typer.Option("--author", metavar="姓名", help="与 -o 年报.docx 同用：批注署谁的名；不写就署程序的", show_default=False),
    ] = "",
    strict: Annotated[bool, typer.Option("--strict", help="有提醒也算不通过")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="没有问题时只说结论")] = False,
    no_color: NoColour = False,
    force: Force = False,
) -> None:
    """检查草稿，或公布的年报：勾稽、文中数据、与上年衔接、结构和用语。"""
    from ..rules.waivers import chosen, counts
    from ..tasks.check import check as check_path

    if (fix and (output or to)) or (in_place and not fix):
        raise typer.BadParameter("--fix 不能和 -o、--to 一起用；--in-place 要和 --fix 一起用", param_hint="--fix")
    if len(priors or ()) > _MOST_PRIORS:
        raise typer.BadParameter("最多写两个：先写上年的，再写前年的", param_hint="--prior")
    prior, older = [*(priors or ()), None, None][:_MOST_PRIORS]
    asked = wanted(output, to, _KINDS)
    if author.strip() and asked.kind != "docx":
        raise typer.BadParameter("只有 Word 里的批注署名：和 -o 年报.docx 或 --to docx 一起用", param_hint="--author")
    _codes_there_are(select, ignore)
    targets = _targets(paths, changed=changed)
    if not targets:
        say("这些文件都不在草稿里，没有要检查的。")
    _one_file_each(targets, asked)

    def run(target: Path) -> Done:
        checked = check_path(target, prior=prior, older=older, format_name=form)
        findings = chosen(checked.findings, select or (), ignore or ())
        if fix:
            told = _fixed(checked, findings, in_place=in_place, force=force, prior=prior)
        else:
            told = _given(checked, findings, asked, author=author.strip(), force=force, quiet=quiet, no_color=no_color)
        code = 3 if checked.crashed else 1 if counts(findings, strict=strict) else 0
        return Done(code, _in_a_line(checked, findings), told, clean=not fix and not findings and not checked.crashed)

    if len(targets) == 1 and not changed:
        done = run(targets[0])
        if done.details:
            say(done.details)
        raise typer.Exit(done.code)
    raise typer.Exit(one_after_the_other(targets, run))


def _targets(paths: Sequence[Path] | None, *, changed: bool) -> list[Path]:
    """What is to be checked, each once: a draft's folder for a file of it."""
    if changed:
        from ..reports.open import draft_around

        return list(dict.fromkeys(draft for path in paths or () if (draft := draft_around(path))))
    if not paths:
        return [draft_meant(None, "check")]
    return reports_meant(paths)


def _one_file_each(targets: Sequence[Path], asked: Output) -> None:
    """Several results do not go into one file, nor as JSON one after the other on a screen."""
    if len(targets) < 2 or (asked.kind == "text" and not asked.path):
        return
    if not asked.is_folder:
        raise typer.BadParameter("几份一起检查时，结果要写进一个文件夹：用 -o 写它的名字，后面加 /", param_hint="-o")
    names_apart(targets, _stem)


def _in_a_line(checked: Checked, findings: Sequence[Finding]) -> str:
    from ..show.text import clean_line

    errors = errors_among(findings)
    return f"错误 {errors}　提醒 {len(findings) - errors}" if findings else clean_line(checked)


def _codes_there_are(*options: list[str] | None) -> None:
    """A misspelt code would choose nothing, or everything, without a word."""
    given = [code for codes in options for code in codes or ()]
    if given:
        from ..tasks.packs import all_rules

        known = [rule.code for rule in all_rules()]
        for code in given:
            if not any(rule.startswith(code) for rule in known):
                raise typer.BadParameter(f"没有 {code} 开头的规则；运行 reportgen rules 看全部", param_hint="--select")


def _given(
    checked: Checked, findings: list[Finding], asked: Output, *, author: str, force: bool, quiet: bool, no_color: bool
) -> str:
    """The result to be shown; '' where it was written."""
    source = checked.folder
    file = asked.file(f"{_stem(source)}-检查")
    inputs = [source] if source.is_file() else [source / name for name in (WORKBOOK, *TEXTS)]
    keep(file, inputs, "这是被检查的原文件")
    if file and asked.kind in ("xlsx", "docx"):
        from ..tasks.check import annotated

        write(file, annotated(checked, findings, asked.kind, date=now(), author=author), force=force)
        return ""
    from ..show.text import Ink, check_text

    shown = _checked_as(asked.kind, checked, findings) or check_text(checked, findings, Ink(colour(no_color, file)), quiet=quiet)
    if file:
        tell(shown, file, force=force)
    return "" if file else shown


def _stem(path: Path) -> str:
    return path.stem if path.is_file() else path.resolve().name


def _checked_as(kind: str, checked: Checked, findings: list[Finding]) -> str:
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


def _fixed(checked: Checked, findings: list[Finding], *, in_place: bool, force: bool, prior: Path | None) -> str:
    from ..show.text import fixed_text
    from ..tasks.drafts import fix_draft

    return fixed_text(fix_draft(checked, findings, in_place=in_place, force=force, prior=prior))
