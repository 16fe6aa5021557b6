"""Run a contender in a process of its own, and check that all found the same numbers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from battery import CLUSTERED, Digits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HERE = Path(__file__).parent
TOLERANCE = 1e-8


class BenchmarkError(Exception):
    """What was measured can't be used; the message says why."""


class Killed(BenchmarkError):  # noqa: N818 - what happened, told as a person would
    """The machine ended a contender, for want of memory."""


@dataclass
class Outcome:
    """What one contender measured (name -> a number a run) and found."""

    measures: dict[str, list[float]] = field(default_factory=dict)
    digits: Digits = field(default_factory=dict)

    @property
    def left_out(self) -> bool:
        """Write of a contender that would have been too much, and was not run to its end."""
        return "time_s" not in self.measures

    def joined(self, other: Outcome) -> Outcome:
        """Return what was measured before and now, and what was found now."""
        before = self.measures
        both = {name: before.get(name, []) + now for name, now in other.measures.items()}
        return Outcome(both, other.digits)


def environment(**more: str) -> dict[str, str]:
    """Return the environment of every contender: nothing chosen for a machine or for the study."""
    chosen = ("OPENBLAS_", "STUDY_")
    return {name: text for name, text in os.environ.items() if not name.startswith(chosen)} | more


def command(contender: str) -> list[str]:
    if contender == "r":
        return ["Rscript", "--vanilla", str(HERE / "battery.R")]
    return [sys.executable, "-W", "ignore", str(HERE / "battery.py"), contender]


def battery(contender: str, folder: Path, design: str = CLUSTERED, warm_ups: int = 1) -> Outcome:
    """Run the battery of one contender on the people in a folder, once when it is warm."""
    asked = [*command(contender), str(folder), design, str(warm_ups)]
    return parsed(output(asked, contender))


def in_turn(runs: Mapping[str, int], once: Callable[[str], Outcome]) -> dict[str, Outcome]:
    """Run contenders one after the other, and again: what neighbours take weighs on all alike.

    Parameters
    ----------
    runs : mapping
        How often each is run.
    once : callable
        Runs one. Where the machine ends it, it is not run again.
    """
    found: dict[str, Outcome] = {}
    for number in range(max(runs.values(), default=0)):
        for name in runs:
            before = found.get(name, Outcome())
            if number >= runs[name] or "killed" in before.measures:
                continue
            try:
                found[name] = before.joined(once(name))
            except Killed:
                found[name] = Outcome({"killed": [1]})
    return found


def output(asked: list[str], who: str, cwd: Path | None = None, **env: str) -> str:
    done = subprocess.run(
        asked, capture_output=True, text=True, check=False, cwd=cwd, env=environment(**env)
    )
    if done.returncode == -signal.SIGKILL:
        raise Killed(f"{who} was ended by the machine, for want of memory.")
    if done.returncode:
        said = (done.stdout + done.stderr)[-2000:]
        raise BenchmarkError(f"{who} stopped ({done.returncode}): {said}")
    return done.stdout


def parsed(text: str) -> Outcome:
    """Read ``kind,name,value`` lines; runs before the "warm" line are forgotten."""
    found = Outcome()
    runs: dict[str, list[float]] = {}
    for line in text.splitlines():
        kind, name, value = line.split(",")
        if kind == "warm":
            runs.clear()
        elif kind == "digit":
            found.digits[name] = float(value)
        else:
            (runs if kind == "run" else found.measures).setdefault(name, []).append(float(value))
    found.measures |= runs
    return found


def check_agreement(found: Mapping[str, Digits]) -> None:
    """Refuse contenders that don't all give the same numbers; those that give none are let be.

    Raises
    ------
    BenchmarkError
        With the number that differs most, and between whom.
    """
    givers = {name: digits for name, digits in found.items() if digits}
    if not givers:
        return
    first, reference = next(iter(givers.items()))
    for name, digits in givers.items():
        if digits.keys() != reference.keys():
            odd = ", ".join(sorted(digits.keys() ^ reference.keys()))
            raise BenchmarkError(f"{first} and {name} don't answer the same questions: {odd}.")
        gaps = {what: abs(digits[what] / reference[what] - 1) for what in reference}
        worst = max(gaps, key=lambda what: gaps[what])
        if not gaps[worst] <= TOLERANCE:
            raise BenchmarkError(
                f"{first} and {name} disagree on '{worst}': {reference[worst]!r} and "
                f"{digits[worst]!r}."
            )
