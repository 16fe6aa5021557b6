"""A wave of Pew that the study has never seen: its record and its file, and it is on the pages.

The whole study is built once more for it, in a copy: where ``STUDY_REHEARSE`` is set, as in CI.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

import synthetic
from analysis import paths
from analysis.sources import catalogue
from analysis.surveys.describing import describe
from helpers import soup

if TYPE_CHECKING:
    from pathlib import Path

NAME = "Core Trends Survey 2023.sav"
LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv", ".cache", ".*_cache", "__pycache__", "*.sav")
PEOPLE = 1500
FINISHED = {
    "title: TO WRITE": "title: Core Trends Survey, May 2023",
    "short: TO WRITE": "short: Pew 2023",
    "citation: TO WRITE": "citation: Nobody. Made up, 2023.",
    "landing_page: TO WRITE": "landing_page: https://example.org/2023",
    "steps: [TO WRITE]": "steps: [Make it up.]",
    "published: TO WRITE": 'published: "2023"',
    "mode: TO WRITE\n": "mode: telephone, 1 to 9 May 2023\n",
    "{title: TO WRITE, short: TO WRITE, mode: TO WRITE}": (
        "{title: 'Core Trends Survey, mai 2023', short: Pew 2023, "
        "mode: 'téléphone, du 1er au 9 mai 2023'}"
    ),
}
"""What a maintainer writes into the draft. It begins with the last: its parts stand in it."""


def made_up() -> pd.DataFrame:
    """Draw people like those of the waves before: half of the graduates on LinkedIn, few others."""
    draw = np.random.default_rng(2023)
    diploma = draw.choice(
        [1, 2, 3, 4, 5, 6, 7, 8], PEOPLE, p=[0.03, 0.06, 0.26, 0.19, 0.1, 0.2, 0.02, 0.14]
    )
    member = draw.random(PEOPLE) < np.where(diploma > 5, 0.5, 0.18)
    drawn = synthetic.raw(catalogue.source("pew_2021"), people=PEOPLE, seed=2023)
    online = np.where(member | (draw.random(PEOPLE) < 0.9), 1.0, 2.0)
    return drawn.assign(
        educ2=diploma.astype(float), web1h=np.where(member, 1.0, 2.0), eminuse=online, intmob=online
    )


def run(folder: Path, *words: str) -> str:
    environment = {name: x for name, x in os.environ.items() if name != "STUDY_MIRROR"}
    environment |= {"PYTHONPATH": str(folder / "src"), "STUDY_LANG": "en"}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def of_the_members(folder: Path) -> dict[str, dict[str, Any]]:
    """Return a folder's values of the notebook of the members.

    As they are written: this process knows no wave of 2023, and would refuse one of its values.
    """
    path = folder / "data" / "processed" / "values" / "02_members.json"
    values: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return values


def untranslated(folder: Path) -> list[str]:
    """List the sentences without French, as the folder's own code finds them."""
    code = "import json; from analysis.pipeline.translations import gaps; "
    found: list[str] = json.loads(
        run(folder, "-c", code + "print(json.dumps(gaps('fr')['missing']))")
    )
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the project, add the wave's file and the record drafted from it, and build all."""
    if not os.environ.get("STUDY_REHEARSE"):
        pytest.skip("it builds the whole study once more (set STUDY_REHEARSE)")
    folder = tmp_path_factory.mktemp("rehearsal") / "study"
    shutil.copytree(paths.ROOT, folder, ignore=LEFT_BEHIND)
    file = folder / "data" / "raw" / "pew_2023" / NAME
    file.parent.mkdir()
    pyreadstat.write_sav(made_up(), file)
    draft = describe(file)
    for blank, written in reversed(FINISHED.items()):
        assert draft.count(blank) >= 1, blank
        draft = draft.replace(blank, written)
    assert "TO WRITE" not in draft.split("\n", 1)[1]
    with (folder / "data" / "raw" / "catalogue.yaml").open("a", encoding="utf-8") as records:
        records.write(draft)
    run(folder, "-m", "analysis.cli", "validate", "--record", "pew_2023")
    run(folder, "-m", "analysis.cli", "build")
    return folder


def test_a_wave_enters_by_its_record_alone(folder: Path) -> None:
    cells = pd.read_csv(folder / "data" / "processed" / "cells" / "pew_2023.csv")
    assert cells["n"].sum() == PEOPLE
    codebook = pd.read_csv(folder / "data" / "processed" / "codebook.csv")
    assert "pew_2023" in set(codebook["source"])
    years = pd.read_csv(folder / "reports" / "data" / "01_vintages.csv").set_index("source")
    assert years.loc["pew_2023", ["geo", "year_from", "year_to"]].tolist() == ["US", 2023, 2023]


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Core Trends Survey, May 2023"), ("fr", "Core Trends Survey, mai 2023")],
)
def test_its_name_is_on_the_pages_of_both_languages(
    folder: Path, language: str, title: str
) -> None:
    pages = folder / "reports" / language
    assert title in soup(pages / "01_sources.html").text
    for page in ("02_members.html", "08_robustness.html"):
        assert "Pew 2023" in soup(pages / page).text


def test_it_lies_on_the_lines_of_the_members_and_the_claims_are_judged(folder: Path) -> None:
    before, after = of_the_members(paths.ROOT), of_the_members(folder)
    assert "graduate_ratio_2023" in after.keys() - before.keys()
    for slope in ("ratio_slope_linkedin", "share_slope_linkedin"):
        assert after[slope]["n"] > before[slope]["n"]
        assert after[slope]["value"] != before[slope]["value"]
    verdicts = pd.read_csv(folder / "data" / "processed" / "verdicts.csv")
    item = verdicts.set_index("value").loc["02_members:ratio_slope_linkedin"]
    assert item["estimate"] == pytest.approx(after["ratio_slope_linkedin"]["value"])


def test_no_sentence_of_it_waits_for_its_french(folder: Path) -> None:
    assert set(untranslated(folder)) <= set(untranslated(paths.ROOT))
