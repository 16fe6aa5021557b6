"""Whether cells are possible: counts that people can have, one row for each kind of people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import StudyError

ROUNDED = 2e-9
"""How far weight ** 2 and weight_sq may lie apart, each made of numbers kept to ten digits."""


def check_squares(frame: pd.DataFrame, name: str, hint: str = "") -> None:
    """Refuse squared weights that no people can have.

    Of n weights with sum w, the sum of squares is at least w ** 2 / n, where all are equal, and at
    most w ** 2, where one has it all; of one person, it is w ** 2.

    Parameters
    ----------
    frame : DataFrame
        Cells with ``n, weight, weight_sq``, numbers all of them.
    name : str
        What they are called when they are refused.
    hint : str
        What to do then.
    """
    sums = ("n", "weight", "weight_sq")
    n, total, square = (frame[column].to_numpy("float64") for column in sums)
    with np.errstate(over="ignore"):  # what is too large has no square that it could have
        most = total**2
    bad = (square * (1 + ROUNDED) < most / n) | (square > most * (1 + ROUNDED))
    if bad.any():
        first = int(bad.argmax())
        raise StudyError(
            f"{name} has cells whose squared weights can't be.",
            expected="weight ** 2 / n <= weight_sq <= weight ** 2, to ten digits",
            got=f"{int(bad.sum())} rows, the first on line {first + 2}: n {n[first]:.10g}, weight "
            f"{total[first]:.10g}, weight_sq {square[first]:.10g}",
            hint=hint,
        )


def check_keys(frame: pd.DataFrame, keys: Sequence[str], name: str, hint: str = "") -> None:
    """Refuse two cells of the same people: those of weight 0 have one of their own."""
    twice = pd.concat([frame[[*keys]], frame["weight"] > 0], axis="columns").duplicated()
    if twice.any():
        first = int(twice.to_numpy().argmax())
        raise StudyError(
            f"{name} has cells twice.",
            expected=f"one row for each combination of {', '.join(keys)}",
            got=f"{int(twice.sum())} rows too many, the first on line {first + 2}",
            hint=hint,
        )


def check_clusters(clusters: pd.DataFrame, name: str, hint: str = "") -> None:
    """Refuse strata and PSUs that are missing, or numbers that are not whole."""
    for column in clusters.columns:
        kind = clusters[column].dtype
        numbers = pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_integer_dtype(kind)
        if numbers or clusters[column].isna().any():  # pandas turns numbers beside none into floats
            raise StudyError(
                f"{name} has a {column} that can't be.",
                expected="a whole number, or a name, in each row",
                got=f"{int(clusters[column].isna().sum())} rows with none, values of type {kind}",
                hint=hint,
            )


def check_people(frame: pd.DataFrame, most: int | None, name: str, hint: str = "") -> None:
    """Refuse more people than the file of the survey has rows."""
    people = int(frame["n"].sum())
    if most is not None and people > most:
        raise StudyError(
            f"{name} has more people than its survey.",
            expected=f"{most} at most, the rows of the file in the catalogue",
            got=f"n adds up to {people}",
            hint=hint,
        )
