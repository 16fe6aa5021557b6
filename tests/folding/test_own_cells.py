"""Anybody's cells kept in a file, read back by their descriptor, and estimated from by command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from analysis.cli import main
from analysis.errors import StudyError
from analysis.files import sha256, write
from analysis.folding.cells import Cells, Design
from analysis.folding.collapse import collapse
from analysis.folding.own_cells import descriptor_path, read_own_cells, write_own_cells
from analysis.inference.estimates import share

DESIGN = Design("w", "region", "town", "center")
LEVELS = {"q1.a": ["tea", "coffee", "no, thanks"], "it's": ['"a"', "b\nc", " "]}


def people() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "region": ["01", "1", "1", "01"] * 6,
            "town": [1, 2, 3, 4] * 6,
            "q1.a": ["tea", "no, thanks", "coffee", "tea", "refused", None] * 4,
            "it's": ['"a"', "b\nc", " "] * 8,
            "w": [0.1, 2.0, 1 / 3] * 8,
        }
    )


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Cells, Path]:
    """Cells of names and levels that csv, SQL and svy may trip over, in a file."""
    folded = collapse(people(), [*LEVELS], DESIGN)
    cells = Cells(folded, DESIGN, "drinks", "people of a town", LEVELS)
    write_own_cells(cells, tmp_path / "mine" / "drinks.csv")
    return cells, tmp_path / "mine" / "drinks.csv"


def test_cells_come_back_with_all_that_belongs_to_them(kept: tuple[Cells, Path]) -> None:
    cells, path = kept
    again = read_own_cells(path)
    assert again.levels == {name: tuple(levels) for name, levels in LEVELS.items()}
    for name in ("design", "source", "universe"):
        assert getattr(again, name) == getattr(cells, name)
    for each in (again, cells):
        found = share(each, "q1.a", level="tea", by="it's")
        assert found["it's"].tolist() == LEVELS["it's"]
        assert found["n"].tolist() == [
            8,
            8,
            4,
        ]  # who refused counts, whose answer is empty does not
    # "01" and "1" are two strata, in the file too.
    assert again.frame["stratum"].nunique() == cells.frame["stratum"].nunique() == 2


def test_levels_that_a_spreadsheet_would_run_come_back_and_run_nowhere(tmp_path: Path) -> None:
    levels = ["=1+1", "-5", "+x", "@SUM(A1)", "'=1+1", "-5+3"]
    frame = pd.DataFrame({"q": levels, "w": [1.0, 2, 3, 4, 5, 6]})
    design = Design("w")
    cells = Cells(collapse(frame, ["q"], design), design, "odd", "all", {"q": levels})
    write_own_cells(cells, tmp_path / "odd.csv")
    _head, *lines = (tmp_path / "odd.csv").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith(("=", "+", "-", "@"))] == ["-5,1,2,4"]
    report = frictionless.validate(str(descriptor_path(tmp_path / "odd.csv")))
    assert report.valid, report.flatten(["message"])
    again = read_own_cells(tmp_path / "odd.csv")
    assert again.levels["q"] == tuple(levels)
    weights = again.frame.set_index("q")["weight"]
    assert weights[levels].tolist() == [1, 2, 3, 4, 5, 6]


def test_the_descriptor_is_a_data_resource_that_other_tools_check(kept: tuple[Cells, Path]) -> None:
    _cells, path = kept
    record = json.loads(descriptor_path(path).read_text("utf-8"))
    assert (record["people"], record["weight"]) == (24, 19.46666667)
    columns = {column["name"]: column for column in record["schema"]["fields"]}
    assert columns["q1.a"]["constraints"]["enum"] == [*LEVELS["q1.a"], "refused"]
    report = frictionless.validate(str(descriptor_path(path)))
    assert report.valid, report.flatten(["title", "message"])


def test_a_csv_file_without_its_descriptor_is_refused(kept: tuple[Cells, Path]) -> None:
    _cells, path = kept
    descriptor_path(path).unlink()
    with pytest.raises(StudyError, match=r"drinks.resource.json is not there(.|\n)*study collapse"):
        read_own_cells(path)
    path.unlink()
    with pytest.raises(StudyError, match=r"drinks.csv is not there"):
        read_own_cells(path)


def test_a_csv_file_that_was_changed_is_refused(kept: tuple[Cells, Path]) -> None:
    _cells, path = kept
    path.write_text(path.read_text("utf-8").replace("tea", "Tea"), "utf-8")
    with pytest.raises(StudyError, match=r"not the file that drinks.resource.json describes"):
        read_own_cells(path)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda record: record.pop("design"), "design: Field required"),
        (lambda record: record["design"].update(singleton="maybe"), "design.singleton"),
        (
            lambda record: record["schema"]["fields"][2]["constraints"]["enum"].remove("tea"),
            "none of its levels",
        ),
        (lambda record: record["schema"]["fields"][0].update(name="strata"), "no column strata"),
    ],
)
def test_a_descriptor_that_was_spoilt_is_refused(
    kept: tuple[Cells, Path], change: Any, told: str
) -> None:
    _cells, path = kept
    record = json.loads(descriptor_path(path).read_text("utf-8"))
    change(record)
    descriptor_path(path).write_text(json.dumps(record), "utf-8")
    with pytest.raises(StudyError, match=told):
        read_own_cells(path)


def test_cells_that_are_there_twice_are_refused_though_they_were_described(
    kept: tuple[Cells, Path],
) -> None:
    _cells, path = kept
    text = path.read_text("utf-8")
    write(path, text + text.splitlines(keepends=True)[-1])
    record = json.loads(descriptor_path(path).read_text("utf-8"))
    write(descriptor_path(path), json.dumps(record | {"hash": f"sha256:{sha256(path)}"}))
    with pytest.raises(StudyError, match="has cells twice"):
        read_own_cells(path)


def test_a_descriptor_that_is_no_json_is_refused(kept: tuple[Cells, Path]) -> None:
    _cells, path = kept
    descriptor_path(path).write_text("{", "utf-8")
    with pytest.raises(StudyError, match="no descriptor of cells"):
        read_own_cells(path)


def test_levels_put_in_another_order_are_read_in_it(kept: tuple[Cells, Path]) -> None:
    _cells, path = kept
    record = json.loads(descriptor_path(path).read_text("utf-8"))
    record["schema"]["fields"][2]["constraints"]["enum"].reverse()
    descriptor_path(path).write_text(json.dumps(record), "utf-8")
    assert read_own_cells(path).levels["q1.a"] == ("no, thanks", "coffee", "tea")


def test_what_a_csv_file_can_t_keep_is_not_written(tmp_path: Path) -> None:
    rows = pd.DataFrame({"q": ["a\rb"], "n": 1, "weight": 1.0, "weight_sq": 1.0})
    cells = Cells(rows, Design("w"), "toy", "toys")
    with pytest.raises(StudyError, match="carriage return"):
        write_own_cells(cells, tmp_path / "cells.csv")
    with pytest.raises(StudyError, match=r"ends in \.csv"):
        write_own_cells(cells, tmp_path / "cells.json")
    assert [*tmp_path.iterdir()] == []


# At the command line.


def study(*words: object) -> Result:
    return CliRunner().invoke(main, [*map(str, words)])


@pytest.fixture
def folded(tmp_path: Path) -> Path:
    """A small survey, folded by the command: half of the young drink tea, a quarter of the old."""
    answers = {"drink": ["tea", "coffee"] * 20 + ["tea", "coffee", "coffee", "coffee"] * 10}
    rows = pd.DataFrame(answers | {"age": ["young"] * 40 + ["old"] * 40, "w": 1.0})
    rows.to_parquet(tmp_path / "people.parquet", index=False)
    words = ["--by", "drink", "--by", "age", "--weight", "w", "--universe", "drinkers"]
    out = tmp_path / "tea.csv"
    answer = study("collapse", tmp_path / "people.parquet", *words, "--out", out)
    assert answer.exit_code == 0, answer.output
    return out


def test_the_command_that_folds_describes_what_it_folds(folded: Path) -> None:
    cells = read_own_cells(folded)
    assert (cells.source, cells.universe) == ("tea", "drinkers")
    assert cells.levels == {"drink": ("coffee", "tea"), "age": ("old", "young")}


def test_a_share_is_printed_narrow_and_written_whole(folded: Path, tmp_path: Path) -> None:
    answer = study(
        "estimate", folded, "--share", "drink", "--level", "tea", "--by", "age", "--out",
        tmp_path / "table.csv",
    )  # fmt: skip
    assert answer.exit_code == 0, answer.output
    assert max(map(len, answer.output.splitlines())) <= 80
    assert "0.25" in answer.output
    table = pd.read_csv(tmp_path / "table.csv", keep_default_na=False)
    assert table[["age", "estimate", "n"]].to_numpy().tolist() == [
        ["old", 0.25, 40],
        ["young", 0.5, 40],
    ]
    assert {"se", "df", "base", "universe", "source", "flag", "scale"} <= {*table}


def test_json_has_every_column(folded: Path) -> None:
    answer = study("estimate", folded, "--composition", "drink", "--where", "age=old", "--json")
    rows = json.loads(answer.output)
    assert [(row["drink"], row["estimate"]) for row in rows] == [("coffee", 0.75), ("tea", 0.25)]
    assert rows[0]["base"] == "answered drink; age = old"


def test_two_groups_are_compared(folded: Path) -> None:
    two = ("--compare", "age", "--focus", "young", "--reference", "old")
    answer = study("estimate", folded, "--share", "drink", "--level", "tea", *two, "--json")
    rows = {row["measure"]: row["estimate"] for row in json.loads(answer.output)}
    assert rows == pytest.approx({"difference": 0.25, "ratio": 2.0, "odds_ratio": 3.0})


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Give --share or --composition"),
        (["--share", "drink", "--composition", "age"], "Give --share or --composition"),
        (["--composition", "drink", "--compare", "age"], "--compare goes with --share"),
        (["--share", "drink"], "'drink' has no level yes"),
        (["--share", "food"], "have no food"),
        (["--share", "drink", "--level", "tea", "--where", "age"], "about no variable"),
        (["--share", "drink", "--level", "tea", "--where", "age=12"], "no level 12"),
        (["--share", "drink", "--level", "tea", "--by", "drink"], "can't be its own group"),
    ],
)
def test_questions_that_have_no_answer_are_told_and_nothing_is_written(
    folded: Path, words: list[str], told: str
) -> None:
    answer = study("estimate", folded, *words, "--out", folded.with_name("table.csv"))
    assert answer.exit_code in {1, 2}
    assert told in answer.output
    assert "Traceback" not in answer.output
    assert not folded.with_name("table.csv").exists()


def test_a_condition_is_read_by_the_variable_s_whole_name(tmp_path: Path) -> None:
    rows = {"a": ["x", "y"] * 20, "a=b": ["c", "d"] * 20, "q": ["yes", "no", "no", "no"] * 10}
    frame = collapse(pd.DataFrame(rows), [*rows], Design(None))
    write_own_cells(Cells(frame, Design(None), "toy", ""), tmp_path / "toy.csv")
    answer = study("estimate", tmp_path / "toy.csv", "--share", "q", "--where", "a=b=c", "--json")
    (row,) = json.loads(answer.output)
    assert (row["base"], row["n"]) == ("asked q; a=b = c", 20)
    assert row["flag"].startswith("sample only")
