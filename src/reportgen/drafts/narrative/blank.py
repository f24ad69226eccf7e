"""Writes the text file of a new draft: every key of the form, with guidance as comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ...files.yaml import LocatedList, LocatedMap, Node, Scalar
from ...model.beside.fields import Field, field_advice
from ...model.draft import (
    AGENCY,
    CONTACT,
    FIELDS,
    FORMAT,
    PREFACE,
    PREFACE_ID,
    PRIOR,
    SIGNATURE,
    SIGNED_BY,
    SIGNED_ON,
    TITLE,
    VARIABLES,
    YEAR,
    Carried,
)
from ...model.form import Form, Section
from ...model.report import GAP, Report, TextBlock
from ...recognise.titles.declared import report_name, titled
from ...text.hidden import PASTED
from ...text.passages import begun, escaped, line_of, rule_below
from .questions import question_line

# A caption is written in brackets, and must not end there.
_BRACKETS = str.maketrans("[]", "［］")
UNTITLED = "概述"


def blank_narrative(form: Form, agency: str, year: int, *, carried: Carried | None = None, prior: str = "") -> bytes:
    """A narrative.yaml to be filled in, as UTF-8; what is `carried` from last year stands in it, its text as notes."""
    return "\n".join(_lines(form, agency, year, carried or Carried(), prior)).encode() + b"\n"


def filled_narrative(form: Form, report: Report) -> bytes:
    """The narrative.yaml of a report that was read in: its text as it was, nothing bound yet."""
    return "\n".join(_filled_lines(form, report)).encode() + b"\n"


def keyed_narrative(form: Form, root: LocatedMap) -> bytes:
    """The narrative.yaml of what stands under its keys already, bindings and all."""
    return "\n".join(_keyed_lines(form, root)).encode() + b"\n"


def _keyed_lines(form: Form, root: LocatedMap) -> Iterator[str]:
    yield f"# {report_name(form)}　文字稿（由 Word 文字稿转来）"
    yield "# 以 # 开头的是说明，不会进入年报。"
    texts = {PREFACE, *(section.name for section in form.prose_sections)}
    for key, node in root.entries:
        if key.text in texts:
            yield ""
        yield from _node_lines(key.text, node, "", text=key.text in texts)
        if key.text == YEAR and root.get(FORMAT) is None:
            yield f"{FORMAT}: {form.id}"
    for section in form.prose_sections:
        if root.get(section.name) is None:
            yield from _section(section, Carried(), ())


def _node_lines(key: str, node: Node, indent: str, *, text: bool) -> Iterator[str]:
    if isinstance(node, LocatedMap):
        yield f"{indent}{key}:"
        for name, below in node.entries:
            yield from _node_lines(_escaped(name.text) if text else _quoted(name.text), below, f"{indent}  ", text=text)
    elif isinstance(node, LocatedList):
        yield f"{indent}{key}:"
        for item in node.items:
            if isinstance(item, LocatedMap):
                first, *others = [line for name, below in item.entries for line in _node_lines(name.text, below, "", text=False)]
                yield from (f"{indent}  - {first}", *(f"{indent}    {line}" for line in others))
            elif isinstance(item, Scalar):
                yield f"{indent}  - {_escaped(item.text)}"
    elif text:
        yield from _text_lines(key, [line for line, _ in node.lines], indent)
    else:
        yield f"{indent}{key}: {_quoted(node.text)}".rstrip()


def _filled_lines(form: Form, report: Report) -> Iterator[str]:
    yield f"# {report_name(form)}　文字稿（由公布的年报读回）"
    yield "# 以 # 开头的是说明，不会进入年报。表里有的数可以改成引用，运行 reportgen check --fix 由程序代劳。"
    yield f"{AGENCY}: {_quoted(report.agency)}"
    yield f"{YEAR}: {report.year or ''}"
    yield f"{FORMAT}: {form.id}"
    if report.title and report.title != titled(form, report.agency, report.year):
        yield f"{TITLE}:"
        for line in report.title:
            yield f"  - {_escaped(line)}"
    if PREFACE_ID in report.texts:
        yield ""
        yield from _entry_lines(PREFACE, report.texts[PREFACE_ID], "")
    for section in form.prose_sections:
        yield ""
        blocks = report.texts.get(section.id, ())
        if section.kind != "free":
            yield from _entry_lines(section.name, blocks, "")
            continue
        yield f"{section.name}:"
        for heading, below in _parts(blocks):
            yield from _entry_lines(_escaped(heading), below, "  ")
    if form.fields:
        yield ""
        yield f"{FIELDS}:"
        for field in form.fields:
            yield f"  {_quoted(field.name)}: {_quoted(report.fields.get(field.id, ''))}".rstrip()
    yield ""
    yield f"{SIGNATURE}:"
    # What the document does not say is not made up: the agency would sign by itself where no name is written.
    yield f"  {SIGNED_BY}: {_quoted(report.signature or GAP)}"
    yield f"  {SIGNED_ON}: {_quoted(report.date or GAP)}"


def _parts(blocks: Sequence[TextBlock]) -> Iterator[tuple[str, list[TextBlock]]]:
    """A free section by its headings of the first level."""
    starts = [at for at, block in enumerate(blocks) if block.kind == "heading" and block.level == 1]
    if blocks and (not starts or starts[0] > 0):
        # A free section needs a heading for what stands before its first one.
        yield UNTITLED, list(blocks[: starts[0] if starts else len(blocks)])
    for start, stop in pairwise((*starts, len(blocks))):
        yield blocks[start].text, list(blocks[start + 1 : stop])


def _entry_lines(key: str, blocks: Sequence[TextBlock], indent: str) -> Iterator[str]:
    yield from _text_lines(key, list(_written(blocks)), indent)


def _text_lines(key: str, lines: Sequence[str], indent: str) -> Iterator[str]:
    if any(line.startswith("#") or line != line.strip() or "\n" in line for line in lines):
        # Below a | such lines would be notes, or come back changed.
        yield f"{indent}{key}:"
        for line in lines:
            yield f"{indent}  - {_escaped(line)}"
        return
    yield f"{indent}{key}: |"
    for line in lines:
        yield f"{indent}  {line}"


def _escaped(text: str) -> str:
    """A value in double quotes, whatever it holds."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\t", " ") + '"'


