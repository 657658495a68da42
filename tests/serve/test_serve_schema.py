"""Schemathesis asks every route what its description allows, and more: nothing crashes, and all is as described."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.types import ASGIApp

from marsad.config import Config
from marsad.serve import create_app
from marsad.serve.access import of_launch
from tests.serve.asking import TOKEN, web_app

schemathesis = pytest.importorskip("schemathesis", reason="a dependency of development: make test installs it")

pytestmark = pytest.mark.slow
BEARER = {"Authorization": f"Bearer {TOKEN}"}
#: Requests of each route.
_EXAMPLES = 10
#: The stream that never ends; and those that load the coder, which are tried by themselves.
_LEFT_OUT = [
    "/api/v1/changes",
    "/api/v1/code",
    "/api/v1/documents",
    "/api/v1/examples",
    "/api/v1/actors",
    "/api/v1/places",
]


def application(db: Path, data_dir: Path) -> ASGIApp:
    access = of_launch(TOKEN)
    access = replace(access, hosts=access.hosts | {"testserver"})
    return create_app(Config(db=str(db), data_dir=data_dir), access=access, web=web_app())


def always_the_same() -> Any:
    from hypothesis import HealthCheck, Phase, settings

    return settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )


@pytest.mark.parametrize("level", ["internal", "public"])
def test_every_route_does_as_it_is_described(level: str, db: Path, tmp_path: Path) -> None:
    from hypothesis import given
    from schemathesis import checks

    app = application(db, tmp_path)
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=BEARER)
    kept = (checks.not_a_server_error, checks.response_schema_conformance, checks.content_type_conformance)
    calm = always_the_same()
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.method.upper() != "GET" or operation.path in _LEFT_OUT:
            continue

        @calm
        @given(case=operation.as_strategy())
        def asked(case: Any) -> None:
            headers = {**BEARER, "Marsad-Level": level}
            case.call_and_validate(headers=headers, checks=kept)

        asked()


def test_whatever_is_posted_as_an_act_is_done_or_refused(own_db: Path, tmp_path: Path) -> None:
    """By an editor: nothing crashes, and what is refused leaves no act."""
    from hypothesis import given

    from marsad.store import Store

    app = application(own_db, tmp_path)
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=BEARER)
    statuses: list[int] = []
    calm = always_the_same()
    for path in ("/api/v1/acts", "/api/v1/documents/{document}/events"):

        @calm
        @given(case=schema[path]["POST"].as_strategy())
        def asked(case: Any) -> None:
            answer = case.call(headers={**BEARER, "Marsad-Level": "internal"})
            statuses.append(answer.status_code)
            assert answer.status_code < 500, answer.text

        asked()
    with Store(own_db, read_only=True) as store:
        assert len(store.acts()) == sum(status < 300 for status in statuses)
