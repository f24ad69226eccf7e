"""Looks at a whole area: what is there, what has changed since the last time is checked, and how it stands comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ..model.area.board import Board, Decision, Looked, Outcome, Standing, Told
from ..model.area.register import Register
from ..model.errors import SourceError
from ..model.finding import substance
from ..model.location import Location
from .asking import asked
from .batch import Lost, in_batch
from .decisions import all_decisions, decided_on, unsaid, without_finding
from .folder import (
    Filed,
    apart,
    digest,
    digest_of_packs,
    digest_of_program,
    filed,
    first_handed_on,
    handed_on,
    may_be_read,
    older_reports,
    years_there,
)
from .inbox import waiting_in
from .ledger import LEDGER, Ledger, read_ledger
from .register import deadline_notes, due, find_register, read_register
from .store import Place, Store, Version
from .work import Order, Worked, work

Progress = Callable[[int, int], None]


class Ways(NamedTuple):
    """How the work is done: on so many processes (0: as many as there are), or on a Dask cluster; `pages` makes the check pages too.

    `across` looks at all reports together as well, where nobody has since one of them changed.
    """

    jobs: int = 0
    cluster: str = ""
    pages: bool = False
    across: bool = False
    progress: Progress = lambda done, total: None


_USUAL = Ways()
_SAME_DAY = 3  # so many that were put away on one day, and are late by it
_NOT_ACROSS = "各机关之间还没有比较（雷同、重复、和合计对不对得上）：运行 reportgen area check"


class _Report(NamedTuple):
    """A report that lies there: its path, what it is kept under, and the digests of itself and of all that goes into its check.

    `names` are those of an agency that has had several.
    """

    path: Path
    place: Place
    content: str
    key: str
    priors: tuple[Path, ...]
    names: tuple[str, ...] = ()


def opened(root: Path, year: int | None, today: date) -> tuple[Register, int]:
    """The register of an area and the year that is meant: the one named, or the latest that has a folder, or last year.

    SourceError where there is no register, or a year that nobody can have reported on.
    """
    register = read_register(find_register(root))
    there = years_there(root)
    if year is not None and year > today.year and year not in there:
        raise SourceError(f"还没有 {year} 年度的年报", location=Location(str(root)), hint="写年报的年度，如 2024")
    return register, year or (there[0] if there else today.year - 1)


def look(root: Path, year: int | None, today: date, ways: Ways = _USUAL) -> Board:
    """How the area in `root` stands with the reports of a year; what is new or has changed is checked first."""
    register, year = opened(root, year, today)
    there = filed(root, year, register)
    with Store(root) as store:
        reports = list(_reports(root, year, there, register))
        _older_checked(store, reports, ways)
        worked = _checked(store, reports, ways, today)
        store.forget(year, [report.place for report in reports])
        outcomes = dict(store.outcomes(year, figures=False)) | worked
        if any(
            report.place not in outcomes for report in reports
        ):  # the file turned out to be damaged after it was asked what it holds
            worked |= _checked(store, reports, ways, today)
            outcomes = dict(store.outcomes(year, figures=False)) | worked
        reports = _right_year_first(reports, outcomes)
        before, known = store.versions_before(year), store.known_marks(year)
        first: dict[str, str] = {}
        for report in reports:
            first.setdefault(report.place.code, report.place.path)
        key = _key_of_all(store, register, year)
        # What is known of last year's reports changes the account of a sum at most: it is no reason to be silent.
        questions = store.questions(year, key, with_last_year=ways.across)
        if questions is None and ways.across:
            questions = asked(root, store, register, year, first)
            counting = {report.place.code: report.content for report in reversed(reports)}
            store.keep_questions(year, key, questions, counting)
        notes = (
            *register.notes,
            *deadline_notes(register, year),
            *store.notes,
            *(() if questions is not None or len(reports) < 2 else (_NOT_ACROSS,)),
        )
    ledger = read_ledger(root)
    decisions = [one._replace(agency=register.meant(one.agency)) for one in all_decisions(root)]
    by_agency: dict[str, list[Decision]] = {}
    for one in decisions:
        if one.year == year:
            by_agency.setdefault(one.agency, []).append(one)
    versions = {report.place: before.get((report.place.code, report.content)) for report in reports}
    standings = tuple(
        _decided(_asked(line, year, versions, questions), by_agency.get(line.agency.code, ()))
        for line in _standings(register, year, reports, outcomes, before, worked, ledger, today)
    )
    notes += (*ledger.notes, *_filed_late(standings))
    if questions is not None or len(reports) < 2:  # or the finding that is meant may be one that nobody has looked for
        found = {line.agency.code: line.found for line in standings if line.outcome}
        unread = {line.agency.code for line in standings if line.outcome and line.outcome.trouble}
        of_read = [one for one in decisions if one.year != year or one.agency not in unread]
        notes += tuple(without_finding(of_read, year, years_there(root), found, known))
    notes += tuple(unsaid(decisions, year))
    return Board(
        name=root.resolve().name,
        year=year,
        register=register,
        standings=standings,
        strays=there.strays,
        waiting=waiting_in(root),
        notes=notes,
        worked=len(worked),
        day=today,
        unkept=tuple(store.notes),
    )


def _key_of_all(store: Store, register: Register, year: int) -> str:
    """The digests of all that is looked at together: of the register and the reports of the year, and of those of the last with all that went into them."""
    # Where the area lies, as somebody has written it, is no matter of the register.
    agencies = [agency._replace(location=Location("")) for agency in register.agencies]
    told = [f"{place} {key}\n" for place, key in sorted(store.keys(year).items())]
    last = [f"{place} {key}\n" for place, key in sorted(store.keys(year - 1).items())]
    parts = (f"{agencies!r}{''.join(told)}", "".join(last))
    return "/".join(sha256(part.encode(errors="surrogatepass")).hexdigest() for part in parts)


def _reports(root: Path, year: int, there: Filed, register: Register) -> Iterator[_Report]:
    """Every report with its digests; those of last year are what this year's are compared with."""
    shared = f"{digest_of_program()} {digest_of_packs(root)}"
    last = filed(root, year - 1, register).reports
    for code, paths in there.reports.items():
        priors = may_be_read(last.get(code, ()))
        before = " ".join(map(digest, priors))
        for path in paths:
            content = digest(path)
            agency = register.by_code[code]
            names = agency.names if agency.former else ()
            key = sha256(f"{shared} {content} {before}{names or ''}".encode(errors="surrogatepass")).hexdigest()
            yield _Report(path, Place(year, code, path.relative_to(root).as_posix()), content, key, priors, names)


