"""What stands in the data behind the figures: ``reports/data/README.md``, one line a column."""

from __future__ import annotations

import csv
from pathlib import Path

from analysis import paths
from analysis.files import write
from analysis.pipeline.notebooks import OTHERS

COLUMNS = {
    "estimate": "the number drawn; shares and differences of shares are fractions",
    "value": "the figure as published, in the unit of `unit`",
    "low": "lower end of the 95 % interval; empty where there is none",
    "high": "upper end of the 95 % interval",
    "predicted_low": "lower end of where a new survey would be expected, for a summary",
    "predicted_high": "its upper end",
    "se": "standard error of the estimate",
    "df": "degrees of freedom of the interval",
    "p": "two-sided p-value of no difference",
    "log_odds": "coefficient of the logistic regression",
    "se_log_odds": "its standard error",
    "n": "people (or firms) in the base, not weighted",
    "n_weighted": "sum of their weights",
    "n_effective": "size of a simple random sample as precise as this one",
    "n_focus": "people in the group looked at",
    "n_reference": "people in the group it is compared with",
    "base": "who is counted",
    "universe": "whom the sample stands for",
    "source": "id of the source in data/raw/catalogue.yaml, or its name",
    "grade": "evidence grade of the source or of the published figure, A to D",
    "flag": "why the estimate should not be quoted alone; empty when nothing speaks against it",
    "unit": "how the number reads: share, points, ratio, count, change, money",
    "scale": "where the interval is symmetric: identity (as it is), log or logit; beta, mover and "
    "mover_log are not (docs/methods.md)",
    "bound": "whether a published figure is exact, a lower or an upper bound, or approximate",
    "interval": "how a published figure's interval was made (srs_wilson: as if at random; "
    "published_se: from its printed standard error)",
    "conflict": "another figure that contradicts this one",
    "id": "id of a published figure among those of its source",
    "as_published": "the figure as it was printed",
    "n_published": "the number of people as it was printed",
    "n_of": "what the printed number counts: the base, the whole survey, firms, a population",
    "confidence": "how sure the transcriber is of the figure: high, medium, low",
    "quality": "the producer's own letter for a printed figure, A (excellent) to E (with caution)",
    "reached": "own (read in its producer's text), replicated (by others, from its data), relayed, "
    "chart (measured on one) or derived",
    "geo": "country by its code; SEVERAL where a source speaks of more than one",
    "year_from": "first year of a period that was asked about",
    "year_to": "its last year",
    "least": "the least that the digits, the chart or the bound of a published figure allow",
    "most": "the most that they allow; empty where there is no limit",
    "measure": "difference, ratio or odds_ratio",
    "outcome": "variable whose share is compared",
    "group": "group, or variable that holds the groups",
    "status": "which side of the claim's threshold the interval lies on",
    "threshold": "threshold of the claim",
}
"""Columns whose meaning is not their name; the others are variables of the codebook or words."""

HEAD = """\
# Data behind the figures

Each figure of the pages has its data here, as a table (`.csv`, UTF-8, commas) and as a drawing with
its title and its source (`.svg`). Numbers have ten significant digits. A text that a spreadsheet
could take for a formula is preceded by an apostrophe. `.fr.csv` and `.fr.svg` are the same in
French, the table in words and as French spreadsheets read it (semicolons, decimal commas).

To cite a figure: the study as CITATION.cff says, then the source named in the column `source`.
Levels and variables of the surveys are explained in `data/processed/codebook.csv`; those of the
published figures in `data/raw/published/README.md`.

| column | what it holds |
|---|---|
"""


def dictionary(folder: Path = paths.FIGURE_DATA) -> str:
    """Describe the columns that need it, then list the files with their columns.

    Parameters
    ----------
    folder : Path
        Where the data of the figures are.

    Returns
    -------
    str
        Markdown.
    """
    plain = [path for path in sorted(folder.glob("*.csv")) if not path.stem.endswith((*OTHERS,))]
    files = {path.name: _columns(path) for path in plain}
    used = {column for columns in files.values() for column in columns}
    told = [f"| `{name}` | {meaning} |" for name, meaning in COLUMNS.items() if name in used]
    listed = [f"- `{name}`: {', '.join(columns)}" for name, columns in files.items()]
    return HEAD + "\n".join(told) + "\n\n## Files\n\n" + "\n".join(listed) + "\n"


def _columns(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def write_dictionary(folder: Path = paths.FIGURE_DATA) -> None:
    """Write the description beside the data."""
    write(folder / "README.md", dictionary(folder))
