"""The form of one's case in Chromium: choosing, links, what is announced, and no script at all."""

from __future__ import annotations

import pytest

from analysis import paths
from analysis.advice.choices import Case
from analysis.advice.readings import read
from analysis.advice.telling import own_count, recruiters_headline
from analysis.pipeline.execution import read_notebook
from analysis.report.exporter import render
from report_sample import chooser_notebook

pytestmark = pytest.mark.browser

ALL = ["Bachelor's degree", "No diploma, aged 18 to 29", "No diploma, aged 65 or more"]


@pytest.fixture
def page_path(site, tmp_path):
    path = tmp_path / "09_your_case.html"
    html = render(chooser_notebook(), name="09_your_case", language="en", site=site)
    path.write_text(html, "utf-8")
    return path


@pytest.fixture
def follow(open_page, page_path):
    """Return a function that opens the page at a link."""

    def followed(link: str = "", notes=None):
        page = open_page(page_path, notes=notes)
        page.evaluate("link => { location.hash = link }", link)
        page.wait_for_timeout(50)
        return page

    return followed


def choice(page, name):
    return page.get_by_role("combobox", name=name)


def seen(page):
    rows = page.locator("tr.line th").all()
    return [row.text_content() for row in rows if row.is_visible()]


def told(page):
    return page.locator("[role=status]").text_content()


def test_page_with_a_form_is_for_everyone(audit, page_path):
    assert audit(page_path) == []


def test_all_rows_show_before_any_choice(follow):
    page = follow()
    assert seen(page) == [*ALL, "Everybody", "Bachelor's degree"]
    assert told(page) == ""


def test_a_choice_keeps_the_rows_that_answer_it(follow):
    page = follow()
    choice(page, "Diploma").select_option("none")
    assert seen(page) == [*ALL[1:], "Everybody"]
    assert not page.get_by_text("Executives").is_visible()  # a table without any row
    choice(page, "Age").select_option("65+")
    assert seen(page) == [ALL[2], "Everybody"]
    assert page.url.endswith("#diploma=none&age=65+")
    choice(page, "Diploma").select_option("")
    assert seen(page) == [ALL[0], ALL[2], "Everybody", "Bachelor's degree"]


def test_keyboard_chooses(follow):
    page = follow()
    choice(page, "Diploma").focus()
    page.keyboard.type("Bach")
    assert seen(page) == [ALL[0], "Everybody", "Bachelor's degree"]


@pytest.mark.parametrize(
    ("link", "text"),
    [
        (
            "diploma=bachelor&age=65+",
            "Your case: Bachelor's degree; Aged 65 or more. 1 of 2 are yours.",
        ),
        ("diploma=none&age=65+", "Your case: <None>; Aged 65 or more. 1 of 1 are yours."),
        ("diploma=none&age=18-29", "Your case: <None>; Aged 18 to 29. 0 of 1 are yours."),
        # A row that asks for more than was told is shown, and counted for nobody.
        ("diploma=bachelor", "Your case: Bachelor's degree. 0 of 1 are yours."),
    ],
)
def test_the_answer_repeats_the_case_and_counts_the_lines_about_it(follow, link, text):
    assert told(follow(link)) == text


def test_the_sheet_of_paper_says_whose_case_it_is(follow):
    page = follow("diploma=bachelor&age=65+")
    page.emulate_media(media="print")
    assert page.locator("[role=status]").is_visible()
    assert not choice(page, "Diploma").is_visible()
    assert seen(page) == [ALL[0], "Everybody", "Bachelor's degree"]


@pytest.mark.parametrize("link", ["diploma=unknown", "main", "%", "=", "diploma", "<b>=1&&"])
def test_a_link_that_means_nothing_changes_nothing(follow, link):
    notes = []
    page = follow(link, notes)
    assert seen(page) == [*ALL, "Everybody", "Bachelor's degree"]
    assert told(page) == ""
    assert notes == []


def test_without_scripts_every_row_shows_and_no_form(browser, page_path):
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(f"{page_path.as_uri()}#diploma=none")
    assert not page.locator("form").is_visible()
    assert seen(page) == [*ALL, "Everybody", "Bachelor's degree"]
    context.close()


def test_the_study_s_page_says_what_the_command_says(open_page, site, tmp_path):
    path = tmp_path / "page.html"
    notebook = read_notebook(paths.NOTEBOOKS / "09_your_case.ipynb")
    path.write_text(render(notebook, name="09_your_case", language="en", site=site), "utf-8")
    page = open_page(path)
    for case in [
        Case("master", "professionals", "J", "30-49", "at_work"),
        Case("vocational", "craft", "F", "50-64", "looking"),
        Case("short", "nurses", "Q", "18-29", "student"),
        Case("none", "skilled_agriculture", "A", "65+", "changing"),
    ]:
        for name, code in vars(case).items():
            page.locator(f"#choose-{name}").select_option(code)
        found = read(case)
        assert told(page).endswith(own_count(found))
        shown = [row for row in page.locator("tr.line").all() if row.is_visible()]
        cells = [row.locator("td").all_text_contents() for row in shown]
        assert [recruiters_headline(found)] in cells
        evidence = page.locator("tr.evidence:visible")
        assert evidence.count() == len(found.answers)
        assert len(shown) == len(found.answers) + len(found.hires) + 1
