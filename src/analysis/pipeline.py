"""The study as a graph of tasks: what each file is made from, made again only when that changed.

doit keeps the checksums of what every task read; a task whose inputs and outputs are unchanged is
skipped. Heavy modules are imported inside the tasks: finding nothing to do must take no time.
"""

from __future__ import annotations

import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doit.cmd_base import ModuleTaskLoader
from doit.doit_cmd import DoitMain
from doit.exceptions import TaskFailed, UnmetDependency
from doit.reporter import ExecutedOnlyReporter
from doit.tools import config_changed

from analysis import paths
from analysis.catalogue import catalogue, locate, sha256
from analysis.claims import CLAIMS, notebooks_of_items
from analysis.cleaning.errors import StudyError
from analysis.execution import figure_data, read_notebook, source_hash
from analysis.i18n import LANGUAGES, catalogue_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from doit.exceptions import BaseFail

Task = dict[str, Any]
PACKAGE = Path(__file__).parent
WORKERS = 2
SUMMARY = "00_summary"
SOURCES = {".py", ".csv", ".toml", ".j2", ".css", ".js", ".po"}


class Reporter(ExecutedOnlyReporter):  # type: ignore[misc]
    """One line a task that runs; failures told to a person, without a traceback."""

    def execute_task(self, task: Any) -> None:
        """Say what starts."""
        if task.actions:
            self.write(f"{task.doc}…\n")

    def add_failure(self, task: Any, fail: BaseFail) -> None:
        """Say what failed, once."""
        if fail.report and not isinstance(fail, UnmetDependency):
            self.write(f"\n{task.doc} failed.\n{fail.get_msg()}\n\n")

    def complete_run(self) -> None:
        """Add nothing: failures were told when they happened."""


def _guarded(action: Callable[..., None]) -> Callable[..., TaskFailed | None]:
    """Turn an error that speaks to a person into a failure without a traceback."""

    def run(*args: Any) -> TaskFailed | None:
        try:
            action(*args)
        except StudyError as problem:
            return TaskFailed(str(problem))
        return None

    return run


def _task(doc: str, action: Callable[..., None], args: Sequence[Any], **rest: Any) -> Task:
    task = {"doc": doc, "actions": [(_guarded(action), list(args))], **rest}
    for key in ("file_dep", "targets"):
        task[key] = sorted(str(path) for path in task.get(key, ()))
    return task


def _code(*folders: str) -> list[Path]:
    """Give the code that a task rests on: whole folders, and the modules beside them."""
    inside = [path for folder in folders for path in (PACKAGE / folder).rglob("*")]
    files = [*PACKAGE.glob("*.py"), *inside]
    return [path for path in files if path.suffix in SOURCES]


def _steady(path: Path) -> Callable[[Any, Mapping[str, str]], bool]:
    """Tell whether a file is, byte for byte, as its task left it: people edit notebooks too."""

    def uptodate(task: Any, values: Mapping[str, str]) -> bool:
        task.value_savers.append(lambda: {"bytes": sha256(path)})
        return path.is_file() and values.get("bytes") == sha256(path)

    return uptodate


def notebook_paths() -> list[Path]:
    """List the notebooks in reading order."""
    return sorted(paths.NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))


