"""The sum of an area held against what the authority itself has written: the fewest things that account for all differences at once.

An agency that was left out, or added twice, is off by its own figures in every cell: one cause for all of them, and seldom another agency's. So
sets of agencies are looked for whose figures are the differences (exactly, in one table, or in one column, since a slip elsewhere
must not hide them), then such as leave the fewest cells, and what is left is accounted for cell by cell. Of equally small accounts none is preferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from hashlib import sha256
from itertools import combinations
from typing import NamedTuple

from ...model.area.register import Handed
from ...model.area.rollup import Account, AgainstOwn, AgencyCause, Difference, Guess, RollUp, Single, Whole
from ...model.form import Form
from ...model.identity import assess
from .cells import Cells
from .doubts import doubt_of
from .rollup import EXACT
from .shifts import shifts

# A sum of products with these is the same for two sets of figures hardly ever by chance.
_PRIME = (1 << 61) - 1
_PLACES = 12
# So many options are tried three at a time, and so many pairs at most are kept of what one table allows.
_IN_THREES, _KEPT = 400, 400
_DEEPEST, _WIDEST, _STEPS = 8, 6, 4_000
# Of the sets that were found, those that leave the fewest cells are looked at closely.
_TRIED, _SHIFTED = 100, 8
_SHOWN = 5
# An agency is named for a difference where it has at least two figures; where other differences stay open, at least four.
_LEAST, _LEAST_AMONG_OPEN = 2, 4
# A report that nobody has can be anything: it is supposed where else so many causes would be; the more so where one is missing.
_MISSING, _UNKNOWN = 2.5, 3.5
# A file that is known to have had just these figures is likelier than one slip.
_SURER = 0.1
# Of the cells in which another file of an agency differs so many may be off by something else too: one of eight.
_ANOTHER = 8
# In so many cells one agency has what the authority lacks, and no other has.
_CHANGED = 4
# An agency shows in all of its cells but one of so many, or in half of those that are off: less than that is asked, not asserted.
_MOSTLY = 4
_COMPARED = 3  # of fewer parts it says nothing that one alone has so much
# It may be mixed with a slip: so many lines of it may be uneven, or cells be less, in so many times as many cells.
_FAULTS, _EACH = 4, 8

_NONE = Decimal(0)
Vector = Mapping[str, Decimal]


class _Option(NamedTuple):
    """A cause, and what the authority's figures are more (or less) if it is so; of several agencies with the same figures one option."""

    kind: AgencyCause
    agencies: tuple[str, ...]
    more: Vector
    path: str = ""


def held_against(rollup: RollUp, own: Handed, others: Sequence[Handed] = ()) -> AgainstOwn:
    """The differences between a sum and the authority's own report, with the smallest accounts of them.

    `others` are other files of agencies that are in the sum, which the authority may have taken: an earlier version, last year's.
    """
    with localcontext(EXACT):
        return _held_against(rollup, own, others)


def _held_against(rollup: RollUp, own: Handed, others: Sequence[Handed]) -> AgainstOwn:
    apart = {*rollup.not_added, *rollup.form.ratios}  # a ratio is off where its figures are
    off: dict[str, Decimal] = {}
    uncompared = []
    for ref in rollup.form.figures:
        mine, summed = own.figures.get(ref), rollup.figures.get(ref)
        if ref in apart or (mine is None and summed is None):
            continue
        if mine is None or summed is None:
            uncompared.append(ref)
        elif mine != summed:
            off[ref] = mine - summed
    differences = tuple(Difference(ref, own.figures[ref], rollup.figures[ref]) for ref in off)
    if not off:
        return AgainstOwn(rollup, own, (), (), tuple(uncompared))
    search = _Search(rollup, own, others, off, frozenset(uncompared) | apart)
    accounts = tuple(dict.fromkeys(_one_agencys(account, rollup) for account in search.smallest()))
    return AgainstOwn(rollup, own, differences, accounts[:_SHOWN], tuple(uncompared), len(accounts) > _SHOWN)


