"""Drafts of records: what the file tells, the nearest wave, and answers exchanged between waves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import yaml

import synthetic
from analysis.errors import StudyError
from analysis.sources import catalogue
from analysis.sources.catalogue import Source
from analysis.surveys import nearest
from analysis.surveys.describing import describe

SOURCE = catalogue.source("pew_2021")
NAME = "Jan 8-Feb 7, 2019 - Core Trends Survey.sav"
LABELS = {"educ2": {6.0: "Bachelor's degree", 7.0: "Some postgraduate"}}
LADDER = [1, 2, 3, 4, 5, 6, 7, 8]
LIKELY = [0.03, 0.07, 0.25, 0.2, 0.09, 0.18, 0.06, 0.12]


def wave(seed: int, people: int = 3000) -> pd.DataFrame:
    """Make up a wave like that of 2021, with a ladder of diplomas that is not even."""
    raw = synthetic.raw(SOURCE, people=people, seed=seed)
    return raw.assign(educ2=np.random.default_rng(seed).choice(LADDER, people, p=LIKELY))


def written(raw: pd.DataFrame, folder, name: str = NAME):
    path = folder / name
    pyreadstat.write_sav(raw.astype("float64"), path, variable_value_labels=LABELS)
    return path


@pytest.fixture
def known(tmp_path, monkeypatch):
    """Put the file of a made-up wave of 2021 where the study finds it."""
    monkeypatch.setenv("STUDY_MIRROR", str(tmp_path))
    monkeypatch.setattr(nearest, "verify", lambda path, file: None)
    (tmp_path / SOURCE.id).mkdir()
    written(wave(1), tmp_path / SOURCE.id, SOURCE.files[0].path)
    return tmp_path


def test_a_known_wave_that_is_not_the_study_s_file_is_not_even_opened(known, monkeypatch):
    monkeypatch.setattr(nearest, "verify", catalogue.verify)
    monkeypatch.setattr(nearest, "read_source", lambda *given: pytest.fail("it was read"))
    with pytest.raises(StudyError, match="not the file the study knows"):
        describe(written(wave(2), known))


def comments(draft: str) -> list[str]:
    return [line for line in draft.splitlines() if line.startswith("#")]


def test_two_waves_alike_differ_nowhere(known):
    draft = describe(written(wave(2), known))
    assert "The nearest known wave is pew_2021: the file has 10 of its 10 columns." in draft
    assert any("No share of" in line for line in comments(draft))


def test_a_csv_is_described_as_the_same_people_in_another_format(known):
    raw = wave(2)
    (known / "codes.csv").write_text(raw.to_csv(index=False), "utf-8")
    of_text = yaml.safe_load(describe(known / "codes.csv"))[0]
    of_codes = yaml.safe_load(describe(written(raw, known)))[0]
    differing = {name for name in of_codes if of_codes[name] != of_text[name]}
    assert differing == {"id", "files", "years", "cells"}  # what the file's name and bytes say
    assert of_text["files"][0]["columns"] == of_codes["files"][0]["columns"]


def test_two_diplomas_exchanged_do_not_pass_in_silence(known):
    raw = wave(2)
    turned = raw.assign(educ2=raw["educ2"].replace({6: 7, 7: 6}))
    told = "\n".join(comments(describe(written(turned, known))))
    assert "education (educ2) 6: " in told and "education (educ2) 7: " in told
    assert "education (educ2): 6 and 7 would be nearer if they were exchanged. Were they?" in told


def test_without_the_file_of_the_nearest_wave_its_cells_are_compared(tmp_path, monkeypatch):
    """Levels are compared then: women and men exchanged, as the cells of 2021 know them."""
    monkeypatch.setenv("STUDY_MIRROR", str(tmp_path))
    monkeypatch.setattr(catalogue.paths, "RAW", tmp_path)
    raw = wave(2).assign(sex=lambda people: np.where(people.index < 2850, 1.0, 2.0))
    told = comments(describe(written(raw, tmp_path)))
    assert any(line.startswith("#   sex (sex) men: 9") for line in told)


def test_the_draft_becomes_a_record_once_it_is_finished(known):
    raw = wave(2, people=40)
    draft = describe(written(raw, known))
    record = yaml.safe_load(draft.replace("landing_page: TO WRITE", "landing_page: https://a.org"))[
        0
    ]
    made = Source.model_validate(record)
    assert (made.id, made.years, made.geo, made.design.weight) == (
        "pew_2019",
        [2019],
        "US",
        "weight",
    )
    assert (made.files[0].rows, made.files[0].columns) == raw.shape
    assert made.variables == SOURCE.variables
    assert made.cells == {name.replace("2021", "2019"): held for name, held in SOURCE.cells.items()}


def test_a_draft_that_nobody_finished_is_refused(known, tmp_path):
    path = tmp_path / "catalogue.yaml"
    path.write_text(describe(written(wave(2), known)), "utf-8")
    with pytest.raises(StudyError, match="landing_page"):
        catalogue.read_catalogue(path)


def test_labels_stand_beside_their_codes_and_codes_unknown_are_told(known):
    raw = wave(2).assign(sex=lambda people: people["sex"].mask(people.index < 5, 3))
    draft = describe(written(raw, known))
    assert f"7: bachelor  # Some postgraduate, {int((raw['educ2'] == 7).sum())} people" in draft
    assert "# NOT LISTED 3: 5 people" in draft


def test_columns_that_are_gone_are_told_with_what_hangs_on_them(known):
    draft = describe(written(wave(2).drop(columns="snsint2"), known))
    assert "# Not in the file: snsint2. Variables read from them are left out." in draft
    made = yaml.safe_load(draft)[0]
    assert "on_any_network" not in [variable["name"] for variable in made["variables"]]
    assert "pew_2019_network" not in made["cells"]


def test_a_file_of_no_known_survey_is_refused(known):
    with pytest.raises(StudyError, match="of no survey that the study knows"):
        describe(written(pd.DataFrame({"a": [1.0], "b": [2.0]}), known))


def test_a_file_that_is_damaged_is_refused(tmp_path):
    path = tmp_path / NAME
    path.write_bytes(b"<html>Not found</html>")
    with pytest.raises(StudyError, match="can't be read"):
        describe(path)


def test_the_test_of_two_shares_on_a_case_by_hand():
    """30 of 100 against 50 of 100: pooled 0.4, error 0.0693, z 2.887, p 0.0039 (twice 0.0019)."""
    here = nearest.Shares(pd.Series({1: 0.3, 2: 0.7}), 100.0)
    there = nearest.Shares(pd.Series({1: 0.5, 2: 0.5}), 100.0)
    found = nearest.differing({"sex": (here, there)})
    assert found["p"].tolist() == pytest.approx([0.0038924, 0.0038924], rel=1e-4)
    assert nearest.differing({"sex": (here, here)}).empty


def test_unequal_weights_make_a_sample_smaller():
    """The same shares tell nothing where few people carry most of the weight."""
    few = nearest.Shares(pd.Series({1: 0.3, 2: 0.7}), 20.0)
    there = nearest.Shares(pd.Series({1: 0.5, 2: 0.5}), 100.0)
    assert nearest.differing({"sex": (few, there)}).empty


@pytest.mark.microdata
def test_the_graduates_of_2018_do_not_pass_in_silence():
    """Some postgraduate study and a postgraduate degree, known to look exchanged for some."""
    record = catalogue.source("pew_2018")
    told = "\n".join(comments(describe(catalogue.locate(record, record.files[0]))))
    assert "This very file is known already: it is that of pew_2018." in told
    assert "nearest known wave is pew_2021" in told
    assert "education (educ2): 7 and 8 would be nearer if they were exchanged" in told
