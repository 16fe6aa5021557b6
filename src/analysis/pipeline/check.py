"""Proof that what is committed is what the code gives today, made in a copy of the study."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from zipfile import ZipFile

from rich.console import Console
from rich.table import Table

from analysis import paths
from analysis.errors import StudyError
from analysis.files import sha256
from analysis.parsing import read_mapping
from analysis.pipeline.graph import left_over
from analysis.sources.catalogue import catalogue, locate

MADE = [
    path.relative_to(paths.ROOT)
    for path in (
        *(paths.PROCESSED, paths.NOTEBOOKS, paths.REPORTS, paths.SUMS),
        *(paths.ROOT / "README.md", paths.ROOT / "docs" / "methods.md"),
    )
]
"""What a build writes, but for its own notes, by its place in the study or in a copy of it."""
VALUES = paths.VALUES.relative_to(paths.ROOT)
LEFT_BEHIND = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "export", "*.part")


def files(root: Path) -> dict[str, str]:
    """Return the checksum of every file that the study writes, in it or in a copy of it."""
    found: list[Path] = []
    for place in (root / made for made in MADE):
        found += place.rglob("*") if place.is_dir() else [place]
    return {
        name.as_posix(): sha256(root / name)
        for name in sorted(path.relative_to(root) for path in found if path.is_file())
        if not any(part.startswith(".") for part in name.parts)
    }


def numbers(folder: Path = paths.VALUES) -> dict[str, object]:
    """Return every quoted number, by ``notebook:name``; a file that can't be read has none.

    Another commit's values may be of another form: what differs in bytes is told in any case.
    """
    found: dict[str, object] = {}
    for path in sorted(folder.glob("*.json")):
        with suppress(StudyError):
            for name, value in read_mapping(path).items():
                found[f"{path.stem}:{name}"] = value.get("value")
    return found


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """List what changed, came or went.

    Examples
    --------
    >>> differences({"a": 1, "b": 2}, {"a": 1, "b": 3})
    {'b': (2, 3)}
    """
    names = sorted({*before, *after})
    return {
        name: (before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    }


def copied(folder: Path) -> Path:
    """Write a copy of the study as it is in this folder; survey files are linked, not copied."""
    copy = folder / "fresh"
    surveys = {source.id for source in catalogue().values() if source.kind == "microdata"}

    def passed_over(place: str, names: list[str]) -> set[str]:
        raw = surveys & {*names} if Path(place) == paths.RAW else set()
        return raw | LEFT_BEHIND(place, names)

    shutil.copytree(paths.ROOT, copy, ignore=passed_over)
    for source in catalogue().values():
        for file in source.files:
            if source.id in surveys and (path := locate(source, file)):
                link = copy / "data" / "raw" / source.id / file.path
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(path)
    return copy


def committed(folder: Path) -> Path:
    """Write what git holds of the study's last commit; where there is no git, this folder is it.

    Raises
    ------
    StudyError
        When the study is in a git repository whose last commit can't be read.
    """
    if not (paths.ROOT / ".git").exists():
        return paths.ROOT
    try:
        archive = subprocess.run(
            ["git", "archive", "--format=zip", "HEAD"],
            cwd=paths.ROOT,
            capture_output=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError) as problem:
        raise StudyError(
            "The last commit can't be read.",
            expected="git, and a commit to compare with",
            got=(getattr(problem, "stderr", None) or str(problem).encode()).decode("utf-8"),
            hint="install git, or copy the study without its .git to compare with its files",
        ) from None
    place = folder / "committed"
    with ZipFile(BytesIO(archive)) as packed:
        packed.extractall(place)
    return place


def _built(copy: Path, *, quiet: bool) -> bool:
    """Make everything in a copy, by its own code."""
    environment = {name: value for name, value in os.environ.items() if name != "STUDY_MIRROR"}
    environment |= {"PYTHONPATH": str(copy / "src")}
    command = [sys.executable, "-m", "analysis.cli", "build", *(["--quiet"] if quiet else [])]
    return not subprocess.run(command, cwd=copy, env=environment, check=False).returncode


def check(*, quiet: bool = False) -> int:
    """Make everything again in a copy, and compare it with the last commit and with this folder.

    Parameters
    ----------
    quiet : bool
        Tell nothing but what differs.

    Returns
    -------
    int
        0 when nothing differs and no file is left over, 1 otherwise: the copy stays then.
    """
    paths.CACHE.mkdir(exist_ok=True)
    folder = Path(mkdtemp(prefix="check-", dir=paths.CACHE))
    console = Console(soft_wrap=True, highlight=False, markup=False)
    wrong: list[str] = []
    try:
        copy, before = copied(folder), committed(folder)
        wrong = [*_faults(copy, before, console, quiet=quiet)]
        for line in wrong:
            console.print(line)
        if wrong:
            console.print(f"What was made today is in {paths.shown(copy)}, to compare with.")
        elif not quiet:
            console.print(f"All {len(files(copy))} files are what the code gives today.")
    finally:
        if not wrong:
            shutil.rmtree(folder, ignore_errors=True)
    return int(bool(wrong))


def _faults(copy: Path, before: Path, console: Console, *, quiet: bool) -> Iterator[str]:
    if _built(copy, quiet=quiet):
        _tell_numbers(console, before, copy)
        yield from _differing(before, copy)
    else:
        yield "It can't be made again: see above."
        for name in differences(files(before), files(paths.ROOT)):
            yield f"changed since the last commit: {name}"
    for path in left_over():
        yield f"nothing makes {paths.shown(path)}: delete it"


def _differing(before: Path, copy: Path) -> Iterator[str]:
    fresh = files(copy)
    of_git = "" if before == paths.ROOT else " (as committed)"
    for name in differences(files(before), fresh):
        yield f"differs: {name}{of_git}"
    if of_git:
        for name in differences(files(paths.ROOT), fresh):
            yield f"differs: {name} (as it is here)"


def _tell_numbers(console: Console, before: Path, copy: Path) -> None:
    moved = differences(numbers(before / VALUES), numbers(copy / VALUES))
    if moved:
        table = Table("number", "committed", "fresh", "difference", title="Numbers that differ")
        for name, (old, new) in moved.items():
            gap = f"{new - old:+.10g}" if _are_numbers(old, new) else ""
            table.add_row(name, str(old), str(new), gap)
        console.print(table)


def _are_numbers(*values: object) -> bool:
    return all(isinstance(value, int | float) for value in values)
