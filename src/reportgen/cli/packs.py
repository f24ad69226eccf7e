"""The template maintainer's commands: the rules and packs there are, a new pack; what a form holds, what it changes against another."""

from pathlib import Path
from typing import Annotated

import typer

from ..model.errors import PackError
from .outputs import file_in, tell, wanted, what, where
from .templates import check, draw_template, tag_form
from .terminal import ChineseCommand, ChineseGroup, Force, NoColour, code_typed, colour, note, say

_KINDS = ("text", "markdown", "json")
_PackName = Annotated[str, typer.Argument(metavar="格式包", help="格式编号，或放着 format.yaml 的文件夹", show_default=False)]
_Where = Annotated[list[str] | None, where()]
_What = Annotated[list[str] | None, what("text、markdown 或 json")]
# A draft that would be begun in the current folder.
_BEGUN_HERE = Path("草稿")


def show_form(
    pack: _PackName,
    name: Annotated[
        str, typer.Argument(metavar="名称", help="表、行、列、引用、勾稽代码，或标题里的几个字；不写则看全部", show_default=False)
    ] = "",
    output: _Where = None,
    to: _What = None,
    force: Force = False,
) -> None:
    """查一个格式：每一格在文字稿和模板里怎么写，各条勾稽关系。"""
    from ..packs.load import find_pack
    from ..packs.lookup import look_up
    from ..show.packs.forms import entry_json, form_json, form_sheet, form_text, found_text

    asked = wanted(output, to, _KINDS)
    form = find_pack(pack, Path(), typed=True).form
    file = asked.file(form.id)
    if name:
        found = look_up(form, name)
        if asked.kind == "json":
            tell(_json([entry_json(entry) for entry in found.entries]), file, force=force)
        else:
            tell(found_text(form, name, found), file if found.entries else None, force=force)
        raise typer.Exit(0 if found.entries else 1)
    if asked.kind == "json":
        tell(_json(form_json(form)), file, force=force)
    else:
        tell(form_sheet(form) if asked.kind == "markdown" else form_text(form), file, force=force)


def diff_forms(
    old: Annotated[str, typer.Argument(metavar="旧格式", help="格式编号，或格式包的文件夹", show_default=False)],
    new: Annotated[str, typer.Argument(metavar="新格式", help="同上", show_default=False)],
    output: _Where = None,
    to: _What = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="有变化时退出码为 1")] = False,
    no_color: NoColour = False,
    force: Force = False,
) -> None:
    """比较两个格式：部分、表、行、列、勾稽、模板文字变了什么，哪些不能照用，要做什么。"""
    from ..show.packs.form_diff import form_diff_json, form_diff_page, form_diff_text
    from ..show.text import Ink
    from ..tasks.compare import compare_forms

    asked = wanted(output, to, _KINDS)
    diff = compare_forms(old, new, Path())
    file = asked.file("CHANGES")
    if asked.kind == "json":
        tell(_json(form_diff_json(diff)), file, force=force)
    elif asked.kind == "markdown":
        tell(form_diff_page(diff), file, force=force)
    else:
        tell(form_diff_text(diff, Ink(colour(no_color, file))), file, force=force)
    raise typer.Exit(1 if exit_code and diff.changes else 0)


def show_keys(
    key: Annotated[
        str,
        typer.Argument(metavar="键", help="键的名称、路径（rows.note）、文件名，或者几个字；不写则列出全部", show_default=False),
    ] = "",
    output: _Where = None,
    to: _What = None,
    force: Force = False,
) -> None:
    """查一个键：format.yaml 等文件里能写哪些键，各是什么、写什么、不写时怎样、例。"""
    from itertools import chain

    from ..area.decisions import DECISIONS, DECISIONS_SHAPE
    from ..area.register import REGISTER_SHAPE, REGISTER_YAML
    from ..files.keys import DeclaredFile, described, find_keys
    from ..show.packs.keys import found_keys_text, keys_json, keys_page, keys_text
    from ..tasks.packs import declared_files

    asked = wanted(output, to, _KINDS)
    file = asked.file("keys")
    of_areas = (DeclaredFile(REGISTER_YAML, REGISTER_SHAPE), DeclaredFile(DECISIONS, DECISIONS_SHAPE))
    files = (*declared_files(), *of_areas)
    if key:
        found = find_keys(files, key)
        shown = _json(keys_json(found.keys)) if asked.kind == "json" else found_keys_text(key, found)
        tell(shown, file if found.keys else None, force=force)
        raise typer.Exit(0 if found.keys else 1)
    if asked.kind == "json":
        tell(_json(keys_json(list(chain.from_iterable(map(described, files))))), file, force=force)
    else:
        tell(keys_page(files).rstrip("\n") if asked.kind == "markdown" else keys_text(files), file, force=force)


