"""Each format read whole, and each kind of file that can't be read told as what it is."""

from __future__ import annotations

import base64
import gzip
import sys
from typing import TYPE_CHECKING
from zipfile import ZipFile

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest

from analysis.cleaning.missing import missing_tags
from analysis.errors import StudyError
from analysis.sources.reading import ENDINGS, read_file, read_labels, read_raw, with_numbers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("here")

PEOPLE = pd.DataFrame({"AGE": [31.0, 58.0, 99.0] * 200, "CITY": ["Lyon", "Metz", "Nice"] * 200})
ANSWERS = pd.DataFrame({"Q1": pd.Series([1.0, 2.0, "a", "d", None], dtype=object)})
LABELS = {"Q1": {1: "Yes", 2: "No", "a": "Refused"}}
# R 4: x <- data.frame(satisfied = c("yes", "no"), found = c("friend", "advert"),
#                      size = factor(c("big", "small"), levels = c("small", "big")))
#      attr(x$satisfied, "levels") <- c("no", "yes"); save(x, file = "x.rda", version = 2)
TEXT_WITH_LEVELS = base64.b64decode(
    "H4sIAAAAAAAAA11QSw6DIBR8Appo0qRJ7+GiZ+gJunJLFRoS1ASo/ax6cikKGMuCx8CbmTdwvTTnqqkAAAFBCBB2kCBX"
    "MiBQLvsLAJ8ccB109MS1gd9MB4iGMVEVkk1Maof2koW3EwPMCaHgSrChiyfaTUwZxz6sHL8yPwrZRJvrnkoZ/W/inkTK"
    "W0l1TLTl5LQ1o/JR/ukD7Vmk43BZamqE5oLFiDkfH1teosWHJTalGp91tFqf8XXFWhvmYZskqjpqaM2Vk4QPmn/4/6DX"
    "pQEAAA=="
)


