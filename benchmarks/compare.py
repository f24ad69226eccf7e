"""How long comparing takes: two full reports, the redline, a hundred pairs; in one warm process, the checks beside them.

python benchmarks/compare.py
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from timing import took

from reportgen.show.diff.text import diff_text
from reportgen.show.text import Ink
from reportgen.tasks.build import build_draft
from reportgen.tasks.check import check_published
from reportgen.tasks.compare import compare_versions, redline_versions

WHEN = datetime(2025, 3, 1, tzinfo=UTC)
ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = ROOT.parent / "shared" / "real"
EXAMPLES = ROOT / "examples"
PAIRS = 100


def edited(folder: Path, target: Path) -> Path:
    """A copy of a draft with a word changed in every paragraph of one kind."""
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns("*.docx"))
    path = target / "narrative.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("公开", "发布"), encoding="utf-8")
    return target


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        old = EXAMPLES / "huaian-2024"
        new = edited(old, folder / "new")
        build_draft(old, output=folder / "old.docx", draft=True)
        build_draft(new, output=folder / "new.docx", draft=True)
        one = took(lambda: compare_versions(str(old), str(new)))
        lines = [
            ("两份草稿 diff（读、比、写成文字）", took(lambda: diff_text(compare_versions(str(old), str(new)), Ink(False)))),
            ("两份 Word diff", took(lambda: compare_versions(str(folder / "old.docx"), str(folder / "new.docx")))),
            (
                "两份 Word 修订稿",
                took(lambda: redline_versions(str(folder / "old.docx"), str(folder / "new.docx"), author="量", date=WHEN)),
            ),
            (f"{PAIRS} 对草稿 diff", took(lambda: [compare_versions(str(old), str(new)) for _ in range(PAIRS)], 1)),
        ]
        if PUBLISHED.is_dir():
            years = [str(PUBLISHED / f"suqian_city_{year}.md") for year in (2023, 2024)]
            lines.insert(2, ("宿迁 2023 与 2024 diff", took(lambda: compare_versions(*years))))
            lines.append(("（对照）宿迁 2024 check", took(lambda: check_published(Path(years[1])))))
        for what, seconds in lines:
            print(f"{what}\t{seconds * 1000:.0f} ms\t{seconds / one:.2f} 倍")


if __name__ == "__main__":
    sys.exit(main())
