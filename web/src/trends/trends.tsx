/** What changed, against a baseline that is said, with a guard against small numbers; and each series on the same axes. */
import type { ComponentChild } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Alert, Alerts as AlertsTold, Assessment, Forecast, SeriesAnswer, Trend, Trends as Told } from "../api";
import { toQuery, toSearch, withList, type ListName } from "../filters";
import { day, days, language, number, percent, share, t, word } from "../i18n";
import { Chart } from "../parts/chart";
import { Failure } from "../parts/failure";
import { Period } from "../parts/period";
import { useRequest } from "../parts/request";
import { typeLabel } from "../parts/types";
import { filters } from "../state";

const BY = ["country", "admin1", "acled", "kind", "actor", "source"] as const;
const STEPS = ["week", "month", "year"] as const;
type By = (typeof BY)[number];

function labelled(by: By, key: string, label: string): string {
  return by === "acled" ? typeLabel(key) : by === "kind" ? word("kind", key) : label;
}

export function Trends() {
  const [by, setBy] = useState<By>("country");
  const [step, setStep] = useState<(typeof STEPS)[number]>("month");
  const [baseline, setBaseline] = useState(4);
  const asked = toQuery(filters.value);
  for (const [name, value] of [["by", by], ["step", step]] as const) asked.set(name, value);
  const compared = new URLSearchParams(asked);
  compared.set("recent", "1");
  compared.set("baseline", String(baseline));
  const change = useRequest<Told>("/trends", compared);
  const series = useRequest<SeriesAnswer>("/series", asked);
  const alerts = useRequest<AlertsTold>("/alerts", alertsAsked());
  const assessments = useRequest<{ items: Assessment[] }>("/assessments", { limit: 12 });
  const countries = filters.value.lists.country ?? [];
  const forecasts = useRequest<{ items: Forecast[] }>("/forecasts", { by: by === "admin1" ? by : "country", country: countries.length === 1 ? countries[0] : null });
  const parts = [
    told(change, (data) => <Changes by={by} told={data} />),
    told(alerts, (data) => <Alerts told={data} />),
    told(series, (data) => <Multiples by={by} series={data} />),
    told(assessments, (data) => <Assessments items={data.items} />),
    told(forecasts, (data) => <Forecasts items={data.items} />),
  ];
  // One under the other, from above: what stands does not move.
  const waiting = parts.indexOf(null);
  return (
    <div class="trends">
      <header class="page-head"><h1 tabIndex={-1}>{t("nav.trends")}</h1><Period /></header>
      <div class="controls">
        <label>{t("trends.by")} <select value={by} onChange={(event) => setBy(event.currentTarget.value as By)}>{BY.map((one) => <option key={one} value={one}>{t(`facet.${one}`)}</option>)}</select></label>
        <label>{t("trends.step")} <select value={step} onChange={(event) => setStep(event.currentTarget.value as typeof step)}>{STEPS.map((one) => <option key={one} value={one}>{t(`step.${one}`)}</option>)}</select></label>
        <label>{t("trends.baseline")} <select value={baseline} onChange={(event) => setBaseline(Number(event.currentTarget.value))}>{[4, 12, 52].map((one) => <option key={one} value={one}>{t(`trends.before.${step}`, { n: one })}</option>)}</select></label>
      </div>
      {waiting < 0 ? parts : parts.slice(0, waiting)}
      {waiting >= 0 && <p key={waiting} class="loading" role="status">{t(waiting === parts.length - 1 ? "forecast.making" : "loading")}</p>}
    </div>
  );
}

/** A part of the page, or that it did not come; null until then. */
function told<T>({ data, error }: { data: T | null; error: unknown }, show: (data: T) => ComponentChild): ComponentChild {
  if (error) return <Failure error={error} />;
  return data && show(data);
}

/** What the alerts can be asked by. */
function alertsAsked(): URLSearchParams {
  const asked = toQuery(filters.value);
  for (const name of ["bbox", "place", "where-prec"]) asked.delete(name);
  return asked;
}

