"""A wanted survey's drafted record turns a made file of the published layout into estimates.

The columns are those of INEGI's data dictionary of 2024 for the table of persons drawn
(diccionario_de_datos_tr_endutih_usuarios_anual_2024.csv), in its order; those that no variable
needs are left out but for a few. Codes that the dictionary writes with a leading zero have one
here. Nobody in the file is real.
"""

from __future__ import annotations

import math

import pytest
import yaml

from analysis import paths
from analysis.errors import StudyError
from analysis.files import sha256
from analysis.folding.cells import read_cells
from analysis.inference.estimates import share
from analysis.sources import catalogue
from analysis.surveys.harmonise import make_cells, read

DRAFTS = {draft["id"]: draft for draft in yaml.safe_load((paths.RAW / "drafts.yaml").read_text())}
FILE = "tr_endutih_usuarios_anual_2024.csv"
HEADER = (
    "UPM,VIV_SEL,HOGAR,NUM_REN,EDAD,P7_1,P7_15,P7_16_1,P7_16_4,P7_16A,"
    "FAC_PER,UPM_DIS,EST_DIS,DOMINIO,SEXO,NIVEL,GRADO,CVE_ENT,ESTATUS"
)
PEOPLE = """\
0100003,01,01,01,31,1,1,1,1,,100,00001,001,U,1,08,4,01,Cifras Definitivas
0100003,02,01,02,45,1,1,2,1,,100,00001,001,U,2,10,2,01,Cifras Definitivas
0100003,03,01,01,97,1,1,1,1,,100,00001,001,U,1,06,3,01,Cifras Definitivas
0100003,04,01,03,52,2,,,,,100,00001,001,U,2,02,6,01,Cifras Definitivas
0100003,05,01,04,12,1,1,1,1,,100,00001,001,U,2,02,5,01,Cifras Definitivas
0100004,01,01,01,18,1,1,1,1,,100,00002,001,U,2,08,1,01,Cifras Definitivas
0100004,02,01,01,66,1,2,,,,100,00002,001,U,1,03,3,01,Cifras Definitivas
0100004,03,01,02,29,1,1,1,2,OTRA,100,00002,001,U,2,07,2,01,Cifras Definitivas
0100004,04,01,01,38,2,,,,,100,00002,001,U,1,00,0,01,Cifras Definitivas
3200001,01,01,01,27,1,1,1,1,,100,00003,002,R,1,11,3,32,Cifras Definitivas
3200001,02,01,02,33,1,1,1,1,,100,00003,002,R,2,05,3,32,Cifras Definitivas
3200001,03,01,01,41,1,1,1,2,,100,00003,002,R,1,09,1,32,Cifras Definitivas
3200001,04,01,01,58,2,,,,,100,00003,002,R,2,01,3,32,Cifras Definitivas
3200002,01,01,01,22,1,1,1,2,,100,00004,002,R,2,08,2,32,Cifras Definitivas
3200002,02,01,03,49,1,1,2,2,,100,00004,002,R,1,04,4,32,Cifras Definitivas
3200002,03,01,01,71,2,,,,,100,00004,002,R,2,02,3,32,Cifras Definitivas
3200002,04,01,02,35,1,2,,,,100,00004,002,R,1,99,9,32,Cifras Definitivas
"""


@pytest.fixture
def completed(tmp_path, monkeypatch):
    """Complete the draft as a person would who has the file; give what makes its cells."""

    def cells_of(table: str, text: str = f"{HEADER}\n{PEOPLE}"):
        monkeypatch.setenv("STUDY_MIRROR", str(tmp_path))
        file = tmp_path / "endutih_2024" / FILE
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
        facts = {"path": FILE, "sha256": sha256(file), "bytes": file.stat().st_size}
        record = DRAFTS["endutih_2024"] | {"files": [facts], "accessed": "2026-11-27"}
        (tmp_path / "catalogue.yaml").write_text(yaml.safe_dump([record]), "utf-8")
        records = catalogue.read_catalogue(tmp_path / "catalogue.yaml")
        monkeypatch.setattr(catalogue, "catalogue", lambda: records)
        record = records["endutih_2024"]
        make_cells(record, read(record), tmp_path)
        return read_cells(table, tmp_path)

    return cells_of


def test_a_draft_lacks_nothing_but_what_the_file_tells():
    draft = DRAFTS["endutih_2024"]
    assert {*draft["files"][0]} == {"path"}
    assert "accessed" not in draft
    drafted = {name: want.draft for name, want in catalogue.wanted().items() if want.draft}
    assert drafted == {"inegi_endutih": "endutih_2024"}


def test_a_file_of_the_layout_becomes_cells(completed):
    frame = completed("endutih_2024").frame
    assert list(frame.columns[:2]) == ["stratum", "psu"]
    assert frame["n"].sum() == 17
    assert frame["weight"].sum() == 1700
    assert frame.groupby("stratum")["psu"].nunique().tolist() == [2, 2]


def test_the_share_of_adults_has_the_error_of_strata_and_clusters(completed):
    """Six of sixteen adults are on it: 3, 1, 2 and 0 of the four in each sampling unit.

    Shares being k/16, a unit adds (k - 4 * 6/16) / 16 to the linearised total: 1.5, -0.5, 0.5 and
    -1.5 sixteenths. Both strata have a gap of two sixteenths between their two units, and a
    variance of half the gap squared, times two: (2/16)^2 each, 2 * (2/16)^2 in all.
    """
    found = share(completed("endutih_2024"), "on_linkedin_everyone", where={"adult": "yes"})
    row = found.iloc[0]
    assert (row["n"], row["estimate"]) == (16, 6 / 16)
    assert row["se"] == pytest.approx(math.sqrt(2) * 2 / 16)
    assert row["df"] == 2


def test_who_was_not_asked_counts_as_no_among_everyone_alone(completed):
    """Of sixteen adults, ten use networks; six of these ten are on it, and of the sixteen."""
    cells = completed("endutih_2024_networks")
    users = share(cells, "on_linkedin", where={"adult": "yes"}).iloc[0]
    assert (users["n"], users["estimate"]) == (10, 0.6)
    networks = share(cells, "on_any_network_everyone", where={"adult": "yes"}).iloc[0]
    assert (networks["n"], networks["estimate"]) == (16, 10 / 16)


def test_higher_education_is_that_of_the_dictionary(completed):
    """Four of the seven adults who went to it are members, two of the eight others."""
    cells = completed("endutih_2024")
    found = share(cells, "on_linkedin_everyone", by="higher_education", where={"adult": "yes"})
    shares = found.set_index("higher_education")
    assert shares["n"].to_dict() == {"yes": 7, "no": 8}
    assert shares["estimate"].to_dict() == {"yes": pytest.approx(4 / 7), "no": 2 / 8}


def test_a_year_that_numbers_its_questions_otherwise_is_refused(completed):
    """In 2022, question 7.15 had two lines, and networks were 7.13 and 7.14."""
    of_2022 = HEADER.replace("P7_15", "P7_13").replace("P7_16", "P7_14")
    with pytest.raises(StudyError, match="has no column 'P7_15'"):
        completed("endutih_2024", f"{of_2022}\n{PEOPLE}")


def test_an_answer_of_people_who_should_not_have_been_asked_is_told(completed):
    """Somebody who uses networks and has no answer on LinkedIn contradicts the draft."""
    lacking = PEOPLE.replace("31,1,1,1,1,,", "31,1,1,1,,,")
    with pytest.raises(StudyError, match="1 people have on_any_network = yes and no answer"):
        completed("endutih_2024", f"{HEADER}\n{lacking}")
