"""The study as a graph of tasks: what each file is made from, made again only when that changed.

doit keeps the checksums of what every task read; a task whose inputs and outputs are unchanged is
skipped. Heavy modules are imported inside the tasks: finding nothing to do must take no time.
"""

from __future__ import annotations

from functools import cache, partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from analysis import paths
from analysis.errors import StudyError
from analysis.judging.claims import claims, notebooks_of_items
from analysis.paths import page_of_claim
from analysis.pipeline import dependencies, notebooks
from analysis.pipeline.notebooks import (
    Notebook,
    drawings,
    figure_data,
    notebook_paths,
    translations_of,
)
from analysis.pipeline.progress import shown
from analysis.pipeline.tasks import Same, Task, run, task
from analysis.sources.catalogue import catalogue, locate
from analysis.words.i18n import LANGUAGES, catalogue_of
from analysis.words.wording import wording_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

SUMMARY = "00_summary"
OF_ALL_CLAIMS = {"analysis.judging.sensitivity", "analysis.judging.verdicts"}
"""What a notebook imports that shows what all notebooks have found."""


@cache
def _notebooks() -> dict[Path, Notebook]:
    """Read the notebooks, once a build."""
    return {path: notebooks.read(path) for path in notebook_paths()}


def _longest_first() -> list[Path]:
    """List the notebooks by their code, which time follows: a long one begun last keeps us late."""
    return sorted(notebook_paths(), key=lambda path: -_notebooks()[path].code)


def matching(name: str) -> str:
    """Return the full name of a notebook from its number or its name.

    Examples
    --------
    >>> matching("02")
    '02_members'
    """
    found = [path.stem for path in notebook_paths() if path.stem.startswith(name)]
    if len(found) != 1:
        raise StudyError(
            f"No single notebook is called '{name}'.",
            expected=", ".join(path.stem for path in notebook_paths()),
            got=", ".join(found) or "none",
        )
    return found[0]


def task_cells() -> Iterator[Task]:
    """Fold each survey whose file is on this machine; the committed cells serve otherwise."""

    def make(name: str) -> None:
        from analysis.surveys.harmonise import make_cells
        from analysis.surveys.validation import write_validation

        write_validation(catalogue()[name])
        make_cells(catalogue()[name], paths.CELLS)

    for source in catalogue().values():
        files = [locate(source, file) for file in source.files]
        if source.kind == "microdata" and all(files):
            yield task(
                f"Folding {source.id} into cells",
                make,
                [source.id],
                {"analysis.surveys.harmonise", "analysis.surveys.validation"},
                name=source.id,
                file_dep=files,
                targets=[*_cells_of(source.cells), paths.VALIDATION / f"{source.id}.csv"],
            )


def _cells_of(tables: Mapping[str, Any]) -> list[Path]:
    return [paths.CELLS / f"{table}.csv" for table in tables]


def task_codebook() -> Task:
    """Describe every variable of the cells."""

    def make() -> None:
        from analysis.pipeline.codebook import codebook, write_codebook

        write_codebook(codebook(catalogue().values()))

    return task(
        "Writing the codebook",
        make,
        [],
        {"analysis.pipeline.codebook", "analysis.sources.catalogue"},
        targets=[paths.PROCESSED / "codebook.csv"],
    )


def task_published() -> Task:
    """Clean the figures transcribed from published reports."""

    def make() -> None:
        from analysis.pipeline.warm import warm

        warm()  # notebooks follow
        from analysis.sources.published import collect, write_published

        write_published(collect(catalogue().values()))

    return task(
        "Cleaning the published figures",
        make,
        [],
        {"analysis.sources.published", "analysis.sources.catalogue", "analysis.pipeline.warm"},
        file_dep=paths.PUBLISHED_RAW.glob("*.csv"),
        targets=[paths.PUBLISHED],
    )


def executed(path: Path, language: str) -> Path:
    """Return where a notebook stands with its results: in place in English, a copy otherwise."""
    return path if language == LANGUAGES[0] else paths.CACHE / language / path.name


def _read_by(path: Path) -> list[Path]:
    """List the data that a notebook may read; one that names verdicts reads what others found."""
    surveys = [source for source in catalogue().values() if source.kind == "microdata"]
    files = [paths.PUBLISHED, *(paths.VALIDATION / f"{survey.id}.csv" for survey in surveys)]
    files += [file for survey in surveys for file in _cells_of(survey.cells)]
    files += [words for words in [wording_of(path.stem)] if words.is_file()]
    if OF_ALL_CLAIMS & dependencies.imported(_notebooks()[path]):
        files += [paths.STAGED_VERDICTS, paths.STAGED_SENSITIVITY]
        files += map(values_of, notebooks_of_items())
    return files


def values_of(name: str) -> Path:
    """Return where a notebook saves its values in a build."""
    return paths.STAGED_VALUES / f"{name}.json"


def _translations(*languages: str) -> list[Path]:
    """List the files that put the study's sentences into some languages; English has none."""
    return [path for path in map(catalogue_of, languages) if path.is_file()]


def _words_of(path: Path) -> list[Same]:
    """Compare the translations that a notebook may show: a sentence of another is none of them."""
    return [
        Same(f"the words of {path.stem} in {shown(file)}", partial(translations_of, path, file))
        for file in _translations(*LANGUAGES)
    ]


def task_notebook() -> Iterator[Task]:
    """Run each notebook, in every language; the English one in place, where readers open it."""

    def make(path: Path) -> None:
        from analysis.pipeline.execution import execute, kept_on_failure, write_notebook

        with kept_on_failure(path):
            for language, notebook in execute(path).items():
                write_notebook(notebook, executed(path, language))

    for path in _longest_first():
        notebook = _notebooks()[path]
        yield task(
            f"Running {path.stem}",
            make,
            [path],
            {"analysis.pipeline.execution", *dependencies.imported(notebook)},
            name=path.stem,
            file_dep=_read_by(path),
            uptodate=_words_of(path),
            targets=[
                *(executed(path, language) for language in LANGUAGES),
                *figure_data(notebook),
                *drawings(notebook, *LANGUAGES),
                values_of(path.stem),
            ],
        )


