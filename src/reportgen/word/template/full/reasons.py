"""Which engine a template needs: what in it is docxtpl's and not compiled here, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from lxml import etree

from ....model.draft import EngineReason
from ..allowed import TemplateEnvironment
from ..tags import Tag, Written

# Tags that begin a stretch, with those that end it.
ENDS = {f"end{name}": name for name in ("for", "if", "macro", "call", "with", "filter", "set", "raw")}
# Of docxtpl itself: what they do to the cell they stand in.
CELL_TAGS = {"colspan": "合并几列", "cellbg": "这一格的底色", "vm": "上下合并", "hm": "左右合并"}
# Statements that are compiled nowhere here.
STATEMENTS = {
    "set": "自己取的名称", "macro": "自己写的一段", "call": "自己写的一段", "with": "自己取的名称", "filter": "整段的过滤器",
    "raw": "原样印的一段", **CELL_TAGS,
}  # fmt: skip
# docxtpl makes a line break, a tab, a paragraph, a page of them.
_CONTROLS = re.compile("[\n\t\a\f]")


@cache
def compiled_language() -> TemplateEnvironment:
    """The language that is compiled here."""
    return TemplateEnvironment(autoescape=True, undefined=StrictUndefined)


@cache
def full_language() -> TemplateEnvironment:
    """The language of what docxtpl renders."""
    from .language import FullEnvironment  # only a template that needs it pays for it

    return FullEnvironment(autoescape=True, undefined=StrictUndefined)


def reasons(paragraphs: Iterable[Written]) -> tuple[EngineReason, ...]:
    """Why a template has to be rendered by docxtpl, in reading order; nothing where it is compiled.

    What neither engine does is no reason: the check tells it either way.
    """
    found: list[EngineReason] = []
    open_: list[tuple[str, Tag, Written]] = []
    for written in paragraphs:
        for tag in written.tags:
            if tag.kind == "{#" or is_plain(tag):
                continue
            why = "、".join(dict.fromkeys(_whys(tag)))
            if tag.kind == "{%" and not tag.scope and _spans(tag, written, open_):
                why = why or "从一段开始，到另一段结束"
            if why:
                found.append(EngineReason(tag.written, written.location, why))
    return tuple(found)


def is_plain(tag: Tag) -> bool:
    """Whether a tag just names something, as nearly all of hundreds do."""
    return tag.kind == "{{" and not tag.beside and tag.code.replace(".", "_").isidentifier()


def _whys(tag: Tag) -> Iterator[str]:
    if tag.kind == "{%" and (tag.written.startswith("{%-") or tag.written.endswith("-%}")):
        yield "把前后两段连起来"
    if tag.scope == "tc":
        yield "整格的循环、条件，表的列要重画"
    if tag.scope == "r" and tag.beside:
        yield "一串文字的中间"
    keyword = tag.code.split(None, 1)[0] if tag.kind == "{%" and tag.code else ""
    if keyword in STATEMENTS:
        yield f"{keyword}：{STATEMENTS[keyword]}"
        return
    yield from _not_compiled(alone(tag))


@lru_cache(512)
def _not_compiled(source: str) -> tuple[str, ...]:
    """What in the source of one tag docxtpl does and the compiled engine does not."""
    try:
        tree = compiled_language().parse(source)
    except TemplateSyntaxError:
        return ()  # told by the check
    controls = any(_CONTROLS.search(str(text.value)) for text in tree.find_all(nodes.Const))
    found = [why.removesuffix("，模板里不能用").removesuffix("，模板里不做计算") for _, why in compiled_language().refused(tree)]
    found += ["文字里有换行、制表符"] if controls else []
    return () if not found or next(full_language().refused(tree), None) else tuple(found)


def _spans(tag: Tag, written: Written, open_: list[tuple[str, Tag, Written]]) -> bool:
    """Whether a stretch that ends here began in another paragraph beside this one."""
    keyword = tag.code.split(None, 1)[0] if tag.code else ""
    if keyword in ("for", "if"):
        open_.append((keyword, tag, written))
    elif keyword in ENDS and open_ and open_[-1][0] == ENDS[keyword]:
        began = open_.pop()[2]
        return began is not written and beside(began.around["p"], written.around["p"])
    return False


def beside(one: etree._Element, other: etree._Element) -> bool:
    """Whether two paragraphs stand in the same cell, or both outside of tables."""
    return one is not other and one.getparent() is other.getparent()


def alone(tag: Tag) -> str:
    """A tag as a source of its own that Jinja can parse, with the end of what it begins; '' for a tag that says nothing by itself."""
    if tag.kind == "{{":
        return "{{ " + tag.code + " }}"
    keyword = tag.code.split(None, 1)[0] if tag.code else ""
    if keyword in ("colspan", "cellbg"):
        return "{{ " + tag.code.removeprefix(keyword) + " }}"
    if keyword == "elif":
        return "{% " + tag.code.removeprefix("el") + " %}{% endif %}"
    if keyword in ("for", "if", "macro", "call", "with", "filter") or (keyword == "set" and "=" not in tag.code):
        return "{% " + tag.code + " %}{% end" + keyword + " %}"
    return "{% " + tag.code + " %}" if keyword == "set" else ""
