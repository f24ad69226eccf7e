"""What may stand in a pack's format.yaml, in an overlay's, in prose.yaml and in words.yaml: the one declaration of it.

The reader refuses what is not declared here; the JSON Schemas for editors are written from it.
"""

from __future__ import annotations

from typing import get_args

from ..files.shapes import FLAG, Again, Choice, Either, Key, Keys, ListOf, Number, Text
from ..model.form import Body, Duty, ExpectationCode, Kind, SectionKind
from ..model.identity import Relation
from ..model.phrasing import ONLY

_WORD = "[A-Za-z_][A-Za-z0-9_]*"
_HAN = "\u3005\u3007\u3400-\u9fff"
FORM_ID = "[A-Za-z0-9][A-Za-z0-9_-]*"

_TEXT, _SAID, _TEXTS = Text(), Text(blank=False), ListOf(Text(blank=False))
_ADDED = _TEXTS._replace(adds=True)
_SOME = ListOf(Text(blank=False), least=1)
_ID = Text(_WORD, "不能做 id：只能用英文字母、数字和下划线，不以数字开头", blank=False)
_NAME = Text(
    # The signs once, not twice: so long a range takes a millisecond to compile.
    f"(?![0-9])[0-9A-Za-z_{_HAN}]+",
    "不能做 name：要能写进 {{ }}，只用汉字、字母和数字，不要标点，不以数字开头",
    blank=False,
)
_CODE = Text("[A-Z][0-9]{3}", "不是代码：写一个大写字母加三位数字，如 T301", blank=False)
_REF = Text(rf"{_WORD}\.{_WORD}\.{_WORD}", "不是一格的地址：写成 表.行.列，如 table.row.column", blank=False)
_RUN = rf"{_WORD}(\.\.{_WORD})?"
_TERM = Text(
    rf"-?(prior\.)?({_RUN}|{_WORD}\.({_RUN}|\*)(\.({_RUN}|\*))?)",
    "写法不对：写 id、从 a..b、减去 -a、上年的 prior.a，别的表写 表.行、表.*.列、表.行.列",
    blank=False,
)
_TERMS = ListOf(_TERM, least=1)
_TERMS_ABOUT = (
    "id，a..b 是从 a 到 b，-a 是减去，prior.a 是上年报告的；别的表的：表.行 是同一列的，表.*.列 是同一行的，表.行.列 是固定的一格"
)
_IDS = ListOf(Text(_RUN, "写法不对：写 id，或从 a..b", blank=False), least=1)
_DAY = Text(
    "(?:[1-9]|1[0-2])月(?:[1-9]|[12][0-9]|3[01])日", "不是几月几日：用阿拉伯数字写，如 1月31日；是报告年度的下一年的", blank=False
)
_YEAR = Number(1900, 2999, whole=True)
_MILLIMETRES = Number(1, 300)
_FORM = Text(FORM_ID, "不能做格式编号：只能用英文字母、数字、- 和 _", blank=False)
_KIND = Choice(get_args(Kind))
_KIND_ABOUT = "这一格填什么：count 件数（非负整数），change 增减数（可以是负数），amount 金额（可以有小数），decimal 小数（位数由 places 定）"
_PLACES = Key("places", Number(0, 9, whole=True), "小数点后几位：decimal 必须写，印出来正好几位；amount、change 写了就最多几位")
_START = Text(rf"{_WORD}( *\+ *{_WORD})*", "写法不对：写 id，或几个 id 用 + 相加", blank=True)
_START_ABOUT = "新年度的这一格从上年报告的哪一行（列）带来；几个相加用 +"
_ADDITIVE = Key("additive", FLAG, "false：几个机关的数不能相加，汇总时空着；为什么写在 note 里")
_NAME_ABOUT = "在正文里怎样称呼它：{{ 表.行.列 }} 里写的就是 name"
_LABEL_ABOUT = "表上印的文字，一字不差照正式表格写"

