"""All published figures together: files checked, contradictions marked, table written and read."""

import csv
import hashlib
import shutil
from pathlib import Path

import pandas as pd
import pytest
from pydantic import ValidationError

from analysis import paths
from analysis.advice import closest
from analysis.advice.readings import every_answer
from analysis.cleaning.published import tidy
from analysis.errors import StudyError
from analysis.inference.printed import used_and_led
from analysis.judging.checks import against_published
from analysis.sources import published
from analysis.sources.catalogue import Source, catalogue
from analysis.sources.published import (
    CONFLICTS,
    collect,
    published_by,
    published_row,
    published_rows,
    read_published,
    write_published,
)

CHARTS = "eurostat_social_media_enterprises_2013_2019"
INSEE, TIC, EUROSTAT = (
    "insee_focus30_2015",
    "insee_tic_entreprises_2013_2017",
    "eurostat_press_social_media_2013_2019",
)


def record(name: str, folder: Path, grade: str = "B") -> Source:
    content = (folder / "published" / f"{name}.csv").read_bytes()
    return Source.model_validate(
        {
            "id": name,
            "kind": "published",
            "grade": grade,
            "landing_page": "https://example.org/",
            "files": [
                {
                    "path": f"published/{name}.csv",
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "bytes": len(content),
                    "rows": content.count(b"\n") - 1,
                }
            ],
            "licence": {"name": "made up"},
            "redistributable": False,
            "access": "open",
            "accessed": "2026-11-23",
            **dict.fromkeys(
                ("title", "producer", "citation", "published", "universe", "mode", "sampling"), "x"
            ),
        }
    )


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    shutil.copytree(paths.PUBLISHED_RAW, tmp_path / "published")
    return tmp_path


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8", newline="\n")


def test_every_line_of_every_file_is_there_in_a_stable_order() -> None:
    names = sorted(path.stem for path in paths.PUBLISHED_RAW.glob("*.csv"))
    names = [name for name in names if name not in ("channels", "conflicts")]
    figures = collect(record(name, paths.RAW) for name in reversed(names))
    lines = {
        name: (paths.PUBLISHED_RAW / f"{name}.csv").read_bytes().count(b"\n") - 1 for name in names
    }
    assert figures.groupby("source").size().to_dict() == lines
    assert len(figures) == 2648
    assert figures[["source", "row"]].apply(tuple, axis=1).is_monotonic_increasing


def test_how_the_figures_reached_us_is_counted() -> None:
    figures = collect(catalogue().values())
    assert figures["reached"].value_counts().to_dict() == {
        "own": 1278,
        "replicated": 26,  # the trial of LinkedIn training
        "relayed": 604,
        "chart": 75,  # 20 totals off markers, 55 figures by sector off bars, all of Eurostat
        "derived": 665,  # shares of Canadian vacancies, but 5
    }
    assert set(figures["source"][figures["reached"] == "chart"]) == {CHARTS}
    second_hand = figures["reached"].isin(["relayed", "chart"]) | (figures["confidence"] == "low")
    assert set(figures["grade"][second_hand]) == {"C", "D"}
    numbers = figures[figures["unit"] != "words"]
    assert (numbers["least"] <= numbers["value"].fillna(numbers["low"])).all()
    assert not (numbers["most"] < numbers["value"].fillna(numbers["high"])).any()


def test_the_trial_of_linkedin_training_has_its_effects_with_their_errors() -> None:
    """Three lines of the printed tables; 2.045 is Student's t at 0.975 of 29 clusters less one."""
    trial = collect([catalogue()["wheeler2022_linkedin_rct"]]).set_index("id")
    assert len(trial) == 30
    effects = trial.loc[["employed", "employed-12-months", "employed-account-before-difference"]]
    assert effects["value"].tolist() == [0.07, 0.069, -0.031]
    assert effects["se"].tolist() == [0.021, 0.024, 0.03]
    half = [2.04523 * error for error in (0.021, 0.024, 0.03)]
    assert (effects["high"] - effects["value"]).tolist() == pytest.approx(half, abs=1e-6)
    assert effects["grade"].tolist() == ["A"] * 3
    earlier = trial.loc["employed-account-before-difference-6-months"]
    assert earlier[["value", "se"]].tolist() == [-0.106, 0.067]
    assert trial.loc["usage-share-use", ["value", "interval"]].tolist() == [0.682, ""]
    assert set(trial["grade"][trial["reached"] == "relayed"]) == {"C"}


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        ("dares_ofer_2016_channels", ["led-relations", "led-cv-databases", "used-cv-databases"]),
        ("insee_job_search_2016", ["led-relations"]),
        (INSEE, ["recruit-10-19-2013", "on-network-executives-2013"]),
        (CHARTS, ["E_SM_PRCR-EU28-2019", "E_SM_PRCR-J-EU28-2019", "E_SM_PADVERT-J-EU28-2019"]),
    ],
)
def test_official_figures_read_in_the_press_or_on_a_chart_are_of_grade_c(
    source: str, ids: list[str]
) -> None:
    official = catalogue()[source]
    figures = collect([official]).set_index("id")
    assert official.grade == "B"
    assert figures.loc[ids, "grade"].tolist() == ["C"] * len(ids)
    assert "B" in set(figures["grade"])


