"""Tables on a terminal, narrow enough for it, or the same as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import pandas as pd

EMPTY = "–"


def show(
    frame: pd.DataFrame, title: str, *, as_json: bool = False, but: tuple[str, ...] = ()
) -> None:
    """Write a table where people read, or all of it as JSON.

    Parameters
    ----------
    frame : DataFrame
        The table.
    title : str
        What it is, above it.
    as_json : bool
        Print a JSON list of its rows instead.
    but : tuple of str
        Columns that a terminal has no room for; JSON has them.
    """
    if as_json:
        click.echo(frame.to_json(orient="records", indent=2, force_ascii=False, date_format="iso"))
        return
    from rich.console import Console
    from rich.table import Table

    narrow = frame.drop(columns=[*but])
    table = Table(title=title, title_justify="left")
    for name in narrow.columns:
        table.add_column(str(name), overflow="fold")
    for row in narrow.astype(object).where(narrow.notna(), EMPTY).itertuples(index=False):
        table.add_row(*map(str, row))
    Console().print(table, markup=False)
