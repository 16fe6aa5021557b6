"""A piece of HTML made by a notebook, checked and finished for the page."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from analysis.report.faults import ALT, Place
from analysis.report.safe import parse
from analysis.report.sanitise import sanitised
from analysis.report.tables import finish_tables
from analysis.report.terminal import printable

PLACEHOLDER = re.compile(r"no description has been|^<Figure size|\.(?:png|svg|jpe?g)$", re.I)
FEWEST_WORDS = 4
ORIGIN = "value-"
"""What the id of a number's origin begins with."""

NUMBER = re.compile(rf'([(\[«]\s?)?(<a href="#{ORIGIN}[^"]*">[^<]*</a>)(\s?[.,;:!?)\]»]+)?')
"""A quoted number with the marks that touch it, and the narrow space that French sets there."""

NOTEBOOK_LINK = re.compile(r"^(?![a-z]+:|//)([^?#]*)\.ipynb(?=$|[?#])", re.IGNORECASE)


def fragment(html: str, place: Place) -> BeautifulSoup:
    """Check a piece of HTML and finish its tables, links and images.

    Parameters
    ----------
    html : str
        A rendered Markdown cell, an output, a figure.
    place : Place
        The cell. It is told of HTML that a report may not hold, of a table without caption, an
        image without text; where the page isn't strict, the fragment is without them.

    Returns
    -------
    BeautifulSoup
        The fragment, parsed: its text is what the page shows.

    Examples
    --------
    >>> print(fragment('<a href="03_ties.ipynb#weak">Ties</a>', Place("cell 1")))
    <a href="03_ties.html#weak">Ties</a>
    """
    soup = parse(NUMBER.sub(_kept_together, printable(html)), place)
    if not place.page.strict:
        soup = sanitised(soup)
        for formula in soup.select("math[display=block]"):
            formula["tabindex"] = "0"  # one that is too wide scrolls
    finish_tables(soup, place)
    _open_origins(soup)
    _lead_to_pages(soup)
    for image in soup.find_all("img"):
        _describe(image, soup, place)
    return soup


def _open_origins(soup: BeautifulSoup) -> None:
    """Let a number open where it comes from, beside it and without a script."""
    for link in soup.select(f'a[href^="#{ORIGIN}"]'):
        place = str(link["href"]).removeprefix("#")
        link.name = "button"
        link.attrs = {"class": "n", "type": "button", "popovertarget": place}


def _kept_together(number: re.Match[str]) -> str:
    """Keep a number on the line of the marks that touch it: a button alone would let them go."""
    before, link, after = number.groups("")
    return f'<span class="nb">{before}{link}{after}</span>' if before or after else link


def _lead_to_pages(soup: BeautifulSoup) -> None:
    """Link the pages, where the notebooks link each other."""
    for link in soup.find_all("a", href=True):
        link["href"] = page_of(str(link["href"]))
        if link.get_text() == link["href"]:
            link["class"] = "bare"  # on paper its address need not follow


def page_of(address: str) -> str:
    """Turn an address among the notebooks into one among the pages.

    Examples
    --------
    >>> page_of("03_ties.ipynb#weak")
    '03_ties.html#weak'
    """
    return NOTEBOOK_LINK.sub(r"\1.html", address)


def check_alt(text: str, place: Place) -> None:
    """Check that an alternative text says what an image shows.

    The place is told when it is empty, a placeholder, or too short to say anything.
    """
    if len(text.split()) < FEWEST_WORDS or PLACEHOLDER.search(text):
        place.tell(ALT, repr(text))


def _describe(image: Tag, soup: BeautifulSoup, place: Place) -> None:
    """Check the text of an image; where the page isn't strict, number what stands alone."""
    text = str(image.get("alt", "")).strip()
    if place.page.strict:
        check_alt(text, place)
        return
    _ = place.page.words
    around = image.parent
    alone = around is not None and around.name == "p" and len(_contents(around)) == 1
    name = _("Figure {number}").format(number=place.page.next_number("figure")) if alone else ""
    if not text or PLACEHOLDER.search(text):
        place.tell(ALT, name)
        text = _("{figure}: nobody has described it.").format(figure=name or _("Picture"))
    image["alt"] = text
    if around is not None and alone:
        around.name = "figure"
        around.append(soup.new_tag("figcaption", string=name))


def _contents(tag: Tag) -> list[object]:
    return [one for one in tag.contents if isinstance(one, Tag) or str(one).strip()]
