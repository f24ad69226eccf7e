"""The answers to warnings in narrative.yaml: one added, one taken away; every other line stays as it was typed."""

from __future__ import annotations

import re

import yaml

from ...model.draft import WAIVED_AT, WAIVED_CODE, WAIVED_SAID, WAIVED_WHY, WAIVERS
from .edit import LOADER

_KEY = re.compile(rf"{WAIVERS}\s*:\s*(#.*)?")


def with_waiver(text: str, code: str, place: str, reason: str, said: str = "") -> str:
    """The text of the file with one more answer, as the first of them; `place` is '' where it is about all warnings of this code.

    `said` is what the warning says, '' where that is not known.
    """
    lines = [f"  - {WAIVED_CODE}: {code}", *([f"    {WAIVED_AT}: {_quoted(place)}"] if place else [])]
    lines.append(f"    {WAIVED_WHY}: {_quoted(reason)}")
    lines += [f"    {WAIVED_SAID}: {_quoted(said)}"] if said else []
    rows = text.rstrip("\n").split("\n")
    at = next((number for number, row in enumerate(rows) if _KEY.fullmatch(row)), None)
    if at is None:
        rows += ["", f"{WAIVERS}:", *lines]
    else:
        rows[at + 1 : at + 1] = lines
    return "\n".join(rows) + "\n"


def without_waiver(text: str, line: int) -> str | None:
    """The text of the file without the answer that stands at this line (from 1), and without the key where it was the last.

    None where no answer stands there, or it is so written that it cannot be taken out by lines.
    """
    try:
        root = yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError:
        return None
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    found = next(((key, value) for key, value in pairs if key.value == WAIVERS), None)
    if found is None or not isinstance(found[1], yaml.SequenceNode) or found[1].flow_style:
        return None
    key, answers = found
    rows = text.split("\n")
    after = next((other.start_mark.line for other, _ in pairs if other.start_mark.line > key.start_mark.line), len(rows))
    starts = [one.start_mark.line for one in answers.value]
    for at, (start, stop) in enumerate(zip(starts, [*starts[1:], after], strict=True)):
        if not start <= line - 1 < stop or not rows[start].lstrip().startswith("-"):
            continue
        if at == len(starts) - 1:  # what stands below it at the margin or as a note belongs to what follows
            stop = next((row for row in range(start + 1, stop) if not rows[row].strip() or rows[row][:1] in "#"), stop)
        first = key.start_mark.line if len(starts) == 1 else start
        return "\n".join([*rows[:first], *rows[stop:]])
    return None


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
