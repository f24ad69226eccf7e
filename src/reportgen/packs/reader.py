"""Reads the nodes of a `format.yaml` into the nouns of a form and collects everything that is wrong with it.

Of which kind each value is has been looked at before (packs/shapes/); here it is what hangs
together: ids that must exist, names that must differ.
"""

from __future__ import annotations

from datetime import date
from typing import get_args

from ..files.shapes import Problem, choice_of, flag_of, items_of, mappings_of, number_of, text_of, texts_of
from ..files.yaml import LocatedMap, Node
from ..model.beside.basis import Basis, Body, Deadline, Mistaken, Period, Years
from ..model.beside.fields import Field, FieldKind, Letterhead
from ..model.form import (
    Block,
    CellNote,
    Column,
    Duty,
    Expectation,
    ExpectationCode,
    Kind,
    Look,
    Row,
    Section,
    SectionKind,
    Table,
    TurnedDown,
)
from ..model.location import Location
from ..text.closest import closest

# What stands before a term of an identity that is last year's.
PRIOR = "prior"
# What a section of several parts says in these.
_OF_A_PART = ("tables", "guidance", "expects", "starts_with", "subheading")
# A deadline comes every year.
_NO_LEAP_YEAR = 2001


class Collector:
    """Collects problems while it reads, so that the maintainer sees all of them."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def problem(self, location: Location, message: str) -> None:
        self.problems.append((location, message))


class PackReader(Collector):
    """Reads one declaration; it knows the names and places that it has met."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.start = Location(path, line=1, column=1)
        self.places: dict[str, Location] = {}
        self._names: dict[str, Location] = {}

    def once(self, space: str, node: Node | None, what: str, seen: dict[str, Location] | None = None) -> None:
        """Tell a name that stands in its space already, with where the first one stands."""
        text = text_of(node)
        if node is None or not text:
            return
        known = self._names if seen is None else seen
        first = known.setdefault(f"{space}{text}", node.location)
        if first is not node.location:
            where = f"第 {first.line} 行" if first.path == node.location.path else str(first)
            self.problem(node.location, f"{what}“{text}”重复：{where}已经有了")

    def known(self, node: Node, among: dict[str, Location] | set[str] | tuple[str, ...], message: str) -> None:
        """Tell a name that is not among those there are, with the one it is most like."""
        text = text_of(node)
        if text not in among:
            close = closest(text, among)
            self.problem(node.location, message.format(text) + (f"，是不是“{close}”？" if close else ""))

    # -- nouns ----------------------------------------------------------------------------------

    def basis(self, node: Node | None) -> Basis:
        entries = _entries(node)
        number, title, law = (text_of(entries.get(key)) for key in ("number", "title", "law"))
        mistaken = []
        for one in mappings_of(entries.get("mistaken")):
            cited, right = text_of(one.get("cited")), text_of(one.get("right"))
            self.once("mistaken:", one.get("cited"), "写错的引用")
            if cited and cited in (right, number, title):
                self.problem(one.location, f"“{cited}”就是这个格式应当引用的，不能算写错")
            mistaken.append(Mistaken(cited, right))
        deadlines = tuple(filter(None, (self.deadline(one) for one in mappings_of(entries.get("deadlines")))))
        periods = tuple(self.period(one) for one in mappings_of(entries.get("periods")))
        return Basis(number, title, law, tuple(mistaken), deadlines, periods)

    def period(self, node: LocatedMap) -> Period:
        self.once("period:", node.get("say"), "期限")
        days, repealed = int(number_of(node.get("days"), 0)), [int(number_of(one, 0)) for one in items_of(node.get("repealed"))]
        if days in repealed:
            self.problem(node.location, f"{days} 就是现在的规定，不能算旧的")
        return Period(text_of(node.get("say")), days, tuple(repealed), text_of(node.get("law")))

    def deadline(self, node: LocatedMap) -> Deadline | None:
        """The last day for something; None where what is written is none (which has been told, or is told here)."""
        of: Body = choice_of(node.get("of"), get_args(Body), "all")  # type: ignore[assignment]
        month, _, day = text_of(node.get("by")).removesuffix("日").partition("月")
        if not {len(month), len(day)} <= {1, 2} or not (month + day).isdecimal():
            return None
        try:
            date(_NO_LEAP_YEAR, int(month), int(day))
        except ValueError:
            if (by := node.get("by")) is not None and int(month) <= 12:
                self.problem(by.location, f"“{text_of(by)}”不是每年都有的日子")
            return None
        return Deadline(of, int(month), int(day), text_of(node.get("say")), text_of(node.get("law")))

    def years(self, node: Node | None) -> Years:
        entries = _entries(node)
        first = int(number_of(entries.get("first"), 0))
        last = int(number_of(entries["last"], first)) if "last" in entries else None
        if last is not None and last < first:
            self.problem(entries["last"].location, f"last（{last}）早于 first（{first}）")
        return Years(first, last)

    def turned_down(self, node: LocatedMap) -> TurnedDown:
        code = text_of(node.get("code"))
        self.once("rule:", node.get("code"), "关掉的提醒")
        self.places.setdefault(f"rule:{code}", node.location)
        return TurnedDown(code, text_of(node.get("reason")))

    def field(self, node: LocatedMap) -> Field:
        field_id = text_of(node.get("id"))
        self.once("field:", node.get("id"), "要素的 id")
        self.once("field name:", node.get("name"), "要素的 name")
        self.places.setdefault(f"field:{field_id}", node.location)
        one = Field(
            id=field_id,
            name=text_of(node.get("name")),
            kind=choice_of(node.get("kind"), get_args(FieldKind), "text"),  # type: ignore[arg-type]
            required=flag_of(node.get("required"), False),
            pattern=text_of(node.get("pattern")),
            default=text_of(node.get("default")),
            note=text_of(node.get("note")),
        )
        if one.kind == "date" and one.pattern:
            self.problem(node.location, "日期（kind: date）的写法是定的，删去 pattern")
        return one

    def letterhead(self, node: Node | None, fields: tuple[Field, ...]) -> Letterhead | None:
        """The 版头 and 版记, whose elements are `fields` of the form."""
        if not isinstance(node, LocatedMap):
            return None
        known = tuple(one.id for one in fields)
        for key in ("number", "signer", "copies", "printer", "printed"):
            if (named := node.get(key)) is not None:
                self.known(named, known, f"letterhead 的 {key} 是“{{}}”，fields 里没有这个要素")
        mark = node.get("mark")
        if node.get("mark") is None and (node.get("number") or node.get("signer")):
            self.problem(node.location, "有发文字号、签发人，就要写 mark（发文机关标志）")
        if node.get("printed") and not node.get("printer"):
            self.problem(node.location, "有印发日期（printed），就要写 printer（印发机关）")
        return Letterhead(
            mark=(texts_of(mark) or (text_of(mark),)) if mark is not None else (),
            mark_size=number_of(node.get("mark_size"), 0),
            **{key: text_of(node.get(key)) for key in ("number", "signer", "copies", "printer", "printed")},
        )

    def sections(self, node: LocatedMap) -> tuple[Section, ...]:
        """A section; or those that it consists of, the first with its heading, where text and tables take turns in it."""
        parts = mappings_of(node.get("parts"))
        if not parts:
            return (self.section(node),)
        whole, heading = text_of(node.get("id")), text_of(node.get("heading"))
        self.once("section:", node.get("id"), "部分的 id")
        for key, value in node.entries:
            if key.text in _OF_A_PART or (key.text == "kind" and text_of(value) != "fixed"):
                self.problem(value.location, f"写了 parts 的部分，{key.text} 写在 parts 的那一段里")
        if not heading:
            self.problem(node.location, "写了 parts 的部分，要写 heading：几段文字和表都在这个标题下面")
        first, *others = (self.section(part)._replace(part_of=whole, under=heading) for part in parts)
        # What is said of the heading is said where it is written.
        self.places[f"section:{whole}"] = self.places[f"section:{first.id}"] = node.location
        return first._replace(heading=heading, accepts=texts_of(node.get("accepts"))), *others

    def section(self, node: LocatedMap) -> Section:
        self.once("section:", node.get("id"), "部分的 id")
        self.once("section name:", node.get("name"), "部分的 name")
        self.places.setdefault(f"section:{text_of(node.get('id'))}", node.location)
        return Section(
            id=text_of(node.get("id")),
            name=text_of(node.get("name")),
            heading=text_of(node.get("heading")),
            subheading=text_of(node.get("subheading")),
            kind=choice_of(node.get("kind"), get_args(SectionKind), "fixed"),  # type: ignore[arg-type]
            tables=texts_of(node.get("tables")),
            guidance=texts_of(node.get("guidance")),
            starts_with=texts_of(node.get("starts_with")),
            accepts=texts_of(node.get("accepts")),
            expects=tuple(self.expectation(one) for one in mappings_of(node.get("expects"))),
        )

    def expectation(self, node: LocatedMap) -> Expectation:
        return Expectation(
            code=choice_of(node.get("code"), get_args(ExpectationCode), "N221"),  # type: ignore[arg-type]
            say=text_of(node.get("say")),
            phrases=texts_of(node.get("any")),
            of=choice_of(node.get("of"), get_args(Duty), "all"),  # type: ignore[arg-type]
            anywhere=flag_of(node.get("anywhere"), False),
            figures=texts_of(node.get("figures")),
            anew=flag_of(node.get("anew"), False),
        )

    def table(self, node: LocatedMap) -> Table:
        table_id = text_of(node.get("id"))
        self.once("table:", node.get("id"), "表的 id")
        self.once("table name:", node.get("name"), "表的 name")
        self.places.setdefault(f"table:{table_id}", node.location)
        if table_id == PRIOR and (named := node.get("id")) is not None:
            self.problem(named.location, f"表的 id 不能是“{PRIOR}”：勾稽关系里它是上年的报告")
        return Table(
            id=table_id,
            name=text_of(node.get("name")),
            blocks=tuple(self.block(block, table_id) for block in mappings_of(node.get("blocks"))),
            across=flag_of(node.get("across"), False),
            look=self.look(node.get("look")),
        )

    def look(self, node: Node | None) -> Look:
        entries = _entries(node)
        default = Look()
        return Look(
            font_size=number_of(entries.get("font_size"), default.font_size),
            row_height=number_of(entries.get("row_height"), default.row_height),
            stub_widths=tuple(number_of(item, 20) for item in items_of(entries.get("stub_widths"))),
            value_width=number_of(entries.get("value_width"), default.value_width),
            unit_width=number_of(entries.get("unit_width"), default.unit_width),
        )

    def block(self, node: LocatedMap, table: str) -> Block:
        seen: dict[str, Location] = {}
        return Block(
            columns=tuple(self.column(column, table, seen) for column in mappings_of(node.get("columns"))),
            rows=tuple(self.row(row, table) for row in mappings_of(node.get("rows"))),
            caption=text_of(node.get("caption")),
            corner=text_of(node.get("corner")),
            unit_header=text_of(node.get("unit_header")),
        )

    def column(self, node: LocatedMap, table: str, seen: dict[str, Location]) -> Column:
        """A column; `seen` are the ids and names of its block (another block may have the same ones)."""
        self.once("id:", node.get("id"), "同一块里列的 id", seen)
        self.once("name:", node.get("name"), "同一块里列的 name", seen)
        if column_id := text_of(node.get("id")):
            self.places.setdefault(f"column:{table}.{column_id}", node.location)
        return Column(
            label=text_of(node.get("label")),
            id=column_id,
            name=text_of(node.get("name")) if column_id else "",
            kind=choice_of(node.get("kind"), get_args(Kind), "count"),  # type: ignore[arg-type]
            unit=text_of(node.get("unit")),
            note=text_of(node.get("note")),
            start_from=text_of(node.get("start_from")),
            columns=tuple(self.column(column, table, seen) for column in mappings_of(node.get("columns"))),
            additive=flag_of(node.get("additive"), True),
            places=self.decimals(node),
            mostly=flag_of(node.get("mostly"), False),
        )

    def decimals(self, node: LocatedMap) -> int | None:
        """How many digits behind the point a row or column has; tells where its kind and that do not go together."""
        kind, places = text_of(node.get("kind")), node.get("places")
        if places is None:
            if kind == "decimal":
                self.problem(node.location, "kind: decimal 要写 places：小数点后几位")
            return None
        if kind == "count":
            self.problem(places.location, "kind: count 是个数，没有小数：不写 places，或 kind 用 decimal")
        return int(number_of(places, 0))

    def row(self, node: LocatedMap, table: str) -> Row:
        self.once(f"row:{table}.", node.get("id"), "同一张表里行的 id")
        self.once(f"row name:{table}.", node.get("name"), "同一张表里行的 name")
        if row_id := text_of(node.get("id")):
            self.places.setdefault(f"row:{table}.{row_id}", node.location)
        below = tuple(self.row(row, table) for row in mappings_of(node.get("rows")))
        filled = flag_of(node.get("filled"), not below)
        if not filled and not below:
            self.problem(node.location, "这一行下面没有行，就是要填数的行：删去 filled: false")
        return Row(
            label=text_of(node.get("label")),
            id=row_id,
            name=text_of(node.get("name")) if row_id else "",
            kind=choice_of(node.get("kind"), get_args(Kind), "count") if node.get("kind") else None,  # type: ignore[arg-type]
            unit=text_of(node.get("unit")),
            note=text_of(node.get("note")),
            start_from=text_of(node.get("start_from")),
            filled=filled,
            rows=below,
            rule_makers_only=flag_of(node.get("rule_makers_only"), False),
            notes=tuple(
                CellNote(text_of(one.get("column")), text_of(one.get("note")), flag_of(one.get("additive"), True))
                for one in mappings_of(node.get("notes"))
            ),
            additive=flag_of(node.get("additive"), True),
            places=self.decimals(node),
        )


def _entries(node: Node | None) -> dict[str, Node]:
    return {key.text: value for key, value in node.entries} if isinstance(node, LocatedMap) else {}
