"""What code prints reaches a page as a terminal leaves it, whichever way it comes."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.report.exporter import StudyHTMLExporter, render
from analysis.report.site import Site
from analysis.report.terminal import FARTHEST, screen

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
NASTY = "\x1b[31mred\x1b[0m\x00 \x1b]8;;https://example.org\x1b\\link\x1b]8;;\x07\ud800\x9b"


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("plain\n", "plain\n"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        (" 10%|#   |\r 50%|##  |\r100%|####|\n", "100%|####|\n"),
        ("longer\rup", "upnger"),
        ("longer\r\x1b[Kup", "up"),
        ("ab\b\bc", "cb"),
        ("one\r\ntwo\r\n", "one\ntwo\n"),
        ("one\ntwo\x1b[1A\rONE\n", "ONE\ntwo"),
        ("a\x1b[3Cb", "a   b"),
        ("a\x00b\x07", "ab"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b(Btext\x1b", "text"),
    ],
)
def test_text_is_as_a_terminal_leaves_it(written, left):
    assert screen(written) == left


def test_code_that_asks_for_too_far_a_place_does_not_fill_the_memory():
    assert len(screen("\x1b[999999999999B\x1b[999999999999Cx")) <= 2 * FARTHEST + 2


def cells():
    """Put the text everywhere that a notebook has a text."""
    table = f"<table><caption>{NASTY}</caption><tr><td>{NASTY}</td></tr></table>"
    shown = [
        new_output("stream", name="stdout", text=NASTY),
        new_output("display_data", {"text/plain": NASTY}),
        new_output("display_data", {"text/markdown": NASTY}),
        new_output("display_data", {"text/html": table}),
    ]
    code = new_code_cell(f"print('{NASTY}')", outputs=shown, execution_count=1)
    return [new_markdown_cell("# Title"), new_markdown_cell(NASTY), code]


def test_no_control_character_reaches_a_strict_page():
    page = render(new_notebook(cells=cells()), name="x", language="en", site=Site())
    assert not CONTROL.search(page)
    assert BeautifulSoup(page, "html.parser").get_text().count("red") >= 7
    assert "https://example.org" not in page


def test_no_control_character_reaches_a_lenient_page():
    complaints = [
        new_output("stream", name="stderr", text=NASTY),
        new_output("error", ename="E", evalue=NASTY, traceback=[NASTY]),
        new_output("error", ename="E", evalue=NASTY, traceback=[]),
    ]
    more = new_code_cell("f()", outputs=complaints, execution_count=2)
    notebook = new_notebook(cells=[*cells(), more])
    page, _ = StudyHTMLExporter(strict=False).from_notebook_node(notebook)
    assert not CONTROL.search(page)
    assert BeautifulSoup(page, "html.parser").get_text().count("red") >= 10
