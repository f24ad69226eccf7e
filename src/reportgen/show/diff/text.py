"""A comparison as text: first what matters, then the prose with what is unchanged folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from ...compare.words import same_tables_known
from ...model.change import FigureChange, IdentityChange, Piece, Stale, Step
from ...model.figures import digits
from ...model.form import Form
from ...model.location import called
from ...model.report import GAP, Cell, TextBlock
from ...model.version import Compared, Followed, Verified, Version
from ...text.charts import says
from ..text import Ink
from .changes import FIELD_PARTS, ChangeKind, kind_of

# So much of what did not change is shown around what did.
_AROUND = 16
_SHOWN = 60
# What was known before is told in few lines.
_STILL_SHOWN = 10
_ALL_SHOWN = "数字、文字、表头、图片、批注和附注"
_NO_SECTION = {"preface": "前言"}


def diff_text(compared: Compared, ink: Ink) -> str:
    """The whole comparison."""
    diff = compared.diff
    lines = [f"旧稿　{_named(compared.old)}", f"新稿　{_named(compared.new)}", ""]
    lines += [ink("yellow", f"注意：{one}") for one in compared.remarks]
    if diff.nothing:
        return "\n".join([*lines, ink("green", _same_in_words(compared)), *_followed(compared.followed, ink)])
    lines += [f"共 {counted(compared)}", ""]
    for heading, part in (
        ("数字", _figures(compared, ink)),
        ("勾稽关系", (_identity(one, ink) for one in compared.effects.identities)),
        ("没有跟着改的文字", (_stale(one, ink) for one in compared.effects.stale)),
        *((name, _short_texts(compared, kind, ink)) for kind, name in FIELD_PARTS.items()),
        ("没有归位的内容", (_marked((piece,), ink) for piece in diff.unplaced)),
    ):
        if told := list(part):
            lines += [ink("bold", heading), *(f"  {line}" for line in told), ""]
    if prose := list(_prose(compared, ink)):
        lines += [ink("bold", "文字"), *(f"  {line}" for line in prose)]
    return "\n".join(["\n".join(lines).rstrip(), *_followed(compared.followed, ink)])


def verified_text(verified: Verified, ink: Ink) -> str:
    """Whether a document is as it was built, and if not, what was changed since."""
    record, diff = verified.record, verified.compared.diff
    kind = "草稿" if record.draft else "年报"
    lines = [f"{called(str(verified.path))}：由 reportgen {record.program} 按 {record.format_id} 生成的{kind}"]
    if verified.untouched and diff.nothing:
        lines.append(ink("green", "与生成时完全一样") + "（按文件里的记录）。")
    elif diff.nothing:
        lines.append(ink("green", "内容与生成时一致") + f"（按文件里的记录；文件另存过，{_ALL_SHOWN}都没有变）。")
    else:
        lines += [
            ink("red", "生成以后改过：") + counted(verified.compared),
            "",
            *diff_text(verified.compared._replace(remarks=()), ink).split("\n")[4:],
        ]
    if record.findings:
        lines += ["", f"生成时还有 {len(record.findings)} 个问题："]
        lines += [f"  {one.place}　{one.severity.chinese} {one.code}　{one.message}" for one in record.findings]
    lines += [f"  已豁免 {one.code}　{one.ref}　理由：{one.reason}" for one in record.waivers]
    lines += ["", *_against_draft(verified, ink)]
    lines += [ink("yellow", f"注意：{one}") for one in verified.compared.remarks]
    if record.shown is None and not verified.untouched and not verified.same_pack:
        lines += ["", "生成它的是旧版本的 reportgen，记录里没有表头、批注和页眉页脚：这些是和现在的格式比较的"]
    if not verified.same_pack:
        lines += ["", f"格式 {record.format_id} 在生成以后更新过，重新生成的样子可能不同"]
    return "\n".join(lines)


def _same_in_words(compared: Compared) -> str:
    """That nothing differs, as far as it was compared."""
    if same_tables_known(compared.old, compared.new):
        return f"两份内容相同：{_ALL_SHOWN if compared.new.exact else '数字、文字、表头、图片'}都没有差异。"
    told = "两份内容相同：数字、文字、图片都没有差异。"
    drafts = not (compared.old.read or compared.new.read)
    return told if drafts else told + "表头和附注没有比较：两份都是 Word 文件，或者一份是草稿，才能比较。"


def _against_draft(verified: Verified, ink: Ink) -> Iterator[str]:
    """What the draft says of the document; without one, what the record alone does not prove."""
    draft, record = verified.draft, verified.record
    if draft is None:
        yield "以上只是和文件自己带的记录比较：文件和记录一起改了，这样查不出来。"
        yield "要查，和草稿的内容比较：reportgen verify 文件 --draft 草稿文件夹"
        return
    changed = f"草稿里的 {'、'.join(verified.sources)} 在生成以后改过（按文件里的记录）" if verified.sources else ""
    if draft.compared.diff.nothing:
        yield ink("green", f"内容与草稿 {draft.folder} 一致") + (f"；{changed}，内容没有变。" if changed else "。")
    else:
        yield ink("red", f"与草稿 {draft.folder} 不同：") + counted(draft.compared)
        yield (
            f"{changed}，这份文件不是按现在的草稿生成的。"
            if changed
            else "草稿的两个文件没有改过，文件里的记录和草稿也一致：改的是这份文件的内容。"
            if draft.as_recorded and not verified.compared.diff.nothing
            else "草稿的两个文件没有改过：改的是这份文件，连同它的记录；或者所用的格式、上年的年报变了。"
        )
        yield from ("", *diff_text(draft.compared._replace(remarks=()), ink).split("\n")[4:])
    if draft.errors and not record.draft:
        yield ink("red", f"现在检查这份草稿有 {draft.errors} 个错误：有错误的草稿生成不了正式的年报。")


def counted(compared: Compared) -> str:
    """How many changes of each kind there are, in words."""
    diff = compared.diff
    kinds = [step.kind for step in diff.changed_steps()]
    counts = (
        ("个数字", sum(_is_shared(change, compared) for change in diff.figures)),
        ("段文字修改", kinds.count("changed")),
        ("段移动", kinds.count("moved")),
        ("段增加", kinds.count("inserted")),
        ("段删去", kinds.count("deleted")),
        *((f"处{name}", sum(kind_of(one) == kind for one in diff.fields)) for kind, name in FIELD_PARTS.items()),
        ("处没有归位的内容", len(diff.unplaced)),
    )
    return "、".join(f"{count} {name}" for name, count in counts if count)


def figure_shown(cell: Cell | None, places: int | None) -> str:
    """A figure as a reader takes it, with so many `places`; what is none, as it stands there."""
    if cell is None or (cell.value is None and cell.text.strip() in ("", GAP)):
        return "空"
    if "shown_otherwise" in cell.flaws:
        return f"存 {cell.text.strip()}、显示“{cell.shown}”"
    return f"{digits(cell.value, places)}{cell.remark}" if cell.value is not None else f"“{cell.text.strip()}”"


def movement(change: FigureChange) -> str:
    """`+1，+1.4%`, of a rate `+1.7个百分点`; '' where one of the two is no figure."""
    difference = change.difference
    if not difference:
        return ""
    sign = "+" if difference > 0 else ""
    percent = change.percent
    share = "" if percent is None else f"，{sign}{percent.quantize(Decimal('0.1'), ROUND_HALF_UP)}%"
    return f"{sign}{digits(difference, change.places)}{change.points}{share}"


def section_name(form: Form, section: str) -> str:
    """A section's heading as the form has it."""
    found = next((one.title for one in form.sections if one.id == section), "")
    return found or _NO_SECTION.get(section, section)


