"""A line through the waves of a survey: what changes per year, changes of mode held apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import chdtrc, stdtrit

from analysis.cleaning.confidence import TAIL
from analysis.cleaning.published import GRADES
from analysis.errors import StudyError
from analysis.inference.flags import NONE
from analysis.inference.intervals import NORMAL_DF, exponentiated, student
from analysis.sources import catalogue

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Line:
    """A weighted line through waves, on the log scale where they are ratios.

    Parameters
    ----------
    waves : DataFrame
        One row per wave, by year, as `trend_line` was given them. ``alone`` marks those that are
        the only ones of their mode: their term takes them up, and they tell nothing of the slope.
    modes : tuple of str
        The modes, that of the first wave first; empty where one level holds for all.
    terms, covariance : array of shape (p,) and (p, p)
        Level in the first year, slope per year, step to each further mode, and their covariance.
    tau2 : float
        Variance of waves about the line beyond their own errors, 0 where these explain the scatter.
    q, q_df : float, int
        Cochran's Q of the residuals, and its degrees of freedom: waves less terms.
    """

    waves: pd.DataFrame
    modes: tuple[str, ...]
    terms: Array
    covariance: Array
    tau2: float
    q: float
    q_df: int

    @property
    def scatter(self) -> float:
        """Compute Birge's ratio, the root of ``q / q_df``; NaN with no wave to spare.

        It is how many times as far from the line the waves lie as their errors would put them.
        """
        return float(np.sqrt(self.q / self.q_df)) if self.q_df else np.nan

    @property
    def q_p(self) -> float:
        """Compute the p-value of Cochran's test; NaN with no wave to spare.

        Could the waves lie on the line, but for their errors?
        """
        return float(chdtrc(self.q_df, self.q)) if self.q_df else np.nan

    def per_year(self) -> pd.Series[Any]:
        """Return the slope: in points per year for shares, a ratio per year for ratios.

        Returns
        -------
        Series
            ``estimate, se, low, high, df, n, waves, base, universe, source, grade, flags, unit,
            scale``. People, base (first wave, then last), flags and the weakest grade are those of
            the ``waves`` that carry the slope, the source is the largest of them. ``df`` is NaN
            where the interval is a normal one.
        """
        bearing = self.waves[~self.waves["alone"]]
        base = replace(bearing["base"].iloc[-1], before=bearing["base"].iloc[0])
        unit = "ratio" if self._log else "points"
        row, _reach = self._estimate(np.eye(len(self.terms))[1])
        return pd.Series(row | _evidence(bearing) | {"base": base, "unit": unit})

    def at(self, year: float, mode: str | None = None) -> pd.Series[Any]:
        """Return what the line says of a year, asked or yet to come.

        Parameters
        ----------
        year : float
            On the scale of the waves' years.
        mode : str, optional
            Whose level is meant; that of the last wave when left out.

        Returns
        -------
        Series
            As `per_year`, in the unit of the waves: ``low, high`` for the line, ``predicted_low,
            predicted_high`` for what a wave would find that asked everybody. Beyond the waves it
            supposes that the line goes on.
        """
        last = self.waves.iloc[-1]
        chosen = mode or (last["mode"] if self.modes else "")
        if self.modes and chosen not in self.modes:
            raise StudyError(
                "No wave is of this mode.", expected=", ".join(self.modes), got=str(chosen)
            )
        steps = [float(chosen == other) for other in self.modes[1:]]
        row, reach = self._estimate(np.array([1, year - self.waves["year"].iloc[0], *steps]))
        told = _evidence(self.waves) | {"base": last["base"], "unit": last["unit"]}
        return pd.Series(row | reach | told)

    @property
    def _log(self) -> bool:
        return bool(self.waves["unit"].iloc[0] == "ratio")

    def _estimate(self, point: Array) -> tuple[dict[str, Any], dict[str, float]]:
        """Estimate a sum of terms, by the wider of the two intervals; then that of a new wave."""
        error = float(np.sqrt(point @ self.covariance @ point))
        ways = [(error, NORMAL_DF)]
        if self.q_df:
            # Paule and Mandel's tau2, where it isn't 0, is what makes this factor 1.
            inflation = 1.0 if self.tau2 else self.scatter
            ways.append((error * inflation, self.q_df))
        se, df = max(ways, key=lambda way: way[0] * stdtrit(way[1], 1 - TAIL))
        found = student([point @ self.terms] * 2, [se, np.hypot(se, np.sqrt(self.tau2))], df)
        found = exponentiated(found) if self._log else found
        row = {name: float(found[name][0]) for name in ("estimate", "se", "low", "high")}
        row |= {"df": np.nan if df == NORMAL_DF else df}
        reach = {f"predicted_{end}": float(found[end][1]) for end in ("low", "high")}
        return row | {"scale": "log" if self._log else "identity"}, reach


def trend_line(waves: pd.DataFrame) -> Line:
    r"""Fit a line through one estimate in several waves, with a step where the mode changes.

    Parameters
    ----------
    waves : DataFrame
        One row per wave, as `analysis.inference.estimates` gives shares or ratios, which are put on
        the log scale: ``year, estimate, se, n, base, universe, source, flags, unit``. ``mode``
        (text), where it is there, gives each mode a level of its own.

    Returns
    -------
    Line
        Its `Line.per_year` is the slope, `Line.at` what it says of a year.

    Raises
    ------
    StudyError
        When no two waves of one mode differ in their year, when units are mixed or others than
        shares and ratios, or when an estimate has no standard error.

    Notes
    -----
    Meta-regression: least squares with weights :math:`1 / (se_i^2 + \tau^2)`, where
    :math:`\tau^2` is Paule and Mandel's (1982), for which the weighted squares of the residuals add
    up to their degrees of freedom. The interval is the wider of two: the normal one, and that of
    Knapp and Hartung (2003, Statist. Med. 22:2693-2710) with Student's t, which minds that a few
    waves hardly show how far waves scatter, but is too narrow where they happen to lie on a line
    (Jackson and others 2017, Statist. Med. 36:3923-3934). With as many terms as waves there is no
    scatter to see, and the interval is one of sampling errors alone.

    Examples
    --------
    >>> from analysis.words.bases import Base
    >>> told = {"n": 400, "base": Base(note="adults"), "universe": "adults", "flags": NONE}
    >>> told |= {"source": "pew_2018", "unit": "share"}
    >>> rows = {"year": [2012, 2014, 2016, 2018], "estimate": [0.60, 0.58, 0.57, 0.55], "se": 0.02}
    >>> line = trend_line(pd.DataFrame({name: [told[name]] * 4 for name in told} | rows))
    >>> slope = line.per_year()
    >>> slope[["estimate", "low", "high"]].astype(float).round(4).tolist(), slope["unit"]
    ([-0.008, -0.0168, 0.0008], 'points')
    >>> round(line.at(2020)["estimate"], 3), round(line.q, 2), line.q_df, line.tau2
    (0.535, 0.05, 2, 0.0)
    """
    ordered = _ordered(waves)
    modes = tuple(ordered["mode"].drop_duplicates()) if "mode" in ordered else ()
    years = ordered["year"].to_numpy(float)
    steps = [(ordered["mode"] == mode).to_numpy(float) for mode in modes[1:]]
    design = np.column_stack([np.ones(len(years)), years - years[0], *steps])
    effects, errors = ordered["estimate"].to_numpy(float), ordered["se"].to_numpy(float)
    if ordered["unit"].iloc[0] == "ratio":
        effects, errors = np.log(effects), errors / effects
    tau2 = _between(effects, errors, design)
    terms, covariance, _squares = _fitted(effects, errors**2 + tau2, design)
    *_terms, q = _fitted(effects, errors**2, design)
    return Line(
        waves=ordered,
        modes=modes,
        terms=terms,
        covariance=covariance,
        tau2=tau2,
        q=q,
        q_df=design.shape[0] - design.shape[1],
    )


def _ordered(waves: pd.DataFrame) -> pd.DataFrame:
    """Put waves in order, those that are alone in their mode marked; refuse what makes no line."""
    units = [*waves["unit"].drop_duplicates()]
    numbers = waves[["estimate", "se"]].astype(float)
    if units not in (["share"], ["ratio"]):
        raise StudyError(
            "These waves can't be on one line.",
            expected="shares, or ratios",
            got=", ".join(map(str, units)),
        )
    if not (np.isfinite(numbers) & (numbers > 0)).all(axis=None):
        raise StudyError(
            "A wave can't be weighed.",
            expected="estimates and standard errors above 0",
            got=numbers.to_string(),
            hint="leave out figures that were published without an interval",
        )
    ordered = waves.sort_values("year", ignore_index=True)
    mode = ordered["mode"] if "mode" in ordered else pd.Series("", index=ordered.index)
    ordered["alone"] = ordered["year"].groupby(mode).transform("nunique") == 1
    if ordered["alone"].all():
        raise StudyError(
            "No slope can be told from these waves.",
            expected="two years asked in one mode",
            got=", ".join((ordered["year"].astype(str) + " " + mode).str.strip()),
        )
    return ordered


def _fitted(effects: Array, variances: Array, design: Array) -> tuple[Array, Array, float]:
    """Fit by least squares: terms, their covariance, and the squared residuals' weighed sum.

    Variances are taken as they are: no scale is estimated.
    """
    weights = 1 / np.sqrt(variances)
    inverse = np.linalg.pinv(design * weights[:, None])
    terms = inverse @ (effects * weights)
    residuals = (effects - design @ terms) * weights
    return terms, inverse @ inverse.T, float(residuals @ residuals)


def _between(effects: Array, errors: Array, design: Array) -> float:
    """Find the variance beyond sampling with which the weighted squares are as they should be."""
    q_df: int = design.shape[0] - design.shape[1]

    def beyond(tau2: float) -> float:
        return _fitted(effects, errors**2 + tau2, design)[-1] - q_df

    if q_df == 0 or beyond(0.0) <= 0:
        return 0.0
    # With this much, even a line that minds no weights would leave fewer squares.
    most = _fitted(effects, np.ones_like(errors), design)[-1] / q_df
    return float(brentq(beyond, 0.0, most, xtol=1e-16, rtol=1e-14))


def _evidence(waves: pd.DataFrame) -> dict[str, Any]:
    """Gather what some waves rest on together."""
    sources = waves["source"].map(str)
    stated = waves["grade"] if "grade" in waves else pd.Series(pd.NA, index=waves.index)
    grades = stated.where(stated.notna(), sources.map(lambda name: catalogue.source(name).grade))
    return {
        "n": int(waves["n"].sum()),
        "waves": len(waves),
        "universe": waves["universe"].iloc[-1],
        "source": sources.iloc[int(waves["n"].to_numpy(float).argmax())],
        "grade": max(grades, key=GRADES.index),
        "flags": NONE.union(*waves["flags"]),
    }
