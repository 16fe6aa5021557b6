"""Numbers and sentences in the reader's language, never the machine's."""

from __future__ import annotations

import pytest

from analysis.errors import StudyError
from analysis.words import i18n

NARROW = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


def test_english_is_the_language_unless_another_is_asked_for(monkeypatch):
    assert i18n.language() == "en"
    monkeypatch.setenv("STUDY_LANG", "fr")
    assert i18n.language() == "fr"


def test_unknown_language_names_the_known_ones(monkeypatch):
    monkeypatch.setenv("STUDY_LANG", "de")
    with pytest.raises(StudyError, match="expected: en or fr\n  got: de"):
        i18n.percent(0.5)


def test_the_machine_s_locale_changes_nothing(monkeypatch):
    for name in ("LANG", "LANGUAGE", "LC_ALL"):
        monkeypatch.setenv(name, "fr_FR.UTF-8")
    assert i18n.number(1372.5, 1) == "1,372.5"


@pytest.mark.parametrize(
    ("value", "unit", "more", "english", "french"),
    [
        (0.2823, "share", 0, "28%", f"28{NARROW}%"),
        (0.2823, "share", 2, "28.23%", f"28,23{NARROW}%"),
        (0.0, "share", 0, "0%", f"0{NARROW}%"),
        (1.0, "share", 0, "100%", f"100{NARROW}%"),
        (0.2788, "points", 0, "28", "28"),
        (-0.051, "points", 1, f"{MINUS}5.1", f"{MINUS}5,1"),
        (2.6779, "ratio", 0, "2.7", "2,7"),
        (2.6779, "ratio", 1, "2.68", "2,68"),
        (0.8349, "ratio", 0, "0.83", "0,83"),
        (12.34, "ratio", 0, "12", "12"),
        (1234567, "count", 0, "1,234,567", f"1{NARROW}234{NARROW}567"),
        (0.0312, "p", 0, "0.031", "0,031"),
        (0.001, "p", 0, "0.001", "0,001"),
        (0.0009, "p", 0, "< 0.001", "< 0,001"),
    ],
)
def test_numbers_as_each_language_writes_them(value, unit, more, english, french, monkeypatch):
    assert i18n.quantity(value, unit, more) == english
    monkeypatch.setenv("STUDY_LANG", "fr")
    assert i18n.quantity(value, unit, more) == french


@pytest.mark.parametrize("ends", [(float("nan"), 0.3), (0.2, float("nan"))])
def test_half_an_interval_is_none(ends):
    assert i18n.span(*ends, "share") == "–"


def test_interval_follows_its_unit():
    assert i18n.span(2.212, 3.242, "ratio") == "2.2 to 3.2"


def test_a_sentence_not_yet_translated_stays_in_english(tmp_path, monkeypatch):
    path = tmp_path / "study.po"
    path.write_text('msgid "read"\nmsgstr "lu"\n\nmsgid "empty"\nmsgstr ""\n', "utf-8")
    monkeypatch.setattr(i18n, "catalogue_of", lambda code: path)
    translate = i18n.translator.__wrapped__("fr")
    assert [translate(word) for word in ("read", "empty", "new")] == ["lu", "empty", "new"]


def test_a_translation_that_nobody_has_read_is_not_shown(tmp_path, monkeypatch):
    path = tmp_path / "study.po"
    path.write_text(
        'msgid "read"\nmsgstr "lu"\n\n#, fuzzy\nmsgid "changed"\nmsgstr "ancien"\n', "utf-8"
    )
    monkeypatch.setattr(i18n, "catalogue_of", lambda code: path)
    translate = i18n.translator.__wrapped__("fr")
    assert (translate("read"), translate("changed")) == ("lu", "changed")


@pytest.mark.parametrize(
    ("code", "value", "written"),
    [
        ("en", 0.2, "0.2 points"),
        ("en", 2.0, "2.0 points"),
        ("fr", 0.2, "0,2 point"),
        ("fr", 1.7, "1,7 point"),
        ("fr", 2.0, "2,0 points"),
    ],
)
def test_points_are_in_the_plural_as_the_language_has_it(code, value, written):
    """French takes the singular below two, with or without a sign; English at one alone."""
    with i18n.spoken(code):
        assert i18n.points(i18n.number(value, 1), value, digits=1) == written
        text = i18n.points(i18n.number(-value, 1), -value, digits=1)
        assert text == f"\N{MINUS SIGN}{written}"
