"""The port and the server behind it."""

from __future__ import annotations

import socket
import sys
import threading
from typing import TYPE_CHECKING

from marsad.errors import ConfigError
from marsad.serve.access import LOOPBACK

if TYPE_CHECKING:
    from fastapi import FastAPI


#: Connections at once; one more is answered with 503.
_MOST_AT_ONCE = 1000
#: ``mallopt``'s number for how many heaps threads share (malloc.h of glibc), and how many they shall.
_M_ARENA_MAX, _HEAPS = -8, 2
#: Seconds a silent connection stays, and that answers get to end when the server does.
_KEPT_OPEN_S, _LAST_WORDS_S = 15, 2


def listen(host: str, port: int, *, is_for_others: bool = False) -> socket.socket:
    """A socket on this port; port 0 takes any that is free.

    Raises ConfigError for a host beyond this machine unless it ``is_for_others``, who have tokens of their own or a
    trusted proxy before them, and for a port that cannot be had.
    """
    if host not in LOOPBACK and not is_for_others:
        raise ConfigError(
            f"{host} is not this machine alone",
            next_step="Say who may ask: --token-file FILE, or --trust-proxy ADDRESS where a proxy logs people in; or "
            f"stay here: --host {' or '.join(sorted(LOOPBACK))}.",
            host=host,
        )
    # The protocol is named because asyncio switches Nagle's delay off (40 ms an answer) only where it is.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform != "win32":  # there it would let two programs share the port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()
    except (OSError, OverflowError) as error:
        listening.close()
        raise ConfigError(
            f"port {port} cannot be had: {getattr(error, 'strerror', None) or error}",
            next_step="Name another with --port; 0 takes any that is free.",
            port=str(port),
        ) from error
    return listening


def answer(app: FastAPI, listening: socket.socket) -> None:
    """Serve until Ctrl-C. No access log: it would hold the token."""
    import uvicorn

    settings = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        lifespan="off",
        limit_concurrency=_MOST_AT_ONCE,
        timeout_keep_alive=_KEPT_OPEN_S,
        timeout_graceful_shutdown=_LAST_WORDS_S,  # those who wait for changes would wait for ever
    )
    share_heaps()
    threading.Thread(target=app.state.served.prepare, name="marsad-prepare", daemon=True).start()
    try:
        uvicorn.Server(settings).run(sockets=[listening])
    finally:
        app.state.served.views.close()


def share_heaps() -> None:
    """Let threads share two heaps. Where each has its own, as glibc gives it, none can use what another has freed, and
    the server grows by that for hours. Nothing where the system's library has no such setting.
    """
    if sys.platform == "linux":
        import ctypes

        library = ctypes.CDLL(None)
        if hasattr(library, "mallopt"):  # musl has none, nor heaps of threads
            library.mallopt(_M_ARENA_MAX, _HEAPS)
