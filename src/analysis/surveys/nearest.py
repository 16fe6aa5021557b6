"""Which known wave a file is most like, and the answers that differ from it beyond chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from analysis.errors import StudyError
from analysis.folding.cells import read_cells
from analysis.sources.catalogue import Source, Variable, locate, verify
from analysis.sources.reading import read_source, with_numbers
from analysis.surveys.common import sample

LEAST = 0.5
"""Of the columns of a known wave, that a file of the same survey must have."""

ERROR = 0.05
"""Chance that anything is told to differ where nothing does."""


@dataclass(frozen=True)
class Near:
    """A known wave, and the file's own names of its columns (capitals may differ)."""

    source: Source
    columns: Mapping[str, str]
    wanted: int


def nearest(raw: pd.DataFrame, records: Iterable[Source]) -> Near:
    """Find the known wave most of whose columns a file has.

    Parameters
    ----------
    raw : DataFrame
        A survey's file as read.
    records : iterable of Source
        Those to look among; published ones are passed over.

    Returns
    -------
    Near
        The later record where two are as near.

    Raises
    ------
    StudyError
        When the file has less than half of the columns of any.
    """
    own = {str(name).casefold(): str(name) for name in raw.columns}
    found = []
    for record in records:
        if record.kind == "microdata":
            wanted = columns_of(record)
            here = {name: own[name.casefold()] for name in wanted if name.casefold() in own}
            found.append(Near(record, here, len(wanted)))
    best = max(found, key=lambda near: (len(near.columns) / near.wanted, near.source.years))
    if len(best.columns) < LEAST * best.wanted:
        raise StudyError(
            "The file is of no survey that the study knows.",
            expected="half of the columns of a known wave at least",
            got=f"{len(best.columns)} of the {best.wanted} columns of {best.source.id}",
            hint="a survey that is new needs a record and a module of its own: see CONTRIBUTING.md",
        )
    return best


def columns_of(record: Source) -> list[str]:
    """List the columns of a survey's file that its record reads: variables, weight, sample."""
    read = [name for v in record.variables for name in (v.column, *v.also)]
    weight = [record.design.weight] if record.design and record.design.weight else []
    return [*dict.fromkeys([*read, *weight, *record.sample])]


def weight_candidates(raw: pd.DataFrame) -> list[str]:
    """List the columns that may be a weight: numbers above 0, of mean one or named like one.

    Examples
    --------
    >>> people = pd.DataFrame({"w1": [0.5, 1.5, 1.0], "age": [20, 30, 40], "popwt": [9.5, 9.1, 8]})
    >>> weight_candidates(people)
    ['w1', 'popwt']
    """
    found = []
    numbers = with_numbers(raw, [*map(str, raw.columns)]).select_dtypes("number")
    for name in numbers:
        values, named = numbers[name].dropna(), str(name).casefold()
        about_one = abs(values.mean() - 1) < 0.02  # noqa: PLR2004 - rounding of printed weights
        like_one = any(part in named for part in ("weight", "wt", "pond", "poids"))
        several = not (values == values.round()).all()
        if len(values) and (values > 0).all() and several and (about_one or like_one):
            found.append(str(name))
    return found


@dataclass(frozen=True)
class Shares:
    """Weighted shares of the answers to one question, and the people they are worth."""

    share: pd.Series[float]
    effective: float


def shares(answers: pd.Series[Any], weight: pd.Series[float]) -> Shares:
    r"""Compute weighted shares, with Kish's effective number of people.

    Parameters
    ----------
    answers : Series of shape (n,)
        Codes or levels; rows without one are left out.
    weight : Series of shape (n,)
        Above 0.

    Returns
    -------
    Shares
        ``effective`` is :math:`(\sum w)^2 / \sum w^2` (Kish 1965).

    Examples
    --------
    >>> found = shares(pd.Series(["a", "a", "b"]), pd.Series([1.0, 1.0, 2.0]))
    >>> found.share.to_dict(), round(found.effective, 2)
    ({'a': 0.5, 'b': 0.5}, 2.67)
    """
    kept = answers.notna()
    weight = weight[kept]
    by_answer = weight.groupby(answers[kept].to_numpy(), observed=True).sum()
    return Shares(by_answer / weight.sum(), float(weight.sum() ** 2 / (weight**2).sum()))


def differing(pairs: Mapping[str, tuple[Shares, Shares]]) -> pd.DataFrame:
    """Compare the shares of two samples, answer by answer.

    Parameters
    ----------
    pairs : mapping
        Variable -> its shares in the file, and in the known wave.

    Returns
    -------
    DataFrame
        ``variable, answer, here, there, p`` of the shares that differ beyond chance: two-sample
        tests with Kish's effective numbers, Holm's steps over all answers of all variables.
    """
    rows = []
    for name, (here, there) in pairs.items():
        for answer in sorted({*here.share.index, *there.share.index}, key=str):
            one, other = (float(found.share.get(answer, 0.0)) for found in (here, there))
            pooled = (one * here.effective + other * there.effective) / (
                here.effective + there.effective
            )
            error = np.sqrt(pooled * (1 - pooled) * (1 / here.effective + 1 / there.effective))
            p = 2 * stats.norm.sf(abs(one - other) / error) if error else 1.0
            rows.append((name, answer, one, other, p))
    table = pd.DataFrame(rows, columns=["variable", "answer", "here", "there", "p"])
    if table.empty:
        return table
    beyond = multipletests(table["p"], alpha=ERROR, method="holm")[0]
    told: pd.DataFrame = table[beyond].reset_index(drop=True)
    return told