def _right_year_first(reports: Sequence[_Report], outcomes: Mapping[Place, Outcome]) -> list[_Report]:
    """Of several files of an agency, one that says another year counts after those that do not."""

    def of_another(report: _Report) -> bool:
        outcome = outcomes.get(report.place)
        return outcome is not None and outcome.year not in (0, report.place.year)

    return sorted(reports, key=of_another)


def _older_checked(store: Store, reports: Sequence[_Report], ways: Ways) -> None:
    """Work on what lies in 旧稿 and is not known, so that what is new, and what the one above may have added, is known where the outcomes are gone."""
    known = store.known_contents(reports[0].place.year) if reports else set()
    to_do: dict[Order, tuple[Place, str]] = {}
    for report in {report.place.code: report for report in reversed(reports)}.values():
        for path in older_reports(_folder_of(report)):
            content = digest(path, report.place.code if path.name.isdecimal() else path.name)
            if (report.place.code, content) not in known:
                order = _order(report, pages=False)._replace(path=str(path))
                to_do[order] = report.place, content
    # The latest of each agency comes first, and each is kept before all that are known.
    made = dict(in_batch(work, iter(to_do), jobs=min(ways.jobs, len(to_do)), cluster=ways.cluster)) if to_do else {}
    for order, (place, content) in to_do.items():
        came = made.get(order)
        if isinstance(came, Worked) and not came.outcome.crashed:
            day = handed_on(Path(order.path))
            store.keep_older(place.year, place.code, content, came.outcome, day.isoformat() if day else "")


def _folder_of(report: _Report) -> Path:
    """The folder of the report's agency and year."""
    return report.path if report.path.name == report.place.code else report.path.parent


def _checked(store: Store, reports: Sequence[_Report], ways: Ways, today: date) -> dict[Place, Outcome]:
    """Work on what is not known, or was another; what came of it is kept."""
    known, pages = store.keys(reports[0].place.year) if reports else {}, {}
    if ways.pages and reports:
        pages = store.has_pages(reports[0].place.year)
    to_do = [
        report
        for report in reports
        if known.get(report.place) != report.key or (ways.pages and pages.get(report.place) != report.key)
    ]
    by_order = {_order(report, ways.pages): report for report in to_do}
    made: dict[Place, Outcome] = {}
    ways.progress(0, len(to_do))
    for order, came in in_batch(work, iter(by_order), jobs=min(ways.jobs, len(to_do)), cluster=ways.cluster):
        report = by_order[order]
        worked = Worked(Outcome(trouble=came.why, crashed=True)) if isinstance(came, Lost) else came
        if not worked.outcome.crashed:  # what went wrong with us may go right next time
            store.keep(report.place, report.key, report.content, worked, today.isoformat())
        # Figures and paragraphs are read back where they are wanted: ten thousand reports need not be in the memory at once.
        made[report.place] = worked.outcome._replace(figures={}, places={}, paragraphs=())
        ways.progress(len(made), len(to_do))
    store.commit()
    return made


