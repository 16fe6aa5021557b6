"""One run at a time in a folder of the study: another waits, and says for which."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, BinaryIO

from analysis import paths
from analysis.errors import StudyError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WRITTEN = (paths.PROCESSED, paths.REPORTS, paths.NOTEBOOKS, paths.CACHE)
PAGES = (paths.ROOT / "README.md", paths.ROOT / "docs" / "methods.md")


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
        _sign(file, f"`{command}`, process {os.getpid()}, since {time.strftime('%H:%M:%S')}")
        _remove_drafts()
        yield
        _sign(file, "")


def _opened(path: Path) -> BinaryIO:
    try:
        path.parent.mkdir(exist_ok=True)
        return path.open("ab+", buffering=0)
    except OSError as problem:
        raise StudyError(
            "Nothing can be written to the folder .cache.",
            got=problem.strerror or str(problem),
            hint="free some room, or allow writing to it",
        ) from None


def _sign(file: BinaryIO, text: str) -> None:
    """Write who is at work, for others to read; a full disk is for those to tell who need it."""
    with suppress(OSError):
        file.truncate(0)
        file.write(text.encode())


def _wait(file: BinaryIO) -> None:
    if not find_spec("fcntl"):
        return
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        who = file.read().decode() or "it has just begun"
        print(
            f"Another run is at work in this folder: {who}. "
            "Waiting until it ends (Ctrl-C gives up)…",
            file=sys.stderr,
            flush=True,
        )
        fcntl.flock(file, fcntl.LOCK_EX)
    except OSError:  # a network folder that knows no locks
        return


def _remove_drafts() -> None:
    """Remove what runs left that were killed while they wrote: nobody else writes here now."""
    places = [(folder, "**/.*.part") for folder in WRITTEN]
    places += [(page.parent, ".*.part") for page in PAGES]
    for folder, pattern in places:
        for draft in folder.glob(pattern):
            with suppress(OSError):
                draft.unlink()
