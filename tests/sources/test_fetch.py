"""Every way a download goes right or wrong, against a real HTTPS server on 127.0.0.1."""

from __future__ import annotations

import hashlib
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

import http_server as http
from analysis.errors import StudyError
from analysis.sources.catalogue import Source, Wanted, wanted
from analysis.sources.download import Patience
from analysis.sources.fetch import Fetched, fetch, fetch_all

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROWS = 1000
BODY = b"age,weight\n" + b"31,0.50\n" * ROWS


@pytest.fixture(autouse=True)
def no_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STUDY_MIRROR", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "raw"


@pytest.fixture
def place(folder: Path) -> Path:
    """Where the file of the source goes."""
    (folder / "made_up").mkdir(parents=True)
    return folder / "made_up" / "survey.csv"


def a_source(url: str | None = None, hosts: Sequence[str] = (), **changes: Any) -> Source:
    """Make a source record whose one file is `BODY`."""
    file = {
        "hosts": [*hosts],
        "path": "survey.csv",
        "url": url,
        "sha256": hashlib.sha256(BODY).hexdigest(),
        "bytes": len(BODY),
        "rows": ROWS,
        "columns": 2,
    }
    text = ["title", "producer", "citation", "published", "universe", "mode", "sampling"]
    asked = {"question": "How old?", "base": "All"}
    variable = {"name": "age", "column": "age", "codes": {1: "young"}, **asked}
    record = {
        **dict.fromkeys(text, "made up"),
        "id": "made_up",
        "kind": "microdata",
        "years": [2016],
        "geo": "US",
        "grade": "A",
        "landing_page": "https://survey.example/",
        "files": [file],
        "licence": {"name": "none"},
        "redistributable": False,
        "access": "open",
        "accessed": date(2026, 11, 23),
        "design": {"weight": "weight"},
        "survey": "coded",
        "variables": [variable],
        "cells": {"made_up": ["age"]},
        **changes,
    }
    return Source.model_validate(record)


def get(record: Source, folder: Path) -> list[Fetched]:
    return fetch(record, folder=folder, patience=http.IMPATIENT, console=Console(quiet=True))


def refusal(record: Source, folder: Path) -> str:
    """Fetch a file that can't be had, and give what the person is told."""
    with pytest.raises(StudyError) as problem:
        get(record, folder)
    return str(problem.value)


# What goes right


def test_a_right_file_is_downloaded(serve, folder):
    server = serve(http.whole(BODY))
    [fetched] = get(a_source(server.url()), folder)
    assert fetched == Fetched(folder / "made_up" / "survey.csv", "downloaded")
    assert fetched.path.read_bytes() == BODY
    assert [path.name for path in fetched.path.parent.iterdir()] == ["survey.csv"]


def test_a_file_already_there_is_not_asked_again(serve, folder, place):
    server = serve(http.status(500))
    place.write_bytes(BODY)
    assert get(a_source(server.url()), folder) == [Fetched(place, "already there")]
    assert server.ranges == []


def test_a_redirect_to_https_is_followed(serve, folder):
    target = serve(http.whole(BODY))
    server = serve(http.redirect(target.url("elsewhere.csv")))
    [fetched] = get(a_source(server.url()), folder)
    assert fetched.path.read_bytes() == BODY


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_passing_error_is_tried_again(serve, folder, code):
    server = serve(http.status(code), http.status(code), http.whole(BODY))
    [fetched] = get(a_source(server.url()), folder)
    assert fetched.path.read_bytes() == BODY
    assert len(server.ranges) == 3


@pytest.mark.parametrize("broken", [http.cut, http.stalling])
def test_a_broken_download_resumes_where_it_stopped(serve, folder, broken):
    server = serve(broken(BODY, 5000), http.ranged(BODY))
    [fetched] = get(a_source(server.url()), folder)
    assert fetched.path.read_bytes() == BODY
    first, second = server.ranges
    assert first is None
    # The last bytes before the break may be lost, by less than the 1024 read at a time.
    assert 5000 - 1024 < int(second.removeprefix("bytes=").removesuffix("-")) <= 5000


def test_a_broken_download_starts_over_where_the_server_can_not_resume(serve, folder):
    server = serve(http.cut(BODY, 5000), http.whole(BODY))
    [fetched] = get(a_source(server.url()), folder)
    assert fetched.path.read_bytes() == BODY


def test_the_next_run_resumes(serve, folder, place):
    server = serve(http.cut(BODY, 5000))
    refusal(a_source(server.url()), folder)
    server.answers = [http.ranged(BODY)]
    get(a_source(server.url()), folder)
    assert place.read_bytes() == BODY


