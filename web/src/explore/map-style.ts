/** The basemap's look, light and dark, in the reader's language. */
import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import inter from "@fontsource/inter/files/inter-latin-400-normal.woff2?url";
import interExt from "@fontsource/inter/files/inter-latin-ext-400-normal.woff2?url";
import interBold from "@fontsource/inter/files/inter-latin-600-normal.woff2?url";
import interBoldExt from "@fontsource/inter/files/inter-latin-ext-600-normal.woff2?url";
import arabic from "@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-400-normal.woff2?url";
import arabicBold from "@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-600-normal.woff2?url";

const LATIN = ["U+0000-00FF", "U+2000-206F"], EXTENDED = ["U+0100-02FF", "U+0300-036F", "U+1E00-1EFF"], ARABIC = ["U+0600-06FF", "U+0750-077F", "U+FB50-FDFF", "U+FE70-FEFF"];

export interface Palette {
  sea: string; land: string; lake: string; river: string; coast: string; country: string; province: string; name: string; faint: string; halo: string;
  hatch: string; point: string; steps: readonly string[]; paper: string; ink: string;
}

export const PALETTES: Record<"light" | "dark", Palette> = {
  light: {
    sea: "#dde5e8", land: "#f7f4ee", lake: "#d3dfe4", river: "#c3d3da", coast: "#b9c4c6", country: "#8d8577", province: "#d8d1c4", name: "#4b463f", faint: "#8b8478",
    halo: "#fbf9f5", hatch: "#6d4f2f", point: "#0f5c73", steps: ["#e9e2d0", "#d9c3a0", "#c79a6b", "#a8663f", "#7c3220"], paper: "#fffdf9", ink: "#1d1b18",
  },
  dark: {
    sea: "#14191c", land: "#22262a", lake: "#171d21", river: "#2c363c", coast: "#39434a", country: "#757b80", province: "#343a40", name: "#cfccc5", faint: "#8f9296",
    halo: "#1a1d20", hatch: "#d9b98c", point: "#7cc4d8", steps: ["#3b352c", "#5d4a34", "#84603d", "#b17f50", "#e3b27c"], paper: "#1d2124", ink: "#f0ede6",
  },
};

const NAMED = (lang: string) => ["coalesce", ["get", `name_${lang}`], ["get", "name_en"]] as never;

export function mapStyle(theme: "light" | "dark", lang: string): StyleSpecification {
  const colours = PALETTES[theme];
  return {
    version: 8,
    "font-faces": {
      Regular: [{ url: inter, "unicode-range": LATIN }, { url: interExt, "unicode-range": EXTENDED }, { url: arabic, "unicode-range": ARABIC }],
      Bold: [{ url: interBold, "unicode-range": LATIN }, { url: interBoldExt, "unicode-range": EXTENDED }, { url: arabicBold, "unicode-range": ARABIC }],
    },
    sources: { base: { type: "vector", url: `pmtiles://${location.origin}/basemap/basemap.pmtiles`, attribution: "Natural Earth · GeoNames (CC BY)", promoteId: { admin1: "id", towns: "name" } } },
    layers: [...ground(colours), ...lines(colours), ...names(colours, lang)],
  } as StyleSpecification;
}

