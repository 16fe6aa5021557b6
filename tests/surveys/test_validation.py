from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import synthetic
from analysis.sources import catalogue, corrections
from analysis.surveys.fingerprint import read_fingerprint
from analysis.surveys.harmonise import read
from analysis.surveys.validation import validate, validate_all

SURVEYS = [record for record in catalogue.catalogue().values() if record.kind == "microdata"]


@pytest.fixture(autouse=True)
def _no_corrections(monkeypatch):
    """Corrections are about the real files."""
    monkeypatch.setattr(corrections, "corrections", tuple)


def as_declared(source, raw):
    """Return the record of a file that has just these rows and columns."""
    file = source.files[0].model_copy(update={"rows": len(raw), "columns": raw.shape[1]})
    return source.model_copy(update={"files": [file]})


def faults(name, change=lambda raw: raw):
    raw = synthetic.raw(catalogue.source(name))
    source = as_declared(catalogue.source(name), raw)
    return validate(source, change(raw)).set_index("rule")


@pytest.mark.parametrize("source", SURVEYS, ids=lambda record: record.id)
def test_a_file_in_order_has_no_fault(source):
    assert faults(source.id).empty


def test_all_faults_are_told_at_once():
    def spoil(raw):
        raw.loc[:2, "sex"] = 7
        raw.loc[3, "educ2"] = 55
        raw.loc[4, "weight"] = -1
        return raw.drop(columns="web1h")

    table = faults("pew_2021", spoil)
    assert {*table["column"]} >= {"sex", "educ2", "weight", "web1h"}
    codes = table.loc["every code is in the catalogue"].set_index("column")
    assert codes.loc["sex", ["rows", "examples"]].tolist() == [3, "7.0 (3 rows)"]
    assert codes.loc["educ2", "rows"] == 1
    assert table.loc["number of columns", "examples"] == str(
        synthetic.raw(catalogue.source("pew_2021")).shape[1] - 1
    )


def test_an_unexpected_empty_cell_is_a_fault():
    table = faults("pew_2021", lambda raw: raw.assign(sex=raw["sex"].mask(raw.index == 5)))
    assert table.loc["every code is in the catalogue", "examples"] == "(empty) (1 rows)"


def test_people_who_should_have_been_asked_are_counted():
    def skip(raw):
        return raw.assign(job3a=np.nan)

    table = faults("pew_2015", skip)
    seekers = int((synthetic.raw(catalogue.source("pew_2015"))["job2"] == 1).sum())
    assert table.loc["who was asked", "column"] == "job3a"
    assert table.loc["who was asked", "examples"].startswith(f"{seekers} people")


def test_people_who_should_not_have_been_asked_are_counted():
    def let_in(raw):
        return raw.assign(snsjob1a=raw["snsjob1a"].fillna(2))

    raw = synthetic.raw(catalogue.source("pew_2015"))
    kept_out = int(raw["snsjob1a"].isna().sum())
    fault = faults("pew_2015", let_in).loc["who was asked"]
    assert kept_out > 0
    assert (fault["column"], fault["rows"]) == ("snsjob1a", kept_out)
    assert fault["examples"] == f"{kept_out} people have an answer without on_any_network = yes"


def test_a_record_says_why_others_were_asked_or_they_are_a_fault():
    """In 2021 everybody was asked about LinkedIn, those who are not online as well."""
    source = catalogue.source("pew_2021")
    raw = synthetic.raw(source)
    offline = int((~raw[["eminuse", "intmob"]].eq(1).any(axis="columns")).sum())
    silent = [
        v.model_copy(update={"others_asked": None}) if v.name == "on_linkedin" else v
        for v in source.variables
    ]
    declared = as_declared(source, raw)
    assert validate(declared, raw).empty
    table = validate(declared.model_copy(update={"variables": silent}), raw)
    assert table.loc[0, "rows"] == offline > 0


def test_what_only_cleaning_sees_is_told_too():
    table = faults("pew_2021", lambda raw: raw.assign(age=raw["age"].mask(raw.index == 0, 17)))
    assert "17.0" in table.loc["the file can be cleaned", "examples"]


@pytest.mark.parametrize(
    ("name", "column", "wrong"),
    [
        ("pew_2018", "weight", pd.Timestamp(2018, 1, 3)),
        ("pew_2021", "sex", pd.Timedelta(1, "D")),
        ("pew_2021", "web1h", [1, 2]),
        ("sce_job_search", "L9", b"1"),
    ],
)
def test_what_no_answer_can_be_is_told_by_its_column(name, column, wrong):
    source = catalogue.source(name)
    read = {v.column for v in source.variables} | {source.design.weight}
    [column] = [one for one in read if one.startswith(column)][:1]

    def spoil(raw):
        return raw.assign(**{column: [*raw[column][:-1].astype(object), wrong]})

    table = faults(name, spoil)
    assert table.loc["numbers or texts", ["column", "rows", "examples"]].tolist() == [
        column, 1, type(wrong).__name__,
    ]  # fmt: skip


def test_text_among_numbers_is_none_of_the_other_answers():
    source = catalogue.source("sce_job_search")
    column = source.variable("contacted_unasked").column

    def spoil(raw):
        return raw.assign(**{column: ["n/a", *raw[column][1:]]})

    table = faults("sce_job_search", spoil)
    assert table.loc["every code is in the catalogue", "examples"] == "n/a (1 rows)"


def test_text_among_numbers_that_are_compared_is_a_fault():
    def spoil(raw):
        return raw.assign(**{"L9 (2013)": ["n/a", *raw["L9 (2013)"][1:]]})

    assert "str" in faults("sce_job_search", spoil).loc["the file can be cleaned", "examples"]


def test_a_file_of_which_no_variable_can_be_read_is_told():
    found = faults("pew_2018", lambda raw: raw.rename(columns=str.swapcase))
    assert {*found.index} == {"column is there"}


def test_a_column_that_is_there_twice_is_told_beside_the_shape():
    table = faults("pew_2021", lambda raw: pd.concat([raw, raw[["sex"]]], axis="columns"))
    assert table.loc["columns have names of their own", "examples"] == "twice or more: sex"
    assert "number of columns" in table.index


def test_a_correction_that_no_longer_fits_is_a_fault(monkeypatch):
    known = tuple(corrections.read_corrections())
    monkeypatch.setattr(corrections, "corrections", lambda: known)
    assert faults("pew_2018").loc["pew_2018_graduates", "column"] == "educ2"


def test_a_file_that_is_not_the_record_s_is_told_beside_the_others(tmp_path, monkeypatch):
    monkeypatch.setenv("STUDY_MIRROR", str(tmp_path))
    source = catalogue.source("pew_2021")
    path = tmp_path / source.id / source.files[0].path
    path.parent.mkdir()
    path.write_text("half a file", "utf-8")
    found, absent = validate_all()
    assert len(absent) == len(SURVEYS) - 1
    assert found["rule"].tolist() == ["the file is the one of the record"]
    assert "its size differs" in found.loc[0, "meaning"]


@pytest.mark.microdata
@pytest.mark.parametrize("source", SURVEYS, ids=lambda record: record.id)
def test_the_real_files_have_no_fault(source, monkeypatch):
    known = tuple(corrections.read_corrections())
    monkeypatch.setattr(corrections, "corrections", lambda: known)
    assert validate(source, read(source), read_fingerprint(source.id)).empty
