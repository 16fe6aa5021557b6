"""What a file of values may hold: numbers that can be, each within its interval and its range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from analysis.errors import StudyError
from analysis.inference.intervals import Scale
from analysis.judging.claims import claims
from analysis.parsing import read_mapping
from analysis.records import Record, explain
from analysis.sources.catalogue import catalogue
from analysis.words.bases import Counted

MAKE_AGAIN = "run `study build`, which makes it again"

Number = Annotated[float, Field(strict=True)]
Size = Annotated[float, Field(strict=True, gt=0)]


class SavedBase(Record):
    """A base, as `analysis.words.bases.Base.to_dict` gives it."""

    asked: Mapping[str, Counted]
    where: Mapping[str, list[str]]
    note: str
    before: SavedBase | None = None


class SavedValue(Record):
    """A value, as `analysis.judging.values.Value.to_dict` gives it."""

    name: str
    value: Number
    unit: Literal["share", "points", "ratio", "count", "p"]
    low: Number | None
    high: Number | None
    least: Number | None
    most: Number | None
    n: Annotated[int, Field(strict=True, gt=0)] | None
    n_effective: Size | None
    df: Size | None
    base: SavedBase
    group: str
    universe: str
    source: str
    grade: Literal["", "A", "A-", "B", "C", "D"]
    reached: Literal["", "own", "replicated", "derived", "chart", "relayed"]
    bound: Literal["exact", "lower", "upper", "approximate"]
    claim: str
    flags: list[Literal["sample only", "small base", "few PSUs", "wide", "imprecise"]]
    se: Size | None
    scale: Scale | None
    notebook: str

    @model_validator(mode="after")
    def _is_possible(self) -> SavedValue:
        if fault := next(self._faults(), None):
            raise ValueError(fault)
        return self

    def _faults(self) -> Iterator[str]:
        for low, high in ((self.low, self.high), (self.least, self.most)):
            if (low is not None and self.value < low) or (high is not None and self.value > high):
                yield f"{self.value} is not between {low} and {high}"
        if self.unit in {"share", "p"} and not 0 <= self.value <= 1:
            yield f"{self.value} is no {self.unit}, of 0 to 1"
        if self.source and self.source not in catalogue():
            yield f"no source is called {self.source}"
        if self.claim and self.claim not in {claim.id for claim in claims()}:
            yield f"no claim is called {self.claim}"


_SAVED = TypeAdapter(SavedValue)


def read_saved(path: Path) -> dict[str, dict[str, Any]]:
    """Read a file of values and check each.

    Parameters
    ----------
    path : Path
        ``<notebook>.json``.

    Returns
    -------
    dict
        Name -> what `analysis.judging.values.Value.to_dict` gave.

    Raises
    ------
    StudyError
        When the file can't be read, or a value lacks a field, has an unknown one, is no number,
        lies outside its interval, or is another's: which, and what to do.
    """
    records = read_mapping(path, MAKE_AGAIN)
    for name, record in records.items():
        if fault := _fault(name, path.stem, record):
            raise StudyError(
                f"The value {name} of {path.name} can't be.", got=fault, hint=MAKE_AGAIN
            )
    return records


def _fault(name: str, notebook: str, record: object) -> str:
    """Return what is wrong with a value; "" where nothing is."""
    try:
        found = _SAVED.validate_python(record)
    except ValidationError as problem:
        return explain(problem)
    if (found.name, found.notebook) != (name, notebook):
        return f"it is {found.name} of {found.notebook}"
    return ""
