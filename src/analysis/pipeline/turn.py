"""One run at a time in a folder of the study: another waits, and says for which."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, TextIO

from analysis import paths
from analysis.errors import StudyError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WRITTEN = (paths.PROCESSED, paths.REPORTS, paths.NOTEBOOKS, paths.CACHE)
DRAFTS = "*.part"


@contextmanager
def one_at_a_time(command: str) -> Iterator[None]:
    """Keep the folder of the study for one run, once those before it have ended.

    The system takes the lock from a process that ends, however it does. Where it knows no such
    locks (Windows, some network folders), two runs at once remain for people to avoid.

    Parameters
    ----------
    command : str
        What runs, for others to know.

    Raises
    ------
    StudyError
        When nothing can be written to the folder.
    """
    with _opened(paths.CACHE / "turn") as file:
        _wait(file)
        file.truncate(0)
        file.seek(0)
        file.write(f"`{command}`, process {os.getpid()}, since {time.strftime('%H:%M:%S')}")
        file.flush()
        _remove_drafts()
        yield
        file.truncate(0)


def _opened(path: Path) -> TextIO:
    try:
        path.parent.mkdir(exist_ok=True)
        return path.open("a+", encoding="utf-8")
    except OSError as problem:
        raise StudyError(
            "Nothing can be written to the folder .cache.",
            got=problem.strerror or str(problem),
            hint="free some room, or allow writing to it",
        ) from None


def _wait(file: TextIO) -> None:
    if not find_spec("fcntl"):
        return
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        print(
            f"Another run is at work in this folder: {file.read() or 'it has just begun'}. "
            "Waiting until it ends (Ctrl-C gives up)…",
            file=sys.stderr,
            flush=True,
        )
        fcntl.flock(file, fcntl.LOCK_EX)
    except OSError:  # a network folder that knows no locks
        return


def _remove_drafts() -> None:
    """Remove what runs left that were killed while they wrote: nobody else writes here now."""
    for folder in WRITTEN:
        for draft in folder.rglob(DRAFTS):
            with suppress(OSError):
                draft.unlink()
