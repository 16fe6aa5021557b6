"""How often intervals hold what they promise: ``make coverage`` draws samples and counts.

Each row of ``tests/reference/coverage.csv`` is one design, drawn ten thousand times with known
truth: how often the interval held it, over all samples and over those without a flag. Errors are
linearised as svy has them; intervals and flags are the study's own. Every row has its own seed, so
that ``tests/inference/test_coverage.py`` can draw one again; it also compares a sample of each kind
with the study's own estimates of the same people.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, Literal
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.files import write_table
from analysis.inference.flags import flags
from analysis.inference.intervals import (
    ALIKE,
    ENOUGH,
    ENOUGH_IN_CLUSTERS,
    Columns,
    Scale,
    effective_size,
    exponentiated,
    moved,
    recovered,
    satterthwaite,
    share_interval,
    student,
)

RESULT = Path(__file__).parents[1] / "tests" / "reference" / "coverage.csv"
SAMPLES, ATONCE, CUT = 10_000, 2_500, 2.5
SIGMAS = (0, 0.6, 0.8)
SHARES = (0.01, 0.02, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.98, 0.99)
PAIRS = ((0.05, 0.05), (0.1, 0.05), (0.27, 0.05), (0.5, 0.2), (0.9, 0.8), (0.98, 0.9))
CLUSTERS = ((65, 20), (65, 5), (12, 20), (12, 5))
"""Strata of two PSUs, and people in each PSU."""
COLUMNS = [
    "drawn", "kind", "p", "p_reference", "n", "n_reference", "sigma", "strata", "size", "icc",
    "given", "coverage", "below", "above", "flagged", "unflagged_coverage",
]  # fmt: skip
SCALES: dict[str, Scale] = {"difference": "identity", "ratio": "log", "odds ratio": "logit"}
Array = NDArray[Any]
Design = dict[str, Any]
Found = dict[str, Any]


@dataclass(frozen=True)
class Shares:
    """Shares of a group in many samples, with what each rests on: arrays of one length."""

    share: Array
    se: Array
    df: Array
    n: Array
    effective: Array
    enough: int = ENOUGH

    def interval(self, df: Array | None = None) -> tuple[Array, Array, Array]:
        """Compute their intervals and the scales of these, with other df if need be."""
        freedom = self.df if df is None else df
        return share_interval(self.share, self.se, freedom, self.n, self.effective, self.enough)


@dataclass(frozen=True)
class Pair:
    """Shares of two groups, the covariance of the two, and the df where people are in clusters."""

    one: Shares
    other: Shares
    covariance: Array
    df: Array | None = None


def weights(random: np.random.Generator, sigma: float, shape: tuple[int, ...]) -> Array:
    """Draw log-normal weights, cut at 2.5 sigma: sigma 0.6 is about Pew's, 0.8 that of NPORS."""
    return np.exp(np.clip(random.normal(0, 1, shape), -CUT, CUT) * sigma)


def linearised(weight: Array, answer: Array, people: int) -> tuple[Shares, Array]:
    """Estimate a share of people drawn one by one among those of a whole sample.

    Rows are samples. Returns also the residuals of the people.
    """
    n, total = weight.shape[1], weight.sum(axis=1)
    share = (weight * answer).sum(axis=1) / total
    residual = weight * (answer - share[:, None]) / total[:, None]
    se = np.sqrt(people / (people - 1) * (residual**2).sum(axis=1))
    even = total**2 / (weight**2).sum(axis=1)
    # Nobody weighs so little that a share is 0 or 1 by rounding, so that errors are 0 when it is.
    se = np.where((answer == answer[:, :1]).all(axis=1), 0, se)
    many = np.full(len(weight), float(n))
    return Shares(share, se, many - 1, many, effective_size(share, se, even, many)), residual


def one_by_one(random: np.random.Generator, design: Design, samples: int) -> Shares:
    """Draw a whole sample, one person after the other."""
    shape = samples, design["n"]
    weight = weights(random, design["sigma"], shape)
    return linearised(weight, random.random(shape) < design["p"], design["n"])[0]


def two_groups(random: np.random.Generator, design: Design, samples: int) -> Pair:
    """Draw two groups one person after the other: two samples."""
    groups = []
    for p, n in ((design["p"], design["n"]), (design["p_reference"], design["n_reference"])):
        weight = weights(random, design["sigma"], (samples, n))
        answer = random.random((samples, n)) < p
        groups.append(linearised(weight, answer, design["n"] + design["n_reference"])[0])
    return Pair(*groups, covariance=np.zeros(samples))


