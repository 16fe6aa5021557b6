"""Pages seen in Chromium, offline: rules of accessibility, both themes, phone, paper, keyboard."""

from __future__ import annotations

import pytest

from analysis.report.exporter import render
from analysis.report.front import doors_page

pytestmark = pytest.mark.browser


@pytest.fixture
def page_path(notebook, site, tmp_path):
    path = tmp_path / "02_members.html"
    path.write_text(render(notebook, name="02_members", language="en", site=site), "utf-8")
    return path


def test_page_is_for_everyone(audit, page_path):
    assert audit(page_path) == []


@pytest.fixture
def doors(site, tmp_path):
    path = tmp_path / "index.html"
    path.write_text(doors_page({"en": site, "fr": site}), "utf-8")
    return path


def test_doors_are_for_everyone(audit, doors):
    assert audit(doors) == []


@pytest.mark.parametrize(
    ("wanted", "first"),
    [("fr-FR,fr", "Français"), ("fr-CA", "Français"), ("en-US,en", "English"), ("de", "English")],
)
def test_reader_s_language_comes_first_without_a_script(read_as, doors, wanted, first):
    links = read_as(wanted, doors).locator("a.door").all()
    seen = [door.inner_text() for door in links if door.is_visible()]
    assert seen[0] == first
    assert sorted(seen) == ["English", "Français"]


def test_audit_sees_what_is_wrong(audit, page_path):
    bad = '<img src="https://example.org/x.png"><p style="color:#ccc;width:2000px">pale, wide</p>'
    page_path.write_text(f'<html lang="en"><title>x</title><main><h1>x</h1>{bad}</main></html>')
    findings = "\n".join(audit(page_path))
    for found in [
        "axe, 1280 light: image-alt",
        "axe, 390 dark: color-contrast",
        "console: Failed to load resource",
        "request: https://example.org/x.png",
        "overflow, 390 light",
        "overflow, A4",
    ]:
        assert found in findings


def test_policy_stops_what_the_page_did_not_bring(audit, page_path):
    html = page_path.read_text("utf-8")
    page_path.write_text(html.replace("</article>", "<script>alert(1)</script></article>"))
    findings = audit(page_path)
    assert findings
    assert all("Content Security Policy" in finding for finding in findings)


