"""Pictures and charts put into a Word package: the run that shows one, its part, its relationship."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import count

from markupsafe import Markup

from ..files.zips import Member, deflated
from ..model.report import Picture, TextBlock
from .chart.parts import Charts
from .names import KIND, NAMESPACES, declared, escape, quoteattr
from .official import FANGSONG, fonts
from .package import target_from
from .prose import Links

_EMU_PER_INCH, _EMU_PER_TWIP = 914_400, 635
_MAX_PICTURE_HEIGHT = 7_200_000  # 20 cm: with its caption it still fits a page
_FIRST_IDENTIFIER = 10_001  # a template numbers its own drawings from 1
_VECTOR = (
    '<a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
    f'<asvg:svgBlip {declared("asvg")} r:embed="{{}}"/></a:ext></a:extLst>'
)
_GAP_FONTS = f"<w:rPr>{fonts(FANGSONG)}</w:rPr>"
_PICTURE_TYPE = KIND + "image"


class Media:
    """The pictures, charts and links of one report in its package; the same picture is stored once."""

    def __init__(self, pictures: Mapping[str, Picture], text_width: int, gap: str) -> None:
        self.pictures = pictures
        self.width = text_width * _EMU_PER_TWIP
        self.gap = gap
        self.parts: dict[str, tuple[str, str, Picture]] = {}
        self.charts = Charts(self.width)
        self.identifiers = count(_FIRST_IDENTIFIER)
        self.shown = 0
        self.links = Links()

    def shown_block(self, block: TextBlock) -> Markup:
        """The run of a picture or a chart; a gap mark where there is none to show."""
        if block.kind == "image":
            return self.run(block.image, block.text, block.alt)
        if block.chart is None:
            return self._gap(block.image)
        return self.charts.run(block.chart, next(self.identifiers), block.alt)

    def _gap(self, what: str) -> Markup:
        return Markup(f"<w:r>{_GAP_FONTS}<w:t>{escape(f'{self.gap}{what}')}</w:t></w:r>")  # noqa: S704 - escaped

    def run(self, name: str, caption: str, alt: str = "") -> Markup:
        """A run showing the picture in its own size, never wider than the text; a gap mark where it is missing."""
        picture = self.pictures.get(name)
        if picture is None:
            return self._gap(f"图片 {name}")
        digest = hashlib.sha256(picture.content).hexdigest()
        number = len(self.parts) + 1
        relation = self.parts.setdefault(
            digest, (f"rgPicture{number}", f"word/media/picture{number}.{picture.extension}", picture)
        )[0]
        width, height = (side * _EMU_PER_INCH / picture.dpi for side in (picture.width, picture.height))
        scale = min(1.0, self.width / width, _MAX_PICTURE_HEIGHT / height)
        width, height = round(width * scale), round(height * scale)
        self.shown += 1
        identifier, title = next(self.identifiers), f"图片 {self.shown}"
        text = quoteattr(alt or caption or name)
        vector = _VECTOR.format(f"{relation}Svg") if picture.vector else ""
        return Markup(  # noqa: S704 - whatever comes from outside is escaped above
            f"<w:r><w:drawing><wp:inline {declared('wp')} "
            f'distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
            f'<wp:docPr id="{identifier}" name="{title}" descr={text}/>'
            f'<a:graphic {declared("a")}><a:graphicData uri="{NAMESPACES["pic"]}"><pic:pic {declared("pic")}><pic:nvPicPr>'
            f'<pic:cNvPr id="{identifier}" name="{title}" descr={text}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
            f'<a:blip {declared("r")} r:embed="{relation}">{vector}</a:blip>'
            f'<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/>'
            '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
        )

    def in_types(self, text: str) -> str:
        """The content types with those of the pictures and charts entered."""
        kinds = {picture.extension: picture.extension for _, _, picture in self.parts.values()}
        if any(picture.vector for _, _, picture in self.parts.values()):
            kinds["svg"] = "svg+xml"
        for extension, kind in sorted(kinds.items()):
            if f'Extension="{extension}"' not in text:
                text = text.replace("<Override", f'<Default Extension="{extension}" ContentType="image/{kind}"/><Override', 1)
        return self.charts.in_types(text)

    def in_relations(self, text: str, main: str) -> str:
        """The relationships of the `main` part with the pictures, links and charts entered."""
        targets = [(relation, part) for relation, part, _ in self.parts.values()]
        targets += [(f"{relation}Svg", f"{part}.svg") for relation, part, picture in self.parts.values() if picture.vector]
        entries = "".join(
            f'<Relationship Id="{relation}" Type="{_PICTURE_TYPE}" Target="{target_from(main, part)}"/>'
            for relation, part in targets
        )
        text = text.replace("</Relationships>", f"{entries}{self.links.relationships()}</Relationships>")
        return self.charts.in_relations(text, main)

    def members(self) -> list[Member]:
        drawings = [deflated(f"{part}.svg", picture.vector) for _, part, picture in self.parts.values() if picture.vector]
        return [
            *(deflated(part, picture.content) for _, part, picture in self.parts.values()),
            *drawings,
            *self.charts.members(),
        ]
