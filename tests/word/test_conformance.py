"""The built .docx against ECMA-376 and GB/T 9704—2012, read from its XML."""

from __future__ import annotations

import io
import os
import platform
import posixpath
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from conftest import EXAMPLES, telling
from lxml import etree

from reportgen.model.draft import Built
from reportgen.model.errors import RenderError
from reportgen.model.form import Form
from reportgen.model.layout import lay_out
from reportgen.model.report import TextBlock
from reportgen.packs.load import find_pack
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import Checked, check_draft
from reportgen.word.template.compiled import compile_template
from reportgen.word.template.document import render

NAMES = sorted(text.parent.name for text in EXAMPLES.glob("*/narrative.yaml"))
EachExample = pytest.mark.parametrize("name", NAMES)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NS = {"w": W[1:-1]}
TWIPS_PER_MM = 1440 / 25.4
Element = etree._Element


@dataclass
class Package:
    """A built .docx: its parts, and the check it came from."""

    content: bytes
    checked: Checked

    @cached_property
    def parts(self) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @cached_property
    def trees(self) -> dict[str, Element]:
        return {name: etree.fromstring(text) for name, text in self.parts.items() if name.endswith((".xml", ".rels"))}

    @property
    def document(self) -> Element:
        return self.trees["word/document.xml"]

    @property
    def form(self) -> Form:
        return self.checked.form

    @cached_property
    def styles(self) -> dict[str, Element]:
        return {style.get(W + "styleId", ""): style for style in self.trees["word/styles.xml"].iter(W + "style")}

    def part_of(self, kind: str, which: str) -> Element:
        """The header or footer of odd ("default") or even pages."""
        reference = next(found for found in self.document.iter(W + kind + "Reference") if found.get(W + "type") == which)
        relation = reference.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id")
        target = next(found.get("Target") for found in self.trees["word/_rels/document.xml.rels"] if found.get("Id") == relation)
        return self.trees[f"word/{target}"]

    # -- what holds for a paragraph or run in the end: its own property, or its style's ------------

    def chain(self, element: Element, kind: str) -> Iterator[Element]:
        """The pPr or rPr that count, the nearest first."""
        paragraph = element if element.tag == W + "p" else next(element.iterancestors(W + "p"))
        if (own := element.find(W + kind)) is not None:
            yield own
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = style.get(W + "val", "") if style is not None else "Normal"
        while name:
            if (found := self.styles[name].find(W + kind)) is not None:
                yield found
            based = self.styles[name].find(W + "basedOn")
            name = based.get(W + "val", "") if based is not None else ""
        yield from self.trees["word/styles.xml"].iterfind(f"{W}docDefaults//{W}{kind}")

    def get(self, element: Element, path: str) -> str | None:
        """An effective property such as "pPr/spacing/line"; an element that is there without a value is "on"."""
        kind, name, attribute = path.split("/")
        for properties in self.chain(element, kind):
            found = properties.find(W + name)
            if found is not None:
                value = found.get(W + attribute, "on" if attribute == "val" else None)
                if value is not None:
                    return value
        return None

    @cached_property
    def paragraphs(self) -> list[Element]:
        """Paragraphs outside tables."""
        return self.document.findall(f"{W}body/{W}p")

    @cached_property
    def tables(self) -> list[Element]:
        return self.document.findall(f"{W}body/{W}tbl")


def text_of(element: Element) -> str:
    return "".join(found.text or "" for found in element.iter(W + "t"))


def build(name: str, folder: Path, *, draft: bool = False, source: Path | None = None) -> Package:
    out = folder / f"{name}.docx"
    built = build_draft(source or EXAMPLES / name, output=out, force=True, draft=draft)
    assert isinstance(built, Built)
    return Package(out.read_bytes(), built.checked)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Package]:
    folder = tmp_path_factory.mktemp("built")
    return {name: build(name, folder) for name in NAMES}


# -- ECMA-376: the schema, by a ported validator ------------------------------------------------------

