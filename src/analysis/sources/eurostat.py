"""Download Eurostat tables as they are today. Not part of the study: no notebook reads them.

The study rests on figures transcribed in ``data/raw/published``. These downloads are for whoever
wants to see what came since: they stay out of git and out of every number (``docs/eurostat.md``).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import pandas as pd
from pydantic import BaseModel, Field, NonNegativeInt, ValidationError, model_validator
from rich.console import Console

from analysis import paths
from analysis.errors import StudyError, nearest
from analysis.files import told_where, write
from analysis.records import Record, explain, read_records
from analysis.sources.catalogue import Text
from analysis.sources.download import PATIENCE, Patience, download

TABLES = paths.RAW / "eurostat.yaml"
FOLDER = paths.RAW / "eurostat"
API = "https://ec.europa.eu/eurostat/api/dissemination/statistics/1.0/data"

# Of an answer; ours are far smaller. `analysis.sources.download` lets up to twice as much through.
LARGEST_ANSWER = 5_000_000
# Eurostat puts larger extractions in a queue, and sends no data.
MOST_CELLS = 500_000
# One letter each, several may follow one another. The last four went out of use in January 2025.
FLAGS = "bdefimnpu" + "CNP" + "crsz"

HINTS = {
    HTTPStatus.BAD_REQUEST: "a filter isn't one of the table's, or nothing passes them all",
    HTTPStatus.NOT_FOUND: "the table isn't published any more under this name",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "ask for less, or again later: Eurostat put it in a queue",
}


class Table(Record):
    """A table of ``data/raw/eurostat.yaml``."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    says: Text
    filters: Mapping[str, Annotated[list[Text], Field(min_length=1)]]
    """Dimension -> codes asked for. A dimension left out comes whole."""
    claims: list[Text]


class _Category(BaseModel):
    index: Mapping[str, NonNegativeInt]


class _Dimension(BaseModel):
    category: _Category

    def codes(self) -> list[str]:
        """Return the codes in the order in which cells count them."""
        index = self.category.index
        return sorted(index, key=index.__getitem__)


class _Dataset(BaseModel):
    """The part of JSON-stat 2.0 that Eurostat sends (https://json-stat.org/full/)."""

    version: Literal["2.0"]
    kind: Literal["dataset"] = Field(alias="class")
    id: list[str]
    size: list[NonNegativeInt]
    dimension: Mapping[str, _Dimension]
    value: Mapping[NonNegativeInt, Annotated[float, Field(strict=True, allow_inf_nan=False)] | None]
    status: Mapping[NonNegativeInt, Annotated[str, Field(pattern=f"^[{FLAGS}]+$")]] = {}
    updated: Text

    @model_validator(mode="after")
    def _sizes_agree(self) -> _Dataset:
        if len({*self.id, "value", "flag"}) != len(self.id) + 2 or "time" not in self.id:
            raise ValueError(f"its dimensions are {self.id}")
        if len(self.size) != len(self.id):
            raise ValueError(f"{len(self.size)} sizes for {len(self.id)} dimensions")
        for name, size in zip(self.id, self.size, strict=True):
            if name not in self.dimension:
                raise ValueError(f"nothing describes the dimension {name}")
            if sorted(self.dimension[name].category.index.values()) != list(range(size)):
                raise ValueError(f"size {size} isn't that of the dimension {name}")
        return self

    @model_validator(mode="after")
    def _cells_fit(self) -> _Dataset:
        cells = math.prod(self.size)
        if cells > MOST_CELLS:
            raise ValueError(f"{cells} cells, more than the {MOST_CELLS} that Eurostat sends")
        if any(position >= cells for position in (*self.value, *self.status)):
            raise ValueError(f"a value or a status is beyond the {cells} cells")
        if all(value is None for value in self.value.values()):
            raise ValueError("no value at all")
        return self


@cache
def tables(path: Path = TABLES) -> dict[str, Table]:
    """Read the tables that can be refreshed.

    Parameters
    ----------
    path : Path
        A YAML list, one record a table.

    Returns
    -------
    dict of str to Table
        By table id, in the order of the file.

    Raises
    ------
    StudyError
        When a record lacks a field, or has one that is unknown.
    """
    return {table.id: table for table in read_records(path, Table)}


def table(name: str) -> Table:
    """Return one table by its id.

    Examples
    --------
    >>> table("isoc_cismp").claims
    ['C9', 'C10']
    """
    if name not in (known := tables()):
        wrong = f"No Eurostat table is called '{name}'."
        raise StudyError(wrong, expected=", ".join(known), hint=nearest(name, known))
    return known[name]


