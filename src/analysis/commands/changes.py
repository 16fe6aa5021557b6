"""The command that tells what changed since a revision, and why."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from analysis.commands.command import Command, as_json
from analysis.commands.tables import show
from analysis.words import i18n

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.pipeline.causes import Cause
    from analysis.pipeline.changelog import Told
    from analysis.pipeline.changes import Change

TITLES = {
    "verdict": "Verdicts",
    "sensitivity": "Verdicts under other rules (sensitivity.csv)",
    "value": "Values that pages quote",
    "published": "Published figures",
    "figure": "Data of figures",
}


@click.command(cls=Command)
@click.argument("revision", default="HEAD", metavar="[REV]")
@as_json
@click.option(
    "--changelog", "as_changelog", is_flag=True, help="Print the changelog's part, in Markdown."
)
def diff(revision: str, *, as_json: bool, as_changelog: bool) -> None:
    """List the numbers and verdicts that differ from REV, with what may have caused each.

    REV is a revision that git knows, compared with the files as they are (HEAD when left out), or
    two of them: REV1..REV2. A cause is data, method or tools; where several changed on which a
    number rests, each may be it.
    """
    from analysis import paths
    from analysis.pipeline.causes import Causes
    from analysis.pipeline.changelog import changelog
    from analysis.pipeline.changes import compare
    from analysis.pipeline.revisions import between

    old, new = between(revision, paths.ROOT)
    with i18n.spoken("en") if as_changelog else nullcontext():
        found = compare(old, new)
        causes = Causes(old, new)
        told: list[Told] = [(change, causes.of(change)) for change in found.changes]
    for line in found.unread:
        click.echo(line, err=True)
    if as_changelog:
        click.echo(changelog(told))
    elif told or as_json:
        _tables(told, as_json=as_json)
    else:
        click.echo(f"No number and no verdict differs between {old.told} and {new.told}.")


def _tables(told: list[Told], *, as_json: bool) -> None:
    import pandas as pd

    columns = ["kind", "name", "how", "old", "new", "alike", "source", "why", "causes"]
    frame = pd.DataFrame([_row(*one) for one in told], columns=columns)
    if as_json:
        show(frame, "", as_json=True)
        return
    for kind, title in TITLES.items():
        some = frame[frame["kind"] == kind]
        if len(some):
            show(some, title, but=("kind", "alike", "source", "causes"))


def _row(change: Change, causes: Sequence[Cause]) -> dict[str, object]:
    from analysis.pipeline.changelog import why

    return {
        "kind": change.kind,
        "name": change.name,
        "how": f"was {change.was}" if change.how == "renamed" else change.how,
        "old": change.old,
        "new": change.new,
        "alike": change.alike,
        "source": change.source,
        "why": why(causes),
        "causes": [vars(cause) for cause in causes],
    }
