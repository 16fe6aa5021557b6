"""Commands that make the study: run it, check it, give it away, translate it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from analysis.commands import completion
from analysis.commands.command import Command, quiet
from analysis.commands.completion import completing
from analysis.words import i18n


@contextmanager
def _alone(command: str) -> Iterator[None]:
    """Run while no other command writes here, and say in words when it is stopped."""
    from analysis.pipeline.stopping import stopped_in_words
    from analysis.pipeline.turn import one_at_a_time

    with stopped_in_words(), one_at_a_time(command):
        yield


@contextmanager
def _loading() -> Iterator[None]:
    """Load what stays: looking for garbage in it would take a tenth of a short run."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@click.command(cls=Command)
@click.argument("notebooks", nargs=-1, shell_complete=completing(completion.notebooks))
@quiet
def build(notebooks: tuple[str, ...], *, quiet: bool) -> None:
    """Run what changed and write reports/ (all of it, or only some NOTEBOOKS)."""
    from analysis.pipeline.warm import warm_early

    warm_early()  # it loads libraries while this process loads others
    with _loading():
        from analysis.pipeline.graph import build as make
        from analysis.pipeline.stages import matching

    with _alone("study build"):
        code = make([matching(name) for name in notebooks], quiet=quiet)
    if code == 0 and not quiet:
        click.echo("The reports are in reports/: open reports/index.html in a browser.")
    sys.exit(bool(code))


@click.command(cls=Command)
@click.option(
    "--lang",
    type=click.Choice(i18n.LANGUAGES),
    default="en",
    show_default=True,
    help="Language of the pages.",
)
@click.option(
    "--notebook",
    "notebooks",
    multiple=True,
    help="Number or name; every page when left out.",
    shell_complete=completing(completion.notebooks),
)
@click.option("--to", "folder", default="export", show_default=True, help="Where the files go.")
@click.option("--pdf", is_flag=True, help="Print each page to PDF too (needs Chromium).")
@click.option("--book", is_flag=True, help="The whole study as one HTML and one PDF.")
def export(lang: str, notebooks: tuple[str, ...], folder: str, *, pdf: bool, book: bool) -> None:
    """Write pages to give away: HTML files that need nothing beside them, and PDF.

    Without --notebook: every page of a language, its front and its claims. Links between them lead
    to each other; the others to the study's public address, or they become text.
    """
    from analysis.pipeline.graph import build
    from analysis.pipeline.imprint import imprint
    from analysis.pipeline.pages import write_book
    from analysis.pipeline.stages import matching, titles
    from analysis.report.export import Export, all_pages, check_folder, export_pages
    from analysis.report.pdf import print_pdf

    if book and notebooks:
        raise click.UsageError("A book holds every page: leave out --notebook, or --book.")
    to, names = Path(folder), [matching(name) for name in notebooks]
    check_folder(to)
    with _alone("study export"):
        if build(names):
            sys.exit(1)
        if book:
            whole = write_book(titles(), lang, i18n.LANGUAGES, to)
            click.echo(whole)
            click.echo(print_pdf(whole.read_text("utf-8"), whole.with_suffix(".pdf")))
            return
        pages = Export(lang, names or all_pages(lang), imprint().address)
        for file in export_pages(pages, to, pdf=pdf):
            click.echo(file)


@click.command(cls=Command)
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


@click.command(cls=Command)
def cite() -> None:
    """Print the entry that cites the study in a bibliography (BibTeX)."""
    from analysis.pipeline.imprint import bibtex

    click.echo(bibtex())


@click.command(cls=Command)
@quiet
def check(*, quiet: bool) -> None:
    """Make everything again and show every number and file that is not the committed one."""
    from analysis.pipeline.check import check as compare

    with _alone("study check"):
        code = compare(quiet=quiet)
    sys.exit(code)


@click.command(cls=Command)
def environment() -> None:
    """Write environment.yml from pyproject.toml and the locks."""
    from analysis.pipeline.environment import write_environment

    write_environment()
