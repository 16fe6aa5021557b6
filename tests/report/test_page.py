"""What a page holds, looked at in its HTML."""

from __future__ import annotations

import base64
import copy
import hashlib
import re
from html.parser import HTMLParser
from importlib.metadata import version

import pytest
from bs4 import BeautifulSoup
from nbconvert import export, get_exporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.errors import StudyError
from analysis.report.exporter import StudyHTMLExporter, render
from analysis.report.faults import Place
from analysis.report.fragment import fragment
from analysis.report.markdown import markdown
from analysis.report.site import Site, page_title
from analysis.report.style import policy
from report_sample import ALT, SVG, chooser_notebook, display, legend, picture


@pytest.fixture
def html(notebook, site):
    return render(notebook, name="02_members", language="en", site=site)


@pytest.fixture
def soup(html):
    return BeautifulSoup(html, "html.parser")


def test_one_title_then_contents(soup):
    assert [h1.get_text() for h1 in soup.find_all("h1")] == ["The members"]
    assert soup.title.string == "The members – Do social networks help people find work?"
    anchors = [link["href"] for link in soup.select(".contents a")]
    assert anchors == ["#what-was-asked", "#who-answers", "#en-francais"]
    assert all(soup.find(id=anchor[1:]) for anchor in anchors)


def test_first_stop_is_the_way_to_the_content(soup):
    first = soup.body.find("a")
    assert first["class"] == ["skip"]
    assert soup.find("main", id=first["href"][1:])


def test_nothing_from_elsewhere(soup):
    assert not soup.find_all(["iframe", "object", "embed", "base"])
    assert not [script for script in soup.find_all("script") if script.attrs]
    assert not [tag for tag in soup.find_all(True) if any(n.startswith("on") for n in tag.attrs)]
    sources = [tag[name] for name in ("src", "srcset") for tag in soup.find_all(attrs={name: True})]
    assert all(source.startswith("data:") for source in sources)
    assert [link["href"] for link in soup.find_all("link", rel="icon")] == ["data:,"]
    assert {link["rel"][0] for link in soup.find_all("link")} == {"icon", "canonical", "alternate"}
    assert not re.search(r"url\(|@import", soup.style.string)


def test_policy_allows_this_style_sheet_and_these_scripts_alone(soup):
    allowed = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    styles, scripts = (
        " ".join(f"'{_hashed(one.string)}'" for one in soup.find_all(kind))
        for kind in ("style", "script")
    )
    assert f"; style-src {styles}; script-src {scripts}" in f"; {allowed}"
    assert "default-src 'none'" in allowed
    assert "unsafe" not in allowed


