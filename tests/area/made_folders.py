"""A made-up area as folders and files: drafts of one example with other names and figures, quickly made, for tests and benchmarks."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "huaian-2024"
AGENCY = "淮安市人民政府"
_NUMBER = re.compile(r"<v>(\d+(?:\.\d+)?)</v>")
_TOPICS = (
    "教育",
    "医疗",
    "住房",
    "交通",
    "环境",
    "养老",
    "就业",
    "财政",
    "水利",
    "文旅",
    "气象",
    "税务",
    "审计",
    "统计",
    "信访",
    "应急",
)
_KINDS = ("部门", "街道", "乡镇")


def name_of(number: int) -> str:
    """The name of the agency of this number; 0 is the one above all."""
    return "甲市人民政府" if number == 0 else f"甲市{_TOPICS[number % len(_TOPICS)]}第{number}局"


def code_of(number: int) -> str:
    return f"{number:05}"


def register_text(count: int, deadline: str = "1月31日", *, flat: bool = False) -> str:
    """A register of so many agencies; all of them below the first where it is `flat`."""
    entries = [f"  - 代码: '00000'\n    名称: {name_of(0)}\n    类别: 政府\n"]
    for number in range(1, count):
        parent = 0 if flat or number < 20 else 1 + number % 19
        entries.append(
            f"  - 代码: '{code_of(number)}'\n    名称: {name_of(number)}\n    类别: {_KINDS[number % 3]}\n"
            f"    上级代码: '{code_of(parent)}'\n    期限: {deadline}\n"
        )
    return "机关:\n" + "".join(entries)


def draft_maker(example: Path = EXAMPLE) -> Callable[[Path, str, int], None]:
    """Writes a draft of an agency (folder, name, factor): each figure that is typed is the example's times the factor."""
    with zipfile.ZipFile(example / "workbook.xlsx") as archive:
        members = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    sheets = sorted(name for name in members if name.startswith("xl/worksheets/sheet"))[1:]
    written = "".join(f"&#{ord(char)};" for char in AGENCY)
    narrative = (example / "narrative.yaml").read_text(encoding="utf-8")

    def make(folder: Path, name: str, factor: int) -> None:
        folder.mkdir(parents=True)
        entities = "".join(f"&#{ord(char)};" for char in name)
        with zipfile.ZipFile(folder / "workbook.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for member, text in members.items():
                changed = text.replace(written, entities).replace(AGENCY, name)
                if member in sheets and factor != 1:
                    changed = _NUMBER.sub(lambda found: f"<v>{Decimal(found[1]) * factor}</v>", changed)
                archive.writestr(member, changed)
        said = narrative.replace(AGENCY, name).replace(
            "总体情况: |\n", f"总体情况: |\n  全年围绕第{factor}号重点，{name}公开了各类信息。\n", 1
        )
        (folder / "narrative.yaml").write_text(said, encoding="utf-8")

    return make


def made_area(folder: Path, count: int, year: int = 2024, *, flat: bool = False) -> Path:
    """An area of so many agencies, each with a draft of the year."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "名录.yaml").write_text(register_text(count, flat=flat), encoding="utf-8")
    make = draft_maker()
    for number in range(count):
        make(folder / "年报" / str(year) / code_of(number), name_of(number), 1 + number % 97)
    return folder
