"""Simulated respondents: a parquet file of plain text answers, and what base R reads quickest.

Two hundred strata of four PSUs. Who is a member depends on schooling, age, sex and work, and on the
PSU: people of one town resemble each other.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis import paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CACHE = paths.CACHE / "bench"
STRATA, PSUS = 200, 4
CHUNK = 1_000_000
SEED = 2016
LEVELS = {
    "education": {
        "below_upper_secondary": 0.12,
        "upper_secondary": 0.42,
        "short_tertiary": 0.10,
        "bachelor": 0.22,
        "master_or_more": 0.14,
    },
    "age_group": {"18-29": 0.20, "30-49": 0.33, "50-64": 0.26, "65+": 0.21},
    "employment": {"employed": 0.62, "unemployed": 0.06, "not_employed": 0.32},
    "sex": {"men": 0.49, "women": 0.51},
}
EFFECTS = {
    "education": (-1.1, -0.4, 0.2, 0.7, 1.0),
    "age_group": (0.1, 0.3, -0.1, -0.9),
    "employment": (0.2, 0.1, -0.4),
    "sex": (0.1, -0.1),
}
LOWEST, HIGHEST = 0.2, 5.0
"""Where survey institutes trim their weights."""


def respondents(n: int, strata: int = STRATA) -> Path:
    """Return the folder of `n` simulated people, made once: ``people.parquet``, for R ``r/``."""
    folder = CACHE / f"{n}_{strata}"
    if not folder.is_dir():
        draft = folder.with_suffix(".part")
        shutil.rmtree(draft, ignore_errors=True)
        (draft / "r").mkdir(parents=True)
        _write(draft, n, strata)
        draft.rename(folder)
    return folder


def parts(n: int) -> Path:
    """Return the folder of `n` simulated people in many Parquet files, made once."""
    folder = CACHE / f"{n}_in_parts"
    if not folder.is_dir():
        draft = folder.with_suffix(".part")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for number, people in enumerate(_chunks(n, STRATA)):
            pq.write_table(_table(people), draft / f"{number:04}.parquet")
        draft.rename(folder)
    return folder


def _chunks(n: int, strata: int) -> Iterator[pd.DataFrame]:
    """Draw chunk by chunk: ten million people never stand in memory together."""
    towns = np.random.default_rng(SEED).normal(0, 0.4, (strata, PSUS))
    for number, start in enumerate(range(0, n, CHUNK)):
        draw = np.random.default_rng([SEED, number])
        yield _people(draw, min(CHUNK, n - start), towns)


def _table(people: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(people.astype(_plain(people)), preserve_index=False)


def _write(folder: Path, n: int, strata: int) -> None:
    writer = None
    for people in _chunks(n, strata):
        table = _table(people)
        writer = writer or pq.ParquetWriter(folder / "people.parquet", table.schema)
        writer.write_table(table)
        _append_for_r(people, folder / "r")
    if writer:
        writer.close()


def _people(draw: np.random.Generator, n: int, towns: np.ndarray) -> pd.DataFrame:
    """Draw people; answers are categories here, codes for R and text for the others."""
    stratum, psu = draw.integers(0, len(towns), n), draw.integers(0, PSUS, n)
    people = pd.DataFrame({"stratum": stratum + 1, "psu": psu + 1}).astype("int32")
    chance = -1.0 + towns[stratum, psu]
    for name, levels in LEVELS.items():
        codes = draw.choice(len(levels), n, p=list(levels.values()))
        people[name] = pd.Categorical.from_codes(codes, pd.Index(levels))
        chance = chance + np.array(EFFECTS[name])[codes]
    graduate = people["education"].cat.codes >= list(LEVELS["education"]).index("short_tertiary")
    people["tertiary"] = _yes_no(graduate.to_numpy())
    people["on_linkedin"] = _yes_no(draw.random(n) < 1 / (1 + np.exp(-chance)))
    weight = np.clip(draw.lognormal(-0.18, 0.6, n), LOWEST, HIGHEST)
    return people.assign(weight=weight.round(4))


def _yes_no(true: np.ndarray) -> pd.Categorical[Any]:
    return pd.Categorical.from_codes((~true).astype(int), pd.Index(["yes", "no"]))


def _plain(people: pd.DataFrame) -> dict[str, str]:
    return dict.fromkeys(people.select_dtypes("category").columns, "str")


def _append_for_r(people: pd.DataFrame, folder: Path) -> None:
    """Add raw numbers that `readBin` takes as they are; factors as R's codes, from 1."""
    for name, column in people.items():
        coded = isinstance(column.dtype, pd.CategoricalDtype)
        numbers = (column.cat.codes + 1).astype("int32") if coded else column
        with (folder / f"{name}.bin").open("ab") as file:
            file.write(numbers.to_numpy().tobytes())
        levels = "\n".join(column.cat.categories) if coded else ""
        (folder / f"{name}.txt").write_text(levels, "utf-8")
