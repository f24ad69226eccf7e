"""格式包: the folder that a maintainer owns, opened once and handed on; what is not needed is not read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ..files.shapes import Problem
from ..model.errors import PackError
from ..model.form import Column, Form, PackSource, walk_rows
from ..model.location import Location
from .folders import CASES, DECLARATION, PROSE, TEMPLATE, WORDS, is_shipped

if TYPE_CHECKING:  # what a pack's other files are read into is loaded with them
    from ..model.finding import Finding
    from ..model.phrasing import Phrasing
    from .cases import Cases

T = TypeVar("T")


class Pack:
    """A pack as it was when it was opened: its form, and the rest of its files read once when first asked for.

    `base` is the pack that it extends. Whoever needs a pack is given one; `open_pack` alone notices
    that files have changed, and gives a new one.
    """

    def __init__(self, form: Form, folder: Path, base: Pack | None = None, phrasing: Phrasing | None = None) -> None:
        self.form, self.folder, self.base = form, folder, base
        if phrasing is not None:
            self.phrasing = phrasing  # it was read before
        self._made: dict[Callable[..., Any], Any] = {}

    @cached_property
    def lineage(self) -> tuple[Pack, ...]:
        """This pack and those it builds on, nearest first."""
        return (self, *(self.base.lineage if self.base else ()))

    @cached_property
    def phrasing(self) -> Phrasing:
        """How prose speaks of the figures, in the packs it builds on too; an empty one where none says. PackError when unsound."""
        from .phrasing import read_phrasing  # a new draft does without

        phrasing, problems = read_phrasing(self.form, self.files(PROSE))
        refuse(problems)
        return phrasing

    @cached_property
    def cases(self) -> tuple[tuple[Cases, ...], tuple[Finding, ...]]:
        """The cases, those of the packs it builds on first, and everything that is wrong with the files."""
        from .cases import read_cases

        return read_cases(self.form, self.files(CASES))

    @cached_property
    def template(self) -> Path:
        """The Word template: its own, or of the pack it extends where both print the same; perhaps it is not there.

        PackError where an overlay prints more than its base and has no template.
        """
        own = self.folder / TEMPLATE
        if self.base is None or own.is_file():
            return own
        base = self.base.form
        if changed := _printed_otherwise(base, self.form):
            raise PackError(
                f"格式 {self.form.id} 改了印出来的内容（{changed}），不能用 {base.id} 的 Word 模板",
                location=Location(str(self.folder)),
                hint=f"画一份：reportgen format template {self.folder}；或把自己的 Word 表格用 reportgen format tag 加上标签",
            )
        return self.base.template

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the files, of the packs it builds on too, that decide what a document looks like and what is found."""
        import hashlib  # only what is built, or held against its record, has to know

        from ..files.saving import digest_of

        names = (DECLARATION, PROSE, TEMPLATE)
        listed = [f"{name} {digest_of(pack.folder / name)}" for pack in self.lineage for name in names]
        listed += [f"{WORDS} {digest_of(pack.folder / WORDS)}" for pack in self.lineage if (pack.folder / WORDS).is_file()]
        return hashlib.sha256("\n".join(listed).encode()).hexdigest()

    @property
    def source(self) -> PackSource:
        """Which pack this is, for those who read what was made or found with it."""
        folder = "" if is_shipped(self.folder) else str(self.folder)
        return PackSource(self.form.id, folder, self.digest, self.base.form.id if self.base else "")

    def once(self, make: Callable[[Pack], T]) -> T:
        """What `make` makes of this pack, kept with it: for rooms above that make something of it which costs time."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    def files(self, name: str) -> list[Path]:
        """The files of this name in this pack and those it builds on, farthest first."""
        return [path for pack in reversed(self.lineage) if (path := pack.folder / name).is_file()]


def refuse(problems: Sequence[Problem]) -> None:
    """PackError that lists everything that is wrong at once, where something is."""
    if problems:
        first, *rest = problems
        more = "".join(f"\n{location}：{message}" for location, message in rest)
        raise PackError(first[1] + more, location=first[0])


# -- what a template prints -----------------------------------------------------------------------


def _printed_otherwise(base: Form, form: Form) -> str:
    """All parts that a template of `base` would not print as `form` says; '' where there is none."""
    now, before = ({key: (name, content) for key, name, content in _printed(one)} for one in (form, base))
    changed = [name for key, (name, content) in now.items() if before.get(key, ("", None))[1] != content]
    if not changed and list(now) != list(before):
        return "各部分的次序"  # a part that is put in between is told by its name
    return "、".join(dict.fromkeys(changed))


def _printed(form: Form) -> Iterator[tuple[str, str, object]]:
    """What a template prints of a form by itself, part by part with a key and its name; not what only those see who fill it in."""

    def column(one: Column) -> tuple[object, ...]:
        return one.id, one.label, tuple(column(below) for below in one.columns)

    for section in form.sections:
        name = f"部分“{section.title or section.id}”"
        yield f"section:{section.id}", name, (section.id, section.kind, section.heading, section.subheading, section.tables)
    yield "letterhead", "版头和版记", form.letterhead
    yield "fields", "要素", tuple(one.id for one in form.fields)
    for table in form.tables:
        yield (
            f"table:{table.id}",
            table.name,
            [
                (
                    (table.id, table.across, block.caption, block.corner, block.unit_header),
                    [(row.id, row.label, row.unit, row.filled, depth) for row, depth in walk_rows(block.rows)],
                    [column(one) for one in block.columns],
                )
                for block in table.blocks
            ],
        )
