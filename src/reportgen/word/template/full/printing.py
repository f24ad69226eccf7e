"""docxtpl itself, one part of a template at a time: its changes of the tags, its Jinja in our bounds, its mending of the tables.

docxtpl's own way through a package is not gone: it stamps the time on what it writes, and leaves
notes at the end out. What is printed is put into the package as it is for the compiled engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

from jinja2 import Template
from jinja2.exceptions import SecurityError
from lxml import etree

from ....files.xml import XmlProblem, as_part, parsed
from ....model.errors import PackError
from ....model.location import Location
from ...names import XML_DECLARATION, W
from ..allowed import MOST_TEXT, text_of
from .language import FullEnvironment

_LOOKS = re.compile(r"<w:[pr]Pr>.*?</w:[pr]Pr>", re.DOTALL)
_MANY_BREAKS, _LONGEST_BREAK = 1000, 200
_BODY = W + "body"
_TAG = re.compile(r"\{\{(?:(?!\{\{).)*?\}\}|\{%(?:(?!\{%).)*?%\}")
_EMPTY_BODY, _BODY_BEGINS = "<w:body/>", re.compile("<w:body[^>]*>")
_INSTALL = "运行 pip install docxtpl；或者只用本程序自己的引擎认识的写法（format check 说是哪几处）"


class DocxtplPart:
    """A part of a template as docxtpl reads it; it is printed as often as one likes."""

    def __init__(self, name: str, content: bytes, environment: FullEnvironment, location: Location) -> None:
        """PackError where docxtpl is not installed."""
        try:
            from docxtpl import DocxTemplate  # with it comes python-docx
        except ImportError:
            raise PackError("这份模板要由 docxtpl 渲染，这台电脑上没有装", location=location, hint=_INSTALL) from None
        self.name, self.location = name, location
        self.environment = environment
        self._docxtpl = DocxTemplate
        root = parsed(content)
        body = root.find(_BODY)
        printed = body if body is not None else root
        source = DocxTemplate("").patch_xml(etree.tostring(printed, encoding="unicode", with_tail=False))
        # docxtpl leaves `&` in a tag as the file writes it.
        self.source: str = _TAG.sub(lambda tag: unescape(tag[0]), source)
        self._around: tuple[str, str] | None = None
        if body is not None:
            for one in list(body):
                body.remove(one)
            before, found, after = etree.tostring(root, encoding="unicode").partition(_EMPTY_BODY)
            if not found:
                hint = "用 Word 打开模板，另存一次"
                raise PackError(f"模板的 {name} 不是 Word 的写法，docxtpl 读不懂", location=location, hint=hint)
            self._around = XML_DECLARATION + before, after
        self._made: Template | None = None

    def __call__(self, values: Mapping[str, Any], finish: Callable[[str], str]) -> bytes:
        """The part with these values; `finish` has a hand in what Jinja prints before docxtpl goes on.

        PackError when it is no XML; else whatever Jinja raises.
        """
        docxtpl = self._docxtpl("")
        # With a number for each drawing, as it would have opened the file.
        docxtpl.docx_ids_index = 1000
        text = docxtpl.render_xml_part(self.source, None, values, _Bounded(self, finish))
        try:
            root = parsed(text.encode())
        except XmlProblem as problem:
            raise PackError(
                f"docxtpl 印出来的 {self.name} {problem}",
                location=self.location,
                hint="检查 {%- -%}、跨段的 if 和 for、|safe：每一种情况都要头尾齐全",
            ) from None
        if self._around is None:
            return as_part(root)
        body = docxtpl.fix_tables(text)
        docxtpl.fix_docpr_ids(body)
        # The namespaces that were written on the body alone stand on the root.
        whole = _BODY_BEGINS.sub("<w:body>", etree.tostring(body, encoding="unicode"), count=1)
        return whole.join(self._around).encode()

    def made(self, source: str) -> Template:
        """The template that docxtpl wants of Jinja, compiled once."""
        if self._made is None:
            self._made = self.environment.from_string(source)
        return self._made


class _Bounded:
    """What docxtpl takes for Jinja's environment and for its template."""

    def __init__(self, part: DocxtplPart, finish: Callable[[str], str]) -> None:
        self._part, self._finish = part, finish
        self._template: Template | None = None

    def from_string(self, source: str) -> _Bounded:
        self._template = self._part.made(source)
        return self

    def render(self, values: Mapping[str, Any]) -> str:
        assert self._template is not None
        text = self._finish(text_of(self._template, values))
        _refuse_many_breaks(text)
        return text


def _refuse_many_breaks(text: str) -> None:
    """SecurityError where what docxtpl puts in place of breaks and tabs would fill the memory: each brings the looks around it again."""
    breaks = sum(map(text.count, "\t\n\a\f")) - text.count("\n<w:p")
    if breaks > _MANY_BREAKS:
        longest = max((len(look) for look in _LOOKS.findall(text)), default=0)
        if breaks * (longest + _LONGEST_BREAK) > MOST_TEXT:
            raise SecurityError("换行、制表符太多")
