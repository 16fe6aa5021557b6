"""An image and its caption, displayed one after the other, to one HTML figure."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree import ElementTree

from bs4 import BeautifulSoup
from markupsafe import Markup

from analysis.errors import StudyError
from analysis.report.fragment import fragment
from analysis.report.markdown import markdown
from analysis.words.outputs import Caption, Figure, study_of

# As the source of an <img>, an SVG cannot run scripts, and its ids cannot meet those of another.
VECTOR = Markup(
    '<img src="data:image/svg+xml;base64,{svg}" alt="{alt}" width="{width}" height="{height}">'
)
FIGURE = Markup(
    '<figure id="{id}">{image}'
    '<figcaption>{caption}<p class="data"><a href="{data}">{word}</a></p></figcaption>'
    "</figure>\n"
)
SVG, HTML, MARKDOWN = "image/svg+xml", "text/html", "text/markdown"


def figure(
    about: Figure,
    image: Mapping[str, Any],
    caption: Mapping[str, Any] | None,
    place: str,
    _: Callable[[str], str],
) -> BeautifulSoup:
    """Join an image and its caption.

    Parameters
    ----------
    about : Figure
        What the output with the image says of it.
    image : mapping
        The output: an SVG, or else an image in HTML.
    caption : mapping or None
        The output displayed just after: Markdown that says it is a caption.
    place : str
        Notebook and cell, for errors.
    _ : callable
        Translates "Data (CSV)".

    Raises
    ------
    StudyError
        When the caption, the alternative text or a readable image is missing.
    """
    if not {SVG, HTML} & set(image["data"]):
        raise _incomplete("image", place)
    if caption is None or not isinstance(study_of(caption, place), Caption):
        raise _incomplete("caption", place)
    html = FIGURE.format(
        id=about.id,
        image=_image(image["data"], about.alt, place),
        caption=Markup(markdown(caption["data"][MARKDOWN], place)),
        data=about.data,
        word=_("Data (CSV)"),
    )
    return fragment(html, place)


def _image(forms: Mapping[str, str], alt: str, place: str) -> Markup:
    if SVG not in forms:
        return Markup(forms[HTML])
    width, height = _size(forms[SVG], place)
    encoded = base64.b64encode(forms[SVG].encode()).decode()
    return VECTOR.format(svg=encoded, alt=alt, width=width, height=height)


def _size(svg: str, place: str) -> tuple[int, int]:
    """Return width and height in CSS pixels; Matplotlib draws in points (72 per inch, not 96)."""
    try:
        _left, _top, width, height = ElementTree.fromstring(svg).attrib["viewBox"].split()
    except (ElementTree.ParseError, KeyError, ValueError) as error:
        raise StudyError(
            f"{place}: a figure is not a readable SVG.",
            expected="an <svg> with a viewBox, as Matplotlib writes it",
            got=str(error),
        ) from error
    return round(float(width) * 96 / 72), round(float(height) * 96 / 72)


def _incomplete(missing: str, place: str) -> StudyError:
    return StudyError(
        f"{place}: a figure is incomplete.",
        expected="an image with id, alt and data, then its caption",
        got=f"no {missing}",
        hint="display it with figure(), which writes them all",
    )
