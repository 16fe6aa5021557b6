"""The form of one's case in Chromium: choosing, the answer, links, paper, and no script at all."""

from __future__ import annotations

import re

import pytest

from analysis import paths
from analysis.advice.choices import Case
from analysis.advice.printing import told as printed
from analysis.advice.readings import read
from analysis.advice.sentences import HEADINGS
from analysis.pipeline.execution import read_notebook
from analysis.report.exporter import render
from analysis.report.style import script
from pdf_text import bare, page_count, text_of
from report_sample import chooser_notebook

pytestmark = pytest.mark.browser

ALL = ["Bachelor's degree", "No diploma, aged 18 to 29", "No diploma, aged 65 or more"]
FULLEST = Case("short", "technicians", "E", "65+", "looking")
FOLLOW = """link => new Promise(followed => {
  const before = location.hash
  addEventListener('hashchange', followed, {once: true})  // after the page's own
  location.hash = link
  if (location.hash === before) followed()
})"""
SMALLEST_TARGET = 24
LARGEST_SCRIPT = 6 * 1024
CASES = [
    Case("master", "professionals", "J", "30-49", "at_work"),
    Case("vocational", "craft", "F", "50-64", "looking"),
    Case("short", "nurses", "Q", "18-29", "student"),
    Case("none", "skilled_agriculture", "A", "65+", "changing"),
    Case("bachelor", "managers", "G", "18-29", "looking"),
    Case(occupation="managers"),
    Case(age="18-29"),
    Case(situation="at_work"),
]


@pytest.fixture
def page_path(site, tmp_path):
    path = tmp_path / "09_your_case.html"
    html = render(chooser_notebook(), name="09_your_case", language="en", site=site)
    path.write_text(html, "utf-8")
    return path


@pytest.fixture
def study_path(site, tmp_path):
    path = tmp_path / "page.html"
    notebook = read_notebook(paths.NOTEBOOKS / "09_your_case.ipynb")
    path.write_text(render(notebook, name="09_your_case", language="en", site=site), "utf-8")
    return path


def go(page, link):
    """Follow a link within the page, and wait until the page has."""
    page.evaluate(FOLLOW, link)


@pytest.fixture
def follow(open_page, page_path):
    """Return a function that opens the page at a link."""

    def followed(link: str = "", notes=None, path=page_path, **more):
        page = open_page(path, notes=notes, **more)
        go(page, link)
        return page

    return followed


def link_of(case):
    return "&".join(f"{name}={code}" for name, code in case.made().items())


def choice(page, name, place=0):
    return page.get_by_role("combobox", name=name).nth(place)


def seen(page):
    rows = page.locator("tr.line th").all()
    return [row.text_content() for row in rows if row.is_visible()]


def told(page, place=0):
    return page.locator(".who").nth(place).text_content()


def said(page, css, place=0):
    """Return the texts of what a reader sees of an answer."""
    found = page.locator(".profile").nth(place).locator(css).all()
    return [" ".join(one.inner_text().split()) for one in found if one.is_visible()]


def test_page_with_a_form_is_for_everyone(audit, page_path):
    assert audit(page_path) == []


def test_all_rows_show_before_any_choice(follow):
    page = follow()
    assert seen(page) == [*ALL, "Everybody", "Bachelor's degree"]
    assert told(page) == ""
    assert not page.locator(".answer").is_visible()


def test_a_choice_keeps_the_rows_that_answer_it(follow):
    page = follow()
    choice(page, "Diploma").select_option("none")
    assert seen(page) == [*ALL[1:], "Everybody"]
    assert not page.get_by_role("row", name="Executives").is_visible()  # a table without any row
    choice(page, "Age").select_option("65+")
    assert seen(page) == [ALL[2], "Everybody"]
    assert page.url.endswith("#diploma=none&age=65+")
    choice(page, "Diploma").select_option("")
    assert seen(page) == [ALL[0], ALL[2], "Everybody", "Bachelor's degree"]


def test_the_first_choice_is_answered(follow):
    page = follow("diploma=bachelor")
    assert said(page, ".people .said") == ["diploma said."]
    assert said(page, ".networks-fact .said") == ["Of 100, 13."]
    assert said(page, ".unknown") == ["No trial."]


def test_one_line_leads_and_those_that_say_otherwise_follow(follow):
    page = follow("diploma=bachelor&age=65+")
    assert said(page, ".people .headline") == [
        "More: LinkedIn (cross). Fewer: LinkedIn (before, age)."
    ]
    assert said(page, ".people .said") == ["cross said."]  # that of the diploma alone says the same
    told = said(page, ".people > .otherwise, .people .but")
    assert told == ["[otherwise]", "before but.", "age but."]
    assert said(page, ".people .limit") == ["cross limit.", "[limit_people]"]
    page = follow("age=65+")
    assert said(page, ".people .headline") == ["Fewer than others."]
    assert said(page, ".people > .otherwise, .people .but") == []
    page = follow("diploma=bachelor&age=18-29")
    assert said(page, ".outcomes .said") == ["More. helped said."]


