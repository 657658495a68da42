/** What waits for a person, the most urgent first: one key decides and goes on to the next. */
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import type { EventPage, Pair, Queue, QueueItem } from "../api";
import { number, percent, t, word } from "../i18n";
import { perform, undoLast } from "../parts/act";
import { Failure } from "../parts/failure";
import { useRequest } from "../parts/request";
import { labelOf } from "../parts/sentence";
import { toQuery } from "../filters";
import { filters, me, viewed } from "../state";
import { place } from "../router";
import { EventBody, EventHead, Sentences } from "../event/event";
import { AgreementPage } from "./agreement";
import { Blind } from "./blind";
import { choose, type Command, commandOf, keyName, keys, reset } from "./shortcuts";

export function Review({ id }: { id: string }) {
  return (
    <div class="review">
      <header class="page-head">
        <h1 tabIndex={-1}>{t("nav.review")}</h1>
        <nav aria-label={t("review.parts")} class="tabs">
          <a href="/review" aria-current={id === "" ? "page" : undefined}>{t("review.queue")}</a>
          <a href="/review/blind" aria-current={id.startsWith("blind") ? "page" : undefined}>{t("review.blind")}</a>
          <a href="/review/agreement" aria-current={id === "agreement" ? "page" : undefined}>{t("review.agreement")}</a>
        </nav>
      </header>
      {id === "agreement" ? <AgreementPage /> : id.startsWith("blind") ? <Blind coder={id.split("/")[1] ?? ""} /> : <Waiting />}
    </div>
  );
}

const keyOf = (item: QueueItem) => `${item.need}/${item.event}/${item.other}/${item.act?.id ?? ""}`;

function Waiting() {
  const need = new URLSearchParams(place.value.search).get("need");
  const asked = toQuery(filters.value);
  asked.set("limit", "100");
  if (need) asked.append("need", need);
  const { data, error, isLoading } = useRequest<Queue>("/queue", asked);
  const [skipped, setSkipped] = useState<readonly string[]>([]);
  useEffect(() => setSkipped([]), [need]);
  if (error) return <Failure error={error} />;
  if (!data) return <p class="loading" role="status">{t("loading")}</p>;
  const open = data.items.filter((item) => !skipped.includes(keyOf(item)));
  const item = open[0];
  return (
    <div class="queue">
      <Needs queue={data} need={need} />
      {item ? <Decide key={keyOf(item)} item={item} left={open.length} skip={() => setSkipped([...skipped, keyOf(item)])} back={() => setSkipped(skipped.slice(0, -1))} />
        : !isLoading && <section class="narrow"><h2>{t("review.empty")}</h2><p>{t("review.emptyText")}</p>{skipped.length > 0 && <button type="button" onClick={() => setSkipped([])}>{t("review.again", { n: skipped.length })}</button>}</section>}
    </div>
  );
}

function Needs({ queue, need }: { queue: Queue; need: string | null }) {
  const all = Object.values(queue.counts).reduce((sum, count) => sum + count, 0);
  return (
    <aside class="needs" aria-label={t("review.needs")}>
      <ul>
        <li><button type="button" aria-pressed={!need} onClick={() => viewed("need", null)}><span>{t("review.all")}</span><b>{number(all)}</b></button></li>
        {(me.value?.needs ?? Object.keys(queue.counts)).map((one) => (
          <li key={one}><button type="button" aria-pressed={need === one} disabled={!queue.counts[one]} onClick={() => viewed("need", one)}><span>{word("need", one)}</span><b>{number(queue.counts[one] ?? 0)}</b></button></li>
        ))}
      </ul>
      <Shortcuts />
    </aside>
  );
}

function Shortcuts() {
  const [asking, setAsking] = useState<Command | null>(null);
  return (
    <details class="shortcuts" open>
      <summary>{t("shortcuts")}</summary>
      <ul>
        {(Object.keys(keys.value) as Command[]).map((command) => (
          <li key={command}>
            <span>{t(`command.${command}`)}</span>
            <button
              type="button" class="quiet" aria-label={t("shortcuts.change", { command: t(`command.${command}`), key: keyName(keys.value[command]) })}
              onClick={() => setAsking(command)} onBlur={() => setAsking(null)}
              onKeyDown={(event) => {
                if (asking !== command || event.key === "Tab" || event.key === "Shift") return;
                event.preventDefault();
                event.stopPropagation();
                if (event.key !== "Escape") choose(command, event.key);
                setAsking(null);
              }}
            ><kbd>{asking === command ? "…" : keyName(keys.value[command])}</kbd></button>
          </li>
        ))}
      </ul>
      <p class="small">{t("shortcuts.hint")} <button type="button" class="link" onClick={reset}>{t("shortcuts.reset")}</button></p>
    </details>
  );
}

