"""The words that readers see for printed figures: channels to a job, bounds."""

from __future__ import annotations

from analysis.words import i18n
from analysis.words.i18n import N_, _
from analysis.words.labels import worded

CHANNELS = {
    "relations": N_("Relations"),
    "networks": N_("Online networks"),
    "unsolicited": N_("Unsolicited applications"),
    "job_ads": N_("Job ads"),
    "job_boards": N_("Job boards online"),
    "cv_databases": N_("CV databases"),
    "print_ads": N_("Advertisements in print"),
    "employer_site": N_("The employer's website"),
    "own_approach": N_("Own approaches to employers"),
    "employment_service": N_("The public employment service"),
    "private_agency": N_("Private agencies"),
    "online": N_("The employer's website or search engines"),
    "contacted": N_("Contact by the employer"),
    "internship": N_("An internship"),
    "exam": N_("Competitive examinations"),
    "formal_means": N_("Formal means"),
    "other_channel": N_("Another way"),
}
"""Channel to a job, by the codes of `analysis.inference.printed` -> its words."""

BOUNDS = {
    "exact": N_("{number}"),
    "approximate": N_("about {number}"),
    "lower": N_("at least {number}"),
    "upper": N_("at most {number}"),
}
"""Bound of a printed number -> how it is written."""


def printed(share: float, bound: str, digits: int = 0) -> str:
    """Write a published share with its bound, and some decimals of a per cent.

    Examples
    --------
    >>> printed(0.5, "lower"), printed(0.245, "exact", digits=1)
    ('at least 50%', '24.5%')
    """
    return _(BOUNDS[bound]).format(number=i18n.percent(share, digits))


def channel_label(channel: str) -> str:
    """Return the words for a channel to a job, in the language of the run.

    Raises
    ------
    StudyError
        When the channel has no words yet.

    Examples
    --------
    >>> channel_label("unsolicited")
    'Unsolicited applications'
    """
    return worded(CHANNELS.get(channel), f"the channel '{channel}'", "printed")
