"""Two rows that stand for the people of a cell, and how few rows inference needs."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.folding.cells import Cells, Design
from analysis.folding.collapse import collapse
from analysis.inference.domains import domain
from analysis.inference.estimates import compare, share
from analysis.inference.rows import twins

ASKED = {"on_linkedin": "asked", "sex": "answered"}


def folded(people: pd.DataFrame, design: Design) -> Cells:
    cells = collapse(people, ["on_linkedin", "sex"], design)
    return Cells(cells, design, source="toy", universe="toys")


def people(times: int, **more: object) -> pd.DataFrame:
    """Twelve people, or as many times twelve."""
    twelve = {
        "on_linkedin": ["yes", "no", "no", "dont_know", "not_asked", "no"] * 2,
        "sex": ["men", "women"] * 6,
        "weight": [0.5, 1.0, 2.0, 3.0] * 3,
    }
    return pd.concat([pd.DataFrame(twelve | more)] * times, ignore_index=True)


@given(st.lists(st.floats(0.001, 1000), min_size=1, max_size=20))
def test_twins_have_the_weight_and_half_the_variance_of_their_people(weights: list[float]) -> None:
    w = np.array(weights)
    cell = pl.DataFrame({"n": [len(w)], "weight": [w.sum()], "weight_sq": [(w**2).sum()]})
    pair = twins(cell)["weight"].to_numpy()
    assert (pair > 0).all()
    assert pair.sum() == pytest.approx(w.sum())
    # Two PSUs of a stratum, residual 1: 2 / (2 - 1) times their squared deviations.
    assert 2 * ((pair - pair.mean()) ** 2).sum() == pytest.approx((w**2).sum() / 2)


@pytest.mark.parametrize(
    ("design", "more", "rows"),
    [
        (Design("weight"), {}, 8),
        (Design("weight", "stratum", "psu"), {"stratum": 1, "psu": [1, 2] * 6}, 5),
    ],
    ids=["weights only", "clustered"],
)
def test_rows_do_not_grow_with_the_people(design: Design, more: dict, rows: int) -> None:
    found = [domain(folded(people(times, **more), design), ASKED) for times in (1, 1000)]
    made = [part.rows("them", lambda x=part: {"said": x.outcome}) for part in found]
    assert [len(part.frame) for part in made] == [rows, rows]
    assert [part.n for part in found] == [10, 10_000]
    assert [part.people for part in found] == [12, 12_000]


def test_levels_of_someone_s_own_are_estimated_like_any() -> None:
    rows = people(5).assign(sex=(["men", "hommes"] * 3 + ["hommes", "men"] * 3) * 5)
    cells = folded(rows, Design("weight"))
    assert cells.levels["sex"] == ("hommes", "men")
    found = share(cells, "on_linkedin", by="sex")
    assert found["sex"].tolist() == ["hommes", "men"]
    assert compare(cells, "on_linkedin", "sex", focus="hommes", reference="men")["n"].eq(50).all()


def test_an_empty_answer_is_in_no_group_and_stays_in_the_sample() -> None:
    rows = people(5)
    rows.loc[rows["sex"] == "women", "sex"] = None
    cells = folded(rows, Design("weight"))
    found = share(cells, "on_linkedin", where={"sex": "men"})
    assert found["n"].tolist() == [20]
    assert domain(cells, {"on_linkedin": "asked"}, {"sex": "men"}).people == 60
