"""Figures transcribed from published reports, turned into one tidy table.

Transcriptions are uneven: "53" and "%", "522.2" and "million USD", "2014 or 2015 (undated
article)", "about 50 firms". `tidy` reads them into numbers, one vocabulary of units, years, and the
kind of bound each figure is. It refuses what it can't read rather than guessing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from statistics import NormalDist

import numpy as np
import pandas as pd

from analysis.cleaning.confidence import TAIL
from analysis.cleaning.printed_errors import check_errors, error_intervals
from analysis.cleaning.ranges import NUMBER, RANGE, SIGNED, check_margins, ranges, scaled
from analysis.cleaning.tables import code_column, code_list
from analysis.cleaning.transcription import check_form, complete, refuse
from analysis.errors import StudyError

COLUMNS = (
    "source",
    "id",
    "row",
    "indicator",
    "population",
    "breakdown",
    "group",
    "geo",
    "period",
    "year_from",
    "year_to",
    "value",
    "unit",
    "currency",
    "as_published",
    "bound",
    "n",
    "n_published",
    "n_of",
    "low",
    "high",
    "se",
    "df",
    "scale",
    "interval",
    "least",
    "most",
    "grade",
    "confidence",
    "quality",
    "reached",
    "source_title",
    "source_url",
    "note",
)
QUALITIES = ("", "A", "B", "C", "D", "E")
GRADES = ("A", "A-", "B", "C", "D")
N_OF = ("base", "survey", "firms", "population")
REACHED = ("own", "replicated", "relayed", "chart", "derived")
UNDATED = ("five-year window (dates not read)", "not stated in what was read")

_YEAR = r"(?:19|20)\d\d"
_DATE = rf"{_YEAR}(?:s|Q[1-4]|-(?:0[1-9]|1[0-2]))?"
_REMARK = r" \([^()]*\)"
_PERIOD = rf"(?:c\. )?{_DATE}(?:(?: or |-|/){_DATE})?(?:{_REMARK})?"
_SIZE = r"([1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)\+?"
_Z = NormalDist().inv_cdf(1 - TAIL)


def tidy(frame: pd.DataFrame, *, source: str, grade: str) -> pd.DataFrame:
    """Turn one transcribed table into the tidy form common to all published figures.

    Parameters
    ----------
    frame : DataFrame of shape (n, 19), up to 22
        The transcription, every cell as text, empty cells as "": the columns of
        `analysis.cleaning.transcription.RAW_COLUMNS`, in any order (they are described in
        ``data/raw/published/README.md``), and those of
        `analysis.cleaning.transcription.OPTIONAL_COLUMNS` where it has them.
    source : str
        Id of the source in the catalogue.
    grade : str
        Evidence grade of the source; a row's own ``row_grade`` goes before it.

    Returns
    -------
    DataFrame of shape (n, 34)
        In the order of `frame`:

        - ``source``, ``id`` (of the figure in its source), ``row`` (line of the transcription's
          file, its header being line 1);
        - ``indicator, population, breakdown, group, geo``: as transcribed, but a whole population
          is always breakdown "total", group "all", and places are codes;
        - ``period`` (as published), ``year_from``, ``year_to`` (first and last calendar year it
          may cover; missing where no date was found);
        - ``value`` and ``unit``: "share" (0..1), "change" (relative: 0.01 is one per cent more),
          "points" (a difference of shares: 0.01 is one point), "ratio" (so many of something per
          something else), "deviations" (standard ones), "outcome" (units of a scale that isn't
          told), "count", "money", "minutes", "hours", "years", or "words" (a finding without a
          number: no value);
        - ``currency`` of money, ``as_published`` (the value and unit as transcribed);
        - ``bound``: "exact", "lower", "upper", "approximate" (put in words by the source), or
          "range" (``low`` and ``high`` only, no value);
        - ``n``, the size of the figure's base, missing where it isn't published; ``n_published``
          and ``n_of``, the number that is published and what it counts: the "base", the whole
          "survey" of which the base is a part, the "firms" that answered where the figure is about
          hires, or the "population" (an estimated total, not a sample);
        - ``low``, ``high``, ``interval``: "published_se" where the figure was printed with its
          standard error ``se`` (and degrees of freedom ``df``; symmetric on ``scale``, see
          `analysis.cleaning.printed_errors.error_intervals`), "srs_wilson" (see `wilson`) for exact
          shares whose base is known, "published_range", or "". Grade D never gets one from here:
          volunteers and customers are nobody's random sample;
        - ``least``, ``most``: between which numbers the figure lies, whatever the sample (see
          `analysis.cleaning.ranges.ranges`);
        - ``grade`` (C at best where the figure is second-hand or was measured on a chart),
          ``confidence``, ``quality`` (the producer's own letter, A to E), ``reached``,
          ``source_title``, ``source_url``, ``note``.

    Raises
    ------
    StudyError
        When a column lacks, when ids are not one per row, when a unit, value, margin, year, n or
        grade can't be read or can't be true, or when a row doesn't say how its figure reached us.

    Examples
    --------
    >>> from analysis.cleaning.transcription import RAW_COLUMNS
    >>> row = {"id": "recruit", "value": "8", "unit": "%", "year": "2013", "reached": "relayed"}
    >>> frame = pd.DataFrame([dict.fromkeys(RAW_COLUMNS, "") | row])
    >>> figures = tidy(frame, source="insee", grade="B")
    >>> figures[["id", "row", "value", "unit", "least", "most", "grade"]].to_numpy().tolist()
    [['recruit', 2, 0.08, 'share', 0.075, 0.085, 'C']]
    """
    check_form(frame, source)
    whole = complete(frame)
    return _tidied(whole, pd.Series(source, whole.index), pd.Series(grade, whole.index))


def tidy_all(frames: Mapping[str, pd.DataFrame], grades: Mapping[str, str]) -> pd.DataFrame:
    """Turn the transcriptions of several sources into one table, as `tidy` does each of them.

    Parameters
    ----------
    frames : mapping
        Id of a source -> its transcription.
    grades : mapping
        Id of a source -> its evidence grade.

    Returns
    -------
    DataFrame of shape (n, 34)
        The rows of all, source after source.

    Raises
    ------
    StudyError
        As `tidy`, of the first source that is refused.

    Examples
    --------
    >>> from analysis.cleaning.transcription import RAW_COLUMNS
    >>> row = {"id": "recruit", "value": "8", "unit": "%", "year": "2013", "reached": "own"}
    >>> frame = pd.DataFrame([dict.fromkeys(RAW_COLUMNS, "") | row])
    >>> figures = tidy_all({"insee": frame, "ons": frame}, {"insee": "A", "ons": "B"})
    >>> figures[["source", "row", "grade"]].to_numpy().tolist()
    [['insee', 2, 'A'], ['ons', 2, 'B']]
    """
    for source, frame in frames.items():
        check_form(frame, source)
    parts = [complete(frame) for frame in frames.values()]
    sources = pd.Series([*frames]).repeat([len(part) for part in parts]).reset_index(drop=True)
    try:
        return _tidied(pd.concat(parts, ignore_index=True), sources, sources.map(grades))
    except StudyError:  # told again, by the source alone that it is about
        for source, frame in frames.items():
            tidy(frame, source=source, grade=grades[source])
        raise


def _tidied(frame: pd.DataFrame, sources: pd.Series[str], grades: pd.Series[str]) -> pd.DataFrame:
    """Read the rows of one source or of several, which pandas does in the same time."""
    source = ", ".join(sources.unique())
    table = pd.concat(
        [
            _places_and_groups(frame),
            _years(frame["year"], source),
            _figures(frame, source),
            _sizes(frame, source),
            _grades(frame, source, grades),
            frame[["id", "confidence", "quality", "reached", "source_title", "source_url"]],
        ],
        axis="columns",
    ).assign(source=sources, note=frame["quote_context"])
    table["row"] = table.groupby("source").cumcount() + 2
    return _with_intervals(table)[list(COLUMNS)]


def wilson(share: pd.Series[float], n: pd.Series[float]) -> pd.DataFrame:
    """Compute the 95 % Wilson score interval of published shares.

    It takes each share for one of a simple random sample of n people. Weights, clusters and the
    rounding of what is printed are ignored: read it as the least width the interval can have.
    Formula: E. B. Wilson, Journal of the American Statistical Association 22 (1927).

    Parameters
    ----------
    share : Series of float, of shape (m,)
        Between 0 and 1.
    n : Series of float, of shape (m,)
        Size of each base, 1 or more.

    Returns
    -------
    DataFrame of shape (m, 2)
        ``low`` and ``high``.

    Examples
    --------
    >>> wilson(pd.Series([0.5]), pd.Series([100])).round(4).to_numpy().tolist()
    [[0.4038, 0.5962]]
    """
    weight = 1 / (1 + _Z**2 / n)
    centre = weight * (share + _Z**2 / (2 * n))
    half: pd.Series[float] = weight * _Z * np.sqrt(share * (1 - share) / n + (_Z / (2 * n)) ** 2)
    return pd.DataFrame({"low": (centre - half).clip(0), "high": (centre + half).clip(upper=1)})


def _places_and_groups(frame: pd.DataFrame) -> pd.DataFrame:
    breakdown, group, geo = frame["breakdown"], frame["group"], frame["geo"]
    # A breakdown by country says nothing that the place doesn't.
    whole = (breakdown == "total") & group.isin(("all", "total"))
    whole |= (breakdown == "country") & (group == geo)
    return frame[["indicator", "population"]].assign(
        breakdown=breakdown.mask(whole, "total"),
        group=group.mask(whole, "all"),
        geo=geo.map(code_column("published_places", "code")).fillna(geo),
    )


def _years(periods: pd.Series[str], source: str) -> pd.DataFrame:
    readable = periods.str.fullmatch(_PERIOD) | periods.isin(UNDATED)
    refuse(periods[~readable], f"Unreadable year in {source}.", "2015, 2014-05, 2015Q1, 2003-2007")
    dates = periods.str.replace(_REMARK, "", regex=True)
    first = dates.str.extract(f"({_YEAR})")[0].astype("Int64")
    last = dates.str.extract(f".*({_YEAR})")[0].astype("Int64") + 9 * dates.str.endswith("s")
    refuse(periods[(last < first).fillna(False)], f"Years out of order in {source}.", "2003-2007")
    return pd.DataFrame({"period": periods, "year_from": first, "year_to": last})


def _grades(frame: pd.DataFrame, source: str, of_source: pd.Series[str]) -> pd.Series[str]:
    """Grade each figure: as its row says or its source, C at best where it came second-hand.

    So is a figure that its own producer marks D or E, to be used with caution.

    Nothing else decides the grade of a published figure.
    """
    grades = frame["row_grade"].where(frame["row_grade"] != "", of_source).rename("grade")
    refuse(grades[~grades.isin(GRADES)], f"Unknown grade in {source}.", ", ".join(GRADES))
    reached = frame["reached"]
    refuse(reached[~reached.isin(REACHED)], f"Unknown reached in {source}.", ", ".join(REACHED))
    letters = frame["quality"]
    refuse(letters[~letters.isin(QUALITIES)], f"Unknown quality in {source}.", "A to E")
    weak = (
        letters.isin(("D", "E"))
        | reached.isin(("relayed", "chart"))
        | (frame["confidence"] == "low")
    )
    return grades.mask(weak & grades.isin(("A", "A-", "B")), "C")


def _figures(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    texts, units = frame["value"], code_list("published_units")
    unknown = frame["unit"][~frame["unit"].isin(units.index)]
    refuse(unknown, f"Unknown unit in {source}.", ", ".join(units.index))
    meanings = units.loc[frame["unit"]].reset_index(drop=True)
    scale, bound = meanings.pop("scale"), meanings["bound"]
    shapes = bound.map({"range": RANGE, "": ""}).fillna(NUMBER)
    readable = [re.fullmatch(*pair) is not None for pair in zip(shapes, texts, strict=True)]
    refuse(texts[~np.array(readable, dtype=bool)], f"Unreadable value in {source}.", "8, 16.97")
    ends = texts.where(bound == "range").str.extract(RANGE)
    check_margins(frame, bound, source=source)
    check_errors(frame, bound, source=source)
    figures = meanings.assign(
        value=scaled(texts.mask(bound == "range", ""), scale),
        low=scaled(ends[0].fillna(""), scale),
        high=scaled(ends[1].fillna(""), scale),
        se=scaled(frame["se"], scale),
        df=pd.to_numeric(frame["df"]).astype("Int64"),
        as_published=texts.str.cat(frame["unit"], sep=" ").str.strip(),
    ).join(ranges(texts, frame["margin"], meanings.assign(scale=scale)))
    _check_limits(figures, source)
    _check_ends(figures, source)
    return figures


def _check_limits(figures: pd.DataFrame, source: str) -> None:
    numbers, unit = figures[["value", "low", "high"]], figures["unit"]
    above = (numbers.max(axis="columns") > 1) & (unit == "share")
    below = (numbers.min(axis="columns") < 0) & ~unit.isin(SIGNED)
    impossible = above | below | (figures["low"] > figures["high"])
    refuse(
        figures["as_published"][impossible],
        f"Impossible value in {source}.",
        "shares from 0 to 100 %, nothing below 0 but changes and effects, ranges from low to high",
    )


def _check_ends(figures: pd.DataFrame, source: str) -> None:
    end = (figures["unit"] == "share") & figures["value"].isin((0, 1)) & figures["se"].notna()
    found, expected = figures["as_published"][end], "an empty se: 0 and 1 have no logit"
    refuse(found, f"A share of 0 or 1 with an error in {source}.", expected)


def _sizes(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    texts, counted = frame["n"], frame["n_of"]
    unclear = counted.isin(N_OF) != (texts != "")
    unclear |= ~counted.isin((*N_OF, ""))
    refuse(counted[unclear], f"Unknown n_of in {source}.", f"one of {', '.join(N_OF)} for each n")
    sizes = texts.where(counted == "base")
    unreadable = ~sizes.fillna("1").str.fullmatch(_SIZE)
    refuse(texts[unreadable], f"Unreadable n in {source}.", "1600, 1,600 or 1600+")
    digits = sizes.str.extract(_SIZE)[0].str.replace(",", "")
    return pd.DataFrame({"n": digits.astype("Int64"), "n_published": texts, "n_of": counted})


def _with_intervals(table: pd.DataFrame) -> pd.DataFrame:
    chance = table["grade"] != "D"
    erred = table["se"].notna() & chance
    known = (table["unit"] == "share") & (table["bound"] == "exact") & table["n"].notna()
    known &= chance & ~erred
    printed = error_intervals(table[erred])
    computed = pd.concat([printed, wilson(table["value"][known], table["n"][known].astype(float))])
    interval = pd.Series("", index=table.index).mask(known, "srs_wilson")
    return table.assign(
        low=table["low"].fillna(computed["low"]),
        high=table["high"].fillna(computed["high"]),
        scale=printed["scale"].reindex(table.index, fill_value=""),
        interval=interval.mask(table["bound"] == "range", "published_range").mask(
            erred, "published_se"
        ),
    )