def _hashed(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def test_page_without_form_nor_code_runs_nothing(site):
    cells = [new_markdown_cell("# One")]
    html = render(new_notebook(cells=cells), name="a", language="en", site=site)
    page = BeautifulSoup(html, "html.parser")
    assert page.script is None
    assert "script-src" not in page.find("meta", attrs={"http-equiv": True})["content"]


def test_policy_takes_scripts_by_hash():
    # printf 'alert(1)' | openssl dgst -sha256 -binary | base64
    hashed = "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
    assert policy([], ["alert(1)"]).endswith(f"; script-src {hashed}")


def test_form_s_script_is_allowed_where_the_form_is(site, soup):
    html = render(chooser_notebook(), name="09_your_case", language="en", site=site)
    page = BeautifulSoup(html, "html.parser")
    (script,) = [one for one in page.find_all("script") if ".profiles" in one.string]
    allowed = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert f"'{_hashed(script.string)}'" in allowed
    assert "unsafe" not in allowed
    assert "form.chooser" not in str(soup.find_all("script"))


def test_form_is_hidden_until_its_script_runs(site):
    html = render(chooser_notebook(), name="09_your_case", language="en", site=site)
    cases = BeautifulSoup(html, "html.parser").select_one(".cases")
    assert cases.has_attr("hidden")
    assert not cases.form.has_attr("action")
    assert all(choice.find_parent("label") for choice in cases.form.find_all("select"))
    assert [one.get_text() for one in cases.select("[name=diploma] option")][-1] == "<None>"
    assert "A form." not in html


def test_image_and_caption_are_one_figure(soup, html):
    (figure,) = soup.find_all("figure")
    assert figure["id"] == "degree"
    texts = [figure.select_one(f".{part}").get_text() for part in ("title", "base", "source")]
    assert texts == ["Graduates first.", "Adults, n = 1,372.", "Source: GSS."]
    assert figure.figcaption.em.get_text() == "first"
    drawing = figure.select_one(".drawing")
    assert (drawing["role"], drawing["aria-label"]) == ("img", ALT)
    assert SVG in html  # as it was drawn
    assert html.count(ALT) == 1  # a screen reader hears it once


def links_of(html):
    figure = BeautifulSoup(html, "html.parser").find("figure")
    return [(link.get_text(), link["href"]) for link in figure.select(".take a")]


def test_readers_take_away_image_data_link_and_citation(soup, html):
    assert links_of(html) == [
        ("Image", "../data/degree.svg"),
        ("Data (CSV)", "../data/degree.csv"),
        ("Link", "#degree"),
    ]
    assert soup.select_one(".cite p").get_text() == (
        "The networks-and-jobs authors, “Graduates first”, in Do social networks help people find "
        f"work?, version {version('networks-and-jobs')}, data of 23 November 2026."
    )


def test_french_readers_take_french_files_and_the_plain_data(site):
    title = new_markdown_cell("# Un")
    shown = [picture(data="../data/degree.fr.csv"), legend()]
    cells = [title, new_code_cell("figure()", outputs=shown)]
    html = render(new_notebook(cells=cells), name="a", language="fr", site=site)
    assert [address for _words, address in links_of(html)] == [
        "../data/degree.fr.svg",
        "../data/degree.fr.csv",
        "../data/degree.csv",
        "#degree",
    ]


ORIGIN = {
    "id": "value-02-members-all",
    "number": "28% (25% to 32%)",
    "facts": [["Question", "On LinkedIn <b>"], ["People asked (n)", "1,372"]],
    "source": "GSS 2016",
    "address": "01_sources.ipynb#source-gss",
    "section": "02_members.ipynb#c12",
}


def numbers(**study):
    sentence = display(
        "text/markdown", "In all 28%.", linked="In all [28%](#value-02-members-all).", **study
    )
    plain = "<table><caption>Members</caption><tr><th>All</th><td>28%</td></tr></table>"
    cited = plain.replace("28%", '<a href="#value-02-members-all">28%</a>')
    shown = [sentence, display("text/html", plain, linked=cited, **study)]
    return new_notebook(cells=[new_markdown_cell("# One"), new_code_cell("", outputs=shown)])


def test_a_number_opens_where_it_comes_from_without_a_script(site):
    html = render(numbers(origins=[ORIGIN]), name="a", language="en", site=site)
    page = BeautifulSoup(html, "html.parser")
    assert [(one.text, one["popovertarget"]) for one in page.select("p button.n, td button.n")] == [
        ("28%", "value-02-members-all")
    ] * 2
    (opened,) = page.select("[popover]")
    assert opened["id"] == "value-02-members-all"
    assert opened.find(class_="measured").text == "28% (25% to 32%)"
    assert [one.text for one in opened.find_all("dd")] == ["On LinkedIn <b>", "1,372", "GSS 2016"]
    links = [link["href"] for link in opened.find_all("a")]
    assert links == ["01_sources.html#source-gss", "02_members.html#c12"]
    assert opened.button["popovertargetaction"] == "hide"
    assert page.script is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("was ([2](#value-a)), then", "(2),"),
        ("c’était [2](#value-a)\N{NARROW NO-BREAK SPACE}; puis", "2\N{NARROW NO-BREAK SPACE};"),
        ("was [2](#value-a) then", None),
    ],
)
def test_marks_that_touch_a_number_stay_on_its_line(text, kept):
    span = fragment(markdown(text, Place("cell 1")), Place("cell 1")).select_one(".nb")
    assert (span and span.get_text()) == kept


