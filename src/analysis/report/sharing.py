"""What a page tells those who link to it: words, picture, twins, and facts that machines read.

Nothing here is an address of ours unless the study knows where it is published
(`analysis.report.site.Imprint`): all else is relative to the page.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import shorten
from typing import Any

from markupsafe import Markup

from analysis.paths import CARDS
from analysis.report.site import Site

LONGEST = 200
"""Letters of a description: what is longer is cut by those who show it."""

LOCALES = {"en": "en_US", "fr": "fr_FR"}
RATINGS = {"supported": 5, "limits": 4, "mixed": 3, "against-limits": 2, "contradicted": 1}
"""Verdict, by its class on the page -> how true; none where the data settle nothing."""


@dataclass(frozen=True)
class Shared:
    """What a page tells: where it is in the folder of pages, its words, its facts.

    Parameters
    ----------
    language, name : str
        The page is ``<language>/<name>.html``; that of the languages' doors has language "".
    title, description : str
        In the page's language.
    site : Site
        Of the page.
    image : str
        Name of its picture; that of the page when left out.
    facts : mapping, optional
        What machines read, as JSON-LD.
    """

    language: str
    name: str
    title: str
    description: str
    site: Site
    image: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """The description, no longer than others show."""
        return shorten(self.description, LONGEST, placeholder="…")

    @property
    def address(self) -> str:
        """Address of the page."""
        return self._to(posixpath.join(self.language, f"{self.name}.html"))

    @property
    def picture(self) -> str:
        """Address of its picture."""
        name = self.image or f"{self.language or 'en'}_{self.name}"
        return self._to(f"{CARDS.name}/{name}.png")

    @property
    def locale(self) -> str:
        """Language and country, as social networks want them."""
        return LOCALES.get(self.language, LOCALES["en"])

    def twins(self) -> list[tuple[str, str]]:
        """List the same page in each language; "x-default" is for readers of none of them."""
        pages = {code: self._to(f"{code}/{self.name}.html") for code in self.site.languages}
        if not pages:
            return []
        other = self._to("index.html") if self.name == "index" else next(iter(pages.values()))
        return [*pages.items(), ("x-default", other)]

    def data(self) -> Markup:
        """Write the facts for a script that holds data; nothing in it can end the script."""
        about = {"@context": "https://schema.org", **self.facts}
        text = json.dumps(about, ensure_ascii=False, separators=(",", ":"))
        return Markup(text.replace("<", "\\u003c"))

    def _to(self, path: str) -> str:
        if self.site.imprint.address:
            return self.site.imprint.address + path
        return posixpath.relpath(path, self.language or ".")


def author_of(site: Site) -> dict[str, str]:
    """Return who stands for the study, for its facts."""
    return {"@type": "Organization", "name": site.imprint.author}


def report_facts(
    title: str, description: str, language: str, site: Site, data: str
) -> dict[str, Any]:
    """Describe the study and the tables it is made from.

    Parameters
    ----------
    title, description, language : str
        Of the study, in the language of the page.
    site : Site
        Of the page.
    data : str
        What the tables are, in words.
    """
    imprint, common = site.imprint, {"inLanguage": language, "isAccessibleForFree": True}
    common |= {"version": imprint.version} if imprint.version else {}
    dataset = {
        "@type": "Dataset",
        "name": title,
        "description": data,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "creator": author_of(site),
        **common,
    }
    report = {
        "@type": "Report",
        "headline": title,
        "description": description,
        "author": author_of(site),
        **common,
    }
    return {"@graph": [report | {"isBasedOn": dataset["name"]}, dataset]}


def review_facts(
    statement: str, answer: str, verdict: tuple[str, str], language: str, site: Site
) -> dict[str, Any]:
    """Describe the review of a claim.

    Parameters
    ----------
    statement, answer, language : str
        The claim in our words, what the data say, the language of both.
    verdict : (str, str)
        Its class on the page and its words.
    site : Site
        Of the page.

    Examples
    --------
    >>> found = review_facts("A.", "B.", ("mixed", "Mixed"), "en", Site())["reviewRating"]
    >>> found["ratingValue"], found["bestRating"], found["alternateName"]
    (3, 5, 'Mixed')
    """
    css, words = verdict
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": words}
    if css in RATINGS:
        best, worst = max(RATINGS.values()), min(RATINGS.values())
        rating |= {"ratingValue": RATINGS[css], "bestRating": best, "worstRating": worst}
    return {
        "@type": "ClaimReview",
        "claimReviewed": statement,
        "reviewBody": answer,
        "reviewRating": rating,
        "author": author_of(site),
        "inLanguage": language,
    }
