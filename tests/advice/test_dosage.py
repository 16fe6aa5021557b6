"""Advice: the closest group that can be shown, its point, the dosage, and what people read."""

from __future__ import annotations

from dataclasses import asdict, replace
from itertools import product

import pandas as pd
import pytest
from click.testing import CliRunner

from analysis.advice import closest, telling
from analysis.advice.closest import (
    CHOICES,
    FEW,
    NOTHING,
    PARTLY,
    PASSED,
    WIDER,
    Asked,
    Found,
    Printed,
    choice_label,
    find,
)
from analysis.advice.dosage import Case, advise, all_cases, chosen, dosage, limit, points
from analysis.advice.lines import LINES
from analysis.advice.telling import in_words, told
from analysis.cli import main
from analysis.errors import StudyError
from analysis.judging.values import read_values
from analysis.words import i18n
from helpers import cells_of

NAN = float("nan")
TOY = Asked(
    name="toy",
    section="diploma",
    choices=("diploma",),
    measured="On LinkedIn",
    year="2016",
    table="toy",
    outcome="on_linkedin",
    steps=(("education",), ("tertiary",), ()),
)
ENGINEER = Case("master_or_more", "professionals", "J", "30-49")


# 100 people: (diploma, graduate, how many, how many of them are members).
TOWN = [
    ("below_upper_secondary", "no", 5, 0),
    ("upper_secondary", "no", 35, 14),
    ("bachelor", "yes", 40, 30),
    ("master_or_more", "yes", 20, 18),
]


@pytest.fixture
def town(monkeypatch):
    people = [
        {"education": diploma, "tertiary": graduate, "on_linkedin": answer, "weight": 1.0}
        for diploma, graduate, many, members in TOWN
        for answer in ["yes"] * members + ["no"] * (many - members)
    ]
    cells = replace(cells_of(pd.DataFrame(people)), source="gss_panel_2020")
    monkeypatch.setattr(closest, "_cells", lambda table: cells)
    closest._share.cache_clear()
    yield
    closest._share.cache_clear()


@pytest.mark.parametrize(
    ("diploma", "group", "note", "share", "n"),
    [
        ("bachelor", ("bachelor",), "", 30 / 40, 40),
        ("master_or_more", ("tertiary",), FEW, 48 / 60, 60),
        ("below_upper_secondary", ("not_tertiary",), FEW, 14 / 40, 40),
    ],
)
def test_small_groups_give_way_to_wider_ones(town, diploma, group, note, share, n):
    found = find(TOY, {"diploma": diploma})
    assert (found.group, found.note, found.n) == (group, note, n)
    assert found.estimate == pytest.approx(share)
    assert found.everybody == pytest.approx(62 / 100)


def test_everybody_stands_in_when_no_group_is_large_enough(town, monkeypatch):
    monkeypatch.setattr("analysis.inference.flags.SMALL_N", 61)
    found = find(TOY, {"diploma": "bachelor"})
    assert (found.group, found.note, found.n) == ((), FEW, 100)
    assert points(TOY, found) == 0


def test_nothing_closer_than_everybody_is_said(town):
    line = Asked(**{**vars(TOY), "choices": ("sector",), "steps": (("knowledge_activity",), ())})
    found = find(line, {"sector": "C"})  # manufacturing has activities on both sides of the list
    assert (found.group, found.note) == ((), NOTHING)


def said(estimate, low=NAN, high=NAN, everybody=0.4, group=("bachelor",)):
    rest = {"note": "", "n": 100, "bound": "exact", "base": "b", "source": "s", "grade": "A"}
    return Found(group, estimate=estimate, low=low, high=high, everybody=everybody, **rest)


@pytest.mark.parametrize(
    ("found", "point"),
    [
        (said(0.5, 0.41, 0.6), 1),
        (said(0.5, 0.39, 0.6), 0),
        (said(0.3, 0.2, 0.39), -1),
        (said(0.3, 0.2, 0.41), 0),
        (said(0.5), 1),  # printed: 1.25 times everybody's
        (said(0.49), 0),
        (said(0.12, everybody=0.15), -1),  # 1.25 times lower
        (said(0.33), 0),
        (said(0.9, 0.8, 0.95, group=()), 0),
    ],
)
def test_points_follow_the_rule(found, point):
    assert points(TOY, found) == point


