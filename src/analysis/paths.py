"""Where things are. Every path of the study starts here, never in a notebook."""

from __future__ import annotations

import os
from pathlib import Path

from analysis.errors import StudyError

ROOT = Path(__file__).resolve().parents[2]

NOTEBOOKS = ROOT / "notebooks"
RAW = ROOT / "data" / "raw"
CATALOGUE = RAW / "catalogue.yaml"
PUBLISHED_RAW = RAW / "published"
FINGERPRINTS = RAW / "fingerprints"
PROCESSED = ROOT / "data" / "processed"
CELLS = PROCESSED / "cells"
VALIDATION = PROCESSED / "validation"
PUBLISHED = PROCESSED / "published.csv"
VALUES = PROCESSED / "values"
VERDICTS = PROCESSED / "verdicts.csv"
SENSITIVITY = PROCESSED / "sensitivity.csv"
SUMS = ROOT / "data" / "sha256sums.txt"
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


def shown(path: str | Path) -> str:
    """Return how people are told of a file: from the study's folder where it is in there.

    Examples
    --------
    >>> shown(ROOT / "reports" / "index.html")
    'reports/index.html'
    >>> shown("/elsewhere/survey.sav")
    '/elsewhere/survey.sav'
    """
    inside = str(path).removeprefix(f"{ROOT}{os.sep}")  # paths that compare parts take ten times it
    return inside.replace(os.sep, "/") if inside != str(path) else inside


def drawings(name: str, language: str) -> Path:
    """Return where a run leaves the drawings of a figure that pages in a language show."""
    return DRAWINGS / f"{name}.{language}.html"


def memory() -> Path:
    """Return where a build leaves, at its end, what it remembers of its tasks."""
    return CACHE / "doit.json"


def index_of_page(name: str, language: str) -> Path:
    """Return where a build leaves what may be found on a page, for the page that searches all."""
    return CACHE / "index" / language / f"{name}.json"


def lock_of_cells(source: str, folder: Path = CELLS) -> Path:
    """Return where the lock of a source's cells is, in the folder that holds them.

    Examples
    --------
    >>> lock_of_cells("pew_2015", Path("cells")).as_posix()
    'cells/locks/pew_2015.csv'
    """
    return folder / "locks" / f"{source}.csv"


def mirror() -> Path | None:
    """Return the folder named by ``STUDY_MIRROR``, which stands in for downloads.

    Returns
    -------
    Path or None
        None where the variable is not set.

    Raises
    ------
    StudyError
        When it names no folder: files would be looked for elsewhere, and nobody would know.
    """
    named = os.environ.get("STUDY_MIRROR")
    if not named:
        return None
    folder = Path(named).resolve()
    if not folder.is_dir():
        raise StudyError(
            "The folder that STUDY_MIRROR names is not there.",
            got=str(folder),
            hint="correct it, or unset STUDY_MIRROR",
        )
    return folder


def page_of_claim(claim: str) -> str:
    """Return the name of a claim's own page: such names sort as the claims do.

    Examples
    --------
    >>> page_of_claim("C7")
    'c07'
    """
    return f"c{int(claim[1:]):02d}"
