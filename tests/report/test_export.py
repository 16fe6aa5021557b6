"""Pages given away: nothing beside them is needed, and a bad wish or a bad browser is told."""

from __future__ import annotations

import base64
import os
import re
import shutil

import pytest
from click.testing import CliRunner

from analysis import paths
from analysis.cli import main
from analysis.errors import StudyError
from analysis.report import export, pdf
from analysis.report.export import Export, export_pages

PAGE = "<!DOCTYPE html><html lang='en'><title>A page</title><p>Text</p></html>"


@pytest.fixture
def site(tmp_path, monkeypatch):
    reports, data = tmp_path / "reports", tmp_path / "reports" / "data"
    (reports / "en").mkdir(parents=True)
    data.mkdir()
    (data / "02_x.csv").write_text("group,estimate\nmen,0.5\n", "utf-8")
    (data / "02_x.fr.svg").write_text("<svg/>", "utf-8")
    links = '<a href="../data/02_x.csv">Data (CSV)</a><a href="../data/02_x.fr.svg">Image</a>'
    page = f'<html lang="en"><p>{links}</p></html>'
    (reports / "en" / "02_members.html").write_text(page, "utf-8")
    monkeypatch.setattr(paths, "REPORTS", reports)
    return tmp_path


@pytest.fixture
def browser_that(tmp_path, monkeypatch):
    """Return a function that puts a script in the place of Chromium."""

    def instead(does: str):
        script = tmp_path / "chromium"
        script.write_text(f"#!/bin/sh\n{does}\n", "utf-8")
        script.chmod(0o755)
        monkeypatch.setattr(shutil, "which", lambda name: str(script))

    return instead


def test_the_copy_holds_the_data_of_its_figures(site):
    [copy] = export_pages(Export("en", ["02_members"]), site / "out")
    text = copy.read_text("utf-8")
    assert copy.name == "02_members.en.html"
    assert "../data" not in text
    held = re.search(r'download="02_x.csv" href="data:text/csv;base64,([^"]+)"', text)
    assert held
    assert base64.b64decode(held[1]) == (site / "reports/data/02_x.csv").read_bytes()
    assert 'download="02_x.fr.svg" href="data:image/svg+xml;base64,PHN2Zy8+"' in text


def test_paper_holds_no_data(site):
    text = Export("en", ["02_members"]).paper("02_members")
    assert "<a" not in text
    assert "Data (CSV)" in text


def test_what_pages_say_of_their_own_place_leaves_with_a_public_address_alone(site):
    page = site / "reports/en/02_members.html"
    told = '<meta property="og:url" content="{0}02_members.html"><link rel="canonical" href="{0}x">'
    pictured = '<meta property="og:image" content="{0}a.png"><meta property="og:image:width">'
    for public, left in (("", 0), ("https://example.org/en/", 4)):
        page.write_text(f"<html>{(told + pictured).format(public)}</html>", "utf-8")
        text = Export("en", ["02_members"], public).page("02_members")
        assert text.count("<meta") + text.count("<link") == left


def test_a_page_that_is_not_there_is_told_and_nothing_is_written(site):
    pages = Export("en", ["02_members", "09_other"])
    with pytest.raises(StudyError, match=r"no page en/09_other(.|\n)*02_members(.|\n)*study build"):
        next(export_pages(pages, site / "out"))
    assert not (site / "out").exists()


@pytest.mark.parametrize("to", ["taken", "taken/deeper"])
def test_a_folder_that_is_a_file_is_told_before_any_work(to, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.pipeline.graph.build", lambda names: pytest.fail("work was done"))
    (tmp_path / "taken").write_text("mine", "utf-8")
    answer = CliRunner().invoke(main, ["export", "--to", str(tmp_path / to)])
    assert answer.exit_code == 1
    assert "Nothing can be written to" in answer.output
    assert "choose another with --to" in answer.output
    assert (tmp_path / "taken").read_text("utf-8") == "mine"


def test_a_folder_that_is_closed_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, rights: False)  # root may write anywhere
    with pytest.raises(StudyError, match="closed to you"):
        export.check_folder(tmp_path / "new")


def test_a_new_folder_is_welcome(tmp_path):
    export.check_folder(tmp_path / "new" / "deeper")
    assert not (tmp_path / "new").exists()


def test_without_a_browser_the_reader_is_told_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(StudyError, match="print it"):
        pdf.print_pdf(PAGE, tmp_path / "a.pdf")


FAULTY = {
    "fails": ("echo Aw, snap! >&2; exit 3", "Aw, snap!"),
    "says nothing": ("exit 0", "code 0"),
    "stops half-way": (
        'for one; do case $one in --print*) printf %%PDF-1.4 > "${one#*=}";; esac; done',
        "code 0",
    ),
    "hangs": ("exec sleep 60", "nothing after 1 seconds"),
    "cannot run": ("exec /no/such/browser", "not found"),
}


@pytest.mark.parametrize(("does", "told"), FAULTY.values(), ids=FAULTY)
def test_a_browser_that_does_not_print_leaves_what_was_there(
    does, told, browser_that, tmp_path, monkeypatch
):
    browser_that(does)
    monkeypatch.setattr(pdf, "SECONDS", 1)
    old = tmp_path / "out" / "a.pdf"
    old.parent.mkdir()
    old.write_bytes(b"%PDF of yesterday")
    with pytest.raises(StudyError, match=r"could not print a\.pdf") as problem:
        pdf.print_pdf(PAGE, old)
    assert told in str(problem.value)
    assert [*old.parent.iterdir()] == [old]
    assert old.read_bytes() == b"%PDF of yesterday"


def test_a_folder_that_cannot_be_made_is_told(browser_that, tmp_path):
    browser_that("exit 0")
    (tmp_path / "taken").write_text("mine", "utf-8")
    with pytest.raises(StudyError, match=r"could not print a\.pdf"):
        pdf.print_pdf(PAGE, tmp_path / "taken" / "a.pdf")


@pytest.mark.parametrize(("user", "flags"), [(0, ["--no-sandbox"]), (1000, [])])
def test_the_sandbox_is_left_out_for_root_alone(user, flags, browser_that, tmp_path, monkeypatch):
    browser_that(f'echo "$@" > {tmp_path}/said; exit 1')
    monkeypatch.setattr(os, "geteuid", lambda: user)
    with pytest.raises(StudyError):
        pdf.print_pdf(PAGE, tmp_path / "a.pdf")
    said = (tmp_path / "said").read_text("utf-8").split()
    assert [one for one in said if one == "--no-sandbox"] == flags


@pytest.mark.browser
@pytest.mark.usefixtures("browser")
def test_a_pdf_is_printed_whole_and_alone(tmp_path):
    printed = pdf.print_pdf(PAGE, tmp_path / "new" / "a.pdf")
    assert printed.read_bytes().startswith(b"%PDF")
    assert [*printed.parent.iterdir()] == [printed]


@pytest.mark.browser
def test_scripts_of_copies_run_and_styles_hold(open_page, tmp_path):
    notes: list[str] = []
    case, search = export_pages(Export("en", ["09_your_case", "search"]), tmp_path)
    assert open_page(case, notes=notes).locator(".cases").is_visible()
    page = open_page(search, notes=notes)
    page.locator("#q").fill("member")
    assert page.locator(".found li:visible").count() < page.locator(".found li").count()
    assert notes == []
