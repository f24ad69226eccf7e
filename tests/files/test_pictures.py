"""Pictures of a draft: turned upright, measured, refused with a reason, stored once."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLES
from lxml import etree
from PIL import Image

from reportgen.files.drawings import DrawingProblem, cleaned
from reportgen.files.picture_file import measure
from reportgen.files.pictures import MAX_PIXELS, PictureProblem, picture_of, read_picture
from reportgen.model.report import Picture
from reportgen.word.media import Media

TEXT_WIDTH = 8845  # twips
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"{}>{}</svg>'
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def photograph(orientation: int = 1, *, size: tuple[int, int] = (60, 40), mode: str = "RGB", **said: object) -> bytes:
    """A JPEG, red at the left and blue at the right as the camera's chip saw it."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    exif = Image.Exif()
    if orientation != 1:
        exif[0x0112] = orientation
    written = io.BytesIO()
    image.convert(mode).save(written, "JPEG", exif=exif, quality=90, **said)
    return written.getvalue()


def png(width: int = 4, height: int = 3, chunks: bytes = b"") -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = zlib.compress((b"\0" + b"\xff\0\0" * min(width, 9)) * min(height, 9))
    return b"\x89PNG\r\n\x1a\n" + head + chunks + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def problem(content: bytes, folder: Path, name: str = "图.jpg") -> PictureProblem:
    (folder / name).write_bytes(content)
    with pytest.raises(PictureProblem) as caught:
        read_picture(folder, name)
    assert name in caught.value.message
    assert caught.value.hint
    return caught.value


# -- photographs ------------------------------------------------------------------------------------

# How the chip lay, and where red is once the picture stands upright.
TURNED = {2: ("right", False), 3: ("right", False), 4: ("left", False), 5: ("top", True), 6: ("top", True), 7: ("bottom", True)}


