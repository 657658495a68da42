"""The built web app: its files as they are, its page for every other address.

Files whose name holds a hash of their content are kept by browsers for ever; the page itself is asked for anew. The map
file is read in ranges.
"""

from __future__ import annotations

import gzip
import mimetypes
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from marsad.errors import MissingResource, StoreError

if TYPE_CHECKING:
    from fastapi import FastAPI, Request, Response

#: Where the build puts it.
FOLDER = Path(__file__).parent / "app"
_HASHED = re.compile(r"-[A-Za-z0-9_-]{8,}\.\w+$")
_FOR_EVER = "public, max-age=31536000, immutable"
#: Types that shrink, and that mimetypes does not know everywhere.
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".html": "text/html",
          ".svg": "image/svg+xml", ".json": "application/json", ".woff2": "font/woff2", ".webmanifest":
          "application/manifest+json", ".pmtiles": "application/vnd.pmtiles", ".txt": "text/plain"}  # fmt: skip
_SHRINKS = (".js", ".mjs", ".css", ".html", ".svg", ".json", ".webmanifest", ".txt")


def show(app: FastAPI, folder: Path) -> None:
    """Answer every address that no route has with a file of the app, or with its page."""
    from fastapi import Request, Response

    def page(request: Request, path: str = "") -> Response:
        return _answer(request, folder, path)

    # FastAPI reads the annotations, and the names are only imported here.
    page.__annotations__ |= {"request": Request, "return": Response}
    app.add_api_route("/{path:path}", page, methods=["GET"], include_in_schema=False, response_model=None)


def _answer(request: Request, folder: Path, path: str) -> Response:
    from fastapi.responses import FileResponse, Response

    if path.startswith("api/"):
        raise StoreError(f"there is no /{path}", next_step="docs/api.md lists the routes.", id=path)
    file = _file(folder, path)
    cache = _FOR_EVER if _HASHED.search(file.name) else "private, no-cache"
    media = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    takes_gzip = "gzip" in request.headers.get("accept-encoding", "")
    if file.suffix not in _SHRINKS or not takes_gzip or "range" in request.headers:
        return FileResponse(file, media_type=media, headers={"Cache-Control": cache})
    state = file.stat()
    etag = f'"{state.st_mtime_ns:x}-{state.st_size:x}-gz"'
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"ETag": etag, "Cache-Control": cache})
    packed = _packed(file, state.st_mtime_ns)
    headers = {"Content-Encoding": "gzip", "ETag": etag, "Cache-Control": cache}
    return Response(packed, media_type=media, headers=headers)


def _file(folder: Path, path: str) -> Path:
    """The file of this address; the app's page for one that is none. Nothing outside the folder is ever read."""
    root = folder.resolve()
    try:
        found = (root / path).resolve()
        if path and found.is_relative_to(root) and found.is_file():
            return found
    except (OSError, ValueError):  # too long, or with a null byte
        pass
    if "." in path.rpartition("/")[2]:
        raise StoreError(f"there is no /{path}", next_step="Begin at /.", id=path)
    if not (root / "index.html").is_file():
        raise MissingResource("the web app has not been built", next_step="Build it: python web/build_app.py.")
    return root / "index.html"


@lru_cache(maxsize=256)
def _packed(file: Path, _changed: int) -> bytes:
    return gzip.compress(file.read_bytes(), 9, mtime=0)
