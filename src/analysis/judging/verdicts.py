"""Verdicts: computed from values and thresholds by one rule, never typed.

An *item* is a value against the threshold of a part of a claim. How items make the verdict of a
part, and parts that of a claim, is `analysis.judging.rule`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import files, paths
from analysis.errors import StudyError
from analysis.inference import intervals
from analysis.inference.flags import for_file
from analysis.judging.claims import Claim, Item, Part, claims, notebooks_of_items
from analysis.judging.rule import Status, said, verdicts_of_claims, verdicts_of_parts
from analysis.judging.values import Value, read_values
from analysis.words import i18n

UNSAFE = {"small base", "few PSUs", "wide", "imprecise"}
ENDS = ("low", "high", "least", "most", "bound", "n", "unit", "grade", "reached", "source")
COLUMNS = [
    *("claim", "part", "estimand", "item", "proxy", "voice", "value", "estimate", *ENDS),
    *("side", "threshold", "status", "p", "base", "universe", "flags", "p_adjusted", "p_holm"),
]


def span(value: Value) -> tuple[float, float]:
    """Return between which ends a value may lie: its interval, or what its printed digits allow.

    An end that a bound leaves open is infinite.

    Raises
    ------
    StudyError
        When the value has neither: nothing then says how far it may be from the truth.
    """
    if value.low is not None and value.high is not None:
        return value.low, value.high
    if value.least is None and value.most is None:
        raise StudyError(
            f"Nothing says how sure the value '{value.name}' is, so no verdict can rest on it.",
            expected="an interval, or the range of a printed figure",
            hint="compare people's answers with analysis.inference.estimates.compare",
        )
    low = -np.inf if value.least is None else value.least
    return low, np.inf if value.most is None else value.most


def status(value: Value, side: str, threshold: float) -> Status:
    """Return the side of a threshold that a value lies on.

    Parameters
    ----------
    value : Value
        With its interval, or the range of its printed digits.
    side : {"above", "below"}
        The claim's side.
    threshold : float
        In the unit of the value.

    Returns
    -------
    {"for", "against", "unclear"}
        "unclear" when the interval or range holds the threshold, or when the value is flagged for
        too few people or sampling units, or as too wide: it may be shown, it settles nothing. A
        bound speaks one way only, since its range is open on the other side.

    Examples
    --------
    >>> status(Value("x", 0.6, "share", low=0.55, high=0.65), "above", 0.5)
    'for'
    >>> status(Value("x", 6.9, "ratio", least=0, most=6.9, bound="upper"), "above", 1)
    'unclear'
    """
    low, high = span(value)
    if value.flags & UNSAFE or low <= threshold <= high:
        return "unclear"
    return "for" if (low > threshold) == (side == "above") else "against"


def p_value(value: Value, threshold: float) -> float:
    """Test a value against its threshold, two-sided.

    The test is that of the value's interval: on its scale, by its standard error and degrees of
    freedom. NaN where there is no interval, or no error: a share of 0 or 1 has been seen to vary
    in nobody.
    """
    if value.se is None or value.scale is None:
        return float("nan")
    return intervals.p_value(
        value.value,
        threshold,
        se=value.se,
        df=value.df,
        scale=value.scale,
        n=float("nan") if value.n is None else value.n,
        n_effective=value.n_effective,
        interval=(value.low, value.high),
    )


def holm(p: Sequence[float]) -> list[float]:
    """Adjust p-values for the number of tests (Holm 1979, step-down); NaN stays NaN.

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    raw = pd.Series(p, dtype=float).dropna().sort_values(kind="stable")
    factors = np.arange(len(raw), 0, -1)
    adjusted = (raw * factors).cummax().clip(upper=1)
    return [float(x) for x in adjusted.reindex(range(len(p)))]


def number_of_tests(*, proxies: bool = False) -> int:
    """Count the direct items of all claims, or all items: so many tests may come out by luck."""
    items = [item for claim in claims() for _place, _part, item in claim.items()]
    return sum(proxies or not item.proxy for item in items)


def gather(folder: Path | None = None, *, easier: float = 0) -> pd.DataFrame:
    """Set the values that the notebooks saved against the thresholds of every claim.

    Parameters
    ----------
    folder : Path, optional
        Where the values are, as for `analysis.judging.values.read_values`.
    easier : float
        By how much the thresholds are moved to the claims' advantage: 0.1 for a tenth of each.

    Returns
    -------
    DataFrame
        One row per item, a single row without item for a part that has none, or for a claim that
        has no part: ``claim, part, estimand, item, proxy, voice, value, estimate, low, high,
        least, most, bound, n, unit, grade, reached, source, side, threshold, status, p, base,
        universe, flags, p_adjusted, p_holm``. The last two are adjusted for the number of tests:
        by all of it (Bonferroni), which the page of a claim can do without the others and which is
        the first and strictest of Holm's steps; and by all of Holm's steps.
    """
    values = {name: read_values(name, folder) for name in notebooks_of_items()}
    table = pd.concat(
        [gather_one(claim, values, easier=easier) for claim in claims()], ignore_index=True
    )
    direct = table.index[table["proxy"] == ""]
    table.loc[direct, "p_holm"] = holm(table.loc[direct, "p"].to_list())
    return table


