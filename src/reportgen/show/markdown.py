"""The check as Markdown, for an e-mail or an issue tracker."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..model.claim import STATUSES, Claim
from ..model.draft import Checked
from ..model.finding import Finding, errors_among, place_in_words, remedy
from ..model.report import Waiver

# Whatever would be markup, an HTML tag, a link or a mention: what a user wrote must come out as written.
_SPECIAL = re.compile(r"[\\`*_\[\]~|#&<>@]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;"}


def check_markdown(checked: Checked, findings: Sequence[Finding]) -> str:
    """Head line, tally, a table of findings for each file or sheet, waived warnings, the numbers of the prose."""
    report = checked.report
    errors = errors_among(findings)
    agency, year = plain(report.agency) or "（机关未填）", report.year or "（年份未填）"
    parts = [f"# {agency} {year}年度：{errors} 个错误、{len(findings) - errors} 个提醒"]
    tally = checked.tally
    about = [
        f"- 格式：{plain(checked.form.name)}，{plain(str(checked.pack))}",
        f"- 勾稽关系 {tally.total} 条：平 {tally.held} 条，不平 {tally.failed} 条，缺数未能判断 {tally.not_assessable} 条",
    ]
    if checked.prior:
        about.append(f"- 上年的数来自：{plain(checked.prior)}")
    if checked.crashed:
        about.append("- 有的校验程序自身出错，没有做完，见 X100")
    parts.append("\n".join(about))
    if not findings:
        parts.append("没有发现问题。")
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        place = finding.location
        groups.setdefault(f"{place.path}　{place.grid}" if place.grid else place.path, []).append(finding)
    for name, group in groups.items():
        parts.append(f"## {plain(name)}（{len(group)} 个问题）")
        parts.append("\n".join(_table(group)))
    if checked.waived:
        parts.append(f"## 已说明理由的提醒（{len(checked.waived)} 个）")
        parts.append("\n".join(_waived(checked.waived)))
    if checked.claims:
        parts.append(f"## 文中数据（{len(checked.claims)} 个）")
        parts.append("\n".join(_coverage(checked.claims)))
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    """A text as Markdown shows it unchanged, in one line, also within a table."""
    escaped = _SPECIAL.sub(lambda found: _ENTITIES.get(found[0], "\\" + found[0]), text)
    return "<br>".join(line.strip() for line in escaped.splitlines() if line.strip())


def _table(findings: Sequence[Finding]) -> Iterator[str]:
    yield "| 位置 | 代码 | 有什么问题 | 怎么改 |"
    yield "| --- | --- | --- | --- |"
    for finding in findings:
        code = f"{finding.severity.chinese} {finding.code}"
        yield f"| {plain(place_in_words(finding.location))} | {code} | {plain(finding.message)} | {plain(remedy(finding))} |"


def _waived(waived: Sequence[tuple[Finding, Waiver]]) -> Iterator[str]:
    yield "| 位置 | 代码 | 提醒 | 理由 |"
    yield "| --- | --- | --- | --- |"
    for finding, waiver in waived:
        place = f"{finding.location.path} {place_in_words(finding.location)}"
        yield f"| {plain(place)} | {finding.code} | {plain(finding.message)} | {plain(waiver.reason)} |"


def _coverage(claims: Sequence[Claim]) -> Iterator[str]:
    counted = Counter(claim.status for claim in claims)
    yield "| 与表格比较 | 个数 |"
    yield "| --- | ---: |"
    for status, words in STATUSES.items():
        yield f"| {words} | {counted[status]} |"
