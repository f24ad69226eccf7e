"""`import --update` on the command line: what both sides changed is asked about, then the rest is shown and written."""

import sys
from pathlib import Path
from typing import Any, NamedTuple

import typer

from ..model.errors import SourceError
from .terminal import colour, say

_SIDES = {"草稿": "ours", "ours": "ours", "word": "theirs", "theirs": "theirs"}


class Chosen(NamedTuple):
    """What was chosen on the command line: conflicts by name, and all others ("ours", "theirs" or nothing)."""

    named: dict[str, Any]
    others: Any


def choices_of(choose: list[str], *, ours: bool, theirs: bool) -> Chosen:
    """The choices that the options say."""
    if ours and theirs:
        raise SourceError(
            "--ours 和 --theirs 只能用一个", hint="一部分照草稿、一部分照 Word 的，用 --choose 名称=草稿 或 --choose 名称=Word"
        )
    named = {}
    for one in choose:
        name, _, side = one.rpartition("=")
        if not name.strip() or side.strip().lower() not in _SIDES:
            raise SourceError(
                f"--choose 看不懂“{one}”", hint="写成 --choose 名称=Word：名称照抄冲突前面的那一个，等号后面是 草稿 或 Word"
            )
        named[name.strip()] = _SIDES[side.strip().lower()]
    return Chosen(named, "ours" if ours else "theirs" if theirs else None)


def update_from(document: Path, draft: Path, *, yes: bool, choices: Chosen, no_color: bool) -> None:
    """Show what the document changed, ask what to do where there is somebody to ask, and write it.

    The exit code is 1 where something that both sides changed is left for somebody to choose.
    """
    from ..show.text import Ink
    from ..show.update import updated_text
    from ..tasks.update import update_draft

    ink = Ink(colour(no_color))
    asks = sys.stdin.isatty() and not yes
    found = update_draft(draft, document, write=yes, choices=choices.named, others=choices.others)
    if asks and found.open:
        choices = Chosen({**choices.named, **_asked(found, ink)}, choices.others)
        found = update_draft(draft, document, write=False, choices=choices.named, others=choices.others)
    say(updated_text(found, ink))
    if not yes and not found.nothing:
        if not asks:
            say("\n没有写。看过以后加 --yes 写进草稿。")
        elif typer.confirm("\n写进草稿吗？（原来的文件另存为 .bak）", default=False):
            done = update_draft(draft, document, write=True, choices=choices.named, others=choices.others)
            say("\n" + updated_text(done, ink))
    raise typer.Exit(1 if found.open else 0)


def _asked(found: Any, ink: Any) -> dict[str, Any]:
    """What somebody at the keyboard chooses, conflict by conflict."""
    from ..show.update import conflict_text

    chosen = {}
    say(f"有 {len(found.open)} 处，生成以后草稿和 Word 都改了，改得不一样。一处一处选：")
    for conflict in found.open:
        say("\n" + conflict_text(conflict, ink))
        answer = ""
        while answer not in ("1", "2", "3"):
            answer = str(typer.prompt("照谁的？1 草稿　2 Word　3 先不定（草稿不动）", default="3")).strip()
        if answer != "3":
            chosen[conflict.id] = "ours" if answer == "1" else "theirs"
    say("")
    return chosen
