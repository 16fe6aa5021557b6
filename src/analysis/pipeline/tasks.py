"""What a task of a build is, and how doit runs many of them on all cores."""

from __future__ import annotations

import hashlib
import os
import sys
from collections import deque
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from doit.control import TaskControl
from doit.exceptions import TaskFailed
from doit.loader import load_tasks
from doit.runner import MThreadRunner

from analysis import paths
from analysis.errors import StudyError
from analysis.files import sha256
from analysis.pipeline import dependencies
from analysis.pipeline.memory import Memory
from analysis.pipeline.progress import Progress, Record, lost
from analysis.pipeline.stopping import AwakeQueue

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

Task = dict[str, Any]
LONG = 200
"""Letters from which a thing is kept as its checksum."""

PIPELINE = Path(__file__).with_name("graph.py")


@dataclass(frozen=True)
class Same:
    """Checks that a thing is as it was after its task last ran; true of what is new to it."""

    what: str
    now: Callable[[], str]
    glance: Callable[[], str] = str
    """What a cheap look tells, if anything: where it is as it was, so is the thing."""

    __signature__: ClassVar = signature(lambda task, values: (task, values))
    """Of a call, which doit looks for in each of hundreds: found once."""

    def __call__(self, task: Any, values: Mapping[str, str]) -> bool:
        """Compare with what doit kept; what is missing is for doit to tell."""
        task.value_savers.append(self._kept)
        glance = self.glance()
        if glance and glance == values.get(self._glanced):
            return True
        now = self._told()
        return now in {"", values.get(self.what, now)}

    def _kept(self) -> dict[str, str]:
        return {self.what: self._told(), self._glanced: self.glance()}

    @property
    def _glanced(self) -> str:
        return f"a glance at {self.what}"

    def _told(self) -> str:
        now = self.now()
        return hashlib.sha256(now.encode()).hexdigest() if len(now) > LONG else now


def _guarded(action: Callable[..., None]) -> Callable[..., TaskFailed | None]:
    """Turn an error that speaks to a person into a failure without a traceback."""

    @wraps(action)
    def run(*args: Any) -> TaskFailed | None:
        try:
            action(*args)
        except StudyError as problem:
            return TaskFailed(str(problem))
        except OSError as problem:
            return TaskFailed(str(_unusable(problem)))
        return None

    return run


def _unusable(problem: OSError) -> StudyError:
    place = paths.shown(problem.filename) if problem.filename else "A file or a connection"
    return StudyError(
        f"{place} can't be used.",
        got=problem.strerror or str(problem),
        hint="free some room, allow reading and writing there, or bring back what was deleted",
    )


def task(
    doc: str, action: Callable[..., None], args: Sequence[Any], modules: set[str], **rest: Any
) -> Task:
    """Describe a task; it rests on its modules, on the pipeline that calls them, on the packages.

    What it wrote must still be as it left it: people edit notebooks, and git brings other pages.

    Parameters
    ----------
    doc : str
        What it does, told when it is done.
    action : callable
        Does it; a StudyError is told to people.
    args : sequence
        Given to `action`.
    modules : set of str
        The modules of the study that `action` imports.
    **rest
        What doit knows of a task: name, file_dep, targets, uptodate.
    """
    code = [*dependencies.files(*modules), PIPELINE, paths.LOCK]
    rest["file_dep"] = [*rest.get("file_dep", ()), *code]
    rest["uptodate"] = [*rest.get("uptodate", ()), *map(_bytes, rest["targets"])]
    for key in ("file_dep", "targets"):
        rest[key] = sorted({str(path) for path in rest[key]})
    return {"doc": doc, "actions": [(_guarded(action), list(args))], **rest}


def _bytes(path: Path) -> Same:
    """Compare a whole file: by its time and size, as doit does, then by its bytes."""
    return Same(
        paths.shown(path),
        lambda: sha256(path) if path.is_file() else "",
        lambda: _time_and_size(path) if path.is_file() else "",
    )


def _time_and_size(path: Path) -> str:
    state = path.stat()
    return f"{state.st_mtime_ns} {state.st_size}"


class InOrder(deque[Any]):
    """Tasks that may go on, which doit frees in any order: each kind as it was defined.

    All else goes before notebooks: it is short, and a page is written here while kernels run
    outside. Beside a page it is a notebook's turn: two tasks in one process share a core.
    """

    def __init__(self, tasks: Iterable[str]) -> None:
        super().__init__()
        self.places = {name: place for place, name in enumerate(tasks)}
        self.here: list[Any] = []

    def popleft(self) -> Any:
        """Take the first."""
        busy = any(node.run_status == "run" for node in self.here)
        first = min(self, key=lambda node: (_outside(node) != busy, self.places[node.task.name]))
        self.remove(first)
        if not _outside(first):
            self.here.append(first)
        return first


def _outside(node: Any) -> bool:
    return bool(node.task.name.startswith("notebook:"))


class Runner(MThreadRunner):  # type: ignore[misc]
    """Runs tasks in threads, and stops when it is asked to."""

    Queue = staticmethod(AwakeQueue)


def workers() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def described(creators: Mapping[str, Any]) -> list[Any]:
    """Return doit's tasks.

    Parameters
    ----------
    creators : mapping
        Functions ``task_*`` that describe tasks, by name.
    """
    tasks: list[Any] = load_tasks(creators)
    return tasks


def run(
    tasks: Sequence[Any],
    wanted: Sequence[str] = (),
    *,
    force: bool = False,
    quiet: bool = False,
) -> int:
    """Run the tasks that are out of date, and all they need.

    Parameters
    ----------
    tasks : sequence
        As `described` gives them.
    wanted : sequence of str
        Names of tasks; every task when empty.
    force : bool
        Run them up to date or not.
    quiet : bool
        Tell nothing but what fails.

    Returns
    -------
    int
        0 when all went well.
    """
    control = TaskControl([*tasks])
    control.process(wanted or None)
    dispatcher = control.task_dispatcher()
    dispatcher.ready = InOrder(control.tasks)
    needed = [control.tasks[name] for name in _all_of(control)]
    _refuse_what_lacks(needed, control.targets)
    record = Record(Memory, str(paths.memory()), force=force)
    total = sum(bool(one.actions) for one in needed)
    progress = Progress(sys.stdout, record.why, total=total, quiet=quiet)
    runner = Runner(
        record,
        progress,
        continue_=True,
        always_execute=force,
        num_process=workers() + 1,  # a kernel that starts, or waits for a word, leaves its core
    )
    # doit captures what actions print, and its threads don't give the streams back in order.
    with redirect_stdout(sys.stdout), redirect_stderr(sys.stderr):
        return int(runner.run_all(dispatcher))


def _all_of(control: TaskControl) -> set[str]:
    """Name the tasks that are asked for, with all that they need."""
    found: set[str] = set()
    left = [*control.selected_tasks]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += control.tasks[name].task_dep
    return found


def _refuse_what_lacks(tasks: Iterable[Any], made: Container[str]) -> None:
    """Refuse to begin where files are lost that no task makes: said once, not by each task."""
    read = {file for one in tasks for file in one.file_dep if file not in made}
    if gone := [file for file in read if not Path(file).exists()]:
        raise lost(gone)
