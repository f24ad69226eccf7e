"""What may stand in a pack's format.yaml, and in an overlay's: the one declaration of it.

The reader refuses what is not declared here; the JSON Schemas for editors and the reference of all keys
(docs/keys.md) are written from it. The shapes of the other files stand where those are read.
"""

from __future__ import annotations

from typing import get_args

from ..files.shapes import FLAG, OVER, SAID, TEXT, TEXTS, Again, Choice, Either, Key, Keys, ListOf, Number, Text
from ..model.beside.fields import FieldKind
from ..model.form import Body, Duty, ExpectationCode, Kind, SectionKind
from ..model.identity import Relation

_WORD = "[A-Za-z_][A-Za-z0-9_]*"
_HAN = "\u3005\u3007\u3400-\u9fff"
FORM_ID = "[A-Za-z0-9][A-Za-z0-9_-]*"

ADDED = TEXTS._replace(adds=True)
SOME = ListOf(SAID, least=1)
ID = Text(_WORD, "不能做 id：只能用英文字母、数字和下划线，不以数字开头", blank=False, called="id（英文）")
_NAME = Text(
    # The signs once, not twice: so long a range takes a millisecond to compile.
    f"(?![0-9])[0-9A-Za-z_{_HAN}]+",
    "不能做 name：要能写进 {{ }}，只用汉字、字母和数字，不要标点，不以数字开头",
    blank=False,
    called="名称",
)
_CODE = Text("[A-Z][0-9]{3}", "不是代码：写一个大写字母加三位数字，如 T301", blank=False, called="代码")
REF = Text(rf"{_WORD}\.{_WORD}\.{_WORD}", "不是一格的地址：写成 表.行.列，如 table.row.column", blank=False, called="一格的地址")
_RUN = rf"{_WORD}(\.\.{_WORD})?"
_TERM = Text(
    rf"-?(prior\.)?({_RUN}|{_WORD}\.({_RUN}|\*)(\.({_RUN}|\*))?)",
    "写法不对：写 id、从 a..b、减去 -a、上年的 prior.a，别的表写 表.行、表.*.列、表.行.列",
    blank=False,
    called="id、a..b、-a、prior.a 或 表.行.列",
)
_TERMS = ListOf(_TERM, least=1)
_TERMS_ABOUT = (
    "id，a..b 是从 a 到 b，-a 是减去，prior.a 是上年报告的；别的表的：表.行 是同一列的，表.*.列 是同一行的，表.行.列 是固定的一格"
)
_IDS = ListOf(Text(_RUN, "写法不对：写 id，或从 a..b", blank=False, called="id 或 a..b"), least=1)
_DAY = Text(
    "(?:[1-9]|1[0-2])月(?:[1-9]|[12][0-9]|3[01])日",
    "不是几月几日：用阿拉伯数字写，如 1月31日；是报告年度的下一年的",
    blank=False,
    called="几月几日",
)
_YEAR = Number(1900, 2999, whole=True)
_MILLIMETRES = Number(1, 300)
_FORM = Text(FORM_ID, "不能做格式编号：只能用英文字母、数字、- 和 _", blank=False, called="格式编号")
_KIND = Choice(get_args(Kind))
_KIND_ABOUT = "这一格填什么：count 件数（非负整数），change 增减数（可以是负数），amount 金额（可以有小数），decimal 小数（位数由 places 定）"
_PLACES = Key(
    "places",
    Number(0, 9, whole=True),
    "小数点后几位：decimal 必须写，印出来正好几位；amount、change 写了就最多几位",
    "1",
    "0.7",
    default="几位都可以",
)
_START = Text(rf"{_WORD}( *\+ *{_WORD})*", "写法不对：写 id，或几个 id 用 + 相加", blank=True, called="id，几个用 + 相加")
_START_ABOUT = "新年度的这一格从上年报告的哪一行（列）带来；几个相加用 +"
_NOTE_ABOUT = "填报说明：数什么、怎样数；写在空白数据表、检查的网页和规则里"
_NOTE = Key("note", TEXT, _NOTE_ABOUT, "一件只计一次", "0.1")
_ADDITIVE = Key("additive", FLAG, "false：几个机关的数不能相加，汇总时空着；为什么写在 note 里", "false", "0.7", default="true")
_NAME_ABOUT = "在正文里怎样称呼它：{{ 表.行.列 }} 里写的就是 name"
_LABEL_ABOUT = "表上印的文字，一字不差照正式表格写"

