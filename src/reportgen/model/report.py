"""The one noun in the middle: the content of a draft or of a published document."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, NamedTuple

from .chart import Chart
from .figures import digits, stands_for_none
from .finding import Finding
from .form import Form
from .identity import Line
from .location import Location, Mark, place_in

# What stands where a figure or a text is missing in a draft.
GAP = "【待填】"
# What stands for 0 ÷ 0, of which nobody can say how much it is.
OF_NOTHING = "—"

BlockKind = Literal["heading", "paragraph", "image", "chart", "row"]
StyleKind = Literal["bold", "link"]
Flaw = Literal["full_width", "text_number", "date", "error_value", "no_result", "shown_otherwise"]


class Cell(NamedTuple):
    """What somebody wrote at a Ref.

    `text` is as written; `value` None when it holds no figure; `remark` whatever stood behind the
    number; `flaws` say what was odd about the typing; `computed` marks a formula that had no stored
    result and was worked out from the form's identities. Where a number format shows another number
    than is stored, `shown` is that, and there is no value: nobody knows which of the two is meant.
    `formula` is what the value comes from in a spreadsheet; '' where somebody typed it. `remark_at` is where
    the remark stands when that is not in the cell itself.
    """

    text: str
    value: Decimal | None
    location: Location
    remark: str = ""
    flaws: frozenset[Flaw] = frozenset()
    computed: bool = False
    shown: str = ""
    formula: str = ""
    remark_at: Location | None = None

    @property
    def is_words(self) -> bool:
        """Whether a spreadsheet takes the cell for text, because words stand in it behind the number."""
        return bool(self.remark) and self.remark_at is None

    @property
    def of_nothing(self) -> bool:
        """Whether it is a share of nothing, of which a reader is shown no number."""
        return self.text == OF_NOTHING and self.value == 0

    @property
    def blank(self) -> bool:
        return self.value is None and not self.text.strip() and not self.flaws


def printed(cell: Cell | None, places: int | None) -> str:
    """What a document shows for a cell: its digits, with so many `places` (None: as many as there are), or as written with a unit."""
    if cell is None or cell.value is None:
        return GAP
    return cell.text.strip() if cell.remark or cell.of_nothing else digits(cell.value, places)


def shares_of_nothing(form: Form, cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells that say how much of nothing nothing is, by Ref, as they are printed: with a dash.

    Of those that hold 0, or in whatever sign that there is nothing; what somebody wrote behind it stays as it is.
    """
    values = {ref: cell.value for ref, cell in cells.items() if cell.value is not None} if form.ratios else {}
    found: dict[str, Cell] = {}
    for ref, line in form.ratios.items():
        cell = cells.get(ref)
        if cell is None or cell.remark or cell.flaws or not line.is_of_nothing(values):
            continue
        if stands_for_none(cell.text) if cell.value is None else not cell.value:
            found[ref] = cell._replace(text=OF_NOTHING, value=Decimal(0))
    return found


class Paragraph(NamedTuple):
    """A line of text as typed, with its place."""

    text: str
    location: Location


class Styled(NamedTuple):
    """Characters `start` to `end` of a block's whole text in bold type, or leading to `target`."""

    start: int
    end: int
    kind: StyleKind
    target: str = ""


class TextBlock(NamedTuple):
    """A heading, a paragraph, an image, a chart or a row of a small table in the report's prose.

    `level` 1 is 一、, 2 （一）, 3 1., 4 （1）; a heading paragraph that runs on into text keeps the
    heading in `lead` and the rest in `text`. An image's or a chart's `text` is its caption, `alt`
    what stands for it where it cannot be seen; `image` is the path relative to the draft, or what
    was written to say what the chart shows. A row's `text` are its cells with tabs between, its
    `level` is 1 where a table begins. `marks` say which parts of the whole text were put there by
    bindings, or stand in other lines than the first; `styles` are looks alone, no content.
    """

    kind: BlockKind
    text: str
    location: Location
    level: int = 0
    lead: str = ""
    image: str = ""
    marks: tuple[Mark, ...] = ()
    alt: str = ""
    chart: Chart | None = None
    styles: tuple[Styled, ...] = ()

    def place(self, position: int) -> Location:
        """Where the character at `position` of the whole text stands in the file."""
        return place_in(self.location, self.marks, position)

    @property
    def whole(self) -> str:
        """The text of the paragraph as a reader sees it."""
        return self.lead + self.text

    @property
    def pictured(self) -> bool:
        """Whether it is something to look at, with its caption as the text."""
        return self.kind in ("image", "chart")

    @property
    def picture_named(self) -> str:
        """What stands for a picture that is not shown: its name; a chart goes by what it asks for."""
        return self.image if self.kind == "chart" else f"图片 {self.image}"

    @property
    def told(self) -> bool:
        """Whether it is made of sentences."""
        return self.kind in ("heading", "paragraph")