def url_of(name: str, filters: Mapping[str, Sequence[str]]) -> str:
    """Return the address that answers a table in JSON-stat 2.0.

    Parameters
    ----------
    name : str
        Eurostat's code of the table.
    filters : mapping of str to sequence of str
        Dimension -> codes asked for.

    Returns
    -------
    str
        An address of Eurostat's Statistics API 1.0.

    Examples
    --------
    >>> url_of("isoc_cismp", {"geo": ["EU27_2020", "FR"]}).removeprefix(API)
    '/isoc_cismp?format=JSON&lang=EN&geo=EU27_2020&geo=FR'
    """
    return f"{API}/{name}?{urlencode({'format': 'JSON', 'lang': 'EN', **filters}, doseq=True)}"


def read_jsonstat(answer: Mapping[str, Any]) -> pd.DataFrame:
    """Lay an answer of Eurostat out, one row a cell.

    Parameters
    ----------
    answer : mapping
        A JSON-stat 2.0 dataset: the codes of each dimension, and values and flags by the position
        of their cell, the last dimension varying fastest. A cell that isn't named has no value.

    Returns
    -------
    DataFrame
        One column of codes a dimension, then `value` (in the table's unit; missing stays missing)
        and `flag` (missing where Eurostat gives none).

    Raises
    ------
    StudyError
        When the answer isn't such a dataset, its sizes disagree, a flag is unknown, or no cell has
        a value.

    Examples
    --------
    >>> codes = {"geo": {"FR": 0}, "time": {"2017": 0, "2019": 1, "2021": 2}}
    >>> read_jsonstat(
    ...     {
    ...         "version": "2.0",
    ...         "class": "dataset",
    ...         "updated": "2026-01-31",
    ...         "id": ["geo", "time"],
    ...         "size": [1, 3],
    ...         "dimension": {name: {"category": {"index": codes[name]}} for name in codes},
    ...         "value": {"0": 1.5, "2": 2.5},
    ...         "status": {"2": "p"},
    ...     }
    ... )
      geo  time  value  flag
    0  FR  2017    1.5  <NA>
    1  FR  2019    NaN  <NA>
    2  FR  2021    2.5     p
    """
    return _frame(_checked(answer))


@dataclass(frozen=True)
class Refreshed:
    """A downloaded table: where it is, when Eurostat last changed it, what differs from before."""

    path: Path
    updated: str
    changes: str


def refresh(
    record: Table,
    *,
    folder: Path = FOLDER,
    patience: Patience = PATIENCE,
    console: Console | None = None,
) -> Refreshed:
    """Download a table and say what changed since the last time.

    Parameters
    ----------
    record : Table
        A table of ``data/raw/eurostat.yaml``.
    folder : Path
        Where ``<table>.csv`` goes, as `read_jsonstat` lays it out, with ``<table>.json`` that says
        its address and when Eurostat last changed it. Git ignores it.
    patience : Patience
        Time-outs, and pauses between tries.
    console : Console, optional
        Where the progress bar shows.

    Returns
    -------
    Refreshed
        Where the table is, and what changed.

    Raises
    ------
    StudyError
        When the table can't be had, or isn't what was asked. What was downloaded before stays.
    """
    url = url_of(record.id, record.filters)
    dataset = _checked(_get(url, folder / f"{record.id}.part", patience, console))
    frame = _frame(dataset)
    _refuse_other_codes(frame, record)
    path = folder / f"{record.id}.csv"
    text = frame.to_csv(index=False, lineterminator="\n")
    changes = _changes(path, text)
    write(path, text)
    about = {"url": url, "updated": dataset.updated}
    write(path.with_suffix(".json"), json.dumps(about, indent=2) + "\n")
    return Refreshed(path, dataset.updated, changes)


def refresh_all(
    records: Sequence[Table],
    console: Console,
    *,
    folder: Path = FOLDER,
    patience: Patience = PATIENCE,
) -> int:
    """Refresh several tables and tell how each went; one that fails doesn't stop the next.

    Parameters
    ----------
    records : sequence of Table
        Tables of ``data/raw/eurostat.yaml``.
    console : Console
        Where to tell it.
    folder, patience
        See `refresh`.

    Returns
    -------
    int
        How many tables failed.
    """
    failures = 0
    for record in records:
        try:
            done = refresh(record, folder=folder, patience=patience, console=console)
            story = f"{record.id}: {done.changes}. As of {done.updated} ({done.path})"
        except StudyError as problem:
            failures += 1
            story = f"{record.id}: failed. {problem}"
        console.print(story, markup=False, highlight=False, soft_wrap=True)
    told = "No figure of the study comes from these tables (docs/eurostat.md)."
    console.print(told, markup=False, highlight=False, soft_wrap=True)
    return failures


