"""How single values of a pack's files are written: ids, names, codes, terms of identities, days."""

from __future__ import annotations

from ...files.shapes import SAID, TEXTS, ListOf, Number, Text

_WORD = "[A-Za-z_][A-Za-z0-9_]*"
_HAN = "\u3005\u3007\u3400-\u9fff"
FORM_ID = "[A-Za-z0-9][A-Za-z0-9_-]*"

ADDED = TEXTS._replace(adds=True)
SOME = ListOf(SAID, least=1)
ID = Text(_WORD, "不能做 id：只能用英文字母、数字和下划线，不以数字开头", blank=False, called="id（英文）")
NAME = Text(
    # The signs once, not twice: so long a range takes a millisecond to compile.
    f"(?![0-9])[0-9A-Za-z_{_HAN}]+",
    "不能做 name：要能写进 {{ }}，只用汉字、字母和数字，不要标点，不以数字开头",
    blank=False,
    called="名称",
)
CODE = Text("[A-Z][0-9]{3}", "不是代码：写一个大写字母加三位数字，如 T301", blank=False, called="代码")
REF = Text(rf"{_WORD}\.{_WORD}\.{_WORD}", "不是一格的地址：写成 表.行.列，如 table.row.column", blank=False, called="一格的地址")
_RUN = rf"{_WORD}(\.\.{_WORD})?"
_TERM = Text(
    rf"-?(prior\.)?({_RUN}|{_WORD}\.({_RUN}|\*)(\.({_RUN}|\*))?)",
    "写法不对：写 id、从 a..b、减去 -a、上年的 prior.a，别的表写 表.行、表.*.列、表.行.列",
    blank=False,
    called="id、a..b、-a、prior.a 或 表.行.列",
)
TERMS = ListOf(_TERM, least=1)
TERMS_ABOUT = (
    "id，a..b 是从 a 到 b，-a 是减去，prior.a 是上年报告的；别的表的：表.行 是同一列的，表.*.列 是同一行的，表.行.列 是固定的一格"
)
IDS = ListOf(Text(_RUN, "写法不对：写 id，或从 a..b", blank=False, called="id 或 a..b"), least=1)
DAY = Text(
    "(?:[1-9]|1[0-2])月(?:[1-9]|[12][0-9]|3[01])日",
    "不是几月几日：用阿拉伯数字写，如 1月31日；是报告年度的下一年的",
    blank=False,
    called="几月几日",
)
YEAR = Number(1900, 2999, whole=True)
MILLIMETRES = Number(1, 300)
ID_OF_FORM = Text(FORM_ID, "不能做格式编号：只能用英文字母、数字、- 和 _", blank=False, called="格式编号")
START = Text(rf"{_WORD}( *\+ *{_WORD})*", "写法不对：写 id，或几个 id 用 + 相加", blank=True, called="id，几个用 + 相加")
NAME_ABOUT = "在正文里怎样称呼它：{{ 表.行.列 }} 里写的就是 name"
# At most a hundred characters and two gaps: no text shall take long to be held against it.
WRITTEN_LIKE = Text(
    r"(?=.{1,100}$)[^*]*(\*[^*]*){0,2}", "太长，或者 * 太多：最多 100 个字、2 个 *", blank=False, called="文字，# 是数字"
)
