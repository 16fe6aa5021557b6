"""The study in the places where people put it: each command right or clear, none with a traceback.

A clone whose path has spaces and accents, another clone beside it, and the installed library alone
in a bare folder, without and with the packages that the commands need. Needs the package index.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEOPLE = "member,region,w\nyes,north,1.5\nno,north,1\nyes,south,2\nno,south,1\n"
COLLAPSE = "collapse people.csv --by member --by region --weight w --out cells.csv"
ESTIMATE = "estimate cells.csv --share member --by region"
ANYWHERE = {"--version": 0, "--help": 0, "build --help": 0, "bild": 2, "collapse": 2}
OF_THE_STUDY = [
    "sources",
    "sources pew_2018",
    "sources --json",
    "claims",
    "advise --diploma bachelor --lang fr",
    "environment",
    "fetch gss_panel_2020",
    "refresh isoc_cismp",
    "validate",
    "describe nowhere.sav",
    "export --notebook 01 --to gift",
    "build 01",
]
REFUSED_IN_A_CLONE = {  # neither survey files nor a network are there
    "fetch gss_panel_2020",
    "refresh isoc_cismp",
    "validate",
    "describe nowhere.sav",
}
OTHERS = ["check", "messages"]
faults: list[str] = []


def run(command: str, cwd: Path, **named: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the shell, away from what the caller has set."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("STUDY_")}
    env = {name: text for name, text in kept.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    return subprocess.run(
        command, shell=True, cwd=cwd, env=env | named, capture_output=True, text=True, check=False
    )


def expect(
    command: str, cwd: Path, code: int = 0, says: str = "", bin_: Path | None = None
) -> None:
    """Run a command, and note what isn't as it should be."""
    path = f"{bin_}:{os.environ['PATH']}" if bin_ else os.environ["PATH"]
    done = run(command, cwd, PATH=path)
    told = done.stdout + done.stderr
    where = f"{cwd.name}$ {command}"
    if done.returncode != code:
        faults.append(f"{where}: ends with {done.returncode}, not {code}: {told[-400:]}")
    if "Traceback" in told:
        faults.append(f"{where}: a traceback: {told[-400:]}")
    if says not in told:
        faults.append(f"{where}: doesn't say “{says}”: {told[-400:]}")
    print(f"{where}: {done.returncode} {(told.strip().splitlines() or [''])[0][:90]}", flush=True)


def a_python(folder: Path, *, without: str) -> Path:
    """Write a Python that fails as one that is too old, or lacks a module."""
    folder.mkdir(exist_ok=True)
    path = folder / "python-of-some-machine"
    fails = f'case "$*" in *{without}*) exit 1;; esac'
    path.write_text(f'#!/bin/sh\n{fails}\nexec "{sys.executable}" "$@"\n')
    path.chmod(0o755)
    return path


def in_a_clone(clone: Path) -> None:
    """Try what people do in a clone: make it, use it, break it, mend it."""
    run(f"git clone -q '{ROOT}' '{clone}'", ROOT)
    (clone / "people.csv").write_text(PEOPLE, "utf-8")
    bin_ = clone / ".venv/bin"
    expect("make .venv/run PYTHON=no-such-python", clone, 2, "There is no no-such-python")
    for lacks, says in {
        "version_info": "needs Python 3.11 or newer",
        "ensurepip": "lacks its venv module",
    }.items():
        python = a_python(clone / ".cache", without=lacks)
        expect(f"make .venv/run PYTHON='{python}'", clone, 2, says)
    expect("make report", clone, says="open reports/index.html")
    expect("make report", clone, says="Nothing to do")
    # In a locale without the accents of the path; and after a set-up that was killed half way.
    expect("LC_ALL=C make report", clone, says="Nothing to do")
    half = "rm .venv/run .venv/lib/python*/site-packages/click/core.py && touch .venv/run.begun"
    expect(f"{half} && make report", clone, says="Nothing to do")
    for command in OF_THE_STUDY:
        code = int(command in REFUSED_IN_A_CLONE)
        expect(f"study {command}", clone, code, bin_=bin_)
    for command, code in ANYWHERE.items():
        expect(f"study {command}", clone, code, bin_=bin_)
    for command in (COLLAPSE, ESTIMATE):
        expect(f"study {command}", clone, bin_=bin_)
    # A copy of the code in the environment, instead of the code of the folder.
    expect(f"'{bin_}/python' -m pip install -q '.[duckdb]'", clone)
    expect("study claims", clone, 1, "make report", bin_=bin_)
    expect(f"study {COLLAPSE} --engine duckdb", clone, bin_=bin_)
    expect("make report", clone, says="Nothing to do")
    expect("study claims", clone, says="C15", bin_=bin_)
    changed = run("git status --porcelain", clone).stdout.splitlines()
    faults.extend(f"{clone.name}: {line}" for line in changed if not line.startswith("??"))


def in_another_clone(clone: Path, bin_: Path) -> None:
    """Try the `study` of one clone in the folder of another: it must not run there unseen."""
    run(f"git clone -q '{ROOT}' '{clone}'", ROOT)
    for command in OF_THE_STUDY + OTHERS:
        expect(f"study {command}", clone, 1, "not the one of this folder", bin_=bin_)


def in_a_bare_folder(folder: Path) -> None:
    """Try the library without a clone: what can work does, the rest says where to go."""
    folder.mkdir()
    (folder / "people.csv").write_text(PEOPLE, "utf-8")
    uv, bin_ = ROOT / ".venv/bin/uv", folder / "venv/bin"
    run(f"'{uv}' build -q --wheel --out-dir . '{ROOT}'", folder)
    (wheel,) = folder.glob("*.whl")
    run(f"'{sys.executable}' -m venv --without-pip venv", folder)
    install = f"'{uv}' pip install -q --python '{bin_}/python'"
    expect(f"{install} '{wheel}'", folder)
    code = "from analysis.folding.collapse import collapse; import analysis.cleaning.missing"
    expect(f"'{bin_}/python' -c '{code}'", folder)
    code = "import analysis.inference.estimates"
    says = "pip install 'networks-and-jobs[inference]'"
    expect(f"'{bin_}/python' -c '{code}' 2>&1 | tail -1", folder, says=says)
    for command in OF_THE_STUDY + OTHERS:
        expect(f"study {command}", folder, 1, "The study isn't here", bin_=bin_)
    for command, code_ in ANYWHERE.items():
        expect(f"study {command}", folder, code_, bin_=bin_)
    expect(f"study {COLLAPSE}", folder, 1, "networks-and-jobs[collapse]", bin_=bin_)
    expect(f"{install} '{wheel}[collapse,inference]'", folder)
    for command in (COLLAPSE, ESTIMATE, f"{ESTIMATE} --json"):
        expect(f"study {command}", folder, bin_=bin_)


def main() -> None:
    """Try all places, and end with 1 where anything was not as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder, "une étude à part")
        in_a_clone(clone)
        in_another_clone(Path(folder, "another"), clone / ".venv/bin")
        in_a_bare_folder(Path(folder, "bare"))
    print("\n".join(faults) or "Every command is right or clear in every place.")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
