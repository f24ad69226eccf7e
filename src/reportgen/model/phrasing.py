"""How reports speak of the figures of their tables: what a pack's prose.yaml declares."""

from functools import cached_property, lru_cache
from typing import NamedTuple

# Alternatives of sums: a number may be meant for any of them. Each sum: (id, +1 or −1), in order.
Sum = tuple[tuple[str, int], ...]
# Where alone a measure may be meant: in words that say that all were so, that there was none.
ONLY = ("all", "none")


class Phrase(NamedTuple):
    """Words that name what is counted; between its pieces a few other words may stand."""

    pieces: tuple[str, ...]

    @property
    def weight(self) -> int:
        return sum(len(piece) for piece in self.pieces)


class Measure(NamedTuple):
    """What is counted: how prose names it, and which rows (or columns) its figure is the sum of.

    `within` names measures of which one must have been spoken of before; a `weak` one is compared, but
    a difference is not told, unless one of those `beside` is named in the same sentence; one `before_only` is surely meant only where it is named before its number.
    `unless` are words beside the phrase that make it something else. A measure `only` of "all" or of "none" is
    meant only where words say that all were so (全部胜诉), or that there was none (年末无结转); `of` is what it is all of. Right behind the phrase of one of the
    rows `head_of`, it is only the head noun of that phrase, as it is behind one of its `parts`, the rows below a heading.
    A `standing` one is how many there are, not of one year (截至目前，现行有效52件).
    `by` are those who decide such cases: where one of them acts and no row is named, it is this row (法院判决纠正).
    """

    name: str
    say: tuple[Phrase, ...]
    sums: tuple[Sum, ...]
    within: tuple[str, ...] = ()
    weak: bool = False
    beside: tuple[str, ...] = ()
    before_only: bool = False
    unless: tuple[str, ...] = ()
    only: str = ""
    of: tuple[Sum, ...] = ()
    head_of: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    by: tuple[str, ...] = ()
    standing: bool = False

    @property
    def qualified_by(self) -> frozenset[str]:
        """Rows whose phrase right before this one makes one phrase with it, which means those rows."""
        return self.head_of | self.parts


class TableProse(NamedTuple):
    """How prose speaks of one table.

    `units` are what its figures are counted in; `usual` is the row that is meant where only a
    column is named; `wholes` are the sums that percentages belong to; where one of the `narrower`
    words stands, a part of the reporting bodies is spoken of, and a difference is not told; so it is where one of the words
    `counted_apart` stands with a number of its own (清理文件45件，废止3件), not where it only says how (集中清理后废止3件); where
    one of the `subjects` stands, the cases of this table are spoken of. `about` are the ways to call what the whole report is
    about, the same for all its tables: beside the name of a count they say nothing more.
    """

    table: str
    units: tuple[str, ...]
    rows: tuple[Measure, ...]
    columns: tuple[Measure, ...]
    unless: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()
    counted_apart: tuple[str, ...] = ()
    usual: str = ""
    column: str = ""
    wholes: tuple[Sum, ...] = ()
    subjects: tuple[str, ...] = ()
    about: tuple[str, ...] = ()

    @property
    def usual_sums(self) -> tuple[Sum, ...]:
        """What the row that is meant where only a column is named may be the sum of."""
        return next((measure.sums for measure in self.rows if measure.name == self.usual), ())

    def said_of(self, how: str) -> "TableProse":
        """The same table with the measures meant `only` in such words before the others, as if they were any of them."""
        rows, columns = (
            tuple(measure._replace(only="") for only in (how, "") for measure in measures if measure.only == only)
            for measures in (self.rows, self.columns)
        )
        return self._replace(rows=rows, columns=columns)


class Sought(NamedTuple):
    """A phrase to be looked up by its last pieces: its number in the order declared, that of its table, whether it names a row there.

    `earlier` are the pieces before the last one, nearest first; `only` is where alone its measure is meant.
    """

    number: int
    table: int
    of_row: bool
    measure: Measure
    earlier: tuple[str, ...]
    only: str


