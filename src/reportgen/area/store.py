"""What came of the work on each report, kept in one SQLite file beside the register, so that only what has changed is worked on again.

The file is derived: whoever deletes it loses nothing but time; older versions are worked on again from 旧稿. What it cannot keep (a full disk, a
folder that may not be written, a file that a newer version wrote) is told, and worked on again next time.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from decimal import Decimal, InvalidOperation
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from ..model.area.board import Outcome, Told
from ..model.finding import substance
from ..model.location import Location
from .work import Worked

STORE = "检查结果.sqlite"
SCHEMA = 2
_APPLICATION = 0x52475052
_WAIT = 30.0  # seconds for another process that writes
_MOST_WAITING, _LONGEST_WAIT = 50, 2.0  # reports, seconds
_AT_ONCE = 500
_ACROSS = "@"  # before the fingerprints of what was found beside the others
_VERSIONS = 3  # of an agency's older versions that are looked at
_TABLES = """
CREATE TABLE IF NOT EXISTS outcomes (
  year INTEGER, code TEXT, path TEXT, key TEXT, content TEXT, told BLOB, figures BLOB, PRIMARY KEY (year, code, path)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pages (year INTEGER, code TEXT, path TEXT, key TEXT, page BLOB, PRIMARY KEY (year, code, path));
CREATE TABLE IF NOT EXISTS questions (year INTEGER PRIMARY KEY, key TEXT, told BLOB);
CREATE TABLE IF NOT EXISTS versions (
  number INTEGER PRIMARY KEY, year INTEGER, code TEXT, content TEXT, day TEXT, fingerprints TEXT, form TEXT, figures BLOB,
  UNIQUE (year, code, content)
);
"""
# The figures of what is about to be replaced go to its version.
_TO_VERSIONS = """
UPDATE versions SET figures = o.figures FROM outcomes o WHERE (o.year, o.code, o.path) = (?, ?, ?)
  AND (versions.year, versions.code, versions.content) = (o.year, o.code, o.content)
"""
_DAMAGED = ("malformed", "not a database", "corrupt", "no such column", "no such table")


class Place(NamedTuple):
    """Which report is meant: the year, the agency's code, the path below the area's folder."""

    year: int
    code: str
    path: str


class Version(NamedTuple):
    """The version of a report before the one that is there: the day on which it was first seen, and what was found in it.

    `found` are the fingerprints, each with the substance of what was found; '' where a version of the program that did not keep it has written.
    `across` are those of what was found beside the others, None where nobody had looked.
    """

    day: str
    found: Mapping[str, str]
    across: Mapping[str, str] | None = None


class Older(NamedTuple):
    """The figures of a version of an agency's report that was checked on a day and has another one in its place by now."""

    code: str
    day: str
    form: str
    figures: Mapping[str, Decimal]


class Store:
    """The file, open. `notes` say what could not be kept; nothing of it stops the work."""

    def __init__(self, root: Path) -> None:
        self.path = root / STORE
        self.notes: list[str] = []
        self._base = self._opened()
        self._waiting: list[tuple[Place, str, str, Worked, str]] = []
        self._written = monotonic()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.commit()
        with suppress(sqlite3.Error):
            self._base.close()

    # -- opening ----------------------------------------------------------------------------------------

    def _opened(self) -> sqlite3.Connection:
        try:
            return self._connected(self.path)
        except sqlite3.Error as error:
            if not _is_damaged(error):
                self._note(f"检查结果没有存：{reason_of(error)}")
                return self._connected(None)
        return self._anew()

    def _anew(self) -> sqlite3.Connection:
        """The damaged file out of the way, under a name that nothing else has, and a new one."""
        aside = next(name for number in range(1, 1000) if not (name := self.path.with_name(f"{STORE}.坏{number}")).exists())
        try:
            self.path.rename(aside)
            for ending in ("-wal", "-shm"):
                self.path.with_name(STORE + ending).unlink(missing_ok=True)
            base = self._connected(self.path)
        except (OSError, sqlite3.Error) as error:
            self._note(f"{STORE} 坏了，也换不了新的（{error}）；这次的结果没有存")
            return self._connected(None)
        self._note(f"{STORE} 坏了，已改名为 {aside.name}（可以删去），各份都要重新检查")
        return base

    def _connected(self, path: Path | None) -> sqlite3.Connection:
        """A connection to the file, or to memory alone for None."""
        base = sqlite3.connect(path, timeout=_WAIT) if path else _in_memory(self.path)
        try:
            version, application = (base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "application_id"))
            filled = base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if version > SCHEMA or (filled and application != _APPLICATION):
                base.close()
                whose = "是更新的 reportgen 写的" if version > SCHEMA else "不是 reportgen 写的"
                self._note(f"{STORE} {whose}，没有动它；这次的结果没有存")
                return self._connected(None)
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = NORMAL")
            if version < SCHEMA:  # what an older version kept is derived, too: it is made again
                base.executescript(
                    "DROP TABLE IF EXISTS outcomes; DROP TABLE IF EXISTS pages; DROP TABLE IF EXISTS questions;" + _TABLES
                )
                known = {name for _, name, *_ in base.execute("PRAGMA table_info(versions)")}
                for column in ("form TEXT", "figures BLOB"):  # what was found in older versions is known from here alone
                    if column.split()[0] not in known:
                        base.execute(f"ALTER TABLE versions ADD COLUMN {column}")
                base.execute(f"PRAGMA application_id = {_APPLICATION}")
                base.execute(f"PRAGMA user_version = {SCHEMA}")
            base.commit()
        except BaseException:
            base.close()
            raise
        return base

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    # -- reading ----------------------------------------------------------------------------------------

    def _rows(self, question: str, *values: object) -> list[Any]:
        """The rows, all of them; none where the file turns out to be damaged, which is put aside then."""
        try:
            return self._base.execute(question, values).fetchall()
        except sqlite3.Error as error:
            with suppress(sqlite3.Error):
                self._base.close()
            self._base = self._anew() if _is_damaged(error) else self._connected(None)
            if not _is_damaged(error):
                self._note(f"存着的检查结果读不了：{reason_of(error)}")
            return []

    def keys(self, year: int) -> dict[Place, str]:
        """For each report that was worked on, the digest of all that went into it."""
        rows = self._rows("SELECT code, path, key FROM outcomes WHERE year = ?", year)
        return {Place(year, code, path): key for code, path, key in rows}

    def years(self) -> list[int]:
        """The years of which there is something, the latest first."""
        return [year for (year,) in self._rows("SELECT DISTINCT year FROM outcomes ORDER BY year DESC")]

    def outcomes(self, year: int, *, figures: bool = True) -> Iterator[tuple[Place, Outcome]]:
        """All outcomes of a year, with their figures and paragraphs or without; what cannot be read is left out."""
        columns = "code, path, told, figures" if figures else "code, path, told, x''"
        question = f"SELECT {columns} FROM outcomes WHERE year = ? AND (code, path) > (?, ?) ORDER BY code, path LIMIT {_AT_ONCE}"  # noqa: S608
        last = ("", "")
        while rows := self._rows(question, year, *last):  # ten thousand reports need not be in the memory at once
            last = rows[-1][:2]
            for code, path, told, content in rows:
                with suppress(ValueError, KeyError, TypeError, zlib.error, InvalidOperation):
                    yield Place(year, code, path), _outcome_of(told, content)

    def page(self, place: Place, key: str) -> bytes:
        """The check page that was made with the outcome of this key, packed; b"" where there is none."""
        rows = self._rows("SELECT page FROM pages WHERE (year, code, path, key) = (?, ?, ?, ?)", *place, key)
        return bytes(rows[0][0]) if rows else b""

    def has_pages(self, year: int) -> dict[Place, str]:
        """The reports of which there is a page, each with its key."""
        rows = self._rows("SELECT code, path, key FROM pages WHERE year = ?", year)
        return {Place(year, code, path): key for code, path, key in rows}

    def known_marks(self, year: int) -> dict[str, set[str]]:
        """The fingerprints of all that was ever found in an agency's reports of a year, by its code."""
        found: dict[str, set[str]] = {}
        for code, fingerprints in self._rows("SELECT code, fingerprints FROM versions WHERE year = ?", year):
            found.setdefault(code, set()).update(_found_in(fingerprints), _found_across(fingerprints) or ())
        return found

    def versions_before(self, year: int) -> dict[tuple[str, str], Version]:
        """The version before each content that is there, by the agency's code and that content."""
        before: dict[str, Version] = {}
        found: dict[tuple[str, str], Version] = {}
        question = "SELECT code, content, day, fingerprints FROM versions WHERE year = ? ORDER BY number"
        for code, content, day, fingerprints in self._rows(question, year):
            if code in before:
                found[code, content] = before[code]
            before[code] = Version(day, _found_in(fingerprints), _found_across(fingerprints))
        return found

    def older_versions(self, year: int) -> Iterator[Older]:
        """Of each agency the last versions that are not there any more, the latest last."""
        question = """
            SELECT code, day, form, figures FROM (
              SELECT v.*, row_number() OVER (PARTITION BY v.code ORDER BY v.number DESC) AS back FROM versions v
              WHERE v.year = ? AND v.form != '' AND v.figures IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM outcomes o WHERE (o.year, o.code, o.content) = (v.year, v.code, v.content))
            ) WHERE back <= ? ORDER BY number"""
        for code, day, form, figures in self._rows(question, year, _VERSIONS):
            with suppress(ValueError, KeyError, TypeError, zlib.error, InvalidOperation):
                yield Older(code, day, form, _figures_of(json.loads(zlib.decompress(figures))))

    def known_contents(self, year: int) -> set[tuple[str, str]]:
        """The code and the content of every version that was ever worked on."""
        return {(code, content) for code, content in self._rows("SELECT code, content FROM versions WHERE year = ?", year)}

    def questions(self, year: int, key: str, *, with_last_year: bool = True) -> dict[str, tuple[Told, ...]] | None:
        """What all reports of a year together were asked when they had this key, by code; None where it was not these.

        A key is that of the year's reports, a stroke, that of the last year's: these may be others where it is not asked `with_last_year`.
        """
        for told, kept in self._rows("SELECT told, key FROM questions WHERE year = ?", year):
            same = kept == key if with_last_year else kept.partition("/")[0] == key.partition("/")[0]
            if not same:
                continue
            with suppress(ValueError, TypeError, AttributeError, zlib.error):
                return {code: tuple(Told(*one) for one in found) for code, found in json.loads(zlib.decompress(told)).items()}
        return None

    def last_questions(self, year: int) -> dict[str, tuple[Told, ...]]:
        """What all reports of a year together were asked when somebody last looked; nothing where nobody has."""
        for (key,) in self._rows("SELECT key FROM questions WHERE year = ?", year):
            return self.questions(year, key) or {}
        return {}

    def keep_questions(self, year: int, key: str, asked: Mapping[str, Sequence[Told]], contents: Mapping[str, str]) -> None:
        """Keep what all reports of a year together are asked, and with each version what it was asked: `contents` are these, by code."""
        with self._writing():
            self._base.execute("REPLACE INTO questions VALUES (?, ?, ?)", (year, key, _packed(asked)))
            kept = self._base.execute("SELECT code, content, fingerprints FROM versions WHERE year = ?", (year,)).fetchall()
            self._base.executemany(
                "UPDATE versions SET fingerprints = ? WHERE (year, code, content) = (?, ?, ?)",
                [
                    (f"{marks.partition(_ACROSS)[0].strip()} {_ACROSS} {_marks(asked.get(code, ()))}", year, code, content)
                    for code, content, marks in kept
                    if contents.get(code) == content
                ],
            )

    # -- writing ----------------------------------------------------------------------------------------

    def keep(self, place: Place, key: str, content: str, worked: Worked, day: str) -> None:
        """Keep what came of a report; it is written with others, all at once, so that nobody waits for us long, and little is lost."""
        self._waiting.append((place, key, content, worked, day))
        if len(self._waiting) >= _MOST_WAITING or monotonic() - self._written > _LONGEST_WAIT:
            self.commit()

    def _write(self, place: Place, key: str, content: str, worked: Worked, day: str) -> None:
        told, figures = _told_and_figures(worked.outcome)
        fingerprints = _fingerprints(worked.outcome)
        self._base.execute(_TO_VERSIONS, place)
        self._base.execute("REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?)", (*place, key, content, told, figures))
        if worked.page:
            self._base.execute("REPLACE INTO pages VALUES (?, ?, ?, ?, ?)", (*place, key, worked.page))
        self._base.execute(
            "INSERT INTO versions (year, code, content, day, fingerprints, form) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET fingerprints = excluded.fingerprints, form = excluded.form",
            (place.year, place.code, content, day, fingerprints, worked.outcome.form),
        )

    def keep_older(self, year: int, code: str, content: str, outcome: Outcome, day: str) -> None:
        """Keep a version that another one has taken the place of, before all that are known."""
        _, figures = _told_and_figures(outcome)
        with self._writing():
            self._base.execute(
                "INSERT OR IGNORE INTO versions (number, year, code, content, day, fingerprints, form, figures)"
                " VALUES ((SELECT min(0, coalesce(min(number), 0)) - 1 FROM versions), ?, ?, ?, ?, ?, ?, ?)",
                (year, code, content, day, _fingerprints(outcome), outcome.form, figures),
            )

    def forget(self, year: int, there: Collection[Place]) -> None:
        """Of a year keep these alone: the others' files are gone."""
        gone = self.keys(year).keys() - set(there)
        with self._writing():
            for place in gone:
                self._base.execute(_TO_VERSIONS, place)
                for table in ("outcomes", "pages"):
                    self._base.execute(f"DELETE FROM {table} WHERE (year, code, path) = (?, ?, ?)", place)  # noqa: S608

    def commit(self) -> None:
        """Write for good what was kept."""
        waiting, self._waiting, self._written = self._waiting, [], monotonic()
        with self._writing():
            for one in waiting:
                self._write(*one)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._base:
                yield
        except sqlite3.Error as error:
            self._note(f"检查结果没有全部存下：{reason_of(error)}；没有存下的下次重新检查")


