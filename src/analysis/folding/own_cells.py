"""Anybody's cells in a csv file, with what must never be apart from them in a descriptor beside it.

The descriptor is a Data Resource (https://datapackage.org/standard/data-resource): tools that know
the standard check the file by it, and people may read and mend it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import BaseModel, Field, ValidationError

from analysis.cleaning.missing import KINDS
from analysis.errors import StudyError
from analysis.files import defused, restored, sha256, ten_digits, undefused, write
from analysis.folding.cells import COUNTS, Cells, Design, require_columns, write_cells
from analysis.folding.possible import check_keys
from analysis.records import explain
from analysis.sources.catalogue import SingletonRule

FOLD_AGAIN = "fold the survey again with `study collapse`"


class Constraints(BaseModel):
    """What a column may hold."""

    enum: list[str] = []


class Column(BaseModel):
    """A column of the csv file; one with levels is a variable."""

    name: str
    type: Literal["string", "integer", "number"]
    constraints: Constraints = Constraints()


class Schema(BaseModel):
    """The columns in their order, as a Table Schema."""

    fields: list[Column]
    missing_values: list[str] = Field([""], alias="missingValues")


class Roles(BaseModel):
    """Columns that carry the design, and what stands for the variance of a single PSU."""

    weight: str | None
    stratum: str | None = None
    psu: str | None = None
    singleton: SingletonRule | None = None


class Descriptor(BaseModel):
    """What is known of a csv file of cells."""

    name: str
    path: str
    hash: str
    source: str
    universe: str
    design: Roles
    cells: int
    people: int
    weight: float
    table: Schema = Field(alias="schema")


def descriptor_path(path: Path) -> Path:
    """Return where the descriptor of a csv file of cells is.

    Examples
    --------
    >>> descriptor_path(Path("mine/cells.csv")).as_posix()
    'mine/cells.resource.json'
    """
    return path.with_suffix(".resource.json")


def write_own_cells(cells: Cells, path: Path) -> None:
    """Write cells as csv, and their descriptor beside it.

    Parameters
    ----------
    cells : Cells
        The cells, with their levels.
    path : Path
        A ``.csv`` file. It is written first: should its descriptor not come about, `read_own_cells`
        refuses the two.

    Raises
    ------
    StudyError
        When the path is no csv file, a level holds a carriage return, which csv files lose, or the
        files can't be written.
    """
    require_csv(path)
    for name, levels in cells.levels.items():
        broken = [level for level in levels if "\r" in level]
        if broken:
            raise StudyError(
                f"A level of '{name}' can't be kept in a csv file.",
                expected="levels without a carriage return",
                got=", ".join(map(repr, broken)),
                hint="rename the level",
            )
    write_cells(cells.frame, path)
    text = json.dumps(_described(cells, path), indent=2, ensure_ascii=False)
    write(descriptor_path(path), f"{text}\n")


def read_own_cells(path: Path) -> Cells:
    """Read cells that `write_own_cells`, or ``study collapse``, wrote.

    Parameters
    ----------
    path : Path
        The csv file.

    Returns
    -------
    Cells
        With the levels in the descriptor's order.

    Raises
    ------
    StudyError
        When either file is missing, the csv file is not the one that was described or has cells
        twice, or the descriptor is incomplete or contradicts it.
    """
    require_csv(path)
    beside = descriptor_path(path)
    for file in (path, beside):
        if not file.is_file():
            raise StudyError(
                f"{file.name} is not there.",
                expected=f"{path.name}, and its descriptor {beside.name} beside it",
                hint=f"{FOLD_AGAIN}, or write both with analysis.folding.own_cells.write_own_cells",
            )
    known = _read(beside)
    if known.hash != f"sha256:{sha256(path)}":
        raise StudyError(
            f"{path.name} is not the file that {beside.name} describes.",
            expected=known.hash,
            got=f"sha256:{sha256(path)}",
            hint=f"get both files back as they were, or {FOLD_AGAIN}",
        )
    columns = known.table.fields
    text = {column.name: "str" for column in columns if column.type == "string"}
    frame = restored(pd.read_csv(path, dtype=text, keep_default_na=False, na_values=[""]))
    require_columns([*frame.columns], [column.name for column in columns], hint=FOLD_AGAIN)
    levels = {
        column.name: [undefused(level) for level in column.constraints.enum if level not in KINDS]
        for column in columns
        if column.constraints.enum
    }
    design = Design(**known.design.model_dump())
    check_keys(frame, [*design.clusters, *levels], path.name, FOLD_AGAIN)
    return Cells(frame, design, known.source, known.universe, levels)


def _read(path: Path) -> Descriptor:
    try:
        return Descriptor.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as problem:
        got = explain(problem) if isinstance(problem, ValidationError) else str(problem)
        raise StudyError(
            f"{path.name} is no descriptor of cells.", got=got, hint=FOLD_AGAIN
        ) from None


def refuse_inputs(paths: Sequence[Path], inputs: Sequence[str | Path]) -> None:
    """Refuse to write files over those that they are made from.

    A file is the same under another name too: a link's, or one in other capitals where the disk
    tells none apart.
    """
    for made in paths:
        for given in filter(Path.exists, map(Path, inputs)):
            if made.exists() and made.samefile(given):
                raise StudyError(
                    f"{made.name} is one of the files that are read: it would be lost.",
                    expected="a path that none of them has",
                    got=f"{made}, which is {given}",
                    hint="choose another name for --out",
                )


def require_csv(path: Path, what: str = "Cells") -> None:
    """Refuse a path that is no csv file's."""
    if path.suffix != ".csv":
        raise StudyError(
            f"{what} are kept in a csv file.",
            expected="a name that ends in .csv",
            got=path.name,
        )


def _described(cells: Cells, path: Path) -> dict[str, Any]:
    return {
        "name": path.stem,
        "path": path.name,
        "hash": f"sha256:{sha256(path)}",
        "source": cells.source,
        "universe": cells.universe,
        "design": vars(cells.design),
        "cells": len(cells.frame),
        "people": int(cells.frame["n"].sum()),
        "weight": ten_digits(cells.frame["weight"].sum()),
        "schema": {
            "fields": [_field(cells, str(name)) for name in cells.frame.columns],
            "missingValues": [""],
        },
    }


def _field(cells: Cells, name: str) -> dict[str, Any]:
    if name in COUNTS:
        return {"name": name, "type": "integer" if name == "n" else "number"}
    if name in cells.design.clusters:
        return {"name": name, "type": "string"}
    kinds = [kind for kind in KINDS if (cells.frame[name] == kind).any()]
    levels = [*map(defused, cells.levels[name]), *kinds]  # as the file has them
    return {"name": name, "type": "string", "constraints": {"enum": levels}}
