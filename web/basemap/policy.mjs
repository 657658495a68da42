// What the policy file says about a unit and about the line between two units.
import { readFileSync } from "node:fs";

// Natural Earth's own codes of countries, where ISO 3166-1 has another.
const ISO = { SDS: "SSD", PSX: "PSE", SAH: "ESH", KOS: "XKX", SOL: "SOM", CYN: "CYP", ALD: "ALA", KAS: "IND" };

export function readPolicy(file) {
  return JSON.parse(readFileSync(file, "utf8")).areas;
}

const holds = (area, unit) =>
  Boolean(area.units?.includes(unit.iso) || area.countries?.includes(unit.adm0) || area.named?.includes(unit.name));

const isAgainst = (area, unit) =>
  !area.against || area.against.includes(unit.iso) || area.against.includes(unit.adm0);

/** The ISO code under which gazetteers file a unit of Natural Earth. */
export function countryOf(policy, told) {
  const unit = { iso: told.iso_3166_2, adm0: told.adm0_a3, name: told.name };
  return policy.find((area) => area.country && holds(area, unit))?.country ?? ISO[told.adm0_a3] ?? told.adm0_a3;
}

/** "coast", "disputed", "country" or "province": how the line between two units is drawn. */
export function borderKind(policy, one, other) {
  if (one === other) return "coast";
  const parts = (area) => (holds(area, one) && isAgainst(area, other)) || (holds(area, other) && isAgainst(area, one));
  const within = (area) => holds(area, one) && holds(area, other);
  if (policy.some((area) => parts(area) && (!within(area) || (area.inner && one.adm0 !== other.adm0)))) return "disputed";
  return one.adm0 === other.adm0 ? "province" : "country";
}
