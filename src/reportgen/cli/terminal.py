"""What all commands share: how they speak, and options that mean the same everywhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

Prior = Annotated[
    Path | None, typer.Option("--prior", metavar="上年", help="上年的草稿文件夹，或公布的年报文件", show_default=False)
]
Force = Annotated[bool, typer.Option("--force", help="覆盖已有的文件")]
NoColour = Annotated[bool, typer.Option("--no-color", help="不用颜色")]


def say(text: str) -> None:
    """Speak to the person."""
    print(text)


def fail(text: str, code: int) -> int:
    """Say what is wrong, beside what is asked for; returns the exit code."""
    print(text, file=sys.stderr)
    return code


def colour(off: bool, file: Path | None = None) -> bool:
    """Whether colours may be used: the person wants them, and a terminal reads."""
    return not off and file is None and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb" and sys.stdout.isatty()
