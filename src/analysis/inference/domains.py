"""The part of a survey that an estimate is about, as svy wants it: few rows, however many people.

Inference never goes back to people. Where PSUs are known, a cell is as good as the people in it.
Where only weights are, two rows stand for all the people of a cell (`twins`). What counts people
(n, degrees of freedom, and the intervals that rest on them) is told from the cells. See
``docs/cells.md``.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import polars as pl
import svy
from svy.errors.singleton_errors import SingletonError

from analysis.cleaning.missing import KINDS
from analysis.errors import StudyError
from analysis.folding.cells import Cells, Design
from analysis.folding.collapse import expand
from analysis.inference.intervals import ALIKE, ENOUGH, ENOUGH_IN_CLUSTERS
from analysis.words.bases import Base, Counted

logging.getLogger("svy").addHandler(logging.NullHandler())  # `Domain.ask` tells what svy warns of

Where = Mapping[str, str | Sequence[str]]
Answer = TypeVar("Answer")

OUTSIDE: dict[Counted, list[str]] = {"asked": ["not_asked"], "answered": list(KINDS)}
"""Which missing kinds leave the base. Among those asked, who doesn't know did not say yes. An empty
answer leaves both: nobody can say whether the question was put."""

KEPT = 16
"""How many bases of one survey are kept for estimates to come."""

SINGLETON = "say what stands for its variance, such as Design(..., singleton='center')"


@dataclass(frozen=True)
class Domain:
    """The people an estimate is about, within the whole sample.

    Parameters
    ----------
    rows : DataFrame
        What svy computes on, with columns ``in_base`` and, where there is one, ``outcome``.
        Variables are named by `Cells.code`.
    inside : DataFrame
        The cells of the base, with ``n`` and ``weight``, their variables so named too.
    people : int
        Size of the whole sample.
    cells : Cells
        Where they come from.
    base : Base
        Who is counted.
    by : tuple of str
        Variables that make groups of them.
    """

    rows: pl.DataFrame
    inside: pl.DataFrame
    people: int
    cells: Cells
    base: Base
    by: tuple[str, ...] = ()

    @cached_property
    def sample(self) -> svy.Sample:
        """What svy is asked of, made once."""
        return svy.Sample(self.rows, _design(self.cells.design))

    @cached_property
    def n(self) -> int:
        """People of the base."""
        return int(self.inside["n"].sum())

    @property
    def where(self) -> svy.Col | None:
        """What marks the base in svy's terms; nothing where all rows are in it."""
        return svy.col("in_base") if self.clustered and self.n < self.people else None

    @property
    def clustered(self) -> bool:
        """Whether people were drawn in strata or PSUs, and not one by one."""
        return not _are_twins(self.cells.design)

    @property
    def enough(self) -> int:
        """Answers of each kind from which the interval of a share is on the logit scale."""
        return ENOUGH_IN_CLUSTERS if self.cells.design.psu else ENOUGH

    @cached_property
    def freedom(self) -> int:
        """Degrees of freedom of the design in the base: PSUs, or people, less strata."""
        return int(self.count()["df"].item()) if self.clustered else self.n - 1

    def ask(
        self,
        question: Callable[[svy.Sample], Answer],
        title: str = "These people give no answer to the question.",
        expected: str = "more people, or fewer variables",
        hint: str = "",
    ) -> Answer:
        """Put a question to svy about these people.

        Parameters
        ----------
        question : callable
            Takes the sample, and returns what svy answers.
        title, expected, hint : str, optional
            What to tell where svy refuses it.

        Raises
        ------
        StudyError
            Where svy refuses, or warns.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", svy.SvyUserWarning)
                return question(self.sample)
        except SingletonError as problem:
            raise StudyError(
                "A stratum has a single PSU: its variance can't be seen.",
                expected="two PSUs in each stratum, or a rule for those with one",
                got=problem.title,
                hint=SINGLETON,
            ) from problem
        # Whatever it is that svy, Polars or Rust have against these people.
        except Exception as problem:
            got = _first_line(problem)
            for name in self.cells.variables:
                got = got.replace(self.cells.code(name), name)
            raise StudyError(title, expected=expected, got=got, hint=hint) from problem

    def check_measurable(self, parameters: int = 1) -> None:
        """Refuse people among whom no error can be measured: a test would mean nothing.

        Parameters
        ----------
        parameters : int
            How many are estimated together.
        """
        if self.freedom < parameters:
            what = "PSUs" if self.cells.design.psu else "people"
            raise StudyError(
                f"There are too few {what} to tell an error.",
                expected=f"{parameters} or more degrees of freedom: {what} less strata",
                got=f"{self.freedom}, among {self.base}",
                hint="`share` gives the estimate, without an interval",
            )

    def count(self, by: Sequence[str] = ()) -> pl.DataFrame:
        """Count the people of the base, in total or by group.

        As ``n`` and ``n_weighted``; as the equal ones that their weights are worth, ``n_even``; and
        as those who count where all answer alike, so that no variance is seen, ``n_alike``; and the
        degrees of freedom, ``df``: PSUs, or people, less strata.
        """
        total = {name: pl.col(name).sum() for name in ("n", "weight", "weight_sq")}
        clumps = self.cells.design.clusters if self.cells.design.psu else []
        apart = self.inside.group_by(*by, *clumps).agg(**total) if clumps else self.inside
        n, weight, design = total["n"], total["weight"], self.cells.design
        strata = pl.col(design.stratum).n_unique().cast(pl.Int64) if design.stratum else 1
        size = (pl.col("n") ** 2).sum() / n if clumps else 1  # people of one's own PSU, on average
        sums = {
            "n": n,
            "n_weighted": weight,
            "n_even": weight**2 / total["weight_sq"],  # Kish 1965, section 11.7
            "n_alike": n / (1 + (size - 1) * ALIKE),
            "df": (pl.len() if clumps else n).cast(pl.Int64) - strata,
        }
        return apart.group_by(*by).agg(**sums) if by else apart.select(**sums)

    @cached_property
    def groups(self) -> pl.DataFrame:
        """The people of each group, as `count` tells, in the order of the levels."""
        levels = {self.cells.code(name): self.cells.levels[name] for name in self.by}
        order = [pl.col(code).cast(pl.Enum([*x, *KINDS])) for code, x in levels.items()]
        found = self.count([*levels])
        return found.sort(order) if order else found

    @cached_property
    def _arranged(self) -> dict[Hashable, Domain]:
        return {}

    def arranged(self, key: Hashable, rows: Callable[[], pl.DataFrame]) -> Domain:
        """Return the same people in rows made for a question, kept for when it comes again."""
        if key not in self._arranged:
            self._arranged[key] = replace(self, rows=rows())
        return self._arranged[key]

    def errors(self, se: Any, df: Any, n: Any, parameters: int = 1) -> tuple[Any, Any]:
        """Rescale svy's standard errors and degrees of freedom from twin rows to people.

        Parameters
        ----------
        se, df : float or array
            As svy gives them on `rows`.
        n : int or array
            People behind each estimate.
        parameters : int
            How many were estimated together.
        """
        if self.clustered:
            return se, df
        with np.errstate(divide="ignore", invalid="ignore"):  # one person shows no error
            return se * np.sqrt(2 * self.people / np.float64(self.people - 1)), n - parameters


def domain(
    cells: Cells,
    asked: Mapping[str, Counted],
    where: Where | None = None,
    outcome: tuple[str, str] | None = None,
    by: Sequence[str] = (),
) -> Domain:
    """Mark who is in the base of an estimate.

    Parameters
    ----------
    cells : Cells
        The survey.
    asked : mapping
        Variable -> who of it is counted.
    where : mapping, optional
        Variable -> level(s) that define the subpopulation.
    outcome : pair of str, optional
        Variable, and the level that ``outcome`` is 1 for.
    by : sequence of str, optional
        Variables that make groups of those who count.

    Raises
    ------
    StudyError
        When a variable or a level is unknown, or nobody is in the base.
    """
    wanted = {
        name: (level,) if isinstance(level, str) else tuple(level)
        for name, level in (where or {}).items()
    }
    key = repr((asked, wanted, outcome, by))
    if key not in cells.bases:
        if len(cells.bases) >= KEPT:
            del cells.bases[next(iter(cells.bases))]
        cells.bases[key] = _marked(cells, asked, wanted, outcome, by)
    found: Domain = cells.bases[key]
    return found


def _marked(
    cells: Cells,
    asked: Mapping[str, Counted],
    wanted: Mapping[str, tuple[str, ...]],
    outcome: tuple[str, str] | None,
    by: Sequence[str],
) -> Domain:
    """Mark who is in a base that no estimate has asked for of late."""
    cells.require([*asked, *wanted])
    for name, found in wanted.items():
        check_levels(cells, name, found)
    unknown = {*asked.values()} - {*OUTSIDE}
    if unknown:
        raise StudyError(
            f"No base is called {', '.join(map(str, unknown))}.", expected=" or ".join(OUTSIDE)
        )
    kept = [_counts(cells.code(name), counted) for name, counted in asked.items()]
    kept += [gave(cells.code(name), found) for name, found in wanted.items()]
    kept += [pl.col("weight") > 0]  # who weighs nothing stands for nobody
    marks = {"in_base": pl.all_horizontal(kept)}
    if outcome:
        marks["outcome"] = gave(cells.code(outcome[0]), [outcome[1]]).cast(pl.Int8)
    table = cells.fold([*asked, *wanted]).with_columns(**marks)
    if any(table[name].null_count() for name in cells.design.clusters):
        raise StudyError(
            f"Some people of {cells.source} have no stratum or no PSU.",
            expected=f"{' and '.join(cells.design.clusters)} of each person, or of none",
            hint="give them one before folding the survey, or leave it out of the design",
        )
    inside = table.filter("in_base")
    base = Base(asked, wanted)
    if inside.is_empty():
        raise StudyError(
            "Nobody is in the base of this estimate.",
            expected="at least one person",
            got=str(base),
            hint="check the levels asked for",
        )
    # Where people were drawn one by one, those outside add nothing to a variance but their number.
    rows = _rows(inside if _are_twins(cells.design) else table, cells.design)
    return Domain(rows, inside, int(table["n"].sum()), cells, base, tuple(by))


def gave(variable: str, answers: Sequence[str]) -> pl.Expr:
    """Flag people who gave one of these answers; an empty one is none of them.

    The twin of `analysis.cleaning.tables.matching` for svy, which computes on Polars.
    """
    return pl.col(variable).is_in(list(answers)).fill_null(value=False)


def _counts(variable: str, counted: Counted) -> pl.Expr:
    return (~pl.col(variable).is_in(OUTSIDE[counted])).fill_null(value=False)


def _rows(table: pl.DataFrame, design: Design) -> pl.DataFrame:
    if design.psu:
        return table
    if design.stratum:
        # Each is a PSU by name, which stays one where a person's answers are stacked.
        return pl.from_pandas(expand(table.to_pandas())).with_row_index("person")
    return twins(table)


def _are_twins(design: Design) -> bool:
    return not design.clusters


def _design(design: Design) -> svy.Design:
    if _are_twins(design):
        return svy.Design(wgt="weight", stratum="cell", psu="twin")
    return svy.Design(
        wgt="weight",
        stratum=design.stratum,
        psu=design.psu or "person",
        singleton=design.singleton,
    )


def twins(table: pl.DataFrame) -> pl.DataFrame:
    r"""Let two rows stand for all the people of a cell, where each person is a PSU.

    Parameters
    ----------
    table : DataFrame
        Cells, with columns ``weight`` and ``weight_sq``.

    Returns
    -------
    DataFrame
        Two rows a cell: ``cell`` is their stratum, ``twin`` their PSU, ``weight`` their share of
        the cell's weight. Estimates are those of the people; variances are the people's divided by
        :math:`2N / (N - 1)`, with N the people of the whole sample (`Domain.errors` puts it right).

    Notes
    -----
    All people of a cell share a linearised residual :math:`u`, so the variance of N people with
    weights :math:`w` is :math:`N / (N - 1) \sum_c u_c^2 S_c`, with :math:`S = \sum w^2`: weighted
    residuals add up to zero. Two PSUs of weights :math:`W / 2 \pm d` in a stratum of their own add
    :math:`4 d^2 u^2`; :math:`d^2 = S / 8` makes it :math:`u^2 S / 2`. Both weights are positive,
    since :math:`S \le W^2`.

    Examples
    --------
    >>> twins(pl.DataFrame({"n": [3], "weight": [6.0], "weight_sq": [18.0]}))["weight"].to_list()
    [4.5, 1.5]
    """
    named = table.with_row_index("cell")
    twin = np.repeat([1, 2], len(table))
    half, spread = pl.col("weight") / 2, (pl.col("weight_sq") / 8).sqrt()
    return pl.concat([named, named]).with_columns(
        weight=half + pl.lit(pl.Series(3 - 2 * twin)) * spread, twin=pl.Series(twin)
    )


def check_levels(cells: Cells, variable: str, wanted: Sequence[str]) -> None:
    """Refuse levels that a variable doesn't have."""
    cells.require([variable])
    unknown = {*wanted} - {*cells.levels[variable], *KINDS}
    if unknown:
        raise StudyError(
            f"'{variable}' has no level {', '.join(sorted(map(str, unknown)))}.",
            expected=", ".join(cells.levels[variable]),
            hint="name its own levels: `level`, `focus`, `reference` and `where` take those",
        )


def check_varies(answers: pl.Series, n: int, who: str) -> None:
    """Refuse people who don't differ: a ratio or a test would mean nothing."""
    found = answers.n_unique()
    if found <= 1:
        raise StudyError(
            f"There is nothing to compare among {who}.",
            expected="people with at least two different answers",
            got=f"{n} people, {found} answer",
            hint="use `share`, which also serves where nobody or everybody gave the answer",
        )


def _first_line(problem: Exception) -> str:
    """Return what a problem says, in a line: svy's own errors have several, in a box."""
    said = str(getattr(problem, "detail", problem)).strip().splitlines()
    return said[0] if said else type(problem).__name__
