"""Sentences gathered for translation, and catalogues that lack none and hold none for nothing."""

from __future__ import annotations

import pytest

from analysis.pipeline import translations
from analysis.words.i18n import LANGUAGES


@pytest.fixture(scope="module")
def found():
    return translations.collect()


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("Mixed", "src/analysis/show/cards.py"),
        ("Skip to content", "src/analysis/report/templates/study/front.html.j2"),
        ("One's relations are a proven way to a job.", "src/analysis/judging/claims.toml"),
        ("# Who the members are", "notebooks/02_members.ipynb"),
        ("The higher the diploma, the more people are on LinkedIn.", "notebooks/02_members.ipynb"),
        ("General Social Survey, 2016-2020 panel (2016 interviews)", "data/raw/catalogue.yaml"),
    ],
)
def test_sentences_of_every_kind_are_found(found, sentence, place):
    told = {text: places for text, places in found.items() if text.startswith(sentence)}
    assert any(place in places for places in told.values())


def test_code_is_not_taken_for_a_sentence(found):
    assert not [text for text in found if text.startswith(("values.", "import ", "from analysis"))]


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_translation_is_missing_stale_or_unread(language):
    assert translations.gaps(language) == {"missing": [], "stale": [], "fuzzy": []}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_translations_keep_what_is_filled_in(language):
    catalogue = translations.read_catalogue_of(language)
    pairs = [(str(m.id), str(m.string)) for m in catalogue if m.id and m.string]
    wrong = [one for one, other in pairs if translations.holes(one) != translations.holes(other)]
    assert wrong == []


def test_a_new_sentence_comes_in_empty_and_an_old_one_leaves(tmp_path, monkeypatch):
    monkeypatch.setattr(translations, "catalogue_of", lambda language: tmp_path / "study.po")
    monkeypatch.setattr(translations, "collect", lambda: {"Kept": ["a.py"], "Gone": ["a.py"]})
    path = translations.update("fr")
    path.write_text(
        path.read_text("utf-8").replace('msgid "Kept"\nmsgstr ""', 'msgid "Kept"\nmsgstr "Gardé"'),
        "utf-8",
    )
    monkeypatch.setattr(translations, "collect", lambda: {"Kept": ["a.py"], "New": ["b.py"]})
    assert translations.gaps("fr") == {"missing": ["New"], "stale": ["Gone"], "fuzzy": []}
    first = translations.update("fr").read_bytes()
    assert translations.gaps("fr") == {"missing": ["New"], "stale": [], "fuzzy": []}
    assert translations.update("fr").read_bytes() == first
