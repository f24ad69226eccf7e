"""What the page and the server say to each other, each message with its shape; what comes in is refused where it has another."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ..show.json import FindingDocument

Short = Annotated[str, StringConstraints(max_length=300)]
# The code of a rule.
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{3}$")]
Line = Annotated[str, StringConstraints(max_length=60_000)]


class _Said(BaseModel):
    """What a page sends: nothing that is not asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


# -- what the page sends -------------------------------------------------------------------------------


class NewDraft(_Said):
    """A draft to be started; `folder` is its name inside, made of agency and year where it is ''; `last` is a draft to go on from.

    `beside` where one of that name may stand beside another.
    """

    agency: Short = ""
    year: int = Field(ge=2008, le=2100)
    folder: Short = ""
    form: Short = ""
    last: Short = ""
    beside: bool = False


class NewName(_Said):
    """A draft, and the name that its folder is to have."""

    draft: Short
    name: Short


class TypedFigure(_Said):
    """A figure as typed, and what its cell held before."""

    ref: Short
    was: Short = ""
    now: Short = ""


class TypedLines(_Said):
    """The paragraphs under a key as typed, and as they were."""

    key: list[Short] = Field(min_length=1, max_length=2)
    was: list[Line] = Field(max_length=2000)
    now: list[Line] = Field(max_length=2000)


class TypedValue(_Said):
    """One line of text under a key, and what it was."""

    key: list[Short] = Field(min_length=1, max_length=2)
    was: Line = ""
    now: Line = ""


class TypedNotes(_Said):
    """The notes below a table as typed, and as they were."""

    table: Short
    was: list[Line] = Field(max_length=200)
    now: list[Line] = Field(max_length=200)


class Typed(_Said):
    """What was typed since the last time; `over` where it is to stand whatever another program wrote meanwhile."""

    cells: list[TypedFigure] = Field(default=[], max_length=5000)
    texts: list[TypedLines] = Field(default=[], max_length=60)
    values: list[TypedValue] = Field(default=[], max_length=200)
    notes: list[TypedNotes] = Field(default=[], max_length=60)
    over: bool = False


class Totals(_Said):
    """Totals that were pasted beside figures of which they are not the sum, by Ref; '' for one that is settled."""

    totals: dict[Short, Short] = Field(max_length=500)


class Mended(_Said):
    """A finding to be settled: which, and in which of the ways that it offers, by the words on the button."""

    code: Code
    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    at: Short
    how: Literal["mend", "answered", "unwaive"]
    say: Short = ""


class Waived(_Said):
    """A warning answered: its code and place, and why it stands."""

    code: Code
    place: Short = ""
    reason: Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]


class Unwaived(_Said):
    """An answer to be taken back: its code, and its line in the text file."""

    code: Code
    line: int = Field(ge=1)


class Asked(_Said):
    """A document to be made; `unfinished` where it may have gaps."""

    kind: Literal["docx", "html", "pdf"]
    unfinished: bool = False


class Drawn(_Said):
    """A line of the text that says what is to be seen."""

    line: Annotated[str, StringConstraints(max_length=1000)]


class GoBack(_Said):
    """The earlier state to go back to; with `after` only where the draft has not changed since it had that stamp."""

    stamp: Annotated[str, StringConstraints(pattern=r"^\d{8}-\d{6}-\d{6}$")]
    after: Short = ""


class Pasted(_Said):
    """What a page or a Word document laid on the clipboard, to be read as paragraphs."""

    html: Annotated[str, StringConstraints(max_length=1_500_000)] = ""
    text: Annotated[str, StringConstraints(max_length=500_000)] = ""


# -- what the server says ------------------------------------------------------------------------------


class _Answer(BaseModel):
    """What the server says; made ready when it is first said, since most of it is not said on the first screen."""

    model_config = ConfigDict(defer_build=True)


class DraftEntry(_Answer):
    """A draft in the folder, and how far it is; `waiting` are the places that are not filled in or written yet, which are no errors."""

    name: str
    agency: str = ""
    year: int | None = None
    form: str = ""
    filled: int = 0
    cells: int = 0
    errors: int = 0
    waiting: int = 0
    warnings: int = 0
    built: bool = False
    open_elsewhere: bool = False
    problem: str = ""
    usual: str = ""
    """What its folder would be called were it made now, where its name is of another agency or year."""


class FormEntry(_Answer):
    """A form that a new draft can be made in; reports in it are `called` so, whosever they are."""

    id: str
    name: str
    called: str
    years: str
    number: str


class Forms(_Answer):
    """What a new draft can be made in."""

    forms: list[FormEntry]


