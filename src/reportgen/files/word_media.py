"""Pictures put into a Word package: the run that shows one, its part, its relationship."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from xml.sax.saxutils import escape

from markupsafe import Markup

from ..model.report import Picture
from .raw_zip import Member, deflated
from .template_styles import FANGSONG, fonts
from .word_styled import Links

_EMU_PER_PIXEL, _EMU_PER_TWIP = 9525, 635
_MAX_PICTURE_HEIGHT = 7_200_000  # 20 cm: with its caption it still fits a page
_GAP_FONTS = f"<w:rPr>{fonts(FANGSONG)}</w:rPr>"
_PICTURE_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


class Media:
    """The pictures and links of one report in its package; the same picture is stored once."""

    def __init__(self, pictures: Mapping[str, Picture], text_width: int, gap: str) -> None:
        self.pictures = pictures
        self.width = text_width * _EMU_PER_TWIP
        self.gap = gap
        self.parts: dict[str, tuple[str, str, Picture]] = {}
        self.count = 0
        self.links = Links()

    def run(self, name: str, caption: str) -> Markup:
        """A run showing the picture, never wider than the text; a gap mark where it is missing."""
        picture = self.pictures.get(name)
        if picture is None:
            return Markup(f"<w:r>{_GAP_FONTS}<w:t>{escape(f'{self.gap}图片 {name}')}</w:t></w:r>")  # noqa: S704 - escaped
        digest = hashlib.sha256(picture.content).hexdigest()
        number = len(self.parts) + 1
        relation = self.parts.setdefault(
            digest, (f"rgPicture{number}", f"word/media/picture{number}.{picture.extension}", picture)
        )[0]
        width, height = picture.width * _EMU_PER_PIXEL, picture.height * _EMU_PER_PIXEL
        scale = min(1.0, self.width / width, _MAX_PICTURE_HEIGHT / height)
        width, height = round(width * scale), round(height * scale)
        self.count += 1
        text = escape(caption or name, {'"': "&quot;"})
        return Markup(  # noqa: S704 - whatever comes from outside is escaped above
            f'<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
            f'distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
            f'<wp:docPr id="{self.count}" name="图片 {self.count}" descr="{text}"/>'
            '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
            f'<pic:cNvPr id="{self.count}" name="图片 {self.count}" descr="{text}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
            f'<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="{relation}"/>'
            f'<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/>'
            '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
        )

    def mended(self, name: str, text: str) -> str:
        """Content types and relationships with the pictures entered."""
        if name == "[Content_Types].xml":
            for extension in sorted({picture.extension for _, _, picture in self.parts.values()}):
                if f'Extension="{extension}"' not in text:
                    text = text.replace(
                        "<Override", f'<Default Extension="{extension}" ContentType="image/{extension}"/><Override', 1
                    )
        elif name == "word/_rels/document.xml.rels":
            entries = "".join(
                f'<Relationship Id="{relation}" Type="{_PICTURE_TYPE}" Target="{part.removeprefix("word/")}"/>'
                for relation, part, _ in self.parts.values()
            )
            text = text.replace("</Relationships>", f"{entries}{self.links.relationships()}</Relationships>")
        return text

    def members(self) -> list[Member]:
        return [deflated(part, picture.content) for _, part, picture in self.parts.values()]
