"""Spoiled input for every door: what the fuzzed tests and benchmarks/fuzz.py feed to them, and what counts as an answer.

A door is its seeds (true files of the kind), how one of them is spoiled, and how it is opened. What
comes of a number is always the same, so that a failure can be made again.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from lxml import etree

from reportgen.files.pictures import PictureProblem, picture_of
from reportgen.model.draft import Checked
from reportgen.model.errors import ReportgenError
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft, check_published
from reportgen.tasks.pack_check import check_pack
from reportgen.word.outline import read_outline
from support.published.pdf import Canvas

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES, TEMPLATES = ROOT / "examples", ROOT / "templates"
DRAFTS = ("huaian-2024", "ouhai-2017", "wenzhou-2020")

# What people and programs leave in files, besides plain letters.
PIECES = (
    "{{", "}}", "{", "：", ": ", "|", "- ", "\t", "\n", "  ", "#", "&", "*x", "!![", "'", '"', "１２", "（一）", "1.", "![a](b)", "\x00",
    "\ufeff", "%", "表三.", "一、", "件", "，", "。", "为", "其中", "\r", "\u3000", "\u202e", "\x85", "\U00020000", "é", "=", "]]>", "<", ">",
    "&#x41;", "&amp;", "<!--", "-->", "\\", "/", "..", "~", "2024年", "12月31日", "百分之", "{% for x in y %}", "{{ 表三.x }}", "@", "+", "-1",
)  # fmt: skip
# Numbers at which something ends or begins.
NUMBERS = (
    "0", "-0", "-1", "1", "2", "63", "64", "255", "256", "1000", "16384", "16385", "65536", "1048577", "2147483647", "2147483648",
    "4294967296", "1000000000", "9" * 20, "9" * 29, "1" + "0" * 300, "1e999", "1e-999", "0.1", "-0.5", "NaN", "inf", "", "０", "１２３", "1,234", "x",
)  # fmt: skip
_LONGEST = 6000


class Door(NamedTuple):
    """One way in: the true files, how one is spoiled, and what is done with it."""

    seeds: Callable[[], Sequence[bytes]]
    spoil: Callable[[bytes, Random], bytes]
    suffix: str
    answer: Callable[[Path, Path], None]


def spoiled_input(door: Door, number: int) -> bytes:
    """The input of this number; the first are the seeds themselves."""
    seeds = door.seeds()
    if number < len(seeds):
        return seeds[number]
    random = Random(number)
    content = random.choice(seeds)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        content = door.spoil(content, random)
    return content


# -- text --------------------------------------------------------------------------------------------


def spoiled_text(text: str, random: Random) -> str:
    """A text with pieces cut out, put in, repeated, its lines moved, its numbers made extreme."""
    return random.choice(_TEXT_KINDS)(text, random)


def _cut(text: str, random: Random) -> str:
    start = random.randrange(len(text) + 1)
    return text[:start] + text[start + random.choice((1, 2, 10, 200, len(text))) :]


def _put_in(text: str, random: Random) -> str:
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(PIECES) + text[at + random.randrange(3) :]
    return text


def _repeat(text: str, random: Random) -> str:
    """A sign, a piece or a stretch of the text itself, many times."""
    at = random.randrange(len(text) + 1)
    piece = random.choice((random.choice(PIECES), text[at : at + random.choice((1, 2, 12, 80))])) or "一"
    return text[:at] + piece * (random.choice((2, 30, 400, _LONGEST)) // len(piece) + 1) + text[at:]


def _lines(text: str, random: Random) -> str:
    lines = text.split("\n")
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    kind = random.randrange(6)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines[at:at] = [lines[other]] * random.choice((1, 3, 50))
    elif kind == 2:
        lines[at], lines[other] = lines[other], lines[at]
    elif kind == 3:
        lines[at] = " " * random.choice((1, 2, 4, 40)) + lines[at]
    elif kind == 4:
        lines[at] = lines[at].lstrip()
    else:
        lines[at : at + random.randrange(2, 30)] = ["".join(lines[at : at + random.randrange(2, 30)])]
    return "\n".join(lines)


def _extreme(text: str, random: Random) -> str:
    numbers = [*re.finditer(r"\d+", text)]
    if not numbers:
        return _put_in(text, random)
    found = random.choice(numbers)
    return text[: found.start()] + random.choice(NUMBERS) + text[found.end() :]


def _nested(text: str, random: Random) -> str:
    at = random.randrange(len(text) + 1)
    opening, closing = random.choice(
        ("[]", "{}", "（）", "“”", "《》", "()", ("<b>", "</b>"), ("- ", ""), ("> ", ""), ("{{", "}}"))
    )
    deep = random.choice((3, 60, 700))
    return text[:at] + opening * deep + text[at : at + 5] + closing * deep + text[at + 5 :]


def _words(text: str, random: Random) -> str:
    """Two stretches of the text changed for one another."""
    places = sorted(random.randrange(len(text) + 1) for _ in range(4))
    one, two, three, four = places
    return text[:one] + text[three:four] + text[two:three] + text[one:two] + text[four:]


_TEXT_KINDS = (_cut, _put_in, _put_in, _repeat, _lines, _lines, _extreme, _extreme, _nested, _words)


def text_bytes(content: bytes, random: Random) -> bytes:
    """A text file spoiled as text, or as bytes, or in another coding."""
    kind = random.randrange(20)
    if kind == 0:
        return spoiled_bytes(content, random)
    text = spoiled_text(content.decode("utf-8", "replace"), random)
    if kind == 1:
        return text.encode(random.choice(("gb18030", "utf-16", "utf-8-sig", "big5")), "replace")
    return text.encode("utf-8", "surrogatepass")


def spoiled_bytes(content: bytes, random: Random) -> bytes:
    """Bytes flipped, cut off, left out, doubled or put in."""
    kind, at = random.randrange(5), random.randrange(len(content) + 1)
    if kind == 0:
        return content[:at]
    if kind == 1:
        return content[:at] + content[at + random.choice((1, 4, 100)) :]
    if kind == 2:
        return content[:at] + content[at : at + random.choice((1, 50, 3000))] * 2 + content[at:]
    if kind == 3:
        return content[:at] + random.randbytes(random.choice((1, 4, 64))) + content[at:]
    flipped = bytearray(content)
    for _ in range(min(random.choice((1, 1, 8, 200)), len(flipped))):
        flipped[random.randrange(len(flipped))] ^= 1 << random.randrange(8)
    return bytes(flipped)


# -- XML and what is packed --------------------------------------------------------------------------


def spoiled_tree(root: etree._Element, random: Random) -> None:
    """One element taken out, doubled, moved, nested in itself, renamed, or with an attribute or text made extreme."""
    elements = [*root.iter(etree.Element)]
    one, other = random.choice(elements), random.choice(elements)
    parent = one.getparent()
    kind = random.randrange(9)
    if kind <= 2 or parent is None:
        _spoil_attribute(random.choice([each for each in elements if each.attrib] or elements), random)
    elif kind == 3:
        parent.remove(one)
    elif kind == 4:
        if sum(1 for _ in one.iter()) < 300:
            for _ in range(random.choice((1, 2, 40))):
                one.addnext(_copy(one))
    elif kind == 5:
        if not any(above is one for above in other.iterancestors()) and other is not one:
            other.insert(random.randrange(len(other) + 1), one)
    elif kind == 6:
        _nest(one, random)
    elif kind == 7:
        one.tag = other.tag
    else:
        texts = [each for each in elements if each.text and each.text.strip()]
        chosen = random.choice(texts or elements)
        chosen.text = _xml_text(spoiled_text(chosen.text or "", random))


def _spoil_attribute(element: etree._Element, random: Random) -> None:
    if not element.attrib:
        return
    key = random.choice([*element.attrib])
    kind = random.randrange(6)
    if kind == 0:
        del element.attrib[key]
    elif kind == 1:
        element.set(key, _xml_text(spoiled_text(element.get(key) or "", random))[:_LONGEST])
    else:
        element.set(key, random.choice(NUMBERS))


def _nest(one: etree._Element, random: Random) -> None:
    """The element inside copies of it and what is around it, as deep as a file may have it or deeper."""
    parent = one.getparent()
    above = [one, *one.iterancestors()][: random.randint(1, 5)]
    if parent is None or sum(1 for _ in one.iter()) > 300:
        return
    place = parent.index(one)
    parent.remove(one)
    inner = one
    for _ in range(random.choice((2, 12, 60, 90)) // len(above) + 1):
        for each in above:
            shell = etree.Element(each.tag, dict(each.attrib))
            shell.append(inner)
            inner = shell
    parent.insert(place, inner)


def _copy(element: etree._Element) -> etree._Element:
    return etree.fromstring(etree.tostring(element, with_tail=False))


def _xml_text(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)


def xml_bytes(content: bytes, random: Random) -> bytes:
    """A part of XML, mostly still well formed."""
    kind = random.randrange(10)
    if kind == 0:
        return spoiled_bytes(content, random)
    if kind == 1:
        return spoiled_text(content.decode("utf-8", "replace"), random).encode("utf-8", "surrogatepass")
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, huge_tree=False))
    except etree.XMLSyntaxError:
        return spoiled_bytes(content, random)
    for _ in range(random.choice((1, 1, 2, 5))):
        spoiled_tree(root, random)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def zip_bytes(content: bytes, random: Random) -> bytes:
    """An Office file with one of its parts spoiled, lost, doubled or renamed; sometimes the file itself torn."""
    kind = random.randrange(20)
    if kind == 0:
        return spoiled_bytes(content, random)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, ValueError, EOFError, NotImplementedError):
        # Spoiled before: no parts can be taken out of it any more, the bytes can still be spoiled.
        return spoiled_bytes(content, random)
    if not parts:
        return content
    # The parts that hold much are spoiled as often as the small ones together.
    big = [at for at, (_, part) in enumerate(parts) if len(part) > 5000]
    at = random.choice(big) if big and random.random() < 0.5 else random.randrange(len(parts))
    name, part = parts[at]
    if kind == 1:
        del parts[at]
    elif kind == 2:
        parts.append((name, part))
    elif kind == 3:
        parts[at] = (random.choice((name.upper(), name + "x", "../" + name, "/" + name, name.replace("/", "\\"))), part)
    elif kind == 4:
        parts[at] = (name, random.choice(parts)[1])
    else:
        spoil = xml_bytes if name.endswith((".xml", ".rels")) else spoiled_bytes
        parts[at] = (name, spoil(part, random))
    return _zip(parts)


def _zip(parts: Sequence[tuple[str, bytes]]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts:
            # zipfile warns of a name that stands twice, and writes it.
            info = zipfile.ZipInfo(name.encode("utf-8", "replace").decode())
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.NameToInfo.pop(name, None)
            archive.writestr(info, part)
    return written.getvalue()


def html_bytes(content: bytes, random: Random) -> bytes:
    """A web page spoiled as text or as a tree."""
    if random.random() < 0.4:
        return text_bytes(content, random)
    root = etree.fromstring(content, etree.HTMLParser(encoding="utf-8"))
    if root is None:
        return spoiled_bytes(content, random)
    try:
        for _ in range(random.choice((1, 1, 2, 5))):
            spoiled_tree(root, random)
    except (ValueError, etree.XMLSyntaxError):  # a page may have names of elements that no XML could
        return text_bytes(content, random)
    return etree.tostring(root, method="html", encoding="utf-8")


# -- PDF ---------------------------------------------------------------------------------------------

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj\n", re.DOTALL)


def pdf_bytes(content: bytes, random: Random) -> bytes:
    """A PDF whose objects are spoiled, its table of objects right again; sometimes only bytes of it."""
    objects = [found[2] for found in _OBJECT.finditer(content)]
    if not objects or random.random() < 0.2:
        return spoiled_bytes(content, random)
    at = random.randrange(len(objects))
    kind = random.randrange(6)
    if kind == 0:
        del objects[at]
    elif kind == 1:
        objects[at] = random.choice(objects)
    elif kind == 2:
        references = rb"\d+ 0 R"
        objects[at] = re.sub(references, lambda _: b"%d 0 R" % random.randint(0, len(objects) + 1), objects[at], count=1)
    elif kind == 3:
        objects[at] = _spoiled_latin(objects[at], random, extreme=True)
    else:
        objects[at] = _spoiled_latin(objects[at], random)
    return pdf_of(objects)


def _spoiled_latin(written: bytes, random: Random, *, extreme: bool = False) -> bytes:
    text = written.decode("latin-1")
    text = _extreme(text, random) if extreme else spoiled_text(text, random)
    spoiled = text.encode("latin-1", "replace")
    before, stream, _ = spoiled.partition(b"stream\n")
    # Mostly the length is right; else no more would be tried than that.
    if stream and random.random() < 0.8:
        body = spoiled[len(before) + len(stream) :].removesuffix(b"\nendstream")
        spoiled = re.sub(rb"/Length \d+", b"/Length %d" % len(body), before, count=1) + stream + body + b"\nendstream"
    return spoiled


def pdf_of(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    body, places = bytearray(b"%PDF-1.4\n"), []
    for number, written in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        table,
        size,
        len(body),
    )
    return bytes(body) + end


# -- the doors ---------------------------------------------------------------------------------------


@cache
def built(suffix: str) -> tuple[bytes, ...]:
    """The examples built to documents of this kind."""
    import tempfile

    contents = []
    with tempfile.TemporaryDirectory() as folder:
        for name in DRAFTS:
            draft = shutil.copytree(EXAMPLES / name, Path(folder) / name)
            path = Path(folder) / f"{name}{suffix}"
            build_draft(draft, output=path, kinds=[suffix[1:]], draft=True)
            contents.append(path.read_bytes())
    return tuple(contents)


@cache
def text_seeds() -> tuple[bytes, ...]:
    """The built examples as a reader would copy them: with pipes, with tabs, with blanks between the cells."""
    import tempfile

    texts = []
    with tempfile.TemporaryDirectory() as folder:
        for at, content in enumerate(built(".docx")):
            path = Path(folder) / f"{at}.docx"
            path.write_bytes(content)
            outline = read_outline(path)
            for between in ("|", "\t", "  "):
                lines: list[str] = []
                for kind, place in outline.order:
                    if kind == "p":
                        lines.append(outline.paragraphs[place].text)
                        continue
                    grid = outline.grids[place]
                    rows = [[cell.text for _, cell in cells] for _, cells in grid.rows()]
                    lines += [f"| {' | '.join(row)} |" if between == "|" else between.join(row) for row in rows]
                texts.append("\n".join(lines).encode())
    return tuple(texts)


@cache
def pdf_seeds() -> tuple[bytes, ...]:
    """Small PDFs: some lines with a ruled table, and lines with figures that have no rules."""
    ruled, loose = Canvas(), Canvas()
    for canvas in (ruled, loose):
        canvas.text(200, 90, "云溪县2024年政府信息公开工作年度报告", 22)
        canvas.text(106, 130, "一、总体情况。2024年共公开政府信息12条，收到申请3件。")
    for row in range(4):
        for column in range(4):
            x, top = 74 + column * 100, 200 + row * 24
            ruled.rule(x, top, x + 100, top)
            ruled.rule(x, top, x, top + 24)
            ruled.text(x + 5, top + 6, str(row * column), 9)
            loose.text(x + 5, top + 6, str(row * column), 9)
    ruled.picture(74, 400, 200, 500)
    return ruled.pdf(), loose.pdf()


@cache
def _files(*paths: Path) -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in paths)


def _workbooks() -> Sequence[bytes]:
    return _files(*(EXAMPLES / name / "workbook.xlsx" for name in DRAFTS))


def _narratives() -> Sequence[bytes]:
    return _files(*(EXAMPLES / name / "narrative.yaml" for name in DRAFTS))


def _declarations() -> Sequence[bytes]:
    return _files(*(TEMPLATES / name / "format.yaml" for name in ("gov-disclosure-2014", "gov-disclosure-2021")))


def _templates() -> Sequence[bytes]:
    return _files(*(TEMPLATES / name / "template.docx" for name in ("gov-disclosure-2014", "gov-disclosure-2021")))


def _pictures() -> Sequence[bytes]:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><style>.a{fill:red;stroke:#123}</style><g class="a">'
        '<rect x="5" y="5" width="90" height="40" style="opacity:.5"/><path d="M1 1L50 50C3 4 5 6 7 8Z"/>'
        '<text x="9" y="60" font-size="12">一<tspan>二</tspan></text></g>'
        '<defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient><clipPath id="c"><rect width="9" height="9"/></clipPath></defs>'
        '<circle cx="50" cy="50" r="20" fill="url(#g)" clip-path="url(#c)" transform="rotate(3)"/></svg>'
    )
    return (*_files(ROOT / "tests" / "pictures" / "channels.png"), drawing.encode())


def _picture_bytes(content: bytes, random: Random) -> bytes:
    return xml_bytes(content, random) if content.startswith(b"<") else spoiled_bytes(content, random)


def answered(checked: Checked) -> None:
    """A check came to its end; no check of ours broke."""
    assert not checked.crashed, [finding.message for finding in checked.findings if finding.code == "X100"]
    assert all(finding.message for finding in checked.findings)


def _draft_with(path: Path, folder: Path, name: str) -> None:
    draft = folder / "draft"
    if not draft.exists():
        shutil.copytree(EXAMPLES / DRAFTS[0], draft)
    kept = (draft / name).read_bytes()
    shutil.copyfile(path, draft / name)
    try:
        answered(check_draft(draft))
    finally:
        (draft / name).write_bytes(kept)


def _pack_with(path: Path, folder: Path, name: str) -> None:
    # Which of the packs it was made of shows in the file itself; it does not matter to what must hold.
    pack = folder / "gov-disclosure-2014"
    if not pack.exists():
        shutil.copytree(TEMPLATES / pack.name, pack)
    shutil.copyfile(path, pack / name)
    assert check_pack(str(pack)).target


def _published(path: Path, folder: Path) -> None:
    answered(check_published(path))


DOORS = {
    "xlsx": Door(_workbooks, zip_bytes, ".xlsx", lambda path, folder: _draft_with(path, folder, "workbook.xlsx")),
    "narrative": Door(_narratives, text_bytes, ".yaml", lambda path, folder: _draft_with(path, folder, "narrative.yaml")),
    "docx": Door(lambda: built(".docx"), zip_bytes, ".docx", _published),
    "html": Door(lambda: built(".html"), html_bytes, ".html", _published),
    "pdf": Door(pdf_seeds, pdf_bytes, ".pdf", _published),
    "txt": Door(text_seeds, text_bytes, ".txt", _published),
    "md": Door(text_seeds, text_bytes, ".md", _published),
    "pack": Door(_declarations, text_bytes, ".yaml", lambda path, folder: _pack_with(path, folder, "format.yaml")),
    "template": Door(_templates, zip_bytes, ".docx", lambda path, folder: _pack_with(path, folder, "template.docx")),
    "picture": Door(_pictures, _picture_bytes, ".png", lambda path, folder: _picture(path)),
}


def _picture(path: Path) -> None:
    assert picture_of(path.read_bytes(), path.name).width


def opened(door: Door, path: Path, folder: Path) -> None:
    """The door opened on the file; anything raised here but for what a person is told is a bug of ours."""
    try:
        door.answer(path, folder)
    except (ReportgenError, PictureProblem) as refusal:
        assert refusal.message
