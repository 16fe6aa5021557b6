"""The headings and the ids of a page: one title, levels in order, every anchor its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from analysis.report.faults import LEVEL, TITLE, TWICE, Page, Place
from analysis.report.told import ANCHOR

HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
TAKEN = ("main", "code", ANCHOR)
"""Ids that the template gives."""


def headings_of(piece: Tag) -> list[Tag]:
    """List the headings of a piece, itself included."""
    if piece.name in HEADINGS:
        return [piece]
    # Names that are looked for one by one take longer than all tags.
    return [tag for tag in piece.find_all(True) if tag.name in HEADINGS]


def take_title(headings: list[Tag], page: Page, cells: Mapping[int, str]) -> Tag:
    """Take the title out of its page, and order the levels of the other headings under it.

    Parameters
    ----------
    headings : list of Tag
        All of them, in the order of the page; the title leaves the list too.
    page : Page
        It is told when there isn't exactly one title, before any other heading, and of each level
        that is skipped.
    cells : mapping of int to str
        The cell of a heading, by the identity of its tag.
    """
    titles = [heading for heading in headings if heading.name == "h1"]
    for more in titles[1:]:
        Place(cells.get(id(more), ""), page).tell(TITLE, repr(more.get_text()))
    if headings[:1] != titles[:1] or not titles:
        Place("", page).tell(TITLE, "another heading first" if titles else "no title")
    first = headings[:1] == titles[:1] or len(titles) == 1
    if titles and first:
        title = titles[0].extract()
        headings[:] = [heading for heading in headings if heading is not title]
    else:
        title = BeautifulSoup("", "html.parser").new_tag("h1", string=page.name)
    _order(headings, page, cells)
    return title


def _order(headings: Sequence[Tag], page: Page, cells: Mapping[int, str]) -> None:
    """Make each heading one level lower than the one it stands under."""
    above: list[int] = []
    before = 1
    for heading in headings:
        level = int(heading.name[1])
        if level > before + 1:
            got = f"level {level}, {heading.get_text()!r}"
            Place(cells.get(id(heading), ""), page).tell(LEVEL, got)
        above = [one for one in above if one < level] + [level]
        before = level
        heading.name = HEADINGS[min(len(above), 5)]


def give_anchors(
    headings: Iterable[Tag], parsed: Sequence[Tag], page: Page, cells: Mapping[int, str]
) -> None:
    """Make every id of a page its own, and give one to each heading that has none, in place.

    Parameters
    ----------
    headings : iterable of Tag
        Of the page.
    parsed : sequence of Tag
        The pieces of the page.
    page : Page
        It is told of ids used twice; the second one is numbered.
    cells : mapping of int to str
        The cell of a tag with an id, by its identity.
    """
    used = set(TAKEN)
    for tag in (tag for piece in parsed for tag in piece.find_all(id=True)):
        if tag["id"] in used:
            Place(cells.get(id(tag), ""), page).tell(TWICE, str(tag["id"]))
            tag["id"] = _free(str(tag["id"]), used)
        used.add(str(tag["id"]))
    for heading in headings:
        if not heading.has_attr("id"):
            heading["id"] = _free(slug(heading.get_text()), used)
            used.add(str(heading["id"]))
    if not page.strict:
        _lead_to_anchors(parsed, used)


def _lead_to_anchors(parsed: Iterable[Tag], used: set[str]) -> None:
    """Lead to our anchors the links that were written for those of Jupyter."""
    for link in (link for piece in parsed for link in piece.find_all("a", href=True)):
        anchor = unquote(str(link["href"]).removeprefix("#"))
        if str(link["href"]).startswith("#") and anchor not in used and slug(anchor) in used:
            link["href"] = f"#{slug(anchor)}"


def _free(anchor: str, used: set[str]) -> str:
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
