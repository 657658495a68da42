"""Marsad turns published reports of armed conflict into events that can be checked.

Read a report, extract where it says what, resolve what that means, merge what is the same,
and keep for every value the sentence that says so.

>>> import marsad
>>> coding = marsad.code("Gunmen killed five farmers near Goma on Monday.", published="2024-03-06")
>>> coding.mentions[0].kind.value
'ASSAULT'

The names below are the public interface; each is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from marsad.api import add, code, documents, frame
    from marsad.config import Config, load_config
    from marsad.errors import MarsadError
    from marsad.pipeline import Coder, load_coder
    from marsad.store import Filters, Store
    from marsad.types import Claim, Coding, Document, Event, Mention, Problem, Quote

_HOMES = {
    "add": "marsad.api",
    "code": "marsad.api",
    "documents": "marsad.api",
    "frame": "marsad.api",
    "Config": "marsad.config",
    "load_config": "marsad.config",
    "MarsadError": "marsad.errors",
    "Coder": "marsad.pipeline",
    "load_coder": "marsad.pipeline",
    "Filters": "marsad.store",
    "Store": "marsad.store",
    "Claim": "marsad.types",
    "Coding": "marsad.types",
    "Document": "marsad.types",
    "Event": "marsad.types",
    "Mention": "marsad.types",
    "Problem": "marsad.types",
    "Quote": "marsad.types",
}

#: Rooms that are part of the public interface as modules: ``marsad.read(…)``, ``marsad.export.write(…)``,
#: ``marsad.places.open_gazetteer(…)``, ``marsad.actors.load_actors(…)``, ``marsad.review.Desk(…)``,
#: ``marsad.coders.compare(…)``.
_ROOMS = ("read", "export", "places", "actors", "review", "coders")

__all__ = [
    "Claim",
    "Coder",
    "Coding",
    "Config",
    "Document",
    "Event",
    "Filters",
    "MarsadError",
    "Mention",
    "Problem",
    "Quote",
    "Store",
    "add",
    "code",
    "documents",
    "export",
    "frame",
    "load_coder",
    "load_config",
    "read",
]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"marsad.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'marsad' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