def two_answers(random: np.random.Generator, design: Design, samples: int) -> Pair:
    """Draw people who give two answers, where nobody gives both."""
    n, p, q = design["n"], design["p"], design["p_reference"]
    weight, draw = weights(random, design["sigma"], (samples, n)), random.random((samples, n))
    one, mine = linearised(weight, draw < p, n)
    other, yours = linearised(weight, draw > 1 - q, n)
    return Pair(one, other, n / (n - 1) * (mine * yours).sum(axis=1), one.df)


def rates(random: np.random.Generator, design: Design, samples: int) -> list[Array]:
    """Draw each PSU's chance of a yes, of beta laws: for two groups two that go together."""
    strata, alike = design["strata"], (1 - design["icc"]) / design["icc"]
    low, high = sorted((design["p"], design.get("p_reference", design["p"])))
    shape = samples, strata, 2
    first, rest = (random.gamma(alike * part, size=shape) for part in (low, 1 - high))
    between = random.gamma(alike * (high - low), size=shape) if high > low else np.zeros(shape)
    total = first + between + rest
    ordered = [first / total, (first + between) / total]
    return ordered if design["p"] == low else ordered[::-1]


def clustered(yes: Array, people: Array) -> tuple[Shares, Array]:
    """Estimate a share of a domain from its counts by sample, stratum and PSU of the two.

    Returns also the differences between the residuals of two PSUs.
    """
    n = people.sum(axis=(1, 2)).astype(float)
    share = yes.sum(axis=(1, 2)) / n
    residual = (yes - people * share[:, None, None]) / n[:, None, None]
    apart = residual[..., 0] - residual[..., 1]
    se = np.where((share == 0) | (share == 1), 0, np.sqrt((apart**2).sum(axis=1)))
    held = people > 0
    df = (held.sum(axis=(1, 2)) - held.any(axis=2).sum(axis=1)).astype(float)
    clump = (people.astype(float) ** 2).sum(axis=(1, 2)) / n
    unseen = n / (1 + (clump - 1) * ALIKE)
    effective = effective_size(share, se, n, unseen)
    return Shares(share, se, df, n, effective, ENOUGH_IN_CLUSTERS), apart


def in_clusters(random: np.random.Generator, design: Design, samples: int) -> Shares:
    """Draw two PSUs in each stratum; the domain is a part of the people of each."""
    rate, size = rates(random, design, samples)[0], design["size"]
    people = random.binomial(size, design["part"], rate.shape)
    return clustered(random.binomial(people, rate), people)[0]


def two_in_clusters(random: np.random.Generator, design: Design, samples: int) -> Pair:
    """Draw two PSUs in each stratum; each person is in one group or in the other."""
    rate = rates(random, design, samples)
    first = random.binomial(design["size"], design["part"], rate[0].shape)
    second = design["size"] - first
    one, mine = clustered(random.binomial(first, rate[0]), first)
    other, yours = clustered(random.binomial(second, rate[1]), second)
    freedom = np.full(samples, float(design["strata"]))
    return Pair(one, other, (mine * yours).sum(axis=1), freedom)


def of_share(shares: Shares) -> dict[str, Columns]:
    """Compute the intervals of shares, with what flags go by."""
    low, high, _scale = shares.interval()
    ends = {"estimate": shares.share, "low": low, "high": high}
    judged = {"n": shares.n, "n_effective": shares.effective, "df": shares.df}
    return {"share": ends | judged}


def of_pair(pair: Pair) -> dict[str, Columns]:
    """Compute the intervals of a difference, a ratio and an odds ratio, with what flags go by."""
    groups = (pair.one, pair.other)
    share, se, df = (np.array([getattr(g, name) for g in groups]) for name in ("share", "se", "df"))
    intervals = (group.interval(pair.df) for group in groups)
    low, high, scale = (np.array(part) for part in zip(*intervals, strict=True))
    rare = (scale == "beta").any(axis=0)
    weakest = {
        "n": np.minimum(*(g.n for g in groups)),
        "n_effective": np.minimum(*(g.effective for g in groups)),
        "df": df.min(axis=0),
    }
    steep = {"difference": np.ones_like(share), "ratio": 1 / share}
    steep["odds ratio"] = steep["ratio"] / (1 - share)
    found = {}
    for kind, slope in steep.items():
        errors, both = se * slope, pair.covariance * slope.prod(axis=0)
        freedom = satterthwaite(errors.T, df.T) if pair.df is None else pair.df
        error = np.sqrt((errors**2).sum(axis=0) - 2 * both)
        terms = [moved(part, SCALES[kind]) for part in (share, low, high)]
        plain = student(terms[0][0] - terms[0][1], error, freedom)
        made = recovered(plain, *terms, pair.covariance / se.prod(axis=0))
        columns = {name: np.where(rare, made[name], plain[name]) for name in plain}
        columns["estimate"] = np.where((se > 0).all(axis=0), columns["estimate"], np.nan)
        found[kind] = (columns if kind == "difference" else exponentiated(columns)) | weakest
    return found


