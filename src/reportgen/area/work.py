"""The work on one report: a function from paths to a small outcome, bounded in time, for any process of this machine or another."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NamedTuple, TypeVar
from zlib import compress

from ..compare.follow import marks
from ..files.office import word_of
from ..files.saving import cause
from ..files.zips import MAX_FILE
from ..model.area.board import Outcome, Told
from ..model.draft import IMAGES, TEXTS, WORKBOOK, Checked
from ..model.errors import ReportgenError, SourceError
from ..model.finding import Finding, fingerprint, place_in_words, remedy
from ..model.location import Location
from ..packs.folders import VARIABLE
from ..reports.beside import is_draft
from ..reports.last_year import W148
from ..reports.open import open_published
from ..reports.outlines import SUFFIXES
from ..reports.texts.file import open_text_file
from ..text.hidden import in_a_line

# A report that was published takes less than a second; the largest .pdf in the collection takes five.
SECONDS, MEGABYTES = 60, 2_000
# Kinds that an office program turns into .docx, where it is there.
OFFICE_SUFFIXES = (".doc", ".wps", ".odt", ".rtf")
_BIG_FILE = 64_000_000
Made = TypeVar("Made")


class Order(NamedTuple):
    """A report to work on: the draft's folder or the published file, last year's report ('' for none), where packs may lie beside.

    `page` asks for the check page too; `names` are all that the agency has had; `year` is the one whose reports it lies among;
    `other_priors` are what lies beside last year's report and may be it instead.
    """

    path: str
    prior: str
    apart: str
    page: bool = False
    seconds: int = SECONDS
    names: tuple[str, ...] = ()
    year: int = 0
    other_priors: tuple[str, ...] = ()


class Worked(NamedTuple):
    """What came of it, and the check page, packed; b"" where none was asked for."""

    outcome: Outcome
    page: bytes = b""


class _TimeIsUp(BaseException):
    """Not to be caught by whatever guards the single checks."""


class Said(NamedTuple):
    """What a report says of itself: its agency and year, '' and 0 where it does not; `trouble` where it cannot be read."""

    agency: str = ""
    year: int = 0
    trouble: str = ""


def work(order: Order) -> Worked:
    """Check one report. Whatever it holds, an outcome comes back: what cannot be read, or stops the work, is its trouble."""
    done = _guarded(_worked, order)
    return done if isinstance(done, Worked) else Worked(Outcome(trouble=done.why, crashed=done.ours))


def identify(order: Order) -> Said:
    """Whose report it is, and of which year, as it says itself; it is not checked."""
    done = _guarded(_said, order)
    return done if isinstance(done, Said) else Said(trouble=done.why)


class _Failed(NamedTuple):
    why: str
    ours: bool = False


def _guarded(function: Callable[[Order], Made], order: Order) -> Made | _Failed:
    """What the function makes, or why it made nothing: no report stops the others."""
    try:
        with _bounded(order.seconds):
            return function(order)
    except ReportgenError as error:
        # Whose file it is stands beside what is told of it.
        return _Failed(_inside(order, str(error)).removeprefix(f"{in_a_line(Path(order.path).name)}："))
    except OSError as error:
        return _Failed(f"系统不让读（{cause(error)}）")
    except _TimeIsUp:
        return _Failed(f"用了 {order.seconds} 秒还没有做完，已停止；文件太大，或者是故意做成这样的")
    except (MemoryError, RecursionError):
        return _Failed("要用的内存太多，已停止；文件太大，或者是故意做成这样的")
    except Exception as error:  # noqa: BLE001 - one report never stops the others
        return _Failed(f"程序内部出错（{type(error).__name__}: {error}），请把这份文件发给维护者", ours=True)


def _without_links(path: Path) -> Path:
    """The same report. SourceError where a part of it is a link, which may lead out of its folder, to what nobody has handed in."""
    parts = [path, *(path / name for name in (WORKBOOK, *TEXTS, IMAGES))]
    if (path / IMAGES).is_dir():
        parts += (path / IMAGES).iterdir()
    for part in parts:
        if part.is_symlink():
            raise SourceError("是指向别处的链接，没有读", location=Location(str(part)), hint="把文件本身放进来")
    return path


def _said(order: Order) -> Said:
    path = _without_links(Path(order.path))
    if is_draft(path):
        text = open_text_file(path)
        return Said(text.agency, text.year or 0)
    with _as_word(path) as readable:
        report = open_published(readable, beside=Path(order.apart)).report
    return Said(report.agency, report.year)


@contextmanager
def _as_word(path: Path) -> Iterator[Path]:
    """The file itself, or the .docx that an office program makes of an older kind, while it is wanted. SourceError where none can."""
    ending = path.suffix.lower()
    if ending not in OFFICE_SUFFIXES or not path.is_file():
        yield path
        return
    if path.stat().st_size > MAX_FILE:
        raise SourceError(f"文件有 {path.stat().st_size / 1e6:.0f} MB，不像一份年度报告", location=Location(path.name))
    content = word_of(path.read_bytes(), ending)
    with TemporaryDirectory(prefix="reportgen-") as folder:
        readable = Path(folder, f"{path.stem}.docx")
        readable.write_bytes(content)
        yield readable


def _worked(order: Order) -> Worked:
    # These load what a check needs: the process that only hands out work does without.
    from ..rules.words.own_name import names_known
    from ..tasks.check import check

    apart = Path(order.apart)
    last, of_last = _last_of_several(order)
    order, remarks = order._replace(prior=last), of_last
    with _as_word(_without_links(Path(order.path))) as path:
        if path != Path(order.path):
            remarks += (f"{Path(order.path).name} 由 LibreOffice 转成 .docx 后检查；请以后直接交 .docx",)
        try:
            with _last_year(order.prior) as prior:
                checked = check(path, prior=prior, apart=apart)
        except SourceError as error:
            if not order.prior:
                raise
            checked = check(path, apart=apart)  # raises again where it is the report itself that cannot be read
            remarks += (f"上年的年报读不了，没有校验与上年的衔接：{_inside(order, error.message)}",)
        if order.prior and order.year and checked.report.year not in (0, order.year):
            checked = check(path, apart=apart)  # what was found as last year's is not the last year of this one
    findings: Iterable[Finding] = (one for one in checked.findings if not names_known(one, order.names))
    if order.prior and not checked.prior and any(one.code == W148.code for one in checked.findings):
        # Which report lies among last year's is no doing of the agency.
        remarks += (f"上年的文件夹里放的 {_called(order.prior)} 不是 {order.year - 1} 年度的，没有用它，没有校验与上年的衔接",)
        findings = (one for one in findings if one.code != W148.code)
    findings = (one._replace(message=_inside(order, one.message), hint=_inside(order, one.hint)) for one in findings)
    if path != Path(order.path):
        findings = _as_sent(findings, path.name, Path(order.path).name)
    checked = checked._replace(findings=tuple(findings))
    return Worked(_outcome(checked, remarks), compress(_page(checked).encode(errors="replace")) if order.page else b"")


def _last_of_several(order: Order) -> tuple[str, tuple[str, ...]]:
    """Of several that lie among last year's reports the one that says so ('' where none does), and what is to be known of it."""
    several = (order.prior, *order.other_priors)
    if not order.other_priors or not order.year:
        return order.prior, ()
    undated, others = "", []
    for path in several:
        try:
            year = _said(order._replace(path=path)).year
        except (ReportgenError, OSError):
            others.append(f"{_called(path)} 读不了")
            continue
        if year == order.year - 1:
            told = "".join(f"；{other}" for other in others)
            return path, (f"上年的文件夹里有 {len(several)} 份年报，与上年的衔接用的是 {_called(path)}{told}",)
        undated = undated or (path if not year else "")
        others.append(f"{_called(path)} 是 {year} 年度的" if year else f"{_called(path)} 没有写年度")
    used = f"用的是 {_called(undated)}" if undated else "没有校验与上年的衔接"
    return undated, (f"上年的文件夹里没有写明是 {order.year - 1} 年度的年报：{'；'.join(others)}；{used}",)