class GridCell(_Answer):
    """A drawn cell of a table."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    role: str
    ref: str = ""
    depth: int = 0
    note: str = ""
    title: str = ""


class TableGrid(_Answer):
    """A table as its form draws it."""

    id: str
    name: str
    heading: str
    width: int
    height: int
    header_rows: int
    widths: list[float]
    cells: list[GridCell]


class Chip(_Answer):
    """A part of a line that a binding put there."""

    start: int
    end: int
    source: str


class Marked(_Answer):
    """A number of a line, and what the check says of it."""

    start: int
    end: int
    status: str
    words: str


class Spot(_Answer):
    """A place of the page: a figure, the notes below a table, a part of the text (and its paragraph), or a single value."""

    ref: str = ""
    note: str = ""
    part: int | None = None
    block: int | None = None
    value: int | None = None


class Piece(_Answer):
    """Words of what is said; `to` where they name a place."""

    text: str
    to: Spot | None = None


class Passage(_Answer):
    """A line of the text: as it is written, as it is shown with its figures, and what there is to say of it.

    `at` is its line in the file, `image` the place of a picture, `drawing` a chart as SVG.
    """

    at: int = 0
    line: str
    shown: str
    kind: str
    level: int
    lead: int = 0
    image: str = ""
    drawing: str = ""
    chips: list[Chip] = []
    marks: list[Marked] = []
    findings: list[int] = []


class Part(_Answer):
    """A key of the text file with its lines; `heading` as it is printed; `last` the lines of last year's report.

    `questions` are last year's problems that the text file still asks about.
    """

    key: list[str]
    heading: str
    guidance: list[str] = []
    lines: list[Passage] = []
    last: list[str] = []
    asks_problems: bool = False
    questions: list[str] = []


class Value(_Answer):
    """One line under a key: the agency, the date, a telephone number; `lines` where there may be several, as of a title."""

    key: list[str]
    label: str
    value: str
    group: str
    hint: str = ""
    lines: list[str] | None = None


class Figure(_Answer):
    """A cell's content: what stands in it, whether a formula works it out, whether it goes on from last year, and what last year's is."""

    text: str
    formula: bool = False
    carried: bool = False
    last: str = ""


class IdentityLine(_Answer):
    """An identity: what it says, how it comes out, the cell of its total, and all the cells that it counts."""

    code: str
    anchor: str
    say: str
    outcome: str
    left: str
    right: str
    refs: list[str]


class MendEntry(_Answer):
    """Something that settles a finding with one click, and what its button says."""

    how: str
    say: str


class Problem(_Answer):
    """A finding, where one goes to mend it, and what can be done with one click; `waits` where something is just not there yet.

    `at` is its place in the files, by which it is known again.
    """

    number: int
    rank: int
    place: str
    to: Spot
    say: list[Piece]
    hint: list[Piece]
    waits: bool
    at: str = ""
    mends: list[MendEntry] = []
    finding: FindingDocument


class Missing(_Answer):
    """What is still to be filled in or written, and where."""

    say: str
    to: Spot


class WaivedEntry(_Answer):
    """A warning that has been answered; `line` is where the answer stands, 0 where it is not the agency's own."""

    code: str
    say: str
    reason: str
    line: int = 0


class MadeFile(_Answer):
    """A document made of the draft: when, and whether the draft has been changed since."""

    name: str
    kind: str
    when: str
    older: bool


class State(_Answer):
    """The whole draft as the page shows it; `notes` are those below the tables, by table; `word_text` is the Word file that its text is, '' where the page can change the text.

    `waiting` counts what is not filled in or written yet, which `errors` leaves out; `totals` are the pasted ones that did not come out.
    `place` stands for the folder on this machine: drafts of one name in two folders are two.
    """

    name: str
    place: str
    agency: str
    year: int
    form: FormEntry
    pack: str
    figures: dict[str, Figure]
    filled: int
    cells: int
    notes: dict[str, list[str]]
    lines: list[IdentityLine]
    parts: list[Part]
    values: list[Value]
    problems: list[Problem]
    waived: list[WaivedEntry]
    tally: str
    coverage: str
    errors: int
    waiting: int
    warnings: int
    missing: list[Missing]
    made: list[MadeFile]
    open_elsewhere: bool
    prior: str
    word_text: str
    stamp: str = ""
    took: float = 0
    totals: dict[str, str] = {}


class Name(_Answer):
    """A figure that the text can hold: how it is written there, what it is called, what it is now, and the cells that it adds up."""

    source: str
    label: str
    value: str
    refs: list[str]


class Frame(_Answer):
    """What does not change while one types: the tables as drawn."""

    tables: list[TableGrid]


class OverlapEntry(_Answer):
    """What two have changed; of a text its key, and its lines with both changes."""

    place: str
    was: str
    here: str
    there: str
    key: list[str]
    both: list[str]


class Question(_Answer):
    """What is to be asked before what was sent is done; nothing is done yet."""

    ask: str


class Saved(_Answer):
    """What came of saving: the state as it is now, what two have changed, what no cell can hold, and the stamp to go back to.

    `later` where nothing was done since the draft has been changed meanwhile.
    """

    state: State
    overlaps: list[OverlapEntry] = []
    refused: list[str] = []
    undo: str = ""
    later: bool = False


class Difference(_Answer):
    """What a kept state has otherwise than the draft of now, at one place; '' where it has nothing there."""

    place: str
    then: str
    now: str


class EarlierEntry(_Answer):
    """A kept state: when, and what going back to it would change: the first differences and how many `more`; `said` where there are none."""

    stamp: str
    when: str
    said: str
    differences: list[Difference]
    more: int = 0


class WholePart(_Answer):
    """Lines that belong into a part of the draft."""

    key: list[str]
    name: str
    lines: list[str]


class WholeValue(_Answer):
    """What belongs into a single value of the draft."""

    key: list[str]
    now: str


class Whole(_Answer):
    """A whole report by the parts of the draft; `left` are the lines that have no place in it, `tables` so many of figures."""

    parts: list[WholePart]
    values: list[WholeValue]
    left: list[str]
    tables: int
    lost: str = ""
    """What no text can hold of it, where its own tables are left out."""


class Clipboard(_Answer):
    """What was on the clipboard as lines of the text, and in a few words what was taken and what was not; `whole` where it is a whole report."""

    lines: list[str]
    took: str
    left: str = ""
    whole: Whole | None = None


class Told(_Answer):
    """What could not be done: why, where, how to go on."""

    message: str
    hint: str = ""
    place: str = ""
