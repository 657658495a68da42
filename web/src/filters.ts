/** Which events: named as the server's filters and the command line's options, and written as such into the address. */

export const LISTS = ["acled", "kind", "actor", "country", "admin1", "place", "status", "precision", "grade", "review-state", "deaths", "source"] as const;
export type ListName = (typeof LISTS)[number];

export interface Filters {
  lists: Partial<Record<ListName, readonly string[]>>;
  since: string | null;
  until: string | null;
  text: string | null;
  bbox: string | null;
}

export const NOTHING: Filters = { lists: {}, since: null, until: null, text: null, bbox: null };
const SINGLE = ["since", "until", "text", "bbox"] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function fromSearch(search: string | URLSearchParams): Filters {
  const given = new URLSearchParams(search);
  const lists: Filters["lists"] = {};
  for (const name of LISTS) {
    const values = [...new Set(given.getAll(name).filter(Boolean))];
    if (values.length) lists[name] = values;
  }
  const day = (name: string) => (DAY.test(given.get(name) ?? "") ? given.get(name) : null);
  return { lists, since: day("since"), until: day("until"), text: given.get("text") || null, bbox: given.get("bbox") || null };
}

export function toSearch(filters: Filters): URLSearchParams {
  const search = new URLSearchParams();
  for (const name of SINGLE) if (filters[name]) search.set(name, filters[name]);
  for (const name of LISTS) for (const value of filters.lists[name] ?? []) search.append(name, value);
  return search;
}

/** The same for the server, where "precision" means this or finer, and an event type is asked for as such. */
export function toQuery(filters: Filters): URLSearchParams {
  const query = toSearch(filters);
  const exactly = query.getAll("precision");
  query.delete("precision");
  for (const value of exactly) query.append("where-prec", value);
  return query;
}

export function isNothing(filters: Filters): boolean {
  return toSearch(filters).size === 0;
}

export function toggled(filters: Filters, name: ListName, value: string): Filters {
  const had = filters.lists[name] ?? [];
  const values = had.includes(value) ? had.filter((one) => one !== value) : [...had, value];
  return withList(filters, name, values);
}

export function withList(filters: Filters, name: ListName, values: readonly string[]): Filters {
  const lists = { ...filters.lists };
  if (values.length) lists[name] = values;
  else delete lists[name];
  return { ...filters, lists };
}

/** Least and highest number of the steps in which deaths are counted: "5" is 5 to 9. */
export const DEATHS = [0, 1, 5, 10, 25, 100] as const;

export function deathsStep(killed: number): string {
  return String(DEATHS.findLast((least) => least <= killed) ?? 0);
}
