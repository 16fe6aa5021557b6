"""The files of a figure that readers may take: its picture and the numbers it drew."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd

from analysis import paths
from analysis.errors import StudyError
from analysis.files import table_text, write
from analysis.inference.flags import for_file

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def keep(name: str, picture: str, data: pd.DataFrame) -> None:
    """Write the picture of a figure and its data where readers can take them.

    Parameters
    ----------
    name : str
        Of the figure, and of both files.
    picture : str
        SVG.
    data : DataFrame
        The numbers drawn, in the study's codes.
    """
    write(paths.FIGURE_DATA / f"{name}.svg", picture)
    write(paths.FIGURE_DATA / f"{name}.csv", _csv(data))


def refuse_another(name: str, data: pd.DataFrame) -> None:
    """Refuse to draw, in a language that comes second, other numbers than the first one drew.

    Parameters
    ----------
    name : str
        Of the figure.
    data : DataFrame
        The numbers drawn now.

    Raises
    ------
    StudyError
        When the kept file holds others.
    """
    drawn, now = (
        pd.read_csv(text, dtype="str", keep_default_na=False)
        for text in (paths.FIGURE_DATA / f"{name}.csv", io.StringIO(_csv(data)))
    )
    if not now.equals(drawn[[*now.columns]]):
        raise StudyError(
            f"The figure '{name}' draws other numbers in another language.",
            expected=f"those of {name}.csv",
            hint="let no number depend on the language, and keep words out of the data",
        )


def _csv(data: pd.DataFrame) -> str:
    return table_text(for_file(data).apply(lambda column: column.map(_defused)))


def _defused(cell: Any) -> Any:
    """Keep a spreadsheet from running a text as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
