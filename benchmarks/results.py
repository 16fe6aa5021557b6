"""What was measured, one line a statistic, in ``results.csv``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from measure import Outcome

CSV = Path(__file__).with_name("results.csv")
EDITED = " edited"
"""What the name of a build ends with of which one notebook was edited."""

MEANWHILE = ", machine"
"""What the name of a section ends with that tells of the machine during another one."""

COLUMNS = ["section", "contender", "n", "statistic", "median", "q1", "q3", "runs"]


class Row(NamedTuple):
    """A statistic of one contender on `n` people (or notebooks): median and quartiles of runs."""

    section: str
    contender: str
    n: int
    statistic: str
    median: float
    q1: float
    q3: float
    runs: int


def rows_of(
    section: str, contender: str, n: int, measures: Mapping[str, Sequence[float]]
) -> list[Row]:
    """Summarise the runs of a contender."""
    rows = []
    for name, values in measures.items():
        median, q1, q3 = np.quantile(values, [0.5, 0.25, 0.75]).tolist()
        rows.append(Row(section, contender, n, name, median, q1, q3, len(values)))
    return rows


def rows_of_each(section: str, n: int, found: Mapping[str, Outcome]) -> list[Row]:
    """Summarise the runs of some contenders."""
    return [row for name, one in found.items() for row in rows_of(section, name, n, one.measures)]


def told(rows: Sequence[Row]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def read() -> pd.DataFrame:
    return pd.read_csv(CSV) if CSV.is_file() else told([])


def store(rows: Sequence[Row]) -> None:
    """Put rows in the place of those of the same section and n."""
    new, kept = told(rows), read()
    again = kept[["section", "n"]].apply(tuple, axis=1).isin({(row.section, row.n) for row in rows})
    table = pd.concat([kept[~again], new] if len(kept) else [new])
    table = table.sort_values(["section", "n"], kind="stable")
    draft = CSV.with_suffix(".part")
    table.to_csv(draft, index=False, float_format="%.6g", lineterminator="\n")
    draft.replace(CSV)
