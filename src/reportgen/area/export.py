"""All figures of an area for whoever wants to ask something else: CSV, xlsx, JSON, one SQLite file.

Written piece by piece: ten thousand reports of two hundred figures never lie in the memory at once.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from ..drafts.workbook.drawn.sheets import PlainSheet, Value, plain_workbook
from ..drafts.workbook.spreadsheet import no_formula
from ..files.saving import save, written_in_pieces
from ..model.area.board import Board, Outcome, Told
from ..model.area.register import Register
from ..model.errors import OutputError, PackError
from ..model.figures import digits
from ..model.form import Form
from ..model.location import Location
from ..packs.load import find_pack
from .folder import apart
from .store import Store, reason_of

Kind = Literal["csv", "xlsx", "json", "sqlite"]
# The columns of each figure, as all kinds call them.
COLUMNS = ("agency", "name", "year", "form", "ref", "label", "value", "unit", "place", "file")
_MOST_ROWS = 1_000_000  # of a sheet, and a little room
_TABLES = """
CREATE TABLE agencies (code TEXT PRIMARY KEY, name TEXT, kind TEXT, parent TEXT, sums INTEGER);
CREATE TABLE reports (agency TEXT, year INTEGER, form TEXT, file TEXT, says TEXT, errors INTEGER, warnings INTEGER, trouble TEXT,
  counts INTEGER, PRIMARY KEY (agency, year, file));
CREATE TABLE figures (agency TEXT, year INTEGER, form TEXT, file TEXT, ref TEXT, value NUMERIC, exact TEXT, place TEXT,
  PRIMARY KEY (agency, year, file, ref));
CREATE TABLE labels (form TEXT, ref TEXT, tab TEXT, label TEXT, unit TEXT, number INTEGER, PRIMARY KEY (form, ref));
CREATE TABLE findings (agency TEXT, year INTEGER, file TEXT, code TEXT, severity TEXT, place TEXT, message TEXT, fingerprint TEXT);
CREATE VIEW figures_named AS SELECT a.name, f.*, l.label, l.unit, r.counts FROM figures f JOIN reports r USING (agency, year, file)
  LEFT JOIN agencies a ON a.code = f.agency LEFT JOIN labels l USING (form, ref);
"""


class _Handed(NamedTuple):
    """A report with all that it holds; `counts` says that it is the one of its agency that counts."""

    code: str
    year: int
    path: str
    outcome: Outcome
    counts: bool


class Export:
    """The reports of an area in some years, to be written; the boards of these years have been looked at."""

    def __init__(self, root: Path, boards: Sequence[Board]) -> None:
        self.root, self.boards = root, boards
        self.register: Register = boards[0].register
        self.form = cache(self._form)
        self._questions = {(board.year, one.agency.code): one.questions for board in boards for one in board.standings}

    def _form(self, name: str) -> Form | None:
        try:
            return find_pack(name, apart(self.root)).form
        except PackError:
            return None  # it was taken away since: the figures are there all the same

    def reports(self) -> Iterator[_Handed]:
        """Each report that could be read or not, year by year."""
        for board in self.boards:
            first = {(one.agency.code, one.reports[0].path) for one in board.standings if one.reports}
            with Store(self.root) as store:
                for place, outcome in store.outcomes(board.year):
                    yield _Handed(place.code, board.year, place.path, outcome, (place.code, place.path) in first)

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Each figure, in the order of the columns."""
        for one in self.reports():
            form, outcome = self.form(one.outcome.form), one.outcome
            for ref, value in outcome.figures.items():
                figure = form.figures.get(ref) if form else None
                place = outcome.places.get(ref)
                where = f"{Path(place.path).name}:{place.grid}!{place.cell}" if place and place.grid else str(place or "")
                yield (
                    one.code, self.name(one.code), str(one.year), outcome.form, ref, figure.title if figure else "", digits(value),
                    figure.unit if figure else "", where, one.path,
                )  # fmt: skip

    def questions(self, handed: _Handed) -> tuple[Told, ...]:
        """What the looks over all reports say of an agency."""
        return self._questions.get((handed.year, handed.code), ())

    def name(self, code: str) -> str:
        """The name of an agency."""
        agency = self.register.by_code.get(code)
        return agency.name if agency else ""


