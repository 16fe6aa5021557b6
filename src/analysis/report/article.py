"""A notebook as an article: one title, headings in order, a table of contents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, Tag
from markupsafe import Markup
from nbformat import NotebookNode

from analysis.errors import StudyError
from analysis.report.cell import cell_pieces
from analysis.report.form import script
from analysis.report.scripts import script_of

HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
MAIN = "main"  # the id that the template gives to the content


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents, its language if it has its own, the lines under it."""

    anchor: str
    text: str
    language: str | None = None
    under: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Article:
    """What the template lays out: the title as HTML, the contents, the rest of the notebook.

    `scripts` are what the page runs: none, but on a page with a form or a table to sort.
    """

    title: Markup
    contents: tuple[Entry, ...]
    body: Markup
    scripts: tuple[Markup, ...]


def article(notebook: NotebookNode, name: str, _: Callable[[str], str]) -> Article:
    r"""Turn an executed notebook into an article.

    Parameters
    ----------
    notebook : NotebookNode
        Executed, in the language of the page.
    name : str
        Its name, for errors.
    _ : callable
        Translates the words that the page adds.

    Raises
    ------
    StudyError
        When there isn't exactly one title, a heading skips a level, an id is used twice, or a
        cell can't be shown (see `analysis.report.cell.cell_pieces`).

    Examples
    --------
    >>> import nbformat
    >>> cells = [nbformat.v4.new_markdown_cell("# Members\n\n## Who they are")]
    >>> article(nbformat.v4.new_notebook(cells=cells), "02_members", str).contents
    (Entry(anchor='who-they-are', text='Who they are', language=None, under=()),)
    """
    pieces = [
        piece
        for number, cell in enumerate(notebook.cells, start=1)
        for piece in cell_pieces(cell, f"Notebook {name}, cell {number}", _)
    ]
    parsed = [piece for piece in pieces if isinstance(piece, BeautifulSoup)]
    headings = [heading for soup in parsed for heading in soup.find_all(HEADINGS)]
    _check_order(headings, name)
    ids = [str(tag["id"]) for soup in parsed for tag in soup.find_all(id=True)]
    _give_anchors(headings, ids, name)
    title = headings[0].extract()
    return Article(
        title=Markup(title.decode_contents()),
        contents=_contents(headings),
        body=Markup("".join(map(str, pieces))),
        scripts=tuple(_scripts(parsed)),
    )


def _scripts(parsed: list[BeautifulSoup]) -> Iterator[Markup]:
    """List what the page runs: the form's script, and what sorts long tables."""
    if any(soup.form for soup in parsed):
        yield script()
    if any(soup.select_one("table.sortable") for soup in parsed):
        yield script_of("sort")


def _check_order(headings: list[Tag], name: str) -> None:
    levels = [int(heading.name[1]) for heading in headings]
    if levels[:1] != [1] or levels.count(1) > 1:
        raise StudyError(
            f"Notebook {name} needs exactly one title, before any other heading.",
            expected="one '# Title', then '## Section'",
            got=", ".join(heading.get_text() for heading in headings if heading.name == "h1")
            or "no title",
        )
    for heading, before in zip(headings[1:], levels, strict=False):
        if int(heading.name[1]) > before + 1:
            raise StudyError(
                f"Notebook {name}: a heading skips a level.",
                expected=f"level {before + 1} at most",
                got=f"level {heading.name[1]}, {heading.get_text()!r}",
            )


def _give_anchors(headings: list[Tag], ids: list[str], name: str) -> None:
    used = [MAIN, *ids]
    twice = sorted({anchor for anchor in used if used.count(anchor) > 1})
    if twice:
        raise StudyError(
            f"Notebook {name} uses an id twice.",
            expected="one figure or heading for each id",
            got=", ".join(twice),
        )
    for heading in headings:
        if not heading.has_attr("id"):
            heading["id"] = _free(slug(heading.get_text()), used)
            used.append(str(heading["id"]))


def _free(anchor: str, used: list[str]) -> str:
    number = 2
    free = anchor
    while free in used:
        free, number = f"{anchor}-{number}", number + 1
    return free


def slug(text: str) -> str:
    """Turn a heading into an anchor.

    Examples
    --------
    >>> slug("Diplômés : 28 % des membres")
    'diplomes-28-des-membres'
    """
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "section"


def _contents(headings: list[Tag]) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    for heading in headings:
        part = heading.find_parent(lang=True)
        language = str(part["lang"]) if part else None
        entry = Entry(str(heading["id"]), heading.get_text(), language)
        if heading.name == "h2":
            entries.append(entry)
        elif heading.name == "h3":
            section = entries[-1]
            entries[-1] = replace(section, under=(*section.under, entry))
    return tuple(entries)
