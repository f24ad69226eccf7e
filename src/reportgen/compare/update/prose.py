"""The prose of a draft with what its document changed since it was built: paragraphs, headings of lower level, pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from ...drafts.narrative.edit import ENDS
from ...drafts.narrative.rebinding import Lost, could_print, joined
from ...model.change import Block
from ...model.draft import NARRATIVE, PREFACE, PREFACE_ID
from ...model.form import Section
from ...model.location import Location
from ...model.report import GAP, Paragraph, TextBlock
from ...recognise.headings import HEADING_LENGTH
from ...text.charts import same_chart, says, written
from ...text.pairing import ALIKE, paragraph_likeness
from ...text.passages import begun, line_of, written_block
from .changes import Change, changes_between, spot_of, together
from .sections import Wanted, put_lines
from .steps import Line, TextSoFar
from .texts import Merged, merged
from .updated import Conflict, Kept, Left

NO_TEXT_THERE = "这一部分是表格，文字稿里没有放文字的地方；是表下的注，请自己改数据表的“附注”表"
BRACES = "里面有花括号，草稿会把它当成引用"
BROKEN_LINE = "段里有手动换行（Shift+回车）或者分页符，草稿里一行就是一段；在 Word 里删去，或者改成回车分段再试"
NOT_AS_IT_IS = "草稿里写不出一模一样的文字（多半有看不见的字符）"
CHART_DRAWN = "图表是按表里的数画的，不能单独改；要改的是数据表里的数"
NO_PICTURE = "图片不是 PNG 或 JPG，草稿用不了；另存为 PNG 再放进 images 文件夹"
HEADING_GONE = "文件里没有了上面的一级标题，不知道这段还属于哪一部分，草稿里留在原处"
HEADING_INSTEAD = "这一行在一级标题的位置上；一级标题由格式规定，草稿里不写"
NOT_SURE = "这一部分在文字稿里的写法比较特别，程序没有把握改对，没有动"
NOT_SHOWN = "草稿里这里是图，文件里只有字，草稿里的图没有动"
FOLLOWS = "引用跟着表里的数走；Word 里只改了表，这句话没有一起改"
BOTH_MOVED = "草稿和 Word 把这一段挪到了不同的地方，位置照草稿"
MOVED_IN_PARTS = "草稿里把这一段分开了，或者并进了别的段，Word 里又挪了位置，草稿没有动"
OTHER_SENTENCES = "要选的只是两边都改了的句子；这一段里别处只有 Word 改过的，已经照改"
_BEGINNING = 12
REPLACED = "（换过的图）"
GONE, NOTHING = "（删去了）", "（没有）"

BlockKey = tuple[str, str, int]  # whose block, its section, its number


class TakenProse(NamedTuple):
    """What could not be taken over, and what the draft alone changed."""

    left: tuple[Left, ...]
    kept: tuple[Kept, ...]


class Refused(Exception):
    """A block of the document that no line of the draft can say."""


def merge_prose(text: TextSoFar) -> TakenProse:
    """Take every change of the document over into the text; what cannot be done in one section does not stop the others."""
    update = _Prose(text)
    update.merge()
    update.write()
    update.follow()
    return TakenProse(tuple(update.left), tuple(update.kept()))


def lost_bindings(text: TextSoFar) -> Iterator[Lost]:
    """The bindings whose words the document changed."""
    update = _Prose(text)
    for change in update.changes:
        ours = update.counterparts(change)
        stays = all(spot_of(one) in update.ours for one in change.olds)
        written = all(_key(one) in update.raw for one in ours)  # the notes below tables stand in the workbook
        if change.reworded and ours and written and stays and change.news and change.news[0].content.told:
            line = update.line(ours)
            yield from text.reworded(line, update.chosen(change, ours, line)).lost


class _Prose:
    def __init__(self, text: TextSoFar) -> None:
        self.text, self.choices = text, text.choices
        self.form = text.form
        self.base, self.document = text.sides.base, text.sides.document
        self.built = text.as_built()
        self.raw = {
            ("ours", section, at): block for section, blocks in text.narrative.texts.items() for at, block in enumerate(blocks)
        }
        self.order: dict[str, list[BlockKey]] = {}
        for key in self.raw:
            self.order.setdefault(key[1], []).append(key)
        elsewhere = text.sides.noted
        self.own_changes = changes_between(self.base, self.built, elsewhere)
        self.changes = together(changes_between(self.base, self.document, elsewhere), self.own_changes)
        self.ours = {spot_of(old): one.news for one in self.own_changes for old in one.olds if one.news}
        self.moved = {spot_of(one.olds[0]) for one in self.own_changes if one.moved}
        self.own = [one.news[0] for one in self.own_changes if not one.olds]
        self.claimed: set[BlockKey] = set()
        self.new: dict[BlockKey, list[str]] = {}
        self.lost: dict[BlockKey, Sequence[Lost]] = {}
        self.at: dict[tuple[str, int], Sequence[BlockKey]] = {}
        self.told: dict[str, list[Left]] = {}  # what each section is to take over, told where it cannot be written
        self.left: list[Left] = []
        self.writable: dict[str, Section | None] = {PREFACE_ID: None, **{one.id: one for one in self.form.prose_sections}}
        self.gone = {one.id for one in self.form.sections if one.heading and one.name not in text.sides.found}
        self.headings = self._new_headings()
        first = [block for change in self.changes if change.reworded for block in self.counterparts(change)]
        every = [*(block.content for block in first), *(block for blocks in self.built.report.texts.values() for block in blocks)]
        self.donors = [block for block in every if any(mark.source for mark in block.marks)]

    # -- what is to become of each paragraph --------------------------------------------------------------

    def merge(self) -> None:
        """Decide on every change of the document, in its order."""
        for change in self.changes:
            for block in change.news:
                if mine := self.counterparts(change):
                    self.at[spot_of(block)] = [_key(one) for one in mine]
        for change in self.changes:
            if change.same:
                continue
            try:
                self._decide(change)
            except Refused as refused:
                for block in change.news or change.olds:
                    self._leave(block, str(refused))

    def _decide(self, change: Change) -> None:
        if any(one.section in self.gone for one in change.olds):
            raise Refused(HEADING_GONE)
        if any(one.section not in self.writable for one in change.news):
            raise Refused(NO_TEXT_THERE)
        if any("\n" in one.content.whole for one in change.news):
            raise Refused(BROKEN_LINE)
        ours = self.counterparts(change)
        if change.moved and (len(ours) > 1 or self._is_joined(ours)):
            raise Refused(MOVED_IN_PARTS)
        if not change.news:
            self._deleted(change.olds, ours)
        elif not change.olds:
            if spot_of(change.news[0]) in self.headings:
                raise Refused(HEADING_INSTEAD)
            self._inserted(change.news[0])
        elif not ours:
            self._reworded_but_deleted(change)
        else:
            if change.reworded:
                self._reworded(change, ours)
            if change.moved:
                self._moved(change, _key(ours[0]))

    def _new_headings(self) -> frozenset[tuple[str, int]]:
        """The short lines that were put where a heading of the form is gone: its new words rather than a paragraph."""
        return frozenset(
            spot_of(change.news[0])
            for change, first in pairwise(self.changes)
            if not change.olds
            and first.olds
            and first.olds[0].section in self.gone
            and first.olds[0].number == 0
            and len(change.news[0].content.whole) <= HEADING_LENGTH
        )

    def counterparts(self, change: Change) -> list[Block]:
        """The draft's blocks for those that were built: several where it split one, one where it joined some."""
        found = {_key(mine): mine for old in change.olds for mine in self.ours.get(spot_of(old), ())}
        return list(found.values())

    def _is_joined(self, ours: Sequence[Block]) -> bool:
        """Whether one of these blocks of the draft was several."""
        keys = set(map(_key, ours))
        return any(len(one.olds) > 1 and keys & set(map(_key, one.news)) for one in self.own_changes)

    def line(self, ours: Sequence[Block]) -> Line:
        """Blocks of the draft as one text with figures put in."""
        lines = self.text.lines([self.raw[_key(one)] for one in ours])
        return Line(*(joined([getattr(one, land) for one in lines]) for land in Line._fields)) if len(lines) > 1 else lines[0]

    def merged(self, change: Change, line: Line) -> Merged:
        """The words of both sides; a number that follows the draft's own new figure is the draft's change."""
        words = _whole(change.olds), line.whole, _whole(change.news)
        found = merged(*words)
        lost = self.text.reworded(line, found.theirs, self.donors).lost
        held = list(line.follows_ours({one.source for one in lost}))
        return merged(*words, held) if held else found

    def chosen(self, change: Change, ours: Sequence[Block], line: Line) -> str:
        """The words of both sides, where they clash those of the one that was chosen."""
        found = self.merged(change, line)
        if not found.clashes:
            return found.theirs
        said = _whole(change.olds), line.now.whole, _whole(change.news)
        name, place = self._name(ours[0].section, ours[0].number), self._place(ours[0])
        side = self.choices.side(Conflict(name, place, *said, OTHER_SENTENCES if found.ours != line.whole else ""))
        return found.theirs if side == "theirs" else found.ours

    def _reworded(self, change: Change, ours: Sequence[Block]) -> None:
        key, new = _key(ours[0]), change.news[0].content
        if new.pictured or self.raw[key].pictured:
            self._pictured(change, key)
            return
        line = self.line(ours)
        text = self.chosen(change, ours, line)
        if text == line.whole:
            return
        if self.raw[key].kind != "row" and new.kind == "row":
            self._put(key, change.news, [self._literal(new)], ())
            return
        done = self.text.reworded(line, text, self.donors)
        sources = done.source.split("\n")
        if any(len(change.news) == 1 and one.kind == "row" for one in (new,)):
            lines = [line_of(new._replace(text=source)) for source in sources]
        else:
            lines = [begun(source.strip(ENDS)) for source in sources]
        self._prove(lines, [part.strip(ENDS) for part in text.split("\n")], new)
        self._put(key, change.news, lines, done.lost)
        for other in ours[1:]:
            self._drop(_key(other))

    def _pictured(self, change: Change, key: BlockKey) -> None:
        """A picture or chart: its caption like any words, the picture itself taken where the draft has not changed it too."""
        old, new, mine = change.olds[0].content, change.news[0].content, self.raw[key]
        if mine.pictured and not new.pictured:
            raise Refused(NOT_SHOWN)
        if not mine.pictured or new.kind != mine.kind:
            self._put(key, change.news, [self._literal(new)], ())
            return
        if new.kind == "chart" and not same_chart(old, new):
            raise Refused(CHART_DRAWN)
        line = self.line(self.counterparts(change))
        found = self.merged(change, line)
        text, image = found.theirs, mine.image
        base, yours = self.base.pictures.get(old.image), self.document.pictures.get(new.image)
        now = self.text.sides.draft.pictures.get(mine.image)
        other = new.kind == "image" and yours not in (base, now)
        if found.clashes or (other and now != base):
            was, is_now, says_word = map(self._shown, (old, line.now._replace(image=mine.image), new))
            is_now += REPLACED if now != base else ""
            conflict = Conflict(self._name(key[1], key[2]), self._place(self.counterparts(change)[0]), was, is_now, says_word)
            if self.choices.side(conflict) == "ours":
                text, other = found.ours, False
        if other:
            image = self._picture(new)
        done = self.text.reworded(line, text, self.donors)
        written = line_of(mine._replace(text=done.source, image=image))
        self._prove([written], [text], new)
        if written != line_of(mine):
            self._put(key, change.news, [written], done.lost)

    def _picture(self, block: TextBlock) -> str:
        """The draft's name for a picture of the document."""
        digest = self.document.pictures.get(block.image)
        if digest is None:
            raise Refused(NO_PICTURE)
        known = {one: name for name, one in self.text.sides.draft.pictures.items()}
        known |= {self.document.pictures[one]: name for name, one in self.text.pictures.items()}
        if digest not in known:
            known[digest] = self.text.new_name(block.image)
            self.text.pictures[known[digest]] = block.image
        return known[digest]

    def _literal(self, block: TextBlock) -> str:
        """The line for a block that is new in the draft; what came from elsewhere brings its bindings along."""
        if block.kind == "image":
            block = block._replace(image=self._picture(block))
        elif block.kind == "chart":
            block = block._replace(image=_chart_of(block))
        nothing = TextBlock(block.kind, "", block.location)
        source = self.text.reworded(Line(nothing, nothing, nothing, nothing), block.whole, self.donors).source
        written = begun(source) if block.told else line_of(block._replace(text=source))
        self._prove([written], [block.whole], block)
        return written

    def _prove(self, lines: Sequence[str], texts: Sequence[str], block: TextBlock) -> None:
        """Refused where these lines do not read as these texts."""
        read = self.text.lines([written_block(Paragraph(line, Location(NARRATIVE))) for line in lines])
        for line, one, text in zip(lines, read, texts, strict=False):
            same = could_print(one.built, (one.shown, one.now), text)
            if not same or _sort(one.built) != _sort(block) or line != line.strip(ENDS) or len(lines) != len(texts) or not text:
                raise Refused(BRACES if "{" in block.whole else NOT_AS_IT_IS)

    def _inserted(self, block: Block) -> None:
        """A paragraph that the document alone has, unless the draft got the same one."""
        spot, section = spot_of(block), block.section
        for mine in self.own:
            if mine.section == section and _key(mine) not in self.claimed and self._are_same(mine.content, block.content):
                self.at[spot] = [_key(mine)]
                self.claimed.add(_key(mine))
                return
        line = self._literal(block.content)
        place = self._behind(block)
        beside = self._own_at(section, place)
        if beside is not None and block.content.told and paragraph_likeness(beside.content.whole, block.content.whole) >= ALIKE:
            key = _key(beside)
            name = self._name(section, beside.number)
            conflict = Conflict(name, self._place(beside), NOTHING, beside.content.whole, block.content.whole)
            self.claimed.add(key)
            self.at[spot] = [key]
            if self.choices.side(conflict) == "theirs":
                self._put(key, [block], [line], ())
            return
        key = ("theirs", *spot)
        self.order.setdefault(section, []).insert(place, key)
        self.at[spot] = [key]
        self._put(key, [block], [line], ())

    def _are_same(self, mine: TextBlock, theirs: TextBlock) -> bool:
        """Whether draft and document got the same paragraph, picture or chart."""
        if (mine.kind, mine.whole) != (theirs.kind, theirs.whole):
            return False
        if mine.kind == "image":
            digest = self.document.pictures.get(theirs.image)
            return digest is not None and self.text.sides.draft.pictures.get(mine.image) == digest
        return mine.kind != "chart" or same_chart(mine, theirs)

    def _own_at(self, section: str, place: int) -> Block | None:
        """The paragraph that the draft got by itself at this place."""
        here = self.order.get(section, ())[place : place + 1]
        return next((one for one in self.own if [_key(one)] == here and _key(one) not in self.claimed), None)

    def _deleted(self, olds: Sequence[Block], ours: Sequence[Block]) -> None:
        if not ours:
            return
        block, mine = olds[0], ours[0]
        replaced = self._other_picture(block, mine)
        if replaced or mine.content.kind != block.content.kind or _whole(ours) != _whole(olds):
            now = self._shown(self.line(ours).now) + (REPLACED if replaced else "")
            name = self._name(mine.section, mine.number)
            built = "\n".join(self._shown(one.content) for one in olds)
            if self.choices.side(Conflict(name, self._place(mine), built, now, GONE)) == "ours":
                return
        self._note(mine.section, block)
        for one in ours:
            self._drop(_key(one))

    def _other_picture(self, block: Block, mine: Block) -> bool:
        digests = self.base.pictures.get(block.content.image), self.built.pictures.get(mine.content.image)
        return block.content.kind == "image" and digests[0] != digests[1]

    def _reworded_but_deleted(self, change: Change) -> None:
        """The draft has not what the document changed: it stays away unless it is wanted back."""
        if not change.reworded:
            return
        block = change.news[0]
        name = f"{self._key_name(block.section)}.Word第{block.number + 1}段"
        conflict = Conflict(name, self._where(block), _whole(change.olds), GONE, _whole(change.news))
        if self.choices.side(conflict) == "theirs":
            for one in change.news:
                self._inserted(one)

    def _moved(self, change: Change, key: BlockKey) -> None:
        block = change.news[0]
        place = self._behind(block)
        order = self.order.setdefault(block.section, [])
        if key in order and order.index(key) == place:
            return
        if spot_of(change.olds[0]) in self.moved:
            raise Refused(BOTH_MOVED)
        before = key in order and order.index(key) < place
        for keys in self.order.values():
            if key in keys:
                keys.remove(key)
        order.insert(place - before, key)
        self.new.setdefault(key, [line_of(self.raw[key])])
        for one in change.news:
            self._note(block.section, one)

    def _behind(self, block: Block) -> int:
        """The place behind what stands before a block of the document."""
        order = self.order.get(block.section, [])
        for number in range(block.number - 1, -1, -1):
            here = [order.index(key) for key in self.at.get((block.section, number), ()) if key in order]
            if here:
                return max(here) + 1
        return 0

    def _put(self, key: BlockKey, news: Sequence[Block], lines: list[str], lost: Sequence[Lost]) -> None:
        self.new[key], self.lost[key] = lines, lost
        section = next((name for name, keys in self.order.items() if key in keys), key[1])
        for block in news:
            self._note(section, block)

    def _drop(self, key: BlockKey) -> None:
        for keys in self.order.values():
            if key in keys:
                keys.remove(key)

    def follow(self) -> None:
        """Tell the sentences whose bindings follow a figure that was taken over, although the document left them as they were."""
        for section, blocks in self.text.narrative.texts.items():
            for block, line in zip(blocks, self.text.lines(blocks), strict=True):
                says = [one.whole for one in self.document.report.texts.get(section, ())]
                likest = max(says, key=partial(paragraph_likeness, line.now.whole), default="")
                if numbers := [f"{was} → {now}" for was, now in line.follows_theirs(likest)]:
                    self.left.append(Left(self._where_in(section), f"{'，'.join(numbers)}（{_begun(block)}）", FOLLOWS))

    # -- what is told --------------------------------------------------------------------------------------

    def kept(self) -> Iterator[Kept]:
        """What the draft alone changed in its words."""
        theirs = {spot_of(old): change for change in self.changes for old in change.olds}
        for change in self.own_changes:
            alone = all(theirs[spot_of(old)].same for old in change.olds)
            if change.same or not alone or self._is_gap(change) or (not change.olds and _key(change.news[0]) in self.claimed):
                continue
            block = (change.news or change.olds)[0]
            before, after = ("\n".join(self._shown(one.content) for one in blocks) for blocks in (change.olds, change.news))
            if before == after:
                yield Kept(f"{self._where(block)}（{'挪了位置' if change.moved else '换了图'}）", before, after)
            else:
                yield Kept(self._where(block), before or NOTHING, after or GONE)

    def _is_gap(self, change: Change) -> bool:
        """Whether only the mark for something missing stands there in the document."""
        if change.olds and change.olds[0].content.whole.startswith(GAP):
            return True
        mine = change.news[0].content if change.news else TextBlock("paragraph", "", Location(NARRATIVE))
        missing = mine.chart is None if mine.kind == "chart" else mine.image not in self.built.pictures
        return mine.whole.startswith(GAP) or (mine.pictured and missing)

    def _leave(self, block: Block, why: str) -> None:
        self.left.append(Left(self._where(block), self._shown(block.content), why))

    def _note(self, section: str, block: Block) -> None:
        self.told.setdefault(section, []).append(Left(self._where_in(section), self._shown(block.content), NOT_SURE))

    def _place(self, mine: Block) -> str:
        """Where a block of the draft stands in its file."""
        return f"{NARRATIVE} 第 {self.raw[_key(mine)].location.line} 行"

    def _where(self, block: Block) -> str:
        return self._where_in(block.section)

    def _where_in(self, section: str) -> str:
        return next((one.title for one in self.form.sections if one.id == section), PREFACE)

    def _key_name(self, section: str) -> str:
        return next((one.name for one in self.form.sections if one.id == section), PREFACE)

    def _name(self, section: str, number: int) -> str:
        return f"{self._key_name(section)}.第{number + 1}段"

    def _shown(self, block: TextBlock) -> str:
        if not block.pictured:
            return block.whole
        what = f"图表 {says(block)}" if block.kind == "chart" else block.picture_named
        return f"{what}　{block.text}".rstrip()

    # -- written ---------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Put the lines of every section that is to change into the file."""
        # What came from another section must have its place before it is gone from there.
        for section, keys in sorted(self.order.items(), key=lambda one: not any(key[1] != one[0] for key in one[1])):
            old = [key for key in self.raw if key[1] == section]
            if keys == old and not any(key in self.new for key in keys):
                continue
            lines = [line for key in keys for line in self._lines(section, key)]
            if not put_lines(self.text, self.writable.get(section), lines, numbered=self._numbered(section)):
                self.left += self.told.get(section, ())
                self._send_back(section)
                continue
            for key in keys:
                self.text.tell(self.lost.get(key, ()), self._where_in(section))

    def _send_back(self, section: str) -> None:
        """Lines of other sections that found no place here stay where they were."""
        for key in [one for one in self.order[section] if one[0] == "ours" and one[1] != section]:
            self.order[section].remove(key)
            home = self.order[key[1]]
            home.insert(sum(1 for one in home if one[0] == "ours" and one[1] == key[1] and one[2] < key[2]), key)
            self.new.pop(key, None)

    def _numbered(self, section: str) -> bool:
        """Whether headings have other numbers than either side gave them: both changed which there are."""
        return any(
            change.olds == () or change.news == () or change.moved for change in self.own_changes if _is_heading(change, section)
        )

    def _lines(self, section: str, key: BlockKey) -> Iterator[Wanted]:
        if key not in self.new:
            yield Wanted(line_of(self.raw[key]), key[2])
            return
        at_home = key[0] == "ours" and key[1] == section and self._in_order(section, key)
        for number, line in enumerate(self.new[key]):
            yield Wanted(line, key[2] if at_home and number == 0 else None)

    def _in_order(self, section: str, key: BlockKey) -> bool:
        """Whether a line still stands behind those that it stood behind."""
        before = self.order[section][: self.order[section].index(key)]
        return all(one[2] < key[2] for one in before if one[:2] == key[:2])


def _sort(block: TextBlock) -> str:
    """A heading and a paragraph are told apart by their words alone."""
    return "text" if block.told else block.kind


def _is_heading(change: Change, section: str) -> bool:
    block = (change.news or change.olds)[0]
    return block.section == section and block.content.kind == "heading" and block.content.level == 1


def _key(block: Block) -> BlockKey:
    return "ours", block.section, block.number


def _whole(blocks: Sequence[Block]) -> str:
    return "\n".join(one.content.whole for one in blocks)


def _begun(block: TextBlock) -> str:
    """Which paragraph it is: how it begins."""
    return f"{block.whole[:_BEGINNING]}……" if len(block.whole) > _BEGINNING else block.whole


def _chart_of(block: TextBlock) -> str:
    return written(block.chart) if block.chart else block.image
