/** The map beside its legend, or, where there is no WebGL or a table is wanted, the same places in a table. */
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Card, get } from "../api";
import { toQuery, toSearch, withList } from "../filters";
import { language, number, t, word } from "../i18n";
import { headline, spots, whenOf } from "./feed";
import { Icon } from "../parts/icon";
import { Glyph, typeLabel, typeOf } from "../parts/types";
import { place } from "../router";
import { columns, filter, filters, hovered, isDark, viewed } from "../state";
import { download } from "../parts/save";
import { Precision } from "./facets";
import type { MapEngine, Scene, View } from "./map-engine";
import type { Layout, Province } from "./spots";

const VIEWS = ["clusters", "provinces", "density", "table"] as const;
type Chosen = (typeof VIEWS)[number];
/** Above this many events single places say less than where they are dense. */
const DENSE = 10_000;

/** Events listed of one place. */
const STACKED = 50;

interface Stack { title: string; count: number; rows: number[]; filter: { name: "place" | "admin1"; value: string } | null }
const stack = signal<Stack | null>(null);
/** Where the map stands: zoom, and west, south, east, north. */
export interface MapView { zoom: number; box: [number, number, number, number] | null }

export function chosenView(search: string, count: number): Chosen {
  const asked = new URLSearchParams(search).get("view") as Chosen | null;
  return asked && VIEWS.includes(asked) ? asked : count > DENSE ? "density" : "clusters";
}

interface Given { laid: Layout; provinces: Province[]; onMove?: (view: MapView) => void }

export function MapPane({ laid, provinces, onMove }: Given) {
  const [hasMap, setHasMap] = useState(true);
  const count = [...laid.spots, ...laid.provinces].reduce((sum, one) => sum + one.count, laid.unplaced.count);
  const view = hasMap ? chosenView(place.value.search, count) : "table";
  const chosen = toSearch(filters.value).toString();
  useEffect(() => { stack.value = null; }, [chosen]);
  return (
    <section class="map-pane" aria-label={t("map")}>
      <div class="views" role="group" aria-label={t("view")}>
        {VIEWS.map((one) => (
          <button key={one} type="button" aria-pressed={view === one} disabled={!hasMap && one !== "table"} onClick={() => viewed("view", one)}>{t(`view.${one}`)}</button>
        ))}
      </div>
      {!hasMap && <p class="small no-map" role="status">{t("map.none")}</p>}
      {view === "table" ? <Places laid={laid} /> : <Drawn laid={laid} provinces={provinces} onMove={onMove} view={view} onFailure={() => setHasMap(false)} />}
      {stack.value && <StackPanel stack={stack.value} />}
    </section>
  );
}

function Drawn({ laid, provinces, view, onMove, onFailure }: Given & { view: View; onFailure: () => void }) {
  const holder = useRef<HTMLDivElement>(null);
  const engine = useRef<MapEngine | null>(null);
  const [bounds, setBounds] = useState<string | null>(null);
  const [limits, setLimits] = useState<number[]>([]);
  const scene: Scene = { layout: laid, provinces, view, theme: isDark.value ? "dark" : "light", lang: language.value };
  const latest = useRef(scene);
  latest.current = scene;
  useEffect(() => {
    let isGone = false;
    let watch: ResizeObserver | null = null;
    import("./map-engine").then(({ MapEngine: Engine }) => {
      if (isGone || !holder.current) return;
      engine.current = new Engine(holder.current, latest.current, new URLSearchParams(place.peek().search).get("map"), {
        onCluster: (found) => { stack.value = { title: found.name, count: found.count, rows: found.spots.flatMap((spot) => spot.rows), filter: { name: "place", value: found.name } }; },
        onProvince: (found) => { stack.value = { title: found.name, count: found.count, rows: found.rows, filter: { name: "admin1", value: found.key } }; },
        onMove: (where, box) => {
          viewed("map", where);
          setBounds(box);
          onMove?.({ zoom: Number(where.split("/")[0]), box: box.split(",").map(Number) as [number, number, number, number] });
        },
        onReady: () => { holder.current?.setAttribute("data-ready", ""); performance.mark("map-ready"); },
        onSteps: setLimits,
      });
      watch = new ResizeObserver(() => engine.current?.resize());
      watch.observe(holder.current);
    }).catch(() => { if (!isGone) onFailure(); });
    return () => { isGone = true; watch?.disconnect(); engine.current?.close(); engine.current = null; };
  }, []);
  useEffect(() => engine.current?.draw(scene), [laid, provinces, view, scene.theme, scene.lang]);
  useEffect(() => engine.current?.point(placeOf(hovered.value)), [hovered.value]);
  return (
    <>
      <div class="map" ref={holder} />
      <div class="map-tools">
        <button type="button" disabled={!bounds} onClick={() => filter({ ...filters.value, bbox: bounds })}>{t("map.here")}</button>
        <button type="button" onClick={() => engine.current?.fit()}>{t("map.all")}</button>
        <button type="button" title={t("save")} onClick={() => void engine.current?.picture().then((file) => download(file, "marsad-map.png"))}><Icon name="download" /><span class="hidden">{t("map.save")}</span></button>
      </div>
      <Legend view={view} laid={laid} limits={limits} />
    </>
  );
}

