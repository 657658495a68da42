/** How far coders who worked blind agree, field by field, and where they do not. */
import { useState } from "preact/hooks";
import type { Agreement } from "../api";
import { number, percent, t, word } from "../i18n";
import { Failure } from "../parts/failure";
import { useRequest } from "../parts/request";
import { labelOf } from "../parts/sentence";
import { plainValue } from "../event/event";

export function AgreementPage() {
  const coders = useRequest<{ items: { name: string; events: number }[] }>("/coders");
  const names = coders.data?.items.map(({ name }) => name) ?? [];
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const both = chosen ?? names.slice(0, 2);
  const { data, error } = useRequest<Agreement>(both.length > 1 ? "/agreement" : null, { coder: both });
  if (coders.error || error) return <Failure error={coders.error ?? error} />;
  if (coders.data && names.length < 2) return <section class="narrow"><h2>{t("agreement.none")}</h2><p>{t("agreement.noneText")}</p><a class="button" href="/review/blind">{t("review.blind")}</a></section>;
  const toggle = (name: string) => setChosen(both.includes(name) ? both.filter((one) => one !== name) : [...both, name]);
  return (
    <section class="agreement">
      <p class="toggles" role="group" aria-label={t("agreement.coders")}>{coders.data?.items.map(({ name, events }) => <button key={name} type="button" aria-pressed={both.includes(name)} onClick={() => toggle(name)}>{name} <span class="small">{number(events)}</span></button>)}</p>
      {data && (
        <>
          <p>{t("agreement.events", { n: data.events })}</p>
          <div class="table-scroll"><table>
            <thead><tr><th scope="col">{t("pair.field")}</th><th scope="col" class="n">{t("agreement.n")}</th><th scope="col" class="n">{t("agreement.raw")}</th><th scope="col" class="n">{t("agreement.alpha")}</th><th scope="col">{t("agreement.verdict")}</th></tr></thead>
            <tbody>{data.fields.map((one) => <tr key={one.field}><th scope="row">{labelOf(one.field)}</th><td class="n">{number(one.n)}</td><td class="n">{one.raw === null ? "–" : percent(one.raw)}</td><td class="n">{one.alpha === null ? "–" : number(one.alpha, 2)}</td><td>{word("verdict", one.verdict)}</td></tr>)}</tbody>
          </table></div>
          {data.disagreements.length > 0 && (
            <><h2>{t("agreement.where")}</h2><div class="table-scroll"><table>
              <thead><tr><th scope="col">{t("pair.field")}</th>{data.coders.map((name) => <th key={name} scope="col">{name}</th>)}<th scope="col">{t("agreement.event")}</th></tr></thead>
              <tbody>{data.disagreements.slice(0, 200).map((one, index) => <tr key={index}><th scope="row">{labelOf(one.field)}</th>{one.said.map((said, at) => <td key={at}>{plainValue(said)}</td>)}<td><a href={`/events/${one.event}`}>{one.event.slice(0, 8)}</a></td></tr>)}</tbody>
            </table></div></>
          )}
        </>
      )}
    </section>
  );
}
