/** The server's routes, typed as docs/api.md tells them. Nothing here keeps anything. */

export type Field = string;
export interface Quote { document?: string; start: number; end: number; sentence: number; text: string | null; item?: number | string }
export interface Piece { text: string; labels: Field[] }
export interface Sentence { document: string; sentence: number; start?: number; end?: number; pieces: Piece[] }
export interface Claim { method: string; confidence: number | null; item?: number | string }
export interface Party { role: string; actor: string | null; name: string | null; sector: string | null; country: string | null; inter: number | null; text: string | null }
export interface Where {
  id: string | null; shape: "point" | "line" | "area"; name: string; country: string | null; admin1: string | null; admin2: string | null;
  lat: number | null; lon: number | null; where_prec: number | null; geo_precision: number | null;
}
export interface Count { low: number | null; best: number | null; high: number | null; by_party: Record<string, number> }
export interface Account {
  id: string; published: string | null; reported_on: string | null; kind: string; mode: string | null; status: string;
  attribution: { by: string; name: string | null; stance: string }[]; parties: Party[]; where: Where | null;
  when: { first: string; last: string; date_prec: number } | null; duration: { text: string } | null; counts: Record<string, Count>;
  means: string[]; escort: string[]; targets: string[]; outcome: string[]; campaign: string | null; ordinal: number | null;
  acled: { event_type: string; sub_event_type: string } | null; ged: { type_of_violence: number } | null; cameo: string | null;
  goldstein: number | null; contexts: string[]; tags: string[]; review_state: string;
  claims: Record<string, Claim | Claim[]>; quotes: Record<string, Quote[]>; coder: string;
}
export interface Mention extends Account { record: "mention"; document: string; source: string | null }
export interface Rival { field: Field; value: unknown; method: string; confidence: number | null; quotes: Quote[] }
export interface EventRecord extends Account {
  record: "event"; mentions: string[]; documents: string[]; aliases: string[]; rivals: Rival[]; grade: string; grade_rule: string;
  sources: string[]; independent_sources: number;
}
export interface Report { document: string; source: string | null; url: string | null; title: string | null; published: string | null; language: string | null; length: number }
export interface Value { field: Field; label: string; text: string; note: string; method: string; confidence: number | null; quotes: Quote[] }
export interface Done { id: string; verb: string; by: string | null; at: string; field: string | null; value: unknown; reason: string | null; is_undone: boolean; target?: string; event?: string | null }
export interface EventPage extends EventRecord { reports: Report[]; sentences: Sentence[]; values: Value[]; history: Done[]; assigned_to: string | null }

