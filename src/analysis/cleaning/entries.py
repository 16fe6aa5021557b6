"""What the cells of a transcription may say: words from closed lists, years, places, addresses.

`analysis.cleaning.published.tidy` reads numbers; here is refused what it would carry along unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import partial

import numpy as np
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

YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")

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
    texts = {str(field): column.to_list() for field, column in frame.items()}

    def check(field: str, is_right: Callable[[str], bool], expected: str) -> None:
        _refuse(frame, field, [not is_right(text) for text in texts[field]], expected, source)

    for field in texts:
        check(field, _is_seen, "text that can be seen")
        check(field, _is_bare, "text without blanks around it")
    for field in NEEDED:
        check(field, bool, "some text")
    places = {*code_list("published_places").index}
    check("geo", places.__contains__, "a place of published_places.csv")
    check("confidence", CONFIDENCE.__contains__, ", ".join(CONFIDENCE))
    known = range(EARLIEST, until + 1)
    check("year", partial(_all_years_in, known), f"from {EARLIEST} to {until}, when it was read")
    check("source_url", _is_address, "an https address, or a host and a remark")
    allowed = ("", *GRADES[GRADES.index(grade) :], *better)
    lower = f"{grade} or worse, or a grade that `row_grades` of its record argues for"
    check("row_grade", allowed.__contains__, lower)
    _refuse(frame, "id", [*frame.duplicated([*SAME])], "a figure that isn't there already", source)


def _refuse(
    frame: pd.DataFrame, field: str, wrong: Sequence[bool], expected: str, source: str
) -> None:
    if not any(wrong):
        return
    found = frame.reset_index(drop=True)[np.array(wrong)]
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


def _is_seen(text: str) -> bool:
    return UNSEEN.search(text) is None


def _all_years_in(known: range, text: str) -> bool:
    return all(int(year) in known for year in YEAR.findall(text))


def _is_bare(text: str) -> bool:
    return text == text.strip()


def _is_address(text: str) -> bool:
    hosts = re.findall(r"http://([^/?#\s]+)", text)
    return ADDRESS.fullmatch(text) is not None and WITHOUT_TLS.issuperset(hosts)
