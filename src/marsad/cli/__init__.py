"""The command line: one module per verb, loaded when it is called.

Exit status: 0 done; 1 done, but nothing could be read or found; 2 an error, said in one line with the next step.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from marsad.errors import MarsadError

#: Verbs that no module can be named after.
_MODULES = {"import": "importing"}
#: Verb → what it does in a line; the module of the same name holds it.
VERBS = {
    "code": "Code reports and print what they tell.",
    "add": "Read, code, store and merge reports.",
    "watch": "Look at sources again and again, and add what is new.",
    "sources": "Say how looking at each source goes.",
    "events": "List events, by any filter.",
    "why": "Show the sentence behind every value of an event.",
    "show": "Show a document with everything found in it marked.",
    "stats": "Count what the store holds.",
    "problems": "List what could not be done, by reason.",
    "places": "Find places, add your own, see which were not found.",
    "actors": "Find actors, add your own, see which were not found.",
    "recode": "Code stored documents again with what is known now.",
    "review": "Accept, reject, correct, merge and split events, one key each.",
    "agreement": "How far people agree who coded the same events.",
    "export": "Write events in a format that others read.",
    "diff": "Say what changed between two moments, and why.",
    "release": "Freeze what is known under a name.",
    "withdraw": "Take an event, a document or a source out of every output.",
    "hold": "Keep an event, a document or a source from others, for ever or until a day.",
    "forget": "Take the texts of reports out of the database for good.",
    "copy": "Copy a store into another, DuckDB or PostgreSQL.",
    "verify": "Check the database against its audit log.",
    "serve": "Show the events in a browser, on this machine.",
    "run": "Code an archive with several processes.",
    "load": "Store what marsad run has coded.",
    "trends": "Count events over time, with the reporting beside them.",
    "courses": "List numbered series and campaigns: members, gaps, outcomes.",
    "alerts": "Find where something has become more, and tell people.",
    "report": "Compose a situation report that cites its events.",
    "forecast": "Forecast deaths or events by area and month, as chances.",
    "import": "Take in the past as others counted it, to forecast from.",
    "compare": "Compare events with an ACLED or GED file of your own.",
    "evaluate": "Score Marsad against events coded by hand.",
}


class Verbs(click.Group):
    """Loads a verb's module only when that verb is called, so that --help needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (click's signature)
        if cmd_name not in VERBS:
            return None
        module = _MODULES.get(cmd_name, cmd_name)
        command: click.Command = import_module(f"marsad.cli.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


EPILOG = """\b
Examples:
  marsad code report.html                     what does this report tell?
  marsad add reports/ --db week.duckdb        read a folder into a database
  marsad events --db week.duckdb --kind ASSAULT --admin SDN
  marsad why EVENT --db week.duckdb           which sentence says so?
"""


@click.group(cls=Verbs, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="marsad", message="%(prog)s %(version)s")
@click.option("--config", type=click.Path(dir_okay=False), help="Settings file (TOML). Default: marsad.toml here.")
@click.pass_context
def root(ctx: click.Context, config: str | None) -> None:
    """Marsad turns published reports of armed conflict into events that can be checked.

    Read a report, extract where it says what, resolve what that means, merge what is the same, and keep for every value
    the sentence that says so.
    """
    ctx.obj = config


def main(args: list[str] | None = None) -> None:
    """Run the command line and leave with its exit status."""
    _make_streams_safe()
    try:
        status = root.main(args=args, prog_name="marsad", standalone_mode=False)
    except click.exceptions.Exit as leave:
        status = leave.exit_code
    except click.ClickException as error:
        error.show()
        status = 2
    except MarsadError as error:
        click.echo(f"marsad: {error}", err=True)
        status = 2
    except (KeyboardInterrupt, click.Abort):
        click.echo("marsad: stopped; what was done is kept, and the same command goes on from there", err=True)
        status = 130
    except BrokenPipeError:
        _close_quietly()
        status = 0
    sys.exit(status if isinstance(status, int) else 0)


def _make_streams_safe() -> None:
    """A Windows console in cp1252 cannot show every letter; it shows a substitute rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        encoding = (getattr(stream, "encoding", None) or "").lower().replace("-", "")
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if encoding != "utf8" and not stream.isatty():
            reconfigure(encoding="utf-8")
        else:
            reconfigure(errors="replace")


def _close_quietly() -> None:
    """The reader of our pipe has gone (``| head``): nothing is left to say."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
