"""``marsad verify``: whether the store is as its audit log says."""

from __future__ import annotations

import click

from marsad.cli import inputs, tables

EPILOG = """\b
Example:
  marsad verify --db week.duckdb
Exit status 1: something is not as it should be; each line on stdout says what.
"""


@click.command("verify", epilog=EPILOG)
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@click.pass_context
def command(ctx: click.Context, db: str | None) -> None:
    """Check the chain of the audit log, every coding, text and act against it, and every quote against its document."""
    from marsad.store import Store, Verified

    done = Verified()
    config = inputs.settings(ctx, db=db)
    with Store(config.db, read_only=True) as store, inputs.watched("checking") as follow:
        store.renew(whole=True)
        faults = 0
        for fault in follow(store.verify(done)):
            faults += 1
            print(f"{fault.what}: {fault.detail}")
    counts = {"line": done.lines, "coding": done.codings, "act": done.acts, "quote": done.quotes}
    checked = ", ".join(tables.many(number, word) for word, number in counts.items()) + " checked"
    if done.forgotten:
        click.echo(f"not checkable: forgotten ({done.forgotten} texts and notes)", err=True)
    click.echo(
        f"{store.name}: {checked}; {tables.many(faults, 'fault') if faults else 'all is as the audit log says'}",
        err=True,
    )
    click.echo(f"last line: {done.last}", err=True)
    if faults:
        raise click.exceptions.Exit(1)
