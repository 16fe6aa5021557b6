"""Figures in one style, each with its alt text, source, base, and the data it drew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from textwrap import fill as fill_lines
from typing import Any, Literal, cast

import matplotlib as mpl
import pandas as pd
import seaborn as sns
from IPython.display import display
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.errors import StudyError
from analysis.judging.values import Values
from analysis.show import figure_files, images
from analysis.show.origins import fill
from analysis.show.prose import row_names, unit_of
from analysis.words import i18n, outputs
from analysis.words.i18n import _
from analysis.words.wording import read_wording, wording_of

BLUE, ORANGE, GREY = SERIES = "#003f7d", "#bd5b00", "#6b6b6b"
"""At least 4.5:1 on white, told apart with any colour vision (measured in CAM02-UCS)."""

STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 12,
    "axes.edgecolor": GREY,
    "axes.labelcolor": "#222222",
    "grid.color": "#dddddd",
    "xtick.color": "#222222",
    "ytick.color": "#222222",
}
NAME_LETTERS, AXIS_LETTERS, TITLE_LETTERS, LEGEND_LETTERS = 34, 76, 56, 48
TEXTS = ("title", "alt", "source", "base")
WIDTH, ROW, LINE, FRAME = 6.4, 0.46, 0.2, 0.9


class Drawing(Figure):
    """A Matplotlib figure that knows the numbers it draws and which axis they are read on.

    Attributes
    ----------
    data : DataFrame
        What it was drawn from, its index among the columns where that has a name.
    measured : {"x", "y", ""}
        The axis that `name_axis` names; "" where each panel names its own.
    """

    data: pd.DataFrame
    measured: Literal["x", "y", ""] = "x"

    def name_axis(self, words: str) -> None:
        """Write what the axis of the numbers measures.

        Parameters
        ----------
        words : str
            In the reader's language.
        """
        if self.measured == "y":
            self.axes[0].set_ylabel(words)
        if self.measured == "x":
            lines = fill_lines(words, AXIS_LETTERS)
            self.supxlabel(lines, x=0.01, ha="left", fontsize=STYLE["font.size"])


def _sheet(
    data: pd.DataFrame, height: float, panels: int = 1, measured: Literal["x", "y", ""] = "x"
) -> Drawing:
    """Return an empty drawing of some data, with its axes."""
    drawing, _axes = plt.subplots(
        panels, figsize=(WIDTH, height), layout="constrained", FigureClass=Drawing
    )
    sheet = cast("Drawing", drawing)
    sheet.data = data if data.index.name is None else data.reset_index()
    sheet.measured = measured
    return sheet


@contextmanager
def styled() -> Iterator[None]:
    """Keep the study's style to its own figures: a reader's plots stay in theirs.

    It holds while a figure is written too, since Matplotlib makes ticks only then.
    """
    with mpl.rc_context():
        sns.set_theme(style="whitegrid", rc=STYLE, color_codes=False)
        yield


def _refuse(left_out: Iterable[object], what: str, expected: str) -> None:
    """Refuse what a drawing would leave out without a word."""
    got = [str(one) for one in left_out]
    if got:
        raise StudyError(
            f"The figure would leave out {what}.", expected=expected, got=", ".join(got)
        )


@styled()
def intervals(
    frame: pd.DataFrame,
    *,
    unit: str | None = None,
    mark: float | None = None,
    highlight: str | None = None,
) -> Drawing:
    """Draw estimates as points with the intervals they come with, one row each.

    Parameters
    ----------
    frame : DataFrame
        ``estimate, low, high``, rows from top to bottom, named by
        `analysis.show.prose.row_names`.
    unit : str, optional
        As for `analysis.judging.values.Value`: "ratio" is on a log scale, others show 0. That of
        the rows when left out.
    mark : float, optional
        A threshold to draw.
    highlight : str, optional
        Row drawn in the second colour, by its place in the index.

    Returns
    -------
    Drawing
        Each point is labelled with its number: nothing must be read off the axis.
    """
    _refuse({highlight} - {None, *frame.index}, "what is highlighted", "the name of a row")
    names = _wrapped(row_names(frame))
    drawing = _sheet(frame, FRAME + _row(names) * len(frame))
    ax, unit = drawing.axes[0], unit or unit_of(frame)
    places = range(len(frame))[::-1]
    colours = [ORANGE if name == highlight else BLUE for name in frame.index]
    ax.hlines(places, frame["low"], frame["high"], color=colours, linewidth=2)
    ax.scatter(frame["estimate"], places, color=colours, s=45, zorder=3)
    for place, value, colour in zip(places, frame["estimate"], colours, strict=True):
        ax.annotate(
            i18n.quantity(value, unit),
            (value, place),
            xytext=(0, 7),
            textcoords="offset points",
            ha="center",
            color=colour,
        )
    ax.set_yticks(list(places), names)
    ax.set_ylim(-0.6, len(frame) - 0.25)
    _scale(ax, frame, unit)
    if mark is not None:
        ax.axvline(mark, color=GREY, linestyle="--", linewidth=1.2, zorder=1)
    sns.despine(ax=ax, left=True)
    ax.grid(visible=False, axis="y")
    return drawing


def _wrapped(names: Iterable[str]) -> list[str]:
    """Break long names of rows, so that the drawing keeps its room in any language."""
    return [fill_lines(name, NAME_LETTERS) for name in names]


def _row(names: Sequence[str]) -> float:
    """Return the height of a row, in inches: enough for the longest name."""
    lines = max(name.count("\n") + 1 for name in names)
    return max(ROW, LINE * lines)


@styled()
def trend(frame: pd.DataFrame, *, unit: str | None = None) -> Drawing:
    """Draw estimates over the years, one line a series, intervals as given, names at the ends.

    Parameters
    ----------
    frame : DataFrame
        ``series`` (words), ``year`` (integers), ``estimate, low, high``. At most three series:
        there are no more colours that everybody can tell apart.
    unit : str, optional
        As for `analysis.judging.values.Value`; that of the rows when left out.

    Returns
    -------
    Drawing
    """
    drawing = _sheet(frame, 3.6, measured="y")
    ax, unit = drawing.axes[0], unit or unit_of(frame)
    groups = frame.groupby("series", sort=False, dropna=False)
    series = {str(name): rows for name, rows in groups}
    _refuse([*series][len(SERIES) :], "series", f"{len(SERIES)} at most")
    for (name, rows), colour in zip(series.items(), SERIES, strict=False):
        ax.plot(rows["year"], rows["estimate"], "o-", color=colour, linewidth=1.5)
        ax.vlines(rows["year"], rows["low"], rows["high"], color=colour, linewidth=1.5)
        end = rows.iloc[-1]
        ax.annotate(
            f"{name} {i18n.quantity(end['estimate'], unit)}",
            (end["year"], end[["estimate", "high"]].max()),  # a point may lack its interval
            xytext=(0, 5),
            textcoords="offset points",
            ha="right",
            color=colour,
        )
    ax.set_ylim(0, 1.15 * frame[["estimate", "high"]].max().max())
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: i18n.quantity(value, unit)))
    sns.despine(ax=ax)
    ax.grid(visible=False, axis="x")
    return drawing


def _scale(ax: Axes, frame: pd.DataFrame, unit: str) -> None:
    largest = frame[["estimate", "high"]].max().max()  # a point may come without an interval
    if unit == "ratio":
        ax.set_xscale("log")
        least = 0.7 * frame[["estimate", "low"]].min().min()
        ticks = [tick for tick in (0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8) if least < tick < largest]
        ax.set_xticks([1, *ticks])
        ax.minorticks_off()
    else:
        least = frame[["estimate", "low"]].min().min()
        ax.set_xlim(min(0, 1.1 * least), min(1, 1.1 * largest))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: i18n.quantity(value, unit)))
    left, right = ax.get_xlim()
    numbers = frame[["estimate", "low", "high"]].to_numpy(float)
    _refuse(numbers[(numbers < left) | (numbers > right)], "numbers", f"{left:g} to {right:g}")


@styled()
def dots(frame: pd.DataFrame) -> Drawing:
    """Draw two shares a row, side by side, for published figures that come without intervals.

    Parameters
    ----------
    frame : DataFrame
        Two columns of shares named in words, rows as for `intervals`.

    Returns
    -------
    Drawing
        Each point is labelled with its number; colour and shape both tell the columns apart.
    """
    names = _wrapped(row_names(frame))
    drawing = _sheet(frame, FRAME + _row(names) * (len(frame) + 1))
    ax = drawing.axes[0]
    places = range(len(frame))[::-1]
    ax.hlines(places, frame.min(axis=1), frame.max(axis=1), color=GREY, linewidth=1.2)
    _refuse(frame.columns[2:], "columns", "two columns")
    first, second = frame.columns
    outer = frame[first] > frame[second]
    _column(ax, frame[first], outer, BLUE, "o")
    _column(ax, frame[second], ~outer, ORANGE, "s")
    ax.set_yticks(list(places), names)
    ax.set_ylim(-0.6, len(frame) - 0.4)
    ax.set_xlim(0, 1.1 * frame.max().max())
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: i18n.percent(value)))
    one_line = len(f"{first}{second}") <= LEGEND_LETTERS
    drawing.legend(loc="outside upper center", ncols=1 + one_line, frameon=False)
    sns.despine(ax=ax, left=True)
    ax.grid(visible=False, axis="y")
    return drawing


def _column(
    ax: Axes, column: pd.Series[Any], outer: pd.Series[Any], colour: str, mark: str
) -> None:
    """Draw one column of `dots`, the numbers on the side away from the other column."""
    places = range(len(column))[::-1]
    ax.scatter(column, places, color=colour, marker=mark, s=45, zorder=3, label=column.name)
    for place, value, right in zip(places, column, outer, strict=True):
        ax.annotate(
            i18n.percent(value),
            (value, place),
            xytext=(8 if right else -8, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="center",
            color=colour,
        )


SAYS = {"for": (BLUE, "o"), "unclear": (GREY, "s"), "against": (ORANGE, "X")}
THRESHOLD: dict[str, Any] = {"color": "#222222", "linestyle": "--", "linewidth": 1.2}


@styled()
def curves(panels: Mapping[str, pd.DataFrame], titles: Mapping[str, str]) -> Drawing:
    """Draw specification curves: estimates with intervals, sorted, coloured by what they say.

    Parameters
    ----------
    panels : mapping
        Code of each estimand -> rows as given by `analysis.judging.robustness.judge`.
    titles : mapping
        Code of each estimand -> its words.

    Returns
    -------
    Drawing
        One panel an estimand, a dashed line at the claim's threshold; colour and shape both tell
        what a specification says.
    """
    stacked = pd.concat(panels, names=["estimand"]).reset_index("estimand")
    drawing = _sheet(stacked, 0.5 + 2.4 * len(panels), len(panels), measured="")
    for ax, (name, curve) in zip(drawing.axes, panels.items(), strict=True):
        _curve(ax, curve)
        words = fill_lines(titles[name], TITLE_LETTERS)
        ax.set_title(words, loc="left", fontsize=STYLE["font.size"])
        sns.despine(ax=ax, left=True)
    marks = [
        Line2D([], [], color=colour, marker=shape, label=_(says))
        for says, (colour, shape) in SAYS.items()
    ]
    marks.append(Line2D([], [], **THRESHOLD, label=_("threshold")))
    drawing.legend(handles=marks, loc="outside upper center", ncols=len(marks), frameon=False)
    return drawing


def _curve(ax: Axes, curve: pd.DataFrame) -> None:
    curve = curve.sort_values("estimate", ignore_index=True)
    _refuse({*curve["status"]} - {*SAYS}, "estimates", ", ".join(SAYS))
    thin = min(1, 40 / len(curve))  # else many lines would make one blot
    for says, (colour, shape) in SAYS.items():
        rows = curve[curve["status"] == says]
        ax.hlines(rows.index, rows["low"], rows["high"], color=colour, linewidth=thin, alpha=0.7)
        ax.scatter(rows["estimate"], rows.index, color=colour, marker=shape, s=10, zorder=3)
    unit, threshold = curve["unit"].iloc[0], curve["threshold"].iloc[0]
    if unit == "ratio":
        ax.set_xscale("log")
        ax.minorticks_off()
    ax.axvline(threshold, zorder=1, **THRESHOLD)
    ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _place: i18n.quantity(value, unit)))
    ax.set_yticks([])


def figure(
    drawing: Drawing, values: Values, *, name: str, data: pd.DataFrame | None = None
) -> None:
    """Show a figure with its caption; write it and the data it drew to ``reports/data/``.

    Parameters
    ----------
    drawing : Drawing
        What was drawn.
    values : Values
        The notebook's, which its texts quote.
    name : str
        File name, unique in the study. In the file beside the notebook (`analysis.words.wording`),
        the table of that name holds its texts: ``title``, the finding in one sentence; ``alt``,
        what it shows; ``source``; ``base``, who is counted; ``axis``, what its numbers measure.
    data : DataFrame, optional
        The numbers drawn, in the study's codes, where the rows drawn are named in words.

    Raises
    ------
    StudyError
        When one of the texts is lacking.
    """
    texts = read_wording(wording_of(values.notebook)).get(name, {})
    parts = [*TEXTS, *["axis"] * bool(drawing.measured)]
    lacking = [part for part in parts if not texts.get(part, "").strip()]
    if lacking:
        raise StudyError(
            f"The figure '{name}' lacks its {', '.join(lacking)}.",
            hint=f"write them under [{name}] in notebooks/{values.notebook}.toml",
        )
    said = {part: fill(texts[part], values) for part in parts}
    forms = _drawn(drawing, name, said, drawing.data if data is None else data)
    forms |= {"text/plain": said["alt"]}
    plt.close(drawing)
    about = outputs.Figure(id=name, data=f"../data/{name}.csv", alt=said["alt"])
    display(forms, metadata=outputs.metadata(about), raw=True)
    caption = _("**{title}** {base} Source: {source}").format(**said)
    display({"text/markdown": caption}, metadata=outputs.metadata(outputs.Caption()), raw=True)


@styled()
def _drawn(
    drawing: Drawing, name: str, said: Mapping[str, str], data: pd.DataFrame
) -> dict[str, str]:
    """Draw a figure as its output holds it; in English, keep the picture that pages show.

    A build makes nothing but pages of what it words again: those outputs hold their picture.
    """
    if drawing.measured:
        drawing.name_axis(said["axis"])
    picture = images.svg(drawing)
    if i18n.rewording():
        figure_files.refuse_another(name, data)
        return {"image/svg+xml": picture}
    if i18n.language() == i18n.LANGUAGES[0]:
        told = {key: said[key] for key in ("base", "source") if key not in data}
        figure_files.keep(name, picture, data.assign(**told))
    return {"text/html": images.image(drawing, said["alt"])}
