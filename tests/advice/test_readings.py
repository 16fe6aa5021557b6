"""The three readings: each number reckoned again, no group wider than it says, no word too much."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from itertools import product
from math import isnan

import pandas as pd
import pytest

from analysis.advice import closest, groups, hires, readings
from analysis.advice.choices import CHOICES, Case
from analysis.advice.closest import Asked, Found, Printed, find
from analysis.advice.groups import variables_of
from analysis.advice.hires import SurveyedHires, all_hires, hires_for
from analysis.advice.lines import LINES
from analysis.advice.printing import told
from analysis.advice.readings import every_answer, giving, read, span, standing, use
from analysis.advice.telling import group_words, source_name
from analysis.errors import StudyError
from analysis.folding.cells import read_cells
from analysis.inference.estimates import share
from analysis.sources.published import read_published
from analysis.words import i18n
from analysis.words.bases import NO_BASE
from helpers import cells_of
from reckoning import american, printed, published, referees_cases, surveyed

NAN = float("nan")
NURSE = Case("bachelor", "nurses", "Q", "30-49", "at_work")
TEACHER = Case("master", "teachers", "P", "30-49", "at_work")
CLEANER = Case("bachelor", "elementary", "N", "18-29", "at_work")
FARMER = Case("none", "skilled_agriculture", "A", "65+", "at_work")
STUDENT = Case("secondary", "", "M", "18-29", "student")
THIRTY = [Case(*codes) for codes in referees_cases()]


def a_thousand():
    """Draw cases of all kinds, some choices of which are not made."""
    draw = random.Random(20261126)
    return [
        Case(
            *(
                draw.choice((*codes, "") if draw.random() < 0.3 else codes)
                for codes in CHOICES.values()
            )
        )
        for _time in range(1000)
    ]


def check(case):
    """Check every answer for a case against what is reckoned from the cells and the rows."""
    for answer in read(case).answers:
        name, found = answer.line.name, answer.found
        if isinstance(answer.line, Asked):
            wanted = surveyed(name, case.made())
            assert (found is None) == (wanted is None), (case, name)
            if found is None:
                continue
            numbers = (found.estimate, found.low, found.high, found.n, found.others)
            expected = (wanted.estimate, wanted.low, wanted.high, wanted.n, wanted.others)
            assert numbers == pytest.approx(expected, abs=1e-9), (case, name)
            assert (found.own, found.passed) == (wanted.own, wanted.passed), (case, name)
            gap = (found.difference, found.difference_low, found.difference_high)
            if wanted.difference:
                assert gap == pytest.approx(wanted.difference, abs=1e-9), (case, name)
        else:
            wanted = published(name, case.made())
            assert (found is None) == (wanted is None), (case, name)
            if found:
                assert (found.estimate, found.own) == (pytest.approx(wanted[0]), wanted[1])
    check_hires(case)


def check_hires(case):
    """Check what led to jobs in the United States: one list for everyone, of the closest group."""
    (found,) = [one for one in hires_for(case.made()) if isinstance(one, SurveyedHires)]
    wanted, n, where = american(case.occupation)
    assert {way: [*levels] for way, levels in variables_of(found.group).items()} == where, case
    assert found.n == n
    for channel, row in found.figures().items():
        numbers = tuple(row[["estimate", "low", "high"]])
        assert numbers == pytest.approx(wanted[found.channels[channel]], abs=1e-9), (case, channel)


@pytest.mark.parametrize("case", THIRTY, ids=lambda case: "-".join(case.made().values()))
def test_thirty_cases_of_the_referee_are_reckoned_again(case):
    assert len(THIRTY) == 30
    check(case)


def test_a_thousand_cases_are_reckoned_again():
    cases = a_thousand()
    assert {code for case in cases for code in case.made().values()} == {
        code for codes in CHOICES.values() for code in codes
    }
    for case in cases:
        check(case)


def numbers_of(text):
    """Return the numbers of a text that are figures: percentages, points, counts of a hundred."""
    return re.findall(r"[+−]?\d+(?:,\d{3})*(?:\.\d+)?%?", text)


def words_about(case, found):
    """Return the words with digits in them that are no figures, the longest first."""
    lines = [answer.line for answer in found.answers]
    words = {line.measured for line in lines} | {one.measured for one in all_hires()}
    words |= {f"{one.place}, {one.year}" for one in (*lines, *all_hires())}
    words |= {"United States, 2015", "Pew 2015", "Dares Ofer (2015)", "Insee 2016", "IAB 2015-2016"}
    words |= {"Apec 2008-2018", "Apec, graduates of 2009 and their first job, 2010", "Of 100 hires"}
    words |= {"SCE 2013-14", "Statistics Canada 2022-2023", "South Africa, 2016-2017"}
    words |= {"France, 2017-2019", "of 100", "in 2010"}
    words |= {source_name(answer.found.source) for answer in found.answers if answer.found}
    for answer in found.answers:
        words |= {*group_words(answer.found.group)} if answer.found else set()
    words |= {"1. Do", "2. Do", "3. What", "Aged 18 to 29", "Aged 30 to 49", "Aged 50 to 64"}
    return sorted([*words, "Aged 65 or more"], key=len, reverse=True)


def figures(case, found):
    """Write every figure that a short answer may hold, from what was reckoned again."""
    allowed = [found.own, len(found.answers), 100]  # shares are told of a hundred
    texts = {i18n.number(count) for count in allowed}
    for section in ("people", "recruiters", "outcomes"):
        for answer in found.brief(section):
            texts |= _figures(answer, case.made())
    for one in hires_for(case.made()):
        if not isinstance(one, SurveyedHires):
            rows = read_published(one.source).set_index("id")["estimate"]
            texts |= {f"{100 * rows[row_id]:.0f}" for row_id in one.channels.values()}
    ways, n, _where = american(case.occupation)
    texts |= {i18n.number(n)} | {f"{100 * x:.0f}" for way in ways.values() for x in way}
    texts |= TRIALS
    told_friends = read_cells("pew_2015_exchange")
    for answer in ("yes", "no"):
        row = share(told_friends, "post_helped_get_job", where={"told_friends_of_opening": answer})
        texts |= {_percent(row[end].iloc[0], row["estimate"].iloc[0]) for end in ENDS}
    gap = giving()["difference"]
    texts |= {i18n.number(gap["n"]), f"+{100 * gap['estimate']:.1f}"}
    return texts | {_points(gap[end]) for end in ("low", "high")}


ENDS = ("estimate", "low", "high")
TRIALS = {"+7.0", "2.7", "11.3", "−1.3", "−3.1", "0.5", "1,626", "212,277"}
"""By hand from the printed effects and errors: 7.0 (2.1) and -1.3 (0.9), times 2.045 at 29 df."""


def _figures(answer, case):
    if isinstance(answer.line, Printed):
        share_of, _own = published(answer.line.name, case)
        known = [share_of, *([] if isnan(answer.found.others) else [answer.found.others])]
        return {_hundredths(round(x, 9)) for x in known}
    wanted = surveyed(answer.line.name, case)
    return {_hundredths(x) for x in (wanted.estimate, wanted.low, wanted.high, wanted.others)}


def _hundredths(share_of):
    return f"{100 * share_of:.0f}"


def _percent(share_of, near):
    return i18n.percent(share_of, int(min(share_of, near) < 0.1))


def _points(difference):
    return i18n.number(100 * difference, 1)


@pytest.mark.parametrize(
    "case", [*THIRTY, NURSE, TEACHER, CLEANER, FARMER, STUDENT, *a_thousand()[::40]]
)
def test_a_short_answer_holds_no_figure_that_is_not_reckoned(case):
    found = read(case)
    text = " ".join(told(found).split())
    for words in words_about(case, found):
        text = text.replace(" ".join(words.split()), "")
    assert {*numbers_of(text)} <= figures(case, found), case


def test_a_figure_that_nothing_holds_would_be_seen():
    found = read(NURSE)
    assert not {"71", "63%", "+1.2"} & figures(NURSE, found)


def text_of(case, **how):
    """Return the text for a case on one line: where it is broken is nobody's concern."""
    return " ".join(told(read(case), **how).split())