class Prose(tuple[TableProse, ...]):
    """How prose speaks of all tables of a form, with the phrases in order to be looked up.

    `how` is the one of ONLY that it is meant for; '' for other prose.
    """

    how = ""

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return super().__hash__()

    @cached_property
    def of_all(self) -> "Prose":
        """The tables as they are spoken of where words say that all were so."""
        return self._said_of("all")

    @cached_property
    def of_none(self) -> "Prose":
        """The tables as they are spoken of where words say that there was none."""
        return self._said_of("none")

    def _said_of(self, how: str) -> "Prose":
        prose = Prose(table.said_of(how) for table in self)
        prose.how = how
        prose.words = self.words  # there are more than a thousand: made once for all three
        prose.sizes = self.sizes
        prose.units = self.units
        prose._words_with = self._words_with
        return prose

    @cached_property
    def units(self) -> tuple[str, ...]:
        """What any of the tables is counted in."""
        return tuple(dict.fromkeys(unit for table in self for unit in table.units))

    @cached_property
    def words(self) -> dict[str, dict[str, list[Sought]]]:
        """The last pieces of the phrases and those before them, each with the phrases that it ends by the piece before: "" where there is none."""
        words: dict[str, dict[str, list[Sought]]] = {}
        said = (
            (number, of_row, measure._replace(only="") if measure.only else measure, phrase, measure.only)
            for number, table in enumerate(self)
            for of_row, measures in ((True, table.rows), (False, table.columns))
            for measure in measures
            for phrase in measure.say
        )
        for order, (number, of_row, measure, (pieces,), only) in enumerate(said):
            before = pieces[-2] if len(pieces) > 1 else ""
            sought = Sought(order, number, of_row, measure, pieces[-2::-1], only)
            words.setdefault(pieces[-1], {}).setdefault(before, []).append(sought)
            if before:
                words.setdefault(before, {})
        return words

    @cached_property
    def sizes(self) -> dict[str, tuple[int, ...]]:
        """How long those words are that begin with these two signs, or this one: there may be a hundred of five lengths."""
        sizes: dict[str, set[int]] = {}
        for word in self.words:
            sizes.setdefault(word[:2], set()).add(len(word))
        return {beginning: tuple(sorted(found | sizes.get(beginning[0], set()))) for beginning, found in sizes.items()}

    def words_with(self, signs: frozenset[str]) -> dict[str, list[tuple[str, int]]]:
        """Every piece of a phrase in which one of these signs stands, by the sign and the one behind it, with where in the piece that is."""
        if signs not in self._words_with:
            found: dict[str, list[tuple[str, int]]] = {}
            measures = (one for table in self for one in (*table.rows, *table.columns))
            for piece in dict.fromkeys(piece for one in measures for phrase in one.say for piece in phrase.pieces):
                for at in (at for at, sign in enumerate(piece) if sign in signs):
                    found.setdefault(piece[at : at + 2], []).append((piece, at))
            self._words_with[signs] = found
        return self._words_with[signs]

    @cached_property
    def _words_with(self) -> dict[frozenset[str], dict[str, list[tuple[str, int]]]]:
        return {}


class Phrasing(NamedTuple):
    """All of a form's tables as prose speaks of them; `none` are words that say there was nothing."""

    tables: Prose = Prose()
    none: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[str, ...]:
        """The ways to call what the report is about."""
        return self.tables[0].about if self.tables else ()

    def in_year(self, year: int) -> "Phrasing":
        """The same for a report of this year: {上年}, {今年} and {下年} in a phrase are the years as written."""
        return _in_year(self, year)


@lru_cache(maxsize=32)
def _in_year(phrasing: Phrasing, year: int) -> Phrasing:
    years = {"{上年}": f"{year - 1}年", "{今年}": f"{year}年", "{下年}": f"{year + 1}年"}

    def written(piece: str) -> str:
        for word, number in years.items() if "{" in piece else ():
            piece = piece.replace(word, number)
        return piece

    def said(measures: tuple[Measure, ...]) -> tuple[Measure, ...]:
        return tuple(
            one._replace(say=tuple(Phrase(tuple(written(piece) for piece in phrase.pieces)) for phrase in one.say))
            for one in measures
        )

    tables = Prose(table._replace(rows=said(table.rows), columns=said(table.columns)) for table in phrasing.tables)
    return phrasing._replace(tables=tables)
