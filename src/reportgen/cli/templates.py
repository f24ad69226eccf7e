"""The command line's commands for a Word template: drawing one, tagging a form, checking it with its pack."""

import time
from pathlib import Path
from typing import Annotated

import typer

from ..model.draft import PackChecked
from .outputs import Output, file_in, keep, settled, tell, tell_new, understood, what, where
from .terminal import Force, NoColour, colour, now, say

_KINDS = ("text", "json", "docx")


def draw_template(
    pack: Annotated[str, typer.Argument(metavar="格式包", help="格式编号，或放着 format.yaml 的文件夹", show_default=False)],
    output: Annotated[str | None, where("写到哪个文件或文件夹；不写则放进格式包")] = None,
    force: Force = False,
) -> None:
    """按 format.yaml 画一份 Word 模板，符合 GB/T 9704—2012，可以再用 Word 修改。"""
    from ..packs.folders import TEMPLATE
    from ..tasks.packs import write_template

    say(f"已画好模板：{write_template(pack, Path(), file_in(output, TEMPLATE), force=force)}")


def tag_form(
    form: Annotated[Path, typer.Argument(metavar="表单.docx", help="公布的空白表单", show_default=False)],
    pack: Annotated[
        str, typer.Option("--format", metavar="格式包", help="按哪个格式包；不写则按表里的行名列名认", show_default=False)
    ] = "",
    output: Annotated[str | None, where("写到哪个文件或文件夹；不写则在表单旁边，文件名加“-模板”")] = None,
    force: Force = False,
) -> None:
    """给公布的空白表单加上标签，做成 Word 模板；列出认出了什么、没有认出什么。"""
    from ..show.text import tagged_text
    from ..tasks.tag import tag_blank_form

    tagged = tag_blank_form(form, pack, file_in(output, f"{form.stem}-模板.docx"), beside=Path(), force=force)
    say(tagged_text(tagged))
    if not tagged.whole:
        raise typer.Exit(1)


def check(
    target: Annotated[
        str,
        typer.Argument(
            metavar="格式包或模板", help="格式编号、放着 format.yaml 的文件夹，或者一份 .docx 模板", show_default=False
        ),
    ],
    form: Annotated[
        str, typer.Option("--format", metavar="格式", help="检查单独的模板时：按哪种格式；不写则自动认出", show_default=False)
    ] = "",
    output: Annotated[list[str] | None, where()] = None,
    to: Annotated[list[str] | None, what("text、json，或 docx（带批注的模板，同 --annotate）")] = None,
    annotate: Annotated[
        bool, typer.Option("--annotate", help="另存一份模板，在有问题的地方加上 Word 批注；-o 是写到哪里")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="有提醒也算不通过")] = False,
    no_color: NoColour = False,
    force: Force = False,
) -> None:
    """检查格式包：声明、勾稽关系、Word 模板的标签和版式、用例；一次列出全部问题和地方。"""
    from ..rules.waivers import counts
    from ..tasks.pack_check import check_pack

    asked = understood(output, to, _KINDS)
    if annotate:
        asked = asked._replace(kinds=(*(kind for kind in asked.kinds if kind != "docx"), "docx"))
    shown, annotated = _split(asked)
    tell_new(asked)
    start = time.perf_counter()
    checked = check_pack(target, format_name=form, beside=Path())
    seconds = time.perf_counter() - start
    file = shown.file("format-check")
    if shown.kind == "json":
        from ..show.packs.check import pack_check_json

        tell(pack_check_json(checked), file, force=force)
    else:
        from ..show.packs.check import pack_check_text
        from ..show.text import Ink

        tell(pack_check_text(checked, seconds, Ink(colour(no_color, file))), file, force=force)
    if annotated:
        copy = _write_copy(checked, annotated, force=force)
        if shown.kind == "text":
            say(f"带批注的模板：{copy}")
    raise typer.Exit(1 if counts(checked.findings, strict=strict) else 0)


def _split(asked: Output) -> tuple[Output, Output | None]:
    """What is told of a pack, and the copy of its template with comments, if one is wanted; -o is that of the copy then."""
    named = asked.path is not None and not asked.kinds and asked.path.suffix.lower() == ".docx"
    if not (named or "docx" in asked.kinds):
        return settled(asked, _KINDS), None
    told = tuple(kind for kind in asked.kinds if kind != "docx")
    return settled(Output(told, None), _KINDS), settled(asked._replace(kinds=("docx",)), _KINDS)


def _write_copy(checked: PackChecked, asked: Output, *, force: bool) -> Path:
    from ..files.saving import save
    from ..tasks.pack_check import annotated_template

    content = annotated_template(checked, date=now())
    assert checked.template is not None
    copy = asked.file(f"{checked.template.stem}-检查")
    assert copy is not None
    keep(copy, [checked.template], "这是被检查的模板")
    save(copy, content, overwrite=force)
    return copy
