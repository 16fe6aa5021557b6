"""What the free cells of a transcription may say, and how a slip is told."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.cleaning.entries import check_entries
from analysis.cleaning.tables import code_list
from analysis.errors import StudyError

PUBLISHED = Path(__file__).parents[2] / "data" / "raw" / "published"
ROW = {
    "id": "recruit-2013",
    "indicator": "recruited on social media",
    "population": "firms with 10 persons or more",
    "breakdown": "total",
    "group": "all",
    "geo": "FR",
    "year": "2013",
    "value": "8",
    "unit": "%",
    "n": "",
    "source_title": "INSEE Focus 30",
    "source_url": "https://www.insee.fr/fr/statistiques/1",
    "where_seen": "insee.fr",
    "quote_context": "",
    "confidence": "high",
    "reached": "own",
    "row_grade": "",
}


def check(*rows: dict[str, str]) -> None:
    frame = pd.DataFrame([ROW | {"id": f"id-{at}"} | row for at, row in enumerate(rows)])
    check_entries(frame, "made_up", until=2026, grade="C", better=["B"])


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"geo": "23 countries"},
        {"year": "2014 or 2015 (undated article)"},
        {"year": "not stated in what was read"},
        {"source_url": "bitkom.org (exact URL not verified)"},
        {"source_url": "https://doi.org/1 (not opened); working paper https://ssrn.com/abstract=3"},
        {"source_url": "http://www.bls.gov/cps/aa1995/aat34.txt"},
        {"row_grade": "D"},
        {"row_grade": "B"},
    ],
)
def test_what_may_be_said(row):
    check(row)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *((field, "") for field in ("indicator", "population", "group", "where_seen")),
        ("indicator", " "),
        ("geo", "Atlantis"),
        ("geo", "fr"),
        ("geo", "FR "),
        ("year", "2099"),
        ("year", "2016-2027"),
        ("year", "1949"),
        ("confidence", "certain"),
        ("confidence", ""),
        ("source_url", "javascript:alert(1)"),
        ("source_url", "https://a.org/ javascript:alert(1)"),
        ("source_url", "https:///page"),
        ("source_url", "https://user@a.org/"),
        ("source_url", "http://www.insee.fr/"),
        ("source_url", "file:///etc/passwd"),
        ("source_url", "insee.fr"),
        ("row_grade", "A"),
        ("row_grade", "A-"),
        ("row_grade", "Z"),
        ("group", "a\u202ell"),
        ("quote_context", "seen\u200b"),
        ("source_title", "INSEE\x07"),
        ("group", " women"),
        ("quote_context", "seen "),
    ],
)
def test_a_slip_is_told_with_its_line_its_id_and_its_field(field, text):
    with pytest.raises(StudyError, match=rf"A figure of made_up\.csv has a wrong {field}") as error:
        check({}, {"year": "2012"}, {field: text, "value": "9"})
    assert error.value.got.startswith("line 4, id-2: ")
    assert repr(text) in error.value.got
    assert error.value.expected
    assert error.value.hint


def test_one_figure_written_twice_is_told():
    with pytest.raises(StudyError, match="has a wrong id") as error:
        check({}, {"year": "2012"}, {"quote_context": "again", "n": "10"})
    assert "line 4, id-2" in error.value.got


def test_the_same_figure_from_two_publications_is_kept():
    check({}, {"source_title": "INSEE Focus 31"})


def test_many_slips_are_counted():
    with pytest.raises(StudyError) as error:
        check(*({"geo": "Atlantis", "value": str(at)} for at in range(5)))
    assert error.value.got.count("Atlantis") == 3
    assert error.value.got.endswith("(and 2 more)")


def test_as_many_slips_as_are_told_leave_none_to_count():
    with pytest.raises(StudyError) as error:
        check(*({"geo": "Atlantis", "value": str(at)} for at in range(3)))
    assert error.value.got.count("Atlantis") == 3
    assert "more" not in error.value.got


def test_every_place_that_may_be_named_is():
    """But one, which stands for its other spelling."""
    tables = [pd.read_csv(path, dtype="str") for path in PUBLISHED.glob("*.csv")]
    named = {place for table in tables if "geo" in table for place in table["geo"]}
    places = code_list("published_places")
    assert set(places.index) - named == {"WORLD23"}
    assert set(places["code"]) <= set(places.index)  # what is written out may be written in
