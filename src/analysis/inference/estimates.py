"""Tidy estimates with their base, n and interval always there. Inference is svy's.

Every function takes `Cells` and returns a pandas frame: group columns, then ``estimate, se, low,
high, df, n, n_weighted, base, universe, source, flags, unit, scale``: intervals, at 95 %, are
symmetric on that scale, or made as it says (`analysis.inference.intervals.Scale`).
A subgroup is a domain of the whole sample: no row is ever dropped from the design.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
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
    Where,
    check_levels,
    check_varies,
    domain,
    gave,
)
from analysis.inference.finishing import (
    NUMBERS,
    check_names,
    check_two,
    finish,
    groups_of,
    in_order,
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
    by = groups_of(cells, outcome, by)
    check_levels(cells, outcome, [level])
    known: dict[str, Counted] = dict.fromkeys(by, "answered")
    asked = domain(cells, {outcome: base} | known, where, (outcome, level))
    table = finish(_proportions(asked, by), asked, ["share"])
    return in_order(of_groups(table, by), by, cells)


def _proportions(asked: Domain, by: Sequence[str]) -> Columns:
    codes = [asked.cells.code(name) for name in by]
    found = _means(asked, codes).to_polars().select(*codes, "est", "se", "df")
    counts = asked.count(codes)
    found = found.join(counts, on=codes, how="left") if by else found.hstack(counts)
    groups = dict(zip(by, found.select(codes).to_dict(as_series=False).values(), strict=True))
    return groups | _with_interval(asked, *(x.to_numpy() for x in found.drop(codes)))


def _with_interval(
    asked: Domain, share: Any, se: Any, df: Any, n: Any, weighted: Any, even: Any, alike: Any
) -> Columns:
    """Return shares with their intervals, from what svy and `Domain.count` give."""
    se, df = asked.errors(se, df, n)
    extreme = np.abs(share - share.round()) < NOTHING
    share, se = np.where(extreme, share.round(), share), np.where(extreme, 0, se)
    effective = effective_size(share, se, even, alike)
    low, high, scale = share_interval(share, se, df, n, effective, asked.enough)
    columns = (share, se, low, high, df, n, weighted)
    return dict(zip(NUMBERS, columns, strict=True)) | {"n_effective": effective, "scale": scale}


def _means(asked: Domain, codes: Sequence[str]) -> Estimate:
    by = tuple(codes) or None
    means = asked.ask(lambda people: people.estimation.mean("outcome", by=by, where=asked.where))
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
        Variable whose levels share the population out: those that occur in the cells.

    Returns
    -------
    DataFrame
        One row per group and level that occurs; the column of the level is named `variable`.
    """
    groups = groups_of(cells, variable, by)
    check_names([variable])
    tables = []
    for level in cells.levels[variable]:
        if (cells.frame[variable] == level).any():
            table = share(cells, variable, level=level, by=by, where=where, base=base)
            table.insert(len(groups), variable, level)
            tables.append(table)
    if not tables:
        raise StudyError(f"Nobody has answered '{variable}'.", expected="at least one answer")
    return in_order(pd.concat(tables, ignore_index=True), [*groups, variable], cells)


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
    asked = domain(cells, {outcome: base}, {**(where or {}), group: two}, (outcome, level))
    column = cells.code(group)
    for one_of_two in two:
        those = asked.inside.filter(pl.col(column) == one_of_two)
        check_varies(those["outcome"], int(those["n"].sum()), f"{group} = {one_of_two}")
    asked.check_measurable()
    means, groups = _means(asked, [column]), asked.count([column])
    one, other = svy.estd(focus), svy.estd(reference)
    wanted = {
        "difference": one - other,
        "ratio": one.log() - other.log(),
        "odds_ratio": (one / (1 - one)).log() - (other / (1 - other)).log(),
    }
    parts = _parts(means, groups, asked, {column: two})
    found = _contrast(means, asked, wanted, parts)
    found |= _by_scale(found, parts, asked, ["identity", "log", "logit"])
    ratios, is_ratio = exponentiated(found), np.array([name != "difference" for name in wanted])
    columns: Columns = {name: np.where(is_ratio, ratios[name], found[name]) for name in found}
    columns |= {name: groups[name].sum() for name in ("n", "n_weighted")}
    sizes = dict(groups.select(column, "n").rows())
    columns |= {"n_focus": sizes[focus], "n_reference": sizes[reference]}
    names = [*NUMBERS, "n_focus", "n_reference", "p", "scale"]
    about = {"outcome": outcome, "group": group, "measure": [*wanted]}
    rows = about | {name: columns[name] for name in names}
    weakest = {name: parts[name].min() for name in ("n", "n_effective", "df")}
    table = finish(rows, asked, ["points", "ratio", "ratio"], weakest)
    return measured(table, measure) if measure else table


