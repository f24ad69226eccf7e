"""Goes through the tags of a template in reading order: what each says, and which loops and conditions hold it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from ...model.finding import Finding, Severity, place_in_word
from ...model.form import Form
from ...model.location import Location
from ..names import TBL, TCPR
from .allowed import TemplateEnvironment
from .expressions import OUTSIDE, UNKNOWN, Expressions, Reading
from .full.reasons import CELL_TAGS, ENDS, beside
from .rules import F201, F202, F204, F206, F207, F231, F308
from .syntax import ANY_TAG, LITERAL
from .tags import Tag, Written, lost_beside, text_of

_SCOPE_NAMES = {"p": "段", "tr": "行", "tc": "格", "r": "串文字"}
_DEEPEST = 100
_OPENERS = frozenset(ENDS.values())
# Signs that somebody meant a tag: closed only, open only, in full width, with one brace or spaces between two.
_UNCLOSED, _UNOPENED = re.compile(r"\{[{%#].*", re.DOTALL), re.compile(r"[}%#]\}")
_WIDE = re.compile(r"[｛{]\s*[｛{%％][^｛{｝}]*[｝}%％]\s*[｝}]")
_SINGLE = re.compile(r"[｛{]\s*[\w.]+\s*[｝}]")
_FIRST_NAME = re.compile(r"(?<![.\w])[^\W\d]\w*")
_CURLY = re.compile("[“”‘’]")
_NARROW = str.maketrans("｛｝％", "{}%")


class Opened:
    """A `for`, an `if`, a macro that is not ended yet."""

    def __init__(self, keyword: str, tag: Tag, location: Location, within: etree._Element | None) -> None:
        self.keyword, self.tag, self.location, self.within = keyword, tag, location, within
        self.names: dict[str, Any] = {}
        self.passage = ""
        self.over = ""  # what a loop goes through: title, passages.preface
        self.styles: set[str] = set()
        self.every_style = False
        self.about: Opened | None = None  # the loop over a passage whose styles an `if` tells apart


class Walk:
    """What the tags of a template come to: which Refs and texts it prints where, and what is wrong on the way."""

    def __init__(self, form: Form, environment: TemplateEnvironment | None = None) -> None:
        """`environment` is given where docxtpl renders the template: what of its whole language means what."""
        self.expressions = Expressions(form, environment)
        self._docxtpl = environment is not None
        self._named: dict[str, Any] = {}  # by `set` and macros, outside of loops
        self.findings: list[Finding] = []
        self.tags = 0
        self.words: set[str] = set()  # whatever names the tags mention
        self.printed: dict[str, list[Written]] = {}  # by the way through the names, as in `date`
        self.loops: list[Opened] = []  # those over passages
        self.whole: list[tuple[Tag, Written]] = []  # what prints whole runs, paragraphs, rows or cells
        self.unknown: dict[
            tuple[Location, str], str
        ] = {}  # ways through names in tables that lead nowhere, by what is told of them
        self.constant: list[tuple[Written, str]] = []  # what is printed as it stands, whatever the report
        # Tags that print something made of a text, by the text or the passage that it is made of.
        self.altered: dict[str, tuple[Tag, Written]] = {}
        self._open: list[Opened] = []
        self._stray = -1  # how deep an `if` is missing of which has been told

    def through(self, part: Iterable[Written]) -> None:
        """Go through the paragraphs of one part, in which everything that begins must end."""
        alone: set[etree._Element] = set()
        for written in part:
            self.findings += _braces(written)
            first, *behind = ANY_TAG.split(written.text)
            self._between(first, written)
            for tag, text in zip(written.tags, behind, strict=True):
                self._next(tag, written, alone)
                self._between(text, written)
        for left in self._open:
            self._unended(left)
        self._open.clear()

    def _between(self, text: str, written: Written) -> None:
        """Text before, between or behind tags."""
        if text.strip() and not self._open:
            for literal, printed in LITERAL.items():
                text = text.replace(literal, printed)
            self.constant.append((written, text.strip()))

    def _next(self, tag: Tag, written: Written, alone: set[etree._Element]) -> None:
        if tag.kind == "{#" or (self._in("raw") and not tag.code.startswith("endraw")):
            return
        self.tags += 1
        self.words.update(re.findall(r"\w+", tag.code))
        if any(opening in tag.code for opening in ("{{", "{%")):
            self.findings.append(_cut(tag.written, written.location))
        else:
            self._one(tag, written, alone)

    def _in(self, keyword: str) -> bool:
        return any(opened.keyword == keyword for opened in self._open)

    def _one(self, tag: Tag, written: Written, alone: set[etree._Element]) -> None:
        names = self._named | {name: value for opened in self._open for name, value in opened.names.items()}
        reading = self.expressions.read(tag, written.location, names)
        # A loop that lost its beginning is one fault, not one for each tag in it.
        lost = self.findings[-1].hint if self.findings and self.findings[-1].hint in OUTSIDE.values() else None
        self.findings += [finding for finding in reading.findings if finding.hint != lost]
        if written.cell and reading.path and reading.value is UNKNOWN:
            self.unknown |= {(finding.location, finding.message): reading.path for finding in reading.findings}
        self._placed(tag, written, alone)
        if self._docxtpl and _CURLY.search(tag.code):
            message = f"{tag.written} 里的弯引号印出来是直的：docxtpl 把标签里的引号都换成直的"
            hint = "引号写在标签外面"
            self.findings.append(F231.at(written.location, message, hint=hint, severity=Severity.WARNING))
        if tag.looks > 1 and tag.kind == "{{":
            message = f"{tag.written} 的各部分格式不同"
            self.findings.append(F308.at(written.location, message, hint="选中整个标签（连花括号），设成同一种格式"))
        if tag.kind == "{{":
            if reading.path:
                self.printed.setdefault(reading.path, []).append(written)
            elif not reading.findings and (text := self._text_in(tag)) and self.expressions.alters(tag, names):
                self.altered.setdefault(text, (tag, written))
            return
        keyword = tag.code.split(None, 1)[0] if tag.code else ""
        within = _within(tag, written)
        scope = next((opened.names for opened in reversed(self._open) if opened.keyword != "if"), self._named)
        scope.update(dict.fromkeys(reading.named, UNKNOWN))
        if keyword in _OPENERS and not (keyword == "set" and "=" in tag.code):
            if len(self._open) > _DEEPEST:
                self.findings.append(F204.at(written.location, f"{tag.written} 套得太深", hint="减少套在一起的 for、if"))
                return
            opened = Opened(keyword, tag, written.location, within)
            self._begin(opened, reading, written)
            self._open.append(opened)
        elif keyword in ENDS:
            self._end(keyword, tag, written.location, within)
        elif keyword in ("elif", "else"):
            self._branch(keyword, tag, written.location, within, reading)
        if reading.findings and keyword in ("if", "elif"):
            for opened in self._open:
                opened.every_style = True  # which one was meant is told already

    def _text_in(self, tag: Tag) -> str:
        """The text, or the passage, of which a tag prints something; '' where it is none."""
        for word in _FIRST_NAME.findall(tag.code):
            loop = next((one for one in reversed(self._open) if word in one.names), None)
            text = (loop.passage or loop.over) if loop else word
            if text in ("title", "signature", "date") or (loop and loop.passage):
                return text
        return ""

    def _placed(self, tag: Tag, written: Written, alone: set[etree._Element]) -> None:
        """A tag of a scope needs the element it takes the place of, and that to itself; a tag about a cell needs the cell."""
        if tag.kind == "{%" and tag.code.split(" ", 1)[0] in CELL_TAGS and "tc" not in written.around:
            self.findings.append(
                F206.at(written.location, f"{tag.written} 管它所在的格，这里却不在表里", hint="移到表里，或者删去它")
            )
            return
        if tag.scope in ("tr", "tc") and tag.scope not in written.around:
            message = f"{tag.written} 代替整{_SCOPE_NAMES[tag.scope]}，这里却不在表里"
            mended = tag.written.replace(tag.scope + " ", "p ", 1)
            self.findings.append(F206.at(written.location, message, hint=f"写成 {mended}，或者移到表里"))
            return
        if self._docxtpl and (unread := _not_read_by_docxtpl(tag, written)):
            message, hint = unread
            self.findings.append(F204.at(written.location, f"{tag.written} {message}", hint=hint))
        elif tag.kind == "{%" and tag.code in ("vm", "hm"):
            self._merging(tag, written)
        if not tag.scope:
            return
        if tag.kind == "{{":
            self.whole.append((tag, written))
        if tag.scope == "r" and self._docxtpl:
            self._split(tag, written)
            return
        element = written.around.get(tag.scope)
        beside = tag.beside if element is None else lost_beside(text_of(element), tag.scope)
        if beside and (element is None or element not in alone):
            if element is not None:
                alone.add(element)
            name = _SCOPE_NAMES[tag.scope]
            message = f"{tag.written} 代替它所在的整{name}，同一{name}里的“{beside[:30]}”会丢掉"
            hint = "另起一段写这些文字" if tag.scope in ("p", "r") else f"这些文字移到别的{name}"
            self.findings.append(F207.at(written.location, message, hint=hint))

    def _merging(self, tag: Tag, written: Written) -> None:
        """A tag that merges the cells which a loop prints; docxtpl finds it behind the properties of its cell."""
        if not self._in("for"):
            message, hint = "不在循环里：它把循环印出来的几格合成一格", "放到 {%tr for、{%tc for 的循环里；或者在 Word 里合并格"
        elif written.around["tc"].find(TBL) is not None:
            message, hint = "所在的格里还有表，docxtpl 会合并错", "取消嵌套"
        else:
            return
        self.findings.append(F204.at(written.location, f"{tag.written} {message}", hint=hint))

    def _split(self, tag: Tag, written: Written) -> None:
        """docxtpl parts the run of such a tag in two; what stands behind it is in no look any more."""
        _, _, behind = written.text.partition(tag.written)
        rest = ANY_TAG.sub("", re.split(r"\{[{%]r ", behind)[0]).strip()
        if rest and rest[:10] in ANY_TAG.sub("", tag.beside):
            message = f"{tag.written} 后面的“{rest[:30]}”印出来没有字体格式：docxtpl 把这一串拆开了"
            hint = "先把标签单独设一次格式（如加粗再取消），让它自成一串"
            self.findings.append(F207.at(written.location, message, hint=hint, severity=Severity.WARNING))

    # -- loops and conditions ---------------------------------------------------------------------------

    def _begin(self, opened: Opened, reading: Reading, written: Written) -> None:
        if opened.keyword == "if":
            self._compare(opened, reading)
            return
        if opened.keyword != "for":
            opened.names = dict.fromkeys(reading.targets, UNKNOWN)
            return
        value = reading.value
        sample = value[0] if isinstance(value, list) and value else "" if isinstance(value, dict) else UNKNOWN
        opened.names = {"loop": UNKNOWN} | dict.fromkeys(reading.targets, sample if len(reading.targets) == 1 else UNKNOWN)
        opened.over = reading.path
        owner, _, passage = reading.path.partition(".")
        if owner == "passages" and value is not UNKNOWN:
            opened.passage = passage
            self.loops.append(opened)
        elif reading.path and isinstance(value, list):
            self.printed.setdefault(reading.path, []).append(written)

    def _compare(self, opened: Opened, reading: Reading) -> None:
        for path, text in reading.compared:
            target, _, attribute = path.rpartition(".")
            loop = next((one for one in reversed(self._open) if target in one.names), None)
            if loop is not None and loop.passage and attribute == "style":
                loop.styles.add(text)
                opened.about = loop

    def _end(self, keyword: str, tag: Tag, location: Location, within: etree._Element | None) -> None:
        opener = ENDS[keyword]
        if all(opened.keyword != opener for opened in self._open):
            if opener != "if" or self._stray != len(self._open):
                self.findings.append(F204.at(location, f"{tag.written} 前面没有 {opener}", hint=f"补上 {opener}，或者删去它"))
            self._stray = -1
            return
        while self._open[-1].keyword != opener:
            self._unended(self._open.pop())
        self._same_place(self._open.pop(), tag, location, within)
        if len(self._open) < self._stray:
            self._stray = -1

    def _branch(self, keyword: str, tag: Tag, location: Location, within: etree._Element | None, reading: Reading) -> None:
        opened = next((one for one in reversed(self._open) if one.keyword in ("for", "if")), None)
        if opened is None or (opened.keyword == "for" and (keyword == "elif" or self._stray == len(self._open))):
            if self._stray == len(self._open):
                return
            self._stray = len(self._open)
            hint = f"多半是删了前面的 {{%{tag.scope} if … %}}：照别的部分补上；整组不要的，连同它的 endif 一起删去"
            self.findings.append(F204.at(location, f"{tag.written} 不在 if 里面：前面没有 if", hint=hint))
            return
        self._same_place(opened, tag, location, within)
        self._compare(opened, reading)
        if keyword == "else" and opened.about is not None:
            opened.about.every_style = True

    def _same_place(self, opened: Opened, tag: Tag, location: Location, within: etree._Element | None) -> None:
        if opened.tag.scope != tag.scope:
            first, last = (f"{{%{one.scope}" for one in (opened.tag, tag))
            message = (
                f"{opened.tag.written}（{place_in_word(opened.location)}）和 {tag.written} 不成对：一个用 {first}，一个用 {last}"
            )
            self.findings.append(F204.at(location, message, hint="头尾用同一种写法", related=(opened.location,)))
        elif opened.within is not within and not (
            self._docxtpl and not tag.scope and opened.within is not None and within is not None and beside(opened.within, within)
        ):
            where = {"p": "同一格（或者都在表外）", "tr": "同一张表里", "tc": "同一行里"}.get(tag.scope, "同一段里")
            message = f"{opened.tag.written}（{place_in_word(opened.location)}）和 {tag.written} 不在{where}"
            self.findings.append(F204.at(location, message, hint=f"两个标签放在{where}", related=(opened.location,)))

    def _unended(self, opened: Opened) -> None:
        end = f"{{%{opened.tag.scope} end{opened.keyword} %}}"
        message = f"{opened.tag.written} 后面没有 end{opened.keyword}"
        self.findings.append(F204.at(opened.location, message, hint=f"在它管的最后一段（行、格）后面加 {end}"))


def _not_read_by_docxtpl(tag: Tag, written: Written) -> tuple[str, str] | None:
    """What of a tag docxtpl, which finds it by its letters, takes for no tag of its own, and how to mend it; None where nothing is."""
    inside = tag.written[2:-2]
    about_cell = tag.kind == "{%" and tag.code.split(" ", 1)[0] in CELL_TAGS
    if (tag.scope and re.search("[}%]", inside)) or (about_cell and "%" in inside):
        return "docxtpl 认不出：这种标签里不能有 } 和 %", "在前面另写一段 {% set 名称 = …… %}，这个标签里只写名称"
    if not about_cell:
        return None
    if inside.startswith(("-", "+")) or inside.endswith(("-", "+")):
        return "docxtpl 认不出：管一格的标签不能连前后的段", f"写成 {{% {tag.code} %}}"
    properties = written.around["tc"].find(TCPR)
    if properties is None or not len(properties):
        return "所在的格没有属性，docxtpl 认不出", "在 Word 里给这一格设一次列宽"
    return None


def _within(tag: Tag, written: Written) -> etree._Element | None:
    """The element inside which what a tag begins must end; None where the tag has no place at all."""
    if tag.scope in ("", "r"):
        return written.around["p"]
    element = written.around.get(tag.scope)
    return element.getparent() if element is not None else None


def _braces(written: Written) -> Iterator[Finding]:
    """Braces that make no tag."""
    rest = ANY_TAG.sub(" ", written.text)
    for literal in LITERAL:
        rest = rest.replace(literal, "  ")
    for found in _WIDE.findall(rest):
        rest = rest.replace(found, " ", 1)
        mended = re.sub(r"\{\s*([{%])|([}%])\s*\}", lambda brace: brace[0].replace(" ", ""), found.translate(_NARROW))
        yield F202.at(written.location, f"“{found}”不是标签：花括号是全角的，或者中间有空格", hint=f"用英文输入法写成 {mended}")
    if unclosed := _UNCLOSED.search(rest):
        rest = rest[: unclosed.start()]
        yield _cut(unclosed[0], written.location)
    if unopened := _UNOPENED.search(rest):
        opening = "{" + unopened[0][-2] if unopened[0][-2] != "}" else "{{"
        before, rest = rest[: unopened.end()], rest[: unopened.start()] + rest[unopened.end() :]
        yield F201.at(written.location, f"“{before.strip()[-60:]}”前面少了 {opening}", hint="补上开头的花括号，或者删去结尾的")
    for found in _SINGLE.findall(rest):
        name = found.strip("{}｛｝ ")
        yield F202.at(written.location, f"“{found}”只有一层花括号，不是标签", hint=f"写成 {{{{ {name} }}}}")


def _cut(text: str, location: Location) -> Finding:
    ending = "%}" if text.startswith("{%") else "#}" if text.startswith("{#") else "}}"
    begun = re.split(r"(?<=..)\{[{%]", text)[0].strip()[:60]
    return F201.at(location, f"“{begun}”没有写完", hint=f"在同一段里补上 {ending}")
