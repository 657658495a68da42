/** Rows → what the map draws: places with all their events, provinces known only as such, clusters. Pure. */
import type { Bins } from "../api";
import type { Columns } from "../columns";
import { slug, TYPES, typeOf, OTHER, type TypeName } from "../parts/types";

export const TYPE_ORDER: TypeName[] = [...TYPES, OTHER];

/** One place, at the coordinates the gazetteer gives it: nothing is ever moved aside. */
export interface Spot { lat: number; lon: number; name: string; count: number; killed: number; rows: number[]; types: number[]; exact: number }
export interface Province { key: string; country: string; name: string; count: number; killed: number; rows: number[] }
/** ``rows`` are empty where the server counted. */
export interface Layout { spots: Spot[]; provinces: Province[]; unplaced: { count: number; rows: number[] } }
export interface Cluster { lat: number; lon: number; name: string; spots: Spot[]; count: number; types: number[]; exact: number }

/** UCDP's where_prec: up to here an event has a place of its own; beyond it is known by its province, or not even that. */
const PLACED = 3, PROVINCE = 5;

export function layout(columns: Columns, rows: Iterable<number>): Layout {
  const spots = new Map<string, Spot>(), provinces = new Map<string, Province>(), unplaced: number[] = [];
  const killedIn = (row: number) => Math.max(0, columns.killed[row]!);
  const { place, admin1, acled } = columns.keys;
  const typeIndex = acled.values.map((value) => TYPE_ORDER.indexOf(typeOf(value)));
  for (const row of rows) {
    const precision = columns.wherePrec[row]!, at = admin1.one![row]!;
    const lat = columns.lat[row]!, lon = columns.lon[row]!;
    if (precision >= 1 && precision <= PLACED && !Number.isNaN(lat)) {
      const named = place.one![row]!;
      const key = `${named}/${lat}/${lon}`;
      let spot = spots.get(key);
      if (!spot) spots.set(key, (spot = { lat, lon, name: place.values[named] ?? "", count: 0, killed: 0, rows: [], types: new Array<number>(TYPE_ORDER.length).fill(0), exact: 0 }));
      spot.rows.push(row);
      spot.count++;
      spot.killed += killedIn(row);
      const type = acled.one![row]!;
      spot.types[type < 0 ? TYPE_ORDER.length - 1 : typeIndex[type]!]!++;
      if (precision === 1) spot.exact++;
    } else if (precision >= 1 && precision <= PROVINCE && at >= 0) pushTo(provinces, admin1.values[at]!, row, killedIn(row));
    else unplaced.push(row);
  }
  return { spots: [...spots.values()].sort((one, other) => other.count - one.count), provinces: [...provinces.values()], unplaced: { count: unplaced.length, rows: unplaced } };
}

function provinceOf(key: string, count: number, killed: number, rows: number[] = []): Province {
  const cut = key.indexOf("/");
  return { key, country: key.slice(0, cut), name: key.slice(cut + 1), count, killed, rows };
}

function pushTo(provinces: Map<string, Province>, key: string, row: number, killed: number): void {
  const found = provinces.get(key);
  if (!found) provinces.set(key, provinceOf(key, 1, killed, [row]));
  else {
    found.rows.push(row);
    found.count++;
    found.killed += killed;
  }
}

/** What the server counted, as the same layout. */
export function layoutOf(bins: Bins): Layout {
  const { columns, dictionaries } = bins;
  const typeIndex = dictionaries.type.map((type) => TYPE_ORDER.indexOf(typeOf(type)));
  const spots = columns.events.map((count, at): Spot => {
    const types = new Array<number>(TYPE_ORDER.length).fill(0);
    columns.types[at]!.forEach((events, type) => { types[typeIndex[type] ?? TYPE_ORDER.length - 1]! += events; });
    const named = columns.place[at];
    return { lat: columns.lat[at]!, lon: columns.lon[at]!, name: named == null ? "" : dictionaries.place[named]!, count, killed: columns.killed[at]!, rows: [], types, exact: columns.exact[at]! };
  });
  const provinces = bins.provinces.map(({ key, events, killed }) => provinceOf(key, events, killed));
  return { spots: spots.sort((one, other) => other.count - one.count), provinces, unplaced: { count: bins.unplaced, rows: [] } };
}