def task_verdicts() -> Task:
    """Judge the claims from the values that the notebooks saved."""

    def make() -> None:
        from analysis.judging.sensitivity import sensitivity, write_sensitivity
        from analysis.judging.verdicts import gather, judge, write_verdicts

        write_verdicts(judge(paths.STAGED_VALUES), paths.STAGED_VERDICTS)
        others = sensitivity(lambda easier: gather(paths.STAGED_VALUES, easier=easier))
        write_sensitivity(others, paths.STAGED_SENSITIVITY)

    return task(
        "Judging the claims",
        make,
        [],
        {"analysis.judging.sensitivity", "analysis.judging.verdicts"},
        file_dep=map(values_of, notebooks_of_items()),
        targets=[paths.STAGED_VERDICTS, paths.STAGED_SENSITIVITY],
    )


def titles() -> dict[str, str]:
    """Return what names each notebook, in the order in which pages are read."""
    found = {path.stem: notebook.title for path, notebook in _notebooks().items()}
    return {name: found[name] for name in notebooks.in_reading_order(found)}


def _shared_by_pages() -> list[Same]:
    """Compare what every page tells of the study."""
    return [
        Same("the titles of the notebooks", lambda: repr(titles())),
        Same("the version of the study", lambda: version("networks-and-jobs")),
    ]


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
                uptodate=_shared_by_pages(),
                targets=_pages(language, [path.stem]),
            )


def task_front() -> Iterator[Task]:
    """Write the doors of the languages, and each language's front page, claims and pictures."""
    found, summary = titles(), paths.NOTEBOOKS / f"{SUMMARY}.ipynb"

    def doors() -> None:
        from analysis.pipeline import sharing

        sharing.write_doors(found)

    def front(language: str) -> None:
        from analysis.pipeline import sharing

        sharing.write_front(executed(summary, language), language, found)

    def cards(language: str) -> None:
        from analysis.pipeline import sharing

        sharing.write_cards(executed(summary, language), language, found)

    modules, alike = {"analysis.pipeline.sharing"}, _shared_by_pages()
    index, own = "index", [page_of_claim(claim.id) for claim in claims()]
    yield task(
        "Writing the doors of the languages",
        doors,
        [],
        modules,
        name="doors",
        file_dep=_translations(*LANGUAGES),
        uptodate=alike,
        targets=[paths.REPORTS / f"{index}.html"],
    )
    for code in LANGUAGES:
        cards_of = [f"{code}_{name}.png" for name in (index, *found, *own)]
        for name, what, action, targets in (
            ("page", "front page and claims", front, _pages(code, [index, *own])),
            ("cards", "pictures of the pages", cards, [paths.CARDS / name for name in cards_of]),
        ):
            yield task(
                f"Writing the {what} ({code})",
                action,
                [code],
                modules,
                name=f"{code}:{name}",
                file_dep=_shown_by(summary, code),
                uptodate=alike,
                targets=targets,
            )


def _pages(language: str, names: Sequence[str]) -> list[Path]:
    return [paths.REPORTS / language / f"{name}.html" for name in names]


def _shown_by(path: Path, language: str) -> list[Path]:
    """List what a page is written from: its notebook, translations, pictures."""
    pictures = drawings(_notebooks()[path], language)
    return [executed(path, language), *_translations(language), *pictures]


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
                *(paths.REPORTS / language / f"{name}.html" for name in titles()),
                *_translations(language),
            ],
            uptodate=_shared_by_pages(),
            targets=[paths.REPORTS / language / "search.html"],
        )


def task_dictionary() -> Task:
    """Describe the data behind the figures."""

    def make() -> None:
        from analysis.pipeline.figure_columns import write_dictionary

        write_dictionary()

    figures = [path for notebook in _notebooks().values() for path in figure_data(notebook)]
    return task(
        "Describing the data of the figures",
        make,
        [],
        {"analysis.pipeline.figure_columns"},
        file_dep=[path for path in figures if path.suffix == ".csv"],
        targets=[paths.FIGURE_DATA / "README.md"],
    )


def task_publish() -> Task:
    """Put values, verdicts and what pages in Markdown say of them in place, once all are found."""

    def make() -> None:
        from analysis.pipeline.publishing import publish

        publish()

    values = [values_of(path.stem) for path in notebook_paths()]
    return task(
        "Publishing values, verdicts and findings",
        make,
        [],
        {"analysis.pipeline.publishing"},
        file_dep=[paths.STAGED_VERDICTS, paths.STAGED_SENSITIVITY, *values],
        targets=[
            paths.VERDICTS,
            paths.SENSITIVITY,
            *(paths.VALUES / file.name for file in values),
            paths.ROOT / "README.md",
            paths.ROOT / "docs" / "methods.md",
        ],
    )


def build(names: Sequence[str] = (), *, force: bool = False) -> int:
    """Make all that is out of date.

    Parameters
    ----------
    names : sequence of str
        Notebooks to make, with all they need; every task when empty.
    force : bool
        Make everything again, up to date or not.

    Returns
    -------
    int
        0 when all went well.

    Raises
    ------
    StudyError
        When the catalogue, a notebook or a module can't be read: nothing is run.
    """
    _notebooks.cache_clear()
    wanted = [f"report:{code}:{name}" for name in names for code in LANGUAGES]
    wanted += ["front"] * (SUMMARY in names)
    return run(globals(), wanted, force=force)
