"""One official form as declared: sections, tables, rows, columns, identities.

A Ref is `table.row.column`. Where a table has one column only, prose leaves the column out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from .beside.basis import Basis, Years
from .beside.fields import Field, Letterhead, named_in
from .identity import TIMES, Line
from .location import Location

Kind = Literal["count", "change", "amount", "decimal"]
SectionKind = Literal["fixed", "free", "signature", "appendix"]
ExpectationCode = Literal["N221", "N222", "N223", "N224"]
Duty = Literal["all", "government"]
_NOT_ADDED = "各机关的这个数汇总时不相加"
# What a change of a rate is counted in, by how many times the part is taken.
_POINTS = {100: "个百分点", 1000: "个千分点"}


class Column(NamedTuple):
    """A column, or a heading over columns; an `id` on a heading names the sum of its columns.

    What is not `additive` is not to be added up from agency to agency; `places` is how many digits its figures have
    behind the point. `mostly` marks the one that most cases are in: where it alone is empty, figures may stand a column off.
    """

    label: str
    id: str = ""
    name: str = ""
    kind: Kind = "count"
    unit: str = ""
    note: str = ""
    start_from: str = ""
    columns: "tuple[Column, ...]" = ()
    additive: bool = True
    places: int | None = None
    mostly: bool = False

    @property
    def counting(self) -> str:
        """How it is counted, and that it is not added up, in words."""
        return _counting(self.note, self.additive)


class CellNote(NamedTuple):
    """What is to be counted in one cell of a row, the one in this column, and whether it may be added up."""

    column: str
    note: str
    additive: bool = True

    @property
    def counting(self) -> str:
        """How it is counted, and that it is not added up, in words."""
        return _counting(self.note, self.additive)


class Row(NamedTuple):
    """A row, or a heading over rows; an `id` on a heading that is not `filled` names their sum.

    `rule_makers_only` marks what only a body that can make 规章 has other than 0; `notes` are of single cells, `note`
    is of the row. What is not `additive` is not to be added up from agency to agency; `places` goes with its own `kind`.
    """

    label: str
    id: str = ""
    name: str = ""
    kind: Kind | None = None
    unit: str = ""
    note: str = ""
    start_from: str = ""
    filled: bool = True
    rows: "tuple[Row, ...]" = ()
    rule_makers_only: bool = False
    notes: tuple[CellNote, ...] = ()
    additive: bool = True
    places: int | None = None

    @property
    def counting(self) -> str:
        """How its cells are counted, and that they are not added up, in words."""
        return _counting(self.note, self.additive)


class Look(NamedTuple):
    """Widths and sizes of a table as drawn: points for type and heights, millimetres for widths."""

    font_size: float = 10.5
    row_height: float = 22
    stub_widths: tuple[float, ...] = ()
    value_width: float = 20
    unit_width: float = 16


class _DeclaredBlock(NamedTuple):
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    corner: str = ""
    unit_header: str = ""


class Block(_DeclaredBlock):
    """A part of a table with its own column headings (table 二 of the form is a stack of these)."""

    @cached_property
    def leaf_columns(self) -> tuple[Column, ...]:
        return tuple(leaf for column in self.columns for leaf in _leaves(column))

    @cached_property
    def filled_rows(self) -> tuple[Row, ...]:
        return tuple(row for row, _ in walk_rows(self.rows) if row.filled)


class Figure(NamedTuple):
    """One cell of the form that holds a figure."""

    ref: str
    table: "Table"
    block: Block
    row: Row
    column: Column

    @property
    def kind(self) -> Kind:
        return self.row.kind or self.column.kind

    @property
    def places(self) -> int | None:
        """How many digits stand behind the point: at most, of a `decimal` just so many; None where nothing is said."""
        declared = self.row.places if self.row.kind or self.row.places is not None else self.column.places
        return 0 if declared is None and self.kind in ("count", "change") else declared

    @property
    def printed_places(self) -> int | None:
        """How many digits are always printed behind the point; None where as many as there are."""
        return self.places if self.kind == "decimal" else None

    @property
    def places_in_words(self) -> str:
        """How many digits stand behind the point, as it is asked for: 正好 1 位; '' where nothing is said."""
        return f"{'正好' if self.kind == 'decimal' else '最多'} {self.places} 位" if self.places is not None else ""

    def takes(self, value: Decimal) -> bool:
        """Whether this cell can hold a figure: below zero only a change, and no more digits behind the point than it has."""
        fits = self.places is None or value == round(value, self.places)
        return fits and (value >= 0 or self.kind == "change")

    @property
    def unit(self) -> str:
        return self.row.unit or self.column.unit

    @property
    def money(self) -> bool:
        """Whether the figure is a sum of money: what prose says of it may be in another unit."""
        return self.kind == "amount" or (self.kind == "decimal" and self.unit.endswith("元"))

    @property
    def note(self) -> str:
        """What is to be counted here, as the row, the column and the cell itself say: the column's with the column it is said of."""
        own = (one.note for one in self.row.notes if one.column == self.column.id)
        of_column = f"{self.column.name}：{self.column.note}" if self.column.note else ""
        return "；".join(filter(None, (self.row.note, of_column, *own)))

    @property
    def counting(self) -> str:
        """The same with that the figures of several agencies are not added up, where they are not."""
        return _counting(self.note, self.additive)

    @property
    def start_from(self) -> str:
        return self.row.start_from or self.column.start_from

    @property
    def additive(self) -> bool:
        """Whether the figures of several agencies may be added up here, by the row, the column and the cell itself."""
        own = all(one.additive for one in self.row.notes if one.column == self.column.id)
        return own and self.row.additive and self.column.additive

    @property
    def title(self) -> str:
        """How people speak of this cell: 表三 予以公开/自然人."""
        if len(self.block.leaf_columns) == 1:
            return f"{self.table.name} {self.row.name}"
        return f"{self.table.name} {self.row.name}/{self.column.name}"


