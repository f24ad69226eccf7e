"""What a Word file still holds of its making, told at its places: tracked changes, comments, text struck out, hidden or in boxes.

A finished report holds none of it: an error. A draft that is sent round may: a warning. What the file is, it says
itself: see `unfinished`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ..model.finding import Finding, Rule, Severity, place_in_word
from ..model.outline import Aside, AsideKind, Outline
from ..model.report import GAP, Report
from ..text.patterns import pattern

W111 = Rule(
    "W111",
    "Word 里还有没处理的修订",
    "没有接受的修订会跟着文件公开，谁删了什么、加了什么，别人打开就看得到；程序按全部接受以后的样子读。"
    "定稿有修订是错误；送审的稿子（文件名、标题或页眉写着草稿、送审稿、征求意见稿，有【待填】，或者落款没有日期）只提醒。",
    "召开新闻发布会[删去：12][加上：15]场",
    "“审阅”→“接受”→“接受所有修订”以后：召开新闻发布会15场",
)
W112 = Rule(
    "W112",
    "Word 里还有批注",
    "批注是写给经办人的话，公开的文件里不能有；定稿有批注是错误，送审的稿子（见 W111）只提醒。check -o 自己加的批注不算。",
    "批注（李主任）：这个数请再核对",
    "处理以后，“审阅”→“删除”→“删除文档中的所有批注”。",
)
W113 = Rule(
    "W113",
    "有加了删除线或隐藏的文字",
    "加了删除线、设为隐藏的文字还在文件里，复制、另存、换一个软件打开就露出来；空着的内容控件会印出“单击此处输入文字”。"
    "程序不把它们当正文读。定稿是错误，送审的稿子（见 W111）只提醒。",
    "召开新闻发布会1215场（12 上有删除线）",
    "召开新闻发布会15场",
)
W114 = Rule(
    "W114",
    "Word 里有文本框，或者嵌着另一个文件",
    "文本框浮在正文旁边，程序不知道它属于哪一句，没有读进正文；写给经办人的话也常放在文本框里。"
    "嵌进来的文件（altChunk）要等 Word 打开时才并成正文，WPS 里看不见。题目放在文本框里的认得。定稿是错误，送审的稿子（见 W111）只提醒。",
    "文本框：领导批示：请核实全部数据",
    "正文写进段落里；不是正文的删去。",
)
W115 = Rule(
    "W115",
    "Word 里有读不准的符号或公式",
    "符号字体里的符号，没有通行的对应字，读成“〓”；公式读成一行文字，上下标和分数线只是近似。",
    "〓（Webdings 字体的符号）",
    "用“插入—符号”换成普通字体里的符号；公式改成一句话。",
    Severity.WARNING,
)
RULES = (W111, W112, W113, W114, W115)

_DRAFT = pattern(
    r"草\s*稿|初\s*稿|未定稿|送\s*审|送\s*阅|审\s*[阅核签]|会\s*签|校\s*对|(?:讨论|征求意见|修改|修订)\s*稿|征求意见"
)
_RULE_OF = {
    AsideKind.INSERTED: W111,
    AsideKind.DELETED: W111,
    AsideKind.MOVED: W111,
    AsideKind.LOOK: W111,
    AsideKind.COMMENT: W112,
    AsideKind.STRUCK: W113,
    AsideKind.HIDDEN: W113,
    AsideKind.PLACEHOLDER: W113,
    AsideKind.BOX: W114,
    AsideKind.EMBEDDED: W114,
    AsideKind.SYMBOL: W115,
    AsideKind.FORMULA: W115,
}
_REVISED = {
    AsideKind.INSERTED: "加上了",
    AsideKind.DELETED: "删去了",
    AsideKind.MOVED: "移动了",
    AsideKind.LOOK: "改了格式：",
}
_MENDED = {
    W111: "在 Word 里“审阅”→“接受”（不要的“拒绝”），全部处理完再保存",
    W112: "处理以后，在 Word 里“审阅”→“删除”批注，再保存",
    W114: "要公开的写进正文的段落；不要的，点中边框删去",
    W115: W115.good,
}
_MENDED_KIND = {
    AsideKind.EMBEDDED: "用 Word 打开，另存一次，它就成了正文；不要的删去",
    AsideKind.STRUCK: "不要的选中删去；要留的，“开始”里去掉删除线",
    AsideKind.HIDDEN: "“文件—选项—显示”里勾上“隐藏文字”才看得见；不要的删去，要留的在“字体”里取消“隐藏”",
    AsideKind.PLACEHOLDER: "填上内容，或者删去这个内容控件",
}
_WORD = (".docx", ".docm")
# So many of a rule are told one by one; the places of all others together.
_ONE_BY_ONE = 20
_SHOWN = 40


def left_in(outline: Outline, report: Report, asides: Sequence[Aside]) -> Iterator[Finding]:
    """What to tell of the asides of a file that holds this report."""
    if not asides:
        return
    # What a page on the web hides belongs to the site: that it was left out is enough.
    yield from _told(asides, unfinished(outline, report), hiding=outline.path.lower().endswith(_WORD))


def left_in_text(asides: Sequence[Aside]) -> Iterator[Finding]:
    """The same of a draft's text in Word: work goes on in it, and nothing of it is printed but what is read."""
    yield from _told(asides, "这是文字稿", hiding=True)


