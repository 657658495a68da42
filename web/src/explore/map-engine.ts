/** MapLibre behind a small face: give it a layout, it draws and tells what was clicked. Loaded when a map is to be seen. */
import {
  AttributionControl, type ExpressionSpecification, type GeoJSONSource, LngLatBounds, Map as Chart, type MapMouseEvent, NavigationControl, ScaleControl, addProtocol, prewarm, setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { Protocol } from "pmtiles";
import "maplibre-gl/dist/maplibre-gl.css";
import { COLOURS } from "../parts/types";
import { cluster, type Cluster, largest, type Layout, type Province, radius, type Shape, shapeNamed, slugAt } from "./spots";
import { mapStyle, PALETTES } from "./map-style";

export type View = "clusters" | "provinces" | "density";
export interface Scene { layout: Layout; provinces: Province[]; view: View; theme: "light" | "dark"; lang: string }
export interface Told {
  onCluster(found: Cluster): void;
  onProvince(found: Province): void;
  onMove(where: string, bounds: string): void;
  onReady(): void;
  onSteps(limits: number[]): void;
}

setWorkerUrl(workerUrl);
addProtocol("pmtiles", new Protocol().tile);
// The worker reads its script while events are still on their way.
prewarm();

const NOWHERE = { type: "FeatureCollection", features: [] } as GeoJSON.FeatureCollection;
const none = ["in", ["get", "id"], ["literal", []]] as ExpressionSpecification;

export class MapEngine {
  private readonly chart: Chart;
  private scene: Scene | null = null;
  private clusters: Cluster[] = [];
  private zoomDrawn = -1;
  /** How often what is shown has changed: told with the first idle moment after it, for those who measure. */
  private drawn = 0;
  private hatched = new Map<number, Province>();
  private filled = new Map<number, Province>();
  private pointedAt: { lat: number; lon: number } | { province: string } | null = null;
  private readonly shapes = new Map<string, Promise<Shape[]>>();
  private styled = "";
  /** Provinces that are chosen: coarse shapes for the world, and from nearer their names with numbers. */
  private readonly outlines: { far: GeoJSON.Feature[]; tally: GeoJSON.Feature[] } = { far: [], tally: [] };
  /** The first view waits for the places of provinces. */
  private isUnplaced = false;
  /** Clusters whose name stands on the map, so that a town of that name need not. */
  private named: ReadonlySet<string> = new Set();
  /** What the sources hold that are not often told something new. */
  private readonly held = new Map<string, string>();

  /** Throws where the browser has no WebGL. ``start``: "zoom/lat/lon", or null to show everything there is. */
  constructor(holder: HTMLElement, scene: Scene, start: string | null, private readonly told: Told) {
    const [zoom, lat, lon] = start?.split("/").map(Number) ?? [];
    const placed = zoom !== undefined && lat !== undefined && lon !== undefined && ![zoom, lat, lon].some(Number.isNaN);
    this.chart = new Chart({
      container: holder, style: mapStyle(scene.theme, scene.lang), attributionControl: false, maxZoom: 12, minZoom: 0.5, dragRotate: false, pitchWithRotate: false,
      renderWorldCopies: false, fadeDuration: 0,
      ...(placed ? { center: [lon, lat], zoom } : { bounds: boundsOf(scene.layout, MOST), fitBoundsOptions: { padding: 48, maxZoom: 7 } }),
    });
    this.styled = `${scene.theme}/${scene.lang}`;
    this.isUnplaced = !placed && !scene.layout.spots.length;
    this.chart.touchZoomRotate.disableRotation();
    this.chart.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.chart.addControl(new AttributionControl({ compact: false }), "bottom-right");
    this.chart.addControl(new ScaleControl({ maxWidth: 90 }), "bottom-left");
    this.chart.setMissingStyleImageResolver((id) => this.provide(id));
    this.chart.on("styledata", () => this.prepare());
    this.chart.on("click", (event) => this.clicked(event));
    this.chart.on("mousemove", (event) => this.hovering(event));
    this.chart.on("moveend", () => this.moved());
    this.chart.once("idle", () => told.onReady());
    this.chart.on("idle", () => { holder.dataset["drawn"] = String(this.drawn); });
    addEventListener("beforeprint", this.printing);
    this.scene = scene;
    // Known before the first tile is cut, they spare it being cut twice.
    for (const { country } of [...scene.layout.provinces, ...scene.provinces]) void this.shapesOf(country);
  }

  draw(scene: Scene): void {
    this.scene = scene;
    const styled = `${scene.theme}/${scene.lang}`;
    if (styled !== this.styled) {
      this.styled = styled;
      this.held.clear();
      this.named = new Set();
      this.chart.setStyle(mapStyle(scene.theme, scene.lang), { diff: false });
      return;
    }
    if (this.chart.getSource("spots")) this.redraw();
  }

  /** Ring the place of an event that is pointed at elsewhere. */
  point(at: { lat: number; lon: number } | { province: string } | null): void {
    this.pointedAt = at;
    const source = this.chart.getSource<GeoJSONSource>("pointed");
    if (!source) return;
    const isPoint = at && "lat" in at;
    source.setData(isPoint ? { type: "Point", coordinates: [at.lon, at.lat] } : NOWHERE);
    const id = at && "province" in at ? [...this.hatched].find(([, province]) => province.key === at.province)?.[0] : undefined;
    this.chart.setFilter("edge-pointed", ["==", ["get", "id"], id ?? -1]);
  }

  fit(): void {
    if (this.scene) this.chart.fitBounds(boundsOf(this.scene.layout), { padding: 48, maxZoom: 7, animate: false });
  }

  resize(): void {
    this.chart.resize();
  }

  picture(): Promise<Blob> {
    return new Promise((resolve, reject) => {
      this.chart.once("render", () => this.chart.getCanvas().toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
      this.chart.triggerRepaint();
    });
  }

  close(): void {
    removeEventListener("beforeprint", this.printing);
    this.chart.remove();
  }

  /** On paper a canvas of WebGL is empty: a copy of what it last drew stands in for it. */
  private readonly printing = (): void => {
    const holder = this.chart.getContainer();
    this.chart.redraw();
    const drawn = this.chart.getCanvas(), copy = document.createElement("canvas");
    [copy.width, copy.height, copy.className] = [drawn.width, drawn.height, "printed"];
    copy.getContext("2d")!.drawImage(drawn, 0, 0);
    holder.querySelector(".printed")?.remove();
    holder.append(copy);
  };

  // --- drawing ---

  private prepare(): void {
    if (this.chart.getSource("spots") || !this.chart.getLayer("name-country")) return;
    const colours = PALETTES[this.scene!.theme];
    const empty = { type: "geojson", data: NOWHERE } as const;
    for (const id of ["spots", "heat", "pointed", "tally", "far"]) this.chart.addSource(id, empty);
    // Where the world is seen, tiles have no provinces: their outlines come beside their names.
    const [least, ...more] = colours.steps, isFilled = [">=", ["get", "step"], 0] as ExpressionSpecification;
    const filled = ["step", ["get", "step"], least!, ...more.flatMap((colour, index) => [index + 1, colour])] as ExpressionSpecification;
    this.chart.addLayer({ id: "far-filled", type: "fill", source: "far", maxzoom: FAR, filter: isFilled, paint: { "fill-color": filled, "fill-antialias": false } }, "lakes");
    this.chart.addLayer({ id: "far-hatched", type: "fill", source: "far", maxzoom: FAR, filter: ["!", isFilled], paint: { "fill-pattern": "hatch", "fill-opacity": 0.75, "fill-antialias": false } }, "lakes");
    this.chart.addLayer({ id: "far-edge", type: "line", source: "far", maxzoom: FAR, filter: ["!", isFilled], paint: { "line-color": colours.hatch, "line-width": 0.8 } }, "lakes");
    this.chart.addLayer({
      id: "heat", type: "heatmap", source: "heat", layout: { visibility: "none" },
      paint: {
        "heatmap-weight": ["get", "weight"], "heatmap-intensity": ["interpolate", ["linear"], ["zoom"], 0, 1.4, 3, 1.2, 8, 2.500], "heatmap-radius": ["interpolate", ["linear"], ["zoom"], 0, 9, 2, 11, 5, 18, 8, 30],
        "heatmap-color": ["interpolate", ["linear"], ["heatmap-density"], 0, `${colours.steps[1]!}00`, 0.12, `${colours.steps[1]!}99`, 0.35, colours.steps[2]!, 0.65, colours.steps[3]!, 1, colours.steps[4]!],
        "heatmap-opacity": 0.85,
      },
    }, "border-country");
    this.chart.addLayer({ id: "pointed", type: "circle", source: "pointed", paint: { "circle-radius": 16, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": colours.point, "circle-stroke-width": 3 } });
    this.chart.addLayer({
      id: "tally", type: "symbol", source: "tally", minzoom: TALLIED,
      layout: { "text-field": ["get", "text"], "text-font": ["Bold"], "text-size": 11.5, "text-max-width": 8, "symbol-sort-key": ["-", 0, ["get", "count"]], "text-padding": 6 },
      paint: { "text-color": colours.hatch, "text-halo-color": colours.halo, "text-halo-width": 2 },
    });
    this.chart.addLayer({ id: "spots", type: "symbol", source: "spots", layout: { "icon-image": ["get", "image"], "icon-allow-overlap": true, "icon-ignore-placement": true, "symbol-sort-key": ["get", "count"] } });
    this.chart.addLayer({
      id: "spot-names", type: "symbol", source: "spots",
      layout: {
        "text-field": ["get", "name"], "text-font": ["Bold"], "text-size": ["interpolate", ["linear"], ["get", "weight"], 0, 11, 0.4, 13.500], "symbol-sort-key": ["-", 0, ["get", "count"]],
        "text-variable-anchor": ["top", "bottom", "left", "right"], "text-radial-offset": ["get", "offset"], "text-max-width": 9, "text-padding": 2,
      },
      paint: { "text-color": colours.ink, "text-halo-color": colours.halo, "text-halo-width": 1.8 },
    });
    this.redraw();
    this.point(this.pointedAt);
  }

  private redraw(): void {
    this.drawn++;
    const { view, layout, provinces } = this.scene!;
    this.zoomDrawn = -1;
    this.drawSpots();
    const seen = (layer: string, isSeen: boolean) => this.chart.setLayoutProperty(layer, "visibility", isSeen ? "visible" : "none");
    seen("spots", view === "clusters");
    seen("spot-names", view === "clusters");
    seen("heat", view === "density");
    seen("choropleth", view === "provinces");
    seen("hatched", view !== "provinces");
    seen("edge", view !== "provinces");
    seen("tally", view !== "provinces");
    const most = layout.spots[0]?.count ?? 1;
    this.hold("heat", view !== "density" ? [] : layout.spots.map((spot) => ({ type: "Feature", geometry: { type: "Point", coordinates: [spot.lon, spot.lat] }, properties: { weight: 0.12 + 0.88 * Math.sqrt(spot.count / most) } })));
    void this.hatch(layout.provinces);
    void this.fill(view === "provinces" ? provinces : []);
  }

  /** Tell a source its features, unless it holds just these: each telling cuts tiles and draws the whole map anew. */
  private hold(name: string, features: GeoJSON.Feature[]): void {
    const told = JSON.stringify(features);
    if ((this.held.get(name) ?? "[]") === told) return;
    this.held.set(name, told);
    this.chart.getSource<GeoJSONSource>(name)?.setData({ type: "FeatureCollection", features });
  }

  private drawSpots(): void {
    const zoom = Math.round(this.chart.getZoom() * 2) / 2;
    if (zoom === this.zoomDrawn || !this.scene) return;
    this.zoomDrawn = zoom;
    this.clusters = this.scene.view === "clusters" ? cluster(this.scene.layout.spots, zoom) : [];
    const most = largest(this.scene.layout.spots);
    this.hold("spots", this.clusters.map((one, index) => ({
      type: "Feature", geometry: { type: "Point", coordinates: [one.lon, one.lat] },
      properties: { index, count: one.count, weight: one.count / most, image: imageOf(one, radius(one.count, most)), name: one.name, offset: (radius(one.count, most) + 3) / 12 },
    })));
    this.name(new Set(this.clusters.map(({ name }) => name)));
  }

  /** Hide towns of these names. By their state: a filter would have every tile of the basemap cut anew. */
  private name(named: ReadonlySet<string>): void {
    const town = (id: string) => ({ source: "base", sourceLayer: "towns", id });
    for (const one of this.named) if (one && !named.has(one)) this.chart.removeFeatureState(town(one), "isNamed");
    for (const one of named) if (one && !this.named.has(one)) this.chart.setFeatureState(town(one), { isNamed: true });
    this.named = named;
  }

  private shapesOf(country: string): Promise<Shape[]> {
    let found = this.shapes.get(country);
    if (!found) {
      found = fetch(`/basemap/admin1/${country}.json`).then((answer) => (answer.ok ? (answer.json() as Promise<Shape[]>) : []), () => []);
      this.shapes.set(country, found);
    }
    return found;
  }

  private async matched(provinces: readonly Province[]): Promise<Map<number, readonly [Province, Shape]>> {
    const shapes = await Promise.all(provinces.map(({ country, name }) => this.shapesOf(country).then((there) => shapeNamed(there, name))));
    return new Map(provinces.flatMap((province, at) => (shapes[at] ? [[shapes[at].id, [province, shapes[at]]] as const] : [])));
  }

  private async hatch(provinces: Province[]): Promise<void> {
    const matched = await this.matched(provinces);
    if (this.scene?.layout.provinces !== provinces) return; // something else was chosen meanwhile
    this.hatched = new Map([...matched].map(([id, [province]]) => [id, province]));
    this.outlines.tally = [...matched.values()].map(([{ name, count }, { point }]) => ({ type: "Feature", geometry: { type: "Point", coordinates: point }, properties: { text: `${name} · ${count}`, count } }));
    if (this.scene.view !== "provinces") this.outlines.far = [...matched.values()].flatMap(([, shape]) => outlined(shape, -1));
    this.outline();
    if (!this.chart.getSource("base")) return;
    this.fitFirst([...matched.values()].map(([, { point }]) => point));
  }

  /** What each zoom shows of provinces, and no more: each source costs tiles and frames. */
  private outline(): void {
    const zoom = this.chart.getZoom();
    this.hold("far", zoom < FAR ? this.outlines.far : []);
    this.hold("tally", zoom < TALLIED ? [] : this.outlines.tally);
    const filter = this.hatched.size && zoom >= FAR ? (["in", ["get", "id"], ["literal", [...this.hatched.keys()]]] as ExpressionSpecification) : none;
    for (const layer of ["hatched", "edge"]) if (this.chart.getLayer(layer)) this.chart.setFilter(layer, filter);
  }

  /** Where no event has a place of its own, the first view shows the provinces that have some. */
  private fitFirst(points: [number, number][]): void {
    if (!this.isUnplaced || !points.length) return;
    this.isUnplaced = false;
    const around = new LngLatBounds();
    for (const point of points) around.extend(point);
    this.chart.fitBounds(around, { padding: 80, maxZoom: 6, animate: false });
  }

  private async fill(provinces: Province[]): Promise<void> {
    const matched = await this.matched(provinces);
    if (provinces.length && this.scene?.provinces !== provinces) return;
    this.filled = new Map([...matched].map(([id, [province]]) => [id, province]));
    if (!this.chart.getSource("base")) return;
    this.chart.removeFeatureState({ source: "base", sourceLayer: "admin1" });
    const limits = stepsOf([...this.filled.values()].map(({ count }) => count));
    // With fewer classes than colours the strongest are taken, as the legend does.
    const spare = PALETTES[this.scene!.theme].steps.length - limits.length;
    const stepOf = (count: number) => spare + limits.filter((limit) => count >= limit).length - 1;
    for (const [id, { count }] of this.filled) this.chart.setFeatureState({ source: "base", sourceLayer: "admin1", id }, { step: stepOf(count) });
    if (this.scene?.view === "provinces") this.outlines.far = [...matched.values()].flatMap(([{ count }, shape]) => outlined(shape, stepOf(count)));
    this.outline();
    if (provinces.length) this.told.onSteps(limits);
  }

  // --- pointer ---

  private moved(): void {
    this.drawSpots();
    this.outline();
    const { lat, lng } = this.chart.getCenter(), bounds = this.chart.getBounds();
    const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((degrees, at) => Math.min(at % 2 ? 90 : 180, Math.max(at % 2 ? -90 : -180, degrees)));
    this.told.onMove(`${this.chart.getZoom().toFixed(2)}/${lat.toFixed(3)}/${lng.toFixed(3)}`, box.map((degrees) => degrees.toFixed(3)).join(","));
  }

  private under(event: MapMouseEvent): { cluster: Cluster } | { province: Province } | null {
    const view = this.scene?.view;
    const layers = (view === "clusters" ? ["spots", "hatched", "far-hatched"] : view === "provinces" ? ["choropleth", "far-filled"] : ["hatched", "far-hatched"]).filter((layer) => this.chart.getLayer(layer));
    for (const feature of this.chart.queryRenderedFeatures(event.point, { layers })) {
      if (feature.layer.id === "spots") return { cluster: this.clusters[feature.properties["index"] as number]! };
      const province = (view === "provinces" ? this.filled : this.hatched).get(feature.properties["id"] as number);
      if (province) return { province };
    }
    return null;
  }

  private clicked(event: MapMouseEvent): void {
    const found = this.under(event);
    if (!found) return;
    if ("province" in found) this.told.onProvince(found.province);
    else if (found.cluster.spots.length === 1 || this.chart.getZoom() >= 11) this.told.onCluster(found.cluster);
    else {
      const around = new LngLatBounds();
      for (const spot of found.cluster.spots) around.extend([spot.lon, spot.lat]);
      this.chart.fitBounds(around, { padding: 90, maxZoom: Math.max(this.chart.getZoom() + 2, 8), animate: !matchMedia("(prefers-reduced-motion: reduce)").matches, duration: 400 });
    }
  }

  private hovering(event: MapMouseEvent): void {
    const found = this.under(event);
    const canvas = this.chart.getCanvas();
    canvas.style.cursor = found ? "pointer" : "";
    canvas.title = !found ? "" : "province" in found ? `${found.province.name}: ${found.province.count}` : `${found.cluster.name}: ${found.cluster.count}`;
  }

  // --- images, drawn when first asked for ---

  private provide(id: string): void {
    const image = this.image(id);
    if (image && !this.chart.hasImage(id)) this.chart.addImage(id, image, { pixelRatio: RATIO });
  }

  private image(id: string): ImageData | undefined {
    const theme = this.scene!.theme;
    if (id === "hatch") return hatching(PALETTES[theme].hatch);
    const [kind, count, ring, exact, size] = id.split(":");
    if (kind !== "spot") return undefined;
    return spotImage(Number(count), Number(size), ring!.split("-").map(Number), exact === "1", theme);
  }
}

/** Below this zoom provinces are drawn by their coarse outlines; from that one on their names and numbers have room. */
const FAR = 2, TALLIED = 3.5;

/** A province as a feature of "far": its class of the choropleth, or -1 to be hatched. */
function outlined({ id, outline }: Shape, step: number): GeoJSON.Feature[] {
  return outline ? [{ type: "Feature", geometry: { type: "MultiPolygon", coordinates: outline }, properties: { id, step } }] : [];
}

/** A ring of types is drawn from this radius on: in a smaller one neither it nor the number can be read. */
const SMALL = 9;
/** And from this many events on. */
const RINGED = 10;

/**
 * What an image of a cluster must tell: whether its place is exact, its size, and of a large one the number and the shares of types in twelfths.
 * Small ones that look alike are one image.
 */
function imageOf(one: Cluster, size: number): string {
  const isRing = size >= SMALL && one.count >= RINGED;
  const main = one.types.indexOf(Math.max(...one.types));
  const shares = one.types.map((many, type) => (isRing ? Math.round((12 * many) / one.count) : type === main ? 1 : 0));
  return `spot:${isRing ? one.count : 0}:${shares.join("-")}:${one.exact * 2 >= one.count ? 1 : 0}:${(Math.round(size * 2) / 2).toFixed(1)}`;
}

const RATIO = Math.max(1, Math.min(3, Math.ceil(globalThis.devicePixelRatio || 1)));

function canvas(size: number): [OffscreenCanvasRenderingContext2D, () => ImageData] {
  const pixels = Math.ceil(size * RATIO);
  const drawn = new OffscreenCanvas(pixels, pixels).getContext("2d", { willReadFrequently: true })!;
  drawn.scale(RATIO, RATIO);
  return [drawn, () => drawn.getImageData(0, 0, pixels, pixels)];
}

/** A filled disc where places are exact, a ring where they are "near" or "in the district"; of many events (``count`` is not 0) a ring of types with the number in it. */
function spotImage(count: number, size: number, shares: number[], isExact: boolean, theme: "light" | "dark"): ImageData {
  const middle = size + 3;
  const [pen, done] = canvas(2 * middle);
  const palette = PALETTES[theme];
  const main = shares.indexOf(Math.max(...shares));
  const disc = (reach: number, colour: string) => { pen.beginPath(); pen.arc(middle, middle, reach, 0, 2 * Math.PI); pen.fillStyle = colour; pen.fill(); };
  disc(size + 1.5, palette.halo);
  if (!count) {
    disc(size, COLOURS[slugAt(main)]![theme]);
    if (!isExact) disc(Math.max(size - 2.6, 1.5), palette.paper);
  } else {
    const total = shares.reduce((sum, share) => sum + share, 0);
    let from = -Math.PI / 2;
    shares.forEach((share, at) => {
      const to = from + (2 * Math.PI * share) / total;
      pen.beginPath();
      pen.moveTo(middle, middle);
      pen.arc(middle, middle, size, from, to);
      pen.fillStyle = COLOURS[slugAt(at)]![theme];
      pen.fill();
      from = to;
    });
    disc(size - Math.max(3, size * 0.24), palette.paper);
  }
  if (count) {
    pen.fillStyle = palette.ink;
    pen.font = `600 ${Math.min(13, Math.max(8, size * 0.62))}px Inter, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(short(count), middle, middle + 0.5);
  }
  return done();
}

const short = (count: number) => (count < 1000 ? String(count) : count < 10_000 ? `${(count / 1000).toFixed(1)}k` : `${Math.round(count / 1000)}k`);

function hatching(colour: string): ImageData {
  const [pen, done] = canvas(8);
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.55;
  pen.lineWidth = 1.1;
  pen.beginPath();
  for (const from of [-8, 0, 8]) { pen.moveTo(from, 8); pen.lineTo(from + 8, 0); }
  pen.stroke();
  return done();
}

/** Least number of each class: five classes of about equally many provinces, no two alike. */
export function stepsOf(counts: number[]): number[] {
  const sorted = [...counts].sort((one, other) => one - other);
  if (!sorted.length) return [];
  return [...new Set([0, 0.2, 0.4, 0.6, 0.8].map((share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!))];
}

/** Share of the events that the first view shows: a few far away do not make everything else small. */
const MOST = 0.96;

function boundsOf({ spots }: Layout, share = 1): LngLatBounds {
  const all = spots.reduce((sum, { count }) => sum + count, 0);
  const cut = (of: (spot: Layout["spots"][number]) => number): [number, number] => {
    const sorted = [...spots].sort((one, other) => of(one) - of(other));
    let seen = 0;
    const inside = sorted.filter(({ count }) => {
      const before = seen;
      seen += count;
      return seen >= ((1 - share) / 2) * all && before <= ((1 + share) / 2) * all;
    });
    return [of(inside[0]!), of(inside.at(-1)!)];
  };
  const around = new LngLatBounds();
  if (spots.length) {
    const [south, north] = cut(({ lat }) => lat), [west, east] = cut(({ lon }) => lon);
    around.extend([west, south]).extend([east, north]);
  }
  return around.isEmpty() ? new LngLatBounds([-20, -35], [100, 60]) : around;
}
