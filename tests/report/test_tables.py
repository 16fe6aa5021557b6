"""Tables as pages hold them: read by ear, as cards on a phone, sorted where that helps."""

from __future__ import annotations

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from analysis.report.tables import finish_tables
from analysis.show.measures import measure, people
from analysis.show.prose import table

WIDE = ["A rather long statement that needs its room", "another one of several words", "A"]


def finished(rows, head=("Item", "What the data say", "Grade"), classes="", own=""):
    cells = "".join(
        f"<tr{classes}><th>{row[0]}</th>{''.join(f'<td>{cell}</td>' for cell in row[1:])}</tr>"
        for row in rows
    )
    heads = "".join(f"<th>{one}</th>" for one in head)
    soup = BeautifulSoup(
        f"<table{own}><caption>Board</caption><thead><tr>{heads}</tr></thead><tbody>{cells}</tbody></table>",
        "html.parser",
    )
    finish_tables(soup, "cell 1")
    return soup.table


def test_every_part_has_its_role_since_cards_lose_that_of_tables():
    board = finished([WIDE])
    roles = {tag.name: tag["role"] for tag in [board, *board.find_all(["tr", "td"])]}
    assert roles == {"table": "table", "tr": "row", "td": "cell"}
    assert [group["role"] for group in board.find_all(["thead", "tbody"])] == ["rowgroup"] * 2
    assert [th["role"] for th in board.find_all("th")] == [*["columnheader"] * 3, "rowheader"]


def test_cells_tell_their_head():
    cells = finished([WIDE]).find_all("td")
    assert [cell["data-label"] for cell in cells] == ["What the data say", "Grade"]
    assert ["brief" in str(cell.get("class")) for cell in cells] == [False, True]


def test_cells_that_hold_nothing_are_marked():
    cells = finished([["a", "–", ""], ["b", "words", "A"]]).find_all("td")
    assert ["empty" in str(cell.get("class")) for cell in cells] == [True, True, False, False]


@pytest.mark.parametrize(
    ("rows", "cards"),
    [
        ([["Men", "28 %", "A"]], False),
        ([["Men", "28 %", "Ununterbrochenes-Wort-im-Satz"]], False),
        ([["Men", "x" * 40, "A"]], True),
        ([["Inférieur", "28\u202f% (20 à 30)", "1\u202f372"] * 2], True),
    ],
)
def test_rows_are_cards_only_where_the_table_is_too_wide_for_a_phone(rows, cards):
    found = finished(rows, head=("", *["Share", "Note"] * 3)[: len(rows[0])])
    assert ("cards" in str(found.get("class"))) == cards


def test_a_table_with_a_layout_of_its_own_keeps_it():
    assert finished([WIDE], own=' class="map"')["class"] == ["map"]
    assert finished(many(12), own=' class="map"')["class"] == ["map"]


def test_a_caution_does_not_keep_a_column_from_being_one_of_numbers(shown):
    index = pd.Index(["Men", "Women"], name="Sex")
    cautious = [measure(0.5, "share", 0.4, 0.6, caution="too few people"), measure(0.2, "share")]
    frame = pd.DataFrame(
        {"Share": cautious, "Asked": [people(25), people(30)]}, index, dtype=object
    )
    table(frame, caption="Who")
    soup = BeautifulSoup(shown[0]["data"]["text/html"], "html.parser")
    finish_tables(soup, "cell 1")
    assert [th.text for th in soup.select("th.num")] == ["Share", "Asked"]


def many(count):
    return [[f"Sector {place}", f"{place} %", "A"] for place in range(count)]


def test_long_tables_with_numbers_sort():
    assert "sortable" in str(finished(many(8)).get("class"))
    assert "sortable" not in str(finished(many(7)).get("class"))
    texts = [[name, "words", "A"] for name, _number, _grade in many(9)]
    assert "sortable" not in str(finished(texts).get("class"))


def test_tables_of_which_a_page_chooses_rows_keep_their_order():
    assert "sortable" not in str(finished(many(9), classes=' class="line"').get("class"))