def test_halves_of_two_editions_are_not_taken_for_a_new_edition(serve, folder, place):
    place.with_name("survey.csv.part").write_bytes(b"another edition")
    server = serve(http.ranged(BODY), http.whole(BODY))
    get(a_source(server.url()), folder)
    assert place.read_bytes() == BODY
    assert server.ranges == ["bytes=15-", None]


def test_a_bar_shows_how_far_the_download_is(serve, folder):
    terminal = Console(file=StringIO(), force_terminal=True, width=100)
    server = serve(http.whole(BODY))
    fetch(a_source(server.url()), folder=folder, console=terminal)
    assert "survey.csv" in terminal.file.getvalue()
    assert "8.0/8.0 kB" in terminal.file.getvalue()


def test_the_pauses_between_tries_are_those_asked(serve, folder, monkeypatch):
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    server = serve(http.status(500))
    with pytest.raises(StudyError):
        fetch(a_source(server.url()), folder=folder, patience=Patience(pauses=(1, 4, 16)))
    assert pauses == [1, 4, 16]


def test_a_redirect_to_a_host_that_the_record_names_is_followed(serve, folder):
    target = serve(http.whole(BODY))
    elsewhere = target.url().replace("127.0.0.1", "localhost")
    server = serve(http.redirect(elsewhere))
    told = refusal(a_source(server.url(), hosts=["localhost"]), folder)
    assert "certificate isn't trusted" in told  # it was asked: the test's certificate has no name
    assert "The download from localhost failed" in told


def test_a_redirect_to_another_host_is_not_asked(serve, folder, place):
    target = serve(http.whole(BODY))
    elsewhere = target.url().replace("127.0.0.1", "localhost")
    told = refusal(a_source(serve(http.redirect(elsewhere)).url()), folder)
    assert "leads to another host" in told
    assert f"got: {elsewhere}" in told
    assert "expected: 127.0.0.1, which the record names" in told
    assert target.ranges == []
    assert not place.exists()


def test_a_failed_redirect_is_blamed_on_the_host_that_failed(serve, folder):
    target = serve(http.whole(BODY))
    elsewhere = target.url().replace("127.0.0.1", "localhost")
    target.__exit__()
    server = serve(http.redirect(elsewhere))
    told = refusal(a_source(server.url(), hosts=["localhost"]), folder)
    assert "The download from localhost failed" in told


def test_a_server_that_drips_is_left_in_the_end_and_what_came_is_kept(serve, folder, place):
    server = serve(http.dripping(BODY, 5000), http.ranged(BODY))
    slow = Patience(connect=2, silence=2, whole=0.5, pauses=())
    with pytest.raises(StudyError, match=r"127\.0\.0\.1 sends too slowly") as error:
        fetch(a_source(server.url()), folder=folder, patience=slow)
    assert f"{len(BODY)} bytes in 0.5 seconds" in error.value.expected
    assert "it resumes" in error.value.hint
    get(a_source(server.url()), folder)
    assert place.read_bytes() == BODY
    assert int(server.ranges[1].removeprefix("bytes=").removesuffix("-")) > 0


# Where files go


def test_a_link_in_the_place_of_the_draft_is_not_followed(serve, folder, place, tmp_path):
    mine = tmp_path / "mine.txt"
    mine.write_text("a user's own", "utf-8")
    place.with_name("survey.csv.part").symlink_to(mine)
    told = refusal(a_source(serve(http.whole(BODY)).url()), folder)
    assert "survey.csv.part is a link" in told
    assert mine.read_text("utf-8") == "a user's own"


@pytest.mark.parametrize("what", ["the folder", "the file"])
def test_a_link_that_leads_out_of_the_folder_is_not_followed(serve, folder, tmp_path, what):
    outside = tmp_path / "outside"
    outside.mkdir()
    folder.mkdir()
    if what == "the folder":
        (folder / "made_up").symlink_to(outside)
    else:
        (folder / "made_up").mkdir()
        (outside / "theirs.csv").write_text("theirs", "utf-8")
        (folder / "made_up" / "survey.csv").symlink_to(outside / "theirs.csv")
    server = serve(http.whole(BODY))
    assert "leads out of its folder" in refusal(a_source(server.url()), folder)
    assert server.ranges == []
    assert [path.read_text("utf-8") for path in outside.iterdir()] in ([], ["theirs"])


