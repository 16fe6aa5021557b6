"""Tidy estimates with their base, n and interval always there. Inference is svy's.

Every function takes `Cells` and returns a pandas frame: group columns, then ``estimate, se, low,
high, df, n, n_weighted, base, universe, source, flags, unit, scale``: intervals, at 95 %, are
symmetric on that scale, or made as it says (`analysis.inference.intervals.Scale`).
A subgroup is a domain of the whole sample: no row is ever dropped from the design.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

import numpy as np
import pandas as pd
import polars as pl
import svy
from numpy.typing import NDArray
from svy.estimation.estimate import Estimate

from analysis.errors import StudyError
from analysis.folding.cells import Cells
from analysis.inference.domains import (
    Domain,
    Mask,
    Where,
    check_levels,
    check_varies,
    domain,
)
from analysis.inference.finishing import (
    NUMBERS,
    check_names,
    check_two,
    finish,
    groups_of,
    in_levels,
    of_groups,
)
from analysis.inference.intervals import (
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
from analysis.inference.kept import kept
from analysis.inference.ratios import ratios
from analysis.inference.rows import Column
from analysis.words.bases import Base, Counted

NOTHING = 1e-12
"""Closer to 0 or 1 than this is the rounding of a sum."""


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
        One row per group. Intervals are on the logit scale, or Korn and Graubard's where few
        people gave the answer, or few another (`analysis.inference.intervals.share_interval`).
        ``n_effective`` is the size of the simple random sample that would be as precise, at most
        the equal people that the weights are worth.
    """
    groups = groups_of(cells, outcome, by)
    check_levels(cells, outcome, [level])
    asked = _asked(cells, outcome, groups, where, base)
    rows = asked.groups[0]
    columns = in_levels(cells, groups, rows) | _shares(asked, outcome, [level])
    return finish(columns, asked, ["share"], bases=of_groups(asked, rows))


def _asked(
    cells: Cells, variable: str, by: Sequence[str], where: Where | None, base: Counted
) -> Domain:
    known: dict[str, Counted] = dict.fromkeys(by, "answered")
    return domain(cells, {variable: base} | known, where, by=by)


def _shares(asked: Domain, variable: str, levels: Sequence[str]) -> Columns:
    """Return the share of each level in each group, in the order of both."""
    groups, people = asked.groups
    pairs = [(f"{x} {level}", f"{x}") for x in range(len(groups)) for level in levels]
    totals = asked.totals((variable, *levels), lambda: _marks(asked, variable, levels))
    behind = {name: np.repeat(column, len(levels)) for name, column in people.items()}
    return _with_interval(asked, *ratios(totals, pairs), behind)


def _marks(asked: Domain, variable: str, levels: Sequence[str]) -> dict[str, Mask]:
    """Mark the people of each group, and those of each group who gave each answer."""
    answers = {level: asked.gave(variable, [level]) for level in levels}
    marks = {}
    for place, group in enumerate(asked.groups[0]):
        these = asked.inside
        for name, level in zip(asked.by, group, strict=True):
            these = these & asked.gave(name, [level])
        marks[f"{place}"] = these
        marks |= {f"{place} {level}": these & answer for level, answer in answers.items()}
    return marks


