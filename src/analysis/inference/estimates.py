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

from analysis.cleaning.missing import KINDS
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
from analysis.inference.flags import flags
from analysis.inference.intervals import (
    SCALES,
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
from analysis.sources.vocabulary import levels
from analysis.words.bases import Base, Counted

NOTHING = 1e-12
"""Closer to 0 or 1 than this is the rounding of a sum."""


def finish(
    columns: Columns, asked: Domain, units: Sequence[str], weakest: Columns | None = None
) -> pd.DataFrame:
    """Make the table, with what every estimate carries; `units` are those of its rows, or of all.

    `weakest` gives the n, the effective n and the df of the part that is least sure, by which
    flags go where it isn't the row itself.
    """
    sure = {"n_effective": np.nan} | columns | (weakest or {})
    numbers = np.broadcast_arrays(*(np.asarray(sure[name], float) for name in JUDGED))
    rows = len(numbers[0])
    unit = [*units] * (rows // len(units))
    always = {"sample only"} if asked.cells.design.weight is None else set()
    reasons = [
        flags(kind, **dict(zip(JUDGED, row, strict=True))) | always
        for kind, row in zip(unit, np.transpose(numbers).tolist(), strict=True)
    ]
    about = {"base": asked.base, "universe": asked.cells.universe, "source": asked.cells.source}
    scale = columns.pop("scale", [SCALES.get(name, "identity") for name in unit])
    return pd.DataFrame(columns | about | {"flags": reasons, "unit": unit, "scale": scale})


JUDGED = ["estimate", "low", "high", "n", "n_effective", "df"]
"""What flags go by."""

Measure = Literal["difference", "ratio", "odds_ratio"]
NUMBERS = ["estimate", "se", "low", "high", "df", "n", "n_weighted"]


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
    by = [by] if isinstance(by, str) else list(by)
    check_levels(outcome, [level])
    known: dict[str, Counted] = dict.fromkeys(by, "answered")
    asked = domain(cells, {outcome: base} | known, where, (outcome, level))
    return _order(_of_groups(finish(_proportions(asked, by), asked, ["share"]), by), by)


def _of_groups(table: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Name in the base of each row the levels that define its group."""
    if not by:
        return table
    groups = table[[*by]].to_dict("records")
    bases = [_narrowed(base, group) for base, group in zip(table["base"], groups, strict=True)]
    return table.assign(base=pd.Series(bases, index=table.index, dtype=object))


def _narrowed(base: Base, group: Mapping[Any, str]) -> Base:
    """Narrow a base to a group: who is in it has answered the questions that define it."""
    asked = {name: counted for name, counted in base.asked.items() if name not in group}
    return replace(base, asked=asked, where={**base.where, **group})


def _proportions(asked: Domain, by: Sequence[str]) -> Columns:
    found = _means(asked, by).to_polars().select(*by, "est", "se", "df")
    counts = asked.count(by)
    found = found.join(counts, on=by, how="left") if by else found.hstack(counts)
    groups, numbers = found.select(by).to_dict(as_series=False), found.drop(by)
    return groups | _with_interval(asked, *(column.to_numpy() for column in numbers))


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


def _means(asked: Domain, by: Sequence[str]) -> Estimate:
    means = asked.sample().estimation.mean("outcome", by=tuple(by) or None, where=asked.where)
    return cast("Estimate", means)  # svy gives a list only when it is asked for several outcomes


def _order(table: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Sort groups in the vocabulary's order."""
    for name in by:
        table[name] = pd.Categorical(table[name], [*levels(name), *KINDS])
    return table.sort_values([*by], ignore_index=True) if by else table


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
        One row per group and level that occurs; the column of the level is named `variable`.
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
    return _order(table[[*groups, variable, *rest]], [*groups, variable])


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
        are not transformed; where few people of a group gave the answer, or few another, they are
        made of those of the two shares (`analysis.inference.intervals.recovered`). ``p`` is the
        two-sided test of no difference on that scale. The flags are those of the smaller group,
        whose people are counted in ``n_focus`` or ``n_reference``.
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
    parts = _parts(means, groups, asked, two)
    found = _contrast(means, asked, wanted, parts)
    found |= _by_scale(found, parts, asked, ["identity", "log", "logit"])
    ratios, is_ratio = exponentiated(found), np.array([name != "difference" for name in wanted])
    columns: Columns = {name: np.where(is_ratio, ratios[name], found[name]) for name in found}
    columns |= {name: groups[name].sum() for name in ("n", "n_weighted")}
    sizes = dict(groups.select(group, "n").rows())
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
    found = means.contrast(wanted).to_polars()
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
    asked = domain(cells, dict.fromkeys([*one, *other], base), where)
    marks = {"one": _gave_all(one), "other": _gave_all(other)}
    inside = asked.inside.with_columns(**marks)
    for part, answers in (("one", one), ("other", other)):
        check_varies(inside[part], asked.n, str(Base(where=answers)))
    sample = replace(asked, rows=asked.rows.with_columns(**marks)).sample()
    ratio = cast("Estimate", sample.estimation.ratio("one", "other", where=asked.where))
    log = _contrast(ratio, asked, {"ratio": svy.estd("one").log()})
    count = asked.count()
    means = [sample.estimation.mean(part, where=asked.where) for part in marks]
    shares = pl.concat(
        cast("Estimate", mean).to_polars().select("est", "se", "df") for mean in means
    )
    counts = pl.concat([count, count])
    parts = _with_interval(asked, *(column.to_numpy() for column in shares.hstack(counts)))
    columns = exponentiated(log | _by_scale(log, parts, asked, ["log"])) | count.row(0, named=True)
    row = {name: columns[name] for name in [*NUMBERS, "p", "scale"]}
    sure = {"n_effective": parts["n_effective"].min()}
    return finish(row, asked, ["ratio"], sure)


def _gave_all(answers: Mapping[str, Sequence[str]]) -> pl.Expr:
    """Mark the people who gave all of these answers."""
    for variable, wanted in answers.items():
        check_levels(variable, wanted)
    return pl.all_horizontal(gave(*pair) for pair in answers.items()).cast(pl.Int8)
