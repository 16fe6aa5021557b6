"""What any survey file holds, whatever its format: people, labels of codes, wording of columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

Labels = Mapping[str, Mapping[float | str, str]]
"""Column -> code -> label. A tagged missing value is ".a" here, as `missing_tags` shows it."""


@dataclass(frozen=True)
class SurveyFile:
    """A survey's file as read."""

    people: pd.DataFrame
    """One row per person, codes as the producer wrote them."""
    labels: Labels = field(default_factory=dict)
    wordings: Mapping[str, str] = field(default_factory=dict)
    """Column -> what the file says of it: mostly the question, often cut short."""