/** Where something has become more, beyond what chance and more reading explain: by the shipped rules, each with its reason and how often such a rule is wrong. */
function Alerts({ told: { at, items } }: { told: AlertsTold }) {
  return (
    <section class="alerts">
      <h2>{t("alerts.title")}</h2>
      <p class="small">{t("alerts.at", { day: day(at) })}</p>
      {items.length ? <ul>{items.slice(0, 12).map((one) => <AlertItem key={one.id} alert={one} />)}</ul> : <p>{t("alerts.none")}</p>}
    </section>
  );
}

/** In English as the server says it, with the rule's own figures; else the same without those. */
function reasonOf(alert: Alert): string {
  if (language.value === "en") return alert.reason;
  const told = t("alerts.reason", {
    measure: t(`alerts.measure.${alert.measure}`), observed: alert.observed, period: days(alert.since, alert.until), expected: number(alert.expected, 1), rule: t(`alerts.rule.${alert.detector}`),
  });
  return alert.probability === null ? told : `${told} ${t("alerts.sure", { share: percent(alert.probability) })}`;
}

function AlertItem({ alert }: { alert: Alert }) {
  const wrong = alert.back_test?.wrong;
  return (
    <li class={`alert a-${alert.level}`}>
      <p><span class="verdict">{word("alert", alert.level)}</span> <b dir="auto">{alert.axis === "kind" ? word("kind", alert.key) : alert.name}</b> <a class="small" href={`/?${toSearch(alertFilter(alert))}`}>{t("events", { n: alert.events_in_all })}</a></p>
      <p>{reasonOf(alert)}</p>
      {wrong != null && <p class="small">{t("alerts.wrong", { share: percent(wrong), on: alert.back_test!.on })}</p>}
    </li>
  );
}

/** The events behind an alert, as far as the app's choices can say it. */
function alertFilter({ axis, key, since, until }: Alert) {
  const period = { ...filters.value, since, until };
  if (axis === "dyad") return withList(period, "actor", key.split(/[|~]/).slice(0, 1));
  return axis === "country" || axis === "admin1" || axis === "kind" ? withList(period, axis, [key]) : period;
}

const ORDER = ["up", "down", "steady", "too_few", "not_looked"];
const SAYS_LITTLE = ["too_few", "not_looked"];
/** Of fewer expected events no change in per cent is told: one event less than one is no "−100%". */
const LEAST = 1;

function Changes({ by, told }: { by: By; told: Told }) {
  const items = [...told.items].sort((one, other) => ORDER.indexOf(one.verdict) - ORDER.indexOf(other.verdict) || other.recent - one.recent).slice(0, 40);
  if (!items.length) return null;
  const clear = items.filter(({ verdict }) => !SAYS_LITTLE.includes(verdict)), folded = items.slice(clear.length);
  return (
    <section>
      <h2>{t("trends.change")}</h2>
      <p class="small">{t("trends.periods", { recent: days(told.recent.since, told.recent.until), baseline: days(told.baseline.since, told.baseline.until) })}</p>
      {clear.length > 0 && <ChangeTable by={by} told={told} items={clear} />}
      {folded.length > 0 && <details open={!clear.length}><summary>{t("trends.folded", { n: folded.length })}</summary><ChangeTable by={by} told={told} items={folded} /></details>}
    </section>
  );
}

/** Why it is called so. */
function whyOf({ verdict, chance }: Trend): string {
  if (verdict === "not_looked") return t("trends.why.not_looked");
  return chance === null ? t("trends.why.few") : t("trends.why.chance", { share: share(chance) });
}

