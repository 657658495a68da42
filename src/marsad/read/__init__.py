"""Read: bytes → Document.

``sources`` opens what is named (files, folders, patterns, addresses, the standard input) and yields raw documents;
``listing`` and ``opening`` are the two halves of that, for whoever opens things in several places.
``prepare`` decodes one, cleans it, splits it into stories, sections and sentences, and finds its date and language.
``origin_of`` leads from the text back to the page. The room itself can be called, ``marsad.read("report.html")``,
and then does all of it: see :func:`marsad.documents`.

What cannot be done is a Problem of one of these codes: ``unknown-format``, ``unreadable``, ``bad-line``, ``bad-url``,
``fetch-failed``, ``too-large``, ``truncated``, ``damaged``, ``binary``, ``empty``, ``no-text``, ``mixed-encoding``,
``bad-date``, ``future-date``, ``no-publication-date``, ``language-not-supported``.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from marsad.read.identity import is_web as is_web
from marsad.read.listing import Item as Item
from marsad.read.listing import Listed as Listed
from marsad.read.origin import origin_of as origin_of
from marsad.read.prepare import prepare as prepare
from marsad.read.remote import is_remote as is_remote
from marsad.read.remote import local_name as local_name
from marsad.read.remote import located as located
from marsad.read.sources import Given as Given
from marsad.read.sources import listing as listing
from marsad.read.sources import opening as opening
from marsad.read.sources import sources as sources


class _Room(ModuleType):
    """A module that can be called: in the public interface the verb and the room have one name."""

    def __call__(self, *sources: Any, **given: Any) -> Any:
        return import_module("marsad").documents(*sources, **given)


sys.modules[__name__].__class__ = _Room
