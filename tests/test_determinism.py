"""The same bytes on another machine: other settings, folder, locale, clock, cores and Python.

Each builds a notebook of many figures from cold in a copy, and compares it with what is committed:
where ``STUDY_REHEARSE`` is set, as in CI.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis import paths
from hostile import hostile_home

NOTEBOOK = "02_members"
LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv", ".cache", ".*_cache", "__pycache__")
NEWER = ("3.14", "3.13", "3.12")

pytestmark = pytest.mark.skipif(
    not os.environ.get("STUDY_REHEARSE"),
    reason="it builds a notebook again on several machines (set STUDY_REHEARSE)",
)


def newer_python() -> str:
    """Return the newest Python at hand that is newer than this one, of the path or of pyenv."""
    for version in NEWER:
        pyenv = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
        found = [shutil.which(f"python{version}"), *map(str, pyenv)]
        works = [
            one for one in found
            if one and not subprocess.run([one, "-c", ""], check=False).returncode
        ]  # fmt: skip
        if works and tuple(map(int, version.split("."))) > sys.version_info[:2]:
            return works[-1]
    pytest.skip("no newer Python is on this machine")


def with_the_packages_of_the_lock(python: str, folder: Path) -> str:
    """Make an environment of another Python, and return its interpreter."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        pytest.skip("uv is not beside this Python")
    subprocess.run([uv, "venv", "-q", "--python", python, folder], check=True)
    inside = str(folder / "bin" / "python")
    lock = ["--require-hashes", "-r", paths.LOCK]
    subprocess.run([uv, "pip", "install", "-q", "--python", inside, *lock], check=True)
    project = ["--no-deps", paths.ROOT]  # its metadata tells its version; its code is the copy's
    subprocess.run([uv, "pip", "install", "-q", "--python", inside, *project], check=True)
    return inside


def committed(root: Path) -> dict[str, bytes]:
    """Read what a build of the notebook writes where people see it."""
    number = NOTEBOOK[:2]
    patterns = (f"notebooks/{NOTEBOOK}.ipynb", f"reports/??/{NOTEBOOK}.html")
    files = [path for pattern in patterns for path in root.glob(pattern)]
    files += root.glob(f"reports/data/{number}_*")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(files)}


def build(root: Path, python: str, **settings: str) -> None:
    """Build the notebook in a copy of the study, its pages and figures deleted before."""
    shutil.copytree(paths.ROOT, root, ignore=LEFT_BEHIND, dirs_exist_ok=True)
    for name in committed(root):
        if not name.startswith("notebooks/"):
            (root / name).unlink()
    kept = {name: text for name, text in os.environ.items() if not name.startswith("STUDY_")}
    done = subprocess.run(
        [python, "-m", "analysis.cli", "build", NOTEBOOK],
        cwd=root,
        env=kept | {"PYTHONPATH": str(root / "src")} | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def same(root: Path) -> None:
    """Compare a copy with what is committed, its values too."""
    before, after = committed(paths.ROOT), committed(root)
    assert len(before) > 10
    assert [name for name in {*before, *after} if before.get(name) != after.get(name)] == []
    found = (root / ".cache" / "values" / f"{NOTEBOOK}.json").read_bytes()
    assert found == (paths.VALUES / f"{NOTEBOOK}.json").read_bytes()


def test_settings_of_a_hostile_home_change_no_byte(tmp_path: Path) -> None:
    settings = hostile_home(tmp_path / "home")
    root = tmp_path / "l'étude à côté"
    build(root, sys.executable, **settings)
    same(root)
    build(root, sys.executable)  # without them: nothing they left counts as up to date
    same(root)


def test_a_newer_python_gives_the_same_bytes(tmp_path: Path) -> None:
    python = with_the_packages_of_the_lock(newer_python(), tmp_path / "environment")
    build(tmp_path / "study", python)
    same(tmp_path / "study")
