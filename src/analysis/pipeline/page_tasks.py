"""The tasks that write pages, part of the study's graph: `analysis.pipeline.graph`."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from analysis import paths
from analysis.judging.claims import claims
from analysis.paths import page_of_claim
from analysis.pipeline.notebooks import drawings, figure_data, notebook_paths
from analysis.pipeline.stages import SUMMARY, all_notebooks, executed, titles, translations
from analysis.pipeline.sums import by_hand
from analysis.pipeline.tasks import Same, Task, task
from analysis.sources.catalogue import catalogue
from analysis.words.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


INDEX = "index"
"""The name of the pages that folders open with."""


def _alike() -> list[Same]:
    """Compare what every page tells of the study."""
    return [
        Same("the titles of the notebooks", lambda: repr(titles())),
        Same("the version of the study", _version),
    ]


@cache
def _version() -> str:
    return version("networks-and-jobs")


def task_report() -> Iterator[Task]:
    """Export each notebook in every language."""
    found = titles()

    def page(path: Path, language: str) -> None:
        from analysis.pipeline import pages

        pages.write_page(executed(path, language), language, found, LANGUAGES)

    for language in LANGUAGES:
        for path in notebook_paths():
            yield task(
                f"Writing the page {language}/{path.stem}",
                page,
                [path, language],
                {"analysis.pipeline.pages"},
                name=f"{language}:{path.stem}",
                file_dep=_shown_by(path, language),
                uptodate=_alike(),
                targets=[*_pages(language, [path.stem]), paths.index_of_page(path.stem, language)],
            )


def task_doors() -> Task:
    """Write the page that leads to the languages."""
    found = titles()

    def doors() -> None:
        from analysis.pipeline import sharing

        sharing.write_doors(found)

    return task(
        "Writing the doors of the languages",
        doors,
        [],
        {"analysis.pipeline.sharing"},
        file_dep=translations(*LANGUAGES),
        task_dep=[f"front:{LANGUAGES[0]}:page"],  # notebooks need not wait for what writes pages
        uptodate=_alike(),
        targets=[paths.REPORTS / f"{INDEX}.html"],
    )


def task_front() -> Iterator[Task]:
    """Write each language's front page, claims and pictures."""
    found, summary = titles(), paths.NOTEBOOKS / f"{SUMMARY}.ipynb"

    def front(language: str) -> None:
        from analysis.pipeline import sharing

        sharing.write_front(executed(summary, language), language, found)

    def cards(language: str) -> None:
        from analysis.pipeline import sharing

        sharing.write_cards(executed(summary, language), language, found)

    own = [page_of_claim(claim.id) for claim in claims()]
    for code in LANGUAGES:
        cards_of = [f"{code}_{name}.png" for name in (INDEX, *found, *own)]
        for name, what, action, targets in (
            ("page", "front page and claims", front, _pages(code, [INDEX, *own])),
            ("cards", "pictures of the pages", cards, [paths.CARDS / name for name in cards_of]),
        ):
            yield task(
                f"Writing the {what} ({code})",
                action,
                [code],
                {"analysis.pipeline.sharing"},
                name=f"{code}:{name}",
                file_dep=_shown_by(summary, code),
                uptodate=_alike(),
                targets=targets,
            )


def _pages(language: str, names: Sequence[str]) -> list[Path]:
    return [paths.REPORTS / language / f"{name}.html" for name in names]


def _shown_by(path: Path, language: str) -> list[Path]:
    """List what a page is written from: its notebook, translations, pictures."""
    pictures = drawings(all_notebooks()[path], language)
    return [executed(path, language), *translations(language), *pictures]


def task_search() -> Iterator[Task]:
    """Index the pages of each language, on a page that finds words in them."""

    def make(language: str) -> None:
        from analysis.pipeline import pages

        pages.write_search(titles(), language, LANGUAGES)

    for language in LANGUAGES:
        yield task(
            f"Writing the page {language}/search",
            make,
            [language],
            {"analysis.pipeline.pages"},
            name=language,
            file_dep=[
                *(paths.index_of_page(name, language) for name in titles()),
                *translations(language),
            ],
            uptodate=_alike(),
            targets=[paths.REPORTS / language / "search.html"],
        )


def task_dictionary() -> Task:
    """Describe the data behind the figures."""

    def make() -> None:
        from analysis.pipeline.figure_columns import write_dictionary

        write_dictionary()

    return task(
        "Describing the data of the figures",
        make,
        [],
        {"analysis.pipeline.figure_columns"},
        file_dep=_tables(),
        targets=[paths.FIGURE_DATA / "README.md"],
    )


def _tables() -> list[Path]:
    """List the tables behind the figures."""
    return [path for path in _figures() if path.suffix == ".csv"]


def _figures() -> list[Path]:
    """List the tables behind the figures, and their pictures."""
    return [path for notebook in all_notebooks().values() for path in figure_data(notebook)]


def _processed() -> list[Path]:
    """List what `data/processed` holds, but for its description."""
    surveys = [source for source in catalogue().values() if source.kind == "microdata"]
    return [
        *(paths.CELLS / f"{name}.csv" for survey in surveys for name in survey.cells),
        *(paths.lock_of_cells(survey.id) for survey in surveys),
        *(paths.VALIDATION / f"{survey.id}.csv" for survey in surveys),
        *(paths.PUBLISHED, paths.PROCESSED / "codebook.csv"),
        *(paths.VERDICTS, paths.SENSITIVITY),
        *(paths.VALUES / f"{path.stem}.json" for path in notebook_paths()),
    ]


DESCRIPTIONS = [folder / "datapackage.json" for folder in (paths.PROCESSED, paths.FIGURE_DATA)]


def task_datapackage() -> Task:
    """Describe all tables for machines, once what is found is published."""

    def make() -> None:
        from analysis.pipeline.datapackage import write_packages

        write_packages()

    return task(
        "Describing the tables for machines",
        make,
        [],
        {"analysis.pipeline.datapackage"},
        file_dep=[*_processed(), *_tables()],
        targets=DESCRIPTIONS,
    )


def task_sums() -> Task:
    """Keep the checksums of all data, once it is as it will be committed."""

    def make(files: Sequence[Path]) -> None:
        from analysis.pipeline.sums import write_sums

        write_sums(files)

    files = [*by_hand(), *_processed(), *_figures(), *DESCRIPTIONS, paths.FIGURE_DATA / "README.md"]
    return task(
        "Keeping the checksums of the data",
        make,
        [files],
        {"analysis.pipeline.sums"},
        file_dep=files,
        targets=[paths.SUMS],
    )
