/** Double coding: each coder sees the events as only the machine and they have them, never what the other said. */
import { useLayoutEffect, useState } from "preact/hooks";
import type { EventPage } from "../api";
import { t } from "../i18n";
import { perform } from "../parts/act";
import { Failure } from "../parts/failure";
import { useRequest } from "../parts/request";
import { labelOf } from "../parts/sentence";
import { go } from "../router";
import { Correct } from "../event/correct";
import { EventHead } from "../event/event";
import { Marked, MarkLegend } from "../parts/sentence";
import { commandOf, keyName, keys } from "./shortcuts";

export function Blind({ coder }: { coder: string }) {
  const [name, setName] = useState("");
  const known = useRequest<{ items: { name: string; events: number }[] }>("/coders");
  if (coder) return <Coding coder={coder} />;
  return (
    <section class="narrow">
      <h2>{t("blind.title")}</h2>
      <p>{t("blind.text")}</p>
      <form class="line" onSubmit={(sent) => { sent.preventDefault(); go(`/review/blind/${encodeURIComponent(name.trim())}`); }}>
        <label>{t("blind.name")} <input required value={name} onInput={(input) => setName(input.currentTarget.value)} /></label>
        <button type="submit" class="primary">{t("blind.start")}</button>
      </form>
      {known.data && known.data.items.length > 0 && <p class="small">{t("blind.known")} {known.data.items.map(({ name: one }) => <a key={one} href={`/review/blind/${encodeURIComponent(one)}`}>{one} </a>)}</p>}
    </section>
  );
}

const FIELDS = ["kind", "mode", "status", "where", "when", "counts.killed", "parties.initiator", "parties.recipient"];

function Coding({ coder }: { coder: string }) {
  const open = useRequest<{ items: string[]; done: number; total: number }>(`/coders/${encodeURIComponent(coder)}/open`, { sample: 50 });
  const [skipped, setSkipped] = useState<readonly string[]>([]);
  const id = open.data?.items.find((one) => !skipped.includes(one)) ?? null;
  const shown = useRequest<EventPage>(id ? `/coders/${encodeURIComponent(coder)}/events/${id}` : null);
  const [field, setField] = useState<string | null>(null);
  const say = async (verb: "accept" | "reject") => { if (id && (await perform({ verb, event: id, coder }))) { setSkipped([...skipped, id]); setField(null); } };
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = commandOf(event);
      if (command === "accept" || command === "reject") { event.preventDefault(); void say(command); }
      if (command === "skip" && id) { event.preventDefault(); setSkipped([...skipped, id]); }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
  if (open.error || shown.error) return <Failure error={open.error ?? shown.error} />;
  if (open.data && !id) return <section class="narrow"><h2>{t("blind.done")}</h2><p>{t("blind.doneText", { done: open.data.done, total: open.data.total })}</p><a class="button" href="/review/agreement">{t("review.agreement")}</a></section>;
  const event = shown.data;
  if (!event) return <p class="loading" role="status">{t("loading")}</p>;
  return (
    <section class="decide">
      <header>
        <p class="why"><b>{coder}</b> {open.data && t("blind.progress", { done: open.data.done, total: open.data.total })}</p>
        <div class="actions">
          <button type="button" class="primary" onClick={() => void say("accept")}>{t("blind.right")}<kbd>{keyName(keys.value.accept)}</kbd></button>
          <button type="button" onClick={() => void say("reject")}>{t("blind.noEvent")}<kbd>{keyName(keys.value.reject)}</kbd></button>
        </div>
      </header>
      <article class="event">
        <EventHead event={{ ...event, reports: event.reports ?? [] }} level="h2" />
        {event.sentences?.map((one, index) => <blockquote key={index}><Marked pieces={one.pieces} /></blockquote>)}
        <MarkLegend />
        <div class="toggles" role="group" aria-label={t("correct")}>{FIELDS.map((one) => <button key={one} type="button" aria-pressed={field === one} onClick={() => setField(field === one ? null : one)}>{labelOf(one)}</button>)}</div>
        {field && <Correct key={field} event={event} field={field} value={null} coder={coder} close={() => setField(null)} />}
      </article>
    </section>
  );
}
