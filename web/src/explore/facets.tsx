/** The choices, each with how many events it would leave; and those made, to take back one by one. */
import { useState } from "preact/hooks";
import { type ListName, toggled, withList } from "../filters";
import { day, number, t, word } from "../i18n";
import { Icon } from "../parts/icon";
import { Glyph, typeLabel, typeOf } from "../parts/types";
import { columns, filter, filters } from "../state";
import { type AllChoices, type Choices, type Counted, labels } from "./overview";

/** Those asked for most stand open. */
const OPEN: readonly ListName[] = ["acled", "country", "actor", "precision", "status"];
const ORDER: readonly ListName[] = ["acled", "country", "admin1", "actor", "precision", "deaths", "status", "grade", "review-state", "source", "kind"];
const FEW = 6;

export function valueLabel(name: ListName, value: string): string {
  if (name === "acled") return typeLabel(value);
  if (["kind", "status", "grade", "review-state", "precision", "deaths"].includes(name)) return word(name, value);
  const key = columns.value?.keys[name];
  const at = key?.values.indexOf(value) ?? -1;
  return at >= 0 ? key!.labels[at] ?? value : labels.value.get(`${name} ${value}`) ?? value;
}

export function Facets({ choices }: { choices: AllChoices }) {
  return <>{ORDER.map((name) => <Facet key={name} name={name} {...choices[name]} />)}</>;
}

const WORDED = ["acled", "kind", "status", "grade", "review-state", "precision", "deaths"];

function listed(name: ListName, items: readonly Counted[]): Counted[] {
  const chosen = filters.value.lists[name] ?? [];
  const found = items.map((one) => (WORDED.includes(name) ? { ...one, label: valueLabel(name, one.value) } : one));
  const known = new Set(items.map(({ value }) => value));
  for (const value of chosen) if (!known.has(value)) found.push({ value, label: valueLabel(name, value), count: 0 });
  const inOrder = name === "precision" || name === "deaths";
  return found
    .filter(({ value, count }) => count > 0 || chosen.includes(value))
    .sort((one, other) => (inOrder ? Number(one.value) - Number(other.value) : other.count - one.count || one.label.localeCompare(other.label)));
}

function Facet({ name, items, missing }: { name: ListName } & Choices) {
  const [all, setAll] = useState(false);
  const [sought, setSought] = useState("");
  const found = listed(name, items);
  const chosen = filters.value.lists[name] ?? [];
  if (!found.length) return null;
  const most = Math.max(...found.map(({ count }) => count), 1);
  const fitting = sought ? found.filter(({ label }) => label.toLowerCase().includes(sought.toLowerCase())) : found;
  const seen = all || sought ? fitting.slice(0, 100) : fitting.filter(({ value }, at) => at < (name === "acled" || name === "precision" ? 9 : FEW) || chosen.includes(value));
  return (
    <details class="facet" open={OPEN.includes(name) || chosen.length > 0}>
      <summary><h2>{t(`facet.${name}`)}</h2>{chosen.length > 0 && <span class="badge">{number(chosen.length)}</span>}</summary>
      {found.length > 12 && <input type="search" class="seek" aria-label={t("facet.seek", { name: t(`facet.${name}`) })} placeholder={t("seek")} value={sought} onInput={(event) => setSought(event.currentTarget.value)} />}
      <ul>
        {seen.map(({ value, label, count }) => (
          <li key={value}>
            <label class={count ? "" : "none"}>
              <input type="checkbox" checked={chosen.includes(value)} onChange={() => filter(toggled(filters.value, name, value))} />
              {name === "acled" && <Glyph type={typeOf(value)} />}
              {name === "precision" && <Precision value={Number(value)} />}
              <span class="label">{label}</span><span class="count">{number(count)}</span>
              <span class="bar"><span style={{ inlineSize: `${(100 * count) / most}%` }} /></span>
            </label>
          </li>
        ))}
      </ul>
      {!sought && fitting.length > seen.length && <button type="button" class="link" onClick={() => setAll(true)}>{t("facet.all", { n: fitting.length })}</button>}
      {missing > 0 && <p class="small">{t("facet.missing", { n: missing })}</p>}
    </details>
  );
}

/** As the map draws it: a dot, a ring, a hatched province, nothing. */
export function Precision({ value }: { value: number }) {
  return (
    <svg class="precision" viewBox="0 0 16 16" aria-hidden="true">
      {value === 1 && <circle cx="8" cy="8" r="4" class="solid" />}
      {(value === 2 || value === 3) && <circle cx="8" cy="8" r="4.500" class="ring" />}
      {(value === 4 || value === 5) && <><path class="hatch" d="M2 7 7 2M2 11 11 2M3 14 14 3M7 14l7-7M11 14l3-3" /><path class="edge" d="M2 2h12v12H2Z" /></>}
      {value > 5 && <path class="edge" d="M3 8h10" />}
    </svg>
  );
}

export function Chosen() {
  const { lists, since, until, text, bbox } = filters.value;
  const all = Object.entries(lists).flatMap(([name, values]) => values.map((value) => ({ name: name as ListName, value })));
  if (!all.length && !since && !until && !text && !bbox) return null;
  return (
    <ul class="chosen" aria-label={t("chosen")}>
      {text && <Chip label={t("chosen.text", { text })} drop={() => filter({ ...filters.value, text: null })} />}
      {(since || until) && <Chip label={`${since ? day(since) : "…"} – ${until ? day(until) : "…"}`} drop={() => filter({ ...filters.value, since: null, until: null })} />}
      {bbox && <Chip label={t("chosen.bbox")} drop={() => filter({ ...filters.value, bbox: null })} />}
      {all.map(({ name, value }) => (
        <Chip key={name + value} label={valueLabel(name, value)} group={t(`facet.${name}`)} drop={() => filter(withList(filters.value, name, (lists[name] ?? []).filter((one) => one !== value)))} />
      ))}
    </ul>
  );
}

function Chip({ label, group, drop }: { label: string; group?: string; drop: () => void }) {
  return (
    <li><button type="button" onClick={drop} aria-label={t("chosen.drop", { label })}>{group && <span class="group">{group}</span>}{label}<Icon name="close" /></button></li>
  );
}
