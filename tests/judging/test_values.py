"""Quoted numbers: what is kept of an estimate, how it is written, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

from analysis import paths
from analysis.cleaning.published import GRADES
from analysis.errors import StudyError
from analysis.folding.cells import read_cells
from analysis.inference.derived import REACHED
from analysis.inference.estimates import compare, share
from analysis.inference.flags import REASONS
from analysis.inference.intervals import standard_error
from analysis.judging.saved import SavedValue
from analysis.judging.values import UNITS, Value, Values, read_values
from analysis.words.bases import Base

NARROW = "\N{NARROW NO-BREAK SPACE}"
ESTIMATE = {
    "estimate": 0.282089569812345,
    "low": 0.25,
    "high": 0.32,
    "df": 64.0,
    "n": 1372,
    "base": Base({"on_linkedin": "answered"}),
    "universe": "adults",
    "source": "gss_panel_2020",
    "flags": frozenset({"imprecise"}),
    "se": 0.0179123456789,
    "unit": "share",
    "scale": "logit",
}


@pytest.fixture
def values():
    return Values("02_test")


@pytest.mark.parametrize("row", [pd.DataFrame([ESTIMATE]), pd.Series(ESTIMATE)])
def test_estimate_keeps_all_it_rests_on(values, row):
    values.about("C12")
    values.add(members=row)
    assert values["members"] == Value(
        name="members",
        value=0.2820895698,
        unit="share",
        low=0.25,
        high=0.32,
        n=1372,
        df=64.0,
        base=Base({"on_linkedin": "answered"}),
        universe="adults",
        source="gss_panel_2020",
        grade="A",
        claim="C12",
        flags=frozenset({"imprecise"}),
        se=0.01791234568,
        scale="logit",
        notebook="02_test",
    )


def test_published_figure_without_n_has_no_interval(values):
    row = {"estimate": 0.37, "unit": "share", "low": float("nan"), "high": float("nan"), "n": pd.NA}
    row |= {"base": Base(note="active persons"), "source": "insee_focus30_2015"}
    values.add(executives=pd.DataFrame([row]).astype({"n": "Int64"}))
    found = values["executives"]
    assert (found.n, found.low, found.high, found.df) == (None, None, None, None)
    assert (found.base, found.grade) == (Base(note="active persons"), "B")


@pytest.mark.parametrize("second", ["add", "count"])
@pytest.mark.parametrize("first", ["add", "count"])
def test_two_values_of_one_name(values, first, second):
    keep = {
        "add": lambda: values.add(members=pd.Series(ESTIMATE)),
        "count": lambda: values.count(members=2),
    }
    keep[first]()
    with pytest.raises(StudyError, match="Two values of 02_test are called 'members'"):
        keep[second]()


@pytest.mark.parametrize("rows", [0, 2])
def test_several_rows_or_none(values, rows):
    with pytest.raises(StudyError, match=f"'members' needs one row.\n  got: {rows} rows"):
        values.add(members=pd.DataFrame([ESTIMATE] * rows, columns=list(ESTIMATE)))


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_no_number(values, number):
    with pytest.raises(StudyError, match="'members' is not a number"):
        values.add(members=pd.Series(ESTIMATE | {"estimate": number}))
    assert not len(values)


def test_no_estimate_at_all(values):
    with pytest.raises(StudyError, match="'members' is not a number"):
        values.add(members=pd.Series({"source": "gss_panel_2020"}))


def test_unknown_source_is_refused(values):
    with pytest.raises(StudyError, match="No source is called 'made_up'"):
        values.add(members=pd.Series(ESTIMATE | {"source": "made_up"}))


def test_unknown_name_lists_the_known_ones(values):
    values.count(claims=15)
    values.count(answers=3)
    with pytest.raises(StudyError, match=r"called 'claim'\.\n  expected: answers, claims"):
        values["claim"]


def test_ways_to_write_a_value():
    value = Value("x", 0.28209, "share", low=0.25079, high=0.31566, n=1372)
    assert f"{value}, {value:1}, {value:interval}, {value:n}" == "28%, 28.2%, 25% to 32%, 1,372"


def test_a_printed_number_is_written_with_the_range_of_its_digits():
    assert f"{Value('x', 1.89, 'ratio', least=1.66, most=2.17):range}" == "1.7 to 2.2"
    with pytest.raises(StudyError, match="'x' has no most to quote"):
        format(Value("x", 2.4, "ratio", least=2.26), "range")


@pytest.mark.usefixtures("french")
def test_ways_to_write_a_value_in_french():
    value = Value("x", 0.28209, "share", low=0.25, high=0.32, n=1372)
    assert f"{value:1} {value:n}" == f"28,2{NARROW}% 1{NARROW}372"
    assert f"{Value('x', 2.678, 'ratio')}" == "2,7"


@pytest.mark.parametrize("way", ["N", "low", "1f", ".1f", "-1", " "])
def test_unknown_way_to_write(way):
    with pytest.raises(StudyError, match="expected: n, interval, range, group or a digit"):
        format(Value("x", 0.5, "share", n=3), way)


@pytest.mark.parametrize(("way", "lacking"), [("n", "n"), ("interval", "low")])
def test_what_a_value_lacks_cannot_be_quoted(way, lacking):
    with pytest.raises(StudyError, match=f"The value 'x' has no {lacking} to quote"):
        format(Value("x", 0.5, "share"), way)


def test_saved_values_are_sorted_stable_and_read_back(values, tmp_path):
    values.add(members=pd.Series(ESTIMATE))
    values.count(claims=15)
    values.save(tmp_path)
    text = (tmp_path / "02_test.json").read_text("utf-8")
    assert list(json.loads(text)) == ["claims", "members"]
    assert '"value": 0.2820895698,' in text
    assert text.endswith("}\n")
    assert read_values("02_test", tmp_path) == dict(values)
    values.save(tmp_path)
    assert (tmp_path / "02_test.json").read_text("utf-8") == text
    assert [path.name for path in tmp_path.iterdir()] == ["02_test.json"]


def test_failed_save_leaves_the_former_file(values, tmp_path, monkeypatch):
    values.save(tmp_path)
    before = (tmp_path / "02_test.json").read_bytes()

    def full_disk(path, target):
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full_disk)
    values.count(claims=15)
    with pytest.raises(StudyError, match="no space left"):
        values.save(tmp_path)
    assert (tmp_path / "02_test.json").read_bytes() == before


@pytest.fixture
def members(values, tmp_path) -> Callable[..., Path]:
    """Save one value, with some of its fields changed behind our back."""

    def change(**fields: object) -> Path:
        values.save(tmp_path)
        path = tmp_path / "02_test.json"
        kept = json.loads(path.read_text("utf-8"))
        kept["members"] |= fields
        path.write_text(json.dumps(kept), "utf-8")
        return path

    values.add(members=pd.Series(ESTIMATE))
    return change


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("value", None, "value: Input should be a valid number"),
        ("value", True, "value: Input should be a valid number"),
        ("value", "0.28", "value: Input should be a valid number"),
        ("value", 1.2, "1.2 is not between"),
        ("value", 0.1, "0.1 is not between"),
        ("low", 0.9, "is not between 0.9 and"),
        ("high", True, "high: Input should be a valid number"),
        ("most", 0.1, "is not between None and 0.1"),
        ("n", -3, "n: Input should be greater than 0"),
        ("n", 12.5, "n: Input should be a valid integer"),
        ("n", False, "n: Input should be a valid integer"),
        ("se", -0.1, "se: Input should be greater than 0"),
        ("df", 0, "df: Input should be greater than 0"),
        ("grade", "Z", "grade: Input should be '', 'A', 'A-', 'B', 'C' or 'D'"),
        ("unit", "euros", "unit: Input should be"),
        ("reached", "told", "reached: Input should be"),
        ("bound", "about", "bound: Input should be"),
        ("flags", ["bad"], "flags.0: Input should be"),
        ("flags", "wide", "flags: Input should be a valid list"),
        ("scale", "cubic", "scale: Input should be"),
        ("claim", "C99", "no claim is called C99"),
        ("source", "nowhere", "no source is called nowhere"),
        ("base", "everybody", "base: Input should be"),
        ("base", {"asked": {"sex": "some"}, "where": {}, "note": ""}, "base.asked.sex: Input"),
        ("more", 1, "more: Extra inputs are not permitted"),
        ("name", "others", "it is others of 02_test"),
        ("notebook", "03_ties", "it is members of 03_ties"),
    ],
)
def test_a_saved_value_that_can_not_be_is_refused(members, field, value, told):
    path = members(**{field: value})
    with pytest.raises(StudyError, match=r"The value members of 02_test\.json can't be") as error:
        read_values("02_test", path.parent)
    assert told in error.value.got
    assert "study build" in error.value.hint


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-1e999"])
def test_a_saved_value_that_is_no_number_is_refused(members, number):
    path = members(value="here")
    path.write_text(path.read_text("utf-8").replace('"here"', number), "utf-8")
    with pytest.raises(StudyError, match=r"02_test\.json can't be read as JSON") as error:
        read_values("02_test", path.parent)
    assert "is no number" in error.value.got


def test_a_saved_value_that_lacks_a_field_is_refused(members):
    path = members()
    kept = json.loads(path.read_text("utf-8"))
    del kept["members"]["grade"]
    path.write_text(json.dumps(kept), "utf-8")
    with pytest.raises(StudyError, match="can't be") as error:
        read_values("02_test", path.parent)
    assert error.value.got == "grade: Field required"


def test_files_of_values_know_the_fields_and_the_words_of_a_value():
    """They are written out, for the message and for the types; here they can't drift apart."""
    fields = SavedValue.model_fields
    assert set(fields) == set(Value.__dataclass_fields__)
    assert set(get_args(fields["unit"].annotation)) == set(UNITS)
    assert set(get_args(fields["reached"].annotation)) == set(REACHED)
    assert set(get_args(fields["grade"].annotation)) == {"", *GRADES}
    [flag] = get_args(fields["flags"].annotation)
    assert get_args(flag) == (*REASONS,)


