"""What the cells of a transcription may say: words from closed lists, years, places, addresses.

`analysis.cleaning.published.tidy` reads numbers; here is refused what it would carry along unread.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd

from analysis.cleaning.published import GRADES
from analysis.cleaning.tables import code_list
from analysis.errors import StudyError

NEEDED = (
    *("indicator", "population", "breakdown", "group", "geo", "year", "unit"),
    *("source_title", "source_url", "where_seen", "confidence", "reached"),
)
CONFIDENCE = ("high", "medium", "low")

EARLIEST = 1950
SAME = (
    *("indicator", "population", "breakdown", "group", "geo", "year", "value", "unit"),
    *("source_title", "source_url", "where_seen"),
)
"""Two rows that agree in these are one figure, written twice."""

WITHOUT_TLS = frozenset({
    *("datanews.levif.be", "doe.state.wy.us", "indicerh.com", "www.bls.gov"),
    *("www.careerxroads.com", "www.emploiparlonsnet.pole-emploi.org", "www.hrmagazine.co.uk"),
})  # fmt: skip
"""Hosts that were read over http, as their addresses were given; any other has https."""

UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]")
"""Characters of control and of direction, and the mark of lost text."""

_HOST = r"(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}"
_PLACE = r"(?:[/?#][^\s\"<>]*)?"
_REMARK = r" \([^()]*\)"
_ONE = rf"(?:(?:[a-z]+ )*https?://{_HOST}{_PLACE}(?:{_REMARK})?|{_HOST}{_PLACE}{_REMARK})"
ADDRESS = re.compile(rf"{_ONE}(?:; {_ONE})*")
"""An address, or several; one that nobody opened may lack its https, and says so in brackets."""

_TOLD = 3


def check_entries(
    frame: pd.DataFrame,
    source: str,
    *,
    until: int,
    grade: str,
    better: Collection[str] = (),
) -> None:
    """Refuse a transcription whose words, years or addresses are none of those that can be.

    Parameters
    ----------
    frame : DataFrame
        The transcription, every cell as text: its first row is line 2 of the file.
    source : str
        Id of the source, also the file's name.
    until : int
        Year in which the source was read: no figure is later.
    grade : str
        Evidence grade of the source.
    better : collection of str
        Grades that some of its rows may have though its own is worse.

    Raises
    ------
    StudyError
        With the line, the id and the text of the first few rows that are refused, what was expected
        there, and what to do.
    """
    for field in frame.columns:
        _refuse(frame, field, frame[field].map(_unseen), "text that can be seen", source)
        blank = frame[field] != frame[field].str.strip()
        _refuse(frame, field, blank, "text without blanks around it", source)
    for field in NEEDED:
        _refuse(frame, field, frame[field].str.strip() == "", "some text", source)
    places = code_list("published_places")
    _refuse_others(frame, "geo", places.index, source, "a place of published_places.csv")
    _refuse_others(frame, "confidence", CONFIDENCE, source, ", ".join(CONFIDENCE))
    years = frame["year"].str.findall(r"(?<!\d)\d{4}(?!\d)")
    strange = years.map(lambda found: any(not EARLIEST <= int(year) <= until for year in found))
    _refuse(frame, "year", strange, f"from {EARLIEST} to {until}, when it was read", source)
    wrong = ~frame["source_url"].map(_is_address)
    _refuse(frame, "source_url", wrong, "an https address, or a host and a remark", source)
    allowed = ("", *GRADES[GRADES.index(grade) :], *better)
    lower = f"{grade} or worse, or a grade that `row_grades` of its record argues for"
    _refuse_others(frame, "row_grade", allowed, source, lower)
    twice = frame.duplicated([*SAME])
    _refuse(frame, "id", twice, "a figure that isn't there already", source)


def _refuse_others(
    frame: pd.DataFrame, field: str, known: Collection[str], source: str, expected: str
) -> None:
    _refuse(frame, field, ~frame[field].isin([*known]), expected, source)


def _refuse(
    frame: pd.DataFrame, field: str, wrong: pd.Series[bool], expected: str, source: str
) -> None:
    if not wrong.any():
        return
    found = frame.reset_index(drop=True)[wrong.to_numpy()]
    told = [
        f"line {line + 2}, {row_id}: {text!r}"
        for line, row_id, text in zip(found.index, found["id"], found[field], strict=True)
    ]
    more = f" (and {len(told) - _TOLD} more)" if len(told) > _TOLD else ""
    raise StudyError(
        f"A figure of {source}.csv has a wrong {field}.",
        expected=expected,
        got="; ".join(told[:_TOLD]) + more,
        hint="compare it with the publication and mend the row (data/raw/published/README.md)",
    )


def _unseen(text: str) -> bool:
    return UNSEEN.search(text) is not None


def _is_address(text: str) -> bool:
    hosts = re.findall(r"http://([^/?#\s]+)", text)
    return ADDRESS.fullmatch(text) is not None and WITHOUT_TLS.issuperset(hosts)