def _called(report: str) -> str:
    """A report as one finds it in its agency's folder."""
    return "草稿" if is_draft(Path(report)) else in_a_line(Path(report).name)


def _as_sent(findings: Iterable[Finding], name: str, sent: str) -> Iterator[Finding]:
    """The findings on a file that we made of the one that was sent: that one is named, and how the text is set is our doing."""
    from ..word.layout.rules import RULES

    layout = {rule.code for rule in RULES}
    for one in findings:
        if one.code not in layout:
            places = one.location, *one.related
            location, *related = (place._replace(path=place.path.replace(name, sent)) for place in places)
            yield one._replace(location=location, related=tuple(related), message=one.message.replace(name, sent))


@contextmanager
def _last_year(path: str) -> Iterator[Path | None]:
    if not path:
        yield None
        return
    with _as_word(_without_links(Path(path))) as readable:
        yield readable


def _inside(order: Order, text: str) -> str:
    """What is told, without the folders above the report: they say whose computer it lies on."""
    for above in (Path(order.path).parent, Path(order.prior).parent if order.prior else Path(order.path)):
        text = text.replace(f"{above}/", "").replace(f"{above}\\", "")
    for name in filter(None, (Path(order.path).name, Path(order.prior).name)):
        text = text.replace(name, in_a_line(name))
    return text


