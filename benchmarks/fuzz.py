"""Many spoiled inputs at every door: how many break it, hang it, or eat memory? Those that do are kept.

    python benchmarks/fuzz.py [N] [--seed S] [--doors xlsx,docx,…] [--seconds 10] [--memory 1500] [--keep FOLDER]

N inputs at each door (tests/support/faults/spoiled.py says how they are made), read and checked as the command line
does. A worker takes many inputs; it is stopped when one takes too long or more memory than it may, and
another goes on behind that input. The table says per door: inputs, how many were refused with a reason,
tracebacks, hangs, and the most memory that a worker ever had.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
for room in ("tests", "src"):
    sys.path.insert(0, str(ROOT / room))

_AGAIN = 2_000  # inputs after which a worker is replaced: what it peaks at is then told of few
_MB = 1_000_000


class Hang(BaseException):
    """The alarm, which nothing that catches exceptions may catch."""


def _alarm(_signal: int, _frame: object) -> None:
    raise Hang


# -- the worker --------------------------------------------------------------------------------------


def work(name: str, start: int, stop: int, seconds: int, memory: int) -> None:
    """Feed these inputs to a door, telling of each what came of it, a line at a time."""
    import resource

    from support.faults.spoiled import DOORS, opened, spoiled_input

    door = DOORS[name]
    spoiled_input(door, 0)
    resource.setrlimit(resource.RLIMIT_AS, (memory * _MB + 600 * _MB, memory * _MB + 600 * _MB))
    signal.signal(signal.SIGPROF, _alarm)
    told = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        path = folder / f"input{door.suffix}"
        for number in range(start, stop):
            path.write_bytes(spoiled_input(door, number))
            began, outcome, how = time.monotonic(), "answered", ""
            signal.setitimer(signal.ITIMER_PROF, seconds)  # of the processor: a busy machine is no hang
            try:
                opened(door, path, folder)
            except Hang:
                outcome, how = "hang", traceback.format_exc()
            except MemoryError:
                outcome, how = "memory", traceback.format_exc()
            except Exception:  # noqa: BLE001 - to tell of it is what this is for
                outcome, how = "traceback", traceback.format_exc()
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
            told.write(json.dumps([number, outcome, time.monotonic() - began, peak, how]) + "\n")
            told.flush()


# -- the bench ---------------------------------------------------------------------------------------


class Bench:
    """Runs the inputs of one door through workers, and gathers what came of them."""

    def __init__(self, name: str, asked: argparse.Namespace) -> None:
        self.name, self.asked = name, asked
        self.outcomes: Counter[str] = Counter()
        self.peak = 0
        self.slowest = 0.0

    def run(self) -> None:
        at = first = self.asked.seed * 10_000_000
        while at < first + self.asked.inputs:
            at = self._batch(at, min(at + _AGAIN, first + self.asked.inputs))

    def _batch(self, start: int, stop: int) -> int:
        """Where the next worker has to begin."""
        limits = [str(start), str(stop), str(self.asked.seconds), str(self.asked.memory)]
        command = [sys.executable, __file__, "--worker", self.name, *limits]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as worker:
            assert worker.stdout
            number, patience = start, 120.0  # its first line waits for the seeds
            while number < stop:
                ready, _, _ = select.select([worker.stdout], [], [], patience)
                line = worker.stdout.readline() if ready else b""
                if not line:
                    worker.kill()
                    self._keep(
                        number, "killed" if ready else "hang", "the worker ended" if ready else "no answer, not even to the alarm"
                    )
                    return number + 1
                self._take(json.loads(line))
                number, patience = number + 1, self.asked.seconds * 3.0 + 60
        return stop

    def _take(self, line: list[Any]) -> None:
        number, outcome, took, peak, how = line
        self.peak, self.slowest = max(self.peak, peak), max(self.slowest, took)
        if outcome == "answered":
            self.outcomes["answered"] += 1
        else:
            self._keep(number, outcome, how)

    def _keep(self, number: int, outcome: str, how: str) -> None:
        from support.faults.spoiled import DOORS, spoiled_input

        self.outcomes[outcome] += 1
        last = how.strip().splitlines()[-1:] or [""]
        print(f"{self.name} {number}: {outcome}: {last[0][:150]}", file=sys.stderr, flush=True)
        if self.asked.keep:
            folder = Path(self.asked.keep)
            folder.mkdir(parents=True, exist_ok=True)
            door = DOORS[self.name]
            (folder / f"{self.name}-{number}{door.suffix}").write_bytes(spoiled_input(door, number))
            (folder / f"{self.name}-{number}.txt").write_text(f"{outcome}\n{how}", encoding="utf-8")


def main() -> None:
    """The table of all doors."""
    from support.faults.spoiled import DOORS

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", type=int, nargs="?", default=1000, help="how many at each door")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--doors", default=",".join(DOORS))
    parser.add_argument("--seconds", type=int, default=10, help="the longest that one input may take")
    parser.add_argument("--memory", type=int, default=1500, help="the most memory, in MB, that a worker may have")
    parser.add_argument("--keep", help="the folder for the inputs that fail")
    asked = parser.parse_args()
    print("door\tinputs\ttracebacks\thangs\tmemory\tkilled\tpeak MB\tslowest s\tminutes")
    for name in asked.doors.split(","):
        bench, began = Bench(name, asked), time.monotonic()
        bench.run()
        counts = [bench.outcomes[kind] for kind in ("traceback", "hang", "memory", "killed")]
        shown = [
            name,
            sum(bench.outcomes.values()),
            *counts,
            bench.peak,
            f"{bench.slowest:.1f}",
            f"{(time.monotonic() - began) / 60:.1f}",
        ]
        print("\t".join(map(str, shown)), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        work(sys.argv[2], *map(int, sys.argv[3:]))
    else:
        main()