_MISTAKEN = Keys(
    "mistaken",
    "别的年份的报告引用、这个格式的报告不应引用的文号",
    (Key("cited", _SAID, "写错的引用", required=True), Key("right", _SAID, "应当引用的", required=True)),
)
_DEADLINE = Keys(
    "deadline",
    "报告年度的下一年里，最迟哪一天；晚于它的日期会指出",
    (
        Key("of", Choice(get_args(Body)), "谁的期限：all 各机关，department 各级政府的部门，government 政府", required=True),
        Key("by", _DAY, "最迟哪一天，如 1月31日", required=True),
        Key("say", _SAID, "到时候要做完的事，用在提醒里，如 报送并公布", required=True),
        Key("law", _SAID, "哪一条规定的", required=True),
    ),
)
_BASIS = Keys(
    "basis",
    "这个格式的依据",
    (
        Key("number", _SAID, "发文字号，如 某办函〔2030〕1号", required=True),
        Key("title", _SAID, "通知的标题", required=True),
        Key("law", _SAID, "法律依据", required=True),
        Key("mistaken", ListOf(_MISTAKEN, adds=True), "容易引错的文号，和应当引用的"),
        Key("deadlines", ListOf(_DEADLINE, adds=True), "最迟哪一天公布"),
    ),
)
_YEARS = Keys(
    "years",
    "适用的报告年度，首尾都算",
    (Key("first", _YEAR, "从哪一年度起", required=True), Key("last", _YEAR, "到哪一年度止；不写是至今")),
)
_EXPECTATION = Keys(
    "expectation",
    "这一部分必须写到的事：any 里的说法至少出现一个",
    (
        Key("code", Choice(get_args(ExpectationCode)), "没有写到时报哪一条提醒", required=True),
        Key("say", _SAID, "这件事叫什么，用在提醒里", required=True),
        Key("any", _SOME, "表示写到了的说法", required=True),
        Key("of", Choice(get_args(Duty)), "谁的义务：all 各机关，government 只是各级人民政府"),
        Key("anywhere", FLAG, "true：写在报告哪里都算"),
        Key("figures", ListOf(_REF), "这些格不是 0 时，没有写到更要紧"),
        Key("anew", FLAG, "true：每年要写新的，写到它的句子与上年一字不差的会指出"),
    ),
)
_SECTION = Keys(
    "section",
    "报告的一个部分",
    (
        Key("id", _ID, "部分的编号", required=True),
        Key("name", _TEXT, "文字稿里的键，多半是不带序号的标题"),
        Key("heading", _TEXT, "印出来的标题，带序号"),
        Key("subheading", _TEXT, "标题下面一行"),
        Key("kind", Choice(get_args(SectionKind)), "fixed 固定标题；free 自拟标题；signature 落款；appendix 附表"),
        Key("tables", _ADDED, "这一部分印哪些表（表的 id）"),
        Key("guidance", _ADDED, "写进空白文字稿的说明"),
        Key("starts_with", _ADDED, "自拟标题的部分，空白文字稿里先放哪些标题"),
        Key("accepts", _ADDED, "标题的其他写法，不算错"),
        Key("expects", ListOf(_EXPECTATION, adds=True), "必须写到的事"),
    ),
    ident="id",
)
_COLUMN = Keys(
    "column",
    "一列，或几列的表头",
    (
        Key("id", _ID, "列的编号；下面还有列的表头可以不写，写了代表下面各列之和"),
        Key("name", _NAME, _NAME_ABOUT),
        Key("label", _SAID, _LABEL_ABOUT, required=True),
        Key("kind", _KIND, _KIND_ABOUT),
        _PLACES,
        Key("unit", _TEXT, "单位，如 万元"),
        Key("note", _TEXT, "填报说明：数什么、怎样数；写在空白数据表、检查的网页和规则里"),
        Key("start_from", _START, _START_ABOUT),
        Key("columns", ListOf(Again(), least=1), "下面的列"),
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
        Key("column", _ID, "哪一列（id）", required=True),
        Key("note", _SAID, "这一格数什么、怎样数", required=True),
        _ADDITIVE,
    ),
    ident="column",
)
_ROW = Keys(
    "row",
    "一行，或几行的标题",
    (
        Key("id", _ID, "行的编号；下面还有行的标题可以不写，写了代表下面各行之和"),
        Key("name", _NAME, _NAME_ABOUT),
        Key("label", _SAID, _LABEL_ABOUT, required=True),
        Key("kind", _KIND, _KIND_ABOUT),
        _PLACES,
        Key("unit", _TEXT, "单位，如 件"),
        Key("note", _TEXT, "填报说明：数什么、怎样数；写在空白数据表、检查的网页和规则里"),
        Key("start_from", _START, _START_ABOUT),
        Key("filled", FLAG, "true：下面还有行，自己也要填数"),
        Key("rows", ListOf(Again(), least=1), "下面的行"),
        Key("notes", ListOf(_CELL_NOTE), "只对一格的填报说明"),
        Key("rule_makers_only", FLAG, "true：只有能立法的机关才会不是 0"),
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
        Key("caption", _TEXT, "这一块上面通栏的一行"),
        Key("corner", _TEXT, "左上角的文字"),
        Key("unit_header", _TEXT, "有“单位”一列时，这一列的标题"),
        Key("columns", ListOf(_COLUMN, least=1), "列，从左到右", required=True),
        Key("rows", ListOf(_ROW, least=1), "行，从上到下", required=True),
    ),
)
_LOOK = Keys(
    "look",
    "画模板时的样子：字号、行高用磅，宽度用毫米；版心宽 156 毫米",
    (
        Key("font_size", Number(5, 42), "字号（磅）"),
        Key("row_height", Number(5, 200), "行高（磅）"),
        Key("stub_widths", ListOf(_MILLIMETRES, least=1), "左边各级标题列的宽度（毫米）"),
        Key("value_width", _MILLIMETRES, "每个数字列的宽度（毫米）"),
        Key("unit_width", _MILLIMETRES, "单位列的宽度（毫米）"),
    ),
)
_TABLE = Keys(
    "table",
    "一张表",
    (
        Key("id", _ID, "表的编号", required=True),
        Key("name", _NAME, "工作表名，也是正文里的称呼，如 表五", required=True),
        Key("across", FLAG, "true：各行横着排成一行"),
        Key("look", _LOOK, _LOOK.about),
        Key("blocks", ListOf(_BLOCK, least=1, adds=True), "从上到下的各块", required=True),
    ),
    ident="id",
)
_IDENTITY = Keys(
    "identity",
    "一条勾稽关系：left 各项之和等于 right 各项之和",
    (
        Key("code", _CODE, "代码，用过的不再给别的关系用", required=True),
        Key("title", _TEXT, "叫什么"),
        Key("table", _ID, "哪张表；各项都写成 表.行.列 的，不写 table 和 each"),
        Key("each", Choice(("row", "column")), "row：每一行里各列相加；column：每一列里各行相加"),
        Key("left", _TERMS, f"左边各项：{_TERMS_ABOUT}", required=True),
        Key("right", _TERMS, "右边各项，通常是总计；不平时指着它的第一项", required=True),
        Key("over", _TERMS, "relation: ratio 时，除以哪几项之和"),
        Key("relation", Choice(get_args(Relation)), "equals 相等；at_most 左边不超过右边；ratio 左边除以 over 等于右边"),
        Key("times", Number(1, 100_000_000, whole=True), "ratio 乘以几：右边的单位是 % 的不写就是 100，‰ 的是 1000，其他是 1"),
        Key("severity", Choice(("error", "warning")), "error 错误；warning 提醒"),
        Key("rows", _IDS, "each: row 时，只看这些行"),
        Key("columns", _IDS, "each: column 时，只看这些列"),
        Key("say", _TEXT, "不平时怎样说"),
    ),
    ident="code",
    together=(("table", "each"), ("each", "table")),
)
_TURNED_DOWN = Keys(
    "rule",
    "关掉一条提醒，必须写明理由；错误不能关",
    (
        Key("code", _CODE, "哪一条提醒，见 reportgen rules", required=True),
        Key("severity", Choice(("off",)), "off：不再提醒", required=True),
        Key("reason", _SAID, "为什么；检查结果里会写出来", required=True),
    ),
    ident="code",
)
FORMAT = Keys(
    "format",
    "一套官方表格",
    (
        Key("id", _FORM, "格式编号，和文件夹同名", required=True),
        Key("name", _SAID, "格式的名称", required=True),
        Key("basis", _BASIS, _BASIS.about, required=True),
        Key("years", _YEARS, _YEARS.about, required=True),
        Key("title", _SOME, "报告的标题，一行一项", required=True),
        Key("preface", _TEXT, "前言的样文"),
        Key("contact", _ADDED, "联系方式有哪几项"),
        Key("sections", ListOf(_SECTION, least=1), "报告的各部分，按顺序", required=True),
        Key("tables", ListOf(_TABLE, least=1), "各张表", required=True),
        Key("identities", ListOf(_IDENTITY), "勾稽关系"),
        Key("rules", ListOf(_TURNED_DOWN), "关掉的提醒"),
    ),
)

