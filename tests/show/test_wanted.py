"""Pages say what is known to exist and is not here, for the claims that it would speak to."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from analysis.errors import StudyError
from analysis.judging.claims import claims
from analysis.show.wanted import wanted_sources
from analysis.sources.catalogue import wanted
from analysis.words.i18n import tr


def rows(shown):
    """Return the table as a map: title of the source -> its link and its cells."""
    html = BeautifulSoup(shown[-1]["data"]["text/html"], "html.parser")
    return {
        row.th.text: (row.th.a["href"], [cell.text for cell in row.find_all("td")])
        for row in html.tbody.find_all("tr")
    }


def test_the_page_of_the_sources_has_all_of_them_with_what_nobody_checked(shown):
    wanted_sources()
    found = rows(shown)
    assert [*found] == [record.title for record in wanted().values()]
    for record in wanted().values():
        link, cells = found[record.title]
        assert link == str(record.landing_page)
        served = ", ".join(
            f"{one.claim} ({', '.join(map(str, one.parts))})" for one in record.serves
        )
        assert cells == [served, record.unread]


@pytest.mark.parametrize(
    ("notebook", "served"),
    [
        ("02_members", {"inegi_endutih": "C12 (1, 2), C13 (1, 2)", "credoc_2023_2025": "C13 (1, 2)",
                        "eurostat_professional_networks": "C12 (2), C13 (2)"}),
        ("07_from_spotted_to_hired", {"issp_2017": "C3 (1, 3)",
                                      "sce_job_search_later": "C3 (1, 3), C11 (1)"}),
    ],
)  # fmt: skip
def test_a_page_has_those_that_serve_its_claims(shown, notebook, served):
    wanted_sources(notebook)
    told = {title: cells[1:] for title, (_link, cells) in rows(shown).items()}
    assert told == {
        wanted()[name].title: [claimed, wanted()[name].holds, wanted()[name].takes]
        for name, claimed in served.items()
    }


def test_every_page_whose_claims_are_served_is_known(shown):
    homes = {claim.id: claim.notebook for claim in claims()}
    served = {homes[one.claim] for record in wanted().values() for one in record.serves}
    assert served == {"02_members", "07_from_spotted_to_hired"}
    with pytest.raises(StudyError, match="No wanted source serves a claim of '04_platforms'"):
        wanted_sources("04_platforms")
    assert shown == []


@pytest.mark.usefixtures("french")
def test_in_french_the_caption_is_the_translator_s(shown):
    wanted_sources("02_members")
    html = BeautifulSoup(shown[-1]["data"]["text/html"], "html.parser")
    assert html.caption.text == tr("Sources known to exist that are not here")
