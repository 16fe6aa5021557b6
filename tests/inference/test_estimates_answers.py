"""Two shares of the same people, against variances that can be counted by hand."""

import math

import pytest
from scipy import stats

from analysis.errors import StudyError
from analysis.folding.cells import Cells
from analysis.inference.estimates import compare_answers, share
from helpers import cells_of, people


def channels(times: int = 1) -> Cells:
    """Ten people by the channel that mattered most: five ties, three online, two agencies."""
    answers = ["close_ties"] * 3 + ["acquaintances"] * 2 + ["online"] * 3 + ["agencies"] * 2
    return cells_of(people(most_important_resource=answers * times))


TIES = {"most_important_resource": ["close_ties", "acquaintances"]}
ONLINE = {"most_important_resource": ["online"]}


def test_two_answers_to_one_question_are_a_multinomial() -> None:
    row = compare_answers(channels(times=5), TIES, ONLINE).iloc[0]
    ties, online, n = 0.5, 0.3, 50
    log_error = math.sqrt((1 / ties + 1 / online) / (n - 1))  # covariance of a multinomial
    half = stats.t.ppf(0.975, n - 1) * log_error
    assert (row["n"], row["df"]) == (n, n - 1)
    assert row["estimate"] == pytest.approx(ties / online)
    assert row["se"] == pytest.approx(ties / online * log_error)
    assert row["low"] == pytest.approx(ties / online * math.exp(-half))
    assert row["high"] == pytest.approx(ties / online * math.exp(half))
    assert (row["scale"], row["flags"]) == ("log", set())


def test_few_answers_of_a_kind_make_an_interval_of_those_of_the_shares() -> None:
    """Ten people: MOVER on the log scale, with the correlation -sqrt(pq / ((1 - p)(1 - q)))."""
    row = compare_answers(channels(), TIES, ONLINE).iloc[0]
    correlation = -math.sqrt(0.5 * 0.3 / (0.5 * 0.7))
    ends = [beta_interval(p, 9) for p in (0.5, 0.3)]  # nine people: (n - 1) counts
    down, up = math.log(0.5 / ends[0][0]), math.log(ends[0][1] / 0.5)
    less, more = math.log(0.3 / ends[1][0]), math.log(ends[1][1] / 0.3)
    below = math.sqrt(down**2 + more**2 - 2 * correlation * down * more)
    above = math.sqrt(up**2 + less**2 - 2 * correlation * up * less)
    assert (row["low"], row["high"]) == (
        pytest.approx(5 / 3 * math.exp(-below)),
        pytest.approx(5 / 3 * math.exp(above)),
    )
    assert (row["scale"], row["flags"]) == ("mover_log", {"small base", "wide"})


def test_the_share_that_fewer_people_stand_for_is_the_one_that_is_flagged() -> None:
    answers = ["close_ties"] * 30 + ["online"] * 8 + ["agencies"] * 32
    weights = [1.0] * 30 + [6.0] * 8 + [1.0] * 32
    cells = cells_of(people(most_important_resource=answers).assign(weight=weights))
    sizes = [
        share(cells, "most_important_resource", level=level)["n_effective"].item()
        for level in ("close_ties", "online")
    ]
    assert sizes[1] < 30 < sizes[0]
    for pair in ((TIES, ONLINE), (ONLINE, TIES)):
        assert "small base" in compare_answers(cells, *pair)["flags"].item()


def beta_interval(p: float, size: float) -> tuple[float, float]:
    """Korn and Graubard's, with as many degrees of freedom as people less one."""
    yes, no = size * p, size * (1 - p)
    return stats.beta.ppf(0.025, yes, no + 1), stats.beta.ppf(0.975, yes + 1, no)


def test_answers_to_two_questions_may_overlap() -> None:
    looked = ["yes"] * 6 + ["no"] * 4
    applied = ["yes"] * 3 + ["no"] * 6 + ["yes"]
    both, n = 0.3, 10
    cells = cells_of(people(searched_on_social=looked, applied_via_social=applied))
    row = compare_answers(cells, {"searched_on_social": ["yes"]}, {"applied_via_social": ["yes"]})
    expected = (1 / 0.6 + 1 / 0.4 - 2 * both / (0.6 * 0.4)) / (n - 1)
    assert row["estimate"].item() == pytest.approx(1.5)
    assert row["se"].item() == pytest.approx(1.5 * math.sqrt(expected))


def test_who_was_not_asked_is_outside_and_who_does_not_know_gave_neither_answer() -> None:
    answers = ["online"] * 4 + ["close_ties"] * 2 + ["dont_know"] * 2 + ["not_asked"] * 5
    cells = cells_of(people(most_important_resource=answers))
    assert compare_answers(cells, TIES, ONLINE)["n"].item() == 8
    assert compare_answers(cells, TIES, ONLINE, base="answered")["n"].item() == 6


def test_the_order_of_the_answers_only_turns_the_ratio_over() -> None:
    there, back = (
        compare_answers(channels(), TIES, ONLINE),
        compare_answers(channels(), ONLINE, TIES),
    )
    assert there["estimate"].item() == pytest.approx(1 / back["estimate"].item())
    assert there["low"].item() == pytest.approx(1 / back["high"].item())
    assert there["p"].item() == pytest.approx(back["p"].item())


def test_weights_all_alike_change_nothing() -> None:
    answers = ["close_ties"] * 5 + ["online"] * 3 + ["agencies"] * 2
    light = compare_answers(cells_of(people(1.0, most_important_resource=answers)), TIES, ONLINE)
    heavy = compare_answers(cells_of(people(7.0, most_important_resource=answers)), TIES, ONLINE)
    assert heavy["se"].item() == pytest.approx(light["se"].item())


@pytest.mark.parametrize(
    ("one", "told"),
    [
        ({"most_important_resource": ["print_ads"]}, "nothing to compare"),
        ({"most_important_resource": ["carrier_pigeon"]}, "no level carrier_pigeon"),
    ],
)
def test_an_answer_that_nobody_gave_is_refused(one: dict[str, list[str]], told: str) -> None:
    with pytest.raises(StudyError, match=told):
        compare_answers(channels(), one, ONLINE)
