"""What may be said of a draft's text where it is a Word file, and of two texts."""

from __future__ import annotations

from ...model.draft import NARRATIVE, WORD_TEXT
from ...model.finding import Rule, Severity

W119 = Rule(
    "W119",
    "Word 文字稿里有内容没有进入年报",
    "文字稿用 Word 写时，正文照标题归到各部分；归不到的、年报里没有地方放的、还留着的填写提示，都不会印出来。"
    "加粗、链接、项目符号带过来；下划线、倾斜、着重号、底色年报里没有，只说一次在哪里。",
    "落款日期后面又写了一段“附件说明……”。",
    "移到它应在的那个标题下面；不要的删去。",
    Severity.WARNING,
)
W129 = Rule(
    "W129",
    "草稿里有两份文字稿",
    f"有 {NARRATIVE} 就用它，{WORD_TEXT} 里的文字不会进入年报；两份都改，就不知道哪一份是真的。",
    f"{NARRATIVE} 和 {WORD_TEXT} 放在一个草稿文件夹里。",
    f"只留一份：要用 Word 的，先看过，再把 {NARRATIVE} 改名；或者用 reportgen import --update 把 Word 里的文字收进 {NARRATIVE}。",
    Severity.WARNING,
)
RULES = (W119, W129)
