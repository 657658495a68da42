"""What the verbs that write for others (export, report) share: options that say who reads, and what was held back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from marsad.protect import Tally

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
    options = (
        click.option("--public", "level", flag_value="public", default="public", help="For everybody. The default."),
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
