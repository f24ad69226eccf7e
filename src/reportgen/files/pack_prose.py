"""Reads a pack's prose.yaml: how reports speak of the figures of its tables."""

from __future__ import annotations

from collections.abc import Mapping as Known
from functools import lru_cache
from pathlib import Path

from ..model.errors import PackError
from ..model.format import Format, column_groups, row_groups
from ..model.phrasing import Measure, Phrase, Phrasing, Sum, TableProse
from .located_yaml import Node, compose, read_text
from .pack_reader import PackReader

PROSE = "prose.yaml"
GAP = "…"
# A row's own name is a phrase for it where none is declared; shorter ones say too little.
_TELLING = 4


def load_phrasing(form: Format) -> Phrasing:
    """The phrasing of a pack; an empty one where it has no prose.yaml. PackError when it is unsound."""
    path = Path(form.folder) / PROSE
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        return Phrasing()
    return _load(path, stamp, _Form(form))


class _Form:
    """A form as a key of the cache: by its identity."""

    def __init__(self, form: Format) -> None:
        self.form = form

    def __hash__(self) -> int:
        return hash(self.form.folder)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Form) and other.form is self.form


@lru_cache(maxsize=16)
def _load(path: Path, _stamp: int, key: _Form) -> Phrasing:
    reader = _ProseReader(str(path), key.form)
    phrasing = reader.phrasing(compose(read_text(path)[0], str(path)))
    if reader.problems:
        first, *rest = reader.problems
        more = "".join(f"\n{location}：{message}" for location, message in rest)
        raise PackError(first[1] + more, location=first[0])
    return phrasing


class _ProseReader(PackReader):
    def __init__(self, path: str, form: Format) -> None:
        super().__init__(path)
        self.form = form

    def phrasing(self, node: Node | None) -> Phrasing:
        entries = self.mapping(node, "none", "tables")
        return Phrasing(self.items(entries.get("tables"), self.table_prose), self.items(entries.get("none"), self.text))

    def table_prose(self, node: Node) -> TableProse:
        entries = self.mapping(node, "columns unless narrower usual column wholes", "table units rows")
        name = self.text(entries.get("table"))
        table = next((table for table in self.form.tables if table.id == name), None)
        if table is None:
            self.problem(node.location, f"表“{name}”没有在 format.yaml 里声明")
            return TableProse(name, (), (), ())
        rows, columns = row_groups(table), column_groups(table)
        measures = self.items(entries.get("rows"), lambda item: self.measure(item, rows))
        spoken = {ident for measure in measures for one in measure.sums if len(one) == 1 for ident, _ in one}
        own = tuple(
            Measure(row.name, (Phrase((row.name,)),), (((row.id, 1),),))
            for block in table.blocks
            for row in block.filled_rows
            if row.id not in spoken and len(row.name) >= _TELLING
        )
        usual = self.text(entries.get("usual"))
        if usual and all(measure.name != usual for measure in measures):
            self.problem(entries["usual"].location, f"没有名为“{usual}”的行（rows 里的 name）")
        column = self.text(entries.get("column"))
        if column and column not in columns:
            self.problem(entries["column"].location, f"没有列“{column}”")
        return TableProse(
            table=name,
            units=tuple(self.text(entries.get("units")).split()),
            rows=(*measures, *own),
            columns=self.items(entries.get("columns"), lambda item: self.measure(item, columns)),
            unless=tuple(self.text(entries.get("unless")).split()),
            narrower=tuple(self.text(entries.get("narrower")).split()),
            usual=usual,
            column=column,
            wholes=self.items(entries.get("wholes"), lambda item: self.sum(item, rows)),
        )

    def measure(self, node: Node, known: Known[str, tuple[str, ...]]) -> Measure:
        entries = self.mapping(node, "within weak beside before_only unless", "name say is")
        said = self.text(entries.get("say")).split()
        for text in said or [""]:
            if not text.strip(GAP):
                self.problem(node.location, "say 要写出说法，不能只有“…”，也不能空着")
        return Measure(
            name=self.text(entries.get("name")),
            say=tuple(Phrase(tuple(filter(None, text.split(GAP)))) for text in said if text.strip(GAP)),
            sums=self.items(entries.get("is"), lambda item: self.sum(item, known)),
            within=self.text(entries.get("within")),
            weak=self.flag(entries.get("weak"), False),
            beside=tuple(self.text(entries.get("beside")).split()),
            before_only=self.flag(entries.get("before_only"), False),
            unless=tuple(self.text(entries.get("unless")).split()),
        )

    def sum(self, node: Node, known: Known[str, tuple[str, ...]]) -> Sum:
        """`received + carried_in - carried_out`; a heading's id stands for the rows below it."""
        terms: list[tuple[str, int]] = []
        sign, waiting = 1, True
        for word in self.text(node).replace("+", " + ").replace("-", " - ").split():
            if word in ("+", "-"):
                if waiting:
                    self.problem(node.location, f"“{self.text(node)}”的加减号多了或者少了一个 id")
                sign, waiting = (1 if word == "+" else -1), True
            elif word in known:
                terms.append((word, sign))
                waiting = False
            else:
                self.problem(node.location, f"没有 id 为“{word}”的行或列；可用：{'、'.join(list(known)[:40])}")
        return tuple(terms)