export interface ColumnsAnswer {
  stamp: string; count: number;
  dictionaries: Record<string, string[]>;
  names: Record<string, string[]>;
  columns: Record<string, (number | string | number[] | null)[]>;
}
export interface Card {
  id: string; kind: string; mode: string | null; status: string; acled: Account["acled"]; who: string; whom: string; where: string; when: string; toll: string;
  days: [string, string] | null; reported_on: string | null; spot: { lat: number | null; lon: number | null; admin1: string | null } | null;
  grade: string; review_state: string; reports: number; independent: number; sources: string[]; sentence: Sentence | null;
}
export interface CardsAnswer { items: Card[]; next: string | null }
export interface Bins {
  zoom: number; count: number; unplaced: number; dictionaries: { place: string[]; type: string[] };
  columns: { lat: number[]; lon: number[]; events: number[]; killed: number[]; exact: number[]; place: (number | null)[]; types: number[][] };
  provinces: { key: string; events: number; killed: number }[];
}
export interface FacetsAnswer {
  count: number; reports: number; killed: number; killing: number;
  facets: Record<string, { items: { value: string; label: string; count: number }[]; missing: number; distinct: number }>;
}
export interface DaysAnswer { step: "day" | "week" | "month" | "year"; items: Step[]; undated: number }
export interface Me {
  name: string; role: string; level: string; levels: string[]; may: string[]; version: string; db: string | null; languages: string[]; formats: string[]; office: string | null;
  kinds: string[]; modes: Record<string, string[]>; statuses: string[]; grades: string[]; review_states: string[]; roles: string[]; measures: string[]; needs: string[];
  policy: string; stamp: string;
}
export interface Found {
  places: { id: string; name: string; country: string | null; admin1: string | null; lat: number | null; lon: number | null; kind: string; events: number }[];
  actors: { id: string; name: string; events: number }[]; text: { events: number | null };
}
export interface Mark { start: number; end: number; field: Field; role: string | null; label: Field; mention: string | null; event: string | null }
export interface DocumentRow { id: string; source: string | null; url: string | null; title: string | null; published: string | null; language: string | null; length: number; mentions: number; problems: number }
export interface Problem { record: "problem"; stage: string; code: string; detail: string; document: string | null; source: string | null; quote: Quote | null }
export interface Assessment { record: "assessment"; id: string; document: string; subject: string | null; direction: string; area: string | null; quotes: Record<string, Quote[]>; sentences?: Sentence[] }
export interface DocumentPage {
  id: string; source: string | null; url: string | null; title: string | null; published: string | null; language: string | null; text: string;
  sections: { kind: string; start: number; end: number; story: number }[]; sentences: { start: number; end: number; section: number }[];
  found: (Mention | Assessment | Problem)[]; marks: Mark[];
}
export interface Coded { document: DocumentPage; mentions: Mention[]; assessments: Assessment[]; problems: Problem[]; marks: Mark[]; seconds: number }
export interface QueueItem {
  need: string; event: string | null; other: string | null; score: number | null; detail: string; assigned_to: string | null; act: Done | null;
  pair: [string, string] | null; reasons?: [string, number][];
}
export interface Queue { items: QueueItem[]; counts: Record<string, number>; next: string | null }
export interface Pair { left: EventPage; right: EventPage; fields: { field: string; left: string; right: string; is_same: boolean }[]; judgements: unknown[] }
export interface Act {
  verb: string; event?: string; events?: string[]; field?: string; value?: unknown; reason?: string | null; quote?: string; mentions?: string[];
  left?: string; right?: string; to?: string | null; act?: string; coder?: string;
}
export interface ActAnswer { act: Done; events: EventRecord[] }
export interface ActorRow { id: string; name: string; country: string | null; sector: string | null; events: number; killed: number; first: string | null; last: string | null }
export interface ActorPage {
  id: string; name: string; aliases: string[]; country: string | null; sector: string | null; inter: number | null; active: { first: number | null; last: number | null } | null;
  parents: unknown[]; events: number; killed: number; months: Step[]; kinds: { value: string; count: number }[];
  places: { id: string | null; name: string; country: string | null; lat: number | null; lon: number | null; events: number }[];
  dyads: { other: string; name: string; events: number; conflict: number; cooperation: number; killed: number }[];
}
export interface Step { start: string; events: number; killed: number }
export interface Network {
  nodes: { id: string; name: string; sector: string | null; country: string | null; events: number }[];
  links: { left: string; right: string; events: number; conflict: number; cooperation: number; sign: number; forward: number; backward: number; killed: number; first: string; last: string }[];
}
export interface SeriesAnswer { step: string; starts: string[]; looked_days: number[]; items: { key: string; label: string; events: number[]; killed: number[]; total: number }[]; undated: number }
export interface Trend { key: string; label: string; measure: string; recent: number; expected: number | null; ratio: number | null; change: number | null; chance: number | null; verdict: string; reason: string }
export interface Trends { step: string; recent: Period; baseline: Period; items: Trend[] }
export interface Alert {
  id: string; level: string; axis: string; key: string; name: string; measure: string; since: string; until: string; observed: number; expected: number; ratio: number | null; detector: string; probability: number | null;
  events: string[]; events_in_all: number; reason: string; reporting: { share: number | null } | null;
  back_test: { on: string; alarms: number; false_alarms: number; wrong: number | null; delay_days: number | null } | null;
}
export interface Alerts { at: string; items: Alert[] }
export interface Forecast {
  unit: string; area: string; name: string; country: string | null; target: string; issued: string; month: string; counts: string; mean: number; low: number; median: number; high: number;
  chances: Record<string, number>; past_error: { month: string; observed: number; low: number; median: number; high: number; crps: number } | null;
}
export interface Period { since: string; until: string }
export interface SourceRow {
  source: string | null; documents: number; events: number; first: string | null; last: string | null; languages: Record<string, number>; lag_days: number | null;
  problems: Record<string, number>; days: [string, number, number][];
  about?: { kind?: string | null; party?: string | null; group?: string | null };
}
export interface Added { items: { document: string | null; source: string | null; is_new: boolean; mentions: number; problems: number; events: string[]; problem: string | null }[]; seconds: number }
export interface NameNotFound { text: string; documents: number; sentences?: string[]; [more: string]: unknown }
export interface Agreement {
  coders: string[]; events: number; fields: { field: string; level: string; n: number; raw: number | null; alpha: number | null; verdict: string }[];
  disagreements: { event: string; field: string; said: unknown[] }[];
}

