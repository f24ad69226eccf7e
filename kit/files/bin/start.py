"""Opens the page over the folder that was given, or over 年报 beside this kit; run by start.sh and 开始.bat."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from reportgen.cli.main import main

KIT = Path(__file__).resolve().parent.parent


def folder() -> Path:
    """The folder with the drafts."""
    given = os.environ.get("REPORTGEN_FOLDER", "")
    if given:
        return Path(given)
    own = KIT / "年报"
    own.mkdir(exist_ok=True)
    return own


if __name__ == "__main__":
    code = main(["open", str(folder()), *sys.argv[1:]])
    # Ctrl-C is a way to end it.
    sys.exit(0 if code == 130 else code)