def test_keyboard_reaches_everything_in_order(open_page, page_path):
    page = open_page(page_path)
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const on = document.activeElement, look = getComputedStyle(on)
              return on === document.body ? null : {
                text: (on.getAttribute('aria-label') || on.textContent).trim(),
                seen: look.outlineStyle === 'solid' && parseFloat(look.outlineWidth) >= 3
                  && on.getBoundingClientRect().top >= 0 && on.getBoundingClientRect().bottom > 0
              }}"""
        )
        if stop is None:
            break
        stops.append(stop)
    texts = [stop["text"] for stop in stops]
    assert texts[:2] == ["Skip to content", "Do social networks help people find work?"]
    for text in ["All pages", "On this page", "Half", "Data (CSV)", "Cite", "Members by degree"]:
        assert text in texts
    assert [stop["text"] for stop in stops if not stop["seen"]] == []


def test_skip_link_leads_past_the_navigation(open_page, page_path):
    page = open_page(page_path)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_controls_are_large_enough_to_touch(open_page, page_path):
    page = open_page(page_path, width=390)
    heights = page.eval_on_selector_all(
        "summary, .contents a, .switch, button.n",
        "all => all.map(one => one.getBoundingClientRect().height)",
    )
    assert min(height for height in heights if height) >= 24


def opened(page):
    return page.locator(".origin:popover-open")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_number_opens_where_it_comes_from_and_closes_where_it_was(open_page, page_path, width):
    notes = []
    page = open_page(page_path, width=width, notes=notes)
    number = page.get_by_role("button", name="Half")
    number.focus()
    page.keyboard.press("Enter")
    assert opened(page).inner_text().startswith("50% (44% to 56%)")
    box = opened(page).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "GSS 2016"
    page.keyboard.press("Escape")
    assert opened(page).count() == 0
    assert page.evaluate("document.activeElement.textContent") == "Half"
    number.click()
    opened(page).get_by_role("button", name="Close").click()
    assert opened(page).count() == 0
    assert notes == []


def test_numbers_open_without_scripts(browser, page_path):
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(page_path.as_uri())
    page.get_by_role("button", name="Half").click()
    assert page.locator("#value-02-members-half").is_visible()
    context.close()


def test_one_switch_shows_the_code_and_the_address_remembers(open_page, page_path):
    page = open_page(page_path)
    code = page.locator(".code").first
    assert not code.is_visible()
    page.get_by_label("Show the code").check()
    assert code.is_visible()
    assert page.url.endswith("02_members.html?code=")
    page.reload()
    assert code.is_visible()
    page.get_by_label("Show the code").uncheck()
    assert not code.is_visible()
    assert page.url.endswith("02_members.html")


def test_the_switch_works_without_scripts(browser, page_path):
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(page_path.as_uri())
    page.get_by_label("Show the code").check()
    assert page.locator(".code").first.is_visible()
    context.close()


def computed(page, selector, name):
    return page.locator(selector).first.evaluate(f"one => getComputedStyle(one)['{name}']")


@pytest.mark.parametrize(("width", "shown"), [(1280, "wide"), (390, "narrow"), (320, "narrow")])
def test_one_drawing_shows_in_letters_large_enough(open_page, page_path, width, shown):
    page = open_page(page_path, width)
    drawings = page.locator("figure svg")
    classes = drawings.evaluate_all(
        "all => all.filter(one => one.getClientRects().length).map(one => one.classList[0])"
    )
    assert classes == [shown]
    box = page.locator(f"figure .{shown}").evaluate(
        "one => [one.getBoundingClientRect().width / one.viewBox.baseVal.width, "
        "one.getBoundingClientRect().left, innerWidth - one.getBoundingClientRect().right]"
    )
    assert 13 * box[0] >= 12
    assert min(box[1:]) >= 0


def test_drawing_takes_the_colours_and_the_font_of_the_page(open_page, page_path):
    light, dark = (open_page(page_path, scheme=scheme) for scheme in ("light", "dark"))
    number = "figure .wide text[fill='#003f7d']"
    assert computed(light, number, "fill") == "rgb(0, 63, 125)"
    assert computed(dark, number, "fill") == "rgb(143, 193, 255)"
    assert computed(light, number, "fontFamily") == computed(light, "body", "fontFamily")


def test_marks_speak_under_pointer_finger_and_keys(open_page, page_path):
    page = open_page(page_path)
    told, drawing = page.locator("figure .told"), page.locator("figure .drawing")
    assert told.inner_text() == ""
    page.locator(".wide .mark").nth(1).hover()
    assert told.inner_text() == "Graduate: 52 %"
    page.mouse.move(0, 0)
    assert told.inner_text() == ""
    drawing.focus()
    said = []
    for key in ["ArrowRight", "ArrowDown", "ArrowRight", "ArrowLeft", "Escape"]:
        page.keyboard.press(key)
        said.append(told.inner_text())
    assert said == ["High school: 18 %", "Graduate: 52 %"] * 2 + [""]
    page.locator(".wide .mark").nth(0).click()
    assert told.inner_text() == "High school: 18 %"
    page.keyboard.press("Tab")
    assert told.inner_text() == ""


def test_marks_speak_on_a_phone(open_page, page_path):
    page = open_page(page_path, 390)
    page.locator(".narrow .mark").nth(1).click()
    assert page.locator("figure .told").inner_text() == "Graduate: 52 %"
    page.keyboard.press("ArrowLeft")
    assert page.locator("figure .told").inner_text() == "High school: 18 %"


def test_paper_shows_the_evidence_and_no_controls(open_page, page_path):
    page = open_page(page_path)
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF-")
    page.emulate_media(media="print")
    for hidden in [
        "nav.pages",
        ".languages",
        ".contents",
        ".turn",
        ".code",
        ".switch",
        ".origin",
        ".skip",
    ]:
        assert not page.locator(hidden).first.is_visible(), hidden
    for shown in ["h1", "figure .drawing", "figcaption", "table", "footer"]:
        assert page.locator(shown).first.is_visible(), shown