# openxml-audit 0.8 asks for a theme part. ECMA-376 part 1, 11.2 asks for the main document only, and Word opens it without.
NOT_REQUIRED = "relationships/theme' is missing"
# Each is put into the built document; the left side must be there.
PLANTED: dict[str, tuple[str, str, str]] = {
    "properties of a paragraph out of order": (
        "word/footer1.xml",
        r"(<w:ind [^>]*/>)(<w:jc [^>]*/>)",
        r"\2\1",
    ),
    "properties of a run out of order": ("word/styles.xml", r"(<w:sz [^>]*/>)(<w:szCs [^>]*/>)", r"\2\1"),
    "properties of a cell out of order": ("word/document.xml", r"(<w:shd [^>]*/>)(<w:vAlign [^>]*/>)", r"\2\1"),
    "properties of a page out of order": ("word/document.xml", r"(<w:pgSz [^>]*/>)(<w:pgMar [^>]*/>)", r"\2\1"),
    "settings out of order": ("word/settings.xml", r"(<w:zoom [^>]*/>)(<w:evenAndOddHeaders/>)", r"\2\1"),
    "a style out of order": ("word/styles.xml", r"(<w:basedOn [^>]*/>)(<w:qFormat/>)", r"\2\1"),
    "an element that does not exist": ("word/document.xml", r"<w:cantSplit/>", "<w:cantSplits/>"),
    "an attribute that does not exist": ("word/document.xml", r"<w:gridSpan w:val=", "<w:gridSpan w:value="),
    "an attribute with a wrong value": ("word/document.xml", r'<w:jc w:val="center"/>', '<w:jc w:val="centre"/>'),
    "a table without its grid": ("word/document.xml", r"<w:tblGrid>.*?</w:tblGrid>", ""),
    "a cell without a paragraph": ("word/document.xml", r"(</w:tcPr>)<w:p>.*?</w:p>(</w:tc>)", r"\1\2"),
    "text outside a run": ("word/document.xml", r"<w:r>", "<w:t>x</w:t><w:r>"),
    "a page before the body ends": ("word/document.xml", r"<w:body>", "<w:body><w:sectPr/>"),
    "a header that is not there": ("word/document.xml", r'r:id="\w+"', 'r:id="rId4711"'),
    "a style that is not there": ("word/document.xml", r"<w:pStyle [^>]*/>", '<w:pStyle w:val="NoSuch"/>'),
}


def planted(package: Package, case: str) -> bytes:
    """The .docx with one violation in it."""
    part, pattern, replacement = PLANTED[case]
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for name, content in package.parts.items():
            if name == part:
                text, times = re.subn(pattern, replacement, content.decode(), count=1)
                assert times == 1
                content = text.encode()
            archive.writestr(name, content)
    return changed.getvalue()


Audit = Callable[[bytes], list[str]]


@pytest.fixture(scope="session")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """What openxml-audit says against a .docx."""
    package = pytest.importorskip("openxml_audit", reason="openxml-audit (a development dependency) is not installed")
    validator = package.OpenXmlValidator(security_validation=True)
    path = tmp_path_factory.mktemp("audit") / "audited.docx"

    def errors(content: bytes) -> list[str]:
        path.write_bytes(content)
        return [str(error) for error in validator.validate(str(path)).errors if NOT_REQUIRED not in error.description]

    return errors


@EachExample
def test_a_built_document_is_valid(name: str, built: dict[str, Package], audit: Audit) -> None:
    assert audit(built[name].content) == []


@EachExample
def test_a_template_is_valid(name: str, built: dict[str, Package], audit: Audit) -> None:
    assert audit((Path(built[name].form.folder) / "template.docx").read_bytes()) == []


# It is the validator that is tried here: a quick run sees that it still looks at all.
@pytest.mark.parametrize("case", telling(list(PLANTED)[::3], list(PLANTED)))
def test_the_validator_sees_a_planted_violation(case: str, built: dict[str, Package], audit: Audit) -> None:
    assert audit(planted(built["huaian-2024"], case))


# -- ECMA-376: the order of children, by our own list -------------------------------------------------

