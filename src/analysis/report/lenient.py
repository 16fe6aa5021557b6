"""The outputs of anybody's code, for the lenient profile: each in a form that a page may hold."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bs4 import BeautifulSoup
from markupsafe import Markup
from nbformat import NotebookNode

from analysis.report.faults import COMPLAINT, LONG, OUTPUT, Page, Place
from analysis.report.fragment import fragment
from analysis.report.markdown import markdown
from analysis.report.terminal import printable, screen

HTML, MARKDOWN, LATEX, PLAIN, SVG = (
    *("text/html", "text/markdown", "text/latex", "text/plain"),
    "image/svg+xml",
)
PICTURES = (SVG, "image/png", "image/jpeg", "image/gif", "image/webp")
SHOWN = {HTML, MARKDOWN, LATEX, PLAIN, *PICTURES}
PROGRAM = re.compile(r"javascript|^application/(?!json|pdf)")
SHELL = re.compile(r"<(?:script|style|iframe|form|input|button|canvas)\b", re.IGNORECASE)
"""What HTML needs that a page leaves out: the text of the object may say more than the rest."""

OBJECT = re.compile(r"<[^<>]*(?: at 0x[0-9a-f]+| object| Axes)>|<Figure size [^<>]*>")
"""What Python writes of an object that has no text of its own."""

MOST, MOST_HTML = 200_000, 2_000_000
"""Letters of an output: a page is to be sent to people."""

OUTPUT_TEXT = Markup('<pre class="output">{}</pre>\n')
FOLDED = Markup('<details class="complaint"{}><summary>{}</summary>\n{}</details>\n')
OMITTED = Markup('<p class="omitted">{}</p>\n')
PICTURE = Markup('<p><img src="data:{};base64,{}" alt="{}"{}></p>')


def plainly(outputs: Sequence[NotebookNode], place: Place) -> Iterator[BeautifulSoup]:
    """Show the outputs of a cell.

    Parameters
    ----------
    outputs : sequence of NotebookNode
        Of any kind.
    place : Place
        The cell, which is told of what is left out or changed.

    Examples
    --------
    >>> from nbformat.v4 import new_output
    >>> from analysis.report.faults import Page
    >>> said = new_output("stream", name="stdout", text="3 rows")
    >>> print(*plainly([said], Place("cell 1", Page("a", strict=False))))
    <pre class="output">3 rows</pre>
    <BLANKLINE>
    """
    _ = place.page.words
    for output in outputs:
        if output.output_type == "error":
            summary = _("Error: {name}").format(name=output.ename)
            yield _complaint(summary, _traceback(output), place, " open")
        elif output.output_type == "stream" and output.name == "stderr":
            yield _complaint(_("Messages of the code"), output.text, place)
        elif output.output_type == "stream":
            yield _text(output.text, place)
        else:
            yield _displayed(output, place)


def _complaint(summary: str, text: str, place: Place, unfolded: str = "") -> BeautifulSoup:
    place.tell(COMPLAINT, summary)
    folded = FOLDED.format(Markup(unfolded), summary, OUTPUT_TEXT.format(_cut(screen(text), place)))
    return BeautifulSoup(folded, "html.parser")


def _traceback(output: NotebookNode) -> str:
    return "\n".join(output.traceback) or f"{output.ename}: {output.evalue}"


def _text(text: str, place: Place) -> BeautifulSoup:
    return BeautifulSoup(OUTPUT_TEXT.format(_cut(screen(text), place)), "html.parser")


def _cut(text: str, place: Place) -> str:
    if len(text) <= MOST:
        return text
    place.tell(LONG, f"{len(text):,} letters")
    return f"{text[:MOST]}…"


def _displayed(output: NotebookNode, place: Place) -> BeautifulSoup:
    """Show an output in the richest form that a page can hold, or say that there is none."""
    data = output.data
    foreign = [kind for kind in data if kind not in SHOWN]
    program = any(PROGRAM.search(kind) for kind in foreign)
    for kind in foreign:
        place.tell(OUTPUT, kind)
    for shown in _forms(data, output.metadata, place):
        if shown.get_text(strip=True) or shown.find("img"):
            return shown
    if not program and not SHELL.search(str(data.get(HTML, ""))):
        return BeautifulSoup("", "html.parser")
    _ = place.page.words
    told = _("Something that needs a program to be seen was left out here.")
    return BeautifulSoup(OMITTED.format(told), "html.parser")


def _forms(
    data: Mapping[str, Any], about: Mapping[str, Any], place: Place
) -> Iterator[BeautifulSoup]:
    """Make the forms of an output one after the other, the richest first."""
    text = str(data.get(PLAIN, ""))
    named = bool(text) and not OBJECT.fullmatch(text.strip())
    if HTML in data:
        yield from _rich(data[HTML], text if named else "", place)
    if MARKDOWN in data:
        yield fragment(markdown(printable(data[MARKDOWN]), place), place)
    if LATEX in data:
        yield from _set(data[LATEX], place)
    for kind in PICTURES:
        if kind in data:
            yield fragment(_picture(kind, data[kind], about), place)
    if named or {*data} == {PLAIN}:
        yield _text(text, place)


def _rich(html: str, text: str, place: Place) -> Iterator[BeautifulSoup]:
    """Make an output that is HTML, after its text where that says more than what is left of it."""
    shown = fragment(html, place)
    if text and SHELL.search(html) and not shown.find(["table", "img", "svg"]):
        yield _text(text, place)
    if len(str(shown)) <= MOST_HTML:
        yield shown
    else:
        place.tell(LONG, "HTML")


def _set(latex: str, place: Place) -> Iterator[BeautifulSoup]:
    """Set an output that is LaTeX, unless its plain text says it better than LaTeX as written."""
    trial = Place(place.cell, Page("", strict=False))
    shown = fragment(markdown(latex, trial), trial)
    if not trial.page.faults:
        yield shown


def _picture(kind: str, content: str, about: Mapping[str, Any]) -> Markup:
    """Write an image, with what its output says of it: a description, a size."""
    told = about.get(kind, {})
    alt = str(told.get("alt") or about.get("alt") or "")
    size = [(name, told[name]) for name in ("width", "height") if isinstance(told.get(name), int)]
    sized = Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in size)
    held = base64.b64encode(content.encode()).decode() if kind == SVG else content
    return PICTURE.format(kind, held, alt, sized)
