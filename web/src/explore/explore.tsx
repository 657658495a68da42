/** Map, timeline, list and choices, four views of the same events: what is chosen in one holds in all. */
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { number, t } from "../i18n";
import { at, columns, failure, filter, filters, shown } from "../state";
import { isNothing, NOTHING } from "../filters";
import { Failure } from "../parts/failure";
import { Export } from "../parts/export";
import { Chosen, Facets } from "./facets";
import { Feed } from "./feed";
import { MapPane } from "./map-pane";
import { Timeline } from "./timeline";

type Pane = "map" | "list" | "filters";
/** On a narrow screen one pane is seen at a time. */
const pane = signal<Pane>("list");

export function Explore() {
  if (failure.value && !columns.value) return <Failure error={failure.value} />;
  if (!columns.value) return <Skeleton />;
  if (!columns.value.count) return <Empty />;
  return (
    <div class="explore" data-pane={pane.value}>
      <h1 class="hidden" tabIndex={-1}>{t("nav.explore")}</h1>
      <div class="panes" role="group" aria-label={t("panes")}>
        {(["list", "map", "filters"] as const).map((one) => (
          <button key={one} type="button" aria-pressed={pane.value === one} onClick={() => { pane.value = one; }}>{t(`pane.${one}`)}</button>
        ))}
      </div>
      <aside class="choices" aria-label={t("pane.filters")}>
        <Headline />
        <Facets />
      </aside>
      <div class="stage">
        <Chosen />
        <MapPane />
        <Timeline />
      </div>
      <section class="results" aria-label={t("pane.list")}><Feed /></section>
    </div>
  );
}

/** What is chosen, in figures: events, reports, deaths with their range. */
function Headline() {
  const [now, rows] = [columns.value!, shown.value!.rows];
  let reports = 0, killed = 0, counted = 0;
  for (const row of rows) {
    reports += now.reports[row]!;
    if (now.killed[row]! > 0) { killed += now.killed[row]!; counted++; }
  }
  return (
    <div class="headline">
      <p class="figure"><b>{number(rows.length)}</b> <span>{t("word.events", { n: rows.length })}</span></p>
      <p class="figures"><span>{t("reports", { n: reports })}</span><span title={t("deaths.note", { n: counted })}>{t("deaths.reported", { n: killed })}</span></p>
      <p class="tools">
        <Export />
        {!isNothing(filters.value) && <button type="button" class="link" onClick={() => filter(NOTHING)}>{t("clearAll")}</button>}
      </p>
    </div>
  );
}

function Skeleton() {
  const [late, setLate] = useState(false);
  useEffect(() => { const wait = setTimeout(() => setLate(true), 300); return () => clearTimeout(wait); }, []);
  return <p class="loading" role="status">{late ? t("loading") : ""}</p>;
}

/** Day one: the way from nothing to the first event. */
function Empty() {
  return (
    <section class="narrow empty">
      <h1 tabIndex={-1}>{t("empty.title")}</h1>
      <p>{t("empty.text")}</p>
      <p><a class="button" href={at("/add")}>{t("empty.add")}</a></p>
    </section>
  );
}
