"""Pages given away: nothing beside them is needed."""

from __future__ import annotations

import base64
import re
import shutil

import pytest

from analysis import paths
from analysis.errors import StudyError
from analysis.report import export


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
    monkeypatch.setattr(paths, "FIGURE_DATA", data)
    return tmp_path


def test_the_copy_holds_the_data_of_its_figures(site):
    copy = export.export_page("02_members", "en", site / "out")
    text = copy.read_text("utf-8")
    assert copy.name == "02_members.en.html"
    assert "../data" not in text
    held = re.search(r'download="02_x.csv" href="data:text/csv;base64,([^"]+)"', text)
    assert held
    assert base64.b64decode(held[1]) == (site / "reports/data/02_x.csv").read_bytes()
    assert 'download="02_x.fr.svg" href="data:image/svg+xml;base64,PHN2Zy8+"' in text


def test_a_page_that_is_not_there_is_told(site):
    with pytest.raises(StudyError, match=r"no page en/09_other(.|\n)*02_members(.|\n)*study build"):
        export.export_page("09_other", "en", site / "out")
    assert not (site / "out").exists()


def test_without_a_browser_the_reader_is_told_what_to_do(site, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(StudyError, match="print it"):
        export.export_pdf(site / "reports/en/02_members.html")


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed")
def test_a_pdf_is_printed(site):
    pdf = export.export_pdf(site / "reports/en/02_members.html")
    assert pdf.read_bytes().startswith(b"%PDF")
