"""The prose of a draft as its document has it now, section by section: paragraphs, headings of lower level, pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...drafts.narrative.edit import ENDS, NewParagraph, NewPart, entries_of, entry_at, with_lines, with_parts
from ...drafts.narrative.rebinding import Lost, reworded
from ...model.change import Block, Step
from ...model.draft import AGENCY, CHARTS, CONTACT, FORMAT, NARRATIVE, PREFACE, PREFACE_ID, TITLE, VARIABLES, YEAR
from ...model.form import Section
from ...model.location import Location
from ...model.report import Paragraph, TextBlock
from ...text.ordinals import heading_ordinal, written_ordinal
from ...text.passages import begun, escaped, line_of, written_block
from .steps import TextSoFar

BlockPlace = tuple[str, int]

NO_TEXT_THERE = "这一部分是表格，草稿里没有放文字的地方"
BRACES = "里面有花括号，草稿会把它当成引用"
BROKEN_LINE = "段里有手动换行（Shift+回车），草稿里一行就是一段；在 Word 里改成回车分段再试"
NOT_AS_IT_IS = "草稿里写不出一模一样的文字（多半有看不见的字符）"
CHART_DRAWN = "图表是按表里的数画的，不能单独改；要改的是数据表里的数"
NO_PICTURE = "图片不是 PNG 或 JPG，草稿用不了；另存为 PNG 再放进 images 文件夹"
HEADING_GONE = "文件里没有了上面的一级标题，不知道这段还属于哪一部分，草稿里留在原处"
NOT_SURE = "这一部分在文字稿里的写法比较特别，程序没有把握改对，没有动"
CHART_MISSING = "草稿里这个图表本来就画不出来，文件里没有它"
PICTURE_MISSING = "草稿里这张图片本来就读不出来，文件里没有它"


class Refused(NamedTuple):
    """Why blocks of the document are not in the text, by section and number, and why old ones were kept, by their words."""

    why: dict[BlockPlace, str]
    why_kept: dict[str, str]


def take_over_prose(text: TextSoFar) -> Refused:
    """Make every section say what the document says; what cannot be done in one does not stop the others."""
    update = _Prose(text)
    update.sections()
    return Refused(update.why, update.why_kept)


class _Wanted(NamedTuple):
    """A line of the new text, and the block of the old one that it was."""

    text: str
    old: BlockPlace | None = None


class _Prose:
    def __init__(self, text: TextSoFar) -> None:
        self.text = text
        self.draft, self.document, self.form = text.draft, text.document, text.form
        self.why: dict[BlockPlace, str] = {}
        self.why_kept: dict[str, str] = {}

    def sections(self) -> None:
        """Each section by itself: what cannot be done in one does not stop the others."""
        writable: dict[str, Section | None] = {PREFACE_ID: None, **{one.id: one for one in self.form.prose_sections}}
        gone = {one.id for one in self.form.sections if one.heading and one.name not in self.text.found}
        steps = self.text.steps()
        raw = {(section, at): block for section, blocks in self.text.narrative.texts.items() for at, block in enumerate(blocks)}
        written = self._written(steps)
        wanted, stay, lost = self._wanted(steps, raw, written, writable, gone)
        for spot in stay:
            _put_back(wanted.setdefault(spot[0], []), _Wanted(line_of(raw[spot]), spot))
        for section, lines in wanted.items():
            if section not in writable:
                continue
            old = self.text.narrative.texts.get(section, ())
            if [(line.old, line.text) for line in lines] == [((section, at), line_of(one)) for at, one in enumerate(old)]:
                continue
            place = writable[section]
            done = self._free(place, lines) if place and place.kind == "free" else self._filled(section, place, lines)
            for step in steps.get(section, ()):
                if step.kind == "same":
                    continue
                if not done and step.new is not None:
                    self.why.setdefault((section, step.new.number), NOT_SURE)
                elif not done and step.old is not None:
                    self.why_kept.setdefault(step.old.content.whole, NOT_SURE)
                elif step.new is not None and (section, step.new.number) not in self.why:
                    self.text.tell(lost.get((section, step.new.number), ()), place.heading or place.name if place else PREFACE)

    def _written(self, steps: Mapping[str, tuple[Step, ...]]) -> dict[BlockPlace, tuple[str, tuple[Lost, ...]]]:
        """The line for every block of the document that is not as it was; those that no line can say are refused."""
        lines: dict[BlockPlace, tuple[str, tuple[Lost, ...]]] = {}
        for section, in_section in steps.items():
            for step in in_section:
                if step.new is None or step.kind == "same":
                    continue
                done = self._line(step)
                if isinstance(done, str):
                    self.why[section, step.new.number] = done
                else:
                    lines[section, step.new.number] = done
        spots = list(lines)
        blocks = tuple(written_block(Paragraph(lines[spot][0], Location(NARRATIVE))) for spot in spots)
        for spot, said in zip(spots, self.text.bound(blocks), strict=True):
            block = self.document.report.texts[spot[0]][spot[1]]
            if (_sort(said), said.whole) != (_sort(block), block.whole) or lines[spot][0] != lines[spot][0].strip(ENDS):
                self.why[spot] = BROKEN_LINE if "\n" in block.whole else BRACES if "{" in block.whole else NOT_AS_IT_IS
                del lines[spot]
        return lines

    def _line(self, step: Step) -> tuple[str, tuple[Lost, ...]] | str:
        """The line that says the block of a step now, or why there is none."""
        assert step.new is not None
        block = step.new.content
        if "\n" in block.whole:
            return BROKEN_LINE
        done = reworded(step.old.content, block.whole) if step.old and step.old.content.kind == block.kind else None
        text, lost = (done.source, done.lost) if done else (escaped(block.whole, block.kind), ())
        if block.kind == "chart" and step.old and step.old.content.kind == "chart":
            if step.old.content.chart and block.chart and step.old.content.chart.figures != block.chart.figures:
                return CHART_DRAWN
            block = block._replace(image=step.old.content.image, alt=step.old.content.alt)
        if block.kind != "image":
            return (begun(text) if block.told else line_of(block._replace(text=text))), lost
        digest = self.document.pictures.get(block.image)
        if digest is None:
            return NO_PICTURE
        known = {digest: name for name, digest in self.draft.pictures.items()}
        known |= {self.document.pictures[one]: name for name, one in self.text.pictures.items()}
        if step.old and self.draft.pictures.get(step.old.content.image) == digest:
            name = step.old.content.image
        elif digest in known:
            name = known[digest]
        else:
            name = self.text.new_name(block.image)
            self.text.pictures[name] = block.image
        return line_of(block._replace(text=text, image=name, alt=step.old.content.alt if step.old else block.alt)), lost

    def _wanted(
        self,
        steps: Mapping[str, tuple[Step, ...]],
        raw: Mapping[BlockPlace, TextBlock],
        written: Mapping[BlockPlace, tuple[str, tuple[Lost, ...]]],
        writable: Mapping[str, Section | None],
        gone: set[str],
    ) -> tuple[dict[str, list[_Wanted]], list[BlockPlace], dict[BlockPlace, tuple[Lost, ...]]]:
        """The lines of every section as they are to be, the old blocks that stay because their move was refused, lost bindings."""
        wanted: dict[str, list[_Wanted]] = {section: [] for section in steps}
        stay: list[BlockPlace] = []
        lost: dict[BlockPlace, tuple[Lost, ...]] = {}
        for section, in_section in steps.items():
            for step in in_section:
                old = _spot(step.old)
                new = _spot(step.new)
                if new is None:
                    assert old is not None and step.old is not None
                    reason = self._must_stay(step.old, gone)
                    if reason:
                        self.why_kept[step.old.content.whole] = reason
                        wanted[section].append(_Wanted(line_of(raw[old]), old))
                    continue
                if step.kind == "same" and old is not None:
                    wanted[section].append(_Wanted(line_of(raw[old]), old))
                    continue
                if section not in writable:
                    self.why.setdefault(new, NO_TEXT_THERE)
                elif old is not None and old[0] in gone and old[0] != section:
                    self.why.setdefault(new, HEADING_GONE)
                if new in self.why:
                    if old is not None and step.kind == "changed":
                        wanted[section].append(_Wanted(line_of(raw[old]), old))
                    elif old is not None:
                        stay.append(old)
                    continue
                text, lost[new] = written[new]
                wanted[section].append(_Wanted(text, old if step.kind == "changed" else None))
        return wanted, stay, lost

    def _must_stay(self, block: Block, gone: set[str]) -> str:
        """Why a block that the document does not have any more is kept all the same; '' where it goes."""
        if block.section in gone:
            return HEADING_GONE
        image = block.content.image
        if block.content.kind == "chart":
            return "" if block.content.chart else CHART_MISSING
        return PICTURE_MISSING if image and image not in self.draft.pictures and image not in self.text.pictures else ""

    def _filled(self, section: str, place: Section | None, lines: Sequence[_Wanted]) -> bool:
        """Put the paragraphs of a section under its key."""
        key = place.name if place else PREFACE
        names = [one.name for one in self.form.prose_sections]
        before = (AGENCY, YEAR, FORMAT, TITLE, PREFACE, CONTACT, VARIABLES, CHARTS, *names)
        path = [NewParagraph(line.text, line.old[1] if line.old else None) for line in lines]
        return self.text.attempt(with_lines(self.text.text, (key,), path, before), **{f"text:{section}": _lines_of(lines)})

    def _free(self, place: Section, lines: Sequence[_Wanted]) -> bool:
        """Put the headings of a free section and what stands below them under its key."""
        old = self.text.narrative.texts.get(place.id, ())
        group, numbers = -1, {}
        for at, block in enumerate(old):
            heading = block.kind == "heading" and block.level == 1
            group += heading
            numbers[place.id, at] = (group, -1 if heading else at)
        first = {numbers[spot][0]: spot[1] for spot in numbers if numbers[spot][1] < 0}
        entry = entry_at(entries_of(self.text.text), (place.name,))
        keys = [child.key for child in entry.children] if entry else []
        if len(keys) != len(first):
            return False
        parts: list[NewPart] = []
        for line in lines:
            where = numbers.get(line.old) if line.old else None
            if _is_first(line.text):
                origin = where[0] if where and where[1] < 0 else None
                own = origin is not None and heading_ordinal(keys[origin].strip(), 1)
                numbered = written_ordinal(1, len(parts) + 1)
                key = line.text if own else line.text.removeprefix(numbered)
                parts.append(NewPart(keys[origin] if origin is not None and keys[origin].strip() == key else key, (), origin))
                continue
            if not parts:
                return False
            part = parts[-1]
            below = where[1] - first[where[0]] - 1 if where and where[1] >= 0 and where[0] == part.origin else None
            parts[-1] = part._replace(lines=(*(part.lines or ()), NewParagraph(line.text, below)))
        sizes = [sum(1 for number, at in numbers.values() if number == group and at >= 0) for group in range(len(keys))]
        kept = [
            part._replace(lines=None)
            if part.origin is not None
            and [(line.text, line.origin) for line in part.lines or ()]
            == [(line_of(old[first[part.origin] + 1 + at]), at) for at in range(sizes[part.origin])]
            else part
            for part in parts
        ]
        text = with_parts(self.text.text, place.name, kept)
        return text is not None and self.text.attempt(text, **{f"text:{place.id}": _lines_of(lines)})


def _spot(block: Block | None) -> BlockPlace | None:
    return (block.section, block.number) if block else None


def _lines_of(lines: Sequence[_Wanted]) -> tuple[str, ...]:
    return tuple(line_of(written_block(Paragraph(line.text, Location("")))) for line in lines)


def _sort(block: TextBlock) -> str:
    """A heading and a paragraph are told apart by their words alone."""
    return "text" if block.told else block.kind


def _is_first(text: str) -> bool:
    block = written_block(Paragraph(text, Location("")))
    return block.kind == "heading" and block.level == 1


def _put_back(lines: list[_Wanted], line: _Wanted) -> None:
    """A paragraph that stays is put behind the last of those that stood before it."""
    earlier = [at for at, one in enumerate(lines) if one.old and line.old and one.old < line.old]
    lines.insert(max(earlier, default=-1) + 1, line)
