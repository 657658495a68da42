"""The application: every route, and who may call it, put together in one place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from marsad.config import Config
from marsad.errors import MissingResource

if TYPE_CHECKING:
    from fastapi import FastAPI

    from marsad.serve.access import Access

_ABOUT = """\
Published reports of armed conflict as events that can be checked. docs/api.md tells the same for people.

Everything below level internal runs on protected events only. Answers carry an ETag; lists stand under `items` with
the cursor `next`; what goes wrong has one shape."""


def create_app(config: Config, *, access: Access, policy: Path | None = None, web: Path | None = None) -> FastAPI:
    """An ASGI application over the store ``config.db``, which answers those whom ``access`` lets in.

    ``policy`` says what may leave below internal; without one the default does. ``web`` is a folder with another built
    web app than the package's. Raises MissingResource where the extra ``serve`` is not installed.
    """
    try:
        from fastapi import FastAPI

        from marsad.serve import (
            failures,
            on_actors,
            on_adding,
            on_events,
            on_evidence,
            on_leaving,
            on_review,
            on_server,
            on_watching,
        )
        from marsad.serve.on_request import Served
    except ImportError as error:
        raise MissingResource(
            "the web server is not installed", next_step='Install it with: pip install "marsad[serve]".'
        ) from error
    from marsad.serve import built, describe
    from marsad.serve.adding import Adding
    from marsad.serve.finish import Finish
    from marsad.serve.guard import Guard
    from marsad.serve.metrics import Metrics
    from marsad.serve.views import Views

    # The usual pages of documentation would load scripts from elsewhere.
    app = FastAPI(title="Marsad", description=_ABOUT, docs_url=None, redoc_url=None,
                  openapi_url="/api/v1/openapi.json", responses=describe.FAILURES)  # fmt: skip
    for room in (on_events, on_evidence, on_actors, on_review, on_adding, on_leaving, on_server, on_watching):
        app.include_router(room.router)
    served = Served(
        config=config,
        access=access,
        views=Views(config, policy=policy),
        metrics=Metrics(),
        adding=Adding(config),
        policy=policy,
    )
    app.state.served = served
    describe.complete(app)
    failures.handle(app)
    built.show(app, web or built.FOLDER)
    app.add_middleware(Finish, views=served.views, metrics=served.metrics)
    app.add_middleware(Guard, access=access)
    return app