def _written(blocks: Sequence[TextBlock]) -> Iterator[str]:
    """The lines that say these blocks."""
    for block in blocks:
        if block.kind == "row":
            yield line_of(block._replace(text=escaped(block.text, "row")))
            if block.level == 1:
                yield rule_below(block)
        elif block.pictured:
            yield line_of(block._replace(text=escaped(block.text.translate(_BRACKETS))))
        else:
            yield begun(escaped(block.whole))


def _advice(form: Form) -> Iterator[str]:
    """What stands above everything: how the text is written."""
    yield f"# {report_name(form)}　文字稿"
    yield "#"
    yield "# 怎样写："
    yield "#   · 以 # 开头的是说明，不会进入年报，可以删去。"
    yield "#   · 正文写在“|”下面，每行缩进两格，一行就是一个自然段，中间不要手动换行。"
    yield "#   · 以（一）或 1. 开头的行自动成为相应级别的标题；（一）后面的第一句用楷体。"
    yield "#   · 图片放进 images 文件夹，单独一行写：![图名](images/文件名.png)"
    yield "#   · 图表由表里的数画出，单独一行写：![图名](图表:饼图 表.行)，种类有饼图、柱形图、条形图、折线图"
    yield f"#   · 表里有的数用引用，不要手打：{{{{ {form.sample} }}}}，可以加减乘除；"
    yield "#     占比(部分, 整体) 印成 75.3%，同比(今年, 上年.…) 印成 增长3.3% 或 下降19.8%。"
    yield "#   · 小表格一行一行写 | 甲 | 乙 |，上面一行短句是表名；列表用“- ”开头；加粗写 **文字**。"
    yield "#   · 写好后运行 reportgen check 检查，再运行 reportgen build 生成 Word 文件。"


