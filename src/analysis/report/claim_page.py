"""A page for each claim, so that it has an address, words and a picture of its own to share.

What it shows is the claim's row of the evidence map, as the summary displays it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from markupsafe import Markup
from nbformat import NotebookNode

from analysis.errors import StudyError
from analysis.paths import page_of_claim
from analysis.report.article import article
from analysis.report.exporter import template
from analysis.report.front import front_cells
from analysis.report.sharing import Shared, review_facts
from analysis.report.site import Site
from analysis.words.i18n import translator

ROW = "map-"
"""What the id of a claim's row begins with."""


@dataclass(frozen=True)
class Told:
    """A claim as its row tells it.

    Parameters
    ----------
    name : str
        C1 to C15.
    statement, answer, verdict : str
        In the language of the page.
    css : str
        Class of the verdict.
    page : str
        Address of the section that has the evidence.
    badge, strip, key : Markup
        The verdict, each source's mark, and what marks mean.
    """

    name: str
    statement: str
    answer: str
    verdict: str
    css: str
    page: str
    badge: Markup
    strip: Markup
    key: Markup

    @property
    def file(self) -> str:
        """Name of its page, which sorts as the claims do."""
        return page_of_claim(self.name)


def told_claims(notebook: NotebookNode, language: str) -> list[Told]:
    """Read the claims from the map that the summary displays.

    Parameters
    ----------
    notebook : NotebookNode
        The summary, executed in a language.
    language : str
        That language.

    Raises
    ------
    StudyError
        When no cell of its front displays the map.
    """
    shown = article(front_cells(notebook), "00_summary", translator(language))
    soup = BeautifulSoup(shown.body, "html.parser")
    rows = soup.select(f"tr[id^={ROW}]")
    if not rows:
        raise StudyError(
            "The summary shows no evidence map.",
            expected="a cell tagged `front` that calls evidence_map(verdicts)",
            got="no row of a claim",
        )
    key = Markup("").join(Markup(part) for part in soup.select(".legend"))
    return [_told(row, key) for row in rows]


def _told(row: Tag, key: Markup) -> Told:
    head, _verdict, answer, strip = row.find_all(["th", "td"])
    link, badge = row.select("th a")[0], row.select(".verdict")[0]
    name, _dot, statement = head.get_text().partition(". ")
    return Told(
        name=name,
        statement=statement,
        answer=answer.get_text(),
        verdict=badge.get_text(),
        css=str(badge["class"][-1]).removeprefix("verdict-"),
        page=str(link["href"]),
        badge=Markup(badge),
        strip=Markup(strip.decode_contents()),
        key=key,
    )


def claim_pages(
    claims: list[Told], parts: Mapping[str, list[str]], language: str, site: Site
) -> Iterator[tuple[str, str]]:
    """Write the page of each claim.

    Parameters
    ----------
    claims : list of Told
        In the article's order.
    parts : mapping of str to list of str
        What each claim asserts, part by part, in English; that of some claims may be missing.
    language : str
        ISO 639-1 code.
    site : Site
        The pages in this language, and what the footer tells.

    Returns
    -------
    iterator of (str, str)
        Name of a page, its HTML.
    """
    for place, claim in enumerate(claims):
        shared = Shared(
            language=language,
            name=claim.file,
            title=f"{claim.verdict} – {claim.statement}",
            description=claim.answer,
            site=site,
            facts=review_facts(
                claim.statement, claim.answer, (claim.css, claim.verdict), language, site
            ),
        )
        html = template("claim.html.j2").render(
            _=translator(language),
            language=language,
            site=site,
            claim=claim,
            parts=parts.get(claim.name, []),
            before=claims[place - 1] if place else None,
            after=claims[place + 1] if place + 1 < len(claims) else None,
            shared=shared,
        )
        yield claim.file, html