def workbook(path: Path, *rows: list[object]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


def of_people(path: Path) -> None:
    workbook(path, [*PEOPLE], *PEOPLE.to_numpy().tolist())


WRITERS: dict[str, Callable[[Path], object]] = {
    "survey.sav": lambda path: pyreadstat.write_sav(PEOPLE, path, missing_ranges={"AGE": [99]}),
    "survey.zsav": lambda path: pyreadstat.write_sav(
        PEOPLE, path, missing_ranges={"AGE": [99]}, compress=True
    ),
    "survey.por": lambda path: pyreadstat.write_por(PEOPLE, path),
    "survey.dta": lambda path: pyreadstat.write_dta(PEOPLE, path),
    "survey.xpt": lambda path: pyreadstat.write_xport(PEOPLE, path),
    "survey.rda": lambda path: path.write_bytes(TEXT_WITH_LEVELS),
    "survey.xlsx": of_people,
    "survey.csv": lambda path: PEOPLE.to_csv(path, index=False),
    "survey.csv.gz": lambda path: PEOPLE.to_csv(path, index=False),
}
IN_TEXT = {"survey.csv", "survey.csv.gz"}


@pytest.mark.parametrize("upper", [False, True], ids=["as usual", "in capitals"])
@pytest.mark.parametrize("name", sorted(WRITERS.keys() - {"survey.rda"}))
def test_every_row_and_column_is_read(tmp_path, name, upper):
    """The SPSS files declare 99 as missing: it stays 99, never an empty cell."""
    WRITERS[name](tmp_path / name)
    path = (tmp_path / name).rename(tmp_path / (name.upper() if upper else name))
    expected = PEOPLE.astype({"AGE": "str"}) if name in IN_TEXT else PEOPLE
    pd.testing.assert_frame_equal(read_raw(path), expected, check_dtype=False)


@pytest.mark.parametrize(
    "name", sorted(WRITERS.keys() - {"survey.csv", "survey.por", "survey.xpt"})
)
@pytest.mark.parametrize("kept", [0, 20, 0.5], ids=["empty", "header only", "half"])
def test_a_file_cut_short_is_refused(tmp_path, name, kept):
    path = tmp_path / name
    WRITERS[name](path)
    content = path.read_bytes()
    path.write_bytes(content[: kept if isinstance(kept, int) else int(len(content) * kept)])
    with pytest.raises(StudyError, match="cut short"):
        read_raw(path)


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("read", [read_raw, read_labels])
def test_an_error_page_under_the_file_s_name_is_refused(tmp_path, name, read):
    path = tmp_path / name
    path.write_text("<html>Please log in.</html>" * 50, "utf-8")
    with pytest.raises(StudyError, match=r"not what its name says(.|\n)*a web page") as refused:
        read(path)
    assert "again" not in refused.value.hint


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("read", [read_raw, read_labels])
def test_an_absent_file_is_refused(tmp_path, name, read):
    with pytest.raises(StudyError, match="missing") as refused:
        read(tmp_path / name)
    assert str(tmp_path) in refused.value.hint


@pytest.mark.parametrize("name", WRITERS)
def test_a_folder_is_refused_as_a_folder(tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(StudyError, match="folder"):
        read_raw(tmp_path / name)


@pytest.mark.parametrize("ending", ENDINGS)
def test_bytes_of_nothing_are_refused_in_every_format(tmp_path, ending):
    path = tmp_path / f"survey{ending}"
    path.write_bytes(bytes(range(128, 256)) * 20)
    with pytest.raises(StudyError, match="can't be read"):
        read_raw(path)


@pytest.mark.parametrize(
    ("content", "name", "told", "to_do"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xlsx", "locked with a password", "without a pass"),
        (b"\x1c" + bytes(7) + b"ENCRYPTEDSAV\x15", "a.sav", "locked with a password", "in SPSS"),
        (b"PK\x03\x04", "a.sav", "a zip archive", "unpack it"),
        (b"PK\x03\x04", "a.csv", "a zip archive", "unpack it"),
        (b"\x1f\x8b\x08", "a.csv", "packed by gzip", "unpack it"),
        (b"$FL2@(#) SPSS", "a.dta", "an SPSS file", "call it .sav"),
        (b"<stata_dta><header>", "a.sav", "a Stata file", "call it .dta"),
        (b"HEADER RECORD*******", "a.sas7bdat", "a SAS transport file", "call it .xpt"),
    ],
)
def test_a_file_of_another_kind_is_told_with_what_to_do(tmp_path, content, name, told, to_do):
    path = tmp_path / name
    path.write_bytes(content.ljust(100, b"\0"))
    with pytest.raises(StudyError, match=told) as refused:
        read_raw(path)
    assert to_do in refused.value.hint
    assert "again" not in refused.value.hint


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(StudyError, match=r"\.sav, \.zsav, \.por, \.dta(.|\n)*\.csv, \.csv\.gz"):
        read_raw(tmp_path / "survey.xls")


def test_codes_of_a_csv_keep_their_zeros_whatever_other_rows_hold(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text(
        "department,nace,person,group\n01,01.10,12345678901234567,1E5\n75,,,\n", "utf-8"
    )
    assert read_raw(path).iloc[0].tolist() == ["01", "01.10", "12345678901234567", "1E5"]


def test_only_an_empty_cell_and_na_are_missing_in_text(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text('answer\n""\nNA\nNone\nnull\nn/a\n', "utf-8")
    assert read_raw(path)["answer"].isna().tolist() == [True, True, False, False, False]


def test_text_becomes_numbers_where_the_record_says_so_and_other_text_stays():
    raw = pd.DataFrame({"q": ["1", None, "x"], "age": ["7", "8", "9"], "n": [1, 2, 3]})
    turned = with_numbers(raw, ["q", "n", "absent"])
    assert turned["q"].tolist()[::2] == [1, "x"]
    assert turned["q"].isna().tolist() == [False, True, False]
    assert turned["age"].tolist() == ["7", "8", "9"]


def test_longer_lines_than_the_first_never_move_the_cells(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text("q1,q2\n1,2,\n1,2,\n", "utf-8")
    with pytest.raises(StudyError, match="more cells than its first line"):
        read_raw(path)


@pytest.mark.parametrize(("mark", "told"), [(";", "semicolons"), ("\t", "tabs")])
def test_a_csv_parted_by_something_else_is_told_and_can_be_read(tmp_path, mark, told):
    path = tmp_path / "survey.csv"
    path.write_text(f"q1{mark}q2\n1{mark}2\n", "utf-8")
    with pytest.raises(StudyError, match=told):
        read_raw(path)
    assert read_raw(path, separator=mark).to_dict("list") == {"q1": ["1"], "q2": ["2"]}


def test_a_date_that_no_calendar_has_stops_nobody_from_reading(tmp_path):
    answers = pd.DataFrame({"Q1": [1.0, 2.0], "DAY": [1.36e10, 1e16]})
    for name, write, form in (
        ("survey.sav", pyreadstat.write_sav, "DATE11"),
        ("survey.zsav", pyreadstat.write_sav, "DATETIME20"),
        ("survey.dta", pyreadstat.write_dta, "%td"),
        ("survey.xpt", pyreadstat.write_xport, "DATE9"),
        ("survey.por", pyreadstat.write_por, "DATE11"),
    ):
        write(answers, tmp_path / name, variable_format={"DAY": form})
        pd.testing.assert_frame_equal(read_raw(tmp_path / name), answers)


def write_another_encoding(folder: Path) -> dict[str, Path]:
    """Write files that say or let believe UTF-8, and hold Windows-1252."""
    town = pd.DataFrame({"TOWN": ["Xabcdefghij", "Lyon"]})
    paths = {end: folder / f"survey.{end}" for end in ("sav", "dta", "xpt", "csv", "csv.gz")}
    pyreadstat.write_sav(town, paths["sav"])
    pyreadstat.write_dta(town, paths["dta"])
    pyreadstat.write_xport(town, paths["xpt"])
    for end in ("sav", "dta", "xpt"):
        content = paths[end].read_bytes()
        assert content.count(b"Xabcdefg") == 1
        paths[end].write_bytes(content.replace(b"Xabcdefg", b"Orl\xe9ans "))
    paths["csv"].write_bytes("TOWN\nOrléans hij\nLyon\n".encode("cp1252"))
    paths["csv.gz"].write_bytes(gzip.compress(paths["csv"].read_bytes()))
    return paths


@pytest.mark.parametrize("end", ["sav", "dta", "xpt", "csv", "csv.gz"])
def test_another_encoding_is_told_as_such_and_can_be_given(tmp_path, end):
    path = write_another_encoding(tmp_path)[end]
    with pytest.raises(StudyError, match="in another encoding") as refused:
        read_raw(path)
    assert "again" not in refused.value.hint
    assert "encoding=" in refused.value.hint
    for name in ("cp1252", "Windows-1252", "latin-1"):
        assert read_raw(path, encoding=name)["TOWN"].tolist() == ["Orléans hij", "Lyon"]
    with pytest.raises(StudyError, match="No encoding is called 'martian'"):
        read_raw(path, encoding="martian")


def test_labels_and_the_letters_of_missing_values_come_out_of_stata(tmp_path):
    path = tmp_path / "survey.dta"
    pyreadstat.write_dta(
        ANSWERS, path, missing_user_values={"Q1": ["a", "d"]}, variable_value_labels=LABELS,
        column_labels={"Q1": "Are you on it?"},
    )  # fmt: skip
    file = read_file(path)
    assert file.people["Q1"].dtype == np.float64
    assert missing_tags(file.people["Q1"]).tolist() == [1, 2, ".a", ".d", "."]
    assert file.labels == {"Q1": {1: "Yes", 2: "No", ".a": "Refused"}}
    assert file.wordings == {"Q1": "Are you on it?"}


def test_labels_and_the_letters_of_missing_values_come_out_of_sas(tmp_path, monkeypatch):
    """No free program writes SAS's own format: its reader is stood in for by that of Stata."""
    paths = {end: tmp_path / f"survey.{end}" for end in ("sas7bdat", "SAS7BCAT")}
    labels = {"Q1": {1: "Yes", "A": "Refused"}}
    stata = tmp_path / "stood_in.dta"
    pyreadstat.write_dta(ANSWERS, stata, missing_user_values={"Q1": ["a", "d"]})
    frame, meta = pyreadstat.read_dta(stata, user_missing=True)
    frame = frame.replace({"a": "A", "d": "_"})
    told = pyreadstat.metadata_container()
    told.variable_value_labels = labels
    for path in paths.values():
        path.write_bytes(b"SAS" * 100)

    def read_sas7bdat(path, *, user_missing, disable_datetime_conversion):
        assert user_missing
        assert disable_datetime_conversion
        assert path == paths["sas7bdat"]
        return frame, meta

    monkeypatch.setattr(pyreadstat, "read_sas7bdat", read_sas7bdat)
    monkeypatch.setattr(pyreadstat, "read_sas7bcat", lambda path: (None, path))
    monkeypatch.setattr(pyreadstat, "set_catalog_to_sas", lambda frame, _, path: (frame, told))
    file = read_file(paths["sas7bdat"])
    assert missing_tags(file.people["Q1"]).tolist() == [1, 2, ".A", "._", "."]
    assert file.labels == {"Q1": {1: "Yes", ".A": "Refused"}}
    paths["SAS7BCAT"].unlink()
    assert read_labels(paths["sas7bdat"]) == {}


def test_labels_of_spss_are_by_code(tmp_path):
    path = tmp_path / "survey.sav"
    labels = {"AGE": {99.0: "Refused"}, "CITY": {"Lyon": "The city of Lyon"}}
    pyreadstat.write_sav(PEOPLE, path, variable_value_labels=labels)
    assert read_labels(path) == labels


def test_the_first_sheet_of_a_workbook_is_read_as_written(tmp_path):
    path = tmp_path / "survey.xlsx"
    workbook(path, ["code", "weight", "note"], ["01", 1.5, None], [], ["2A", 2, "late"])
    assert read_raw(path).astype(object).where(lambda x: x.notna(), None).to_dict("list") == {
        "code": ["01", "2A"],
        "weight": [1.5, 2],
        "note": [None, "late"],
    }


@pytest.mark.parametrize(
    ("header", "told"),
    [(["q1", "q1"], "q1"), (["q1", None], "1 without a name"), ([], "an empty sheet")],
)
def test_a_sheet_that_is_no_table_is_refused(tmp_path, header, told):
    path = tmp_path / "survey.xlsx"
    workbook(path, header, *([1, 2] for _ in header))
    with pytest.raises(StudyError, match=f"got: {told}"):
        read_raw(path)


def test_a_sheet_that_tells_a_wrong_size_of_itself_is_read_whole(tmp_path):
    """Programs other than Excel often leave the size of an empty sheet."""
    of_people(tmp_path / "right.xlsx")
    with ZipFile(tmp_path / "right.xlsx") as right, ZipFile(tmp_path / "a.xlsx", "w") as wrong:
        for name in right.namelist():
            content = right.read(name)
            wrong.writestr(
                name, content.replace(b'<dimension ref="A1:B601"', b'<dimension ref="A1"')
            )
        assert b'ref="A1:B601"' in right.read("xl/worksheets/sheet1.xml")
    pd.testing.assert_frame_equal(read_raw(tmp_path / "a.xlsx"), PEOPLE, check_dtype=False)


def test_another_office_document_called_xlsx_is_refused(tmp_path):
    path = tmp_path / "survey.xlsx"
    with ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    with pytest.raises(StudyError, match="not what its name says"):
        read_raw(path)


@pytest.mark.parametrize(
    ("name", "library"),
    [("survey.sav", "pyreadstat"), ("survey.rda", "rdata"), ("survey.xlsx", "openpyxl")],
)
def test_a_library_that_is_not_installed_is_told_with_its_extra(
    tmp_path, monkeypatch, name, library
):
    WRITERS[name](tmp_path / name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(StudyError, match=rf"needs {library}(.|\n)*networks-and-jobs\[files\]"):
        read_raw(tmp_path / name)
