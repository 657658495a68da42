"""What the verbs that write for others (export, report) share: options that say who reads, what was held back, stamps
and lines of the audit log; and what those do in a file that print what is stored (why, show).
"""

from __future__ import annotations

import getpass
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from marsad.leaving import Circle
    from marsad.protect import LevelName, Tally

Row = Mapping[str, Any]
#: Makes of rows those that are written.
Stamp = Callable[[Iterable[Row]], Iterator[Row]]

_STAMP = {"stamp": "INTERNAL"}
_NOTICE = "INTERNAL, not for publication"
#: Reasons for holding back, as they are told.
REASONS = {
    "status": "planned or only imagined",
    "undated": "without any date, so that no delay can be shown to be over (give --published when adding)",
    "delay": "younger than the publication delay",
    "movement-delay": "on movement, younger than its delay",
    "not-reviewed": "not reviewed by a person (--reviewed-only)",
    "do-not-publish": "not to be published (marsad hold, or the policy for their source)",
    "embargo": "under embargo (marsad hold, or the policy for their source)",
    "licence": "from a file whose licence keeps it here",
}


def level_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    """``--public`` (the default), ``--partners``, ``--internal``, ``--policy FILE``, ``--reviewed-only``."""
    first = click.option("--public", "level", flag_value="public", default="public", help="For everybody. The default.")
    return first(_further_options(verb))


def level_options_by_place(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The same for a verb that shows people what is stored: without one, ``level`` is None."""
    first = click.option(
        "--public", "level", flag_value="public", default=None, help="For everybody. The default in a file or pipe."
    )
    return first(_further_options(verb))


def internal_option(verb: Callable[..., Any]) -> Callable[..., Any]:
    """``--internal`` of a verb that prints what is stored; see :func:`as_stored`."""
    return click.option("--internal", is_flag=True, help="Into a file (>) too: stamped INTERNAL and audited.")(verb)


def circle_of(given: dict[str, Any]) -> Circle:
    """The readers that the options of a call name; takes these options out of it."""
    from marsad.leaving import circle

    level = chosen_level(given.pop("level"))
    return circle(level, given.pop("policy"), reviewed_only=given.pop("reviewed_only"))


def chosen_level(given: LevelName | None) -> LevelName:
    """The level asked for; else on a terminal what is stored, and in a file or pipe what everybody may see."""
    return given or ("internal" if sys.stdout.isatty() else "public")


def leaves_in_a_file() -> bool:
    """Whether stdout is a file: what a shell writes there (>) is passed on as one that a verb writes itself."""
    try:
        return stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):  # none, or one of this program
        return False


@contextmanager
def audited(
    db: str, readers: Circle, verb: str, *, sent: Path | str | None = None, words: bool = False
) -> Iterator[Circle]:
    """Around what a verb writes: what is made for internal use, to a file or to ``sent``, stands in the store's audit
    log, also where it broke off. Where there is no store, a line on stderr says that no log has it. ``words``: a table
    for people, whose rows have no stamp; in a file its first line is one.
    """
    is_kept = readers.level == "internal" and (sent is not None or leaves_in_a_file())
    if is_kept and words and sent is None:
        print(_NOTICE)
    try:
        yield readers
    finally:
        if is_kept:
            policy = f"{readers.policy.name} {readers.policy.digest}"
            _log(db, {"policy": policy, "verb": verb, "file": "stdout" if sent is None else Path(sent).name})


@contextmanager
def as_stored(db: str, verb: str, shape: str, *, internal: bool) -> Iterator[Stamp]:
    """Around a verb that prints for those who work here what is stored, as it is stored: on a terminal and in a pipe.
    A file is passed on: it is written with ``--internal`` only, stamped, and stands in the audit log. Yields what
    stamps its rows; a ``shape`` that is not ``jsonl`` is stamped by its first line. Raises ConfigError.
    """
    if not leaves_in_a_file():
        yield iter
        return
    if not internal:
        raise ConfigError(
            f"marsad {verb} prints what is stored, names and places too: that is no file for others",
            next_step="Add --internal, which stamps the file, or take marsad events or marsad export.",
        )
    if shape != "jsonl":
        print(_NOTICE)
    try:
        yield lambda rows: ({**row, **_STAMP} for row in rows)
    finally:
        _log(db, {"policy": None, "verb": verb, "file": "stdout"})


def say_as_stored(db: str, verb: str, sent: str) -> None:
    """A line in the audit log for what is written as it is stored, to be read here only. Where the log cannot take it,
    that is said, and the work goes on.
    """
    try:
        _log(db, {"policy": None, "verb": verb, "file": sent})
    except StoreError as error:
        click.echo(f"INTERNAL, and in no audit log: {error}", err=True)


def _log(db: str, made: dict[str, str | None]) -> None:
    """What was made for internal use, by whom and under which policy; under none, what is printed as it is stored."""
    from marsad.store import Store, is_there

    if not is_there(db):
        click.echo("INTERNAL, and in no audit log: there is no store here", err=True)
        return
    with Store(db) as store:
        store.log("exported", {"by": getpass.getuser(), "level": "internal", **made}, at=datetime.now(tz=UTC))


def stamped(rows: Iterable[dict[str, Any]], readers: Circle) -> Iterator[dict[str, Any]]:
    """Rows of counts, with a stamp on each where they are for internal use."""
    stamp = _STAMP if readers.level == "internal" else {}
    return ({**row, **stamp} for row in rows)


def _further_options(verb: Callable[..., Any]) -> Callable[..., Any]:
    options = (
        click.option("--partners", "level", flag_value="partners", help="For partners: shorter delay, plans included."),
        click.option("--internal", "level", flag_value="internal", help="Words and places as coded; stamped INTERNAL."),
        click.option(
            "--policy", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Own policy (TOML)."
        ),
        click.option("--reviewed-only", is_flag=True, help="Only what a person has reviewed or corrected."),
    )
    for option in reversed(options):
        verb = option(verb)
    return verb


def country_name(alpha3: str) -> str | None:
    """The name of a country given by its code."""
    from marsad.places.countries import load_countries

    return next((country.name for country in load_countries() if country.alpha3 == alpha3.upper()), None)


def say_held_back(tally: Tally) -> None:
    """On stderr: how many events stayed behind, and why."""
    for reason, number in sorted(tally.held_back.items()):
        click.echo(f"held back: {number} {REASONS[reason]}", err=True)
