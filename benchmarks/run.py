"""Time the study on this machine and write ``benchmarks/results.md`` (``make bench``)."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import paths
from analysis.catalogue import catalogue, locate
from analysis.cells import Cells, Design, collapse
from analysis.estimates import independence, logit, share

RESULTS = Path(__file__).with_name("results.md")
PEOPLE = 1_000_000
CLEAN_ALL = """
import resource
from pathlib import Path
from tempfile import TemporaryDirectory
from analysis.catalogue import catalogue
from analysis.surveys import make_cells
with TemporaryDirectory() as folder:
    for source in catalogue().values():
        if source.kind == "microdata":
            make_cells(source, Path(folder))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def seconds(action: object) -> float:
    start = time.perf_counter()
    action()  # type: ignore[operator]
    return time.perf_counter() - start


def simulated() -> pd.DataFrame:
    """A million people in strata and PSUs, with an outcome that depends on two variables."""
    rng = np.random.default_rng(2016)
    stratum = rng.integers(0, 500, PEOPLE)
    member = rng.random(PEOPLE) < 0.2 + 0.3 * rng.random(500)[stratum]
    return pd.DataFrame(
        {
            "stratum": stratum,
            "psu": rng.integers(0, 4, PEOPLE),
            "weight": rng.gamma(4, 0.25, PEOPLE),
            "on_linkedin": np.where(member, "yes", "no"),
            "tertiary": rng.choice(["yes", "no"], PEOPLE),
            "sex": rng.choice(["men", "women"], PEOPLE),
        }
    )


def of_a_million() -> list[tuple[str, str]]:
    people, by = simulated(), ["on_linkedin", "tertiary", "sex"]
    design = Design("weight", "stratum", "psu")
    folded = collapse(people, by, design)
    cells = Cells(folded, design, "simulated", "simulated people")
    factors = {"tertiary": "no", "sex": "men"}
    return [
        (
            "one million people folded into cells",
            f"{seconds(lambda: collapse(people, by, design)):.2f} s",
        ),
        ("cells made of them", f"{len(folded):,}"),
        (
            "a share by group, from them",
            f"{seconds(lambda: share(cells, 'on_linkedin', by='sex')):.2f} s",
        ),
        ("a Rao-Scott test", f"{seconds(lambda: independence(cells, 'on_linkedin', 'sex')):.2f} s"),
        ("a logistic regression", f"{seconds(lambda: logit(cells, 'on_linkedin', factors)):.2f} s"),
    ]


def of_the_files() -> list[tuple[str, str]]:
    surveys = [source for source in catalogue().values() if source.kind == "microdata"]
    if not all(locate(source, file) for source in surveys for file in source.files):
        return [("reading and cleaning every survey file", "not measured: files not here")]
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", CLEAN_ALL], capture_output=True, text=True, check=True
    )
    took = time.perf_counter() - start
    return [
        (
            f"reading, checking, cleaning and folding all {len(surveys)} survey files",
            f"{took:.1f} s",
        ),
        ("peak memory of that", f"{float(done.stdout):,.0f} MB"),
    ]


def of_the_build() -> list[tuple[str, str]]:
    study = [sys.executable, "-m", "analysis.cli", "build"]
    for known in paths.CACHE.glob("doit*"):
        known.unlink()
    full = seconds(lambda: subprocess.run(study, check=True, capture_output=True))
    nothing = seconds(lambda: subprocess.run(study, check=True, capture_output=True))
    return [("everything made", f"{full:.0f} s"), ("nothing to do", f"{nothing:.2f} s")]


def of_the_pages() -> list[tuple[str, str]]:
    from nbconvert import HTMLExporter  # noqa: PLC0415

    rows = []
    for notebook in sorted(paths.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb")):
        lab = len(HTMLExporter(template_name="lab").from_filename(str(notebook))[0].encode())
        ours = (paths.REPORTS / "en" / f"{notebook.stem}.html").stat().st_size
        told = f"{ours / 1024:.0f} KB, {1 - ours / lab:.0%} smaller than nbconvert's lab page"
        rows.append((f"page {notebook.stem}", told))
    site = sum(path.stat().st_size for path in paths.REPORTS.rglob("*") if path.is_file())
    return [*rows, ("whole site", f"{site / 1024**2:.1f} MB")]


def main() -> None:
    rows = [*of_the_files(), *of_the_build(), *of_the_pages(), *of_a_million()]
    lines = [
        "# Timings",
        "",
        f"Written by `make bench`: {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{platform.system()}. Single runs.",
        "",
        "| what | measured |",
        "|---|---|",
        *(f"| {what} | {measured} |" for what, measured in rows),
    ]
    RESULTS.write_text("\n".join(lines) + "\n", "utf-8")
    print(RESULTS.read_text("utf-8"))


if __name__ == "__main__":
    main()