PPR = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens "
    "kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind "
    "contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle "
    "rPr sectPr pPrChange"
)
RPR = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden "
    "color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish "
    "oMath"
)
TBLPR = (
    "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd "
    "tblLayout tblCellMar tblLook tblCaption tblDescription"
)
TCPR = "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark"
SECTPR = (
    "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols formProt "
    "vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings"
)
STYLE = (
    "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal "
    "personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr"
)
SETTINGS = (
    "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries displayBackgroundShape "
    "printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts saveSubsetFonts "
    "saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop "
    "hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState formsDesign attachedTemplate linkStyles "
    "stylePaneFormatFilter stylePaneSortMethod documentType mailMerge revisionView trackRevisions doNotTrackMoves "
    "doNotTrackFormatting documentProtection autoFormatOverride styleLockTheme styleLockQFSet defaultTabStop autoHyphenation "
    "consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle "
    "evenAndOddHeaders bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing "
    "drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery "
    "doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin doNotShadeFormData "
    "noPunctuationKerning characterSpacingControl printTwoOnOne strictFirstAndLastChars noLineBreaksAfter noLineBreaksBefore "
    "savePreviewPicture doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent alwaysShowPlaceholderText "
    "doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt showXMLTags alwaysMergeEmptyNamespace "
    "updateFields hdrShapeDefaults footnotePr endnotePr compat docVars rsids mathPr attachedSchema themeFontLang "
    "clrSchemeMapping doNotIncludeSubdocsInStats doNotAutoCompressPictures forceUpgrade captions readModeInkLockDown "
    "smartTagType schemaLibrary shapeDefaults doNotEmbedSmartTags decimalSymbol listSeparator"
)
SIDES = "top left start bottom right end"
# Children in the order of the schema. trPr is a choice: its children stand in any order, but no others may.
ORDER: dict[str, list[str]] = {
    "pPr": PPR.split(), "rPr": RPR.split(), "tblPr": TBLPR.split(), "tcPr": TCPR.split(), "sectPr": SECTPR.split(),
    "style": STYLE.split(), "settings": SETTINGS.split(), "tblCellMar": SIDES.split(), "tcMar": SIDES.split(),
    "tblBorders": [*SIDES.split(), "insideH", "insideV"], "tbl": ["tblPr", "tblGrid", "tr"], "tr": ["tblPrEx", "trPr", "tc"],
    "tc": ["tcPr", "p"], "tblGrid": ["gridCol"], "docDefaults": ["rPrDefault", "pPrDefault"],
}  # fmt: skip
ANY_ORDER = {"trPr": {"cantSplit", "trHeight", "tblHeader", "tblCellSpacing", "jc", "hidden", "gridBefore", "gridAfter"}}
WHOLE_NUMBERS = re.compile(
    r'<w:(?:sz|szCs|gridSpan|trHeight|outlineLvl|gridCol|tcW|tblW|ind|spacing|pgSz|pgMar)\b([^>]*)/>'
)  # fmt: skip


def disordered(root: Element) -> list[str]:
    """Elements whose children do not stand in the order of the schema."""
    found = []
    for element in root.iter(*(W + name for name in (*ORDER, *ANY_ORDER))):
        name = etree.QName(element).localname
        children = [etree.QName(child).localname for child in element]
        order = ORDER.get(name)
        if order is None:
            right = set(children) <= ANY_ORDER[name] and len(set(children)) == len(children)
        else:
            right = set(children) <= set(order) and children == sorted(children, key=order.index)
        if not right:
            found.append(f"{name}: {' '.join(children)}")
    return found


@EachExample
def test_children_stand_in_the_order_of_the_schema(name: str, built: dict[str, Package]) -> None:
    for part, root in built[name].trees.items():
        if part.startswith("word/"):
            assert disordered(root) == [], part


@pytest.mark.parametrize("case", [case for case in PLANTED if case.endswith(("out of order", "element that does not exist"))])
def test_the_list_sees_what_stands_out_of_order(case: str, built: dict[str, Package]) -> None:
    changed = Package(planted(built["huaian-2024"], case), built["huaian-2024"].checked)
    assert disordered(changed.trees[PLANTED[case][0]])


@EachExample
def test_measures_are_whole_numbers(name: str, built: dict[str, Package]) -> None:
    for part in ("word/document.xml", "word/styles.xml", "word/footer1.xml", "word/footer2.xml"):
        for attributes in WHOLE_NUMBERS.findall(built[name].parts[part].decode()):
            for attribute, value in re.findall(r' w:(\w+)="([^"]*)"', attributes):
                if attribute not in ("lineRule", "hRule", "type"):
                    assert re.fullmatch(r"-?\d+", value), (part, attribute, value)


# -- the package --------------------------------------------------------------------------------------


@EachExample
def test_the_zip_is_whole_and_its_times_say_nothing(name: str, built: dict[str, Package]) -> None:
    with zipfile.ZipFile(io.BytesIO(built[name].content)) as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
    names = [entry.filename for entry in entries]
    assert names[0] == "[Content_Types].xml"
    assert len(names) == len(set(names))
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {(entry.compress_type, entry.create_system, entry.extra, entry.comment) for entry in entries} == {(8, 0, b"", b"")}


