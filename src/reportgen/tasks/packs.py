"""Commands about format packs: what there is, new packs, schemas, templates."""

from __future__ import annotations

import shutil
from pathlib import Path

from ..files.keys import DeclaredFile
from ..files.saving import save, save_all
from ..model.draft import NARRATIVE as NARRATIVE_FILE
from ..model.errors import OutputError, PackError
from ..model.finding import Rule
from ..model.form import Form, Listed
from ..model.location import Location
from ..packs.folders import CASES, DECLARATION, PROSE, TEMPLATE, WORDS, is_impostor, is_shipped, known_packs, pack_folders
from ..packs.load import find_pack, open_pack
from ..reports.formats import every_pack
from ..rules.catalog import RULES, identity_rules

FORMAT, NARRATIVE = "format", "narrative"


def listed_formats(beside: Path) -> tuple[list[Listed], list[Path]]:
    """Every pack that a draft there can use, oldest first, and the folders of those with faults."""
    folders = {folder.resolve(): folder for folder in pack_folders(beside)}
    used = {folder.resolve() for folder in known_packs(beside).values()}
    hidden = [shown for real, shown in folders.items() if real not in used]
    unsound: dict[Path, PackError] = {}
    listed = [
        Listed(pack.form, is_shipped(pack.folder), tuple(str(folder) for folder in hidden if folder.name == pack.form.id))
        for pack in every_pack(beside, unsound=unsound)
    ]
    return listed, list(unsound)


def make_pack(name: str, base: str, folder: Path, *, beside: Path, overlay: bool = False) -> Path:
    """Write a pack of this id into `folder`, as a copy of `base` (looked for from `beside`) or as what differs from it; gives its folder.

    Without a `base` ('') it is a small one for a report of another kind.

    Nothing that is there already is overwritten; PackError where the new pack would not be sound.
    """
    from ..files.shapes import Text, text_problem
    from ..packs.new import copy_of, first_of_its_kind, overlay_of
    from ..packs.shapes.values import FORM_ID

    if wrong := text_problem(name, Text(FORM_ID, "不能做格式编号：只能用英文字母、数字、- 和 _", blank=False)):
        raise PackError(wrong)
    if overlay and not base:
        raise PackError("没有写在哪一套上增改", hint="加上 --from 格式包；一种新的年报，不写 --overlay")
    pack = find_pack(base, beside, typed=True) if base else None
    target = folder / name
    if pack and name in pack.form.lineage:
        raise PackError(f"新格式不能也叫 {name}", hint="换一个编号：草稿靠编号找格式")
    if is_impostor(target):
        raise PackError(f"{name} 和随程序的格式同名", hint="换一个编号：同名的（大小写不同也算）放在哪里都不会用")
    if target.exists():
        raise OutputError(
            "这个文件夹已经存在，没有覆盖", location=Location(str(target)), hint="换一个编号，或用 -o 放到别的文件夹"
        )
    try:
        files = first_of_its_kind(name) if pack is None else overlay_of(pack.form, name) if overlay else copy_of(pack, name)
        save_all({target / file: content for file, content in files.items()})
        open_pack(target)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)  # half a pack would be found beside every draft
        raise
    return target


def next_steps(pack: Path, name: str, *, overlay: bool) -> str:
    """What to do with a new pack."""
    forced = " --force" if (pack / TEMPLATE).is_file() else ""
    lines = [
        f"已新建格式包：{pack}",
        "",
        "下一步：",
        f"  1. 编辑 {pack / DECLARATION}"
        + ("：只写不同的地方，去掉行首的 # 再改" if overlay else "：表、行、列、勾稽关系；改名称和依据"),
        "     （VS Code 装上 YAML 扩展后会提示和检查，所用的 format.schema.json 就在旁边；每个键是什么：reportgen format keys 键）",
        f"  2. 检查：reportgen format check {pack}"
        + ("" if overlay else "，照它说的再改 prose.yaml（正文的说法）、cases.yaml（用例）；README.md 里的【待写】"),
        f"  3. Word 模板：画一份 reportgen format template {pack}"
        + ("（加了行、列、表、要素、版头，或改了标题才需要）" if overlay else forced),
        f"     或者用发下来的空白表格：reportgen format tag 表格.docx --format {pack} -o {pack / TEMPLATE}{forced}",
        "  4. 使用：把它放进草稿旁边的 formats 文件夹，或把它所在的文件夹写进环境变量 REPORTGEN_FORMATS；",
        f"     新建草稿：reportgen new 文件夹 --agency 机关全称 --year 年份 --format {name}",
    ]
    return "\n".join(lines)


def schema_of(kind: str, beside: Path) -> str:
    """The JSON Schema of format.yaml (`format`), of any narrative (`narrative`), or of that of a pack, looked for from `beside`."""
    from ..drafts.narrative.schema import narrative_schema
    from ..packs.new import format_schema

    if kind == FORMAT:
        return format_schema()
    return narrative_schema(None if kind == NARRATIVE else find_pack(kind, beside, typed=True).form)


def write_schema(kind: str, beside: Path, path: Path, *, force: bool = False) -> Path:
    """The same, written to a file."""
    save(path, schema_of(kind, beside).encode(), overwrite=force)
    return path


def declared_files() -> tuple[DeclaredFile, ...]:
    """The files of a pack and of a draft that are written by keys, each with what may stand in it."""
    from ..drafts.narrative.schema import narrative_shape
    from ..packs import cases, phrasing, vocabulary
    from ..packs.shapes.format import FORMAT as DECLARED
    from ..packs.shapes.format import OVERLAY

    return (
        DeclaredFile(DECLARATION, DECLARED, OVERLAY),
        DeclaredFile(PROSE, phrasing.PHRASING, phrasing.OVERLAY_PHRASING),
        DeclaredFile(CASES, cases.CASES_SHAPE),
        DeclaredFile(WORDS, vocabulary.WORDS_SHAPE),
        DeclaredFile(NARRATIVE_FILE, narrative_shape()),
    )


def all_rules(beside: Path | None = None, *, unsound: dict[Path, PackError] | None = None) -> list[Rule]:
    """Every rule of the program, and every identity of the packs (those `beside` a draft too) as one.

    A pack with faults keeps nobody from the rules of the others: it is in `unsound`, by its folder.
    """
    faulty = {} if unsound is None else unsound
    listed = {rule.code: rule for rule in (*RULES, *identity_rules(pack.form for pack in every_pack(beside, unsound=faulty)))}
    return sorted(listed.values(), key=lambda rule: rule.code)


def all_formats() -> list[Form]:
    """Every pack there is, oldest first."""
    return [pack.form for pack in every_pack()]


def write_template(pack: str, beside: Path, output: Path | None = None, *, force: bool = False) -> Path:
    """Draw the Word template of a pack, looked for from `beside`, and prove it before it is written."""
    from ..word.template.compiled import compile_bytes
    from ..word.template.drawing import draw_template

    opened = find_pack(pack, beside, typed=True)
    path = output or opened.folder / TEMPLATE
    content = draw_template(opened.form)
    compile_bytes(content, opened.form, str(path))
    save(path, content, overwrite=force)
    return path
