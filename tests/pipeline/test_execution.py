"""Notebooks run the same way each time, and say where and why they stop."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import active_children
from queue import Empty
from tempfile import TemporaryDirectory

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis import paths
from analysis.errors import StudyError
from analysis.pipeline import client, execution, kernels, warm
from analysis.pipeline.client import TOO_MUCH
from analysis.pipeline.execution import (
    kept_on_failure,
    read_notebook,
    write_notebook,
)
from analysis.words.i18n import LANGUAGES
from hostile import hostile_home

REACH = "import os; language = os.environ['STUDY_LANG']"
SHOW = (
    "from IPython.display import display\n"
    "display({'text/html': '<b>1</b>', 'text/plain': '1'}, raw=True)\n"
    "print(sorted({'a', 'b'}), hash('x'), language)"
)


def execute(path, language="en"):
    """Run a notebook in one language."""
    return execution.execute(path, [language])[language]


def notebook(path, *codes, count=None):
    """Write a notebook with a title, then a section "Part n" and a cell for each code."""
    cells = [new_markdown_cell("# Title", id="title")]
    for number, code in enumerate(codes, start=1):
        cells.append(new_markdown_cell(f"## Part {number}", id=f"part-{number}"))
        cells.append(new_code_cell(code, id=f"code-{number}", execution_count=count))
    write_notebook(new_notebook(cells=cells), path)
    return path


@pytest.mark.parametrize("count", [None, 7], ids=["never run", "run before"])
@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import time\ntime.sleep(99)", "no end after 4 s"),
        ("import os\nos._exit(1)", "the cell ended its kernel (code 1)"),
    ],
    ids=["fails", "hangs", "dies"],
)
def test_stop_names_notebook_section_cell_and_cause(tmp_path, monkeypatch, code, why, count):
    monkeypatch.setattr(execution, "SECONDS_PER_CELL", 4)
    path = notebook(tmp_path / "02_test.ipynb", "x = 1", "", code, "y = 1", count=count)
    before = path.read_bytes()
    with pytest.raises(StudyError) as error:
        execute(path)
    assert error.value.title == "02_test.ipynb stops at cell 7, in “Part 3”."
    assert error.value.got == why
    assert "study build 02_test" in error.value.hint
    assert path.read_bytes() == before


KILLED = "import os, signal\nos.kill(os.getpid(), signal.SIG{})"
STUBBORN = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import sys\nsys.exit(3)", "SystemExit: 3"),
        ("exit()", "SystemExit: a notebook runs to its end: nothing may leave it"),
        ("quit", "SystemExit: a notebook runs to its end: nothing may leave it"),
        (KILLED.format("KILL"), "the kernel was stopped by SIGKILL (out of memory?)"),
        (KILLED.format("SEGV"), "the kernel was stopped by SIGSEGV (a crash in a library?)"),
        (STUBBORN, "no end after 4 s"),
        ("raise MemoryError('all of it')", "MemoryError: all of it"),
        ("while True: print('x' * 1000)", TOO_MUCH),
        ("print('x' * 6_000_000)", TOO_MUCH),
        ("for i in range(10**9): display(i)", TOO_MUCH),
    ],
    ids=[
        "sys.exit",
        "exit()",
        "quit",
        "killed",
        "crash",
        "stubborn",
        "memory",
        "prints for ever",
        "long",
        "displays",
    ],
)
def test_a_hostile_cell_is_stopped_and_named(tmp_path, monkeypatch, code, why):
    monkeypatch.setattr(client, "OUTPUTS", 100)
    monkeypatch.setattr(execution, "SECONDS_PER_CELL", 4 if "no end" in why else 60)
    with pytest.raises(StudyError) as error:
        execute(notebook(tmp_path / "02_test.ipynb", "1", code, "2"))
    assert error.value.title == "02_test.ipynb stops at cell 5, in “Part 2”."
    assert error.value.got == why


def test_an_error_that_says_what_to_do_is_not_contradicted(tmp_path):
    code = (
        "from analysis.errors import StudyError\nraise StudyError('Full.', hint='free some room')"
    )
    with pytest.raises(StudyError) as error:
        execute(notebook(tmp_path / "02_test.ipynb", code))
    assert str(error.value).endswith("\n  got: Full.\n    to do: free some room")


def test_a_cell_that_asks_a_question_is_stopped(tmp_path):
    with pytest.raises(StudyError, match=r"cell 3, in “Part 1”(.|\n)*does not support input"):
        execute(notebook(tmp_path / "02_test.ipynb", "input('Who are you?')"))


def test_a_long_line_is_kept_whole_and_what_is_printed_in_pieces_is_joined(tmp_path):
    code = (
        "import sys\nprint('x' * 1_000_000)\nprint('late', file=sys.stderr, flush=True)\n"
        "display(1)\nprint('10 %\\r20 %', flush=True)\nprint('end')"
    )
    outputs = execute(notebook(tmp_path / "02_test.ipynb", code)).cells[2].outputs
    assert [output.get("name", output.output_type) for output in outputs] == [
        "stdout",
        "stderr",
        "display_data",
    ]
    assert outputs[0].text == "x" * 1_000_000 + "\n20 %\nend\n"
    assert outputs[1].text == "late\n"


@pytest.mark.parametrize("end", ["1", "1 / 0", "os._exit(1)", "while True: pass"])
def test_what_a_cell_started_ends_with_its_kernel(tmp_path, monkeypatch, end):
    monkeypatch.setattr(execution, "SECONDS_PER_CELL", 4)
    told = tmp_path / "pid"
    start = "import os, subprocess\nchild = subprocess.Popen(['sleep', '300'])\n"
    start += f"open({str(told)!r}, 'w').write(str(child.pid))"
    with suppress(StudyError):
        execute(notebook(tmp_path / "02_test.ipynb", start, end))
    pid = int(told.read_text())
    gone = psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=10)[1]
    assert not [left for left in gone if left.status() != psutil.STATUS_ZOMBIE]


def test_a_kernel_that_does_not_start_is_tried_again(tmp_path, monkeypatch):
    start, tried = kernels.Kernel.start, []

    def fail_once(kernel):
        tried.append(kernel)
        if len(tried) == 1:
            raise OSError("Address already in use")
        start(kernel)

    monkeypatch.setattr(kernels.Kernel, "start", fail_once)
    path = notebook(tmp_path / "02_test.ipynb", "print(1)")
    assert execute(path).cells[2].outputs[0].text == "1\n"
    assert len(tried) == 2


@pytest.mark.skipif(
    "forkserver" not in multiprocessing.get_all_start_methods(), reason="nothing forks here"
)
def test_a_ready_kernel_has_told_all_and_is_heard_from_its_first_word():
    async def told(folder):
        manager = kernels.WarmManager(str(folder))
        await manager.start_kernel(cwd=str(folder), env={**os.environ})
        talking = manager.client()
        talking.start_channels()
        try:
            await talking.wait_for_ready(timeout=60)
            with pytest.raises(Empty):
                await talking.get_iopub_msg(timeout=0.5)
            talking.execute("print(1)")
            said = [await talking.get_iopub_msg(timeout=10) for _ in range(4)]
        finally:
            talking.stop_channels()
            await manager.shutdown_kernel(now=True)
        return [message["msg_type"] for message in said]

    with TemporaryDirectory(dir=warm.socket_folder()) as folder, ThreadPoolExecutor(1) as apart:
        # In a thread of its own: a browser's tests leave a loop running in this one.
        said = apart.submit(lambda: asyncio.run(told(folder))).result()
    assert said == ["status", "execute_input", "stream", "status"]


def kernels_left():
    """List the kernels that still run: other tests may have processes of their own."""
    return [child for child in active_children() if isinstance(child, kernels.Kernel)]


@pytest.mark.parametrize(
    ("arguments", "folder", "why"),
    [([], "", "Kernel was not ready"), (["-f", "{"], "nowhere", "Kernel died")],
    ids=["deaf", "dead"],
)
def test_a_kernel_that_never_starts_is_told_in_words(tmp_path, monkeypatch, arguments, folder, why):
    begin = kernels.Kernel.__init__

    def broken(kernel, _arguments, env, here):
        begin(kernel, arguments, env, f"{here}{folder}")

    monkeypatch.setattr(client, "STARTING", 2)
    monkeypatch.setattr(kernels.Kernel, "__init__", broken)
    with pytest.raises(StudyError, match=r"No kernel starts \(tried twice\)") as error:
        execute(notebook(tmp_path / "02_test.ipynb", "1"))
    assert why in error.value.got
    assert "`make clean`" in error.value.hint
    assert kernels_left() == []


def test_two_runs_give_the_same_bytes_and_keep_ids(tmp_path):
    path = notebook(tmp_path / "02_test.ipynb", REACH, SHOW)
    ids = [cell.id for cell in read_notebook(path).cells]
    write_notebook(execute(path), path)
    first = path.read_bytes()
    write_notebook(execute(path), path)
    assert path.read_bytes() == first
    executed = read_notebook(path)
    nbformat.validate(executed)
    assert [cell.id for cell in executed.cells] == ids
    assert [cell.execution_count for cell in executed.cells[2::2]] == [1, 2]
    assert list(executed.cells[4].outputs[0].data) == ["text/html"]
    assert executed.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "file_extension": ".py"},
    }


def test_kernel_is_warm_and_holds_nothing_of_another_run(tmp_path):
    look = "import sys, os\nprint('pandas' in sys.modules, hasattr(sys, 'mark'), 'X' in os.environ)"
    leave = "import pandas\nsys.mark = os.environ['X'] = 'left'\nimport shelve"
    fresh = "print('shelve' in sys.modules)"
    path = notebook(tmp_path / "02_test.ipynb", look + "\n" + fresh, leave)
    for _again in range(2):
        assert execute(path).cells[2].outputs[0].text == "True False False\nFalse\n"


@pytest.mark.parametrize("code", ["1", "1 / 0"], ids=["ends", "fails"])
def test_kernel_ends_with_its_run(tmp_path, code):
    with suppress(StudyError):
        execute(notebook(tmp_path / "02_test.ipynb", code))
    assert kernels_left() == []


def test_ordinary_kernels_serve_where_a_machine_cannot_fork(tmp_path, monkeypatch):
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    path = notebook(tmp_path / "02_test.ipynb", "import sys; print('pandas' in sys.modules)")
    assert execute(path).cells[2].outputs[0].text == "False\n"


def test_starting_kernels_leaves_the_environment_as_it_was(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "svg")
    before = dict(os.environ)
    kernels.manager()
    assert dict(os.environ) == before


@pytest.mark.skipif(os.name == "nt", reason="kernels are not forked there")
def test_a_kernel_whose_folder_went_while_it_started_says_nothing_of_it(tmp_path):
    code = f"""
