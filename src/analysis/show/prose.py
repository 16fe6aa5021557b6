"""What notebooks show readers: sentences whose numbers can't go stale, and tables with captions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd
from IPython.display import display
from markupsafe import Markup, escape

from analysis.errors import StudyError
from analysis.inference.flags import REASONS, in_order
from analysis.judging.values import Value, Values
from analysis.show.measures import Measure, people, row_measure, slim, sort_key
from analysis.words import outputs
from analysis.words.i18n import _
from analysis.words.labels import VARIABLES, label


def fill(text: str, values: Mapping[str, Any]) -> str:
    """Translate a sentence and put the values in it.

    Parameters
    ----------
    text : str
        English, with ``{name}``, ``{name:interval}``, ``{name:range}`` or ``{name:n}`` where
        numbers go.
    values : mapping
        The notebook's values.

    Raises
    ------
    StudyError
        When a name has no value, or the braces can't be read.
    """
    try:
        return _(text).format_map(values)
    except StudyError:
        raise
    except KeyError as problem:
        known = ", ".join(sorted(values)) or "none yet"
        raise StudyError(f"No value is called {problem}.", expected=known, got=text) from None
    except (AttributeError, IndexError, TypeError, ValueError) as problem:
        raise StudyError(f"This sentence can't be filled: {problem}.", got=text) from None


BESIDE = {"interval", "range", "n", "group"}
"""What is written beside a number, which is the link."""


class _Linked(Mapping[str, "_LinkedValue"]):
    """Values that are written as links to the line that says where each comes from."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values_ = values

    def __getitem__(self, name: str) -> _LinkedValue:
        return _LinkedValue(self.values_[name], here=isinstance(self.values_, Values))

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_)

    def __len__(self) -> int:
        return len(self.values_)


@dataclass(frozen=True)
class _LinkedValue:
    value: Value
    here: bool

    def __format__(self, spec: str) -> str:
        text = format(self.value, spec)
        if spec in BESIDE or not self.value.source:
            return text
        page = "" if self.here else f"{self.value.notebook}.ipynb"
        return f"[{text}]({page}#{anchor(self.value.name)})"

    def __html_format__(self, spec: str) -> str:
        text = format(self.value, spec)
        if spec in BESIDE or not self.value.source:
            return text
        page = "" if self.here else f"{self.value.notebook}.ipynb"
        return link(text, f"{page}#{anchor(self.value.name)}")


def anchor(name: str) -> str:
    """Return the place, in its notebook's page, that says where a value comes from."""
    return f"value-{name.replace('_', '-')}"


class Saying(Protocol):
    """What shows a sentence: English with ``{name}`` where numbers go, and whose numbers."""

    def __call__(self, text: str, values: Mapping[str, Value] = ...) -> None:
        """Show a sentence."""


def saying(values: Values) -> Saying:
    """Return what shows the sentences of a notebook, with the numbers of its values.

    A number leads to where it comes from only where that place keeps its name: not in JupyterLab,
    which renames it, nor in viewers that drop it.

    Parameters
    ----------
    values : Values
        The notebook's; a sentence may be given those of another.
    """

    def say(text: str, values: Mapping[str, Value] = values) -> None:
        plain = fill(text, values)
        about = _for_pages(plain, fill(text, _Linked(values)))
        display({"text/markdown": plain}, metadata=about, raw=True)

    return say


def _for_pages(plain: str, linked: str) -> dict[str, Any]:
    """Return the metadata of an output whose numbers are links on pages."""
    return {} if linked == plain else outputs.metadata(outputs.Linked(linked=linked))


@dataclass(frozen=True)
class Cited:
    """A text of a table that is a link on pages, and plain in notebooks, as in `say`."""

    text: str
    address: str

    def __html__(self) -> str:
        """Return the link."""
        return link(self.text, self.address)

    def __str__(self) -> str:
        """Return the text alone."""
        return self.text


@dataclass(frozen=True)
class Sentence:
    """A sentence of a table whose numbers are links on pages, and plain in notebooks."""

    text: str
    values: Mapping[str, Value]

    def __html__(self) -> str:
        """Return the sentence with its links."""
        return Markup(escape(_(self.text))).format_map(_Linked(self.values))

    def __str__(self) -> str:
        """Return the sentence alone."""
        return fill(self.text, self.values)


def link(text: str, href: str) -> Markup:
    """Write a link that a table may hold."""
    return Markup('<a href="{}">{}</a>').format(href, text)


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
    if not caption.strip():
        raise StudyError("A table needs a caption.", hint="say what it shows, and for whom")
    if not frame.index.name:
        raise StudyError(
            "A table needs a head for its first column.", hint="name the frame's index"
        )
    frame, caption = slim(frame, caption)
    plain = _html(frame, caption, classes, _unlinked)
    about = _for_pages(plain, _html(frame, caption, classes, escape))
    told = Markup(escape(caption)).striptags()
    forms = {"text/html": plain, "text/plain": f"{told}\n{frame.to_string()}"}
    display(forms, metadata=about, raw=True)


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
