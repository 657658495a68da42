/** One report, whole, with what was found in it; a click on marked words shows the claim that stands on them. */
import { useState } from "preact/hooks";
import type { Assessment, Claim, DocumentPage as Told, Mark, Mention, Problem } from "../api";
import { day, days, languageName, percent, t, word } from "../i18n";
import { Failure } from "../parts/failure";
import { Icon } from "../parts/icon";
import { MarkedText, type Selected } from "../parts/marked-text";
import { useRequest } from "../parts/request";
import { labelOf, MarkLegend } from "../parts/sentence";
import { mayAct, plainValue } from "../event/event";
import { Missed } from "./missed";

export function DocumentPage({ id }: { id: string }) {
  const { data, error, reload } = useRequest<Told>(`/documents/${encodeURIComponent(id)}`);
  const [picked, setPicked] = useState<Mark[]>([]);
  const [selected, setSelected] = useState<Selected | null>(null);
  if (error) return <Failure error={error} />;
  if (!data) return <p class="loading" role="status">{t("loading")}</p>;
  const mentions = data.found.filter((one): one is Mention => one.record === "mention");
  return (
    <article class="document">
      <header class="event-head">
        <p class="kicker"><b>{data.source ?? t("noSource")}</b> <span>{data.published ? day(data.published, "long") : t("noDay")}</span> {data.language && <span>{languageName(data.language)}</span>}</p>
        <h1 tabIndex={-1} dir="auto">{data.title ?? t("noTitle")}</h1>
        {data.url && <p class="dateline"><a href={data.url} target="_blank" rel="noreferrer noopener"><Icon name="link" /> {t("original")}</a></p>}
        <p class="small">{t("found", { n: mentions.length })} · {t("document.hint")}</p>
      </header>
      <div class="event-body">
        <div>
          <MarkedText document={data} marks={data.marks} picked={picked[0] ?? null} onPick={setPicked} {...(mayAct() ? { onSelect: setSelected } : {})} />
          <MarkLegend />
        </div>
        <aside>
          {selected && <Missed document={data.id} selected={selected} done={() => { setSelected(null); reload(); }} />}
          {picked.length > 0 && <Picked marks={picked} mentions={mentions} close={() => setPicked([])} />}
          <Found document={data} mentions={mentions} />
        </aside>
      </div>
    </article>
  );
}

function Picked({ marks, mentions, close }: { marks: Mark[]; mentions: Mention[]; close: () => void }) {
  return (
    <section class="picked" aria-live="polite">
      <h2>{t("document.claim")} <button type="button" class="quiet" onClick={close}><Icon name="close" /><span class="hidden">{t("close")}</span></button></h2>
      {marks.map((mark, index) => {
        const mention = mentions.find(({ id }) => id === mark.mention);
        const claims = mention?.claims[mark.field.split(".")[0]!];
        const all: Claim[] = claims ? (Array.isArray(claims) ? claims : [claims]) : [];
        const value = mention && (mention as unknown as Record<string, unknown>)[mark.field.split(".")[0]!];
        return (
          <dl key={index}>
            <dt>{labelOf(mark.label)}</dt>
            <dd>{mention ? plainValue(value) : "–"}</dd>
            {all.slice(0, 2).map((claim, at) => <dd key={at} class="small"><code>{claim.method}</code> {claim.confidence !== null && percent(claim.confidence)}</dd>)}
            {mark.event && <dd><a href={`/events/${mark.event}`}>{t("document.event")}</a></dd>}
          </dl>
        );
      })}
    </section>
  );
}

export function Found({ document: report, mentions }: { document: Pick<Told, "found" | "marks">; mentions: Mention[] }) {
  const assessments = report.found.filter((one): one is Assessment => one.record === "assessment");
  const problems = report.found.filter((one): one is Problem => one.record === "problem");
  return (
    <section class="reports">
      <h2>{t("document.found")}</h2>
      {!mentions.length && <p class="small">{t("document.nothing")}</p>}
      <ol>
        {mentions.map((mention) => {
          const event = report.marks.find((mark) => mark.mention === mention.id)?.event;
          const told = [mention.parties.filter(({ role }) => role === "initiator").map(({ name, text }) => name ?? text).join(", "), mention.parties.filter(({ role }) => role !== "initiator").map(({ name, text }) => name ?? text).join(", ")].filter(Boolean).join(" → ");
          const words = <><b>{word("kind", mention.kind)}</b>{mention.mode && `, ${word("mode", mention.mode)}`} {told}</>;
          return (
            <li key={mention.id}><div>{event ? <a href={`/events/${event}`}>{words}</a> : words}<span class="small">{[mention.where?.name, mention.when && days(mention.when.first, mention.when.last), mention.status !== "happened" && word("status", mention.status)].filter(Boolean).join(" · ")}</span></div></li>
          );
        })}
      </ol>
      {assessments.length > 0 && <><h3>{t("document.assessments")}</h3><ul>{assessments.map((one) => <li key={one.id}><div>{[one.subject, word("direction", one.direction), one.area].filter(Boolean).join(" · ")}</div></li>)}</ul></>}
      {problems.length > 0 && <details><summary>{t("document.problems", { n: problems.length })}</summary><ul>{problems.map((one, index) => <li key={index}><div><b>{word("problem", one.code)}</b> <span class="small">{one.detail}</span></div></li>)}</ul></details>}
    </section>
  );
}