def _page(checked: Checked) -> str:
    from ..show.check_page import check_html

    return check_html(checked, checked.findings)


def _outcome(checked: Checked, remarks: tuple[str, ...]) -> Outcome:
    report, tally = checked.report, checked.tally
    return Outcome(
        crashed=checked.crashed,
        says=report.agency,
        year=report.year,
        form=checked.form.id,
        findings=tuple(told(finding, mark) for finding, mark in zip(checked.findings, marks(checked.findings), strict=True)),
        waived=tuple((told(finding), waiver.reason) for finding, waiver in checked.waived),
        figures=report.figures,
        places={ref: cell.location for ref, cell in report.cells.items() if cell.value is not None},
        paragraphs=tuple(
            block.whole for blocks in report.texts.values() for block in blocks if block.told and block.whole.strip()
        ),
        identities=(tally.held, tally.failed, tally.not_assessable),
        prior=Path(checked.prior).name if checked.prior else "",
        remarks=remarks,
    )


def told(finding: Finding, mark: str = "") -> Told:
    """A finding as the area keeps it, known again by its `mark`, or else by its fingerprint."""
    where = finding.location
    whole = not where.grid and not where.line and Path(where.path).suffix.lower() not in (*SUFFIXES, *OFFICE_SUFFIXES)
    place = "整份草稿" if whole else f"{in_a_line(Path(where.path).name)} {place_in_words(where)}"
    return Told(
        finding.code,
        finding.severity.value,
        finding.message,
        place,
        mark or fingerprint(finding),
        remedy(finding),
        finding.ref,
        " ".join(f"{line.code}:{line.ref}" for line in finding.also),
        finding.about,
    )


# -- bounds ---------------------------------------------------------------------------------------------


@contextmanager
def _bounded(seconds: int) -> Iterator[None]:
    """Stop what takes longer; where the system has no such clock, or this is no process's own thread, whoever handed it out watches."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _TimeIsUp

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _end_with_parent() -> None:
    """Whoever was killed cannot send home those who work for him: they would wait for work for ever."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    if parent := parent_process():
        wait([parent.sentinel])
        os._exit(1)


def prepare(megabytes: int = MEGABYTES, packs: str | None = None) -> None:
    """A process that is to work on many reports: its memory bounded, an interrupt left to the one that started it, little garbage collected.

    `packs` is where packs lie by now for the one that started it: the server that processes are forked from may be older than that.
    """
    import gc

    gc.set_threshold(100_000, 50, 50)
    if packs is not None:
        os.environ[VARIABLE] = packs
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        import resource
    except ImportError:
        return  # Windows
    for what, most in (
        (resource.RLIMIT_AS, megabytes * 1_000_000),
        (resource.RLIMIT_FSIZE, _BIG_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
