"""One notebook cell to HTML: prose, hidden code, and the outputs a reader needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import pygments
from bs4 import BeautifulSoup, Tag
from markupsafe import Markup
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, String, Text

from analysis.errors import StudyError
from analysis.report.faults import COMPLAINT, NOT_RUN, OUTPUT, RAW, Place
from analysis.report.figure import figure
from analysis.report.form import chooser
from analysis.report.fragment import fragment
from analysis.report.lenient import plainly
from analysis.report.markdown import markdown
from analysis.report.terminal import printable, screen
from analysis.words.outputs import Caption, Chooser, Figure, Linked, Origin, Study, study_of

# Of the types that one output offers, the first of these is shown.
RICHEST_FIRST = (
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/latex",
    "text/plain",
)
MARKDOWN = {"text/markdown", "text/latex"}
LANGUAGE_TAG = re.compile(r"\blang-([a-z]{2,3})\b")
CODE = Markup('<div class="code">{}</div>\n')
KEPT = (Comment, Keyword, String)
COLOURED = '<pre class="highlight" lang="en" translate="no"><code>{}</code></pre>'


@dataclass(frozen=True)
class Code:
    """Code of one or several cells, in English on every page, hidden until a reader asks for it."""

    text: str

    def __str__(self) -> str:
        """Return its HTML."""
        return CODE.format(_coloured(self.text))


Piece: TypeAlias = BeautifulSoup | Tag | Markup | Code
"""A part of a page: parsed where it may hold a heading, an id or a form."""


@dataclass(frozen=True)
class Shown:
    """What a page shows of a cell: its code, its text or outputs, where their numbers come from."""

    cell: str
    tags: frozenset[str]
    code: Code | None
    pieces: tuple[BeautifulSoup, ...]
    origins: tuple[Origin, ...] = ()


def show_cell(cell: NotebookNode, place: Place) -> Shown:
    """Turn a cell into HTML.

    Parameters
    ----------
    cell : NotebookNode
        A Markdown or code cell, executed. The tag ``lang-xx`` says that it is in language xx.
    place : Place
        The cell on its page. It is told of an error or a warning among the outputs, an image
        without alternative text, a table without caption, HTML that a report may not hold, code
        that was never run.

    Examples
    --------
    >>> import nbformat
    >>> cell = nbformat.v4.new_markdown_cell("One *word*")
    >>> print(*show_cell(cell, Place("cell 1")).pieces)
    <p>One <em>word</em></p>
    <BLANKLINE>
    """
    name, strict = place.cell, place.page.strict
    tags = frozenset(cell.metadata.get("tags", []) if strict else [])  # others' tags mean others
    if cell.cell_type == "markdown":
        said = fragment(markdown(printable(cell.source), place), place)
        return Shown(name, tags, None, _spoken(tags, [said]))
    if cell.cell_type != "code":
        if cell.source.strip():
            place.tell(RAW)
        return Shown(name, tags, None, ())
    if cell.source.strip() and not cell.outputs and cell.get("execution_count") is None:
        place.tell(NOT_RUN)
    code = Code(printable(cell.source)) if cell.source.strip() else None
    if not strict:
        return Shown(name, tags, code, tuple(plainly(cell.outputs, place)))
    told = [_told(output, place) for output in cell.outputs]
    origins = [one for about in told if isinstance(about, Linked) for one in about.origins]
    pieces = _spoken(tags, _outputs(cell.outputs, told, place))
    return Shown(name, tags, code, pieces, tuple(origins))


def _told(output: NotebookNode, place: Place) -> Study | None:
    """Read what an output is for; one that says it badly is told, and is for nothing."""
    try:
        return study_of(output, str(place))
    except StudyError as error:
        place.take(error)
        return None


def _spoken(tags: frozenset[str], pieces: Iterable[BeautifulSoup]) -> tuple[BeautifulSoup, ...]:
    """Mark what is in another language than the page."""
    spoken = LANGUAGE_TAG.search(" ".join(sorted(tags)))
    if not spoken:
        return tuple(pieces)
    return (_parsed(f'<div lang="{spoken[1]}">{"".join(map(str, pieces))}</div>'),)


def _parsed(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


@cache
def _coloured(source: str) -> Markup:
    """Colour code, once for the pages of all languages; written as the parsed HTML around it is."""
    tokens = PythonLexer().get_tokens(source)
    # Each coloured word is one more node of the page: most code stays uncoloured.
    few = ((next((one for one in KEPT if kind in one), Text), text) for kind, text in tokens)
    coloured = pygments.format(few, HtmlFormatter(nowrap=True))
    return Markup(str(_parsed(COLOURED.format(coloured))))


def _outputs(
    outputs: list[NotebookNode], told: list[Study | None], place: Place
) -> Iterator[BeautifulSoup]:
    queue = iter(zip(outputs, told, strict=True))
    for output, about in queue:
        if output.output_type == "error" or output.get("name") == "stderr":
            place.tell(COMPLAINT, _complaint(output))
        elif isinstance(about, Figure):
            try:
                yield figure(about, output, next(queue, (None, None))[0], place)
            except StudyError as error:
                place.take(error)
        elif isinstance(about, Chooser):
            yield _parsed(chooser(about))
        elif output.output_type == "stream":
            yield _preformatted(output.text)
        else:
            yield from _shown(output, about, place)


def _shown(output: NotebookNode, about: Study | None, place: Place) -> Iterator[BeautifulSoup]:
    """Show one output in its richest form."""
    kind = next((kind for kind in RICHEST_FIRST if kind in output.data), "")
    if (
        {*output.data} - {*RICHEST_FIRST}
        or not kind
        or kind.startswith("image/")
        or isinstance(about, Caption)
    ):
        place.tell(OUTPUT, "caption" if about else ", ".join(output.data) or "an empty output")
        return
    content = about.linked if isinstance(about, Linked) else output.data[kind]
    if kind == "text/plain":
        yield _preformatted(content)
    else:
        html = markdown(printable(content), place) if kind in MARKDOWN else content
        yield fragment(html, place)


def _preformatted(text: str) -> BeautifulSoup:
    return _parsed(Markup('<pre class="output">{}</pre>\n').format(screen(text)))


def _complaint(output: NotebookNode) -> str:
    said = output.get("text") or f"{output.get('ename')}: {output.get('evalue')}"
    return screen(said).strip().partition("\n")[0]