def _told(asides: Sequence[Aside], why: str, *, hiding: bool) -> Iterator[Finding]:
    told = [(rule, one) for one in asides if (rule := _RULE_OF.get(one.kind)) and (hiding or one.kind is not AsideKind.HIDDEN)]
    told.sort(key=lambda one: one[0].code)
    for rule, group in groupby(told, key=lambda one: one[0]):
        found = [aside for _, aside in group]
        severity = Severity.WARNING if why else rule.severity
        note = f"（{why}，按送审的稿子只作提醒）" if why and rule.severity is Severity.ERROR else ""
        for aside in found[:_ONE_BY_ONE]:
            hint = _MENDED_KIND.get(aside.kind) or _MENDED[rule]
            yield rule.at(aside.location, _said(aside), severity=severity, hint=hint + note)
        if more := found[_ONE_BY_ONE:]:
            names = "、".join(dict.fromkeys(aside.kind.chinese for aside in more))
            places = "、".join(dict.fromkeys(place_in_word(aside.location) or "整个文件" for aside in more))
            message = f"还有 {len(more)} 处{names}：{places}"
            related = tuple(dict.fromkeys(aside.location for aside in more))
            hint = _MENDED_KIND.get(more[0].kind) or _MENDED[rule]
            yield rule.at(more[0].location, message, severity=severity, hint=hint + note, related=related)


def unfinished(outline: Outline, report: Report) -> str:
    """What tells that a file is a draft sent round and not the finished report; '' where nothing does."""
    for place, text in (("文件名", outline.path), ("标题", "".join(report.title)), ("页眉页脚", outline.edges)):
        if found := _DRAFT.search(text):
            return f"{place}里有“{''.join(found[0].split())}”"
    texts = (*(one.text for one in outline.paragraphs), *(cell.text for grid in outline.grids for cell in grid.cells.values()))
    if any(GAP in text for text in texts):
        return f"文中还有{GAP}"
    return "" if report.date else "落款没有日期"


def _said(aside: Aside) -> str:
    text = aside.in_one_line
    quoted = f"“{text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}”"
    by = f"{aside.author}" if aside.author else "有人"
    if aside.kind in _REVISED:
        if text == "¶":
            quoted = "段落标记（回车），前后两段接成一段" if aside.kind is AsideKind.DELETED else "段落标记（回车）"
        return f"修订还没有处理：{by}{_REVISED[aside.kind]}{quoted}"
    if aside.kind is AsideKind.COMMENT:
        return f"还有批注：{by}写的{quoted}"
    if aside.kind is AsideKind.SYMBOL:
        return f"符号 {text} 没有通行的对应字，读成了“〓”"
    if aside.kind is AsideKind.FORMULA:
        return f"公式读成了{quoted}，请对照原文核对"
    if aside.kind is AsideKind.PLACEHOLDER:
        return f"内容控件没有填，印出来是{quoted}，没有读进正文"
    return f"有{aside.kind.chinese}{quoted}，没有读进正文"
