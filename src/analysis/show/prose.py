"""What notebooks show readers: sentences whose numbers can't go stale, and tables with captions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd
from IPython.display import display
from markupsafe import Markup, escape

from analysis.errors import StudyError
from analysis.inference.flags import REASONS, in_order
from analysis.judging.values import Value, Values
from analysis.show.measures import Measure, people, row_measure, slim, sort_key
from analysis.show.origins import Cited, Linked, Sentence, fill
from analysis.words import outputs
from analysis.words.i18n import _
from analysis.words.labels import VARIABLES, label


class Saying(Protocol):
    """What shows a sentence: English with ``{name}`` where numbers go, and whose numbers."""

    def __call__(self, text: str, values: Mapping[str, Value] = ...) -> None:
        """Show a sentence."""


def saying(values: Values) -> Saying:
    """Return what shows the sentences of a notebook, with the numbers of its values.

    On pages a number opens where it comes from; in other viewers, which can't, it is plain.

    Parameters
    ----------
    values : Values
        The notebook's; a sentence may be given those of another.
    """

    def say(text: str, values: Mapping[str, Value] = values) -> None:
        linked = Linked(values)
        written = Written(fill(text, values), fill(text, linked), linked.origins)
        written.show("text/markdown")

    return say


@dataclass(frozen=True)
class Written:
    """A text as notebooks show it and as pages do, its numbers being links to their origins."""

    plain: str
    linked: str
    origins: Mapping[str, outputs.Origin]

    def show(self, kind: str, **forms: str) -> None:
        """Display the text as one of Jupyter's types, with other forms of it."""
        about = outputs.Linked(linked=self.linked, origins=[*self.origins.values()])
        metadata = outputs.metadata(about) if self.linked != self.plain else {}
        display({kind: self.plain, **forms}, metadata=metadata, raw=True)


def table(frame: pd.DataFrame, *, caption: str, classes: Sequence[str] | None = None) -> None:
    """Show a table that a screen reader can follow: caption, scoped headers, nothing unescaped.

    Columns that are empty in every row are left out, and a base count that is the same in all rows
    is told in the caption.

    Parameters
    ----------
    frame : DataFrame
        Text to show, already in the reader's language. The index gives the row headers, its name
        the corner. All is escaped but `Markup` of ours, `Cited`, `Sentence` and
        `analysis.show.measures.Measure`, which must be in columns of objects: pandas' own text
        type would forget what they are.
    caption : str
        What the table holds, and for whom. Escaped likewise.
    classes : sequence of str, optional
        HTML classes of each row, by which a page may choose rows.
    """
    told = Markup(escape(caption)).striptags()
    written = tabled(frame, caption=caption, classes=classes)
    written.show("text/html", **{"text/plain": f"{told}\n{frame.to_string()}"})


def tabled(frame: pd.DataFrame, *, caption: str, classes: Sequence[str] | None = None) -> Written:
    """Write a table as `table` shows it."""
    if not caption.strip():
        raise StudyError("A table needs a caption.", hint="say what it shows, and for whom")
    if not frame.index.name:
        raise StudyError(
            "A table needs a head for its first column.", hint="name the frame's index"
        )
    frame, caption = slim(frame, caption)
    origins: dict[str, outputs.Origin] = {}

    def linked(cell: object) -> Markup:
        html = escape(cell)
        origins.update(cell.origins if isinstance(cell, Sentence) else {})
        return html

    return Written(
        _html(frame, caption, classes, _unlinked), _html(frame, caption, classes, linked), origins
    )


def _html(
    frame: pd.DataFrame,
    caption: str,
    classes: Sequence[str] | None,
    write: Callable[[object], Markup],
) -> str:
    head = "".join(
        f'<th scope="col">{write(name)}</th>' for name in (frame.index.name, *frame.columns)
    )
    rows = [
        f'<tr{_of_class(kind)}><th scope="row">{write(name)}</th>'
        + "".join(f"<td{_sorted_by(cell)}>{write(cell)}</td>" for cell in row)
        + "</tr>"
        for kind, name, row in zip(
            classes or [""] * len(frame), frame.index, frame.itertuples(index=False), strict=True
        )
    ]
    lines = [
        f"<table><caption>{escape(caption)}</caption>",
        f"<thead><tr>{head}</tr></thead>",
        "<tbody>",
        *rows,
        "</tbody></table>",
    ]
    return "\n".join(lines)


