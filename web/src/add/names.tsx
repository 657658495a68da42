/** Names that no gazetteer and no registry knew, those of most reports first: settled here once for all. */
import { useState } from "preact/hooks";
import { t } from "../i18n";
import { useRequest } from "../parts/request";
import { Missed } from "../document/missed";

interface Unresolved { name: string; documents: string[]; times: number; sentences: { document: string; source: string | null; text: string }[] }
const CODES = ["place-not-found", "actor-not-found"] as const;
const FEW = 8;

export function Names() {
  const [code, setCode] = useState<(typeof CODES)[number]>("place-not-found");
  const [open, setOpen] = useState<string | null>(null);
  const { data, error, reload } = useRequest<{ items: Unresolved[] }>("/problems/names", { code });
  if (error || !data) return null;
  return (
    <section class="names">
      <h2>{t("names.title")}</h2>
      <p class="small">{t("names.note")}</p>
      <div class="views" role="group" aria-label={t("names.title")}>{CODES.map((one) => <button key={one} type="button" aria-pressed={code === one} onClick={() => { setCode(one); setOpen(null); }}>{t(`names.${one}`)}</button>)}</div>
      {!data.items.length && <p>{t("names.none")}</p>}
      <ul>
        {data.items.slice(0, FEW).map(({ name, documents, sentences }) => (
          <li key={name}>
            <p><b dir="auto">{name}</b> <span class="small">{t("reports", { n: documents.length })}</span> {open !== name && <button type="button" class="link" aria-label={t("names.settleOne", { name })} onClick={() => setOpen(name)}>{t("names.settle")}</button>}</p>
            {sentences[0] && <blockquote dir="auto"><a href={`/documents/${sentences[0].document}`}>{sentences[0].source ?? t("noSource")}</a>: {sentences[0].text}</blockquote>}
            {open === name && <Missed document={null} first={code === "place-not-found" ? "place" : "actor"} selected={{ start: 0, end: 0, text: name }} done={() => { setOpen(null); reload(); }} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
