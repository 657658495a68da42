/** From a text to events: paste it, drop it, or give its address; see at once what was found. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type Added, type Coded, get, post, Refused, send } from "../api";
import { number, t } from "../i18n";
import { Failure } from "../parts/failure";
import { MarkedText, type Selected } from "../parts/marked-text";
import { MarkLegend } from "../parts/sentence";
import { columns, me, refresh, total } from "../state";
import { Found } from "../document/document";
import { Missed } from "../document/missed";
import { Names } from "./names";

interface Given { text: string; url: string; source: string; published: string; language: string }
const EMPTY: Given = { text: "", url: "", source: "", published: "", language: "" };
type Way = "text" | "files" | "url" | "rows";

export function Add() {
  const [way, setWay] = useState<Way>("text");
  const [given, setGiven] = useState<Given>(EMPTY);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [coded, setCoded] = useState<Coded | null>(null);
  const [added, setAdded] = useState<Added | null>(null);
  const mayAdd = me.value?.may.includes("add") ?? false;
  const about = { source: given.source || null, published: given.published || null, language: given.language || null };
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    setAdded(null);
    try { await work(); } catch (told) { setError(told); } finally { setBusy(false); }
  };
  const look = () => run(async () => setCoded(await post<Coded>("/code", { text: given.text, ...about })));
  const add = () => run(async () => {
    setAdded(await post<Added>("/documents", way === "url" ? { url: given.url, ...about } : { text: given.text, ...about }));
    setCoded(null);
    await refresh();
  });
  const drop = (files: readonly File[]) => run(async () => {
    const all: Added = { items: [], seconds: 0 };
    for (const file of files) {
      const answer = await send<Added>("/documents", file, file.type || "application/octet-stream", { name: file.name, ...about });
      all.items.push(...answer.items);
      all.seconds += answer.seconds;
    }
    setAdded(all);
    await refresh();
  });
  const field = (name: keyof Given) => ({ value: given[name], onInput: (input: { currentTarget: { value: string } }) => setGiven({ ...given, [name]: input.currentTarget.value }) });
  return (
    <div class="add">
      <header class="page-head"><h1 tabIndex={-1}>{t("nav.add")}</h1></header>
      {total.value === 0 && <FirstSteps run={run} setAdded={setAdded} />}
      <div class="views" role="group" aria-label={t("add.way")}>{(["text", "files", "url", "rows"] as const).map((one) => <button key={one} type="button" aria-pressed={way === one} onClick={() => setWay(one)}>{t(`add.${one}`)}</button>)}</div>
      <form class="add-form" onSubmit={(sent) => { sent.preventDefault(); void (way === "text" ? look() : add()); }}>
        {way === "text" && <label class="wide">{t("add.textLabel")} <textarea required rows={10} dir="auto" placeholder={t("add.textHint")} {...field("text")} /></label>}
        {way === "url" && <label class="wide">{t("add.urlLabel")} <input type="url" required placeholder="https://" {...field("url")} /></label>}
        {way === "files" && <Drop take={drop} />}
        {way === "rows" ? <Rows /> : (
          <>
            <label>{t("source")} <input list="sources-known" {...field("source")} /></label>
            <datalist id="sources-known">{columns.value?.keys.source.values.map((one) => <option key={one} value={one} />)}</datalist>
            <label>{t("add.published")} <input type="date" {...field("published")} /><small class="small">{t("add.publishedHint")}</small></label>
            <label>{t("add.language")} <input size={4} maxLength={3} placeholder="en" {...field("language")} /></label>
          </>
        )}
        <p class="buttons">
          {way === "text" && <button type="submit" class="primary" disabled={busy}>{t("add.look")}</button>}
          {way === "text" && mayAdd && <button type="button" disabled={busy || !given.text.trim()} onClick={() => void add()}>{t("add.store")}</button>}
          {way === "url" && mayAdd && <button type="submit" class="primary" disabled={busy}>{t("add.store")}</button>}
          {busy && <span role="status" class="small">{t("add.busy")}</span>}
        </p>
      </form>
      {error !== null && <Failure error={error} />}
      {added && <Result added={added} />}
      {mayAdd && !coded && (total.value ?? 0) > 0 && <Names />}
      {coded && <Preview coded={coded} store={mayAdd ? () => void add() : null} busy={busy} />}
    </div>
  );
}

function FirstSteps({ run, setAdded }: { run: (work: () => Promise<void>) => Promise<void>; setAdded: (added: Added) => void }) {
  const [examples, setExamples] = useState<{ name: string; title: string }[]>([]);
  useEffect(() => { get<{ items: { name: string; title: string }[] }>("/examples").then(({ items }) => setExamples(items), () => setExamples([])); }, []);
  return (
    <section class="first-steps">
      <h2>{t("first.title")}</h2>
      <ol><li>{t("first.paste")}</li><li>{t("first.read")}</li><li>{t("first.store")}</li></ol>
      {examples.length > 0 && <p>{t("first.examples")} <button type="button" onClick={() => void run(async () => { setAdded(await post<Added>("/examples", {})); await refresh(); })}>{t("first.load", { n: examples.length })}</button></p>}
    </section>
  );
}

function Drop({ take }: { take: (files: readonly File[]) => Promise<void> }) {
  const [isOver, setIsOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  return (
    <div
      class={`drop wide${isOver ? " over" : ""}`} onDragOver={(event) => { event.preventDefault(); setIsOver(true); }} onDragLeave={() => setIsOver(false)}
      onDrop={(event) => { event.preventDefault(); setIsOver(false); void take([...(event.dataTransfer?.files ?? [])]); }}
    >
      <p>{t("add.drop")}</p>
      <button type="button" onClick={() => input.current?.click()}>{t("add.choose")}</button>
      <input ref={input} type="file" multiple hidden aria-label={t("add.choose")} onChange={(event) => void take([...(event.currentTarget.files ?? [])])} />
      <p class="small">{t("add.formats")}</p>
    </div>
  );
}

interface Compared { standard: string; events: number; problems: { detail: string }[]; overlap: { pairs: number; only_here: number; only_there: number } }

/** A workbook of others, or of the office itself, laid beside what the store holds. Nothing of it is kept. */
function Rows() {
  const [told, setTold] = useState<Compared | null>(null);
  const [error, setError] = useState<unknown>(null);
  const take = async (file: File | undefined) => {
    if (!file) return;
    setError(null);
    setTold(null);
    try { setTold(await send("/import", file, file.type || "application/octet-stream", { name: file.name })); } catch (refused) { setError(refused instanceof Refused ? refused : new Error(String(refused))); }
  };
  return (
    <div class="wide">
      <label>{t("add.rowsLabel")} <input type="file" accept=".xlsx,.csv,.tsv" onChange={(event) => void take(event.currentTarget.files?.[0])} /></label>
      {error !== null && <Failure error={error} />}
      {told && (
        <>
          <p role="status">{t("add.compared", { events: told.events, standard: told.standard.toUpperCase() })}</p>
          <ul class="shares"><li>{t("add.pairs", { n: told.overlap.pairs })}</li><li>{t("add.onlyHere", { n: told.overlap.only_here })}</li><li>{t("add.onlyThere", { n: told.overlap.only_there })}</li></ul>
          <ul>{told.problems.slice(0, 20).map((one, at) => <li key={at} class="small">{one.detail}</li>)}</ul>
        </>
      )}
    </div>
  );
}

