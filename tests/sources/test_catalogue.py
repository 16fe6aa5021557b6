import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis import paths
from analysis.cleaning.missing import KINDS
from analysis.errors import StudyError
from analysis.sources.catalogue import (
    SourceFile,
    catalogue,
    locate,
    read_catalogue,
    record_of,
    sha256,
    source,
    source_of_cells,
    verify,
    wanted,
)
from analysis.sources.coherence import READ_BY
from analysis.sources.vocabulary import levels
from analysis.surveys.harmonise import CLEAN
from analysis.words import i18n

RECORD: dict[str, Any] = {
    "id": "toy_2020",
    "title": "Toy survey",
    "producer": "Toys & Co",
    "citation": "Toys & Co, Toy survey, 2020.",
    "kind": "microdata",
    "grade": "A",
    "landing_page": "https://example.org/toys",
    "files": [
        {"path": "toys.csv", "url": "https://example.org/toys.csv", "sha256": "0" * 64, "bytes": 9}
    ],
    "licence": {"name": "CC BY 4.0"},
    "redistributable": True,
    "access": "open",
    "published": "2020",
    "accessed": "2026-11-23",
    "universe": "Adults",
    "mode": "telephone",
    "years": [2020],
    "geo": "US",
    "sampling": "simple random sample",
    "design": {"weight": "w"},
    "survey": "coded",
    "variables": [
        {
            "name": "on_linkedin",
            "column": "q1",
            "question": "Member?",
            "base": "All",
            "codes": {1: "yes", 2: "no"},
        }
    ],
    "cells": {"toy_2020": ["on_linkedin"]},
}

Change = Callable[[dict[str, Any]], object]