def sentences(case, section):
    return [(one.line.name, one.word, one.found) for one in read(case).of(section)]


def test_a_nurse_is_no_executive_and_hears_of_her_own_sector():
    people = {name: (word, found) for name, word, found in sentences(NURSE, "people")}
    assert people["linkedin_by_sector"][1].own
    assert people["linkedin_by_sector"][1].n == 160
    assert people["linkedin_by_occupation"][1].note == closest.WIDER
    assert people["professional_use_by_occupation"][1].group == (("pcs", ("intermediate",)),)
    recruiters = sentences(NURSE, "recruiters")
    assert [(name, word) for name, word, _found in recruiters] == [
        ("profiles_by_sector", "a little"),
        ("profiles_by_occupation", "a little"),
        ("vacancies_by_occupation", "mostly"),
    ]
    assert "executive" not in text_of(NURSE).lower()


def test_a_teacher_hears_of_the_trade_in_canada():
    text = text_of(TEACHER)
    assert "From a little (France, 2015) to mostly (Canada, 2022–2023)." in text
    assert "Not known for your trade." not in text
    people = {name: found for name, _word, found in sentences(TEACHER, "people")}
    assert people["linkedin_by_sector"].n == 90
    assert people["professional_use_by_occupation"].group[0][1] == ("cadres", "intermediate")
    assert [one.name for one in read(TEACHER).hires] == [
        *("hires_employers", "hires_employees", "hires_us_teachers", "hires_germany")
    ]