def test_what_is_not_known_is_said(follow):
    page = follow("diploma=none")
    assert said(page, ".people .headline") == ["Not known."]
    assert said(page, ".recruiters .headline") == ["No diploma was given."]
    assert said(page, ".fact") == []
    assert said(page, "p.own") == ["Not known."]
    assert said(page, ".mark") == []


def test_recruiters_are_told_by_both_ends(follow):
    page = follow("diploma=bachelor")
    assert said(page, ".recruiters .headline") == ["From hardly to often."]
    told_of = said(page, ".recruiters .said")
    assert [text.partition(". ")[2] for text in told_of] == ["few said.", "many said."]


@pytest.mark.parametrize(
    ("link", "count", "marks"),
    [
        ("diploma=bachelor&age=18-29", "The only.", ["Diploma, ageMore, [key_own]"]),
        ("diploma=none&age=18-29", "Not the only.", ["Diploma, ageNot known"]),
        (
            "diploma=none&age=65+",
            "One of 2.",
            ["Diploma, ageFewer, [key_own]", "Diploma, ageFewer, [key_near]"],
        ),
    ],
)
def test_the_strip_marks_each_line_and_is_counted(follow, link, count, marks):
    page = follow(link)
    assert said(page, "p.own") == [count]
    strip = [mark for mark in page.locator(".mark").all() if mark.is_visible()]
    assert [mark.text_content() for mark in strip] == marks


def test_the_closest_list_is_drawn_and_the_others_are_told(follow):
    page = follow("diploma=bachelor")
    drawn = page.locator(".drawn").first
    assert drawn.locator("li").all_inner_texts() == ["Relations\n27", "Networks\n3"]
    assert said(page, ".routes > p") == ["Dares sentence. Dares note."]
    page = follow("age=65+")
    assert said(page, ".drawn > p:first-child") == ["Dares. [led]"]
    assert said(page, ".also") == []


def test_only_sources_of_what_is_said_are_listed(follow):
    titles = [f"Title of {name}" for name in ("gss", "iab", "apec", "dares")]
    assert said(follow("diploma=bachelor"), ".rests li") == titles
    titles = [f"Title of {name}" for name in ("pew", "iab", "dares")]
    assert said(follow("age=65+"), ".rests li") == titles


def test_keyboard_chooses(follow):
    page = follow()
    choice(page, "Diploma").focus()
    page.keyboard.type("Bach")
    assert seen(page) == [ALL[0], "Everybody", "Bachelor's degree"]


@pytest.mark.parametrize(
    ("link", "text"),
    [
        ("diploma=bachelor&age=65+", "Your case: Bachelor's degree; Aged 65 or more"),
        ("diploma=none&age=65+", "Your case: <None>; Aged 65 or more"),
        ("diploma=bachelor", "Your case: Bachelor's degree"),
    ],
)
def test_the_answer_repeats_the_case_politely(follow, link, text):
    page = follow(link)
    assert told(page) == text
    assert page.locator(".who").get_attribute("role") == "status"


def test_a_second_profile_is_answered_beside_the_first(follow):
    page = follow("diploma=bachelor&age=18-29")
    page.get_by_role("button", name="Compare").click()
    assert page.evaluate("document.activeElement.name") == "diploma"
    choice(page, "Diploma", 1).select_option("none")
    choice(page, "Age", 1).select_option("65+")
    assert page.url.endswith("#diploma=bachelor&age=18-29&vs.diploma=none&vs.age=65+")
    assert [told(page), told(page, 1)] == [
        "Your case: Bachelor's degree; Aged 18 to 29",
        "Your case: <None>; Aged 65 or more",
    ]
    assert said(page, ".people .said", 0) == ["cross said."]
    assert said(page, ".people .said", 1) == ["age said."]
    assert seen(page) == [ALL[0], ALL[2], "Everybody", "Bachelor's degree"]
    left, right = (page.locator(".profile").nth(place).bounding_box() for place in (0, 1))
    assert (left["y"], left["x"] < right["x"]) == (right["y"], True)
    page.set_viewport_size({"width": 390, "height": 844})
    left, right = (page.locator(".profile").nth(place).bounding_box() for place in (0, 1))
    assert left["y"] + left["height"] <= right["y"]
    page.get_by_role("button", name="Take away").click()
    assert page.locator(".profile").count() == 1
    assert page.url.endswith("#diploma=bachelor&age=18-29")


def test_an_address_brings_both_profiles_back(follow, page_path, audit):
    page = follow("diploma=bachelor&vs.age=65+")
    assert [told(page), told(page, 1)] == [
        "Your case: Bachelor's degree",
        "Your case: Aged 65 or more",
    ]
    forms = page.get_by_role("form").all()
    assert [form.get_attribute("aria-label") for form in forms][1] == "Second profile"
    go(page, "age=65+")
    assert told(page) == "Your case: Aged 65 or more"
    assert page.locator(".profile").count() == 1


