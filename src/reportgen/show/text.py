"""Findings, tallies, rules and what commands have done, as text. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.claim import STATUSES, Claim
from ..model.draft import (
    NARRATIVE,
    PREFACE,
    PREFACE_ID,
    WORD_TEXT,
    Built,
    Carried,
    Checked,
    Fixed,
    Imported,
    Started,
    Unplaced,
)
from ..model.finding import Finding, Rank, Rule, Severity, errors_among, place_in_words
from ..model.form import Form, Listed
from ..model.identity import Tally
from ..model.location import called
from ..model.report import Report
from ..text.hidden import COLOUR

if TYPE_CHECKING:  # a check must not load what tags forms
    from ..word.blank.tables import Tagged

_UNPLACED_SHOWN = 12
_UNTIED_SHOWN = 12
# Of one matter of style so many are told whole where there are more than so many.
_ALIKE_SHOWN, _ALIKE_MANY = 3, 5
_REMEDY = "照正例改。检查结果里每一处的“→”后面写明了这一处怎么改"
_OF_PACKS = "F"  # what is wrong with a pack is the maintainer's affair, not the office's
_CODES = {"red": "31", "yellow": "33", "green": "32", "bold": "1", "dim": "2", "gone": "9;31", "new": "4;32"}
_SHOWN = 30
_BEGINNING = 16


class Ink:
    """Colours for a terminal, or none; they become commands as the text is printed (`text/hidden.printed`)."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, style: str, text: str) -> str:
        return f"{COLOUR}{_CODES[style]}m{text}{COLOUR}0m" if self.colour else text


def finding_lines(finding: Finding, ink: Ink, words: str = "") -> Iterator[str]:
    """One finding: its place, the `words` that stand there, what is wrong, how to mend it."""
    style = "red" if finding.severity is Severity.ERROR else "yellow"
    yield f"{ink('bold', str(finding.location))}  {ink(style, finding.severity.chinese)} {finding.code}"
    if words:
        yield f"    {ink('dim', words)}"
    yield f"    {finding.message}"
    if finding.hint:
        yield f"    → {finding.hint}".replace("\n", "\n      ")


def check_text(checked: Checked, findings: Sequence[Finding], ink: Ink, *, quiet: bool = False) -> str:
    """The whole check as text."""
    lines = [f"{checked.report.agency or '（机关未填）'} {checked.report.year or '（年份未填）'}年度　{checked.form.name}"]
    if checked.folder.is_file():
        lines.append(reading_text(checked.form, checked.report, checked.reading.unplaced, checked.tally))
    lines.append("")
    words = _words_of_paragraphs(checked) if any(map(_in_word_text, findings)) else {}
    shown, alike = _apart(findings)
    for finding in shown:
        lines += finding_lines(finding, ink, words.get(finding.location.line, "") if _in_word_text(finding) else "")
        lines.append("")
    for further in alike:
        places = "、".join(place_in_words(finding.location) for finding in further)
        lines += [f"{ink('bold', further[0].code)}  同样的还有 {len(further)} 处：{places}", ""]
    for finding, waiver in checked.waived:
        lines.append(ink("dim", f"已豁免 {finding.code}  {finding.location}  {finding.message}"))
        lines.append(ink("dim", f"    理由：{waiver.reason}"))
    if checked.waived:
        lines.append("")
    lines.append(f"格式 {checked.pack}")
    lines.append(tally_text(checked.tally, ink))
    if checked.claims:
        lines.append(coverage_text(checked.claims))
        lines += untied_lines(checked.claims)
    if checked.prior:
        lines.append(f"上年的数取自 {checked.prior}")
    errors = errors_among(findings)
    warnings = len(findings) - errors
    if not findings:
        following = "" if checked.folder.is_file() else f" 下一步：reportgen build {typed(checked.folder)}"
        lines.append(ink("green", "没有发现问题。") + following)
    else:
        lines.append(
            f"共 {errors} 个错误、{warnings} 个提醒。"
            + (
                "改正错误后再运行一次检查。"
                if errors
                else "提醒请逐条看过" + ("。" if checked.folder.is_file() else "；没有错误，可以生成年报。")
            )
        )
    if quiet and not findings:
        # Whose rules these were is part of the verdict where they are not the official ones.
        lines = [*([f"格式 {checked.pack}"] if checked.pack.folder else []), *lines[-2:]]
    return "\n".join(lines)


