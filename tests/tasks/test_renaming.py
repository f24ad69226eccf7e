"""A draft under another name: nothing is overwritten, nothing that is open is moved, and what goes on from it finds it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import EXAMPLES

from reportgen.model.errors import ReportgenError
from reportgen.reports.open import open_draft
from reportgen.tasks.renaming import rename_draft


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "甲"))


@pytest.mark.parametrize(
    ("name", "there", "said"),
    [
        ("乙", "乙/别的.txt", "已经有这个名字"),
        ("乙", "乙", "已经有这个名字"),
        ("乙", "甲/~$workbook.xlsx", "“workbook.xlsx”正在别的程序里打开"),
        ("乙", "甲/.~lock.workbook.xlsx#", "“workbook.xlsx”正在别的程序里打开"),
        ("乙", "甲/.~workbook.xlsx", "“workbook.xlsx”正在别的程序里打开"),
        ("乙", "甲/~$市2024年度报告.docx", "2024年度报告.docx”正在别的程序里打开"),
        ("../乙", "", "不能作文件夹的名字"),
        ("乙/丙", "", "不能作文件夹的名字"),
        (".乙", "", "不能作文件夹的名字"),
        ("  ", "", "不能作文件夹的名字"),
        ("乙" * 100, "", "不能作文件夹的名字"),
    ],
)
def test_what_cannot_be_renamed_stays_and_is_told(draft: Path, name: str, there: str, said: str) -> None:
    if there:
        (draft.parent / there).parent.mkdir(exist_ok=True)
        (draft.parent / there).write_bytes(b"")
    before = sorted(draft.parent.rglob("*"))
    with pytest.raises(ReportgenError) as told:
        rename_draft(draft, name, [draft])
    assert said in told.value.message
    assert sorted(draft.parent.rglob("*")) == before


def test_a_draft_that_goes_on_from_it_names_it_anew(draft: Path) -> None:
    def going_on(name: str, prior: str) -> Path:
        other = Path(shutil.copytree(EXAMPLES / "huaian-2024", draft.parent / name))
        path = other / "narrative.yaml"
        path.write_text(f"上年: {prior}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
        return other

    whole, file, deeper, apart = (
        going_on("丙", "../甲"),
        going_on("丁", "../甲/年报.docx"),
        going_on("深/戊", "../../甲"),
        going_on("己", "../甲乙"),
    )
    done = rename_draft(draft, " 乙 ", [draft, whole, file, deeper, apart])
    assert done.folder == draft.with_name("乙") and open_draft(done.folder).narrative.year == 2024
    assert not draft.exists()
    assert sorted(done.followed) == sorted([whole, file, deeper]) and done.left == ()
    priors = [open_draft(one).narrative.prior.text for one in (whole, file, deeper, apart)]
    assert priors == ["../乙", "../乙/年报.docx", "../../乙", "../甲乙"]