def test_the_link_is_copied(follow):
    page = follow("diploma=bachelor")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("Copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert not page.get_by_label("Address").is_visible()


def test_a_link_that_cannot_be_copied_is_shown_to_be_copied(follow):
    page = follow("diploma=bachelor")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(Error()) }")
    page.get_by_role("button", name="Copy").click()
    field = page.get_by_label("Address")
    field.wait_for()
    assert field.input_value() == page.url
    assert page.evaluate("getSelection().toString() || document.activeElement.value") == page.url


def test_the_button_prints(follow):
    page = follow("diploma=bachelor")
    page.evaluate("window.print = () => { window.asked = true }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.asked")


def test_the_sheet_of_paper_holds_the_case_and_nothing_else(follow):
    page = follow("diploma=bachelor&age=65+")
    text = text_of(page.pdf(format="A4", prefer_css_page_size=True))
    for part in [told(page), "cross said.", "few said.", "No trial.", page.url, "[gathered]"]:
        assert bare(part) in text
    for part in ["Skip to content", "Members by degree", "No diploma, aged", "Compare", "Copied."]:
        assert bare(part) not in text
    page.emulate_media(media="print")
    assert not choice(page, "Diploma").is_visible()
    assert seen(page) == []


def test_paper_holds_all_rows_where_nothing_was_chosen(follow):
    page = follow()
    page.emulate_media(media="print")
    assert seen(page) == [*ALL, "Everybody", "Bachelor's degree"]


@pytest.mark.parametrize(
    "link", ["diploma=unknown", "main", "%", "=", "diploma", "<b>=1&&", "vs.="]
)
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
    assert not page.locator(".answer").is_visible()
    assert seen(page) == [*ALL, "Everybody", "Bachelor's degree"]
    context.close()


def test_the_script_is_small():
    assert len(script("chooser").encode()) <= LARGEST_SCRIPT


def spoken(page, place=0):
    """Read the card as the command writes it: the same words in the same order, but for marks."""
    text = page.locator(".profile").nth(place).locator(".answer").inner_text()
    return " ".join(text.split())


def test_the_study_s_page_says_what_the_command_says(follow, study_path):
    page = follow(path=study_path)
    for case in CASES:
        go(page, link_of(case))
        found = read(case)
        card = bare(spoken(page))
        _case, *parts = printed(found).partition(f"\n\n{HEADINGS['effects']}")[0].split("\n\n")
        parts = [re.sub(r"^\s*- ", "", line) for part in parts for line in _items(part)]
        lacking = [part for part in parts if bare(part) not in card]
        assert [part for part in lacking if not _drawn(part)] == [], case
        assert page.locator(".mark:visible").count() == len(found.answers)
        assert page.locator(".mark.own:visible").count() == found.own


def _items(text):
    """Part the command's text into its items, each on one line."""
    return re.sub(r"\n +(?=[^ -])", " ", text).split("\n")


def _drawn(part):
    """Check whether a part is drawn on the page: the first list of ways to a job."""
    return part.startswith("France, ") and "grade" in part


def test_the_study_s_sheet_is_one_page(follow, study_path, tmp_path):
    """It tells its address, which takes lines: here a long one, of the fullest sheets."""
    deep = tmp_path / ("x" * 150)
    deep.mkdir()
    path = study_path.rename(deep / study_path.name)
    for case in [*CASES[:5], FULLEST]:
        page = follow(link_of(case), path=path)
        pdf = page.pdf(format="A4", prefer_css_page_size=True)
        assert page_count(pdf) == 1
        text = text_of(pdf)
        for css in (
            ".who",
            ".said",
            ".headline",
            "p.own",
            ".unknown",
            ".rests li",
            ".drawn li span",
        ):
            for part in said(page, css):
                assert bare(part) in text
        assert bare(page.url) in text
        assert "Datagatheredupto" in text


@pytest.mark.parametrize(("width", "height"), [(390, 844), (360, 640), (320, 568)])
def test_the_answer_begins_on_the_screen_of_the_last_choice(follow, study_path, width, height):
    page = follow(path=study_path, width=width)
    page.set_viewport_size({"width": width, "height": height})
    for name, code in CASES[1].made().items():
        page.locator(f"select[name={name}]").select_option(code)
        for css in (".who", ".answer .head >> nth=0"):
            box = page.locator(css).bounding_box()
            assert 0 <= box["y"] <= height - box["height"], css


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_an_answer_is_for_everyone(follow, study_path, violations, width, scheme):
    notes = []
    links = [f"{link_of(CASES[0])}&vs.{link_of(CASES[1]).replace('&', '&vs.')}"]
    page = follow(links[0], notes, study_path, width=width, scheme=scheme)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert notes == []
    targets = page.locator(".cases :is(button, select)").all()
    assert min(one.bounding_box()["height"] for one in targets) >= SMALLEST_TARGET