@pytest.mark.parametrize("orientation", [*TURNED, 8])
def test_a_photograph_is_turned_as_its_camera_marked_it(orientation: int) -> None:
    where, lies = TURNED.get(orientation, ("bottom", True))
    picture = picture_of(photograph(orientation), "图.jpg")
    assert (picture.width, picture.height) == ((40, 60) if lies else (60, 40))
    with Image.open(io.BytesIO(picture.content)) as image:
        assert image.getexif().get(0x0112, 1) == 1
        wide, tall = image.size
        spot = {"left": (5, tall // 2), "right": (wide - 5, tall // 2), "top": (wide // 2, 5), "bottom": (wide // 2, tall - 5)}
        red, _, blue = image.convert("RGB").getpixel(spot[where])
        assert red > 200 > 60 > blue


def test_an_upright_photograph_is_taken_as_it_is() -> None:
    content = photograph()
    assert picture_of(content, "图.jpg").content == content


def test_turning_keeps_the_quality_and_gives_the_same_bytes_each_time() -> None:
    content = photograph(6)
    first, second = (picture_of(content, "图.jpg").content for _ in range(2))
    assert first == second
    with Image.open(io.BytesIO(content)) as old, Image.open(io.BytesIO(first)) as new:
        assert old.quantization == new.quantization


def test_the_picture_library_is_loaded_for_pictures_only(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(photograph())
    code = (
        "import sys; from pathlib import Path; from reportgen.tasks.check import check_draft; "
        "from reportgen.files.pictures import read_picture; "
        f"check_draft(Path({str(EXAMPLES / 'huaian-2024')!r})); print('PIL' in sys.modules); "
        f"read_picture(Path({str(tmp_path)!r}), 'a.jpg'); print('PIL' in sys.modules, 'lxml' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True", "False"]


def test_a_turned_photograph_that_breaks_off_is_told(tmp_path: Path) -> None:
    content = photograph(6, size=(600, 400))
    assert "不完整" in problem(content[: len(content) // 2], tmp_path).message


# -- what cannot be used ----------------------------------------------------------------------------


def test_a_jpeg_that_breaks_off_is_told(tmp_path: Path) -> None:
    content = photograph(6, size=(600, 400))
    image = content.index(b"\xff\xda")
    for end in (-20, image + 200, image, 200, 21, 10):
        assert "不完整" in problem(content[:end], tmp_path).message


def test_a_picture_of_a_document_that_has_lost_its_head_is_told() -> None:
    with pytest.raises(PictureProblem, match="不完整"):
        picture_of(photograph()[:100], "图.jpg")


def test_a_png_that_breaks_off_or_is_damaged_is_told(tmp_path: Path) -> None:
    for end in (-1, -12, -20, 40, 20, 8):
        assert "不完整" in problem(png()[:end], tmp_path, "图.png").message
    damaged = bytearray(png())
    damaged[-20] ^= 1
    assert "不完整" in problem(bytes(damaged), tmp_path, "图.png").message


def test_what_a_phone_writes_behind_the_picture_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(photograph() + b"MPF trailer" * 50)
    assert read_picture(tmp_path, "a.jpg").width == 60


def test_a_jpeg_for_print_is_told(tmp_path: Path) -> None:
    assert "CMYK" in problem(photograph(mode="CMYK"), tmp_path).message


def test_a_picture_too_big_to_unfold_is_told(tmp_path: Path) -> None:
    for side in (int(MAX_PIXELS**0.5) + 1, 2**31 - 1):
        assert f"{side}×{side}" in problem(png(side, side), tmp_path, "图.png").message


@pytest.mark.parametrize("content", [b"GIF89a" + b"\0" * 40, b"BM" + b"\0" * 40, b"hello", b"<html><svg></svg></html>"])
def test_another_kind_of_file_is_told(content: bytes, tmp_path: Path) -> None:
    assert "不是 PNG、JPG 或 SVG 图片" in problem(content, tmp_path, "图.png").message


@pytest.mark.parametrize("broken", [b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0XX", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"])
def test_illegible_camera_marks_are_passed_over(broken: bytes) -> None:
    content = photograph()
    segment = b"\xff\xe1" + struct.pack(">H", len(broken) + 2) + broken
    measured = measure(content[:2] + segment + content[2:])
    assert measured
    assert not measured.turned


# -- size -------------------------------------------------------------------------------------------


def extent(picture: Picture) -> tuple[int, int]:
    run = etree.fromstring(f'<x xmlns:w="w">{Media({"a": picture}, TEXT_WIDTH, "").run("a", "")}</x>')
    found = next(run.iter(WP + "extent"))
    return int(found.get("cx")), int(found.get("cy"))


def test_a_picture_keeps_its_size_unless_it_is_wider_than_the_text() -> None:
    inch = 914_400
    assert extent(Picture(b"", "png", 96, 48)) == (inch, inch // 2)
    assert extent(Picture(b"", "png", 300, 600, 300)) == (inch, inch * 2)
    wide = extent(Picture(b"", "png", 4000, 2000))
    assert wide == (TEXT_WIDTH * 635, round(TEXT_WIDTH * 635 / 2))
    assert extent(Picture(b"", "png", 100, 9000))[1] <= 7_200_000


def test_the_resolution_of_a_scan_is_read(tmp_path: Path) -> None:
    assert picture_of(photograph(dpi=(300, 300)), "图.jpg").dpi == 300
    assert picture_of(photograph(dpi=(1, 1)), "图.jpg").dpi == 96
    body = struct.pack(">IIB", 11811, 11811, 1)
    chunk = struct.pack(">I", 9) + b"pHYs" + body + struct.pack(">I", zlib.crc32(b"pHYs" + body))
    assert picture_of(png(chunks=chunk), "图.png").dpi == 300


def test_a_picture_is_stored_once_under_whatever_names_and_told_in_its_own_words() -> None:
    picture = picture_of(png(), "a")
    media = Media({"a.png": picture, "b.png": picture}, TEXT_WIDTH, "")
    runs = [media.run("a.png", "图名"), media.run("b.png", "图名", '会场"全景"')]
    assert len(media.members()) == 1
    marks = [next(etree.fromstring(f'<x xmlns:w="w">{run}</x>').iter(WP + "docPr")) for run in runs]
    assert [mark.get("descr") for mark in marks] == ["图名", '会场"全景"']
    assert len({mark.get("id") for mark in marks}) == 2


# -- drawings ---------------------------------------------------------------------------------------


def test_a_drawing_goes_into_word_with_a_copy_in_pixels() -> None:
    pytest.importorskip("resvg_py", reason="resvg-py (the extra svg) is not installed")
    content = SVG.format("", '<rect width="200" height="100" fill="#123456"/>').encode()
    picture = picture_of(content, "图.svg")
    assert (picture.extension, picture.vector) == ("png", content)
    assert extent(picture) == (200 * 9525, 100 * 9525)
    media = Media({"a": picture}, TEXT_WIDTH, "")
    run = etree.fromstring(f'<x xmlns:w="w">{media.run("a", "图")}</x>')
    blip = next(run.iter(A + "blip"))
    assert [member.name.rpartition(".")[2] for member in media.members()] == ["png", "svg"]
    relations = media.in_relations("<Relationships></Relationships>", "word/document.xml")
    assert all(f'Id="{one.attrib.values()[0]}"' in relations for one in (blip, *blip.iter("{*}svgBlip")))
    assert 'Extension="svg" ContentType="image/svg+xml"' in media.in_types("<Override/>")


def test_without_the_drawing_program_the_message_says_how_to_mend_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    told = problem(SVG.format("", "<rect/>").encode(), tmp_path, "图.svg")
    assert "没有装" in told.message
    assert "PNG" in told.hint
    assert "reportgen[svg]" in told.hint


HOSTILE: dict[str, str] = {
    "脚本": SVG.format(' onload="alert(1)"', ""),
    "script": SVG.format("", "<script>alert(1)</script>"),
    "foreignObject": SVG.format("", "<foreignObject/>"),
    "实体": '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG.format("", "<text>&x;</text>"),
    "别的文件或网址": SVG.format("", '<image href="http://example.com/a.png"/>'),
    "引用了": SVG.format(' xmlns:xlink="http://www.w3.org/1999/xlink"', '<image xlink:href="../secret.png"/>'),
    "网址": SVG.format("", "<style>@import 'http://example.com/a.css';</style>"),
    "文件": SVG.format("", '<rect fill="url(http://example.com/a.svg#p)"/>'),
    "没有写明大小": SVG.format("", "").replace(' width="200" height="100"', ""),
    "不是完整的 SVG": SVG.format("", "<rect>"),
}


@pytest.mark.parametrize("reason", HOSTILE)
def test_a_drawing_that_runs_or_reaches_out_is_refused(reason: str, tmp_path: Path) -> None:
    assert reason in problem(HOSTILE[reason].encode(), tmp_path, "图.svg").message


@pytest.mark.parametrize(
    "inside",
    [
        '<defs><linearGradient id="g"/></defs><rect fill="url(#g)"/>',
        '<use href="#g"/>',
        '<a href="http://example.com"><rect/></a>',
    ],
)
def test_a_drawing_may_refer_to_itself(inside: str) -> None:
    assert cleaned(etree.fromstring(SVG.format("", inside))).content


KEPT = '<rect width="9" height="9" {}/>'
REACHES_OUT = [
    KEPT.format('style="fill:u\\72l(http://a.invalid/x)"'),
    KEPT.format('style="fill:url (http://a.invalid/x)"'),
    KEPT.format('style="fill:url(/**/http://a.invalid/x)"'),
    KEPT.format('style="fill:/*url(#a)*/url(http://a.invalid/x)"'),
    KEPT.format('fill="URL(  &#x22;//a.invalid/x&#x22; )"'),
    KEPT.format('filter="url(a.svg#f)"'),
    KEPT.format('style="background:image-set(&#x22;a.png&#x22; 1x)"'),
    KEPT.format('style="cursor:src(&#x22;a.png&#x22;)"'),
    KEPT.format('xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load"'),
    KEPT.format('xml:base="http://a.invalid/"'),
    KEPT.format('unknown="1"'),
    "<style><!--x-->@import url(http://a.invalid/x.css);</style>",
    "<style>/*x*/@\\69mport 'x.css';</style>",
    "<style>@font-face{font-family:a;src:url(a.woff)}</style>",
    "<style>rect{fill:url(http://a.invalid/x)}</style>",
    "<style>rect{fill:red</style>",
    "<style><rect/></style>",
    '<style type="text/x-other">rect{}</style>',
    '<a href="javascript:alert(1)"><rect/></a>',
    '<a href=" java&#10;script:alert(1)"><rect/></a>',
    '<image href="data:image/svg+xml;base64,AAAA"/>',
    '<image href="data:text/html,x"/>',
    '<use href="other.svg#a"/>',
    '<feImage href="#a"/>',
    '<animate attributeName="href" to="javascript:alert(1)"/>',
    '<handler xmlns="http://www.w3.org/2001/xml-events">x</handler>',
    '<script xmlns="http://www.w3.org/1999/xhtml">x</script>',
    '<h:iframe xmlns:h="http://www.w3.org/1999/xhtml" src="http://a.invalid"/>',
    '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="a.svg"/>',
    '<g id="a"><use href="#a"/></g>',
    "".join(f'<g id="g{n}"><use href="#g{n - 1}"/><use href="#g{n - 1}"/></g>' for n in range(1, 40)),
    "<g>" * 5 + "<rect/>" * 20_001 + "</g>" * 5,
]


@pytest.mark.parametrize("inside", REACHES_OUT, ids=lambda inside: inside[:50])
def test_a_drawing_holds_only_what_is_on_the_list(inside: str) -> None:
    with pytest.raises(DrawingProblem):
        cleaned(etree.fromstring(SVG.format("", inside)))


def test_a_drawing_goes_on_without_what_nobody_draws() -> None:
    """What a drawing program keeps there for itself, comments, and a document type that gives elements attributes."""
    content = (
        '<!DOCTYPE svg [<!ATTLIST rect onclick CDATA "alert(1)">]><!--a-->'
        + SVG.format(
            ' xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:xlink="http://www.w3.org/1999/xlink" inkscape:version="1"',
            '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><x/></rdf:RDF></metadata><!--b-->'
            '<style>/* c */ .a, g > rect { fill: url(#g); stroke: rgb(1, 2, 3) }</style><defs><linearGradient id="g" xlink:href="#h"/>'
            '<linearGradient id="h"/></defs><text>一<!--c-->二</text><rect class="a" data-name="甲(1)" style="fill:url(\'#g\')"/>',
        )
    ).encode()
    written = cleaned(etree.fromstring(content)).content.decode()
    assert not any(gone in written for gone in ("DOCTYPE", "onclick", "inkscape", "RDF", "<!--"))
    assert "<text>一二</text>" in written
    assert all(kept in written for kept in ("fill: url(#g)", 'xlink:href="#h"', "甲(1)"))


def test_what_draws_for_ever_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resvg_py", reason="resvg-py (the extra svg) is not installed")
    monkeypatch.setattr("reportgen.files.redrawn._SECONDS", 2)
    wide = 'x="-100" y="-100" width="9999" height="9999"'
    filters = f'<filter id="f" {wide}><feGaussianBlur stdDeviation="99999"/><feMorphology radius="9999"/></filter>'
    told = problem(SVG.format("", f'{filters}<rect width="9" height="9" filter="url(#f)"/>').encode(), tmp_path, "图.svg")
    assert "画不出来" in told.message


def test_a_photograph_of_a_phone_stands_upright_in_the_report(
    example: Callable[[str], Path], rewrite: Callable[[Path, str, str], None]
) -> None:
    from reportgen.tasks.check import check_draft

    draft = example("huaian-2024")
    (draft / "images").mkdir()
    (draft / "images" / "会议.jpg").write_bytes(photograph(6))
    rewrite(draft, "其他需要报告的事项: |\n", "其他需要报告的事项: |\n  ![2024年政务公开培训班](images/会议.jpg)\n")
    picture = check_draft(draft).pictures["images/会议.jpg"]
    assert (picture.width, picture.height) == (40, 60)
