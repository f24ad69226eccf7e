"""The same work on many reports over the `concurrent.futures` interface: in processes of this machine, or on a Dask cluster.

One report never stops the others: a process that dies (its memory, a crash in a library), or does not come back, costs the
reports that were with it a second run, each alone; the one that does it again is told as its own trouble.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from ..model.errors import SourceError
from ..packs.folders import VARIABLE
from .work import MEGABYTES, SECONDS, prepare

Given = TypeVar("Given")
Made = TypeVar("Made")

_AHEAD = 3  # pieces of work that wait for each process, so that none is idle
_SPARE = 30  # seconds beyond those that a piece of work may take, until its process is ended
_JOINING = 15  # seconds for the first worker of a cluster to be there
_MOST_IN_ONE = 400  # pieces of work of one process: whatever a library keeps of them goes with it
_MOST_ON_WINDOWS = 61  # that can be waited for there
_LOST = "检查它的程序中途崩溃或者停住了，单独再试一次还是这样：文件太大，或者是故意做成这样的；其他各份不受影响"
_LOST_THERE = "集群没有做成：{error}"


class Lost(NamedTuple):
    """What came of a piece of work that ended its process."""

    why: str


def processes() -> int:
    """How many processes this machine has work for."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_batch(
    function: Callable[[Given], Made], given: Iterable[Given], *, jobs: int = 0, cluster: str = "", seconds: int = SECONDS
) -> Iterator[tuple[Given, Made | Lost]]:
    """What `function` makes of each piece, as they come back, in any order; Lost for one that ended its process twice.

    `jobs` processes, as many as the machine has for 0; or the workers of the Dask scheduler at the address `cluster`, which runs again
    by itself what a lost worker had. The function is of a module, and both what goes in and what comes out can be sent.
    """
    if cluster:
        with _dask(cluster) as (executor, workers):
            yield from _done(executor, function, iter(given), workers * _AHEAD, None)
        return
    waiting = iter(given)
    while True:
        lost: list[Given] = []
        yield from _in_pool(function, waiting, jobs or processes(), seconds, lost)
        if not lost:
            return
        for one in lost:  # one of them did it: each alone, so that the others are not lost with it again
            again: list[Given] = []
            yield from _in_pool(function, iter([one]), 1, seconds, again)
            if again:
                yield one, Lost(_LOST)


def _in_pool(
    function: Callable[[Given], Made], given: Iterator[Given], jobs: int, seconds: int, lost: list[Given]
) -> Iterator[tuple[Given, Made | Lost]]:
    """As far as the processes live; what was with them when they did not is added to `lost`."""
    first = next(given, None)
    if first is None:
        return
    pool = _pool(jobs)
    try:
        yield from _done(pool, function, _with(first, given), jobs * _AHEAD, seconds, lost)
    except BaseException:  # interrupted, or nobody wants the rest: what is under way need not be waited for
        _end_processes()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _with(first: Given, rest: Iterator[Given]) -> Iterator[Given]:
    yield first
    yield from rest


def _pool(jobs: int) -> ProcessPoolExecutor:
    # A process forked out of one that has threads may hang; a server that is forked has none, and has loaded what a check needs.
    method = "spawn" if sys.platform == "win32" else "forkserver"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["reportgen.area.work", "reportgen.tasks.check"])
    return ProcessPoolExecutor(
        min(jobs, _MOST_ON_WINDOWS) if sys.platform == "win32" else jobs,
        mp_context=context,
        initializer=prepare,
        initargs=(MEGABYTES, os.environ.get(VARIABLE)),
        max_tasks_per_child=_MOST_IN_ONE,
    )


def _done(
    executor: Executor,
    function: Callable[[Given], Made],
    given: Iterator[Given],
    ahead: int,
    seconds: int | None,
    lost: list[Given] | None = None,
) -> Iterator[tuple[Given, Made | Lost]]:
    """Each piece as it comes back; never more than `ahead` are under way, so that ten thousand of them take no more memory than ten."""
    under_way: dict[Future[Made], Given] = {}
    try:
        while True:
            while len(under_way) < ahead and (one := next(given, None)) is not None:
                try:
                    under_way[executor.submit(function, one)] = one
                except BrokenExecutor:
                    if lost is None:
                        raise
                    lost.append(one)
                    break
            if not under_way:
                return
            done, _ = wait(under_way, timeout=None if seconds is None else seconds + _SPARE, return_when=FIRST_COMPLETED)
            if not done:
                _end_processes()
                continue
            for future in done:
                one = under_way.pop(future)
                try:
                    made: Made | Lost = future.result()
                except BrokenExecutor as error:
                    if lost is not None:
                        lost.append(one)
                        continue
                    made = Lost(_LOST_THERE.format(error=error))
                except Exception as error:  # noqa: BLE001 - the function raises none: the machine that worked on it is gone
                    made = Lost(_LOST_THERE.format(error=error))
                yield one, made
            if lost:
                lost += under_way.values()
                return
    finally:
        for future in under_way:
            future.cancel()


def _end_processes() -> None:
    """End the processes that work for us and do not come back: whatever holds them is in a library, where no clock reaches."""
    for process in multiprocessing.active_children():
        process.kill()


@contextmanager
def _dask(address: str) -> Iterator[tuple[Executor, int]]:
    try:
        from distributed import Client
    except ModuleNotFoundError:
        said = "用集群要先装 Dask"
        raise SourceError(said, hint='运行 pip install "reportgen[cluster]"；只用这台电脑就去掉 --cluster') from None
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise SourceError(
            f"连不上集群 {address}（{error}）", hint="地址写成 tcp://主机:8786；看 Dask 的调度程序开着没有"
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_JOINING)
        except TimeoutError:
            raise SourceError(f"集群 {address} 上没有干活的机器", hint="先在各台机器上运行 dask worker") from None
        yield client.get_executor(), sum(client.nthreads().values())
