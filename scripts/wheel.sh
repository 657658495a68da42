#!/bin/sh
# Build the wheel into folder $2. The same commit gives the same bytes: files are sorted, and their time is that of the commit.
set -eu
bin=$1 folder=$2
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH
"$bin/python" -m hatchling build -t wheel -d "$folder"
sha256sum "$folder"/*.whl 2>/dev/null || shasum -a 256 "$folder"/*.whl
