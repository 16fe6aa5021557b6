"""Files that nothing makes any more: the pages of a notebook that was deleted or renamed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from analysis import paths
from analysis.sources.catalogue import catalogue

FOLDERS = (paths.REPORTS, paths.PROCESSED, paths.FINGERPRINTS)


def strays(made: Iterable[str | Path], folders: Iterable[Path] = FOLDERS) -> list[Path]:
    """List the files among those of a build that no task makes, hidden ones left out.

    Parameters
    ----------
    made : iterable of path
        What the tasks make. Cells stay where the survey's file isn't here to fold again.
    folders : iterable of Path
        Where a build writes, and nothing else does.
    """
    surveys = [source for source in catalogue().values() if source.kind == "microdata"]
    cells = [paths.CELLS / f"{table}.csv" for survey in surveys for table in survey.cells]
    locks = [paths.lock_of_cells(survey.id) for survey in surveys]
    others = (paths.VALIDATION, paths.FINGERPRINTS)
    named = [folder / f"{survey.id}.csv" for folder in others for survey in surveys]
    known = {Path(path) for path in (*made, *cells, *locks, *named)}
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return sorted(
        path
        for path in found
        if path not in known and not any(part.startswith(".") for part in path.parts[-3:])
    )
