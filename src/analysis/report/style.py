"""The one style sheet of the pages, and the policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from markupsafe import Markup
from pygments.formatters import HtmlFormatter

# The library of these styles sets up logging for the whole process, unless somebody has.
logging.getLogger().addHandler(logging.NullHandler())

TEMPLATES = Path(__file__).parent / "templates"
SHEETS = [
    *("ground", "frame", "prose", "verdicts", "numbers", "code", "case", "figures", "tables"),
    *("front", "search", "print"),
]
"""The parts of the style sheet, in their order: a later one may overrule an earlier one."""

LIGHT, DARK = "a11y-high-contrast-light", "a11y-high-contrast-dark"


@cache
def stylesheet() -> str:
    """Return the style sheet: ours, then the colours of code for light and dark screens."""
    parts = [TEMPLATES / "study" / "css" / f"{name}.css" for name in SHEETS]
    ours = "\n".join(part.read_text("utf-8") for part in parts)
    dark = f"@media screen and (prefers-color-scheme: dark) {{ {_code_colours(DARK)} }}"
    return _squeeze(f"{ours}\n{_code_colours(LIGHT)}\n{dark}")


@cache
def lenient_sheet() -> str:
    """Return what the style sheet lacks for notebooks of others: pages of the study go without."""
    return _squeeze((TEMPLATES / "study" / "css" / "lenient.css").read_text("utf-8"))


@cache
def script(name: str) -> Markup:
    """Return one of our scripts, as a page holds it: without comments and indents."""
    text = (TEMPLATES / "study" / f"{name}.js").read_text("utf-8")
    return Markup(re.sub(r"^ *(//.*\n)?", "", text, flags=re.MULTILINE).strip())


def _code_colours(style: str) -> str:
    return "\n".join(HtmlFormatter(style=style).get_token_style_defs(".highlight"))


def _squeeze(css: str) -> str:
    """Leave out comments and the spaces that only people need."""
    without_comments = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*", r"\1", " ".join(without_comments.split())).replace(";}", "}")


def policy(styles: Iterable[str], scripts: Iterable[str] = ()) -> str:
    """Write the Content-Security-Policy of a page: images inside it, these texts, nothing else.

    Parameters
    ----------
    styles, scripts : iterable of str
        The exact text of each inline ``<style>`` and ``<script>`` of the page. They are allowed
        by hash, so that no other style or script can run.

    Examples
    --------
    >>> policy(["p{margin:0}"])[:60]
    "default-src 'none'; base-uri 'none'; form-action 'none'; img"
    """
    allowed = {"style-src": [*map(_hash, styles)], "script-src": [*map(_hash, scripts)]}
    fixed = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "img-src data:"]
    hashed = [f"{name} {' '.join(hashes)}" for name, hashes in allowed.items() if hashes]
    return "; ".join(fixed + hashed)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
