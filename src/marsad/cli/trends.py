"""``marsad trends``: counts over time with the reporting beside them, what changed, who emerges, who meets whom."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables
from marsad.cli.alerts import areas_of
from marsad.cli.filters import chosen_filters, filter_options
from marsad.cli.leaving import audited, circle_of, level_options_by_place, say_held_back, stamped

if TYPE_CHECKING:
    from datetime import datetime

    from marsad.analyse import Change, Network, Trends
    from marsad.analyse.material import Material
    from marsad.config import Config
    from marsad.leaving import Circle

EPILOG = """\b
Examples:
  marsad trends --db week.duckdb --by admin1 --step week
  marsad trends --by actor --emerging --step month --recent 3       who was not there before?
  marsad trends --by dyad --admin SDN --format csv -o dyads.csv
  marsad trends --network --step year                               who stands between others?
Bars: ▁ to █ by the line's greatest step, · where nobody looked. docs/alerts.md says how changes are called.
"""

_KEYS = ("kind", "mode", "grade", "actor", "dyad", "source", "country", "admin1", "admin2", "cell", "custom")
_BARS = "▁▂▃▄▅▆▇█"
#: Steps shown as bars: what fits on a line.
_SHOWN = 36


@click.command("trends", epilog=EPILOG)
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@click.option("--by", type=click.Choice(_KEYS), help="A line for each value. Default: one line.")
@click.option("--areas", type=click.Path(path_type=Path), metavar="FILE", help="GeoJSON: areas of your own, by name.")
@click.option("--step", type=click.Choice(("day", "week", "month", "year")), default="month", show_default=True)
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="Lines at most.")
@click.option("--recent", type=click.IntRange(1), default=1, show_default=True, help="Steps that are compared …")
@click.option("--baseline", type=click.IntRange(1), default=12, show_default=True, help="… with so many before them.")
@click.option("--emerging", "only_emerging", is_flag=True, help="Only what was hardly there before the recent steps.")
@click.option("--network", is_flag=True, help="Who meets whom instead, step by step, in conflict and in cooperation.")
@click.option("--format", "form", type=click.Choice(("table", "csv", "json", "jsonl", "parquet")))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="File. Default: standard output.")
@filter_options
@inputs.as_of_option
@level_options_by_place
@click.pass_context
def command(
    ctx: click.Context, /, db: str | None, form: str | None, output: Path | None, as_of: datetime | None, **given: Any
) -> None:
    """Count events and deaths over time, with documents and days looked at beside them."""
    from marsad.leaving import material
    from marsad.store import Store

    if output is not None and given["level"] is None:
        given["level"] = "public"
    shape = form or _form_of(output) or tables.chosen_format(None)
    if shape == "parquet" and output is None:
        raise click.UsageError("Parquet is written to a file: name it with -o.")
    config, wanted = inputs.settings(ctx, db=db), _asked(given)
    readers = circle_of(given)
    filters = chosen_filters(config, given)
    with Store(config.db, read_only=True, as_of=as_of) as store, inputs.paced("counting") as pace:
        told = material(store, filters, config, readers, **pace)
    say_held_back(readers.tally)
    with audited(config.db, readers, "trends", sent=output, words=shape == "table"):
        write = _Writing(shape=shape, output=output, readers=readers)
        if wanted.pop("network"):
            _tell_networks(told, config, wanted["step"], write)
        else:
            _tell_trends(told, config, wanted, write)


def _asked(given: dict[str, Any]) -> dict[str, Any]:
    """This verb's own options, taken out of all."""
    own = ("by", "step", "top", "recent", "baseline", "only_emerging", "network")
    areas = areas_of(given.pop("areas"))
    wanted = {name: given.pop(name) for name in own} | {"areas": areas}
    if (wanted["by"] == "custom") != bool(areas):
        raise click.UsageError("--by custom and --areas FILE go together.")
    if wanted["only_emerging"] and wanted["by"] is None:
        raise click.UsageError("--emerging needs --by: actor, dyad, admin1, …")
    return wanted


def _form_of(output: Path | None) -> str | None:
    if output is None:
        return None
    known = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".parquet": "parquet"}
    return known.get(output.suffix.lower(), "jsonl")


# --- counts ------------------------------------------------------------------------------------


def _tell_trends(told: Material, config: Config, wanted: dict[str, Any], write: _Writing) -> None:
    from marsad.analyse.trends import Wanted, rows_of, trends
    from marsad.warning.names import namer

    found = trends(told, Wanted(**wanted, name=namer(config)))
    if write.shape == "table":
        _print_trends(found)
    else:
        write.rows(rows_of(found))
    if found.undated:
        click.echo(
            f"{tables.many(found.undated, 'event')} without a date, or told over more than a {found.step}, not counted",
            err=True,
        )
    if not found.lines:
        click.echo("nothing to count; marsad stats says what the database holds", err=True)
        raise click.exceptions.Exit(1)


