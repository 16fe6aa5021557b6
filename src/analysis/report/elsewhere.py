"""What a notebook would load from elsewhere: a page loads nothing, a link leads there instead."""

from __future__ import annotations

from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from analysis.report.faults import ELSEWHERE, Place

LOADING = {"iframe": "src", "video": "src", "audio": "src", "embed": "src", "object": "data"}
BOXES = {True: "☑ ", False: "☐ "}


def lead_elsewhere(soup: BeautifulSoup, place: Place) -> None:
    """Put links where a fragment would load something, and signs for boxes to tick, in place.

    Examples
    --------
    >>> soup = BeautifulSoup('<iframe src="https://example.org/map"></iframe>', "html.parser")
    >>> lead_elsewhere(soup, Place("cell 1"))
    >>> str(soup)
    '<p><a href="https://example.org/map">https://example.org/map</a></p>'
    """
    for box in soup.find_all("input", type="checkbox"):
        if box.find_parent("li"):
            box.replace_with(BOXES[box.has_attr("checked")])
    for image in soup.find_all("img"):
        _lead(image, str(image.get("src", "")).strip(), place)
    for frame in soup.find_all([*LOADING]):
        inner = frame.find("source", src=True)
        own = str(frame.get(LOADING[frame.name], ""))
        _lead(frame, own or (str(inner["src"]) if inner else ""), place)


def is_elsewhere(address: str) -> bool:
    """Check whether an address leads to another site.

    Examples
    --------
    >>> is_elsewhere("https://example.org/a.png"), is_elsewhere("figures/a.png")
    (True, False)
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} or bool(parts.netloc)


def _lead(tag: Tag, address: str, place: Place) -> None:
    """Put a link in the place of a tag: to where it would have loaded from, named as it was."""
    if not is_elsewhere(address):
        return
    place.tell(ELSEWHERE, f"<{tag.name}> from {address[:60]}")
    text, block = str(tag.get("alt", "")).strip() or address, tag.name != "img"
    if tag.find_parent("a"):
        tag.replace_with(text)
        return
    tag.clear()
    tag.name, tag.attrs, tag.string = "a", {"href": address}, text
    tag.can_be_empty_element = False
    if block:
        tag.wrap(BeautifulSoup("", "html.parser").new_tag("p"))
