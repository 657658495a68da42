"""``marsad copy``: one store into another."""

from __future__ import annotations

from collections import Counter

import click

from marsad.cli import inputs

EPILOG = """\b
Examples:
  marsad copy week.duckdb postgresql://analyst@db.example.org/marsad
  marsad copy postgresql://analyst@db.example.org/marsad copy.duckdb
"""


@click.command("copy", epilog=EPILOG)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def command(source: str, target: str) -> None:
    """Copy the store FROM with all its history into the empty or new store TO; each is a file or a PostgreSQL URL.

    Documents, events and their past, acts of people, releases and the audit log go along. FROM stays as it is. An
    interrupted copy leaves TO empty.
    """
    from marsad.store import Store

    copied: Counter[str] = Counter()
    with Store(source, read_only=True) as old, Store(target) as new, inputs.watched("copying") as follow:
        for moved in follow(new.take_all(old)):
            copied[moved.table] += moved.rows
        name = new.name
    told = ", ".join(f"{copied[table]:,} {table}" for table in ("documents", "codings", "acts"))
    click.echo(f"copied {told}; {sum(copied.values()):,} rows in all", err=True)
    click.echo(f"check it: marsad verify --db {name}", err=True)
