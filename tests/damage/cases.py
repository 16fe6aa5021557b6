"""Damaged inputs: what is asked of a damaged file, and what becomes of the question.

Each case is asked in a process of its own, which may crash, hang or eat memory without harm.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from threading import Lock
from typing import Literal
from unittest.mock import patch

from analysis.errors import StudyError

Outcome = Literal["named", "right", "plausible", "silent", "traceback", "crash", "hang", "partial"]
FAULTS: tuple[Outcome, ...] = ("silent", "traceback", "crash", "hang", "partial")
"""Outcomes that must not be."""

SECONDS = 120
MEMORY = 6 * 2**30
PRELOADED = ["analysis.cli", "analysis.folding.engines", "damage.corpus"]
"""What each process would import: it is forked with it."""

_ALONE = Lock()
"""Cases are asked by several threads; the server is started by one."""

OUT = "out"
OLD = b"what was there before\n"


@dataclass(frozen=True)
class Subject:
    """A file, and a question whose answer rests on it.

    Parameters
    ----------
    group : str
        Kind of file, for the table of results.
    name : str
        Which one.
    content : bytes
        The file, undamaged.
    ask : callable
        Takes the bytes and an empty folder; returns the answer as text. What it writes, it writes
        to ``OUT`` in that folder, where an older file stands.
    """

    group: str
    name: str
    content: bytes
    ask: Callable[[bytes, Path], str]


@dataclass(frozen=True)
class Case:
    """A subject with damage done to it.

    Parameters
    ----------
    subject : Subject
        What was damaged.
    kind : str
        What was done.
    content : bytes
        The damaged file.
    tellable : bool
        Whether somebody who has this file alone could see that it isn't what it was.
    """

    subject: Subject
    kind: str
    content: bytes
    tellable: bool = True


def outcome(case: Case, right: str) -> tuple[Outcome, str]:
    """Return what became of a case, given the answer of the undamaged file, and its words."""
    word, text = answer(case.subject, case.content)
    if word != "answered":
        return word, text
    if text == right:
        return "right", ""
    return ("silent" if case.tellable else "plausible"), text[:200]


def right_answer(subject: Subject) -> str:
    """Return the answer of a subject as it is."""
    word, text = answer(subject, subject.content)
    if word != "answered":
        raise ValueError(f"{subject.group} {subject.name}, undamaged: {word}: {text}")
    return text


def answer(subject: Subject, content: bytes) -> tuple[Literal["answered"] | Outcome, str]:
    """Ask in a process of its own."""
    with _ALONE:
        context = _server()
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_ask, args=(subject.ask, content, theirs))
    child.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(SECONDS) else ("hang", f"no end after {SECONDS} s")
    except EOFError:
        child.join()
        return "crash", f"exit code {child.exitcode}"
    finally:
        child.kill()
        child.join()


@cache
def _server() -> ForkServerContext:
    """Start the process that cases are forked from; before Python 3.14 it finds no path of ours."""
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    with patch.dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)):
        forkserver.ensure_running()
    return context


def _ask(ask: Callable[[bytes, Path], str], content: bytes, line: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as folder, suppress(BrokenPipeError):
        line.send(_told(ask, content, Path(folder)))


def _told(
    ask: Callable[[bytes, Path], str], content: bytes, folder: Path
) -> tuple[Literal["answered"] | Outcome, str]:
    out = folder / OUT
    out.mkdir()
    (out / "old").write_bytes(OLD)
    try:
        return "answered", ask(content, folder)
    except StudyError as problem:
        left = sorted(path.name for path in out.iterdir())
        if left != ["old"] or (out / "old").read_bytes() != OLD:
            return "partial", f"left {', '.join(left)}: {problem.title}"
        return "named", str(problem)
    # Whatever it is: that is what is counted.
    except BaseException:
        return "traceback", traceback.format_exc()[-1_000:]


def each(subjects: Iterator[Subject]) -> Iterator[tuple[Subject, str]]:
    """Yield each subject with its right answer."""
    for subject in subjects:
        yield subject, right_answer(subject)
