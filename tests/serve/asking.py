"""Requests to the application without a port."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from marsad.config import Config
from marsad.serve import create_app

TOKEN = "a-token-of-the-tests"


class Asker:
    """A client that keeps its cookies, follows no redirect, and sees a crash as its answer."""

    def __init__(self, app: Any, headers: dict[str, str]) -> None:
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._headers = headers
        self._cookies = httpx.Cookies()

    def request(self, method: str, address: str, **more: Any) -> httpx.Response:
        return asyncio.run(self._request(method, address, **more))

    def get(self, address: str, **more: Any) -> httpx.Response:
        return self.request("GET", address, **more)

    async def _request(self, method: str, address: str, **more: Any) -> httpx.Response:
        settings = {"headers": self._headers, "cookies": self._cookies, "base_url": "http://127.0.0.1:8642"}
        async with httpx.AsyncClient(transport=self._transport, **settings) as client:
            answer = await client.request(method, address, **more)
            self._cookies.update(client.cookies)
        return answer


def asker(db: Path, *, token: str | None = TOKEN) -> Asker:
    app = create_app(Config(db=str(db)), token=TOKEN)
    return Asker(app, {"Authorization": f"Bearer {token}"} if token else {})
