"""A draft's text in Word: made a narrative.yaml, or a text that came as a Word file put into the one that is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from ..compare.update.text import take_text
from ..compare.update.updated import Left, Updated, rows_between
from ..drafts.narrative.blank import keyed_narrative
from ..drafts.narrative.read import open_text, read_narrative, read_orderly, tidied
from ..files.saving import save_all
from ..files.yaml import encoded, read_text
from ..model.draft import NARRATIVE, WORD_TEXT
from ..model.errors import OutputError, RenderError, SourceError
from ..model.finding import Finding, place_in_words
from ..model.form import Form
from ..model.location import Location
from ..model.report import Narrative
from ..recognise.document import RECOGNISABLE, recognise
from ..reports.beside import is_in_word
from ..reports.last_year import prior_of, years_before
from ..reports.left_in import left_in_text
from ..reports.open import OpenDraft, open_draft
from ..text.passages import line_of

if TYPE_CHECKING:
    from ..reports.texts.word import WordText  # most drafts have none

# What the Word text is called once its text stands in narrative.yaml.
_ORIGINAL = "文字稿（原稿）"
_SAME_REPORT = "看看是不是拿错了文件"


def is_text_alone(folder: Path, file: Path) -> bool:
    """Whether a Word file holds a draft's text and not its report: no record of a build, and none of the form's tables."""
    from ..reports.outlines import read_published
    from ..word.record import recorded

    if file.resolve() == (folder / WORD_TEXT).resolve():
        return True
    try:
        if recorded(file.read_bytes(), file.name) is not None:
            return False
    except SourceError:
        return False  # a record that is damaged: told where the report is read
    return recognise(open_draft(folder).form, read_published(file)).share < RECOGNISABLE


def as_narrative(folder: Path, form: Form) -> str:
    """The Word text of a draft as the narrative.yaml that says the same. RenderError where that cannot be said."""
    text = _opened(folder / WORD_TEXT)
    root, _ = text.keyed(form)
    written = keyed_narrative(form, root).decode()
    before, _ = read_orderly(root, text.name, form)
    after, _ = read_narrative(open_text(written, NARRATIVE), form)
    if _said(before) != _said(after):
        raise RenderError(f"{WORD_TEXT} 转成 {NARRATIVE} 以后文字与原来不同，没有写", hint="把这份文字稿发给 reportgen 的维护者")
    return written


def take_word_text(folder: Path, file: Path, *, write: bool) -> Updated:
    """Take a text in Word into the narrative of the draft; where the draft's own text is that Word file, make one of it.

    The workbook is not touched. Nothing is written without `write`.
    """
    draft = open_draft(folder)
    if is_in_word(folder):
        if file.resolve() != (folder / WORD_TEXT).resolve():
            hint = f"要换成这一份：把草稿里的 {WORD_TEXT} 改名，再把它复制进去，叫 {WORD_TEXT}"
            raise SourceError(f"草稿的文字就是 {WORD_TEXT}，程序不改 Word 文件", location=Location(str(folder)), hint=hint)
        return _converted(folder, draft, write=write)
    text = _opened(file)
    if not text.is_headed(draft.form):
        hint = "收回改动，要 reportgen build 生成的 Word；收文字，正文要有“一、”“五、”这样的标题"
        raise SourceError("里面没有年报的表格，也没有年报各部分的标题，没有收", location=Location(str(file)), hint=hint)
    root, told = text.keyed(draft.form)
    narrative, findings = read_orderly(root, text.name, draft.form)
    _same_report(text, draft, file)
    pictures, names = _pictures(folder, text, draft)
    old, encoding = read_text(folder / NARRATIVE)
    tidy = tidied(old, NARRATIVE, draft.form)
    tidy.refuse_loss("收 Word 里的文字")
    last, _ = prior_of(folder, None, draft.narrative)
    past = years_before(draft.narrative, last)
    taken = take_text(tidy.text, draft.form, draft.workbook.cells, _renamed(narrative, names), past)
    contents = {folder / name: content for name, content in pictures.items()}
    if taken.text != tidy.text:
        contents[folder / NARRATIVE] = encoded(folder / NARRATIVE, taken.text, encoding)
    left = (*taken.left, *_left((*findings, *told, *left_in_text(text.outline.asides))))
    updated = _updated(folder, file, tidy.text, taken.text, tuple(pictures))
    updated = updated._replace(values=taken.values, unbound=taken.unbound, left=left)
    if not write or not contents:
        return updated
    return updated._replace(backups=save_all(contents, replacing=contents, backup=True), written=tuple(contents))


def make_narrative(folder: Path) -> Path:
    """Make a narrative.yaml of the Word text of a draft; the Word file stays under another name, which is given back."""
    return _converted(folder, open_draft(folder), write=True).backups[0]


def _converted(folder: Path, draft: OpenDraft, *, write: bool) -> Updated:
    written = as_narrative(folder, draft.form)
    pictures = {name: content for name, content in draft.embedded.items() if name in written}
    _, told = _opened(folder / WORD_TEXT).read(draft.form)
    updated = _updated(folder, folder / WORD_TEXT, "", written, tuple(pictures))._replace(left=_left(told))
    if not write:
        return updated
    there = [name for name, content in pictures.items() if (folder / name).exists() and (folder / name).read_bytes() != content]
    if there:
        raise OutputError(
            "草稿里已经有同名的图片，没有覆盖", location=Location(str(folder / there[0])), hint="把它改名或移走，再转一次"
        )
    contents = {folder / NARRATIVE: written.encode(), **{folder / name: content for name, content in pictures.items()}}
    save_all(contents, replacing=[folder / name for name in pictures if (folder / name).exists()])
    # Killed between the two, the draft has both: narrative.yaml counts, and the other is told.
    original = _original(folder)
    (folder / WORD_TEXT).rename(original)
    return updated._replace(written=tuple(contents), backups=(original,))


def _original(folder: Path) -> Path:
    """The first free name that the Word text can be kept under."""
    path, number = folder / f"{_ORIGINAL}.docx", 1
    while path.exists():
        number += 1
        path = folder / f"{_ORIGINAL}{number}.docx"
    return path


def _opened(path: Path) -> WordText:
    from ..reports.texts.word import open_word_text

    return open_word_text(path)


def _said(narrative: Narrative) -> tuple[object, ...]:
    entries = [
        {name: one.text for name, one in named.items()}
        for named in (narrative.contact, narrative.fields, narrative.variables, narrative.charts)
    ]
    single = [one.text if one else "" for one in (narrative.signature, narrative.date, narrative.prior)]
    texts = {section: [line_of(block) for block in blocks] for section, blocks in narrative.texts.items() if blocks}
    title, waivers = [one.text for one in narrative.title], [one[:3] for one in narrative.waivers]
    return narrative.agency, narrative.year, title, texts, entries, single, waivers


def _same_report(text: WordText, draft: OpenDraft, file: Path) -> None:
    """SourceError where the text says that it is another report's."""
    for what, theirs, ours in (("年度", text.year, draft.narrative.year), ("机关", text.agency, draft.narrative.agency)):
        if theirs and ours and theirs != ours:
            message = f"这份 Word 文字稿的{what}是“{theirs}”，草稿是“{ours}”，没有收"
            raise SourceError(message, location=Location(str(file)), hint=_SAME_REPORT)