def test_a_line_that_does_not_count_has_no_point():
    assert points(Asked(**{**vars(TOY), "counts": False}), said(0.9, 0.8, 0.95)) is None


def test_dosage_cuts_the_scale_into_three():
    lines = sum(line.counts for line in LINES)
    assert 3 * (limit() - 1) < lines <= 3 * limit()
    told = [dosage(balance) for balance in range(-lines, lines + 1)]
    assert told.count("a lot") == told.count("a little") == lines - limit() + 1
    assert told == sorted(told, key=["a little", "some", "a lot"].index)


def test_the_rule_tells_its_numbers():
    lines = sum(line.counts for line in LINES)
    for number in (f"With {lines} lines", f"balance of {limit()} points", "1.25 times"):
        assert number in telling.rule()


def test_the_lines_of_all_cases_are_found_once():
    assert all_cases() is all_cases()


def test_context_of_low_grade_never_counts():
    graded = all_cases()
    assert set(graded.loc[graded["grade"].isin(["C", "D"]), "counts"]) == {False}


def test_a_case_that_can_be_counted_by_hand():
    builder = advise(Case("upper_secondary", "craft", "F", "50-64"))
    lines = builder.lines.set_index("line")
    assert lines.loc["firms_in_europe", "estimate"] == pytest.approx(0.32 * 0.48)
    assert lines.loc["firms_in_france", ["estimate", "everybody"]].tolist() == [0.03, 0.08]
    assert lines.loc["profiles_by_sector", ["estimate", "everybody"]].tolist() == [0.08, 0.15]
    sector = lines[lines["section"] == "sector"]
    assert sector["points"].tolist() == [-1, -1, -1, -1]
    assert lines.loc["linkedin_by_occupation", ["group", "note", "n"]].tolist() == [
        ("craft",),
        "",
        64,
    ]
    assert builder.balance == lines["points"].sum() == -10
    assert builder.dosage == "a little"


@pytest.mark.parametrize(
    ("choices", "line", "share", "n"),
    [  # R's survey package on the files: 2.7 %, 5.2 %, 12 %, 13 %, 9.9 %
        ({"age": "65+"}, "helped_by_age", 0.027, 186),
        ({"diploma": "below_upper_secondary"}, "linkedin_by_diploma", 0.052, 93),
        ({"occupation": "craft"}, "linkedin_by_occupation", 0.12, 64),
        ({"occupation": "plant_machine"}, "linkedin_by_occupation", 0.13, 43),
        ({"diploma": "short_tertiary"}, "helped_by_diploma", 0.099, 120),
    ],
)
def test_a_small_share_is_never_replaced_by_a_larger_one(choices, line, share, n):
    anybody = {"diploma": "bachelor", "occupation": "managers", "sector": "J", "age": "30-49"}
    found = advise(Case(**(anybody | choices))).lines.set_index("line").loc[line]
    assert found["estimate"] == pytest.approx(share, abs=0.005)
    assert (found["n"], found["note"]) == (n, "")


def test_too_few_people_still_make_a_line_go_wider():
    found = all_cases()
    wider = found[found["note"] == FEW]
    assert len(wider)
    assert not any(reasons & PASSED for reasons in found["flags"])


def test_reference_digits_of_the_gss():
    lines = advise(Case("bachelor", "managers", "A", "18-29")).lines.set_index("line")
    found = lines.loc["linkedin_by_diploma"]
    assert found["estimate"] == pytest.approx(0.47785349335, abs=1e-10)
    assert found["everybody"] == pytest.approx(read_values("02_members")["members"].value)
    assert found["n"] == 301


@pytest.mark.parametrize(
    ("sector", "group", "note"),
    [
        ("J", ("J",), ""),
        ("E", ("DE",), WIDER),
        ("I", ("I",), PARTLY),
        ("K", (), NOTHING),
    ],
)
def test_coarser_sectors_are_said(sector, group, note):
    (line,) = [line for line in LINES if line.name == "firms_in_europe"]
    found = find(line, {"sector": sector})
    assert (found.group, found.note) == (group, note)


