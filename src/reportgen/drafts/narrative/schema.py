"""What may stand in a narrative.yaml, for the JSON Schema that editors use.

The clerk's file is read forgivingly by drafts/narrative/read.py, which makes findings of what is wrong; a test
holds both to the same answer.
"""

from __future__ import annotations

from ...files.shapes import Either, Key, Keys, ListOf, Number, Shape, Text, json_schema, schema_text
from ...model.draft import (
    AGENCY,
    CHARTS,
    CONTACT,
    FORMAT,
    PREFACE,
    PRIOR,
    SIGNATURE,
    SIGNED_BY,
    SIGNED_ON,
    TITLE,
    VARIABLES,
    WAIVED_AT,
    WAIVED_CODE,
    WAIVED_WHY,
    WAIVERS,
    YEAR,
)
from ...model.form import Form, Section
from ...packs.shapes import FORM_ID

_LINE = Text()
_PARAGRAPHS = Either((_LINE, ListOf(_LINE)))
_HEADED = Keys("headed", "自拟标题，下面写正文", (), others=_PARAGRAPHS)
_VALUES = Keys("values", "一行一项", (), others=_LINE)
_SIGNATURE = Keys("signature", "落款", (Key(SIGNED_BY, _LINE, "署名的机关"), Key(SIGNED_ON, _LINE, "日期，如 2031年1月20日")))
_WAIVER = Keys(
    "waiver",
    "一条提醒的说明",
    (
        Key(WAIVED_CODE, Text("[A-Za-z][0-9]{3}", "要写全", blank=False), "提醒的代码，如 Y301", required=True),
        Key(WAIVED_AT, _LINE, "只针对一处时写：格（表五!D7）、地址，或提醒里的几个字"),
        Key(WAIVED_WHY, Text(blank=False), "理由，会写进检查结果", required=True),
    ),
)
_BLANK = Text(" *", blank=True)


def narrative_shape(form: Form | None = None) -> Keys:
    """The shape of a narrative in `form`; without one, that of any form, whose sections are not known."""
    year = Either((Number(1900, 2099, whole=True), Text("(19|20)[0-9][0-9]年?", "不是四位数字", blank=False)))
    keys = [
        Key(AGENCY, Text(blank=False), "机关全称", required=True),
        Key(YEAR, year, "报告年度，四位数字，如 2030", required=True),
        Key(FORMAT, Text(FORM_ID, "是编号，不是路径"), "格式编号，见 reportgen format list；不写则按年份选"),
        Key(TITLE, _PARAGRAPHS, "标题太长时自己分行，一行一项；不写则由机关和年份组成"),
        Key(PREFACE, _PARAGRAPHS, "前言：编制依据、统计期限、联系方式"),
        Key(CONTACT, Either((_VALUES, _BLANK)), _contact(form)),
        Key(VARIABLES, Either((_VALUES, _BLANK)), "正文里用 {{ 自定义.名称 }} 引用的数和文字"),
        Key(CHARTS, Either((_VALUES, _BLANK)), "起了名称的图表：名称和要画的数；正文里写 ![图名](图表:饼图 名称)"),
        Key(PRIOR, _LINE, "上年的草稿文件夹或年报文件，写相对路径"),
        Key(WAIVERS, Either((ListOf(_WAIVER), _BLANK)), "对提醒的说明：确有原因的写明理由"),
        *(_section(section) for section in (form.prose_sections if form else ())),
        Key(SIGNATURE, Either((_SIGNATURE, _BLANK)), "署名和日期"),
    ]
    others = None if form else Either((_LINE, ListOf(_LINE), _HEADED))
    return Keys("narrative", "年报的文字稿", tuple(keys), others=others)


def _section(section: Section) -> Key:
    shape: Shape = _HEADED if section.kind == "free" else _PARAGRAPHS
    return Key(section.name, shape, "\n".join((section.title, *section.guidance)))


def _contact(form: Form | None) -> str:
    return "联系方式，一行一项" + (f"：{'、'.join(form.contact)}" if form and form.contact else "")


def narrative_schema(form: Form | None = None) -> str:
    """The schema of narrative.yaml in this form, or in any, as a file's text."""
    return schema_text(
        json_schema(narrative_shape(form), title=f"文字稿 narrative.yaml（{form.name if form else '各种格式通用'}）")
    )
