/** The events as a list, the words that tell them in front. Cards are fetched as they come into view. */
import type { ComponentChildren } from "preact";
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Card, type CardsAnswer, get } from "../api";
import type { Sorting } from "../columns";
import { day, days, t, word } from "../i18n";
import { kindText, said, type Told as Telling } from "../parts/said";
import { centred, Marked } from "../parts/sentence";
import { Glyph, typeLabel, typeOf, slug } from "../parts/types";
import { columns, failure, hovered, isReached, me, preview, sorting, version } from "../state";

const STEP = 20;
const cards = signal<ReadonlyMap<string, Card>>(new Map());
const asked = new Set<string>();
let known = "", seenAs = "";

/** Fetch what is missing of these; what the store told before it changed is fetched anew. */
async function fetchCards(ids: string[]): Promise<void> {
  const level = preview.peek() ?? "", state = `${version.peek()} ${level} ${columns.peek()?.stamp}`;
  if (state !== known) {
    asked.clear();
    if (level !== seenAs) cards.value = new Map();
    [known, seenAs] = [state, level];
  }
  const missing = ids.filter((id) => !asked.has(id));
  if (!missing.length) return;
  missing.forEach((id) => asked.add(id));
  try {
    const found = await get<{ items: Card[] }>("/events/cards", { id: missing });
    cards.value = new Map([...cards.peek(), ...found.items.map((card) => [card.id, card] as const)]);
  } catch (error) {
    missing.forEach((id) => asked.delete(id));
    failure.value = error;
  }
}

/** What is listed stays until the cards of the next list are here: nothing is shown that would grow under the reader's eyes. */
export function Feed({ order }: { order: Int32Array }) {
  const [many, setMany] = useState(STEP);
  const listed = useRef<string[]>([]);
  useEffect(() => setMany(STEP), [order]);
  const ids = [...order.subarray(0, many)].map((row) => columns.value!.id[row]!);
  useEffect(() => void fetchCards(ids), [ids.join(), version.value, preview.value]);
  const firstMissing = ids.findIndex((id) => !cards.value.has(id));
  const here = firstMissing < 0 ? ids : ids.slice(0, firstMissing);
  if (!isReached.value) listed.current = ids.filter((id) => cards.value.has(id));
  else if (here.length || !ids.length) listed.current = here;
  return <List ids={listed.current} count={order.length} cards={cards.value} more={() => setMany((now) => Math.min(now, listed.current.length) + STEP)} />;
}

const SORTS: Record<Sorting, string> = { newest: "-first", oldest: "first", deaths: "-deaths", reports: "-reports" };
interface Told { key: string; cards: ReadonlyMap<string, Card>; next: string | null }
const NONE: Told = { key: "", cards: new Map(), next: null };

/** The same where the server has too many events to send: page after page, by cursor. */
export function Pages({ asked, count }: { asked: URLSearchParams; count: number | null }) {
  const [told, setTold] = useState<Told>(NONE);
  const latest = useRef("");
  const query = `${asked}&sort=${SORTS[sorting.value]}&limit=${STEP}`;
  const key = `${query} ${version.value} ${preview.value ?? ""}`;
  const fetchPage = async (after: string | null, before: Told) => {
    try {
      const page = await get<CardsAnswer>("/events/cards", new URLSearchParams(after ? `${query}&after=${after}` : query));
      if (latest.current !== key) return;
      const cards = new Map([...before.cards, ...page.items.map((card) => [card.id, card] as const)]);
      setTold({ key, cards, next: page.next });
      spots.value = new Map([...cards].map(([id, card]) => [id, card.spot]));
    } catch (error) {
      failure.value = error;
    }
  };
  useEffect(() => { latest.current = key; void fetchPage(null, NONE); }, [key]);
  return <List ids={[...told.cards.keys()]} count={count} cards={told.cards} more={() => { if (told.next && told.key === key) void fetchPage(told.next, told); }} />;
}

/** Where the cards that are seen stand on the map. */
export const spots = signal<ReadonlyMap<string, Card["spot"]>>(new Map());