def clean_line(checked: Checked) -> str:
    """That nothing was found, in one line, with what is to be known all the same: silence about it would be taken for consent."""
    akin = sum(bool(claim.akin) for claim in checked.claims)
    notes = (
        (len(checked.waived), "已豁免 {} 处"),
        (checked.tally.not_assessable, "缺数没有判断的勾稽关系 {} 条"),
        (len(checked.reading.unplaced), "没有归到任何部分的内容 {} 处"),
        (akin, "样子像表里的数、表里却没有的 {} 个"),
    )
    told = [said.format(count) for count, said in notes if count]
    whose = [f"格式 {checked.pack}"] if checked.pack.folder else []
    return "没有发现问题" + (f"（{'；'.join((*told, *whose))}）" if told or whose else "")


def _in_word_text(finding: Finding) -> bool:
    """Whether a finding stands in a paragraph of a draft's Word text, which one looks for by its words."""
    return finding.location.path == WORD_TEXT and not finding.location.grid and bool(finding.location.line)


def _words_of_paragraphs(checked: Checked) -> dict[int, str]:
    """How the paragraphs of a Word text begin, by their numbers: 第5段（总体情况）“2024年，…”."""
    names = {PREFACE_ID: PREFACE, **{section.id: section.name for section in checked.form.sections}}
    found: dict[int, str] = {}
    for section, blocks in checked.report.texts.items():
        for block in blocks:
            if not block.location.grid:
                text = block.whole[:_BEGINNING] + ("…" if len(block.whole) > _BEGINNING else "")
                found.setdefault(block.location.line, f"第{block.location.line}段（{names.get(section, section)}）“{text}”")
    return found


def tally_text(tally: Tally, ink: Ink) -> str:
    """How the identities came out: held, failed, not assessable."""
    failed = f"不平 {tally.failed} 条"
    return (
        f"勾稽关系 {tally.total} 条：平 {tally.held} 条，{ink('red', failed) if tally.failed else failed}，"
        f"缺数未能判断 {tally.not_assessable} 条"
    )


def coverage_text(claims: Sequence[Claim]) -> str:
    """How many numbers of the prose are bound, matched, contradictory, tied to nothing."""
    counts = [(name, sum(claim.status == status for claim in claims)) for status, name in STATUSES.items()]
    return f"文中数据 {len(claims)} 个：" + "，".join(f"{name} {count}" for name, count in counts if count)


def untied_lines(claims: Sequence[Claim]) -> Iterator[str]:
    """The numbers that look like those of the tables but that no table has: where words of theirs stand nearby, first."""
    akin = sorted((claim for claim in claims if claim.akin), key=lambda claim: -claim.akin)
    if not akin:
        return
    yield f"  样子像表里的数、表里却没有的 {len(akin)} 个，请对照看一遍（旁边有表格用语的在前）："
    for claim in akin[:_UNTIED_SHOWN]:
        yield f"    {place_in_words(claim.location)}　{claim.said}"
    if len(akin) > _UNTIED_SHOWN:
        yield f"    …… 其余 {len(akin) - _UNTIED_SHOWN} 个在网页上都标着（--to html）"


