"""A survey's file folded into cells, once nothing in it contradicts what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis import paths
from analysis.errors import StudyError
from analysis.sources.catalogue import Source
from analysis.surveys.fingerprint import (
    differing,
    fingerprint,
    read_fingerprint,
    write_fingerprint,
)
from analysis.surveys.harmonise import harmonise, make_cells, read
from analysis.surveys.validation import validate, write_validation

TOLD = 3
"""Faults told when a fold stops: `study validate` lists them all."""


@dataclass(frozen=True)
class Folders:
    """Where what a fold compares with is, and where it writes."""

    fingerprints: Path = paths.FINGERPRINTS
    cells: Path = paths.CELLS
    validation: Path = paths.VALIDATION


def fold(source: Source, folders: Folders | None = None) -> None:
    """Write the cells of a survey, their lock and its faults: none, or nothing is written.

    Parameters
    ----------
    source : Source
        A microdata record whose file is on this machine.
    folders : Folders, optional
        Those of the study when left out.

    Raises
    ------
    StudyError
        When the file is not the record's, breaks what the study assumes of it, or has other
        figures than those that were recorded.
    """
    where = folders or Folders()
    raw = read(source)
    faults = validate(source, raw, read_fingerprint(source.id, where.fingerprints))
    if len(faults):
        raise _stopped(source, faults)
    make_cells(source, raw, where.cells)
    write_validation(source, faults, where.validation)


def record(source: Source, folder: Path = paths.FINGERPRINTS) -> list[str]:
    """Write the figures of a survey's file, which every fold is held to from then on.

    Returns
    -------
    list of str
        What differs from the figures that were recorded before, all of them where none were.

    Raises
    ------
    StudyError
        When the file breaks what the study assumes of it.
    """
    raw = read(source)
    faults = validate(source, raw)
    if len(faults):
        raise _stopped(source, faults)
    found = fingerprint(harmonise(source, raw))
    known = folder / f"{source.id}.csv"
    former = read_fingerprint(source.id, folder) if known.is_file() else found.head(0)
    write_fingerprint(found, source.id, folder)
    told = differing(former, found)
    return [f"{about}: {one}" for about, figures in told.items() for one in figures]


def _stopped(source: Source, faults: pd.DataFrame) -> StudyError:
    shown = faults.head(TOLD).fillna({"rows": 0}).to_dict("records")
    told = [f"{one['column']} {one['rule']}: {one['examples']}".strip() for one in shown]
    more = len(faults) - len(told)
    return StudyError(
        f"The file of {source.id} breaks what the study assumes of it: nothing was written.",
        expected="no fault",
        got="; ".join(told) + (f" (and {more} more)" if more else ""),
        hint="`study validate` lists every fault; where the file is right and its record was "
        f"changed, `study validate --record {source.id}` records its new figures",
    )
