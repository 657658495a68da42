"""``marsad run``: code an archive with many processes, here or on a cluster."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, pace, tables
from marsad.cli.leaving import say_as_stored

if TYPE_CHECKING:
    from marsad.run import Engine, Job, Share, Status

EPILOG = """\b
Examples:
  marsad run archive/*.warc.gz --out parts/
  marsad run news.parquet --out parts/ --workers 8
  marsad run s3://bucket/2024/ --out s3://bucket/parts --engine ray --address auto
  marsad run --status parts/
  marsad load parts/ --db archive.duckdb
Ctrl-C keeps the finished shards; the same command goes on from there. A document at which a worker dies
twice is set aside with its Problem.
"""


def _print_status(ctx: click.Context, param: click.Parameter, name: str | None) -> None:  # noqa: ARG001  (click's signature)
    if name is None:
        return
    from marsad.run import folder, status

    told = status(folder(name), now=inputs.now_utc())
    total = "? shards" if told.shards is None else tables.many(told.shards, "shard")
    print(f"{told.finished:,} of {total} finished ({told.share:.0%} of the bytes), with {_held(told)}")
    if told.documents_per_s is not None:
        left = "" if told.left_s is None else f", about {pace.spoken(timedelta(seconds=told.left_s))} left"
        print(f"{told.documents_per_s:.1f} documents/s{left}")
    ctx.exit()


def _held(told: Status) -> str:
    """What the parts hold: a document of two shards stands in both, and is one only once it is loaded."""
    read = tables.many(told.documents, "document")
    return f"{read} read, {tables.many(told.mentions, 'mention')} and {tables.many(told.problems, 'problem')}"


@click.command("run", epilog=EPILOG)
@inputs.source_options
@click.option("--out", required=True, metavar="DIR", help="Folder for the parts: a path, or an address as s3://….")
@click.option("--engine", type=click.Choice(("local", "ray")), default="local", show_default=True)
@click.option("--address", metavar="ADDRESS", help="Ray's cluster (auto: the one here). Default: start one here.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes. Default: one per processor.")
@click.option(
    "--memory",
    type=click.IntRange(min=700),
    default=2000,
    show_default=True,
    metavar="MB",
    help="What one worker may hold; most hold 600.",
)
@click.option("--share", metavar="I/N", help="Do this part of the work, from 0/N to N-1/N; others do the rest.")
@click.option(
    "--status",
    callback=_print_status,
    is_eager=True,
    expose_value=False,
    metavar="DIR",
    help="Tell how far the run into DIR is, and do nothing else.",
)
@click.pass_context
def command(ctx: click.Context, /, sources: tuple[str, ...], out: str, **given: Any) -> None:
    """Code an archive into a folder of parts that marsad load takes.

    SOURCE as in marsad code: WARC, Parquet, JSON Lines, folders, patterns, addresses of the web and of stores (s3://).
    """
    from marsad.run import folder, plan, run, share, status

    where = folder(out)
    mine = share(given["share"] or "0/1")
    engine = _engine(given["engine"], given["workers"], given["address"])
    job = _job(ctx, given)
    units = plan(sources, given=job.given, config=job.config)
    say_as_stored(job.config.db, "run", out)
    new = 0
    with pace.shown(units, where, mine) as show:
        for part in run(units, where, job=job, engine=engine, share=mine):
            show(part)
            new += 1
    if not units[mine.index :: mine.of]:
        click.echo(
            f"nothing to do: the sources make {tables.many(len(units), 'unit')}, fewer than there are shares", err=True
        )
        return
    told = status(where, now=inputs.now_utc())
    click.echo(
        f"{tables.many(told.finished, 'shard')}, {new:,} of them new, with {_held(told)}; {_next_step(out, mine)}",
        err=True,
    )
    if not told.documents and mine.of == 1:
        raise click.exceptions.Exit(1)


def _engine(name: str, workers: int | None, address: str | None) -> Engine:
    from marsad.processes import usable
    from marsad.run import by_processes, by_ray

    if name == "ray":
        return by_ray(workers, address)
    if address is not None:
        raise click.UsageError("--address is that of a Ray cluster; add --engine ray")
    return by_processes(workers or usable())


def _job(ctx: click.Context, given: dict[str, Any]) -> Job:
    from marsad.read import Given
    from marsad.run import Job, load_code

    config = inputs.settings(ctx, language=given["language"], source=given["outlet"], pipeline=given["pipeline"])
    known = Given(source=config.source, published=given["published"], language=config.language)
    return Job(config=config, given=known, now=inputs.now_utc(), load=load_code, memory_mb=given["memory"])


def _next_step(out: str, mine: Share) -> str:
    return f"store them with: marsad load {out}" if mine.of == 1 else f"all of it: marsad run --status {out}"
