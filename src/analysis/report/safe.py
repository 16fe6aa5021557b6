"""Only the HTML that a report needs may enter a page; anything else is told, and is not shown.

What comes out is written again from the parsed tree, so a browser meets well-formed markup whose
tags and attributes are all in the lists below, whatever the text was.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString

from analysis.report.elsewhere import lead_elsewhere
from analysis.report.faults import ACTIVE, ELSEWHERE, MARKUP, Kind, Place
from analysis.report.pictures import embed


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


TAGS = _names("""
    a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption
    figure h1 h2 h3 h4 h5 h6 hr i img kbd li mark ol p pre q s samp section small span strong sub
    summary sup table tbody td tfoot th thead time tr u ul var
    circle g line path polygon rect svg
    math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mroot mrow ms mspace msqrt
    mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none mprescripts
""")
PLAIN = _names("""
    alt colspan datetime dir height href id lang open rowspan span src start title width
    cx cy d points r rx transform viewbox x x1 x2 y y1 y2
    accent accentunder columnalign columnlines columnspacing columnspan depth display displaystyle
    fence form frame largeop linebreak linethickness lspace mathbackground mathcolor mathsize
    mathvariant maxsize minsize movablelimits notation rowalign rowlines rowspacing rspace
    scriptlevel separator stretchy symmetric voffset xmlns
""")
"""Attributes that mean the same in everybody's notebook."""

ATTRIBUTES = PLAIN | _names("""
    aria-describedby aria-hidden aria-label aria-labelledby aria-live class data-value headers role
    scope tabindex
""")
"""Those, and the ones that need to know the page around."""

# The style sheet alone decides how things look, and the policy of the page blocks these anyway.
PRESENTATION = frozenset({"align", "border", "style", "valign"})

GONE = _names("""
    applet audio button canvas embed form frame frameset iframe input link math-field meta
    noembed noframes noscript object param script select source style template textarea title
    track video
""")
"""Tags that do something, and what they hold: shown as text, it would mean nothing."""

# A colon is allowed after these schemes, or once the address cannot have a scheme any more.
LINK = re.compile(r"(?:https?|mailto):|[^:]*(?:[/?#]|$)", re.IGNORECASE)
IMAGE = re.compile(r"data:image/(?:svg\+xml|png|jpeg|gif|webp);base64,")
URLS = {"href": LINK, "src": IMAGE}


def parse(html: str, place: Place) -> BeautifulSoup:
    """Read HTML made by a notebook; tell whatever is not in the lists of this module.

    Parameters
    ----------
    html : str
        A fragment: a rendered Markdown cell, an output.
    place : Place
        The cell. It is told of each tag, attribute and address that a report does not need:
        scripts, event handlers, forms, ``javascript:`` links, images from elsewhere.

    Examples
    --------
    >>> str(parse('<p style="color:red">1 &lt; 2</p><!-- note -->', Place("cell 1")))
    '<p>1 &lt; 2</p>'
    """
    soup = BeautifulSoup(html, "html.parser")
    for node in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        node.extract()
    if not place.page.strict:
        lead_elsewhere(soup, place)
    embed(soup, place)
    for tag in soup.find_all(True):
        if tag.name in TAGS:
            _check_attributes(tag, place)
        else:
            place.tell(ACTIVE if tag.name in GONE else MARKUP, f"the tag <{tag.name}>")
    return soup


def _check_attributes(tag: Tag, place: Place) -> None:
    for name in PRESENTATION & set(tag.attrs):
        del tag[name]
    for name, value in list(tag.attrs.items()):
        if name not in ATTRIBUTES:
            kind: Kind = ACTIVE if name.startswith("on") else MARKUP
            place.tell(kind, f"the attribute {name} on <{tag.name}>")
        elif name in URLS and not URLS[name].match(str(value)):
            place.tell(ELSEWHERE, f"the address {str(value)[:60]!r}")
            del tag[name]
