/** The days of a coverage strip, gathered into equal runs. Pure. */
import type { SourceRow } from "../api";

/** Marks a strip has at most; where there are more days, several share one. */
const MOST_MARKS = 120;
const DAY_MS = 86_400_000;

export interface Mark { start: number; end: number; first: string; last: string }
export const numberOf = (one: string) => Math.round(Date.parse(`${one}T00:00:00Z`) / DAY_MS);
const textOf = (one: number) => new Date(one * DAY_MS).toISOString().slice(0, 10);

/** Equal runs of days over all that was looked at. */
export function marksOf(rows: readonly SourceRow[]): Mark[] {
  const all = rows.flatMap(({ days }) => days.map(([one]) => numberOf(one)));
  if (!all.length) return [];
  const first = all.reduce((least, one) => Math.min(least, one)), last = all.reduce((most, one) => Math.max(most, one));
  const run = Math.ceil((last - first + 1) / MOST_MARKS);
  return Array.from({ length: Math.ceil((last - first + 1) / run) }, (_, at) => {
    const start = first + at * run, end = Math.min(last, start + run - 1);
    return { start, end, first: textOf(start), last: textOf(end) };
  });
}
