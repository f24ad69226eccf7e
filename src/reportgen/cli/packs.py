"""The template maintainer's commands of the command line: the rules and packs there are, a new pack."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .command_words import ChineseCommand, ChineseGroup
from .form_commands import diff_forms, show_form
from .templates import check, draw_template, tag_form
from .terminal import Force, say

formats = typer.Typer(cls=ChineseGroup, help="格式包：官方表格的格式和 Word 模板。", no_args_is_help=True, rich_markup_mode=None)
for _name, _command in (
    ("show", show_form),
    ("diff", diff_forms),
    ("template", draw_template),
    ("tag", tag_form),
    ("check", check),
):
    formats.command(_name, cls=ChineseCommand)(_command)


def rules(
    code: Annotated[str, typer.Argument(metavar="代码", help="某一条的代码，如 T301", show_default=False)] = "",
) -> None:
    """列出全部校验规则；给出代码则说明这一条。"""
    from ..show.text import rule_text, rules_text
    from ..tasks.check import all_rules

    listed = all_rules(Path() / "草稿")
    if not code:
        say(rules_text(listed))
        return
    found = next((rule for rule in listed if rule.code == code.upper()), None)
    if found is None:
        raise typer.BadParameter(f"没有代码为 {code} 的规则；运行 reportgen rules 看全部", param_hint="代码")
    say(rule_text(found))


@formats.command("list", cls=ChineseCommand)
def list_formats(
    draft: Annotated[
        Path | None,
        typer.Argument(metavar="草稿文件夹", help="看这份草稿能用的；不写则按在当前文件夹里新建草稿算", show_default=False),
    ] = None,
) -> None:
    """列出可用的格式，以及各在哪里：草稿旁边、REPORTGEN_FORMATS、随程序。"""
    from ..show.text import formats_text
    from ..tasks.packs import listed_formats

    say(formats_text(*listed_formats(draft)))


@formats.command("new", cls=ChineseCommand)
def new_pack(
    name: Annotated[str, typer.Argument(metavar="编号", help="新格式的编号，也是文件夹名，如 province-2030", show_default=False)],
    base: Annotated[
        str,
        typer.Option("--from", metavar="格式包", help="从哪一套开始：格式编号，或放着 format.yaml 的文件夹", show_default=False),
    ],
    overlay: Annotated[
        bool, typer.Option("--overlay", help="不复制，只写不同的地方（extends）；原来那一套更新了也跟着更新")
    ] = False,
    folder: Annotated[
        Path, typer.Option("-o", "--output", metavar="文件夹", help="放在哪个文件夹里；不写则放在当前文件夹", show_default=False)
    ] = Path(),
) -> None:
    """新建一个格式包：从现有的一套复制，或在它上面增改。"""
    from ..tasks.packs import make_pack, next_steps

    made = make_pack(name, base, folder, overlay=overlay)
    say(next_steps(made, name, overlay=overlay))


@formats.command("schema", cls=ChineseCommand)
def print_schema(
    of: Annotated[
        str,
        typer.Argument(
            metavar="种类",
            help="format（format.yaml 的）、narrative（文字稿的，各种格式通用），或格式编号（那种格式的文字稿的）",
            show_default=False,
        ),
    ],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="文件", help="写到文件", show_default=False)] = None,
    force: Force = False,
) -> None:
    """写出 JSON Schema，VS Code 等编辑器用它提示和检查。"""
    from ..tasks.packs import schema_of, write_schema

    if output is None:
        say(schema_of(of).rstrip("\n"))
    else:
        say(f"已写好：{write_schema(of, output, force=force)}")
