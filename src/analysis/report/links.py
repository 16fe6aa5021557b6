"""Where links lead once a page has left the folder of pages: nowhere that the reader doesn't have.

Addresses on pages are relative to them, ``<language>/<name>.html``. What is given away keeps the
links between its own parts; of all others the study's public address is left, or the words alone.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import urlsplit

from bs4 import Tag

OUTSIDE = re.compile(r"(?:https?|mailto|data):")
OF_LINKS = ("href", "hreflang", "rel", "download", "aria-current")
BARE = "bare"
"""Class of links whose address paper doesn't print: ours are many, and long."""


def is_outside(address: str) -> bool:
    """Return whether an address is of the web, of mail or of what a page holds: no file of ours.

    Examples
    --------
    >>> is_outside("https://example.org/"), is_outside("../index.html")
    (True, False)
    """
    return bool(OUTSIDE.match(address))


def place_of(address: str, language: str) -> tuple[str, str]:
    """Return the file that a page's relative address leads to, and the place in it.

    Parameters
    ----------
    address : str
        As a page of `language` has it.
    language : str
        ISO 639-1 code.

    Returns
    -------
    (str, str)
        Path in the folder of the pages and anchor; the path is "" for a place of the page itself.

    Examples
    --------
    >>> place_of("02_members.html#c12", "fr"), place_of("../index.html", "fr"), place_of("#a", "fr")
    (('fr/02_members.html', 'c12'), ('index.html', ''), ('', 'a'))
    """
    parts = urlsplit(address)
    path = posixpath.normpath(posixpath.join(language, parts.path)) if parts.path else ""
    return path, parts.fragment


def lead_outside(link: Tag, language: str, public: str) -> None:
    """Let a link lead to the study's public address; without one, leave its words.

    Parameters
    ----------
    link : Tag
        A link to a file that the reader won't have; it is changed in place.
    language : str
        Of its page.
    public : str
        Address of the folder of the pages, with a slash at its end; "" where nobody knows one.

    Examples
    --------
    >>> from bs4 import BeautifulSoup
    >>> page = BeautifulSoup('<a class="home" href="index.html">Home</a>', "html.parser")
    >>> lead_outside(page.a, "en", "")
    >>> print(page)
    <span class="home">Home</span>
    """
    if public:
        path, anchor = place_of(str(link["href"]), language)
        link["href"] = public + path + (f"#{anchor}" if anchor else "")
        link["class"] = " ".join([*link.get_attribute_list("class"), BARE])
        return
    link.name = "span"
    for name in OF_LINKS:
        link.attrs.pop(name, None)
