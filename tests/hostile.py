"""A home whose settings would change what a notebook shows, if they reached it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

STARTED = "import builtins, pandas\nbuiltins.started = True\npandas.options.display.max_rows = 3\n"
FILES = {
    ".config/matplotlib/matplotlibrc": "savefig.bbox: tight\nfont.size: 30\ntext.color: red\n",
    ".ipython/profile_default/startup/00_own.py": STARTED,
    ".ipython/profile_default/ipython_config.py": (
        "c.InteractiveShell.ast_node_interactivity = 'all'\n"
    ),
    "start.py": STARTED,
    ".local/share/jupyter/kernels/python3/kernel.json": json.dumps(
        {"argv": ["false"], "display_name": "Mine", "language": "python", "env": {"HOSTILE": "1"}}
    ),
}


def hostile_home(home: Path) -> dict[str, str]:
    """Write the settings, and return the environment of somebody who has them."""
    for name, text in FILES.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, "utf-8")
    return {
        "HOME": str(home),
        "JUPYTER_PREFER_ENV_PATH": "0",
        "LC_ALL": "C",
        "MATPLOTLIBRC": str(home / ".config/matplotlib/matplotlibrc"),
        "MPLBACKEND": "svg",
        "OMP_NUM_THREADS": "3",
        "PYTHONHASHSEED": "77",
        "PYTHONOPTIMIZE": "1",
        "PYTHONSTARTUP": str(home / "start.py"),
        "PYTHONWARNINGS": "default",
        "STUDY_LANG": "fr",
        "TZ": "Asia/Tokyo",
        "XDG_CONFIG_HOME": str(home / ".config"),
    }
