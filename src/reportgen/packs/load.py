"""Format packs: `format.yaml` read into a Form, refused when it is unsound.

An overlay (`extends:`) is laid over the pack it names before it is read, so that there is one
reader. Every message names file:line:column, because the maintainer is a user too.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ..files.kept import kept, remembered
from ..files.shapes import Problem, mappings_of, shape_problems, text_of, texts_of
from ..files.yaml import LocatedMap, Node, compose, read_text
from ..model.errors import PackError, SourceError
from ..model.form import Form
from ..model.location import Location
from ..model.phrasing import Phrasing
from ..text.closest import closest
from .folders import CASES, DECLARATION, PROSE, READERS, TEMPLATE, WORDS, find_folder, is_shipped, known_packs
from .identities import read_identity
from .pack import Pack, refuse
from .reader import PackReader
from .shapes.format import FORMAT, OVERLAY
from .soundness import check_form, lost_from

_MOST_BASES = 5
# Under which the packs that came with the program are kept as they were read.
_KEPT = "packs"
# When a file was last written, its size, and which file it is.
_Stamp = tuple[int, int, int]


def find_pack(name: str, beside: Path | None = None, *, typed: bool = False) -> Pack:
    """The pack of this id, or in this folder; `beside` is the draft whose neighbourhood counts first.

    One that was `typed` on a command line may be the bare name of a folder, or of a format.yaml, where it is typed.
    """
    return open_pack(pack_folder(name, beside, typed=typed))


def pack_folder(name: str, beside: Path | None = None, *, typed: bool = False) -> Path:
    """Where the pack of this id lies, or this folder itself; PackError when there is no such pack."""
    found = find_folder(name, beside)
    if found is not None:
        return found
    path = Path(name)
    if typed or beside is None or len(path.parts) != 1:
        if path.name == DECLARATION and path.is_file():
            path = path.parent
        if (path / DECLARATION).is_file():
            return path
        if path.exists():
            what = f"文件夹里没有 {DECLARATION}" if path.is_dir() else "这是一个文件"
            raise PackError(f"{what}，不是格式包", location=Location(name), hint=f"写格式编号，或放着 {DECLARATION} 的文件夹")
    known = known_packs(beside)
    close = closest(name, known, cutoff=0.4)
    raise PackError(
        f"没有名为“{name}”的格式",
        hint=(f"是不是“{close}”？" if close else "")
        + f"这里能用的：{'、'.join(sorted(known))}；放在别处的写它的文件夹，如 ../formats/{Path(name).name or '编号'}",
    )


def pack_for_year(year: int) -> Pack:
    """The pack of the form that reports of `year` are made in, where nobody named one.

    The first (of REPORTGEN_FORMATS, then of those that are shipped) that extends no other; an overlay
    is for those who name it, and so is whatever lies beside a draft.
    """
    packs = [open_pack(folder) for folder in known_packs().values()]
    for pack in packs:
        if year in pack.form.years and pack.base is None:
            return pack
    listed = "；".join(f"{pack.form.id}（{pack.form.years}）" for pack in packs)
    raise PackError(f"没有适用于 {year} 年度的格式", hint=f"现有格式：{listed}")


def forms_at_hand(named: str, beside: Path | None) -> tuple[Form, ...]:
    """The forms in which a text may be written that names the form of this id, or none ('')."""
    folder = find_folder(named, beside) if named else None
    forms = []
    for one in [folder] if folder else known_packs().values():
        with suppress(PackError):  # told where it is used
            forms.append(open_pack(one).form)
    return tuple(forms)


def open_pack(folder: Path) -> Pack:
    """Read and check the pack in `folder`; PackError lists everything that is wrong at once.

    It is the same one as long as no file of it has changed.
    """
    if kept(_KEPT) is not None and is_shipped(folder) and (folder / DECLARATION).is_file():
        return _shipped(str(folder), _stamps(folder))
    return _sound(folder)


def _sound(folder: Path) -> Pack:
    pack, problems = read_pack(folder)
    refuse(problems)
    assert pack is not None
    return pack


@lru_cache(maxsize=8)
def _shipped(folder: str, _stamps: tuple[_Stamp | None, ...]) -> Pack:
    """A pack that came with the program, as an earlier start read it: to read one takes a sixth of a check."""
    path = Path(folder)

    def read() -> tuple[Form, Phrasing]:
        pack = _sound(path)
        return pack.form, pack.phrasing

    try:
        form, phrasing = remembered(_KEPT, [path / DECLARATION, path / PROSE], READERS, read)
    except PackError:  # its maintainer is at work on it: what is wrong is told where it is needed
        return _sound(path)
    return Pack(form, path, phrasing=phrasing)


def read_pack(folder: Path) -> tuple[Pack | None, list[Problem]]:
    """The pack in `folder` and everything that is wrong with its format.yaml, each with its place.

    None where it cannot be read at all; what has problems is for looking at, not for use.
    """
    layers, problems = _layers(folder)
    if problems:
        start = Location(str(folder / DECLARATION), line=1, column=1)
        others = [one for layer in layers[:1] for one in shape_problems(layer.root, OVERLAY, start)]
        return None, list(_in_order([*others, *problems]))
    pack, found = _read(tuple(layers))
    return pack, list(found)


# -- layers -----------------------------------------------------------------------------------------


class _Layer(NamedTuple):
    """A pack's folder, and the state of each of its files: the key of the caches."""

    folder: str
    stamps: tuple[_Stamp | None, ...]

    @property
    def path(self) -> Path:
        return Path(self.folder) / DECLARATION

    @property
    def root(self) -> Node | None:
        return _composed(str(self.path), self.stamps[0])


