"""Figures that producers published, beside the same figures recomputed from the cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

import numpy as np
import pandas as pd
from pydantic import BeforeValidator, Field

from analysis import paths
from analysis.cleaning.tables import matching
from analysis.errors import StudyError
from analysis.folding.cells import Cells, read_cells
from analysis.records import Record, read_record
from analysis.sources import catalogue
from analysis.sources.catalogue import Text
from analysis.sources.published import read_published

T = TypeVar("T")

CHECKS = paths.RAW / "checks.yaml"

Read = Callable[[str], Cells]
Where = Mapping[str, list[str]]
OneOrMore = Annotated[list[Text], BeforeValidator(lambda x: [x] if isinstance(x, str) else x)]

COLUMNS = [
    *("source", "what", "published", "recomputed", "difference", "tolerance"),
    *("n_published", "n", "ok"),
]
ROUNDING = 1e-9
"""Room for the last bit of a sum; a printed 13 % may be exactly 12.5."""


class Figure(Record):
    """How a published share is computed from the cells, and among whom."""

    outcome: OneOrMore
    level: OneOrMore = ["yes"]
    where: Where = {}


class LeftOut(Record):
    """Lines that are not recomputed, and why."""

    ids: list[Text]
    why: Text


class Shares(Record):
    """Shares of one published table that one survey must give back.

    The id of a line is that of its figure, or that of its figure and that of its group.
    """

    published: Text
    source: Text
    tolerance: Annotated[float, Field(strict=True, ge=0)]
    periods: list[str] = []
    groups: Mapping[str, Where] = {}
    figures: Mapping[str, Figure]
    left_out: list[LeftOut] = []


class Size(Record):
    """A number of interviews that the producer states."""

    source: Text
    where: Where = {}
    published: Annotated[int, Field(strict=True, gt=0)]
    seen: Text


class Checks(Record):
    """Everything that ``checks.yaml`` declares."""

    shares: list[Shares]
    sizes: list[Size]


def read_checks(path: Path = CHECKS) -> Checks:
    """Read what must be given back.

    Raises
    ------
    StudyError
        When a record lacks a field or has an unknown one.
    """
    return read_record(path, Checks)


def against_published(checks: Checks | None = None, folder: Path = paths.CELLS) -> pd.DataFrame:
    """Recompute from the cells every figure that its producer published.

    Parameters
    ----------
    checks : Checks, optional
        Those of ``checks.yaml`` when left out.
    folder : Path
        Where the tables of cells are.

    Returns
    -------
    DataFrame
        One row per figure: ``source`` (the survey), ``what``, ``published`` and ``recomputed``
        (shares of 0 to 1, or numbers of people), their ``difference``, the ``tolerance`` declared
        for the source, ``n_published`` (missing where no base is printed), ``n``, and ``ok``: the
        difference is within the tolerance, and n is the published one where there is one.

    Raises
    ------
    StudyError
        When a published line is neither declared nor left out, or no table of cells can give it.
    """
    checks = checks or read_checks()
    read = cache(partial(read_cells, folder=folder))
    rows = [row for block in checks.shares for row in _shares(block, read)]
    rows += [_size(size, read) for size in checks.sizes]
    table = pd.DataFrame(rows).astype({"n_published": "Int64", "n": "Int64"})
    table["difference"] = table["recomputed"] - table["published"]
    near = table["difference"].abs() <= table["tolerance"] + ROUNDING
    table["ok"] = near & ((table["n"] == table["n_published"]) | table["n_published"].isna())
    return table[COLUMNS]


def not_recomputed(checks: Checks | None = None) -> pd.DataFrame:
    """List the published lines that `against_published` leaves out.

    Parameters
    ----------
    checks : Checks, optional
        Those of ``checks.yaml`` when left out.

    Returns
    -------
    DataFrame
        One row per line: ``source`` (the survey), ``what``, ``published``, ``why``.
    """
    rows = [
        {"source": block.source, "what": _what(line), "published": line["estimate"], "why": out.why}
        for block in (checks or read_checks()).shares
        for out in block.left_out
        for _, line in _lines(block).query("id in @out.ids").iterrows()
    ]
    return pd.DataFrame(rows, columns=["source", "what", "published", "why"])


def _lines(block: Shares) -> pd.DataFrame:
    lines = read_published(block.published)
    return lines[lines["period"].isin(block.periods)] if block.periods else lines


def _what(line: pd.Series[Any]) -> str:
    return "; ".join(line[["indicator", "population", "group", "period"]])


def _shares(block: Shares, read: Read) -> Iterator[dict[str, Any]]:
    left_out = {row_id for out in block.left_out for row_id in out.ids}
    declared = _declared(block)
    for _, line in _lines(block).iterrows():
        if line["id"] in left_out:
            continue
        if line["id"] not in declared:
            raise StudyError(
                f"A line of {block.published} is not accounted for.",
                expected=", ".join([*block.figures, *block.groups]),
                got=line["id"],
                hint="declare it in checks.yaml, or leave it out with a reason",
            )
        figure, where = declared[line["id"]]
        if _by_year(block.source):
            where = {**where, "year": [line["period"]]}
        share, n = _recompute(block.source, figure, where, read)
        yield {
            "source": block.source,
            "what": _what(line),
            "published": line["estimate"],
            "recomputed": share,
            "tolerance": block.tolerance,
            "n_published": line["n"] if line["n_of"] == "base" else pd.NA,
            "n": n,
        }


def _declared(block: Shares) -> dict[str, tuple[Figure, Where]]:
    """List the lines that a block accounts for, by id: each figure, and each of its groups."""
    groups: dict[str, Where] = {
        "": {},
        **{f"-{name}": where for name, where in block.groups.items()},
    }
    return {
        figure_id + group: (figure, {**figure.where, **where})
        for figure_id, figure in block.figures.items()
        for group, where in groups.items()
    }


def _by_year(source: str) -> bool:
    return any(variable.name == "year" for variable in catalogue.source(source).variables)


def _recompute(source: str, figure: Figure, where: Where, read: Read) -> tuple[float, int]:
    people = _people(source, [*figure.outcome, *where], read)
    # Column by column: to compare a whole frame of categories takes fifteen times as long.
    asked = np.logical_and.reduce([people[name] != "not_asked" for name in figure.outcome])
    base = people[asked & matching(people, where)]
    counted = np.logical_or.reduce([base[name].isin(figure.level) for name in figure.outcome])
    return base["weight"][counted].sum() / base["weight"].sum(), int(base["n"].sum())


def _size(size: Size, read: Read) -> dict[str, Any]:
    people = _people(size.source, list(size.where), read)
    n = int(people["n"][matching(people, size.where)].sum())
    levels = [level for levels in size.where.values() for level in levels]
    return {
        "source": size.source,
        "what": "; ".join(["people interviewed", *levels]),
        "published": float(size.published),
        "recomputed": float(n),
        "tolerance": 0.0,
        "n_published": size.published,
        "n": n,
    }


def _people(source: str, variables: list[str], read: Read) -> pd.DataFrame:
    """Read the first table of a source that has all the variables."""
    for table, held in catalogue.source(source).cells.items():
        if {*variables} <= {*held}:
            return read(table).frame
    raise StudyError(
        f"No table of cells of {source} can give this figure.",
        expected=f"a table with {', '.join(variables)}",
        hint="add one to the source's record",
    )
