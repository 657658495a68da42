"""What is timed: news of all kinds, news of conflicts, and the project's own examples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.geo import articles
from benchmarks.muc4.keys import keyed_documents
from marsad.config import load_config
from marsad.read import Given, sources
from marsad.types import RawDocument

EXAMPLES = Path(__file__).parents[2] / "examples"


def examples() -> list[RawDocument]:
    """The bulletins in ``examples/``: short, dense, of every format."""
    found = sources([str(EXAMPLES)], given=Given(), config=load_config())
    return [raw for raw in found if isinstance(raw, RawDocument)]


def of_sets(data: Path, limit: int | None) -> Iterator[tuple[str, list[RawDocument]]]:
    """The articles of the sets that are in the folder ``data``, at most so many of each kind.

    ``mixed news``: the articles of GeoWebNews and TR-News in turn, gathered for the places in them, not for what they
    tell; two thirds of them tell at least one event of the codebook. ``conflict news``: MUC-4.
    """
    geo, muc4 = data / "geo", data / "muc4"
    if geo.exists():
        files = [articles(geo / name, None) for name in ("GWN.xml", "TR-News.xml")]
        mixed = [article for pair in zip(*files, strict=False) for article in pair]
        yield "mixed news", [raw(article.text) for article in mixed[:limit]]
    if muc4.exists():
        yield "conflict news", [raw(one.text) for one in keyed_documents(muc4, "dev", limit)]


def raw(text: str, language: str | None = "en") -> RawDocument:
    return RawDocument(source=None, url=None, body=text.encode(), media_type="text/plain", language=language)
