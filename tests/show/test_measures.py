"""Cells that hold a number: what readers see, and what sorts them."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup

from analysis.show.measures import Measure, measure, people, slim
from analysis.show.prose import table
from analysis.words.i18n import spoken

ADULTS = "People asked (n)"


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [
        (measure, "55% (40 to 68)", "55\u202f% (40 à 68)"),
        (people, "1,372", "1\u202f372"),
    ],
)
def test_the_text_follows_the_language_and_the_value_does_not(number, english, french):
    arguments = (1372,) if number is people else (0.551, "share", 0.402, 0.684)
    assert str(number(*arguments)) == english
    with spoken("fr"):
        assert str(number(*arguments)) == french
        assert number(*arguments).value == arguments[0]


@pytest.mark.parametrize("missing", [math.nan, None, pd.NA])
def test_what_is_missing_is_a_dash_without_interval(missing):
    assert str(measure(missing, "share", 0.1, 0.2)) == "–"
    assert str(measure(0.5, "share", missing, 0.2)) == "50%"


def test_a_caution_stays_in_words_and_is_escaped():
    cell = BeautifulSoup(Measure(0.5, "50%", "4 to 6", "<few> people").__html__(), "html.parser")
    assert cell.text == "50% (4 to 6) <few> people"
    assert cell.select_one("small.caution").text == "<few> people"


def frame(**columns):
    return pd.DataFrame(columns, index=pd.Index(["a", "b"], name="Group"), dtype=object)


def test_columns_that_say_nothing_are_left_out():
    shown, caption = slim(frame(Share=["5%", "–"], Note=["–", ""], Other=[math.nan, None]), "Who")
    assert [*shown] == ["Share"]
    assert caption == "Who"
    nothing = frame(Note=["–", "–"])
    assert slim(nothing, "Who")[0].equals(nothing)


def test_a_base_that_is_the_same_in_all_rows_goes_to_the_caption():
    same = {"Share": ["5%", "6%"], ADULTS: [people(1500), people(1500)]}
    shown, caption = slim(frame(**same), "Who")
    assert [*shown] == ["Share"]
    assert caption == "Who (n = 1,500)"
    shown, caption = slim(frame(**(same | {ADULTS: [people(1500), people(90)]})), "Who")
    assert [*shown] == ["Share", ADULTS]
    assert caption == "Who"


def test_a_caption_with_a_badge_stays_markup_when_it_takes_the_count():
    badge = Markup("Who <b>all</b>")
    rows = frame(Share=["5%", "8%"], **{ADULTS: ["90", "90"]})
    caption = slim(rows, badge)[1]
    assert (caption, type(caption)) == ("Who <b>all</b> (n = 90)", Markup)


def test_a_table_has_no_missing_number_and_keeps_what_sorts_it(shown):
    table(frame(Share=[measure(0.35, "share"), math.nan], Text=["x", "y"]), caption="Who")
    cells = BeautifulSoup(shown[0]["data"]["text/html"], "html.parser").find_all("td")
    assert [cell.text for cell in cells] == ["35%", "x", "–", "y"]
    assert [cell.get("data-value") for cell in cells] == ["0.35", None, None, None]