class Picture(NamedTuple):
    """A picture ready to be put into a document; sizes in pixels, `dpi` of them make an inch.

    `vector` is the drawing of which `content` is a copy in pixels, for programs that know no SVG.
    """

    content: bytes
    extension: str
    width: int
    height: int
    dpi: int = 96
    vector: bytes = b""


class Waiver(NamedTuple):
    """An agency's written answer to a warning: `ref` is a place, a Ref or a piece of the message, '' for all of that code.

    `said` is what the warning said when it was answered: one of other figures is another. It is '' where nobody wrote it down.
    """

    code: str
    ref: str
    reason: str
    location: Location
    said: str = ""


class Narrative(NamedTuple):
    """The text file of a draft as read: nothing is bound yet.

    `texts` holds the paragraphs of `preface` and of each prose section by section id; in a free
    section the headings stand among them as blocks already. `headings` are the headings of the
    first level as a published document has them; a draft's are the form's own. `charts` are the
    charts that have been given a name, with what each shows. `issued` is the day on which the page or
    the copy of it says that it was published, which is no part of the report. `fields` are by the id of the form's field.
    """

    path: str
    agency: str
    year: int | None
    format_id: str
    title: tuple[Paragraph, ...]
    texts: Mapping[str, tuple[TextBlock, ...]]
    contact: Mapping[str, Paragraph]
    variables: Mapping[str, Paragraph]
    signature: Paragraph | None
    date: Paragraph | None
    prior: Paragraph | None
    locations: Mapping[str, Location] = MappingProxyType({})
    waivers: tuple[Waiver, ...] = ()
    headings: tuple[TextBlock, ...] = ()
    charts: Mapping[str, Paragraph] = MappingProxyType({})
    issued: Paragraph | None = None
    fields: Mapping[str, Paragraph] = MappingProxyType({})

    @property
    def in_word(self) -> bool:
        """Whether it is a Word file, in which keys have another look."""
        return self.path.lower().endswith(".docx")

    def place(self, key: str) -> Location:
        """Where a top-level key stands; the file itself when it is not there."""
        return self.locations.get(key, Location(self.path, line=1, column=1))


class Workbook(NamedTuple):
    """The Excel file of a draft as read: cells by Ref, what its first sheet says of itself, and the notes `below` tables, by table.

    The `explained` lines fail by what stands in a row or a column that the form does not have: told once, with that.
    `free_note` is where the words of a new note would stand, None where the file has no sheet for them.
    """

    path: str
    cells: Mapping[str, Cell]
    agency: Paragraph | None = None
    year: Paragraph | None = None
    format_id: Paragraph | None = None
    explained: frozenset[Line] = frozenset()
    below: Mapping[str, tuple[Paragraph, ...]] = MappingProxyType({})
    free_note: Location | None = None


class Report(NamedTuple):
    """Content of one agency's report for one year: figures by Ref, text by section id; that of a section of tables are the notes below them.

    `fields` are the form's own by their id, those with a text; `contact` is what is given by name, and what a document shows of it by itself.
    """

    agency: str
    year: int
    format_id: str
    cells: Mapping[str, Cell]
    title: tuple[str, ...] = ()
    texts: Mapping[str, tuple[TextBlock, ...]] = MappingProxyType({})
    signature: str = ""
    date: str = ""
    fields: Mapping[str, str] = MappingProxyType({})
    contact: Mapping[str, str] = MappingProxyType({})

    @property
    def figures(self) -> dict[str, Decimal]:
        """The figures there are, by Ref."""
        return {ref: cell.value for ref, cell in self.cells.items() if cell.value is not None}


class PastReport(NamedTuple):
    """上年报告: a report of last year or of a year before, as far as this year's looks at it.

    `source` is what it was read from, `narrative` its text as it stands there, nothing bound, with its places; `contact` is what a
    draft gives by name, `named` the id of the form that it says it is in, `findings` tell why it may be misread.
    """

    form: Form
    cells: Mapping[str, Cell]
    agency: str = ""
    year: int | None = None
    texts: Mapping[str, tuple[TextBlock, ...]] = MappingProxyType({})
    contact: Mapping[str, str] = MappingProxyType({})
    source: str = "上年"
    narrative: Narrative | None = None
    named: str = ""
    findings: tuple[Finding, ...] = ()
