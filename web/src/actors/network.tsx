/** Actors as points, what they did to each other as lines: red where they fight, blue where they cooperate. Needs WebGL; the table beside it does not. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Network } from "../api";
import { language, t } from "../i18n";
import { go } from "../router";
import { at, isDark } from "../state";

const HEIGHT = 460;

export function NetworkPicture({ network }: { network: Network }) {
  const holder = useRef<HTMLDivElement>(null);
  const [isDrawn, setIsDrawn] = useState(true);
  useEffect(() => {
    let stop = () => {};
    let isGone = false;
    draw(holder.current!, network, isDark.value).then((end) => { stop = end; if (isGone) end(); }, () => setIsDrawn(false));
    return () => { isGone = true; stop(); };
  }, [network, isDark.value, language.value]);
  return (
    <>
      {!isDrawn && <p class="small" role="status">{t("network.noPicture")}</p>}
      <div ref={holder} class="network-picture" style={{ blockSize: isDrawn ? `${HEIGHT}px` : 0 }} aria-hidden="true" />
      <ul class="line-legend"><li class="fights">{t("network.conflict")}</li><li class="helps">{t("network.cooperation")}</li><li class="both">{t("network.both")}</li></ul>
    </>
  );
}

function colourOf(sign: number, dark: boolean): string {
  if (sign < -0.34) return dark ? "#d0667a" : "#b5495b";
  if (sign > 0.34) return dark ? "#62a8dd" : "#2f7fb5";
  return dark ? "#8d8a84" : "#9a948a";
}

async function draw(holder: HTMLElement, network: Network, dark: boolean): Promise<() => void> {
  const [{ default: Sigma }, { default: Graph }, { default: forceAtlas }] = await Promise.all([import("sigma"), import("graphology"), import("graphology-layout-forceatlas2")]);
  const graph = new Graph({ type: "undirected" });
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
  return () => drawn.kill();
}