def _get(url: str, part: Path, patience: Patience, console: Console | None) -> Any:
    """Download an answer and read its JSON."""
    with told_where(part):
        part.parent.mkdir(parents=True, exist_ok=True)
        # What a broken run left may be of another edition: always ask for the whole answer.
        part.unlink(missing_ok=True)
    try:
        download(url, part, size=LARGEST_ANSWER, patience=patience, console=console)
        return json.loads(part.read_bytes())
    except StudyError as problem:
        told = {"expected": problem.expected, "got": problem.got}
        raise StudyError(problem.title, **told, hint=_hint(problem.__cause__)) from problem
    except (ValueError, RecursionError) as problem:
        raise StudyError(
            "Eurostat's answer isn't JSON, or isn't whole.",
            expected=f"JSON-stat 2.0 from {url}",
            got=f"{part.read_bytes()[:80]!r}... ({problem})",
            hint="ask again later: a page instead of data means that the service is down",
        ) from None
    finally:
        part.unlink(missing_ok=True)


def _hint(cause: BaseException | None) -> str:
    """Return what to do about a failed download."""
    answer = getattr(cause, "response", None)
    reason = None if answer is None else HINTS.get(answer.status_code)
    if reason is None:
        return "try again later; nothing in the study waits for it"
    return f"{reason} (see {TABLES.name}; Eurostat's words are at the address above)"


def _checked(answer: Any) -> _Dataset:
    try:
        return _Dataset.model_validate(answer)
    except ValidationError as problem:
        raise StudyError(
            "Eurostat's answer isn't a table that can be read.",
            expected="a JSON-stat 2.0 dataset whose sizes agree, with known flags and some value",
            got=f"{explain(problem)}; the answer begins {json.dumps(answer)[:200]}",
            hint="an error or a warning in the answer says why; else see docs/eurostat.md",
        ) from None


def _frame(dataset: _Dataset) -> pd.DataFrame:
    """Make one row of each cell, those without a value included."""
    codes = [dataset.dimension[name].codes() for name in dataset.id]
    frame = pd.MultiIndex.from_product(codes, names=dataset.id).to_frame(index=False)
    return frame.assign(
        value=pd.Series(dict(dataset.value), dtype="float64").reindex(frame.index),
        flag=pd.Series(dict(dataset.status), dtype="string").reindex(frame.index),
    )


def _refuse_other_codes(frame: pd.DataFrame, record: Table) -> None:
    """Refuse an answer that lacks a code asked for: Eurostat passes over those it doesn't know."""
    for name, codes in record.filters.items():
        found = set(frame[name]) if name in frame else set()
        if found != set(codes):
            raise StudyError(
                f"Eurostat's answer for {record.id} isn't what was asked.",
                expected=f"{name}: {', '.join(codes)}",
                got=", ".join(sorted(found)) or f"no dimension {name}",
                hint=f"look the codes up in Eurostat's data browser and mend {TABLES.name}",
            )


def _changes(path: Path, text: str) -> str:
    """Compare a table with the one downloaded before, if any."""
    after = _cells(StringIO(text))
    if not path.is_file():
        return f"{len(after)} cells, downloaded for the first time"
    before = _cells(path)
    if before.index.names != after.index.names:
        return f"its dimensions were {before.index.names}, they are {after.index.names}"
    both = after.index.intersection(before.index)
    periods = set(after.index.unique("time")) - set(before.index.unique("time"))
    changed = before.loc[both] != after.loc[both]
    found = {
        "cells before": len(before) if len(before) != len(after) else 0,
        "new cells": len(after.index.difference(before.index)),
        "cells gone": len(before.index.difference(after.index)),
        "values changed": int(changed["value"].sum()),
        "flags changed": int(changed["flag"].sum()),
    }
    told = [f"{n} {name}" for name, n in found.items() if n]
    new = [f"new periods: {', '.join(sorted(periods))}"] if periods else []
    return ", ".join([f"{len(after)} cells", *(told + new or ["nothing changed"])])


def _cells(table: Path | StringIO) -> pd.DataFrame:
    """Read a table as text, indexed by its dimensions."""
    frame = pd.read_csv(table, dtype="string", keep_default_na=False)
    return frame.set_index([name for name in frame if name not in ("value", "flag")])
