"""What holds for the library as a whole."""

import ast
import re
from collections.abc import Callable, Hashable
from importlib.util import resolve_name
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cleaning import age, education, missing, multiresponse, occupation, sector, weights
from analysis.cleaning.missing import KINDS, recode
from analysis.cleaning.tables import DATA, code_list
from analysis.errors import StudyError

LEVELS = ("low", "middle", "high")
plain_codes = st.integers(-9, 99) | st.text(max_size=3)


@st.composite
def surveys(draw: st.DrawFn) -> tuple[pd.Series, dict[Hashable, str], dict[Hashable, str]]:
    """Draw a column of a survey, with the mapping of its codes and of its missing codes."""
    keys: list = draw(st.lists(plain_codes | st.none(), min_size=1, max_size=8, unique=True))
    cut = draw(st.integers(0, len(keys)))
    codes = {key: draw(st.sampled_from(LEVELS)) for key in keys[:cut]}
    kinds = {key: draw(st.sampled_from(KINDS)) for key in keys[cut:]}
    values = draw(st.lists(st.sampled_from(keys), max_size=30))
    index = draw(st.lists(st.integers(0, 9), min_size=len(values), max_size=len(values)))
    return pd.Series(values, index=index, name="q", dtype=object), codes, kinds


@given(surveys())
def test_recode_gives_each_row_what_the_mapping_says(survey: tuple) -> None:
    values, codes, kinds = survey
    before = values.copy(deep=True)
    recoded = recode(values, codes, levels=LEVELS, missing=kinds)
    assert recoded.tolist() == [{**codes, **kinds}[value] for value in before]
    assert recoded.index.equals(before.index)
    assert recoded.name == before.name
    pd.testing.assert_series_equal(values, before)


@given(surveys(), st.integers(1, 5))
def test_an_unknown_code_is_always_refused_with_its_count(survey: tuple, times: int) -> None:
    values, codes, kinds = survey
    spoilt = pd.Series([*values, *["unknown"] * times], name="q", dtype=object)
    with pytest.raises(StudyError) as error:
        recode(spoilt, codes, levels=LEVELS, missing=kinds)
    assert error.value.got == f"'unknown' in {times} row(s)"


def codes_of(name: str) -> list[int]:
    return [int(code) for code in code_list(name).index]


def of_codes(function: Callable, codes: list, **options: object) -> tuple[Callable, list]:
    return lambda values: function(values, **options), codes


NO_ANSWER = {None: "no_answer"}
UNITS = [code for code in codes_of("isco08_detail") if code >= 1000]
DIVISIONS = [*code_list("nace_divisions").index, *KINDS]
FUNCTIONS = {
    "isco_major_group": of_codes(occupation.isco_major_group, [None, *UNITS], missing=NO_ANSWER),
    "ict_occupation": of_codes(occupation.ict_occupation, [None, *UNITS], missing=NO_ANSWER),
    "communication_occupation": of_codes(
        occupation.communication_occupation, [None, *UNITS], missing=NO_ANSWER
    ),
    "knowledge_occupation": of_codes(occupation.knowledge_occupation, [*occupation.LEVELS, *KINDS]),
    "executive_from_pcs": of_codes(occupation.executive_from_pcs, [*occupation.PCS_LEVELS, *KINDS]),
    "nace_division": of_codes(
        sector.nace_division, [None, *codes_of("census_2010_industry")], missing=NO_ANSWER
    ),
    "nace_section": of_codes(sector.nace_section, DIVISIONS),
    "knowledge_activity": of_codes(sector.knowledge_activity, DIVISIONS),
    "information_finance_professions": of_codes(
        sector.information_finance_professions, [*sector.SECTIONS, *KINDS]
    ),
    "tertiary": of_codes(education.tertiary, [*education.LEVELS, *KINDS], ambiguous="no"),
    "bachelor_or_more": of_codes(
        education.bachelor_or_more, [*education.LEVELS, *KINDS], ambiguous="yes"
    ),
    "age_group": of_codes(age.age_group, [None, *range(18, 98)], missing=NO_ANSWER),
    "answered": of_codes(missing.answered, ["yes", "no", *KINDS]),
    "check_weights": of_codes(weights.check_weights, [1, 2.5, 7]),
    "multi_response": (
        lambda values: multiresponse.multi_response(
            values.to_frame("q1"),
            {"q1": "option"},
            {1: "yes", 2: "no"},
            base=values.notna(),
            missing={},
        )["option"].rename(values.name),
        [None, 1, 2],
    ),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(max_examples=25)
@given(data=st.data())
def test_no_function_loses_a_row_leaves_a_gap_or_writes_on_its_input(
    name: str, data: st.DataObject
) -> None:
    function, codes = FUNCTIONS[name]
    rows = data.draw(st.lists(st.sampled_from(codes), min_size=1, max_size=12))
    index = data.draw(st.lists(st.integers(0, 9), min_size=len(rows), max_size=len(rows)))
    values = pd.Series(rows, index=index, name="q", dtype=object)
    before = values.copy(deep=True)
    cleaned = function(values)
    assert cleaned.index.equals(before.index)
    assert cleaned.name == before.name
    assert cleaned.notna().all()
    pd.testing.assert_series_equal(values, before)


def foreign(code: str) -> list[str]:
    """List what code of the library imports of the project beside itself and the one error."""
    names = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = resolve_name("." * node.level + (node.module or ""), "analysis.cleaning")
            names += [f"{module}.{alias.name}" for alias in node.names]
    ours = [name for name in names if name.split(".")[0] == "analysis"]
    return [name for name in ours if not re.match(r"analysis\.(cleaning|errors)\b", name)]


def test_the_library_imports_nothing_else_of_the_project() -> None:
    modules = sorted(DATA.parent.glob("*.py"))
    assert len(modules) > 5
    for path in modules:
        assert foreign(path.read_text(encoding="utf-8")) == [], path.name


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("from analysis.words import labels", ["analysis.words.labels"]),
        ("import analysis.paths", ["analysis.paths"]),
        ("import pandas, analysis", ["analysis"]),
        ("from analysis import paths, errors", ["analysis.paths"]),
        ("from ..words.labels import label", ["analysis.words.labels.label"]),
        ("from . import missing\nfrom .missing import KINDS\nimport analysis.errors", []),
        ("from analysis.errors import StudyError\nimport analysis.cleaning.age as age", []),
    ],
)
def test_an_import_in_any_form_is_seen(code: str, found: list[str]) -> None:
    assert foreign(code) == found


def test_every_code_list_says_where_it_comes_from() -> None:
    described = (DATA / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in sorted(DATA.glob("*.csv")) if path.name not in described] == []


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.name)
def test_code_lists_have_unique_codes_and_no_stray_space(path: Path) -> None:
    table = code_list(path.stem)
    assert table.index.is_unique
    assert not table.map(lambda text: text != text.strip()).any(axis=None)