class _DeclaredTable(NamedTuple):
    id: str
    name: str
    blocks: tuple[Block, ...]
    across: bool = False
    look: Look = Look()


class Table(_DeclaredTable):
    """A statutory table; `across` lays its rows side by side in one line (table 四)."""

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(
            Figure(f"{self.id}.{row.id}.{column.id}", self, block, row, column)
            for block in self.blocks
            for row in block.filled_rows
            for column in block.leaf_columns
        )

    @cached_property
    def decimals(self) -> dict[str, int]:
        """The Refs whose figures are printed with a fixed number of digits behind the point, each with that number."""
        return {figure.ref: figure.printed_places for figure in self.figures if figure.printed_places}

    @cached_property
    def row_groups(self) -> dict[str, tuple[str, ...]]:
        """Every row id with the filled rows it stands for: itself, or those below a heading."""
        groups: dict[str, tuple[str, ...]] = {}
        for block in self.blocks:
            for row, _ in walk_rows(block.rows):
                if row.id:
                    groups[row.id] = (row.id,) if row.filled else tuple(leaf.id for leaf, _ in walk_rows(row.rows) if leaf.filled)
        return groups

    @cached_property
    def column_groups(self) -> dict[str, tuple[str, ...]]:
        """Every column id with the columns it stands for: itself, or those below a heading."""
        groups: dict[str, tuple[str, ...]] = {}

        def visit(column: Column) -> tuple[str, ...]:
            leaves = tuple(leaf for child in column.columns for leaf in visit(child)) or (column.id,)
            if column.id:
                groups[column.id] = leaves
            return leaves

        for block in self.blocks:
            for column in block.columns:
                visit(column)
        return groups

    @cached_property
    def names(self) -> dict[str, str]:
        """The Chinese names of the rows and columns, headings included, by id."""
        names = {row.id: row.name for block in self.blocks for row, _ in walk_rows(block.rows) if row.id}
        columns = [column for block in self.blocks for column in block.columns]
        while columns:
            column = columns.pop()
            columns += column.columns
            if column.id:
                names.setdefault(column.id, column.name)
        return names


class Expectation(NamedTuple):
    """What a section has to speak of: one of these phrases must occur in it (`anywhere`: in the report).

    `of` says whose duty it is; `figures` are Refs that make it urgent where they are not 0; `anew` that what is said
    of it is to be written anew every year.
    """

    code: ExpectationCode
    say: str
    phrases: tuple[str, ...]
    of: Duty = "all"
    anywhere: bool = False
    figures: tuple[str, ...] = ()
    anew: bool = False


class Section(NamedTuple):
    """A part of the report: prose under a fixed heading, free prose, tables, or the signature.

    `accepts` are other wordings of the heading that an official text has used. A part in which text and tables take
    turns is several sections, one behind the other: `part_of` is its id, `under` its heading, which the first of them has.
    """

    id: str
    name: str = ""
    heading: str = ""
    subheading: str = ""
    kind: SectionKind = "fixed"
    tables: tuple[str, ...] = ()
    guidance: tuple[str, ...] = ()
    starts_with: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    expects: tuple[Expectation, ...] = ()
    part_of: str = ""
    under: str = ""

    @property
    def title(self) -> str:
        """How people speak of it: its heading, or its name, within the heading of which it is a part."""
        return f"{self.under}（{self.name}）" if self.part_of else self.heading or self.name

    @property
    def has_prose(self) -> bool:
        return self.kind == "free" or (self.kind == "fixed" and not self.tables)

    def subheading_of(self, agency: str, year: int) -> str:
        """The second heading, which may name the agency and the year."""
        return named_in(self.subheading, agency, year)


class TurnedDown(NamedTuple):
    """A warning that a pack does not want to be told, and why."""

    code: str
    reason: str


class PackSource(NamedTuple):
    """Which pack was used: its id, the folder it lies in ('' for one that came with the program), the digest of its files.

    `digest` is that of the packs it builds on too; `extends` the id of the nearest of them.
    """

    id: str
    folder: str
    digest: str
    extends: str = ""

    @property
    def called(self) -> "PackSource":
        """The same for what is handed on: of a whole path the folder and the one around it, not whose computer it is."""
        return self._replace(folder="/".join(Path(self.folder).parts[-2:])) if Path(self.folder).is_absolute() else self

    def __str__(self) -> str:
        where = "在当前文件夹里" if self.folder == self.id else self.folder or "随程序"
        return f"{self.id}（{where}{f'，在 {self.extends} 上增改' if self.extends else ''}，摘要 {self.digest[:12]}）"