def _pictures(folder: Path, text: WordText, draft: OpenDraft) -> tuple[dict[str, bytes], dict[str, str]]:
    """The pictures that come along by their names in the draft, and those names by the Word text's: one that is there stays."""
    own = {block.image for blocks in draft.narrative.texts.values() for block in blocks if block.kind == "image"}
    there = {sha256((folder / name).read_bytes()).digest(): name for name in own if (folder / name).is_file()}
    new: dict[str, bytes] = {}
    names: dict[str, str] = {}
    for name, content in text.pictures.items():
        known = there.get(sha256(content).digest())
        number, free = 1, name
        while known is None and (folder / free).exists():
            number += 1
            free = str(Path(name).with_stem(f"{Path(name).stem}-{number}"))
        names[name] = known or free
        if known is None:
            new[free] = content
    return new, names


def _renamed(narrative: Narrative, names: Mapping[str, str]) -> Narrative:
    texts = {
        section: tuple(block._replace(image=names.get(block.image, block.image)) for block in blocks)
        for section, blocks in narrative.texts.items()
    }
    return narrative._replace(texts=texts)


def _left(findings: Iterable[Finding]) -> tuple[Left, ...]:
    """What a text in Word holds that does not come along as it is."""
    return tuple(Left(place_in_words(one.location), one.message, "Word 文字稿里请看一眼的") for one in findings)


def _updated(folder: Path, file: Path, old: str, new: str, pictures: tuple[str, ...]) -> Updated:
    rows = tuple(rows_between(old, new)) if old != new else ()
    return Updated(folder, file, "", rows, (), frozenset(), (), pictures, (), (), (), (), ())
