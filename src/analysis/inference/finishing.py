"""The table that every estimate becomes: groups in order, numbers, and what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.cleaning.missing import KINDS
from analysis.cleaning.weights import MOST
from analysis.errors import StudyError
from analysis.folding.cells import Cells
from analysis.inference.domains import Domain, check_levels
from analysis.inference.flags import flags
from analysis.inference.intervals import SCALES, Columns
from analysis.words.bases import Base

JUDGED = ["estimate", "low", "high", "n", "n_effective", "df"]
"""What flags go by."""

NUMBERS = ["estimate", "se", "low", "high", "df", "n", "n_weighted"]
TAKEN = {*NUMBERS, "n_effective", "base", "universe", "source", "flags", "unit", "scale"}
"""Columns of a table of shares, which no column of groups can be called."""


def finish(
    columns: Columns,
    asked: Domain,
    units: Sequence[str],
    weakest: Columns | None = None,
    bases: Sequence[Base] | None = None,
) -> pd.DataFrame:
    """Make the table, with what every estimate carries; `units` are those of its rows, or of all.

    `weakest` gives the n, the effective n and the df of the part that is least sure, by which
    flags go where it isn't the row itself; `bases` those of the rows, where they differ.
    """
    sure = {"n_effective": np.nan} | columns | (weakest or {})
    numbers = np.broadcast_arrays(*(np.asarray(sure[name], float) for name in JUDGED))
    total = asked.cells.counts["weight"].sum()
    if not (np.isfinite(numbers[0]).all() and total < MOST**0.5):
        raise StudyError(
            "These weights give no number.",
            expected="weights whose squares a computer can add up",
            got=f"weights that add up to {total:.3g}",
            hint="divide all weights by one number: no share or ratio changes",
        )
    rows = len(numbers[0])
    unit = [*units] * (rows // len(units))
    always = {"sample only"} if asked.cells.design.weight is None else set()
    reasons = [
        flags(kind, **dict(zip(JUDGED, row, strict=True))) | always
        for kind, row in zip(unit, np.transpose(numbers).tolist(), strict=True)
    ]
    about = {
        "base": [*bases] if bases else [asked.base] * rows,
        "universe": [asked.cells.universe] * rows,
        "source": [asked.cells.source] * rows,
    }
    scale = columns.pop("scale", [SCALES.get(name, "identity") for name in unit])
    return pd.DataFrame(columns | about | {"flags": reasons, "unit": unit, "scale": scale})


def groups_of(cells: Cells, outcome: str, by: str | Sequence[str]) -> list[str]:
    """Return the variables that make groups, or refuse those that can't.

    Raises
    ------
    StudyError
        When the cells lack one, one is the outcome itself, or bears the name of a column that the
        table has anyway.
    """
    groups = [by] if isinstance(by, str) else [*dict.fromkeys(by)]
    cells.require([outcome, *groups])
    check_apart(outcome, groups)
    check_names(groups)
    return groups


def check_names(columns: Sequence[str]) -> None:
    """Refuse variables whose names a table of estimates has for columns of its own."""
    taken = [name for name in columns if name in TAKEN]
    if taken:
        raise StudyError(
            f"No column of groups can be called {', '.join(taken)}.",
            expected=f"another name than {', '.join(sorted(TAKEN))}",
            got=", ".join(columns),
            hint="rename the variable when folding the survey",
        )


def check_apart(outcome: str, groups: Sequence[str]) -> None:
    """Refuse an outcome that is set against itself: each group would hold one answer."""
    if outcome in groups:
        raise StudyError(
            f"'{outcome}' can't be its own group.",
            expected="groups by other variables than the outcome",
            got=", ".join(groups),
        )


def check_two(cells: Cells, outcome: str, group: str, two: Sequence[str]) -> None:
    """Refuse two groups that are one, or are made by the outcome."""
    check_apart(outcome, [group])
    check_levels(cells, group, two)
    if two[0] == two[1]:
        raise StudyError(
            "A group can't be compared with itself.",
            expected=f"two of {', '.join(cells.levels[group])}",
            got=two[0],
        )


def of_groups(asked: Domain, rows: Sequence[Sequence[str]]) -> list[Base]:
    """Return the base of each row, named by the levels that define its group.

    Who is in a group has answered the questions that define it.
    """
    others = {name: counted for name, counted in asked.base.asked.items() if name not in asked.by}
    base = replace(asked.base, asked=others)
    return [
        replace(base, where={**base.where, **dict(zip(asked.by, row, strict=False))})
        for row in rows
    ]


def in_levels(cells: Cells, names: Sequence[str], rows: Sequence[Sequence[str]]) -> Columns:
    """Return columns of groups, each with the levels that it can have."""
    columns: Columns = {}
    for place, name in enumerate(names):
        known, codes = _known((*cells.levels[name], *KINDS))
        columns[name] = pd.Categorical.from_codes([codes[row[place]] for row in rows], dtype=known)
    return columns


@lru_cache(maxsize=128)
def _known(levels: tuple[str, ...]) -> tuple[pd.CategoricalDtype, dict[str, int]]:
    return pd.CategoricalDtype([*levels]), {level: code for code, level in enumerate(levels)}
