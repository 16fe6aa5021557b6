"""How often intervals hold what they promise: ``make coverage`` draws samples and counts.

Each row of ``tests/reference/coverage.csv`` is one design, drawn some thousand times with known
truth: how often the interval held it, over all samples and over those without a flag. Errors are
linearised as svy has them; intervals and flags are the study's own. Every row has its own seed, so that
``tests/inference/test_coverage.py`` can draw one again.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import logit

from analysis.files import write_table
from analysis.inference.flags import flags
from analysis.inference.intervals import effective_size, exponentiated, share_interval, student

RESULT = Path(__file__).parents[1] / "tests" / "reference" / "coverage.csv"
SAMPLES, CUT = 2_000, 2.5
SHARES = (0.01, 0.02, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.98, 0.99)
PAIRS = ((0.1, 0.05), (0.27, 0.05), (0.5, 0.2), (0.9, 0.8), (0.98, 0.9))
FIELDS = ("share", "se", "df", "n", "effective")
COLUMNS = [
    "kind", "p", "p_reference", "n", "n_reference", "sigma", "strata", "icc", "coverage", "below",
    "above", "flagged", "unflagged_coverage",
]  # fmt: skip
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """Estimates of many samples of one design: arrays of one length."""

    share: Array
    se: Array
    df: Array
    n: Array
    effective: Array


def weights(random: np.random.Generator, sigma: float, shape: tuple[int, ...]) -> Array:
    """Draw log-normal weights, cut at 2.5 sigma: sigma 0.6 is about Pew's, 0.8 that of NPORS."""
    return np.exp(np.clip(random.normal(0, 1, shape), -CUT, CUT) * sigma)


def one_by_one(
    random: np.random.Generator, p: float, n: int, sigma: float, samples: int, people: int
) -> Sample:
    """Draw the n people of a group one by one, among the people of a whole sample."""
    weight = weights(random, sigma, (samples, n))
    answer = random.random((samples, n)) < p
    total = weight.sum(axis=1)
    share = (weight * answer).sum(axis=1) / total
    spread = (weight**2 * (answer - share[:, None]) ** 2).sum(axis=1)
    se = np.sqrt(people / (people - 1) * spread) / total
    effective = effective_size(share, se, total**2 / (weight**2).sum(axis=1))
    return Sample(share, se, np.full(samples, n - 1.0), np.full(samples, float(n)), effective)


def in_clusters(
    random: np.random.Generator, p: float, strata: int, size: int, icc: float, samples: int
) -> Sample:
    """Draw two PSUs in each stratum, whose people answer more alike than others do."""
    alike = (1 - icc) / icc
    rate = random.beta(p * alike, (1 - p) * alike, (samples, strata, 2))
    yes = random.binomial(size, rate)
    people = 2.0 * strata * size
    share = yes.sum(axis=(1, 2)) / people
    rest = yes - size * share[:, None, None]
    se = np.sqrt(((rest[..., 0] - rest[..., 1]) ** 2).sum(axis=1)) / people
    df, n = np.full(samples, float(strata)), np.full(samples, people)
    return Sample(share, se, df, n, effective_size(share, se, n))


def counted(truth: float, columns: dict[str, Array], unit: str) -> dict[str, float]:
    """Count how often intervals hold the truth, and how often they do without a flag."""
    rows = pd.DataFrame(columns)
    held = (rows["low"] <= truth) & (truth <= rows["high"])
    judged = rows[["estimate", "low", "high", "n", "n_effective", "df"]].to_dict("records")
    flagged = np.array([bool(flags(unit, **row)) for row in judged])
    return {
        "coverage": float(held.mean()),
        "below": float((rows["high"] < truth).mean()),
        "above": float((rows["low"] > truth).mean()),
        "flagged": float(flagged.mean()),
        "unflagged_coverage": float(held[~flagged].mean()),
    }