_EXTENDS = Key("extends", _FORM, "在哪一套格式上增改", required=True)
_AFTER = Key("after", _ID, "新增的放在哪一个（id）后面；不写放在最后")


def _changed(shape: Keys, *more: Key) -> Keys:
    """The same keys as an overlay writes them: of an entry known by its id only what differs."""
    keys = []
    for key in shape.keys:
        inner = key.shape
        if isinstance(inner, Keys):
            inner = _changed(inner)
        elif isinstance(inner, ListOf) and isinstance(inner.item, Keys) and inner.item.ident and not inner.adds:
            inner = ListOf(inner.item if inner.item is _TURNED_DOWN else _changed(inner.item))
        elif isinstance(inner, ListOf) and isinstance(inner.item, Again):
            inner = ListOf(Again())
        keys.append(Key(key.name, inner, key.about, required=key.name == shape.ident))
    if shape.ident == "id":
        more = (_AFTER, *more)
    return Keys(f"overlay_{shape.name}", shape.about, (*keys, *more), shape.ident)


_CHANGED_TABLE = _changed(
    _TABLE,
    Key("columns", ListOf(_changed(_COLUMN)), "改动或增加的列"),
    Key("rows", ListOf(_changed(_ROW)), "改动或增加的行"),
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
            for key in _changed(FORMAT).keys
            if key.name != _FORMAT_ID.name
        ),
    ),
)