import os, pathlib, time
from analysis.pipeline.kernels import Kernel
file = pathlib.Path({str(tmp_path / "kernel.json")!r})
gone = {{"IPYTHONDIR": str(file.parent / "gone" / "ipython")}}
kernel = Kernel(["-f", str(file)], os.environ | gone, ".")
kernel.start()
while not file.exists():
    time.sleep(0.1)
kernel.kill()
"""
    asked = {"capture_output": True, "text": True, "timeout": 60}
    ended = subprocess.run([sys.executable, "-c", code], check=True, **asked)
    assert "writable" not in ended.stderr


def test_failed_run_leaves_values_and_figures_as_they_were(tmp_path, monkeypatch):
    figures, values = tmp_path / "figures", tmp_path / "values"
    drawings = tmp_path / "drawings"
    folders = {"FIGURE_DATA": figures, "DRAWINGS": drawings, "STAGED_VALUES": values}
    for name, folder in folders.items():
        folder.mkdir()
        monkeypatch.setattr(paths, name, folder)
    (figures / "02_old.csv").write_text("old")
    (figures / "03_other.csv").write_text("old")
    with pytest.raises(ValueError, match="late"), kept_on_failure(tmp_path / "02_test.ipynb"):
        for name in ("02_old.csv", "02_new.csv", "03_other.csv"):
            (figures / name).write_text("new")
        (values / "02_test.json").write_text("new")
        (drawings / "02_new.en.html").write_text("new")
        raise ValueError("late")
    left = {path.name: path.read_text() for path in tmp_path.rglob("*.*")}
    assert left == {"02_old.csv": "old", "03_other.csv": "new"}


def test_run_is_in_the_language_asked_for(tmp_path):
    path = notebook(tmp_path / "02_test.ipynb", REACH, "print(language)")
    assert execute(path, "fr").cells[4].outputs[0].text == "fr\n"


NO_NOTEBOOKS = {
    "empty": "",
    "cut": "{",
    "no cells": '{"cells": 1}',
    "a list": "[]",
    "not UTF-8": "\udcff",
    "a conflict": "<<<<<<< HEAD\n{}\n",
    "deep": "[" * 200_000,
    "no version": '{"cells": [], "metadata": {}}',
    "another version": '{"cells": [], "metadata": {}, "nbformat": 9, "nbformat_minor": 0}',
    "cells twice": '{"cells": [], "cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "a cell of another kind": (
        '{"cells": [{"cell_type": "poem", "id": "a", "metadata": {}, "source": ""}], '
        '"metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    ),
}


@pytest.mark.parametrize("text", NO_NOTEBOOKS.values(), ids=NO_NOTEBOOKS)
def test_file_that_is_no_notebook(tmp_path, text):
    path = tmp_path / "02_test.ipynb"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(StudyError, match=r"02_test\.ipynb (is|can't be)") as error:
        read_notebook(path)
    assert "JupyterLab" in error.value.hint


def test_languages_follow_one_another_in_one_kernel(tmp_path):
    count = "import sys\nsys.runs = getattr(sys, 'runs', 0) + 1\nprint('x' in dir(), sys.runs)"
    path = notebook(tmp_path / "02_test.ipynb", REACH, count, "x = 1", "print(language)\nx")
    editions = execution.execute(path)
    assert list(editions) == [*LANGUAGES]
    for number, (language, edition) in enumerate(editions.items(), start=1):
        codes = [cell for cell in edition.cells if cell.cell_type == "code"]
        assert codes[1].outputs[0].text == f"False {number}\n", "nothing is left of the former run"
        assert codes[3].outputs[0].text == f"{language}\n"
        assert codes[3].outputs[1].execution_count == codes[3].execution_count == 4
        assert [cell.id for cell in edition.cells] == [c.id for c in read_notebook(path).cells]


def test_stop_in_another_language_says_so(tmp_path):
    path = notebook(tmp_path / "02_test.ipynb", REACH, "assert language == 'en', 'not in English'")
    with pytest.raises(StudyError) as error:
        execution.execute(path)
    title = "02_test.ipynb says what no longer holds, in “Part 2”, cell 5 (run in fr)."
    assert error.value.title == title
    assert error.value.expected == "not in English"


def test_a_failing_check_says_the_sentence_and_the_numbers(tmp_path):
    shown = "from IPython.display import display\n"
    shown += "display({'text/markdown': 'Most of them, **49%**.'}, raw=True)\n"
    shown += "low, most = 0.49, 0.5\nassert low > most and all(x > 0 for x in [1])"
    with pytest.raises(StudyError) as error:
        execute(notebook(tmp_path / "02_test.ipynb", "1", shown))
    told = error.value
    assert told.title == "02_test.ipynb says what no longer holds, in “Part 2”, cell 5."
    assert told.got == "“Most of them, **49%**.”"
    check = "low > most and all((x > 0 for x in [1]))"
    assert told.expected == f"{check} (low is 0.49; most is 0.5)"
    assert "reword it, or mend what it rests on" in told.hint


def test_a_failing_check_without_a_sentence_shown_gives_the_text_above_it(tmp_path):
    with pytest.raises(StudyError) as error:
        execute(notebook(tmp_path / "02_test.ipynb", "assert not [3]"))
    assert error.value.expected == "not [3]"
    assert error.value.got == "“Part 1”"


def test_channels_of_a_kernel_are_sockets_in_a_folder_of_its_own(tmp_path):
    """A port found free may be taken before a kernel binds it, on a busy machine."""
    look = (
        "from pathlib import Path\n"
        "from ipykernel.kernelapp import IPKernelApp\n"
        "kernel = IPKernelApp.instance()\n"
        "names = sorted(path.name for path in Path(kernel.connection_file).parent.iterdir())\n"
        "print(kernel.transport, *names)"
    )
    path = notebook(tmp_path / "02_test.ipynb", look)
    sockets = " ".join(f"kernel-ipc-{number}" for number in range(1, 6))
    assert execute(path).cells[2].outputs[0].text == f"ipc ipython {sockets} kernel.json\n"


@pytest.mark.parametrize("code", ["1", "import os\nos._exit(1)"], ids=["ends", "dies"])
def test_sockets_of_a_kernel_go_with_it(tmp_path, monkeypatch, code):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "sockets"))
    (tmp_path / "sockets").mkdir()
    with suppress(StudyError):
        execute(notebook(tmp_path / "02_test.ipynb", code))
    assert not list((tmp_path / "sockets").iterdir())


def test_cells_are_folded_by_their_tag_alone(tmp_path):
    path = notebook(tmp_path / "02_test.ipynb", "x = 1", "y = 'figure(' + 'table('")
    written = read_notebook(path)
    written.cells[2].metadata["tags"] = ["hide-input"]
    write_notebook(written, path)
    hidden = [cell.metadata.get("jupyter") for cell in execute(path).cells[2::2]]
    assert hidden == [{"source_hidden": True}, {"source_hidden": False}]


RUN = """
import sys
from pathlib import Path
from analysis.errors import StudyError
from analysis.pipeline import execution
from analysis.pipeline.execution import execute
execution.SECONDS_PER_CELL = 5
try:
    print(execute(Path(sys.argv[1]), ["en"])["en"].cells[2].outputs)
