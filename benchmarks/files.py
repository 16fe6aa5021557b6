"""Reading all the survey files, and what the pages weigh."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from measure import output
from results import Row, rows_of

from analysis import paths
from analysis.sources.catalogue import catalogue, locate

if TYPE_CHECKING:
    from collections.abc import Iterator

MB = 1024**2
CLEAN_ALL = """
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from analysis.sources.catalogue import catalogue
from analysis.surveys.harmonise import make_cells, read
from battery import peak_mb
start = time.perf_counter()
with TemporaryDirectory() as folder:
    for source in catalogue().values():
        if source.kind == "microdata":
            make_cells(source, read(source), Path(folder))
print(time.perf_counter() - start, peak_mb())
"""


def surveys(runs: int) -> Iterator[list[Row]]:
    """Time reading, checking, cleaning and folding every survey file, where they all are here."""
    sources = [source for source in catalogue().values() if source.kind == "microdata"]
    if not all(locate(source, file) for source in sources for file in source.files):
        print("surveys: the survey files are not on this machine (set STUDY_MIRROR)")
        return
    asked, here = [sys.executable, "-c", CLEAN_ALL], str(Path(__file__).parent)
    told = [
        output(asked, "surveys", PYTHONPATH=here, STUDY_MIRROR=str(paths.mirror() or ""))
        for _ in range(runs)
    ]
    times, peaks = zip(*(map(float, line.split()) for line in told), strict=True)
    yield rows_of("surveys", "all files", len(sources), {"time_s": times, "peak_mb": peaks})


def pages() -> Iterator[list[Row]]:
    """Weigh the committed pages, and those nbconvert's own template would have given."""
    from nbconvert import HTMLExporter  # noqa: PLC0415

    rows = []
    for number, notebook in enumerate(sorted(paths.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))):
        lab = HTMLExporter(template_name="lab").from_filename(str(notebook))[0].encode()
        ours = (paths.REPORTS / "en" / f"{notebook.stem}.html").stat().st_size
        sizes = {"size_mb": [ours / MB], "lab_mb": [len(lab) / MB]}
        rows += rows_of("pages", notebook.stem, number, sizes)
    site = sum(path.stat().st_size for path in paths.REPORTS.rglob("*") if path.is_file())
    yield rows + rows_of("pages", "whole site", len(rows), {"size_mb": [site / MB]})