function ground(colours: Palette): LayerSpecification[] {
  return [
    { id: "sea", type: "background", paint: { "background-color": colours.sea } },
    { id: "land", type: "fill", source: "base", "source-layer": "land", maxzoom: 2, paint: { "fill-color": colours.land } },
    { id: "provinces", type: "fill", source: "base", "source-layer": "admin1", minzoom: 2, paint: { "fill-color": colours.land, "fill-antialias": false } },
    { id: "choropleth", type: "fill", source: "base", "source-layer": "admin1", minzoom: 2, layout: { visibility: "none" }, paint: { "fill-color": choropleth(colours), "fill-antialias": false } },
    { id: "hatched", type: "fill", source: "base", "source-layer": "admin1", minzoom: 2, filter: ["in", ["get", "id"], ["literal", []]], paint: { "fill-pattern": "hatch", "fill-opacity": 0.75 } },
    { id: "lakes", type: "fill", source: "base", "source-layer": "lakes", paint: { "fill-color": colours.lake } },
    { id: "rivers", type: "line", source: "base", "source-layer": "rivers", minzoom: 3, paint: { "line-color": colours.river, "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.4, 8, 1.5] } },
  ] as LayerSpecification[];
}

function choropleth(colours: Palette): unknown {
  const [least, ...more] = colours.steps;
  const at = ["feature-state", "step"];
  return ["case", ["==", at, null], colours.land, ["step", ["to-number", at, 0], least, ...more.flatMap((colour, index) => [index + 1, colour])]];
}

function lines(colours: Palette): LayerSpecification[] {
  // Joins stay mitred, as they are by default: round ones are three times the work on a coast, for a line of one pixel.
  const border = (kind: string, paint: object, more: object = {}) =>
    ({ id: `border-${kind}`, type: "line", source: "base", "source-layer": "borders", filter: ["==", ["get", "kind"], kind], paint, ...more });
  return [
    border("province", { "line-color": colours.province, "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.4, 8, 1.2] }, { minzoom: 3 }),
    border("coast", { "line-color": colours.coast, "line-width": 0.7 }),
    border("country", { "line-color": colours.country, "line-width": ["interpolate", ["linear"], ["zoom"], 1, 0.5, 4, 0.9, 8, 1.8] }),
    border("disputed", { "line-color": colours.country, "line-width": ["interpolate", ["linear"], ["zoom"], 1, 0.6, 4, 1, 8, 1.8], "line-dasharray": [3, 2.5] }),
    { id: "edge", type: "line", source: "base", "source-layer": "admin1", minzoom: 2, filter: ["in", ["get", "id"], ["literal", []]], paint: { "line-color": colours.hatch, "line-width": 1.2 } },
    { id: "edge-pointed", type: "line", source: "base", "source-layer": "admin1", minzoom: 2, filter: ["==", ["get", "id"], -1], paint: { "line-color": colours.point, "line-width": 3 } },
  ] as LayerSpecification[];
}

function names(colours: Palette, lang: string): LayerSpecification[] {
  const halo = { "text-halo-color": colours.halo, "text-halo-width": 1.4 };
  return [
    {
      id: "name-province", type: "symbol", source: "base", "source-layer": "admin1_labels", minzoom: 5,
      layout: { "text-field": NAMED(lang), "text-font": ["Regular"], "text-size": 10.5, "text-transform": "uppercase", "text-letter-spacing": lang === "ar" ? 0 : 0.09, "text-max-width": 7, "symbol-sort-key": ["get", "rank"], "text-padding": 14 },
      paint: { "text-color": colours.faint, ...halo, "text-opacity": 0.9 },
    },
    {
      id: "towns", type: "symbol", source: "base", "source-layer": "towns", minzoom: 3.500,
      layout: { "text-field": ["get", "name"], "text-font": ["Regular"], "text-size": ["interpolate", ["linear"], ["zoom"], 4, 10.5, 8, 12.5], "symbol-sort-key": ["get", "rank"], "text-max-width": 8, "text-padding": 8, "text-anchor": "bottom", "text-offset": [0, -0.2] },
      paint: { "text-color": colours.name, ...halo, "text-opacity": ["case", ["boolean", ["feature-state", "isNamed"], false], 0, 1] },
    },
    {
      id: "name-country", type: "symbol", source: "base", "source-layer": "countries", maxzoom: 7,
      layout: { "text-field": NAMED(lang), "text-font": ["Bold"], "text-size": ["interpolate", ["linear"], ["zoom"], 1, 9, 4, 12, 7, 17], "text-max-width": 7, "text-letter-spacing": lang === "ar" ? 0 : 0.04, "text-padding": 4 },
      paint: { "text-color": colours.faint, ...halo },
    },
  ] as LayerSpecification[];
}
