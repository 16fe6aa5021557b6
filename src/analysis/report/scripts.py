"""The scripts of pages: files beside the templates, allowed by hash, each small."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from analysis.report.style import TEMPLATES


@cache
def script_of(name: str) -> Markup:
    """Return a script as the page holds it.

    Parameters
    ----------
    name : str
        Its file's name in the templates, without ``.js``.

    Examples
    --------
    >>> "aria-sort" in script_of("sort")
    True
    """
    return Markup((TEMPLATES / "study" / f"{name}.js").read_text("utf-8").strip())
