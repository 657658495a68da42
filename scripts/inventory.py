"""What Marsad depends on: what is locked, with its hashes; what each extra adds; under which licence, and how old.

Read from pyproject.toml, the requirements, the lock file of the web app and the metadata of what is installed;
``inventory.toml`` holds what those do not say.
"""

from __future__ import annotations

import base64
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
_PINNED = re.compile(r"([A-Za-z0-9._-]+)==([^\s;\\]+)(?: *; *([^\\]+))?")
_HASH = re.compile(r"\s+--hash=sha256:([0-9a-f]{64})")
_CLASSIFIER = re.compile(r"License :: (?:OSI Approved :: )?(.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A package as the requirements pin it."""

    version: str
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """A package of npm that the web app is built with; ``sha512`` in hexadecimal, of the archive that npm fetches."""

    version: str
    licence: str | None
    sha512: str


@cache
def known() -> dict[str, Any]:
    """``inventory.toml``."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def project() -> dict[str, Any]:
    told: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return told


def locked(name: str) -> dict[str, Locked]:
    """The packages of ``requirements/NAME.txt``; of one that is pinned for several Pythons the pin for this one."""
    found: dict[str, tuple[str, list[str]]] = {}
    hashes: list[str] = []
    for line in (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if pinned := _PINNED.match(line):
            hashes, one = [], canonicalize_name(pinned[1])
            if one not in found or not pinned[3] or Marker(pinned[3].strip()).evaluate():
                found[one] = (pinned[2], hashes)
        elif told := _HASH.match(line):
            hashes.append(told[1])
    return {one: Locked(version=version, hashes=tuple(every)) for one, (version, every) in found.items()}


def optional() -> set[str]:
    """The packages that only extras bring: what a user may install and need not."""
    extras = [one for extra, wanted in groups().items() if extra != "core" for one in wanted]
    return closure(extras) - locked("core").keys()


def bundled() -> dict[str, Bundled]:
    """What the web app in the wheel is built with, by name; what only builds or tests it is left out."""
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found = {}
    for path, told in packages.items():
        if path and not told.get("dev"):
            digest = base64.b64decode(told["integrity"].removeprefix("sha512-")).hex()
            name = path.rpartition("node_modules/")[2]
            found[name] = Bundled(version=told["version"], licence=told.get("license"), sha512=digest)
    return found


def groups() -> dict[str, list[str]]:
    """Requirements as pyproject.toml has them: ``core``, and each extra by its name."""
    told = project()["project"]
    return {"core": told["dependencies"], **told["optional-dependencies"]}


def asked_for() -> set[str]:
    """The names of all that pyproject.toml asks for: core, extras, groups of development."""
    told = [*groups().values(), *project()["dependency-groups"].values()]
    return {name for wanted in told for name in direct(wanted)}


def direct(requirements: Iterable[str]) -> list[str]:
    """The names of what is required."""
    return sorted({canonicalize_name(Requirement(one).name) for one in requirements})


def closure(requirements: Iterable[str]) -> set[str]:
    """All that is installed here because of these requirements."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    waiting = [Requirement(one) for one in requirements]
    while waiting:
        one = waiting.pop()
        asked = canonicalize_name(one.name), tuple(sorted(one.extras))
        if asked not in seen and (needs := _needs(one)) is not None:
            seen.add(asked)
            waiting += needs
    return {name for name, _ in seen}


def _needs(one: Requirement) -> list[Requirement] | None:
    """What a requirement requires; None where it is not for this platform."""
    if one.marker and not one.marker.evaluate({"extra": ""}):
        return None
    try:
        told = distribution(one.name).requires or []
    except PackageNotFoundError:
        return None
    found = []
    for need in map(Requirement, told):
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *one.extras)):
            need.marker = None
            found.append(need)
    return found


def licence_of(name: str) -> str | None:
    """As the package says it, in the words of SPDX; None where nobody knows."""
    if name in known()["licences"]:
        return str(known()["licences"][name])
    try:
        told = distribution(name).metadata
    except PackageNotFoundError:
        return None
    words: Mapping[str, str] = known()["spdx"]
    if said := told.get("License-Expression"):
        return str(said)
    marks = [match[1] for one in told.get_all("Classifier") or () if (match := _CLASSIFIER.fullmatch(one))]
    said = " AND ".join(words.get(mark, mark) for mark in marks if mark != "OSI Approved")
    plain = (told.get("License") or "").strip().partition("\n")[0]
    return said or words.get(plain, plain) or None


def parts_of(licence: str) -> set[str]:
    """The licences that an expression names: ``Apache-2.0 OR MIT`` → both."""
    return {part for part in re.split(r"\s+(?:AND|OR|WITH)\s+|[()]", licence) if part.strip()}
