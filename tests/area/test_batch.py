"""A batch: each report by itself, whatever one of them does to its process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from shutil import which as find_program
from types import SimpleNamespace
from typing import Any
from zlib import decompress

import pytest
from made_folders import draft_maker

from reportgen.area import batch
from reportgen.area.batch import Lost, in_batch
from reportgen.area.work import Order, Said, identify, work
from reportgen.cli.main import main
from reportgen.files import office

Draft = Callable[[str], Path]


def doubled(number: int) -> int:
    if number == 7:
        os._exit(1)  # as a library that crashes
    if number == 8:
        return len(bytearray(10**13))
    return 2 * number


def stuck_at(place: str) -> str:
    if place.endswith("stuck"):
        Path(place).touch()
        time.sleep(600)
    return place


def test_a_process_that_dies_costs_its_own_piece_alone() -> None:
    made = dict(in_batch(doubled, iter([*range(8), *range(10, 40)]), jobs=2))
    assert isinstance(made.pop(7), Lost)
    assert made == {number: 2 * number for number in (*range(7), *range(10, 40))}


def test_a_process_that_does_not_come_back_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stuck, waited = tmp_path / "stuck", batch.wait

    def until_stuck(futures: Collection[Future[str]], timeout: float, return_when: str) -> tuple[set[Future[str]], object]:
        """The time is up as soon as the piece has begun that does not end, however long the start of a process takes."""
        assert timeout == 7 + batch._SPARE
        while True:
            done, others = waited(futures, timeout=0.1, return_when=return_when)
            if not done and stuck.exists():
                stuck.unlink()
                return done, others
            if done:
                return done, others

    monkeypatch.setattr(batch, "wait", until_stuck)
    made = dict(in_batch(stuck_at, iter(["one", str(stuck), "two"]), jobs=1, seconds=7))
    lost = made.pop(str(stuck))
    assert isinstance(lost, Lost) and "停住" in lost.why
    assert made == {"one": "one", "two": "two"}


def test_as_on_windows_processes_are_started_anew_and_no_more_than_can_be_waited_for(
    monkeypatch: pytest.MonkeyPatch, example: Draft
) -> None:
    started = []

    def pool(most: int, **how: Any) -> ProcessPoolExecutor:
        started.append((most, how["mp_context"].get_start_method()))
        return ProcessPoolExecutor(most, **how)

    monkeypatch.setattr(batch, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setattr(batch, "ProcessPoolExecutor", pool)
    ((_, worked),) = in_batch(work, iter([order(example("huaian-2024"))]), jobs=500)
    assert started == [(61, "spawn")] and not isinstance(worked, Lost) and worked.outcome.says == "淮安市人民政府"


def test_nothing_to_do_starts_nothing() -> None:
    assert list(in_batch(doubled, iter(()))) == []


WAITING = """
import os, sys
sys.path[:0] = {path!r}
from reportgen.area.batch import in_batch
from test_batch import slow

if __name__ == "__main__":
    for _, number in in_batch(slow, iter(range(9)), jobs=2):
        print(number, flush=True)
"""


def slow(number: int) -> int:
    if number:
        time.sleep(0.5)
    return os.getpid()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no /proc to see who is alive")
def test_those_who_work_end_with_him_who_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "waiting.py"
    script.write_text(WAITING.format(path=[path or "." for path in sys.path]), encoding="utf-8")
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        worker = int(process.stdout.readline())
        process.kill()
    for _ in range(200):
        if not Path(f"/proc/{worker}").exists() or "State:\tZ" in Path(f"/proc/{worker}/status").read_text():
            return
        time.sleep(0.05)
    raise AssertionError("it still waits for work")


def order(path: Path, **more: object) -> Order:
    return Order(str(path), "", str(path.parent / "formats" / "收件"))._replace(**more)  # type: ignore[arg-type]


def test_the_work_on_a_report_gives_what_the_area_needs(example: Draft) -> None:
    worked = work(order(example("huaian-2024"), page=True))
    outcome = worked.outcome
    assert (outcome.trouble, outcome.says, outcome.year, outcome.form) == ("", "淮安市人民政府", 2024, "gov-disclosure-2021")
    assert len(outcome.figures) == len(outcome.places) > 150 and outcome.paragraphs and worked.page
    assert outcome.handed("01", "年报/2024/01").figures is outcome.figures


def test_trouble_is_told_without_the_folders_above(tmp_path: Path, example: Draft) -> None:
    (tmp_path / "空").mkdir()
    draft = example("huaian-2024")
    (draft / "narrative.yaml").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "空", tmp_path / "没有", draft):
        trouble = work(order(path)).outcome.trouble
        assert trouble and str(tmp_path) not in trouble
    slow = work(order(example("wenzhou-2020"), seconds=0.0001))
    assert "秒还没有做完" in slow.outcome.trouble


def test_last_years_report_that_cannot_be_read_is_no_trouble_of_this_one(tmp_path: Path, example: Draft) -> None:
    outcome = work(order(example("huaian-2024"), prior=str(tmp_path / "2023"))).outcome
    assert not outcome.trouble and "没有校验与上年的衔接" in outcome.remarks[0]


@pytest.mark.parametrize("beside", [".", "formats", "..", "../formats"])
def test_a_pack_beside_a_report_is_not_loaded(tmp_path: Path, example: Draft, beside: str) -> None:
    """Nor does the report say what is read outside of its folder: only packs beside the area's own count."""
    draft = example("huaian-2024")
    pack = draft / beside / "mine"
    pack.mkdir(parents=True)
    (pack / "format.yaml").write_text("extends: gov-disclosure-2021\nid: mine\nname: 我的\n", encoding="utf-8")
    (draft / beside / "words.yaml").write_text("no list of words", encoding="utf-8")
    outside = tmp_path / "outside"
    outside.mkdir()
    narrative = draft / "narrative.yaml"
    written = narrative.read_text(encoding="utf-8")
    narrative.write_text(re.sub("(?m)^格式:.*", "格式: mine", written), encoding="utf-8")
    area = tmp_path / "别处" / "formats" / "收件"
    assert "没有名为“mine”的格式" in work(order(draft)._replace(apart=str(area))).outcome.trouble
    narrative.write_text(f"上年: ../outside\n{written}", encoding="utf-8")
    outcome = work(order(draft)._replace(apart=str(area))).outcome
    assert not outcome.trouble and not any(told.code == "W148" for told in outcome.findings)


