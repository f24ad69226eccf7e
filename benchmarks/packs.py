"""How long the maintainer's bench takes, and charts, pictures, the page: in one warm process, beside a plain build.

python benchmarks/packs.py
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

from timing import took

from reportgen.packs.load import find_pack
from reportgen.tasks.build import build_draft
from reportgen.tasks.compare import compare_forms
from reportgen.tasks.pack_check import check_pack
from reportgen.tasks.tag import tag_blank_form
from reportgen.word.template.drawing import draw_template

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
BLANK = ROOT.parent / "shared" / "real" / "form_2021_blank.docx"
PACKS = ("gov-disclosure-2014", "gov-disclosure-2019", "gov-disclosure-2021")

CHARTS = """  ![甲](图表:饼图 表三.不予公开)
  ![乙](图表:柱形图 表三.本年新收)
  ![丙](图表:条形图 新收：表三.本年新收；结转：表三.上年结转)
"""


def charted(folder: Path) -> Path:
    """A copy of an example with three charts."""
    shutil.copytree(EXAMPLES / "huaian-2024", folder, ignore=shutil.ignore_patterns("*.docx"))
    path = folder / "narrative.yaml"
    path.write_text(
        re.sub(r"(?m)^总体情况: \|\n", lambda found: found[0] + CHARTS, path.read_text(encoding="utf-8")), encoding="utf-8"
    )
    return folder


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plain, drawn = EXAMPLES / "huaian-2024", charted(folder / "charted")
        template = folder / "template.docx"
        template.write_bytes(draw_template(find_pack(PACKS[-1]).form))
        one = took(lambda: build_draft(plain, output=folder / "plain.docx", force=True))
        lines = [
            ("（对照）生成 Word", one),
            ("生成 Word，加三个图表", took(lambda: build_draft(drawn, output=folder / "charted.docx", force=True))),
            ("生成网页", took(lambda: build_draft(plain, kinds=("html",), output=folder / "plain.html", force=True))),
            (
                "生成网页，加三个图表",
                took(lambda: build_draft(drawn, kinds=("html",), output=folder / "charted.html", force=True)),
            ),
            *((f"format check {pack}", took(lambda pack=pack: check_pack(pack))) for pack in PACKS),
            ("format check 一份模板", took(lambda: check_pack(str(template)))),
            ("format diff 2019 2021", took(lambda: compare_forms(*PACKS[1:]))),
        ]
        if BLANK.is_file():
            tagged = folder / "tagged.docx"
            lines.append(("format tag 公布的空白表格", took(lambda: tag_blank_form(BLANK, PACKS[-1], tagged, force=True))))
        for what, seconds in lines:
            print(f"{what}\t{seconds * 1000:.0f} ms\t{seconds / one:.2f} 倍")


if __name__ == "__main__":
    sys.exit(main())
