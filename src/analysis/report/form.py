"""The form of the page of one's case, and the script that shows the rows which fit.

Neither comes from a notebook: an output only names the choices and the words. Where scripts do not
run, the form stays hidden and every row is on the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from markupsafe import Markup

from analysis.errors import StudyError
from analysis.report.style import TEMPLATES

FORM = Markup(
    '<form class="chooser" hidden aria-label="{title}" data-count="{count}" '
    'data-dosage="{dosage}" data-dosages="{dosages}" data-limit="{limit}">\n'
    '{lists}<p role="status"></p>\n</form>\n'
)
LIST = Markup(
    '<p><label for="choose-{name}">{label}</label>'
    '<select id="choose-{name}" name="{name}">{options}</select></p>\n'
)
OPTION = Markup('<option value="{}">{}</option>')
NEEDED = {"title", "choices", "count", "dosage", "dosages", "limit"}


@cache
def script() -> Markup:
    """Return the script of the form, as the page holds it."""
    return Markup((TEMPLATES / "study" / "chooser.js").read_text("utf-8").strip())


def chooser(study: Mapping[str, Any], place: str) -> Markup:
    """Make the form.

    Parameters
    ----------
    study : mapping
        Metadata ``study`` of the output. ``choices`` has a mapping for each list: its ``name`` in
        links, ``label``, and ``options`` as pairs of code and words. ``title`` names the form;
        ``count`` tells how many rows are shown, ``dosage`` what follows from a whole case, with one
        of the three words of ``dosages`` by the ``limit`` of the balance of points.
    place : str
        Notebook and cell, for the error.

    Raises
    ------
    StudyError
        When one of these is missing.
    """
    missing = sorted(NEEDED - set(study))
    if missing:
        raise StudyError(
            f"{place}: a form is incomplete.",
            expected=", ".join(sorted(NEEDED)),
            got=f"no {', '.join(missing)}",
            hint="display it with chooser(), which writes them all",
        )
    lists = [
        LIST.format(
            name=choice["name"],
            label=choice["label"],
            options=Markup("").join(OPTION.format(*option) for option in choice["options"]),
        )
        for choice in study["choices"]
    ]
    texts = {name: study[name] for name in NEEDED - {"choices", "dosages"}}
    return FORM.format(lists=Markup("").join(lists), dosages="|".join(study["dosages"]), **texts)
