"""Heads of long tables are buttons that sort, where scripts run."""

from __future__ import annotations

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.report.exporter import render
from analysis.show.measures import Measure
from analysis.show.prose import table
from report_sample import display

SHARES = [0.3, 0.05, 0.1, 0.77, 0.02, 0.5, 0.04, 0.9]
NAMES = ["île", "Zoo", "abri", "Été", "eau", "Bar", "ours", "noix"]


@pytest.fixture
def html(site, shown):
    index = pd.Index(NAMES, name="Nom")
    cells = [Measure(share, f"{share:.0%}") for share in SHARES]
    frame = pd.DataFrame({"Part": cells, "Note": ["x", "–", *"bcdefg"]}, index, dtype=object)
    table(frame, caption="Secteurs")
    output = display("text/html", shown[0]["data"]["text/html"])
    cells = [new_markdown_cell("# Un"), new_code_cell("", outputs=[output])]
    return render(new_notebook(cells=cells), name="02_members", language="fr", site=site)


def scripts(html):
    return [one.string for one in BeautifulSoup(html, "html.parser").find_all("script")]


def test_the_script_comes_with_a_table_to_sort_alone(html, notebook, site):
    (script,) = scripts(html)
    assert "aria-sort" in script
    assert len(script) < 2000
    without = render(notebook, name="02_members", language="en", site=site)
    assert not any("aria-sort" in script for script in scripts(without))


@pytest.fixture
def page(html, open_page, tmp_path):
    path = tmp_path / "02_members.html"
    path.write_text(html, "utf-8")
    return open_page(path)


def column(page, place):
    return page.locator(f"tbody tr > :nth-child({place})").all_text_contents()


@pytest.mark.browser
def test_numbers_sort_by_their_value_then_the_other_way_then_as_written(page):
    head = page.get_by_role("columnheader", name="Part")
    before = column(page, 2)
    head.get_by_role("button").click()
    assert column(page, 2) == ["90%", "77%", "50%", "30%", "10%", "5%", "4%", "2%"]
    assert head.get_attribute("aria-sort") == "descending"
    head.get_by_role("button").click()
    assert column(page, 2) == ["2%", "4%", "5%", "10%", "30%", "50%", "77%", "90%"]
    head.get_by_role("button").click()
    assert column(page, 2) == before
    assert head.get_attribute("aria-sort") is None


@pytest.mark.browser
def test_words_sort_as_the_language_of_the_page_does_and_empty_cells_go_last(page):
    page.get_by_role("columnheader", name="Nom").get_by_role("button").click()
    assert column(page, 1) == ["abri", "Bar", "eau", "Été", "île", "noix", "ours", "Zoo"]
    note = page.get_by_role("columnheader", name="Note")
    note.get_by_role("button").press("Enter")
    assert column(page, 3)[-1] == "–"
    note.get_by_role("button").press("Enter")
    assert column(page, 3)[0] == "x"
    assert column(page, 3)[-1] == "–"
    assert page.get_by_role("columnheader", name="Nom").get_attribute("aria-sort") is None


@pytest.mark.browser
def test_the_page_with_buttons_is_for_everyone(audit, html, tmp_path):
    path = tmp_path / "02_members.html"
    path.write_text(html, "utf-8")
    assert audit(path) == []
