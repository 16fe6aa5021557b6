"""Damaged translations are told by their line, and never shown."""

from __future__ import annotations

import pytest

from analysis.errors import StudyError
from analysis.words.po import read_po

GOOD = """\
#: notebooks/02_members.ipynb
msgid "Members"
msgstr "Membres"

#: src/a.py
msgid ""
"{n} of them, "
"<b>at most</b> ([source](https://example.org))"
msgstr ""
"{n} d’entre eux, "
"<b>au plus</b> ([source](https://example.org))"

#, fuzzy
#| msgid "Old {n}"
msgid "New"
msgstr "Ancien {n}"

msgid "not yet"
msgstr ""
"""

LINE, FORM, TWICE = (
    "an entry that is no translation",
    "with other HTML, links or values",
    "translates a",
)
DAMAGE = {
    "a quote lost at the end": ('"Membres"', '"Membres', LINE, "from line 1: "),
    "a quote lost at the head": ('"Membres"', 'Membres"', LINE, "from line 1: "),
    "a quote within": ('"Membres"', '"Mem"bres"', LINE, "from line 1: "),
    "a keyword cut": ('msgid "not', 'msgi "not', LINE, "from line 18: "),
    "a keyword lost": ('msgid "not', '"not', LINE, "from line 18: "),
    "a translation lost": ('msgstr "Membres"\n', "", LINE, "from line 1: "),
    "words between": ("\n#, fuzzy", "\nto do\n#, fuzzy", LINE, "from line 13: "),
    "a conflict": ("#: src/a.py", "<<<<<<< HEAD\n#: src/a.py", "is damaged", "line 5"),
    "a script": ("Membres", "Membres<script>x()</script>", FORM, "<script>, </script>"),
    "an open tag": ("Membres", "Membres<img src=x onerror=x", FORM, "<img src=x onerror=x"),
    "a tag lost": ("</b> ([source](https://example.org))\"\n\n", "\"\n\n", FORM, "without it"),
    "another link": ("plus</b> ([source](https://example", "plus</b> ([source](https://evil", FORM, "](https://evil.org)"),
    "an address": ("Membres", "Membres javascript:x()", FORM, "javascript:x()"),
    "a value lost": ("{n} d’entre", "n d’entre", FORM, "without it"),
    "a value of another name": ("{n} d’entre", "{m} d’entre", FORM, "{m}"),
    "a sentence twice": ('msgid "not yet"', 'msgid "Members"', TWICE, "3"),
    "a direction": ("Membres", "Mem\u202ebres", "is damaged", "U+202E"),
}  # fmt: skip


def test_good_translations_are_read(tmp_path):
    (tmp_path / "study.po").write_text(GOOD, "utf-8")
    found = {str(entry.id): entry.string for entry in read_po(tmp_path / "study.po", "fr")}
    assert len(found) == 5  # and Babel's own header
    assert found["Members"] == "Membres"
    assert found["New"] == "Ancien {n}"  # nobody has read it, and nothing shows it


def test_a_header_is_no_sentence(tmp_path):
    header = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n\n'
    (tmp_path / "study.po").write_text(header + GOOD, "utf-8")
    assert len(read_po(tmp_path / "study.po", "fr")) == 4


@pytest.mark.parametrize(("old", "new", "title", "got"), DAMAGE.values(), ids=DAMAGE)
def test_damage_is_told_with_its_place_and_a_remedy(tmp_path, old, new, title, got):
    assert old in GOOD
    (tmp_path / "study.po").write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(StudyError, match=rf"study\.po .*{title}") as error:
        read_po(tmp_path / "study.po", "fr")
    assert got in error.value.got
    assert error.value.hint