@EachExample
def test_every_part_has_a_type_and_every_relationship_a_target(name: str, built: dict[str, Package]) -> None:
    package = built[name]
    types = package.trees["[Content_Types].xml"]
    defaults = {found.get("Extension") for found in types if found.tag.endswith("Default")}
    overrides = [found.get("PartName", "") for found in types if found.tag.endswith("Override")]
    assert len(overrides) == len(set(overrides))
    assert {part[1:] for part in overrides} <= set(package.parts)
    for part in package.parts:
        assert f"/{part}" in overrides or part.rpartition(".")[2] in defaults
    reached = {"[Content_Types].xml"}
    for part, root in package.trees.items():
        if part.endswith(".rels"):
            base = posixpath.dirname(posixpath.dirname(part))
            targets = [posixpath.normpath(posixpath.join(base, found.get("Target", ""))) for found in root]
            identifiers = [found.get("Id") for found in root]
            assert len(identifiers) == len(set(identifiers))
            assert set(targets) <= set(package.parts)
            reached |= {part, *targets}
    assert reached == set(package.parts)


@EachExample
def test_no_tag_of_the_template_is_left(name: str, built: dict[str, Package]) -> None:
    for part, content in built[name].parts.items():
        if part.endswith(".xml"):
            assert not re.search(r"\{\{|\{%|%\}|\}\}|⟦|⟪|【待填】", content.decode()), part


@EachExample
def test_the_properties_name_title_and_agency_only(name: str, built: dict[str, Package]) -> None:
    package = built[name]
    report = package.checked.report
    core = {etree.QName(found).localname: found.text for found in package.trees["docProps/core.xml"]}
    assert core == {
        "title": "".join(report.title),
        "creator": report.agency,
        "lastModifiedBy": report.agency,
        "language": "zh-CN",
    }
    app = {etree.QName(found).localname: found.text for found in package.trees["docProps/app.xml"]}
    assert app == {"Application": "reportgen", "Company": report.agency}
    everything = b"\n".join(package.parts.values())
    for secret in (platform.node(), str(Path.home()), str(Path.cwd()), str(EXAMPLES), "/tmp"):
        assert len(secret) < 4 or secret.encode() not in everything


@EachExample
def test_the_same_draft_gives_the_same_bytes(name: str, built: dict[str, Package], tmp_path: Path) -> None:
    assert build(name, tmp_path).content == built[name].content


def test_another_process_gives_the_same_bytes(built: dict[str, Package], tmp_path: Path) -> None:
    """On another day's clock zone, for another user, with another hash seed and language."""
    elsewhere = {
        **os.environ, "PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "1",
        "USER": "zhangsan", "USERNAME": "zhangsan", "LOGNAME": "zhangsan", "HOME": str(tmp_path), "COLUMNS": "40",
    }  # fmt: skip
    script = (
        "import pathlib, sys\nfrom reportgen.tasks.build import build_draft\n"
        "for name in sys.argv[3:]:\n"
        "    build_draft(pathlib.Path(sys.argv[1]) / name, output=pathlib.Path(sys.argv[2]) / f'{name}.docx')\n"
    )
    arguments = [sys.executable, "-c", script, str(EXAMPLES), str(tmp_path), *NAMES]
    subprocess.run(arguments, env=elsewhere, cwd=tmp_path, check=True, timeout=120)
    for name in NAMES:
        assert (tmp_path / f"{name}.docx").read_bytes() == built[name].content


@EachExample
def test_python_docx_opens_it(name: str, built: dict[str, Package]) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(built[name].content))
    report = built[name].checked.report
    assert document.core_properties.title == "".join(report.title)
    assert document.core_properties.author == report.agency
    assert len(document.tables) == len(built[name].form.tables)
    assert len(document.sections) == 1
    assert len(document.inline_shapes) == sum(block.pictured for blocks in report.texts.values() for block in blocks)
    assert [line.text for line in document.paragraphs[: len(report.title)]] == list(report.title)


# -- GB/T 9704—2012: the page -------------------------------------------------------------------------

# clause, what, expected in mm, how far off is still right
PAGE: tuple[tuple[str, str, float, float], ...] = (
    ("5.1 A4 paper", "pgSz/w", 210, 0.1),
    ("5.1 A4 paper", "pgSz/h", 297, 0.1),
    ("5.2.1 top margin", "pgMar/top", 37, 1),
    ("5.2.1 left margin", "pgMar/left", 28, 1),
    ("5.2.2 bottom margin", "pgMar/bottom", 35, 0.1),
    ("5.2.2 right margin", "pgMar/right", 26, 0.1),
    ("no gutter", "pgMar/gutter", 0, 0),
)


@EachExample
@pytest.mark.parametrize(("clause", "path", "millimetres", "tolerance"), PAGE)
def test_the_page_is_as_the_standard_has_it(
    name: str, clause: str, path: str, millimetres: float, tolerance: float, built: dict[str, Package]
) -> None:
    element, attribute = path.split("/")
    (section,) = built[name].document.iter(W + "sectPr")
    found = section.find(W + element)
    assert found is not None
    assert int(found.get(W + attribute, "")) / TWIPS_PER_MM == pytest.approx(millimetres, abs=tolerance), clause


