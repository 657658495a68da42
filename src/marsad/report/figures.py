"""The first page: highlights and key figures; then actors, incidents, and how sure all that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marsad.report.evidence import Window
from marsad.report.language import calm
from marsad.report.model import Part, Record, Row, Statement, Tile
from marsad.report.outlook import alert_fact
from marsad.report.pen import SIDES, Pen, dyads, grouped, notable
from marsad.report.tally import total

#: Rows that a reader takes in on one page.
_NOTABLE, _ACTORS, _PAIRS, _KINDS = 10, 8, 6, 8
_MEASURES = ("killed", "injured", "detained", "abducted", "displaced")


def highlights(pen: Pen) -> Part:
    """Three to six sentences: how much, against before, how deadly, where, who."""
    told = pen.told
    found = list(_highlights(pen, told)) if told else [pen.own("highlights.none")]
    return Part(name="highlights", heading=pen.words("headings.highlights"), statements=tuple(found))


def _highlights(pen: Pen, told: Sequence[Record]) -> Iterator[Statement]:
    yield pen.say(pen.cite(told, pen.area), "highlights.events", len(told), area=pen.area)
    if pen.evidence.windows and pen.evidence.windows[0].is_known:
        yield _before(pen, pen.evidence.windows[0])
    killed = total(told, "killed")
    if killed.events:
        deadly = [record for record in told if record["id"] in set(killed.events)]
        cites = pen.cite(deadly, pen.words("figures.killed"))
        is_known = killed.low == killed.high and not killed.is_open
        key = "highlights.deaths_known" if is_known else "highlights.deaths"
        yield pen.say(cites, key, range=pen.range(killed), best=killed.best)
    yield from _most_common(pen, told)
    if killed.best and len(killed.events) > 1:
        record = notable(told, 1)[0]
        place = calm(record["where"]["name"]) if record["where"] else pen.words("unknown_place")
        yield pen.say(
            pen.cite([record], ""), "highlights.deadliest", day=pen.day(record), place=place, range=pen.killed([record])
        )
    if pen.evidence.alerts:
        cites = pen.references.cite(*(alert_fact(pen, alert) for alert in pen.evidence.alerts))
        yield pen.say(cites, "highlights.alerts", len(pen.evidence.alerts))


def before_cites(pen: Pen, window: Window) -> str:
    """The events of the period before, as one count."""
    return pen.references.counted(window.records, f"{pen.area}, {pen.words.days(window.first, window.last)}")


def _before(pen: Pen, window: Window) -> Statement:
    span, number = pen.words.days(window.first, window.last), len(window.records)
    cites = before_cites(pen, window)
    if not number:
        return pen.say(cites, "highlights.before_none", span=span)
    return pen.say(cites, "highlights.before", number, span=span)


def _most_common(pen: Pen, told: Sequence[Record]) -> Iterator[Statement]:
    """The unit and the pair of opponents that most events share, where more than one event does."""
    units = grouped((calm(name), record) for record in told if (name := unit_of(pen, record)))
    if units and len(first := next(iter(units.values()))) > 1:
        name = next(iter(units))
        yield pen.say(pen.cite(first, name), "highlights.place", len(first), name=name)
    pairs = grouped((pair, record) for record in told for pair in dyads(record))
    if pairs and len(first := next(iter(pairs.values()))) > 1:
        one, other = next(iter(pairs))
        cites = pen.cite(first, f"{one} – {other}")
        yield pen.say(cites, "highlights.dyad", len(first), one=one, other=other)


def unit_of(pen: Pen, record: Record) -> str | None:
    """The unit by which a report on this area counts: of a country the first level, of such a unit the second."""
    where = record["where"] or {}
    return where.get("admin2") if pen.is_within_unit else where.get("admin1")


# --- key figures -------------------------------------------------------------------------------


def figures(pen: Pen) -> Part:
    """Sums of the period beside those of the period before, and events by kind."""
    told = pen.told
    if not told:
        return Part(name="figures", heading="")
    rows = [_number(pen, "events", told), *_assaults(pen, told)]
    rows += [row for measure in _MEASURES if (row := _sum(pen, measure, told)) is not None]
    columns = ("figure", "low", "best", "high", "before")
    kinds = grouped((pen.words(f"kinds.{record['kind']}"), record) for record in told)
    by_kind = [
        pen.row(pen.cite(held, kind), kind, len(held), pen.killed(held)) for kind, held in list(kinds.items())[:_KINDS]
    ]
    return Part(
        name="figures",
        heading=pen.words("headings.figures"),
        tiles=tuple(Tile(number=row.cells[2], label=row.cells[0], cites=row.cites) for row in rows if row.cells[2]),
        tables=(
            pen.table("figures", columns, rows, range(1, 5)),
            pen.table("kinds", ("kind", "events", "killed"), by_kind, (1, 2)),
        ),
    )


def _number(pen: Pen, name: str, records: Sequence[Record]) -> Row:
    before = _windows_before(pen, name)
    cites = _both(pen, name, records, before)
    return pen.row(
        cites, pen.words(f"figures.{name}"), None, len(records), None, None if before is None else len(before)
    )


def _assaults(pen: Pen, told: Sequence[Record]) -> list[Row]:
    assaults = [record for record in told if record["kind"] == "ASSAULT"]
    return [_number(pen, "assaults", assaults)] if assaults else []


def _sum(pen: Pen, measure: str, told: Sequence[Record]) -> Row | None:
    summed = total(told, measure)
    if not summed.events:
        return None
    ids, before = set(summed.events), _windows_before(pen, measure)
    counted = [record for record in told if record["id"] in ids]
    then = None if before is None else total(before, measure).best
    cites = _both(pen, measure, counted, before)
    return pen.row(cites, pen.words(f"figures.{measure}"), summed.low, summed.best, pen.high(summed), then)


def _windows_before(pen: Pen, figure: str) -> list[Record] | None:
    """What a figure counts in the period before; None where nobody looked."""
    windows = pen.evidence.windows
    if not windows or not windows[0].is_known:
        return None
    records = windows[0].records
    if figure == "assaults":
        return [record for record in records if record["kind"] == "ASSAULT"]
    if figure == "events":
        return list(records)
    ids = set(total(records, figure).events)
    return [record for record in records if record["id"] in ids]


def _both(pen: Pen, figure: str, records: Sequence[Record], before: Sequence[Record] | None) -> str:
    """What a row rests on in both periods."""
    cites = pen.cite(records, pen.words(f"figures.{figure}"))
    if before is None:
        return cites
    window = pen.evidence.windows[0]
    what = f"{pen.words(f'figures.{figure}')}, {pen.words.days(window.first, window.last)}"
    return joined(cites, pen.references.counted(before, what))


def joined(*cites: str) -> str:
    """Several brackets as one."""
    return f"[{', '.join(cite[1:-1] for cite in cites)}]"


# --- actors and incidents ----------------------------------------------------------------------


def actors(pen: Pen) -> Part:
    """Who took part in most events, and who stood against whom."""
    told = pen.told
    known = grouped((name, record) for record in told for name in sorted(_actors(record)))
    rows = [_actor(pen, name, held) for name, held in list(known.items())[:_ACTORS]]
    pairs = grouped((pair, record) for record in told for pair in dyads(record))
    paired = [
        pen.row(pen.cite(held, " – ".join(pair)), " – ".join(pair), len(held), pen.killed(held))
        for pair, held in list(pairs.items())[:_PAIRS]
    ]
    columns = ("actor", "events", "initiator", "recipient", "killed")
    tables = [pen.table("actors", columns, rows, range(1, 5))] if rows else []
    tables += [pen.table("dyads", ("pair", "events", "killed"), paired, (1, 2))] if paired else []
    return Part(name="actors", heading=pen.words("headings.actors"), tables=tuple(tables))


def _actors(record: Record) -> set[str]:
    return {calm(party["name"]) for party in record["parties"] if party["actor"] and party["name"]}


def _actor(pen: Pen, name: str, held: Sequence[Record]) -> Row:
    sides = [sum(_is_in(record, name, roles) for record in held) for roles in SIDES]
    return pen.row(pen.cite(held, name, *sides), name, len(held), *sides, pen.killed(held))


def _is_in(record: Record, name: str, roles: Sequence[str]) -> bool:
    return any(party["role"] in roles and calm(party["name"] or "") == name for party in record["parties"])


def incidents(pen: Pen) -> Part:
    """The deadliest and best attested, each with who says so."""
    rows = [_incident(pen, record) for record in notable(pen.told, _NOTABLE)]
    columns = ("date", "what", "who", "whom", "where", "killed", "said_by", "grade")
    tables = (pen.table("notable", columns, rows),) if rows else ()
    return Part(name="notable", heading=pen.words("headings.notable"), tables=tables)


def _incident(pen: Pen, record: Record) -> Row:
    return pen.row(
        pen.references.events([record], ""),
        pen.day(record),
        pen.kind(record),
        pen.names(record, *SIDES[0]),
        pen.names(record, *SIDES[1]),
        pen.place(record),
        pen.killed([record]),
        _said_by(pen, record),
        pen.words(f"grades.{record['grade']}"),
    )


def _said_by(pen: Pen, record: Record) -> str:
    """Who claims, denies or tells it; outlets are told by the list of references."""
    called = {party["actor"]: party["name"] for party in record["parties"] if party["actor"]}
    told = []
    for one in record["attribution"]:
        name = calm(called.get(one["name"]) or (one["name"] if one["by"] != "outlet" else "") or "")
        who = pen.words.named(name) if name else pen.words(f"said.{one['by']}")
        told.append(pen.words(f"said.{one['stance']}", name=who))
    return str(pen.words.table["comma"]).join(dict.fromkeys(told))


# --- how sure ----------------------------------------------------------------------------------


def reviewed(pen: Pen) -> Part:
    """What a person has seen and what the machine alone has coded, apart; and the grades."""
    told = pen.told
    if not told:
        return Part(name="reviewed", heading="")
    by_machine = {
        state: [one for one in told if (one["review_state"] == "machine") is state] for state in (False, True)
    }
    rows = [
        _sure(pen, pen.words(f"reviewed.{'machine' if state else 'reviewed'}"), held)
        for state, held in by_machine.items()
    ]
    grades = grouped((pen.words(f"grades.{record['grade']}"), record) for record in told)
    graded = [_sure(pen, grade, held) for grade, held in grades.items()]
    columns = ("events", "low", "best", "high")
    return Part(
        name="reviewed",
        heading=pen.words("headings.reviewed"),
        tables=(
            pen.table("reviewed", ("seen_by", *columns), rows, range(1, 5)),
            pen.table("grades", ("grade", *columns), graded, range(1, 5)),
        ),
    )


def _sure(pen: Pen, name: str, held: Sequence[Record]) -> Row:
    killed = total(held, "killed")
    bounds = (killed.low, killed.best, pen.high(killed)) if killed.events else (None, None, None)
    return pen.row(pen.cite(held, name), name, len(held), *bounds)
