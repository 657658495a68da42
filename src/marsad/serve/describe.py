"""The description of the routes that machines read, made whole: failures, examples, how to prove who one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marsad.serve import shapes

if TYPE_CHECKING:
    from fastapi import FastAPI

_TOLD = {
    400: "Something asked for means nothing.",
    401: "No token, or an old one.",
    403: "This reader may not.",
    404: "There is no such thing.",
    413: "More than is taken at a time.",
    429: "Asked too often.",
    503: "The store cannot be read just now, or what may leave is being prepared.",
}
_EXAMPLE = {"error": {"code": "bad-request", "message": "no kind is called 'NAP'", "next_step": "Known: AGREE, AID, …"}}
#: What every route may answer besides.
FAILURES: dict[int | str, dict[str, Any]] = {
    status: {"model": shapes.Failed, "description": text, "content": {"application/json": {"example": _EXAMPLE}}}
    for status, text in _TOLD.items()
}


def complete(app: FastAPI) -> None:
    """Let the application describe itself so."""
    plain = app.openapi

    def whole() -> dict[str, Any]:
        if app.openapi_schema is None:
            told = plain()
            _with_proofs(told)
            _with_bodies(told)
            for path in told["paths"].values():
                for route in path.values():
                    route["responses"].pop("422", None)  # a value that is wrong is 400 here
            for name in ("HTTPValidationError", "ValidationError"):
                told["components"]["schemas"].pop(name, None)
        return app.openapi_schema or told

    app.openapi = whole  # type: ignore[method-assign]


def _with_proofs(told: dict[str, Any]) -> None:
    told["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    told["security"] = [{"token": []}]
    told["paths"]["/healthz"]["get"]["security"] = []


def _with_bodies(told: dict[str, Any]) -> None:
    """The bodies of a route that reads its body by itself."""
    from marsad.serve.on_adding import BODIES

    for body in BODIES:
        schema = body.model_json_schema(ref_template="#/components/schemas/{model}")
        told["components"]["schemas"].setdefault(body.__name__, schema)
