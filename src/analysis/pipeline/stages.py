"""The notebooks as a build reads them, once, and where what tasks make stands between them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from analysis import paths
from analysis.errors import StudyError, nearest
from analysis.pipeline import notebooks
from analysis.pipeline.notebooks import Notebook, notebook_paths
from analysis.words.i18n import LANGUAGES, catalogue_of, tr

if TYPE_CHECKING:
    from pathlib import Path

SUMMARY = "00_summary"


@cache
def all_notebooks() -> dict[Path, Notebook]:
    """Read the notebooks, once a build."""
    return {path: notebooks.read(path) for path in notebook_paths()}


def titles() -> dict[str, str]:
    """Return what names each notebook, in the order in which pages are read."""
    found = {path.stem: notebook.title for path, notebook in all_notebooks().items()}
    return {name: found[name] for name in notebooks.in_reading_order(found)}


def matching(name: str) -> str:
    """Return the full name of a notebook from its number or its name.

    Examples
    --------
    >>> matching("02")
    '02_members'
    """
    known = [path.stem for path in notebook_paths()]
    found = [stem for stem in known if stem.startswith(name)]
    if len(found) != 1:
        raise StudyError(
            tr("No single notebook is called '{name}'.").format(name=name),
            expected=", ".join(known),
            got=", ".join(found),
            hint=nearest(name, known),
        )
    return found[0]


def executed(path: Path, language: str) -> Path:
    """Return where a notebook stands with its results: in place in English, a copy otherwise."""
    return path if language == LANGUAGES[0] else paths.CACHE / language / path.name


def values_of(name: str) -> Path:
    """Return where a notebook saves its values in a build."""
    return paths.STAGED_VALUES / f"{name}.json"


def translations(*languages: str) -> list[Path]:
    """List the files that put the study's sentences into some languages; English has none."""
    return [path for path in map(catalogue_of, languages) if path.is_file()]
