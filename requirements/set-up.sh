#!/bin/sh
# Make .venv hold a group of packages: sh requirements/set-up.sh run|dev|lab|spark [PYTHON]
#
# Does nothing when it already does, and can be stopped at any moment: a .venv that was left half made,
# was made for another folder or by too old a Python is made anew, packages that were left half
# installed are installed again; an installed copy of the study gives way to the study itself.
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
    rm -f .venv/made-in # a .venv half removed is none
    rm -rf .venv
    "$python" -m venv .venv
    "$bin/python" -m pip install -q --require-hashes -r requirements/set-up.lock || offline
    pwd >.venv/made-in
}

install() { # what is in the lock of the group
    again=
    for begun in .venv/*.begun; do # one that was stopped: what it had begun passes for installed
        [ ! -e "$begun" ] || again=--reinstall
    done
    : >".venv/$group.begun"
    # shellcheck disable=SC2086 # no option where there is none
    "$bin/uv" pip install -q $again --python "$bin/python" --require-hashes -r "requirements/$group.lock" || offline
    rm -f .venv/study ".venv/$group.begun"
}

install_study() { # so that it runs from here
    "$bin/uv" pip install -q --python "$bin/python" --no-deps --no-build-isolation \
        --reinstall-package networks-and-jobs -e . || offline
    # Python 3.11 reads this file in the letters of the locale: under LC_ALL=C a path has no accents.
    for path in .venv/lib/python*/site-packages/*_networks_and_jobs.pth; do
        [ ! -e "$path" ] || echo ../../../../src >"$path"
    done
    touch .venv/study
}

offline() {
    stop "The packages could not be installed; what stopped it is told above." \
        "  to do: with the network there, run make again. The study as rendered is in reports/index.html"
}

usable || make_venv
mark=$(cat "requirements/$group.lock" pyproject.toml | cksum)
if [ "$(cat ".venv/$group" 2>/dev/null)" != "$mark" ]; then
    echo "Setting up the study's packages ($group)…"
    install
fi
if [ ! -e .venv/study ] || ! from_here; then install_study; fi
echo "$mark" >".venv/$group"
