"""What the command line does, for Python: the same verbs with the same words.

>>> import marsad
>>> for document in marsad.documents("examples/kherson-wire.txt"):
...     coding = marsad.code(document)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from marsad.config import Config, load_config
from marsad.errors import ConfigError, MissingResource
from marsad.types import Coding, Document, Problem, RawDocument

if TYPE_CHECKING:
    from pathlib import Path

    from marsad.pipeline import Added, Coder
    from marsad.store import Store


@lru_cache(maxsize=2)
def _coder(config: Config) -> Coder:
    """Loading takes seconds; a notebook that codes sentence by sentence loads once."""
    from marsad.pipeline import load_coder

    return load_coder(config)


def _day(given: date | str | None) -> date | None:
    if given is None or isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise ConfigError(f"{given!r} is no day", next_step="Write it as 2024-03-31.") from error


def _config(config: Config | None, language: str | None, source: str | None) -> Config:
    if config is not None and language is None and source is None:
        return config
    flags = {"language": language, "source": source}
    return load_config(flags=flags)


def _opened(sources: Iterable[str | Path], published: date | None, config: Config) -> Iterator[RawDocument | Problem]:
    from marsad.read import Given
    from marsad.read import sources as opened

    given = Given(source=config.source, published=published, language=config.language, title=None)
    return opened([str(source) for source in sources], given=given, config=config)


def documents(
    *sources: str | Path,
    published: date | str | None = None,
    language: str | None = None,
    source: str | None = None,
    config: Config | None = None,
) -> Iterator[Document | Problem]:
    """The documents in files, folders, patterns or URLs, as ``marsad code`` reads them; also as ``marsad.read(…)``.

    What could not be read comes as a Problem in its place. Raises ReadError for a source that is not there.
    """
    from marsad.pipeline import read_sources

    config = _config(config, language, source)
    raws = _opened(sources, _day(published), config)
    for document, problems in read_sources(raws, config=config, now=datetime.now(tz=UTC)):
        if document is not None:
            yield document
        yield from problems


def code(
    document: Document | str,
    *,
    published: date | str | None = None,
    language: str | None = None,
    source: str | None = None,
    coder: Coder | None = None,
) -> Coding:
    """Code one document, or a text as it stands. The coder is loaded on first use and kept."""
    from marsad.pipeline import code as code_one
    from marsad.read import prepare

    config = _config(None, language, source)
    problems: tuple[Problem, ...] = ()
    if isinstance(document, str):
        body = document.encode("utf-8", errors="surrogatepass")
        raw = RawDocument(
            source=source, url=None, body=body, media_type="text/plain", published=_day(published), language=language
        )
        prepared, problems = prepare(raw, config=config, now=datetime.now(tz=UTC))
        if prepared is None:
            return Coding(document="", mentions=(), assessments=(), problems=problems, fingerprints=None, coder="none")
        document = prepared
    return code_one(document, coder or _coder(config))


def add(
    *sources: str | Path,
    store: Store,
    published: date | str | None = None,
    language: str | None = None,
    source: str | None = None,
    coder: Coder | None = None,
) -> list[Added]:
    """Read, code, store and merge; what each input did to the store."""
    from marsad.pipeline import add as add_all

    config = _config(None, language, source)
    raws = _opened(sources, _day(published), config)
    return list(add_all(raws, store, coder or _coder(config), config=config, now=datetime.now(tz=UTC)))


def frame(records: Iterable[Mapping[str, Any]], *, library: Literal["polars", "pandas"] = "polars") -> Any:
    """Records of events or mentions as a data frame for notebooks: one row each, one column for each plain field.

    Counts and networks (``marsad.analyse``) and alerts (``marsad.warning.alert_record``) stand in it as they are.
    Raises MissingResource where the library is not installed.
    """
    rows = [_row(record) if record["record"] in ("event", "mention") else dict(record) for record in records]
    try:
        if library == "pandas":
            import pandas as pd

            return pd.DataFrame(rows)
        import polars as pl
    except ImportError as error:
        raise MissingResource(
            f"{library} is not installed", next_step='Install it with: pip install "marsad[frames]".'
        ) from error
    return pl.DataFrame(rows, infer_schema_length=None)


#: Fields of a record that stand in a data frame as they are.
_PLAIN = ("id", "kind", "mode", "status", "published", "campaign", "ordinal", "cameo", "goldstein")


def _row(record: Mapping[str, Any]) -> dict[str, Any]:
    place, span, acled = record["where"] or {}, record["when"] or {}, record["acled"] or {}
    sides = {
        role: [party["actor"] or party["name"] or party["text"] for party in record["parties"] if party["role"] == role]
        for role in ("initiator", "recipient", "victim")
    }
    flat = {
        key: record[key]
        for key in ("id", "kind", "mode", "status", "published", "campaign", "ordinal", "cameo", "goldstein")
    }
    return {
        **flat,
        **sides,
        "place": place.get("name"),
        **{key: place.get(key) for key in ("country", "admin1", "admin2", "lat", "lon", "where_prec", "geo_precision")},
        **{key: span.get(key) for key in ("first", "last", "date_prec")},
        **{measure: record["counts"].get(measure, {}).get("best") for measure in ("killed", "injured", "abducted")},
        "acled_event_type": acled.get("event_type"),
        "acled_sub_event_type": acled.get("sub_event_type"),
        "type_of_violence": (record["ged"] or {}).get("type_of_violence"),
        "grade": record.get("grade"),
    }
