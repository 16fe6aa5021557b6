"""Addresses of the package, where CITATION.cff tells any: they are told there alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from hatchling.metadata.plugin.interface import MetadataHookInterface

NAMES = {"url": "Homepage", "repository-code": "Repository"}


class Addresses(MetadataHookInterface):
    """Fills the field `urls` of the package."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Write the addresses of the study into what the package says of itself."""
        about = yaml.safe_load((Path(self.root) / "CITATION.cff").read_text("utf-8"))
        metadata["urls"] = {name: about[key] for key, name in NAMES.items() if about.get(key)}
