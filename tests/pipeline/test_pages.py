"""A page knows the others by the titles that the build has read."""

from __future__ import annotations

import shutil

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell, new_notebook

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline import graph, pages
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
    """A folder to write pages in; the summary's is there."""
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
        shutil.copy(paths.REPORTS / language / f"{graph.SUMMARY}.html", tmp_path / language)
    monkeypatch.setattr(paths, "REPORTS", tmp_path)
    return tmp_path


def test_a_page_reads_no_notebook_but_its_own(reports, monkeypatch):
    read = []

    def reading(path):
        read.append(path)
        return new_notebook(cells=[new_markdown_cell("# Who is on LinkedIn?")])

    monkeypatch.setattr(pages, "read_notebook", reading)
    path = paths.NOTEBOOKS / "02_members.ipynb"
    pages.write_page(path, "en", TITLES, LANGUAGES)
    assert read == [path]
    for titles, title in ((TITLES, "The sources"), (TITLES | {"01_sources": "# New"}, "New")):
        pages.write_front(titles, LANGUAGES, graph.SUMMARY)
        front = BeautifulSoup((reports / "index.html").read_text("utf-8"), "html.parser")
        assert front.select("ol.index a")[1].get_text() == title
    assert read == [path]


def test_the_title_of_a_notebook_is_in_its_first_prose():
    cells = [Cell("a", "code", "# code"), Cell("b", "markdown", "# Title")]
    assert Notebook(tuple(cells)).title == "# Title"
    assert Notebook(()).title == ""
