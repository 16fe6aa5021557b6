"""Words that a shell can complete: names of notebooks, sources and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click

from analysis.errors import StudyError

Completer = Callable[[click.Context, click.Parameter, str], list[str]]


def completing(known: Callable[[], Iterable[str]]) -> Completer:
    """Return what completes a word that is begun to one of those known.

    Examples
    --------
    >>> completing(lambda: ["01_sources", "02_members"])(None, None, "02")
    ['02_members']
    """

    def complete(_ctx: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
        try:
            return [word for word in known() if word.startswith(begun)]
        except StudyError:  # outside the study's folder there is nothing to complete from
            return []

    return complete


def notebooks() -> list[str]:
    """List the notebooks."""
    from analysis.pipeline.notebooks import notebook_paths

    return [path.stem for path in notebook_paths()]


def sources() -> list[str]:
    """List the sources, those that are wanted too."""
    from analysis.sources.catalogue import known

    return [*known()]


def surveys() -> list[str]:
    """List the sources that have something to fetch, or are wanted."""
    from analysis.sources.catalogue import catalogue, known

    published = {one.id for one in catalogue().values() if one.kind == "published"}
    return [name for name in known() if name not in published]


def tables() -> list[str]:
    """List the tables of Eurostat."""
    from analysis.sources.eurostat import tables as known

    return [*known()]


def choices(choice: str) -> Callable[[], list[str]]:
    """Return what lists the codes of a choice that `advise` knows."""

    def known() -> list[str]:
        from analysis.advice.choices import CHOICES

        return [*CHOICES[choice]]

    return known
