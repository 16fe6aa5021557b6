"""Small made-up files with the columns and codes of the real surveys, for tests without microdata.

Answers are drawn at random from the codes of the catalogue; whoever an earlier question, or the
year, kept from a question has the code of people who were not asked. Nobody in them is real.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from analysis.sources.catalogue import Source, Variable

PEOPLE = 60

POOLS: dict[str, list[Any]] = {
    "age": [18, 29, 30, 49, 50, 64, 65, 97, 99],
    "AGE": [12, 17, 18, 29, 30, 64, 65, 98, 99],
    "age_1a": [18, 35, 58, 89, ".n"],
    "EDAD": [16, 17, 18, 49, 50, 64, 65, 100],
    "isco08_1a": [1120, 2512, 2642, 3310, 5223, 9112, ".i", ".n"],
    "indus10_1a": [770, 5380, 7380, 7860, 8190, ".i", ".n"],
    **{f"{count} ({year})": [0, 1, 3, 40] for count in ("JS15", "JS16") for year in (2013, 2014)},
    **{f"JH15 ({year})": [0, 1, 30, 999999] for year in (2013, 2014)},
    **{f"JH15b ({year})": [0, 2, 999999] for year in (2013, 2014)},
    **{f"EC2a ({year})": [111, 151, 291, 553, 997, 999, None] for year in (2013, 2014)},
    **{f"L9 ({year})": [198506, 200001, 200912, 201001, None] for year in (2013, 2014)},
    "country": ["France", "United States", "United Kingdom", "Germany", "Kenya", None],
}
"""What to draw from where the catalogue lists no codes, or pools them."""


def raw(source: Source, *, people: int = PEOPLE, seed: int = 20260101) -> pd.DataFrame:
    """Make up a file of a survey."""
    draw = np.random.default_rng(seed)
    design = _design(source, people, draw)
    columns: dict[str, list[Any]] = {name: list(design[name]) for name in source.sample}
    for variable in source.variables:
        for name in {variable.column: None, **dict.fromkeys(variable.also)}:
            if name not in columns:
                asked = _asked(columns, variable, source, people)
                drawn = draw.integers(len(_pool(variable)), size=people)
                answers = [
                    _pool(variable)[i] if put else _not_asked(variable)
                    for i, put in zip(drawn, asked, strict=True)
                ]
                columns[name] = _of_its_year(name, answers, columns)
    frame = pd.DataFrame({name: _column(name, columns[name], source) for name in columns})
    return frame.assign(**design)


def _of_its_year(name: str, answers: list[Any], columns: dict[str, list[Any]]) -> list[Any]:
    """Empty a column of a sheet that a person isn't in."""
    if not name.endswith(")"):
        return answers
    year = int(name[-5:-1])
    sheets = zip(answers, columns["sheet"], strict=True)
    return [answer if sheet == year else None for answer, sheet in sheets]


def _pool(variable: Variable) -> list[Any]:
    filtered = variable.asked_if or variable.years
    kinds = {code for code, kind in variable.missing.items() if filtered and kind == "not_asked"}
    codes = [code for code in {**variable.codes, **variable.missing} if code not in kinds]
    return POOLS.get(variable.column) or codes


def _asked(
    columns: dict[str, list[Any]], variable: Variable, source: Source, people: int
) -> list[bool]:
    asked = [True] * people
    if variable.years:
        asked = [year in variable.years for year in columns[source.variable("year").column]]
    if variable.asked_if and "not_asked" in variable.missing.values():
        gate = source.variable(variable.asked_if)
        answers = zip(*(columns[name] for name in (gate.column, *gate.also)), strict=True)
        asked = [
            put and any(_is_yes(code, gate) for code in codes)
            for put, codes in zip(asked, answers, strict=True)
        ]
    return asked


def _is_yes(code: Any, gate: Variable) -> bool:
    return code not in gate.missing and gate.codes.get(code, gate.others) == "yes"


def _not_asked(variable: Variable) -> Any:
    return next(code for code, kind in variable.missing.items() if kind == "not_asked")


def _column(name: str, values: list[Any], source: Source) -> pd.Series[Any]:
    """Numbers are floats, as readers of SPSS and R files give them; NaN for an empty cell."""
    pool = [code for v in source.variables if name in (v.column, *v.also) for code in _pool(v)]
    if any(isinstance(code, str) and not code.startswith(".") for code in pool):
        return pd.Series(values, dtype="str")
    return pd.Series([_number(value) for value in values], dtype="float64")


def _number(value: float | str | None) -> float:
    """Write a missing value the way R's haven tags it: the letter in the payload of the NaN."""
    if not isinstance(value, str):
        return np.nan if value is None else float(value)
    bits = 0x7FF00000000007A2 | ord(value[1:] or " ") << 32
    return float(struct.unpack("<d", struct.pack("<Q", bits))[0])


def _design(source: Source, people: int, draw: np.random.Generator) -> dict[str, Any]:
    roles = source.design
    columns: dict[str, Any] = {}
    if roles and roles.weight:
        columns[roles.weight] = draw.uniform(0.5, 2, people).round(3)
    if roles and roles.stratum:
        # Strata may be a variable of the record as well, such as the country.
        told = [_pool(v) for v in source.variables if v.column == roles.stratum]
        strata = told[0] if told else range(people)
        columns[roles.stratum] = [float(strata[i // 10 % len(strata)]) for i in range(people)]
        columns[str(roles.psu)] = np.arange(people) // 5 % 2
    # The last five people are of another sample, where a file holds several.
    others = np.arange(people) >= people - 5
    columns |= {
        name: np.where(others, 0.0, draw.choice(kept, people))
        for name, kept in source.sample.items()
    }
    return columns
