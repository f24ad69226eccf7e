"""One tag of a template against what a template may name: its syntax, its names, what it must not do.

Names are followed through a sample of the values that a report will put there, so that a name is
known here exactly when it is known there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from jinja2 import TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError

from ...model.finding import Finding
from ...model.form import Form
from ...model.location import Location
from ...recognise.labels import same_label
from ...text.closest import closest, closest_path
from .allowed import TemplateEnvironment, text_of
from .full.reasons import CELL_TAGS, ENDS, STATEMENTS, alone, compiled_language
from .full.values import context, passages_of, plain_block
from .rules import F203, F205, F220, F221, F222, F223, F230
from .tags import Tag

_MARK = "⟪甲aZ⟫"
_LISTED = 12
UNKNOWN = object()  # a value of which nothing is known: nothing is said about it either
_GLUED = re.compile(r"(elif|if|for|set)(?:block|fields|contact|passages|title|signature|date|line)\b")
_KNOWN = ("for", "endfor", "if", "elif", "else", "endif", *STATEMENTS, *ENDS)
# What to do about a name that its loop gives, where the loop is not there.
OUTSIDE = {
    name: f"{name} 只在它的循环里有：前面要有 {loop}，后面要有 {{%p endfor %}}"
    for name, loop in (("block", "{%p for block in passages.〈部分〉 %}"), ("line", "{%p for line in title %}"))
}
# What to do about one figure that the form does not have.
DROPPED = "删去它所在的行或列"
_REFUSED = ("include", "import", "from", "extends", "block", "autoescape")
# Of extensions of Jinja, which docxtpl too has only where a program of its own adds them.
_EXTENSIONS = ("do", "trans", "pluralize", "endtrans", "break", "continue", "debug")
# Names that a macro has beside its arguments.
_OF_MACROS = ("varargs", "kwargs", "caller")
_NOTHING = nodes.Template([])
_SCOPES = ("p", "tr", "tc", "r")
# Words of Jinja that do not name anything.
_NO_NAMES = frozenset(("true", "false", "none", "True", "False", "None", "and", "or", "not", "if", "else", "in", "is"))
_WIDE = str.maketrans("，。．：；！（）【】＝＋－｜“”‘’　", ",..:;!()[]=+-|\"\"'' ")


class Reading(NamedTuple):
    """What a tag comes to: the way it goes through the names, its value in the sample, what is wrong with it.

    `targets` are the names that it gives to what stands in it, `named` the one that it gives to what follows.
    """

    path: str = ""
    value: Any = UNKNOWN
    targets: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    # The comparisons `path == text` in a condition.
    compared: tuple[tuple[str, str], ...] = ()


def sample(form: Form) -> dict[str, Any]:
    """Values such as a report puts there, to follow names through."""
    passages = {name: [plain_block("text", "文字", "文字")] for name in passages_of(form)}
    return context(
        dict.fromkeys(form.figures, "0"),
        passages,
        mark=True,
        signature="署名",
        date="日期",
        agency="机关",
        year="2031",
        fields={one.id: one.name for one in form.fields},
        contact={name: name for name in form.contact},
    )


class Expressions:
    """The tags of one form's template."""

    def __init__(self, form: Form, environment: TemplateEnvironment | None = None) -> None:
        """`environment` is of the language that the template is read by; the compiled one where it is left out."""
        self.form = form
        self.environment = environment or compiled_language()
        self.names = sample(form) | dict.fromkeys(self.environment.globals, UNKNOWN)
        self._refs = {self._chinese(ref): ref for ref in form.figures}

    def read(self, tag: Tag, location: Location, names: Mapping[str, Any]) -> Reading:
        """A tag that prints, or what a statement goes by; `names` are those of what holds it."""
        keyword = tag.code.split(None, 1)[0] if tag.kind == "{%" and tag.code else ""
        if tag.kind == "{%" and keyword not in _KNOWN:
            return Reading(findings=(_no_statement(tag, keyword, location),))
        source = alone(tag)
        if not source:
            return Reading()
        try:
            node = _plain_way(tag) or _first(self.environment.parse(source))
        except TemplateSyntaxError as error:
            return Reading(findings=(_syntax(tag, error, location),))
        found = [
            F220.at(location, f"{tag.written} {why}", hint="标签里只写名称，如 {{ date }}")
            for _, why in self.environment.refused(node or _NOTHING)
        ]
        if found:
            return Reading(findings=tuple(found))
        eyes = _Eyes(self, tag, location, {**self.names, **names}, found)
        if isinstance(node, nodes.For):
            value = eyes.follow(node.iter)
            if node.test is not None:
                eyes.names = {**eyes.names, **dict.fromkeys((*_stored(node.target), "loop"), UNKNOWN)}
                eyes.follow(node.test)
            return Reading(path_of(node.iter), value, _stored(node.target), (), tuple(found))
        if isinstance(node, nodes.If):
            eyes.follow(node.test)
            return Reading(findings=tuple(found), compared=tuple(_comparisons(node.test)))
        if isinstance(node, nodes.Stmt):
            return self._statement(node, eyes)
        if node is None:
            return Reading()
        value, path = eyes.follow(node), path_of(node)
        if not found and keyword not in CELL_TAGS:
            used = {name.name for name in node.find_all(nodes.Name)}
            found += self._printed(tag, location, path, value, {name: names[name] for name in used & names.keys()})
        return Reading(path, value, findings=tuple(found))

    def alters(self, tag: Tag, names: Mapping[str, Any]) -> bool:
        """Whether what a tag prints of a text is not that text as it is."""

        def marked(value: Any) -> Any:
            return _MARK if isinstance(value, str) else dict.fromkeys(value, _MARK) if isinstance(value, dict) else value

        values = {name: marked(value) for name, value in {**self.names, **names}.items() if value is not UNKNOWN}
        try:
            return _MARK not in text_of(self.environment.from_string(alone(tag)), values)
        except Exception:  # noqa: BLE001 - told already, or by the proof
            return False

    def _statement(self, node: nodes.Stmt, eyes: _Eyes) -> Reading:
        """A statement that gives names: set, macro, call, with; or a filter for what stands in it."""
        targets: tuple[str, ...] = ()
        named: tuple[str, ...] = ()
        followed: list[nodes.Node] = []
        if isinstance(node, nodes.Assign | nodes.AssignBlock):
            named = _stored(node.target)
            followed = [node.node] if isinstance(node, nodes.Assign) else [node.filter] if node.filter else []
        elif isinstance(node, nodes.Macro | nodes.CallBlock):
            targets = (*(name.name for name in node.args), *_OF_MACROS)
            named = (node.name,) if isinstance(node, nodes.Macro) else ()
            followed = [*node.defaults, *([node.call] if isinstance(node, nodes.CallBlock) else [])]
        elif isinstance(node, nodes.With):
            targets = tuple(name for target in node.targets for name in _stored(target))
            followed = list(node.values)
        elif isinstance(node, nodes.FilterBlock):
            followed = [node.filter]
        for one in followed:
            eyes.follow(one)
        return Reading(targets=targets, named=named, findings=tuple(eyes.found))

    def _printed(self, tag: Tag, location: Location, path: str, value: Any, names: Mapping[str, Any]) -> Iterator[Finding]:
        """What comes of printing a value: a table or a row has no text of its own; a calculation must work out."""
        if isinstance(value, dict):
            listed = "、".join(f"{{{{ {path}.{name} }}}}" for name in list(value)[:3])
            yield F205.at(location, f"{tag.written} 只写到一半，还不是一个数", hint=f"接着写下去，如 {listed}")
        elif not path and UNKNOWN not in names.values():
            try:
                known = {name: value for name, value in {**self.names, **names}.items() if value is not UNKNOWN}
                text_of(self.environment.from_string(alone(tag)), known)
            except SecurityError as error:
                yield F220.at(location, f"{tag.written}：{error}", hint="标签里只写名称，如 {{ date }}")
            except Exception:  # noqa: BLE001 - whatever it is, the report would fail of it too
                message = f"{tag.written} 算不出来"
                yield F230.at(location, message, hint="标签里只写一个名称，不做计算；数和文字都由程序排好")

    def hint(self, path: str, names: Mapping[str, Any]) -> str:
        """Which name was probably meant."""
        first = path.split(".")[0]
        if any(table.name == first for table in self.form.tables):
            close = self._labelled(path) or closest(path, self._refs, cutoff=0.3)
            ref = self._refs.get(close, "")
            return f"模板里写编号：是不是 {{{{ {ref} }}}}（{close}）？" if ref else "模板里写编号，不写中文名称"
        if first in OUTSIDE and first not in names:
            return OUTSIDE[first]
        known = [*self.names, *names, *self.form.figures, *(f"passages.{name}" for name in passages_of(self.form))]
        known += [*(f"fields.{one.id}" for one in self.form.fields), *(f"contact.{name}" for name in self.form.contact)]
        known += [f"{name}.{key}" for name, value in names.items() if isinstance(value, dict) for key in value]
        close = closest_path(path, known)
        if not close:
            return self.without(path, names)
        return f"是不是 {{{{ {close} }}}}？" if close in self.form.figures else f"是不是 {close}？别的名称：{self._command}"

    def subdocuments(self) -> str:
        """Which subdocuments there are, and why no other file is one."""
        own = "、".join(f"{{{{p subdocs.{name} }}}}" for name in passages_of(self.form))
        return f"子文档只有各部分的文字：{own}；别的 Word 文件带着自己的样式、编号、链接，没有人核对过，不能放进来：要用的内容直接画在模板里"

    def _labelled(self, path: str) -> str:
        """The names of the one cell whose row and column somebody wrote as the form prints them; '' where none or several are so."""
        words = path.split(".")

        def is_written(name: str, ref: str) -> bool:
            own, figure = name.split("."), self.form.figures[ref]
            printed = (figure.table.name, figure.row.label, figure.column.label)[: len(own)]
            return len(words) == len(own) and all(
                word == one or same_label(word, label) for word, one, label in zip(words, own, printed, strict=True)
            )

        called = [name for name, ref in self._refs.items() if is_written(name, ref)]
        return called[0] if len(called) == 1 else ""

    @property
    def _command(self) -> str:
        return f"reportgen format show {self.form.id}"

    def without(self, path: str, names: Mapping[str, Any] | None = None) -> str:
        """What to do about a name that is like none that there is: a figure's, a passage's, a text's; `names` are those where it stands."""
        first, *more = path.split(".")
        shown = f"能用的名称：{self._command}"
        if first == "passages":
            return f"格式里没有这一部分：删去它的标题和这一组循环，或者在 format.yaml 的 sections 里加上它；{shown}"
        if len(more) > 1 or any(table.id == first for table in self.form.tables):
            return f"格式里去掉了的，{DROPPED}；{shown}"
        if first == "fields" and not self.form.fields:
            return f"这套格式没有声明要素：在 format.yaml 的 fields 里加上，或者删去这个标签；{shown}"
        # What stands in the loop around the tag is nearest; then the group that was meant, else all texts.
        near = {name: value for name, value in (names or {}).items() if name not in self.names}
        texts = [f"{name}.{key}" for name, value in near.items() if isinstance(value, dict) for key in value]
        texts += [name for name, value in near.items() if isinstance(value, str)]
        own = [name for name, value in self.names.items() if isinstance(value, str | bool)]
        grouped = {
            name: [f"{name}.{key}" for key in value if isinstance(value[key], str)]
            for name, value in self.names.items()
            if isinstance(value, dict)
        }
        texts += grouped.get(first) or [*own, *(text for those in grouped.values() for text in those)]
        more_there = f" 等；全部：{self._command}" if len(texts) > _LISTED else f"；全部：{self._command}"
        return f"格式里没有这个名称，删去这个标签；能用的文字：{'、'.join(texts[:_LISTED])}{more_there}"

    def _chinese(self, ref: str) -> str:
        figure = self.form.figures[ref]
        single = len(figure.table.blocks) == 1 and len(figure.block.leaf_columns) == 1
        names = (figure.table.name, figure.row.name, figure.column.name)
        return ".".join(names[:2] if single else names)


