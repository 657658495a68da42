/** All events of the store as columns, what fits the filters, and counts for every choice. Pure: no page, no network. */
import type { ColumnsAnswer } from "./api";
import { deathsStep, type Filters, LISTS, type ListName } from "./filters";

/** A day's number where none is known. */
export const NO_DAY = -2147483648;
const NONE = -1;

export interface Columns {
  stamp: string;
  count: number;
  id: string[];
  row: ReadonlyMap<string, number>;
  first: Int32Array;
  last: Int32Array;
  lat: Float64Array;
  lon: Float64Array;
  /** UCDP's date_prec; 0 where the day is that of the report. */
  datePrec: Uint8Array;
  wherePrec: Uint8Array;
  shape: Uint8Array;
  killed: Int32Array;
  reports: Int32Array;
  independent: Int32Array;
  /** Per list filter: the values there are, and per row the index of its value (or values). */
  keys: Record<ListName, { values: string[]; labels: string[]; one: Int32Array | null; many: number[][] | null }>;
}

const text = (found: (number | string | number[] | null)[] | undefined): string[] => (found ?? []) as string[];

function numbers(found: (number | string | number[] | null)[] | undefined, count: number, missing: number): Int32Array {
  const out = new Int32Array(count).fill(missing);
  found?.forEach((value, row) => { if (typeof value === "number") out[row] = value; });
  return out;
}

function coordinates(found: (number | string | number[] | null)[] | undefined, count: number): Float64Array {
  const out = new Float64Array(count).fill(Number.NaN);
  found?.forEach((value, row) => { if (typeof value === "number") out[row] = value; });
  return out;
}

export function decode(answer: ColumnsAnswer): Columns {
  const { columns, dictionaries, names, count } = answer;
  const single = (name: string) => ({
    values: dictionaries[name] ?? [], labels: names[name] ?? dictionaries[name] ?? [], one: numbers(columns[name], count, NONE), many: null,
  });
  const several = (name: string, column: string) => ({
    values: dictionaries[name] ?? [], labels: names[name] ?? dictionaries[name] ?? [], one: null,
    many: (columns[column] ?? []).map((value) => (Array.isArray(value) ? value : [])),
  });
  const killed = numbers(columns["killed"], count, NONE);
  return {
    stamp: answer.stamp, count, killed,
    id: text(columns["id"]),
    row: new Map(text(columns["id"]).map((id, row) => [id, row])),
    datePrec: Uint8Array.from(numbers(columns["date_prec"], count, 0)),
    first: numbers(columns["first"], count, NO_DAY),
    last: numbers(columns["last"], count, NO_DAY),
    lat: coordinates(columns["lat"], count),
    lon: coordinates(columns["lon"], count),
    wherePrec: Uint8Array.from(numbers(columns["where_prec"], count, 0)),
    shape: Uint8Array.from(numbers(columns["shape"], count, 0)),
    reports: numbers(columns["reports"], count, 1),
    independent: numbers(columns["independent"], count, 1),
    keys: {
      acled: byType(single("acled")), kind: single("kind"), country: single("country"), admin1: admin1(single("admin1")), place: single("place"),
      status: single("status"), grade: single("grade"), "review-state": single("review_state"),
      actor: several("actor", "actors"), source: several("source", "sources"),
      precision: made(numbers(columns["where_prec"], count, NONE), (value) => (value > 0 ? String(value) : null)),
      deaths: made(killed, (value) => (value >= 0 ? deathsStep(value) : null)),
    },
  };
}

type Key = Columns["keys"][ListName];

/** "Battles: Armed clash" → "Battles": people choose by the event type. */
function byType(key: Key): Key {
  const typed = key.values.map((value) => value.split(": ")[0]!);
  const types = [...new Set(typed)];
  const index = typed.map((type) => types.indexOf(type));
  return { values: types, labels: types, many: null, one: key.one!.map((at) => (at < 0 ? NONE : index[at]!)) };
}

/** "AFG/Kunduz" is read as "Kunduz". */
function admin1(key: Key): Key {
  return { ...key, labels: key.values.map((value) => value.slice(value.indexOf("/") + 1)) };
}

function made(from: Int32Array, valueOf: (value: number) => string | null): Key {
  const values: string[] = [];
  const one = from.map((value) => {
    const named = valueOf(value);
    if (named === null) return NONE;
    const at = values.indexOf(named);
    return at >= 0 ? at : values.push(named) - 1;
  });
  return { values, labels: values, one, many: null };
}

export interface Shown {
  /** Rows that fit everything. */
  rows: Int32Array;
  /** Rows that fit everything but the period: what the timeline draws. */
  anytime: Int32Array;
  /** Per list filter: how many rows each value would have, its own filter left out. */
  counts: Record<ListName, Int32Array>;
  /** How many rows have no value there. */
  missing: Record<ListName, number>;
}

