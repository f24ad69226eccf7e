"""The commands that tell of a form: what it holds and what to type for it, what it changes against another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .terminal import Force, NoColour, colour, say

_KINDS = {".txt": "text", ".md": "markdown", ".json": "json"}
_PackName = Annotated[str, typer.Argument(metavar="格式包", help="格式编号，或放着 format.yaml 的文件夹", show_default=False)]
_Output = Annotated[str, typer.Option("--output", metavar="种类", help="text、markdown 或 json", show_default=False)]
_File = Annotated[
    Path | None, typer.Option("-o", "--to", metavar="文件", help="写到文件；种类可由文件名的结尾看出", show_default=False)
]


def show_form(
    pack: _PackName,
    what: Annotated[
        str, typer.Argument(metavar="名称", help="表、行、列、引用、勾稽代码，或标题里的几个字；不写则看全部", show_default=False)
    ] = "",
    output: _Output = "",
    file: _File = None,
    force: Force = False,
) -> None:
    """查一个格式：每一格在文字稿和模板里怎么写，各条勾稽关系。"""
    from ..packs.load import find_pack
    from ..packs.lookup import look_up
    from ..show.forms import entry_json, form_json, form_sheet, form_text
    from ..show.show_form_found import found_text

    form = find_pack(pack)
    kind = _kind(output, file)
    if what:
        found = look_up(form, what)
        if kind == "json":
            _tell(_json([entry_json(entry) for entry in found.entries]), file, force=force)
        else:
            _tell(found_text(form, what, found), file if found.entries else None, force=force)
        raise typer.Exit(0 if found.entries else 1)
    if kind == "json":
        _tell(_json(form_json(form)), file, force=force)
    else:
        _tell(form_sheet(form) if kind == "markdown" else form_text(form), file, force=force)


def diff_forms(
    old: Annotated[str, typer.Argument(metavar="旧格式", help="格式编号，或格式包的文件夹", show_default=False)],
    new: Annotated[str, typer.Argument(metavar="新格式", help="同上", show_default=False)],
    output: _Output = "",
    file: _File = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="有变化时退出码为 1")] = False,
    no_color: NoColour = False,
    force: Force = False,
) -> None:
    """比较两个格式：部分、表、行、列、勾稽、模板文字变了什么，哪些不能照用，要做什么。"""
    from ..show.form_diff import form_diff_json, form_diff_page, form_diff_text
    from ..show.text import Ink
    from ..tasks.compare import compare_forms

    kind = _kind(output, file)
    diff = compare_forms(old, new)
    if kind == "json":
        _tell(_json(form_diff_json(diff)), file, force=force)
    elif kind == "markdown":
        _tell(form_diff_page(diff), file, force=force)
    else:
        _tell(form_diff_text(diff, Ink(colour(no_color, file))), file, force=force)
    raise typer.Exit(1 if exit_code and diff.changes else 0)


def _kind(output: str, file: Path | None) -> str:
    by_name = _KINDS.get(file.suffix.lower(), "") if file else ""
    if file and not by_name:
        raise typer.BadParameter(f"不认识文件名的结尾；可以是 {'、'.join(_KINDS)}", param_hint="-o")
    if output and output not in _KINDS.values():
        raise typer.BadParameter(f"只能是 {'、'.join(_KINDS.values())}", param_hint="--output")
    if output and by_name and output != by_name:
        raise typer.BadParameter(f"文件名的结尾 {file and file.suffix} 和 --output {output} 不是一种文件", param_hint="-o")
    return output or by_name or "text"


def _json(values: object) -> str:
    import json

    return json.dumps(values, ensure_ascii=False, indent=2)


def _tell(text: str, file: Path | None, *, force: bool) -> None:
    if file is None:
        say(text)
        return
    from ..files.saving import save

    save(file, f"{text}\n".encode(), overwrite=force)
    say(f"已写到 {file}")