def _order(report: _Report, pages: bool) -> Order:
    root = report.path
    for _ in Path(report.place.path).parts:
        root = root.parent
    prior, *others = [*map(str, report.priors), ""]
    order = Order(str(report.path), prior, str(apart(root)), pages, names=report.names, year=report.place.year)
    return order._replace(other_priors=tuple(filter(None, others)))


def _standings(
    register: Register,
    year: int,
    reports: Sequence[_Report],
    outcomes: Mapping[Place, Outcome],
    before: Mapping[tuple[str, str], Version],
    worked: Mapping[Place, Outcome],
    arrivals: Ledger,
    today: date,
) -> Iterator[Standing]:
    by_code: dict[str, list[_Report]] = {}
    for report in reports:
        by_code.setdefault(report.place.code, []).append(report)
    for agency, depth in register.walk():
        looked = tuple(
            _looked(report, outcomes[report.place], before.get((agency.code, report.content)), report.place in worked, arrivals)
            for report in by_code.get(agency.code, ())
            if report.place in outcomes
        )
        until = due(agency, year)
        yield Standing(agency, depth, looked, until, _is_late(looked, until, today))


def _asked(
    standing: Standing,
    year: int,
    versions: Mapping[Place, Version | None],
    questions: Mapping[str, Sequence[Told]] | None,
) -> Standing:
    """The same with what was found beside the others, which is new too where the version before was not asked that."""
    if questions is None or not standing.reports:
        return standing
    asked = tuple(questions.get(standing.agency.code, ()))
    first, *others = standing.reports
    before = versions[Place(year, standing.agency.code, first.path)]
    if before is not None and before.across is not None:
        new, settled = _changed({told.fingerprint: substance(told.said) for told in asked}, before.across)
        first = first._replace(new=first.new | new, settled=first.settled + settled)
    return standing._replace(questions=asked, reports=(first, *others))


def _changed(found: Mapping[str, str], had: Mapping[str, str]) -> tuple[frozenset[str], int]:
    """What is new among what was found, and how much of what there was is gone."""
    # A fault with other figures is another one, but for versions of which only the places are known.
    new = frozenset(mark for mark, said in found.items() if mark not in had or (had[mark] and had[mark] != said))
    return new, len(had.keys() - found.keys())


def _filed_late(standings: Sequence[Standing]) -> Iterator[str]:
    """That many are late by the one day on which all of them were put away: they had come before, most likely."""
    days = Counter(one.on for one in standings if one.late and one.outcome and not one.by_file)
    for day, count in days.most_common(1):
        if count >= _SAME_DAY:
            yield (
                f"{count} 个都按 {day} 归档的那一天算迟交。真正收到的日子是另一天的，在 {LEDGER} 的“时间”里改；"
                "以后归档时写明：reportgen area receive --on 日期"
            )


def _decided(standing: Standing, decisions: Sequence[Decision]) -> Standing:
    if not decisions:
        return standing
    decided = decided_on(decisions, standing.found)
    return standing._replace(decided=decided.on_it, outdated=decided.on_others)


def _is_late(looked: Sequence[Looked], until: date | None, today: date) -> bool:
    if until is None:
        return False
    on = looked[0].on if looked else today
    return on is not None and on > until


def _looked(report: _Report, outcome: Outcome, before: Version | None, fresh: bool, arrivals: Ledger) -> Looked:
    found = {told.fingerprint: substance(told.said) for told in outcome.findings}
    had = before.found if before else found
    new, settled = _changed(found, had)
    whose = report.place.code, report.place.year
    received, written = arrivals.first.get(whose), handed_on(report.path)
    by_file = received is None
    if received is not None:
        # A version that was laid there by hand came before those that went through 收件: a new one makes nobody late.
        earlier = first_handed_on(_folder_of(report), arrivals.lines.get(whose, 0))
        by_file = earlier is not None and earlier < received
        received = earlier if by_file else received
    day = before.day if before else ""
    return Looked(report.place.path, outcome, received or written, new, settled, day, fresh, by_file, written)


def page_of(root: Path, year: int, looked: Looked, code: str) -> bytes:
    """The check page of a report, packed; b"" where it was not made."""
    with Store(root) as store:
        place = Place(year, code, looked.path)
        return store.page(place, store.keys(year).get(place, ""))
