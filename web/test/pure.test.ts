import { describe, expect, it } from "vitest";
import type { ColumnsAnswer } from "../src/api";
import { dayNumber, dayText, decode, show, sorted } from "../src/columns";
import { fromSearch, NOTHING, toggled, toSearch } from "../src/filters";
import { cluster, layout, shapeNamed } from "../src/explore/spots";
import { marksOf } from "../src/sources/marks";
import { paragraphs, runs } from "../src/parts/text";

const ANSWER: ColumnsAnswer = {
  stamp: "s", count: 4,
  dictionaries: {
    acled: ["Battles: Armed clash", "Battles: Non-state actor overtakes territory", "Protests: Peaceful protest"], kind: ["ASSAULT", "PROTEST"], status: ["happened"], grade: ["fair"],
    review_state: ["machine", "rejected"], country: ["SDN"], admin1: ["SDN/North Darfur"], place: ["El Fasher", "Tawila"], actor: ["rsf"], source: ["Nile Courier"],
  },
  names: { actor: ["Rapid Support Forces"] },
  columns: {
    id: ["a", "b", "c", "d"], first: [19000, 19010, 19020, null], last: [19000, 19012, 19020, null], date_prec: [1, 2, null, null], kind: [0, 0, 1, 0], acled: [0, 1, 2, null],
    status: [0, 0, 0, 0], grade: [0, 0, 0, 0], review_state: [0, 0, 0, 1], country: [0, 0, 0, null], admin1: [0, 0, 0, null], place: [0, 1, 0, null], lat: [13.6, 13.5, null, null],
    lon: [25.3, 24.9, null, null], where_prec: [1, 2, 4, null], shape: [0, 0, 2, null], actors: [[0], [], [], []], sources: [[0], [0], [], []], reports: [1, 3, 1, 1], killed: [4, null, null, 9],
  },
};

describe("columns", () => {
  const columns = decode(ANSWER);
  it("leaves each choice's own filter out of its counts", () => {
    const { rows, counts } = show(columns, toggled(NOTHING, "acled", "Protests"));
    expect([...rows]).toEqual([2]);
    expect(columns.keys.acled.values).toEqual(["Battles", "Protests"]);
    expect([...counts.acled]).toEqual([2, 1]);
    expect([...counts.kind]).toEqual([0, 1]);
  });
  it("shows rejected events only where they are asked for", () => {
    expect(show(columns, NOTHING).rows).toHaveLength(3);
    expect([...show(columns, toggled(NOTHING, "review-state", "rejected")).rows]).toEqual([3]);
  });
  it("counts an event in every period that its days touch", () => {
    expect([...show(columns, { ...NOTHING, since: dayText(19011), until: dayText(19015) }).rows]).toEqual([1]);
    expect(dayNumber("1970-01-02")).toBe(1);
  });
  it("puts what has no day last", () => {
    expect([...sorted(columns, Int32Array.from([0, 1, 2, 3]), "newest")]).toEqual([2, 1, 0, 3]);
  });
});

describe("filters", () => {
  it("come back from the address as they went", () => {
    const search = "since=2024-01-01&text=bridge&actor=rsf&actor=saf&country=SDN";
    const filters = fromSearch(search);
    expect(filters.lists.actor).toEqual(["rsf", "saf"]);
    expect(fromSearch(toSearch(filters))).toEqual(filters);
  });
  it("take no day that is none", () => {
    expect(fromSearch("since=yesterday").since).toBeNull();
  });
});

describe("places", () => {
  const { spots, provinces, unplaced } = layout(decode(ANSWER), [0, 1, 2, 3]);
  it("draw a province as a province, never as a point", () => {
    expect(spots.map(({ name }) => name)).toEqual(["El Fasher", "Tawila"]);
    expect(provinces).toEqual([{ key: "SDN/North Darfur", country: "SDN", name: "North Darfur", count: 1, killed: 0, rows: [2] }]);
    expect(unplaced).toEqual({ count: 1, rows: [3] });
  });
  it("gather under the name of the largest, where it stands", () => {
    const [far] = cluster(spots, 3), near = cluster(spots, 10);
    expect(far).toMatchObject({ name: "El Fasher", lat: 13.6, lon: 25.3, count: 2 });
    expect(near).toHaveLength(2);
  });
  it("know a province by other spellings of its name", () => {
    const shapes = [{ id: 1, geonames: null, called: ["Dayr Az Zawr"], point: [0, 0] as [number, number] }, { id: 2, geonames: null, called: ["Aleppo", "Ḥalab"], point: [0, 0] as [number, number] }];
    expect(shapeNamed(shapes, "Muhafazat Halab")?.id).toBe(2);
    expect(shapeNamed(shapes, "Homs")).toBeNull();
  });
});

describe("texts", () => {
  it("are cut in code points, not in halves of them", () => {
    const mark = { start: 2, end: 8, field: "kind", role: null, label: "kind", mention: "m", event: null };
    expect(runs("😀 killed", 0, 8, [mark]).map(({ text, labels }) => [text, labels])).toEqual([["😀 ", []], ["killed", ["kind"]]]);
  });
  it("have a paragraph for each line that is not empty", () => {
    expect(paragraphs("One.\n\nTwo.", [])).toEqual([{ kind: "body", start: 0, end: 4 }, { kind: "body", start: 6, end: 10 }]);
  });
});

describe("coverage", () => {
  it("shares a mark among days where there are too many for one each", () => {
    const row = { source: "x", documents: 2, events: 0, first: null, last: null, languages: {}, lag_days: null, problems: {}, days: [["2020-01-01", 1, 1], ["2022-12-31", 1, 1]] as [string, number, number][] };
    const marks = marksOf([row]);
    expect(marks.length).toBeLessThanOrEqual(120);
    expect([marks[0]!.first, marks.at(-1)!.last]).toEqual(["2020-01-01", "2022-12-31"]);
  });
});
