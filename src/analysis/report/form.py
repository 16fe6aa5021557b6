"""The form and the answer card of the page of one's case, of which a script shows what fits.

Neither comes from a notebook: an output only gives the choices and the words. Where scripts do not
run, both stay hidden and every row is on the page.
"""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis.report.style import TEMPLATES
from analysis.words.outputs import Chooser


@cache
def _templates() -> Environment:
    folder = FileSystemLoader(TEMPLATES / "study")
    return Environment(
        loader=folder,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def chooser(form: Chooser) -> Markup:
    """Make the form and the answers that an output describes."""
    return Markup(_templates().get_template("case.html.j2").render(form=form))
