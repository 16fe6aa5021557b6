"""The lines of evidence of one's case, in the order in which they are shown."""

from __future__ import annotations

from analysis.advice.closest import Asked, Line, Printed
from analysis.words.labels import N_

AT_WORK_GSS = {"employed": ("yes",)}
FRANCE_2015 = {"year": ("2015",)}
PCS_AT_WORK = (
    *("farmers_artisans_shopkeepers_heads", "cadres", "intermediate", "employees"),
    "manual_workers",
)
RECENT_SEEKERS = {"looked_for_job": ("yes",)}
DIPLOMA_STEPS = (("education",), ("tertiary",), ())

EUROSTAT = "eurostat_social_media_enterprises_2013_2019"
OFER = "insee_references_ofer_internet_2015"
OFER_2016 = "dares_ofer_2016_channels"
APEC = "apec_sourcing_cadres_2008_2018"
EXECUTIVES = {"managers": "all", "professionals": "all"}


def _resource(level: str, measured: str) -> Asked:
    return Asked(
        name=f"most_important_{level}",
        section="channels",
        choices=("diploma",),
        measured=measured,
        year="2015",
        counts=False,
        table="pew_2015_most_important",
        outcome="most_important_resource",
        level=level,
        base="answered",
        steps=DIPLOMA_STEPS,
    )


def _hires(name: str, source: str, year: str, figure: str, measured: str) -> Printed:
    return Printed(
        name=name,
        section="channels",
        choices=(),
        measured=measured,
        year=year,
        counts=False,
        source=source,
        total=figure,
    )


