"""Why a picture cannot be used."""

from __future__ import annotations


class PictureProblem(Exception):
    """Why a picture cannot be used, and how to mend it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint
