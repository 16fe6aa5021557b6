"""Intervals from an estimate, its standard error and its degrees of freedom, and tests on them."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincinv, logit, stdtr, stdtrit

from analysis.cleaning.confidence import TAIL

Columns = dict[str, Any]
"""Arrays of one length by name: what becomes a table once, at the end."""

Scale = Literal["identity", "log", "logit", "beta", "mover", "mover_log"]
SCALES: dict[str, Scale] = {"share": "logit", "ratio": "log"}
"""Unit -> the scale on which its intervals are symmetric; those of other units aren't moved. "beta"
is none: an interval of Korn and Graubard, from the beta law. Nor are the two "mover": intervals of
a difference, or of the log of a ratio, made of those of its two terms (`recovered`)."""

RARE: set[Scale] = {"beta", "mover", "mover_log"}
"""Scales of intervals that rest on few answers of a kind, and aren't symmetric."""

ENOUGH, ENOUGH_IN_CLUSTERS = 10, 20
"""Answers of each kind, counted as they weigh, that make a logit interval hold what it promises;
in clusters, which may hold them in few places, it takes more (`benchmarks/coverage.py`)."""

ALIKE = 0.1
"""Intraclass correlation of the answers within a PSU, where all people answer alike and none is
seen: the largest with which `benchmarks/coverage.py` tries the intervals."""

NORMAL_DF = 1e9
"""Degrees of freedom with which Student's t is the normal law, for those that have none."""


def student(estimate: ArrayLike, se: ArrayLike, df: ArrayLike) -> Columns:
    """Compute the interval and the test of zero of estimates on their own scale.

    Parameters
    ----------
    estimate, se, df : array of shape (k,), or number
        Estimates, standard errors, degrees of freedom.

    Returns
    -------
    dict of str to array
        ``estimate, se, df, low, high`` and the two-sided ``p`` of Student's t.

    Examples
    --------
    >>> found = student([2.0], [1.0], [10])
    >>> [round(float(found[name][0]), 3) for name in ("low", "high", "p")]
    [-0.228, 4.228, 0.073]
    """
    parts = (np.asarray(part, dtype=float) for part in (estimate, se, df))
    estimate, se, df = np.broadcast_arrays(*parts)
    reach = _quantile(df) * se
    with np.errstate(divide="ignore", invalid="ignore"):  # an estimate without error
        p = 2 * stdtr(df, -np.abs(estimate / se))
    low, high = estimate - reach, estimate + reach
    return {"estimate": estimate, "se": se, "df": df, "low": low, "high": high, "p": p}


def exponentiated(columns: Columns) -> Columns:
    """Bring estimates back from the log scale, their standard errors by the delta method.

    Examples
    --------
    >>> exponentiated(student([0.0], [1.0], [10]))["se"].tolist()
    [1.0]
    """
    ratio = {name: np.exp(columns[name]) for name in ("estimate", "low", "high")}
    return columns | ratio | {"se": columns["se"] * ratio["estimate"]}


def satterthwaite(se: NDArray[Any], df: NDArray[Any]) -> NDArray[Any]:
    """Compute the degrees of freedom of a difference between independent estimates.

    Parameters
    ----------
    se, df : array of shape (..., k)
        Standard errors of k estimates, and their degrees of freedom.

    Returns
    -------
    array of shape (...)
        Those of Satterthwaite (1946), as in Welch's test; the fewest, where none has an error.

    Examples
    --------
    >>> satterthwaite(np.array([3.0, 4.0]), np.array([10, 20])).round(2).tolist()
    29.9
    """
    with np.errstate(invalid="ignore"):
        freedom: NDArray[Any] = (se**2).sum(axis=-1) ** 2 / (se**4 / df).sum(axis=-1)
    known: NDArray[Any] = np.where((se == 0).all(axis=-1), np.min(df, axis=-1), freedom)
    return known