def page(package: Package) -> dict[str, int]:
    size, margins = (package.document.find(f".//{W}{name}") for name in ("pgSz", "pgMar"))
    assert size is not None
    assert margins is not None
    return {etree.QName(key).localname: int(value) for found in (size, margins) for key, value in found.attrib.items()}


def text_width(package: Package) -> int:
    measures = page(package)
    return measures["w"] - measures["left"] - measures["right"]


@EachExample
def test_a_page_holds_22_lines_of_28_characters(name: str, built: dict[str, Package]) -> None:
    package = built[name]
    measures = page(package)
    body = next(found for found in package.paragraphs if package.get(found, "pPr/pStyle/val") == "BodyText")
    line = int(package.get(body, "pPr/spacing/line") or 0)
    assert (measures["h"] - measures["top"] - measures["bottom"]) // line == 22
    assert line / 20 == pytest.approx(29, abs=0.1)
    run = body.find(W + "r")
    assert run is not None
    size, closer = int(package.get(run, "rPr/sz/val") or 0) * 10, int(package.get(run, "rPr/spacing/val") or 0)
    scale = int(package.get(run, "rPr/w/val") or 100) / 100
    assert text_width(package) // (size * scale + closer) == 28


@EachExample
@pytest.mark.parametrize(("which", "side"), [("default", "right"), ("even", "left")])
def test_the_page_number_stands_at_the_outer_edge(name: str, which: str, side: str, built: dict[str, Package]) -> None:
    package = built[name]
    (paragraph,) = package.part_of("footer", which).iter(W + "p")
    assert package.get(paragraph, "pPr/jc/val") == side
    assert package.get(paragraph, f"pPr/ind/{side}Chars") == "100"
    runs = paragraph.findall(W + "r")
    assert {package.get(run, "rPr/sz/val") for run in runs} == {"28"}
    assert {package.get(run, "rPr/rFonts/eastAsia") for run in runs} == {"宋体"}
    assert text_of(paragraph) == "— 1 —"
    assert [found.get(W + "fldCharType") for found in paragraph.iter(W + "fldChar")] == ["begin", "separate", "end"]
    assert [(found.text or "").strip() for found in paragraph.iter(W + "instrText")] == ["PAGE"]
    assert package.trees["word/settings.xml"].find(W + "evenAndOddHeaders") is not None
    # 7.5: the dash, in the middle of a line of 14 pt, stands 7 mm below the text.
    bottom, footer = page(package)["bottom"], page(package)["footer"]
    assert (bottom - footer - 1.3 * 14 * 20 / 2) / TWIPS_PER_MM == pytest.approx(7, abs=0.5)


@EachExample
@pytest.mark.parametrize("which", ["default", "even"])
def test_a_final_report_has_no_header(name: str, which: str, built: dict[str, Package]) -> None:
    assert text_of(built[name].part_of("header", which)) == ""


# -- GB/T 9704—2012: paragraphs -----------------------------------------------------------------------

FANGSONG, KAITI, HEITI, SONGTI = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"


@dataclass(frozen=True)
class Looks:
    """How a kind of paragraph must look; None where the standard does not say."""

    font: str
    size: float
    align: tuple[str, ...] = ()
    first_line: str | None = None
    line: tuple[str, str] | None = ("exact", "579")
    keep: bool = False


LOOKS: dict[str, Looks] = {
    "title": Looks("方正小标宋简体", 22, align=("center",), first_line=None, line=None),
    "heading1": Looks(HEITI, 16, first_line="200", keep=True),
    "heading2": Looks(KAITI, 16, first_line="200", keep=True),
    "heading3": Looks(FANGSONG, 16, first_line="200", keep=True),
    "heading4": Looks(FANGSONG, 16, first_line="200", keep=True),
    "text": Looks(FANGSONG, 16, align=("both", "left"), first_line="200"),
    "lead": Looks(KAITI, 16, align=("both", "left"), first_line="200"),
    "caption": Looks(KAITI, 14, align=("center",), line=None),
    "signature": Looks(FANGSONG, 16, keep=True),
    "date": Looks(FANGSONG, 16),
    "appendix": Looks("方正小标宋简体", 18, align=("center",), line=None, keep=True),
    "subheading": Looks(KAITI, 16, align=("center",), line=None, keep=True),
}

