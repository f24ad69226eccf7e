"""Times the main job and prints a table: whole processes as installed, steps in one process, against docxtpl.

    python benchmarks/spine.py [ROUNDS]

Everything is measured in one run, in turn, because machines are noisy: read the ratios.
"""

from __future__ import annotations

import compileall
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "huaian-2024"


def installed(folder: Path) -> str:
    """A Python that has reportgen as a user has it: a wheel, unpacked and compiled; what it needs comes from this environment."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True, capture_output=True
    )
    home = folder / "venv"
    venv.create(home, with_pip=False)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(home)}))
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(packages)
    compileall.compile_dir(packages, quiet=1)
    (packages / "needed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return str(home / "bin" / "python")


def ran(command: list[str]) -> tuple[float, float, str]:
    """Seconds from start to exit, peak MB and what was printed; as for a user, whose Python writes bytecode."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    start = time.perf_counter()
    # Python looks for modules beside it, and whatever lies in the temporary folder is none of ours.
    beside = Path(command[0]).parent
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd=beside, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    taken = time.perf_counter() - start
    assert process.returncode == 0, command
    return taken, usage.ru_maxrss / 1024, said


def processes(rounds: int) -> None:
    """Cold: process start to exit, of reportgen as it is installed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = installed(folder)
        reportgen = [python, "-m", "reportgen"]
        base = [python, "-c", "import openpyxl"]
        commands = {
            "python -c pass": [python, "-c", "pass"],
            "reportgen --help": [*reportgen, "--help"],
            "reportgen check": [*reportgen, "check", str(EXAMPLE)],
            "reportgen build": [*reportgen, "build", str(EXAMPLE), "-o", str(folder / "report.docx"), "--force"],
        }
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        ratios: dict[str, list[float]] = {name: [] for name in commands}
        memory: dict[str, float] = {}
        for number in range(rounds + 1):
            for name, command in commands.items():
                beside, _, _ = ran(base)  # each next to its own: a machine with other work slows both down
                taken, memory[name], _ = ran(command)
                if number:  # the first round warms the disk cache
                    seconds[name].append(taken)
                    ratios[name].append(taken / beside)
        parts = [json.loads(ran([python, "-c", PARTS, str(EXAMPLE)])[2]) for _ in range(rounds)]
    print(f"\nwhole processes, installed ({rounds} pairs)  min ms   median   / `import openpyxl`   peak MB")
    for name, values in seconds.items():
        ratio = statistics.median(ratios[name])
        print(
            f"  {name:32} {min(values) * 1000:10.0f} {statistics.median(values) * 1000:8.0f} {ratio:15.2f} {memory[name]:14.0f}"
        )
    print("\nwhere a cold check goes (median ms)")
    for part in parts[0]:
        print(f"  {part:40} {statistics.median(one[part] for one in parts):8.1f}")


# Run in a process of its own: what a first check takes, part by part.
PARTS = """
import gc, json, sys, time
from pathlib import Path
gc.set_threshold(100_000, 50, 50)  # as the command does
folder, marks = Path(sys.argv[1]), [time.perf_counter()]
mark = lambda: marks.append(time.perf_counter())
import reportgen.cli.main
mark()
import reportgen.show.text
from reportgen.drafts.narrative.read import open_narrative
from reportgen.reports.open import open_draft, pack_of
from reportgen.tasks.check import check_draft
mark()
_ = pack_of(open_narrative(folder / "narrative.yaml"), folder).phrasing
mark()
open_draft(folder)
mark()
open_draft(folder)
mark()
check_draft(folder)
mark()
shell, tasks, pack, files, again, check = (1000 * (end - start) for start, end in zip(marks, marks[1:]))
print(json.dumps({
    "imports: the command line": shell,
    "imports: what a check needs": tasks,
    "the pack (format.yaml, prose.yaml)": pack,
    "the two files of the draft": files,
    "figures into the text, rules": check - again,
}))
"""


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
    from reportgen.word.template.proof.markers import compiled_or_first_problem

    pack = find_pack("gov-disclosure-2021")
    form = pack.form
    workbook_path, narrative_path = EXAMPLE / "workbook.xlsx", EXAMPLE / "narrative.yaml"
    checked = check_draft(EXAMPLE)
    compiled = compile_template(pack)
    by_docxtpl = compiled_or_first_problem(pack.template.read_bytes(), form, str(pack.template), docxtpl=True)
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
            "prove (read back, compare)": lambda: prove(rendering, content, outline_of(document_of(content), "")),
            "  of which parse the document": lambda: outline_of(document_of(content), ""),
            "read + check + build + prove": whole,
            "docxtpl: same template and values": docxtpl_render(compiled, dict(rendering.values)),
            "render and zip, docxtpl's language": lambda: packed(
                rendered_by(by_docxtpl, checked.report, checked.pictures, draft=False)
            ),
        },
        rounds,
    )
    print(f"\none process, warm ({rounds} rounds)   min ms   median")
    for name, values in taken.items():
        print(f"  {name:34} {min(values) * 1000:8.2f} {statistics.median(values) * 1000:8.2f}")
    ours, theirs = (statistics.median(taken[name]) for name in ("render and zip", "docxtpl: same template and values"))
    per_report = statistics.median(taken["read + check + build + prove"])
    full = statistics.median(taken["render and zip, docxtpl's language"])
    print(f"  a template that needs docxtpl's whole language takes {full / ours:.0f} times as long to render")
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


def forget_sentences() -> None:
    """Clear what the rules remember of the sentences of a report: the next report of a batch has others, and here it is the same one."""
    for name, module in list(sys.modules.items()):
        if name.startswith("reportgen.rules."):
            for one in vars(module).values():
                if hasattr(one, "cache_clear") and one.__module__ == name:
                    one.cache_clear()


def measured(cases: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Run the cases in turn, so that a drift of the machine meets all of them; seconds of the processor, not of the clock."""
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for number in range(rounds + 2):
        for name, case in cases.items():
            forget_sentences()
            start = time.process_time()
            case()
            if number >= 2:
                taken[name].append(time.process_time() - start)
    return taken


AIMS = """
aims: rendering at least 50 times docxtpl; 100 reports a second on one core; cold check at most 1.35 and cold
build at most 2.19 times `import openpyxl`; peak memory of a build below 80 MB; a million formatted rows well
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
