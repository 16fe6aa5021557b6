"""Every survey is cleaned, from made-up files with the real columns and codes."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import synthetic
from analysis.errors import StudyError
from analysis.folding.cells import standard_design
from analysis.folding.collapse import collapse
from analysis.sources import corrections
from analysis.sources.catalogue import catalogue
from analysis.surveys.harmonise import harmonise

SURVEYS = [record for record in catalogue().values() if record.kind == "microdata"]
every_survey = pytest.mark.parametrize("source", SURVEYS, ids=lambda record: record.id)


@pytest.fixture(autouse=True)
def _no_corrections(monkeypatch):
    """Corrections are about the real files."""
    monkeypatch.setattr(corrections, "corrections", tuple)


def cleaned(source, **options):
    return harmonise(source, synthetic.raw(source, **options))


@every_survey
def test_every_variable_of_the_record_is_harmonised_without_a_gap(source):
    people = cleaned(source)
    wanted = {variable.name for variable in source.variables}
    wanted |= {variable.everyone for variable in source.variables if variable.everyone}
    wanted |= {name for table in source.cells.values() for name in table}
    assert wanted <= {*people.columns}
    assert not people.isna().any(axis=None)


@every_survey
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_no_person_is_lost_between_the_file_and_the_cells(source, seed):
    people = cleaned(source, seed=seed)
    for variables in source.cells.values():
        table = collapse(people, variables, standard_design(source))
        assert table["n"].sum() == len(people)


@every_survey
def test_a_code_that_the_record_does_not_list_is_refused(source):
    passed_over = {*synthetic.POOLS, *source.sample}
    variable = next(v for v in source.variables if v.codes and v.column not in passed_over)
    raw = synthetic.raw(source)
    unknown = "never seen" if pd.api.types.is_string_dtype(raw[variable.column]) else 77
    raw.loc[3, variable.column] = unknown
    with pytest.raises(StudyError, match=rf"'{re.escape(variable.column)}'(.|\n)*{unknown}"):
        harmonise(source, raw)


@every_survey
def test_a_file_without_a_column_is_refused(source):
    name = source.variables[-1].column
    with pytest.raises(StudyError, match=f"no column '{re.escape(name)}'"):
        harmonise(source, synthetic.raw(source).drop(columns=name))


@every_survey
def test_cleaning_leaves_the_file_as_it_was(source):
    raw = synthetic.raw(source)
    before = raw.copy(deep=True)
    harmonise(source, raw)
    pd.testing.assert_frame_equal(raw, before)


@every_survey
def test_only_the_sample_of_the_record_is_read(source):
    """Whatever cleans it: the codes of the other people would be refused."""
    raw = synthetic.raw(source).assign(wave=[1.0, 2.0] * 30)
    spoilt = next(v for v in source.variables if v.codes and v.column not in source.sample)
    unknown = "never seen" if pd.api.types.is_string_dtype(raw[spoilt.column]) else 77
    raw.loc[raw["wave"] == 2, spoilt.column] = unknown
    second = source.model_copy(update={"sample": {**source.sample, "wave": [1]}})
    people = harmonise(second, raw)
    kept = raw[raw["wave"] == 1]
    for name, values in source.sample.items():
        kept = kept[kept[name].isin(values)]
    assert people.index.tolist() == kept.index.tolist()
    absent = source.model_copy(update={"sample": {"nowhere": [1]}})
    with pytest.raises(StudyError, match="no column 'nowhere'"):
        harmonise(absent, raw)


@every_survey
def test_a_file_with_a_column_twice_is_refused(source):
    raw = synthetic.raw(source)
    name = source.variables[0].column
    with pytest.raises(StudyError, match=rf"columns of one name(.|\n)*{re.escape(name)}"):
        harmonise(source, pd.concat([raw, raw[[name]]], axis="columns"))
