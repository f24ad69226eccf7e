"""What in a template fetches something from elsewhere, or runs: fields, links, controls. Every report would carry it to its readers.

Of fields there is a list of those that only look into the document itself; whatever else Word can
be asked for (files, addresses, databases, programs) is refused, and so is what is not known.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ...files.xml import XmlProblem, parsed
from ...model.finding import Finding
from ...model.location import Location
from ...text.patterns import pattern
from ..names import T, W
from ..package import Package
from .rules import F310, F311, F315

# Fields that look at nothing but the document, the date and the names of its author.
_FIELDS = frozenset(
    ("=", "ADVANCE", "AUTHOR", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "COMMENTS", "COMPARE", "CREATEDATE", "DATE", "DOCPROPERTY",
     "EDITTIME", "EQ", "FORMCHECKBOX", "FORMDROPDOWN", "FORMTEXT", "FORMULA", "HYPERLINK", "IF", "INDEX", "KEYWORDS", "LASTSAVEDBY",
     "LISTNUM", "MERGEFIELD", "NOTEREF", "NUMCHARS", "NUMPAGES", "NUMWORDS", "PAGE", "PAGEREF", "PRINTDATE", "QUOTE", "REF", "REVNUM",
     "SAVEDATE", "SECTION", "SECTIONPAGES", "SEQ", "SHAPE", "STYLEREF", "SUBJECT", "SYMBOL", "TC", "TIME", "TITLE", "TOC", "XE")
)  # fmt: skip
_MARK, _CODE, _SIMPLE = W + "fldChar", (W + "instrText", W + "delInstrText"), W + "fldSimple"
_MARK_KIND, _INSTRUCTION = W + "fldCharType", W + "instr"
# Stands in a field's code for the outcome of a field within it.
_INNER = "\0"
_NAME = pattern(r"\s*(=|[A-Za-z]+(?![\w\0]))")
_ARGUMENT = pattern(r'"([^"]*)"|(\S+)')
_SWITCH_WITH_TEXT = ("\\l", "\\o", "\\t", "\\m", "\\s")
# Where a link may lead that a reader clicks on.
_CLICKED = ("http:", "https:", "mailto:", "tel:", "#")
_SCHEME = pattern(r"[A-Za-z][A-Za-z0-9+.-]*:|[\\/]{2}")
_ACTIVE = (
    "oleobject", "control", "activexcontrolbinary", "vbaproject", "wordvbadata", "attachedtoolbars", "keymapcustomizations",
    "extensibility",
)  # fmt: skip
_CONTROLS = ("OLEObject", "control", "movie", "object")
_SOURCES = ("src", "href", "altHref")
_SHAPES = ("shape", "shapetype", "rect", "group", "oval", "roundrect", "line", "polyline", "arc", "curve", "a")
_MERGE = (W + "mailMerge", W + "dataSource", W + "linkToQuery", W + "saveThroughXslt", W + "subDoc")
_WHAT = {
    "attachedTemplate": "附加模板",
    "image": "链接的图片",
    "oleObject": "链接的对象",
    "subDocument": "子文档",
    "frame": "框架",
}
_SHOWN = 80


def outside_findings(package: Package, path: str) -> Iterator[Finding]:
    """Everything in the package that reaches out of it, or runs; errors all of them."""
    whole = Location(path)
    yield from _links(package, whole)
    for name in package.files:
        root = _root_of(package, name)
        if root is not None:
            where = "正文" if name == package.main else name
            yield from _fields(root, where, whole)
            yield from _sources(root, where, whole)


def _root_of(package: Package, name: str) -> etree._Element | None:
    """A part that is XML, whatever it is called and however it is encoded; None for any other, and for what nobody can read."""
    content = package.files[name]
    if not content.lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t \0").startswith(b"<") or name.lower().endswith(".rels"):
        return None
    try:
        return parsed(content)
    except XmlProblem:
        return None


# -- links -------------------------------------------------------------------------------------------


def _links(package: Package, whole: Location) -> Iterator[Finding]:
    for relation in package.outside():
        kind = relation.kind.rpartition("/")[2]
        if kind == "hyperlink" and _may_be_clicked(relation.target):
            continue
        what = _WHAT.get(kind, "链接" if kind == "hyperlink" else kind)
        yield F311.at(whole, f"模板引用了外面的文件：{what} {relation.target[:_SHOWN]}", hint=_link_hint(kind))
    for name in package.files:
        if not name.lower().endswith(".rels"):
            continue
        for kind in sorted({str(one.get("Type", "")).rpartition("/")[2] for one in _relationships(package, name)}):
            if kind.lower() in _ACTIVE:
                yield F310.at(whole, f"模板里有宏、控件或者能运行的对象（{kind}）", hint="删去它；表格和图片直接画、直接插入")


def _relationships(package: Package, name: str) -> list[etree._Element]:
    try:
        return list(parsed(package.files[name]).iterchildren("{*}Relationship"))
    except XmlProblem:
        return []


def _may_be_clicked(target: str) -> bool:
    """Whether a link leads to a page, an address, or a place in the document; what has no scheme is a file beside it."""
    return target.strip().lower().startswith(_CLICKED)


def _link_hint(kind: str) -> str:
    if kind == "attachedTemplate":
        return "“开发工具—文档模板”里改成 Normal.dotm"
    if kind == "hyperlink":
        return "链接只能指向网页（http、https）、邮箱（mailto）或者文内的位置"
    return "删去链接，改成插入文件本身"


def _sources(root: etree._Element, where: str, whole: Location) -> Iterator[Finding]:
    """What names a file or an address without a relationship: pictures and fills of the old kind, data for mail merge, controls."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2]
        if element.tag in _MERGE:
            yield F311.at(
                whole,
                f"{where} 里有邮件合并、子文档等，要读外面的文件（{name}）",
                hint="“邮件—开始邮件合并—普通 Word 文档”，再存一次",
            )
        if name in _CONTROLS:
            yield F310.at(whole, f"{where} 里有控件或者嵌入的对象（{name}）", hint="删去它；表格和图片直接画、直接插入")
        for key, value in element.attrib.items():
            if str(key).endswith(_SOURCES) and _fetched(name, str(value).strip()):
                yield F311.at(whole, f"{where} 里引用了外面的文件：{str(value)[:_SHOWN]}", hint=_link_hint("image"))


