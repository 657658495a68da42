/** Events over time: bars to read, a brush to choose a period, two fields to do the same by keyboard. */
import { max } from "d3-array";
import { brushX, type D3BrushEvent } from "d3-brush";
import { scaleLinear, scaleUtc } from "d3-scale";
import { select } from "d3-selection";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { dayText } from "../columns";
import { compact, day, language, locale, t } from "../i18n";
import { Save } from "../parts/save";
import { filter, filters } from "../state";
import type { Bar, Time } from "./overview";

const MARGIN = { top: 8, right: 12, bottom: 20, left: 40 };
const DAY_MS = 86_400_000;

export function Timeline({ time: { step, bars, undated } }: { time: Time }) {
  const holder = useRef<HTMLDivElement>(null);
  const picture = useRef<SVGSVGElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(Math.round(entry!.contentRect.width)));
    watch.observe(holder.current!);
    return () => watch.disconnect();
  }, []);
  const { since, until } = filters.value;
  const isChosen = Boolean(since || until);
  const total = bars.reduce((sum, bar) => sum + bar.events, 0);
  return (
    <section class="timeline" aria-label={t("timeline")}>
      <header>
        <h2>{t(`timeline.${step}`)}</h2>
        {undated > 0 && <span class="small">{t("timeline.undated", { n: undated })}</span>}
        <span class="dates">
          <label><span class="hidden">{t("since")}</span><input type="date" value={since ?? ""} onChange={(event) => filter({ ...filters.value, since: event.currentTarget.value || null })} /></label>
          <span aria-hidden="true">–</span>
          <label><span class="hidden">{t("until")}</span><input type="date" value={until ?? ""} onChange={(event) => filter({ ...filters.value, until: event.currentTarget.value || null })} /></label>
          {isChosen && <button type="button" class="link" onClick={() => filter({ ...filters.value, since: null, until: null })}>{t("clear")}</button>}
          <Save name="timeline" picture={() => picture.current} isDrawn={width > 0 && bars.length > 0} />
        </span>
      </header>
      <div class="plot" ref={holder}>
        {width > 0 && bars.length > 0 && <Bars key={language.value} picture={picture} width={width} bars={bars} label={t("timeline.label", { n: total, first: day(bars[0]!.start.toISOString()), last: day(bars.at(-1)!.start.toISOString()) })} />}
      </div>
    </section>
  );
}

const HEIGHT = 104;

function Bars({ picture, width, bars, label }: { picture: { current: SVGSVGElement | null }; width: number; bars: Bar[]; label: string }) {
  const brush = useRef<SVGGElement>(null);
  const x = scaleUtc([bars[0]!.start, bars.at(-1)!.end], [MARGIN.left, width - MARGIN.right]);
  const y = scaleLinear([0, Math.max(max(bars, (bar) => bar.events) ?? 1, 1)], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice(3);
  const { since, until } = filters.value;
  const isChosen = Boolean(since || until);
  useEffect(() => {
    const made = brushX<unknown>().extent([[MARGIN.left, MARGIN.top], [width - MARGIN.right, HEIGHT - MARGIN.bottom]]);
    const group = select<SVGGElement, unknown>(brush.current!).call(made);
    const from = since ? new Date(`${since}T00:00:00Z`) : x.domain()[0]!;
    const to = until ? new Date(Date.parse(`${until}T00:00:00Z`) + DAY_MS) : x.domain()[1]!;
    const left = Math.max(x(from), MARGIN.left), right = Math.min(x(to), width - MARGIN.right);
    group.call(made.move, isChosen && right > left ? [left, right] : null);
    made.on("end", (event: D3BrushEvent<unknown>) => {
      if (!event.sourceEvent) return;
      const chosen = event.selection as [number, number] | null;
      filter({ ...filters.peek(), ...(chosen ? daysBetween(x.invert(chosen[0]), x.invert(chosen[1])) : { since: null, until: null }) });
    });
    return () => { made.on("end", null); };
  }, [width, since, until, bars[0]!.start.getTime(), bars.length]);
  const ticks = x.ticks(Math.max(2, Math.floor(width / 110)));
  const format = tickFormat(ticks);
  return (
    <svg ref={picture} width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={label} class="bars">
      {y.ticks(2).map((tick) => (
        <g key={tick} class="tick"><line x1={MARGIN.left} x2={width - MARGIN.right} y1={y(tick)} y2={y(tick)} /><text x={MARGIN.left - 6} y={y(tick)} dy=".32em" text-anchor="end">{compact(tick)}</text></g>
      ))}
      {bars.map((bar) => {
        const left = x(bar.start), wide = Math.max(1, x(bar.end) - left - (width / bars.length > 4 ? 1 : 0));
        return (
          <g key={bar.start.getTime()}>
            {bar.events > bar.inside && <rect class="outside" x={left} width={wide} y={y(bar.events)} height={y(0) - y(bar.events)} />}
            {bar.inside > 0 && <rect class="inside" x={left} width={wide} y={y(bar.inside)} height={y(0) - y(bar.inside)} />}
          </g>
        );
      })}
      <line class="base" x1={MARGIN.left} x2={width - MARGIN.right} y1={y(0)} y2={y(0)} />
      {ticks.map((tick) => <text key={tick.getTime()} class="when" x={x(tick)} y={HEIGHT - 5} text-anchor="middle">{format(tick)}</text>)}
      <g ref={brush} class="brush" aria-hidden="true" />
    </svg>
  );
}

/** Years where ticks are years apart, months where months, else days. */
function tickFormat(ticks: Date[]): (tick: Date) => string {
  const apart = ticks.length > 1 ? (ticks[1]!.getTime() - ticks[0]!.getTime()) / DAY_MS : 1;
  const options: Intl.DateTimeFormatOptions = apart > 300 ? { year: "numeric" } : apart > 27 ? { month: "short", year: "numeric" } : { day: "numeric", month: "short" };
  const format = new Intl.DateTimeFormat(locale(), { ...options, timeZone: "UTC" });
  return (tick) => format.format(tick);
}

export function daysBetween(from: Date, to: Date): { since: string; until: string } {
  const first = Math.round(from.getTime() / DAY_MS), last = Math.max(first, Math.round(to.getTime() / DAY_MS) - 1);
  return { since: dayText(first), until: dayText(last) };
}