def _apart(findings: Sequence[Finding]) -> tuple[list[Finding], list[list[Finding]]]:
    """What is told whole; and of a matter of style that stands in many places, those after the first few, by code."""
    shown: list[Finding] = []
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        (by_code.setdefault(finding.code, []) if finding.rank is Rank.STYLE else shown).append(finding)
    alike: list[list[Finding]] = []
    for of_one in by_code.values():
        whole = _ALIKE_SHOWN if len(of_one) > _ALIKE_MANY else len(of_one)
        shown += of_one[:whole]
        alike += [of_one[whole:]] if of_one[whole:] else []
    return shown, alike


def reading_text(form: Form, report: Report, unplaced: Sequence[Unplaced], tally: Tally) -> str:
    """How much of a published file was read, in one line: so that silence about the rest is never taken for consent."""
    read = [cell for cell in report.cells.values() if cell.value is not None]
    zeros = sum(cell.computed and not cell.value for cell in read)
    worked_out = sum(cell.computed for cell in read) - zeros
    found = {ref.partition(".")[0] for ref in report.cells}
    paragraphs = sum(len(blocks) for blocks in report.texts.values())
    figures = f"{len(read) - zeros - worked_out} 个数"
    figures += f"，另有 {zeros} 格没有写数、按 0 读取" if zeros else ""
    figures += f"，另按勾稽关系推出 {worked_out} 个" if worked_out else ""
    open_lines = f"，缺数没有判断 {tally.not_assessable} 条" if tally.not_assessable else ""
    return (
        f"读到：表格 {len(found)} 张，{figures}（格式共 {len(form.tables)} 张、{len(form.figures)} 格）；"
        f"勾稽关系判断了 {tally.held + tally.failed} 条{open_lines}；文字 {paragraphs} 段，{_unplaced_text(unplaced)}"
    )


def _unplaced_text(unplaced: Sequence[Unplaced]) -> str:
    if not unplaced:
        return "内容都归到了各部分"
    longest = max(unplaced, key=_length)
    return (
        f"没有归到任何部分的内容 {len(unplaced)} 处、{sum(map(_length, unplaced))} 个字，最长的 {_length(longest)} 个字在 "
        f"{longest.location}（{longest.why}）"
    )


def _length(unplaced: Unplaced) -> int:
    return len("".join(unplaced.text.split()))


def imported_text(imported: Imported, ink: Ink) -> str:
    """What `import` read, what was odd, what is left over, what to do next."""
    report = imported.report
    lines = [
        ink("green", f"已读成草稿：{imported.folder}")
        + f"（{report.agency or '机关没有读出'} {report.year or '年份没有读出'}年度，{imported.form.name}）"
    ]
    lines.append(f"  格式 {imported.pack}")
    lines.append(f"  {reading_text(imported.form, report, imported.unplaced, imported.tally)}")
    if imported.findings:
        lines += ["", "读取时发现："]
        for finding in imported.findings:
            lines += finding_lines(finding, ink)
    if imported.unplaced:
        lines += ["", f"没有放进草稿的内容 {len(imported.unplaced)} 处（另存在“没有放进草稿的内容.txt”）："]
        for one in imported.unplaced[:_UNPLACED_SHOWN]:
            lines.append(f"  {one.location}　{one.why}：{' '.join(one.text.split())[:50]}")
        if len(imported.unplaced) > _UNPLACED_SHOWN:
            lines.append(f"  …… 其余 {len(imported.unplaced) - _UNPLACED_SHOWN} 处见文件")
    lines += ["", f"下一步：reportgen check {typed(imported.folder)}"]
    return "\n".join(lines)


def fixed_text(fixed: Fixed) -> str:
    """What `check --fix` changed, line by line, and where the new text is."""
    if not fixed.fixes and not fixed.tidied:
        return "没有可以自动改的地方。"
    bindings = sum("{{" in fix.new for fix in fixed.fixes)
    tidied = f"，缩进、冒号等写整齐 {fixed.tidied} 行" if fixed.tidied else ""
    lines = [f"改成引用 {bindings} 处，改正 {len(fixed.fixes) - bindings} 处{tidied}" + ("：" if fixed.fixes else "")]
    for fix in fixed.fixes:
        lines.append(f"  {fix.location}  {fix.old or '（补上）'} → {fix.new or '（删去）'}")
    lines.append(f"已写到 {fixed.path}")
    if fixed.backup:
        lines.append(f"原来的文字稿另存为 {fixed.backup}")
    else:
        lines.append("看过以后，用它替换 narrative.yaml；或者加 --in-place 直接改")
    return "\n".join(lines)