def test_28_percent_measured_off_a_marker_is_27_2_to_28_8_and_a_printed_8_is_7_5_to_8_5() -> None:
    figures = collect(catalogue()[name] for name in (CHARTS, INSEE)).set_index("id")
    ends = figures[["least", "most"]]
    assert ends.loc["E_SM_PRCR-EU28-2019"].tolist() == [0.272, 0.288]
    assert ends.loc["E_SM_PRCR-J-EU28-2019"].tolist() == [0.693, 0.707]
    assert ends.loc["recruit-2013"].tolist() == [0.075, 0.085]
    assert ends.loc["on-network-farmers-2013"].tolist() == [0, 0.05]


def test_a_share_of_revenue_allows_for_the_rounding_of_both_amounts() -> None:
    shares = collect([catalogue()["linkedin_corporate"]]).set_index("id")
    for name, part in {"share-talent-2015": 1877, "share-hiring-2015": 1770}.items():
        assert shares.loc[name, "reached"] == "derived"
        assert shares.loc[name, "least"] <= (part - 0.5) / (2991 + 0.5)
        assert (part + 0.5) / (2991 - 0.5) <= shares.loc[name, "most"]


def test_no_grade_is_written_on_a_row_where_the_rule_gives_it_anyway() -> None:
    for source in catalogue().values():
        if source.kind == "published":
            [file] = source.files
            raw = pd.read_csv(paths.RAW / file.path, dtype=str, keep_default_na=False)
            given = raw["row_grade"] != ""
            plain = tidy(raw.assign(row_grade=""), source=source.id, grade=source.grade)["grade"]
            graded = tidy(raw, source=source.id, grade=source.grade)["grade"]
            assert (plain != graded)[given].all(), source.id


def test_france_2013_is_20_percent_for_insee_and_19_for_eurostat_and_both_are_kept() -> None:
    figures = collect(record(name, paths.RAW) for name in (TIC, INSEE, EUROSTAT))
    marked = figures[figures["conflict"] == "fr_companies_on_social_media_2013"]
    assert marked[["source", "row", "value"]].to_numpy().tolist() == [
        [EUROSTAT, 12, 0.19],
        [INSEE, 11, 0.2],
        [TIC, 6, 0.2],
    ]


def test_ids_name_one_figure_each() -> None:
    figures = read_published()
    assert not figures.duplicated(["source", "id"]).any()
    assert (figures["id"] != "").all()


def test_figures_are_looked_up_by_id_in_the_order_asked() -> None:
    rows = published_rows(INSEE, "on-network-executives-2013", "recruit-2013")
    assert rows["estimate"].to_list() == [0.37, 0.08]
    assert rows.index.to_list() == rows["id"].to_list()
    assert published_row(INSEE, "recruit-2013").equals(rows.loc["recruit-2013"])
    sizes = published_by(INSEE, "recruit-{}-2013", iter(["10-19", "250-or-more"]))
    assert sizes["estimate"].to_dict() == {"10-19": 0.05, "250-or-more": 0.24}


def test_an_unknown_id_is_refused_with_those_most_like_it() -> None:
    with pytest.raises(StudyError, match="no figure with the id 'recruit-2031'") as refusal:
        published_rows(INSEE, "recruit-2013", "recruit-2031")
    assert refusal.value.expected.startswith("recruit-2013 or ")
    assert f"{INSEE}.csv" in refusal.value.hint
    with pytest.raises(StudyError, match="an id of the source's file"):
        published_row(INSEE, "zzz")


