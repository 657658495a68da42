"""``marsad run``: code an archive with several processes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from marsad.cli import inputs

EPILOG = """\b
Examples:
  marsad run archive/*.warc.gz --out parts/
  marsad run news.jsonl --out parts/ --workers 8
  marsad run --status parts/
  marsad load parts/ --db archive.duckdb
Ctrl-C keeps the finished shards; the same command goes on from there.
"""


def _print_status(ctx: click.Context, param: click.Parameter, folder: str | None) -> None:  # noqa: ARG001  (click's signature)
    if folder is None:
        return
    from marsad.run import status

    told = status(Path(folder))
    print(f"{told.finished} of {'?' if told.shards is None else told.shards} shards finished, with {told.documents} "
          f"documents, {told.mentions} mentions and {told.problems} problems")  # fmt: skip
    ctx.exit()


@click.command("run", epilog=EPILOG)
@inputs.source_options
@click.option("--out", type=click.Path(file_okay=False), required=True, metavar="DIR", help="Folder for the parts.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes, of about 900 MB each. Default: one per processor.",
)
@click.option(
    "--status",
    type=click.Path(exists=True, file_okay=False),
    callback=_print_status,
    is_eager=True,
    expose_value=False,
    metavar="DIR",
    help="Tell how far the run into DIR is, and do nothing else.",
)
@click.pass_context
def command(ctx: click.Context, /, sources: tuple[str, ...], out: str, workers: int | None, **given: Any) -> None:
    """Code an archive with several processes, into a folder of parts that marsad load takes.

    SOURCE as in marsad code.
    """
    from marsad.run import run, status

    config = inputs.settings(ctx, language=given["language"], source=given["outlet"], pipeline=given["pipeline"])
    raws = inputs.opened(sources, published=given["published"], config=config)
    parts = run(raws, Path(out), config=config, workers=workers or os.cpu_count() or 1, now=inputs.now_utc())
    with inputs.watched("coding shards") as follow:
        new = sum(1 for _ in follow(parts))
    told = status(Path(out))
    click.echo(
        f"{told.finished} shards, {new} of them new, with {told.documents} documents, {told.mentions} mentions and "
        f"{told.problems} problems; store them with: marsad load {out}",
        err=True,
    )
    if not told.documents:
        raise click.exceptions.Exit(1)
