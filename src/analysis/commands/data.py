"""Commands about the sources: what there is, how to get it, what is wrong with it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.commands import completion
from analysis.commands.command import Command, as_json, quiet
from analysis.commands.completion import completing
from analysis.commands.tables import show

if TYPE_CHECKING:
    from analysis.sources.catalogue import Source, Wanted


@click.command(cls=Command)
@click.argument(
    "name", required=False, metavar="[SOURCE]", shell_complete=completing(completion.sources)
)
@as_json
def sources(name: str | None, *, as_json: bool) -> None:
    """List the sources, or tell all of one: who asked whom, when, how; licence, files, questions.

    Sources that are known to exist and are not here are listed apart, with the claims that they
    would serve.
    """
    from analysis.sources.catalogue import catalogue, record_of, wanted

    if name:
        _tell(record_of(name), as_json=as_json)
        return
    import pandas as pd

    here = pd.DataFrame([_line(source) for source in catalogue().values()])
    missing = pd.DataFrame([_lack(lack) for lack in wanted().values()])
    if as_json:
        missing = missing.assign(here="wanted")
        show(pd.concat([here, missing], ignore_index=True), "", as_json=True)
        return
    show(here, "Sources of the study", but=("producer", "published", "licence"))
    show(
        missing,
        "Wanted: known to exist, not here (study sources NAME says what each needs)",
        but=("producer", "takes"),
    )


def _line(source: Source) -> dict[str, str]:
    return {
        "source": source.id,
        "title": source.title,
        "grade": source.grade,
        "here": _place(source),
        "producer": source.producer,
        "published": source.published,
        "licence": source.licence.name,
    }


def _lack(lack: Wanted) -> dict[str, str]:
    return {
        "source": lack.id,
        "title": lack.title,
        "years": lack.years,
        "claims": ", ".join(served.claim for served in lack.serves),
        "producer": lack.producer,
        "takes": lack.takes,
    }


def _place(source: Source) -> str:
    """Return what of a source is on this machine."""
    from analysis.sources.catalogue import locate

    if source.kind == "published":
        return "figures"
    whole = all(locate(source, file) for file in source.files)
    return "survey file" if whole else "cells"


def _tell(record: Source | Wanted, *, as_json: bool) -> None:
    """Print a record as its producer and the study describe it."""
    import json

    import yaml

    told: dict[str, Any] = record.model_dump(mode="json", exclude_defaults=True)
    if as_json:
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    for field in ("translated", "sample", "not_harmonised"):
        told.pop(field, None)
    if record.kind != "wanted":
        told["here"] = _place(record)
        told["variables"] = [variable.name for variable in record.variables]
        told["cells"] = [*record.cells]
    whole = {field: value for field, value in told.items() if value not in ([], {})}
    click.echo(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, width=78), nl=False)


@click.command(cls=Command)
@click.argument(
    "names", nargs=-1, metavar="[SOURCE]...", shell_complete=completing(completion.surveys)
)
@quiet
def fetch(names: tuple[str, ...], *, quiet: bool) -> None:
    """Bring the survey files in (all, or some SOURCEs): download them or print how to get them.

    Ends with 1 while a file is still lacking: to be fetched by hand, or of a source that is wanted
    and not here, of which it prints what it needs.
    """
    from rich.console import Console

    from analysis.sources.catalogue import catalogue, record_of, wanted
    from analysis.sources.fetch import fetch_all

    surveys = [source for source in catalogue().values() if source.kind == "microdata"]
    lacking = fetch_all(
        [record_of(name) for name in names] or surveys, Console(), only_lacking=quiet
    )
    if not names and not quiet:
        click.echo(
            f"Passed over, wanted and not here: {', '.join(wanted())} "
            "(study fetch NAME says what it needs)."
        )
    sys.exit(bool(lacking))


@click.command(cls=Command)
@click.argument(
    "names", nargs=-1, metavar="[TABLE]...", shell_complete=completing(completion.tables)
)
def refresh(names: tuple[str, ...]) -> None:
    """Download Eurostat TABLEs as they are today, beside the study: no number of it changes."""
    from rich.console import Console

    from analysis.sources.eurostat import refresh_all, table, tables

    records = [table(name) for name in names] or list(tables().values())
    sys.exit(bool(refresh_all(records, Console())))


@click.command(cls=Command)
@click.option(
    "--record",
    "source",
    metavar="SOURCE",
    help="Record the figures that this file must have from now on, of a new or changed record.",
    shell_complete=completing(completion.surveys),
)
@as_json
def validate(source: str | None, *, as_json: bool) -> None:
    """List every broken assumption in the survey files that are on this machine.

    A file with one is not folded. Ends with 1 where there is one, or where no file is here to look
    at.
    """
    if source:
        _record(source)
        return
    from analysis.sources.catalogue import catalogue
    from analysis.surveys.validation import validate_all

    found, skipped = validate_all()
    for name in skipped:
        click.echo(f"{name}: its file is not on this machine, nothing was checked", err=as_json)
    nothing_here = len(skipped) == sum(s.kind == "microdata" for s in catalogue().values())
    if nothing_here:
        click.echo("No survey file is here: nothing was checked (`study fetch`).", err=True)
    elif found.empty and not as_json:
        click.echo("No broken assumption was found in the files that are here.")
    else:
        show(found, "Broken assumptions", as_json=as_json)
    sys.exit(nothing_here or not found.empty)


def _record(name: str) -> None:
    """Record the figures of a survey's file, and print those that were others before."""
    from analysis.sources.catalogue import source
    from analysis.surveys.fold import record

    changed = record(source(name))
    for line in changed:
        click.echo(line)
    click.echo(f"Figures of {name} recorded, {len(changed)} of them new or changed: read them.")


@click.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path))
def describe(file: Path) -> None:
    """Draft the record of a survey's FILE: its codes, and how it differs from the nearest wave."""
    from analysis.surveys.describing import describe as draft

    click.echo(draft(file), nl=False)
