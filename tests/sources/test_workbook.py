"""A workbook of two years read from its XML, and each kind of damage refused."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.sources.catalogue import Workbook
from analysis.sources.reading import read_raw

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("here")

SHEETS = Workbook(sheets={2013: "Data 2013", 2014: "Data 2014"}, header=2, shared=["weight"])
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
TEXTS = ["Source", "weight", "Q1", "Q2", "yes"]

# Sheets are not in the order of their files; empty cells and rows may be absent.
FILES = {
    "xl/workbook.xml": f"""<workbook {NAMESPACE} {LINKS}><sheets>
        <sheet name="Codebook" sheetId="9" r:id="rId1"/>
        <sheet name="Data 2013" sheetId="1" r:id="rId3"/>
        <sheet name="Data 2014" sheetId="2" r:id="rId2"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": """<Relationships>
        <Relationship Id="rId1" Target="worksheets/sheet1.xml"/>
        <Relationship Id="rId2" Target="worksheets/sheet2.xml"/>
        <Relationship Id="rId3" Target="worksheets/sheet3.xml"/></Relationships>""",
    "xl/sharedStrings.xml": f"""<sst {NAMESPACE}>
        {"".join(f"<si><t>{text}</t></si>" for text in TEXTS[:-1])}
        <si><r><t>y</t></r><r><t>es</t></r></si></sst>""",
    "xl/worksheets/sheet1.xml": f"<worksheet {NAMESPACE}><sheetData/></worksheet>",
    "xl/worksheets/sheet3.xml": f"""<worksheet {NAMESPACE}><sheetData>
        <row r="1"><c r="A1" t="s"><v>0</v></c></row>
        <row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="s"><v>2</v></c></row>
        <row r="3"><c r="A3"><v>0.5</v></c><c r="B3"><v>1</v></c></row>
        <row r="4"><c r="A4"><v>1.5</v></c><c r="B4" s="2"/></row></sheetData></worksheet>""",
    "xl/worksheets/sheet2.xml": f"""<worksheet {NAMESPACE}><sheetData>
        <row r="2"><c r="A2" t="s"><v>1</v></c><c r="Z2" t="s"><v>2</v></c>
                   <c r="AA2" t="s"><v>3</v></c></row>
        <row r="3"><c r="A3"><v>2</v></c><c r="AA3" t="s"><v>4</v></c></row>
        </sheetData></worksheet>""",
}


def written(folder: Path, **changes: str) -> Path:
    """Write the workbook, some of its sheets replaced."""
    path = folder / "survey.xlsx"
    with ZipFile(path, "w") as archive:
        for name, content in FILES.items():
            archive.writestr(name, changes.get(name.split("/")[-1][:-4], content))
    return path


def test_sheets_are_stacked_and_a_column_is_of_its_year(tmp_path):
    expected = pd.DataFrame(
        {
            "sheet": [2013, 2013, 2014],
            "weight": [0.5, 1.5, 2],
            "Q1 (2013)": [1, nan, nan],
            "Q1 (2014)": [nan, nan, nan],
            "Q2 (2014)": [nan, nan, "yes"],
        }
    )
    frame = read_raw(written(tmp_path), SHEETS)
    pd.testing.assert_frame_equal(frame, expected, check_dtype=False)


def test_a_workbook_without_the_sheet_is_refused(tmp_path):
    sheets = SHEETS.model_copy(update={"sheets": {2015: "Data 2015"}})
    with pytest.raises(StudyError, match="Data 2015"):
        read_raw(written(tmp_path), sheets)


def test_a_cell_that_is_neither_text_nor_number_is_refused(tmp_path):
    spoilt = FILES["xl/worksheets/sheet2.xml"].replace('<c r="A3">', '<c r="A3" t="b">')
    with pytest.raises(StudyError, match="kind 'b'"):
        read_raw(written(tmp_path, sheet2=spoilt), SHEETS)


@pytest.mark.parametrize("kept", [0, 20, 0.5], ids=["empty", "header only", "half"])
def test_a_workbook_cut_short_is_refused(tmp_path, kept):
    path = written(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: kept if isinstance(kept, int) else int(len(content) * kept)])
    with pytest.raises(StudyError, match="cut short"):
        read_raw(path, SHEETS)


def test_a_sheet_that_is_no_xml_or_has_no_header_is_refused(tmp_path):
    for spoilt in ("<html>Please log in.", f"<worksheet {NAMESPACE}/>"):
        with pytest.raises(StudyError, match="not what its name says"):
            read_raw(written(tmp_path, sheet2=spoilt), SHEETS)
