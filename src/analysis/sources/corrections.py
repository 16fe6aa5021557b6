"""Corrections of the sources, kept as data in ``data/raw/corrections.yaml``.

Each says which rows of which column, what is done, why, and what is found there today. Where the
source no longer holds what was found, because its producer mended it, nothing is applied: the study
stops and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import numpy as np
import pandas as pd
from pydantic import Field

from analysis import paths
from analysis.cleaning.tables import matching
from analysis.errors import StudyError
from analysis.records import Record, read_records
from analysis.sources.catalogue import Source, Text

CORRECTIONS = paths.RAW / "corrections.yaml"

Code = int | str | None


class Correction(Record):
    """What every correction says: where, what is found there, why, and on whose word."""

    id: Text
    source: Text
    column: Text
    rows: Annotated[Mapping[str, list[Code]], Field(min_length=1)]
    expect: Annotated[Mapping[Code, int], Field(min_length=1)]
    reason: Text
    said_by: Text

    def concerned(self, raw: pd.DataFrame) -> pd.Series[bool]:
        """Flag the rows that the correction is about."""
        return matching(raw, self.rows)

    def corrected(self, raw: pd.DataFrame) -> pd.Series[Any]:
        """Return the column as the study reads it."""
        return raw[self.column]


class Keep(Correction):
    """A fault that is left as it is: the reason says how the study reads it."""

    action: Literal["keep"]


class SetValue(Correction):
    """One value in place of those found; null empties the cells."""

    action: Literal["set"]
    value: Code

    def corrected(self, raw: pd.DataFrame) -> pd.Series[Any]:
        """Return the column with the value set."""
        value = np.nan if self.value is None else self.value
        return raw[self.column].mask(self.concerned(raw), value)


class OnlyChoice(Correction):
    """The one option that a person chose in a list, as the answer to "which one?"."""

    action: Literal["only_choice"]
    options: Mapping[str, int | str]
    chosen: int | str
    none: int | str

    def corrected(self, raw: pd.DataFrame) -> pd.Series[Any]:
        """Return the column with the option filled in, or `none` where nothing was chosen."""
        chosen = raw[list(self.options)] == self.chosen
        rows, choices = self.concerned(raw), chosen.sum(axis="columns")
        several = int((rows & (choices > 1)).sum())
        if several:
            raise StudyError(
                f"The correction {self.id} can't choose.",
                expected="one option chosen at most",
                got=f"{several} rows with several",
            )
        answer = (
            chosen.idxmax(axis="columns").map(dict(self.options)).where(choices == 1, self.none)
        )
        return raw[self.column].mask(rows, answer)


_Any = cast(
    "type[Correction]", Annotated[Keep | SetValue | OnlyChoice, Field(discriminator="action")]
)


def read_corrections(path: Path = CORRECTIONS) -> list[Correction]:
    """Read and check the corrections.

    Parameters
    ----------
    path : Path
        A YAML list, one record a correction.

    Returns
    -------
    list of Correction
        In the order of the file, which is the order they are applied in.

    Raises
    ------
    StudyError
        When a record lacks a field, or has one that its action doesn't know.
    """
    return read_records(path, _Any)


@cache
def corrections() -> tuple[Correction, ...]:
    """Return the study's own corrections, read once."""
    return tuple(read_corrections())


def apply(
    raw: pd.DataFrame, source: Source, known: Iterable[Correction] | None = None
) -> pd.DataFrame:
    """Apply to a source's file the corrections written for it.

    Parameters
    ----------
    raw : DataFrame
        The file as read.
    source : Source
        Its catalogue record.
    known : iterable of Correction, optional
        Those of ``corrections.yaml`` when left out.

    Returns
    -------
    DataFrame
        The same rows and columns; only the cells that the corrections name differ.

    Raises
    ------
    StudyError
        When a column is missing, or the rows no longer hold what the correction expects.

    Examples
    --------
    >>> from analysis.sources import catalogue
    >>> pool = SetValue(
    ...     id="graduates", source="pew_2018", column="educ2", rows={"educ2": [7, 8]},
    ...     expect={7: 1, 8: 2}, action="set", value=6, reason="Sizes exchanged", said_by="Us",
    ... )
    >>> raw = pd.DataFrame({"educ2": [5, 7, 8, 8]})
    >>> apply(raw, catalogue.source("pew_2018"), [pool])["educ2"].tolist()
    [5, 6, 6, 6]
    """
    for correction in corrections() if known is None else known:
        if correction.source == source.id:
            check(raw, correction)
            raw = raw.assign(**{correction.column: correction.corrected(raw)})
    return raw


def check(raw: pd.DataFrame, correction: Correction) -> None:
    """Refuse a correction whose rows aren't as it expects: the source may have been repaired.

    Parameters
    ----------
    raw : DataFrame
        The file as read.
    correction : Correction
        One correction of this file.

    Raises
    ------
    StudyError
        When a column is missing, or what is found isn't what is expected.
    """
    absent = {correction.column, *correction.rows} - {*raw.columns}
    if absent:
        raise StudyError(
            f"The correction {correction.id} is about columns that aren't there.",
            expected=", ".join([correction.column, *correction.rows]),
            got=f"no column {', '.join(sorted(absent))}",
        )
    values = raw.loc[correction.concerned(raw), correction.column]
    found = {_plain(value): int(n) for value, n in values.value_counts(dropna=False).items()}
    if found != correction.expect:
        raise StudyError(
            f"The correction {correction.id} no longer fits {correction.source}.",
            expected=_told(correction.expect),
            got=_told(found),
            hint="if the producer repaired the file, take the correction out of corrections.yaml",
        )


def _plain(value: Any) -> Any:
    return None if pd.isna(value) else value


def _told(counts: Mapping[Any, int]) -> str:
    cells = (f"{'empty' if code is None else code} in {n} rows" for code, n in counts.items())
    return ", ".join(cells) or "no such row"
