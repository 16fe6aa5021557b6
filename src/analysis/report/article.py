"""A notebook as an article: one title, headings in order, a table of contents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bs4 import Tag
from markupsafe import Markup
from nbformat import NotebookNode

from analysis.errors import StudyError
from analysis.report.cell import Code, Piece, Shown
from analysis.report.layout import HEADINGS, Layout, arrange
from analysis.report.style import script
from analysis.words.outputs import Origin

DRAWN, SORTABLE = ".drawing[role=img]", "table.sortable"
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
    """What the template lays out: a notebook in the order in which its page is read.

    Attributes
    ----------
    title, standfirst : Markup
        The title, and what the first cell says under it.
    short : Markup
        The claims at a glance, "" on a page without any.
    contents : tuple of Entry
        The sections of the body.
    body : Markup
        The rest.
    origins : tuple of Origin
        Where the numbers that a reader can touch come from.
    scripts : tuple of Markup
        What the page runs: none without a form or code.
    code : bool
        Whether there is code, which a switch shows.
    """

    title: Markup
    standfirst: Markup
    short: Markup
    contents: tuple[Entry, ...]
    body: Markup
    origins: tuple[Origin, ...]
    scripts: tuple[Markup, ...]
    code: bool


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
        When there isn't exactly one title, a heading skips a level, an id is used twice, a number
        lacks its origin, or a cell can't be shown (see `analysis.report.cell.show_cell`).

    Examples
    --------
    >>> import nbformat
    >>> cells = [nbformat.v4.new_markdown_cell("# Members\n\n## Who they are")]
    >>> article(nbformat.v4.new_notebook(cells=cells), "02_members", str).contents
    (Entry(anchor='who-they-are', text='Who they are', language=None, under=()),)
    """
    layout, shown = arrange(notebook, name, _)
    parsed = [
        piece
        for piece in (*layout.first, *layout.short, *layout.body)
        if isinstance(piece, Tag)  # a parsed document is a tag too
    ]
    headings = [found for piece in parsed for found in _headings(piece)]
    _check_order(headings, name)
    ids = [str(tag["id"]) for piece in parsed for tag in piece.find_all(id=True)]
    _give_anchors(headings, ids, name)
    title = headings[0].extract()
    code = any(isinstance(piece, Code) for piece in layout.body)
    form, drawn, sortable = (
        any(piece.select_one(one) for piece in parsed) for one in ("form", DRAWN, SORTABLE)
    )
    run = {"chooser": form, "figures": drawn, "sort": sortable, "code": code}
    return Article(
        title=Markup(title.decode_contents()),
        standfirst=_html(layout.first),
        short=_html(layout.short),
        contents=_contents([found for found in headings if not _aside(found, layout)]),
        body=_html(layout.body),
        origins=_origins(parsed, shown, name),
        scripts=tuple(script(one) for one, needed in run.items() if needed),
        code=code,
    )


def _aside(heading: Tag, layout: Layout) -> bool:
    """Check whether a heading stands before the body, or names a small fold."""
    parsed = [piece for piece in layout.short if isinstance(piece, Tag)]
    short = [found for piece in parsed for found in _headings(piece)]
    return heading in short or (heading.name != "h2" and heading in layout.annexed)


def _headings(piece: Tag) -> list[Tag]:
    return [piece] if piece.name in HEADINGS else piece.find_all(HEADINGS)


def _html(pieces: Iterable[Piece]) -> Markup:
    return Markup("".join(map(str, pieces)))


def _origins(parsed: Iterable[Tag], shown: Iterable[Shown], name: str) -> tuple[Origin, ...]:
    """List the origins that the numbers of a page open, each once, in the order of the page."""
    known = {origin.id: origin for one in shown for origin in one.origins}
    places = [
        str(number["popovertarget"])
        for piece in parsed
        for number in piece.find_all("button", popovertarget=True)
    ]
    lacking = [place for place in places if place not in known]
    if lacking:
        raise StudyError(
            f"Notebook {name} shows numbers of unknown origin.",
            got=", ".join(lacking),
            hint="display them with say() or table(), which write where each comes from",
        )
    return tuple(known[place] for place in dict.fromkeys(places))


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