def of_share(truth: float, sample: Sample) -> dict[str, float]:
    """Judge the intervals of a share."""
    low, high, _scale = share_interval(*vars(sample).values())
    columns = {"estimate": sample.share, "low": low, "high": high, "n": sample.n, "df": sample.df}
    return counted(truth, columns | {"n_effective": sample.effective}, "share")


def of_comparison(truths: tuple[float, float], one: Sample, other: Sample) -> list[dict[str, Any]]:
    """Judge the intervals of a difference, a ratio and an odds ratio of two groups."""
    varies = (one.se > 0) & (other.se > 0)  # the study refuses groups that all answer alike
    parts = [Sample(*(column[varies] for column in vars(group).values())) for group in (one, other)]
    share, se, df, n, effective = (
        np.array([getattr(part, name) for part in parts]) for name in FIELDS
    )
    weakest = {
        "n": n.min(axis=0), "df": df.min(axis=0),
        "n_effective": effective.min(axis=0),
    }  # fmt: skip
    moved = {
        "difference": (share, se, np.array(truths)),
        "ratio": (np.log(share), se / share, np.log(truths)),
        "odds ratio": (logit(share), se / (share * (1 - share)), logit(np.array(truths))),
    }
    found = []
    for kind, (estimate, error, truth) in moved.items():
        freedom = (error**2).sum(axis=0) ** 2 / (error**4 / df).sum(axis=0)
        columns = student(estimate[0] - estimate[1], np.sqrt((error**2).sum(axis=0)), freedom)
        gap = float(truth[0] - truth[1])
        if kind != "difference":
            columns, gap = exponentiated(columns), float(np.exp(gap))
        unit = "points" if kind == "difference" else "ratio"
        ends = {name: columns[name] for name in ("estimate", "low", "high")}
        found.append({"kind": kind, **counted(gap, ends | weakest, unit)})
    return found


def designs() -> list[dict[str, Any]]:
    """List the designs, each a row of the table or three."""
    alone = product((0, 0.6, 0.8), SHARES, (50, 100, 200, 500, 1000))
    shares = [{"kind": "share", "sigma": s, "p": p, "n": n} for s, p, n in alone]
    clusters = product((65, 12), (0.02, 0.1), SHARES, (5, 20))
    drawn = [
        {"kind": "clusters", "strata": strata, "icc": icc, "p": p, "n": 2 * strata * size}
        for strata, icc, p, size in clusters
    ]
    pairs = product((0, 0.6, 0.8), PAIRS, ((30, 870), (50, 200), (100, 300), (400, 800)))
    compared = [
        {"kind": "compare", "sigma": s, "p": p, "p_reference": q, "n": n, "n_reference": m}
        for s, (p, q), (n, m) in pairs
    ]
    return [*shares, *drawn, *compared]


def drawn(design: dict[str, Any]) -> list[dict[str, Any]]:
    """Draw the samples of a design from a seed of its own, and judge their intervals."""
    random = np.random.default_rng(crc32(repr(design).encode()))
    p, n = design["p"], design["n"]
    if design["kind"] == "share":
        sample = one_by_one(random, p, n, design["sigma"], SAMPLES, n)
        return [design | of_share(p, sample)]
    if design["kind"] == "clusters":
        size = n // (2 * design["strata"])
        sample = in_clusters(random, p, design["strata"], size, design["icc"], SAMPLES)
        return [design | of_share(p, sample)]
    q, m = design["p_reference"], design["n_reference"]
    one, other = (
        one_by_one(random, share, people, design["sigma"], SAMPLES, n + m)
        for share, people in ((p, n), (q, m))
    )
    return [design | found for found in of_comparison((p, q), one, other)]


if __name__ == "__main__":
    table = pd.DataFrame([row for design in designs() for row in drawn(design)])
    write_table(RESULT, table[COLUMNS])
    sys.stdout.write(f"{RESULT}: {len(table)} designs\n")
