"""The article's claims, read from ``claims.toml``: their parts, what measures each, thresholds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from analysis.records import Record, read_records

CLAIMS = Path(__file__).with_name("claims.toml")

Side = Literal["above", "below"]
Unit = Literal["share", "points", "ratio", "count"]


class Item(Record):
    """One number set against the threshold of a part: a value of a notebook.

    ``proxy`` says why the value is only near what the part is about; "" for a direct item.
    ``study`` names whose voice it is, where a source of the catalogue gathers several studies.
    """

    value: Annotated[str, Field(pattern=r"^\d\d_[a-z0-9_]+:[a-z][a-z0-9_]*$")]
    label: str
    study: str = ""
    proxy: str = ""

    @property
    def notebook(self) -> str:
        """Name of the notebook that finds the value."""
        return self.value.split(":")[0]

    @property
    def name(self) -> str:
        """Name of the value in that notebook."""
        return self.value.split(":")[1]


class Part(Record):
    """One thing that a claim asserts: an estimand on one base, and its threshold."""

    estimand: str
    side: Side = "above"
    threshold: Annotated[float, Field(strict=True)]
    unit: Unit
    items: list[Item] = []


class Claim(Record):
    """A claim, its parts, and the sentence that answers it.

    ``answer`` quotes values of the claim's notebook. ``would_test`` says what would test a claim
    that nothing public measures. ``first`` is the verdict of the study's first edition, and ``why``
    says what moved it.
    """

    id: Annotated[str, Field(pattern=r"^C[1-9]\d*$")]
    notebook: Annotated[str, Field(pattern=r"^\d\d_[a-z0-9_]+$")]
    statement: str
    answer: str = ""
    sources: list[str]
    limits: str
    would_test: str = ""
    first: str
    why: str
    parts: list[Part] = []

    def items(self) -> Iterator[tuple[int, Part, Item]]:
        """Go through the items of all parts, each with its part and the part's place."""
        for place, part in enumerate(self.parts):
            for item in part.items:
                yield place, part, item


@cache
def claims(path: Path = CLAIMS) -> tuple[Claim, ...]:
    """Read the claims, in the article's order."""
    return tuple(read_records(path, Claim))


def notebooks_of_items() -> list[str]:
    """List the notebooks whose values decide a claim."""
    return sorted({item.notebook for claim in claims() for _place, _part, item in claim.items()})
