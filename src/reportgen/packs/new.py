"""A format pack to start from: another one copied under a new id, or an overlay that holds only what differs; its schema for editors.

What is left to write in a new pack is marked in its README.md, and told until it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..files.shapes import json_schema, schema_text
from ..files.yaml import LocatedMap, Scalar, compose, read_text
from ..model.errors import SourceError
from ..model.finding import Finding
from ..model.form import Form
from ..model.location import Location
from .folders import CASES, DECLARATION, PROSE, TEMPLATE, WORDS
from .pack import Pack
from .rules import F120, F507
from .shapes import FORMAT, OVERLAY

MANUAL = "README.md"
SCHEMA_FILE = "format.schema.json"
# The first line of a YAML file, by which an editor finds its schema.
SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}\n"
# What a README.md of a new pack has where its maintainer is to write.
_TO_WRITE = "【待写"
# How a comment at the head of a file calls the form that it belongs to: 2021 年起, 2021年格式.
_OF_A_YEAR = re.compile(r"([12][0-9]{3}) ?年度?(?:起|格式)")


def copy_of(pack: Pack, name: str) -> dict[str, bytes]:
    """The files of a pack under another id, with all their comments; by name."""
    folder = pack.folder
    files = {DECLARATION: (SCHEMA_LINE + _renamed(folder / DECLARATION, name)).encode()}
    for other in (PROSE, CASES, TEMPLATE, WORDS):
        if (folder / other).is_file():
            files[other] = (folder / other).read_bytes()
    # What the old one's tells is not this one's story: where its labels come from, what it changed.
    return {**files, MANUAL: _manual(pack.form.id, name, overlay=False).encode(), SCHEMA_FILE: format_schema().encode()}


def _renamed(path: Path, name: str) -> str:
    """The text of a format.yaml with another id, everything else as it was typed."""
    text = read_text(path)[0].removeprefix(SCHEMA_LINE)
    root = compose(text, str(path))
    node = root.get("id") if isinstance(root, LocatedMap) else None
    assert isinstance(node, Scalar)
    lines = text.split("\n")
    line, column = node.location.line - 1, node.location.column - 1
    lines[line] = lines[line][:column] + lines[line][column:].replace(node.text, name, 1)
    return "\n".join(lines)


def overlay_of(form: Form, name: str) -> dict[str, bytes]:
    """The files of an overlay that changes nothing yet, and shows in comments how to."""
    return {
        DECLARATION: (SCHEMA_LINE + _overlay_text(form, name)).encode(),
        PROSE: _prose_text(form).encode(),
        CASES: _cases_text(form).encode(),
        MANUAL: _manual(form.id, name, overlay=True).encode(),
        SCHEMA_FILE: format_schema().encode(),
    }


def _overlay_text(form: Form, name: str) -> str:
    table = max(form.tables, key=lambda one: len(one.figures))
    row, section = table.blocks[-1].filled_rows[-1], form.prose_sections[0]
    lines = [
        f"## 在 {form.id}（{form.name}）上增改：这里只写不同的地方，没有写的都和它一样。",
        "## 法定的部分、表、行、列只能增加，不能删去。要用哪一段，就去掉那几行行首的“# ”（一个 # 和一个空格）。",
        f"id: {name}",
        f"extends: {form.id}",
        "# name: 某省的年度报告格式",
        "",
        "## 部分：已有的 id 只写要改、要加的；新的 id 要写全，放在 after 后面，不写 after 则放在落款前",
        "# sections:",
        f"#   - id: {section.id}",
        "#     guidance: [省里要求另写一段的内容。]",
        "#     accepts: [标题的另一种写法]",
        "#   - {id: added_section, name: 新增的部分, heading: 七、新增的部分, tables: [added_table]}",
        "",
        "## 表：已有的行、列按 id 改；新的行、列写全，after 是放在谁后面；新的表要写进上面某个部分的 tables 才会印出来",
        "# tables:",
        f"#   - id: {table.id}",
        "#     rows:",
        f"#       - {{id: {row.id}, note: 省里的填报说明}}",
        f"#       - {{after: {row.id}, id: added_row, name: 新增的行, label: 五、新增的行}}",
        "#   - id: added_table",
        "#     name: 新增的表",
        "#     look: {font_size: 10.5, row_height: 24, stub_widths: [39], value_width: 39}",
        "#     blocks:",
        "#       - corner: 内容",
        "#         columns:",
        "#           - {id: online, name: 网上, label: 网上}",
        "#           - {id: by_post, name: 邮寄, label: 邮寄}",
        "#           - {id: sum, name: 合计, label: 合计}",
        "#         rows:",
        "#           - {id: by_channel, name: 按渠道, label: 按渠道分}",
        "",
        "## 勾稽关系：相同的代码是改，新的代码是加；错误不能改成提醒",
        "# identities:",
        "#   - {code: T990, title: 渠道合计, table: added_table, each: row, left: [online, by_post], right: [sum], say: 各渠道之和应等于合计}",
        "",
        "## 关掉一条提醒：必须写理由，检查结果里会写出来；错误不能关",
        "# rules:",
        "#   - {code: N221, severity: off, reason: 省里的提纲不要求逐项写}",
    ]
    return "\n".join(lines) + "\n"


def _prose_text(form: Form) -> str:
    table = max(form.tables, key=lambda one: len(one.figures))
    row = table.blocks[-1].filled_rows[0]
    return "\n".join(
        [
            f"## 正文里的说法，加在 {form.id} 的说法后面；每个键是什么：reportgen format keys prose.yaml。去掉行首的“# ”就起作用。",
            "# tables:",
            f"#   - table: {table.id}",
            "#     unless: 省里的用语",
            "#     rows:",
            f"#       - {{name: {row.name}, say: 新的说法, is: [{row.id}]}}",
            "",
        ]
    )


def _cases_text(form: Form) -> str:
    return "\n".join(
        [
            f"## 用例，加在 {form.id} 的用例后面：good 里只写自己加的格，每条自己加的勾稽关系至少一个用例；没有加勾稽关系的不用写。",
            "## 去掉行首的“# ”就起作用。",
            "# good:",
            "#   added_table.by_channel.online: 5",
            "#   added_table.by_channel.by_post: 2",
            "#   added_table.by_channel.sum: 7",
            "# cases:",
            "#   - name: 渠道合计填错",
            "#     change: {added_table.by_channel.sum: 8}",
            "#     finds: [T990 added_table.by_channel.sum]",
            "",
        ]
    )


# -- README.md ---------------------------------------------------------------------------------------


def _manual(base: str, name: str, *, overlay: bool) -> str:
    """What a maintainer reads first: what the files say is not said again, what they cannot say is to be written."""
    came = f"在 {base} 上增改的一套格式：只写不同的地方" if overlay else f"从 {base} 复制来的一套格式"
    asked = (
        ("谁要求的", "哪一级、哪一份文件"),
        ("加了什么、为什么", "填报的人要先知道的两三条"),
    )
    asked_of_copy = (
        ("表头文字的来源", "哪一份官方空白表格、哪几份公布的年报"),
        ("勾稽关系的来源", "哪几条是通知、表上写明的，哪几条是照各项和总计推出来的"),
        ("最要紧的改动", "填报的人要先知道的两三条"),
    )
    lines = [
        f"# {name}",
        "",
        f"{came}。依据、适用年度、各部分、各表各行、勾稽关系写在 `format.yaml` 里，看一遍：`reportgen format show {name}`；",
        f"和 {base} 差在哪里，写在 `CHANGES.md` 里：`reportgen format diff {base} {name} -o {name}/CHANGES.md`。",
        "",
        "下面是数据里看不出来的。写好了，删去【】和里面的提示：",
        "",
        *(f"- **{what}**：{_TO_WRITE}：{which}】" for what, which in (asked if overlay else asked_of_copy)),
        "",
        "| 文件 | 是什么 |",
        "|---|---|",
        "| `format.yaml` | 部分、表、行、列、勾稽关系：唯一的出处 |",
        "| `prose.yaml` | 正文怎样说到表里的数 |",
        "| `cases.yaml` | 校验的用例：一份没有错的数，每例改错几格，写明应当查出什么 |",
        f"| `template.docx` | Word 模板：`reportgen format template {name}` 画的，或者给官方表格加上标签的，可以用 Word 修改 |",
        "| `CHANGES.md` | 和原来那一套差在哪里、哪些不能照用、要做什么 |",
    ]
    return "\n".join(lines) + "\n"


def left_of_the_copied(pack: Pack) -> Iterator[Finding]:
    """What a pack still says of the one it was copied from, or does not say yet: its README.md, the comments at the heads of its files."""
    manual = pack.folder / MANUAL
    waiting = [number for number, line in enumerate(_lines_of(manual), 1) if _TO_WRITE in line]
    if waiting:
        more = f"（还有 {len(waiting) - 1} 处）" if len(waiting) > 1 else ""
        yield F507.at(Location(str(manual), line=waiting[0]), f"{MANUAL} 里还有“{_TO_WRITE}…】”没有写{more}", hint=F507.good)
    for path in (pack.folder / name for name in (DECLARATION, PROSE, CASES)):
        for number, line in enumerate(_lines_of(path), 1):
            if not line.startswith("#"):
                break  # further down a comment may speak of another form
            for found in _OF_A_YEAR.finditer(line):
                if int(found[1]) not in pack.form.years:
                    place = Location(str(path), line=number, column=found.start() + 1)
                    said = f"开头的说明还写着“{found[0]}”，这一套适用的是{pack.form.years}"
                    yield F120.at(place, said, hint="改成这一套的，或者删去：年度写在 years 里。")


def _lines_of(path: Path) -> list[str]:
    try:
        return read_text(path)[0].splitlines() if path.is_file() else []
    except SourceError:  # told by whoever reads it for what it says
        return []


# -- the schema --------------------------------------------------------------------------------------


def format_schema() -> str:
    """The schema of format.yaml, of a whole pack as of an overlay, as a file's text."""
    return schema_text(json_schema(FORMAT, OVERLAY, title="格式包的 format.yaml"))
