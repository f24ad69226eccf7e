"""Figures in the text: `{{ 表三.本年新收.总计 }}` becomes 198, in a sandbox, or a finding.

Only expressions are allowed: names of the form, + − × ÷, and the functions below. There are no
statements, filters, attributes of Python objects or anything that could loop or grow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, DivisionByZero, DivisionUndefined
from types import MappingProxyType
from typing import Any, NamedTuple

from ...model.chart import Chart
from ...model.draft import AGENCY, CHARTS, CONTACT, FIELDS, PRIOR, TITLE, VARIABLES, YEAR
from ...model.figures import digits
from ...model.finding import Finding, Rule, Severity
from ...model.form import Form
from ...model.location import Location, Mark
from ...model.report import GAP, OF_NOTHING, Cell, Narrative, Paragraph, PastReport, Styled, TextBlock
from ...text.dates import written_date
from ...text.passages import ADDRESS, LINK, printed_address
from ...text.patterns import pattern
from .names import FUNCTIONS, NO_PRIOR, W131, Missing, Names, OfNothing, Problem, Rounded, evaluate, number, prose_names, step

_IMAGE_START = "!["

W133 = Rule(
    "W133",
    "写了没有用到",
    "联系方式、自定义里的内容只有被正文引用才会出现在年报里；没有引用等于没有写。",
    "联系方式里写了传真，前言里没有引用。",
    "在前言里加上“传真：{{ 联系方式.传真 }}”，或者删去这一项。",
    Severity.WARNING,
)

W134 = Rule(
    "W134",
    "加粗的星号没有成对",
    "加粗写成 **文字**，前后各两个星号；只有一边的星号会原样印出来。",
    "**一是完善机制。不断提高公开质量。",
    "**一是完善机制。**不断提高公开质量。",
    Severity.WARNING,
)
W135 = Rule(
    "W135",
    "链接的地址不能用",
    "链接只能是网址（http、https）或电子邮箱（mailto）；别的地址读者打不开，也可能不安全。",
    "[年报全文](D:\\年报\\全文.pdf)",
    "[年报全文](https://www.example.gov.cn/nb.html)",
)

RULES = (W133, W134, W135)

# In the text of a report braces have no business but to bind a figure.
_BRACES = pattern(r"[{}｛｝]+")
_REFERENCE = pattern(r"\{\{|｛")
# What stands for something else: a reference, a link, bold type, a sign that is meant as it stands.
_TOKEN = pattern(rf"\{{\{{(?P<expression>(?:(?!\{{\{{).)*?)\}}\}}|{LINK}|(?P<bold>(?<!\*)\*\*(?!\*))|\\(?P<sign>[-*|\[\]!！\\])")
_PATH = pattern(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_PLACES = 6
_LARGEST = Decimal(10) ** 30
_RESERVED = {"and", "or", "not", "if", "else", "in", "is", "true", "false", "none", "True", "False", "None"}


class Bound(NamedTuple):
    """A narrative with its figures put in."""

    title: tuple[str, ...]
    texts: dict[str, tuple[TextBlock, ...]]
    signature: str
    date: str
    fields: Mapping[str, str] = MappingProxyType({})


def bind(
    narrative: Narrative,
    form: Form,
    cells: Mapping[str, Cell],
    past: Sequence[PastReport] = (),
    elsewhere: Callable[[str, str], bool] | None = None,
) -> tuple[Bound, list[Finding]]:
    """Put the figures into the text and its charts. A gap becomes 【待填】 and a finding at its line.

    `past` are the reports of the years before, last year's first; those before it are for charts over years. `elsewhere` says whether
    an entry, by its group and its name, is printed though no text refers to it.
    """
    names = _names(narrative, form, cells, past[0] if past else None)
    binder = _Binder(names, form, narrative, past)
    title = tuple(
        binder.text(paragraph).text
        for paragraph in (narrative.title or tuple(Paragraph(line, narrative.place(TITLE)) for line in form.title))
    )
    texts = {section: tuple(binder.block(block) for block in blocks) for section, blocks in narrative.texts.items()}
    signed = narrative.signature
    signature = _signed(binder, signed) if signed and signed.text else narrative.agency
    date = written_date(_signed(binder, narrative.date))
    for group, entries in (*_named(narrative, form), (CHARTS, narrative.charts)):
        for name, paragraph in entries.items():
            if braces := _REFERENCE.search(paragraph.text):
                place = paragraph.location._replace(column=paragraph.location.column + braces.start())
                why = f"“{group}”的“{name}”里不能再写引用"
                binder.findings.append(W131.at(place, why, hint="把引用写到正文里，这里只写数或文字"))
            if f"{group}.{name}" not in binder.used and paragraph.text and not (elsewhere and elsewhere(group, name)):
                sample = f"单独一行写 ![图名](图表:饼图 {name})" if group == CHARTS else f"写 {{{{ {group}.{name} }}}}"
                why = f"“{group}”里的“{name}”没有被正文引用，不会出现在年报里"
                hint = f"在正文里{sample}，或者删去这一项"
                binder.findings.append(W133.at(paragraph.location, why, hint=hint))
    return Bound(title, texts, signature, date, _printed_fields(narrative, form, date)), binder.findings


def _named(narrative: Narrative, form: Form) -> Iterator[tuple[str, Mapping[str, Paragraph]]]:
    """The groups of entries that a text may refer to by name; of the form's own fields those too that were left out."""
    yield CONTACT, narrative.contact
    if form.fields:
        nothing = Paragraph("", narrative.place(FIELDS))
        yield FIELDS, {one.name: narrative.fields.get(one.id, nothing) for one in form.fields}
    yield VARIABLES, narrative.variables