# -- prose.yaml -------------------------------------------------------------------------------------

_WORDS = Text(adds=True)
_MEASURE = Keys(
    "measure",
    "正文里一个说法，和它说的是哪些数",
    (
        Key("name", _SAID, "这个说法叫什么", required=True),
        Key("say", _SAID, "说法，用空格分开；“…”处可以隔几个字", required=True),
        Key("is", _SOME, "应等于哪些行（列）之和；列出几种的，等于其中一种即可", required=True),
        Key("within", _TEXT, "前面说到过这个名称（用空格分开的几个名称之一）时才算"),
        Key("weak", FLAG, "true：只用来认出相符的数，不相符不报"),
        Key("beside", _TEXT, "同一句里还说到这些名称时，weak 的也算数"),
        Key("before_only", FLAG, "true：说法在数字前面才算"),
        Key("unless", _TEXT, "旁边有这些词就不是这个数"),
        Key("only", Choice(ONLY), "all：只在说“均”“全部”时算；none：只在说“没有”“无”时算"),
        Key("of", ListOf(Text(blank=False), least=1), "说“均”“全部”时，全部是哪些行之和；不写就是 wholes"),
        Key("standing", FLAG, "true：说的是现有多少，“历年”“截至目前”不影响"),
        Key("by", _TEXT, "谁作出的（法院、复议机关），用空格分开：一句话说到它、没有说到行的，就是这一行"),
        Key("head_of", _TEXT, "紧跟在这些行（id）的说法后面时，两个合成一个说法，说的是前面那一行"),
    ),
)
_TABLE_PROSE = Keys(
    "table_prose",
    "正文怎样说到一张表",
    (
        Key("table", _ID, "表的 id", required=True),
        Key("units", _WORDS, "量词，用空格分开", required=True),
        Key("rows", ListOf(_MEASURE, adds=True), "行的说法", required=True),
        Key("columns", ListOf(_MEASURE, adds=True), "列的说法"),
        Key("unless", _WORDS, "旁边有这些词就不是这张表的数"),
        Key("narrower", _WORDS, "有这些词时说的是一部分单位，不相符不报"),
        Key("counted_apart", _WORDS, "这些词自己带着数量时，后面的数说的是那一部分，不相符不报"),
        Key("usual", _TEXT, "只说到列时指的是哪一行"),
        Key("column", _TEXT, "只说到行时指的是哪一列（id）"),
        Key("wholes", _ADDED, "占比的分母可以是哪些"),
        Key("subjects", _WORDS, "一句话里有这些词，“均”“全部”说的就是这张表里的"),
    ),
    ident="table",
)
PHRASING = Keys(
    "prose",
    "正文怎样说到表里的数",
    (
        Key("none", _ADDED, "表示没有的词"),
        Key("alike", _ADDED, "可以互相替换的词，每条用空格分开；用了其中一个的说法，换成另一个也认得"),
        Key("tables", ListOf(_TABLE_PROSE), "各张表", required=True),
    ),
)
OVERLAY_PHRASING = _changed(PHRASING)