def _one_agencys(account: Account, rollup: RollUp) -> Account:
    """The same with the cells put together in which the authority has less by what one agency alone has in all of them.

    So many slips are not made in the figures of one agency: it has handed in others since, or its own are wrong. Of fewer cells that
    nothing explains, each is told with the one agency that has so much there.
    """
    account = account._replace(singles=tuple(_alone_here(single, rollup) for single in account.singles))
    # Of its own table one line is broken by one of several cells that it alone has wrong: that speaks against it in all of them.
    uneven = {
        single: guess for single in account.singles for guess in single.guesses[:1] if guess.kind == "uneven_part" and guess.lines
    }
    open_ = [
        single for single in account.singles if (single.borne_out is None or single in uneven) and single.difference.more < 0
    ]
    doubted = [single for single in account.singles for guess in single.guesses[:1] if guess.kind == "doubted_part"]
    if len(open_) < _CHANGED:
        return account
    having = {
        part.agency: [single for single in open_ if part.figures.get(single.difference.ref, 0) >= -single.difference.more]
        for part in rollup.parts
    }
    most = max(map(len, having.values()))
    agencies = [agency for agency, cells in having.items() if len(cells) == most]
    if len(agencies) > 1 or most < _CHANGED or most < len(open_) - len(open_) // 4:
        return account
    taken = having[agencies[0]]
    if any(uneven[single].agencies != (agencies[0],) for single in taken if single in uneven):
        return account
    refs = dict.fromkeys(ref for single in taken for ref in (single.difference.ref, *single.with_it))
    doubts = [guess.doubt for single in doubted for guess in single.guesses if guess.agencies == (agencies[0],)]
    lines = [line for single in taken if single in uneven for line in uneven[single].lines]
    doubts += [f"{line.where}不平（{line.code}）" for line in lines]
    in_order = tuple(ref for ref in rollup.form.figures if ref in refs)
    changed = Whole("changed", (agencies[0],), in_order, doubt=doubts[0] if doubts else "")
    return Account((*account.wholes, changed), tuple(single for single in account.singles if single not in taken))


def _alone_here(single: Single, rollup: RollUp) -> Single:
    one = single.difference
    if single.guesses or one.more >= 0:
        return single
    having = [part for part in rollup.parts if part.figures.get(one.ref, 0) >= -one.more]
    if len(having) != 1 or len(rollup.parts) < _COMPARED:
        return single
    return single._replace(guesses=(Guess("changed_here", (having[0].agency,), true=having[0].figures[one.ref]),))


