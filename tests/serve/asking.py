"""Requests to the application without a port."""

import asyncio
import atexit
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import httpx

from marsad.config import Config
from marsad.serve import create_app
from marsad.serve.access import Access, of_launch

TOKEN = "a-token-of-the-tests"


class Asker:
    """A client that keeps its cookies, follows no redirect, and sees a crash as its answer."""

    def __init__(self, app: Any, headers: dict[str, str], peer: str) -> None:
        self.app = app
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(peer, 123))
        self._headers = headers
        self._cookies = httpx.Cookies()

    def request(self, method: str, address: str, **more: Any) -> httpx.Response:
        with ThreadPoolExecutor(max_workers=1) as own:  # a browser's tests leave a loop running in this thread
            return own.submit(asyncio.run, self._request(method, address, **more)).result()

    def post(self, address: str, **more: Any) -> httpx.Response:
        return self.request("POST", address, **more)

    def put(self, address: str, **more: Any) -> httpx.Response:
        return self.request("PUT", address, **more)

    def delete(self, address: str, **more: Any) -> httpx.Response:
        return self.request("DELETE", address, **more)

    def get(self, address: str, **more: Any) -> httpx.Response:
        return self.request("GET", address, **more)

    async def _request(self, method: str, address: str, **more: Any) -> httpx.Response:
        settings = {"headers": self._headers, "cookies": self._cookies, "base_url": "http://127.0.0.1:8642"}
        async with httpx.AsyncClient(transport=self._transport, **settings) as client:
            answer = await client.request(method, address, **more)
            self._cookies.update(client.cookies)
        return answer


@lru_cache(maxsize=1)
def web_app() -> Path:
    """A built web app in small."""
    folder = Path(mkdtemp(prefix="marsad-web-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "assets").mkdir()
    (folder / "index.html").write_text("<!doctype html><title>Marsad</title>" + "<p>Events." * 200)
    (folder / "assets" / "app-1a2b3c4d.js").write_text("export const events = [];\n" * 100)
    (folder / "basemap.pmtiles").write_bytes(bytes(range(256)) * 8)
    return folder


def asker(db: Path, *, token: str | None = TOKEN, access: Access | None = None, peer: str = "127.0.0.1") -> Asker:
    return asking(
        create_app(Config(db=str(db)), access=access or of_launch(TOKEN), web=web_app()), token=token, peer=peer
    )


def asking(app: Any, *, token: str | None = TOKEN, peer: str = "127.0.0.1") -> Asker:
    return Asker(app, {"Authorization": f"Bearer {token}"} if token else {}, peer)
