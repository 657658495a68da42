/** Set a field: the form that fits it, the words it stands on, and why. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type EventPage, get, type Value, type Where } from "../api";
import { t, word } from "../i18n";
import { perform } from "../parts/act";
import { labelOf } from "../parts/sentence";
import { me } from "../state";

interface Given { event: EventPage; field: string; value: Value | null; close: () => void; coder?: string }

/** A value told for all parties, or all counts, is corrected part by part. */
function parts(event: EventPage, field: string): string[] {
  if (field === "counts") return Object.keys(event.counts).map((measure) => `counts.${measure}`);
  if (field === "parties") return [...new Set(["initiator", "recipient", "victim", ...event.parties.map(({ role }) => role)])].map((role) => `parties.${role}`);
  return [field];
}

/** As the form shows it before it is changed. */
export function written(event: EventPage, field: string): string {
  const [group, part] = field.split(".") as [string, string | undefined];
  if (group === "counts") {
    const count = event.counts[part!];
    if (!count) return "";
    return count.low !== null && count.high !== null && count.low !== count.high ? `${count.low}-${count.high}` : String(count.best ?? count.low ?? "");
  }
  if (group === "parties") return event.parties.filter(({ role }) => role === part).map(({ name, text }) => name ?? text).join(", ");
  if (group === "where") return event.where ? [event.where.name, event.where.country].filter(Boolean).join(", ") : "";
  if (group === "when") return event.when ? (event.when.first === event.when.last ? event.when.first : `${event.when.first}..${event.when.last}`) : "";
  const value = event[group as keyof EventPage];
  return Array.isArray(value) ? value.join(", ") : value === null || value === undefined ? "" : String(typeof value === "object" ? (value as { text?: string }).text ?? "" : value);
}

const LISTS = new Set(["means", "targets", "outcome", "escort"]);

/** What the server takes for what was typed; an empty field says: nothing is known. */
export function typed(field: string, words: string): unknown {
  const text = words.trim(), group = field.split(".")[0]!;
  const listed = text.split(",").map((one) => one.trim()).filter(Boolean);
  if (group === "parties" || LISTS.has(group)) return listed;
  if (!text) return null;
  if (group === "where") return { place: text };
  if (group === "ordinal") return Number(text);
  if (group === "duration") return { text };
  if (group !== "counts") return text;
  const range = /^(\d+)\s*[-–]\s*(\d+)$/.exec(text);
  if (!range) return Number(text);
  const [low, high] = [Number(range[1]), Number(range[2])];
  return { low, best: Math.round((low + high) / 2), high, by_party: {} };
}

export function Correct({ event, field: given, close, coder }: Given) {
  const possible = parts(event, given);
  const [field, setField] = useState(possible[0] ?? given);
  const [words, setWords] = useState(written(event, field));
  const [reason, setReason] = useState("");
  const [quote, setQuote] = useState("");
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("[data-first]")?.focus(), []);
  useEffect(() => setWords(written(event, field)), [field]);
  const submit = async (sent: Event) => {
    sent.preventDefault();
    const act = { verb: "correct", event: event.id, field, value: typed(field, words), reason: reason || null, ...(quote ? { quote } : {}), ...(coder ? { coder } : {}) };
    if (await perform(act)) close();
  };
  return (
    <form ref={form} class="correct" onSubmit={(sent) => void submit(sent)} onKeyDown={(key) => { if (key.key === "Escape") { key.stopPropagation(); close(); } }}>
      {possible.length > 1 && <label>{t("correct.part")} <select value={field} onChange={(change) => setField(change.currentTarget.value)}>{possible.map((one) => <option key={one} value={one}>{labelOf(one)}</option>)}</select></label>}
      <label>{t("correct.value")} <Entry event={event} field={field} words={words} setWords={setWords} /></label>
      <label>{t("correct.quote")} <input value={quote} placeholder={t("correct.quoteHint")} onInput={(input) => setQuote(input.currentTarget.value)} /></label>
      <label>{t("reason")} <input value={reason} onInput={(input) => setReason(input.currentTarget.value)} /></label>
      <p><button type="submit" class="primary">{t("correct.save")}</button> <button type="button" class="link" onClick={close}>{t("cancel")}</button></p>
    </form>
  );
}

function Entry({ event, field, words, setWords }: { event: EventPage; field: string; words: string; setWords: (words: string) => void }) {
  const choices = field === "kind" ? me.value?.kinds : field === "mode" ? me.value?.modes[event.kind] : field === "status" ? me.value?.statuses : null;
  if (choices) {
    return <select data-first value={words} onChange={(change) => setWords(change.currentTarget.value)}>{field === "mode" && <option value="">{t("correct.none")}</option>}{choices.map((one) => <option key={one} value={one}>{word(field, one)}</option>)}</select>;
  }
  if (field === "where") return <PlaceEntry words={words} setWords={setWords} />;
  const hint = field === "when" ? "2024-03-04 · 2024-03-04..2024-03-09" : field.startsWith("counts") ? "4 · 3-6" : field.startsWith("parties") || LISTS.has(field) ? t("correct.list") : "";
  return <><input data-first value={words} onInput={(input) => setWords(input.currentTarget.value)} aria-describedby="correct-hint" /><small id="correct-hint" class="small">{hint}</small></>;
}

/** The gazetteer's places of that name, the likeliest first. */
function PlaceEntry({ words, setWords }: { words: string; setWords: (words: string) => void }) {
  const [places, setPlaces] = useState<Where[]>([]);
  useEffect(() => {
    const name = words.split(",")[0]!.trim();
    if (name.length < 2) return;
    const wait = setTimeout(() => { get<{ items: Where[] } | Where[]>("/places", { q: name }).then((found) => setPlaces((Array.isArray(found) ? found : found.items).slice(0, 8)), () => setPlaces([])); }, 200);
    return () => clearTimeout(wait);
  }, [words]);
  return (
    <>
      <input data-first list="places-known" value={words} onInput={(input) => setWords(input.currentTarget.value)} />
      <datalist id="places-known">{places.map((one) => <option key={one.id} value={[one.name, one.country].filter(Boolean).join(", ")}>{[one.admin1, one.country].filter(Boolean).join(", ")}</option>)}</datalist>
    </>
  );
}
