"""Every route of the application, with something wrong to ask of it, and what is right."""

from dataclasses import dataclass

from tests.store import reports

_DOCUMENT, _CODING = reports.kunduz_wire()
EVENT = _CODING.mentions[0].id
DOCUMENT = _DOCUMENT.id


@dataclass(frozen=True, kw_only=True)
class Route:
    path: str  #: as the application names it
    right: str
    wrong: str
    status: int  #: of the wrong one


ROUTES = (
    Route(path="/api/v1/events", right="/api/v1/events", wrong="/api/v1/events?kind=NAP", status=400),
    Route(path="/api/v1/events/{event}", right=f"/api/v1/events/{EVENT}", wrong="/api/v1/events/none", status=404),
    Route(path="/api/v1/mentions", right="/api/v1/mentions", wrong="/api/v1/mentions?limit=0", status=400),
    Route(
        path="/api/v1/documents/{document}",
        right=f"/api/v1/documents/{DOCUMENT}",
        wrong="/api/v1/documents/none",
        status=404,
    ),
    Route(path="/api/v1/problems", right="/api/v1/problems", wrong="/api/v1/problems?after=x", status=400),
    Route(path="/api/v1/stats", right="/api/v1/stats", wrong="/api/v1/stats/none", status=404),
    Route(path="/api/v1/openapi.json", right="/api/v1/openapi.json", wrong="/api/v1/openapi.yaml", status=404),
    Route(path="/", right="/", wrong="/?after=none", status=404),
    Route(path="/events/{event}", right=f"/events/{EVENT}", wrong="/events/none", status=404),
    Route(path="/documents/{document}", right=f"/documents/{DOCUMENT}", wrong="/documents/none", status=404),
    Route(path="/static", right="/static/app.css", wrong="/static/../app.py", status=404),
)
