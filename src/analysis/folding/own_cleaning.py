"""Somebody's own cleaning function, read from a file of Python that is run on every worker."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import pandas as pd

from analysis.errors import StudyError


@dataclass(frozen=True)
class Cleaning:
    """Someone's own cleaning function, as text: workers need no copy of its file."""

    path: str
    name: str
    text: str

    def __call__(self, people: pd.DataFrame, where: str) -> pd.DataFrame:
        """Clean the people of a part, and tell what the function has against them."""
        given = len(people)
        try:
            cleaned = _function(self)(people)
        # Whatever it is that someone's own function raises, it is told to them.
        except (Exception, SystemExit, GeneratorExit) as problem:
            raise StudyError(
                f"The cleaning function '{self.name}' failed on {where}.",
                got=f"{type(problem).__name__}: {problem}",
                hint="try the function on a frame of this part",
            ) from problem
        if not isinstance(cleaned, pd.DataFrame):
            raise StudyError(
                f"The cleaning function '{self.name}' gave no frame.",
                expected="a pandas DataFrame",
                got=type(cleaned).__name__,
            )
        most = min(given, _people(cleaned))
        if len(cleaned) > most:
            raise StudyError(
                f"The cleaning function '{self.name}' made more people of {where} than there are.",
                expected=f"at most {given:,} rows, one for each person",
                got=f"{len(cleaned):,} rows of {most:,} people",
                hint="merge with a table that has each key once; to count several answers of one "
                "person, give each a column (analysis.cleaning.multiresponse)",
            )
        return cleaned


def _people(cleaned: pd.DataFrame) -> int:
    """Count the people behind rows, by the index; one of the function's own has a name."""
    return cleaned.index.nunique() if cleaned.index.name is None else len(cleaned)


def find_cleaning(reference: str) -> Cleaning:
    """Read ``FILE.py:FUNCTION``, and run the file.

    Raises
    ------
    StudyError
        When the file or the function is missing, or the file raises.
    """
    path, _, name = reference.rpartition(":")
    if not path.endswith(".py") or not Path(path).is_file():
        raise StudyError(
            f"The cleaning function '{reference}' is not there.",
            expected="the path of a Python file and a function in it, such as mine.py:clean",
        )
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise StudyError(
            f"{Path(path).name} can't be read.",
            expected="a file of Python in UTF-8",
            got=str(problem),
        ) from problem
    cleaning = Cleaning(path, name, text)
    _function(cleaning)
    return cleaning


@lru_cache
def _function(cleaning: Cleaning) -> Callable[[pd.DataFrame], object]:
    file = Path(cleaning.path)
    module = ModuleType(f"_cleaning_{file.stem}")
    # Dataclasses look for the module that they are written in.
    sys.modules[module.__name__] = module
    try:
        exec(compile(cleaning.text, cleaning.path, "exec"), vars(module))
    except (Exception, SystemExit, GeneratorExit) as problem:
        raise StudyError(
            f"{file.name} can't be run.", got=f"{type(problem).__name__}: {problem}"
        ) from problem
    function: Callable[[pd.DataFrame], object] | None = getattr(module, cleaning.name, None)
    if not callable(function):
        known = [name for name, value in vars(module).items() if callable(value)]
        raise StudyError(
            f"{file.name} has no function '{cleaning.name}'.", got=", ".join(known) or "none"
        )
    return function
