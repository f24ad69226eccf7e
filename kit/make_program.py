"""Builds the single-folder program for this kind of Linux, with its own Python, by PyInstaller. Run by `make program`.

PyInstaller is a tool of the build alone; its licence (GPL with an exception for what it builds) says nothing of the program.
The program runs where the C library is at least as new as the newest that its libraries ask for, which is said.
"""

from __future__ import annotations

import argparse
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from gather import EXTRAS, ROOT, own_wheel
from make_kit import FILES, as_shipped

NAME = "reportgen"
MOST_MEGABYTES = 120
_GLIBC = re.compile(rb"GLIBC_(\d+)\.(\d+)\0")
_ELF = b"\x7fELF"
# uvicorn and the readers of PDF load by name what they need; ours are loaded where they are used.
_WITH = ("--collect-all", NAME, "--collect-submodules", "uvicorn", "--collect-data", "pdfminer", "--exclude-module", "tkinter")


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the program as asked; it is not kept when it is larger than it may be."""
    parser = argparse.ArgumentParser(description="做一个自带 Python 的程序文件夹（只给这一种 Linux）")
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="放到哪个文件夹，通常是 dist")
    to = parser.parse_args(arguments).to
    to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".program-", dir=to) as temporary:
        made = build(Path(temporary))
        size = sum(path.stat().st_size for path in made.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6
        needed = newest_glibc(made)
        glibc = ".".join(map(str, needed))
        if size > MOST_MEGABYTES:
            print(f"程序有 {size:.0f} MB，超过 {MOST_MEGABYTES} MB，没有留下", file=sys.stderr)
            return 1
        page = f"这个程序自带 Python，不用安装：终端里输入 sh start.sh。要 glibc {glibc} 以上的 Linux {platform.machine()}。\n"
        (made / "先看我.txt").write_text(page, encoding="utf-8")
        folder = to / f"{NAME}-linux-{platform.machine()}"
        if folder.exists():
            folder.rename(Path(temporary) / "old")
        made.rename(folder)
    print(f"已做好：{folder}（{size:.0f} MB）\n  要 glibc {glibc} 以上；给旧系统用的，在那个系统上做")
    return 0


def build(temporary: Path) -> Path:
    """The program's folder, made in an environment of its own, with what starts it beside."""
    python = temporary / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(temporary / "venv")], check=True)
    wheel = own_wheel(temporary / "own")
    _run(
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "pyinstaller>=6.10",
        f"{wheel}[{','.join(EXTRAS)}]",
    )
    paths = ["--distpath", str(temporary), "--workpath", str(temporary / "work"), "--specpath", str(temporary)]
    how = ["--onedir", "--noconfirm", "--strip", "--log-level", "ERROR", "--name", NAME, "--python-option", "X utf8_mode=1"]
    _run(python, "-m", "PyInstaller", *how, *paths, *_WITH, str(Path(__file__).parent / "program_entry.py"))
    made = temporary / NAME
    start = made / "start.sh"
    start.write_bytes(as_shipped(FILES.parent / "program_start.sh"))
    start.chmod(0o755)
    shutil.copy(ROOT / "LICENSE", made / "LICENSE.txt")
    return made


def _run(python: Path, *arguments: str) -> None:
    subprocess.run([str(python), *arguments], check=True)


def newest_glibc(folder: Path) -> tuple[int, int]:
    """The newest version of the C library that a program or library of the folder asks for."""
    return max(_asked(folder), default=(2, 0))


def _asked(folder: Path) -> Iterator[tuple[int, int]]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            if content.startswith(_ELF):
                yield from ((int(major), int(minor)) for major, minor in _GLIBC.findall(content))


if __name__ == "__main__":
    sys.exit(main())