def started_text(started: Started) -> str:
    """What `new` wrote, and what to do next."""
    lines = [f"已新建草稿：{started.folder}（{started.form.name}，{started.form.basis.number}）"]
    lines += [
        f"  {path.name}　{what}"
        for path, what in zip(
            started.written,
            (
                "数据表，用 Excel 或 WPS 填",
                f"文字稿，用{'记事本' if started.written[1].name == NARRATIVE else ' Word 或 WPS '}写",
            ),
            strict=True,
        )
    ]
    lines.append(f"  格式 {started.pack}")
    lines += carried_lines(started.carried)
    lines += [f"  提醒：{one.message}（{one.hint}）" for one in started.findings]
    lines += [
        "下一步：",
        f"  1. 打开 {started.written[0]}，先看“填报说明”，再填各张表",
        f"  2. 打开 {started.written[1]}，写各部分的文字和落款日期",
        f"  3. 检查：reportgen check {typed(started.folder)}",
        f"  4. 生成：reportgen build {typed(started.folder)}",
    ]
    return "\n".join(lines)


def carried_lines(carried: Carried) -> list[str]:
    """What a new draft has from last year's report and where that stood, and what it has not."""
    if not carried.taken:
        return []
    year = f"（{carried.year}年度）" if carried.year else " "
    lines = [f"从 {called(carried.source)}{year}带来："]
    lines += [f"  {one.what}　{one.which}（{one.place}）" for one in carried.taken if one.place]
    left = [f"  {one.what}　{one.which}" for one in carried.taken if not one.place]
    return [*lines, "没有带来：", *left] if left else lines


def built_text(built: Built, ink: Ink, *, draft: bool) -> str:
    """What `build` wrote and proved."""
    checked = built.checked
    figures = sum(1 for cell in checked.report.cells.values() if cell.value is not None)
    paragraphs = sum(len(blocks) for blocks in checked.report.texts.values())
    lines = [ink("green", f"已生成：{path}") for path in built.paths]
    lines.append(f"  格式 {checked.pack}")
    lines.append(f"  已读回核对：{figures} 个数、{paragraphs} 段文字都在文件里")
    if any(path.suffix == ".pdf" for path in built.paths):
        lines.append("  PDF 由核对过的 Word 文件转成")
    lines += [ink("yellow", f"  提醒：{remark}") for remark in built.remarks]
    if draft and checked.errors:
        lines.append(f"  这是草稿：还有 {checked.errors} 个错误，缺的地方标了【待填】，有“草稿”字样")
    if checked.warnings:
        lines.append(f"  有 {checked.warnings} 个提醒，运行 reportgen check {typed(checked.folder)} 查看")
    return "\n".join(lines)


def typed(path: Path | str) -> str:
    """A path as it is typed in a command: in quotes where its name needs them."""
    text = str(path)
    return f'"{text}"' if any(char in text for char in " &;()'$") else text


def rules_text(rules: Iterable[Rule]) -> str:
    """All rules, a line each; those about packs by themselves at the end."""
    lines: dict[bool, list[str]] = {False: [], True: []}
    for rule in rules:
        lines[rule.code.startswith(_OF_PACKS)].append(f"{rule.code}  {rule.severity.chinese}  {rule.title}")
    heading = ["", "格式包和 Word 模板（format check 查的，填报年报用不着）"] if lines[True] else []
    return "\n".join((*lines[False], *heading, *lines[True]))


