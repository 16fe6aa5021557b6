"""Read a file in a process of its own, which may crash, hang or fill its memory and harm nothing.

The libraries that read others' formats are written in C, and a damaged file can kill them: Python
never hears of it. Here only that process dies. It is started anew for each file, so that nothing
that one file spoiled is left for the next, and as plain Python rather than by `multiprocessing`,
which would run the caller's own script again where there is no fork.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Thread, Timer
from typing import Any, TypeVar

from analysis.errors import StudyError
from analysis.sources import unreadable

MEMORY, MEMORY_TIMES = 2 * 2**30, 200
"""Bytes that a reader may take, and those it may take for each byte of its file."""

SECONDS, SECONDS_PER_MB = 300, 60
"""The slowest reader met, that of R files, needs 20 s for a megabyte."""

READY = b"r"

Read = TypeVar("Read")


def read_apart(read: Callable[..., Read], path: Path, ending: str, *given: object) -> Read:
    """Read a file in a process of its own.

    Parameters
    ----------
    read : callable
        A function of a module, which takes `path`, `ending` and `given`.
    path : Path
        The file.
    ending : str
        Its format, such as ``.sav``.
    *given
        What else the function takes.

    Returns
    -------
    object
        What `read` returns.

    Raises
    ------
    StudyError
        Whatever `read` raises as such; or when its process died, took longer than `SECONDS` and
        `SECONDS_PER_MB` allow, or more memory than `MEMORY` and `MEMORY_TIMES` do. Memory is
        limited on Linux only.
    """
    size = path.stat().st_size
    memory = MEMORY + MEMORY_TIMES * size
    seconds = SECONDS + SECONDS_PER_MB * size / 10**6
    request = pickle.dumps((memory, read, (path, ending, *given)))
    with tempfile.TemporaryFile() as log:
        child = _started(log)
        late = Timer(seconds, child.kill)
        late.start()
        try:
            ready, answer = _asked(child, request)
            if answer is None:
                child.wait()  # to know how it ended
        finally:
            was_late = not late.is_alive()
            late.cancel()
            child.kill()
            child.communicate()
        if not ready:
            log.seek(0)
            raise _not_started(log.read())
    if answer is not None:
        found: Read = _told(answer, path, ending, memory)
        return found
    if was_late:
        raise unreadable.endless(path, ending, seconds)
    raise unreadable.died(path, ending, child.returncode)


def _started(log: Any) -> subprocess.Popen[bytes]:
    """Start the process: the same Python and packages, none of the folder that people are in."""
    command = [sys.executable, "-P", "-c", f"from {__name__} import answer; answer()"]
    packages = os.pathsep.join(filter(None, sys.path))
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        env=os.environ | {"PYTHONPATH": packages},
    )


def _asked(child: subprocess.Popen[bytes], request: bytes) -> tuple[bool, tuple[str, Any] | None]:
    """Return whether the process began to work, and its answer if it gave one."""
    if child.stdin is None or child.stdout is None:  # for mypy: both are pipes
        raise TypeError
    if child.stdout.read(1) != READY:
        return False, None
    try:
        child.stdin.write(request)
        child.stdin.flush()
        return True, pickle.load(child.stdout)
    except (EOFError, OSError, pickle.UnpicklingError):
        return True, None


def _told(answer: tuple[str, Any], path: Path, ending: str, memory: int) -> Any:
    what, found = answer
    if what == "error":
        raise found
    if what == "memory":
        raise unreadable.too_large(path, ending, memory)
    return found


def _not_started(log: bytes) -> StudyError:
    lines = log.decode("utf-8", "replace").split("\n")
    return StudyError(
        "The process that reads survey files did not start.",
        expected=f"{sys.executable} imports the packages that this one has",
        got=next((line for line in reversed(lines) if line.strip()), ""),
    )


def answer() -> None:
    """Read the request on the standard input, and write the answer on the standard output."""
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # what a library prints is no part of the answer
        out.write(READY)
        out.flush()
        memory, read, given = pickle.load(sys.stdin.buffer)
        Thread(target=_end_with_the_reader, daemon=True).start()
        _limit(memory)
        pickle.dump(_outcome(read, given), out, protocol=pickle.HIGHEST_PROTOCOL)
    os._exit(0)


def _outcome(read: Callable[..., object], given: tuple[object, ...]) -> tuple[str, object]:
    try:
        return "read", read(*given)
    except StudyError as problem:
        return "error", problem
    except MemoryError:
        return "memory", None


def _end_with_the_reader() -> None:
    """End with the process that asked, even a killed one: its end of the pipe closes then."""
    os.read(0, 1)
    os._exit(1)


def _limit(memory: int) -> None:
    """Limit the memory that is taken from now on; the libraries are there already."""
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415 - Windows has none

    status = Path("/proc/self/status").read_text("utf-8")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmData"))
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = int(kilobytes) * 1024 + memory
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