function Result({ added }: { added: Added }) {
  return (
    <section class="result" role="status">
      <h2>{t("add.done", { n: added.items.filter(({ document }) => document).length })}</h2>
      <p class="small">{t("add.seconds", { seconds: number(added.seconds, 1) })}</p>
      <ul>
        {added.items.map((one, index) => (
          <li key={index}>
            {one.document ? <a href={`/documents/${one.document}`}>{one.source ?? one.document.slice(0, 8)}</a> : <span class="refused">{one.problem}</span>}
            {one.document && <span class="small"> {one.is_new ? t("found", { n: one.mentions }) : t("add.known")}</span>}
            {one.events.slice(0, 5).map((event, at) => <a key={event} class="event-link" href={`/events/${event}`}>{t("add.event", { number: at + 1 })}</a>)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Preview({ coded, store, busy }: { coded: Coded; store: (() => void) | null; busy: boolean }) {
  const [selected, setSelected] = useState<Selected | null>(null);
  return (
    <section class="preview">
      <header class="page-head"><h2>{t("found", { n: coded.mentions.length })}</h2><span class="small">{t("add.seconds", { seconds: number(coded.seconds, 1) })}</span>{store && <button type="button" class="primary" disabled={busy} onClick={store}>{t("add.store")}</button>}</header>
      <div class="event-body">
        <div><MarkedText document={coded.document} marks={coded.marks} onSelect={setSelected} /><MarkLegend /></div>
        <aside>
          {selected && store && <Missed document={null} selected={selected} done={() => setSelected(null)} />}
          <Found document={{ marks: coded.marks, found: [...coded.mentions, ...coded.assessments, ...coded.problems] }} mentions={coded.mentions} />
          {!coded.mentions.length && <p class="small">{t("add.nothing")}</p>}
        </aside>
      </div>
    </section>
  );
}

