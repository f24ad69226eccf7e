"""What every answer works at: the desk, one lock per draft, and the files of a draft as they were last read."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from ..model.draft import WORKBOOK
from ..reports.beside import text_of
from .desk import Desk, Visitor, draft_digest, file_stamp

if TYPE_CHECKING:
    from ..tasks.entries import Files
    from .earlier import EarlierStates


class Office:
    """The desk, and one lock per draft: what two tabs send at once is done in turn.

    Files are read once and kept until they change, since every keystroke asks for the whole draft.
    """

    def __init__(self, desk: Desk, close: Callable[[], None]) -> None:
        self.desk = desk
        self.close = close
        self._locks: dict[Path, threading.Lock] = {}
        self._guard = threading.Lock()
        self._files: dict[Path, tuple[str, Files]] = {}
        self._written: dict[Path, str] = {}

    def visitor(self, request: Request) -> Visitor:
        """Who is asking: whoever has the secret."""
        del request
        return Visitor()

    def draft(self, request: Request) -> tuple[str, Path]:
        """The draft that a request is about, by the name that it has now. SourceError where there is none."""
        folder = self.desk.draft(self.visitor(request), request.query_params.get("draft", ""))
        return self.desk.name_of(folder), folder

    def listed(self) -> dict[str, Any]:
        """The drafts by their names, before anything is read of them."""
        return {"folder": self.desk.root.name, "drafts": self.desk.drafts(Visitor()), "this_year": date.today().year}

    @contextmanager
    def all_locked(self) -> Iterator[None]:
        """Hold the locks of all drafts, always in the same order."""
        with ExitStack() as held:
            for name in self.desk.drafts(Visitor()):
                held.enter_context(self.lock((self.desk.root / name).resolve()))
            yield

    def lock(self, folder: Path) -> threading.Lock:
        """What is held while a draft is looked at or written: the same for all who ask for that folder."""
        with self._guard:
            return self._locks.setdefault(folder, threading.Lock())

    def files(self, folder: Path, stamp: str) -> Files:
        """The files of a draft, read again only where their stamp is another than the last time."""
        kept = self._files.get(folder)
        if kept is None or kept[0] != stamp:
            from ..tasks.entries import files_of  # the first screen does without it

            kept = (stamp, files_of(folder))
            self._files[folder] = kept
        return kept[1]

    def wrote(self, folder: Path) -> None:
        """Remember that the files of a draft are as a page has written them."""
        self._written[folder] = stamp_of(folder)

    def is_ours(self, folder: Path, stamp: str) -> bool:
        """Whether the files of a draft were written last by a page, in whichever window."""
        return self._written.get(folder) == stamp

    def latest(self, folder: Path) -> Mapping[str, bool]:
        """Of each document that was made here and left as it was, whether it was made of the draft as it stands."""
        made_of = self.desk.made_of(folder)
        now = draft_digest(folder) if made_of else ""
        return {name: digest == now for name, digest in made_of.items()}

    @cached_property
    def earlier(self) -> EarlierStates:
        """What the kept states of the drafts say."""
        from .earlier import EarlierStates  # the first screen does without it

        return EarlierStates()


def mark_of(folder: Path) -> str:
    """What a browser knows the place of a draft by."""
    return sha256(os.fsencode(folder)).hexdigest()[:16]


def stamp_of(folder: Path) -> str:
    """Changes whenever one of a draft's files does."""
    return "|".join(map(file_stamp, (folder / WORKBOOK, text_of(folder))))
