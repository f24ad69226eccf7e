"""The file of outcomes: what goes in comes out, and nothing that happens to it stops the work or loses what somebody made."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from reportgen.area.store import SCHEMA, STORE, Place, Store
from reportgen.area.work import Worked
from reportgen.model.area.board import Outcome, Told
from reportgen.model.location import Location

TOLD = Told("T301", "error", "表三 总计：32 ≠ 33", "workbook.xlsx 表三 J7", "abc", "改正", "applications.received.all")
OUTCOME = Outcome(
    says="甲市教育局",
    year=2024,
    form="gov-disclosure-2021",
    findings=(TOLD,),
    waived=((TOLD._replace(severity="warning"), "确有原因"),),
    figures={"a.b.c": Decimal("12.30"), "a.b.d": Decimal("-0")},
    places={"a.b.c": Location("workbook.xlsx", "表三", 7, 10)},
    paragraphs=("一段", "带\ud800坏字的一段"),
    identities=(10, 1, 0),
    prior="2023",
    remarks=("一句",),
)
PLACE = Place(2024, "01", "年报/2024/01")


def keep(store: Store, place: Place = PLACE, key: str = "k", content: str = "c", outcome: Outcome = OUTCOME) -> None:
    store.keep(place, key, content, Worked(outcome, b"page"), "2025-01-02")


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        keep(store)
    with Store(tmp_path) as store:
        assert store.keys(2024) == {PLACE: "k"}
        ((place, outcome),) = store.outcomes(2024)
        assert (place, outcome) == (PLACE, OUTCOME._replace(paragraphs=("一段", "带?坏字的一段")))
        assert str(outcome.figures["a.b.c"]) == "12.30"
        assert store.page(PLACE, "k") == b"page" and store.page(PLACE, "other") == b""
        store.forget(2024, [])
        assert store.keys(2024) == {} and store.notes == []


def test_the_version_before_is_known_until_the_next_comes(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        for number, content in enumerate(("first", "second", "second", "third")):
            told = TOLD._replace(fingerprint=content)
            store.keep(PLACE, f"key{number}", content, Worked(OUTCOME._replace(findings=(told,))), f"2025-01-0{number + 1}")
        store.commit()
        before = store.versions_before(2024)
    assert {content: (one.day, *one.found) for (_, content), one in before.items()} == {
        "second": ("2025-01-01", "first"),
        "third": ("2025-01-02", "second"),
    }


def test_many_are_read_in_pieces(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        for number in range(1203):
            keep(store, Place(2024, f"{number:04}", "x"))
        store.commit()
        assert [place.code for place, _ in store.outcomes(2024, figures=False)] == [f"{number:04}" for number in range(1203)]


@pytest.mark.parametrize("spoil", ["no file of SQLite", "torn in the middle", "a column gone"])
def test_a_damaged_file_is_put_aside_and_made_anew(tmp_path: Path, spoil: str) -> None:
    with Store(tmp_path) as store:
        for number in range(400):
            keep(store, Place(2024, f"{number:04}", "x"), outcome=OUTCOME._replace(paragraphs=(os.urandom(3000).hex(),)))
    path = tmp_path / STORE
    if spoil == "no file of SQLite":
        path.write_bytes(b"nothing at all" * 1000)
    elif spoil == "torn in the middle":
        with path.open("r+b") as stream:
            stream.seek(4096)
            stream.write(b"\xff" * (path.stat().st_size - 8192))
    else:
        with sqlite3.connect(path) as base:
            base.execute("ALTER TABLE outcomes DROP COLUMN told")
        base.close()
    with Store(tmp_path) as store:
        assert list(store.outcomes(2024)) == []
        keep(store)
        store.commit()
        assert any("坏了，已改名为" in note for note in store.notes), store.notes
    assert (tmp_path / f"{STORE}.坏1").is_file()
    with Store(tmp_path) as store:
        assert [place for place, _ in store.outcomes(2024)] == [PLACE] and store.notes == []


@pytest.mark.parametrize(
    ("pragma", "said"), [(f"user_version = {SCHEMA + 1}", "更新的"), ("application_id = 7", "不是 reportgen 写的")]
)
def test_what_others_wrote_is_not_touched(tmp_path: Path, pragma: str, said: str) -> None:
    with Store(tmp_path) as store:
        keep(store)
    with sqlite3.connect(tmp_path / STORE) as base:
        base.execute(f"PRAGMA {pragma}")
    base.close()
    before = (tmp_path / STORE).read_bytes()
    with Store(tmp_path) as store:
        keep(store)
        store.commit()
        assert [place for place, _ in store.outcomes(2024)] == [PLACE]
        assert said in store.notes[0] and "没有动它" in store.notes[0]
    assert (tmp_path / STORE).read_bytes() == before


def test_a_full_disk_and_a_folder_that_is_not_there_are_told(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store._base.execute("PRAGMA max_page_count = 12")
        for number in range(200):
            keep(store, Place(2024, f"{number:04}", "x"), outcome=OUTCOME._replace(paragraphs=(os.urandom(3000).hex(),)))
        store.commit()
        assert store.notes == ["检查结果没有全部存下：磁盘满了；没有存下的下次重新检查"]
    with Store(tmp_path / "没有的文件夹") as store:
        keep(store)
        store.commit()
        assert store.keys(2024) == {PLACE: "k"}
        assert store.notes == ["检查结果没有存：这个文件夹不让写"]


CHILD = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[3], sys.argv[4]]
from test_store import OUTCOME, Place, Store, keep
with Store(Path(sys.argv[1])) as store:
    for number in range(10_000 if sys.argv[2] == "for ever" else 300):
        keep(store, Place(2024, f"{sys.argv[2]}{number:05}", "x"))
        if number == 150:
            print("half", flush=True)
    store.commit()
    assert not store.notes, store.notes
"""


def child(folder: Path, name: str) -> subprocess.Popen[str]:
    source = Path(__file__).resolve().parents[2] / "src"
    command = [sys.executable, "-c", CHILD, str(folder), name, str(source), str(Path(__file__).parent)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    both = [child(tmp_path, name) for name in "ab"]
    assert [one.wait() for one in both] == [0, 0]
    for one in both:
        assert one.stdout is not None
        one.stdout.close()
    with Store(tmp_path) as store:
        assert len(store.keys(2024)) == 600


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal")
def test_what_was_written_is_there_after_the_process_was_killed(tmp_path: Path) -> None:
    with child(tmp_path, "for ever") as process:
        assert process.stdout is not None and process.stdout.readline() == "half\n"
        process.kill()
    with Store(tmp_path) as store:
        assert len(list(store.outcomes(2024))) >= 100 and store.notes == []
    shutil.rmtree(tmp_path)
