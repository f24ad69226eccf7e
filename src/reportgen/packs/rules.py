"""F1 and F5: what can be wrong with a form's declaration, and with the cases that lie beside it."""

from __future__ import annotations

from ..model.finding import Rule, Severity

F110 = Rule(
    "F110",
    "合计没有勾稽关系",
    "名称是总计、合计、共计的行或列，是别的行或列之和；格式里不写这条勾稽关系，填错了查不出来。",
    "有“（七）总计”一行，没有一条勾稽关系的 right 是它。",
    "在 identities 里写一条：left 是它的各项，right 是它。",
    Severity.WARNING,
)
F111 = Rule(
    "F111",
    "合计的各项与表里的不同",
    "合计应当正好是同一级各项之和；漏一项，漏的那一项填错就查不出来；多一项，填对了也会报错。",
    "left: [granted..not_processed]，表里还有“（六）其他处理”。",
    "left: [granted..otherwise]",
    Severity.WARNING,
)
F112 = Rule(
    "F112",
    "“其中”没有勾稽关系",
    "“其中”的数不能超过它所属的数，或者几个“其中”加起来等于它。",
    "“其中：主动公开规范性文件数”不在任何勾稽关系里。",
    "写一条 relation: at_most 的勾稽关系，left 是其中数，right 是总数。",
    Severity.WARNING,
)
F113 = Rule(
    "F113",
    "表上印的勾稽关系没有写进格式",
    "官方表格上印着的关系，填表的人和收表的人都会核对，程序也必须核对。",
    "表头印着“第一项加第二项之和，等于第三项加第四项之和”，identities 里没有这一条。",
    "left: [received, carried_in]，right: [total, carried_out]",
    Severity.WARNING,
)
F114 = Rule(
    "F114",
    "说明里引用的名称、写的个数，表里不是这样",
    "勾稽关系的 say 会原样印给填报的人看；引号里的名称要能在表上找到，“几项之和”的几要与 left 相同：加了一列，旧的个数就错了。",
    "say: 应等于“二、上年转结”",
    "say: 应等于“二、去年结转”，表上印的是“二、上年结转”",
    Severity.WARNING,
)
F115 = Rule(
    "F115",
    "同一个数加了两次",
    "一边既加了合计又加了它的各项，填对了也会报错。",
    "left: [refused, state_secret, trade_secret]，而 refused 就是后两项之和。",
    "left: [state_secret, trade_secret]",
)
F116 = Rule(
    "F116",
    "整张表没有勾稽关系",
    "没有一条勾稽关系的表，填什么数都不会报错。确实没有关系可写的，不必理会。",
    "表二有 8 格，identities 里没有一条的 table 是它。",
    "看看有没有合计、上下年衔接、一个数不能超过另一个数。",
    Severity.WARNING,
)
F117 = Rule(
    "F117",
    "各部分的序号不连续",
    "标题的序号由格式固定，漏一个、重一个，每份年报都会错。",
    "一、总体情况　三、收到和处理政府信息公开申请情况",
    "一、总体情况　二、主动公开政府信息情况　三、……",
    Severity.WARNING,
)
F119 = Rule(
    "F119",
    "行（列）的名称不好认",
    "程序按表上的文字找行和列：同一级里文字相同的分不清；name 与表上的文字毫不相干的，在正文里引用时会用错。",
    "同一级有两行都叫“其他”；name: 予以公开，label: （四）无法提供。",
    "同一级的文字各不相同；name 取自 label 的文字。",
    Severity.WARNING,
)
F120 = Rule(
    "F120",
    "还写着旧的依据",
    "basis 的 mistaken 里列着旧的文件，年报引用它就会指出。前言自己还引用它、又叫人改成它，多半是照旧的一套复制来，漏改了一处。",
    "mistaken 里有 cited: 某办〔2021〕3号，前言里也是“某办〔2021〕3号”",
    "前言和 right 都写新的文号。",
    Severity.WARNING,
)
F121 = Rule(
    "F121",
    "增改包改了原来的标题或表头",
    "国家统一的格式，标题、行名、列名不能改；省里的要求写成新的行、表、部分，或者写进填写说明（note、guidance）。",
    "原来的一行叫“甲”，增改包写 {id: …, label: 乙}",
    "label、heading 不动，另加一行，或者用 note 说明。",
    Severity.WARNING,
)
F501 = Rule(
    "F501",
    "用例没有通过",
    "用例说改了这几格应当报出什么；报出的与它不同，不是勾稽关系写错了，就是用例写错了。",
    "用例说应报 T302，实际什么也没有报。",
    "核对 format.yaml 里这条勾稽关系的 left 和 right，或改正用例的 finds。",
)
F502 = Rule(
    "F502",
    "用例里的好报告本身有错",
    "good 是一份没有错的报告：每条勾稽关系都成立。它自己有错，各个用例就说明不了什么。",
    "good 里各列之和不等于总计。",
    "改正 good 里的数；数没有错的，改正勾稽关系。",
)
F503 = Rule(
    "F503",
    "勾稽关系没有用例",
    "没有用例的勾稽关系没有人验证过：写反了、少写一项都看不出来。",
    "格式里有 T401，没有一个用例的 finds 里有 T401。",
    "为它写一个用例：改错一格，finds 里写上这个代码和合计格的地址。",
)
F504 = Rule(
    "F504",
    "用例写错了",
    "用例里的指标地址、代码和键必须是格式里有的，数必须是数；写错了的用例什么也验证不了。",
    "change: {applications.grant.natural: 1}",
    "change: {applications.granted.natural: 1}",
)
F505 = Rule(
    "F505",
    "格式包没有用例",
    "用例证明勾稽关系写对了：改错一格，该报的报出来，不该报的不报。没有用例，写错的关系要到填报时才发现。",
    "格式包的文件夹里没有 cases.yaml。",
    "写一份 cases.yaml：good 是一份没有错的报告，每条勾稽关系至少有一个用例。",
    Severity.WARNING,
)

F506 = Rule(
    "F506",
    "格式包没有正文的说法",
    "正文里手打的数要和表格对照，靠 prose.yaml 写明各行各列怎样说；没有它，正文里的数只按行名认，多数没有对照，也不会提醒。",
    "格式包的文件夹里没有 prose.yaml。",
    "从最近的一套复制 prose.yaml，照新的行、列改。",
    Severity.WARNING,
)

RULES = (F110, F111, F112, F113, F114, F115, F116, F117, F119, F120, F121, F501, F502, F503, F504, F505, F506)
