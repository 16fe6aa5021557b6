"""What a survey's file was when its record was written, in figures that no person can be read from.

A checksum says that bytes differ. These say that the sample, its design or its answers do, and are
recorded on purpose (``study validate --record``), never by a fold: it is held to them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis import paths
from analysis.errors import StudyError
from analysis.files import DIGITS, table_text, write_table

DESIGN = ("stratum", "psu", "weight")
COLUMNS = ["about", "what", "figure"]
ALIKE = 1e-9
"""How far figures that are the same may lie apart: files keep ten digits."""


def fingerprint(people: pd.DataFrame) -> pd.DataFrame:
    """Compute the figures that tell a survey's people from others.

    Parameters
    ----------
    people : DataFrame
        Harmonised people, their design by its roles.

    Returns
    -------
    DataFrame
        ``about, what, figure``: how many people, how many kinds of them (those who answered all
        alike are one), and a checksum of what each kind weighs, by which answers given to other
        people show; the total and the spread (the coefficient of variation) of the weights; how
        many strata, PSUs, and codes of PSUs (fewer where strata share them), and the spread of the
        PSUs' weights; the weighted share of each level.

    Examples
    --------
    >>> people = pd.DataFrame({"member": ["yes", "no", "yes"], "weight": [1.0, 2.0, 1.0]})
    >>> fingerprint(people).query("about == 'member'")["figure"].to_list()
    [0.5, 0.5]
    """
    weights = people.get("weight", pd.Series(1.0, index=people.index)).astype("float64")
    rows = [("people", "number", float(len(people))), *_of_alike(people, weights)]
    rows += [("weight", "total", weights.sum()), ("weight", "spread", _spread(weights))]
    rows += _of_clusters(people, weights)
    for name in people.columns:
        if name not in DESIGN:
            sums = weights.groupby(people[name].astype("str"), sort=True).sum() / weights.sum()
            rows += [(str(name), str(level), float(share)) for level, share in sums.items()]
    return pd.DataFrame(rows, columns=COLUMNS)


def _of_alike(people: pd.DataFrame, weights: pd.Series[Any]) -> Iterator[tuple[str, str, float]]:
    answers = [people[name].astype("str") for name in people.columns if name not in DESIGN]
    sums = weights.groupby(answers).sum()
    yield "people", "kinds", float(len(sums))
    yield "people", "checksum of kinds", _checksum(sums)


def _of_clusters(people: pd.DataFrame, weights: pd.Series[Any]) -> Iterator[tuple[str, str, float]]:
    clusters = [name for name in DESIGN[:2] if name in people]
    for name in clusters:
        yield name, "codes", float(people[name].nunique())
    if clusters:
        sums = weights.groupby([people[name] for name in clusters]).sum()
        yield clusters[-1], "number", float(len(sums))
        yield clusters[-1], "spread of weights", _spread(sums)


def _checksum(sums: pd.Series[Any]) -> float:
    """Return a number of at most ten digits, as files keep them."""
    text = table_text(sums.rename("weight").reset_index())
    return float(int(hashlib.sha256(text.encode()).hexdigest()[:8], 16))


def _spread(weights: pd.Series[Any]) -> float:
    return float(weights.std(ddof=0) / weights.mean())


def differing(recorded: pd.DataFrame, found: pd.DataFrame) -> dict[str, list[str]]:
    """List the figures that differ, in words, by what they are about.

    Examples
    --------
    >>> one, two = (pd.DataFrame([("people", "number", n)], columns=COLUMNS) for n in (2.0, 3.0))
    >>> differing(one, two)
    {'people': ['number 2 recorded, 3 found']}
    """
    both = recorded.merge(found, on=COLUMNS[:2], how="outer", suffixes=("_was", "_is"), sort=False)
    was, now = both["figure_was"], both["figure_is"]
    apart = both[~np.isclose(was, now, rtol=ALIKE, atol=0)]
    told: dict[str, list[str]] = {}
    for about, what, *figures in apart.itertuples(index=False):
        old, new = ("none" if np.isnan(figure) else DIGITS % figure for figure in figures)
        told.setdefault(about, []).append(f"{what} {old} recorded, {new} found")
    return told


def write_fingerprint(found: pd.DataFrame, source: str, folder: Path = paths.FINGERPRINTS) -> None:
    """Write the figures that a survey's file must have from now on."""
    write_table(folder / f"{source}.csv", found)


def read_fingerprint(source: str, folder: Path = paths.FINGERPRINTS) -> pd.DataFrame:
    """Read the figures that a survey's file must have.

    Raises
    ------
    StudyError
        When they were never recorded, or can't be read.
    """
    path = folder / f"{source}.csv"
    record = f"record them with `study validate --record {source}`, and read them"
    if not path.is_file():
        raise StudyError(
            f"What the file of {source} holds was never recorded.",
            expected=f"its figures in {path.name} of data/raw/fingerprints",
            hint=record,
        )
    try:
        found = pd.read_csv(path, dtype={"about": "str", "what": "str"}, keep_default_na=False)
        return found[COLUMNS].astype({"figure": "float64"})
    except (OSError, ValueError, KeyError) as problem:
        raise StudyError(
            f"The fingerprint {path.name} can't be read.",
            expected=", ".join(COLUMNS),
            got=str(problem),
            hint=f"get it back with `git checkout`, or {record}",
        ) from None