ALL_LEVELS = """\
  一般的一段话。
  （一）二级标题
  （二）带出正文的二级标题。正文接在后面。
  1.三级标题
  2.带出正文的三级标题。正文接在后面。
  （1）四级标题
  （2）带出正文的四级标题。正文接在后面。
"""
LONG_AGENCY = "新疆维吾尔自治区巴音郭楞蒙古自治州人民政府办公室"


def expected_looks(package: Package) -> dict[str, str]:
    """What kind of paragraph each text below the title is."""
    report, form = package.checked.report, package.form
    kinds = {}
    for section in form.sections:
        appendix = section.kind == "appendix"
        if section.heading:
            kinds[section.heading] = "appendix" if appendix else "heading1"
        if section.subheading:
            kinds[section.subheading.replace("{{ 年份 }}", str(report.year))] = "subheading"
    for blocks in report.texts.values():
        kinds.update({block.whole: kind_of(block) for block in blocks if block.whole})
    return {**kinds, report.signature: "signature", report.date: "date"}


def kind_of(block: TextBlock) -> str:
    if block.kind == "heading":
        return f"heading{block.level}"
    return "caption" if block.pictured else "lead" if block.lead else "text"


def wrong_looks(package: Package) -> list[str]:
    """Paragraphs outside the tables that do not look as the standard has them."""
    kinds = expected_looks(package)
    seen = set()
    wrong = []
    title = len(package.checked.report.title)
    for number, paragraph in enumerate(package.paragraphs):
        text = text_of(paragraph)
        if not text:
            continue
        kind = "title" if number < title else kinds[text]
        seen.add(text)
        looks = LOOKS[kind]
        runs = [run for run in paragraph.findall(W + "r") if text_of(run)]
        fonts = [package.get(run, "rPr/rFonts/eastAsia") for run in runs]
        facts: dict[str, tuple[object, object]] = {
            "font": (fonts, [looks.font] if kind != "lead" else [KAITI, FANGSONG]),
            "size": ({package.get(run, "rPr/sz/val") for run in runs}, {str(round(looks.size * 2))}),
            "latin": ({package.get(run, "rPr/rFonts/ascii") for run in runs}, {"Times New Roman"}),
            "bold": ({package.get(run, "rPr/b/val") for run in runs}, {None}),
            "first line": (package.get(paragraph, "pPr/ind/firstLineChars"), looks.first_line),
        }
        if looks.align:
            facts["align"] = package.get(paragraph, "pPr/jc/val") in looks.align, True
        if looks.line:
            facts["line"] = (
                (package.get(paragraph, "pPr/spacing/lineRule"), package.get(paragraph, "pPr/spacing/line")),
                looks.line,
            )
        if looks.keep:
            facts["keep"] = package.get(paragraph, "pPr/keepNext/val"), "on"
        wrong += [f"{kind} {text[:20]}: {fact} {found}" for fact, (found, wanted) in facts.items() if found != wanted]
    return [*wrong, *(f"{text[:20]} is missing" for text in kinds if text not in seen)]


@EachExample
def test_every_paragraph_looks_as_the_standard_has_it(name: str, built: dict[str, Package]) -> None:
    assert wrong_looks(built[name]) == []


def test_headings_of_every_level_look_as_the_standard_has_them(
    example: Callable[[str], Path], rewrite: Callable[[Path, str, str], None], tmp_path: Path
) -> None:
    draft = example("huaian-2024")
    rewrite(draft, "其他需要报告的事项: |\n", f"其他需要报告的事项: |\n{ALL_LEVELS}")
    package = build("huaian-2024", tmp_path, source=draft)
    assert {"heading2", "heading3", "heading4", "lead", "text"} <= set(expected_looks(package).values())
    assert wrong_looks(package) == []


def test_a_line_of_the_first_level_that_runs_on_is_text(
    example: Callable[[str], Path], rewrite: Callable[[Path, str, str], None], tmp_path: Path
) -> None:
    """Only （一） runs on into text; a 一、 is a heading when it stands alone."""
    draft = example("ouhai-2017")
    rewrite(draft, "    （一）扎实推进试点任务。", "    一、扎实推进试点任务。")
    package = build("ouhai-2017", tmp_path, source=draft)
    (run,) = next(found for found in package.paragraphs if text_of(found).startswith("一、扎实")).findall(W + "r")
    assert package.get(run, "rPr/rFonts/eastAsia") == FANGSONG


