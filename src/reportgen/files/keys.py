"""The keys of YAML files one by one, as their shapes declare them: where each stands, of which kind, what counts without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, groupby
from typing import NamedTuple

from ..text.closest import closest
from .shapes import OVER, Again, Choice, Either, Key, Keys, ListOf, Number, Shape, Text

_BETWEEN = str.maketrans({"→": ".", ">": ".", "/": ".", "：": ".", ":": ".", "。": ".", "[": "", "]": "", " ": "."})


class DeclaredFile(NamedTuple):
    """A file that people write: its name, what may stand in it; `overlay` is what may where it is written over another's."""

    name: str
    shape: Keys
    overlay: Keys | None = None


class Described(NamedTuple):
    """One key. `path` are the keys above it and its own, with `.` between; `group` says what it is a key of.

    `kind` says what stands behind it; `default` what counts where it is not written, '' where nothing does.
    `over` is what an overlay's value does to the one that is there, '' in files that have no overlay; one `overlay_only` stands in no other file.
    `same_as` is the path of the mapping that has the same keys and was told before, for the keys of one that is met again.
    `below` are the names of the keys that stand in it.
    """

    file: str
    path: str
    kind: str
    about: str
    example: str
    since: str
    required: bool
    default: str
    group: str
    over: str = ""
    overlay_only: bool = False
    same_as: str = ""
    below: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def line(self) -> str:
        """The example as it is typed."""
        return self.example if self.name.startswith("〈") else f"{self.name}: {self.example}"

    @property
    def above(self) -> str:
        """The path of the keys above it."""
        return self.path.rpartition(".")[0]


class Found(NamedTuple):
    """The keys that were asked for; where there are none, `near` is the name that is most like what was asked."""

    keys: tuple[Described, ...]
    near: str = ""


def described(file: DeclaredFile) -> tuple[Described, ...]:
    """Every key of a file from top to bottom, those of a mapping together; then those of an overlay alone."""
    met: dict[tuple[str, str], str] = {}
    own = list(_below(file.shape, file.name, "", met, overlaid=file.overlay is not None))
    there = {key.path for key in own}
    added = _below(file.overlay, file.name, "", met, overlaid=True) if file.overlay else ()
    return (*own, *(key._replace(overlay_only=True) for key in added if key.path not in there))


def _below(
    shape: Keys, file: str, above: str, met: dict[tuple[str, str], str], *, overlaid: bool, whole: bool = False
) -> Iterator[Described]:
    """The keys of a mapping, then those of the mappings that stand under them; `met` are those told before, each with where.

    A `whole` one is added as it is by an overlay.
    """
    listed = [*shape.keys, *filter(None, [shape.others])]
    for key in listed:
        first = met.setdefault((shape.name.removeprefix(OVER), key.name), above)
        yield Described(
            file,
            f"{above}.{key.name}".removeprefix("."),
            kind_of(key.shape),
            key.about,
            key.example,
            key.since,
            key.required,
            key.default,
            shape.about,
            _over(key, shape, whole) if overlaid else "",
            same_as="" if first == above else first,
            below=tuple(one.name for inner in _held(key.shape, shape) for one in (*inner.keys, *filter(None, [inner.others]))),
        )
    for key in listed:
        for inner in mappings_in(key.shape):
            path = f"{above}.{key.name}".removeprefix(".")
            yield from _below(inner, file, path, met, overlaid=overlaid, whole=_adds(key.shape) and not inner.ident)


def find_keys(files: Sequence[DeclaredFile], asked: str) -> Found:
    """The keys of this name, of this path or the end of one, or of this file; else those that have these words in path or sentence.

    Of a mapping that is met again the keys are found only where nothing else is.
    """
    every = list(chain.from_iterable(map(described, files)))
    wanted = asked.strip()
    named = next((file.name for file in files if wanted.lower().startswith(file.name.lower())), "")
    if named:
        every = [key for key in every if key.file == named]
        wanted = wanted[len(named) :].strip()
    once = [key for key in every if not key.same_as]
    if not wanted:
        return Found(tuple(once if named else ()))
    written = list(filter(None, wanted.translate(_BETWEEN).lower().split(".")))
    # Rows stand in rows as deep as one likes, and their keys are the same.
    paths = dict.fromkeys((".".join(written), ".".join(name for name, _ in groupby(written))))
    for path in paths:
        if found := _at(every, path, wanted):
            return Found(found)
    path = next(iter(paths))
    return Found((), closest(path, dict.fromkeys(name for key in every for name in (key.name, key.path))))


def _at(every: Sequence[Described], path: str, wanted: str) -> tuple[Described, ...]:
    """The keys of this path, or the end of one; else those that have these words in path or sentence."""
    once = [key for key in every if not key.same_as]
    ways: tuple[Callable[[Described], bool], ...] = (
        lambda key: f".{key.path}".lower().endswith(f".{path}"),
        lambda key: any(f"{sign}{path}" in f".{key.path}".lower() for sign in "._"),
        lambda key: wanted in key.about or wanted in key.group,
    )
    for way in ways if path else ():
        for among in (once, every):
            if keys := tuple(filter(way, among)):
                return keys
    return ()


def _held(shape: Shape, within: Keys) -> Iterator[Keys]:
    """The mappings that may stand for a value of `within`, that one itself where it stands in itself."""
    again = isinstance(shape, Again) or (isinstance(shape, ListOf) and isinstance(shape.item, Again))
    yield from (within,) if again else mappings_in(shape)


def mappings_in(shape: Shape) -> Iterator[Keys]:
    """The mappings that may stand for a value, or in a list of it."""
    if isinstance(shape, Keys):
        yield shape
    elif isinstance(shape, ListOf):
        yield from mappings_in(shape.item)
    elif isinstance(shape, Either):
        for one in shape.shapes:
            yield from mappings_in(one)


def kind_of(shape: Shape) -> str:
    """What kind of value this is, in a few words."""
    if isinstance(shape, Keys):
        return "一组键"
    if isinstance(shape, Again):
        return "同这一级一样的一组键"
    if isinstance(shape, ListOf):
        return f"列表，每项{kind_of(shape.item)}" if isinstance(shape.item, Keys | Again) else f"列表：{kind_of(shape.item)}"
    if isinstance(shape, Either):
        # Nothing yet is no kind of its own.
        return "，或".join(dict.fromkeys(kind_of(one) for one in shape.shapes if not _is_blank(one)))
    if isinstance(shape, Choice):
        return "、".join(shape.values[:-1]) + " 或 " * (len(shape.values) > 1) + shape.values[-1]
    if isinstance(shape, Number):
        return f"{shape.low:g}—{shape.high:g} 的{'整数' if shape.whole else '数'}"
    return shape.called


def _is_blank(shape: Shape) -> bool:
    return isinstance(shape, Text) and bool(shape.pattern) and not shape.pattern.strip(" *")


def _adds(shape: Shape) -> bool:
    return isinstance(shape, ListOf | Text) and shape.adds


def _over(key: Key, within: Keys, whole: bool) -> str:
    """What an overlay's value does to that of the pack below it (packs/overlay.py)."""
    shape = key.shape
    if whole:
        return "整项照写"
    if key.name == within.ident:
        return "认出是哪一项"
    if _adds(shape):
        return "加在原来的后面"
    if isinstance(shape, Keys):
        return "写了的键代替原来的"
    item = within if isinstance(shape, ListOf) and isinstance(shape.item, Again) else getattr(shape, "item", None)
    return f"按 {item.ident} 增改" if isinstance(item, Keys) and item.ident else "代替原来的"
