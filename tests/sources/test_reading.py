"""Each format read whole, and each kind of damage refused."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pandas as pd
import pyreadstat
import pytest

from analysis.errors import StudyError
from analysis.sources.reading import read_raw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PEOPLE = pd.DataFrame({"age": [31.0, 58.0, 99.0] * 200, "city": ["Lyon", "Metz", "Nice"] * 200})
# R 4: x <- data.frame(satisfied = c("yes", "no"), found = c("friend", "advert"),
#                      size = factor(c("big", "small"), levels = c("small", "big")))
#      attr(x$satisfied, "levels") <- c("no", "yes"); save(x, file = "x.rda", version = 2)
TEXT_WITH_LEVELS = base64.b64decode(
    "H4sIAAAAAAAAA11QSw6DIBR8Appo0qRJ7+GiZ+gJunJLFRoS1ASo/ax6cikKGMuCx8CbmTdwvTTnqqkAAAFBCBB2kCBX"
    "MiBQLvsLAJ8ccB109MS1gd9MB4iGMVEVkk1Maof2koW3EwPMCaHgSrChiyfaTUwZxz6sHL8yPwrZRJvrnkoZ/W/inkTK"
    "W0l1TLTl5LQ1o/JR/ukD7Vmk43BZamqE5oLFiDkfH1teosWHJTalGp91tFqf8XXFWhvmYZskqjpqaM2Vk4QPmn/4/6DX"
    "pQEAAA=="
)

WRITERS: dict[str, Callable[[Path], object]] = {
    "survey.sav": lambda path: pyreadstat.write_sav(PEOPLE, path, missing_ranges={"age": [99]}),
    "survey.rda": lambda path: path.write_bytes(TEXT_WITH_LEVELS),
    "survey.csv": lambda path: PEOPLE.to_csv(path, index=False),
    "survey.csv.gz": lambda path: PEOPLE.to_csv(path, index=False),
}


@pytest.mark.parametrize("name", ["survey.sav", "survey.csv", "survey.csv.gz"])
def test_every_row_and_column_is_read(tmp_path, name):
    """The SPSS file declares 99 as missing: it stays 99, never an empty cell."""
    WRITERS[name](tmp_path / name)
    frame = read_raw(tmp_path / name)
    pd.testing.assert_frame_equal(frame, PEOPLE, check_dtype=False)


@pytest.mark.parametrize("name", ["survey.sav", "survey.rda", "survey.csv.gz"])
@pytest.mark.parametrize("kept", [0, 20, 0.5], ids=["empty", "header only", "half"])
def test_a_file_cut_short_is_refused(tmp_path, name, kept):
    path = tmp_path / name
    WRITERS[name](path)
    content = path.read_bytes()
    path.write_bytes(content[: kept if isinstance(kept, int) else int(len(content) * kept)])
    with pytest.raises(StudyError, match="cut short"):
        read_raw(path)


@pytest.mark.parametrize("name", ["survey.sav", "survey.rda", "survey.csv.gz"])
def test_an_error_page_under_the_file_s_name_is_refused(tmp_path, name):
    path = tmp_path / name
    path.write_text("<html>Please log in.</html>" * 50, "utf-8")
    with pytest.raises(StudyError, match="not what its name says"):
        read_raw(path)


@pytest.mark.parametrize("name", WRITERS)
def test_an_absent_file_is_refused(tmp_path, name):
    with pytest.raises(StudyError, match="missing"):
        read_raw(tmp_path / name)


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(StudyError, match=r"\.sav, \.rda, \.rds, \.csv, \.csv\.gz"):
        read_raw(tmp_path / "survey.xlsx")


def test_only_an_empty_cell_and_na_are_missing_in_text(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text('answer\n""\nNA\nNone\nnull\nn/a\n', "utf-8")
    assert read_raw(path)["answer"].isna().tolist() == [True, True, False, False, False]


def test_r_text_that_carries_levels_stays_text(tmp_path):
    """As `job_satisfaction` in Stack Overflow 2016, on which pyreadr 0.5.8 stops."""
    path = tmp_path / "survey.rda"
    path.write_bytes(TEXT_WITH_LEVELS)
    expected = {
        "satisfied": ["yes", "no"],
        "found": ["friend", "advert"],
        "size": ["big", "small"],
    }
    assert read_raw(path).astype(str).to_dict("list") == expected