def _print_trends(found: Trends) -> None:
    steps = found.reported[-_SHOWN:]
    documents = [step.documents if step.looked_days else None for step in steps]
    rows: list[Sequence[object]] = [
        (
            line.name + (" (new)" if line.is_emerging else ""),
            _bars(line.events[-_SHOWN:]),
            sum(number or 0 for number in line.events),
            sum(number or 0 for number in line.deaths),
            line.change.recent,
            f"{line.change.expected:.1f}",
            _called(line.change),
            _called(line.deaths_change),
        )
        for line in found.lines
    ]
    rows.append(("documents read", _bars(documents), sum(step.documents for step in found.reported)))
    if steps:
        since, until = steps[0].start, steps[-1].start
        click.echo(f"{found.step}s beginning {since} to {until}; {sum(s.looked_days > 0 for s in steps)} looked at")
    headings = (
        found.by or "",
        "events over time",
        "events",
        "deaths",
        "recent",
        "expected",
        "events are",
        "deaths are",
    )
    tables.print_cells(headings, [(*row, *[""] * (len(headings) - len(row))) for row in rows])


def _bars(numbers: Sequence[int | None]) -> str:
    most = max((number or 0 for number in numbers), default=0)
    return "".join("·" if one is None else _BARS[(len(_BARS) - 1) * one // most if most else 0] for one in numbers)


_VERDICTS = {"too_few": "too few", "not_looked": "not looked"}


def _called(change: Change) -> str:
    ratio = f" ×{change.ratio:.1f}" if change.ratio is not None and change.verdict in ("up", "down") else ""
    return _VERDICTS.get(change.verdict, change.verdict) + ratio


# --- networks ----------------------------------------------------------------------------------


def _tell_networks(told: Material, config: Config, step: Any, write: _Writing) -> None:
    from marsad.analyse.network import networks
    from marsad.codebook import load_codebook
    from marsad.warning.names import namer

    scores = load_codebook().scores
    found = networks(told, step, [kind for (kind, mode), score in scores.items() if mode is None and score > 0])
    if write.shape == "table":
        _print_networks(found, namer(config))
    else:
        write.rows([_network_row(one) for one in found])
    if not found:
        click.echo("no two registered actors meet in these events", err=True)
        raise click.exceptions.Exit(1)


def _network_row(network: Network) -> dict[str, Any]:
    return {
        "record": "network",
        **asdict(network),
        "start": network.start.isoformat(),
        "standings": [asdict(one) for one in network.standings],
        "new_pairs": [list(pair) for pair in network.new_pairs],
    }


def _print_networks(found: Sequence[Network], name: Any) -> None:
    headings = (
        "since",
        "ties of",
        "actors",
        "pairs",
        "new",
        "events",
        "density",
        "both ways",
        "groups",
        "most events, most between",
    )
    rows = [
        (
            one.start,
            one.tie,
            one.actors,
            one.pairs,
            len(one.new_pairs),
            one.events,
            "" if one.density is None else f"{one.density:.2f}",
            "" if one.reciprocity is None else f"{one.reciprocity:.0%}",
            one.groups,
            _leading(one, name),
        )
        for one in found
    ]
    tables.print_cells(headings, rows)


def _leading(network: Network, name: Any) -> str:
    most, between = network.standings[0], max(network.standings, key=lambda one: one.betweenness)
    told = [f"{name('actor', most.actor)} ({most.events})"]
    if between.betweenness:
        told.append(f"{name('actor', between.actor)} ({between.betweenness:.2f})")
    return ", ".join(told)


# --- files -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writing:
    """In which format, where to and for whom."""

    shape: str
    output: Path | None
    readers: Circle

    def rows(self, rows: list[dict[str, Any]]) -> None:
        """To a file that is whole or not there, or to standard output."""
        from marsad.export import replacing

        content = _packed(list(stamped(rows, self.readers)), self.shape)
        if self.output is None:
            sys.stdout.write(content.decode())
            return
        with replacing(self.output) as out:
            out.write(content)
        click.echo(f"{self.output}: {tables.many(len(rows), 'row')}", err=True)


def _packed(rows: list[dict[str, Any]], shape: str) -> bytes:
    import csv
    import io

    from marsad.export.sheet import harmless
    from marsad.record import canonical_json

    if shape == "json":
        return f"[{','.join(map(canonical_json, rows))}]\n".encode()
    if shape == "jsonl":
        return "".join(f"{canonical_json(row)}\n" for row in rows).encode()
    if shape == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        packed = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(rows), packed, compression="zstd")
        return packed.getvalue()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows[0] if rows else ())
    writer.writerows([harmless(value) for value in row.values()] for row in rows)
    return out.getvalue().encode()