def _printed_fields(narrative: Narrative, form: Form, signed: str) -> dict[str, str]:
    """The fields that have a text, by id, as they are printed; a gap that waits to be filled says nothing yet.

    Who has it printed, and nobody wrote when, has it printed on the day that it was `signed`.
    """
    said = {one.id: (one, narrative.fields[one.id].text.strip()) for one in form.fields if one.id in narrative.fields}
    printed = {
        name: written_date(text) if one.kind == "date" else text for name, (one, text) in said.items() if text not in ("", GAP)
    }
    head = form.letterhead
    if head and head.printed and printed.get(head.printer) and signed and not _required(form, head.printed):
        printed.setdefault(head.printed, signed)
    return printed


def _required(form: Form, field: str) -> bool:
    return any(one.required for one in form.fields if one.id == field)


def _signed(binder: _Binder, line: Paragraph | None) -> str:
    """A line of the signature; a gap that waits to be filled says nothing yet."""
    return binder.text(line).text if line and line.text != GAP else ""


def value_shown(expression: str, form: Form, cells: Mapping[str, Cell]) -> str:
    """What `{{ expression }}` over the tables would print; '' where it has no value."""
    try:
        value = evaluate(expression, Names("", prose_names(form, cells)), _ARITHMETIC)
        return "" if isinstance(value, Missing | Names) else _printed_value(value)
    except (Problem, ArithmeticError, TypeError, ValueError, SyntaxError, NameError):
        return ""


class _Bound(NamedTuple):
    """A text with its figures put in."""

    text: str
    marks: tuple[Mark, ...] = ()
    styles: tuple[Styled, ...] = ()

    def moved(self, by: int) -> _Bound:
        """The same text standing `by` characters further on."""
        if not by:
            return self
        return self._replace(
            marks=tuple(mark._replace(offset=mark.offset + by) for mark in self.marks),
            styles=tuple(one._replace(start=one.start + by, end=one.end + by) for one in self.styles),
        )


def _written(text: str) -> bool:
    """Whether a text holds signs that may stand for something else."""
    return bool(_BRACES.search(text)) or "**" in text or "](" in text or "\\" in text


def _cut_at(style: Styled, offset: int) -> Iterator[Styled]:
    """A look on both sides of an offset as two: a heading and what follows it are set apart."""
    if style.start < offset < style.end:
        yield style._replace(end=offset)
        yield style._replace(start=offset)
    else:
        yield style


