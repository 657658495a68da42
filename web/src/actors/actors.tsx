/** Who acts: all of them, each one's profile, and who fights and who cooperates with whom. */
import { useMemo, useState } from "preact/hooks";
import type { ActorPage, ActorRow, Network as Told } from "../api";
import { NOTHING, toQuery, toSearch, withList } from "../filters";
import { day, number, t, word } from "../i18n";
import { Chart } from "../parts/chart";
import { Failure } from "../parts/failure";
import { Period } from "../parts/period";
import { useRequest } from "../parts/request";
import { at, columns, filters } from "../state";
import { NetworkPicture } from "./network";

export function Actors({ id }: { id: string }) {
  return id ? <Profile id={id} /> : <All />;
}

const PAGE = 50;

function All() {
  const [words, setWords] = useState("");
  const asked = toQuery(filters.value);
  asked.set("limit", String(PAGE));
  if (words) asked.set("q", words);
  const { data, error } = useRequest<{ items: ActorRow[]; next: string | null }>("/actors", asked);
  const network = useRequest<Told>("/network", toQuery(filters.value));
  return (
    <>
      <header class="page-head"><h1 tabIndex={-1}>{t("nav.actors")}</h1><Period /></header>
      <section class="network">
        <h2>{t("network.title")}</h2>
        <p class="small">{t("network.note")}</p>
        {network.error ? <Failure error={network.error} /> : network.data && (network.data.links.length ? <><NetworkPicture network={network.data} /><Links network={network.data} /></> : <p class="nothing">{t("network.none")}</p>)}
      </section>
      {(network.data || network.error) && <section>
        <h2>{t("actors.all")}</h2>
        <p><label class="seek-line">{t("actors.seek")} <input type="search" value={words} onInput={(input) => setWords(input.currentTarget.value)} /></label></p>
        {error ? <Failure error={error} /> : data && (
          <div class="table-scroll"><table>
            <thead><tr><th scope="col">{t("name")}</th><th scope="col">{t("missed.sector")}</th><th scope="col">{t("facet.country")}</th><th scope="col" class="n">{t("table.events")}</th><th scope="col" class="n">{t("table.killed")}</th><th scope="col">{t("actors.time")}</th></tr></thead>
            <tbody>
              {data.items.map((one) => (
                <tr key={one.id}><th scope="row"><a href={at(`/actors/${encodeURIComponent(one.id)}`)}>{one.name}</a></th><td>{one.sector && word("sector", one.sector)}</td><td>{one.country}</td><td class="n">{number(one.events)}</td><td class="n">{number(one.killed)}</td><td class="small">{one.first && `${day(one.first)} – ${day(one.last)}`}</td></tr>
              ))}
            </tbody>
          </table></div>
        )}
        {data && !data.items.length && <p class="nothing">{t("nothing")}</p>}
      </section>}
    </>
  );
}

/** The network in words: the same links for those who see no picture. */
function Links({ network }: { network: Told }) {
  const names = useMemo(() => new Map(network.nodes.map(({ id, name }) => [id, name])), [network]);
  return (
    <details>
      <summary>{t("network.table", { n: network.links.length })}</summary>
      <div class="table-scroll"><table>
        <thead><tr><th scope="col">{t("network.one")}</th><th scope="col">{t("network.other")}</th><th scope="col" class="n">{t("network.conflict")}</th><th scope="col" class="n">{t("network.cooperation")}</th><th scope="col" class="n">{t("table.killed")}</th></tr></thead>
        <tbody>{network.links.slice(0, 100).map((link) => <tr key={link.left + link.right}><td>{names.get(link.left) ?? link.left}</td><td>{names.get(link.right) ?? link.right}</td><td class="n">{number(link.conflict)}</td><td class="n">{number(link.cooperation)}</td><td class="n">{number(link.killed)}</td></tr>)}</tbody>
      </table></div>
    </details>
  );
}

function Profile({ id }: { id: string }) {
  const { data, error } = useRequest<ActorPage>(`/actors/${encodeURIComponent(id)}`, toQuery(filters.value));
  if (error) return <Failure error={error} />;
  if (!data) return <p class="loading" role="status">{t("loading")}</p>;
  const only = `/?${toSearch(withList(NOTHING, "actor", [data.id]))}`;
  const knownPlaces = columns.value && new Set(columns.value.keys.place.values);
  return (
    <article class="profile">
      <p class="back"><a href={at("/actors")}>{t("actors.back")}</a></p>
      <header class="event-head">
        <p class="kicker"><b>{data.sector ? word("sector", data.sector) : t("unknown")}</b> <span>{data.country}</span>{data.active && (data.active.first || data.active.last) && <span>{t("actors.active", { first: String(data.active.first ?? "…"), last: String(data.active.last ?? "…") })}</span>}</p>
        <h1 tabIndex={-1}>{data.name}</h1>
        {data.aliases.length > 0 && <p class="dateline">{t("actors.aliases")} {data.aliases.slice(0, 12).join(" · ")}</p>}
        <p class="told">{t("events", { n: data.events })} · {t("deaths.reported", { n: data.killed })} · <a href={only}>{t("actors.show")}</a></p>
      </header>
      <Chart
        name={`actor-${data.id}`} label={t("actors.activity", { name: data.name })} height={170} on={data}
        make={(Plot, width) => Plot.plot({
          width, height: 170, marginLeft: 44, className: "plot", x: { type: "utc", label: null }, y: { label: t("table.events"), grid: true, nice: true, tickFormat: (value: number) => number(value), ticks: 4 },
          marks: [Plot.rectY(data.months, { x: (one: { start: string }) => new Date(one.start), interval: "month", y: "events", fill: "var(--accent)", inset: 0.5 }), Plot.ruleY([0], { stroke: "var(--strong-rule)" })],
        })}
      />
      <div class="columns">
        <section>
          <h2>{t("actors.dyads")}</h2>
          <table>
            <thead><tr><th scope="col">{t("actors.with")}</th><th scope="col" class="n">{t("network.conflict")}</th><th scope="col" class="n">{t("network.cooperation")}</th><th scope="col" class="n">{t("table.killed")}</th></tr></thead>
            <tbody>{data.dyads.slice(0, 20).map((one) => <tr key={one.other}><th scope="row"><a href={at(`/actors/${encodeURIComponent(one.other)}`)}>{one.name}</a></th><td class="n">{number(one.conflict)}</td><td class="n">{number(one.cooperation)}</td><td class="n">{number(one.killed)}</td></tr>)}</tbody>
          </table>
        </section>
        <section>
          <h2>{t("actors.places")}</h2>
          <table>
            <thead><tr><th scope="col">{t("place")}</th><th scope="col" class="n">{t("table.events")}</th></tr></thead>
            <tbody>{data.places.slice(0, 20).map((one) => <tr key={one.name + one.id}><th scope="row">{!knownPlaces || knownPlaces.has(one.name) ? <a href={`/?${toSearch(withList(withList(NOTHING, "actor", [data.id]), "place", [one.name]))}`}>{one.name}</a> : one.name} <span class="small">{one.country}</span></th><td class="n">{number(one.events)}</td></tr>)}</tbody>
          </table>
          <h2>{t("actors.kinds")}</h2>
          <ul class="shares">{data.kinds.slice(0, 8).map((one) => <li key={one.value}><span>{word("kind", one.value)}</span><b>{number(one.count)}</b></li>)}</ul>
        </section>
      </div>
    </article>
  );
}
