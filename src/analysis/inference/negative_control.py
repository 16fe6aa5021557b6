"""An outcome set beside a negative control: one in which groups have no known reason to differ.

Where two groups differ as much in the control as in the outcome, what sets them apart may be a
habit of theirs, such as doing more of everything, and not what they are grouped by.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pandas as pd
import polars as pl
import svy
from numpy.typing import NDArray
from svy.estimation.estimate import Estimate

from analysis.folding.cells import Cells
from analysis.inference.domains import Domain, Where, check_varies, domain
from analysis.inference.finishing import NUMBERS, check_apart, check_two, finish
from analysis.inference.intervals import (
    Columns,
    effective_size,
    exponentiated,
    satterthwaite,
    student,
)
from analysis.inference.kept import kept
from analysis.inference.rows import Rows
from analysis.words.bases import Counted


@kept
def ratio_of_ratios(
    cells: Cells,
    outcome: str,
    control: str,
    group: str,
    *,
    focus: str = "yes",
    reference: str = "no",
    where: Where | None = None,
    base: Counted = "asked",
) -> pd.DataFrame:
    """Compare the risk ratio of an outcome with that of a control, between the same two groups.

    Parameters
    ----------
    cells, where, base
        As for `analysis.inference.estimates.share`; the base is of the people asked both.
    outcome, control : str
        Two questions answered by yes or no, put to the same people.
    group, focus, reference : str
        Variable that holds the two groups, the one looked at, and the one it is compared with.

    Returns
    -------
    DataFrame
        One row: the ratio of the outcome's risk ratio (focus over reference) to the control's. The
        interval is symmetric on the log scale; ``p`` tests a ratio of 1 on that scale. The flags
        are those of the smaller group.

    Raises
    ------
    StudyError
        When nobody, or everybody, in one of the groups said yes to one of the questions.

    Notes
    -----
    The log of the ratio adds up four log shares. The two questions are stacked, each person there
    once for each, so that the means by group and question come with all their covariances; the
    delta method does the rest, as R's ``svyby(covmat = TRUE)`` and ``svycontrast`` do. Degrees of
    freedom are those of the design; of two groups of people drawn one by one, Satterthwaite's, as
    in `analysis.inference.estimates.compare`.

    Examples
    --------
    >>> from analysis.folding.cells import read_cells
    >>> answers = "post_helped_get_job", "post_cost_job", "told_friends_of_opening"
    >>> found = ratio_of_ratios(read_cells("pew_2015_activity"), *answers)
    >>> found[["estimate", "low", "high"]].iloc[0].round(2).tolist()
    [0.89, 0.31, 2.58]
    """
    questions, groups = (outcome, control), (focus, reference)
    check_two(cells, outcome, group, groups)
    check_apart(control, [outcome, group])
    asked = domain(
        cells, dict.fromkeys(questions, base), {**(where or {}), group: [focus, reference]}
    )
    _check_groups(asked, questions, group, groups)
    asked.check_measurable()
    n = np.array([asked.number(asked.gave(group, [level])) for level in groups])
    people = _stacked(asked, questions, group)
    found = people.ask(
        lambda sample: sample.estimation.mean("said_yes", by="share", where=people.where)
    )
    means = cast("Estimate", found)
    log = _log_ratio(people, means, asked, groups, n)
    columns = asked.total | exponentiated(log)
    row = {name: columns[name] for name in (*NUMBERS, "p")}
    return finish(row, asked, ["ratio"], _weakest(means, asked, groups, n))


def _check_groups(
    asked: Domain, questions: tuple[str, str], group: str, groups: tuple[str, str]
) -> None:
    for level in groups:
        those = asked.gave(group, [level])
        for question in questions:
            who = f"{group} = {level}, {question}"
            check_varies(asked.gave(question, ["yes"])[those], asked.number(those), who)


STACKED, GROUP = ("outcome", "control"), "group"


def _named(question: str, level: str) -> str:
    """Name one of the four shares."""
    return f"{question} {level}"


def _stacked(asked: Domain, questions: tuple[str, str], group: str) -> Rows:
    """Return the people of a base twice, once for each question."""
    said = {
        name: asked.gave(question, ["yes"]).astype(np.int8)
        for name, question in zip(STACKED, questions, strict=True)
    }
    key = (*questions, group)
    people = asked.rows(key, lambda: said | {GROUP: asked.folded.keys[group].column()})
    twice = pl.concat(
        people.frame.select(
            pl.exclude(*STACKED, GROUP),
            said_yes=pl.col(name),
            share=pl.concat_str(pl.lit(name), GROUP, separator=" "),
        )
        for name in STACKED
    )
    return Rows(twice, asked.cells)


def _log_ratio(
    people: Rows, means: Estimate, asked: Domain, groups: tuple[str, str], n: NDArray[Any]
) -> Columns:
    """Return the log of the ratio: outcome over control in one group, over that in the other."""
    one, other = (
        svy.estd(_named("outcome", level)).log() - svy.estd(_named("control", level)).log()
        for level in groups
    )
    wanted = {"one": one, "other": other, "ratio": one - other}
    found = people.ask(lambda _sample: means.contrast(wanted)).to_polars()
    rows = [found["contrast"].to_list().index(name) for name in ("ratio", "one", "other")]
    estimate, se, df = (found[name].to_numpy()[rows] for name in ("est", "se", "df"))
    se, df = asked.errors(se, df, asked.n)
    df = df[:1] if asked.clustered else satterthwaite(se[1:], n - 1)
    return student(estimate[:1], se[:1], df)


def _weakest(means: Estimate, asked: Domain, groups: tuple[str, str], n: NDArray[Any]) -> Columns:
    """Return what the least sure of the four shares rests on."""
    found = means.to_polars()
    people = {
        _named(name, level): count
        for name in STACKED
        for level, count in zip(groups, n, strict=True)
    }
    behind = np.array([people[name] for name in found["share"]])
    share, se, df = (found[name].to_numpy() for name in ("est", "se", "df"))
    se, df = asked.errors(se, df, behind)
    return {"n": n.min(), "df": np.min(df), "n_effective": effective_size(share, se).min()}