export interface Limits { west: number; south: number; east: number; north: number }

export function limitsOf(bbox: string | null): Limits | null {
  const parts = bbox?.split(",").map(Number) ?? [];
  if (parts.length !== 4 || parts.some(Number.isNaN)) return null;
  return { west: parts[0]!, south: parts[1]!, east: parts[2]!, north: parts[3]! };
}

function within(box: Limits, lat: number, lon: number): boolean {
  const across = box.west <= box.east ? lon >= box.west && lon <= box.east : lon >= box.west || lon <= box.east;
  return lat >= box.south && lat <= box.north && across;
}

const NO_FAILURE = 255, SEVERAL = 254, OTHER = 100, PERIOD = 101;

/** Per row the only filter it fails, SEVERAL, or NO_FAILURE: all counts follow from it in one pass each. */
function failures(columns: Columns, filters: Filters, texts: ReadonlySet<string> | null): Uint8Array {
  const failed = new Uint8Array(columns.count).fill(NO_FAILURE);
  const fail = (row: number, filter: number) => { failed[row] = failed[row] === NO_FAILURE ? filter : SEVERAL; };
  LISTS.forEach((name, at) => {
    const chosen = filters.lists[name];
    if (!chosen) return;
    const key = columns.keys[name];
    const wanted = new Uint8Array(key.values.length);
    key.values.forEach((value, index) => { wanted[index] = chosen.includes(value) ? 1 : 0; });
    for (let row = 0; row < columns.count; row++) {
      const fits = key.one ? key.one[row]! >= 0 && wanted[key.one[row]!] === 1 : key.many![row]!.some((index) => wanted[index] === 1);
      if (!fits) fail(row, at);
    }
  });
  // A rejected event leaves every list unless rejected ones are asked for.
  const rejected = columns.keys["review-state"].values.indexOf("rejected");
  if (rejected >= 0 && !filters.lists["review-state"]) {
    columns.keys["review-state"].one!.forEach((value, row) => { if (value === rejected) fail(row, OTHER); });
  }
  const since = dayNumber(filters.since), until = dayNumber(filters.until);
  const box = limitsOf(filters.bbox);
  for (let row = 0; row < columns.count; row++) {
    if ((since !== null && !(columns.last[row]! >= since)) || (until !== null && !(columns.first[row]! <= until && columns.first[row] !== NO_DAY))) fail(row, PERIOD);
    if (box && !within(box, columns.lat[row]!, columns.lon[row]!)) fail(row, OTHER);
    if (texts && !texts.has(columns.id[row]!)) fail(row, OTHER);
  }
  return failed;
}

export function show(columns: Columns, filters: Filters, texts: ReadonlySet<string> | null = null): Shown {
  const failed = failures(columns, filters, texts);
  const rows: number[] = [], anytime: number[] = [];
  for (let row = 0; row < columns.count; row++) {
    if (failed[row] === NO_FAILURE) rows.push(row);
    if (failed[row] === NO_FAILURE || failed[row] === PERIOD) anytime.push(row);
  }
  const counts = {} as Shown["counts"], missing = {} as Shown["missing"];
  LISTS.forEach((name, at) => {
    const key = columns.keys[name];
    const found = new Int32Array(key.values.length);
    let none = 0;
    for (let row = 0; row < columns.count; row++) {
      if (failed[row] !== NO_FAILURE && failed[row] !== at) continue;
      if (key.one) {
        if (key.one[row]! >= 0) found[key.one[row]!]!++;
        else none++;
      } else if (key.many![row]!.length) for (const index of key.many![row]!) found[index]!++;
      else none++;
    }
    counts[name] = found;
    missing[name] = none;
  });
  return { rows: Int32Array.from(rows), anytime: Int32Array.from(anytime), counts, missing };
}

// --- days ---

const DAY_MS = 86_400_000;

export function dayNumber(day: string | null): number | null {
  return day === null ? null : Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}

export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export type Sorting = "newest" | "oldest" | "deaths" | "reports";

/** Row numbers in the order in which the feed shows them; rows come in order of time. */
export function sorted(columns: Columns, rows: Int32Array, by: Sorting): Int32Array {
  if (by === "oldest") return rows;
  const dated = rows.filter((row) => columns.first[row] !== NO_DAY).reverse();
  const turned = Int32Array.from([...dated, ...rows.filter((row) => columns.first[row] === NO_DAY)]);
  if (by === "newest") return turned;
  const column = by === "deaths" ? columns.killed : columns.reports;
  return turned.sort((one, other) => column[other]! - column[one]!);
}