class Listed(NamedTuple):
    """A pack that there is, and other folders with packs of the same id, which it hides."""

    form: "Form"
    shipped: bool
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A format pack, read and found sound.

    `title_words` are those that published titles are made up of besides the title's own. `folder` is
    where it lies; `bases` are the ids of the forms it builds on, nearest first. `places` tells where the maintainer
    wrote what, by `section:ID`, `table:ID`, `row:TABLE.ROW`, `column:TABLE.COLUMN`, `identity:CODE`, `rule:CODE`, `field:ID`, and a key of
    the top level by its own name (`years`, `basis`, …).
    """

    id: str
    name: str
    basis: Basis
    years: Years
    title: tuple[str, ...]
    preface: str
    contact: tuple[str, ...]
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    lines: tuple[Line, ...]
    folder: str = ""
    bases: tuple[str, ...] = ()
    title_words: tuple[str, ...] = ()
    rules: tuple[TurnedDown, ...] = ()
    fields: tuple[Field, ...] = ()
    letterhead: Letterhead | None = None
    places: Mapping[str, Location] = field(default_factory=dict, compare=False, repr=False)

    @property
    def lineage(self) -> tuple[str, ...]:
        """The ids of this form and of those it builds on."""
        return (self.id, *self.bases)

    @property
    def extends(self) -> str:
        """The id of the form that it extends; '' where it stands alone."""
        return self.bases[0] if self.bases else ""

    def section_of(self, table: str) -> Section | None:
        """The section that a table stands in."""
        return next((section for section in self.sections if table in section.tables), None)

    def together(self, section: Section) -> tuple[Section, ...]:
        """The sections that stand under one heading with this one; itself alone where it is no part of another."""
        return tuple(one for one in self.sections if one is section or (one.part_of and one.part_of == section.part_of))

    @property
    def sample(self) -> str:
        """A reference to a figure that this form really has, as prose writes it, for guidance."""
        table = self.tables[-2] if len(self.tables) > 1 else self.tables[0]
        block = table.blocks[0]
        row, column = block.filled_rows[0].name, block.leaf_columns[-1].name
        return f"{table.name}.{row}" + (f".{column}" if len(block.leaf_columns) > 1 else "")

    def can_lack(self, passage: str) -> bool:
        """Whether a report of this form is whole without this passage: the preface, where the form declares none."""
        return passage == "preface" and not self.preface

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """Every Ref of the form in official order."""
        return {figure.ref: figure for table in self.tables for figure in table.figures}

    @cached_property
    def headed(self) -> tuple[Section, ...]:
        """The sections without those that stand under the heading of another one."""
        return tuple(section for section in self.sections if section.heading or not section.part_of)

    @cached_property
    def prose_sections(self) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.has_prose)

    @cached_property
    def totals(self) -> dict[str, Line]:
        """The Refs that an identity defines as a sum, each with the first that does."""
        return {ref: lines[0] for ref, lines in self.sums.items()}

    @cached_property
    def sums(self) -> dict[str, tuple[Line, ...]]:
        """The same Refs with every identity that defines them: a row's and a column's."""
        sums: dict[str, tuple[Line, ...]] = {}
        for line in self.lines:
            if line.total:
                sums[line.total] = (*sums.get(line.total, ()), line)
        return sums

    @cached_property
    def derived(self) -> dict[str, Line]:
        """The Refs that nobody has to fill in, each with the identity that works it out: totals, and ratios in so many digits."""
        ratios = {ref: line for ref, line in self.ratios.items() if line.places is not None and not line.needs_prior}
        return ratios | self.totals

    @cached_property
    def ratios(self) -> dict[str, Line]:
        """The Refs that print so many parts of a whole, each with the identity that says of which."""
        return {line.anchor: line for line in self.lines if line.relation == "ratio"}

    def points(self, ref: str) -> str:
        """What a change of this figure is counted in where it is a rate, 个百分点; '' where it is none."""
        line = self.ratios.get(ref)
        return _POINTS.get(TIMES.get(self.figures[ref].unit, line.times if line else 1), "")

    def table(self, table_id: str) -> Table:
        return next(table for table in self.tables if table.id == table_id)


def walk_rows(rows: tuple[Row, ...], depth: int = 0) -> Iterator[tuple[Row, int]]:
    """All rows and headings in official order, with their depth."""
    for row in rows:
        yield row, depth
        yield from walk_rows(row.rows, depth + 1)


def _counting(note: str, additive: bool) -> str:
    return "；".join(filter(None, (note, "" if additive else _NOT_ADDED)))


def _leaves(column: Column) -> Iterator[Column]:
    if not column.columns:
        yield column
    for child in column.columns:
        yield from _leaves(child)