class _Binder:
    def __init__(self, names: Names, form: Form, narrative: Narrative, past: Sequence[PastReport]) -> None:
        self.names = names
        self.form = form
        self.year = narrative.year or 0
        self.past = past
        self.charts = narrative.charts
        self.used: set[str] = set()
        self.findings: list[Finding] = []

    def block(self, block: TextBlock) -> TextBlock:
        if block.kind == "row":
            return self._row(block)
        if block.kind == "chart":
            block = block._replace(chart=self._chart(block))
        if not _written(block.text) and not _written(block.lead):
            return block
        if block.lead:
            return self._run_in(block)
        after = block.location._replace(column=block.location.column + (len(_IMAGE_START) if block.pictured else 0))
        text = self.text(Paragraph(block.text, after))
        return block._replace(text=text.text, marks=text.marks, styles=text.styles)

    def _run_in(self, block: TextBlock) -> TextBlock:
        """A paragraph with its heading in the same line, read as the one line that it is: bold words may go on over the heading's end."""
        whole = self.text(Paragraph(block.whole, block.location))
        begin = block.location.column
        before = [at for at, mark in enumerate(whole.marks) if mark.location.column - begin <= len(block.lead)]
        last, behind = whole.marks[before[-1]], whole.marks[before[-1] + 1 :]
        inside = len(block.lead) - (last.location.column - begin)
        # What stands for something else is not cut: a link across the heading's end belongs to the heading.
        ends = behind[0].offset if behind else len(whole.text)
        cut = ends if inside and last.source else last.offset + inside
        styles = (piece for style in whole.styles for piece in _cut_at(style, cut))
        return block._replace(lead=whole.text[:cut], text=whole.text[cut:], marks=whole.marks, styles=tuple(styles))

    def _chart(self, block: TextBlock) -> Chart | None:
        """What a chart shows; None, and a finding, where that cannot be worked out."""
        # Most reports have none.
        from ...text.charts import KINDS
        from .charts import asked_of, chart_of

        asked = asked_of(block.image, {name: paragraph.text for name, paragraph in self.charts.items()})
        self.used |= {f"{CHARTS}.{asked.own}", *(".".join(path.split(".")[:2]) for path in _PATH.findall(asked.what))}
        try:
            return chart_of(asked, self.form, self.names, self.year, self.past)
        except Problem as problem:
            # What is wrong with a chart that has a name stands where it got that name.
            named = asked.own in self.charts and asked.kind in KINDS
            self._report(problem, self.charts[asked.own].location if named else block.location, 0)
            return None

    def _row(self, block: TextBlock) -> TextBlock:
        """A row, cell by cell: each stands at a place of its own."""
        cells: list[_Bound] = []
        offset = 0
        for cell, mark in zip(block.text.split("\t"), block.marks, strict=True):
            bound = self.text(Paragraph(cell, mark.location))
            cells.append(bound._replace(marks=bound.marks or (Mark(0, mark.location),)).moved(offset))
            offset += len(bound.text) + 1
        return block._replace(
            text="\t".join(cell.text for cell in cells),
            marks=tuple(mark for cell in cells for mark in cell.marks),
            styles=tuple(one for cell in cells for one in cell.styles),
        )

    def text(self, paragraph: Paragraph) -> _Bound:
        """The text with its figures, where its pieces stand in the file, and what is bold or a link."""
        source, location = paragraph.text, paragraph.location
        if not _written(source):
            return _Bound(source)
        tokens = list(_TOKEN.finditer(source))
        stars = [token for token in tokens if token["bold"]]
        unpaired = stars[-1] if len(stars) % 2 else None
        parts: list[str] = []
        marks: list[Mark] = []
        styles: list[Styled] = []
        opened: int | None = None
        length = end = 0

        def add(part: str, at: int, written: str = "") -> None:
            nonlocal length
            marks.append(Mark(length, location._replace(column=location.column + at), written))
            parts.append(part)
            length += len(part)

        for token in tokens:
            if token is unpaired:
                hint = "前后各写两个星号：**文字**；本来就要星号的，写成 \\*\\*"
                self._report(Problem(W134, "这里的 ** 没有配成对", hint), location, token.start())
                continue
            add(self._plain(source[end : token.start()], location, end), end)
            end = token.end()
            if token["bold"]:
                if opened is not None:
                    styles.append(Styled(opened, length, "bold"))
                opened = length if opened is None else None
            elif token["sign"]:
                add(token["sign"], token.start() + 1)
            elif token["words"]:
                begin = length
                words = self.text(Paragraph(token["words"], location._replace(column=location.column + token.start("words"))))
                target = self._target(token, location)
                styles += words.moved(begin).styles
                add(words.text + printed_address(words.text, target), token.start(), token[0])
                if target:
                    styles.append(Styled(begin, length, "link", target))
            else:
                add(self._value(token["expression"].strip(), location, token.start(), source), token.start(), token[0])
        add(self._plain(source[end:], location, end), end)
        return _Bound("".join(parts), tuple(marks), tuple(sorted(styles)))

    def _target(self, token: re.Match[str], location: Location) -> str:
        """Where a link leads; '' for nowhere."""
        target = token["target"].strip()
        if ADDRESS.fullmatch(target):
            return target
        hint = "网址要以 http:// 或 https:// 开头，中间没有空格；本来就要方括号的，写成 \\[文字\\]"
        why = f"链接的地址“{target[:40]}”不能用" if target else "链接没有写地址"
        self._report(Problem(W135, why, hint), location, token.start())
        return ""

    def _plain(self, text: str, location: Location, offset: int) -> str:
        stray = _BRACES.search(text)
        if stray:
            self._report(
                Problem(
                    W131,
                    f"“{stray[0][:10]}”没有配成对，或不是半角的双花括号",
                    "引用写成 {{ 名称 }}，两边各两个半角花括号；不支持别的写法",
                ),
                location,
                offset + stray.start(),
            )
        return text

    def _value(self, expression: str, location: Location, offset: int, source: str) -> str:
        try:
            value = self._evaluate(expression)
            if isinstance(value, Missing):
                raise value.problem
            if isinstance(value, Names):
                raise Problem(W131, f"“{expression}”没有写到具体的格", f"再往下写一级，如 {value.path}.{next(iter(value), '')}")
            if isinstance(value, OfNothing):
                said = f"“{_brief(expression)}”是 0 除以 0，没有占比可说，印成“{OF_NOTHING}”"
                place = location._replace(column=location.column + offset)
                self.findings.append(W131.at(place, said, hint="改写这句话，不写占比", severity=Severity.WARNING))
                return OF_NOTHING
            return _printed_value(value)
        except Problem as problem:
            problem.hint = problem.hint_behind(source[:offset])
            self._report(problem, location, offset)
        except (DivisionByZero, ZeroDivisionError, DivisionUndefined):
            why = Problem(W131, f"“{_brief(expression)}”里除数是 0", "分母为 0 时不能算占比或同比，请改写这句话")
            self._report(why, location, offset)
        except (ArithmeticError, TypeError, ValueError, SyntaxError, NameError) as error:
            # Python's own messages are English: ours say what is wrong, theirs only that something is.
            said = str(error) if not str(error).isascii() else "函数要写几个数、写在哪里不对，或者数太大"
            why = Problem(W131, f"“{_brief(expression)}”算不出来：{said}", "检查括号、逗号和名称是否写全")
            self._report(why, location, offset)
        return GAP

    def _evaluate(self, expression: str) -> Any:
        if _PATH.fullmatch(expression) and expression not in _RESERVED:
            names = expression.split(".")
            self.used.add(".".join(names[:2]))
            value: Any = self.names
            for name in names:
                value = step(value, name)
            return value
        for path in _PATH.findall(expression):
            self.used.add(".".join(path.split(".")[:2]))
        return evaluate(expression, self.names, _ARITHMETIC)

    def _report(self, problem: Problem, location: Location, offset: int) -> None:
        place = location._replace(column=location.column + offset)
        related = (problem.cell,) if problem.cell else ()
        self.findings.append(problem.rule.at(place, problem.message, hint=problem.hint, related=related))