def write_export(root: Path, boards: Sequence[Board], kind: Kind, path: Path, *, overwrite: bool) -> None:
    """Write all figures of these years. OutputError where the file is there or cannot be written."""
    export = Export(root, boards)
    if kind == "xlsx":
        save(path, plain_workbook(_sheets(export)), overwrite=overwrite)
        return
    writers: dict[Kind, Callable[[Export, Path], None]] = {"csv": _write_csv, "json": _write_json, "sqlite": _write_base}
    try:
        with written_in_pieces(path, overwrite=overwrite) as temporary:
            writers[kind](export, temporary)
    except sqlite3.Error as error:
        raise OutputError(
            f"没有写成（{reason_of(error)}）", location=Location(str(path)), hint="清理磁盘后再试，或用 -o 写到别的盘"
        ) from None


def _write_csv(export: Export, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as stream:  # Excel asks for the mark
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        figure = COLUMNS.index("value")
        for row in export.rows():
            writer.writerow([no_formula(text) if number != figure else text for number, text in enumerate(row)])


def _write_json(export: Export, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n", errors="replace") as stream:
        stream.write('{"schema": "reportgen.figures/1", "reports": [')
        for number, one in enumerate(export.reports()):
            outcome, form = one.outcome, export.form(one.outcome.form)
            document = {
                "agency": one.code,
                "name": export.name(one.code),
                "year": one.year,
                "form": outcome.form,
                "file": one.path,
                "says": outcome.says,
                "counts": one.counts,
                "trouble": outcome.trouble or None,
                "figures": {
                    ref: {
                        "label": form.figures[ref].title if form and ref in form.figures else "",
                        "value": digits(value),
                        "place": str(outcome.places.get(ref, "")),
                    }
                    for ref, value in outcome.figures.items()
                },
            }
            stream.write((",\n" if number else "\n") + json.dumps(document, ensure_ascii=False))
        stream.write("\n]}\n")


def _sheets(export: Export) -> Iterator[PlainSheet]:
    """A sheet for each form that was used: a line for each report, a column for each figure."""
    names = dict.fromkeys(one.outcome.form for one in export.reports() if one.outcome.form)
    if not names:
        yield PlainSheet("指标", ("代码", "机关", "年度", "文件"), ())
    for name in names:
        form = export.form(name)
        refs = (
            list(form.figures)
            if form
            else sorted({ref for one in export.reports() if one.outcome.form == name for ref in one.outcome.figures})
        )
        labels = [form.figures[ref].title if form else ref for ref in refs]
        yield PlainSheet(form.name if form else name, ("代码", "机关", "年度", "文件", *labels), _lines(export, name, refs))


def _lines(export: Export, form: str, refs: Sequence[str]) -> Iterator[tuple[Value, ...]]:
    number = 0
    for one in export.reports():
        if one.outcome.form != form:
            continue
        number += 1
        if number > _MOST_ROWS:
            raise OutputError("一张工作表放不下这么多行", location=Location(form), hint="写成 csv 或 sqlite")
        yield (one.code, export.name(one.code), str(one.year), one.path, *(one.outcome.figures.get(ref) for ref in refs))


def _write_base(export: Export, path: Path) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(_TABLES)
        agencies = ((one.code, one.name, one.kind, one.parent or None, one.sums) for one in export.register.agencies)
        base.executemany("INSERT INTO agencies VALUES (?, ?, ?, ?, ?)", agencies)
        forms: set[str] = set()
        for one in export.reports():
            outcome = one.outcome
            forms.add(outcome.form)
            whose = (one.code, one.year)
            base.execute(
                "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *whose,
                    outcome.form,
                    one.path,
                    outcome.says,
                    outcome.errors,
                    outcome.warnings,
                    outcome.trouble or None,
                    one.counts,
                ),
            )
            figures = (
                (*whose, outcome.form, one.path, ref, digits(value), digits(value), str(outcome.places.get(ref, "")))
                for ref, value in outcome.figures.items()
            )
            base.executemany("INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?, ?, ?)", figures)
            found = (
                (*whose, one.path, told.code, told.severity, told.place, told.message, told.fingerprint)
                for told in (*outcome.findings, *(export.questions(one) if one.counts else ()))
            )
            base.executemany("INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?)", found)
        base.executemany("INSERT INTO labels VALUES (?, ?, ?, ?, ?, ?)", _labels(export, forms))


def _labels(export: Export, forms: set[str]) -> Iterator[tuple[object, ...]]:
    for name in sorted(forms):
        form = export.form(name)
        for number, (ref, figure) in enumerate(form.figures.items() if form else ()):
            yield name, ref, figure.table.name, figure.title, figure.unit, number
