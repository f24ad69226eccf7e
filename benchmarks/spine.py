"""Times the main job and prints a table: whole processes, steps in one process, against docxtpl.

    python benchmarks/spine.py [ROUNDS]

Everything is measured in one run, in turn, because machines are noisy: read the ratios.
"""

from __future__ import annotations

import io
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "huaian-2024"
REPORTGEN = [sys.executable, "-m", "reportgen"]


def processes(rounds: int) -> None:
    """Cold: process start to exit."""
    with tempfile.TemporaryDirectory() as folder:
        output = str(Path(folder) / "report.docx")
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            'python -c "import openpyxl"': [sys.executable, "-c", "import openpyxl"],
            "reportgen --help": [*REPORTGEN, "--help"],
            "reportgen check": [*REPORTGEN, "check", str(EXAMPLE)],
            "reportgen build": [*REPORTGEN, "build", str(EXAMPLE), "-o", output, "--force"],
        }
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        memory: dict[str, float] = {}
        for number in range(rounds + 1):
            for name, command in commands.items():
                start = time.perf_counter()
                with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
                    _, status, usage = os.wait4(process.pid, 0)
                    process.returncode = os.waitstatus_to_exitcode(status)
                assert process.returncode == 0, name
                if number:  # the first round warms the disk cache
                    seconds[name].append(time.perf_counter() - start)
                    memory[name] = usage.ru_maxrss / 1024
    base = statistics.median(seconds['python -c "import openpyxl"'])
    print(f"\nwhole processes ({rounds} rounds)     min ms   median   / openpyxl   peak MB")
    for name, taken in seconds.items():
        median = statistics.median(taken)
        print(f"  {name:30} {min(taken) * 1000:7.0f} {median * 1000:8.0f} {median / base:12.2f} {memory[name]:9.0f}")


def steps(rounds: int) -> None:
    """Warm: one report after the other in one process."""
    from reportgen.drafts.narrative.binding import bind
    from reportgen.drafts.narrative.read import open_narrative, read_narrative
    from reportgen.drafts.workbook.read import read_workbook
    from reportgen.packs.load import find_pack
    from reportgen.reports.open import open_draft
    from reportgen.tasks.check import check_draft, check_opened
    from reportgen.word.outline import document_of, outline_of
    from reportgen.word.template.compiled import compile_template
    from reportgen.word.template.document import packed, prove, render, rendered_by

    pack = find_pack("gov-disclosure-2021")
    form = pack.form
    workbook_path, narrative_path = EXAMPLE / "workbook.xlsx", EXAMPLE / "narrative.yaml"
    checked = check_draft(EXAMPLE)
    compiled = compile_template(pack)
    narrative, _ = read_narrative(open_narrative(narrative_path), form)
    workbook, _ = read_workbook(workbook_path, form)
    rendering = rendered_by(compiled, checked.report, checked.pictures, draft=False)
    content = packed(rendering)

    def whole() -> None:
        opened = open_draft(EXAMPLE)
        done = check_opened(opened)
        render(compile_template(opened.pack), done.report, done.pictures, draft=False)

    taken = measured(
        {
            "read the workbook": lambda: read_workbook(workbook_path, form),
            "read the narrative": lambda: read_narrative(open_narrative(narrative_path), form),
            "put the figures into the text": lambda: bind(narrative, form, workbook.cells),
            "check (reads both, all rules)": lambda: check_draft(EXAMPLE),
            "render and zip": lambda: packed(rendered_by(compiled, checked.report, checked.pictures, draft=False)),
            "prove (read back, compare)": lambda: prove(rendering, content),
            "  of which parse the document": lambda: outline_of(document_of(content), ""),
            "read + check + build + prove": whole,
            "docxtpl: same template and values": docxtpl_render(compiled, dict(rendering.values)),
        },
        rounds,
    )
    print(f"\none process, warm ({rounds} rounds)   min ms   median")
    for name, values in taken.items():
        print(f"  {name:34} {min(values) * 1000:8.2f} {statistics.median(values) * 1000:8.2f}")
    ours, theirs = (statistics.median(taken[name]) for name in ("render and zip", "docxtpl: same template and values"))
    per_report = statistics.median(taken["read + check + build + prove"])
    print(f"  rendering is {theirs / ours:.0f} times docxtpl; {1 / per_report:.0f} reports a second on one core")
    print(f"  peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def docxtpl_render(compiled: object, values: dict[str, object]) -> Callable[[], object]:
    """Plain docxtpl on the same template."""
    from docxtpl import DocxTemplate

    path = compiled.path  # type: ignore[attr-defined]

    def run() -> None:
        template = DocxTemplate(path)
        template.render(dict(values), autoescape=True)
        template.save(io.BytesIO())

    return run


def million_rows(rounds: int) -> None:
    """A workbook whose formatting reaches the last row."""
    from reportgen.drafts.workbook.read import read_workbook
    from reportgen.packs.load import find_pack

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsx"
        with zipfile.ZipFile(EXAMPLE / "workbook.xlsx") as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for entry in source.infolist():
                content = source.read(entry)
                if entry.filename.startswith("xl/worksheets/sheet"):
                    rows = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % row for row in range(200, 1_048_577))
                    content = content.replace(b"</sheetData>", rows + b"</sheetData>")
                target.writestr(entry, content)
        form = find_pack("gov-disclosure-2021").form
        taken = measured({"read a workbook with a million formatted rows": lambda: read_workbook(path, form)}, rounds)
        for name, values in taken.items():
            print(f"  {name:46} {min(values) * 1000:8.1f} {statistics.median(values) * 1000:8.1f} ms (min, median)")


def measured(cases: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Run the cases in turn, so that a drift of the machine meets all of them."""
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(rounds + 2):
        for name, case in cases.items():
            start = time.perf_counter()
            case()
            if number >= 2:
                taken[name].append(time.perf_counter() - start)
    return taken


AIMS = """
aims: rendering at least 50 times docxtpl; 100 reports a second on one core; cold check at most 1.5 and cold
build at most 2.5 times `import openpyxl`; peak memory of a build below 80 MB; a million formatted rows well
below a second. The ratios of whole processes swing by a tenth when the machine has other work."""


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {EXAMPLE.name}")
    processes(rounds)
    steps(rounds)
    million_rows(max(rounds // 4, 3))
    print(AIMS)


if __name__ == "__main__":
    main()
