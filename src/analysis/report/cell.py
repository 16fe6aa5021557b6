"""One notebook cell to HTML: prose, folded code, and the outputs a reader needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from markupsafe import Markup
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from analysis.errors import StudyError
from analysis.report.figure import figure, role
from analysis.report.form import chooser
from analysis.report.fragment import fragment
from analysis.report.markdown import markdown

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
CODE = Markup(
    '<details class="code"><summary>{word}</summary>'
    '<pre class="highlight" lang="en" translate="no"><code>{code}</code></pre></details>\n'
)


def cell_html(cell: NotebookNode, place: str, _: Callable[[str], str]) -> Markup:
    """Turn a cell into HTML.

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
    >>> print(cell_html(nbformat.v4.new_markdown_cell("One *word*"), "cell 1", str).strip())
    <p>One <em>word</em></p>
    """
    if cell.cell_type == "markdown":
        html = fragment(markdown(cell.source, place), place)
    elif cell.cell_type == "code":
        html = _code(cell.source, _) + Markup("").join(_outputs(cell.outputs, place, _))
    else:
        return Markup("")  # raw cells are for other formats
    spoken = LANGUAGE_TAG.search(" ".join(cell.metadata.get("tags", [])))
    return Markup('<div lang="{}">{}</div>').format(spoken[1], html) if spoken else html


def _code(source: str, _: Callable[[str], str]) -> Markup:
    """Fold the code of a cell, which is in English on every page."""
    if not source.strip():
        return Markup("")
    coloured = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
    return CODE.format(word=_("Code"), code=Markup(coloured))


def _outputs(outputs: list[NotebookNode], place: str, _: Callable[[str], str]) -> Iterator[Markup]:
    queue = iter(outputs)
    for output in queue:
        if output.output_type == "error" or output.get("name") == "stderr":
            raise _unclean(output, place)
        if role(output) == "figure":
            yield figure(output, next(queue, None), place, _)
        elif role(output) == "chooser":
            yield chooser(output.metadata["study"], place)
        elif output.output_type == "stream":
            yield _preformatted(output.text)
        else:
            yield _shown(output, place)


def _shown(output: NotebookNode, place: str) -> Markup:
    """Show one output in its richest form."""
    kind = next((kind for kind in RICHEST_FIRST if kind in output.data), "")
    if not kind or kind.startswith("image/") or role(output) == "caption":
        raise StudyError(
            f"{place}: an output that a page cannot show.",
            expected="text, a table, or an image with its alternative text and its caption",
            got=role(output) or ", ".join(output.data) or "an empty output",
            hint="display images with figure(), which asks for both texts",
        )
    content = output.data[kind]
    if kind == "text/plain":
        return _preformatted(content)
    return fragment(markdown(content, place) if kind == "text/markdown" else content, place)


def _preformatted(text: str) -> Markup:
    return Markup('<pre class="output">{}</pre>\n').format(text)


def _unclean(output: NotebookNode, place: str) -> StudyError:
    got = output.get("text") or f"{output.get('ename')}: {output.get('evalue')}"
    return StudyError(
        f"{place}: the code complained.",
        expected="no error and no warning",
        got=got.strip().partition("\n")[0],
        hint="mend the cause and run the notebook again",
    )
