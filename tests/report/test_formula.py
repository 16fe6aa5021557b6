"""Formulas are set as they are written, or told: never set otherwise without a word."""

from __future__ import annotations

import unicodedata

import pytest
from bs4 import BeautifulSoup
from latex2mathml.commands import CONVERSION_MAP
from latex2mathml.converter import convert_to_element

from analysis.report.faults import Place
from analysis.report.formula import mathml
from analysis.report.fragment import fragment
from analysis.report.markdown import markdown
from analysis.report.safe import ATTRIBUTES, PRESENTATION


def shown(text):
    """Return what a reader sees of some Markdown, and what was told."""
    place = Place("cell 2")
    soup = fragment(markdown(text, place), place)
    return soup, [fault.got for fault in place.page.faults]


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (r"\begin{aligned} a &= b \end{aligned}", "a=b"),
        (r"\begin{align} a &= b \\ c &= d \end{align}", "a=bc=d"),
        (r"\begin{eqnarray} a &=& b \\ c &=& d \end{eqnarray}", "a=bc=d"),
        (r"\begin{split} a &= b \\ &= c \end{split}", "a=b=c"),
        (r"\begin{array}{lr} a & b \\ \hline c & d \end{array}", "abcd"),
        (r"\operatorname*{arg\,max}_x f(x)", "argmaxxf(x)"),
        (r"x \not= y", "x≠y"),
        (r"x \neq y", "x≠y"),
        (r"x \not\in A", "x∉A"),
        (r"\text{100\%}", "100%"),
        (r"\text{R\&D}", "R&D"),
        (r"\text{p<0.05}", "p<0.05"),
        (r"\dfrac{a}{b}", "ab"),
        (r"\displaystyle\sum_{i=1}^n x_i", "∑i=1nxi"),
        (r"\sum_{\substack{i<j \\ j \le n}} x_{ij}", "∑i<jj≤nxij"),
        (r"a = b \label{eq:one} \nonumber", "a=b"),
    ],
)
def test_formula_is_set_as_it_is_written(formula, text):
    soup, told = shown(f"$${formula}$$")
    assert told == []
    assert soup.math is not None
    assert soup.get_text(strip=True).replace(" ", "") == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "formula",
    [
        r"\text{people with $n$ answers}",
        r"\text{a {b} c}",
        r"\begin{tikzpicture} a \end{tikzpicture}",
        r"a & b",
        r"\not\perp",
        r"\nosuchcommand",
        r"\frac{1}{",
    ],
)
def test_formula_that_would_be_set_wrong_is_told_and_stays_as_it_is_written(formula):
    place = Place("cell 2")
    html = BeautifulSoup(mathml(formula, "block", place), "html.parser")
    assert html.code.get_text() == formula
    assert html.math is None
    assert [fault.kind.what for fault in place.page.faults] == ["a formula cannot be set"]


def test_rows_do_not_run_together():
    soup, told = shown(r"$$a = b \\ c = d$$")
    assert told == []
    assert [row.get_text() for row in soup.find_all("mtr")] == ["a=b", "c=d"]


def test_environment_without_dollars_is_a_formula_too():
    soup, told = shown("\\begin{equation}\na = b\n\\end{equation}")
    assert told == []
    assert soup.math["display"] == "block"


RULED = r"\begin{array}{l|r} a & b \\ \hline c & d \end{array}"


def test_every_attribute_that_the_converter_writes_may_enter_a_page():
    """Another one in a later version would be refused, as if it were HTML of the author's."""
    told = [dict(known[1]) for known in CONVERSION_MAP.values() if isinstance(known[1], dict)]
    written = {name for attributes in told for name in attributes}
    written |= {name for part in convert_to_element(RULED).iter() for name in part.attrib}
    assert {"displaystyle", "scriptlevel", "columnlines", "rowlines"} <= written
    assert written - ATTRIBUTES - PRESENTATION == set()
