"""What changed, as CHANGELOG.md says it: bullets under its two headings."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from analysis.pipeline.causes import Cause
from analysis.pipeline.changes import Change, Kind

HEADINGS = {
    "### Verdicts changed": ("verdict", "sensitivity"),
    "### Figures changed": ("value", "published", "figure"),
}
GROUPED = {"new": "New", "dropped": "No longer"}
FILES: dict[Kind, str] = {
    "verdict": "verdicts.csv",
    "sensitivity": "sensitivity.csv",
    "value": "the values",
    "published": "published.csv",
    "figure": "reports/data",
}
WIDTH, NAMED, MANY = 106, 3, 8
"""Columns of the file; how many causes of a kind are named, and how many changes of one kind."""

Told = tuple[Change, Sequence[Cause]]


def changelog(found: Iterable[Told]) -> str:
    """Write the changelog's part on what changed; "" when nothing did.

    Parameters
    ----------
    found : iterable of (Change, sequence of Cause)
        What changed, with what may have caused it.

    Returns
    -------
    str
        Markdown. Changes of one kind that have the same causes stand together, and those that no
        text shows are only counted.
    """
    told = [*found]
    parts = []
    for heading, kinds in HEADINGS.items():
        lines = [*_bullets([one for one in told if one[0].kind in kinds])]
        if lines:
            parts.append("\n".join([heading, "", *lines]))
    return "\n\n".join(parts)


def _bullets(found: list[Told]) -> Iterator[str]:
    def together(one: Told) -> tuple[bool, str]:
        return one[0].alike, why(one[1])

    for (alike, cause), group in groupby(sorted(found, key=together), key=together):
        changes = [change for change, _causes in group]
        if alike:
            names = ", ".join(f"`{change.name}`" for change in changes)
            yield _wrapped(f"- Moved in digits that no text shows: {names}. {cause}")
            continue
        yield _wrapped(f"- {cause}")
        yield from (_wrapped(f"  - {line}", "    ") for line in _lines(changes))


def _lines(changes: list[Change]) -> Iterator[str]:
    """Write changes one by one; of many that came or went together, how many and both ends."""
    for (kind, how), group in groupby(changes, key=lambda change: (change.kind, change.how)):
        some = [*group]
        if how in GROUPED and len(some) > MANY:
            ends = f"from `{some[0].name}` to `{some[-1].name}`"
            yield f"{GROUPED[how]}: {len(some)} entries of {FILES[kind]}, {ends}."
        else:
            yield from map(_told, some)


def _told(change: Change) -> str:
    name = f"`{change.name}`"
    match change.how:
        case "new":
            return f"New: {name}, {change.new}."
        case "dropped":
            return f"No longer: {name} ({change.old})."
        case "renamed":
            return f"{name} was called `{change.was}`: {change.new}."
    return f"{name} is {change.new}; {change.old} before."


def why(causes: Sequence[Cause]) -> str:
    """Write what may have caused a change, by kind.

    Examples
    --------
    >>> why([Cause("data", "data/processed/cells/pew_2018.csv")])
    'Data: data/processed/cells/pew_2018.csv.'
    >>> why([Cause("data", "a.csv"), Cause("tools", "svy 0.35.1 to 0.35.2")])
    'One of: data (a.csv); tools (svy 0.35.1 to 0.35.2).'
    >>> why([])
    'Cause not known: nothing that it rests on has changed.'
    """
    if not causes:
        return "Cause not known: nothing that it rests on has changed."
    kinds = {
        kind: [cause.what for cause in group]
        for kind, group in groupby(sorted(causes), key=lambda cause: cause.kind)
    }
    if len(causes) == 1:
        return "".join(f"{kind.capitalize()}: {what}." for kind, [what] in kinds.items())
    told = [f"{kind} ({_few(names)})" for kind, names in kinds.items()]
    return f"One of: {'; '.join(told)}."


def _few(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _wrapped(text: str, indent: str = "  ") -> str:
    return textwrap.fill(
        text,
        WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