def test_a_number_without_origin_stops_the_page(site):
    with pytest.raises(StudyError, match="numbers of unknown origin"):
        render(numbers(), name="a", language="en", site=site)


def arranged(*cells, first=()):
    first = new_markdown_cell("# One\n\nWhy.", metadata={"tags": list(first)})
    html = render(new_notebook(cells=[first, *cells]), name="a", language="en", site=Site())
    return BeautifulSoup(html, "html.parser")


def coded(source, *outputs, tags=()):
    about = {"metadata": {"tags": list(tags)}, "execution_count": 1}
    return new_code_cell(source, outputs=list(outputs), **about)


def said(text, *, tags=()):
    return new_markdown_cell(text, metadata={"tags": list(tags)})


def test_claims_in_short_come_first_and_heads_of_sections_after_their_titles():
    page = arranged(
        said("## Bases\n\nWho was asked."),
        coded("a = 1"),
        said("Then the count."),
        coded("card()", display("text/markdown", "The verdict."), tags=["lead"]),
        said("## In short", tags=["in-short"]),
        coded("in_short()", display("text/markdown", "Yes."), tags=["in-short"]),
    )
    assert page.find(class_="standfirst").text.split() == ["Why."]
    assert page.find(class_="short").text.split() == ["In", "short", "Yes."]
    texts = [one.text for one in page.article.find_all(["h2", "p"])]
    assert texts == ["Bases", "The verdict.", "Who was asked.", "Then the count."]
    assert [entry["href"] for entry in page.select(".contents a")] == []
    codes = [one.text.strip() for one in page.article.select(".code pre")]
    assert codes == ["a = 1", "card()\n\n\nin_short()"]


def test_a_head_without_section_is_refused():
    with pytest.raises(StudyError, match="cell 2: nothing to lead"):
        arranged(coded("card()", display("text/markdown", "Verdict."), tags=["lead"]))


def test_annexes_are_folded_under_their_headings():
    page = arranged(
        said("## Bases\n\nWho."),
        said("### Method\n\nHow.", tags=["annex"]),
        coded("b = 1", display("text/markdown", "More."), tags=["annex"]),
        said("### Wording\n\nWhat.", tags=["annex"]),
        said("Back."),
        said("## Numbers", tags=["annex"]),
    )
    folds = page.select("details.annex")
    assert [fold.summary.text for fold in folds] == ["Method", "Wording", "Numbers"]
    assert [[p.text for p in fold.find_all("p")] for fold in folds] == [
        ["How.", "More."],
        ["What."],
        [],
    ]
    assert not any(fold.has_attr("open") for fold in folds)
    assert page.find("p", string="Back.").find_parent("details") is None
    assert [entry.text for entry in page.select(".contents a")] == ["Bases", "Numbers"]


def test_an_annex_needs_a_name():
    with pytest.raises(StudyError, match="cell 2: an annex without a name"):
        arranged(said("How.", tags=["annex"]))


def test_tables_have_scopes_and_a_region_named_by_their_caption(soup):
    region = soup.find("div", role="region")
    assert region["aria-label"] == region.caption.get_text() == "Members by degree"
    assert region["tabindex"] == "0"
    scopes = [(header.get_text(), header["scope"]) for header in region.find_all("th")]
    assert scopes == [
        ("share", "col"),
        ("note", "col"),
        ("High school", "row"),
        ("Graduate", "row"),
    ]
    assert not region.find_all(style=True)
    numbers = [cell.get_text() for cell in region.select(".num")]
    assert numbers == ["share", "18.2 %", "51.8 %"]


def test_hostile_labels_show_as_text(html):
    class Shown(HTMLParser):
        text = ""

        def handle_data(self, data):
            self.text += data

    shown = Shown()
    shown.feed(html)
    assert "<script>alert(1)</script>" in shown.text
    assert '"><img onerror> =cmd \u202ecba' in shown.text