except StudyError as problem:
    print(problem)
"""


def told_apart(path, **env):
    """Run a notebook from another Python, and return what that printed."""
    command = [sys.executable, "-c", RUN, str(path)]
    env = os.environ | env
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout


def test_settings_of_the_user_reach_no_run(tmp_path):
    look = (
        "import matplotlib, os, pandas, warnings\n"
        "warnings.warn('old', PendingDeprecationWarning)\n"
        "options = matplotlib.rcParams['savefig.bbox'], pandas.options.display.max_rows\n"
        "'nothing shows this'\n"
        "print(*options, 'started' in dir(__builtins__), 'HOSTILE' in os.environ)"
    )
    path = notebook(tmp_path / "02_test.ipynb", look)
    plain = told_apart(path, **hostile_home(tmp_path / "home"))
    assert "'text': 'None 60 False False\\n'" in plain
    assert plain.count("output_type") == 1


def test_checks_of_notebooks_hold_where_python_leaves_checks_out(tmp_path):
    path = notebook(tmp_path / "02_test.ipynb", "assert 1 > 2", "assert 1 > 3, 'not said'")
    assert "says what no longer holds" in told_apart(path, PYTHONOPTIMIZE="1")


@pytest.mark.parametrize("code", ["os._exit(1)", "time.sleep(99)", "while True: print(1)"])
def test_nothing_but_words_is_said_of_a_cell_that_is_stopped(tmp_path, code):
    path = notebook(tmp_path / "02_test.ipynb", f"import os, time\n{code}")
    assert told_apart(path).startswith("02_test.ipynb stops at cell 3, in “Part 1”.")


def test_a_long_folder_for_temporary_files_is_no_obstacle(tmp_path):
    long = tmp_path / ("x" * 200)
    long.mkdir()
    path = notebook(tmp_path / "02_test.ipynb", "print(1)")
    assert "'text': '1\\n'" in told_apart(path, TMPDIR=str(long))
