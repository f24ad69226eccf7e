"""Builds the kit: a folder, and a zip of it, that installs on a machine without a network. Run by `make kit`.

Nothing stands under the kit's name until it is whole; the same sources and wheels give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

sys.path.insert(0, str(Path(__file__).parent))

from gather import EXTRAS, ROOT, Gathered, gather, own_wheel
from targets import PYTHONS, TARGETS

FILES = Path(__file__).parent / "files"
PICTURES = ("page-tables.png", "page-prose.png")
SUMS = "SHA256SUMS.txt"
WHEELS = "wheels"
# Where a Windows computer shows Chinese in its black window: every one sold in China, whatever else it is set to.
CONSOLE = "gbk"
_LATER = (1980, 1, 1, 0, 0, 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the kit as asked; what there is no wheel of ends it, but for machines that are left out on demand."""
    parser = argparse.ArgumentParser(description="做离线安装包")
    names = [target.name for target in TARGETS]
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="放到哪个文件夹，通常是 dist")
    parser.add_argument("--target", action="append", choices=names, help="只做哪一种电脑的；可以写几次")
    parser.add_argument("--python", action="append", choices=PYTHONS, help="只做哪一个 Python 的；可以写几次")
    parser.add_argument("--leave-out-incomplete", action="store_true", help="缺包的电脑不放进安装包，照样做其余的")
    asked = parser.parse_args(arguments)
    cache = asked.to / ".wheels"
    gathered = []
    for target in TARGETS:
        for python in PYTHONS:
            if (asked.target and target.name not in asked.target) or (asked.python and python not in asked.python):
                continue
            one = gather(target, python, cache / f"{target.name}-{python}")
            gathered.append(one)
            said = f"缺 {'、'.join(one.absent)}" if one.absent else f"齐（{len(list(one.folder.glob('*.whl')))} 个包）"
            print(f"  {target.chinese}　Python {python}　{said}", flush=True)
    absent = [one for one in gathered if one.absent]
    whole = [one for one in gathered if not one.absent]
    if absent:
        print("包索引里缺上面写的包（只用做好的 wheel，不在对方的电脑上编译）。", file=sys.stderr)
        if not asked.leave_out_incomplete or not whole:
            print("没有做安装包。换一个包索引再试，或者加 --leave-out-incomplete，不带缺包的电脑。", file=sys.stderr)
            return 1
    folder, archive = build(whole, asked.to, left_out=absent)
    print(f"已做好：{folder}\n　　　　{archive}（{archive.stat().st_size / 1e6:.0f} MB）")
    return 0


def build(gathered: Sequence[Gathered], to: Path, *, left_out: Sequence[Gathered] = ()) -> tuple[Path, Path]:
    """The kit's folder and its zip in `to`, out of wheels that are all there."""
    to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".kit-", dir=to) as temporary:
        own = own_wheel(Path(temporary) / "own")
        name = f"reportgen-kit-{own.name.split('-')[1]}"
        made = Path(temporary) / name
        lay_out(made, own, gathered, left_out)
        archive = pack(made, Path(temporary) / f"{name}.zip")
        said = f"{sha256(archive.read_bytes()).hexdigest()}  {archive.name}\n"
        if (to / name).exists():
            (to / name).rename(Path(temporary) / "old")
        made.rename(to / name)
        archive.replace(to / archive.name)
        (to / f"{archive.name}.sha256").write_text(said, encoding="utf-8")
    return to / name, to / f"{name}.zip"


def lay_out(made: Path, own: Path, gathered: Sequence[Gathered], left_out: Sequence[Gathered] = ()) -> None:
    """All files of the kit under `made`."""
    (made / WHEELS).mkdir(parents=True)
    shutil.copy(own, made / WHEELS)
    for one in gathered:
        for wheel in one.folder.glob("*.whl"):
            shutil.copy(wheel, made / WHEELS)
    version = own.name.split("-")[1]
    machines = [f"{one.target.name}-{one.python}" for one in gathered]
    words = {
        "version": version,
        "machines": "".join(f"<li>{one.target.chinese}，Python {one.python}</li>" for one in gathered),
        "left_out": "".join(
            f"<p>这一份里没有：{one.target.chinese}，Python {one.python}（缺 {'、'.join(one.absent)}）。</p>" for one in left_out
        ),
    }
    for source in sorted(path for path in FILES.rglob("*") if path.is_file()):
        target = made / source.relative_to(FILES)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(as_shipped(source, words))
        if target.suffix == ".sh":
            target.chmod(0o755)
    (made / "pictures").mkdir()
    for picture in PICTURES:
        shutil.copy(ROOT / "docs" / picture, made / "pictures")
    shutil.copy(ROOT / "LICENSE", made / "LICENSE.txt")
    said = {"version": version, "extras": list(EXTRAS), "machines": machines}
    (made / "bin" / "kit.json").write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sums = "".join(f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(made).as_posix()}\n" for path in _files(made))
    (made / SUMS).write_text(sums, encoding="utf-8")


def as_shipped(source: Path, words: Mapping[str, str] = {}) -> bytes:
    """A file as the computer that it is for reads it: batch files and what they show with its line ends, the latter in its code page."""
    text = source.read_text(encoding="utf-8")
    if source.suffix == ".bat":
        return text.replace("\n", "\r\n").encode("ascii")
    if source.parent.name == "messages":
        return text.replace("\n", "\r\n").encode(CONSOLE)
    if source.suffix == ".html":
        for name, value in words.items():
            text = text.replace(f"[[{name}]]", value)
    return text.encode()


def pack(folder: Path, archive: Path) -> Path:
    """A zip of a folder, the same bytes for the same files; shell scripts stay programs."""
    with ZipFile(archive, "w") as made:
        for path in _files(folder):
            entry = ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", _LATER)
            entry.external_attr = (0o100755 if os.access(path, os.X_OK) else 0o100644) << 16
            entry.create_system = 3
            # A wheel is a zip already.
            entry.compress_type = ZIP_STORED if path.suffix in (".whl", ".png") else ZIP_DEFLATED
            made.writestr(entry, path.read_bytes())
    return archive


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


if __name__ == "__main__":
    sys.exit(main())
