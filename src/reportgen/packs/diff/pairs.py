"""What one official form changes against another: which parts are the same part, which of them moved, and the nouns for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, TypeVar

from ...model.form import Form
from ...model.outline import Outline
from ...model.phrasing import Phrasing
from ...recognise.labels import LIKE, bare, like, normalised
from ...text.misspelling import Vocabulary
from ...text.pairing import Pairs, paired, rising

T = TypeVar("T")
FormPart = Literal["form", "section", "table", "block", "row", "column", "identity", "rule", "prose", "words", "template"]
Kind = Literal["added", "removed", "renamed", "moved", "changed"]


def paired_nouns(old: Sequence[T], new: Sequence[T], key: Callable[[T], str], called: Callable[[T], Sequence[str]]) -> Pairs:
    """The places of what belongs together in two runs: first by `key` (an id), then by the likeness of what it is `called`."""
    by_key = {key(one): at for at, one in enumerate(new) if key(one)}
    pairs = [(at, by_key[key(one)]) for at, one in enumerate(old) if key(one) in by_key]
    left = [at for at in range(len(old)) if all(at != one for one, _ in pairs)]
    right = [at for at in range(len(new)) if all(at != other for _, other in pairs)]
    renamed = paired(left, right, lambda i, j: _names_alike(called(old[i]), called(new[j])), LIKE)
    return sorted([*pairs, *((left[i], right[j]) for i, j in renamed)])


def _names_alike(one: Sequence[str], other: Sequence[str]) -> float:
    """How alike two nouns are by the best of the names they go by; ordinals do not count, they shift."""
    plain = [[bare(normalised(text)) for text in texts if text] for texts in (one, other)]
    return max((like(a, b) for a in plain[0] for b in plain[1]), default=0.0)


def shifted(pairs: Pairs, old: Sequence[str], new: Sequence[str]) -> set[int]:
    """Old places of those pairs that do not stand in the longest run that kept its order; `old` and `new` are all names.

    Of several such runs the choice is the same whichever order is called the old one.
    """
    keys = {i: "\n".join(sorted((old[i], new[j]))) for i, j in pairs}
    rank = {key: at for at, key in enumerate(sorted(keys.values()))}
    # More pairs weigh more, and no two sets of pairs weigh the same.
    weighed = [(i, j, (1 << len(pairs)) + (1 << rank[keys[i]])) for i, j in sorted(pairs)]
    return {i for i, _ in pairs} - {weighed[number][0] for number in rising(weighed)}


class Declared(NamedTuple):
    """A form with all that its pack says besides: how prose speaks of it, what its Word template says (None: no template).

    `vocabulary` is what its own words.yaml adds to the program's.
    """

    form: Form
    phrasing: Phrasing = Phrasing()
    template: Outline | None = None
    vocabulary: Vocabulary = Vocabulary()


class Detail(NamedTuple):
    """One property that differs; `aspect` is its key in format.yaml. Of a list, what only one of the two has."""

    aspect: str
    old: str
    new: str


class FormChange(NamedTuple):
    """One thing of the form that came, went or became another.

    `table` is the table's name where it belongs to one; `where` the places within it (the same change
    in several blocks is one change); `old` and `new` what it is called, '' where it is not there;
    `todo` what has to be done with what was made for the old form. `breaking` tells that a workbook,
    a reference in a text file, a template's tag or last year's figures no longer fit.
    """

    part: FormPart
    kind: Kind
    old: str
    new: str
    details: tuple[Detail, ...] = ()
    table: str = ""
    where: tuple[str, ...] = ()
    breaking: bool = False
    todo: tuple[str, ...] = ()


class FormDiff(NamedTuple):
    """Everything that `new` changes against `old`.

    `lost` and `gained` are the Refs that only one of them has; `first_year` says what a first report
    in the new form cannot take from, or hold against, one in the old.
    """

    old: Form
    new: Form
    changes: tuple[FormChange, ...]
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    first_year: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def breaking(self) -> int:
        return sum(change.breaking for change in self.changes)