def test_a_long_signature_stands_one_line_to_the_right(
    example: Callable[[str], Path], rewrite: Callable[[Path, str, str], None], tmp_path: Path
) -> None:
    draft = example("huaian-2024")
    rewrite(draft, "署名: 淮安市人民政府", f"署名: {LONG_AGENCY}")
    package = build("huaian-2024", tmp_path, source=draft)
    assert wrong_looks(package) == []
    signature, date = (found for found in package.paragraphs if text_of(found) in (LONG_AGENCY, package.checked.report.date))
    assert package.get(signature, "pPr/jc/val") == package.get(date, "pPr/jc/val") == "right"
    # Two characters in from the right at least, the date no less than the name, and the name on one line.
    margin = [int(package.get(found, "pPr/ind/rightChars") or 0) for found in (signature, date)]
    assert margin[0] >= 200
    assert margin[1] >= margin[0]
    width = text_width(package) - int(package.get(signature, "pPr/ind/right") or 0)
    assert len(LONG_AGENCY) * 16 * 20 <= width


# -- runs and tables ----------------------------------------------------------------------------------


def nameless(package: Package) -> list[str]:
    """Runs with text that do not name their Chinese font themselves."""
    return [
        f"{part}: {text_of(run)[:20]}"
        for part, root in package.trees.items()
        for run in root.iter(W + "r")
        if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", part)
        and (text_of(run) or run.find(W + "fldChar") is not None)
        and (run.find(f"{W}rPr/{W}rFonts") is None or not run.find(f"{W}rPr/{W}rFonts").get(W + "eastAsia"))
    ]


@EachExample
def test_every_run_names_its_chinese_font(name: str, built: dict[str, Package]) -> None:
    assert nameless(built[name]) == []


def test_every_run_of_a_draft_with_gaps_names_its_chinese_font(
    example: Callable[[str], Path], rewrite: Callable[[Path, str, str], None], tmp_path: Path
) -> None:
    draft = example("ouhai-2017")
    rewrite(draft, "(图表:饼图 申请渠道)", "(图表:饼图 没有这个)")
    rewrite(draft, "正文:\n", "正文:\n  图片: |\n    ![图](images/没有.png)\n")
    package = build("ouhai-2017", tmp_path, source=draft, draft=True)
    assert "【待填】图片" in "".join(map(text_of, package.paragraphs))
    assert nameless(package) == []


def in_words(fonts: Element) -> dict[str, str]:
    return {font.get(W + "name", ""): (font.find(W + "charset").get(W + "val") or "") for font in fonts}


@EachExample
def test_the_font_table_names_every_font(name: str, built: dict[str, Package]) -> None:
    package = built[name]
    named = in_words(package.trees["word/fontTable.xml"])
    used = {
        font.get(W + key, "")
        for root in package.trees.values()
        for font in root.iter(W + "rFonts")
        for key in ("ascii", "eastAsia")
    }
    assert used - {""} <= set(named)
    assert {charset for font, charset in named.items() if font != "Times New Roman"} == {"86"}


Cell = tuple[int, int, int, int, str]


def cells_of(table: Element) -> list[Cell]:
    """The merged cells of a table: row, column, rows, columns, and text where it is a label."""
    cells: list[list[int | str]] = []
    above: dict[int, list[int | str]] = {}
    for row, element in enumerate(table.findall(W + "tr"), 1):
        column = 1
        for cell in element.findall(W + "tc"):
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            columns = int(span.get(W + "val", "1")) if span is not None else 1
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and merge.get(W + "val", "continue") == "continue":
                above[column][2] = int(above[column][2]) + 1
            else:
                above[column] = [row, column, 1, columns, re.sub(r"\s", "", text_of(cell))]
                cells.append(above[column])
            column += columns
    return [(int(a), int(b), int(c), int(d), str(text)) for a, b, c, d, text in cells]


def labels_only(cells: list[Cell]) -> list[Cell]:
    return [(*cell[:4], "" if re.fullmatch(r"[\d.]*", cell[4]) else cell[4]) for cell in cells]


def test_the_tables_are_merged_and_labelled_as_the_official_form(published: Path, built: dict[str, Package]) -> None:
    with zipfile.ZipFile(published / "form_2021_blank.docx") as archive:
        official = list(etree.fromstring(archive.read("word/document.xml")).iter(W + "tbl"))
    ours = built["huaian-2024"].tables
    assert len(official) == len(ours) == 3
    for theirs, mine in zip(official, ours, strict=True):
        assert labels_only(cells_of(mine)) == labels_only(cells_of(theirs))


