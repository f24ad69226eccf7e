"""Installs the program from the wheels of this kit, into the folder venv beside it; run by install.sh and install.bat.

Nothing else on the computer is changed, nothing is fetched. `ready.txt` is written last: without it the folder is made anew.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import venv
from hashlib import sha256
from pathlib import Path

KIT = Path(__file__).resolve().parent.parent
VENV = KIT / "venv"
READY = VENV / "ready.txt"
OLDEST_GLIBC = (2, 28)


def main() -> int:
    """Install; what went wrong is said in a few plain words."""
    kit = json.loads((KIT / "bin" / "kit.json").read_text(encoding="utf-8"))
    said = f"reportgen {kit['version']}\n"
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if READY.is_file() and READY.read_text(encoding="utf-8") == said and _runs(python):
        print("已经装好，不用再装。双击“开始”就可以用。")
        return 0
    if problem := _old_system() or _damaged():
        return _failed(*problem)
    print("正在安装，大约要一分钟，请不要关闭窗口……", flush=True)
    try:
        if VENV.exists():
            shutil.rmtree(VENV)
        venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(VENV)
    except OSError as error:
        where = f"{error.filename or VENV}（{error.strerror or error}）"
        return _failed(
            f"这个文件夹里不能安装：{where}", "把整个文件夹复制到自己的磁盘上（不要在 U 盘、光盘、网络盘里），再试一次"
        )
    (pip,) = (KIT / "wheels").glob("pip-*.whl")
    asked = f"reportgen[{','.join(kit['extras'])}]=={kit['version']}"
    command = [str(python), str(pip / "pip"), "install", "--no-index", "--find-links", str(KIT / "wheels"), "--quiet"]
    command += ["--disable-pip-version-check", "--no-warn-script-location", asked]
    # What the computer has set up for pip is about its network, and may name an index or forbid what is done here.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_") and name != "PYTHONPATH"}
    done = subprocess.run(command, env={**environment, "PIP_CONFIG_FILE": os.devnull}, capture_output=True, check=False)
    if done.returncode or not _runs(python):
        print((done.stdout + done.stderr).decode("utf-8", "replace")[-2000:], file=sys.stderr)
        return _failed("没有装好", "把上面的英文发给维护者；磁盘要有 400 MB 空余")
    READY.write_text(said, encoding="utf-8")
    print(f"装好了：reportgen {kit['version']}。双击“开始”就可以用。")
    return 0


def _runs(python: Path) -> bool:
    """Whether the program in the folder can be started: the Python that it was made with may be gone."""
    try:
        return subprocess.run([str(python), "-m", "reportgen", "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _old_system() -> tuple[str, str] | None:
    """What is wrong with the system, and what to do."""
    name, version = platform.libc_ver()
    if sys.platform != "linux":
        return None
    if name != "glibc" or tuple(int(part) for part in version.split(".")[:2]) < OLDEST_GLIBC:
        needed = ".".join(map(str, OLDEST_GLIBC))
        return (
            f"这个系统的 C 库是 {name or '别的'} {version}，要 glibc {needed} 以上",
            "换一台统信 UOS、麒麟、Debian 10 以后的电脑",
        )
    return None


def _damaged() -> tuple[str, str] | None:
    """The first file that is not as it was packed, and what to do."""
    for line in (KIT / "SHA256SUMS.txt").read_text(encoding="utf-8").splitlines():
        wanted, _, name = line.partition("  ")
        path = KIT / name
        if name.startswith("wheels/") and (not path.is_file() or sha256(path.read_bytes()).hexdigest() != wanted):
            return f"安装包不完整：{name} 缺少或损坏", "把压缩包重新复制一次，整个解压，再试一次"
    return None


def _failed(message: str, hint: str) -> int:
    print(f"{message}\n  怎么办：{hint}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
