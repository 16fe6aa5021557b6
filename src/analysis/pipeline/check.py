"""Proof that what is committed is what the code gives today."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from analysis import paths
from analysis.files import sha256
from analysis.judging.values import read_values
from analysis.pipeline.graph import build, left_over

FOLDERS = (paths.PROCESSED, paths.NOTEBOOKS, paths.REPORTS)


def files() -> dict[str, str]:
    """Return the checksum of every file that the study writes."""
    found = [path for folder in FOLDERS for path in folder.rglob("*") if path.is_file()]
    found = [path for path in found if not any(part.startswith(".") for part in path.parts[-2:])]
    return {str(path.relative_to(paths.ROOT)): sha256(path) for path in sorted(found)}


def numbers(folder: Path = paths.VALUES) -> dict[str, float]:
    """Return every quoted number, by ``notebook:name``."""
    return {
        f"{path.stem}:{name}": value.value
        for path in sorted(folder.glob("*.json"))
        for name, value in read_values(path.stem, folder).items()
    }


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


def check(*, quiet: bool = False) -> int:
    """Make everything again and compare it with what was there.

    Parameters
    ----------
    quiet : bool
        Tell nothing but what differs.

    Returns
    -------
    int
        0 when nothing differs, 1 otherwise: the fresh files stay, for ``git diff`` to show.
    """
    console = Console()
    old_files, old_numbers = files(), numbers()
    if build(force=True, quiet=quiet):
        return 1
    moved = differences(old_numbers, numbers())
    changed = differences(old_files, files())
    if moved:
        table = Table("number", "committed", "fresh", "difference", title="Numbers that differ")
        for name, (old, new) in moved.items():
            gap = "" if None in (old, new) else f"{new - old:+.10g}"
            table.add_row(name, str(old), str(new), gap)
        console.print(table)
    for name in changed:
        console.print(f"differs: {name}")
    lost = left_over()  # told by the build
    if not changed and not lost and not quiet:
        console.print(f"All {len(old_files)} files are what the code gives today.")
    return int(bool(changed or lost))
