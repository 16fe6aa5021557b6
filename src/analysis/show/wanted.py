"""What notebooks show of the sources that are known to exist and are not here."""

from __future__ import annotations

import pandas as pd

from analysis.errors import StudyError
from analysis.judging.claims import claims
from analysis.show.origins import link
from analysis.show.prose import table
from analysis.sources.catalogue import Wanted, wanted
from analysis.words.i18n import _, number


def wanted_sources(notebook: str | None = None) -> None:
    """Show what is known to exist and is not here, and for which claims.

    Parameters
    ----------
    notebook : str, optional
        Name of a notebook: only what serves its claims, with what each holds and takes. All of them
        when left out, with what nobody has checked.

    Raises
    ------
    StudyError
        When nothing that is wanted serves a claim of the notebook.
    """
    own = {claim.id for claim in claims() if notebook in (None, claim.notebook)}
    records = [one for one in wanted().values() if own & {served.claim for served in one.serves}]
    if not records:
        raise StudyError(
            f"No wanted source serves a claim of '{notebook}'.",
            hint="leave the call out, or say under `serves` of its record which claim it serves",
        )
    frame = pd.DataFrame(
        {
            _("Country and years"): [f"{_(one.country)}, {_(one.years)}" for one in records],
            _("Claims (parts)"): [_served(one, own) for one in records],
            _("What it holds"): [_(one.holds) for one in records],
            _("What it takes"): [_(one.takes) for one in records],
            _("Not checked"): [_(one.unread) for one in records],
        },
        index=pd.Index(
            [link(_(one.title), str(one.landing_page)) for one in records],
            name=_("Source"),
            dtype=object,
        ),
        dtype=object,
    )
    told = [_("What it holds"), _("What it takes")]
    apart = [_("Country and years"), *told] if notebook is None else [_("Not checked")]
    table(frame.drop(columns=apart), caption=_("Sources known to exist that are not here"))


def _served(record: Wanted, own: set[str]) -> str:
    return ", ".join(
        f"{served.claim} ({', '.join(number(part) for part in served.parts)})"
        for served in record.serves
        if served.claim in own
    )
