"""When each source was asked, and where: one line a source, drawn from records and figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import shorten
from typing import cast

import pandas as pd
from babel import Locale
from matplotlib import pyplot as plt
from matplotlib.ticker import MultipleLocator

from analysis.show.figures import BLUE, FRAME, GREY, WIDTH, Drawing, styled
from analysis.sources.catalogue import Source, catalogue
from analysis.sources.published import read_published
from analysis.words import i18n
from analysis.words.i18n import _

SEVERAL = "SEVERAL"
FIRST = ["FR", "US"]
"""Countries that come first, each under a heading of its own."""

LETTERS, ROW, SMALL = 36, 0.165, 8
BABEL = {"UK": "GB", "EL": "GR"}
"""Eurostat's codes of countries where they are not those of ISO."""


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


@styled()
def vintage_chart(table: pd.DataFrame) -> Drawing:
    """Draw the years of each source, one line a source, under the name of its country.

    Parameters
    ----------
    table : DataFrame
        As `vintages` gives it.

    Returns
    -------
    Drawing
        A dot for a year, a bar for a period of several; titles in the reader's language.
    """
    lines = list(_lines(table))
    figure, ax = plt.subplots(
        figsize=(WIDTH, FRAME + ROW * len(lines)), layout="constrained", FigureClass=Drawing
    )
    drawing = cast("Drawing", figure)
    drawing.data, drawing.measured = table, ""
    places = {name: place for place, (name, _title) in enumerate(lines) if name}
    rows = table["source"].map(places)
    spans = table.groupby("source").agg(first=("year_from", "min"), last=("year_to", "max"))
    ax.hlines(spans.index.map(places), spans["first"], spans["last"], color=GREY, linewidth=0.6)
    ax.hlines(rows, table["year_from"], table["year_to"], color=BLUE, linewidth=3)
    ax.scatter(table["year_to"], rows, color=BLUE, s=9, zorder=3)
    ax.set_yticks(range(len(lines)), [title for _name, title in lines], fontsize=SMALL)
    for tick, (name, _title) in zip(ax.get_yticklabels(), lines, strict=True):
        tick.set_fontweight("normal" if name else "bold")
    ax.set_ylim(len(lines) - 0.3, -0.7)
    ax.xaxis.set_major_locator(MultipleLocator(10))
    ax.tick_params(axis="x", labelsize=SMALL, labeltop=True)
    ax.grid(visible=False, axis="y")
    return drawing


def _lines(table: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """List the lines from top to bottom: the name of a country, then its sources."""
    places = table.drop_duplicates("source").set_index("source")["geo"]
    names = Locale(i18n.language()).territories
    for geo, sources in places.groupby(places, sort=False).groups.items():
        code = str(geo)
        yield "", _("Several countries") if code == SEVERAL else names[BABEL.get(code, code)]
        for name in sources:
            record = catalogue()[name]
            title = shorten(_(record.short or record.title), LETTERS, placeholder="…")
            yield name, title
