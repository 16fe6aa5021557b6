"""What is written for sharing: the doors, front pages, a page a claim, and a picture a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from nbformat import NotebookNode

from analysis import paths
from analysis.files import write
from analysis.judging.claims import claims
from analysis.pipeline.execution import read_notebook
from analysis.pipeline.pages import drawn, site, translated
from analysis.report.claim_page import claim_pages, told_claims
from analysis.report.front import QUESTION, doors_page, front_page
from analysis.report.image_cards import image_card
from analysis.words.i18n import LANGUAGES, translator

INDEX = "index"


def _card(language: str, name: str) -> Path:
    return paths.CARDS / f"{language}_{name}.png"


def write_doors(titles: Mapping[str, str], languages: Sequence[str] = LANGUAGES) -> None:
    """Write the page that leads to each language."""
    sites = {language: site(titles, language, languages) for language in languages}
    write(paths.REPORTS / "index.html", doors_page(sites))


def write_front(
    summary: Path, language: str, titles: Mapping[str, str], languages: Sequence[str] = LANGUAGES
) -> None:
    """Write the front page of a language and the pages of the claims, from the summary."""
    notebook = _shown(summary, language)
    here = site(titles, language, languages)
    parts = {claim.id: [part.estimand for part in claim.parts] for claim in claims()}
    write(
        paths.REPORTS / language / f"{INDEX}.html", front_page(notebook, language, here, [*parts])
    )
    for name, html in claim_pages(told_claims(notebook, language), parts, language, here):
        write(paths.REPORTS / language / f"{name}.html", html)


def write_cards(summary: Path, language: str, titles: Mapping[str, str]) -> None:
    """Draw the picture of every page of a language."""
    _ = translator(language)
    study, here = _(QUESTION), site(titles, language, LANGUAGES)
    lead, authors = _("A career-advice article, claim by claim"), _(here.imprint.author)
    write(_card(language, INDEX), image_card(study, lead, authors))
    for page in here.pages:
        over = lead if page.title == study else study
        write(_card(language, page.name), image_card(page.title, over, authors))
    for claim in told_claims(_shown(summary, language), language):
        over = f"{claim.name} · {study}"
        picture = image_card(claim.statement, over, claim.verdict, claim.css)
        write(_card(language, claim.file), picture)


def _shown(summary: Path, language: str) -> NotebookNode:
    return drawn(translated(read_notebook(summary), language), language)