Drawn = Literal["share", "clusters", "groups", "groups in clusters", "answers"]
DRAW: dict[Drawn, Any] = {
    "share": one_by_one,
    "clusters": in_clusters,
    "groups": two_groups,
    "groups in clusters": two_in_clusters,
    "answers": two_answers,
}


def estimates(design: Design, samples: int) -> dict[str, Columns]:
    """Draw the samples of a design from a seed of its own, and estimate on each."""
    random = np.random.default_rng(crc32(repr(design).encode()))
    parts: list[dict[str, Columns]] = []
    with np.errstate(divide="ignore", invalid="ignore"):
        for start in range(0, samples, ATONCE):
            drawn = DRAW[design["drawn"]](random, design, min(ATONCE, samples - start))
            parts.append(of_share(drawn) if isinstance(drawn, Shares) else of_pair(drawn))
    if design["drawn"] == "answers":
        parts = [{"ratio": part["ratio"]} for part in parts]
    return {
        kind: {
            name: np.concatenate([np.asarray(part[kind][name], float) for part in parts])
            for name in parts[0][kind]
        }
        for kind in parts[0]
    }


def truth(design: Design, kind: str) -> float:
    """Return what an interval of the design should hold."""
    if kind == "share":
        return float(design["p"])
    one, other = (float(moved(design[name], SCALES[kind])) for name in ("p", "p_reference"))
    return one - other if kind == "difference" else float(np.exp(one - other))


def counted(true: float, columns: Columns, unit: str) -> Found:
    """Count how often intervals hold the truth, and how often they do without a flag.

    The study compares no group that answers all alike: such a sample is given no interval.
    """
    rows = pd.DataFrame(columns)[["estimate", "low", "high", "n", "n_effective", "df"]]
    given = rows["estimate"].notna()
    rows = rows[given]
    held = (rows["low"] <= true) & (true <= rows["high"])
    flagged = np.array([bool(flags(unit, **row)) for row in rows.to_dict("records")])
    return {
        "given": float(given.mean()),
        "coverage": float(held.mean()),
        "below": float((rows["high"] < true).mean()),
        "above": float((rows["low"] > true).mean()),
        "flagged": float(flagged.mean()),
        "unflagged_coverage": float(held[~flagged].mean()),
    }


def designs() -> list[Design]:
    """List the designs, each a row of the table or three."""
    sizes, sides = (30, 50, 100, 200, 500, 1000), ((30, 870), (50, 200), (100, 300), (400, 800))
    alone = [
        {"drawn": "share", "sigma": sigma, "p": p, "n": n}
        for sigma, p, n in product(SIGMAS, SHARES, sizes)
    ]
    pairs = [
        {"drawn": "groups", "sigma": sigma, "p": p, "p_reference": q, "n": n, "n_reference": m}
        for sigma, (p, q), (n, m) in product(SIGMAS, PAIRS, sides)
    ]
    answers = [
        {"drawn": "answers", "sigma": sigma, "p": p, "p_reference": q, "n": n}
        for sigma, (p, q), n in product(SIGMAS, PAIRS[:4], (100, 300, 1000))
    ]
    towns = [
        {"strata": strata, "size": size, "icc": icc}
        for (strata, size), icc in product(CLUSTERS, (0.02, 0.1))
    ]
    domains = [
        {"drawn": "clusters", **town, "p": p, "part": part}
        for town, p, part in product(towns, SHARES, (1, 0.2))
    ]
    split = [
        {"drawn": "groups in clusters", **town, "p": p, "p_reference": q, "part": n / people}
        for town, (p, q), n in product(towns, PAIRS, (30, 100, 400))
        if n < (people := 2 * town["strata"] * town["size"]) / 2
    ]
    return [*alone, *pairs, *answers, *domains, *split]


def described(design: Design) -> Found:
    """Return the columns of the table that tell a design; sizes of domains are those expected."""
    if "strata" not in design:
        return design
    people = 2 * design["strata"] * design["size"]
    n = round(people * design["part"])
    rest = {"n_reference": people - n} if "p_reference" in design else {}
    return {name: told for name, told in design.items() if name != "part"} | {"n": n} | rest


def judged(design: Design) -> list[Found]:
    """Judge the intervals of a design."""
    units = {"share": "share", "difference": "points"}
    return [
        described(design)
        | {"kind": kind}
        | counted(truth(design, kind), columns, units.get(kind, "ratio"))
        for kind, columns in estimates(design, SAMPLES).items()
    ]


if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        table = pd.DataFrame([row for rows in pool.map(judged, designs()) for row in rows])
    write_table(RESULT, table[COLUMNS])
    sys.stdout.write(f"{RESULT}: {len(table)} rows\n")
