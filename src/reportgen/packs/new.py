"""A format pack to start from: another one copied under a new id, or an overlay that holds only what differs; its schema for editors."""

from __future__ import annotations

from pathlib import Path

from ..files.shapes import json_schema, schema_text
from ..files.yaml import LocatedMap, Scalar, compose, read_text
from ..model.form import Form
from .folders import CASES, DECLARATION, PROSE, TEMPLATE, WORDS
from .pack import Pack
from .shapes import FORMAT, OVERLAY

MANUAL = "README.md"
SCHEMA_FILE = "format.schema.json"
# The first line of a YAML file, by which an editor finds its schema.
SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}\n"


def copy_of(pack: Pack, name: str) -> dict[str, bytes]:
    """The files of a pack under another id, with all their comments; by name."""
    folder = pack.folder
    files = {DECLARATION: (SCHEMA_LINE + _renamed(folder / DECLARATION, name)).encode()}
    for other in (PROSE, CASES, TEMPLATE, WORDS):
        if (folder / other).is_file():
            files[other] = (folder / other).read_bytes()
    if (folder / MANUAL).is_file():
        files[MANUAL] = read_text(folder / MANUAL)[0].replace(pack.form.id, name).encode()
    return {**files, SCHEMA_FILE: format_schema().encode()}


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
        "## 要素：单独一行印在年报上的各项，模板里写 {{ fields.id }}，正文里写 {{ 要素.name }}；letterhead 是版头和版记（GB/T 9704）",
        "## 去掉这几行的 # 以后，画一份模板：reportgen format template " + name,
        "# fields:",
        "#   - {id: doc_number, name: 发文字号, required: true, pattern: 某政办函〔#〕#号}",
        "#   - {id: copies, name: 抄送, note: 末尾不写句号}",
        '#   - {id: printer, name: 印发机关, default: "{{ 机关 }}"}',
        "#   - {id: printed, name: 印发日期, kind: date}",
        "# letterhead:",
        '#   mark: "{{ 机关 }}文件"',
        "#   number: doc_number",
        "#   copies: copies",
        "#   printer: printer",
        "#   printed: printed",
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
            f"## 正文里的说法，加在 {form.id} 的说法后面（写法见它的 prose.yaml）。去掉行首的“# ”就起作用。",
            "# tables:",
            f"#   - table: {table.id}",
            "#     unless: 省里的用语",
            "#     rows:",
            f"#       - {{name: {row.name}, say: 新的说法, is: [{row.id}]}}",
            "",
        ]
    )


# -- the schema --------------------------------------------------------------------------------------


def format_schema() -> str:
    """The schema of format.yaml, of a whole pack as of an overlay, as a file's text."""
    return schema_text(json_schema(FORMAT, OVERLAY, title="格式包的 format.yaml"))
