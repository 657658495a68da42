/** One event: what it says, where each value stands in a report, what spoke against it, and who changed what. */
import { useState } from "preact/hooks";
import { type DocumentPage, type EventPage as Told, get, type Mention, type Report, type Rival, type Sentence, type Value } from "../api";
import { day, days, languageName, moment, number, percent, t, word } from "../i18n";
import { perform } from "../parts/act";
import { Failure } from "../parts/failure";
import { Icon } from "../parts/icon";
import { useRequest } from "../parts/request";
import { kindText, said } from "../parts/said";
import { labelOf, MarkLegend, Marked, markOf } from "../parts/sentence";
import { Glyph, typeLabel, typeOf } from "../parts/types";
import { at, me } from "../state";
import { Correct } from "./correct";

export function EventPage({ id }: { id: string }) {
  const { data, error } = useRequest<Told>(`/events/${encodeURIComponent(id)}`);
  if (error) return <Failure error={error} />;
  if (!data) return <p class="loading" role="status">{t("loading")}</p>;
  return (
    <article class="event">
      <p class="back"><a href={at("/")}>{t("event.back")}</a></p>
      <EventHead event={data} />
      {mayAct() && <Actions event={data} />}
      <EventBody event={data} />
    </article>
  );
}

export const mayAct = () => me.value?.level === "internal" && Boolean(me.value.may.includes("act"));

export function who(event: Told, ...roles: string[]): string {
  return [...new Set(event.parties.filter(({ role }) => roles.includes(role)).map(({ name, text }) => name ?? text ?? ""))].filter(Boolean).join(", ");
}

export function placeText(event: Told): string {
  const where = event.where;
  return where ? [...new Set([where.name, where.admin1, where.country])].filter(Boolean).join(", ") : t("noPlace");
}

export function whenText(event: Told): string {
  if (event.when) return days(event.when.first, event.when.last, "long");
  return event.reported_on ? t("reportedOn", { day: day(event.reported_on, "long") }) : t("noDay");
}

export function title(event: Told): string {
  const begins = who(event, "initiator"), meets = who(event, "recipient", "victim");
  const line = said({ ...event, who: begins, whom: meets });
  if (line) return line;
  if (begins && meets) return `${begins} → ${meets}`;
  return begins || (meets ? `→ ${meets}` : kindText(event));
}

export function EventHead({ event, level: Level = "h1" }: { event: Told; level?: "h1" | "h2" }) {
  const type = event.acled?.event_type;
  return (
    <header class="event-head">
      <p class="kicker"><Glyph type={typeOf(type)} /><b>{type ? `${typeLabel(type)} · ${word("subtype", event.acled!.sub_event_type)}` : kindText(event)}</b>{event.status !== "happened" && <span>{word("status", event.status)}</span>}{event.review_state !== "machine" && <span class="state">{word("review-state", event.review_state)}</span>}</p>
      <Level tabIndex={-1} dir="auto">{title(event)}</Level>
      <p class="dateline">{placeText(event)} · {whenText(event)}</p>
      <p class="told">
        {t("told", { reports: t("reports", { n: event.reports.length }), independent: t("independent", { n: event.independent_sources }) })}
        {" "}<span class={`grade g-${event.grade}`}>{word("grade", event.grade)}</span> <span class="small">{word("rule", event.grade_rule)}</span>
      </p>
    </header>
  );
}

export function EventBody({ event }: { event: Told }) {
  const [strong, setStrong] = useState<string | null>(null);
  return (
    <div class="event-body">
      <div>
        <Sentences event={event} strong={strong} />
        <Values event={event} setStrong={setStrong} />
        {event.rivals.length > 0 && <Rivals rivals={event.rivals} />}
      </div>
      <aside>
        <Reports event={event} />
        {event.history.length > 0 && <History event={event} />}
      </aside>
    </div>
  );
}

export function Sentences({ event, strong }: { event: Told; strong: string | null }) {
  if (!event.sentences.length) return null;
  const byDocument = Map.groupBy(event.sentences, (one: Sentence) => one.document);
  return (
    <section class="sentences" aria-label={t("event.sentences")}>
      <h2>{t("event.sentences")}</h2>
      {[...byDocument].map(([document, sentences]) => {
        const report = event.reports.find((one) => one.document === document);
        return (
          <figure key={document}>
            <blockquote lang={report?.language ?? undefined} dir="auto">{sentences.map((one, index) => <p key={index}><Marked pieces={one.pieces} strong={strong} /></p>)}</blockquote>
            <figcaption><a href={`/documents/${document}`}>{report?.source ?? t("noSource")}</a>, {report?.published ? day(report.published) : t("noDay")}</figcaption>
          </figure>
        );
      })}
      <MarkLegend />
    </section>
  );
}