def _brief(expression: str) -> str:
    return expression if len(expression) <= 60 else expression[:60] + "…"


def _names(narrative: Narrative, form: Form, cells: Mapping[str, Cell], prior: PastReport | None) -> Names:
    names: dict[str, Any] = prose_names(form, cells)
    # That one of these is missing has been said where it should stand.
    names[AGENCY] = narrative.agency or GAP
    names[YEAR] = str(narrative.year or GAP)
    for group, entries in _named(narrative, form):
        names[group] = Names(group, {name: _typed(paragraph, group, name) for name, paragraph in entries.items()})
    names[PRIOR] = Names(PRIOR, prose_names(prior.form, prior.cells)) if prior else NO_PRIOR
    return Names("", names)


def _typed(paragraph: Paragraph, group: str, name: str) -> Any:
    """An own figure can be reckoned with; anything else is text."""
    text = paragraph.text.strip()
    if not text:
        return Missing(f"{group}.{name}", paragraph.location, entry=True)
    if group == FIELDS:
        text = written_date(text)
    if group == VARIABLES and re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", text):
        return Rounded(text)  # printed as it was written: 98.50 stays 98.50
    return text


def _printed_value(value: Any) -> str:
    if isinstance(value, Rounded):
        return format(value, "f")
    if isinstance(value, int | float | Decimal):
        if abs(number(value)) >= _LARGEST:
            raise Problem(W131, "算出来的数太大", "检查算式")
        shown = digits(number(value))
        if len(shown.partition(".")[2]) > _PLACES:
            raise Problem(W131, f"算出来的数 {shown[:12]}… 除不尽", "用 四舍五入(算式, 1) 写明保留几位小数")
        return shown
    if isinstance(value, str):
        return value
    raise Problem(W131, "这里算出来的不是数也不是文字")


_ARITHMETIC = (step, number, tuple(FUNCTIONS.items()))
