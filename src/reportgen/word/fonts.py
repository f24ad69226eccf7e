"""Which fonts a document asks for, and which of them its PDF had to do without."""

from __future__ import annotations

import re

from ..files.office import plain_objects
from .looks import LATIN_LETTER, Document
from .names import TBL, P, R, T
from .package import opened

_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\uffef]")
_EMBEDDED = re.compile(rb"/(?:BaseFont|FontName)\s*/([^\s/<>\[\]()]+)")
_STYLE_WORDS = re.compile(r"(?:regular|medium|bold|italic|oblique|psmt|ps|mt)+$")
# What the fonts of official documents are called inside their files, letters and digits only.
_INSIDE = {
    "仿宋_GB2312": ("fangsonggb2312", "fangsong"),
    "仿宋": ("fangsong", "fangsonggb2312"),
    "楷体_GB2312": ("kaitigb2312", "kaiti"),
    "楷体": ("kaiti", "kaitigb2312"),
    "黑体": ("simhei",),
    "宋体": ("simsun", "nsimsun"),
    "方正小标宋简体": ("fzxiaobiaosongb05s", "fzxbsjw", "fzxbsjwgb10"),
    "方正小标宋_GBK": ("fzxiaobiaosongb05", "fzxbsk", "fzxbskgbk10"),
    "华文仿宋": ("stfangsong",),
    "华文中宋": ("stzhongsong",),
    "华文楷体": ("stkaiti",),
}
# The letters of one are as wide as those of the other: lines break where they would have.
_AS_WIDE = {"Times New Roman": "Liberation Serif", "Arial": "Liberation Sans"}


def font_remarks(document: bytes, pdf: bytes) -> tuple[str, ...]:
    """What to tell of the fonts of a .docx that are not in its PDF; nothing when all are."""
    asked, embedded = fonts_asked(document), fonts_embedded(pdf)
    known = {name: _key(name) for name in embedded}
    missing = [font for font in asked if not any(_is_font(key, font) for key in known.values())]
    as_wide = {
        font: _AS_WIDE[font]
        for font in missing
        if font in _AS_WIDE and any(_is_font(key, _AS_WIDE[font]) for key in known.values())
    }
    wanted = (*asked, *as_wide.values())
    strangers = [name for name, key in known.items() if not any(_is_font(key, font) for font in wanted)]
    gone = [font for font in missing if font not in as_wide]
    remarks = []
    if gone:
        # Where nothing strange is in the file, another font of the document stands for the missing one.
        remarks.append(
            f"这台电脑没有 {'、'.join(gone)}，PDF 里用 {'、'.join(strangers) or '别的字体'} 代替；版式可能与标准不同。"
            "安装字体后再生成，或在装有字体的电脑上用 Word、WPS 打开 .docx 另存为 PDF"
        )
    remarks += [f"{font} 用 {other} 代替，两种字体字宽相同，不影响换行" for font, other in as_wide.items()]
    return tuple(remarks)


def fonts_asked(document: bytes) -> list[str]:
    """The fonts that the text of a .docx is to be set in, in order of first use."""
    package = opened(document, "")
    looks = Document(package).looks
    asked: dict[str, None] = {}
    for root in map(package.tree, package.printed):
        for run in root.iter(R) if root is not None else ():
            text = "".join(element.text or "" for element in run.iter(T))
            if not text:
                continue
            paragraph, table = (next(run.iterancestors(tag), None) for tag in (P, TBL))
            type_ = looks.type_of(run, run if paragraph is None else paragraph, table)
            for font, letters in ((type_.chinese, _HAN), (type_.latin, LATIN_LETTER)):
                if font.name and letters.search(text):
                    asked[font.name] = None
    return list(asked)


def fonts_embedded(pdf: bytes) -> list[str]:
    """The names of the fonts in a PDF, without the letters that mark a subset."""
    names: dict[str, None] = {}
    for found in _EMBEDDED.finditer(plain_objects(pdf)):
        written = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes.fromhex(code[1].decode()), found[1])
        name = re.sub(r"^[A-Z]{6}\+", "", written.decode(errors="replace"))
        names[re.sub(r"-(?:Regular|VKana|Identity-H)\b", "", name)] = None
    return list(names)


def _is_font(key: str, font: str) -> bool:
    return key in _INSIDE.get(font, ()) or key == _key(font)


def _key(name: str) -> str:
    """A font's name without style and punctuation: TimesNewRomanPS-BoldMT and Times New Roman are one."""
    return _STYLE_WORDS.sub("", re.sub(r"[^0-9a-z\u2e80-\uffff]", "", name.lower()))
