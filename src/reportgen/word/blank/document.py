"""A blank form opened to be tagged: what stands in it, and the elements that its places mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from ...model.errors import SourceError
from ...model.location import Location
from ...model.outline import Outline
from ..names import DELETED, INSERTED, MOVED_FROM, MOVED_TO, TBL, P, W
from ..outline import _blocks, _text, _wrapped, cell_elements, read_outline
from ..package import DOCUMENT, Package, opened
from .looks import Styles

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TAGS = re.compile(r"\{\{|\{%")

Places = Mapping[tuple[int, int], etree._Element]


class BlankForm(NamedTuple):
    """A form opened to be tagged: its outline, and the elements that the outline's places mean."""

    package: Package
    outline: Outline
    paragraphs: Sequence[etree._Element]
    cells: Sequence[Places]

    @property
    def texts(self) -> list[dict[tuple[int, int], str]]:
        """The text of every cell of every grid, empty ones too."""
        return [{place: _text(cell) for place, cell in grid.items()} for grid in self.cells]

    @property
    def headers(self) -> list[str]:
        """The header parts that the pages of the form use."""
        relations = self.package.relations(DOCUMENT)
        used = (relations.get(str(one.get(_RELATION))) for one in root_of(self.package).iter(W + "headerReference"))
        return sorted({relation.target for relation in used if relation and relation.target in self.package.files})

    @property
    def styles(self) -> Styles:
        """What its paragraphs inherit."""
        theme = self.package.related(DOCUMENT, "theme")
        return Styles(self.package.tree("word/styles.xml"), self.package.tree(theme) if theme else None)

    @property
    def tracked(self) -> int:
        """How many tracked changes the form still holds."""
        return sum(1 for _ in root_of(self.package).iter(INSERTED, DELETED, MOVED_FROM, MOVED_TO))


def open_form(path: Path) -> BlankForm:
    """Open the .docx of a blank form. SourceError when it cannot be read, or holds tags already."""
    outline = read_outline(path)
    package = opened(path.read_bytes(), str(path))
    blocks = list(_blocks(body_of(package)))
    form = BlankForm(
        package,
        outline,
        [block for block in blocks if block.tag == P],
        [dict(cell_elements(block, _wrapped, {})) for block in blocks if block.tag == TBL],
    )
    texts = (*(paragraph.text for paragraph in outline.paragraphs), *(cell for grid in form.texts for cell in grid.values()))
    if any(_TAGS.search(text) for text in texts):
        raise SourceError(
            "文件里已经有标签，看来已经是模板",
            location=Location(str(path)),
            hint="加标签要用空白表单原件；模板好不好用，运行 reportgen format check 检查",
        )
    return form


def root_of(package: Package) -> etree._Element:
    """The root of document.xml."""
    root = package.tree(DOCUMENT)
    assert root is not None  # the package is not opened without it
    return root


def body_of(package: Package) -> etree._Element:
    """The body of the document."""
    body = root_of(package).find(W + "body")
    assert body is not None
    return body