def gather_one(
    claim: Claim, values: Mapping[str, Mapping[str, Value]], *, easier: float = 0
) -> pd.DataFrame:
    """Set values against the thresholds of one claim; Holm's steps, which take all, are missing.

    Parameters
    ----------
    claim : Claim
    values : mapping
        Notebook -> its values by their names.
    easier : float
        As for `gather`.

    Returns
    -------
    DataFrame
        As given by `gather`.
    """
    table = pd.DataFrame(_rows(claim, values, easier), columns=COLUMNS)
    direct = table["proxy"] == ""
    table["p_adjusted"] = (table["p"].astype(float) * number_of_tests()).clip(upper=1).where(direct)
    numbers = dict.fromkeys(["estimate", "low", "high", "least", "most", "threshold", "p"], "float")
    return table.astype(numbers | {"n": "Int64", "part": "Int64", "p_holm": "float"})


def _rows(
    claim: Claim, values: Mapping[str, Mapping[str, Value]], easier: float
) -> list[dict[str, object]]:
    if not claim.parts:
        return [{"claim": claim.id}]
    return [
        {"claim": claim.id, "part": place + 1, "estimand": part.estimand} | found
        for place, part in enumerate(claim.parts)
        for found in [
            evidence(claim, part, item, values[item.notebook], easier) for item in part.items
        ]
        or [{}]
    ]


def evidence(
    claim: Claim, part: Part, item: Item, values: Mapping[str, Value], easier: float = 0
) -> dict[str, object]:
    """Set a value of a notebook against the threshold of a part of a claim."""
    if item.name not in values:
        raise StudyError(
            f"{claim.id} rests on a value that {item.notebook} doesn't have.",
            expected=item.name,
            got=", ".join(values),
            hint="name it so in the notebook, or mend claims.toml",
        )
    value = values[item.name]
    if value.unit != part.unit:
        raise StudyError(
            f"{claim.id} rests on a value in another unit.",
            expected=f"{item.value} as a {part.unit}",
            got=value.unit,
            hint="give the value its unit in the notebook, or mend claims.toml",
        )
    threshold = part.threshold * (1 - easier if part.side == "above" else 1 + easier)
    return {
        "item": item.label,
        "proxy": item.proxy,
        "voice": item.study or value.source,
        "value": item.value,
        "estimate": value.value,
        **{name: getattr(value, name) for name in ENDS},
        "side": part.side,
        "threshold": threshold,
        "status": status(value, part.side, threshold),
        "p": p_value(value, threshold),
        "base": value.base,
        "universe": value.universe,
        "flags": value.flags,
    }


def settle(table: pd.DataFrame) -> pd.DataFrame:
    """Add to what `gather` gives the verdict of each part and of each claim.

    Returns
    -------
    DataFrame
        The same rows, with ``verdict`` and ``part_verdict``.
    """
    rows = said(table)
    by_part = verdicts_of_parts(rows)
    by_claim = verdicts_of_claims(by_part)
    settled = table.reset_index(drop=True)
    settled.insert(1, "verdict", [by_claim[row.claim] for row in rows])
    return settled.assign(part_verdict=[by_part[row.claim, row.part] for row in rows])


def judge(folder: Path | None = None) -> pd.DataFrame:
    """Judge every claim from the values that the notebooks saved.

    Returns
    -------
    DataFrame
        As given by `settle`, in the article's order.
    """
    return settle(gather(folder))


def write_verdicts(table: pd.DataFrame, path: Path = paths.VERDICTS) -> None:
    """Write the verdicts with ten significant digits."""
    files.write_table(path, for_file(table))


def read_verdicts(path: Path | None = None) -> pd.DataFrame:
    """Read the verdicts back; bases and flags are text there, and objects in the values.

    Parameters
    ----------
    path : Path, optional
        ``data/processed/verdicts.csv`` when left out; in a build, those it has just found.
    """
    path = path or (paths.STAGED_VERDICTS if i18n.in_build() else paths.VERDICTS)
    if not path.is_file():
        raise StudyError("The verdicts are not there.", hint="run `study build`, which makes them")
    text = {"flag": "str", "proxy": "str", "reached": "str"}
    kinds = {"n": "Int64", "part": "Int64", **text}
    return files.read_table(path, "run `study build`, which makes it again", dtype=kinds)
