from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import yaml

from analysis.errors import StudyError
from analysis.sources import catalogue
from analysis.sources.corrections import apply, corrections, read_corrections

SOURCE = catalogue.source("pew_2015")
RECORD = {
    "id": "one_resource",
    "source": "pew_2015",
    "column": "job4",
    "rows": {"job2": [1], "job4": [None]},
    "expect": {None: 2},
    "action": "only_choice",
    "options": {"job3a": 1, "job3b": 2},
    "chosen": 1,
    "none": 97,
    "reason": "Not asked of those who used one resource.",
    "said_by": "The questionnaire",
}
PEOPLE = pd.DataFrame(
    {
        "job2": [1, 1, 1, 2],
        "job3a": [2, 2, 1, np.nan],
        "job3b": [1, 2, 1, np.nan],
        "job4": [np.nan, np.nan, 1, np.nan],
    }
)


def written(tmp_path, **changes):
    path = tmp_path / "corrections.yaml"
    path.write_text(yaml.safe_dump([RECORD | changes]), "utf-8")
    return read_corrections(path)


def test_a_single_choice_is_filled_in_and_the_other_answers_are_left(tmp_path):
    mended = apply(PEOPLE, SOURCE, written(tmp_path))
    assert mended["job4"].iloc[:3].tolist() == [2, 97, 1]
    assert np.isnan(mended["job4"].iloc[3])
    assert PEOPLE["job4"].isna().sum() == 3
    pd.testing.assert_frame_equal(mended.drop(columns="job4"), PEOPLE.drop(columns="job4"))


def test_a_correction_of_another_source_does_nothing(tmp_path):
    pd.testing.assert_frame_equal(
        apply(PEOPLE, SOURCE, written(tmp_path, source="pew_2018")), PEOPLE
    )


def test_a_repaired_source_stops_the_study(tmp_path):
    repaired = PEOPLE.assign(job4=[2, 97, 1, np.nan])
    with pytest.raises(StudyError) as problem:
        apply(repaired, SOURCE, written(tmp_path))
    assert problem.value.expected == "empty in 2 rows"
    assert problem.value.got == "no such row"
    assert "take the correction out" in problem.value.hint


def test_one_row_too_many_stops_the_study_as_well(tmp_path):
    more = pd.concat([PEOPLE, PEOPLE.head(1)], ignore_index=True)
    with pytest.raises(StudyError, match="empty in 3 rows"):
        apply(more, SOURCE, written(tmp_path))


def test_two_choices_without_an_answer_cannot_be_mended(tmp_path):
    two = PEOPLE.assign(job3a=[1, 2, 1, np.nan])
    with pytest.raises(StudyError, match="1 rows with several"):
        apply(two, SOURCE, written(tmp_path))


def test_a_column_that_is_not_there_is_named(tmp_path):
    with pytest.raises(StudyError, match="no column job2"):
        apply(PEOPLE.drop(columns="job2"), SOURCE, written(tmp_path))


@pytest.mark.parametrize(("value", "expected"), [(6, [6.0, 6.0, 8.0]), (None, [None, None, 8.0])])
def test_a_value_is_set_or_emptied_in_the_rows_only(tmp_path, value, expected):
    record = {key: RECORD[key] for key in ("id", "source", "reason", "said_by")}
    record |= {"column": "educ", "rows": {"educ": [7]}, "expect": {7: 2}}
    path = tmp_path / "corrections.yaml"
    path.write_text(yaml.safe_dump([record | {"action": "set", "value": value}]), "utf-8")
    people = pd.DataFrame({"educ": [7.0, 7.0, 8.0]})
    mended = apply(people, SOURCE, read_corrections(path))["educ"]
    assert mended.astype(object).where(mended.notna(), None).tolist() == expected


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"reason": ""}, "reason"), ({"action": "guess"}, "action"), ({"value": 3}, "value")],
)
def test_an_incomplete_record_is_refused(tmp_path, changes, said):
    with pytest.raises(StudyError, match=said):
        written(tmp_path, **changes)


def test_every_correction_is_about_a_source_of_the_catalogue():
    assert {correction.source for correction in corrections()} <= {*catalogue.catalogue()}


def test_corrections_of_published_tables_still_fit_them():
    of_tables = {c.source for c in corrections()} & {
        record.id for record in catalogue.catalogue().values() if record.kind == "published"
    }
    assert of_tables == {"pew_linkedin_published", "apec_sourcing_cadres_2008_2018"}
    for name in of_tables:
        record = catalogue.source(name)
        path = catalogue.paths.RAW / record.files[0].path
        raw = pd.read_csv(path, dtype="str", keep_default_na=False)
        pd.testing.assert_frame_equal(apply(raw, record), raw)