def matching(name: str) -> str:
    """Give the full name of a notebook from its number or its name.

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
        from analysis.surveys import make_cells  # noqa: PLC0415
        from analysis.validation import write_validation  # noqa: PLC0415

        write_validation(catalogue()[name])
        make_cells(catalogue()[name], paths.CELLS)

    for source in catalogue().values():
        files = [locate(source, file) for file in source.files]
        if source.kind == "microdata" and all(files):
            yield _task(
                f"Folding {source.id} into cells",
                make,
                [source.id],
                name=source.id,
                file_dep=[
                    *files,
                    paths.CATALOGUE,
                    paths.RAW / "corrections.yaml",
                    *_code("cleaning", "surveys"),
                ],
                targets=[*_cells_of(source.cells), paths.VALIDATION / f"{source.id}.csv"],
            )


def _cells_of(tables: Mapping[str, Any]) -> list[Path]:
    return [paths.CELLS / f"{table}.csv" for table in tables]


def task_codebook() -> Task:
    """Describe every variable of the cells."""

    def make() -> None:
        from analysis.codebook import codebook, write_codebook  # noqa: PLC0415

        write_codebook(codebook(catalogue().values()))

    return _task(
        "Writing the codebook",
        make,
        [],
        file_dep=[paths.CATALOGUE, *_code("cleaning")],
        targets=[paths.PROCESSED / "codebook.csv"],
    )


def task_published() -> Task:
    """Clean the figures transcribed from published reports."""

    def make() -> None:
        from analysis.published import collect, write_published  # noqa: PLC0415

        write_published(collect(catalogue().values()))

    return _task(
        "Cleaning the published figures",
        make,
        [],
        file_dep=[paths.CATALOGUE, *paths.PUBLISHED_RAW.glob("*.csv"), *_code("cleaning")],
        targets=[paths.PUBLISHED],
    )


def executed(path: Path, language: str) -> Path:
    """Give where a notebook stands with its results: in place in English, a copy otherwise."""
    return path if language == LANGUAGES[0] else paths.CACHE / language / path.name


def task_notebook() -> Iterator[Task]:
    """Run each notebook in every language; in English in place, where readers open it."""

    def make(path: Path, language: str) -> None:
        from analysis.execution import execute, write_notebook  # noqa: PLC0415

        write_notebook(execute(path, language), executed(path, language))

    tables = [_cells_of(source.cells) for source in catalogue().values()]
    inputs = [path for group in tables for path in group]
    inputs += [paths.PUBLISHED, paths.CATALOGUE, paths.LOCK, *_code("cleaning")]
    for path in notebook_paths():
        verdicts = [paths.VERDICTS] if path.stem == SUMMARY else []
        values = paths.VALUES / f"{path.stem}.json"
        yield _task(
            f"Running {path.stem}",
            make,
            [path, LANGUAGES[0]],
            name=path.stem,
            file_dep=[*inputs, *verdicts],
            targets=[*figure_data(read_notebook(path)), values],
            uptodate=[_steady(path)],
        )
        for language in LANGUAGES[1:]:
            yield _task(
                f"Running {path.stem} ({language})",
                make,
                [path, language],
                name=f"{path.stem}:{language}",
                file_dep=[*inputs, *verdicts, catalogue_of(language)],
                targets=[executed(path, language)],
                uptodate=[config_changed(source_hash(path))],
            )


def task_verdicts() -> Task:
    """Judge the claims from the values that the notebooks saved."""

    def make() -> None:
        from analysis.verdicts import judge, write_verdicts  # noqa: PLC0415

        write_verdicts(judge())

    values = [paths.VALUES / f"{name}.json" for name in notebooks_of_items()]
    return _task(
        "Judging the claims",
        make,
        [],
        file_dep=[CLAIMS, *values, *_code()],
        targets=[paths.VERDICTS],
    )


def task_report() -> Iterator[Task]:
    """Export each notebook in every language, and the front page that leads to them."""

    def page(path: Path, language: str) -> None:
        from analysis import publish  # noqa: PLC0415

        results = executed(path, language)
        publish.write_page(results, language, notebook_paths(), LANGUAGES)

    def front() -> None:
        from analysis import publish  # noqa: PLC0415

        publish.write_front(notebook_paths(), LANGUAGES, SUMMARY)

    common = [paths.CATALOGUE, paths.LOCK, *_code("report", "locale")]
    titles = {path.stem: read_notebook(path).cells[0].source for path in notebook_paths()}
    for language in LANGUAGES:
        for path in notebook_paths():
            yield _task(
                f"Writing the page {language}/{path.stem}",
                page,
                [path, language],
                name=f"{language}:{path.stem}",
                file_dep=[*common, executed(path, language)],
                task_dep=[f"notebook:{path.stem}"],
                uptodate=[config_changed(titles)],
                targets=[paths.REPORTS / language / f"{path.stem}.html"],
            )
    yield _task(
        "Writing the front page",
        front,
        [],
        name="front",
        file_dep=[*common, *(paths.REPORTS / code / f"{SUMMARY}.html" for code in LANGUAGES)],
        uptodate=[config_changed(titles)],
        targets=[paths.REPORTS / "index.html"],
    )


def task_dictionary() -> Task:
    """Describe the data behind the figures."""

    def make() -> None:
        from analysis.dictionary import write_dictionary  # noqa: PLC0415

        write_dictionary()

    figures = [path for found in notebook_paths() for path in figure_data(read_notebook(found))]
    return _task(
        "Describing the data of the figures",
        make,
        [],
        file_dep=[PACKAGE / "dictionary.py", *(path for path in figures if path.suffix == ".csv")],
        targets=[paths.FIGURE_DATA / "README.md"],
    )


def task_readme() -> Task:
    """Put the study's findings of the day in the README."""

    def make() -> None:
        from analysis.readme import write_findings  # noqa: PLC0415

        write_findings()

    values = [paths.VALUES / f"{name}.json" for name in notebooks_of_items()]
    return _task(
        "Writing the README's findings",
        make,
        [],
        file_dep=[paths.VERDICTS, *values, *_code()],
        uptodate=[_steady(paths.ROOT / "README.md")],
    )


def _refuse_unreadable() -> None:
    """Read what the graph is made from: an error raised inside doit would show as a traceback."""
    catalogue()
    for path in notebook_paths():
        read_notebook(path)


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
    """
    _refuse_unreadable()
    paths.CACHE.mkdir(exist_ok=True)
    config = {
        "dep_file": str(paths.CACHE / "doit"),
        "reporter": Reporter,
        "num_process": WORKERS,
        "par_type": "thread",
        "continue": True,
        "verbosity": 0,
    }
    tasks = {name: task for name, task in globals().items() if name.startswith("task_")}
    wanted = [f"report:{language}:{name}" for name in names for language in LANGUAGES]
    options = ["--always-execute"] if force else []
    study = DoitMain(ModuleTaskLoader(tasks | {"DOIT_CONFIG": config}))
    # doit captures what actions print, and its threads don't give the streams back in order.
    with redirect_stdout(sys.stdout), redirect_stderr(sys.stderr):
        return int(study.run(["run", *options, *wanted]))
