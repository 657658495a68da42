// One file of vector tiles: the PMTiles archive, version 3 (github.com/protomaps/PMTiles, spec/v3).
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { zxyToTileId } from "pmtiles";

const HEADER_BYTES = 127;
// A reader fetches the first 16 KiB at once; the root directory must lie in there.
const ROOT_BYTES = 16384 - HEADER_BYTES;
const GZIP = 2, MVT = 1;

function varint(out, value) {
  while (value >= 0x80) {
    out.push((value % 0x80) | 0x80);
    value = Math.floor(value / 0x80);
  }
  out.push(value);
}

function directory(entries) {
  const out = [];
  varint(out, entries.length);
  let last = 0;
  for (const { id } of entries) { varint(out, id - last); last = id; }
  for (const { run } of entries) varint(out, run);
  for (const { length } of entries) varint(out, length);
  entries.forEach(({ offset }, at) => {
    const before = entries[at - 1];
    varint(out, before && offset === before.offset + before.length ? 0 : offset + 1);
  });
  return gzipSync(Buffer.from(out), { level: 9 });
}

/** Root and leaf directories: leaves grow until the root fits. */
function directories(entries) {
  const root = directory(entries);
  if (root.length <= ROOT_BYTES) return { root, leaves: Buffer.alloc(0) };
  for (let size = 1024; ; size *= 2) {
    const parts = [], pointers = [];
    let offset = 0;
    for (let at = 0; at < entries.length; at += size) {
      const leaf = directory(entries.slice(at, at + size));
      pointers.push({ id: entries[at].id, run: 0, length: leaf.length, offset });
      parts.push(leaf);
      offset += leaf.length;
    }
    const above = directory(pointers);
    if (above.length <= ROOT_BYTES) return { root: above, leaves: Buffer.concat(parts) };
  }
}

function header({ root, metadata, leaves, tileBytes, entries, contents, maxZoom }) {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write("PMTiles", 0, "latin1");
  bytes[7] = 3;
  const rootAt = HEADER_BYTES, metadataAt = rootAt + root.length;
  const leavesAt = metadataAt + metadata.length, tilesAt = leavesAt + leaves.length;
  const counts = [rootAt, root.length, metadataAt, metadata.length, leavesAt, leaves.length, tilesAt, tileBytes,
    entries.reduce((sum, entry) => sum + entry.run, 0), entries.length, contents];
  counts.forEach((count, at) => bytes.writeBigUInt64LE(BigInt(count), 8 + 8 * at));
  bytes[96] = 1; // tiles lie in the order of their ids
  bytes[97] = GZIP;
  bytes[98] = GZIP;
  bytes[99] = MVT;
  bytes[100] = 0;
  bytes[101] = maxZoom;
  [-180, -85, 180, 85].forEach((degrees, at) => bytes.writeInt32LE(degrees * 1e7, 102 + 4 * at));
  bytes[118] = 2;
  return bytes;
}

/** ``tiles``: iterable of {z, x, y, data}, data not yet packed. Returns the archive's bytes. */
export function archive(tiles, metadata, maxZoom) {
  const sorted = [...tiles].map((tile) => ({ id: zxyToTileId(tile.z, tile.x, tile.y), data: tile.data }));
  sorted.sort((one, other) => one.id - other.id);
  const entries = [], bodies = [], known = new Map();
  let tileBytes = 0;
  for (const { id, data } of sorted) {
    const digest = createHash("sha1").update(data).digest("hex");
    let place = known.get(digest);
    if (!place) {
      const packed = gzipSync(data, { level: 9 });
      place = { offset: tileBytes, length: packed.length };
      known.set(digest, place);
      bodies.push(packed);
      tileBytes += packed.length;
    }
    const last = entries.at(-1);
    if (last && last.offset === place.offset && last.id + last.run === id) last.run += 1;
    else entries.push({ id, run: 1, ...place });
  }
  const packedMetadata = gzipSync(Buffer.from(JSON.stringify(metadata)));
  const { root, leaves } = directories(entries);
  const head = header({ root, metadata: packedMetadata, leaves, tileBytes, entries, contents: known.size, maxZoom });
  return Buffer.concat([head, root, packedMetadata, leaves, ...bodies]);
}
