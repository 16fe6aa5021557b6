"""The words that readers see for the groups of printed figures.

A group is named by the part of the figure's id that stands for it: readers see our words, and no
code depends on those of the source.
"""

from __future__ import annotations

from analysis.words.i18n import N_
from analysis.words.labels import worded

GROUPS = {
    "apec_sourcing_cadres_2008_2018": {
        "all": N_("All hires"),
        "executives": N_("Executives (cadres)"),
    },
    "eurostat_social_media_enterprises_2013_2019": {
        "I": N_("Accommodation (I)"),
        "G47": N_("Retail trade (part of G)"),
        "G": N_("All trade, motor repair (G)"),
        "L": N_("Real estate (L)"),
        "J": N_("Information, communication (J)"),
        "C": N_("Manufacturing (C)"),
        "M": N_("Professional, technical (M)"),
        "N": N_("Support services (N)"),
        "DE": N_("Energy, water, waste (D, E)"),
        "F": N_("Construction (F)"),
        "H": N_("Transport, storage (H)"),
    },
    "insee_focus30_2015": {
        "information": N_("Information and communication"),
        "industry": N_("Industry, construction and transport"),
        "construction": N_("Industry, construction and transport"),
        "transport": N_("Industry, construction and transport"),
        "licence": N_("Bachelor's degree (licence) or more"),
        "no-diploma": N_("No diploma"),
        "executives": N_("Executives of firms (cadres d'entreprise)"),
        "public-executives": N_(
            "Executives of public service, intellectual and artistic professions"
        ),
        "farmers": N_("Farmers"),
    },
    "insee_job_search_2016": {
        "cadres": N_("Cadres and higher intellectual professions"),
        "workers": N_("Manual workers"),
    },
    "insee_references_ofer_internet_2015": {
        "industry": N_("Industry (B, E)"),
        "construction": N_("Construction (F)"),
        "trade": N_("Trade, transport, finance (G, H, K, L)"),
        "people": N_("Services to people (I, R, S, T)"),
        "business": N_("Business services (J, M, N)"),
        "public": N_("Administration, health (O, P, Q, U)"),
        "executives": N_("Executives, professionals"),
        "intermediate": N_("Intermediate professions"),
    },
    "ntia_internet_use": {
        "no-diploma": N_("No high school diploma"),
        "high-school": N_("High school diploma"),
        "some-college": N_("Some college"),
        "college": N_("College degree"),
        "employed": N_("Employed"),
        "unemployed": N_("Unemployed"),
        "inactive": N_("Not in the labour force"),
    },
    "statcan_jvws_recruitment_2022_2023": {
        "all": N_("All occupations"),
        "management": N_("Management occupations (NOC\u00a00)"),
        "business": N_("Business, finance, administration (NOC\u00a01)"),
        "sciences": N_("Natural and applied sciences (NOC\u00a02)"),
        "health": N_("Health occupations (NOC\u00a03)"),
        "education": N_("Education, law, social and public services (NOC\u00a04)"),
        "arts": N_("Art, culture, recreation and sport (NOC\u00a05)"),
        "sales": N_("Sales and service (NOC\u00a06)"),
        "trades": N_("Trades, transport, equipment operators (NOC\u00a07)"),
        "resources": N_("Natural resources and agriculture (NOC\u00a08)"),
        "manufacturing": N_("Manufacturing and utilities (NOC\u00a09)"),
    },
}
"""Published source -> group of its figures -> words."""


def group_label(source: str, group: str) -> str:
    """Return the words for a group of printed figures, in the language of the run.

    Raises
    ------
    StudyError
        When the group has no words yet: a reader must never meet a bare code.

    Examples
    --------
    >>> group_label("insee_focus30_2015", "information")
    'Information and communication'
    """
    words = GROUPS.get(source, {}).get(group)
    return worded(words, f"the group '{group}' of {source}", "groups")
