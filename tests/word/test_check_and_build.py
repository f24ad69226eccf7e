"""What `format check` passes, `build` prints; what it refuses, `build` refuses: a template with one thing odd in it.

Nobody sees in Word what stands in a tag or beside it and is no letter.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

import pytest
from conftest import EXAMPLES, telling

from reportgen.model.draft import Checked
from reportgen.model.errors import PackError
from reportgen.model.finding import Severity
from reportgen.packs.load import find_pack
from reportgen.tasks.check import check_draft
from reportgen.word.template.check import check_template, usable
from reportgen.word.template.document import render

FORM = find_pack("gov-disclosure-2021").form
MAIN = "word/document.xml"
FIGURE, ZERO = "{{ applications.received.natural }}", "{{ applications.still_unclear.research }}"
DATE, SIGNED, TEXT, LINE = "{{ date }}", "{{ signature }}", "{{ block.text }}", "{{ line }}"
OVERVIEW, PROBLEMS = "passages.overview", "passages.problems"
TAB, BREAK, RUN = "</w:t><w:tab/><w:t>", "</w:t><w:br/><w:t>", "</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>"
HYPHEN = "</w:t><w:noBreakHyphen/><w:t>"


@cache
def template() -> dict[str, bytes]:
    with zipfile.ZipFile(Path(FORM.folder) / "template.docx") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def draft() -> Checked:
    return check_draft(EXAMPLES / "huaian-2024")


def changed(*changes: tuple[str, str]) -> bytes:
    """The shipped template with texts of its main part changed wherever they stand."""
    text = template()[MAIN].decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in (template() | {MAIN: text.encode()}).items():
            archive.writestr(name, part)
    return content.getvalue()


def within(tag: str, odd: str) -> tuple[str, str]:
    return tag, tag[:6] + odd + tag[6:]


# Each change, the codes that the check has to say, and words that one of them says.
ODD: dict[str, tuple[list[tuple[str, str]], set[str], str]] = {
    "a tab in a figure's tag": ([within(FIGURE, TAB)], set(), ""),
    "a line break in a figure's tag": ([within(FIGURE, BREAK)], set(), ""),
    "a run with a tab in a tag": ([within(FIGURE, RUN)], set(), ""),
    "a tab in a text's tag": ([within(DATE, TAB)], set(), ""),
    "a line break in each block": ([within(TEXT, BREAK)], set(), ""),
    "a tab in a loop's tag": ([(f"in {OVERVIEW}", f"in {TAB}{OVERVIEW}")], set(), ""),
    "a tab behind a figure": ([(FIGURE, FIGURE + TAB)], {"F213"}, "除了标签还有制表符"),
    "a line break before a figure": ([(FIGURE, BREAK + FIGURE)], {"F213"}, "除了标签还有换行"),
    "a space behind a figure": ([(FIGURE, FIGURE + " ")], {"F213"}, "除了标签还有空格"),
    "a hyphen in a figure's tag": ([within(FIGURE, HYPHEN)], {"F213"}, "“-”"),
    "a unit behind a figure": ([(FIGURE, FIGURE + "件")], {"F213"}, "“件”"),
    "a tab behind the date": ([(DATE, DATE + TAB)], {"F219"}, "日期（{{ date }}）同一段里还有制表符"),
    "spaces before the signature": ([(SIGNED, "　　" + SIGNED)], {"F219"}, "署名（{{ signature }}）同一段里还有空格"),
    "words before the signature": ([(SIGNED, "署名：" + SIGNED)], {"F219"}, "“署名：”"),
    "a sign behind the title": ([(LINE, LINE + "！")], {"F219"}, "“！”"),
    "a sign behind each block": ([(TEXT, TEXT + "*")], {"F219"}, "“*”"),
    "the date first": ([(SIGNED, "@"), (DATE, SIGNED), ("@", DATE)], {"F219"}, "次序颠倒"),
    "two sections swapped": ([(OVERVIEW, "@"), (PROBLEMS, OVERVIEW), ("@", PROBLEMS)], {"F219"}, "次序颠倒"),
    "no zeros": ([(ZERO, f"{{% if applications.still_unclear.research != '0' %}}{ZERO}{{% endif %}}")], {"F210"}, "是 0 的时候"),
    "a figure made a number": ([(FIGURE, FIGURE.replace(" }", "|int }"))], {"F210"}, FIGURE),
    "a figure under a condition that holds": ([(FIGURE, f"{{% if disputes %}}{FIGURE}{{% endif %}}")], set(), ""),
    "a sign that XML does not have": ([(FIGURE, f"{{% if disputes|length < 9 %}}{FIGURE}{{% endif %}}")], {"F230"}, "Word 打不开"),
}  # fmt: skip


@pytest.mark.parametrize("case", telling(["a tab in a figure's tag", "a tab behind the date"], list(ODD)))
def test_check_and_build_agree(case: str) -> None:
    changes, expected, said = ODD[case]
    content = changed(*changes)
    findings = [one for one in check_template(content, FORM, "t.docx").findings if one.severity is Severity.ERROR]
    assert {one.code for one in findings} == expected
    assert any(said in one.message + one.hint for one in findings) or not expected
    if expected:
        with pytest.raises(PackError):
            usable(content, FORM, "t.docx")
    else:
        assert render(usable(content, FORM, "t.docx"), draft().report, draft().pictures, draft=False)
