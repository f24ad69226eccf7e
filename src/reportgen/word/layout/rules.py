"""F4: what can be wrong with the looks of a template or of a finished document; equal deviations are told once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...model.finding import Finding, Rule, Severity
from ...model.location import Location

IN_STYLES = "，在 Word 的“样式”里改一次，用这个样式的段落就都改了。"

F401 = Rule(
    "F401",
    "纸张不是竖放的 A4",
    "公文用纸采用 A4 型纸，210 mm × 297 mm（GB/T 9704—2012 第5.1条）。",
    "纸张 216 × 279 mm（Letter）。",
    "“布局—纸张大小”选 A4，纸张方向选纵向。",
    Severity.WARNING,
)
F402 = Rule(
    "F402",
    "页边距与国标不符",
    "天头 37 mm、订口 28 mm，各许差 1 mm，版心 156 mm × 225 mm（GB/T 9704—2012 第5.2.1条），所以下边距 35 mm、右边距 26 mm。",
    "左边距 31.8 mm（Word 的默认值）。",
    "“布局—页边距—自定义”：上 3.7、下 3.5、左 2.8、右 2.6 厘米。",
    Severity.WARNING,
)
F403 = Rule(
    "F403",
    "没有写明中文字体",
    "没有写明的字体由打开文件的电脑决定；来自“主题”的字体换一台电脑、换成 WPS 就会变，WPS 还会提示缺少字体。",
    "中文字体是主题字体（正文），实际是等线或宋体。",
    "选中这些文字，在“字体”对话框的“中文字体”里选定字体的名字。",
    Severity.WARNING,
)
F404 = Rule(
    "F404",
    "字体与国标不符",
    "公文标题用小标宋体，正文用仿宋体，第一层标题黑体、第二层楷体、第三和第四层仿宋体（GB/T 9704—2012 第5.2.2、7.3.1、7.3.3条）。本地有明文规定的可以不同。",
    "正文用宋体。",
    "标题方正小标宋简体，正文仿宋_GB2312，一级标题黑体，二级标题楷体_GB2312" + IN_STYLES,
    Severity.WARNING,
)
F405 = Rule(
    "F405",
    "字号与国标不符",
    "公文各要素一般用三号（16 磅），标题用二号（22 磅）（GB/T 9704—2012 第5.2.2、7.3.1条）。表格里可以小一些，小于 7.5 磅打印出来看不清。",
    "正文 12 磅（小四）。",
    "标题 22 磅（二号），正文和各级标题 16 磅（三号）" + IN_STYLES,
    Severity.WARNING,
)
F406 = Rule(
    "F406",
    "数字和西文不是 Times New Roman",
    "国标没有指定西文字体；通行的做法是数字和字母用 Times New Roman，与仿宋配合清楚、等宽。",
    "正文的西文字体是宋体。",
    "在“字体”对话框的“西文字体”里选 Times New Roman。",
    Severity.WARNING,
)
F407 = Rule(
    "F407",
    "行距不是固定的 29 磅左右",
    "每面排 22 行、撑满版心（GB/T 9704—2012 第5.2.3条），行距就是 225 mm ÷ 22，约 29 磅；用“单倍行距”时换了字体行距就会变。",
    "正文单倍行距。",
    "“段落—行距”选固定值，28.95 磅" + IN_STYLES,
    Severity.WARNING,
)
F408 = Rule(
    "F408",
    "图片所在的段落用了固定行距",
    "固定行距的段落里，图片只露出一行高的一条。",
    "图片的段落行距固定值 29 磅。",
    "把图片所在段落的行距改为单倍行距。",
)
F409 = Rule(
    "F409",
    "首行没有空两个字",
    "每个自然段左空二字，回行顶格（GB/T 9704—2012 第7.3.3条）。",
    "正文首行缩进 0。",
    "“段落—缩进—特殊格式”选首行缩进 2 字符" + IN_STYLES,
    Severity.WARNING,
)
F410 = Rule(
    "F410",
    "每行字数、每页行数与国标不符",
    "一般每面排 22 行，每行排 28 个字（GB/T 9704—2012 第5.2.3条）。",
    "字间距加宽 2 磅，每行只排 24 个字。",
    "字间距用标准（或紧缩 0.25 磅），段落左右不缩进。",
    Severity.WARNING,
)
F411 = Rule(
    "F411",
    "没有页码",
    "公文要编页码（GB/T 9704—2012 第7.5条）；几页的报告没有页码，打印后无法排序。",
    "页脚是空的，或者页码是手打的数字。",
    "“插入—页码”，放在页面底端。",
    Severity.WARNING,
)
F412 = Rule(
    "F412",
    "页码的样子与国标不符",
    "页码用四号宋体阿拉伯数字，左右各放一条一字线；单页码居右空一字，双页码居左空一字；一字线上距版心下边缘 7 mm（GB/T 9704—2012 第7.5条）。",
    "“第1页 共9页”，居中，小五号。",
    "写成“— 1 —”，14 磅宋体，勾选“奇偶页不同”，奇数页右对齐、右缩进 1 字符，偶数页左对齐、左缩进 1 字符。",
    Severity.WARNING,
)
F413 = Rule(
    "F413",
    "标题用了 Word 的自动编号",
    "自动编号不是文字，复制到网页或别的文件时会丢；年报的标题本身已带序号，再自动编号就成了两个。",
    "“一、”是 Word 的项目编号。",
    "取消自动编号，把“一、”打成文字。",
    Severity.WARNING,
)
F414 = Rule(
    "F414",
    "中文标点会用西文字体",
    '“ ” ‘ ’ — … · 中文和西文共用。Word 用西文字体排它们，除非这些字写着“按中文排”（`w:rFonts` 的 `w:hint="eastAsia"`，'
    "ISO/IEC 29500-1 第17.3.2.26条）：用 Times New Roman 排的引号窄、破折号断成两截。用中文输入法打的字 Word 自己会写上；"
    "程序生成的、从网页粘贴的常常没有。LibreOffice 里看不出来。",
    "正文的西文字体是 Times New Roman，“放管服”的引号没有写“按中文排”。",
    "选中这些标点，用中文输入法重新打一遍，或者在“字体”对话框的“西文字体”里也选中文字体。模板不用改：生成年报时会自动写上。",
    Severity.WARNING,
)
F421 = Rule(
    "F421",
    "表头不会在下一页重复",
    "表格跨页时，后一页没有表头就看不出每列是什么；只有表头的行才重复。",
    "表三的前三行没有勾选“重复标题行”。",
    "选中表头的全部行，“表格属性—行—在各页顶端以标题行形式重复出现”。",
    Severity.WARNING,
)
F422 = Rule(
    "F422",
    "表格的行会被拆到两页",
    "一行的文字一半在上页、一半在下页，行名和数就对不上了。",
    "行允许跨页断行。",
    "选中整张表，“表格属性—行”，不勾“允许跨页断行”。",
    Severity.WARNING,
)
F423 = Rule(
    "F423",
    "表格的格子对不上",
    "合并的格子和网格不一致，不同的程序会画成不同的样子，程序也会把数认到别的格里。",
    "有一行合起来占 9 列，表格有 10 列。",
    "取消这几格的合并再重新合并；或者从官方表格重新粘贴这张表。",
)
F424 = Rule(
    "F424",
    "表格的宽度前后不一",
    "表宽、列宽、格宽各写各的，Word、WPS 和浏览器就会画出不同的宽度；比版心宽的表会伸进页边。",
    "表宽 172 mm，版心只有 156 mm。",
    "“表格属性—表格—指定宽度”，宽度不超过版心（156 mm），再“自动调整—固定列宽”。",
    Severity.WARNING,
)
F425 = Rule(
    "F425",
    "标题会与下面的表格分开",
    "标题留在上页末、表格到了下页，读的人找不到表名。",
    "“三、收到和处理政府信息公开申请情况”没有设“与下段同页”。",
    "选中表前的标题，“段落—换行和分页—与下段同页”。",
    Severity.WARNING,
)

RULES = (
    F401, F402, F403, F404, F405, F406, F407, F408, F409, F410, F411, F412, F413, F414,
    F421, F422, F423, F424, F425,
)  # fmt: skip
_NAMED = 3


# -- notes -------------------------------------------------------------------------------------------


class _Spot(NamedTuple):
    who: str
    location: Location
    place: str
    hint: str


class Notes:
    """Collects deviations by what they say."""

    def __init__(self) -> None:
        self._spots: dict[tuple[Rule, str], dict[Location, _Spot]] = {}

    def note(self, rule: Rule, who: str, what: str, location: Location, place: str, hint: str = "") -> None:
        """`what` is wrong with `who` (正文, 一级标题) at `location`, which a reader finds by `place`; a place counts once.

        `hint` says how to mend it where the good sample of the rule is not what is wanted here.
        """
        self._spots.setdefault((rule, what), {}).setdefault(location, _Spot(who, location, place, hint or rule.good))

    def findings(self) -> Iterator[Finding]:
        """One finding a deviation, at its first place, the others beside it."""
        for (rule, what), spots in self._spots.items():
            first, *others = spots
            all_who = "、".join(dict.fromkeys(spot.who for spot in spots.values()))
            named = list(dict.fromkeys(spot.place for spot in spots.values()))
            more = f"等 {len(spots)} 处" if len(named) > _NAMED else ""
            yield rule.at(
                first, f"{all_who}：{what}（{'、'.join(named[:_NAMED])}{more}）", hint=spots[first].hint, related=tuple(others)
            )
