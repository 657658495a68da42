#!/bin/sh
# Fill folder $2 with every wheel that Marsad's core needs on this platform, and Marsad's own, to install from without a network.
# A list of exact versions goes with them, so that no resolver is needed (pip 23 stumbles over lxml[html-clean]).
set -eu
bin=$1 folder=$2
mkdir -p "$folder"
"$bin/pip" wheel --quiet --no-deps --require-hashes -r requirements/core.txt --wheel-dir "$folder"
"$bin/pip" wheel --quiet --no-deps --no-build-isolation . --wheel-dir "$folder"
"$bin/python" - "$folder" <<'LIST'
import pathlib, sys

folder = pathlib.Path(sys.argv[1])
wheels = sorted(path.name.split("-")[:2] for path in folder.glob("*.whl"))
(folder / "requirements.txt").write_text("".join(f"{name}=={version}\n" for name, version in wheels), encoding="utf-8")
LIST
echo "$(ls "$folder"/*.whl | wc -l) wheels in $folder. Install them without a network:"
echo "  python -m venv marsad-env"
echo "  marsad-env/bin/pip install --no-index --no-deps --find-links $folder -r $folder/requirements.txt"
echo "(Windows: marsad-env\\Scripts\\pip)"
