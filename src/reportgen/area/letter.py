"""退回修改意见 and 催报函: the letters to an agency, what is to be mended in its report or that it is not there, from the area's own templates where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ..files.saving import save
from ..model.area.board import Board, Standing, Told
from ..model.area.register import Agency
from ..model.errors import OutputError, PackError
from ..model.location import Location
from ..packs.load import find_pack, pack_for_year
from ..recognise.titles.declared import report_name
from ..rules.area.look_rules import OF_THE_OFFICE, TO_AGENCIES
from ..show.area.text import BY_FILE, opinion_in_words
from ..text.dates import day_in_words
from ..text.hidden import in_a_line
from ..word.blank.letter import draw_letter, fill_in
from .folder import apart

LETTER, REMINDER = "退回意见.docx", "催报函.docx"
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
_REMINDER_LINES = (
    ("ReportTitle", "关于报送{{ 年份 }}年{{ 年报 }}的催报函"),
    ("TitleGap", ""),
    ("flush", "{{ 机关 }}："),
    ("BodyText", "截至{{ 日期 }}，还没有收到你单位的{{ 年份 }}年{{ 年报 }}。{% if 已过 %}报送期限是{{ 期限 }}，已经超过{{ 已过 }}天，请尽快报送；"
     "有困难的，请书面说明原因和可以报送的日期。{% elif 期限 %}报送期限是{{ 期限 }}，请按期报送。{% else %}请尽快报送。{% endif %}"),
    ("BodyText", "已经报送的，请告知报送的日期和方式。"),
    ("Signature", "{{ 地区 }}"),
    ("DateLine", "{{ 日期 }}"),
)  # fmt: skip
_DRAWN = {LETTER: _LINES, REMINDER: _REMINDER_LINES}


def sender_of(board: Board) -> Agency | None:
    """The agency that writes to the others: the one above all of them; None where there are several, or none that has others below it."""
    above = [one for one in board.register.roots if board.register.children(one.code)]
    return above[0] if len(above) == 1 and len(board.register.roots) == 1 else None


def _addressed(board: Board, standing: Standing, day: date, called: str) -> dict[str, Any]:
    """What every letter to an agency may name."""
    above, sender = board.register.above(standing.agency.code), sender_of(board)
    if sender is not None and sender.code == standing.agency.code:
        said = f"{standing.agency} 是写信的机关，不给自己写信"
        raise OutputError(
            said, location=Location(board.register.path), hint="它自己的问题：reportgen area check --only " + sender.code
        )
    return {
        "地区": above[-1].name if above else board.name,
        "机关": standing.agency.name,
        "代码": standing.agency.code,
        "联系人": standing.agency.contact,
        "年份": str(board.year),
        "年报": called,
        "日期": _day(day),
        "期限": _day(standing.due),
    }


def reminder_values(board: Board, standing: Standing, day: date, called: str = _REPORT) -> dict[str, Any]:
    """What the template of a reminder may name; 已过 are the days since its day, 0 where that is not over.

    OutputError where the agency has handed in its report.
    """
    if standing.outcome is not None:
        said = f"{standing.agency} 已经交了 {board.year} 年度的年报，不用催"
        raise OutputError(said, location=Location(board.register.path))
    over = max((day - standing.due).days, 0) if standing.due else 0
    return {**_addressed(board, standing, day, called), "已过": over}


def letter_values(board: Board, standing: Standing, day: date, called: str = _REPORT) -> dict[str, Any]:
    """What a letter's template may name: numbers and texts, and the lists of findings in the order of the check.

    `called` is what reports of this kind are called.

    OutputError where the agency has handed in nothing.
    """
    outcome = standing.outcome
    if outcome is None:
        said = f"{standing.agency} 还没有交 {board.year} 年度的年报，没有可退回的"
        hint = f"写催报函：reportgen area letter {standing.agency.code} --remind"
        raise OutputError(said, location=Location(board.register.path), hint=hint)
    report = standing.reports[0]
    found = [_as_asked(told) for told in standing.open if told.code not in OF_THE_OFFICE]
    errors = [told for told in found if told.severity == "error"]
    warnings = [told for told in found if told.severity != "error"]
    return {
        **_addressed(board, standing, day, called),
        "文件": in_a_line(file) if "." in (file := report.path.rpartition("/")[2]) else "草稿",
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


def has_to_mend(standing: Standing) -> bool:
    """Whether there is something that an agency is to be written of its report."""
    if standing.outcome is None:
        return False
    return bool(standing.outcome.trouble) or any(told.code not in OF_THE_OFFICE for told in standing.open)


def _as_asked(told: Told) -> Told:
    """A finding with what the agency is asked to do; what the office is advised is none of its business."""
    return told._replace(remedy=TO_AGENCIES.get(told.code, told.remedy))


def _day(day: date | None) -> str:
    return day_in_words(day) if day else ""


def _listed(found: Sequence[Told], standing: Standing) -> list[dict[str, str]]:
    rows = []
    for told in found:
        decision = standing.decided.get(told.fingerprint)
        opinion = opinion_in_words(decision) if decision else ""
        new = "新出现" if standing.reports[0].before and told.fingerprint in standing.reports[0].new else ""
        rows.append(
            {"代码": told.code, "位置": told.place, "说明": told.message, "怎么办": told.remedy, "意见": opinion, "新": new}
        )  # fmt: skip
    return rows


def letter_template(root: Path, name: str = LETTER) -> tuple[bytes, str]:
    """The area's own template of this name, or the one that comes with the program; and its name."""
    own = root / name
    return (own.read_bytes(), str(own)) if own.is_file() else (draw_letter(_DRAWN[name]), name)


def write_template(root: Path, name: str = LETTER) -> Path:
    """Put a template into the area, to be changed there. OutputError where there is one already."""
    save(root / name, draw_letter(_DRAWN[name]))
    return root / name


def letter(root: Path, board: Board, standing: Standing, day: date) -> bytes:
    """The .docx of the letter to one agency. PackError where the area's template cannot be used."""
    template, path = letter_template(root)
    return fill_in(template, path, letter_values(board, standing, day, _called(root, board, standing)))


def reminder(root: Path, board: Board, standing: Standing, day: date) -> bytes:
    """The .docx of the reminder to an agency whose report is not there. PackError where the area's template cannot be used."""
    template, path = letter_template(root, REMINDER)
    return fill_in(template, path, reminder_values(board, standing, day, _called(root, board, standing)))


def _called(root: Path, board: Board, standing: Standing) -> str:
    """What the agency's report is called: as its form says, or the form of the year where it could not be read."""
    form = standing.outcome.form if standing.outcome else ""
    try:
        return report_name((find_pack(form, apart(root)) if form else pack_for_year(board.year)).form)
    except PackError:  # gone since the check, or there is none for the year
        return _REPORT