def exchanged(found: pd.DataFrame) -> list[tuple[str, Any, Any]]:
    """List pairs of answers whose shares would be nearer to the known ones if they were exchanged.

    Parameters
    ----------
    found : DataFrame
        As `differing` gives it.

    Returns
    -------
    list of tuple
        Variable and its two answers.

    Examples
    --------
    >>> rows = [("education", 6, 0.12, 0.18), ("education", 7, 0.18, 0.12), ("sex", 1, 0.4, 0.5)]
    >>> exchanged(pd.DataFrame(rows, columns=["variable", "answer", "here", "there"]))
    [('education', 6, 7)]
    """
    pairs = []
    for name, rows in found.groupby("variable", sort=False):
        for (_i, one), (_j, other) in combinations(rows.iterrows(), 2):
            as_is = abs(one["here"] - one["there"]) + abs(other["here"] - other["there"])
            turned = abs(one["here"] - other["there"]) + abs(other["here"] - one["there"])
            opposed = (one["here"] - one["there"]) * (other["here"] - other["there"]) < 0
            if opposed and turned < as_is:
                pairs.append((str(name), one["answer"], other["answer"]))
    return pairs


def compared(raw: pd.DataFrame, near: Near) -> dict[str, tuple[Shares, Shares]]:
    """Find the shares of each coded variable in a file and in the known wave that it is near to.

    Parameters
    ----------
    raw : DataFrame
        The file as read.
    near : Near
        As `nearest` gives it.

    Returns
    -------
    dict
        Variable -> shares here, shares there: by code where the file of the known wave is on this
        machine; else by level, in the variables of its cells.
    """
    record = near.source
    path = locate(record, record.files[0])
    if path:
        verify(path, record.files[0])
        known = sample(read_source(path, record, record.files[0]), record)
        there = {v.name: _of_file(known, v, record) for v in _coded(record)}
    else:
        there = {v.name: _of_cells(v, record) for v in _coded(record)}
    names = {theirs: name for name, theirs in near.columns.items()}
    own = _own_sample(raw.rename(columns=names), record)
    found = {}
    for variable in _coded(record):
        known_shares = there[variable.name]
        if variable.column in near.columns and known_shares is not None:
            here = _of_file(own, variable, record, levels=path is None)
            if here is not None and here.effective and known_shares.effective:
                found[variable.name] = (here, known_shares)
    return found


def _coded(record: Source) -> list[Variable]:
    """List the variables whose shares tell something: the year of a wave is its own."""
    return [v for v in record.variables if v.codes and v.name != "year"]


def _own_sample(raw: pd.DataFrame, record: Source) -> pd.DataFrame:
    """Keep the rows of the record's sample, as far as the file has the columns that tell it."""
    kept = pd.Series(True, index=raw.index)
    for name, values in record.sample.items():
        if name in raw.columns:
            kept &= raw[name].isin(values)
    return raw[kept]


def _of_file(
    raw: pd.DataFrame, variable: Variable, record: Source, *, levels: bool = False
) -> Shares | None:
    """Compute the shares of a column's codes, or of the levels they stand for."""
    weight = record.design.weight if record.design else None
    weights = raw[weight] if weight in raw.columns else pd.Series(1.0, index=raw.index)
    answers = _answers(raw, variable, levels=levels)
    usable = weights.notna() & (weights > 0)
    return shares(answers[usable], weights[usable]) if answers[usable].notna().any() else None


def _answers(raw: pd.DataFrame, variable: Variable, *, levels: bool) -> pd.Series[Any]:
    """Read the codes of the first column; or the levels of all, where one "yes" is enough."""
    names = [variable.column, *(variable.also if levels else [])]
    parts = [raw[name] for name in names if name in raw.columns]
    unsaid = [code for code in variable.missing if code is not None]
    parts = [part.mask(part.isin(unsaid)) for part in parts]
    if not levels:
        return parts[0]
    told = [part.map(dict(variable.codes)) for part in parts]
    merged = told[0]
    for part in told[1:]:
        merged = merged.fillna(part).mask(part == "yes", "yes")
    return merged


def _of_cells(variable: Variable, record: Source) -> Shares | None:
    """Compute the shares of a variable's levels in the first table of cells that holds it."""
    table = next((name for name, held in record.cells.items() if variable.name in held), None)
    if table is None:
        return None
    frame = read_cells(table).frame
    frame = frame[frame[variable.name].astype("str").isin({*variable.codes.values()})]
    if "weight" not in frame:  # volunteers
        frame = frame.assign(weight=frame["n"], weight_sq=frame["n"])
    sums = frame.groupby(variable.name, observed=True)[["weight", "weight_sq"]].sum()
    total = sums["weight"].sum()
    return Shares(sums["weight"] / total, float(total**2 / sums["weight_sq"].sum()))