def filtered(record: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a variable that was asked of members alone, but for some changes."""
    one = record["variables"][0] | {"name": "filtered", "column": "q9", "asked_if": "on_linkedin"}
    return one | changes


def read(folder: Path, *records: object) -> dict[str, Any]:
    path = folder / "catalogue.yaml"
    path.write_text(yaml.safe_dump(list(records)), "utf-8")
    return read_catalogue(path)


def test_a_whole_record_is_read(tmp_path: Path) -> None:
    toy = read(tmp_path, RECORD)["toy_2020"]
    assert (toy.licence.name, toy.design.weight, toy.files[0].bytes) == ("CC BY 4.0", "w", 9)
    assert toy.variable("on_linkedin").column == "q1"


def test_the_columns_read_as_numbers_are_the_weight_and_those_with_numbers_for_codes(
    tmp_path: Path,
) -> None:
    toy = copy.deepcopy(RECORD)
    toy["sample"] = {"wave": [3], "panel": ["B"]}
    toy["survey"] = "pew"
    toy["variables"][0] |= {"also": ["q2"]}
    other = {**toy["variables"][0], "also": []}
    toy["variables"] += [
        other | {"name": "text", "column": "q3", "codes": {"01": "yes", "02": "no"}},
        other | {"name": "age_group", "column": "age", "codes": {}, "missing": {99: "refused"}},
    ]
    assert read(tmp_path, toy)["toy_2020"].numbers == ["w", "wave", "q1", "q2", "age"]


REQUIRED = [
    *("licence", "universe", "design", "survey", "variables", "cells", "files", "accessed"),
    *("years", "geo"),
]


@pytest.mark.parametrize("field", REQUIRED)
def test_a_record_without_what_it_needs_is_refused(field: str, tmp_path: Path) -> None:
    record = {name: value for name, value in RECORD.items() if name != field}
    with pytest.raises(StudyError, match="toy_2020 is not complete") as error:
        read(tmp_path, record)
    assert field in error.value.got
    assert "catalogue.yaml" in error.value.hint


FAULTS: dict[str, tuple[Change, str]] = {
    "no checksum": (lambda r: r["files"][0].pop("sha256"), "files.0.sha256: Field required"),
    "cut checksum": (lambda r: r["files"][0].update(sha256="0" * 63), "files.0.sha256"),
    "no size": (lambda r: r["files"][0].update(bytes=0), "files.0.bytes"),
    "no file": (lambda r: r.update(files=[]), "files: List should have at least 1 item"),
    "http": (
        lambda r: r["files"][0].update(url="http://example.org/toys.csv"),
        "files.0.url: .*https only, got http://example.org/toys.csv",
    ),
    "unknown field": (lambda r: r.update(license="MIT"), "license: Extra inputs"),
    "nameless licence": (lambda r: r["licence"].update(name=""), "licence.name"),
    "weight left out": (lambda r: r["design"].pop("weight"), "design.weight: Field required"),
    "unknown singleton rule": (lambda r: r["design"].update(singleton="drop"), "design.singleton"),
    "unknown missing kind": (
        lambda r: r["variables"][0].update(missing={9: "unknown"}),
        "variables.0.missing.9",
    ),
    "everyone without a filter": (
        lambda r: r["variables"][0].update(everyone="on_linkedin_adults"),
        "variables.0: .*needs 'asked_if'",
    ),
    "others asked without a filter": (
        lambda r: r["variables"][0].update(others_asked="everybody was asked"),
        "variables.0: .*needs 'asked_if'",
    ),
    "a note left in English": (
        lambda r: r.update(notes=["One.", "Two."], translated={"fr": {"notes": ["Un."]}}),
        "translated.fr: all notes or none",
    ),
    "two variables of one name": (
        lambda r: r["variables"].append(r["variables"][0] | {"column": "q2"}),
        "variables: 2 are called 'on_linkedin'",
    ),
    "everyone called as another variable": (
        lambda r: r["variables"].append(filtered(r, name="a", everyone="on_linkedin")),
        "variables: 2 are called 'on_linkedin'",
    ),
    "no weight where a sample was drawn": (
        lambda r: r.update(design={"weight": None}),
        "design.weight: null is for volunteers alone",
    ),
    "volunteers in strata": (
        lambda r: r.update(design={"weight": None, "stratum": "region"}, grade="D"),
        "volunteers have no strata",
    ),
    "weight that is the stratum": (
        lambda r: r.update(design={"weight": "w", "stratum": "w"}),
        r"design: one column can't be two things \(weight w, stratum w\)",
    ),
    "one column for all roles": (
        lambda r: r.update(design={"weight": "w", "stratum": "w", "psu": "w"}),
        "design: one column can't be two things",
    ),
    "weight that is an answer": (
        lambda r: r.update(design={"weight": "q1"}),
        "design.weight: q1 holds the answers of 'on_linkedin'",
    ),
    "a filter that is nobody": (
        lambda r: r["variables"].append(filtered(r, asked_if="internet_user")),
        "variables.filtered: 'asked_if' is 'internet_user', no other variable",
    ),
    "a filter that is the question itself": (
        lambda r: r["variables"].append(filtered(r, asked_if="filtered")),
        "variables.filtered: 'asked_if' is 'filtered', no other variable",
    ),
    "a filter that nobody passes": (
        lambda r: (
            r["variables"].extend(
                [filtered(r), filtered(r, name="gate", asked_if=None, codes={1: "no"})]
            )
            or r["variables"][1].update(asked_if="gate")
        ),
        "variables.filtered: nobody can answer yes to 'asked_if', 'gate'",
    ),
    "a filter of a question without codes": (
        lambda r: (
            r.update(survey="pew") or r["variables"].append(filtered(r, name="age_group", codes={}))
        ),
        "variables.age_group: 'asked_if' needs 'codes'",
    ),
    "an unknown survey": (
        lambda r: r.update(survey="toy"),
        "survey: nothing cleans 'toy', only coded, credoc, ",
    ),
    "no codes where nothing reads the column": (
        lambda r: r["variables"][0].update(codes={}),
        "variables.on_linkedin: no codes, and 'coded' doesn't read it without",
    ),
    "account without steps": (lambda r: r.update(access="account"), "needs its manual"),
    "ill-formed id": (lambda r: r.update(id="Toy 2020"), "id: String should match"),
}


@pytest.mark.parametrize(("change", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_field(change: Change, told: str, tmp_path: Path) -> None:
    record = copy.deepcopy(RECORD)
    change(record)
    with pytest.raises(StudyError) as error:
        read(tmp_path, RECORD | {"id": "other"}, record)
    assert f"The catalogue record {record['id']} is not complete." == error.value.title
    assert error.match(told)


@pytest.mark.parametrize(
    "path",
    ["../up.csv", "a/../../up.csv", "/etc/passwd", "..", ".", "", "a//b.csv", "./a.csv", "a/",
     "C:/a.csv", "..\\up.csv", "a\nb.csv", "a\0.csv", "a" * 201],
)  # fmt: skip
def test_a_path_that_leads_out_of_its_folder_is_refused(path: str, tmp_path: Path) -> None:
    record = copy.deepcopy(RECORD)
    record["files"][0]["path"] = path
    with pytest.raises(StudyError, match="toy_2020 is not complete") as error:
        read(tmp_path, record)
    assert "files.0.path" in error.value.got


@pytest.mark.parametrize("table", ["../../outside", "/etc/cells", "a b", "Toy", "a.csv", ""])
def test_a_table_of_cells_has_a_name_that_leads_nowhere(table: str, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="toy_2020 is not complete") as error:
        read(tmp_path, RECORD | {"cells": {table: ["on_linkedin"]}})
    assert "cells" in error.value.got


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "https://example.org@evil.org/a.csv"),
        ("url", "file:///etc/passwd"),
        ("hosts", ["evil.org/a"]),
        ("hosts", ["*"]),
        ("hosts", "evil.org"),
        ("rows", True),
        ("rows", "9"),
        ("bytes", 9.5),
    ],
)
def test_addresses_hosts_and_counts_are_what_they_say(
    field: str, value: object, tmp_path: Path
) -> None:
    record = copy.deepcopy(RECORD)
    record["files"][0][field] = value
    with pytest.raises(StudyError, match="toy_2020 is not complete") as error:
        read(tmp_path, record)
    assert f"files.0.{field}" in error.value.got


@pytest.mark.parametrize("text", ["", "[]", "# nothing\n"])
def test_an_empty_catalogue_is_refused(text: str, tmp_path: Path) -> None:
    """Else an empty codebook would be written over the committed one."""
    (tmp_path / "catalogue.yaml").write_text(text, "utf-8")
    with pytest.raises(StudyError, match=r"catalogue\.yaml is (damaged|no list of records)"):
        read_catalogue(tmp_path / "catalogue.yaml")


def test_a_record_without_id_is_told_by_its_place(tmp_path: Path) -> None:
    nameless = {name: value for name, value in RECORD.items() if name != "id"}
    with pytest.raises(StudyError, match=r"record number 2 is not complete(.|\n)*id: Field"):
        read(tmp_path, RECORD, nameless)


def test_what_cleans_a_survey_is_known_to_the_records_and_to_the_code_alike() -> None:
    assert {*READ_BY} == {*CLEAN}


def test_two_records_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="Two catalogue records are called toy_2020"):
        read(tmp_path, RECORD, RECORD)


def test_volunteers_have_an_explicit_null_weight(tmp_path: Path) -> None:
    toy = read(tmp_path, RECORD | {"design": {"weight": None}, "grade": "D"})["toy_2020"]
    assert toy.design.weight is None


def test_unknown_names_are_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"No source is called 'gss'(.|\n)*mean gss_panel_2020\?"):
        source("gss")
    with pytest.raises(StudyError, match=r"declares the cells 'gss'(.|\n)*gss_panel_2020_trades"):
        source_of_cells("gss")
    with pytest.raises(StudyError, match=r"no variable 'sex'(.|\n)*expected: on_linkedin"):
        read(tmp_path, RECORD)["toy_2020"].variable("sex")


def microdata() -> Iterator[Any]:
    return (record for record in catalogue().values() if record.kind == "microdata")


def test_the_catalogue_of_the_study_reads() -> None:
    assert {"gss_panel_2020", "insee_focus30_2015"} <= {*catalogue()}
    tables = [table for record in microdata() for table in record.cells]
    assert len(tables) == len({*tables})
    assert source_of_cells("gss_panel_2020_trades").id == "gss_panel_2020"


def test_codes_of_the_catalogue_lead_into_the_vocabulary() -> None:
    astray = [
        (record.id, variable.name, level)
        for record in microdata()
        for variable in record.variables
        for level in variable.codes.values()
        if level not in (*levels(variable.name), *KINDS)
    ]
    assert astray == []


def test_the_committed_figures_are_the_files_of_the_catalogue() -> None:
    published = [record for record in catalogue().values() if record.kind == "published"]
    for record in published:
        for file in record.files:
            verify(paths.RAW / file.path, file)


@pytest.fixture
def survey(tmp_path: Path) -> tuple[Path, SourceFile]:
    path = tmp_path / "toys.csv"
    path.write_bytes(b"q1,w\n1,2\n")
    return path, SourceFile(path="toys.csv", sha256=sha256(path), bytes=9)


def test_the_right_file_passes(survey: tuple[Path, SourceFile]) -> None:
    verify(*survey)


DAMAGE = {
    "cut short": (b"q1,w\n1", "size differs", "9 bytes", "6 bytes (cut short?)"),
    "grown": (b"q1,w\n1,2\n\n", "size differs", "9 bytes", "10 bytes"),
    "empty": (b"", "size differs", "9 bytes", "0 bytes (cut short?)"),
}


@pytest.mark.parametrize(("content", "title", "expected", "got"), DAMAGE.values(), ids=DAMAGE)
def test_a_file_of_another_size_is_refused(
    content: bytes, title: str, expected: str, got: str, survey: tuple[Path, SourceFile]
) -> None:
    path, file = survey
    path.write_bytes(content)
    with pytest.raises(StudyError, match=title) as error:
        verify(path, file)
    assert (error.value.expected, error.value.got) == (expected, got)
    assert "study fetch" in error.value.hint
    assert path.read_bytes() == content
    assert [*path.parent.iterdir()] == [path]


def test_a_file_of_the_same_size_is_told_by_its_checksum(survey: tuple[Path, SourceFile]) -> None:
    path, file = survey
    path.write_bytes(b"q1,w\n1,3\n")
    with pytest.raises(StudyError, match="checksum differs") as error:
        verify(path, file)
    assert (error.value.expected, error.value.got) == (file.sha256, sha256(path))
    assert "study fetch" in error.value.hint
    assert [*path.parent.iterdir()] == [path]


def test_the_checksum_is_sha256(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")
    # Example of the standard, FIPS 180-4 (one block).
    assert sha256(tmp_path / "abc") == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The mirror and data/raw, each with the toy survey."""
    places = tmp_path / "mirror", tmp_path / "raw"
    for place in places:
        (place / "toy_2020").mkdir(parents=True)
        (place / "toy_2020" / "toys.csv").touch()
    monkeypatch.setenv("STUDY_MIRROR", str(places[0]))
    monkeypatch.setattr(paths, "RAW", places[1])
    return places


def test_the_mirror_comes_before_data_raw(folders: tuple[Path, Path], tmp_path: Path) -> None:
    mirror, raw = folders
    toy = read(tmp_path, RECORD)["toy_2020"]
    assert locate(toy, toy.files[0]) == mirror / "toy_2020" / "toys.csv"
    (mirror / "toy_2020" / "toys.csv").unlink()
    assert locate(toy, toy.files[0]) == raw / "toy_2020" / "toys.csv"
    (raw / "toy_2020" / "toys.csv").unlink()
    assert locate(toy, toy.files[0]) is None


def test_a_mirror_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDY_MIRROR", str(tmp_path / "nowhere"))
    with pytest.raises(StudyError, match=r"STUDY_MIRROR names is not there(.|\n)*nowhere"):
        paths.mirror()


@pytest.mark.parametrize("unset", ["absent", "empty"])
def test_without_a_mirror_data_raw_serves(
    unset: str, folders: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if unset == "absent":
        monkeypatch.delenv("STUDY_MIRROR")
    else:
        monkeypatch.setenv("STUDY_MIRROR", "")
    toy = read(tmp_path, RECORD)["toy_2020"]
    assert paths.mirror() is None
    assert locate(toy, toy.files[0]) == folders[1] / "toy_2020" / "toys.csv"


WANTED: dict[str, Any] = {
    "id": "toy_2021",
    "title": "Toy survey, the year after",
    "producer": "Toys & Co",
    "kind": "wanted",
    "landing_page": "https://example.org/toys",
    "country": "Toyland",
    "years": "2021",
    "holds": "Who is a member",
    "serves": [{"claim": "C12", "parts": [1, 2]}],
    "access": "account",
    "takes": "A letter to its producer",
    "steps": ["Write to Toys & Co."],
    "licence": {"name": "not read"},
    "unread": "All of it",
    "looked_up": "2026-11-27",
}


def test_a_wanted_record_needs_no_file_and_is_told_apart(tmp_path: Path) -> None:
    records = read(tmp_path, RECORD, WANTED)
    assert {name: one.kind for name, one in records.items()} == {
        "toy_2020": "microdata",
        "toy_2021": "wanted",
    }
    assert not hasattr(records["toy_2021"], "files")


@pytest.mark.parametrize("field", sorted({*WANTED} - {"id", "kind"}))
def test_a_wanted_record_without_what_it_must_say_is_refused(field: str, tmp_path: Path) -> None:
    lacking = {name: value for name, value in WANTED.items() if name != field}
    with pytest.raises(StudyError, match=rf"toy_2021 is not complete(.|\n)*{field}: Field"):
        read(tmp_path, lacking)


def test_a_file_makes_a_wanted_record_a_source_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="files: Extra inputs"):
        read(tmp_path, WANTED | {"files": RECORD["files"]})


def test_sources_of_the_study_and_wanted_ones_are_never_one_and_the_same() -> None:
    assert {*wanted()}.isdisjoint(catalogue())
    assert record_of("inegi_endutih") is wanted()["inegi_endutih"]
    assert record_of("gss_panel_2020") is source("gss_panel_2020")
    with pytest.raises(StudyError, match=r"No source is called 'inegi_endutih'"):
        source("inegi_endutih")


def test_a_record_says_its_sentences_in_another_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"fr": {"title": "Enquête sur les jouets", "notes": ["Une.", "Deux."]}}
    toy = read(tmp_path, RECORD | {"notes": ["One.", "Two."], "translated": told})["toy_2020"]
    french = {"Toy survey": "Enquête sur les jouets", "One.": "Une.", "Two.": "Deux."}
    assert toy.sentences("fr") == french
    assert toy.sentences("de") == {}
    monkeypatch.setattr(i18n, "_LEARNT", {})
    assert i18n.translator("fr")("Toy survey") == "Toy survey"
    i18n.learn("fr", toy.sentences("fr"))
    assert i18n.translator("fr")("Toy survey") == "Enquête sur les jouets"
    assert i18n.translator("en")("Toy survey") == "Toy survey"