def test_a_cleaner_with_a_degree_is_not_told_that_the_trade_is_there():
    people = {name: word for name, word, _found in sentences(CLEANER, "people")}
    assert people["linkedin_by_diploma_and_age"] == "more"
    assert people["professional_use_by_occupation"] == "fewer"
    assert "It is a lot" not in text_of(CLEANER)
    assert "Not known for your trade." in text_of(CLEANER)


def test_a_farmer_is_no_shopkeeper():
    found = {name: found for name, _word, found in sentences(FARMER, "people")}
    assert "professional_use_by_occupation" not in found
    insee = found["professional_network_by_occupation"]
    assert (insee.bound, insee.estimate, insee.others, insee.own) == ("upper", 0.05, 0.11, True)
    assert "at most 5% answer: Fewer; everyone else: 11% of all" in text_of(FARMER, everything=True)
    assert "Not known for your trade. Not known for your sector." in " ".join(
        text_of(FARMER).split()
    )


def test_somebody_of_65_is_told_what_people_of_65_said():
    (outcome,) = [
        f for name, _w, f in sentences(Case(age="65+"), "outcomes") if name == "helped_by_age"
    ]
    row = share(read_cells("pew_2015_exchange"), "post_helped_get_job", where={"age_group": "65+"})
    assert outcome.estimate == pytest.approx(0.027, abs=0.0005)
    assert (outcome.n, outcome.own) == (186, True)
    assert (outcome.low, outcome.high) == tuple(row[["low", "high"]].iloc[0])
    assert "Fewer. Of 100 social media users of your age, 3 (1 to 7)" in text_of(Case(age="65+"))


def test_a_student_without_a_trade_gets_an_answer():
    text = text_of(STUDENT)
    assert "No trade was given." in text
    assert "From a little (France, 2015) to often (European Union, 2019)." in text
    assert {name for name, *_rest in sentences(STUDENT, "people")} >= {
        "professional_use_by_situation"
    }


