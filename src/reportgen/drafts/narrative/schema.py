"""What may stand in a narrative.yaml, for the JSON Schema that editors use and the reference of keys.

The clerk's file is read forgivingly by drafts/narrative/read.py, which makes findings of what is wrong; a test
holds both to the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...files.shapes import SAID, TEXT, Either, Key, Keys, ListOf, Number, Shape, Text, json_schema, schema_text
from ...model.beside.fields import field_advice
from ...model.draft import (
    AGENCY,
    CHARTS,
    CONTACT,
    FIELDS,
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
    WAIVED_SAID,
    WAIVED_WHY,
    WAIVERS,
    YEAR,
)
from ...model.form import Form, Section
from ...packs.shapes.values import FORM_ID

_PARAGRAPHS = Either((TEXT, ListOf(TEXT)))
_HEADED = Keys(
    "headed",
    "自拟标题，下面写正文",
    (),
    others=Key(
        "〈标题〉", _PARAGRAPHS, "自拟的标题，不写序号；后面是它的正文，一行一段", "主要做法: 全年办理来信 24 件。", "0.1"
    ),
)
_SIGNATURE = Keys(
    "signature",
    "落款",
    (
        Key(SIGNED_BY, TEXT, "署名的机关", "某某县某某局", "0.1", default="机关"),
        Key(SIGNED_ON, TEXT, "日期，如 2031年1月20日", "2031年1月20日", "0.1"),
    ),
)
_WAIVER = Keys(
    "waiver",
    "一条提醒的说明",
    (
        Key(
            WAIVED_CODE,
            Text("[A-Za-z][0-9]{3}", "要写全", blank=False, called="代码"),
            "提醒的代码，如 Y301",
            "Y301",
            "0.2",
            required=True,
        ),
        Key(WAIVED_AT, TEXT, "只针对一处时写：格（表五!D7）、地址，或提醒里的几个字", "表五!D7", "0.2", default="每一处"),
        Key(WAIVED_WHY, SAID, "理由，会写进检查结果", "上年漏计 1 件", "0.2", required=True),
        Key(WAIVED_SAID, TEXT, "提醒当时说的话；说的数变了，这条理由就不再算", "写的是 12，上年的年报是 11", "0.7"),
    ),
)
_BLANK = Text(" *", blank=True)
_SOME_SECTION = Key(
    "〈部分的名称〉",
    Either((TEXT, ListOf(TEXT), _HEADED)),
    "这一部分的正文，一行一段；自拟标题的部分先写标题",
    "总的情况: 全年办理来信 24 件。",
    "0.1",
)


def narrative_shape(form: Form | None = None) -> Keys:
    """The shape of a narrative in `form`; without one, that of any form, whose sections are not known."""
    year = Either((Number(1900, 2099, whole=True), Text("(19|20)[0-9][0-9]年?", "不是四位数字", blank=False, called="四位数字")))
    keys = [
        Key(AGENCY, SAID, "机关全称", "某某县某某局", "0.1", required=True),
        Key(YEAR, year, "报告年度，四位数字，如 2030", "2030", "0.1", required=True),
        Key(
            FORMAT,
            Text(FORM_ID, "是编号，不是路径", called="格式编号"),
            "格式编号，见 reportgen format list；不写则按年份选",
            "letters-2030",
            "0.1",
            default="按年份选",
        ),
        Key(
            TITLE,
            _PARAGRAPHS,
            "标题太长时自己分行，一行一项；不写则由机关和年份组成",
            "[某某县某某局, 2030年来信办理年报]",
            "0.1",
            default="由机关和年份组成",
        ),
        Key(PREFACE, _PARAGRAPHS, "前言：编制依据、统计期限、联系方式", "根据《某某条例》编制本年度报告。", "0.1"),
        Key(
            CONTACT,
            _values("contact", "〈哪一项〉", "如 地址、电话；后面写是什么", "电话: 0000-12345678", "0.1"),
            _contact(form),
            "{电话: 0000-12345678}",
            "0.1",
        ),
        *_fields(form),
        Key(
            VARIABLES,
            _values("variables", "〈名称〉", "自己起的名称；后面写数或文字", "培训: 3", "0.1"),
            "正文里用 {{ 自定义.名称 }} 引用的数和文字",
            "{培训: 3}",
            "0.1",
        ),
        Key(
            CHARTS,
            _values(
                "charts",
                "〈图表的名称〉",
                "自己起的名称；后面写要画的数",
                "渠道: 当面=表五.收到.当面、信函=表五.收到.信函",
                "0.4",
            ),
            "起了名称的图表：名称和要画的数；正文里写 ![图名](图表:饼图 名称)",
            "{渠道: 当面=表五.收到.当面、信函=表五.收到.信函}",
            "0.4",
        ),
        Key(PRIOR, TEXT, "上年的草稿文件夹或年报文件，写相对路径", "../2029年报", "0.1"),
        Key(
            WAIVERS,
            Either((ListOf(_WAIVER), _BLANK)),
            "对提醒的说明：确有原因的写明理由",
            "[{代码: Y301, 理由: 上年漏计 1 件}]",
            "0.2",
        ),
        *(_section(section) for section in (form.prose_sections if form else ())),
        Key(SIGNATURE, Either((_SIGNATURE, _BLANK)), "署名和日期", "{日期: 2031年1月20日}", "0.1"),
    ]
    return Keys("narrative", "年报的文字稿", tuple(keys), others=None if form else _SOME_SECTION)


def _values(name: str, key: str, about: str, example: str, since: str) -> Either:
    """Entries of a person's own naming, or nothing yet."""
    return Either((Keys(name, "一行一项", (), others=Key(key, TEXT, about, example, since)), _BLANK))


def _section(section: Section) -> Key:
    shape: Shape = _HEADED if section.kind == "free" else _PARAGRAPHS
    about = "\n".join((section.title, *section.guidance))
    return _SOME_SECTION._replace(name=section.name, shape=shape, about=about, example="全年办理来信 24 件。")


def _contact(form: Form | None) -> str:
    return "联系方式，一行一项" + (f"：{'、'.join(form.contact)}" if form and form.contact else "")


def _fields(form: Form | None) -> Iterator[Key]:
    """The form's own fields by name; of any form the key with whatever stands below it."""
    about, example = "单独一行印在年报上的各项，格式包里声明的", "{发文字号: 某政办发〔2031〕5号}"
    if form is None:
        yield Key(
            FIELDS,
            _values("fields", "〈名称〉", "哪一项；后面写是什么", "发文字号: 某政办发〔2031〕5号", "0.7"),
            about,
            example,
            "0.7",
        )
    elif form.fields:
        keys = (Key(one.name, TEXT, "；".join(field_advice(one, form.letterhead)) or one.name, "", "0.7") for one in form.fields)
        yield Key(FIELDS, Either((Keys("fields", "一行一项", tuple(keys)), _BLANK)), about, example, "0.7")


def narrative_schema(form: Form | None = None) -> str:
    """The schema of narrative.yaml in this form, or in any, as a file's text."""
    return schema_text(
        json_schema(narrative_shape(form), title=f"文字稿 narrative.yaml（{form.name if form else '各种格式通用'}）")
    )