def _with_interval(asked: Domain, share: Any, se: Any, behind: Columns) -> Columns:
    """Return shares with their intervals, from what svy and `Domain.count` give."""
    people = {name: behind[name] for name in ("n", "n_weighted", "df")}
    se, df = asked.errors(se, people["df"], people["n"])
    extreme = np.abs(share - share.round()) < NOTHING
    share, se = np.where(extreme, share.round(), share), np.where(extreme, 0, se)
    effective = effective_size(share, se, behind["n_even"], behind["n_alike"])
    low, high, scale = share_interval(share, se, df, people["n"], effective, asked.enough)
    columns = {"estimate": share, "se": se, "low": low, "high": high, "df": df} | people
    return columns | {"df": df, "n_effective": effective, "scale": scale}


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
        Variable whose levels share the population out: those that occur in the cells.

    Returns
    -------
    DataFrame
        One row per group and level that occurs; the column of the level is named `variable`.
    """
    groups = groups_of(cells, variable, by)
    check_names([variable])
    found = {*cells.frame[variable].unique()}
    levels = [level for level in cells.levels[variable] if level in found]
    if not levels:
        raise StudyError(f"Nobody has answered '{variable}'.", expected="at least one answer")
    asked = _asked(cells, variable, groups, where, base)
    rows = [(*group, level) for group in asked.groups[0] for level in levels]
    columns = in_levels(cells, [*groups, variable], rows) | _shares(asked, variable, levels)
    return finish(columns, asked, ["share"], bases=of_groups(asked, rows))


@kept
def compare(  # noqa: PLR0913 - what is compared, among whom, and how
    cells: Cells,
    outcome: str,
    group: str,
    *,
    level: str = "yes",
    measure: Measure | None = None,
    focus: str = "yes",
    reference: str = "no",
    where: Where | None = None,
    base: Counted = "asked",
) -> pd.DataFrame | pd.Series[Any]:
    """Compare the share who gave an answer in two groups of one sample, covariance included.

    Parameters
    ----------
    cells, outcome, level, where, base
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
        are not transformed; where few people of a group gave the answer, or few another, they are
        made of those of the two shares (`analysis.inference.intervals.recovered`). ``p`` is the
        two-sided test of no difference on that scale. The flags are those of the smaller group,
        whose people are counted in ``n_focus`` or ``n_reference``.
    """
    two = [focus, reference]
    check_two(cells, outcome, group, two)
    check_levels(cells, outcome, [level])
    two_groups = {**(where or {}), group: two}
    asked = domain(cells, {outcome: base}, two_groups, (outcome, level), by=[group])
    people = asked.rows(tuple(two), lambda: _of_two_groups(asked, two))
    asked.check_measurable()
    # svy gives a list only when it is asked for several outcomes.
    means = cast("Estimate", people.ask(lambda x: x.estimation.mean("outcome", by="group")))
    one, other = svy.estd("0"), svy.estd("1")
    wanted = {
        "difference": one - other,
        "ratio": one.log() - other.log(),
        "odds_ratio": (one / (1 - one)).log() - (other / (1 - other)).log(),
    }
    shares, (groups, counted) = means.to_polars(), asked.groups
    share, se = (shares[name].to_numpy()[:2] for name in ("est", "se"))
    places = [groups.index((name,)) for name in two]
    behind = {name: column[places] for name, column in counted.items()}
    parts = _with_interval(asked, share, se, behind)
    contrasts = people.ask(lambda _people: means.contrast(wanted)).to_polars()
    found = _contrasts(contrasts, asked, [*wanted], parts)
    found |= _by_scale(found, parts, asked, ["identity", "log", "logit"])
    ratios, is_ratio = exponentiated(found), np.array([name != "difference" for name in wanted])
    columns: Columns = {name: np.where(is_ratio, ratios[name], found[name]) for name in found}
    columns |= {name: parts[name].sum() for name in ("n", "n_weighted")}
    columns |= dict(zip(("n_focus", "n_reference"), parts["n"], strict=True))
    names = [*NUMBERS, "n_focus", "n_reference", "p", "scale"]
    about = {"outcome": outcome, "group": group, "measure": [*wanted]}
    rows = about | {name: columns[name] for name in names}
    weakest = {name: parts[name].min() for name in ("n", "n_effective", "df")}
    table = finish(rows, asked, ["points", "ratio", "ratio"], weakest)
    return measured(table, measure) if measure else table


def _of_two_groups(asked: Domain, two: Sequence[str]) -> dict[str, Column]:
    """Call the two groups "0" and "1", and all others "2": svy needs longer to leave people out."""
    (group,), place = asked.by, np.full(len(asked.inside), 2)
    for number, level in enumerate(two):
        those = asked.gave(group, [level])
        check_varies(asked.outcome[those], asked.number(those), f"{group} = {level}")
        place[those] = number
    return {"outcome": asked.outcome.astype(np.int8), "group": NUMBERED.gather(place)}


NUMBERED = pl.Series(["0", "1", "2"])


def _by_scale(found: Columns, parts: Columns, asked: Domain, scales: Sequence[Scale]) -> Columns:
    """Return the interval, test and scale of contrasts between two shares on these scales.

    Where few people gave an answer, the intervals that those of the shares make, covariance
    included.
    """
    if "beta" not in parts["scale"]:
        return {"scale": ["identity" if scale == "identity" else "log" for scale in scales]}
    share, error = parts["estimate"], found["se"][0]
    errors = parts["se"] / (share if scales[0] == "log" else 1)
    both = errors.prod()  # 0 where all clusters answer alike
    correlation = ((errors**2).sum() - error**2) / (2 * both) if both else 0.0
    # As for the contrast: people of a group in few clusters tell little of its own variance.
    df = np.full(2, found["df"][0]) if asked.clustered else parts["df"]
    known = (share, parts["se"], df, parts["n"], parts["n_effective"])
    ends = share_interval(*known, asked.enough)[:2]
    x, low, high = (
        np.transpose([moved(part, scale) for scale in scales]) for part in (share, *ends)
    )
    made = recovered(found, x, low, high, correlation)
    return made | {"scale": ["mover" if scale == "identity" else "mover_log" for scale in scales]}


def _contrasts(
    found: pl.DataFrame, asked: Domain, wanted: Sequence[str], parts: Columns
) -> Columns:
    """Return the contrasts that svy found, in the order wanted, with their intervals and tests."""
    rows = [found["contrast"].to_list().index(name) for name in wanted]
    estimate, se = (found[name].to_numpy()[rows] for name in ("est", "se"))
    se, df = asked.errors(se, asked.freedom, asked.n)
    return student(estimate, se, df if asked.clustered else _welch(parts))


def _welch(parts: Columns) -> NDArray[Any]:
    """Return the degrees of freedom of a difference, a log ratio and a log odds ratio.

    Two groups of people drawn one by one are two samples.
    """
    share, se = parts["estimate"], parts["se"]
    errors = np.array([se, se / share, se / (share * (1 - share))])
    return satterthwaite(errors, parts["df"])


def measured(table: pd.DataFrame, measure: str) -> pd.Series[Any]:
    """Return the row of one measure.

    Examples
    --------
    >>> table = pd.DataFrame({"measure": ["difference", "ratio"], "estimate": [0.1, 1.5]})
    >>> float(measured(table, "ratio")["estimate"])
    1.5
    """
    known = table["measure"].to_list()
    if measure not in known:
        raise StudyError(f"There is no measure '{measure}'.", expected=", ".join(known))
    return table.iloc[known.index(measure)]


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
        interval is symmetric on the log scale, or made of those of the shares as by `compare`;
        ``p`` tests a ratio of 1 on that scale.

    Notes
    -----
    Linearised ratio of two totals (Särndal, Swensson and Wretman 1992, section 5.6).
    """
    for answers in (one, other):
        _check_answers(cells, answers)
    asked = domain(cells, dict.fromkeys([*one, *other], base), where)
    marks = {"one": _gave_all(asked, one), "other": _gave_all(asked, other)}
    if (marks["one"] == marks["other"]).all():
        raise StudyError("The two shares are one.", expected="answers of different people")
    for part, answers in (("one", one), ("other", other)):
        check_varies(marks[part][asked.inside], asked.n, str(Base(where=answers)))
    asked.check_measurable()
    totals = asked.totals(repr((one, other)), lambda: marks | {"all": asked.inside})
    share, se = ratios(totals, [("one", "all"), ("other", "all"), ("one", "other")])
    behind = {name: np.repeat(number, 2) for name, number in asked.total.items()}
    parts = _with_interval(asked, share[:2], se[:2], behind)
    error, df = asked.errors(se[2:] / share[2:], asked.freedom, asked.n)
    log = student(np.log(share[2:]), error, df)
    found = exponentiated(log | _by_scale(log, parts, asked, ["log"]))
    columns = asked.total | found
    row = {name: columns[name] for name in [*NUMBERS, "p", "scale"]}
    sure = {"n_effective": parts["n_effective"].min()}
    return finish(row, asked, ["ratio"], sure)


def _check_answers(cells: Cells, answers: Mapping[str, Sequence[str]]) -> None:
    if not answers:
        raise StudyError("One of the two shares has no answer.", expected="variable -> levels")
    for variable, wanted in answers.items():
        check_levels(cells, variable, wanted)


def _gave_all(asked: Domain, answers: Mapping[str, Sequence[str]]) -> Mask:
    """Mark the people of a base who gave all of these answers."""
    marks: Mask = np.all([asked.gave(name, wanted) for name, wanted in answers.items()], axis=0)
    return marks