def _in_memory(path: Path) -> sqlite3.Connection:
    """What is kept in memory where a file cannot be: the same for all who open that file in this run, so that a sum or an export finds it."""
    name = f"file:{sha256(str(path.resolve()).encode(errors='surrogatepass')).hexdigest()}?mode=memory&cache=shared"
    _kept_alive(name)
    return sqlite3.connect(name, uri=True, timeout=_WAIT)


@cache
def _kept_alive(name: str) -> sqlite3.Connection:
    """A connection that is never closed: with the last one what is in memory goes."""
    return sqlite3.connect(name, uri=True, check_same_thread=False)


def _is_damaged(error: sqlite3.Error) -> bool:
    return isinstance(error, sqlite3.DatabaseError) and any(sign in str(error) for sign in _DAMAGED)


def reason_of(error: sqlite3.Error) -> str:
    """Why SQLite could not do it, in few words."""
    said = str(error)
    for sign, words in (
        ("full", "磁盘满了"),
        ("disk I/O", "磁盘读写不了：满了，或者坏了"),
        ("readonly", "这个文件夹不让写"),
        ("unable to open", "这个文件夹不让写"),
        ("locked", "别的程序一直在用它"),
    ):
        if sign in said:
            return words
    return said


# -- as it is kept --------------------------------------------------------------------------------------