@lru_cache(maxsize=64)
def _composed(path: str, _stamp: _Stamp | None) -> Node | None:
    return compose(read_text(Path(path))[0], path)


def _layers(folder: Path) -> tuple[list[_Layer], list[Problem]]:
    """The pack in `folder` and those it builds on, nearest first, as far as they can be found; and what is in the way."""
    if folder.name in ("", ".."):
        folder = folder.resolve()  # a pack's id is its folder's name
    layers: list[_Layer] = []
    place = Location(str(folder))
    while True:
        try:
            layer = _Layer(str(folder), _stamps(folder))
            layers.append(layer)
            root = layer.root
        except SourceError as error:
            hint = f"（{error.hint}）" if error.hint else ""
            return [], [(error.location or place, f"{error.message}{hint}")]
        except OSError:
            return [], [(place, "格式包里没有 format.yaml")]
        named = root.get("extends") if isinstance(root, LocatedMap) else None
        if named is None:
            return layers, []
        place, base = named.location, text_of(named)
        if len(layers) > _MOST_BASES:
            return layers, [(place, f"extends 一层接一层，超过了 {_MOST_BASES} 层")]
        found = find_folder(base, near=folder)
        if found is None:
            known = [name for name in known_packs(near=folder) if name != folder.name]
            close = closest(base, known, cutoff=0.4)
            advice = f"，是不是“{close}”？" if close else f"；现有格式：{'、'.join(sorted(known))}"
            return layers, [(place, f"extends 的格式“{base}”没有找到{advice}")]
        if any(found.resolve() == Path(one.folder).resolve() for one in layers):
            circle = " → ".join([*(Path(one.folder).name for one in layers), base])
            return layers, [(place, f"extends 绕成了圈：{circle}")]
        folder = found


def _stamps(folder: Path) -> tuple[_Stamp | None, ...]:
    """The state of each file, None for one that is not there; OSError where there is no format.yaml."""
    stamps: list[_Stamp | None] = []
    for name in (DECLARATION, PROSE, CASES, TEMPLATE, WORDS):
        try:
            found = (folder / name).stat()
            stamps.append((found.st_mtime_ns, found.st_size, found.st_ino))
        except OSError:
            if name == DECLARATION:
                raise
            stamps.append(None)
    return tuple(stamps)


@lru_cache(maxsize=32)
def _read(layers: tuple[_Layer, ...]) -> tuple[Pack | None, tuple[Problem, ...]]:
    own, *bases = layers
    start = Location(str(own.path), line=1, column=1)
    problems: list[Problem] = list(shape_problems(own.root, OVERLAY if bases else FORMAT, start))
    if not isinstance(own.root, LocatedMap):
        return None, tuple(problems)
    if not bases:
        reader = PackReader(str(own.path))
        form = _form_of(reader, own.root, own.folder)
        return Pack(form, Path(own.folder)), _in_order([*problems, *reader.problems])
    base, base_problems = _read(tuple(bases))
    if base is None or base_problems:
        return None, _in_order([*problems, *base_problems])
    root, unfit = _merged(layers)
    reader = PackReader(str(own.path))
    reader.places.update({key.text: key.location for key, _ in own.root.entries if key.text == "extends"})
    form = _form_of(reader, root, own.folder)
    form = replace(form, bases=base.form.lineage)
    found = [*problems, *unfit]
    told = {place for place, _ in found}
    if not unfit:  # else what is wrong further on may come of what was left out
        found += [one for one in (*shape_problems(root, FORMAT, start), *reader.problems) if one[0] not in told]
        found += lost_from(base.form, form)
    # The base is sound: what is wrong in its lines now comes of something in the overlay's.
    own_faults = [one for one in found if one[0].path == str(own.path)]
    return Pack(form, Path(own.folder), base), _in_order(own_faults or found)


def _form_of(reader: PackReader, root: LocatedMap, folder: str) -> Form:
    """The form that these nodes declare; sound only where the reader found no problem."""
    reader.places.update({key.text: key.location for key, _ in root.entries})
    tables = tuple(reader.table(node) for node in mappings_of(root.get("tables")))
    fields = tuple(reader.field(node) for node in mappings_of(root.get("fields")))
    form = Form(
        id=text_of(root.get("id")),
        name=text_of(root.get("name")),
        basis=reader.basis(root.get("basis")),
        years=reader.years(root.get("years")),
        title=texts_of(root.get("title")),
        title_words=texts_of(root.get("title_words")),
        preface=text_of(root.get("preface")),
        contact=texts_of(root.get("contact")),
        sections=tuple(section for node in mappings_of(root.get("sections")) for section in reader.sections(node)),
        tables=tables,
        lines=tuple(line for node in mappings_of(root.get("identities")) for line in read_identity(reader, node, tables)),
        folder=folder,
        rules=tuple(reader.turned_down(node) for node in mappings_of(root.get("rules"))),
        fields=fields,
        letterhead=reader.letterhead(root.get("letterhead"), fields),
        places=reader.places,
    )
    check_form(reader, root, form)
    return form


def _merged(layers: tuple[_Layer, ...]) -> tuple[LocatedMap, list[Problem]]:
    """The nodes of all layers in one, and what did not fit in the nearest (the others are sound)."""
    from .overlay import Merger  # most packs extend none

    root, problems = layers[-1].root, list[Problem]()
    for layer in reversed(layers[:-1]):
        assert isinstance(root, LocatedMap) and isinstance(layer.root, LocatedMap)
        merger = Merger()
        root, problems = merger.mapping(root, layer.root, FORMAT), merger.problems
    assert isinstance(root, LocatedMap)
    return root, problems


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Each problem once, from top to bottom of the file."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda one: one[0]))