def test_formulas_are_mathml(soup):
    assert [formula["display"] for formula in soup.find_all("math")] == ["inline", "block"]
    assert soup.find("mfrac").get_text() == "ab"
    assert "$" not in soup.get_text()


def test_code_is_in_english_and_shown_by_one_switch(notebook, site):
    html = render(notebook, name="02_members", language="fr", site=site)
    page = BeautifulSoup(html, "html.parser")
    blocks = page.select("div.code")
    assert {block.pre["lang"] for block in blocks} == {"en"}
    assert blocks[1].code.get_text().strip() == "table(shares)"
    assert [box["id"] for box in page.select(".switch input[type=checkbox]")] == ["code"]


def test_code_of_neighbours_is_one_block_and_some_pages_have_none():
    cells = [coded("a = 1"), coded("b = 2"), said("Then."), coded("c = 3")]
    blocks = [one.text.rstrip() for one in arranged(*cells).select(".code code")]
    assert blocks == ["a = 1\n\n\nb = 2", "c = 3"]
    silent = arranged(*cells, first=["no-code"])
    assert silent.select(".code, .switch, script") == []


def test_few_words_of_code_are_nodes():
    code = 'total = sum(shares["a"], start=0)  # why\nfor one in total:\n    print(one)'
    (block,) = arranged(coded(code)).select(".code code")
    assert block.text.strip() == code
    assert [one.text for one in block.find_all("span")] == ['"a"', "# why", "for"]


def test_plain_text_gives_way_to_richer_output(soup):
    assert "<repr>" not in soup.get_text()
    assert soup.find("pre", class_="output").get_text() == "rows <b> 1372\n"
    assert "Half of graduates are members." in soup.get_text()


def test_languages_of_page_and_parts(notebook, site, soup):
    assert soup.html["lang"] == "en"
    assert soup.find(id="en-francais").find_parent("div")["lang"] == "fr"
    assert soup.select_one(".contents a[lang=fr]")["href"] == "#en-francais"
    assert soup.find("span", lang="fr").get_text() == "un mot"
    french = render(notebook, name="02_members", language="fr", site=site)
    assert '<html lang="fr">' in french


def test_the_way_to_other_pages(soup):
    turns = {link["rel"][0]: link["href"] for link in soup.select(".turn a")}
    assert turns == {"prev": "01_sources.html", "next": "03_ties.html"}
    assert soup.select_one(".pages [aria-current=page]")["href"] == "02_members.html"
    twins = [(link["lang"], link["href"]) for link in soup.select(".languages a")]
    assert twins == [("en", "../en/02_members.html"), ("fr", "../fr/02_members.html")]
    assert soup.select_one('article a[href="03_ties.html#weak"]')
    assert ".ipynb" not in str(soup)


def test_footer_tells_the_facts(soup):
    facts = [item.get_text() for item in soup.select("footer dt, footer dd")]
    assert facts == ["Data", "GSS panel 2020", "Lock", "0d4e91ab" * 8]


def test_titles_and_facts_are_text_not_html(notebook):
    site = Site(pages=[("02_members", "<script>a</script>")], facts={"<b>": "<i>"})
    html = render(notebook, name="02_members", language="en", site=site)
    assert "&lt;script&gt;a&lt;/script&gt;" in html
    assert "&lt;i&gt;" in html


def shouted(text):
    return re.sub(r"(\{\w+\})|([^{}]+)", lambda part: part[1] or part[2].upper(), text)


def test_every_word_the_page_adds_is_translated(notebook, site, monkeypatch):
    monkeypatch.setattr("analysis.report.exporter.translator", lambda code: shouted)
    html = render(notebook, name="02_members", language="en", site=site)
    page = BeautifulSoup(html, "html.parser")
    added = page.select(".skip, .home, .switch, summary, .take a, .turn span, footer.site > p")
    texts = [tag.get_text() for tag in added]
    texts += [nav["aria-label"] for nav in page.find_all("nav")]
    assert len(texts) == 16
    assert [text for text in texts if text != text.upper()] == []


