"""Survey files spoilt once they are read: what a fold must not let pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from analysis.sources.catalogue import Source
from analysis.surveys.common import sample

Change = Callable[[pd.DataFrame, Source], pd.DataFrame | None]
"""Spoils a file; None where the survey has nothing of the kind."""


def role(name: str, change: Callable[[pd.Series], Any]) -> Change:
    def spoil(raw: pd.DataFrame, source: Source) -> pd.DataFrame | None:
        column = getattr(source.design, name)
        return None if column is None else raw.assign(**{column: change(raw[column])})

    return spoil


def somebody(raw: pd.DataFrame, source: Source) -> Any:
    """Return the place of the first person of the sample who weighs something."""
    people = sample(raw, source)
    weight = source.design.weight
    return people.index[0] if weight is None else people.index[people[weight] > 0][0]


def of_somebody(name: str, value: float) -> Change:
    """Give one person another weight, stratum or PSU."""

    def spoil(raw: pd.DataFrame, source: Source) -> pd.DataFrame | None:
        column = getattr(source.design, name)
        here = raw.index == somebody(raw, source)
        changed = None if column is None else raw[column].astype("float64").mask(here, value)
        return None if changed is None else raw.assign(**{column: changed})

    return spoil


def twice_for_another(raw: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Drop one person, and count another one twice who gave other answers."""
    one, people = somebody(raw, source), sample(raw, source)
    answers = people[[*{variable.column for variable in source.variables}]]
    told = pd.util.hash_pandas_object(answers, index=False)
    other = people.index[told.to_numpy() != told.loc[one]][-1]
    return pd.concat([raw.drop(index=one), raw.loc[[other]]], ignore_index=True)


def without_mark(weights: pd.Series) -> pd.Series:
    return weights.map(lambda weight: float(repr(float(weight)).replace(".", "")))


def permuted(weights: pd.Series) -> Any:
    return np.random.default_rng(1).permutation(weights.to_numpy())


def clusters_exchanged(raw: pd.DataFrame, source: Source) -> pd.DataFrame | None:
    stratum, psu = source.design.stratum, source.design.psu
    return None if stratum is None else raw.assign(**{stratum: raw[psu], psu: raw[stratum]})


def yes_no_exchanged(raw: pd.DataFrame, source: Source) -> pd.DataFrame | None:
    """Exchange two columns of answers that have the same codes."""
    for one in source.variables:
        for two in source.variables:
            alike = one.codes and (one.codes, one.missing) == (two.codes, two.missing)
            columns = one.column, two.column
            if alike and columns[0] != columns[1] and not raw[columns[0]].equals(raw[columns[1]]):
                return raw.assign(**{columns[0]: raw[columns[1]], columns[1]: raw[columns[0]]})
    return None


def column_twice(raw: pd.DataFrame, source: Source) -> pd.DataFrame:
    return pd.concat([raw, raw[[source.variables[0].column]]], axis="columns")


def answers(change: Callable[[pd.Series, dict[Any, str]], Any]) -> Change:
    """Change a column whose codes are listed, of a variable that everybody was asked."""

    def spoil(raw: pd.DataFrame, source: Source) -> pd.DataFrame | None:
        listed = [one for one in source.variables if one.codes and not one.asked_if]
        asked = [one for one in listed if len(raw[one.column].unique()) > 1]
        if not asked:
            return None
        one = asked[0]
        return raw.assign(**{one.column: change(raw[one.column].astype(object), {**one.codes})})

    return spoil


def first(value: Any) -> Callable[[pd.Series, dict[Any, str]], Any]:
    """Give the first person another answer."""
    return lambda column, _codes: column.mask(column.index == column.index[0], value)


def turned(column: pd.Series, codes: dict[Any, str]) -> pd.Series:
    """Exchange the first two codes."""
    one, two = [*codes][:2]
    return column.replace({one: two, two: one}) if one is not None else column.shift()


SPOILT: dict[str, Change] = {
    "half the rows": lambda raw, _: raw.head(len(raw) // 2),
    "all rows twice": lambda raw, _: pd.concat([raw, raw], ignore_index=True),
    "one row": lambda raw, _: raw.head(1),
    "one row twice": lambda raw, _: pd.concat([raw, raw.head(1)], ignore_index=True),
    "one row in place of another": twice_for_another,
    "weights all one": role("weight", lambda weights: weights * 0 + 1),
    "weights all zero": role("weight", lambda weights: weights * 0),
    "weights times ten": role("weight", lambda weights: weights * 10),
    "weights times a thousand": role("weight", lambda weights: weights * 1000),
    "weights without their decimal mark": role("weight", without_mark),
    "weights permuted": role("weight", permuted),
    "one weight zero": of_somebody("weight", 0),
    "one stratum": role("stratum", lambda strata: strata.iloc[0]),
    "one PSU": role("psu", lambda psus: psus.iloc[0]),
    "stratum and PSU exchanged": clusters_exchanged,
    "a PSU missing": of_somebody("psu", np.nan),
    "a PSU of -1": of_somebody("psu", -1),
    "PSUs permuted": role("psu", permuted),
    "answers exchanged": yes_no_exchanged,
    "a column twice": column_twice,
}
"""What a fold refuses as a fault, of a made-up file as of a real one."""

MORE: dict[str, Change] = {
    "no row": lambda raw, _: raw.head(0),
    "the last row lost": lambda raw, _: raw.head(-1),
    "a column lost": lambda raw, source: raw.drop(columns=source.variables[-1].column),
    "names in another case": lambda raw, _: raw.rename(columns=str.swapcase),
    "one weight missing": of_somebody("weight", np.nan),
    "one weight below nothing": of_somebody("weight", -1),
    "one weight infinite": of_somebody("weight", np.inf),
    "weights as words": role("weight", lambda weights: weights.map("w{}".format)),
    "an unknown code": answers(first(4242)),
    "a word for a code": answers(first("yes!")),
    "one code for all": answers(lambda column, codes: next(iter(codes))),
    "two codes exchanged": answers(turned),
    "answers among other people": answers(lambda column, codes: permuted(column)),
}
"""What it refuses one way or another."""
