"""Write docs/licences.md: every package that is installed with Marsad or built into its web app, and its licence.

``python -m scripts.licences`` (``make licences``); ``--check`` writes nothing and says whether the page is current.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

from scripts.inventory import ROOT, bundled, closure, direct, groups, known, licence_of, locked, parts_of

PAGE = ROOT / "docs" / "licences.md"
_HEAD = """# Licences of what is installed with Marsad

Made by `make licences` from the requirements and the metadata of the packages; a test holds it to both, and to the
licences that fit (`scripts/inventory.toml`). Marsad is under Apache-2.0; what it ships of others stands in NOTICE.

Packages in bold are asked for by Marsad itself, the others by those. "Last release" is a day after which the newest
version came out, to a quarter of a year, as of {checked_on}; `make releases` asks the package index anew. None may be
older than three years but the language model, which is data (decision 4).
"""


def unfit() -> list[str]:
    """What is wrong with the licences: unknown, or not one that fits."""
    told = [(name, group, licence_of(name)) for group, names in _by_group() for name in names]
    told = [one for one in told if one[0] not in known()["fit"]["never_imported"]]
    told += [(name, "web app", one.licence) for name, one in bundled().items()]
    return [
        f"{name} ({where}): {licence or 'nobody knows its licence'}"
        for name, where, licence in told
        if not fits(licence)
    ]


def fits(licence: str | None) -> bool:
    """Whether what is under it may come with Marsad. Of alternatives one must fit, of several each."""
    if licence is None:
        return False
    some = any if " AND " not in licence else all
    return some(part in known()["fit"]["anywhere"] for part in parts_of(licence))


def _by_group() -> Iterator[tuple[str, list[str]]]:
    """Core, then for each extra what it adds."""
    core = closure(groups()["core"]) | {"colorama", "fasttext-predict-v2"}
    yield "core", sorted(core)
    for extra, wanted in groups().items():
        if extra != "core":
            yield extra, sorted(closure(wanted) - core)


def page() -> str:
    """The page as it should be."""
    versions = {**locked("dev"), **locked("core")}
    ages = known()["releases"]
    lines = [_HEAD.format(checked_on=ages["checked_on"])]
    for group, names in _by_group():
        named = direct(groups()[group])
        lines.append(f"## {'Core' if group == 'core' else f'Extra `{group}`'}\n")
        lines += ["| package | version | licence | last release |", "| --- | --- | --- | --- |"]
        for name in names:
            shown = f"**{name}**" if name in named else name
            after = f"after {ages['after'][name]}" if name in ages["after"] else ""
            lines.append(f"| {shown} | {versions[name].version} | {licence_of(name)} | {after} |")
        lines.append("")
    lines += ["## Built into the web app\n", "| package | version | licence |", "| --- | --- | --- |"]
    named = json.loads((ROOT / "web" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    for name, one in sorted(bundled().items()):
        lines.append(f"| {f'**{name}**' if name in named else name} | {one.version} | {one.licence} |")
    return "\n".join([*lines, ""])


def main() -> int:
    if wrong := unfit():
        print(*wrong, sep="\n")
        return 1
    if "--check" in sys.argv[1:]:
        return int(PAGE.read_text(encoding="utf-8") != page())
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