def _unlinked(cell: object) -> Markup:
    return escape(str(cell) if isinstance(cell, Cited | Sentence) else cell)


def _sorted_by(cell: object) -> Markup:
    """Write the number of a cell for the script that sorts: the text has that of a language."""
    key = sort_key(cell)
    return Markup("") if key is None else Markup(' data-value="{:.6g}"').format(key)


def _of_class(names: str) -> Markup:
    return Markup(' class="{}"').format(names) if names else Markup("")


def row_names(frame: pd.DataFrame) -> list[str]:
    """Name the rows of estimates for readers: their codes in words, or their words as they are.

    Parameters
    ----------
    frame : DataFrame
        Indexed by the levels of the variable that its index is named after, by variables, or by
        words that are in the reader's language already. Rows of a regression are named after
        their ``factor`` and ``level``.

    Raises
    ------
    StudyError
        When an index named after a variable holds something else than its levels.

    Examples
    --------
    >>> shares = pd.DataFrame({"estimate": [0.2, 0.5]}, index=["upper_secondary", "bachelor"])
    >>> row_names(shares.rename_axis("education"))
    ['Upper secondary', "Bachelor's degree"]
    """
    if {"factor", "level"} <= {*frame.columns}:
        pairs = zip(frame["factor"], frame["level"], strict=True)
        return [label(name) if level == "yes" else label(name, level) for name, level in pairs]
    codes = [str(code) for code in frame.index]
    if frame.index.name in VARIABLES:
        return [label(str(frame.index.name), code) for code in codes]
    return [label(code) for code in codes] if {*codes} <= {*VARIABLES} else codes


def unit_of(frame: pd.DataFrame) -> str:
    """Return the one unit of some rows; shares where they don't tell.

    Parameters
    ----------
    frame : DataFrame
        Rows of `analysis.inference` or of published figures, with or without a ``unit``.

    Raises
    ------
    StudyError
        When they are in several units.

    Examples
    --------
    >>> unit_of(pd.DataFrame({"estimate": [1.2, 3.4], "unit": "ratio"}))
    'ratio'
    """
    units = [str(unit) for unit in frame.get("unit", pd.Series(["share"])).unique()]
    if len(units) != 1:
        raise StudyError(
            "These rows can't be shown together.", expected="one unit", got=", ".join(units)
        )
    return units[0]


def reasons(flags: frozenset[str]) -> str:
    """Write why an estimate is unsafe to quote alone; "" where nothing makes it so.

    Examples
    --------
    >>> reasons(frozenset({"imprecise", "small base"}))
    'too few people, interval wide beside so rare an answer'
    """
    return ", ".join(_(REASONS[reason]) for reason in in_order(flags))


def estimates(
    frame: pd.DataFrame, *, header: str, column: str, unit: str | None = None
) -> pd.DataFrame:
    """Write estimates as readers want them: number with interval and caution, base count.

    Parameters
    ----------
    frame : DataFrame
        Rows of `analysis.inference`, named by `row_names`.
    header, column : str
        Heads of the first column and of the numbers' column.
    unit : str, optional
        As for `analysis.judging.values.Value`; that of the rows when left out.

    Returns
    -------
    DataFrame
        Two columns of `Measure`, for `table`: the estimates, and the people asked.
    """
    unit = unit or unit_of(frame)
    head = _("{column} (95% interval)") if frame["low"].notna().any() else "{column}"

    def written(row: pd.Series[Any]) -> list[Measure]:
        return [row_measure(row, unit, reasons(row["flags"])), people(row["n"])]

    names = [head.format(column=column), _("People asked (n)")]
    rows = [written(row) for _place, row in frame.iterrows()]
    index = pd.Index(row_names(frame), name=header)
    return pd.DataFrame(rows, columns=names, index=index, dtype=object)
