"""Every route of the application, with something wrong to ask of it, and what is right."""

from dataclasses import dataclass

from tests.store import reports

_DOCUMENT, _CODING = reports.kunduz_wire()
EVENT = _CODING.mentions[0].id
DOCUMENT = _DOCUMENT.id
V1 = "/api/v1"


@dataclass(frozen=True, kw_only=True)
class Route:
    path: str  #: as the application names it
    right: str
    wrong: str
    status: int = 400  #: of the wrong one
    is_open: bool = True  #: to readers below internal


def _route(path: str, right: str, wrong: str, status: int = 400, *, is_open: bool = True) -> Route:
    return Route(path=V1 + path, right=V1 + right, wrong=V1 + wrong, status=status, is_open=is_open)


API = (
    _route("/me", "/me", "/me?level=secret", 403),
    _route("/events", "/events", "/events?kind=NAP"),
    _route("/events/{event}", f"/events/{EVENT}", "/events/none", 404),
    _route("/events/columns", "/events/columns", "/events/columns?columns=text"),
    _route("/events/cards", f"/events/cards?id={EVENT}", "/events/cards?limit=0"),
    _route("/events/bins", "/events/bins?zoom=3", "/events/bins?zoom=30"),
    _route("/events/days", "/events/days?step=month", "/events/days?step=hour"),
    _route("/facets", "/facets", "/facets?facet=names"),
    _route("/search", "/search?q=kund", "/search"),
    _route("/actors", "/actors", "/actors?after=x"),
    _route("/actors/named", "/actors/named?q=Taliban", "/actors/named"),
    _route("/actors/{actor}", "/actors/taliban", "/actors/nobody-at-all", 404),
    _route("/network", "/network", "/network?most=0"),
    _route("/places", "/places?q=Goma", "/places"),
    _route("/series", "/series?by=country", "/series?by=text"),
    _route("/trends", "/trends?by=admin1", "/trends?recent=0"),
    _route("/alerts", "/alerts?by=cell", "/alerts?place=Kunduz"),
    _route("/forecasts", "/forecasts", "/forecasts?by=cell"),
    _route("/networks", "/networks?step=month", "/networks?step=hour"),
    _route("/documents", "/documents", "/documents?after=none", 404, is_open=False),
    _route("/documents/{document}", f"/documents/{DOCUMENT}", "/documents/none", 404, is_open=False),
    _route("/mentions", "/mentions", "/mentions?limit=0", is_open=False),
    _route("/problems", "/problems", "/problems?after=x", is_open=False),
    _route("/problems/names", "/problems/names", "/problems/names?code=typo", is_open=False),
    _route("/assessments", "/assessments", "/assessments?direction=left", is_open=False),
    _route("/judgements", f"/judgements?event={EVENT}", "/judgements?event=none", 404, is_open=False),
    _route("/sources", "/sources", "/sources?since=yesterday", is_open=False),
    _route("/stats", "/stats", "/stats?as-of=soon", is_open=False),
    _route("/queue", "/queue", "/queue?need=sleep", is_open=False),
    _route(
        "/queue/pair", f"/queue/pair?left={EVENT}&right={EVENT}", "/queue/pair?left=none&right=none", 404, is_open=False
    ),
    _route("/acts", "/acts", "/acts?after=x", is_open=False),
    _route("/coders", "/coders", "/coders?sample=1", is_open=False),
    _route("/coders/{name}/open", "/coders/A/open", "/coders/A/open?sample=0", is_open=False),
    _route("/coders/{name}/events/{event}", f"/coders/A/events/{EVENT}", "/coders/A/events/none", 404, is_open=False),
    _route("/agreement", "/agreement?coder=A&coder=B", "/agreement?coder=A", is_open=False),
    _route("/examples", "/examples", "/examples?q=x", is_open=False),
    _route("/openapi.json", "/openapi.json", "/openapi.yaml", 404),
)
#: Those that never end or are asked for otherwise: tested by themselves.
EXPORTS = {f"{V1}/export/{{form}}", f"{V1}/export/{{form}}/manifest", f"{V1}/export/{{form}}/held-back"}
OTHERS = {
    "/healthz",
    f"{V1}/changes",
    f"{V1}/code",
    f"{V1}/documents/{{document}}/events",
    f"{V1}/import",
    f"{V1}/looks",
    f"{V1}/raws",
    f"{V1}/template",
    *EXPORTS,
}
PAGES = (
    Route(path="/metrics", right="/metrics", wrong="/metrics.txt", status=404),
    Route(path="/", right="/", wrong="/none.js", status=404),
    Route(path="/events/{event}", right=f"/events/{EVENT}", wrong="/events/none.html", status=404),
    Route(path="/assets", right="/assets/app-1a2b3c4d.js", wrong="/assets/../../index.css", status=404),
)
ROUTES = (*API, *PAGES)
