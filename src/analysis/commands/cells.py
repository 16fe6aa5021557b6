"""Commands that fold somebody's own survey, and estimate from its cells."""

from __future__ import annotations

import time
from pathlib import Path

import click

from analysis.commands.command import Command


@click.command(cls=Command, anywhere=True, extra="collapse")
@click.argument("files", nargs=-1, required=True, metavar="FILE_OR_GLOB...")
@click.option("--by", multiple=True, required=True, help="Variable to keep; repeat for others.")
@click.option("--weight", help="Column of the weight.")
@click.option("--volunteers", is_flag=True, help="Nobody was drawn: there is no weight.")
@click.option("--stratum", help="Column of the stratum.")
@click.option("--psu", help="Column of the primary sampling unit.")
@click.option("--clean", metavar="FILE.py:FUNCTION", help="Cleans a pandas DataFrame.")
@click.option(
    "--engine", default="polars", show_default=True, help="Or duckdb, pandas, dask, spark."
)
@click.option("--scheduler", help="Cluster, as tcp://host:8786 (dask) or spark://host:7077.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def collapse(  # noqa: PLR0913 - a parameter an option
    files: tuple[str, ...],
    *,
    by: tuple[str, ...],
    weight: str | None,
    stratum: str | None,
    psu: str | None,
    clean: str | None,
    engine: str,
    scheduler: str | None,
    out: Path,
    volunteers: bool,
) -> None:
    """Fold the people of your own csv or Parquet files into cells."""
    from analysis.folding.cells import Design, write_cells
    from analysis.folding.engines import collapse_files

    if (weight is None) != volunteers:
        raise click.UsageError("Give --weight, or --volunteers when nobody was drawn.")
    start = time.perf_counter()
    design = Design(weight, stratum, psu)
    cells = collapse_files(files, by, design, engine=engine, clean=clean, scheduler=scheduler)
    write_cells(cells, out)
    folded = f"{cells['n'].sum():,} people in {len(cells):,} cells"
    sample = ", sample only" if volunteers else ""
    click.echo(f"{folded}{sample}: {out} ({time.perf_counter() - start:.1f} s)")
