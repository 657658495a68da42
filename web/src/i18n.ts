/** Words of the page in the reader's language. Every string stands in messages/. */
import { signal } from "@preact/signals";
import en from "./messages/en.json";

export type Key = keyof typeof en;
export type Language = "en" | "fr" | "ar";
type Messages = Record<string, string>;

export const LANGUAGES: Record<Language, string> = { en: "English", fr: "Français", ar: "العربية" };
/** Latin digits everywhere: figures are compared with those of reports and exports. */
const LOCALES: Record<Language, string> = { en: "en-GB", fr: "fr", ar: "ar-u-nu-latn-ca-gregory" };

export const language = signal<Language>("en");
const messages = signal<Messages>(en);
const loaders: Record<Exclude<Language, "en">, () => Promise<{ default: Messages }>> = {
  fr: () => import("./messages/fr.json"),
  ar: () => import("./messages/ar.json"),
};

export async function speak(wanted: Language): Promise<void> {
  messages.value = wanted === "en" ? en : { ...en, ...(await loaders[wanted]()).default };
  language.value = wanted;
  document.documentElement.lang = wanted;
  document.documentElement.dir = wanted === "ar" ? "rtl" : "ltr";
}

export const locale = () => LOCALES[language.value];

/** The message, its {names} filled in. With ``n`` the form for that number is taken (``key.one``, ``key.few``, …). */
export function t(key: Key | string, given: Record<string, string | number> = {}): string {
  const told = messages.value;
  const form = typeof given["n"] === "number" ? `${key}.${new Intl.PluralRules(locale()).select(given["n"])}` : key;
  const found = told[form] ?? told[`${key}.other`] ?? told[key] ?? key;
  return found.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = given[name];
    return value === undefined ? whole : typeof value === "number" ? number(value) : value;
  });
}

export const has = (key: string): boolean => key in messages.value;

/** The message if there is one, else the word itself made readable: vocabularies grow on the server first. */
export function word(group: string, value: string | null | undefined): string {
  if (!value) return t("unknown");
  return messages.value[`${group}.${value}`] ?? value.replaceAll("_", " ").replaceAll("-", " ");
}

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
}

export function compact(value: number): string {
  return new Intl.NumberFormat(locale(), { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

export function percent(value: number): string {
  return new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 0 }).format(value);
}

/** A small share in two figures: "0.012%" is not "0%". */
export function share(value: number): string {
  return new Intl.NumberFormat(locale(), { style: "percent", maximumSignificantDigits: 2 }).format(value);
}

export function day(value: string | null | undefined, style: "long" | "short" = "short"): string {
  if (!value) return "";
  const date = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return value;
  return new Intl.DateTimeFormat(locale(), { day: "numeric", month: style === "long" ? "long" : "short", year: "numeric", timeZone: "UTC" }).format(date);
}

export function days(first: string, last: string, style: "long" | "short" = "short"): string {
  if (first === last) return day(first, style);
  const format = new Intl.DateTimeFormat(locale(), { day: "numeric", month: style === "long" ? "long" : "short", year: "numeric", timeZone: "UTC" });
  return format.formatRange(new Date(`${first}T00:00:00Z`), new Date(`${last}T00:00:00Z`));
}

export function moment(value: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(value));
}

export function list(values: readonly string[]): string {
  return new Intl.ListFormat(locale(), { type: "conjunction" }).format(values);
}

const regions = new Map<string, Intl.DisplayNames>();
export function languageName(code: string): string {
  const names = regions.get(locale()) ?? new Intl.DisplayNames([locale()], { type: "language" });
  regions.set(locale(), names);
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
