"""The command line's commands for somebody who makes a format pack: a pack to start from, schemas for an editor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .command_words import ChineseCommand
from .pack_commands import formats
from .terminal import Force, say


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
    from .format_tasks import make_pack, next_steps

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
    from .format_tasks import schema_of, write_schema

    if output is None:
        say(schema_of(of).rstrip("\n"))
    else:
        say(f"已写好：{write_schema(of, output, force=force)}")