def test_only_those_who_look_hear_of_job_seekers():
    seekers = {"searched_by_diploma", "search_made_known_by_diploma", "helped_by_occupation"}
    for situation in ("at_work", "student", "changing", ""):
        names = {one.line.name for one in read(replace(NURSE, situation=situation)).answers}
        assert not seekers & names
    assert seekers <= {one.line.name for one in read(replace(NURSE, situation="looking")).answers}


def test_people_at_work_are_at_work():
    at_work = [line for line in LINES if "at work" in line.measured]
    assert len(at_work) == 3
    for line in at_work:
        assert "yes" in line.among.get("employed", ()) or line.among["employment"] == ("employed",)


def test_everyone_else_is_on_the_same_base():
    """No one of 12 to 17, whom no group by diploma holds, is among the others."""
    line = next(line for line in LINES if line.name == "professional_use_by_diploma")
    marked = groups.cells_around(line.table, (("french_education", ("tertiary",)),)).frame
    young = marked["education"] == "not_asked"
    assert young.any()
    assert (marked.loc[young, "like_you"] == "not_asked").all()
    assert set(marked.loc[~young, "like_you"]) == {"yes", "no"}


# 100 people: (diploma, graduate, how many, how many of them are members).
TOWN = [
    ("below_upper_secondary", "no", 5, 0),
    ("upper_secondary", "no", 35, 14),
    ("bachelor", "yes", 40, 30),
    ("master_or_more", "yes", 20, 18),
]
TOY = Asked(
    name="toy",
    section="people",
    choices=("diploma",),
    measured="On LinkedIn",
    what="on LinkedIn",
    place="Nowhere",
    year="2016",
    table="toy",
    outcome="on_linkedin",
    steps=(("education",), ("tertiary",)),
)


@pytest.fixture
def town(monkeypatch):
    people = [
        {"education": diploma, "tertiary": graduate, "on_linkedin": answer, "weight": 1.0}
        for diploma, graduate, n, members in TOWN
        for answer in ["yes"] * members + ["no"] * (n - members)
    ]
    cells = replace(cells_of(pd.DataFrame(people)), source="gss_panel_2020")
    caches = (groups.cells_around, groups.share_of, groups.difference_of)
    for cached in caches:
        cached.cache_clear()
    monkeypatch.setattr(groups, "read_cells", lambda _table: cells)
    yield
    for cached in caches:
        cached.cache_clear()


@pytest.mark.parametrize(
    ("diploma", "estimate", "others", "n", "note", "passed"),
    [
        ("secondary", 14 / 40, 48 / 60, 40, closest.WIDER, {"wide"}),  # the interval of 35
        ("bachelor", 30 / 40, 32 / 60, 40, "", set()),
        ("master", 48 / 60, 14 / 40, 60, closest.WIDER, {"small base"}),  # 20 people are too few
        ("none", 14 / 40, 48 / 60, 40, closest.WIDER, {"small base"}),
        ("short", 48 / 60, 14 / 40, 60, closest.WIDER, {"small base"}),  # there are none
    ],
)
@pytest.mark.usefixtures("town")
def test_shares_of_a_town_that_can_be_counted(diploma, estimate, others, n, note, passed):
    found = find(TOY, {"diploma": diploma})
    assert (found.estimate, found.others, found.n) == pytest.approx((estimate, others, n))
    assert found.difference == pytest.approx(estimate - others)
    assert (found.note, bool(found.passed)) == (note, bool(passed))
    assert found.passed >= passed
    assert ("small base" in found.passed) == ("small base" in passed)


