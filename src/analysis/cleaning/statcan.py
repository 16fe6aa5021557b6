"""Shares of Canadian vacancies by recruiting strategy, from the official table of counts.

The table is Statistics Canada's Job Vacancy and Wage Survey, third quarter of 2022 to third quarter
of 2023: vacancies by occupation and by strategy of their employer, with a letter of quality each.
"""

from __future__ import annotations

import pandas as pd

from analysis.cleaning.transcription import OPTIONAL_COLUMNS, RAW_COLUMNS
from analysis.errors import StudyError

OCCUPATIONS = {
    "Total, all occupations": "all",
    "Management occupations [0]": "management",
    "Business, finance and administration occupations [1]": "business",
    "Natural and applied sciences and related occupations [2]": "sciences",
    "Health occupations [3]": "health",
    "Occupations in education, law and social, community and government services [4]": "education",
    "Occupations in art, culture, recreation and sport [5]": "arts",
    "Sales and service occupations [6]": "sales",
    "Trades, transport and equipment operators and related occupations [7]": "trades",
    "Natural resources, agriculture and related production occupations [8]": "resources",
    "Occupations in manufacturing and utilities [9]": "manufacturing",
}
STRATEGIES = {
    "Personal contacts, referrals, informal networks": "contacts",
    'Posting a "help-wanted" sign on the storefront of the location': "sign",
    "Company website": "company-site",
    "Online job boards": "job-boards",
    "Social media": "social-media",
    "Job or recruitment fairs at schools, colleges or universities": "fairs",
    "Government employment centre or website": "government",
    "Professional networking, headhunters or employment agency": "headhunters",
    "Newspaper ads": "newspapers",
    "Other recruitment strategies": "other",
}
ALL = "Recruitment strategies, all types"
ROUNDING = 2.5
"""Counts are multiples of 5."""
PAGE = "https://www150.statcan.gc.ca/"


def recruitment(table: pd.DataFrame) -> pd.DataFrame:
    """Compute the transcription of the table: shares of vacancies, by quarter and over them all.

    Parameters
    ----------
    table : DataFrame
        As downloaded, every cell as text: ``REF_DATE`` (first month of the quarter), ``National
        Occupational Classification``, ``Job vacancy characteristics``, ``VALUE`` (vacancies, in
        multiples of 5), ``STATUS`` (quality, A to F) and ``VECTOR``.

    Returns
    -------
    DataFrame of shape (n, 22)
        The columns of a transcription. A share over five quarters divides sums of vacancies, and
        bears the letter of its worst quarter. Unclassified occupations and counts marked F, too
        unreliable to be published, are left out. The margin is what the rounding of both counts
        allows.

    Raises
    ------
    StudyError
        When an occupation or a strategy is not a known one, or lacks its total.
    """
    counts = _counts(table)
    quarters = _shares(counts, ["occupation", "strategy", "period"])
    pooled = counts.groupby(["occupation", "strategy"], sort=False).agg(
        VALUE=("VALUE", "sum"),
        STATUS=("STATUS", "max"),
        VECTOR=("VECTOR", "first"),
        of=("of", "sum"),
        quarters=("quarters", "sum"),
    )
    pooled = pooled[pooled["quarters"] == counts["period"].nunique()].reset_index()
    rows = pd.concat([_shares(pooled.assign(period=""), ["occupation", "strategy"]), quarters])
    return rows.reset_index(drop=True)


def _counts(table: pd.DataFrame) -> pd.DataFrame:
    found = table.rename(
        columns={
            "National Occupational Classification": "occupation",
            "Job vacancy characteristics": "strategy",
            "REF_DATE": "period",
        }
    )
    found = found[found["occupation"] != "Unclassified occupations"]
    _check_known(found["occupation"], OCCUPATIONS)
    _check_known(found["strategy"], {**STRATEGIES, ALL: "all"})
    found = found[found["STATUS"] != "F"].assign(VALUE=lambda rows: rows["VALUE"].astype(int))
    place = ["occupation", "period"]
    total = found[found["strategy"] == ALL].set_index(place)["VALUE"].rename("of")
    counts = found[found["strategy"] != ALL].join(total, on=place)
    if counts["of"].isna().any():
        raise StudyError("Vacancies without their total.", expected=f"a row '{ALL}' each")
    return counts.assign(quarters=1)


def _check_known(names: pd.Series[str], known: dict[str, str]) -> None:
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise StudyError(
            "A name that the table of vacancies didn't have.",
            expected=", ".join(known),
            got=", ".join(unknown),
            hint="name it in analysis.cleaning.statcan",
        )


def _shares(counts: pd.DataFrame, parts: list[str]) -> pd.DataFrame:
    share = 100 * counts["VALUE"] / counts["of"]
    rounding = ROUNDING * counts["quarters"]
    margin = 0.0055 + 100 * rounding * (1 + share / 100) / (counts["of"] - rounding)
    words = {"occupation": OCCUPATIONS, "strategy": STRATEGIES}
    coded = counts.assign(**{name: counts[name].map(codes) for name, codes in words.items()})
    ids = coded[[name for name in ("strategy", "occupation", "period") if name in parts]]
    whole = coded["occupation"] == "all"
    rows = pd.DataFrame(
        {
            "id": ids.agg("-".join, axis="columns"),
            "indicator": "share of vacancies for which the employer uses: " + counts["strategy"],
            "population": "job vacancies",
            "breakdown": whole.map({True: "total", False: "occupation (NOC 2021, broad)"}),
            "group": counts["occupation"].mask(whole, "all"),
            "geo": "CA",
            "year": coded["period"].map(_quarter),
            "value": share.map("{:.2f}".format),
            "unit": "% of job vacancies",
            "n": counts["of"].astype(str),
            "n_of": "population",
            "source_title": "Statistics Canada, Job Vacancy and Wage Survey, job vacancies by "
            "occupation and characteristics",
            "source_url": PAGE,
            "where_seen": "official download, vector " + counts["VECTOR"],
            "quote_context": "vacancies whose employer uses the strategy over all vacancies",
            "confidence": "high",
            "reached": "derived",
            "margin": margin.map("{:.3f}".format),
            "row_grade": "",
            "quality": counts["STATUS"],
        }
    )
    return rows.reindex(columns=[*RAW_COLUMNS, *OPTIONAL_COLUMNS], fill_value="")


def _quarter(first_month: str) -> str:
    """Return "2022Q3" for "2022-07", and all five quarters for ""."""
    year, _, month = first_month.partition("-")
    return f"{year}Q{(int(month) + 2) // 3}" if month else "2022Q3/2023Q3"
