"""The study's files as git keeps them at a revision, or as they stand on the disk."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.errors import StudyError

if TYPE_CHECKING:
    from pathlib import Path

HERE = ""
"""The name of no revision: the working tree."""

SHALLOW = "`git log --oneline` lists those that are here; `git fetch --unshallow` brings all in"


@dataclass(frozen=True)
class Revision:
    """The study at a commit, or on the disk where `name` is `HERE`.

    Parameters
    ----------
    root : Path
        The study's folder.
    name : str
        The commit, in full.
    """

    root: Path
    name: str = HERE

    @property
    def told(self) -> str:
        """What people call it."""
        return self.name[:8] or "the working tree"

    @cached_property
    def _kept(self) -> frozenset[str]:
        return _names(git(self.root, "ls-tree", "-r", "--name-only", "-z", self.name))

    def text(self, path: str) -> str | None:
        """Read a file of text by its place in the study.

        Returns
        -------
        str or None
            None where the revision has no such file.

        Raises
        ------
        StudyError
            When it is no text in UTF-8, or git can't give it.
        """
        if self.name:
            found = path in self._kept
            raw = git(self.root, "show", f"{self.name}:./{path}") if found else None
        else:
            place = self.root / path
            raw = place.read_bytes() if place.is_file() else None
        try:
            return None if raw is None else raw.decode("utf-8")
        except UnicodeDecodeError as problem:
            raise StudyError(f"{path} is no text ({self.told}).", got=str(problem)) from None


def between(asked: str, root: Path) -> tuple[Revision, Revision]:
    """Return the two revisions that are to be compared.

    Parameters
    ----------
    asked : str
        One revision, which is compared with the working tree, or two with ``..`` between them; an
        end that is left out is HEAD.
    root : Path
        The study's folder.

    Raises
    ------
    StudyError
        When there is no git, no repository, or no such revision.
    """
    one, two, other = asked.partition("..")
    old = Revision(root, _commit(root, one or "HEAD"))
    return old, Revision(root, _commit(root, other.lstrip(".") or "HEAD") if two else HERE)


def _commit(root: Path, name: str) -> str:
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    git(root, "rev-parse", "--git-dir")  # told apart from a revision that is unknown
    try:
        return git(root, *asked).decode().strip()
    except StudyError:
        raise StudyError("git knows no such revision.", got=name, hint=SHALLOW) from None


def changed(old: Revision, new: Revision) -> frozenset[str]:
    """List the files of the study that are not the same in two revisions, new and lost ones too."""
    named = ("diff", "--name-only", "--no-renames", "--relative", "-z")
    found = _names(git(old.root, *named, old.name, *filter(None, [new.name])))
    if new.name:
        return found
    return found | _names(git(old.root, "ls-files", "--others", "--exclude-standard", "-z"))


def _names(raw: bytes) -> frozenset[str]:
    return frozenset(filter(None, raw.decode("utf-8", "replace").split("\0")))


def git(root: Path, *asked: str) -> bytes:
    """Run git in a folder, without a shell, and return what it prints.

    Raises
    ------
    StudyError
        When git is not installed, or refuses.
    """
    spoken = os.environ | {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(
            ["git", *asked], cwd=root, env=spoken, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise StudyError(
            "git is not installed, which knows the earlier numbers.",
            hint="install git; `study check` compares with what is on the disk without it",
        ) from None
    if done.returncode:
        raise StudyError(
            "git can't tell what the study was.",
            got=done.stderr.decode("utf-8", "replace").strip() or f"git {asked[0]} ended badly",
            hint="a downloaded archive has no history: clone the study",
        )
    return done.stdout