function placeOf(id: string | null): { lat: number; lon: number } | { province: string } | null {
  const now = columns.peek();
  const told = id ? spots.peek().get(id) : null;
  if (!now) return !told ? null : told.lat !== null ? { lat: told.lat, lon: told.lon! } : told.admin1 ? { province: told.admin1 } : null;
  const row = id ? now.row.get(id) : undefined;
  if (row === undefined) return null;
  const precision = now.wherePrec[row]!;
  if (precision >= 1 && precision <= 3 && !Number.isNaN(now.lat[row]!)) return { lat: now.lat[row]!, lon: now.lon[row]! };
  const at = now.keys.admin1.one![row]!;
  return at >= 0 ? { province: now.keys.admin1.values[at]! } : null;
}

function Legend({ view, laid, limits }: { view: View; laid: Layout; limits: number[] }) {
  return (
    <details class="legend" open={innerWidth > 900}>
      <summary>{t("legend")}</summary>
      {view === "clusters" && (
        <ul>
          <li><Precision value={1} />{t("legend.exact")}</li>
          <li><Precision value={2} />{t("legend.near")}</li>
          <li><Precision value={4} />{t("legend.province")}</li>
        </ul>
      )}
      {view === "provinces" && <ol class="steps">{limits.map((limit, at) => <li key={limit} class={`step-${at + 5 - limits.length}`}>{number(limit)}{limits[at + 1] ? (limits[at + 1]! - 1 > limit ? `–${number(limits[at + 1]! - 1)}` : "") : "+"}</li>)}</ol>}
      {view === "density" && <p class="small">{t("legend.density")}</p>}
      <ul><li><svg class="dash" viewBox="0 0 22 6" aria-hidden="true"><path d="M0 3h22" /></svg>{t("legend.disputed")}</li></ul>
      {laid.unplaced.rows.length > 0 ? <button type="button" class="link" onClick={() => { stack.value = { title: t("unplaced"), ...laid.unplaced, filter: null }; }}>{t("legend.unplaced", { n: laid.unplaced.count })}</button> : laid.unplaced.count > 0 && <p class="small">{t("legend.unplaced", { n: laid.unplaced.count })}</p>}
    </details>
  );
}

/** All events of one place, one under another: never moved aside to be seen. */
function StackPanel({ stack: { title, count, rows, filter: kept } }: { stack: Stack }) {
  const [cards, setCards] = useState<Card[]>([]);
  const asked = stackAsked(rows, kept);
  useEffect(() => { get<{ items: Card[] }>("/events/cards", asked).then(({ items }) => setCards(items), () => setCards([])); }, [asked.toString()]);
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => close.current?.focus({ preventScroll: true }), [title]);
  return (
    <section class="stack" aria-label={title} onKeyDown={(event) => { if (event.key === "Escape") stack.value = null; }}>
      <header>
        <h2>{title}</h2><span class="small">{t("events", { n: count })}</span>
        <button ref={close} type="button" class="quiet" onClick={() => { stack.value = null; }}><Icon name="close" /><span class="hidden">{t("close")}</span></button>
      </header>
      <ol>
        {cards.map((card) => (
          <li key={card.id}><Glyph type={typeOf(card.acled?.event_type)} /><span class="when">{whenOf(card)}</span><a dir="auto" href={`/events/${card.id}`}>{headline(card)}</a><span class="small">{card.acled ? typeLabel(card.acled.event_type) : word("kind", card.kind)}</span></li>
        ))}
      </ol>
      {kept && <button type="button" class="link" onClick={() => filter(withList(filters.value, kept.name, [kept.value]))}>{t("stack.only", { place: title })}</button>}
    </section>
  );
}

/** The latest events of a place: by their ids where these are here, else by the place. */
function stackAsked(rows: readonly number[], kept: Stack["filter"]): URLSearchParams {
  if (rows.length || !kept) return new URLSearchParams(rows.slice(-STACKED).reverse().map((row) => ["id", columns.value!.id[row]!]));
  const query = toQuery(withList(filters.value, kept.name, [kept.value]));
  query.set("sort", "-first");
  query.set("limit", String(STACKED));
  return query;
}

/** The map in words: for readers of tables, and where no map can be drawn. */
function Places({ laid }: { laid: Layout }) {
  const provinces = laid.provinces.map((one) => ({ ...one, precision: 4, key: { name: "admin1" as const, value: one.key } }));
  const spots = laid.spots.map((one) => ({ ...one, precision: one.exact * 2 >= one.count ? 1 : 2, key: { name: "place" as const, value: one.name } }));
  const all = [...spots, ...provinces].sort((one, other) => other.count - one.count).slice(0, 300);
  return (
    <div class="table-holder" tabIndex={0} role="region" aria-label={t("view.table")}>
      <table>
        <thead><tr><th scope="col">{t("place")}</th><th scope="col">{t("facet.precision")}</th><th scope="col" class="n">{t("table.events")}</th><th scope="col" class="n">{t("table.killed")}</th></tr></thead>
        <tbody>
          {all.map(({ name, count, killed, precision, key }, at) => (
            <tr key={`${key.name}${key.value}${at}`}>
              <th scope="row"><button type="button" class="link" onClick={() => filter(withList(filters.value, key.name, [key.value]))}>{name || t("unknown")}</button></th>
              <td><Precision value={precision} /> {t(precision === 4 ? "legend.province" : precision === 1 ? "legend.exact" : "legend.near")}</td>
              <td class="n">{number(count)}</td>
              <td class="n">{number(killed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
