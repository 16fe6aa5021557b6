"""Figures: a chart with its texts, drawn for every width, and the data that it drew."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from babel.dates import format_date
from IPython.display import display

from analysis.errors import StudyError
from analysis.judging.values import Values
from analysis.show import figure_files, images
from analysis.show.charts import Chart
from analysis.show.letters import SIZE, SMALL
from analysis.show.lines import slopes, trend
from analysis.show.multiples import panels, strips
from analysis.show.origins import fill
from analysis.show.pairs import pairs
from analysis.show.palette import INK
from analysis.show.parts import hundred, stacked
from analysis.show.rows import intervals, ranked
from analysis.show.sheet import NARROW, WIDE, Sheet
from analysis.sources.catalogue import catalogue
from analysis.words import i18n, outputs
from analysis.words.i18n import _
from analysis.words.wording import read_wording, wording_of

__all__ = [
    "figure",
    "hundred",
    "intervals",
    "pairs",
    "panels",
    "ranked",
    "slopes",
    "stacked",
    "strips",
    "trend",
]

TEXTS = ("title", "alt", "source", "base")


def figure(chart: Chart, values: Values, *, name: str, data: pd.DataFrame | None = None) -> None:
    """Show a figure with its caption; write it and the data it drew to ``reports/data/``.

    Parameters
    ----------
    chart : Chart
        What is drawn.
    values : Values
        The notebook's, which its texts quote.
    name : str
        File name, unique in the study. In the file beside the notebook (`analysis.words.wording`),
        the table of that name holds its texts: ``title``, the finding in one sentence; ``alt``,
        what it shows; ``source``; ``base``, who is counted, when and where; ``axis``, what its
        numbers measure.
    data : DataFrame, optional
        The numbers drawn, in the study's codes, where the rows drawn are named in words.

    Raises
    ------
    StudyError
        When one of the texts is lacking.
    """
    texts = read_wording(wording_of(values.notebook)).get(name, {})
    parts = [*TEXTS, *["axis"] * chart.measured]
    lacking = [part for part in parts if not texts.get(part, "").strip()]
    if lacking:
        raise StudyError(
            f"The figure '{name}' lacks its {', '.join(lacking)}.",
            hint=f"write them under [{name}] in notebooks/{values.notebook}.toml",
        )
    said = {part: fill(texts[part], values) for part in parts}
    forms = _drawn(chart, name, said, chart.data if data is None else data)
    file = figure_files.name_of(name, ".csv")
    about = outputs.Figure(id=name, data=f"../data/{file}", alt=said["alt"])
    display(forms | {"text/plain": said["alt"]}, metadata=outputs.metadata(about), raw=True)
    caption = _("**{title}** {base} Source: {source}").format(**said)
    told = outputs.Caption(
        title=said["title"], base=said["base"], source=said["source"], accessed=_accessed()
    )
    display({"text/markdown": caption}, metadata=outputs.metadata(told), raw=True)


def _accessed() -> str:
    """Write the day of the data: that on which the last source was read."""
    last = max(source.accessed for source in catalogue().values())
    return str(format_date(last, "long", locale=i18n.language()))


def _drawn(chart: Chart, name: str, said: Mapping[str, str], data: pd.DataFrame) -> dict[str, str]:
    """Draw a figure as its output holds it; keep what pages show of it, and what readers may take.

    A build makes nothing but pages of what it words again: those outputs need no picture.
    """
    axis = said.get("axis", "")
    wide = chart.sheet(WIDE, axis)
    first = i18n.language() == i18n.LANGUAGES[0]
    if i18n.rewording():
        figure_files.refuse_another(name, data)
    if first or i18n.rewording():
        drawings = images.inline(wide, "wide") + images.inline(chart.sheet(NARROW, axis), "narrow")
        told = {key: said[key] for key in ("base", "source") if key not in data}
        told_data, named = data.assign(**told), _names(chart, data)
        figure_files.keep(name, drawings, _alone(chart, said), told_data, named)
    return {} if i18n.rewording() else {"text/html": images.image(wide, said["alt"])}


def _names(chart: Chart, data: pd.DataFrame) -> list[str] | None:
    """Return the words that a chart has for the rows of its data, where both are the same rows."""
    drawn = chart.data
    if not all(isinstance(name, str) for name in drawn.index) or len(drawn) != len(data):
        return None
    both = [*{"estimate", "low", "high"} & {*drawn} & {*data}]
    same = (drawn[both].to_numpy(float) == data[both].to_numpy(float)) | drawn[both].isna()
    return [*drawn.index] if same.all(axis=None) else None


def _alone(chart: Chart, said: Mapping[str, str]) -> str:
    """Draw a figure with its texts, for readers to take away."""
    sheet = Sheet(WIDE)
    title, base = (said[part].replace("*", "") for part in ("title", "base"))
    sheet.paragraph(title, colour=INK, size=TITLE, bold=True)
    sheet.height += 2
    sheet.paragraph(base, size=SIZE)
    sheet.height += 14
    chart.draw(sheet, said.get("axis", ""))
    sheet.height += 10
    sheet.paragraph(_("Source: {source}").format(source=said["source"]), size=SMALL)
    return images.alone(sheet, title)


TITLE = 17
