"""Files written whole or not at all, and tables in them: ten digits a number, and no formula."""

from __future__ import annotations

import csv
import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import paths
from analysis.errors import StudyError
from analysis.parsing import MEND, read_text

if TYPE_CHECKING:  # a build that finds nothing to do needs no table
    import pandas as pd

DIGITS = "%.10g"
"""Ten significant digits: the last bits of a sum differ between processors and must not show."""

FORMULA = re.compile(r"'*[=+\-@\t\r](?!\d+(?:[.,]\d+)?(?:e[+-]?\d+)?$)")
"""How a text begins that a spreadsheet may run. A plain number does nothing. A text that already
has our apostrophe before such a sign gets a second one: each cell comes back as it was."""

NUMBERS = "biuf"
"""Kinds of columns, by numpy's letters, that hold no text."""


def ten_digits(number: float) -> float:
    """Return a number rounded to the ten digits that files keep.

    Examples
    --------
    >>> ten_digits(2 / 3)
    0.6666666667
    """
    return float(DIGITS % number)


@contextmanager
def told_where(path: Path) -> Iterator[None]:
    """Refuse in words what the system refuses with an error: a full disk, a folder in the way."""
    try:
        yield
    except OSError as problem:
        raise StudyError(
            f"The file can't be written to {paths.shown(path)}.",
            got=str(problem.strerror or problem),
            hint="free some room or choose a folder that you may write to; nothing was changed",
        ) from problem


def write(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all: a draft beside it is renamed once it is complete.

    Parameters
    ----------
    path : Path
        The file; its folder is made if need be. What was there stays until the new one is whole.
    content : str or bytes
        Text is written as UTF-8, its line ends as they are.

    Raises
    ------
    StudyError
        When the folder can't be written to, or the disk is full.

    Notes
    -----
    The draft has a name that nobody else has and that git and the build pass over. A kill may leave
    it, beside the file as it was.
    """
    raw = content.encode("utf-8") if isinstance(content, str) else content
    draft = path.with_name(f".{secrets.token_hex(8)}.part")
    with told_where(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.touch(exist_ok=False)  # a new file, with the rights that any new file gets
        try:
            draft.write_bytes(raw)
            draft.replace(path)
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            raise


def table_text(frame: pd.DataFrame, **form: Any) -> str:
    """Write a table as the text of a csv file: numbers in ten significant digits, no formula.

    Parameters
    ----------
    frame : DataFrame
        The table; its index is left out.
    **form
        What `DataFrame.to_csv` is to do otherwise, such as semicolons between cells.
    """
    form = {"float_format": DIGITS, "lineterminator": "\n", **form}
    text: str = _changed(frame, defused).to_csv(index=False, **form)
    return text


def write_table(path: Path, frame: pd.DataFrame) -> None:
    """Write a table as `table_text` does, whole or not at all."""
    write(path, table_text(frame))


def read_table(path: Path, remedy: str = MEND, **form: Any) -> pd.DataFrame:
    """Read a table of csv, its texts as they were before `table_text`.

    Parameters
    ----------
    path : Path
        The file.
    remedy : str
        What to do when it can't be read.
    **form
        What `pandas.read_csv` is to know, such as the kinds of the columns.

    Raises
    ------
    StudyError
        As for `analysis.parsing.read_text`, and when a column has no name of its own, a line has
        more or fewer cells than the header, or a cell isn't of the kind of its column.
    """
    import pandas as pd  # noqa: PLC0415 - a build that finds nothing to do needs no table

    text = read_text(path, remedy)
    try:
        _require_rectangle(csv.reader(StringIO(text), strict=True))
        return restored(pd.read_csv(StringIO(text), **form))
    except (csv.Error, ValueError) as problem:
        got = str(problem)
    raise StudyError(f"{path.name} can't be read as a table.", got=got, hint=remedy)


def _require_rectangle(lines: Any) -> None:
    """Refuse what pandas would read by guessing: names used twice, short lines, long ones."""
    head = next(lines)
    if twice := sorted({name for name in head if head.count(name) > 1}):
        raise ValueError(f"the column {twice[0]!r} is there twice")
    for cells in lines:
        if cells and len(cells) != len(head):
            raise ValueError(f"line {lines.line_num} has {len(cells)} cells, not {len(head)}")


def restored(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table read from csv with its texts as they were before `table_text`.

    Examples
    --------
    >>> import pandas as pd
    >>> texts = pd.DataFrame({"level": ["=1+1", "-5", "'tis", "'=a"]})
    >>> print(table_text(texts))
    level
    '=1+1
    -5
    'tis
    ''=a
    <BLANKLINE>
    >>> restored(pd.read_csv(StringIO(table_text(texts)), dtype="str")).equals(texts)
    True
    """
    return _changed(frame, undefused)


def defused(cell: Any) -> Any:
    """Return a cell as `table_text` writes it: a text that a spreadsheet may run is marked."""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def undefused(cell: Any) -> Any:
    """Return a cell as it was before `defused`."""
    mark = isinstance(cell, str) and cell.startswith("'") and FORMULA.match(cell)
    return cell[1:] if mark else cell


def _changed(frame: pd.DataFrame, change: Callable[[Any], Any]) -> pd.DataFrame:
    """Return a table with each of its texts changed."""
    changed = frame.copy(deep=False)
    for place, kind in enumerate(frame.dtypes):
        cells = frame.iloc[:, place]
        same = kind == "str" and all(change(text) is text for text in cells.unique())
        if kind.kind not in NUMBERS and not same:
            changed.isetitem(place, cells.map(change).array)
    return changed


def sha256(path: Path) -> str:
    """Compute the checksum of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
