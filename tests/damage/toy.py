"""A file whose content says what becomes of it: outcomes can be told apart."""

from __future__ import annotations

import os
from pathlib import Path

from analysis.errors import StudyError
from damage.cases import OUT, Subject


def says(content: bytes, folder: Path) -> str:
    """Behave as the content says."""
    word = content.decode()
    if word == "named":
        raise StudyError("No.")
    if word == "partial":
        (folder / OUT / "half").write_text("half", "utf-8")
        raise StudyError("No.")
    if word == "traceback":
        raise KeyError("ours")
    if word == "crash":
        os.abort()
    return "right" if word in {"whole", "right"} else "wrong"


TOY = Subject("toys", "toy", b"whole", says)
