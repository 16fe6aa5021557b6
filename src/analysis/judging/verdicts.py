"""Verdicts: computed from values and thresholds by one rule, never typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from analysis import files, paths
from analysis.errors import StudyError
from analysis.inference import intervals
from analysis.inference.flags import for_file
from analysis.judging.claims import Claim, Item, claims, notebooks_of_items
from analysis.judging.values import Value, read_values

Status = Literal["for", "against", "unclear"]
UNSAFE = {"small base", "few PSUs", "wide", "imprecise"}


def status(value: Value, item: Item) -> Status:
    """Return the side of the threshold that a value lies on.

    Parameters
    ----------
    value : Value
        With its interval; without one, the number alone decides.
    item : Item
        The threshold and the claim's side of it.

    Returns
    -------
    {"for", "against", "unclear"}
        "unclear" when the interval holds the threshold, or when the value is flagged for too few
        people or sampling units, or as too wide: it may be shown, it settles nothing.

    Examples
    --------
    >>> item = Item(value="n:x", label="x", side="above", threshold=0.5)
    >>> status(Value("x", 0.6, "share", low=0.55, high=0.65), item)
    'for'
    >>> status(Value("x", 0.6, "share", low=0.45, high=0.75), item)
    'unclear'
    """
    if value.flags & UNSAFE:
        return "unclear"
    low = value.value if value.low is None else value.low
    high = value.value if value.high is None else value.high
    sides: dict[str, tuple[Status, Status]] = {
        "above": ("for", "against"),
        "below": ("against", "for"),
    }
    above, below = sides[item.side]
    if low > item.threshold:
        return above
    return below if high < item.threshold else "unclear"


def p_value(value: Value, item: Item) -> float:
    """Test a value against its threshold, two-sided.

    The test is that of the value's interval: on its scale, by its standard error and degrees of
    freedom. NaN where there is no interval, or no error: a share of 0 or 1 has been seen to vary
    in nobody.
    """
    if value.se is None or value.scale is None:
        return float("nan")
    return intervals.p_value(
        value.value,
        item.threshold,
        se=value.se,
        df=value.df,
        scale=value.scale,
        n=float("nan") if value.n is None else value.n,
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


def verdict(items: pd.DataFrame, *, testable: bool = True, observed: bool = True) -> str:
    """Combine the items of one claim.

    Parameters
    ----------
    items : DataFrame
        Columns ``status, grade, low, source``: one row an item.
    testable : bool
        False where nothing public measures the claim.
    observed : bool
        False where a part of the claim is observed by no source.

    Returns
    -------
    {"supported", "supported with limits", "mixed", "unsettled", "contradicted", "not testable", \
"pending"}
        Grades A and B decide; C only where there is neither; D never. "mixed" as soon as one item
        is against and not all are; "unsettled" when none is for nor against. Some for and the rest
        unclear is "supported with limits": a part of the claim could not be settled.
    """
    if items.empty:
        return "pending" if testable else "not testable"
    strong = items[items["grade"].str[0].isin(["A", "B"])]
    speaking = strong if len(strong) else items[items["grade"] == "C"]
    found = set(speaking["status"])
    if "against" in found:
        return "contradicted" if found == {"against"} else "mixed"
    if "for" not in found:
        return "unsettled"
    settled = found == {"for"} and observed and _carries(speaking)
    return "supported" if settled else "supported with limits"


def verdict_on(claim: Claim, items: pd.DataFrame) -> str:
    """Combine the items of a claim, minding what its record says of the data's limits."""
    return verdict(items, testable=not claim.would_test, observed=not claim.unobserved)


def _carries(items: pd.DataFrame) -> bool:
    """Check whether the evidence can carry an unqualified verdict.

    It takes one item of grade A with an interval, or two independent sources of grade B or better.
    """
    grade = items["grade"].str[0]
    measured = items["low"].notna()
    official = set(items["source"][grade.isin(["A", "B"])])
    return bool((measured & (grade == "A")).any()) or len(official) > 1


def judge(folder: Path = paths.VALUES) -> pd.DataFrame:
    """Judge every claim from the values that the notebooks saved.

    Returns
    -------
    DataFrame
        One row per item, a single row without item for a claim that is pending: ``claim, verdict,
        item, value, estimate, low, high, n, unit, side, threshold, status, p, p_holm, grade,
        source, base, universe, flags``.
    """
    values = {name: read_values(name, folder) for name in notebooks_of_items()}
    rows = [
        evidence(claim, item, values[item.notebook]) for claim in claims() for item in claim.items
    ]
    table = pd.DataFrame(rows)
    table["p_holm"] = holm(table["p"].to_list())
    verdicts = {
        claim.id: verdict_on(claim, table[table["claim"] == claim.id]) for claim in claims()
    }
    pending = pd.DataFrame({"claim": [c.id for c in claims() if not c.items]})
    table = pd.concat([table, pending], ignore_index=True)
    table.insert(1, "verdict", table["claim"].map(verdicts))
    order = table["claim"].map({claim.id: place for place, claim in enumerate(claims())})
    table["n"] = table["n"].astype("Int64")
    return table.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


def evidence(claim: Claim, item: Item, values: Mapping[str, Value]) -> dict[str, object]:
    """Set a value of a notebook against the threshold of a claim's item."""
    name = item.name
    if name not in values:
        raise StudyError(
            f"{claim.id} rests on a value that {item.notebook} doesn't have.",
            expected=name,
            got=", ".join(values),
            hint="name it so in the notebook, or mend claims.toml",
        )
    value = values[name]
    return {
        "claim": claim.id,
        "item": item.label,
        "value": item.value,
        "estimate": value.value,
        "low": value.low,
        "high": value.high,
        "n": value.n,
        "unit": value.unit,
        "side": item.side,
        "threshold": item.threshold,
        "status": status(value, item),
        "p": p_value(value, item),
        "grade": value.grade,
        "source": value.source,
        "base": value.base,
        "universe": value.universe,
        "flags": value.flags,
    }


def write_verdicts(table: pd.DataFrame, path: Path = paths.VERDICTS) -> None:
    """Write the verdicts with ten significant digits."""
    files.write_table(path, for_file(table))


def read_verdicts(path: Path = paths.VERDICTS) -> pd.DataFrame:
    """Read the verdicts back; bases and flags are text there, and objects in the values."""
    if not path.is_file():
        raise StudyError("The verdicts are not there.", hint="run `study build`, which makes them")
    return pd.read_csv(path, dtype={"n": "Int64", "flag": "str"})