# -- parts --------------------------------------------------------------------------------------------


def _named(version: Version) -> str:
    report = version.report
    said = f"{report.agency or '机关没有写明'} {report.year or '年份没有写明'}年度，{version.form.name}"
    return f"{version.source}（{said}，格式 {version.pack or version.form.id}）"


def _figures(compared: Compared, ink: Ink) -> Iterator[str]:
    old, new = compared.old.form, compared.new.form
    for change in compared.diff.figures:
        if not _is_shared(change, compared):
            continue  # said below: the other form has no such cell
        moved = movement(change)
        cell = change.new or change.old
        place = f"　{ink('dim', str(cell.location))}" if cell else ""
        shown = f"{ink('red', figure_shown(change.old, change.places))} → {ink('green', figure_shown(change.new, change.places))}"
        yield f"{change.title}　{shown}{f'（{moved}）' if moved else ''}{place}"
    yield from (f"只有旧稿的格式有：{line}" for line in _only(old, compared.diff.only_old))
    yield from (f"只有新稿的格式有：{line}" for line in _only(new, compared.diff.only_new))


def _is_shared(change: FigureChange, compared: Compared) -> bool:
    return change.ref in compared.old.form.figures and change.ref in compared.new.form.figures


def _only(form: Form, refs: Sequence[str]) -> Iterator[str]:
    """Cells that the other form does not have, row by row."""
    rows: dict[tuple[str, str], list[str]] = {}
    for ref in refs:
        figure = form.figures[ref]
        rows.setdefault((figure.table.name, figure.row.name), []).append(figure.column.name)
    for (table, row), columns in rows.items():
        yield f"{table} {row}（{'、'.join(dict.fromkeys(columns))}）"


