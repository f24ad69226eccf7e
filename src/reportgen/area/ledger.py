"""收件记录.csv: what came when, and where it was put. The program adds lines; whoever knows a truer day writes it there, with Excel too."""

from __future__ import annotations

import csv
import io
import os
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ..drafts.workbook.spreadsheet import no_formula
from ..text.patterns import pattern

LEDGER = "收件记录.csv"
_HEADS = ("时间", "文件", "机关代码", "机关", "年度", "放到")
STAMP = "%Y-%m-%d %H:%M"
_DAY = pattern(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_PUT = pattern(r"[^/]+/(\d{4})/([^/]+)")


class Ledger(NamedTuple):
    """The day on which the first report of an agency (its code) and year came, and what there is to say of lines that do not tell one.

    `lines` counts those that tell of an agency and year: of several versions not all may have come through 收件.
    """

    first: Mapping[tuple[str, int], date]
    notes: tuple[str, ...] = ()
    lines: Mapping[tuple[str, int], int] = {}


def record(root: Path, row: Sequence[str]) -> None:
    """Add a line, for good."""
    ledger = root / LEDGER
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if not ledger.exists():
        text.write("\ufeff")  # or Excel takes it for another encoding
        writer.writerow(_HEADS)
    writer.writerow(map(no_formula, row))
    with ledger.open("a", encoding="utf-8", newline="", errors="replace") as stream:
        stream.write(text.getvalue())
        stream.flush()
        os.fsync(stream.fileno())


def read_ledger(root: Path) -> Ledger:
    """What the ledger says, however Excel has saved it: days with strokes or points, codes without their zeros, the encoding of Windows."""
    first: dict[tuple[str, int], date] = {}
    lines: Counter[tuple[str, int]] = Counter()
    unread = []
    ledger = root / LEDGER
    if not ledger.is_file():
        return Ledger(first)
    for number, row in enumerate(csv.reader(_lines(ledger)), 1):
        if number == 1 or not any(row):
            continue
        # Where it was put says whose it is: there a code has kept its zeros.
        put = _PUT.match(row[5].removeprefix("'")) if len(row) >= len(_HEADS) else None
        day = day_of(row[0])
        if put is None or day is None:
            unread.append(f"第 {number} 行")
            continue
        whose = put[2], int(put[1])
        first[whose] = min(day, first.get(whose, day))
        lines[whose] += 1
    more = f"等 {len(unread)} 行" if len(unread) > 3 else ""
    said = f"{LEDGER} {'、'.join(unread[:3])}{more}没有算：“时间”要写成 2025-01-28 这样，“放到”要是放的地方"
    return Ledger(first, (said,) if unread else (), lines)


def day_of(text: str) -> date | None:
    """The day that is written, with an hour behind it or without; None where there is none."""
    found = _DAY.match(unicodedata.normalize("NFKC", text).strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _lines(ledger: Path) -> Iterator[str]:
    """Each line as it is encoded: Excel on Windows saves all in its own way, and the program adds in UTF-8."""
    for line in ledger.read_bytes().splitlines(keepends=True):
        try:
            yield line.decode("utf-8-sig")
        except UnicodeDecodeError:
            yield line.decode("gb18030", errors="replace")