def test_no_look_up_depends_on_the_words_of_a_transcription(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Change every word of every indicator, group and population: the same numbers come back."""
    figures = read_published()
    anew = every_answer.__wrapped__  # not the table that the process keeps
    channels, cases, checked = used_and_led(figures), anew(), against_published()
    words = ["indicator", "population", "breakdown", "group"]
    kept = figures[words].isin(["total", "all"])
    other = figures[words].mask(~kept, figures[words] + ", corrected")
    monkeypatch.setattr(paths, "PUBLISHED", tmp_path / "published.csv")
    in_file = figures.drop(columns="base").rename(columns={"estimate": "value"})
    write_published(in_file.assign(**{name: other[name] for name in words}))
    closest.figure.cache_clear()  # it keeps what it looked up in the other table
    try:
        assert read_published(INSEE)["indicator"].str.endswith(", corrected").all()
        numbers = ["used", "led", "per_use"]
        pd.testing.assert_frame_equal(used_and_led(read_published())[numbers], channels[numbers])
        same = ["line", "group", "note", "estimate", "others", "word"]
        reworded = anew()
        pd.testing.assert_frame_equal(reworded[same], cases[same])
        assert reworded["base"].map(str).str.endswith(", corrected").any()
        same = ["published", "recomputed", "n", "ok"]
        pd.testing.assert_frame_equal(against_published()[same], checked[same])
    finally:
        closest.figure.cache_clear()


def test_a_contradiction_with_a_source_that_is_not_collected_is_still_marked() -> None:
    figures = collect([record(INSEE, paths.RAW)]).set_index("row")
    assert figures.loc[11, "conflict"] == "fr_companies_on_social_media_2013"
    assert figures.loc[2, "conflict"] == ""


def test_a_file_that_changed_is_refused(raw: Path) -> None:
    known = record(INSEE, raw)
    replace(raw / "published" / f"{INSEE}.csv", "all,FR,2013,8,%", "all,FR,2013,9,%")
    with pytest.raises(StudyError, match="checksum differs") as refusal:
        collect([known], raw)
    assert "git diff" in refusal.value.hint
    assert "study fetch" not in refusal.value.hint


def test_a_published_source_has_one_transcription(raw: Path) -> None:
    known = record(INSEE, raw)
    known = known.model_copy(update={"files": known.files * 2})
    with pytest.raises(StudyError, match=f"{INSEE} has several files"):
        collect([known], raw)


def test_a_file_that_is_gone_is_named(raw: Path) -> None:
    known = record(INSEE, raw)
    (raw / "published" / f"{INSEE}.csv").unlink()
    with pytest.raises(StudyError, match=f"{INSEE} has no file"):
        collect([known], raw)


def test_a_transcription_that_was_cut_is_refused_though_its_checksum_is_renewed(raw: Path) -> None:
    path = raw / "published" / f"{INSEE}.csv"
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:20]), "utf-8")
    file = {**record(INSEE, raw).files[0].model_dump(), "rows": 28}
    known = Source.model_validate({**record(INSEE, raw).model_dump(mode="json"), "files": [file]})
    with pytest.raises(StudyError, match="hasn't the size") as refusal:
        collect([known], raw)
    assert (refusal.value.expected, refusal.value.got) == ("28 rows", "19 rows, 19 columns")


def test_a_published_record_tells_its_rows() -> None:
    told = record(INSEE, paths.RAW).model_dump(mode="json")
    told["files"][0]["rows"] = None
    with pytest.raises(ValidationError, match="needs the 'rows' of each file"):
        Source.model_validate(told)


@pytest.mark.parametrize("name", ["dir", "link"])
def test_a_transcription_that_is_elsewhere_is_refused(raw: Path, tmp_path: Path, name: str) -> None:
    known, path = record(INSEE, raw), raw / "published" / f"{INSEE}.csv"
    outside = tmp_path.parent / f"outside-{tmp_path.name}"
    outside.mkdir()
    if name == "link":
        path.rename(outside / path.name)
        path.symlink_to(outside / path.name)
    else:
        path.parent.rename(outside / "published")
        path.parent.symlink_to(outside / "published")
    with pytest.raises(StudyError, match="leads out of its folder"):
        collect([known], raw)


def test_a_grade_better_than_the_source_s_is_argued_for() -> None:
    argued = {s.id: dict(s.row_grades) for s in catalogue().values() if s.row_grades}
    assert set(argued) == {
        "germany_bitkom_bamberg_2009_2018",
        "linkedin_corporate",
        "uk_ons_2012",
        "france_job_seekers_2016_2018",
        "recruiters_and_channels_misc",
    }
    assert all(len(why) > 20 for reasons in argued.values() for why in reasons.values())


def test_no_published_source_is_refused() -> None:
    with pytest.raises(StudyError, match="no published source"):
        collect([])


def test_two_values_of_one_figure_must_be_declared(raw: Path) -> None:
    path = raw / "published" / f"{INSEE}.csv"
    first = path.read_text("utf-8").splitlines()[1]
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write("again-" + first.replace(",8,%", ",9,%") + "\n")
    with pytest.raises(StudyError, match="contradict each other") as refusal:
        collect([record(INSEE, raw)], raw)
    assert refusal.value.got == f"{INSEE} line 2: 8 %; {INSEE} line 30: 9 %"


def test_a_declared_contradiction_that_changed_is_refused(raw: Path) -> None:
    replace(raw / CONFLICTS, f"{INSEE},account-2013,0.2,", f"{INSEE},account-2013,0.21,")
    with pytest.raises(StudyError, match="isn't there any more") as refusal:
        collect([record(INSEE, raw)], raw)
    assert refusal.value.got == f"{INSEE}, account-2013: 0.21 declared, 0.2 found"


def test_a_declared_contradiction_on_a_line_that_does_not_exist_is_refused(raw: Path) -> None:
    replace(raw / CONFLICTS, f"{INSEE},account-2013,0.2,", f"{INSEE},account-2031,0.2,")
    with pytest.raises(StudyError, match=f"{INSEE}, account-2031: 0.2 declared, nan found"):
        collect([record(INSEE, raw)], raw)


def test_a_contradiction_needs_two_values(raw: Path) -> None:
    place = f"{EUROSTAT},on-social-media-FR-2013"
    replace(raw / CONFLICTS, f"{place},0.19,", f"{place},0.2,")
    with pytest.raises(StudyError, match="only one value") as refusal:
        collect([record(INSEE, raw)], raw)
    assert refusal.value.got == "fr_companies_on_social_media_2013"


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "PUBLISHED", tmp_path / "processed" / "published.csv")
    return paths.PUBLISHED


def test_what_is_written_is_what_is_read(table: Path) -> None:
    apec = "apec_cadres_reseaux_sociaux_2012"
    figures = collect([record(INSEE, paths.RAW), record(apec, paths.RAW, "C")])
    write_published(figures)
    found = read_published()
    assert [base.note for base in found["base"]] == figures["population"].to_list()
    expected = figures.rename(columns={"value": "estimate"})
    pd.testing.assert_frame_equal(found.drop(columns="base"), expected, rtol=1e-9)
    assert read_published(INSEE)["row"].tolist() == list(range(2, 30))
    assert list(table.parent.iterdir()) == [table]


def test_the_table_is_read_once_and_again_when_it_has_changed(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    plain = published._read_table
    monkeypatch.setattr(published, "_read_table", lambda *args: read.append(args) or plain(*args))
    write_published(collect([record(INSEE, paths.RAW)]))
    read.clear()
    first = read_published()
    first["estimate"] = 0.0  # a reader may do what they like with what they got
    assert read_published()["estimate"].max() > 0
    assert len(read) == 1
    write_published(collect([record(INSEE, paths.RAW)]).head(3))
    assert len(read_published(INSEE)) == 3


def test_numbers_are_written_with_ten_digits(table: Path) -> None:
    write_published(collect([record("apec_cadres_reseaux_sociaux_2012", paths.RAW, "C")]))
    with table.open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    assert (first["value"], first["low"], first["high"]) == ("0.53", "0.5055019335", "0.5543543568")
    assert b"\r" not in table.read_bytes()


def test_a_table_not_yet_made_says_how_to_make_it(table: Path) -> None:
    with pytest.raises(StudyError, match="study build"):
        read_published()


def test_an_unknown_source_is_refused_with_the_known_ones(table: Path) -> None:
    write_published(collect([record(INSEE, paths.RAW)]))
    with pytest.raises(StudyError, match="No such published source") as refusal:
        read_published("insee")
    assert refusal.value.expected == INSEE
