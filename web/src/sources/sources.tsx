/** What was read, when, and what could not be: nothing found is not the same as nothing looked at. */
import { useMemo } from "preact/hooks";
import type { SourceRow } from "../api";
import { NOTHING, toSearch, withList } from "../filters";
import { day, days, languageName, number, t, word } from "../i18n";
import { Failure } from "../parts/failure";
import { Period } from "../parts/period";
import { useRequest } from "../parts/request";
import { filters } from "../state";
import { type Mark, marksOf, numberOf } from "./marks";

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

function Rows({ rows }: { rows: readonly SourceRow[] }) {
  const shown = useMemo(() => marksOf(rows), [rows]);
  return (
    <div class="table-scroll"><table class="sources">
      <thead><tr><th scope="col">{t("source")}</th><th scope="col" class="n">{t("table.documents")}</th><th scope="col" class="n">{t("table.events")}</th><th scope="col">{t("sources.days", { first: day(shown[0]?.first), last: day(shown.at(-1)?.last) })}</th><th scope="col" class="n">{t("sources.lag")}</th><th scope="col">{t("sources.languages")}</th><th scope="col">{t("sources.problems")}</th></tr></thead>
      <tbody>
        {rows.map((one) => (
          <tr key={one.source}>
            <th scope="row">{one.source ? <a href={`/?${toSearch(withList(NOTHING, "source", [one.source]))}`}>{one.source}</a> : t("noSource")}<About row={one} /></th>
            <td class="n">{number(one.documents)}</td><td class="n">{number(one.events)}</td><td><Strip row={one} shown={shown} /></td>
            <td class="n">{one.lag_days === null ? "–" : t("sources.lagDays", { n: Math.round(one.lag_days) })}</td>
            <td>{Object.keys(one.languages).map(languageName).join(", ")}</td>
            <td class="small">{Object.entries(one.problems).map(([reason, count]) => <div key={reason}>{word("problem", reason.slice(reason.indexOf("/") + 1))} {number(count)}</div>)}</td>
          </tr>
        ))}
      </tbody>
    </table></div>
  );
}

/** Whose voice it is: of a party to the conflict, or of a group whose members are not independent of each other. */
function About({ row: { about } }: { row: SourceRow }) {
  if (!about?.party && !about?.group) return null;
  return (
    <span class="about small">
      {about.party && <a class="tag" href={`/actors/${encodeURIComponent(about.party)}`}>{t("sources.party")}: {about.party}</a>}
      {about.group && <span class="tag">{t("sources.group", { name: about.group })}</span>}
    </span>
  );
}

function Strip({ row, shown }: { row: SourceRow; shown: readonly Mark[] }) {
  const looked = row.days.map(([one, documents]) => ({ at: numberOf(one), documents }));
  const told = shown.map((mark) => looked.filter(({ at }) => at >= mark.start && at <= mark.end));
  const sums = told.map((days) => days.reduce((sum, { documents }) => sum + documents, 0));
  const most = Math.max(1, ...sums), width = 3, height = 24;
  return (
    <svg class="strip" viewBox={`0 0 ${Math.max(1, shown.length * width)} ${height}`} width={shown.length * width} height={height} role="img" aria-label={t("sources.strip", { days: row.days.length, found: looked.filter(({ documents }) => documents > 0).length })}>
      {shown.map((mark, at) => {
        if (!told[at]!.length) return null;
        const tall = sums[at] ? 4 + ((height - 4) * sums[at]!) / most : 3;
        return <rect key={mark.start} class={sums[at] ? "found" : "looked"} x={at * width} width={width - 0.6} y={height - tall} height={tall}><title>{`${days(mark.first, mark.last)}: ${sums[at]}`}</title></rect>;
      })}
    </svg>
  );
}