_MISTAKEN = Keys(
    "mistaken",
    "别的年份的报告引用、这个格式的报告不应引用的文号",
    (
        Key("cited", SAID, "写错的引用", "某办函〔2020〕1号", "0.2", required=True),
        Key("right", SAID, "应当引用的", "某办函〔2030〕1号", "0.2", required=True),
    ),
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
        Key("by", _DAY, "最迟哪一天，如 1月31日", "1月31日", "0.7", required=True),
        Key("say", SAID, "到时候要做完的事，用在提醒里，如 报送并公布", "报送并公布", "0.7", required=True),
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
    ),
)
_YEARS = Keys(
    "years",
    "适用的报告年度，首尾都算",
    (
        Key("first", _YEAR, "从哪一年度起", "2030", "0.1", required=True),
        Key("last", _YEAR, "到哪一年度止；不写是至今", "2032", "0.1", default="至今"),
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
_COLUMN = Keys(
    "column",
    "一列，或几列的表头",
    (
        Key("id", ID, "列的编号；下面还有列的表头可以不写，写了代表下面各列之和", "by_post", "0.1"),
        Key("name", _NAME, _NAME_ABOUT, "信函", "0.1"),
        Key("label", SAID, _LABEL_ABOUT, "信函（件）", "0.1", required=True),
        Key("kind", _KIND, _KIND_ABOUT, "amount", "0.1", default="count"),
        _PLACES,
        Key("unit", TEXT, "单位，如 万元", "万元", "0.1"),
        _NOTE,
        Key("start_from", _START, _START_ABOUT, "in_force", "0.1"),
        Key("columns", ListOf(Again(), least=1), "下面的列", "[{id: by_post, name: 信函, label: 信函}]", "0.1"),
        _ADDITIVE,
    ),
    ident="id",
    together=(("id", "name"),),
    either=("id", "columns"),
)
_CELL_NOTE = Keys(
    "cell_note",
    "这一行里某一格的填报说明",
    (
        Key("column", ID, "哪一列（id）", "by_post", "0.7", required=True),
        Key("note", SAID, "这一格数什么、怎样数", "以邮戳日期为准", "0.7", required=True),
        _ADDITIVE,
    ),
    ident="column",
)
_ROW = Keys(
    "row",
    "一行，或几行的标题",
    (
        Key("id", ID, "行的编号；下面还有行的标题可以不写，写了代表下面各行之和", "received", "0.1"),
        Key("name", _NAME, _NAME_ABOUT, "收到", "0.1"),
        Key("label", SAID, _LABEL_ABOUT, "一、收到数量", "0.1", required=True),
        Key("kind", _KIND, _KIND_ABOUT, "amount", "0.1", default="列的 kind"),
        _PLACES,
        Key("unit", TEXT, "单位，如 件", "件", "0.1"),
        _NOTE,
        Key("start_from", _START, _START_ABOUT, "carried_out", "0.1"),
        Key(
            "filled",
            FLAG,
            "true：下面还有行，自己也要填数",
            "true",
            "0.1",
            default="下面没有行的 true，有行的 false",
        ),
        Key("rows", ListOf(Again(), least=1), "下面的行", "[{id: granted, name: 同意, label: 同意}]", "0.1"),
        Key("notes", ListOf(_CELL_NOTE), "只对一格的填报说明", "[{column: by_post, note: 以邮戳日期为准}]", "0.7"),
        Key("rule_makers_only", FLAG, "true：只有能立法的机关才会不是 0", "true", "0.2", default="false"),
        _ADDITIVE,
    ),
    ident="id",
    together=(("id", "name"), ("filled", "id")),
    either=("id", "rows"),
)
_BLOCK = Keys(
    "block",
    "表的一块：有自己的列标题",
    (
        Key("caption", TEXT, "这一块上面通栏的一行", "第三条第（一）项", "0.1"),
        Key("corner", TEXT, "左上角的文字", "项目", "0.1"),
        Key("unit_header", TEXT, "有“单位”一列时，这一列的标题", "单位", "0.1"),
        Key(
            "columns",
            ListOf(_COLUMN, least=1),
            "列，从左到右",
            "[{id: by_post, name: 信函, label: 信函}]",
            "0.1",
            required=True,
        ),
        Key("rows", ListOf(_ROW, least=1), "行，从上到下", "[{id: received, name: 收到, label: 收到}]", "0.1", required=True),
    ),
)
_LOOK = Keys(
    "look",
    "画模板时的样子：字号、行高用磅，宽度用毫米；版心宽 156 毫米",
    (
        Key("font_size", Number(5, 42), "字号（磅）", "9", "0.1", default="10.5"),
        Key("row_height", Number(5, 200), "行高（磅）", "18", "0.1", default="22"),
        Key(
            "stub_widths",
            ListOf(_MILLIMETRES, least=1),
            "左边各级标题列的宽度（毫米），有几级写几个；只写一个，上一级就排在下一级的上面",
            "[12, 40]",
            "0.1",
        ),
        Key("value_width", _MILLIMETRES, "每个数字列的宽度（毫米）", "30", "0.1", default="20"),
        Key("unit_width", _MILLIMETRES, "单位列的宽度（毫米）", "15", "0.1", default="没有这一列"),
    ),
)
_TABLE = Keys(
    "table",
    "一张表",
    (
        Key("id", ID, "表的编号", "letters", "0.1", required=True),
        Key("name", _NAME, "工作表名，也是正文里的称呼，如 表五", "表五", "0.1", required=True),
        Key("across", FLAG, "true：各行横着排成一行", "true", "0.1", default="false"),
        Key("look", _LOOK, _LOOK.about, "{font_size: 9, row_height: 18}", "0.1"),
        Key(
            "blocks",
            ListOf(_BLOCK, least=1, adds=True),
            "从上到下的各块",
            "[{columns: [{id: by_post, name: 信函, label: 信函}], rows: [{id: received, name: 收到, label: 收到}]}]",
            "0.1",
            required=True,
        ),
    ),
    ident="id",
)
_IDENTITY = Keys(
    "identity",
    "一条勾稽关系：left 各项之和等于 right 各项之和",
    (
        Key("code", _CODE, "代码，用过的不再给别的关系用", "T901", "0.1", required=True),
        Key("title", TEXT, "叫什么", "渠道合计", "0.1"),
        Key("table", ID, "哪张表；各项都写成 表.行.列 的，不写 table 和 each", "letters", "0.1"),
        Key(
            "each",
            Choice(("row", "column")),
            "row：每一行里各列相加；column：每一列里各行相加",
            "row",
            "0.1",
            default="各项都是固定的一格",
        ),
        Key("left", _TERMS, f"左边各项：{_TERMS_ABOUT}", "[by_post..online]", "0.1", required=True),
        Key("right", _TERMS, "右边各项，通常是总计；不平时指着它的第一项", "[all]", "0.1", required=True),
        Key("over", _TERMS, "relation: ratio 时，除以哪几项之和", "[received]", "0.7"),
        Key(
            "relation",
            Choice(get_args(Relation)),
            "equals 相等；at_most 左边不超过右边；ratio 左边除以 over 等于右边",
            "at_most",
            "0.1",
            default="equals",
        ),
        Key(
            "times",
            Number(1, 100_000, whole=True),
            "relation: ratio 时，除得的数乘以几再比",
            "100",
            "0.7",
            default="右边的单位是 % 的 100，‰ 的 1000，其他 1",
        ),
        Key("severity", Choice(("error", "warning")), "error 错误；warning 提醒", "warning", "0.1", default="error"),
        Key("rows", _IDS, "each: row 时，只看这些行", "[received]", "0.1"),
        Key("columns", _IDS, "each: column 时，只看这些列", "[all]", "0.1"),
        Key("say", TEXT, "不平时怎样说", "各渠道之和应等于合计", "0.1"),
    ),
    ident="code",
    together=(("table", "each"), ("each", "table")),
)
_TURNED_DOWN = Keys(
    "rule",
    "关掉一条提醒，必须写明理由；错误不能关",
    (
        Key("code", _CODE, "哪一条提醒，见 reportgen rules", "N221", "0.4", required=True),
        Key("severity", Choice(("off",)), "off：不再提醒", "off", "0.4", required=True),
        Key("reason", SAID, "为什么；检查结果里会写出来", "省里的提纲不要求逐项写", "0.4", required=True),
    ),
    ident="code",
)
# At most a hundred characters and four gaps: no text shall take long to be held against it.
_SHAPE = Text(
    r"(?=.{1,100}$)[^*]*(\*[^*]*){0,4}", "太长，或者 * 太多：最多 100 个字、4 个 *", blank=False, called="文字，# 是数字"
)
_FIELD = Keys(
    "field",
    "年报里单独一行、不是正文也不是表格的一项，如发文字号、签发人、抄送",
    (
        Key("id", ID, "模板里写 {{ fields.id }}", "doc_number", "0.7", required=True),
        Key("name", _NAME, "文字稿“要素:”下面的键；正文里写 {{ 要素.名称 }}", "发文字号", "0.7", required=True),
        Key("kind", Choice(get_args(FieldKind)), "text 文字；date 日期；number 数", "date", "0.7", default="text"),
        Key("required", FLAG, "true：必填，没有写报错误", "true", "0.7", default="false"),
        Key("pattern", _SHAPE, "写成什么样：# 是数字，* 是任意文字，其余照写", "某政办发〔#〕#号", "0.7"),
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
        Key("id", _FORM, "格式编号，和文件夹同名", "letters-2030", "0.1", required=True),
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
            ListOf(_TABLE, least=1),
            "各张表",
            "[{id: letters, name: 表五, blocks: [{columns: [{id: by_post, name: 信函, label: 信函}], "
            "rows: [{id: received, name: 收到, label: 收到}]}]}]",
            "0.1",
            required=True,
        ),
        Key(
            "identities",
            ListOf(_IDENTITY),
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

_EXTENDS = Key("extends", _FORM, "在哪一套格式上增改", "letters-2030", "0.4", required=True)
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
    _TABLE,
    Key(
        "columns",
        ListOf(changed(_COLUMN)),
        "改动或增加的列",
        "[{after: by_post, id: by_phone, name: 电话, label: 电话}]",
        "0.4",
    ),
    Key(
        "rows",
        ListOf(changed(_ROW)),
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
