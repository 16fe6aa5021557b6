"""Notebooks of anybody: the lenient profile shows what it can, and lists the rest."""

from __future__ import annotations

import base64
import json
import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
    new_raw_cell,
)

from analysis.report.exporter import StudyHTMLExporter
from analysis.report.style import script

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
    "DwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PANDAS = """<div><style scoped>.dataframe td {{ color: red }}</style>
<table border="1" class="dataframe"><thead><tr style="text-align: right;"><th></th><th>age</th></tr>
</thead><tbody>{}</tbody></table></div>"""


def shown(kind, content, **metadata):
    return new_output("display_data", {kind: content}, metadata=metadata)


def ran(*outputs):
    return new_code_cell("f()", outputs=list(outputs), execution_count=1)


def page_of(*cells, folder=""):
    resources = {"metadata": {"name": "study of ours", "path": str(folder)}}
    exporter = StudyHTMLExporter(strict=False)
    html, _ = exporter.from_notebook_node(new_notebook(cells=list(cells)), resources)
    page = BeautifulSoup(html, "html.parser")
    check(page)
    return page


def check(page):
    """Check what holds for every page: nothing acts, nothing loads, all can be read."""
    ours = {str(script(name)) for name in ("code", "sort")}
    assert {str(one.string) for one in page.find_all("script")} <= ours
    for tag in page.find_all(True):
        assert tag.name not in {"iframe", "object", "embed", "form", "video", "audio", "base"}
        assert not [name for name in tag.attrs if name.startswith("on") or name == "style"]
        assert str(tag.get("src", "data:image/")).startswith("data:image/")
        assert not re.match(r"\s*(java|vb)script:|data:text", str(tag.get("href", "")), re.I)
    assert len(page.find_all("h1")) == 1
    assert all(image.get("alt", "").strip() for image in page.find_all("img"))
    twice = Counter(tag["id"] for tag in page.find_all(id=True))
    assert [name for name, times in twice.items() if times > 1] == []
    levels = [int(tag.name[1]) for tag in page.find_all(re.compile("^h[1-6]$"))]
    assert [
        levels[n : n + 2] for n in range(len(levels)) if levels[n] > levels[n - 1] + 1 > 1
    ] == []


def told(page):
    return [item.get_text() for item in page.select(".left-out li")]


def test_page_alone_names_its_notebook_and_nothing_of_the_study():
    page = page_of(new_markdown_cell("# Wages\n\nWhat they are."))
    assert page.title.get_text() == "Wages"
    assert page.footer.get_text(strip=True) == "Made from the notebook study of ours."
    assert page.select(".home, nav, link[rel=canonical], meta[property], .left-out") == []


@pytest.mark.parametrize(
    ("sources", "title", "levels"),
    [
        (["# One\n\n## A\n\n# Two\n\n## B"], "One", ["h2", "h2", "h3"]),
        (["intro", "## A\n\n# One\n\n### B"], "One", ["h2", "h3"]),
        (["## A\n\n# One\n\n# Two"], "study of ours", ["h2", "h2", "h2"]),
        (["text"], "study of ours", []),
        (["# One\n\n#### Four\n\n### Three\n\n##### Five"], "One", ["h2", "h2", "h3"]),
        (["<h1>One</h1>\n\n# \n\n###### Six"], "One", ["h2"]),
    ],
)
def test_one_title_and_no_level_skipped(sources, title, levels):
    page = page_of(*map(new_markdown_cell, sources))
    assert page.h1.get_text() == title
    assert [
        tag.name for tag in page.find_all(["h2", "h3", "h4"]) if "left-out" not in tag["id"]
    ] == levels


def test_text_before_a_late_title_and_code_of_a_first_cell_stay():
    page = page_of(ran(shown("text/plain", "5")), new_markdown_cell("said\n\n# One"))
    assert page.h1.get_text() == "One"
    assert page.select_one(".code code").get_text() == "f()\n"
    assert [one.get_text() for one in page.select("article > pre, article > p")] == ["5", "said"]


def test_pictures_are_numbered_and_say_that_nobody_described_them():
    plot = {"image/png": PNG, "text/plain": "<Figure size 640x480 with 1 Axes>"}
    about = {"image/png": {"alt": "A line that rises", "width": 300}}
    page = page_of(
        new_markdown_cell("# One"),
        ran(new_output("display_data", plot), new_output("display_data", plot, metadata=about)),
        ran(shown("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>")),
    )
    captions = [(one.img["alt"], one.figcaption.get_text()) for one in page.find_all("figure")]
    assert captions == [
        ("Figure 1: nobody has described it.", "Figure 1"),
        ("A line that rises", "Figure 2"),
        ("Figure 3: nobody has described it.", "Figure 3"),
    ]
    assert page.find_all("img")[1]["width"] == "300"
    assert told(page) == ["Pictures that come without a description (2; cells 2, 3)."]


def test_pictures_beside_the_notebook_are_in_the_page_and_others_are_told(tmp_path):
    dot, book = base64.b64decode(PNG), tmp_path / "book"
    (book / "pics").mkdir(parents=True)
    (book / "pics" / "a b.png").write_bytes(dot)
    (book / "list.png").write_text("root:x:0:0")
    (tmp_path / "outside.png").write_bytes(dot)
    (book / "way.png").symlink_to(tmp_path / "outside.png")
    names = ["pics/a%20b.png", "../outside.png", "way.png", "list.png", "none.png", "/etc/hostname"]
    images = " ".join(f"![Picture {n}]({name})" for n, name in enumerate(names))
    page = page_of(new_markdown_cell(f"# One\n\nSeen: {images}"), folder=book)
    assert [(one["alt"], one["src"]) for one in page.find_all("img")] == [
        ("Picture 0", f"data:image/png;base64,{PNG}")
    ]
    assert "Picture 1 Picture 2" in page.get_text()
    assert told(page) == ["Pictures that are not there, or cannot be read: left out (5; cell 1)."]


def test_pasted_pictures_are_in_the_page():
    cell = new_markdown_cell(
        "# One\n\n![A single dot](attachment:my%20dot.png) ![Nothing](attachment:none.png)\n\n"
        "<img src='attachment:my dot.png' alt='The dot again'>"
    )
    cell["attachments"] = {"my dot.png": {"image/png": PNG}}
    page = page_of(cell, ran(shown("text/markdown", "![A dot](attachment:my%20dot.png)")))
    assert [one["alt"] for one in page.find_all("img")] == ["A single dot", "The dot again"]
    assert told(page) == [
        "Pictures that are not there, or cannot be read: left out (2; cells 1, 2)."
    ]


@pytest.mark.parametrize("content", ["not base64", "AAAA", "", base64.b64encode(b"<p>").decode()])
def test_picture_that_cannot_be_read_is_told(content):
    page = page_of(new_markdown_cell("# One"), ran(shown("image/png", content)))
    assert page.find("img") is None
    assert told(page) == ["Pictures that are not there, or cannot be read: left out (1; cell 2)."]


def test_tables_of_pandas_are_captioned_by_their_number():
    rows = "".join(f"<tr><th>{n}</th><td>{n}</td></tr>" for n in range(9))
    page = page_of(new_markdown_cell("# One"), ran(shown("text/html", PANDAS.format(rows))))
    assert page.caption.get_text() == "Table 1"
    assert page.table["class"] == ["sortable"]
    assert page.select_one(".table[role=region]")["aria-label"] == "Table 1"
    assert [item.partition(":")[0] for item in told(page)] == [
        "What runs, asks or restyles (scripts, forms, styles)",
        "Tables that come without a caption",
    ]


ACTS = [
    "<script>alert(1)</script>",
    "<p onclick='alert(1)'>x</p>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='data:text/html,x'>x</a>",
    "<img src='x' onerror='alert(1)'>",
    "<form action='https://example.org'><input value='1'><button>go</button></form>",
    "<math><annotation-xml encoding='text/html'><img src='x' onerror='1'></annotation-xml></math>",
    "<svg><a xlink:href='javascript:x'><circle r='1'/></a></svg><svg onload='x()'/>",
    "<meta http-equiv='refresh' content='0'><base href='//example.org'>",
    "<link rel='stylesheet' href='https://example.org/x.css'>",
    "<style>body { display: none }</style>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>1</script></template><textarea></textarea><script>1</script>",
    "<div style='background: url(https://example.org/x)' class='cases' id='main'>x</div>",
    "<h1>Another</h1><table background='https://example.org/x'><tr><td>1</td></tr></table>",
]


@pytest.mark.parametrize("html", ACTS)
@pytest.mark.parametrize("where", ["markdown", "html", "markdown output", "latex", "stream"])
def test_nothing_that_acts_reaches_the_page(html, where):
    cell = {
        "markdown": new_markdown_cell(html),
        "html": ran(shown("text/html", html)),
        "markdown output": ran(shown("text/markdown", html)),
        "latex": ran(shown("text/latex", html)),
        "stream": ran(new_output("stream", name="stdout", text=html)),
    }[where]
    page_of(new_markdown_cell("# One"), cell)


@pytest.mark.parametrize(
    ("html", "address"),
    [
        ("<iframe src='https://example.org/map'></iframe>", "https://example.org/map"),
        ("<video><source src='https://example.org/v'></video>", "https://example.org/v"),
        ("<img src='https://example.org/x.png' alt='Map'>", "https://example.org/x.png"),
        ("<object data='http://example.org/x'></object>", "http://example.org/x"),
    ],
)
def test_what_would_load_from_elsewhere_is_a_link(html, address):
    page = page_of(new_markdown_cell("# One"), ran(shown("text/html", html)))
    assert page.article.a["href"] == address
    assert told(page) == ["What would load from elsewhere: a link in its place (1; cell 2)."]


def test_classes_are_those_of_our_style_sheet_for_code_and_formulas():
    text = "# One\n\n```python\nif x:\n```\n\n$\\nosuch$ <p class='cases short annex'>x</p>"
    page = page_of(new_markdown_cell(text))
    names = {name for tag in page.main.find_all(class_=True) for name in tag["class"]}
    assert names == {"standfirst", "highlight", "k", "n", "p", "formula", "left-out"}


PROGRAM = "Something that needs a program to be seen was left out here."


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (
            {"application/vnd.plotly.v1+json": {}, "text/html": "<div><script>1</script></div>"},
            PROGRAM,
        ),
        ({"application/javascript": "1", "text/plain": "<x.Javascript object>"}, PROGRAM),
        ({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "Box(2)"}, "Box(2)"),
        ({"text/html": "<style>x</style><p hidden>Fit</p>", "text/plain": "Fit()"}, "Fit()"),
        ({"text/html": "<style>x</style><p>Report</p>", "text/plain": "<x.HTML object>"}, "Report"),
        ({"text/latex": r"$\alpha$", "text/plain": "alpha"}, "α"),
        ({"text/latex": r"\begin{tabular}{l}a\end{tabular}", "text/plain": "a table"}, "a table"),
        ({"application/json": {"a": 1}, "text/plain": "{'a': 1}"}, "{'a': 1}"),
        ({"text/plain": "<matplotlib.Axes at 0x7f>"}, "<matplotlib.Axes at 0x7f>"),
    ],
)
def test_output_is_shown_in_the_richest_form_that_a_page_can_hold(data, seen):
    page = page_of(new_markdown_cell("# One"), ran(new_output("display_data", data)))
    body = [one.get_text(strip=True) for one in page.select("article > :not(.code, .left-out)")]
    assert body == [seen]
    assert bool(told(page)) == ({*data} - {"text/plain", "text/latex"} != set())


def test_complaints_of_the_code_are_folded_and_told():
    page = page_of(
        new_markdown_cell("# One"),
        ran(
            new_output("stream", name="stderr", text="FutureWarning: soon\n"),
            new_output("error", ename="KeyError", evalue="n", traceback=["<b>", "KeyError: n"]),
        ),
    )
    folds = page.select("details.complaint")
    assert [one.summary.get_text() for one in folds] == ["Messages of the code", "Error: KeyError"]
    assert [one.has_attr("open") for one in folds] == [False, True]
    assert folds[1].pre.get_text() == "<b>\nKeyError: n"
    assert told(page) == ["Errors, warnings and messages of the code: shown folded (2; cell 2)."]


def test_what_is_too_long_raw_or_never_run_is_told():
    long = ran(new_output("stream", name="stdout", text="x" * 300_000))
    page = page_of(new_markdown_cell("# One"), long, new_raw_cell("\\x"), new_code_cell("g()"))
    assert len(page.pre.get_text()) < 210_000
    assert [item.partition(":")[0] for item in told(page)] == [
        "Outputs too long for a page",
        "Raw cells, meant for other formats",
        "Code that was never run",
    ]


@pytest.mark.parametrize("cells", [[], [new_raw_cell("x")], [new_code_cell("")]])
def test_notebook_with_nothing_to_show_is_a_page(cells):
    assert page_of(*cells).h1.get_text() == "study of ours"


def test_links_and_ids_of_jupyter_lead_to_the_headings_of_the_page():
    text = "# One\n\n[to](#The-end-of-it) <a name='main'></a><a id='x'></a><p id='x'>y</p>\n\n"
    page = page_of(new_markdown_cell(f"{text}## The end of it\n\n## Code"))
    assert page.find("a", string="to")["href"] == "#the-end-of-it"
    assert page.find("h2", string="Code")["id"] == "code-2"


@pytest.mark.parametrize("study", ["mine", {"role": "pilot"}, {"role": "figure"}])
def test_metadata_of_others_may_have_our_name(study):
    page = page_of(new_markdown_cell("# One"), ran(shown("text/plain", "5", study=study)))
    assert page.select_one("article > pre").get_text() == "5"


OLD = {
    "nbformat": 3,
    "nbformat_minor": 0,
    "metadata": {"name": ""},
    "worksheets": [
        {
            "cells": [
                {"cell_type": "heading", "level": 1, "metadata": {}, "source": ["Old"]},
                {
                    "cell_type": "code",
                    "input": ["1 + 1"],
                    "language": "python",
                    "metadata": {},
                    "prompt_number": 1,
                    "outputs": [{"output_type": "pyout", "text": ["2"], "prompt_number": 1}],
                },
            ],
            "metadata": {},
        }
    ],
}
NO_IDS = {
    "nbformat": 4,
    "nbformat_minor": 0,
    "metadata": {},
    "cells": [{"cell_type": "markdown", "metadata": {}, "source": ["# Old"]}],
}


@pytest.mark.parametrize("content", [OLD, NO_IDS])
def test_notebooks_of_old_formats_are_shown(content, tmp_path):
    path = tmp_path / "old.ipynb"
    path.write_text(json.dumps(content), "utf-8")
    html, _ = StudyHTMLExporter(strict=False).from_filename(str(path))
    assert BeautifulSoup(html, "html.parser").h1.get_text() == "Old"


@pytest.mark.browser
def test_lenient_page_is_for_everyone(audit, tmp_path):
    attached = new_markdown_cell(
        "## Seen\n\n- [ ] a\n- [x] b\n\n<ul><ul><li>deep</li></ul></ul><li>c"
    )
    rows = "<tr><th>0</th><td>1</td></tr>"
    page = page_of(
        new_markdown_cell("# One\n\ntext\n\n# Two"),
        attached,
        ran(
            shown("image/png", PNG),
            shown("text/html", PANDAS.format(rows) + "<table></table>"),
            shown("text/html", "<iframe src='https://example.org/map'></iframe>"),
            shown("application/vnd.plotly.v1+json", {}),
            new_output("stream", name="stderr", text="Warning: soon " * 40),
            new_output("error", ename="E", evalue="n", traceback=["x" * 300]),
        ),
    )
    path = tmp_path / "others.html"
    path.write_text(str(page), "utf-8")
    assert audit(path) == []