/** The field down to its part, as labels of marked words name it: "parties.victim", "counts.killed". */
const exactly = ({ field, label }: Value): string => (field === "parties" || field === "counts" ? `${field}.${label.replaceAll(" ", "_")}` : field);

function Values({ event, setStrong }: { event: Told; setStrong: (field: string | null) => void }) {
  const [correcting, setCorrecting] = useState<string | null>(null);
  const coded = event.values.filter(({ field }) => !DERIVED.has(field.split(".")[0]!));
  const derived = event.values.filter(({ field }) => DERIVED.has(field.split(".")[0]!));
  const row = (value: Value, index: number) => {
    const key = `${value.field}/${index}`;
    return (
      <div key={key} class={`value v-${markOf(exactly(value))}`} onMouseEnter={() => setStrong(exactly(value))} onMouseLeave={() => setStrong(null)} onFocusIn={() => setStrong(exactly(value))} onFocusOut={() => setStrong(null)}>
        <dt>{word("label", value.label)}</dt>
        <dd>
          <span class="text">{["kind", "mode", "status"].includes(value.field) ? word(value.field, value.text) : value.text}</span>{value.note && <span class="note">{value.note}</span>}
          {value.quotes.length > 0 && <span class="words">{[...new Set(value.quotes.map(({ text }) => text).filter(Boolean))].slice(0, 3).map((text) => <q key={text}>{text}</q>)}</span>}
          <span class="method"><code>{value.method}</code>{value.confidence !== null && <span title={t("confidence")}> {percent(value.confidence)}</span>}</span>
          {correcting === key && <Correct event={event} field={exactly(value)} value={value} close={() => setCorrecting(null)} />}
        </dd>
        {mayAct() && !DERIVED.has(value.field) && value.field !== "attribution" && correcting !== key && <dd class="act"><button type="button" class="link" aria-label={t("correct.field", { field: word("label", value.label) })} onClick={() => setCorrecting(key)}>{t("correct")}</button></dd>}
      </div>
    );
  };
  return (
    <section class="values">
      <h2>{t("event.values")}</h2>
      <dl>{coded.map(row)}</dl>
      {mayAct() && <Missing event={event} />}
      {derived.length > 0 && <details><summary>{t("event.derived")}</summary><dl>{derived.map((value, index) => row(value, index + 1000))}</dl></details>}
    </section>
  );
}

const DERIVED = new Set(["acled", "ged", "cameo", "goldstein", "contexts", "tags"]);
const ADDABLE = ["where", "when", "counts.killed", "counts.injured", "counts.abducted", "counts.detained", "counts.displaced", "parties.initiator", "parties.recipient", "parties.victim", "mode", "means", "targets", "outcome", "campaign"];

/** What no report was found to say, a person may still know. */
function Missing({ event }: { event: Told }) {
  const [field, setField] = useState("");
  const has = (name: string) => {
    const [group, part] = name.split(".");
    if (group === "counts") return Boolean(event.counts[part!]);
    if (group === "parties") return event.parties.some(({ role }) => role === part);
    const value = event[group as keyof Told];
    return Array.isArray(value) ? value.length > 0 : value !== null;
  };
  return (
    <div class="missing">
      <label>{t("event.add")} <select value={field} onChange={(change) => setField(change.currentTarget.value)}><option value="">…</option>{ADDABLE.filter((name) => !has(name)).map((name) => <option key={name} value={name}>{labelOf(name)}</option>)}</select></label>
      {field && <Correct event={event} field={field} value={null} close={() => setField("")} />}
    </div>
  );
}

function Rivals({ rivals }: { rivals: Rival[] }) {
  return (
    <section class="rivals">
      <h2>{t("event.rivals")}</h2>
      <p class="small">{t("event.rivalsNote")}</p>
      <ul>
        {rivals.map((rival, index) => (
          <li key={index}><b>{labelOf(rival.field)}</b> {plainValue(rival.value)} {rival.quotes[0]?.text && <q>{rival.quotes[0].text}</q>} <code>{rival.method}</code> {rival.confidence !== null && percent(rival.confidence)}</li>
        ))}
      </ul>
    </section>
  );
}

/** A coded value of any field, short. */
export function plainValue(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value)) return value.map(plainValue).join(", ");
  if (typeof value === "number") return number(value, 2);
  if (typeof value !== "object") return String(value);
  const told = value as Record<string, unknown>;
  if ("first" in told) return days(String(told["first"]), String(told["last"]));
  if ("best" in told) return `${told["measure"] ? `${word("measure", String(told["measure"]))} ` : ""}${told["low"] !== told["high"] && told["low"] !== null ? `${told["low"]}–${told["high"] ?? ""}` : told["best"] ?? told["low"] ?? "–"}`;
  if ("event_type" in told) return `${told["event_type"]}: ${told["sub_event_type"]}`;
  const name = told["name"] ?? told["text"] ?? (told["actor"] as { name?: string } | null)?.name;
  return name ? String(name) : Object.entries(told).filter(([, part]) => typeof part !== "object" && part !== null).map(([key, part]) => `${key} ${part}`).join(", ");
}

