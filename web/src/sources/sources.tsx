/** What was read, when, and what could not be: nothing found is not the same as nothing looked at. */
import { useMemo } from "preact/hooks";
import type { SourceRow } from "../api";
import { NOTHING, toSearch, withList } from "../filters";
import { day, languageName, number, t, word } from "../i18n";
import { Failure } from "../parts/failure";
import { Period } from "../parts/period";
import { useRequest } from "../parts/request";
import { filters } from "../state";

/** Days a strip shows at most, the latest. */
const MOST_DAYS = 120;
const DAY_MS = 86_400_000;

export function Sources() {
  const { since, until } = filters.value;
  const { data, error } = useRequest<{ items: SourceRow[] }>("/sources", { since, until });
  if (error) return <Failure error={error} />;
  return (
    <>
      <header class="page-head"><h1 tabIndex={-1}>{t("nav.sources")}</h1><Period /></header>
      <p class="lead">{t("sources.lead")}</p>
      <ul class="line-legend"><li class="found">{t("sources.found")}</li><li class="looked">{t("sources.looked")}</li><li class="not">{t("sources.not")}</li></ul>
      {!data ? <p class="loading" role="status">{t("loading")}</p> : data.items.length ? <Rows rows={data.items} /> : <p class="nothing">{t("nothing")}</p>}
    </>
  );
}

function range(rows: readonly SourceRow[]): string[] {
  const all = rows.flatMap(({ days }) => days.map(([one]) => one)).sort();
  if (!all.length) return [];
  const last = Date.parse(`${all.at(-1)}T00:00:00Z`), first = Math.max(Date.parse(`${all[0]}T00:00:00Z`), last - (MOST_DAYS - 1) * DAY_MS);
  return Array.from({ length: Math.round((last - first) / DAY_MS) + 1 }, (_, at) => new Date(first + at * DAY_MS).toISOString().slice(0, 10));
}

function Rows({ rows }: { rows: readonly SourceRow[] }) {
  const shown = useMemo(() => range(rows), [rows]);
  return (
    <div class="table-scroll"><table class="sources">
      <thead><tr><th scope="col">{t("source")}</th><th scope="col" class="n">{t("table.documents")}</th><th scope="col" class="n">{t("table.events")}</th><th scope="col">{t("sources.days", { first: day(shown[0]), last: day(shown.at(-1)) })}</th><th scope="col" class="n">{t("sources.lag")}</th><th scope="col">{t("sources.languages")}</th><th scope="col">{t("sources.problems")}</th></tr></thead>
      <tbody>
        {rows.map((one) => (
          <tr key={one.source}>
            <th scope="row">{one.source ? <a href={`/?${toSearch(withList(NOTHING, "source", [one.source]))}`}>{one.source}</a> : t("noSource")}</th>
            <td class="n">{number(one.documents)}</td><td class="n">{number(one.events)}</td><td><Strip row={one} shown={shown} /></td>
            <td class="n">{one.lag_days === null ? "–" : t("sources.lagDays", { n: Math.round(one.lag_days) })}</td>
            <td>{Object.keys(one.languages).map(languageName).join(", ")}</td>
            <td class="small">{Object.entries(one.problems).map(([reason, count]) => <div key={reason}>{word("problem", reason)} {number(count)}</div>)}</td>
          </tr>
        ))}
      </tbody>
    </table></div>
  );
}

function Strip({ row, shown }: { row: SourceRow; shown: readonly string[] }) {
  const told = new Map(row.days.map(([one, documents, looks]) => [one, { documents, looks }]));
  const most = Math.max(1, ...row.days.map(([, documents]) => documents));
  const width = 3, height = 24;
  const withSome = row.days.filter(([, documents]) => documents > 0).length;
  return (
    <svg class="strip" viewBox={`0 0 ${Math.max(1, shown.length * width)} ${height}`} width={shown.length * width} height={height} role="img" aria-label={t("sources.strip", { days: row.days.length, found: withSome, all: shown.length })}>
      {shown.map((one, at) => {
        const found = told.get(one);
        if (!found) return null;
        const tall = found.documents ? 4 + ((height - 4) * found.documents) / most : 3;
        return <rect key={one} class={found.documents ? "found" : "looked"} x={at * width} width={width - 0.6} y={height - tall} height={tall}><title>{`${day(one)}: ${found.documents}`}</title></rect>;
      })}
    </svg>
  );
}
