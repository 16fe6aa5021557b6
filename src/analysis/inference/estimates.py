"""Tidy estimates with their base, n and interval always there. Inference is svy's.

Every function takes `Cells` and returns a pandas frame: group columns, then ``estimate, se, low,
high, df, n, n_weighted, base, universe, source, flags, unit, scale``: intervals, at 95 %, are
symmetric on that scale.
A subgroup is a domain of the whole sample: no row is ever dropped from the design.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, cast

import numpy as np
import pandas as pd
import polars as pl
import svy
from scipy import stats
from svy import FDist, TableStats
from svy.estimation.estimate import Estimate

from analysis.errors import StudyError
from analysis.folding.cells import Cells
from analysis.inference.domains import (
    Domain,
    Where,
    check_levels,
    check_varies,
    domain,
    gave,
)
from analysis.inference.intervals import (
    Columns,
    exponentiated,
    share_interval,
    student,
)
from analysis.inference.kept import kept
from analysis.inference.rows import NUMBERS, finish, measured, order_groups
from analysis.sources.vocabulary import levels
from analysis.words.bases import Base, Counted

NOTHING = 1e-12
"""Closer to 0 or 1 than this is the rounding of a sum."""

CONVERGED = 1e-12
"""svy's default stops while the eighth digit of an odds ratio still depends on where it started."""


Measure = Literal["difference", "ratio", "odds_ratio"]


@kept
def share(
    cells: Cells,
    outcome: str,
    *,
    level: str = "yes",
    by: str | Sequence[str] = (),
    where: Where | None = None,
    base: Counted = "asked",
) -> pd.DataFrame:
    """Estimate the share of people who gave an answer, overall or by group.

    Parameters
    ----------
    cells : Cells
        The survey.
    outcome, level : str
        Variable, and the level whose share is wanted.
    by : str or sequence of str
        Groups; people whose group is not known are in none.
    where : mapping, optional
        Variable -> level(s) that define the subpopulation.
    base : {"asked", "answered"}
        Who counts: all who were asked (who doesn't know or refuses has not said yes), or only
        those who answered.

    Returns
    -------
    DataFrame
        A row a group. Intervals are on the logit scale (Korn-Graubard at 0 and 1). ``n_effective``
        is the size of the simple random sample that would be as precise.
    """
    by = [by] if isinstance(by, str) else list(by)
    check_levels(outcome, [level])
    known: dict[str, Counted] = dict.fromkeys(by, "answered")
    asked = domain(cells, {outcome: base} | known, where, (outcome, level))
    return order_groups(finish(_proportions(asked, by), asked, ["share"]), by)


