"""How fast an area's desk is: a batch of made-up agencies with processes, on a Dask cluster, against a shell loop over `reportgen check`.

    python benchmarks/area.py [1000 [10000]]

Each number of agencies is done from nothing with one process and with two, again with nothing changed, and again with one in a
hundred changed; the memory is the largest of this process and of those that worked. The sum, and the likeness, are measured over what the last
run kept. With Dask installed (`reportgen[cluster]`), a scheduler with two workers is started on this machine. A loop over `reportgen check` is
measured over a few reports and told as reports a second.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "area"))
from made_folders import code_of, made_area  # noqa: E402

from reportgen.area.across.likeness import alike, given_by_form  # noqa: E402
from reportgen.area.across.rollup import roll_up  # noqa: E402
from reportgen.area.asking import forms_of, handed_in  # noqa: E402
from reportgen.area.folder import filed  # noqa: E402
from reportgen.area.look import Ways, look, opened  # noqa: E402
from reportgen.area.store import STORE, Store  # noqa: E402

TODAY, YEAR = date(2025, 3, 1), 2024
LOOP = 5


def main() -> None:
    """Print a line for each measurement."""
    for count in [int(one) for one in sys.argv[1:]] or [1000]:
        with tempfile.TemporaryDirectory() as temporary:
            root = made_area(Path(temporary) / "甲市", count, flat=True)
            print(f"{count} agencies")
            by_loop(root)
            full = 0.0
            for jobs in (1, 2):
                (root / STORE).unlink(missing_ok=True)
                full = timed(root, f"{jobs} process{'es' if jobs > 1 else ''}", Ways(jobs=jobs))
            again(root, full)
            over_all(root)
            with cluster() as address:
                if address:
                    (root / STORE).unlink(missing_ok=True)
                    timed(root, "Dask, 2 workers", Ways(cluster=address))


def timed(root: Path, name: str, ways: Ways) -> float:
    """How long a look at the area takes."""
    workers: dict[int, float] = {}

    def watched(done: int, total: int) -> None:
        if done % 20 == 0:
            workers.update(memory_below(os.getpid()))

    begin = time.perf_counter()
    board = look(root, YEAR, TODAY, ways._replace(progress=watched))
    took = time.perf_counter() - begin
    own, others = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, max(workers.values(), default=0)
    rate = f", {board.worked / took:.0f} a second" if board.worked else ""
    assert board.counts.unreadable == board.counts.missing == 0
    print(f"  {name}: {board.worked} worked on in {took:.1f} s{rate}; memory {own:.0f} MB, a worker {others:.0f} MB", flush=True)
    return took


def memory_below(process: int) -> dict[int, float]:
    """The most memory that each process below this one has had, in MB; nothing where the system has no /proc."""
    parents, most = {}, {}
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError, ValueError, KeyError):
            said = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
            number = int(status.parent.name)
            parents[number], most[number] = int(said["PPid"]), int(said["VmHWM"].split()[0]) / 1024
    below, known = {process}, 0
    while len(below) != known:
        known = len(below)
        below |= {number for number, parent in parents.items() if parent in below}
    return {number: most[number] for number in below - {process} if number in most}


def again(root: Path, full: float) -> None:
    """Nothing changed, then one in a hundred."""
    took = timed(root, "again", Ways(jobs=2))
    print(f"    {took / full:.1%} of the full time")
    for number in range(0, sum(1 for _ in (root / "年报" / str(YEAR)).iterdir()), 100):
        with (root / "年报" / str(YEAR) / code_of(number) / "narrative.yaml").open("a", encoding="utf-8") as stream:
            stream.write("\n# 改过\n")
    took = timed(root, "1 % changed", Ways(jobs=2))
    print(f"    {took / full:.1%} of the full time")


def over_all(root: Path) -> None:
    """The sum, and the likeness, of what is kept."""
    register, _ = opened(root, YEAR, TODAY)
    begin = time.perf_counter()
    with Store(root) as store:
        first = {code: paths[0].relative_to(root).as_posix() for code, paths in filed(root, YEAR, register).reports.items()}
        chosen, _ = handed_in(store, YEAR, first)
    forms = forms_of(root, chosen.values())
    (form,) = forms.values()
    print(f"  what was kept, read: {time.perf_counter() - begin:.1f} s")
    begin = time.perf_counter()
    summed = roll_up(register, form, YEAR, chosen, code_of(0))
    print(f"  the sum of {len(summed.parts)} × {len(summed.figures)} figures: {time.perf_counter() - begin:.2f} s")
    begin = time.perf_counter()
    pairs = alike(list(chosen.values()), register, list(given_by_form(form)))
    print(f"  likeness of {len(chosen)} reports: {time.perf_counter() - begin:.1f} s, {len(pairs)} pairs", flush=True)


def by_loop(root: Path) -> None:
    """`reportgen check` started anew for each report."""
    folders = sorted((root / "年报" / str(YEAR)).iterdir())[:LOOP]
    begin = time.perf_counter()
    for folder in folders:
        subprocess.run([sys.executable, "-m", "reportgen", "check", str(folder)], check=False, capture_output=True)
    took = time.perf_counter() - begin
    print(
        f"  a loop over `reportgen check`: {took / len(folders):.2f} s a report, {len(folders) / took:.1f} a second", flush=True
    )


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a scheduler with two workers, each a process with one thread; '' where there is no Dask."""
    try:
        import distributed  # noqa: F401
    except ModuleNotFoundError:
        print("  Dask is not installed")
        yield ""
        return
    port, folder = 18786, tempfile.mkdtemp()
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", str(port), "--dashboard-address", ":0"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", f"tcp://127.0.0.1:{port}", "--nthreads", "1", "--no-dashboard"]
    worker += ["--local-directory", folder]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": {**os.environ, "PYTHONWARNINGS": "ignore"}}
    started = [subprocess.Popen(command, **quiet), *(subprocess.Popen(worker, **quiet) for _ in range(2))]  # type: ignore[call-overload]
    try:
        time.sleep(6)
        yield f"tcp://127.0.0.1:{port}"
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