def rule_text(rule: Rule) -> str:
    """The manual page of one rule."""
    return "\n".join(
        (
            f"{rule.code}  {rule.title}（{rule.severity.chinese}）",
            "",
            f"为什么：{rule.why}",
            "",
            f"错例：{rule.bad}",
            f"正例：{rule.good}",
            "",
            f"怎么改：{_REMEDY}{_further(rule)}",
        )
    )


def _further(rule: Rule) -> str:
    if rule.code.startswith(_OF_PACKS):
        return "；改好后再运行 reportgen format check"
    return "；确有原因的，可以在文字稿的“豁免:”里写明" if rule.severity is Severity.WARNING else ""


def formats_text(formats: Iterable[Listed], unsound: Iterable[Path]) -> str:
    """The packs there are, where each lies, and what it extends or hides; then those that have faults."""
    lines = []
    for form, shipped, hidden in formats:
        origin = ("随程序" if shipped else form.folder) + (f"，在 {form.extends} 上增改" if form.extends else "")
        unused = f"；同名的没有用：{'、'.join(hidden)}" if hidden else ""
        lines.append(f"{form.id}  {form.years}  {form.basis.number}  {form.name}（{origin}{unused}）")
    lines += [f"{folder.name}  声明有误，现在不能用，先改好：reportgen format check {folder}" for folder in unsound]
    return "\n".join(lines)


def rules_page(rules: Iterable[Rule]) -> str:
    """All manual pages as one Markdown document (`docs/rules.md`)."""
    parts = ["# 校验规则\n\n由程序生成（`make docs`），不要手改。代码永不重复使用。\n"]
    for rule in rules:
        bad, good = (f"\n\n```\n{text}\n```\n" for text in (rule.bad, rule.good))
        parts.append(f"\n## {rule.code}　{rule.title}（{rule.severity.chinese}）\n\n{rule.why}\n\n错例：{bad}\n正例：{good}")
    return "".join(parts)


# -- format tag --------------------------------------------------------------------------------------


def tagged_text(tagged: Tagged) -> str:
    """What was recognised, what was not, and what to do next."""
    told = tagged.told
    lines = [f"按“{tagged.form_name}”（{tagged.form_id}）加标签", ""]
    lines += _list("认出来的", told.recognised)
    lines += _list("格式里有、表单里没有找到的", told.missing)
    lines += _list("表单与格式不一样的", told.differing)
    lines += _list("原来有内容、已换成标签的", told.replaced)
    lines += _list("原样保留的文字和表格（每份年报都会印出来；只是表单上有的，如“附件”，请删去）", told.untouched)
    lines += _list("请留意", told.remarks)
    lines.append(f"已写到：{tagged.path}")
    if tagged.fault:
        lines += ["模板还不能用：", *(f"  {line.strip()}" for line in tagged.fault.splitlines())]
        lines.append(
            "下一步：照上面列出的，在表单里改行名、列名和标题，或者改 format.yaml，再运行一次；也可以在模板里手工补上标签。"
        )
    else:
        lines.append("每个数都印在行名、列名所说的格里，每段文字各印一次，已逐一核对。")
        lines.append("下一步：用 Word 或 WPS 打开看一遍，可以改样子，标签不要动（标签比数字长，会把表格撑开，生成的年报不会）；")
        if tagged.in_place:
            pack = str(tagged.path.parent)
        else:
            pack = "格式包"
            lines.append("放进格式包的文件夹，改名为 template.docx；")
        lines.append(f"再检查、再用一份草稿试一试：reportgen format check {pack}；reportgen build 草稿")
    return "\n".join(lines)


def _list(title: str, listed: tuple[str, ...]) -> Iterator[str]:
    if listed:
        yield f"{title}："
        yield from (f"  {line}" for line in listed[:_SHOWN])
        if len(listed) > _SHOWN:
            yield f"  ……另有 {len(listed) - _SHOWN} 条"
        yield ""
