"""A notebook as an article: one title, headings in order, a table of contents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bs4 import Tag
from markupsafe import Markup
from nbformat import NotebookNode

from analysis.report.cell import Code, Piece, Shown
from analysis.report.faults import ORIGIN, Page, Place
from analysis.report.headings import give_anchors, headings_of, take_title
from analysis.report.layout import Layout, arrange, show_all
from analysis.report.style import script
from analysis.report.tables import classes
from analysis.report.told import left_out, refusal
from analysis.words.outputs import Origin


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


def article(
    notebook: NotebookNode,
    name: str,
    _: Callable[[str], str],
    *,
    strict: bool = True,
    folder: Path | None = None,
) -> Article:
    r"""Turn an executed notebook into an article.

    Parameters
    ----------
    notebook : NotebookNode
        Executed, in the language of the page.
    name : str
        Its name, for errors.
    _ : callable
        Translates the words that the page adds.
    strict : bool, default True
        Whether to refuse what a report may not hold, or to show what can be and list the rest.
    folder : Path, optional
        Where the pictures are that a notebook names by path; a strict page has none of them.

    Raises
    ------
    StudyError
        When it is strict and there isn't exactly one title, a heading skips a level, an id is used
        twice, a number lacks its origin, or a cell can't be shown (see
        `analysis.report.cell.show_cell`): it tells all of that at once.

    Examples
    --------
    >>> import nbformat
    >>> cells = [nbformat.v4.new_markdown_cell("# Members\n\n## Who they are")]
    >>> article(nbformat.v4.new_notebook(cells=cells), "02_members", str).contents
    (Entry(anchor='who-they-are', text='Who they are', language=None, under=()),)
    """
    page = Page(name, _, strict, folder)
    shown = show_all(notebook, page)
    cells = {id(tag): one.cell for one in shown for piece in one.pieces for tag in _named(piece)}
    layout = arrange(shown, page)
    parsed = [
        piece
        for piece in (*layout.first, *layout.short, *layout.body)
        if isinstance(piece, Tag)  # a parsed document is a tag too
    ]
    headings = [found for piece in parsed for found in headings_of(piece)]
    title = take_title(headings, page, cells)
    give_anchors(headings, parsed, page, cells)
    origins = _origins(parsed, shown, page)
    if strict and page.faults:
        raise refusal(name, page.faults)
    return _laid_out(layout, title, headings, origins, left_out(page.faults, _))


def _named(piece: Tag) -> list[Tag]:
    """List the tags of a piece that a fault may name: its headings, and what has an id."""
    return [*headings_of(piece), *piece.find_all(id=True)]


def _laid_out(
    layout: Layout,
    title: Tag,
    headings: Sequence[Tag],
    origins: tuple[Origin, ...],
    told: Markup,
) -> Article:
    parsed = [one for one in (*layout.first, *layout.short, *layout.body) if isinstance(one, Tag)]
    code = any(isinstance(piece, Code) for piece in layout.body)
    tags = [tag for piece in parsed for tag in piece.find_all(True)]
    run = {
        "chooser": any(tag.name == "form" for tag in tags),
        "figures": any("drawing" in classes(tag) and tag.get("role") == "img" for tag in tags),
        "sort": any(tag.name == "table" and "sortable" in classes(tag) for tag in tags),
        "code": code,
    }
    return Article(
        title=Markup(title.decode_contents()),
        standfirst=_html(layout.first),
        short=_html(layout.short),
        contents=_contents(_in_contents(headings, layout)),
        body=_html(layout.body) + told,
        origins=origins,
        scripts=tuple(script(one) for one, needed in run.items() if needed),
        code=code,
    )


def _in_contents(headings: Iterable[Tag], layout: Layout) -> list[Tag]:
    """Leave out the headings that stand before the body, or name a small fold."""
    parsed = [piece for piece in layout.short if isinstance(piece, Tag)]
    short = {id(found) for piece in parsed for found in headings_of(piece)}
    kept = [found for found in headings if id(found) not in short]
    return [found for found in kept if found.name == "h2" or found not in layout.annexed]


def _html(pieces: Iterable[Piece]) -> Markup:
    return Markup("".join(map(str, pieces)))


def _origins(parsed: Iterable[Tag], shown: Iterable[Shown], page: Page) -> tuple[Origin, ...]:
    """List the origins that the numbers of a page open, each once, in the order of the page."""
    known = {origin.id: origin for one in shown for origin in one.origins}
    places = [
        str(number["popovertarget"])
        for piece in parsed
        for number in piece.find_all("button", popovertarget=True)
    ]
    for place in places:
        if place not in known:
            Place("", page).tell(ORIGIN, place)
    return tuple(known[place] for place in dict.fromkeys(places) if place in known)


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