def _fetched(element: str, address: str) -> bool:
    """Whether what an element names is fetched as it is shown; a shape may also lead somewhere when it is clicked."""
    if not _SCHEME.match(address) or address.startswith("data:"):
        return False
    return not (element in _SHAPES and _may_be_clicked(address))


# -- fields ------------------------------------------------------------------------------------------


def _fields(root: etree._Element, where: str, whole: Location) -> Iterator[Finding]:
    """The fields of a part whose name is not on the list, or that lead to a place that is not."""
    for code in field_codes(root):
        if why := _why_refused(code):
            shown = " ".join(code.replace(_INNER, "…").split())[:_SHOWN]
            hint = "删去这个域；要的内容直接写、直接插入"
            yield F315.at(whole, f"{where} 里有域“{shown}”，{why}", hint=hint)


def field_codes(root: etree._Element) -> Iterator[str]:
    """The code of every field, put together from its runs; the outcome of a field within it stands as a sign of its own."""
    for simple in root.iter(_SIMPLE):
        yield str(simple.get(_INSTRUCTION, ""))
    open_fields: list[list[str]] = []
    in_code: list[bool] = []
    for element in root.iter(_MARK, *_CODE, T):
        if element.tag == _MARK:
            kind = element.get(_MARK_KIND)
            if kind == "begin":
                if in_code and in_code[-1]:
                    open_fields[-1].append(_INNER)
                open_fields.append([])
                in_code.append(True)
            elif kind == "separate" and in_code:
                in_code[-1] = False
            elif kind == "end" and open_fields:
                yield "".join(open_fields.pop())
                in_code.pop()
        elif element.tag in _CODE:
            # A code without its beginning is one too: what Word takes it for, nobody knows.
            if not open_fields:
                yield str(element.text or "")
            else:
                open_fields[-1].append(str(element.text or ""))
    yield from ("".join(left) for left in open_fields)


def _why_refused(code: str) -> str:
    if not code.strip():
        return ""
    found = _NAME.match(code)
    name = found[1].upper() if found else ""
    if not found or name not in _FIELDS:
        return "会去取外面的内容、运行别的程序，或者不认识"
    if name == "HYPERLINK":
        target = _target(code[found.end() :])
        if _INNER in target or (target and not _may_be_clicked(target)):
            return "指向的不是网页、邮箱或文内的位置"
    return ""


def _target(arguments: str) -> str:
    """Where a HYPERLINK leads: its first argument that belongs to no switch; '' where it leads into the document."""
    skip = False
    for quoted, bare in _ARGUMENT.findall(arguments):
        if bare.startswith("\\"):
            skip = bare.lower() in _SWITCH_WITH_TEXT
        elif skip:
            skip = False
        else:
            return str(quoted or bare).strip()
    return ""