def test_executives_figures_speak_of_executives_only():
    names = {"executives_through_networks", "executives_through_relations"}
    assert names <= set(advise(ENGINEER).lines["line"])
    assert names.isdisjoint(advise(Case("bachelor", "clerical", "J", "30-49")).lines["line"])


def test_every_case_meets_one_row_of_each_line_that_speaks_of_it():
    rows = {line: list(group.itertuples()) for line, group in all_cases().groupby("line")}
    for line in LINES:
        for codes in product(*(CHOICES[choice] for choice in line.choices)):
            case = dict(zip(line.choices, codes, strict=True))
            met = [row for row in rows[line.name] if case in row.cases]
            found = find(line, case)
            assert len(met) == (found is not None)
            if found:
                assert met[0].group == found.group
                assert met[0].estimate == found.estimate


def test_every_case_has_a_dosage():
    counting, rows = [line for line in LINES if line.counts], all_cases()
    given = {line.name: {} for line in counting}
    for row in rows[rows["counts"]].itertuples():
        given[row.line].update({tuple(case.values()): row.points for case in row.cases})
    reached = set()
    for codes in product(*CHOICES.values()):
        case = dict(zip(CHOICES, codes, strict=True))
        balance = sum(
            given[one.name][tuple(case[name] for name in one.choices)] for one in counting
        )
        reached.add(dosage(int(balance)))
    assert reached == {"a little", "some", "a lot"}


@pytest.mark.parametrize("step", range(0, 3780, 189))
def test_advice_is_readable_without_bare_codes(step):
    case = Case(*list(product(*CHOICES.values()))[step])
    text = told(advise(case))
    for choice, code in asdict(case).items():
        assert choice_label(choice, code) in text
    assert not [word for word in text.split() if "_" in word]


def test_every_row_has_words():
    words = in_words(all_cases())
    assert not words.isna().any(axis=None)
    assert (words != "").all(axis=None)
    assert not words["about"].str.contains("_").any()


def test_a_figure_that_is_not_published_is_refused_with_those_most_like_it():
    line = Printed(
        name="x",
        section="sector",
        choices=(),
        measured="x",
        year="2013",
        source="insee_focus30_2015",
        total="recruit-2012",
    )
    with pytest.raises(
        StudyError, match=r"no figure with the id 'recruit-2012'(.|\n)*recruit-2013"
    ):
        find(line, {})


def test_choices_are_codes_or_words(french):
    with i18n.spoken("en"):
        assert chosen("sector", "construction") == chosen("sector", "f") == "F"
    with pytest.raises(StudyError, match="There is no age '40'"):
        chosen("age", "40")
    with pytest.raises(StudyError, match="There is no diploma 'PhD'"):
        Case("PhD", "managers", "J", "30-49")


def run(*words):
    case = ("--diploma", "bachelor", "--occupation", "managers", "--age", "30-49")
    return CliRunner().invoke(main, ["advise", *case, *words])


def test_command_tells_every_line_with_its_evidence():
    answer = run("--sector", "Information and communication")
    assert answer.exit_code == 0
    advice = advise(Case("bachelor", "managers", "J", "30-49"))
    assert "Dosage: a lot (balance of points: +" in answer.output
    assert telling.rule() in answer.output
    blocks = [block for block in answer.output.split("\n\n") if "\n  about: " in block]
    assert len(blocks) == len(advice.lines)
    for block, words in zip(blocks, in_words(advice.lines).to_dict("records"), strict=True):
        assert block.startswith(f"{words['measured']}: {words['figure']}")
        assert f"95% interval: {words['interval']}; n: {words['n']}; everybody: " in block
        assert f"source: {words['source']} (grade {words['grade']})" in block


def test_command_speaks_french():
    answer = run("--sector", "J", "--lang", "fr")
    assert answer.exit_code == 0
    assert "48\N{NARROW NO-BREAK SPACE}%" in answer.output
    assert i18n.language() == "en"


def test_command_lists_what_may_be_chosen():
    answer = run("--sector", "finances")
    assert answer.exit_code == 1
    assert "K (Finance and insurance)" in answer.output
    assert "Traceback" not in answer.output
