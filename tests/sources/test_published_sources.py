"""Sources found in 2026: how many figures, and three of each as their pages print them."""

import pandas as pd
import pytest

from analysis.sources.catalogue import catalogue
from analysis.sources.published import CONFLICTS, collect

ABOUT: dict[str, tuple[int, dict[str, int], dict[str, float]]] = {
    "statcan_jvws_recruitment_2017": (
        9,
        {"B": 9},
        {"social-media": 0.43, "contacts": 0.63, "headhunters": 0.18},
    ),
    "bls_job_search_methods_2025": (
        88,
        {"B": 88},
        {"used-friends-2025": 0.237, "used-employer-2025": 0.508, "methods-2021": 1.8},
    ),
    "france_job_seekers_2016_2018": (
        22,
        {"B": 1, "C": 21},
        {"found-relations-2016": 0.37, "networks-2018": 0.38, "csa-found-digital-2016": 0.24},
    ),
    "cbs_professional_networks_nl": (
        18,
        {"B": 5, "C": 13},
        {"professional-2014": 0.244, "professional-2016": 0.266, "general-2016": 0.581},
    ),
    "experiments_networks_hiring": (
        7,
        {"C": 7},
        {
            "facebook-callbacks-before": -0.417,
            "linkedin-requests-black-white": -0.13,
            "bob-emploi-people": 212_277,
        },
    ),
    "recruiters_and_channels_misc": (
        19,
        {"B": 1, "C": 15, "D": 3},
        {
            "led-relations-DE-2021": 0.32,
            "used-networks-UK-2014": 0.07,
            "found-online-ads-AU-2012": 0.26,
        },
    ),
}


def figures(source: str) -> pd.DataFrame:
    return collect([catalogue()[source]]).set_index("id")


@pytest.mark.parametrize("source", ABOUT)
def test_three_figures_are_those_of_the_pages_and_all_are_graded(source: str) -> None:
    number, grades, printed = ABOUT[source]
    found = figures(source)
    assert len(found) == number
    assert found["grade"].value_counts().to_dict() == grades
    assert found.loc[list(printed), "value"].to_dict() == printed


def test_shares_of_each_line_of_bls_add_up_to_its_number_of_methods() -> None:
    """Seven shares and a number of methods were printed run together: a wrong split shows here."""
    found = figures("bls_job_search_methods_2025")
    line = ["population", "period"]
    methods = found[found["unit"] == "ratio"].set_index(line)["value"]
    shares = found[found["unit"] == "share"].groupby(line)["value"]
    assert set(shares.size()) == {7}
    # Seven roundings of half a tenth of a point, and one of half a tenth of a method.
    assert (shares.sum() - methods).abs().max() <= 7 * 0.0005 + 0.05
    assert len(methods) == 4 + 7


def test_what_stays_doubtful_says_so() -> None:
    doubtful = figures("cbs_professional_networks_nl").loc["professional-2011"]
    assert (doubtful["confidence"], doubtful["grade"]) == ("low", "C")
    account = figures("france_job_seekers_2016_2018").loc["account-professional-2016"]
    assert (account["confidence"], account["bound"]) == ("low", "approximate")


def test_job_seekers_on_networks_in_2016_are_declared_to_differ() -> None:
    found = figures("france_job_seekers_2016_2018")
    marked = found["value"][found["conflict"] == "fr_seekers_on_networks_2016"]
    assert marked.to_dict() == {"networks-2016": 0.32, "online-networks-2016": 0.38}, CONFLICTS
