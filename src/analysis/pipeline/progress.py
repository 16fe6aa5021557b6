"""What a build tells: a line for each task done, with its time and why it ran."""

from __future__ import annotations

import os
import shlex
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from doit.dependency import Dependency
from doit.exceptions import DependencyError, UnmetDependency
from doit.reporter import ZeroReporter

from analysis import paths
from analysis.errors import StudyError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TextIO

    from doit.dependency import DependencyStatus
    from doit.exceptions import BaseFail

NAMED = 2


def named(files: Iterable[str]) -> str:
    """Name a few files, and count the others.

    Examples
    --------
    >>> named(["d", "b", "a", "c"])
    'a, b and 2 more'
    """
    names = sorted(files)
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _told(reasons: Mapping[str, Any]) -> str:
    """Put doit's reasons in words."""
    checks = [check.what for check, *_ in reasons.get("uptodate_false", ())]
    kinds = {
        "changed": [*checks, *map(paths.shown, reasons.get("changed_file_dep", ()))],
        "no longer read": map(paths.shown, reasons.get("removed_file_dep", ())),
        "missing": map(paths.shown, reasons.get("missing_target", ())),
    }
    return "; ".join(f"{kind}: {told}" for kind, files in kinds.items() if (told := named(files)))


def lost(files: Iterable[str]) -> StudyError:
    """Build the error that says which files are not there any more, and how they come back."""
    names = sorted(map(paths.shown, files))
    ours = [name for name in names if not Path(name).is_absolute()]
    remedies = [f"`git checkout -- {shlex.join(ours)}`"] if ours else []
    one = len(names) == 1
    return StudyError(
        f"{'A file' if one else f'{len(names)} files'} that the study rests on "
        f"{'is' if one else 'are'} not there.",
        expected=", ".join(names),
        hint="; ".join([*remedies, "a survey file comes with `study fetch`"]),
    )


def _dates(files: Iterable[str]) -> dict[str, int]:
    """Return when each file was written last; those that are not there are left out."""
    found = {}
    for file in files:
        with suppress(OSError):
            found[file] = os.stat(file).st_mtime_ns  # noqa: PTH116 - thousands of files
    return found


class Record(Dependency):  # type: ignore[misc]
    """What each task read when it last ran, kept by doit, and why it must run now."""

    def __init__(self, *args: Any, force: bool = False) -> None:
        super().__init__(*args)
        self.force = force
        self.why: dict[str, str] = {}
        self.read: dict[str, dict[str, int]] = {}

    def get_status(self, task: Any, tasks: Mapping[str, Any]) -> DependencyStatus:
        """Check whether a task must run, and keep all the reasons."""
        known = self._get(task.name, "deps:")
        status = super().get_status(task, tasks, get_log=True)
        for folder in filter(os.path.isdir, task.targets):  # doit takes it for the file
            status.add_reason("missing_target", folder)
        self.why[task.name] = _told(status.reasons) if known else "first run"
        if self.force or status.status != "up-to-date":
            self.read[task.name] = _dates(task.file_dep)
        if gone := status.reasons["missing_file_dep"]:
            status.status, self.why[task.name] = "error", str(lost(gone))
        return status

    def save_success(self, task: Any) -> None:
        """Keep what a task read; not if it was edited meanwhile: the task runs again next time.

        Raises
        ------
        FileNotFoundError
            When it was deleted meanwhile, which doit takes for a failure of the task.
        """
        now = _dates(task.file_dep)
        if gone := set(task.file_dep) - set(now):
            self.why[task.name] = str(lost(gone))
            raise FileNotFoundError(*sorted(gone))
        if self.read[task.name] == now:
            super().save_success(task)


class Progress(ZeroReporter):  # type: ignore[misc]
    """Prints what was done and why, what failed, and how much was left as it was.

    On a terminal its last line tells what runs now. Each task done bears its place among `total`,
    those that were passed over counted.
    """

    def __init__(
        self, stream: TextIO, why: Mapping[str, str], *, total: int, quiet: bool = False
    ) -> None:
        super().__init__(stream, {})
        self.why, self.total, self.quiet = why, total, quiet
        self.running: dict[str, str] = {}
        self.live = stream.isatty() and not quiet
        self.began = time.monotonic()
        self.started: dict[str, float] = {}
        self.counts: Counter[str] = Counter()

    def write(self, text: str) -> None:
        """Show a text at once, even through a pipe, above the line of what runs now."""
        super().write(f"{self._wiped}{text}{self._now}")
        self.outstream.flush()

    @property
    def _wiped(self) -> str:
        return "\r\x1b[K" if self.live else ""

    @property
    def _now(self) -> str:
        """The line of what runs now, on a terminal, cut to its width."""
        if not self.live or not self.running:
            return ""
        told = f"{self._place} {', '.join(self.running.values())}…"
        return told[: get_terminal_size().columns - 1]

    @property
    def _place(self) -> str:
        return f"[{sum(self.counts.values())} of {self.total}]"

    def execute_task(self, task: Any) -> None:
        """Start a task's clock."""
        self.started[task.name] = time.monotonic()
        if self.live:
            self.running[task.name] = task.doc
            self.write("")

    def add_success(self, task: Any) -> None:
        """Print what was done, in what time and why."""
        if task.actions:
            self.counts["done"] += 1
            self.running.pop(task.name, None)
            seconds = time.monotonic() - self.started[task.name]
            why = self.why[task.name] or "asked for"
            if not self.quiet:
                self.write(f"{self._place} {task.doc}… {seconds:.1f} s ({why})\n")

    def add_failure(self, task: Any, fail: BaseFail) -> None:
        """Print what failed, once."""
        if isinstance(fail, UnmetDependency):
            self.counts["left out"] += bool(task.actions)
        else:
            self.counts["failed"] += 1
            self.running.pop(task.name, None)
            known = isinstance(fail, DependencyError) and self.why.get(task.name)
            self.write(f"\n{task.doc} failed.\n{known or fail.get_msg()}\n\n")

    def skip_uptodate(self, task: Any) -> None:
        """Count what nothing calls for."""
        self.counts["skipped"] += bool(task.actions)

    def complete_run(self) -> None:
        """Sum up."""
        self.running.clear()
        if self.quiet:
            return
        skipped = self.counts.pop("skipped", 0)
        if not self.counts:
            self.write(f"Nothing to do: nothing that the {skipped} tasks read has changed.\n")
            return
        notes = {
            "done": "{} done",
            "failed": "{} failed",
            "left out": "{} left out, for want of what failed",
        }
        told = [text.format(self.counts[key]) for key, text in notes.items() if self.counts[key]]
        told += [f"{skipped} skipped, nothing they read has changed"] if skipped else []
        seconds = time.monotonic() - self.began
        self.write(f"Tasks: {'; '.join(told)}. {seconds:.1f} s in all.\n")
