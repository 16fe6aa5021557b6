"""One notebook cell to HTML: prose, folded code, and the outputs a reader needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TypeAlias

from bs4 import BeautifulSoup
from markupsafe import Markup
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from analysis.errors import StudyError
from analysis.report.figure import figure
from analysis.report.form import chooser
from analysis.report.fragment import fragment
from analysis.report.markdown import markdown
from analysis.words.outputs import Caption, Chooser, Figure, Linked, Study, study_of

# Of the types that one output offers, the first of these is shown.
RICHEST_FIRST = (
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/plain",
)
LANGUAGE_TAG = re.compile(r"\blang-([a-z]{2,3})\b")
CODE = Markup('<details class="code"><summary>{word}</summary>{code}</details>\n')
COLOURED = '<pre class="highlight" lang="en" translate="no"><code>{}</code></pre>'

Piece: TypeAlias = BeautifulSoup | Markup
"""HTML of a page: parsed where it may hold a heading, an id or a form; as text where it can't."""


def cell_pieces(cell: NotebookNode, place: str, _: Callable[[str], str]) -> list[Piece]:
    """Turn a cell into HTML, parsed once: an article looks into the pieces, then joins them.

    Parameters
    ----------
    cell : NotebookNode
        A Markdown or code cell, executed. The tag ``lang-xx`` says that it is in language xx.
    place : str
        Notebook and cell, for errors.
    _ : callable
        Translates the words that the page adds ("Code", "Data (CSV)").

    Raises
    ------
    StudyError
        For an error or a warning among the outputs, an image without alternative text, a table
        without caption, or HTML that a report may not hold.

    Examples
    --------
    >>> import nbformat
    >>> print(*cell_pieces(nbformat.v4.new_markdown_cell("One *word*"), "cell 1", str))
    <p>One <em>word</em></p>
    <BLANKLINE>
    """
    pieces: list[Piece] = []  # raw cells have none: they are for other formats
    if cell.cell_type == "markdown":
        pieces = [fragment(markdown(cell.source, place), place)]
    elif cell.cell_type == "code":
        pieces = [_code(cell.source, _), *_outputs(cell.outputs, place, _)]
    spoken = LANGUAGE_TAG.search(" ".join(cell.metadata.get("tags", [])))
    return [_in_language(spoken[1], pieces)] if spoken else pieces


def _in_language(language: str, pieces: list[Piece]) -> BeautifulSoup:
    return _parsed(f'<div lang="{language}">{"".join(map(str, pieces))}</div>')


def _parsed(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def _code(source: str, _: Callable[[str], str]) -> Markup:
    """Fold the code of a cell, which is in English on every page."""
    if not source.strip():
        return Markup("")
    return CODE.format(word=_("Code"), code=_coloured(source))


@cache
def _coloured(source: str) -> Markup:
    """Colour code, once for the pages of all languages; written as the parsed HTML around it is."""
    coloured = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
    return Markup(str(_parsed(COLOURED.format(coloured))))


def _outputs(outputs: list[NotebookNode], place: str, _: Callable[[str], str]) -> Iterator[Piece]:
    queue = iter(outputs)
    for output in queue:
        if output.output_type == "error" or output.get("name") == "stderr":
            raise _unclean(output, place)
        about = study_of(output, place)
        if isinstance(about, Figure):
            yield figure(about, output, next(queue, None), place, _)
        elif isinstance(about, Chooser):
            yield _parsed(chooser(about))
        elif output.output_type == "stream":
            yield _preformatted(output.text)
        else:
            yield _shown(output, about, place)


def _shown(output: NotebookNode, about: Study | None, place: str) -> BeautifulSoup:
    """Show one output in its richest form."""
    kind = next((kind for kind in RICHEST_FIRST if kind in output.data), "")
    if not kind or kind.startswith("image/") or isinstance(about, Caption):
        raise StudyError(
            f"{place}: an output that a page cannot show.",
            expected="text, a table, or an image with its alternative text and its caption",
            got="caption" if about else ", ".join(output.data) or "an empty output",
            hint="display images with figure(), which asks for both texts",
        )
    content = about.linked if isinstance(about, Linked) else output.data[kind]
    if kind == "text/plain":
        return _preformatted(content)
    return fragment(markdown(content, place) if kind == "text/markdown" else content, place)


def _preformatted(text: str) -> BeautifulSoup:
    return _parsed(Markup('<pre class="output">{}</pre>\n').format(text))


def _unclean(output: NotebookNode, place: str) -> StudyError:
    got = output.get("text") or f"{output.get('ename')}: {output.get('evalue')}"
    return StudyError(
        f"{place}: the code complained.",
        expected="no error and no warning",
        got=got.strip().partition("\n")[0],
        hint="mend the cause and run the notebook again",
    )