function ChangeTable({ by, told, items }: { by: By; told: Told; items: readonly Trend[] }) {
  const linked = (one: Trend) => `/?${toSearch(withList({ ...filters.value, since: told.recent.since, until: told.recent.until }, by as ListName, [one.key]))}`;
  return (
    <div class="table-scroll"><table class="changes">
      <thead><tr><th scope="col">{t(`facet.${by}`)}</th><th scope="col" class="n">{t("trends.recent")}</th><th scope="col" class="n">{t("trends.expected")}</th><th scope="col" class="n">{t("trends.changeBy")}</th><th scope="col">{t("trends.verdict")}</th><th scope="col">{t("trends.reason")}</th></tr></thead>
      <tbody>
        {items.map((one) => (
          <tr key={one.key + one.measure} class={`v-${one.verdict}`}>
            <th scope="row"><a href={linked(one)}>{labelled(by, one.key, one.label)}</a></th><td class="n">{number(one.recent)}</td><td class="n">{one.expected === null ? "–" : number(one.expected, 1)}</td>
            <td class="n">{one.change === null || (one.expected ?? 0) < LEAST || SAYS_LITTLE.includes(one.verdict) ? "–" : `${one.change > 0 ? "+" : ""}${percent(one.change)}`}</td><td><span class="verdict">{word("trend", one.verdict)}</span></td><td class="small">{whyOf(one)}</td>
          </tr>
        ))}
      </tbody>
    </table></div>
  );
}

/** Every panel on the same axes: a small line is a small number. */
function Multiples({ by, series }: { by: By; series: SeriesAnswer }) {
  const shown = series.items.slice(0, 12);
  if (!shown.length) return <p class="nothing">{t("nothing")}</p>;
  const rows = shown.flatMap((one) => series.starts.map((start, index) => ({ start: new Date(start), events: one.events[index] ?? 0, label: labelled(by, one.key, one.label), looked: (series.looked_days[index] ?? 1) > 0 })));
  const labels = [...new Set(rows.map(({ label }) => label))];
  return (
    <section>
      <h2>{t("trends.multiples")}</h2>
      <p class="small">{t("trends.axes")}{series.undated > 0 && ` ${t("timeline.undated", { n: series.undated })}`}</p>
      <Chart
        name="trends" label={t("trends.label", { by: t(`facet.${by}`) })} on={series} height={Math.ceil(labels.length / 3) * 130}
        make={(Plot, width) => {
          const across = width < 620 ? 1 : width < 900 ? 2 : 3;
          const column = (label: string) => labels.indexOf(label) % across, line = (label: string) => Math.floor(labels.indexOf(label) / across);
          const facets = { fx: ({ label }: { label: string }) => column(label), fy: ({ label }: { label: string }) => line(label) };
          return Plot.plot({
            width, height: Math.ceil(labels.length / across) * 130 + 30, marginLeft: 40, marginTop: 24, className: "plot", x: { type: "utc", label: null, ticks: 4 }, y: { label: null, grid: true, ticks: 3, tickFormat: (value: number) => number(value) },
            fx: { axis: null, padding: 0.08 }, fy: { axis: null, padding: 0.32 },
            marks: [
              Plot.rectY(rows, { ...facets, x: "start", interval: series.step as "month", y: "events", fill: "var(--accent)", inset: 0.3 }),
              Plot.ruleY([0], { stroke: "var(--strong-rule)" }),
              Plot.text(labels.map((label) => ({ label })), { ...facets, text: "label", frameAnchor: "top-left", dy: -18, fontWeight: 600, fontSize: 12, fill: "var(--ink)" }),
            ],
          });
        }}
      />
      <details><summary>{t("trends.table")}</summary><div class="table-scroll"><table>
        <thead><tr><th scope="col">{t(`step.${series.step}`)}</th>{shown.map((one) => <th key={one.key} scope="col" class="n">{labelled(by, one.key, one.label)}</th>)}</tr></thead>
        <tbody>{series.starts.map((start, index) => <tr key={start}><th scope="row">{day(start)}</th>{shown.map((one) => <td key={one.key} class="n">{number(one.events[index] ?? 0)}</td>)}</tr>)}</tbody>
      </table></div></details>
    </section>
  );
}

