"""Kill runs at random moments, run them again, and tell what was left: nothing should be.

Usage: ``kills.py build|set-up COUNT [SEED] [NOTEBOOK...]``. Works in a clone of what is committed,
whose path has spaces and accents. Ends with 1 where anything was left or did not come back.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 10
"""Seconds in which what belonged to a killed run must end."""

WHOLE = """
from importlib.metadata import distributions
import analysis, matplotlib, nbclient, pandas, svy
lost = [str(f) for d in distributions() for f in d.files or () if not f.locate().exists()]
assert not lost, lost[:3]
assert all(d.files for d in distributions())
"""


@dataclass
class Killed:
    """A command in a clone, what it makes outside git, and how to see that it is whole."""

    clone: Path
    command: list[str]
    made: str
    proof: list[str]

    def begin(self) -> subprocess.Popen[str]:
        """Begin the command, at the head of a group of its own."""
        env = {name: text for name, text in os.environ.items() if not name.startswith("STUDY_")}
        env |= {"PYTHONPATH": "src"} if self.made == ".cache" else {"PYTHONPATH": ""}
        return subprocess.Popen(
            self.command,
            cwd=self.clone,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self) -> list[str]:
        """Run it to its end, and list what is not as it should be."""
        process = self.begin()
        told, _ = process.communicate()
        faults = [f"ends with {process.returncode}: {told[-300:]}"] * bool(process.returncode)
        status = output(["git", "status", "--porcelain"], self.clone)
        faults += [f"git status: {status}"] * bool(status)
        drafts = [path for path in self.clone.rglob("*.part") if ".venv" not in path.parts]
        faults += [f"left {path}" for path in drafts]
        if self.proof and (told := output(self.proof, self.clone)):
            faults.append(told[-300:])
        return faults

    def kill(self, seconds: float) -> list[str]:
        """Run it for a while, kill it, and list the processes that it leaves."""
        process = self.begin()
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        end = time.monotonic() + PATIENCE
        while (left := self.running()) and time.monotonic() < end:
            time.sleep(0.1)
        return [f"orphan: {name}" for name in left]

    def running(self) -> list[str]:
        """Name the processes at work in the clone."""
        found = psutil.process_iter(["cwd", "cmdline"])
        here = [one.info for one in found if str(one.info["cwd"]).startswith(str(self.clone))]
        return [" ".join(one["cmdline"] or ["?"])[:80] for one in here]


def output(command: list[str], folder: Path) -> str:
    """Run a command, and return all it says."""
    done = subprocess.run(
        command, cwd=folder, env=os.environ | {"PYTHONPATH": ""}, capture_output=True, check=False
    )
    return (done.stdout + done.stderr).decode().strip()


def chosen(what: str, clone: Path, names: list[str]) -> Killed:
    """Return what is to be killed."""
    if what == "build":
        return Killed(clone, [sys.executable, "-m", "analysis.cli", "build", *names], ".cache", [])
    command = ["sh", "requirements/set-up.sh", "run", sys.executable]
    return Killed(clone, command, ".venv", [".venv/bin/python", "-c", WHOLE])


def main(what: str, count: str, seed: str = "1", *names: str) -> int:
    """Kill, run again, compare; return 1 where anything was wrong."""
    draw, faults = random.Random(int(seed)), []
    with tempfile.TemporaryDirectory(prefix="kills ") as folder:
        clone = Path(folder, "l'étude")
        subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
        killed = chosen(what, clone, [*names])
        began = time.monotonic()
        faults += killed.run()
        whole = time.monotonic() - began
        for number in range(int(count)):
            if draw.random() < 2 / 3:
                shutil.rmtree(clone / killed.made)
            seconds = draw.uniform(0, whole)
            found = killed.kill(seconds) + killed.run()
            faults += found
            print(
                f"{number + 1}: after {seconds:.1f} of {whole:.1f} s: {found or 'well'}", flush=True
            )
    print(f"{what}: killed {count} times, {len(faults)} faults")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
