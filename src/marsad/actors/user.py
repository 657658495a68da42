"""The user's own actors: a file of rows, checked against all others, kept in the data directory."""

from __future__ import annotations

from pathlib import Path

from marsad.actors.entry import ActorEntry
from marsad.actors.load import load_actors
from marsad.actors.rows import read_text, rows_of
from marsad.config import Config
from marsad.errors import ConfigError

_SUFFIXES = (".csv", ".toml")


def user_actor_files(config: Config) -> tuple[Path, ...]:
    """The files that were added, by name."""
    folder = config.data_dir / "actors"
    if not folder.is_dir():
        return ()
    return tuple(sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES))


def add_user_actors(path: Path, config: Config) -> tuple[ActorEntry, ...]:
    """Check a CSV or TOML file of actors and keep a copy of it; a file of the same name added before is replaced.

    Returns its actors. Raises ConfigError with the row for anything that cannot stand beside the shipped actors and the
    user's other files (a field, an id given twice, a name that two actors claim); then nothing of it is kept.
    """
    if path.suffix.lower() not in _SUFFIXES:
        step = "Give the actors as .csv or .toml."
        raise ConfigError(f"{path} is neither CSV nor TOML by its name", next_step=step, path=str(path))
    others = [file for file in user_actor_files(config) if file.name != path.name]
    registry = load_actors(user_files=[*others, path])
    text = read_text(path)
    ids = [row.id for row in rows_of(path.name, text)]
    _keep(text, config.data_dir / "actors" / path.name)
    return tuple(registry.entries[actor] for actor in ids)


def _keep(text: str, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.draft")
        draft.write_text(text, "utf-8")
        draft.replace(target)
    except OSError as error:
        step = "Make the data directory writable, or name another with --data-dir."
        raise ConfigError(f"{target}: {error.strerror or error}", next_step=step, path=str(target)) from error