def _identity(change: IdentityChange, ink: Ink) -> str:
    line, found = change.assessment.line, change.assessment
    said = f"{line.code}　{line.where}：{line.say or line.title}"
    if change.kind == "lost":
        return f"{ink('yellow', '现在缺数，判断不了')}　{said}"
    sums = f"{digits(found.left)} 与 {digits(found.right)}，相差 {digits(abs(found.difference))}"
    return f"{ink('red', '现在不平')}　{said}。{sums}" if change.broken else f"{ink('green', '现在平了')}　{said}。原来 {sums}"


def _stale(stale: Stale, ink: Ink) -> str:
    place, before, now = ink("dim", str(stale.location)), stale.before or "空", stale.now or "空"
    return f"文中“{_around(stale, ink)}”　{stale.expression} 已由 {before} 改为 {now}　{place}"


def _around(stale: Stale, ink: Ink) -> str:
    whole = stale.block.content.whole
    at = stale.location.column - stale.block.content.location.column
    at = at if whole.startswith(stale.text, at) else whole.find(stale.text)
    return f"{whole[max(at - 12, 0) : at]}{ink('yellow', stale.text)}"


def _followed(followed: Followed | None, ink: Ink) -> Iterator[str]:
    """What became of what a check finds; nothing where it finds nothing in either."""
    if followed is None or not any(followed):
        return
    yield ""
    changed = f"变了仍不对 {len(followed.changed)}，" if followed.changed else ""
    yield ink("bold", f"问题：已改正 {len(followed.settled)}，还在 {len(followed.open)}，{changed}新出现 {len(followed.new)}")
    for name, style, most, findings in (
        ("新出现", "red", _SHOWN, followed.new),
        ("变了仍不对", "red", _SHOWN, followed.changed),
        ("已改正", "green", _SHOWN, followed.settled),
        ("还在", "yellow", _STILL_SHOWN, followed.open),
    ):
        for finding in findings[:most]:
            yield f"  {ink(style, name)}　{finding.severity.chinese} {finding.code}　{finding.location}　{finding.message}"
        if len(findings) > most:
            yield f"  ……{name}的还有 {len(findings) - most} 个"


def _short_texts(compared: Compared, kind: ChangeKind, ink: Ink) -> Iterator[str]:
    for one in compared.diff.fields:
        if kind_of(one) == kind:
            where = one.new_place or one.old_place
            place = f"　{ink('dim', str(where))}" if where and kind == "aside" else ""
            yield f"{one.name}　{_replaced(one.old, one.new, ink)}{place}"