def _json(values: object) -> str:
    import json

    from ..text.hidden import escaped_json

    return escaped_json(json.dumps(values, ensure_ascii=False, indent=2))


formats = typer.Typer(cls=ChineseGroup, help="格式包：官方表格的格式和 Word 模板。", no_args_is_help=True, rich_markup_mode=None)
for _name, _command in (
    ("show", show_form),
    ("keys", show_keys),
    ("diff", diff_forms),
    ("template", draw_template),
    ("tag", tag_form),
    ("check", check),
):
    formats.command(_name, cls=ChineseCommand)(_command)


def rules(
    code: Annotated[str, typer.Argument(metavar="代码", help="某一条的代码，如 T301", show_default=False)] = "",
    output: _Where = None,
    to: Annotated[list[str] | None, what("text 或 markdown（每一条的说明）")] = None,
    force: Force = False,
) -> None:
    """列出全部校验规则；给出代码则说明这一条。"""
    from ..show.text import rule_text, rules_page, rules_text
    from ..tasks.packs import all_rules

    asked = wanted(output, to, ("text", "markdown"))
    unsound: dict[Path, PackError] = {}
    listed = all_rules(Path(), unsound=unsound)
    if unsound:
        named = "、".join(map(str, unsound))
        note(f"{named} 声明有误，它的勾稽关系没有列出；先改好：reportgen format check {next(iter(unsound))}")
    if code:
        code = code_typed(code)
        listed = [rule for rule in listed if rule.code == code]
        if not listed:
            raise typer.BadParameter(f"没有代码为 {code} 的规则；运行 reportgen rules 看全部", param_hint="代码")
    texts = rules_text(listed) if not code else rule_text(listed[0])
    tell(rules_page(listed).rstrip("\n") if asked.kind == "markdown" else texts, asked.file(code or "rules"), force=force)


@formats.command("list", cls=ChineseCommand)
def list_formats(
    draft: Annotated[
        Path | None,
        typer.Argument(metavar="草稿文件夹", help="看这份草稿能用的；不写则按在当前文件夹里新建草稿算", show_default=False),
    ] = None,
    output: Annotated[str | None, where()] = None,
    force: Force = False,
) -> None:
    """列出可用的格式，以及各在哪里：草稿旁边、REPORTGEN_FORMATS、随程序。"""
    from ..show.text import formats_text
    from ..tasks.packs import listed_formats

    file = file_in(output, "formats.txt")
    tell(formats_text(*listed_formats(_BEGUN_HERE if draft is None else draft)), file, force=force)


@formats.command("new", cls=ChineseCommand)
def new_pack(
    name: Annotated[str, typer.Argument(metavar="编号", help="新格式的编号，也是文件夹名，如 province-2030", show_default=False)],
    base: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="格式包",
            help="从哪一套开始：格式编号，或放着 format.yaml 的文件夹；不写就是一套小的样子，给别的年报用",
            show_default=False,
        ),
    ] = "",
    overlay: Annotated[
        bool, typer.Option("--overlay", help="不复制，只写不同的地方（extends）；原来那一套更新了也跟着更新")
    ] = False,
    folder: Annotated[Path, where("放在哪个文件夹里；不写则放在当前文件夹", metavar="文件夹")] = Path(),
) -> None:
    """新建一个格式包：从现有的一套复制，或在它上面增改；一种新的年报，从一套小的样子开始。"""
    from ..tasks.packs import make_pack, next_steps

    made = make_pack(name, base, folder, beside=Path(), overlay=overlay)
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
    output: Annotated[str | None, where()] = None,
    force: Force = False,
) -> None:
    """写出 JSON Schema，VS Code 等编辑器用它提示和检查。"""
    from ..tasks.packs import FORMAT, schema_of, write_schema

    file = file_in(output, f"{'format' if of == FORMAT else 'narrative'}.schema.json")
    if file is None:
        say(schema_of(of, Path()).rstrip("\n"))
    else:
        say(f"已写好：{write_schema(of, Path(), file, force=force)}")
