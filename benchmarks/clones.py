"""A clone of what is committed, in which a command of the study runs and is looked over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

ROOT = Path(__file__).resolve().parents[1]
BUILD = [sys.executable, "-m", "analysis.cli", "build"]
PATIENCE = 10
"""Seconds in which what belonged to a killed run must end."""


@contextmanager
def cloned(count: int = 1) -> Iterator[list[Path]]:
    """Clone the study so many times, into folders whose names have spaces, accents and a quote."""
    with TemporaryDirectory(prefix="clones ") as folder:
        roots = [Path(folder, f"l'étude {number}") for number in range(count)]
        for root in roots:
            subprocess.run(["git", "clone", "-q", ROOT, root], check=True)
        yield roots


@dataclass(frozen=True)
class Run:
    """A command in a clone.

    Parameters
    ----------
    root : Path
        The clone.
    command : list of str
        What runs there.
    packages : str
        Where Python finds the study: the clone's own folder of code, or nowhere.
    """

    root: Path
    command: list[str]
    packages: str = "src"

    def begin(self) -> subprocess.Popen[str]:
        """Begin the command, at the head of a group of its own."""
        env = {name: text for name, text in os.environ.items() if not name.startswith("STUDY_")}
        return subprocess.Popen(
            self.command,
            cwd=self.root,
            env=env | {"PYTHONPATH": self.packages},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def faults(self) -> list[str]:
        """Run it to its end, and list what is not as it should be."""
        process = self.begin()
        told, _ = process.communicate()
        failed = [f"it ends with {process.returncode}: {told[-500:]}"] if process.returncode else []
        return failed + self.changed() + [f"left: {path}" for path in self.drafts()]

    def kill(self, seconds: float) -> tuple[bool, list[str]]:
        """Run it for a while and kill it; tell if it was at work, and which processes it leaves."""
        process = self.begin()
        time.sleep(seconds)
        at_work = process.poll() is None
        with suppress(ProcessLookupError):  # it has ended, and all that it began
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        end = time.monotonic() + PATIENCE
        while (left := self.running()) and time.monotonic() < end:
            time.sleep(0.1)
        return at_work, left

    def changed(self) -> list[str]:
        """List the files that are not as they were committed."""
        told = output(["git", "-c", "core.quotePath=no", "status", "--porcelain"], self.root)
        return [f"changed: {line}" for line in told.splitlines()]

    def drafts(self) -> list[Path]:
        """List the files that were begun and not ended."""
        return [path for path in self.root.rglob("*.part") if ".venv" not in path.parts]

    def running(self) -> list[str]:
        """Name the processes at work in the clone."""
        found = psutil.process_iter(["cwd", "cmdline"])
        here = [one.info for one in found if str(one.info["cwd"]).startswith(str(self.root))]
        return [" ".join(one["cmdline"] or ["?"])[:80] for one in here]


def output(command: list[str], folder: Path) -> str:
    """Run a command, and return all it says."""
    done = subprocess.run(
        command, cwd=folder, env=os.environ | {"PYTHONPATH": ""}, capture_output=True, check=False
    )
    return (done.stdout + done.stderr).decode().strip("\n")
