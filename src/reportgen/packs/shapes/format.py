"""What may stand in a pack's format.yaml, and in an overlay's: the one declaration of it.

The reader refuses what is not declared here; the JSON Schemas for editors and the reference of all keys
(docs/keys.md) are written from it. The shapes of the other files stand where those are read.
"""

from __future__ import annotations

from typing import get_args

from ...files.shapes import FLAG, OVER, SAID, TEXT, Again, Choice, Either, Key, Keys, ListOf, Number, Text
from ...model.beside.basis import Body
from ...model.beside.fields import FieldKind
from ...model.form import Duty, ExpectationCode, SectionKind
from .tables import COLUMN, IDENTITY, ROW, TABLE
from .values import ADDED, CODE, DAY, ID, ID_OF_FORM, NAME, REF, SOME, WRITTEN_LIKE, YEAR

_MISTAKEN = Keys(
    "mistaken",
    "别的年份的报告引用、这个格式的报告不应引用的文号",
    (
        Key("cited", SAID, "写错的引用", "某办函〔2020〕1号", "0.2", required=True),
        Key("right", SAID, "应当引用的", "某办函〔2030〕1号", "0.2", required=True),
    ),
)
_SAID_WITH_N = Text(
    r"[^N\s]*N[^N\s]*(?:\s+[^N\s]*N[^N\s]*)*", "每种说法要有一个 N，代替天数", blank=False, called="文字，天数写 N"
)
_DEADLINE = Keys(
    "deadline",
    "报告年度的下一年里，最迟哪一天；晚于它的日期会指出",
    (
        Key(
            "of",
            Choice(get_args(Body)),
            "谁的期限：all 各机关，department 各级政府的部门，government 政府",
            "department",
            "0.7",
            required=True,
        ),
        Key("by", DAY, "最迟哪一天，如 1月31日", "1月31日", "0.7", required=True),
        Key("say", SAID, "到时候要做完的事，用在提醒里，如 报送并公布", "报送并公布", "0.7", required=True),
        Key("law", SAID, "哪一条规定的", "《某某条例》第三条", "0.7", required=True),
    ),
)
_PERIOD = Keys(
    "period",
    "法定的期限；正文引用时写成别的天数会指出",
    (
        Key(
            "say",
            _SAID_WITH_N,
            "怎样说，天数写 N，中间隔几个字的写 …，同一处几个词都行的用 / 分开；几种说法用空格分开",
            "收到…之日起N个工作日内…答复",
            "0.7",
            required=True,
        ),
        Key("days", Number(1, 999, whole=True), "多少", "20", "0.7", required=True),
        Key("repealed", ListOf(Number(1, 999, whole=True)), "旧的规定是多少，几个都写", "[15]", "0.7"),
        Key("law", SAID, "哪一条规定的", "《某某条例》第三条", "0.7", required=True),
    ),
)
_BASIS = Keys(
    "basis",
    "这个格式的依据",
    (
        Key("number", SAID, "发文字号，如 某办函〔2030〕1号", "某办函〔2030〕1号", "0.1", required=True),
        Key("title", SAID, "通知的标题", "某办关于印发某某年报格式的通知", "0.1", required=True),
        Key("law", SAID, "法律依据", "《某某条例》第三条", "0.1", required=True),
        Key(
            "mistaken",
            ListOf(_MISTAKEN, adds=True),
            "容易引错的文号，和应当引用的",
            "[{cited: 某办函〔2020〕1号, right: 某办函〔2030〕1号}]",
            "0.2",
        ),
        Key(
            "deadlines",
            ListOf(_DEADLINE, adds=True),
            "最迟哪一天公布",
            "[{of: all, by: 1月31日, say: 报送, law: 《某某条例》第三条}]",
            "0.7",
        ),
        Key(
            "periods",
            ListOf(_PERIOD, adds=True),
            "法定的期限是多少天",
            "[{say: 收到…之日起N日内…答复, days: 20, law: 《某某条例》第三条}]",
            "0.7",
        ),
    ),
)
_YEARS = Keys(
    "years",
    "适用的报告年度，首尾都算",
    (
        Key("first", YEAR, "从哪一年度起", "2030", "0.1", required=True),
        Key("last", YEAR, "到哪一年度止；不写是至今", "2032", "0.1", default="至今"),
    ),
)
_EXPECTATION = Keys(
    "expectation",
    "这一部分必须写到的事：any 里的说法至少出现一个",
    (
        Key("code", Choice(get_args(ExpectationCode)), "没有写到时报哪一条提醒", "N221", "0.2", required=True),
        Key("say", SAID, "这件事叫什么，用在提醒里", "培训", "0.2", required=True),
        Key("any", SOME, "表示写到了的说法", "[培训, 学习]", "0.2", required=True),
        Key(
            "of",
            Choice(get_args(Duty)),
            "谁的义务：all 各机关，government 只是各级人民政府",
            "government",
            "0.2",
            default="all",
        ),
        Key("anywhere", FLAG, "true：写在报告哪里都算", "true", "0.2", default="false"),
        Key("figures", ListOf(REF), "这些格不是 0 时，没有写到更要紧", "[letters.received.all]", "0.2"),
        Key(
            "anew",
            FLAG,
            "true：每年要写新的，写到它的句子与上年一字不差的会指出",
            "true",
            "0.7",
            default="false",
        ),
    ),
)
_ID_OF_SECTION = Key("id", ID, "部分的编号", "overview", "0.1", required=True)
_TABLES = Key("tables", ADDED, "这一部分印哪些表（表的 id）", "[letters]", "0.1")
_GUIDANCE = Key("guidance", ADDED, "写进空白文字稿的说明", "[先写一段总的情况。]", "0.1")
_EXPECTS = Key(
    "expects",
    ListOf(_EXPECTATION, adds=True),
    "必须写到的事",
    "[{code: N221, say: 培训, any: [培训, 学习]}]",
    "0.2",
)
_PART = Keys(
    "part",
    "一个部分里的一段文字，或者几张表",
    (
        _ID_OF_SECTION,
        Key("name", SAID, "文字稿里的键；表的，叫什么", "来信办理分析", "0.7", required=True),
        _TABLES,
        _GUIDANCE,
        _EXPECTS,
    ),
    ident="id",
)
_SECTION = Keys(
    "section",
    "报告的一个部分",
    (
        _ID_OF_SECTION,
        Key("name", TEXT, "文字稿里的键，多半是不带序号的标题", "总的情况", "0.1"),
        Key("heading", TEXT, "印出来的标题，带序号", "一、总的情况", "0.1"),
        Key("subheading", TEXT, "标题下面一行", "（单位：件）", "0.1"),
        Key(
            "kind",
            Choice(get_args(SectionKind)),
            "fixed 固定标题；free 自拟标题；signature 落款；appendix 附表",
            "signature",
            "0.1",
            default="fixed",
        ),
        _TABLES,
        Key(
            "parts",
            ListOf(_PART, least=1),
            "文字和表轮着来的部分：从上到下一段一段写，每一段是文字，或者几张表",
            "[{id: summary, name: 来信概况}, {id: letters_part, name: 来信表, tables: [letters]}, {id: analysis, name: 来信分析}]",
            "0.7",
        ),
        _GUIDANCE,
        Key("starts_with", ADDED, "自拟标题的部分，空白文字稿里先放哪些标题", "[主要做法, 下一步打算]", "0.1"),
        Key("accepts", ADDED, "标题的其他写法，不算错", "[基本情况]", "0.2"),
        _EXPECTS,
    ),
    ident="id",
)
_TURNED_DOWN = Keys(
    "rule",
    "关掉一条提醒，必须写明理由；错误不能关",
    (
        Key("code", CODE, "哪一条提醒，见 reportgen rules", "N221", "0.4", required=True),
        Key("severity", Choice(("off",)), "off：不再提醒", "off", "0.4", required=True),
        Key("reason", SAID, "为什么，关掉提醒必须写理由；检查结果里会写出来", "省里的提纲不要求逐项写", "0.4", required=True),
    ),
    ident="code",
)
_FIELD = Keys(
    "field",
    "年报里单独一行、不是正文也不是表格的一项，如发文字号、签发人、抄送",
    (
        Key("id", ID, "模板里写 {{ fields.id }}", "doc_number", "0.7", required=True),
        Key("name", NAME, "文字稿“要素:”下面的键；正文里写 {{ 要素.名称 }}", "发文字号", "0.7", required=True),
        Key("kind", Choice(get_args(FieldKind)), "text 文字；date 日期；number 数", "date", "0.7", default="text"),
        Key("required", FLAG, "true：必填，没有写报错误", "true", "0.7", default="false"),
        Key("pattern", WRITTEN_LIKE, "写成什么样：# 是数字，* 是任意文字，其余照写", "某政办发〔#〕#号", "0.7"),
        Key("default", TEXT, "新建草稿时先写上的，可以写 {{ 机关 }}、{{ 年份 }}", '"{{ 机关 }}"', "0.7"),
        Key("note", TEXT, "填写说明，写进空白文字稿和网页", "文书处编号", "0.7"),
    ),
    ident="id",
)
_LETTERHEAD = Keys(
    "letterhead",
    "版头和版记（GB/T 9704—2012），format template 照着画；各项写要素的 id，不写的不画",
    (
        Key("mark", Either((SAID, SOME)), "发文机关标志，几行写成列表；不写就没有版头", '"{{ 机关 }}文件"', "0.7"),
        Key("mark_size", Number(16, 72), "发文机关标志的字号（磅）", "36", "0.7", default="按字数定，22 到 42"),
        Key("number", ID, "发文字号", "doc_number", "0.7"),
        Key("signer", ID, "签发人；写了内容，发文字号移到左边", "signer", "0.7"),
        Key("copies", ID, "抄送", "copies", "0.7"),
        Key("printer", ID, "印发机关；不写它和 copies 就没有版记", "printer", "0.7"),
        Key("printed", ID, "印发日期", "printed", "0.7", default="印落款的日期"),
    ),
)
FORMAT = Keys(
    "format",
    "一套官方表格",
    (
        Key("id", ID_OF_FORM, "格式编号，和文件夹同名", "letters-2030", "0.1", required=True),
        Key("name", SAID, "格式的名称", "来信办理年报（2030年格式）", "0.1", required=True),
        Key(
            "basis",
            _BASIS,
            _BASIS.about,
            "{number: 某办函〔2030〕1号, title: 某办关于印发某某年报格式的通知, law: 《某某条例》第三条}",
            "0.1",
            required=True,
        ),
        Key("years", _YEARS, _YEARS.about, "{first: 2030}", "0.1", required=True),
        Key(
            "title",
            SOME,
            "报告的标题，一行一项",
            '["{{ 机关 }}", "{{ 年份 }}年来信办理年报"]',
            "0.1",
            required=True,
        ),
        Key(
            "title_words",
            ADDED,
            "公布的年报标题里还用的词：由这些词连成的标题也认得；title 里的话不用再写",
            "[来信, 信访, 办理]",
            "0.7",
        ),
        Key("preface", TEXT, "前言的样文", "根据《某某条例》编制本年度报告。", "0.1"),
        Key("contact", ADDED, "联系方式有哪几项", "[地址, 邮编, 电话]", "0.1"),
        Key("fields", ListOf(_FIELD), "要素：单独一行的各项", "[{id: doc_number, name: 发文字号, required: true}]", "0.7"),
        Key("letterhead", _LETTERHEAD, _LETTERHEAD.about, '{mark: "{{ 机关 }}文件", number: doc_number}', "0.7"),
        Key(
            "sections",
            ListOf(_SECTION, least=1),
            "报告的各部分，按顺序",
            "[{id: overview, name: 总的情况, heading: 一、总的情况}]",
            "0.1",
            required=True,
        ),
        Key(
            "tables",
            ListOf(TABLE, least=1),
            "各张表，至少一张：公布的文件是按表认出来的；全是文字的报告，把要报的几个数写成一张小表",
            "[{id: letters, name: 表五, blocks: [{columns: [{id: by_post, name: 信函, label: 信函}], "
            "rows: [{id: received, name: 收到, label: 收到}]}]}]",
            "0.1",
            required=True,
        ),
        Key(
            "identities",
            ListOf(IDENTITY),
            "勾稽关系",
            "[{code: T901, table: letters, each: row, left: [by_post..online], right: [all]}]",
            "0.1",
        ),
        Key(
            "rules",
            ListOf(_TURNED_DOWN),
            "关掉的提醒",
            "[{code: N221, severity: off, reason: 省里的提纲不要求逐项写}]",
            "0.4",
        ),
    ),
)

