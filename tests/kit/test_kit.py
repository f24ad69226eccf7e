"""The kit for machines without a network: nothing missing from it, right for the system that reads it, and really installed from it alone."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from zipfile import ZipFile

import pytest
from conftest import EXAMPLES, THOROUGH
from gather import Gathered, gather, own_wheel, requirements
from make_kit import FILES, as_shipped, build, lay_out, pack
from make_program import newest_glibc
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from served import Served
from targets import PYTHONS, TARGETS, Wheel, missing, read_wheel

from reportgen.reports.open import open_draft

WINDOWS, LINUX, ARM = TARGETS
BATS = sorted(FILES.rglob("*.bat"))


def wheel_file(folder: Path, name: str, version: str = "1.0", *requires: str) -> Path:
    path = folder / f"{name}-{version}-py3-none-any.whl"
    said = "".join(f"Requires-Dist: {one}\n" for one in requires)
    with ZipFile(path, "w") as archive:
        archive.writestr(
            f"{name}-{version}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{said}\n"
        )
    return path


# -- whether all is there ------------------------------------------------------------------------------


def test_what_a_requirement_asks_is_asked_of_the_machine_that_it_is_for(tmp_path: Path) -> None:
    wheels: list[Wheel] = [
        read_wheel(wheel_file(tmp_path, "click", "8.0", 'colorama; platform_system == "Windows"', "Bell>=2")),
        read_wheel(wheel_file(tmp_path, "bell", "2.5", 'older-one; python_version < "3.12"', 'drum; extra == "loud"')),
        read_wheel(wheel_file(tmp_path, "uvicorn", "1.0", "click>=9", 'ringer; extra == "standard"')),
    ]
    wanted = [Requirement("click"), Requirement("bell[loud]")]
    assert missing(wanted, wheels, WINDOWS, "3.11") == ["colorama", "drum", "older-one"]
    assert missing(wanted, wheels, LINUX, "3.13") == ["drum"]
    assert missing([Requirement("uvicorn")], wheels, ARM, "3.13") == ["click>=9"]


def test_what_the_program_needs_is_what_it_declares() -> None:
    names = {canonicalize_name(one.name) for one in requirements()}
    assert {"lxml", "pydantic", "starlette", "uvicorn", "pdfplumber", "resvg-py", "pip"} <= names


# -- what stands in it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BATS, ids=lambda path: path.name)
def test_batch_files_are_what_any_windows_reads(path: Path) -> None:
    """No code page can garble them, each label that is gone to is there, each file that is named too, and paths stand in quotes."""
    content = as_shipped(path)
    assert content.isascii() and content.count(b"\r\n") == content.count(b"\n") and not content.startswith(b"\xef")
    text = content.decode()
    labels = set(re.findall(r"^:(\w+)\r?$", text, re.MULTILINE))
    assert set(re.findall(r"(?:goto |call :)(\w+)", text)) == labels
    for row in text.splitlines():
        if row.startswith("rem "):
            continue
        bare = re.sub(r'"[^"]*"', "", row)
        assert not re.search(r"%(?:HERE|KIT|LocalAppData|ProgramFiles|PYEXE|~dp0|~1)%?", bare), row
        # What is in a block is put in at once, and a bracket in a path would end it.
        assert not re.search(r"\)\s*else|^\s*if .*\($", bare), row
        for name in re.findall(r'"%(?:HERE|KIT)%\\?([^"%]+)"', row):
            written_later = name.startswith("venv")
            assert written_later or name == "bin\\kit.json" or (FILES / name.replace("\\", "/")).exists(), name


def test_what_windows_says_is_in_its_own_code_page() -> None:
    install = as_shipped(FILES / "bin" / "install.bat").decode()
    said = set(re.findall(r'"SEEN=(\w+)"', install))
    messages = {path.stem: as_shipped(path) for path in (FILES / "bin" / "messages").glob("*.txt")}
    assert said == set(messages) and "chcp 936" in install
    for content in messages.values():
        assert "怎么办" in content.decode("gbk") and "双击" in content.decode("gbk")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_wheel(tmp_path_factory.mktemp("own"))


def test_the_kit_is_the_same_every_time_and_its_sums_are_right(own: Path, tmp_path: Path) -> None:
    folder = tmp_path / "wheels"
    folder.mkdir()
    wheel_file(folder, "pip", "25.1")
    made = [tmp_path / str(number) / "reportgen-kit-1" for number in (1, 2)]
    for one in made:
        lay_out(one, own, [Gathered(WINDOWS, "3.13", folder)], [Gathered(ARM, "3.11", folder, ("lxml>=5.3",))])
    first, second = (pack(one, one.with_suffix(".zip")).read_bytes() for one in made)
    assert first == second
    page = (made[0] / "先看我.html").read_text(encoding="utf-8")
    assert "Windows x86-64，Python 3.13" in page and "没有：Linux aarch64" in page and "lxml>=5.3" in page and "[[" not in page
    for picture in re.findall(r'src="([^"]+)"', page):
        assert (made[0] / picture).is_file()
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS.txt"], cwd=made[0], check=True)
    with ZipFile(made[0].with_suffix(".zip")) as archive:
        modes = {one.filename.split("/", 1)[1]: one.external_attr >> 16 for one in archive.infolist()}
        assert {"安装.bat", "开始.bat", "先看我.html", "install.sh", "start.sh", "bin/kit.json", f"wheels/{own.name}"} <= set(
            modes
        )
        assert modes["start.sh"] & 0o111 and modes["install.sh"] & 0o111 and not modes["先看我.html"] & 0o111


# -- on the other computer -----------------------------------------------------------------------------


def bare_kit(folder: Path, machines: list[str]) -> Path:
    """The scripts of a kit for these machines, with no wheel in it."""
    shutil.copytree(FILES, folder)
    kit = {"version": "1.0", "extras": ["web"], "machines": machines}
    (folder / "bin" / "kit.json").write_text(json.dumps(kit), encoding="utf-8")
    (folder / "SHA256SUMS.txt").write_text(f"{'0' * 64}  wheels/reportgen-1.0-py3-none-any.whl\n", encoding="utf-8")
    return folder


HERE = f"linux-{os.uname().machine}" if hasattr(os, "uname") else "windows-x86_64"
PYTHON = ".".join(map(str, sys.version_info[:2]))
linux = pytest.mark.skipif(sys.platform != "linux", reason="shell scripts for Linux")


@linux
@pytest.mark.parametrize(
    "machines, code",
    [([f"{HERE}-{PYTHON}"], 0), ([f"{HERE}-3.10"], 12), (["windows-x86_64-3.13"], 13)],
    ids=["right", "new", "other"],
)
def test_python_that_cannot_use_the_kit_is_told_why(tmp_path: Path, machines: list[str], code: int) -> None:
    kit = bare_kit(tmp_path / "安 装", machines)
    assert subprocess.run([sys.executable, str(kit / "bin" / "which.py")], check=False).returncode == code
    if code:
        done = run_clean(["sh", str(kit / "install.sh")], tmp_path, capture_output=True)
        said = done.stderr.decode()
        assert done.returncode == 1 and "怎么办" in said and "Traceback" not in said


@linux
def test_damaged_kit_is_not_installed(tmp_path: Path) -> None:
    kit = bare_kit(tmp_path / "安装包", [f"{HERE}-{PYTHON}"])
    done = subprocess.run([sys.executable, str(kit / "bin" / "install.py")], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "安装包不完整：wheels/reportgen-1.0" in done.stderr and not (kit / "venv").exists()


def test_glibc_that_a_program_needs_is_read_out_of_it(tmp_path: Path) -> None:
    (tmp_path / "a.so").write_bytes(b"\x7fELF..GLIBC_2.9\0GLIBC_2.28\0GLIBC_PRIVATE\0")
    (tmp_path / "b.txt").write_bytes(b"GLIBC_2.99\0")
    assert newest_glibc(tmp_path) == (2, 28)


def run_clean(command: list[str], home: Path, **how: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, env=clean(home), check=False, **how)  # type: ignore[call-overload,no-any-return]


def clean(home: Path) -> dict[str, str]:
    """An environment that knows nothing of this one: no index, no proxy, no language."""
    return {
        "HOME": str(home),
        "PATH": f"{Path(sys.executable).resolve().parent}:/usr/bin:/bin",
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
    }


@linux
@pytest.mark.skipif(not THOROUGH, reason="downloads and installs for a minute: TESTS=thorough")
def test_a_report_is_made_with_nothing_but_the_kit(tmp_path: Path) -> None:
    (target,) = (one for one in TARGETS if one.name == HERE)
    if PYTHON not in PYTHONS:
        pytest.skip(f"the kit is not for Python {PYTHON}")
    gathered = gather(target, PYTHON, tmp_path / "cache")
    if gathered.absent:
        pytest.skip(f"no package index here, or none that has {'、'.join(gathered.absent)}")
    _, archive = build([gathered], tmp_path / "dist")
    place = tmp_path / "办公 电脑"
    with ZipFile(archive) as packed:
        packed.extractall(place)
    (kit,) = place.iterdir()
    process = subprocess.Popen(
        ["sh", str(kit / "start.sh"), "--no-browser"],
        env=clean(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        address = next(found[0] for line in lines if (found := re.search(r"http\S+", line)))
        served = Served(process, address)
        draft = fill(served)
        built = served.ask("/api/build", {"kind": "docx", "unfinished": False}, draft=draft)
        assert built.status == 200 and built.said["figures"] == 200, built.body.decode()
        assert (kit / "年报" / draft / built.said["file"]).is_file()
        assert served.ask("/api/close", {}).status == 200
        assert process.wait(20) == 0
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)  # the shell, and the server that it waits for
        process.communicate()
    assert (kit / "venv" / "ready.txt").is_file()
    start = time.monotonic()
    again = run_clean(["sh", str(kit / "install.sh")], tmp_path, capture_output=True)
    assert again.returncode == 0 and "已经装好" in again.stdout.decode() and time.monotonic() - start < 10


WORDS = {
    "总体情况": "2024年，主动公开、依申请公开、信息管理、平台建设、监督保障各项工作都有人管，新收申请{{ 表三.本年新收.总计 }}件。",
    "存在的主要问题及改进情况": "存在的问题是解读不够生动；下一步将改进解读。",
    "其他需要报告的事项": "全年没有收取信息处理费。",
}


def fill(served: Served) -> str:
    """A draft made in the page, with the figures and the words of an example."""
    example = open_draft(EXAMPLES / "huaian-2024")
    draft = str(served.ask("/api/start/new", {"agency": "淮安市人民政府", "year": 2024}).said["draft"])
    state = served.ask("/api/state", draft=draft).said
    typed = [ref for ref in state["figures"] if not state["figures"][ref]["formula"]]
    cells = [{"ref": ref, "was": "", "now": example.workbook.cells[ref].text} for ref in typed]
    texts = [{"key": [name], "was": [], "now": [text]} for name, text in WORDS.items()]
    contact = {name: entry.text for name, entry in example.narrative.contact.items()}
    values = [{"key": ["联系方式", name], "was": "", "now": text} for name, text in contact.items()]
    values.append({"key": ["落款", "日期"], "was": "", "now": "2025年1月20日"})
    saved = served.ask("/api/save", {"cells": cells, "texts": texts, "values": values}, draft=draft)
    assert saved.status == 200 and saved.said["state"]["errors"] == 0, saved.said["state"]["problems"]
    return draft
