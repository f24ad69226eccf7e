"""What the tests of bad input share: running the commands, and what must hold when they refuse."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

import reportgen
from reportgen.cli.main import main

Capture = pytest.CaptureFixture[str]
Example = Callable[[str], Path]
Edit = Callable[..., None]
Rewrite = Callable[[Path, str, str], None]

DRAFT = "huaian-2024"


def run(capsys: Capture, *arguments: object) -> tuple[int, str]:
    """The exit code of a command and all that it printed, which is never a traceback."""
    code = main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    said = printed.out + printed.err
    assert "Traceback" not in said, said
    return code, said


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def refused(capsys: Capture, draft: Path, code: int, *commands: str) -> str:
    """What the first command says; all end with `code` and leave the folder as it was."""
    before = contents(draft)
    ran = [run(capsys, command, draft) for command in commands or ("check", "build")]
    assert [code for code, _ in ran] == [code] * len(ran), ran[0][1]
    assert contents(draft) == before
    return ran[0][1]


def checked(capsys: Capture, draft: Path, code: int) -> str:
    """What `check` says; it ends with `code` and leaves the folder as it was."""
    return refused(capsys, draft, code, "check")


def in_a_process(draft: Path, timeout: float, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Check a draft in a process of its own, so that it may hang or die."""
    command = [sys.executable, "-m", "reportgen", "check", str(draft)]
    return subprocess.run(command, capture_output=True, timeout=timeout, env={**os.environ, **environment}, check=False)


def members(path: Path) -> dict[str, bytes]:
    """The parts of a zip."""
    with zipfile.ZipFile(path) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def write_members(path: Path, parts: dict[str, bytes]) -> None:
    """Write a zip of these parts, quickly."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def change_part(path: Path, name: str, old: str, new: str) -> None:
    """Replace text in one part of a zip; the text must be there."""
    parts = members(path)
    assert old.encode() in parts[name]
    parts[name] = parts[name].replace(old.encode(), new.encode(), 1)
    write_members(path, parts)


def document(draft: Path) -> Path:
    """The only .docx of a draft."""
    (path,) = draft.glob("*.docx")
    return path


def text_of(path: Path) -> list[str]:
    """The paragraphs of a .docx in and outside its tables, read by python-docx."""
    body = docx.Document(str(path)).element.body
    return ["".join(run.text or "" for run in paragraph.iter(qn("w:t"))) for paragraph in body.iter(qn("w:p"))]


def line_of(path: Path, text: str) -> int:
    """The number of the line in which a text file has `text` first."""
    before, found, _ = path.read_text(encoding="utf-8").partition(text)
    assert found
    return before.count("\n") + 1


def bounded(*arguments: object, seconds: int = 90, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own that may neither take for ever nor all memory; it never ends in a bug of ours."""
    command = [sys.executable, "-m", "reportgen", *map(str, arguments)]
    path = str(Path(reportgen.__file__).resolve().parent.parent)
    done = subprocess.run(
        command,
        capture_output=True,
        timeout=seconds,
        env={**os.environ, "PYTHONPATH": path, **environment},
        check=False,
        preexec_fn=_bound_memory if os.name == "posix" else None,
    )
    said = (done.stdout + done.stderr).decode(errors="replace")
    assert done.returncode in (0, 1, 2), said
    assert "Traceback" not in said, said
    return done


def _bound_memory() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000, 3_000_000_000))
