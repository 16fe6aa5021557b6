"""Where things are. Every path of the study starts here, never in a notebook."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

NOTEBOOKS = ROOT / "notebooks"
RAW = ROOT / "data" / "raw"
CATALOGUE = RAW / "catalogue.yaml"
PUBLISHED_RAW = RAW / "published"
PROCESSED = ROOT / "data" / "processed"
CELLS = PROCESSED / "cells"
VALIDATION = PROCESSED / "validation"
PUBLISHED = PROCESSED / "published.csv"
VALUES = PROCESSED / "values"
VERDICTS = PROCESSED / "verdicts.csv"
SENSITIVITY = PROCESSED / "sensitivity.csv"
REPORTS = ROOT / "reports"
FIGURE_DATA = REPORTS / "data"
CARDS = REPORTS / "cards"
CITATION = ROOT / "CITATION.cff"
LOCK = ROOT / "requirements" / "run.lock"
CACHE = ROOT / ".cache"
DRAWINGS = CACHE / "figures"
"""What pages show of figures, in each language: runs leave it here, pages hold it."""

STAGED_VALUES = CACHE / "values"
STAGED_VERDICTS = CACHE / "verdicts.csv"
STAGED_SENSITIVITY = CACHE / "sensitivity.csv"
"""Where a build puts what it finds: it is published at the end, all of it or nothing."""


def drawings(name: str, language: str) -> Path:
    """Return where a run leaves the drawings of a figure that pages in a language show."""
    return DRAWINGS / f"{name}.{language}.html"


def mirror() -> Path | None:
    """Return the folder named by ``STUDY_MIRROR``, which stands in for downloads.

    Returns
    -------
    Path or None
        None where the variable is not set.
    """
    folder = os.environ.get("STUDY_MIRROR")
    return Path(folder).resolve() if folder else None


def page_of_claim(claim: str) -> str:
    """Return the name of a claim's own page: such names sort as the claims do.

    Examples
    --------
    >>> page_of_claim("C7")
    'c07'
    """
    return f"c{int(claim[1:]):02d}"
