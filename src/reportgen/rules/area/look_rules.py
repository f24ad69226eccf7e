"""What is said of agencies beside each other: declared apart, since a check of one draft lists these rules and loads nothing of areas."""

from __future__ import annotations

from ...model.finding import Rule, Severity

A201 = Rule(
    "A201",
    "文字与别的单位雷同",
    "内容雷同的年报会被责令改正（《条例》第四十七条）。各单位都有的话（格式里的、通知里的）不算；机关名称、数字、标点不比。"
    "谁抄谁的，程序看不出来。",
    "甲市南坪镇与甲市北坡镇的年报有 6 段相同，只换了地名和数字。",
    "请两个单位各写各的情况。",
    Severity.WARNING,
)
A202 = Rule(
    "A202",
    "数与同类单位相差很大",
    "只是问一问，不是错误：与名录里同一类别的单位比，差十倍以上、又远在平常的高低之外，可能多打了一个 0，也可能本来如此。"
    "同类不到 8 个的不比，半数以上为 0 的格不比，比的是中位数，不是平均数。",
    "行政许可处理决定：甲市南坪镇 15730，同类 30 个单位的中位数是 12。",
    "问一下这个单位；属实就不用改。",
    Severity.WARNING,
)
A203 = Rule(
    "A203",
    "两个代码像是一个单位",
    "一个单位有两个代码，会报两份、加两遍；改名的单位要把旧名写进“曾用名”，不要另立一行。",
    "名录里 105 和 231 都叫“甲市教育局”。",
    "是一个单位就并成一行；确实是两个的，把名称写全。",
    Severity.WARNING,
)
A204 = Rule(
    "A204",
    "一个单位有几份年报",
    "同一年度有几份，程序不能替人决定用哪一份。",
    "年报/2024/105 里有“定稿.docx”和“定稿(2).docx”，有 3 格的数不同。",
    "留下定稿，其余的移走。",
    Severity.WARNING,
)
A205 = Rule(
    "A205",
    "年报放错了地方",
    "年报里写的机关或年度，与它所在的文件夹（名录里的机关、年度）不是一个：数会加到别人头上，交了的成了没有交。",
    "年报/2024/105（甲市教育局）里的年报，标题是“甲市体育局2024年政府信息公开工作年度报告”。",
    "移到那个机关、那一年的文件夹；机关改了名的，把旧名写进名录的“曾用名”。",
    Severity.WARNING,
)
# What an agency is asked to do, where the office's own advice is none to it; and what is no matter of an agency's.
TO_AGENCIES = {
    A201.code: "请写本单位自己的情况",
    A202.code: "请核对是否属实；属实的，请书面说明",
    A204.code: "请说明以哪一份为准",
    A205.code: "请核对年报的机关名称和年度；报错了的，请重新报送",
}
OF_THE_OFFICE = (A203.code,)
RULES = (A201, A202, A203, A204, A205)
