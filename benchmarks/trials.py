"""Tests run in a fork of this process, for the mutation check: recorded, or some of them chosen.

A fork holds the libraries that this process has imported, and imports our modules anew.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

LEFT_OUT = {"test_a_thousand_cases_are_reckoned_again"}
ELSEWHERE = {"needs_r", "needs_metafor", "spark"}
"""A test of minutes, and those that wait for another program, are not asked."""

BROKEN, HANGS = 99, 900.0
"""How a trial ends that could not be run; seconds after which one that does nothing is stopped."""


class Recorder:
    """Record what each test that passes runs of a room, and how long it takes.

    Parameters
    ----------
    root : Path
        The study's folder.
    room : str
        The name of the room.
    """

    def __init__(self, root: Path, room: str) -> None:
        self.root, self.modules = root, f"analysis.{room}."
        self.folder = f"{root}/src/analysis/{room}/"
        self.tests: dict[str, dict[str, Any]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out the tests that take too long."""
        items[:] = [
            item
            for item in items
            if item.name not in LEFT_OUT and not ELSEWHERE & {*getattr(item, "fixturenames", ())}
        ]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Follow one test: what it finds kept by an earlier one is found again."""
        for name, module in list(sys.modules.items()):
            if name.startswith(self.modules):
                for kept in list(vars(module).values()):
                    getattr(kept, "cache_clear", lambda: None)()
        ran: set[tuple[str, int]] = set()

        def follow(frame: FrameType, _event: str, _arg: object) -> None:
            code = frame.f_code
            if code.co_filename.startswith(self.folder):
                ran.add((code.co_filename, code.co_firstlineno))

        began = time.process_time()  # on a busy machine too, a test is as long as its work
        sys.settrace(follow)
        try:
            result = yield
        finally:
            sys.settrace(None)
        found = self.tests.get(item.nodeid)
        if found:
            found["seconds"] = time.process_time() - began
            where = len(str(self.root)) + 1
            found["ran"] = sorted([name[where:], line] for name, line in ran)
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep whether a test passes, all its parts."""
        found = self.tests.setdefault(report.nodeid, {"seconds": 0.0, "ran": [], "passed": True})
        found["passed"] &= report.passed

    def passed(self) -> dict[str, dict[str, Any]]:
        """Return the tests that passed."""
        return {name: found for name, found in self.tests.items() if found["passed"]}


class Chosen:
    """Run some tests, in the order given."""

    def __init__(self, names: list[str]) -> None:
        self.order = {name: place for place, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Sort them, and leave out all others."""
        chosen = [item for item in items if item.nodeid in self.order]
        items[:] = sorted(chosen, key=lambda item: self.order[item.nodeid])


@dataclass
class Trial:
    """A run of pytest in a copy of the study, in a process of its own."""

    root: Path
    arguments: list[str]
    plugin: Recorder | Chosen
    seconds: float
    pid: int = 0
    began: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        """Fork, and run the tests in the child."""
        sys.stdout.flush()
        self.pid = os.fork()
        if not self.pid:
            code = BROKEN
            try:
                code = self._run()
            except BaseException:
                traceback.print_exc()  # into the log
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)

    def _run(self) -> int:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (int(self.seconds), resource.RLIM_INFINITY))
        os.chdir(self.root)
        log = os.open(self.root / "trial.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(log, 1)
        os.dup2(log, 2)
        for name in [name for name in sys.modules if name.split(".")[0] == "analysis"]:
            del sys.modules[name]
        sys.path.insert(0, str(self.root / "src"))
        os.environ["PYTHONPATH"] = str(self.root / "src")
        sys.dont_write_bytecode = isinstance(self.plugin, Chosen)  # a mutant leaves nothing
        asked = ["-p", "no:cacheprovider", "--hypothesis-seed=0", *self.arguments]
        code = int(pytest.main(asked, plugins=[self.plugin]))
        if isinstance(self.plugin, Recorder):
            (self.root / "ran.json").write_text(json.dumps(self.plugin.passed()), "utf-8")
        return code

    def ended(self) -> str:
        """Say how it ended: "killed", "timeout" or "survived"; "" while it runs."""
        done, status = os.waitpid(self.pid, os.WNOHANG)
        if not done and time.monotonic() - self.began < HANGS:
            return ""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)  # and what it has started
        if not done:
            os.waitpid(self.pid, 0)
            return "timeout"
        return self._told(os.waitstatus_to_exitcode(status))

    def _told(self, code: int) -> str:
        if code == BROKEN:
            sys.exit(f"A trial can't be run: {self.said()}")
        if code == -signal.SIGXCPU:
            return "timeout"
        return "survived" if code in (0, pytest.ExitCode.NO_TESTS_COLLECTED) else "killed"

    def said(self) -> str:
        """Return the last that pytest has said."""
        return (self.root / "trial.log").read_text("utf-8", "replace")[-2000:]