@pytest.mark.parametrize("in_the_way", ["a folder", "a file", "a draft"])
def test_what_is_in_the_way_is_told_and_the_next_source_is_fetched(
    serve, folder, place, in_the_way
):
    if in_the_way == "a folder":
        place.mkdir()
    elif in_the_way == "a draft":
        place.with_name("survey.csv.part").mkdir()
    else:
        place.parent.rmdir()
        place.parent.write_text("a file", "utf-8")
    one = a_source(serve(http.whole(BODY)).url())
    other = a_source(serve(http.whole(BODY)).url(), id="second")
    failures, told = told_of([one, other], folder)
    assert failures == 1
    assert "made_up: failed. The file can't be written to" in told
    assert f"second: right, downloaded ({folder / 'second' / 'survey.csv'})" in told


# What goes wrong. Whatever it is, the file that was in place stays.


def insecure(serve: Callable[..., http.Server]) -> http.Answer:
    return http.redirect(serve(http.whole(BODY), https=False).url())


FAILURES: dict[str, tuple[Callable[..., http.Answer], str]] = {
    "cut": (lambda serve: http.cut(BODY, 50), "cut before the end"),
    "stalling": (lambda serve: http.stalling(BODY, 50), "stalls"),
    "silent": (lambda serve: http.silence, "stalls"),
    "404": (lambda serve: http.status(404), "404 Not Found (tries: 1)"),
    "500": (lambda serve: http.status(500), "500 Internal Server Error (tries: 3)"),
    "redirect to http": (insecure, "leads away from https"),
    "too many bytes": (lambda serve: http.whole(BODY * 3), "sends too much"),
    "endless": (lambda serve: http.endless, "sends too much"),
    "wrong bytes": (lambda serve: http.whole(BODY[::-1]), "isn't the file"),
}


@pytest.mark.parametrize("there", [None, b"age,weight\n20,1.5\n"], ids=["none", "previous"])
@pytest.mark.parametrize(("make", "said"), FAILURES.values(), ids=FAILURES)
def test_a_failure_is_explained_and_leaves_what_was_there(serve, folder, place, there, make, said):
    if there:
        place.write_bytes(there)
    server = serve(make(serve))
    assert said in refusal(a_source(server.url()), folder)
    assert (place.read_bytes() if place.is_file() else None) == there


def test_nothing_is_asked_of_an_http_address(serve, folder):
    target = serve(http.whole(BODY), https=False)
    server = serve(http.redirect(target.url()))
    assert target.url() in refusal(a_source(server.url()), folder)
    assert target.ranges == []


def test_offline_says_what_to_do(serve, folder, place):
    server = serve(http.whole(BODY))
    server.__exit__()
    told = refusal(a_source(server.url()), folder)
    for part in ("offline", server.url(), "STUDY_MIRROR", str(place), "study fetch made_up"):
        assert part in told
    assert not place.exists()


def test_an_unknown_certificate_is_refused(serve, folder, monkeypatch):
    server = serve(http.whole(BODY))
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    assert "certificate isn't trusted" in refusal(a_source(server.url()), folder)


# The published file has changed


def test_a_new_edition_is_told_and_kept_beside(serve, folder, place):
    edition = BODY + b"32,0.25\n" * 10
    place.write_bytes(b"age,weight\n20,1.5\n")
    told = refusal(a_source(serve(http.whole(edition)).url()), folder)
    assert f"bytes {len(BODY)}, rows 1000, columns 2" in told
    assert "bytes 18, rows 1, columns 2, weighted 1.5" in told
    assert f"bytes {len(edition)}, rows 1010, columns 2, weighted 502.5 (weight)" in told
    assert hashlib.sha256(edition).hexdigest() in told
    assert "adopt it" in told
    assert place.with_name("new-survey.csv").read_bytes() == edition
    assert place.read_bytes() == b"age,weight\n20,1.5\n"


def test_a_page_instead_of_the_file_is_told(serve, folder):
    told = refusal(a_source(serve(http.whole(b'"<html>')).url()), folder)
    assert "bytes 7, rows unreadable" in told


def test_an_adopted_edition_leaves_the_one_before(serve, folder, place):
    place.write_bytes(b"age,weight\n20,1.5\n")
    get(a_source(serve(http.whole(BODY)).url()), folder)
    assert place.read_bytes() == BODY
    assert place.with_name("old-survey.csv").read_bytes() == b"age,weight\n20,1.5\n"


# Mirror


