"""Online job search and social networks among American internet users, from the official table.

The table is that of the NTIA Internet Use Survey, a supplement of the Current Population Survey:
one line a wave and variable, a share and its standard error for each group.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.cleaning.transcription import OPTIONAL_COLUMNS, RAW_COLUMNS
from analysis.errors import StudyError

MEASURES = {
    "jobSearchUser": ("job-search", "searches for a job online"),
    "socialNetworkUser": ("networks", "uses online social networks"),
}
GROUPS = {
    "us": ("", "total", "all"),
    "edNoDiploma": ("no-diploma", "education", "no diploma"),
    "edHSGrad": ("high-school", "education", "high school graduate"),
    "edSomeCollege": ("some-college", "education", "some college"),
    "edCollegeGrad": ("college", "education", "college graduate"),
    "workEmployed": ("employed", "employment", "employed"),
    "workUnemployed": ("unemployed", "employment", "unemployed"),
    "workNILF": ("inactive", "employment", "not in the labour force"),
    "age1524": ("15-24", "age", "15-24"),
    "age2544": ("25-44", "age", "25-44"),
    "age4564": ("45-64", "age", "45-64"),
    "age65p": ("65-or-more", "age", "65+"),
    "sexMale": ("men", "sex", "men"),
    "sexFemale": ("women", "sex", "women"),
    "incomeU25": ("income-under-25", "family income", "under 25,000 USD"),
    "income2549": ("income-25-49", "family income", "25,000 to 49,999 USD"),
    "income5074": ("income-50-74", "family income", "50,000 to 74,999 USD"),
    "income7599": ("income-75-99", "family income", "75,000 to 99,999 USD"),
    "income100p": ("income-100-or-more", "family income", "100,000 USD or more"),
}
MONTHS = {"Jul": "07", "Sep": "09", "Oct": "10", "Nov": "11"}
UNIVERSE = "adultInternetUser"
ADDRESS = (
    "https://www.ntia.gov/sites/default/files/data_central_downloads/datasets/"
    "ntia-analyze-table.csv"
)
SEEN = (
    "github posit-marketing/automated-survey-reporting data/raw/ntia-analyze-table-FINAL21.csv "
    "@7f83471a"
)


def internet_use(table: pd.DataFrame) -> pd.DataFrame:
    """Read the transcription off the table: shares with their standard errors, in per cent.

    Parameters
    ----------
    table : DataFrame
        Lines of the official table, every cell as text: ``dataset`` ("Nov 2021"), ``variable``,
        ``universe``, then ``<group>Prop`` and ``<group>PropSE``, from 0 to 1 with six digits. Lines
        of other variables and columns of other groups are passed over.

    Returns
    -------
    DataFrame of shape (n, 22)
        The columns of a transcription, in the order of the lines. A group that a wave doesn't have
        is left out.

    Raises
    ------
    StudyError
        When a line counts other people than internet users of 15 or more, or bears no known month.
    """
    lines = table[table["variable"].isin(MEASURES)]
    others = sorted(set(lines["universe"]) - {UNIVERSE})
    if others:
        raise StudyError("A line about other people.", expected=UNIVERSE, got=", ".join(others))
    rows = [
        _row(line, group)
        for line in lines.to_dict("records")
        for group in GROUPS
        if line[f"{group}Prop"]
    ]
    return pd.DataFrame(rows).reindex(columns=[*RAW_COLUMNS, *OPTIONAL_COLUMNS], fill_value="")


def _row(line: Mapping[Any, str], group: str) -> dict[str, str]:
    name, indicator = MEASURES[line["variable"]]
    part, breakdown, words = GROUPS[group]
    period = _period(line["dataset"])
    return {
        "id": "-".join(filter(None, [name, part, period])),
        "indicator": indicator,
        "population": "internet users aged 15 or more",
        "breakdown": breakdown,
        "group": words,
        "geo": "US",
        "year": period,
        "value": _percent(line[f"{group}Prop"]),
        "unit": "%",
        "source_title": "NTIA Internet Use Survey (CPS supplement), analyze table",
        "source_url": ADDRESS,
        "where_seen": SEEN,
        "quote_context": "official estimate and standard error",
        "confidence": "high",
        "reached": "own",
        "se": _percent(line[f"{group}PropSE"]),
    }


def _period(wave: str) -> str:
    month, _, year = wave.partition(" ")
    if month not in MONTHS:
        raise StudyError("An unknown wave.", expected=", ".join(MONTHS), got=wave)
    return f"{year}-{MONTHS[month]}"


def _percent(proportion: str) -> str:
    """Move the point of a printed number, which loses none of its digits."""
    return f"{100 * float(proportion):.4f}"