_EXTENDS = Key("extends", ID_OF_FORM, "在哪一套格式上增改", "letters-2030", "0.4", required=True)
_AFTER = Key("after", ID, "新增的放在哪一个（id）后面；不写放在最后，部分放在落款前", "received", "0.4")


def changed(shape: Keys, *more: Key) -> Keys:
    """The same keys as an overlay writes them: of an entry known by its id only what differs."""
    keys = []
    for key in shape.keys:
        inner = key.shape
        if isinstance(inner, Keys):
            inner = changed(inner)
        elif isinstance(inner, ListOf) and isinstance(inner.item, Keys) and inner.item.ident and not inner.adds:
            inner = ListOf(inner.item if inner.item is _TURNED_DOWN else changed(inner.item))
        elif isinstance(inner, ListOf) and isinstance(inner.item, Again):
            inner = ListOf(Again())
        keys.append(key._replace(shape=inner, required=key.name == shape.ident))
    if shape.ident == "id":
        more = (_AFTER, *more)
    return Keys(f"{OVER}{shape.name}", shape.about, (*keys, *more), shape.ident)


_CHANGED_TABLE = changed(
    TABLE,
    Key(
        "columns",
        ListOf(changed(COLUMN)),
        "改动或增加的列",
        "[{after: by_post, id: by_phone, name: 电话, label: 电话}]",
        "0.4",
    ),
    Key(
        "rows",
        ListOf(changed(ROW)),
        "改动或增加的行",
        "[{after: received, id: passed_on, name: 转办, label: 转办}]",
        "0.4",
    ),
)
_FORMAT_ID = FORMAT.keys[0]
OVERLAY = Keys(
    "overlay",
    "在另一套格式上增改：只写不同的地方",
    (
        _FORMAT_ID,
        _EXTENDS,
        *(
            key._replace(shape=ListOf(_CHANGED_TABLE)) if key.name == "tables" else key
            for key in changed(FORMAT).keys
            if key.name != _FORMAT_ID.name
        ),
    ),
)
