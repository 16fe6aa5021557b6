"""Eurostat's answers, good and bad, from a real HTTPS server on 127.0.0.1. All numbers invented."""

from __future__ import annotations

import copy
import json
import re
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from rich.console import Console

import http_server as http
from analysis import paths
from analysis.errors import StudyError
from analysis.judging.claims import claims
from analysis.pipeline.dependencies import imported, modules
from analysis.pipeline.execution import read_notebook
from analysis.sources import eurostat
from analysis.sources.eurostat import (
    Table,
    read_jsonstat,
    refresh,
    refresh_all,
    table,
    tables,
    url_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDED = Path(__file__).parents[1] / "data" / "eurostat_isoc_cismp.json"
ANSWER: dict[str, Any] = json.loads(RECORDED.read_bytes())
DIMENSIONS = ["freq", "size_emp", "nace_r2", "indic_is", "unit", "geo", "time"]
CISMP = table("isoc_cismp")


def changed(**parts: Any) -> dict[str, Any]:
    """Return the recorded answer with some parts replaced (None: taken out)."""
    answer = copy.deepcopy(ANSWER) | parts
    return {name: part for name, part in answer.items() if part is not None}


def body(answer: Any) -> bytes:
    return json.dumps(answer).encode()


def error(status: int, answer: Any) -> http.Answer:
    """Answer an error as the API does: a status, and JSON that says why."""

    def send(handler: Any) -> None:
        content = body(answer)
        handler.start(status, Content_Length=len(content), Content_Type="application/json")
        handler.wfile.write(content)

    return send


# The tables


def test_each_table_speaks_to_claims_of_the_article():
    assert list(tables()) == ["isoc_cismp", "isoc_cismt", "isoc_ci_ac_i", "tin00102", "lfsa_ugmsw"]
    assert {name for one in tables().values() for name in one.claims} <= {
        claim.id for claim in claims()
    }


def test_an_unknown_table_is_refused_with_those_known():
    with pytest.raises(StudyError, match="isoc_cismp, isoc_cismt"):
        table("isoc_bde15b")


def test_a_code_that_yaml_takes_for_no_is_refused(tmp_path):
    file = tmp_path / "tables.yaml"
    file.write_text("[{id: t, title: t, says: t, filters: {geo: [NO]}, claims: []}]")
    with pytest.raises(
        StudyError, match=re.escape("filters.geo.0: Input should be a valid string")
    ):
        tables(file)


def test_codes_are_escaped_in_the_address():
    assert url_of("t", {"nace_r2": ["C10-S951_X_K"], "x": ["a&b=c"]}) == (
        "https://ec.europa.eu/eurostat/api/dissemination/statistics/1.0/data/t"
        "?format=JSON&lang=EN&nace_r2=C10-S951_X_K&x=a%26b%3Dc"
    )


# JSON-stat


def test_one_row_a_cell_the_last_dimension_fastest():
    frame = read_jsonstat(ANSWER)
    assert list(frame) == [*DIMENSIONS, "value", "flag"]
    assert len(frame) == 3 * 2 * 2 * 2
    # Each invented number is ten plus the position of its cell; the last cell has none.
    assert frame["value"][:23].tolist() == [10.0 + n for n in range(23)]
    # 2 (GE250) x 8 + 1 (recruiting) x 4 + 0 (EU) x 2 + 1 (2019) = 21
    large = frame.query("size_emp == 'GE250' and indic_is == 'E_SM_PRCR' and time == '2019'")
    assert large.set_index("geo").loc["EU27_2020", "value"] == 31


def test_a_missing_value_stays_missing_and_keeps_its_flag():
    frame = read_jsonstat(ANSWER)
    assert frame["value"].isna().sum() == 1
    assert frame["flag"].dropna().to_dict() == {5: "b", 11: "ep", 23: "C"}


def test_a_null_is_a_missing_value():
    frame = read_jsonstat(changed(value={"0": None, "1": 0}))
    assert pd.isna(frame["value"][0])
    assert frame["value"][1] == 0


def test_codes_count_by_their_index_not_by_their_place_or_name():
    dimension = copy.deepcopy(ANSWER["dimension"])
    dimension["time"]["category"]["index"] = {"2017": 1, "2019": 0}
    frame = read_jsonstat(changed(dimension=dimension))
    assert frame.loc[:1, ["time", "value"]].to_numpy().tolist() == [["2019", 10], ["2017", 11]]


def test_an_answer_without_any_flag_is_read():
    assert read_jsonstat(changed(status=None))["flag"].isna().all()


def without_time() -> dict[str, Any]:
    return changed(id=DIMENSIONS[:-1], size=ANSWER["size"][:-1])


def huge() -> dict[str, Any]:
    many = {"category": {"index": {str(n): n for n in range(800)}}}
    dimension = {"geo": many, "time": many}
    return changed(id=["geo", "time"], size=[800, 800], dimension=dimension)


MALFORMED: dict[str, tuple[Any, str]] = {
    "a collection": (changed(**{"class": "collection"}), "class: Input should be 'dataset'"),
    "version 1.3": (changed(version="1.3"), "version: Input should be '2.0'"),
    "no date": (changed(updated=None), "updated: Field required"),
    "no value": (changed(value=None), "value: Field required"),
    "empty": (changed(value={}), "no value at all"),
    "only nulls": (changed(value={"0": None}), "no value at all"),
    "a size too small": (changed(size=[1, 3, 1, 2, 1, 2, 1]), "size 1 isn't that of"),
    "a size too many": (changed(size=[1, 3, 1, 2, 1, 2, 2, 1]), "8 sizes for 7 dimensions"),
    "no time": (without_time(), "its dimensions are"),
    "a dimension twice": (changed(id=[*DIMENSIONS[:-2], "time", "time"]), "its dimensions are"),
    "a dimension not described": (changed(dimension={}), "nothing describes the dimension freq"),
    "a value beyond": (changed(value={"24": 1.0}), "beyond the 24 cells"),
    "a flag beyond": (changed(status={"24": "b"}), "beyond the 24 cells"),
    "a negative position": (changed(value={"-1": 1.0}), "greater than or equal to 0"),
    "an unknown flag": (changed(status={"0": "q"}), "status.0: String should match"),
    "a value in words": (changed(value={"0": "12.5"}), "value.0: Input should be a valid number"),
    "a value yes or no": (changed(value={"0": True}), "value.0: Input should be a valid number"),
    "not a number": (changed(value={"0": float("nan")}), "value.0: Input should be a finite"),
    "more cells than Eurostat sends": (huge(), "640000 cells"),
    "a list": ([ANSWER], "valid dictionary"),
}


@pytest.mark.parametrize(("answer", "said"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_answer_is_refused(answer, said):
    with pytest.raises(StudyError, match=re.escape(said)):
        read_jsonstat(answer)


def test_of_many_faults_the_first_are_told():
    with pytest.raises(StudyError, match=re.escape("(and 20 more)")):
        read_jsonstat(changed(value={str(n): "high" for n in range(23)}))


# Download


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "eurostat"


@pytest.fixture
def api(
    serve: Callable[..., http.Server],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., http.Server]:
    """Start a server that stands in for Eurostat's."""

    def start(*answers: http.Answer) -> http.Server:
        server = serve(*answers)
        monkeypatch.setattr(eurostat, "API", server.url("data"))
        return server

    return start


def get(folder: Path, record: Table = CISMP) -> eurostat.Refreshed:
    console = Console(quiet=True)
    return refresh(record, folder=folder, patience=http.IMPATIENT, console=console)


def refusal(folder: Path, record: Table = CISMP) -> str:
    with pytest.raises(StudyError) as problem:
        get(folder, record)
    return str(problem.value)


def test_a_table_is_downloaded_with_its_address_and_date(api, folder):
    asked: list[str] = []

    def answer(handler: Any) -> None:
        asked.append(handler.path)
        http.whole(RECORDED.read_bytes())(handler)

    server = api(answer)
    done = get(folder)
    query = "geo=EU27_2020&geo=FR&indic_is=E_SM_PADVERT&indic_is=E_SM_PRCR&unit=PC_ENT"
    assert asked == [f"/data/isoc_cismp?format=JSON&lang=EN&{query}"]
    assert done.path == folder / "isoc_cismp.csv"
    assert done.changes == "24 cells, downloaded for the first time"
    lines = done.path.read_text().splitlines()
    assert lines[0] == ",".join([*DIMENSIONS, "value", "flag"])
    assert lines[6] == "A,10-49,C10-S951_X_K,E_SM_PRCR,PC_ENT,EU27_2020,2019,15.0,b"
    assert lines[24] == "A,GE250,C10-S951_X_K,E_SM_PRCR,PC_ENT,FR,2019,,C"
    about = json.loads((folder / "isoc_cismp.json").read_text())
    assert about["updated"] == ANSWER["updated"] == done.updated
    assert about["url"] == server.url("data") + asked[0].removeprefix("/data")
    assert sorted(file.name for file in folder.iterdir()) == ["isoc_cismp.csv", "isoc_cismp.json"]


def test_the_same_answer_changes_nothing(api, folder):
    api(http.whole(RECORDED.read_bytes()))
    before = get(folder).path.read_bytes()
    assert get(folder).changes == "24 cells, nothing changed"
    assert get(folder).path.read_bytes() == before


def test_what_changed_is_counted(api, folder):
    value = ANSWER["value"] | {"0": 99.0, "1": None, "23": 50.0}
    revised = changed(value=value, status={"5": "b", "11": "p"})
    api(http.whole(RECORDED.read_bytes()), http.whole(body(revised)))
    get(folder)
    assert get(folder).changes == "24 cells, 3 values changed, 2 flags changed"
    kept = pd.read_csv(folder / "isoc_cismp.csv")
    assert kept["value"][0] == 99


def test_new_and_lost_periods_are_told(api, folder):
    dimension = copy.deepcopy(ANSWER["dimension"])
    dimension["time"]["category"]["index"] = {"2019": 0, "2021": 1, "2023": 2}
    size = [*ANSWER["size"][:-1], 3]
    newer = changed(dimension=dimension, size=size, value={"0": 11.0}, status=None)
    api(http.whole(RECORDED.read_bytes()), http.whole(body(newer)))
    get(folder)
    told = get(folder).changes
    # Of the 12 cells of 2019, one keeps its 11.0 and 11 lose a value or (three of them) a flag;
    # the last had none to lose.
    assert told == (
        "36 cells, 24 cells before, 24 new cells, 12 cells gone, 10 values changed, "
        "3 flags changed, new periods: 2021, 2023"
    )


def test_other_dimensions_are_told(api, folder):
    api(http.whole(RECORDED.read_bytes()))
    folder.mkdir()
    (folder / "isoc_cismp.csv").write_text("sizen_r2,time,value,flag\n10-49,2017,1.0,\n")
    assert get(folder).changes.startswith("its dimensions were ['sizen_r2', 'time'], they are [")


def test_a_broken_download_is_tried_again(api, folder):
    whole = RECORDED.read_bytes()
    server = api(http.status(503), http.cut(whole, 100), http.whole(whole))
    assert len(pd.read_csv(get(folder).path)) == 24
    assert len(server.ranges) == 3


def test_what_a_broken_run_left_is_not_resumed(api, folder):
    folder.mkdir()
    (folder / "isoc_cismp.part").write_bytes(b"another edition")
    server = api(http.whole(RECORDED.read_bytes()))
    get(folder)
    assert server.ranges == [None]


NOT_FOUND = {"error": [{"status": 404, "id": 100, "label": "ERR_NOT_FOUND_4: not available"}]}
NO_RESULT = {"error": [{"status": 400, "id": 100, "label": "No results found"}]}
TOO_BIG = {"error": [{"status": 413, "id": 413, "label": "EXTRACTION_TOO_BIG: change filters"}]}
QUEUED = {"warning": {"status": 413, "label": "ASYNCHRONOUS_RESPONSE. Please try again later."}}
ONLY_FRANCE = copy.deepcopy(ANSWER["dimension"]) | {"geo": {"category": {"index": {"FR": 0}}}}
LESS = changed(dimension=ONLY_FRANCE, size=[1, 3, 1, 2, 1, 1, 2], value={"0": 1.0}, status=None)

FAILURES: dict[str, tuple[http.Answer, str]] = {
    "404": (error(404, NOT_FOUND), "isn't published any more under this name"),
    "400": (error(400, NO_RESULT), "a filter isn't one of the table's"),
    "413": (error(413, TOO_BIG), "ask for less, or again later"),
    "queued": (http.whole(body(QUEUED)), "ASYNCHRONOUS_RESPONSE. Please try again"),
    "500": (http.status(500), "500 Internal Server Error (tries: 3)"),
    "cut": (http.cut(RECORDED.read_bytes(), 500), "cut before the end"),
    "silent": (http.silence, "stalls"),
    "truncated": (http.whole(RECORDED.read_bytes()[:500]), "isn't whole"),
    "a page": (http.whole(b"<html>Down for maintenance"), "b'<html>Down for"),
    "not text": (http.whole(b"\xff\xfe\xfd"), "isn't JSON"),
    "malformed": (http.whole(body(changed(size=[]))), "0 sizes for 7 dimensions"),
    "codes missing": (http.whole(body(LESS)), "geo: EU27_2020, FR\n  got: FR\n"),
    "endless": (http.endless, "sends too much.\n  expected: 10000 bytes"),
}


@pytest.mark.parametrize("there", [None, "time,value,flag\n2017,1.0,\n"], ids=["none", "previous"])
@pytest.mark.parametrize(("answer", "said"), FAILURES.values(), ids=FAILURES)
def test_a_failure_is_explained_and_leaves_what_was_there(
    api, folder, monkeypatch, there, answer, said
):
    monkeypatch.setattr(eurostat, "LARGEST_ANSWER", 10_000)
    folder.mkdir()
    path = folder / "isoc_cismp.csv"
    if there:
        path.write_text(there)
    api(answer)
    assert said in refusal(folder)
    assert [file.name for file in folder.iterdir()] == ([path.name] if there else [])
    assert not there or path.read_text() == there


def test_nothing_is_asked_of_an_http_address(api, serve, folder):
    target = serve(http.whole(RECORDED.read_bytes()), https=False)
    api(http.redirect(target.url()))
    assert "leads away from https" in refusal(folder)
    assert target.ranges == []


def test_offline_says_that_the_study_does_not_wait_for_it(api, folder):
    api(http.whole(RECORDED.read_bytes())).__exit__()
    told = refusal(folder)
    assert "offline" in told
    assert "nothing in the study waits for it" in told


def test_a_filter_that_is_no_dimension_of_the_table_is_refused(api, folder):
    api(http.whole(RECORDED.read_bytes()))
    other = CISMP.model_copy(update={"filters": {"sizen_r2": ["10_C10"]}})
    assert "no dimension sizen_r2" in refusal(folder, other)


def test_a_table_that_fails_does_not_stop_the_next(api, folder):
    api(error(404, NOT_FOUND), http.whole(RECORDED.read_bytes()))
    console = Console(file=StringIO(), width=60)
    records = [table("tin00102"), CISMP]
    assert refresh_all(records, console, folder=folder, patience=http.IMPATIENT) == 1
    told = console.file.getvalue()
    assert "tin00102: failed. The download from 127.0.0.1 failed.\n" in told
    assert "isoc_cismp: 24 cells, downloaded for the first time. As of 2026-01-31T11" in told
    assert "No figure of the study comes from these tables" in told


# Not part of the study


def test_nothing_in_the_study_reads_these_tables():
    code = [path for path in (paths.ROOT / "src").rglob("*.py") if path.stem != "eurostat"]
    readers = [
        path.name
        for path in [*code, *paths.NOTEBOOKS.glob("*.ipynb")]
        if re.search(
            r"import (analysis\.)?eurostat|eurostat import|raw/eurostat", path.read_text("utf-8")
        )
    ]
    assert set(readers) == {"data.py", "completion.py"}  # the command that downloads them
    notebooks = [imported(read_notebook(path)) for path in paths.NOTEBOOKS.glob("*.ipynb")]
    assert len(notebooks) == 10
    assert "analysis.sources.eurostat" not in modules(*set().union(*notebooks))
