"""Published figures: what is read, what is refused, and that nothing is lost or invented."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from analysis.cleaning.published import COLUMNS, tidy, tidy_all, wilson
from analysis.cleaning.tables import code_list
from analysis.cleaning.transcription import OPTIONAL_COLUMNS, RAW_COLUMNS
from analysis.errors import StudyError

PUBLISHED = Path(__file__).parents[2] / "data" / "raw" / "published"


def transcription(*rows: dict[str, str]) -> pd.DataFrame:
    empty = dict.fromkeys((*RAW_COLUMNS, *OPTIONAL_COLUMNS), "") | {
        "year": "2013",
        "value": "8",
        "unit": "%",
        "reached": "own",
    }
    return pd.DataFrame([empty | {"id": f"id-{at}"} | row for at, row in enumerate(rows)])


def tidied(grade: str = "B", **cells: str) -> pd.Series:
    return tidy(transcription(cells), source="made_up", grade=grade).iloc[0]


def carried(name: str, grade: str) -> pd.DataFrame:
    raw = pd.read_csv(PUBLISHED / f"{name}.csv", dtype=str, keep_default_na=False)
    return tidy(raw, source=name, grade=grade).set_index("row")


def test_insee_2013_8_percent_of_companies_recruit_on_social_media() -> None:
    figure = carried("insee_focus30_2015", "B").loc[2]
    assert figure["value"] == 0.08
    assert (figure["unit"], figure["bound"], figure["grade"]) == ("share", "exact", "B")
    assert (figure["year_from"], figure["year_to"], figure["geo"]) == (2013, 2013, "FR")
    assert (figure["breakdown"], figure["group"]) == ("total", "all")
    assert pd.isna(figure["n"])
    assert figure["interval"] == ""


def test_insee_farmers_are_below_5_percent_and_companies_above_211_000() -> None:
    figures = carried("insee_focus30_2015", "B")
    assert figures.loc[26, ["value", "unit", "bound"]].tolist() == [0.05, "share", "upper"]
    assert figures.loc[29, ["value", "unit", "bound"]].tolist() == [211_000, "count", "lower"]


def test_apec_2012_53_percent_of_1600_has_the_wilson_interval_of_848_in_1600() -> None:
    figure = carried("apec_cadres_reseaux_sociaux_2012", "C").loc[2]
    expected = binomtest(848, 1600).proportion_ci(method="wilson")
    assert (figure["value"], figure["n"], figure["interval"]) == (0.53, 1600, "srs_wilson")
    assert (figure["low"], figure["high"]) == pytest.approx(
        (expected.low, expected.high), abs=1e-12
    )


def test_a_subgroup_has_no_interval_from_the_size_of_the_whole_survey() -> None:
    under_30 = carried("apec_cadres_reseaux_sociaux_2012", "C").loc[5]
    assert (under_30["group"], under_30["n_of"], under_30["n_published"]) == (
        "under 30",
        "survey",
        "1600",
    )
    assert under_30[["n", "low", "high"]].isna().all()


def test_wilson_gives_the_intervals_of_newcombe_1998() -> None:
    """Statistics in Medicine 17, table I, method 3: 81/263, 15/148, 0/20 and 1/29."""
    n = pd.Series([263.0, 148.0, 20.0, 29.0])
    intervals = wilson(pd.Series([81, 15, 0, 1]) / n, n)
    assert intervals["low"].round(4).tolist() == [0.2553, 0.0624, 0.0, 0.0061]
    assert intervals["high"].round(4).tolist() == [0.3662, 0.1605, 0.1611, 0.1718]


@given(hits=st.integers(0, 500), misses=st.integers(0, 500))
def test_wilson_agrees_with_scipy_and_stays_within_0_and_1(hits: int, misses: int) -> None:
    n = max(hits + misses, 1)
    interval = wilson(pd.Series([hits / n]), pd.Series([float(n)])).iloc[0]
    expected = binomtest(hits, n).proportion_ci(method="wilson")
    assert (interval["low"], interval["high"]) == pytest.approx((expected.low, expected.high))
    assert 0 <= interval["low"] <= interval["high"] <= 1


def test_a_printed_error_gives_the_interval_of_student_and_the_normal_law_without_df() -> None:
    """7.0 (2.1) of 30 clusters: 7.0 less and plus 2.045 times 2.1, t at 0.975 of 29 from tables."""
    trial = {"value": "7.0", "unit": "percentage points", "se": "2.1"}
    student = tidied("A", **trial, df="29")
    assert student[["low", "high"]].tolist() == pytest.approx([0.02705, 0.11295], abs=1e-5)
    assert student[["se", "df", "interval", "scale"]].tolist() == [
        0.021,
        29,
        "published_se",
        "identity",
    ]
    normal = tidied("A", **trial)
    assert normal[["low", "high"]].tolist() == pytest.approx([0.02884, 0.11116], abs=1e-5)


def test_an_interval_of_a_share_with_its_error_is_symmetric_on_the_logit_scale() -> None:
    """p = 0.5, se = 0.1: logit 0 less and plus 1.95996 times 0.1 / 0.25, so 0.3135 and 0.6865."""
    figure = tidied(value="50", se="10", n="100", n_of="base")
    assert figure[["low", "high"]].tolist() == pytest.approx([0.31347, 0.68653], abs=1e-5)
    assert (figure["interval"], figure["scale"]) == ("published_se", "logit")
    assert tidied("D", value="50", se="10")["interval"] == ""


@pytest.mark.parametrize("unit", ["percentage points", "standard deviations"])
def test_an_effect_may_be_below_0(unit: str) -> None:
    figure = tidied(value="-3.1", unit=unit)
    assert figure["least"] < figure["value"] < figure["most"] < 0


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("55.9", "%", (0.559, "share", "", "exact")),
        ("50", "% [lower bound]", (0.5, "share", "", "lower")),
        ("5", "% [upper bound]", (0.05, "share", "", "upper")),
        ("33", "% [approximate, stated in words]", (0.33, "share", "", "approximate")),
        ("75", "percent (about three quarters)", (0.75, "share", "", "approximate")),
        ("-1.3", "percent change", (-0.013, "change", "", "exact")),
        ("522.2", "million USD", (522_200_000, "money", "USD", "exact")),
        ("4.5", "million [upper bound]", (4_500_000, "count", "", "upper")),
        ("1.9", "methods", (1.9, "ratio", "", "exact")),
        ("41", "minutes", (41, "minutes", "", "exact")),
    ],
)
def test_units_become_numbers_of_one_vocabulary(value: str, unit: str, expected: tuple) -> None:
    margin = "5" if expected[-1] == "approximate" else ""
    figure = tidied(value=value, unit=unit, margin=margin)
    assert tuple(figure[["value", "unit", "currency", "bound"]]) == expected
    assert figure["as_published"] == f"{value} {unit}"


def test_a_published_range_has_two_ends_and_no_value() -> None:
    figure = tidied(value="18-45", unit="percent range", year="1990s")
    assert np.isnan(figure["value"])
    assert figure[["low", "high", "bound", "interval"]].tolist() == [
        0.18,
        0.45,
        "range",
        "published_range",
    ]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"value": "8"}, (0.075, 0.085)),
        ({"value": "8.0"}, (0.0795, 0.0805)),
        ({"value": "16.97"}, (0.16965, 0.16975)),
        ({"value": "0"}, (0, 0.005)),
        ({"value": "99.7"}, (0.9965, 0.9975)),
        ({"value": "100"}, (0.995, 1)),
        ({"value": "28", "margin": "0.7", "reached": "chart"}, (0.273, 0.287)),
        ({"value": "99.5", "margin": "0.8", "reached": "chart"}, (0.987, 1)),
        (
            {"value": "33", "unit": "% [approximate, stated in words]", "margin": "5"},
            (0.28, 0.38),
        ),
        ({"value": "40", "unit": "% [lower bound]"}, (0.4, 1)),
        ({"value": "5", "unit": "% [upper bound]"}, (0, 0.05)),
        ({"value": "300", "unit": "million [lower bound]"}, (300_000_000, None)),
        ({"value": "4.5", "unit": "million [upper bound]"}, (0, 4_500_000)),
        ({"value": "18-45", "unit": "percent range"}, (0.18, 0.45)),
        ({"value": "522.2", "unit": "million USD"}, (522_150_000, 522_250_000)),
        ({"value": "0.2", "unit": "methods", "margin": "0.3"}, (0, 0.5)),
        ({"value": "-1.3", "unit": "percent change"}, (-0.0135, -0.0125)),
        ({"value": "", "unit": "ranking"}, (None, None)),
    ],
)
def test_a_figure_lies_between_what_its_digits_its_chart_or_its_bound_allow(
    cells: dict[str, str], expected: tuple[float | None, float | None]
) -> None:
    """Equal to the last bit: 8 % is 0.075 to 0.085, not 0.07500000000000001."""
    figure = tidied(**cells)
    ends = tuple(None if pd.isna(end) else end for end in figure[["least", "most"]])
    assert ends == expected


@pytest.mark.parametrize(
    ("given", "cells", "graded"),
    [
        ("B", {}, "B"),
        ("B", {"reached": "relayed"}, "C"),
        ("A-", {"reached": "chart", "margin": "1"}, "C"),
        ("B", {"reached": "derived", "margin": "1"}, "B"),
        ("A", {"reached": "replicated"}, "A"),
        ("B", {"confidence": "medium"}, "B"),
        ("B", {"confidence": "low"}, "C"),
        ("A", {"confidence": "low"}, "C"),
        ("C", {"reached": "relayed", "confidence": "low"}, "C"),
        ("D", {"reached": "relayed"}, "D"),
        ("D", {"row_grade": "B"}, "B"),
        ("D", {"row_grade": "B", "reached": "relayed"}, "C"),
        ("B", {"row_grade": "D"}, "D"),
    ],
)
def test_a_figure_that_came_second_hand_is_never_better_than_c(
    given: str, cells: dict[str, str], graded: str
) -> None:
    assert tidied(given, **cells)["grade"] == graded


def test_a_finding_in_words_is_kept_without_a_value() -> None:
    figure = tidied(value="", unit="ranking")
    assert np.isnan(figure["value"])
    assert (figure["unit"], figure["bound"]) == ("words", "")


@pytest.mark.parametrize(
    ("period", "years"),
    [
        ("2015", (2015, 2015)),
        ("2010-12", (2010, 2010)),  # December 2010
        ("2015Q1", (2015, 2015)),
        ("2003-2007", (2003, 2007)),
        ("2013-2014", (2013, 2014)),
        ("2015-08/2016-07", (2015, 2016)),
        ("1990s", (1990, 1999)),
        ("c. 2010 (undated)", (2010, 2010)),
        ("2014 or 2015 (undated article)", (2014, 2015)),
        ("2024 (autumn)", (2024, 2024)),
    ],
)
def test_periods_become_years(period: str, years: tuple[int, int]) -> None:
    figure = tidied(year=period)
    assert (figure["year_from"], figure["year_to"]) == years
    assert figure["period"] == period


def test_a_figure_without_a_date_has_no_year() -> None:
    figure = tidied(year="not stated in what was read")
    assert figure[["year_from", "year_to"]].isna().all()


@pytest.mark.parametrize("n", ["1600", "1,600", "1600+"])
def test_n_is_a_whole_number(n: str) -> None:
    assert tidied(n=n, n_of="base")["n"] == 1600


@pytest.mark.parametrize("n_of", ["survey", "firms", "population"])
def test_only_the_base_counts_as_n(n_of: str) -> None:
    figure = tidied(n="8,609 thousand", n_of=n_of)
    assert pd.isna(figure["n"])
    assert figure["n_published"] == "8,609 thousand"


@pytest.mark.parametrize(
    ("unit", "margin"), [("% [lower bound]", ""), ("% [approximate, stated in words]", "5")]
)
def test_a_bound_has_no_interval(unit: str, margin: str) -> None:
    assert tidied(unit=unit, margin=margin, n="1600", n_of="base")["interval"] == ""


def test_volunteers_have_no_interval() -> None:
    assert tidied(grade="D", n="1600", n_of="base")["interval"] == ""
    assert tidied(grade="D", n="1600", n_of="base", row_grade="C")["interval"] == "srs_wilson"


@pytest.mark.parametrize(("breakdown", "group"), [("age", "all"), ("total", "executives")])
def test_half_a_total_is_none(breakdown: str, group: str) -> None:
    figure = tidied(breakdown=breakdown, group=group)
    assert (figure["breakdown"], figure["group"]) == (breakdown, group)


def test_a_breakdown_by_country_is_a_total_of_that_country() -> None:
    figure = tidied(breakdown="country", group="France", geo="France")
    assert figure[["breakdown", "group", "geo"]].tolist() == ["total", "all", "FR"]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"unit": "furlongs"}, "Unknown unit"),
        ({"value": "eight"}, "Unreadable value"),
        ({"value": ""}, "Unreadable value"),
        ({"value": "nan"}, "Unreadable value"),
        ({"value": "8", "unit": "ranking"}, "Unreadable value"),
        ({"value": "8", "unit": "percent range"}, "Unreadable value"),
        ({"value": "45-18", "unit": "percent range"}, "Impossible value"),
        ({"value": "108"}, "Impossible value"),
        ({"value": "-8"}, "Impossible value"),
        ({"value": "-1", "unit": "million USD"}, "Impossible value"),
        ({"year": ""}, "Unreadable year"),
        ({"year": "2O15"}, "Unreadable year"),
        ({"year": "215"}, "Unreadable year"),
        ({"year": "2015-2012"}, "Years out of order"),
        ({"n": "many", "n_of": "base"}, "Unreadable n"),
        ({"n": "0", "n_of": "base"}, "Unreadable n"),
        ({"n": "36 firms", "n_of": "base"}, "Unreadable n"),
        ({"n": "1600"}, "Unknown n_of"),
        ({"n_of": "base"}, "Unknown n_of"),
        ({"n": "1600", "n_of": "people"}, "Unknown n_of"),
        ({"row_grade": "E"}, "Unknown grade"),
        ({"reached": ""}, "Unknown reached"),
        ({"reached": "hearsay"}, "Unknown reached"),
        ({"reached": "chart"}, "A figure that can't be exact"),
        ({"reached": "derived"}, "A figure that can't be exact"),
        ({"unit": "% [approximate, stated in words]"}, "A figure put in words without its margin"),
        ({"se": "small"}, "Unreadable standard error"),
        ({"se": "0"}, "Unreadable standard error"),
        ({"se": "1", "unit": "% [lower bound]"}, "A standard error without an exact figure"),
        ({"se": "1", "df": "29.5"}, "Unreadable df"),
        ({"df": "29"}, "Unreadable df"),
        ({"se": "1", "value": "100"}, "A share of 0 or 1 with an error"),
        ({"quality": "F"}, "Unknown quality"),
        ({"margin": "half a point"}, "Unreadable margin"),
        ({"margin": "-1"}, "Unreadable margin"),
        ({"margin": "1", "unit": "% [lower bound]"}, "A bound, a range or words with a margin"),
        (
            {"margin": "1", "value": "18-45", "unit": "percent range"},
            "A bound, a range or words with a margin",
        ),
    ],
)
def test_what_can_not_be_read_is_refused_with_its_count(cells: dict[str, str], found: str) -> None:
    frame = transcription({}, cells, cells)
    with pytest.raises(StudyError, match=f"{found}.* in made_up") as refusal:
        tidy(frame, source="made_up", grade="B")
    assert "2 rows, from line 3" in refusal.value.got


def test_a_missing_column_is_named() -> None:
    with pytest.raises(StudyError, match="columns") as refusal:
        tidy(transcription({}).drop(columns="unit"), source="made_up", grade="B")
    assert "unit" in refusal.value.expected
    assert "unit" not in refusal.value.got


@pytest.mark.parametrize("value", [8, None])
def test_a_table_that_is_not_text_is_refused(value: object) -> None:
    with pytest.raises(StudyError, match="isn't all text"):
        tidy(transcription({}, {"value": value}), source="made_up", grade="B")


@pytest.mark.parametrize("good", ["executives-2013", "E_SM_PRCR-J-EU28-2019", "men", "65-74"])
def test_an_id_is_words_and_codes_joined_by_hyphens(good: str) -> None:
    assert tidied(id=good)["id"] == good


@pytest.mark.parametrize(
    "bad", ["", "Executives-2013", "men 2013", "men--2013", "-men", "e_sm", "é"]
)
def test_an_id_that_is_missing_or_unreadable_is_refused_with_its_line(bad: str) -> None:
    with pytest.raises(StudyError, match=r"made_up\.csv") as refusal:
        tidy(transcription({}, {"id": bad}), source="made_up", grade="B")
    assert refusal.value.got == f"'{bad}': 1 rows, from line 3"
    assert "executives-2013" in refusal.value.expected


def test_an_id_that_two_figures_share_is_refused_with_file_lines_and_remedy() -> None:
    twice = transcription({"id": "men-2013"}, {}, {"id": "men-2013"})
    with pytest.raises(StudyError, match=r"share an id in made_up\.csv") as refusal:
        tidy(twice, source="made_up", grade="B")
    assert refusal.value.got == "line 2: 'men-2013'; line 4: 'men-2013'"
    assert "the year or the group" in refusal.value.hint


UNITS = code_list("published_units")
PERCENTAGES = UNITS.index[(UNITS["scale"] == "0.01") & (UNITS["bound"] != "range")].tolist()
IN_WORDS = UNITS.index[UNITS["bound"] == "approximate"]

rows = st.fixed_dictionaries(
    {
        "indicator": st.text(),
        "group": st.text(),
        "value": st.decimals(0, 100, places=1).map(str),
        "unit": st.sampled_from(PERCENTAGES),
    }
)


@settings(max_examples=30, deadline=None)
@given(st.lists(rows, min_size=1, max_size=8))
def test_no_row_is_lost_and_no_value_invented(cells: list[dict[str, str]]) -> None:
    frame = transcription(*cells)
    frame["margin"] = np.where(frame["unit"].isin(IN_WORDS), "5", "")
    before = frame.copy()
    figures = tidy(frame, source="made_up", grade="B")
    assert tuple(figures.columns) == COLUMNS
    assert figures["row"].tolist() == list(range(2, len(cells) + 2))
    assert figures["indicator"].tolist() == [row["indicator"] for row in cells]
    assert figures["value"].to_numpy() * 100 == pytest.approx([float(r["value"]) for r in cells])
    assert figures[["low", "high"]].isna().all(axis=None)
    assert (figures["least"] <= figures["value"]).all()
    assert (figures["value"] <= figures["most"]).all()
    shares = figures[figures["unit"] == "share"]
    assert (shares["least"] >= 0).all()
    assert (shares["most"] <= 1).all()
    pd.testing.assert_frame_equal(frame, before)


@settings(max_examples=30, deadline=None)
@given(
    known=st.integers(0, 5),
    unknown=st.integers(1, 5),
    unit=st.text(min_size=1).filter(lambda unit: unit not in UNITS.index),
)
def test_an_unknown_unit_is_named_with_its_count(known: int, unknown: int, unit: str) -> None:
    frame = transcription(*[{}] * known, *[{"unit": unit}] * unknown)
    with pytest.raises(StudyError, match="Unknown unit") as refusal:
        tidy(frame, source="made_up", grade="B")
    assert refusal.value.got == f"'{unit}': {unknown} rows, from line {known + 2}"


def test_the_tables_of_several_sources_are_those_of_each() -> None:
    insee, ons = transcription({"n": "200", "n_of": "base"}), transcription({"value": "40"}, {})
    insee = insee.drop(columns=[*OPTIONAL_COLUMNS], errors="ignore")
    found = tidy_all({"insee": insee, "ons": ons}, {"insee": "A", "ons": "C"})
    one_by_one = [tidy(insee, source="insee", grade="A"), tidy(ons, source="ons", grade="C")]
    pd.testing.assert_frame_equal(found, pd.concat(one_by_one, ignore_index=True))
    assert found["row"].to_list() == [2, 2, 3]


def test_what_is_refused_is_told_of_its_own_source() -> None:
    good, bad = transcription({}, {}), transcription({}, {"unit": "furlongs"})
    with pytest.raises(StudyError, match=r"Unknown unit in ons\.") as refusal:
        tidy_all({"insee": good, "ons": bad}, {"insee": "A", "ons": "C"})
    assert refusal.value.got == "'furlongs': 1 rows, from line 3"
