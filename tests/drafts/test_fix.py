"""`check --fix`: numbers become bindings, slips are mended, and nothing else in the text file changes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLES, telling
from test_rule_cases import a_year_earlier, saying

from reportgen.cli.main import main
from reportgen.drafts.narrative.fixes import applied, fixes_of
from reportgen.model.draft import Checked, Fixed
from reportgen.model.errors import OutputError
from reportgen.model.finding import Fix
from reportgen.model.location import Location
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_draft, check_published
from reportgen.tasks.drafts import fix_draft, import_report

NAME, COPY = "narrative.yaml", "narrative.fixed.yaml"
Example = Callable[[str], Path]


@pytest.fixture
def saying_draft(example: Example) -> Callable[..., Path]:
    """A copy of an example that says one more sentence."""

    def make(sentence: str, name: str = "huaian-2024") -> Path:
        folder = example(name)
        path = folder / NAME
        path.write_text(saying(path.read_text(encoding="utf-8"), sentence), encoding="utf-8")
        return folder

    return make


def text_of(checked: Checked) -> dict[str, list[str]]:
    """All prose with its figures put in."""
    return {section: [block.whole for block in blocks] for section, blocks in checked.report.texts.items()}


def fixed(folder: Path, *, in_place: bool = False, force: bool = False, prior: Path | None = None) -> Fixed:
    checked = check_draft(folder, prior=prior)
    return fix_draft(checked, checked.findings, in_place=in_place, force=force, prior=prior)


def mended(folder: Path, sentence: str) -> str:
    """What became of the line that holds `sentence`."""
    lines = {
        number: old for number, old in enumerate((folder / NAME).read_text(encoding="utf-8").splitlines(), 1) if sentence in old
    }
    (number,) = lines
    return (folder / COPY).read_text(encoding="utf-8").splitlines()[number - 1].strip()


# -- what is written --------------------------------------------------------------------------------

SENTENCES = {
    "a count": ("不予公开178件。", "不予公开{{ 表三.不予公开.总计 }}件。"),
    "a sum": ("予以公开和部分公开共1816件。", "予以公开和部分公开共{{ 表三.予以公开.总计 + 表三.部分公开.总计 }}件。"),
    "a column": (
        "收到依申请公开3119件，其中自然人3001件。",
        "收到依申请公开{{ 表三.本年新收.总计 }}件，其中自然人{{ 表三.本年新收.自然人 }}件。",
    ),
    "a share": ("不予公开178件，占5.8%。", "不予公开{{ 表三.不予公开.总计 }}件，占{{ 占比(表三.不予公开.总计, 表三.办理结果总计.总计) }}。"),
    "a share in whole percent": (
        "不予公开178件，占6%。",
        "不予公开{{ 表三.不予公开.总计 }}件，占{{ 占比(表三.不予公开.总计, 表三.办理结果总计.总计, 0) }}。",
    ),
    "half bound already": (
        "不予公开{{ 表三.不予公开.总计 }}件，无法提供781件。",
        "不予公开{{ 表三.不予公开.总计 }}件，无法提供{{ 表三.无法提供.总计 }}件。",
    ),
    "a slip": ("编发简报12期(含增刊)。", "编发简报12期（含增刊）。"),
    "a cut-off share": ("不予公开178件，占5.83%。", "不予公开{{ 表三.不予公开.总计 }}件，占5.84%。"),
}  # fmt: skip


@pytest.mark.parametrize("before, after", SENTENCES.values(), ids=SENTENCES)
def test_line_is_mended_in_a_copy(saying_draft: Callable[..., Path], before: str, after: str) -> None:
    folder = saying_draft(before)
    original = (folder / NAME).read_bytes()
    done = fixed(folder)
    assert (folder / NAME).read_bytes() == original
    assert done.path == folder / COPY and done.backup is None
    assert mended(folder, before) == after
    ((_, old, new),) = done.changed
    assert (old.strip(), new.strip()) == (before, after)


KEPT = {
    "wrong": "不予公开187件。",
    "about": "不予公开近180件。",
    "spelled": "制发规章一件。",
    "grouped by commas": "予以公开1,362件。",
    "of nothing known": "培训178人，编印问答781本。",
    "of the sentence alone": "编发简报120期，其中动态80期、经验40期，占33.3%。",
}


@pytest.mark.parametrize("sentence", KEPT.values(), ids=KEPT)
def test_other_numbers_are_left_alone(saying_draft: Callable[..., Path], sentence: str) -> None:
    folder = saying_draft(sentence)
    done = fixed(folder)
    assert done == Fixed(folder / NAME, (), ())
    assert not (folder / COPY).exists()


def test_nothing_is_written_when_there_is_nothing_to_do(example: Example, capsys: pytest.CaptureFixture[str]) -> None:
    folder = example("huaian-2024")
    before = sorted(path.name for path in folder.iterdir())
    assert main(["check", str(folder), "--fix"]) == 0
    assert "没有可以自动改的地方" in capsys.readouterr().out
    assert sorted(path.name for path in folder.iterdir()) == before


def test_in_place_keeps_the_old_text(saying_draft: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder = saying_draft("不予公开178件。")
    original = (folder / NAME).read_bytes()
    assert main(["check", str(folder), "--fix", "--in-place"]) == 0
    said = capsys.readouterr().out
    assert "改成引用 1 处，改正 0 处" in said and "narrative.yaml.bak" in said
    assert (folder / f"{NAME}.bak").read_bytes() == original
    assert "不予公开{{ 表三.不予公开.总计 }}件。" in (folder / NAME).read_text(encoding="utf-8")
    assert not (folder / COPY).exists()


def test_in_place_never_writes_over_an_older_backup(saying_draft: Callable[..., Path]) -> None:
    folder = saying_draft("不予公开178件。")
    (folder / f"{NAME}.bak").write_text("更早的一份", encoding="utf-8")
    done = fixed(folder, in_place=True)
    assert done.backup == folder / f"{NAME}.bak1"
    assert (folder / f"{NAME}.bak").read_text(encoding="utf-8") == "更早的一份"


def test_copy_that_is_there_is_kept_without_force(saying_draft: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder = saying_draft("不予公开178件。")
    (folder / COPY).write_text("看过一半", encoding="utf-8")
    assert main(["check", str(folder), "--fix"]) == 2
    assert "没有覆盖" in capsys.readouterr().err
    assert (folder / COPY).read_text(encoding="utf-8") == "看过一半"
    assert main(["check", str(folder), "--fix", "--force"]) == 0
    assert "{{ 表三.不予公开.总计 }}" in (folder / COPY).read_text(encoding="utf-8")


def test_published_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "年报.docx"
    build_draft(EXAMPLES / "wenzhou-2020", output=document)
    checked = check_published(document)
    with pytest.raises(OutputError):
        fix_draft(checked, checked.findings)
    assert main(["check", str(document), "--fix"]) == 2
    assert "reportgen import" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["年报.docx"]


def test_only_chosen_findings_are_mended(saying_draft: Callable[..., Path]) -> None:
    folder = saying_draft("不予公开178件(含增刊)。")
    assert main(["check", str(folder), "--fix", "--ignore", "N241"]) == 0
    assert mended(folder, "不予公开178件") == "不予公开{{ 表三.不予公开.总计 }}件(含增刊)。"


@pytest.mark.parametrize(
    "encode", [lambda text: text.encode("gb18030"), lambda text: b"\xef\xbb\xbf" + text.encode()], ids=["gbk", "bom"]
)
def test_text_in_another_encoding_is_mended(saying_draft: Callable[..., Path], encode: Callable[[str], bytes]) -> None:
    folder = saying_draft("不予公开178件。")
    content = encode((folder / NAME).read_text(encoding="utf-8"))
    (folder / NAME).write_bytes(content)
    said = text_of(check_draft(folder))
    done = fixed(folder, in_place=True)
    assert done.backup is not None and done.backup.read_bytes() == content
    assert "{{ 表三.不予公开.总计 }}件。" in (folder / NAME).read_text(encoding="utf-8")
    assert text_of(check_draft(folder)) == said


# -- the law ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", telling(["huaian-2024"], ["huaian-2024", "wenzhou-2020", "ouhai-2017"]))
def test_bindings_say_what_the_numbers_said(tmp_path: Path, name: str) -> None:
    """A published report read into a draft has no bindings; mended it says the same, and goes with its tables."""
    document = tmp_path / f"{name}.docx"
    build_draft(EXAMPLES / name, output=document)
    folder = tmp_path / name
    import_report(document, folder)
    before = check_draft(folder)
    done = fix_draft(before, (), in_place=True)
    after = check_draft(folder)
    assert text_of(after) == text_of(before)
    assert after.findings == before.findings
    assert len(done.fixes) > 25 and all(fix.new.startswith("{{ ") for fix in done.fixes)
    assert sum(claim.status == "bound" for claim in after.claims) == len(done.fixes)
    assert [claim.text for claim in after.claims] == [claim.text for claim in before.claims]
    assert fix_draft(after, ()).fixes == ()  # once is enough


def test_bound_numbers_follow_their_tables(tmp_path: Path, edit: Callable[..., None]) -> None:
    document = tmp_path / "wenzhou.docx"
    build_draft(EXAMPLES / "wenzhou-2020", output=document)
    folder = tmp_path / "draft"
    import_report(document, folder)
    fixed(folder, in_place=True)
    edit(folder, "表三", D9=75, D21=8)
    said = "".join(text for texts in text_of(check_draft(folder)).values() for text in texts)
    assert "予以公开131件" in said and "予以公开130件" not in said


def test_file_is_the_same_but_for_what_was_changed(saying_draft: Callable[..., Path]) -> None:
    """Comments, blank lines, order and keys stay as they are."""
    folder = saying_draft("不予公开178件。")
    path = folder / NAME
    path.write_text("# 初稿，张三写\n" + path.read_text(encoding="utf-8") + "\n# 完\n", encoding="utf-8")
    fixed(folder)
    undone = re.sub(r"不予公开{{ [^}]* }}件。", "不予公开178件。", (folder / COPY).read_text(encoding="utf-8"))
    kept = path.read_text(encoding="utf-8")
    assert [line for line in undone.splitlines() if line not in kept] == []
    assert len(undone.splitlines()) == len(kept.splitlines())


def test_text_with_last_years_figures_is_mended(saying_draft: Callable[..., Path], tmp_path: Path) -> None:
    folder = saying_draft("不予公开178件，新收{{ 同比(表三.本年新收.总计, 上年.表三.结转下年度.总计) }}。")
    before = shutil.copytree(EXAMPLES / "huaian-2024", tmp_path / "before")
    a_year_earlier(before, {})
    assert fixed(folder, prior=before).fixes


def test_full_width_percent_sign_does_not_stop_everything(saying_draft: Callable[..., Path]) -> None:
    folder = saying_draft("不予公开178件，占5.8％。")
    fixed(folder)
    assert "{{ 表三.不予公开.总计 }}件" in mended(folder, "不予公开178件")


def test_number_at_the_beginning_of_a_value_does_not_stop_everything(example: Example) -> None:
    folder = example("wenzhou-2020")
    path = folder / NAME
    text = re.sub(
        r"其他需要报告的事项: \|\n.*\n",
        "其他需要报告的事项: 130件予以公开，没有其他需要报告的事项。\n",
        path.read_text(encoding="utf-8"),
    )
    path.write_text(text, encoding="utf-8")
    said = text_of(check_draft(folder))
    fixed(folder, in_place=True)
    assert text_of(check_draft(folder)) == said


def test_share_of_other_things_with_the_same_numbers_is_not_bound(saying_draft: Callable[..., Path]) -> None:
    folder = saying_draft("参加培训3050人，其中新上岗781人，占25.6%；无法提供781件。")
    fixed(folder)
    assert "占25.6%；无法提供{{ 表三.无法提供.总计 }}件" in mended(folder, "参加培训3050人")


# -- the pieces -------------------------------------------------------------------------------------


def at(line: int, column: int, old: str, new: str, path: str = NAME) -> Fix:
    return Fix(Location(path, line=line, column=column), old, new)


def test_fixes_are_made_where_the_text_holds_what_they_expect() -> None:
    text = "甲178件，乙(丙)\n丁781件"
    right = [at(1, 2, "178", "{{ a }}"), at(1, 8, "(", "（"), at(1, 10, ")", "）"), at(2, 2, "781", "{{ b }}")]
    wrong = [at(1, 3, "178", "x"), at(2, 9, "件", "x"), at(7, 1, "甲", "x")]
    new, made = applied(text, sorted([*right, *wrong], key=lambda fix: fix.location))
    assert new == "甲{{ a }}件，乙（丙）\n丁{{ b }}件"
    assert made == right


def test_fixes_do_not_overlap_and_stay_in_the_file() -> None:
    from reportgen.rules.wording import RULES

    place = Location(NAME, line=1, column=5)
    findings = [
        RULES[0].at(fix.location, "某事", fix=fix)
        for fix in (at(1, 5, "甲乙丙", "子"), at(1, 6, "乙", "丑"), at(1, 8, "丁", "寅"), at(1, 20, "戊", "卯", "workbook.xlsx"))
    ]
    assert [fix.new for fix in fixes_of((), [RULES[0].at(place, "没有改法"), *findings], NAME)] == ["子", "寅"]