def _prose(compared: Compared, ink: Ink) -> Iterator[str]:
    for section, steps in compared.diff.steps.items():
        if all(step.kind == "same" for step in steps):
            continue
        yield ink("bold", section_name(compared.new.form, section))
        folded = 0
        for step in steps:
            if step.kind == "same":
                folded += 1
                continue
            if folded:
                yield ink("dim", f"  …… {folded} 段没有变化")
                folded = 0
            yield from (f"  {line}" for line in _step(step, compared, ink))
        if folded:
            yield ink("dim", f"  …… {folded} 段没有变化")


def _step(step: Step, compared: Compared, ink: Ink) -> Iterator[str]:
    block = step.block
    place = ink("dim", str(block.content.location))
    what = {"heading": "标题", "image": "图片", "chart": "图表", "row": "表格的一行"}.get(block.content.kind, "段")
    if step.kind == "inserted":
        yield f"增　{what}　{place}"
        yield f"    {_marked((Piece('inserted', _block_in_a_line(block.content)),), ink)}"
    elif step.kind == "deleted":
        yield f"删　{what}　{place}"
        yield f"    {_marked((Piece('deleted', _block_in_a_line(block.content)),), ink)}"
    else:
        moved = ""
        if step.kind == "moved" and step.old is not None:
            moved = f"　原在“{section_name(compared.old.form, step.old.section)}”第 {step.old.number + 1} 段"
        yield f"{'移' if step.kind == 'moved' else '改'}　{what}{moved}　{place}"
        if step.reworded:
            yield f"    {_marked(_folded(step.pieces), ink)}"
        elif step.kind == "moved":
            yield f"    {_block_in_a_line(block.content)[:_SHOWN]}{'…' if len(block.content.whole) > _SHOWN else ''}"
        else:
            yield f"    {_reset(step, compared)}"


def _block_in_a_line(block: TextBlock) -> str:
    return f"{block.text or '（没有图注）'}（{block.image}）" if block.pictured else block.whole.replace("\t", "｜")


def _reset(step: Step, compared: Compared) -> str:
    """What changed about a block whose words did not."""
    old, new = (step.old or step.block).content, step.block.content
    if old.kind != new.kind and "image" in (old.kind, new.kind):
        return f"{'图片没有了，图注还在' if old.kind == 'image' else '图注上面加了图片'}：{new.text}"
    if old.kind == "chart":
        return f"图表换了：{says(old)} → {says(new)}"
    if old.kind == "image":
        missing = new.image not in compared.new.pictures
        return f"{'图片找不到' if missing else '图片换了'}：{_block_in_a_line(new)}"
    if (old.kind, old.level) != (new.kind, new.level):
        return f"标题层次变了：{new.whole[:_SHOWN]}"
    return f"标题与正文的分界变了：{new.lead} | {new.text[:_SHOWN]}"


def _folded(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with long unchanged text cut down to what stands next to a change."""
    folded = []
    for at, piece in enumerate(pieces):
        text = piece.text
        first, last = at == 0, at == len(pieces) - 1
        if piece.kind == "same" and len(text) > _AROUND * (1 if first or last else 2) + 2:
            head = "" if first else text[:_AROUND]
            tail = "" if last else text[-_AROUND:]
            text = f"{head}…{tail}"
        folded.append(piece._replace(text=text))
    return folded


def _marked(pieces: Sequence[Piece], ink: Ink) -> str:
    """Deleted and inserted text: by colour where there is one, else `[-旧-]{+新+}`."""
    parts = []
    for piece in pieces:
        text = piece.text.replace("\n", "⏎").replace("\t", "｜")
        if piece.kind == "same":
            parts.append(text)
        elif ink.colour:
            parts.append(ink("gone" if piece.kind == "deleted" else "new", text))
        else:
            parts.append(f"[-{text}-]" if piece.kind == "deleted" else f"{{+{text}+}}")
    return "".join(parts)


def _replaced(old: str, new: str, ink: Ink) -> str:
    shown = (text.replace("\n", " ") or "（没有）" for text in (old, new))
    return " → ".join(ink(style, text) for style, text in zip(("red", "green"), shown, strict=True))
