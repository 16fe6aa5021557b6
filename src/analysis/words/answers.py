"""The answers that the page of one's case picks from, as its notebook describes them.

Each part bears the choices that it answers in the syntax of the page's links, such as
``diploma=bachelor&age=30-49``, where ``age=`` is for who says no age; a part without any answers
everybody. All words are whole sentences, in the language of the run: the page only shows and hides
them.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from analysis.records import Record

Text = Annotated[str, Field(min_length=1)]
Hundredths = Annotated[float, Field(ge=0, le=100)]


class Bar(Record):
    """A share drawn on a line from 0 to 100, with its interval and that of everyone else."""

    share: Hundredths
    low: Hundredths | None = None
    high: Hundredths | None = None
    others: Hundredths | None = None


class Fact(Record):
    """What one line of evidence says to one group, where it has a figure.

    ``said`` follows ``word``, which goes with ``choices`` and ``place``, what is counted and where;
    ``limit`` tells what weakens it, ``but`` is a clause for where another line leads. A fact is
    left out where the line ``unless`` has one that says the same of people as close.
    """

    line: Text
    section: Text
    cases: list[Text]
    word: Text
    own: bool
    place: Text
    choices: list[Text]
    unless: str
    said: Text
    limit: Text
    but: Text
    source: Text
    bar: Bar


class Mark(Record):
    """One line of evidence in the strip: its place from left to right, and what it is about."""

    section: Text
    cases: list[Text]
    label: Text
    word: Text
    place: int
    own: bool


class Sentence(Record):
    """A sentence for those whom it answers."""

    cases: list[Text]
    text: Text


class Networks(Record):
    """Where networks stand among the ways that led to hires, in one source."""

    cases: list[Text]
    said: Text
    limit: Text
    source: Text
    bar: Bar


class Way(Record):
    """One way to a job: its number out of a hundred hires, written and drawn."""

    name: Text
    number: Text
    share: Hundredths
    networks: bool


class Ways(Record):
    """A list of ways to a job, the most frequent first: drawn, or told in one sentence."""

    cases: list[Text]
    where: Text
    ways: list[Way]
    note: str
    sentence: Text
    source: Text


class Answers(Record):
    """All that an answer is picked from, and the words around it."""

    facts: list[Fact]
    marks: list[Mark]
    recruiters: list[Sentence]
    networks: list[Networks]
    ways: list[Ways]
    unknown: list[Sentence]
    sources: dict[str, Text]
    own: list[Text]
    words: dict[str, Text]
