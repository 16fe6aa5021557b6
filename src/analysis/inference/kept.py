"""Estimates made once a build: a page in another language shows the very ones of the first.

A build runs a notebook in one kernel once per language. The first run keeps what it estimated; the
others are given it again and can ask for nothing else, so that no number can differ unseen.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from analysis.errors import StudyError
from analysis.folding.cells import Cells
from analysis.words import i18n

Arguments = ParamSpec("Arguments")
Found = TypeVar("Found", bound="pd.DataFrame | pd.Series[Any]")

_KEPT: dict[str, Any] = {}


def kept(
    estimate: Callable[Concatenate[Cells, Arguments], Found],
) -> Callable[Concatenate[Cells, Arguments], Found]:
    """Return a function that estimates as another does, once a build for the same cells.

    Parameters
    ----------
    estimate : callable
        Takes `Cells`, then plain arguments: texts, and sequences or mappings of texts.

    Returns
    -------
    callable
        Outside a build it always estimates. In a build, the same question is answered by a copy of
        the first answer; a question that the first language did not ask is a StudyError.
    """

    @wraps(estimate)
    def answer(cells: Cells, /, *arguments: Arguments.args, **named: Arguments.kwargs) -> Found:
        if not i18n.in_build():
            return estimate(cells, *arguments, **named)
        asked = json.dumps([arguments, named], default=list)
        question = f"{estimate.__name__}{asked} {cells.digest}"
        if question not in _KEPT:
            if i18n.rewording():
                raise StudyError(
                    "A run in another language asks for an estimate that the first one lacks.",
                    expected=f"a question asked in {i18n.LANGUAGES[0]} too",
                    got=f"{estimate.__name__} of {cells.source}, {asked}",
                    hint="let no estimate depend on the language",
                )
            _KEPT[question] = estimate(cells, *arguments, **named)
        copy: Found = _KEPT[question].copy()
        return copy

    return answer