function List({ ids, count, cards: known, more }: { ids: readonly string[]; count: number | null; cards: ReadonlyMap<string, Card>; more: () => void }) {
  const end = useRef<HTMLLIElement>(null);
  const latest = useRef(more);
  latest.current = more;
  useEffect(() => {
    const watch = new IntersectionObserver(([entry]) => { if (entry!.isIntersecting) latest.current(); }, { rootMargin: "400px" });
    if (end.current) watch.observe(end.current);
    return () => watch.disconnect();
  }, [ids.length, count]);
  return (
    <>
      <header class="feed-head">
        <h2>{count === null ? t("loading") : t("events", { n: count })}</h2>
        <label><span class="hidden">{t("sort")}</span>
          <select value={sorting.value} onChange={(event) => { sorting.value = event.currentTarget.value as Sorting; }}>
            {(["newest", "oldest", "deaths", "reports"] as const).map((one) => <option key={one} value={one}>{t(`sort.${one}`)}</option>)}
          </select>
        </label>
      </header>
      {count === 0 && <p class="nothing">{t("nothing")}</p>}
      <ol class="feed" onKeyDown={walk}>
        {ids.map((id) => <Item key={id} id={id} card={known.get(id)} />)}
        {ids.length > 0 && (count ?? 0) > ids.length && <li ref={end} class="more"><button type="button" class="link" onClick={more}>{t("more", { n: count! - ids.length })}</button></li>}
      </ol>
    </>
  );
}

/** j and k walk, as in every reader of feeds. */
function walk(event: KeyboardEvent): void {
  if (event.key !== "j" && event.key !== "k") return;
  const links = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>("a.open")];
  const now = links.indexOf(document.activeElement as HTMLElement);
  links[Math.min(links.length - 1, Math.max(0, now + (event.key === "j" ? 1 : -1)))]?.focus();
}

function Item({ id, card }: { id: string; card: Card | undefined }) {
  const point = { onMouseEnter: () => { hovered.value = id; }, onMouseLeave: () => { hovered.value = null; }, onFocusIn: () => { hovered.value = id; } };
  if (!card) return null;
  return <li class={`card t-${slug(typeOf(card.acled?.event_type))}${hovered.value === id ? " pointed" : ""}`} {...point}><CardBody card={card} /></li>;
}

export function CardBody({ card }: { card: Card }) {
  const type = typeOf(card.acled?.event_type);
  const what = card.acled ? typeLabel(card.acled.event_type) : word("kind", card.kind);
  return (
    <article>
      <p class="kicker"><span class="what"><Glyph type={type} />{what}{card.status !== "happened" && <em>{word("status", card.status)}</em>}</span><span class="when">{whenOf(card)}</span></p>
      <h3 dir="auto"><a class="open" href={`/events/${card.id}`}>{headline(card)}</a></h3>
      {card.sentence && <p class="quote" dir="auto"><Marked pieces={centred(card.sentence.pieces)} /></p>}
      <p class="foot">
        <span class="where" dir="auto">{card.where || t("noPlace")}</span>
        {card.toll && card.toll !== "0" && <span class="toll">{t("killed", { count: card.toll })}</span>}
        <span>{t("reports", { n: card.reports })}{card.independent > 1 && `, ${t("independent", { n: card.independent })}`}</span>
        {me.value?.level === "internal" && card.review_state !== "machine" && <span class="state">{word("review-state", card.review_state)}</span>}
      </p>
    </article>
  );
}

/** The day as the reader's language writes it; where the text tells none, the day of the report, and that it is that. */
export function whenOf(card: Pick<Card, "days" | "reported_on">): string {
  if (card.days) return days(card.days[0], card.days[1]);
  return card.reported_on ? t("reportedOn", { day: day(card.reported_on) }) : t("noDay");
}

export function headline(card: Telling): ComponentChildren {
  const line = said(card);
  if (line) return line;
  if (card.who && card.whom) return <>{card.who} <span class="to" aria-label={t("to")}>→</span> {card.whom}</>;
  return card.who || (card.whom ? <><span class="to" aria-label={t("to")}>→</span> {card.whom}</> : kindText(card));
}