def recovered(
    columns: Columns,
    estimate: NDArray[Any],
    low: NDArray[Any],
    high: NDArray[Any],
    correlation: ArrayLike = 0,
) -> Columns:
    r"""Compute the intervals of differences from those of their two terms.

    Parameters
    ----------
    columns : dict of str to array of shape (k,)
        As given by `student`.
    estimate, low, high : array of shape (2, k)
        The terms, the second of which is taken from the first, and their own intervals.
    correlation : float, or array of shape (k,)
        Of the two terms.

    Returns
    -------
    dict of str to array of shape (k,)
        The columns with another ``low``, ``high`` and ``p``, which are of one mind.

    Notes
    -----
    MOVER, the method of variance estimates recovery (Newcombe 1998; with a correlation Zou 2008):
    with the lower arm :math:`a = x - l` of the first term and the upper arm :math:`b = u' - x'` of
    the second, the lower limit is :math:`x - x' - \sqrt{a^2 + b^2 - 2rab}`; the upper one alike.

    Examples
    --------
    >>> terms = [np.array([[x], [y]]) for x, y in ((0.1, 0.05), (0.07, 0.02), (0.18, 0.09))]
    >>> found = recovered(student([0.05], [0.02], [60]), *terms)
    >>> [found[end].round(3).tolist() for end in ("low", "high")]
    [[0.0], [0.135]]
    """
    arms, gap = (estimate - low, high - estimate), estimate[0] - estimate[1]
    r = np.asarray(correlation, dtype=float)
    down, up = (_spread(arms[i][0], arms[1 - i][1], r) for i in (0, 1))
    p = _p_by_side(gap, gap - down, gap + up, columns["df"])
    return columns | {"low": gap - down, "high": gap + up, "p": p}


def _spread(one: Any, other: Any, r: Any) -> Any:
    """Return the arm of a difference from those of its terms, of correlation r."""
    endless = np.isinf(one) | np.isinf(other)  # where a share may be 0 or 1
    with np.errstate(invalid="ignore"):
        return np.where(endless, np.inf, np.sqrt(one**2 + other**2 - 2 * r * one * other))


def _p_by_side(gap: Any, low: Any, high: Any, df: Any) -> Any:
    """Test that a number is zero by the arm of its interval on that side: 0.05 where it ends."""
    arm = np.where(gap > 0, gap - low, high - gap)
    return 2 * stdtr(df, -np.abs(gap) / arm * _quantile(df))