def _parts(
    means: Estimate, groups: pl.DataFrame, asked: Domain, two: Mapping[str, Sequence[str]]
) -> Columns:
    """Return the shares of the two groups, with their intervals and what each rests on."""
    ((group, ordered),) = two.items()
    found = means.to_polars().select(group, "est", "se", "df").join(groups, on=group)
    found = pl.DataFrame({group: ordered}).join(found, on=group, how="left").drop(group)
    return _with_interval(asked, *(column.to_numpy() for column in found))


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


def _contrast(
    means: Estimate, asked: Domain, wanted: Mapping[str, Any], parts: Columns | None = None
) -> Columns:
    found = asked.ask(lambda _people: means.contrast(wanted)).to_polars()
    rows = [found["contrast"].to_list().index(name) for name in wanted]
    estimate, se, df = (found[name].to_numpy()[rows] for name in ("est", "se", "df"))
    se, df = asked.errors(se, df, asked.n)
    return student(estimate, se, df if parts is None or asked.clustered else _of_two(parts))


def _of_two(parts: Columns) -> NDArray[Any]:
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
    found = table[table["measure"] == measure]
    if found.empty:
        raise StudyError(f"There is no measure '{measure}'.", expected=", ".join(table["measure"]))
    return found.iloc[0]


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
    marks = {"one": _gave_all(cells, one), "other": _gave_all(cells, other)}
    asked = domain(cells, dict.fromkeys([*one, *other], base), where)
    inside = asked.inside.with_columns(**marks)
    if inside["one"].equals(inside["other"]):
        raise StudyError("The two shares are one.", expected="answers of different people")
    for part, answers in (("one", one), ("other", other)):
        check_varies(inside[part], asked.n, str(Base(where=answers)))
    asked.check_measurable()
    marked = replace(asked, rows=asked.rows.with_columns(**marks))
    ratio = marked.ask(lambda people: people.estimation.ratio("one", "other", where=marked.where))
    log = _contrast(cast("Estimate", ratio), asked, {"ratio": svy.estd("one").log()})
    count = asked.count()
    means = marked.ask(
        lambda people: [people.estimation.mean(part, where=marked.where) for part in marks]
    )
    shares = pl.concat(
        cast("Estimate", mean).to_polars().select("est", "se", "df") for mean in means
    )
    counts = pl.concat([count, count])
    parts = _with_interval(asked, *(column.to_numpy() for column in shares.hstack(counts)))
    columns = exponentiated(log | _by_scale(log, parts, asked, ["log"])) | count.row(0, named=True)
    row = {name: columns[name] for name in [*NUMBERS, "p", "scale"]}
    sure = {"n_effective": parts["n_effective"].min()}
    return finish(row, asked, ["ratio"], sure)


def _gave_all(cells: Cells, answers: Mapping[str, Sequence[str]]) -> pl.Expr:
    """Mark the people who gave all of these answers."""
    if not answers:
        raise StudyError("One of the two shares has no answer.", expected="variable -> levels")
    for variable, wanted in answers.items():
        check_levels(cells, variable, wanted)
    return pl.all_horizontal(gave(cells.code(name), x) for name, x in answers.items()).cast(pl.Int8)
