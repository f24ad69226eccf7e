"""Reads the nodes of a `format.yaml` into a Format and collects everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar, get_args

from ..model.closest import closest
from ..model.format import (
    Basis,
    Block,
    Column,
    Duty,
    Expectation,
    ExpectationCode,
    Format,
    Kind,
    Look,
    Mistaken,
    Row,
    Section,
    SectionKind,
    Table,
    Years,
    walk_rows,
)
from ..model.location import Location
from .located_yaml import Mapping, Node, Scalar, Sequence
from .pack_identities import read_identity

T = TypeVar("T")


class PackReader:
    """Collects problems while it reads, so that the maintainer sees all of them."""

    def __init__(self, path: str) -> None:
        self.start = Location(path, line=1, column=1)
        self.problems: list[tuple[Location, str]] = []

    def problem(self, location: Location, message: str) -> None:
        self.problems.append((location, message))

    # -- shapes ---------------------------------------------------------------------------------

    def mapping(self, node: Node | None, known: str, required: str = "") -> dict[str, Node]:
        if not isinstance(node, Mapping):
            self.problem(node.location if node else self.start, "这里应该是“键: 值”的形式")
            return {}
        allowed = [*known.split(), *required.split()]
        entries = {}
        for key, value in node.entries:
            if key.text in allowed:
                entries[key.text] = value
                continue
            close = closest(key.text, allowed)
            self.problem(
                key.location,
                f"不认识的键“{key.text}”" + (f"，是不是“{close}”？" if close else f"，可用：{'、'.join(allowed)}"),
            )
        for name in required.split():
            if name not in entries:
                self.problem(node.location, f"缺少“{name}”")
        return entries

    def items(self, node: Node | None, read: Callable[[Node], T]) -> tuple[T, ...]:
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self.problem(node.location, "这里应该是列表")
            return ()
        return tuple(read(item) for item in node.items)

    def text(self, node: Node | None, default: str = "") -> str:
        if node is None:
            return default
        if not isinstance(node, Scalar):
            self.problem(node.location, "这里应该是一段文字")
            return default
        return node.text.strip()

    def choice(self, node: Node | None, choices: Iterable[str], default: str) -> str:
        text = self.text(node, default)
        if node is not None and text not in choices:
            self.problem(node.location, f"“{text}”不在可用的值里：{'、'.join(choices)}")
            return default
        return text

    def number(self, node: Node | None, default: float) -> float:
        text = self.text(node, str(default))
        try:
            if 0 <= float(text) < 1000:
                return float(text)
            raise ValueError
        except ValueError:
            self.problem(node.location if node else self.start, f"“{text}”不是 0 到 1000 的数")
            return default

    def flag(self, node: Node | None, default: bool) -> bool:
        return self.choice(node, ("true", "false"), "true" if default else "false") == "true"

    # -- nouns ----------------------------------------------------------------------------------

    def format(self, node: Node | None, folder: str) -> Format | None:
        top = self.mapping(node, "preface contact identities", "id name basis years title sections tables")
        if self.problems:
            return None
        years = self.years(top["years"])
        tables = self.items(top["tables"], self.table)
        sections = self.items(top["sections"], self.section)
        lines = tuple(
            line for group in self.items(top.get("identities"), lambda item: read_identity(self, item, tables)) for line in group
        )
        self.unique([(table.id, top["tables"].location) for table in tables], "表的 id")
        self.unique([(table.name, top["tables"].location) for table in tables], "表的 name")
        self.unique([(section.id, top["sections"].location) for section in sections], "部分的 id")
        for section in sections:
            for name in section.tables:
                if all(table.id != name for table in tables):
                    self.problem(top["sections"].location, f"部分“{section.name}”用到的表“{name}”没有声明")
        refs = {figure.ref for table in tables for figure in table.figures}
        for ref in (ref for section in sections for expected in section.expects for ref in expected.figures):
            if ref not in refs:
                self.problem(top["sections"].location, f"expects 里的“{ref}”不是表里的一格")
        if self.text(top["id"]) != Path(folder).name:
            self.problem(top["id"].location, f"id “{self.text(top['id'])}”应与文件夹名“{Path(folder).name}”相同")
        return Format(
            id=self.text(top["id"]),
            name=self.text(top["name"]),
            basis=self.basis(top["basis"]),
            years=years,
            title=self.items(top["title"], self.text),
            preface=self.text(top.get("preface")),
            contact=self.items(top.get("contact"), self.text),
            sections=sections,
            tables=tables,
            lines=lines,
            folder=folder,
        )

    def basis(self, node: Node) -> Basis:
        entries = self.mapping(node, "mistaken", "number title law")
        number, title, law = (self.text(entries.get(key)) for key in ("number", "title", "law"))
        return Basis(number, title, law, self.items(entries.get("mistaken"), self.mistaken))

    def mistaken(self, node: Node) -> Mistaken:
        entries = self.mapping(node, "", "cited right")
        return Mistaken(self.text(entries.get("cited")), self.text(entries.get("right")))

    def years(self, node: Node) -> Years:
        entries = self.mapping(node, "last", "first")
        first = self.year(entries.get("first")) or 0
        last = self.year(entries["last"]) if "last" in entries else None
        if last is not None and last < first:
            self.problem(node.location, f"last（{last}）早于 first（{first}）")
        return Years(first, last)

    def year(self, node: Node | None) -> int | None:
        text = self.text(node)
        if len(text) == 4 and text.isascii() and text.isdigit():
            return int(text)
        self.problem(node.location if node else self.start, f"“{text}”不是四位数字的年份")
        return None

    def section(self, node: Node) -> Section:
        entries = self.mapping(node, "name heading subheading kind tables guidance starts_with accepts expects", "id")
        return Section(
            id=self.identifier(entries.get("id")),
            name=self.text(entries.get("name")),
            heading=self.text(entries.get("heading")),
            subheading=self.text(entries.get("subheading")),
            kind=self.choice(entries.get("kind"), get_args(SectionKind), "fixed"),  # type: ignore[arg-type]
            tables=self.items(entries.get("tables"), self.text),
            guidance=self.items(entries.get("guidance"), self.text),
            starts_with=self.items(entries.get("starts_with"), self.text),
            accepts=self.items(entries.get("accepts"), self.text),
            expects=self.items(entries.get("expects"), self.expectation),
        )

    def expectation(self, node: Node) -> Expectation:
        entries = self.mapping(node, "of anywhere figures", "code say any")
        return Expectation(
            code=self.choice(entries.get("code"), get_args(ExpectationCode), "N221"),  # type: ignore[arg-type]
            say=self.text(entries.get("say")),
            phrases=self.items(entries.get("any"), self.text),
            of=self.choice(entries.get("of"), get_args(Duty), "all"),  # type: ignore[arg-type]
            anywhere=self.flag(entries.get("anywhere"), False),
            figures=self.items(entries.get("figures"), self.text),
        )

    def table(self, node: Node) -> Table:
        entries = self.mapping(node, "across look", "id name blocks")
        table = Table(
            id=self.identifier(entries.get("id")),
            name=self.spoken(entries.get("name")),
            blocks=self.items(entries.get("blocks"), self.block),
            across=self.flag(entries.get("across"), False),
            look=self.look(entries.get("look")),
        )
        names: list[tuple[str, Location]] = []
        ids: list[tuple[str, Location]] = []
        for block in table.blocks:
            for row, _ in walk_rows(block.rows):
                if row.id:
                    ids.append((row.id, node.location))
                    names.append((row.name, node.location))
        self.unique(ids, f"{table.name}里行的 id")
        self.unique(names, f"{table.name}里行的 name")
        if not table.blocks:
            self.problem(node.location, f"{table.name}没有任何一块（blocks）")
        return table

    def look(self, node: Node | None) -> Look:
        if node is None:
            return Look()
        entries = self.mapping(node, "font_size row_height stub_widths value_width unit_width")
        default = Look()
        return Look(
            font_size=self.number(entries.get("font_size"), default.font_size),
            row_height=self.number(entries.get("row_height"), default.row_height),
            stub_widths=self.items(entries.get("stub_widths"), lambda item: self.number(item, 20)),
            value_width=self.number(entries.get("value_width"), default.value_width),
            unit_width=self.number(entries.get("unit_width"), default.unit_width),
        )

    def block(self, node: Node) -> Block:
        entries = self.mapping(node, "caption corner unit_header", "columns rows")
        block = Block(
            columns=self.items(entries.get("columns"), self.column),
            rows=self.items(entries.get("rows"), self.row),
            caption=self.text(entries.get("caption")),
            corner=self.text(entries.get("corner")),
            unit_header=self.text(entries.get("unit_header")),
        )
        self.unique([(column.id, node.location) for column in block.leaf_columns], "同一块里列的 id")
        return block

    def column(self, node: Node) -> Column:
        entries = self.mapping(node, "id name kind unit note start_from columns", "label")
        below = self.items(entries.get("columns"), self.column)
        if not below and "id" not in entries:
            self.problem(node.location, f"列“{self.text(entries.get('label'))}”缺少 id")
        return Column(
            label=self.text(entries.get("label")),
            id=self.identifier(entries["id"]) if "id" in entries else "",
            name=self.spoken(entries.get("name")) if "id" in entries else "",
            kind=self.choice(entries.get("kind"), get_args(Kind), "count"),  # type: ignore[arg-type]
            unit=self.text(entries.get("unit")),
            note=self.text(entries.get("note")),
            start_from=self.text(entries.get("start_from")),
            columns=below,
        )

    def row(self, node: Node) -> Row:
        entries = self.mapping(node, "id name kind unit note start_from filled rows rule_makers_only", "label")
        below = self.items(entries.get("rows"), self.row)
        filled = self.flag(entries.get("filled"), not below)
        if filled and "id" not in entries:
            self.problem(node.location, f"行“{self.text(entries.get('label'))}”缺少 id")
        kind = self.choice(entries["kind"], get_args(Kind), "count") if "kind" in entries else None
        return Row(
            label=self.text(entries.get("label")),
            id=self.identifier(entries["id"]) if "id" in entries else "",
            name=self.spoken(entries.get("name")) if "id" in entries else "",
            kind=kind,  # type: ignore[arg-type]
            unit=self.text(entries.get("unit")),
            note=self.text(entries.get("note")),
            start_from=self.text(entries.get("start_from")),
            filled=filled,
            rows=below,
            rule_makers_only=self.flag(entries.get("rule_makers_only"), False),
        )

    # -- names ----------------------------------------------------------------------------------

    def identifier(self, node: Node | None) -> str:
        text = self.text(node)
        if node is not None and not (text.isascii() and text.isidentifier()):
            self.problem(node.location, f"id “{text}”只能用英文字母、数字和下划线")
        return text

    def spoken(self, node: Node | None) -> str:
        """A name for use in prose: `表三.本年新收` must be readable as an expression."""
        text = self.text(node)
        if not text.isidentifier():
            self.problem(
                node.location if node else self.start,
                f"name “{text}”要能写进 {{{{ }}}}：只用汉字、字母和数字，不要标点，不以数字开头",
            )
        return text

    def unique(self, names: list[tuple[str, Location]], what: str) -> None:
        seen = set()
        for name, location in names:
            if name and name in seen:
                self.problem(location, f"{what}“{name}”重复")
            seen.add(name)