@pytest.mark.parametrize("name", ["workbook.xlsx", "narrative.yaml", "images", "images/图.png"])
def test_a_link_in_a_draft_is_not_followed(tmp_path: Path, example: Draft, name: str) -> None:
    draft, outside = example("huaian-2024"), tmp_path / "outside"
    part = draft / name
    part.parent.mkdir(exist_ok=True)
    if part.exists():
        part.rename(outside)
    else:
        outside.mkdir()
    part.symlink_to(outside)
    assert "是指向别处的链接，没有读" in work(order(draft)).outcome.trouble
    assert "是指向别处的链接，没有读" in identify(order(draft)).trouble
    # As last year's report it is not followed either.
    remarks = work(order(example("wenzhou-2020"), prior=str(draft))).outcome.remarks
    assert len(remarks) == 1 and "是指向别处的链接，没有读" in remarks[0]


def test_a_pack_beside_the_area_is_found(tmp_path: Path, example: Draft) -> None:
    draft = example("huaian-2024")
    narrative = draft / "narrative.yaml"
    narrative.write_text(re.sub("(?m)^格式:.*", "格式: mine", narrative.read_text(encoding="utf-8")), encoding="utf-8")
    pack = tmp_path / "formats" / "mine"
    pack.mkdir(parents=True)
    (pack / "format.yaml").write_text("extends: gov-disclosure-2021\nid: mine\nname: 我的\n", encoding="utf-8")
    assert work(order(draft)).outcome.form == "mine"


@pytest.mark.skipif(not find_program("soffice"), reason="no LibreOffice on this machine")
def test_a_document_of_an_older_kind_is_read_through_the_office_program(tmp_path: Path, example: Draft) -> None:
    built = tmp_path / "年报.docx"
    assert main(["build", str(example("huaian-2024")), "-o", str(built)]) == 0
    older = tmp_path / "旧" / "年报.doc"
    command = [
        "soffice",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "doc",
        "--outdir",
        str(older.parent),
    ]
    subprocess.run([*command, str(built)], check=True, capture_output=True, timeout=120)
    ((_, worked),) = in_batch(work, iter([order(older)]), jobs=1)
    assert not isinstance(worked, Lost)
    outcome = worked.outcome
    assert (outcome.trouble, outcome.says, outcome.year) == ("", "淮安市人民政府", 2024) and len(outcome.figures) > 150
    assert outcome.remarks == ("年报.doc 由 LibreOffice 转成 .docx 后检查；请以后直接交 .docx",)
    assert identify(order(older)) == Said("淮安市人民政府", 2024)
    # It is named as it was sent, and how our .docx is set is no matter of the agency.
    assert not any(told.code.startswith("F4") or "年报.docx" in told.place + told.message for told in outcome.findings)


def test_an_older_kind_without_the_office_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_found", lambda: "")
    for ending in (".doc", ".wps", ".odt"):
        (tmp_path / f"年报{ending}").write_bytes(b"whatever")
        assert f"这是 {ending} 文件，要用 LibreOffice" in work(order(tmp_path / f"年报{ending}")).outcome.trouble


def test_a_place_of_a_name_that_the_register_knows_is_no_slip(tmp_path: Path) -> None:
    draft_maker()(tmp_path / "报告", "青峦县水务局", 2)
    narrative = tmp_path / "报告" / "narrative.yaml"
    said = narrative.read_text(encoding="utf-8").replace("总体情况: |\n", "总体情况: |\n  全年青鸾县水务局公开了各类信息。\n", 1)
    narrative.write_text(said, encoding="utf-8")
    for names, known in (((), False), (("青峦县水务局", "青弯县水务局"), False), (("青峦县水务局", "青鸾县水利局"), True)):
        order = Order(str(tmp_path / "报告"), "", str(tmp_path), page=True, names=names)
        worked = work(order)
        told = [told for told in worked.outcome.findings if told.code == "W118"]
        assert bool(told) is not known and ("W118" in decompress(worked.page).decode()) is not known
