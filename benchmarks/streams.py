"""A survey of a hundred million people, in a hundred files: time a person, and memory."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import simulate
from measure import HERE, output, parsed
from results import Row, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = [10_000_000, 100_000_000]
ENGINES = ["polars", "duckdb"]
CLEANED = f"{HERE / 'cleaned.py'}:clean"


def streams(runs: int) -> Iterator[list[Row]]:
    """Fold the people, as they are and cleaned on the way."""
    for people in SIZES:
        simulate.parts(people)  # the files are made before the clock runs
        rows = []
        for engine in ENGINES:
            for name, clean in ((engine, []), (f"{engine}, cleaned", [CLEANED])):
                asked = [sys.executable, str(HERE / "stream.py"), engine, str(people), *clean]
                found = [parsed(output(asked, name)).measures for _ in range(runs)]
                measures = {what: [one[what][0] for one in found] for what in found[0]}
                print(f"streams, {people:,} people: {name} {measures['time_s']}", flush=True)
                rows += rows_of("streams", name, people, measures)
        yield rows
