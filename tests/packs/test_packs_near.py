"""A pack that only lies near a draft: a shipped id is never replaced, another is used where it is named, and every output says which was used."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import EXAMPLES

from reportgen.cli.main import main
from reportgen.packs.folders import find_folder, impostors, is_shipped, shipped_packs
from reportgen.packs.load import find_pack
from reportgen.tasks.check import check, check_draft

BASE = "gov-disclosure-2021"
Capture = pytest.CaptureFixture[str]


def lax(folder: Path, name: str) -> Path:
    """A copy of the official pack that asks nothing to add up."""
    pack = shutil.copytree(shipped_packs() / BASE, folder / name)
    text = (pack / "format.yaml").read_text(encoding="utf-8")
    whole = re.sub(r"(?ms)^identities:\n.*?(?=^\S|\Z)", "identities: []\n", text).replace(f"id: {BASE}", f"id: {name}", 1)
    (pack / "format.yaml").write_text(whole, encoding="utf-8")
    return pack


@pytest.fixture
def draft(example: Callable[[str], Path], edit: Callable[..., None]) -> Path:
    """An example in which one figure does not add up."""
    folder = example("huaian-2024")
    edit(folder, "表三", D9=75)
    return folder


@pytest.mark.parametrize("up", ["draft", "draft/formats", ".", "formats"])
@pytest.mark.parametrize("name", [BASE, "Gov-Disclosure-2021", "gov-disclosure-２０２１"])
def test_no_folder_near_takes_the_place_of_a_shipped_pack(draft: Path, up: str, name: str) -> None:
    root = draft if up == "draft" else draft / "formats" if up == "draft/formats" else draft.parent / up
    pack = lax(root, name)
    checked = check_draft(draft)
    assert checked.pack.folder == "" and checked.pack.digest == find_pack(BASE).digest
    assert {"T301", "W161"} <= {finding.code for finding in checked.findings}
    told = [finding for finding in checked.findings if finding.code == "W161"]
    assert [(draft / finding.location.path).resolve() for finding in told] == [pack.resolve()]


def test_neither_the_variable_nor_a_link_nor_an_overlay_of_the_same_id_does(
    draft: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = lax(tmp_path / "away", BASE)
    monkeypatch.setenv("REPORTGEN_FORMATS", str(away.parent))
    assert is_shipped(find_pack(BASE, draft).folder) and impostors() == [away]
    (draft / BASE).symlink_to(away)
    overlay = tmp_path / "formats" / BASE
    overlay.mkdir(parents=True)
    (overlay / "format.yaml").write_text(f"id: {BASE}\nextends: {BASE}\n", encoding="utf-8")
    assert find_folder(BASE, draft) == shipped_packs() / BASE
    assert find_folder(BASE, near=overlay) == shipped_packs() / BASE
    assert set(impostors(draft)) == {away, draft / BASE, overlay}


def test_a_link_to_the_shipped_pack_is_that_pack(tmp_path: Path) -> None:
    (tmp_path / BASE).symlink_to(shipped_packs() / BASE)
    assert impostors(tmp_path) == []


def test_a_pack_near_is_used_where_it_is_named_and_told_of_where_it_is_not(draft: Path, capsys: Capture) -> None:
    pack = lax(draft.parent / "formats", "mine")
    path = draft / "narrative.yaml"
    text = path.read_text(encoding="utf-8")
    assert "W161" not in {finding.code for finding in check_draft(draft).findings}  # it names the official one
    path.write_text(text.replace(f"格式: {BASE}\n", ""), encoding="utf-8")
    checked = check_draft(draft)
    assert checked.pack.folder == "" and {"T301", "W161"} <= {finding.code for finding in checked.findings}
    path.write_text(text.replace(f"格式: {BASE}", "格式: mine"), encoding="utf-8")
    checked = check_draft(draft)
    assert not {"T301", "W161"} & {finding.code for finding in checked.findings}
    assert (checked.pack.id, checked.pack.folder) == ("mine", str(pack))
    assert main(["check", str(draft), "-q"]) in (0, 1)
    assert f"格式 mine（{pack}，摘要 {checked.pack.digest[:12]}）" in capsys.readouterr().out


def test_a_published_file_is_read_in_a_pack_near_only_where_it_is_named(draft: Path, tmp_path: Path, capsys: Capture) -> None:
    lax(tmp_path / "formats", "mine")
    page, document = tmp_path / "report.html", tmp_path / "report.docx"
    path = draft / "narrative.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(f"格式: {BASE}", "格式: mine"), encoding="utf-8")
    assert main(["build", str(draft), "-o", f"{tmp_path}/report", "--to", "docx,html", "--draft"]) == 0
    assert "格式 mine（" in capsys.readouterr().out
    assert check(page).pack.folder == "" and "W161" in {finding.code for finding in check(page).findings}
    assert check(page, format_name="mine").pack.id == "mine"
    assert check(document).pack.id == "mine"  # its record names it
    assert main(["verify", str(document)]) == 0
    assert "mine" in capsys.readouterr().out


def test_every_output_says_which_pack(example: Callable[[str], Path], tmp_path: Path, capsys: Capture) -> None:
    draft = example("huaian-2024")
    digest = find_pack(BASE).digest
    for kind in ("text", "json", "sarif", "markdown", "html"):
        main(["check", str(draft), "--to", kind, "-o", str(tmp_path / f"out.{kind}")])
        written = (tmp_path / f"out.{kind}").read_text(encoding="utf-8")
        assert digest[:12] in written and ("随程序" in written or '"shipped": true' in written), kind
    for kind in ("text", "json", "html"):
        main(["diff", str(draft), str(draft), "--to", kind, "-o", str(tmp_path / f"diff.{kind}")])
        assert (tmp_path / f"diff.{kind}").read_text(encoding="utf-8").count(digest[:12]) >= 2, kind
    assert main(["build", str(draft), "--to", "docx,html"]) == 0
    (page,) = draft.glob("*.html")
    assert f"{BASE} {digest[:12]}" in page.read_text(encoding="utf-8")
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["pack"]["folder"] is None


def test_no_new_pack_is_called_like_a_shipped_one(tmp_path: Path, capsys: Capture) -> None:
    assert main(["format", "new", "GOV-disclosure-2021", "--from", "gov-disclosure-2019", "-o", str(tmp_path)]) == 2
    assert "和随程序的格式同名" in capsys.readouterr().err


def test_a_file_of_another_kind_of_report_tells_the_pack_near_that_has_its_tables(tmp_path: Path, capsys: Capture) -> None:
    """It is not taken by itself; where none lies near, there is a way to name one."""
    fire = shutil.copytree(EXAMPLES / "packs" / "fire-statistics-2024", tmp_path / "near" / "fire-statistics-2024")
    page = tmp_path / "near" / "report.html"
    assert main(["build", str(fire / "example-2024"), "-o", str(page)]) == 0
    page.write_text(re.sub('<meta name="generator"[^>]*>', "", page.read_text(encoding="utf-8")), encoding="utf-8")
    capsys.readouterr()
    assert main(["check", str(page)]) == 2
    assert "旁边的格式 fire-statistics-2024 有它的表：加上 --format fire-statistics-2024" in capsys.readouterr().err
    shutil.rmtree(fire)
    assert main(["check", str(page)]) == 2
    assert "是别的年报，加上 --format 和格式编号" in capsys.readouterr().err
