"""Commands about the sources: what there is, how to get it, what is wrong with it."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
def sources() -> None:
    """List the sources: what, who, when, licence, evidence grade."""
    from rich.console import Console
    from rich.table import Table

    from analysis.sources.catalogue import catalogue, locate, wanted

    here = Table(title="Sources of the study")
    for heading in (
        "source",
        "title",
        "producer",
        "published",
        "grade",
        "licence",
        "on this machine",
    ):
        here.add_column(heading, overflow="fold")
    for source in catalogue().values():
        place = "committed" if source.kind == "published" else "cells only"
        if source.kind == "microdata" and all(locate(source, file) for file in source.files):
            place = "microdata"
        about = (source.title, source.producer, source.published, source.grade, source.licence.name)
        here.add_row(source.id, *about, place)
    missing = Table(
        title="Wanted: known to exist, not here (study fetch NAME says what each needs)"
    )
    for heading in ("source", "title", "producer", "years", "claims", "what it takes"):
        missing.add_column(heading, overflow="fold")
    for lack in wanted().values():
        claims = ", ".join(served.claim for served in lack.serves)
        missing.add_row(lack.id, lack.title, lack.producer, lack.years, claims, lack.takes)
    Console().print(here, missing)


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
def fetch(names: tuple[str, ...]) -> None:
    """Bring the survey files in (all, or some SOURCEs): download them or print how to get them.

    Of a source that is wanted and not here, print what it needs; that counts as a failure.
    """
    from rich.console import Console

    from analysis.sources.catalogue import catalogue, record_of, wanted
    from analysis.sources.fetch import fetch_all

    surveys = [source for source in catalogue().values() if source.kind == "microdata"]
    failures = fetch_all([record_of(name) for name in names] or surveys, Console())
    if not names:
        click.echo(
            f"Passed over, wanted and not here: {', '.join(wanted())} "
            "(study fetch NAME says what it needs)."
        )
    sys.exit(failures)


@click.command()
@click.argument("names", nargs=-1, metavar="[TABLE]...")
def refresh(names: tuple[str, ...]) -> None:
    """Download Eurostat TABLEs as they are today, beside the study: no number of it changes."""
    from rich.console import Console

    from analysis.sources.eurostat import refresh_all, table, tables

    records = [table(name) for name in names] or list(tables().values())
    sys.exit(refresh_all(records, Console()))


@click.command()
def validate() -> None:
    """List every broken assumption in the survey files that are on this machine."""
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

    from analysis.surveys.validation import validate_all

    found, skipped = validate_all()
    console = Console()
    for name in skipped:
        console.print(f"{name}: its file is not on this machine, nothing was checked")
    if found.empty:
        console.print("No broken assumption was found in the files that are here.")
        return
    table = Table(*found.columns, title="Broken assumptions")
    for row in found.itertuples(index=False):
        table.add_row(*("–" if pd.isna(cell) else str(cell) for cell in row))
    console.print(table)
    sys.exit(1)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def describe(file: Path) -> None:
    """Draft the record of a survey's FILE: its codes, and how it differs from the nearest wave."""
    from analysis.surveys.describing import describe as draft

    click.echo(draft(file), nl=False)
