"""The description of the figures' data is that of the files that are there."""

from __future__ import annotations

from analysis import paths
from analysis.pipeline.figure_columns import COLUMNS, dictionary


def test_columns_and_files_are_told(tmp_path):
    (tmp_path / "02_x.csv").write_text("group,estimate,low\nmen,0.5,0.4\n", "utf-8")
    (tmp_path / "02_x.fr.csv").write_text("groupe;estimation\n", "utf-8")
    text = dictionary(tmp_path)
    assert "- `02_x.csv`: group, estimate, low\n" in text
    assert f"| `low` | {COLUMNS['low']} |" in text
    assert "| `high` |" not in text
    assert "- `02_x.fr" not in text


def test_the_committed_description_is_todays():
    committed = (paths.FIGURE_DATA / "README.md").read_text("utf-8")
    assert committed == dictionary(), "run `make report`"