def test_equal_input_gives_equal_bytes(notebook, site, html):
    assert render(notebook, name="02_members", language="en", site=site) == html


def test_nbconvert_finds_the_exporter(notebook):
    exporter = get_exporter("study_html")
    assert exporter is StudyHTMLExporter
    html, _ = export(exporter, notebook)
    assert "<h1>The members</h1>" in html


@pytest.mark.parametrize("language", ["en", "fr"])
def test_nbconvert_gives_the_page_of_the_pipeline(notebook, site, language):
    before = copy.deepcopy(notebook)
    page = render(notebook, name="02_members", language=language, site=site)
    assert notebook == before
    exporter = StudyHTMLExporter(language_code=language, site=site)
    resources = {"metadata": {"name": "02_members"}}
    assert exporter.from_notebook_node(notebook, resources)[0] == page


def test_code_and_printed_text_keep_their_lines_and_quotes(site):
    text = "x = 'a'\n\n\n    \ny = \"<b> & c\""
    printed = new_output("stream", name="stdout", text=text)
    cells = [new_markdown_cell("# One"), new_code_cell(text, outputs=[printed])]
    html = render(new_notebook(cells=cells), name="a", language="en", site=site)
    page = BeautifulSoup(html, "html.parser")
    assert page.code.get_text() == f"{text}\n"
    assert page.find("pre", class_="output").get_text() == text
    article = html.partition("<article>")[2]
    assert "&quot;" not in article
    assert "&#" not in article


def test_code_of_a_part_in_another_language_is_in_english(site):
    cells = [new_markdown_cell("# One"), coded("x = 1", tags=["lang-fr"])]
    html = render(new_notebook(cells=cells), name="a", language="en", site=site)
    page = BeautifulSoup(html, "html.parser")
    assert page.select_one(".code pre[lang=en]").get_text() == "x = 1\n"


def test_title_is_the_first_heading(notebook):
    assert page_title(notebook.cells[0].source, "02_members") == "The members"
    with pytest.raises(StudyError, match="02_members has no title"):
        page_title("", "02_members")


def test_equal_headings_get_their_own_anchors(site):
    text = "# One\n\n## Limits\n\n## Limits\n\n## Limits\n\n## Main"
    notebook = new_notebook(cells=[new_markdown_cell(text)])
    page = BeautifulSoup(render(notebook, name="a", language="en", site=site), "html.parser")
    assert [h2["id"] for h2 in page.find_all("h2")] == ["limits", "limits-2", "limits-3", "main-2"]


def test_raw_cells_and_empty_code_leave_nothing(site):
    cells = [new_markdown_cell("# One"), new_code_cell("")]
    html = render(new_notebook(cells=cells), name="a", language="en", site=site)
    assert "details" not in BeautifulSoup(html, "html.parser").article.decode()


def test_column_of_numbers_under_spanning_headers(site):
    table = """<table><caption>By sex</caption><thead>
    <tr><th></th><th></th><th colspan="2">share</th></tr>
    <tr><th>sex</th><th>age</th><th>low</th><th>rank</th></tr></thead>
    <tbody><tr><th rowspan="2">men</th><th>18-29</th><td>2.4 to 10.9</td><td>A</td></tr>
    <tr><th>30+</th><td>–</td><td>B</td></tr></tbody></table>"""
    cells = [new_markdown_cell("# One"), new_code_cell("", outputs=[display("text/html", table)])]
    html = render(new_notebook(cells=cells), name="a", language="en", site=site)
    page = BeautifulSoup(html, "html.parser")
    assert [cell.get_text() for cell in page.select(".num")] == ["low", "2.4 to 10.9", "–"]
    spans = [(cell.get_text(), cell["scope"]) for cell in page.select("[scope$=group]")]
    assert spans == [("share", "colgroup"), ("men", "rowgroup")]
