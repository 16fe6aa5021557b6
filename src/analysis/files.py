"""Files written whole or not at all, ten digits a number, and records that people write."""

from __future__ import annotations

import hashlib
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from analysis.errors import StudyError

if TYPE_CHECKING:  # a build that finds nothing to do needs no table
    import pandas as pd

DIGITS = "%.10g"
"""Ten significant digits: the last bits of a sum differ between processors and must not show."""

FAULTS_TOLD = 3

Kind = TypeVar("Kind")

FASTEST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times faster where libyaml is at hand, which reads the same."""


def ten_digits(number: float) -> float:
    """Return a number rounded to the ten digits that files keep.

    Examples
    --------
    >>> ten_digits(2 / 3)
    0.6666666667
    """
    return float(DIGITS % number)


def write(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all: a draft beside it is renamed once it is complete.

    Parameters
    ----------
    path : Path
        The file; its folder is made if need be. What was there stays until the new one is whole.
    content : str or bytes
        Text is written as UTF-8, its line ends as they are.

    Raises
    ------
    StudyError
        When the folder can't be written to, or the disk is full.
    """
    draft = path.with_name(f"{path.name}.part")
    raw = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(raw)
        draft.replace(path)
    except OSError as problem:
        with suppress(OSError):
            draft.unlink()
        raise StudyError(
            f"The file can't be written to {path}.",
            got=str(problem.strerror or problem),
            hint="free some room or choose a folder that you may write to; nothing was changed",
        ) from problem


def table_text(frame: pd.DataFrame) -> str:
    """Write a table as the text of a csv file, numbers in ten significant digits."""
    text: str = frame.to_csv(index=False, float_format=DIGITS, lineterminator="\n")
    return text


def write_table(path: Path, frame: pd.DataFrame) -> None:
    """Write a table as csv, numbers in ten significant digits, whole or not at all."""
    write(path, table_text(frame))


def sha256(path: Path) -> str:
    """Compute the checksum of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Record(BaseModel):
    """What people write by hand: each field known, none changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_records(path: Path, kind: type[Kind], *, key: str = "id") -> list[Kind]:
    """Read and check a list of records, from a YAML list or from the only list of a TOML file.

    Parameters
    ----------
    path : Path
        The file.
    kind : type
        The model that each record must fit, or a union of models.
    key : str
        Field that names a record; two of one name are refused.

    Raises
    ------
    StudyError
        When the file can't be read, or a record lacks a field, has an unknown or a wrong one, or
        bears the name of another: which file, which record, which field, what to do.
    """
    records, known = [], set()
    adapter: TypeAdapter[Kind] = TypeAdapter(kind)
    for number, raw in enumerate(_list(path), start=1):
        name = (
            str(raw.get(key, f"number {number}")) if isinstance(raw, dict) else f"number {number}"
        )
        if name in known:
            raise StudyError(f"Two {path.stem} records are called {name}.", hint=f"see {path.name}")
        known.add(name)
        records.append(_checked(adapter, raw, f"The {path.stem} record {name}", path))
    return records


def read_record(path: Path, kind: type[Kind]) -> Kind:
    """Read and check a file that is one record.

    Raises
    ------
    StudyError
        As for `read_records`.
    """
    return _checked(TypeAdapter(kind), _parsed(path), f"The record {path.name}", path)


def explain(problem: ValidationError) -> str:
    """Write what pydantic found wrong: each field and its fault, the first few of many."""
    faults = problem.errors(include_url=False)
    told = [
        f"{'.'.join(map(str, fault['loc'])) or 'record'}: {fault['msg']}"
        for fault in faults[:FAULTS_TOLD]
    ]
    more = len(faults) - len(told)
    return "; ".join(told) + (f" (and {more} more)" if more else "")


def _checked(adapter: TypeAdapter[Kind], raw: object, what: str, path: Path) -> Kind:
    try:
        return adapter.validate_python(raw)
    except ValidationError as problem:
        raise StudyError(
            f"{what} is not complete.", got=explain(problem), hint=f"mend it in {path.name}"
        ) from None


def _list(path: Path) -> list[Any]:
    found = _parsed(path) or []
    if isinstance(found, dict) and path.suffix == ".toml" and len(found) == 1:
        found = next(iter(found.values()))
    if not isinstance(found, list):
        raise StudyError(f"{path.name} is no list of records.", got=type(found).__name__)
    return found


def _parsed(path: Path) -> Any:
    try:
        text = path.read_text("utf-8")
        return tomllib.loads(text) if path.suffix == ".toml" else yaml.load(text, FASTEST)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, tomllib.TOMLDecodeError) as problem:
        form = path.suffix.lstrip(".").upper()
        raise StudyError(f"{path.name} can't be read as {form}.", got=str(problem)) from None
