"""A survey that is not ours, from its file to a figure: docs/your-own-survey.md, and R's digits."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from analysis import paths
from analysis.cli import main
from analysis.folding.cells import Cells
from analysis.inference.estimates import compare, composition, share
from analysis.inference.models import independence, logit
from helpers import digits_of_r

PAGE = paths.ROOT / "docs" / "your-own-survey.md"
REFERENCE = paths.ROOT / "tests" / "reference"
CLOSE = {"rtol": 1e-8, "atol": 1e-10}
AMONG = {"age": "20-39", "race": "white", "sex": "men"}


@pytest.fixture
def walked(needs_r: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run the code of the page in an empty folder, and return the names that it gave."""
    asked = ["Rscript", "-e", 'cat(system.file("data", "nhanes.rda", package = "survey"))']
    if not subprocess.run(asked, capture_output=True, text=True, check=True).stdout:
        pytest.skip("R's survey package ships no nhanes.rda here")
    monkeypatch.chdir(tmp_path)
    mpl.use("svg")
    names: dict[str, Any] = {}
    text = PAGE.read_text("utf-8")
    test = doctest.DocTestParser().get_doctest(text, names, PAGE.name, str(PAGE), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(test, clear_globs=False)
    assert runner.summarize().attempted > 30
    assert runner.summarize().failed == 0
    return test.globs


def ours(cells: Cells) -> dict[str, float]:
    overall = share(cells, "high").iloc[0]
    ages = share(cells, "high", by="age").set_index("age")
    races = composition(cells, "race").set_index("race")
    gap = compare(cells, "high", "sex", focus="women", reference="men").set_index("measure")
    test = independence(cells, "high", "race").iloc[0]
    odds = logit(cells, "high", AMONG)
    digits = {"share": "estimate"} | {part: part for part in ("se", "df", "low", "high")}
    found = {name: overall[column] for name, column in digits.items()}
    for prefix, table in (("", ages), ("composition_", races)):
        part = prefix or "share_"
        found |= {f"{part}{level}": row["estimate"] for level, row in table.iterrows()}
        found |= {f"se_{prefix}{level}": row["se"] for level, row in table.iterrows()}
    found |= {f"logit_{row.factor}{row.level}": row.log_odds for row in odds.itertuples()}
    found |= {f"se_logit_{row.factor}{row.level}": row.se_log_odds for row in odds.itertuples()}
    return found | {
        "difference": gap.loc["difference", "estimate"],
        "se_difference": gap.loc["difference", "se"],
        "log_ratio": np.log(gap.loc["ratio", "estimate"]),
        "se_log_ratio": gap.loc["ratio", "se"] / gap.loc["ratio", "estimate"],
        "rao_scott_f": test["statistic"],
        "rao_scott_df_num": test["df_num"],
        "rao_scott_df_den": test["df_den"],
        "rao_scott_p": test["p"],
    }


@pytest.mark.needs_r
def test_the_page_gives_what_it_prints_and_the_digits_of_r(walked: dict[str, Any]) -> None:
    theirs = pd.read_csv(REFERENCE / "nhanes.csv", index_col="name")["value"].sort_index()
    for cells in (walked["cells"], walked["again"]):
        mine = pd.Series(ours(cells)).sort_index()
        assert [*mine.index] == [*theirs.index]
        np.testing.assert_allclose(mine, theirs, **CLOSE)
    assert Path("cholesterol.svg").read_text("utf-8").count("<svg") == 1


@pytest.mark.needs_r
def test_the_commands_of_the_page_run_and_say_the_same(walked: dict[str, Any]) -> None:
    (block,) = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    answers = [
        CliRunner().invoke(main, shlex.split(line.removeprefix("study ")))
        for line in block.splitlines()
    ]
    assert [answer.exit_code for answer in answers] == [0] * len(answers), answers
    assert "8,591 people" in answers[0].output
    for share_of in walked["by_age"]["estimate"]:
        assert f"{share_of:.4g}" in answers[1].output
    gap = pd.read_csv("gap.csv").set_index("measure")
    assert gap.loc["difference", "estimate"] == pytest.approx(walked["gap"]["estimate"], rel=1e-8)


@pytest.mark.needs_r
def test_r_says_the_same_of_nhanes_today(needs_r: None) -> None:
    recorded = pd.read_csv(REFERENCE / "nhanes.csv", index_col="name")["value"]
    live = digits_of_r(REFERENCE / "nhanes.R")
    np.testing.assert_allclose(live, recorded[live.index], **CLOSE)