@pytest.mark.usefixtures("french")
def test_french_run_writes_no_values(values, tmp_path):
    values.count(claims=15)
    values.save(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.fixture
def saved(values, tmp_path, monkeypatch) -> Values:
    """The same notebook's values, once a build has saved them in English and speaks French."""
    monkeypatch.setattr(paths, "VALUES", tmp_path)
    monkeypatch.setattr(Values.save, "__defaults__", (tmp_path,))
    monkeypatch.setattr(read_values, "__defaults__", (tmp_path,))
    values.count(claims=15)
    values.save()
    monkeypatch.setenv("STUDY_BUILD", "1")
    monkeypatch.setenv("STUDY_LANG", "fr")
    return Values("02_test")


def test_a_build_in_french_shows_the_values_saved_in_english(saved):
    saved.count(claims=15)
    assert saved["claims"] == read_values("02_test")["claims"]
    with pytest.raises(StudyError, match="'members' is another in another language"):
        saved.count(members=3)


def test_a_build_in_french_refuses_another_value(saved):
    with pytest.raises(StudyError, match="'claims' is another in another language") as error:
        saved.count(claims=14)
    assert "value=15" in error.value.expected
    assert "value=14" in error.value.got


def test_a_build_in_french_lacks_no_value(saved):
    with pytest.raises(StudyError, match="lacking in another language") as error:
        saved.save()
    assert "claims" in error.value.got


def test_values_that_are_not_there(tmp_path):
    with pytest.raises(StudyError, match=r"02_test are not there\.\n  to do: run `study"):
        read_values("02_test", tmp_path)


def test_the_unit_is_the_row_s_unless_another_is_named(values):
    values.add(gap=pd.Series(ESTIMATE | {"unit": "points", "scale": "identity"}))
    values.add("share", read_as_share=pd.Series(ESTIMATE | {"unit": "ratio"}))
    assert (values["gap"].unit, values["read_as_share"].unit) == ("points", "share")


@pytest.mark.parametrize("unit", ["money", None, ""])
def test_a_unit_that_no_sentence_can_quote_is_refused(values, unit):
    with pytest.raises(StudyError, match=f"unit that no sentence(.|\n)*got: {unit or 'no unit'}"):
        values.add(revenue=pd.Series(ESTIMATE | {"unit": unit}, dtype=object))
    assert not len(values)


def test_words_are_no_base(values):
    with pytest.raises(StudyError, match="The base of 'members' is not one"):
        values.add(members=pd.Series(ESTIMATE | {"base": "asked everybody"}))


@pytest.mark.parametrize("flags", [float("nan"), "imprecise", {"imprecise"}])
def test_flags_are_a_set_that_stays(values, flags):
    with pytest.raises(StudyError, match="The flags of 'members' are not a set"):
        values.add(members=pd.Series(ESTIMATE | {"flags": flags}, dtype=object))


def test_values_speak_to_the_claim_of_their_section(values):
    values.add(before=pd.Series(ESTIMATE))
    values.about("C12")
    values.add(in_section=pd.Series(ESTIMATE))
    values.about("")
    values.add(after=pd.Series(ESTIMATE))
    claims = {name: value.claim for name, value in values.items()}
    assert claims == {"before": "", "in_section": "C12", "after": ""}


@pytest.mark.parametrize(
    ("unit", "scale"), [("share", "logit"), ("ratio", "log"), ("count", "identity")]
)
def test_a_printed_interval_gets_its_error_once(values, unit, scale):
    row = {"estimate": 0.4, "low": 0.3, "high": 0.5, "unit": unit, "source": "insee_focus30_2015"}
    values.add(printed=pd.Series(row, dtype=object))
    assert values["printed"].scale == scale
    expected = standard_error(0.4, 0.3, 0.5, df=None, scale=scale)
    assert values["printed"].se == pytest.approx(expected)


def test_an_interval_with_one_end_has_no_error(values):
    row = {"estimate": 0.4, "low": 0.3, "high": None, "unit": "share"}
    values.add(at_least=pd.Series(row | {"source": "insee_focus30_2015"}, dtype=object))
    kept = values["at_least"]
    assert (kept.low, kept.high, kept.se, kept.scale) == (0.3, None, None, None)


@pytest.mark.parametrize(
    ("asked", "where", "group", "words"),
    [
        ("tertiary", {"on_linkedin": "yes"}, "", "graduates of higher education"),
        ("bachelor_or_more", {"on_linkedin": "yes"}, "", "holders of a bachelor's degree or more"),
        ("on_linkedin", {"tertiary": "yes"}, "", "graduates of higher education"),
        ("on_linkedin", {"tertiary": "no"}, "", "people without a diploma of higher education"),
        ("on_linkedin", {"tertiary": ["yes", "no"]}, "tertiary", "graduates of higher education"),
    ],
)
def test_a_group_is_called_by_its_own_variable_and_level(asked, where, group, words):
    value = Value("x", 0.5, "share", base=Base({asked: "asked"}, where), group=group)
    assert f"{value:group}" == words


def test_a_group_without_words_says_where_they_go():
    with pytest.raises(StudyError, match="Nothing says what this group is called") as error:
        format(Value("x", 0.5, "share", base=Base({"on_linkedin": "asked"})), "group")
    assert "words/people.py" in error.value.hint


def test_another_coding_of_graduates_changes_the_words():
    """The number and its words come from one variable: no sentence keeps the old ones."""
    cells = read_cells("gss_panel_2020")
    values = Values("02_members")
    for name in ("tertiary", "bachelor_or_more"):
        values.add(**{f"{name}_share": share(cells, name, where={"on_linkedin": "yes"})})
        values.add(**{f"{name}_ratio": compare(cells, "on_linkedin", name, measure="ratio")})
    for what in ("share", "ratio"):
        assert f"{values[f'tertiary_{what}']:group}" == "graduates of higher education"
        degree = "holders of a bachelor's degree or more"
        assert f"{values[f'bachelor_or_more_{what}']:group}" == degree


def test_groups_of_one_estimate_are_called_by_their_own_level():
    cells = read_cells("gss_panel_2020")
    reach = share(cells, "on_linkedin", by="tertiary").set_index("tertiary")
    values = Values("02_members")
    values.add(graduates=reach.loc["yes"], others=reach.loc["no"])
    assert f"{values['graduates']:group}" == "graduates of higher education"
    assert f"{values['others']:group}" == "people without a diploma of higher education"