class _Eyes:
    """Follows the names of one tag."""

    def __init__(self, owner: Expressions, tag: Tag, location: Location, names: Mapping[str, Any], found: list[Finding]) -> None:
        self.owner, self.tag, self.location, self.names, self.found = owner, tag, location, names, found
        self.whole = ""  # the way through names that is being followed, to its end

    def follow(self, node: nodes.Node) -> Any:
        """The value of a node in the sample, UNKNOWN where nothing is known of it; what is wrong on the way goes to `found`."""
        if isinstance(node, nodes.Name):
            return self._name(node.name)
        if isinstance(node, nodes.Const):
            return node.value
        if isinstance(node, nodes.Getattr):
            return self._step(node, self._before(node), node.attr)
        if isinstance(node, nodes.Getitem):
            key = node.arg.value if isinstance(node.arg, nodes.Const) else None
            value = self._before(node)
            return self._step(node, value, key) if isinstance(key, str) else UNKNOWN
        if isinstance(node, nodes.Filter):
            self._filter(node.name)
        if isinstance(node, nodes.Test) and node.name not in self.owner.environment.tests:
            self._say(F222, f"{self.tag.written} 里没有叫“{node.name}”的判断")
        for child in node.iter_child_nodes():
            self.follow(child)
        return UNKNOWN

    def _before(self, node: nodes.Getattr | nodes.Getitem) -> Any:
        outermost, self.whole = self.whole, self.whole or path_of(node)
        value = self.follow(node.node)
        self.whole = outermost
        return value

    def _name(self, name: str) -> Any:
        if name in self.names:
            return self.names[name]
        self._unknown(name)
        return UNKNOWN

    def _step(self, node: nodes.Node, value: Any, name: str) -> Any:
        path = path_of(node)
        if name.startswith("_"):
            self._refuse(f"{self.tag.written} 里的 {name} 伸进了程序内部")
        elif value is UNKNOWN:
            return UNKNOWN
        elif isinstance(value, dict):
            if name in value:
                return value[name]
            self._unknown(path or name)
        elif not hasattr(value, name):
            self._unknown(path or name)
        elif not self.owner.environment.is_safe_attribute(value, name, getattr(value, name)):
            self._refuse(f"{self.tag.written} 里的 {name} 会改动年报的内容")
        return UNKNOWN

    def _filter(self, name: str) -> None:
        if name == "safe":
            self._say(F223, f"{self.tag.written} 关掉了转义", "去掉 |safe")
        elif name not in self.owner.environment.filters:
            close = closest(name, (one for one in self.owner.environment.filters if one.isidentifier()))
            self._say(F222, f"{self.tag.written} 里没有叫“{name}”的过滤器", f"是不是 {close}？" if close else f"去掉 |{name}")

    def _unknown(self, path: str) -> None:
        # A tag that stands for whole paragraphs, of a name that there is not, is to take in a document.
        whole = self.tag.kind == "{{" and self.tag.scope == "p" and path.partition(".")[0] not in OUTSIDE
        hint = self.owner.subdocuments() if whole else self.owner.hint(self.whole or path, self.names)
        self._say(F205, f"{self.tag.written} 里的 {path} 不认识", hint)

    def _refuse(self, message: str) -> None:
        self._say(F220, message, "标签里只写名称，如 {{ date }}")

    def _say(self, rule: Any, message: str, hint: str = "") -> None:
        self.found.append(rule.at(self.location, message, hint=hint))


