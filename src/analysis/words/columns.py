"""Data of a figure in words, for readers who open it in a spreadsheet: heads of columns, codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from analysis.words.bases import Base
from analysis.words.bases import in_words as base_in_words
from analysis.words.i18n import N_, _
from analysis.words.labels import ANSWERS, LEVELS, VARIABLES, label

NAMED = "named"
"""Column of the words that a drawing has for its rows."""

HEADS = {
    "estimate": N_("Estimate"),
    "value": N_("Figure"),
    "low": N_("Lower end (95% interval)"),
    "high": N_("Upper end (95% interval)"),
    "se": N_("Standard error"),
    "df": N_("Degrees of freedom"),
    "p": N_("p-value"),
    "n": N_("People asked (n)"),
    "n_weighted": N_("Sum of weights"),
    "n_effective": N_("Effective sample size"),
    "n_focus": N_("People in the group"),
    "n_reference": N_("People it is compared with"),
    "base": N_("Who is counted"),
    "universe": N_("Population"),
    "source": N_("Source"),
    "grade": N_("Grade of evidence"),
    "flags": N_("Caution"),
    "unit": N_("Unit"),
    "geo": N_("Country"),
    "year_from": N_("First year"),
    "year_to": N_("Last year"),
    "least": N_("At least"),
    "most": N_("At most"),
    "threshold": N_("Threshold"),
    "status": N_("What it says"),
    NAMED: N_("Row"),
}
"""Column of the data behind a figure -> its head; a variable has its own words."""

UNITS = {
    "share": N_("share"),
    "points": N_("points"),
    "ratio": N_("ratio"),
    "count": N_("count"),
}


def in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Put the data of a figure into words, in the language of the run.

    Parameters
    ----------
    frame : DataFrame
        The numbers drawn, in the study's codes. A column or a code without words stays as it is.

    Returns
    -------
    DataFrame
        The same rows and order of columns.

    Examples
    --------
    >>> frame = pd.DataFrame({"education": ["bachelor"], "estimate": [0.47], "unit": ["share"]})
    >>> in_words(frame).to_dict("list")
    {'Diploma': ["Bachelor's degree"], 'Estimate': [0.47], 'Unit': ['share']}
    """
    told = frame.copy()
    for name in told:
        write = _writer(str(name))
        told[name] = told[name].map(write).astype(object)
    return told.set_axis([head(str(name)) for name in frame], axis=1)


def head(column: str) -> str:
    """Return the head of a column in words; its name where it has none."""
    words = HEADS.get(column) or VARIABLES.get(column)
    return _(words) if words else column


def _writer(column: str) -> Callable[[Any], Any]:
    known = {*LEVELS.get(column, ()), *(ANSWERS if column in VARIABLES else ())}

    def write(cell: Any) -> Any:
        if isinstance(cell, Base):
            return base_in_words(cell)
        if not isinstance(cell, str):
            return cell
        if cell in known:
            return label(column, cell)
        if column == "unit":
            return _(UNITS.get(cell, cell))
        return label(cell) if cell in VARIABLES and column != "base" else _(cell)

    return write
