"""All that notebook 08 asks of the committed tables, beside R and svy on the people themselves."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from measure import HERE, check_agreement, in_turn, output, parsed
from results import Row, rows_of_each

from analysis import paths
from analysis.sources.catalogue import catalogue, locate

if TYPE_CHECKING:
    from collections.abc import Iterator

PYTHON = [sys.executable, "-W", "ignore"]
CONTENDERS = {
    "r": ["Rscript", "--vanilla", str(HERE / "asked.R")],
    "rows": [*PYTHON, str(HERE / "asked.py"), "rows"],
    "ours": [*PYTHON, str(HERE / "asked.py"), "ours"],
}


def tables(runs: int) -> Iterator[list[Row]]:
    """Put the same questions to each, where all survey files are here."""
    sources = [source for source in catalogue().values() if source.kind == "microdata"]
    if not all(locate(source, file) for source in sources for file in source.files):
        print("tables: the survey files are not on this machine (set STUDY_MIRROR)")
        return
    with TemporaryDirectory() as folder:
        mirror = {"STUDY_MIRROR": str(paths.mirror() or "")}
        output([*PYTHON, str(HERE / "questions.py"), folder], "questions", **mirror)
        asked = len((Path(folder) / "questions.csv").read_text("utf-8").splitlines()) - 1
        found = in_turn(
            dict.fromkeys(CONTENDERS, runs),
            lambda name: parsed(output([*CONTENDERS[name], folder, "1"], name)),
        )
    check_agreement({name: outcome.digits for name, outcome in found.items()})
    yield rows_of_each("tables", asked, found)
