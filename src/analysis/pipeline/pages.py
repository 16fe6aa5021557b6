"""Pages written to ``reports/``: executed notebooks in, one HTML file each out."""

from __future__ import annotations

import gc
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path

from babel.dates import format_date
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis import paths
from analysis.errors import StudyError
from analysis.files import sha256, write
from analysis.parsing import read_parsed
from analysis.pipeline.execution import read_notebook
from analysis.pipeline.imprint import imprint
from analysis.pipeline.stages import SUMMARY
from analysis.report.book import book_page
from analysis.report.exporter import render
from analysis.report.figure import SVG
from analysis.report.search import Entry, entries, search_page
from analysis.report.site import Page, Site, page_title
from analysis.sources.catalogue import catalogue
from analysis.words.i18n import LANGUAGES, translator
from analysis.words.outputs import Figure, study_of

SHORT = 12


def site(titles: Mapping[str, str], language: str, languages: Sequence[str]) -> Site:
    """Gather what each page shows of the others: titles, twins, and the footer's facts.

    Parameters
    ----------
    titles : mapping of name to str
        The first Markdown cell of each notebook, in English, in reading order.
    language : str
        Language of the pages.
    languages : sequence of str
        Every language that the pages exist in.
    """
    _ = translator(language)
    pages = tuple(Page(name, page_title(_(text), name)) for name, text in titles.items())
    accessed = max(source.accessed for source in catalogue().values())
    facts = {
        _("Data accessed"): format_date(accessed, "long", locale=language),
        _("Code version"): version("networks-and-jobs"),
        _("Packages (hash of the lock)"): sha256(paths.LOCK)[:SHORT],
    }
    return Site(pages=pages, languages=tuple(languages), facts=facts, imprint=imprint())


def translated(notebook: NotebookNode, language: str) -> NotebookNode:
    """Put a notebook's prose into a language; what its code shows is already in it."""
    _ = translator(language)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _(cell.source)
    return notebook


def drawn(notebook: NotebookNode, language: str) -> NotebookNode:
    """Put the drawings that runs keep for pages in place of the images that notebooks show.

    Raises
    ------
    StudyError
        When the drawings of a figure aren't there.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            about = study_of(output, cell.id)
            if isinstance(about, Figure):
                output.data = {SVG: _kept(about.id, language)}
    return notebook


def _kept(name: str, language: str) -> str:
    file = paths.drawings(name, language)
    try:
        return file.read_text("utf-8")
    except OSError as problem:
        raise StudyError(
            f"The page shows the figure '{name}', whose drawings can't be read.",
            expected=f"{file.name} in {paths.shown(paths.DRAWINGS)}",
            got=problem.strerror or str(problem),
            hint=f"draw it again with `study build {name[:2]}`",
        ) from None


def write_page(
    notebook: Path, language: str, titles: Mapping[str, str], languages: Sequence[str]
) -> None:
    """Write the page of one notebook, executed in the language of the page, and its index."""
    name, of_all = notebook.stem, site(titles, language, languages)
    html = render(
        drawn(translated(read_notebook(notebook), language), language),
        name=name,
        language=language,
        site=of_all,
    )
    write(paths.REPORTS / language / f"{name}.html", html)
    found = [one for page in of_all.pages if page.name == name for one in entries(html, page)]
    write(paths.index_of_page(name, language), json.dumps([asdict(one) for one in found]))


REHEARSED = """\
<table><caption>A</caption><thead><tr><th scope="col">B</th><th scope="col">C</th></tr></thead>
<tbody><tr><th scope="row">d</th><td data-value="1">1</td></tr></tbody></table>"""


@cache
def rehearse() -> None:
    """Make a page of each language and throw it away: templates and patterns are compiled by it."""
    shown = new_output("display_data", {"text/html": REHEARSED, "text/plain": "A"})
    cells = [new_markdown_cell("# A\n\n*b*"), new_code_cell("a = 'b'  # c", outputs=[shown])]
    for language in LANGUAGES:
        of_all = site({SUMMARY: "# A"}, language, LANGUAGES)
        notebook = translated(new_notebook(cells=cells), language)
        entries(render(notebook, name=SUMMARY, language=language, site=of_all), of_all.pages[0])
    gc.freeze()  # what was loaded and compiled stays: pages needn't look for garbage in it


def _written(titles: Mapping[str, str], language: str) -> dict[str, str]:
    """Read the pages of a language."""
    folder = paths.REPORTS / language
    return {name: (folder / f"{name}.html").read_text("utf-8") for name in titles}


def write_search(titles: Mapping[str, str], language: str, languages: Sequence[str]) -> None:
    """Write the page that finds words in the other pages of its language."""
    indexes = {name: read_parsed(paths.index_of_page(name, language)) for name in titles}
    found = search_page(
        {name: [Entry(**one) for one in index] for name, index in indexes.items()},
        site(titles, language, languages),
        language,
    )
    write(paths.REPORTS / language / "search.html", found)


def write_book(
    titles: Mapping[str, str], language: str, languages: Sequence[str], folder: Path
) -> Path:
    """Write all pages of a language as one document; return its path, ``study.<language>.html``."""
    book = book_page(_written(titles, language), site(titles, language, languages), language)
    copy = folder / f"study.{language}.html"
    write(copy, book)
    return copy
