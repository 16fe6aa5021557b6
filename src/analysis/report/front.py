"""The front page of the reports: the answer and the verdicts first, then the way to all pages."""

from __future__ import annotations

from collections.abc import Mapping

from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

from analysis.report.exporter import template
from analysis.report.site import Site
from analysis.words.i18n import translator

SECTIONS = 2
"""How many sections of the summary open the front page."""


def index_page(sites: Mapping[str, Site], openings: Mapping[str, str] | None = None) -> str:
    """Write the front page: the answer, the verdicts and the list of pages, in each language.

    Parameters
    ----------
    sites : mapping of language code to Site
        In the order shown; the page itself is in the first language.
    openings : mapping of language code to str, optional
        HTML of ours that opens each language's part, as `opening` gives it.

    Examples
    --------
    >>> from analysis.report.site import Site
    >>> 'href="en/01_sources.html"' in index_page({"en": Site([("01_sources", "Sources")])})
    True
    """
    openings = openings or {}
    editions = [
        (code, site, translator(code), Markup(openings.get(code, "")))
        for code, site in sites.items()
    ]
    return template("front.html.j2").render(editions=editions)


def opening(page: str, language: str) -> str:
    """Take the first two sections of a page, for the front page to open with.

    Parameters
    ----------
    page : str
        HTML of the summary's page.
    language : str
        Its language, which is also its folder.

    Returns
    -------
    str
        The sections without their code, headings one level lower, links from the front page.
    """
    article = BeautifulSoup(page, "html.parser").article
    if article is None:
        return ""
    for code in article.select("details.code"):
        code.decompose()
    headings = article.find_all(["h2", "h3"])
    kept: list[str] = []
    for node in (headings[0], *headings[0].next_siblings):
        if len(headings) > SECTIONS and node is headings[SECTIONS]:
            break
        if isinstance(node, Tag):
            kept.append(str(_lowered(node, language)))
    return "\n".join(kept)


def _lowered(node: Tag, language: str) -> Tag:
    if node.name == "h2":
        node.name = "h3"
        node["id"] = f"{language}-{node['id']}"
    for link in node.select("a[href]"):
        if not str(link["href"]).startswith(("http", "#")):
            link["href"] = f"{language}/{link['href']}"
    return node
