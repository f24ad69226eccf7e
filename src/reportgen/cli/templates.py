"""The command line's commands for a Word template: drawing one, tagging a form, checking it with its pack."""

import time
from pathlib import Path
from typing import Annotated

import typer

from .terminal import Force, NoColour, colour, say

_KINDS = ("text", "json")


def draw_template(
    pack: Annotated[str, typer.Argument(metavar="格式包", help="格式编号，或放着 format.yaml 的文件夹", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="文件", help="写到哪里；不写则放进格式包", show_default=False)
    ] = None,
    force: Force = False,
) -> None:
    """按 format.yaml 画一份 Word 模板，符合 GB/T 9704—2012，可以再用 Word 修改。"""
    from ..tasks.packs import write_template

    say(f"已画好模板：{write_template(pack, output, force=force)}")


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
    from ..show.text import tagged_text
    from ..tasks.tag import tag_blank_form

    tagged = tag_blank_form(form, pack, output, force=force)
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
    annotate: Annotated[bool, typer.Option("--annotate", help="另存一份模板，在有问题的地方加上 Word 批注")] = False,
    file: Annotated[
        Path | None,
        typer.Option("-o", "--to", metavar="文件", help="带批注的模板写到哪里；不写则是 〈模板〉-检查.docx", show_default=False),
    ] = None,
    output: Annotated[str, typer.Option("--output", metavar="种类", help="text 或 json")] = "text",
    strict: Annotated[bool, typer.Option("--strict", help="有提醒也算不通过")] = False,
    no_color: NoColour = False,
    force: Force = False,
) -> None:
    """检查格式包：声明、勾稽关系、Word 模板的标签和版式、用例；一次列出全部问题和地方。"""
    from ..rules.waivers import counts
    from ..tasks.pack_check import check_pack

    if output not in _KINDS:
        raise typer.BadParameter(f"只能是 {'、'.join(_KINDS)}", param_hint="--output")
    if file and not annotate:
        raise typer.BadParameter("-o 要和 --annotate 一起用", param_hint="-o")
    start = time.perf_counter()
    checked = check_pack(target, format_name=form)
    seconds = time.perf_counter() - start
    if output == "json":
        from ..show.packs import pack_check_json

        say(pack_check_json(checked))
    else:
        from ..show.packs import pack_check_text
        from ..show.text import Ink

        say(pack_check_text(checked, seconds, Ink(colour(no_color))))
    if annotate:
        from ..files.saving import save
        from ..model.errors import OutputError
        from ..model.location import Location
        from ..tasks.pack_check import annotated_template

        content = annotated_template(checked)
        assert checked.template is not None
        if file and file.suffix.lower() != checked.template.suffix.lower():
            hint = f"把 -o 后面的文件名改成以 {checked.template.suffix} 结尾"
            raise OutputError("带批注的模板是 Word 文件", location=Location(str(file)), hint=hint)
        copy = file or Path(f"{checked.template.stem}-检查{checked.template.suffix}")
        if copy.exists() and copy.samefile(checked.template):
            raise OutputError("这是被检查的模板，不能用检查结果覆盖它", location=Location(str(copy)), hint="换一个文件名（-o）")
        save(copy, content, overwrite=force)
        if output == "text":
            say(f"带批注的模板：{copy}")
    raise typer.Exit(1 if counts(checked.findings, strict=strict) else 0)