# -- words.yaml -------------------------------------------------------------------------------------
# Where there may be a text instead of a list, each line of it is an entry: what its keys say in this order, with | between.

MISTAKE = Keys(
    "mistake",
    "写错的和对的",
    (
        Key("right", _SAID, "对的写法，名称写全称", required=True),
        Key("wrong", _SAID, "写错的，几个用空格分开", required=True),
        Key("unless", _TEXT, "这些字句里的不算错，用空格分开"),
        Key("why", _TEXT, "为什么错，用在提醒里；不写用 source"),
    ),
)
SIGN = Keys(
    "sign",
    "两个连写就是多了一个的字",
    (
        Key("sign", _SAID, "哪一个汉字", required=True),
        Key("unless", _TEXT, "这些字句里的不算错，用空格分开"),
    ),
)
_TITLE = Keys(
    "title",
    "法规、文件的名称",
    (
        Key("name", _SAID, "全称，不写书名号", required=True),
        Key("short", _TEXTS, "也通行的简称"),
        Key("why", _TEXT, "文号，用在提醒里"),
        Key("numbers", _TEXTS, "文号；修订过的，各版的都写"),
        Key("published", _TEXTS, "公布、修订的日期，如 2019年4月3日；修订过的，各次的都写"),
        Key("in_force", _TEXTS, "施行的日期；修订过的，各次的都写"),
    ),
)
WORDS = Keys(
    "words",
    "错别字、写错的固定说法、法规文件的名称、重复的字",
    (
        Key("source", _TEXT, "依据哪一部词典、哪一份文件"),
        Key("words", Either((ListOf(MISTAKE), _SAID)), "错别字"),
        Key("phrases", Either((ListOf(MISTAKE), _SAID)), "写错的固定说法、名称"),
        Key("titles", ListOf(_TITLE), "法规、文件的全称"),
        Key("repeated", Either((ListOf(MISTAKE), _SAID)), "重复的字词"),
        Key("signs", Either((ListOf(SIGN), _SAID)), "两个连写就是多了一个的字"),
        Key("tails", _TEXT, "在词尾两个连写才是多了一个的字，用空格分开"),
        Key("compounds", _TEXT, "在句尾两个连写才是重复的词，用空格分开"),
        Key("doubles", _TEXT, "重叠着说的词，用空格分开"),
        Key("nouns", _TEXT, "后面直接是“的。”就是丢了字的词，用空格分开"),
        Key("kept", _TEXTS, "本单位的名称、专名，里面的都不算错"),
    ),
)
