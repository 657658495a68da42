/** What the pages share. Filters live in the address; all else follows from them and from the columns. */
import { batch, computed, effect, signal } from "@preact/signals";
import { get, type ColumnsAnswer, type Me, onChange, onReached, onWaiting, previewAs } from "./api";
import { type Columns, decode, show, sorted, type Sorting } from "./columns";
import { type Filters, fromSearch, toSearch } from "./filters";
import { type Language, language, LANGUAGES, speak } from "./i18n";
import { go, place } from "./router";

export const me = signal<Me | null>(null);
export const columns = signal<Columns | null>(null);
/** Above MOST events the server counts, and only what is seen is sent: then there are no columns. */
export const MOST = 10_000;
export const many = signal<{ count: number; stamp: string } | null>(null);
/** Events in the store; null while that is not known. */
export const total = computed(() => columns.value?.count ?? many.value?.count ?? null);
export const failure = signal<unknown>(null);
/** What this reader may see is being prepared. */
export const isWaiting = signal(false);
/** The server answered when it was last asked. */
export const isReached = signal(true);
export const hovered = signal<string | null>(null);
export const sorting = signal<Sorting>("newest");
/** Raised whenever the store has changed under the page. */
export const version = signal(0);
/** See as a reader of this level; null: as oneself. */
export const preview = signal<string | null>(null);

export const filters = computed<Filters>(() => fromSearch(place.value.search));
const textMatches = signal<{ text: string; ids: ReadonlySet<string> } | null>(null);

export const shown = computed(() => {
  if (!columns.value) return null;
  const { text } = filters.value;
  const matches = text && textMatches.value?.text === text ? textMatches.value.ids : null;
  return show(columns.value, filters.value, text && !matches ? new Set() : matches);
});

export const ordered = computed(() => (columns.value && shown.value ? sorted(columns.value, shown.value.rows, sorting.value) : new Int32Array()));

/** Other words of the address (map, view) stay as they are. */
const KEPT = ["map", "view"];

export function filter(next: Filters, { replace = false } = {}): void {
  const search = toSearch(next);
  const now = new URLSearchParams(place.peek().search);
  for (const name of KEPT) if (now.get(name)) search.set(name, now.get(name)!);
  go(place.peek().path, search.toString(), { replace });
}

export function viewed(name: string, value: string | null): void {
  const search = new URLSearchParams(place.peek().search);
  if (value) search.set(name, value);
  else search.delete(name);
  go(place.peek().path, search.toString(), { replace: true });
}

/** The same filters at another page. */
export function at(path: string): string {
  const search = toSearch(filters.value).toString();
  return search ? `${path}?${search}` : path;
}

// --- what a reader prefers, kept in the browser ---

export type Theme = "auto" | "light" | "dark";
export const theme = signal<Theme>(kept("theme", ["auto", "light", "dark"]) ?? "auto");
export const isDark = computed(() => (theme.value === "auto" ? prefersDark.value : theme.value === "dark"));
const darkness = matchMedia("(prefers-color-scheme: dark)");
const prefersDark = signal(darkness.matches);
darkness.addEventListener("change", () => { prefersDark.value = darkness.matches; });

function kept<T extends string>(name: string, known: readonly T[]): T | null {
  try {
    const found = localStorage.getItem(`marsad.${name}`);
    return known.includes(found as T) ? (found as T) : null;
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`marsad.${name}`, value);
  } catch { /* a browser that keeps nothing still works */ }
}

export function chooseLanguage(wanted: Language): void {
  keep("language", wanted);
  void speak(wanted);
}

export function chooseTheme(wanted: Theme): void {
  theme.value = wanted;
  keep("theme", wanted);
}

// --- loading ---

export async function start(): Promise<void> {
  const known = Object.keys(LANGUAGES) as Language[];
  const asked = new URLSearchParams(location.search).get("lang") as Language | null;
  const own = known.find((one) => navigator.language.toLowerCase().startsWith(one));
  effect(() => { document.documentElement.dataset["theme"] = isDark.value ? "dark" : "light"; });
  await speak((asked && known.includes(asked) ? asked : null) ?? kept("language", known) ?? own ?? "en");
  onWaiting((now) => { isWaiting.value = now; });
  onReached(reaching);
  await Promise.all([fonts(), loadMe(), load()]);
  onChange(() => void refresh());
  effect(() => void searchText(filters.value.text));
}

const AGAIN_MS = 3000;

/** While nobody answers, ask again and again; then go on with what the store holds by then. */
function reaching(now: boolean): void {
  if (now === isReached.peek()) return;
  isReached.value = now;
  if (now) void refresh();
  else void askAgain();
}

async function askAgain(): Promise<void> {
  while (!isReached.peek()) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    await get<Me>("/me").catch(() => null);
  }
}

/** What nearly all words are set in: there before the first of them, so that no line moves when a font comes late. */
const FACES = ['400 1em Inter', '600 1em Inter', '400 1em "Source Serif 4"', '600 1em "Source Serif 4"'];
const ARABIC = ['400 1em "Noto Sans Arabic"', '600 1em "Noto Sans Arabic"'];

async function fonts(): Promise<void> {
  const wanted = [...FACES.map((face) => document.fonts.load(face)), ...(language.peek() === "ar" ? ARABIC.map((face) => document.fonts.load(face, "ع")) : [])];
  await Promise.allSettled(wanted);
}

export async function loadMe(): Promise<void> {
  try {
    me.value = await get<Me>("/me");
  } catch (error) {
    failure.value = error;
  }
}

export async function load(): Promise<void> {
  try {
    const answer = await get<ColumnsAnswer>("/events/columns", { most: MOST });
    const isMany = answer.count > MOST;
    batch(() => {
      many.value = isMany ? { count: answer.count, stamp: answer.stamp } : null;
      columns.value = isMany ? null : decode(answer);
      failure.value = null;
    });
  } catch (error) {
    failure.value = error;
  }
}

/** The store has changed: by the reader's own act, or by somebody else. */
export async function refresh(): Promise<void> {
  textMatches.value = null;
  await load();
  version.value++;
  void searchText(filters.peek().text);
}

async function searchText(text: string | null): Promise<void> {
  if (!text || many.peek() || textMatches.peek()?.text === text) return;
  try {
    const found = await get<ColumnsAnswer>("/events/columns", { text, columns: "id" });
    textMatches.value = { text, ids: new Set(found.columns["id"] as string[]) };
  } catch (error) {
    failure.value = error;
  }
}

export async function see(level: string | null): Promise<void> {
  preview.value = level;
  previewAs(level);
  columns.value = many.value = null;
  await Promise.all([loadMe(), refresh()]);
}
