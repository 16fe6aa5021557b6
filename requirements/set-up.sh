#!/bin/sh
# Make .venv hold a group of packages: sh requirements/set-up.sh run|dev|lab|spark [PYTHON]
#
# Does nothing when it already does. A .venv that was left half made, was made for another folder or
# by too old a Python is made anew; an installed copy of the study gives way to the study itself.
set -eu

group=$1 python=${2:-python3} bin=.venv/bin
export UV_COMPILE_BYTECODE=1

stop() {
    printf '%s\n' "$@" >&2
    exit 1
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

usable() { # whole, new enough, and at home here
    [ "$(cat .venv/made-in 2>/dev/null)" = "$PWD" ] && new_enough "$bin/python" &&
        "$bin/uv" --version >/dev/null 2>&1
}

from_here() { # the study that runs is the one of this folder
    "$bin/python" -c 'import sys, analysis
sys.exit(not analysis.__file__.startswith(sys.argv[1]))' "$PWD/src/" 2>/dev/null
}

make_venv() {
    command -v "$python" >/dev/null || stop "There is no $python on this machine." \
        "  to do: install Python 3.11 or newer, or name it: make report PYTHON=python3.12"
    new_enough "$python" || stop "The study needs Python 3.11 or newer: $python is $("$python" --version 2>&1)." \
        "  to do: name a newer one: make report PYTHON=python3.12"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || stop "$python lacks its venv module." \
        "  to do: install it (Debian, Ubuntu: apt install python3-venv), then run make again"
    rm -rf .venv
    "$python" -m venv .venv
    "$bin/python" -m pip install -q --require-hashes -r requirements/set-up.lock || offline
    pwd >.venv/made-in
}

offline() {
    stop "The packages could not be installed; what stopped it is told above." \
        "  to do: with the network there, run make again. The study as rendered is in reports/index.html"
}

usable || make_venv
mark=$(cat "requirements/$group.lock" pyproject.toml | cksum)
if [ "$(cat ".venv/$group" 2>/dev/null)" != "$mark" ]; then
    echo "Setting up the study's packages ($group)…"
    "$bin/uv" pip install -q --python "$bin/python" --require-hashes -r "requirements/$group.lock" || offline
    rm -f .venv/study
fi
if [ ! -e .venv/study ] || ! from_here; then
    "$bin/uv" pip install -q --python "$bin/python" --no-deps --no-build-isolation \
        --reinstall-package networks-and-jobs -e . || offline
    touch .venv/study
fi
echo "$mark" >".venv/$group"
