"""What every route is given: who asks, what they may see, and how an answer is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request, Response

from marsad import asking
from marsad.config import Config
from marsad.errors import MarsadError
from marsad.pipeline import codebook
from marsad.protect import LevelName
from marsad.record import canonical_json
from marsad.serve.access import Access, May, Reader
from marsad.serve.actors import People
from marsad.serve.cards import Cards
from marsad.serve.failures import NotAllowed
from marsad.serve.metrics import Metrics
from marsad.serve.query import SieveQuery, sieve_of
from marsad.serve.sift import Condition, Sieve, conditions, sift
from marsad.serve.table import Table
from marsad.serve.views import Views
from marsad.store import Store

if TYPE_CHECKING:
    from marsad.serve.adding import Adding

Record = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Served:
    """Everything the routes share, from the start of the server to its end."""

    config: Config
    access: Access
    views: Views
    metrics: Metrics
    adding: Adding
    cards: Cards = field(default_factory=Cards)
    policy: Path | None = None

    @property
    def people(self) -> People:
        return People(registry=asking.registry_of(self.config))

    def prepare(self) -> None:
        """Read what the first to ask would wait for."""
        with suppress(MarsadError):  # the routes say what is wrong
            table = self.views.table("internal")
            assert table.sites is not None
            table.row_of("")
            self.views.looked()
            self.views.acts()
            codebook()
            assert self.people.registry is not None


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One request: who asks, and the events as they may see them."""

    reader: Reader
    served: Served

    @property
    def level(self) -> LevelName:
        return self.reader.level

    @property
    def is_internal(self) -> bool:
        return self.level == "internal"

    @cached_property
    def table(self) -> Table:
        return self.served.views.table(self.level)

    def sieve(self, query: SieveQuery) -> Sieve:
        """The filters asked for."""
        known = self.table.dictionaries["actor"]
        return sieve_of(query, self.served.config, lambda name: known.get(name) is not None)

    def rows(self, query: SieveQuery) -> Any:
        """The rows that fit."""
        return self.sifted(self.sieve(query))

    def sifted(self, sieve: Sieve) -> Any:
        """The rows that pass."""
        return sift(self.table, sieve, self.served.views.telling)

    def conditions(self, query: SieveQuery) -> list[Condition]:
        return conditions(self.table, self.sieve(query), self.served.views.telling)

    def only_internal(self, what: str) -> None:
        """Raises NotAllowed below internal."""
        if not self.is_internal:
            step = "Ask at level internal, with a token of an analyst or editor."
            raise NotAllowed(f"level {self.level} tells no {what}", next_step=step)

    def must(self, may: May) -> None:
        """Raises NotAllowed where this reader may not do so, or looks through the eyes of others."""
        if may not in self.reader.may or (may in ("add", "act", "code") and not self.is_internal):
            step = "Ask with the token of an editor (analysts may code), and without level=."
            raise NotAllowed(f"{self.reader.name} ({self.reader.role}) may not {may}", next_step=step)

    @contextmanager
    def store(self, as_of: str | None = None) -> Iterator[Store]:
        """The store, for reading; as it was at a day where one is given."""
        self.only_internal("stored rows")
        if as_of is None:
            with self.served.views.store() as store:
                yield store
            return
        with Store(self.served.config.db, read_only=True, as_of=asking.moment(as_of)) as store:
            yield store


def seen(request: Request) -> Seen:
    return Seen(reader=request.state.reader, served=request.app.state.served)


Here = Annotated[Seen, Depends(seen)]


def told(content: Any, status: int = 200) -> Response:
    """Canonical JSON: for records, whose bytes are the same wherever they are told."""
    return Response(canonical_json(content), status, media_type="application/json")


def quickly(content: Any) -> Response:
    """Plain JSON, for long columns of numbers."""
    from pydantic_core import to_json

    return Response(to_json(content), media_type="application/json")
