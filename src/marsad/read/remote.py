"""Files in other stores (S3, Google Storage, memory, …), opened by fsspec under their addresses.

Who may read them is the store's affair: its library takes keys and endpoints from its own settings
(``AWS_PROFILE``, ``FSSPEC_S3_ENDPOINT_URL`` and so on).
"""

from __future__ import annotations

import glob
import re
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from marsad.errors import MissingResource, ReadError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}(?:://|::)")
_LOCAL = "file://"


def is_remote(name: str) -> bool:
    """Is this an address in a store, and no path of this machine?"""
    return bool(_SCHEME.match(name)) and not name.startswith(_LOCAL)


def local_name(name: str) -> str:
    """The path that a name of this machine stands for."""
    return name.removeprefix(_LOCAL)


def located(address: str) -> tuple[AbstractFileSystem, str]:
    """The store of an address, and the path there.

    Raises MissingResource where its library is not installed, ReadError where no store is known under its scheme.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        step = 'Install it with: pip install "marsad[archives]".'
        raise MissingResource(f"{address} needs fsspec, which is not installed", next_step=step) from error
    try:
        store, path = url_to_fs(address)
    except ImportError as error:
        scheme = address.partition(":")[0]
        step = f"Install the library that fsspec wants for {scheme}://: pip install {_LIBRARIES.get(scheme, scheme)}."
        raise MissingResource(f"{address} cannot be opened: {error}", next_step=step) from error
    except OSError as error:  # some stores are asked at once
        raise unreadable(address, error) from error
    except ValueError as error:
        step = "Give a path, an http:// or https:// address, or that of a store that fsspec knows (s3://, gs://, …)."
        raise ReadError(f"{address} is in no store that is known", next_step=step, source=address) from error
    return store, path


#: The package behind a scheme, where it is not called like it.
_LIBRARIES = {"s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs"}


def listed(address: str) -> list[tuple[str, int]]:
    """(address, bytes) of the file under an address, of those that a pattern matches, or of those below a folder."""
    store, path = located(address)
    try:
        if glob.has_magic(path):
            found = store.glob(path, detail=True)
        elif store.isfile(path):
            return [(address, store.size(path) or 0)]
        else:
            found = store.find(path, detail=True)
    except OSError as error:
        raise unreadable(address, error) from error
    files = {name: told for name, told in cast("dict[str, dict[str, Any]]", found).items() if told["type"] == "file"}
    return [(store.unstrip_protocol(name), files[name].get("size") or 0) for name in sorted(files)]


def opened(address: str) -> BinaryIO:
    """The file under an address, to be read in any order. Raises ReadError where it cannot be opened."""
    store, path = located(address)
    try:
        return cast("BinaryIO", store.open(path, "rb"))
    except OSError as error:
        raise unreadable(address, error) from error


def unreadable(address: str, error: OSError) -> ReadError:
    """What is said of a file that cannot be opened or read on."""
    step = "Check the address, and that you may read it."
    said = error.strerror or str(error) or type(error).__name__
    return ReadError(f"{address} cannot be opened: {said}", next_step=step, path=address)
