"""Sentences gathered for translation, and catalogues that lack none and hold none for nothing."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from analysis.judging.values import Values
from analysis.pipeline import translations
from analysis.words import i18n
from analysis.words.bases import Base
from analysis.words.i18n import LANGUAGES


@pytest.fixture(scope="module")
def found():
    return translations.collect()


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("Its limits:", "src/analysis/show/cards.py"),
        ("Skip to content", "src/analysis/report/templates/study/front.html.j2"),
        ("One's relations are a proven way to a job.", "src/analysis/judging/claims.toml"),
        ("# Who the members are", "notebooks/02_members.ipynb"),
        ("The more education Americans had, the more of them", "notebooks/02_members.toml"),
        ("General Social Survey, 2016-2020 panel (2016 interviews)", "data/raw/catalogue.yaml"),
    ],
)
def test_sentences_of_every_kind_are_found(found, sentence, place):
    told = {text: places for text, places in found.items() if text.startswith(sentence)}
    assert any(place in places for places in told.values())


def test_code_is_not_taken_for_a_sentence(found):
    assert not [text for text in found if text.startswith(("values.", "import ", "from analysis"))]


def test_bases_are_translated_by_their_notes_whatever_these_begin_with(tmp_path):
    """The codes of a base have labels; a note that looks like codes is a sentence all the same."""
    earlier = Base({"sex": "asked"}, note="asked twice a year")
    bases = {
        "printed": Base(note="asked employees, France"),
        "change": Base({"sex": "asked"}, note="unweighted", before=earlier),
        "codes": Base({"sex": "asked"}),
    }
    row = {"estimate": 0.5, "unit": "share", "source": "gss_panel_2020"}
    values = Values("02_test")
    values.add(**{name: pd.Series({**row, "base": base}) for name, base in bases.items()})
    values.save(tmp_path)
    found = set(translations._of_values(tmp_path / "02_test.json")) - {""}
    assert found == {"asked employees, France", "unweighted", "asked twice a year"}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_translation_is_missing_stale_or_unread(language):
    todo = "\n".join(translations.to_do(language))
    assert translations.gaps(language) == {"missing": [], "stale": [], "fuzzy": []}, todo


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


PARAGRAPH = "The survey asked, among other things, who is a member of a professional network."
FRENCH = "L’enquête demandait, entre autres, qui est membre d’un réseau professionnel."


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    """Stand in for the study's sentences and their translations: both can be changed."""
    path = tmp_path / "study.po"
    monkeypatch.setattr(translations, "catalogue_of", lambda language: path)

    def show(*sentences: str) -> dict[str, object]:
        monkeypatch.setattr(translations, "collect", lambda: {text: ["a.py"] for text in sentences})
        translations.update("fr")
        return {m.id: m for m in translations.read_catalogue_of("fr") if m.id}

    show(PARAGRAPH, "Contents")
    text = path.read_text("utf-8").replace(
        f'"{PARAGRAPH}"\nmsgstr ""', f'"{PARAGRAPH}"\nmsgstr "{FRENCH}"'
    )
    path.write_text(text, "utf-8")
    show.path = path
    return show


def edited(text: str) -> str:
    return text.replace(",", ";", 1)


def test_an_edited_sentence_keeps_its_translation_until_somebody_has_read_it(catalogue):
    message = catalogue(edited(PARAGRAPH), "Contents")[edited(PARAGRAPH)]
    assert (message.string, message.fuzzy) == (FRENCH, True)
    assert message.previous_id == [PARAGRAPH]
    assert translations.gaps("fr")["fuzzy"] == [edited(PARAGRAPH)]
    text = catalogue.path.read_text("utf-8")
    assert text.count(FRENCH) == 1
    assert "#~" not in text
    catalogue.path.write_text(text.replace("#, fuzzy\n", ""), "utf-8")
    assert translations.gaps("fr")["fuzzy"] == []
    message = catalogue(edited(PARAGRAPH), "Contents")[edited(PARAGRAPH)]
    assert (message.string, message.fuzzy, message.previous_id) == (FRENCH, False, [])
    assert "#|" not in catalogue.path.read_text("utf-8")