def _told_and_figures(outcome: Outcome) -> tuple[bytes, bytes]:
    told = {
        "trouble": outcome.trouble,
        "crashed": outcome.crashed,
        "says": outcome.says,
        "year": outcome.year,
        "form": outcome.form,
        "findings": outcome.findings,
        "waived": outcome.waived,
        "identities": outcome.identities,
        "prior": outcome.prior,
        "remarks": outcome.remarks,
    }
    figures = {
        "figures": {ref: str(value) for ref, value in outcome.figures.items()},
        "places": outcome.places,
        "paragraphs": outcome.paragraphs,
    }
    return _packed(told), _packed(figures)


def _fingerprints(outcome: Outcome) -> str:
    return _marks(outcome.findings)


def _marks(found: Sequence[Told]) -> str:
    return " ".join(sorted({f"{told.fingerprint}/{substance(told.said)}" for told in found}))


def _found_in(fingerprints: str) -> dict[str, str]:
    """The fingerprints that were written together, each with its substance."""
    own = fingerprints.partition(_ACROSS)[0].split()
    return {mark: substance for mark, _, substance in (one.partition("/") for one in own)}


def _found_across(fingerprints: str) -> dict[str, str] | None:
    """The same of what was found beside the others; None where nobody had looked."""
    _, looked, across = fingerprints.partition(_ACROSS)
    return _found_in(across) if looked else None


def _packed(content: object) -> bytes:
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(errors="replace"), 1)


def _figures_of(content: dict[str, Any]) -> dict[str, Decimal]:
    return {ref: Decimal(text) for ref, text in content["figures"].items()}


def _outcome_of(told: bytes, figures: bytes) -> Outcome:
    """ValueError, KeyError or TypeError for what was not kept by us."""
    said = json.loads(zlib.decompress(told))
    content = json.loads(zlib.decompress(figures)) if figures else {"figures": {}, "places": {}, "paragraphs": ()}
    held, failed, unknown = said["identities"]
    return Outcome(
        trouble=said["trouble"],
        crashed=said["crashed"],
        says=said["says"],
        year=said["year"],
        form=said["form"],
        findings=tuple(Told(*one) for one in said["findings"]),
        waived=tuple((Told(*one), reason) for one, reason in said["waived"]),
        figures=_figures_of(content),
        places={ref: Location(*place) for ref, place in content["places"].items()},
        paragraphs=tuple(content["paragraphs"]),
        identities=(held, failed, unknown),
        prior=said["prior"],
        remarks=tuple(said["remarks"]),
    )