function Assessments({ items }: { items: readonly Assessment[] }) {
  if (!items.length) return null;
  return (
    <section class="assessments">
      <h2>{t("assessments.title")}</h2>
      <p class="small">{t("assessments.note")}</p>
      <ul>
        {items.map((one) => (
          <li key={one.id}><span class={`direction d-${one.direction}`}>{word("direction", one.direction)}</span> <b>{[one.subject, one.area].filter(Boolean).join(" · ")}</b> <a href={`/documents/${one.document}`}><q>{Object.values(one.quotes).flat().map(({ text }) => text).filter(Boolean)[0] ?? t("document.show")}</q></a></li>
        ))}
      </ul>
    </section>
  );
}

const FANS = 6;

/** What the next months may bring: a range with its middle, by area, and how the last one did. An empty state says what is missing. */
function Forecasts({ items }: { items: readonly Forecast[] }) {
  const areas = useMemo(() => [...Map.groupBy(items, (one: Forecast) => one.area).values()].sort((one, other) => meanOf(other) - meanOf(one)), [items]);
  return (
    <section class="forecast">
      <h2>{t("forecast.title")}</h2>
      {areas.length ? <Fans areas={areas.slice(0, FANS)} /> : <p>{t("forecast.none")}</p>}
    </section>
  );
}

const meanOf = (fan: readonly Forecast[]): number => fan.reduce((sum, { mean }) => sum + mean, 0);

function Fans({ areas }: { areas: Forecast[][] }) {
  const rows = areas.flat().map((one) => ({ ...one, at: new Date(`${one.month}-01T00:00:00Z`) }));
  const first = rows[0]!;
  return (
    <>
      <p class="small">{t("forecast.note", { issued: first.issued, counts: word("counts", first.counts) })}</p>
      <Chart
        name="forecast" label={t("forecast.label")} on={areas} height={Math.ceil(areas.length / 3) * 150}
        make={(Plot, width) => {
          const across = width < 620 ? 1 : width < 900 ? 2 : 3, names = areas.map((fan) => fan[0]!.name);
          const place = (name: string) => names.indexOf(name);
          const facets = { fx: ({ name }: { name: string }) => place(name) % across, fy: ({ name }: { name: string }) => Math.floor(place(name) / across) };
          return Plot.plot({
            width, height: Math.ceil(areas.length / across) * 150 + 30, marginLeft: 44, marginTop: 24, className: "plot", x: { type: "utc", label: null, ticks: "month", tickFormat: "%b" }, y: { label: null, grid: true, ticks: 3, tickFormat: (value: number) => number(value) },
            fx: { axis: null, padding: 0.1 }, fy: { axis: null, padding: 0.34 },
            marks: [
              Plot.areaY(rows, { ...facets, x: "at", y1: "low", y2: "high", fill: "var(--accent)", fillOpacity: 0.22 }),
              Plot.lineY(rows, { ...facets, x: "at", y: "median", stroke: "var(--accent)", strokeWidth: 2 }),
              Plot.dot(rows, { ...facets, x: "at", y: "median", fill: "var(--accent)", r: 2.500 }),
              Plot.ruleY([0], { stroke: "var(--strong-rule)" }),
              Plot.text(names.map((name) => ({ name })), { ...facets, text: "name", frameAnchor: "top-left", dy: -18, fontWeight: 600, fontSize: 12, fill: "var(--ink)" }),
            ],
          });
        }}
      />
      <div class="table-scroll"><table>
        <thead><tr><th scope="col">{t("forecast.area")}</th><th scope="col">{t("forecast.month")}</th><th scope="col" class="n">{t("forecast.range")}</th><th scope="col" class="n">{t("forecast.middle")}</th><th scope="col" class="n">{t("forecast.chance", { n: "25" })}</th><th scope="col">{t("forecast.before")}</th></tr></thead>
        <tbody>
          {areas.map(([next]) => next && (
            <tr key={next.area}>
              <th scope="row">{next.name}</th><td>{next.month}</td><td class="n">{number(next.low)}–{number(next.high)}</td><td class="n">{number(next.median)}</td><td class="n">{percent(next.chances["25"] ?? 0)}</td>
              <td class="small">{next.past_error ? t("forecast.was", { month: next.past_error.month, low: number(next.past_error.low), high: number(next.past_error.high), observed: number(next.past_error.observed) }) : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table></div>
    </>
  );
}
