"""The drawings of a figure and its caption, displayed one after the other, to one HTML figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import PreformattedString
from markupsafe import Markup, escape

from analysis.errors import StudyError
from analysis.report.drawing import checked
from analysis.report.faults import Place
from analysis.report.fragment import check_alt, fragment
from analysis.report.markdown import markdown
from analysis.words.outputs import Caption, Figure, study_of

FIGURE = Markup(
    '<figure id="{id}"><figcaption><p class="title">{title}</p><p class="base">{base}</p>'
    '</figcaption><div class="drawing"{named}>{image}</div><p class="told" aria-live="polite"></p>'
    '<p class="source">{source}</p><div class="take"><p>{links}</p>'
    '<details class="cite"><summary>{cite}</summary><p>{citation}</p></details></div></figure>\n'
)
LINK = Markup('<a href="{0}">{1}</a>')
SVG, HTML = "image/svg+xml", "text/html"
DATA, PICTURE = ".csv", ".svg"


def figure(
    about: Figure,
    image: Mapping[str, Any],
    caption: Mapping[str, Any] | None,
    place: Place,
) -> BeautifulSoup:
    """Join drawings and their caption: what was found, who was asked, the drawing, the source.

    Parameters
    ----------
    about : Figure
        What the output with the image says of it.
    image : mapping
        The output: drawings as SVG, or else an image in HTML.
    caption : mapping or None
        The output displayed just after, which says that it is a caption.
    place : Place
        The cell, which is told of an alternative text that says nothing.

    Raises
    ------
    StudyError
        When the caption or a readable image is missing.
    """
    _ = place.page.words
    told = study_of(caption, str(place)) if caption is not None else None
    if not {SVG, HTML} & set(image["data"]):
        raise _incomplete("image", place)
    if not isinstance(told, Caption):
        raise _incomplete("caption", place)
    check_alt(about.alt, place)
    drawn = SVG in image["data"]
    html = FIGURE.format(
        id=about.id,
        title=_inline(told.title, place),
        base=_inline(told.base, place),
        named=Markup(' role="img" aria-label="{}"').format(about.alt) if drawn else "",
        image="" if drawn else Markup(image["data"][HTML]),
        source=_inline(_("Source: {source}").format(source=told.source), place),
        links=_links(about, _),
        cite=_("Cite"),
        citation=_citation(told, place, _),
    )
    soup = fragment(html, place)
    if drawn and soup.figure is not None:
        drawing = PreformattedString(checked(image["data"][SVG], str(place)))
        soup.figure.select_one(".drawing").append(drawing)  # type: ignore[union-attr]
    return soup


def _inline(text: str, place: Place) -> Markup:
    """Turn a text that is one paragraph of Markdown into what the paragraph holds."""
    paragraph = fragment(markdown(text, place), place).p
    return Markup(paragraph.decode_contents() if paragraph else escape(text))


def _links(about: Figure, _: Callable[[str], str]) -> Markup:
    """Link the picture, the data, those of all languages where they are others, and the figure."""
    folder, _slash, file = about.data.rpartition("/")
    plain = f"{about.id}{DATA}"
    picture = about.data.removesuffix(DATA) + PICTURE
    links = [LINK.format(picture, _("Image")), LINK.format(about.data, _("Data (CSV)"))]
    if file != plain:
        links.append(LINK.format(f"{folder}/{plain}", _("Plain data (CSV)")))
    links.append(LINK.format(f"#{about.id}", _("Link")))
    return Markup(" ").join(links)


def _citation(told: Caption, place: Place, _: Callable[[str], str]) -> Markup:
    """Write how to cite a figure."""
    text = _("{authors}, “{title}”, in *{study}*, version {version}, data of {accessed}.")
    told_in = text.format(
        authors=_("The networks-and-jobs authors"),
        title=told.title.rstrip(" ."),
        study=_("Do social networks help people find work?"),
        version=version("networks-and-jobs"),
        accessed=told.accessed,
    )
    return _inline(told_in, place)


def _incomplete(missing: str, place: Place) -> StudyError:
    return StudyError(
        f"{place}: a figure is incomplete.",
        expected="an image with id, alt and data, then its caption",
        got=f"no {missing}",
        hint="display it with figure(), which writes them all",
    )
