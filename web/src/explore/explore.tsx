/** Map, timeline, list and choices, four views of the same events: what is chosen in one holds in all. */
import { signal } from "@preact/signals";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Bins, DaysAnswer, FacetsAnswer } from "../api";
import { isNothing, NOTHING, toQuery } from "../filters";
import { number, t } from "../i18n";
import { Export } from "../parts/export";
import { Failure } from "../parts/failure";
import { useRequest } from "../parts/request";
import { place } from "../router";
import { at, columns, failure, filter, filters, many, ordered, shown, total } from "../state";
import { Chosen, Facets } from "./facets";
import { Feed, Pages } from "./feed";
import { chosenView, type MapView, MapPane } from "./map-pane";
import { type AllChoices, barsOf, barsTold, choicesOf, choicesTold, labels, MOST_BARS, type Time, type Totals, totalsOf } from "./overview";
import { byProvince, layout, type Layout, layoutOf, type Province, provincesOf } from "./spots";
import { Timeline } from "./timeline";

type Pane = "map" | "list" | "filters";
/** On a narrow screen one pane is seen at a time. */
const pane = signal<Pane>("list");

export function Explore() {
  if (failure.value && total.value === null) return <Failure error={failure.value} />;
  if (total.value === null) return <Skeleton />;
  if (!total.value) return <Empty />;
  return many.value ? <FromServer /> : <FromColumns />;
}

interface Seen { totals: Totals | null; choices: AllChoices | null; time: Time | null; laid: Layout | null; provinces: Province[]; feed: preact.ComponentChildren; onMove?: (view: MapView) => void }

function Panes({ totals, choices, time, laid, provinces, feed, onMove }: Seen) {
  return (
    <div class="explore" data-pane={pane.value}>
      <h1 class="hidden" tabIndex={-1}>{t("nav.explore")}</h1>
      <div class="panes" role="group" aria-label={t("panes")}>
        {(["list", "map", "filters"] as const).map((one) => (
          <button key={one} type="button" aria-pressed={pane.value === one} onClick={() => { pane.value = one; }}>{t(`pane.${one}`)}</button>
        ))}
      </div>
      <aside class="choices" aria-label={t("pane.filters")}>
        {totals && <Headline totals={totals} />}
        {choices && <Facets choices={choices} />}
      </aside>
      <div class="stage">
        <div class="choice-bar">{isNothing(filters.value) ? <span class="small">{t("chosen.none")}</span> : <Chosen />}</div>
        {laid ? <MapPane laid={laid} provinces={provinces} onMove={onMove} /> : <section class="map-pane" aria-label={t("map")} />}
        <Timeline time={time ?? NO_TIME} />
      </div>
      <section class="results" aria-label={t("pane.list")}>{feed}</section>
    </div>
  );
}

const NO_TIME: Time = { step: "day", bars: [], undated: 0 };

/** All events are here: what fits is found and counted in the browser. */
function FromColumns() {
  const now = columns.value!, { rows, anytime } = shown.value!;
  const isByProvince = chosenView(place.value.search, rows.length) === "provinces";
  const laid = useMemo(() => layout(now, rows), [now, rows]);
  const provinces = useMemo(() => (isByProvince ? byProvince(now, rows) : []), [now, rows, isByProvince]);
  const time = useMemo(() => barsOf(now, anytime, rows), [now, anytime, rows]);
  return <Panes totals={totalsOf(now, rows)} choices={choicesOf(now, shown.value!)} time={time} laid={laid} provinces={provinces} feed={<Feed order={ordered.value} />} />;
}

/** At this zoom squares are asked for before the map has told where it stands. */
const FIRST_ZOOM = 4;
/** From this zoom on only what the map shows is asked for, and as much around it. */
const NEAR_ZOOM = 6;

function squaresAsked(asked: URLSearchParams, { zoom, box }: MapView): URLSearchParams {
  const query = new URLSearchParams(asked);
  const level = Math.max(0, Math.min(12, Math.floor(zoom)));
  query.set("zoom", String(level));
  if (level >= NEAR_ZOOM && box) {
    const [west, south, east, north] = box;
    const step = 360 / 2 ** level;
    const view = [Math.floor(west / step) * step - step, Math.floor(south / step) * step - step, Math.ceil(east / step) * step + step, Math.ceil(north / step) * step + step];
    query.set("view", view.map((degrees) => degrees.toFixed(3)).join(","));
  }
  return query;
}

