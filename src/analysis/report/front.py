"""The doors of the languages, and each language's front page: findings, figure, map, three ways in.

A front page is made of the cells of the summary that are tagged so, laid out as on any page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_markdown_cell

from analysis.paths import page_of_claim
from analysis.report.article import article
from analysis.report.exporter import template
from analysis.report.sharing import Shared, report_facts
from analysis.report.site import Site, language_name, page_lead
from analysis.words.i18n import N_, translator

FRONT, DOORS = "front", "doors"
"""Tags of the summary's cells that the front page shows, and of the one that its doors follow."""

PLACE = '<section id="ways"></section>'
"""Where the doors go, once the cells are HTML."""

QUESTION = N_("Do social networks help people find work?")
LEAD = N_("A career-advice article, claim by claim, against public survey data.")
WAYS = (
    ("00_summary", N_("The answer"), N_("What is known, what is not, and what to do with it.")),
    ("09_your_case", N_("Your case"), N_("The evidence on people with your education and trade.")),
    ("02_members", N_("The evidence"), N_("Claim by claim: who was asked, and what they said.")),
)
"""Page -> the door that leads to it, and what is behind."""

REGIONS = {"fr": ("fr", "fr-FR", "fr-BE", "fr-CA", "fr-CH", "fr-LU")}
"""What browsers call a language that their readers set: SVG compares the whole name."""


def doors_page(sites: Mapping[str, Site]) -> str:
    """Write the page that leads to each language: the first of the reader's, where there is one.

    Parameters
    ----------
    sites : mapping of language code to Site
        In the order shown to readers of none of them; the page itself is in the first language.

    Returns
    -------
    str
        A whole HTML document. The order follows the browser's language without a script: an SVG
        ``<switch>`` draws the first of its parts whose ``systemLanguage`` is the reader's.

    Examples
    --------
    >>> from analysis.report.site import Site
    >>> 'href="en/index.html"' in doors_page({"en": Site(), "fr": Site()})
    True
    """
    first = next(iter(sites))
    doors = {code: (translator(code), language_name(code)) for code in sites}
    orders = [
        (", ".join(REGIONS.get(code, (code,))), sorted(sites, key=lambda other: other != code))
        for code in sorted(sites, key=lambda code: code == first)
    ]
    shared = Shared(
        language="",
        name="index",
        title=" · ".join(_(QUESTION) for _, _name in doors.values()),
        description=" ".join(_(LEAD) for _, _name in doors.values()),
        site=sites[first],
        image=f"{first}_index",
    )
    return template("doors.html.j2").render(
        language=first, doors=doors, orders=orders, shared=shared, QUESTION=QUESTION, LEAD=LEAD
    )


def front_page(
    notebook: NotebookNode, language: str, site: Site, claims: Sequence[str] = ()
) -> str:
    """Write the front page of a language.

    Parameters
    ----------
    notebook : NotebookNode
        The summary, executed in the language of the page.
    language : str
        ISO 639-1 code.
    site : Site
        The pages in this language, and what the footer tells.
    claims : sequence of str
        Those that have a page of their own.

    Returns
    -------
    str
        A whole HTML document.
    """
    _ = translator(language)
    title = _(QUESTION)
    lead = page_lead(notebook.cells[0].source)
    data = _("Weighted counts and published figures from which the study is computed.")
    shared = Shared(
        language=language,
        name="index",
        title=title,
        description=lead,
        site=site,
        facts=report_facts(title, lead, language, site, data),
    )
    shown = article(front_cells(notebook), WAYS[0][0], _)
    before, _found, after = shown.body.partition(PLACE)
    return template("front.html.j2").render(
        _=_,
        language=language,
        site=site,
        article=shown,
        parts=(Markup(before), Markup(after)),
        shared=shared,
        ways=WAYS,
        claims=[(claim, page_of_claim(claim)) for claim in claims],
    )


def front_cells(notebook: NotebookNode) -> NotebookNode:
    """Keep the cells of the summary that the front page shows, without their code."""
    kept: NotebookNode = from_dict({**notebook, "cells": []})
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if FRONT in tags:
            source = cell.source if cell.cell_type == "markdown" else ""
            kept.cells.append(from_dict({**cell, "source": source}))
        if DOORS in tags:
            kept.cells.append(new_markdown_cell(PLACE))
    return kept
