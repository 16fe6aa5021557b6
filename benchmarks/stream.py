"""Fold people who stand in many Parquet files, in a process of its own.

Usage: ``stream.py ENGINE PEOPLE [FILE:FUNCTION]``. Writes the lines of ``battery.py``.
"""

from __future__ import annotations

import sys

import simulate
from battery import CLUSTERED, VARIABLES, clocked, design_of, emit, peak_mb

from analysis.folding.engines import collapse_files


def main(engine: str, people: str, clean: str | None = None) -> None:
    """Fold, and tell the time, the memory and the number of cells."""
    files = [str(simulate.parts(int(people)) / "*.parquet")]
    with clocked("time_s"):
        cells = collapse_files(files, VARIABLES, design_of(CLUSTERED), engine=engine, clean=clean)
    emit("run", "cells", len(cells))
    emit("once", "peak_mb", peak_mb())
    if int(cells["n"].sum()) != int(people):
        raise SystemExit(f"{cells['n'].sum()} people of {people} were folded.")


if __name__ == "__main__":
    main(*sys.argv[1:])