def path_of(node: nodes.Node) -> str:
    """A plain way through names as one writes it, `a.b.c`; '' for anything else."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        name: Any = node.attr
    elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        name = node.arg.value
    else:
        return ""
    before = path_of(node.node)
    return f"{before}.{name}" if before else ""


def _plain_way(tag: Tag) -> nodes.Expr | None:
    """What Jinja makes of `a.b.c`; None for anything else. Of hundreds of tags nearly all are so, and it takes long for each."""
    names = tag.code.split(".")
    if tag.kind != "{{" or names[0] in _NO_NAMES or not all(name.isidentifier() for name in names):
        return None
    node: nodes.Expr = nodes.Name(names[0], "load")
    for name in names[1:]:
        node = nodes.Getattr(node, name, "load")
    return node


def _first(tree: nodes.Template) -> nodes.Node | None:
    body = tree.body[0] if tree.body else None
    return next(iter(body.nodes), None) if isinstance(body, nodes.Output) else body


def _stored(target: nodes.Node) -> tuple[str, ...]:
    """The names that something is put under."""
    return (target.name,) if isinstance(target, nodes.Name) else tuple(name.name for name in target.find_all(nodes.Name))


def _comparisons(test: nodes.Node) -> Iterator[tuple[str, str]]:
    for compare in (test, *test.find_all(nodes.Compare)):
        if isinstance(compare, nodes.Compare):
            for operand in compare.ops:
                texts = operand.expr.find_all(nodes.Const) if not isinstance(operand.expr, nodes.Const) else (operand.expr,)
                for text in texts:
                    yield path_of(compare.expr), str(text.value)


def _no_statement(tag: Tag, keyword: str, location: Location) -> Finding:
    rest = tag.code.split(None, 1)[1] if " " in tag.code else ""
    # {%p if⇥block.style: a tab or a line break is no text, and is gone from between the words.
    glued = found[1] if (found := _GLUED.match(keyword)) else ""
    joined = next((scope for scope in _SCOPES if keyword.removeprefix(scope) in _KNOWN), "")
    if keyword in _SCOPES and rest:
        message, hint = f"{tag.written} 的 {keyword} 前面多了空格", f"{keyword} 要紧接 {{%：{{%{keyword} {rest} %}}"
    elif joined:
        mended = f"{{%{joined} {keyword.removeprefix(joined)} {rest}".rstrip() + " %}"
        message, hint = f"{tag.written} 的 {joined} 后面少了空格", f"写成 {mended}"
    elif glued:
        mended = f"{tag.written[: tag.written.index(keyword)]}{glued} {keyword.removeprefix(glued)} {rest}".rstrip() + " %}"
        message, hint = f"{tag.written} 的 {glued} 后面少了空格，制表符、换行不算", f"写成 {mended}"
    elif keyword in _REFUSED:
        return F221.at(location, f"{tag.written}：模板里不能用 {keyword}", hint="别的文件的内容直接画在模板里")
    elif keyword in _EXTENSIONS:
        message = f"{tag.written}：{keyword} 是 Jinja 的扩展，docxtpl 自己也不认"
        return F221.at(location, message, hint="要取名称的用 set，要挑着印的用 if；别的删去")
    else:
        close = closest(keyword, _KNOWN)
        message = f"{tag.written} 里没有叫“{keyword}”的语句" if keyword else f"{tag.written} 是空的"
        hint = f"是不是 {close}？" if close else f"模板里能用的语句：{'、'.join(one for one in _KNOWN if one.isalpha())}"
    return F203.at(location, message, hint=hint)


def _syntax(tag: Tag, error: TemplateSyntaxError, location: Location) -> Finding:
    said = str(error.message)
    if said.startswith("No filter") or said.startswith("No test"):
        return F222.at(location, f"{tag.written}：没有叫“{said.split(chr(39))[1]}”的过滤器", hint="去掉竖线和后面的字")
    narrow = tag.code.translate(_WIDE)
    if narrow != tag.code:
        return F203.at(location, f"{tag.written} 里有全角标点", hint=f"换成半角：{tag.written.replace(tag.code, narrow)}")
    if " = " in tag.code:
        return F203.at(location, f"{tag.written} 里“等于”要写两个等号", hint=tag.written.replace(" = ", " == "))
    if not tag.code:
        return F203.at(location, f"{tag.written} 是空的", hint="写上名称，或者删去它")
    return F203.at(
        location, f"{tag.written} 写得不对：括号、引号不成对，或者多写、少写了字", hint="标签里只写一个名称，如 {{ date }}"
    )
