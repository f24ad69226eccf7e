"""退回修改意见: the letter back to an agency with what is to be mended in its report, from the area's own template where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ..files.saving import save
from ..model.area.board import Board, Standing, Told
from ..model.errors import OutputError, PackError
from ..model.location import Location
from ..packs.load import find_pack, pack_for_year
from ..recognise.titles.declared import report_name
from ..show.area.text import BY_FILE
from ..text.dates import day_in_words
from ..text.hidden import in_a_line
from ..word.blank.letter import draw_letter, fill_in
from .folder import apart

LETTER = "退回意见.docx"
# What a report is called of which nobody knows what it is on.
_REPORT = "年度报告"
# What the letter says until somebody changes it; the names in the tags are those of `letter_values`.
_LINES = (
    ("ReportTitle", "{{ 年份 }}年{{ 年报 }}"),
    ("ReportTitle", "修改意见"),
    ("TitleGap", ""),
    ("flush", "{{ 机关 }}："),
    ("BodyText", "{%p if 读不了 %}"),
    ("BodyText", "你单位报送的{{ 年份 }}年{{ 年报 }}（{{ 文件 }}）读不了：{{ 读不了 }}请重新报送。"),
    ("BodyText", "{%p elif 错误 + 提醒 == 0 %}"),
    ("BodyText", "你单位报送的{{ 年份 }}年{{ 年报 }}（{{ 文件 }}）已检查，没有发现需要修改的问题。"),
    ("BodyText", "{%p else %}"),
    (
        "BodyText",
        "你单位报送的{{ 年份 }}年{{ 年报 }}（{{ 文件 }}）已检查，有错误{{ 错误 }}处、提醒{{ 提醒 }}处。请逐条核对，修改后重新报送；"
        "提醒的事项确有原因的，请书面说明。",
    ),
    ("BodyText", "{%p endif %}"),
    ("BodyText", "{%p if 迟交 %}"),
    ("BodyText", "这份报告的报送期限是{{ 期限 }}，报送的日期是{{ 迟交 }}，已经超过期限。今后请按期报送。"),
    ("BodyText", "{%p endif %}"),
    ("BodyText", "{%p if 上一稿 %}"),
    ("BodyText", "与上一稿（{{ 上一稿 }}）相比，已改正{{ 已改正 }}处，新出现{{ 新出现 }}处。"),
    ("BodyText", "{%p endif %}"),
    ("BodyText", "{%p if 错误清单 %}"),
    ("Heading1", "一、必须改正的错误"),
    ("BodyText", "{%p for 问题 in 错误清单 %}"),
    ("BodyText", "{{ loop.index }}．{{ 问题.位置 }}：{{ 问题.说明 }}{% if 问题.怎么办 %}（{{ 问题.怎么办 }}）{% endif %}{% if 问题.意见 %}【{{ 问题.意见 }}】{% endif %}"),
    ("BodyText", "{%p endfor %}"),
    ("BodyText", "{%p endif %}"),
    ("BodyText", "{%p if 提醒清单 %}"),
    ("Heading1", "{% if 错误清单 %}二{% else %}一{% endif %}、请核对的事项"),
    ("BodyText", "{%p for 问题 in 提醒清单 %}"),
    ("BodyText", "{{ loop.index }}．{{ 问题.位置 }}：{{ 问题.说明 }}{% if 问题.怎么办 %}（{{ 问题.怎么办 }}）{% endif %}{% if 问题.意见 %}【{{ 问题.意见 }}】{% endif %}"),
    ("BodyText", "{%p endfor %}"),
    ("BodyText", "{%p endif %}"),
    ("Signature", "{{ 地区 }}"),
    ("DateLine", "{{ 日期 }}"),
)  # fmt: skip


def letter_values(board: Board, standing: Standing, day: date, called: str = _REPORT) -> dict[str, Any]:
    """What a letter's template may name: numbers and texts, and the lists of findings in the order of the check.

    `called` is what reports of this kind are called.

    OutputError where the agency has handed in nothing.
    """
    outcome = standing.outcome
    if outcome is None:
        said = f"{standing.agency} 还没有交 {board.year} 年度的年报，没有可退回的"
        raise OutputError(said, location=Location(board.register.path), hint="催交的名单：reportgen area status")
    report, found = standing.reports[0], standing.open
    errors = [told for told in found if told.severity == "error"]
    warnings = [told for told in found if told.severity != "error"]
    above = board.register.above(standing.agency.code)
    sender = above[-1] if above else standing.agency
    return {
        "地区": sender.name,
        "机关": standing.agency.name,
        "代码": standing.agency.code,
        "联系人": standing.agency.contact,
        "年份": str(board.year),
        "年报": called,
        "文件": in_a_line(file) if "." in (file := report.path.rpartition("/")[2]) else "草稿",
        "日期": _day(day),
        "期限": _day(standing.due),
        "迟交": _day(standing.on) + (f"（{BY_FILE}）" if standing.by_file else "") if standing.late else "",
        "读不了": outcome.trouble.split("\n")[0] + "。" if outcome.trouble else "",
        "错误": len(errors),
        "提醒": len(warnings),
        "上一稿": report.before,
        "已改正": report.settled,
        "新出现": len(report.new),
        "错误清单": _listed(errors, standing),
        "提醒清单": _listed(warnings, standing),
    }


def _day(day: date | None) -> str:
    return day_in_words(day) if day else ""


def _listed(found: Sequence[Told], standing: Standing) -> list[dict[str, str]]:
    rows = []
    for told in found:
        decision = standing.decided.get(told.fingerprint)
        opinion = "：".join(filter(None, (decision.verdict, decision.reason))) if decision else ""
        new = "新出现" if standing.reports[0].before and told.fingerprint in standing.reports[0].new else ""
        rows.append(
            {"代码": told.code, "位置": told.place, "说明": told.message, "怎么办": told.remedy, "意见": opinion, "新": new}
        )  # fmt: skip
    return rows


def letter_template(root: Path) -> tuple[bytes, str]:
    """The area's own template, or the one that comes with the program; and its name."""
    own = root / LETTER
    return (own.read_bytes(), str(own)) if own.is_file() else (draw_letter(_LINES), LETTER)


def write_template(root: Path) -> Path:
    """Put the template into the area, to be changed there. OutputError where there is one already."""
    save(root / LETTER, draw_letter(_LINES))
    return root / LETTER


def letter(root: Path, board: Board, standing: Standing, day: date) -> bytes:
    """The .docx of the letter to one agency. PackError where the area's template cannot be used."""
    template, path = letter_template(root)
    return fill_in(template, path, letter_values(board, standing, day, _called(root, board, standing)))


def _called(root: Path, board: Board, standing: Standing) -> str:
    """What the agency's report is called: as its form says, or the form of the year where it could not be read."""
    form = standing.outcome.form if standing.outcome else ""
    try:
        return report_name((find_pack(form, apart(root)) if form else pack_for_year(board.year)).form)
    except PackError:  # gone since the check, or there is none for the year
        return _REPORT
