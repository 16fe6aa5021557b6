"""Records that people write, checked against a model: faults are told by file, record and field."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from analysis.errors import StudyError
from analysis.parsing import read_parsed

FAULTS_TOLD = 3

Kind = TypeVar("Kind")


class Record(BaseModel):
    """What people write by hand: each field known, each number finite, none changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


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
        When the file can't be read or holds no record, or a record lacks a field, has an unknown or
        a wrong one, or bears the name of another: which file, record and field, what to do.
    """
    records, known = [], set()
    adapter: TypeAdapter[Kind] = TypeAdapter(kind)
    for number, raw in enumerate(_list(path), start=1):
        name = (
            str(raw.get(key, f"number {number}")) if isinstance(raw, dict) else f"number {number}"
        )
        if name in known:
            raise StudyError(
                f"Two {path.stem} records are called {name}.", hint=f"see {path.name}: rename one"
            )
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
    return _checked(TypeAdapter(kind), read_parsed(path), f"The record {path.name}", path)


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
    found = read_parsed(path)
    if isinstance(found, dict) and path.suffix == ".toml" and len(found) == 1:
        found = next(iter(found.values()))
    if not isinstance(found, list) or not found:
        raise StudyError(
            f"{path.name} is no list of records.",
            expected="a list with one record at least",
            got=type(found).__name__ if found else "nothing in it",
            hint="see what changed with `git diff`, and mend it",
        )
    return found
