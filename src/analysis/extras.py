"""Libraries that come with an extra of the package: imported where used, or asked for by name."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from analysis.errors import StudyError


def needed(module: str, *, extra: str) -> Any:
    """Return a module that the bare package does without, imported now.

    Parameters
    ----------
    module : str
        Its name, such as ``pyarrow.csv``.
    extra : str
        The extra of this package that brings its library.

    Returns
    -------
    module
        Untyped, as mypy can't follow an import on demand.

    Raises
    ------
    StudyError
        When it can't be imported: the message says how to install its library.

    Examples
    --------
    >>> needed("json", extra="files").loads("[1]")
    [1]
    >>> needed("no_such_library", extra="files")
    Traceback (most recent call last):
        ...
    analysis.errors.StudyError: This needs no_such_library, which can't be imported.
      got: No module named 'no_such_library'
      to do: pip install 'networks-and-jobs[files]'
    """
    try:
        return import_module(module)
    except ImportError as absence:
        raise StudyError(
            f"This needs {module.partition('.')[0]}, which can't be imported.",
            got=str(absence),
            hint=f"pip install 'networks-and-jobs[{extra}]'",
        ) from absence