def test_the_list_of_what_is_to_be_done_names_the_sentence_the_line_and_the_remedy(catalogue):
    catalogue(edited(PARAGRAPH), "Contents")
    missing, fuzzy = translations.to_do("fr")
    assert missing.startswith(f"{catalogue.path}:") and "“Contents” has no translation" in missing
    line = int(fuzzy.removeprefix(f"{catalogue.path}:").split(":")[0])
    assert (
        catalogue.path.read_text("utf-8")
        .splitlines()[line - 1]
        .startswith(f'msgid "{edited(PARAGRAPH)[:20]}')
    )
    assert "“The survey asked; among" in fuzzy
    assert "delete the word `fuzzy`" in fuzzy


def test_an_edit_taken_back_finds_its_translation_whole(catalogue):
    catalogue(PARAGRAPH, "Contents")
    before = catalogue.path.read_bytes()
    catalogue(edited(PARAGRAPH), "Contents")
    catalogue(edited(edited(PARAGRAPH)), "Contents")
    message = catalogue(edited(edited(PARAGRAPH)), "Contents")[edited(edited(PARAGRAPH))]
    assert (message.string, message.previous_id) == (FRENCH, [PARAGRAPH])
    catalogue(PARAGRAPH, "Contents")
    assert catalogue.path.read_bytes() == before


def test_both_halves_of_a_sentence_cut_in_two_keep_the_whole_translation(catalogue):
    halves = (PARAGRAPH[: PARAGRAPH.index(" who is")], PARAGRAPH[PARAGRAPH.index("among") :])
    messages = catalogue(*halves)
    assert [(messages[half].string, messages[half].fuzzy) for half in halves] == [
        (FRENCH, True)
    ] * 2


def test_a_new_sentence_does_not_take_the_translation_of_one_that_is_still_shown(catalogue):
    message = catalogue(PARAGRAPH, edited(PARAGRAPH))[edited(PARAGRAPH)]
    assert (message.string, message.fuzzy) == ("", False)


def test_a_comma_in_the_longest_paragraph_of_the_study_costs_no_french(
    found, tmp_path, monkeypatch
):
    path = tmp_path / "study.po"
    path.write_bytes(i18n.catalogue_of("fr").read_bytes())
    monkeypatch.setattr(translations, "catalogue_of", lambda language: path)
    monkeypatch.setattr(translations, "collect", lambda: found)
    before = translations.update("fr").read_bytes()
    assert translations.update("fr").read_bytes() == before

    longest = max((text for text in found if "," in text), key=len)
    french = translations.read_catalogue_of("fr")[longest].string
    changed = {edited(text) if text == longest else text: places for text, places in found.items()}
    monkeypatch.setattr(translations, "collect", lambda: changed)
    translations.update("fr")
    message = translations.read_catalogue_of("fr")[edited(longest)]
    assert (message.string, message.fuzzy, message.previous_id) == (french, True, [longest])
    after = path.read_bytes()
    assert translations.update("fr").read_bytes() == after

    monkeypatch.setattr(translations, "collect", lambda: found)
    assert translations.update("fr").read_bytes() == before


def test_a_deleted_sentence_leaves_with_its_translation(found, tmp_path, monkeypatch):
    path = tmp_path / "study.po"
    path.write_bytes(i18n.catalogue_of("fr").read_bytes())
    monkeypatch.setattr(translations, "catalogue_of", lambda language: path)
    longest = max(found, key=len)
    left = {text: places for text, places in found.items() if text != longest}
    monkeypatch.setattr(translations, "collect", lambda: left)
    french = translations.read_catalogue_of("fr")[longest].string
    translations.update("fr")
    catalogue = translations.read_catalogue_of("fr")
    assert len(catalogue) == len(found) - 1
    assert french not in {message.string for message in catalogue}
    assert not catalogue.obsolete


def test_a_record_that_brings_its_french_asks_for_none(tmp_path, monkeypatch):
    """Without it, the list of what is to be done names the sentence."""
    record = {"id": "a", "kind": "microdata", "title": "A wave", "published": "2030"}
    record["mode"] = "by mail"
    record["licence"] = {"name": "Free"}
    path = tmp_path / "catalogue.yaml"
    monkeypatch.setattr(translations.paths, "CATALOGUE", path)
    path.write_text(json.dumps([record]), "utf-8")
    assert set(translations._of_sources()) - {""} == {"A wave", "by mail", "Free"}
    french = {"fr": {"title": "Une vague"}}
    path.write_text(json.dumps([record | {"translated": french}]), "utf-8")
    assert "A wave" not in set(translations._of_sources())
    assert "by mail" in set(translations._of_sources())