def effective_size(
    share: ArrayLike, se: ArrayLike, most: ArrayLike = np.inf, unseen: ArrayLike = np.nan
) -> NDArray[Any]:
    """Compute the size of the simple random sample that would be as precise.

    Parameters
    ----------
    share, se : array of shape (k,)
        Shares and their standard errors.
    most : array of shape (k,), optional
        How many people of equal weights theirs are worth, which the size never exceeds: the few who
        gave a rare answer may all weigh little by chance, and their variance then promises more.
    unseen : array of shape (k,), optional
        What stands for the size where no error was seen.

    Returns
    -------
    array of shape (k,)

    Examples
    --------
    >>> effective_size([0.5, 0.5, 0.0], [0.05, 0.05, 0.0], [200, 80, 80], 90).round(6).tolist()
    [100.0, 80.0, 90.0]
    """
    share, se = np.asarray(share, dtype=float), np.asarray(se, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(se > 0, np.minimum(share * (1 - share) / se**2, most), unseen)


def share_interval(
    share: NDArray[Any],
    se: NDArray[Any],
    df: NDArray[Any],
    n: NDArray[Any],
    effective: NDArray[Any] | None = None,
    enough: int = ENOUGH,
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    r"""Compute the interval of shares: on the logit scale, Korn and Graubard's for rare answers.

    Parameters
    ----------
    share, se, df, n : array of shape (k,)
        Shares between 0 and 1, standard errors, degrees of freedom, people in the base.
    effective : array of shape (k,), optional
        As given by `effective_size`; where left out, computed from the error alone, or all people
        where there is none.
    enough : int, optional
        Answers of each kind from which an interval is on the logit scale.

    Returns
    -------
    tuple of three arrays of shape (k,)
        Lower and upper limits, never outside 0..1, NaN where there is no degree of freedom; and the
        scale, "logit" or "beta".

    Notes
    -----
    With the effective size :math:`m`, a logit interval where :math:`mp` and :math:`m(1 - p)` are
    enough. Else Korn and Graubard's (1998): the quantiles of two beta laws, :math:`(m'p, m'(1 - p)
    + 1)` and :math:`(m'p + 1, m'(1 - p))`, where :math:`m' = m (t_{n-1} / t_{df})^2`, as R's
    ``svyciprop(method = "beta")``, which puts no upper limit to m; and :math:`m'` is at most n.

    Examples
    --------
    >>> low, high, scale = share_interval(*(np.array([x]) for x in (0.3, 0.05, 60.0, 1400)))
    >>> low.round(3).tolist(), high.round(3).tolist(), scale.tolist()
    ([0.21], [0.408], ['logit'])
    """
    reach = _quantile(df)
    size = effective_size(share, se, unseen=n) if effective is None else effective
    with np.errstate(divide="ignore", invalid="ignore"):
        middle, half = np.log(share / (1 - share)), reach * se / (share * (1 - share))
        logits = (1 / (1 + np.exp(-end)) for end in (middle - half, middle + half))
    common = size * np.minimum(share, 1 - share) >= enough
    seen = _beta_size(size, df, n)
    rare = (
        betaincinv(seen * share, seen * (1 - share) + 1, TAIL),
        betaincinv(seen * share + 1, seen * (1 - share), 1 - TAIL),
    )
    low, high = (np.where(common, *ends) for ends in zip(logits, rare, strict=True))
    low = np.where((share == 0) & (df > 0), 0, low)
    high = np.where((share == 1) & (df > 0), 1, high)
    return low, high, np.where(common, "logit", "beta")


def _beta_size(size: ArrayLike, df: ArrayLike, n: ArrayLike) -> Any:
    """Return the people that Korn and Graubard count: as precise, less for few degrees of freedom.

    At most those of the base (Parker et al. 2017).
    """
    size, n = np.asarray(size, dtype=float), np.asarray(n, dtype=float)
    alone = np.where(n == 1, np.inf, _quantile(n - 1))
    return np.minimum(size * (alone / _quantile(df)) ** 2, n)


def moved(numbers: ArrayLike, scale: Scale) -> NDArray[Any]:
    """Return numbers on the scale of their intervals.

    Examples
    --------
    >>> moved([1.0, 0.0], "log").tolist()
    [0.0, -inf]
    """
    moves: dict[Scale, Any] = {"identity": np.asarray, "log": np.log, "logit": logit}
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(moves[scale](numbers), dtype=float)


def _moved(number: float, scale: Scale) -> float:
    return float(moved(number, scale))


def _slope(number: float, scale: Scale) -> float:
    """Return how much faster the scale moves than the number, by the delta method."""
    steepness = {"identity": 1.0, "log": number, "logit": number * (1 - number)}[scale]
    return 1 / steepness if steepness else float("nan")


def standard_error(
    estimate: float, low: float, high: float, *, df: float | None, scale: Scale
) -> float:
    """Compute the standard error behind an interval that was printed without one.

    Parameters
    ----------
    estimate, low, high : float
        A number and its interval.
    df : float, optional
        Degrees of freedom; the interval is a normal one where there are none.
    scale : {"identity", "log", "logit"}
        Where the interval is symmetric.

    Returns
    -------
    float
        The error of the number itself; NaN where its interval has no width on the scale, such as
        that of a share which reaches 0 or 1.

    Examples
    --------
    >>> round(standard_error(0.5, 0.40, 0.60, df=None, scale="logit"), 4)
    0.0517
    """
    width = _moved(high, scale) - _moved(low, scale)
    error = width / (2 * float(_quantile(df or NORMAL_DF))) / _slope(estimate, scale)
    return error if np.isfinite(error) else float("nan")


def p_value(
    estimate: float,
    threshold: float,
    *,
    se: float,
    df: float | None,
    scale: Scale,
    n: float = float("nan"),
    n_effective: float | None = None,
    interval: tuple[float | None, float | None] = (None, None),
) -> float:
    """Test a number against a threshold, two-sided, on the scale of its interval.

    Parameters
    ----------
    estimate, threshold : float
        The number, and what it is tested against.
    se : float
        Standard error of the number itself.
    df, scale
        As for `standard_error`.
    n, n_effective : float
        People in the base and the effective size, which the scale "beta" needs.
    interval : pair of float
        Its ends, which the scales "mover" need.

    Returns
    -------
    float
        NaN where there is no error to test by.

    Examples
    --------
    >>> round(p_value(2.0, 1.0, se=0.5, df=None, scale="log"), 4)
    0.0056
    """
    if not se > 0:
        return float("nan")
    if scale == "beta":
        size = float(effective_size(estimate, se)) if n_effective is None else n_effective
        return _beta_p(estimate, threshold, float(_beta_size(size, df or NORMAL_DF, n)))
    if scale in {"mover", "mover_log"}:
        line: Scale = "log" if scale == "mover_log" else "identity"
        known = np.array([estimate, *interval], dtype=float)
        gap, low, high = moved(known, line) - moved(threshold, line)
        return float(_p_by_side(gap, low, high, df or NORMAL_DF))
    error = se * _slope(estimate, scale)
    gap = _moved(estimate, scale) - _moved(threshold, scale)
    return float(2 * stdtr(df or NORMAL_DF, -abs(gap) / error))


def _beta_p(share: float, threshold: float, size: float) -> float:
    """Return the level at which Korn and Graubard's interval just leaves the threshold out."""
    yes, no = size * share, size * (1 - share)
    tails = betainc(yes, no + 1, threshold), 1 - betainc(yes + 1, no, threshold)
    return float(min(1, 2 * min(tails)))


def _quantile(df: ArrayLike) -> Any:
    """Student's t that 2.5 % exceed; NaN without a degree of freedom."""
    df = np.asarray(df, dtype=float)
    return -stdtrit(np.where(df > 0, df, np.nan), TAIL)
