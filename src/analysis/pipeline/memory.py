"""What doit remembers of each task, in one file: whole, or forgotten and made again."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from doit.dependency import JsonDB

from analysis.files import write


class Memory(JsonDB):  # type: ignore[misc]
    """What tasks read when they last ran, below the checksum of all of it.

    It only saves work: where the file is damaged, nothing is remembered and all is made again.
    """

    changed = False

    def set(self, task_id: str, dependency: str, value: Any) -> None:
        """Keep something of a task."""
        self.changed = True
        super().set(task_id, dependency, value)

    def remove(self, task_id: str) -> None:
        """Forget a task."""
        self.changed = True
        super().remove(task_id)

    def _load(self) -> dict[str, Any]:
        """Read the file; nothing where it isn't as it was written."""
        try:
            checksum, _, text = Path(self.name).read_text("utf-8").partition("\n")
        except (OSError, UnicodeDecodeError):
            return {}
        found: dict[str, Any] = self.codec.decode(text) if checksum == _checksum(text) else {}
        return found

    def dump(self) -> None:
        """Write the file where it changed, and otherwise when it was last found right.

        Raises
        ------
        StudyError
            When there is no room for it.
        """
        if not self.changed:
            with suppress(OSError):  # it only tells whether kernels are likely to be needed
                os.utime(self.name)
            return
        text = self.codec.encode(self._db)
        write(Path(self.name), f"{_checksum(text)}\n{text}")


def _checksum(text: str) -> str:
    return sha256(text.encode()).hexdigest()