def told_of(difference, low=NAN, high=NAN, **more):
    found = Found((), "", 0.5, NAN, NAN, NAN, NO_BASE, "toy", "A")
    return standing(
        replace(found, difference=difference, difference_low=low, difference_high=high, **more)
    )


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (told_of(0.1, 0.01, 0.2), "more"),
        (told_of(-0.1, -0.2, -0.01), "fewer"),
        (told_of(0.1, -0.01, 0.2), "about as many"),
        (told_of(0.1, 0.01, 0.2, unsure=True), "not known"),
        (told_of(NAN), "not known"),
        (told_of(0.02), "more"),  # printed: each share is rounded to a point
        (told_of(0.01), "about as many"),
        (told_of(-0.02), "fewer"),
        (told_of(-0.02, bound="upper"), "fewer"),
        (told_of(0.02, bound="upper"), "about as many"),
        (told_of(0.02, bound="lower"), "more"),
        (told_of(-0.5, bound="approximate"), "about as many"),
        (standing(None), "not known"),
    ],
)
def test_words_of_standing(said, word):
    assert said == word


@pytest.mark.parametrize(
    ("share_of", "word"),
    [
        (0.0, "hardly"), (0.0999, "hardly"), (0.10, "a little"), (0.329, "a little"),
        (0.33, "often"), (0.67, "often"), (0.671, "mostly"), (1.0, "mostly"),
        (0.1 + 0.2 - 0.2, "a little"),  # a float's dust
    ],
)  # fmt: skip
def test_words_of_use(share_of, word):
    assert use(Found((), "", share_of, NAN, NAN, NAN, NO_BASE, "toy", "B")) == word


def test_the_span_of_construction():
    answers = read(Case(sector="F")).of("recruiters")
    low, high = span(answers)
    assert (low.line.name, low.found.estimate, low.word) == ("firms_in_france", 0.03, "hardly")
    assert (high.line.name, high.word) == ("firms_in_europe", "a little")
    assert high.found.estimate == pytest.approx(0.32 * 0.48)
    assert span([]) is None


def test_the_figure_of_everybody_is_nobodys_own():
    everybody = {"recruit-2013", "profiles", "E_SM_PRCR-EU28-2019", "on-network-2013"}
    for line in LINES:
        if isinstance(line, Printed):
            ids = {line.figure.format(group) for group in line.groups.values()}
            assert not ids & everybody


def test_every_case_meets_one_row_of_each_line_that_speaks_to_it():
    rows = {line: list(group.itertuples()) for line, group in every_answer().groupby("line")}
    for line in LINES:
        names = [*dict.fromkeys((*line.choices, *line.only))]
        for codes in product(*(line.only.get(name, CHOICES[name]) for name in names)):
            case = dict(zip(names, codes, strict=True))
            (met,) = [row for row in rows[line.name] if case in row.cases]
            found = find(line, case)
            assert met.group == (found.group if found else ())
            if found:
                assert (met.estimate, met.own) == (found.estimate, found.own)


def test_hires_are_how_jobs_were_found_on_one_base_a_list():
    for one in all_hires():
        if isinstance(one, SurveyedHires):
            continue
        rows = read_published(one.source).set_index("id").loc[[*one.channels.values()]]
        led = "channel that led|how the job was obtained|hires made|gave access to the job"
        assert rows["indicator"].str.contains(led).all()
        assert len({*rows["population"]}) == 1
        assert rows["estimate"].sum() <= 1
        assert one.grade == max(rows["grade"])


@pytest.mark.parametrize(
    ("trade", "n", "note"),
    [
        ("managers", 391, "nearest American group"),
        ("nurses", 81, closest.PARTLY),  # social workers are counted elsewhere
        ("professionals", 903, closest.WIDER),
        ("elementary", 545, closest.WIDER),
        ("technicians", 1541, ""),
        ("skilled_agriculture", 1541, ""),
        ("", 1541, ""),
    ],
)
def test_a_trade_without_a_group_hears_of_everybody(trade, n, note):
    (found,) = [one for one in read(Case(occupation=trade)).hires if one.source == "sce_job_search"]
    assert (found.n, found.note, bool(found.group)) == (n, note, bool(note))
    text = text_of(Case(occupation=trade, age="30-49"))
    assert ("everybody, whatever the trade" in text) == (not note)
    assert "networks are not told apart" in text


