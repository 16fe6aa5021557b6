"""Shares as ratios of totals: by hand, PSU by PSU, and prepared once."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.folding.cells import Cells, Design
from analysis.inference import domains
from analysis.inference.domains import domain
from analysis.inference.estimates import compare, composition, share
from analysis.inference.ratios import ratios
from helpers import cells_of, people

TOWNS = Design("weight", None, "psu")


def of_three_towns() -> Cells:
    """Of 2, 3 and 5 people in three towns, 1, 1 and 4 are members."""
    answers = ["yes", "no", "yes", "no", "no", "yes", "yes", "yes", "yes", "no"]
    towns = [1, 1, 2, 2, 2, 3, 3, 3, 3, 3]
    sexes = ["men", "women"] * 5
    return cells_of(people(1.0, on_linkedin=answers, sex=sexes).assign(psu=towns), TOWNS)


def test_a_ratio_and_its_error_can_be_counted_by_hand() -> None:
    asked = domain(of_three_towns(), {"on_linkedin": "asked"})
    marks = {"all": asked.inside, "members": asked.gave("on_linkedin", ["yes"])}
    totals = asked.totals("members", lambda: marks)
    assert totals.frame.sort("psu")["members"].to_list() == [1, 1, 4]
    found, error = ratios(totals, [("members", "all")])
    # Residuals of the towns: members less 0.6 of the people, over 10; three PSUs, two of them free.
    residuals = np.array([1 - 1.2, 1 - 1.8, 4 - 3.0]) / 10
    assert found == pytest.approx(6 / 10)
    assert error == pytest.approx(np.sqrt(3 / 2 * (residuals**2).sum()))


def test_svy_is_given_a_row_for_each_psu() -> None:
    asked = domain(of_three_towns(), {"on_linkedin": "asked"})
    totals = asked.totals("all", lambda: {"all": asked.inside})
    assert len(asked.inside) > len(totals.frame) == 3


def test_what_was_prepared_gives_the_same_again(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = of_three_towns()
    first, count = share(cells, "on_linkedin", by="sex"), len(cells.bases)
    monkeypatch.setattr(domains, "_marked", None)  # nothing may be prepared again
    pd.testing.assert_frame_equal(share(cells, "on_linkedin", by="sex"), first)
    assert len(cells.bases) == count == 1


def test_few_bases_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(domains, "KEPT", 2)
    cells = of_three_towns()
    for sex in ("men", "women", "men"):
        share(cells, "on_linkedin", where={"sex": sex})
        share(cells, "on_linkedin", where={"sex": sex}, base="answered")
    assert len(cells.bases) == 2


def test_a_base_that_was_refused_is_refused_again() -> None:
    cells = of_three_towns()
    for _ in range(2):
        with pytest.raises(StudyError, match="no level"):
            share(cells, "on_linkedin", where={"sex": "neither"})


def test_the_only_level_of_a_variable_has_its_column() -> None:
    cells = cells_of(people(on_linkedin=["yes", "yes"]))
    found = composition(cells, "on_linkedin")
    assert found[["on_linkedin", "estimate"]].to_numpy().tolist() == [["yes", 1.0]]


def test_people_without_an_answer_can_be_one_of_the_two_groups() -> None:
    answers, sexes = ["yes", "no"] * 3, ["men", "men", "men", "no_answer", "no_answer", "no_answer"]
    cells = cells_of(people(1.0, on_linkedin=answers, sex=sexes))
    row = compare(cells, "on_linkedin", "sex", focus="men", reference="no_answer").iloc[0]
    assert row["estimate"] == pytest.approx(2 / 3 - 1 / 3)
    assert (row["n_focus"], row["n_reference"]) == (3, 3)
