"""A format pack to start from: a small one for a report of any kind, another one copied under a new id, or an overlay; its schema for editors.

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
from ..model.form import Form, Section
from ..model.location import Location
from .folders import CASES, DECLARATION, PROSE, TEMPLATE, WORDS
from .pack import Pack
from .rules import F120, F507
from .shapes.format import FORMAT, OVERLAY

MANUAL = "README.md"
SCHEMA_FILE = "format.schema.json"
# The first line of a YAML file, by which an editor finds its schema.
SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}\n"
# What a README.md of a new pack has where its maintainer is to write.
_TO_WRITE = "【待写"
# How a comment at the head of a file calls the form that it belongs to: 2021 年起, 2021年格式.
_OF_A_YEAR = re.compile(r"([12][0-9]{3}) ?年度?(?:起|格式)")


# A report of every kind of part: text, a table, text and a table in turn. It is sound as it stands, and all of it is to be replaced.
_FIRST = """\
# 一种新的年报。每一处都换成通知里的；写好一处就检查一次：reportgen format check {name}
# 每个键的意思：docs/packs.md，或者在 VS Code 里把鼠标停在键上。
id: {name}
name: 某某年报（改成全称，写明是哪一年的格式）
basis:
  number: 某发〔2020〕1号 # 发文字号
  title: 关于报送某某年报的通知
  law: 《某某条例》第几条 # 法律依据
  # deadlines: # 报告年度的下一年，最迟哪一天
  #   - {{of: all, by: 3月31日, say: 报送, law: 某发〔2020〕1号}}
years: {{first: 2020}} # 从哪一年度起；停用了再写 last
title: ["{{{{ 机关 }}}}", "{{{{ 年份 }}}}年某某年报"] # 一行一项
# title_words: [某某] # 公布的标题用词不一的，写上那些词
# preface: 根据《某某条例》，编制本年报。统计期限自{{{{ 年份 }}}}年1月1日起至{{{{ 年份 }}}}年12月31日止。 # 没有前言就不写
contact: [] # 联系方式有哪几项，如 [电话]；在前言里或者模板里用到的才写

sections: # 从上到下；name 是文字稿里的键，heading 是印出来的标题
  - id: overview
    name: 总的情况
    heading: 一、总的情况
    guidance: [写给填报的人：这一部分写什么。]
  - {{id: figures_section, name: 主要数据, heading: 二、主要数据, tables: [figures]}}
  - id: analysis_section # 一个标题下面文字和表轮着来的，用 parts
    heading: 三、情况分析
    parts:
      - {{id: before, name: 表前的文字}}
      - {{id: outcomes_part, name: 结果, tables: [outcomes]}}
      - {{id: behind, name: 表后的文字}}
  - {{id: signature, kind: signature}} # 落款

tables: # label 照表上的字，一字不差；name 是文字里的称呼，{{{{ 数量表.甲项.数量 }}}}；id 用英文
  - id: figures
    name: 数量表
    blocks:
      - corner: 项目
        columns:
          - {{id: count, name: 数量, label: 数量（件）}}
          - {{id: money, name: 金额, label: 金额（万元）, kind: amount, unit: 万元}}
        rows:
          - {{id: first, name: 甲项, label: 甲项}}
          - {{id: second, name: 乙项, label: 乙项}}
          - {{id: total, name: 合计, label: 合计}}
  - id: outcomes
    name: 结果表
    blocks:
      - corner: 结果
        columns: [{{id: count, name: 数量, label: 数量（件）}}]
        rows:
          - {{id: received, name: 受理, label: 受理}}
          - {{id: done, name: 办结, label: 其中：办结}}

identities: # 勾稽关系：left 各项之和等于（或不超过）right
  - {{code: T901, title: 合计, table: figures, each: column, left: [first..second], right: [total], say: 各项之和应等于合计}}
  - {{code: T902, title: 办结不超过受理, table: outcomes, each: column, left: [done], right: [received], relation: at_most, say: 办结的不应多于受理的}}
"""
_FIRST_PROSE = """\
# 正文怎样说到表里的数：say 是说法，几种用空格分开，is 是哪一行（列）的 id。检查时据此把文中的数和表对照。
none: [没有, 未, 无, 零, 为零, 为0, 没有发生, 未发生]
# about: [某某工作] # 这种年报说的是什么事，几种叫法：写在数的名称旁边的，不改变数的是什么
tables:
  - table: figures
    units: 件 万元
    column: count
    rows:
      - {name: 甲项, say: 甲项 办理甲项, is: [first]}
      - {name: 乙项, say: 乙项 办理乙项, is: [second]}
      - {name: 合计, say: 共办理 合计, is: [total]}
    columns:
      - {name: 金额, say: 金额 涉及金额, is: [money]}
  - table: outcomes
    units: 件
    rows:
      - {name: 受理, say: 受理, is: [received]}
      - {name: 办结, say: 办结, is: [done]}
"""
_FIRST_CASES = """\
# 试卷：good 是一份没有错的年报（没有列出的格都是 0），每个用例改错一格，finds 是应当查出什么；每条勾稽关系至少一个。
# 查得出是哪一格填错的，再写 suspect: {ref: 哪一格, value: 应是多少}。
good:
  figures.first.count: 12
  figures.first.money: 3.5
  figures.second.count: 7
  figures.total.count: 19
  figures.total.money: 3.5
  outcomes.received.count: 19
  outcomes.done.count: 18
cases:
  - name: 合计填错
    change: {figures.total.count: 20}
    finds: [T901 figures.total.count]
  - name: 办结的比受理的多
    change: {outcomes.done.count: 21}
    finds: [T902 outcomes.received.count]
"""
_FIRST_MANUAL = """\
# {name}

- **依据**：【待写：哪一份通知、哪一条法规】
- **内容**：【待写：几个部分，几张表】
- **表头文字的来源**：【待写：哪一份空白表格、哪几份公布的年报】
- **勾稽关系**：【待写：哪几条是表上写明的，哪几条是自己加的】

| 文件 | 是什么 |
|---|---|
| `format.yaml` | 部分、表、行、列、勾稽关系：唯一的出处 |
| `prose.yaml` | 正文怎样说到这些数 |
| `cases.yaml` | 校验的用例 |
| `template.docx` | Word 模板，由 `reportgen format template {name}` 画出，可以用 Word 修改 |
"""


def first_of_its_kind(name: str) -> dict[str, bytes]:
    """The files of a small pack for a report of whatever kind, by name: sound, and to be written over piece by piece."""
    files = {
        DECLARATION: SCHEMA_LINE + _FIRST.format(name=name),
        PROSE: _FIRST_PROSE,
        CASES: _FIRST_CASES,
        MANUAL: _FIRST_MANUAL.format(name=name),
        SCHEMA_FILE: format_schema(),
    }
    return {file: text.encode() for file, text in files.items()}


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


def _whole_section(form: Form) -> Section:
    """A section to show changes of: one of text that is no part of another, where there is one."""
    return next((one for one in form.prose_sections if not one.part_of), form.sections[0])


def _overlay_text(form: Form, name: str) -> str:
    table = max(form.tables, key=lambda one: len(one.figures))
    row, section = table.blocks[-1].filled_rows[-1], _whole_section(form)
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
        f"和 {base} 差在哪里，写在 `CHANGES.md` 里：`reportgen format diff {base} {name} -o CHANGES.md`（命令都在这个文件夹里运行）。",
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
