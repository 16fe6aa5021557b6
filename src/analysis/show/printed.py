"""Tables that keep each published figure as it was printed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysis.show.cards import grade
from analysis.show.measures import Measure
from analysis.show.origins import short_title
from analysis.words.i18n import _
from analysis.words.printed import printed

WHOLE = 0.0095
"""A share printed in whole per cents lies somewhere in a range of one; in tenths, of a tenth."""


def as_printed(
    rows: Iterable[tuple[str, pd.Series[Any]]], *, header: str, column: str
) -> pd.DataFrame:
    """Write published shares as readers want them: number, source, grade and how it reached us.

    Parameters
    ----------
    rows : iterable of pairs
        The words that name a row, and the row of `analysis.sources.published.read_published`.
    header, column : str
        Heads of the first column and of the numbers' column.

    Returns
    -------
    DataFrame
        Text and links, for `analysis.show.prose.table`.
    """
    names, found = zip(*rows, strict=True)
    cells = [[_shown(row), short_title(row["source"]), grade(row)] for row in found]
    index = pd.Index(names, name=header)
    return pd.DataFrame(cells, columns=[column, _("Source"), _("Grade")], index=index, dtype=object)


def _shown(row: pd.Series[Any]) -> Measure:
    tenths = row["most"] - row["least"] < WHOLE  # what its digits allow: it was printed so finely
    return Measure(row["estimate"], printed(row["estimate"], row["bound"], int(tenths)))
