"""The same work on a Dask cluster: a scheduler and two workers on this machine, one of which is lost in the middle."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys
from datetime import date
from pathlib import Path

from distributed import LocalCluster

from reportgen.area.look import Ways, look

sys.path.insert(0, {tests!r})
from made_folders import made_area

if __name__ == "__main__":
    root = made_area(Path({root!r}), 8)
    lost = []

    def progress(done, total):
        if done == 1 and not lost:
            lost.append(next(iter(cluster.workers.values())))
            lost[0].process.process._process.kill()

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as cluster:
        board = look(root, 2024, date(2025, 3, 1), Ways(cluster=cluster.scheduler_address, progress=progress))
    print(board.worked, board.counts.handed, board.counts.unreadable, len(lost))
"""


def test_a_worker_that_is_lost_costs_nothing(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed (the extra cluster)")
    script = tmp_path / "run.py"
    script.write_text(SCRIPT.format(tests=str(Path(__file__).parent), root=str(tmp_path / "甲市")), encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=300, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["8", "8", "0", "1"]
