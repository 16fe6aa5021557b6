"""One summary of the same ratio in several independent sources: random effects, never by vote."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from analysis.cleaning.confidence import TAIL
from analysis.errors import StudyError
from analysis.inference.flags import NONE
from analysis.sources import catalogue
from analysis.words.bases import Base

FEWEST = 3
"""Sources without which a prediction interval has no degree of freedom."""


def pool(ratios: pd.DataFrame) -> pd.DataFrame:
    r"""Summarise the same ratio, estimated in independent samples of one evidence grade.

    Parameters
    ----------
    ratios : DataFrame
        One row per sample, as `analysis.inference.estimates.compare` gives risk or odds ratios:
        ``estimate``, ``se`` (of the ratio), ``n``, ``source``.

    Returns
    -------
    DataFrame
        One row: ``estimate, se, low, high`` (mean of the ratios' distribution, with its 95 %
        interval), ``predicted_low, predicted_high`` (95 % interval of the ratio in a new source),
        ``tau2`` (variance between sources, log scale), ``i2`` (share of the spread that sampling
        doesn't explain), ``q, df, p`` (Cochran's test that all ratios are one), ``n, samples,
        grade``, ``source`` (the largest sample's), ``base`` (all of them), ``unit, scale``.

    Raises
    ------
    StudyError
        With fewer than three samples, with more than one evidence grade, or with an estimate that
        has no standard error.

    Notes
    -----
    On the log scale. Variance between sources by Paule and Mandel (1982); interval of the mean with
    k - 1 degrees of freedom (that of Hartung and Knapp 2001, whose correction of the standard error
    is 1 for that variance, unless it is 0); prediction interval
    :math:`\mu \pm t_{k-2} \sqrt{\tau^2 + se^2}` (Higgins, Thompson and Spiegelhalter 2009,
    J. R. Statist. Soc. A 172:137-159).
    """
    grade = _check(ratios)
    effects = np.log(ratios["estimate"].to_numpy(float))
    errors = (ratios["se"] / ratios["estimate"]).to_numpy(float)
    with np.errstate(divide="ignore"):  # ratios that are all equal have no spread to divide by
        fit = combine_effects(effects, errors**2, method_re="iterated", use_t=True)
    k, mean, se = len(ratios), fit.mean_effect_re, fit.sd_eff_w_re
    half = stats.t.ppf(1 - TAIL, k - 1) * se
    reach = stats.t.ppf(1 - TAIL, k - 2) * np.hypot(np.sqrt(fit.tau2), se)
    ends = np.exp([mean, mean - half, mean + half, mean - reach, mean + reach])
    names = ["estimate", "low", "high", "predicted_low", "predicted_high"]
    row = dict(zip(names, ends, strict=True)) | {
        "se": se * ends[0],
        "tau2": fit.tau2,
        "i2": max(0.0, fit.i2),
        "q": fit.q,
        "df": k - 1,
        "p": stats.chi2.sf(fit.q, k - 1),
        "n": int(ratios["n"].sum()),
        "samples": k,
        "grade": grade,
        "source": ratios["source"].iloc[int(ratios["n"].to_numpy(int).argmax())],
        "base": Base(note=" + ".join(catalogue.source(name).short for name in ratios["source"])),
        "flags": NONE,
        "unit": "ratio",
        "scale": "log",
    }
    return pd.DataFrame([row])


def _check(ratios: pd.DataFrame) -> str:
    """Return the one evidence grade of the samples."""
    if len(ratios) < FEWEST:
        raise StudyError(
            "Too few samples to pool.", expected=f"{FEWEST} or more", got=str(len(ratios))
        )
    numbers: pd.DataFrame = ratios[["estimate", "se"]].astype(float)
    if not (np.isfinite(numbers) & (numbers > 0)).all(axis=None):
        raise StudyError(
            "A ratio can't be pooled.",
            expected="estimates and standard errors above 0",
            got=numbers.to_string(),
            hint="leave out figures that were published without an interval",
        )
    grades = {name: catalogue.source(name).grade for name in ratios["source"]}
    if len(set(grades.values())) > 1:
        raise StudyError(
            "Evidence of different grades is never pooled.",
            expected="one grade",
            got=", ".join(f"{name}: {grade}" for name, grade in grades.items()),
            hint="pool each grade apart, and show them side by side",
        )
    return str(next(iter(grades.values())))