def _proportions(asked: Domain, by: Sequence[str]) -> Columns:
    found = _means(asked, by).to_polars().select(*by, "est", "se", "df")
    counts = asked.count(by)
    found = found.join(counts, on=by, how="left") if by else found.hstack(counts)
    groups, numbers = found.select(by).to_dict(as_series=False), found.drop(by)
    share, se, df, n, n_weighted = (column.to_numpy() for column in numbers)
    se, df = asked.errors(se, df, n)
    extreme = np.abs(share - share.round()) < NOTHING
    share, se = np.where(extreme, share.round(), share), np.where(extreme, 0, se)
    low, high = share_interval(share, se, df, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = np.where(se > 0, share * (1 - share) / se**2, np.nan)
    columns = (share, se, low, high, df, n, n_weighted)
    return groups | dict(zip(NUMBERS, columns, strict=True)) | {"n_effective": effective}


def _means(asked: Domain, by: Sequence[str]) -> Estimate:
    means = asked.sample().estimation.mean("outcome", by=tuple(by) or None, where=asked.where)
    return cast("Estimate", means)  # svy gives a list only when it is asked for several outcomes


@kept
def composition(
    cells: Cells,
    variable: str,
    *,
    by: str | Sequence[str] = (),
    where: Where | None = None,
    base: Counted = "answered",
) -> pd.DataFrame:
    """Estimate how a population divides between the levels of a variable.

    Parameters
    ----------
    cells, by, where, base
        As for `share`; the shares of each group add up to 1 when the base is "answered".
    variable : str
        Variable whose levels share the population out.

    Returns
    -------
    DataFrame
        A row a group and level that occurs; the level is in the column named after the variable.
    """
    groups = [by] if isinstance(by, str) else list(by)
    tables = [
        share(cells, variable, level=level, by=by, where=where, base=base).assign(
            **{variable: level}
        )
        for level in levels(variable)
        if (cells.frame[variable] == level).any()
    ]
    table = pd.concat(tables, ignore_index=True)
    rest = [name for name in table.columns if name not in {*groups, variable}]
    return order_groups(table[[*groups, variable, *rest]], [*groups, variable])


@kept
def compare(
    cells: Cells,
    outcome: str,
    group: str,
    *,
    measure: Measure | None = None,
    focus: str = "yes",
    reference: str = "no",
    where: Where | None = None,
    base: Counted = "asked",
) -> pd.DataFrame | pd.Series[Any]:
    """Compare the share who said yes in two groups of one sample, covariance included.

    Parameters
    ----------
    cells, outcome, where, base
        As for `share`.
    group : str
        Variable that holds the two groups.
    focus, reference : str
        The group looked at, and the one it is compared with.
    measure : {"difference", "ratio", "odds_ratio"}, optional
        The one row that is wanted, as a Series.

    Returns
    -------
    DataFrame or Series
        Three rows, column ``measure``: "difference", "ratio" (risk ratio) and "odds_ratio". The
        intervals of ratios are symmetric on the log scale (delta method), those of differences
        are not transformed. ``p`` is the two-sided test of no difference on that scale. The flags
        are those of the smaller group, whose people are counted in ``n_focus`` or ``n_reference``.
    """
    two = {group: [focus, reference]}
    asked = domain(cells, {outcome: base}, {**(where or {}), **two}, (outcome, "yes"))
    for level in two[group]:
        those = asked.inside.filter(pl.col(group) == level)
        check_varies(those["outcome"], int(those["n"].sum()), f"{group} = {level}")
    means, groups = _means(asked, [group]), asked.count([group])
    one, other = svy.estd(focus), svy.estd(reference)
    wanted = {
        "difference": one - other,
        "ratio": one.log() - other.log(),
        "odds_ratio": (one / (1 - one)).log() - (other / (1 - other)).log(),
    }
    found = _contrast(means, asked, wanted)
    ratios, is_ratio = exponentiated(found), np.array([name != "difference" for name in wanted])
    columns: Columns = {name: np.where(is_ratio, ratios[name], found[name]) for name in ratios}
    columns |= {name: groups[name].sum() for name in ("n", "n_weighted")}
    sizes = dict(groups.select(group, "n").rows())
    columns |= {"n_focus": sizes[focus], "n_reference": sizes[reference]}
    # A difference may be 0: its flag goes by the error of the ratio's log, which is a ratio's CV.
    cv = np.where(is_ratio, found["se"], found["se"][1])
    names = [*NUMBERS, "n_focus", "n_reference", "p"]
    about = {"outcome": outcome, "group": group, "measure": [*wanted]}
    weakest = {"cv": cv} | _weakest(means, groups, asked, group)
    rows = about | {name: columns[name] for name in names}
    table = finish(rows, asked, ["points", "ratio", "ratio"], weakest)
    return measured(table, measure) if measure else table


def _weakest(means: Estimate, groups: pl.DataFrame, asked: Domain, group: str) -> Columns:
    """Give the n and df of the group that is least sure."""
    found = means.to_polars().select(group, "df").join(groups, on=group)
    _, df = asked.errors(0, found["df"].to_numpy(), found["n"].to_numpy())
    return {"n": found["n"].min(), "df": df.min()}


def _contrast(means: Estimate, asked: Domain, wanted: Mapping[str, Any]) -> Columns:
    found = means.contrast(wanted).to_polars()
    rows = [found["contrast"].to_list().index(name) for name in wanted]
    estimate, se, df = (found[name].to_numpy()[rows] for name in ("est", "se", "df"))
    return student(estimate, *asked.errors(se, df, asked.n))


@kept
def compare_answers(
    cells: Cells,
    one: Mapping[str, Sequence[str]],
    other: Mapping[str, Sequence[str]],
    *,
    where: Where | None = None,
    base: Counted = "asked",
) -> pd.DataFrame:
    """Compare two shares of the same people: two answers to a question, or to two questions.

    Parameters
    ----------
    cells, where, base
        As for `share`; the base is of the people asked every question named.
    one, other : mapping
        Variable -> levels that put a person in each share. The two may overlap.

    Returns
    -------
    DataFrame
        One row: the ratio of the share of `one` to that of `other`, with their covariance. The
        interval is symmetric on the log scale; ``p`` tests a ratio of 1 on that scale.

    Notes
    -----
    Linearised ratio of two totals (Särndal, Swensson and Wretman 1992, section 5.6).
    """
    asked = domain(cells, dict.fromkeys([*one, *other], base), where)
    marks = {"one": _gave_all(one), "other": _gave_all(other)}
    inside = asked.inside.with_columns(**marks)
    for part, answers in (("one", one), ("other", other)):
        check_varies(inside[part], asked.n, str(Base(where=answers)))
    sample = replace(asked, rows=asked.rows.with_columns(**marks)).sample()
    ratio = cast("Estimate", sample.estimation.ratio("one", "other", where=asked.where))
    log = _contrast(ratio, asked, {"ratio": svy.estd("one").log()})
    columns = exponentiated(log) | asked.count().row(0, named=True)
    names = [*NUMBERS, "p"]
    row = {name: columns[name] for name in names}
    return finish(row, asked, ["ratio"], {"cv": log["se"]})


def _gave_all(answers: Mapping[str, Sequence[str]]) -> pl.Expr:
    """Mark the people who gave all of these answers."""
    for variable, wanted in answers.items():
        check_levels(variable, wanted)
    return pl.all_horizontal(gave(*pair) for pair in answers.items()).cast(pl.Int8)


@kept
def logit(
    cells: Cells,
    outcome: str,
    factors: Mapping[str, str],
    *,
    where: Where | None = None,
    base: Counted = "asked",
) -> pd.DataFrame:
    """Fit a logistic regression of an outcome and give its odds ratios.

    Parameters
    ----------
    cells, outcome, where, base
        As for `share`.
    factors : mapping
        Categorical predictor -> its reference level. People with a missing factor are outside.

    Returns
    -------
    DataFrame
        A row a level other than the reference: ``factor, level, reference``, odds ratio as
        ``estimate`` with its interval, coefficient and its standard error in ``log_odds`` and
        ``se_log_odds``, ``p``.
    """
    for name, reference in factors.items():
        check_levels(name, [reference])
    known: dict[str, Counted] = dict.fromkeys(factors, "answered")
    asked = domain(cells, {outcome: base} | known, where, (outcome, "yes"))
    terms, log = _fit(asked, factors)
    rows = [
        {"factor": name, "level": level, "reference": reference, "at": terms.index(term)}
        for name, reference in factors.items()
        for level in levels(name)
        if (term := f"{name}_{level}") in terms
    ]
    at = [row.pop("at") for row in rows]
    about = {name: [row[name] for row in rows] for name in ("factor", "level", "reference")}
    found = {name: column[at] for name, column in log.items()}
    columns = exponentiated(found) | asked.count().row(0, named=True)
    columns |= {"log_odds": found["estimate"], "se_log_odds": found["se"]}
    names = [*NUMBERS, "log_odds", "se_log_odds", "p"]
    columns = about | {name: columns[name] for name in names}
    return finish(columns, asked, ["ratio"], {"cv": found["se"]})


def _fit(asked: Domain, factors: Mapping[str, str]) -> tuple[list[str], Columns]:
    """Give the terms of the regression, and their coefficients with intervals."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", svy.SvyUserWarning)
        try:
            fit = asked.sample().glm.fit(
                y="outcome",
                x=[svy.Cat(name, ref=reference) for name, reference in factors.items()],
                family="binomial",
                where=asked.where,
                tol=CONVERGED,
            )
        except svy.SvyUserWarning as problem:
            raise StudyError(
                "The regression has no solution to rely on.",
                expected="people who said yes and people who didn't, at each level of each factor",
                got=str(problem),
                hint="take fewer factors, or fewer levels",
            ) from None
    found = fit.to_polars()
    estimate, se, df = (found[name].to_numpy() for name in ("estimate", "std_err", "df"))
    return found["term"].to_list(), student(estimate, *asked.errors(se, df, asked.n, len(found)))


@kept
def independence(
    cells: Cells, outcome: str, by: str, *, where: Where | None = None, base: Counted = "asked"
) -> pd.DataFrame:
    """Test whether an outcome depends on a group (Pearson statistic, Rao-Scott F).

    Parameters
    ----------
    cells, outcome, where, base
        As for `share`.
    by : str
        The groups.

    Returns
    -------
    DataFrame
        One row: ``statistic`` (F), ``df_num``, ``df_den``, ``p``, ``n``, ``base``, ``universe``,
        ``source``.

    References
    ----------
    Rao and Scott (1984), second-order correction, as in R's ``survey::svychisq``.
    """
    asked = domain(cells, {outcome: base, by: "answered"}, where, (outcome, "yes"))
    for name in ("outcome", by):
        check_varies(asked.inside[name], asked.n, str(asked.base))
    found = asked.sample().categorical.tabulate(by, "outcome", where=asked.where)
    test = cast("FDist", cast("TableStats", found.stats).f)
    # Rao and Scott's F divides by the variance: errors that grow shrink it by their square.
    grown, df = asked.errors(1, test.df_den / test.df_num, asked.n)
    row = {
        "outcome": outcome,
        "by": by,
        "statistic": test.value / grown**2,
        "df_num": test.df_num,
        "df_den": df * test.df_num,
        "p": float(stats.f.sf(test.value / grown**2, test.df_num, df * test.df_num)),
        "n": asked.n,
        "base": asked.base,
        "universe": cells.universe,
        "source": cells.source,
    }
    return pd.DataFrame([row])