function Reports({ event }: { event: Told }) {
  const [going, setGoing] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState("");
  const canSplit = mayAct() && event.mentions.length > 1 && event.reports.length > 1;
  const toggle = (document: string) => setGoing((now) => { const next = new Set(now); if (!next.delete(document)) next.add(document); return next; });
  const split = async () => {
    const told = await Promise.all([...going].map((document) => get<DocumentPage>(`/documents/${document}`)));
    const mentions = told.flatMap(({ found }) => found).filter((one) => one.record === "mention" && event.mentions.includes(one.id)).map((one) => (one as Mention).id);
    if (await perform({ verb: "split", event: event.id, mentions, reason: reason || null })) setGoing(new Set());
  };
  return (
    <section class="reports">
      <h2>{t("event.reports")}</h2>
      <ul>
        {event.reports.map((report: Report) => (
          <li key={report.document}>
            {canSplit && <input type="checkbox" aria-label={t("split.mark", { report: report.title ?? report.source ?? report.document })} checked={going.has(report.document)} onChange={() => toggle(report.document)} />}
            <div>
              <a href={`/documents/${report.document}`}>{report.title ?? t("noTitle")}</a>
              <span class="small">{[report.source ?? t("noSource"), report.published && day(report.published), report.language && languageName(report.language)].filter(Boolean).join(" · ")}</span>
              {report.url && <a class="small" href={report.url} target="_blank" rel="noreferrer noopener"><Icon name="link" /> {t("original")}</a>}
            </div>
          </li>
        ))}
      </ul>
      {going.size > 0 && going.size < event.reports.length && (
        <p class="split"><label class="hidden" for="split-reason">{t("reason")}</label><input id="split-reason" placeholder={t("reason")} value={reason} onInput={(input) => setReason(input.currentTarget.value)} /><button type="button" onClick={() => void split()}><Icon name="split" />{t("split")}</button></p>
      )}
    </section>
  );
}

function History({ event }: { event: Told }) {
  return (
    <section class="history">
      <h2>{t("event.history")}</h2>
      <ol>
        {event.history.map((done) => (
          <li key={done.id} class={done.is_undone ? "undone" : ""}>
            <p><b>{word("verb", done.verb)}</b>{done.field && ` ${labelOf(done.field)}`}{done.value !== null && done.value !== undefined && `: ${plainValue(done.value)}`}</p>
            <p class="small">{done.by && `${done.by}, `}<time dateTime={done.at}>{moment(done.at)}</time>{done.reason && ` — ${done.reason}`}{done.is_undone && ` (${t("undone")})`}</p>
            {mayAct() && !done.is_undone && done.verb !== "undone" && <button type="button" class="link small" onClick={() => void perform({ verb: "undo", act: done.id })}>{t("undo")}</button>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Actions({ event }: { event: Told }) {
  const [asking, setAsking] = useState<"flag" | "comment" | "merge" | "reject" | null>(null);
  const [words, setWords] = useState("");
  const done = async () => {
    const act = asking === "merge" ? { verb: "merge", events: [event.id, words.trim().split("/").at(-1)!] } : { verb: asking!, event: event.id, reason: words || null };
    if (await perform(act)) { setAsking(null); setWords(""); }
  };
  return (
    <div class="actions" role="group" aria-label={t("actions")}>
      <button type="button" disabled={event.review_state === "reviewed"} onClick={() => void perform({ verb: "accept", event: event.id })}><Icon name="check" />{t("accept")}</button>
      <button type="button" onClick={() => setAsking("reject")}><Icon name="close" />{t("withdraw")}</button>
      <button type="button" onClick={() => setAsking("merge")}><Icon name="merge" />{t("merge")}</button>
      <button type="button" onClick={() => setAsking("flag")}><Icon name="flag" />{t("flag")}</button>
      <button type="button" onClick={() => setAsking("comment")}><Icon name="pen" />{t("comment")}</button>
      {asking && (
        <form class="ask" onSubmit={(submit) => { submit.preventDefault(); void done(); }}>
          <label>{t(`ask.${asking}`)} <input autofocus required={asking === "merge" || asking === "comment"} value={words} onInput={(input) => setWords(input.currentTarget.value)} /></label>
          <button type="submit" class="primary">{t(asking === "reject" ? "withdraw" : asking)}</button>
          <button type="button" class="link" onClick={() => setAsking(null)}>{t("cancel")}</button>
        </form>
      )}
    </div>
  );
}