/** What the server told went wrong, and the next step. */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly nextStep: string) {
    super(message);
  }
}

type Query = Record<string, string | number | boolean | null | undefined | readonly string[]>;

const BASE = "/api/v1";
let level: string | null = null;

/** See everything as a reader of this level would; null: as oneself. */
export function previewAs(given: string | null): void {
  level = given;
}

export function address(path: string, query: Query | URLSearchParams = {}): string {
  const given = query instanceof URLSearchParams ? new URLSearchParams(query) : new URLSearchParams();
  if (!(query instanceof URLSearchParams)) {
    for (const [name, value] of Object.entries(query)) {
      if (Array.isArray(value)) value.forEach((one) => given.append(name, one));
      else if (value !== null && value !== undefined && value !== "") given.set(name, String(value));
    }
  }
  if (level) given.set("level", level);
  const tail = given.toString();
  return `${BASE}${path}${tail ? `?${tail}` : ""}`;
}

/** How often, and after how many milliseconds, a store that is being written to is asked again. */
const AGAIN = 20, WAIT_MS = 400;

/** The same where what may leave is being prepared: with many events that takes minutes. */
const PREPARING_AGAIN = 300, PREPARING_MS = 2000;
let tellWaiting: (isWaiting: boolean) => void = () => {};

/** Be told when answers wait for the server to prepare what this reader may see, and when they no longer do. */
export function onWaiting(told: (isWaiting: boolean) => void): void {
  tellWaiting = told;
}

let tellReached: (isReached: boolean) => void = () => {};

/** Be told, with each question, whether the server answered at all. */
export function onReached(told: (isReached: boolean) => void): void {
  tellReached = told;
}

/** A fetch that finds nobody ends in a TypeError; one that was given up does not. */
async function reached(path: string, how: RequestInit): Promise<Response> {
  try {
    const response = await fetch(path, how);
    tellReached(true);
    return response;
  } catch (error) {
    if (error instanceof TypeError) tellReached(false);
    throw error;
  }
}

async function asked(path: string, how: RequestInit): Promise<Response> {
  for (let turn = 1; ; turn++) {
    const response = await reached(path, how);
    const isPreparing = response.status === 503 && (await response.clone().text()).includes("being prepared");
    tellWaiting(isPreparing);
    if (response.status !== 503 || turn > (isPreparing ? PREPARING_AGAIN : AGAIN)) return response;
    await new Promise((resolve) => setTimeout(resolve, isPreparing ? PREPARING_MS : WAIT_MS));
  }
}

async function answered<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  const told = await response.json().catch(() => null) as { error?: { code: string; message: string; next_step: string } } | null;
  const error = told?.error;
  throw new Refused(response.status, error?.code ?? "refused", error?.message ?? response.statusText, error?.next_step ?? "");
}

export async function get<T>(path: string, query: Query | URLSearchParams = {}, signal?: AbortSignal): Promise<T> {
  return answered<T>(await asked(address(path, query), { signal, headers: { Accept: "application/json" } }));
}

export async function post<T>(path: string, body: unknown, query: Query = {}): Promise<T> {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  return answered<T>(await asked(address(path, query), { method: "POST", headers, body: JSON.stringify(body) }));
}

export async function send<T>(path: string, file: Blob, type: string, query: Query = {}): Promise<T> {
  return answered<T>(await asked(address(path, query), { method: "POST", headers: { "Content-Type": type, Accept: "application/json" }, body: file }));
}

export async function put<T>(path: string, file: Blob | null, query: Query = {}): Promise<T> {
  const how = { method: file ? "PUT" : "DELETE", headers: { "Content-Type": "application/octet-stream", Accept: "application/json" }, body: file };
  return answered<T>(await asked(address(path, query), how));
}

/** Called whenever the store has changed; the server never says what. Returns how to stop. */
export function onChange(told: () => void): () => void {
  const source = new EventSource(address("/changes"));
  source.addEventListener("changed", told);
  return () => source.close();
}