class _Search:
    """The search for accounts of one set of differences."""

    def __init__(self, rollup: RollUp, own: Handed, others: Sequence[Handed], off: Vector, apart: frozenset[str]) -> None:
        self.rollup, self.own, self.off = rollup, own, off
        self.form: Form = rollup.form
        self.cells = Cells(own.figures, rollup.parts, self.form)
        self.totals = self.cells.totals
        self.compared = frozenset(ref for ref in rollup.figures if ref in own.figures and ref not in apart)
        self.options = tuple(self._options(others))
        self._unseen_size = _MISSING if self._not_added() else _UNKNOWN

    def _not_added(self) -> tuple[str, ...]:
        """Whose reports are known not to be in the sum."""
        return (*(agency.code for agency in self.rollup.missing), *(one.agency for one in self.rollup.other_forms))

    def smallest(self) -> tuple[Account, ...]:
        """The accounts with the fewest causes, those that leave nothing open first."""
        sets = {frozenset[int](), *self._exact_sets(), *self._greedy_sets()}
        sets |= set(self._with_shifts(sets))
        # Two cells of which one has what the other lacks are one cause, so half of the cells at least remain; a few more are looked at.
        cells = {one: self._leaves(self._left(one)) for one in sets}
        found: dict[tuple[object, ...], tuple[float, Account]] = {}
        best = float("inf")
        least_sizes = {one: len(one) - self._surer(one) + min(-(-cells[one] // 2), self._unseen_size) for one in sets}
        for one in sorted(sets, key=lambda one: (least_sizes[one], cells[one], sorted(one)))[:_TRIED]:
            if least_sizes[one] > best:
                break
            for account, size in self._accounts(one):
                found[account.wholes, account.singles] = size, account
                best = min(best, size)
        least = min(size for size, _ in found.values())
        smallest = [account for size, account in found.values() if size == least]
        return tuple(sorted(smallest, key=lambda account: (len(account.singles), account.wholes)))

    # -- options ----------------------------------------------------------------------------------

    def _options(self, others: Iterable[Handed]) -> Iterator[_Option]:
        alike: dict[tuple[AgencyCause, frozenset[tuple[str, Decimal]]], list[str]] = {}
        for part in self.rollup.parts:
            more = {ref: value for ref, value in part.figures.items() if value and ref in self.compared}
            if self._leaves(more) >= _LEAST:
                alike.setdefault(("twice", frozenset(more.items())), []).append(part.agency)
        for (_, figures), agencies in alike.items():
            more = dict(figures)
            yield _Option("twice", tuple(agencies), more)
            yield _Option("left_out", tuple(agencies), {ref: -value for ref, value in more.items()})
        for inner in self.rollup.within:
            more = {ref: value for ref, value in inner.figures.items() if value and ref in self.compared}
            if self._leaves(more) < _LEAST:
                continue
            yield _Option("again", (inner.agency,), more)
            if ("twice", frozenset(more.items())) not in alike:  # the only one below another is left out with it
                yield _Option("left_out_within", (inner.agency,), {ref: -value for ref, value in more.items()})
        parts = {part.agency: part for part in self.rollup.parts}
        for other in others:
            used = parts.get(other.agency)
            if used is None or other.path == used.path or other.form != used.form:
                continue
            changed = {ref: other.figures.get(ref, Decimal(0)) - used.figures.get(ref, Decimal(0)) for ref in self.compared}
            more = {ref: value for ref, value in changed.items() if value}
            if more:
                yield _Option("other_file", (other.agency,), more, other.path)

    def _leaves(self, figures: Iterable[str]) -> int:
        return sum(ref not in self.totals for ref in figures)

    # -- sets of options ---------------------------------------------------------------------------

    def _exact_sets(self) -> Iterator[frozenset[int]]:
        """Up to three options that are together the differences in all cells, in a table, or in a column."""
        weights = {ref: int.from_bytes(sha256(ref.encode()).digest()[:7], "big") for ref in self.compared}
        for place in dict.fromkeys(part for ref in self.off for part in _places(ref)):
            within = {ref: weight for ref, weight in weights.items() if place in _places(ref)}
            wanted = _hashed(self.off, within)
            if not wanted:
                continue
            hashes = [_hashed(option.more, within) for option in self.options]
            numbers: dict[int, list[int]] = {}
            for number, one in enumerate(hashes):
                if one:
                    numbers.setdefault(one, []).append(number)
            yield from (frozenset((number,)) for number in numbers.get(wanted, ())[:_KEPT])
            yield from self._together(wanted, hashes, numbers)

    def _with_shifts(self, sets: Iterable[frozenset[int]]) -> Iterator[frozenset[int]]:
        """The likeliest of these sets with an agency whose columns have changed places, which is seen where the other causes are taken away."""
        for one in sorted(sets, key=lambda one: (self._leaves(self._left(one)) + len(one), sorted(one)))[:_SHIFTED]:
            for part, more in shifts(self.rollup.parts, self._left(one), self.form):
                option = _Option("shifted", (part.agency,), more)
                if option not in self.options:
                    self.options = (*self.options, option)
                yield one | {self.options.index(option)}

    def _together(self, wanted: int, hashes: Sequence[int], numbers: Mapping[int, Sequence[int]]) -> Iterator[frozenset[int]]:
        found = 0
        for *group, last in self._matching(wanted, hashes, numbers):
            if self._possible((*group, last)):
                yield frozenset((*group, last))
                found += 1
                if found >= _KEPT:
                    return

    @staticmethod
    def _matching(wanted: int, hashes: Sequence[int], numbers: Mapping[int, Sequence[int]]) -> Iterator[tuple[int, ...]]:
        """Two options, then three, in order, whose numbers are together the one that is wanted."""
        usable = [(number, one) for number, one in enumerate(hashes) if one]
        for first, one in usable:
            for last in numbers.get((wanted - one) % _PRIME, ()):
                if last > first:
                    yield first, last
        if len(usable) > _IN_THREES:
            return
        for (first, one), (second, other) in combinations(usable, 2):
            rest = (wanted - one - other) % _PRIME
            if rest in numbers:
                for last in numbers[rest]:
                    if last > second:
                        yield first, second, last

    def _possible(self, numbers: Iterable[int]) -> bool:
        """Whether no agency is in two of these options, unless there are others with its figures."""
        used: dict[tuple[str, ...], int] = {}
        for number in numbers:
            agencies = self.options[number].agencies
            used[agencies] = used.get(agencies, 0) + 1
        return all(times <= len(agencies) for agencies, times in used.items())

    def _greedy_sets(self) -> Iterator[frozenset[int]]:
        """Options taken one after the other, each of which leaves fewest cells."""
        widest = max(1, min(_WIDEST, _STEPS // max(len(self.options), 1)))
        beam: list[tuple[frozenset[int], Vector]] = [(frozenset(), self.off)]
        for _ in range(_DEEPEST):
            steps: dict[frozenset[int], tuple[int, int]] = {}
            for place, (chosen, off) in enumerate(beam):
                for number, option in enumerate(self.options):
                    gain = sum(
                        (off.get(ref, 0) == more) - (ref not in off or not off[ref])
                        for ref, more in option.more.items()
                        if ref not in self.totals
                    )
                    if gain >= _LEAST and number not in chosen and self._possible((*chosen, number)):
                        steps[chosen | {number}] = self._leaves(ref for ref, more in off.items() if more) - gain, place
            if not steps:
                return
            best = sorted(steps, key=lambda one: (steps[one][0], sorted(one)))[:widest]
            yield from best
            beam = [(one, self._left(one)) for one in best]

    def _left(self, chosen: Iterable[int]) -> dict[str, Decimal]:
        left = dict(self.off)
        for number in chosen:
            for ref, more in self.options[number].more.items():
                left[ref] = left.get(ref, Decimal(0)) - more
        return {ref: more for ref, more in left.items() if more}

    # -- accounts -----------------------------------------------------------------------------------

    def _accounts(self, chosen: frozenset[int]) -> Iterator[tuple[Account, float]]:
        """What accounts for all differences if these options are so, with its size; nothing where that is not to be believed."""
        left = self._left(chosen)
        wholes = tuple(self._whole(self.options[number], left) for number in sorted(chosen))
        unseen = self._unseen(left)
        singles = self.cells.singles(left)
        open_ = sum(not single.guesses for single in singles)
        least = _LEAST_AMONG_OPEN if open_ else _LEAST
        if all(self._fits(self.options[number], left, least) for number in chosen):
            yield Account(wholes, singles), len(wholes) + len(singles) + open_ - self._surer(chosen)
        if unseen is not None and all(self._fits(self.options[number], {}, _LEAST) for number in chosen):
            account, size = unseen
            yield Account((*wholes, *account.wholes), account.singles), len(wholes) + size - self._surer(chosen)

    def _surer(self, chosen: Iterable[int]) -> float:
        return _SURER * sum(self.options[number].kind == "other_file" for number in chosen)

    def _whole(self, option: _Option, left: Vector) -> Whole:
        refs = tuple(ref for ref in self.form.figures if ref in option.more and ref in self.off and ref not in left)
        alone, best = self._alone(option.more, refs)
        # Where a report nobody has is supposed beside it, what is left can be anything: it shows in the cells that are its figures, in few of
        # them by chance.
        own = self._leaves(option.more)
        shows = self._leaves(refs) * _MOSTLY >= own * (_MOSTLY - 1) or len(refs) * 2 >= len(self.off)
        return Whole(
            option.kind, option.agencies, refs, option.path, doubt=self._doubt(option), alone=alone, best=best, sure=shows
        )

    def _alone(self, more: Vector, refs: Sequence[str]) -> tuple[int, str]:
        """In how many cells a cause is all of the difference, and of these the one with the largest; '' where there is none."""
        alone = [ref for ref in refs if self.off.get(ref) == more[ref]]
        return len(alone), max(alone, key=lambda ref: abs(more[ref]), default="")

    def _doubt(self, option: _Option) -> str:
        """What speaks against the figures of an agency by itself, where the authority has added what they should be."""
        if option.kind == "left_out_within" and self._more_than_below(option):
            return "twice"
        part = next((part for part in self.rollup.parts if option.kind == "shifted" and part.agency in option.agencies), None)
        doubts = (
            (doubt_of(part, ref, part.figures.get(ref, Decimal(0)) + more) for ref, more in option.more.items()) if part else ()
        )
        return next(filter(None, doubts), "")

    def _more_than_below(self, option: _Option) -> bool:
        """Whether the part that an agency is in has it once too often itself: it is more than the sum of those below it by just that."""
        around = self.rollup.part_around(option.agencies[0])
        part = next(part for part in self.rollup.parts if part.agency == around)
        below = [inner.figures for inner in self.rollup.within if self.rollup.above[inner.agency] == around]
        leaves = [ref for ref in option.more if ref not in self.totals]
        differs = sum(
            part.figures.get(ref, _NONE) - sum((figures.get(ref, _NONE) for figures in below), _NONE) != -option.more[ref]
            for ref in leaves
        )
        return differs * _MOSTLY <= len(leaves)

    def _fits(self, option: _Option, left: Vector, least: int) -> bool:
        """Whether an option still accounts for its cells when others of the set are so too."""
        leaves = [ref for ref in option.more if ref not in self.totals]
        missed = sum(ref in left for ref in leaves)
        if option.kind == "other_file":  # nearly all that is another there is what the authority has
            return missed <= len(leaves) // _ANOTHER and (leaves != [] or not any(ref in left for ref in option.more))
        return len(leaves) - missed >= least and missed <= len(leaves) // 4

    def _unseen(self, left: Vector) -> tuple[Account, float] | None:
        """A report that was added and is not there: what is left is more, and comes out even by itself but for a few lines; and its size."""
        less = {ref: more for ref, more in left.items() if more < 0}
        figures = {ref: max(left.get(ref, Decimal(0)), Decimal(0)) for ref in self.compared}
        outcomes = [assess(line, figures, {}).outcome for line in self.form.lines if not line.needs_prior]
        uneven, cells = outcomes.count("failed"), self._leaves(ref for ref, more in left.items() if more > 0)
        if "held" not in outcomes or uneven + len(less) > _FAULTS or cells < _LEAST + 1 + _EACH * (uneven + len(less)):
            return None
        refs = tuple(ref for ref in self.form.figures if left.get(ref, 0) > 0)
        # Whoever takes away an agency large enough has more left everywhere, where the authority itself has less.
        if 2 * sum(self.off.get(ref, _NONE) > 0 for ref in refs) < len(refs):
            return None
        missing = self._not_added()
        alone, best = self._alone(left, refs)
        whole = Whole("not_handed_in" if missing else "not_in_register", missing, refs, uneven=uneven, alone=alone, best=best)
        singles = self.cells.singles(less)
        return Account((whole,), singles), self._unseen_size + uneven + len(singles)


def _places(ref: str) -> tuple[str, ...]:
    """What a cell is in: the whole form, its table, its column."""
    table, _, column = ref.split(".")
    return "", table, f"{table}..{column}"


def _hashed(figures: Vector, weights: Mapping[str, int]) -> int:
    """A number for some figures, of which the sum of two is that of their sums; 0 where they are all 0."""
    return sum(int(value.scaleb(_PLACES)) * weights[ref] for ref, value in figures.items() if ref in weights) % _PRIME