def test_all_american_lists_stand_on_the_published_total():
    (everybody,) = [one for one in all_hires() if one.name == "hires_us_everybody"]
    shares = {channel: row["estimate"] for channel, row in everybody.figures().items()}
    assert shares == pytest.approx(
        {"relations": 0.415, "online": 0.216, "contacted": 0.092}, abs=0.0005
    )


@pytest.mark.usefixtures("town")
def test_a_flagged_group_gives_way_to_a_wider_one(monkeypatch):
    """Of 100 people, 20 are in the closest group, 60 in the wider one, 40 in neither."""
    views = {
        "soc_group": replace(groups.VIEWS["education"], levels={"craft": ("master_or_more",)}),
        "management_or_professional": replace(
            groups.VIEWS["tertiary"], levels=dict.fromkeys(("craft", "nurses"), ("yes",))
        ),
    }
    monkeypatch.setattr(hires, "VIEWS", views)
    monkeypatch.setattr(groups, "VIEWS", views)
    monkeypatch.setattr(hires, "read_cells", lambda _table: groups.read_cells("toy"))
    monkeypatch.setattr(hires, "WAYS", {"relations": "on_linkedin"})
    passed = frozenset({"small base"})
    wider = (hires.STEPS[1][0], (("management_or_professional", ("yes",)),), closest.WIDER)
    assert hires._closest("nurses") == (*wider, frozenset())
    table, group, note, why = hires._closest("craft")
    assert (table, group, note) == wider
    assert why >= passed
    assert hires._closest("teachers") == (hires.SCE, (), "", frozenset())


@pytest.mark.parametrize(
    ("case", "executives"),
    [
        (Case(occupation="managers", sector="J"), ["_it", "_before"]),
        (Case(occupation="professionals", sector="K"), ["", "_before"]),
        (Case(occupation="nurses", sector="J"), []),
        (Case(sector="J"), []),
    ],
)
def test_executives_figures_speak_of_executives_only(case, executives):
    names = [one.name for one in read(case).hires if "executives" in one.name]
    assert names == [f"hires_executives{name}" for name in executives]


def test_the_trials_are_told_with_their_people():
    text = text_of(Case(age="30-49"))
    trial = "wheeler2022_linkedin_rct"
    assert (printed(trial, "employed"), printed(trial, "found-job-alone")) == (0.07, -0.013)
    assert "young work seekers in a placement programme with training" in text
    assert "(LinkedIn trial, South Africa, 2016-2017" in text
    assert "+7.0 points (2.7 to 11.3)" in text
    assert "−1.3 points (−3.1 to 0.5)" in text
    assert "212,277 registered job seekers" in text


def test_giving_goes_with_receiving():
    found = giving()
    assert found["givers"]["estimate"] == pytest.approx(0.271, abs=0.001)
    assert found["others"]["estimate"] == pytest.approx(0.0525, abs=0.0005)
    assert found["difference"]["low"] > 0


@pytest.mark.usefixtures("town")
def test_a_group_of_whom_all_said_no_is_compared_with_nobody(monkeypatch):
    monkeypatch.setattr(closest, "PASSED", set())
    found = find(TOY, {"diploma": "none"})  # 5 people, none of them a member
    assert (found.estimate, found.n) == (0, 5)
    assert readings.standing(found) == "not known"


def test_a_figure_that_is_not_published_is_refused_with_those_most_like_it():
    line = Printed(
        name="x",
        section="recruiters",
        choices=("sector",),
        measured="x",
        what="toys",
        place="x",
        year="2013",
        source="insee_focus30_2015",
        figure="recruit-{}-2012",
        groups={"F": "construction"},
    )
    with pytest.raises(StudyError, match=r"no figure with the id 'recruit-construction-2012'"):
        find(line, {"sector": "F"})