def _lines(form: Form, agency: str, year: int, carried: Carried, prior: str) -> Iterator[str]:
    yield from _advice(form)
    yield ""
    yield f"{AGENCY}: {_quoted(agency)}"
    yield f"{YEAR}: {year}"
    yield f"{FORMAT}: {form.id}"
    yield ""
    yield "# 标题由机关和年份自动组成；机关名称太长、要自己分行时，去掉下面几行的 # 再改"
    note = "" if carried.title else "# "
    yield f"{note}{TITLE}:"
    for line in carried.title or form.title:
        yield f"{note}  - {_quoted(line)}"
    if prior:
        yield ""
        yield "# 上年草稿的文件夹，供衔接校验和 同比(…, 上年.…) 使用"
        yield f"{PRIOR}: {_quoted(prior)}"
    yield ""
    if carried.preface or not form.can_lack(PREFACE_ID):
        # What a pack asks of its preface besides is what its own words have.
        said = "编制依据、统计期限" + ("、联系方式" if form.contact else "")
        yield f"# {said}" + ("（带自上年，请逐句核对）" if carried.preface else "")
        yield from _noted(carried, PREFACE_ID)
        yield f"{PREFACE}: |"
        for line in carried.preface or (form.preface,):
            yield f"  {line}"
        yield ""
    if contact := dict.fromkeys((*form.contact, *carried.contact)):
        yield f"{CONTACT}:"
        for name in contact:
            yield f"  {_quoted(name)}: {_quoted(carried.contact.get(name, ''))}"
        yield ""
    if form.fields:
        yield f"# 单独一行印在年报上的各项；正文里要写，写 {{{{ {FIELDS}.{form.fields[0].name} }}}}"
        yield f"{FIELDS}:"
        for field in form.fields:
            yield from _field(
                field, field_advice(field, form.letterhead), field.default_of(agency, year), carried.fields.get(field.id, "")
            )
        yield ""
    yield "# 表里没有、正文要多处使用的数，可以写在这里，正文里写 {{ 自定义.名称 }}；用不着就删去这几行"
    yield f"# {VARIABLES}:"
    yield "#   培训人次: 124"
    asking = problem_section(form)
    for section in form.sections:
        yield from _section(section, carried, carried.questions if section.id == asking else ())
    if "" in carried.notes:
        yield ""
        yield from _noted(carried, "")
    yield ""
    yield f"{SIGNATURE}:"
    yield f"  {SIGNED_BY}: {_quoted(carried.signature or agency)}"
    before = f"（去年是 {_in_note(carried.date)}）" if carried.date else ""
    yield f"  {SIGNED_ON}:   # 如 {year + 1}年1月29日{before}"


def _field(field: Field, asked: Sequence[str], text: str, last: str) -> Iterator[str]:
    """The line of a field, with what is to be known of it as a note behind it."""
    note = "；".join(filter(None, (*map(_in_note, asked), f"去年是 {_in_note(last)}" if last not in ("", text) else "")))
    yield f"  {_quoted(field.name)}: {_quoted(text)}" + (f"   # {note}" if note else "")


def problem_section(form: Form) -> str:
    """The id of the section in which a report says what its problems are: where the form asks for that anew every year, or a free one."""
    asked = (section.id for section in form.sections if any(expected.anew for expected in section.expects))
    free = (section.id for section in form.prose_sections if section.kind == "free")
    return next(asked, "") or next(free, "")


def _noted(carried: Carried, section: str) -> Iterator[str]:
    """Last year's lines of a section as notes."""
    lines = carried.notes.get(section, ())
    if lines:
        year = f"（{carried.year}年度）" if carried.year else ""
        yield f"# 去年{year}" + (
            "这里写的，供参考，不会印出：" if section else "其余的文字，新格式里没有单独的部分，供参考，不会印出："
        )
        for line in lines:
            yield f"#   {_in_note(line)}"


def _in_note(text: str) -> str:
    """A text as a line of notes holds it."""
    return PASTED.sub("", " ".join(text.split()))


def _section(section: Section, carried: Carried, questions: Sequence[str]) -> Iterator[str]:
    if section.tables or section.kind == "signature":
        return
    yield ""
    yield f"# ── {section.title} ──"
    for line in section.guidance:
        yield f"# {line}"
    yield from _noted(carried, section.id)
    if questions:
        yield "# 去年的问题，写明今年改得怎样以后，删去问的那一行；没有删的，检查时会提醒，不会印出："
        yield from (question_line(_in_note(one)) for one in questions)
    if section.kind == "free":
        yield f"{section.name}:"
        for heading in carried.headings or section.starts_with:
            yield f"  {_quoted(heading)}: |"
            yield ""
    else:
        yield f"{section.name}: |"
        yield ""


def _quoted(text: str) -> str:
    """A value as YAML that reads back as the same text."""
    if not text:
        return ""
    if "\n" in text:
        return '"' + text.strip().replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    plain = text == text.strip() and not any(char in text for char in "\"'#:{}[],&*!|>%@`\\") and text[0] not in "-?~"
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
