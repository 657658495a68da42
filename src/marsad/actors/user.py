"""The user's own actors: a file of rows, checked against all others, kept in the data directory."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from marsad.actors.entry import ActorEntry
from marsad.actors.load import load_actors
from marsad.actors.rows import read_text, rows_of
from marsad.config import Config
from marsad.errors import ConfigError

_SUFFIXES = (".csv", ".toml")
#: The file that holds the aliases chosen name by name.
_CHOSEN = "chosen.csv"


def user_actor_files(config: Config) -> tuple[Path, ...]:
    """The files that were added, by name."""
    folder = config.data_dir / "actors"
    if not folder.is_dir():
        return ()
    found = (path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES and not path.name.startswith("."))
    return tuple(sorted(found))


def add_user_actors(path: Path, config: Config, *, is_dry: bool = False) -> tuple[ActorEntry, ...]:
    """Check a CSV or TOML file of actors and keep a copy of it; a file of the same name added before is replaced.

    A row without a name gives the actor of its id more aliases. ``is_dry``: check only. Returns its actors. Raises
    ConfigError with the row for anything that cannot stand beside the shipped actors and the user's other files (a
    field, an id given twice, a name that two actors claim); then nothing of it is kept.
    """
    if path.suffix.lower() not in _SUFFIXES:
        step = "Give the actors as .csv or .toml."
        raise ConfigError(f"{path} is neither CSV nor TOML by its name", next_step=step, path=str(path))
    others = [file for file in user_actor_files(config) if file.name != path.name]
    registry = load_actors(user_files=[*others, path])
    text = read_text(path)
    ids = [row.id for row in rows_of(path.name, text)]
    if not is_dry:
        _keep(text, config.data_dir / "actors" / path.name)
    return tuple(registry.entries[actor] for actor in ids)


def remove_user_actors(name: str, config: Config) -> Path:
    """Take a file out again, named with or without its ending. Raises ConfigError where none has this name."""
    files = user_actor_files(config)
    for file in files:
        if name in (file.name, file.stem):
            file.unlink()
            return file
    known = ", ".join(file.name for file in files) or "none were added"
    raise ConfigError(f"no actors were added as {name!r}", next_step=f"Known: {known}.", name=name)


def add_aliases(chosen: Sequence[tuple[str, str]], config: Config) -> None:
    """Let names mean known actors from now on: (name, id) as rows of the user's.

    Raises ConfigError for an id that no actor has, and for a name that another actor claims; then none of them is kept.
    """
    target = config.data_dir / "actors" / _CHOSEN
    rows: dict[str, list[str]] = {}
    for row in rows_of(target.name, read_text(target)) if target.exists() else ():
        rows[row.id] = [text.strip() for text in str(row.fields["aliases"]).split(";")]
    for alias, actor in chosen:
        rows.setdefault(actor, []).append(alias.replace(";", ","))
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow(("id", "name", "aliases", "source"))
    for actor, names in rows.items():
        writer.writerow((actor, "", "; ".join(dict.fromkeys(names)), "chosen by marsad actors missing"))
    draft = target.with_name(f".{_CHOSEN}")
    _keep(told.getvalue(), draft)
    try:
        load_actors(user_files=[*(file for file in user_actor_files(config) if file.name != _CHOSEN), draft])
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _keep(text: str, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.draft")
        draft.write_text(text, "utf-8")
        draft.replace(target)
    except OSError as error:
        step = "Make the data directory writable, or name another with --data-dir."
        raise ConfigError(f"{target}: {error.strerror or error}", next_step=step, path=str(target)) from error
