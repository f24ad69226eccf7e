"""What may stand under `tables` and `identities` in format.yaml."""

from __future__ import annotations

from typing import get_args

from ...files.shapes import FLAG, SAID, TEXT, Again, Choice, Key, Keys, ListOf, Number
from ...model.form import Kind
from ...model.identity import Relation
from .values import CODE, ID, IDS, MILLIMETRES, NAME, NAME_ABOUT, START, TERMS, TERMS_ABOUT

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
_START_ABOUT = "新年度的这一格从上年报告的哪一行（列）带来；几个相加用 +"
_NOTE_ABOUT = "填报说明：数什么、怎样数；写在空白数据表、检查的网页和规则里"
_NOTE = Key("note", TEXT, _NOTE_ABOUT, "一件只计一次", "0.1")
_ADDITIVE = Key("additive", FLAG, "false：几个机关的数不能相加，汇总时空着；为什么写在 note 里", "false", "0.7", default="true")
_LABEL_ABOUT = "表上印的文字，一字不差照正式表格写"

COLUMN = Keys(
    "column",
    "一列，或几列的表头",
    (
        Key("id", ID, "列的编号；下面还有列的表头可以不写，写了代表下面各列之和", "by_post", "0.1"),
        Key("name", NAME, NAME_ABOUT, "信函", "0.1"),
        Key("label", SAID, _LABEL_ABOUT, "信函（件）", "0.1", required=True),
        Key("kind", _KIND, _KIND_ABOUT, "amount", "0.1", default="count"),
        _PLACES,
        Key("unit", TEXT, "单位，如 万元", "万元", "0.1"),
        _NOTE,
        Key("start_from", START, _START_ABOUT, "in_force", "0.1"),
        Key("columns", ListOf(Again(), least=1), "下面的列", "[{id: by_post, name: 信函, label: 信函}]", "0.1"),
        Key(
            "mostly", FLAG, "true：数多半在这一列；它整列是 0、别的列有数的，会问是不是错开了一列", "true", "0.7", default="false"
        ),
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
ROW = Keys(
    "row",
    "一行，或几行的标题",
    (
        Key("id", ID, "行的编号；下面还有行的标题可以不写，写了代表下面各行之和", "received", "0.1"),
        Key("name", NAME, NAME_ABOUT, "收到", "0.1"),
        Key("label", SAID, _LABEL_ABOUT, "一、收到数量", "0.1", required=True),
        Key("kind", _KIND, _KIND_ABOUT, "amount", "0.1", default="列的 kind"),
        _PLACES,
        Key("unit", TEXT, "单位，如 件", "件", "0.1"),
        _NOTE,
        Key("start_from", START, _START_ABOUT, "carried_out", "0.1"),
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
            ListOf(COLUMN, least=1),
            "列，从左到右",
            "[{id: by_post, name: 信函, label: 信函}]",
            "0.1",
            required=True,
        ),
        Key("rows", ListOf(ROW, least=1), "行，从上到下", "[{id: received, name: 收到, label: 收到}]", "0.1", required=True),
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
            ListOf(MILLIMETRES, least=1),
            "左边标题列的宽度（毫米），一级一个；只写一个，上级在上面",
            "[12, 40]",
            "0.1",
        ),
        Key("value_width", MILLIMETRES, "每个数字列的宽度（毫米）", "30", "0.1", default="20"),
        Key("unit_width", MILLIMETRES, "单位列的宽度（毫米）", "15", "0.1", default="16；有 unit_header 才有这一列"),
    ),
)
TABLE = Keys(
    "table",
    "一张表",
    (
        Key("id", ID, "表的编号", "letters", "0.1", required=True),
        Key("name", NAME, "工作表名，也是正文里的称呼，如 表五", "表五", "0.1", required=True),
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
IDENTITY = Keys(
    "identity",
    "一条勾稽关系：left 各项之和等于 right 各项之和",
    (
        Key("code", CODE, "代码，用过的不再给别的关系用", "T901", "0.1", required=True),
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
        Key("left", TERMS, f"左边各项：{TERMS_ABOUT}", "[by_post..online]", "0.1", required=True),
        Key("right", TERMS, "右边各项，通常是总计；不平时指着它的第一项", "[all]", "0.1", required=True),
        Key("over", TERMS, "relation: ratio 时，除以哪几项之和", "[received]", "0.7"),
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
        Key("rows", IDS, "each: row 时，只看这些行", "[received]", "0.1"),
        Key("columns", IDS, "each: column 时，只看这些列", "[all]", "0.1"),
        Key("say", TEXT, "不平时怎样说", "各渠道之和应等于合计", "0.1"),
    ),
    ident="code",
    together=(("table", "each"), ("each", "table")),
)
