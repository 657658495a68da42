/** The kinds of events: one colour, one shape and one short name each. Never the colour alone. */
import { t } from "../i18n";

export const TYPES = [
  "Battles", "Explosions/Remote violence", "Violence against civilians", "Protests", "Riots", "Strategic developments",
] as const;
export const OTHER = "other";
export type TypeName = (typeof TYPES)[number] | typeof OTHER;

/** Class names and message keys: "battles", "explosions", … */
const SLUGS: Record<TypeName, string> = {
  "Battles": "battles", "Explosions/Remote violence": "explosions", "Violence against civilians": "civilians", "Protests": "protests", "Riots": "riots",
  "Strategic developments": "strategic", "other": "other",
};

/** Told apart with every common colour blindness by hue and lightness together (checked with simulated palettes). */
export const COLOURS: Record<string, { light: string; dark: string }> = {
  battles: { light: "#a3263a", dark: "#ef7f8d" },
  explosions: { light: "#d9822b", dark: "#f0a85c" },
  civilians: { light: "#5b3a8c", dark: "#b79be6" },
  protests: { light: "#2f7fb5", dark: "#76b9e6" },
  riots: { light: "#3fa796", dark: "#6fd0c1" },
  strategic: { light: "#7a7f55", dark: "#b6bb8d" },
  other: { light: "#9a948a", dark: "#8d8a84" },
};

/** The type in "Battles" or "Battles: Armed clash". */
export function typeOf(value: string | null | undefined): TypeName {
  return TYPES.find((one) => value?.startsWith(one)) ?? OTHER;
}

export const slug = (type: TypeName): string => SLUGS[type];
export const typeLabel = (value: string | null | undefined): string => t(`type.${slug(typeOf(value))}`);

const SHAPES: Record<string, string> = {
  battles: "M2 2 10 10M10 2 2 10",
  explosions: "M6 .5v11M.5 6h11M2.100 2.100l7.800 7.800M9.900 2.100 2.100 9.900",
  civilians: "M6 .8 11.200 6 6 11.200.8 6Z",
  protests: "M6 1.200 11.200 10.500H.8Z",
  riots: "M6 10.800.8 1.500h10.400Z",
  strategic: "M1.500 1.500h9v9h-9Z",
  other: "M6 1.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9Z",
};

export function Glyph({ type }: { type: TypeName }) {
  const name = slug(type);
  return <svg class={`glyph t-${name}`} viewBox="0 0 12 12" aria-hidden="true"><path d={SHAPES[name]} /></svg>;
}
