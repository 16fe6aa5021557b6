"""Only the HTML that a report needs may enter a page; anything else stops the export.

What comes out is written again from the parsed tree, so a browser meets well-formed markup whose
tags and attributes are all in the lists below, whatever the text was.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString

from analysis.errors import StudyError


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


TAGS = _names("""
    a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption
    figure h1 h2 h3 h4 h5 h6 hr i img kbd li mark ol p pre q s samp section small span strong sub
    summary sup table tbody td tfoot th thead time tr u ul var
    circle g line path polygon rect svg
    math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mroot mrow ms mspace msqrt
    mstyle msub msubsup msup mtable mtd mtext mtr munder munderover
""")
ATTRIBUTES = _names("""
    alt aria-describedby aria-hidden aria-label aria-labelledby aria-live class colspan data-value
    datetime dir
    headers height href id lang open role rowspan scope span src start tabindex title width
    cx cy d points r rx transform viewbox x x1 x2 y y1 y2
    accent accentunder columnalign columnspan display fence form largeop linethickness lspace
    mathcolor mathvariant maxsize minsize movablelimits notation rowspacing rspace separator
    stretchy symmetric xmlns
    cx cy d r viewbox x x1 x2 y y1 y2
""")
# The style sheet alone decides how things look, and the policy of the page blocks these anyway.
PRESENTATION = frozenset({"align", "border", "style", "valign"})

# A colon is allowed after these schemes, or once the address cannot have a scheme any more.
LINK = re.compile(r"(?:https?|mailto):|[^:]*(?:[/?#]|$)", re.IGNORECASE)
IMAGE = re.compile(r"data:image/(?:svg\+xml|png|jpeg);base64,")
URLS = {"href": LINK, "src": IMAGE}


def parse(html: str, place: str) -> BeautifulSoup:
    """Read HTML made by a notebook; refuse whatever is not in the lists of this module.

    Parameters
    ----------
    html : str
        A fragment: a rendered Markdown cell, an output.
    place : str
        Notebook and cell, for the error.

    Raises
    ------
    StudyError
        For a tag, an attribute or an address that a report does not need: scripts, event
        handlers, forms, ``javascript:`` links, images from elsewhere.

    Examples
    --------
    >>> str(parse('<p style="color:red">1 &lt; 2</p><!-- note -->', "cell 1"))
    '<p>1 &lt; 2</p>'
    """
    soup = BeautifulSoup(html, "html.parser")
    for node in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        node.extract()
    for tag in soup.find_all(True):
        if tag.name not in TAGS:
            raise _refused(f"the tag <{tag.name}>", place)
        _check_attributes(tag, place)
    return soup


def _check_attributes(tag: Tag, place: str) -> None:
    for name in PRESENTATION & set(tag.attrs):
        del tag[name]
    for name, value in tag.attrs.items():
        if name not in ATTRIBUTES:
            raise _refused(f"the attribute {name} on <{tag.name}>", place)
        if name in URLS and not URLS[name].match(str(value)):
            raise _refused(f"the address {str(value)[:60]!r}", place)


def _refused(what: str, place: str) -> StudyError:
    return StudyError(
        f"{place}: HTML that a report may not hold.",
        expected="text, links, tables and figures only",
        got=what,
        hint="write it in Markdown, or with table() and figure()",
    )
