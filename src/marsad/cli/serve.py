"""``marsad serve``: the events in a browser, on this machine or for others."""

from __future__ import annotations

import secrets
import sys
import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs
from marsad.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from marsad.serve.access import Access

EPILOG = """\b
Examples:
  marsad serve --db week.duckdb
  marsad serve --port 0 --no-browser
  marsad serve --public                                        others at this machine may read what is public
  marsad serve --host 10.0.0.5 --token-file tokens.txt         for colleagues, each with a token and a role
  marsad serve --host 10.0.0.5 --trust-proxy 10.0.0.1 --name marsad.example.org
Whoever holds the printed address sees everything, words and exact places included. Ctrl-C ends it.
A token file has lines of ROLE NAME TOKEN; a role is reader (protected events), analyst (everything, for reading) or
editor. A trusted proxy says who asks: X-Forwarded-User, and in X-Forwarded-Groups marsad-reader, -analyst or -editor.
"""


@click.command("serve", epilog=EPILOG)
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@click.option("--host", metavar="NAME", help="Address to listen at. Default: 127.0.0.1, this machine alone")
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="0: any that is free. Default: 8642")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--public", "is_public", is_flag=True, help="Without a token: read what is public.")
@click.option(
    "--token-file", type=click.Path(path_type=Path), metavar="FILE", help="Who else may ask, with a role each."
)
@click.option(
    "--trust-proxy", "proxies", multiple=True, metavar="ADDRESS", help="Proxy that logs people in; a range will do."
)
@click.option("--name", "names", multiple=True, metavar="NAME", help="A name under which others reach this server.")
@click.option("--policy", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Own policy (TOML).")
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Show the events in a browser and answer programs under /api/v1."""
    from marsad.serve import answer, create_app, listen
    from marsad.serve.presence import present

    config = inputs.settings(ctx, db=given["db"], host=given["host"], port=given["port"])
    token = secrets.token_urlsafe(24)
    access = _access(token, config.host, given)
    _open_once(config.db)
    app = create_app(config, access=access, policy=given["policy"])
    is_for_others = bool(given["token_file"] or given["proxies"])
    with listen(config.host, config.port, is_for_others=is_for_others) as listening:
        own = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.host, config.host)  # noqa: S104  # nosec B104 - shown, not bound
        name = f"[{own}]" if ":" in own else own
        address = f"http://{name}:{listening.getsockname()[1]}/"
        click.echo(f"{address}?token={token}")
        click.echo("Ctrl-C ends it.", err=True)
        if sys.stdout.isatty() and not given["no_browser"]:
            webbrowser.open(f"{address}?token={token}")
        with present(config.db, address, token):
            try:
                answer(app, listening)
            except KeyboardInterrupt:
                click.echo("ended", err=True)


def _open_once(db: str) -> None:
    """A database that cannot be opened is said at once; one with an older schema is brought up to date."""
    from marsad.store import Store

    try:
        Store(db, read_only=True).close()
    except StoreError:
        if "://" not in db and not Path(db).is_file():
            raise
        Store(db).close()


def _access(token: str, host: str, given: dict[str, Any]) -> Access:
    """Who is let in: the person at this terminal, and those of the token file or behind the proxy."""
    from marsad.serve.access import networks, of_launch, tokens_of

    if given["is_public"] and given["policy"] is not None and not given["policy"].exists():
        raise ConfigError(f"there is no {given['policy']}", next_step="Name the policy file that is to hold.")
    access = of_launch(token, is_public=given["is_public"])
    others = tokens_of(given["token_file"]) if given["token_file"] else {}
    names = {host.casefold(), *(name.casefold() for name in given["names"])} - {"0.0.0.0", "::"}  # noqa: S104  # nosec B104 - names
    return replace(
        access,
        tokens={**access.tokens, **others},
        hosts=access.hosts | names,
        proxies=networks(given["proxies"]),
    )