LINES: tuple[Line, ...] = (
    Asked(
        name="linkedin_by_diploma",
        section="diploma",
        choices=("diploma",),
        measured=N_("On LinkedIn, of internet users, United States"),
        year="2016",
        table="gss_panel_2020",
        outcome="on_linkedin",
        base="answered",
        steps=DIPLOMA_STEPS,
    ),
    Asked(
        name="linkedin_by_diploma_and_age",
        section="diploma",
        choices=("diploma", "age"),
        measured=N_("On LinkedIn, of all adults, United States"),
        year="2024",
        table="npors_2024_adjusted",
        outcome="on_linkedin_adults",
        steps=(
            ("tertiary", "bachelor_or_more", "age_group"),
            ("tertiary", "bachelor_or_more"),
            ("tertiary",),
            (),
        ),
    ),
    Asked(
        name="professional_use_by_diploma",
        section="diploma",
        choices=("diploma",),
        measured=N_("Use networks for work, of all people aged 12 or over, France"),
        year="2015",
        table="credoc_2007_2022_professional",
        outcome="professional_use_everyone",
        among=FRANCE_2015,
        steps=(("tertiary",), ()),
    ),
    Asked(
        name="searched_by_diploma",
        section="diploma",
        choices=("diploma",),
        measured=N_("Looked for work on networks, of people on them, United States"),
        year="2015",
        table="pew_2015_funnel",
        outcome="searched_on_social",
        steps=DIPLOMA_STEPS,
    ),
    Asked(
        name="helped_by_diploma",
        section="diploma",
        choices=("diploma",),
        measured=N_(
            "A post helped them get a job, of people on networks, United States, by diploma"
        ),
        year="2015",
        table="pew_2015_funnel",
        outcome="post_helped_get_job",
        steps=DIPLOMA_STEPS,
    ),
    Asked(
        name="helped_by_age",
        section="diploma",
        choices=("age",),
        measured=N_("A post helped them get a job, of people on networks, United States, by age"),
        year="2015",
        table="pew_2015_exchange",
        outcome="post_helped_get_job",
        steps=(("age_group",), ()),
    ),
    Printed(
        name="search_made_known_by_diploma",
        section="diploma",
        choices=("diploma",),
        measured=N_("Made their search known on networks, of job seekers, France"),
        year="2013",
        source="insee_focus30_2015",
        figure="search-known-{}-2013",
        groups={
            "below_upper_secondary": "no-diploma",
            "bachelor": "licence",
            "master_or_more": "licence",
        },
        total="search-known-2013",
        partly=("below_upper_secondary",),
    ),
    Asked(
        name="linkedin_by_occupation",
        section="occupation",
        choices=("occupation",),
        measured=N_("On LinkedIn, of internet users at work, United States, by occupation"),
        year="2016",
        table="gss_panel_2020_occupation",
        outcome="on_linkedin",
        base="answered",
        among=AT_WORK_GSS,
        steps=(("occupation",), ("knowledge_occupation",), ()),
    ),
    Asked(
        name="professional_use_by_occupation",
        section="occupation",
        choices=("occupation",),
        measured=N_("Use networks for work, of people at work, France"),
        year="2015",
        table="credoc_2007_2022_pcs",
        outcome="professional_use_everyone",
        among={**FRANCE_2015, "pcs": PCS_AT_WORK},
        steps=(("pcs",), ()),
    ),
    Asked(
        name="helped_by_occupation",
        section="occupation",
        choices=("occupation",),
        measured=N_(
            "A post helped them get a job, of recent job seekers on networks, United States"
        ),
        year="2015",
        table="pew_2015_seekers",
        outcome="post_helped_get_job",
        among=RECENT_SEEKERS,
        steps=(("professional_or_manager",), ()),
    ),
    Printed(
        name="profiles_by_occupation",
        section="occupation",
        choices=("occupation",),
        measured=N_("Recruitments with profiles searched online, France, by occupation"),
        year="2015",
        source=OFER,
        figure="profiles-{}",
        groups={
            "managers": "executives",
            "professionals": "executives",
            "technicians": "intermediate",
        },
        total="profiles",
    ),
    Printed(
        name="search_by_occupation",
        section="occupation",
        choices=("occupation",),
        measured=N_("Use networks to look for work, of job seekers, France"),
        year="2016",
        counts=False,
        source="insee_job_search_2016",
        figure="networks-search-{}",
        groups={
            "managers": "cadres",
            "professionals": "cadres",
            "craft": "workers",
            "plant_machine": "workers",
        },
    ),
    Asked(
        name="linkedin_by_activity",
        section="sector",
        choices=("sector",),
        measured=N_("On LinkedIn, of internet users at work, United States, by kind of activity"),
        year="2016",
        table="gss_panel_2020_activity",
        outcome="on_linkedin",
        base="answered",
        among=AT_WORK_GSS,
        steps=(("knowledge_activity",), ()),
    ),
    Printed(
        name="firms_in_europe",
        section="sector",
        choices=("sector",),
        measured=N_(
            "Recruit on social media, of firms with ten persons or more, European Union (share on "
            "social networks times share that recruit there)"
        ),
        year="2019",
        source=EUROSTAT,
        figure="E_SM_PRCR-{}-EU28-2019",
        times="E_SM1_SNET-{}-EU28-2019",
        groups={**{section: section for section in "CFGHIJLMN"}, "D": "DE", "E": "DE"},
        total="E_SM_PRCR-EU28-2019",
        partly=("I",),
    ),
    Printed(
        name="firms_in_france",
        section="sector",
        choices=("sector",),
        measured=N_("Recruit on social media, of firms with ten persons or more, France"),
        year="2013",
        source="insee_focus30_2015",
        figure="recruit-{}-2013",
        groups={
            **dict.fromkeys("BCDE", "industry"),
            "F": "construction",
            "H": "transport",
            "J": "information",
        },
        total="recruit-2013",
    ),
    Printed(
        name="profiles_by_sector",
        section="sector",
        choices=("sector",),
        measured=N_("Recruitments with profiles searched online, France, by sector"),
        year="2015",
        source=OFER,
        figure="profiles-{}",
        groups={
            **dict.fromkeys("BCDE", "industry"),
            "F": "construction",
            **dict.fromkeys("GHKL", "trade"),
            **dict.fromkeys("IRST", "people"),
            **dict.fromkeys("JMN", "business"),
            **dict.fromkeys("OPQU", "public"),
        },
        total="profiles",
    ),
    _resource(
        "close_ties", N_("Friends or family most important, of recent job seekers, United States")
    ),
    _resource(
        "acquaintances", N_("Acquaintances most important, of recent job seekers, United States")
    ),
    _resource(
        "professional_ties",
        N_("People known through work most important, of recent job seekers, United States"),
    ),
    _resource("online", N_("What is online most important, of recent job seekers, United States")),
    _hires(
        "hired_through_relations",
        OFER_2016,
        "2015",
        "led-relations",
        N_("Hires through relations, as employers say, France"),
    ),
    _hires(
        "hired_through_own_approach",
        OFER_2016,
        "2015",
        "led-unsolicited",
        N_("Hires through unsolicited applications, as employers say, France"),
    ),
    _hires(
        "hired_through_ads",
        OFER_2016,
        "2015",
        "led-job-ads",
        N_("Hires through job advertisements, as employers say, France"),
    ),
    _hires(
        "hired_through_databases",
        OFER_2016,
        "2015",
        "led-cv-databases",
        N_("Hires through CV databases, as employers say, France"),
    ),
    _hires(
        "found_through_own_approach",
        "insee_job_search_2016",
        "2016",
        "led-own-approach",
        N_("Found their job by applying unasked, as people hired say, France"),
    ),
    _hires(
        "found_through_relations",
        "insee_job_search_2016",
        "2016",
        "led-relations",
        N_("Found their job through relations, as people hired say, France"),
    ),
    Printed(
        name="executives_through_networks",
        section="channels",
        choices=("occupation",),
        measured=N_("Executive hires through networks, France"),
        year="2018",
        counts=False,
        source=APEC,
        figure="led-networks-2018",
        groups=EXECUTIVES,
    ),
    Printed(
        name="executives_through_relations",
        section="channels",
        choices=("occupation",),
        measured=N_("Executive hires through the recruiter's relations, France"),
        year=N_("2014 or 2015"),
        counts=False,
        source=APEC,
        figure="led-relations-2014-2015",
        groups=EXECUTIVES,
    ),
)
"""Every line compares the closest group with everybody in the same source and on the same base."""
