"""The words of one notebook's own tables, kept in the file beside it: ``06_recruiters.toml``."""

from __future__ import annotations

from pathlib import Path

from analysis import paths
from analysis.errors import StudyError
from analysis.records import read_record
from analysis.words.i18n import _


def wording_of(notebook: str) -> Path:
    """Return the file of a notebook's words; not every notebook has one."""
    return paths.NOTEBOOKS / f"{notebook}.toml"


def read_wording(path: Path) -> dict[str, dict[str, str]]:
    """Read the words of a notebook, as they are written: in English.

    Parameters
    ----------
    path : Path
        TOML: a table for each kind of code, code = "words" in it.

    Raises
    ------
    StudyError
        When the file is not there, holds nothing, or something else.
    """
    if not path.is_file():
        raise StudyError(
            f"There is no {path.name}.",
            expected="a file beside the notebook",
            hint="get it back with `git restore`",
        )
    found = read_record(path, dict[str, dict[str, str]])
    if not found:
        raise StudyError(
            f"{path.name} holds no words.",
            expected="a table for each kind of code",
            hint="get it back with `git restore`, or delete it where the notebook has none",
        )
    return found


def wording(notebook: str) -> dict[str, dict[str, str]]:
    """Return the words of a notebook's own tables, in the language of the run.

    Parameters
    ----------
    notebook : str
        Its name.

    Returns
    -------
    dict
        Kind of code -> code -> words, for instance for ``frame.rename(index=words["contrasts"])``.

    Examples
    --------
    >>> wording("06_recruiters")["purposes"]["E_SM_PRCR"]
    'Recruiting'
    """
    kinds = read_wording(wording_of(notebook))
    return {
        kind: {code: _(words) for code, words in codes.items()} for kind, codes in kinds.items()
    }
