"""R files read as R wrote them: types, labels, tags; and what holds no table told as such."""

from __future__ import annotations

import lzma
from base64 import b64decode
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from analysis.cleaning.missing import missing_tags
from analysis.errors import StudyError
from analysis.sources.reading import read_file, read_labels, read_raw

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("here")

# Written by R 4 with:
#   bits <- function(...) readBin(as.raw(c(...)), "double", n = 1, endian = "big")
#   tag <- function(letter) bits(0x7f, 0xf0, 0, utf8ToInt(letter), 0, 0, 0x07, 0xa2)
#   town <- c("Orl\u00e9ans", "Lyon", NA, "")
#   people <- data.frame(n = c(7L, NA, 0L, -3L), asked = c(TRUE, NA, FALSE, TRUE),
#                        size = factor(c("big", NA, "small", "big"), levels = c("small", "big")),
#                        day = structure(c(16922, NA, 1e9, -1e6), class = "Date"),
#                        town = iconv(town, "UTF-8", "latin1"))
#   people$answer <- structure(c(1, 2, tag("d"), NA), label = "Are you on it?",
#                              labels = c(Yes = 1, No = 2, "Don't know" = tag("d")),
#                              class = c("haven_labelled", "vctrs_vctr", "double"))
#   class(people) <- c("tbl_df", "tbl", "data.frame")
#   saveRDS(people, "people.rds", version = 3, compress = "xz")
#   lost <- data.frame(town = "Orl\xe9ans")
#   saveRDS(lost, "lost.rds", compress = "xz")
#   people2 <- people[1]; save(people2, lost, file = "two.rda", compress = "xz", version = 2)
#   boxes <- data.frame(n = 1:2); boxes$of <- list(1:2, "c")
#   saveRDS(boxes, "boxes.rds", compress = "xz", version = 2)
#   saveRDS(setNames(data.frame(1, 2), c("n", "n")), "twice.rds", compress = "xz", version = 2)
#   setClass("Panel", representation(wave = "numeric"))
#   saveRDS(new("Panel", wave = 1), "s4.rds", compress = "xz", version = 2)
FILES = {
    "people.rds": (
        "/Td6WFoAAAFpIt42AgAhARYAAAB0L+Wj4AMoAWBdACwCfBn5r/QdO56YNX7q0PQhTbNFUsa9mj0VBHnZHHc+13"
        "7CP+iMO5rKXEHWhfNEvXSjF0HGTu9x0F1Db2enx5vf0x6Nzgk1HxuCIpl767vicYb/gwfpU/ZdS1UnmQU7pWsr"
        "O4CUKD69J+ySZK0TUrT/ztRpOPtF7+iE4yrGt8eHGZPVteKoFEsGSb1W0R+xtXoc5XOiZlWszgaXc/GlQ4xMJy"
        "4kZ+/aWfuFqMV65R0+uM89htgKJ6qbet9HO2m2FUZ+4gtQObW4UUZ0j77LrTu70DS4fDaFZ4BKO5yMTmyT7jXh"
        "8jHKB99jBbLF0toem7zTcVT+S2pcwUKaZIxt83M/IPRRXpPWkvlxHDC+4pxMMYEeWrWoF7iF6cGUTGrDXicMkh"
        "qHXdHXcxImrurD9dr3KH2/VkEeBptkn2+d9vsdx6TPmon74iX9rgd0BbUXX9ssKr/DLyK5X3rV7I/cbDAAWrKz"
        "4wAB+AKpBgAA9Da6dD4wDYsCAAAAAAFZWg=="
    ),
    "lost.rds": (
        "/Td6WFoAAAFpIt42AgAhARYAAAB0L+Wj4AC6AGhdACwCfBn5r/QdO56YNX7q0PQhTbNFUsa9mj0T+tL6192NLN"
        "MWYPYybzSRWKmHI45bbVF5Hi0hdADsMQYoZGVu3VGE+n310rkHYeupbVpPUUoufFYbk96dKFEd1GgGaP6F/WRQ"
        "ZoBooAAAAHTS9c8AAYABuwEAABlKNCs+MA2LAgAAAAABWVo="
    ),
    "two.rda": (
        "/Td6WFoAAAFpIt42AgAhARwAAAAQz1jM4AF1AKpdACkRB1RXIuRuUsqfktkkYTyzHMdu+351IdX0vSzDw0XIEx"
        "KUXs47ZCBseshSFckApUAjJ8t83HQSMKgQQoacR7uIHupS4/GCnCzU8XwpDiS6fD1X+Ih+PQUyE8JRk/3gFZcC"
        "7xRfvaABsxG8RNFeBW3Q7TNik/cxVU4VscEeu8Er9Rc8fkk5Octw5LTdoLapFng2u/nV1mGCvcPULy70m4d+pk"
        "XXIR+XJQAAAAAAuBMxpwABwgH2AgAAx9+cAj4wDYsCAAAAAAFZWg=="
    ),
    "boxes.rds": (
        "/Td6WFoAAAFpIt42AgAhARYAAAB0L+Wj4ADaAGFdACwCfBn5n/gdO9yZ6vbIvm3QKPvVTgvayWQhewVL8hVdw5"
        "+3BjnBXPD8OXgGZCA0SrZ2jzEFeejM2MD8T4CKiIRKEUaYR6sMvfawJlv7KXSL3IgXtXxlVo+RYztkBQ1y98AA"
        "AAAAT6jlVAABedsBAAAA+aHhqT4wDYsCAAAAAAFZWg=="
    ),
    "twice.rds": (
        "/Td6WFoAAAFpIt42AgAhARYAAAB0L+Wj4ADAAF9dACwCfBn5n/gdO9yZ6vbIvm3EsoOwjD31uHNbnyf+byeim5"
        "wYSfqeBUo5sPUmCcL6C0TPkgXViopJbGBojo2X8ut+4LHTpZB8m5KgohuyEms2U0FmEAN0kkqUEVZ9gvAAAACI"
        "ZKuFAAF3wQEAAACqT7u5PjANiwIAAAAAAVla"
    ),
    "s4.rds": (
        "/Td6WFoAAAFpIt42AgAhARYAAAB0L+Wj4ACYAFpdACwCfBn5n/gdO9yZ6vCOOhHkHJdn91hWKy4MmU5KUFcwux"
        "hskwmpoGhhh6+obc26El8y2LSk/BiRFgt8UyGvxffdxE2D23kY//l0DZ7mYQNu+0dusmFiKFICAAAAAIkvm00A"
        "AXKZAQAAABNaFeE+MA2LAgAAAAABWVo="
    ),
}


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Write the files above."""
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(b64decode(content))
    return tmp_path


def test_each_type_of_r_comes_out_as_what_it_is(saved):
    people = read_raw(saved / "people.rds")
    assert people.index.equals(pd.RangeIndex(4))
    assert people.dtypes.astype("str").to_dict() == {
        "n": "float64",
        "asked": "boolean",
        "size": "category",
        "day": "float64",
        "town": "str",
        "answer": "float64",
    }
    assert missing_tags(people["n"]).tolist() == [7, ".", 0, -3]
    assert people["asked"].tolist() == [True, pd.NA, False, True]
    assert people["size"].cat.categories.tolist() == ["small", "big"]
    assert people["size"].cat.codes.tolist() == [1, -1, 0, 1]
    assert missing_tags(people["day"]).tolist() == [16922, ".", 1e9, -1e6]
    assert people["town"].fillna("(empty)").tolist() == ["Orléans", "Lyon", "(empty)", ""]


def test_haven_s_labels_tags_and_wordings_come_out(saved):
    file = read_file(saved / "people.rds")
    assert missing_tags(file.people["answer"]).tolist() == [1, 2, ".d", "."]
    assert file.labels == {"answer": {1: "Yes", 2: "No", ".d": "Don't know"}}
    assert file.wordings == {"answer": "Are you on it?"}


@pytest.mark.parametrize("name", ["PEOPLE.RDS", "people.Rds"])
def test_the_extension_may_be_in_capitals(saved, name):
    assert len(read_raw((saved / "people.rds").rename(saved / name))) == 4


def test_the_only_data_frame_is_read_whatever_the_extension_says(saved):
    """Some producers call `saveRDS` and name the file .RData, or the reverse."""
    assert len(read_raw((saved / "people.rds").rename(saved / "people.RData"))) == 4


def test_text_of_an_encoding_that_the_file_does_not_tell_is_told_and_can_be_read(saved):
    with pytest.raises(StudyError, match="another encoding") as refused:
        read_raw(saved / "lost.rds")
    assert "again" not in refused.value.hint
    assert read_raw(saved / "lost.rds", encoding="cp1252")["town"].tolist() == ["Orléans"]


@pytest.mark.parametrize(
    ("name", "told", "to_do"),
    [
        ("two.rda", r"2, in: people2 \(.*\), lost \(data.frame\)", "saveRDS"),
        ("s4.rds", r"0, in: \(Panel\)", "saveRDS"),
        ("boxes.rds", "'of' of the data frame can't be read", "take it out"),
        ("twice.rds", "got: n", "make.unique"),
    ],
)
@pytest.mark.parametrize("read", [read_raw, read_labels])
def test_what_is_no_table_is_refused_and_nobody_is_sent_to_get_it_again(
    saved, name, told, to_do, read
):
    with pytest.raises(StudyError, match=told) as refused:
        read(saved / name)
    assert to_do in refused.value.hint


def test_a_label_that_cannot_be_decoded_is_no_reason_to_refuse_the_file(saved):
    """As in the General Social Survey, two of whose labels say UTF-8 and are Windows-1252."""
    path = saved / "people.rds"
    content = lzma.decompress(path.read_bytes())
    assert content.count(b"Don't know") == 1
    path.write_bytes(lzma.compress(content.replace(b"Don't know", b"Don\x92t know")))
    assert [*read_labels(path)["answer"].values()] == ["Yes", "No", "Don\ufffdt know"]
