"""The study as a graph of tasks: what each file is made from, made again only when that changed.

doit keeps the checksums of what every task read; a task whose inputs and outputs are unchanged is
skipped. Heavy modules are imported inside the tasks: finding nothing to do must take no time.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from importlib import import_module
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from analysis import paths
from analysis.judging.claims import notebooks_of_items
from analysis.pipeline import dependencies, page_tasks
from analysis.pipeline.loading import lightly
from analysis.pipeline.notebooks import drawings, figure_data, notebook_paths, translations_of
from analysis.pipeline.stages import SUMMARY, all_notebooks, executed, translations, values_of
from analysis.pipeline.strays import strays
from analysis.pipeline.tasks import Same, Task, described, run, task
from analysis.sources.catalogue import catalogue, locate
from analysis.words.i18n import LANGUAGES
from analysis.words.wording import wording_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

OF_ALL_CLAIMS = {"analysis.judging.sensitivity", "analysis.judging.verdicts"}
"""What a notebook imports that shows what all notebooks have found."""


_LOADING = Lock()


def _load_pages() -> None:
    """Load what writes pages, once; where it can't be loaded, the page that wants it says why."""
    with suppress(Exception), _LOADING:
        import_module("analysis.pipeline.pages").rehearse()


def _longest_first() -> list[Path]:
    """List the notebooks by their code, which time follows: a long one begun last keeps us late."""
    return sorted(notebook_paths(), key=lambda path: -all_notebooks()[path].code)


def task_cells() -> Iterator[Task]:
    """Fold each survey whose file is on this machine; the committed cells serve otherwise."""

    def make(name: str) -> None:
        from analysis.surveys.fold import fold

        fold(catalogue()[name])

    for source in catalogue().values():
        files = [locate(source, file) for file in source.files]
        if source.kind == "microdata" and all(files):
            known = paths.FINGERPRINTS / f"{source.id}.csv"
            yield task(
                f"Folding {source.id} into cells",
                make,
                [source.id],
                {"analysis.surveys.fold"},
                name=source.id,
                file_dep=[*files, *([known] if known.is_file() else [])],  # a fold says what lacks
                targets=[
                    *_cells_of(source.cells),
                    paths.lock_of_cells(source.id),
                    paths.VALIDATION / f"{source.id}.csv",
                ],
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


def _read_by(path: Path) -> list[Path]:
    """List the data that a notebook may read; one that names verdicts reads what others found."""
    surveys = [source for source in catalogue().values() if source.kind == "microdata"]
    files = [paths.PUBLISHED, *(paths.VALIDATION / f"{survey.id}.csv" for survey in surveys)]
    files += [file for survey in surveys for file in _cells_of(survey.cells)]
    files += [paths.lock_of_cells(survey.id) for survey in surveys]
    files += [words for words in [wording_of(path.stem)] if words.is_file()]
    if OF_ALL_CLAIMS & dependencies.imported(all_notebooks()[path]):
        files += [paths.STAGED_VERDICTS, paths.STAGED_SENSITIVITY]
        files += map(values_of, notebooks_of_items())
    return files


def _words_of(path: Path) -> list[Same]:
    """Compare the translations that a notebook may show: a sentence of another is none of them."""
    return [
        Same(
            f"the words of {path.stem} in {paths.shown(file)}", partial(translations_of, path, file)
        )
        for file in translations(*LANGUAGES)
    ]


def task_notebook() -> Iterator[Task]:
    """Run each notebook, in every language; the English one in place, where readers open it."""

    def make(path: Path) -> None:
        from analysis.pipeline.warm import warm

        warm()  # its libraries load while ours do
        from analysis.pipeline.execution import execute, kept_on_failure, write_notebook

        Thread(target=_load_pages, daemon=True).start()  # while the kernel runs outside
        with kept_on_failure(path):
            for language, notebook in execute(path).items():
                write_notebook(notebook, executed(path, language))

    for path in _longest_first():
        notebook = all_notebooks()[path]
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


def makers() -> dict[str, Any]:
    """Return what makes the tasks, by name: those of this module and those that write pages."""
    return vars(page_tasks) | globals()


def build(names: Sequence[str] = (), *, force: bool = False, quiet: bool = False) -> int:
    """Make all that is out of date.

    Parameters
    ----------
    names : sequence of str
        Notebooks to make, with all they need; every task when empty.
    force : bool
        Make everything again, up to date or not.
    quiet : bool
        Tell nothing but what fails.

    Returns
    -------
    int
        0 when all went well.

    Raises
    ------
    StudyError
        When the catalogue, a notebook or a module can't be read: nothing is run.
    """
    all_notebooks.cache_clear()
    wanted = [f"report:{code}:{name}" for name in names for code in LANGUAGES]
    wanted += ["front", "doors"] * (SUMMARY in names)
    tasks = described(makers())
    with lightly():
        code = run(tasks, wanted, force=force, quiet=quiet)
    if not code and not names:
        for path in strays(target for one in tasks for target in one.targets):
            print(
                f"Nothing makes {paths.shown(path)} any more: delete it, or it will be published."
            )
    return code


def left_over() -> list[Path]:
    """List the files of earlier builds that no task makes any more."""
    return strays(target for one in described(makers()) for target in one.targets)
