"""When each source was asked, and where: one line a source, drawn from records and figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import ceil
from typing import NamedTuple

import pandas as pd

from analysis.show import letters
from analysis.show.charts import DOT, Chart, Frame, Row
from analysis.show.letters import SMALL
from analysis.show.palette import BLUE, MID_GREY, MUTED, RULE
from analysis.show.scales import Scale, scale_of_years
from analysis.show.sheet import Sheet, straight
from analysis.sources.catalogue import Source, catalogue
from analysis.sources.published import read_published
from analysis.words import i18n
from analysis.words.i18n import _

SEVERAL = "SEVERAL"
FIRST = ["FR", "US"]
"""Countries that come first, each under a heading of its own."""

DECADE, MARKS = 10, 12


def vintages(records: Iterable[Source] | None = None) -> pd.DataFrame:
    """List the years of each source, with its country.

    Parameters
    ----------
    records : iterable of Source, optional
        Those of the study when left out.

    Returns
    -------
    DataFrame
        ``source, geo, year_from, year_to``: one row per source and period, by country. ``geo`` is
        ``SEVERAL`` where a source speaks of more than one country. A survey's periods are its
        ``years``, those of a published source the periods of its figures.

    Examples
    --------
    >>> from analysis.sources.catalogue import source
    >>> vintages([source("sce_job_search")])[["geo", "year_from", "year_to"]].values.tolist()
    [['US', 2013, 2013], ['US', 2014, 2014]]
    """
    rows = []
    for record in catalogue().values() if records is None else records:
        periods, places = _asked(record)
        geo = places.pop() if len(places) == 1 else SEVERAL
        if len(geo) != len(FIRST[0]):  # EU28, LATAM18, WORLD
            geo = SEVERAL
        rows += [(record.id, geo, int(first), int(last)) for first, last in periods]
    table = pd.DataFrame(rows, columns=["source", "geo", "year_from", "year_to"])
    begun = table.groupby("source")["year_from"].transform("min")
    ordered = table.assign(place=table["geo"].map(_place), begun=begun)
    ordered = ordered.sort_values(["place", "geo", "begun", "source"], kind="stable")
    return ordered.drop(columns=["place", "begun"]).reset_index(drop=True)


def _asked(record: Source) -> tuple[list[tuple[int, int]], set[str]]:
    """Return the periods and the places of a source."""
    if record.kind == "microdata":
        return [(year, year) for year in record.years], {record.geo}
    own = read_published(record.id)
    periods = own[["year_from", "year_to"]].dropna().drop_duplicates().sort_values("year_from")
    return list(periods.itertuples(index=False, name=None)), {*own["geo"]}


def _place(geo: str) -> int:
    return FIRST.index(geo) if geo in FIRST else len(FIRST) + (geo == SEVERAL)


def vintage_chart(table: pd.DataFrame) -> Chart:
    """Chart the years of each source, one line a source, under the name of its country.

    Parameters
    ----------
    table : DataFrame
        As `vintages` gives it.

    Returns
    -------
    Chart
        A dot for a year, a bar for a period of several; titles in the reader's language.
    """
    spans = {str(name): rows for name, rows in table.groupby("source", sort=False)}
    lines = list(_lines(table))
    years = scale_of_years(table["year_from"].min(), table["year_to"].max(), 0, 1)

    def draw(sheet: Sheet, _axis: str) -> None:
        names, places = [line.title for line in lines], [line.place for line in lines]
        rows = Frame(sheet, names, places, height=MARKS, aside=not sheet.narrow)
        scale = replace(years, start=rows.left + DOT, end=rows.right)
        _decades(sheet, scale)
        top = sheet.height
        for row in rows.rows():
            line, box = lines[row.number], (0, row.top, sheet.width, row.bottom - row.top)
            with sheet.mark(_told(line, spans[line.source]), box):
                _periods(sheet, scale, row, spans[line.source])
        for year in _every_ten(scale):
            sheet.ground.append(straight((scale(year), top), (scale(year), sheet.height), RULE))
        _decades(sheet, scale)

    return Chart(table, draw, measured=False)


def _every_ten(scale: Scale) -> range:
    return range(ceil(scale.least / DECADE) * DECADE, int(scale.most) + 1, DECADE)


def _decades(sheet: Sheet, scale: Scale) -> None:
    """Write every tenth year, as many as there is room for."""
    apart = scale(DECADE) - scale(0)
    every = ceil((letters.width("2000", SMALL) + 8) / apart)
    sheet.height += SMALL + 4
    half = letters.width("2000", SMALL) / 2
    for year in _every_ten(scale)[::-1][::every]:
        x, y = max(scale(year), half), sheet.height - 2
        sheet.text(x, y, f"{year}", colour=MUTED, size=SMALL, anchor="middle")
    sheet.height += 2


def _periods(sheet: Sheet, scale: Scale, row: Row, periods: pd.DataFrame) -> None:
    first, last = periods["year_from"].min(), periods["year_to"].max()
    if first < last:
        sheet.line((scale(first), row.middle), (scale(last), row.middle), MID_GREY, 1.4)
    for year, end in zip(periods["year_from"], periods["year_to"], strict=True):
        if year < end:
            sheet.line((scale(year), row.middle), (scale(end), row.middle), BLUE, 4)
    sheet.dots([(scale(year), row.middle) for year in periods["year_to"]], BLUE, 7)


class _Line(NamedTuple):
    """A source: its code, its country, its title."""

    source: str
    place: str
    title: str


def _told(line: _Line, periods: pd.DataFrame) -> str:
    """Write the years of a source, in words."""
    runs: list[tuple[int, int]] = []
    for year, end in zip(periods["year_from"], periods["year_to"], strict=True):
        first = runs.pop()[0] if runs and runs[-1][1] == year - 1 else year
        runs.append((first, end))
    told = [f"{first}" if first == end else f"{first}–{end}" for first, end in runs]
    return i18n.pair(line.title, ", ".join(told))


def _lines(table: pd.DataFrame) -> Iterator[_Line]:
    """List the lines from top to bottom, country by country."""
    places = table.drop_duplicates("source").set_index("source")["geo"]
    for geo, sources in places.groupby(places, sort=False).groups.items():
        code = str(geo)
        place = _("Several countries") if code == SEVERAL else i18n.country(code)
        for name in sources:
            record = catalogue()[name]
            yield _Line(name, place, _(record.short or record.title))
