/** One field for places, actors and words: what is typed is looked up, what is chosen becomes a filter. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type Found, get } from "../api";
import { type Filters, NOTHING, toSearch, withList } from "../filters";
import { t } from "../i18n";
import { go } from "../router";
import { columns, filters } from "../state";
import { Icon } from "./icon";

interface Choice { key: string; kind: "place" | "actor" | "text"; label: string; note: string; count: number | null; filters: Filters }

function choicesOf(found: Found, words: string): Choice[] {
  const now = filters.peek();
  const there = columns.peek();
  const known = there && new Set(there.keys.place.values);
  return [
    ...found.places.filter(({ name }) => !known || known.has(name)).map((one): Choice => ({
      key: one.id, kind: "place", label: one.name, note: [one.admin1, one.country].filter(Boolean).join(", "), count: one.events,
      filters: withList(now, "place", [one.name]),
    })),
    ...found.actors.filter(({ events }) => events > 0).map((one): Choice => ({
      key: one.id, kind: "actor", label: one.name, note: "", count: one.events, filters: withList(now, "actor", [one.id]),
    })),
    { key: "text", kind: "text", label: words, note: t("search.inText"), count: found.text.events, filters: { ...now, text: words } },
  ];
}

export function Search() {
  const [words, setWords] = useState("");
  const [choices, setChoices] = useState<Choice[]>([]);
  const [at, setAt] = useState(0);
  const [open, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || (event.target as Element).closest("input, textarea, select, [contenteditable]")) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener("keydown", focus);
    return () => document.removeEventListener("keydown", focus);
  }, []);
  useEffect(() => {
    if (words.trim().length < 2) { setChoices([]); return; }
    const stop = new AbortController();
    const wait = setTimeout(() => {
      get<Found>("/search", { q: words.trim(), limit: 6 }, stop.signal).then((found) => { setChoices(choicesOf(found, words.trim())); setAt(0); setOpen(true); }, () => setChoices([]));
    }, 150);
    return () => { clearTimeout(wait); stop.abort(); };
  }, [words]);
  const choose = (choice: Choice) => {
    setOpen(false);
    setWords("");
    go("/", toSearch({ ...NOTHING, ...choice.filters }).toString());
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") setOpen(false);
    if (!choices.length) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setAt((at + (event.key === "ArrowDown" ? 1 : choices.length - 1)) % choices.length);
    }
    if (event.key === "Enter") { event.preventDefault(); choose(choices[at]!); }
  };
  const isOpen = open && choices.length > 0;
  return (
    <div class="search" role="search" onFocusOut={(event) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOpen(false); }}>
      <Icon name="search" />
      <input
        ref={field} type="text" inputMode="search" role="combobox" aria-expanded={isOpen} aria-controls="search-choices" aria-autocomplete="list" autocomplete="off"
        aria-activedescendant={isOpen ? `choice-${at}` : undefined} aria-label={t("search")} placeholder={t("search.hint")} value={words}
        onInput={(event) => setWords(event.currentTarget.value)} onKeyDown={onKey} onFocus={() => setOpen(true)}
      />
      <kbd aria-hidden="true">/</kbd>
      <ul id="search-choices" role="listbox" aria-label={t("search")} hidden={!isOpen}>
        {choices.map((one, index) => (
          <li key={one.kind + one.key} id={`choice-${index}`} role="option" aria-selected={index === at} onMouseDown={(event) => { event.preventDefault(); choose(one); }}>
            <span class="kind">{t(`search.${one.kind}`)}</span> <b>{one.label}</b> <span class="note">{one.note}</span> {one.count !== null && <span class="count">{t("events", { n: one.count })}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
