"""The lock of each source's cells: what its tables were when the survey was folded.

Whoever has no survey file can't fold again: the lock is what tells cells that were changed since.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import pandas as pd

from analysis.errors import StudyError
from analysis.files import ten_digits, write_table
from analysis.paths import lock_of_cells

REMEDY = (
    "get the file and its lock back with `git checkout`, or fold them again with `study build` "
    "where the survey file is"
)


@dataclass(frozen=True)
class Lock:
    """What a table of cells was when it was folded.

    Parameters
    ----------
    file : str
        Name of the table.
    sha256 : str
        Checksum of its bytes.
    rows, people : int
        Its cells, and the people in them.
    weight : float
        The sum of their weights.
    """

    file: str
    sha256: str
    rows: int
    people: int
    weight: float

    def __str__(self) -> str:
        """Return all but the name, in words."""
        return (
            f"{self.rows} cells of {self.people} people who weigh {self.weight:.10g}, "
            f"sha256 {self.sha256}"
        )


def write_locks(tables: Iterable[str], source: str, folder: Path) -> None:
    """Write the lock of a source's tables, as they are in a folder now."""
    files = [folder / f"{table}.csv" for table in tables]
    locks = [asdict(_lock_of(file.name, file.read_bytes())) for file in files]
    write_table(lock_of_cells(source, folder), pd.DataFrame(locks))


def check_lock(file: str, content: bytes, path: Path) -> None:
    """Refuse a table that is not the one that was folded.

    Parameters
    ----------
    file : str
        Name of the table.
    content : bytes
        What it holds.
    path : Path
        The lock of its source.

    Raises
    ------
    StudyError
        When the lock is missing, can't be read or has no such table, or one of the two was changed
        since: both are told.
    """
    known = _read(path).get(file)
    if known is None:
        raise StudyError(
            f"{path.name} locks no table called {file}.",
            expected="a line for each table of the source",
            hint=REMEDY,
        )
    if known.sha256 != hashlib.sha256(content).hexdigest():
        raise StudyError(
            f"{file} is not the table that was folded: it was changed since.",
            expected=str(known),
            got=_told(file, content),
            hint=REMEDY,
        )
    found = _lock_of(file, content)
    if known != found:
        raise StudyError(
            f"The lock locks/{path.name} contradicts {file}: it was changed since.",
            expected=str(found),
            got=str(known),
            hint=REMEDY,
        )


def _lock_of(file: str, content: bytes) -> Lock:
    # Read as text, then by Python: readers of tables differ in the last bit of a number.
    counts = pd.read_csv(BytesIO(content), usecols=["n", "weight"], dtype="str")
    return Lock(
        file,
        hashlib.sha256(content).hexdigest(),
        len(counts),
        sum(map(int, counts["n"])),
        ten_digits(math.fsum(map(float, counts["weight"]))),
    )


def _told(file: str, content: bytes) -> str:
    """Return what a table holds that may be damaged."""
    try:
        return str(_lock_of(file, content))
    except (ValueError, TypeError, OverflowError):  # pandas' own errors are of these
        return f"{len(content)} bytes that are no table of cells"


def _read(path: Path) -> dict[str, Lock]:
    try:
        rows = pd.read_csv(path, dtype="str").to_dict("records")
        locks = [
            Lock(
                str(row["file"]),
                str(row["sha256"]),
                int(row["rows"]),
                int(row["people"]),
                float(row["weight"]),
            )
            for row in rows
        ]
    except (OSError, ValueError, KeyError) as problem:
        raise StudyError(
            f"The lock of the cells, locks/{path.name}, can't be read.",
            expected="file, sha256, rows, people and weight of each table of the source",
            got=str(problem),
            hint=REMEDY,
        ) from None
    return {lock.file: lock for lock in locks}
