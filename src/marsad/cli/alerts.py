"""``marsad alerts``: where something has become more, told to people by file, feed, webhook and e-mail."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables
from marsad.cli.filters import chosen_filters, filter_options
from marsad.cli.leaving import audited, circle_of, level_options_by_place, say_held_back, stamped
from marsad.errors import ConfigError, ExportError

if TYPE_CHECKING:
    from marsad.analyse.alert import Alert, Axis
    from marsad.config import Config
    from marsad.leaving import Circle
    from marsad.store import Store
    from marsad.warning import Task, Told

EPILOG = """\b
Examples:
  marsad alerts --db week.duckdb                        what stands on the last day known
  marsad alerts --at 2024-03-31 --by admin1 --by cell   as it stood then: no later day is seen
  marsad alerts --areas camps.geojson --by custom       areas of your own, none smaller than a PRIO-GRID cell
  marsad alerts --feed alerts.xml --webhook https://chat.example/hook   tell what was not told yet
docs/alerts.md says how alerts are found, how often they are wrong, and what the rules file holds.
"""

_AXES = ("country", "admin1", "admin2", "cell", "custom", "dyad", "kind")


@click.command("alerts", epilog=EPILOG)
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@click.option("--at", type=inputs.Day(), metavar="DATE", help="The last day seen. Default: the last known.")
@click.option("--by", "axes", multiple=True, type=click.Choice(_AXES), help="Default: those of the rules.")
@click.option("--areas", type=click.Path(path_type=Path), metavar="FILE", help="GeoJSON: areas of your own, by name.")
@click.option("--rules", type=click.Path(path_type=Path), metavar="FILE", help="Own rules and thresholds (TOML).")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Append to a file (JSON Lines).")
@click.option("--feed", type=click.Path(path_type=Path), metavar="FILE", help="Keep an Atom feed in this file.")
@click.option("--webhook", multiple=True, metavar="URL", help="Post them as JSON.")
@click.option("--mail", "to", multiple=True, metavar="ADDRESS", help="Send them by e-mail (settings smtp, mail-from).")
@click.option("--again", is_flag=True, help="Tell also what was told lately.")
@filter_options
@tables.format_option
@inputs.as_of_option
@level_options_by_place
@click.pass_context
def command(ctx: click.Context, /, db: str | None, form: str | None, again: bool, **given: Any) -> None:
    """Find escalations: a count model, the rule of HDX Signals, and what reports say of the direction of things."""
    from marsad.store import Store
    from marsad.warning import fresh, standing

    config = inputs.settings(ctx, db=db)
    ways = _ways(config, {name: given.pop(name) for name in ("output", "feed", "webhook", "to")})
    as_of = given.pop("as_of")
    if ways and as_of is not None:
        raise ConfigError("an alert of then is told to nobody", next_step="Print it: --as-of without -o, --mail, ….")
    if ways and given["level"] is None:
        given["level"] = "public"
    readers = circle_of(given)
    task = _task(config, given)
    sent = "alerts" if ways else None
    words = not ways and tables.chosen_format(form) == "table"
    with (
        audited(config.db, readers, "alerts", sent=sent, words=words),
        Store(config.db, read_only=True, as_of=as_of) as store,
    ):
        with inputs.paced("counting") as pace:
            found = standing(store, config, readers, replace(task, pace=pace))
        shown = found if again or not ways else fresh(store, found, task.rules)
        if ways:
            _deliver(store, config, readers, shown, ways)
        else:
            _print(shown, tables.chosen_format(form), readers)
    say_held_back(readers.tally)
    if ways:
        click.echo(
            f"{tables.many(len(shown), 'alert')} told, {len(found) - len(shown)} told before, {readers.level}", err=True
        )
    elif not found:
        click.echo("no alert stands; marsad trends shows the counts, marsad stats the days they cover", err=True)


def _task(config: Config, given: dict[str, Any]) -> Task:
    from marsad.warning import Task, rules_of

    rules, areas = rules_of(config, given.pop("rules")), areas_of(given.pop("areas"))
    axes: tuple[Axis, ...] = given.pop("axes") or (("custom",) if areas else ())
    if "custom" in axes and not areas:
        raise ConfigError("custom areas are not given", next_step="Name their file with --areas.")
    at: date | None = given.pop("at")
    return Task(rules=rules, at=at, axes=axes, areas=areas, filters=chosen_filters(config, given))


def areas_of(path: Path | None) -> dict[str, Any]:
    """Name → feature of a GeoJSON collection; a feature is called by its ``name``, ``id``, or place in the file."""
    if path is None:
        return {}
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        features = table["features"] if table["type"] == "FeatureCollection" else [table]
        return {_name(one, number): one for number, one in enumerate(features, 1)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"{path}: not a file of GeoJSON areas: {error}", next_step="Give --areas a FeatureCollection of polygons."
        ) from error


def _name(feature: dict[str, Any], number: int) -> str:
    return str((feature.get("properties") or {}).get("name") or feature.get("id") or f"area {number}")


# --- telling -----------------------------------------------------------------------------------

#: Which of some events may still be told.
Still = Callable[[set[str]], set[str]]
Way = Callable[[Sequence["Told"], "Circle", Still], None]


def _ways(config: Config, given: dict[str, Any]) -> list[Way]:
    """What is to be done with the alerts, as asked for."""
    from marsad.warning import feed, ways

    chosen: list[Way] = []
    if output := given["output"]:
        chosen.append(lambda found, *_: ways.append_file(output, found))
    if path := given["feed"]:
        chosen.append(lambda found, readers, still: feed.write_feed(path, found, now=readers.now, still=still))
    chosen.extend(_hook(url) for url in given["webhook"])
    if to := given["to"]:
        chosen.append(
            lambda found, readers, _: (
                ways.mail(config.smtp, config.mail_from, to, found, now=readers.now) if found else None
            )
        )
    return chosen


def _hook(url: str) -> Way:
    from marsad.warning import ways

    return lambda found, *_: ways.post(url, found) if found else None


def _deliver(store: Store, config: Config, readers: Circle, shown: Sequence[Alert], ways: Sequence[Way]) -> None:
    """Every way is tried. Where one fails nothing is remembered as told, so that the next call tells it again."""
    from marsad.warning import remember, still_told, told

    found, failed = told(store, config, readers, shown), list[ExportError]()
    for way in ways:
        try:
            way(found, readers, partial(still_told, store, config, readers))
        except ExportError as error:
            failed.append(error)
    for other in failed[1:]:
        click.echo(f"marsad: {other}", err=True)
    if failed:
        raise failed[0]
    remember(store, shown, at=readers.now)


# --- showing -----------------------------------------------------------------------------------


def _print(found: Sequence[Alert], form: str, readers: Circle) -> None:
    from marsad.warning import alert_record

    if form == "jsonl":
        tables.print_jsonl(stamped(map(alert_record, found), readers))
        return
    tables.print_cells(_HEADINGS, [_cells(one) for one in found])
    if found:
        click.echo(f"\n{found[0].reason}", err=True)


_HEADINGS = ("level", "where or who", "since", "counted", "expected", "sure", "by reporting", "wrong", "detector")


def _cells(alert: Alert) -> tuple[object, ...]:
    share = alert.reporting.share if alert.reporting else None
    wrong = alert.back_test.wrong if alert.back_test else None
    return (
        alert.level,
        alert.line.name,
        alert.stretch.first,
        f"{alert.observed} {alert.measure}",
        f"{alert.expected:.1f}",
        "" if alert.probability is None else f"{alert.probability:.2f}",
        "" if share is None else f"≤ {share:.0%}",
        "" if wrong is None else f"{wrong:.0%}",
        alert.detector,
    )
