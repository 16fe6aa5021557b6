"""What doit remembers of each task, in one file: whole, or forgotten and made again."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from doit.dependency import JsonDB

from analysis.files import write


class Memory(JsonDB):  # type: ignore[misc]
    """What tasks read when they last ran, below the checksum of all of it.

    It only saves work: where the file is damaged, nothing is remembered and all is made again.
    """

    def _load(self) -> dict[str, Any]:
        """Read the file; nothing where it isn't as it was written."""
        try:
            checksum, _, text = Path(self.name).read_text("utf-8").partition("\n")
        except (OSError, UnicodeDecodeError):
            return {}
        found: dict[str, Any] = self.codec.decode(text) if checksum == _checksum(text) else {}
        return found

    def dump(self) -> None:
        """Write the file.

        Raises
        ------
        StudyError
            When there is no room for it.
        """
        text = self.codec.encode(self._db)
        write(Path(self.name), f"{_checksum(text)}\n{text}")


def _checksum(text: str) -> str:
    return sha256(text.encode()).hexdigest()
