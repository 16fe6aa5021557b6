"""The part of a survey that an estimate is about: who is in it, and how many they are.

Inference never goes back to people. What counts them (n, degrees of freedom, and the intervals that
rest on them) is told from cells; svy is asked of rows made of these (`analysis.inference.rows`).
See ``docs/cells.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.cleaning.missing import KINDS
from analysis.errors import StudyError
from analysis.folding.cells import Cells
from analysis.folding.coded import Folded, alike
from analysis.inference.intervals import ALIKE, ENOUGH, ENOUGH_IN_CLUSTERS, Columns
from analysis.inference.rows import Column, Rows, rows_of, totals_of
from analysis.words.bases import Base, Counted

Where = Mapping[str, str | Sequence[str]]
Mask = NDArray[np.bool_]

OUTSIDE: dict[Counted, list[str]] = {"asked": ["not_asked"], "answered": list(KINDS)}
"""Which missing kinds leave the base. Among those asked, who doesn't know did not say yes. An empty
answer leaves both: nobody can say whether the question was put."""

KEPT = 16
"""How many bases of one survey are kept for estimates to come."""


@dataclass(frozen=True)
class Domain:
    """The people an estimate is about, within the whole sample.

    Parameters
    ----------
    folded : Folded
        The k cells of the whole sample, by the variables that the question needs.
    inside : array of bool of shape (k,)
        Which of them are in the base.
    outcome : array of bool of shape (k,)
        Which of them gave the answer asked for, if any.
    cells : Cells
        Where they come from.
    base : Base
        Who is counted.
    by : tuple of str
        Variables that make groups of them.
    """

    folded: Folded
    inside: Mask
    outcome: Mask
    cells: Cells
    base: Base
    by: tuple[str, ...] = ()

    @cached_property
    def people(self) -> int:
        """Size of the whole sample."""
        return int(self.folded.counts["n"].sum())

    @cached_property
    def n(self) -> int:
        """People of the base."""
        return self.number(self.inside)

    def number(self, mask: Mask) -> int:
        """Count the people of some cells."""
        return int(self.folded.counts["n"][mask].sum())

    def gave(self, variable: str, answers: Sequence[str]) -> Mask:
        """Check which cells are in the base and gave one of these answers."""
        return self.inside & self.folded.keys[variable].gave(answers)

    @property
    def clustered(self) -> bool:
        """Whether people were drawn in strata or PSUs, and not one by one."""
        return bool(self.cells.design.clusters)

    @property
    def enough(self) -> int:
        """Answers of each kind from which the interval of a share is on the logit scale."""
        return ENOUGH_IN_CLUSTERS if self.cells.design.psu else ENOUGH

    @cached_property
    def freedom(self) -> int:
        """Degrees of freedom of the design in the base: PSUs, or people, less strata."""
        return int(self.total["df"])

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

    @cached_property
    def total(self) -> dict[str, Any]:
        """What `count` tells of all people of the base."""
        return {name: column[0] for name, column in self.count(())[1].items()}

    @cached_property
    def groups(self) -> tuple[list[tuple[str, ...]], Columns]:
        """The people of each group, as `count` tells."""
        return self.count(self.by)

    def count(self, by: Sequence[str]) -> tuple[list[tuple[str, ...]], Columns]:
        """Count the people of the base, in total or by group.

        Returns
        -------
        list of g tuples of str, and columns of shape (g,)
            The levels of each group, in their order; and ``n`` and ``n_weighted``; the equal people
            that their weights are worth, ``n_even``; those who count where all answer alike, so
            that no variance is seen, ``n_alike``; and the degrees of freedom, ``df``: PSUs, or
            people, less strata.
        """
        design = self.cells.design
        within = {name: self.folded.keys[name].at(self.inside) for name in (*design.clusters, *by)}
        counts = {name: x[self.inside] for name, x in self.folded.counts.items()}
        group, first, _ = alike([within[name] for name in by], counts["weight"])

        def parts(clusters: Sequence[str]) -> tuple[NDArray[Any], NDArray[Any]]:
            """Return the group and the people of each part of a group."""
            part, start, _ = alike([within[name] for name in (*by, *clusters)], counts["weight"])
            return group[start], np.bincount(part, counts["n"])

        n, weight, square = (np.bincount(group, x) for x in counts.values())
        strata = np.bincount(parts([design.stratum])[0]) if design.stratum else 1
        units, size = n, np.ones(len(n))
        if design.psu:
            owner, people = parts(design.clusters)
            # People of one's own PSU, on average.
            units, size = np.bincount(owner), np.bincount(owner, people**2) / n
        columns = {
            "n": n.astype(np.int64),
            "n_weighted": weight,
            "n_even": weight**2 / square,  # Kish 1965, section 11.7
            "n_alike": n / (1 + (size - 1) * ALIKE),
            "df": (units - strata).astype(np.int64),
        }
        levels = [tuple(within[name].level(place) for name in by) for place in first]
        order = sorted(range(len(levels)), key=lambda place: self._rank(by, levels[place]))
        return [levels[place] for place in order], {name: x[order] for name, x in columns.items()}

    def _rank(self, by: Sequence[str], levels: Sequence[str]) -> list[int]:
        return [
            [*self.cells.levels[name], *KINDS].index(level)
            for name, level in zip(by, levels, strict=True)
        ]

    @cached_property
    def _asked(self) -> dict[Hashable, Rows]:
        return {}

    def rows(self, key: Hashable, columns: Callable[[], Mapping[str, Column]]) -> Rows:
        """Return the rows that svy is asked a question of, kept for when it comes again.

        Parameters
        ----------
        key : hashable
            What tells these columns from those of other questions.
        columns : callable
            Gives what svy needs to know of each of the k cells, such as the outcome.
        """
        if key not in self._asked:
            self._asked[key] = rows_of(self.cells, self.folded, self.inside, columns())
        return self._asked[key]

    def totals(self, key: Hashable, marks: Callable[[], Mapping[str, Mask]]) -> Rows:
        """Return rows of totals, as `rows` does: a PSU each, where there are any."""
        if key not in self._asked:
            self._asked[key] = totals_of(self.cells, self.folded, self.inside, marks())
        return self._asked[key]

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
        Variable, and the level that ``outcome`` is true of.
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
    folded = cells.fold([*asked, *wanted])
    keys = folded.keys
    if any(keys[name].lacking.any() for name in cells.design.clusters):
        raise StudyError(
            f"Some people of {cells.source} have no stratum or no PSU.",
            expected=f"{' and '.join(cells.design.clusters)} of each person, or of none",
            hint="give them one before folding the survey, or leave it out of the design",
        )
    inside = folded.counts["weight"] > 0  # who weighs nothing stands for nobody
    for name, counted in asked.items():
        inside &= ~(keys[name].gave(OUTSIDE[counted]) | keys[name].lacking)
    for name, found in wanted.items():
        inside &= keys[name].gave(found)
    base = Base(asked, wanted)
    if not inside.any():
        raise StudyError(
            "Nobody is in the base of this estimate.",
            expected="at least one person",
            got=str(base),
            hint="check the levels asked for",
        )
    said = keys[outcome[0]].gave([outcome[1]]) if outcome else np.zeros(len(inside), bool)
    return Domain(folded, inside, said, cells, base, tuple(by))


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


def check_varies(answers: NDArray[Any], n: int, who: str) -> None:
    """Refuse people who don't differ: a ratio or a test would mean nothing."""
    found = len(np.unique(answers))
    if found <= 1:
        raise StudyError(
            f"There is nothing to compare among {who}.",
            expected="people with at least two different answers",
            got=f"{n} people, {found} answer",
            hint="use `share`, which also serves where nobody or everybody gave the answer",
        )
