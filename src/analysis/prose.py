"""What notebooks show readers: sentences whose numbers can't go stale, and tables with captions."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
from IPython.display import display

from analysis import i18n
from analysis.cleaning.errors import StudyError
from analysis.i18n import _
from analysis.labels import label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.values import Value


def fill(text: str, values: Mapping[str, Value]) -> str:
    """Translate a sentence and put the values in it.

    Parameters
    ----------
    text : str
        English, with ``{name}``, ``{name:interval}`` or ``{name:n}`` where numbers go.
    values : mapping
        The notebook's values.

    Raises
    ------
    StudyError
        When a name has no value.
    """
    try:
        return _(text).format_map(values)
    except (IndexError, ValueError) as problem:
        if isinstance(problem, StudyError):
            raise
        raise StudyError(f"This sentence can't be filled: {problem}.", got=text) from None


def say(text: str, values: Mapping[str, Value]) -> None:
    """Show a paragraph of Markdown, its numbers taken from the values."""
    display({"text/markdown": fill(text, values)}, raw=True)


def table(frame: pd.DataFrame, *, caption: str) -> None:
    """Show a table that a screen reader can follow: caption, scoped headers, nothing unescaped.

    Parameters
    ----------
    frame : DataFrame
        Text to show, already in the reader's language. The index gives the row headers, its name
        the corner.
    caption : str
        What the table holds, and for whom.
    """
    if not caption.strip():
        raise StudyError("A table needs a caption.", hint="say what it shows, and for whom")
    head = "".join(
        f'<th scope="col">{escape(str(name))}</th>' for name in (frame.index.name, *frame.columns)
    )
    rows = [
        f'<tr><th scope="row">{escape(str(name))}</th>'
        + "".join(f"<td>{escape(str(cell))}</td>" for cell in row)
        + "</tr>"
        for name, row in zip(frame.index, frame.itertuples(index=False), strict=True)
    ]
    html = "\n".join(
        [
            f"<table><caption>{escape(caption)}</caption>",
            f"<thead><tr>{head}</tr></thead>",
            "<tbody>",
            *rows,
            "</tbody></table>",
        ]
    )
    display({"text/html": html, "text/plain": f"{caption}\n{frame.to_string()}"}, raw=True)


def estimates(
    frame: pd.DataFrame, *, header: str, column: str, unit: str = "share"
) -> pd.DataFrame:
    """Write estimates as readers want them: number, interval, base count, warning.

    Parameters
    ----------
    frame : DataFrame
        Rows of ``analysis.estimates``, indexed by the codes of their groups.
    header, column : str
        Heads of the first column and of the numbers' column.
    unit : str
        As for `analysis.values.Value`.

    Returns
    -------
    DataFrame
        Text, for `table`.
    """

    def written(row: pd.Series[Any]) -> list[str]:
        flags = [label(reason) for reason in str(row["flag"]).split(", ") if reason]
        return [
            i18n.quantity(row["estimate"], unit),
            i18n.span(row["low"], row["high"], unit),
            i18n.number(row["n"]),
            ", ".join(flags) or "–",
        ]

    names = [column, _("95% interval"), _("People asked (n)"), _("Caution")]
    rows = [written(row) for _place, row in frame.iterrows()]
    index = pd.Index([label(str(code)) for code in frame.index], name=header)
    return pd.DataFrame(rows, columns=names, index=index)