@EachExample
def test_the_tables_are_merged_as_the_pack_draws_them(name: str, built: dict[str, Package]) -> None:
    package = built[name]
    for table, element in zip(package.form.tables, package.tables, strict=True):
        drawn = [(cell.row, cell.column, cell.rows, cell.columns, cell.text) for cell in lay_out(table).cells]
        assert labels_only(cells_of(element)) == sorted(labels_only([(*cell[:4], re.sub(r"\s", "", cell[4])) for cell in drawn]))


@EachExample
def test_tables_are_as_wide_as_the_text(name: str, built: dict[str, Package]) -> None:
    package = built[name]
    for table in package.tables:
        grid = [int(column.get(W + "w", "")) for column in table.findall(f"{W}tblGrid/{W}gridCol")]
        width = table.find(f"{W}tblPr/{W}tblW")
        assert width is not None
        assert width.get(W + "type") == "dxa"
        assert sum(grid) == int(width.get(W + "w", "")) == text_width(package)
        for row in table.findall(W + "tr"):
            at = 0
            for cell in row.findall(W + "tc"):
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                columns = int(span.get(W + "val", "")) if span is not None else 1
                own = cell.find(f"{W}tcPr/{W}tcW")
                assert own is not None
                assert int(own.get(W + "w", "")) == sum(grid[at : at + columns])
                at += columns
            assert at == len(grid)


@EachExample
def test_rows_stay_whole_and_headers_repeat(name: str, built: dict[str, Package]) -> None:
    package = built[name]
    for table, element in zip(package.form.tables, package.tables, strict=True):
        rows = element.findall(W + "tr")
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        headers = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        # A table with one set of column headings repeats them; 表二 is a stack of small tables, each with its own.
        assert headers.count(True) == lay_out(table).header_rows
        assert headers == sorted(headers, reverse=True)
        assert len(table.blocks) > 1 or any(headers)


@EachExample
def test_a_table_stays_with_its_heading_and_on_one_page(name: str, built: dict[str, Package]) -> None:
    package = built[name]
    for table in package.tables:
        before = table.getprevious()
        assert before is not None
        assert before.tag == W + "p"
        assert text_of(before)
        assert package.get(before, "pPr/keepNext/val") == "on"
        rows = table.findall(W + "tr")
        kept = [all(package.get(paragraph, "pPr/keepNext/val") == "on" for paragraph in row.iter(W + "p")) for row in rows]
        fits = len(rows) <= 30
        assert kept[: len(rows) - 1] == [True] * (len(rows) - 1) if fits else any(kept)
        assert not kept[-1], "the last row would drag what follows along"


@EachExample
def test_figures_and_labels_of_a_table_are_set_in_its_type(name: str, built: dict[str, Package]) -> None:
    package = built[name]
    for table, element in zip(package.form.tables, package.tables, strict=True):
        for run in element.iter(W + "r"):
            assert package.get(run, "rPr/sz/val") == str(round(table.look.font_size * 2))
            assert package.get(run, "rPr/rFonts/eastAsia") in (SONGTI, HEITI)
        for paragraph in element.iter(W + "p"):
            line = package.get(paragraph, "pPr/spacing/line")
            assert int(line or 0) >= table.look.font_size * 20
            assert package.get(paragraph, "pPr/ind/firstLineChars") is None


@EachExample
def test_pictures_are_no_wider_than_the_text(name: str, built: dict[str, Package]) -> None:
    package = built[name]
    extents = [found for found in package.document.iter() if etree.QName(found).localname == "extent"]
    shown = [block for blocks in package.checked.report.texts.values() for block in blocks if block.pictured]
    assert len(extents) == len(shown)
    for extent in extents:
        assert 0 < int(extent.get("cx", "")) <= text_width(package) * 635
        assert 0 < int(extent.get("cy", "")) <= (page(package)["h"] - page(package)["top"] - page(package)["bottom"]) * 635
    described = [found.get("descr") for found in package.document.iter() if etree.QName(found).localname == "docPr"]
    assert all(described)
    assert len(described) == len(extents)


def test_a_finished_report_is_never_rendered_with_a_gap() -> None:
    """Even if a check should miss it: only a draft may show 【待填】."""
    checked = check_draft(EXAMPLES / "huaian-2024")
    compiled = compile_template(find_pack(checked.form.id))
    ref = "applications.granted.natural"
    for report in (
        checked.report._replace(date=""),
        checked.report._replace(signature=""),
        checked.report._replace(cells={name: cell for name, cell in checked.report.cells.items() if name != ref}),
    ):
        assert render(compiled, report, checked.pictures, draft=True)
        with pytest.raises(RenderError, match="不是草稿不能有"):
            render(compiled, report, checked.pictures, draft=False)
