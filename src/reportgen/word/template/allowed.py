"""What the language of templates holds: names, for, if, comparisons, a few filters; and how much work a template may make.

A list of what is allowed, for everything else is a way round some bound: texts made longer by a
method, numbers of a million digits, loops over ranges. The check of a template and the build ask
the same functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import Template, TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS

from ...files.kept import kept, state_of

# What makes the code of a template: this module, and Jinja.
_MAKERS = (Path(__file__), Path(jinja2.__file__).parent)
# The longest part that a template may print; a report of a thousand pages has a tenth of it.
MOST_TEXT = 64_000_000
# How many times the loops of a part may go round, all in all; a long report has some thousand paragraphs.
MOST_STEPS = 200_000
_LONGEST_JOINED = 1_000_000
# A name that no template can write.
_SPENT = " steps"
_COUNTED = " counted"
_STATEMENTS = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If)
_VALUES = (
    nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Compare, nodes.Operand, nodes.CondExpr,
    nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos, nodes.Add, nodes.Sub, nodes.Div, nodes.Concat, nodes.Test,
    nodes.Filter, nodes.List, nodes.Tuple,
)  # fmt: skip
_CALCULATIONS = {"*": "乘法", "**": "乘方", "%": "取余", "//": "整除"}
_NAMES = {
    nodes.Assign: "set", nodes.AssignBlock: "set", nodes.Macro: "macro", nodes.CallBlock: "call", nodes.Include: "include",
    nodes.Import: "import", nodes.FromImport: "from", nodes.Extends: "extends", nodes.Block: "block", nodes.With: "with",
    nodes.FilterBlock: "filter", nodes.ScopedEvalContextModifier: "autoescape", nodes.EvalContextModifier: "autoescape",
}  # fmt: skip


def called(node: nodes.Call) -> str:
    """The name of what is called."""
    return str(node.node.name if isinstance(node.node, nodes.Name) else getattr(node.node, "attr", ""))


def why_not(node: nodes.Node) -> str:
    """Why this place in a tree, what is below it left aside, is not of the language; '' where it is."""
    if isinstance(node, nodes.Call):
        return f"用了 {called(node)}()，模板里不能用"
    if isinstance(node, nodes.For) and node.recursive:
        return "用了 recursive，模板里不能用"
    if isinstance(node, nodes.Filter) and node.name in FILTERS and node.name not in LANGUAGE:
        return f"用了过滤器 {node.name}，模板里不能用"
    if isinstance(node, nodes.Test) and node.name in TESTS and node.name not in TESTS_THERE_ARE:
        return f"用了判断 {node.name}，模板里不能用"
    if isinstance(node, nodes.BinExpr) and node.operator in _CALCULATIONS:
        return f"里有{_CALCULATIONS[node.operator]}，模板里不做计算"
    return "" if isinstance(node, (*_STATEMENTS, *_VALUES)) else f"用了 {statement(node)}，模板里不能用"


def statement(node: nodes.Node) -> str:
    """What a template calls this: the word that the tag begins with."""
    return next((name for kind, name in _NAMES.items() if isinstance(node, kind)), type(node).__name__.lower())


def _joined(value: Iterable[Any], separator: str = "") -> str:
    """The texts of a list one after the other; short ones only, for a long separator between many would fill the memory."""
    texts = [str(one) for one in value]
    if sum(map(len, texts)) + len(str(separator)) * len(texts) > _LONGEST_JOINED:
        raise SecurityError("join 出来的文字太长")
    return str(separator).join(texts)


@pass_context
def _counted(context: Context, value: Any) -> Any:
    """What a loop goes through, its rounds counted among those of the whole part."""
    rounds = len(value) if hasattr(value, "__len__") else 0
    spent: int = context.vars.get(_SPENT, 0) + rounds + 1
    context.vars[_SPENT] = spent
    if spent > MOST_STEPS:
        raise SecurityError(f"循环超过了 {MOST_STEPS} 次：去掉套在一起的 for")
    return value


# The filters there are; those that need no more room than what they are given.
LANGUAGE: Mapping[str, Callable[..., Any]] = {
    **{
        name: FILTERS[name]
        for name in (
            "upper", "lower", "capitalize", "title", "trim", "string", "escape", "e", "safe", "first", "last", "length", "count",
            "default", "d", "int", "float", "abs",
        )
    },
    "join": _joined,
    _COUNTED: _counted,
}  # fmt: skip
TESTS_THERE_ARE = frozenset(
    ("defined", "undefined", "none", "string", "number", "boolean", "true", "false", "in", "eq", "equalto", "==", "ne", "!=",
     "lt", "lessthan", "<", "le", "<=", "gt", "greaterthan", ">", "ge", ">=", "sameas", "mapping", "sequence", "iterable",
     "odd", "even", "integer", "float", "upper", "lower")
)  # fmt: skip


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Jinja as far as templates may use it.

    Names are looked up in mappings first: quicker, and no Python attribute is in the way.
    """

    # A text times a number could fill the memory; nothing in a report is multiplied.
    intercepted_binops = frozenset(_CALCULATIONS)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.filters = dict(LANGUAGE)
        self.globals = {}
        self.tests = {name: test for name, test in self.tests.items() if name in TESTS_THERE_ARE}

    def why_not(self, node: nodes.Node) -> str:
        """Why this place in a tree is not of the language of this environment; '' where it is."""
        return why_not(node)

    def refused(self, tree: nodes.Node) -> Iterator[tuple[nodes.Node, str]]:
        """What in a template, or in one tag of it, is not of the language: the place in the tree, and why in a few words."""
        pending = [tree]
        while pending:  # a tree may be deeper than Python goes
            node = pending.pop()
            if why := self.why_not(node):
                yield node, why
            else:
                pending += reversed(list(node.iter_child_nodes()))

    def parse(self, source: str, name: str | None = None, filename: str | None = None) -> nodes.Template:
        """The tree of a template. TemplateSyntaxError too where it is nested deeper than Python can follow, or a number too long."""
        try:
            return super().parse(source, name, filename)
        except (RecursionError, ValueError, OverflowError, MemoryError):
            raise TemplateSyntaxError("写得太深或太长", 1) from None

    def from_string(self, source: str | nodes.Template, *args: Any, **options: Any) -> Template:
        """A template of the language; TemplateSyntaxError for any other."""
        return super().from_string(self._counting(source), *args, **options)

    def remembered(self, source: str) -> Template:
        """What `from_string` gives; the code that it becomes is kept for the next start, for to make it takes a quarter of a build."""
        store = kept("templates")
        if store is None:
            return self.from_string(source)
        options = (self.autoescape, self.keep_trailing_newline, self.undefined.__name__)
        key = repr((sha256(source.encode()).hexdigest(), options, state_of(*_MAKERS)))
        code = store.get(key)
        if code is None:
            code = self.compile(self._counting(source))
            store.put(key, code)
        return self.template_class.from_code(self, code, self.make_globals(None))

    def compile(self, *args: Any, **options: Any) -> Any:
        """The code of a template. TemplateSyntaxError where it is nested deeper than Python can follow."""
        try:
            return super().compile(*args, **options)
        except (RecursionError, SyntaxError, ValueError, OverflowError, MemoryError):
            raise TemplateSyntaxError("for、if 套得太深", 1) from None

    def _counting(self, source: str | nodes.Template) -> nodes.Template:
        """The tree of a template of the language, with every loop counting its rounds; TemplateSyntaxError for any other."""
        tree = source if isinstance(source, nodes.Template) else self.parse(source)
        for node, why in self.refused(tree):
            raise TemplateSyntaxError(why, node.lineno)
        counting = self.counting(tree)
        counting.set_environment(self)
        return counting

    def counting(self, tree: nodes.Template) -> nodes.Template:
        """The tree with what counts its work put in."""
        for loop in list(tree.find_all(nodes.For)):
            loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno)
        return tree

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError(f"模板里不能用 {operator} 计算")

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


def text_of(template: Template, values: Mapping[str, Any]) -> str:
    """What a template prints; SecurityError where that is more than a document can hold."""
    pieces: list[str] = []
    size = 0
    for piece in template.generate(values):
        size += len(piece)
        if size > MOST_TEXT:
            raise SecurityError(f"印出来的文字超过了 {MOST_TEXT // 1_000_000} 兆")
        pieces.append(piece)
    return "".join(pieces)
