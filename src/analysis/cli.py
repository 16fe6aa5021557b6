"""The ``study`` command."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import click

from analysis.errors import StudyError
from analysis.words import i18n

# Pydantic looks for plugins in every installed package, and the study has none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


class _Study(click.Group):
    """Show errors meant for a person as such: no traceback, exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except StudyError as problem:
            raise click.ClickException(str(problem)) from None


@click.group(cls=_Study, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Rerun the study of social networks and finding a job."""


@main.command()
@click.argument("notebooks", nargs=-1)
def build(notebooks: tuple[str, ...]) -> None:
    """Run what changed and write reports/ (all of it, or only some NOTEBOOKS)."""
    from analysis.pipeline.graph import build as make
    from analysis.pipeline.stages import matching

    code = make([matching(name) for name in notebooks])
    if code == 0:
        click.echo("The reports are in reports/: open reports/index.html in a browser.")
    sys.exit(code)


@main.command()
@click.option(
    "--lang",
    type=click.Choice(i18n.LANGUAGES),
    default="en",
    show_default=True,
    help="Language of the pages.",
)
@click.option("--notebook", "notebooks", multiple=True, help="Number or name; all when left out.")
@click.option("--to", "folder", default="export", show_default=True, help="Where the files go.")
@click.option("--pdf", is_flag=True, help="Print each page to PDF too (needs Chromium).")
@click.option("--book", is_flag=True, help="The whole study as one HTML and one PDF.")
def export(lang: str, notebooks: tuple[str, ...], folder: str, *, pdf: bool, book: bool) -> None:
    """Write pages to give away: HTML files that need nothing beside them, and PDF."""
    from analysis.pipeline.graph import build
    from analysis.pipeline.notebooks import notebook_paths
    from analysis.pipeline.pages import write_book
    from analysis.pipeline.stages import matching, titles
    from analysis.report.export import export_page, export_pdf

    if book and notebooks:
        raise click.UsageError("A book holds every page: leave out --notebook, or --book.")
    if book:
        if build():
            sys.exit(1)
        whole = write_book(titles(), lang, i18n.LANGUAGES, Path(folder))
        click.echo(whole)
        click.echo(export_pdf(whole))
        return
    names = [matching(name) for name in notebooks] or [path.stem for path in notebook_paths()]
    if build(names):
        sys.exit(1)
    for name in names:
        page = export_page(name, lang, Path(folder))
        click.echo(page)
        if pdf:
            click.echo(export_pdf(page))


@main.command()
@click.option("--lang", "languages", multiple=True, default=("fr",), show_default=True)
def messages(languages: tuple[str, ...]) -> None:
    """Bring the translations up to date with the study's sentences, and list what is to be done.

    A sentence that has changed keeps its translation, marked fuzzy until somebody has read it.
    """
    from analysis.pipeline.translations import to_do, update

    for language in languages:
        click.echo(update(language))
        todo = to_do(language)
        for line in todo:
            click.echo(f"  {line}")
        click.echo(f"  Sentences to translate or to read again: {len(todo)}")


@main.command()
def check() -> None:
    """Make everything again and show every number and file that is not the committed one."""
    from analysis.pipeline.check import check as compare

    sys.exit(compare())


@main.command()
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


@main.command()
def claims() -> None:
    """List the claims with their verdicts."""
    from rich.console import Console
    from rich.table import Table

    from analysis.judging.claims import claims as read_claims
    from analysis.judging.verdicts import read_verdicts

    verdicts = read_verdicts().drop_duplicates("claim").set_index("claim")["verdict"]
    table = Table("claim", "statement", "verdict", "limits", title="Claims of the article")
    for claim in read_claims():
        table.add_row(claim.id, claim.statement, verdicts[claim.id], claim.limits)
    Console().print(table)


@main.command()
@click.option(
    "--diploma", default="", help="The highest, or the one in preparation: bac+5, master."
)
@click.option(
    "--occupation", default="", help="Yours, or the one you want: nurse, mason, infirmière."
)
@click.option("--sector", default="", help="Where you work or look: hospital, building, J.")
@click.option("--age", default="", help="In years, such as 35.")
@click.option("--situation", default="", help="At work, looking, student, changing trade.")
@click.option("--all", "everything", is_flag=True, help="Every line, with all it rests on.")
@click.option("--lang", type=click.Choice(i18n.LANGUAGES), help="Language of the answer.")
def advise(*, everything: bool, lang: str | None, **asked: str) -> None:
    """Print what is known of people like you: who uses networks, who recruits, what finds jobs.

    Say as much as you like, in English or French; any other word, such as --sector help, prints
    what may be chosen.
    """
    from analysis.advice.choices import asked_for
    from analysis.advice.printing import told
    from analysis.advice.readings import read
    from analysis.words.i18n import tr

    with i18n.spoken(lang or i18n.language()):
        try:
            case = asked_for(asked)
        except StudyError as problem:
            click.echo(i18n.pair(tr("Error"), str(problem)), err=True)
            sys.exit(1)
        click.echo(told(read(case), everything=everything))


@main.command()
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


@main.command()
@click.argument("names", nargs=-1, metavar="[TABLE]...")
def refresh(names: tuple[str, ...]) -> None:
    """Download Eurostat TABLEs as they are today, beside the study: no number of it changes."""
    from rich.console import Console

    from analysis.sources.eurostat import refresh_all, table, tables

    records = [table(name) for name in names] or list(tables().values())
    sys.exit(refresh_all(records, Console()))


@main.command()
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


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
def describe(file: Path) -> None:
    """Draft the record of a survey's FILE: its codes, and how it differs from the nearest wave."""
    from analysis.surveys.describing import describe as draft

    click.echo(draft(file), nl=False)


@main.command()
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


@main.command()
def environment() -> None:
    """Write environment.yml from pyproject.toml and the locks."""
    from analysis.pipeline.environment import write_environment

    write_environment()


if __name__ == "__main__":
    main()
