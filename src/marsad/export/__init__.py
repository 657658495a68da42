"""Export: the events in formats that people use. Every file is written whole or not at all, with a manifest beside it.

``write(records, form, path, manifest=…)`` takes records that passed :mod:`marsad.protect`; :data:`EXPORTERS` names the
formats, each a function of one signature. The room itself can be called, ``marsad.export("acled", "events.csv",
store=…)``, and then takes the records from a store, through protection: see :func:`marsad.leaving.export`.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from marsad.export.form import Form, poured, steps
from marsad.export.write import (
    EXPORTERS,
    Exporter,
    Manifest,
    Written,
    exporter,
    is_whole,
    media_type,
    needs,
    reads,
    replacing,
    suffix,
    templated,
    told,
    write,
    written,
)

__all__ = [
    "EXPORTERS", "Exporter", "Form", "Manifest", "Written", "exporter", "is_whole", "media_type", "needs", "poured",
    "reads", "replacing", "steps", "suffix", "templated", "told", "write", "written",
]  # fmt: skip


class _Room(ModuleType):
    """A module that can be called: in the public interface the verb and the room have one name."""

    def __call__(self, *given: Any, **named: Any) -> Any:
        return import_module("marsad.leaving").export(*given, **named)


sys.modules[__name__].__class__ = _Room
