"""The template maintainer's commands of the command line: the rules there are, the forms and their templates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .command_words import ChineseCommand, ChineseGroup
from .form_commands import diff_forms, show_form
from .terminal import Force, say

formats = typer.Typer(cls=ChineseGroup, help="格式包：官方表格的格式和 Word 模板。", no_args_is_help=True, rich_markup_mode=None)
formats.command("show", cls=ChineseCommand)(show_form)
formats.command("diff", cls=ChineseCommand)(diff_forms)


def rules(
    code: Annotated[str, typer.Argument(metavar="代码", help="某一条的代码，如 T301", show_default=False)] = "",
) -> None:
    """列出全部校验规则；给出代码则说明这一条。"""
    from .show import rule_text, rules_text
    from .tasks import all_rules

    listed = all_rules()
    if not code:
        say(rules_text(listed))
        return
    found = next((rule for rule in listed if rule.code == code.upper()), None)
    if found is None:
        raise typer.BadParameter(f"没有代码为 {code} 的规则；运行 reportgen rules 看全部", param_hint="代码")
    say(rule_text(found))


@formats.command("list", cls=ChineseCommand)
def list_formats() -> None:
    """列出可用的格式。"""
    from .show import formats_text
    from .tasks import all_formats

    say(formats_text(all_formats()))


@formats.command("template", cls=ChineseCommand)
def draw_template(
    pack: Annotated[str, typer.Argument(metavar="格式包", help="格式编号，或放着 format.yaml 的文件夹", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="文件", help="写到哪里；不写则放进格式包", show_default=False)
    ] = None,
    force: Force = False,
) -> None:
    """按 format.yaml 画一份 Word 模板，符合 GB/T 9704—2012，可以再用 Word 修改。"""
    from .tasks import write_template

    say(f"已画好模板：{write_template(pack, output, force=force)}")


@formats.command("tag", cls=ChineseCommand)
def tag_form(
    form: Annotated[Path, typer.Argument(metavar="表单.docx", help="公布的空白表单", show_default=False)],
    pack: Annotated[
        str, typer.Option("--format", metavar="格式包", help="按哪个格式包；不写则按表里的行名列名认", show_default=False)
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="文件", help="写到哪里；不写则在表单旁边，文件名加“-模板”", show_default=False),
    ] = None,
    force: Force = False,
) -> None:
    """给公布的空白表单加上标签，做成 Word 模板；列出认出了什么、没有认出什么。"""
    from .show_tagged import tagged_text
    from .tagging import tag_blank_form

    tagged = tag_blank_form(form, pack, output, force=force)
    say(tagged_text(tagged))
    if not tagged.whole:
        raise typer.Exit(1)