/** Counts of a facet as provinces, for the choropleth. */
export function provincesOf(items: readonly { value: string; count: number }[]): Province[] {
  return items.map(({ value, count }) => provinceOf(value, count, 0));
}

/** Events by province, however finely each is known: what the choropleth shows. */
export function byProvince(columns: Columns, rows: Iterable<number>): Province[] {
  const provinces = new Map<string, Province>();
  const { admin1 } = columns.keys;
  for (const row of rows) if (admin1.one![row]! >= 0) pushTo(provinces, admin1.values[admin1.one![row]!]!, row, 0);
  return [...provinces.values()];
}

const TILE = 512;

function pixel(lat: number, lon: number, scale: number): [number, number] {
  const sine = Math.sin((Math.min(85, Math.max(-85, lat)) * Math.PI) / 180);
  return [((lon + 180) / 360) * scale, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * scale];
}

/** Events in the largest circle: of few events a circle grows by each; of very many all are drawn against the largest. */
export function largest(spots: readonly Spot[]): number {
  return Math.max(240, spots.reduce((sum, { count }) => sum + count, 0) / 12);
}

/** Radius in pixels at which this many events are drawn: area in proportion, within bounds. */
export function radius(count: number, most = 240): number {
  return Math.min(34, 4.5 + 29.5 * Math.sqrt(count / most));
}

/** The largest place of each neighbourhood takes in the smaller ones, stands where it is, and gives the name. */
export function cluster(spots: readonly Spot[], zoom: number): Cluster[] {
  const scale = TILE * 2 ** zoom, cell = 64;
  const grid = new Map<string, { x: number; y: number; reach: number; into: Cluster }[]>();
  const clusters: Cluster[] = [];
  const most = largest(spots);
  for (const spot of spots) {
    const [x, y] = pixel(spot.lat, spot.lon, scale);
    const column = Math.floor(x / cell), line = Math.floor(y / cell);
    let home: Cluster | null = null, nearest = Infinity;
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (const one of grid.get(`${column + dx}/${line + dy}`) ?? []) {
          const apart = Math.hypot(one.x - x, one.y - y);
          if (apart < one.reach + radius(spot.count, most) && apart < nearest) [home, nearest] = [one.into, apart];
        }
      }
    }
    if (home) absorb(home, spot);
    else {
      const into: Cluster = { lat: spot.lat, lon: spot.lon, name: spot.name, spots: [spot], count: spot.count, types: [...spot.types], exact: spot.exact };
      clusters.push(into);
      const key = `${column}/${line}`;
      grid.set(key, [...(grid.get(key) ?? []), { x, y, reach: Math.min(40, radius(spot.count, most) + 10), into }]);
    }
  }
  return clusters;
}

function absorb(cluster: Cluster, spot: Spot): void {
  cluster.spots.push(spot);
  cluster.count += spot.count;
  cluster.exact += spot.exact;
  spot.types.forEach((many, at) => { cluster.types[at]! += many; });
}

export const slugAt = (index: number): string => slug(TYPE_ORDER[index]!);

// --- names of provinces: the gazetteer's and the map's ---

const WORDS = /\b(province|governorate|muhafazat|region|state|oblast|department|departamento|district|county|wilaya|wilayat|wilayah|prefecture|al|el|ad|as|ar|an|ash|az|at|autonomous|republic|city|de|of|du|des|la|le)\b/g;

export function plain(name: string): string {
  const bare = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[’'`ʿʾ-]/g, " ");
  return bare.replace(WORDS, " ").replace(/[^\p{L}\p{N}]+/gu, "") || bare.replace(/[^\p{L}\p{N}]+/gu, "");
}

/** ``outline``: the rings of its polygons, coarse; null where it is too small to be seen from afar. */
export interface Shape { id: number; geonames: number | null; called: string[]; point: [number, number]; outline: [number, number][][][] | null }

/** The shape that is called so: by the same letters, else by the same consonants if only one is. */
export function shapeNamed(shapes: readonly Shape[], name: string): Shape | null {
  const wanted = plain(name);
  const exact = shapes.find(({ called }) => called.some((one) => plain(one) === wanted));
  if (exact) return exact;
  const consonants = (text: string) => plain(text).replace(/[aeiouyhw]/g, "").replace(/(.)\1+/g, "$1");
  const alike = shapes.filter(({ called }) => called.some((one) => consonants(one) === consonants(name)));
  return alike.length === 1 ? alike[0]! : null;
}
