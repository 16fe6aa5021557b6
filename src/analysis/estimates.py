"""Tidy estimates with their base, n and interval always there. Inference is svy's.

Every function takes `Cells` and returns a pandas frame: group columns, then ``estimate, se, low,
high, df, n, n_weighted, base, universe, source, flag``. Intervals are at 95 %.
A subgroup is a domain of the whole sample: no row is ever dropped from the design.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
import pandas as pd
import polars as pl
import svy
from scipy import stats

from analysis.cells import Cells, expand
from analysis.cleaning.errors import StudyError
from analysis.cleaning.missing import KINDS
from analysis.vocabulary import levels

if TYPE_CHECKING:
    from svy import FDist, TableStats
    from svy.estimation.estimate import Estimate

Base = Literal["asked", "answered"]
Where = Mapping[str, str | Sequence[str]]

OUTSIDE = {"asked": ("not_asked",), "answered": KINDS}
"""Which missing kinds leave the base. Among those asked, who doesn't know did not say yes."""

SMALL_N, FEW_DF, LARGE_CV = 30, 8, 0.30


def flag(n: int, df: float, cv: float) -> str:
    """Say what makes an estimate unsafe to quote alone; empty when nothing does.

    Parameters
    ----------
    n : int
        People in the base.
    df : float
        Degrees of freedom of the variance.
    cv : float
        Standard error over estimate.

    Examples
    --------
    >>> flag(n=25, df=40, cv=0.1), flag(n=300, df=40, cv=0.1)
    ('small base', '')
    """
    reasons = {"small base": n < SMALL_N, "few PSUs": df < FEW_DF, "imprecise": cv > LARGE_CV}
    return ", ".join(reason for reason, true in reasons.items() if true)


@dataclass(frozen=True)
class _Domain:
    """The people of a survey as svy wants them, and the part of them an estimate is about."""

    sample: svy.Sample
    people: pd.DataFrame
    cells: Cells
    base: str

    @property
    def inside(self) -> pd.DataFrame:
        """People of the base."""
        return self.people[self.people["in_base"]]

    def count(self, by: Sequence[str]) -> pd.DataFrame:
        """Count the people of the base, in total or by group."""
        inside = self.inside.assign(everyone="all")
        grouped = inside.groupby([*by] or ["everyone"], observed=True)["weight"]
        counts = grouped.agg(n="size", n_weighted="sum").reset_index()
        return counts.drop(columns="everyone", errors="ignore")


def _domain(
    cells: Cells,
    asked: Mapping[str, Base],
    where: Where | None = None,
    outcome: tuple[str, str] | None = None,
) -> _Domain:
    """Prepare svy's sample; `asked` maps each variable to the base it sets."""
    where = {
        name: [level] if isinstance(level, str) else list(level)
        for name, level in (where or {}).items()
    }
    people = expand(cells.only([*asked, *where]).frame)
    inside = pd.Series(True, index=people.index)
    for name, base in asked.items():
        inside &= ~people[name].isin(OUTSIDE[base])
    for name, wanted in where.items():
        _check_levels(name, wanted)
        inside &= people[name].isin(wanted)
    if not inside.any():
        raise StudyError(
            "Nobody is in the base of this estimate.",
            expected="at least one person",
            got=_describe(asked, where),
            hint="check the levels asked for",
        )
    people = people.assign(in_base=inside)
    if outcome:
        people["outcome"] = (people[outcome[0]] == outcome[1]).astype(int)
    return _Domain(_sample(people, cells), people, cells, _describe(asked, where))


def _check_levels(variable: str, wanted: Sequence[str]) -> None:
    unknown = set(wanted) - {*levels(variable), *KINDS}
    if unknown:
        raise StudyError(
            f"'{variable}' has no level {', '.join(sorted(unknown))}.",
            expected=", ".join(levels(variable)),
        )


def _check_varies(answers: pd.Series[Any], who: str) -> None:
    """Refuse people who don't differ: a ratio or a test would mean nothing."""
    found = len(set(answers))
    if found <= 1:
        raise StudyError(
            f"There is nothing to compare among {who}.",
            expected="people with at least two different answers",
            got=f"{len(answers)} people, {found} answer",
            hint="use `share`, which also serves where nobody or everybody gave the answer",
        )


def _describe(asked: Mapping[str, Base], where: Mapping[str, Sequence[str]]) -> str:
    parts = [f"{base} {name}" for name, base in asked.items()]
    parts += [f"{name} = {' or '.join(wanted)}" for name, wanted in where.items()]
    return "; ".join(parts)