/** Words of closed lists in the reader's language. */
const said = (field: string, value: string): string => (!value ? "–" : ["kind", "mode", "status"].includes(field) ? word(field, value) : value.replaceAll("_", " "));

interface Deciding { item: QueueItem; left: number; skip: () => void; back: () => void }

function Decide({ item, left, skip, back }: Deciding) {
  const isPair = item.need === "proposed-merge" && item.event !== null && item.other !== null;
  const decide = async (command: Command) => {
    const event = item.event ?? undefined;
    if (command === "skip") skip();
    else if (command === "back") back();
    else if (command === "undo") await undoLast();
    else if (command === "open" && event) open(`/events/${event}`, "_self");
    else if (isPair && command === "same") await perform({ verb: "merge", events: [item.event!, item.other!] });
    else if (isPair && (command === "different" || command === "unsure")) {
      if ((await perform({ verb: command, left: item.event!, right: item.other! })) && command === "unsure") skip();
    } else if (!isPair && event && command === "accept") { if (await perform({ verb: "accept", event })) skip(); }
    else if (!isPair && event && command === "reject") { if (await perform({ verb: "reject", event })) skip(); }
    else if (event && command === "flag") await perform({ verb: "flag", event });
  };
  // Before the card is painted: a key pressed as soon as it is seen is not lost.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = commandOf(event);
      if (!command) return;
      event.preventDefault();
      void decide(command);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
  const commands: Command[] = isPair ? ["same", "different", "unsure", "skip", "undo"] : ["accept", "reject", "flag", "skip", "undo"];
  return (
    <section class="decide" aria-label={word("need", item.need)}>
      <header>
        <p class="why"><b>{word("need", item.need)}</b> {isPair ? item.score !== null && percent(item.score) : item.detail} {item.assigned_to && <span class="small">{t("assigned", { to: item.assigned_to })}</span>}<span class="small left">{t("review.left", { n: left })}</span></p>
        <div class="actions" role="group" aria-label={t("actions")}>
          {commands.map((command, at) => <button key={command} type="button" class={at === 0 ? "primary" : ""} onClick={() => void decide(command)}>{t(`command.${command}`)}<kbd>{keyName(keys.value[command])}</kbd></button>)}
        </div>
      </header>
      {isPair ? <SideBySide left={item.event!} right={item.other!} reasons={item.reasons ?? []} /> : item.event ? <One id={item.event} /> : <p>{item.detail}</p>}
    </section>
  );
}

function One({ id }: { id: string }) {
  const { data, error } = useRequest<EventPage>(`/events/${id}`);
  if (error) return <Failure error={error} />;
  return data ? <article class="event"><EventHead event={data} level="h2" /><EventBody event={data} /></article> : <p class="loading" role="status">{t("loading")}</p>;
}

function SideBySide({ left, right, reasons }: { left: string; right: string; reasons: [string, number][] }) {
  const { data, error } = useRequest<Pair>("/queue/pair", { left, right });
  if (error) return <Failure error={error} />;
  if (!data) return <p class="loading" role="status">{t("loading")}</p>;
  const fields = [...data.fields].sort((one, other) => Number(one.is_same) - Number(other.is_same));
  return (
    <div class="pair">
      <div class="columns">
        {[data.left, data.right].map((event) => <article key={event.id} class="event"><EventHead event={event} level="h2" /><Sentences event={event} strong={null} /></article>)}
      </div>
      <div class="table-scroll">
        <table>
          <caption class="hidden">{t("pair.caption")}</caption>
          <thead><tr><th scope="col">{t("pair.field")}</th><th scope="col"><a href={`/events/${data.left.id}`}>{t("pair.left")}</a></th><th scope="col"><a href={`/events/${data.right.id}`}>{t("pair.right")}</a></th></tr></thead>
          <tbody>
            {fields.map(({ field, left: one, right: other, is_same }) => (
              <tr key={field} class={is_same ? "same" : "differs"}><th scope="row">{word("label", labelOf(field))}{!is_same && <span class="hidden"> ({t("pair.differs")})</span>}</th><td>{said(field, one)}</td><td>{said(field, other)}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
      {reasons.length > 0 && <p class="small reasons">{t("pair.reasons")} {reasons.map(([name, weight]) => `${name} ${weight > 0 ? "+" : ""}${number(weight, 1)}`).join(" · ")}</p>}
    </div>
  );
}