/** Too many events to send: with each choice the server counts squares of the map, values and steps of time. */
function FromServer() {
  const asked = toQuery(filters.value), anytime = toQuery({ ...filters.value, since: null, until: null });
  const isInPeriod = Boolean(filters.value.since || filters.value.until);
  const [map, setMap] = useState<MapView>(() => ({ zoom: Number(new URLSearchParams(place.peek().search).get("map")?.split("/")[0] ?? FIRST_ZOOM), box: null }));
  const facets = useRequest<FacetsAnswer>("/facets", asking(asked, { top: 100 }));
  const bins = useRequest<Bins>("/events/bins", squaresAsked(asked, map));
  const all = useRequest<DaysAnswer>("/events/days", asking(anytime, { step: "fit", most: MOST_BARS }));
  const inside = useRequest<DaysAnswer>(isInPeriod && all.data ? "/events/days" : null, asking(asked, { step: all.data?.step ?? "day" }));
  const view = chosenView(place.value.search, facets.data?.count ?? Infinity);
  const units = useRequest<FacetsAnswer>(view === "provinces" ? "/facets" : null, asking(asked, { facet: "admin1", top: 5000 }));
  const laid = useMemo(() => bins.data && layoutOf(bins.data), [bins.data]);
  const provinces = useMemo(() => (view === "provinces" && units.data ? provincesOf(units.data.facets["admin1"]!.items) : NO_PROVINCES), [view, units.data]);
  const choices = useMemo(() => facets.data && choicesTold(facets.data), [facets.data]);
  const time = useMemo(() => all.data && barsTold(all.data, isInPeriod ? inside.data ?? nothingIn(all.data) : null), [all.data, inside.data, isInPeriod]);
  useEffect(() => { if (facets.data) labels.value = new Map([...labels.peek(), ...labelled(facets.data)]); }, [facets.data]);
  const error = facets.error ?? bins.error ?? all.error;
  if (error) return <Failure error={error} />;
  const told = facets.data && { events: facets.data.count, reports: facets.data.reports, killed: facets.data.killed, killing: facets.data.killing };
  return <Panes totals={told} choices={choices} time={time} laid={laid} provinces={provinces} feed={<Pages asked={asked} count={facets.data?.count ?? null} />} onMove={setMap} />;
}

const NO_PROVINCES: Province[] = [];
const nothingIn = ({ step }: DaysAnswer): DaysAnswer => ({ step, items: [], undated: 0 });

function asking(query: URLSearchParams, more: Record<string, string | number>): URLSearchParams {
  const out = new URLSearchParams(query);
  for (const [name, value] of Object.entries(more)) out.set(name, String(value));
  return out;
}

function labelled(answer: FacetsAnswer): [string, string][] {
  return Object.entries(answer.facets).flatMap(([name, { items }]) => items.map(({ value, label }): [string, string] => [`${name} ${value}`, label]));
}

/** What is chosen, in figures: events, reports, deaths with their range. */
function Headline({ totals }: { totals: Totals }) {
  return (
    <div class="headline">
      <p class="figure"><b>{number(totals.events)}</b> <span>{t("word.events", { n: totals.events })}</span></p>
      <p class="figures"><span>{t("reports", { n: totals.reports })}</span><span title={t("deaths.note", { n: totals.killing })}>{t("deaths.reported", { n: totals.killed })}</span></p>
      <p class="tools">
        <Export />
        {!isNothing(filters.value) && <button type="button" class="link" onClick={() => filter(NOTHING)}>{t("clearAll")}</button>}
      </p>
    </div>
  );
}

function Skeleton() {
  const [late, setLate] = useState(false);
  useEffect(() => { const wait = setTimeout(() => setLate(true), 300); return () => clearTimeout(wait); }, []);
  return <p class="loading" role="status">{late ? t("loading") : ""}</p>;
}

/** Day one: the way from nothing to the first event. */
function Empty() {
  return (
    <section class="narrow empty">
      <h1 tabIndex={-1}>{t("empty.title")}</h1>
      <p>{t("empty.text")}</p>
      <p><a class="button" href={at("/add")}>{t("empty.add")}</a></p>
    </section>
  );
}
