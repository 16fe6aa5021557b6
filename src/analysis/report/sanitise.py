"""The lenient profile: anybody's HTML made into what a page may hold, by the library nh3.

The lists are those of `analysis.report.safe`, less what needs to know the page around: classes of
the style sheet, roles, places in the order of the keyboard.
"""

from __future__ import annotations

import nh3
from bs4 import BeautifulSoup, Tag
from pygments.token import STANDARD_TYPES

from analysis.report.safe import GONE, LINK, PLAIN, TAGS

CLASSES = {
    "code": {"formula"},
    "div": {"highlight"},
    "span": set(STANDARD_TYPES.values()) - {""},
}
CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(GONE) - {"link", "meta", "input", "param", "source", "track", "embed"},
    attributes={"*": set(PLAIN) | {"viewBox"}},
    allowed_classes=CLASSES,
    url_schemes={"http", "https", "mailto", "data"},
    link_rel=None,
)
PARENTS = {"li": {"ul", "ol"}, "dt": {"dl", "div"}, "dd": {"dl", "div"}, "summary": {"details"}}


def sanitised(soup: BeautifulSoup) -> BeautifulSoup:
    """Return what a page may hold of a fragment.

    Examples
    --------
    >>> str(sanitised(BeautifulSoup('<p onclick="x()">a<script>b</script></p>', "html.parser")))
    '<p>a</p>'
    """
    clean = BeautifulSoup(CLEANER.clean(str(soup)), "html.parser")
    for link in clean.find_all("a"):
        _mend_link(link)
    for heading in clean.find_all(["h1", "h2", "h3", "h4", "h5", "h6"]):
        if not heading.get_text(strip=True):
            heading.name = "p"
    for table in clean.find_all("table"):
        if not table.find("tr"):
            table.decompose()
    _mend_lists(clean)
    return clean


def _mend_lists(clean: BeautifulSoup) -> None:
    """Keep entries in lists and nothing else in them, as those expect who hear a page."""
    for name, parents in PARENTS.items():
        for tag in clean.find_all(name):
            if tag.parent is None or tag.parent.name not in parents:
                tag.name = "div"
    for child in clean.select(":is(ul, ol) > :not(li)"):
        child.wrap(clean.new_tag("li"))


def _mend_link(link: Tag) -> None:
    """Keep a link that leads somewhere and has a name; an anchor stays one."""
    if not LINK.match(str(link.get("href", ""))):
        del link["href"]
    named = link.get_text(strip=True) or link.find("img")
    if link.has_attr("href") and named:
        return
    link.name = "span"
    del link["href"]
