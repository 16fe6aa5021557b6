"""The checksums of all committed data, as the last build left it, for `sha256sum --check` too.

Written at the end of a build. A digit that changes afterwards, in what was written by hand as in
what was computed, is seen by whoever runs the tests, with survey files or without.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from analysis import paths
from analysis.files import sha256, write

BY_HAND = (paths.PUBLISHED_RAW, paths.FINGERPRINTS)
WRITTEN = (paths.PROCESSED, paths.FIGURE_DATA)


def by_hand() -> list[Path]:
    """List the records and transcriptions that people write, and the figures they record."""
    return [*paths.RAW.glob("*.yaml"), *_within(BY_HAND)]


def data_files() -> list[Path]:
    """List every file of data that is committed, hidden ones and drafts left out."""
    return [*by_hand(), *_within(WRITTEN)]


def _within(folders: Iterable[Path]) -> list[Path]:
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [
        path
        for path in found
        if path.suffix != ".part"
        and not any(part.startswith(".") for part in path.relative_to(paths.ROOT).parts)
    ]


def sums(files: Iterable[Path], root: Path = paths.ROOT) -> str:
    """Compute the checksum of each file, one a line, by its place in the project."""
    places = sorted(path.relative_to(root).as_posix() for path in files)
    return "".join(f"{sha256(root / place)}  {place}\n" for place in places)


def write_sums(files: Iterable[Path]) -> None:
    """Write the checksums of some files to ``data/sha256sums.txt``."""
    write(paths.SUMS, sums(files))
