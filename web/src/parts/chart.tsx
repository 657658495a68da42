/** A chart of Observable Plot, loaded when one is first seen; with its figures for those who read no pictures. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { language } from "../i18n";
import { isDark } from "../state";
import { Save } from "./save";

type Plot = typeof import("@observablehq/plot");
interface Given { name: string; label: string; make: (plot: Plot, width: number) => Element; on: unknown; height: number }

export function Chart({ name, label, make, on, height }: Given) {
  const holder = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState<Plot | null>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => { void import("@observablehq/plot").then(setPlot); }, []);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(Math.round(entry!.contentRect.width)));
    watch.observe(holder.current!);
    return () => watch.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (!plot || !width) return;
    const drawn = make(plot, width);
    for (const svg of drawn.matches("svg") ? [drawn] : drawn.querySelectorAll("svg")) {
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", label);
    }
    // Plot names groups that have no role, which says nothing to anybody.
    for (const group of drawn.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
    holder.current!.replaceChildren(drawn);
  }, [plot, width, on, isDark.value, language.value]);
  return (
    <figure class="chart">
      <div ref={holder} class="drawn" style={{ minBlockSize: `${height}px` }} />
      <figcaption><Save name={name} picture={() => holder.current?.querySelector("svg") ?? null} isDrawn={plot !== null && width > 0} /><span class="small">{label}</span></figcaption>
    </figure>
  );
}

/** A line so small that it fits a cell of a table. */
export function Spark({ values, label }: { values: readonly number[]; label: string }) {
  const most = Math.max(1, ...values), width = 110, height = 22;
  const step = values.length > 1 ? width / values.length : width;
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={label}>
      {values.map((value, at) => value > 0 && <rect key={at} x={at * step} width={Math.max(1, step - 1)} y={height - (height * value) / most} height={(height * value) / most} />)}
    </svg>
  );
}