def test_the_mirror_comes_first_and_is_not_copied(serve, folder, place, tmp_path, monkeypatch):
    server = serve(http.whole(BODY))
    mirrored = tmp_path / "mirror" / "made_up" / "survey.csv"
    mirrored.parent.mkdir(parents=True)
    mirrored.write_bytes(BODY)
    monkeypatch.setenv("STUDY_MIRROR", str(tmp_path / "mirror"))
    assert get(a_source(server.url()), folder) == [Fetched(mirrored, "mirror")]
    assert server.ranges == []
    assert not place.exists()


def test_a_mirror_without_the_file_is_passed_over(serve, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("STUDY_MIRROR", str(tmp_path))
    [fetched] = get(a_source(serve(http.whole(BODY)).url()), folder)
    assert fetched.how == "downloaded"


def test_a_wrong_file_in_the_mirror_is_refused(folder, tmp_path, monkeypatch):
    mirrored = tmp_path / "made_up" / "survey.csv"
    mirrored.parent.mkdir(parents=True)
    mirrored.write_bytes(BODY[:-1])
    monkeypatch.setenv("STUDY_MIRROR", str(tmp_path))
    told = refusal(a_source(), folder)
    assert "cut short?" in told
    assert "unset STUDY_MIRROR" in told


# By hand


def by_hand(url: str | None = None) -> Source:
    return a_source(url, access="account", steps=["Make an account.", "Choose SPSS."])


def told_of(records: list[Source | Wanted], folder: Path) -> tuple[int, str]:
    console = Console(file=StringIO(), width=60)
    failures = fetch_all(records, console, folder=folder, patience=http.IMPATIENT)
    return failures, console.file.getvalue()


def test_the_steps_of_an_account_source_are_told_with_their_date(folder):
    lacking, told = told_of([by_hand()], folder)
    assert lacking == 1
    assert "(as of 2026-11-23)" in told
    assert "  1. Make an account.\n  2. Choose SPSS.\n" in told
    assert f"Put the file here: {folder / 'made_up' / 'survey.csv'}\n" in told


def test_an_account_source_is_never_downloaded(serve, folder, place):
    server = serve(http.whole(BODY))
    assert get(by_hand(server.url()), folder) == [Fetched(place, "by hand")]
    assert server.ranges == []


def test_an_open_file_without_an_address_is_fetched_by_hand(folder, place):
    assert get(a_source(url=None), folder) == [Fetched(place, "by hand")]


def test_a_file_dropped_in_place_is_checked(folder, place):
    place.write_bytes(BODY)
    failures, told = told_of([by_hand()], folder)
    assert failures == 0
    assert told == f"made_up: right, already there ({place})\n"


def test_a_wrong_file_dropped_in_place_is_told_and_left(folder, place):
    place.write_bytes(BODY[:-8])
    failures, told = told_of([by_hand()], folder)
    assert failures == 1
    assert f"bytes {len(BODY)}, rows 1000, columns 2" in told
    assert f"bytes {len(BODY) - 8}, rows 999, columns 2, weighted 499.5 (weight)" in told
    assert place.read_bytes() == BODY[:-8]


# Wanted and not here


def test_what_a_wanted_source_needs_is_told_and_counts_as_lacking(folder):
    record = wanted()["inegi_endutih"]
    lacking, told = told_of([record, by_hand()], folder)
    assert lacking == 2
    needs, *rest = told.split("made_up: to fetch by hand")
    assert rest  # the next source is told all the same
    told_lines = needs.splitlines()
    assert told_lines[0].startswith("inegi_endutih: wanted and not here (as of 2026-11-27)")
    assert f"  Its page: {record.landing_page}" in told_lines
    assert f"  It takes: {record.takes}" in told_lines
    assert f"  Not checked: {record.unread}" in told_lines
    assert [line[2] for line in told_lines[6:]] == ["1", "2", "3"]
    assert "endutih_2024 in data/raw/drafts.yaml" in told_lines[-1]
    assert not folder.exists()


def test_a_wanted_source_without_a_draft_sends_to_the_look_at_its_file(folder):
    _failures, told = told_of([wanted()["issp_2017"]], folder)
    assert "`study describe FILE`, then write its record. CONTRIBUTING.md has" in told


# Several sources


def test_a_source_that_fails_does_not_stop_the_next(serve, folder):
    failing = a_source(serve(http.status(404)).url(), id="first")
    fine = a_source(serve(http.whole(BODY)).url(), id="second")
    failures, told = told_of([failing, fine], folder)
    assert failures == 1
    assert "first: failed. The download from 127.0.0.1 failed.\n" in told
    assert f"second: right, downloaded ({folder / 'second' / 'survey.csv'})" in told


def test_published_figures_are_not_fetched(folder):
    published = a_source(kind="published")
    assert "come with the study" in refusal(published, folder)
