"""The article's claims, read from ``claims.toml``: what is measured, and its threshold."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from analysis.files import Record, read_records

CLAIMS = Path(__file__).with_name("claims.toml")


class Item(Record):
    """One comparison: a value of a notebook against the claim's threshold."""

    value: str
    label: str
    side: Literal["above", "below"]
    threshold: float

    @property
    def notebook(self) -> str:
        """Name of the notebook that finds the value."""
        return self.value.split(":")[0]

    @property
    def name(self) -> str:
        """Name of the value in that notebook."""
        return self.value.split(":")[1]


class Claim(Record):
    """A claim, with what would make it true.

    ``unobserved`` names a part that no source observes, which bars an unqualified verdict;
    ``would_test`` says what would test a claim that nothing public measures.
    """

    id: str
    notebook: str
    statement: str
    estimand: str
    threshold: str
    sources: list[str]
    limits: str
    unobserved: str = ""
    would_test: str = ""
    items: list[Item] = []


@cache
def claims(path: Path = CLAIMS) -> tuple[Claim, ...]:
    """Read the claims, in the article's order."""
    return tuple(read_records(path, Claim))


def notebooks_of_items() -> list[str]:
    """List the notebooks whose values decide a claim."""
    return sorted({item.notebook for claim in claims() for item in claim.items})
