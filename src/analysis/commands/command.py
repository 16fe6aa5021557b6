"""What all commands have in common: where they work, and how they say what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from analysis import paths
from analysis.errors import StudyError
from analysis.words import i18n
from analysis.words.i18n import N_, tr

LABELS = N_("expected"), N_("got"), N_("to do")
FIX = "run `make report` in this folder, which puts it right, or `pip install -e .`"
CLONE = (
    "go to a clone of the study and run `make report` there, then its .venv/bin/study; "
    "`study collapse` and `study estimate` work anywhere"
)

quiet = click.option("-q", "--quiet", is_flag=True, help="Print nothing but what goes wrong.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


class Told(click.ClickException):
    """A problem told to a person, in the language of the answer: no traceback, exit code 1."""

    def __init__(self, problem: StudyError) -> None:
        super().__init__(problem.told(tr))
        self.line = i18n.pair(tr("Error"), self.message)  # in the language spoken now

    def show(self, file: Any = None) -> None:
        """Print it where errors go."""
        click.echo(self.line, err=file is None, file=file)


class Command(click.Command):
    """A command that says what it lacks: the study's folder, a package, a file.

    Parameters
    ----------
    anywhere : bool
        Whether it works outside the study's folder.
    extra : str
        The extra of the package that brings the libraries it needs.
    """

    def __init__(
        self, *args: Any, anywhere: bool = False, extra: str = "study", **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self.anywhere, self.extra = anywhere, extra

    def invoke(self, ctx: click.Context) -> object:
        """Run the command, in the language asked for."""
        try:
            i18n.language()
        except StudyError as problem:  # no language to say it in
            raise click.ClickException(str(problem)) from None
        language = ctx.params.get("lang")
        with i18n.spoken(language) if language else nullcontext():
            return self._told(super().invoke, ctx)

    def _told(self, run: Callable[[click.Context], object], ctx: click.Context) -> object:
        try:
            if not self.anywhere:
                require_study(paths.ROOT)
            return run(ctx)
        except StudyError as problem:
            raise Told(problem) from None
        except ModuleNotFoundError as absence:
            raise Told(
                StudyError(
                    f"`study {self.name}` needs {absence.name}, which is not installed.",
                    hint=f"pip install 'networks-and-jobs[{self.extra}]'",
                )
            ) from None
        except OSError as problem:
            place = problem.filename or tr("a file or a connection")
            raise Told(
                StudyError(f"{place} can't be used.", got=problem.strerror or str(problem))
            ) from None


def is_study(folder: Path) -> bool:
    """Check whether a folder is that of the study."""
    return (folder / "data/raw/catalogue.yaml").is_file() and (folder / "notebooks").is_dir()


def require_study(root: Path) -> None:
    """Refuse to run where the study isn't, or from another study than the one people are in.

    Parameters
    ----------
    root : Path
        The folder of the code that runs.

    Raises
    ------
    StudyError
        When `root` is no study, or the working folder is in another one.
    """
    here = next((at for at in (Path.cwd(), *Path.cwd().parents) if is_study(at)), None)
    if here and here.resolve() != root:
        raise StudyError(
            "This `study` is not the one of this folder.",
            expected=f"the code in {here / 'src'}",
            got=f"the code in {Path(__file__).parents[2]}",
            hint=FIX,
        )
    if not is_study(root):
        raise StudyError(
            "The study isn't here.",
            expected="a folder with notebooks/ and data/raw/catalogue.yaml",
            got=str(Path.cwd()),
            hint=CLONE,
        )
