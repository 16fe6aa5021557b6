"""A notebook that some readers could not read is not exported, and the message says where."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.errors import StudyError
from analysis.report.exporter import render
from analysis.report.site import Site
from report_sample import SVG, display, legend, picture


def export(*cells):
    title = new_markdown_cell("# Title")
    notebook = new_notebook(cells=[title, *cells])
    return render(notebook, name="02_members", language="en", site=Site())


def refused(*cells):
    with pytest.raises(StudyError) as error:
        export(*cells)
    return str(error.value)


def outputs(*shown):
    return new_code_cell("figure()", outputs=list(shown))


@pytest.mark.parametrize(
    "alt",
    [
        "",
        "A figure",
        "No description has been provided for this image",
        "<Figure size 640x480 with 1 Axes>",
        "picture of all members.png",
    ],
)
def test_image_without_a_real_text(alt):
    message = refused(outputs(picture(alt=alt), legend()))
    assert message.startswith("Notebook 02_members, cell 2: an image has no alternative text.")
    assert repr(alt) in message


@pytest.mark.parametrize("kind", ["image/svg+xml", "image/png", "image/jpeg"])
def test_bare_image(kind):
    assert "cell 2: an output that a page cannot show" in refused(outputs(display(kind, SVG)))


@pytest.mark.parametrize(
    "shown",
    [
        [picture()],
        [picture(), display("text/markdown", "Not a caption.")],
        [picture(), legend(base="")],
        [picture(id=""), legend()],
        [picture(data=""), legend()],
        [display("image/png", "iVBORw0", role="figure", id="f", data="d.csv"), legend()],
    ],
    ids=["alone", "other text", "no base", "no id", "no data", "png"],
)
def test_incomplete_figure(shown):
    assert re.search("cell 2: a (figure|caption) is incomplete", refused(outputs(*shown)))


def test_caption_alone():
    assert "got: caption" in refused(outputs(legend()))


DRAWINGS = {
    "broken": ("<svg", "what is no SVG"),
    "none": ("", "no drawing"),
    "something else": ("<g/>", "no drawing"),
    "a script": ("<svg><script>alert(1)</script></svg>", "more than shapes and words"),
    "a handler": ('<svg onload="alert(1)"/>', "more than shapes and words"),
    "a link": ('<svg><a href="javascript:x"/></svg>', "more than shapes and words"),
    "a style": ('<svg><rect style="fill:red"/></svg>', "more than shapes and words"),
    "HTML": ("<svg><foreignObject/></svg>", "more than shapes and words"),
    "small print": ('<svg><text font-size="11">52 %</text></svg>', "words too small"),
}


@pytest.mark.parametrize(("svg", "what"), DRAWINGS.values(), ids=DRAWINGS)
def test_drawing_that_a_page_may_not_hold(svg, what):
    broken = picture()
    broken.data["image/svg+xml"] = svg
    assert f"cell 2: the drawing of a figure holds {what}" in refused(outputs(broken, legend()))


def test_notebook_of_others_shows_the_image_that_it_holds():
    dot = "data:image/png;base64,iVBORw0KGgo="
    html = f'<img src="{dot}" alt="Four words of text" width="1" height="1">'
    about = {"role": "figure", "id": "f", "data": "d.csv", "alt": "Four words of text"}
    page = export(outputs(display("text/html", html, **about), legend()))
    image = BeautifulSoup(page, "html.parser").find("figure", id="f").img
    assert (image["alt"], image["src"]) == ("Four words of text", dot)
    silent = display("text/html", html.replace("Four words of text", ""), **about)
    assert "an image has no alternative text" in refused(outputs(silent, legend()))


def test_two_figures_with_one_id():
    message = refused(outputs(picture(), legend()), outputs(picture(), legend()))
    assert "an id is used twice" in message
    assert "degree" in message


def test_table_without_caption():
    table = display("text/html", "<table><caption> </caption><tr><td>1,372</td></tr></table>")
    message = refused(outputs(table))
    assert "cell 2: a table has no caption" in message
    assert "got: 1,372" in message
    assert "a table has no caption" in refused(new_markdown_cell("| a |\n|---|\n| 1 |"))


def test_warning():
    warned = new_output("stream", name="stderr", text="FutureWarning: soon\n  more\n")
    message = refused(outputs(warned))
    assert "cell 2: the code complained" in message
    assert "got: FutureWarning: soon\n" in message


def test_error():
    failed = new_output("error", ename="KeyError", evalue="'n'", traceback=[])
    assert "got: KeyError: 'n'" in refused(outputs(failed))


def test_unknown_output():
    widget = new_output("display_data", {"application/x-widget": "1"})
    assert "got: application/x-widget" in refused(outputs(widget))


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<ScRiPt src=x></sCrIpT>",
        "<p onclick='alert(1)'>x</p>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='java&#10;script:alert(1)'>x</a>",
        "<a href=' \x01javascript:alert(1)'>x</a>",
        "<a href='data:text/html,x'>x</a>",
        "<img alt='four words of text' src='https://example.org/x.png'>",
        "<img alt='four words of text' src='x' onerror='alert(1)'>",
        "<iframe src='x'></iframe>",
        "<style>p{}</style>",
        "<form><input></form>",
        "<svg><a xlink:href='javascript:x'></a></svg>",
        "<math><annotation-xml encoding='text/html'></annotation-xml></math>",
        "<object data='x'></object>",
        "<meta http-equiv='refresh' content='0'>",
    ],
)
@pytest.mark.parametrize("where", ["markdown", "html output", "markdown output", "caption"])
def test_html_that_can_act(html, where):
    caption = legend(title=f"Graduates first. {html}")
    cell = {
        "markdown": new_markdown_cell(html),
        "html output": outputs(display("text/html", html)),
        "markdown output": outputs(display("text/markdown", html)),
        "caption": outputs(picture(), caption),
    }[where]
    assert "cell 2: HTML that a report may not hold" in refused(cell)


def test_markdown_link_that_can_act():
    assert "javascript" in refused(new_markdown_cell("[x](javascript:alert(1))"))
    assert "javascript" in refused(outputs(picture(data="javascript:alert(1)"), legend()))


def test_style_and_comments_are_left_out():
    html = export(new_markdown_cell("<p style='position:fixed'>word</p><!-- <script> -->"))
    assert "<p>word</p>" in html
    assert "position:fixed" not in html
    assert "<!--" not in html


@pytest.mark.parametrize("formula", [r"$\frac{1}{$", r"$\nosuchcommand x$"])
def test_broken_formula(formula):
    assert "cell 2: a formula cannot be set" in refused(new_markdown_cell(f"A {formula}."))


def test_dollar_signs_of_money_can_be_escaped():
    assert "from $5 to $10" in export(new_markdown_cell(r"from \$5 to \$10"))


def test_second_title():
    assert "exactly one title" in refused(new_markdown_cell("# Another"))


def test_no_title():
    notebook = new_notebook(cells=[new_markdown_cell("## Section")])
    with pytest.raises(StudyError, match="exactly one title"):
        render(notebook, name="02_members", language="en", site=Site())


def test_skipped_level():
    message = refused(new_markdown_cell("## One\n\n#### Three"))
    assert "a heading skips a level" in message
    assert "'Three'" in message


def test_form_without_its_words():
    form = display("text/markdown", "A form.", role="chooser", title="Choose")
    message = refused(outputs(form))
    assert message.startswith("Notebook 02_members, cell 2: a form is incomplete.")
    assert "got: no answers, case, choices" in message
