"""The files of a figure: its drawings for pages, its picture and its numbers for readers."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pandas as pd

from analysis import paths
from analysis.errors import StudyError
from analysis.files import table_text, write
from analysis.inference.flags import for_file
from analysis.parsing import read_text
from analysis.show.prose import reasons
from analysis.words import i18n
from analysis.words.columns import NAMED, in_words

EXCEL = "\N{BYTE ORDER MARK}"
"""Without it, French Excel reads UTF-8 as something else."""


def name_of(name: str, end: str) -> str:
    """Return the name of a file of a figure in the language of the run; in English, the plain one.

    Examples
    --------
    >>> name_of("02_sex", ".csv")
    '02_sex.csv'
    """
    language = i18n.language()
    return f"{name}{end}" if language == i18n.LANGUAGES[0] else f"{name}.{language}{end}"


def keep(
    name: str, drawings: str, picture: str, data: pd.DataFrame, named: Sequence[str] | None = None
) -> None:
    """Write the files of a figure, in the language of the run.

    Parameters
    ----------
    name : str
        Of the figure, and of its files.
    drawings : str
        The wide and the narrow one, as SVG elements, for pages.
    picture : str
        SVG, with its texts, for readers.
    data : DataFrame
        The numbers drawn, in the study's codes. In French they are written as French spreadsheets
        read them, in words.
    named : sequence of str, optional
        What the drawing calls the rows, which those files tell too.
    """
    first = i18n.language() == i18n.LANGUAGES[0]
    if named is not None and not first:
        data = pd.concat([pd.Series([*named], data.index, name=NAMED), data], axis=1)
    write(paths.drawings(name, i18n.language()), drawings)
    write(paths.FIGURE_DATA / name_of(name, ".svg"), picture)
    write(paths.FIGURE_DATA / name_of(name, ".csv"), _csv(data) if first else _for_excel(data))


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
    kept = read_text(paths.FIGURE_DATA / f"{name}.csv", "run `study build`, which makes it again")
    drawn, now = (
        pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False)
        for text in (kept, _csv(data))
    )
    if not now.equals(drawn[[*now.columns]]):
        raise StudyError(
            f"The figure '{name}' draws other numbers in another language.",
            expected=f"those of {name}.csv",
            hint="let no number depend on the language, and keep words out of the data",
        )


def _csv(data: pd.DataFrame) -> str:
    return table_text(for_file(data))


def _for_excel(data: pd.DataFrame) -> str:
    """Write data with decimal commas and semicolons, columns and codes in words."""
    if "flags" in data:
        data = data.assign(flags=data["flags"].map(reasons))
    form = {"sep": ";", "decimal": ",", "float_format": "%.6g", "lineterminator": "\r\n"}
    return EXCEL + table_text(for_file(in_words(data)), **form)
