"""What an outcome goes with: odds ratios, other factors held equal, and a test of independence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np
import pandas as pd
import svy
from scipy.special import fdtrc
from svy import FDist, TableStats

from analysis.errors import StudyError
from analysis.folding.cells import Cells
from analysis.inference.domains import Domain, Where, check_levels, check_varies, domain
from analysis.inference.finishing import NUMBERS, check_apart, finish
from analysis.inference.intervals import Columns, exponentiated, student
from analysis.inference.kept import kept
from analysis.inference.rows import Column
from analysis.words.bases import Counted

CONVERGED = 1e-12
"""svy's default stops while the eighth digit of an odds ratio still depends on where it started."""


@kept
def logit(
    cells: Cells,
    outcome: str,
    factors: Mapping[str, str],
    *,
    level: str = "yes",
    where: Where | None = None,
    base: Counted = "asked",
) -> pd.DataFrame:
    """Fit a logistic regression of an outcome and give its odds ratios.

    Parameters
    ----------
    cells, outcome, level, where, base
        As for `analysis.inference.estimates.share`.
    factors : mapping
        Categorical predictor -> its reference level. People with a missing factor are outside.

    Returns
    -------
    DataFrame
        One row per level other than the reference: ``factor, level, reference``, odds ratio as
        ``estimate`` with its interval, coefficient and its standard error in ``log_odds`` and
        ``se_log_odds``, ``p``.

    Raises
    ------
    StudyError
        When there is no factor, nobody has a reference level, or the regression has no solution:
        factors that follow from each other, or people of a level who all gave the same answer.
    """
    check_levels(cells, outcome, [level])
    check_apart(outcome, [*factors])
    for name, reference in factors.items():
        check_levels(cells, name, [reference])
    known: dict[str, Counted] = dict.fromkeys(factors, "answered")
    asked = domain(cells, {outcome: base} | known, where, (outcome, level))
    terms, log = _fit(asked, factors)
    rows = [
        {"factor": name, "level": level, "reference": reference, "at": terms.index(term)}
        for name, reference in factors.items()
        for level in cells.levels[name]
        if (term := f"{cells.code(name)}_{level}") in terms
    ]
    at = [row.pop("at") for row in rows]
    about = {name: [row[name] for row in rows] for name in ("factor", "level", "reference")}
    found = {name: column[at] for name, column in log.items()}
    columns = asked.total | exponentiated(found)
    columns |= {"log_odds": found["estimate"], "se_log_odds": found["se"]}
    names = [*NUMBERS, "log_odds", "se_log_odds", "p"]
    columns = about | {name: columns[name] for name in names}
    return finish(columns, asked, ["ratio"])


def _fit(asked: Domain, factors: Mapping[str, str]) -> tuple[list[str], Columns]:
    """Return the terms of the regression, and their coefficients with intervals."""
    absent = [
        f"{name} = {reference}"
        for name, reference in factors.items()
        if not asked.gave(name, [reference]).any()
    ]
    if absent or not factors:
        raise StudyError(
            "Nobody has the reference level of a factor.",
            expected="at least one factor, with a reference level that people of the base have",
            got=", ".join(absent) or "no factor",
        )
    code = asked.cells.code
    people = asked.rows(tuple(factors), lambda: _columns(asked, [*factors]))
    fit = people.ask(
        lambda sample: sample.glm.fit(
            y="outcome",
            x=[svy.Cat(code(name), ref=reference) for name, reference in factors.items()],
            family="binomial",
            where=people.where,
            tol=CONVERGED,
        ),
        "The regression has no solution to rely on.",
        "people who said yes and people who didn't, at each level of each factor, "
        "and no factor that follows from another",
        "take fewer factors, or fewer levels",
    )
    found = fit.to_polars()
    asked.check_measurable(len(found))
    estimate, se, df = (found[name].to_numpy() for name in ("estimate", "std_err", "df"))
    return found["term"].to_list(), student(estimate, *asked.errors(se, df, asked.n, len(found)))


def _columns(asked: Domain, variables: Sequence[str]) -> dict[str, Column]:
    """Return the outcome, and what it may go with."""
    keys, code = asked.folded.keys, asked.cells.code
    answers = {code(name): keys[name].column() for name in variables}
    return {"outcome": asked.outcome.astype(np.int8)} | answers


@kept
def independence(
    cells: Cells,
    outcome: str,
    by: str,
    *,
    level: str = "yes",
    where: Where | None = None,
    base: Counted = "asked",
) -> pd.DataFrame:
    """Test whether an answer depends on a group (Pearson statistic, Rao-Scott F).

    Parameters
    ----------
    cells, outcome, level, where, base
        As for `analysis.inference.estimates.share`.
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
    check_levels(cells, outcome, [level])
    check_apart(outcome, [by])
    asked = domain(cells, {outcome: base, by: "answered"}, where, (outcome, level))
    for answers in (asked.outcome, asked.folded.keys[by].places):
        check_varies(answers[asked.inside], asked.n, str(asked.base))
    asked.check_measurable()
    people = asked.rows((by,), lambda: _columns(asked, [by]))
    found = people.ask(
        lambda sample: sample.categorical.tabulate(cells.code(by), "outcome", where=people.where)
    )
    test = cast("FDist", cast("TableStats", found.stats).f)
    if not test.df_num > 0:
        raise StudyError(
            "These weights leave no test.",
            expected="several people who weigh more than the rest together",
            got=f"{asked.n} people, of whom hardly one counts",
        )
    # Rao and Scott's F divides by the variance: errors that grow shrink it by their square.
    grown, df = asked.errors(1, test.df_den / test.df_num, asked.n)
    row = {
        "outcome": outcome,
        "by": by,
        "statistic": test.value / grown**2,
        "df_num": test.df_num,
        "df_den": df * test.df_num,
        "p": float(fdtrc(test.df_num, df * test.df_num, test.value / grown**2)),
        "n": asked.n,
        "base": asked.base,
        "universe": cells.universe,
        "source": cells.source,
    }
    return pd.DataFrame([row])
