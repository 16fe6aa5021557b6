"""The ``study`` command."""

from __future__ import annotations

import os

import click

from analysis.commands import asking, cells, data, making
from analysis.errors import StudyError

# Pydantic looks for plugins in every installed package, and the study has none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


class _Study(click.Group):
    """Show errors meant for a person as such: no traceback, exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except StudyError as problem:
            raise click.ClickException(str(problem)) from None


@click.group(cls=_Study, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Rerun the study of social networks and finding a job."""


for command in (
    making.build,
    making.export,
    making.messages,
    making.check,
    making.environment,
    asking.claims,
    asking.advise,
    data.sources,
    data.fetch,
    data.refresh,
    data.validate,
    data.describe,
    cells.collapse,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
