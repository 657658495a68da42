"""``marsad report``: a situation report in which every sentence and number names its events."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs
from marsad.cli.leaving import country_name, level_options, say_held_back
from marsad.errors import ExportError, ReadError, StoreError

if TYPE_CHECKING:
    from marsad.config import Config
    from marsad.leaving import Circle
    from marsad.report import Template
    from marsad.store import Filters, Store

EPILOG = """\b
Examples:
  marsad report --area "North Kivu" --from 2024-05-01 --to 2024-05-31 -o kivu.html
  marsad report --area SDN --from 2024-05-01 --to 2024-05-07 -o week.md
  marsad report --check week.md               does the edited report still say only what its events say?
"""

_TEMPLATES: dict[str, Template] = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}
_EVENT_ID = re.compile(r"\b[0-9a-f]{20}\b")


@click.command("report", epilog=EPILOG)
@click.option("--area", metavar="NAME", help="Admin unit, or country (name or ISO alpha-3).")
@click.option("--from", "first", type=inputs.Day(), metavar="DATE", help="First day.")
@click.option("--to", "last", type=inputs.Day(), metavar="DATE", help="Last day.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="File to write: .md or .html.")
@click.option("--check", "checked", type=click.Path(path_type=Path), metavar="FILE", help="Check this report instead.")
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@inputs.as_of_option
@level_options
@click.pass_context
def command(ctx: click.Context, /, checked: Path | None, db: str | None, **given: Any) -> None:
    """Compose a cited situation report on an area and a period, or check one that was edited."""
    from marsad.leaving import circle
    from marsad.store import Filters, Store

    missing = [f"--{option}" for option, name in _NEEDED.items() if given[name] is None]
    if checked is None and missing:
        raise click.UsageError(f"a report needs {', '.join(missing)} (or --check FILE).")
    config = inputs.settings(ctx, db=db)
    readers = circle(given["level"], given["policy"], reviewed_only=given["reviewed_only"])
    with Store(config.db, read_only=True, as_of=given["as_of"]) as store:
        if checked is not None:
            _check(checked, store, readers)
        else:
            filters = Filters(admin=given["area"], since=given["first"], until=given["last"])
            _compose(store, config, readers, filters, given["output"])


_NEEDED = {"area": "area", "from": "first", "to": "last", "output": "output"}


def _compose(store: Store, config: Config, readers: Circle, filters: Filters, output: Path) -> None:
    """Write the report on the events of an area and a period; both stand in the filters."""
    from marsad.export import replacing
    from marsad.leaving import leaving
    from marsad.report import check, situation_report

    template = _TEMPLATES.get(output.suffix.lower())
    if template is None:
        raise ExportError(
            f"{output}: a report cannot be written as {output.suffix or 'this'}",
            next_step=f"Name a file that ends with {', '.join(_TEMPLATES)}.",
            path=str(output),
        )
    records = list(leaving(store, filters, config, readers))
    area, first, last = str(filters.admin), filters.since, filters.until
    assert first is not None
    assert last is not None
    area = country_name(area) or area
    text = situation_report(records, area=area, first=first, last=last, now=readers.now, template=template)
    faults = check(text, records)
    if faults:
        raise ExportError(
            f"the report would say what its events do not: {faults[0].detail}",
            next_step="Report this with the database.",
        )
    with replacing(output) as out:
        out.write(text.encode())
    say_held_back(readers.tally)
    click.echo(f"{output}: {len(records)} events, {readers.level}", err=True)
    if not records:
        raise click.exceptions.Exit(1)


def _check(file: Path, store: Store, readers: Circle) -> None:
    """Print what an edited report says without its events; exit status 1 where there is anything."""
    from marsad.report import check

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(
            f"{file}: {error}", next_step="Name a report in UTF-8 that is there.", path=str(file)
        ) from error
    faults = check(text, _events_of(text, store, readers))
    for fault in faults:
        print(f"{file}: {fault.detail} ({fault.code})")
    if faults:
        raise click.exceptions.Exit(1)
    click.echo(f"{file}: every sentence and number is told by its events", err=True)


def _events_of(text: str, store: Store, readers: Circle) -> list[dict[str, Any]]:
    """The events that a report cites, as they may leave now; those that are gone or held back are left out."""
    from marsad.protect import protect

    found = []
    for event in sorted(set(_EVENT_ID.findall(text))):
        try:
            passed = protect(store.event(event), policy=readers.policy, level=readers.level, now=readers.now)
        except StoreError:
            continue
        if passed.record is not None:
            # An event that was merged since goes by the id that the report knows.
            found.append({**passed.record, "id": event})
    return found
