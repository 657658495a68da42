#!/bin/sh
# Fill folder $2 with every wheel that Marsad's core needs on this platform, and Marsad's own. Install from it anywhere:
#   pip install --no-index --find-links wheelhouse marsad
set -eu
bin=$1 folder=$2
mkdir -p "$folder"
"$bin/pip" wheel --quiet --require-hashes -r requirements/core.txt --wheel-dir "$folder"
"$bin/pip" wheel --quiet --no-deps --no-build-isolation . --wheel-dir "$folder"
echo "$(ls "$folder" | wc -l) wheels in $folder. Install them without a network:"
echo "  python -m venv marsad-env"
echo "  marsad-env/bin/pip install --no-index --find-links $folder marsad      (Windows: marsad-env\\Scripts\\pip)"
