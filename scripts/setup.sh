#!/bin/sh
# Make the virtual environment $1 with the requirements $2 (core or dev), pinned by hash, and Marsad itself in it.
set -eu
venv=$1 wanted=$2
python=${PYTHON:-python3}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "marsad needs Python 3.11 or newer; $("$python" --version) is $python. Name another: make PYTHON=python3.12 …" >&2
    exit 2
}

if [ ! -x "$venv/bin/pip" ]; then
    rm -rf "$venv"
    if ! "$python" -m venv "$venv" 2>/dev/null; then
        # Debian ships venv apart from Python.
        echo "installing python3-venv" >&2
        as_root=; [ "$(id -u)" = 0 ] || as_root=sudo
        $as_root apt-get update -qq && $as_root apt-get install -y -qq python3-venv >/dev/null || {
            echo "python3 -m venv does not work here. Install your system's package for it (Debian: python3-venv)." >&2
            exit 2
        }
        "$python" -m venv "$venv"
    fi
fi

echo "installing what requirements/$wanted.txt names (once)" >&2
"$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
"$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --require-hashes -r "requirements/$wanted.txt"

# The web app is built with Node 20.19 or newer; where the system has none, a wheel brings it.
if ! "$venv/bin/python" -c 'import sys; sys.path.insert(0, "web"); import build_app as app; sys.exit(not (app.is_current() or app.node_of_the_machine()))'; then
    echo "installing Node from its wheel" >&2
    "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --require-hashes -r requirements/node.txt
fi
echo "building the web app (a minute the first time)" >&2
"$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation --editable .

# FollowTheMoney's own library, for the test of its format, is built against ICU. Without it that test says so.
if [ "$wanted" = dev ]; then
    if ! { pkg-config --exists icu-i18n && command -v g++; } >/dev/null 2>&1 && command -v apt-get >/dev/null; then
        echo "installing what FollowTheMoney's library is built with" >&2
        as_root=; [ "$(id -u)" = 0 ] || as_root="sudo -n"
        { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends g++ pkg-config libicu-dev >/dev/null; } 2>/dev/null || true
    fi
    "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --require-hashes -r requirements/ftm.txt ||
        echo "followthemoney cannot be installed here (it needs g++, pkg-config and libicu-dev): one test is left out" >&2
fi

# The tests of the web app want a browser. Without one they say so, and are left out.
if [ "$wanted" = dev ] && ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
    echo "installing chromium for the tests of the web app" >&2
    as_root=; [ "$(id -u)" = 0 ] || as_root="sudo -n"
    { $as_root apt-get update -qq && $as_root apt-get install -y -qq chromium >/dev/null; } 2>/dev/null ||
        echo "no chromium here: install it with your system's packages (Debian: apt install chromium), or the browser tests are left out" >&2
fi
touch "$venv/$wanted.stamp"
