"""``marsad release``: freeze what is known now, or was at a moment, under a name."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marsad.cli import inputs, tables
from marsad.cli.filters import chosen_filters, filter_options
from marsad.cli.leaving import level_options, say_held_back
from marsad.config import Config
from marsad.errors import ExportError
from marsad.record import canonical_json

if TYPE_CHECKING:
    from marsad.export import Written
    from marsad.protect import LevelName
    from marsad.store import Filters, Release

EPILOG = """\b
Examples:
  marsad release may-2024 --db week.duckdb -o releases/ --admin SDN
  marsad release may-2024 --again -o copy/       the same file once more, byte by byte
  marsad release --list
NAME becomes a folder with events.parquet, its manifest (versions, filters, policy, counts, hash), and withdrawn.jsonl:
a tombstone for each event that was withdrawn.
"""


@click.command("release", epilog=EPILOG)
@click.argument("name", required=False, metavar="NAME")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Where it goes.")
@click.option("--again", is_flag=True, help="Make a release that there is once more, and check that it is the same.")
@click.option("--list", "is_list", is_flag=True, help="List the releases there are.")
@click.option("--db", metavar="DB", help="Database: a file or a postgresql:// URL. Default: marsad.duckdb")
@inputs.as_of_option
@level_options
@filter_options
@click.pass_context
def command(ctx: click.Context, /, name: str | None, db: str | None, **given: Any) -> None:
    """Write the events that fit, protected for their readers, to DIR/NAME, and keep how they were made."""
    config = inputs.settings(ctx, db=db)
    if given.pop("is_list"):
        _list(config)
        return
    output: Path | None = given.pop("output")
    if name is None or output is None:
        raise click.UsageError("a release needs a NAME and -o DIR.")
    if given.pop("again"):
        _again(name, output, config)
        return
    reviewed_only = given.pop("reviewed_only")
    level, policy, as_of = given.pop("level"), given.pop("policy"), given.pop("as_of")
    filters = chosen_filters(config, given)
    _check_name(name, output, config)
    as_of = as_of or _begun(name, config)
    made = _Made(name=name, level=level, policy=policy, as_of=as_of, filters=filters, reviewed_only=reviewed_only)
    written, events = _write(made, output, config)
    number = _keep(made, written, events, config)
    click.echo(
        f"release {number}, {name}: {tables.many(written.events, 'event')}, {level}; see {written.manifest}", err=True
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """All that decides what is in a release."""

    name: str
    level: LevelName
    policy: Path | None
    as_of: datetime
    filters: Filters
    reviewed_only: bool


def _list(config: Config) -> None:
    from marsad.store import Store

    with Store(config.db, read_only=True) as store:
        for one in store.releases():
            told = one.manifest
            events = tables.many(told["events"], "event")
            print(f"{one.number:4}  {one.name}  {one.as_of:%Y-%m-%d %H:%M}  {events}  {told['level']}")


def _check_name(name: str, output: Path, config: Config) -> None:
    from marsad.store import Store

    folder = output / name
    if folder.parent != output or name in ("", ".", ".."):
        raise ExportError(f"{name!r} is no name of a folder", next_step="Give a release a plain name.")
    with Store(config.db, read_only=True) as store:
        taken = any(one.name == name for one in store.releases())
    if taken or folder.exists():
        step = "Releases are final: give another name, or make it once more with --again and another -o."
        raise ExportError(f"there is a release {name!r}" if taken else f"{folder} is there already", next_step=step)


def _begun(name: str, config: Config) -> datetime:
    """From now on nobody writes anything that would be of this release."""
    from marsad.store import Store

    with Store(config.db) as store:
        return store.begin_release(name, at=inputs.now_utc())


def _write(made: _Made, output: Path, config: Config) -> tuple[Written, list[str]]:
    """The file that was written, and the ids of its events."""
    from marsad.leaving import circle, export, tombstones
    from marsad.store import Store

    asked = circle(made.level, made.policy, reviewed_only=made.reviewed_only)
    readers = dataclasses.replace(asked, now=made.as_of)
    folder = output / made.name
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "events.parquet"
    events: list[str] = []
    with Store(config.db, as_of=made.as_of) as store, inputs.counted("releasing") as progress:
        written = export(
            "parquet", file, store=store, filters=made.filters, readers=readers, config=config, progress=progress,
            note=events.extend,
        )  # fmt: skip
        stones = tombstones(store)
    (folder / "withdrawn.jsonl").write_text("".join(f"{canonical_json(one)}\n" for one in stones), encoding="utf-8")
    say_held_back(readers.tally)
    return written, events


def _keep(made: _Made, written: Written, events: list[str], config: Config) -> int:
    from marsad.store import Release, Store

    manifest = json.loads(written.manifest.read_text(encoding="utf-8"))
    asked = {field.name: getattr(made.filters, field.name) for field in dataclasses.fields(made.filters)}
    asked = {key: str(value) if isinstance(value, date) else value for key, value in asked.items() if value}
    kept = {**manifest, "asked": asked, "policy_file": str(made.policy) if made.policy else None}
    kept["reviewed_only"] = made.reviewed_only
    with Store(config.db) as store:
        told = {**kept, "coders": dict(store.stats().coders)}
        release = Release(name=made.name, as_of=made.as_of, released_at=inputs.now_utc(), manifest=told)
        return store.add_release(release, events)


def _again(name: str, output: Path, config: Config) -> None:
    from marsad.store import Store

    with Store(config.db, read_only=True) as store:
        as_of = store.moment(name)
        release = next(one for one in store.releases() if one.as_of == as_of and name in (one.name, str(one.number)))
    written, _ = _write(_made_of(release), output, config)
    if written.sha256 != release.manifest["sha256"]:
        raise ExportError(
            f"{written.path}: {tables.many(written.events, 'event')}, not the {release.manifest['events']} "
            f"that release {name} was",
            next_step=f"It was made by Marsad {release.manifest['marsad']} under policy {release.manifest['policy']}; "
            "withdrawn.jsonl beside it says what was withdrawn since.",
        )
    click.echo(
        f"{written.path}: {tables.many(written.events, 'event')}, the same as release {release.number}", err=True
    )


def _made_of(release: Release) -> _Made:
    from marsad.store import Filters

    asked: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in release.manifest["asked"].items()
    }
    for key in ("since", "until"):
        if key in asked:
            asked[key] = date.fromisoformat(asked[key])
    policy = release.manifest["policy_file"]
    return _Made(
        name=release.name,
        level=release.manifest["level"],
        policy=Path(policy) if policy else None,
        as_of=release.as_of,
        filters=Filters(**asked),
        reviewed_only=release.manifest["reviewed_only"],
    )
