/** Actors as points, what they did to each other as lines: red where they fight, blue where they cooperate. Needs WebGL; the table beside it does not. */
import type Graph from "graphology";
import type { Ref } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Network } from "../api";
import { language, t } from "../i18n";
import { Save } from "../parts/save";
import { go } from "../router";
import { at, isDark } from "../state";

const HEIGHT = 460, WIDTH = 960;

/** The same picture in lines: for a file, and for paper, where nothing is seen of a canvas of WebGL. */
interface Drawn { stop: () => void; points: Point[]; lines: Line[] }
interface Point { x: number; y: number; size: number; label: string }
interface Line { from: Point; to: Point; width: number; colour: string }

export function NetworkPicture({ network }: { network: Network }) {
  const holder = useRef<HTMLDivElement>(null);
  const picture = useRef<SVGSVGElement>(null);
  const [isDrawn, setIsDrawn] = useState(true);
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  useEffect(() => {
    let stop = () => {};
    let isGone = false;
    draw(holder.current!, network, isDark.value).then((made) => {
      stop = made.stop;
      if (isGone) stop();
      else setDrawn(made);
    }, () => setIsDrawn(false));
    return () => { isGone = true; stop(); };
  }, [network, isDark.value, language.value]);
  return (
    <>
      {!isDrawn && <p class="small" role="status">{t("network.noPicture")}</p>}
      <div class="network-picture" style={{ blockSize: isDrawn ? `${HEIGHT}px` : 0 }} aria-hidden="true">
        <div ref={holder} class="network-canvas" />
        {isDrawn && drawn && <div class="network-lines"><Lines picture={picture} drawn={drawn} /></div>}
      </div>
      <ul class="line-legend"><li class="fights">{t("network.conflict")}</li><li class="helps">{t("network.cooperation")}</li><li class="both">{t("network.both")}</li>{isDrawn && <li class="no-line"><Save name="network" picture={() => picture.current} isDrawn={drawn !== null} /></li>}</ul>
    </>
  );
}

/** Names stand beside points of this size and more, the largest first, where no other name stands. */
const NAMED = 6, LETTER = 6.8, TALL = 13;

function named(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  const covers = (one: Point, other: Point) => Math.abs(one.y - other.y) < TALL && one.x < other.x + other.label.length * LETTER && other.x < one.x + one.label.length * LETTER;
  for (const point of points.filter(({ size }) => size >= NAMED).sort((one, other) => other.size - one.size)) {
    if (!kept.some((other) => covers(point, other))) kept.push(point);
  }
  return kept;
}

function Lines({ picture, drawn: { points, lines } }: { picture: Ref<SVGSVGElement>; drawn: Drawn }) {
  return (
    <svg ref={picture} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT}>
      {lines.map(({ from, to, width, colour }, at) => <line key={at} x1={from.x} y1={from.y} x2={to.x} y2={to.y} stroke={colour} stroke-width={width} />)}
      {points.map(({ x, y, size }, at) => <circle key={at} cx={x} cy={y} r={size} />)}
      {named(points).map(({ x, y, size, label }) => <text key={label} x={x + size + 3} y={y + 4}>{label}</text>)}
    </svg>
  );
}

function colourOf(sign: number, dark: boolean): string {
  if (sign < -0.34) return dark ? "#d0667a" : "#b5495b";
  if (sign > 0.34) return dark ? "#62a8dd" : "#2f7fb5";
  return dark ? "#8d8a84" : "#9a948a";
}

async function draw(holder: HTMLElement, network: Network, dark: boolean): Promise<Drawn> {
  const [{ default: Sigma }, { UndirectedGraph }, { default: forceAtlas }] = await Promise.all([import("sigma"), import("graphology"), import("graphology-layout-forceatlas2")]);
  const graph = new UndirectedGraph();
  const linked = new Set(network.links.flatMap(({ left, right }) => [left, right]));
  const nodes = network.nodes.filter(({ id }) => linked.has(id));
  // A circle to begin with, so that the same data always settles into the same picture.
  nodes.forEach((node, index) => {
    const angle = (2 * Math.PI * index) / nodes.length;
    graph.addNode(node.id, { label: node.name, x: Math.cos(angle), y: Math.sin(angle), size: Math.min(18, 4 + 1.2 * Math.sqrt(node.events)), color: dark ? "#cfccc5" : "#4b463f" });
  });
  for (const link of network.links) {
    if (link.left !== link.right && !graph.hasEdge(link.left, link.right)) graph.addEdge(link.left, link.right, { size: Math.min(9, 1 + Math.sqrt(link.events)), color: colourOf(link.sign, dark), weight: link.events });
  }
  forceAtlas.assign(graph, { iterations: 200, settings: { ...forceAtlas.inferSettings(graph), gravity: 1.5, scalingRatio: 12 } });
  const drawn = new Sigma(graph, holder, { labelFont: "Inter, sans-serif", labelSize: 12, labelWeight: "600", labelColor: { color: dark ? "#ebe7df" : "#1d1b18" }, labelRenderedSizeThreshold: 6, labelDensity: 0.6, labelGridCellSize: 140, stagePadding: 40, defaultDrawNodeHover: () => {}, allowInvalidContainer: true });
  drawn.on("clickNode", ({ node }) => go(at(`/actors/${encodeURIComponent(node)}`).split("?")[0]!));
  return { stop: () => drawn.kill(), ...inLines(graph) };
}

const EDGE = 40;

/** Points and lines of the graph, fitted into the picture; names need room at its right. */
function inLines(graph: Graph): Pick<Drawn, "points" | "lines"> {
  const all = graph.mapNodes((id, { x, y, size, label }) => ({ id, x: x as number, y: y as number, size: size as number, label: label as string }));
  const spread = (of: (one: (typeof all)[number]) => number): [number, number] => [Math.min(...all.map(of)), Math.max(...all.map(of))];
  const [left, right] = spread(({ x }) => x), [bottom, top] = spread(({ y }) => y);
  const scale = Math.min((WIDTH - 6 * EDGE) / Math.max(right - left, 1e-9), (HEIGHT - 2 * EDGE) / Math.max(top - bottom, 1e-9));
  const middle = (WIDTH - 4 * EDGE) / 2;
  const points = new Map(all.map(({ id, x, y, size, label }) => [id, { x: middle + (x - (left + right) / 2) * scale, y: HEIGHT / 2 - (y - (bottom + top) / 2) * scale, size, label }]));
  const lines = graph.mapEdges((_edge, { size, color }, from, to) => ({ from: points.get(from)!, to: points.get(to)!, width: size as number, colour: color as string }));
  return { points: [...points.values()], lines };
}
