"""A page knows the others by the titles that the build has read."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell, new_notebook

from analysis import paths
from analysis.errors import StudyError
from analysis.judging.claims import claims
from analysis.parsing import read_parsed
from analysis.paths import page_of_claim
from analysis.pipeline import graph, pages, sharing
from analysis.pipeline.notebooks import Cell, Notebook
from analysis.report.site import Page
from analysis.words.i18n import LANGUAGES

TITLES = {"02_members": "# Who is on LinkedIn?", "01_sources": "Words.\n\n# The sources "}


def test_titles_are_in_the_language_of_the_page_and_in_reading_order(monkeypatch):
    french = {"# Who is on LinkedIn?": "# Qui est sur LinkedIn ?"}
    monkeypatch.setattr(pages, "translator", lambda code: lambda text: french.get(text, text))
    found = pages.site(TITLES, "fr", LANGUAGES).pages
    assert found == (
        Page("02_members", "Qui est sur LinkedIn ?"),
        Page("01_sources", "The sources"),
    )


def test_a_notebook_without_title_is_named():
    with pytest.raises(StudyError, match="Notebook 03_ties has no title"):
        pages.site({**TITLES, "03_ties": "Words."}, "en", LANGUAGES)


@pytest.fixture
def reports(tmp_path, monkeypatch):
    """A folder to write pages in."""
    monkeypatch.setattr(paths, "REPORTS", tmp_path)
    monkeypatch.setattr(paths, "CACHE", tmp_path / "cache")
    return tmp_path


def test_a_page_reads_no_notebook_but_its_own(reports, monkeypatch):
    read = []

    def reading(path):
        read.append(path)
        return new_notebook(cells=[new_markdown_cell("# Who is on LinkedIn?")])

    monkeypatch.setattr(pages, "read_notebook", reading)
    path = paths.NOTEBOOKS / "02_members.ipynb"
    pages.write_page(path, "en", TITLES, LANGUAGES)
    sharing.write_doors(TITLES)
    assert read == [path]
    assert {file.name for file in reports.rglob("*.html")} == {"02_members.html", "index.html"}
    assert read_parsed(paths.index_of_page("02_members", "en"))[0]["href"] == "02_members.html"


def test_front_page_and_claims_are_written_from_the_summary(reports, monkeypatch):
    monkeypatch.setattr(paths, "CARDS", reports / "cards")
    summary = paths.NOTEBOOKS / f"{graph.SUMMARY}.ipynb"
    titles = {graph.SUMMARY: "# Do networks help?", **TITLES}
    monkeypatch.setattr(sharing, "drawn", lambda notebook, _language: without_figures(notebook))
    sharing.write_front(summary, "en", titles)
    sharing.write_cards(summary, "en", titles)
    own = [page_of_claim(claim.id) for claim in claims()]
    assert {file.stem for file in (reports / "en").iterdir()} == {"index", *own}
    named = {f"en_{name}" for name in ("index", *titles, *own)}
    assert {file.stem for file in (reports / "cards").iterdir()} == named
    front = BeautifulSoup((reports / "en" / "index.html").read_text("utf-8"), "html.parser")
    assert len(front.select("table.map tbody tr")) == len(own)
    assert [link.get_text() for link in front.select("a.one")] == [c.id for c in claims()]


def without_figures(notebook):
    """Leave out figures, whose drawings a clean copy of the study has yet to make."""
    notebook.cells = [cell for cell in notebook.cells if "figure(" not in cell.source]
    return notebook


def test_the_title_of_a_notebook_is_in_its_first_prose():
    cells = [Cell("a", "code", "# code"), Cell("b", "markdown", "# Title")]
    assert Notebook(tuple(cells)).title == "# Title"
    assert Notebook(()).title == ""


def test_a_rehearsal_makes_pages_and_leaves_none(reports, monkeypatch):
    made = []
    monkeypatch.setattr(pages, "entries", lambda html, page: made.append(html))
    pages.rehearse.__wrapped__()
    written = [BeautifulSoup(html, "html.parser") for html in made]
    assert [page.html["lang"] for page in written] == [*LANGUAGES]
    assert ["d" in [head.get_text() for head in page("th")] for page in written] == [True, True]
    assert not [*reports.rglob("*")]
