/** What the panes show of the events that fit: counted here from columns, or by the server where there are too many. Pure but for the labels. */
import { signal } from "@preact/signals";
import { utcDay, utcMonday, utcMonth, utcYear, type CountableTimeInterval } from "d3-time";
import type { DaysAnswer, FacetsAnswer } from "../api";
import { type Columns, NO_DAY, type Shown } from "../columns";
import { LISTS, type ListName } from "../filters";

export interface Totals { events: number; reports: number; killed: number; killing: number }
export interface Counted { value: string; label: string; count: number }
export interface Choices { items: Counted[]; missing: number }
export type AllChoices = Record<ListName, Choices>;
export type StepName = "day" | "week" | "month" | "year";
export interface Bar { start: Date; end: Date; events: number; inside: number }
export interface Time { step: StepName; bars: Bar[]; undated: number }

const STEPS: [StepName, CountableTimeInterval, number][] = [["day", utcDay, 1], ["week", utcMonday, 7], ["month", utcMonth, 30.4], ["year", utcYear, 365]];
export const MOST_BARS = 160;
const DAY_MS = 86_400_000;

// --- from columns ---

export function totalsOf(now: Columns, rows: Int32Array): Totals {
  const totals = { events: rows.length, reports: 0, killed: 0, killing: 0 };
  for (const row of rows) {
    totals.reports += now.reports[row]!;
    if (now.killed[row]! > 0) { totals.killed += now.killed[row]!; totals.killing++; }
  }
  return totals;
}

export function choicesOf(now: Columns, shown: Shown): AllChoices {
  const entries = LISTS.map((name) => {
    const { values, labels } = now.keys[name];
    return [name, { items: values.map((value, at) => ({ value, label: labels[at] ?? value, count: shown.counts[name][at]! })), missing: shown.missing[name] }];
  });
  return Object.fromEntries(entries) as AllChoices;
}

/** Bars of equal steps over the whole of the store's time, empty ones too. */
export function barsOf(now: Columns, anytime: Int32Array, rows: Int32Array): Time {
  const dated = anytime.filter((row) => now.first[row] !== NO_DAY);
  const all = now.first.filter((value) => value !== NO_DAY);
  if (!all.length) return { step: "day", bars: [], undated: anytime.length };
  const from = all.reduce((least, value) => Math.min(least, value)), to = all.reduce((most, value) => Math.max(most, value));
  const [step, interval] = STEPS.find(([, , length]) => (to - from) / length <= MOST_BARS) ?? STEPS[3]!;
  const begin = interval.floor(new Date(from * DAY_MS)), end = interval.offset(interval.floor(new Date(to * DAY_MS)), 1);
  const bars = interval.range(begin, end).map((start) => ({ start, end: interval.offset(start, 1), events: 0, inside: 0 }));
  const indexOf = (value: number) => interval.count(begin, interval.floor(new Date(value * DAY_MS)));
  for (const row of dated) bars[indexOf(now.first[row]!)]!.events++;
  for (const row of rows) if (now.first[row] !== NO_DAY) bars[indexOf(now.first[row]!)]!.inside++;
  return { step, bars, undated: anytime.length - dated.length };
}

// --- from the server's counts ---

/** What values are called, as the server told last: for chips of choices. */
export const labels = signal<ReadonlyMap<string, string>>(new Map());

export function choicesTold(answer: FacetsAnswer): AllChoices {
  const entries = LISTS.map((name) => {
    const facet = answer.facets[name];
    const items = (facet?.items ?? []).map(({ value, label, count }) => ({ value, label, count }));
    return [name, { items: name === "acled" ? byType(items) : items, missing: facet?.missing ?? 0 }];
  });
  return Object.fromEntries(entries) as AllChoices;
}

/** "Battles: Armed clash" → "Battles": people choose by the event type. */
function byType(items: readonly Counted[]): Counted[] {
  const counts = new Map<string, number>();
  for (const { value, count } of items) {
    const type = value.split(": ")[0]!;
    counts.set(type, (counts.get(type) ?? 0) + count);
  }
  return [...counts].map(([value, count]) => ({ value, label: value, count }));
}

/** The steps that have events, and those between them that have none. ``inside``: the same within the chosen period; null: none is chosen. */
export function barsTold(all: DaysAnswer, inside: DaysAnswer | null): Time {
  const interval = STEPS.find(([name]) => name === all.step)![1];
  const startOf = (text: string) => new Date(`${text}T00:00:00Z`);
  if (!all.items.length) return { step: all.step, bars: [], undated: all.undated };
  const begin = startOf(all.items[0]!.start), end = interval.offset(startOf(all.items.at(-1)!.start), 1);
  const within = new Map((inside ?? all).items.map(({ start, events }) => [startOf(start).getTime(), events]));
  const events = new Map(all.items.map((one) => [startOf(one.start).getTime(), one.events]));
  const bars = interval.range(begin, end).map((start) => ({
    start, end: interval.offset(start, 1), events: events.get(start.getTime()) ?? 0, inside: within.get(start.getTime()) ?? 0,
  }));
  return { step: all.step, bars, undated: all.undated };
}