def _sample(people: pd.DataFrame, cells: Cells) -> svy.Sample:
    text = people.select_dtypes("category").columns
    design = cells.design
    return svy.Sample(
        pl.from_pandas(people.astype(dict.fromkeys(text, "str"))),
        svy.Design(
            wgt="weight", stratum=design.stratum, psu=design.psu, singleton=design.singleton
        ),
    )


def _finish(
    table: pd.DataFrame,
    domain: _Domain,
    cv: Iterable[float],
    weakest: Mapping[Any, float] | None = None,
) -> pd.DataFrame:
    """Add what every estimate carries; `weakest` gives n and df of the part that is least sure."""
    sure = table[["n", "df"]].assign(**{str(key): x for key, x in (weakest or {}).items()})
    flags = [flag(*row) for row in zip(sure["n"], sure["df"], cv, strict=True)]
    if domain.cells.design.weight is None:
        flags = [", ".join(filter(None, ("sample only", text))) for text in flags]
    return table.assign(
        base=domain.base,
        universe=domain.cells.universe,
        source=domain.cells.source,
        flag=flags,
    )


SVY_NAMES = {"est": "estimate", "lci": "low", "uci": "high"}
NUMBERS = ["estimate", "se", "low", "high", "df", "n", "n_weighted"]


def share(
    cells: Cells,
    outcome: str,
    *,
    level: str = "yes",
    by: str | Sequence[str] = (),
    where: Where | None = None,
    base: Base = "asked",
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
    _check_levels(outcome, [level])
    known: dict[str, Base] = dict.fromkeys(by, "answered")
    domain = _domain(cells, {outcome: base} | known, where, (outcome, level))
    table = _proportions(domain, by)
    return _order(_finish(table, domain, table["se"] / table["estimate"].replace(0, np.nan)), by)


def _proportions(domain: _Domain, by: Sequence[str]) -> pd.DataFrame:
    table = _prop(domain, by, "logit")
    extreme = table["estimate"].isin([0, 1])
    if extreme.any():
        table = table.mask(extreme, _prop(domain, by, "korn-graubard"))
    table = table.drop(columns="n").merge(
        domain.count(by), on=by or None, how="left" if by else "cross"
    )
    spread = table["estimate"] * (1 - table["estimate"])
    table["n_effective"] = (spread / table["se"] ** 2).where(table["se"] > 0)
    return table[[*by, *NUMBERS, "n_effective"]]


def _prop(
    domain: _Domain, by: Sequence[str], interval: Literal["logit", "korn-graubard"]
) -> pd.DataFrame:
    result = domain.sample.estimation.prop(
        "outcome", by=tuple(by) or None, where=svy.col("in_base"), ci_method=interval
    )
    table = cast("Estimate", result).to_polars().to_pandas().rename(columns=SVY_NAMES)
    given = table["outcome"].astype(float) == 1
    if given.any():
        return table[given].reset_index(drop=True)
    # svy has no row for an answer that nobody gave: it is read off the opposite answer.
    opposite = {"estimate": 1 - table["estimate"], "low": 1 - table["high"]}
    return table.assign(**opposite, high=1 - table["low"])


def _order(table: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Sort groups in the vocabulary's order."""
    for name in by:
        table[name] = pd.Categorical(table[name], [*levels(name), *KINDS])
    return table.sort_values([*by], ignore_index=True) if by else table


def composition(
    cells: Cells,
    variable: str,
    *,
    by: str | Sequence[str] = (),
    where: Where | None = None,
    base: Base = "answered",
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
    return _order(table[[*groups, variable, *rest]], [*groups, variable])


def compare(
    cells: Cells,
    outcome: str,
    group: str,
    *,
    focus: str = "yes",
    reference: str = "no",
    where: Where | None = None,
    base: Base = "asked",
) -> pd.DataFrame:
    """Compare the share who said yes in two groups of one sample, covariance included.

    Parameters
    ----------
    cells, outcome, where, base
        As for `share`.
    group : str
        Variable that holds the two groups.
    focus, reference : str
        The group looked at, and the one it is compared with.

    Returns
    -------
    DataFrame
        Three rows, column ``measure``: "difference", "ratio" (risk ratio) and "odds_ratio". The
        intervals of ratios are symmetric on the log scale (delta method), those of differences
        are not transformed. ``p`` is the two-sided test of no difference on that scale. The flag
        is that of the smaller group, whose people are counted in ``n_focus`` or ``n_reference``.
    """
    two = {group: [focus, reference]}
    domain = _domain(cells, {outcome: base}, {**(where or {}), **two}, (outcome, "yes"))
    for level in two[group]:
        those = domain.inside[domain.inside[group] == level]
        _check_varies(those["outcome"], f"{group} = {level}")
    means = _means(domain, group)
    rows = _contrasts(means, focus, reference)
    log = rows.index.isin(["ratio", "odds_ratio"])
    cv = rows["se"].where(log, rows.loc["ratio", "se"])
    for name in ("estimate", "low", "high"):
        rows[name] = np.where(log, np.exp(rows[name]), rows[name])
    rows["se"] = np.where(log, rows["se"] * rows["estimate"], rows["se"])
    groups = domain.count([group]).set_index(group)
    rows[["outcome", "group"]] = outcome, group
    rows[["n", "n_weighted"]] = groups["n"].sum(), groups["n_weighted"].sum()
    rows[["n_focus", "n_reference"]] = groups["n"].loc[[focus, reference]].to_list()
    rows = rows.rename_axis("measure").reset_index()
    names = ["outcome", "group", "measure", *NUMBERS, "n_focus", "n_reference", "p"]
    weakest = means.to_polars().to_pandas()[["n", "df"]].min()
    return _finish(rows[names], domain, cv, weakest.to_dict())


def _means(domain: _Domain, group: str) -> Estimate:
    means = domain.sample.estimation.mean("outcome", by=group, where=svy.col("in_base"))
    return cast("Estimate", means)  # svy gives a list only when it is asked for several outcomes


def _contrasts(means: Estimate, focus: str, reference: str) -> pd.DataFrame:
    one, other = svy.estd(focus), svy.estd(reference)
    wanted: dict[str, Any] = {
        "difference": one - other,
        "ratio": one.log() - other.log(),
        "odds_ratio": (one / (1 - one)).log() - (other / (1 - other)).log(),
    }
    table = means.contrast(wanted).to_polars().to_pandas().set_index("contrast")
    return table.rename(columns={**SVY_NAMES, "p_value": "p"}).loc[list(wanted)]


def compare_answers(
    cells: Cells,
    one: Mapping[str, Sequence[str]],
    other: Mapping[str, Sequence[str]],
    *,
    where: Where | None = None,
    base: Base = "asked",
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
    domain = _domain(cells, dict.fromkeys([*one, *other], base), where)
    people = domain.people.assign(one=_gave(domain.people, one), other=_gave(domain.people, other))
    for part, answers in (("one", one), ("other", other)):
        _check_varies(people.loc[people["in_base"], part], _describe({}, answers))
    ratio = _sample(people, cells).estimation.ratio("one", "other", where=svy.col("in_base"))
    log = cast("Estimate", ratio).contrast({"ratio": svy.estd("one").log()})
    row = log.to_polars().to_pandas().rename(columns={**SVY_NAMES, "p_value": "p"})
    row[["estimate", "low", "high"]] = np.exp(row[["estimate", "low", "high"]])
    cv = row["se"].to_list()
    row["se"] = row["se"] * row["estimate"]
    row = row.drop(columns="n", errors="ignore").merge(domain.count([]), how="cross")
    return _finish(row[[*NUMBERS, "p"]], domain, cv)


def _gave(people: pd.DataFrame, answers: Mapping[str, Sequence[str]]) -> pd.Series[int]:
    """Mark the people who gave all of these answers."""
    gave = pd.Series(True, index=people.index)
    for variable, wanted in answers.items():
        _check_levels(variable, wanted)
        gave &= people[variable].isin(wanted)
    return gave.astype(int)


def logit(
    cells: Cells,
    outcome: str,
    factors: Mapping[str, str],
    *,
    where: Where | None = None,
    base: Base = "asked",
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
        _check_levels(name, [reference])
    known: dict[str, Base] = dict.fromkeys(factors, "answered")
    domain = _domain(cells, {outcome: base} | known, where, (outcome, "yes"))
    fit = _fit(domain, factors)
    terms = fit.to_polars().to_pandas().set_index("term")
    rows = [
        _odds(terms.loc[f"{name}_{level}"].to_dict())
        | {"factor": name, "level": level, "reference": ref}
        for name, ref in factors.items()
        for level in levels(name)
        if f"{name}_{level}" in terms.index
    ]
    counts = domain.count([]).iloc[0]
    table = pd.DataFrame(rows).assign(n=int(counts["n"]), n_weighted=counts["n_weighted"])
    names = ["factor", "level", "reference", *NUMBERS, "log_odds", "se_log_odds", "p"]
    return _finish(table[names], domain, table["se_log_odds"])


def _fit(domain: _Domain, factors: Mapping[str, str]) -> svy.GLM:
    with warnings.catch_warnings():
        warnings.simplefilter("error", svy.SvyUserWarning)
        try:
            return domain.sample.glm.fit(
                y="outcome",
                x=[svy.Cat(name, ref=reference) for name, reference in factors.items()],
                family="binomial",
                where=svy.col("in_base"),
            )
        except svy.SvyUserWarning as problem:
            raise StudyError(
                "The regression has no solution to rely on.",
                expected="people who said yes and people who didn't, at each level of each factor",
                got=str(problem),
                hint="take fewer factors, or fewer levels",
            ) from None


def _odds(term: Mapping[Any, float]) -> dict[str, Any]:
    ratio = np.exp(term["estimate"])
    return {
        "estimate": ratio,
        "se": ratio * term["std_err"],
        "low": np.exp(term["conf_low"]),
        "high": np.exp(term["conf_high"]),
        "df": term["df"],
        "log_odds": term["estimate"],
        "se_log_odds": term["std_err"],
        "p": term["p_value"],
    }


def independence(
    cells: Cells, outcome: str, by: str, *, where: Where | None = None, base: Base = "asked"
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
    domain = _domain(cells, {outcome: base, by: "answered"}, where, (outcome, "yes"))
    for name in ("outcome", by):
        _check_varies(domain.inside[name], domain.base)
    found = domain.sample.categorical.tabulate(by, "outcome", where=svy.col("in_base"))
    test = cast("FDist", cast("TableStats", found.stats).f)
    row = {
        "outcome": outcome,
        "by": by,
        "statistic": test.value,
        "df_num": test.df_num,
        "df_den": test.df_den,
        "p": float(stats.f.sf(test.value, test.df_num, test.df_den)),
        "n": len(domain.inside),
        "base": domain.base,
        "universe": cells.universe,
        "source": cells.source,
    }
    return pd.DataFrame([row])


def change(before: pd.Series[Any], after: pd.Series[Any]) -> pd.DataFrame:
    """Compare one estimate between two independent samples, such as two waves of a survey.

    Parameters
    ----------
    before, after : Series
        A row of `share`, `composition` or `compare` in each sample.

    Returns
    -------
    DataFrame
        Two rows, column ``measure``: "difference", and "ratio" (of after to before, interval
        symmetric on the log scale). ``df`` is Welch and Satterthwaite's.

    Examples
    --------
    >>> told = {"se": 0.03, "df": 400.0, "n": 401, "flag": ""}
    >>> told |= {"base": "asked", "universe": "adults", "source": "waves"}
    >>> before, after = (pd.Series({"estimate": share} | told) for share in (0.5, 0.4))
    >>> change(before, after)[["measure", "estimate", "low", "high"]].round(3)
          measure  estimate    low   high
    0  difference      -0.1 -0.183 -0.017
    1       ratio       0.8  0.663  0.966
    """
    errors = {
        "difference": np.array([before["se"], after["se"]], dtype=float),
        "ratio": np.array([before["se"] / before["estimate"], after["se"] / after["estimate"]]),
    }
    gaps = {
        "difference": after["estimate"] - before["estimate"],
        "ratio": np.log(after["estimate"] / before["estimate"]),
    }
    rows = []
    for measure, parts in errors.items():
        se = float(np.sqrt((parts**2).sum()))
        df = float(se**4 / (parts**4 / np.array([before["df"], after["df"]])).sum())
        half = stats.t.ppf(0.975, df) * se
        ends = np.array([gaps[measure], gaps[measure] - half, gaps[measure] + half])
        estimate, low, high = np.exp(ends) if measure == "ratio" else ends
        error = se * estimate if measure == "ratio" else se
        rows.append([measure, estimate, error, low, high, df])
    table = pd.DataFrame(rows, columns=["measure", "estimate", "se", "low", "high", "df"])
    reasons = [reason for row in (before, after) for reason in row["flag"].split(", ") if reason]
    return table.assign(
        n=before["n"] + after["n"],
        base=f"{before['base']} -> {after['base']}",
        universe=after["universe"],
        source=after["source"],
        flag=", ".join(dict.fromkeys(reasons)),
    )
