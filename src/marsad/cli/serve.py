"""``marsad serve``: the events in a browser, on this machine."""

from __future__ import annotations

import secrets
import sys
import webbrowser

import click

from marsad.cli import inputs

EPILOG = """\b
Examples:
  marsad serve --db week.duckdb
  marsad serve --port 0 --no-browser
Whoever holds the printed address sees everything, words and exact places included. Ctrl-C ends it.
"""


@click.command("serve", epilog=EPILOG)
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@click.option("--host", metavar="NAME", help="A name of this machine. Default: 127.0.0.1")
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="0: any that is free. Default: 8642")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.pass_context
def command(ctx: click.Context, db: str | None, host: str | None, port: int | None, no_browser: bool) -> None:
    """Show the events in a browser and answer programs under /api/v1, on this machine only."""
    from marsad.serve import answer, create_app, listen
    from marsad.store import Store

    config = inputs.settings(ctx, db=db, host=host, port=port)
    token = secrets.token_urlsafe(24)
    app = create_app(config, token=token)
    Store(config.db, read_only=True).close()  # a database that cannot be opened is said at once
    with listen(config.host, config.port) as listening:
        name = f"[{config.host}]" if ":" in config.host else config.host
        address = f"http://{name}:{listening.getsockname()[1]}/?token={token}"
        click.echo(address)
        click.echo("Ctrl-C ends it.", err=True)
        if sys.stdout.isatty() and not no_browser:
            webbrowser.open(address)
        try:
            answer(app, listening)
        except KeyboardInterrupt:
            click.echo("ended", err=True)
